//! What may become of a facility, and what does each of it cost?
//!
//! ```text
//! keep    runs all years                                            where its life does not end in them
//! renew   runs all years, rebuilt in one year of its window         floor area × rebuilding cost
//! move    runs until the year, then smaller at a site               (1 − sharing) of its area: built, moved into, run;
//!                                                                   the old building taken down, its land sold
//! close   runs until the year; taken down, its land sold
//! ```
//! Facilities move and close at the beginning of a period, and not after the window in which they would have to be rebuilt.
//!
//! # Shapes
//! [`Holding`] a facility, [`Ground`] a site; [`Cast::of`] gives a [`Facility`] with a [`Decision`] for each of its choices.
//! # Units
//! Yen at the prices of the first year, hundredths of m², places of years and periods. A cost of a year is rounded once, then
//! discounted and rounded again.
//! # Errors
//! None; [`Question::new`](super::Question::new) checks what comes out.
//! # Source
//! Terms of consolidation: 公共施設等総合管理計画の策定等に関する指針 (総務省). Ours.

use super::question::{Choice, Facility};
use crate::domain::facility::labels;
use crate::domain::scenario::Discounting;
use crate::domain::units::Yen;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What becomes of a facility (再編の方針).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    /// 存続
    Keep,
    /// 更新
    Renew,
    /// 移転・複合化
    Move,
    /// 廃止・統合
    Close,
}

labels!(Action { Keep => "存続", Renew => "更新", Move => "移転・複合化", Close => "廃止・統合" });

/// What a yen is spent on (費目).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[schema(as = RestructuringItem)]
pub enum Item {
    /// 維持管理費, all years together
    Running,
    /// 更新費
    Renewal,
    /// 新築費
    Building,
    /// 移転費
    Moving,
    /// 除却費
    Demolition,
    /// 土地売却収入, below zero
    Land,
}

labels!(Item {
    Running => "維持管理費", Renewal => "更新費", Building => "新築費", Moving => "移転費", Demolition => "除却費",
    Land => "土地売却収入"
});

/// When a building has to be rebuilt, by places of years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first year.
    pub first: usize,
    /// The year in which its life ends.
    pub due: usize,
    /// The last year.
    pub last: usize,
}

/// A facility as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// 施設番号
    pub id: String,
    /// The function that it serves.
    pub function: usize,
    /// Its place among those of the function.
    pub place: usize,
    /// 延床面積, hundredths of m².
    pub floor_area: i64,
    /// 維持管理費, yen a year.
    pub running_yen: i64,
    /// 更新単価, yen/m².
    pub building_yen_per_m2: i64,
    /// When it has to be rebuilt; none when not in these years.
    pub renewal: Option<Window>,
    /// What its land brings in.
    pub land_yen: i64,
    /// Whether it may stay where it is, and whether it may leave.
    pub may: (bool, bool),
}

/// A site to which facilities may move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Its place among those of each function; none for a function that has no place there.
    pub places: Vec<Option<usize>>,
    /// From which year on.
    pub from: usize,
}

/// What all facilities have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// 除却単価
    pub demolition_yen_per_m2: i64,
    /// 移転単価, of the new area.
    pub moving_yen_per_m2: i64,
    /// How much of its area a facility needs where rooms are shared, percent.
    pub moved_area_percent: i64,
}

/// One choice in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What is done.
    pub action: Action,
    /// In which year, by its place.
    pub year: Option<usize>,
    /// Where to.
    pub site: Option<usize>,
    /// What it costs: the item, its year (none: all years), yen at the prices of the first year.
    pub lines: Vec<(Item, Option<usize>, i64)>,
}

/// Makes choices of holdings.
pub struct Cast<'a> {
    /// What they have in common.
    pub terms: Terms,
    /// Where they may move.
    pub grounds: &'a [Ground],
    /// In which year each period begins, from 0 on.
    pub starts: &'a [usize],
    /// How money of later years counts.
    pub discounting: &'a Discounting,
}

