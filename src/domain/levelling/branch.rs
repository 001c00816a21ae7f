//! Can the gap be closed by asking of one work after another whether it begins early or late? Branch and bound on the dual.
//!
//! ```text
//! node: the options still allowed, its prices, its bound      branch: starts up to a year | later starts
//! an option falls where  bound − least of its block + least with the option  reaches the best plan
//! ```
//! A few nodes at a time, the youngest and those of the lowest bound, are worked on together; their results are taken in a
//! fixed order, so that the number of threads does not matter.
//!
//! # Shapes
//! [`Tree`] over a [`Model`].
//! # Units
//! Bounds and values in weighted yen.
//! # Source
//! Land and Doig (1960); fixing by reduced costs in a Lagrangian relaxation: Beasley (1993).

use super::dual::{Dual, Rounds};
use super::model::{Model, NONE};
use super::plan::{Plan, Value};
use super::search::{self, Schedule};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Nodes that are worked on together.
const TOGETHER: usize = 8;
/// Open nodes are given up beyond this many bytes.
const MOST_BYTES: usize = 200_000_000;

/// What is still open.
#[derive(Clone, Debug)]
struct Node {
    dual: Dual,
    allowed: Vec<bool>,
}

/// The best plan and the open nodes.
#[derive(Debug)]
pub(super) struct Tree<'m> {
    model: &'m Model,
    open: BTreeMap<(i128, u64), Node>,
    young: Vec<(i128, u64)>,
    made: u64,
    pub best: Option<(Value, Plan)>,
    /// Every plan that was cut off with a node has at least this value.
    closed: i128,
    pub nodes: u64,
    mean: f64,
}

/// What comes of a node.
struct Worked {
    node: Node,
    /// The work at which it is divided, and the options that stay on the one side; nothing where it is done.
    parts: Vec<Vec<bool>>,
    plan: Option<(Value, Plan)>,
}

