//! By what measure are parts of a building rated, and what is each grade worth?
//!
//! A scheme (評価基準) says which grades there are, which parts count how much, whether a high or a low score is good, which grade
//! the years since the full renewal alone give (`grade = last step with from_years ≤ years`), to which part a component
//! belongs, and what is left of a part's cycle when it has a grade.
//!
//! # Shapes
//! [`Grade`]s from best to worst, at most 26; [`Part`]s in the order of their rows, at most 100.
//! # Units
//! Points, weights and divisor in hundredths; shares in percent of the renewal cycle; years whole.
//! # Errors
//! [`Scheme::from_rows`] returns every fault at once; behind it nothing fails.
//! # Source
//! MEXT handbook (2017) for the shape. 国立市 rates in the opposite direction, so the direction is data. The shares of the cycle
//! that are left are ours. The numbers are rows of `data/reference/rating_scheme.csv`.

use crate::domain::facility::{ComponentKind, labels};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::{EnumIter, EnumString, IntoStaticStr};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

/// Which end of the scale is the good one (評点の向き).
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
pub enum Better {
    /// 高いほど良い
    Higher,
    /// 低いほど良い
    Lower,
}

labels!(Better { Higher => "高いほど良い", Lower => "低いほど良い" });

/// One grade of a scheme (評価).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// Its code, in lower case: `a`.
    pub code: String,
    /// What it is worth (評点), hundredths of a point, 0 or more.
    pub points_hundredths: i64,
    /// How much of the renewal cycle is left when a part has this grade, percent, 0 to 100.
    pub remaining_share_percent: i64,
    /// Within how many years of the rating something must be done, where the scheme says so.
    pub act_within_years: Option<i32>,
}

/// From how many years since the full renewal a part has a grade by its age alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElapsedStep {
    /// The grade, as its place in [`Scheme::grades`].
    pub grade: usize,
    /// The first whole year with this grade; 0 for the first step.
    pub from_years: i32,
}

/// One part that a scheme rates (部位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its code, in lower case: `exterior-wall`.
    pub code: String,
    /// Its Japanese name.
    pub label_ja: String,
    /// What it counts (コスト配分・重要度係数), hundredths, more than 0.
    pub weight_hundredths: i64,
    /// Its grades by years, ascending; empty where the part is rated by eye.
    pub elapsed: Vec<ElapsedStep>,
}

/// A rating scheme (評価基準), complete and free of contradictions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub(super) code: String,
    pub(super) grades: Vec<Grade>,
    pub(super) parts: Vec<Part>,
    pub(super) divisor_hundredths: i64,
    pub(super) better: Better,
    pub(super) components: BTreeMap<ComponentKind, usize>,
}

impl Scheme {
    /// The most grades a scheme can have.
    pub const MOST_GRADES: usize = 26;
    /// The most parts a scheme can have.
    pub const MOST_PARTS: usize = 100;

    /// Its code, as in the rows.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Its grades, best first.
    pub fn grades(&self) -> &[Grade] {
        &self.grades
    }

    /// Its parts in the order of their rows.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What the sum of points × weight is divided by, hundredths, more than 0.
    pub fn divisor_hundredths(&self) -> i64 {
        self.divisor_hundredths
    }

    /// Which end of the scale is the good one.
    pub fn better(&self) -> Better {
        self.better
    }

    /// The place of a grade, 0 for the best. Case, width and spaces around it do not count: `Ａ` is `a`.
    pub fn grade_index(&self, grade: &str) -> Option<usize> {
        let code = folded(grade);
        self.grades.iter().position(|known| known.code == code)
    }

    /// The grade of a code, read as by [`Scheme::grade_index`].
    pub fn grade(&self, grade: &str) -> Option<&Grade> {
        self.grade_index(grade).map(|index| &self.grades[index])
    }

    /// The part of a code, to the letter.
    pub fn part(&self, code: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.code == code)
    }

    /// The part to which a component belongs; none for what the scheme does not rate.
    pub fn part_of(&self, kind: ComponentKind) -> Option<&Part> {
        self.components.get(&kind).map(|&index| &self.parts[index])
    }

    /// The grade that the whole years since the full renewal give a part by themselves; none where the part is rated by eye,
    /// is unknown or the years are negative.
    pub fn elapsed_grade(&self, part: &str, years: i32) -> Option<&str> {
        let steps = &self.part(part)?.elapsed;
        let step = steps.iter().rev().find(|step| step.from_years <= years)?;
        Some(&self.grades[step.grade].code)
    }
}

/// A code as it is compared: width and case folded, without spaces around it.
pub(super) fn folded(code: &str) -> String {
    code.nfkc().flat_map(char::to_lowercase).collect::<String>().trim().to_owned()
}
