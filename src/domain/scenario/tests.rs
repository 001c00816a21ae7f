//! Amounts discounted by hand, buildings that are closed or renewed when it was decided, and what must hold for any stock.

use super::*;
use crate::domain::facility::Class;
use crate::domain::finance::Rate;
use crate::domain::renewal::{Model, Parameters, Rules, SpreadAnchor, UnitCost, WorkKind};
use crate::domain::uncertainty::{self, Lives, PriceRisk};
use proptest::prelude::*;

fn terms(rate: &str, timing: Timing) -> Terms {
    let rate = Rate::parse("rate", rate).unwrap();
    Terms { rate, basis: Basis::Real, inflation: Change::default(), escalation: Change::default(), timing }
}

fn change(percent: &str) -> Change {
    Change::parse("change", percent).unwrap()
}

fn year(year: i64) -> FiscalYear {
    FiscalYear::new("year", year).unwrap()
}

fn models() -> Models {
    let given = Parameters {
        renovation_age_years: 30,
        renovation_spread_years: 2,
        renovation_backlog_up_to_age_years: 50,
        backlog_years: 10,
        rebuild_age_years: 60,
        rebuild_spread_years: 3,
        overdue_years: 10,
        spread_anchor: SpreadAnchor::Start,
    };
    Models::alike(Model::mic(&Rules::new(given).unwrap()))
}

fn unit_costs() -> UnitCosts {
    let row = UnitCost { renovation_yen_per_m2: Yen(200_000), rebuild_yen_per_m2: Yen(300_000), ..UnitCost::default() };
    UnitCosts::new([row; Class::COUNT]).unwrap()
}

