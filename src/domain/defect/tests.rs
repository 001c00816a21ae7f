//! Defects as a whole: what a state needs, and what must hold on any way through the states.
//!
//! # Units
//! Calendar days and whole yen; today is 2026-07-01.
//! # Source
//! By hand, from the tables at the head of each module.

use super::*;
use crate::domain::facility::Word;
use crate::domain::units::Yen;
use chrono::NaiveDate;
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2026-07-01")
}

fn bare(state: DefectState) -> Facts {
    Facts {
        state,
        severity: None,
        assigned_to: None,
        reported_on: day("2026-06-01"),
        fixed_on: None,
        closed_on: None,
        reason: None,
        cost_yen: None,
    }
}

fn complete(state: DefectState) -> Facts {
    Facts {
        severity: Some(Severity::Urgent),
        assigned_to: Some("施設課".to_owned()),
        fixed_on: Some(day("2026-06-10")),
        closed_on: Some(day("2026-06-12")),
        reason: Some("重複".to_owned()),
        cost_yen: Some(Yen(0)),
        ..bare(state)
    }
}

fn faults(facts: &Facts) -> Vec<(&'static str, &'static str)> {
    check(facts, today()).iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn the_table_of_moves_is_the_published_one() {
    use DefectState::*;
    let table = [
        (Reported, vec![Triaged, Rejected]),
        (Triaged, vec![Assigned, Rejected]),
        (Assigned, vec![Triaged, Fixed, Rejected]),
        (Fixed, vec![Assigned, Closed]),
        (Closed, vec![Triaged]),
        (Rejected, vec![Triaged]),
    ];
    for (from, to) in table {
        assert_eq!(moves(from), to, "{from:?}");
    }
}

fn reachable(from: DefectState) -> Vec<DefectState> {
    let mut found = vec![from];
    let mut at = 0;
    while at < found.len() {
        let further: Vec<_> = moves(found[at]).iter().filter(|to| !found.contains(to)).copied().collect();
        found.extend(further);
        at += 1;
    }
    found
}

#[test]
fn every_state_is_reached_from_a_report_and_every_defect_can_be_closed() {
    assert_eq!(reachable(DefectState::Reported).len(), DefectState::iter().count());
    assert!(DefectState::iter().all(|state| reachable(state).contains(&DefectState::Closed)));
}

#[test]
fn a_judged_defect_is_never_merely_reported_again() {
    assert!(DefectState::iter().all(|state| !may_become(state, DefectState::Reported)));
}

#[test]
fn a_refused_move_says_what_is_allowed_and_why() {
    let refused = check_move(DefectState::Closed, DefectState::Fixed).expect_err("a move backwards");
    assert_eq!((refused.field, refused.code, refused.value.as_str()), ("state", "contradiction", "fixed"));
    assert_eq!(
        refused.text.en,
        "`state` cannot become `fixed`; after `closed` use `triaged`: a defect that is opened again is judged anew"
    );
    assert!(refused.text.ja.contains("「判定済」のいずれか"));
}

#[test]
fn each_state_asks_for_what_it_needs() {
    let required = |names: &[&'static str]| names.iter().map(|name| (*name, "required")).collect::<Vec<_>>();
    use DefectState::*;
    assert_eq!(faults(&bare(Reported)), required(&[]));
    assert_eq!(faults(&bare(Triaged)), required(&["severity"]));
    assert_eq!(faults(&bare(Assigned)), required(&["severity", "assigned_to"]));
    assert_eq!(faults(&bare(Fixed)), required(&["severity", "fixed_on"]));
    assert_eq!(faults(&bare(Closed)), required(&["severity", "fixed_on", "closed_on"]));
    assert_eq!(faults(&bare(Rejected)), required(&["reason"]));
}

#[test]
fn spaces_are_neither_a_name_nor_a_reason() {
    let blank = Some(" 　".to_owned());
    let assigned = Facts { assigned_to: blank.clone(), ..complete(DefectState::Assigned) };
    assert_eq!(faults(&assigned), [("assigned_to", "required")]);
    assert_eq!(faults(&Facts { reason: blank, ..complete(DefectState::Rejected) }), [("reason", "required")]);
}

#[test]
fn report_repair_and_acceptance_follow_one_another() {
    let on = |reported: &str, fixed: &str, closed: &str| {
        faults(&Facts {
            reported_on: day(reported),
            fixed_on: Some(day(fixed)),
            closed_on: Some(day(closed)),
            ..complete(DefectState::Closed)
        })
    };
    assert_eq!(on("2026-07-01", "2026-07-01", "2026-07-01"), []);
    assert_eq!(on("2026-06-02", "2026-06-01", "2026-06-03"), [("fixed_on", "contradiction")]);
    assert_eq!(on("2026-06-01", "2026-06-03", "2026-06-02"), [("closed_on", "contradiction")]);
    assert_eq!(on("2026-06-01", "2026-06-03", "2026-07-02"), [("closed_on", "out-of-range")]);
    let future = ["reported_on", "fixed_on", "closed_on"].map(|field| (field, "out-of-range"));
    assert_eq!(on("2026-07-02", "2026-07-02", "2026-07-02"), future);
}

#[test]
fn a_day_of_acceptance_without_a_repair_is_compared_with_the_report() {
    let facts = Facts { fixed_on: None, closed_on: Some(day("2026-05-31")), ..complete(DefectState::Triaged) };
    let found = check(&facts, today());
    assert_eq!(faults(&facts), [("closed_on", "contradiction")]);
    assert!(found[0].text.en.contains("`2026-05-31`, before `reported_on`, 2026-06-01"));
}

#[test]
fn a_repair_does_not_cost_less_than_nothing() {
    let facts = Facts { cost_yen: Some(Yen(-1)), ..complete(DefectState::Reported) };
    assert_eq!(faults(&facts), [("cost_yen", "out-of-range")]);
}

#[test]
fn a_defect_of_today_is_0_days_old() {
    assert_eq!(age_days(today(), today()), 0);
    assert_eq!(age_days(day("2026-06-01"), today()), 30);
    assert_eq!(age_days(day("2026-07-02"), today()), 0);
}

#[test]
fn a_defect_is_late_from_the_day_after_its_due_day() {
    let reported = day("2026-06-01");
    assert_eq!(fix_due_on(reported, 30), today());
    assert_eq!(fix_due_on(reported, u32::MAX), NaiveDate::MAX);
    assert_eq!(days_over(reported, None, today(), 30), 0);
    assert_eq!(days_over(reported, None, today(), 29), 1);
    assert_eq!(days_over(reported, Some(day("2026-06-11")), today(), 7), 3);
}

fn any_state() -> impl Strategy<Value = DefectState> {
    prop::sample::select(DefectState::iter().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn a_move_is_allowed_exactly_when_the_table_has_it(from in any_state(), to in any_state()) {
        prop_assert_eq!(check_move(from, to).is_ok(), moves(from).contains(&to));
        prop_assert!(!may_become(from, from));
        if let Err(fault) = check_move(from, to) {
            let named = moves(from).iter().all(|state| fault.text.en.contains(&format!("`{}`", state.code())));
            prop_assert!(named);
        }
    }

    #[test]
    fn whoever_keeps_the_facts_complete_can_walk_on_for_ever(steps in prop::collection::vec(0..3usize, 0..40)) {
        let mut state = DefectState::Reported;
        for step in steps {
            let next = moves(state);
            prop_assert!(!next.is_empty());
            let to = next[step % next.len()];
            prop_assert!(check_move(state, to).is_ok());
            prop_assert_eq!(faults(&complete(to)), []);
            state = to;
        }
    }

    #[test]
    fn days_over_and_target_add_up_to_the_age_of_what_is_late(waited in 0..4000u64, target in 0..4000u32) {
        let reported = day("2020-01-01");
        let now = reported + chrono::Days::new(waited);
        let over = days_over(reported, None, now, target);
        prop_assert_eq!(over > 0, waited > u64::from(target));
        prop_assert!(over == 0 || over + i64::from(target) == age_days(reported, now));
    }
}
