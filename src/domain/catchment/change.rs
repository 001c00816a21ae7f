//! Who gains and who loses when the open sites change?
//!
//! # Shapes
//! [`Nearest`] before and after in the order of the points, one [`Change`] for a population.
//! # Units
//! Hundredths of a person, thousandths of a metre.
//! # Errors
//! None. Who reaches a site only before or only after counts among the farther or nearer, and in no mean.
//! # Source
//! Ours: what a hearing asks first is how many have it farther, and by how much.

use super::distance::NEVER;
use super::reach::Nearest;

/// What changes for a population.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Those whose nearest site is farther than before.
    pub farther: u64,
    /// Those whose nearest site is nearer than before.
    pub nearer: u64,
    /// By how much it is farther in the mean, for those for whom it is.
    pub mean_farther: Option<f64>,
    /// The largest increase.
    pub most_farther: Option<u64>,
    /// Those who come within each radius.
    pub gained: Vec<u64>,
    /// Those who fall out of each radius.
    pub lost: Vec<u64>,
}

/// Compares the nearest sites of a population.
pub fn change(before: &[Nearest], after: &[Nearest], population: &[u64], radii: &[u64]) -> Change {
    let points = || before.iter().zip(after).zip(population).map(|((b, a), p)| (b.distance, a.distance, *p));
    let of = |test: &dyn Fn(u64, u64) -> bool| points().filter(|(b, a, _)| test(*b, *a)).map(|(_, _, p)| p).sum();
    let measured = || points().filter(|(b, a, p)| a > b && *a != NEVER && *p > 0);
    let count: u64 = measured().map(|(_, _, p)| p).sum();
    let more: u128 = measured().map(|(b, a, p)| u128::from(a - b) * u128::from(p)).sum();
    let within = |distance: u64, radius: u64| distance != NEVER && distance <= radius;
    Change {
        farther: of(&|before, after| after > before),
        nearer: of(&|before, after| after < before),
        mean_farther: (count > 0).then(|| more as f64 / count as f64),
        most_farther: measured().map(|(b, a, _)| a - b).max(),
        gained: radii.iter().map(|r| of(&|before, after| !within(before, *r) && within(after, *r))).collect(),
        lost: radii.iter().map(|r| of(&|before, after| within(before, *r) && !within(after, *r))).collect(),
    }
}
