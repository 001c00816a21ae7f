//! In which years are the components of one building renewed, and what falls away: the only place that decides it.
//!
//! A part whose life ends in `d` and that a rating wants renewed by `a` is planned, in a plan from the year `b` on, for
//!
//! ```text
//! planned = min(max(b, d), max(b, a))        then planned + cycle, planned + 2 · cycle, …
//! ```
//!
//! It may be begun from `planned − window_before` to `planned + window_after`, if its life ended before `b` until
//! `b + overdue_within − 1`, never after `a`, nor before `b` or after the last year. A *turn* is a year in which the
//! part becomes new without a work of its own, or the building ends: a renewal planned close before it is left out,
//! and the cycle begins anew from it. Close means: up to `skip_before` years before a renovation or rebuild and in
//! that year; up to `absorb` years before or after a work that already exists, or as long before it as the renewal may
//! wait; from `skip_before_closing` years before the closing on.
//!
//! Worked by hand: roof, cycle 20, life ended 2020, plan 2025 to 2064: 2025 (window 2025–2034), then 2045 (2043–2048);
//! 2065 is beyond. With a rebuild in 2050 and 10 years before it: 2025, then 2045 is left out, then 2070. With a renewal
//! that is budgeted for 2033, until which it may wait: 2025 is left out, then 2053.
//!
//! # Shapes
//! [`Site`] one building and what is written of it.
//! # Units
//! Fiscal years; all windows hold the year in which works begin.
//! # Errors
//! None.
//! # Source
//! Part repairs from ratings and what is skipped near a rebuild or renovation: MEXT handbook (学校施設の長寿命化計画策定に係る解説書,
//! 2017). Ours: windows, absorption by existing works, closing, bundling.

use super::priority::Standing;
use super::reason::{LeftOutReason, Reason, Reasons, Urgency};
use super::rules::Rules;
use super::stock::{Component, OfBuilding, Overhaul};
use super::{LeftOut, Line};
use crate::domain::renewal::Horizon;
use crate::domain::work::WorkKind;

/// A span that reaches beyond every horizon, so that sums of years with it do not overflow.
const ALWAYS: i32 = 10_000;

/// A year in which a part becomes new without a work of its own, or in which the building ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    year: i32,
    /// Years before it in which a renewal is left out.
    before: i32,
    /// Years after it in which a renewal that had been due is left out.
    after: i32,
    reason: LeftOutReason,
    ends: bool,
}

impl Turn {
    fn zone(&self) -> i32 {
        self.year - self.before
    }

    fn against(&self) -> Against {
        (self.reason, Some(self.year).filter(|_| self.reason != LeftOutReason::NotKept))
    }
}

/// Why something is left out, and the year of what makes it unnecessary.
type Against = (LeftOutReason, Option<i32>);

/// An overhaul that stays in the plan.
#[derive(Clone, Copy)]
struct Chosen {
    overhaul: Overhaul,
    planned: i32,
}

/// One building at a time, and the lines of those before it.
pub(super) struct Site<'r> {
    rules: &'r Rules,
    base: i32,
    last: i32,
    turns: Vec<Turn>,
    own_turns: Vec<Turn>,
    chosen: Vec<Chosen>,
    pub(super) lines: Vec<Line>,
    pub(super) left_out: Vec<LeftOut>,
}

