//! What does each site gain at prices when it can serve only so much?
//!
//! A demand may be divided among sites. A site of capacity `s` takes the parts `x` on which it gains most until it is
//! full:
//!
//! ```text
//! ρ_j = f_j + min Σ_i (c_ij − u_i) · x_i / w_i     0 ≤ x_i ≤ w_i,  Σ_i x_i ≤ s_j
//! ```
//! so that what a demand gets of one site never exceeds the demand. The open sites together must hold all demands, which
//! bounds their number from below.
//!
//! # Shapes
//! [`Load`] the question, [`Bounded`] its relaxation.
//! # Units
//! Fine units for the whole of a demand; the gain of a part is rounded so that the bound can only be too low.
//! # Errors
//! None.
//! # Source
//! The relaxation of the assignment: J. E. Beasley, EJOR 65 (1993), there with single assignment; ours with division.

use super::openings::{Ballot, Openings, State};
use super::prices::Relaxation;
use super::shipping::{self, Part};

/// How many sums of cost one improvement of a plan may take.
const IMPROVEMENT_WORK: usize = 30_000;

/// A location question with capacities.
#[derive(Clone, Debug)]
pub(super) struct Load {
    pub(super) weights: Vec<i64>,
    pub(super) capacities: Vec<i64>,
    pub(super) fixed: Vec<i64>,
    /// A row a site: what it costs to serve each demand whole from it; `NOT` where it may not.
    pub(super) costs: Vec<i64>,
    /// What it costs to leave each demand unserved.
    pub(super) unserved: Vec<i64>,
    pub(super) openings: Openings,
    pub(super) settled: Vec<State>,
}

/// The cost of what may not be.
pub(super) const NOT: i64 = i64::MAX;

/// Each part is rounded by less than a fine unit, in the value and in the bound; there are fewer than demands and sites.
pub(super) fn rounding(demands: usize, sites: usize) -> i64 {
    2 * (demands + sites) as i64
}

impl Load {
    fn demands(&self) -> usize {
        self.weights.len()
    }

    /// The rule for the sites still free, with as many open as the demands fill at least.
    fn ballot(&self, state: &[State]) -> Option<Ballot> {
        let (mut open, mut lacking) = (0, self.weights.iter().map(|weight| i128::from(*weight)).sum::<i128>());
        let mut free = Vec::new();
        for (capacity, state) in self.capacities.iter().zip(state) {
            match state {
                State::Open => {
                    open += 1;
                    lacking -= i128::from(*capacity);
                }
                State::Free => free.push(*capacity),
                State::Closed => {}
            }
        }
        free.sort_unstable_by(|a, b| b.cmp(a));
        let mut rest = free.into_iter();
        while lacking > 0 {
            lacking -= i128::from(rest.next()?);
            open += 1;
        }
        Openings { least: self.openings.least.max(open), ..self.openings.clone() }.ballot(state)
    }

    /// The cheapest parts when these sites are open, by site; the number of sites stands for unserved.
    pub(super) fn parts(&self, open: &[bool]) -> Vec<Part> {
        let sites: Vec<usize> = (0..open.len()).filter(|site| open[*site]).collect();
        let columns = sites.len() + 1;
        let mut unit_costs = vec![f64::INFINITY; self.demands() * columns];
        for (demand, weight) in self.weights.iter().enumerate() {
            let row = &mut unit_costs[demand * columns..][..columns];
            let unit = |cost: i64| cost as f64 / (*weight).max(1) as f64;
            for (cell, site) in row.iter_mut().zip(&sites) {
                let cost = self.costs[site * self.demands() + demand];
                if cost != NOT {
                    *cell = unit(cost);
                }
            }
            row[columns - 1] = unit(self.unserved[demand]);
        }
        let all: i64 = self.weights.iter().sum();
        let room: Vec<i64> = sites.iter().map(|site| self.capacities[*site]).chain([all]).collect();
        let column = |column: u32| sites.get(column as usize).map_or(open.len(), |site| *site) as u32;
        let parts = shipping::ship(&self.weights, &unit_costs, &room);
        parts.into_iter().map(|(demand, at, amount)| (demand, column(at), amount)).collect()
    }

