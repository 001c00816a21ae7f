//! What an asset loses in value each year by straight-line depreciation (定額法), and at what it then stands in the books.
//!
//! An asset of the gross cost `c` (yen) and the useful life `n` (years) is charged every fiscal year
//!
//! ```text
//! annual = round(c · rate(n) / 1000)      rate(n) from the statutory table, per mille; not c / n
//! charge = min(annual, cost − accumulated − memo)
//! ```
//!
//! until only the memo value is left. The rates are rounded up, so many assets are written off before their life is
//! over (life 47: by the 46th charge), and where the yen are rounded down on a small cost the last few yen fall into a
//! year after it. So whether an asset is fully depreciated is told by its book value, never by its age.
//!
//! The first charge falls, by [`StartPolicy`]:
//!
//! ```text
//! next-fiscal-year      the fiscal year after that of service, whole
//! month-of-service      the year of service: floor(annual · m / 12), m = 12 for April … 1 for March
//! month-after-service   the year of service: floor(annual · m / 12), m = 11 for April … 0 for March
//! ```
//!
//! A first year with `m = 0` has no charge. After a partial first year the charge is whole, and what is missing falls
//! into the last year. If the cost is so small that a whole year's charge rounds to 0 yen (5 yen over 50 years), there
//! is never a charge, and the asset stays at its cost until somebody writes it off.
//!
//! # Shapes
//! One asset at a time: [`Terms`] and [`Standing`] in, yen out. [`charge`] answers one year; [`schedule`] all years;
//! [`elapsed_accumulated`] the sum of the years gone by without listing them.
//! # Units
//! Whole yen; rates per mille; fiscal years. The fraction of the annual charge goes as [`Rules::rounding`] says; the
//! months of a first year are always rounded down, from the annual charge in whole yen. A cost below 0 is charged
//! nothing, a charge is never more than the cost it is reckoned on, and no amount, however absurd, overflows.
//! # Errors
//! None here: the constructors of [`UsefulLife`] and [`RateTable`] return [`Invalid`](super::Invalid).
//! # Source
//! 統一的な基準による地方公会計マニュアル (総務省), 資産評価及び固定資産台帳整備の手引き 42, 44, 45: straight-line, by the rate
//! table. Rates: 減価償却資産の耐用年数等に関する省令 別表第八. Memo value of 1 yen for tangible, none for intangible assets:
//! 財務書類作成要領 56. Ours: the rounding of the annual charge is a parameter, for no source tells it.

mod rates;
#[cfg(test)]
mod tests;

pub use rates::{Kind, LONGEST_LIFE, RateTable, Rounding, Rules, UsefulLife, from_named};

use super::asset::StartPolicy;
use super::calendar::fiscal_year_of;
use super::units::{FiscalYear, Yen};
use chrono::{Datelike, NaiveDate};

/// When an asset came into service (供用開始), as far as depreciation asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Service {
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// The calendar month, 1 to 12.
    pub month: u32,
}

impl Service {
    /// The fiscal year and month of a date; a date outside the fiscal years 1868 to 2300 counts to the nearest of them.
    pub fn of(date: NaiveDate) -> Service {
        Service { fiscal_year: nearest(fiscal_year_of(date)), month: date.month() }
    }

    /// How many months of the fiscal year, from April, had passed when the month of service began: 0 to 11.
    fn months_passed(self) -> u32 {
        // The first remainder keeps a month that is none (it is a public field) from overflowing.
        (self.month % 12 + 8) % 12
    }
}

/// The accepted fiscal year that is nearest to a year.
fn nearest(year: i32) -> FiscalYear {
    let within = i64::from(year.clamp(FiscalYear::FIRST, FiscalYear::LAST));
    loop {
        // This is true at once, for the year has just been brought into the range.
        if let Ok(year) = FiscalYear::new("in_service_on", within) {
            return year;
        }
    }
}

/// One asset's terms of depreciation in one fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// 耐用年数
    pub life: UsefulLife,
    /// 供用開始
    pub in_service: Service,
    /// 備忘価額: the book value below which it does not fall
    pub memo: Yen,
    /// 償却開始の方法
    pub start_policy: StartPolicy,
}

impl Terms {
    /// The months of a fiscal year for which it is charged, 0 to 12.
    fn months(&self, year: FiscalYear) -> u32 {
        let first = self.in_service.fiscal_year;
        if year != first {
            return if year > first { 12 } else { 0 };
        }
        match self.start_policy {
            StartPolicy::NextFiscalYear => 0,
            StartPolicy::MonthOfService => 12 - self.in_service.months_passed(),
            StartPolicy::MonthAfterService => 11 - self.in_service.months_passed(),
        }
    }
}

