//! Is the plan what it says, and the bound below every plan? Against every plan of tiny drafts, and cases by hand.
//!
//! # Units
//! Whole yen, fiscal years; the first year is 2025.
//! # Source
//! The arithmetic stands beside each number.

mod brute_force;
mod clusters;
mod exchanges;

use super::*;
use crate::domain::units::Yen;
use brute_force::{Starts, any_draft, any_objective, optimum, plans, valued};
use proptest::prelude::*;

const NEVER: &(dyn Fn() -> bool + Sync) = &|| false;
const LITTLE: Effort = Effort { percent: 4, gap_per_million: 0 };
const SOME: Effort = Effort { percent: 20, gap_per_million: 0 };

/// A work of one year that may begin in these years of the horizon, counted from 0.
fn work(cost: i64, earliest: i32, latest: i32) -> Work {
    Work {
        earliest_year: 2025 + earliest,
        latest_year: 2025 + latest,
        due_year: 2025 + earliest,
        duration_years: 1,
        cost: Yen(cost),
        priority: 0,
        bundle: None,
        fund_shares: Vec::new(),
        deferral: Vec::new(),
    }
}

fn draft(years: u32, works: Vec<Work>) -> Draft {
    Draft {
        first_year: 2025,
        years,
        works,
        relations: Vec::new(),
        ceilings: Ceilings::default(),
        bundle_savings: Vec::new(),
        objective: Objective::MinPeak,
    }
}

fn under(draft: Draft, ceilings: &[i64]) -> Draft {
    let total = ceilings.iter().map(|yen| Some(Yen(*yen))).collect();
    Draft { ceilings: Ceilings { total, funds: Vec::new() }, ..draft }
}

fn levelled(draft: Draft) -> Outcome {
    level(&Problem::new(draft).expect("a sound draft"), SOME, 1, NEVER)
}

fn totals(outcome: &Outcome) -> Vec<i64> {
    outcome.years.iter().map(|year| year.total.0).collect()
}

fn years(outcome: &Outcome) -> Vec<Option<i32>> {
    outcome.placements.iter().map(|placement| placement.year()).collect()
}

/// The starts of an outcome, counted from the first year.
fn starts(draft: &Draft, outcome: &Outcome) -> Starts {
    outcome.placements.iter().map(|placement| placement.year().map(|year| year - draft.first_year)).collect()
}

#[test]
fn three_works_in_three_years_go_one_to_each() {
    // 300 in all over 3 years: no plan has a highest year below 300 / 3 = 100.
    let outcome = levelled(draft(3, vec![work(100, 0, 2), work(100, 0, 2), work(100, 0, 2)]));
    assert_eq!((outcome.status, outcome.peak, outcome.peak_lower_bound), (Status::Optimal, Yen(100), Yen(100)));
    assert_eq!(totals(&outcome), [100, 100, 100]);
    assert_eq!(outcome.gap(), Some(0.0));
}

#[test]
fn the_last_year_of_a_long_work_takes_the_remainder() {
    // 100 over 3 years: 33, 33, 34. 50 over 2 years: 25, 25. In 5 years they lie one after the other.
    let long = Work { duration_years: 3, ..work(100, 0, 0) };
    let short = Work { duration_years: 2, ..work(50, 0, 3) };
    let outcome = levelled(draft(5, vec![long, short]));
    assert_eq!(years(&outcome), [Some(2025), Some(2028)]);
    assert_eq!(totals(&outcome), [33, 33, 34, 25, 25]);
    assert_eq!((outcome.status, outcome.peak), (Status::Optimal, Yen(34)));
}

#[test]
fn of_plans_with_the_lowest_peak_the_one_with_the_least_deferral_is_taken() {
    // The first is fixed to 2025 with 100. The second, 40, raises the peak there to 140, so it goes later: 2026 costs 5
    // and 2027 costs 9; both leave the peak at 100.
    let late = Work { deferral: vec![Yen(0), Yen(5), Yen(9)], ..work(40, 0, 2) };
    let outcome = levelled(draft(3, vec![work(100, 0, 0), late]));
    assert_eq!(years(&outcome), [Some(2025), Some(2026)]);
    assert_eq!((outcome.peak, outcome.deferral, outcome.deferral_lower_bound), (Yen(100), 5, 5));
}

