//! The plan as a whole: what must hold for any stock, and what no worked example shows.
//!
//! # Units
//! Yen and fiscal years, as in the module itself; the base year is 2025.
//! # Source
//! The arithmetic stands beside each number; whole buildings are worked by hand in `tests/cases/plan.csv`.

use super::rules::tests::with as rules_with;
use super::*;
use crate::domain::facility::{Class, ComponentKind};
use crate::domain::units::FiscalYear;
use proptest::prelude::*;

const BUILDING: Building = Building {
    class: Class::School,
    role_points: 60,
    score_need: Some(40),
    needs_survey: false,
    open_defects: [0; 4],
    stays: true,
    closes_in: None,
};

const ROOF: Component = Component {
    building: 0,
    key: 1,
    kind: ComponentKind::Roof,
    cycle_years: 20,
    next_due: 2030,
    act_by: None,
    need: None,
    cost: Yen(100),
    cost_basis: CostBasis::Given,
    duration_years: 1,
};

const REBUILD: Overhaul = Overhaul {
    building: 0,
    kind: WorkKind::Rebuild,
    due_year: 2040,
    cost: Yen(1000),
    cost_basis: CostBasis::Estimated,
    duration_years: 2,
};

fn rules() -> Rules {
    rules_with(&[]).expect("rules")
}

fn horizon(years: i64) -> Horizon {
    Horizon::new(FiscalYear::new("from_year", 2025).expect("a year"), years).expect("a horizon")
}

fn drawn(building: Building, components: &[Component], overhauls: &[Overhaul], existing: &[Existing]) -> Plan {
    drawn_by(&rules(), building, components, overhauls, existing)
}

fn drawn_by(
    rules: &Rules,
    building: Building,
    components: &[Component],
    overhauls: &[Overhaul],
    existing: &[Existing],
) -> Plan {
    let buildings = [building];
    let stock = Stock::new(&buildings, components, overhauls, existing).expect("a stock");
    draw_up(&stock, rules, horizon(40))
}

fn years(plan: &Plan) -> Vec<i32> {
    plan.lines.iter().map(|line| line.planned_year).collect()
}

fn left(plan: &Plan) -> Vec<(i32, LeftOutReason)> {
    plan.left_out.iter().map(|left_out| (left_out.year, left_out.reason)).collect()
}

fn refused(
    building: Building,
    components: &[Component],
    overhauls: &[Overhaul],
    existing: &[Existing],
) -> Option<(&'static str, &'static str)> {
    Stock::new(&[building], components, overhauls, existing).err().map(|invalid| (invalid.field, invalid.code))
}

#[test]
fn a_number_outside_its_range_is_refused_by_its_own_name() {
    let out = |field| Some((field, "out-of-range"));
    let part = |component: Component| refused(BUILDING, &[component], &[], &[]);
    assert_eq!(part(ROOF), None);
    assert_eq!(part(Component { building: 1, ..ROOF }), out("building"));
    assert_eq!(part(Component { cycle_years: 0, ..ROOF }), out("cycle_years"));
    assert_eq!(part(Component { cycle_years: 201, ..ROOF }), out("cycle_years"));
    assert_eq!(part(Component { next_due: 1867, ..ROOF }), out("next_due"));
    assert_eq!(part(Component { next_due: 2500, ..ROOF }), None);
    assert_eq!(part(Component { next_due: 2501, ..ROOF }), out("next_due"));
    assert_eq!(part(Component { act_by: Some(ActBy { year: 20, urgency: Urgency::Serious }), ..ROOF }), out("act_by"));
    assert_eq!(part(Component { need: Some(101), ..ROOF }), out("need"));
    assert_eq!(part(Component { cost: Yen(-1), ..ROOF }), out("cost"));
    assert_eq!(part(Component { duration_years: 0, ..ROOF }), out("duration_years"));
    assert_eq!(part(Component { duration_years: 31, ..ROOF }), out("duration_years"));
    let house = |building: Building| refused(building, &[], &[], &[]);
    assert_eq!(house(Building { role_points: 101, ..BUILDING }), out("role_points"));
    assert_eq!(house(Building { score_need: Some(101), ..BUILDING }), out("score_need"));
    assert_eq!(house(Building { closes_in: Some(0), ..BUILDING }), out("closes_in"));
    assert_eq!(refused(BUILDING, &[], &[Overhaul { due_year: 0, ..REBUILD }], &[]), out("due_year"));
    assert_eq!(refused(BUILDING, &[], &[Overhaul { building: 7, ..REBUILD }], &[]), out("building"));
    assert_eq!(refused(BUILDING, &[], &[Overhaul { cost: Yen(-1), ..REBUILD }], &[]), out("cost"));
    let work = Existing { building: 0, component: None, kind: WorkKind::Rebuild, year: 2030 };
    assert_eq!(refused(BUILDING, &[], &[], &[Existing { building: 1, ..work }]), out("building"));
    assert_eq!(refused(BUILDING, &[], &[], &[Existing { year: 3000, ..work }]), out("year"));
}

