//! What is told of a solved problem: years, binding years, what is left out and why, what begins together.
//!
//! # Shapes
//! [`Problem`], its [`Model`] and what was found in, [`Outcome`] out.
//! # Units
//! Whole yen; sums beyond [`i64::MAX`] stop there.
//! # Source
//! Ours.

use super::model::{Model, NO_BUNDLE, NONE};
use super::outcome::{Bundled, LeftOut, Outcome, Placement, Status, Year};
use super::plan::Plan;
use super::problem::Problem;
use super::work::Objective;
use crate::domain::units::Yen;

/// What the search hands over.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The best plan in which the relations hold; nothing where none was found.
    pub plan: Option<Plan>,
    /// No plan within the ceilings has a lower value.
    pub bound: i128,
    /// Whether it is proven that no plan of all works keeps the ceilings.
    pub impossible: bool,
    pub status: Status,
    pub iterations: u64,
}

/// The answer without any plan.
pub(super) fn without_plan(problem: &Problem, found: &Found) -> Outcome {
    let stuck: Vec<u32> = problem.conflicts.iter().filter_map(|conflict| conflict.chain.last().copied()).collect();
    let reason = |work: usize| match stuck.contains(&(work as u32)) {
        true => LeftOut::NoStartYear,
        false => LeftOut::NoPlan,
    };
    let funds = vec![Yen(0); problem.draft.ceilings.funds.len()];
    let year = |nth: i32| Year { year: nth, total: Yen(0), funds: funds.clone(), excess: Yen(0) };
    let first = problem.draft.first_year;
    let cost = problem.draft.works.iter().map(|work| i128::from(work.cost.0)).sum();
    Outcome {
        status: found.status,
        placements: (0..problem.draft.works.len()).map(|work| Placement::LeftOut(reason(work))).collect(),
        years: (first..first + problem.draft.years as i32).map(year).collect(),
        peak: Yen(0),
        peak_lower_bound: Yen(0),
        objective: 0,
        objective_lower_bound: 0,
        deferral_lower_bound: 0,
        deferral: 0,
        savings: 0,
        excess: 0,
        left_out_cost: cost,
        binding_years: Vec::new(),
        bundled: Vec::new(),
        iterations: found.iterations,
        conflicts: problem.conflicts.clone(),
        plan_proven_impossible: found.impossible,
    }
}

/// The answer with a plan; the model is that of the objective itself.
pub(super) fn with_plan(problem: &Problem, model: &Model, found: &Found, plan: &Plan) -> Outcome {
    let draft = &problem.draft;
    let deferral = draft.works.iter().zip(&plan.starts).filter(|(_, start)| **start != NONE).map(|(work, start)| {
        let nth = draft.first_year + i32::from(*start) - work.earliest_year;
        usize::try_from(nth).ok().and_then(|nth| work.deferral.get(nth)).map_or(0, |yen| i128::from(yen.0))
    });
    let deferral = deferral.sum();
    let bundled = bundled(problem, plan);
    let left_out = draft.works.iter().zip(&plan.starts).filter(|(_, start)| **start == NONE);
    let value = plan.value(model);
    let peak = plan.loads[..model.years].iter().copied().max().unwrap_or(0);
    let floor = peak_floor(model, plan);
    let bound = found.bound.min(value.weighted);
    let peak_bound = if draft.objective == Objective::MinPeak { clamp(bound).max(floor) } else { floor };
    Outcome {
        status: found.status,
        placements: (0..draft.works.len()).map(|work| placement(problem, model, plan, work)).collect(),
        years: years(problem, model, plan),
        peak: Yen(peak),
        peak_lower_bound: Yen(peak_bound.min(peak)),
        objective: value.weighted,
        objective_lower_bound: bound,
        deferral_lower_bound: 0,
        deferral,
        savings: bundled.iter().map(|b| i128::from(b.saving.0)).sum(),
        excess: plan.excess(model),
        left_out_cost: left_out.map(|(work, _)| i128::from(work.cost.0)).sum(),
        binding_years: binding(problem, model, plan),
        bundled,
        iterations: found.iterations,
        conflicts: problem.conflicts.clone(),
        plan_proven_impossible: found.impossible,
    }
}

