//! Who runs a facility, what is it for in a disaster, and does it stand?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`super::word`].
//! # Source
//! Ours; operation forms and disaster roles as municipalities publish them (災害対策基本法 §49-4, §49-7).

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Operation form (運営形態): who runs the facility from day to day.
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
pub enum Operation {
    /// 直営
    Direct,
    /// 指定管理
    DesignatedManager,
    /// 委託
    Outsourced,
}

labels!(Operation { Direct => "直営", DesignatedManager => "指定管理", Outsourced => "委託" });

/// Role in a disaster (防災上の役割).
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
pub enum DisasterRole {
    /// 災害対策本部
    Headquarters,
    /// 防災拠点
    Hub,
    /// 指定緊急避難場所
    EvacuationSite,
    /// 指定避難所
    Shelter,
    /// 福祉避難所
    WelfareShelter,
    /// 防災備蓄倉庫
    Stockpile,
}

labels!(DisasterRole {
    Headquarters => "災害対策本部",
    Hub => "防災拠点",
    EvacuationSite => "指定緊急避難場所",
    Shelter => "指定避難所",
    WelfareShelter => "福祉避難所",
    Stockpile => "防災備蓄倉庫",
});

/// State of a facility or a building (状態). Only what is demolished or not yet built costs nothing to keep.
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
pub enum Status {
    /// 計画中
    Planned,
    /// 供用中
    InUse,
    /// 休止中
    Suspended,
    /// 廃止
    Closed,
    /// 除却済
    Demolished,
}

labels!(Status {
    Planned => "計画中",
    InUse => "供用中",
    Suspended => "休止中",
    Closed => "廃止",
    Demolished => "除却済",
});

impl Status {
    /// Whether a building in this state stands, so that its renewal is counted.
    pub fn stands(self) -> bool {
        !matches!(self, Status::Planned | Status::Demolished)
    }
}
