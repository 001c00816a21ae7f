//! The arithmetic of the register: what an asset stands at, what leaves with a part of it, how it is divided.
//!
//! Every movement carries a signed change of gross cost and a signed change of accumulated depreciation. The balance of
//! an asset is the sum of its movements, in whatever order they are added; its book value (簿価) is
//!
//! > `book = cost − accumulated`, with `0 ≤ accumulated ≤ cost`
//!
//! and accumulated is 0 where nothing is depreciated. [`check_movement`] says which signs a reason allows,
//! [`check_balance`] where the sum may stand, [`leaving`], [`divide`] and [`settle`] how a balance is taken apart to
//! the yen, and [`journal()`] what the movement is in the accounts (仕訳).
//!
//! # Shapes
//! [`Amounts`] is a pair of signed scalars: a movement or a balance. A divided balance is a `Vec<Amounts>` in the order
//! of its weights; a journal is a `Vec<JournalLine>`, debits first.
//! # Units
//! Whole yen. Shares are rounded down; what that leaves over goes to the largest share, so that the parts always add up
//! to the whole. Sums stop at 9.2 × 10¹⁸ yen; below that they are exact and do not depend on the order.
//! # Errors
//! Constructors and checks return [`super::Invalid`], which names `cost_yen`, `accumulated_yen`, `reason` or the field
//! given. The calculations themselves cannot fail.
//! # Source
//! Uniform standard for local public accounting (統一的な基準による地方公会計マニュアル): 資産評価及び固定資産台帳整備の手引き
//! (partial disposal, division of assets, 建設仮勘定 to the final accounts) and 財務書類作成要領 (counterparts of the
//! entries). Where the yen of a remainder goes is ours: the standard only asks that the sums agree.

mod division;
mod journal;
mod movement;

pub use division::{Portion, Weights, divide, leaving, settle};
pub use journal::{Counterpart, JournalLine, LedgerItem, Side, journal};
pub use movement::{check_balance, check_movement};

use super::units::Yen;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// Gross cost and accumulated depreciation: the change that a movement makes, or the balance after some movements.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Amounts {
    /// 取得価額等: gross cost, or its change.
    pub cost: Yen,
    /// 減価償却累計額: accumulated depreciation, or its change. A charge is positive.
    pub accumulated: Yen,
}

impl Amounts {
    /// Book value (簿価), or its change: cost less accumulated depreciation.
    pub fn book(self) -> Yen {
        self.cost - self.accumulated
    }
}

impl Add for Amounts {
    type Output = Amounts;
    fn add(self, other: Amounts) -> Amounts {
        Amounts { cost: self.cost + other.cost, accumulated: self.accumulated + other.accumulated }
    }
}

impl Sub for Amounts {
    type Output = Amounts;
    fn sub(self, other: Amounts) -> Amounts {
        Amounts { cost: self.cost - other.cost, accumulated: self.accumulated - other.accumulated }
    }
}

impl Neg for Amounts {
    type Output = Amounts;
    fn neg(self) -> Amounts {
        Amounts::default() - self
    }
}

impl AddAssign for Amounts {
    fn add_assign(&mut self, other: Amounts) {
        *self = *self + other;
    }
}

impl Sum for Amounts {
    fn sum<I: Iterator<Item = Amounts>>(amounts: I) -> Amounts {
        amounts.fold(Amounts::default(), Add::add)
    }
}

/// What assets amount to when they are joined into one (合筆 and the like): the sum of their balances.
pub fn joined(parts: &[Amounts]) -> Amounts {
    parts.iter().copied().sum()
}

/// The reversing entry (赤伝) of a movement: the same reason with opposite signs. It is checked by checking what it
/// reverses.
pub fn reversed(change: Amounts) -> Amounts {
    -change
}

/// Gain (positive) or loss (negative) of a sale: proceeds less the book value of what [`leaving`] says left.
pub fn gain(left: Amounts, proceeds: Yen) -> Yen {
    // What left is negative, so adding its book value takes it away.
    proceeds + left.book()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
