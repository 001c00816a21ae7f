//! Is a draft sound, and which start years do the relations leave to each work?
//!
//! ```text
//! earliest start of j ≥ earliest start of i + duration of i + lag      for every i before j
//! latest start of i   ≤ latest start of j − duration of i − lag        unless works may be left out
//! ```
//!
//! # Shapes
//! [`Draft`] in, [`Problem`] out.
//! # Units
//! Years inside are counted from the first of the horizon. A work must end within the horizon, so its window is cut to
//! that; nothing is paid after it.
//! # Errors
//! [`Problem::new`] returns every [`Fault`], each with its place; at most a hundred.
//! # Source
//! Ours.

use super::outcome::Conflict;
use super::work::{Draft, Fault, Objective, Place, Relation, Work};
use crate::domain::units::{FiscalYear, out_of_range};
use crate::domain::{Invalid, Text};

/// The most works.
pub const MOST_WORKS: usize = 100_000;
/// The most years of a horizon.
pub const MOST_YEARS: u32 = 200;
/// The most relations.
pub const MOST_RELATIONS: usize = 400_000;
/// The most funds with ceilings of their own.
pub const MOST_FUNDS: usize = 16;
/// The longest work, years.
pub const LONGEST_WORK_YEARS: u8 = 30;
/// The most a work costs, yen.
pub const MOST_COST_YEN: i64 = 1_000_000_000_000;
/// The most a ceiling allows, yen.
const MOST_CEILING_YEN: i64 = 1_000_000_000_000_000_000;
/// The heaviest weight of an objective.
const HEAVIEST: i64 = 1_000;
/// The most faults that are told at once.
const MOST_FAULTS: usize = 100;

/// `i` before `j`: `j` begins no earlier than `gap` years after the beginning of `i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Before {
    pub i: u32,
    pub j: u32,
    pub gap: i32,
}

/// A sound draft with the start years that its relations leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub(super) draft: Draft,
    /// First and last start of each work, by place in the horizon; the first is greater where none is left.
    pub(super) starts: Vec<(i32, i32)>,
    /// What a further work of each bundle saves.
    pub(super) savings: Vec<i64>,
    pub(super) before: Vec<Before>,
    pub(super) apart: Vec<(u32, u32)>,
    /// Every work after those that come before it.
    pub(super) order: Vec<u32>,
    pub(super) conflicts: Vec<Conflict>,
    /// A work that must be placed whatever the objective allows.
    pub(super) promised: Option<u32>,
}

impl Problem {
    /// Checks a draft.
    pub fn new(draft: Draft) -> Result<Problem, Vec<Fault>> {
        let mut faults = Faults(Vec::new());
        faults.whole(&draft);
        if !faults.0.is_empty() {
            return Err(faults.0);
        }
        let mut starts = Vec::with_capacity(draft.works.len());
        for (place, work) in draft.works.iter().enumerate() {
            starts.push(faults.work(&draft, place, work));
        }
        faults.ceilings(&draft);
        for (place, relation) in draft.relations.iter().enumerate() {
            faults.relation(&draft, place, *relation);
        }
        if !faults.0.is_empty() {
            return Err(faults.0);
        }
        let (before, apart) = related(&draft);
        let order = match ordered(draft.works.len(), &before) {
            Ok(order) => order,
            Err(cycle) => return Err(vec![circular(&draft, &cycle)]),
        };
        let savings = savings(&draft);
        let mut problem =
            Problem { draft, starts, savings, before, apart, order, conflicts: Vec::new(), promised: None };
        problem.propagate();
        Ok(problem)
    }

    /// The draft that was checked.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The works of which no plan can place all, because of their windows and the order between them.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The first and the last fiscal year in which a work can begin, after its relations; nothing where there is none.
    pub fn start_years(&self, work: usize) -> Option<(i32, i32)> {
        let (first, last) = *self.starts.get(work)?;
        (first <= last).then_some((self.draft.first_year + first, self.draft.first_year + last))
    }

    /// Whether works may be left out.
    pub(super) fn may_leave_out(&self) -> bool {
        matches!(self.draft.objective, Objective::Ceiling { .. })
    }

    /// The same with one work fixed to a year; it is not left out.
    pub(super) fn with_start(&self, work: usize, start: i32) -> Problem {
        let mut fixed = self.clone();
        fixed.starts[work] = (start, start);
        fixed.promised = Some(work as u32);
        fixed.conflicts.clear();
        fixed.propagate();
        fixed
    }

