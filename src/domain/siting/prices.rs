//! What is the least that any plan must cost?
//!
//! Each demand pays a price `u` for being served, whoever serves it; each site then keeps only the demands on which it
//! gains. With `c` the cost of service, `f` the fixed cost and `Y` the sets of sites that the rule allows,
//!
//! ```text
//! L(u) = Σ_i u_i + min over Y of Σ_j ρ_j        ρ_j = f_j + Σ_i min(0, c_ij − u_i)
//! ```
//!
//! is at most the cost of any plan, for any prices. Prices are whole fine units and all sums are exact, so the bound is
//! as well; floating point only chooses the direction in which prices move (towards demands served too little, away
//! from those served twice).
//!
//! # Shapes
//! [`Ascent`] prices a demand, ρ a site.
//! # Units
//! Fine units.
//! # Errors
//! None.
//! # Source
//! Lagrangian relaxation of the p-median: M. L. Fisher, Management Science 27 (1981); J. E. Beasley, EJOR 21 (1985). The
//! step is B. T. Polyak's.

use super::model::Model;
use super::openings::{Ballot, State};
use super::reach::Reach;

/// How much of the direction before is kept in the next step.
const KEPT: f64 = 0.5;
/// How fast the share of a site forgets the rounds before.
const BLEND: f64 = 0.08;
/// After so many rounds without a better bound steps become shorter.
const STALLED: u32 = 20;
const COOLED: f64 = 0.6;
const LEAST_STEP: f64 = 0.001;

/// Price setting in one branch.
pub(super) struct Ascent {
    reach: Reach,
    live: Vec<u32>,
    /// Fixed costs of open sites and costs of demands that no free site can serve better.
    constant: i64,
    rho: Vec<i64>,
    move_by: Vec<f64>,
    taken: Vec<bool>,
    /// How often each site was chosen of late.
    pub(super) share: Vec<f64>,
    /// The prices now.
    pub(super) price: Vec<i64>,
    best_price: Vec<i64>,
    /// The best bound.
    pub(super) best: i64,
}

impl Ascent {
    pub(super) fn new(model: &Model) -> Ascent {
        let (sites, demands) = (model.fixed.len(), model.reach.demands());
        Ascent {
            reach: Reach::default(),
            live: Vec::new(),
            constant: 0,
            rho: vec![0; sites],
            move_by: vec![0.0; demands],
            taken: vec![false; sites],
            share: vec![0.0; sites],
            price: vec![0; demands],
            best_price: vec![0; demands],
            best: i64::MIN,
        }
    }

    /// Takes a branch up: what is settled leaves the lists, prices begin where the branch before left them.
    pub(super) fn begin(&mut self, model: &Model, state: &[State], price: &[i64]) {
        self.price.copy_from_slice(price);
        self.settle(&model.reach, model, state);
        self.best = i64::MIN;
        self.move_by.fill(0.0);
    }

    fn settle(&mut self, reach: &Reach, model: &Model, state: &[State]) {
        let mut lists = std::mem::take(&mut self.reach);
        reach.settled(state, &mut lists);
        self.reach = lists;
        self.live.clear();
        self.constant = 0;
        for (fixed, state) in model.fixed.iter().zip(state) {
            if *state == State::Open {
                self.constant += fixed;
            }
        }
        for demand in 0..self.reach.demands() {
            let (_, costs) = self.reach.of(demand);
            match costs.first() {
                Some(&first) => {
                    self.live.push(demand as u32);
                    let most = self.reach.unserved[demand];
                    self.price[demand] = self.price[demand].clamp(first, most);
                    // Beyond the cost of an open site a price would promise more than any plan costs.
                    self.best_price[demand] = self.best_price[demand].clamp(first, most);
                }
                None => {
                    self.price[demand] = self.reach.unserved[demand];
                    self.best_price[demand] = self.reach.unserved[demand];
                    self.constant += self.reach.unserved[demand];
                }
            }
        }
    }

    pub(super) fn arcs(&self) -> usize {
        self.reach.arcs()
    }