#[test]
fn a_key_belongs_to_one_component_of_a_building() {
    assert_eq!(
        refused(BUILDING, &[ROOF, Component { key: 2, ..ROOF }, ROOF], &[], &[]),
        Some(("key", "contradiction"))
    );
    let elsewhere = Component { building: 1, ..ROOF };
    assert!(Stock::new(&[BUILDING; 2], &[ROOF, elsewhere], &[], &[]).is_ok());
}

#[test]
fn a_cost_that_is_unknown_is_nothing() {
    let unknown = Component { cost_basis: CostBasis::Unknown, ..ROOF };
    assert_eq!(refused(BUILDING, &[unknown], &[], &[]), Some(("cost", "contradiction")));
    assert_eq!(refused(BUILDING, &[Component { cost: Yen(0), ..unknown }], &[], &[]), None);
}

#[test]
fn a_line_carries_the_cost_of_its_component() {
    let lines = drawn(BUILDING, &[Component { duration_years: 3, ..ROOF }], &[REBUILD], &[]).lines;
    // Due 2030, ten years before the rebuild, so left out; then 2040 + 20.
    let told: Vec<_> =
        lines.iter().map(|l| (l.component, l.occurrence, l.due_year, l.duration_years, l.cost, l.cost_basis)).collect();
    let of_rebuild = (None, 1, 2040, 2, Yen(1000), CostBasis::Estimated);
    assert_eq!(told, [of_rebuild, (Some(1), 1, 2060, 3, Yen(100), CostBasis::Given)]);
}

#[test]
fn occurrences_are_counted_from_one() {
    let plan = drawn(BUILDING, &[ROOF], &[], &[]);
    let told: Vec<_> = plan.lines.iter().map(|line| (line.occurrence, line.planned_year)).collect();
    assert_eq!(told, [(1, 2030), (2, 2050)]);
    let energy = |due_year| Overhaul { kind: WorkKind::Energy, due_year, ..REBUILD };
    let plan = drawn(BUILDING, &[], &[energy(2035), REBUILD, energy(2030)], &[]);
    let told: Vec<_> = plan.lines.iter().map(|line| (line.kind, line.occurrence, line.planned_year)).collect();
    let of_energy = [(WorkKind::Energy, 1, 2030), (WorkKind::Energy, 2, 2035)];
    assert_eq!(told, [&[(WorkKind::Rebuild, 1, 2040)], &of_energy[..]].concat());
}

#[test]
fn a_rating_whose_year_has_passed_asks_for_works_at_once() {
    let act_by = Some(ActBy { year: 2023, urgency: Urgency::Widespread });
    let plan = drawn(BUILDING, &[Component { act_by, ..ROOF }], &[], &[]);
    let first = plan.lines[0];
    assert_eq!((first.planned_year, first.earliest_year, first.latest_year), (2025, 2025, 2025));
    assert_eq!(first.reasons.iter().collect::<Vec<_>>(), [Reason::RatedWidespread]);
    assert_eq!(years(&plan), [2025, 2045]);
}

#[test]
fn an_overdue_part_that_is_rated_waits_no_longer_than_its_rating_allows() {
    let act_by = Some(ActBy { year: 2029, urgency: Urgency::Serious });
    let first = drawn(BUILDING, &[Component { next_due: 2010, act_by, ..ROOF }], &[], &[]).lines[0];
    assert_eq!((first.planned_year, first.latest_year), (2025, 2029));
    let reasons = [Reason::CycleReached, Reason::Overdue, Reason::RatedSerious];
    assert_eq!(first.reasons.iter().collect::<Vec<_>>(), reasons);
}

