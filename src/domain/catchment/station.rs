//! Which stations can be used in which year?
//!
//! # Shapes
//! [`StationStatus`], a closed list, and [`in_use`].
//! # Units
//! Fiscal years, by the calendar year of their April.
//! # Errors
//! None.
//! # Source
//! Ours: an existing station whose opening is not known is open in every year, a planned one without a year in none.

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Whether trains stop there already (駅の状態).
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
pub enum StationStatus {
    /// 既設
    Existing,
    /// 計画
    Planned,
}

labels!(StationStatus { Existing => "既設", Planned => "計画" });

/// Whether a station can be used in a year.
pub fn in_use(status: StationStatus, opening_year: Option<i32>, year: i32) -> bool {
    match (status, opening_year) {
        (_, Some(opening)) => opening <= year,
        (StationStatus::Existing, None) => true,
        (StationStatus::Planned, None) => false,
    }
}
