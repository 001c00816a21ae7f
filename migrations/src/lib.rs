//! The history of the database schema, oldest first. A migration that has been released is never edited; a later one
//! changes what it made. Nothing of the service is imported here, so that history does not change when the service does.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261122_000001_facilities;
mod m20261123_000002_register;
mod m20261123_000003_conservation;

/// Applies every migration in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_facilities::Migration),
            Box::new(m20261123_000002_register::Migration),
            Box::new(m20261123_000003_conservation::Migration),
        ]
    }
}
