//! The quantities and keys that travel through the whole program: yen, fiscal years, floor areas, codes.
//!
//! # Shapes
//! Scalars. On the wire each is a plain number or string.
//! # Units
//! [`Yen`] whole yen. [`FiscalYear`] the year in whose April it begins. [`Area`] hundredths of a square metre (dm²), the
//! precision of the Japanese registers; written as m² with at most two decimals. Nothing is rounded: a finer area is refused.
//! # Errors
//! Every constructor returns [`Invalid`], which names the field it was asked for.
//! # Source
//! Check digit of the municipality code: 全国地方公共団体コード, modulus 11 with weights 6 5 4 3 2 (Ministry of Internal
//! Affairs and Communications). Fiscal year: Local Autonomy Act (地方自治法) §208.

use super::{Invalid, Text};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use utoipa::ToSchema;

/// Whole yen (円). Sums stop at the largest amount rather than turn over: 9.2 × 10¹⁸ yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Yen(pub i64);

impl Add for Yen {
    type Output = Yen;
    fn add(self, other: Yen) -> Yen {
        Yen(self.0.saturating_add(other.0))
    }
}

impl Sub for Yen {
    type Output = Yen;
    fn sub(self, other: Yen) -> Yen {
        Yen(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Yen {
    fn add_assign(&mut self, other: Yen) {
        *self = *self + other;
    }
}

impl Sum for Yen {
    fn sum<I: Iterator<Item = Yen>>(amounts: I) -> Yen {
        amounts.fold(Yen(0), Add::add)
    }
}

impl Yen {
    /// Divides by a count and rounds half up (四捨五入; half away from zero), as annual means are printed.
    pub fn mean_over(self, count: u32) -> Yen {
        let (amount, count) = (i128::from(self.0), i128::from(count.max(1)));
        let rounded = (2 * amount.abs() + count) / (2 * count);
        Yen((rounded * amount.signum()) as i64)
    }
}

/// A fiscal year (年度), April to March, named by the calendar year of its April.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// The first year that is accepted: Meiji 1, before which no public building of today was completed.
    pub const FIRST: i32 = 1868;
    /// The last year that is accepted; beyond it a number is a slip of the keyboard.
    pub const LAST: i32 = 2300;

    /// A year from 1868 to 2300.
    pub fn new(field: &'static str, year: i64) -> Result<FiscalYear, Invalid> {
        match i32::try_from(year) {
            Ok(y) if (Self::FIRST..=Self::LAST).contains(&y) => Ok(FiscalYear(y)),
            _ => Err(out_of_range(field, year, Self::FIRST.into(), Self::LAST.into())),
        }
    }

    /// The calendar year of its April.
    pub fn year(self) -> i32 {
        self.0
    }

    /// The fiscal year that many years later.
    pub fn plus(self, years: i32) -> FiscalYear {
        FiscalYear(self.0 + years)
    }
}

/// What a number outside its range is answered with; used wherever a range is checked.
pub fn out_of_range(field: &'static str, value: impl fmt::Display, low: i64, high: i64) -> Invalid {
    Invalid::new(
        field,
        "out-of-range",
        &value,
        Text::new(
            format!("`{field}` is `{value}`; it must be from {low} to {high}"),
            format!("`{field}` の値 `{value}` は範囲外です。{low} から {high} までにしてください"),
        ),
    )
}

/// An area in hundredths of a square metre (dm²), as the registers hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(u32);

impl Area {
    /// 40 km², more than any site or building: anything above is a slip.
    const LARGEST_DM2: u32 = 4_000_000_000;

    /// From square metres with at most two decimals, greater than 0 and up to 40,000,000.
    pub fn from_m2(field: &'static str, m2: f64) -> Result<Area, Invalid> {
        let dm2 = (m2 * 100.0).round();
        // `contains` is false for NaN, so it is refused here too.
        if !(1.0..=f64::from(Self::LARGEST_DM2)).contains(&dm2) {
            return Err(Invalid::new(
                field,
                "out-of-range",
                m2,
                Text::new(
                    format!("`{field}` is `{m2}`; it must be more than 0 and at most 40000000 square metres"),
                    format!("`{field}` の値 `{m2}` は範囲外です。0 より大きく 40000000 ㎡以下にしてください"),
                ),
            ));
        }
        if (m2 - dm2 / 100.0).abs() > 1e-7 {
            return Err(Invalid::new(
                field,
                "malformed",
                m2,
                Text::new(
                    format!("`{field}` is `{m2}`; areas are kept to 0.01 square metres, round it to two decimals"),
                    format!("`{field}` の値 `{m2}` は細かすぎます。小数第2位までに丸めてください"),
                ),
            ));
        }
        Ok(Area(dm2 as u32))
    }

    /// From stored hundredths of a square metre; what does not fit is clamped, for the store only writes what it read here.
    pub fn from_dm2(dm2: i64) -> Area {
        Area(dm2.clamp(0, Self::LARGEST_DM2.into()) as u32)
    }

    /// Hundredths of a square metre.
    pub fn dm2(self) -> u32 {
        self.0
    }

    /// Square metres.
    pub fn m2(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

/// The six-digit code of a municipality with its check digit (全国地方公共団体コード).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode(String);

impl MunicipalityCode {
    /// Six ASCII digits, the last of which is the check digit of the first five.
    pub fn parse(field: &'static str, text: &str) -> Result<MunicipalityCode, Invalid> {
        let digits: Vec<u32> = text.chars().map_while(|c| c.to_digit(10)).collect();
        if digits.len() != 6 || text.len() != 6 {
            return Err(Invalid::new(
                field,
                "malformed",
                text,
                Text::new(
                    format!("`{field}` is `{text}`; a municipality code has six digits, such as 132233"),
                    format!("`{field}` の値 `{text}` は使えません。132233 のような6桁の団体コードにしてください"),
                ),
            ));
        }
        let check = Self::check_digit([digits[0], digits[1], digits[2], digits[3], digits[4]]);
        if digits[5] != check {
            return Err(Invalid::new(
                field,
                "check-digit",
                text,
                Text::new(
                    format!("`{field}` is `{text}`, whose check digit should be {check}; look the code up again"),
                    format!(
                        "`{field}` の値 `{text}` は検査数字が合いません（正しくは {check}）。コードを確かめてください"
                    ),
                ),
            ));
        }
        Ok(MunicipalityCode(text.to_owned()))
    }

    /// The check digit of five digits: `(11 − (6a+5b+4c+3d+2e) mod 11) mod 10`.
    pub fn check_digit(five: [u32; 5]) -> u32 {
        let sum: u32 = five.iter().zip([6, 5, 4, 3, 2]).map(|(d, weight)| d * weight).sum();
        (11 - sum % 11) % 10
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number a municipality gives a record (施設番号 and the like): the last part of its URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Code {
    /// 1 to 64 characters, none of which is a space, a control character or `/ \ ? # % : " < >`.
    pub fn parse(field: &'static str, text: &str) -> Result<Code, Invalid> {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || "/\\?#%:\"<>".contains(c);
        let length = text.chars().count();
        if (1..=64).contains(&length) && !text.contains(forbidden) && text != "." && text != ".." {
            return Ok(Code(text.to_owned()));
        }
        Err(Invalid::new(
            field,
            "malformed",
            text,
            Text::new(
                format!(
                    "`{field}` is `{text}`; a code has 1 to 64 characters without spaces and without / \\ ? # % : \" < >"
                ),
                format!(
                    "`{field}` の値 `{text}` は使えません。空白と / \\ ? # % : \" < > を含まない1～64文字にしてください"
                ),
            ),
        ))
    }

    /// The code as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code as text of its own.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_of_published_codes_is_right() {
        for code in ["132233", "132021", "131016", "011002", "473821", "272272"] {
            assert!(MunicipalityCode::parse("municipality", code).is_ok(), "{code}");
        }
        for code in ["132234", "13223", "1322333", "13223x", "１３２２３３", ""] {
            assert!(MunicipalityCode::parse("municipality", code).is_err(), "{code}");
        }
    }

    #[test]
    fn an_area_keeps_two_decimals_and_refuses_the_rest() {
        assert_eq!(Area::from_m2("floor_area_m2", 3927.02).map(Area::dm2), Ok(392_702));
        for bad in [-1.0, 0.0, 0.004, f64::NAN, f64::INFINITY, 1e12, 12.345] {
            assert!(Area::from_m2("floor_area_m2", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_mean_is_rounded_half_up() {
        assert_eq!(Yen(5).mean_over(2), Yen(3));
        assert_eq!(Yen(-5).mean_over(2), Yen(-3));
        assert_eq!(Yen(7).mean_over(3), Yen(2));
        assert_eq!(Yen(7).mean_over(0), Yen(7));
    }
}
