//! What do the statements look like as a workbook? A sheet each, laid out as they are published: the title in the middle,
//! the year below it, the unit at the right, figures in a frame, notes at the foot.
//!
//! Figures are numbers in the unit of the statement, each rounded by itself, and not formulas: a formula would add rounded
//! figures up. The same statements give the same bytes: the file says it was made on the first day of the fiscal year.

use super::tables::{Cell, Kind, Measure, Table, TableRow};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

const FONT: &str = "Meiryo";
const A4: u8 = 9;
const HEAD: u32 = 0x00E9_EEF4;
const SUM: u32 = 0x00F4_F6F9;
const LINE: u32 = 0x0080_8A94;
/// Negative figures with the triangle of public accounts.
const WHOLE: &str = "#,##0;△#,##0";
const AREA: &str = "#,##0.00;△#,##0.00";
const PERCENT: &str = "0.00%;△0.00%";

/// The file.
///
/// # Errors
/// What the writer of workbooks refuses: a text longer than a cell holds (32,767 characters), or more rows or columns than
/// a sheet has.
pub fn xlsx(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new();
    if let Some(first) = tables.first() {
        let created = ExcelDateTime::from_ymd(first.fiscal_year.year().clamp(1900, 9999) as u16, 4, 1)?;
        properties = properties.set_title(&first.title_ja).set_creation_datetime(&created);
    }
    workbook.set_properties(&properties);
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let name = sheet_name(&table.title_ja, &names);
        sheet(workbook.add_worksheet().set_name(&name)?, table)?;
        names.push(name);
    }
    workbook.save_to_buffer()
}

/// A name that a sheet may have and that no other sheet has.
fn sheet_name(title: &str, taken: &[String]) -> String {
    // Room is left for a number within the 31 characters of a name.
    let plain: String = title.chars().map(|c| if "[]:*?/\\'".contains(c) { '・' } else { c }).take(26).collect();
    let numbered = (2..).map(|n| format!("{plain} {n}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(plain)
}

fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter)
}

fn framed() -> Format {
    plain().set_border(FormatBorder::Thin).set_border_color(LINE)
}

/// How the cells of such a row look.
fn look(kind: Kind) -> Format {
    match kind {
        Kind::Detail => framed(),
        Kind::Subtotal => framed().set_bold().set_background_color(SUM),
        Kind::Total => framed().set_bold().set_background_color(SUM).set_border_top(FormatBorder::Medium),
    }
}

fn sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_print_center_horizontally(true);
    sheet.set_footer(format!("&R&\"{FONT}\"&9&P / &N"));
    let mut whole_width = 0;
    for (n, heading) in table.headings.iter().enumerate() {
        let width: u32 = match heading.measure {
            Measure::Words => 34,
            Measure::Money => 18,
            Measure::Count => 10,
            Measure::Area => 15,
            Measure::Percent => 16,
        };
        sheet.set_column_width(n as u16, width)?;
        whole_width += width;
    }
    let last = table.headings.len().saturating_sub(1) as u16;
    let middle = plain().set_align(FormatAlign::Center);
    across(sheet, 0, last, &table.title_ja, &middle.clone().set_bold().set_font_size(16))?;
    sheet.set_row_height(0, 30)?;
    let mut row = 1;
    for line in &table.subtitle {
        across(sheet, row, last, &line.ja, &middle)?;
        row += 1;
    }
    if let Some(unit) = table.unit_ja() {
        let right = plain().set_align(FormatAlign::Right);
        across(sheet, row, last, &format!("（単位：{unit}）"), &right)?;
        row += 1;
    }
    let first = headings(sheet, row, table)?;
    sheet.set_repeat_rows(row, first - 1)?.set_freeze_panes(first, 1)?;
    row = first;
    for line in &table.rows {
        write_row(sheet, row, line, table)?;
        sheet.set_row_height(row, 18)?;
        row += 1;
    }
    for note in &table.notes {
        let note = format!("※ {}", note.ja);
        across(sheet, row, last, &note, &plain().set_text_wrap())?;
        // No program finds the height of merged cells by itself.
        let width: u32 = note.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        sheet.set_row_height(row, (16 * width.div_ceil(whole_width.max(1)) + 2).min(409))?;
        row += 1;
    }
    Ok(())
}

/// Writes over the whole width of the table.
fn across(sheet: &mut Worksheet, row: u32, last: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    block(sheet, (row, 0), (row, last), text, format)
}

/// Writes over some cells; one alone cannot be merged.
fn block(
    sheet: &mut Worksheet,
    (top, left): (u32, u16),
    (bottom, right): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if (top, left) == (bottom, right) {
        sheet.write_string_with_format(top, left, text, format)?;
    } else {
        sheet.merge_range(top, left, bottom, right, text, format)?;
    }
    Ok(())
}

/// The headings from that row on, in two rows when some share one above them; returns the row below.
fn headings(sheet: &mut Worksheet, top: u32, table: &Table) -> Result<u32, XlsxError> {
    let look = framed().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(HEAD);
    let two = table.headings.iter().any(|heading| heading.over.is_some());
    let bottom = if two { top + 1 } else { top };
    let mut n = 0;
    for group in table.headings.chunk_by(|a, b| a.over.is_some() && a.over == b.over) {
        let end = n + group.len() as u16 - 1;
        if let Some(over) = group.first().and_then(|heading| heading.over.as_ref()) {
            block(sheet, (top, n), (top, end), &over.ja, &look)?;
        }
        for heading in group {
            let from = if heading.over.is_some() { bottom } else { top };
            block(sheet, (from, n), (bottom, n), &heading.ja, &look)?;
            n += 1;
        }
    }
    sheet.set_row_height(bottom, if two { 24 } else { 40 })?;
    Ok(bottom + 1)
}

fn write_row(sheet: &mut Worksheet, row: u32, line: &TableRow, table: &Table) -> Result<(), XlsxError> {
    let look = look(line.kind);
    sheet.write_string_with_format(row, 0, &line.label_ja, &look.clone().set_indent(line.level.min(15)))?;
    for (n, cell) in line.cells.iter().enumerate() {
        let (column, right) = (n as u16 + 1, look.clone().set_align(FormatAlign::Right));
        let (number, format) = match cell {
            Cell::Money(yen) => (table.unit.shown(*yen) as f64, WHOLE),
            Cell::Count(count) => (*count as f64, WHOLE),
            Cell::Area(m2) => (*m2, AREA),
            Cell::Percent(hundredths) => (*hundredths as f64 / 10_000.0, PERCENT),
            Cell::Empty => {
                sheet.write_blank(row, column, &look)?;
                continue;
            }
        };
        sheet.write_number_with_format(row, column, number, &right.set_num_format(format))?;
    }
    Ok(())
}
