//! Everything that a scenario's figures follow from, as one text: written when it is submitted, and read back so that the
//! figures can be reckoned again when the register and the parameters have long moved on.

use super::ground::Ground;
use crate::digest::sha256;
use crate::domain::facility::{Class, ComponentKind, Status};
use crate::domain::plan::COMPONENT_CYCLE;
use crate::domain::renewal::{Known, PARTS, PartGrade};
use crate::domain::units::Area;
use crate::error::{Error, Result};
use crate::facility::store::{ComponentRow, StockRow};
use crate::lifecycle::store::{Records, RegisterStock};
use crate::parameters::Parameter;
use crate::parameters::store::Sets;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// What figures follow from, and its name.
pub struct Inputs {
    /// SHA-256 of the text, in hexadecimal digits.
    pub sha256: String,
    /// JSON text with its members in order.
    pub text: String,
}

/// The text's members.
#[derive(Serialize, Deserialize)]
struct Frozen {
    choices: Value,
    /// Values by `set/name`.
    parameters: BTreeMap<String, String>,
    /// By 建物番号.
    buildings: BTreeMap<String, Building>,
}

#[derive(Serialize, Deserialize)]
struct Building {
    class: Class,
    completed_year: i16,
    floor_area_dm2: u32,
    condition: Option<Condition>,
    /// Where they are renewed one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<Vec<Component>>,
}

#[derive(Serialize, Deserialize)]
struct Condition {
    needs_survey: bool,
    /// In the order of the parts.
    grades: [Option<PartGrade>; PARTS],
}

#[derive(Serialize, Deserialize)]
struct Component {
    code: String,
    kind: ComponentKind,
    installed_year: Option<i32>,
    cycle_years: Option<i32>,
    quantity: Option<f64>,
    unit_cost_yen: Option<i64>,
}

impl Inputs {
    /// Those of a scenario with its choices as they were given.
    pub fn of(ground: &Ground, choices: &Value) -> Result<Inputs> {
        let (register, chosen) = (&ground.records.register, &ground.asked.question.chosen);
        let columns = ground.columns();
        let known: HashMap<usize, &Known> = ground.known.iter().map(|known| (known.building, known)).collect();
        let building = |row: usize, code: &str| {
            let condition = known.get(&row).map(|of| Condition { needs_survey: of.needs_survey, grades: of.grades });
            let components = register.components.get(code).map_or(&[][..], Vec::as_slice);
            Building {
                class: columns.class[row],
                completed_year: columns.completed_year[row],
                floor_area_dm2: columns.floor_area_dm2[row],
                condition,
                components: (chosen.of(columns.class[row]) == COMPONENT_CYCLE)
                    .then(|| components.iter().map(frozen).collect()),
            }
        };
        let parameter = |row: &Parameter| (format!("{}/{}", row.parameter_set, row.name), row.value.clone());
        let frozen = Frozen {
            choices: choices.clone(),
            parameters: ground.reckoned.rows.iter().chain(&ground.rows).map(parameter).collect(),
            buildings: ground
                .codes()
                .into_iter()
                .enumerate()
                .map(|(row, code)| (code.to_owned(), building(row, code)))
                .collect(),
        };
        let mut value = serde_json::to_value(frozen).map_err(Error::internal)?;
        value.sort_all_objects();
        let text = value.to_string();
        Ok(Inputs { sha256: sha256(text.as_bytes()), text })
    }
}

/// The choices and the records that such a text was written of.
pub fn thawed(text: &str) -> Result<(Value, Records)> {
    let frozen: Frozen = serde_json::from_str(text).map_err(Error::internal)?;
    let parameter = |(name, value): (String, String)| {
        let (set, name) = name.split_once('/').unwrap_or_default();
        Parameter { parameter_set: set.to_owned(), name: name.to_owned(), value, ..Parameter::default() }
    };
    let parameters: Vec<Parameter> = frozen.parameters.into_iter().map(parameter).collect();
    let mut register = RegisterStock::default();
    for (code, building) in frozen.buildings {
        if let Some(Condition { needs_survey, grades }) = building.condition {
            let known = Known { building: register.rows.len(), needs_survey, grades };
            register.condition.push((known, false));
        }
        let components: Vec<ComponentRow> =
            building.components.into_iter().flatten().map(|of| of.of_building(&code)).collect();
        if !components.is_empty() {
            register.components.insert(code.clone(), components);
        }
        let area = Area::from_dm2(building.floor_area_dm2.into());
        register.columns.push(building.class, building.completed_year.into(), area);
        register.rows.push(StockRow {
            code,
            name: String::new(),
            facility_code: String::new(),
            facility_name: String::new(),
            class: building.class,
            status: Status::InUse,
            completed_year: Some(building.completed_year.into()),
            floor_area_dm2: Some(building.floor_area_dm2.into()),
            structure: None,
            seismic_standard: None,
            disaster_roles: "[]".to_owned(),
            illustrative: "[]".to_owned(),
            source: None,
        });
    }
    Ok((frozen.choices, Records { register, parameters: Sets::from(parameters) }))
}

fn frozen(row: &ComponentRow) -> Component {
    Component {
        code: row.code.clone(),
        kind: row.kind,
        installed_year: row.installed_year,
        cycle_years: row.cycle_years,
        quantity: row.quantity,
        unit_cost_yen: row.unit_cost_yen,
    }
}

impl Component {
    fn of_building(self, building_code: &str) -> ComponentRow {
        ComponentRow {
            code: self.code,
            building_code: building_code.to_owned(),
            name: String::new(),
            kind: self.kind,
            installed_year: self.installed_year,
            cycle_years: self.cycle_years,
            quantity: self.quantity,
            unit_cost_yen: self.unit_cost_yen,
            illustrative: "[]".to_owned(),
        }
    }
}
