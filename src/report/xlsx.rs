//! What does the report look like as a workbook? Sheets whose amounts are whole yen, so that people can calculate on,
//! with sums that are formulas and a chart that is one of the workbook's own.
//!
//! The same report gives the same bytes: the file says it was made on the first day of the first fiscal year.

use super::chart::colour;
use super::html::{both_calendars, grouped, hundred_millions, period};
use super::tables::{self, Cell, Sheet, Table};
use super::wire::RenewalReport;
use crate::domain::facility::Word;
use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartSolidFill, ChartType, Color,
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
    utility::row_col_to_cell,
};

const FONT: &str = "Meiryo";
const A4: u8 = 9;
/// Row of the column headings on the sheets that hold one table: title, unit, nothing, headings.
const HEADINGS: u32 = 3;
const HEAD: u32 = 0x00E9_EEF4;
const LINE: u32 = 0x00BF_C8D2;
const SOFT: u32 = 0x0052_606D;

/// How cells look.
struct Look {
    title: Format,
    section: Format,
    soft: Format,
    warning: Format,
    wrapped: Format,
    heading: Format,
    text: Format,
    name: Format,
    whole: Format,
    area: Format,
    year: Format,
    total_name: Format,
    total_whole: Format,
    total_area: Format,
}

impl Look {
    fn new() -> Look {
        let plain = Format::new().set_font_name(FONT).set_font_size(10);
        let middle = plain.clone().set_align(FormatAlign::VerticalCenter);
        let framed = middle.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        let number = framed.clone().set_num_format("#,##0").set_align(FormatAlign::Right);
        let area = framed.clone().set_num_format("#,##0.00").set_align(FormatAlign::Right);
        let total = |format: &Format| {
            format.clone().set_bold().set_border_top(FormatBorder::Medium).set_background_color(0x00F4_F6F9)
        };
        Look {
            title: plain.clone().set_bold().set_font_size(16),
            section: plain.clone().set_bold().set_font_size(12),
            soft: plain.clone().set_font_color(SOFT),
            warning: middle
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_font_color(0x008A_4200)
                .set_background_color(0x00FF_EFCC)
                .set_border(FormatBorder::Medium)
                .set_border_color(0x00B2_5E09),
            wrapped: middle.set_text_wrap(),
            heading: framed
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(HEAD),
            text: framed.clone().set_text_wrap().set_indent(1),
            name: framed.clone().set_bold().set_background_color(0x00F4_F6F9),
            year: framed.clone().set_num_format("0").set_align(FormatAlign::Right),
            total_name: total(&framed),
            total_whole: total(&number),
            total_area: total(&area),
            whole: number,
            area,
        }
    }
}

/// The file.
///
/// # Errors
/// What the writer of workbooks refuses: a text longer than a cell holds (32,767 characters).
pub fn bytes(report: &RenewalReport) -> Result<Vec<u8>, XlsxError> {
    let (mut workbook, look) = (Workbook::new(), Look::new());
    let created = ExcelDateTime::from_ymd(report.from_year.clamp(1900, 9999) as u16, 4, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(tables::TITLE)
            .set_company(&report.municipality_name)
            .set_comment(format!("入力ダイジェスト {}", report.input_digest))
            .set_creation_datetime(&created),
    );
    overview(workbook.add_worksheet(), report, &look)?;
    graph(workbook.add_worksheet(), report, &look)?;
    years(workbook.add_worksheet(), report, &look)?;
    let unit = "単位: 円";
    table(workbook.add_worksheet(), report, Table::Classes, unit, &look)?;
    let warning = tables::warning(report).map(|_| "「例示の値」は、実際の記録ではない値を用いた項目です。");
    let note = [unit, warning.unwrap_or_default()].join("　");
    listed(table(workbook.add_worksheet(), report, Table::Works, &note, &look)?, report, Table::Works, 2)?;
    let note = "推計に用いた値のすべて。「団体独自の値」の○は、全国共通の値に代えて団体が定めた値です。";
    listed(table(workbook.add_worksheet(), report, Table::Assumptions, note, &look)?, report, Table::Assumptions, 1)?;
    sources(workbook.add_worksheet(), report, &look)?;
    workbook.save_to_buffer()
}

