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

mod interchange;
mod model;
mod network;
mod openings;
mod prices;
mod reach;
mod search;
mod service;

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