#[test]
fn works_that_begin_together_save() {
    // Together 100 + 60 − 20 = 140 in one year; apart 160. With weight 0 on the peak, 20 less is the better.
    let both = |cost| Work { bundle: Some(0), ..work(cost, 0, 1) };
    let objective = Objective::Exceed { peak_weight: 0, excess_weight: 1 };
    let given = Draft { bundle_savings: vec![Yen(20)], objective, ..draft(2, vec![both(100), both(60)]) };
    let outcome = levelled(given);
    assert_eq!(totals(&outcome), [140, 0]);
    assert_eq!(outcome.bundled, [Bundled { bundle: 0, year: 2025, works: 2, saving: Yen(20) }]);
    assert_eq!((outcome.objective, outcome.objective_lower_bound, outcome.savings), (-20, -20, 20));
}

#[test]
fn a_yen_above_a_ceiling_weighs_against_a_yen_of_deferral() {
    // Ceiling 100 in both years, 80 fixed in 2025. A second work of 50 exceeds by 30, weight 3: 90; in 2026 it costs 89.
    let costly = |later| Work { deferral: vec![Yen(0), Yen(later)], ..work(50, 0, 1) };
    let objective = Objective::Exceed { peak_weight: 0, excess_weight: 3 };
    let of = |later| Draft { objective, ..under(draft(2, vec![work(80, 0, 0), costly(later)]), &[100, 100]) };
    let moved = levelled(of(89));
    assert_eq!((years(&moved)[1], moved.objective, moved.excess), (Some(2026), 89, 0));
    let stays = levelled(of(91));
    assert_eq!((years(&stays)[1], stays.objective, stays.excess), (Some(2025), 90, 30));
}

#[test]
fn the_less_urgent_work_is_left_out_where_there_is_room_for_one() {
    let urgent = |priority| Work { priority, ..work(80, 0, 0) };
    let objective = Objective::Ceiling { peak_weight: 1, left_out_weight: 1 };
    let given = Draft { objective, ..under(draft(1, vec![urgent(20), urgent(90), work(120, 0, 0)]), &[100]) };
    let outcome = levelled(given);
    let left_out = |why| Placement::LeftOut(why);
    assert_eq!(
        outcome.placements,
        [
            left_out(LeftOut::NoRoom),
            Placement::Starts(2025),
            // 120 in a year of 100 lacks 20 whatever else is done.
            left_out(LeftOut::LargerThanCeilings { by: Yen(20) })
        ]
    );
    assert_eq!((outcome.status, outcome.left_out_cost), (Status::Optimal, 200));
}

#[test]
fn what_follows_a_work_that_is_left_out_is_left_out_too() {
    let objective = Objective::Ceiling { peak_weight: 1, left_out_weight: 1 };
    let relations = vec![Relation::After { first: 0, then: 1, lag_years: 0 }];
    let given = Draft { objective, relations, ..under(draft(2, vec![work(120, 0, 0), work(10, 0, 1)]), &[100, 100]) };
    let outcome = levelled(given);
    assert_eq!(outcome.placements[1], Placement::LeftOut(LeftOut::PredecessorLeftOut { work: 0 }));
}

#[test]
fn ceilings_that_cannot_be_met_tell_what_they_lack() {
    // 70 + 70 + 70 in two years of 100: two fall together, 140, so one year exceeds by 40. Raising both ceilings by 40
    // lets them fit, and nothing less does: the fuller year always holds at least two.
    let given = under(draft(2, vec![work(70, 0, 1), work(70, 0, 1), work(70, 0, 1)]), &[100, 100]);
    let problem = Problem::new(given).expect("a sound draft");
    let outcome = level(&problem, SOME, 1, NEVER);
    assert!(!outcome.has_plan());
    assert!(outcome.placements.iter().all(|placement| placement.year().is_none()));
    let lacks = shortfall(&problem, SOME, 1, NEVER);
    assert_eq!((lacks.excess, lacks.excess_lower_bound, lacks.proven), (40, 40, true));
    assert_eq!((lacks.raise, lacks.raise_lower_bound), (Yen(40), Yen(40)));
    assert_eq!(lacks.years.iter().map(|(_, yen)| yen.0).collect::<Vec<_>>(), [40]);
}

#[test]
fn a_fund_has_a_ceiling_of_its_own() {
    // The fund bears 30 of each 50 and has 30 a year, so the works lie apart although 100 would fit into one year.
    let borne = || Work { fund_shares: vec![FundShare { fund: 0, cost: Yen(30) }], ..work(50, 0, 1) };
    let objective = Objective::Ceiling { peak_weight: 0, left_out_weight: 1 };
    let ceilings = Ceilings { total: Vec::new(), funds: vec![vec![Some(Yen(30)); 2]] };
    let outcome = levelled(Draft { objective, ceilings, ..draft(2, vec![borne(), borne()]) });
    assert_eq!(totals(&outcome), [50, 50]);
    assert_eq!(outcome.years[0].funds, [Yen(30)]);
}

