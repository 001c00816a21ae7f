//! What is not in use, how far has it come, what could be made of it, and who has it on what terms?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term; [`may_become`] says which state may follow which.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Ways of letting and disposing of public property: Local Autonomy Act (地方自治法) §238-4 and §238-5. Surveys: Land Price
//! Publication Act (地価公示法) §6; National Land Use Planning Act Enforcement Order (国土利用計画法施行令) §9. States: ours.

use crate::domain::facility::{Word, labels};
use crate::domain::{Invalid, Text};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// What it is that is not in use (区分).
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
pub enum PropertyKind {
    /// 土地
    Land,
    /// 建物
    Building,
    /// 室: part of a building
    Room,
}

labels!(PropertyKind {
    Land => "土地",
    Building => "建物",
    Room => "室",
});

/// What has become of property that is not in use (状態).
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
pub enum IdleState {
    /// 未利用: for nothing
    Idle,
    /// 暫定利用: for something, until what it is kept for
    Provisional,
    /// 貸付中: by a contract, for rent or without
    Let,
    /// 活用中: taken into public use again
    InUse,
    /// 処分済: sold or exchanged
    Disposed,
}

labels!(IdleState {
    Idle => "未利用",
    Provisional => "暫定利用",
    Let => "貸付中",
    InUse => "活用中",
    Disposed => "処分済",
});

/// What could be made of property that is not in use (活用の方向).
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
#[schema(as = PropertyMeasure)]
pub enum Measure {
    /// 公用・公共用に活用
    Use,
    /// 貸付け
    Lease,
    /// 売払い
    Sale,
    /// 交換
    Exchange,
}

labels!(Measure {
    Use => "公用・公共用に活用",
    Lease => "貸付け",
    Sale => "売払い",
    Exchange => "交換",
});

/// By what right another has property of the municipality (契約等の種類).
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
pub enum ContractKind {
    /// 普通財産の貸付け: Local Autonomy Act §238-5
    Lease,
    /// 目的外使用許可: Local Autonomy Act §238-4 (7)
    Permission,
    /// 行政財産の貸付け: Local Autonomy Act §238-4 (2)
    AdministrativeLease,
}

labels!(ContractKind {
    Lease => "普通財産の貸付け",
    Permission => "目的外使用許可",
    AdministrativeLease => "行政財産の貸付け",
});

/// Who has it (相手方の区分).
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
pub enum CounterpartyKind {
    /// 個人
    Individual,
    /// 法人
    Company,
    /// 国・地方公共団体
    PublicBody,
    /// 団体: neighbourhood associations and the like
    Association,
}

labels!(CounterpartyKind {
    Individual => "個人",
    Company => "法人",
    PublicBody => "国・地方公共団体",
    Association => "団体",
});

/// How rent of a part of a year is reckoned (端数期間の計算).
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
pub enum Proration {
    /// 日割: days of the year that are covered
    Days,
    /// 月割: months that are touched
    Months,
}

labels!(Proration {
    Days => "日割",
    Months => "月割",
});

/// Which survey a land price is of (調査).
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
pub enum Survey {
    /// 地価公示: as of 1 January, by the state
    Official,
    /// 都道府県地価調査: as of 1 July, by the prefecture
    Prefectural,
}

labels!(Survey {
    Official => "地価公示",
    Prefectural => "都道府県地価調査",
});

/// Whether property in one state may be in another next.
pub fn may_become(from: IdleState, to: IdleState) -> bool {
    use IdleState::{Disposed, Idle, InUse, Let, Provisional};
    match from {
        Idle => matches!(to, Provisional | Let | InUse | Disposed),
        Provisional => matches!(to, Idle | Let | InUse | Disposed),
        Let => matches!(to, Idle | Provisional | InUse | Disposed),
        InUse => matches!(to, Idle | Provisional),
        Disposed => false,
    }
}

/// The same, with what is allowed where it may not.
pub fn check_move(from: IdleState, to: IdleState) -> Result<(), Invalid> {
    if may_become(from, to) {
        return Ok(());
    }
    let next: Vec<IdleState> = IdleState::iter().filter(|next| may_become(from, *next)).collect();
    let codes: Vec<&str> = next.iter().map(|state| state.code()).collect();
    let labels: Vec<&str> = next.iter().map(|state| state.label_ja()).collect();
    let (en, ja) = match codes.is_empty() {
        true => ("nothing".to_owned(), "なし（記録を改めてください）".to_owned()),
        false => (codes.join(", "), labels.join("、")),
    };
    let text = Text::new(
        format!("`state` cannot become `{}` from `{}`; next may be {en}", to.code(), from.code()),
        format!("`state` を {} から {} に変えることはできません。次に取れる状態: {ja}", from.label_ja(), to.label_ja()),
    );
    Err(Invalid::new("state", "contradiction", to.code(), text))
}
