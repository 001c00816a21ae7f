//! The fixed-asset register: entries, assets in their versions, movements, closed years with their lines and sums.
//!
//! What is written by the million (movements, lines of a closing) stands in the order of its key without a second tree,
//! year by year, so that closing a year appends. It has no foreign keys, which PostgreSQL would look up a million times
//! one by one: its keys are checked when it is written and again by `enoki check`.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

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
        let make = Make { backend: manager.get_database_backend() };
        manager.create_table(make.register_entry()).await?;
        manager.create_table(make.asset_version()).await?;
        manager.create_table(make.movement()).await?;
        manager.create_table(make.fiscal_closing()).await?;
        manager.create_table(make.closing_line()).await?;
        manager.create_table(make.closing_total()).await?;
        // Whether anything in a register is invented is asked with every statement.
        let invented =
            "CREATE INDEX asset_version_invented ON asset_version (municipality_code) WHERE illustrative <> '[]'";
        manager.get_connection().execute_unprepared(invented).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["closing_total", "closing_line", "fiscal_closing", "movement", "asset_version", "register_entry"]
        {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

/// What an asset refers to where it stands.
const PLACES: [(&str, &str); 4] = [
    ("site_code", "site"),
    ("facility_code", "facility"),
    ("building_code", "building"),
    ("component_code", "component"),
];

struct Make {
    backend: DbBackend,
}

impl Make {
    /// Text that sorts by code point on both databases.
    fn text(&self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        column.text();
        if self.backend == DbBackend::Postgres {
            column.extra("COLLATE \"C\"");
        }
        column
    }

    fn required(&self, name: &'static str) -> ColumnDef {
        self.text(name).not_null().take()
    }

    fn number(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).big_integer().not_null().take()
    }

    fn small(&self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).integer().not_null().take()
    }

    /// A table whose key is the municipality and these columns, in this order.
    fn keyed(&self, table: &'static str, keys: Vec<ColumnDef>, names: &[&'static str]) -> TableCreateStatement {
        let mut create = Table::create();
        create.table(table).col(self.required("municipality_code"));
        let mut primary = Index::create();
        primary.col("municipality_code");
        for (column, name) in keys.into_iter().zip(names) {
            create.col(column);
            primary.col(*name);
        }
        create.primary_key(&mut primary);
        create.take()
    }

    /// The rows of a table in the tree of its key and nowhere else.
    fn clustered(&self, create: &mut TableCreateStatement) {
        if self.backend == DbBackend::Sqlite {
            create.extra("WITHOUT ROWID");
        }
    }

    fn refers(
        &self,
        create: &mut TableCreateStatement,
        name: &str,
        column: &'static str,
        to: (&'static str, &'static str),
    ) {
        let mut key = ForeignKey::create();
        key.name(name).from_col("municipality_code").from_col(column);
        key.to_tbl(to.0).to_col("municipality_code").to_col(to.1);
        create.foreign_key(key.on_delete(ForeignKeyAction::Restrict).on_update(ForeignKeyAction::Restrict));
    }

    fn register_entry(&self) -> TableCreateStatement {
        let mut create = self.keyed("register_entry", vec![self.number("entry_no")], &["entry_no"]);
        create.col(self.required("recorded_at")).col(self.required("kind"));
        create.col(self.text("note")).col(self.text("source"));
        create.col(ColumnDef::new("reverses_entry_no").big_integer());
        let mut key = ForeignKey::create();
        key.name("register_entry_municipality_fk").from_col("municipality_code").to_tbl("municipality").to_col("code");
        create.foreign_key(key.on_delete(ForeignKeyAction::Restrict).on_update(ForeignKeyAction::Restrict));
        self.refers(&mut create, "register_entry_reverses_fk", "reverses_entry_no", ("register_entry", "entry_no"));
        create
    }

    fn asset_version(&self) -> TableCreateStatement {
        let keys = vec![
            self.required("asset_no"),
            self.required("branch_no"),
            self.required("effective_on"),
            self.number("entry_no"),
        ];
        let mut create = self.keyed("asset_version", keys, &["asset_no", "branch_no", "effective_on", "entry_no"]);
        create.col(self.required("name")).col(self.required("account")).col(self.text("account_detail"));
        create.col(self.required("accounting_entity")).col(self.text("location")).col(self.text("department"));
        create.col(self.required("lease_class")).col(self.text("life_class"));
        create.col(ColumnDef::new("useful_life_years").integer());
        create.col(self.text("acquired_on")).col(self.text("in_service_on"));
        create.col(ColumnDef::new("ownership_ratio").double());
        create.col(self.required("depreciation_method")).col(self.text("start_policy"));
        create.col(self.text("budget_item")).col(self.text("usage")).col(self.text("programme"));
        create.col(ColumnDef::new("opening_estimated").boolean().not_null()).col(self.text("attributes"));
        create.col(ColumnDef::new("saleable").boolean().not_null());
        create.col(ColumnDef::new("market_value_yen").big_integer());
        create.col(ColumnDef::new("quantity").double()).col(self.text("unit")).col(self.text("floors"));
        create.col(self.text("land_category")).col(self.text("purpose")).col(self.text("property_class"));
        create.col(self.text("property_ledger_no")).col(self.text("statutory_ledger_no"));
        for (column, table) in PLACES {
            create.col(self.text(column));
            self.refers(&mut create, &format!("asset_version_{column}_fk"), column, (table, "code"));
        }
        create.col(self.required("optional_items")).col(self.text("note")).col(self.text("source"));
        create.col(self.required("illustrative")).col(self.required("digest"));
        self.refers(&mut create, "asset_version_entry_fk", "entry_no", ("register_entry", "entry_no"));
        create
    }

    fn movement(&self) -> TableCreateStatement {
        let keys = vec![
            self.small("fiscal_year"),
            self.required("asset_no"),
            self.required("branch_no"),
            self.small("movement_no"),
        ];
        let mut create = self.keyed("movement", keys, &["fiscal_year", "asset_no", "branch_no", "movement_no"]);
        create.col(self.required("occurred_on")).col(self.required("reason")).col(self.required("account"));
        create.col(self.required("accounting_entity"));
        create.col(self.number("cost_yen")).col(self.number("accumulated_yen"));
        create.col(ColumnDef::new("proceeds_yen").big_integer()).col(self.number("entry_no"));
        self.clustered(&mut create);
        create
    }

    fn fiscal_closing(&self) -> TableCreateStatement {
        let mut create = self.keyed("fiscal_closing", vec![self.small("fiscal_year")], &["fiscal_year"]);
        create.col(self.number("entry_no")).col(self.required("closed_at")).col(self.required("rules"));
        for sum in ["assets", "movements", "charge_yen", "cost_yen", "accumulated_yen"] {
            create.col(self.number(sum));
        }
        create.col(self.text("previous_hash")).col(self.required("hash"));
        self.refers(&mut create, "fiscal_closing_entry_fk", "entry_no", ("register_entry", "entry_no"));
        create
    }

    fn closing_line(&self) -> TableCreateStatement {
        let keys = vec![self.small("fiscal_year"), self.required("asset_no"), self.required("branch_no")];
        let mut create = self.keyed("closing_line", keys, &["fiscal_year", "asset_no", "branch_no"]);
        for sum in ["charge_yen", "cost_yen", "accumulated_yen"] {
            create.col(self.number(sum));
        }
        self.clustered(&mut create);
        create
    }

    fn closing_total(&self) -> TableCreateStatement {
        let keys = vec![
            self.small("fiscal_year"),
            self.required("account"),
            self.required("accounting_entity"),
            self.required("purpose"),
            self.required("facility_code"),
        ];
        let names = ["fiscal_year", "account", "accounting_entity", "purpose", "facility_code"];
        let mut create = self.keyed("closing_total", keys, &names);
        let sums = [
            "assets",
            "opening_cost_yen",
            "opening_accumulated_yen",
            "increase_cost_yen",
            "increase_accumulated_yen",
            "decrease_cost_yen",
            "decrease_accumulated_yen",
            "charge_yen",
            "cost_yen",
            "accumulated_yen",
            "depreciable_cost_yen",
            "depreciable_accumulated_yen",
        ];
        for sum in sums {
            create.col(self.number(sum));
        }
        create
    }
}
