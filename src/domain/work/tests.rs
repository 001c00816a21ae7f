//! Works as a whole: what a state needs, what a window holds, and what must hold on any way through the states.
//!
//! # Units
//! Fiscal years, calendar days and whole yen; today is 2026-07-01.
//! # Source
//! By hand, from the tables at the head of each module.

use super::*;
use crate::domain::facility::Word;
use crate::domain::units::{FiscalYear, Yen};
use chrono::NaiveDate;
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2026-07-01")
}

fn bare(state: WorkState) -> Facts {
    Facts {
        state,
        plan_year: None,
        planned_year: None,
        budget_year: None,
        budget_request_yen: None,
        cost_yen: None,
        actual_cost_yen: None,
        started_on: None,
        done_on: None,
        dropped_reason: None,
        funding: Vec::new(),
    }
}

/// Works of which everything is known that their state allows.
fn complete(state: WorkState) -> Facts {
    Facts {
        plan_year: Some(2025),
        planned_year: Some(2026),
        budget_year: Some(2026),
        budget_request_yen: Some(Yen(10)),
        cost_yen: Some(Yen(10)),
        started_on: Some(day("2026-05-01")),
        done_on: (state == WorkState::Done).then(|| day("2026-06-30")),
        dropped_reason: Some("統合のため".to_owned()),
        funding: vec![(FundingSource::Bond, Yen(7)), (FundingSource::GeneralFund, Yen(3))],
        ..bare(state)
    }
}

