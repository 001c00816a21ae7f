//! Which step is taken in which year?
//!
//! # Shapes
//! [`Step`] a year, what happens, and whom it concerns; in the order of years.
//! # Units
//! Fiscal years.
//! # Source
//! Ours: the order in which a plan is told (段階計画).

use super::case::Case;
use super::proposal::{Fate, LandUse};
use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What happens in a step (段階).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum StepKind {
    /// 着工: building begins
    Begin,
    /// 仮施設の使用開始
    Temporary,
    /// 供用開始
    Open,
    /// 統合（集約化）
    Merge,
    /// 統合（複合化）
    Combine,
    /// 移転
    Move,
    /// 転用
    Convert,
    /// 民間移譲
    Transfer,
    /// 広域化
    Share,
    /// 廃止
    Close,
    /// 除却
    Demolish,
    /// 仮施設の終了, after the year
    TemporaryEnds,
    /// 跡地の売却
    Sell,
    /// 跡地の貸付開始
    Lease,
}

labels!(StepKind {
    Begin => "着工",
    Temporary => "仮施設の使用開始",
    Open => "供用開始",
    Merge => "統合（集約化）",
    Combine => "統合（複合化）",
    Move => "移転",
    Convert => "転用",
    Transfer => "民間移譲",
    Share => "広域化",
    Close => "廃止",
    Demolish => "除却",
    TemporaryEnds => "仮施設の終了",
    Sell => "跡地の売却",
    Lease => "跡地の貸付開始",
});

impl From<Fate> for StepKind {
    fn from(fate: Fate) -> StepKind {
        match fate {
            Fate::Merge => StepKind::Merge,
            Fate::Combine => StepKind::Combine,
            Fate::Move => StepKind::Move,
            Fate::Convert => StepKind::Convert,
            Fate::Transfer => StepKind::Transfer,
            Fate::Share => StepKind::Share,
            Fate::Close => StepKind::Close,
        }
    }
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// 年度
    pub year: i32,
    /// What happens.
    pub kind: StepKind,
    /// The facility, building, site or rooms that it concerns.
    pub subject: String,
    /// Where the function goes on.
    pub into: Option<String>,
}

/// The steps of a case, by year.
pub fn steps(case: &Case<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut note = |year, kind, subject: &str, into: Option<&String>| {
        steps.push(Step { year, kind, subject: subject.to_owned(), into: into.cloned() });
    };
    for build in &case.proposal.builds {
        note(build.opened_year - build.construction_years, StepKind::Begin, &build.id, None);
        note(build.opened_year, StepKind::Open, &build.id, None);
    }
    for leaving in &case.proposal.leavings {
        let Some(holding) = case.stock.get(leaving.holding) else { continue };
        let built = leaving.into.and_then(|into| case.proposal.builds.get(into)).map(|build| &build.id);
        let kept = leaving.into_holding.and_then(|into| case.stock.get(into)).map(|into| &into.code);
        note(leaving.year, leaving.fate.into(), &holding.code, built.or(kept));
        if leaving.demolish {
            note(leaving.year, StepKind::Demolish, &holding.code, None);
        }
    }
    for rooms in &case.proposal.temporaries {
        let stands_for = rooms.holding.and_then(|holding| case.stock.get(holding)).map(|holding| &holding.code);
        note(rooms.from_year, StepKind::Temporary, &rooms.name, stands_for);
        note(rooms.to_year, StepKind::TemporaryEnds, &rooms.name, None);
    }
    for freed in &case.proposal.freed {
        let Some(land) = case.lands.get(freed.land) else { continue };
        match freed.land_use {
            LandUse::Keep => {}
            LandUse::Sell => note(freed.year, StepKind::Sell, &land.code, None),
            LandUse::Lease => note(freed.year, StepKind::Lease, &land.code, None),
        }
    }
    steps.sort();
    steps
}
