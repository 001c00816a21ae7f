//! Which rows of cells stand in a file that a spreadsheet wrote, and in which of them are the headings? CSV in any
//! encoding that is met in town halls, and XLSX, a row at a time; what the columns mean is for the reader to know.
//!
//! [`Records::open`] looks at how the file begins, picks the sheet, and holds the first rows back, so that the headings
//! can be found among them ([`heading_row`]); titles may stand above, and blank rows anywhere. Nothing is replaced in
//! silence: what cannot be read is a [`Fault`] with its row, and what was left out is told in [`Records::notices`].
//!
//! `text`, `records`: CSV into cells; `xml`, `workbook`: XLSX into cells, bounded against what unpacks without end;
//! [`naming`]: when two headings are the same; [`cells`]: what a cell says; [`guard`]: what keeps a cell from being a formula.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may fail where it stands"))]
#![allow(clippy::result_large_err, reason = "a file is refused once; its one fault need not be small")]

pub mod cells;
pub mod guard;
pub mod naming;
mod records;
mod text;
mod workbook;
mod xml;

use crate::domain::Text;
use records::CsvRecords;
use std::collections::VecDeque;
use std::io::{Cursor, Read};
use workbook::SheetRecords;

pub use records::{Record, Stored};

/// Rows among which the headings are looked for.
pub const HEADING_ROWS: usize = 10;
const LONGEST_RECORD: usize = 1 << 20;

/// What is wrong with a file, and where (誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line or the row, in a map the number of the feature; `None` when it concerns the whole file.
    pub row: Option<u64>,
    /// The column as the file calls it.
    pub column: Option<String>,
    /// What kind of fault it is, kebab-case.
    pub code: &'static str,
    /// The value as it was given, shortened when long.
    pub value: Option<String>,
    /// What is wrong, what is allowed and what to do about it.
    pub text: Text,
}

impl From<Fault> for crate::error::Fault {
    fn from(fault: Fault) -> crate::error::Fault {
        let Fault { row, column, code, value, text } = fault;
        crate::error::Fault { pointer: None, row, column, code, value, text }
    }
}

/// A fault of the file as a whole.
pub fn fault(code: &'static str, en: impl Into<String>, ja: impl Into<String>) -> Fault {
    Fault { row: None, column: None, code, value: None, text: Text::new(en, ja) }
}

fn unreadable(error: &std::io::Error) -> Fault {
    fault(
        "unreadable",
        format!("the file could not be read to its end ({error}); send it again"),
        format!("ファイルを最後まで読めませんでした({error})。送り直してください"),
    )
}

/// A value as faults quote it: 80 characters at most.
pub fn shortened(value: &str) -> String {
    match value.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// The kinds of file that are understood (ファイル形式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// CSV, or the same with tabs
    Csv,
    /// XLSX
    Xlsx,
}

/// What is looked for in a file.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    /// The sheet that is taken before others, and that may go on under the same name with a number (`台帳 (2)`).
    pub sheet: &'static str,
    /// Whether a cell is one of the headings.
    pub knows: fn(&str) -> bool,
    /// How many columns there may be.
    pub most_columns: usize,
}

/// The row that names the columns: the first of those with the most known headings, which must be two at least.
pub fn heading_row(first: &[Stored], knows: fn(&str) -> bool) -> Option<usize> {
    let score = |row: &Stored| row.record().cells().filter(|cell| knows(cell)).count();
    let best = (0..first.len()).rev().max_by_key(|n| score(&first[*n]))?;
    (score(&first[best]) >= 2).then_some(best)
}

enum Rows {
    Csv(Box<CsvRecords>),
    Sheets(SheetRecords),
}

/// The rows of a file one after the other; blank ones are passed over, the first that cannot be read ends it.
pub struct Records {
    rows: Rows,
    /// Held back from the beginning.
    first: VecDeque<Stored>,
    /// The one of them that is being looked at.
    current: Option<Stored>,
    /// What is wrong behind the first rows.
    failed: Option<Fault>,
    ended: bool,
}

impl Records {
    /// Opens a file and reads its first rows; without a kind it is recognised by how the file begins.
    ///
    /// # Errors
    /// Why not even the first row can be read.
    pub fn open(
        mut source: impl Read + Send + 'static,
        kind: Option<FileKind>,
        sought: Sought,
    ) -> Result<Records, Fault> {
        let mut start = Vec::new();
        source.by_ref().take(4).read_to_end(&mut start).map_err(|error| unreadable(&error))?;
        let found = if start == b"PK\x03\x04" { FileKind::Xlsx } else { FileKind::Csv };
        let kind = kind.unwrap_or(found);
        if kind != found && kind == FileKind::Xlsx {
            return Err(workbook::no_workbook());
        }
        let source = Cursor::new(start).chain(source);
        let mut rows = match kind {
            FileKind::Csv => Rows::Csv(Box::new(CsvRecords::open(source, sought.most_columns))),
            FileKind::Xlsx => Rows::Sheets(SheetRecords::open(source, sought)?),
        };
        let (mut first, mut failed) = (VecDeque::new(), None);
        while first.len() < HEADING_ROWS
            && failed.is_none()
            && let Some(record) = rows.next()
        {
            match record {
                Ok(record) => first.push_back(Stored::of(&record)),
                Err(fault) if first.is_empty() => return Err(fault),
                Err(fault) => failed = Some(fault),
            }
        }
        Ok(Records { rows, first, current: None, failed, ended: false })
    }

    /// The first rows, among which the headings stand.
    pub fn first(&mut self) -> &[Stored] {
        self.first.make_contiguous()
    }

    /// Passes over so many of the first rows: the titles and the headings.
    pub fn skip(&mut self, rows: usize) {
        self.first.drain(..rows.min(self.first.len()));
    }

    /// Why the first rows are not followed by more, for who reads no further.
    pub fn failed(&mut self) -> Option<Fault> {
        self.failed.take()
    }

    /// The next row; a file that cannot be read on ends with the fault that says so.
    #[allow(clippy::should_implement_trait, reason = "rows are lent one at a time")]
    pub fn next(&mut self) -> Option<Result<Record<'_>, Fault>> {
        if self.ended {
            return None;
        }
        self.current = self.first.pop_front();
        if let Some(stored) = &self.current {
            return Some(Ok(stored.record()));
        }
        let next = match self.failed.take() {
            Some(fault) => Some(Err(fault)),
            None => self.rows.next(),
        };
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }

    /// The kind that the file was taken for.
    pub fn kind(&self) -> FileKind {
        match self.rows {
            Rows::Csv(_) => FileKind::Csv,
            Rows::Sheets(_) => FileKind::Xlsx,
        }
    }

    /// What was left out, as far as is known: the sheets that were not read.
    pub fn notices(&self) -> Vec<Text> {
        match &self.rows {
            Rows::Csv(_) => Vec::new(),
            Rows::Sheets(sheets) => sheets.notices(),
        }
    }

    /// The encoding of the file as far as it is known (文字コード); `XLSX` for a workbook.
    pub fn encoding(&self) -> &'static str {
        match &self.rows {
            Rows::Csv(records) => records.encoding(),
            Rows::Sheets(_) => "XLSX",
        }
    }
}

impl Rows {
    fn next(&mut self) -> Option<Result<Record<'_>, Fault>> {
        match self {
            Rows::Csv(records) => records.next(),
            Rows::Sheets(records) => records.next(),
        }
    }
}