fn faults(facts: &Facts) -> Vec<(&'static str, &'static str)> {
    check(facts, today()).iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn the_table_of_moves_is_the_published_one() {
    use WorkState::*;
    let table = [
        (Proposed, vec![Planned, Dropped]),
        (Planned, vec![Proposed, Budgeted, Dropped]),
        (Budgeted, vec![Planned, UnderWay, Dropped]),
        (UnderWay, vec![Done, Dropped]),
        (Done, vec![]),
        (Dropped, vec![Proposed]),
    ];
    for (from, to) in table {
        assert_eq!(moves(from), to, "{from:?}");
    }
}

/// The states on any way from a state, the state itself included.
fn reachable(from: WorkState) -> Vec<WorkState> {
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
fn every_state_is_reached_from_a_proposal() {
    assert_eq!(reachable(WorkState::Proposed).len(), WorkState::iter().count());
}

#[test]
fn works_that_are_done_stay_done_and_all_others_can_be_done() {
    assert_eq!(reachable(WorkState::Done), [WorkState::Done]);
    assert!(WorkState::iter().all(|state| reachable(state).contains(&WorkState::Done)));
}

#[test]
fn no_state_follows_itself() {
    assert!(WorkState::iter().all(|state| !may_become(state, state)));
}

#[test]
fn a_refused_move_says_what_is_allowed_and_why() {
    let refused = check_move(WorkState::Proposed, WorkState::UnderWay).expect_err("a move over two states");
    assert_eq!((refused.field, refused.code, refused.value.as_str()), ("state", "contradiction", "under-way"));
    assert_eq!(
        refused.text.en,
        "`state` cannot become `under-way`; after `proposed` use `planned` or `dropped`: works enter the plan before \
         they get a budget"
    );
    assert!(refused.text.ja.contains("「計画」「取下げ」のいずれか") && refused.text.ja.contains("施工中"));
    let last = check_move(WorkState::Done, WorkState::Proposed).expect_err("a move after the last");
    assert!(last.text.en.contains("nothing follows it") && last.text.ja.contains("次の状態はありません"));
}

#[test]
fn each_state_asks_for_what_it_needs() {
    let required = |names: &[&'static str]| names.iter().map(|name| (*name, "required")).collect::<Vec<_>>();
    let budget = ["planned_year", "budget_year", "budget_request_yen", "cost_yen"];
    assert_eq!(faults(&bare(WorkState::Proposed)), required(&[]));
    assert_eq!(faults(&bare(WorkState::Planned)), required(&["planned_year"]));
    assert_eq!(faults(&bare(WorkState::Budgeted)), required(&budget));
    assert_eq!(faults(&bare(WorkState::UnderWay)), required(&[&budget[..], &["started_on"]].concat()));
    assert_eq!(faults(&bare(WorkState::Done)), required(&["done_on"]));
    assert_eq!(faults(&bare(WorkState::Dropped)), required(&["dropped_reason"]));
}

#[test]
fn complete_works_have_no_fault_in_any_state() {
    for state in WorkState::iter() {
        assert_eq!(faults(&complete(state)), [], "{state:?}");
    }
}

#[test]
fn a_reason_of_spaces_is_no_reason() {
    let facts = Facts { dropped_reason: Some("　 ".to_owned()), ..complete(WorkState::Dropped) };
    assert_eq!(faults(&facts), [("dropped_reason", "required")]);
}

#[test]
fn the_budget_comes_at_most_three_years_before_the_works_and_never_after() {
    for (year, fine) in [(2022, false), (2023, true), (2026, true), (2027, false)] {
        let facts = Facts { budget_year: Some(year), ..complete(WorkState::Budgeted) };
        assert_eq!(faults(&facts).is_empty(), fine, "{year}");
    }
}

#[test]
fn the_plan_is_not_of_a_later_year_than_the_works() {
    let facts = |year| Facts { plan_year: Some(year), ..complete(WorkState::Planned) };
    assert_eq!(faults(&facts(2026)), []);
    assert_eq!(faults(&facts(2027)), [("plan_year", "contradiction")]);
}

#[test]
fn a_year_outside_the_calendar_is_refused_by_its_name() {
    let facts =
        Facts { plan_year: Some(1), planned_year: Some(9999), budget_year: Some(0), ..bare(WorkState::Proposed) };
    assert_eq!(faults(&facts), ["plan_year", "planned_year", "budget_year"].map(|field| (field, "out-of-range")));
}

#[test]
fn no_amount_is_below_0() {
    let facts = Facts {
        budget_request_yen: Some(Yen(-1)),
        cost_yen: Some(Yen(0)),
        actual_cost_yen: Some(Yen(-1)),
        funding: vec![(FundingSource::Bond, Yen(-1))],
        ..bare(WorkState::Proposed)
    };
    let refused =
        [("budget_request_yen", "out-of-range"), ("actual_cost_yen", "out-of-range"), ("funding", "out-of-range")];
    assert_eq!(faults(&facts), refused);
    assert_eq!(faults(&Facts { cost_yen: Some(Yen(-1)), funding: vec![], ..facts })[1], ("cost_yen", "out-of-range"));
}

#[test]
fn funding_never_exceeds_the_cost_and_equals_it_once_there_is_a_budget() {
    let part = |state, yen| Facts { funding: vec![(FundingSource::Bond, Yen(yen))], ..complete(state) };
    let refused = [("funding", "contradiction")];
    use WorkState::*;
    for state in [Proposed, Planned, Dropped] {
        assert_eq!(faults(&part(state, 9)), [], "{state:?}");
        assert_eq!(faults(&part(state, 10)), [], "{state:?}");
        assert_eq!(faults(&part(state, 11)), refused, "{state:?}");
    }
    for state in [Budgeted, UnderWay, Done] {
        assert_eq!(faults(&part(state, 9)), refused, "{state:?}");
        assert_eq!(faults(&part(state, 10)), [], "{state:?}");
        assert_eq!(faults(&part(state, 11)), refused, "{state:?}");
    }
}

#[test]
fn funding_needs_a_cost_to_pay_for() {
    let part = |yen| vec![(FundingSource::Bond, Yen(yen))];
    assert_eq!(faults(&Facts { funding: part(1), ..bare(WorkState::Proposed) }), [("cost_yen", "required")]);
    assert_eq!(faults(&Facts { funding: part(0), ..bare(WorkState::Proposed) }), []);
    let budgeted = Facts { cost_yen: None, ..complete(WorkState::Budgeted) };
    assert_eq!(faults(&budgeted), [("cost_yen", "required")]);
}

#[test]
fn funding_of_the_largest_amounts_does_not_spill() {
    let most = |source| (source, Yen(i64::MAX));
    let facts =
        Facts { funding: vec![most(FundingSource::Bond), most(FundingSource::Other)], ..complete(WorkState::Planned) };
    assert_eq!(check(&facts, today())[0].value, "18446744073709551614");
}

#[test]
fn a_source_of_funding_stands_once() {
    let facts = Facts {
        funding: vec![(FundingSource::Bond, Yen(5)), (FundingSource::Bond, Yen(5))],
        ..complete(WorkState::Planned)
    };
    assert_eq!(faults(&facts), [("funding", "contradiction")]);
    assert!(check(&facts, today())[0].text.ja.contains("地方債"));
}

#[test]
fn works_begin_and_end_in_order_and_not_in_the_future() {
    let done = |started: &str, done: &str| {
        faults(&Facts { started_on: Some(day(started)), done_on: Some(day(done)), ..complete(WorkState::Done) })
    };
    assert_eq!(done("2026-07-01", "2026-07-01"), []);
    assert_eq!(done("2026-06-02", "2026-06-01"), [("done_on", "contradiction")]);
    assert_eq!(done("2026-06-02", "2026-07-02"), [("done_on", "out-of-range")]);
    assert_eq!(done("2026-07-02", "2026-07-02"), [("started_on", "out-of-range"), ("done_on", "out-of-range")]);
}

#[test]
fn only_works_that_are_done_have_a_day_of_completion() {
    for state in WorkState::iter().filter(|state| *state != WorkState::Done) {
        let facts = Facts { done_on: Some(day("2026-06-30")), ..complete(state) };
        assert_eq!(faults(&facts), [("done_on", "contradiction")], "{state:?}");
    }
}

#[test]
fn completed_works_of_former_years_need_no_budget() {
    let facts = Facts { done_on: Some(day("1998-03-31")), actual_cost_yen: Some(Yen(1)), ..bare(WorkState::Done) };
    assert_eq!(faults(&facts), []);
}

fn refused(earliest: Option<i32>, latest: Option<i32>, planned: Option<i32>, duration: i32) -> Option<&'static str> {
    Window::new(earliest, latest, planned, duration).err().map(|fault| fault.field)
}

#[test]
fn a_window_runs_forwards_and_holds_the_planned_year() {
    assert_eq!(refused(None, None, None, 1), None);
    assert_eq!(refused(Some(2026), Some(2026), Some(2026), 20), None);
    assert_eq!(refused(Some(2027), Some(2026), None, 1), Some("latest_year"));
    assert_eq!(refused(Some(2027), None, Some(2026), 1), Some("planned_year"));
    assert_eq!(refused(None, Some(2026), Some(2027), 1), Some("planned_year"));
    assert_eq!(refused(Some(1867), None, None, 1), Some("earliest_year"));
    assert_eq!(refused(None, Some(2301), None, 1), Some("latest_year"));
    assert_eq!(refused(None, None, Some(0), 1), Some("planned_year"));
}

#[test]
fn works_take_one_to_twenty_years() {
    for (years, fine) in [(0, false), (1, true), (20, true), (21, false), (-1, false)] {
        assert_eq!(refused(None, None, None, years).is_none(), fine, "{years}");
    }
}

#[test]
fn a_window_is_for_the_beginning_and_works_may_end_after_it() {
    let window = Window::new(Some(2025), Some(2026), Some(2026), 3).expect("a window");
    assert_eq!(window.last_year().map(FiscalYear::year), Some(2028));
    let begins: Vec<bool> =
        (2024..=2027).map(|y| window.may_begin_in(FiscalYear::new("year", y).expect("a year"))).collect();
    assert_eq!(begins, [false, true, true, false]);
    let years = (window.earliest_year(), window.latest_year(), window.planned_year());
    assert_eq!((years.0.map(FiscalYear::year), years.1.map(FiscalYear::year)), (Some(2025), Some(2026)));
    assert_eq!((years.2.map(FiscalYear::year), window.duration_years()), (Some(2026), 3));
}

#[test]
fn a_window_says_on_which_side_the_planned_year_lies() {
    let after = Window::new(None, Some(2026), Some(2027), 1).expect_err("after the window").text;
    assert!(after.en.contains("`2027`, after `latest_year`, which is 2026") && after.ja.contains("より後"));
    let before = Window::new(Some(2028), None, Some(2027), 1).expect_err("before the window").text;
    assert!(before.en.contains("`2027`, before `earliest_year`, which is 2028") && before.ja.contains("より前"));
}

#[test]
fn the_effects_are_those_of_the_table() {
    use WorkKind::*;
    for kind in WorkKind::iter() {
        let effect = effect(kind, today());
        let is = |kinds: &[WorkKind]| kinds.contains(&kind);
        let reach = [true, false].map(|names_component| effect.renews.reach(names_component));
        let renews = match kind {
            Renewal => [Renews::Component, Renews::Nothing],
            Renovation | LongLife | Rebuild => [Renews::Component, Renews::Building],
            _ => [Renews::Nothing; 2],
        };
        assert_eq!(reach, renews, "{kind:?}");
        assert_eq!(effect.best_grade, is(&[Renewal, LongLife, Rebuild, Renovation]), "{kind:?}");
        let capital = [Renewal, LongLife, Renovation, SeismicRetrofit, Accessibility, Energy, Conversion];
        assert_eq!(effect.capital_improvement_default, is(&capital), "{kind:?}");
    }
}

#[test]
fn works_done_in_march_belong_to_the_fiscal_year_before() {
    assert_eq!(effect(WorkKind::Renewal, day("2026-03-31")).done_year, 2025);
    assert_eq!(effect(WorkKind::Renewal, day("2026-04-01")).done_year, 2026);
}

fn any_state() -> impl Strategy<Value = WorkState> {
    prop::sample::select(WorkState::iter().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn a_move_is_allowed_exactly_when_the_table_has_it(from in any_state(), to in any_state()) {
        prop_assert_eq!(check_move(from, to).is_ok(), moves(from).contains(&to));
        prop_assert_eq!(may_become(from, to), moves(from).contains(&to));
        if let Err(fault) = check_move(from, to) {
            for allowed in moves(from) {
                let code = format!("`{}`", allowed.code());
                prop_assert!(fault.text.en.contains(&code));
                prop_assert!(fault.text.ja.contains(allowed.label_ja()));
            }
        }
    }

    #[test]
    fn whoever_keeps_the_facts_complete_can_walk_anywhere(steps in prop::collection::vec(0..3usize, 0..40)) {
        let mut state = WorkState::Proposed;
        for step in steps {
            let next = moves(state);
            prop_assert_eq!(next.is_empty(), state == WorkState::Done);
            let Some(&to) = next.get(step % next.len().max(1)) else { break };
            prop_assert!(check_move(state, to).is_ok());
            prop_assert_eq!(faults(&complete(to)), []);
            state = to;
        }
    }

    #[test]
    fn only_what_is_begun_done_or_dropped_cannot_be_taken_back_in_one_step(from in any_state()) {
        for &to in moves(from) {
            let one_way = matches!(to, WorkState::Done | WorkState::UnderWay)
                || (to == WorkState::Dropped && from != WorkState::Proposed);
            prop_assert_eq!(may_become(to, from), !one_way, "{:?} {:?}", from, to);
        }
    }

    #[test]
    fn a_window_that_is_accepted_holds_its_own_planned_year(
        earliest in prop::option::of(2000..2060i32),
        latest in prop::option::of(2000..2060i32),
        planned in prop::option::of(2000..2060i32),
        duration in 1..=20i32,
    ) {
        let window = Window::new(earliest, latest, planned, duration);
        let in_order = earliest.zip(latest).is_none_or(|(e, l)| e <= l)
            && earliest.zip(planned).is_none_or(|(e, p)| e <= p)
            && planned.zip(latest).is_none_or(|(p, l)| p <= l);
        prop_assert_eq!(window.is_ok(), in_order);
        if let Ok(window) = window {
            prop_assert!(window.planned_year().is_none_or(|year| window.may_begin_in(year)));
        }
    }

    #[test]
    fn funding_in_full_is_never_refused(amounts in prop::collection::vec(0..1_000_000_000_000i64, 0..=6)) {
        let funding: Vec<_> = FundingSource::iter().zip(amounts.into_iter().map(Yen)).collect();
        let cost_yen = Some(funding.iter().map(|part| part.1).sum());
        for state in WorkState::iter() {
            prop_assert_eq!(faults(&Facts { funding: funding.clone(), cost_yen, ..complete(state) }), []);
        }
    }
}
