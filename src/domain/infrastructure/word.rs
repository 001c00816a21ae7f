//! What kinds of infrastructure are there, and by what does their price differ?
//!
//! # Units
//! None.
//! # Source
//! The kinds of 公共施設等更新費用試算ソフト (2011).

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What is renewed (インフラの種別).
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
    EnumCount,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[schema(as = InfrastructureKind)]
pub enum Kind {
    /// 一般道路, by area of pavement
    GeneralRoad,
    /// 自転車歩行者道, by area of pavement or by length
    CyclePath,
    /// 橋りょう, by area of the deck
    Bridge,
    /// 導水管・送水管, by length
    WaterTransmission,
    /// 配水管, by length
    WaterDistribution,
    /// 下水道管, by length
    Sewer,
}

labels!(Kind {
    GeneralRoad => "一般道路",
    CyclePath => "自転車歩行者道",
    Bridge => "橋りょう",
    WaterTransmission => "導水管・送水管",
    WaterDistribution => "配水管",
    Sewer => "下水道管",
});

impl Kind {
    /// Whether it is told and paid by the metre, not by the square metre.
    pub fn is_pipe(self) -> bool {
        matches!(self, Kind::WaterTransmission | Kind::WaterDistribution | Kind::Sewer)
    }

    /// Whether the same part of the whole is renewed every year, whatever its age.
    pub fn is_pavement(self) -> bool {
        matches!(self, Kind::GeneralRoad | Kind::CyclePath)
    }
}

/// What a bridge is made of (橋りょうの構造).
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
pub enum BridgeStructure {
    /// 鋼橋
    Steel,
    /// PC橋・RC橋・その他
    Concrete,
}

labels!(BridgeStructure { Steel => "鋼橋", Concrete => "PC橋・RC橋・その他" });

/// How a sewer was built or renewed (下水道管の管種).
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
pub enum SewerType {
    /// コンクリート管・陶管・塩ビ管・その他
    Ordinary,
    /// 更生管
    Rehabilitated,
}

labels!(SewerType { Ordinary => "コンクリート管・陶管・塩ビ管・その他", Rehabilitated => "更生管" });
