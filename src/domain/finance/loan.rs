//! How was a bond borrowed: how much, at what rate, for how long, and how is it paid back?
//!
//! # Shapes
//! [`Loan`] is a set of scalars that fit together; [`Dates`] puts its payment dates into the calendar.
//! # Units
//! Whole yen, whole years, payments a year (1, 2, 4 or 12). A payment date falls on the day of the first one, or on the last day
//! of a shorter month. Nothing is rounded here.
//! # Errors
//! Constructors return [`Invalid`] with the field: an amount, term or rhythm outside its range, a grace period as long as the
//! term, dates that contradict each other.
//! # Source
//! Terms and rhythms of 財政融資資金 and 地方公共団体金融機構: half-yearly payments, up to 40 years, up to 5 years of grace. The
//! ranges accepted are ours and wider.

use super::rate::Rate;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::Word;
use crate::domain::units::{FiscalYear, Yen, out_of_range};
use crate::domain::{Invalid, Text};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// How a bond is paid back (償還方法).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Method {
    /// 元利均等: principal and interest together are the same each time
    #[default]
    LevelPayment,
    /// 元金均等: the principal is the same each time
    LevelPrincipal,
}

impl Word for Method {
    fn label_ja(self) -> &'static str {
        match self {
            Method::LevelPayment => "元利均等",
            Method::LevelPrincipal => "元金均等",
        }
    }
}

/// What becomes of the part of a yen in the level payment (端数処理).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PaymentRounding {
    /// 切捨て
    #[default]
    Floor,
    /// 四捨五入
    HalfUp,
    /// 切上げ
    Ceil,
}

impl Word for PaymentRounding {
    fn label_ja(self) -> &'static str {
        match self {
            PaymentRounding::Floor => "切捨て",
            PaymentRounding::HalfUp => "四捨五入",
            PaymentRounding::Ceil => "切上げ",
        }
    }
}

/// Which instalment of level principal takes the yen that do not divide (端数の扱い).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Remainder {
    /// 最終回
    #[default]
    Last,
    /// 初回: the first after the grace period
    First,
}

impl Word for Remainder {
    fn label_ja(self) -> &'static str {
        match self {
            Remainder::Last => "最終回",
            Remainder::First => "初回",
        }
    }
}

/// For how long a bond runs (償還期間), and how much of it is without repayment (据置期間).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    years: u32,
    grace_years: u32,
}

impl Term {
    /// The longest term in years.
    pub const MOST_YEARS: i64 = 60;

    /// From 1 to 60 years, of which at least one is not grace.
    pub fn new(years: i64, grace_years: i64) -> Result<Term, Invalid> {
        if !(1..=Self::MOST_YEARS).contains(&years) {
            return Err(out_of_range("term_years", years, 1, Self::MOST_YEARS));
        }
        if !(0..Self::MOST_YEARS).contains(&grace_years) {
            return Err(out_of_range("grace_years", grace_years, 0, Self::MOST_YEARS - 1));
        }
        if grace_years >= years {
            let most = years - 1;
            let text = Text::new(
                format!(
                    "`grace_years` is `{grace_years}` and `term_years` is `{years}`; the grace period lies within the term and \
                     leaves at least a year for repayment, so it is at most {most} here"
                ),
                format!(
                    "`grace_years` の値 `{grace_years}` は `term_years` の `{years}` より短くしてください。据置期間は償還期間に\
                     含まれます（ここでは最大 {most} 年）"
                ),
            );
            return Err(Invalid::new("grace_years", "contradiction", grace_years, text));
        }
        Ok(Term { years: years as u32, grace_years: grace_years as u32 })
    }

    /// 償還期間(年), the grace period among them.
    pub fn years(self) -> u32 {
        self.years
    }

    /// 据置期間(年)
    pub fn grace_years(self) -> u32 {
        self.grace_years
    }
}

/// Payments a year (年間償還回数): yearly, half-yearly, quarterly or monthly.
pub fn payments_per_year(field: &'static str, number: i64) -> Result<u32, Invalid> {
    match number {
        1 | 2 | 4 | 12 => Ok(number as u32),
        _ => Err(Invalid::new(
            field,
            "unknown-value",
            number,
            Text::new(
                format!("`{field}` is `{number}`; it must be 1, 2, 4 or 12: yearly, half-yearly, quarterly or monthly"),
                format!(
                    "`{field}` の値 `{number}` は使えません。1(年賦)、2(半年賦)、4(四半期賦)、12(月賦) のいずれかにしてください"
                ),
            ),
        )),
    }
}

