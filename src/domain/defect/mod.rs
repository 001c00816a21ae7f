//! Defects (不具合): from the report to the repair.
//!
//! Which state may follow which is [`check_move`]; what must be known in each state is [`check`]; and how long a defect
//! has waited is [`age_days`] and [`days_over`].
//!
//! # Shapes
//! One defect at a time.
//! # Units
//! Calendar days and whole yen. Nothing is rounded.
//! # Errors
//! [`Invalid`](crate::domain::Invalid) with the English name of the field.
//! # Source
//! Ours: the running record of problems that the 長期総合計画 asks for (施設が抱える課題を日常的に把握).

mod age;
mod facts;
mod moves;
mod word;

#[cfg(test)]
mod tests;

pub use age::{age_days, days_over, fix_due_on};
pub use facts::{Facts, check};
pub use moves::{check_move, may_become, moves};
pub use word::*;
