//! Which pairs of ratings may a chain be learned from, and what is believed before the first of them?
//!
//! # Shapes
//! [`Prior`] is the national table's word on one kind of part; [`History`] its pairs of ratings. Pairs of which nothing but the
//! grades and the years between them differ are learned from together.
//! # Units
//! Whole years; grades as places, 0 the best. The prior's strength in years of observation.
//! # Errors
//! The constructors return [`Invalid`], which names the field.
//! # Source
//! Ours, on the cycles of the parameters.

use crate::domain::units::out_of_range;
use crate::domain::{Invalid, Text};

/// What the renewal cycle says of a kind of part before anything is observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    pub(super) grades: usize,
    pub(super) fall: f64,
    pub(super) strength_years: f64,
}

impl Prior {
    /// 2 to 26 grades that take the cycle from best to worst: at least one year more than there are falls, for a part can fall
    /// once a year, and at most 200. The strength, 1 to 1,000, is how many years of observation in each grade the prior outweighs.
    pub fn new(grades: usize, cycle_years: i64, strength_years: i64) -> Result<Prior, Invalid> {
        if !(2..=26).contains(&grades) {
            return Err(out_of_range("grades", grades, 2, 26));
        }
        if !(grades as i64..=200).contains(&cycle_years) {
            return Err(out_of_range("cycle_years", cycle_years, grades as i64, 200));
        }
        if !(1..=1_000).contains(&strength_years) {
            return Err(out_of_range("strength_years", strength_years, 1, 1_000));
        }
        let fall = (grades - 1) as f64 / cycle_years as f64;
        Ok(Prior { grades, fall, strength_years: strength_years as f64 })
    }

    /// The probability to fall by a grade in a year, the same for every grade but the worst.
    pub fn fall_probabilities(&self) -> Vec<f64> {
        vec![self.fall; self.grades - 1]
    }
}

/// Two consecutive ratings of one part without a renewal between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub part: String,
    pub from: usize,
    pub to: usize,
    pub years: u32,
}

impl Pair {
    /// Better than before: repaired without a record, or rated by another eye.
    pub fn improved(&self) -> bool {
        self.to < self.from
    }

    /// By more grades than years.
    pub fn hastened(&self) -> bool {
        !self.improved() && self.to - self.from > self.years as usize
    }
}

/// The observed pairs of ratings of one kind of part.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    pub(super) prior: Prior,
    pub(super) pairs: Vec<Pair>,
}

impl History {
    /// Most pairs that are learned from together.
    pub const MOST_PAIRS: usize = 1_000_000;

    /// Without any observation.
    pub fn new(prior: Prior) -> History {
        History { prior, pairs: Vec::new() }
    }

    /// Adds a rating and the next one of the same part, 1 to 100 years later, without a renewal between them. `part` is the
    /// identity of the part; it keeps the pairs of a part together in the back-test. A first rating of a part whose
    /// renewal is dated can be given as a pair too: from grade 0 in the year of the renewal.
    pub fn add(&mut self, part: &str, from: usize, years_between: i64, to: usize) -> Result<(), Invalid> {
        let worst = self.prior.grades - 1;
        for (field, grade) in [("grade_from", from), ("grade_to", to)] {
            if grade > worst {
                return Err(out_of_range(field, grade, 0, worst as i64));
            }
        }
        if !(1..=100).contains(&years_between) {
            return Err(out_of_range("years_between", years_between, 1, 100));
        }
        if self.pairs.len() == Self::MOST_PAIRS {
            let most = Self::MOST_PAIRS;
            let en = format!("more than {most} pairs of ratings; learn from a shorter time");
            let ja = format!("評価の組が {most} を超えています。期間を短くしてください");
            return Err(Invalid::new("observations", "out-of-range", most, Text::new(en, ja)));
        }
        self.pairs.push(Pair { part: part.to_owned(), from, to, years: years_between as u32 });
        Ok(())
    }

    /// How many pairs there are, including those that are not learned from.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether nothing was observed yet.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}
