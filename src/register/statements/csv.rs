//! What does a statement look like as CSV? Plain rows under Japanese headings that name the unit, and nothing above or
//! below them.
//!
//! Each row stands by itself: it names what it is part of (上位区分), for two groups have a 土地 each, and says whether it is a
//! detail or adds others up (行の種別), so that whoever sums a column takes the details only.

use super::tables::{Cell, Heading, Kind, Measure, Table};
use crate::domain::facility::Word;
use crate::facility::formats::{CsvEncoder, Fault, TextEncoding};

/// The file.
///
/// # Errors
/// One [`Fault`] for each character that the encoding cannot hold, with its row and column.
pub fn csv(table: &Table, encoding: TextEncoding) -> Result<Vec<u8>, Vec<Fault>> {
    let (mut encoder, mut out, mut faults) = (CsvEncoder::new(encoding), Vec::new(), Vec::new());
    for row in rows(table) {
        if let Err(more) = encoder.row(&row, &mut out) {
            faults.extend(more);
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

/// The headings and the rows.
pub fn rows(table: &Table) -> Vec<Vec<String>> {
    let mut headings = vec!["上位区分".to_owned()];
    for (n, heading) in table.headings.iter().enumerate() {
        headings.push(written_heading(heading, table));
        if n == 0 {
            headings.push("行の種別".to_owned());
        }
    }
    let (mut rows, mut above): (_, Vec<(u8, &str)>) = (vec![headings], Vec::new());
    for row in &table.rows {
        above.retain(|(level, _)| *level < row.level);
        let part_of = above.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(" ");
        above.push((row.level, &row.label_ja));
        let kind = match row.kind {
            Kind::Subtotal => "小計",
            Kind::Detail => "明細",
            Kind::Total => "合計",
        };
        let mut cells = vec![part_of, row.label_ja.clone(), kind.to_owned()];
        cells.extend(row.cells.iter().map(|cell| written(cell, table)));
        rows.push(cells);
    }
    rows
}

fn written_heading(heading: &Heading, table: &Table) -> String {
    let unit = match heading.measure {
        Measure::Words | Measure::Count => String::new(),
        Measure::Money => format!("({})", table.unit.label_ja()),
        Measure::Area => "(㎡)".to_owned(),
        Measure::Percent => "(%)".to_owned(),
    };
    let over = heading.over.as_ref().map_or(String::new(), |over| format!("{} ", over.ja));
    format!("{over}{}{unit}", heading.ja)
}

fn written(cell: &Cell, table: &Table) -> String {
    match cell {
        Cell::Money(yen) => table.unit.shown(*yen).to_string(),
        Cell::Count(count) => count.to_string(),
        // Adding 0 takes the sign from a zero.
        Cell::Area(m2) => format!("{:.2}", (m2 * 100.0).round() / 100.0 + 0.0),
        Cell::Percent(hundredths) => {
            let (sign, size) = (if *hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
            format!("{sign}{}.{:02}", size / 100, size % 100)
        }
        Cell::Empty => String::new(),
    }
}
