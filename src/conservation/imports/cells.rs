//! What do the cells of a row say, put in order? A row becomes one record, or one for each part that it rates.

use super::findings::Grouped;
use super::headings::Holds;
use super::places::{Column, Places};
use super::{ImportKind, Row, words};
use crate::domain::Text;
use crate::error::Fault;
use crate::fields::Origin;
use crate::spreadsheet::cells::{self, Date, iso};
use crate::spreadsheet::naming::{half_width, key};
use crate::spreadsheet::{Record, shortened};
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What was assumed or passed over, by the number of rows.
#[derive(Default)]
struct Tally {
    years: u64,
    sums: u64,
    unrated: u64,
    unnamed: u64,
}

/// A file while its rows are read.
pub(super) struct Reading {
    kind: ImportKind,
    places: Places,
    /// Whether days may be written as workbooks count them.
    serial: bool,
    rows: Vec<Row>,
    grouped: Grouped,
    pub faults: Vec<Fault>,
    tally: Tally,
}

impl Reading {
    pub fn new(kind: ImportKind, places: Places, serial: bool) -> Reading {
        let grouped = Grouped::under(&places.names);
        Reading { kind, places, serial, rows: Vec::new(), grouped, faults: Vec::new(), tally: Tally::default() }
    }

    /// Takes the next row in.
    pub fn row(&mut self, record: &Record<'_>) {
        if is_sum(record) {
            self.tally.sums += 1;
            return;
        }
        self.tally.unnamed += u64::from(self.places.unnamed.iter().any(|at| !record.cell(*at).is_empty()));
        let (mut named, mut tags, mut grades) = (Map::new(), Vec::new(), Vec::new());
        let places = &self.places;
        for (n, column) in places.columns.iter().enumerate() {
            let cell = record.cell(column.at);
            if cells::says_nothing(cell) {
                continue;
            }
            let refused = match column.heading.holds {
                _ if cells::text(cell, usize::MAX).is_err() => cells::text(cell, usize::MAX).err(),
                Holds::Mark(tag) => match cells::flag(cell, &[]) {
                    Ok(applies) => {
                        tags.extend(applies.then(|| tag.to_owned()));
                        None
                    }
                    Err(refusal) => Some(refusal),
                },
                Holds::Goals => {
                    tags.extend(goals(cell));
                    None
                }
                Holds::Words if column.heading.field == "tags" => {
                    tags.extend(words::words(self.kind, "tags", cell));
                    None
                }
                Holds::Part(_) => {
                    grades.push((n, grade(cell)));
                    None
                }
                // A day goes before the year that says less.
                Holds::DateOfYear if named.contains_key("rated_on") => None,
                _ => {
                    let value = ordered(self.kind, column, cell, self.serial, &mut self.tally);
                    named.insert(column.heading.field.to_owned(), Value::String(value));
                    None
                }
            };
            if let Some(refusal) = refused {
                let (name, value) = (&column.name, shortened(cell));
                let text = Text::new(
                    format!("`{name}` is `{value}`; {}", refusal.en),
                    format!("「{name}」の値 `{value}` は、{}", refusal.ja),
                );
                let place = (Some(record.row), Some(name.clone()), Some(value));
                let whole = Fault::whole(refusal.code, text);
                self.faults.push(Fault { row: place.0, column: place.1, value: place.2, ..whole });
            }
        }
        if !tags.is_empty() {
            named.insert("tags".to_owned(), Value::String(tags.join(";")));
        }
        self.take(record.row, named, grades);
    }

    fn take(&mut self, row: u64, named: Map<String, Value>, grades: Vec<(usize, String)>) {
        let places = &self.places;
        if self.kind == ImportKind::Ratings && !places.has("part") {
            self.tally.unrated += u64::from(grades.is_empty() && !named.is_empty());
            for (n, grade) in grades {
                let column = &places.columns[n];
                let Holds::Part(part) = column.heading.holds else { continue };
                let mut cells = named.clone();
                // One row is several records, which cannot share an identifier.
                cells.remove("id");
                cells.insert("part".to_owned(), Value::from(part));
                cells.insert("grade".to_owned(), Value::String(grade));
                let mut names = (*places.names).clone();
                names.extend(["part", "grade"].map(|field| (field.to_owned(), column.name.clone())));
                self.rows.push(Row { cells, origin: Origin::Row(row, Arc::new(names)), findings: Vec::new() });
            }
        } else if self.kind == ImportKind::Inspections && !named.is_empty() {
            self.faults.extend(self.grouped.take(row, named, &mut self.rows));
        } else if !named.is_empty() {
            let origin = Origin::Row(row, places.names.clone());
            self.rows.push(Row { cells: named, origin, findings: Vec::new() });
        }
    }

