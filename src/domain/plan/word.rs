//! What is a plan now?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Ours; adopted (決定) and superseded (改定前) as municipal plans are.

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What a version of the conservation plan is (計画の状態).
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
pub enum PlanState {
    /// 案
    Draft,
    /// 決定
    Adopted,
    /// 改定前
    Superseded,
}

labels!(PlanState {
    Draft => "案",
    Adopted => "決定",
    Superseded => "改定前",
});

/// Column of the cost table of the general management plan (経費の区分).
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
pub enum CostCategory {
    /// 維持管理・修繕
    Maintenance,
    /// 改修
    Improvement,
    /// 更新等
    Renewal,
}

labels!(CostCategory {
    Maintenance => "維持管理・修繕",
    Improvement => "改修",
    Renewal => "更新等",
});
