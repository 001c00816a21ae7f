//! What is shared with neighbours (広域連携): agreements and what they let be seen, use by residents across borders, and joint
//! bodies that share their costs.
//!
//! The share of each member of a joint body is [`Shares::split`]: the cost is divided into parts by their rates, each part
//! among the members by its weights, and everything sums up to the yen. Facilities of one kind that lie close to each other on
//! two sides of a border are [`pairs`].
//!
//! # Shapes
//! Up to 100 members with a weight for each basis; facilities as places with a class.
//! # Units
//! Whole yen; rates in thousandths; weights are whole numbers; distances in metres.
//! # Errors
//! [`Invalid`](crate::domain::Invalid) with the English name of the field.
//! # Source
//! Local Autonomy Act (地方自治法) §287 (1) 7: the rules of an association say how its costs are met. Apportionment by the largest
//! remainder (Hamilton's method), so that no yen is lost.

mod nearby;
mod share;
mod word;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use nearby::{Pair, Spot, pairs};
pub use share::{Member, MemberShare, Part, Shares, Split, apportion};
pub use word::*;
