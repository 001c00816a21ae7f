//! What levelling answers: in which year each work begins, what the years come to, and how far that can be from the best.
//!
//! # Shapes
//! [`Outcome`] with a [`Placement`] for each work in the order of the draft and a [`Year`] for each year of the horizon.
//! # Units
//! Whole yen. Values of the objective are weighted yen in 128 bits; a lower bound is rounded so that it never exceeds the
//! true optimum.
//! # Errors
//! None: that there is no plan is a [`Status`] with reasons.
//! # Source
//! Ours.

use crate::domain::units::Yen;

/// Where a work stands in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// It begins in this fiscal year.
    Starts(i32),
    /// It is left out.
    LeftOut(LeftOut),
}

impl Placement {
    /// The fiscal year in which it begins, if it is placed.
    pub fn year(self) -> Option<i32> {
        match self {
            Placement::Starts(year) => Some(year),
            Placement::LeftOut(_) => None,
        }
    }
}

/// Why a work is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Its relations and windows leave no year in which it could begin.
    NoStartYear,
    /// In every year of its window it is larger by itself than a ceiling, by at least so much.
    LargerThanCeilings {
        /// How much the ceilings lack in the most favourable year.
        by: Yen,
    },
    /// There is no room left under the ceilings.
    NoRoom,
    /// The work that must come before it is left out.
    PredecessorLeftOut {
        /// That work.
        work: u32,
    },
    /// There is no plan at all in which every work is placed.
    NoPlan,
}

/// One year of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The fiscal year.
    pub year: i32,
    /// What is spent, savings of bundles taken off.
    pub total: Yen,
    /// What is spent from each fund.
    pub funds: Vec<Yen>,
    /// How much the total and the funds exceed their ceilings.
    pub excess: Yen,
}

/// How the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The plan is proven to be the best.
    Optimal,
    /// The plan is as near to the best as was asked for.
    GapReached,
    /// The effort was used up.
    Budget,
    /// The search was stopped from outside.
    Stopped,
    /// It is proven that there is no plan; [`Outcome::conflicts`] or [`Outcome::plan_proven_impossible`] says why.
    Infeasible,
    /// No plan was found, nor was it proven that there is none.
    Undecided,
}

/// Works that cannot all be placed because of their windows and the order between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The works in their order; the last has no year left.
    pub chain: Vec<u32>,
    /// The first fiscal year in which the last could begin.
    pub could_begin: i32,
    /// The last fiscal year in which it may begin.
    pub must_begin: i32,
}

/// Works of a bundle that begin together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The bundle.
    pub bundle: u32,
    /// The fiscal year.
    pub year: i32,
    /// How many works begin together.
    pub works: u32,
    /// What that saves.
    pub saving: Yen,
}

/// A plan with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How the search ended.
    pub status: Status,
    /// Each work, in the order of the draft.
    pub placements: Vec<Placement>,
    /// Each year of the horizon.
    pub years: Vec<Year>,
    /// The highest year.
    pub peak: Yen,
    /// No plan that places as many works has a lower highest year.
    pub peak_lower_bound: Yen,
    /// The weighted value of the plan; for [`Objective::MinPeak`](super::Objective::MinPeak) its peak.
    pub objective: i128,
    /// No plan has a lower value.
    pub objective_lower_bound: i128,
    /// For the lowest peak: no plan of this peak has less deferral less savings. Otherwise the deferral itself.
    pub deferral_lower_bound: i128,
    /// What all beginnings cost besides.
    pub deferral: i128,
    /// What beginning together saves.
    pub savings: i128,
    /// What exceeds the ceilings.
    pub excess: i128,
    /// The cost of the works that are left out.
    pub left_out_cost: i128,
    /// Years that hold the value up: they are full, or as high as the highest.
    pub binding_years: Vec<i32>,
    /// Works that begin together and save.
    pub bundled: Vec<Bundled>,
    /// Moves, iterations and nodes of the search together.
    pub iterations: u64,
    /// Chains of works that leave no year; with them there is no plan of all works.
    pub conflicts: Vec<Conflict>,
    /// Whether it is proven that not all works fit within the ceilings.
    pub plan_proven_impossible: bool,
}

impl Outcome {
    /// Whether the placements are a plan.
    pub fn has_plan(&self) -> bool {
        !matches!(self.status, Status::Infeasible | Status::Undecided)
    }

    /// How far the value can be above the best, as a share of the lower bound; nothing where the bound is not positive and
    /// not reached.
    pub fn gap(&self) -> Option<f64> {
        let above = self.objective - self.objective_lower_bound;
        match (above, self.objective_lower_bound) {
            (0, _) => Some(0.0),
            (above, bound) if bound > 0 => Some(above as f64 / bound as f64),
            _ => None,
        }
    }
}

/// How much search is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Hundredths of the usual number of iterations; 100 is usual.
    pub percent: u32,
    /// Stop once the gap is no more than so many millionths.
    pub gap_per_million: u32,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { percent: 100, gap_per_million: 0 }
    }
}

/// What the ceilings lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// The least sum by which a plan of all works exceeds the ceilings, as found.
    pub excess: i128,
    /// No plan of all works exceeds them by less in sum; above 0 it is proven that not everything fits.
    pub excess_lower_bound: i128,
    /// In which years that plan exceeds them, and by how much.
    pub years: Vec<(i32, Yen)>,
    /// Raising every ceiling by so much lets everything fit, as found.
    pub raise: Yen,
    /// No smaller raise than this does.
    pub raise_lower_bound: Yen,
    /// Whether it is proven that not everything fits.
    pub proven: bool,
    /// The plan that exceeds the ceilings least; without works that cannot be placed at all.
    pub plan: Outcome,
    /// The plan that needs the least raise.
    pub raised_plan: Outcome,
}

/// What it costs to fix a work to a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisePrice {
    /// The plan without the promise.
    pub without: Outcome,
    /// The plan with the promise.
    pub with: Outcome,
    /// Every year in which the work can begin.
    pub years: Vec<PromiseYear>,
}

/// What it costs to fix a work to one of its years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromiseYear {
    /// The fiscal year in which it begins.
    pub year: i32,
    /// The value of the plan that was found with it; nothing if none was found.
    pub objective: Option<i128>,
    /// No plan with it has a lower value.
    pub objective_lower_bound: i128,
}
