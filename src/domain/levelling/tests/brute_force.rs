//! Every plan of a tiny draft, valued by a few plain lines that know nothing of the engine.
//!
//! # Units
//! Whole yen, fiscal years.
//! # Source
//! The definitions in the heads of the module and of its files.

use super::super::*;
use crate::domain::units::Yen;
use proptest::prelude::*;

/// Where each work begins, counted from the first year; nothing where it is left out.
pub(super) type Starts = Vec<Option<i32>>;

/// What a plan comes to.
#[derive(Clone, Debug)]
pub(super) struct Valued {
    pub starts: Starts,
    pub peak: i128,
    pub excess: i128,
    /// The greatest amount by which a single year exceeds its ceiling, or nothing.
    pub raise: i128,
    pub deferral: i128,
    pub savings: i128,
    penalty: i128,
}

impl Valued {
    /// The value in the sense of the objective; nothing where a hard ceiling is broken.
    pub fn objective(&self, draft: &Draft) -> Option<i128> {
        let kept = self.excess == 0;
        match draft.objective {
            Objective::MinPeak => kept.then_some(self.peak),
            Objective::Ceiling { peak_weight, .. } => {
                kept.then_some(i128::from(peak_weight) * self.peak + self.deferral - self.savings + self.penalty)
            }
            Objective::Exceed { peak_weight, excess_weight } => Some(
                i128::from(peak_weight) * self.peak + i128::from(excess_weight) * self.excess + self.deferral
                    - self.savings,
            ),
        }
    }
}

fn span(draft: &Draft, work: usize, start: i32) -> std::ops::Range<i32> {
    start..start + i32::from(draft.works[work].duration_years)
}

fn related(draft: &Draft, starts: &Starts) -> bool {
    draft.relations.iter().all(|relation| match *relation {
        Relation::NotSameYear { first, second } => match (starts[first as usize], starts[second as usize]) {
            (Some(a), Some(b)) => {
                let (a, b) = (span(draft, first as usize, a), span(draft, second as usize, b));
                a.end <= b.start || b.end <= a.start
            }
            _ => true,
        },
        Relation::After { first, then, lag_years } => match (starts[first as usize], starts[then as usize]) {
            (Some(a), Some(b)) => b >= span(draft, first as usize, a).end + i32::from(lag_years),
            (None, Some(_)) => false,
            (_, None) => true,
        },
    })
}

/// The parts of a cost over the years: equal, the remainder in the last.
fn instalments(cost: i64, years: u8) -> Vec<i128> {
    let share = i128::from(cost / i64::from(years));
    let mut parts = vec![share; usize::from(years)];
    parts[usize::from(years) - 1] = i128::from(cost) - share * (i128::from(years) - 1);
    parts
}

pub(super) fn valued(draft: &Draft, starts: &Starts) -> Valued {
    let years = draft.years as usize;
    let mut total = vec![0_i128; years];
    let mut funds = vec![vec![0_i128; years]; draft.ceilings.funds.len()];
    let (mut deferral, mut savings, mut penalty) = (0, 0, 0);
    for (work, start) in draft.works.iter().zip(starts) {
        let most = work.deferral.iter().map(|yen| i128::from(yen.0)).max().unwrap_or(0);
        let Some(start) = *start else {
            if let Objective::Ceiling { peak_weight, left_out_weight } = draft.objective {
                let urgent = i128::from(work.cost.0) * (100 + i128::from(work.priority)) / 100;
                penalty += i128::from(left_out_weight) * urgent;
                penalty += (1 + i128::from(peak_weight)) * i128::from(work.cost.0) + most + 1;
            }
            continue;
        };
        for (nth, part) in instalments(work.cost.0, work.duration_years).into_iter().enumerate() {
            total[start as usize + nth] += part;
        }
        for share in &work.fund_shares {
            for (nth, part) in instalments(share.cost.0, work.duration_years).into_iter().enumerate() {
                funds[usize::from(share.fund)][start as usize + nth] += part;
            }
        }
        let nth = draft.first_year + start - work.earliest_year;
        deferral += work.deferral.get(nth as usize).map_or(0, |yen| i128::from(yen.0));
    }
    for (bundle, given) in draft.bundle_savings.iter().enumerate() {
        let members = || draft.works.iter().zip(starts).filter(|(work, _)| work.bundle == Some(bundle as u32));
        let least = members().map(|(work, _)| work.cost.0 / i64::from(work.duration_years)).min().unwrap_or(0);
        let saving = i128::from(given.0.min(least));
        for (year, load) in total.iter_mut().enumerate() {
            let together = members().filter(|(_, start)| **start == Some(year as i32)).count() as i128;
            *load -= saving * (together - 1).max(0);
            savings += saving * (together - 1).max(0);
        }
    }
    let (mut excess, mut raise) = (0, 0);
    let lists = std::iter::once(&draft.ceilings.total).chain(&draft.ceilings.funds);
    for (list, loads) in lists.zip(std::iter::once(&total).chain(&funds)) {
        for (ceiling, load) in list.iter().zip(loads) {
            let above = ceiling.map_or(0, |ceiling| (load - i128::from(ceiling.0)).max(0));
            excess += above;
            raise = raise.max(above);
        }
    }
    let peak = total.iter().copied().max().unwrap_or(0);
    Valued { starts: starts.clone(), peak, excess, raise, deferral, savings, penalty }
}

