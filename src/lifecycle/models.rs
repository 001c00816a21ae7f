//! Which models a forecast reckons with, class by class, and the parameters in force that make them up.

use super::components::{Basis, Counted, gathered};
use super::question::Question;
use super::store::{self, Records, RegisterStock};
use crate::domain::facility::{Class, ComponentKind, Word, word};
use crate::domain::plan::{COMPONENT_CYCLE, Cycles, PART_COST};
use crate::domain::renewal::{
    CONSTRUCTION_COST_INDEX, Known, MEXT_CONVENTIONAL, MEXT_LONG_LIFE, MIC_2011, Mext, Model, Models, Parameters,
    PartRepairs, PriceChange, PriceIndex, SpreadAnchor, UnitCost, UnitCosts,
};
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::fields::pointer;
use crate::parameters::Parameter;
use crate::parameters::store::Sets;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use strum::IntoEnumIterator;

/// Every model there is.
const MODELS: [&str; 4] = [MIC_2011, MEXT_CONVENTIONAL, MEXT_LONG_LIFE, COMPONENT_CYCLE];
/// The age at which a building is rebuilt whose components are renewed by their cycles; never when it is not given.
const REBUILD_AGE: &str = "rebuild_age_years";
static BY_COMPONENT: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| ComponentKind::iter().map(Word::code).chain([REBUILD_AGE]).collect());
const CONVENTIONAL: &[&str] = &Mext::CONVENTIONAL;
const LONG_LIFE: [&str; 17] = {
    let mut names = [""; 17];
    let (mut n, first) = (0, Mext::CONVENTIONAL.len());
    while n < names.len() {
        names[n] = if n < first { Mext::CONVENTIONAL[n] } else { Mext::LONG_LIFE[n - first] };
        n += 1;
    }
    names
};

/// The names of the whole numbers of a model, but for those of the rules of 2011.
pub fn numbers_of(model: &str) -> Option<&'static [&'static str]> {
    match model {
        MEXT_CONVENTIONAL => Some(CONVENTIONAL),
        MEXT_LONG_LIFE => Some(&LONG_LIFE),
        COMPONENT_CYCLE => Some(&BY_COMPONENT),
        _ => None,
    }
}

fn known_model(field: &'static str, text: &str) -> Result<&'static str, Invalid> {
    MODELS.into_iter().find(|model| *model == text).ok_or_else(|| {
        let known = MODELS.join(", ");
        let said = Text::new(
            format!("`{field}` does not know `{text}`; use one of {known}"),
            format!("`{field}` に `{text}` は使えません。{known} のいずれかにしてください"),
        );
        Invalid::new(field, "unknown-value", text, said)
    })
}

/// The models that a question names.
pub struct Chosen {
    /// Where no other is named.
    pub model: &'static str,
    /// Of single classes.
    pub by_class: BTreeMap<Class, &'static str>,
}

impl Chosen {
    /// Reads both; what is wrong is told with the other faults.
    pub fn read(model: Option<Value>, by_class: Option<Value>, faults: &mut Vec<Fault>) -> Chosen {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let model = match model.filter(|value| !value.is_null()).map(|value| known_model("model", &text(&value))) {
            None => MIC_2011,
            Some(Ok(model)) => model,
            Some(Err(invalid)) => {
                faults.push(Fault::at("/model".to_owned(), invalid));
                MIC_2011
            }
        };
        let cells = super::question::object(by_class, "/model_by_class", faults);
        let mut of_class = BTreeMap::new();
        for (name, value) in cells {
            let place = pointer("/model_by_class", &name);
            let read = word::<Class>("model_by_class", &name);
            match read.and_then(|class| Ok((class, known_model("model_by_class", &text(&value))?))) {
                Ok((class, model)) => drop(of_class.insert(class, model)),
                Err(invalid) => faults.push(Fault::at(place, invalid)),
            }
        }
        Chosen { model, by_class: of_class }
    }

    /// The model of a class.
    pub fn of(&self, class: Class) -> &'static str {
        self.by_class.get(&class).copied().unwrap_or(self.model)
    }

    /// Every model that is named, each once.
    pub fn models(&self) -> Vec<&'static str> {
        MODELS
            .into_iter()
            .filter(|model| *model == self.model || self.by_class.values().any(|of| of == model))
            .collect()
    }

    /// Whether any class is renewed component by component.
    pub fn by_component(&self) -> bool {
        self.models().contains(&COMPONENT_CYCLE)
    }

    /// Whether any class is renovated for a long life.
    pub fn long_life(&self) -> bool {
        self.models().contains(&MEXT_LONG_LIFE)
    }
}

