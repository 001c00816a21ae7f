//! What is answered: the plan, what it costs, what every plan costs at least, and how the search ended.
//!
//! # Shapes
//! [`Outcome`]; candidates and demands by their place in the [`Question`].
//! # Units
//! The unit of the question. A plan of whole costs is exact. Where demands are divided, each part is rounded to a fine
//! unit, at least the sixteenth part of a unit; `optimal` then says that nothing beyond this rounding is left.
//! # Errors
//! None: that no plan keeps the rules is an answer, with the reason.
//! # Source
//! Ours.

use super::model::{Ended, Found};
use super::question::Question;
use super::shipping::Part as Shipped;
use super::word::SitingObjective;

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The plan is proven to be the best.
    Optimal,
    /// The gap is as small as was wanted.
    GapReached,
    /// The search was used up.
    Budget,
    /// It was told to stop.
    Stopped,
    /// It is proven that no plan keeps the rules.
    Infeasible,
    /// No plan was found, nor that there is none.
    Undecided,
}

/// Why no plan keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The numbers of open candidates and of changes contradict what is to be kept and closed.
    Count {
        /// Candidates to be kept open.
        kept: usize,
        /// Candidates that may be open.
        possible: usize,
        /// The least number to be open.
        least: usize,
        /// The most.
        most: usize,
    },
    /// These demands can be served from no candidate.
    OutOfReach(Vec<usize>),
    /// All candidates that may be open together cannot serve so much.
    Capacity {
        /// The weight of all demands.
        needed: i64,
        /// What the largest candidates can serve.
        available: i64,
    },
    /// No set of candidates that keeps the rules serves everybody; the best leaves these demands, if there is any such set.
    NotTogether(Vec<usize>),
}

/// How much of a demand is served from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which demand.
    pub demand: usize,
    /// Which candidate; none where the demand is not covered.
    pub site: Option<usize>,
    /// How much of its weight.
    pub amount: i64,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// How the search ended.
    pub status: Status,
    /// Why there is no plan.
    pub lacking: Option<Lacking>,
    /// The open candidates; empty without a plan.
    pub open: Vec<usize>,
    /// Who is served from where.
    pub parts: Vec<Part>,
    /// What the plan costs, or covers; none without a plan.
    pub value: Option<f64>,
    /// What every plan costs at least, or covers at most; none where no plan is possible or nothing is proven.
    pub bound: Option<f64>,
    /// How many branches were looked into.
    pub branches: u64,
}

impl Outcome {
    /// How far the plan can be from the best, as a share of its value.
    pub fn gap(&self) -> Option<f64> {
        let (value, bound) = (self.value?, self.bound?);
        match (value - bound).abs() {
            0.0 => Some(0.0),
            _ if value == 0.0 => None,
            far => Some(far / value),
        }
    }

    pub(super) fn without(lacking: Lacking, branches: u64) -> Outcome {
        let (open, parts) = (Vec::new(), Vec::new());
        Outcome { status: Status::Infeasible, lacking: Some(lacking), open, parts, value: None, bound: None, branches }
    }

    /// What was found, told of the question. `shipped` are the parts where capacities count.
    pub(super) fn of(question: &Question, found: &Found, shipped: Option<Vec<Shipped>>) -> Outcome {
        let Some(open) = &found.open else {
            if found.ended == Ended::Searched {
                return Outcome::without(Lacking::NotTogether(Vec::new()), found.branches);
            }
            let (open, parts) = (Vec::new(), Vec::new());
            return Outcome {
                status: Status::Undecided,
                lacking: None,
                open,
                parts,
                value: None,
                bound: None,
                branches: found.branches,
            };
        };
        let covers = question.objective() == SitingObjective::MaxCoverage;
        let parts = match shipped {
            Some(shipped) => split(open.len(), shipped),
            None => nearest(question, open),
        };
        let mut missed: Vec<usize> = parts.iter().filter(|part| part.site.is_none()).map(|part| part.demand).collect();
        missed.dedup();
        if !covers && !missed.is_empty() {
            let penalty = i128::from(question.penalty) * i128::from(question.scale);
            if question.decisive && i128::from(found.lower) >= penalty {
                return Outcome::without(Lacking::NotTogether(missed), found.branches);
            }
            return Outcome::of(question, &Found { open: None, ended: Ended::Effort, ..found.clone() }, None);
        }
        let units = |fine: i64| fine as f64 / question.scale as f64;
        let (value, lower) = match covers || question.objective() != SitingObjective::Capacitated {
            // Whole costs make every bound between two of them the upper one.
            true => (units(found.value), whole(found.lower, question.scale) as f64),
            false => (units(found.value), units(found.lower)),
        };
        let all: i64 = question.demands().iter().map(|demand| demand.weight).sum();
        let told = |cost: f64| if covers { all as f64 - cost } else { cost };
        let (value, lower) = (told(value), told(lower.min(value)));
        let status = match found.ended {
            Ended::Searched => Status::Optimal,
            _ if value == lower => Status::Optimal,
            Ended::GapReached => Status::GapReached,
            Ended::Effort => Status::Budget,
            Ended::Stopped => Status::Stopped,
        };
        // A search that was stopped before its first bound has proven only that costs are not negative.
        let bound = if covers { lower.min(all as f64) } else { lower.max(0.0) };
        let open = (0..open.len()).filter(|site| open[*site]).collect();
        Outcome { status, lacking: None, open, parts, value: Some(value), bound: Some(bound), branches: found.branches }
    }
}

fn whole(fine: i64, scale: i64) -> i64 {
    fine.div_euclid(scale) + i64::from(fine.rem_euclid(scale) != 0)
}

fn split(sites: usize, shipped: Vec<Shipped>) -> Vec<Part> {
    let part = |(demand, site, amount): Shipped| Part {
        demand: demand as usize,
        site: Some(site as usize).filter(|site| *site < sites),
        amount,
    };
    shipped.into_iter().map(part).collect()
}

/// Each demand with its cheapest open candidate, by id among equals.
fn nearest(question: &Question, open: &[bool]) -> Vec<Part> {
    let part = |(demand, wanted): (usize, &super::question::Demand)| {
        let reached = (0..open.len()).filter(|site| open[*site]);
        let cheapest = reached.filter_map(|site| Some((question.cost(demand, site)?, site))).min();
        Part { demand, site: cheapest.map(|(_, site)| site), amount: wanted.weight }
    };
    question.demands().iter().enumerate().map(part).collect()
}
