//! Small questions against every plan there is, and what must hold for any.

use super::mending::Dice;
use super::*;
use proptest::prelude::*;

/// A drawn question: facilities of two functions on a line, a site or two, periods, ceilings.
fn drawn(seed: u64, tight: bool) -> Draft {
    let mut dice = Dice(seed);
    let (facilities, periods, points) = (2 + dice.below(4), 1 + dice.below(2), 1 + dice.below(5));
    let sites: Vec<i64> = (0..1 + dice.below(2)).map(|_| 100 + dice.below(400) as i64).collect();
    let places = facilities + sites.len();
    let at: Vec<i64> = (0..places).map(|_| dice.below(3_000) as i64).collect();
    let homes: Vec<i64> = (0..points).map(|_| dice.below(3_000) as i64).collect();
    let limit = 1_000 + dice.below(2_000) as i64;
    let function = |dice: &mut Dice, number: usize| {
        let own: Vec<usize> = (0..facilities).filter(|facility| facility % 2 == number).collect();
        let reach = |home: &i64| {
            let far = |place: &usize| (at[*place] - home).abs();
            let near = own.iter().map(far).min().unwrap_or(0) <= limit;
            let usable = own.iter().copied().chain(facilities..places).filter(|place| !near || far(place) <= limit);
            let mut reach: Vec<Reach> =
                usable.map(|place| Reach { place: place as u32, metres: far(&place) as u32 }).collect();
            reach.sort_by_key(|reach| (reach.metres, reach.place));
            reach
        };
        let weights = homes.iter().map(|_| (0..periods).map(|_| dice.below(200) as i64).collect()).collect();
        Function { places, reach: homes.iter().map(reach).collect(), weights }
    };
    let functions = vec![function(&mut dice, 0), function(&mut dice, 1)];
    let facility = |nth: usize| {
        let area = 50 + dice.below(300) as i64;
        let mut cost = || 1 + dice.below(1_000) as i64;
        let mut choices = vec![Choice {
            cost_yen: cost(),
            spending: vec![(0, 100)],
            stays: periods,
            then: None,
            room: None,
            floor_area: area,
        }];
        choices.push(Choice {
            cost_yen: cost() - 400,
            spending: vec![(1, 50)],
            stays: periods - 1,
            then: None,
            room: None,
            floor_area: 0,
        });
        for site in 0..sites.len() {
            let cost = cost();
            choices.push(Choice {
                cost_yen: cost,
                spending: vec![(site % 2, cost)],
                stays: 0,
                then: Some(facilities + site),
                room: Some((site, area)),
                floor_area: area * 4 / 5,
            });
        }
        Facility { id: format!("F{nth}"), function: nth % 2, place: nth, choices }
    };
    let facilities: Vec<Facility> = (0..facilities).map(facility).collect();
    let (ceiling, area) = (if tight { 300 } else { 1_500 }, tight.then_some(120 * facilities.len() as i64));
    Draft {
        facilities,
        functions,
        periods,
        sites,
        ceilings: vec![Some(ceiling), Some(ceiling)],
        floor_area_limit: area,
    }
}

/// The best of all plans.
fn best_of_all(question: &Question) -> Option<i128> {
    let counts: Vec<usize> = question.draft().facilities.iter().map(|facility| facility.choices.len()).collect();
    let mut taken = vec![0; counts.len()];
    let mut best: Option<i128> = None;
    loop {
        let totals = question.totals(&taken);
        if totals.excess.is_empty() && best.is_none_or(|best| totals.value < best) {
            best = Some(totals.value);
        }
        let Some(at) = (0..taken.len()).find(|at| taken[*at] + 1 < counts[*at]) else { return best };
        taken[..at].fill(0);
        taken[at] += 1;
    }
}

fn small() -> Effort {
    Effort { root_rounds: 150, branch_rounds: 20, kicks: 12, tries: 40_000, ..Effort::default() }
}

#[test]
fn no_plan_is_better_than_the_one_that_is_called_the_best() {
    let (mut optimal, mut infeasible) = (0, 0);
    for seed in 0..400 {
        let question = Question::new(drawn(seed, seed % 2 == 0)).unwrap();
        let (outcome, best) = (plan(&question, &small(), &|| false), best_of_all(&question));
        match best {
            Some(best) => {
                assert_eq!((outcome.status, outcome.totals.value), (Status::Optimal, best), "seed {seed}");
                assert_eq!(outcome.bound, Some(best), "seed {seed}");
                optimal += 1;
            }
            None => {
                assert_eq!(outcome.status, Status::Infeasible, "seed {seed}");
                assert!(!outcome.totals.excess.is_empty(), "seed {seed}");
                infeasible += 1;
            }
        }
    }
    assert!(optimal > 100 && infeasible > 10, "{optimal} {infeasible}");
}

