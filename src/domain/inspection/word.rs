//! What is inspected, and what was found?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Results: the periodic reports under the Building Standards Act (建築基準法) §12 (指摘なし, 要重点点検, 要是正, 既存不適格).

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What an inspection looks at as one (点検の対象).
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
pub enum InspectionScope {
    /// 施設
    Facility,
    /// 建物
    Building,
    /// 部位・設備
    Component,
}

labels!(InspectionScope {
    Facility => "施設",
    Building => "建物",
    Component => "部位・設備",
});

/// What was found at one place (点検結果).
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
pub enum FindingResult {
    /// 指摘なし
    Passed,
    /// 要重点点検: sound, but to be looked at more closely
    Watch,
    /// 要是正
    Failed,
    /// 既存不適格: was right when it was built
    NonConforming,
}

labels!(FindingResult {
    Passed => "指摘なし",
    Watch => "要重点点検",
    Failed => "要是正",
    NonConforming => "既存不適格",
});