fn clamp(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

fn years(problem: &Problem, model: &Model, plan: &Plan) -> Vec<Year> {
    let of = |year: usize| {
        let loads = (year..model.rows).step_by(model.years);
        let above = loads.clone().filter_map(|row| Some(i128::from(plan.loads[row]) - i128::from(model.ceiling[row]?)));
        Year {
            year: problem.draft.first_year + year as i32,
            total: Yen(plan.loads[year]),
            funds: loads.skip(1).map(|row| Yen(plan.loads[row])).collect(),
            excess: Yen(clamp(above.map(|above| above.max(0)).sum())),
        }
    };
    (0..model.years).map(of).collect()
}

/// Years at the peak, where that counts, and years in which no other work would fit that is as small as the smallest
/// thousandth of the ceiling.
fn binding(problem: &Problem, model: &Model, plan: &Plan) -> Vec<i32> {
    let peak = plan.peak(model);
    let binds = |year: &usize| {
        (*year..model.rows).step_by(model.years).any(|row| {
            let at_peak =
                model.peak_weight > 0 && model.offset[row].is_some_and(|offset| plan.loads[row] - offset >= peak);
            let full = model.ceiling[row].is_some_and(|ceiling| plan.loads[row] >= ceiling - ceiling / 1_000);
            at_peak || full
        })
    };
    (0..model.years).filter(binds).map(|year| problem.draft.first_year + year as i32).collect()
}

fn placement(problem: &Problem, model: &Model, plan: &Plan, work: usize) -> Placement {
    let start = plan.starts[work];
    if start != NONE {
        return Placement::Starts(problem.draft.first_year + i32::from(start));
    }
    let before = problem.before.iter().find(|b| b.j as usize == work && plan.starts[b.i as usize] == NONE);
    if let Some(before) = before {
        return Placement::LeftOut(LeftOut::PredecessorLeftOut { work: before.i });
    }
    let (first, last) = problem.starts[work];
    if first > last {
        return Placement::LeftOut(LeftOut::NoStartYear);
    }
    let lack = (first..=last).map(|start| model.lack(work, start as usize)).min().unwrap_or(0);
    Placement::LeftOut(if lack > 0 { LeftOut::LargerThanCeilings { by: Yen(lack) } } else { LeftOut::NoRoom })
}

fn bundled(problem: &Problem, plan: &Plan) -> Vec<Bundled> {
    let mut together = std::collections::BTreeMap::<(u32, u8), u32>::new();
    for (work, &start) in problem.draft.works.iter().zip(&plan.starts) {
        if let (Some(bundle), true) = (work.bundle, start != NONE) {
            *together.entry((bundle, start)).or_default() += 1;
        }
    }
    let saving = |bundle: u32| problem.savings.get(bundle as usize).copied().unwrap_or(0);
    let several = together.into_iter().filter(|((bundle, _), works)| *works > 1 && saving(*bundle) > 0);
    let of = |((bundle, start), works): ((u32, u8), u32)| Bundled {
        bundle,
        year: problem.draft.first_year + i32::from(start),
        works,
        saving: Yen(saving(bundle).saturating_mul(i64::from(works) - 1)),
    };
    several.map(of).collect()
}

/// What the highest year of the total cannot fall below whichever start the placed works have: the largest unavoidable
/// part of one work, and for every span of years the mean of what cannot lie outside it.
pub(super) fn peak_floor(model: &Model, plan: &Plan) -> i64 {
    let years = model.years;
    // `inside[a][b]` what lies within a..=b for certain of works whose unavoidable span begins at a and ends at b.
    let mut inside = vec![0_i64; years * years];
    let mut floor = 0;
    for work in 0..model.duration.len() {
        if plan.starts[work] == NONE {
            continue;
        }
        let starts: Vec<u8> = model.options(work).map(|o| model.start[o]).filter(|start| *start != NONE).collect();
        let (Some(&first), Some(&last)) = (starts.first(), starts.last()) else {
            continue;
        };
        let part = model.parts[model.part_of[work] as usize];
        floor = floor.max(part.share).max(part.last);
        // What a bundle may save is taken off, so that the rest is there for certain.
        let bundle = model.bundle_of[work];
        let saving = if bundle == NO_BUNDLE { 0 } else { model.saving[bundle as usize] };
        let duration = model.duration[work] as usize;
        let whole = part.share * (duration as i64 - 1) + part.last - saving;
        inside[first as usize * years + last as usize + duration - 1] += whole;
    }
    for a in (0..years).rev() {
        let mut sum = 0_i64;
        for b in a..years {
            // Sum of all with first ≥ a and last ≤ b, built row by row.
            sum += (a..=b).map(|first| inside[first * years + b]).sum::<i64>();
            let length = (b - a + 1) as i64;
            floor = floor.max((sum + length - 1).div_euclid(length));
        }
    }
    floor
}
