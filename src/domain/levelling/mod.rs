//! In which year should each work begin so that the burden of the years is level? (財政負担の平準化)
//!
//! Each work begins in one year of its window; its cost is paid in equal parts over its years. Works of a bundle (同一施設
//! の工事) that begin in the same year save; works may have to follow one another or not to overlap; years and funds have
//! ceilings. The plan is answered together with a bound: a value below which no plan whatever can lie.
//!
//! ```text
//! total(year)  = Σ parts of the works under way − Σ bundles: saving · (works that begin together − 1)
//! peak         = the highest total(year)                       excess = Σ max(0, total or fund − its ceiling)
//!
//! MinPeak      least peak with excess = 0; among those plans the least  deferral − savings
//! Ceiling      least w_P · peak + deferral − savings + Σ penalty of the works left out, with excess = 0
//!              penalty  = w_L · cost · (1 + priority / 100) + (1 + w_P) · cost + highest deferral + 1
//! Exceed       least w_P · peak + w_O · excess + deferral − savings; every work is placed
//!
//! bound        = Σ groups of works: least cost at yearly prices + what the prices make of peak and ceilings
//! gap          = (value − bound) / bound
//! ```
//! The penalty is more than placing any one work can cost, so that a work with room for it is not left out. Prices come
//! from a Lagrangian relaxation of the years; plans from annealing that starts at those prices and, where only the peak
//! counts, from moving works two by two; small stocks are then rearranged part by part and searched by branch and bound. Bounds are reckoned in integers, so that no rounding can
//! falsify a proof.
//!
//! A gap is a promise about the plan, not about the town: windows, costs and rates are taken as given.
//!
//! # Shapes
//! [`Draft`] checked to a [`Problem`], [`Outcome`] out: a plan, its value and its bound. [`shortfall`] says what ceilings
//! lack, [`price_of_promise`] what it costs to fix a work to a year.
//! # Units
//! Whole yen, fiscal years. The same draft, effort and seed give the same answer for any number of threads, unless `stop`
//! ends the search.
//! # Errors
//! [`Problem::new`] names every [`Fault`]. That no plan keeps the ceilings is an answer, [`Status::Infeasible`].
//! # Source
//! The aim: 公共施設等総合管理計画の策定等に関する指針 (総務省). Lagrangian bounds: Geoffrion (1974); the formulation ours.

mod branch;
mod dual;
mod mixture;
mod model;
mod nearby;
mod oracle;
mod outcome;
mod pairs;
mod plan;
mod point;
mod problem;
mod report;
mod search;
mod solve;
mod word;
mod work;

pub use outcome::*;
pub use problem::{LONGEST_WORK_YEARS, MOST_COST_YEN, MOST_FUNDS, MOST_RELATIONS, MOST_WORKS, MOST_YEARS, Problem};
pub use word::*;
pub use work::*;

use crate::domain::units::Yen;
use model::{Goal, Model};
use plan::Plan;
use report::Found;
use solve::Task;

/// A plan with its bound. `stop` is asked often; once it says yes, what was found so far is answered.
pub fn level(problem: &Problem, effort: Effort, seed: u64, stop: &(dyn Fn() -> bool + Sync)) -> Outcome {
    levelled(problem, &Task { effort, seed, stop, known: None })
}

fn levelled(problem: &Problem, task: &Task<'_>) -> Outcome {
    let model = Model::new(problem, Goal::Own);
    if !problem.conflicts.is_empty() && !problem.may_leave_out() {
        let found = Found { plan: None, bound: 0, impossible: true, status: Status::Infeasible, iterations: 0 };
        return report::without_plan(problem, &found);
    }
    let mut found = solve::solve(&model, task);
    let Some(plan) = found.plan.take().filter(|plan| plan.value(&model).broken == 0) else {
        return report::without_plan(problem, &found);
    };
    if problem.draft.objective != Objective::MinPeak {
        return report::with_plan(problem, &model, &found, &plan);
    }
    // Among the plans of this peak the one with the least deferral.
    let gentle = Model::new(problem, Goal::Deferral(plan.peak(&model)));
    let second = solve::solve(&gentle, &Task { known: Some(&plan.starts), ..*task });
    let better = second
        .plan
        .as_ref()
        .filter(|better| better.value(&gentle) <= Plan::new(&gentle, plan.starts.clone()).value(&gentle));
    let starts = better.map_or(&plan.starts, |better| &better.starts);
    found.iterations += second.iterations;
    let plan = Plan::new(&model, starts.clone());
    let mut outcome = report::with_plan(problem, &model, &found, &plan);
    outcome.deferral_lower_bound = second.bound.min(outcome.deferral - outcome.savings);
    if second.status == Status::Stopped && outcome.status == Status::Budget {
        outcome.status = Status::Stopped;
    }
    outcome
}

