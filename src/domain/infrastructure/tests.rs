//! Holdings computed by hand, and what must hold for any.

use super::*;
use proptest::prelude::*;

const ROWS: &str = include_str!("../../../data/reference/infrastructure.csv");

fn rows() -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
    reader.records().map(|row| row.unwrap()).map(|row| (row[1].to_owned(), row[2].to_owned())).collect()
}

fn rules() -> Rules {
    Rules::from_named(|name| rows().into_iter().find(|(of, _)| of == name).map(|(_, value)| value)).unwrap()
}

fn prices() -> Prices {
    let rows = rows();
    Prices::from_rows(rows.iter().map(|(name, value)| (name.as_str(), value.as_str()))).unwrap()
}

fn year(year: i64) -> FiscalYear {
    FiscalYear::new("year", year).unwrap()
}

fn costs(holding: Holding, years: i64) -> Vec<i64> {
    let outlook = Outlook::of(&[holding], &rules(), Horizon::new(year(2025), years).unwrap());
    outlook.by_year().map(|(_, kinds)| kinds[holding.kind() as usize].0).collect()
}

#[test]
fn a_fifteenth_of_the_pavement_is_renewed_every_year() {
    let road = Holding::new(Kind::GeneralRoad, 1_500_000, Yen(4_700), None).unwrap();
    assert_eq!(costs(road, 40), vec![4_700_000; 40]);
}

#[test]
fn an_overdue_bridge_is_paid_in_five_years_and_again_a_life_later() {
    let bridge = Holding::new(Kind::Bridge, 10_000, Yen(448_000), Some(year(1960))).unwrap();
    let paid = costs(bridge, 70);
    let due: Vec<usize> = (0..70).filter(|&n| paid[n] > 0).collect();
    assert_eq!(due, [0, 1, 2, 3, 4, 60, 61, 62, 63, 64]);
    assert_eq!(paid[0], 8_960_000);
}

#[test]
fn a_bridge_that_falls_due_in_the_base_year_is_renewed_at_once() {
    let bridge = Holding::new(Kind::Bridge, 10_000, Yen(500_000), Some(year(1965))).unwrap();
    assert_eq!(costs(bridge, 3), [50_000_000, 0, 0]);
}

#[test]
fn a_pipe_of_unknown_age_is_renewed_little_by_little() {
    let main = Holding::new(Kind::WaterDistribution, 40_000, Yen(97_000), None).unwrap();
    assert_eq!(costs(main, 2), [970_000, 970_000]);
}

#[test]
fn prices_follow_the_diameter_at_its_very_edge() {
    let prices = prices();
    for (kind, mm, yen) in [
        (Kind::WaterDistribution, 150, 97_000),
        (Kind::WaterDistribution, 151, 100_000),
        (Kind::WaterDistribution, 1_801, 923_000),
        (Kind::WaterTransmission, 299, 100_000),
        (Kind::WaterTransmission, 300, 114_000),
        (Kind::WaterTransmission, 2_000, 923_000),
        (Kind::Sewer, 250, 61_000),
        (Kind::Sewer, 251, 116_000),
        (Kind::Sewer, 3_001, 2_347_000),
    ] {
        assert_eq!(prices.of_pipe(kind, mm), Yen(yen), "{kind:?} {mm}");
    }
    assert_eq!(prices.of_bridge(Some(BridgeStructure::Steel)), Yen(500_000));
    assert_eq!(prices.of_bridge(None), Yen(448_000));
    assert_eq!(prices.of_sewer(SewerType::Rehabilitated), Yen(134_000));
}

#[test]
fn what_is_missing_or_absurd_is_refused_by_name() {
    let none = Rules::from_named(|_| None).unwrap_err();
    assert_eq!((none.field, none.code), ("road_cycle_years", "missing"));
    let zero = Rules::from_named(|_| Some("0".to_owned())).unwrap_err();
    assert_eq!((zero.field, zero.code), ("road_cycle_years", "out-of-range"));
    assert_eq!(Holding::new(Kind::Sewer, 0, Yen(1), None).unwrap_err().field, "length_m");
    assert_eq!(Holding::new(Kind::Bridge, 100, Yen(-1), None).unwrap_err().field, "unit_cost_yen");
}

proptest! {
    #[test]
    fn a_whole_life_costs_the_whole(quantity in 1i64..10_000_000, unit in 0i64..1_000_000, built in proptest::option::of(1900i64..2025)) {
        for kind in [Kind::CyclePath, Kind::Bridge, Kind::Sewer] {
            let holding = Holding::new(kind, quantity, Yen(unit), built.map(year)).unwrap();
            let life = rules().life_years(kind);
            let paid = costs(holding, life.into());
            prop_assert_eq!(paid.iter().sum::<i64>(), holding.cost().0);
        }
    }

    #[test]
    fn the_order_of_holdings_changes_nothing(quantities in proptest::collection::vec((1i64..1_000_000, 1940i64..2030), 1..20)) {
        let mut holdings: Vec<Holding> = quantities
            .iter()
            .map(|(quantity, built)| Holding::new(Kind::Sewer, *quantity, Yen(124_000), Some(year(*built))).unwrap())
            .collect();
        let horizon = Horizon::new(year(2025), 60).unwrap();
        let before = Outlook::of(&holdings, &rules(), horizon);
        holdings.reverse();
        prop_assert_eq!(before, Outlook::of(&holdings, &rules(), horizon));
    }
}
