//! What one scenario saves or costs beside another, and which parameter moves a result most.
//!
//! ```text
//! effect (効果額) = cost − cost of simple renewal (単純更新)        below zero is a saving (▲)
//! share           = effect / cost of simple renewal
//! swing           = |result at the high value − result at the low value|
//! ```
//!
//! # Shapes
//! [`Effect`] two amounts and their difference; [`Swing`] a parameter with its two results.
//! # Units
//! Whole yen; the share in thousandths, rounded half away from zero, and none where nothing is to be compared with.
//! # Errors
//! None.
//! # Source
//! 公共施設等総合管理計画の策定等に関する指針 (総務省, 2021-01-26 notice): 長寿命化対策等の効果額 is what measures cost less simple
//! renewal. Tornado: one parameter at a time, the others as they are.

use crate::domain::facility::labels;
use crate::domain::units::Yen;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What a result is measured by (指標).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[schema(as = ScenarioMeasure)]
pub enum Measure {
    /// 合計
    Total,
    /// 現在価値
    PresentValue,
    /// 年価
    AnnualEquivalent,
}

labels!(Measure { Total => "合計", PresentValue => "現在価値", AnnualEquivalent => "年価" });

/// A cost beside that of simple renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// 単純更新
    pub simple_renewal: Yen,
    /// 長寿命化等の対策を行う場合
    pub cost: Yen,
}

impl Effect {
    /// 効果額: below zero is a saving.
    pub fn effect(self) -> Yen {
        self.cost - self.simple_renewal
    }

    /// The effect as a share of simple renewal, in thousandths.
    pub fn per_mille(self) -> Option<i64> {
        let (effect, whole) = (i128::from(self.effect().0), i128::from(self.simple_renewal.0));
        if whole <= 0 {
            return None;
        }
        let rounded = (2_000 * effect.abs() + whole) / (2 * whole) * effect.signum();
        i64::try_from(rounded).ok()
    }
}

/// A parameter, and what the result is at either end of its range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swing<P> {
    /// The parameter.
    pub parameter: P,
    /// The result at the low value.
    pub at_low: Yen,
    /// The result at the high value.
    pub at_high: Yen,
}

impl<P> Swing<P> {
    /// By how much the result moves.
    pub fn width(&self) -> u64 {
        self.at_low.0.abs_diff(self.at_high.0)
    }
}

/// The results at the low and the high value of each parameter, the widest first; parameters of the same width stay in
/// the order in which they came. `result` is told whether it is the high value.
pub fn tornado<P: Send>(parameters: Vec<P>, result: impl Fn(&P, bool) -> Yen + Sync) -> Vec<Swing<P>> {
    let swing = |parameter: P| {
        let (at_low, at_high) = (result(&parameter, false), result(&parameter, true));
        Swing { parameter, at_low, at_high }
    };
    let mut swings: Vec<Swing<P>> = parameters.into_par_iter().map(swing).collect();
    swings.sort_by_key(|swing| std::cmp::Reverse(swing.width()));
    swings
}
