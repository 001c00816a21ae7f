//! What a scenario is reckoned from: its choices with the buildings, the ratings and the parameters in force.

use super::choices::{Asked, placed};
use crate::digest::number;
use crate::domain::finance::Rate;
use crate::domain::renewal::{Known, Models, UnitCost, UnitCosts};
use crate::domain::scenario::{Change, Choices, Discounting, Intervention, Outlook, Terms, chances, run};
use crate::domain::uncertainty::Courses;
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::{Invalid, facility};
use crate::error::{Error, Result};
use crate::lifecycle::models::{self, Reckoned};
use crate::lifecycle::question::Question;
use crate::lifecycle::store::{self, Columns, Records, SCENARIO};
use crate::parameters::Parameter;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Everything that a scenario is reckoned from.
pub struct Ground {
    /// The choices.
    pub asked: Asked,
    /// The models and unit costs.
    pub reckoned: Reckoned,
    /// How money of later years is valued.
    pub terms: Terms,
    /// The rows of the set `scenario`.
    pub rows: Vec<Parameter>,
    /// The buildings and parameters.
    pub records: Arc<Records>,
    /// What is known of the condition of buildings.
    pub known: Vec<Known>,
    models: Models,
    unit_costs: UnitCosts,
    interventions: Vec<Intervention>,
    demolition_yen_per_m2: Yen,
    quiet_years: u32,
}

impl Ground {
    /// Lays choices that stand at a place of a body over what was read for them.
    pub fn of(asked: Asked, records: Arc<Records>, place: &str) -> Result<Ground> {
        Ground::laid(asked, records).map_err(|error| placed(error, place))
    }

    fn laid(asked: Asked, records: Arc<Records>) -> Result<Ground> {
        let question = &asked.question;
        let reckoned = models::reckoned(question, &records)?;
        let (known, _) = models::known(question, &records.register);
        let rows = records.parameters.of(SCENARIO).to_vec();
        let scaled = facility_classes(|class| scaled(reckoned.unit_costs.of(class), asked.unit_cost_percent));
        let unit_costs = UnitCosts::new(scaled).map_err(Error::value)?;
        let models = reckoned.models.clone().with_component_costs(asked.unit_cost_percent);
        let terms = terms(&asked, &rows)?;
        let demolition = asked.demolition_yen_per_m2.map_or_else(|| whole(&rows, "demolition_yen_per_m2"), Ok)?;
        let quiet = asked.quiet_years.map_or_else(|| whole(&rows, "quiet_years"), Ok)?;
        let interventions = match &question.what_if {
            Some(what_if) => asked.interventions(finder(what_if.codes.iter().map(String::as_str))),
            None => asked.interventions(finder(records.register.rows.iter().map(|row| row.code.as_str()))),
        }?;
        let demolition_yen_per_m2 = Yen(demolition.clamp(0, 100_000_000));
        let quiet_years = quiet.clamp(0, 100) as u32;
        Ok(Ground {
            asked,
            reckoned,
            terms,
            rows,
            records,
            known,
            models,
            unit_costs,
            interventions,
            demolition_yen_per_m2,
            quiet_years,
        })
    }

    /// The buildings.
    pub fn columns(&self) -> &Columns {
        self.asked.question.what_if.as_ref().map_or(&self.records.register.columns, |what_if| &what_if.columns)
    }

    /// Their codes.
    pub fn codes(&self) -> Vec<&str> {
        match &self.asked.question.what_if {
            Some(what_if) => what_if.codes.iter().map(String::as_str).collect(),
            None => self.records.register.rows.iter().map(|row| row.code.as_str()).collect(),
        }
    }

