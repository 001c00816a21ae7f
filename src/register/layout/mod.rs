//! In which files does the fixed-asset register come in and go out, and what stands in them? The 50 basic items of the
//! official layout and our own columns behind them, as CSV and as XLSX, a row at a time.
//!
//! Reading ends at a [`Line`] for each row: typed, and checked against itself but not against the register. Nothing is
//! guessed in silence: what was assumed is told in [`Reader::notices`], what cannot be read is a [`Fault`] of its row,
//! and reading goes on, so that all faults of a file are known at once.
//!
//! `columns`, `heading`: what the columns mean; `words`, `row`, `line`: what the cells say; `write`: the way out. How a
//! file becomes rows of cells is the matter of [`crate::spreadsheet`].

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may fail where it stands"))]
#![allow(clippy::result_large_err, reason = "a file is refused once; its one fault need not be small")]

mod columns;
mod heading;
mod line;
mod row;
#[cfg(test)]
mod tests;
mod words;
mod write;

use crate::domain::Text;
use crate::domain::asset::Reason;
use crate::spreadsheet::{Records, Sought, fault, shortened};
use chrono::NaiveDate;
use std::io::Read;

pub use crate::entity::asset_version::Model as Facts;
pub use crate::spreadsheet::{Fault, FileKind};
pub use columns::{COLUMNS, Column, Item};
pub use write::{CsvWriter, Export, Header, XlsxWriter};

/// Limit against files that are not what they claim to be.
const MOST_ROWS: u64 = 5_000_000;
/// What makes a table a register.
const SOUGHT: Sought =
    Sought { sheet: write::SHEET_NAME, knows: |cell| columns::recognise(cell).is_some(), most_columns: 300 };
/// Limits of text in characters.
const LONGEST_NAME: usize = 300;
const LONGEST_TEXT: usize = 2_000;

/// One line of a register of a fiscal year as a file states it (台帳の1行).
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Line of the text or row of the sheet where it begins; the rows of a further sheet are counted on from 1,048,576.
    pub row: u64,
    /// 番号
    pub asset_no: String,
    /// 枝番; `0` when the file gives none.
    pub branch_no: String,
    /// What the asset is; municipality, day and entry are empty.
    pub facts: Facts,
    /// 取得価額等
    pub cost_yen: i64,
    /// 減価償却累計額
    pub accumulated_yen: i64,
    /// 増減異動日付
    pub change_on: Option<NaiveDate>,
    /// 増減異動事由
    pub reason: Option<Reason>,
    /// 増減異動前簿価
    pub before_yen: Option<i64>,
    /// Items 18 to 23 (今回増加額の内訳).
    pub increase: [i64; 6],
    /// Items 25 to 31 (今回減少額の内訳); the sixth is the depreciation.
    pub decrease: [i64; 7],
    /// Whether item 30 (減価償却額) has a value at all.
    pub given_depreciation: bool,
    /// 増減異動後簿価（期末簿価）
    pub after_yen: Option<i64>,
    /// 稼働年数
    pub years_used: Option<i32>,
    /// 完全除却済記号
    pub fully_retired: bool,
    /// Gross amounts of the movement of this line with their sign: cost and accumulated depreciation
    /// (異動取得価額, 異動減価償却累計額).
    pub moved: Option<(i64, i64)>,
    /// 売却収入
    pub proceeds_yen: Option<i64>,
}

/// How a file is to be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether amounts are in thousands of yen (千円), whatever the file states; `None` goes by the file.
    pub thousand_yen: Option<bool>,
    /// Whether columns that are not known are kept among the optional items instead of being refused.
    pub keep_unknown: bool,
    /// The accounting entity (会計区分) of rows that name none; 一般会計 when it is not given.
    pub accounting_entity: Option<String>,
}

/// What was assumed, by the number of rows.
#[derive(Default)]
struct Tally {
    ends_of_years: u64,
    percentages: u64,
    entities: u64,
    accumulated: u64,
    sums: u64,
}