    fn propagate(&mut self) {
        let mut because: Vec<Option<u32>> = vec![None; self.starts.len()];
        let mut after: Vec<Vec<Before>> = vec![Vec::new(); if self.before.is_empty() { 0 } else { self.starts.len() }];
        self.before.iter().for_each(|before| after[before.i as usize].push(*before));
        if after.is_empty() {
            return;
        }
        for &i in &self.order {
            for before in &after[i as usize] {
                let (i, j) = (before.i as usize, before.j as usize);
                let first = self.starts[i].0 + before.gap;
                if first > self.starts[j].0 {
                    self.starts[j].0 = first;
                    because[j] = Some(before.i);
                }
            }
        }
        for j in 0..self.starts.len() {
            let blamed = because[j].is_some_and(|i| self.starts[i as usize].0 > self.starts[i as usize].1);
            if self.starts[j].0 > self.starts[j].1 && !blamed && self.conflicts.len() < MOST_FAULTS {
                let mut chain = vec![j as u32];
                let mut at = j;
                while let Some(i) = because[at] {
                    chain.push(i);
                    at = i as usize;
                }
                chain.reverse();
                let first_year = self.draft.first_year;
                let (could, must) = (first_year + self.starts[j].0, first_year + self.starts[j].1);
                self.conflicts.push(Conflict { chain, could_begin: could, must_begin: must });
            }
        }
        if self.may_leave_out() || !self.conflicts.is_empty() {
            return;
        }
        for &i in self.order.iter().rev() {
            for before in &after[i as usize] {
                let last = self.starts[before.j as usize].1 - before.gap;
                let own = &mut self.starts[i as usize].1;
                *own = (*own).min(last);
            }
        }
    }
}

/// What a further work of each bundle saves: as given, but no more than the smallest first instalment in it.
fn savings(draft: &Draft) -> Vec<i64> {
    let mut savings: Vec<i64> = draft.bundle_savings.iter().map(|saving| saving.0).collect();
    for work in &draft.works {
        if let Some(saving) = work.bundle.and_then(|bundle| savings.get_mut(bundle as usize)) {
            *saving = (*saving).min(work.cost.0 / i64::from(work.duration_years.max(1)));
        }
    }
    savings
}

fn related(draft: &Draft) -> (Vec<Before>, Vec<(u32, u32)>) {
    let (mut before, mut apart) = (Vec::new(), Vec::new());
    for relation in &draft.relations {
        match *relation {
            Relation::NotSameYear { first, second } => apart.push((first.min(second), first.max(second))),
            Relation::After { first, then, lag_years } => {
                let gap = i32::from(draft.works[first as usize].duration_years) + i32::from(lag_years);
                before.push(Before { i: first, j: then, gap });
            }
        }
    }
    apart.sort_unstable();
    apart.dedup();
    (before, apart)
}

/// Every work after those before it, the lowest first; or the works of a circle.
fn ordered(works: usize, before: &[Before]) -> Result<Vec<u32>, Vec<u32>> {
    let (mut waits, mut after) = (vec![0_u32; works], vec![Vec::new(); works]);
    for b in before {
        waits[b.j as usize] += 1;
        after[b.i as usize].push(b.j);
    }
    let free = (0..works as u32).filter(|&work| waits[work as usize] == 0);
    let mut ready: std::collections::BTreeSet<u32> = free.collect();
    let mut order = Vec::with_capacity(works);
    while let Some(work) = ready.pop_first() {
        order.push(work);
        for &next in &after[work as usize] {
            waits[next as usize] -= 1;
            if waits[next as usize] == 0 {
                ready.insert(next);
            }
        }
    }
    if order.len() == works {
        return Ok(order);
    }
    // Going back from a work that waits, always to one that waits too, runs into the circle.
    let held = |work: u32| waits[work as usize] > 0;
    let mut path: Vec<u32> = (0..works as u32).find(|&work| held(work)).into_iter().collect();
    let mut seen = vec![usize::MAX; works];
    while let Some(&at) = path.last() {
        if seen[at as usize] != usize::MAX {
            let mut circle = path[seen[at as usize]..path.len() - 1].to_vec();
            circle.reverse();
            return Err(circle);
        }
        seen[at as usize] = path.len() - 1;
        match before.iter().find(|b| b.j == at && held(b.i)) {
            Some(b) => path.push(b.i),
            None => break,
        }
    }
    Err(path)
}

