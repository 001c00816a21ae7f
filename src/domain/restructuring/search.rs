//! The search: a plan and a bound at the root, then branches with the lowest bound first.
//!
//! A branch fixes a facility to the choice that its prices take most, or excludes that choice. Nothing is closed without a
//! bound that reaches the best plan, or without the plan itself.
//!
//! # Shapes
//! [`plan`] gives an [`Outcome`].
//! # Units
//! Thousandths of a yen.
//! # Errors
//! None; that no plan keeps the limits is an [`Outcome`].
//! # Source
//! A. H. Land, A. G. Doig, Econometrica 28 (1960). Ours.

use super::mending::{Dice, Mending};
use super::outcome::{Outcome, Status, Totals};
use super::prices::Market;
use super::question::Question;
use super::standing::{Standing, Worth};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// In how many turns prices and plans are searched at the root.
const ROOT_PHASES: u32 = 6;
/// The most choices tried in one mending.
const MOST_TRIES: u64 = 200_000;

/// How many choices of a facility are tried once prices tell which are near.
const MOST_LIKELY: usize = 8;

/// How hard to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Rounds of price setting before the first branching.
    pub root_rounds: u32,
    /// Rounds of price setting in each branch.
    pub branch_rounds: u32,
    /// The most branches looked into.
    pub branches: u64,
    /// How often chance is tried at the root.
    pub kicks: u32,
    /// The most choices tried in all.
    pub tries: u64,
    /// The seed of chance.
    pub seed: u64,
    /// The gap that is good enough, in millionths of the value.
    pub gap_ppm: u32,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort {
            root_rounds: 1_500,
            branch_rounds: 60,
            branches: 100_000,
            kicks: 60,
            tries: 1_000_000,
            seed: 1,
            gap_ppm: 0,
        }
    }
}

/// A set of plans that is still to be looked into.
struct Branch {
    allowed: Vec<bool>,
    prices: Rc<Vec<f64>>,
}

/// The best plan so far.
struct Best {
    taken: Vec<usize>,
    worth: Worth,
}

impl Best {
    /// What a plan has to be below, if one keeps the limits.
    fn value(&self) -> Option<i128> {
        (self.worth.0 == 0).then_some(self.worth.1)
    }

    fn offer(&mut self, standing: &Standing) {
        if standing.worth() < self.worth {
            *self = Best { taken: standing.taken.clone(), worth: standing.worth() };
        }
    }
}

/// The best plan that is found, with its bound. `stop` is asked often; once it says yes, what is known is answered.
pub fn plan(question: &Question, effort: &Effort, stop: &(dyn Fn() -> bool + Sync)) -> Outcome {
    let stop: &dyn Fn() -> bool = &|| stop();
    let mut market = Market::new(question);
    let first = market.first.clone();
    let mut allowed = vec![true; market.values.len()];
    let mut standing = Standing::new(question, vec![0; question.draft.facilities.len()]);
    let mut best = Best { taken: standing.taken.clone(), worth: standing.worth() };
    let (mut dice, mut tries) = (Dice(effort.seed), effort.tries);
    mended(&mut standing, &first, &allowed, &mut tries, stop);
    best.offer(&standing);
    let (mut prices, mut bound) = (market.first_prices(&best.taken), i128::MIN);
    // Prices and plans help each other: what prices take is mended to a plan, and a better plan excludes more choices.
    for phase in 0..ROOT_PHASES {
        let rounds = effort.root_rounds / ROOT_PHASES;
        let Some(ascent) = market.ascend(&prices, &mut allowed, best.value(), rounds, stop) else {
            return closed(question, &best, bound, 0);
        };
        (prices, bound) = (ascent.at, bound.max(ascent.bound));
        if stop() || best.value().is_some_and(|value| bound >= value) {
            break;
        }
        let Some(plan) = allowed_plan(&market, &allowed) else { return closed(question, &best, bound, 0) };
        let likely = likely(&market, &allowed);
        let mut standing = Standing::new(question, plan);
        mended(&mut standing, &first, &likely, &mut tries, stop);
        best.offer(&standing);
        let mut standing = Standing::new(question, best.taken.clone());
        let mut mending = Mending { first: &first, allowed: &likely, tries: tries / 4, stop };
        let given = mending.tries;
        mending.shake(&mut standing, &mut dice, effort.kicks / ROOT_PHASES);
        if phase + 1 == ROOT_PHASES {
            while mending.improve_pairs(&mut standing) {
                mending.improve(&mut standing);
            }
        }
        tries -= given - mending.tries;
        best.offer(&standing);
    }
    let mut branches: Vec<Option<Branch>> = vec![Some(Branch { allowed, prices: Rc::new(prices) })];
    let mut open: BinaryHeap<(Reverse<i128>, Reverse<u64>)> = BinaryHeap::new();
    open.push((Reverse(bound), Reverse(0)));
    let mut looked = 0;
    while let Some((Reverse(lowest), Reverse(at))) = open.pop() {
        bound = bound.max(lowest);
        if best.value().is_some_and(|value| lowest >= value) {
            return closed(question, &best, bound, looked);
        }
        let near = |value: i128| (value - bound) * 1_000_000 <= value.abs() * i128::from(effort.gap_ppm);
        if effort.gap_ppm > 0 && best.value().is_some_and(near) {
            return ended(question, &best, Some(bound), looked, Status::GapReached);
        }
        if looked >= effort.branches || stop() {
            let status = if looked >= effort.branches { Status::Budget } else { Status::Stopped };
            return ended(question, &best, Some(bound), looked, status);
        }
        looked += 1;
        let Some(Branch { mut allowed, prices }) = branches[at as usize].take() else { continue };
        let ascent = market.ascend(&prices, &mut allowed, best.value(), effort.branch_rounds, stop);
        let Some(ascent) = ascent else { continue };
        if best.value().is_some_and(|value| ascent.bound >= value) {
            continue;
        }
        let Some(plan) = allowed_plan(&market, &allowed) else { continue };
        let mut standing = Standing::new(question, plan);
        best.offer(&standing);
        if looked % 4 == 1 && tries > 0 {
            mended(&mut standing, &first, &likely(&market, &allowed), &mut tries, stop);
            best.offer(&standing);
        }
        let Some((slot, facility)) = undecided(&market, &allowed) else { continue };
        let lower = ascent.bound.max(lowest);
        let prices = Rc::new(ascent.at);
        let mut fixed = allowed.clone();
        (first[facility]..first[facility + 1]).filter(|other| *other != slot).for_each(|other| fixed[other] = false);
        allowed[slot] = false;
        for allowed in [fixed, allowed] {
            open.push((Reverse(lower), Reverse(branches.len() as u64)));
            branches.push(Some(Branch { allowed, prices: prices.clone() }));
        }
    }
    closed(question, &best, bound, looked)
}