#[test]
fn an_overdue_rebuild_is_planned_at_once_and_may_wait_ten_years() {
    let building = Building { needs_survey: true, open_defects: [0, 0, 0, 2], ..BUILDING };
    let plan = drawn(building, &[], &[Overhaul { due_year: 2010, ..REBUILD }], &[]);
    let first = plan.lines[0];
    assert_eq!((first.due_year, first.planned_year, first.earliest_year, first.latest_year), (2010, 2025, 2025, 2034));
    assert_eq!(first.reasons.iter().collect::<Vec<_>>(), [Reason::Overdue, Reason::RebuildDue]);
    // Two minor defects 10, a survey 30, overdue 40; (50 × 40 + 30 × 60 + 20 × 80) / 100 = 54.
    assert_eq!(first.priority, Priority { points: 54, condition: 40, role: 60, risk: 80 });
}

#[test]
fn a_rebuild_beyond_the_horizon_still_makes_renewals_before_it_unnecessary() {
    let plan = drawn(BUILDING, &[Component { next_due: 2058, ..ROOF }], &[Overhaul { due_year: 2068, ..REBUILD }], &[]);
    assert!(plan.lines.is_empty());
    assert_eq!(left(&plan), [(2058, LeftOutReason::RebuildNear)]);
    let later = Overhaul { due_year: 2069, ..REBUILD };
    assert_eq!(years(&drawn(BUILDING, &[Component { next_due: 2058, ..ROOF }], &[later], &[])), [2058]);
}

#[test]
fn a_rebuild_that_is_near_counts_although_other_works_come_first() {
    // Works on the roof exist for 2040; 2032 is more than five years before them but ten before the rebuild of 2042.
    let existing = Existing { building: 0, component: Some(1), kind: WorkKind::Renewal, year: 2040 };
    let rebuild = Overhaul { due_year: 2042, ..REBUILD };
    let plan = drawn(BUILDING, &[Component { next_due: 2032, ..ROOF }], &[rebuild], &[existing]);
    assert_eq!(left(&plan), [(2032, LeftOutReason::RebuildNear)]);
    assert_eq!(years(&plan), [2042, 2062]);
}

#[test]
fn works_that_exist_for_the_whole_building_renew_its_parts() {
    let work = |kind, year| Existing { building: 0, component: None, kind, year };
    let planned = |existing| drawn(BUILDING, &[ROOF], &[], &[existing]);
    // 2030 is within ten years before 2035; 2035 + 20. Five years after 2025; 2025 + 20. Repairs renew nothing.
    let renovated = planned(work(WorkKind::Renovation, 2035));
    assert_eq!((years(&renovated), left(&renovated)), (vec![2055], vec![(2030, LeftOutReason::ExistingWork)]));
    let rebuilt = planned(work(WorkKind::Rebuild, 2025));
    assert_eq!((years(&rebuilt), left(&rebuilt)), (vec![2045], vec![(2030, LeftOutReason::ExistingWork)]));
    let rebuilt = planned(work(WorkKind::Rebuild, 2024));
    assert_eq!((years(&rebuilt), left(&rebuilt)), (vec![2044, 2064], vec![]));
    assert_eq!(years(&planned(work(WorkKind::SeismicRetrofit, 2030))), [2030, 2050]);
}

#[test]
fn an_overhaul_that_exists_already_is_not_planned_again() {
    let existing = |kind, year| Existing { building: 0, component: None, kind, year };
    let plan = |existing| left(&drawn(BUILDING, &[], &[REBUILD], &[existing]));
    assert_eq!(plan(existing(WorkKind::Rebuild, 2045)), [(2040, LeftOutReason::ExistingWork)]);
    assert_eq!(plan(existing(WorkKind::Rebuild, 2035)), [(2040, LeftOutReason::ExistingWork)]);
    assert_eq!(plan(existing(WorkKind::Rebuild, 2046)), []);
    assert_eq!(plan(existing(WorkKind::Renovation, 2040)), []);
}

#[test]
fn only_what_renews_a_component_on_completion_renews_it_in_a_plan() {
    let planned = |component, kind| {
        years(&drawn(BUILDING, &[ROOF], &[], &[Existing { building: 0, component, kind, year: 2032 }]))
    };
    for kind in [WorkKind::Renewal, WorkKind::Renovation, WorkKind::LongLife, WorkKind::Rebuild] {
        assert_eq!(planned(Some(1), kind), [2052], "{kind:?}");
    }
    for kind in [WorkKind::Energy, WorkKind::Conversion, WorkKind::Repair, WorkKind::SeismicRetrofit] {
        assert_eq!(planned(Some(1), kind), [2030, 2050], "{kind:?}");
    }
    // A renewal that names no component renews none.
    assert_eq!(planned(None, WorkKind::Renewal), [2030, 2050]);
}

