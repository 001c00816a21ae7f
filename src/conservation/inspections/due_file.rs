//! The list of due inspections as a file: Japanese headings, a row each.

use super::due::Line;
use crate::domain::facility::Word;
use crate::error::{Error, Fault, Language, Result};
use crate::facility::formats::{CsvEncoder, TextEncoding};
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, XlsxError};

/// Headings, with the width of the column in a workbook.
const COLUMNS: [(&str, f64); 19] = [
    ("期限の状況", 11.0),
    ("期限日", 11.0),
    ("残日数", 8.0),
    ("点検の種別", 24.0),
    ("種別名", 32.0),
    ("根拠法令", 28.0),
    ("対象", 11.0),
    ("施設番号", 20.0),
    ("施設名", 24.0),
    ("建物番号", 22.0),
    ("建物名", 18.0),
    ("部位番号", 24.0),
    ("部位名", 18.0),
    ("担当課", 18.0),
    ("前回実施日", 11.0),
    ("周期（月）", 9.0),
    ("個別指定", 9.0),
    ("該当理由", 60.0),
    ("備考", 30.0),
];
/// Columns that hold numbers.
const NUMBERS: [usize; 2] = [2, 15];

fn cells(line: &Line<'_>, as_of: NaiveDate) -> [String; COLUMNS.len()] {
    let shown = line.wire(as_of, Language::Ja);
    [
        line.standing().label_ja().to_owned(),
        shown.due_on.unwrap_or_default(),
        shown.days.map(|days| days.to_string()).unwrap_or_default(),
        shown.kind,
        shown.kind_name,
        shown.law_ja,
        shown.scope.label_ja().to_owned(),
        shown.facility_code,
        shown.facility_name,
        shown.building_code.unwrap_or_default(),
        shown.building_name.unwrap_or_default(),
        shown.component_code.unwrap_or_default(),
        shown.component_name.unwrap_or_default(),
        shown.department.unwrap_or_default(),
        shown.last_performed_on.unwrap_or_default(),
        shown.interval_months.to_string(),
        if shown.individual { "○" } else { "" }.to_owned(),
        shown.because,
        shown.note.unwrap_or_default(),
    ]
}

/// CSV in the encoding asked for.
///
/// # Errors
/// `Refused` with the row and column of each character that the encoding cannot hold.
pub fn csv(lines: &[&Line<'_>], as_of: NaiveDate, encoding: TextEncoding) -> Result<Vec<u8>> {
    let (mut encoder, mut out, mut faults) = (CsvEncoder::new(encoding), Vec::new(), Vec::new());
    let headings = COLUMNS.map(|(heading, _)| heading.to_owned());
    let rows = std::iter::once(headings).chain(lines.iter().map(|line| cells(line, as_of)));
    for row in rows {
        if let Err(more) = encoder.row(&row, &mut out) {
            faults.extend(more.into_iter().map(Fault::from));
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(Error::Refused(faults)) }
}

/// A workbook with one sheet; the same list gives the same bytes.
pub fn xlsx(lines: &[&Line<'_>], as_of: NaiveDate) -> Result<Vec<u8>> {
    workbook(lines, as_of).map_err(Error::internal)
}

fn workbook(lines: &[&Line<'_>], as_of: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (month, day) = (as_of.month() as u8, as_of.day() as u8);
    let made = ExcelDateTime::from_ymd(as_of.year().clamp(1900, 9999) as u16, month, day)?;
    workbook.set_properties(&DocProperties::new().set_title("点検予定").set_creation_datetime(&made));
    let plain = Format::new().set_font_name("Meiryo").set_font_size(10);
    let heading = plain.clone().set_bold().set_background_color(0x00E9_EEF4).set_border_bottom(FormatBorder::Thin);
    let sheet = workbook.add_worksheet();
    sheet.set_name("点検予定")?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    for (n, (name, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(n, width)?.write_with_format(0, n, name, &heading)?;
    }
    for (row, line) in (1..).zip(lines) {
        for (n, cell) in cells(line, as_of).iter().enumerate() {
            match cell.parse::<i32>() {
                Ok(number) if NUMBERS.contains(&n) => sheet.write_with_format(row, n as u16, number, &plain)?,
                _ => sheet.write_with_format(row, n as u16, cell.as_str(), &plain)?,
            };
        }
    }
    sheet.autofilter(0, 0, lines.len() as u32, COLUMNS.len() as u16 - 1)?;
    workbook.save_to_buffer()
}
