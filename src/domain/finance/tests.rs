//! What must hold of every loan, and what a few loans come to.

use super::natural::Natural;
use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn rate(text: &str) -> Rate {
    Rate::parse("annual_rate_percent", text).unwrap()
}

fn loan(principal: i64, percent: &str, years: i64, grace: i64, payments: i64, method: Method) -> Loan {
    Loan::new(principal, rate(percent), Term::new(years, grace).unwrap(), payments, method).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_rate_is_read_to_the_digit_and_refused_beyond_six_decimals() {
    for (text, millionths) in [
        ("0", 0),
        ("-0", 0),
        ("1.1", 1_100_000),
        ("20", 20_000_000),
        ("0.000001", 1),
        ("1e-6", 1),
        ("1.5E1", 15_000_000),
        ("00.50", 500_000),
        ("+2.0000000", 2_000_000),
    ] {
        assert_eq!(rate(text).millionths(), millionths, "{text}");
    }
    for (text, code) in [
        ("400", "out-of-range"),
        ("-1", "out-of-range"),
        ("1e300", "out-of-range"),
        ("20.000001", "out-of-range"),
        ("0.0000001", "malformed"),
        ("1.1234567", "malformed"),
        ("NaN", "malformed"),
        ("", "malformed"),
        (".5", "malformed"),
        ("1.", "malformed"),
        ("1e", "malformed"),
        ("1e99999999999", "malformed"),
        ("１", "malformed"),
    ] {
        assert_eq!(Rate::parse("annual_rate_percent", text).map_err(|i| i.code), Err(code), "{text}");
    }
}

#[test]
fn natural_numbers_multiply_and_subtract_across_words() {
    let most = Natural::new(u64::MAX);
    let square = most.clone().times(u64::MAX);
    // (2⁶⁴ − 1)² − (2⁶⁴ − 1) = (2⁶⁴ − 1)(2⁶⁴ − 2)
    assert_eq!(square.clone().without(&most), most.clone().times(u64::MAX - 1));
    assert_eq!(square.quotient(&most, u64::MAX), u64::MAX);
    assert_eq!(most.clone().without(&most), Natural::new(0));
    assert_eq!(most.without(&square), Natural::new(0));
    assert_eq!(Natural::power(10, 3), Natural::new(1000));
    assert_eq!(Natural::power(7, 0), Natural::new(1));
    assert_eq!(Natural::new(1000).quotient(&Natural::new(3), 2000), 333);
}

#[test]
fn a_grace_period_costs_interest_only() {
    let schedule = Schedule::of(&loan(500_000_000, "1.1", 20, 3, 2, Method::LevelPayment));
    assert_eq!(schedule.instalments.len(), 40);
    assert!(schedule.instalments[..6].iter().all(|i| i.principal.0 == 0 && i.interest.0 == 2_750_000));
    assert_eq!(schedule.level_payment.map(|yen| yen.0), Some(16_163_998));
}

#[test]
fn a_loan_without_interest_is_divided_and_the_last_payment_clears_it() {
    let schedule = Schedule::of(&loan(1_000_000, "0", 3, 0, 1, Method::LevelPayment));
    let principal: Vec<i64> = schedule.instalments.iter().map(|i| i.principal.0).collect();
    assert_eq!(principal, [333_333, 333_333, 333_334]);
}

#[test]
fn payments_keep_their_day_of_the_month_and_fall_into_fiscal_years() {
    let loan = loan(1_000_000, "1", 2, 0, 2, Method::LevelPrincipal);
    let dates = Dates::new(&loan, Some(day("2026-03-31")), None).unwrap().unwrap();
    let due: Vec<String> = (1..=4).map(|number| dates.due_on(number).to_string()).collect();
    assert_eq!(due, ["2026-09-30", "2027-03-30", "2027-09-30", "2028-03-30"]);
    let years: Vec<(i32, i64)> =
        Schedule::of(&loan).by_fiscal_year(&dates).into_iter().map(|(year, (_, balance))| (year, balance.0)).collect();
    assert_eq!(years, [(2026, 500_000), (2027, 0)]);
    assert_eq!(Dates::new(&loan, None, None), Ok(None));
    let ends = Dates::new(&loan, None, Some(day("2026-08-31"))).unwrap().unwrap();
    assert_eq!((ends.due_on(2), ends.due_on(3)), (day("2027-02-28"), day("2027-08-31")));
}

#[test]
fn dates_that_contradict_each_other_are_refused() {
    let loan = loan(1_000_000, "1", 60, 0, 2, Method::LevelPayment);
    let refused = |borrowed: Option<&str>, first: Option<&str>| {
        Dates::new(&loan, borrowed.map(day), first.map(day)).map_err(|invalid| (invalid.field, invalid.code)).err()
    };
    assert_eq!(refused(Some("2026-03-31"), Some("2026-03-31")), Some(("first_payment_on", "contradiction")));
    assert_eq!(refused(Some("2026-03-31"), Some("2027-04-01")), Some(("first_payment_on", "contradiction")));
    assert_eq!(refused(Some("2026-03-31"), Some("2027-03-31")), None);
    assert_eq!(refused(None, Some("2299-03-31")), Some(("first_payment_on", "out-of-range")));
    assert_eq!(refused(Some("9999-03-31"), None), Some(("borrowed_on", "out-of-range")));
}

#[test]
fn what_is_no_loan_is_refused_with_its_field() {
    let term = Term::new(20, 3).unwrap();
    let refused = |principal, payments| {
        Loan::new(principal, rate("1"), term, payments, Method::LevelPayment).map_err(|invalid| invalid.field).err()
    };
    assert_eq!(refused(0, 2), Some("principal_yen"));
    assert_eq!(refused(1_000_000_000_000_000, 2), Some("principal_yen"));
    assert_eq!(refused(1, 3), Some("payments_per_year"));
    assert_eq!(refused(1_000_000_000_000, 12), None);
    let term = |years, grace| Term::new(years, grace).map_err(|invalid| (invalid.field, invalid.code)).err();
    assert_eq!(term(0, 0), Some(("term_years", "out-of-range")));
    assert_eq!(term(61, 0), Some(("term_years", "out-of-range")));
    assert_eq!(term(20, 20), Some(("grace_years", "contradiction")));
    assert_eq!(term(20, -1), Some(("grace_years", "out-of-range")));
    assert_eq!(term(60, 59), None);
}

fn loans() -> impl Strategy<Value = Loan> {
    let terms = (1_i64..=60).prop_flat_map(|years| (Just(years), 0..years));
    let words = (any::<bool>(), 0_usize..3, any::<bool>(), prop::sample::select(vec![1_i64, 2, 4, 12]));
    let principal = prop_oneof![1_i64..=1_000, 1_i64..=1_000_000_000_000];
    (principal, 0_u32..=20_000_000, terms, words).prop_map(|(principal, millionths, (years, grace), words)| {
        let (level, rounding, first, payments) = words;
        let percent = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        let method = if level { Method::LevelPayment } else { Method::LevelPrincipal };
        let rounding = [PaymentRounding::Floor, PaymentRounding::HalfUp, PaymentRounding::Ceil][rounding];
        let remainder = if first { Remainder::First } else { Remainder::Last };
        loan(principal, &percent, years, grace, payments, method).with(rounding, remainder)
    })
}

proptest! {
    #[test]
    fn every_loan_is_paid_back_to_the_yen(loan in loans()) {
        let schedule = Schedule::of(&loan);
        prop_assert_eq!(schedule.instalments.len() as u32, loan.instalments());
        prop_assert_eq!(schedule.total().principal, loan.principal());
        prop_assert_eq!(schedule.instalments.last().map(|last| last.balance.0), Some(0));
        let mut before = loan.principal();
        for instalment in &schedule.instalments {
            prop_assert!(instalment.principal.0 >= 0 && instalment.interest.0 >= 0);
            prop_assert_eq!(before - instalment.principal, instalment.balance);
            before = instalment.balance;
        }
    }

    #[test]
    fn a_level_payment_is_the_same_until_the_last_but_for_a_debt_cleared_early(loan in loans()) {
        let schedule = Schedule::of(&loan);
        if let Some(payment) = schedule.level_payment {
            let repaying = &schedule.instalments[loan.grace_instalments() as usize..loan.instalments() as usize - 1];
            for instalment in repaying {
                let paid = instalment.principal + instalment.interest;
                prop_assert!(paid == payment || instalment.balance.0 == 0, "{:?}", instalment);
            }
        }
    }

    #[test]
    fn the_level_payment_agrees_with_floating_point_as_far_as_that_reaches(loan in loans()) {
        let schedule = Schedule::of(&loan);
        if let Some(payment) = schedule.level_payment {
            let i = loan.rate().millionths() as f64 / 1e8 / f64::from(loan.payments_per_year());
            let n = f64::from(loan.instalments() - loan.grace_instalments());
            // The difference of the factors cancels when the rate is small, so that it is taken by its logarithm.
            let about = match loan.rate().millionths() {
                0 => loan.principal().0 as f64 / n,
                _ => loan.principal().0 as f64 * i / -f64::exp_m1(-n * f64::ln_1p(i)),
            };
            prop_assert!((payment.0 as f64 - about).abs() <= 1.0 + about * 1e-9, "{} {}", payment.0, about);
        }
    }

    #[test]
    fn a_higher_rate_never_costs_less(loan in loans(), more in 1_u64..1_000_000) {
        let millionths = (loan.rate().millionths() + more).min(20_000_000);
        let percent = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        let term = loan.term();
        let (years, grace) = (i64::from(term.years()), i64::from(term.grace_years()));
        let level = |percent: &str| {
            super::Schedule::of(&self::loan(loan.principal().0, percent, years, grace, 2, Method::LevelPrincipal)).total().interest
        };
        let lower = format!("{}.{:06}", loan.rate().millionths() / 1_000_000, loan.rate().millionths() % 1_000_000);
        prop_assert!(level(&lower) <= level(&percent));
    }
}
