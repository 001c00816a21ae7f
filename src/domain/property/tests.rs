//! Does what is let, sold or worth something come out as the law and the calendar say?

use super::rent::{self, Receipt, Terms};
use super::*;
use crate::domain::facility::PropertyClass;
use crate::domain::geometry::Place;
use crate::domain::units::Yen;
use chrono::NaiveDate;
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts(class: PropertyClass) -> Facts {
    Facts {
        class,
        use_abolished_on: None,
        area_dm2: Some(60_000),
        with_land: true,
        restricted_until: None,
        restriction_lifted_on: None,
        asking_price: Some(Yen(50_000_000)),
        indicated: Some(Yen(60_000_000)),
        voted_on: None,
    }
}

const LIMITS: Limits = Limits { price: Yen(20_000_000), land_dm2: 500_000 };

fn judged(facts: &Facts, measure: Measure) -> (bool, Vec<(ConditionCode, Standing)>) {
    let found = conditions(facts, measure, LIMITS, day("2026-11-26"));
    (is_eligible(&found), found.iter().map(|condition| (condition.code, condition.standing)).collect())
}

#[test]
fn administrative_property_is_not_sold_before_its_use_is_abolished() {
    let mut property = facts(PropertyClass::Administrative);
    for measure in [Measure::Sale, Measure::Exchange] {
        let (eligible, found) = judged(&property, measure);
        assert!(!eligible);
        assert_eq!(found[0], (ConditionCode::UseAbolished, Standing::NotMet));
    }
    assert!(judged(&property, Measure::Lease).0);
    assert!(judged(&property, Measure::Use).0);
    property.use_abolished_on = Some(day("2027-04-01"));
    assert!(!judged(&property, Measure::Sale).0, "a day to come does not count");
    property.use_abolished_on = Some(day("2026-04-01"));
    assert!(judged(&property, Measure::Sale).0);
}

#[test]
fn what_a_subsidy_restricts_waits_for_its_end_or_for_approval() {
    let mut property = Facts { restricted_until: Some(day("2030-03-31")), ..facts(PropertyClass::Ordinary) };
    for measure in Measure::iter() {
        assert!(!judged(&property, measure).0);
    }
    property.restriction_lifted_on = Some(day("2026-10-01"));
    assert!(judged(&property, Measure::Sale).0);
    property.restriction_lifted_on = None;
    property.restricted_until = Some(day("2026-03-31"));
    assert!(judged(&property, Measure::Sale).0);
}

#[test]
fn a_price_below_the_indication_is_told_and_does_not_bar() {
    let (eligible, found) = judged(&facts(PropertyClass::Ordinary), Measure::Sale);
    assert!(eligible);
    assert_eq!(found, [(ConditionCode::FairPrice, Standing::ToDo)]);
}

#[test]
fn the_council_votes_on_land_that_is_both_large_and_dear() {
    let large = Facts { area_dm2: Some(500_000), ..facts(PropertyClass::Ordinary) };
    let asks = |facts: &Facts| judged(facts, Measure::Sale).1.contains(&(ConditionCode::CouncilVote, Standing::ToDo));
    assert!(asks(&large));
    assert!(!asks(&Facts { area_dm2: Some(499_999), ..large.clone() }));
    assert!(!asks(&Facts { asking_price: Some(Yen(19_999_999)), ..large.clone() }));
    assert!(asks(&Facts { with_land: false, area_dm2: None, ..large.clone() }));
    let voted = Facts { voted_on: Some(day("2026-09-30")), ..large };
    assert!(judged(&voted, Measure::Sale).1.contains(&(ConditionCode::CouncilVote, Standing::Met)));
}

#[test]
fn every_move_is_told_alike_and_what_is_disposed_of_stays_so() {
    for from in IdleState::iter() {
        for to in IdleState::iter() {
            assert_eq!(check_move(from, to).is_ok(), may_become(from, to));
            assert!(!(from == IdleState::Disposed && may_become(from, to)));
        }
    }
}

fn point(number: &str, year: i32, price: i64, lon: f64) -> PricePoint {
    PricePoint {
        number: number.to_owned(),
        survey: Survey::Prefectural,
        calendar_year: year,
        yen_per_m2: price,
        place: Place { lon, lat: 35.74 },
    }
}

