//! Charges computed by hand, and what must hold for any asset.
//!
//! # Shapes
//! One asset a test.
//! # Units
//! Yen, years of life and fiscal years, as in the module itself.
//! # Errors
//! None; a test that cannot build its values fails.
//! # Source
//! The arithmetic stands beside each number; rates by the formula that the published table follows. 3,600 yen over 6
//! years is an example published in a commentary on the manual (手引き 42, 44, 45).

use super::*;
use proptest::prelude::*;

const POLICIES: [StartPolicy; 3] =
    [StartPolicy::NextFiscalYear, StartPolicy::MonthOfService, StartPolicy::MonthAfterService];

fn rules(rounding: Rounding) -> Rules {
    let rates = RateTable::new((2..=100).map(|life: u32| (life, 1000_u32.div_ceil(life)))).expect("rates");
    Rules { rates, rounding, start_policy: StartPolicy::NextFiscalYear, memo_tangible: Yen(1), memo_intangible: Yen(0) }
}

fn year(year: i32) -> FiscalYear {
    FiscalYear::new("year", year.into()).expect("a year")
}

fn life(years: i64) -> UsefulLife {
    UsefulLife::new("useful_life_years", years).expect("a life")
}

fn date(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).expect("a date")
}

/// A tangible asset in service from a month of the calendar year 2020.
fn terms(years: i64, month: u32, start_policy: StartPolicy) -> Terms {
    Terms { life: life(years), in_service: Service::of(date(2020, month)), memo: Yen(1), start_policy }
}

/// `(year, charge, book value)` of every charge.
fn listed(cost: i64, terms: &Terms) -> Vec<(i32, i64, i64)> {
    let charges = schedule(Yen(cost), Yen(0), year(FiscalYear::FIRST), terms, &rules(Rounding::Floor));
    charges.iter().map(|c| (c.fiscal_year.year(), c.charge.0, c.book_value.0)).collect()
}

#[test]
fn the_rate_counts_and_not_the_life() {
    // 3,600 × 0.167 = 601.2, while 3,600 / 6 = 600.
    assert_eq!(annual_charge(Yen(3600), life(6), &rules(Rounding::Floor)), Yen(601));
}

#[test]
fn the_fraction_of_a_yen_goes_as_the_rules_say() {
    // Life 50: 25 × 0.020 = 0.5, 24 × 0.020 = 0.48, 50 × 0.020 = 1 exactly.
    let charges = |cost| {
        [Rounding::Floor, Rounding::HalfUp, Rounding::Ceiling].map(|r| annual_charge(Yen(cost), life(50), &rules(r)).0)
    };
    assert_eq!(charges(25), [0, 1, 1]);
    assert_eq!(charges(24), [0, 0, 1]);
    assert_eq!(charges(50), [1, 1, 1]);
    assert_eq!(charges(1_000_025), [20_000, 20_001, 20_001]);
}

#[test]
fn an_absurd_cost_overflows_nothing() {
    // floor(9,223,372,036,854,775,807 × 0.5)
    assert_eq!(annual_charge(Yen(i64::MAX), life(2), &rules(Rounding::Floor)), Yen(4_611_686_018_427_387_903));
    assert_eq!(annual_charge(Yen(i64::MIN), life(2), &rules(Rounding::Ceiling)), Yen(0));
    for policy in POLICIES {
        let terms = terms(2, 5, policy);
        let last = schedule(Yen(i64::MAX), Yen(0), year(2020), &terms, &rules(Rounding::Floor)).pop();
        assert_eq!(last.map(|c| (c.accumulated, c.book_value)), Some((Yen(i64::MAX - 1), Yen(1))));
        let passed = elapsed_accumulated(Yen(i64::MAX), terms.in_service, year(2300), &terms, &rules(Rounding::Floor));
        assert_eq!(passed, Yen(i64::MAX - 1));
        assert!(schedule(Yen(i64::MIN), Yen(i64::MAX), year(2020), &terms, &rules(Rounding::Floor)).is_empty());
    }
}

