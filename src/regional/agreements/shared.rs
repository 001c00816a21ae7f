//! What of its facilities does a municipality let its partners see by an agreement? Exactly the columns that it names.

use super::store;
use super::wire::{Share, SharedFacility};
use crate::domain::facility::{Class, Word};
use crate::domain::regional::SharedColumn;
use crate::domain::units::Area;
use crate::error::Result;
use crate::facility::store::{Described, Summary, demand_municipality};
use crate::regional::Agreement;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::{Value, json};

/// What an agreement shows.
pub async fn share(db: &impl ConnectionTrait, agreement: &Agreement) -> Result<Share> {
    let owner = &agreement.municipality_code;
    let columns: Vec<SharedColumn> = serde_json::from_str(&agreement.shared_columns).unwrap_or_default();
    let classes: Vec<Class> = serde_json::from_str(&agreement.classes).unwrap_or_default();
    let (facilities, summaries) = match columns.is_empty() {
        true => Default::default(),
        false => store::facilities(db, owner, &classes).await?,
    };
    let shown = facilities.iter().map(|facility| shown(facility, summaries.get(&facility.code), &columns));
    Ok(Share {
        of: owner.clone(),
        of_name: demand_municipality(db, owner).await?.name,
        agreement_id: agreement.id.clone(),
        title: agreement.title.clone(),
        kind: agreement.kind,
        facilities: shown.collect(),
        columns,
    })
}

fn shown(facility: &Described, summary: Option<&Summary>, columns: &[SharedColumn]) -> SharedFacility {
    let marks: Vec<String> = serde_json::from_str(&facility.illustrative).unwrap_or_default();
    let invented = |column: SharedColumn| match column {
        SharedColumn::FloorAreaM2 => summary.is_some_and(|summary| summary.invented_areas > 0),
        SharedColumn::CompletedYear => summary.is_some_and(|summary| summary.invented_years > 0),
        other => marks.iter().any(|mark| *mark == other.code().replace('-', "_")),
    };
    let cell = |column: &SharedColumn| (column.code().to_owned(), value(facility, summary, *column));
    SharedFacility {
        values: columns.iter().map(cell).collect(),
        illustrative: columns.iter().copied().filter(|column| invented(*column)).collect(),
    }
}

fn word(word: impl Serialize) -> Value {
    json!(word)
}

fn value(facility: &Described, summary: Option<&Summary>, column: SharedColumn) -> Value {
    let parsed = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    match column {
        SharedColumn::Code => json!(facility.code),
        SharedColumn::Name => json!(facility.name),
        SharedColumn::Class => word(facility.class),
        SharedColumn::Subclass => word(facility.subclass),
        SharedColumn::Status => word(facility.status),
        SharedColumn::Operation => word(facility.operation),
        SharedColumn::Department => json!(facility.department),
        SharedColumn::Address => json!(facility.address),
        SharedColumn::OpenedOn => json!(facility.opened_on),
        SharedColumn::DisasterRoles => parsed(&facility.disaster_roles),
        SharedColumn::FloorAreaM2 => {
            json!(summary.and_then(|summary| summary.floor_area_dm2).map(|dm2| Area::from_dm2(dm2).m2()))
        }
        SharedColumn::CompletedYear => json!(summary.and_then(|summary| summary.completed_from)),
        SharedColumn::Geometry => facility.geometry.as_deref().map_or(Value::Null, parsed),
    }
}