#[test]
fn what_is_overdue_waits_for_works_that_exist_until_the_last_year_in_which_it_may_begin() {
    let overdue = Component { next_due: 2010, ..ROOF };
    let of_roof = |year| [Existing { building: 0, component: Some(1), kind: WorkKind::Renewal, year }];
    // Overdue works begin by 2034; 2034 + 20.
    let plan = drawn(BUILDING, &[overdue], &[], &of_roof(2034));
    assert_eq!((years(&plan), left(&plan)), (vec![2054], vec![(2025, LeftOutReason::ExistingWork)]));
    assert_eq!(years(&drawn(BUILDING, &[overdue], &[], &of_roof(2035))), [2025, 2055]);
    // Rated, it waits no longer than the rating allows.
    let rated = |year| Component { act_by: Some(ActBy { year, urgency: Urgency::Serious }), ..overdue };
    assert_eq!(years(&drawn(BUILDING, &[rated(2033)], &[], &of_roof(2034))), [2025, 2054]);
    assert_eq!(years(&drawn(BUILDING, &[rated(2034)], &[], &of_roof(2034))), [2054]);
    let rebuild = Overhaul { due_year: 2010, ..REBUILD };
    let existing = |year| [Existing { building: 0, component: None, kind: WorkKind::Rebuild, year }];
    assert_eq!(left(&drawn(BUILDING, &[], &[rebuild], &existing(2034))), [(2025, LeftOutReason::ExistingWork)]);
    assert_eq!(years(&drawn(BUILDING, &[], &[rebuild], &existing(2035))), [2025]);
}

#[test]
fn a_smaller_overhaul_gives_way_to_a_larger_one_nearby() {
    let of = |kind, due_year| Overhaul { kind, due_year, ..REBUILD };
    let plan = |overhauls: &[Overhaul]| left(&drawn(BUILDING, &[], overhauls, &[]));
    let (renovation, long_life) = (WorkKind::Renovation, WorkKind::LongLife);
    assert_eq!(plan(&[of(renovation, 2030), of(long_life, 2040)]), [(2030, LeftOutReason::RenovationNear)]);
    assert_eq!(plan(&[of(long_life, 2050), REBUILD]), [(2050, LeftOutReason::RebuildNear)]);
    assert_eq!(plan(&[of(renovation, 2051), REBUILD]), []);
    assert_eq!(plan(&[of(long_life, 2050), of(long_life, 2051), of(renovation, 2062)]), []);
    assert_eq!(
        plan(&[of(renovation, 2040), of(renovation, 2041), of(WorkKind::Energy, 2040), of(WorkKind::Energy, 2041)]),
        []
    );
    let existing = [Existing { building: 0, component: None, kind: WorkKind::Rebuild, year: 2035 }];
    let near = left(&drawn(BUILDING, &[], &[of(renovation, 2030)], &existing));
    assert_eq!(near, [(2030, LeftOutReason::RebuildNear)]);
}

#[test]
fn a_building_that_is_not_kept_gets_only_its_demolition() {
    let demolition = Overhaul { kind: WorkKind::Demolition, due_year: 2027, ..REBUILD };
    let building = Building { stays: false, ..BUILDING };
    let plan = drawn(building, &[ROOF, Component { key: 2, next_due: 2070, ..ROOF }], &[REBUILD, demolition], &[]);
    assert_eq!(plan.lines.iter().map(|line| line.kind).collect::<Vec<_>>(), [WorkKind::Demolition]);
    assert_eq!(left(&plan), [(2040, LeftOutReason::NotKept), (2030, LeftOutReason::NotKept)]);
    assert_eq!(plan.left_out_by_reason(), BTreeMap::from([(LeftOutReason::NotKept, 2)]));
}

