//! Dates as ledgers write them: whole or only to the month or the year, in the Western or the Japanese calendar.
//!
//! # Shapes
//! One date in, one date out; [`PartialDate`] keeps how much of it is known.
//! # Units
//! Calendar days; a fiscal year runs from April to March, so January 2025 is in fiscal year 2024. Nothing is rounded: a
//! year alone gives no fiscal year.
//! # Errors
//! [`PartialDate::parse`] refuses what is not a date of the calendar.
//! # Source
//! Eras: Reiwa from 2019, Heisei from 1989, Showa from 1926, Taisho from 1912, Meiji from 1868 (元号法, 元号を改める政令).
//! Era years beyond the end of an era (平成58年度) stand in official plans and are read by counting on.

use super::{Invalid, Text, units::FiscalYear};
use chrono::{Datelike, NaiveDate};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A date of which the day, or the day and the month, may be unknown. Written `1977`, `1977-12` or `1977-12-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

/// Era names and letters with the year before their first.
const ERAS: [(&str, char, i32); 5] =
    [("令和", 'R', 2018), ("平成", 'H', 1988), ("昭和", 'S', 1925), ("大正", 'T', 1911), ("明治", 'M', 1867)];

impl PartialDate {
    /// Reads `1977-12-01`, `1977/12/1`, `1977年12月`, `昭和52年12月1日`, `S52.12.1`, also in full-width characters.
    pub fn parse(field: &'static str, text: &str) -> Result<PartialDate, Invalid> {
        Self::read(text).ok_or_else(|| {
            Invalid::new(
                field,
                "malformed",
                text,
                Text::new(
                    format!("`{field}` is `{text}`; write a date as 1977, 1977-12, 1977-12-01 or 昭和52年12月1日"),
                    format!("`{field}` の値 `{text}` は日付として読めません。1977-12-01 や 昭和52年12月1日 のように書いてください"),
                ),
            )
        })
    }

    fn read(text: &str) -> Option<PartialDate> {
        let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        let (offset, rest) = ERAS
            .iter()
            .find_map(|(name, letter, before)| {
                let rest =
                    plain.strip_prefix(name).or_else(|| plain.strip_prefix([*letter, letter.to_ascii_lowercase()]))?;
                Some((*before, rest.replacen('元', "1", 1)))
            })
            .unwrap_or((0, plain.clone()));
        let rest = rest.trim_end_matches("度").trim_end_matches(['日', '月', '年']);
        let parts: Vec<&str> = rest.split(['-', '/', '.', '年', '月']).collect();
        let digits = |part: &str, most: usize| {
            let right = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            right.then(|| part.parse::<u32>().ok()).flatten()
        };
        // There is no year 0 of an era.
        let year = digits(parts.first()?, 4).filter(|year| *year > 0)? as i32 + offset;
        if parts.len() > 3
            || (offset == 0 && parts[0].len() != 4)
            || !(FiscalYear::FIRST..=FiscalYear::LAST).contains(&year)
        {
            return None;
        }
        let month = parts.get(1).map(|p| digits(p, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.get(2).map(|p| digits(p, 2)).map_or(Some(None), |d| d.map(Some))?;
        NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
        Some(PartialDate { year, month, day })
    }

    /// The calendar year.
    pub fn calendar_year(self) -> i32 {
        self.year
    }

    /// The fiscal year (年度), when the month is known.
    pub fn fiscal_year(self) -> Option<i32> {
        self.month.map(|month| if month >= 4 { self.year } else { self.year - 1 })
    }

    /// Whether a fiscal year can be that of this date: of a year alone, it or the one before.
    pub fn may_be_in(self, fiscal_year: i32) -> bool {
        match self.fiscal_year() {
            Some(known) => known == fiscal_year,
            None => fiscal_year == self.year || fiscal_year == self.year - 1,
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

/// The fiscal year of a whole date.
pub fn fiscal_year_of(date: NaiveDate) -> i32 {
    if date.month() >= 4 { date.year() } else { date.year() - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        PartialDate::parse("completed_on", text).ok().map(|d| d.to_string())
    }

    #[test]
    fn western_and_japanese_dates_are_read_as_far_as_they_are_known() {
        for (text, date) in [
            ("1977", "1977"),
            ("1977-12", "1977-12"),
            ("1977/2/1", "1977-02-01"),
            ("1977年12月", "1977-12"),
            ("昭和52年12月1日", "1977-12-01"),
            ("Ｓ５２．１２．１", "1977-12-01"),
            ("R6.3.31", "2024-03-31"),
            ("令和元年5月1日", "2019-05-01"),
            ("平成58年度", "2046"),
        ] {
            assert_eq!(read(text).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        for text in [
            "",
            "52",
            "1977-13",
            "1977-02-30",
            "1977-1-1-1",
            "soon",
            "S",
            "令和年",
            "99999",
            "1977-",
            "-1977",
            "令和0年",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn january_belongs_to_the_fiscal_year_before() {
        let date = |text| PartialDate::read(text).and_then(PartialDate::fiscal_year);
        assert_eq!(date("2025-01"), Some(2024));
        assert_eq!(date("2025-04-01"), Some(2025));
        assert_eq!(date("2025"), None);
        assert!(
            PartialDate::read("2025").is_some_and(|d| d.may_be_in(2024) && d.may_be_in(2025) && !d.may_be_in(2026))
        );
    }
}
