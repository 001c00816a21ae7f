//! What is broken, how grave is it, and what has become of it?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Ours: the running record of problems that the 長期総合計画 asks for (施設が抱える課題を日常的に把握).

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What has become of a defect (不具合の状態).
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
pub enum DefectState {
    /// 受付
    Reported,
    /// 判定済
    Triaged,
    /// 対応中
    Assigned,
    /// 補修済
    Fixed,
    /// 完了
    Closed,
    /// 対応不要: with the reason
    Rejected,
}

labels!(DefectState {
    Reported => "受付",
    Triaged => "判定済",
    Assigned => "対応中",
    Fixed => "補修済",
    Closed => "完了",
    Rejected => "対応不要",
});

/// How grave a defect or a finding is (緊急度).
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
pub enum Severity {
    /// 危険: someone may be hurt; today
    Danger,
    /// 早急: the facility cannot be used as it should
    Urgent,
    /// 通常
    Ordinary,
    /// 軽微
    Minor,
}

labels!(Severity {
    Danger => "危険",
    Urgent => "早急",
    Ordinary => "通常",
    Minor => "軽微",
});

/// How a defect became known (受付経路).
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
pub enum ReportedVia {
    /// 職員
    Staff,
    /// QRコード: reported through the facility's own link, without a key
    Link,
    /// 点検
    Inspection,
    /// 取込み
    Import,
}

labels!(ReportedVia {
    Staff => "職員",
    Link => "QRコード",
    Inspection => "点検",
    Import => "取込み",
});
