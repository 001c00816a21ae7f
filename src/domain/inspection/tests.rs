//! Inspections as a whole: days by hand, rows with each fault a row can have, and the rows that come with the program.
//!
//! # Units
//! Calendar days and months, dm² and storeys; today is 2026-07-01.
//! # Source
//! By hand, from the rules at the head of each module.

use super::*;
use crate::domain::Invalid;
use crate::domain::facility::{Class, ComponentKind, Status, Word};
use chrono::{Months, NaiveDate};
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2026-07-01")
}

fn every(months: i64) -> Interval {
    Interval::new("interval_months", months).expect("an interval")
}

#[test]
fn an_interval_is_1_to_600_months() {
    for (months, fine) in [(0, false), (1, true), (600, true), (601, false), (-12, false), (i64::MAX, false)] {
        let interval = Interval::new("interval_months", months);
        assert_eq!(interval.is_ok(), fine, "{months}");
    }
    assert_eq!(Interval::new("report_interval_months", 0).map_err(|i| i.field), Err("report_interval_months"));
    assert_eq!(every(36).months(), 36);
}

#[test]
fn a_day_that_its_month_does_not_have_is_the_last_of_it() {
    for (last, months, due) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 3, "2026-04-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-11-15", 3, "2026-02-15"),
        ("2023-04-01", 36, "2026-04-01"),
    ] {
        assert_eq!(next_due(Some(day(last)), None, every(months)), Some(day(due)), "{last}");
    }
}

#[test]
fn the_day_set_for_the_first_inspection_counts_until_it_has_been_done() {
    assert_eq!(next_due(None, Some(today()), every(12)), Some(today()));
    assert_eq!(next_due(Some(day("2026-03-01")), Some(today()), every(12)), Some(day("2027-03-01")));
    assert_eq!(next_due(None, None, every(12)), None);
    assert_eq!(next_due(Some(NaiveDate::MAX), None, every(1)), None);
}

#[test]
fn a_standing_turns_on_the_due_day_and_on_the_last_soon_day() {
    let on = |due: &str| standing(Some(day(due)), today(), 30);
    assert_eq!(on("2026-06-30"), Standing::Overdue { days: 1 });
    assert_eq!(on("2025-07-01"), Standing::Overdue { days: 365 });
    assert_eq!(on("2026-07-01"), Standing::DueSoon { days: 0 });
    assert_eq!(on("2026-07-31"), Standing::DueSoon { days: 30 });
    assert_eq!(on("2026-08-01"), Standing::Later);
    assert_eq!(standing(None, today(), 30), Standing::NeverDone);
}

#[test]
fn a_standing_has_a_code_and_a_term() {
    let all = [Standing::Overdue { days: 1 }, Standing::DueSoon { days: 0 }, Standing::Later, Standing::NeverDone];
    assert_eq!(all.map(Standing::code), ["overdue", "due-soon", "later", "never-done"]);
    assert_eq!(all.map(Standing::label_ja), ["期限超過", "期限間近", "期限内", "未実施"]);
}

#[test]
fn the_whole_is_as_bad_as_its_worst_part() {
    use FindingResult::{Failed, NonConforming, Passed, Watch};
    assert_eq!(overall(&[]), Passed);
    assert_eq!(overall(&[Passed, Watch, Passed]), Watch);
    assert_eq!(overall(&[NonConforming, Watch]), NonConforming);
    assert_eq!(overall(&[NonConforming, Failed, Watch]), Failed);
}

#[test]
fn only_what_passed_needs_no_follow_up() {
    let needing: Vec<_> = FindingResult::iter().filter(|result| needs_follow_up(*result)).collect();
    assert_eq!(needing, [FindingResult::Watch, FindingResult::Failed, FindingResult::NonConforming]);
}

