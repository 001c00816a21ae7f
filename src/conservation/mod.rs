//! Conservation: in what state every part is, what the law wants inspected when, what is broken, and what will be done in
//! which year.
//!
//! `/v1/{municipality}/rating-schemes[/{code}]` · `…/condition-scores` · `…/structural-screenings` · `…/condition-ratings[/{id}]` ·
//! `…/conservation-plans[/{id}[/lines[/{line_no}]|/state-changes|/comparison]]` · `…/inspection-kinds[/{code}]` · `…/inspection-duties` · `…/inspections[/{id}[/findings/{finding_no}/{defects|works}]]` ·
//! `…/inspections-due` · `…/conservation-imports` · `…/conservation-exports` · `…/condition` · `…/remaining-lives` · `…/deterioration-models` · `…/defects[/{id}[/state-changes|/events|/works]]` ·
//! `…/defect-summary` · `…/facilities/{code}/report-links` · `…/report-links/{token}[/form|/defects]` · `…/report-labels` ·
//! `…/works[/{id}[/state-changes|/events]]` · `…/levelled-plans` · `…/promise-prices`
//!
//! What all records have in common is written once, in `crate::recorded`, for a `Recorded`.

mod attachments;
mod condition;
mod defects;
mod imports;
pub mod inspections;
mod labels;
mod levelling;
mod links;
mod plans;
mod report_form;
pub mod seed;
pub mod store;
mod works;

use crate::app::App;
use crate::error::{Error, Result};
use sea_orm::DatabaseConnection;
use serde_json::value::RawValue;
use utoipa_axum::router::OpenApiRouter;

pub use crate::entity::condition_rating::Model as Rating;
pub use crate::entity::defect::Model as Defect;
pub use crate::entity::work::Model as Work;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(attachments::routes())
        .merge(condition::routes())
        .merge(imports::routes())
        .merge(inspections::routes())
        .merge(plans::routes())
        .merge(levelling::routes())
        .merge(works::routes())
        .merge(defects::routes())
        .merge(links::routes())
}

/// Brings what is built into this program into the database.
pub async fn once(db: &DatabaseConnection) -> Result<()> {
    condition::store::once(db).await?;
    inspections::store::once(db).await
}

/// JSON that the store holds ready to be sent.
fn raw(text: &str) -> Result<Box<RawValue>> {
    RawValue::from_string(text.to_owned()).map_err(Error::internal)
}
