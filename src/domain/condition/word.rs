//! How was a part rated?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017), which rates roof and walls by eye and services by their years.

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// On what a rating rests (評価の方法).
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
pub enum RatingBasis {
    /// 目視
    Visual,
    /// 経過年数
    Elapsed,
    /// 劣化診断: a survey by specialists
    Diagnosis,
}

labels!(RatingBasis {
    Visual => "目視",
    Elapsed => "経過年数",
    Diagnosis => "劣化診断",
});
