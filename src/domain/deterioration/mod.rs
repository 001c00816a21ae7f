//! How fast do parts get worse here, judged by the municipality's own ratings instead of the national table alone?
//!
//! A part of grade `i` falls by one grade within a year with the probability `p_i`, or stays (ordered Markov chain in yearly
//! steps; the worst grade is the end). The national cycle makes the prior: every grade lasts as long as the others and all
//! together last the cycle, `p = (grades − 1) / cycle`. It counts like `k` years of observation in each grade:
//!
//! ```text
//! p_i = (falls from i + k · p) / (years in i + k)          expected years from a to b = Σ 1 / p_i, i = a … b − 1
//! ```
//!
//! which is the most probable value under the prior Beta(k·p + 1, k·(1 − p) + 1), and for yearly ratings the mean under
//! Beta(k·p, k·(1 − p)). Without observations it is exactly the prior; with `n` observed years the observations weigh
//! `n / (n + k)`. Between two ratings some years apart the falls are not seen; their expected number is in `chain`.
//!
//! # Shapes
//! [`History`] holds the pairs of consecutive ratings of one kind of part; [`Learned`] has one row a grade but the worst.
//! # Units
//! Years whole; grades as places, 0 the best; probabilities a year, 0 to 1 exclusive; expectations in years. Only
//! [`Learned::remaining_years`] rounds, half up.
//! # Errors
//! [`Prior::new`] and [`History::add`] return [`Invalid`](crate::domain::Invalid). What the model cannot follow is counted, not refused: see
//! [`Learned::improved`] and [`Learned::hastened`].
//! # Source
//! Ordered Markov chains of bridge and building management (e.g. 津田・貝戸・青木・小林 2005, 橋梁劣化予測のためのマルコフ推移確率の推定);
//! EM for unseen steps: Dempster, Laird, Rubin 1977. The prior's strength is an argument. Falls of several grades in a year are
//! spread over years by us.

mod back_test;
mod chain;
mod history;
mod learned;

pub use back_test::{BackTest, ranked_probability_score};
pub use history::{History, Prior};
pub use learned::Learned;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
