//! One record from loose values: a JSON body, a row of a table or a feature of a map become the same named cells, and
//! are read here with every fault collected, so that a record is judged alike however it came.

use crate::domain::calendar::PartialDate;
use crate::domain::facility::{Word, word};
use crate::domain::geometry::Geometry;
use crate::domain::units::{Area, Code, FiscalYear, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// The largest amount that is taken for one: a trillion yen.
const MOST_YEN: i64 = 1_000_000_000_000;

/// Where the cells of a record stand, so that a fault can name the place.
#[derive(Clone, Debug)]
pub enum Origin {
    /// In a JSON body, below this pointer.
    Body(String),
    /// In a row of a file; what the file calls each field's column.
    Row(u64, Arc<BTreeMap<String, String>>),
}

impl Origin {
    /// A fault of a field, with its place.
    pub fn fault(&self, name: &str, code: &'static str, value: Option<String>, text: Text) -> Fault {
        let (pointer, row, column) = match self {
            Origin::Body(prefix) => (Some(pointer(prefix, name)), None, None),
            Origin::Row(row, columns) => {
                (None, Some(*row), Some(columns.get(name).cloned().unwrap_or_else(|| name.to_owned())))
            }
        };
        Fault { pointer, row, column, code, value, text }
    }
}

/// JSON pointer to a member below another (RFC 6901).
pub fn pointer(prefix: &str, name: &str) -> String {
    format!("{prefix}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The members of a body that is to be one JSON object.
pub fn object(body: Value) -> Result<Map<String, Value>> {
    match body {
        Value::Object(map) => Ok(map),
        _ => {
            let text = Text::new("the body must be one JSON object", "本文は JSON オブジェクトにしてください");
            Err(Error::Refused(vec![Fault::whole("malformed", text)]))
        }
    }
}

/// The cells of one record while they are read.
pub struct Fields {
    cells: Map<String, Value>,
    origin: Origin,
    known: Vec<&'static str>,
    derived: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl Fields {
    /// Cells as they came; null counts as absent.
    pub fn new(cells: Map<String, Value>, origin: Origin) -> Fields {
        Fields { cells, origin, known: Vec::new(), derived: Vec::new(), faults: Vec::new() }
    }

    /// The faults so far, and those of cells that no field has asked for.
    pub fn faults(mut self) -> Vec<Fault> {
        let unread = self.cells.keys().filter(|name| !self.known.contains(&name.as_str()));
        // A few are enough to see what went wrong.
        let unread: Vec<String> = unread.take(10).cloned().collect();
        let known =
            self.known.iter().filter(|name| !self.derived.contains(name)).copied().collect::<Vec<_>>().join(", ");
        for name in unread {
            let text = Text::new(
                format!("there is no field `{name}` here; the fields are {known}"),
                format!("項目 `{name}` はありません。使える項目は {known} です"),
            );
            self.fault(&name, "unknown-field", None, text);
        }
        self.faults
    }

    /// Whether the field has a fault already.
    pub fn refused(&self, name: &str) -> bool {
        let end = format!("/{name}");
        self.faults.iter().any(|fault| fault.pointer.as_deref().is_some_and(|pointer| pointer.ends_with(&end)))
    }

    /// Notes a fault of a field.
    pub fn refuse(&mut self, invalid: Invalid) {
        self.fault(invalid.field, invalid.code, Some(invalid.value), invalid.text);
    }

    fn fault(&mut self, name: &str, code: &'static str, value: Option<String>, text: Text) {
        self.faults.push(self.origin.fault(name, code, value, text));
    }

    /// The same with fields that were taken out before: where a field is unknown, they are named with the others.
    pub fn beside(mut self, names: &[&'static str]) -> Fields {
        self.known.extend(names);
        self
    }

    /// Fields that are answered and not asked: what a client sends back of them does not count.
    pub fn derived(&mut self, names: &[&'static str]) {
        self.known.extend(names);
        self.derived.extend(names);
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.cells.get(name).filter(|v| !v.is_null()).cloned()
    }

    fn read<T>(&mut self, name: &'static str, read: impl FnOnce(&Value) -> Result<T, Invalid>) -> Option<T> {
        let value = self.take(name)?;
        match read(&value) {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.refuse(invalid);
                None
            }
        }
    }

    fn demand<T>(&mut self, name: &'static str, found: Option<T>) -> Option<T> {
        // A field that is present and wrong has its fault already.
        if found.is_none() && self.cells.get(name).is_none_or(Value::is_null) {
            let text = Text::new(
                format!("`{name}` is missing; a record cannot do without it"),
                format!("`{name}` がありません。必ず指定してください"),
            );
            self.fault(name, "required", None, text);
        }
        found
    }

    /// Text up to `most` characters, without control characters; blank counts as absent.
    pub fn text(&mut self, name: &'static str, most: usize) -> Option<String> {
        self.read(name, |value| {
            let text = plain(name, value)?;
            let control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
            if text.chars().count() > most || control {
                return Err(Invalid::new(
                    name,
                    "malformed",
                    &text,
                    Text::new(
                        format!("`{name}` must be at most {most} characters without control characters"),
                        format!("`{name}` は制御文字を含まない{most}文字以内にしてください"),
                    ),
                ));
            }
            Ok(text)
        })
        .filter(|text| !text.trim().is_empty())
    }

    /// An address on the web, which a page may link without harm.
    pub fn web_address(&mut self, name: &'static str) -> Option<String> {
        let address = self.text(name, 2_000)?;
        if address.starts_with("https://") || address.starts_with("http://") {
            return Some(address);
        }
        let text = Text::new(
            format!("`{name}` is `{address}`; it must begin with https:// or http://"),
            format!("`{name}` の値 `{address}` は使えません。https:// か http:// で始めてください"),
        );
        self.refuse(Invalid::new(name, "malformed", address, text));
        None
    }

    /// Text that must be there; empty after a fault.
    pub fn required_text(&mut self, name: &'static str, most: usize) -> String {
        let found = self.text(name, most);
        let blank = self.cells.get(name).and_then(Value::as_str).is_some_and(|t| t.trim().is_empty());
        if blank {
            self.cells.insert(name.to_owned(), Value::Null);
        }
        self.demand(name, found).unwrap_or_default()
    }

    /// A code (番号) of this or another record.
    pub fn code(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |value| Code::parse(name, &plain(name, value)?).map(Code::into_string))
    }

    /// A code that must be there; empty after a fault.
    pub fn required_code(&mut self, name: &'static str) -> String {
        let found = self.code(name);
        self.demand(name, found).unwrap_or_default()
    }

    /// A word of a closed list.
    pub fn word<W: Word>(&mut self, name: &'static str) -> Option<W> {
        self.read(name, |value| word(name, &plain(name, value)?))
    }

    /// A word that must be there; `instead` after a fault.
    pub fn required_word<W: Word>(&mut self, name: &'static str, instead: W) -> W {
        let found = self.word(name);
        self.demand(name, found).unwrap_or(instead)
    }

    /// Words of a closed list, as a JSON array or separated by `;`; as JSON text, in the order of the list.
    pub fn words<W: Word>(&mut self, name: &'static str) -> String {
        let words = self.read(name, |value| {
            let given = list(name, value)?;
            let words: Result<Vec<W>, Invalid> = given.iter().map(|text| word(name, text)).collect();
            words.map(|words| W::iter().filter(|w| words.contains(w)).map(Word::code).collect::<Vec<_>>())
        });
        Value::from(words.unwrap_or_default()).to_string()
    }

    /// The names of those fields of this record whose values are invented. To be read last: the names must be known.
    pub fn illustrative(&mut self) -> String {
        self.illustrative_among(&[])
    }

    /// The same where columns that are no fields may be marked as well.
    pub fn illustrative_among(&mut self, columns: &[&str]) -> String {
        let known = self.known.clone();
        let names = self.read("illustrative", |value| {
            let mut names = list("illustrative", value)?;
            names.sort();
            names.dedup();
            match names.iter().find(|name| !known.contains(&name.as_str()) && !columns.contains(&name.as_str())) {
                Some(stranger) => Err(Invalid::new(
                    "illustrative",
                    "unknown-value",
                    stranger,
                    Text::new(
                        format!("`illustrative` names `{stranger}`, which is no field of this record"),
                        format!("`illustrative` の `{stranger}` はこの記録の項目名ではありません"),
                    ),
                )),
                None => Ok(names),
            }
        });
        Value::from(names.unwrap_or_default()).to_string()
    }

    /// A whole number in a range; full-width digits and thousands separators are read.
    pub fn integer(&mut self, name: &'static str, low: i64, high: i64) -> Option<i64> {
        self.read(name, |value| {
            let number = match value {
                Value::Number(n) => n.as_i64().or_else(|| n.as_f64().filter(|f| f.fract() == 0.0).map(|f| f as i64)),
                other => digits(&plain(name, other)?).parse().ok(),
            };
            let number = number.ok_or_else(|| no_number(name, value))?;
            if (low..=high).contains(&number) { Ok(number) } else { Err(out_of_range(name, shown(value), low, high)) }
        })
    }

    /// A whole number that must be there; `low` after a fault.
    pub fn required_integer(&mut self, name: &'static str, low: i64, high: i64) -> i64 {
        let found = self.integer(name, low, high);
        self.demand(name, found).unwrap_or(low)
    }

    /// A date that must be there, as text; empty after a fault.
    pub fn required_date(&mut self, name: &'static str) -> String {
        let found = self.date(name).map(|date| date.to_string());
        self.demand(name, found).unwrap_or_default()
    }

    /// A truth value; absent is false.
    pub fn flag(&mut self, name: &'static str) -> bool {
        self.perhaps(name).unwrap_or(false)
    }

    /// A truth value that may not be known.
    pub fn perhaps(&mut self, name: &'static str) -> Option<bool> {
        self.read(name, |value| match value {
            Value::Bool(flag) => Ok(*flag),
            Value::String(text) if text == "true" || text == "1" => Ok(true),
            Value::String(text) if text == "false" || text == "0" => Ok(false),
            other => Err(Invalid::new(
                name,
                "malformed",
                shown(other),
                Text::new(
                    format!("`{name}` must be true or false"),
                    format!("`{name}` は true か false にしてください"),
                ),
            )),
        })
    }

    /// Whether the record names the field.
    pub fn has(&self, name: &str) -> bool {
        self.cells.get(name).is_some_and(|value| !value.is_null())
    }

    /// A small whole number in a range.
    pub fn small(&mut self, name: &'static str, low: i64, high: i64) -> Option<i32> {
        self.integer(name, low, high).map(|n| n as i32)
    }

    /// A number from 0 to `most`.
    pub fn number(&mut self, name: &'static str, most: i64) -> Option<f64> {
        self.read(name, |value| {
            float(name, value)?
                .ok_or_else(|| no_number(name, value))
                .map(Some)?
                .filter(|n| (0.0..=most as f64).contains(n))
                .ok_or_else(|| out_of_range(name, shown(value), 0, most))
        })
    }

    /// An area in m² as hundredths.
    pub fn area(&mut self, name: &'static str) -> Option<i64> {
        self.read(name, |value| {
            let m2 = float(name, value)?.ok_or_else(|| no_number(name, value))?;
            let area = Area::from_m2(name, m2).map_err(|invalid| Invalid { value: shown(value), ..invalid })?;
            Ok(area.dm2().into())
        })
    }

    /// An area that must be there; 0 after a fault.
    pub fn required_area(&mut self, name: &'static str) -> i64 {
        let found = self.area(name);
        self.demand(name, found).unwrap_or(0)
    }

    /// A fiscal year (年度), also in the Japanese calendar (昭和52年度).
    pub fn fiscal_year(&mut self, name: &'static str) -> Option<i32> {
        self.read(name, |value| {
            let year = match value {
                Value::Number(n) => n.as_i64().or_else(|| n.as_f64().filter(|f| f.fract() == 0.0).map(|f| f as i64)),
                other => PartialDate::parse(name, &plain(name, other)?)
                    .ok()
                    .map(|d| d.fiscal_year().unwrap_or(d.calendar_year()).into()),
            };
            let range = || out_of_range(name, shown(value), FiscalYear::FIRST.into(), FiscalYear::LAST.into());
            FiscalYear::new(name, year.ok_or_else(range)?).map(FiscalYear::year)
        })
    }

    /// A fiscal year that must be there; the first there is after a fault.
    pub fn required_fiscal_year(&mut self, name: &'static str) -> i32 {
        let found = self.fiscal_year(name);
        self.demand(name, found).unwrap_or(FiscalYear::FIRST)
    }

    /// A date of which the day, or the day and the month, may be unknown.
    pub fn date(&mut self, name: &'static str) -> Option<PartialDate> {
        self.read(name, |value| PartialDate::parse(name, &plain(name, value)?))
    }

    /// Texts, as a JSON array or separated by `;`: as many as `count` of `most` characters. As JSON text.
    pub fn texts(&mut self, name: &'static str, count: usize, most: usize) -> String {
        let texts = self.read(name, |value| {
            let given = list(name, value)?;
            if given.len() > count || given.iter().any(|text| text.chars().count() > most) {
                let said = Text::new(
                    format!("`{name}` has more than {count} texts, or one longer than {most} characters"),
                    format!("`{name}` は{count}件以内、各{most}文字以内にしてください"),
                );
                return Err(Invalid::new(name, "out-of-range", shown(value), said));
            }
            Ok(given)
        });
        Value::from(texts.unwrap_or_default()).to_string()
    }

    /// Amounts in yen by the words of a closed list: a JSON object, or text such as `bond:3600000;general-fund:1200000`. In
    /// the order of the list.
    pub fn amounts<W: Word>(&mut self, name: &'static str) -> Vec<(W, i64)> {
        let amounts = self.read(name, |value| {
            let pairs: Vec<(String, Value)> = match value {
                Value::Object(map) => map.iter().map(|(word, yen)| (word.clone(), yen.clone())).collect(),
                other => list(name, other)?
                    .iter()
                    .map(|pair| pair.split_once([':', '：']).unwrap_or((pair, "")))
                    .map(|(word, yen)| (word.to_owned(), Value::from(yen)))
                    .collect(),
            };
            let mut amounts: Vec<(W, i64)> = Vec::new();
            for (text, yen) in pairs {
                let known = word::<W>(name, &text)?;
                if amounts.iter().any(|(before, _)| *before == known) {
                    let said = Text::new(
                        format!("`{name}` names `{text}` twice; add the amounts up"),
                        format!("`{name}` に `{text}` が2回あります。金額を合計してください"),
                    );
                    return Err(Invalid::new(name, "duplicate", text, said));
                }
                let number = match &yen {
                    Value::Number(number) => number.as_i64(),
                    other => digits(&plain(name, other)?).parse().ok(),
                };
                let number = number.ok_or_else(|| no_number(name, &yen))?;
                if !(0..=MOST_YEN).contains(&number) {
                    return Err(out_of_range(name, number, 0, MOST_YEN));
                }
                amounts.push((known, number));
            }
            Ok(W::iter().filter_map(|w| amounts.iter().find(|(known, _)| *known == w).copied()).collect())
        });
        amounts.unwrap_or_default()
    }

    /// A value that another place knows how to read from its digits, as they were written.
    pub fn digits<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'static str, &str) -> Result<T, Invalid>,
    ) -> Option<T> {
        self.read(name, |value| read(name, &digits(&plain(name, value)?)))
    }

    /// Such a value that must be there; the default after a fault.
    pub fn required_digits<T: Default>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'static str, &str) -> Result<T, Invalid>,
    ) -> T {
        let found = self.digits(name, read);
        self.demand(name, found).unwrap_or_default()
    }

    /// An amount in yen, from 0 to a trillion.
    pub fn yen(&mut self, name: &'static str) -> Option<i64> {
        self.integer(name, 0, MOST_YEN)
    }

    /// A whole date (YYYY-MM-DD), as text.
    pub fn day(&mut self, name: &'static str) -> Option<String> {
        let date = self.date(name)?;
        let text = date.to_string();
        if text.len() == 10 {
            return Some(text);
        }
        let said = Text::new(
            format!("`{name}` is `{text}`; write the whole date, as in 2026-04-01"),
            format!("`{name}` の値 `{text}` は年月日まで指定してください（例: 2026-04-01）"),
        );
        self.refuse(Invalid::new(name, "malformed", text, said));
        None
    }

    /// A whole date that must be there; empty after a fault.
    pub fn required_day(&mut self, name: &'static str) -> String {
        let found = self.day(name);
        self.demand(name, found).unwrap_or_default()
    }

    /// A GeoJSON geometry, as an object or as its text.
    pub fn geometry(&mut self, name: &'static str) -> Option<Geometry> {
        self.read(name, |value| match value {
            Value::String(text) => match serde_json::from_str(text) {
                Ok(parsed) => Geometry::read(name, &parsed),
                Err(_) => Geometry::read(name, value),
            },
            other => Geometry::read(name, other),
        })
    }

    /// Another record within this one: an object whose faults are noted below the name of the field.
    pub fn record<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Fields) -> T) -> Option<T> {
        let cells = self.read(name, |value| value.as_object().cloned().ok_or_else(|| no_object(name, value)))?;
        Some(self.within(name, cells, read))
    }

    /// A list of records within this one: an array of at most `most` objects.
    pub fn records<T>(
        &mut self,
        name: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Fields) -> T,
    ) -> Option<Vec<T>> {
        self.known.push(name);
        // Taken rather than copied: lists may be long.
        let value = self.cells.get_mut(name).filter(|v| !v.is_null()).map(|v| std::mem::replace(v, Value::from("")))?;
        let list = match value {
            Value::Array(list) if list.len() <= most => list,
            other => {
                let given = other.as_array().map_or_else(|| shown(&other), |list| list.len().to_string());
                self.refuse(Invalid::new(
                    name,
                    "malformed",
                    given,
                    Text::new(
                        format!("`{name}` must be an array of at most {most} JSON objects"),
                        format!("`{name}` は JSON オブジェクト{most}件以内の配列にしてください"),
                    ),
                ));
                return None;
            }
        };
        let mut records = Vec::with_capacity(list.len());
        for (index, item) in list.into_iter().enumerate() {
            let place = format!("{name}/{index}");
            match item {
                Value::Object(cells) => records.push(self.within(&place, cells, &mut read)),
                other if self.faults.len() < MOST_FAULTS => {
                    let invalid = no_object(name, &other);
                    self.nested_fault(&place, invalid);
                }
                _ => {}
            }
        }
        Some(records)
    }

    fn within<T>(&mut self, place: &str, cells: Map<String, Value>, read: impl FnOnce(&mut Fields) -> T) -> T {
        let origin = match &self.origin {
            Origin::Body(prefix) => Origin::Body(format!("{prefix}/{place}")),
            row => row.clone(),
        };
        let mut fields = Fields::new(cells, origin);
        let record = read(&mut fields);
        let faults = fields.faults();
        let room = MOST_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(faults.into_iter().take(room));
        record
    }

    fn nested_fault(&mut self, place: &str, invalid: Invalid) {
        let fault = match &self.origin {
            Origin::Body(prefix) => Fault::at(format!("{prefix}/{place}"), invalid),
            row => row.fault(invalid.field, invalid.code, Some(invalid.value), invalid.text),
        };
        self.faults.push(fault);
    }

    /// Columns that have no field of their own, kept as they came: an object of texts, numbers and truth values.
    pub fn attributes(&mut self, name: &'static str) -> String {
        let mut kept = self
            .read(name, |value| {
                let parsed = match value {
                    Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
                    other => other.clone(),
                };
                match parsed {
                    Value::Object(map) if map.len() <= 300 && map.values().all(|v| !v.is_array() && !v.is_object()) => {
                        Ok(map)
                    }
                    _ => Err(Invalid::new(
                        name,
                        "malformed",
                        shown(value),
                        Text::new(
                            format!("`{name}` must be a JSON object of at most 300 texts or numbers"),
                            format!(
                                "`{name}` は文字列か数値だけを値に持つ JSON オブジェクト（300項目以内）にしてください"
                            ),
                        ),
                    )),
                }
            })
            .unwrap_or_default();
        kept.retain(|_, v| !v.is_null());
        Value::Object(kept).to_string()
    }
}

