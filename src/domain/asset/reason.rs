//! Why does the amount of an asset change, and which column of the register does that feed?
//!
//! # Shapes
//! A closed list of reasons, each with one [`Column`].
//! # Units
//! None; column numbers are those of the 50 basic items.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! 資産評価及び固定資産台帳整備の手引き: basic items 18–23 and 25–31 of the register. The list of reasons and their codes
//! are ours; the official code values are not published.

use super::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Reason of a movement (増減異動事由).
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
#[schema(as = MovementReason)]
pub enum Reason {
    /// 開始残高: the balance with which an asset comes into this register
    OpeningBalance,
    /// 有償取得
    Purchase,
    /// 資本的支出
    CapitalImprovement,
    /// 無償所管換受入
    TransferIn,
    /// 寄附受入
    DonationIn,
    /// 調査判明
    FoundBySurvey,
    /// 建設仮勘定から振替
    FromConstructionInProgress,
    /// 科目振替増
    ReclassifiedIn,
    /// 評価増
    RevaluationUp,
    /// 除却
    Retirement,
    /// 売却
    Sale,
    /// 無償所管換払出
    TransferOut,
    /// 無償譲渡
    DonationOut,
    /// 誤記載
    RecordingError,
    /// 科目振替減
    ReclassifiedOut,
    /// 分割・合併
    Split,
    /// 建設仮勘定精算
    ConstructionSettled,
    /// 減価償却
    Depreciation,
    /// 評価減
    RevaluationDown,
}

labels!(Reason {
    OpeningBalance => "開始残高",
    Purchase => "有償取得",
    CapitalImprovement => "資本的支出",
    TransferIn => "無償所管換受入",
    DonationIn => "寄附受入",
    FoundBySurvey => "調査判明",
    FromConstructionInProgress => "建設仮勘定から振替",
    ReclassifiedIn => "科目振替増",
    RevaluationUp => "評価増",
    Retirement => "除却",
    Sale => "売却",
    TransferOut => "無償所管換払出",
    DonationOut => "無償譲渡",
    RecordingError => "誤記載",
    ReclassifiedOut => "科目振替減",
    Split => "分割・合併",
    ConstructionSettled => "建設仮勘定精算",
    Depreciation => "減価償却",
    RevaluationDown => "評価減",
});

/// A column of the register that movements feed (今回増加額・今回減少額の内訳), by its number among the basic items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Column {
    /// 15 増減異動前簿価: the opening balance
    Before = 15,
    /// 18 有償取得額
    Purchase = 18,
    /// 19 無償所管換増分
    TransferIn = 19,
    /// 20 その他無償取得分
    Donated = 20,
    /// 21 調査判明増分
    Survey = 21,
    /// 22 振替増額
    ReclassifiedIn = 22,
    /// 23 評価等増額
    RevaluationUp = 23,
    /// 25 除売却額
    Disposal = 25,
    /// 26 無償所管換減分
    TransferOut = 26,
    /// 27 その他無償譲渡分
    GivenAway = 27,
    /// 28 誤記載減少分
    RecordingError = 28,
    /// 29 振替・分割減額
    ReclassifiedOut = 29,
    /// 30 減価償却額
    Depreciation = 30,
    /// 31 評価等減額
    RevaluationDown = 31,
}

impl Reason {
    /// The column that a movement of this reason feeds. The shares of a divided asset come in as 振替増.
    pub fn column(self) -> Column {
        match self {
            Reason::OpeningBalance => Column::Before,
            Reason::Purchase | Reason::CapitalImprovement => Column::Purchase,
            Reason::TransferIn => Column::TransferIn,
            Reason::DonationIn => Column::Donated,
            Reason::FoundBySurvey => Column::Survey,
            Reason::FromConstructionInProgress | Reason::ReclassifiedIn => Column::ReclassifiedIn,
            Reason::RevaluationUp => Column::RevaluationUp,
            Reason::Retirement | Reason::Sale => Column::Disposal,
            Reason::TransferOut => Column::TransferOut,
            Reason::DonationOut => Column::GivenAway,
            Reason::RecordingError => Column::RecordingError,
            Reason::ReclassifiedOut | Reason::Split | Reason::ConstructionSettled => Column::ReclassifiedOut,
            Reason::Depreciation => Column::Depreciation,
            Reason::RevaluationDown => Column::RevaluationDown,
        }
    }

    /// Whether it adds to the cost of an asset; the others take away from it or, as depreciation, leave it.
    pub fn is_increase(self) -> bool {
        self.column() <= Column::RevaluationUp
    }
}
