//! Where does a population figure come from?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`super::word`].
//! # Source
//! The kinds of published population figures (国勢調査, 住民基本台帳, 推計人口, 将来推計人口).

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Where a population figure comes from (人口の種別).
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
pub enum PopulationKind {
    /// 国勢調査
    Census,
    /// 住民基本台帳
    ResidentRegister,
    /// 推計人口
    Estimate,
    /// 将来推計人口
    Projection,
}

labels!(PopulationKind {
    Census => "国勢調査",
    ResidentRegister => "住民基本台帳",
    Estimate => "推計人口",
    Projection => "将来推計人口",
});
