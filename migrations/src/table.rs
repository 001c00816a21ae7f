//! How migrations write tables down: name, keys, columns, references; every key begins with the municipality.

use Holds::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A column: its name and what it holds.
pub type Column = (&'static str, Holds);

/// What a column holds.
#[derive(Clone, Copy)]
pub enum Holds {
    /// Text.
    Text,
    /// Text, or nothing.
    TextOrNothing,
    /// A whole number of 32 bits.
    Whole,
    /// The same, or nothing.
    WholeOrNothing,
    /// A whole number of 64 bits.
    Big,
    /// The same, or nothing.
    BigOrNothing,
    /// Yes or no.
    Flag,
    /// A number with decimals, such as a coordinate.
    Real,
}

/// A table: its name, its key after the municipality, its other columns, and which of them refer to which table.
pub struct Plan {
    pub name: &'static str,
    pub keys: &'static [Column],
    pub columns: &'static [Column],
    pub refers: &'static [(&'static str, &'static str)],
}

fn column((name, holds): &Column, backend: DbBackend) -> ColumnDef {
    let mut column = ColumnDef::new(*name);
    match holds {
        Text | TextOrNothing => column.text(),
        Whole | WholeOrNothing => column.integer(),
        Big | BigOrNothing => column.big_integer(),
        Flag => column.boolean(),
        Real => column.double(),
    };
    // Text sorts by code point on both databases.
    if matches!(holds, Text | TextOrNothing) && backend == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    if !matches!(holds, TextOrNothing | WholeOrNothing | BigOrNothing) {
        column.not_null();
    }
    column.take()
}

/// The statement that creates a table, keyed by the municipality and its own keys.
pub fn table(plan: &Plan, backend: DbBackend) -> TableCreateStatement {
    let mut create = Table::create();
    let mut primary = Index::create();
    create.table(plan.name);
    for key in [("municipality_code", Text)].iter().chain(plan.keys) {
        create.col(column(key, backend));
        primary.col(key.0);
    }
    for other in plan.columns {
        create.col(column(other, backend));
    }
    create.primary_key(&mut primary);
    for (from, to) in plan.refers {
        let mut key = ForeignKey::create();
        key.name(format!("{}_{from}_fk", plan.name)).from_col("municipality_code").from_col(*from);
        key.to_tbl(*to).to_col("municipality_code").to_col(if *to == "inspection" || *to == "conservation_plan" {
            "id"
        } else {
            "code"
        });
        create.foreign_key(key.on_delete(ForeignKeyAction::Restrict).on_update(ForeignKeyAction::Restrict));
    }
    create.take()
}
