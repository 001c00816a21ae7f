//! What does one set of choices cost, and what beside another?
//!
//! A scenario is a set of choices over the stock: by which model each class is renewed and at which unit costs, which
//! buildings are closed, which works are fixed to a year. [`run`] is the one place that turns choices into yen by year and
//! class:
//!
//! ```text
//! outlook = forecast of the stock − works of the buildings decided on + their works as decided + demolition
//! ```
//!
//! Its result is valued ([`Discounting`]), compared ([`Effect`]) and tried at other values ([`tornado`]). A further model
//! of renewal comes in by [`Models`] and needs nothing here.
//!
//! # Shapes
//! [`Choices`] the stock with what is chosen; [`Outlook`] a [`Spend`] for each year and class.
//! # Units
//! Whole yen at the prices of the base year; rounding as in [`renewal`](super::renewal), building by building.
//! # Errors
//! None here: the constructors of the choices return [`Invalid`](super::Invalid).
//! # Source
//! Comparison: 公共施設等総合管理計画の策定等に関する指針 (総務省). Choices over single buildings: ours, see `course`.

mod course;
mod discount;
mod effect;
mod outlook;
mod shaken;

pub use course::{FixedWork, Intervention};
pub use discount::{Basis, Change, Discounting, Terms, Timing, times};
pub use effect::{Effect, Measure, Swing, tornado};
pub use outlook::{Block, Outlook, Spend};
pub use shaken::chances;

use super::renewal::{Horizon, Known, Models, Stock, UnitCosts, forecast};
use super::units::{FiscalYear, Yen};
use course::Building;
use std::collections::BTreeMap;

/// The stock and what is chosen for it.
#[derive(Clone, Debug)]
pub struct Choices<'a> {
    /// The buildings.
    pub stock: Stock<'a>,
    /// What is known of single ones, at most once each.
    pub known: &'a [Known],
    /// By which model each class is renewed.
    pub models: Models,
    /// At which unit costs, at the prices of the base year.
    pub unit_costs: UnitCosts,
    /// Which years are looked at.
    pub horizon: Horizon,
    /// What is decided of single buildings, at most once each.
    pub interventions: Vec<Intervention>,
    /// What taking down a closed building costs, 0 to 100,000,000 yen/m².
    pub demolition_yen_per_m2: Yen,
    /// For how many years before a closure no large work is done, up to 100.
    pub quiet_years: u32,
}

impl Choices<'_> {
    fn building(&self, row: usize) -> Option<Building> {
        let (class, completed_year, floor_area_dm2) = self.stock.building(row)?;
        let known = self.known.iter().find(|known| known.building == row).copied();
        Some(Building { row, class, completed_year: completed_year as i16, floor_area_dm2, known })
    }

    /// As many years as can be looked at.
    fn far(&self) -> Horizon {
        Horizon::new(self.horizon.from_year(), 100).unwrap_or(self.horizon)
    }
}

/// What the choices cost.
pub fn run(choices: &Choices<'_>) -> Outlook {
    let horizon = choices.horizon;
    let whole = forecast(&choices.stock, &choices.models, &choices.unit_costs, horizon, choices.known);
    let mut outlook = Outlook::of(&whole);
    let decided: BTreeMap<usize, &Intervention> = choices.interventions.iter().map(|of| (of.building, of)).collect();
    for (row, intervention) in decided {
        let Some(building) = choices.building(row) else { continue };
        let without = building.planned(choices, horizon, None);
        let with = building.planned(choices, horizon, Some(intervention));
        for (works, sign) in [(without, -1), (with, 1)] {
            for event in works.iter().map(|work| &work.event) {
                for (year, yen) in event.charges(horizon) {
                    let cell = outlook.cell(year, building.class);
                    cell.into_iter().for_each(|cell| cell.add(event.kind, Yen(sign * yen.0)));
                }
            }
        }
        let cell = intervention.closed.and_then(|year: FiscalYear| outlook.cell(year, building.class));
        cell.into_iter().for_each(|cell| cell.demolition += building.demolition(choices));
    }
    outlook
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
