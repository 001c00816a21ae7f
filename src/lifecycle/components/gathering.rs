//! The register's components as columns, each with its cycle, its last renewal and its cost.

use crate::domain::plan::{Cycles, PART_COST, PartCosts};
use crate::domain::renewal::UnitCost;
use crate::domain::units::{FiscalYear, Yen};
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::lifecycle::store::{self, RegisterStock};
use crate::parameters::{Parameter, store as parameters};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use std::ops::Range;

/// The parameters of cycles.
const COMPONENT_CYCLE: &str = "component-cycle";
/// More than any component costs.
const MOST_YEN: f64 = 1e12;

/// The components of the buildings that are counted.
#[derive(Default)]
pub struct Gathered {
    /// The buildings.
    pub register: RegisterStock,
    /// Which components are those of each building, in the order of the buildings.
    pub of_building: Vec<Range<usize>>,
    /// 最終更新年度
    pub renewed_year: Vec<i16>,
    /// 更新周期
    pub cycle_years: Vec<u8>,
    /// 更新費(円)
    pub cost_yen: Vec<i64>,
    /// Those whose cost nothing is known of.
    pub unpriced: Vec<String>,
    /// How many costs are shares of the rebuild.
    pub estimated: u64,
    /// How many count as old as their building.
    pub of_unknown_year: u64,
    /// How many have invented values.
    pub illustrative: u64,
    /// Unit costs by class.
    pub unit_costs: Vec<UnitCost>,
    /// The rows that all this comes from.
    pub rows: Vec<Parameter>,
}

/// Reads them.
pub async fn gathered(db: &impl ConnectionTrait, municipality: &str, base: FiscalYear) -> Result<Gathered> {
    let on = format!("{:04}-04-01", base.year());
    let model = store::model(db, municipality, base).await?;
    let in_force = parameters::nearest(db, municipality, COMPONENT_CYCLE, &on).await?;
    let shares = parameters::nearest(db, municipality, PART_COST, &on).await?;
    let named = |rows: &[Parameter], name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    let bad = |invalid: crate::domain::Invalid| Error::internal(invalid.text.en);
    let cycles = Cycles::from_named(|name| named(&in_force, name)).map_err(bad)?;
    let costs = PartCosts::from_named(|name| named(&shares, name)).map_err(bad)?;
    let register = store::register_stock(db, municipality).await?;
    let mut by_building: HashMap<String, Vec<facilities::ComponentRow>> = HashMap::new();
    for row in facilities::component_stock(db, municipality, None).await? {
        by_building.entry(row.building_code.clone()).or_default().push(row);
    }
    let mut found = Gathered { unit_costs: model.unit_costs.to_vec(), rows: model.rows, ..Gathered::default() };
    found.rows.extend(in_force);
    found.rows.extend(shares);
    for (row, building) in register.rows.iter().enumerate() {
        let from = found.cost_yen.len();
        let rebuild = found.unit_costs[building.class as usize].rebuild_yen_per_m2;
        let area = i64::from(register.columns.floor_area_dm2[row]);
        let rebuild = Yen(rebuild.0.saturating_mul(area) / 100);
        for component in by_building.remove(&building.code).unwrap_or_default() {
            let own = component.unit_cost_yen.map(|unit| unit as f64 * component.quantity.unwrap_or(1.0));
            let own = own.map(|yen| Yen(yen.round().clamp(0.0, MOST_YEN) as i64));
            let Some(cost) = own.or_else(|| costs.estimate(component.kind, rebuild)) else {
                found.unpriced.push(component.code);
                continue;
            };
            found.estimated += u64::from(own.is_none());
            found.of_unknown_year += u64::from(component.installed_year.is_none());
            found.illustrative += u64::from(component.illustrative != "[]");
            let new_in = register.columns.completed_year[row];
            found.renewed_year.push(component.installed_year.map_or(new_in, |year| year as i16));
            let cycle = component.cycle_years.unwrap_or_else(|| cycles.of(component.kind).into());
            found.cycle_years.push(cycle.clamp(1, u8::MAX.into()) as u8);
            found.cost_yen.push(cost.0);
        }
        found.of_building.push(from..found.cost_yen.len());
    }
    found.register = register;
    Ok(found)
}
