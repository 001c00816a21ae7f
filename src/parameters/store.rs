//! Reading parameters in force and writing a municipality's own.

use super::wire::Parameter;
use crate::db;
use crate::digest::digest;
use crate::domain::units::FiscalYear;
use crate::entity::{installation, parameter};
use crate::error::{Error, Result};
use sea_orm::sea_query::{OnConflict, Order};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use std::collections::BTreeMap;

/// The municipality that no municipality is: its rows are the national defaults.
pub const NATIONAL: &str = "000000";
const FILES: [&str; 18] = [
    include_str!("../../data/reference/renewal.csv"),
    include_str!("../../data/reference/depreciation.csv"),
    include_str!("../../data/reference/useful_life.csv"),
    include_str!("../../data/reference/recognition.csv"),
    include_str!("../../data/reference/condition.csv"),
    include_str!("../../data/reference/conservation.csv"),
    include_str!("../../data/reference/defect.csv"),
    include_str!("../../data/reference/mext.csv"),
    include_str!("../../data/reference/construction_cost_index.csv"),
    include_str!("../../data/reference/finance.csv"),
    include_str!("../../data/reference/infrastructure.csv"),
    include_str!("../../data/reference/levelling.csv"),
    include_str!("../../data/reference/land.csv"),
    include_str!("../../data/reference/access.csv"),
    include_str!("../../data/reference/property.csv"),
    include_str!("../../data/reference/restructuring.csv"),
    include_str!("../../data/reference/scenario.csv"),
    include_str!("../../data/reference/consolidation.csv"),
];

/// Brings the national defaults in the database to those built into this program, when they differ.
pub async fn once(db: &DatabaseConnection) -> Result<()> {
    built_in(db, "reference parameters", &FILES, async |tx| {
        parameter::Entity::delete_many().filter(parameter::Column::MunicipalityCode.eq(NATIONAL)).exec(tx).await?;
        let mut rows = Vec::new();
        for file in FILES {
            for record in csv::Reader::from_reader(file.as_bytes()).deserialize::<Row>() {
                rows.push(record.map_err(Error::internal)?.model().into_active_model());
            }
        }
        parameter::Entity::insert_many(rows).exec_without_returning(tx).await?;
        Ok(())
    })
    .await
}

/// Writes what is built into this program into the database, when it has changed since it was written there; `task` is what
/// it is remembered as.
pub async fn built_in(
    db: &DatabaseConnection,
    task: &str,
    files: &[&str],
    write: impl AsyncFnOnce(&db::Transaction) -> Result<()>,
) -> Result<()> {
    let wanted = digest(&files.iter().map(|file| file.as_bytes()).collect::<Vec<_>>());
    let done = |row: Option<installation::Model>| row.is_some_and(|row| row.outcome == wanted);
    if done(installation::Entity::find_by_id(task).one(db).await?) {
        return Ok(());
    }
    let tx = db::begin(db, NATIONAL).await?;
    if done(installation::Entity::find_by_id(task).one(&tx).await?) {
        return Ok(());
    }
    write(&tx).await?;
    let row = installation::Model { task: task.to_owned(), outcome: wanted };
    let conflict =
        OnConflict::column(installation::Column::Task).update_column(installation::Column::Outcome).to_owned();
    installation::Entity::insert(row.into_active_model()).on_conflict(conflict).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(())
}

#[derive(serde::Deserialize)]
struct Row {
    parameter_set: String,
    name: String,
    value: String,
    unit: String,
    effective_from: String,
    effective_to: Option<String>,
    source: String,
    confidence: String,
    note: Option<String>,
}

impl Row {
    fn model(self) -> parameter::Model {
        parameter::Model {
            municipality_code: NATIONAL.to_owned(),
            parameter_set: self.parameter_set,
            name: self.name,
            effective_from: self.effective_from,
            effective_to: self.effective_to.filter(|date| !date.is_empty()),
            value: self.value,
            unit: self.unit,
            source: self.source,
            confidence: self.confidence,
            note: self.note.filter(|note| !note.is_empty()),
        }
    }
}

/// The parameters in force on a day (`YYYY-MM-DD`; the newest when none is given), by set and name: the municipality's
/// own before the national ones, later rows before earlier ones.
pub async fn in_force(
    db: &impl ConnectionTrait,
    municipality: &str,
    set: Option<&str>,
    on: Option<&str>,
) -> Result<Vec<Parameter>> {
    chosen(db, municipality, set.as_slice(), on, false).await
}

