//! What part of an amount is it, exactly?
//!
//! # Shapes
//! A fraction in lowest terms from 0 to 1, read from `2/3`, `66.7%` or `0.9`.
//! # Units
//! Parts of the whole; amounts are floored to whole yen, or down to a multiple of a unit. Two thirds stay two thirds: the rates
//! that laws name are thirds and halves, and the rounded percentages of leaflets do not add up to what is paid.
//! # Errors
//! [`Share::parse`] refuses what is neither form, and what is not from 0 to 1.
//! # Source
//! Ours.

use super::rate::Decimal;
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use std::fmt;

/// A part of the whole (率).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    part: u64,
    whole: u64,
}

impl Default for Share {
    fn default() -> Share {
        Share::NONE
    }
}

impl Share {
    /// Nothing of it.
    pub const NONE: Share = Share { part: 0, whole: 1 };
    /// The largest denominator of a written fraction.
    const MOST_PARTS: u64 = 1_000_000;

    /// Reads `2/3`, `66.7%` or `0.667`.
    pub fn parse(field: &'static str, text: &str) -> Result<Share, Invalid> {
        Self::read(text.trim()).filter(|share| share.part <= share.whole).ok_or_else(|| {
            Invalid::new(
                field,
                "malformed",
                text,
                Text::new(
                    format!("`{field}` is `{text}`; write a share from 0 to 1 as 2/3, 66.7% or 0.9"),
                    format!("`{field}` の値 `{text}` は率として読めません。0 から 1 までの率を 2/3、66.7%、0.9 のように書いてください"),
                ),
            )
        })
    }

    fn read(text: &str) -> Option<Share> {
        if let Some((part, whole)) = text.split_once('/') {
            let (part, whole) = (part.trim().parse::<u64>().ok()?, whole.trim().parse::<u64>().ok()?);
            return (1..=Self::MOST_PARTS).contains(&whole).then(|| Share::of(part, whole));
        }
        let (digits, whole) = match text.strip_suffix(['%', '％']) {
            Some(digits) => (digits.trim(), 100_000_000),
            None => (text, 1_000_000),
        };
        let number = Decimal::read(digits).filter(|number| !number.negative)?;
        Some(Share::of(number.scaled(6)?, whole))
    }

    fn of(part: u64, whole: u64) -> Share {
        let common = common_divisor(part, whole).max(1);
        Share { part: part / common, whole: whole / common }
    }

    /// The part of an amount, floored to the yen.
    pub fn of_amount(self, amount: Yen) -> Yen {
        self.floored(amount, Yen(1))
    }

    /// The part of an amount, down to a multiple of a unit.
    pub fn floored(self, amount: Yen, unit: Yen) -> Yen {
        let unit = i128::from(unit.0.max(1));
        let part = i128::from(amount.0) * i128::from(self.part) / i128::from(self.whole);
        Yen((part / unit * unit) as i64)
    }

    /// Whether it is nothing.
    pub fn is_none(self) -> bool {
        self.part == 0
    }
}

/// Part of a whole in hundredths of a percent, half up; 0 of nothing.
pub fn basis_points(part: Yen, whole: Yen) -> i64 {
    let (part, whole) = (i128::from(part.0), i128::from(whole.0));
    if whole <= 0 {
        return 0;
    }
    ((part * 20_000 + whole).div_euclid(2 * whole)) as i64
}

impl fmt::Display for Share {
    /// As percent where that is whole to two decimals, and as a fraction otherwise.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.part * 10_000;
        if !hundredths.is_multiple_of(self.whole) {
            return write!(f, "{}/{}", self.part, self.whole);
        }
        let text = format!("{}.{:02}", hundredths / self.whole / 100, hundredths / self.whole % 100);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// The greatest number that divides both.
pub fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
