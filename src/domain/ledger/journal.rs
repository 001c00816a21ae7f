//! What is a movement in the accounts (仕訳): which items stand on the debit and the credit side?
//!
//! The asset stands at cost and its accumulated depreciation beside it; intangible assets are written down directly.
//! What they change by is balanced by the counterpart of the reason:
//!
//! | reason | counterpart |
//! |---|---|
//! | 有償取得, 資本的支出 | 公共施設等整備費支出 |
//! | 無償所管換, 寄附, 無償譲渡 | 無償所管換等 |
//! | 調査判明, 誤記載 | その他純資産変動 |
//! | 評価増, 評価減 | 資産評価差額 |
//! | 除却 | 資産除売却損 |
//! | 売却 | 資産売却収入, and 資産売却益 or 資産除売却損 for the difference |
//! | 減価償却 | 減価償却費 |
//! | 科目振替, 分割・合併, 建設仮勘定 | 振替, which its pair takes away again |
//! | 開始残高 | 開始時純資産 |
//!
//! # Shapes
//! A list of one-sided lines, debits first; at most five.
//! # Units
//! Whole yen, every amount more than 0. The debits of a movement add up to its credits.
//! # Errors
//! None. Amounts that [`super::check_movement`] would refuse still give lines that balance.
//! # Source
//! 財務書類作成要領 (統一的な基準による地方公会計マニュアル, Ministry of Internal Affairs and Communications): counterparts in
//! 行政コスト計算書, 純資産変動計算書 and 資金収支計算書. Ours: 振替, so that each movement balances by itself; 開始時純資産; and
//! the depreciation of the years before a late settlement, which is an expense.

use super::{Amounts, gain};
use crate::domain::asset::{Account, Reason};
use crate::domain::facility::Word;
use crate::domain::units::Yen;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Side of an account (借方・貸方).
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
pub enum Side {
    /// 借方
    Debit,
    /// 貸方
    Credit,
}

impl Word for Side {
    fn label_ja(self) -> &'static str {
        match self {
            Side::Debit => "借方",
            Side::Credit => "貸方",
        }
    }
}

/// What stands against a fixed asset in the entries of a movement (相手科目).
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
pub enum Counterpart {
    /// 公共施設等整備費支出: cash paid, 投資活動支出
    InvestmentPayments,
    /// 資産売却収入: cash received, 投資活動収入
    SaleProceeds,
    /// 無償所管換等: change of net assets
    FreeTransfers,
    /// 資産評価差額: change of net assets
    RevaluationDifference,
    /// その他純資産変動: change of net assets
    OtherNetAssetChange,
    /// 開始時純資産: net assets with which the register opens
    OpeningNetAssets,
    /// 減価償却費: expense
    DepreciationExpense,
    /// 資産除売却損: extraordinary loss
    DisposalLoss,
    /// 資産売却益: extraordinary gain
    DisposalGain,
    /// 振替: what the other half of the pair takes away again
    Clearing,
}

impl Word for Counterpart {
    fn label_ja(self) -> &'static str {
        match self {
            Counterpart::InvestmentPayments => "公共施設等整備費支出",
            Counterpart::SaleProceeds => "資産売却収入",
            Counterpart::FreeTransfers => "無償所管換等",
            Counterpart::RevaluationDifference => "資産評価差額",
            Counterpart::OtherNetAssetChange => "その他純資産変動",
            Counterpart::OpeningNetAssets => "開始時純資産",
            Counterpart::DepreciationExpense => "減価償却費",
            Counterpart::DisposalLoss => "資産除売却損",
            Counterpart::DisposalGain => "資産売却益",
            Counterpart::Clearing => "振替",
        }
    }
}

/// An item of the accounts on which a line stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LedgerItem {
    /// A fixed-asset account: tangible at cost, intangible at book value.
    Asset(Account),
    /// The accumulated depreciation of a tangible fixed-asset account (減価償却累計額).
    AccumulatedDepreciation(Account),
    /// What stands against them.
    Counterpart(Counterpart),
}

impl LedgerItem {
    /// The code, as on the wire: `business-buildings`, `business-buildings-accumulated-depreciation`, `sale-proceeds`.
    pub fn code(self) -> String {
        match self {
            LedgerItem::Asset(account) => account.code().to_owned(),
            LedgerItem::AccumulatedDepreciation(account) => format!("{}-accumulated-depreciation", account.code()),
            LedgerItem::Counterpart(counterpart) => counterpart.code().to_owned(),
        }
    }

