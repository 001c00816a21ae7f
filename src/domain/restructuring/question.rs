//! What is to be decided: facilities with their choices, what limits them, and who lives how far from what.
//!
//! # Shapes
//! [`Draft`] as it is put together by the caller; [`Question`] after the checks, facilities in the order of their ids.
//! # Units
//! Yen, metres, hundredths of m²; weights in thousandths of a yen for a metre and period.
//! # Errors
//! [`Question::new`] refuses empty, too large or contradictory drafts.
//! # Source
//! Ours.

use crate::domain::{Invalid, Text};

/// The most choices of all facilities together.
pub const MOST_CHOICES: usize = 200_000;
/// The most ways (functions × points × places × periods).
pub const MOST_WAYS: usize = 40_000_000;
/// The largest amount of one choice, yen, and of hundredths of m².
const MOST_YEN: i64 = 1_000_000_000_000;
/// The largest weight of a way.
const MOST_WEIGHT: i64 = 1_000_000_000_000;

/// One thing that may become of a facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it costs over all years, as far as it counts today (discounted); below zero where it brings in more.
    pub cost_yen: i64,
    /// Yen in years that count against ceilings, by the place of the year.
    pub spending: Vec<(usize, i64)>,
    /// In how many periods, from the first on, the facility serves from where it is.
    pub stays: usize,
    /// From where it serves in the periods after; none when it does not any more.
    pub then: Option<usize>,
    /// The site whose room it takes, with hundredths of m².
    pub room: Option<(usize, i64)>,
    /// Floor area at the end, hundredths of m².
    pub floor_area: i64,
}

/// A facility with all that may become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// What the caller calls it; ties are broken by it.
    pub id: String,
    /// The function that it serves.
    pub function: usize,
    /// Where it is: a place of its function.
    pub place: usize,
    /// What may become of it; the first is the caller's baseline.
    pub choices: Vec<Choice>,
}

/// A place from which a function may be served, as seen by a point of demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The place.
    pub place: u32,
    /// How far it is.
    pub metres: u32,
}

/// A function (図書館, 保育所, …): who needs it where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// How many places there are.
    pub places: usize,
    /// For each point of demand the places that may serve it, nearest first; one of them has to in every period. A point
    /// without any is nobody's.
    pub reach: Vec<Vec<Reach>>,
    /// For each point what a metre costs in each period.
    pub weights: Vec<Vec<i64>>,
}

/// What is to be decided, before it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The facilities.
    pub facilities: Vec<Facility>,
    /// The functions.
    pub functions: Vec<Function>,
    /// How many periods there are.
    pub periods: usize,
    /// The room of each site, hundredths of m².
    pub sites: Vec<i64>,
    /// The ceiling of each year; none where there is none.
    pub ceilings: Vec<Option<i64>>,
    /// The most floor area at the end, hundredths of m².
    pub floor_area_limit: Option<i64>,
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub(super) draft: Draft,
}

impl Question {
    /// Checks a draft and puts the facilities in the order of their ids.
    ///
    /// # Errors
    /// No facility, two of one id, a place, year, site or period that is not there, amounts beyond 10¹² yen, more choices
    /// than [`MOST_CHOICES`] or ways than [`MOST_WAYS`].
    pub fn new(mut draft: Draft) -> Result<Question, Invalid> {
        draft.facilities.sort_by(|a, b| a.id.cmp(&b.id));
        if draft.facilities.is_empty() || draft.periods == 0 {
            return Err(refused("facilities", "required", "", "is empty; name what is to be decided", "が空です"));
        }
        if let Some(pair) = draft.facilities.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(refused(
                "facilities",
                "duplicate",
                &pair[0].id,
                "names a facility twice",
                "に同じ施設があります",
            ));
        }
        let choices: usize = draft.facilities.iter().map(|facility| facility.choices.len()).sum();
        let ways: usize = draft.functions.iter().flat_map(|function| &function.reach).map(Vec::len).sum();
        if choices > MOST_CHOICES || ways.saturating_mul(draft.periods) > MOST_WAYS {
            return Err(refused(
                "facilities",
                "too-large",
                "",
                "and demand are too many; ask for less",
                "が多すぎます",
            ));
        }
        let sound = draft.functions.iter().all(|function| function.is_sound(draft.periods))
            && draft.facilities.iter().all(|facility| facility.is_sound(&draft))
            && draft.sites.iter().chain(draft.floor_area_limit.iter()).all(|area| (0..=MOST_YEN).contains(area))
            && draft.ceilings.iter().flatten().all(|ceiling| (0..=MOST_YEN).contains(ceiling));
        match sound {
            true => Ok(Question { draft }),
            false => {
                Err(refused("facilities", "out-of-range", "", "hold a number out of range", "に範囲外の数値があります"))
            }
        }
    }

    /// What is decided, facilities in the order of their ids.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The same with another limit of the floor area.
    pub fn with_floor_area_limit(&self, limit: Option<i64>) -> Question {
        Question { draft: Draft { floor_area_limit: limit, ..self.draft.clone() } }
    }

    /// The same where every metre costs so many percent.
    pub fn with_ways_at(&self, percent: i64) -> Question {
        self.with_weights(|_, weight| weight.saturating_mul(percent) / 100)
    }

    /// The same with other weights, from the period and the weight there is; they stay within what a weight may be.
    pub fn with_weights(&self, weight: impl Fn(usize, i64) -> i64) -> Question {
        let mut draft = self.draft.clone();
        for weights in draft.functions.iter_mut().flat_map(|function| &mut function.weights) {
            for (period, of) in weights.iter_mut().enumerate() {
                *of = weight(period, *of).clamp(0, MOST_WEIGHT);
            }
        }
        Question { draft }
    }
}

impl Function {
    fn is_sound(&self, periods: usize) -> bool {
        let sorted = |reach: &Vec<Reach>| reach.windows(2).all(|pair| pair[0].metres <= pair[1].metres);
        self.reach.len() == self.weights.len()
            && self.reach.iter().all(|reach| sorted(reach) && reach.iter().all(|r| (r.place as usize) < self.places))
            && self.weights.iter().all(|w| w.len() == periods && w.iter().all(|w| (0..=MOST_WEIGHT).contains(w)))
    }
}

impl Facility {
    fn is_sound(&self, draft: &Draft) -> bool {
        let Some(function) = draft.functions.get(self.function) else { return false };
        let choice = |choice: &Choice| {
            choice.cost_yen.abs() <= MOST_YEN
                && choice
                    .spending
                    .iter()
                    .all(|(year, yen)| *year < draft.ceilings.len() && (0..=MOST_YEN).contains(yen))
                && choice.stays <= draft.periods
                && choice.then.is_none_or(|place| place < function.places)
                && choice.room.is_none_or(|(site, area)| site < draft.sites.len() && (0..=MOST_YEN).contains(&area))
                && (0..=MOST_YEN).contains(&choice.floor_area)
        };
        self.place < function.places && !self.choices.is_empty() && self.choices.iter().all(choice)
    }

    /// From where a choice serves in a period.
    pub(super) fn serves(&self, choice: usize, period: usize) -> Option<usize> {
        let choice = &self.choices[choice];
        if period < choice.stays { Some(self.place) } else { choice.then }
    }
}

fn refused(field: &'static str, code: &'static str, value: &str, en: &str, ja: &str) -> Invalid {
    Invalid::new(field, code, value, Text::new(format!("`{field}` {en}"), format!("`{field}` {ja}")))
}
