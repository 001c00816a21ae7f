//! The fixed-asset register (固定資産台帳): what the municipality owns at what amount, every change as a movement, the years
//! closed one after the other, and the statements drawn from them.
//!
//! `/v1/{municipality}/assets[/{asset_no}/{branch_no}[/movements|/versions|/schedule]]` · `…/asset-splits` · `…/asset-merges` ·
//! `…/reclassifications` · `…/construction-settlements` · `…/reversals` · `…/entries` · `…/depreciation-schedules` ·
//! `…/fiscal-closings` · `…/register-imports` · `…/register-reconciliations` · `…/register` ·
//! `…/statements/{tangible-assets[/cells/{row}/{column}]|by-purpose|balance-sheet|property}` ·
//! `…/indicators/depreciation-ratio` · `…/journal-entries`
//!
//! An act is read by `acts` and `divisions`, recorded by `entries`. A fiscal year is walked through by `year`: `closing`
//! reckons and freezes it, statements and files are drawn from it. Nothing recorded is changed or deleted.

mod acts;
pub mod closing;
mod closing_handlers;
mod divisions;
mod drawn;
mod entries;
mod explained;
mod facts;
mod file_handlers;
mod filters;
mod guidance;
mod handlers;
mod holdings;
pub mod intake;
mod journal;
mod journal_wire;
pub mod layout;
mod lines;
mod of_facility;
pub mod outgoing;
mod property;
mod reconciliation;
mod rules;
pub mod seed;
mod statement_handlers;
mod statement_queries;
mod statement_wire;
mod statements;
pub mod store;
mod wire;
mod year;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    use closing_handlers::*;
    use file_handlers::*;
    use handlers::*;
    use statement_handlers::*;
    OpenApiRouter::new()
        .routes(routes!(list_assets, create_asset))
        .routes(routes!(read_asset, change_asset))
        .routes(routes!(list_movements, create_movement))
        .routes(routes!(list_versions))
        .routes(routes!(read_schedule))
        .routes(routes!(split_asset))
        .routes(routes!(merge_assets))
        .routes(routes!(reclassify_asset))
        .routes(routes!(settle_construction))
        .routes(routes!(reverse_entry))
        .routes(routes!(list_entries))
        .routes(routes!(read_entry))
        .routes(routes!(create_depreciation_schedule))
        .routes(routes!(close_fiscal_year, list_fiscal_closings))
        .routes(routes!(read_fiscal_closing))
        .routes(routes!(read_tangible_assets))
        .routes(routes!(read_by_purpose))
        .routes(routes!(read_balance_sheet))
        .routes(routes!(read_property))
        .routes(routes!(explain_cell))
        .routes(routes!(read_depreciation_ratio))
        .routes(routes!(list_journal_entries))
        .routes(routes!(import_register))
        .routes(routes!(reconcile_register))
        .routes(routes!(read_register))
}
