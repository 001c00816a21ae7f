//! In which order are the ways to a plan and its proof taken?
//!
//! Prices by the dual; a few nodes of branch and bound, which show where the largest works belong; plans by annealing with a
//! few seeds at once, evened out by pairs of moves where only the peak counts; parts of the best plan rearranged exactly;
//! branch and bound for as many nodes as the effort allows; then the canonical pass.
//!
//! # Shapes
//! [`Model`] in, [`Found`] out.
//! # Units
//! Effort is counted in sweeps, tries and nodes, never in time.
//! # Source
//! Ours.

use super::branch::Tree;
use super::dual::{Dual, Rounds};
use super::model::{Bond, Model};
use super::nearby::{self, Extent};
use super::outcome::{Effort, Status};
use super::pairs;
use super::plan::{Plan, Value, own};
use super::report::Found;
use super::search::{self, Schedule};
use rayon::prelude::*;

/// What one solution of a model needs.
pub(super) struct Task<'a> {
    pub effort: Effort,
    pub seed: u64,
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Starts to begin with, if some are known.
    pub known: Option<&'a [u8]>,
}

/// The prices without branching; nothing where there is no plan at all.
pub(super) fn priced(model: &Model, allowed: &[bool], task: &Task<'_>) -> Option<Dual> {
    if model.stuck.is_some() {
        return None;
    }
    let mut dual = Dual::new(model, allowed)?;
    let rounds = (80 * task.effort.percent / 100).max(6);
    // In large stocks no work spoils the prices, and they come quickly.
    let (step, patience) = if model.duration.len() <= 1_500 { (0.6, 6) } else { (0.2, 4) };
    let rounds = Rounds { rounds, sweeps: 1, passes: 20, step, tolerance: 1e-6, patience };
    dual.run(model, allowed, rounds, i128::MAX, task.stop).then_some(dual)
}

/// The best plan that is found, with its bound.
pub(super) fn solve(model: &Model, task: &Task<'_>) -> Found {
    let allowed = vec![true; model.start.len()];
    let nothing = |status, impossible| Found { plan: None, bound: 0, impossible, status, iterations: 0 };
    let Some(dual) = priced(model, &allowed, task) else {
        return nothing(Status::Infeasible, true);
    };
    // The first nodes show where the largest works belong.
    let mut tree = Tree::new(model, dual.clone(), allowed.clone(), None);
    let nodes = if large_second(model, task) { 0 } else { u64::from(task.effort.percent) * nodes(model) / 100 };
    let gap = task.effort.gap_per_million;
    let works = model.duration.len();
    let early = if works > 1_500 || works > 40 && smooth(model) { 0 } else { nodes / 8 };
    tree.grow(early, gap, task.seed, task.stop);
    let mut iterations = 0;
    if !tree.done() {
        let (plan, tried) = annealed(model, &dual, &tree, &allowed, task);
        iterations += tried;
        plan.into_iter().for_each(|plan| tree.offer(plan));
    }
    let level = |best: &(Value, Plan)| early == 0 && best.0.broken == 0 && near(&best.0, tree.bound(), 2_000);
    let later = if tree.best.as_ref().is_some_and(level) { 0 } else { nodes.saturating_sub(tree.nodes) };
    tree.grow(later, gap, task.seed, task.stop);
    iterations += tree.nodes;
    let bound = tree.bound();
    let finished = tree.done() && !model.cut;
    let Some((value, plan)) = tree.best else {
        return nothing(Status::Undecided, false);
    };
    let plan = canonical(model, plan);
    if value.broken > 0 {
        let status = match (finished, (task.stop)()) {
            (true, _) => Status::Infeasible,
            (_, true) => Status::Stopped,
            _ => Status::Undecided,
        };
        return Found { plan: Some(plan), bound: 0, impossible: finished, status, iterations };
    }
    let bound = bound.min(value.weighted);
    let gap = (value.weighted - bound) * 1_000_000;
    let status = if bound == value.weighted {
        Status::Optimal
    } else if gap <= i128::from(task.effort.gap_per_million) * bound.abs() {
        Status::GapReached
    } else if (task.stop)() {
        Status::Stopped
    } else {
        Status::Budget
    };
    Found { plan: Some(plan), bound, impossible: false, status, iterations }
}

