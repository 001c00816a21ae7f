//! Plans of sites against what is known of them: small questions by hand, and every set of sites of random ones.

use super::*;
use proptest::prelude::*;

fn question(objective: SitingObjective, p: usize, costs: &[Vec<i64>]) -> Draft {
    let sites = costs.first().map_or(0, Vec::len);
    Draft {
        objective,
        sites: (0..sites).map(|j| Site { id: format!("s{j}"), capacity: 10, ..Site::default() }).collect(),
        demands: (0..costs.len()).map(|i| Demand { id: format!("d{i}"), weight: 1 }).collect(),
        costs: costs.iter().flatten().map(|cost| (*cost >= 0).then_some(*cost)).collect(),
        least: if objective == SitingObjective::PMedian { p } else { 0 },
        most: p,
        most_changes: None,
    }
}

fn solved(draft: &Draft) -> Outcome {
    plan(&Question::new(draft.clone()).expect("a sound draft"), &Effort::default(), &|| false)
}

/// The value of a set of sites by definition; none when it is not allowed. Costs divide by weights here.
fn by_definition(draft: &Draft, open: &[bool]) -> Option<i64> {
    let count = open.iter().filter(|open| **open).count();
    let changes = draft.sites.iter().zip(open).filter(|(site, open)| site.existing != **open).count();
    let against = draft.sites.iter().zip(open).any(|(site, open)| match site.wish {
        Wish::Any => false,
        Wish::Keep => !open,
        Wish::Close => *open,
    });
    if against || count < draft.least || count > draft.most || draft.most_changes.is_some_and(|most| changes > most) {
        return None;
    }
    let sites = open.len();
    let fixed: i64 = draft.sites.iter().zip(open).filter(|(_, open)| **open).map(|(site, _)| site.fixed_cost).sum();
    let of = |demand: usize| (0..sites).filter(|j| open[*j]).filter_map(move |j| draft.costs[demand * sites + j]);
    let demands = 0..draft.demands.len();
    match draft.objective {
        SitingObjective::PMedian => demands.map(|demand| of(demand).min()).sum(),
        SitingObjective::FixedCharge => {
            demands.map(|demand| of(demand).min()).sum::<Option<i64>>().map(|sum| sum + fixed)
        }
        SitingObjective::MaxCoverage => {
            Some(demands.filter(|i| of(*i).next().is_some()).map(|i| draft.demands[i].weight).sum())
        }
        SitingObjective::Capacitated => {
            let room: Vec<i64> =
                draft.sites.iter().zip(open).map(|(site, open)| if *open { site.capacity } else { 0 }).collect();
            let units: Vec<usize> = demands.flat_map(|i| vec![i; draft.demands[i].weight as usize]).collect();
            filled(draft, &units, &mut room.clone()).map(|sum| sum + fixed)
        }
    }
}

/// Serves unit after unit in every possible way.
fn filled(draft: &Draft, units: &[usize], room: &mut Vec<i64>) -> Option<i64> {
    let Some((first, rest)) = units.split_first() else { return Some(0) };
    let sites = room.len();
    let mut best = None;
    for site in 0..sites {
        let Some(cost) = draft.costs[first * sites + site].filter(|_| room[site] > 0) else { continue };
        room[site] -= 1;
        let sum = filled(draft, rest, room).map(|sum| sum + cost / draft.demands[*first].weight);
        room[site] += 1;
        best = [best, sum].into_iter().flatten().min();
    }
    best
}

fn best_by_definition(draft: &Draft) -> Option<i64> {
    let sites = draft.sites.len();
    let sets = (0..1_u32 << sites).map(|set| (0..sites).map(|site| set >> site & 1 == 1).collect::<Vec<bool>>());
    let values = sets.filter_map(|open| by_definition(draft, &open));
    match draft.objective {
        SitingObjective::MaxCoverage => values.max(),
        _ => values.min(),
    }
}

