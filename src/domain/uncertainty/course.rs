//! What is renewed, when as planned and at what cost: what chance is to play with.
//!
//! # Shapes
//! [`Course`] the works of one thing: those still to come in its present life, then those of every later life. [`Stage`]
//! one of them. [`Courses`] all of them, in one piece of memory.
//! # Units
//! Ages in fiscal years since the thing was new, 1 to 250; whole yen, of which each year pays the floor of an equal part
//! and the last what is left.
//! # Errors
//! None: ages and spreads outside their range are moved to its ends.
//! # Source
//! Ours.

/// A work at an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The planned age at which it falls due.
    pub age: i32,
    /// How many years before that the first part is paid.
    pub lead_years: i32,
    /// Over how many years it is paid.
    pub years: i32,
    /// What it costs.
    pub cost_yen: i64,
}

/// The works of one thing.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// What the thing is, the same in every scenario.
    pub key: u64,
    /// The year in which it was new.
    pub new_in: i32,
    /// What is still to come in its present life, in the order of ages.
    pub present: Vec<Stage>,
    /// Whether the last of these makes it new.
    pub renewed: bool,
    /// What comes in each later life, the last of which makes it new again.
    pub later: Vec<Stage>,
    /// From which year on nothing is done any more.
    pub until: Option<i32>,
}

/// A thing in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thing {
    pub key: u64,
    pub new_in: i32,
    pub until: i32,
    /// The stages of the present life, from one place to before another.
    pub present: (u32, u32),
    /// Those of every later life; none when it is not renewed.
    pub later: (u32, u32),
}

/// Everything that is renewed, and what is paid for certain.
#[derive(Clone, Debug, Default)]
pub struct Courses {
    pub(super) things: Vec<Thing>,
    pub(super) stages: Vec<Stage>,
    pub(super) certain: Vec<(i32, i64)>,
}

/// The longest age and the longest spread that a year of the future is reckoned with.
pub(super) const LONGEST_AGE: i32 = 250;
pub(super) const LONGEST_SPREAD: i32 = 30;

impl Courses {
    /// Room for so many things.
    pub fn with_capacity(things: usize) -> Courses {
        Courses { things: Vec::with_capacity(things), stages: Vec::with_capacity(things), certain: Vec::new() }
    }

    /// How many things.
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.things.is_empty() && self.certain.is_empty()
    }

    /// Adds a thing.
    pub fn push(&mut self, course: &Course) {
        let present = self.keep(&course.present);
        let renewed = course.renewed && !course.present.is_empty();
        let later = self.keep(if renewed { &course.later } else { &[] });
        let (key, new_in, until) = (course.key, course.new_in, course.until.unwrap_or(i32::MAX));
        self.things.push(Thing { key, new_in, until, present, later });
    }

    /// Adds a component that is replaced at once whenever it has lived its life (部材の更新), before a year if there is one.
    pub fn component(&mut self, key: u64, new_in: i32, life_years: i32, cost_yen: i64, until: Option<i32>) {
        let only = self.keep(&[Stage { age: life_years, lead_years: 0, years: 1, cost_yen }]);
        self.things.push(Thing { key, new_in, until: until.unwrap_or(i32::MAX), present: only, later: only });
    }

    fn keep(&mut self, stages: &[Stage]) -> (u32, u32) {
        let from = self.stages.len() as u32;
        self.stages.extend(stages.iter().map(limited));
        (from, self.stages.len() as u32)
    }

    /// Adds what is paid in a year whatever happens.
    pub fn certain(&mut self, year: i32, cost_yen: i64) {
        self.certain.push((year, cost_yen));
    }
}

fn limited(stage: &Stage) -> Stage {
    let years = stage.years.clamp(1, LONGEST_SPREAD);
    let lead_years = stage.lead_years.clamp(0, years - 1);
    Stage { age: stage.age.clamp(1, LONGEST_AGE), lead_years, years, cost_yen: stage.cost_yen }
}
