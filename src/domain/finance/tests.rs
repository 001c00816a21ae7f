//! What must hold of every loan, and what a few loans come to.

use super::natural::Natural;
use super::*;
use crate::domain::units::{Area, Yen};
use crate::domain::work::WorkKind;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;

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

fn share(text: &str) -> Share {
    Share::parse("rate", text).unwrap()
}

#[test]
fn a_share_is_a_fraction_and_not_its_rounded_percentage() {
    assert_eq!(share("2/3").of_amount(Yen(3)), Yen(2));
    assert_eq!(share("66.7%").of_amount(Yen(300_000)), Yen(200_100));
    for (text, shown) in [
        ("2/3", "2/3"),
        ("0.9", "90%"),
        ("90 %", "90%"),
        ("66.7%", "66.7%"),
        ("4/8", "50%"),
        ("0", "0%"),
        ("1", "100%"),
        ("1/800", "1/800"),
    ] {
        assert_eq!(share(text).to_string(), shown);
    }
    for bad in ["1.1", "3/2", "1/0", "-1/2", "2/3%", "x", "", "101%", "1/99999999", "-0.1"] {
        assert_eq!(Share::parse("rate", bad).map_err(|invalid| invalid.code), Err("malformed"), "{bad}");
    }
}

fn programme(code: &str, kind: ProgrammeKind, rate: &str, support: &str) -> Programme {
    Programme {
        code: code.to_owned(),
        kind,
        rate: share(rate),
        tax_support: share(support),
        most_counted_cost: None,
        conditions: Conditions::default(),
    }
}

#[test]
fn a_condition_is_met_not_met_or_waits_for_a_fact() {
    let mut merging = programme("merging", ProgrammeKind::Bond, "90%", "50%");
    merging.conditions = Conditions { floor_area_falls: true, least_age_years: Some(40), ..Conditions::default() };
    let area = |m2| Some(Area::from_m2("floor_area_m2", m2).unwrap());
    let falling = Facts {
        floor_area_before: area(5_000.0),
        floor_area_after: area(4_999.99),
        age_years: Some(40),
        ..Facts::default()
    };
    assert_eq!(outcome(&check(&merging, &falling, None)), Outcome::Met);
    let same = Facts { floor_area_after: area(5_000.0), ..falling.clone() };
    assert_eq!(outcome(&check(&merging, &same, None)), Outcome::NotMet);
    let unsaid = Facts { age_years: None, ..falling.clone() };
    assert_eq!(outcome(&check(&merging, &unsaid, None)), Outcome::Unknown);
    let young = Facts { age_years: Some(39), floor_area_before: None, ..falling };
    let checked = check(&merging, &young, None);
    assert_eq!(checked.iter().map(|one| one.outcome).collect::<Vec<_>>(), [Outcome::NotMet, Outcome::Unknown]);
    assert_eq!(outcome(&checked), Outcome::NotMet);
    assert!(checked[0].text.en.contains("at least 40; it is 39"), "{:?}", checked[0]);
}

#[test]
fn a_bond_for_subsidised_works_needs_a_subsidy() {
    let mut only = programme("only", ProgrammeKind::Bond, "100%", "50%");
    only.conditions.subsidised = Subsidised::Only;
    let facts = Facts { cost: Yen(10_000_000), kind: Some(WorkKind::Renovation), ..Facts::default() };
    let bill = Bill { cost: Yen(10_000_000), ..Bill::default() };
    let rules = SplitRules { bond_unit: Yen(1), subsidy_unit: Yen(1), recipient: true };
    assert_eq!(choose(&facts, &bill, &[only.clone()], &rules).bond, None);
    let with = [programme("subsidy", ProgrammeKind::Subsidy, "1/2", "0"), only];
    let choice = choose(&facts, &bill, &with, &rules);
    assert_eq!((choice.bond.map(|bond| bond.code.as_str()), choice.split.burden), (Some("only"), Yen(2_500_000)));
}

