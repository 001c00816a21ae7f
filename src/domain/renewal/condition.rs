//! What is known of single buildings and changes their works: ratings of their parts, and structures that need a survey.
//!
//! Seen from the base year `b`, with the cost of a part `floor(share‰ · rebuild unit cost · area / 100 000)`:
//!
//! - a part rated D is repaired within 5 years, one rated C within 10, paid in equal parts from `b` on; neither is, when
//!   a renovation, long-life renovation or rebuild comes within 10 years (in `b + 10` or before);
//! - the cost of a part rated A is taken off a long-life renovation that comes within 10 years;
//! - a building whose structure needs a survey gets no long life: it is rebuilt at the age set for those.
//!
//! (The numbers stand for the parameters.)
//!
//! # Shapes
//! [`Known`] a row for each building of which something is known; all others follow their class.
//! # Units
//! Whole yen, rounded down for each part; shares per mille of what a rebuild costs; fiscal years.
//! # Errors
//! [`PartRepairs::from_named`] returns [`Invalid`], which names the parameter.
//! # Source
//! MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017). Equal parts over the years, and counting a work that is made
//! up for as coming in `b`, are ours.

use super::WorkKind;
use super::rules::named;
use super::schedule::Work;
use crate::domain::Invalid;
use crate::domain::facility::{Word, labels};
use crate::domain::units::Yen;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// A part of a building that is rated (部位).
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
pub enum Part {
    /// 屋根・屋上
    Roof,
    /// 外壁
    ExteriorWall,
    /// 内部仕上げ
    Interior,
    /// 電気設備
    Electrical,
    /// 機械設備
    Mechanical,
}

labels!(Part {
    Roof => "屋根・屋上",
    ExteriorWall => "外壁",
    Interior => "内部仕上げ",
    Electrical => "電気設備",
    Mechanical => "機械設備",
});

/// How many parts are rated.
pub const PARTS: usize = 5;

/// What a rating says of a part (劣化状況評価), best first.
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
pub enum PartGrade {
    /// 概ね良好
    A,
    /// 部分的に劣化
    B,
    /// 広範囲に劣化
    C,
    /// 早急に対応する必要がある
    D,
}

labels!(PartGrade {
    A => "概ね良好",
    B => "部分的に劣化",
    C => "広範囲に劣化",
    D => "早急に対応する必要がある",
});

/// What is known of a building beyond its class, age and area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The row of the stock.
    pub building: usize,
    /// Whether its structure needs a survey (要調査).
    pub needs_survey: bool,
    /// The last rating of each part, in the order of [`Part`].
    pub grades: [Option<PartGrade>; PARTS],
}

/// What ratings ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartRepairs {
    serious_within: i32,
    widespread_within: i32,
    skip_within: i32,
    deduct_within: i32,
    share_per_mille: [u32; PARTS],
}

/// A repair of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    pub part: Part,
    pub years: i32,
    pub cost: Yen,
}

impl PartRepairs {
    /// From the rows of the set `mext-long-life`, and the shares from those of the set `part-cost` by the part's code.
    pub fn from_named(
        rule: impl Fn(&str) -> Option<String>,
        share: impl Fn(&str) -> Option<String>,
    ) -> Result<PartRepairs, Invalid> {
        let mut share_per_mille = [0; PARTS];
        for part in Part::iter() {
            share_per_mille[part as usize] = named(&share, "part_cost", part.code(), 0, 1000)?.unsigned_abs();
        }
        let years = |field: &'static str| named(&rule, field, field, 1, 30);
        Ok(PartRepairs {
            serious_within: years("serious_within_years")?,
            widespread_within: years("widespread_within_years")?,
            skip_within: years("part_repair_skip_years")?,
            deduct_within: years("good_part_deduction_years")?,
            share_per_mille,
        })
    }

    /// Over how many years from the base year it must be known what comes.
    pub(super) fn looks_ahead_years(&self) -> i32 {
        self.skip_within + 1
    }

    fn cost(&self, part: Part, rebuild_yen_per_m2: Yen, area_dm2: u32) -> i128 {
        let share = i128::from(self.share_per_mille[part as usize]);
        share * i128::from(rebuild_yen_per_m2.0) * i128::from(area_dm2) / 100_000
    }

    /// What good parts take off a long-life renovation that costs so much; never more than it.
    pub(super) fn less_good_parts(
        &self,
        known: &Known,
        work: &Work,
        base: i32,
        (cost, rebuild_yen_per_m2, area_dm2): (i64, Yen, u32),
    ) -> i64 {
        if work.kind != WorkKind::LongLife || work.counts_in(base) > base + self.deduct_within {
            return cost;
        }
        let good = Part::iter().filter(|part| known.grades[*part as usize] == Some(PartGrade::A));
        let saved: i128 = good.map(|part| self.cost(part, rebuild_yen_per_m2, area_dm2)).sum();
        // The rest lies between 0 and the cost, so it fits.
        (i128::from(cost) - saved).max(0) as i64
    }

    /// The repairs that ratings ask for, unless a larger work comes soon; `works` are those of the building.
    pub(super) fn repairs(
        &self,
        known: &Known,
        mut works: impl Iterator<Item = Work>,
        base: i32,
        (rebuild_yen_per_m2, area_dm2): (Yen, u32),
    ) -> Vec<Repair> {
        let wanted = |grade: &Option<PartGrade>| matches!(grade, Some(PartGrade::C | PartGrade::D));
        if !known.grades.iter().any(wanted) || works.any(|work| work.counts_in(base) <= base + self.skip_within) {
            return Vec::new();
        }
        let repair = |part: Part| {
            let years = match known.grades[part as usize] {
                Some(PartGrade::D) => self.serious_within,
                Some(PartGrade::C) => self.widespread_within,
                _ => return None,
            };
            // A share of at most the whole of what fits, so it fits.
            Some(Repair { part, years, cost: Yen(self.cost(part, rebuild_yen_per_m2, area_dm2) as i64) })
        };
        Part::iter().filter_map(repair).collect()
    }
}
