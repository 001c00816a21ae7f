//! What stands in the lists of works, inspections, ratings and defects that departments keep in spreadsheets? A file
//! becomes records of named cells, ready to be read by [`crate::fields::Fields`] as if they had come in a body.
//!
//! A cell is put in order, not judged: amounts come out in yen whatever the unit of their column, days as `2024-03-31`,
//! words as codes where the spelling leaves no doubt. What cannot be put in order stays as it was, so that its field
//! refuses it with the row and the heading. What is wrong with the file itself is told at once, all of it.
//!
//! `headings`: the columns of each kind; `places`: where in a file they stand; `cells`, `words`: what the cells say;
//! `findings`: several rows that are one inspection. `intake`, `ratings`: the records are written; `matching`: which record is
//! each row; `outgoing`: lists that come in again unchanged.

mod cells;
mod findings;
mod handlers;
pub mod headings;
mod intake;
mod matching;
mod outgoing;
mod places;
mod ratings;
#[cfg(test)]
mod tests;
mod wire;
mod words;

use crate::app::App;
use crate::domain::Text;
use crate::domain::facility::labels;
use crate::error::{Fault, MOST_FAULTS};
use crate::fields::Origin;
use crate::spreadsheet::{FileKind, Records, Sought, heading_row};
use cells::Reading;
use places::Places;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::io::Read;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on files.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::import_list)).routes(routes!(handlers::export_list))
}

/// Rows of a file at most.
const MOST_ROWS: usize = 100_000;
const MOST_COLUMNS: usize = 200;

/// What a file lists (取込みの種別).
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
pub enum ImportKind {
    /// 工事一覧
    Works,
    /// 点検一覧
    Inspections,
    /// 劣化状況評価
    Ratings,
    /// 不具合一覧
    Defects,
}

labels!(ImportKind {
    Works => "工事一覧",
    Inspections => "点検一覧",
    Ratings => "劣化状況評価",
    Defects => "不具合一覧",
});

/// One record of a file.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it says by the names of fields, all of it text; empty cells are not there. An inspection has its findings
    /// under `findings`, an array of objects.
    pub cells: Map<String, Value>,
    /// The row where it begins and what the file calls each field.
    pub origin: Origin,
    /// The same of each of its findings, in their order.
    pub findings: Vec<Origin>,
}

/// What a file says.
#[derive(Debug)]
pub struct Incoming {
    /// Its records in the order of the file.
    pub rows: Vec<Row>,
    /// What was left out or assumed.
    pub notices: Vec<Text>,
}

/// Reads a file of a kind, CSV or XLSX.
///
/// # Errors
/// Everything that is wrong with the file as a table: columns that are missing or there twice, more rows or columns
/// than are taken in, an encoding that breaks off, formulas that failed, rows of one inspection that contradict each
/// other.
pub fn read(source: impl Read + Send + 'static, kind: ImportKind) -> Result<Incoming, Vec<Fault>> {
    let sought = sought(kind);
    let mut records = Records::open(source, None, sought).map_err(|fault| vec![fault.into()])?;
    let first = records.first();
    let found = match heading_row(first, sought.knows) {
        Some(best) => Places::read(kind, first, best),
        None => Err(vec![places::no_headings(kind, first.is_empty())]),
    };
    let (places, next, notices) = match found {
        Ok(found) => found,
        Err(faults) => return Err(faults.into_iter().chain(records.failed().map(Fault::from)).collect()),
    };
    records.skip(next);
    let mut reading = Reading::new(kind, places, records.kind() == FileKind::Xlsx);
    let mut rows = 0;
    while let Some(record) = records.next() {
        rows += 1;
        match record {
            Ok(_) if rows > MOST_ROWS => {
                reading.faults.push(too_many_rows());
                break;
            }
            Ok(record) => reading.row(&record),
            Err(fault) => reading.faults.push(fault.into()),
        }
        if reading.faults.len() >= MOST_FAULTS {
            break;
        }
    }
    let (rows, told) = reading.end()?;
    let notices = notices.into_iter().chain(records.notices()).chain(told).collect();
    Ok(Incoming { rows, notices })
}

/// How a kind is looked for in a workbook: by the sheet of its name, else by its headings.
fn sought(kind: ImportKind) -> Sought {
    let (sheet, knows): (_, fn(&str) -> bool) = match kind {
        ImportKind::Works => ("工事一覧", |cell| headings::recognise(ImportKind::Works, cell).is_some()),
        ImportKind::Inspections => {
            ("点検一覧", |cell| headings::recognise(ImportKind::Inspections, cell).is_some())
        }
        ImportKind::Ratings => ("劣化状況評価", |cell| headings::recognise(ImportKind::Ratings, cell).is_some()),
        ImportKind::Defects => ("不具合一覧", |cell| headings::recognise(ImportKind::Defects, cell).is_some()),
    };
    Sought { sheet, knows, most_columns: MOST_COLUMNS }
}

fn too_many_rows() -> Fault {
    Fault::whole(
        "too-large",
        Text::new(
            format!("the file has more than {MOST_ROWS} rows; split it"),
            format!("ファイルが上限({MOST_ROWS} 行)を超えています。分けてください"),
        ),
    )
}