/// A text cell; numbers are read as they are written.
fn plain(name: &'static str, value: &Value) -> Result<String, Invalid> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(Invalid::new(
            name,
            "malformed",
            shown(other),
            Text::new(format!("`{name}` must be text"), format!("`{name}` は文字列にしてください")),
        )),
    }
}

fn no_object(name: &'static str, value: &Value) -> Invalid {
    Invalid::new(
        name,
        "malformed",
        shown(value),
        Text::new(format!("`{name}` must hold JSON objects"), format!("`{name}` は JSON オブジェクトにしてください")),
    )
}

fn list(name: &'static str, value: &Value) -> Result<Vec<String>, Invalid> {
    match value {
        Value::Array(items) => items.iter().map(|item| plain(name, item)).collect(),
        other => {
            let text = plain(name, other)?;
            Ok(text.split([';', '；']).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect())
        }
    }
}

fn float(name: &'static str, value: &Value) -> Result<Option<f64>, Invalid> {
    Ok(match value {
        Value::Number(number) => number.as_f64(),
        other => digits(&plain(name, other)?).parse().ok(),
    })
}

/// Digits as a program reads them: half width, without thousands separators, `▲` as minus.
fn digits(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .map(|c| if c == '▲' || c == '△' { '-' } else { c })
        .collect()
}