/// Name, paper and what every sheet has in print.
fn begin(sheet: &mut Worksheet, name: &str, report: &RenewalReport) -> Result<(), XlsxError> {
    // An ampersand begins a command in headers.
    let municipality = report.municipality_name.replace('&', "&&");
    sheet.set_name(name)?.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.8, 0.7, 0.3, 0.3).set_print_center_horizontally(true);
    sheet.set_header(format!("&L&\"{FONT}\"&9{municipality}&R&\"{FONT}\"&9{} {name}", tables::TITLE));
    sheet.set_footer(format!("&L&\"{FONT}\"&9{}&R&\"{FONT}\"&9&P / &N", report.input_digest));
    sheet.set_screen_gridlines(false);
    Ok(())
}

fn overview(sheet: &mut Worksheet, report: &RenewalReport, look: &Look) -> Result<(), XlsxError> {
    begin(sheet, "概要", report)?;
    for (column, width) in [22, 22, 20, 20, 20, 20].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    sheet.write_string_with_format(0, 0, tables::TITLE, &look.title)?.set_row_height(0, 30)?;
    sheet.write_string_with_format(1, 0, format!("{}　{}", report.municipality_name, period(report)), &look.section)?;
    let mut row = 3;
    if let Some(warning) = tables::warning(report) {
        sheet.merge_range(row, 0, row, 5, &format!("【例示】{warning}"), &look.warning)?;
        sheet.set_row_height(row, wrapped_height(&warning, 110))?;
        row += 2;
    }
    let stock = &report.stock;
    for (name, value, format) in [
        ("総額(円)", report.total_yen.0 as f64, &look.whole),
        ("年平均(円)", report.annual_mean_yen.0 as f64, &look.whole),
        ("大規模改修(円)", tables::renovation(report).0 as f64, &look.whole),
        ("更新（建替え）(円)", tables::rebuild(report).0 as f64, &look.whole),
        ("対象の施設数", stock.facilities as f64, &look.whole),
        ("対象の棟数", stock.buildings as f64, &look.whole),
        ("対象の延床面積(㎡)", stock.floor_area_m2, &look.area),
    ] {
        sheet.write_string_with_format(row, 0, name, &look.name)?;
        sheet.write_number_with_format(row, 1, value, format)?;
        row += 1;
    }
    for (name, value) in [
        ("全国地方公共団体コード", &report.municipality_code),
        ("推計モデル", &report.model),
        ("入力ダイジェスト", &report.input_digest),
    ] {
        sheet.write_string_with_format(row, 0, name, &look.name)?;
        sheet.write_string_with_format(row, 1, value, &look.text)?;
        row += 1;
    }
    sheet.write_string_with_format(row + 1, 0, "10年ごと（単位: 円）", &look.section)?;
    let after = write(sheet, row + 2, &tables::sheet(report, Table::Blocks), false, look)?;
    lines(sheet, after + 1, "推計の考え方", &report.method, look)?;
    Ok(())
}

/// 年度別; behind the table stands the annual mean, which the chart draws as a line.
fn years(sheet: &mut Worksheet, report: &RenewalReport, look: &Look) -> Result<(), XlsxError> {
    let mean = report.annual_mean_yen;
    let in_words = format!("年平均 {}億円（{}円）", hundred_millions(mean), grouped(i128::from(mean.0)));
    table(sheet, report, Table::Years, &format!("単位: 円　{in_words}"), look)?.set_freeze_panes(HEADINGS + 1, 1)?;
    let column = mean_column(report);
    sheet.set_column_width(column, 17)?;
    sheet.write_string_with_format(HEADINGS, column, "年平均(円)", &look.heading)?;
    for n in 1..=report.years.len() as u32 {
        sheet.write_number_with_format(HEADINGS + n, column, mean.0 as f64, &look.whole)?;
    }
    Ok(())
}

/// The column of 年度別 behind 年度, the classes, 大規模改修, 更新 and 合計.
fn mean_column(report: &RenewalReport) -> u16 {
    report.by_class.len() as u16 + 4
}

