//! Which set of sites is the cheapest, and how is that proven?
//!
//! Branches settle one site after another, open or closed. The least bound of the branches not yet looked into is what
//! every plan costs at least; when it reaches the cost of the best plan, that plan is proven to be the best.
//!
//! # Shapes
//! A [`Relaxation`] in, [`Found`] out.
//! # Units
//! Fine units.
//! # Errors
//! None.
//! # Source
//! Branch and bound on the sites; ours.

use super::model::{Dice, Effort, Ended, Found};
use super::openings::State;
use super::prices::{Ascent, Relaxation};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::rc::Rc;

/// The most sets of sites that are remembered as looked at.
const MOST_SEEN: usize = 10_000;
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
pub(super) fn solve(relaxation: &mut impl Relaxation, effort: &Effort, stop: &(dyn Fn() -> bool + Sync)) -> Found {
    let state = relaxation.settled().to_vec();
    let ascent = Ascent::new(state.len(), relaxation.demands());
    let search = Search {
        relaxation,
        effort,
        stop,
        best: None,
        value: i64::MAX / 4,
        branches: 0,
        waiting: BinaryHeap::new(),
        held: Vec::new(),
        seen: HashSet::new(),
        ascent,
    };
    search.run(state)
}

struct Search<'a, R: Relaxation> {
    relaxation: &'a mut R,
    effort: &'a Effort,
    stop: &'a (dyn Fn() -> bool + Sync),
    best: Option<Vec<bool>>,
    value: i64,
    branches: u64,
    /// Branches by bound, then the newest.
    waiting: BinaryHeap<(Reverse<i64>, usize)>,
    held: Vec<Option<Branch>>,
    seen: HashSet<Vec<bool>>,
    ascent: Ascent,
}

/// What became of a branch.
enum Outcome {
    Done,
    Split(usize),
    Stopped,
}

impl<R: Relaxation> Search<'_, R> {
    fn run(mut self, state: Vec<State>) -> Found {
        let Some(_) = self.relaxation.ballot(&state) else {
            return Found { open: None, value: 0, lower: 0, branches: 0, ended: Ended::Searched };
        };
        self.start(&state);
        let open = self.best.as_deref();
        let price = (0..self.relaxation.demands()).map(|demand| self.relaxation.first_price(demand, open)).collect();
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
                    let price = Rc::new(self.ascent.best_price.clone());
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

    /// From which bound on a branch holds no cheaper plan.
    fn enough(&self) -> i64 {
        self.value - self.relaxation.quantum() + 1
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
        if self.waiting.len() * self.relaxation.demands() > 2 * MOST_HELD {
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

    fn offer(&mut self, mut open: Vec<bool>, state: &[State], improve: bool) {
        // A set that was looked at before is not worth it again, unless it may be improved now.
        if !self.relaxation.allows(&open) || (!improve && self.seen.contains(&open)) {
            return;
        }
        if self.seen.len() >= MOST_SEEN {
            self.seen.clear();
        }
        self.seen.insert(open.clone());
        let value = match improve {
            true => self.relaxation.improve(state, &mut open, &|| (self.stop)()),
            false => self.relaxation.value(&open),
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
            if let Some(mut ballot) = self.relaxation.ballot(state) {
                ballot.choose(&prices);
                self.offer(opened(state, ballot.chosen()), state, true);
            }
            if (self.stop)() {
                break;
            }
        }
    }

    fn look_into(&mut self, state: &mut [State], branch: &Branch) -> Outcome {
        let root = self.branches == 0;
        let settled = self.relaxation.settled().to_vec();
        self.ascent.begin(self.relaxation, state, &branch.price);
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
            let Some(mut ballot) = self.relaxation.ballot(state) else { return Outcome::Done };
            if let Some(all) = ballot.forced() {
                self.settle_all(state, &ballot.free().collect::<Vec<_>>(), all);
                return Outcome::Done;
            }
            let enough = self.enough();
            if self.ascent.climb(self.relaxation, &mut ballot, rounds, &mut theta, enough) {
                return Outcome::Done;
            }
            let lively = root || (piece + 1 == pieces && self.branches.is_multiple_of(6));
            self.offer(opened(state, ballot.chosen()), &settled, lively);
            let enough = self.enough();
            if self.ascent.best >= enough {
                return Outcome::Done;
            }
            if self.ascent.settle_sites(self.relaxation, &mut ballot, state, enough) > 0 {
                self.ascent.shorten(self.relaxation, state);
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
        let Some(ballot) = self.relaxation.ballot(state) else { return Outcome::Done };
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
        self.offer(opened(state, std::iter::empty()), state, false);
    }
}

fn opened(state: &[State], chosen: impl Iterator<Item = u32>) -> Vec<bool> {
    let mut open: Vec<bool> = state.iter().map(|state| *state == State::Open).collect();
    for site in chosen {
        open[site as usize] = true;
    }
    open
}