/// What an asset stands at during a year, before the charge of that year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Gross cost on which the charge is reckoned: that at the start of the year; in a partial first year that with
    /// which the asset came into service.
    pub basis: Yen,
    /// 取得価額等: gross cost against which the charge is taken, with what was added and taken away during the year.
    pub cost: Yen,
    /// 減価償却累計額
    pub accumulated: Yen,
}

/// The charge of one fiscal year, and what the asset stands at after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// 年度
    pub fiscal_year: FiscalYear,
    /// 減価償却額, always more than 0
    pub charge: Yen,
    /// 減価償却累計額 at the end of the year
    pub accumulated: Yen,
    /// 期末簿価
    pub book_value: Yen,
}

/// The charge of a whole year (年間償却額) on a gross cost, not yet limited by the book value.
#[inline]
pub fn annual_charge(cost: Yen, life: UsefulLife, rules: &Rules) -> Yen {
    let (cost, rate) = (cost.0.max(0), i64::from(rules.rates.per_mille(life)));
    let up = match rules.rounding {
        Rounding::Floor => 0,
        Rounding::HalfUp => 500,
        Rounding::Ceiling => 999,
    };
    // Whole thousands are charged exactly and only the rest is rounded: the same yen as from `cost · rate / 1000`, but
    // no product exceeds the cost, so 64 bits are enough.
    Yen(cost / 1000 * rate + (cost % 1000 * rate + up) / 1000)
}

/// The part of a whole year's charge that falls to some of its months, rounded down.
#[inline]
fn pro_rata(annual: Yen, months: u32) -> Yen {
    let (annual, months) = (annual.0, i64::from(months));
    // Split as above, lest twelve times a large amount overflow.
    Yen(annual / 12 * months + annual % 12 * months / 12)
}

/// What may still be charged before the book value reaches the memo.
#[inline]
fn room(cost: Yen, accumulated: Yen, memo: Yen) -> Yen {
    Yen((cost - accumulated - memo).0.max(0))
}

/// The charge of one fiscal year (当年度の減価償却額): 0 before the start, for the months of service in the first year of a
/// monthly policy, else that of a whole year; never more than what is left above the memo value and never negative.
#[inline]
pub fn charge(year: FiscalYear, terms: &Terms, standing: &Standing, rules: &Rules) -> Yen {
    let months = terms.months(year);
    if months == 0 {
        return Yen(0);
    }
    let annual = annual_charge(standing.basis, terms.life, rules);
    let due = if months == 12 { annual } else { pro_rata(annual, months) };
    due.min(room(standing.cost, standing.accumulated, terms.memo))
}

/// Every charge from a year on, or from the first year with a charge if that is later, until the asset is fully
/// depreciated or the last accepted fiscal year (2300) is over. The cost stays as it is all the while.
///
/// It is empty if nothing is left above the memo value, and also if a whole year's charge rounds to 0 yen.
pub fn schedule(cost: Yen, opening_accumulated: Yen, from: FiscalYear, terms: &Terms, rules: &Rules) -> Vec<Charge> {
    let mut charges = Vec::new();
    let mut standing = Standing { basis: cost, cost, accumulated: opening_accumulated };
    let mut year = from.max(terms.in_service.fiscal_year);
    while year.year() <= FiscalYear::LAST {
        let charge = charge(year, terms, &standing, rules);
        if charge > Yen(0) {
            standing.accumulated += charge;
            let book_value = cost - standing.accumulated;
            charges.push(Charge { fiscal_year: year, charge, accumulated: standing.accumulated, book_value });
        } else if year > terms.in_service.fiscal_year {
            // A whole year without a charge is followed by no other charge.
            break;
        }
        year = year.plus(1);
    }
    charges
}

/// What the charges up to and including a fiscal year come to: the accumulated depreciation with which an asset that
/// was in service long before comes into the register. It is the sum of [`schedule`] from the beginning; `service`
/// stands in place of that in the terms.
pub fn elapsed_accumulated(cost: Yen, service: Service, through: FiscalYear, terms: &Terms, rules: &Rules) -> Yen {
    let terms = Terms { in_service: service, ..*terms };
    let through = through.year().min(FiscalYear::LAST);
    let whole_years = i64::from(through - service.fiscal_year.year());
    if whole_years < 0 {
        return Yen(0);
    }
    let annual = annual_charge(cost, terms.life, rules);
    let first = pro_rata(annual, terms.months(service.fiscal_year));
    (first + Yen(annual.0.saturating_mul(whole_years))).min(room(cost, Yen(0), terms.memo))
}
