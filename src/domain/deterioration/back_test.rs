//! Would the learned chain have foretold ratings it had not seen, better than the national table or than "nothing changes"?
//!
//! The parts are sorted by their identity and dealt into five folds in turn; each fold is foretold from what the other four
//! teach. A forecast is scored by how far its cumulative chances `F` lie from what came (`O`, 0 before the grade and 1 from it on):
//!
//! ```text
//! RPS = Σ (F_g − O_g)² / (grades − 1),  g = best … last but one
//! ```
//!
//! # Shapes
//! Means over all pairs that are not improvements.
//! # Units
//! 0 (certain and right) to 1 (certain and as wrong as can be).
//! # Errors
//! None; with fewer than two parts nothing can be held back and there is no result.
//! # Source
//! Ranked probability score: Epstein 1969, normalised by the number of steps.

use super::chain::distribution;
use super::history::{History, Pair};
use super::learned::learn;
use std::collections::BTreeMap;

/// How many folds there are, if there are as many parts.
const FOLDS: usize = 5;

/// How well ratings that were held back were foretold; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BackTest {
    /// How many pairs were foretold.
    pub observations: usize,
    /// How many folds there were, 2 to 5.
    pub folds: usize,
    /// Mean score of the learned chain.
    pub learned: f64,
    /// Mean score of the prior alone.
    pub prior: f64,
    /// Mean score of the forecast that every grade stays as it is.
    pub no_change: f64,
}

/// The score of one forecast, given the chance of every grade and the grade that came. With fewer than two grades 0.
pub fn ranked_probability_score(chances: &[f64], came: usize) -> f64 {
    let (mut sum, mut foretold) = (0.0, 0.0);
    let steps = chances.len().saturating_sub(1);
    for (grade, chance) in chances.iter().take(steps).enumerate() {
        foretold += chance;
        let happened = if grade >= came { 1.0 } else { 0.0 };
        sum += (foretold - happened) * (foretold - happened);
    }
    if steps == 0 { 0.0 } else { sum / steps as f64 }
}

impl History {
    /// Foretells every pair from the pairs of other parts. None with fewer than two parts.
    pub fn back_test(&self) -> Option<BackTest> {
        let mut parts: BTreeMap<&str, Vec<&Pair>> = BTreeMap::new();
        for pair in self.pairs.iter().filter(|pair| !pair.improved()) {
            parts.entry(&pair.part).or_default().push(pair);
        }
        if parts.len() < 2 {
            return None;
        }
        let folds = FOLDS.min(parts.len());
        let prior = self.prior.fall_probabilities();
        let mut sums = [0.0; 3];
        let mut observations = 0u32;
        for fold in 0..folds {
            let of = |held_back: bool| {
                let dealt = parts.values().enumerate();
                dealt.filter(move |(index, _)| (index % folds == fold) == held_back).flat_map(|(_, pairs)| pairs.iter())
            };
            let learned = learn(&self.prior, of(false).copied()).fall_probabilities;
            for pair in of(true) {
                let score =
                    |falls: &[f64], years| ranked_probability_score(&distribution(falls, pair.from, years), pair.to);
                let scores = [score(&learned, pair.years), score(&prior, pair.years), score(&prior, 0)];
                sums.iter_mut().zip(scores).for_each(|(sum, score)| *sum += score);
                observations += 1;
            }
        }
        let [learned, prior, no_change] = sums.map(|sum| sum / f64::from(observations));
        Some(BackTest { observations: observations as usize, folds, learned, prior, no_change })
    }
}
