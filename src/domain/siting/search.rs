//! Which set of sites is the cheapest, and how is that proven?
//!
//! Branches settle one site after another, open or closed. The least bound of the branches not yet looked into is what
//! every plan costs at least; when it reaches the cost of the best plan, that plan is proven to be the best.
//!
//! # Shapes
//! A [`Model`] in, [`Found`] out.
//! # Units
//! Fine units.
//! # Errors
//! None.
//! # Source
//! Branch and bound on the sites; ours.

use super::interchange;
use super::model::{Dice, Effort, Ended, Found, Model};
use super::openings::State;
use super::prices::Ascent;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// The most numbers that waiting branches may hold; beyond it the newest branch is taken first.
const MOST_HELD: usize = 40_000_000;

/// The length of the first steps before the first branching, in a branch, and when it is worth to begin once more.
const ROOT_STEP: f64 = 1.0;
const BRANCH_STEP: f64 = 0.6;
const AGAIN_STEP: f64 = 0.7;
/// Steps shorter than this do not lift the bound any more.
const SHORT_STEP: f64 = 0.01;
/// It is worth to begin once more when the last time closed this share of the gap.
const WORTH: f64 = 0.05;

struct Branch {
    bound: i64,
    state: Vec<State>,
    price: Rc<Vec<i64>>,
}

/// Searches for the cheapest plan.
pub(super) fn solve(model: &Model, effort: &Effort, stop: &(dyn Fn() -> bool + Sync)) -> Found {
    let search = Search {
        model,
        effort,
        stop,
        best: None,
        value: i64::MAX / 4,
        branches: 0,
        waiting: BinaryHeap::new(),
        held: Vec::new(),
        ascent: Ascent::new(model),
    };
    search.run()
}

struct Search<'a> {
    model: &'a Model,
    effort: &'a Effort,
    stop: &'a (dyn Fn() -> bool + Sync),
    best: Option<Vec<bool>>,
    value: i64,
    branches: u64,
    /// Branches by bound, then the newest.
    waiting: BinaryHeap<(Reverse<i64>, usize)>,
    held: Vec<Option<Branch>>,
    ascent: Ascent,
}

/// What became of a branch.
enum Outcome {
    Done,
    Split(usize),
    Stopped,
}

