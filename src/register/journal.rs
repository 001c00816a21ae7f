//! What does the accounting system have to post for a fiscal year (仕訳)? Every recorded movement as an entry whose debits
//! are its credits, and the depreciation of the year as one entry for each account and accounting entity.
//!
//! Balances with which assets came into the register are not posted: the accounts have them already.

use super::drawn::Drawn;
use super::journal_wire::{JournalEntry, JournalPosting};
use super::rules::last_day;
use super::store::{self, ALL_ENTRIES};
use crate::domain::asset::{AssetKey, Reason};
use crate::domain::facility::Word;
use crate::domain::ledger::{self, Amounts, Side};
use crate::domain::units::Yen;
use crate::error::{Error, Fault, Result};
use crate::facility::formats::{CsvEncoder, TextEncoding};
use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait, DatabaseConnection};
use std::collections::{HashMap, HashSet};

/// Movements that are read at a time.
const CHUNK: u64 = 1_000;

/// Where a list of movements goes on.
pub type Place = (AssetKey, i32);

/// The entries of the movements of a year by asset, after one, and where the list goes on.
pub async fn page(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
    after: Option<&Place>,
    limit: u64,
) -> Result<(Vec<JournalEntry>, Option<Place>)> {
    let left_out = [Reason::OpeningBalance.code(), Reason::Depreciation.code()];
    let condition = Condition::all().add(Expr::col("reason").is_not_in(left_out));
    let after = after.map(|(key, number)| (key, *number));
    let mut rows = store::movements_page(db, municipality, year, condition, after, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    let key =
        |asset_no: &str, branch_no: &str| AssetKey { asset_no: asset_no.to_owned(), branch_no: branch_no.to_owned() };
    let next = rows.last().filter(|_| more).map(|row| (key(&row.asset_no, &row.branch_no), row.movement_no));
    let names = names(db, municipality, year, rows.iter().map(|row| row.asset_no.as_str())).await?;
    let recorded = store::entries_by_no(db, municipality, rows.iter().map(|row| row.entry_no)).await?;
    let entries = rows.into_iter().map(|row| {
        let change = Amounts { cost: Yen(row.cost_yen), accumulated: Yen(row.accumulated_yen) };
        let lines = ledger::journal(row.reason, row.account, change, row.proceeds_yen.map(Yen));
        JournalEntry {
            entry_no: Some(row.entry_no),
            movement_no: Some(row.movement_no),
            name: names.get(&key(&row.asset_no, &row.branch_no)).cloned(),
            asset_no: Some(row.asset_no),
            branch_no: Some(row.branch_no),
            posted_on: row.occurred_on,
            reason: row.reason,
            reason_label: row.reason.label_ja(),
            accounting_entity: row.accounting_entity,
            note: recorded.get(&row.entry_no).and_then(|entry| entry.note.clone()),
            postings: lines.into_iter().map(JournalPosting::from).collect(),
        }
    });
    Ok((entries.collect(), next))
}

/// The depreciation of the year: what was recorded and what the closing charges, together, by account.
pub fn depreciation(drawn: &Drawn) -> Vec<JournalEntry> {
    let entry = |((account, entity), sums): ((_, String), crate::domain::statement::Sums)| {
        let change = Amounts { cost: Yen(0), accumulated: sums.charge };
        let lines = ledger::journal(Reason::Depreciation, account, change, None);
        (!lines.is_empty()).then(|| JournalEntry {
            entry_no: None,
            movement_no: None,
            asset_no: None,
            branch_no: None,
            name: None,
            posted_on: last_day(drawn.year.year()),
            reason: Reason::Depreciation,
            reason_label: Reason::Depreciation.label_ja(),
            accounting_entity: entity,
            note: None,
            postings: lines.into_iter().map(JournalPosting::from).collect(),
        })
    };
    drawn.by_account_and_entity().into_iter().filter_map(entry).collect()
}

/// What assets are called at the end of a year.
async fn names(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
    numbers: impl Iterator<Item = &str>,
) -> Result<HashMap<AssetKey, String>> {
    let numbers: Vec<&str> = numbers.collect::<HashSet<&str>>().into_iter().collect();
    let (mut found, day) = (HashMap::new(), last_day(year));
    for some in numbers.chunks(500) {
        let condition = Condition::all().add(Expr::col(("v", "asset_no")).is_in(some.iter().copied()));
        let facts = store::facts_page(db, municipality, condition, None, u32::MAX.into(), &day, ALL_ENTRIES).await?;
        found.extend(facts.into_iter().map(|facts| (super::entries::key_of(&facts), facts.name)));
    }
    Ok(found)
}

/// The journal of a year as CSV in the making: a row for each debit and each credit.
struct Export {
    municipality: String,
    year: i32,
    encoder: CsvEncoder,
    after: Option<Place>,
    depreciation: Option<Vec<JournalEntry>>,
    written: u64,
    faults: Vec<Fault>,
}

impl Export {
    /// The next piece; none when all is out. What an encoding cannot hold is told together once all has been read.
    async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Option<Bytes>> {
        if self.depreciation.is_none() {
            return Ok(None);
        }
        let mut out = Vec::new();
        if self.written == 0 {
            self.row(&HEADINGS.map(str::to_owned), &mut out);
        }
        let (mut entries, next) = page(db, &self.municipality, self.year, self.after.as_ref(), CHUNK).await?;
        if next.is_none() {
            entries.extend(self.depreciation.take().unwrap_or_default());
        }
        self.after = next;
        for entry in entries {
            self.written += 1;
            for posting in &entry.postings {
                let row = row(self.written, &entry, posting);
                self.row(&row, &mut out);
            }
        }
        if self.depreciation.is_none() && !self.faults.is_empty() {
            return Err(Error::Refused(std::mem::take(&mut self.faults)));
        }
        Ok(Some(Bytes::from(out)))
    }

    fn row(&mut self, cells: &[String], out: &mut Vec<u8>) {
        if let Err(unfit) = self.encoder.row(cells, out) {
            self.faults.extend(unfit.into_iter().map(Fault::from));
        }
    }
}

const HEADINGS: [&str; 14] = [
    "仕訳番号",
    "年月日",
    "会計区分",
    "記帳番号",
    "番号",
    "枝番",
    "件名",
    "増減異動事由",
    "貸借",
    "勘定科目コード",
    "勘定科目",
    "借方金額(円)",
    "貸方金額(円)",
    "摘要",
];

fn row(number: u64, entry: &JournalEntry, posting: &JournalPosting) -> [String; 14] {
    let amount = |side| if posting.side == side { posting.amount_yen.to_string() } else { String::new() };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        number.to_string(),
        entry.posted_on.clone(),
        entry.accounting_entity.clone(),
        entry.entry_no.map_or(String::new(), |number| number.to_string()),
        text(&entry.asset_no),
        text(&entry.branch_no),
        text(&entry.name),
        entry.reason_label.to_owned(),
        posting.side.label_ja().to_owned(),
        posting.item.clone(),
        posting.item_label.clone(),
        amount(Side::Debit),
        amount(Side::Credit),
        text(&entry.note),
    ]
}

