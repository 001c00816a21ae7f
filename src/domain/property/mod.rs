//! Land and rooms that are not in use (未利用・暫定利用の公有財産): what they are worth about, what may be done with them, and what
//! comes in for those that are let.
//!
//! An indication of value is the price of the nearest survey point times the area times an adjustment ([`indication()`]): it
//! orders candidates and is not a valuation. What the law asks before property is sold, exchanged or let is
//! [`conditions`]; rent due and received by fiscal year, with what is in arrears, is [`rent::account`].
//!
//! # Shapes
//! One property, one contract; points of land prices as a list.
//! # Units
//! Areas in hundredths of a square metre, prices in whole yen per square metre, values and rents in whole yen; an indication
//! and the rent of a part of a year are rounded down to the yen.
//! # Errors
//! [`Invalid`](crate::domain::Invalid) with the English name of the field. That a value cannot be told, or property not be
//! sold, is a result with its reason.
//! # Source
//! Local Autonomy Act (地方自治法) §96, §237, §238-4, §238-5; Act on Regulation of Execution of Budget Pertaining to Subsidies
//! (補助金適正化法) §22; Land Price Publication Act (地価公示法).

mod disposal;
mod indication;
pub mod rent;
mod word;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use disposal::{Condition, ConditionCode, Facts, Limits, Standing, conditions, is_eligible};
pub use indication::{Adjustment, Indication, PricePoint, Reading, indication};
pub use word::*;