impl Cast<'_> {
    /// The facility, and its choices in words, both in the same order. The first is the baseline: kept, or rebuilt when its
    /// life ends.
    pub fn of(&self, holding: &Holding) -> (Facility, Vec<Decision>) {
        let years = self.discounting.factors().len();
        let mut found: Vec<(Choice, Decision)> = Vec::new();
        let (stays, leaves) = holding.may;
        match holding.renewal {
            None => found.push(self.stay(holding, None)),
            Some(window) => {
                found.push(self.stay(holding, Some(window.due)));
                let others =
                    (window.first..=window.last.min(years.saturating_sub(1))).filter(|year| *year != window.due);
                found.extend(others.filter(|_| stays).map(|year| self.stay(holding, Some(year))));
            }
        }
        let last = holding.renewal.map_or(usize::MAX, |window| window.last);
        let moments = self.starts.iter().enumerate().filter(|(_, year)| leaves && **year <= last);
        let mut left: Vec<(Choice, Decision)> = Vec::new();
        for (period, &year) in moments {
            left.push(self.leave(holding, period, year, None));
            for (site, ground) in self.grounds.iter().enumerate() {
                if let Some(place) = ground.places[holding.function].filter(|_| year >= ground.from) {
                    left.push(self.leave(holding, period, year, Some((site, place))));
                }
            }
        }
        // What may not stay has its baseline all the same when it has nowhere to go.
        if !stays && !left.is_empty() {
            found.clear();
        }
        found.extend(left);
        let (choices, decisions) = found.into_iter().unzip();
        let (id, function, place) = (holding.id.clone(), holding.function, holding.place);
        (Facility { id, function, place, choices }, decisions)
    }

    fn stay(&self, holding: &Holding, renewed: Option<usize>) -> (Choice, Decision) {
        let years = self.discounting.factors().len();
        let mut lines = vec![(Item::Running, None, holding.running_yen * years as i64)];
        let renewal =
            renewed.map(|year| (Item::Renewal, Some(year), per_m2(holding.floor_area, holding.building_yen_per_m2)));
        lines.extend(renewal);
        let running = (0..years).map(|year| (year, holding.running_yen));
        let choice = Choice {
            cost_yen: self.worth(running) + self.worth(renewal.into_iter().filter_map(dated)),
            spending: renewal.into_iter().filter_map(dated).collect(),
            stays: self.starts.len(),
            then: None,
            room: None,
            floor_area: holding.floor_area,
        };
        let action = if renewed.is_some() { Action::Renew } else { Action::Keep };
        (choice, Decision { action, year: renewed, site: None, lines })
    }

    fn leave(&self, holding: &Holding, period: usize, year: usize, to: Option<(usize, usize)>) -> (Choice, Decision) {
        let years = self.discounting.factors().len();
        let area = if to.is_some() { percent_of(holding.floor_area, self.terms.moved_area_percent) } else { 0 };
        let after = if to.is_some() { percent_of(holding.running_yen, self.terms.moved_area_percent) } else { 0 };
        let running = (0..years).map(|at| (at, if at < year { holding.running_yen } else { after }));
        let running_yen = holding.running_yen * year as i64 + after * (years - year) as i64;
        let mut lines = vec![(Item::Running, None, running_yen)];
        if to.is_some() {
            lines.push((Item::Building, Some(year), per_m2(area, holding.building_yen_per_m2)));
            lines.push((Item::Moving, Some(year), per_m2(area, self.terms.moving_yen_per_m2)));
        }
        lines.push((Item::Demolition, Some(year), per_m2(holding.floor_area, self.terms.demolition_yen_per_m2)));
        let spending: i64 = lines.iter().skip(1).map(|(_, _, yen)| yen).sum();
        if holding.land_yen > 0 {
            lines.push((Item::Land, Some(year), -holding.land_yen));
        }
        let choice = Choice {
            cost_yen: self.worth(running) + self.worth(lines.iter().copied().filter_map(dated)),
            spending: vec![(year, spending)],
            stays: period,
            then: to.map(|(_, place)| place),
            room: to.map(|(site, _)| (site, area)),
            floor_area: area,
        };
        let action = if to.is_some() { Action::Move } else { Action::Close };
        (choice, Decision { action, year: Some(year), site: to.map(|(site, _)| site), lines })
    }

    /// What payments of years are worth today.
    fn worth(&self, payments: impl Iterator<Item = (usize, i64)>) -> i64 {
        payments.map(|(year, yen)| self.discounting.present_value(year, Yen(yen)).0).sum()
    }
}

fn dated((_, year, yen): (Item, Option<usize>, i64)) -> Option<(usize, i64)> {
    Some((year?, yen))
}

/// Yen for hundredths of m², rounded half up.
fn per_m2(area: i64, yen_per_m2: i64) -> i64 {
    ((i128::from(area) * i128::from(yen_per_m2) + 50) / 100) as i64
}

/// A share, rounded half up.
fn percent_of(whole: i64, percent: i64) -> i64 {
    ((i128::from(whole) * i128::from(percent) + 50) / 100) as i64
}
