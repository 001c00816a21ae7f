//! What is done to a building, how far has it come, and who pays?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Kinds: 総合管理計画 guideline of the Ministry of Internal Affairs and Communications (維持管理・修繕, 改修, 更新等) and the MEXT
//! handbook (2017). States: ours, after the steps from 実施計画 to 予算 to completion. Tags: 長期総合計画 of the municipality and the
//! Sustainable Development Goals (United Nations 2015).

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Kind of works (工事種別).
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
pub enum WorkKind {
    /// 修繕
    Repair,
    /// 部位更新: a component replaced by one of the same kind
    Renewal,
    /// 大規模改修
    Renovation,
    /// 長寿命化改修
    LongLife,
    /// 建替え
    Rebuild,
    /// 耐震改修
    SeismicRetrofit,
    /// バリアフリー化
    Accessibility,
    /// 省エネルギー・脱炭素化
    Energy,
    /// 用途変更
    Conversion,
    /// 解体
    Demolition,
    /// その他
    Other,
}

labels!(WorkKind {
    Repair => "修繕",
    Renewal => "部位更新",
    Renovation => "大規模改修",
    LongLife => "長寿命化改修",
    Rebuild => "建替え",
    SeismicRetrofit => "耐震改修",
    Accessibility => "バリアフリー化",
    Energy => "省エネルギー・脱炭素化",
    Conversion => "用途変更",
    Demolition => "解体",
    Other => "その他",
});

/// How far works have come (工事の状態).
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
pub enum WorkState {
    /// 提案
    Proposed,
    /// 計画: in the implementation plan (実施計画)
    Planned,
    /// 予算化
    Budgeted,
    /// 施工中
    UnderWay,
    /// 完了
    Done,
    /// 取下げ: with the reason
    Dropped,
}

labels!(WorkState {
    Proposed => "提案",
    Planned => "計画",
    Budgeted => "予算化",
    UnderWay => "施工中",
    Done => "完了",
    Dropped => "取下げ",
});

/// Where works come from (工事の発生元).
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
pub enum WorkOrigin {
    /// 手入力
    Manual,
    /// 保全計画: drawn up by a plan from components, ratings and cycles
    Plan,
    /// 点検指摘
    Finding,
    /// 不具合
    Defect,
    /// 取込み
    Import,
}

labels!(WorkOrigin {
    Manual => "手入力",
    Plan => "保全計画",
    Finding => "点検指摘",
    Defect => "不具合",
    Import => "取込み",
});

/// Who pays (財源).
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
pub enum FundingSource {
    /// 一般財源
    GeneralFund,
    /// 地方債
    Bond,
    /// 国庫支出金
    NationalSubsidy,
    /// 都道府県支出金
    PrefecturalSubsidy,
    /// 基金繰入金
    FacilityFund,
    /// その他特定財源
    Other,
}

labels!(FundingSource {
    GeneralFund => "一般財源",
    Bond => "地方債",
    NationalSubsidy => "国庫支出金",
    PrefecturalSubsidy => "都道府県支出金",
    FacilityFund => "基金繰入金",
    Other => "その他特定財源",
});

/// What policy works serve (施策の区分).
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
pub enum PolicyTag {
    /// 強靭化
    Resilience,
    /// 脱炭素化
    Decarbonisation,
    /// ユニバーサルデザイン化
    UniversalDesign,
    /// 集約化・複合化
    Consolidation,
    /// SDGs 1
    #[serde(rename = "sdg-1")]
    #[strum(serialize = "sdg-1")]
    Sdg1,
    /// SDGs 2
    #[serde(rename = "sdg-2")]
    #[strum(serialize = "sdg-2")]
    Sdg2,
    /// SDGs 3
    #[serde(rename = "sdg-3")]
    #[strum(serialize = "sdg-3")]
    Sdg3,
    /// SDGs 4
    #[serde(rename = "sdg-4")]
    #[strum(serialize = "sdg-4")]
    Sdg4,
    /// SDGs 5
    #[serde(rename = "sdg-5")]
    #[strum(serialize = "sdg-5")]
    Sdg5,
    /// SDGs 6
    #[serde(rename = "sdg-6")]
    #[strum(serialize = "sdg-6")]
    Sdg6,
    /// SDGs 7
    #[serde(rename = "sdg-7")]
    #[strum(serialize = "sdg-7")]
    Sdg7,
    /// SDGs 8
    #[serde(rename = "sdg-8")]
    #[strum(serialize = "sdg-8")]
    Sdg8,
    /// SDGs 9
    #[serde(rename = "sdg-9")]
    #[strum(serialize = "sdg-9")]
    Sdg9,
    /// SDGs 10
    #[serde(rename = "sdg-10")]
    #[strum(serialize = "sdg-10")]
    Sdg10,
    /// SDGs 11
    #[serde(rename = "sdg-11")]
    #[strum(serialize = "sdg-11")]
    Sdg11,
    /// SDGs 12
    #[serde(rename = "sdg-12")]
    #[strum(serialize = "sdg-12")]
    Sdg12,
    /// SDGs 13
    #[serde(rename = "sdg-13")]
    #[strum(serialize = "sdg-13")]
    Sdg13,
    /// SDGs 14
    #[serde(rename = "sdg-14")]
    #[strum(serialize = "sdg-14")]
    Sdg14,
    /// SDGs 15
    #[serde(rename = "sdg-15")]
    #[strum(serialize = "sdg-15")]
    Sdg15,
    /// SDGs 16
    #[serde(rename = "sdg-16")]
    #[strum(serialize = "sdg-16")]
    Sdg16,
    /// SDGs 17
    #[serde(rename = "sdg-17")]
    #[strum(serialize = "sdg-17")]
    Sdg17,
}

labels!(PolicyTag {
    Resilience => "強靭化",
    Decarbonisation => "脱炭素化",
    UniversalDesign => "ユニバーサルデザイン化",
    Consolidation => "集約化・複合化",
    Sdg1 => "SDGs 1",
    Sdg2 => "SDGs 2",
    Sdg3 => "SDGs 3",
    Sdg4 => "SDGs 4",
    Sdg5 => "SDGs 5",
    Sdg6 => "SDGs 6",
    Sdg7 => "SDGs 7",
    Sdg8 => "SDGs 8",
    Sdg9 => "SDGs 9",
    Sdg10 => "SDGs 10",
    Sdg11 => "SDGs 11",
    Sdg12 => "SDGs 12",
    Sdg13 => "SDGs 13",
    Sdg14 => "SDGs 14",
    Sdg15 => "SDGs 15",
    Sdg16 => "SDGs 16",
    Sdg17 => "SDGs 17",
});
