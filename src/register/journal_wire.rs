//! What the API says of the journal.

use crate::domain::asset::Reason;
use crate::domain::ledger::{JournalLine, Side};
use crate::domain::units::Yen;
use crate::http::Link;
use serde::Serialize;
use utoipa::ToSchema;

/// The journal of a fiscal year (仕訳)
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalEntries {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 締め済み: the year is closed; else the depreciation is what closing it now would charge
    pub closed: bool,
    /// The movements by asset; on the last page the depreciation of the year follows them
    pub entries: Vec<JournalEntry>,
    /// 借方合計 of this page
    #[schema(example = 24500000)]
    pub debit_yen: i64,
    /// 貸方合計 of this page
    #[schema(example = 24500000)]
    pub credit_yen: i64,
    /// `next` when there are more
    pub links: Vec<Link>,
}

/// An entry of the journal (仕訳): its debits are its credits
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalEntry {
    /// 記帳番号 of the entry of the register; absent for the depreciation of the year
    #[schema(example = 12)]
    pub entry_no: Option<i64>,
    /// Number of the movement within asset and year
    #[schema(example = 1)]
    pub movement_no: Option<i32>,
    /// 番号 of the asset
    #[schema(example = "B-0001")]
    pub asset_no: Option<String>,
    /// 枝番
    #[schema(example = "0")]
    pub branch_no: Option<String>,
    /// 件名(施設名)
    #[schema(example = "市役所本庁舎")]
    pub name: Option<String>,
    /// 年月日
    #[schema(example = "2025-10-01")]
    pub posted_on: String,
    /// 増減異動事由
    pub reason: Reason,
    /// 増減異動事由 in words
    #[schema(example = "除却")]
    pub reason_label: &'static str,
    /// 会計区分
    #[schema(example = "一般会計")]
    pub accounting_entity: String,
    /// 摘要
    #[schema(example = "北側車庫の取壊し")]
    pub note: Option<String>,
    /// Debits, then credits
    pub postings: Vec<JournalPosting>,
}

/// One side of an entry (借方・貸方の行)
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalPosting {
    /// 借方・貸方
    pub side: Side,
    /// Code of the item: an account, `…-accumulated-depreciation`, or what stands against it
    #[schema(example = "business-buildings-accumulated-depreciation")]
    pub item: String,
    /// 勘定科目
    #[schema(example = "事業用資産 建物減価償却累計額")]
    pub item_label: String,
    /// 金額
    #[schema(example = 12000000)]
    pub amount_yen: i64,
}

impl From<JournalLine> for JournalPosting {
    fn from(line: JournalLine) -> JournalPosting {
        JournalPosting {
            side: line.side,
            item: line.item.code(),
            item_label: line.item.label_ja(),
            amount_yen: line.amount.0,
        }
    }
}

impl JournalEntries {
    /// A page of the journal.
    pub fn of(fiscal_year: i32, closed: bool, entries: Vec<JournalEntry>, links: Vec<Link>) -> JournalEntries {
        let sum = |side| {
            let postings = entries.iter().flat_map(|entry| &entry.postings);
            postings.filter(|posting| posting.side == side).map(|posting| Yen(posting.amount_yen)).sum::<Yen>().0
        };
        let (debit_yen, credit_yen) = (sum(Side::Debit), sum(Side::Credit));
        JournalEntries { fiscal_year, closed, entries, debit_yen, credit_yen, links }
    }
}
