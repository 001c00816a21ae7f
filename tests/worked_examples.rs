//! Published and hand-computed numbers, run through the core. The numbers and their source stand in `tests/cases/`.

use enoki::domain::facility::{Class, word};
use enoki::domain::renewal::{
    Cost, Horizon, Parameters, Rules, SpreadAnchor, Stock, UnitCost, UnitCosts, events, simulate,
};
use enoki::domain::units::{Area, FiscalYear, Yen};
use std::collections::BTreeMap;

/// The published rules of 2011.
fn rules() -> Rules {
    Rules::new(Parameters {
        renovation_age_years: 30,
        renovation_spread_years: 2,
        renovation_backlog_up_to_age_years: 50,
        backlog_years: 10,
        rebuild_age_years: 60,
        rebuild_spread_years: 3,
        overdue_years: 10,
        spread_anchor: SpreadAnchor::Start,
    })
    .unwrap()
}

/// Renovation and rebuild in ten thousand yen/m², as published.
fn unit_costs() -> UnitCosts {
    let mut costs = [UnitCost::default(); Class::COUNT];
    for (class, renovation, rebuild) in [
        (Class::CivicCulture, 25, 40),
        (Class::SocialEducation, 25, 40),
        (Class::SportsRecreation, 20, 36),
        (Class::Industry, 25, 40),
        (Class::School, 17, 33),
        (Class::Childcare, 17, 33),
        (Class::HealthWelfare, 20, 36),
        (Class::Medical, 25, 40),
        (Class::Administration, 25, 40),
        (Class::PublicHousing, 17, 28),
        (Class::Park, 17, 33),
        (Class::SupplyTreatment, 20, 36),
        (Class::Other, 20, 36),
    ] {
        let yen = |ten_thousand: i64| Yen(ten_thousand * 10_000);
        costs[class as usize] = UnitCost { renovation_yen_per_m2: yen(renovation), rebuild_yen_per_m2: yen(rebuild) };
    }
    UnitCosts::new(costs).unwrap()
}

#[derive(Default)]
struct Case {
    from_year: i64,
    years: i64,
    class: String,
    floor_area_m2: f64,
    completed_year: i16,
    costs: BTreeMap<i32, Cost>,
}

fn cases() -> BTreeMap<String, Case> {
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    let table = include_str!("cases/renewal_mic_2011.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let case = cases.entry(row["case"].clone()).or_default();
        case.from_year = row["from_year"].parse().unwrap();
        case.years = row["years"].parse().unwrap();
        case.class = row["class"].clone();
        case.floor_area_m2 = row["floor_area_m2"].parse().unwrap();
        case.completed_year = row["completed_year"].parse().unwrap();
        let yen = |name: &str| Yen(row[name].parse().unwrap());
        case.costs.insert(
            row["fiscal_year"].parse().unwrap(),
            Cost { renovation: yen("renovation_yen"), rebuild: yen("rebuild_yen") },
        );
    }
    cases
}

#[test]
fn each_building_costs_in_each_year_what_was_reckoned_by_hand() {
    let cases = cases();
    assert!(cases.len() >= 14);
    for (name, case) in cases {
        let class = [word::<Class>("class", &case.class).unwrap()];
        let area = [Area::from_m2("floor_area_m2", case.floor_area_m2).unwrap().dm2()];
        let completed = [case.completed_year];
        let stock = Stock::new(&class, &completed, &area).unwrap();
        let horizon = Horizon::new(FiscalYear::new("from_year", case.from_year).unwrap(), case.years).unwrap();
        let forecast = simulate(&stock, &rules(), &unit_costs(), horizon);
        let mut of_works: BTreeMap<i32, Yen> = BTreeMap::new();
        for work in events(&stock, &rules(), &unit_costs(), horizon) {
            work.charges(horizon).for_each(|(year, yen)| *of_works.entry(year.year()).or_default() += yen);
        }
        for (year, cost) in forecast.by_year() {
            let by_hand = case.costs.get(&year.year()).copied().unwrap_or_default();
            assert_eq!(cost, by_hand, "{name}, {}", year.year());
            assert_eq!(
                of_works.get(&year.year()).copied().unwrap_or_default(),
                by_hand.total(),
                "{name}, {}",
                year.year()
            );
        }
    }
}

#[test]
fn all_buildings_together_cost_what_they_cost_one_by_one() {
    let cases = cases();
    let alike: Vec<&Case> = cases.values().filter(|case| (case.from_year, case.years) == (2025, 40)).collect();
    assert!(alike.len() >= 9);
    let class: Vec<Class> = alike.iter().map(|case| word::<Class>("class", &case.class).unwrap()).collect();
    let area: Vec<u32> =
        alike.iter().map(|case| Area::from_m2("floor_area_m2", case.floor_area_m2).unwrap().dm2()).collect();
    let completed: Vec<i16> = alike.iter().map(|case| case.completed_year).collect();
    let horizon = Horizon::new(FiscalYear::new("from_year", 2025).unwrap(), 40).unwrap();
    let forecast = simulate(&Stock::new(&class, &completed, &area).unwrap(), &rules(), &unit_costs(), horizon);
    for (year, cost) in forecast.by_year() {
        let of_year = || alike.iter().filter_map(|case| case.costs.get(&year.year()));
        let by_hand =
            Cost { renovation: of_year().map(|c| c.renovation).sum(), rebuild: of_year().map(|c| c.rebuild).sum() };
        assert_eq!(cost, by_hand, "{}", year.year());
    }
}
