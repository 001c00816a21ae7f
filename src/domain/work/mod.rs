//! Works on buildings (工事): from the proposal to the completion.
//!
//! What states there are is [`word`](WorkState); which state may follow which is [`check_move`]; what must be known in
//! each state is [`check`]; in which years works may begin is [`Window`]; and what is different once they are done is
//! [`effect()`].
//!
//! # Shapes
//! One work at a time.
//! # Units
//! Fiscal years, calendar days and whole yen. Nothing is rounded.
//! # Errors
//! [`Invalid`](crate::domain::Invalid) with the English name of the field.
//! # Source
//! Ours, after the steps of a municipality: 提案, 実施計画, 予算, 施工, 完了.

mod effect;
mod facts;
pub(in crate::domain) mod fault;
mod moves;
mod window;
mod word;

#[cfg(test)]
mod tests;

pub use effect::{Effect, Renews, effect};
pub use facts::{Facts, LONGEST_BUDGET_LEAD_YEARS, check};
pub use moves::{check_move, may_become, moves};
pub use window::Window;
pub use word::*;
