//! What of its facilities does a municipality let its partners see by an agreement? Exactly the columns that it names.

use super::store;
use super::wire::{Share, SharedFacility};
use crate::domain::facility::{Class, Word, word};
use crate::domain::regional::{AgreementKind, SharedColumn};
use crate::domain::units::{Area, MunicipalityCode};
use crate::error::Result;
use crate::facility::store::{Described, Summary, demand_municipality};
use crate::http::Params;
use crate::recorded::{today, whole_day};
use crate::regional::Agreement;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

/// Which shares are asked for.
pub struct Asked {
    /// As of which day.
    pub as_of: NaiveDate,
    /// Only of this municipality.
    of: Option<MunicipalityCode>,
    /// Only by agreements of this kind.
    kind: Option<AgreementKind>,
}

impl Asked {
    /// From the parameters `as_of`, `of` and `kind`.
    pub fn of<Q>(params: &Params<Q>) -> Result<Asked> {
        Ok(Asked {
            as_of: params.read("as_of", whole_day)?.unwrap_or_else(today),
            of: params.read("of", MunicipalityCode::parse)?,
            kind: params.read("kind", word::<AgreementKind>)?,
        })
    }
}

/// What neighbours share with a municipality.
pub async fn shares(db: &impl ConnectionTrait, reader: &str, asked: &Asked) -> Result<Vec<Share>> {
    let of = asked.of.as_ref().map(MunicipalityCode::as_str);
    let mut shares = Vec::new();
    for agreement in store::agreed_with(db, reader, of, asked.kind, asked.as_of).await? {
        shares.push(share(db, &agreement).await?);
    }
    Ok(shares)
}

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

fn value(facility: &Described, summary: Option<&Summary>, column: SharedColumn) -> Value {
    let parsed = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    match column {
        SharedColumn::Code => json!(facility.code),
        SharedColumn::Name => json!(facility.name),
        SharedColumn::Class => json!(facility.class),
        SharedColumn::Subclass => json!(facility.subclass),
        SharedColumn::Status => json!(facility.status),
        SharedColumn::Operation => json!(facility.operation),
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
