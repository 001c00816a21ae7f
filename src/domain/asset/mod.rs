//! The words of the fixed-asset register (固定資産台帳): what an asset is in the accounts, why its amount changes.
//!
//! Every word has one code (kebab-case, as on the wire and in the database) and one Japanese official term, as in
//! [`super::facility`].
//!
//! # Shapes
//! Closed lists. A movement has one [`Reason`], which feeds exactly one column of the register.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`super::facility::word`].
//! # Source
//! Uniform standard for local public accounting (統一的な基準による地方公会計マニュアル, Ministry of Internal Affairs and
//! Communications): 資産評価及び固定資産台帳整備の手引き, the account tree, the basic items of the register and the columns
//! of 有形固定資産の行政目的別明細. The codes are ours.

mod account;
mod reason;

pub use account::{Account, AccountGroup};
pub use reason::{Column, Reason};

use crate::domain::facility::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Purpose class (目的別資産区分), in the order of the columns of 有形固定資産の行政目的別明細.
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
pub enum Purpose {
    /// 生活インフラ・国土保全
    Infrastructure,
    /// 教育
    Education,
    /// 福祉
    Welfare,
    /// 環境衛生
    Sanitation,
    /// 産業振興
    Industry,
    /// 消防
    FireService,
    /// 総務
    GeneralAffairs,
}

labels!(Purpose {
    Infrastructure => "生活インフラ・国土保全",
    Education => "教育",
    Welfare => "福祉",
    Sanitation => "環境衛生",
    Industry => "産業振興",
    FireService => "消防",
    GeneralAffairs => "総務",
});

/// Lease class (リース区分): whether the asset is owned or used under a lease that is treated as a purchase.
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
pub enum LeaseClass {
    /// 所有
    Owned,
    /// 所有権移転ファイナンス・リース
    FinanceLeaseTransfer,
    /// 所有権移転外ファイナンス・リース
    FinanceLeaseNonTransfer,
}

labels!(LeaseClass {
    Owned => "所有",
    FinanceLeaseTransfer => "所有権移転ファイナンス・リース",
    FinanceLeaseNonTransfer => "所有権移転外ファイナンス・リース",
});

/// How an asset loses value (償却方法).
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
pub enum DepreciationMethod {
    /// 定額法
    StraightLine,
    /// 取替法: no charge, what replaces a part is an expense
    Replacement,
    /// 非償却
    None,
}

labels!(DepreciationMethod { StraightLine => "定額法", Replacement => "取替法", None => "非償却" });

/// When the first charge falls (償却開始の方法).
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
pub enum StartPolicy {
    /// 供用開始の翌年度から
    NextFiscalYear,
    /// 供用開始の月から月割
    MonthOfService,
    /// 供用開始の翌月から月割
    MonthAfterService,
}

labels!(StartPolicy {
    NextFiscalYear => "供用開始の翌年度から",
    MonthOfService => "供用開始の月から月割",
    MonthAfterService => "供用開始の翌月から月割",
});

/// The key of an asset: its number and its branch number (番号・枝番).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetKey {
    /// 番号
    pub asset_no: String,
    /// 枝番; `0` when the asset is not divided.
    pub branch_no: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facility::Word;
    use strum::IntoEnumIterator;

    #[test]
    fn every_word_is_written_the_same_by_serde_and_by_strum() {
        fn same<W: Word + Serialize>() {
            for word in W::iter() {
                assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
            }
        }
        same::<Purpose>();
        same::<LeaseClass>();
        same::<DepreciationMethod>();
        same::<StartPolicy>();
        same::<Account>();
        same::<Reason>();
        assert_eq!(Purpose::iter().count(), 7);
    }
}