    /// The official term, with the group where the account has one (`事業用資産 建物減価償却累計額`).
    pub fn label_ja(self) -> String {
        match self {
            LedgerItem::Asset(account) => account.label_ja().to_owned(),
            LedgerItem::AccumulatedDepreciation(account) => format!("{}減価償却累計額", account.label_ja()),
            LedgerItem::Counterpart(counterpart) => counterpart.label_ja().to_owned(),
        }
    }
}

/// One line of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JournalLine {
    /// 借方・貸方
    pub side: Side,
    /// 勘定科目
    pub item: LedgerItem,
    /// 金額, more than 0.
    pub amount: Yen,
}

/// The entry of a movement (仕訳). A reversed movement, whose signs are opposite, has the same lines on opposite sides.
///
/// Proceeds count for a sale only; whether they were received or paid back follows from the sign of the change, not
/// from theirs. A sale without proceeds is one for nothing.
pub fn journal(reason: Reason, account: Account, change: Amounts, proceeds: Option<Yen>) -> Vec<JournalLine> {
    let mut entry = Entry(Vec::new());
    match account.is_tangible() {
        true => {
            entry.debit(LedgerItem::Asset(account), change.cost);
            entry.credit(LedgerItem::AccumulatedDepreciation(account), change.accumulated);
        }
        false => entry.debit(LedgerItem::Asset(account), change.book()),
    }
    let mut against = |counterpart, amount| entry.credit(LedgerItem::Counterpart(counterpart), amount);
    match reason {
        Reason::Sale => against_sale(change, proceeds.unwrap_or_default(), against),
        // The other half gave up the cost alone, so the depreciation of the years before cannot be cleared with it.
        Reason::FromConstructionInProgress => {
            against(Counterpart::Clearing, change.cost);
            against(Counterpart::DepreciationExpense, Yen(0) - change.accumulated);
        }
        _ => against(counterpart(reason), change.book()),
    }
    entry.lines()
}

/// What stands against an asset that is sold: its price, and what that is more or less than its book value.
fn against_sale(change: Amounts, proceeds: Yen, mut against: impl FnMut(Counterpart, Yen)) {
    let proceeds = Yen(proceeds.0.saturating_abs());
    let reversed = change.cost > Yen(0);
    let left = if reversed { -change } else { change };
    let gain = gain(left, proceeds);
    let item = if gain > Yen(0) { Counterpart::DisposalGain } else { Counterpart::DisposalLoss };
    let (received, gain) = if reversed { (proceeds, Yen(0) - gain) } else { (Yen(0) - proceeds, gain) };
    against(Counterpart::SaleProceeds, received);
    against(item, gain);
}

/// Where the change of the book value is found again in the statements.
fn counterpart(reason: Reason) -> Counterpart {
    match reason {
        Reason::OpeningBalance => Counterpart::OpeningNetAssets,
        Reason::Purchase | Reason::CapitalImprovement => Counterpart::InvestmentPayments,
        Reason::TransferIn | Reason::DonationIn | Reason::TransferOut | Reason::DonationOut => {
            Counterpart::FreeTransfers
        }
        Reason::FoundBySurvey | Reason::RecordingError => Counterpart::OtherNetAssetChange,
        Reason::RevaluationUp | Reason::RevaluationDown => Counterpart::RevaluationDifference,
        Reason::Retirement | Reason::Sale => Counterpart::DisposalLoss,
        Reason::Depreciation => Counterpart::DepreciationExpense,
        Reason::FromConstructionInProgress
        | Reason::ReclassifiedIn
        | Reason::ReclassifiedOut
        | Reason::Split
        | Reason::ConstructionSettled => Counterpart::Clearing,
    }
}

/// Items with signed amounts; a debit is positive.
struct Entry(Vec<(LedgerItem, Yen)>);

impl Entry {
    fn debit(&mut self, item: LedgerItem, amount: Yen) {
        self.0.push((item, amount));
    }

    fn credit(&mut self, item: LedgerItem, amount: Yen) {
        self.debit(item, Yen(0) - amount);
    }

    /// Positive amounts on the side their sign means, debits first; items without an amount are left out.
    fn lines(self) -> Vec<JournalLine> {
        let line = |(item, signed): (LedgerItem, Yen)| match signed.0 {
            0 => None,
            1.. => Some(JournalLine { side: Side::Debit, item, amount: signed }),
            _ => Some(JournalLine { side: Side::Credit, item, amount: Yen(0) - signed }),
        };
        let mut lines: Vec<JournalLine> = self.0.into_iter().filter_map(line).collect();
        lines.sort_by_key(|line| line.side);
        lines
    }
}
