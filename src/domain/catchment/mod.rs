//! How far is it for whom, and is there enough for them?
//!
//! Each point of demand, with its people by age group, goes to the nearest open site:
//!
//! ```text
//! coverage(r) = Σ population_i with nearest_i ≤ r / Σ population_i
//! mean        = Σ population_i × nearest_i / Σ population_i
//! percentile  = the least d such that at least the share of the population lives within d
//! worst tenth = the mean over the tenth of the population that lives farthest; a point on the border counts in part
//! R_j = supply_j / Σ_i population_i × w(d_ij)        A_i = Σ_j R_j × w(d_ij)        (2SFCA: w is 1 up to the limit, else 0)
//! ```
//!
//! # Shapes
//! [`Distances`] demand × sites; populations as a slice a group; a set of open sites as their indices. [`Nearest`],
//! [`Reach`], [`Floating`] and [`Change`] come out.
//! # Units
//! Distances in thousandths of a metre (or of whatever unit a given matrix has), persons in hundredths (mesh projections
//! have decimals). Both are whole numbers, so that sums do not depend on the order of the points; means are divided once.
//! # Errors
//! Only from constructors: a matrix of the wrong size, a detour below the straight line, bands out of order, ages reversed.
//! # Source
//! W. Luo, F. Wang, Measures of spatial accessibility to health care in a GIS environment, Environment and Planning B 30
//! (2003): 2SFCA. W. Luo, Y. Qi, An enhanced two-step floating catchment area method, Health & Place 15 (2009): bands.
//! Straight lines: great circle on a sphere of 6,371,008.8 m (IUGG mean radius), within 0.3 % of the ellipsoid in Japan.

mod age;
mod change;
mod distance;
mod growth;
mod reach;
mod station;
mod supply;

pub use age::AgeGroup;
pub use change::{Change, change};
pub use distance::{Detour, Distances, MOST_DETOUR_PERCENT, NEVER};
pub use growth::{Grown, Growth, grown};
pub use reach::{Nearest, Reach, nearest, reach};
pub use station::{StationStatus, in_use};
pub use supply::{Bands, Floating, Spread, spread, two_step};

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