#[test]
fn what_is_left_out_names_the_year_of_what_makes_it_unnecessary() {
    let because = |plan: Plan| plan.left_out.iter().map(|left| left.because_of).collect::<Vec<_>>();
    let existing = |component, kind, year| Existing { building: 0, component, kind, year };
    let of_roof = existing(Some(1), WorkKind::Renewal, 2032);
    assert_eq!(because(drawn(BUILDING, &[ROOF], &[], &[of_roof])), [Some(2032)]);
    assert_eq!(because(drawn(BUILDING, &[ROOF], &[REBUILD], &[])), [Some(2040)]);
    let of_all = existing(None, WorkKind::Rebuild, 2043);
    assert_eq!(because(drawn(BUILDING, &[], &[REBUILD], &[of_all])), [Some(2043)]);
    let renovation = Overhaul { kind: WorkKind::Renovation, ..REBUILD };
    assert_eq!(because(drawn(BUILDING, &[], &[renovation], &[of_all])), [Some(2043)]);
    let closing = Building { closes_in: Some(2040), ..BUILDING };
    assert_eq!(because(drawn(closing, &[ROOF], &[REBUILD], &[])), [Some(2040), Some(2040)]);
    let demolished = Building { stays: false, ..BUILDING };
    assert_eq!(because(drawn(demolished, &[ROOF], &[REBUILD], &[])), [None, None]);
}

#[test]
fn of_two_works_that_exist_the_earlier_is_named_in_whatever_order_they_are_given() {
    let rebuild = |year| Existing { building: 0, component: None, kind: WorkKind::Rebuild, year };
    for existing in [[rebuild(2036), rebuild(2044)], [rebuild(2044), rebuild(2036)]] {
        assert_eq!(drawn(BUILDING, &[], &[REBUILD], &existing).left_out[0].because_of, Some(2036));
    }
}

#[test]
fn a_renovation_and_a_later_rebuild_follow_one_another() {
    let renovation = Overhaul { kind: WorkKind::Renovation, due_year: 2030, ..REBUILD };
    let rebuild = Overhaul { due_year: 2060, ..REBUILD };
    // Renewed with the renovation of 2030, so due again in 2050, ten years before the rebuild.
    let plan = drawn(BUILDING, &[ROOF], &[rebuild, renovation], &[]);
    assert_eq!(left(&plan), [(2030, LeftOutReason::RenovationNear), (2050, LeftOutReason::RebuildNear)]);
}

#[test]
fn a_rebuild_and_later_works_on_a_part_follow_one_another() {
    let existing = Existing { building: 0, component: Some(1), kind: WorkKind::Renewal, year: 2060 };
    // New with the rebuild of 2035, so due again in 2055, five years before the works that exist.
    let plan = drawn(BUILDING, &[ROOF], &[Overhaul { due_year: 2035, ..REBUILD }], &[existing]);
    assert_eq!(left(&plan), [(2030, LeftOutReason::RebuildNear), (2055, LeftOutReason::ExistingWork)]);
}

#[test]
fn an_overhaul_ten_years_before_a_closing_is_left_out_and_one_a_year_earlier_is_not() {
    let building = Building { closes_in: Some(2040), ..BUILDING };
    let renovation = |due_year| Overhaul { kind: WorkKind::Renovation, due_year, ..REBUILD };
    assert_eq!(left(&drawn(building, &[], &[renovation(2030)], &[])), [(2030, LeftOutReason::Closing)]);
    assert_eq!(years(&drawn(building, &[], &[renovation(2029)], &[])), [2029]);
}

#[test]
fn no_work_on_what_is_closed_begins_in_the_year_of_its_closing() {
    let rules = rules_with(&[("skip_before_closing_years", "0")]).expect("rules");
    let building = Building { closes_in: Some(2032), ..BUILDING };
    let energy = Overhaul { kind: WorkKind::Energy, due_year: 2030, ..REBUILD };
    let plan = drawn_by(&rules, building, &[ROOF], &[energy], &[]);
    assert_eq!(plan.lines.iter().map(|line| line.latest_year).collect::<Vec<_>>(), [2031, 2031]);
}

#[test]
fn what_renews_itself_every_year_is_not_begun_before_it_was_renewed() {
    let plan = drawn(BUILDING, &[Component { cycle_years: 1, next_due: 2063, ..ROOF }], &[], &[]);
    let windows: Vec<_> = plan.lines.iter().map(|l| (l.planned_year, l.earliest_year, l.latest_year)).collect();
    assert_eq!(windows, [(2063, 2061, 2064), (2064, 2064, 2064)]);
}

