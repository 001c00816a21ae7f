//! How far is each site from each point of demand?
//!
//! # Shapes
//! [`Distances`]: a row for each point of demand, a column for each site.
//! # Units
//! Thousandths of a metre, or of the unit of a given matrix. Straight lines are rounded half up once, after the detour.
//! # Errors
//! A detour below 100 % or above [`MOST_DETOUR_PERCENT`]; a matrix that is not demand × sites, or has a negative cost.
//! # Source
//! Great circle (haversine) by `geo`. Walking distances in towns are about 1.2 to 1.4 times the straight line.

use crate::domain::geometry::Place;
use crate::domain::units::out_of_range;
use crate::domain::{Invalid, Text};
use geo::{Distance, Haversine, Point};
use rayon::prelude::*;

/// The distance of a site that cannot be reached.
pub const NEVER: u64 = u64::MAX;
/// The largest detour that is taken for one.
pub const MOST_DETOUR_PERCENT: u32 = 500;
/// The largest cost of a given matrix, in its own unit.
const MOST_COST: f64 = 1e9;

/// How much longer the way is than the straight line (迂回率), in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detour(u32);

impl Detour {
    /// From 100 (the straight line itself) to [`MOST_DETOUR_PERCENT`].
    pub fn new(percent: u32) -> Result<Detour, Invalid> {
        match (100..=MOST_DETOUR_PERCENT).contains(&percent) {
            true => Ok(Detour(percent)),
            false => Err(out_of_range("detour_factor_percent", percent, 100, MOST_DETOUR_PERCENT.into())),
        }
    }
}

/// Distances of demand to sites.
#[derive(Clone, Debug)]
pub struct Distances {
    sites: usize,
    rows: Vec<u64>,
}

impl Distances {
    /// Straight lines times the detour.
    pub fn straight(demand: &[Place], sites: &[Place], detour: Detour) -> Distances {
        let point = |place: &Place| Point::new(place.lon, place.lat);
        let factor = 10.0 * f64::from(detour.0);
        let row = |from: &Place| {
            let from = point(from);
            sites.iter().map(|to| (Haversine.distance(from, point(to)) * factor).round() as u64).collect::<Vec<_>>()
        };
        Distances { sites: sites.len(), rows: demand.par_iter().flat_map_iter(row).collect() }
    }

    /// A given matrix of distances or times; nothing stands for a site that cannot be reached.
    pub fn given(demand: usize, sites: usize, matrix: &[Vec<Option<f64>>]) -> Result<Distances, Invalid> {
        let refused =
            |code, value: String, en: String, ja: String| Invalid::new("costs", code, value, Text::new(en, ja));
        if matrix.len() != demand || matrix.iter().any(|row| row.len() != sites) {
            let given = format!("{} × {}", matrix.len(), matrix.first().map_or(0, Vec::len));
            return Err(refused(
                "contradiction",
                given.clone(),
                format!("`costs` is {given}; it must have {demand} rows (points of demand) of {sites} numbers (sites)"),
                format!("`costs` は {given} です。需要点 {demand} 行 × 施設 {sites} 列にしてください"),
            ));
        }
        let mut rows = Vec::with_capacity(demand * sites);
        for cost in matrix.iter().flatten() {
            match cost {
                None => rows.push(NEVER),
                Some(cost) if (0.0..=MOST_COST).contains(cost) => rows.push((cost * 1_000.0).round() as u64),
                Some(cost) => {
                    return Err(refused(
                        "out-of-range",
                        cost.to_string(),
                        format!("`costs` holds `{cost}`; a distance is a number from 0 to a thousand million, or null"),
                        format!("`costs` の値 `{cost}` は使えません。0～10億の数か null（到達不可）にしてください"),
                    ));
                }
            }
        }
        Ok(Distances { sites, rows })
    }

    /// The distances of one point of demand to all sites.
    pub fn row(&self, demand: usize) -> &[u64] {
        &self.rows[demand * self.sites..(demand + 1) * self.sites]
    }
}
