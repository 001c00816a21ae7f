//! How does the register go out? As rows under the official headings, in CSV and in XLSX, always in whole yen.

use super::columns::{COLUMNS, Column, Item, recognise};
use super::{Fault, Line};
use crate::domain::asset::DepreciationMethod;
use crate::domain::facility::Word;
use crate::facility::formats::{CsvEncoder, TextEncoding};
use crate::spreadsheet::cells::iso;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::io::{Seek, Write};

/// The sheet of the register; what does not fit goes on under the same name with a number.
pub(super) const SHEET_NAME: &str = "固定資産台帳";
/// Lines of a sheet under its headings.
const LINES_OF_A_SHEET: u32 = 1_048_575;
/// Amounts up to here are exact as a number of a cell; larger ones are written as text.
const EXACT: u64 = 9_007_199_254_740_992;

/// A line as it goes out: what a file states, and the sums over its columns (台帳の1行).
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The line; its row does not count.
    pub line: Line,
    /// 今回増加額
    pub increase_total_yen: i64,
    /// 今回減少額
    pub decrease_total_yen: i64,
}

impl From<Line> for Export {
    fn from(line: Line) -> Export {
        let sum = |amounts: &[i64]| amounts.iter().fold(0, |sum: i64, yen| sum.saturating_add(*yen));
        Export { increase_total_yen: sum(&line.increase), decrease_total_yen: sum(&line.decrease), line }
    }
}

/// What stands in a cell.
enum Value<'a> {
    Empty,
    Text(Cow<'a, str>),
    Yen(i64),
    Whole(i64),
    Number(f64),
    Date(NaiveDate),
}

fn text(value: Option<&String>) -> Value<'_> {
    value.map_or(Value::Empty, |value| Value::Text(Cow::Borrowed(value)))
}

fn term<'a, W: Word>(word: Option<W>) -> Value<'a> {
    word.map_or(Value::Empty, |word| Value::Text(Cow::Borrowed(word.label_ja())))
}

fn yen<'a>(amount: Option<i64>) -> Value<'a> {
    amount.map_or(Value::Empty, Value::Yen)
}

fn mark<'a>(set: bool, sign: &'static str) -> Value<'a> {
    if set { Value::Text(Cow::Borrowed(sign)) } else { Value::Empty }
}

/// A date of which the day may be unknown.
fn date(value: Option<&String>) -> Value<'_> {
    let Some(value) = value else { return Value::Empty };
    match NaiveDate::parse_from_str(value, "%Y-%m-%d") {
        Ok(date) => Value::Date(date),
        Err(_) => Value::Text(Cow::Borrowed(value)),
    }
}

