//! What could be fewer: its tables.

use crate::table::Holds::*;
use crate::table::{Plan, table};
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
        name: "demand_point",
        keys: &[("code", Text), ("year", Whole), ("age_group", Text)],
        columns: &[
            ("name", Text),
            ("longitude", Real),
            ("latitude", Real),
            ("population_hundredths", Big),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
        ],
        refers: &[],
    },
    Plan {
        name: "station",
        keys: &[("code", Text)],
        columns: &[
            ("name", Text),
            ("line", TextOrNothing),
            ("longitude", Real),
            ("latitude", Real),
            ("status", Text),
            ("opening_year", WholeOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
        ],
        refers: &[],
    },
];

const INDICES: &[&str] = &[];