fn circular(draft: &Draft, circle: &[u32]) -> Fault {
    let named: Vec<String> = circle.iter().take(20).map(|work| format!("works/{work}")).collect();
    let named = named.join(" → ");
    let on_it = |relation: &Relation| match *relation {
        Relation::After { first, then, .. } => circle.contains(&first) && circle.contains(&then),
        Relation::NotSameYear { .. } => false,
    };
    let place = draft.relations.iter().position(on_it).map_or(Place::Whole, Place::Relation);
    let text = Text::new(
        format!(
            "the order of works runs in a circle: `{named}`, and then the first again; take one of these relations out"
        ),
        format!(
            "工事の順序が循環しています: `{named}` の次に最初の工事へ戻ります。いずれかの前後関係を取り除いてください"
        ),
    );
    Fault { place, invalid: Invalid::new("relations", "contradiction", named, text) }
}

/// The faults found so far.
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, place: Place, invalid: Invalid) {
        if self.0.len() < MOST_FAULTS {
            self.0.push(Fault { place, invalid });
        }
    }

    fn range(&mut self, place: Place, field: &'static str, value: i64, low: i64, high: i64) {
        if !(low..=high).contains(&value) {
            self.add(place, out_of_range(field, value, low, high));
        }
    }

    fn whole(&mut self, draft: &Draft) {
        let (first, last) = (i64::from(FiscalYear::FIRST), i64::from(FiscalYear::LAST));
        self.range(Place::Whole, "first_year", draft.first_year.into(), first, last);
        self.range(Place::Whole, "years", draft.years.into(), 1, MOST_YEARS.into());
        self.range(Place::Whole, "works", draft.works.len() as i64, 0, MOST_WORKS as i64);
        self.range(Place::Whole, "relations", draft.relations.len() as i64, 0, MOST_RELATIONS as i64);
        self.range(Place::Whole, "funds", draft.ceilings.funds.len() as i64, 0, MOST_FUNDS as i64);
        self.range(Place::Whole, "bundle_savings", draft.bundle_savings.len() as i64, 0, MOST_WORKS as i64);
        match draft.objective {
            Objective::MinPeak => {}
            Objective::Ceiling { peak_weight, left_out_weight } => {
                self.range(Place::Whole, "peak_weight", peak_weight.into(), 0, HEAVIEST);
                self.range(Place::Whole, "left_out_weight", left_out_weight.into(), 1, HEAVIEST);
            }
            Objective::Exceed { peak_weight, excess_weight } => {
                self.range(Place::Whole, "peak_weight", peak_weight.into(), 0, HEAVIEST);
                self.range(Place::Whole, "excess_weight", excess_weight.into(), 1, HEAVIEST);
            }
        }
    }

    /// The first and last start of a work within the horizon.
    fn work(&mut self, draft: &Draft, place: usize, work: &Work) -> (i32, i32) {
        let at = Place::Work(place);
        let (first, last) = (i64::from(FiscalYear::FIRST), i64::from(FiscalYear::LAST));
        let before = self.0.len();
        self.range(at, "earliest_year", work.earliest_year.into(), first - 200, last + 200);
        self.range(at, "latest_year", work.latest_year.into(), first - 200, last + 200);
        self.range(at, "due_year", work.due_year.into(), first - 200, last + 200);
        self.range(at, "duration_years", work.duration_years.into(), 1, LONGEST_WORK_YEARS.into());
        self.range(at, "cost_yen", work.cost.0, 0, MOST_COST_YEN);
        self.range(at, "priority", work.priority.into(), 0, 100);
        for share in &work.fund_shares {
            self.range(at, "fund", share.fund.into(), 0, draft.ceilings.funds.len() as i64 - 1);
            self.range(at, "fund_cost_yen", share.cost.0, 0, work.cost.0.max(0));
        }
        for deferral in &work.deferral {
            self.range(at, "deferral_yen", deferral.0, 0, MOST_CEILING_YEN / 1_000);
        }
        if self.0.len() > before {
            return (0, 0);
        }
        self.window(draft, place, work)
    }

    fn window(&mut self, draft: &Draft, place: usize, work: &Work) -> (i32, i32) {
        let at = Place::Work(place);
        let (earliest, latest, duration) = (work.earliest_year, work.latest_year, i32::from(work.duration_years));
        if earliest > latest {
            let text = Text::new(
                format!(
                    "the window of `works/{place}` ends before it begins: `{earliest}` to `{latest}`; exchange the years"
                ),
                format!(
                    "`works/{place}` の期間は `{earliest}` 年度から `{latest}` 年度で、終わりが始まりより前です。年度を入れ替えてください"
                ),
            );
            self.add(at, Invalid::new("latest_year", "contradiction", latest, text));
            return (0, 0);
        }
        let listed = work.deferral.len();
        let years = (latest - earliest + 1) as usize;
        if listed != 0 && listed != years {
            let text = Text::new(
                format!(
                    "`works/{place}` gives the deferral of `{listed}` years; its window has {years}, give one for each"
                ),
                format!(
                    "`works/{place}` の先送り費用は `{listed}` 年分ですが、期間は {years} 年です。年ごとに指定してください"
                ),
            );
            self.add(at, Invalid::new("deferral_yen", "contradiction", listed, text));
        }
        let (horizon, first_year) = (draft.years as i32, draft.first_year);
        let end = first_year + horizon - 1;
        if duration > horizon {
            let text = Text::new(
                format!(
                    "`works/{place}` takes `{duration}` years, more than the {horizon} of the horizon; lengthen the horizon or divide the work"
                ),
                format!(
                    "`works/{place}` の工期 `{duration}` 年は計画期間の {horizon} 年より長くなっています。期間を延ばすか工事を分けてください"
                ),
            );
            self.add(at, Invalid::new("duration_years", "out-of-range", duration, text));
            return (0, 0);
        }
        let (low, high) = ((earliest - first_year).max(0), (latest - first_year).min(horizon - duration));
        if low > high {
            let text = Text::new(
                format!(
                    "`works/{place}` may begin from `{earliest}` to `{latest}` and takes {duration} years; it must begin and end from {first_year} to {end}, move its window or the horizon"
                ),
                format!(
                    "`works/{place}` は `{earliest}` 年度から `{latest}` 年度に始まり工期 {duration} 年ですが、{first_year} 年度から {end} 年度までに収まりません。期間を直してください"
                ),
            );
            self.add(at, Invalid::new("earliest_year", "out-of-range", format!("{earliest}–{latest}"), text));
            return (0, 0);
        }
        (low, high)
    }

    fn ceilings(&mut self, draft: &Draft) {
        let years = draft.years as usize;
        let list = |faults: &mut Faults, list: &[Option<_>], whole: Place, of: &dyn Fn(usize) -> Place| {
            if !list.is_empty() && list.len() != years {
                let given = list.len();
                let text = Text::new(
                    format!(
                        "`{given}` ceilings are given; give one for each of the {years} years of the horizon, or none"
                    ),
                    format!(
                        "上限が `{given}` 年分指定されています。計画期間の {years} 年分を指定するか、すべて省いてください"
                    ),
                );
                faults.add(whole, Invalid::new("ceilings", "contradiction", given, text));
            }
            for (place, ceiling) in list.iter().enumerate() {
                if let Some(crate::domain::units::Yen(yen)) = *ceiling {
                    faults.range(of(place), "ceiling_yen", yen, 0, MOST_CEILING_YEN);
                }
            }
        };
        list(self, &draft.ceilings.total, Place::Whole, &Place::Ceiling);
        for (fund, ceilings) in draft.ceilings.funds.iter().enumerate() {
            list(self, ceilings, Place::Fund(fund), &|_| Place::Fund(fund));
        }
        for (bundle, saving) in draft.bundle_savings.iter().enumerate() {
            self.range(Place::Bundle(bundle), "saving_yen", saving.0, 0, MOST_COST_YEN);
        }
    }

    fn relation(&mut self, draft: &Draft, place: usize, relation: Relation) {
        let at = Place::Relation(place);
        let (first, second) = match relation {
            Relation::NotSameYear { first, second } => (first, second),
            Relation::After { first, then, .. } => (first, then),
        };
        for work in [first, second] {
            if work as usize >= draft.works.len() {
                let text = Text::new(
                    format!(
                        "`relations/{place}` names the work `{work}`, which does not exist; there are {}",
                        draft.works.len()
                    ),
                    format!("`relations/{place}` の工事 `{work}` は存在しません。工事は {} 件です", draft.works.len()),
                );
                self.add(at, Invalid::new("work", "unknown-value", work, text));
            }
        }
        if first == second {
            let text = Text::new(
                format!("`relations/{place}` relates the work `{first}` to itself; name another work"),
                format!(
                    "`relations/{place}` は工事 `{first}` を自分自身と関係づけています。別の工事を指定してください"
                ),
            );
            self.add(at, Invalid::new("work", "contradiction", first, text));
        }
    }
}
