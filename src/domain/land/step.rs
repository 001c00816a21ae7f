//! How is one step of a capacity told: rule, law, figure, words?
//!
//! # Shapes
//! A [`Step`] is either a limit, which may bind, or a figure on the way to one.
//! # Units
//! dm²; ratios in hundredths of a percent.
//! # Errors
//! None.
//! # Source
//! Ours: a planner must be able to follow and check each figure.

use super::word::{Quantity, Rule};
use crate::domain::Text;

/// One step of the derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// 制限
    pub rule: Rule,
    /// 対象
    pub of: Quantity,
    /// 根拠条項
    pub section: &'static str,
    /// The number of the zone from 1, when the step is about one.
    pub zone: Option<usize>,
    /// The area that it allows or comes to, dm², rounded down.
    pub area_dm2: Option<u64>,
    /// The ratio that it comes to, in hundredths of a percent.
    pub ratio_bp: Option<u64>,
    /// Whether the area is a limit of the quantity.
    pub limit: bool,
    /// Whether it is the limit that decides.
    pub binds: bool,
    /// In words.
    pub text: Text,
}

/// Hundredths of a percent as people write them.
pub fn percent(bp: u64) -> String {
    decimal(bp)
}

/// dm² as square metres.
pub fn m2(dm2: u64) -> String {
    decimal(dm2)
}

/// Hundredths without idle zeros.
fn decimal(hundredths: u64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}