#[test]
fn a_programme_that_contradicts_itself_is_refused() {
    let subsidy = programme("x", ProgrammeKind::Subsidy, "1/2", "1/2");
    assert_eq!(Programme::new(subsidy).map_err(|invalid| invalid.field), Err("tax_support_rate"));
    let mut bond = programme("x", ProgrammeKind::Bond, "1/2", "0");
    bond.conditions = Conditions { first_year: Some(2027), last_year: Some(2026), ..Conditions::default() };
    assert_eq!(Programme::new(bond).map_err(|invalid| invalid.field), Err("last_year"));
    assert_eq!(
        Programme::new(programme("x", ProgrammeKind::Bond, "0", "0")).map_err(|invalid| invalid.field),
        Err("rate")
    );
}

fn shares() -> impl Strategy<Value = Share> {
    (0_u32..=1000).prop_map(|thousandths| share(&format!("{thousandths}/1000")))
}

fn bills() -> impl Strategy<Value = Bill> {
    let amount = || 0_i64..=2_000_000_000;
    (amount(), prop::option::of(amount()), amount(), amount()).prop_map(|(cost, counted, other, fund)| Bill {
        cost: Yen(cost),
        counted_cost: counted.map(Yen),
        other: Yen(other),
        fund: Yen(fund),
    })
}

fn programmes() -> impl Strategy<Value = Vec<Programme>> {
    let one = (any::<bool>(), shares(), shares(), 0..3, prop::option::of(0_i64..1_000_000_000)).prop_map(
        |(bond, rate, support, subsidised, least)| {
            let mut one = programme("any", if bond { ProgrammeKind::Bond } else { ProgrammeKind::Subsidy }, "1", "0");
            (one.rate, one.tax_support) = (rate, if bond { support } else { Share::NONE });
            one.conditions.least_cost = least.map(Yen);
            let words = [Subsidised::Either, Subsidised::Only, Subsidised::Never];
            one.conditions.subsidised = if bond { words[subsidised as usize] } else { Subsidised::Either };
            one
        },
    );
    prop::collection::vec(one, 0..8)
}

proptest! {
    #[test]
    fn the_parts_of_a_split_sum_to_the_cost(bill in bills(), subsidy in shares(), bond in shares(), support in shares(), unit in 1_i64..200_000, recipient: bool) {
        let rules = SplitRules { bond_unit: Yen(unit), subsidy_unit: Yen(1_000), recipient };
        let (mut grant, mut loan) = (programme("s", ProgrammeKind::Subsidy, "1", "0"), programme("b", ProgrammeKind::Bond, "1", "0"));
        (grant.rate, loan.rate, loan.tax_support) = (subsidy, bond, support);
        let found = split(&bill, Some(&grant), Some(&loan), &rules);
        prop_assert_eq!(found.subsidy + found.other + found.bond + found.fund + found.general, bill.cost);
        for part in [found.subsidy, found.other, found.bond, found.fund, found.general, found.supported, found.burden] {
            prop_assert!(part.0 >= 0, "{:?}", found);
        }
        let without = split(&bill, Some(&grant), Some(&loan), &SplitRules { recipient: false, ..rules });
        prop_assert!(without.burden >= found.burden);
    }

    #[test]
    fn more_subsidy_never_raises_the_real_burden(bill in bills(), less in shares(), more in shares(), bond in shares(), support in shares(), unit in 1_i64..200_000) {
        let (less, more) = if less.of_amount(Yen(1_000)) <= more.of_amount(Yen(1_000)) { (less, more) } else { (more, less) };
        let burden = |rate: Share, unit: i64| {
            let (mut grant, mut loan) = (programme("s", ProgrammeKind::Subsidy, "1", "0"), programme("b", ProgrammeKind::Bond, "1", "0"));
            (grant.rate, loan.rate, loan.tax_support) = (rate, bond, support);
            split(&bill, Some(&grant), Some(&loan), &SplitRules { bond_unit: Yen(unit), subsidy_unit: Yen(1), recipient: true }).burden.0
        };
        prop_assert!(burden(more, 1) <= burden(less, 1));
        // Bonds come in units: a yen more of subsidy can cost a unit of bond, and the support of that.
        prop_assert!(burden(more, unit) <= burden(less, unit) + unit);
    }

    #[test]
    fn no_open_choice_of_programmes_burdens_less_than_the_one_chosen(bill in bills(), programmes in programmes(), recipient: bool) {
        let facts = Facts { cost: bill.cost, ..Facts::default() };
        let rules = SplitRules { bond_unit: Yen(100_000), subsidy_unit: Yen(1_000), recipient };
        let best = choose(&facts, &bill, &programmes, &rules);
        prop_assert!(is_open(&facts, best.subsidy, best.bond));
        for subsidy in programmes.iter().filter(|one| one.kind == ProgrammeKind::Subsidy).map(Some).chain([None]) {
            for bond in programmes.iter().filter(|one| one.kind == ProgrammeKind::Bond).map(Some).chain([None]) {
                if is_open(&facts, subsidy, bond) {
                    prop_assert!(best.split.burden <= split(&bill, subsidy, bond, &rules).burden);
                }
            }
        }
    }
}

