//! What does a document look like as a workbook? A sheet each for its parts, ready to be printed: A4 across, as wide as the
//! page, the headings again on every page.
//!
//! Rows are written as they come and not kept, so that a plan of many facilities needs no more memory than a small one. The
//! same document gives the same bytes: the file says it was made on the first day of the first fiscal year.

use super::tables::{Cell, Sheet};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

const FONT: &str = "Meiryo";
const A4: u8 = 9;
const HEAD: u32 = 0x00E9_EEF4;
const LINE: u32 = 0x0080_8A94;
/// Words beyond this are cut off: a cell holds 32,767 characters.
const LONGEST: usize = 32_000;

struct Look {
    title: Format,
    plain: Format,
    heading: Format,
    words: Format,
    number: Format,
    yen: Format,
    area: Format,
    amount: Format,
    incomplete: Format,
}

impl Look {
    fn new() -> Look {
        let plain = Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let framed = plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        let number = |shape: &str| framed.clone().set_align(FormatAlign::Right).set_num_format(shape);
        Look {
            title: plain.clone().set_bold().set_font_size(14),
            heading: framed
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_background_color(HEAD),
            words: framed.clone().set_text_wrap(),
            number: number("0"),
            yen: number("#,##0"),
            area: number("#,##0.00"),
            amount: number("#,##0;▲#,##0"),
            incomplete: number("#,##0\"※\";▲#,##0\"※\""),
            plain,
        }
    }
}

/// The file; `year` is the first of the plan.
///
/// # Errors
/// What the writer of workbooks refuses: more rows than a sheet has, or a full disk.
pub fn xlsx(sheets: &[Sheet], year: i32) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(year.clamp(1900, 9999) as u16, 4, 1)?;
    let mut properties = DocProperties::new().set_creation_datetime(&created);
    if let Some(first) = sheets.first() {
        properties = properties.set_title(&first.title);
    }
    workbook.set_properties(&properties);
    let look = Look::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet_with_constant_memory()?;
        write(worksheet.set_name(&sheet.name)?, sheet, &look)?;
    }
    workbook.save_to_buffer()
}

fn write(to: &mut Worksheet, sheet: &Sheet, look: &Look) -> Result<(), XlsxError> {
    to.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_screen_gridlines(false);
    to.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    to.set_footer(format!("&L&\"{FONT}\"&9&A&R&\"{FONT}\"&9&P / &N"));
    for (n, column) in sheet.columns.iter().enumerate() {
        to.set_column_width(n as u16, column.width)?;
    }
    to.write_string_with_format(0, 0, &sheet.title, &look.title)?;
    let mut row = 1;
    for line in &sheet.subtitle {
        to.write_string_with_format(row, 0, line, &look.plain)?;
        row += 1;
    }
    to.set_repeat_rows(row, row)?.set_freeze_panes(row + 1, 0)?;
    for (n, column) in sheet.columns.iter().enumerate() {
        to.write_string_with_format(row, n as u16, &column.heading, &look.heading)?;
    }
    row += 1;
    for cells in &sheet.rows {
        for (n, cell) in cells.iter().enumerate() {
            write_cell(to, row, n as u16, cell, look)?;
        }
        row += 1;
    }
    for note in &sheet.notes {
        to.write_string_with_format(row, 0, format!("※ {note}"), &look.plain)?;
        row += 1;
    }
    Ok(())
}

fn write_cell(to: &mut Worksheet, row: u32, column: u16, cell: &Cell, look: &Look) -> Result<(), XlsxError> {
    let (number, format) = match cell {
        Cell::Text(words) => {
            let words: String = words.chars().take(LONGEST).collect();
            to.write_string_with_format(row, column, words, &look.words)?;
            return Ok(());
        }
        Cell::Empty => {
            to.write_blank(row, column, &look.words)?;
            return Ok(());
        }
        Cell::Number(number) => (*number as f64, &look.number),
        Cell::Yen(yen) => (*yen as f64, &look.yen),
        Cell::Area(m2) => (*m2, &look.area),
        Cell::Amount(amount, true) => (*amount as f64, &look.amount),
        Cell::Amount(amount, false) => (*amount as f64, &look.incomplete),
    };
    to.write_number_with_format(row, column, number, format)?;
    Ok(())
}