#[test]
fn renewals_are_bundled_only_if_asked_and_only_within_their_windows() {
    let bundling = |years: &str| rules_with(&[("bundle_years", years)]).expect("rules");
    let part = |key, next_due| Component { key, next_due, cycle_years: 100, ..ROOF };
    let parts = [part(1, 2032), part(2, 2030), part(3, 2031), part(4, 2033), part(5, 2034)];
    let by = |rules| years(&drawn_by(&rules, BUILDING, &parts, &[], &[]));
    assert_eq!(by(bundling("0")), [2032, 2030, 2031, 2033, 2034]);
    assert_eq!(by(bundling("1")), [2032, 2030, 2030, 2032, 2034]);
    // Nothing may begin more than two years before its planned year.
    assert_eq!(by(bundling("5")), [2030, 2030, 2030, 2033, 2033]);
    let plan = drawn_by(&bundling("1"), BUILDING, &parts, &[], &[]);
    let bundled: Vec<bool> = plan.lines.iter().map(|line| line.reasons.contains(Reason::Bundled)).collect();
    assert_eq!(bundled, [false, false, true, true, false]);
}

type Given = (Vec<Building>, Vec<Component>, Vec<Overhaul>, Vec<Existing>);

fn any_building() -> impl Strategy<Value = Building> {
    let closes = prop_oneof![4 => Just(None), 1 => (2020..2080i32).prop_map(Some)];
    let parts = (0..=100u8, prop::option::of(0..=100u8), any::<bool>(), prop::array::uniform4(0..3u16));
    (parts, prop::bool::weighted(0.9), closes).prop_map(
        |((role_points, score_need, survey, defects), stays, closes_in)| {
            let needs_survey = survey;
            Building { role_points, score_need, needs_survey, open_defects: defects, stays, closes_in, ..BUILDING }
        },
    )
}

fn any_component(buildings: u32) -> impl Strategy<Value = Component> {
    let urgency = prop::sample::select(vec![Urgency::Serious, Urgency::Widespread]);
    let act_by = prop::option::weighted(0.3, (2020..2040i32, urgency));
    let rest = (1..=30u8, 0..1_000_000i64, prop::option::of(0..=100u8));
    (0..buildings, 1..=60u16, 1990..2100i32, act_by, rest).prop_map(
        |(building, cycle_years, next_due, act_by, (duration_years, cost, need))| Component {
            building,
            cycle_years,
            next_due,
            act_by: act_by.map(|(year, urgency)| ActBy { year, urgency }),
            need,
            cost: Yen(cost),
            duration_years,
            ..ROOF
        },
    )
}

fn any_stock() -> impl Strategy<Value = Given> {
    let kinds = || prop::sample::select(<WorkKind as strum::IntoEnumIterator>::iter().collect::<Vec<_>>());
    prop::collection::vec(any_building(), 1..6).prop_flat_map(move |buildings| {
        let count = buildings.len() as u32;
        let overhaul = (0..count, kinds(), 2000..2090i32).prop_map(|(building, kind, due_year)| Overhaul {
            building,
            kind,
            due_year,
            ..REBUILD
        });
        let existing = (0..count, prop::option::of(0..8u32), kinds(), 2020..2070i32)
            .prop_map(|(building, component, kind, year)| Existing { building, component, kind, year });
        let components = prop::collection::vec(any_component(count), 0..16).prop_map(|mut components| {
            (0..).zip(&mut components).for_each(|(key, component)| component.key = key);
            components
        });
        let overhauls = prop::collection::vec(overhaul, 0..6);
        (Just(buildings), components, overhauls, prop::collection::vec(existing, 0..6))
    })
}

fn plan_of((buildings, components, overhauls, existing): &Given, rules: &Rules, years: i64) -> Plan {
    draw_up(&Stock::new(buildings, components, overhauls, existing).expect("a stock"), rules, horizon(years))
}