/// What the prices take, or the first choice that is left to a facility; none when one has no choice left.
fn allowed_plan(market: &Market, allowed: &[bool]) -> Option<Vec<usize>> {
    let choice = |(at, taken): (usize, &usize)| {
        let slots = market.first[at]..market.first[at + 1];
        let other = || slots.clone().find(|slot| allowed[*slot]).map(|slot| slot - slots.start);
        if allowed[slots.start + taken] { Some(*taken) } else { other() }
    };
    market.taken.iter().enumerate().map(choice).collect()
}

/// The few choices of each facility that cost least at the prices: among them good plans are found.
fn likely(market: &Market, allowed: &[bool]) -> Vec<bool> {
    let mut likely = vec![false; allowed.len()];
    for slots in market.first.windows(2).map(|ends| ends[0]..ends[1]) {
        let mut near: Vec<(i128, usize)> =
            slots.filter(|slot| allowed[*slot]).map(|slot| (market.values[slot], slot)).collect();
        near.sort_unstable();
        near.iter().take(MOST_LIKELY).for_each(|(_, slot)| likely[*slot] = true);
    }
    likely
}

/// Changes one facility after the other until no change is better, with a part of the tries that are left.
fn mended(standing: &mut Standing, first: &[usize], allowed: &[bool], tries: &mut u64, stop: &dyn Fn() -> bool) {
    let given = (*tries / 8).min(MOST_TRIES);
    let mut mending = Mending { first, allowed, tries: given, stop };
    mending.improve(standing);
    *tries -= given - mending.tries;
}

/// The choice to branch on: of the facility that wavers most the one it takes most often. None when all are decided.
fn undecided(market: &Market, allowed: &[bool]) -> Option<(usize, usize)> {
    let mut found: Option<(f64, usize, usize)> = None;
    for facility in 0..market.taken.len() {
        let slots = market.first[facility]..market.first[facility + 1];
        if slots.clone().filter(|slot| allowed[*slot]).count() < 2 {
            continue;
        }
        let likely = slots.filter(|slot| allowed[*slot]).map(|slot| (market.often[slot], slot));
        let most = likely.fold((-1.0, 0), |most, slot| if slot.0 > most.0 { slot } else { most });
        if found.is_none_or(|(least, ..)| most.0 < least) {
            found = Some((most.0, most.1, facility));
        }
    }
    found.map(|(_, slot, facility)| (slot, facility))
}

/// Nothing is left to look into: the best plan is the best of all, or there is none.
fn closed(question: &Question, best: &Best, bound: i128, branches: u64) -> Outcome {
    match best.value() {
        Some(value) => ended(question, best, Some(value), branches, Status::Optimal),
        None => ended(question, best, Some(bound), branches, Status::Infeasible),
    }
}

fn ended(question: &Question, best: &Best, bound: Option<i128>, branches: u64, status: Status) -> Outcome {
    let totals = Totals::of(&Standing::new(question, best.taken.clone()));
    let status = match status {
        Status::Budget | Status::Stopped if best.value().is_none() => Status::Undecided,
        status => status,
    };
    let bound = bound.filter(|_| status != Status::Infeasible).map(|bound| bound.min(totals_value(best, &totals)));
    Outcome { status, taken: best.taken.clone(), totals, bound, branches }
}

/// A bound is never above a plan that keeps the limits.
fn totals_value(best: &Best, totals: &Totals) -> i128 {
    if best.value().is_some() { totals.value } else { i128::MAX }
}