#[test]
fn a_promise_has_a_price() {
    // 100 and 40 in two years: apart the peak is 100; the 40 promised to 2025, where the 100 lies, makes 140.
    let problem = Problem::new(draft(2, vec![work(100, 0, 0), work(40, 0, 1)])).expect("a sound draft");
    let price = price_of_promise(&problem, 1, 2025, SOME, 1, NEVER).expect("a year of its window");
    assert_eq!((price.without.objective, price.with.objective), (100, 140));
    assert_eq!(price.years.iter().map(|year| year.objective).collect::<Vec<_>>(), [Some(140), Some(100)]);
    assert!(price_of_promise(&problem, 1, 2027, SOME, 1, NEVER).is_none());
    assert!(price_of_promise(&problem, 2, 2025, SOME, 1, NEVER).is_none());
}

#[test]
fn a_chain_longer_than_its_windows_is_named() {
    // 0 takes 2 years from 2025, 1 waits a year after it: 2028 at the earliest, but must begin by 2026.
    let relations = vec![Relation::After { first: 0, then: 1, lag_years: 1 }];
    let first = Work { duration_years: 2, ..work(10, 0, 3) };
    let problem = Problem::new(Draft { relations, ..draft(5, vec![first, work(10, 0, 1)]) }).expect("no fault");
    assert_eq!(problem.conflicts(), [Conflict { chain: vec![0, 1], could_begin: 2028, must_begin: 2026 }]);
    let outcome = level(&problem, SOME, 1, NEVER);
    assert_eq!((outcome.status, outcome.plan_proven_impossible), (Status::Infeasible, true));
    assert_eq!(outcome.placements[1], Placement::LeftOut(LeftOut::NoStartYear));
}

#[test]
fn no_works_need_nothing() {
    let outcome = levelled(draft(3, Vec::new()));
    assert_eq!((outcome.status, outcome.peak, totals(&outcome)), (Status::Optimal, Yen(0), vec![0, 0, 0]));
}

#[test]
fn a_stopped_search_still_answers_with_a_plan_or_says_that_it_has_none() {
    let works = (0..40).map(|nth| work(100 + nth, 0, 9)).collect();
    let problem = Problem::new(draft(10, works)).expect("a sound draft");
    let outcome = level(&problem, Effort::default(), 1, &|| true);
    assert!(outcome.objective_lower_bound <= outcome.objective);
    assert_ne!(outcome.status, Status::Budget);
}

#[test]
fn a_deferral_rate_weighs_lateness_by_urgency() {
    // 1,000 at 20 ‰ a year late: 20, 40; at priority 100 half as much again: 30, 60. A year early at 10 ‰: 10.
    let due = Work { due_year: 2026, ..work(1_000, 0, 3) };
    let rates = DeferralRates { late_per_mille: 20, early_per_mille: 10, by_priority: false };
    assert_eq!(rates.table(&due), [Yen(10), Yen(0), Yen(20), Yen(40)]);
    let urgent = Work { priority: 100, ..due };
    assert_eq!(DeferralRates { by_priority: true, ..rates }.table(&urgent), [Yen(10), Yen(0), Yen(30), Yen(60)]);
}

/// The field, code and place of the faults of a draft.
fn faults(draft: Draft) -> Vec<(Place, &'static str, &'static str)> {
    let faults = Problem::new(draft).expect_err("a faulty draft");
    faults.iter().map(|fault| (fault.place, fault.invalid.field, fault.invalid.code)).collect()
}

#[test]
fn a_reversed_window_is_a_fault() {
    let found = faults(draft(5, vec![work(1, 0, 0), work(1, 3, 1)]));
    assert_eq!(found, [(Place::Work(1), "latest_year", "contradiction")]);
}

#[test]
fn a_work_longer_than_the_horizon_is_a_fault() {
    let found = faults(draft(2, vec![Work { duration_years: 3, ..work(1, 0, 1) }]));
    assert_eq!(found, [(Place::Work(0), "duration_years", "out-of-range")]);
}

#[test]
fn a_window_outside_the_horizon_is_a_fault() {
    assert_eq!(faults(draft(2, vec![work(1, 2, 4)])), [(Place::Work(0), "earliest_year", "out-of-range")]);
}

