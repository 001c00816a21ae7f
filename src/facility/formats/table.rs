//! How is a table of our own records read and written? Records, rows.
//!
//! The splitting into cells is done here and not by the `csv` crate because two things must be told to the user that it
//! keeps to itself: the line where a record truly begins, and that a quotation mark was never closed.

use super::columns::{Column, Headings, columns};
use super::geojson::{Draft, plain, point_of};
use super::{Cell, Fault, Kind, Reading, Row};
use crate::spreadsheet::guard::bare;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Limits against files that are not what they claim to be.
const MOST_ROWS: usize = 1_000_000;
const MOST_COLUMNS: usize = 300;
const LONGEST_CELL: usize = 1 << 20;
const LONGEST_HEADING: usize = 200;

/// One record of a table, cells without the spaces around them and the mark that keeps them from being formulas.
pub(super) struct Record<'a> {
    pub line: u64,
    pub cells: Vec<Cow<'a, str>>,
}

/// The records of a table one after the other; blank ones are passed over, the first that cannot be split ends it.
#[derive(Clone)]
pub(super) struct Records<'a> {
    text: &'a str,
    at: usize,
    line: u64,
    delimiter: u8,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Records<'a> {
        Records { text, at: 0, line: 1, delimiter }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The text up to the first byte that `stop` names, which is left unread.
    fn until(&mut self, stop: impl Fn(u8) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(stop).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn cell(&mut self) -> Result<Cow<'a, str>, Fault> {
        let delimiter = self.delimiter;
        let ends = move |b: u8| b == delimiter || b == b'\r' || b == b'\n';
        if self.peek() != Some(b'"') {
            return Ok(Cow::Borrowed(bare(self.until(ends).trim())));
        }
        let (opened, mut value) = (self.line, Cow::Borrowed(""));
        loop {
            self.at += 1;
            let part = self.until(|b| b == b'"');
            self.line += newlines(part);
            value += part;
            if self.peek().is_none() {
                return Err(unclosed(opened));
            }
            self.at += 1;
            if self.peek() != Some(b'"') {
                break;
            }
            value += "\"";
        }
        // What stands behind a closing quotation mark is kept, as spreadsheets do.
        value += self.until(ends);
        Ok(match value {
            Cow::Borrowed(value) => Cow::Borrowed(bare(value.trim())),
            Cow::Owned(value) => Cow::Owned(bare(value.trim()).to_owned()),
        })
    }

    fn record(&mut self) -> Result<Record<'a>, Fault> {
        let mut record = Record { line: self.line, cells: Vec::new() };
        loop {
            let cell = self.cell()?;
            if cell.len() > LONGEST_CELL {
                return Err(too_large(record.line, "a cell", "セル", "1 MiB"));
            }
            record.cells.push(cell);
            if record.cells.len() > MOST_COLUMNS {
                return Err(too_large(record.line, "a row", "行", "300 columns (列)"));
            }
            match self.peek() {
                None => return Ok(record),
                Some(b) if b == self.delimiter => self.at += 1,
                Some(_) => {
                    self.at += if self.text[self.at..].starts_with("\r\n") { 2 } else { 1 };
                    self.line += 1;
                    return Ok(record);
                }
            }
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            match self.record() {
                Ok(record) if record.cells.iter().all(|c| c.is_empty()) => {}
                Ok(record) => return Some(Ok(record)),
                Err(fault) => {
                    self.at = self.text.len();
                    return Some(Err(fault));
                }
            }
        }
        None
    }
}

fn newlines(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let lone_returns = bytes.iter().enumerate().filter(|(i, b)| **b == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
    (bytes.iter().filter(|b| **b == b'\n').count() + lone_returns.count()) as u64
}

fn unclosed(line: u64) -> Fault {
    Fault::new(
        "unclosed-quote",
        format!("a quotation mark opened in line {line} is never closed; close it, or write it twice to mean itself"),
        format!("{line} 行目で始まる引用符 \" が閉じていません。閉じるか、文字としての \" は \"\" と書いてください"),
    )
    .at(line)
}

fn too_large(line: u64, en: &str, ja: &str, most: &str) -> Fault {
    Fault::new(
        "too-large",
        format!("line {line}: {en} has more than {most}; split the file"),
        format!("{line} 行目の{ja}が上限({most})を超えています。ファイルを分けてください"),
    )
    .at(line)
}

/// A table whose headings have been read.
pub(super) struct Table<'a> {
    pub heading_line: u64,
    pub headers: Vec<String>,
    pub records: Records<'a>,
}

