//! Land and rooms not in use: its tables.

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

const TABLES: &[Plan] = &[];

const INDICES: &[&str] = &[];
