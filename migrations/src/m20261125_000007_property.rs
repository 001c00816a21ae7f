//! Land and rooms not in use: its tables.

use crate::table::{Holds::*, Plan, table};
use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite does not wrap a migration in a transaction unless asked to.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.rename_table(renamed("conservation_event", "record_event")).await?;
        for plan in TABLES {
            manager.create_table(table(plan, manager.get_database_backend())).await?;
        }
        for index in INDICES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for plan in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(plan.name).take()).await?;
        }
        manager.rename_table(renamed("record_event", "conservation_event")).await
    }
}

/// The history of records is kept for every room, no longer for conservation only.
fn renamed(from: &'static str, to: &'static str) -> TableRenameStatement {
    Table::rename().table(from, to).take()
}

const TABLES: &[Plan] = &[
    Plan {
        name: "idle_property",
        keys: &[("id", Text)],
        columns: &[
            ("external_no", TextOrNothing),
            ("name", Text),
            ("kind", Text),
            ("state", Text),
            ("since_on", Text),
            ("facility_code", TextOrNothing),
            ("building_code", TextOrNothing),
            ("site_code", TextOrNothing),
            ("address", TextOrNothing),
            ("area_dm2", BigOrNothing),
            ("zoning", TextOrNothing),
            ("property_class", Text),
            ("use_abolished_on", TextOrNothing),
            ("measure", TextOrNothing),
            ("adjustment_permille", Whole),
            ("asking_price_yen", BigOrNothing),
            ("subsidy_name", TextOrNothing),
            ("restricted_until", TextOrNothing),
            ("restriction_lifted_on", TextOrNothing),
            ("voted_on", TextOrNothing),
            ("published", Flag),
            ("offered_from", TextOrNothing),
            ("offered_until", TextOrNothing),
            ("disposed_price_yen", BigOrNothing),
            ("department", TextOrNothing),
            ("geometry", TextOrNothing),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[
            ("municipality_code", "municipality"),
            ("facility_code", "facility"),
            ("building_code", "building"),
            ("site_code", "site"),
        ],
    },
    Plan {
        name: "property_contract",
        keys: &[("id", Text)],
        columns: &[
            ("external_no", TextOrNothing),
            ("property_id", Text),
            ("title", Text),
            ("kind", Text),
            ("counterparty_kind", Text),
            ("counterparty", TextOrNothing),
            ("purpose", TextOrNothing),
            ("starts_on", Text),
            ("ends_on", Text),
            ("annual_rent_yen", Big),
            ("proration", Text),
            ("due_month", Whole),
            ("reduction_reason", TextOrNothing),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("property_id", "idle_property")],
    },
    Plan {
        name: "property_receipt",
        keys: &[("contract_id", Text), ("receipt_no", Whole)],
        columns: &[
            ("fiscal_year", Whole),
            ("received_on", Text),
            ("amount_yen", Big),
            ("note", TextOrNothing),
            ("illustrative", Flag),
            ("recorded_at", Text),
        ],
        refers: &[("contract_id", "property_contract")],
    },
    Plan {
        name: "land_price",
        keys: &[("id", Text)],
        columns: &[
            ("survey", Text),
            ("point_no", Text),
            ("calendar_year", Whole),
            ("yen_per_m2", Big),
            ("change_permille", WholeOrNothing),
            ("address", TextOrNothing),
            ("land_use", TextOrNothing),
            ("zoning", TextOrNothing),
            ("area_dm2", BigOrNothing),
            ("station", TextOrNothing),
            ("station_distance_m", WholeOrNothing),
            ("geometry", Text),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[],
    },
];

const INDICES: &[&str] = &[
    "CREATE UNIQUE INDEX idle_property_external ON idle_property (municipality_code, external_no)",
    "CREATE UNIQUE INDEX property_contract_external ON property_contract (municipality_code, external_no)",
    "CREATE INDEX property_contract_of ON property_contract (municipality_code, property_id)",
    "CREATE UNIQUE INDEX land_price_point ON land_price (municipality_code, survey, point_no, calendar_year)",
];
