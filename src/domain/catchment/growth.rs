//! How many people will live there in a year for which no figure is stored?
//!
//! # Shapes
//! The stored figures of one point and age group, in the order of their years, and a year; [`Grown`] says how it was found.
//! # Units
//! Hundredths of a person, rounded half up.
//! # Errors
//! None.
//! # Source
//! Ours: a straight line between the two nearest years, since published projections are five years apart; before the first
//! and after the last figure nothing is continued, the nearest holds.

/// How a figure was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Growth {
    /// It is stored for this year.
    Stored,
    /// It lies on the line between the figures of these years.
    Between(i32, i32),
    /// It is that of this year, the nearest there is.
    Nearest(i32),
}

/// A population and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grown {
    /// Hundredths of a person.
    pub population: u64,
    /// How it was found.
    pub growth: Growth,
}

/// The population in a year, from figures in ascending order of their years; none without any.
pub fn grown(figures: &[(i32, u64)], year: i32) -> Option<Grown> {
    let after = figures.partition_point(|(stored, _)| *stored < year);
    let (earlier, later) = (after.checked_sub(1).map(|at| figures[at]), figures.get(after).copied());
    match (earlier, later) {
        (_, Some((stored, population))) if stored == year => Some(Grown { population, growth: Growth::Stored }),
        (Some((from, first)), Some((to, last))) => {
            let (span, gone) = (i128::from(to) - i128::from(from), i128::from(year) - i128::from(from));
            let (first, last) = (i128::from(first), i128::from(last));
            let population = (2 * (first * (span - gone) + last * gone) + span) / (2 * span);
            Some(Grown { population: population as u64, growth: Growth::Between(from, to) })
        }
        (Some((stored, population)), None) | (None, Some((stored, population))) => {
            Some(Grown { population, growth: Growth::Nearest(stored) })
        }
        (None, None) => None,
    }
}