#[test]
fn an_unfinished_search_never_claims_more_than_it_knows() {
    for seed in 0..100 {
        let question = Question::new(drawn(seed, true)).unwrap();
        let effort = Effort { root_rounds: 5, branch_rounds: 2, branches: 2, kicks: 0, tries: 5, ..small() };
        let (outcome, best) = (plan(&question, &effort, &|| false), best_of_all(&question));
        if let (Some(best), Some(bound)) = (best, outcome.bound) {
            assert!(bound <= best, "seed {seed}: {bound} > {best}");
            assert!(!outcome.feasible() || outcome.totals.value >= best, "seed {seed}");
        }
        assert!(best.is_some() || !outcome.feasible(), "seed {seed}");
    }
}

#[test]
fn two_libraries_become_one_where_the_ways_are_worth_less_than_the_building() {
    // A and B stand 1,000 m apart with 10 people each; keeping one costs 100 yen, a metre 0.005 yen a person.
    let reach = |near: u32, far: u32| vec![Reach { place: near, metres: 0 }, Reach { place: far, metres: 1_000 }];
    let keep = Choice { cost_yen: 100, spending: vec![], stays: 1, then: None, room: None, floor_area: 500 };
    let close = Choice { cost_yen: 10, stays: 0, floor_area: 0, ..keep.clone() };
    let facility =
        |id: &str, place| Facility { id: id.into(), function: 0, place, choices: vec![keep.clone(), close.clone()] };
    let draft = |milli: i64| Draft {
        facilities: vec![facility("A", 0), facility("B", 1)],
        functions: vec![Function {
            places: 2,
            reach: vec![reach(0, 1), reach(1, 0)],
            weights: vec![vec![10 * milli]; 2],
        }],
        periods: 1,
        ..Draft::default()
    };
    let merged = plan(&Question::new(draft(5)).unwrap(), &small(), &|| false);
    // One is kept, one closed, ten people walk 1,000 m: 100 + 10 + 10 × 1,000 × 0.005 = 160 yen instead of 200.
    assert_eq!((merged.totals.cost_yen, merged.totals.value, merged.totals.floor_area), (110, 160_000, 500));
    let apart = plan(&Question::new(draft(20)).unwrap(), &small(), &|| false);
    assert_eq!((apart.totals.cost_yen, apart.totals.ways), (200, 0));
    assert_eq!(apart.status, Status::Optimal);
}

#[test]
fn what_stands_in_the_way_is_told() {
    let mut draft = drawn(3, false);
    draft.floor_area_limit = Some(0);
    let outcome = plan(&Question::new(draft).unwrap(), &small(), &|| false);
    assert_eq!(outcome.status, Status::Infeasible);
    assert!(!outcome.feasible() && outcome.gap().is_none());
}

#[test]
fn none_of_the_plans_offered_is_worse_than_another_in_everything() {
    let question = Question::new(drawn(11, false)).unwrap();
    let known = plan(&question, &small(), &|| false);
    let plans = pareto(&question, &known, 5, &small(), &|| false);
    assert!(!plans.is_empty() && plans.len() <= 5);
    for (_, a) in &plans {
        let worse = |b: &Totals| b.cost_yen <= a.cost_yen && b.ways <= a.ways && b.floor_area <= a.floor_area;
        assert_eq!(plans.iter().filter(|(_, b)| worse(b)).count(), 1);
    }
}

#[test]
fn the_robust_plan_loses_least_at_worst() {
    let question = Question::new(drawn(5, false)).unwrap();
    let populations = [question.with_ways_at(20), question.clone(), question.with_ways_at(500)];
    let plans: Vec<Vec<usize>> = populations.iter().map(|q| plan(q, &small(), &|| false).taken).collect();
    let found = regrets(&populations, &plans);
    for (at, row) in found.regrets.iter().enumerate() {
        assert_eq!(row[at], Some(0), "the best plan of a population loses nothing there");
    }
    let worst = |row: &Vec<Option<i128>>| row.iter().map(|regret| regret.unwrap()).max().unwrap();
    let robust = worst(&found.regrets[found.robust.unwrap()]);
    assert!(found.regrets.iter().all(|row| worst(row) >= robust));
}

