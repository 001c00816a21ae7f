//! What a price of one year is in prices of another, by an index of construction costs.
//!
//! ```text
//! price of year t = floor(price of year s · index of t / index of s)
//! ```
//!
//! # Shapes
//! [`PriceIndex`] one number a year, without gaps being filled: a year that has none is refused.
//! # Units
//! Index in hundredths of a point, whatever its base; yen are rounded down.
//! # Errors
//! [`Invalid`] names a year that has no index, and an index that is not a positive number.
//! # Source
//! 建設工事費デフレーター (国土交通省), rows of the parameter set `construction-cost-index`.

use super::rules::UnitCost;
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use std::collections::BTreeMap;

/// The set of parameters that holds the index, a row a year.
pub const CONSTRUCTION_COST_INDEX: &str = "construction-cost-index";
/// 1,000,000 points: prices that have grown ten-thousandfold.
const MOST_HUNDREDTHS: i64 = 100_000_000;

/// An index of construction costs by year (建設物価指数).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceIndex(BTreeMap<i32, i64>);

impl PriceIndex {
    /// Hundredths of a point by year, each from 1 to 100,000,000.
    pub fn new(by_year: impl IntoIterator<Item = (i32, i64)>) -> Result<PriceIndex, Invalid> {
        let by_year: BTreeMap<i32, i64> = by_year.into_iter().collect();
        match by_year.iter().find(|(_, points)| !(1..=MOST_HUNDREDTHS).contains(*points)) {
            None => Ok(PriceIndex(by_year)),
            Some((year, hundredths)) => {
                let points = *hundredths as f64 / 100.0;
                let text = Text::new(
                    format!("the index of {year} is `{points}`; it must be more than 0 and at most 1000000"),
                    format!("{year}年の指数 `{points}` は使えません。0 より大きく 1000000 以下にしてください"),
                );
                Err(Invalid::new("price_index", "out-of-range", points, text))
            }
        }
    }

    /// From rows of years and points with at most two decimals.
    pub fn from_rows<'r>(rows: impl IntoIterator<Item = (&'r str, &'r str)>) -> Result<PriceIndex, Invalid> {
        let row = |(year, points): (&str, &str)| {
            let read = year.trim().parse::<i32>().ok().zip(points.trim().parse::<f64>().ok());
            // Two decimals are told apart by an f64 far beyond the largest index; what is not finite becomes 0.
            read.map(|(year, points)| (year, (points * 100.0).round() as i64)).ok_or_else(|| {
                let en = format!("the index of `{year}` is `{points}`; it must be a number for a year");
                let ja = format!("`{year}` の指数 `{points}` は使えません。年ごとの数値にしてください");
                Invalid::new("price_index", "malformed", points, Text::new(en, ja))
            })
        };
        PriceIndex::new(rows.into_iter().map(row).collect::<Result<Vec<_>, _>>()?)
    }

    /// The same index with other values for some years.
    pub fn with(self, other: PriceIndex) -> PriceIndex {
        let mut by_year = self.0;
        by_year.extend(other.0);
        PriceIndex(by_year)
    }

    fn of(&self, year: i32) -> Result<i64, Invalid> {
        self.0.get(&year).copied().ok_or_else(|| {
            let years = match (self.0.keys().next(), self.0.keys().next_back()) {
                (Some(first), Some(last)) => format!("{first}–{last}"),
                _ => "—".to_owned(),
            };
            let text = Text::new(
                format!(
                    "there is no construction-cost index for `{year}` (there is for {years}); give it in `price_index`"
                ),
                format!(
                    "`{year}` 年の建設工事費の指数がありません（{years} があります）。`price_index` で指定してください"
                ),
            );
            Invalid::new("price_year", "unknown-reference", year, text)
        })
    }

    /// How prices change from one year to another: the indices of the later prices and of the earlier.
    pub fn change(&self, from: i32, to: i32) -> Result<PriceChange, Invalid> {
        if from == to {
            return Ok(PriceChange { to: 1, from: 1 });
        }
        Ok(PriceChange { to: self.of(to)?, from: self.of(from)? })
    }
}

/// A ratio of two indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceChange {
    to: i64,
    from: i64,
}

impl PriceChange {
    /// A price after the change.
    pub fn of(self, price: Yen) -> Yen {
        let yen = i128::from(price.0) * i128::from(self.to) / i128::from(self.from);
        Yen(i64::try_from(yen).unwrap_or(i64::MAX))
    }

    /// The unit costs of a class after the change.
    pub fn of_unit_cost(self, row: UnitCost) -> UnitCost {
        UnitCost {
            renovation_yen_per_m2: self.of(row.renovation_yen_per_m2),
            rebuild_yen_per_m2: self.of(row.rebuild_yen_per_m2),
            long_life_yen_per_m2: self.of(row.long_life_yen_per_m2),
        }
    }

    /// The ratio in thousandths, rounded half up, to be shown.
    pub fn per_mille(self) -> i64 {
        (2_000 * self.to + self.from) / (2 * self.from)
    }
}
