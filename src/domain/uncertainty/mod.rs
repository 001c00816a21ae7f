//! How sure is a forecast? Lives and prices are drawn many times, and what comes out is told in bands.
//!
//! A component with the planned life `a` lives `round(a · m)` years, `m` from a Weibull distribution with the mean 1; prices
//! drift or lie at another level. [`draw`] plays many futures of [`Courses`]; [`Draws`] says between which amounts a year
//! will lie and how likely a ceiling holds. Every random number follows from the seed, the thing and the draw, so scenarios
//! are compared under the same luck, and any number of threads gives the same yen. Without spread every draw is the
//! deterministic forecast.
//!
//! # Shapes
//! [`Courses`] what is renewed; [`Question`] what is drawn; [`Draws`] a row a draw; [`Bands`] and [`Chance`] what they say.
//! # Units
//! Whole yen at the prices of the base year times the price factor drawn; fiscal years.
//! # Errors
//! None here: [`Lives`] and [`PriceRisk`] are checked by their constructors.
//! # Source
//! ISO 15686-5 (2017) on uncertainty and risk in life-cycle costing; the parts name theirs.

mod bands;
mod course;
mod draws;
mod lives;
mod prices;
mod random;

pub use bands::{Bands, Chance};
pub use course::{Course, Courses, Stage};
pub use draws::{Draws, Question, draw};
pub use lives::Lives;
pub use prices::PriceRisk;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
