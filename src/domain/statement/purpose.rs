//! For which purposes does the municipality hold its tangible fixed assets (有形固定資産の行政目的別明細)? The book value of each
//! account, spread over the seven purposes.
//!
//! # Shapes
//! One [`PurposeLine`] a row of [`Row::tangible`]: seven purposes, what has none yet, and their total. Intangible
//! accounts are left out.
//! # Units
//! Whole yen of book value at the end of the year, nothing rounded. The total of a row is column (G) of the same row of
//! [`tangible_assets`](super::tangible_assets).
//! # Errors
//! None. An asset without a purpose is counted as unclassified, so that the totals still tie.
//! # Source
//! 統一的な基準による地方公会計マニュアル, 附属明細書 1(1)② 有形固定資産の行政目的別明細. Ours: the column of what is not classified.

use super::{Row, Sums};
use crate::domain::asset::{Account, Purpose};
use crate::domain::units::Yen;
use std::collections::BTreeMap;

const PURPOSES: usize = Purpose::GeneralAffairs as usize + 1;

/// A row of 有形固定資産の行政目的別明細.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PurposeLine {
    /// Which row it is.
    pub row: Row,
    /// Book values in the order of [`Purpose`].
    pub purposes: [Yen; PURPOSES],
    /// Book value of what has no purpose yet (未分類).
    pub unclassified: Yen,
    /// 合計
    pub total: Yen,
}

impl PurposeLine {
    /// The book value of one purpose.
    pub fn of(&self, purpose: Purpose) -> Yen {
        self.purposes[purpose as usize]
    }
}

/// The rows of 有形固定資産の行政目的別明細, in their official order.
pub fn by_purpose(by_account_and_purpose: &BTreeMap<(Account, Option<Purpose>), Sums>) -> Vec<PurposeLine> {
    let line = |row: Row| {
        let mut line = PurposeLine { row, purposes: [Yen(0); PURPOSES], unclassified: Yen(0), total: Yen(0) };
        for ((_, purpose), sums) in by_account_and_purpose.iter().filter(|((account, _), _)| row.counts(*account)) {
            let cell = match purpose {
                Some(purpose) => &mut line.purposes[*purpose as usize],
                None => &mut line.unclassified,
            };
            *cell += sums.book();
            line.total += sums.book();
        }
        line
    };
    Row::tangible().map(line).collect()
}
