//! What do the cells of one row say, item by item? Every fault is noted with its place, and reading goes on.

use super::columns::{Item, recognise};
use super::heading::Places;
use super::words::{Found, Words, ambiguous, unknown};
use super::{Fault, Tally, fault, shortened};
use crate::domain::facility::Word;
use crate::domain::units::Code;
use crate::spreadsheet::Record;
use crate::spreadsheet::cells::{self, Date, Refusal, iso};
use chrono::NaiveDate;
use std::fmt::Write;

/// A row while it is read.
pub(super) struct Row<'a> {
    pub record: Record<'a>,
    pub places: &'a Places,
    pub tally: &'a mut Tally,
    pub faults: Vec<Fault>,
    /// Whether days may be written as workbooks count them.
    pub serial: bool,
}

impl<'a> Row<'a> {
    /// The cell of an item; empty when the file has no such column.
    pub fn cell(&self, item: Item) -> &'a str {
        self.places.column(item).map_or("", |column| self.record.cell(column))
    }

    /// Notes what is wrong with an item.
    pub fn refuse(&mut self, item: Item, refusal: Refusal) {
        let cell = self.cell(item);
        self.refuse_under(self.places.heading(item).to_owned(), cell, refusal);
    }

    fn refuse_under(&mut self, heading: String, cell: &str, refusal: Refusal) {
        let (heading, value) = (shortened(&heading), shortened(cell));
        let text = fault(
            refusal.code,
            format!("`{heading}` is `{value}`; {}", refusal.en),
            format!("「{heading}」の値 `{value}` は、{}", refusal.ja),
        );
        self.faults.push(Fault { row: Some(self.record.row), column: Some(heading), value: Some(value), ..text });
    }

    /// Takes a value or notes why there is none.
    fn taken<T: Default>(&mut self, item: Item, read: Result<T, Refusal>) -> T {
        match read {
            Ok(value) => value,
            Err(refusal) => {
                self.refuse(item, refusal);
                T::default()
            }
        }
    }

    pub fn text(&mut self, item: Item, most: usize) -> Option<String> {
        let cell = self.cell(item);
        if cell.is_empty() {
            return None;
        }
        match cells::text(cell, most) {
            Ok(()) => Some(cell.to_owned()),
            Err(refusal) => {
                self.refuse(item, refusal);
                None
            }
        }
    }

    /// Notes that an item which every asset must have is empty.
    pub fn missing(&mut self, item: Item) {
        let heading = shortened(self.places.heading(item));
        let text = fault(
            "required",
            format!("`{heading}` is empty; a register cannot do without it"),
            format!("「{heading}」が空です。必ず入れてください"),
        );
        self.faults.push(Fault { row: Some(self.record.row), column: Some(heading), ..text });
    }

    pub fn required_text(&mut self, item: Item, most: usize) -> String {
        if self.cell(item).is_empty() {
            self.missing(item);
        }
        self.text(item, most).unwrap_or_default()
    }

    pub fn code(&mut self, item: Item) -> Option<String> {
        let cell = self.cell(item);
        if cell.is_empty() {
            return None;
        }
        // Most numbers are digits and small.
        if cell.len() <= 64 && cell.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Some(cell.to_owned());
        }
        match Code::parse("code", cell) {
            Ok(code) => Some(code.into_string()),
            Err(_) => {
                let (en, ja) = (
                    "a number has 1 to 64 characters without spaces and without / \\ ? # % : \" < >",
                    "番号として使えません。空白と / \\ ? # % : \" < > を含まない1～64文字にしてください",
                );
                self.refuse(item, Refusal::new("malformed", en, ja));
                None
            }
        }
    }

    pub fn amount(&mut self, item: Item) -> Option<i64> {
        let cell = self.cell(item);
        if cell.is_empty() {
            return None;
        }
        let read = cells::amount(cell, self.places.yen(item));
        self.taken(item, read)
    }

    /// Amounts of adjacent items.
    pub fn amounts<const N: usize>(&mut self, items: [Item; N]) -> [i64; N] {
        items.map(|item| self.amount(item).unwrap_or(0))
    }

    pub fn whole(&mut self, item: Item, low: i64, high: i64) -> Option<i32> {
        let cell = self.cell(item);
        if cell.is_empty() {
            return None;
        }
        self.taken(item, cells::whole(cell, low, high)).map(|number| number as i32)
    }

    pub fn number(&mut self, item: Item) -> Option<f64> {
        let cell = self.cell(item);
        self.taken(item, cells::number(cell))
    }

    pub fn share(&mut self, item: Item) -> Option<f64> {
        let cell = self.cell(item);
        let (share, assumed) = self.taken(item, cells::share(cell, self.places.percent));
        self.tally.percentages += u64::from(assumed);
        share
    }

    pub fn flag(&mut self, item: Item, yes: &[&str]) -> bool {
        let cell = self.cell(item);
        self.taken(item, cells::flag(cell, yes))
    }

    fn date(&mut self, item: Item) -> Option<Date> {
        let cell = self.cell(item);
        if cell.is_empty() {
            return None;
        }
        let date = self.taken(item, cells::date(cell, self.serial));
        self.tally.ends_of_years += u64::from(matches!(date, Some(Date::EndOfYear(_))));
        date
    }

    /// A date as text, as far as it is known.
    pub fn known_date(&mut self, item: Item) -> Option<String> {
        Some(match self.date(item)? {
            Date::Whole(date) | Date::EndOfYear(date) => iso(date),
            Date::Partial(date) => date.to_string(),
        })
    }

    /// A date of which the day must be known.
    pub fn whole_date(&mut self, item: Item) -> Option<NaiveDate> {
        match self.date(item)? {
            Date::Whole(date) | Date::EndOfYear(date) => Some(date),
            Date::Partial(_) => {
                let (en, ja) = (
                    "the day is missing; write it whole, as 2024-03-31",
                    "日が足りません。2024-03-31 のように日まで書いてください",
                );
                self.refuse(item, Refusal::new("malformed", en, ja));
                None
            }
        }
    }

    /// A word, and whether the cell is a narrower term; `settle` chooses where a cell may mean several.
    pub fn word<W: Word>(
        &mut self,
        item: Item,
        words: &mut Words<W>,
        settle: impl FnOnce(&'static [W]) -> Option<W>,
        remedy: (&str, &str),
    ) -> Option<(W, bool)> {
        let cell = self.cell(item);
        if cells::says_nothing(cell) {
            return None;
        }
        let refusal = match words.find(cell) {
            Some(Found::One(word)) => return Some((word, false)),
            Some(Found::Narrower(word)) => return Some((word, true)),
            Some(Found::Several(choices)) => match settle(choices) {
                Some(word) => return Some((word, false)),
                None => ambiguous(choices, remedy.0, remedy.1),
            },
            None => unknown::<W>(),
        };
        self.refuse(item, refusal);
        None
    }

    /// A word that has one meaning.
    pub fn plain_word<W: Word>(&mut self, item: Item, words: &mut Words<W>) -> Option<W> {
        self.word(item, words, |_| None, ("", "")).map(|(word, _)| word)
    }

    /// The names of invented values, as a JSON list of field names.
    pub fn illustrative(&mut self) -> String {
        let cell = self.cell(Item::Illustrative);
        if cell.is_empty() {
            return "[]".to_owned();
        }
        let names = cell.split([';', '；', '、', ',', '\n']).map(str::trim).filter(|name| !name.is_empty());
        let (mut fields, mut strangers) = (Vec::new(), Vec::new());
        for name in names {
            match recognise(name) {
                Some(known) if known.item.is_optional() => fields.push(known.item.column().heading),
                Some(known) => fields.push(known.item.column().field),
                None => strangers.push(name),
            }
        }
        for name in strangers {
            let (en, ja) = (
                "it names no column of the register; write headings or field names, separated by ;",
                "台帳の項目名ではありません。列名を ; で区切って書いてください",
            );
            let heading = self.places.heading(Item::Illustrative).to_owned();
            self.refuse_under(heading, name, Refusal::new("unknown-value", en, ja));
        }
        fields.sort_unstable();
        fields.dedup();
        serde_json::Value::from(fields).to_string()
    }

    /// The optional items and the columns that are kept, as a JSON object.
    pub fn optional_items(&mut self) -> String {
        let mut object = String::new();
        for n in Item::Funding as usize..=Item::RunningCost as usize {
            let column = &super::columns::COLUMNS[n];
            if let Some(text) = self.text(column.item, super::LONGEST_TEXT) {
                member(&mut object, column.heading, &text.into());
            }
        }
        let places = self.places;
        for (column, heading) in &places.kept {
            let cell = self.record.cell(*column);
            match cells::text(cell, super::LONGEST_TEXT) {
                Ok(()) if cell.is_empty() => {}
                Ok(()) => member(&mut object, heading, &cell.into()),
                Err(refusal) => self.refuse_under(heading.clone(), cell, refusal),
            }
        }
        self.more_optional_items(&mut object);
        if object.is_empty() {
            return "{}".to_owned();
        }
        object.push('}');
        object
    }

    fn more_optional_items(&mut self, object: &mut String) {
        let cell = self.cell(Item::OptionalItems);
        if cell.is_empty() {
            return;
        }
        let plain = |value: &serde_json::Value| !value.is_array() && !value.is_object();
        match serde_json::from_str::<serde_json::Map<_, _>>(cell) {
            Ok(map) if cell.len() <= 20_000 && map.values().all(plain) => {
                map.iter().for_each(|(name, value)| member(object, name, value));
            }
            _ => {
                let (en, ja) = (
                    "it is not a JSON object of texts and numbers, such as {\"name\": \"value\"}",
                    "JSON オブジェクトとして読めません。{\"項目\": \"値\"} のように文字列か数値だけを入れてください",
                );
                self.refuse(Item::OptionalItems, Refusal::new("malformed", en, ja));
            }
        }
    }

    /// Refuses cells that stand under no heading.
    pub fn check_width(&mut self) {
        let width = self.places.width();
        let surplus =
            self.record.width() > width && (width..self.record.width()).any(|n| !self.record.cell(n).is_empty());
        if surplus || self.places.unnamed.iter().any(|n| !self.record.cell(*n).is_empty()) {
            let text = fault(
                "ragged-row",
                format!(
                    "the row has values under none of the {width} headings; remove a surplus separator or name the column"
                ),
                format!("見出し({width} 列)のない列に値があります。区切り文字の過不足を直すか、列名を付けてください"),
            );
            self.faults.push(Fault { row: Some(self.record.row), ..text });
        }
    }
}

fn member(object: &mut String, name: &str, value: &serde_json::Value) {
    object.push(if object.is_empty() { '{' } else { ',' });
    // Writing into a string does not fail.
    let _ = write!(object, "{}:{value}", serde_json::Value::from(name));
}
