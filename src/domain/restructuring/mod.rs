//! Which facilities should stay, be rebuilt, move or close, and in which year? (施設の再編計画)
//!
//! Every facility takes one of its [`Choice`]s. A choice costs something, spends in years, takes room of a site, leaves floor
//! area at the end, and serves the people from one place and later from another or none. In each period people go to the
//! nearest place where their function is served. With `a` the choice of a facility, `d` the way of a person and `w` what a
//! metre of it costs all people of a point in a period:
//!
//! ```text
//! least  Σ_f cost(a_f) + Σ_k,i,e  w_kie · min over places serving k in e of d_kip
//! with   Σ spending in a year ≤ its ceiling,  Σ room taken of a site ≤ its capacity,  Σ floor area ≤ its limit,
//!        d ≤ its limit wherever a facility is as near today
//! ```
//! Dualising who serves whom (price `u` for each point, function and period), years, sites and the floor area leaves each
//! facility alone with its choices, so that every set of prices bounds all plans from below. Plans come from a search that
//! changes one facility, or two, at a time; the proof from fixing choices that the bound excludes, and from branching.
//!
//! # Shapes
//! [`Cast`] makes choices of what a facility is; [`Draft`] is checked to a [`Question`]; [`plan`] gives an [`Outcome`]; [`pareto`] a set of clearly different plans;
//! [`regrets`] what plans lose under other populations.
//! # Units
//! Whole yen, metres, hundredths of m²; ways are weighed in thousandths of a yen for each metre and period.
//! # Errors
//! [`Question::new`] refuses what is no question. That no plan keeps the limits is an answer.
//! # Source
//! Lagrangian bounds: M. L. Fisher, Management Science 27 (1981). ε-constraints for the set of plans: Y. Haimes et al., IEEE
//! Trans. SMC 1 (1971). Regret: L. J. Savage, JASA 46 (1951). The search is ours.

mod alternatives;
mod casting;
mod mending;
mod outcome;
mod prices;
mod question;
mod search;
mod standing;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use alternatives::{Regrets, pareto, regrets};
pub use casting::{Action, Cast, Decision, Ground, Holding, Item, Terms, Window};
pub use outcome::{Excess, Outcome, Status, Totals};
pub use question::{Choice, Draft, Facility, Function, MOST_CHOICES, MOST_WAYS, Question, Reach};
pub use search::{Effort, plan};
