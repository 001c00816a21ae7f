//! What interest does a year cost, to the last digit that was agreed?
//!
//! # Shapes
//! One number, read from the digits as they were written, so that 1.1 % is eleven tenths and not the binary fraction beside it.
//! # Units
//! Millionths of a percent a year (10⁻⁸ of the debt). Nothing is rounded: more than six decimals are refused.
//! # Errors
//! [`Rate::parse`] refuses what is no decimal number, has too many decimals, or lies outside 0 to 20 percent.
//! # Source
//! Ours. Published rates of public lenders (財政融資資金, 地方公共団体金融機構) have up to three decimals. Twenty percent is the
//! highest rate that the Interest Rate Restriction Act (利息制限法) §1 knows; no public lender comes near it.

use crate::domain::{Invalid, Text};
use std::fmt;

/// An annual rate of interest (年利率).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u64);

impl Rate {
    /// The highest rate that is taken for one, in percent.
    pub const MOST_PERCENT: u64 = 20;
    /// A percent in the unit of the rate.
    const PERCENT: u64 = 1_000_000;
    /// The whole debt in the unit of the rate.
    pub const WHOLE: u64 = 100 * Self::PERCENT;

    /// Reads percent a year as a decimal number, with or without an exponent.
    pub fn parse(field: &'static str, text: &str) -> Result<Rate, Invalid> {
        let refused = |code: &'static str, en: String, ja: String| Invalid::new(field, code, text, Text::new(en, ja));
        let number = Decimal::read(text.trim()).ok_or_else(|| {
            refused(
                "malformed",
                format!(
                    "`{field}` is `{text}`, which is no decimal number; write percent a year in digits, as in 1.25"
                ),
                format!("`{field}` の値 `{text}` は数値として読めません。年利(%)を 1.25 のように数字で書いてください"),
            )
        })?;
        let range = || {
            let most = Self::MOST_PERCENT;
            refused(
                "out-of-range",
                format!("`{field}` is `{text}`; it must be from 0 to {most} percent a year, as in 1.25"),
                format!("`{field}` の値 `{text}` は範囲外です。年利(%)で 0 から {most} までにしてください（例: 1.25）"),
            )
        };
        if number.negative {
            return Err(range());
        }
        let millionths = number.scaled(6).ok_or_else(|| match number.is_large() {
            true => range(),
            false => refused(
                "malformed",
                format!("`{field}` is `{text}`; a rate has at most six decimals, round it"),
                format!("`{field}` の値 `{text}` は細かすぎます。小数第6位までに丸めてください"),
            ),
        })?;
        if millionths > Self::MOST_PERCENT * Self::PERCENT { Err(range()) } else { Ok(Rate(millionths)) }
    }

    /// Millionths of a percent a year.
    pub fn millionths(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Rate {
    /// Percent a year, without zeros at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:06}", self.0 / Self::PERCENT, self.0 % Self::PERCENT);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The digits of a decimal number and where its point stands.
pub struct Decimal {
    /// Whether it is below zero.
    pub negative: bool,
    /// Without leading and trailing zeros; empty for 0.
    digits: String,
    /// The number is `0.digits × 10^point`.
    point: i64,
}

impl Decimal {
    /// Reads digits with or without a point and an exponent.
    pub fn read(text: &str) -> Option<Decimal> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || mantissa.len() > 400 || !numeric(whole) || !numeric(part) || mantissa.ends_with('.') {
            return None;
        }
        let all = format!("{whole}{part}");
        let digits = all.trim_start_matches('0');
        let point = whole.len() as i64 - (all.len() - digits.len()) as i64 + i64::from(exponent);
        let digits = digits.trim_end_matches('0').to_owned();
        // Minus zero is zero.
        Some(Decimal { negative: negative && !digits.is_empty(), point, digits })
    }

    fn is_large(&self) -> bool {
        self.point > 12
    }

    /// The number times a power of ten, if that is whole and not immense.
    pub fn scaled(&self, decimals: i64) -> Option<u64> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let zeros = self.point + decimals - self.digits.len() as i64;
        if self.is_large() || !(0..=18).contains(&zeros) || self.digits.len() > 19 {
            return None;
        }
        self.digits.parse::<u64>().ok()?.checked_mul(10_u64.checked_pow(zeros as u32)?)
    }
}
