//! What became of the tangible fixed assets in a year (有形固定資産の明細): account by account the cost at its beginning, what
//! came and went, the cost at its end, the depreciation so far and of the year, and the book value.
//!
//! ```text
//! G = D − E, and D = A + B − C whenever the sums are balanced
//! ```
//!
//! # Shapes
//! One [`Line`] a row of [`Row::tangible`], 17 in all. Intangible accounts are left out.
//! # Units
//! Whole yen, nothing rounded; every subtotal and the total is the sum in yen of its accounts.
//! # Errors
//! None.
//! # Source
//! 統一的な基準による地方公会計マニュアル, 附属明細書 1(1)① 有形固定資産の明細, columns (A) to (G).

use super::{Row, Sums};
use crate::domain::asset::Account;
use crate::domain::units::Yen;
use std::collections::BTreeMap;

/// A row of 有形固定資産の明細.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which row it is.
    pub row: Row,
    /// (A) 前年度末残高, cost
    pub opening_cost: Yen,
    /// (B) 本年度増加額, cost
    pub increase: Yen,
    /// (C) 本年度減少額, cost
    pub decrease: Yen,
    /// (D) 本年度末残高, cost
    pub closing_cost: Yen,
    /// (E) 本年度末減価償却累計額
    pub accumulated: Yen,
    /// (F) 本年度償却額
    pub charge: Yen,
    /// (G) 差引本年度末残高, book value
    pub book: Yen,
}

impl Line {
    fn new(row: Row, sums: &Sums) -> Line {
        Line {
            row,
            opening_cost: sums.opening_cost,
            increase: sums.increase_cost,
            decrease: sums.decrease_cost,
            closing_cost: sums.cost,
            accumulated: sums.accumulated,
            charge: sums.charge,
            book: sums.book(),
        }
    }
}

/// The rows of 有形固定資産の明細, in their official order; a row for every tangible account, also when nothing stands in it.
pub fn tangible_assets(by_account: &BTreeMap<Account, Sums>) -> Vec<Line> {
    let counted = |row: Row| by_account.iter().filter(move |(account, _)| row.counts(**account)).map(|(_, sums)| sums);
    Row::tangible().map(|row| Line::new(row, &counted(row).sum())).collect()
}