    /// What a set of open sites costs, parts rounded up.
    pub(super) fn value(&self, open: &[bool]) -> i64 {
        let fixed: i64 = self.fixed.iter().zip(open).filter(|(_, open)| **open).map(|(fixed, _)| *fixed).sum();
        let cost = |(demand, site, amount): Part| {
            let whole = match self.capacities.get(site as usize) {
                Some(_) => self.costs[site as usize * self.demands() + demand as usize],
                None => self.unserved[demand as usize],
            };
            let weight = i128::from(self.weights[demand as usize]);
            let part = i128::from(whole) * i128::from(amount);
            ((part + weight - 1) / weight) as i64
        };
        fixed + self.parts(open).into_iter().map(cost).sum::<i64>()
    }
}

/// A part that a site takes on: its gain, which demand, and how much of it.
#[derive(Clone, Copy)]
struct Taken {
    demand: u32,
    amount: i64,
}

/// The relaxation of a [`Load`].
pub(super) struct Bounded<'a> {
    load: &'a Load,
    state: Vec<State>,
    low: Vec<i64>,
    constant: i64,
    rho: Vec<i64>,
    /// What each site takes on at the prices of the last bound.
    taken: Vec<Vec<Taken>>,
    gains: Vec<(f64, i64, u32)>,
}

impl Bounded<'_> {
    pub(super) fn new(load: &Load) -> Bounded<'_> {
        let sites = load.fixed.len();
        Bounded {
            load,
            state: load.settled.clone(),
            low: vec![0; load.demands()],
            constant: 0,
            rho: vec![0; sites],
            taken: vec![Vec::new(); sites],
            gains: Vec::new(),
        }
    }

    /// Fills a site with what it gains most on and returns the sum of the gains, which is not above zero.
    fn fill(&mut self, site: usize, price: &[i64]) -> i64 {
        let demands = self.load.demands();
        let costs = &self.load.costs[site * demands..][..demands];
        self.gains.clear();
        let (mut sum, mut weight) = (0, 0);
        for (demand, (cost, price)) in costs.iter().zip(price).enumerate() {
            if cost < price {
                let (gain, amount) = (cost - price, self.load.weights[demand]);
                sum += gain;
                weight += amount;
                self.gains.push((gain as f64 / amount.max(1) as f64, gain, demand as u32));
            }
        }
        let taken = &mut self.taken[site];
        taken.clear();
        let capacity = self.load.capacities[site];
        if weight <= capacity {
            let whole = |(_, _, demand): &(f64, i64, u32)| Taken {
                demand: *demand,
                amount: self.load.weights[*demand as usize],
            };
            taken.extend(self.gains.iter().map(whole));
            return sum;
        }
        self.gains.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        let mut room = capacity;
        let mut sum = 0;
        for &(_, gain, demand) in &self.gains {
            let weight = self.load.weights[demand as usize];
            let amount = weight.min(room);
            taken.push(Taken { demand, amount });
            room -= amount;
            if amount < weight {
                // Rounded away from zero: the bound may only be too low.
                sum += (i128::from(gain) * i128::from(amount)).div_euclid(i128::from(weight)) as i64;
                break;
            }
            sum += gain;
        }
        sum
    }
}