/// Reads a register a line at a time.
pub struct Reader {
    records: Records,
    places: heading::Places,
    lines: line::Lines,
    notices: Vec<Text>,
    count: u64,
    ended: bool,
}

impl Reader {
    /// Opens a file and reads its headings; without a kind it is recognised by how the file begins.
    ///
    /// # Errors
    /// Every fault of the headings, or the one because of which the file cannot be read at all.
    pub fn open(
        source: impl Read + Send + 'static,
        kind: Option<FileKind>,
        options: &Options,
    ) -> Result<Reader, Vec<Fault>> {
        let mut records = Records::open(source, kind, SOUGHT).map_err(|fault| vec![fault])?;
        let mut notices = Vec::new();
        let first = records.first();
        let read = heading::find(first)
            .map_err(|fault| vec![fault])
            .and_then(|at| Ok((at, heading::read(&first[..at], &first[at], options, &mut notices)?)));
        let (at, places) = match read {
            Ok(read) => read,
            Err(faults) => return Err(faults.into_iter().chain(records.failed()).collect()),
        };
        let entity = options.accounting_entity.clone().unwrap_or_else(|| "一般会計".to_owned());
        records.skip(at + 1);
        let serial = records.kind() == FileKind::Xlsx;
        Ok(Reader {
            records,
            places,
            lines: line::Lines {
                lists: words::Lists::new(),
                tally: Tally::default(),
                serial,
                accounting_entity: entity,
            },
            notices,
            count: 0,
            ended: false,
        })
    }

    /// Whether the file has a column for it.
    pub fn has(&self, item: Item) -> bool {
        self.places.column(item).is_some()
    }

    /// The next line, or everything that is wrong with its row; `None` at the end. A file that cannot be read on ends
    /// with the fault that says so.
    #[allow(clippy::should_implement_trait, reason = "it is one, but lines are asked for in a loop that may stop")]
    pub fn next(&mut self) -> Option<Result<Line, Vec<Fault>>> {
        while !self.ended {
            let read = match self.records.next()? {
                Ok(record) => self.lines.read(&self.places, record),
                Err(fault) => return Some(Err(vec![fault])),
            };
            self.count += 1;
            if self.count > MOST_ROWS {
                self.ended = true;
                return Some(Err(vec![fault(
                    "too-large",
                    format!("the register has more than {MOST_ROWS} rows; split the file"),
                    format!("台帳が上限({MOST_ROWS} 行)を超えています。ファイルを分けてください"),
                )]));
            }
            if read.is_some() {
                return read;
            }
        }
        None
    }

    /// What was repaired or assumed so far (補正・仮定した点).
    pub fn notices(&self) -> Vec<Text> {
        let (mut notices, tally) = (self.notices.clone(), &self.lines.tally);
        notices.extend(self.records.notices());
        let mut tell = |rows: u64, en: &str, ja: &str| {
            if rows > 0 {
                notices.push(Text::new(format!("{en} ({rows})"), format!("{ja}（{rows} 件）")));
            }
        };
        tell(
            tally.ends_of_years,
            "dates that give only a fiscal year were read as the 31 March in which it ends",
            "年度だけの日付は、その年度の末日（3月31日）として読み込みました",
        );
        tell(
            tally.percentages,
            "shares above 1 were read as percentages",
            "1 を超える所有割合は百分率として読み込みました",
        );
        let entity = &self.lines.accounting_entity;
        tell(
            tally.entities,
            &format!("rows without an accounting entity were taken for {entity}"),
            &format!("会計区分のない行は「{entity}」としました"),
        );
        tell(
            tally.accumulated,
            "where accumulated depreciation was not given, it was worked out as the cost less the book value",
            "減価償却累計額のない行は、取得価額等から期末簿価を引いて求めました",
        );
        tell(tally.sums, "rows of sums were passed over", "合計の行は読み飛ばしました");
        notices
    }

    /// The encoding of the file as far as it is known (文字コード); `XLSX` for a workbook.
    pub fn encoding(&self) -> &'static str {
        self.records.encoding()
    }
}
