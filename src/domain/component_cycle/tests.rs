//! Components followed by hand, and what must hold for any of them.

use super::*;
use crate::domain::units::FiscalYear;
use proptest::prelude::*;

fn horizon(years: i64) -> Horizon {
    Horizon::new(FiscalYear::new("year", 2025).expect("a year"), years).expect("a horizon")
}

fn paid(rows: &[(i16, u8, i64)], years: i64) -> Vec<(i32, i64)> {
    let (renewed, cycle, cost) = columns(rows);
    let components = Components::new(&renewed, &cycle, &cost).expect("components");
    let sums = renewals(&components, horizon(years));
    (2025..).zip(sums).filter(|(_, yen)| yen.0 > 0).map(|(year, yen)| (year, yen.0)).collect()
}

fn columns(rows: &[(i16, u8, i64)]) -> (Vec<i16>, Vec<u8>, Vec<i64>) {
    (rows.iter().map(|r| r.0).collect(), rows.iter().map(|r| r.1).collect(), rows.iter().map(|r| r.2).collect())
}

#[test]
fn a_roof_of_2008_is_renewed_every_twenty_years() {
    assert_eq!(paid(&[(2008, 20, 7)], 40), [(2028, 7), (2048, 7)]);
}

#[test]
fn what_is_overdue_is_renewed_now_and_counts_from_now() {
    assert_eq!(paid(&[(1990, 20, 7)], 40), [(2025, 7), (2045, 7)]);
}

#[test]
fn what_is_due_after_the_last_year_costs_nothing() {
    assert_eq!(paid(&[(2025, 40, 7)], 40), []);
    assert_eq!(paid(&[(2024, 40, 7)], 40), [(2064, 7)]);
}

#[test]
fn a_rebuilt_building_begins_with_new_components() {
    let (renewed, cycle, cost) = columns(&[(2008, 20, 7)]);
    let components = Components::new(&renewed, &cycle, &cost).expect("components");
    let building = Building { completed_year: 1985, floor_area_dm2: 1_000, life_years: Some(50) };
    let prices = Prices { build_yen_per_m2: Yen(400), operate_yen_per_m2: Yen(5), end_of_life_yen_per_m2: Yen(30) };
    let costs = life_cycle(&building, &components, &prices, horizon(40));
    // 10 m²: 50 yen a year; the roof in 2028; 300 and 4000 yen in 2035; the new roof in 2055.
    let other = |cost: &LifeCycleCost| (cost.build.0, cost.maintain.0, cost.end_of_life.0);
    let told: Vec<(i32, (i64, i64, i64))> =
        (2025..).zip(costs.iter().map(other)).filter(|(_, cost)| *cost != (0, 0, 0)).collect();
    assert_eq!(told, [(2028, (0, 7, 0)), (2035, (4_000, 0, 300)), (2055, (0, 7, 0))]);
    assert!(costs.iter().all(|cost| cost.operate == Yen(50)));
    assert_eq!(costs.iter().map(|cost| cost.total()).sum::<Yen>(), Yen(40 * 50 + 7 + 4_300 + 7));
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    assert!(Components::new(&[2000], &[], &[]).is_err());
    assert!(Components::new(&[2000], &[0], &[1]).is_err());
    assert!(Components::new(&[2000], &[1], &[-1]).is_err());
    assert!(Components::new(&[2000, 2000], &[1, 1], &[i64::MAX, 1]).is_err());
}

proptest! {
    #[test]
    fn summed_first_is_the_same_as_one_by_one(
        rows in prop::collection::vec((1900_i16..2100, 1_u8..=255, 0_i64..1_000_000_000), 0..200),
        years in 1_i64..=100,
    ) {
        let (renewed, cycle, cost) = columns(&rows);
        let components = Components::new(&renewed, &cycle, &cost).expect("components");
        prop_assert_eq!(renewals(&components, horizon(years)), renewals_one_by_one(&components, horizon(years)));
    }

    #[test]
    fn without_a_rebuild_maintenance_is_the_renewal_of_the_components(
        rows in prop::collection::vec((1900_i16..2100, 1_u8..=255, 0_i64..1_000_000_000), 0..50),
    ) {
        let (renewed, cycle, cost) = columns(&rows);
        let components = Components::new(&renewed, &cycle, &cost).expect("components");
        let building = Building { completed_year: 1900, floor_area_dm2: 100, life_years: None };
        let free = Prices { build_yen_per_m2: Yen(0), operate_yen_per_m2: Yen(0), end_of_life_yen_per_m2: Yen(0) };
        let costs = life_cycle(&building, &components, &free, horizon(60));
        let maintain: Vec<Yen> = costs.iter().map(|cost| cost.maintain).collect();
        prop_assert_eq!(maintain, renewals(&components, horizon(60)));
    }
}
