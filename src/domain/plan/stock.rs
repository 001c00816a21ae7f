//! What is a plan drawn up from: buildings, their components, works on whole buildings, and works already decided on?
//!
//! # Shapes
//! [`Stock`] four flat lists. A building is known by its place in the list, a component by the caller's key, which is
//! unique within its building. All but the buildings may come in any order.
//! # Units
//! Fiscal years; whole yen at the price basis of whoever gives them; needs and points from 0 to 100, 100 the worst.
//! # Errors
//! [`Stock::new`] returns [`Invalid`], which names the field.
//! # Source
//! Ours.

use super::reason::{CostBasis, Urgency};
use crate::domain::facility::{Class, ComponentKind};
use crate::domain::units::{FiscalYear, Yen, out_of_range};
use crate::domain::work::{Renews, WorkKind};
use crate::domain::{Invalid, Text};
use rayon::prelude::*;
use std::borrow::Cow;

/// The longest cycle, years, and how far beyond the last fiscal year a life may end.
const LONGEST_CYCLE: u16 = 200;
/// The longest duration of works, years.
const LONGEST_DURATION: u8 = 30;
/// The most a work costs, yen.
const MOST_YEN: i64 = 1_000_000_000_000_000;

/// A building, as the plan sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Building {
    /// What it is for.
    pub class: Class,
    /// How much it matters, as [`super::Rules::role_points`] says; 0 to 100.
    pub role_points: u8,
    /// How much it needs works as a whole, from 0 (every part of the best grade) to 100 (every part of the worst).
    pub score_need: Option<u8>,
    /// 要調査: whether its structure must be surveyed before anything is decided.
    pub needs_survey: bool,
    /// Open defects in the order of [`crate::domain::defect::Severity`]: danger, urgent, ordinary, minor.
    pub open_defects: [u16; 4],
    /// Whether it stands and is to be kept; if not, it gets no works but its demolition.
    pub stays: bool,
    /// The fiscal year in which it will be closed, if that is decided.
    pub closes_in: Option<i32>,
}

/// By when a rating asks for works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActBy {
    /// The last fiscal year.
    pub year: i32,
    /// What it was rated.
    pub urgency: Urgency,
}

/// A part or service that is renewed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// The place of its building in the list.
    pub building: u32,
    /// What the caller knows it by; unique within the building.
    pub key: u32,
    /// What it is.
    pub kind: ComponentKind,
    /// Years from one renewal to the next, 1 to 200.
    pub cycle_years: u16,
    /// The fiscal year in which its life ends; may have passed.
    pub next_due: i32,
    /// By when its rating asks for works, if it does.
    pub act_by: Option<ActBy>,
    /// How much it needs works as it was rated, 0 to 100.
    pub need: Option<u8>,
    /// What one renewal costs.
    pub cost: Yen,
    /// On what that rests.
    pub cost_basis: CostBasis,
    /// Years that a renewal takes and over which it is paid, 1 to 30.
    pub duration_years: u8,
}

/// A work on a whole building that falls due in a year: renovation, rebuild, or whatever somebody has set a year for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overhaul {
    /// The place of its building in the list.
    pub building: u32,
    /// What is done. Rebuild, long-life and other renovation renew every component.
    pub kind: WorkKind,
    /// The fiscal year in which it falls due; may have passed.
    pub due_year: i32,
    /// What it costs.
    pub cost: Yen,
    /// On what that rests.
    pub cost_basis: CostBasis,
    /// Years that it takes and over which it is paid, 1 to 30.
    pub duration_years: u8,
}

/// A work that is already decided on or was proposed by hand. It stays as it is; the plan works around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Existing {
    /// The place of its building in the list.
    pub building: u32,
    /// The key of the component, or nothing for works on the whole building.
    pub component: Option<u32>,
    /// What is done; what that renews is told by [`Renews`].
    pub kind: WorkKind,
    /// The fiscal year in which it begins.
    pub year: i32,
}

impl Existing {
    /// Whether the component that the work names is as new afterwards, as on completion.
    pub(super) fn renews_its_component(&self) -> bool {
        Renews::of(self.kind).reach(self.component.is_some()) == Renews::Component
    }
}

/// What a plan is drawn up from, checked and in order.
#[derive(Clone, Debug)]
pub struct Stock<'a> {
    pub(super) buildings: &'a [Building],
    components: Cow<'a, [Component]>,
    overhauls: Cow<'a, [Overhaul]>,
    existing: Cow<'a, [Existing]>,
}

/// What there is of one building.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfBuilding<'s> {
    pub index: u32,
    pub building: &'s Building,
    pub components: &'s [Component],
    pub overhauls: &'s [Overhaul],
    pub existing: &'s [Existing],
}

