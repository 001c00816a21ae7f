//! Is there enough for everyone within reach (two-step floating catchment area, 2SFCA)?
//!
//! A site shares its supply among all who reach it; a person has the sum of the shares of the sites within reach. What all
//! have together is what the reached sites supply: `Σ population × A = Σ supply`.
//!
//! # Shapes
//! [`Bands`] say how much a distance counts; [`Floating`] holds a ratio a site and an access a point of demand.
//! # Units
//! Supply in any unit (seats, m²); ratios and accesses are supply a person. Weights in thousandths.
//! # Errors
//! [`Bands::new`]: none or more than ten, limits not ascending, weights ascending or not between 0.001 and 1.
//! # Source
//! Luo and Wang (2003); with several bands Luo and Qi (2009). See the module above.

use super::distance::{Distances, NEVER};
use super::reach::tenth;
use crate::domain::{Invalid, Text};

/// How much a distance counts: up to each limit, a weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bands(Vec<(u64, u32)>);

impl Bands {
    /// The most bands.
    pub const MOST: usize = 10;

    /// One band: everything up to the limit counts in full.
    pub fn within(limit: u64) -> Bands {
        Bands(vec![(limit, 1_000)])
    }

    /// Limits ascending, weights in thousandths from 1 to 1,000 and never ascending.
    pub fn new(bands: Vec<(u64, u32)>) -> Result<Bands, Invalid> {
        let ordered = bands.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 >= pair[1].1);
        let sound = bands.iter().all(|(_, weight)| (1..=1_000).contains(weight));
        if (1..=Self::MOST).contains(&bands.len()) && ordered && sound {
            return Ok(Bands(bands));
        }
        let text = Text::new(
            "`bands` must be 1 to 10 bands with ascending distances and weights from 1 down to 0.001",
            "`bands` は1～10段で、距離は昇順、重みは1以下0.001以上で距離とともに大きくならないようにしてください",
        );
        Err(Invalid::new("bands", "contradiction", bands.len(), text))
    }

    /// Each limit with its weight in thousandths.
    pub fn each(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.0.iter().copied()
    }

    /// The weight of a distance in thousandths; 0 beyond the last limit.
    fn weight(&self, distance: u64) -> u32 {
        let beyond = distance == NEVER;
        self.0.iter().find(|(limit, _)| !beyond && distance <= *limit).map_or(0, |(_, weight)| *weight)
    }
}

/// Supply over population.
#[derive(Clone, Debug, PartialEq)]
pub struct Floating {
    /// R_j of each open site, in their order; none for a site that reaches nobody.
    pub ratios: Vec<Option<f64>>,
    /// A_i of each point of demand.
    pub access: Vec<f64>,
}

/// The two steps, for the open sites.
pub fn two_step(distances: &Distances, population: &[u64], open: &[usize], supply: &[f64], bands: &Bands) -> Floating {
    let mut reached = vec![0_u128; open.len()];
    for (point, people) in population.iter().enumerate().filter(|_| !open.is_empty()) {
        let row = distances.row(point);
        for (total, site) in reached.iter_mut().zip(open) {
            *total += u128::from(*people) * u128::from(bands.weight(row[*site]));
        }
    }
    // Hundredths of a person times thousandths of weight.
    let ratio = |(total, site): (&u128, &usize)| (*total > 0).then(|| supply[*site] * 100_000.0 / *total as f64);
    let ratios: Vec<Option<f64>> = reached.iter().zip(open).map(ratio).collect();
    let access = |point: usize| {
        let row = if open.is_empty() { &[][..] } else { distances.row(point) };
        let share = |(ratio, site): (&Option<f64>, &usize)| {
            ratio.map_or(0.0, |ratio| ratio * f64::from(bands.weight(row[*site])) / 1_000.0)
        };
        ratios.iter().zip(open).map(share).sum()
    };
    Floating { access: (0..population.len()).map(access).collect(), ratios }
}

/// How an access is spread over a population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean supply a person.
    pub mean: Option<f64>,
    /// Mean of the tenth that has least.
    pub worst_tenth: Option<f64>,
    /// Those who reach no supply.
    pub without: u64,
}

/// The spread over a population in the order of the points.
pub fn spread(access: &[f64], population: &[u64]) -> Spread {
    let mut people: Vec<(f64, u64)> =
        access.iter().copied().zip(population.iter().copied()).filter(|(_, p)| *p > 0).collect();
    people.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole: u64 = people.iter().map(|(_, p)| p).sum();
    let sum: f64 = people.iter().map(|(a, p)| a * *p as f64).sum();
    Spread {
        mean: (whole > 0).then(|| sum / whole as f64),
        worst_tenth: tenth(people.iter().copied(), whole),
        without: people.iter().take_while(|(a, _)| *a <= 0.0).map(|(_, p)| p).sum(),
    }
}
