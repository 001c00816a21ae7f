//! What does a cell of a table say? Text to amounts, numbers, dates and flags, as people write them.

use super::naming::half_width;
use crate::domain::calendar::PartialDate;
use chrono::{Days, NaiveDate};
use std::borrow::Cow;

/// Why a cell cannot be read: the kind of fault, and the sentence about it that follows the value.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of fault it is, kebab-case.
    pub code: &'static str,
    /// The sentence in English.
    pub en: Cow<'static, str>,
    /// The sentence in Japanese.
    pub ja: Cow<'static, str>,
}

impl Refusal {
    /// What is said.
    pub fn new(code: &'static str, en: impl Into<Cow<'static, str>>, ja: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal { code, en: en.into(), ja: ja.into() }
    }
}

/// Signs that people put where there is nothing.
fn is_blank(plain: &str) -> bool {
    matches!(plain, "" | "-" | "ー" | "―" | "—" | "–" | "−" | "─" | "‐" | "…" | "*" | "**")
}

/// Whether a cell of anything but text says that there is nothing.
pub fn says_nothing(cell: &str) -> bool {
    match cell.as_bytes() {
        [] | [b'-'] => true,
        [first, ..] if first.is_ascii_alphanumeric() || cell.len() > 6 => false,
        _ => is_blank(&half_width(cell)),
    }
}

/// An amount of so many yen a unit (金額): digits, full width too, thousands separators, ▲ △ - or ( ) for less than 0.
pub fn amount(cell: &str, yen: i64) -> Result<Option<i64>, Refusal> {
    let bytes = cell.as_bytes();
    if (1..=18).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit) {
        let number = bytes.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        return number.checked_mul(yen).map(Some).ok_or_else(too_large);
    }
    if says_nothing(cell) {
        return Ok(None);
    }
    if cell.len() > 100 {
        return Err(no_amount());
    }
    let plain = half_width(cell);
    let (negative, digits) = signed(&plain);
    let (digits, yen) = match digits.strip_suffix("千円") {
        Some(digits) => (digits, 1_000),
        None => match digits.strip_suffix('円') {
            Some(digits) => (digits, 1),
            None => (digits.trim_start_matches(['¥', '\\']), yen),
        },
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = ungrouped(whole).ok_or_else(no_amount)?;
    let fraction = fraction.trim_end_matches('0');
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(no_amount());
    }
    if whole.len() > 25 {
        return Err(too_large());
    }
    let mut total = whole.parse::<i128>().map_err(|_| no_amount())? * i128::from(yen);
    if !fraction.is_empty() {
        let parts = fraction.parse::<i128>().ok().filter(|_| fraction.len() <= 9);
        let (parts, scale) = (parts.ok_or_else(no_whole_yen)?, 10_i128.pow(fraction.len() as u32));
        if parts * i128::from(yen) % scale != 0 {
            return Err(no_whole_yen());
        }
        total += parts * i128::from(yen) / scale;
    }
    i64::try_from(if negative { -total } else { total }).map(Some).map_err(|_| too_large())
}

fn signed(plain: &str) -> (bool, &str) {
    if let Some(inside) = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inside);
    }
    match plain.strip_prefix(['▲', '△', '-', '−', '‐', '–', '―']) {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    }
}

/// Digits without the separators between groups of three; `None` when it is anything else.
fn ungrouped(digits: &str) -> Option<Cow<'_, str>> {
    if digits.contains(',') {
        let mut groups = digits.split(',');
        let first = groups.next()?;
        if !(1..=3).contains(&first.len()) || !groups.all(|group| group.len() == 3) {
            return None;
        }
    }
    let plain = if digits.contains(',') { Cow::Owned(digits.replace(',', "")) } else { Cow::Borrowed(digits) };
    (!plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit())).then_some(plain)
}

fn no_amount() -> Refusal {
    Refusal::new(
        "malformed",
        "it is not an amount; write digits only, such as 1234567 or ▲1,000",
        "金額として読めません。1234567 や ▲1,000 のように数字で書いてください",
    )
}

fn no_whole_yen() -> Refusal {
    Refusal::new(
        "malformed",
        "it is not a whole number of yen; round it, or state the unit (千円) that it is written in",
        "1円未満の端数があります。円単位の整数に直すか、単位(千円)を見出しに書いてください",
    )
}

fn too_large() -> Refusal {
    Refusal::new(
        "out-of-range",
        "it is larger than any amount that can be kept (9.2 × 10^18 yen); check the digits and the unit",
        "扱える金額(約922京円)を超えています。桁と単位を確かめてください",
    )
}

/// A whole number in a range, a trailing 年 left aside.
pub fn whole(cell: &str, low: i64, high: i64) -> Result<Option<i64>, Refusal> {
    let number = match cell.parse::<i64>() {
        Ok(number) => Some(number),
        Err(_) => amount(half_width(cell).trim_end_matches('年'), 1).map_err(|_| {
            let (en, ja) = (
                format!("it is not a whole number; write one from {low} to {high}"),
                format!("整数として読めません。{low} から {high} までの数字で書いてください"),
            );
            Refusal::new("malformed", en, ja)
        })?,
    };
    match number {
        Some(number) if !(low..=high).contains(&number) => Err(Refusal::new(
            "out-of-range",
            format!("it must be from {low} to {high}"),
            format!("範囲外です。{low} から {high} までにしてください"),
        )),
        number => Ok(number),
    }
}

