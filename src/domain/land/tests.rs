//! What holds for every site, and what a planner may rely on.

use super::{
    BuildingUse, DistrictPlan, Exemption, Figures, Quantity, Rule, SET, Site, Situation, Wishes, Zone, capacity, zoning,
};
use crate::domain::facility::Zoning;
use crate::domain::units::Area;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn figures() -> Figures {
    let table = include_str!("../../../data/reference/land.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[0] == SET);
    let values: BTreeMap<String, String> = rows.map(|row| (row[1].to_owned(), row[2].to_owned())).collect();
    Figures::from_named(|name| values.get(name).cloned()).unwrap()
}

fn zone(dm2: i64, floor_area_ratio_percent: u32, coverage_ratio_percent: u32, zoning: Zoning) -> Zone {
    Zone { area: Area::from_dm2(dm2), zoning, floor_area_ratio_percent, coverage_ratio_percent, excluded_dm2: 0 }
}

fn site(zones: &[Zone], wishes: Wishes) -> Site {
    Site::new(zones.to_vec(), 0, Situation::default(), None, wishes).unwrap()
}

#[test]
fn a_step_says_by_which_law_and_in_which_zone() {
    let zones = [zone(60_000, 400, 80, Zoning::Commercial), zone(40_000, 200, 60, Zoning::Residential1)];
    let found = capacity(&site(&zones, Wishes::default()), &figures());
    let of_zone: Vec<_> = found.steps.iter().filter_map(|step| step.zone).collect();
    assert_eq!(of_zone, [1, 2, 1, 2]);
    assert!(found.steps.iter().all(|step| !step.section.is_empty() && !step.text.en.is_empty()));
    assert_eq!((found.ratio_bp, found.coverage_bp), (32_000, 7_200));
}

#[test]
fn a_floor_that_does_not_count_makes_the_building_larger_only_when_the_ratio_binds() {
    let mut wishes = Wishes { storeys: Some(3), ..Wishes::default() };
    wishes.exempt_dm2[Exemption::Garage as usize] = 30_000;
    let found = capacity(&site(&[zone(100_000, 200, 60, Zoning::Residential1)], wishes), &figures());
    // 60 % on three storeys is 1,800 m², less than the 2,000 m² that count.
    assert_eq!(found.floor_area_dm2, 180_000);
    assert_eq!((found.exempt_dm2, found.counted_floor_area_dm2), (30_000, 150_000));
    assert_eq!(found.binding(), [Rule::CoverageRatio, Rule::Storeys]);
}

#[test]
fn a_district_plan_may_forbid_a_use_that_the_district_allows() {
    let plan = DistrictPlan { prohibited_uses: vec![BuildingUse::CityHall], ..DistrictPlan::default() };
    let wishes = Wishes { building_use: Some(BuildingUse::CityHall), ..Wishes::default() };
    let zones = vec![zone(100_000, 200, 60, Zoning::QuasiIndustrial)];
    let site = Site::new(zones, 0, Situation::default(), Some(plan), wishes).unwrap();
    let found = capacity(&site, &figures());
    assert_eq!((found.floor_area_dm2, found.binding()), (0, vec![Rule::DistrictUse]));
}

#[test]
fn two_equal_halves_have_no_greater_part() {
    let wishes = Wishes { building_use: Some(BuildingUse::Hospital), ..Wishes::default() };
    let zones = [zone(50_000, 200, 60, Zoning::Commercial), zone(50_000, 100, 50, Zoning::LowRiseResidential1)];
    assert_eq!(capacity(&site(&zones, wishes), &figures()).floor_area_dm2, 0);
}

#[test]
fn a_site_that_takes_away_more_than_there_is_is_refused() {
    let zones = vec![zone(100_000, 200, 60, Zoning::Residential1)];
    let refused = |excluded, plan, wishes| {
        Site::new(zones.clone(), excluded, Situation::default(), plan, wishes).unwrap_err().field
    };
    assert_eq!(refused(100_000, None, Wishes::default()), "exclusions");
    let open = Wishes { open_space_dm2: 100_001, ..Wishes::default() };
    assert_eq!(refused(0, None, open), "open_space_m2");
    let plan = DistrictPlan { wall_setback_cm: 200, ..DistrictPlan::default() };
    assert_eq!(refused(0, Some(plan), Wishes::default()), "boundary_length_m");
    assert_eq!(Site::new(vec![], 0, Situation::default(), None, Wishes::default()).unwrap_err().field, "zones");
}

#[test]
fn a_family_of_districts_stands_for_its_usual_member() {
    assert_eq!(zoning("zoning", "residential").unwrap(), (Zoning::Residential1, true));
    assert_eq!(zoning("zoning", "準工業地域").unwrap(), (Zoning::QuasiIndustrial, false));
    assert!(zoning("zoning", "castle").is_err());
}

fn any_zone() -> impl Strategy<Value = Zone> {
    let zonings = prop::sample::select(vec![
        Zoning::LowRiseResidential1,
        Zoning::Residential1,
        Zoning::Commercial,
        Zoning::QuasiIndustrial,
        Zoning::Unzoned,
    ]);
    (1_i64..10_000_000, 50_u32..=1_300, 30_u32..=100, zonings)
        .prop_map(|(dm2, ratio, coverage, zoning)| zone(dm2, ratio, coverage, zoning))
}

proptest! {
    #[test]
    fn no_limit_is_ever_passed(
        zones in prop::collection::vec(any_zone(), 1..6), road in 200_u32..2_000, corner: bool, storeys in 1_u32..20,
        given in prop::array::uniform6(0_u64..2_000_000),
    ) {
        let figures = figures();
        let situation = Situation { road_width_cm: Some(road), corner_lot: corner, ..Situation::default() };
        let wishes = Wishes { storeys: Some(storeys), exempt_dm2: given, ..Wishes::default() };
        let site = Site::new(zones.clone(), 0, situation, None, wishes).unwrap();
        let found = capacity(&site, &figures);
        let whole: u64 = zones.iter().map(Zone::left_dm2).sum();
        prop_assert!(found.footprint_dm2 <= whole);
        prop_assert!(found.floor_area_dm2 <= found.footprint_dm2 * u64::from(storeys));
        let designated: u128 =
            zones.iter().map(|z| u128::from(z.left_dm2()) * u128::from(z.floor_area_ratio_percent)).sum();
        prop_assert!(u128::from(found.counted_floor_area_dm2) * 100 <= designated);
        for step in found.steps.iter().filter(|step| step.limit) {
            let most = match step.of {
                Quantity::Footprint => found.footprint_dm2,
                Quantity::CountedFloorArea => found.counted_floor_area_dm2,
                _ => found.floor_area_dm2,
            };
            prop_assert!(step.area_dm2.unwrap() >= most, "{:?}", step);
        }
        prop_assert!(found.floor_area_dm2 == 0 || !found.binding().is_empty());
    }

    #[test]
    fn the_order_of_the_zones_changes_nothing(zones in prop::collection::vec(any_zone(), 1..6), road in 200_u32..2_000) {
        let figures = figures();
        let reckon = |zones: Vec<Zone>| {
            let situation = Situation { road_width_cm: Some(road), ..Situation::default() };
            let wishes = Wishes { building_use: Some(BuildingUse::CityHall), ..Wishes::default() };
            let found = capacity(&Site::new(zones, 0, situation, None, wishes).unwrap(), &figures);
            (found.floor_area_dm2, found.footprint_dm2, found.binding())
        };
        let turned: Vec<Zone> = zones.iter().rev().copied().collect();
        prop_assert_eq!(reckon(zones), reckon(turned));
    }

    #[test]
    fn more_open_space_never_gives_more_building(open in 0_u64..100_000, more in 0_u64..100_000) {
        let figures = figures();
        let of = |open| capacity(&site(&[zone(200_000, 200, 60, Zoning::Residential1)],
            Wishes { open_space_dm2: open, ..Wishes::default() }), &figures).footprint_dm2;
        prop_assert!(of(open + more) <= of(open));
    }
}