/// A bound with fewer options, from known prices; nothing where there is no plan.
pub(super) fn bound_with(
    model: &Model,
    dual: &Dual,
    allowed: &[bool],
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<i128> {
    let mut child = dual.child(model, allowed)?;
    let rounds = Rounds { rounds: 6, sweeps: 2, passes: 5, step: 0.1, tolerance: 1e-6, patience: 3 };
    child.run(model, allowed, rounds, i128::MAX, stop).then_some(child.bound)
}

/// How many nodes are usual.
fn nodes(model: &Model) -> u64 {
    match model.duration.len() {
        0..=40 => 20_000,
        41..=150 => 1_600,
        151..=400 => 400,
        401..=1_500 => 64,
        1_501..=4_000 => 16,
        _ => 0,
    }
}

/// Starts of all works that keep every relation; nothing where none are found.
fn first(model: &Model, dual: &Dual, allowed: &[bool], stop: &(dyn Fn() -> bool + Sync)) -> Option<Vec<u8>> {
    let starts = search::rounded(model, dual, allowed);
    if (0..starts.len()).all(|work| model.fits(work, starts[work], &starts)) {
        return Some(starts);
    }
    mended(model, allowed, starts, stop)
}

/// Moves works that break relations to where they break the fewest, by lot among equals, until none is broken.
fn mended(model: &Model, allowed: &[bool], mut starts: Vec<u8>, stop: &(dyn Fn() -> bool + Sync)) -> Option<Vec<u8>> {
    let mut dice = search::Dice::new(0, 2);
    let mut broken: Vec<u32> = (0..starts.len() as u32).collect();
    for _ in 0..MOST_MENDING {
        broken.retain(|&work| !model.fits(work as usize, starts[work as usize], &starts));
        if broken.is_empty() {
            return Some(starts);
        }
        if stop() {
            return None;
        }
        let mut touched = Vec::new();
        for &work in &broken {
            let work = work as usize;
            if model.fits(work, starts[work], &starts) {
                continue;
            }
            let options = model.options(work).filter(|option| allowed[*option] && model.start[*option] != starts[work]);
            let kept = |start: u8| model.breaks(work, start, &starts);
            let least = options.map(|option| (kept(model.start[option]), dice.next(), model.start[option])).min();
            if let Some((_, _, start)) = least {
                starts[work] = start;
            }
            touched.extend(model.bonds_of(work).iter().map(Bond::other));
        }
        broken.extend(touched);
        broken.sort_unstable();
        broken.dedup();
    }
    None
}

/// How many rounds of mending are tried.
const MOST_MENDING: u32 = 2_000;

/// Starts of annealing: μ at the beginning in mean years, heat in mean works. How lumpy a stock is decides which is best.
const SMALL: [(f64, f64); 8] =
    [(10.0, 0.1), (1.0, 0.3), (100.0, 0.003), (100.0, 0.02), (10.0, 0.06), (0.1, 0.3), (10.0, 0.003), (1.0, 1.0)];
/// The same where only the peak counts.
const SMOOTH: [(f64, f64); 2] = [(10.0, 0.1), (100.0, 0.1)];
/// The same for large stocks, which begin from the prices at once.
const LARGE: [(f64, f64); 4] = [(10.0, 3e-4), (1.0, 3e-4), (100.0, 3e-4), (10.0, 1e-4)];
/// The same for going on from the best plan.
const AGAIN: [(f64, f64); 4] = [(0.1, 0.02), (0.3, 0.05), (1.0, 0.1), (0.1, 0.1)];

/// Pairs of moves that are tried where only the peak counts.
const TRIES_OF_PAIRS: u64 = 50_000;

/// Anneals from the mixture in several ways at once, then from the best plan, and rearranges parts of that.
fn annealed(
    model: &Model,
    root: &Dual,
    tree: &Tree<'_>,
    allowed: &[bool],
    task: &Task<'_>,
) -> (Option<(Value, Plan)>, u64) {
    let works = model.duration.len().max(1);
    let given = task.known.map(|known| Plan::new(model, known.to_vec())).map(|plan| (plan.value(model), plan));
    let mut best = better(tree.best.clone(), given);
    let Some(starts) = first(model, root, allowed, task.stop) else {
        return (best, 0);
    };
    let mean = (root.load[..model.years].iter().sum::<f64>() / model.years as f64).max(1.0);
    let cost = mean * model.years as f64 / works as f64;
    let aim = smooth(model).then(|| i64::try_from(tree.bound() / i128::from(model.peak_weight)).unwrap_or(i64::MAX));
    let pairs = TRIES_OF_PAIRS * u64::from(task.effort.percent) / 100;
    let stages = (8_000_000 / works as u32).clamp(120, if smooth(model) { 400 } else { 1_500 });
    let stages = (u64::from(stages) * u64::from(task.effort.percent) / 100).clamp(4, 1_000_000) as u32;
    // Where only the peak counts a yen weighs little in any one year, and the years come out nearly equal.
    let (last, warm) = if smooth(model) { (1e-4, 0.1) } else { (1e-3, 1.0) };
    let wave = |kinds: &[(f64, f64)], from: &[u8], first: u64| {
        let run = |(nth, (mu, heat)): (usize, &(f64, f64))| {
            let schedule = Schedule { stages, sweeps: 1, mu: (mu * mean, last * mean), heat: heat * warm * cost };
            let seed = task.seed.wrapping_add(first + nth as u64);
            let (plan, tried) =
                search::anneal(model, root, Plan::new(model, from.to_vec()), schedule, (None, seed), task.stop);
            match aim {
                Some(aim) => {
                    let (plan, more) = pairs::evened(model, plan, aim, (pairs, seed), task.stop);
                    (plan, tried + more)
                }
                None => (plan, tried),
            }
        };
        let found: Vec<(Plan, u64)> = kinds.par_iter().enumerate().map(run).collect();
        let tried: u64 = found.iter().map(|(_, tried)| tried).sum();
        let valued = found.into_iter().map(|(plan, _)| (plan.value(model), plan));
        (valued.min_by(|a, b| (a.0, &a.1.starts).cmp(&(b.0, &b.1.starts))), tried)
    };
    let mut tried = 0;
    if !large_second(model, task) {
        let kinds: &[(f64, f64)] = match works {
            0..=2_000 if smooth(model) && works > 40 => &SMOOTH,
            0..=400 => &SMALL,
            401..=2_000 => &SMALL[..4],
            2_001..=5_000 => &LARGE,
            5_001..=30_000 => &LARGE[..2],
            _ => &LARGE[..1],
        };
        let (found, more) = wave(kinds, task.known.unwrap_or(&starts), 0);
        (best, tried) = (better(best, found), more);
    }
    for nth in 0..waves(model) {
        let Some((value, plan)) = &best else { break };
        if value.broken == 0 && near(value, tree.bound(), 2_000) || (task.stop)() {
            break;
        }
        let (next, more) = wave(&AGAIN, &plan.starts, 16 + 8 * nth);
        tried += more;
        best = better(best, next);
    }
    let best = best.map(|best| match extent(works, tree.bound(), task.effort) {
        Some(extent)
            if !smooth(model)
                && !large_second(model, task)
                && (best.0.broken > 0 || !near(&best.0, extent.bound, 200)) =>
        {
            nearby::rearranged(model, root, best, extent, task.seed, task.stop)
        }
        _ => best,
    });
    (best, tried)
}

/// Whether only the peak counts.
fn smooth(model: &Model) -> bool {
    model.peak_weight > 0 && model.saving_counts == 0
}

/// Whether a plan of a large stock is known already, of which only the second goal is to be bettered.
fn large_second(model: &Model, task: &Task<'_>) -> bool {
    task.known.is_some() && model.duration.len() > 400
}

/// Whether a value is above a bound by no more than one part in so many.
fn near(value: &Value, bound: i128, parts: i128) -> bool {
    (value.weighted - bound) * parts <= bound.abs()
}

/// How much of a plan is rearranged; in the smallest stocks and the large ones nothing.
fn extent(works: usize, bound: i128, effort: Effort) -> Option<Extent> {
    let (rounds, free, nodes) = match works {
        0..=40 | 1_501.. => return None,
        41..=150 => (8, 40, 16),
        151..=400 => (120, 60, 24),
        _ => (60, 80, 24),
    };
    Some(Extent { rounds: (rounds * u64::from(effort.percent) / 100).max(1), works: free, nodes, bound })
}

/// The better of two plans, by their starts where they are worth the same.
fn better(one: Option<(Value, Plan)>, other: Option<(Value, Plan)>) -> Option<(Value, Plan)> {
    one.into_iter().chain(other).min_by(|a, b| (a.0, &a.1.starts).cmp(&(b.0, &b.1.starts)))
}

/// How often annealing goes on from the best plan.
fn waves(model: &Model) -> u64 {
    match model.duration.len() {
        401.. if smooth(model) => 0,
        0..=40 => 1,
        41..=400 => 2,
        401..=1_500 => 1,
        _ => 0,
    }
}

/// Of moves that do not raise the value, the earliest year and the lowest work; until there is none.
fn canonical(model: &Model, mut plan: Plan) -> Plan {
    let mut value = plan.value(model);
    for _ in 0..3 {
        let mut moved = false;
        for work in 0..plan.starts.len() {
            let old = plan.starts[work];
            for option in model.options(work) {
                let start = model.start[option];
                if start >= plan.starts[work] && plan.starts[work] == old && start >= old {
                    break;
                }
                if !model.fits(work, start, &plan.starts)
                    || own(model, work, start) > own(model, work, old) + slack(model)
                {
                    continue;
                }
                plan.put(model, work, start);
                let now = plan.value(model);
                if now <= value {
                    (value, moved) = (now, true);
                    break;
                }
                plan.put(model, work, old);
            }
        }
        if !moved {
            break;
        }
    }
    plan
}

/// By how much an own cost may rise and yet the value may not, as the loads bear it.
fn slack(model: &Model) -> i64 {
    if model.peak_weight == 0 && model.excess_weight == 0 { 0 } else { i64::MAX / 4 }
}