/// The whole journal as CSV, sent while it is made.
pub async fn csv(db: &DatabaseConnection, municipality: &str, drawn: &Drawn, encoding: TextEncoding) -> Result<Body> {
    let mut export = Export {
        municipality: municipality.to_owned(),
        year: drawn.year.year(),
        encoder: CsvEncoder::new(encoding),
        after: None,
        depreciation: Some(depreciation(drawn)),
        written: 0,
        faults: Vec::new(),
    };
    if encoding == TextEncoding::Cp932 {
        // What CP932 cannot hold must be told before the first byte is out, so the file is made as a whole.
        let mut whole = Vec::new();
        while let Some(piece) = export.next(db).await? {
            whole.extend_from_slice(&piece);
        }
        return Ok(Body::from(whole));
    }
    let pieces = futures_util::stream::unfold(Some((export, db.clone())), |state| async move {
        let (mut export, db) = state?;
        match export.next(&db).await {
            Ok(Some(piece)) => Some((Ok(piece), Some((export, db)))),
            Ok(None) => None,
            Err(cause) => {
                tracing::error!(%cause, "a journal broke off");
                // The connection is cut, so that half a file is not taken for a whole one.
                Some((Err(std::io::Error::other("the journal broke off")), None))
            }
        }
    });
    // Compression asks once more after the end, which an unfolding stream does not bear.
    Ok(Body::from_stream(pieces.fuse()))
}
