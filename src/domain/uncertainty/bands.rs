//! What many draws say: between which amounts a year will lie, and how likely a ceiling holds.
//!
//! ```text
//! percentile p of n draws     the ⌈p · n / 100⌉-th smallest (nearest rank)
//! chance p                    draws within the ceiling / n
//! its standard error          sqrt(p(1 − p)/n)
//! its interval (Wilson)       (p + z²/2n ± z · sqrt(p(1 − p)/n + z²/4n²)) / (1 + z²/n),   z = 1.96
//! ```
//!
//! # Shapes
//! [`Bands`] five percentiles and the mean; [`Chance`] a share with its interval.
//! # Units
//! Whole yen; the mean is rounded half away from zero. A ceiling counts as held when the amount is not above it.
//! # Errors
//! None.
//! # Source
//! Nearest rank: the usual definition, whose value always is one of the draws. Wilson (1927): unlike the normal
//! approximation it does not claim certainty when no draw has failed.

use super::draws::Draws;
use crate::domain::units::Yen;

/// Where an amount lies in the draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// One in twenty is at most this.
    pub p5: Yen,
    /// One in four is at most this.
    pub p25: Yen,
    /// Half are at most this.
    pub p50: Yen,
    /// Three in four are at most this.
    pub p75: Yen,
    /// Nineteen in twenty are at most this.
    pub p95: Yen,
    /// The mean of all.
    pub mean: Yen,
}

impl Bands {
    /// Of amounts in any order, which it sorts.
    pub fn of(amounts: &mut [i64]) -> Bands {
        amounts.sort_unstable();
        let count = amounts.len().max(1);
        let at = |percent: usize| {
            let rank = (percent * count).div_ceil(100).max(1);
            Yen(amounts.get(rank - 1).copied().unwrap_or_default())
        };
        let sum: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
        let half_up = (2 * sum.abs() + count as i128) / (2 * count as i128) * sum.signum();
        let mean = Yen(i64::try_from(half_up).unwrap_or(i64::MAX));
        Bands { p5: at(5), p25: at(25), p50: at(50), p75: at(75), p95: at(95), mean }
    }
}

/// How likely something is, as far as the draws can tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// The share of the draws.
    pub chance: f64,
    /// The standard error of that share, `sqrt(p(1 − p)/n)`.
    pub standard_error: f64,
    /// The low end of the interval that holds the true value in 95 cases of 100.
    pub low: f64,
    /// The high end.
    pub high: f64,
}

impl Chance {
    /// So many of so many draws.
    pub fn of(held: usize, draws: usize) -> Chance {
        let (n, z) = (draws.max(1) as f64, 1.96_f64);
        let p = held as f64 / n;
        let (middle, whole) = (p + z * z / (2.0 * n), 1.0 + z * z / n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let standard_error = (p * (1.0 - p) / n).sqrt();
        Chance {
            chance: p,
            standard_error,
            low: ((middle - half) / whole).max(0.0),
            high: ((middle + half) / whole).min(1.0),
        }
    }
}

impl Draws {
    /// How many draws.
    pub fn count(&self) -> usize {
        self.present.len()
    }

    fn rows(&self) -> impl Iterator<Item = &[i64]> {
        self.paid.chunks_exact(self.years.max(1))
    }

    /// Each year.
    pub fn by_year(&self) -> Vec<Bands> {
        let of_year = |t: usize| Bands::of(&mut self.rows().map(|row| row[t]).collect::<Vec<_>>());
        (0..self.years).map(of_year).collect()
    }

    /// All years together.
    pub fn total(&self) -> Bands {
        Bands::of(&mut self.totals())
    }

    /// The present value.
    pub fn present_value(&self) -> Bands {
        Bands::of(&mut self.present.clone())
    }

    /// What all years together cost in each draw.
    fn totals(&self) -> Vec<i64> {
        self.rows().map(|row| row.iter().fold(0_i64, |sum, yen| sum.saturating_add(*yen))).collect()
    }

    /// By how much the total is above that of other draws under the same luck, and how likely it is below.
    pub fn total_beside(&self, other: &Draws) -> (Bands, Chance) {
        beside(&self.totals(), &other.totals())
    }

    /// The same of the present value.
    pub fn present_value_beside(&self, other: &Draws) -> (Bands, Chance) {
        beside(&self.present, &other.present)
    }

    /// How likely all years together cost no more than this.
    pub fn total_within(&self, ceiling: Yen) -> Chance {
        Chance::of(self.totals().iter().filter(|total| **total <= ceiling.0).count(), self.count())
    }

    /// How likely each year stays within its ceiling, and all of them do; a year without one always does.
    pub fn within(&self, ceilings: &[Option<Yen>]) -> (Vec<Chance>, Chance) {
        let holds = |t: usize, yen: i64| ceilings.get(t).copied().flatten().is_none_or(|ceiling| yen <= ceiling.0);
        let of_year = |t: usize| self.rows().filter(|row| holds(t, row[t])).count();
        let all = self.rows().filter(|row| row.iter().enumerate().all(|(t, yen)| holds(t, *yen))).count();
        let chance = |held: usize| Chance::of(held, self.count());
        ((0..self.years).map(|t| chance(of_year(t))).collect(), chance(all))
    }
}

/// Draw by draw: chance that is common to both takes no part in the difference.
fn beside(these: &[i64], those: &[i64]) -> (Bands, Chance) {
    let mut differences: Vec<i64> = these.iter().zip(those).map(|(this, that)| this.saturating_sub(*that)).collect();
    let below = differences.iter().filter(|difference| **difference < 0).count();
    let chance = Chance::of(below, differences.len());
    (Bands::of(&mut differences), chance)
}