/// What a question is reckoned with.
pub struct Reckoned {
    /// A model for each class.
    pub models: Models,
    /// What a square metre costs.
    pub unit_costs: UnitCosts,
    /// The rules of 2011 as they were used.
    pub mic: Parameters,
    /// Ages, spreads, shares and cycles of the other models, as they were used.
    pub rules: BTreeMap<&'static str, BTreeMap<&'static str, i64>>,
    /// Where the years of payment lie in the model that holds where no other is named.
    pub anchor: SpreadAnchor,
    /// The year of the prices.
    pub price_year: i32,
    /// What prices were multiplied with, in thousandths.
    pub price_change_per_mille: Option<i64>,
    /// What the question changed, by name.
    pub changed: Vec<String>,
    /// What was found of the components, where they are renewed one by one.
    pub components: Option<Counted>,
    /// The rows that all this comes from.
    pub rows: Vec<Parameter>,
}

fn refused(prefix: &str, invalid: Invalid) -> Error {
    Error::Refused(vec![Fault::at(format!("{prefix}/{}", invalid.field), invalid)])
}

/// Lays a question over the parameters in force in its base year; the records must be read for it.
pub fn reckoned(question: &Question, records: &Records) -> Result<Reckoned> {
    let in_force = &records.parameters;
    let mut model = store::Model::of(in_force)?;
    let (price_year, price_change, index_rows) = reprice(in_force, question, &mut model)?;
    let (rules, priced, mut changed) = question.apply(&mut model)?;
    let mut rows = model.rows;
    rows.extend(index_rows);
    let mut handbook = BTreeMap::new();
    let mut told = BTreeMap::new();
    for name in question.chosen.models() {
        let Some(numbers) = numbers_of(name).filter(|_| name != COMPONENT_CYCLE) else { continue };
        let values = laid_over(question, name, in_force.of(name), &mut changed);
        let value = |name: &str| values.get(name).cloned();
        let place = if name == question.chosen.model { "/rules".to_owned() } else { format!("/rules/{name}") };
        let mext = Mext::new(name == MEXT_LONG_LIFE, value).map_err(|invalid| refused(&place, invalid))?;
        let mut repairs = None;
        if name == MEXT_LONG_LIFE {
            let shares = in_force.of(PART_COST);
            let share = |name: &str| shares.iter().find(|row| row.name == name).map(|row| row.value.clone());
            repairs = Some(PartRepairs::from_named(value, share).map_err(|invalid| refused(&place, invalid))?);
            rows.extend_from_slice(shares);
        }
        let number = |name: &&'static str| Some((*name, values.get(*name)?.trim().parse().ok()?));
        told.insert(name, numbers.iter().filter_map(number).collect());
        let anchor = word("spread_anchor", values.get("spread_anchor").map_or("", String::as_str)).unwrap_or_default();
        handbook.insert(name, (mext, mext.model(repairs), anchor));
        rows.extend_from_slice(in_force.of(name));
    }
    let mut components = None;
    if question.chosen.by_component() {
        let found = by_component(question, records, (&priced, price_change))?;
        changed.extend(found.changed);
        rows.extend(found.rows);
        told.insert(COMPONENT_CYCLE, found.rules);
        components = Some((found.model, found.counted));
    }
    let models = Models::new(each_class(|class| {
        let named = question.chosen.of(class);
        let by_component = components.as_ref().filter(|_| named == COMPONENT_CYCLE);
        match (by_component, handbook.get(named)) {
            (Some((model, _)), _) => model.clone(),
            (_, Some((_, model, _))) => model.clone(),
            _ => Model::mic(&rules),
        }
    }));
    let unit_costs = each_class(|class| {
        let row = priced.of(class);
        let derived = handbook.get(question.chosen.of(class)).map(|(mext, ..)| mext.unit_cost(row.rebuild_yen_per_m2));
        derived.map_or(row, |derived| given(question, class, derived))
    });
    let anchor = handbook.get(question.chosen.model).map_or(model.parameters.spread_anchor, |(.., anchor)| *anchor);
    Ok(Reckoned {
        models,
        unit_costs: UnitCosts::new(unit_costs).map_err(|invalid| refused("/unit_costs", invalid))?,
        mic: model.parameters,
        rules: told,
        anchor,
        price_year,
        price_change_per_mille: price_change.map(PriceChange::per_mille),
        changed,
        components: components.map(|(_, counted)| counted),
        rows,
    })
}

/// The model that renews components by their cycles, with what it rests on.
struct ByComponent {
    model: Model,
    counted: Counted,
    rules: BTreeMap<&'static str, i64>,
    changed: Vec<String>,
    rows: Vec<Parameter>,
}

