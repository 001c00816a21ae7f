//! The conservation plan (施設保全計画): drawn up from components, ratings, cycles and the works there are; changed line by line
//! while it is a draft, adopted, superseded by the next, and compared with another version.

mod adoption;
mod comparison;
mod document_handlers;
mod documents;
mod drafting;
mod drawing;
mod handlers;
mod lines;
mod placing;
pub mod store;
mod wire;

use crate::app::App;
use crate::db;
use crate::domain::units::FiscalYear;
use crate::error::{Error, Result};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on plans.
pub fn routes() -> OpenApiRouter<App> {
    use document_handlers::*;
    use handlers::*;
    OpenApiRouter::new()
        .routes(routes!(list_plans, draw_up_plan))
        .routes(routes!(read_plan, change_plan, delete_plan))
        .routes(routes!(change_plan_state))
        .routes(routes!(list_plan_lines))
        .routes(routes!(read_plan_line, change_plan_line, delete_plan_line))
        .routes(routes!(compare_plans))
        .routes(routes!(read_facility_plan))
        .routes(routes!(read_cost_table))
        .routes(routes!(explain_cost))
}

/// Draws up the first plan of the demonstration: a draft of 40 years, so that sheets and tables have something to show.
pub async fn seed(tx: &db::Transaction, municipality: &str) -> Result<()> {
    let base_year = FiscalYear::new("base_year", 2027).map_err(Error::value)?;
    let asked = drawing::Asked { base_year, years: 40, learned: false, overhauls: true };
    let drawn = drawing::draw_up(tx, municipality, asked).await?;
    let question = drafting::Question {
        placements: Vec::new(),
        title: "施設保全計画（例示・案）".to_owned(),
        copy_of: None,
        note: Some("例示の部位・評価・単価から作成した案で、市の計画ではない".to_owned()),
        asked,
    };
    drafting::drawn_plan(tx, municipality, question, drawn).await.map(drop)
}
