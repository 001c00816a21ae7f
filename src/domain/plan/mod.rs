//! Which works does each building need in which year, why, how urgent is each, and what does that cost?
//!
//! A conservation plan (保全計画) is drawn up from components with their cycles and ratings, from works on whole buildings
//! and from what is already decided on. [`draw_up`] writes a line for every work that begins within the horizon, and a
//! record of everything that falls due and is left out. When a part is renewed is told in `schedule`, how urgent that
//! is in `priority`; both with an example worked by hand. A line may be begun in any year from its earliest to its
//! latest, within which whoever levels the cost moves it.
//!
//! # Shapes
//! [`Stock`] in, [`Plan`] out: lines in the order of buildings, for each first works on the whole, then component by
//! component, each in the order of its occurrences. [`Totals`] cells by year, class and [`CostCategory`];
//! [`Comparison`] two plans side by side; [`CostTable`] the form of the general management plan.
//! # Units
//! Whole yen at the price basis of the costs given, without discount or escalation; fiscal years. A work over several
//! years is paid in equal parts, rounded down to the yen, the last year takes what is left; what is paid after the last
//! year of the horizon is in no total. Sums are kept in 128 bits and stop at [`i64::MAX`].
//! # Errors
//! None here: the constructors of [`Stock`], [`Rules`] and the tables return [`Invalid`](super::Invalid).
//! # Source
//! Contents of a plan: 個別施設計画 of インフラ長寿命化基本計画 (2013). Works from ratings: MEXT handbook
//! (学校施設の長寿命化計画策定に係る解説書, 2017). Table: 公共施設等総合管理計画の策定等に関する指針 (総務省, 2021 notice). Rounding of
//! yearly parts as in the renewal forecast.

mod compare;
mod cost_table;
mod overhaul;
mod priority;
mod reason;
mod rules;
mod schedule;
mod stock;
mod tables;
mod totals;
mod word;

pub use compare::{ComparableLine, Comparison, CostChange, Move, Span, YearTotal, compare};
pub use cost_table::{Cell, CostRow, CostTable, Leaf, TableColumn, TableRow, YearlyLeaf};
pub use overhaul::{Due, OverhaulRules, WholeBuilding};
pub use priority::{Priority, Term, Weights};
pub use reason::{CostBasis, LeftOutReason, PriorityPart, Reason, Reasons, Urgency};
pub use rules::Rules;
pub use stock::{ActBy, Building, Component, Existing, Overhaul, Stock};
pub use tables::{CostColumns, Cycles, PartCosts};
pub use totals::{PricedWork, Totals, instalments};
pub use word::*;

use super::renewal::Horizon;
use super::units::Yen;
use super::work::{WorkKind, WorkOrigin};
use rayon::prelude::*;
use schedule::Site;
use std::collections::BTreeMap;

/// The parameter set of [`Rules`].
pub const CONSERVATION: &str = "conservation";
/// The parameter set of [`OverhaulRules`].
pub const OVERHAUL: &str = "overhaul";
/// The parameter set of [`Cycles`]: by code of the kind of component, and by the Japanese name of a part.
pub const COMPONENT_CYCLE: &str = "component-cycle";
/// The parameter set of [`PartCosts`].
pub const PART_COST: &str = "part-cost";
/// The parameter set of [`CostColumns`].
pub const COST_COLUMN: &str = "cost-column";

/// Buildings drawn up at a time: enough that handing them out costs nothing, few enough that threads end together.
const BUILDINGS_AT_ONCE: usize = 1024;

/// One work of a plan. Building, component, kind and occurrence together name it, also in the next plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The place of the building in the [`Stock`].
    pub building: u32,
    /// The key of the component, or nothing for works on the whole building.
    pub component: Option<u32>,
    /// What is done.
    pub kind: WorkKind,
    /// Which of the works of its kind on the same component or building this is within the horizon, from 1.
    pub occurrence: u32,
    /// The fiscal year in which its life ends or the work falls due; before the plan begins when it is overdue.
    pub due_year: i32,
    /// The fiscal year in which it is planned to begin.
    pub planned_year: i32,
    /// The first year in which it may begin.
    pub earliest_year: i32,
    /// The last year in which it may begin.
    pub latest_year: i32,
    /// Years that it takes and over which it is paid.
    pub duration_years: u8,
    /// The whole cost, also what is paid after the horizon.
    pub cost: Yen,
    /// On what the cost rests.
    pub cost_basis: CostBasis,
    /// How urgent it is.
    pub priority: Priority,
    /// Why it is planned, and why then.
    pub reasons: Reasons,
}

impl Line {
    /// Where every line comes from.
    pub const ORIGIN: WorkOrigin = WorkOrigin::Plan;
}

/// A work that falls due within the horizon but is not planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The place of the building in the [`Stock`].
    pub building: u32,
    /// The key of the component, or nothing for works on the whole building.
    pub component: Option<u32>,
    /// What would have been done.
    pub kind: WorkKind,
    /// The fiscal year for which it would have been planned.
    pub year: i32,
    /// Why it is not.
    pub reason: LeftOutReason,
    /// The fiscal year of the existing work, overhaul or closing that is the reason; nothing if there is none.
    pub because_of: Option<i32>,
}

/// What is to be done, and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Every work, in the order told above.
    pub lines: Vec<Line>,
    /// Everything that was left out, building by building.
    pub left_out: Vec<LeftOut>,
}

impl Plan {
    /// How many works were left out for each reason; reasons without any are not named.
    pub fn left_out_by_reason(&self) -> BTreeMap<LeftOutReason, usize> {
        let mut counts = BTreeMap::new();
        self.left_out.iter().for_each(|left_out| *counts.entry(left_out.reason).or_default() += 1);
        counts
    }

    /// Every line as [`Totals`] counts it.
    pub fn priced<'p>(&'p self, stock: &'p Stock<'_>) -> impl Iterator<Item = PricedWork> + 'p {
        let class = |line: &Line| stock.buildings().get(line.building as usize).map(|building| building.class);
        self.lines.iter().filter_map(move |line| {
            Some(PricedWork {
                class: class(line)?,
                kind: line.kind,
                first_year: line.planned_year,
                duration_years: line.duration_years,
                cost: line.cost,
            })
        })
    }
}

/// The plan of all buildings; the same on any number of threads.
pub fn draw_up(stock: &Stock<'_>, rules: &Rules, horizon: Horizon) -> Plan {
    let pieces = stock.buildings().len().div_ceil(BUILDINGS_AT_ONCE);
    let drawn: Vec<Plan> = (0..pieces)
        .into_par_iter()
        .map(|piece| {
            let mut site = Site::new(rules, horizon);
            for building in stock.each(piece * BUILDINGS_AT_ONCE, BUILDINGS_AT_ONCE) {
                site.draw_up(building);
            }
            Plan { lines: site.lines, left_out: site.left_out }
        })
        .collect();
    let mut plan = Plan {
        lines: Vec::with_capacity(drawn.iter().map(|piece| piece.lines.len()).sum()),
        left_out: Vec::with_capacity(drawn.iter().map(|piece| piece.left_out.len()).sum()),
    };
    for piece in drawn {
        plan.lines.extend_from_slice(&piece.lines);
        plan.left_out.extend_from_slice(&piece.left_out);
    }
    plan
}

#[cfg(test)]
mod tests;
