//! The history of the database schema, oldest first. A migration that has been released is never edited; a later one
//! changes what it made. Nothing of the service is imported here, so that history does not change when the service does.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261122_000001_facilities;
mod m20261123_000002_register;
mod m20261123_000003_conservation;
mod m20261125_000004_lifecycle;
mod m20261125_000005_finance;
mod m20261125_000006_consolidation;
mod m20261125_000007_property;
mod m20261125_000008_regional;
mod table;

/// Applies every migration in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_facilities::Migration),
            Box::new(m20261123_000002_register::Migration),
            Box::new(m20261123_000003_conservation::Migration),
            Box::new(m20261125_000004_lifecycle::Migration),
            Box::new(m20261125_000005_finance::Migration),
            Box::new(m20261125_000006_consolidation::Migration),
            Box::new(m20261125_000007_property::Migration),
            Box::new(m20261125_000008_regional::Migration),
        ]
    }
}
