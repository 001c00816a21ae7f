//! What money of later years is worth at the beginning of the base year, and which constant yearly amount is worth the same.
//!
//! A forecast is at the prices of the beginning of the base year. What it says for the year `t` (0 is the base year) is
//! paid `t + τ` years later, where `τ` is 0 at the start of a fiscal year, ½ in its middle and 1 at its end:
//!
//! ```text
//! amount paid        = cost · ((1 + e) · (1 + i))^(t + τ)       real: without i
//! present value      = amount · (1 + r)^-(t + τ)
//! annual equivalent  = Σ present values / Σ (1 + r)^-(t + τ)
//! ```
//!
//! with the discount rate `r`, the general inflation `i` and `e`, by which building prices rise faster than others. A real
//! rate goes with amounts without inflation, a nominal rate with amounts that have it; with
//! `1 + nominal = (1 + real)(1 + i)` both give the same present value.
//!
//! # Shapes
//! [`Discounting`] a factor for each year of the horizon.
//! # Units
//! [`Rate`] and [`Change`] in millionths of a percent. Factors are `f64`, made by multiplication and one square root, so they are the same
//! on every machine; a factor is then multiplied with whole yen exactly (in 128 bits) and the product rounded once, half
//! away from zero. Sums are sums of rounded yen, so years and classes give the same total. What exceeds [`i64::MAX`] is
//! given as that number.
//! # Errors
//! [`Change::parse`] returns [`Invalid`] for what [`Rate::parse`] refuses, but for the sign; [`Discounting::new`] cannot fail.
//! # Source
//! 公共事業評価の費用便益分析に関する技術指針 (国土交通省, 2009): social discount rate of 4 %, base year without discount, which
//! is `start` here. HM Treasury, The Green Book, annex on discounting (3.5 %). ISO 15686-5 (2017) on real and nominal costs.

use crate::domain::Invalid;
use crate::domain::facility::labels;
use crate::domain::finance::Rate;
use crate::domain::units::Yen;
use serde::{Deserialize, Serialize};
use std::fmt;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// When in its fiscal year money is paid (支払時点).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Timing {
    /// 年度当初: the base year is not discounted
    Start,
    /// 年度央
    Mid,
    /// 年度末
    End,
}

labels!(Timing { Start => "年度当初", Mid => "年度央", End => "年度末" });

/// Whether a discount rate contains inflation (割引率の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Basis {
    /// 実質
    Real,
    /// 名目
    Nominal,
}

labels!(Basis { Real => "実質", Nominal => "名目" });

/// By how much prices rise a year, or fall (年変化率).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    falling: bool,
    by: Rate,
}

impl Change {
    /// Reads percent a year, which may be below zero.
    pub fn parse(field: &'static str, text: &str) -> Result<Change, Invalid> {
        let text = text.trim();
        let falling = text.starts_with('-');
        let by = Rate::parse(field, text.strip_prefix('-').unwrap_or(text))?;
        Ok(Change { falling, by })
    }

    fn growth(self) -> f64 {
        if self.falling { factor(Rate::WHOLE - self.by.millionths()) } else { growth(self.by) }
    }
}

impl fmt::Display for Change {
    /// Percent a year.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.falling && self.by != Rate::default() {
            f.write_str("-")?;
        }
        self.by.fmt(f)
    }
}

fn growth(rate: Rate) -> f64 {
    factor(Rate::WHOLE + rate.millionths())
}

/// Below 2³¹, so both numbers are exact.
fn factor(millionths: u64) -> f64 {
    millionths as f64 / Rate::WHOLE as f64
}

/// At which rates and from when money is discounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// 割引率
    pub rate: Rate,
    /// Whether it contains inflation.
    pub basis: Basis,
    /// 一般物価上昇率: only nominal amounts have it.
    pub inflation: Change,
    /// 建設物価の実質上昇率: by how much building prices rise faster than others.
    pub escalation: Change,
    /// 支払時点
    pub timing: Timing,
}

/// Factors for each year of a horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Discounting {
    prices: Vec<f64>,
    present: Vec<f64>,
    annuity: f64,
}

impl Discounting {
    /// For so many years from the base year.
    pub fn new(terms: Terms, years: u32) -> Discounting {
        let price = match terms.basis {
            Basis::Real => terms.escalation.growth(),
            Basis::Nominal => terms.escalation.growth() * terms.inflation.growth(),
        };
        let prices = powers(price, terms.timing, years);
        let discount = powers(1.0 / growth(terms.rate), terms.timing, years);
        let present = prices.iter().zip(&discount).map(|(price, discount)| price * discount).collect();
        Discounting { prices, present, annuity: discount.iter().sum() }
    }

    /// What is paid in the year `t` for what costs so much at the prices of the base year.
    pub fn amount(&self, t: usize, cost: Yen) -> Yen {
        times(cost, self.prices.get(t).copied().unwrap_or_default())
    }

    /// What that is worth at the beginning of the base year.
    pub fn present_value(&self, t: usize, cost: Yen) -> Yen {
        times(cost, self.present.get(t).copied().unwrap_or_default())
    }

    /// By what a cost of each year is multiplied to give its present value.
    pub fn factors(&self) -> &[f64] {
        &self.present
    }

    /// The yearly amount, of each year alike, that is worth as much.
    pub fn annual_equivalent(&self, present_value: Yen) -> Yen {
        times(present_value, if self.annuity > 0.0 { 1.0 / self.annuity } else { 0.0 })
    }
}

/// `base^(t + τ)` for each year.
fn powers(base: f64, timing: Timing, years: u32) -> Vec<f64> {
    let mut power = match timing {
        Timing::Start => 1.0,
        Timing::Mid => base.sqrt(),
        Timing::End => base,
    };
    let step = |_| {
        let now = power;
        power *= base;
        now
    };
    (0..years).map(step).collect()
}

/// An amount times a factor that is not negative, rounded half away from zero. The product is exact: an `f64` is a whole
/// number of 53 bits times a power of two.
pub fn times(amount: Yen, factor: f64) -> Yen {
    let bits = factor.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, (bits & ((1 << 52) - 1)) as i128);
    // What is so small that it is not normal rounds to nothing in any case.
    if exponent == 0 {
        return Yen(0);
    }
    let product = i128::from(amount.0.unsigned_abs()) * (fraction | 1 << 52);
    let shift = 1075 - exponent;
    let rounded = match shift {
        1..=126 => (product + (1_i128 << (shift - 1))) >> shift,
        127.. => 0,
        _ if product == 0 => 0,
        _ if shift > -10 => product.checked_mul(1 << -shift).unwrap_or(i128::MAX),
        _ => i128::MAX,
    };
    let limited = i64::try_from(rounded).unwrap_or(i64::MAX);
    Yen(if amount.0 < 0 { -limited } else { limited })
}