impl Search<'_> {
    fn run(mut self) -> Found {
        let model = self.model;
        let state = model.settled.clone();
        let Some(_) = model.openings.ballot(&state) else {
            return Found { open: None, value: 0, lower: 0, branches: 0, ended: Ended::Searched };
        };
        self.start(&state);
        let price: Vec<i64> = (0..model.reach.demands()).map(|demand| self.first_price(demand)).collect();
        let mut lower = i64::MIN;
        let mut ended = Ended::Searched;
        self.keep(Branch { bound: 0, state, price: Rc::new(price) });
        while let Some(branch) = self.next() {
            if branch.bound >= self.enough() {
                continue;
            }
            if self.branches > u64::from(self.effort.branches) {
                ended = Ended::Effort;
            } else if (self.stop)() {
                ended = Ended::Stopped;
            } else if self.branches > 0 && self.is_near(branch.bound.min(self.least_waiting())) {
                ended = Ended::GapReached;
            }
            if ended != Ended::Searched {
                lower = branch.bound.min(self.least_waiting());
                break;
            }
            let mut state = branch.state.clone();
            let outcome = self.look_into(&mut state, &branch);
            self.branches += 1;
            let bound = branch.bound.max(self.ascent.best);
            match outcome {
                Outcome::Done => {}
                Outcome::Stopped => {
                    ended = Ended::Stopped;
                    lower = bound.min(self.least_waiting());
                    break;
                }
                Outcome::Split(site) => {
                    let price = Rc::new(self.ascent.best_price().to_vec());
                    for settled in [State::Closed, State::Open] {
                        let mut state = state.clone();
                        state[site] = settled;
                        self.keep(Branch { bound, state, price: Rc::clone(&price) });
                    }
                }
            }
        }
        if ended == Ended::Searched {
            lower = self.value;
        }
        Found { open: self.best, value: self.value, lower: lower.min(self.value), branches: self.branches, ended }
    }

    /// From which bound on a branch holds no cheaper plan: all plans cost whole units.
    fn enough(&self) -> i64 {
        self.value - self.model.scale + 1
    }

    fn is_near(&self, bound: i64) -> bool {
        let allowed = i128::from(self.value) * i128::from(self.effort.gap_ppm) / 1_000_000;
        i128::from(self.value) - i128::from(bound) <= allowed
    }

    fn keep(&mut self, branch: Branch) {
        let order = self.held.len();
        self.waiting.push((Reverse(branch.bound), order));
        self.held.push(Some(branch));
    }

    fn next(&mut self) -> Option<Branch> {
        if self.waiting.len() * self.model.reach.demands() > 2 * MOST_HELD {
            while let Some(last) = self.held.pop() {
                if last.is_some() {
                    return last;
                }
            }
        }
        while let Some((_, order)) = self.waiting.pop() {
            if let Some(branch) = self.held.get_mut(order).and_then(Option::take) {
                return Some(branch);
            }
        }
        None
    }

    fn least_waiting(&self) -> i64 {
        self.held.iter().flatten().map(|branch| branch.bound).min().unwrap_or(i64::MAX)
    }

    /// The cost of the second nearest open site is what a demand is ready to pay.
    fn first_price(&self, demand: usize) -> i64 {
        let (sites, costs) = self.model.reach.of(demand);
        let open = |site: &u32| self.best.as_ref().is_some_and(|open| open[*site as usize]);
        let mut near = sites.iter().zip(costs).filter(|(site, _)| open(site)).map(|(_, cost)| *cost);
        let unserved = self.model.reach.unserved[demand];
        let first = near.next().unwrap_or(unserved);
        (first + near.next().unwrap_or(first)) / 2
    }

    fn offer(&mut self, mut open: Vec<bool>, state: &[State], improve: bool) {
        if !self.model.openings.allows(&open) {
            return;
        }
        let value = match improve {
            true => interchange::improve(self.model, state, &mut open, &|| (self.stop)()),
            false => self.model.value(&open),
        };
        if value < self.value || self.best.is_none() {
            self.value = value;
            self.best = Some(open);
        }
    }

    /// Plans to begin with: random ones, improved.
    fn start(&mut self, state: &[State]) {
        let mut dice = Dice::new(self.effort.seed);
        for _ in 0..self.effort.starts.max(1) {
            let prices: Vec<i64> = (0..state.len()).map(|_| dice.below(1_000) as i64 - 500).collect();
            if let Some(mut ballot) = self.model.openings.ballot(state) {
                ballot.choose(&prices);
                self.offer(opened(state, ballot.chosen()), state, true);
            }
            if (self.stop)() {
                break;
            }
        }
    }

    fn look_into(&mut self, state: &mut [State], branch: &Branch) -> Outcome {
        let model = self.model;
        let root = self.branches == 0;
        self.ascent.begin(model, state, &branch.price);
        if root {
            self.ascent.share.fill(0.5);
        }
        let (rounds, pieces) = match root {
            true => (25, self.effort.root_rounds / 25),
            false => (20, self.effort.branch_rounds / 20),
        };
        let mut theta = if root { ROOT_STEP } else { BRANCH_STEP };
        let mut before = 0;
        for piece in 0..pieces.max(1) {
            let Some(mut ballot) = model.openings.ballot(state) else { return Outcome::Done };
            if let Some(all) = ballot.forced() {
                self.settle_all(state, &ballot.free().collect::<Vec<_>>(), all);
                return Outcome::Done;
            }
            if self.ascent.climb(model, &mut ballot, rounds, &mut theta, self.enough()) {
                return Outcome::Done;
            }
            let lively = root || (piece + 1 == pieces && self.branches.is_multiple_of(6));
            self.offer(opened(state, ballot.chosen()), &model.settled, lively);
            if self.ascent.best >= self.enough() {
                return Outcome::Done;
            }
            if self.ascent.settle_sites(model, &mut ballot, state, self.enough()) > 0 {
                self.ascent.shorten(model, state);
            }
            if (self.stop)() {
                return Outcome::Stopped;
            }
            if theta < SHORT_STEP && piece > 2 {
                let gain = self.ascent.best - before;
                if !root || (gain as f64) < WORTH * (self.enough() - before) as f64 {
                    break;
                }
                before = self.ascent.best;
                theta = AGAIN_STEP;
            }
        }
        let Some(ballot) = model.openings.ballot(state) else { return Outcome::Done };
        if let Some(all) = ballot.forced() {
            self.settle_all(state, &ballot.free().collect::<Vec<_>>(), all);
            return Outcome::Done;
        }
        let key = |site: u32| ((self.ascent.share[site as usize] - 0.5).abs() * 1e6) as i64;
        match ballot.free().min_by_key(|site| (key(*site), *site)) {
            Some(site) => Outcome::Split(site as usize),
            None => Outcome::Done,
        }
    }

    fn settle_all(&mut self, state: &mut [State], free: &[u32], all: State) {
        for site in free {
            state[*site as usize] = all;
        }
        self.offer(opened(state, std::iter::empty()), &self.model.settled, false);
    }
}

fn opened(state: &[State], chosen: impl Iterator<Item = u32>) -> Vec<bool> {
    let mut open: Vec<bool> = state.iter().map(|state| *state == State::Open).collect();
    for site in chosen {
        open[site as usize] = true;
    }
    open
}