/// The parameters of a set in force on a day, or the nearest there are: a forecast from before the first table still has
/// to reckon with something.
pub async fn nearest(db: &impl ConnectionTrait, municipality: &str, set: &str, on: &str) -> Result<Vec<Parameter>> {
    chosen(db, municipality, &[set], Some(on), true).await
}

/// The parameters of several sets, read together.
#[derive(Clone, Debug, Default)]
pub struct Sets(Vec<Parameter>);

impl Sets {
    /// Those in force on the first day of a fiscal year, or the nearest there are.
    pub async fn read(db: &impl ConnectionTrait, municipality: &str, sets: &[&str], base: FiscalYear) -> Result<Sets> {
        let on = format!("{:04}-04-01", base.year());
        Ok(Sets(chosen(db, municipality, sets, Some(&on), true).await?))
    }

    /// With those of another set that are the newest.
    pub async fn and_newest(mut self, db: &impl ConnectionTrait, municipality: &str, set: &str) -> Result<Sets> {
        self.0.extend(in_force(db, municipality, Some(set), None).await?);
        Ok(self.0.into())
    }

    /// The parameters of a set by name; none when it was not read.
    pub fn of(&self, set: &str) -> &[Parameter] {
        let from = self.0.partition_point(|row| row.parameter_set.as_str() < set);
        let to = self.0.partition_point(|row| row.parameter_set.as_str() <= set);
        &self.0[from..to]
    }
}

impl From<Vec<Parameter>> for Sets {
    fn from(mut rows: Vec<Parameter>) -> Sets {
        rows.sort_by(|one, other| (&one.parameter_set, &one.name).cmp(&(&other.parameter_set, &other.name)));
        Sets(rows)
    }
}

/// The parameters of some sets, or of all when none is named.
async fn chosen(
    db: &impl ConnectionTrait,
    municipality: &str,
    sets: &[&str],
    on: Option<&str>,
    or_nearest: bool,
) -> Result<Vec<Parameter>> {
    use parameter::Column as C;
    let mut query = parameter::Entity::find()
        .filter(C::MunicipalityCode.is_in([NATIONAL, municipality]))
        .order_by(C::MunicipalityCode, Order::Asc)
        .order_by(C::EffectiveFrom, Order::Asc);
    if !sets.is_empty() {
        query = query.filter(C::ParameterSet.is_in(sets.iter().copied()));
    }
    // A municipality's own rows come after those of 000000 and replace them, later periods after earlier ones.
    let mut chosen: BTreeMap<(String, String), parameter::Model> = BTreeMap::new();
    for row in query.all(db).await? {
        let in_time = on.is_none_or(|on| {
            row.effective_from.as_str() <= on && row.effective_to.as_deref().is_none_or(|to| to >= on)
        });
        let key = (row.parameter_set.clone(), row.name.clone());
        let other = chosen.get(&key).is_none_or(|before| before.municipality_code != row.municipality_code);
        if in_time || (or_nearest && other) {
            chosen.insert(key, row);
        }
    }
    Ok(chosen.into_values().map(|row| Parameter::of(row, NATIONAL)).collect())
}

/// One parameter in force.
pub async fn find(db: &impl ConnectionTrait, municipality: &str, set: &str, name: &str) -> Result<Option<Parameter>> {
    let all = in_force(db, municipality, Some(set), None).await?;
    Ok(all.into_iter().find(|parameter| parameter.name == name))
}

/// Puts a municipality's own value in place of the national one.
pub async fn replace(db: &impl ConnectionTrait, municipality: &str, parameter: Parameter) -> Result<()> {
    delete(db, municipality, &parameter.parameter_set, &parameter.name).await?;
    let row = parameter::Model {
        municipality_code: municipality.to_owned(),
        parameter_set: parameter.parameter_set,
        name: parameter.name,
        effective_from: parameter.effective_from,
        effective_to: None,
        value: parameter.value,
        unit: parameter.unit,
        source: parameter.source,
        confidence: parameter.confidence,
        note: parameter.note,
    };
    parameter::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Takes a municipality's own value away, so that the national one is in force again; says whether there was one.
pub async fn delete(db: &impl ConnectionTrait, municipality: &str, set: &str, name: &str) -> Result<bool> {
    use parameter::Column as C;
    let gone = parameter::Entity::delete_many()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::ParameterSet.eq(set))
        .filter(C::Name.eq(name))
        .exec(db)
        .await?;
    Ok(gone.rows_affected > 0)
}
