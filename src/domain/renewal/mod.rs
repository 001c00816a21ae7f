//! What renewing the buildings will cost, year by year: every building is renovated once and rebuilt at the end of its
//! life, over and over, and each work is paid over a few years.
//!
//! A manager reads from it how much the town would have to spend a year to keep all it has. For a building of class `c`
//! with the floor area `a` (in dm²) and a work whose unit cost is `u_c` yen/m², paid over `k` years,
//!
//! ```text
//! cost = floor(u_c · a / 100)     paid a year = floor(cost / k), in the last year what is left of the cost
//! ```
//!
//! When works fall due is told in `schedule`. Whoever wants one building asks [`events`]; whoever wants the town asks
//! [`simulate`], which returns exactly the sum of all events, to the yen, but sums the stock first and therefore takes
//! about the same time for 10 years as for 100.
//!
//! # Shapes
//! [`Stock`] three columns with a row a building; [`Forecast`] a cell for each year of the [`Horizon`], [`Class`] and
//! [`WorkKind`]; [`Event`] one work on one building.
//! # Units
//! Whole yen at the price basis of the unit costs, without discount or escalation; areas in dm². Rounded down for each
//! building, first the cost, then the yearly part, whose remainder the last year takes. So every figure is the sum of
//! the building rows behind it and can be traced to them, and years, classes and buildings give the same total. The
//! mean a year is rounded half up. One event costs at most 4.3 × 10¹⁵ yen. Sums are kept in 128 bits and never wrap; a
//! figure above [`i64::MAX`] (9.2 × 10¹⁸ yen, many times what all buildings of Japan are worth) is given as that
//! number.
//! # Errors
//! None here: the constructors of [`Rules`], [`UnitCosts`], [`Horizon`] and [`Stock`] return
//! [`Invalid`](super::Invalid).
//! # Source
//! 公共施設等更新費用試算ソフト (総務省・地域総合整備財団), rules of 2011: renovation at 30, rebuild at 60, missed renovations of
//! ages 31 to 50 and overdue rebuilds over 10 years. Ours: rounding by building, for traceability.

mod rules;
mod schedule;
mod stock;

pub use rules::{Horizon, Parameters, Rules, SpreadAnchor, UnitCost, UnitCosts, from_named};
pub use stock::Stock;

use super::facility::{Class, Word};
use super::units::{FiscalYear, Yen};
use schedule::{Works, instalments};
use serde::{Deserialize, Serialize};
use stock::{Price, Prices};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// The name of the rule set whose numbers are built in as parameters.
pub const MIC_2011: &str = "mic-2011";

/// Kind of work (工事区分).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum WorkKind {
    /// 大規模改修
    Renovation,
    /// 更新（建替え）
    Rebuild,
}

impl Word for WorkKind {
    fn label_ja(self) -> &'static str {
        match self {
            WorkKind::Renovation => "大規模改修",
            WorkKind::Rebuild => "更新（建替え）",
        }
    }
}

/// Why a work is paid when it is (実施理由).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// 到来: its year comes
    Due,
    /// 積み残し: a renovation whose year had passed in the base year
    Backlog,
    /// 更新時期超過: a rebuild whose year had passed in the base year
    Overdue,
}

impl Word for Reason {
    fn label_ja(self) -> &'static str {
        match self {
            Reason::Due => "到来",
            Reason::Backlog => "積み残し",
            Reason::Overdue => "更新時期超過",
        }
    }
}

/// One work on one building.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The row of the [`Stock`].
    pub building: usize,
    /// What is done.
    pub kind: WorkKind,
    /// Why then.
    pub reason: Reason,
    /// The year in which the building reaches the age for it; before the base year when it is made up for.
    pub due_year: FiscalYear,
    /// The year of the first instalment, which may lie before the base year.
    pub first_year: FiscalYear,
    /// Over how many years it is paid.
    pub years: u32,
    /// The whole cost, including what is paid outside the horizon.
    pub cost: Yen,
}

impl Event {
    /// What is paid in each year of the horizon.
    pub fn charges(&self, horizon: Horizon) -> impl Iterator<Item = (FiscalYear, Yen)> + use<> {
        let cost = i128::from(self.cost.0);
        let share = cost / i128::from(self.years.max(1));
        instalments(horizon, self.first_year.year(), self.years as i32, cost, share)
            .map(move |(index, yen)| (horizon.from_year().plus(index as i32), in_yen(yen)))
    }
}

/// What is paid for the two kinds of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Major renovation (大規模改修).
    pub renovation: Yen,
    /// Rebuild (更新).
    pub rebuild: Yen,
}

impl Cost {
    /// Both together.
    pub fn total(self) -> Yen {
        Yen(self.renovation.0.saturating_add(self.rebuild.0))
    }
}

/// What the stock will cost in each year, class and kind of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    horizon: Horizon,
    by_year: Vec<[Wide; Class::COUNT]>,
}

impl Forecast {
    /// The years that were looked at.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    /// What one class costs in one year; nothing outside the horizon.
    pub fn at(&self, year: FiscalYear, class: Class) -> Cost {
        let row = self.horizon.index(year.year()).and_then(|index| self.by_year.get(index));
        row.map_or(Cost::default(), |classes| classes[class as usize].cost())
    }

