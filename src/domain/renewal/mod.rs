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
//! When works fall due is told in `schedule`, and for components in [`component_cycle`]. Whoever wants one building asks
//! [`events`]; whoever wants the town asks [`simulate`], which returns exactly the sum of all events, to the yen, but sums
//! the stock first and therefore takes about the same time for 10 years as for 100.
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

mod condition;
mod cost;
mod life;
mod mext;
mod prices;
mod rules;
mod schedule;
mod stock;

pub use condition::{Known, PARTS, Part, PartGrade, PartRepairs};
pub use cost::{Cost, Forecast};
pub use life::{Model, Models};
pub use mext::{MEXT_CONVENTIONAL, MEXT_LONG_LIFE, Mext};
pub use prices::{CONSTRUCTION_COST_INDEX, PriceChange, PriceIndex};
pub use rules::{Horizon, Parameters, Rules, SpreadAnchor, UnitCost, UnitCosts, from_named};
pub use stock::Stock;

use super::component_cycle::{self, each_renewal};
use super::facility::{Class, Word};
use super::units::{FiscalYear, Yen};
use cost::{Wide, in_yen};
use life::{ByAge, ByComponent, Life, SCHEDULED, Way};
use schedule::{Work, Works, instalments};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stock::{Price, Prices};
use strum::{EnumIter, EnumString, IntoStaticStr};
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
#[schema(as = RenewalWorkKind)]
pub enum WorkKind {
    /// 大規模改修
    Renovation,
    /// 更新（建替え）
    Rebuild,
    /// 長寿命化改修
    LongLife,
    /// 部位修繕
    PartRepair,
    /// 部位更新: a component by its own cycle
    ComponentRenewal,
}

