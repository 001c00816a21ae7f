//! Scenarios as a whole: works moved and left out by hand, money of later years, and sums that must agree.

use super::*;
use crate::domain::component_cycle::Inventory;
use crate::domain::facility::Class;
use crate::domain::finance::Rate;
use crate::domain::renewal::{Model, Parameters, Rules, SpreadAnchor, UnitCost, WorkKind};
use proptest::prelude::*;
use std::sync::Arc;

const MIC: Parameters = Parameters {
    renovation_age_years: 30,
    renovation_spread_years: 2,
    renovation_backlog_up_to_age_years: 50,
    backlog_years: 10,
    rebuild_age_years: 60,
    rebuild_spread_years: 3,
    overdue_years: 10,
    spread_anchor: SpreadAnchor::Start,
};

fn year(year: i64) -> FiscalYear {
    FiscalYear::new("year", year).expect("a year")
}

/// Buildings of 100 m² from 2025 on: a renovation of 10,000 yen, a rebuild of 20,000, a demolition of 5,000.
fn with<T>(completed: &[i16], years: i64, then: impl FnOnce(Choices<'_>) -> T) -> T {
    let (class, area) = (vec![Class::School; completed.len()], vec![10_000; completed.len()]);
    let row = UnitCost { renovation_yen_per_m2: Yen(100), rebuild_yen_per_m2: Yen(200), ..UnitCost::default() };
    then(Choices {
        stock: Stock::new(&class, completed, &area).expect("columns"),
        known: &[],
        models: Models::alike(Model::mic(&Rules::new(MIC).expect("rules"))),
        unit_costs: UnitCosts::new([row; Class::COUNT]).expect("unit costs"),
        horizon: Horizon::new(year(2025), years).expect("a horizon"),
        interventions: Vec::new(),
        demolition_yen_per_m2: Yen(50),
        quiet_years: 10,
    })
}

fn paid(outlook: &Outlook) -> Vec<(i32, i64)> {
    outlook.by_year().map(|(year, spend)| (year.year(), spend.total().0)).filter(|(_, yen)| *yen > 0).collect()
}

fn decided(completed: i16, closed: Option<i64>, fixed: Vec<FixedWork>) -> Vec<(i32, i64)> {
    with(&[completed], 40, |mut choices| {
        choices.interventions = vec![Intervention::new(0, closed.map(year), fixed).expect("decided")];
        paid(&run(&choices))
    })
}

fn fixed(kind: WorkKind, in_year: i64) -> FixedWork {
    FixedWork { kind, year: year(in_year), cost: None, years: None }
}

#[test]
fn without_decisions_a_scenario_is_the_forecast() {
    let by_hand = [(2026, 5_000), (2027, 5_000), (2056, 6_666), (2057, 6_666), (2058, 6_668)];
    assert_eq!(with(&[1996], 40, |choices| paid(&run(&choices))), by_hand);
}

#[test]
fn a_building_that_is_closed_soon_is_only_taken_down() {
    assert_eq!(decided(1996, Some(2030), vec![]), [(2030, 5_000)]);
    // Eleven years before the end the renovation is still worth it.
    assert_eq!(decided(1996, Some(2037), vec![]), [(2026, 5_000), (2027, 5_000), (2037, 5_000)]);
}

#[test]
fn a_fixed_renovation_takes_the_place_of_the_one_that_would_be_due() {
    let by_hand = [(2030, 5_000), (2031, 5_000), (2056, 6_666), (2057, 6_666), (2058, 6_668)];
    assert_eq!(decided(1996, None, vec![fixed(WorkKind::Renovation, 2030)]), by_hand);
}

#[test]
fn a_fixed_rebuild_begins_a_new_life() {
    let by_hand =
        [(2026, 5_000), (2027, 5_000), (2030, 6_666), (2031, 6_666), (2032, 6_668), (2060, 5_000), (2061, 5_000)];
    assert_eq!(decided(1996, None, vec![fixed(WorkKind::Rebuild, 2030)]), by_hand);
}

#[test]
fn a_fixed_work_may_have_its_own_cost_and_years() {
    let work = FixedWork { cost: Some(Yen(100)), years: Some(3), ..fixed(WorkKind::Renovation, 2030) };
    assert_eq!(decided(1996, None, vec![work])[..3], [(2030, 33), (2031, 33), (2032, 34)]);
}

#[test]
fn what_contradicts_itself_is_refused() {
    let refused = |closed: Option<i64>, works: Vec<FixedWork>| Intervention::new(0, closed.map(year), works).is_err();
    assert!(refused(Some(2030), vec![fixed(WorkKind::Renovation, 2030)]));
    assert!(refused(None, vec![fixed(WorkKind::Renovation, 2030), fixed(WorkKind::Renovation, 2030)]));
    assert!(refused(None, vec![fixed(WorkKind::Rebuild, 2030), fixed(WorkKind::Rebuild, 2040)]));
    assert!(refused(None, vec![fixed(WorkKind::PartRepair, 2030)]));
    assert!(refused(None, vec![fixed(WorkKind::ComponentRenewal, 2030)]));
}

fn terms(rate: &str, basis: Basis, inflation: &str, timing: Timing) -> Terms {
    let rate = Rate::parse("rate", rate).expect("a rate");
    let inflation = Change::parse("inflation", inflation).expect("a change");
    Terms { rate, basis, inflation, escalation: Change::default(), timing }
}

#[test]
fn a_thousand_yen_of_the_next_year_at_four_percent() {
    let worth = |timing| Discounting::new(terms("4", Basis::Real, "0", timing), 2).present_value(1, Yen(1_000)).0;
    // 1000 / 1.04, 1000 / 1.04^1.5 = 1000 / 1.0605961, 1000 / 1.0816.
    assert_eq!((worth(Timing::Start), worth(Timing::Mid), worth(Timing::End)), (962, 943, 925));
}

#[test]
fn the_annual_equivalent_spreads_a_present_value_by_the_annuity_factor() {
    let discounting = Discounting::new(terms("4", Basis::Real, "0", Timing::End), 10);
    // The capital recovery factor of 4 % over 10 years is 0.123291 in every table of compound interest.
    assert_eq!(discounting.annual_equivalent(Yen(1_000_000)), Yen(123_291));
    let free = Discounting::new(terms("0", Basis::Real, "0", Timing::Start), 8);
    assert_eq!(free.annual_equivalent(Yen(1_000)), Yen(125));
}

#[test]
fn real_and_nominal_give_the_same_present_value() {
    let real = Discounting::new(terms("4", Basis::Real, "2", Timing::End), 30);
    // 1.04 · 1.02 = 1.0608.
    let nominal = Discounting::new(terms("6.08", Basis::Nominal, "2", Timing::End), 30);
    for t in 0..30 {
        assert_eq!(real.present_value(t, Yen(1_000_000_000)), nominal.present_value(t, Yen(1_000_000_000)));
    }
    assert_eq!((real.amount(0, Yen(100)), nominal.amount(0, Yen(100))), (Yen(100), Yen(102)));
}

#[test]
fn falling_prices_are_read_and_told_with_their_sign() {
    let change = Change::parse("inflation", "-1.5").expect("a change");
    assert_eq!(change.to_string(), "-1.5");
    assert_eq!(Change::parse("inflation", "-0").expect("a change").to_string(), "0");
    for bad in ["", "NaN", "--1", "21", "-400", "1e9"] {
        assert!(Change::parse("inflation", bad).is_err(), "{bad}");
    }
}

#[test]
fn an_exact_product_is_rounded_once_half_away_from_zero() {
    assert_eq!((times(Yen(5), 0.5), times(Yen(-5), 0.5), times(Yen(5), 0.0)), (Yen(3), Yen(-3), Yen(0)));
    assert_eq!(times(Yen(i64::MAX), 1.0), Yen(i64::MAX));
    assert_eq!(times(Yen(i64::MAX), 2.0), Yen(i64::MAX));
}

#[test]
fn the_effect_is_what_measures_cost_less_simple_renewal() {
    let effect = Effect { simple_renewal: Yen(1_000), cost: Yen(875) };
    assert_eq!((effect.effect(), effect.per_mille()), (Yen(-125), Some(-125)));
    assert_eq!(Effect { simple_renewal: Yen(0), cost: Yen(5) }.per_mille(), None);
}

#[test]
fn a_tornado_puts_the_widest_first() {
    let swings = tornado(vec![1, 3, 2], |parameter, high| Yen(if high { *parameter } else { -*parameter }));
    let order: Vec<(i64, u64)> = swings.iter().map(|swing| (swing.parameter, swing.width())).collect();
    assert_eq!(order, [(3, 6), (2, 4), (1, 2)]);
}

proptest! {
    #[test]
    fn years_classes_and_blocks_add_up(completed in prop::collection::vec(1930_i16..2030, 1..30), years in 1_i64..100) {
        with(&completed, years, |choices| {
            let outlook = run(&choices);
            let total = outlook.total().total();
            let discounting = Discounting::new(terms("4", Basis::Real, "0", Timing::Mid), years as u32);
            prop_assert_eq!(outlook.by_year().map(|(_, spend)| spend.total()).sum::<Yen>(), total);
            prop_assert_eq!(outlook.by_class().map(|(_, spend)| spend.total()).sum::<Yen>(), total);
            prop_assert_eq!(outlook.blocks().map(|block| block.spend.total()).sum::<Yen>(), total);
            prop_assert_eq!(outlook.blocks().count(), (years as usize).div_ceil(10));
            let school = outlook.present_value_of(Class::School, &discounting);
            prop_assert_eq!(outlook.present_value(&discounting), school);
            prop_assert!(school <= total);
            Ok(())
        })?;
    }

    #[test]
    fn closing_everything_today_leaves_the_demolition(completed in prop::collection::vec(1930_i16..2030, 1..20)) {
        with(&completed, 40, |mut choices| {
            let close = |row| Intervention::new(row, Some(year(2025)), vec![]).expect("closed");
            choices.interventions = (0..completed.len()).map(close).collect();
            prop_assert_eq!(paid(&run(&choices)), [(2025, 5_000 * completed.len() as i64)]);
            Ok(())
        })?;
    }

    #[test]
    fn without_spread_a_draw_is_the_forecast(
        completed in prop::collection::vec(1930_i16..2030, 1..20),
        closed in prop::collection::vec(prop::option::of(2025_i64..2070), 20),
        rebuilt in prop::collection::vec(prop::option::of(2025_i64..2070), 20),
        components in prop::collection::vec((1930_i16..2026, 5_u8..80, 0_i64..1_000), 0..40),
        by_component in prop::option::of(prop::option::of(20_u32..90)),
    ) {
        use crate::domain::uncertainty::{self, Lives, PriceRisk, Question};
        with(&completed, 50, |mut choices| {
            if let Some(life) = by_component {
                let mut inventory = Inventory::default();
                for row in 0..completed.len() {
                    let own = || components.iter().skip(row).step_by(completed.len());
                    let (renewed, cycles): (Vec<i16>, Vec<u8>) = own().map(|of| (of.0, of.1)).unzip();
                    let costs: Vec<i64> = own().map(|of| of.2).collect();
                    inventory.push(&renewed, &cycles, &costs).expect("components");
                }
                choices.models = Models::alike(Model::by_component(Arc::new(inventory), life));
            }
            choices.interventions = (0..completed.len()).filter_map(|row| {
                let works = rebuilt[row].map(|at| fixed(WorkKind::Rebuild, at)).into_iter().collect();
                Intervention::new(row, closed[row].map(year), works).ok()
            }).collect();
            let keys: Vec<u64> = (0..completed.len() as u64).map(|row| row << 8).collect();
            let courses = chances(&choices, &keys);
            let drawn = uncertainty::draw(&Question {
                courses: &courses,
                lives: &Lives::as_planned(),
                prices: PriceRisk::AsPlanned,
                horizon: choices.horizon,
                present_value_factors: &[1.0; 50],
                draws: 1,
                seed: 1,
            });
            let outlook: Vec<Yen> = run(&choices).by_year().map(|(_, spend)| spend.total()).collect();
            let bands: Vec<Yen> = drawn.by_year().iter().map(|bands| bands.p50).collect();
            prop_assert_eq!(bands, outlook);
            Ok(())
        })?;
    }
}
