//! The register's components, each with its cycle, its last renewal and its cost.

use crate::domain::component_cycle::Inventory;
use crate::domain::facility::Class;
use crate::domain::plan::{Cycles, PART_COST, PartCosts};
use crate::domain::renewal::{PriceChange, UnitCost};
use crate::domain::units::Yen;
use crate::error::{Error, Result};
use crate::lifecycle::store::RegisterStock;
use crate::parameters::store::Sets;
use std::sync::Arc;

/// More than any component costs.
const MOST_YEN: f64 = 1e12;

/// By what components are reckoned that say nothing of their own.
pub struct Basis<'a> {
    /// 更新周期 of each kind
    pub cycles: &'a Cycles,
    /// What a square metre costs, in the order of the classes.
    pub unit_costs: &'a [UnitCost; Class::COUNT],
    /// What becomes of the components' own prices.
    pub change: Option<PriceChange>,
}

/// What was found of the components of the buildings asked for.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// 部位番号, in the order of the inventory.
    pub codes: Vec<String>,
    /// Those whose cost nothing is known of.
    pub unpriced: Vec<String>,
    /// How many costs are shares of the rebuild.
    pub estimated: u64,
    /// How many count as old as their building.
    pub of_unknown_year: u64,
    /// How many have invented values.
    pub illustrative: u64,
    /// How many buildings have such.
    pub illustrative_buildings: u64,
    /// 建物番号 of those that have no component with a cost.
    pub without: Vec<String>,
}

/// The components of the buildings that are counted.
pub struct Gathered {
    /// A row a building, in the order of the buildings.
    pub inventory: Arc<Inventory>,
    /// What was found.
    pub counted: Counted,
}

/// Those of the buildings of some classes out of a register that was read with its components; the other buildings stand in
/// the inventory with none.
pub fn gathered(
    parameters: &Sets,
    register: &RegisterStock,
    basis: &Basis<'_>,
    wanted: impl Fn(Class) -> bool,
) -> Result<Gathered> {
    let shares = parameters.of(PART_COST);
    let share = |name: &str| shares.iter().find(|row| row.name == name).map(|row| row.value.clone());
    let costs = PartCosts::from_named(share).map_err(|invalid| Error::internal(invalid.text.en))?;
    let (mut inventory, mut counted) = (Inventory::default(), Counted::default());
    for (row, building) in register.rows.iter().enumerate() {
        let rebuild = basis.unit_costs[building.class as usize].rebuild_yen_per_m2;
        let area = i64::from(register.columns.floor_area_dm2[row]);
        let rebuild = Yen(rebuild.0.saturating_mul(area) / 100);
        let (mut renewed_year, mut cycle_years, mut cost_yen) = (Vec::new(), Vec::new(), Vec::new());
        let illustrative = counted.illustrative;
        let components = register.components.get(&building.code).filter(|_| wanted(building.class));
        for component in components.into_iter().flatten() {
            let own = component.unit_cost_yen.map(|unit| unit as f64 * component.quantity.unwrap_or(1.0));
            let own = own.map(|yen| Yen(yen.round().clamp(0.0, MOST_YEN) as i64));
            let own = own.map(|yen| basis.change.map_or(yen, |change| change.of(yen)));
            let Some(cost) = own.or_else(|| costs.estimate(component.kind, rebuild)) else {
                counted.unpriced.push(component.code.clone());
                continue;
            };
            counted.estimated += u64::from(own.is_none());
            counted.of_unknown_year += u64::from(component.installed_year.is_none());
            counted.illustrative += u64::from(component.illustrative != "[]");
            let new_in = register.columns.completed_year[row];
            renewed_year.push(component.installed_year.map_or(new_in, |year| year as i16));
            let cycle = component.cycle_years.unwrap_or_else(|| basis.cycles.of(component.kind).into());
            cycle_years.push(cycle.clamp(1, u8::MAX.into()) as u8);
            cost_yen.push(cost.0);
            counted.codes.push(component.code.clone());
        }
        if cost_yen.is_empty() && wanted(building.class) {
            counted.without.push(building.code.clone());
        }
        counted.illustrative_buildings += u64::from(counted.illustrative > illustrative);
        inventory.push(&renewed_year, &cycle_years, &cost_yen).map_err(Error::value)?;
    }
    Ok(Gathered { inventory: Arc::new(inventory), counted })
}
