//! Who pays for a work, and when?
//!
//! [`Loan`] is a municipal bond (地方債) as it was borrowed; [`Schedule`] says what is paid back at each date:
//! `A = P·i ÷ (1 − (1 + i)^−n)` for level payments (元利均等), `P ÷ n` for level principal (元金均等). A [`Programme`] is a subsidy or
//! a kind of bond with its conditions; [`split()`] divides the cost of a work among those who pay, and [`choose`] finds the
//! programmes that leave the municipality the least; [`allot`] does so for many works under yearly ceilings on bonds. [`Account`]
//! adds up works, debts, funds, running costs and fees year by year.
//!
//! # Shapes
//! A work and its programmes give one [`Split`]. A loan gives one [`Instalment`] a payment date, those of the grace period (据置期間) among them.
//! # Units
//! Whole yen; rates of interest in millionths of a percent a year, other shares as exact fractions. Interest is floored to the yen at each instalment, the level payment is
//! rounded once as the loan says, and the last instalment clears the balance. No binary fraction takes part.
//! # Errors
//! Constructors return [`Invalid`](crate::domain::Invalid) with the field; a schedule cannot fail.
//! # Source
//! Local Finance Act (地方財政法) §5 and §5-3; annuity formula. Each part names its own.

mod ceiling;
mod eligibility;
mod loan;
mod natural;
mod outlook;
mod planned;
mod programme;
mod rate;
mod schedule;
mod share;
mod split;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use ceiling::{Allotment, Offer, allot};
pub use eligibility::{Checked, ConditionKind, Facts, Outcome, check, outcome};
pub use loan::{Dates, Loan, Method, PaymentRounding, Remainder, Term, payments_per_year};
pub use outlook::{
    Account, AccountYear, ExistingDebt, Fund, Totals, Withdrawal, YearGiven, add_split, totals, yearly_interest,
};
pub use planned::{BondTerms, Paid, PlannedWork, Way};
pub use programme::{Conditions, Programme, ProgrammeKind, Subsidised};
pub use rate::Rate;
pub use schedule::{DebtService, Instalment, Schedule};
pub use share::{Share, basis_points};
pub use split::{Bill, Choice, Split, SplitRules, choices, choose, is_open, split};
