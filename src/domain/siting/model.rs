//! The question as the search sees it: numbers only, in the order of the ids.
//!
//! # Shapes
//! [`Model`] a row a site and a list a demand; [`Found`] what the search knows at its end.
//! # Units
//! Costs in fine units, `scale` of them to the unit in which all costs of the question are whole.
//! # Errors
//! None.
//! # Source
//! Ours.

use super::openings::{Openings, State};
use super::reach::Reach;

/// A location question without capacities.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) reach: Reach,
    pub(super) fixed: Vec<i64>,
    pub(super) openings: Openings,
    pub(super) settled: Vec<State>,
    pub(super) scale: i64,
}

impl Model {
    /// What a set of open sites costs.
    pub(super) fn value(&self, open: &[bool]) -> i64 {
        let fixed: i64 = self.fixed.iter().zip(open).filter(|(_, open)| **open).map(|(fixed, _)| *fixed).sum();
        (0..self.reach.demands()).fold(fixed, |sum, demand| sum + self.reach.nearest(demand, open).1)
    }
}

/// How hard to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Rounds of price setting before the first branching.
    pub root_rounds: u32,
    /// Rounds of price setting in each branch.
    pub branch_rounds: u32,
    /// The most branches looked into.
    pub branches: u32,
    /// Random starts of the interchange.
    pub starts: u32,
    /// The seed of the random starts.
    pub seed: u64,
    /// The gap that is good enough, in millionths of the value.
    pub gap_ppm: u32,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { root_rounds: 2_000, branch_rounds: 100, branches: 1_000_000, starts: 3, seed: 1, gap_ppm: 0 }
    }
}

/// Why the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Nothing is left to look into.
    Searched,
    /// The gap is small enough.
    GapReached,
    /// The effort is spent.
    Effort,
    /// It was told to stop.
    Stopped,
}

/// What the search knows at its end.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The best set of open sites; none when the rules allow none.
    pub(super) open: Option<Vec<bool>>,
    /// Its value in fine units.
    pub(super) value: i64,
    /// What every plan costs at least, in fine units.
    pub(super) lower: i64,
    pub(super) branches: u64,
    pub(super) ended: Ended,
}

/// Numbers that look random and are the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        ((u128::from(z) * u128::from(limit)) >> 64) as u64
    }
}
