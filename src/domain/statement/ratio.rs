//! How far are the assets worn (有形固定資産減価償却率)? The share of their cost that has been written off.
//!
//! ```text
//! ratio = accumulated depreciation / cost of the assets that depreciate
//! ```
//!
//! # Shapes
//! [`Sums`] in, a [`Ratio`] out. Which assets are counted the caller decides: tangible ones, with or without 物品, or
//! those of a facility, a class or a purpose.
//! # Units
//! Yen over yen. [`Ratio::percent_hundredths`] is in hundredths of a percent, taken from whole yen by integer arithmetic
//! and rounded half up (四捨五入; half away from zero).
//! # Errors
//! None. Without assets that depreciate there is no ratio.
//! # Source
//! 統一的な基準による地方公会計マニュアル, 財務書類等活用の手引き: 有形固定資産減価償却率 = 減価償却累計額 ÷ (有形固定資産合計 − 土地等の非償却資産 +
//! 減価償却累計額). The divisor is the cost of the assets that depreciate. Ours: two decimals.

use super::Sums;
use crate::domain::units::Yen;

/// A share of an amount that is more than nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    numerator: Yen,
    denominator: Yen,
}

impl Ratio {
    /// The amount that is compared: accumulated depreciation.
    pub fn numerator(self) -> Yen {
        self.numerator
    }

    /// The amount it is compared with, more than 0: the cost of the assets that depreciate.
    pub fn denominator(self) -> Yen {
        self.denominator
    }

    /// Hundredths of a percent, rounded half up: 5757 is 57.57 %.
    pub fn percent_hundredths(self) -> i64 {
        let (share, whole) = (i128::from(self.numerator.0) * 10_000, i128::from(self.denominator.0));
        let rounded = (2 * share.abs() + whole) / (2 * whole) * share.signum();
        rounded.clamp(i64::MIN.into(), i64::MAX.into()) as i64
    }
}

/// 有形固定資産減価償却率 of the assets behind the sums; none when nothing among them depreciates.
pub fn depreciation_ratio(sums: &Sums) -> Option<Ratio> {
    (sums.depreciable_cost > Yen(0))
        .then_some(Ratio { numerator: sums.depreciable_accumulated, denominator: sums.depreciable_cost })
}
