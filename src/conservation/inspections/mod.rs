//! Inspections (点検): what the law and the municipality want inspected, when it is due, what was found, and what becomes
//! of a finding.
//!
//! `/v1/{municipality}/inspection-kinds[/{code}]` · `/v1/{municipality}/inspection-duties[/{kind}/{scope}/{code}]` ·
//! `/v1/{municipality}/inspections[/{id}[/events|/findings/{finding_no}/defects|/findings/{finding_no}/works]]` ·
//! `/v1/{municipality}/inspections-due`
//!
//! Who has to be inspected follows from a rule (`domain::inspection::applies`) for each kind: the national kinds are rows of
//! `data/reference/inspection_kind.csv`, a municipality's own go before them. What the municipality says of one subject
//! (`duty`) goes before the rule.

mod acts;
mod due;
mod due_file;
mod due_handlers;
mod duty;
mod duty_handlers;
mod follow_up;
mod handlers;
mod judging;
mod kind;
mod kind_handlers;
mod listed;
pub mod of_facility;
mod record;
pub mod seed;
mod stock;
pub mod store;
mod wire;

use crate::app::App;
use crate::domain::search::fold;
use crate::error::{Error, Result};
use crate::recorded;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::collections::HashMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use listed::{Listed, take_in_listed};

/// An inspection as it is kept.
type Record = crate::entity::inspection::Model;

/// The operations on inspections.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(kind_handlers::list_inspection_kinds))
        .routes(routes!(
            kind_handlers::read_inspection_kind,
            kind_handlers::replace_inspection_kind,
            kind_handlers::delete_inspection_kind
        ))
        .routes(routes!(duty_handlers::list_inspection_duties))
        .routes(routes!(
            duty_handlers::read_inspection_duty,
            duty_handlers::replace_inspection_duty,
            duty_handlers::delete_inspection_duty
        ))
        .routes(routes!(handlers::list_inspections, handlers::create_inspection))
        .routes(routes!(handlers::read_inspection, handlers::change_inspection))
        .routes(routes!(handlers::list_inspection_events))
        .routes(routes!(handlers::make_finding_defect))
        .routes(routes!(handlers::make_finding_work))
        .routes(routes!(due_handlers::list_inspections_due))
}

/// What inspections are kept under: their codes by the Japanese names that lists use.
pub async fn kinds_by_name(db: &impl ConnectionTrait, municipality: &str) -> Result<HashMap<String, String>> {
    let kinds = kind::Kinds::of(db, municipality).await?;
    Ok(kinds.all().map(|known| (fold(&known.kind.name.ja), known.kind.code.clone())).collect())
}

/// Every inspection with its findings, as the API shows it.
pub async fn all(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Value>> {
    let records = recorded::all::<Record>(db, municipality).await?;
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let findings = store::findings(db, municipality, &ids).await?;
    let none = Vec::new();
    let shown = records.iter().map(|row| {
        let whole = record::whole(row, findings.get(&row.id).unwrap_or(&none))?;
        serde_json::to_value(whole).map_err(Error::internal)
    });
    shown.collect()
}