    fn choices(&self) -> Result<Choices<'_>> {
        Ok(Choices {
            stock: self.columns().stock()?,
            known: &self.known,
            models: self.models.clone(),
            unit_costs: self.unit_costs.clone(),
            horizon: self.asked.question.horizon,
            interventions: self.interventions.clone(),
            demolition_yen_per_m2: self.demolition_yen_per_m2,
            quiet_years: self.quiet_years,
        })
    }

    /// What it costs.
    pub fn outlook(&self) -> Result<Outlook> {
        Ok(run(&self.choices()?))
    }

    /// What chance may do to it; a building has the same luck in every scenario.
    pub fn courses(&self) -> Result<Courses> {
        let keys: Vec<u64> = self.codes().iter().map(|code| number(code.as_bytes())).collect();
        Ok(chances(&self.choices()?, &keys))
    }

    /// The factors of its years.
    pub fn discounting(&self) -> Discounting {
        Discounting::new(self.terms, self.asked.question.horizon.years())
    }

    /// The number in force of this name.
    pub fn number(&self, name: &'static str) -> Result<f64> {
        let found = self.rows.iter().find(|row| row.name == name).and_then(|row| row.value.trim().parse::<f64>().ok());
        found.ok_or_else(|| Error::internal(format!("the parameter `{SCENARIO}` `{name}` is no number")))
    }
}

/// Finds a row by its code.
fn finder<'c>(codes: impl Iterator<Item = &'c str>) -> impl Fn(&str) -> Option<usize> {
    let rows: HashMap<String, usize> = codes.enumerate().map(|(row, code)| (code.to_owned(), row)).collect();
    move |code| rows.get(code).copied()
}

fn facility_classes(value: impl Fn(facility::Class) -> UnitCost) -> [UnitCost; facility::Class::COUNT] {
    let classes: Vec<facility::Class> = <facility::Class as strum::IntoEnumIterator>::iter().collect();
    std::array::from_fn(|class| value(classes[class]))
}

/// A unit cost times so many percent, rounded half up.
fn scaled(row: UnitCost, percent: i64) -> UnitCost {
    let of = |yen: Yen| Yen((yen.0 * percent + 50) / 100);
    UnitCost {
        renovation_yen_per_m2: of(row.renovation_yen_per_m2),
        rebuild_yen_per_m2: of(row.rebuild_yen_per_m2),
        long_life_yen_per_m2: of(row.long_life_yen_per_m2),
    }
}

fn text<'r>(rows: &'r [Parameter], name: &str) -> &'r str {
    rows.iter().find(|row| row.name == name).map_or("", |row| row.value.trim())
}

/// A municipality may have put anything in the place of a parameter, which is told by its name.
fn whole(rows: &[Parameter], name: &'static str) -> Result<i64> {
    text(rows, name).parse().map_err(|_| Error::internal(format!("the parameter `{SCENARIO}` `{name}` is no number")))
}

fn terms(asked: &Asked, rows: &[Parameter]) -> Result<Terms> {
    let bad = |invalid: Invalid| Error::internal(invalid.text.en);
    let valued = asked.valued;
    let change = |given: Option<Change>, name| given.map_or_else(|| Change::parse(name, text(rows, name)), Ok);
    Ok(Terms {
        rate: valued
            .rate
            .map_or_else(|| Rate::parse("discount_rate_percent", text(rows, "discount_rate_percent")), Ok)
            .map_err(bad)?,
        basis: valued
            .basis
            .map_or_else(|| facility::word("discount_basis", text(rows, "discount_basis")), Ok)
            .map_err(bad)?,
        inflation: change(valued.inflation, "inflation_percent").map_err(bad)?,
        escalation: change(valued.escalation, "escalation_percent").map_err(bad)?,
        timing: valued
            .timing
            .map_or_else(|| facility::word("payment_timing", text(rows, "payment_timing")), Ok)
            .map_err(bad)?,
    })
}

/// What scenarios follow from, read once for all of the same first year.
pub async fn records(db: &impl ConnectionTrait, municipality: &str, asked: &[&Asked]) -> Result<Vec<Arc<Records>>> {
    let mut by_year: BTreeMap<FiscalYear, Vec<&Question>> = BTreeMap::new();
    for Asked { question, .. } in asked {
        by_year.entry(question.horizon.from_year()).or_default().push(question);
    }
    let mut read = BTreeMap::new();
    for (year, questions) in by_year {
        read.insert(year, Arc::new(store::records(db, municipality, year, &questions).await?));
    }
    Ok(asked.iter().map(|asked| read[&asked.question.horizon.from_year()].clone()).collect())
}
