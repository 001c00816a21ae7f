//! What could be fewer, and what follows?
//!
//! A planner lays proposals side by side (what is built, who moves in, what closes, what becomes of the land) and reads what
//! each costs over the years beside doing nothing:
//!
//! ```text
//! net of a year = construction + conversion + renovation + rebuild + moving + temporary rooms + demolition
//!                 + grant repayment + running + staff − land sold − land let
//! ```
//!
//! Renewal is that of [`renewal`](super::renewal), building by building; none is begun that would be finished within the
//! calm years before a facility leaves. What is built is itself renewed.
//!
//! # Shapes
//! [`Case`] a stock with a [`Proposal`]; [`Ledger`] each amount with its reckoning, and each year; [`Funding`] who pays;
//! [`Step`] what happens when; [`Effects`] what stays of roles and capacity.
//! # Units
//! Yen at the price basis of the unit costs, rounded down a line; areas in hundredths of m²; fiscal years. Present values at
//! the beginning of the first year, each year paid at its end.
//! # Errors
//! [`Case::new`] returns every [`Misfit`] with its place; reckoning cannot fail.
//! # Source
//! Terms: 公共施設等総合管理計画の策定等に関する指針 (総務省). Rates are rows of the parameter set `consolidation`.

mod case;
mod effects;
mod funding;
mod ledger;
mod phases;
mod proposal;
mod reckoning;
mod rules;
mod stock;

pub use case::{Case, MOST_CONSTRUCTION_YEARS, MOST_SHARED_PER_MILLE, Misfit};
pub use effects::{Effects, RoleChange, effects};
pub use funding::{Backing, Funded, FundedYear, Funding, fund};
pub use ledger::{Item, Ledger, Line, Undertaking, YearSum, present_value};
pub use phases::{Step, StepKind, steps};
pub use proposal::{Build, Fate, Freed, LandUse, Leaving, Need, Proposal, Temporary};
pub use reckoning::{area_cost, floor_area_dm2, parts, reckon};
pub use rules::{Rules, SET};
pub use stock::{Grant, HeldBuilding, Holding, Land, Rates};

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
