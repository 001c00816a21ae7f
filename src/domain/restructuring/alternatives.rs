//! Not one plan but several: clearly different ones of which none is worse in everything, and what each loses when the
//! people become more or fewer than thought.
//!
//! # Shapes
//! [`pareto`] gives outcomes; [`regrets`] a row for each plan and a column for each population.
//! # Units
//! As of the outcomes.
//! # Errors
//! None.
//! # Source
//! As of the module above.

use super::outcome::{Outcome, Totals};
use super::question::Question;
use super::search::{Effort, plan};
use std::collections::BTreeSet;

/// Plans of which none is worse than another in cost, ways and floor area together, at most `most`, the cheapest first and
/// then always the one that decides most facilities otherwise than those before it. They come from limits of the floor area
/// between the least and the most that plans leave, and from ways that cost half, once and twice as much.
pub fn pareto(
    question: &Question,
    known: &Outcome,
    most: usize,
    effort: &Effort,
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<(Vec<usize>, Totals)> {
    let mut found: Vec<(Vec<usize>, Totals)> = Vec::new();
    let mut seen: BTreeSet<Vec<usize>> = BTreeSet::new();
    let mut offer = |taken: Vec<usize>| {
        let totals = question.totals(&taken);
        if totals.excess.is_empty() && seen.insert(taken.clone()) {
            found.push((taken, totals));
        }
    };
    offer(known.taken.clone());
    let today = known.totals.floor_area.max(question.totals(&vec![0; known.taken.len()]).floor_area);
    for percent in [100, 50, 200] {
        let weighed = question.with_ways_at(percent);
        for share in [100, 90, 80, 70, 60, 50] {
            if stop() {
                break;
            }
            let limit = (i128::from(today) * share / 100) as i64;
            let limit = question.draft().floor_area_limit.map_or(limit, |own| own.min(limit));
            let outcome = plan(&weighed.with_floor_area_limit(Some(limit)), effort, stop);
            if outcome.feasible() {
                offer(outcome.taken);
            }
        }
    }
    let kept: Vec<(Vec<usize>, Totals)> =
        found.iter().filter(|(_, totals)| !found.iter().any(|(_, other)| beats(other, totals))).cloned().collect();
    different(kept, most)
}

/// Whether a plan is nowhere worse and somewhere better.
fn beats(a: &Totals, b: &Totals) -> bool {
    let (x, y) = ((a.cost_yen, a.ways, a.floor_area), (b.cost_yen, b.ways, b.floor_area));
    x.0 <= y.0 && x.1 <= y.1 && x.2 <= y.2 && x != y
}

/// The cheapest first, then always the plan that differs most from those chosen.
fn different(mut plans: Vec<(Vec<usize>, Totals)>, most: usize) -> Vec<(Vec<usize>, Totals)> {
    plans.sort_by(|a, b| (a.1.value, &a.0).cmp(&(b.1.value, &b.0)));
    let mut chosen: Vec<(Vec<usize>, Totals)> = Vec::new();
    while chosen.len() < most && !plans.is_empty() {
        let unlike = |plan: &Vec<usize>| {
            let others = chosen.iter().map(|(other, _)| plan.iter().zip(other).filter(|(a, b)| a != b).count());
            others.min().unwrap_or(usize::MAX)
        };
        let mut next = 0;
        for at in 1..plans.len() {
            if unlike(&plans[at].0) > unlike(&plans[next].0) {
                next = at;
            }
        }
        chosen.push(plans.remove(next));
    }
    chosen.sort_by(|a, b| (a.1.value, &a.0).cmp(&(b.1.value, &b.0)));
    chosen
}

/// What plans lose under populations that turn out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regrets {
    /// For each plan and population by how much it is above the best plan found for that population, thousandths of a yen;
    /// none where it does not keep the limits.
    pub regrets: Vec<Vec<Option<i128>>>,
    /// The plan whose largest regret is the smallest; none when every plan fails somewhere.
    pub robust: Option<usize>,
}

/// What each plan loses under each population: the questions differ in their weights only.
pub fn regrets(populations: &[Question], plans: &[Vec<usize>]) -> Regrets {
    let value = |question: &Question, plan: &Vec<usize>| {
        let totals = question.totals(plan);
        totals.excess.is_empty().then_some(totals.value)
    };
    let values: Vec<Vec<Option<i128>>> =
        plans.iter().map(|plan| populations.iter().map(|question| value(question, plan)).collect()).collect();
    let best: Vec<Option<i128>> =
        (0..populations.len()).map(|at| values.iter().filter_map(|row| row[at]).min()).collect();
    let regret =
        |row: &Vec<Option<i128>>| row.iter().zip(&best).map(|(value, best)| Some((*value)? - (*best)?)).collect();
    let regrets: Vec<Vec<Option<i128>>> = values.iter().map(regret).collect();
    let worst = regrets.iter().enumerate().filter_map(|(at, row)| {
        let all: Option<Vec<i128>> = row.iter().copied().collect();
        Some((all?.into_iter().max().unwrap_or(0), at))
    });
    let robust = worst.min().map(|(_, at)| at);
    Regrets { regrets, robust }
}
