//! The forecast as a whole: buildings computed by hand, and what must hold for any stock.
//!
//! # Units
//! Yen, dm² and fiscal years, as in the module itself; the base year is 2025.
//! # Source
//! The arithmetic stands beside each number. Published rules: 公共施設等更新費用試算ソフト, 2011.

use super::Reason::{Backlog, Due, Overdue};
use super::WorkKind::{Rebuild, Renovation};
use super::*;
use proptest::prelude::*;
use strum::IntoEnumIterator;

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

type Row = (Class, i16, u32);

fn year(year: i64) -> FiscalYear {
    FiscalYear::new("year", year).expect("a year")
}

fn horizon(from: i64, years: i64) -> Horizon {
    Horizon::new(year(from), years).expect("a horizon")
}

fn flat(renovation: i64, rebuild: i64) -> UnitCosts {
    let row =
        UnitCost { renovation_yen_per_m2: Yen(renovation), rebuild_yen_per_m2: Yen(rebuild), ..UnitCost::default() };
    UnitCosts::new([row; Class::COUNT]).expect("unit costs")
}

fn rules(given: Parameters) -> Rules {
    Rules::new(given).expect("rules")
}

fn with<T>(rows: &[Row], then: impl FnOnce(&Stock<'_>) -> T) -> T {
    let class: Vec<Class> = rows.iter().map(|row| row.0).collect();
    let completed_year: Vec<i16> = rows.iter().map(|row| row.1).collect();
    let floor_area_dm2: Vec<u32> = rows.iter().map(|row| row.2).collect();
    then(&Stock::new(&class, &completed_year, &floor_area_dm2).expect("columns"))
}

/// `(year, renovation, rebuild)` of the years in which a building of 1 m² costs anything, base year 2025.
fn paid(given: Parameters, completed: i16, unit_costs: &UnitCosts, years: i64) -> Vec<(i32, i64, i64)> {
    let forecast =
        with(&[(Class::School, completed, 100)], |s| simulate(s, &rules(given), unit_costs, horizon(2025, years)));
    let costs = forecast.by_year().map(|(year, cost)| (year.year(), cost.renovation.0, cost.rebuild.0));
    costs.filter(|&(_, renovation, rebuild)| renovation + rebuild > 0).collect()
}

fn work(completed: i16, years: i64) -> Vec<(WorkKind, Reason, i32, i32, u32)> {
    let events = with(&[(Class::School, completed, 100)], |s| {
        events(s, &rules(MIC), &flat(1, 1), horizon(2025, years)).collect::<Vec<_>>()
    });
    events.iter().map(|e| (e.kind, e.reason, e.due_year.year(), e.first_year.year(), e.years)).collect()
}

#[test]
fn at_29_and_30_the_renovation_is_due_and_at_31_it_is_backlog() {
    assert_eq!(work(1996, 10), [(Renovation, Due, 2026, 2026, 2)]);
    assert_eq!(work(1995, 10), [(Renovation, Due, 2025, 2025, 2)]);
    assert_eq!(work(1994, 10), [(Renovation, Backlog, 2024, 2025, 10)]);
}

#[test]
fn at_50_the_renovation_is_still_made_up_for_and_at_51_no_more() {
    assert_eq!(work(1975, 11), [(Renovation, Backlog, 2005, 2025, 10), (Rebuild, Due, 2035, 2035, 3)]);
    assert_eq!(work(1974, 11), [(Rebuild, Due, 2034, 2034, 3)]);
}

#[test]
fn at_59_and_60_the_rebuild_is_due_and_at_61_it_is_overdue() {
    assert_eq!(work(1966, 10), [(Rebuild, Due, 2026, 2026, 3)]);
    assert_eq!(work(1965, 10), [(Rebuild, Due, 2025, 2025, 3)]);
    assert_eq!(work(1964, 10), [(Rebuild, Overdue, 2024, 2025, 10)]);
}

#[test]
fn a_rebuilt_building_is_renovated_and_rebuilt_again() {
    // Completed 1990: 2020 backlog; rebuilt 2050; new in 2050: 2080, 2110; new in 2110: 2140 is beyond 2124.
    let renovated = (Renovation, Backlog, 2020, 2025, 10);
    let cycle = [renovated, (Rebuild, Due, 2050, 2050, 3), (Renovation, Due, 2080, 2080, 2)];
    assert_eq!(work(1990, 85), cycle);
    assert_eq!(work(1990, 86), [&cycle[..], &[(Rebuild, Due, 2110, 2110, 3)]].concat());
    // Overdue since 2010, so new in the base year 2025: renovation in 2055, rebuild in 2085.
    let overdue = [(Rebuild, Overdue, 2010, 2025, 10), (Renovation, Due, 2055, 2055, 2), (Rebuild, Due, 2085, 2085, 3)];
    assert_eq!(work(1950, 70), overdue);
}

#[test]
fn a_building_still_to_come_ages_from_its_own_completion() {
    assert_eq!(work(2030, 35), []);
    assert_eq!(work(2030, 36), [(Renovation, Due, 2060, 2060, 2)]);
    assert_eq!(work(2300, 100), []);
}

#[test]
fn the_last_year_takes_the_remainder() {
    // 1000 / 3 = 333, and 1000 - 2 × 333 = 334.
    assert_eq!(paid(MIC, 1965, &flat(0, 1000), 10), [(2025, 0, 333), (2026, 0, 333), (2027, 0, 334)]);
    // 1.01 m² at 333,333 yen: floor(333333 × 101 / 100) = 336,666; over two years 168,333 each.
    let forecast = with(&[(Class::Park, 1995, 101)], |s| simulate(s, &rules(MIC), &flat(333_333, 0), horizon(2025, 2)));
    assert_eq!(forecast.at(year(2026), Class::Park), Cost { renovation: Yen(168_333), ..Cost::default() });
    assert_eq!(forecast.total().total(), Yen(336_666));
}

#[test]
fn an_anchor_moves_the_years_of_what_is_due() {
    let anchored = |spread_anchor| Parameters { spread_anchor, ..MIC };
    let unit_costs = flat(20, 30);
    // Completed 1970: rebuild due 2030. Completed 2000: renovation due 2030.
    for (anchor, rebuild, renovation) in [
        (SpreadAnchor::Start, [2030, 2031, 2032], [2030, 2031]),
        (SpreadAnchor::Center, [2029, 2030, 2031], [2030, 2031]),
        (SpreadAnchor::End, [2028, 2029, 2030], [2029, 2030]),
    ] {
        assert_eq!(paid(anchored(anchor), 1970, &unit_costs, 20), rebuild.map(|y| (y, 0, 10)), "{anchor:?}");
        assert_eq!(paid(anchored(anchor), 2000, &unit_costs, 20), renovation.map(|y| (y, 10, 0)), "{anchor:?}");
    }
}

#[test]
fn what_is_paid_outside_the_horizon_is_dropped_at_either_end() {
    let end = Parameters { spread_anchor: SpreadAnchor::End, ..MIC };
    // Due 2025, paid 2023 to 2025: the last part, 1000 - 2 × 333, is inside.
    assert_eq!(paid(end, 1965, &flat(0, 1000), 5), [(2025, 0, 334)]);
    // Due 2031, paid 2029 to 2031; the horizon ends in 2029.
    assert_eq!(paid(end, 1971, &flat(0, 1000), 5), [(2029, 0, 333)]);
    // Due 2029, paid 2029 to 2031.
    assert_eq!(paid(MIC, 1969, &flat(0, 1000), 5), [(2029, 0, 333)]);
}

#[test]
fn the_mean_is_rounded_half_up_and_years_outside_cost_nothing() {
    // 1000 yen over 16 years is 62.5 a year.
    let forecast = with(&[(Class::School, 1965, 100)], |s| simulate(s, &rules(MIC), &flat(0, 1000), horizon(2025, 16)));
    assert_eq!(forecast.annual_mean(), Yen(63));
    assert_eq!(forecast.at(year(2024), Class::School), Cost::default());
    assert_eq!(forecast.at(year(2041), Class::School), Cost::default());
}

#[test]
fn a_stock_that_is_empty_or_beyond_measure_is_answered() {
    let nothing = with(&[], |s| simulate(s, &rules(MIC), &flat(1, 1), horizon(2025, 40)));
    assert_eq!((nothing.total(), nothing.by_year().len()), (Cost::default(), 40));
    // 30,000 × 4.29 × 10¹⁵ yen is more than an i64 holds.
    let vast = with(&vec![(Class::School, 1965, u32::MAX); 30_000], |s| {
        simulate(s, &rules(MIC), &flat(0, 100_000_000), horizon(2025, 40))
    });
    assert_eq!(vast.total().total(), Yen(i64::MAX));
}

#[test]
fn every_word_is_written_the_same_by_serde_and_by_strum() {
    fn same<W: Word + Serialize>() {
        for word in W::iter() {
            assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
        }
    }
    same::<WorkKind>();
    same::<Reason>();
    same::<SpreadAnchor>();
}

fn any_parameters() -> impl Strategy<Value = Parameters> {
    let anchor = prop::sample::select(vec![SpreadAnchor::Start, SpreadAnchor::Center, SpreadAnchor::End]);
    let any = (1..120i64, 1..80i64, 0..80i64, [1..=30i64, 1..=30, 1..=30, 1..=30], anchor);
    let any = any.prop_map(|(renovation, further, backlog, [a, b, c, d], spread_anchor)| Parameters {
        renovation_age_years: renovation,
        renovation_spread_years: a,
        renovation_backlog_up_to_age_years: renovation + backlog.min(further - 1),
        backlog_years: b,
        rebuild_age_years: renovation + further,
        rebuild_spread_years: c,
        overdue_years: d,
        spread_anchor,
    });
    prop_oneof![Just(MIC), Just(Parameters { rebuild_spread_years: 7, ..MIC }), any]
}

fn any_unit_costs() -> impl Strategy<Value = UnitCosts> {
    let price = || prop_oneof![(0..100i64).prop_map(|n| n * 10_000), Just(333_333), Just(100_000_000), 0..1_000_000i64];
    let rows = prop::collection::vec((price(), price()), Class::COUNT);
    let round = (0..100i64).prop_map(|n| vec![(n * 10_000, n * 20_000); Class::COUNT]);
    prop_oneof![rows, round].prop_map(|rows| {
        UnitCosts::new(std::array::from_fn(|class| UnitCost {
            renovation_yen_per_m2: Yen(rows[class].0),
            rebuild_yen_per_m2: Yen(rows[class].1),
            ..UnitCost::default()
        }))
        .expect("unit costs")
    })
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let class = || prop::sample::select(Class::iter().collect::<Vec<_>>());
    let near = (class(), 1930..2060i16, 0..2_000_000u32);
    let far = (class(), 1868..=2300i16, any::<u32>());
    prop_oneof![prop::collection::vec(near, 0..60), prop::collection::vec(far, 0..20)]
}

fn folded(rows: &[Row], rules: &Rules, unit_costs: &UnitCosts, horizon: Horizon) -> Vec<[Wide; Class::COUNT]> {
    let mut by_year = vec![[Wide::default(); Class::COUNT]; horizon.years() as usize];
    for event in with(rows, |s| events(s, rules, unit_costs, horizon).collect::<Vec<_>>()) {
        for (year, yen) in event.charges(horizon) {
            let index = (year.year() - horizon.from_year().year()) as usize;
            let cell = &mut by_year[index][rows[event.building].0 as usize];
            cell.add(event.kind, yen.0.into());
        }
    }
    by_year
}

proptest! {
    #[test]
    fn a_forecast_is_the_sum_of_its_events(
        rows in any_rows(), given in any_parameters(), unit_costs in any_unit_costs(), years in 1..=100i64,
    ) {
        let (rules, horizon) = (rules(given), horizon(2025, years));
        let forecast = with(&rows, |s| simulate(s, &rules, &unit_costs, horizon));
        prop_assert_eq!(&forecast.by_year, &folded(&rows, &rules, &unit_costs, horizon));
        let total = i128::from(forecast.total().total().0);
        prop_assert_eq!(forecast.by_year().map(|(_, c)| i128::from(c.total().0)).sum::<i128>(), total);
        prop_assert_eq!(forecast.by_class().map(|(_, c)| i128::from(c.total().0)).sum::<i128>(), total);
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(
        (rows, shuffled) in any_rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let unit_costs = flat(170_001, 330_000);
        let forecast = |rows: &[Row]| with(rows, |s| simulate(s, &rules(MIC), &unit_costs, horizon(2025, 40)));
        prop_assert_eq!(forecast(&rows), forecast(&shuffled));
    }

    #[test]
    fn an_event_is_paid_to_the_yen_and_touches_the_horizon(
        rows in any_rows(), given in any_parameters(), unit_costs in any_unit_costs(),
    ) {
        let horizon = horizon(2025, 60);
        let mut before = None;
        for event in with(&rows, |s| events(s, &rules(given), &unit_costs, horizon).collect::<Vec<_>>()) {
            let charges: Vec<(FiscalYear, Yen)> = event.charges(horizon).collect();
            let paid: Yen = charges.iter().map(|charge| charge.1).sum();
            let ends = event.first_year.plus(event.years as i32 - 1);
            prop_assert!(!charges.is_empty() && paid <= event.cost);
            if event.first_year >= horizon.from_year() && ends <= horizon.to_year() {
                prop_assert_eq!(paid, event.cost);
            }
            prop_assert!(before < Some((event.building, event.due_year)));
            before = Some((event.building, event.due_year));
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_yen() {
    let classes: Vec<Class> = Class::iter().collect();
    let row = |i: u32| (classes[(i % 13) as usize], 1940 + (i % 83) as i16, i.wrapping_mul(2_654_435_761) >> 12);
    let rows: Vec<Row> = (0..700_000).map(row).collect();
    for unit_costs in [flat(250_000, 400_000), flat(333_333, 444_443)] {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| with(&rows, |s| simulate(s, &rules(MIC), &unit_costs, horizon(2025, 40))))
        };
        let one = on(1);
        assert_eq!(one.by_year, folded(&rows, &rules(MIC), &unit_costs, horizon(2025, 40)));
        assert!([2, 3, 5].into_iter().all(|threads| on(threads) == one));
    }
}