#[test]
fn a_quadrillion_yen_is_a_fault_and_the_most_is_not() {
    let found = faults(draft(1, vec![work(1_000_000_000_000_000, 0, 0)]));
    assert_eq!(found, [(Place::Work(0), "cost_yen", "out-of-range")]);
    let outcome = levelled(draft(1, vec![work(MOST_COST_YEN, 0, 0), work(MOST_COST_YEN, 0, 0)]));
    assert_eq!(outcome.peak, Yen(2 * MOST_COST_YEN));
}

#[test]
fn an_empty_horizon_and_a_boundless_one_are_faults() {
    assert_eq!(faults(draft(0, Vec::new())), [(Place::Whole, "years", "out-of-range")]);
    assert_eq!(faults(draft(MOST_YEARS + 1, Vec::new())), [(Place::Whole, "years", "out-of-range")]);
}

#[test]
fn relations_to_no_work_and_to_itself_are_faults() {
    let relations =
        vec![Relation::NotSameYear { first: 0, second: 7 }, Relation::After { first: 0, then: 0, lag_years: 0 }];
    let found = faults(Draft { relations, ..draft(2, vec![work(1, 0, 1)]) });
    assert_eq!(found, [(Place::Relation(0), "work", "unknown-value"), (Place::Relation(1), "work", "contradiction")]);
}

#[test]
fn a_circle_of_works_is_named() {
    let after = |first, then| Relation::After { first, then, lag_years: 0 };
    let works = (0..4).map(|_| work(1, 0, 3)).collect();
    let relations = vec![after(0, 1), after(1, 2), after(2, 3), after(3, 1)];
    let found = Problem::new(Draft { relations, ..draft(4, works) }).expect_err("a circle");
    assert_eq!((found.len(), found[0].invalid.code), (1, "contradiction"));
    let named = &found[0].invalid.value;
    // The 0 leads into the circle and is not on it.
    assert!(["works/1", "works/2", "works/3"].iter().all(|work| named.contains(work)) && !named.contains("works/0"));
}

#[test]
fn ceilings_and_deferrals_need_a_value_for_each_year() {
    let short = Work { deferral: vec![Yen(1)], ..work(1, 0, 1) };
    let found = faults(under(draft(3, vec![short]), &[1, 1]));
    assert_eq!(found, [(Place::Work(0), "deferral_yen", "contradiction"), (Place::Whole, "ceilings", "contradiction")]);
}