/// What the ceilings lack: the least excess, and the least raise of all ceilings with which everything fits.
pub fn shortfall(problem: &Problem, effort: Effort, seed: u64, stop: &(dyn Fn() -> bool + Sync)) -> Shortfall {
    let task = Task { effort, seed, stop, known: None };
    let solved = |goal: Goal| {
        let model = Model::new(problem, goal);
        let found = if problem.conflicts.is_empty() {
            solve::solve(&model, &task)
        } else {
            Found { plan: None, bound: 0, impossible: true, status: Status::Infeasible, iterations: 0 }
        };
        let outcome = match &found.plan {
            Some(plan) => report::with_plan(problem, &model, &found, plan),
            None => report::without_plan(problem, &found),
        };
        (outcome, found.bound)
    };
    let (mut plan, excess_lower_bound) = solved(Goal::Excess);
    let (mut raised_plan, raise) = solved(Goal::Raise);
    let yen = |value: i128| Yen(i64::try_from(value).unwrap_or(i64::MAX));
    let (raise, raise_lower_bound) = (yen(raised_plan.objective), yen(raise));
    let proven = excess_lower_bound > 0 || raise_lower_bound.0 > 0 || plan.status == Status::Infeasible;
    (plan.plan_proven_impossible, raised_plan.plan_proven_impossible) = (proven, proven);
    Shortfall {
        excess: plan.excess,
        excess_lower_bound,
        years: plan.years.iter().filter(|year| year.excess.0 > 0).map(|year| (year.year, year.excess)).collect(),
        raise,
        raise_lower_bound,
        proven,
        plan,
        raised_plan,
    }
}

/// What it costs to begin a work in a certain year; nothing where the work or the year is not one of the problem.
///
/// For the other years of the work the prices of the plan without the promise give a bound, and the plan itself, with this
/// one work moved, a first value.
pub fn price_of_promise(
    problem: &Problem,
    work: usize,
    year: i32,
    effort: Effort,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<PromisePrice> {
    let (first, last) = problem.start_years(work)?;
    if !(first..=last).contains(&year) {
        return None;
    }
    let task = Task { effort, seed, stop, known: None };
    let without = levelled(problem, &task);
    let with = levelled(&problem.with_start(work, year - problem.draft.first_year), &task);
    let few = Effort { percent: (effort.percent / 10).max(1), ..effort };
    let model = Model::new(problem, Goal::Own);
    let all = vec![true; model.start.len()];
    let dual = solve::priced(&model, &all, &Task { effort: few, ..task });
    let of = |nth: i32| {
        let start = (nth - problem.draft.first_year) as u8;
        let mut allowed = all.clone();
        model.options(work).filter(|option| model.start[*option] != start).for_each(|option| allowed[option] = false);
        let bound = dual.as_ref().and_then(|dual| solve::bound_with(&model, dual, &allowed, stop));
        let objective = match nth {
            _ if nth == year => with.has_plan().then_some(with.objective),
            _ if without.placements.get(work).and_then(|placement| placement.year()) == Some(nth) => {
                Some(without.objective)
            }
            _ => {
                let fixed = problem.with_start(work, i32::from(start));
                let rough = levelled(&fixed, &Task { effort: few, ..task });
                rough.has_plan().then_some(rough.objective)
            }
        };
        // What holds without the promise holds with it.
        let bound = bound.unwrap_or(i128::MIN).max(without.objective_lower_bound);
        let bound = if nth == year { bound.max(with.objective_lower_bound) } else { bound };
        PromiseYear { year: nth, objective, objective_lower_bound: objective.map_or(bound, |value| bound.min(value)) }
    };
    let years = (first..=last).map(of).collect();
    Some(PromisePrice { years, with, without })
}

#[cfg(test)]
mod tests;
