//! How many years are left until a component should be renewed?
//!
//! ```text
//! by age     installed year + cycle − year
//! by rating  half_up(cycle × share of its grade / 100) − (year − rated year)
//! ```
//!
//! A rating decides when there is one by that year and the component was not renewed in the year of the rating or later:
//! renewed in the same year, what was rated is taken to be what was replaced. A rating made after the year that is looked at
//! was not known then and does not count.
//!
//! # Shapes
//! One component; none comes back when neither its installation nor a usable rating is known.
//! # Units
//! Whole fiscal years, negative when overdue. `cycle × share / 100` is rounded half up (四捨五入).
//! # Errors
//! [`RemainingLife::new`] returns [`Invalid`] for the cycle.
//! # Source
//! Ours. Cycles are rows of the parameters; the share that a grade leaves and the years within which to act (MEXT handbook 2017: D
//! within 5, C within 10 years) belong to the scheme.

use super::decimal::half_up;
use super::scheme::Grade;
use crate::domain::Invalid;
use crate::domain::facility::labels;
use crate::domain::units::{FiscalYear, out_of_range};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// On what a remaining life rests (残存年数の根拠).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
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
pub enum RemainingBasis {
    /// 経過年数
    ByAge,
    /// 劣化状況評価
    ByRating,
}

labels!(RemainingBasis { ByAge => "経過年数", ByRating => "劣化状況評価" });

/// The last rating of a component or of the part to which it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The grade, of the scheme it was rated by.
    pub grade: Grade,
    /// The fiscal year of the rating.
    pub rated_year: FiscalYear,
}

/// What is known of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemainingLife {
    year: FiscalYear,
    installed_year: Option<FiscalYear>,
    cycle_years: i32,
    rating: Option<Rating>,
}

impl RemainingLife {
    /// Seen from `year`; the cycle from 1 to 200 years. A component may be planned, that is be installed after `year`.
    pub fn new(
        year: FiscalYear,
        installed_year: Option<FiscalYear>,
        cycle_years: i64,
        rating: Option<Rating>,
    ) -> Result<RemainingLife, Invalid> {
        if !(1..=200).contains(&cycle_years) {
            return Err(out_of_range("cycle_years", cycle_years, 1, 200));
        }
        Ok(RemainingLife { year, installed_year, cycle_years: cycle_years as i32, rating })
    }
}

/// The numbers that a remaining life came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The renewal cycle, years.
    pub cycle_years: i32,
    /// When the component was installed or last renewed, where known.
    pub installed_year: Option<i32>,
    /// When it was rated; none by age.
    pub rated_year: Option<i32>,
    /// Code of the grade; none by age.
    pub grade: Option<String>,
    /// What the grade leaves of the cycle, percent; none by age.
    pub remaining_share_percent: Option<i64>,
    /// How many years were left at the rating, half up, or at the installation.
    pub years_at_start: i32,
}

/// How long a component will last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Years left, negative when overdue.
    pub years: i32,
    /// On what this rests.
    pub basis: RemainingBasis,
    /// The numbers behind it.
    pub because: Because,
    /// The fiscal year by which the grade demands that something is done.
    pub act_by_year: Option<i32>,
}

/// The years left of one component by the rule at the head of this file.
pub fn remaining_life(of: &RemainingLife) -> Option<Remaining> {
    let installed_year = of.installed_year.map(FiscalYear::year);
    let usable = |rating: &&Rating| {
        let renewed_since = of.installed_year.is_some_and(|installed| installed >= rating.rated_year);
        rating.rated_year <= of.year && !(renewed_since && of.installed_year <= Some(of.year))
    };
    if let Some(Rating { grade, rated_year }) = of.rating.as_ref().filter(usable) {
        let (rated_year, share) = (rated_year.year(), grade.remaining_share_percent);
        let years_at_start = half_up(i128::from(of.cycle_years) * i128::from(share), 100) as i32;
        return Some(Remaining {
            years: years_at_start - (of.year.year() - rated_year),
            basis: RemainingBasis::ByRating,
            because: Because {
                cycle_years: of.cycle_years,
                installed_year,
                rated_year: Some(rated_year),
                grade: Some(grade.code.clone()),
                remaining_share_percent: Some(share),
                years_at_start,
            },
            act_by_year: grade.act_within_years.map(|within| rated_year + within),
        });
    }
    let installed = installed_year?;
    Some(Remaining {
        years: installed + of.cycle_years - of.year.year(),
        basis: RemainingBasis::ByAge,
        because: Because {
            cycle_years: of.cycle_years,
            installed_year,
            rated_year: None,
            grade: None,
            remaining_share_percent: None,
            years_at_start: of.cycle_years,
        },
        act_by_year: None,
    })
}