/// A number that is not less than 0 (数量).
pub fn number(cell: &str) -> Result<Option<f64>, Refusal> {
    if says_nothing(cell) {
        return Ok(None);
    }
    let digits_only = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if cell.len() <= 25 && digits_only(cell) {
        return cell.parse().map(Some).map_err(|_| no_number());
    }
    let plain = if cell.len() <= 100 { half_width(cell) } else { return Err(no_number()) };
    let bare = plain.strip_suffix("m2").or_else(|| plain.strip_suffix('m')).unwrap_or(&plain);
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, "0"));
    let whole = ungrouped(whole).ok_or_else(no_number)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(no_number());
    }
    format!("{whole}.{fraction}").parse().map(Some).map_err(|_| no_number())
}

fn no_number() -> Refusal {
    Refusal::new(
        "malformed",
        "it is not a number from 0 up; write digits only, without a unit",
        "0 以上の数値として読めません。単位を付けず数字だけで書いてください",
    )
}

/// A share (所有割合): 0 to 1, a percentage, or a fraction; whether it was read as a percentage without saying so.
pub fn share(cell: &str, percent: bool) -> Result<(Option<f64>, bool), Refusal> {
    let refusal = || {
        Refusal::new(
            "out-of-range",
            "it is not a share; write 0 to 1, such as 0.5, or a percentage, such as 50%",
            "割合として読めません。0.5 のような 0 ～ 1 の数か、50% のように書いてください",
        )
    };
    if says_nothing(cell) {
        return Ok((None, false));
    }
    let whole = (cell == "1").then_some(if percent { 0.01 } else { 1.0 });
    if whole.is_some() {
        return Ok((whole, false));
    }
    let plain = if cell.len() <= 60 { half_width(cell) } else { return Err(refusal()) };
    let ratio = |over: &str, under: &str| Some(over.parse::<u32>().ok()? as f64 / under.parse::<u32>().ok()? as f64);
    if let Some((over, under)) = plain.split_once('/') {
        return ratio(over, under).filter(|r| (0.0..=1.0).contains(r)).map(|r| (Some(r), false)).ok_or_else(refusal);
    }
    let (digits, percent) = plain.strip_suffix('%').map_or((plain.as_str(), percent), |digits| (digits, true));
    let given = number(digits).ok().flatten().ok_or_else(refusal)?;
    let assumed = !percent && given > 1.0;
    let share = if percent || assumed { given / 100.0 } else { given };
    if share <= 1.0 { Ok((Some(share), assumed)) } else { Err(refusal()) }
}

/// A date as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// A day.
    Whole(NaiveDate),
    /// Only the year or the year and the month.
    Partial(PartialDate),
    /// A fiscal year (年度), which stands for the 31 March in which it ends.
    EndOfYear(NaiveDate),
}

/// A date (年月日); `serial`: whether a bare number of five digits is a day as workbooks count them.
pub fn date(cell: &str, serial: bool) -> Result<Option<Date>, Refusal> {
    if let Some(date) = western(cell.as_bytes()) {
        return Ok(Some(Date::Whole(date)));
    }
    if says_nothing(cell) {
        return Ok(None);
    }
    let refusal = || {
        Refusal::new(
            "malformed",
            "it is not a date of the calendar; write 2024-03-31, 令和6年3月31日 or 令和5年度",
            "日付として読めません。2024-03-31、令和6年3月31日、令和5年度 のように書いてください",
        )
    };
    let plain = if cell.len() <= 100 { half_width(cell) } else { return Err(refusal()) };
    if plain.bytes().all(|b| b.is_ascii_digit()) && (plain.len() == 8 || (serial && plain.len() == 5)) {
        let number: u32 = plain.parse().map_err(|_| refusal())?;
        let date = match plain.len() {
            5 => from_serial(f64::from(number), false),
            _ => NaiveDate::from_ymd_opt((number / 10_000) as i32, number / 100 % 100, number % 100),
        };
        return date.filter(in_range).map(|date| Some(Date::Whole(date))).ok_or_else(refusal);
    }
    let fiscal = plain.strip_suffix('末').unwrap_or(&plain).strip_suffix('度');
    let read = PartialDate::parse("date", fiscal.unwrap_or(&plain)).map_err(|_| refusal())?;
    if fiscal.is_some_and(|year| year.ends_with('年')) && read.fiscal_year().is_none() {
        let end = NaiveDate::from_ymd_opt(read.calendar_year() + 1, 3, 31);
        return end.map(|end| Some(Date::EndOfYear(end))).ok_or_else(refusal);
    }
    if fiscal.is_some() {
        return Err(refusal());
    }
    Ok(Some(NaiveDate::parse_from_str(&read.to_string(), "%Y-%m-%d").map_or(Date::Partial(read), Date::Whole)))
}

