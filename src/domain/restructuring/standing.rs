//! What does a plan cost, what does it exceed, and what would another choice of one facility change?
//!
//! # Shapes
//! A [`Standing`] holds one choice for each facility with all sums that follow; trying another choice touches only what it
//! changes: the years, the site, the floor area, and the points of its function in the periods in which it serves elsewhere.
//! # Units
//! Thousandths of a yen. What is exceeded counts in millionths of its limit, a person-point without service a whole one.
//! # Errors
//! None.
//! # Source
//! Ours.

use super::question::{Draft, Question};

/// One unit of what is exceeded, so that small excesses are seen too.
const WHOLE: i128 = 1_000_000;

/// A plan as it stands.
#[derive(Clone)]
pub(super) struct Standing<'a> {
    pub(super) draft: &'a Draft,
    pub(super) taken: Vec<usize>,
    /// How many facilities serve a function from a place in a period: `[function][period][place]`.
    open: Vec<Vec<Vec<u16>>>,
    /// What the ways of a function cost in a period, and how many points have nobody: `[function][period]`.
    ways: Vec<Vec<Ways>>,
    years: Vec<i64>,
    sites: Vec<i64>,
    floor_area: i64,
    cost: i64,
}

/// The ways of a function in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ways {
    pub(super) cost: i128,
    pub(super) unserved: i64,
}

/// How good a plan is: first what it exceeds, then what it costs.
pub(super) type Worth = (i128, i128);

impl<'a> Standing<'a> {
    pub(super) fn new(question: &'a Question, taken: Vec<usize>) -> Standing<'a> {
        let draft = &question.draft;
        let mut standing = Standing {
            draft,
            open: draft.functions.iter().map(|f| vec![vec![0; f.places]; draft.periods]).collect(),
            ways: vec![vec![Ways::default(); draft.periods]; draft.functions.len()],
            years: vec![0; draft.ceilings.len()],
            sites: vec![0; draft.sites.len()],
            floor_area: 0,
            cost: 0,
            taken,
        };
        for (at, facility) in draft.facilities.iter().enumerate() {
            let taken = standing.taken[at];
            standing.count(at, taken, 1);
            for period in 0..draft.periods {
                if let Some(place) = facility.serves(taken, period) {
                    standing.open[facility.function][period][place] += 1;
                }
            }
        }
        for function in 0..draft.functions.len() {
            for period in 0..draft.periods {
                standing.ways[function][period] = standing.measured(function, period, None, None);
            }
        }
        standing
    }

    fn count(&mut self, facility: usize, choice: usize, sign: i64) {
        let choice = &self.draft.facilities[facility].choices[choice];
        self.cost += sign * choice.cost_yen;
        self.floor_area += sign * choice.floor_area;
        choice.spending.iter().for_each(|(year, yen)| self.years[*year] += sign * yen);
        if let Some((site, area)) = choice.room {
            self.sites[site] += sign * area;
        }
    }

    /// The ways of a function in a period with one place less and one more.
    fn measured(&self, function: usize, period: usize, less: Option<usize>, more: Option<usize>) -> Ways {
        let (open, of) = (&self.open[function][period], &self.draft.functions[function]);
        let gone = less.filter(|place| open[*place] == 1).map(|place| place as u32);
        let new = more.map(|place| place as u32);
        let mut ways = Ways::default();
        for (reach, weights) in of.reach.iter().zip(&of.weights) {
            let is_open = |place: u32| Some(place) == new || (open[place as usize] > 0 && Some(place) != gone);
            match reach.iter().find(|reach| is_open(reach.place)) {
                Some(near) => ways.cost += i128::from(near.metres) * i128::from(weights[period]),
                None if reach.is_empty() => {}
                None => ways.unserved += 1,
            }
        }
        ways
    }

    /// The periods in which two choices of a facility serve from different places, with both places.
    fn differing(&self, facility: usize, choice: usize) -> impl Iterator<Item = (usize, Option<usize>, Option<usize>)> {
        let (of, taken) = (&self.draft.facilities[facility], self.taken[facility]);
        (0..self.draft.periods)
            .map(move |period| (period, of.serves(taken, period), of.serves(choice, period)))
            .filter(|(_, was, is)| was != is)
    }

    /// What the plan is worth once a facility takes another choice.
    pub(super) fn tried(&mut self, facility: usize, choice: usize) -> Worth {
        let taken = self.taken[facility];
        let function = self.draft.facilities[facility].function;
        let (mut cost, mut unserved) = (0, 0);
        for (period, was, is) in self.differing(facility, choice) {
            let (before, after) = (self.ways[function][period], self.measured(function, period, was, is));
            cost += after.cost - before.cost;
            unserved += after.unserved - before.unserved;
        }
        self.count(facility, taken, -1);
        self.count(facility, choice, 1);
        let (excess, worth) = self.worth();
        self.count(facility, choice, -1);
        self.count(facility, taken, 1);
        (excess + i128::from(unserved) * WHOLE, worth + cost)
    }

    /// Takes another choice.
    pub(super) fn take(&mut self, facility: usize, choice: usize) {
        let function = self.draft.facilities[facility].function;
        let differing: Vec<_> = self.differing(facility, choice).collect();
        for (period, was, is) in differing {
            if let Some(place) = was {
                self.open[function][period][place] -= 1;
            }
            if let Some(place) = is {
                self.open[function][period][place] += 1;
            }
            self.ways[function][period] = self.measured(function, period, None, None);
        }
        self.count(facility, self.taken[facility], -1);
        self.count(facility, choice, 1);
        self.taken[facility] = choice;
    }

    /// What the plan exceeds and costs.
    pub(super) fn worth(&self) -> Worth {
        let over = |used: i64, limit: i64| {
            let excess = i128::from((used - limit).max(0));
            (excess * WHOLE + i128::from(limit)) / i128::from(limit.max(1))
        };
        let (draft, ways) = (self.draft, self.ways.iter().flatten());
        let limited = |limit: Option<i64>, used: i64| match limit {
            Some(limit) if used > limit => over(used, limit),
            _ => 0,
        };
        let years: i128 = draft.ceilings.iter().zip(&self.years).map(|(limit, used)| limited(*limit, *used)).sum();
        let sites: i128 = draft.sites.iter().zip(&self.sites).map(|(room, used)| limited(Some(*room), *used)).sum();
        let area = limited(draft.floor_area_limit, self.floor_area);
        let unserved: i64 = ways.clone().map(|ways| ways.unserved).sum();
        let cost = i128::from(self.cost) * 1_000 + ways.map(|ways| ways.cost).sum::<i128>();
        (years + sites + area + i128::from(unserved) * WHOLE, cost)
    }

    /// What is spent in each year, taken of each site, left as floor area.
    pub(super) fn used(&self) -> (&[i64], &[i64], i64) {
        (&self.years, &self.sites, self.floor_area)
    }

    /// What all choices cost, yen.
    pub(super) fn cost_yen(&self) -> i64 {
        self.cost
    }

    /// The ways of each function in each period.
    pub(super) fn ways(&self) -> &[Vec<Ways>] {
        &self.ways
    }
}
