//! What is the least that any plan must cost?
//!
//! Each demand pays a price `u` for being served, whoever serves it; each site then keeps only the demands on which it
//! gains. With `ρ` what a site costs after its gains and `Y` the sets of sites that the rule allows,
//!
//! ```text
//! L(u) = Σ_i u_i + min over Y of Σ_j ρ_j
//! ```
//!
//! is at most the cost of any plan, for any prices. Prices are whole fine units and all sums are exact, so the bound is
//! as well; floating point only chooses the direction in which prices move (towards demands served too little, away
//! from those served twice).
//!
//! # Shapes
//! [`Relaxation`] says what a site gains at prices; [`Ascent`] moves the prices, one a demand.
//! # Units
//! Fine units, for the whole of a demand.
//! # Errors
//! None.
//! # Source
//! Lagrangian relaxation of the p-median: M. L. Fisher, Management Science 27 (1981); J. E. Beasley, EJOR 21 (1985). The
//! step is B. T. Polyak's.

use super::openings::{Ballot, State};

/// How much of the direction before is kept in the next step.
const KEPT: f64 = 0.5;
/// How fast the share of a site forgets the rounds before.
const BLEND: f64 = 0.08;
/// After so many rounds without a better bound steps become shorter.
const STALLED: u32 = 20;
const COOLED: f64 = 0.6;
const LEAST_STEP: f64 = 0.001;

/// A question whose demands are served at prices, and whose plans can be reckoned.
pub(super) trait Relaxation {
    /// How many demands there are.
    fn demands(&self) -> usize;
    /// What is settled before any branching.
    fn settled(&self) -> &[State];
    /// The rule for the sites still free; none when no set meets it.
    fn ballot(&self, state: &[State]) -> Option<Ballot>;
    /// Whether a set of open sites meets the rule.
    fn allows(&self, open: &[bool]) -> bool;
    /// Plans whose costs differ by less than this are as good as each other.
    fn quantum(&self) -> i64;
    /// What a set of open sites costs.
    fn value(&self, open: &[bool]) -> i64;
    /// Improves a set of open sites in place and returns what it costs.
    fn improve(&self, state: &[State], open: &mut [bool], stop: &dyn Fn() -> bool) -> i64;
    /// What a demand is ready to pay at first, when these sites are open.
    fn first_price(&self, demand: usize, open: Option<&[bool]>) -> i64;
    /// Takes up what is settled: of the whole question, or further of what was settled before.
    fn settle(&mut self, state: &[State], anew: bool);
    /// Between which prices the best price of a demand lies.
    fn range(&self, demand: usize) -> (i64, i64);
    /// The bound at these prices; ρ and the choice of sites are left behind.
    fn bound(&mut self, price: &[i64], ballot: &mut Ballot) -> i64;
    /// What each free site costs after its gains, at the prices of the last bound.
    fn rho(&self) -> &[i64];
    /// What share of each demand the last choice leaves unserved; negative where it is served more than once.
    fn lack(&mut self, price: &[i64], ballot: &Ballot, lack: &mut [f64]);
}

/// Price setting in one branch.
pub(super) struct Ascent {
    move_by: Vec<f64>,
    lack: Vec<f64>,
    /// How often each site was chosen of late.
    pub(super) share: Vec<f64>,
    price: Vec<i64>,
    /// The best prices.
    pub(super) best_price: Vec<i64>,
    /// The best bound.
    pub(super) best: i64,
}

impl Ascent {
    pub(super) fn new(sites: usize, demands: usize) -> Ascent {
        Ascent {
            move_by: vec![0.0; demands],
            lack: vec![0.0; demands],
            share: vec![0.5; sites],
            price: vec![0; demands],
            best_price: vec![0; demands],
            best: i64::MIN,
        }
    }

    /// Takes a branch up; prices begin where the branch before left them.
    pub(super) fn begin(&mut self, relaxation: &mut impl Relaxation, state: &[State], price: &[i64]) {
        self.price.copy_from_slice(price);
        self.best_price.copy_from_slice(price);
        self.best = i64::MIN;
        relaxation.settle(state, true);
        self.clamp(relaxation);
    }

    /// Beyond the cost of an open site a price would promise more than any plan costs.
    fn clamp(&mut self, relaxation: &impl Relaxation) {
        self.move_by.fill(0.0);
        for (demand, (price, best)) in self.price.iter_mut().zip(&mut self.best_price).enumerate() {
            let (low, high) = relaxation.range(demand);
            *price = (*price).clamp(low, high);
            *best = (*best).clamp(low, high);
        }
    }

    /// Moves prices for so many rounds, until the bound reaches `enough`; tells whether it does.
    pub(super) fn climb(
        &mut self,
        relaxation: &mut impl Relaxation,
        ballot: &mut Ballot,
        rounds: u32,
        theta: &mut f64,
        enough: i64,
    ) -> bool {
        let mut stalled = 0;
        for _ in 0..rounds {
            let bound = relaxation.bound(&self.price, ballot);
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
            self.step(relaxation, ballot, *theta * (enough - bound) as f64);
        }
        false
    }

    /// One step along the direction.
    fn step(&mut self, relaxation: &mut impl Relaxation, ballot: &Ballot, length: f64) {
        for share in &mut self.share {
            *share *= 1.0 - BLEND;
        }
        for site in ballot.chosen() {
            self.share[site as usize] += BLEND;
        }
        relaxation.lack(&self.price, ballot, &mut self.lack);
        let mut norm = 0.0;
        for (by, lack) in self.move_by.iter_mut().zip(&self.lack) {
            *by = KEPT * *by + (1.0 - KEPT) * lack;
            norm += *by * *by;
        }
        if norm <= 0.0 {
            return;
        }
        let step = length / norm;
        for (demand, (price, by)) in self.price.iter_mut().zip(&self.move_by).enumerate() {
            let (low, high) = relaxation.range(demand);
            *price = price.saturating_add((step * by).round() as i64).clamp(low, high);
        }
    }

    /// Goes back to the best prices and settles every site that a plan cheaper than `enough` must open or may not open.
    /// Says how many were settled.
    pub(super) fn settle_sites(
        &mut self,
        relaxation: &mut impl Relaxation,
        ballot: &mut Ballot,
        state: &mut [State],
        enough: i64,
    ) -> usize {
        let bound = relaxation.bound(&self.best_price, ballot);
        let rho = relaxation.rho();
        let rest = bound - ballot.chosen().map(|site| rho[site as usize]).sum::<i64>();
        let mut settled = 0;
        ballot.flips(rho, |site, opened, closed| {
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

    /// Takes up sites that were settled since. Clamped prices are no worse, and the bound at them is found again.
    pub(super) fn shorten(&mut self, relaxation: &mut impl Relaxation, state: &[State]) {
        relaxation.settle(state, false);
        self.clamp(relaxation);
    }
}
