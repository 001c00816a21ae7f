//! In what state is a building, how long will its parts last, and is its structure worth keeping?
//!
//! The parts are rated, the ratings make a score (健全度): `score = Σ(points × weight) / divisor`, in [`score()`]. What a grade is
//! worth, which parts there are and in which direction the scale runs is a [`Scheme`], made of rows. [`remaining_life`] says
//! when a component falls due, [`screening()`] whether a long life can be planned for.
//!
//! # Shapes
//! [`Scheme`] is a table of grades (best first) and one of parts; grades are given as part → grade.
//! # Units
//! Points, weights and scores in hundredths of a point, whole scores half up (四捨五入); lives in whole years.
//! # Errors
//! Constructors return [`Invalid`](crate::domain::Invalid), all at once where there are several; [`score()`] returns a
//! [`GradeFault`] a part.
//! # Source
//! MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017). Every number is a row under `data/reference/`.

mod decimal;
mod remaining;
mod rows;
mod scheme;
mod score;
mod screening;
mod word;

pub use remaining::{Because, Rating, Remaining, RemainingBasis, RemainingLife, remaining_life};
pub use rows::SchemeRow;
pub use scheme::{Better, ElapsedStep, Grade, Part, Scheme};
pub use score::{GradeFault, MeanScore, PartScore, Score, mean_score, score};
pub use screening::{Screened, Screening, ScreeningResult, ScreeningRules, screening};
pub use word::*;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
