//! How far is the nearest open site: for how many within a distance, in the mean, for those who live farthest?
//!
//! # Shapes
//! [`Nearest`] a point of demand; one [`Reach`] for a population over those points.
//! # Units
//! Thousandths of a metre, hundredths of a person.
//! # Errors
//! None. Who cannot reach any site is counted apart, and is in no mean.
//! # Source
//! The usual measures of location planning. The percentile is the least distance within which at least the share of those
//! who reach a site live; the worst-off tenth takes from the point on the border only as many as are wanting.

use super::distance::{Distances, NEVER};

/// The nearest open site of a point of demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// How far, [`NEVER`] when no open site can be reached.
    pub distance: u64,
    /// Which; the first of several that are equally near.
    pub site: Option<usize>,
}

/// Distances of a population to its nearest sites.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Everyone.
    pub population: u64,
    /// Those within each radius, in the order of the radii.
    pub within: Vec<u64>,
    /// Those who reach no site at all.
    pub unreached: u64,
    /// Mean distance of those who reach one.
    pub mean: Option<f64>,
    /// The distance within which the share of them lives.
    pub percentile: Option<u64>,
    /// Mean distance of the tenth of them that lives farthest.
    pub worst_tenth: Option<f64>,
    /// Distance of the farthest.
    pub farthest: Option<u64>,
}

/// The nearest of the open sites for each point of demand.
pub fn nearest(distances: &Distances, demand: usize, open: &[usize]) -> Vec<Nearest> {
    let of = |point: usize| {
        let row = if open.is_empty() { &[][..] } else { distances.row(point) };
        let best = open.iter().map(|site| (row[*site], *site)).min();
        match best {
            Some((distance, site)) if distance != NEVER => Nearest { distance, site: Some(site) },
            _ => Nearest { distance: NEVER, site: None },
        }
    };
    (0..demand).map(of).collect()
}

/// How a population, in the order of the points, reaches its nearest sites.
pub fn reach(nearest: &[Nearest], population: &[u64], radii: &[u64], share_percent: u32) -> Reach {
    let mut people: Vec<(u64, u64)> =
        nearest.iter().map(|point| point.distance).zip(population.iter().copied()).filter(|(_, p)| *p > 0).collect();
    people.sort_unstable();
    let whole: u64 = people.iter().map(|(_, p)| p).sum();
    let within = |radius: u64| people.iter().take_while(|(d, _)| *d <= radius && *d != NEVER).map(|(_, p)| p).sum();
    let within: Vec<u64> = radii.iter().map(|radius| within(*radius)).collect();
    let reached: Vec<(u64, u64)> = people.iter().copied().take_while(|(d, _)| *d != NEVER).collect();
    let count: u64 = reached.iter().map(|(_, p)| p).sum();
    let travelled: u128 = reached.iter().map(|(d, p)| u128::from(*d) * u128::from(*p)).sum();
    let mut lived = 0_u128;
    let percentile = reached.iter().find(|(_, p)| {
        lived += u128::from(*p);
        lived * 100 >= u128::from(count) * u128::from(share_percent)
    });
    let farthest_first = reached.iter().rev().map(|(d, p)| (*d as f64, *p));
    Reach {
        population: whole,
        within,
        unreached: whole - count,
        mean: (count > 0).then(|| travelled as f64 / count as f64),
        percentile: percentile.map(|(d, _)| *d),
        worst_tenth: tenth(farthest_first, count),
        farthest: reached.last().map(|(d, _)| *d),
    }
}

/// The mean over the first tenth of a population that comes in order, worst first.
pub(super) fn tenth(worst_first: impl Iterator<Item = (f64, u64)>, population: u64) -> Option<f64> {
    if population == 0 {
        return None;
    }
    // Ten times the persons, so that a tenth of them is whole.
    let (mut wanted, mut sum) = (population, 0.0);
    for (value, people) in worst_first {
        let taken = people.saturating_mul(10).min(wanted);
        sum += value * taken as f64;
        wanted -= taken;
        if wanted == 0 {
            break;
        }
    }
    Some(sum / population as f64)
}