impl Relaxation for Bounded<'_> {
    fn demands(&self) -> usize {
        self.load.demands()
    }

    fn settled(&self) -> &[State] {
        &self.load.settled
    }

    fn ballot(&self, state: &[State]) -> Option<Ballot> {
        self.load.ballot(state)
    }

    fn allows(&self, open: &[bool]) -> bool {
        let capacity: i128 =
            self.load.capacities.iter().zip(open).filter(|(_, open)| **open).map(|(c, _)| i128::from(*c)).sum();
        let weight: i128 = self.load.weights.iter().map(|weight| i128::from(*weight)).sum();
        capacity >= weight && self.load.openings.allows(open)
    }

    fn quantum(&self) -> i64 {
        rounding(self.load.demands(), self.load.fixed.len())
    }

    fn value(&self, open: &[bool]) -> i64 {
        self.load.value(open)
    }

    /// The first move that helps is made: a site closed, opened, or exchanged.
    fn improve(&self, state: &[State], open: &mut [bool], stop: &dyn Fn() -> bool) -> i64 {
        let sites = open.len();
        let mut work = 0;
        let mut value = self.load.value(open);
        loop {
            let before = value;
            let pairs = (0..sites).map(|a| (a, a)).chain((0..sites).flat_map(|a| (0..sites).map(move |b| (a, b))));
            for (a, b) in pairs {
                if state[a] != State::Free || state[b] != State::Free || (a != b && (!open[a] || open[b])) {
                    continue;
                }
                work += self.load.demands() * sites;
                if work > IMPROVEMENT_WORK || stop() {
                    return value;
                }
                let mut other = open.to_vec();
                other[a] = !other[a];
                if a != b {
                    other[b] = true;
                }
                if !self.allows(&other) {
                    continue;
                }
                let changed = self.load.value(&other);
                if changed < value {
                    value = changed;
                    open.copy_from_slice(&other);
                }
            }
            if value == before {
                return value;
            }
        }
    }

    fn first_price(&self, demand: usize, open: Option<&[bool]>) -> i64 {
        let demands = self.load.demands();
        let is_open = |site: &usize| open.is_some_and(|open| open[*site]);
        let mut costs: Vec<i64> = (0..self.load.fixed.len())
            .filter(is_open)
            .map(|site| self.load.costs[site * demands + demand].min(self.load.unserved[demand]))
            .collect();
        costs.sort_unstable();
        let first = costs.first().copied().unwrap_or(self.load.unserved[demand]);
        let second = costs.get(1).copied().unwrap_or(first);
        first + (second - first) / 2
    }

    fn settle(&mut self, state: &[State], _anew: bool) {
        self.state.copy_from_slice(state);
        let demands = self.load.demands();
        self.low.copy_from_slice(&self.load.unserved);
        self.constant = 0;
        for (site, state) in state.iter().enumerate() {
            if *state == State::Closed {
                continue;
            }
            if *state == State::Open {
                self.constant += self.load.fixed[site];
            }
            for (low, cost) in self.low.iter_mut().zip(&self.load.costs[site * demands..][..demands]) {
                *low = (*low).min(*cost);
            }
        }
    }

    fn range(&self, demand: usize) -> (i64, i64) {
        (self.low[demand], self.load.unserved[demand])
    }

    fn bound(&mut self, price: &[i64], ballot: &mut Ballot) -> i64 {
        let mut sum = self.constant + price.iter().sum::<i64>();
        for site in 0..self.state.len() {
            match self.state[site] {
                State::Closed => {}
                State::Free => self.rho[site] = self.load.fixed[site] + self.fill(site, price),
                State::Open => sum += self.fill(site, price),
            }
        }
        sum + ballot.choose(&self.rho)
    }

    fn rho(&self) -> &[i64] {
        &self.rho
    }

    fn lack(&mut self, price: &[i64], ballot: &Ballot, lack: &mut [f64]) {
        lack.fill(1.0);
        let open = (0..self.state.len()).filter(|site| self.state[*site] == State::Open);
        for site in open.chain(ballot.chosen().map(|site| site as usize)) {
            for part in &self.taken[site] {
                let demand = part.demand as usize;
                lack[demand] -= part.amount as f64 / self.load.weights[demand].max(1) as f64;
            }
        }
        for (demand, lack) in lack.iter_mut().enumerate() {
            if *lack > 0.0 && price[demand] >= self.load.unserved[demand] {
                *lack = 0.0;
            }
        }
    }
}