fn no_number(name: &'static str, value: &Value) -> Invalid {
    let value = shown(value);
    Invalid::new(
        name,
        "malformed",
        &value,
        Text::new(
            format!("`{name}` is `{value}`, which is not the number that is wanted; write digits only, without a unit"),
            format!("`{name}` の値 `{value}` は数値として読めません。単位を付けず数字だけで書いてください"),
        ),
    )
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facility::{Class, DisasterRole};
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        let Value::Object(map) = value else { panic!("an object") };
        Fields::new(map, Origin::Body("/facilities/3".into()))
    }

    #[test]
    fn every_fault_is_collected_with_its_place() {
        let mut fields = fields(json!({"class": "castle", "floor_area_m2": -1, "colour": "red"}));
        fields.required_text("name", 10);
        fields.required_word("class", Class::Other);
        fields.area("floor_area_m2");
        let faults = fields.faults();
        let places: Vec<&str> = faults.iter().filter_map(|f| f.pointer.as_deref()).collect();
        assert_eq!(
            places,
            ["/facilities/3/name", "/facilities/3/class", "/facilities/3/floor_area_m2", "/facilities/3/colour"]
        );
        assert_eq!(
            faults.iter().map(|f| f.code).collect::<Vec<_>>(),
            ["required", "unknown-value", "out-of-range", "unknown-field"]
        );
    }

    #[test]
    fn an_unknown_field_is_told_the_fields_that_are_read_elsewhere_too() {
        let mut fields = fields(json!({"name": "A", "colour": "red"})).beside(&["works"]);
        fields.required_text("name", 10);
        let faults = fields.faults();
        assert_eq!(faults.len(), 1);
        assert!(faults[0].text.en.ends_with("the fields are works, name"), "{:?}", faults[0].text);
    }

    #[test]
    fn cells_of_a_spreadsheet_are_read_as_people_write_them() {
        let mut fields = fields(json!({
            "floor_area_m2": "１，２３４．５", "completed_year": "昭和52年度", "unit_cost_yen": "12,000",
            "disaster_roles": "指定避難所;evacuation-site", "blank": "  "
        }));
        assert_eq!(fields.area("floor_area_m2"), Some(123_450));
        assert_eq!(fields.fiscal_year("completed_year"), Some(1977));
        assert_eq!(fields.integer("unit_cost_yen", 0, 1_000_000), Some(12_000));
        assert_eq!(fields.words::<DisasterRole>("disaster_roles"), r#"["evacuation-site","shelter"]"#);
        assert_eq!(fields.text("blank", 10), None);
        assert!(fields.faults().is_empty());
    }

    #[test]
    fn only_fields_of_the_record_can_be_illustrative() {
        let mut good = fields(json!({"name": "x", "illustrative": ["name"]}));
        good.required_text("name", 10);
        assert_eq!(good.illustrative(), r#"["name"]"#);
        let mut bad = fields(json!({"name": "x", "illustrative": "name;colour"}));
        bad.required_text("name", 10);
        bad.illustrative();
        assert_eq!(bad.faults().len(), 1);
    }
}