fn performed(on: &str, status: Status, completed: Option<i32>) -> Vec<(&'static str, &'static str)> {
    check_performed(day(on), today(), status, completed).iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn an_inspection_of_the_future_is_refused() {
    assert_eq!(performed("2026-07-01", Status::InUse, None), []);
    assert_eq!(performed("2026-07-02", Status::InUse, None), [("performed_on", "out-of-range")]);
}

#[test]
fn only_what_stands_is_inspected() {
    for (status, fine) in [
        (Status::Planned, false),
        (Status::InUse, true),
        (Status::Suspended, true),
        (Status::Closed, true),
        (Status::Demolished, false),
    ] {
        assert_eq!(performed("2026-06-01", status, Some(1990)).is_empty(), fine, "{status:?}");
    }
    let fault = &check_performed(today(), today(), Status::Demolished, None)[0];
    assert!(fault.text.en.contains("`demolished`") && fault.text.ja.contains("除却済"));
}

#[test]
fn a_building_is_inspected_from_the_fiscal_year_of_its_completion_on() {
    assert_eq!(performed("2025-04-01", Status::InUse, Some(2025)), []);
    assert_eq!(performed("2025-03-31", Status::InUse, Some(2025)), [("performed_on", "contradiction")]);
    assert_eq!(performed("2025-03-31", Status::Demolished, Some(2025)).len(), 2);
}

fn row() -> KindRow {
    KindRow {
        code: "survey".to_owned(),
        name_ja: "定期調査".to_owned(),
        name_en: "Survey".to_owned(),
        law_ja: "建築基準法第12条第1項".to_owned(),
        scope: "building".to_owned(),
        interval_months: "36".to_owned(),
        report_interval_months: "36".to_owned(),
        classes: "school; 医療施設".to_owned(),
        least_floor_area_m2: "2000.5".to_owned(),
        least_storeys: "3".to_owned(),
        effective_from: "2016-06-01".to_owned(),
        ..KindRow::default()
    }
}

fn kind(row: &KindRow) -> Kind {
    Kind::from_row(row).expect("a row without a fault")
}

fn faults(row: &KindRow) -> Vec<(&'static str, &'static str)> {
    let faults: Vec<Invalid> = Kind::from_row(row).err().unwrap_or_default();
    faults.iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn a_row_is_read_column_by_column() {
    let kind = kind(&row());
    assert_eq!((kind.code.as_str(), kind.name.en.as_str(), kind.name.ja.as_str()), ("survey", "Survey", "定期調査"));
    assert_eq!((kind.scope, kind.law_ja.as_str()), (InspectionScope::Building, "建築基準法第12条第1項"));
    assert_eq!((kind.interval, kind.report_interval), (every(36), Some(every(36))));
    assert_eq!((kind.classes, kind.component_kinds), (vec![Class::School, Class::Medical], vec![]));
    assert_eq!((kind.least_floor_area_dm2, kind.least_storeys), (Some(200_050), Some(3)));
    assert_eq!((kind.effective_from, kind.effective_to), (Some(day("2016-06-01")), None));
}

#[test]
fn an_empty_row_is_told_everything_it_needs() {
    let required = ["name_ja", "name_en", "law_ja"].map(|field| (field, "required"));
    let [ja, en, law] = required;
    let expected = [("code", "malformed"), ja, en, law, ("scope", "unknown-value"), ("interval_months", "required")];
    assert_eq!(faults(&KindRow::default()), expected);
}

#[test]
fn every_fault_of_a_row_is_reported_at_once() {
    let bad = KindRow {
        interval_months: "yearly".to_owned(),
        report_interval_months: "0".to_owned(),
        classes: "school;castle;moat".to_owned(),
        least_floor_area_m2: "large".to_owned(),
        least_storeys: "0".to_owned(),
        effective_from: "平成28年".to_owned(),
        effective_to: "2016-02-30".to_owned(),
        ..row()
    };
    let expected = [
        ("interval_months", "malformed"),
        ("report_interval_months", "out-of-range"),
        ("classes", "unknown-value"),
        ("classes", "unknown-value"),
        ("least_floor_area_m2", "malformed"),
        ("least_storeys", "out-of-range"),
        ("effective_from", "malformed"),
        ("effective_to", "malformed"),
    ];
    assert_eq!(faults(&bad), expected);
}

#[test]
fn a_row_has_1_to_100_storeys_and_an_area_above_0() {
    for (storeys, fine) in [("1", true), ("100", true), ("101", false), ("-1", false), ("3.5", false)] {
        assert_eq!(faults(&KindRow { least_storeys: storeys.to_owned(), ..row() }).is_empty(), fine, "{storeys}");
    }
    let area = |m2: &str| faults(&KindRow { least_floor_area_m2: m2.to_owned(), ..row() });
    assert_eq!(area("0"), [("least_floor_area_m2", "out-of-range")]);
    assert_eq!(area("NaN"), [("least_floor_area_m2", "out-of-range")]);
}

#[test]
fn a_row_does_not_contradict_itself() {
    let component = |scope: &str, kinds: &str| {
        faults(&KindRow { scope: scope.to_owned(), component_kinds: kinds.to_owned(), ..row() })
    };
    assert_eq!(component("component", "elevator"), []);
    assert_eq!(component("component", " ; "), [("component_kinds", "contradiction")]);
    assert_eq!(component("building", "elevator"), [("component_kinds", "contradiction")]);
    assert_eq!(component("facility", ""), [("least_storeys", "contradiction")]);
    let report = |months: &str| faults(&KindRow { report_interval_months: months.to_owned(), ..row() });
    assert_eq!(report("35"), [("report_interval_months", "contradiction")]);
    assert_eq!(report(""), []);
    let to = |day: &str| faults(&KindRow { effective_to: day.to_owned(), ..row() });
    assert_eq!(to("2016-06-01"), []);
    assert_eq!(to("2016-05-31"), [("effective_to", "contradiction")]);
}

#[test]
fn a_rule_is_in_force_on_its_first_and_on_its_last_day() {
    let kind = kind(&KindRow { effective_to: "2020-03-31".to_owned(), ..row() });
    let days = ["2016-05-31", "2016-06-01", "2020-03-31", "2020-04-01"];
    assert_eq!(days.map(|on| kind.is_in_force(day(on))), [false, true, true, false]);
    let open = Kind { effective_from: None, effective_to: None, ..kind };
    assert!(open.is_in_force(NaiveDate::MIN) && open.is_in_force(NaiveDate::MAX));
}

const SCHOOL: Subject = Subject {
    scope: InspectionScope::Building,
    class: Class::School,
    floor_area_dm2: Some(300_000),
    storeys_above: Some(4),
    component_kind: None,
    status: Status::InUse,
};

#[test]
fn a_kind_that_applies_says_why() {
    let because = applies(&kind(&row()), &SCHOOL).expect("a large school").text;
    assert_eq!(
        because.en,
        "Survey (建築基準法第12条第1項) applies because its class is `school` and its floor area of 3000 m² reaches 2000.5 m²"
    );
    assert_eq!(
        because.ja,
        "大分類が「学校教育系施設」、延床面積 3000㎡が 2000.5㎡以上で、定期調査（建築基準法第12条第1項）の対象です"
    );
    let low = applies(&kind(&row()), &Subject { floor_area_dm2: None, ..SCHOOL }).expect("a high school").text;
    assert!(low.en.ends_with("its 4 storeys reach 3") && low.ja.contains("階数 4 が 3 以上"));
}

#[test]
fn a_kind_without_conditions_applies_to_all_of_its_scope() {
    let all = kind(&KindRow {
        classes: String::new(),
        least_floor_area_m2: String::new(),
        least_storeys: String::new(),
        ..row()
    });
    let because = applies(&all, &Subject { floor_area_dm2: None, storeys_above: None, ..SCHOOL }).expect("any").text;
    assert_eq!(because.en, "Survey (建築基準法第12条第1項) applies to every building");
    assert_eq!(because.ja, "定期調査（建築基準法第12条第1項）はすべての建物が対象です");
    assert_eq!(applies(&all, &Subject { scope: InspectionScope::Facility, ..SCHOOL }), None);
}

#[test]
fn either_size_is_enough_and_one_that_is_not_known_is_not_reached() {
    let reached = |floor_area_dm2, storeys_above| {
        applies(&kind(&row()), &Subject { floor_area_dm2, storeys_above, ..SCHOOL }).is_some()
    };
    assert!(reached(Some(200_050), Some(2)) && reached(Some(200_049), Some(3)) && reached(None, Some(3)));
    assert!(!reached(Some(200_049), Some(2)) && !reached(None, None) && !reached(Some(200_049), None));
}

#[test]
fn a_kind_applies_to_its_own_classes_and_component_kinds_only() {
    assert_eq!(applies(&kind(&row()), &Subject { class: Class::Park, ..SCHOOL }), None);
    assert!(applies(&kind(&row()), &Subject { class: Class::Medical, ..SCHOOL }).is_some());
    let lifts =
        kind(&KindRow { scope: "component".to_owned(), component_kinds: "boiler;elevator".to_owned(), ..row() });
    let of = |component_kind| applies(&lifts, &Subject { scope: InspectionScope::Component, component_kind, ..SCHOOL });
    assert!(of(Some(ComponentKind::Elevator)).is_some_and(|why| why.text.ja.contains("種類が「昇降機」")));
    assert_eq!((of(Some(ComponentKind::Roof)), of(None)), (None, None));
}

fn shipped() -> Vec<Kind> {
    let mut table = csv::Reader::from_reader(include_str!("../../../data/reference/inspection_kind.csv").as_bytes());
    let names = table.headers().expect("a header").clone();
    let records = table.records().map(|record| record.expect("a record"));
    records
        .map(|record| {
            let cell = |name: &str| {
                let at = names.iter().position(|column| column == name).expect("a column");
                record[at].to_owned()
            };
            assert!(
                ["published", "well-known", "unverified", "common-practice", "own"].contains(&&*cell("confidence")),
                "{}",
                cell("code")
            );
            assert!(!cell("source").is_empty() && !cell("note").is_empty() && !cell("department").is_empty());
            let row = KindRow {
                code: cell("code"),
                name_ja: cell("name_ja"),
                name_en: cell("name_en"),
                law_ja: cell("law_ja"),
                scope: cell("scope"),
                interval_months: cell("interval_months"),
                report_interval_months: cell("report_interval_months"),
                classes: cell("classes"),
                component_kinds: cell("component_kinds"),
                least_floor_area_m2: cell("least_floor_area_m2"),
                least_storeys: cell("least_storeys"),
                effective_from: cell("effective_from"),
                effective_to: cell("effective_to"),
            };
            Kind::from_row(&row).unwrap_or_else(|faults| panic!("{}: {faults:?}", row.code))
        })
        .collect()
}

fn applying(subject: Subject) -> Vec<String> {
    shipped().iter().filter(|kind| applies(kind, &subject).is_some()).map(|kind| kind.code.clone()).collect()
}

#[test]
fn the_shipped_rows_are_read_and_their_codes_differ() {
    let mut codes: Vec<String> = shipped().into_iter().map(|kind| kind.code).collect();
    let count = codes.len();
    codes.sort();
    codes.dedup();
    assert_eq!((codes.len(), count >= 20), (count, true));
}

#[test]
fn a_large_school_is_surveyed_every_three_years_and_its_services_every_year() {
    let due = ["bsa-12-1-school", "bsa-12-3-services", "bsa-12-3-fire-doors", "own-building"];
    assert_eq!(applying(SCHOOL), due);
    assert_eq!(applying(Subject { floor_area_dm2: Some(20_000), storeys_above: Some(1), ..SCHOOL }), ["own-building"]);
    assert_eq!(applying(Subject { scope: InspectionScope::Facility, ..SCHOOL }), ["school-safety"]);
}

#[test]
fn the_fire_alarm_of_every_class_has_one_functional_and_one_comprehensive_check() {
    let component = |class| Subject {
        scope: InspectionScope::Component,
        component_kind: Some(ComponentKind::FireAlarm),
        class,
        ..SCHOOL
    };
    for class in Class::iter() {
        assert_eq!(applying(component(class)).len(), 2, "{}", class.code());
    }
    assert_eq!(applying(component(Class::School)), ["fsa-functional", "fsa-comprehensive-other"]);
    assert_eq!(applying(component(Class::Medical)), ["fsa-functional", "fsa-comprehensive-public"]);
}

fn any_result() -> impl Strategy<Value = FindingResult> {
    prop::sample::select(FindingResult::iter().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn the_whole_needs_follow_up_exactly_when_a_part_does(results in prop::collection::vec(any_result(), 0..8)) {
        let whole = overall(&results);
        prop_assert_eq!(needs_follow_up(whole), results.iter().any(|result| needs_follow_up(*result)));
        prop_assert!(results.is_empty() || results.contains(&whole));
        let mut reversed = results.clone();
        reversed.reverse();
        prop_assert_eq!(overall(&reversed), whole);
    }

    #[test]
    fn the_next_inspection_comes_after_the_last_and_within_its_month(offset in 0..40_000u64, months in 1..=600i64) {
        let last = day("1950-01-01") + chrono::Days::new(offset);
        let due = next_due(Some(last), None, every(months)).expect("a day of the calendar");
        prop_assert!(due > last);
        // No day is lost but those that the month does not have.
        let back = due - Months::new(months as u32);
        prop_assert!(back <= last && (last - back).num_days() <= 3);
    }

    #[test]
    fn a_standing_tells_the_days_to_the_due_day(ahead in -5000..5000i64, soon in 0..400u32) {
        let due = today() + chrono::TimeDelta::days(ahead);
        match standing(Some(due), today(), soon) {
            Standing::Overdue { days } => prop_assert!(days == -ahead && days > 0),
            Standing::DueSoon { days } => prop_assert!(days == ahead && (0..=i64::from(soon)).contains(&days)),
            Standing::Later => prop_assert!(ahead > i64::from(soon)),
            Standing::NeverDone => prop_assert!(false),
        }
    }

    #[test]
    fn what_does_not_stand_is_subject_to_nothing_and_a_larger_building_to_no_less(
        class in prop::sample::select(Class::iter().collect::<Vec<_>>()),
        area in 1..2_000_000i64,
        storeys in 1..12i32,
    ) {
        let subject = Subject { class, floor_area_dm2: Some(area), storeys_above: Some(storeys), ..SCHOOL };
        let larger = Subject { floor_area_dm2: Some(area + 1), storeys_above: Some(storeys + 1), ..subject };
        for kind in shipped() {
            for status in [Status::Planned, Status::Demolished] {
                prop_assert_eq!(applies(&kind, &Subject { status, ..subject }), None);
            }
            prop_assert!(applies(&kind, &subject).is_none() || applies(&kind, &larger).is_some());
        }
    }
}