#[test]
fn service_is_the_fiscal_year_and_the_month_of_a_date() {
    assert_eq!(Service::of(date(2020, 3)), Service { fiscal_year: year(2019), month: 3 });
    assert_eq!(Service::of(date(2020, 4)), Service { fiscal_year: year(2020), month: 4 });
}

#[test]
fn a_date_outside_the_accepted_years_counts_to_the_nearest() {
    assert_eq!(Service::of(NaiveDate::MIN).fiscal_year, year(FiscalYear::FIRST));
    assert_eq!(Service::of(NaiveDate::MAX).fiscal_year, year(FiscalYear::LAST));
}

#[test]
fn the_first_year_is_charged_by_the_months_of_service() {
    let months = |policy, month| terms(10, month, policy).months(Service::of(date(2020, month)).fiscal_year);
    let calendar = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3];
    assert_eq!(calendar.map(|m| months(StartPolicy::NextFiscalYear, m)), [0; 12]);
    assert_eq!(calendar.map(|m| months(StartPolicy::MonthOfService, m)), [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(calendar.map(|m| months(StartPolicy::MonthAfterService, m)), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
}

#[test]
fn a_month_that_is_none_does_no_harm() {
    for month in [0, 13, u32::MAX] {
        let in_service = Service { fiscal_year: year(2020), month };
        let terms = Terms { in_service, ..terms(10, 4, StartPolicy::MonthOfService) };
        assert!((1..=12).contains(&terms.months(year(2020))), "{month}");
    }
}

#[test]
fn by_default_the_first_charge_falls_in_the_next_fiscal_year() {
    // Life 4: 1,000 × 0.250 = 250 a year; 1,000 − 3 × 250 − 1 = 249 are left for the last.
    let whole = [(2021, 250, 750), (2022, 250, 500), (2023, 250, 250), (2024, 249, 1)];
    assert_eq!(listed(1000, &terms(4, 4, StartPolicy::NextFiscalYear)), whole);
}

#[test]
fn what_a_partial_first_year_lacks_falls_into_the_last() {
    // In service in October: 6 or 5 months of 250, floor(125) and floor(104.16).
    let of = [(2020, 125, 875), (2021, 250, 625), (2022, 250, 375), (2023, 250, 125), (2024, 124, 1)];
    assert_eq!(listed(1000, &terms(4, 10, StartPolicy::MonthOfService)), of);
    let after = [(2020, 104, 896), (2021, 250, 646), (2022, 250, 396), (2023, 250, 146), (2024, 145, 1)];
    assert_eq!(listed(1000, &terms(4, 10, StartPolicy::MonthAfterService)), after);
}

#[test]
fn service_in_march_leaves_the_month_after_to_the_next_fiscal_year() {
    let whole = [(2020, 500, 500), (2021, 499, 1)];
    assert_eq!(listed(1000, &terms(2, 3, StartPolicy::MonthAfterService)), whole);
}

#[test]
fn an_intangible_asset_goes_to_nothing() {
    let memo = rules(Rounding::Floor).memo(Kind::Intangible);
    let terms = Terms { memo, ..terms(5, 4, StartPolicy::NextFiscalYear) };
    assert_eq!(listed(1000, &terms).last(), Some(&(2025, 200, 0)));
    assert_eq!(rules(Rounding::Floor).memo(Kind::Tangible), Yen(1));
}

#[test]
fn a_rate_that_was_rounded_up_ends_before_the_life() {
    for (years, charges) in [(41, 40), (45, 44), (47, 46), (60, 59), (75, 72), (80, 77), (50, 50), (100, 100)] {
        let listed = listed(100_000_000, &terms(years, 4, StartPolicy::NextFiscalYear));
        assert_eq!(listed.len(), charges, "{years}");
    }
}

#[test]
fn a_remainder_of_rounding_is_charged_after_the_life() {
    // Life 10: floor(100.5) = 100 a year leaves 5 after ten years, of which 4 are above the memo value.
    let listed = listed(1005, &terms(10, 4, StartPolicy::NextFiscalYear));
    assert_eq!(listed[9..], [(2030, 100, 5), (2031, 4, 1)]);
}

#[test]
fn a_cost_whose_charge_rounds_to_nothing_is_never_charged() {
    // Life 50: floor(5 × 0.020) = 0.
    for policy in POLICIES {
        assert_eq!(listed(5, &terms(50, 4, policy)), []);
    }
}

#[test]
fn a_cost_of_no_more_than_the_memo_is_never_charged() {
    for cost in [1, 0, -1] {
        assert_eq!(listed(cost, &terms(2, 4, StartPolicy::NextFiscalYear)), []);
    }
    assert_eq!(listed(2, &terms(2, 4, StartPolicy::NextFiscalYear)), [(2021, 1, 1)]);
}

#[test]
fn the_charge_is_reckoned_on_the_basis_and_limited_by_the_cost() {
    // In a year of improvement the basis is 1,000 and the cost 1,500; after a partial disposal it is the reverse.
    let terms = terms(10, 4, StartPolicy::NextFiscalYear);
    let of = |basis, cost, accumulated| {
        let standing = Standing { basis: Yen(basis), cost: Yen(cost), accumulated: Yen(accumulated) };
        charge(year(2025), &terms, &standing, &rules(Rounding::Floor)).0
    };
    assert_eq!(of(1000, 1500, 400), 100);
    assert_eq!(of(1000, 500, 400), 99);
    // More accumulated than the cost is a fault of the books that no charge makes worse.
    assert_eq!(of(1000, 500, 600), 0);
}

#[test]
fn a_schedule_goes_on_from_what_has_been_charged() {
    let terms = terms(4, 4, StartPolicy::NextFiscalYear);
    let rest = schedule(Yen(1000), Yen(500), year(2023), &terms, &rules(Rounding::Floor));
    assert_eq!(rest.iter().map(|c| (c.charge.0, c.accumulated.0)).collect::<Vec<_>>(), [(250, 750), (249, 999)]);
    assert_eq!(schedule(Yen(1000), Yen(999), year(2025), &terms, &rules(Rounding::Floor)), []);
}

#[test]
fn a_schedule_ends_with_the_last_accepted_year() {
    let in_service = Service { fiscal_year: year(2299), month: 4 };
    let terms = Terms { in_service, ..terms(50, 4, StartPolicy::NextFiscalYear) };
    assert_eq!(listed(1000, &terms), [(2300, 20, 980)]);
    let late = Terms { in_service: Service { fiscal_year: year(2300), month: 4 }, ..terms };
    assert_eq!(listed(1000, &late), []);
    assert_eq!(schedule(Yen(1000), Yen(0), year(2300).plus(1), &terms, &rules(Rounding::Floor)), []);
}

#[test]
fn years_gone_by_are_summed_without_listing_them() {
    // Life 47: 1,000 × 0.022 = 22 a year from 1978 on; 10 years are 220, 100 years all but the memo value.
    let service = Service::of(date(1977, 12));
    let terms = terms(47, 4, StartPolicy::NextFiscalYear);
    let passed = |through| elapsed_accumulated(Yen(1000), service, year(through), &terms, &rules(Rounding::Floor)).0;
    assert_eq!([1900, 1977, 1978, 1987, 2077].map(passed), [0, 0, 22, 220, 999]);
}

fn any_case() -> impl Strategy<Value = (i64, Terms, Rules)> {
    let cost = prop_oneof![0..=100i64, 0..=10_000_000i64, 0..=i64::MAX, Just(i64::MAX)];
    let (years, month, first) = (2..=100i64, 1..=12u32, FiscalYear::FIRST..=FiscalYear::LAST);
    let rounding = prop::sample::select(vec![Rounding::Floor, Rounding::HalfUp, Rounding::Ceiling]);
    (cost, years, month, first, 0..=1i64, prop::sample::select(POLICIES.to_vec()), rounding).prop_map(
        |(cost, years, month, first, memo, start_policy, rounding)| {
            let in_service = Service { fiscal_year: year(first), month };
            (cost, Terms { life: life(years), in_service, memo: Yen(memo), start_policy }, rules(rounding))
        },
    )
}

proptest! {
    #[test]
    fn the_charge_is_the_rounded_product(cost in 0..=i64::MAX, years in 2..=100i64) {
        let product = i128::from(cost) * i128::from(rules(Rounding::Floor).rates.per_mille(life(years)));
        let of = |rounding| i128::from(annual_charge(Yen(cost), life(years), &rules(rounding)).0);
        prop_assert_eq!(of(Rounding::Floor), product.div_euclid(1000));
        prop_assert_eq!(of(Rounding::HalfUp), (product + 500).div_euclid(1000));
        prop_assert_eq!(of(Rounding::Ceiling), (product + 999).div_euclid(1000));
    }

    #[test]
    fn the_book_value_never_falls_below_the_memo_and_every_charge_counts((cost, terms, rules) in any_case()) {
        let mut accumulated = Yen(0);
        for charge in schedule(Yen(cost), Yen(0), year(FiscalYear::FIRST), &terms, &rules) {
            prop_assert!(charge.book_value >= terms.memo);
            prop_assert!(charge.charge > Yen(0));
            prop_assert_eq!(charge.accumulated, accumulated + charge.charge);
            prop_assert_eq!(charge.book_value, Yen(cost) - charge.accumulated);
            accumulated = charge.accumulated;
        }
    }

    #[test]
    fn with_time_enough_all_but_the_memo_is_charged((cost, terms, rules) in any_case(), first in 1868..=2000i32) {
        let in_service = Service { fiscal_year: year(first), ..terms.in_service };
        let charges = schedule(Yen(cost), Yen(0), year(first), &Terms { in_service, ..terms }, &rules);
        let total: Yen = charges.iter().map(|charge| charge.charge).sum();
        let charged = annual_charge(Yen(cost), terms.life, &rules) > Yen(0);
        prop_assert_eq!(total, if charged { Yen((cost - terms.memo.0).max(0)) } else { Yen(0) });
    }

    #[test]
    fn year_by_year_the_charges_are_those_of_the_schedule(
        (cost, terms, rules) in any_case(), from in FiscalYear::FIRST..=FiscalYear::LAST, opening in 0..=10_000i64,
    ) {
        let mut listed = schedule(Yen(cost), Yen(opening), year(from), &terms, &rules).into_iter().peekable();
        let mut standing = Standing { basis: Yen(cost), cost: Yen(cost), accumulated: Yen(opening) };
        for at in (from..=FiscalYear::LAST).map(year) {
            let due = charge(at, &terms, &standing, &rules);
            standing.accumulated += due;
            let of_schedule = listed.next_if(|charge| charge.fiscal_year == at);
            prop_assert_eq!(of_schedule.map_or(Yen(0), |charge| charge.charge), due);
            prop_assert!(of_schedule.is_none_or(|charge| charge.accumulated == standing.accumulated));
        }
        prop_assert_eq!(listed.next(), None);
    }

    #[test]
    fn years_gone_by_come_to_the_sum_of_their_charges(
        (cost, terms, rules) in any_case(), through in FiscalYear::FIRST..=FiscalYear::LAST,
    ) {
        let charges = schedule(Yen(cost), Yen(0), year(FiscalYear::FIRST), &terms, &rules);
        let until: Yen = charges.iter().filter(|c| c.fiscal_year.year() <= through).map(|c| c.charge).sum();
        prop_assert_eq!(elapsed_accumulated(Yen(cost), terms.in_service, year(through), &terms, &rules), until);
    }
}
