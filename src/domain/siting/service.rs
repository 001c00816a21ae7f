//! What does each site gain at prices when it can serve everybody?
//!
//! With `c` the cost of service and `f` the fixed cost, a site costs `ρ_j = f_j + Σ_i min(0, c_ij − u_i)` after its gains.
//! An open site bounds what a demand can be charged, so it leaves the lists and the prices know of it.
//!
//! # Shapes
//! [`Service`], the relaxation of a [`Model`].
//! # Units
//! Fine units.
//! # Errors
//! None.
//! # Source
//! As of the prices.

use super::interchange;
use super::model::Model;
use super::openings::{Ballot, State};
use super::prices::Relaxation;
use super::reach::Reach;

/// The relaxation of a question without capacities.
pub(super) struct Service<'a> {
    model: &'a Model,
    reach: Reach,
    /// Fixed costs of open sites.
    constant: i64,
    rho: Vec<i64>,
    taken: Vec<bool>,
}

impl Service<'_> {
    pub(super) fn new(model: &Model) -> Service<'_> {
        let sites = model.fixed.len();
        Service { model, reach: Reach::default(), constant: 0, rho: vec![0; sites], taken: vec![false; sites] }
    }
}

impl Relaxation for Service<'_> {
    fn demands(&self) -> usize {
        self.model.reach.demands()
    }

    fn settled(&self) -> &[State] {
        &self.model.settled
    }

    fn ballot(&self, state: &[State]) -> Option<Ballot> {
        self.model.openings.ballot(state)
    }

    fn allows(&self, open: &[bool]) -> bool {
        self.model.openings.allows(open)
    }

    /// All plans cost whole units.
    fn quantum(&self) -> i64 {
        self.model.scale
    }

    fn value(&self, open: &[bool]) -> i64 {
        self.model.value(open)
    }

    fn improve(&self, state: &[State], open: &mut [bool], stop: &dyn Fn() -> bool) -> i64 {
        interchange::improve(self.model, state, open, stop)
    }

    /// Between the costs of the nearest and the second nearest open site.
    fn first_price(&self, demand: usize, open: Option<&[bool]>) -> i64 {
        let (sites, costs) = self.model.reach.of(demand);
        let is_open = |site: &u32| open.is_some_and(|open| open[*site as usize]);
        let mut near = sites.iter().zip(costs).filter(|(site, _)| is_open(site)).map(|(_, cost)| *cost);
        let first = near.next().unwrap_or(self.model.reach.unserved[demand]);
        let second = near.next().unwrap_or(first);
        first + (second - first) / 2
    }

    fn settle(&mut self, state: &[State], anew: bool) {
        let mut lists = Reach::default();
        match anew {
            true => {
                std::mem::swap(&mut lists, &mut self.reach);
                self.model.reach.settled(state, &mut lists);
            }
            false => self.reach.settled(state, &mut lists),
        }
        self.reach = lists;
        let open = self.model.fixed.iter().zip(state).filter(|(_, state)| **state == State::Open);
        self.constant = open.map(|(fixed, _)| *fixed).sum();
    }

    fn range(&self, demand: usize) -> (i64, i64) {
        let high = self.reach.unserved[demand];
        let (_, costs) = self.reach.of(demand);
        (costs.first().copied().unwrap_or(high), high)
    }

    fn bound(&mut self, price: &[i64], ballot: &mut Ballot) -> i64 {
        self.rho.copy_from_slice(&self.model.fixed);
        let mut sum = self.constant;
        for (demand, &price) in price.iter().enumerate() {
            sum += price;
            let (sites, costs) = self.reach.of(demand);
            for (site, cost) in sites.iter().zip(costs) {
                if *cost >= price {
                    break;
                }
                self.rho[*site as usize] += cost - price;
            }
        }
        sum + ballot.choose(&self.rho)
    }

    fn rho(&self) -> &[i64] {
        &self.rho
    }

    fn lack(&mut self, price: &[i64], ballot: &Ballot, lack: &mut [f64]) {
        self.taken.fill(false);
        for site in ballot.chosen() {
            self.taken[site as usize] = true;
        }
        for (demand, (&price, lack)) in price.iter().zip(lack).enumerate() {
            let (sites, costs) = self.reach.of(demand);
            let gaining = sites.iter().zip(costs).take_while(|(_, cost)| **cost < price);
            let served = gaining.filter(|(site, _)| self.taken[**site as usize]).count();
            // A demand with no choice, or one that already pays all it can be asked for, is not short of anything.
            let content = sites.is_empty() || (served == 0 && price >= self.reach.unserved[demand]);
            *lack = if content { 0.0 } else { 1.0 - served as f64 };
        }
    }
}