fn by_component(
    question: &Question,
    records: &Records,
    (priced, change): (&UnitCosts, Option<PriceChange>),
) -> Result<ByComponent> {
    let in_force = records.parameters.of(COMPONENT_CYCLE);
    let mut changed = Vec::new();
    let values = laid_over(question, COMPONENT_CYCLE, in_force, &mut changed);
    let place = if question.chosen.model == COMPONENT_CYCLE { "/rules" } else { "/rules/component-cycle" };
    let cycles = Cycles::from_named(|name| values.get(name).cloned()).map_err(|invalid| refused(place, invalid))?;
    let life = values.get(REBUILD_AGE).and_then(|years| years.trim().parse::<u32>().ok());
    if life == Some(0) {
        return Err(refused(place, out_of_range(REBUILD_AGE, 0, 1, 200)));
    }
    let unit_costs = each_class(|class| priced.of(class));
    let basis = Basis { cycles: &cycles, unit_costs: &unit_costs, change };
    let wanted = |class| question.chosen.of(class) == COMPONENT_CYCLE;
    let found = gathered(&records.parameters, &records.register, &basis, wanted)?;
    let number = |name: &&'static str| Some((*name, values.get(*name)?.trim().parse().ok()?));
    let rules = BY_COMPONENT.iter().filter_map(number).collect();
    // The shares of the rebuild stand there already where ratings ask for repairs.
    let shares = if question.chosen.long_life() { &[] } else { records.parameters.of(PART_COST) };
    let used = in_force.iter().filter(|row| BY_COMPONENT.contains(&row.name.as_str()));
    let rows = used.chain(shares).cloned().collect();
    let model = Model::by_component(found.inventory, life);
    Ok(ByComponent { model, counted: found.counted, rules, changed, rows })
}

/// A value for each class, in their order.
fn each_class<T>(value: impl Fn(Class) -> T) -> [T; Class::COUNT] {
    let classes: Vec<Class> = Class::iter().collect();
    std::array::from_fn(|class| value(classes[class]))
}

/// A derived unit cost with what the question gives in its place.
fn given(question: &Question, class: Class, derived: UnitCost) -> UnitCost {
    let changes = question.changes.unit_costs.iter().filter(|(of, _)| *of == class);
    changes.fold(derived, |row, (_, [renovation, _, long_life])| UnitCost {
        renovation_yen_per_m2: renovation.map_or(row.renovation_yen_per_m2, Yen),
        long_life_yen_per_m2: long_life.map_or(row.long_life_yen_per_m2, Yen),
        ..row
    })
}

/// The values of a model of the handbook, as in force and as the question changes them.
fn laid_over(
    question: &Question,
    model: &str,
    in_force: &[Parameter],
    changed: &mut Vec<String>,
) -> HashMap<String, String> {
    let mut values: HashMap<String, String> =
        in_force.iter().map(|row| (row.name.clone(), row.value.clone())).collect();
    for (_, name, value) in question.changes.of_model.iter().filter(|(of, ..)| *of == model) {
        values.insert((*name).to_owned(), value.to_string());
        changed.push(format!("{model}.{name}"));
    }
    if let Some(anchor) = question.changes.anchor {
        values.insert("spread_anchor".to_owned(), anchor.code().to_owned());
    }
    values
}

/// Brings the unit costs in force to the prices of the year that is asked for.
fn reprice(
    in_force: &Sets,
    question: &Question,
    model: &mut store::Model,
) -> Result<(i32, Option<PriceChange>, Vec<Parameter>)> {
    let own = model.rows.iter().find(|row| row.name == "price_year").and_then(|row| row.value.trim().parse().ok());
    let own: i32 = own.unwrap_or_else(|| question.horizon.from_year().year());
    let (year, change, rows) = price_change(in_force, own, question.price_year, question.price_index.clone())?;
    if let Some(change) = change {
        for row in &mut model.unit_costs {
            *row = change.of_unit_cost(*row);
        }
    }
    Ok((year, change, rows))
}

/// How prices of one year become those of the year that is asked for, and the indices that say so; nothing when both are
/// the same.
pub fn price_change(
    in_force: &Sets,
    own: i32,
    asked: Option<i32>,
    given: PriceIndex,
) -> Result<(i32, Option<PriceChange>, Vec<Parameter>)> {
    let Some(asked) = asked.filter(|asked| *asked != own) else {
        return Ok((own, None, Vec::new()));
    };
    let rows = in_force.of(CONSTRUCTION_COST_INDEX);
    let index = PriceIndex::from_rows(rows.iter().map(|row| (row.name.as_str(), row.value.as_str())));
    let index = index.map_err(|invalid| Error::internal(invalid.text.en))?.with(given);
    let change = index.change(own, asked).map_err(Error::value)?;
    let years = [own.to_string(), asked.to_string()];
    Ok((asked, Some(change), rows.iter().filter(|row| years.contains(&row.name)).cloned().collect()))
}

/// What is known of the buildings beyond class, age and area, as far as a model heeds it; and how many rest
/// on invented ratings.
pub fn known(question: &Question, register: &RegisterStock) -> (Vec<Known>, u64) {
    if let Some(what_if) = &question.what_if {
        return (if question.chosen.long_life() { what_if.known.clone() } else { Vec::new() }, 0);
    }
    let of_model = |known: &Known| question.chosen.of(register.rows[known.building].class) == MEXT_LONG_LIFE;
    let heeded = register.condition.iter().filter(|(known, _)| question.heeds_condition() && of_model(known));
    let invented = heeded.clone().filter(|(_, invented)| *invented).count() as u64;
    (heeded.map(|(known, _)| *known).collect(), invented)
}
