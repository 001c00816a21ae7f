//! Which facilities of two municipalities do the same close to each other?
//!
//! Two facilities do the same when their classes are the same, and their subclasses where both are known. The distance is the
//! straight line. It is where a consolidation across borders begins, and no more: use, access and cost come after.
//!
//! # Shapes
//! Two lists of places with their classes in any order; pairs of their positions, closest first.
//! # Units
//! Metres on a sphere of the earth's mean radius (a straight line is within half a percent of the ellipsoid).
//! # Errors
//! None.
//! # Source
//! Ours: wide-area use (広域化) is one of the directions of the reorganisation of facilities in plans for their overall management.

use crate::domain::facility::{Class, Subclass};
use crate::domain::geometry::Place;
use geo::{Distance, Haversine};

/// Metres of a degree of latitude, a little too few, so that no pair is missed.
const DEGREE_M: f64 = 110_000.0;

/// A facility as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where it is.
    pub place: Place,
    /// 大分類
    pub class: Class,
    /// 中分類
    pub subclass: Option<Subclass>,
}

/// Two facilities by their positions in the lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Position among ours.
    pub own: usize,
    /// Position among theirs.
    pub other: usize,
    /// Metres between them.
    pub distance_m: f64,
}

/// The pairs that do the same within a distance, closest first.
pub fn pairs(own: &[Spot], others: &[Spot], within_m: f64) -> Vec<Pair> {
    let mut by_latitude: Vec<usize> = (0..others.len()).collect();
    by_latitude.sort_by(|one, other| others[*one].place.lat.total_cmp(&others[*other].place.lat));
    let reach = within_m / DEGREE_M;
    let mut found = Vec::new();
    for (n, spot) in own.iter().enumerate() {
        let first = by_latitude.partition_point(|other| others[*other].place.lat < spot.place.lat - reach);
        let near = by_latitude[first..].iter().take_while(|other| others[**other].place.lat <= spot.place.lat + reach);
        let same = near.filter(|other| does_the_same(spot, &others[**other]));
        let pair =
            |other: &usize| Pair { own: n, other: *other, distance_m: distance_m(spot.place, others[*other].place) };
        found.extend(same.map(pair).filter(|pair| pair.distance_m <= within_m));
    }
    found.sort_by(|one, other| {
        one.distance_m.total_cmp(&other.distance_m).then_with(|| (one.own, one.other).cmp(&(other.own, other.other)))
    });
    found
}

fn does_the_same(one: &Spot, other: &Spot) -> bool {
    one.class == other.class && one.subclass.zip(other.subclass).is_none_or(|(one, other)| one == other)
}

fn distance_m(one: Place, other: Place) -> f64 {
    Haversine.distance(geo::Point::new(one.lon, one.lat), geo::Point::new(other.lon, other.lat))
}