/// Whether an outcome is what it says of itself.
fn is_sound(draft: &Draft, outcome: &Outcome) -> Result<(), TestCaseError> {
    prop_assert_eq!(outcome.placements.len(), draft.works.len());
    if !outcome.has_plan() {
        return Ok(());
    }
    let starts = starts(draft, outcome);
    prop_assert!(plans(draft).iter().any(|plan| plan.starts == starts), "it keeps windows and relations");
    let plan = valued(draft, &starts);
    let placed: i64 = draft.works.iter().zip(&starts).filter(|(_, s)| s.is_some()).map(|(work, _)| work.cost.0).sum();
    let sum: i128 = totals(outcome).iter().map(|yen| i128::from(*yen)).sum();
    prop_assert_eq!(sum, i128::from(placed) - outcome.savings);
    prop_assert_eq!(i128::from(outcome.peak.0), plan.peak);
    prop_assert_eq!((outcome.excess, outcome.deferral, outcome.savings), (plan.excess, plan.deferral, plan.savings));
    prop_assert_eq!(Some(outcome.objective), plan.objective(draft));
    prop_assert!(outcome.objective_lower_bound <= outcome.objective && outcome.peak_lower_bound <= outcome.peak);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_below_the_bound_and_the_best_plan_is_found(given in any_draft(any_objective())) {
        let best = optimum(&given);
        let problem = Problem::new(given.clone()).expect("a sound draft");
        let outcome = level(&problem, LITTLE, 1, NEVER);
        is_sound(&given, &outcome)?;
        match (best, outcome.status) {
            (None, status) => prop_assert!(matches!(status, Status::Infeasible | Status::Undecided)),
            (Some(best), Status::Optimal) => prop_assert_eq!(outcome.objective, best),
            (Some(best), status) => {
                prop_assert!(status != Status::Infeasible);
                prop_assert!(outcome.objective_lower_bound <= best);
            }
        }
        prop_assert!(matches!(outcome.status, Status::Optimal | Status::Infeasible), "five works are settled");
    }

    #[test]
    fn the_lowest_peak_has_the_least_deferral(given in any_draft(Just(Objective::MinPeak))) {
        let all = plans(&given);
        let problem = Problem::new(given.clone()).expect("a sound draft");
        let outcome = level(&problem, LITTLE, 1, NEVER);
        if let Some(peak) = optimum(&given) {
            let of_peak = all.iter().filter(|plan| plan.excess == 0 && plan.peak == peak);
            let least = of_peak.map(|plan| plan.deferral - plan.savings).min().expect("the optimum");
            prop_assert!(outcome.deferral_lower_bound <= least);
            prop_assert_eq!(outcome.deferral - outcome.savings, least);
        }
    }

    #[test]
    fn the_shortfall_is_the_least_excess_and_the_least_raise(given in any_draft(Just(Objective::MinPeak))) {
        let all = plans(&given);
        let problem = Problem::new(given.clone()).expect("a sound draft");
        let lacks = shortfall(&problem, LITTLE, 1, NEVER);
        if let (Some(excess), Some(raise)) =
            (all.iter().map(|plan| plan.excess).min(), all.iter().map(|plan| plan.raise).min())
        {
            prop_assert_eq!((lacks.excess, i128::from(lacks.raise.0)), (excess, raise));
            prop_assert!(lacks.excess_lower_bound <= excess && i128::from(lacks.raise_lower_bound.0) <= raise);
            prop_assert_eq!(lacks.proven, excess > 0);
        } else {
            prop_assert!(lacks.proven);
        }
    }

    #[test]
    fn a_promise_costs_what_every_plan_that_keeps_it_costs(given in any_draft(any_objective()), at in 0..5_usize) {
        let problem = Problem::new(given.clone()).expect("a sound draft");
        let Some((first, _)) = problem.start_years(at) else { return Ok(()) };
        let Some(price) = price_of_promise(&problem, at, first, LITTLE, 1, NEVER) else { return Ok(()) };
        let all = plans(&given);
        for year in &price.years {
            let kept = all.iter().filter(|plan| plan.starts[at] == Some(year.year - 2025));
            let least = kept.filter_map(|plan| plan.objective(&given)).min();
            if let Some(least) = least {
                prop_assert!(year.objective_lower_bound <= least, "{:?} {least}", year);
                prop_assert!(year.objective.is_none_or(|value| value >= least), "{:?} {least}", year);
            } else {
                prop_assert_eq!(year.objective, None);
            }
        }
    }

    #[test]
    fn more_ceiling_is_never_worse(given in any_draft(any_objective()), more in 0..300_i64) {
        let mut raised = given.clone();
        let lists = std::iter::once(&mut raised.ceilings.total).chain(&mut raised.ceilings.funds);
        lists.flatten().flatten().for_each(|ceiling| ceiling.0 += more);
        let of = |given: &Draft| level(&Problem::new(given.clone()).expect("a sound draft"), LITTLE, 1, NEVER);
        let (before, after) = (of(&given), of(&raised));
        if before.status == Status::Optimal {
            prop_assert!(after.has_plan() && after.objective_lower_bound <= before.objective);
            prop_assert!(after.status != Status::Optimal || after.objective <= before.objective);
        }
    }

    #[test]
    fn the_order_of_the_works_and_the_seed_do_not_matter(given in any_draft(any_objective())) {
        let count = given.works.len() as u32;
        let mut turned = given.clone();
        turned.works.reverse();
        let place = |work: u32| count - 1 - work;
        turned.relations = given.relations.iter().map(|relation| match *relation {
            Relation::NotSameYear { first, second } =>
                Relation::NotSameYear { first: place(first), second: place(second) },
            Relation::After { first, then, lag_years } =>
                Relation::After { first: place(first), then: place(then), lag_years },
        }).collect();
        let of = |given: &Draft, seed| level(&Problem::new(given.clone()).expect("a sound draft"), LITTLE, seed, NEVER);
        let (one, other, seeded) = (of(&given, 1), of(&turned, 1), of(&given, 2));
        if one.status == Status::Optimal {
            prop_assert_eq!((one.objective, other.status), (other.objective, Status::Optimal));
            prop_assert_eq!((one.objective, seeded.status), (seeded.objective, Status::Optimal));
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing(given in any_draft(any_objective())) {
        let problem = Problem::new(given).expect("a sound draft");
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| level(&problem, LITTLE, 3, NEVER))
        };
        prop_assert_eq!(with(1), with(3));
    }
}