    /// The bound at these prices; ρ and the choice are left behind.
    fn bound(&mut self, model: &Model, ballot: &mut Ballot, of_best: bool) -> i64 {
        self.rho.copy_from_slice(&model.fixed);
        let price = if of_best { &self.best_price } else { &self.price };
        let mut sum = self.constant;
        for &demand in &self.live {
            let price = price[demand as usize];
            sum += price;
            let (sites, costs) = self.reach.of(demand as usize);
            for (site, cost) in sites.iter().zip(costs) {
                if *cost >= price {
                    break;
                }
                self.rho[*site as usize] += cost - price;
            }
        }
        sum + ballot.choose(&self.rho)
    }

    /// Moves prices for so many rounds, until the bound reaches `enough`; tells whether it does.
    pub(super) fn climb(
        &mut self,
        model: &Model,
        ballot: &mut Ballot,
        rounds: u32,
        theta: &mut f64,
        enough: i64,
    ) -> bool {
        let mut stalled = 0;
        for _ in 0..rounds {
            let bound = self.bound(model, ballot, false);
            if bound > self.best {
                self.best = bound;
                self.best_price.copy_from_slice(&self.price);
                stalled = 0;
            } else {
                stalled += 1;
            }
            if bound >= enough {
                return true;
            }
            if stalled >= STALLED {
                stalled = 0;
                self.price.copy_from_slice(&self.best_price);
                self.move_by.fill(0.0);
                *theta *= COOLED;
                if *theta < LEAST_STEP {
                    return false;
                }
            }
            if !self.step(ballot, *theta * (enough - bound) as f64) {
                return false;
            }
        }
        false
    }

    /// One step along the direction; none when every demand is served exactly once, which cannot be improved.
    fn step(&mut self, ballot: &Ballot, length: f64) -> bool {
        for share in &mut self.share {
            *share *= 1.0 - BLEND;
        }
        self.taken.fill(false);
        for site in ballot.chosen() {
            self.taken[site as usize] = true;
            self.share[site as usize] += BLEND;
        }
        let mut norm = 0.0;
        let mut wrong = false;
        for &demand in &self.live {
            let at = demand as usize;
            let price = self.price[at];
            let (sites, costs) = self.reach.of(at);
            let mut served = 0;
            for (site, cost) in sites.iter().zip(costs) {
                if *cost >= price {
                    break;
                }
                served += i32::from(self.taken[*site as usize]);
            }
            let mut short = 1 - served;
            if short > 0 && price >= self.reach.unserved[at] {
                short = 0;
            }
            wrong |= short != 0;
            let by = KEPT * self.move_by[at] + (1.0 - KEPT) * f64::from(short);
            self.move_by[at] = by;
            norm += by * by;
        }
        if !wrong || norm <= 0.0 {
            return false;
        }
        let step = length / norm;
        for &demand in &self.live {
            let at = demand as usize;
            let (_, costs) = self.reach.of(at);
            let low = costs.first().copied().unwrap_or(0);
            let moved = self.price[at] + (step * self.move_by[at]).round() as i64;
            self.price[at] = moved.clamp(low, self.reach.unserved[at]);
        }
        true
    }

    /// Goes back to the best prices and settles every site that a plan cheaper than `enough` must open or may not open.
    /// Says how many were settled.
    pub(super) fn settle_sites(
        &mut self,
        model: &Model,
        ballot: &mut Ballot,
        state: &mut [State],
        enough: i64,
    ) -> usize {
        let chosen = self.bound(model, ballot, true);
        let rest = chosen - ballot.chosen().map(|site| self.rho[site as usize]).sum::<i64>();
        let mut settled = 0;
        ballot.flips(&self.rho, |site, opened, closed| {
            if rest.saturating_add(opened) >= enough {
                state[site as usize] = State::Closed;
                settled += 1;
            } else if rest.saturating_add(closed) >= enough {
                state[site as usize] = State::Open;
                settled += 1;
            }
        });
        self.price.copy_from_slice(&self.best_price);
        settled
    }

    /// Shortens the lists after sites were settled.
    pub(super) fn shorten(&mut self, model: &Model, state: &[State]) {
        let lists = std::mem::take(&mut self.reach);
        self.settle(&lists, model, state);
        // Clamped prices are no worse, and the bound at them is found again.
        self.move_by.fill(0.0);
    }

    /// The best prices.
    pub(super) fn best_price(&self) -> &[i64] {
        &self.best_price
    }
}