proptest! {
    #[test]
    fn every_work_lies_in_the_horizon_and_in_its_own_window(
        given in any_stock(), years in 1..=60i64, bundle in 0..4i32,
    ) {
        let rules = rules_with(&[("bundle_years", &bundle.to_string())]).expect("rules");
        let plan = plan_of(&given, &rules, years);
        let inside = 2025..=2024 + years as i32;
        for line in &plan.lines {
            prop_assert!(line.earliest_year <= line.planned_year && line.planned_year <= line.latest_year);
            prop_assert!(inside.contains(&line.earliest_year) && inside.contains(&line.latest_year));
            prop_assert!(line.occurrence > 0 && line.priority.points <= 100);
            prop_assert!(line.reasons.iter().count() > 0);
        }
        prop_assert!(plan.left_out.iter().all(|left_out| inside.contains(&left_out.year)));
        let names = plan.lines.iter().map(|line| (line.building, line.component, line.kind, line.occurrence));
        let names: Vec<_> = names.collect();
        prop_assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn no_part_goes_longer_than_its_cycle_unless_something_else_renews_it(
        components in prop::collection::vec(any_component(1), 1..8), bundle in 0..4i32,
    ) {
        let rules = rules_with(&[("bundle_years", &bundle.to_string())]).expect("rules");
        let components: Vec<Component> = (0..).zip(components).map(|(key, c)| Component { key, ..c }).collect();
        let plan = drawn_by(&rules, BUILDING, &components, &[], &[]);
        for component in &components {
            let cycle = i32::from(component.cycle_years);
            let of: Vec<i32> =
                plan.lines.iter().filter(|l| l.component == Some(component.key)).map(|l| l.planned_year).collect();
            // The first no later than its life ends or the plan begins; the next no later than a cycle and the years
            // by which the one before was moved forward; after the last no more than that is left of the horizon.
            let mut renewed_by = component.next_due.max(2025);
            for year in &of {
                prop_assert!(*year <= renewed_by);
                renewed_by = year + cycle + if bundle > 0 { 2 } else { 0 };
            }
            prop_assert!(renewed_by > 2064);
            prop_assert!(of.windows(2).all(|pair| pair[1] > pair[0]));
        }
        prop_assert!(plan.left_out.is_empty());
    }

    #[test]
    fn the_order_of_what_is_given_does_not_matter(
        (given, shuffled) in any_stock().prop_flat_map(|given| {
            let (b, c, o, e) = given.clone();
            (Just(given), (Just(b), Just(c).prop_shuffle(), Just(o).prop_shuffle(), Just(e).prop_shuffle()))
        }),
    ) {
        prop_assert_eq!(plan_of(&given, &rules(), 40), plan_of(&shuffled, &rules(), 40));
    }

    #[test]
    fn a_further_component_changes_nothing_in_other_buildings(given in any_stock(), further in any_component(1)) {
        let before = plan_of(&given, &rules(), 40);
        let mut more = given;
        more.1.push(Component { key: 99, ..further });
        let after = plan_of(&more, &rules(), 40);
        let others = |plan: &Plan| plan.lines.iter().filter(|l| l.component != Some(99)).copied().collect::<Vec<_>>();
        prop_assert_eq!(others(&before), others(&after));
        let left = |plan: &Plan| plan.left_out.iter().filter(|l| l.component != Some(99)).copied().collect::<Vec<_>>();
        prop_assert_eq!(left(&before), left(&after));
    }

    #[test]
    fn totals_add_up_to_what_the_lines_cost_inside_the_horizon(given in any_stock()) {
        let plan = plan_of(&given, &rules(), 40);
        let stock = Stock::new(&given.0, &given.1, &given.2, &given.3).expect("a stock");
        let totals = Totals::new(horizon(40), &tables::tests::columns(), plan.priced(&stock));
        let paid = |line: &Line| {
            let years = totals::instalments(line.planned_year, line.duration_years, line.cost);
            years.filter(|(year, _)| *year <= 2064).map(|(_, yen)| yen).sum::<Yen>()
        };
        prop_assert_eq!(totals.total(), plan.lines.iter().map(paid).sum::<Yen>());
    }
}

#[test]
fn any_number_of_threads_gives_the_same_plan() {
    let buildings = vec![BUILDING; 5000];
    let component = |n: u32| Component {
        building: n / 4,
        key: n,
        cycle_years: 10 + (n % 23) as u16,
        next_due: 2000 + (n.wrapping_mul(2_654_435_761) >> 26) as i32,
        ..ROOF
    };
    let components: Vec<Component> = (0..20_000).map(component).collect();
    let overhaul = |n: u32| Overhaul { building: n * 3, due_year: 2020 + (n % 60) as i32, ..REBUILD };
    let overhauls: Vec<Overhaul> = (0..1600).map(overhaul).collect();
    let stock = Stock::new(&buildings, &components, &overhauls, &[]).expect("a stock");
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| draw_up(&stock, &rules(), horizon(40)))
    };
    let one = on(1);
    assert!(one.lines.len() > 20_000 && one.left_out.len() > 100);
    assert!([2, 3, 5].into_iter().all(|threads| on(threads) == one));
}
