//! What is proposed: what is built, who moves in, what closes, what becomes of the land.
//!
//! # Shapes
//! [`Proposal`] lists by kind; a leaving names its holding by index in the stock, and where its function goes.
//! # Units
//! Fiscal years; a holding that leaves in a year is in service until the end of the year before. Areas in hundredths of m².
//! # Source
//! 集約化, 複合化, 転用, 廃止, 民間移譲, 広域化: 総務省 公共施設等総合管理計画の策定等に関する指針.

use crate::domain::facility::{Class, DisasterRole, labels};
use crate::domain::units::{Area, Yen};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What becomes of a facility (再編の手法).
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
pub enum Fate {
    /// 集約化: merges with others of the same function
    Merge,
    /// 複合化: shares a building with other functions
    Combine,
    /// 移転: moves as it is
    Move,
    /// 転用: the building stays and serves another function
    Convert,
    /// 民間移譲: goes to another operator
    Transfer,
    /// 広域化: is shared with a neighbour
    Share,
    /// 廃止: closes
    Close,
}

labels!(Fate {
    Merge => "集約化",
    Combine => "複合化",
    Move => "移転",
    Convert => "転用",
    Transfer => "民間移譲",
    Share => "広域化",
    Close => "廃止",
});

/// What becomes of land that is free (跡地の扱い).
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
pub enum LandUse {
    /// 保有
    Keep,
    /// 売却
    Sell,
    /// 貸付
    Lease,
}

labels!(LandUse {
    Keep => "保有",
    Sell => "売却",
    Lease => "貸付",
});

/// The floor area that a function needs (機能別の必要面積).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// 機能
    pub function: String,
    /// 必要面積
    pub floor_area: Area,
}

/// A building that is to be built (整備する施設).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Its key within the proposal.
    pub id: String,
    /// 名称
    pub name: String,
    /// 敷地番号
    pub site: Option<String>,
    /// 大分類
    pub class: Class,
    /// 供用開始年度
    pub opened_year: i32,
    /// 整備期間(年), before it opens
    pub construction_years: i32,
    /// 機能別の必要面積
    pub needs: Vec<Need>,
    /// 共用化による面積の削減, in thousandths of the needs' sum
    pub shared_per_mille: i64,
    /// 建設単価 a m²; the rebuild cost of the class when not given
    pub unit_yen_per_m2: Option<Yen>,
    /// 維持管理費 a year; by floor area when not given
    pub running: Option<Yen>,
    /// 人件費 a year; by floor area when not given
    pub staff: Option<Yen>,
    /// 防災上の役割
    pub disaster_roles: Vec<DisasterRole>,
    /// 定員・収容人数
    pub capacity: Option<i64>,
}

impl Build {
    /// Its floor area: the needs less what shared rooms save, rounded up to 0.01 m².
    pub fn floor_area_dm2(&self) -> i64 {
        let need: i64 = self.needs.iter().map(|need| i64::from(need.floor_area.dm2())).sum();
        (need * (1_000 - self.shared_per_mille) + 999) / 1_000
    }
}

/// A facility that leaves its place (再編する施設).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Its index in the stock.
    pub holding: usize,
    /// The first year without it.
    pub year: i32,
    /// 再編の手法
    pub fate: Fate,
    /// The [`Build`], by index, where its function goes on.
    pub into: Option<usize>,
    /// The holding, by index, where its function goes on.
    pub into_holding: Option<usize>,
    /// 転用後の大分類, of a conversion
    pub becomes: Option<Class>,
    /// 除却: whether its buildings are taken down in that year
    pub demolish: bool,
}

impl Leaving {
    /// Whether its buildings are still the municipality's afterwards.
    pub fn stands(&self) -> bool {
        !self.demolish && self.fate != Fate::Transfer
    }

    /// Whether its function goes on elsewhere, and so has to move.
    pub fn moves(&self) -> bool {
        matches!(self.fate, Fate::Merge | Fate::Combine | Fate::Move)
    }
}

/// Rooms rented meanwhile (仮施設).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Temporary {
    /// 名称
    pub name: String,
    /// The holding, by index, that it stands in for.
    pub holding: Option<usize>,
    /// 最初の年度
    pub from_year: i32,
    /// 最後の年度
    pub to_year: i32,
    /// 年額
    pub yen_per_year: Yen,
}

/// What becomes of a site (跡地).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freed {
    /// Its index among the lands.
    pub land: usize,
    /// The year of the sale or the first year of the lease.
    pub year: i32,
    /// 跡地の扱い
    pub land_use: LandUse,
}

/// One way to go (再編案).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Its key.
    pub id: String,
    /// 名称
    pub title: String,
    /// 個別施設計画への位置付け, when it is known
    pub in_plan: Option<bool>,
    /// 確認済みの事項, in the words of funding programmes
    pub confirmed: Vec<String>,
    /// 整備する施設
    pub builds: Vec<Build>,
    /// 再編する施設
    pub leavings: Vec<Leaving>,
    /// 仮施設
    pub temporaries: Vec<Temporary>,
    /// 跡地
    pub freed: Vec<Freed>,
}

impl Proposal {
    /// Doing nothing (現状維持).
    pub fn nothing() -> Proposal {
        Proposal::default()
    }

    /// How a holding leaves, if it does.
    pub fn leaving(&self, holding: usize) -> Option<&Leaving> {
        self.leavings.iter().find(|leaving| leaving.holding == holding)
    }
}
