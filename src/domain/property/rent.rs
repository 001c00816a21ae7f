//! What rent is due by fiscal year, what came in, and what is in arrears?
//!
//! A contract covers its days from the first to the last. A fiscal year that it covers whole owes the annual rent; of another it
//! owes the part of the days, or of the months it touches. The rent of a year falls due at the end of the contract's month of
//! payment, or of the first month that it covers when that is later. What is due and has not come in is in arrears.
//!
//! # Shapes
//! One contract and its receipts; a line a fiscal year, from the first year of the contract to its last or to the year that is
//! asked for, whichever is sooner, and years of receipts besides.
//! # Units
//! Whole yen; the rent of a part of a year is rounded down to the yen. Fiscal years begin in April.
//! # Errors
//! [`Terms::new`] refuses a contract that ends before it begins or runs for more than [`LONGEST_YEARS`] years.
//! # Source
//! Local Autonomy Act (地方自治法) §208 (fiscal year), §231 (調定); the proration rules are those that contracts usually name.

use super::word::Proration;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};
use chrono::{Datelike, Days, Months, NaiveDate};
use std::collections::BTreeMap;

/// The longest contract that is taken for one.
pub const LONGEST_YEARS: i32 = 100;

/// The terms of a contract.
#[derive(Clone, Debug)]
pub struct Terms {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    annual_rent: Yen,
    proration: Proration,
    due_month: u32,
}

/// Money that came in for a fiscal year; negative what was paid back or entered wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The fiscal year whose rent it is.
    pub fiscal_year: i32,
    /// When it came in.
    pub received_on: NaiveDate,
    /// How much.
    pub amount: Yen,
}

/// A fiscal year of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// 年度
    pub fiscal_year: i32,
    /// 賃料
    pub rent: Yen,
    /// 納期限, in years that the contract covers
    pub due_on: Option<NaiveDate>,
    /// 調定額: what is due by the day
    pub due: Yen,
    /// 収入済額
    pub received: Yen,
    /// 収入未済額: what is due and has not come in
    pub arrears: Yen,
    /// 過納額: what came in beyond the rent of the year
    pub overpaid: Yen,
}

impl Terms {
    /// Terms that can be reckoned with; `due_month` is a month of the calendar.
    pub fn new(
        starts_on: NaiveDate,
        ends_on: NaiveDate,
        annual_rent: Yen,
        proration: Proration,
        due_month: i64,
    ) -> Result<Terms, Invalid> {
        if ends_on < starts_on {
            let text = Text::new(
                format!("`ends_on` is `{ends_on}`, before `starts_on` `{starts_on}`; correct one of them"),
                format!(
                    "`ends_on` の `{ends_on}` が `starts_on` の `{starts_on}` より前です。どちらかを直してください"
                ),
            );
            return Err(Invalid::new("ends_on", "contradiction", ends_on, text));
        }
        if ends_on.year() - starts_on.year() > LONGEST_YEARS {
            let text = Text::new(
                format!("`ends_on` is `{ends_on}`; a contract runs for {LONGEST_YEARS} years at most"),
                format!("`ends_on` の値 `{ends_on}` は使えません。契約期間は{LONGEST_YEARS}年以内にしてください"),
            );
            return Err(Invalid::new("ends_on", "out-of-range", ends_on, text));
        }
        match u32::try_from(due_month) {
            Ok(due_month @ 1..=12) => Ok(Terms { starts_on, ends_on, annual_rent, proration, due_month }),
            _ => Err(out_of_range("due_month", due_month, 1, 12)),
        }
    }

    /// The first day and the last that it covers of a fiscal year.
    fn covered(&self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        let first = NaiveDate::from_ymd_opt(year, 4, 1)?.max(self.starts_on);
        let last = NaiveDate::from_ymd_opt(year + 1, 3, 31)?.min(self.ends_on);
        (first <= last).then_some((first, last))
    }

    /// The rent of a fiscal year.
    pub fn rent(&self, year: i32) -> Yen {
        let Some((first, last)) = self.covered(year) else { return Yen(0) };
        let (part, whole) = match self.proration {
            Proration::Days => ((last - first).num_days() + 1, days_of(year)),
            Proration::Months => (i64::from(month_number(last) - month_number(first)) + 1, 12),
        };
        Yen((i128::from(self.annual_rent.0) * i128::from(part) / i128::from(whole.max(1))) as i64)
    }

    /// When the rent of a fiscal year falls due.
    pub fn due_on(&self, year: i32) -> Option<NaiveDate> {
        let (first, _) = self.covered(year)?;
        let calendar_year = if self.due_month >= 4 { year } else { year + 1 };
        let usual = NaiveDate::from_ymd_opt(calendar_year, self.due_month, 1)?;
        month_end(usual.max(first))
    }
}

/// Rent due and received by fiscal year as of a day. A receipt after the day does not count.
pub fn account(terms: &Terms, receipts: &[Receipt], as_of: NaiveDate) -> Vec<Line> {
    let mut received: BTreeMap<i32, Yen> = BTreeMap::new();
    for receipt in receipts.iter().filter(|receipt| receipt.received_on <= as_of) {
        *received.entry(receipt.fiscal_year).or_default() += receipt.amount;
    }
    let (first, last) = (fiscal_year_of(terms.starts_on), fiscal_year_of(terms.ends_on).min(fiscal_year_of(as_of)));
    let mut years: Vec<i32> = (first..=last).chain(received.keys().copied()).collect();
    years.sort_unstable();
    years.dedup();
    let line = |fiscal_year: i32| {
        let (rent, due_on) = (terms.rent(fiscal_year), terms.due_on(fiscal_year));
        let due = if due_on.is_some_and(|day| day <= as_of) { rent } else { Yen(0) };
        let received = received.get(&fiscal_year).copied().unwrap_or_default();
        Line {
            fiscal_year,
            rent,
            due_on,
            due,
            received,
            arrears: (due - received).max(Yen(0)),
            overpaid: (received - rent).max(Yen(0)),
        }
    };
    years.into_iter().map(line).collect()
}

fn days_of(year: i32) -> i64 {
    let first = |year| NaiveDate::from_ymd_opt(year, 4, 1);
    first(year).zip(first(year + 1)).map_or(365, |(first, next)| (next - first).num_days())
}

fn month_number(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0() as i32
}

fn month_end(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))
}