/// Every plan that keeps windows and relations. Works are left out only where the objective allows it.
pub(super) fn plans(draft: &Draft) -> Vec<Valued> {
    let mut plans: Vec<Starts> = vec![Vec::new()];
    for work in &draft.works {
        let first = (work.earliest_year - draft.first_year).max(0);
        let end = draft.years as i32 - i32::from(work.duration_years);
        let last = (work.latest_year - draft.first_year).min(end);
        let mut options: Vec<Option<i32>> = (first..=last).map(Some).collect();
        if matches!(draft.objective, Objective::Ceiling { .. }) {
            options.push(None);
        }
        let longer = |plan: &Starts| {
            let plan = plan.clone();
            options.clone().into_iter().map(move |option| plan.iter().copied().chain([option]).collect())
        };
        plans = plans.iter().flat_map(longer).collect();
    }
    plans.iter().filter(|starts| related(draft, starts)).map(|starts| valued(draft, starts)).collect()
}

/// The least value of all plans.
pub(super) fn optimum(draft: &Draft) -> Option<i128> {
    plans(draft).iter().filter_map(|plan| plan.objective(draft)).min()
}

pub(super) fn any_objective() -> impl Strategy<Value = Objective> {
    prop_oneof![
        Just(Objective::MinPeak),
        (0..5_u16, 1..4_u16)
            .prop_map(|(peak_weight, left_out_weight)| Objective::Ceiling { peak_weight, left_out_weight }),
        (0..5_u16, 1..4_u16).prop_map(|(peak_weight, excess_weight)| Objective::Exceed { peak_weight, excess_weight }),
    ]
}

fn any_work(years: i32) -> impl Strategy<Value = Work> {
    let longest = years.min(3) as u8;
    let numbers = (0..1_000_i64, 0..=100_u8, prop::option::of(0..2_u32), 0..=4_i64, 0..8_i32);
    (1..=longest, numbers, prop::collection::vec(0..200_i64, 5)).prop_flat_map(move |(duration, numbers, table)| {
        let (cost, priority, bundle, share, due) = numbers;
        (0..=years - i32::from(duration), 0..4_i32).prop_map(move |(earliest, width)| Work {
            earliest_year: 2025 + earliest,
            latest_year: 2025 + earliest + width,
            due_year: 2025 + due,
            duration_years: duration,
            cost: Yen(cost),
            priority,
            bundle,
            fund_shares: if share > 0 { vec![FundShare { fund: 0, cost: Yen(cost * share / 4) }] } else { Vec::new() },
            deferral: table[..=width as usize].iter().map(|yen| Yen(*yen)).collect(),
        })
    })
}

/// Up to five works in up to five years, with everything that may hold between them.
pub(super) fn any_draft(objective: impl Strategy<Value = Objective>) -> impl Strategy<Value = Draft> {
    let ceilings = |years: usize| {
        let list = || prop::collection::vec(prop::option::weighted(0.8, (0..1_500_i64).prop_map(Yen)), years);
        (prop::option::of(list()), list())
    };
    (1..=5_i32, objective).prop_flat_map(move |(years, objective)| {
        let works = prop::collection::vec(any_work(years), 0..=5);
        let relations = prop::collection::vec((0..5_u32, 0..5_u32, 0..2_u8, any::<bool>()), 0..4);
        let savings = prop::collection::vec((0..100_i64).prop_map(Yen), 0..=2);
        (works, relations, ceilings(years as usize), savings).prop_map(move |(works, pairs, ceilings, savings)| {
            let count = works.len() as u32;
            let sound = pairs.into_iter().filter(|(a, b, _, _)| a < b && *b < count);
            let relations = sound.map(|(first, second, lag_years, after)| match after {
                true => Relation::After { first, then: second, lag_years },
                false => Relation::NotSameYear { first, second },
            });
            Draft {
                first_year: 2025,
                years: years as u32,
                relations: relations.collect(),
                works,
                ceilings: Ceilings { total: ceilings.0.unwrap_or_default(), funds: vec![ceilings.1] },
                bundle_savings: savings,
                objective,
            }
        })
    })
}
