//! What is agreed with whom, by which measure is mutual use counted, and by which basis is a cost shared?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Ways in which municipalities act together: Local Autonomy Act (地方自治法) §244-3 (use of public facilities across borders),
//! §252-2 to §252-16, §284. Shared columns and measures of use: ours.

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What municipalities agree on (協定の種類).
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
pub enum AgreementKind {
    /// 公の施設の相互利用: residents of each may use the facilities of the other
    MutualUse,
    /// 共同運営: facilities are run together
    JointOperation,
    /// 広域的な再編の共同検討: data is shared to find what could be fewer together
    JointStudy,
}

labels!(AgreementKind {
    MutualUse => "公の施設の相互利用",
    JointOperation => "共同運営",
    JointStudy => "広域的な再編の共同検討",
});

/// A column of facilities that an agreement may share (共有項目).
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
pub enum SharedColumn {
    /// 施設番号
    Code,
    /// 施設名
    Name,
    /// 大分類
    Class,
    /// 中分類
    Subclass,
    /// 状態
    Status,
    /// 運営方法
    Operation,
    /// 所管課
    Department,
    /// 所在地
    Address,
    /// 開設日
    OpenedOn,
    /// 防災上の役割
    DisasterRoles,
    /// 延床面積（㎡）: of the buildings that stand
    #[serde(rename = "floor-area-m2")]
    #[strum(serialize = "floor-area-m2")]
    FloorAreaM2,
    /// 建築年度: of the oldest building that stands
    CompletedYear,
    /// 図形
    Geometry,
}

labels!(SharedColumn {
    Code => "施設番号",
    Name => "施設名",
    Class => "大分類",
    Subclass => "中分類",
    Status => "状態",
    Operation => "運営方法",
    Department => "所管課",
    Address => "所在地",
    OpenedOn => "開設日",
    DisasterRoles => "防災上の役割",
    FloorAreaM2 => "延床面積（㎡）",
    CompletedYear => "建築年度",
    Geometry => "図形",
});

/// Whose residents use whose facilities (利用の方向).
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
pub enum UseDirection {
    /// 市民の他団体施設の利用: our residents at facilities of the partner
    Outgoing,
    /// 他団体住民の市施設の利用: residents of the partner at ours
    Incoming,
}

labels!(UseDirection {
    Outgoing => "市民の他団体施設の利用",
    Incoming => "他団体住民の市施設の利用",
});

/// What facilities are used (対象サービス).
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
pub enum UseService {
    /// 図書館
    Library,
    /// 体育施設
    Sports,
    /// 文化施設
    Culture,
    /// 廃棄物処理施設
    Waste,
    /// その他
    Other,
}

labels!(UseService {
    Library => "図書館",
    Sports => "体育施設",
    Culture => "文化施設",
    Waste => "廃棄物処理施設",
    Other => "その他",
});

/// By what use is counted (利用の指標).
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
pub enum UseMeasure {
    /// 有効登録者数: persons on a day
    RegisteredUsers,
    /// 延貸出数: volumes in a year
    Loans,
    /// 延利用者数: persons in a year
    Visits,
}

labels!(UseMeasure {
    RegisteredUsers => "有効登録者数",
    Loans => "延貸出数",
    Visits => "延利用者数",
});

/// In what form municipalities act together (共同処理の方式).
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
pub enum JointBodyKind {
    /// 一部事務組合: Local Autonomy Act §284 (2)
    PartialAffairsAssociation,
    /// 広域連合: §284 (3)
    WideAreaUnion,
    /// 協議会: §252-2-2
    Council,
    /// 機関等の共同設置: §252-7
    JointOrgan,
    /// 事務の委託: §252-14
    Delegation,
}

labels!(JointBodyKind {
    PartialAffairsAssociation => "一部事務組合",
    WideAreaUnion => "広域連合",
    Council => "協議会",
    JointOrgan => "機関等の共同設置",
    Delegation => "事務の委託",
});

/// By what a part of a cost is shared (負担割合の基準).
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
pub enum ShareBasis {
    /// 均等割: alike for each member
    Equal,
    /// 人口割: by population
    Population,
    /// 利用割: by use, such as tonnes or users
    Use,
}

labels!(ShareBasis {
    Equal => "均等割",
    Population => "人口割",
    Use => "利用割",
});
