//! Which places serve the people best, and how sure is that? (施設の最適配置)
//!
//! Of the candidates a set is opened; every demand is served from open ones. With `w` the weight of a demand, `c` the cost
//! of serving all of it, `f` the fixed cost and `s` the capacity of a candidate:
//!
//! ```text
//! p-median      least Σ_i min over open j of c_ij                    so many open
//! fixed-charge  least Σ open f_j + Σ_i min over open j of c_ij
//! capacitated   least Σ open f_j + Σ_ij c_ij · x_ij / w_i             Σ_j x_ij = w_i,  Σ_i x_ij ≤ s_j
//! max-coverage  most  Σ w_i over demands with an open candidate that may serve them
//! ```
//! With capacities a demand may be divided among sites: `x` are whole parts of its weight. Candidates may have to be kept
//! or closed, pairs may be excluded, the number of open ones and of changes from today limited.
//!
//! Bounds come from a Lagrangian relaxation whose sums are exact; plans from its choices and an interchange; the proof
//! from branch and bound on the candidates. A bound is what no plan can be below, for the costs as they were given.
//!
//! # Shapes
//! [`Draft`] checked to a [`Question`], [`Outcome`] out; [`costs_on_network`] finds costs along edges.
//! # Units
//! Whole units of cost of the caller's choice. The same question, effort and seed give the same answer, in whatever order
//! candidates and demands are given, unless `stop` ends the search.
//! # Errors
//! [`Question::new`] refuses what is no question. That no plan keeps the rules is an answer, [`Status::Infeasible`].
//! # Source
//! Lagrangian bounds: M. L. Fisher, Management Science 27 (1981); J. E. Beasley, EJOR 21 (1985); coverage: R. Church, C.
//! ReVelle, Papers of the Regional Science Association 32 (1974). The search is ours.

mod capacity;
mod interchange;
mod model;
mod network;
mod openings;
mod outcome;
mod prices;
mod question;
mod reach;
mod search;
mod service;
mod shipping;
mod word;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use model::Effort;
pub use network::crow_flies_m;
pub use outcome::{Lacking, Outcome, Part, Status};
pub use question::{Demand, Draft, MOST_PAIRS, Question, Site, Wish};
pub use word::SitingObjective;

use openings::State;

/// The best plan that is found, with its bound. `stop` is asked often; once it says yes, what is known is answered.
pub fn plan(question: &Question, effort: &Effort, stop: &(dyn Fn() -> bool + Sync)) -> Outcome {
    if let Some(lacking) = lacking(question) {
        return Outcome::without(lacking, 0);
    }
    match question.objective() {
        SitingObjective::Capacitated => {
            let load = question.load();
            let found = search::solve(&mut capacity::Bounded::new(&load), effort, stop);
            let shipped = found.open.as_ref().map(|open| load.parts(open));
            Outcome::of(question, &found, shipped)
        }
        _ => {
            let model = question.model();
            let found = search::solve(&mut service::Service::new(&model), effort, stop);
            Outcome::of(question, &found, None)
        }
    }
}

/// What can be seen to be lacking without a search.
fn lacking(question: &Question) -> Option<Lacking> {
    let (state, rule) = (question.settled(), question.openings());
    if rule.ballot(&state).is_none() {
        let kept = state.iter().filter(|state| **state == State::Open).count();
        let possible = state.iter().filter(|state| **state != State::Closed).count();
        return Some(Lacking::Count { kept, possible, least: rule.least, most: rule.most });
    }
    if question.objective() == SitingObjective::MaxCoverage {
        return None;
    }
    let usable: Vec<usize> = (0..state.len()).filter(|site| state[*site] != State::Closed).collect();
    let reached = |demand: &usize| usable.iter().any(|site| question.cost(*demand, *site).is_some());
    let missed: Vec<usize> = (0..question.demands().len()).filter(|demand| !reached(demand)).collect();
    if !missed.is_empty() {
        return Some(Lacking::OutOfReach(missed));
    }
    if question.objective() != SitingObjective::Capacitated {
        return None;
    }
    // What is kept is there in any case; the rest is filled with the largest.
    let mut capacities: Vec<(bool, i64)> =
        usable.iter().map(|site| (state[*site] == State::Open, question.sites()[*site].capacity)).collect();
    capacities.sort_unstable_by(|a, b| b.cmp(a));
    let available = capacities.iter().take(rule.most).fold(0_i64, |sum, (_, capacity)| sum.saturating_add(*capacity));
    let needed = question.demands().iter().map(|demand| demand.weight).sum();
    (available < needed).then_some(Lacking::Capacity { needed, available })
}

/// What the way from each place to each other one costs along edges, both ways the same; none where no way leads. A row
/// for each place of `from`. A pair of places that is given twice counts as it was given last.
pub fn costs_on_network(places: usize, edges: &[(u32, u32, i64)], from: &[u32]) -> Vec<Vec<Option<i64>>> {
    let network = network::Network::new(places, edges);
    from.iter().map(|place| network.costs_from(*place)).collect()
}