impl<'r> Site<'r> {
    pub(super) fn new(rules: &'r Rules, horizon: Horizon) -> Site<'r> {
        Site {
            rules,
            base: horizon.from_year().year(),
            last: horizon.to_year().year(),
            turns: Vec::new(),
            own_turns: Vec::new(),
            chosen: Vec::new(),
            lines: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Writes all lines of a building: works on the whole, then component by component, each in the order of its years.
    pub(super) fn draw_up(&mut self, of: OfBuilding<'_>) {
        let standing = Standing::new(self.rules, of.building);
        self.choose(&of);
        self.set_turns(&of);
        self.write_overhauls(&of, &standing);
        let first = self.lines.len();
        for component in of.components {
            self.write_component(&of, component, &standing);
        }
        if self.rules.bundle > 0 {
            bundle(&mut self.lines[first..], self.rules.bundle);
        }
    }

    /// Which overhauls stay: those that renew more were given first.
    fn choose(&mut self, of: &OfBuilding<'_>) {
        self.chosen.clear();
        for overhaul in of.overhauls {
            let planned = overhaul.due_year.max(self.base);
            match self.against(of, overhaul, planned) {
                Some(against) => self.leave_out(of.index, None, overhaul.kind, planned, against),
                None => self.chosen.push(Chosen { overhaul: *overhaul, planned }),
            }
        }
    }

    fn against(&self, of: &OfBuilding<'_>, overhaul: &Overhaul, planned: i32) -> Option<Against> {
        let near = |kind: WorkKind, year: i32| match self.rules.skip_before(kind) {
            Some((years, reason)) if renews_more(kind, overhaul.kind) => {
                (year.abs_diff(planned) <= years.unsigned_abs()).then_some((reason, Some(year)))
            }
            _ => None,
        };
        if overhaul.kind != WorkKind::Demolition {
            if !of.building.stays {
                return Some((LeftOutReason::NotKept, None));
            }
            let closing = of.building.closes_in.filter(|closes| planned >= closes - self.rules.skip_before_closing);
            if closing.is_some() {
                return Some((LeftOutReason::Closing, closing));
            }
        }
        let whole = || of.existing.iter().filter(|work| work.component.is_none());
        let (absorb, until) = (self.rules.absorb, self.latest(overhaul.due_year, planned));
        let same = whole().find(|work| {
            work.kind == overhaul.kind && (planned - absorb..=until.max(planned + absorb)).contains(&work.year)
        });
        let same = same.map(|work| (LeftOutReason::ExistingWork, Some(work.year)));
        let of_existing = || whole().find_map(|work| near(work.kind, work.year));
        let of_chosen = || self.chosen.iter().find_map(|chosen| near(chosen.overhaul.kind, chosen.planned));
        same.or_else(of_existing).or_else(of_chosen)
    }

    /// When every component of the building becomes new or needs nothing any more.
    fn set_turns(&mut self, of: &OfBuilding<'_>) {
        self.turns.clear();
        if !of.building.stays {
            let reason = LeftOutReason::NotKept;
            self.turns.push(Turn { year: self.base, before: ALWAYS, after: ALWAYS, reason, ends: true });
            return;
        }
        for chosen in &self.chosen {
            if let Some((before, reason)) = self.rules.skip_before(chosen.overhaul.kind) {
                self.turns.push(Turn { year: chosen.planned, before, after: 0, reason, ends: false });
            }
        }
        for work in of.existing.iter().filter(|work| work.component.is_none()) {
            if let Some((before, _)) = self.rules.skip_before(work.kind) {
                let (after, reason) = (self.rules.absorb, LeftOutReason::ExistingWork);
                self.turns.push(Turn { year: work.year, before, after, reason, ends: false });
            }
        }
        if let Some(year) = of.building.closes_in {
            let (before, reason) = (self.rules.skip_before_closing, LeftOutReason::Closing);
            self.turns.push(Turn { year, before, after: ALWAYS, reason, ends: true });
        }
        self.turns.sort_unstable();
    }

    fn write_overhauls(&mut self, of: &OfBuilding<'_>, standing: &Standing) {
        self.chosen.sort_by_key(|chosen| (chosen.overhaul.kind, chosen.planned));
        let renewed_in = self.turns.iter().map(|turn| turn.year).min().unwrap_or(i32::MAX);
        let (mut kind, mut occurrence) = (None, 0);
        for &Chosen { overhaul, planned } in &self.chosen {
            occurrence = if kind == Some(overhaul.kind) { occurrence + 1 } else { 1 };
            kind = Some(overhaul.kind);
            if planned > self.last {
                continue;
            }
            let overdue = overhaul.due_year < self.base;
            let latest = self.latest(overhaul.due_year, planned);
            // What is closed is worked on no more, but it is demolished afterwards.
            let closes = of.building.closes_in.filter(|_| overhaul.kind != WorkKind::Demolition);
            let end = closes.map_or(self.last, |closes| self.last.min(closes - 1));
            self.lines.push(Line {
                building: of.index,
                component: None,
                kind: overhaul.kind,
                occurrence,
                due_year: overhaul.due_year,
                planned_year: planned,
                earliest_year: (planned - self.rules.window_before).max(self.base),
                latest_year: latest.min(end).max(planned),
                duration_years: overhaul.duration_years,
                cost: overhaul.cost,
                cost_basis: overhaul.cost_basis,
                priority: match planned <= renewed_in {
                    true => standing.now(self.rules, None, overdue),
                    false => standing.later,
                },
                reasons: Reasons::default().and(of_overhaul(overhaul.kind)).and_if(overdue, Reason::Overdue),
            });
        }
    }

    fn write_component(&mut self, of: &OfBuilding<'_>, component: &Component, standing: &Standing) {
        let own = of.existing.iter().filter(|w| w.component == Some(component.key) && w.renews_its_component());
        let (before, after, reason) = (self.rules.absorb, self.rules.absorb, LeftOutReason::ExistingWork);
        let own = own.map(|work| Turn { year: work.year, before, after, reason, ends: false });
        self.own_turns.clear();
        self.own_turns.extend(own);
        if self.own_turns.is_empty() {
            let turns = std::mem::take(&mut self.turns);
            self.follow(of.index, component, standing, &turns);
            self.turns = turns;
        } else {
            let mut turns = std::mem::take(&mut self.own_turns);
            turns.extend_from_slice(&self.turns);
            turns.sort_unstable();
            self.follow(of.index, component, standing, &turns);
            self.own_turns = turns;
        }
    }

    /// Goes from renewal to renewal and from turn to turn up to the last year.
    fn follow(&mut self, building: u32, component: &Component, standing: &Standing, turns: &[Turn]) {
        let mut life = Life { component, due: component.next_due, new_in: None };
        let mut occurrence = 0;
        for passed in 0..=turns.len() {
            let ahead = turns.get(passed..).unwrap_or_default();
            let zone = ahead.iter().map(Turn::zone).min().unwrap_or(i32::MAX);
            let mut planned = life.planned(self.base);
            while planned < zone && !ahead.iter().any(|turn| self.waits(&life, planned, turn)) {
                if planned > self.last {
                    return;
                }
                occurrence += 1;
                let line = self.line(building, &life, planned, zone, standing);
                self.lines.push(Line { occurrence, ..line });
                life.renewed(planned);
                planned = life.planned(self.base);
            }
            let Some(turn) = ahead.first() else { return };
            // The first that reaches so far back, which is not always the next.
            let reaches = |turn: &&Turn| planned >= turn.zone() || self.waits(&life, planned, turn);
            if let Some(near) = ahead.iter().find(reaches)
                && planned <= near.year + near.after
            {
                self.leave_out(building, Some(component.key), WorkKind::Renewal, planned, near.against());
            }
            if turn.ends {
                return;
            }
            life.renewed(turn.year);
        }
    }

    /// The last year in which a work that is planned for a year may begin, whatever else asks for it.
    fn latest(&self, due: i32, planned: i32) -> i32 {
        match due < self.base {
            true => self.base + self.rules.overdue_within - 1,
            false => planned + self.rules.window_after,
        }
    }

    /// The same of a renewal, which waits no longer than its rating allows.
    fn waits_until(&self, life: &Life<'_>, planned: i32) -> i32 {
        self.latest(life.due, planned).min(life.act_by().map_or(i32::MAX, |act_by| act_by.year))
    }

    /// Whether a renewal waits for works that exist already.
    fn waits(&self, life: &Life<'_>, planned: i32, turn: &Turn) -> bool {
        let until = self.waits_until(life, planned);
        turn.reason == LeftOutReason::ExistingWork && (planned..=until).contains(&turn.year)
    }

    /// The renewal of a component in its planned year, which lies before the `zone` in which none is planned.
    fn line(&self, building: u32, life: &Life<'_>, planned: i32, zone: i32, standing: &Standing) -> Line {
        let (rules, component) = (self.rules, life.component);
        let overdue = life.due < self.base;
        let latest = self.waits_until(life, planned);
        let earliest = (planned - rules.window_before).max(self.base);
        let rated = |urgency| life.act_by().is_some_and(|act_by| act_by.urgency == urgency);
        Line {
            building,
            component: Some(component.key),
            kind: WorkKind::Renewal,
            occurrence: 0,
            due_year: life.due,
            planned_year: planned,
            earliest_year: life.new_in.map_or(earliest, |year| earliest.max(year + 1)),
            latest_year: latest.min(self.last).min(zone - 1).max(planned),
            duration_years: component.duration_years,
            cost: component.cost,
            cost_basis: component.cost_basis,
            priority: match life.new_in {
                None => standing.now(rules, component.need, overdue),
                Some(_) => standing.later,
            },
            reasons: Reasons::default()
                .and_if(life.due <= planned, Reason::CycleReached)
                .and_if(overdue, Reason::Overdue)
                .and_if(rated(Urgency::Serious), Reason::RatedSerious)
                .and_if(rated(Urgency::Widespread), Reason::RatedWidespread),
        }
    }

    /// Records what falls due within the horizon and is not planned.
    fn leave_out(&mut self, building: u32, component: Option<u32>, kind: WorkKind, year: i32, against: Against) {
        if year <= self.last {
            let (reason, because_of) = against;
            self.left_out.push(LeftOut { building, component, kind, year, reason, because_of });
        }
    }
}

/// Where a component stands in its cycle.
struct Life<'c> {
    component: &'c Component,
    /// When its present life ends.
    due: i32,
    /// When it was renewed last in the plan; nothing for what is there today.
    new_in: Option<i32>,
}

impl Life<'_> {
    /// What its rating asks for, as long as it is the part that was rated.
    fn act_by(&self) -> Option<super::ActBy> {
        self.component.act_by.filter(|_| self.new_in.is_none())
    }

    fn planned(&self, base: i32) -> i32 {
        let by_age = self.due.max(base);
        self.act_by().map_or(by_age, |act_by| by_age.min(act_by.year.max(base)))
    }

    fn renewed(&mut self, year: i32) {
        self.due = year + i32::from(self.component.cycle_years);
        self.new_in = Some(year);
    }
}

/// Whether one overhaul makes another, smaller one unnecessary.
fn renews_more(kind: WorkKind, than: WorkKind) -> bool {
    match than {
        WorkKind::LongLife => kind == WorkKind::Rebuild,
        WorkKind::Renovation => matches!(kind, WorkKind::Rebuild | WorkKind::LongLife),
        _ => false,
    }
}

fn of_overhaul(kind: WorkKind) -> Reason {
    match kind {
        WorkKind::Renovation => Reason::RenovationDue,
        WorkKind::LongLife => Reason::LongLifeDue,
        WorkKind::Rebuild => Reason::RebuildDue,
        _ => Reason::Set,
    }
}

/// Moves renewals of one building forward to the earliest that is at most so many years before them, if their windows
/// allow; later renewals of the same part stay where they are.
fn bundle(lines: &mut [Line], years: i32) {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|&place| (lines[place].planned_year, place));
    let mut left = Vec::with_capacity(order.len());
    while let Some(&first) = order.first() {
        let year = lines[first].planned_year;
        for place in order.drain(..) {
            let line = &mut lines[place];
            if line.planned_year == year {
                continue;
            }
            if line.planned_year - year <= years && line.earliest_year <= year {
                line.planned_year = year;
                line.reasons = line.reasons.and(Reason::Bundled);
            } else {
                left.push(place);
            }
        }
        std::mem::swap(&mut order, &mut left);
    }
}