/// The chart, on a sheet and therefore on a printed page of its own.
fn graph(sheet: &mut Worksheet, report: &RenewalReport, look: &Look) -> Result<(), XlsxError> {
    begin(sheet, "グラフ", report)?;
    sheet.set_print_fit_to_pages(1, 1);
    sheet.write_string_with_format(
        0,
        0,
        format!("年度別・大分類別の更新費用　{}", report.municipality_name),
        &look.title,
    )?;
    let warned = tables::warning(report).map_or("", |_| "　例示の値に基づく部分を含みます（「出典と例示」を参照）。");
    sheet.write_string_with_format(1, 0, format!("{}{warned}", period(report)), &look.soft)?;
    sheet.insert_chart(3, 0, &chart(report))?;
    Ok(())
}

fn chart(report: &RenewalReport) -> Chart {
    let (name, helper) = (Table::Years.label_ja(), mean_column(report));
    let (first, last) = (HEADINGS + 1, HEADINGS + report.years.len().max(1) as u32);
    let font = |size: u32| {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(size);
        font
    };
    let mut chart = Chart::new(ChartType::ColumnStacked);
    let mut add = |column: u16, label: &str, fill: Color| {
        let mut look = ChartFormat::new();
        look.set_solid_fill(ChartSolidFill::new().set_color(fill));
        look.set_border(ChartLine::new().set_color(Color::White).set_width(0.5));
        let series = chart.add_series().set_categories((name, first, 0, last, 0));
        series.set_values((name, first, column, last, column)).set_name(label);
        series.set_format(&mut look).set_gap(30);
    };
    for (n, class) in report.by_class.iter().enumerate() {
        add(n as u16 + 1, &class.label_ja, Color::from(colour(class.class)));
    }
    if report.by_class.is_empty() {
        add(helper - 1, "合計", Color::Gray);
    }
    let mut mean = Chart::new(ChartType::Line);
    let mut dashes = ChartFormat::new();
    dashes.set_line(ChartLine::new().set_color(Color::Black).set_width(1.75).set_dash_type(ChartLineDashType::Dash));
    let series = mean.add_series().set_categories((name, first, 0, last, 0));
    series.set_values((name, first, helper, last, helper)).set_name("年平均").set_format(&mut dashes);
    chart.combine(&mean);
    let title = format!("年度別・大分類別の更新費用（{}）", report.municipality_name);
    chart.title().set_name(&title).set_font(font(14).set_bold());
    chart.x_axis().set_name("年度").set_name_font(&font(10)).set_font(&font(9));
    chart.x_axis().set_label_interval(report.years.len().div_ceil(8).max(1) as u16);
    // Two commas show millions of what the cell holds.
    chart.y_axis().set_name("百万円").set_name_font(&font(10)).set_font(&font(9)).set_num_format("#,##0,,");
    chart.y_axis().set_major_gridlines_line(ChartLine::new().set_color(0x00D3_DAE3));
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
    chart.set_width(1240).set_height(700).set_alt_text("年度別の更新費用を大分類別に積み上げた縦棒グラフと年平均の線");
    chart
}

/// A sheet of one table.
fn table<'s>(
    sheet: &'s mut Worksheet,
    report: &RenewalReport,
    table: Table,
    note: &str,
    look: &Look,
) -> Result<&'s mut Worksheet, XlsxError> {
    begin(sheet, table.label_ja(), report)?;
    sheet.write_string_with_format(0, 0, format!("{}　{}", table.label_ja(), report.municipality_name), &look.title)?;
    sheet.set_row_height(0, 28)?;
    sheet.write_string_with_format(1, 0, note, &look.soft)?;
    let content = tables::sheet(report, table);
    write(sheet, HEADINGS, &content, true, look)?;
    sheet.set_repeat_rows(HEADINGS, HEADINGS)?.set_freeze_panes(HEADINGS + 1, 0)?;
    Ok(sheet)
}

/// What a long list has besides: a filter, and names that stay in view.
fn listed(sheet: &mut Worksheet, report: &RenewalReport, table: Table, names: u16) -> Result<(), XlsxError> {
    let content = tables::sheet(report, table);
    let last = (HEADINGS + content.rows.len() as u32, content.columns.len() as u16 - 1);
    sheet.autofilter(HEADINGS, 0, last.0, last.1)?.set_freeze_panes(HEADINGS + 1, names)?;
    Ok(())
}

