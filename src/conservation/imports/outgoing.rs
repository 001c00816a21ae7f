//! Lists as departments keep them: the records of a kind under the official headings, as they can be taken in again.

use super::ImportKind;
use super::headings::official;
use crate::conservation::{Defect, Rating, Work, inspections};
use crate::domain::condition::RatingBasis;
use crate::domain::defect::{DefectState, Severity};
use crate::domain::facility::{ComponentKind, Word};
use crate::domain::work::{FundingSource, PolicyTag, WorkKind, WorkState};
use crate::error::{Error, Result};
use crate::facility::formats::{CsvEncoder, TextEncoding};
use crate::recorded::{self, Recorded};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};

/// The headings and the rows of a kind.
pub async fn rows(db: &impl ConnectionTrait, municipality: &str, kind: ImportKind) -> Result<Vec<Vec<String>>> {
    let records = match kind {
        ImportKind::Works => shown::<Work>(db, municipality).await?,
        ImportKind::Ratings => shown::<Rating>(db, municipality).await?,
        ImportKind::Defects => shown::<Defect>(db, municipality).await?,
        ImportKind::Inspections => inspected(db, municipality).await?,
    };
    let columns = official(kind);
    let mut rows = vec![columns.iter().map(|(_, heading)| (*heading).to_owned()).collect::<Vec<String>>()];
    for record in records {
        rows.push(columns.iter().map(|(field, _)| said(kind, field, record.get(*field))).collect());
    }
    Ok(rows)
}

async fn shown<R: Recorded>(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Map<String, Value>>> {
    let all = recorded::all::<R>(db, municipality).await?;
    all.iter()
        .map(|record| crate::fields::object(serde_json::to_value(record.wire()?).map_err(Error::internal)?))
        .collect()
}

/// Inspections, a row a finding; one without findings has a row of its own.
async fn inspected(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Map<String, Value>>> {
    let mut rows = Vec::new();
    for whole in inspections::all(db, municipality).await? {
        let mut whole = crate::fields::object(whole)?;
        let findings = match whole.remove("findings") {
            Some(Value::Array(findings)) if !findings.is_empty() => findings,
            _ => vec![Value::Null],
        };
        for finding in findings {
            let mut row = whole.clone();
            if let Value::Object(finding) = finding {
                for (field, column) in [
                    ("finding_no", "finding_no"),
                    ("part", "finding_part"),
                    ("item", "finding_item"),
                    ("result", "finding_result"),
                    ("severity", "finding_severity"),
                    ("description", "finding_description"),
                ] {
                    row.extend(finding.get(field).map(|value| (column.to_owned(), value.clone())));
                }
            }
            rows.push(row);
        }
    }
    Ok(rows)
}

/// A word as its official term; what is no word stays as it is.
fn term<W: Word>(text: &str) -> String {
    text.parse::<W>().map_or_else(|_| text.to_owned(), |word| word.label_ja().to_owned())
}

/// What a cell says.
fn said(kind: ImportKind, field: &str, value: Option<&Value>) -> String {
    match (kind, field, value) {
        (_, _, None | Some(Value::Null)) => String::new(),
        (ImportKind::Works, "kind", Some(Value::String(text))) => term::<WorkKind>(text),
        (ImportKind::Works, "state", Some(Value::String(text))) => term::<WorkState>(text),
        (ImportKind::Defects, "state", Some(Value::String(text))) => term::<DefectState>(text),
        (_, "severity" | "finding_severity", Some(Value::String(text))) => term::<Severity>(text),
        (_, "component_kind", Some(Value::String(text))) => term::<ComponentKind>(text),
        (_, "basis", Some(Value::String(text))) => term::<RatingBasis>(text),
        (_, "result" | "finding_result", Some(Value::String(text))) => {
            term::<crate::domain::inspection::FindingResult>(text)
        }
        (_, "funding", Some(Value::Object(parts))) => parts
            .iter()
            .map(|(source, yen)| format!("{}:{yen}", term::<FundingSource>(source)))
            .collect::<Vec<_>>()
            .join(";"),
        (_, "tags", Some(Value::Array(tags))) => joined(tags, term::<PolicyTag>),
        (_, _, Some(Value::Array(items))) => joined(items, str::to_owned),
        (_, _, Some(Value::String(text))) => text.clone(),
        (_, _, Some(other)) => other.to_string(),
    }
}

fn joined(items: &[Value], said: impl Fn(&str) -> String) -> String {
    items.iter().filter_map(Value::as_str).map(said).collect::<Vec<_>>().join(";")
}

/// The list as CSV.
pub fn csv(rows: Vec<Vec<String>>, encoding: TextEncoding) -> Result<Vec<u8>> {
    let (mut encoder, mut out, mut faults) = (CsvEncoder::new(encoding), Vec::new(), Vec::new());
    for row in rows {
        if let Err(more) = encoder.row(&row, &mut out) {
            faults.extend(more);
        }
    }
    match faults.is_empty() {
        true => Ok(out),
        false => Err(Error::Refused(faults.into_iter().map(Into::into).collect())),
    }
}

/// The list as a workbook with one sheet; numbers are numbers, codes and days are text.
pub fn xlsx(kind: ImportKind, rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(kind.label_ja())?;
    sheet.set_freeze_panes(1, 0)?;
    let (head, amount) = (Format::new().set_bold().set_text_wrap(), Format::new().set_num_format("#,##0"));
    let fields = official(kind);
    for (line, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            let money = fields.get(usize::from(column)).is_some_and(|(field, _)| field.ends_with("_yen"));
            match cell.parse::<f64>() {
                _ if line == 0 => sheet.write_string_with_format(line, column, cell, &head)?,
                Ok(number) if money => sheet.write_number_with_format(line, column, number, &amount)?,
                _ => sheet.write_string(line, column, cell)?,
            };
        }
    }
    workbook.save_to_buffer()
}
