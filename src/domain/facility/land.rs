//! What is a piece of land in law, and what is it used for?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`super::word`].
//! # Source
//! Property classes: Local Autonomy Act (地方自治法) §238. Zoning: City Planning Act (都市計画法) §8.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Property class (財産区分), Local Autonomy Act §238.
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
pub enum PropertyClass {
    /// 行政財産
    Administrative,
    /// 普通財産
    Ordinary,
}

labels!(PropertyClass { Administrative => "行政財産", Ordinary => "普通財産" });

/// Use of a site (利用状況).
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
pub enum UseStatus {
    /// 利用中
    InUse,
    /// 暫定利用
    Provisional,
    /// 未利用
    Idle,
    /// 貸付中
    Leased,
}

labels!(UseStatus { InUse => "利用中", Provisional => "暫定利用", Idle => "未利用", Leased => "貸付中" });

/// Use district (用途地域), City Planning Act §8.
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
pub enum Zoning {
    /// 第一種低層住居専用地域
    #[serde(rename = "low-rise-residential-1")]
    #[strum(serialize = "low-rise-residential-1")]
    LowRiseResidential1,
    /// 第二種低層住居専用地域
    #[serde(rename = "low-rise-residential-2")]
    #[strum(serialize = "low-rise-residential-2")]
    LowRiseResidential2,
    /// 田園住居地域
    RuralResidential,
    /// 第一種中高層住居専用地域
    #[serde(rename = "mid-high-rise-residential-1")]
    #[strum(serialize = "mid-high-rise-residential-1")]
    MidHighRiseResidential1,
    /// 第二種中高層住居専用地域
    #[serde(rename = "mid-high-rise-residential-2")]
    #[strum(serialize = "mid-high-rise-residential-2")]
    MidHighRiseResidential2,
    /// 第一種住居地域
    #[serde(rename = "residential-1")]
    #[strum(serialize = "residential-1")]
    Residential1,
    /// 第二種住居地域
    #[serde(rename = "residential-2")]
    #[strum(serialize = "residential-2")]
    Residential2,
    /// 準住居地域
    QuasiResidential,
    /// 近隣商業地域
    NeighbourhoodCommercial,
    /// 商業地域
    Commercial,
    /// 準工業地域
    QuasiIndustrial,
    /// 工業地域
    Industrial,
    /// 工業専用地域
    ExclusivelyIndustrial,
    /// 指定なし
    Unzoned,
}

labels!(Zoning {
    LowRiseResidential1 => "第一種低層住居専用地域",
    LowRiseResidential2 => "第二種低層住居専用地域",
    RuralResidential => "田園住居地域",
    MidHighRiseResidential1 => "第一種中高層住居専用地域",
    MidHighRiseResidential2 => "第二種中高層住居専用地域",
    Residential1 => "第一種住居地域",
    Residential2 => "第二種住居地域",
    QuasiResidential => "準住居地域",
    NeighbourhoodCommercial => "近隣商業地域",
    Commercial => "商業地域",
    QuasiIndustrial => "準工業地域",
    Industrial => "工業地域",
    ExclusivelyIndustrial => "工業専用地域",
    Unzoned => "指定なし",
});