impl<'a> Stock<'a> {
    /// Lists that are already in the order of buildings and keys are borrowed, others copied and sorted.
    ///
    /// # Errors
    /// A building that is not in the list; a number outside its range; two components of a building with the same key;
    /// a cost although its basis is unknown.
    pub fn new(
        buildings: &'a [Building],
        components: &'a [Component],
        overhauls: &'a [Overhaul],
        existing: &'a [Existing],
    ) -> Result<Stock<'a>, Invalid> {
        let count = buildings.len();
        buildings.iter().try_for_each(check_building)?;
        components.iter().try_for_each(|component| check_component(component, count))?;
        overhauls.iter().try_for_each(|overhaul| check_overhaul(overhaul, count))?;
        for work in existing {
            known(work.building, count)?;
            year("year", work.year)?;
        }
        let components = in_order(components, |c| (c.building, c.key));
        if let Some(pair) = components.windows(2).find(|p| (p[0].building, p[0].key) == (p[1].building, p[1].key)) {
            return Err(given_twice(pair[0].key));
        }
        let overhauls = in_order(overhauls, |o| {
            (o.building, rank(o.kind), o.kind, o.due_year, o.cost, o.cost_basis, o.duration_years)
        });
        let existing = in_order(existing, |e| (e.building, e.component, e.year, e.kind));
        Ok(Stock { buildings, components, overhauls, existing })
    }

    /// The buildings, in the order in which they were given.
    pub fn buildings(&self) -> &'a [Building] {
        self.buildings
    }

    /// What there is of each of some buildings.
    pub(super) fn each(&self, first: usize, count: usize) -> impl Iterator<Item = OfBuilding<'_>> {
        let mut components = from(&self.components, |c| (c.building as usize) < first);
        let mut overhauls = from(&self.overhauls, |o| (o.building as usize) < first);
        let mut existing = from(&self.existing, |e| (e.building as usize) < first);
        (first..).zip(self.buildings.iter().skip(first).take(count)).map(move |(place, building)| {
            let index = place as u32;
            OfBuilding {
                index,
                building,
                components: taken(&mut components, |c| c.building == index),
                overhauls: taken(&mut overhauls, |o| o.building == index),
                existing: taken(&mut existing, |e| e.building == index),
            }
        })
    }
}

/// Works that renew more come first, for they make others unnecessary.
fn rank(kind: WorkKind) -> u8 {
    match kind {
        WorkKind::Rebuild => 0,
        WorkKind::LongLife => 1,
        WorkKind::Renovation => 2,
        _ => 3,
    }
}

fn from<T>(rows: &[T], before: impl Fn(&T) -> bool) -> &[T] {
    rows.get(rows.partition_point(before)..).unwrap_or_default()
}

/// Takes from the front of some rows those that belong together.
fn taken<'r, T>(rows: &mut &'r [T], belongs: impl Fn(&T) -> bool) -> &'r [T] {
    let count = rows.iter().take_while(|row| belongs(row)).count();
    let (front, rest) = rows.split_at(count);
    *rows = rest;
    front
}

fn in_order<T: Copy + Send, K: Ord>(rows: &[T], key: impl Fn(&T) -> K + Sync) -> Cow<'_, [T]> {
    if rows.is_sorted_by_key(&key) {
        return Cow::Borrowed(rows);
    }
    let mut rows = rows.to_vec();
    rows.par_sort_unstable_by_key(&key);
    Cow::Owned(rows)
}

fn check_building(building: &Building) -> Result<(), Invalid> {
    points("role_points", building.role_points)?;
    building.score_need.map_or(Ok(()), |need| points("score_need", need))?;
    building.closes_in.map_or(Ok(()), |closes| year("closes_in", closes))
}

fn check_component(component: &Component, buildings: usize) -> Result<(), Invalid> {
    known(component.building, buildings)?;
    if !(1..=LONGEST_CYCLE).contains(&component.cycle_years) {
        return Err(out_of_range("cycle_years", component.cycle_years, 1, LONGEST_CYCLE.into()));
    }
    year("next_due", component.next_due)?;
    component.act_by.map_or(Ok(()), |act_by| year("act_by", act_by.year))?;
    component.need.map_or(Ok(()), |need| points("need", need))?;
    price(component.cost, component.cost_basis, component.duration_years)
}

fn check_overhaul(overhaul: &Overhaul, buildings: usize) -> Result<(), Invalid> {
    known(overhaul.building, buildings)?;
    year("due_year", overhaul.due_year)?;
    price(overhaul.cost, overhaul.cost_basis, overhaul.duration_years)
}

fn known(building: u32, buildings: usize) -> Result<(), Invalid> {
    if (building as usize) < buildings {
        return Ok(());
    }
    let en = format!("`building` is `{building}`; there are {buildings} buildings, counted from 0");
    let ja = format!("`building` の値 `{building}` に当たる建物がありません。建物は {buildings} 棟で、0 から数えます");
    Err(Invalid::new("building", "out-of-range", building, Text::new(en, ja)))
}

fn points(field: &'static str, points: u8) -> Result<(), Invalid> {
    if points <= 100 { Ok(()) } else { Err(out_of_range(field, points, 0, 100)) }
}

fn year(field: &'static str, year: i32) -> Result<(), Invalid> {
    let last = FiscalYear::LAST + i32::from(LONGEST_CYCLE);
    if (FiscalYear::FIRST..=last).contains(&year) {
        return Ok(());
    }
    Err(out_of_range(field, year, FiscalYear::FIRST.into(), last.into()))
}

fn price(cost: Yen, basis: CostBasis, duration_years: u8) -> Result<(), Invalid> {
    if !(0..=MOST_YEN).contains(&cost.0) {
        return Err(out_of_range("cost", cost.0, 0, MOST_YEN));
    }
    if basis == CostBasis::Unknown && cost != Yen(0) {
        let en = format!("`cost` is `{}` although its basis is `unknown`; give it 0 or another basis", cost.0);
        let ja = format!("`cost` の値 `{}` は根拠が不明（unknown）です。0 にするか根拠を変えてください", cost.0);
        return Err(Invalid::new("cost", "contradiction", cost.0, Text::new(en, ja)));
    }
    if !(1..=LONGEST_DURATION).contains(&duration_years) {
        return Err(out_of_range("duration_years", duration_years, 1, LONGEST_DURATION.into()));
    }
    Ok(())
}

fn given_twice(key: u32) -> Invalid {
    let en = format!("`key` is `{key}` for two components of one building; give each its own");
    let ja = format!("`key` の値 `{key}` が同じ建物の部位に2つあります。部位ごとに別の値にしてください");
    Invalid::new("key", "contradiction", key, Text::new(en, ja))
}
