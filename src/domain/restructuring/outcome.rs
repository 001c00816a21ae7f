//! What is answered: the plan, what it comes to, how good it is proven to be, or what stands in its way.
//!
//! # Shapes
//! [`Outcome`] of one search.
//! # Units
//! Yen; thousandths of a yen where ways are added; hundredths of m².
//! # Errors
//! None.
//! # Source
//! Ours.

use super::question::Question;
use super::standing::Standing;

/// How the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No plan is better.
    Optimal,
    /// Near enough.
    GapReached,
    /// The search was used up.
    Budget,
    /// It was told to stop.
    Stopped,
    /// It is proven that no plan keeps the limits.
    Infeasible,
    /// No plan was found, nor that there is none.
    Undecided,
}

/// What is exceeded by the plan that comes nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Yen above the ceiling of a year, by its place.
    Year(usize, i64),
    /// Hundredths of m² above the room of a site.
    Site(usize, i64),
    /// Hundredths of m² above the limit of the floor area.
    FloorArea(i64),
    /// Points of a function in a period that nobody serves within their limit.
    Unserved {
        /// The function.
        function: usize,
        /// The period.
        period: usize,
        /// How many points.
        points: i64,
    },
}

/// What a plan comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// What choices cost, yen.
    pub cost_yen: i64,
    /// What ways cost, thousandths of a yen.
    pub ways: i128,
    /// The same in each period.
    pub ways_by_period: Vec<i128>,
    /// Both, thousandths of a yen.
    pub value: i128,
    /// Floor area at the end, hundredths of m².
    pub floor_area: i64,
    /// Yen in each year.
    pub years: Vec<i64>,
    /// Hundredths of m² of each site.
    pub sites: Vec<i64>,
    /// What it exceeds.
    pub excess: Vec<Excess>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How the search ended.
    pub status: Status,
    /// What each facility takes, facilities in the order of their ids; the plan that comes nearest when none is feasible.
    pub taken: Vec<usize>,
    /// What it comes to.
    pub totals: Totals,
    /// No plan that keeps the limits comes to less, thousandths of a yen.
    pub bound: Option<i128>,
    /// How many branches were looked into.
    pub branches: u64,
}

impl Outcome {
    /// Whether the plan keeps all limits.
    pub fn feasible(&self) -> bool {
        self.totals.excess.is_empty()
    }

    /// (value − bound) / value, as a share; none without a plan or a bound.
    pub fn gap(&self) -> Option<f64> {
        let bound = self.bound.filter(|_| self.feasible())?;
        let value = self.totals.value;
        Some(if value == 0 { 0.0 } else { (value - bound) as f64 / value.abs() as f64 })
    }
}

impl Question {
    /// What any plan comes to: a choice for each facility, in the order of their ids.
    pub fn totals(&self, taken: &[usize]) -> Totals {
        Totals::of(&Standing::new(self, taken.to_vec()))
    }
}

impl Totals {
    pub(super) fn of(standing: &Standing) -> Totals {
        let (years, sites, floor_area) = standing.used();
        let draft = standing.draft;
        let over = |limit: Option<i64>, used: i64| limit.map(|limit| used - limit).filter(|over| *over > 0);
        let mut excess = Vec::new();
        let above = draft.ceilings.iter().zip(years).enumerate();
        excess.extend(above.filter_map(|(at, (limit, used))| Some(Excess::Year(at, over(*limit, *used)?))));
        let above = draft.sites.iter().zip(sites).enumerate();
        excess.extend(above.filter_map(|(at, (room, used))| Some(Excess::Site(at, over(Some(*room), *used)?))));
        excess.extend(over(draft.floor_area_limit, floor_area).map(Excess::FloorArea));
        for (function, periods) in standing.ways().iter().enumerate() {
            let missed = periods.iter().enumerate().filter(|(_, ways)| ways.unserved > 0);
            excess.extend(missed.map(|(period, ways)| Excess::Unserved { function, period, points: ways.unserved }));
        }
        let ways = standing.ways().iter().flatten().map(|ways| ways.cost).sum();
        Totals {
            cost_yen: standing.cost_yen(),
            ways,
            ways_by_period: (0..draft.periods).map(|p| standing.ways().iter().map(|ways| ways[p].cost).sum()).collect(),
            value: i128::from(standing.cost_yen()) * 1_000 + ways,
            floor_area,
            years: years.to_vec(),
            sites: sites.to_vec(),
            excess,
        }
    }
}
