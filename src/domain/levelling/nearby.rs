//! Can a part of the plan be arranged better while the rest stays? Branch and bound over the works around a few years.
//!
//! The works that are under way in one or two short spans of years are free, all others keep their start. Several such parts
//! are looked at together; the best plan is gone on from, so that the number of threads does not matter.
//!
//! # Shapes
//! [`rearranged`] takes a plan and gives one that is no worse.
//! # Units
//! Effort is counted in rounds and nodes.
//! # Source
//! Large neighbourhood search: P. Shaw, CP (1998).

use super::branch::Tree;
use super::dual::{Dual, Rounds};
use super::model::{Model, NONE};
use super::plan::{Plan, Value};
use super::search::Dice;
use rayon::prelude::*;

/// Parts that are looked at together.
const TOGETHER: u64 = 4;

/// How much is rearranged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub rounds: u64,
    /// About how many works are free at a time.
    pub works: usize,
    pub nodes: u64,
    /// A plan of this value cannot be bettered.
    pub bound: i128,
}

/// Rearranges parts of a plan.
pub(super) fn rearranged(
    model: &Model,
    dual: &Dual,
    mut best: (Value, Plan),
    extent: Extent,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> (Value, Plan) {
    for round in 0..extent.rounds {
        if stop() || best.0.broken == 0 && best.0.weighted <= extent.bound {
            break;
        }
        let run = |nth: u64| {
            let mut dice = Dice::new(seed, 1_000 + TOGETHER * round + nth);
            let allowed = around(model, &best.1, extent.works, &mut dice);
            part(model, dual, &best, allowed, extent.nodes, seed, stop)
        };
        let found: Vec<Option<(Value, Plan)>> = (0..TOGETHER).into_par_iter().map(run).collect();
        for plan in found.into_iter().flatten() {
            if (plan.0, &plan.1.starts) < (best.0, &best.1.starts) {
                best = plan;
            }
        }
    }
    best
}

/// The options of a rather large work and of those that are under way where it stands or could stand, then of those around
/// years drawn by lot; of all others the start that they have.
fn around(model: &Model, plan: &Plan, works: usize, dice: &mut Dice) -> Vec<bool> {
    let count = plan.starts.len();
    let mut free = vec![false; count];
    let mut left = works.min(count);
    let lots: Vec<usize> = (0..1 + dice.below(16)).map(|_| dice.below(count)).collect();
    let Some(large) = lots.into_iter().max_by_key(|work| model.parts[model.part_of[*work] as usize].share) else {
        return vec![true; model.start.len()];
    };
    let options = model.options(large);
    let other = model.start[options.start + dice.below(options.len())];
    let mut years: Vec<usize> = Vec::new();
    for start in [plan.starts[large], other].into_iter().filter(|start| *start != NONE) {
        years.extend(span(model, large, start));
    }
    years.extend((0..4 * model.years).map(|_| dice.below(model.years)));
    free[large] = true;
    for year in years {
        let under_way = |work: &usize| match plan.starts[*work] {
            NONE => model.options(*work).any(|option| span(model, *work, model.start[option]).contains(&year)),
            start => span(model, *work, start).contains(&year),
        };
        let mut touching: Vec<usize> = (0..count).filter(|work| !free[*work]).filter(under_way).collect();
        while left > 0 && !touching.is_empty() {
            free[touching.swap_remove(dice.below(touching.len()))] = true;
            left -= 1;
        }
        if left == 0 {
            break;
        }
    }
    let mut allowed = vec![true; model.start.len()];
    for work in (0..count).filter(|work| !free[*work]) {
        model.options(work).for_each(|option| allowed[option] = model.start[option] == plan.starts[work]);
    }
    allowed
}

/// The years of a work that begins so.
fn span(model: &Model, work: usize, start: u8) -> std::ops::Range<usize> {
    match start {
        NONE => 0..0,
        start => start as usize..start as usize + model.duration[work] as usize,
    }
}

/// The best plan of a part, if it is better than the known one.
fn part(
    model: &Model,
    dual: &Dual,
    best: &(Value, Plan),
    allowed: Vec<bool>,
    nodes: u64,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<(Value, Plan)> {
    let mut child = dual.child(model, &allowed)?;
    let upper = if best.0.broken == 0 { best.0.weighted } else { i128::MAX };
    let rounds = Rounds { rounds: 20, sweeps: 1, passes: 5, step: 0.3, tolerance: 1e-5, patience: 3 };
    if !child.run(model, &allowed, rounds, upper, stop) || child.bound >= upper {
        return None;
    }
    let mut tree = Tree::new(model, child, allowed, Some(best.clone()));
    tree.grow(nodes, 0, seed, stop);
    tree.best.filter(|(value, _)| *value < best.0)
}