impl Export {
    fn value(&self, item: Item) -> Value<'_> {
        use Item::*;
        let (line, facts) = (&self.line, &self.line.facts);
        match item {
            AssetNo => Value::Text(Cow::Borrowed(&line.asset_no)),
            BranchNo => Value::Text(Cow::Borrowed(&line.branch_no)),
            Location => text(facts.location.as_ref()),
            Department => text(facts.department.as_ref()),
            Account => term(Some(facts.account)),
            Name => Value::Text(Cow::Borrowed(&facts.name)),
            LeaseClass => term(Some(facts.lease_class)),
            LifeClass => text(facts.life_class.as_ref()),
            UsefulLife => facts.useful_life_years.map_or(Value::Empty, |years| Value::Whole(years.into())),
            AcquiredOn => date(facts.acquired_on.as_ref()),
            InServiceOn => date(facts.in_service_on.as_ref()),
            Cost => Value::Yen(line.cost_yen),
            OwnershipRatio => facts.ownership_ratio.map_or(Value::Empty, Value::Number),
            ChangeOn => line.change_on.map_or(Value::Empty, Value::Date),
            Before => yen(line.before_yen),
            Reason => term(line.reason),
            IncreaseTotal => Value::Yen(self.increase_total_yen),
            DecreaseTotal => Value::Yen(self.decrease_total_yen),
            Depreciation if !line.given_depreciation && line.decrease[5] == 0 => Value::Empty,
            Purchase | TransferIn | Donated | Survey | ReclassifiedIn | RevaluationUp => {
                Value::Yen(line.increase[item as usize - Purchase as usize])
            }
            Disposal | TransferOut | GivenAway | RecordingError | ReclassifiedOut | Depreciation | RevaluationDown => {
                Value::Yen(line.decrease[item as usize - Disposal as usize])
            }
            After => yen(line.after_yen),
            AccountingEntity => Value::Text(Cow::Borrowed(&facts.accounting_entity)),
            BudgetItem => text(facts.budget_item.as_ref()),
            Usage => text(facts.usage.as_ref()),
            Programme => text(facts.programme.as_ref()),
            OpeningEstimated => mark(facts.opening_estimated, "○"),
            Attributes => text(facts.attributes.as_ref()),
            Saleable => mark(facts.saleable, "売却可能"),
            MarketValue => yen(facts.market_value_yen),
            FullyRetired => mark(line.fully_retired, "○"),
            Quantity => facts.quantity.map_or(Value::Empty, Value::Number),
            Floors => text(facts.floors.as_ref()),
            LandCategory => text(facts.land_category.as_ref()),
            YearsUsed => line.years_used.map_or(Value::Empty, |years| Value::Whole(years.into())),
            Purpose => term(facts.purpose),
            Accumulated => Value::Yen(line.accumulated_yen),
            PropertyClass => term(facts.property_class),
            PropertyLedgerNo => text(facts.property_ledger_no.as_ref()),
            StatutoryLedgerNo => text(facts.statutory_ledger_no.as_ref()),
            _ => self.own_value(item),
        }
    }

    /// What stands in the columns behind the 50 basic items.
    fn own_value(&self, item: Item) -> Value<'_> {
        use Item::*;
        let (line, facts) = (&self.line, &self.line.facts);
        match item {
            AccountDetail => text(facts.account_detail.as_ref()),
            Method => term::<DepreciationMethod>(Some(facts.depreciation_method)),
            StartPolicy => term(facts.start_policy),
            Unit => text(facts.unit.as_ref()),
            SiteCode => text(facts.site_code.as_ref()),
            FacilityCode => text(facts.facility_code.as_ref()),
            BuildingCode => text(facts.building_code.as_ref()),
            ComponentCode => text(facts.component_code.as_ref()),
            MovedCost => yen(line.moved.map(|(cost, _)| cost)),
            MovedAccumulated => yen(line.moved.map(|(_, accumulated)| accumulated)),
            Proceeds => yen(line.proceeds_yen),
            Note => text(facts.note.as_ref()),
            Source => text(facts.source.as_ref()),
            Illustrative => illustrative(&facts.illustrative),
            _ => optional(&facts.optional_items, item),
        }
    }
}

/// The headings of the columns whose values are invented.
fn illustrative(list: &str) -> Value<'_> {
    if list.len() <= 2 {
        return Value::Empty;
    }
    let fields: Vec<String> = serde_json::from_str(list).unwrap_or_default();
    let heading =
        |field: &String| recognise(field).map_or(field.clone(), |known| known.item.column().heading.to_owned());
    let headings: Vec<String> = fields.iter().map(heading).collect();
    if headings.is_empty() { Value::Empty } else { Value::Text(Cow::Owned(headings.join(";"))) }
}

/// An optional item; those that have no column of their own stand together in the last.
fn optional(object: &str, item: Item) -> Value<'static> {
    if object.len() <= 2 || (item.is_optional() && !object.contains(item.column().heading)) {
        return Value::Empty;
    }
    let mut map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(object).unwrap_or_default();
    if item.is_optional() {
        return match map.remove(item.column().heading) {
            Some(serde_json::Value::String(text)) => Value::Text(Cow::Owned(text)),
            _ => Value::Empty,
        };
    }
    let own = |name: &str| COLUMNS.iter().any(|column| column.item.is_optional() && column.heading == name);
    map.retain(|name, value| !(own(name) && value.is_string()));
    if map.is_empty() { Value::Empty } else { Value::Text(Cow::Owned(serde_json::Value::Object(map).to_string())) }
}

/// Which columns go out (列の選択).
#[derive(Clone)]
pub struct Header {
    columns: Vec<&'static Column>,
}

impl Header {
    /// All columns; as open data without 予算執行科目, 公有財産台帳番号 and 法定台帳番号.
    pub fn new(open_data: bool) -> Header {
        let internal = [Item::BudgetItem, Item::PropertyLedgerNo, Item::StatutoryLedgerNo];
        let left_out = |item: Item| item == Item::AssetGroup || (open_data && internal.contains(&item));
        Header { columns: COLUMNS.iter().filter(|column| !left_out(column.item)).collect() }
    }

    /// The columns in their order.
    pub fn columns(&self) -> &[&'static Column] {
        &self.columns
    }

