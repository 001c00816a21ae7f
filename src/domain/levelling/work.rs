//! What is to be levelled: works with their windows, relations between them, ceilings of the years, and what is wanted.
//!
//! # Shapes
//! Plain values, put together in a [`Draft`], checked by [`Problem::new`](super::Problem::new). Works, relations and bundles
//! are named by their place in the draft.
//! # Units
//! Whole yen, fiscal years, years of duration. A deferral rate is in thousandths of the cost for each year.
//! # Errors
//! None here; [`Fault`] is what the check of a draft answers with.
//! # Source
//! Ours. What is levelled: 財政負担の平準化 of the guideline of general management plans
//! (公共施設等総合管理計画の策定等に関する指針, 総務省).

use crate::domain::Invalid;
use crate::domain::units::Yen;

/// A work that may begin in any year of its window (工事).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The first fiscal year in which it may begin.
    pub earliest_year: i32,
    /// The last fiscal year in which it may begin.
    pub latest_year: i32,
    /// The fiscal year in which it falls due; may lie outside the window.
    pub due_year: i32,
    /// Years that it takes and over which it is paid, in equal parts; the last year takes the remainder.
    pub duration_years: u8,
    /// The whole cost.
    pub cost: Yen,
    /// How urgent it is, from 0 to 100.
    pub priority: u8,
    /// Works of the same building carry the same number.
    pub bundle: Option<u32>,
    /// What of the cost is borne by funds that have ceilings of their own; paid in equal parts like the cost.
    pub fund_shares: Vec<FundShare>,
    /// What beginning in each year of the window costs besides, from `earliest_year`; empty where it costs nothing.
    pub deferral: Vec<Yen>,
}

/// What one fund bears of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FundShare {
    /// The place of the fund in [`Ceilings::funds`].
    pub fund: u8,
    /// What it bears of the whole cost.
    pub cost: Yen,
}

/// What it costs to do works later or earlier than they fall due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeferralRates {
    /// For each year after the due year, in thousandths of the cost.
    pub late_per_mille: u16,
    /// For each year before the due year, in thousandths of the cost.
    pub early_per_mille: u16,
    /// Whether lateness weighs by urgency: from a half at priority 0 to one and a half at priority 100.
    pub by_priority: bool,
}

impl DeferralRates {
    /// The table of a work: rate times years times cost, rounded down to the yen.
    pub fn table(&self, work: &Work) -> Vec<Yen> {
        let cost = i128::from(work.cost.0.max(0));
        let weight = if self.by_priority { 50 + i128::from(work.priority) } else { 100 };
        let of = |year: i32| {
            let late = i128::from((i64::from(year) - i64::from(work.due_year)).max(0));
            let early = i128::from((i64::from(work.due_year) - i64::from(year)).max(0));
            let late = cost * late * i128::from(self.late_per_mille) * weight / 100_000;
            let early = cost * early * i128::from(self.early_per_mille) / 1_000;
            Yen(i64::try_from(late + early).unwrap_or(i64::MAX))
        };
        (work.earliest_year..=work.latest_year).map(of).collect()
    }
}

/// What holds between two works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The years in which they are carried out must not overlap.
    NotSameYear {
        /// One work.
        first: u32,
        /// The other.
        second: u32,
    },
    /// One begins after the other has ended and so many further years have passed.
    After {
        /// The work that comes first.
        first: u32,
        /// The work that comes later.
        then: u32,
        /// Years between the end of the one and the beginning of the other.
        lag_years: u8,
    },
}

/// How much may be spent in each year of the horizon; a year without a ceiling is `None`, an empty list has none at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ceilings {
    /// On the whole cost of a year.
    pub total: Vec<Option<Yen>>,
    /// On what each fund bears in a year.
    pub funds: Vec<Vec<Option<Yen>>>,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// The lowest highest year, within the ceilings; among such plans the least deferral.
    MinPeak,
    /// Within the ceilings, leaving out as little as can be; then the least weighted sum of peak and deferral.
    Ceiling {
        /// What a yen of the highest year weighs.
        peak_weight: u16,
        /// What a yen of a work that is left out weighs; more with its priority, up to twice as much.
        left_out_weight: u16,
    },
    /// Everything is placed; what exceeds the ceilings is weighed.
    Exceed {
        /// What a yen of the highest year weighs.
        peak_weight: u16,
        /// What a yen above a ceiling weighs.
        excess_weight: u16,
    },
}

/// Everything that [`Problem::new`](super::Problem::new) checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The first fiscal year of the horizon.
    pub first_year: i32,
    /// The number of years.
    pub years: u32,
    /// The works.
    pub works: Vec<Work>,
    /// What holds between them.
    pub relations: Vec<Relation>,
    /// What may be spent.
    pub ceilings: Ceilings,
    /// By number of the bundle: what each further work saves that begins in the same year; 0 where the list ends. It
    /// saves at most the smallest first instalment of the works of its bundle, so that no year falls below zero.
    pub bundle_savings: Vec<Yen>,
    /// What is wanted.
    pub objective: Objective,
}

/// Where in a draft a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the horizon or the number of something.
    Whole,
    /// In a work.
    Work(usize),
    /// In a relation.
    Relation(usize),
    /// In the ceiling on the total of a year, by its place in the list.
    Ceiling(usize),
    /// In the ceiling of a fund, by its place.
    Fund(usize),
    /// In the saving of a bundle.
    Bundle(usize),
}

/// A fault of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub invalid: Invalid,
}