#[test]
fn the_nearest_point_in_its_newest_year_tells_the_value() {
    let points = [
        point("a", 2022, 132_000, 139.391),
        point("a", 2021, 131_000, 139.391),
        point("a", 2024, 140_000, 139.391),
        point("b", 2022, 154_000, 139.398),
    ];
    let at = Some(Place { lon: 139.390, lat: 35.74 });
    let told = indication(at, Some(12_345), Adjustment::from_percent("a", 85.0).unwrap(), &points, 2023, 3);
    let Indication::Told(readings) = &told else { panic!("{told:?}") };
    // By hand: 123.45 m² × 132,000 × 0.85 = 13,851,090.
    assert_eq!(told.value(), Some(Yen(13_851_090)));
    assert_eq!(readings.iter().map(|r| r.point.number.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    // A thousandth of a degree of longitude at 35.74° is about 90 m.
    assert!((90.0..91.0).contains(&readings[0].distance_m), "{}", readings[0].distance_m);
}

#[test]
fn an_adjustment_is_a_percentage_that_can_be_one() {
    let permille = |percent| Adjustment::from_percent("a", percent).map(Adjustment::permille).ok();
    assert_eq!([0.1, 85.04, 300.0].map(permille), [Some(1), Some(850), Some(3_000)]);
    assert_eq!([0.0, -5.0, 300.1, f64::NAN, f64::INFINITY].map(permille), [None; 5]);
}

#[test]
fn without_place_area_or_price_no_value_is_told_and_why_is() {
    let at = Some(Place { lon: 139.39, lat: 35.74 });
    let points = [point("a", 2022, 132_000, 139.391)];
    for told in [
        indication(None, Some(1), Adjustment::NONE, &points, 2026, 1),
        indication(at, None, Adjustment::NONE, &points, 2026, 1),
        indication(at, Some(1), Adjustment::NONE, &points, 2021, 1),
    ] {
        assert!(matches!(&told, Indication::NotTold(text) if !text.ja.is_empty()), "{told:?}");
        assert_eq!(told.value(), None);
    }
}

#[test]
fn rent_of_a_part_of_a_year_is_reckoned_by_days_or_by_months() {
    let terms = |proration| Terms::new(day("2024-10-15"), day("2026-09-30"), Yen(1_200_000), proration, 4).unwrap();
    // By hand: 15 October 2024 to 31 March 2025 are 168 of 365 days; six months are touched. April to September 2026: 183 days.
    let days = terms(Proration::Days);
    assert_eq!([2023, 2024, 2025, 2026, 2027].map(|y| days.rent(y).0), [0, 552_328, 1_200_000, 601_643, 0]);
    let months = terms(Proration::Months);
    assert_eq!([2024, 2025, 2026].map(|y| months.rent(y).0), [600_000, 1_200_000, 600_000]);
    assert_eq!(days.due_on(2024), Some(day("2024-10-31")));
    assert_eq!(days.due_on(2025), Some(day("2025-04-30")));
    let february = Terms::new(day("2023-04-01"), day("2024-03-31"), Yen(12), Proration::Days, 2).unwrap();
    assert_eq!(february.due_on(2023), Some(day("2024-02-29")));
}

#[test]
fn arrears_are_what_is_due_and_has_not_come_in_by_the_day() {
    let terms = Terms::new(day("2024-04-01"), day("2027-03-31"), Yen(600_000), Proration::Days, 4).unwrap();
    let receipt = |fiscal_year, on: &str, yen| Receipt { fiscal_year, received_on: day(on), amount: Yen(yen) };
    let receipts = [
        receipt(2024, "2024-04-30", 600_000),
        receipt(2025, "2025-05-10", 500_000),
        receipt(2025, "2025-06-01", 200_000),
        receipt(2025, "2025-06-20", -100_000),
        receipt(2026, "2026-06-01", 250_000),
    ];
    let figures = |on: &str| {
        let lines = rent::account(&terms, &receipts, day(on));
        lines.iter().map(|l| (l.fiscal_year, l.due.0, l.received.0, l.arrears.0, l.overpaid.0)).collect::<Vec<_>>()
    };
    assert_eq!(figures("2025-05-31"), [(2024, 600_000, 600_000, 0, 0), (2025, 600_000, 500_000, 100_000, 0)]);
    assert_eq!(figures("2025-06-10")[1], (2025, 600_000, 700_000, 0, 100_000));
    assert_eq!(figures("2026-04-15")[2], (2026, 0, 0, 0, 0), "not due before the end of the month");
    assert_eq!(figures("2030-01-01")[2], (2026, 600_000, 250_000, 350_000, 0));
    assert_eq!(figures("2030-01-01").len(), 3);
}

#[test]
fn a_contract_that_ends_before_it_begins_is_refused() {
    let refused = |from: &str, to: &str, month| {
        Terms::new(day(from), day(to), Yen(1), Proration::Days, month).err().map(|invalid| invalid.field)
    };
    assert_eq!(refused("2024-04-01", "2024-03-31", 4), Some("ends_on"));
    assert_eq!(refused("2024-04-01", "2124-03-31", 4), None);
    assert_eq!(refused("2024-04-01", "2125-03-31", 4), Some("ends_on"));
    assert_eq!(refused("2024-04-01", "2025-03-31", 13), Some("due_month"));
}

proptest! {
    #[test]
    fn rent_by_days_never_loses_more_than_a_yen_a_year(start in 0i64..4_000, length in 0i64..4_000, rent in 0i64..1_000_000_000) {
        let from = day("2020-01-01") + chrono::Duration::days(start);
        let to = from + chrono::Duration::days(length);
        let terms = Terms::new(from, to, Yen(rent), Proration::Days, 4).unwrap();
        let years = 2015..2050;
        let sum: i64 = years.clone().map(|year| terms.rent(year).0).sum();
        // The exact rent, in yen × 365 × 366, added up day by day.
        let exact: i128 = (0..=length).map(|n| {
            let year = crate::domain::calendar::fiscal_year_of(from + chrono::Duration::days(n));
            let leap = chrono::NaiveDate::from_ymd_opt(year + 1, 2, 29).is_some();
            i128::from(rent) * if leap { 365 } else { 366 }
        }).sum();
        let lost = exact - i128::from(sum) * 365 * 366;
        prop_assert!((0..365 * 366 * 13).contains(&lost), "{lost}");
    }

    #[test]
    fn an_indication_grows_with_area_and_does_not_depend_on_the_order_of_points(area in 1i64..4_000_000, seed in 0usize..4) {
        let mut points = vec![point("a", 2022, 100_000, 139.40), point("b", 2021, 90_000, 139.38), point("c", 2020, 120_000, 139.39), point("c", 2022, 121_000, 139.39)];
        let at = Some(Place { lon: 139.3905, lat: 35.74 });
        let told = indication(at, Some(area), Adjustment::NONE, &points, 2026, 3);
        points.rotate_left(seed);
        prop_assert_eq!(&told, &indication(at, Some(area), Adjustment::NONE, &points, 2026, 3));
        let larger = indication(at, Some(area + 100), Adjustment::NONE, &points, 2026, 3);
        prop_assert!(larger.value() > told.value());
    }
}