    /// The records and what was assumed, or all that is wrong.
    pub fn end(self) -> Result<(Vec<Row>, Vec<Text>), Vec<Fault>> {
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let tally = &self.tally;
        let told = [
            (
                tally.years,
                "dates that give only a fiscal year were read as the 31 March in which it ends",
                "年度だけの日付は、その年度の末日（3月31日）として読み込みました",
            ),
            (tally.sums, "rows of sums were passed over", "合計の行は読み飛ばしました"),
            (tally.unrated, "rows without any grade were passed over", "評価が一つもない行は読み飛ばしました"),
            (
                tally.unnamed,
                "cells in columns without a heading were left out",
                "見出しのない列の値は取り込みませんでした",
            ),
        ];
        let told = told.into_iter().filter(|told| told.0 > 0);
        let told = told.map(|(rows, en, ja)| Text::new(format!("{en} ({rows})"), format!("{ja}（{rows} 件）")));
        Ok((self.rows, told.collect()))
    }
}

/// Whether the row adds up the rows above it.
fn is_sum(record: &Record<'_>) -> bool {
    let first = record.cells().find(|cell| !cell.is_empty()).unwrap_or_default();
    first.len() <= 40 && matches!(key(first).as_str(), "合計" | "総計" | "小計" | "計" | "総合計")
}

/// A cell in the form in which its field is read; as it is when it cannot be put in that form.
fn ordered(kind: ImportKind, column: &Column, cell: &str, serial: bool, tally: &mut Tally) -> String {
    let field = column.heading.field;
    match column.heading.holds {
        Holds::Word => words::word(kind, field, cell),
        Holds::Words => words::words(kind, field, cell).join(";"),
        Holds::Yen => yen(cell, column.yen),
        Holds::Whole => {
            cells::whole(cell, i64::MIN, i64::MAX).ok().flatten().map_or_else(|| cell.to_owned(), |n| n.to_string())
        }
        Holds::Date => date(cell, serial, false, tally),
        Holds::DateOfYear => date(cell, serial, true, tally),
        Holds::Year => outside_brackets(cell),
        Holds::Grade => grade(cell),
        _ => cell.to_owned(),
    }
}

/// An amount in yen. One that cannot be read keeps the unit of its column, so that no field takes it for yen.
fn yen(cell: &str, unit: i64) -> String {
    match cells::amount(cell, unit) {
        Ok(amount) => amount.unwrap_or(0).to_string(),
        Err(_) if unit == 1 => cell.to_owned(),
        Err(_) => format!("{cell}（単位 {unit} 円）"),
    }
}

fn date(cell: &str, serial: bool, by_year: bool, tally: &mut Tally) -> String {
    let plain = if by_year { outside_brackets(cell) } else { cell.to_owned() };
    let end = |year: i32| NaiveDate::from_ymd_opt(year + 1, 3, 31).map(Date::EndOfYear);
    let read = cells::date(&plain, serial).ok().flatten().and_then(|date| match date {
        Date::Partial(year) if by_year && year.fiscal_year().is_none() => end(year.calendar_year()),
        other => Some(other),
    });
    match read {
        Some(Date::Whole(day)) => iso(day),
        Some(Date::Partial(date)) => date.to_string(),
        Some(Date::EndOfYear(day)) => {
            tally.years += 1;
            iso(day)
        }
        None => cell.to_owned(),
    }
}

/// `2026（令和8）年度` without what stands in brackets.
fn outside_brackets(cell: &str) -> String {
    let plain = half_width(cell);
    match (plain.find('('), plain.find(')')) {
        (Some(from), Some(to)) if 0 < from && from < to => format!("{}{}", &plain[..from], &plain[to + 1..]),
        _ => plain,
    }
}

fn grade(cell: &str) -> String {
    half_width(cell).to_uppercase()
}

/// `11、13` as the tags of these goals.
fn goals(cell: &str) -> Vec<String> {
    let plain = half_width(cell);
    let numbers = plain.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    let tags: Vec<String> = numbers.map(|number| format!("sdg-{}", number.trim_start_matches('0'))).collect();
    if tags.is_empty() { vec![cell.to_owned()] } else { tags }
}