    /// The headings of a CSV.
    pub fn csv_header(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.heading.to_owned()).collect()
    }

    /// A line of a CSV into `cells`, which is filled anew.
    pub fn csv_row(&self, export: &Export, cells: &mut Vec<String>) {
        cells.clear();
        cells.extend(self.columns.iter().map(|column| match export.value(column.item) {
            Value::Empty => String::new(),
            Value::Text(text) => text.into_owned(),
            Value::Yen(number) | Value::Whole(number) => number.to_string(),
            Value::Number(number) if number.is_finite() => number.to_string(),
            Value::Number(_) => String::new(),
            Value::Date(date) => iso(date),
        }));
    }
}

/// Writes the register as CSV, a line at a time (CSV の書き出し).
pub struct CsvWriter {
    header: Header,
    encoder: CsvEncoder,
    cells: Vec<String>,
}

impl CsvWriter {
    /// Appends the headings to `out`.
    ///
    /// # Errors
    /// Characters that the encoding cannot hold; the headings have none.
    pub fn new(open_data: bool, encoding: TextEncoding, out: &mut Vec<u8>) -> Result<CsvWriter, Vec<Fault>> {
        let (header, mut encoder) = (Header::new(open_data), CsvEncoder::new(encoding));
        encoder.row(&header.csv_header(), out)?;
        Ok(CsvWriter { header, encoder, cells: Vec::new() })
    }

    /// Appends one line to `out`.
    ///
    /// # Errors
    /// Every character that the encoding cannot hold, with row and column; `out` is then unchanged.
    pub fn row(&mut self, export: &Export, out: &mut Vec<u8>) -> Result<(), Vec<Fault>> {
        self.header.csv_row(export, &mut self.cells);
        self.encoder.row(&self.cells, out)
    }
}

/// Writes the register as a workbook, a line at a time; what has been written is in a temporary file (XLSX の書き出し).
pub struct XlsxWriter {
    header: Header,
    workbook: Workbook,
    heading: Format,
    whole: Format,
    day: Format,
    /// The sheet that is written and its next row.
    sheet: usize,
    row: u32,
    lines: u32,
}

impl XlsxWriter {
    /// A workbook with the headings.
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub fn new(open_data: bool) -> Result<XlsxWriter, XlsxError> {
        let mut writer = XlsxWriter {
            header: Header::new(open_data),
            workbook: Workbook::new(),
            heading: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            whole: Format::new().set_num_format("#,##0"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            sheet: 0,
            row: 0,
            lines: LINES_OF_A_SHEET,
        };
        writer.begin_sheet()?;
        Ok(writer)
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        let number = self.workbook.worksheets().len();
        let name = if number == 0 { SHEET_NAME.to_owned() } else { format!("{SHEET_NAME} ({})", number + 1) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 2)?;
        for (n, column) in (0..).zip(&self.header.columns) {
            sheet.set_column_width(
                n,
                if column.item == Item::Name || column.item == Item::Location { 30 } else { 14 },
            )?;
            sheet.write_string_with_format(0, n, column.heading, &self.heading)?;
        }
        (self.sheet, self.row) = (number, 1);
        Ok(())
    }

    /// Writes one line.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn row(&mut self, export: &Export) -> Result<(), XlsxError> {
        if self.row > self.lines {
            self.begin_sheet()?;
        }
        let row = self.row;
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (n, column) in (0..).zip(&self.header.columns) {
            match export.value(column.item) {
                Value::Text(text) if !text.is_empty() => sheet.write_string(row, n, text).map(drop)?,
                Value::Yen(yen) if yen.unsigned_abs() > EXACT => {
                    sheet.write_string(row, n, yen.to_string()).map(drop)?
                }
                Value::Yen(yen) => sheet.write_number_with_format(row, n, yen as f64, &self.whole).map(drop)?,
                Value::Whole(number) => sheet.write_number(row, n, number as f64).map(drop)?,
                Value::Number(number) if number.is_finite() => sheet.write_number(row, n, number).map(drop)?,
                Value::Date(date) => write_day(sheet, row, n, date, &self.day)?,
                Value::Empty | Value::Text(_) | Value::Number(_) => {}
            }
        }
        self.row += 1;
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn shorten_sheets(&mut self, lines: u32) {
        self.lines = lines;
    }

    /// Packs the workbook into `out`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, out: impl Write + Seek + Send) -> Result<(), XlsxError> {
        self.workbook.save_to_writer(out)
    }
}

/// A day; before 1900 workbooks know none.
fn write_day(sheet: &mut Worksheet, row: u32, column: u16, date: NaiveDate, format: &Format) -> Result<(), XlsxError> {
    if date.year() <= 1900 {
        return sheet.write_string(row, column, iso(date)).map(drop);
    }
    let day = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)?;
    sheet.write_datetime_with_format(row, column, &day, format).map(drop)
}