fn drafts() -> impl Strategy<Value = Draft> {
    let objective = prop_oneof![
        Just(SitingObjective::PMedian),
        Just(SitingObjective::FixedCharge),
        Just(SitingObjective::Capacitated),
        Just(SitingObjective::MaxCoverage)
    ];
    (objective, 1..6_usize, 1..5_usize, 0.0..0.3_f64, any::<u64>()).prop_map(
        |(objective, sites, demands, holes, seed)| {
            let mut dice = model::Dice::new(seed);
            let mut draft = question(objective, 1 + dice.below(sites as u64) as usize, &vec![vec![0; sites]; demands]);
            for site in &mut draft.sites {
                site.fixed_cost = dice.below(30) as i64;
                site.capacity = 1 + dice.below(5) as i64;
                site.existing = dice.below(2) == 0;
                site.wish =
                    [Wish::Any, Wish::Any, Wish::Any, Wish::Any, Wish::Keep, Wish::Close][dice.below(6) as usize];
            }
            for demand in &mut draft.demands {
                demand.weight = dice.below(3) as i64 + i64::from(objective == SitingObjective::Capacitated);
            }
            for (at, cost) in draft.costs.iter_mut().enumerate() {
                let weight = draft.demands[at / sites].weight.max(1);
                *cost = (dice.below(1_000) as f64 >= holes * 1_000.0).then(|| dice.below(40) as i64 * weight);
            }
            if dice.below(3) == 0 {
                draft.most_changes = Some(dice.below(4) as usize);
            }
            draft
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_set_of_sites_is_better_than_the_plan(draft in drafts()) {
        let outcome = solved(&draft);
        let best = best_by_definition(&draft);
        // Without demands nothing has to be open; here there are always some, and one site at least serves them.
        match best {
            Some(best) => {
                prop_assert_eq!(outcome.status, Status::Optimal, "{:?}", outcome);
                prop_assert!((outcome.value.unwrap() - best as f64).abs() < 1e-3, "{:?} {}", outcome, best);
                prop_assert_eq!(outcome.value, outcome.bound);
            }
            None => {
                prop_assert_eq!(outcome.status, Status::Infeasible);
                prop_assert!(outcome.lacking.is_some());
            }
        }
    }

    #[test]
    fn parts_add_up_and_keep_to_the_open_sites(draft in drafts()) {
        let question = Question::new(draft).unwrap();
        let outcome = plan(&question, &Effort::default(), &|| false);
        let mut served = vec![0; question.demands().len()];
        let mut load = vec![0; question.sites().len()];
        for part in &outcome.parts {
            served[part.demand] += part.amount;
            if let Some(site) = part.site {
                prop_assert!(outcome.open.contains(&site));
                prop_assert!(question.cost(part.demand, site).is_some());
                load[site] += part.amount;
            }
        }
        if outcome.value.is_some() {
            let weights: Vec<i64> = question.demands().iter().map(|demand| demand.weight).collect();
            prop_assert_eq!(served, weights);
            if question.objective() == SitingObjective::Capacitated {
                prop_assert!(load.iter().zip(question.sites()).all(|(load, site)| *load <= site.capacity));
            }
        }
    }

    #[test]
    fn the_order_of_candidates_and_demands_changes_nothing(draft in drafts()) {
        let sites = draft.sites.len();
        let mut turned = draft.clone();
        turned.sites.reverse();
        turned.demands.reverse();
        turned.costs = draft.costs.chunks(sites).rev().flat_map(|row| row.iter().rev().copied()).collect();
        prop_assert_eq!(solved(&draft), solved(&turned));
    }

    #[test]
    fn a_search_cut_short_proves_no_more_than_is_true(draft in drafts(), branches in 0..2_u32, rounds in 0..60_u32) {
        let question = Question::new(draft.clone()).unwrap();
        let effort = Effort { branches, root_rounds: rounds, branch_rounds: 20, starts: 1, ..Effort::default() };
        let outcome = plan(&question, &effort, &|| false);
        if let (Some(best), Some(bound), Some(value)) = (best_by_definition(&draft), outcome.bound, outcome.value) {
            let best = best as f64;
            if question.objective() == SitingObjective::MaxCoverage {
                prop_assert!(value <= best && best <= bound, "{value} {best} {bound}");
            } else {
                prop_assert!(bound <= best + 1e-3 && best <= value + 1e-3, "{bound} {best} {value}");
            }
        }
    }
}

/// Places along a street, one metre apart; everybody may go everywhere.
fn street(places: usize) -> Vec<Vec<i64>> {
    (0..places as i64).map(|i| (0..places as i64).map(|j| (i - j).abs()).collect()).collect()
}

#[test]
fn two_medians_of_a_street_stand_in_the_middle_of_its_halves() {
    // Six houses: a median at the second and at the fifth leaves four houses one metre to go.
    let outcome = solved(&question(SitingObjective::PMedian, 2, &street(6)));
    assert_eq!((outcome.status, outcome.value, outcome.open), (Status::Optimal, Some(4.0), vec![1, 4]));
}

#[test]
fn a_demand_is_divided_where_one_site_cannot_hold_it() {
    // Ten people, room for six nearby at 1 yen and for six far away at 3: 6 · 1 + 4 · 3, and 5 yen for each site.
    let mut draft = question(SitingObjective::Capacitated, 2, &[vec![10, 30]]);
    draft.demands[0].weight = 10;
    for site in &mut draft.sites {
        (site.capacity, site.fixed_cost) = (6, 5);
    }
    let outcome = solved(&draft);
    assert_eq!((outcome.status, outcome.value), (Status::Optimal, Some(28.0)));
    let parts: Vec<(Option<usize>, i64)> = outcome.parts.iter().map(|part| (part.site, part.amount)).collect();
    assert_eq!(parts, [(Some(0), 6), (Some(1), 4)]);
}

#[test]
fn what_makes_a_plan_impossible_is_named() {
    let mut far = question(SitingObjective::PMedian, 1, &[vec![0, -1], vec![-1, 0]]);
    assert_eq!(solved(&far).lacking, Some(Lacking::NotTogether(vec![1])));
    far.sites[0].wish = Wish::Close;
    assert_eq!(solved(&far).lacking, Some(Lacking::OutOfReach(vec![0])));
    far.sites[1].wish = Wish::Close;
    assert_eq!(solved(&far).lacking, Some(Lacking::Count { kept: 0, possible: 0, least: 1, most: 1 }));
    let mut full = question(SitingObjective::Capacitated, 1, &[vec![1, 1]]);
    full.demands[0].weight = 11;
    assert_eq!(solved(&full).lacking, Some(Lacking::Capacity { needed: 11, available: 10 }));
}

#[test]
fn few_changes_keep_what_stands_today() {
    // The best single site of five is the third; with no change allowed the first one stays.
    let mut draft = question(SitingObjective::PMedian, 1, &street(5));
    draft.sites[0].existing = true;
    draft.most_changes = Some(1);
    assert_eq!(solved(&draft).value, Some(10.0));
    draft.most_changes = Some(2);
    assert_eq!(solved(&draft).value, Some(6.0));
}

#[test]
fn an_edge_given_twice_counts_as_given_last() {
    let costs = costs_on_network(4, &[(0, 1, 9), (1, 2, 3), (1, 0, 2)], &[0]);
    assert_eq!(costs, [[Some(0), Some(2), Some(5), None]]);
}

#[test]
fn a_search_told_to_stop_answers_with_what_it_knows() {
    let question = Question::new(question(SitingObjective::PMedian, 3, &street(40))).unwrap();
    let outcome = plan(&question, &Effort::default(), &|| true);
    assert!(matches!(outcome.status, Status::Stopped | Status::Optimal));
    assert!(outcome.bound.unwrap() <= outcome.value.unwrap());
}

#[test]
fn what_is_no_question_is_refused() {
    let code = |draft: Draft| Question::new(draft).map(|_| ()).map_err(|invalid| (invalid.field, invalid.code));
    let good = question(SitingObjective::PMedian, 1, &street(3));
    assert_eq!(code(good.clone()), Ok(()));
    assert_eq!(code(Draft { sites: Vec::new(), costs: Vec::new(), ..good.clone() }), Err(("candidates", "required")));
    assert_eq!(code(Draft { costs: vec![Some(1)], ..good.clone() }), Err(("costs", "out-of-range")));
    let mut twice = good.clone();
    twice.demands[1].id = "d0".to_owned();
    assert_eq!(code(twice), Err(("demand", "duplicate")));
    let mut negative = good.clone();
    negative.costs[4] = Some(-1);
    assert_eq!(code(negative), Err(("costs", "out-of-range")));
    let mut huge = good;
    huge.costs[4] = Some(i64::MAX / 2);
    assert_eq!(code(huge), Err(("costs", "out-of-range")));
}
