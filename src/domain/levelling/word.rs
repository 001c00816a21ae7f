//! The words in which levelling is asked for.
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

/// What levelling is to reach (平準化の目的).
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
pub enum Aim {
    /// 最大年度の負担を最小に: the lowest highest year; among such plans the least deferral
    MinPeak,
    /// 上限額の範囲内で: within the ceilings, the least weighted sum of peak and deferral
    Ceiling,
}

impl Word for Aim {
    fn label_ja(self) -> &'static str {
        match self {
            Aim::MinPeak => "最大年度の負担を最小にする",
            Aim::Ceiling => "上限額の範囲内に収める",
        }
    }
}

/// What happens to works that do not fit within the ceilings (上限額を超えるときの扱い).
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
pub enum WhenOver {
    /// 計画から外す: they are left out and named
    LeaveOut,
    /// 上限を超えて計画する: they are placed all the same, and what exceeds the ceilings is priced
    Exceed,
}

impl Word for WhenOver {
    fn label_ja(self) -> &'static str {
        match self {
            WhenOver::LeaveOut => "計画から外す",
            WhenOver::Exceed => "上限を超えて計画する",
        }
    }
}