/// Every choice of offers, tried one after the other.
fn tried(works: &[Vec<Offer>], ceilings: &BTreeMap<i32, Yen>) -> Option<i64> {
    let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
    for offers in works {
        let longer =
            |choice: &Vec<usize>| (0..offers.len()).map(|at| [&choice[..], &[at]].concat()).collect::<Vec<_>>();
        choices = choices.iter().flat_map(longer).collect();
    }
    let of = |choice: &Vec<usize>| {
        let offers = || works.iter().zip(choice).map(|(offers, at)| &offers[*at]);
        let issued =
            |year: i32| offers().flat_map(|o| &o.bonds).filter(|bond| bond.0 == year).map(|bond| bond.1.0).sum::<i64>();
        ceilings.iter().all(|(year, most)| issued(*year) <= most.0).then(|| offers().map(|o| o.burden.0).sum())
    };
    choices.iter().filter_map(of).min()
}

fn offers() -> impl Strategy<Value = Vec<Vec<Offer>>> {
    let bond = (2026..2029, 0_i64..100).prop_map(|(year, yen)| (year, Yen(yen)));
    let offer = (0_i64..100, prop::collection::vec(bond, 0..3))
        .prop_map(|(burden, bonds)| Offer { burden: Yen(burden), bonds });
    let work = prop::collection::vec(offer, 0..4).prop_map(|mut offers| {
        offers.push(Offer { burden: Yen(100), bonds: Vec::new() });
        offers
    });
    prop::collection::vec(work, 0..6)
}

proptest! {
    #[test]
    fn the_choice_within_ceilings_is_the_best_of_all(works in offers(), ceilings in prop::collection::btree_map(2026..2029, (0_i64..200).prop_map(Yen), 0..4)) {
        let found = allot(&works, &ceilings, None, 1_000_000);
        prop_assert_eq!(Some(found.burden.0), tried(&works, &ceilings));
        prop_assert!(found.is_least());
    }

    #[test]
    fn a_search_cut_short_keeps_the_ceilings_and_states_a_true_bound(works in offers(), ceilings in prop::collection::btree_map(2026..2029, (0_i64..200).prop_map(Yen), 0..4), known in prop::collection::vec(0_usize..4, 0..6)) {
        let found = allot(&works, &ceilings, Some(&known), 0);
        let best = tried(&works, &ceilings).unwrap();
        prop_assert!(found.at_least.0 <= best && best <= found.burden.0);
        let only: Vec<Vec<Offer>> = works.iter().zip(&found.chosen).map(|(offers, at)| vec![offers[*at].clone()]).collect();
        prop_assert_eq!(tried(&only, &ceilings), Some(found.burden.0));
        // A choice that was known already and keeps the ceilings is never made worse.
        if known.len() == works.len() && known.iter().zip(&works).all(|(at, offers)| *at < offers.len()) {
            let only: Vec<Vec<Offer>> = works.iter().zip(&known).map(|(offers, at)| vec![offers[*at].clone()]).collect();
            prop_assert!(tried(&only, &ceilings).is_none_or(|burden| found.burden.0 <= burden));
        }
    }
}

fn terms(percent: &str, years: i64, grace: i64, payments: i64) -> BondTerms {
    BondTerms::new(rate(percent), Term::new(years, grace).unwrap(), payments, Method::LevelPayment).unwrap()
}

const RULES: SplitRules = SplitRules { bond_unit: Yen(100_000), subsidy_unit: Yen(1_000), recipient: true };