/// Headings, rows and totals from that row on; returns the row below. `alone`: the widths of the columns are its own.
fn write(sheet: &mut Worksheet, top: u32, content: &Sheet, alone: bool, look: &Look) -> Result<u32, XlsxError> {
    for (n, column) in content.columns.iter().enumerate() {
        if alone {
            sheet.set_column_width(n as u16, column.width)?;
        }
        sheet.write_string_with_format(top, n as u16, column.heading_in_yen(), &look.heading)?;
    }
    sheet.set_row_height(top, if alone { 48 } else { 24 })?;
    let mut row = top + 1;
    for cells in &content.rows {
        for (n, cell) in cells.iter().enumerate() {
            write_cell(sheet, (row, n as u16), cell, look)?;
        }
        if alone {
            let heights = cells.iter().zip(&content.columns).map(|(cell, column)| match cell {
                Cell::Text(text) => wrapped_height(text, usize::from(column.width).saturating_sub(3)),
                _ => 0.0,
            });
            sheet.set_row_height(row, heights.fold(18.0, f64::max))?;
        }
        row += 1;
    }
    if let Some(total) = &content.total {
        for (n, cell) in total.iter().enumerate() {
            write_total(sheet, (top, row, n as u16), cell, look)?;
        }
        row += 1;
    }
    Ok(row)
}

fn write_cell(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, look: &Look) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &look.text)?,
        Cell::Year(year) => sheet.write_string_with_format(row, column, both_calendars(*year), &look.name)?,
        Cell::PlainYear(year) => sheet.write_number_with_format(row, column, *year, &look.year)?,
        Cell::Yen(yen) | Cell::Mean(yen) => sheet.write_number_with_format(row, column, yen.0 as f64, &look.whole)?,
        Cell::Count(count) => sheet.write_number_with_format(row, column, *count as f64, &look.whole)?,
        Cell::Area(m2) => sheet.write_number_with_format(row, column, *m2, &look.area)?,
        Cell::Value(value) => match value.parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(whole) if whole.fract() == 0.0 => sheet.write_number_with_format(row, column, whole, &look.whole)?,
            Some(number) => {
                let as_it_is = look.whole.clone().set_num_format("General");
                sheet.write_number_with_format(row, column, number, &as_it_is)?
            }
            None => sheet.write_string_with_format(row, column, value, &look.text)?,
        },
    };
    Ok(())
}

/// A cell of the totals: the sum of the rows between the headings and itself, where that is what it says.
fn write_total(
    sheet: &mut Worksheet,
    (top, row, column): (u32, u32, u16),
    cell: &Cell,
    look: &Look,
) -> Result<(), XlsxError> {
    let (amount, format) = match cell {
        Cell::Yen(yen) => (yen.0.to_string(), &look.total_whole),
        Cell::Count(count) => (count.to_string(), &look.total_whole),
        Cell::Area(m2) => (format!("{m2:.2}"), &look.total_area),
        Cell::Text(text) | Cell::Value(text) => {
            sheet.write_string_with_format(row, column, text, &look.total_name)?;
            return Ok(());
        }
        Cell::Mean(yen) => {
            sheet.write_number_with_format(row, column, yen.0 as f64, &look.total_whole)?;
            return Ok(());
        }
        Cell::Year(_) | Cell::PlainYear(_) => return write_cell(sheet, (row, column), cell, look),
    };
    if row == top + 1 {
        sheet.write_number_with_format(row, column, 0, format)?;
        return Ok(());
    }
    let range = format!("{}:{}", row_col_to_cell(top + 1, column), row_col_to_cell(row - 1, column));
    let formula = Formula::new(format!("=SUM({range})")).set_result(amount);
    sheet.write_formula_with_format(row, column, formula, format)?;
    Ok(())
}

fn sources(sheet: &mut Worksheet, report: &RenewalReport, look: &Look) -> Result<(), XlsxError> {
    begin(sheet, "出典と例示", report)?;
    for (column, width) in [34, 30, 20, 20, 20, 20].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    let mut row = lines(sheet, 0, "出典", &report.sources, look)? + 1;
    if let Some(warning) = tables::warning(report) {
        sheet.write_string_with_format(row, 0, "例示", &look.section)?;
        sheet.merge_range(row + 1, 0, row + 1, 5, &warning, &look.warning)?;
        sheet.set_row_height(row + 1, wrapped_height(&warning, 130))?;
        row = write(sheet, row + 3, &tables::illustrative(report), false, look)? + 1;
    }
    if !report.stock.skipped.is_empty() {
        sheet.write_string_with_format(row, 0, "対象外の建物", &look.section)?;
        write(sheet, row + 1, &tables::skipped(report), false, look)?;
    }
    Ok(())
}