fn in_range(date: &NaiveDate) -> bool {
    use crate::domain::units::FiscalYear;
    use chrono::Datelike;
    (FiscalYear::FIRST..=FiscalYear::LAST).contains(&date.year())
}

/// `2024-03-31`.
pub fn iso(date: NaiveDate) -> String {
    use chrono::Datelike;
    let (year, month, day) = (date.year().clamp(0, 9_999) as u32, date.month(), date.day());
    let digit = |number: u32| char::from(b'0' + (number % 10) as u8);
    let mut text = String::with_capacity(10);
    text.extend([digit(year / 1_000), digit(year / 100), digit(year / 10), digit(year), '-']);
    text.extend([digit(month / 10), digit(month), '-', digit(day / 10), digit(day)]);
    text
}

/// The day that a workbook means by a number; a time of day is left aside.
pub fn from_serial(serial: f64, from_1904: bool) -> Option<NaiveDate> {
    let origin = if from_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let days = serial.floor();
    // Before day 61 the count of the old system is one off, for it knows a 29 February 1900.
    let days = if !from_1904 && (1.0..60.0).contains(&days) { days + 1.0 } else { days };
    if !(0.0..=2_958_465.0).contains(&days) {
        return None;
    }
    NaiveDate::from_ymd_opt(origin.0, origin.1, origin.2)?.checked_add_days(Days::new(days as u64))
}

/// `2024-03-31` or `2024/3/31`, a time of midnight behind it left aside.
fn western(bytes: &[u8]) -> Option<NaiveDate> {
    let bytes = match bytes {
        [date @ .., b' ', b'0', b':', b'0', b'0'] => date,
        [date @ .., b' ' | b'T', b'0', b'0', b':', b'0', b'0', b':', b'0', b'0'] => date,
        date => date,
    };
    if !(8..=10).contains(&bytes.len()) || !matches!(bytes[4], b'-' | b'/') {
        return None;
    }
    let digits = |part: &[u8]| {
        let right = (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
        right.then(|| part.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    };
    let rest = &bytes[5..];
    let split = rest.iter().position(|b| *b == bytes[4]).filter(|at| *at <= 2 && rest.len() - at <= 3)?;
    let date =
        NaiveDate::from_ymd_opt(digits(&bytes[..4])? as i32, digits(&rest[..split])?, digits(&rest[split + 1..])?);
    date.filter(in_range)
}

/// A flag (記号): ○ ● 有 1 済 or × 無 0; the words that only this column knows come on top.
pub fn flag(cell: &str, yes: &[&str]) -> Result<bool, Refusal> {
    match cell {
        "" | "0" | "-" => return Ok(false),
        "1" | "○" => return Ok(true),
        _ => {}
    }
    let plain = super::naming::key(cell);
    if yes.iter().any(|word| super::naming::key(word) == plain) {
        return Ok(true);
    }
    match plain.as_str() {
        "1" | "○" | "〇" | "◯" | "●" | "◎" | "有" | "あり" | "済" | "レ" | "✓" | "✔" | "true" | "yes" | "y"
        | "該当" | "対象" | "はい" => Ok(true),
        "" | "0" | "×" | "✕" | "✗" | "x" | "無" | "なし" | "未" | "false" | "no" | "n" | "非該当" | "対象外"
        | "いいえ" | "売却不可" | "売却不可能" | "否" => Ok(false),
        _ => Err(Refusal::new(
            "unknown-value",
            "it is not a mark; write ○ or 1 for yes, and nothing or 0 for no",
            "記号として読めません。該当するときは ○ か 1、しないときは空欄か 0 にしてください",
        )),
    }
}

/// Text up to `most` characters, without control characters and without what a spreadsheet writes for a failed formula.
pub fn text(cell: &str, most: usize) -> Result<(), Refusal> {
    if cell.len() > most && cell.chars().nth(most).is_some() {
        return Err(Refusal::new(
            "malformed",
            format!("it has more than {most} characters; shorten it"),
            format!("{most} 文字を超えています。短くしてください"),
        ));
    }
    // C2 opens the control characters beyond ASCII.
    let suspicious = cell.bytes().any(|b| b < b' ' || b == 0x7f || b == 0xc2);
    if suspicious && cell.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        return Err(Refusal::new(
            "malformed",
            "it holds a control character, which cannot be seen; delete it",
            "目に見えない制御文字が含まれています。削除してください",
        ));
    }
    if cell.starts_with('#') && is_formula_error(cell) {
        return Err(Refusal::new(
            "malformed",
            "it is the error of a formula; mend the formula or write the value",
            "数式のエラーです。数式を直すか値を入れてください",
        ));
    }
    Ok(())
}

fn is_formula_error(cell: &str) -> bool {
    matches!(
        cell,
        "#N/A" | "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NULL!" | "#NUM!" | "#GETTING_DATA" | "#SPILL!"
    )
}