#[test]
fn the_account_of_one_work_is_what_it_is_by_hand() {
    let bond = programme("general", ProgrammeKind::Bond, "75%", "0");
    let work = PlannedWork {
        facts: Facts::default(),
        bill: Bill { cost: Yen(100_000_000), ..Bill::default() },
        first_year: 2026,
        years: 1,
    };
    let given = YearGiven { running: Yen(5_000_000), fees: Yen(2_000_000), deposit: Yen(1_000_000) };
    let account = Account {
        first_year: 2026,
        years: vec![given; 5],
        debts: vec![ExistingDebt {
            support: share("1/2"),
            service: BTreeMap::from([
                (2026, DebtService { principal: Yen(3_000_000), interest: Yen(101) }),
                (2027, DebtService { principal: Yen(3_000_000), interest: Yen(50) }),
            ]),
        }],
        fund: Fund { opening: Yen(10_000_000), rate: rate("1"), withdrawal: Withdrawal::Works, ..Fund::default() },
        terms: terms("0", 3, 0, 1),
        recipient: true,
    };
    let years = account.outlook(&work.paid(None, Some(&bond), &RULES));
    // 10,000,000 and 1 % of it go into the works; 25,000,000 − 10,100,000 are left in cash.
    assert_eq!((years[0].works.fund, years[0].works.general), (Yen(10_100_000), Yen(14_900_000)));
    // 14,900,000 + 3,000,101 − 1,500,050 + 1,000,000 + 5,000,000 − 2,000,000
    assert_eq!((years[0].burden, years[0].fund_balance), (Yen(20_400_051), Yen(1_000_000)));
    // 25,000,000 + 3,000,050 − 1,500,025 + 1,000,000 + 5,000,000 − 2,000,000
    assert_eq!((years[1].burden, years[1].fund_balance), (Yen(30_500_025), Yen(2_010_000)));
    let outstanding: Vec<i64> = years.iter().map(|year| year.outstanding.0).collect();
    assert_eq!(outstanding, [78_000_000, 50_000_000, 25_000_000, 0, 0]);
    let sums = totals(&years);
    assert_eq!((sums.sum.service.principal, sums.peak, sums.user_share()), (Yen(81_000_000), Yen(30_500_025), 4_000));
}

#[test]
fn a_fund_pays_only_what_the_burden_has_above_its_limit() {
    let work = PlannedWork {
        facts: Facts::default(),
        bill: Bill { cost: Yen(9_000_000), ..Bill::default() },
        first_year: 2026,
        years: 3,
    };
    let fund =
        Fund { opening: Yen(10_000_000), withdrawal: Withdrawal::AboveLimit, limit: Yen(2_500_000), ..Fund::default() };
    let account = Account {
        first_year: 2026,
        years: vec![YearGiven::default(); 3],
        debts: Vec::new(),
        fund: Fund { most_withdrawal: Some(Yen(400_000)), ..fund },
        terms: terms("1", 10, 2, 2),
        recipient: true,
    };
    let burdens = |account: &Account| {
        account.outlook(&work.paid(None, None, &RULES)).iter().map(|year| year.burden.0).collect::<Vec<_>>()
    };
    assert_eq!(burdens(&account), [2_600_000; 3]);
    assert_eq!(burdens(&Account { fund, ..account }), [2_500_000; 3]);
}

#[test]
fn the_ceiling_of_a_subsidy_is_one_for_all_years_of_a_work() {
    let mut subsidy = programme("grant", ProgrammeKind::Subsidy, "1/3", "0");
    subsidy.most_counted_cost = Some(Yen(200_000_000));
    let bill = Bill { cost: Yen(320_000_000), ..Bill::default() };
    let work = PlannedWork { facts: Facts::default(), bill, first_year: 2026, years: 2 };
    let paid = work.paid(Some(&subsidy), None, &RULES);
    assert_eq!(paid.iter().map(|one| one.split.subsidy).collect::<Vec<_>>(), [Yen(33_333_000); 2]);
    assert_eq!(paid.iter().map(|one| one.split.cost).sum::<Yen>(), bill.cost);
}

fn works() -> impl Strategy<Value = PlannedWork> {
    (bills(), 2026..2032, 1_u32..5).prop_map(|(bill, first_year, years)| PlannedWork {
        facts: Facts { cost: bill.cost, ..Facts::default() },
        bill: Bill { fund: Yen(0), ..bill },
        first_year,
        years,
    })
}