#[test]
fn choices_cost_what_they_cost_by_hand() {
    // 1,000 m² from ten years ago, rebuilt in the second of four years; 2 million yen a year; no discount.
    let terms = crate::domain::scenario::Terms {
        rate: Default::default(),
        basis: crate::domain::scenario::Basis::Real,
        inflation: Default::default(),
        escalation: Default::default(),
        timing: crate::domain::scenario::Timing::Start,
    };
    let discounting = crate::domain::scenario::Discounting::new(terms, 4);
    let grounds = [Ground { places: vec![Some(1)], from: 2 }];
    let terms = Terms { demolition_yen_per_m2: 40_000, moving_yen_per_m2: 10_000, moved_area_percent: 80 };
    let cast = Cast { terms, grounds: &grounds, starts: &[0, 2], discounting: &discounting };
    let holding = Holding {
        id: "A".into(),
        function: 0,
        place: 0,
        floor_area: 100_000,
        running_yen: 2_000_000,
        building_yen_per_m2: 400_000,
        renewal: Some(Window { first: 1, due: 1, last: 2 }),
        land_yen: 30_000_000,
        may: (true, true),
    };
    let (facility, decisions) = cast.of(&holding);
    let told: Vec<(Action, Option<usize>, i64)> = decisions
        .iter()
        .zip(&facility.choices)
        .map(|(decision, choice)| (decision.action, decision.year, choice.cost_yen))
        .collect();
    assert_eq!(
        told,
        [
            (Action::Renew, Some(1), 4 * 2_000_000 + 400_000_000),
            (Action::Renew, Some(2), 408_000_000),
            (Action::Close, Some(0), 40_000_000 - 30_000_000),
            (Action::Close, Some(2), 4_000_000 + 40_000_000 - 30_000_000),
            // 800 m² built and moved into, run for two years at 1.6 million yen.
            (Action::Move, Some(2), 4_000_000 + 320_000_000 + 8_000_000 + 40_000_000 - 30_000_000 + 3_200_000),
        ]
    );
    assert_eq!(facility.choices[4].spending, [(2, 368_000_000)]);
    assert_eq!((facility.choices[4].room, facility.choices[4].floor_area), (Some((0, 80_000)), 80_000));
    let fixed = Holding { may: (false, true), ..holding };
    assert!(cast.of(&fixed).1.iter().all(|decision| matches!(decision.action, Action::Move | Action::Close)));
}

#[test]
fn what_is_no_question_is_refused() {
    let code = |draft: Draft| Question::new(draft).unwrap_err().code;
    assert_eq!(code(Draft::default()), "required");
    let mut twice = drawn(1, false);
    twice.facilities[1].id = "F0".into();
    assert_eq!(code(twice), "duplicate");
    let mut dear = drawn(1, false);
    dear.facilities[0].choices[0].cost_yen = 1_000_000_000_000_000;
    assert_eq!(code(dear), "out-of-range");
    let mut astray = drawn(1, false);
    astray.facilities[0].choices[0].then = Some(1_000);
    assert_eq!(code(astray), "out-of-range");
}

proptest! {
    #[test]
    fn more_room_more_money_or_more_area_never_makes_it_dearer(seed in 0_u64..10_000) {
        let draft = drawn(seed, true);
        let mut wider = draft.clone();
        wider.sites.iter_mut().for_each(|room| *room += 100);
        wider.ceilings.iter_mut().flatten().for_each(|ceiling| *ceiling += 100);
        wider.floor_area_limit = wider.floor_area_limit.map(|limit| limit + 100);
        let best = |draft: Draft| plan(&Question::new(draft).unwrap(), &small(), &|| false);
        let (narrow, wide) = (best(draft), best(wider));
        if narrow.feasible() {
            prop_assert!(wide.feasible() && wide.totals.value <= narrow.totals.value);
        }
    }

    #[test]
    fn the_order_of_the_facilities_changes_nothing(seed in 0_u64..10_000) {
        let draft = drawn(seed, false);
        let mut turned = draft.clone();
        turned.facilities.reverse();
        let best = |draft: Draft| plan(&Question::new(draft).unwrap(), &small(), &|| false);
        prop_assert_eq!(best(draft), best(turned));
    }
}
