//! How far is each candidate from each demand, along a network or as the crow flies?
//!
//! # Shapes
//! Places as longitude and latitude, or as numbers; edges as pairs of places with a cost, the same both ways; a repeated pair counts as it was given last.
//! # Units
//! Whole units of cost; sums are exact. Distances as the crow flies in whole metres, rounded half up.
//! # Errors
//! None: places that no way joins have no cost.
//! # Source
//! E. W. Dijkstra, Numerische Mathematik 1 (1959). Haversine on a sphere of mean earth radius, at most 0.5 % from the
//! ellipsoid.

use geo::{Distance, Haversine, Point};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Places joined by edges.
pub(super) struct Network {
    start: Vec<usize>,
    edges: Vec<(u32, i64)>,
}

impl Network {
    pub(super) fn new(places: usize, edges: &[(u32, u32, i64)]) -> Network {
        let mut last = BTreeMap::new();
        for &(a, b, cost) in edges {
            last.insert((a.min(b), a.max(b)), cost);
        }
        let mut start = vec![0; places + 1];
        for &(a, b) in last.keys() {
            start[a as usize + 1] += 1;
            start[b as usize + 1] += 1;
        }
        for place in 0..places {
            start[place + 1] += start[place];
        }
        let mut next = start.clone();
        let mut both = vec![(0, 0); last.len() * 2];
        for ((a, b), cost) in last {
            for (from, to) in [(a, b), (b, a)] {
                both[next[from as usize]] = (to, cost);
                next[from as usize] += 1;
            }
        }
        Network { start, edges: both }
    }

    /// The least cost from one place to every other.
    pub(super) fn costs_from(&self, place: u32) -> Vec<Option<i64>> {
        let mut least: Vec<Option<i64>> = vec![None; self.start.len() - 1];
        let mut heap = BinaryHeap::from([Reverse((0_i64, place))]);
        while let Some(Reverse((cost, at))) = heap.pop() {
            if least[at as usize].is_some() {
                continue;
            }
            least[at as usize] = Some(cost);
            for &(to, more) in &self.edges[self.start[at as usize]..self.start[at as usize + 1]] {
                if least[to as usize].is_none() {
                    heap.push(Reverse((cost + more, to)));
                }
            }
        }
        least
    }
}

/// The distance between two places as the crow flies, m.
pub fn crow_flies_m(from: (f64, f64), to: (f64, f64)) -> i64 {
    let metres = Haversine.distance(Point::new(from.0, from.1), Point::new(to.0, to.1));
    (metres + 0.5).floor() as i64
}