fn withdrawals() -> impl Strategy<Value = Fund> {
    let ways = prop::sample::select(vec![Withdrawal::None, Withdrawal::Works, Withdrawal::AboveLimit]);
    (0_i64..5_000_000_000, 0_u32..5, ways, prop::option::of(0_i64..1_000_000_000), 0_i64..1_000_000_000).prop_map(
        |(opening, percent, withdrawal, most, limit)| Fund {
            opening: Yen(opening),
            rate: rate(&percent.to_string()),
            withdrawal,
            most_withdrawal: most.map(Yen),
            limit: Yen(limit),
        },
    )
}

proptest! {
    #[test]
    fn the_burden_over_life_is_what_the_account_carries_until_the_last_bond_is_paid(
        works in prop::collection::vec(works(), 1..4), bond in shares(), support in shares(), recipient: bool
    ) {
        let mut loan = programme("b", ProgrammeKind::Bond, "1", "0");
        (loan.rate, loan.tax_support) = (bond, support);
        let rules = SplitRules { recipient, ..RULES };
        let terms = terms("1.7", 10, 2, 2);
        let account = Account {
            first_year: 2026,
            years: vec![YearGiven::default(); 25],
            debts: Vec::new(),
            fund: Fund::default(),
            terms,
            recipient,
        };
        let of_works: Vec<Vec<Paid>> = works.iter().map(|work| work.paid(None, Some(&loan), &rules)).collect();
        let borne: Yen = of_works.iter().map(|paid| PlannedWork::borne(paid, &terms)).sum();
        let years = account.outlook(&of_works.concat());
        let sums = totals(&years);
        prop_assert_eq!(sums.sum.burden, borne);
        prop_assert_eq!(sums.sum.outstanding, Yen(0));
        prop_assert_eq!(sums.sum.service.principal, sums.sum.works.bond);
        let non_recipient = SplitRules { recipient: false, ..RULES };
        let without: Yen = works.iter().map(|work| PlannedWork::borne(&work.paid(None, Some(&loan), &non_recipient), &terms)).sum();
        prop_assert!(without >= borne);
    }

    #[test]
    fn a_fund_never_falls_below_nothing_and_its_yen_are_all_accounted_for(
        works in prop::collection::vec(works(), 0..4), fund in withdrawals(), deposit in 0_i64..100_000_000
    ) {
        let account = Account {
            first_year: 2026,
            years: vec![YearGiven { deposit: Yen(deposit), ..YearGiven::default() }; 12],
            debts: Vec::new(),
            fund,
            terms: terms("1", 10, 0, 1),
            recipient: true,
        };
        let paid: Vec<Paid> = works.iter().flat_map(|work| work.paid(None, None, &RULES)).collect();
        let years = account.outlook(&paid);
        prop_assert!(years.iter().all(|year| year.fund_balance.0 >= 0 && year.works.general.0 >= 0));
        let sums = totals(&years).sum;
        prop_assert_eq!(fund.opening + sums.deposit + sums.fund_interest - sums.works.fund, sums.fund_balance);
        let parts = sums.works.subsidy + sums.works.other + sums.works.bond + sums.works.fund + sums.works.general;
        prop_assert_eq!(parts, sums.works.cost);
    }

    #[test]
    fn every_way_of_paying_that_was_left_out_is_as_bad_in_every_year(work in works(), programmes in programmes()) {
        let terms = terms("1.7", 10, 2, 2);
        let ways = work.ways(&programmes, &RULES, &terms);
        prop_assert!(ways.iter().any(|way| way.offer.bonds.iter().all(|(_, yen)| yen.0 == 0)));
        for choice in choices(&work.facts, &work.bill, &programmes, &RULES) {
            let other = work.way(choice.subsidy, choice.bond, &RULES, &terms).offer;
            let beaten = |way: &Way<'_>| {
                way.offer.burden <= other.burden && way.offer.bonds.iter().zip(&other.bonds).all(|(one, other)| one.1 <= other.1)
            };
            prop_assert!(ways.iter().any(beaten));
        }
    }
}
