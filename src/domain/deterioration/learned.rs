//! What did the ratings teach, how much of it comes from them, and what follows for a part of a given grade?
//!
//! Learning repeats two steps until nothing moves: with the present `p` the falls and years between each pair of ratings are
//! expected (`chain`); from these `p_i = (falls + k · prior) / (years + k)` is reckoned anew. It begins at the prior.
//! One more fall between yearly ratings shortens the expected life. Between ratings further apart it also tells of years that the
//! part lasted in the grade it fell to, which may lengthen the life of that grade.
//!
//! # Shapes
//! Rows are grades except the worst, in the scheme's order.
//! # Units
//! Probabilities a year; years; weights 0 to 1.
//! # Errors
//! None. No result is NaN or infinite: with a prior of one year or more every probability lies between 0 and 1.
//! # Source
//! Expectation-maximisation: Dempster, Laird, Rubin 1977.

use super::chain::{between, distribution};
use super::history::{History, Pair, Prior};
use std::collections::BTreeMap;

/// The rounds of learning end here at the latest.
const MOST_ROUNDS: u32 = 500;
/// They end as soon as no probability moves by more than this.
const STANDS_STILL: f64 = 1e-12;
/// How near to 0 or 1 a probability may come, so that lives and their logarithms stay finite.
const NEAREST: f64 = 1e-9;

/// A chain learned from a municipality's own ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// The probability to fall by one grade in a year, from each grade but the worst.
    pub fall_probabilities: Vec<f64>,
    /// The same as the national table has it.
    pub prior: Vec<f64>,
    /// How many pairs of ratings were learned from.
    pub observations: usize,
    /// How many were left out because the later grade is the better one.
    pub improved: usize,
    /// How many fell by more grades than years. They are learned from as one fall a year, in as many years as it takes.
    pub hastened: usize,
    /// Years of observation in each grade, as far as the pairs tell.
    pub years_observed: Vec<f64>,
    /// How much of each probability comes from the observations: `n / (n + k)`; the rest is the prior.
    pub data_weights: Vec<f64>,
    /// Whether the rounds ended because nothing moved any more.
    pub settled: bool,
}

impl History {
    /// Learns from every pair.
    pub fn learn(&self) -> Learned {
        learn(&self.prior, self.pairs.iter())
    }
}

/// Learns from some pairs; their order does not matter.
pub(super) fn learn<'a>(prior: &Prior, pairs: impl Iterator<Item = &'a Pair>) -> Learned {
    let (mut alike, mut observations, mut improved, mut hastened) = (BTreeMap::new(), 0, 0, 0);
    for pair in pairs {
        if pair.improved() {
            improved += 1;
            continue;
        }
        observations += 1;
        hastened += usize::from(pair.hastened());
        let years = pair.years.max((pair.to - pair.from) as u32);
        *alike.entry((pair.from, pair.to, years)).or_insert(0u32) += 1;
    }
    let beginning = prior.fall_probabilities();
    let mut falls = beginning.clone();
    let mut years_observed = vec![0.0; falls.len()];
    let mut settled = alike.is_empty();
    for _ in 0..MOST_ROUNDS {
        if settled {
            break;
        }
        let next;
        (next, years_observed) = round(prior, &alike, &falls);
        settled = next.iter().zip(&falls).all(|(new, old)| (new - old).abs() <= STANDS_STILL);
        falls = next;
    }
    let data_weights = years_observed.iter().map(|years| years / (years + prior.strength_years)).collect();
    Learned {
        fall_probabilities: falls,
        prior: beginning,
        observations,
        improved,
        hastened,
        years_observed,
        data_weights,
        settled,
    }
}

/// One round: the new probabilities, and the years that were expected in each grade.
fn round(prior: &Prior, alike: &BTreeMap<(usize, usize, u32), u32>, falls: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut fallen, mut years) = (vec![0.0; falls.len()], vec![0.0; falls.len()]);
    for (&(from, to, apart), &count) in alike {
        let steps = between(falls, from, to, apart);
        for grade in 0..falls.len() {
            fallen[grade] += f64::from(count) * steps.falls[grade];
            years[grade] += f64::from(count) * steps.years[grade];
        }
    }
    let strength = prior.strength_years;
    let new = |(fallen, years): (&f64, &f64)| (fallen + strength * prior.fall) / (years + strength);
    let next = fallen.iter().zip(&years).map(new).map(|p| p.clamp(NEAREST, 1.0 - NEAREST)).collect();
    (next, years)
}

impl Learned {
    /// The years a part of one grade is expected to take until it has a worse one: `Σ 1 / p_i`. 0 when it has it already; grades
    /// beyond the worst count as the worst.
    pub fn expected_years_to(&self, from: usize, to: usize) -> f64 {
        let falls = &self.fall_probabilities;
        let to = to.min(falls.len());
        falls.get(from..to).map_or(0.0, |falls| falls.iter().map(|p| 1.0 / p).sum())
    }

    /// The chance of every grade so many years after one of grade `from` was seen; adds up to 1.
    pub fn grade_distribution(&self, from: usize, years: u32) -> Vec<f64> {
        distribution(&self.fall_probabilities, from, years)
    }

    /// The expected years until the worst grade, less those since the rating, half up; negative when overdue. Only the grade at
    /// the rating is used, not that the part may not have been seen to fail since.
    pub fn remaining_years(&self, grade: usize, years_since_rating: i32) -> i32 {
        let expected = self.expected_years_to(grade, self.fall_probabilities.len());
        // A cast to whole numbers stops at the largest one.
        (expected - f64::from(years_since_rating) + 0.5).floor() as i32
    }
}