    /// Each year of the horizon, all classes together.
    pub fn by_year(&self) -> impl ExactSizeIterator<Item = (FiscalYear, Cost)> {
        self.horizon.each_year().zip(&self.by_year).map(|(year, classes)| (year, Wide::sum(classes).cost()))
    }

    /// Each class in the order of [`Class`], all years together.
    pub fn by_class(&self) -> impl Iterator<Item = (Class, Cost)> {
        Class::iter().map(|class| (class, Wide::sum(self.by_year.iter().map(|year| &year[class as usize])).cost()))
    }

    /// All years and classes.
    pub fn total(&self) -> Cost {
        Wide::sum(self.by_year.iter().flatten()).cost()
    }

    /// Renovation and rebuild a year on average, rounded half up.
    pub fn annual_mean(&self) -> Yen {
        self.total().total().mean_over(self.horizon.years())
    }
}

/// A [`Cost`] that no stock can overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wide {
    renovation: i128,
    rebuild: i128,
}

impl Wide {
    fn sum<'w>(parts: impl IntoIterator<Item = &'w Wide>) -> Wide {
        parts.into_iter().fold(Wide::default(), |sum, part| Wide {
            renovation: sum.renovation + part.renovation,
            rebuild: sum.rebuild + part.rebuild,
        })
    }

    fn cost(self) -> Cost {
        Cost { renovation: in_yen(self.renovation), rebuild: in_yen(self.rebuild) }
    }
}

/// Amounts are never negative, so there is only one limit to stop at.
fn in_yen(amount: i128) -> Yen {
    Yen(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// What the stock will cost over the horizon: the sum of all [`events`], on any number of threads.
pub fn simulate(stock: &Stock<'_>, rules: &Rules, unit_costs: &UnitCosts, horizon: Horizon) -> Forecast {
    let prices = unit_costs.rows().map(|unit_cost| prices(rules, unit_cost));
    let mut by_year = vec![[Wide::default(); Class::COUNT]; horizon.years() as usize];
    let sums = stock.sums(&prices);
    for (completed_year, of_year) in (stock.oldest()..).zip(sums.chunks_exact(Class::COUNT)) {
        for work in Works::new(rules, horizon, completed_year) {
            let (cost, share) = which(work.kind, work.reason);
            for (class, sums) in of_year.iter().enumerate() {
                for (index, yen) in instalments(horizon, work.first_year, work.years, sums[cost], sums[share]) {
                    match work.kind {
                        WorkKind::Renovation => by_year[index][class].renovation += yen,
                        WorkKind::Rebuild => by_year[index][class].rebuild += yen,
                    }
                }
            }
        }
    }
    Forecast { horizon, by_year }
}

/// Every work that is paid at least in part inside the horizon, in the order of the buildings and, for each, of due
/// years.
pub fn events(
    stock: &Stock<'_>,
    rules: &Rules,
    unit_costs: &UnitCosts,
    horizon: Horizon,
) -> impl Iterator<Item = Event> {
    let year = move |year: i32| horizon.from_year().plus(year - horizon.from_year().year());
    stock.buildings().enumerate().flat_map(move |(building, (class, completed_year, floor_area_dm2))| {
        Works::new(rules, horizon, completed_year).map(move |work| {
            let unit_cost = unit_costs.of(class);
            let unit_yen_per_m2 = match work.kind {
                WorkKind::Renovation => unit_cost.renovation_yen_per_m2,
                WorkKind::Rebuild => unit_cost.rebuild_yen_per_m2,
            };
            Event {
                building,
                kind: work.kind,
                reason: work.reason,
                due_year: year(work.due_year),
                first_year: year(work.first_year),
                years: work.years.unsigned_abs(),
                // Below 10⁸ × 2³², so it fits 64 bits.
                cost: Yen(unit_yen_per_m2.0 * i64::from(floor_area_dm2) / 100),
            }
        })
    })
}

/// The prices of a class: cost and yearly shares of a renovation, then of a rebuild.
fn prices(rules: &Rules, unit_cost: UnitCost) -> Prices {
    let renovation = unit_cost.renovation_yen_per_m2.0.unsigned_abs();
    let rebuild = unit_cost.rebuild_yen_per_m2.0.unsigned_abs();
    let years = i32::unsigned_abs;
    [
        Price::new(renovation, 1),
        Price::new(renovation, years(rules.renovation_spread)),
        Price::new(renovation, years(rules.backlog)),
        Price::new(rebuild, 1),
        Price::new(rebuild, years(rules.rebuild_spread)),
        Price::new(rebuild, years(rules.overdue)),
    ]
}

/// Which of the [`prices`] are the cost and the yearly share of a work.
fn which(kind: WorkKind, reason: Reason) -> (usize, usize) {
    match (kind, reason) {
        (WorkKind::Renovation, Reason::Due) => (0, 1),
        (WorkKind::Renovation, _) => (0, 2),
        (WorkKind::Rebuild, Reason::Due) => (3, 4),
        (WorkKind::Rebuild, _) => (3, 5),
    }
}

#[cfg(test)]
mod tests;
