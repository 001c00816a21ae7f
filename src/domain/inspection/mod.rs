//! Inspections (点検): which are due for what, and what follows from what was found.
//!
//! Which inspections something is subject to is [`applies`]; when the next one is due is [`next_due`] and how near that is
//! [`standing`]; what was found as a whole is [`overall`]; and whether an inspection can have taken place at all is
//! [`check_performed`].
//!
//! # Shapes
//! One inspection, one kind or one subject at a time.
//! # Units
//! Calendar days, calendar months, dm² and storeys. Nothing is rounded.
//! # Errors
//! [`Invalid`](crate::domain::Invalid) with the English name of the field.
//! # Source
//! Building Standards Act (建築基準法) §12, Fire Service Act (消防法) §17-3-3 and others; which and how often is data
//! (`data/reference/inspection_kind.csv`).

mod due;
mod finding;
mod kind;
mod word;

#[cfg(test)]
mod tests;

pub use due::{Interval, Standing, next_due, standing};
pub use finding::{check_performed, needs_follow_up, overall};
pub use kind::{Because, Kind, KindRow, Subject, applies};
pub use word::*;