/// Reads the headings; whichever of tab and comma is more frequent in them separates the cells.
pub(super) fn open(text: &str) -> Result<Table<'_>, Fault> {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let delimiter = if first.matches('\t').count() > first.matches(',').count() { b'\t' } else { b',' };
    let mut records = Records::new(text, delimiter);
    match records.next() {
        Some(Ok(record)) => {
            let mut headers: Vec<String> = record.cells.into_iter().map(Cow::into_owned).collect();
            while headers.last().is_some_and(String::is_empty) {
                headers.pop();
            }
            if headers.iter().any(|header| header.chars().nth(LONGEST_HEADING).is_some()) {
                return Err(too_large(record.line, "a heading", "見出し", "200 characters (字)"));
            }
            Ok(Table { heading_line: record.line, headers, records })
        }
        Some(Err(fault)) => Err(fault),
        None => Err(Fault::new(
            "empty",
            "the file has no headings; its first row must name the columns",
            "見出し行がありません。1行目に列名を入れてください",
        )),
    }
}

/// Goes through the records that fit the headings and hands each to `build`; tells those that do not fit.
pub(super) fn each_record(
    table: &Table<'_>,
    needed: usize,
    reading: &mut Reading,
    mut build: impl FnMut(&Record<'_>, &mut Reading) -> Option<Vec<Cell>>,
) {
    let width = table.headers.len();
    for (n, record) in table.records.clone().enumerate() {
        let record = match record {
            Ok(_) if n == MOST_ROWS => {
                reading.fault(too_large(table.heading_line, "the table", "表", "1,000,000 rows (件)"));
                return;
            }
            Ok(record) => record,
            Err(fault) => {
                reading.fault(fault);
                return;
            }
        };
        let found = record.cells.len();
        if found < needed || record.cells.iter().skip(width).any(|c| !c.is_empty()) {
            reading.fault(
                Fault::new(
                    "ragged-row",
                    format!("the row has {found} cells, the headings {width}; look for a missing or surplus separator"),
                    format!(
                        "セルの数が {found} で、見出しの {width} 列と合いません。区切り文字の過不足を直してください"
                    ),
                )
                .at(record.line),
            );
        } else if let Some(cells) = build(&record, reading) {
            reading.rows.push(Row { line: record.line, cells });
        }
    }
}

/// Reads our own table (Enoki形式 CSV).
pub(super) fn read(table: Table<'_>, kind: Kind) -> Reading {
    let mut reading = Reading::default();
    let headings = Headings::of(kind);
    let filled = filled_columns(&table, &mut reading);
    let found: Vec<Option<&'static Column>> = table.headers.iter().map(|h| headings.find(h)).collect();
    for (n, header) in table.headers.iter().enumerate() {
        let twin = found[..n].iter().position(|f| f.is_some() && *f == found[n]);
        if let Some(twin) = twin {
            reading.fault(duplicate(header, &table.headers[twin]).at(table.heading_line));
        } else if found[n].is_none() && !header.is_empty() && filled[n] {
            reading.fault(headings.unknown(header).at(table.heading_line));
        }
    }
    for column in columns(kind).iter().filter(|c| matches!(c.field, "code" | "name")) {
        if !found.contains(&Some(column)) {
            reading.fault(missing(column.heading, column.field).at(table.heading_line));
        }
    }
    for (header, column) in table.headers.iter().zip(&found) {
        column.iter().for_each(|column| reading.has_column(column.field, header));
    }
    let needed = found.iter().rposition(|f| f.is_some_and(|c| matches!(c.field, "code" | "name")));
    each_record(&table, needed.map_or(0, |n| n + 1), &mut reading, |record, reading| {
        let mut draft = Draft::new(record.line);
        for ((cell, column), header) in record.cells.iter().zip(&found).zip(&table.headers) {
            if let (Some(column), false) = (column, cell.is_empty()) {
                draft.text(column.field, header, cell, reading);
            }
        }
        Some(draft.cells(reading))
    });
    reading
}

/// Which columns have values at all; one that has values and no heading is told.
pub(super) fn filled_columns(table: &Table<'_>, reading: &mut Reading) -> Vec<bool> {
    let mut filled = vec![false; table.headers.len()];
    for record in table.records.clone().flatten() {
        for (seen, cell) in filled.iter_mut().zip(&record.cells) {
            *seen |= !cell.is_empty();
        }
    }
    for (n, header) in (1..).zip(&table.headers) {
        if header.is_empty() && filled[n - 1] {
            reading.fault(
                Fault::new(
                    "missing-heading",
                    format!("column {n} has values and no heading; name it or remove it"),
                    format!("{n} 列目に値がありますが、見出しがありません。列名を付けるか列を削除してください"),
                )
                .at(table.heading_line),
            );
        }
    }
    filled
}

pub(super) fn duplicate(header: &str, twin: &str) -> Fault {
    Fault::new(
        "duplicate-column",
        format!("the column `{header}` means the same as `{twin}`; keep one of the two"),
        format!("列「{header}」は「{twin}」と重複しています。どちらか一方にしてください"),
    )
    .within(header)
    .on(header)
}

pub(super) fn missing(heading: &str, field: &str) -> Fault {
    Fault::new(
        "missing-column",
        format!("there is no column `{field}` ({heading}); add it"),
        format!("列「{heading}」(`{field}`)がありません。追加してください"),
    )
    .within(heading)
}

/// The headings of our own CSV (Enoki形式 CSV), in export order.
pub fn csv_header(kind: Kind) -> Vec<String> {
    columns(kind).iter().map(|column| column.heading.to_owned()).collect()
}

/// A record in the shape of the API as a row under [`csv_header`]; lists are joined by `;`.
pub fn csv_row(kind: Kind, record: &Map<String, Value>) -> Vec<String> {
    let position = point_of(record);
    let cell = |column: &Column| match (column.field, &position) {
        ("longitude", Some((longitude, _))) => longitude.clone(),
        ("latitude", Some((_, latitude))) => latitude.clone(),
        ("geometry", Some(_)) => String::new(),
        (field, _) => record.get(field).map(plain).unwrap_or_default(),
    };
    columns(kind).iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::super::heading_key;
    use super::super::tests::{city, facilities, first_fault, record, said};
    use super::super::{File, TextEncoding, encode_csv, read};
    use super::*;
    use std::collections::HashMap;

    fn sample(kind: Kind) -> File {
        let bytes: &[u8] = match kind {
            Kind::Sites => include_bytes!("../../../tests/files/enoki-sites.csv"),
            Kind::Facilities => include_bytes!("../../../tests/files/enoki-facilities.csv"),
            Kind::Buildings => include_bytes!("../../../tests/files/enoki-buildings.csv"),
            Kind::Components => include_bytes!("../../../tests/files/enoki-components.csv"),
        };
        read(bytes, None, &city(), kind).unwrap()
    }

    #[test]
    fn each_kind_comes_back_from_its_own_export_cell_for_cell() {
        for kind in [Kind::Sites, Kind::Facilities, Kind::Buildings, Kind::Components] {
            let file = sample(kind);
            assert_eq!((&file.faults, file.rows.is_empty()), (&vec![], false), "{kind:?}");
            let rows = file.rows.iter().map(|row| csv_row(kind, &record(row)));
            let exported = encode_csv([csv_header(kind)].into_iter().chain(rows), TextEncoding::Cp932).unwrap();
            let again = read(&exported, None, &city(), kind).unwrap();
            assert_eq!(again.rows, file.rows, "{kind:?}");
        }
    }

    #[test]
    fn no_spelling_of_a_column_belongs_to_two_columns() {
        for kind in [Kind::Sites, Kind::Facilities, Kind::Buildings, Kind::Components] {
            let mut seen = HashMap::new();
            for column in columns(kind) {
                for spelling in [column.field, column.heading].iter().chain(column.synonyms) {
                    let other = seen.insert(heading_key(spelling), column.field);
                    assert!(other.is_none_or(|o| o == column.field), "{kind:?} {spelling}");
                }
            }
        }
    }

    #[test]
    fn english_japanese_wide_and_spaced_headings_mean_the_same() {
        let table = "ＣＯＤＥ,棟 名,延べ床面積（ｍ２）,竣工年\nB1,校舎, 1200 ,1970\n";
        let file = read(table.as_bytes(), None, &city(), Kind::Buildings).unwrap();
        let fields: Vec<&str> = file.rows[0].cells.iter().map(|c| c.field.as_ref()).collect();
        assert_eq!(fields, ["code", "name", "floor_area_m2", "completed_year"]);
        assert_eq!(file.rows[0].cells[2].value, "1200");
        assert_eq!(file.faults, []);
    }

    #[test]
    fn an_unknown_column_names_the_nearest_and_is_let_pass_when_empty() {
        let fault = first_fault("施設番号,名称,所管科\nF1,館,教育課\n", Kind::Facilities);
        assert_eq!((fault.code, fault.column.as_deref(), fault.row), ("unknown-column", Some("所管科"), Some(1)));
        assert!(fault.text.ja.contains("「所管課」"), "{}", fault.text.ja);
        assert_eq!(facilities("施設番号,名称,所管科\nF1,館,\n".as_bytes()).faults, []);
    }

    #[test]
    fn a_column_without_heading_is_told_only_when_it_has_values() {
        assert_eq!(facilities(b"code,,name,,url\nF1,,A\n").faults, []);
        assert_eq!(first_fault("code,,name,url\nF1,x,A\n", Kind::Facilities).code, "missing-heading");
    }

    #[test]
    fn a_missing_and_a_double_column_are_told() {
        assert_eq!(first_fault("施設番号,所在地\nF1,町\n", Kind::Facilities).code, "missing-column");
        let fault = first_fault("施設番号,名称,施設名\nF1,館,館\n", Kind::Facilities);
        assert_eq!((fault.code, fault.column.as_deref()), ("duplicate-column", Some("施設名")));
    }

    #[test]
    fn a_row_keeps_the_line_where_it_begins() {
        let table = "\r\ncode,name,note\r\nF1,館,\"一\r\n二\n三\"\r\n\r\n,,\r\nF2,室,x\rF3,堂";
        let file = facilities(table.as_bytes());
        assert_eq!(file.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [3, 8, 9]);
        assert_eq!(file.rows[0].cells[2].value, "一\r\n二\n三");
        assert_eq!(file.faults, []);
    }

    #[test]
    fn missing_cells_at_the_end_are_empty_and_surplus_ones_are_a_fault() {
        let file = facilities(b"code,name,note,url\nF1,A\nF2,B,,,,\nF3,C,n,u,more\nF4\n");
        assert_eq!(file.rows.len(), 2);
        let told: Vec<_> = file.faults.iter().map(|f| (f.code, f.row)).collect();
        assert_eq!(told, [("ragged-row", Some(4)), ("ragged-row", Some(5))]);
    }

    #[test]
    fn an_open_quotation_mark_is_told_with_its_line() {
        let fault = first_fault("code,name\nF1,A\nF2,\"B\nF3,C\n", Kind::Facilities);
        assert_eq!((fault.code, fault.row), ("unclosed-quote", Some(3)));
    }

    #[test]
    fn too_many_columns_and_too_long_a_cell_are_refused() {
        let wide = format!("code,name{}\n", ",x".repeat(300));
        assert_eq!(first_fault(&wide, Kind::Sites).code, "too-large");
        let long = format!("code,name\nF1,{}\n", "あ".repeat(400_000));
        assert_eq!(first_fault(&long, Kind::Sites).code, "too-large");
    }

    #[test]
    fn a_record_of_the_api_becomes_a_row_of_cells() {
        let record = serde_json::json!({
            "code": "B1", "name": "棟", "floor_area_m2": 980.0, "storeys_above": 2, "illustrative": ["name", "note"],
            "geometry": {"type": "Point", "coordinates": [139.0, 35.741]}, "note": null, "municipality": "132233",
        });
        let row = csv_row(Kind::Buildings, record.as_object().unwrap());
        let filled: Vec<&str> = row.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
        assert_eq!(filled, ["B1", "棟", "2", "980", "139", "35.741", "name;note"]);
        assert_eq!(row.len(), csv_header(Kind::Buildings).len());
    }

    #[test]
    fn text_that_would_be_a_formula_goes_out_as_text_and_comes_back_as_it_was() {
        let said = ["F1", "=cmd|' /C calc'!A0", "+81-42-565-1111", "-5", "'=1"].map(str::to_owned);
        let headings = ["code", "name", "phone", "note", "url"].map(str::to_owned);
        for encoding in [TextEncoding::Utf8, TextEncoding::Utf8Bom, TextEncoding::Cp932] {
            let rows = [headings.to_vec(), said.to_vec()].into_iter();
            let bytes = encode_csv(rows, encoding).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.ends_with("F1,'=cmd|' /C calc'!A0,'+81-42-565-1111,-5,''=1\r\n"), "{text}");
            let file = facilities(&bytes);
            let cells: Vec<&str> = file.rows[0].cells.iter().map(|cell| cell.value.as_str().unwrap()).collect();
            assert_eq!(cells, said);
        }
    }

    #[test]
    fn a_map_export_comes_back_from_the_table_with_its_heights() {
        let map = facilities(include_bytes!("../../../tests/files/enoki-facilities.geojson"));
        let rows = map.rows.iter().map(|row| csv_row(Kind::Facilities, &record(row)));
        let rows = [csv_header(Kind::Facilities)].into_iter().chain(rows);
        let table = facilities(&encode_csv(rows, TextEncoding::Utf8).unwrap());
        assert_eq!(said(&table), said(&map));
    }
}