/// A titled list of sentences over the width of the sheet; returns the row below.
fn lines(sheet: &mut Worksheet, top: u32, title: &str, lines: &[String], look: &Look) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(top, 0, title, &look.section)?;
    let mut row = top + 1;
    for line in lines {
        sheet.merge_range(row, 0, row, 5, &format!("・{line}"), &look.wrapped)?;
        sheet.set_row_height(row, wrapped_height(line, 120))?;
        row += 1;
    }
    Ok(row)
}

/// Height of a row whose text is broken after that many half-width characters: not every program finds it by itself, and
/// none does for merged cells.
fn wrapped_height(text: &str, characters: usize) -> f64 {
    let width: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    // 409 points is the most that a row can have.
    (16.0 * width.div_ceil(characters.max(1)).max(1) as f64 + 2.0).min(409.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::super::csv::tests::{nothing, sample};
    use super::*;
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use std::io::Cursor;

    fn reopened(report: &RenewalReport) -> Xlsx<Cursor<Vec<u8>>> {
        open_workbook_from_rs(Cursor::new(bytes(report).unwrap())).unwrap()
    }

    #[test]
    fn the_years_and_their_sums_come_back() {
        let report = sample(40, 7, 1_234_567);
        let mut workbook = reopened(&report);
        assert_eq!(
            workbook.sheet_names(),
            ["概要", "グラフ", "年度別", "大分類別", "今後10年の工事", "前提条件", "出典と例示"]
        );
        let range = workbook.worksheet_range("年度別").unwrap();
        let at = |row: u32, column: u32| range.get_value((row, column)).cloned().unwrap();
        assert_eq!(at(HEADINGS, 1), Data::String("市民文化系施設(円)".to_owned()));
        assert_eq!(at(HEADINGS + 1, 0), Data::String("2026(令和8)年度".to_owned()));
        let rows = HEADINGS + 1..HEADINGS + 41;
        let sum: f64 = rows.map(|row| at(row, 10).to_string().parse::<f64>().unwrap()).sum();
        assert_eq!(sum, report.total_yen.0 as f64);
        assert_eq!(at(HEADINGS + 41, 10).to_string(), report.total_yen.0.to_string());
        let formulas = workbook.worksheet_formula("年度別").unwrap();
        assert_eq!(formulas.get_value((HEADINGS + 41, 10)).map(String::as_str), Some("SUM(K5:K44)"));
    }

    #[test]
    fn a_mean_is_no_sum_of_means() {
        let report = sample(25, 2, 1_234_567);
        let mut workbook = reopened(&report);
        let cells = workbook.worksheet_range("概要").unwrap();
        let last = cells.rows().position(|row| row[0] == "全期間").unwrap() as u32;
        let at = |column| cells.get_value((last, column)).map(ToString::to_string);
        assert_eq!(at(4), Some(report.total_yen.0.to_string()));
        assert_eq!(at(5), Some(report.annual_mean_yen.0.to_string()));
        let formulas = workbook.worksheet_formula("概要").unwrap();
        let formula = |column| formulas.get_value((last, column)).cloned().unwrap_or_default();
        assert!(formula(4).starts_with("SUM(E") && formula(5).is_empty());
    }

    #[test]
    fn the_same_report_gives_the_same_file() {
        let report = sample(12, 3, 1_000);
        assert_eq!(bytes(&report).unwrap(), bytes(&report).unwrap());
    }

    #[test]
    fn short_long_and_empty_reports_are_written() {
        for report in [sample(1, 1, 1), sample(100, 13, 100_000_000), nothing(1), nothing(40)] {
            assert_eq!(reopened(&report).sheet_names().len(), 7);
        }
    }

    #[test]
    fn names_stay_text() {
        let mut report = sample(1, 1, 1);
        report.works[0].facility_name = "=1+1".to_owned();
        report.municipality_name = "=A&B市".to_owned();
        let range = reopened(&report).worksheet_range("今後10年の工事").unwrap();
        assert_eq!(range.get_value((HEADINGS + 1, 1)), Some(&Data::String("=1+1".to_owned())));
    }
}
