//! What is shared with neighbours: its tables.

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
        Ok(())
    }
}

const TABLES: &[Plan] = &[
    Plan {
        name: "agreement",
        keys: &[("id", Text)],
        columns: &[
            ("external_no", TextOrNothing),
            ("title", Text),
            ("kind", Text),
            ("partners", Text),
            ("starts_on", Text),
            ("ends_on", TextOrNothing),
            ("classes", Text),
            ("shared_columns", Text),
            ("terms", TextOrNothing),
            ("department", TextOrNothing),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("municipality_code", "municipality")],
    },
    Plan {
        name: "resident_use",
        keys: &[("id", Text)],
        columns: &[
            ("service", Text),
            ("direction", Text),
            ("partner_code", Text),
            ("partner_name", TextOrNothing),
            ("measure", Text),
            ("fiscal_year", Whole),
            ("observed_on", TextOrNothing),
            ("count", Big),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("municipality_code", "municipality")],
    },
    Plan {
        name: "joint_body",
        keys: &[("id", Text)],
        columns: &[
            ("external_no", TextOrNothing),
            ("name", Text),
            ("kind", Text),
            ("purpose", TextOrNothing),
            ("established_on", TextOrNothing),
            ("parts", Text),
            ("members", Text),
            ("use_unit", TextOrNothing),
            ("department", TextOrNothing),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("municipality_code", "municipality")],
    },
];

const INDICES: &[&str] = &[
    "CREATE UNIQUE INDEX agreement_external ON agreement (municipality_code, external_no)",
    "CREATE UNIQUE INDEX joint_body_external ON joint_body (municipality_code, external_no)",
    "CREATE UNIQUE INDEX resident_use_of ON resident_use (municipality_code, service, direction, partner_code, measure, fiscal_year)",
];
