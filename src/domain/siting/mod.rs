//! Which places serve the people best?
//!
//! # Shapes
//! None yet.
//! # Units
//! None yet.
//! # Errors
//! None.
//! # Source
//! None yet.

mod capacity;
mod interchange;
mod model;
mod network;
mod openings;
mod prices;
mod reach;
mod search;
mod service;
mod shipping;

pub use model::Effort;

/// trial
pub fn trial(n: usize, p: usize, edges: &[(u32, u32, i64)], effort: &Effort) -> (i64, i64, u64) {
    let net = network::Network::new(n, edges);
    let scale = 1i64 << 20;
    let mut reach = reach::Reach::with_room(n, n * n);
    for i in 0..n {
        let mut arcs: Vec<(i64, u32)> = net
            .costs_from(i as u32)
            .iter()
            .enumerate()
            .map(|(j, c)| (c.unwrap_or(1000000) * scale, j as u32))
            .collect();
        let most = arcs.iter().map(|a| a.0).max().unwrap_or(0);
        reach.add(&mut arcs, most);
    }
    let model = model::Model {
        reach,
        fixed: vec![0; n],
        openings: openings::Openings { existing: vec![false; n], least: p, most: p, most_changes: None },
        settled: vec![openings::State::Free; n],
        scale,
    };
    let found = search::solve(&mut service::Service::new(&model), effort, &|| false);
    (found.value / scale, model.whole(found.lower), found.branches)
}

/// trial
pub fn trial_cap(sites: &[(i64, i64)], rows: &[(i64, Vec<i64>)], scale: i64, effort: &Effort) -> (f64, f64, u64) {
    let (m, n) = (sites.len(), rows.len());
    let all: i64 = sites.iter().map(|s| s.1).sum::<i64>() + rows.iter().map(|r| r.1.iter().max().unwrap()).sum::<i64>();
    let load = capacity::Load {
        weights: rows.iter().map(|r| r.0).collect(),
        capacities: sites.iter().map(|s| s.0).collect(),
        fixed: sites.iter().map(|s| s.1 * scale).collect(),
        costs: (0..m * n).map(|k| rows[k % n].1[k / n] * scale).collect(),
        unserved: rows.iter().map(|_| all * scale).collect(),
        openings: openings::Openings { existing: vec![false; m], least: 0, most: m, most_changes: None },
        settled: vec![openings::State::Free; m],
    };
    let found = search::solve(&mut capacity::Bounded::new(&load), effort, &|| false);
    (found.value as f64 / scale as f64, found.lower as f64 / scale as f64, found.branches)
}
