//! Is a block solved exactly when it is taken apart into clusters, and is a rearranged plan no worse?
//!
//! # Units
//! Whole yen; prices in 2^−shift yen a yen.
//! # Source
//! Every plan of a few works, valued one by one.

use super::super::branch::Tree;
use super::super::dual::Dual;
use super::super::mixture::value;
use super::super::model::{Block, Goal, Model};
use super::super::nearby::{Extent, rearranged};
use super::super::oracle::{IMPOSSIBLE, Oracle, Prices};
use super::super::plan::Plan;
use super::*;

/// Three buildings of two or three works with a saving each; one work of each is related to one of the next.
fn town(costs: &[i64], deferrals: &[i64], kinds: (bool, bool)) -> Draft {
    let of = |nth: usize| Work {
        bundle: Some(nth as u32 / 3),
        deferral: deferrals[3 * nth..3 * nth + 3].iter().map(|yen| Yen(*yen)).collect(),
        duration_years: if [0, 3, 6].contains(&nth) { 2 } else { 1 },
        ..work(costs[nth], nth as i32 % 2, nth as i32 % 2 + 2)
    };
    let link = |after: bool, first: u32, then: u32| match after {
        true => Relation::After { first, then, lag_years: 0 },
        false => Relation::NotSameYear { first, second: then },
    };
    Draft {
        relations: vec![link(kinds.0, 0, 4), link(kinds.1, 3, 7)],
        bundle_savings: vec![Yen(60), Yen(90), Yen(40)],
        objective: Objective::Exceed { peak_weight: 1, excess_weight: 2 },
        ..under(draft(5, (0..8).map(of).collect()), &[300; 5])
    }
}

/// The least value of all starts of a block that keep the relations, with every option tried.
fn least(model: &Model, prices: &Prices, block: &Block, starts: &mut Vec<u8>) -> i64 {
    let works = &model.works[block.first as usize..(block.first + block.len) as usize];
    let Some(&next) = works.get(starts.len()) else {
        let mut all = vec![0; model.duration.len()];
        works.iter().zip(&*starts).for_each(|(work, start)| all[*work as usize] = *start);
        let fits = works.iter().all(|work| model.fits(*work as usize, all[*work as usize], &all));
        return if fits { value(model, prices, block, starts) } else { IMPOSSIBLE };
    };
    let mut best = IMPOSSIBLE;
    for option in model.options(next as usize) {
        starts.push(model.start[option]);
        best = best.min(least(model, prices, block, starts));
        starts.pop();
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_block_costs_what_its_cheapest_plan_costs(
        costs in prop::collection::vec(50..400_i64, 8),
        deferrals in prop::collection::vec(0..300_i64, 24),
        kinds in any::<(bool, bool)>(),
        rows in prop::collection::vec(0..40_i64, 5),
    ) {
        let problem = Problem::new(town(&costs, &deferrals, kinds)).expect("a sound draft");
        let model = Model::new(&problem, Goal::Own);
        let mut prices = Prices::new(&model, 4);
        prices.row.copy_from_slice(&rows);
        prices.sum_up(model.years);
        let allowed = vec![true; model.start.len()];
        let mut oracle = Oracle::default();
        for block in &model.blocks {
            prop_assert!(block.len < 8 || block.clusters.len() > 1, "the town hangs together by single pairs");
            let found = oracle.solve(&model, &prices, &allowed, block, IMPOSSIBLE);
            prop_assert_eq!(found, least(&model, &prices, block, &mut Vec::new()));
            prop_assert_eq!(value(&model, &prices, block, &oracle.best), found);
            let works = &model.works[block.first as usize..(block.first + block.len) as usize];
            let mut bounds = vec![i64::MIN; model.start.len()];
            oracle.each_forced(&model, &prices, block, works, |option, bound| bounds[option] = bound);
            for (&work, own) in works.iter().flat_map(|work| model.options(*work as usize).map(move |own| (work, own))) {
                let mut only = allowed.clone();
                model.options(work as usize).filter(|option| *option != own).for_each(|option| only[option] = false);
                let forced = oracle.solve(&model, &prices, &only, block, IMPOSSIBLE);
                prop_assert!(bounds[own] <= forced, "no option falls that a cheaper plan needs");
            }
        }
    }

    #[test]
    fn rearranging_is_never_worse_and_branching_keeps_the_best_plan(
        costs in prop::collection::vec(50..400_i64, 8),
        deferrals in prop::collection::vec(0..300_i64, 24),
    ) {
        let given = town(&costs, &deferrals, (false, false));
        let problem = Problem::new(given.clone()).expect("a sound draft");
        let model = Model::new(&problem, Goal::Own);
        let allowed = vec![true; model.start.len()];
        let dual = Dual::new(&model, &allowed).expect("a plan");
        let mut tree = Tree::new(&model, dual.clone(), allowed, None);
        tree.grow(1, 0, 1, NEVER);
        let before = tree.best.clone().expect("a plan of the first node");
        let extent = Extent { rounds: 2, works: 6, nodes: 50, bound: 0 };
        let after = rearranged(&model, &dual, before.clone(), extent, 1, NEVER);
        prop_assert!(after.0 <= before.0);
        prop_assert_eq!(Plan::new(&model, after.1.starts.clone()).value(&model), after.0);
        tree.offer(after);
        tree.grow(10_000, 0, 1, NEVER);
        prop_assert!(tree.done());
        prop_assert_eq!(tree.best.map(|best| best.0.weighted), optimum(&given));
    }
}
