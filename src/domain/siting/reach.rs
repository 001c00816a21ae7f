//! From which sites can each demand be served, and at what cost?
//!
//! # Shapes
//! [`Reach`] is a list a demand of its sites, the cheapest first; equal costs in the order of the sites.
//! # Units
//! Costs in fine units: the [`Model`](super::model::Model)'s unit times its scale, so that prices between two whole
//! costs are whole as well. Nothing is rounded.
//! # Errors
//! None.
//! # Source
//! Ours.

use super::openings::State;

/// A list a demand of the sites that may serve it, the cheapest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    start: Vec<usize>,
    site: Vec<u32>,
    cost: Vec<i64>,
    /// What it costs to leave a demand unserved.
    pub(super) unserved: Vec<i64>,
}

impl Reach {
    pub(super) fn with_room(demands: usize, arcs: usize) -> Reach {
        let mut start = Vec::with_capacity(demands + 1);
        start.push(0);
        Reach {
            start,
            site: Vec::with_capacity(arcs),
            cost: Vec::with_capacity(arcs),
            unserved: Vec::with_capacity(demands),
        }
    }

    /// Adds a demand; `arcs` are pairs of cost and site, in any order.
    pub(super) fn add(&mut self, arcs: &mut [(i64, u32)], unserved: i64) {
        arcs.sort_unstable();
        for &(cost, site) in arcs.iter().filter(|(cost, _)| *cost < unserved) {
            self.cost.push(cost);
            self.site.push(site);
        }
        self.start.push(self.site.len());
        self.unserved.push(unserved);
    }

    pub(super) fn demands(&self) -> usize {
        self.unserved.len()
    }

    /// Sites and costs of a demand, the cheapest first.
    pub(super) fn of(&self, demand: usize) -> (&[u32], &[i64]) {
        let range = self.start[demand]..self.start[demand + 1];
        (&self.site[range.clone()], &self.cost[range])
    }

    /// The cheapest open site of a demand and what it costs; no site when it is left unserved.
    pub(super) fn nearest(&self, demand: usize, open: &[bool]) -> (Option<u32>, i64) {
        let (sites, costs) = self.of(demand);
        match sites.iter().position(|site| open[*site as usize]) {
            Some(at) => (Some(sites[at]), costs[at]),
            None => (None, self.unserved[demand]),
        }
    }

    /// What is left when sites are closed for good, or open for good: an open site bounds what a demand can cost, and
    /// is itself no longer a question.
    pub(super) fn settled(&self, state: &[State], into: &mut Reach) {
        into.start.clear();
        into.start.push(0);
        into.site.clear();
        into.cost.clear();
        into.unserved.clear();
        for demand in 0..self.demands() {
            let (sites, costs) = self.of(demand);
            let mut unserved = self.unserved[demand];
            for (&site, &cost) in sites.iter().zip(costs) {
                match state[site as usize] {
                    State::Closed => {}
                    State::Free => {
                        into.site.push(site);
                        into.cost.push(cost);
                    }
                    State::Open => {
                        unserved = cost;
                        break;
                    }
                }
            }
            // Sites that cost as much as the open one are of no use to this demand.
            let begin = into.start[demand];
            while into.cost.len() > begin && into.cost.last().is_some_and(|cost| *cost >= unserved) {
                into.cost.pop();
                into.site.pop();
            }
            into.start.push(into.site.len());
            into.unserved.push(unserved);
        }
    }
}