/// A bond as it was borrowed (借入条件).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loan {
    principal: Yen,
    rate: Rate,
    term: Term,
    payments_per_year: u32,
    /// 償還方法
    pub method: Method,
    /// 端数処理 of the level payment
    pub rounding: PaymentRounding,
    /// 端数の扱い of level principal
    pub remainder: Remainder,
}

impl Loan {
    /// The largest amount that is taken for a bond: a trillion yen.
    pub const MOST_YEN: i64 = 1_000_000_000_000;

    /// A loan of 1 yen to a trillion, paid back half-yearly and the like.
    pub fn new(principal_yen: i64, rate: Rate, term: Term, payments: i64, method: Method) -> Result<Loan, Invalid> {
        if !(1..=Self::MOST_YEN).contains(&principal_yen) {
            return Err(out_of_range("principal_yen", principal_yen, 1, Self::MOST_YEN));
        }
        let payments_per_year = payments_per_year("payments_per_year", payments)?;
        let (rounding, remainder) = (PaymentRounding::default(), Remainder::default());
        Ok(Loan { principal: Yen(principal_yen), rate, term, payments_per_year, method, rounding, remainder })
    }

    /// The same loan with the lender's way with parts of a yen.
    pub fn with(self, rounding: PaymentRounding, remainder: Remainder) -> Loan {
        Loan { rounding, remainder, ..self }
    }

    /// 借入額
    pub fn principal(&self) -> Yen {
        self.principal
    }

    /// 年利率
    pub fn rate(&self) -> Rate {
        self.rate
    }

    /// 償還期間
    pub fn term(&self) -> Term {
        self.term
    }

    /// 年間償還回数
    pub fn payments_per_year(&self) -> u32 {
        self.payments_per_year
    }

    /// How many instalments there are, those of the grace period among them.
    pub fn instalments(&self) -> u32 {
        self.term.years * self.payments_per_year
    }

    /// How many of them are interest only.
    pub fn grace_instalments(&self) -> u32 {
        self.term.grace_years * self.payments_per_year
    }
}

/// When the instalments of a loan are due (償還期日).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    first_on: NaiveDate,
    months_apart: u32,
}

impl Dates {
    /// From the day of the first instalment or the day of borrowing, a period before it; none without either.
    pub fn new(
        loan: &Loan,
        borrowed_on: Option<NaiveDate>,
        first_on: Option<NaiveDate>,
    ) -> Result<Option<Dates>, Invalid> {
        let months_apart = 12 / loan.payments_per_year;
        let Some(first) = first_on.or_else(|| borrowed_on?.checked_add_months(Months::new(months_apart))) else {
            return Ok(None);
        };
        if let (Some(borrowed), Some(first)) = (borrowed_on, first_on) {
            let within = borrowed.checked_add_months(Months::new(12)).is_some_and(|latest| first <= latest);
            if first <= borrowed || !within {
                let text = Text::new(
                    format!(
                        "`first_payment_on` is `{first}` and `borrowed_on` is `{borrowed}`; the first payment lies within the year \
                         after the borrowing"
                    ),
                    format!(
                        "`first_payment_on` の値 `{first}` は `borrowed_on` の `{borrowed}` の後1年以内の日にしてください"
                    ),
                );
                return Err(Invalid::new("first_payment_on", "contradiction", first, text));
            }
        }
        let dates = Dates { first_on: first, months_apart };
        let (from, to) = (fiscal_year_of(first), fiscal_year_of(dates.due_on(loan.instalments())));
        if from < FiscalYear::FIRST || to > FiscalYear::LAST {
            let field = if first_on.is_some() { "first_payment_on" } else { "borrowed_on" };
            let text = Text::new(
                format!(
                    "`{field}` puts payments into {from} to {to}; years are from {} to {}",
                    FiscalYear::FIRST,
                    FiscalYear::LAST
                ),
                format!(
                    "`{field}` では償還が {from} 年度から {to} 年度になります。{} から {} までの年度に収めてください",
                    FiscalYear::FIRST,
                    FiscalYear::LAST
                ),
            );
            return Err(Invalid::new(field, "out-of-range", first_on.or(borrowed_on).unwrap_or(first), text));
        }
        Ok(Some(dates))
    }

    /// The day of an instalment, counted from 1.
    pub fn due_on(&self, number: u32) -> NaiveDate {
        let months = Months::new(number.saturating_sub(1) * self.months_apart);
        self.first_on.checked_add_months(months).unwrap_or(NaiveDate::MAX)
    }

    /// The fiscal year in which an instalment is paid.
    pub fn fiscal_year(&self, number: u32) -> i32 {
        fiscal_year_of(self.due_on(number))
    }
}
