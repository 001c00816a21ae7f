//! What the fixed-asset register says at the end of a year, as the statements print it: the schedules of tangible fixed
//! assets, the lines of the balance sheet, and how far the assets are worn.
//!
//! An accountant hands in the sums of the year for each account; what comes back are the rows of a statement in their
//! official order. For each row
//!
//! ```text
//! A opening cost + B increase − C decrease = D closing cost      G book value = D − E accumulated depreciation
//! E = opening accumulated + increase − decrease + F charge of the year
//! ```
//!
//! # Shapes
//! [`Sums`] by account (and purpose) in, rows out: [`tangible_assets`], [`by_purpose()`], [`balance_sheet()`],
//! [`depreciation_ratio`]. Every row of the statement is there, also when nothing stands in it.
//! # Units
//! Whole yen throughout. Only [`Unit::shown`] rounds: each figure by itself, half up (四捨五入; half away from zero), and
//! never a sum of rounded figures. A printed column may therefore differ from its printed total. Sums stop at the
//! largest amount rather than turn over.
//! # Errors
//! None. Sums that contradict each other are told by [`Sums::balanced`]; the rows are then what was handed in.
//! # Source
//! 統一的な基準による地方公会計マニュアル (総務省): 財務書類作成要領, 附属明細書 有形固定資産の明細 and 有形固定資産の行政目的別明細,
//! 貸借対照表; 資産評価及び固定資産台帳整備の手引き.

mod balance_sheet;
mod purpose;
mod ratio;
mod row;
mod tangible;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use balance_sheet::{BalanceLine, Item, balance_sheet};
pub use purpose::{PurposeLine, by_purpose};
pub use ratio::{Ratio, depreciation_ratio};
pub use row::Row;
pub use tangible::{Line, tangible_assets};

use super::facility::Word;
use super::units::Yen;
use serde::{Deserialize, Serialize};
use std::iter::Sum;
use std::ops::{Add, AddAssign};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// The sums of one fiscal year over some assets. All in yen; increase and decrease are positive amounts; charge is the
/// year's depreciation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many assets there are at the end of the year.
    pub assets: i64,
    /// Cost at the end of the previous year (前年度末残高).
    pub opening_cost: Yen,
    /// Accumulated depreciation at the end of the previous year.
    pub opening_accumulated: Yen,
    /// Cost that came in (本年度増加額).
    pub increase_cost: Yen,
    /// Accumulated depreciation that came in with it.
    pub increase_accumulated: Yen,
    /// Cost that went out (本年度減少額).
    pub decrease_cost: Yen,
    /// Accumulated depreciation that went out with it.
    pub decrease_accumulated: Yen,
    /// Depreciation of the year (本年度償却額).
    pub charge: Yen,
    /// Cost at the end of the year (本年度末残高).
    pub cost: Yen,
    /// Accumulated depreciation at the end of the year (本年度末減価償却累計額).
    pub accumulated: Yen,
    /// The part of the closing cost that belongs to assets which depreciate.
    pub depreciable_cost: Yen,
    /// Accumulated depreciation of these.
    pub depreciable_accumulated: Yen,
}

impl Sums {
    /// Whether the closing balances follow from the opening ones and from what the year brought.
    pub fn balanced(&self) -> bool {
        let whole = |yen: Yen| i128::from(yen.0);
        let cost = whole(self.opening_cost) + whole(self.increase_cost) - whole(self.decrease_cost);
        let accumulated = whole(self.opening_accumulated) + whole(self.increase_accumulated)
            - whole(self.decrease_accumulated)
            + whole(self.charge);
        (cost, accumulated) == (whole(self.cost), whole(self.accumulated))
    }

    /// Net book value at the end of the year (差引本年度末残高).
    pub fn book(&self) -> Yen {
        self.cost - self.accumulated
    }
}

impl Add for Sums {
    type Output = Sums;
    fn add(self, other: Sums) -> Sums {
        Sums {
            assets: self.assets.saturating_add(other.assets),
            opening_cost: self.opening_cost + other.opening_cost,
            opening_accumulated: self.opening_accumulated + other.opening_accumulated,
            increase_cost: self.increase_cost + other.increase_cost,
            increase_accumulated: self.increase_accumulated + other.increase_accumulated,
            decrease_cost: self.decrease_cost + other.decrease_cost,
            decrease_accumulated: self.decrease_accumulated + other.decrease_accumulated,
            charge: self.charge + other.charge,
            cost: self.cost + other.cost,
            accumulated: self.accumulated + other.accumulated,
            depreciable_cost: self.depreciable_cost + other.depreciable_cost,
            depreciable_accumulated: self.depreciable_accumulated + other.depreciable_accumulated,
        }
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        *self = *self + other;
    }
}

impl Sum for Sums {
    fn sum<I: Iterator<Item = Sums>>(sums: I) -> Sums {
        sums.fold(Sums::default(), Add::add)
    }
}

impl<'a> Sum<&'a Sums> for Sums {
    fn sum<I: Iterator<Item = &'a Sums>>(sums: I) -> Sums {
        sums.copied().sum()
    }
}

/// The unit in which a statement shows amounts (表示単位).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Unit {
    /// 円
    #[default]
    Yen,
    /// 千円
    Thousand,
    /// 百万円
    Million,
}

impl Word for Unit {
    fn label_ja(self) -> &'static str {
        match self {
            Unit::Yen => "円",
            Unit::Thousand => "千円",
            Unit::Million => "百万円",
        }
    }
}

impl Unit {
    /// How many yen it is.
    pub fn yen(self) -> u32 {
        match self {
            Unit::Yen => 1,
            Unit::Thousand => 1_000,
            Unit::Million => 1_000_000,
        }
    }

    /// The unit in English.
    pub fn label_en(self) -> &'static str {
        match self {
            Unit::Yen => "yen",
            Unit::Thousand => "thousand yen",
            Unit::Million => "million yen",
        }
    }

    /// The amount in this unit, rounded half up (四捨五入; half away from zero): 1,500 yen are 2 thousand, −1,500 are −2.
    pub fn shown(self, amount: Yen) -> i64 {
        amount.mean_over(self.yen()).0
    }
}