impl Word for WorkKind {
    fn label_ja(self) -> &'static str {
        match self {
            WorkKind::Renovation => "大規模改修",
            WorkKind::Rebuild => "更新（建替え）",
            WorkKind::LongLife => "長寿命化改修",
            WorkKind::PartRepair => "部位修繕",
            WorkKind::ComponentRenewal => "部位更新",
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
#[schema(as = RenewalReason)]
pub enum Reason {
    /// 到来: its year comes
    Due,
    /// 積み残し: a renovation whose year had passed in the base year
    Backlog,
    /// 更新時期超過: a rebuild, or the renewal of a component, whose year had passed in the base year
    Overdue,
    /// 劣化状況: a part whose rating asks for it
    Condition,
}

impl Word for Reason {
    fn label_ja(self) -> &'static str {
        match self {
            Reason::Due => "到来",
            Reason::Backlog => "積み残し",
            Reason::Overdue => "更新時期超過",
            Reason::Condition => "劣化状況",
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
    /// Which part is repaired, when only a part is.
    pub part: Option<Part>,
    /// Which of the components of the stock is renewed, when only one is: its place in the inventory.
    pub component: Option<usize>,
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

/// What the stock will cost over the horizon: the sum of all [`events`], on any number of threads.
pub fn simulate(stock: &Stock<'_>, rules: &Rules, unit_costs: &UnitCosts, horizon: Horizon) -> Forecast {
    forecast(stock, &Models::alike(Model::mic(rules)), unit_costs, horizon, &[])
}

/// The same with a model for each class, and with what is known of single buildings: the sum of all [`works`].
///
/// The stock is summed as if nothing were known; for each building of which something is, its works are exchanged.
pub fn forecast(
    stock: &Stock<'_>,
    models: &Models,
    unit_costs: &UnitCosts,
    horizon: Horizon,
    known: &[Known],
) -> Forecast {
    let mut by_year = match models.have_long_life() {
        true => summed::<{ 3 * SCHEDULED }>(stock, models, unit_costs, horizon),
        false => summed::<6>(stock, models, unit_costs, horizon),
    };
    for (building, known) in by_building(known) {
        let Some((class, completed_year, floor_area_dm2)) = stock.building(building) else { continue };
        let of = Building { building, class, completed_year, floor_area_dm2 };
        let mut add = |event: &Event, sign: i128| {
            let (cost, years) = (i128::from(event.cost.0), event.years as i32);
            let share = cost / i128::from(years.max(1));
            for (index, yen) in instalments(horizon, event.first_year.year(), years, cost, share) {
                by_year[index][class as usize].add(event.kind, sign * yen);
            }
        };
        of.events(models, unit_costs, horizon, None).iter().for_each(|event| add(event, -1));
        of.events(models, unit_costs, horizon, Some(&known)).iter().for_each(|event| add(event, 1));
    }
    if models.have_components() {
        for (building, (class, completed_year, floor_area_dm2)) in stock.buildings().enumerate() {
            if models.components_of(class).is_none() {
                continue;
            }
            let of = Building { building, class, completed_year, floor_area_dm2 };
            for event in of.events(models, unit_costs, horizon, None) {
                let index = horizon.index(event.first_year.year());
                index.into_iter().for_each(|index| by_year[index][class as usize].add(event.kind, event.cost.0.into()));
            }
        }
    }
    Forecast::new(horizon, by_year)
}

/// The last word on each building, in the order of the buildings.
fn by_building(known: &[Known]) -> BTreeMap<usize, Known> {
    known.iter().map(|known| (known.building, *known)).collect()
}

/// What the stock costs by year and class, with `N` prices a class.
fn summed<const N: usize>(
    stock: &Stock<'_>,
    models: &Models,
    unit_costs: &UnitCosts,
    horizon: Horizon,
) -> Vec<[Wide; Class::COUNT]> {
    let rows = unit_costs.rows();
    let prices: [Prices<N>; Class::COUNT] = std::array::from_fn(|class| {
        let by_age = models.of(class).by_age();
        by_age.map_or_else(|| std::array::from_fn(|_| Price::new(0, 1)), |by_age| prices(&by_age.life, rows[class]))
    });
    let mut by_year = vec![[Wide::default(); Class::COUNT]; horizon.years() as usize];
    let sums = stock.sums(&prices);
    for (completed_year, of_year) in (stock.oldest()..).zip(sums.chunks_exact(Class::COUNT)) {
        for (model, classes) in models.each() {
            let Some(by_age) = model.by_age() else { continue };
            let works: Vec<Work> = Works::new(&by_age.life, horizon, completed_year).collect();
            for class in classes {
                let sums = &of_year[class];
                for work in &works {
                    let (cost, share) = which(work.kind, work.reason);
                    for (index, yen) in instalments(horizon, work.first_year, work.years, sums[cost], sums[share]) {
                        by_year[index][class].add(work.kind, yen);
                    }
                }
            }
        }
    }
    by_year
}

/// Every work that is paid at least in part inside the horizon, in the order of the buildings and, for each, of due
/// years.
pub fn events(
    stock: &Stock<'_>,
    rules: &Rules,
    unit_costs: &UnitCosts,
    horizon: Horizon,
) -> impl Iterator<Item = Event> {
    works(stock, Models::alike(Model::mic(rules)), unit_costs, horizon, &[])
}

/// The same with a model for each class and with what is known of single buildings, whose repairs come last.
pub fn works(
    stock: &Stock<'_>,
    models: Models,
    unit_costs: &UnitCosts,
    horizon: Horizon,
    known: &[Known],
) -> impl Iterator<Item = Event> {
    let known = by_building(known);
    stock.buildings().enumerate().flat_map(move |(building, (class, completed_year, floor_area_dm2))| {
        let of = Building { building, class, completed_year, floor_area_dm2 };
        of.events(&models, unit_costs, horizon, known.get(&building))
    })
}

/// The works of the building in a row of the stock if it was new in a year, its components with it.
pub fn works_of(
    building: usize,
    (class, completed_year, floor_area_dm2): (Class, i32, u32),
    models: &Models,
    unit_costs: &UnitCosts,
    horizon: Horizon,
    known: Option<&Known>,
) -> Vec<Event> {
    Building { building, class, completed_year, floor_area_dm2 }.events(models, unit_costs, horizon, known)
}

/// One row of the stock.
#[derive(Clone, Copy)]
struct Building {
    building: usize,
    class: Class,
    completed_year: i32,
    floor_area_dm2: u32,
}

impl Building {
    fn events(self, models: &Models, unit_costs: &UnitCosts, horizon: Horizon, known: Option<&Known>) -> Vec<Event> {
        match &models.of(self.class as usize).0 {
            Way::ByAge(model) => self.by_age(model, unit_costs, horizon, known).collect(),
            Way::ByComponent(model) => self.by_component(model, unit_costs, horizon),
        }
    }

    fn by_component(self, model: &ByComponent, unit_costs: &UnitCosts, horizon: Horizon) -> Vec<Event> {
        let components = model.inventory.of(self.building);
        let (floor_area_dm2, life_years) = (self.floor_area_dm2, model.life_years);
        let building = component_cycle::Building { completed_year: self.completed_year, floor_area_dm2, life_years };
        // Below 10⁸ × 2³², so it fits 64 bits.
        let rebuild = Yen(unit_costs.of(self.class).rebuild_yen_per_m2.0 * i64::from(floor_area_dm2) / 100);
        let first = model.inventory.first_of(self.building);
        let mut events = Vec::new();
        each_renewal(&building, &components, horizon, |renewal| {
            let (kind, cost) = match renewal.component {
                Some(component) => (WorkKind::ComponentRenewal, Yen(components.cost_yen()[component])),
                None => (WorkKind::Rebuild, rebuild),
            };
            let reason = if renewal.due_year < renewal.year { Reason::Overdue } else { Reason::Due };
            let work = Work { kind, reason, due_year: renewal.due_year, first_year: renewal.year, years: 1 };
            let component = renewal.component.map(|component| first + component);
            events.push(Event { component, ..self.told(&work, cost, None, horizon) });
        });
        events.sort_by_key(|event| (event.first_year, event.kind, event.component));
        events
    }

    fn by_age<'m>(
        self,
        model: &'m ByAge,
        unit_costs: &UnitCosts,
        horizon: Horizon,
        known: Option<&'m Known>,
    ) -> impl Iterator<Item = Event> + use<'m> {
        let life = model.life(known.is_some_and(|known| known.needs_survey));
        let unit_cost = unit_costs.of(self.class);
        let heeded = known.zip(model.repairs.as_ref());
        let base = horizon.from_year().year();
        let event = move |work: Work| {
            // Below 10⁸ × 2³², so it fits 64 bits.
            let cost = unit_yen_per_m2(unit_cost, work.kind).0 * i64::from(self.floor_area_dm2) / 100;
            let of = (cost, unit_cost.rebuild_yen_per_m2, self.floor_area_dm2);
            let cost = heeded.map_or(cost, |(known, repairs)| repairs.less_good_parts(known, &work, base, of));
            self.told(&work, Yen(cost), None, horizon)
        };
        let repairs = heeded.map(|(known, repairs)| {
            // What comes soon may lie beyond a short horizon.
            let works = Works::new(life, horizon.at_least(repairs.looks_ahead_years()), self.completed_year);
            repairs.repairs(known, works, base, (unit_cost.rebuild_yen_per_m2, self.floor_area_dm2))
        });
        let repair = move |repair: condition::Repair| {
            let (kind, reason) = (WorkKind::PartRepair, Reason::Condition);
            let work = Work { kind, reason, due_year: base + repair.years - 1, first_year: base, years: repair.years };
            self.told(&work, repair.cost, Some(repair.part), horizon)
        };
        let repairs = repairs.into_iter().flatten().map(repair);
        Works::new(life, horizon, self.completed_year).map(event).chain(repairs)
    }

    fn told(self, work: &Work, cost: Yen, part: Option<Part>, horizon: Horizon) -> Event {
        let year = |year: i32| horizon.from_year().plus(year - horizon.from_year().year());
        Event {
            building: self.building,
            kind: work.kind,
            part,
            component: None,
            reason: work.reason,
            due_year: year(work.due_year),
            first_year: year(work.first_year),
            years: work.years.unsigned_abs(),
            cost,
        }
    }
}

/// The unit cost of a work that is priced by the square metre.
fn unit_yen_per_m2(unit_cost: UnitCost, kind: WorkKind) -> Yen {
    match kind {
        WorkKind::Renovation => unit_cost.renovation_yen_per_m2,
        WorkKind::LongLife => unit_cost.long_life_yen_per_m2,
        WorkKind::Rebuild | WorkKind::PartRepair | WorkKind::ComponentRenewal => unit_cost.rebuild_yen_per_m2,
    }
}

/// The prices of a class: cost, share when due and share when made up for, of each kind of work in the order of
/// [`WorkKind`].
fn prices<const N: usize>(life: &Life, unit_cost: UnitCost) -> Prices<N> {
    const KINDS: [WorkKind; SCHEDULED] = [WorkKind::Renovation, WorkKind::Rebuild, WorkKind::LongLife];
    std::array::from_fn(|place| {
        let kind = place / 3;
        let unit = unit_yen_per_m2(unit_cost, KINDS[kind]).0.unsigned_abs();
        let years = [1, life.spread[kind], life.made_up_over[kind]][place % 3];
        Price::new(unit, years.unsigned_abs())
    })
}

/// Which of the [`prices()`] are the cost and the yearly share of a work.
fn which(kind: WorkKind, reason: Reason) -> (usize, usize) {
    let cost = 3 * kind as usize;
    (cost, if reason == Reason::Due { cost + 1 } else { cost + 2 })
}

#[cfg(test)]
mod tests;
