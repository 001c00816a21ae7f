//! The words in which siting is asked for.
//!
//! # Shapes
//! Closed lists.
//! # Units
//! None.
//! # Source
//! Ours.

use crate::domain::facility::Word;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What a plan of sites is to reach (配置の目的).
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
pub enum SitingObjective {
    /// 移動負担の最小化: so many open sites that weight times cost is least; fixed costs do not count
    #[serde(rename = "p-median")]
    #[strum(serialize = "p-median")]
    PMedian,
    /// 費用の最小化（容量あり）: the least sum of fixed costs and service, where a site serves only up to its capacity and a demand may be divided among sites
    Capacitated,
    /// 費用の最小化（容量なし）: the least sum of fixed costs and service
    FixedCharge,
    /// 利用圏に入る人口の最大化: the most weight that has an open site within reach
    MaxCoverage,
}

impl Word for SitingObjective {
    fn label_ja(self) -> &'static str {
        match self {
            SitingObjective::PMedian => "移動負担の最小化",
            SitingObjective::Capacitated => "費用の最小化（容量あり）",
            SitingObjective::FixedCharge => "費用の最小化（容量なし）",
            SitingObjective::MaxCoverage => "利用圏に入る人口の最大化",
        }
    }
}