/// Schools of 100 m² completed in these years, looked at for so many years from 2025 on.
fn asked<T>(
    completed: &[i16],
    years: i64,
    interventions: Vec<Intervention>,
    quiet_years: u32,
    then: impl FnOnce(&Choices<'_>) -> T,
) -> T {
    let (classes, areas) = (vec![Class::School; completed.len()], vec![10_000_u32; completed.len()]);
    then(&Choices {
        stock: Stock::new(&classes, completed, &areas).unwrap(),
        known: &[],
        models: models(),
        unit_costs: unit_costs(),
        horizon: Horizon::new(year(2025), years).unwrap(),
        interventions,
        demolition_yen_per_m2: Yen(40_000),
        quiet_years,
    })
}

fn paid(outlook: &Outlook) -> Vec<(i32, i64)> {
    let years = outlook.by_year().map(|(year, spend)| (year.year(), spend.total().0));
    years.filter(|(_, yen)| *yen != 0).collect()
}

#[test]
fn money_of_later_years_is_worth_less() {
    let start = Discounting::new(terms("4", Timing::Start), 3);
    assert_eq!(start.present_value(0, Yen(100)), Yen(100));
    assert_eq!(start.present_value(1, Yen(104)), Yen(100));
    assert_eq!(start.present_value(2, Yen(10_816)), Yen(10_000), "1.04² = 1.0816");
    let end = Discounting::new(terms("4", Timing::End), 3);
    assert_eq!(end.present_value(0, Yen(104)), Yen(100));
    let mid = Discounting::new(terms("4", Timing::Mid), 3);
    assert_eq!(mid.present_value(0, Yen(1_000_000)), Yen(980_581), "1 / √1.04 = 0.980581");
    assert_eq!(start.present_value(1, Yen(-104)), Yen(-100));
}

#[test]
fn the_annual_equivalent_of_equal_years_is_one_of_them() {
    let discounting = Discounting::new(terms("4", Timing::Start), 3);
    let present: i64 = (0..3).map(|t| discounting.present_value(t, Yen(1_000_000)).0).sum();
    assert_eq!(present, 2_886_094, "1,000,000 + 961,538 + 924,556");
    assert_eq!(discounting.annual_equivalent(Yen(present)), Yen(1_000_000));
}

#[test]
fn a_nominal_rate_with_inflation_gives_what_the_real_rate_gives() {
    // 1.02 × 1.01 = 1.0302
    let real = Discounting::new(terms("2", Timing::End), 30);
    let nominal = Terms { basis: Basis::Nominal, inflation: change("1"), ..terms("3.02", Timing::End) };
    let nominal = Discounting::new(nominal, 30);
    for t in [0, 1, 15, 29] {
        let cost = Yen(10_000_000_000);
        assert!((real.present_value(t, cost).0 - nominal.present_value(t, cost).0).abs() <= 1, "{t}");
        assert!(nominal.amount(t, cost) > real.amount(t, cost));
    }
    assert_eq!(nominal.amount(0, Yen(100)), Yen(101));
}

#[test]
fn prices_that_fall_are_read_too() {
    let falling = Terms { escalation: change("-10"), ..terms("0", Timing::End) };
    let discounting = Discounting::new(falling, 2);
    assert_eq!((discounting.amount(0, Yen(100)), discounting.amount(1, Yen(100))), (Yen(90), Yen(81)));
    assert_eq!(change("-10").to_string(), "-10");
    assert!(Change::parse("change", "400").is_err() && Change::parse("change", "NaN").is_err());
}

#[test]
fn a_building_that_is_closed_costs_its_demolition_and_no_large_work_before() {
    // Completed in 1990: the missed renovation of 100 m² × 200,000 yen in ten parts from 2025, the rebuild from 2050 on.
    let renovation = |from: i32| (from..from + 10).map(|year| (year, 2_000_000)).collect::<Vec<_>>();
    let closed = || vec![Intervention::new(0, Some(year(2035)), vec![]).unwrap()];
    assert_eq!(asked(&[1990], 40, vec![], 10, |choices| paid(&run(choices)))[..10], renovation(2025));
    assert_eq!(asked(&[1990], 40, closed(), 10, |choices| paid(&run(choices))), [(2035, 4_000_000)]);
    let mut calm = renovation(2025);
    calm.push((2035, 4_000_000));
    assert_eq!(asked(&[1990], 40, closed(), 5, |choices| paid(&run(choices))), calm);
}

#[test]
fn a_fixed_rebuild_takes_the_place_of_that_of_the_model() {
    // Completed in 1975: the missed renovation from 2025, the rebuild due 2035; fixed to 2030, done in one year for 20 million.
    let work = FixedWork { kind: WorkKind::Rebuild, year: year(2030), cost: Some(Yen(20_000_000)), years: Some(1) };
    let fixed = vec![Intervention::new(0, None, vec![work]).unwrap()];
    let paid = asked(&[1975], 36, fixed, 0, |choices| paid(&run(choices)));
    let rebuilt: Vec<(i32, i64)> = paid.iter().copied().filter(|(_, yen)| *yen >= 10_000_000).collect();
    // In 2030 the rebuild beside the tenth part of the renovation; new in 2030, it is renovated in 2060 in two parts.
    assert_eq!(rebuilt, [(2030, 22_000_000), (2060, 10_000_000)]);
}

#[test]
fn what_contradicts_itself_is_refused() {
    let work = |kind, at| FixedWork { kind, year: year(at), cost: None, years: None };
    let code = |closed: Option<i64>, fixed| Intervention::new(0, closed.map(year), fixed).unwrap_err().code;
    assert_eq!(code(Some(2030), vec![work(WorkKind::Renovation, 2030)]), "contradiction");
    assert_eq!(code(None, vec![work(WorkKind::Rebuild, 2030), work(WorkKind::Rebuild, 2040)]), "contradiction");
    assert_eq!(code(None, vec![work(WorkKind::PartRepair, 2030)]), "contradiction");
}

#[test]
fn an_effect_below_zero_is_a_saving() {
    let effect = Effect { simple_renewal: Yen(300), cost: Yen(200) };
    assert_eq!((effect.effect(), effect.per_mille()), (Yen(-100), Some(-333)));
    assert_eq!(Effect { simple_renewal: Yen(0), cost: Yen(5) }.per_mille(), None);
}

#[test]
fn the_widest_swing_comes_first() {
    let swings = tornado(vec![1_i64, 3, 2, 3], |of, high| Yen(if high { *of } else { -*of }));
    assert_eq!(swings.iter().map(|swing| swing.parameter).collect::<Vec<_>>(), [3, 3, 2, 1]);
    assert_eq!(swings[0].width(), 6);
}

#[test]
fn ten_years_make_a_block_and_the_last_one_holds_the_rest() {
    let outlook = asked(&[1990, 2000], 25, vec![], 0, run);
    let blocks: Vec<(i32, i32, i64)> =
        outlook.blocks().map(|block| (block.from_year.year(), block.to_year.year(), block.spend.total().0)).collect();
    assert_eq!(
        blocks.iter().map(|block| (block.0, block.1)).collect::<Vec<_>>(),
        [(2025, 2034), (2035, 2044), (2045, 2049)]
    );
    assert_eq!(blocks.iter().map(|block| block.2).sum::<i64>(), outlook.total().total().0);
}

proptest! {
    #[test]
    fn without_chance_the_draws_are_the_forecast(completed in proptest::collection::vec(1950_i16..2024, 1..8), closed in 2026_i64..2080) {
        let interventions = vec![Intervention::new(0, Some(year(closed)), vec![]).unwrap()];
        asked(&completed, 50, interventions, 5, |choices| {
            let keys: Vec<u64> = (0..completed.len() as u64).collect();
            let (courses, lives) = (chances(choices, &keys), Lives::as_planned());
            let question = uncertainty::Question {
                courses: &courses,
                lives: &lives,
                prices: PriceRisk::AsPlanned,
                horizon: choices.horizon,
                present_value_factors: &[1.0; 50],
                draws: 2,
                seed: 1,
            };
            let bands: Vec<i64> = uncertainty::draw(&question).by_year().iter().map(|bands| bands.p50.0).collect();
            let outlook: Vec<i64> = run(choices).by_year().map(|(_, spend)| spend.total().0).collect();
            prop_assert_eq!(bands, outlook);
            Ok(())
        })?;
    }

    #[test]
    fn a_higher_rate_never_makes_later_money_worth_more(low in 0_u32..10, more in 0_u32..10, t in 0_usize..40, cost in 0_i64..1_000_000_000_000) {
        let at = |rate: u32| Discounting::new(terms(&rate.to_string(), Timing::Start), 40).present_value(t, Yen(cost));
        prop_assert!(at(low + more) <= at(low));
    }
}