impl<'m> Tree<'m> {
    pub(super) fn new(model: &'m Model, root: Dual, allowed: Vec<bool>, best: Option<(Value, Plan)>) -> Tree<'m> {
        let mean = root.load[..model.years].iter().sum::<f64>() / model.years as f64;
        let key = (root.bound, 0);
        let open = BTreeMap::from([(key, Node { dual: root, allowed })]);
        Tree { model, open, young: vec![key], made: 1, best, closed: i128::MAX, nodes: 0, mean: mean.max(1.0) }
    }

    /// The value that a plan must beat.
    fn upper(&self) -> i128 {
        self.best.as_ref().filter(|(value, _)| value.broken == 0).map_or(i128::MAX, |(value, _)| value.weighted)
    }

    /// No plan has a lower value.
    pub(super) fn bound(&self) -> i128 {
        let open = self.open.first_key_value().map_or(i128::MAX, |((bound, _), _)| *bound);
        open.min(self.closed).min(self.upper())
    }

    /// Takes a plan if it is better than the best.
    pub(super) fn offer(&mut self, plan: (Value, Plan)) {
        let better = self.best.as_ref().is_none_or(|best| (plan.0, &plan.1.starts) < (best.0, &best.1.starts));
        if better {
            self.best = Some(plan);
        }
    }

    /// Whether nothing is open.
    pub(super) fn done(&self) -> bool {
        self.open.is_empty()
    }

    /// Goes on for so many nodes, until the gap is small enough.
    pub(super) fn grow(&mut self, nodes: u64, gap_per_million: u32, seed: u64, stop: &(dyn Fn() -> bool + Sync)) {
        let until = self.nodes + nodes;
        while self.nodes < until && !self.open.is_empty() && !stop() {
            let (upper, bound) = (self.upper(), self.bound());
            if upper < i128::MAX && (upper - bound) * 1_000_000 <= i128::from(gap_per_million) * bound.abs() {
                break;
            }
            let batch = self.take();
            let worked: Vec<Option<Worked>> = batch
                .into_par_iter()
                .map(|((bound, id), node)| self.work(node, bound, upper, seed ^ id, stop))
                .collect();
            self.nodes += worked.len() as u64;
            for worked in worked.into_iter().flatten() {
                self.settle(worked);
            }
            let upper = self.upper();
            while self.open.last_key_value().is_some_and(|((bound, _), _)| *bound >= upper) {
                self.open.pop_last();
            }
        }
    }

    fn take(&mut self) -> Vec<((i128, u64), Node)> {
        let mut batch = Vec::new();
        while batch.is_empty() {
            let Some(key) = self.young.pop() else { break };
            batch.extend(self.open.remove(&key).map(|node| (key, node)));
        }
        while batch.len() < TOGETHER {
            let Some(first) = self.open.pop_first() else {
                break;
            };
            batch.push(first);
        }
        batch
    }

    fn settle(&mut self, worked: Worked) {
        if let Some(plan) = worked.plan {
            self.offer(plan);
        }
        let size = worked.node.allowed.len() * 3 + worked.node.dual.columns.len() * 200;
        let upper = self.upper();
        for part in worked.parts {
            let bound = worked.node.dual.bound;
            if bound >= upper {
                continue;
            }
            if self.open.len() * size > MOST_BYTES {
                self.closed = self.closed.min(bound);
                continue;
            }
            let key = (bound, self.made);
            self.made += 1;
            self.young.push(key);
            self.open.insert(key, Node { dual: worked.node.dual.clone(), allowed: part });
        }
    }

    /// Bounds a node, looks for a plan near it, and divides it; nothing where it holds no better plan.
    fn work(
        &self,
        node: Node,
        bound: i128,
        upper: i128,
        seed: u64,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Worked> {
        let model = self.model;
        let Node { dual, mut allowed } = node;
        let mut dual = dual.child(model, &allowed)?;
        dual.bound = bound;
        let rounds = Rounds { rounds: 10, sweeps: 1, passes: 3, step: 0.1, tolerance: 2e-5, patience: 3 };
        if !dual.run(model, &allowed, rounds, upper, stop) || dual.bound >= upper {
            return None;
        }
        dual.fix(model, &mut allowed, upper);
        let starts = search::rounded(model, &dual, &allowed);
        let mut plan = None;
        if (0..starts.len()).all(|work| model.fits(work, starts[work], &starts)) {
            let mu = 0.05 * self.mean;
            let schedule = Schedule { stages: 8, sweeps: 1, mu: (mu, mu * 1e-3), heat: 0.0 };
            let (found, _) =
                search::anneal(model, &dual, Plan::new(model, starts), schedule, (Some(&allowed), seed), stop);
            plan = Some((found.value(model), found));
        }
        let parts = divide(model, &dual, &allowed);
        if parts.is_empty() {
            // One plan is left; it is the one that was found, or none keeps the relations that were cut.
            return Some(Worked { node: Node { dual, allowed }, parts, plan });
        }
        Some(Worked { node: Node { dual, allowed }, parts, plan })
    }
}

/// The two halves of the options at the work that the mixture spreads most.
fn divide(model: &Model, dual: &Dual, allowed: &[bool]) -> Vec<Vec<bool>> {
    let mut spread: Option<(f64, usize, u8)> = None;
    let mut open: Option<(f64, usize, u8)> = None;
    for (place, columns) in dual.active.iter().zip(&dual.columns) {
        let block = &model.blocks[*place as usize];
        for (nth, &work) in model.works[block.first as usize..(block.first + block.len) as usize].iter().enumerate() {
            let work = work as usize;
            let part = model.parts[model.part_of[work] as usize];
            let cost = part.share as f64 * f64::from(model.duration[work]) + part.last as f64;
            let left: f64 = columns.iter().filter(|c| c.starts[nth] == NONE).map(|c| c.weight).sum();
            let placed = || columns.iter().filter(|c| c.starts[nth] != NONE);
            let mass: f64 = placed().map(|c| c.weight).sum();
            let mean = placed().map(|c| c.weight * f64::from(c.starts[nth])).sum::<f64>() / mass.max(1e-9);
            let off = placed().map(|c| c.weight * (f64::from(c.starts[nth]) - mean).abs()).sum::<f64>();
            let several = model.options(work).filter(|option| allowed[*option]).count() > 1;
            let score = cost * (off + 10.0 * left * (1.0 - left).max(0.0));
            let split = if left > 0.02 && left < 0.98 { NONE - 1 } else { mean.floor() as u8 };
            if several && score > cost * 1e-3 && spread.is_none_or(|(most, _, _)| score > most) {
                spread = Some((score, work, split));
            }
            if several && open.is_none_or(|(most, _, _)| cost > most) {
                open = Some((cost, work, columns.first().map_or(0, |c| c.starts[nth])));
            }
        }
    }
    let Some((_, work, split)) = spread.or(open) else {
        return Vec::new();
    };
    let starts: Vec<u8> = model.options(work).filter(|o| allowed[*o]).map(|o| model.start[o]).collect();
    // Both sides keep something.
    let split = split.clamp(starts[0], starts[starts.len() - 1] - 1);
    let side = |early: bool| {
        let mut side = allowed.to_vec();
        model.options(work).filter(|o| (model.start[*o] <= split) != early).for_each(|o| side[o] = false);
        side
    };
    // The side with more of the mixture is worked on first, as the youngest.
    let (place, nth) = (model.block_of[work], work as u32);
    let slot = dual.active.iter().position(|block| *block == place).unwrap_or(0);
    let block = &model.blocks[place as usize];
    let at = model.works[block.first as usize..].iter().position(|w| *w == nth).unwrap_or(0);
    let early: f64 = dual.columns[slot].iter().filter(|c| c.starts[at] <= split).map(|c| c.weight).sum();
    if early > 0.5 { vec![side(false), side(true)] } else { vec![side(true), side(false)] }
}
