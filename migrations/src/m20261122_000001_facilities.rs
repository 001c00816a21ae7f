//! Municipalities and what stands in them: sites, facilities, buildings, components; the parameters of the calculations;
//! remembered answers to repeated requests; and what was done once when the database was new.

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
        manager.create_table(make.installation()).await?;
        manager.create_table(make.municipality()).await?;
        manager.create_table(make.population()).await?;
        manager.create_table(make.site()).await?;
        manager.create_table(make.facility()).await?;
        manager.create_table(make.building()).await?;
        manager.create_table(make.component()).await?;
        manager.create_table(make.parameter()).await?;
        manager.create_table(make.idempotency_key()).await?;
        for (table, columns) in INDEXES {
            let mut index = Index::create();
            index.name(format!("{table}_by_{}", columns.join("_"))).table(*table).col("municipality_code");
            for column in *columns {
                index.col(*column);
            }
            manager.create_index(index.take()).await?;
        }
        for table in ["site", "facility", "building"] {
            for statement in box_index(make.backend, table) {
                manager.get_connection().execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables =
            ["idempotency_key", "parameter", "component", "building", "facility", "site", "population", "municipality"];
        for table in tables.into_iter().chain(["installation"]) {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        if manager.get_database_backend() == DbBackend::Sqlite {
            for table in ["site", "facility", "building"] {
                manager.drop_table(Table::drop().table(format!("{table}_box")).take()).await?;
            }
        }
        Ok(())
    }
}

/// What lists sort by or follow from parent to child; each is led by the municipality.
const INDEXES: &[(&str, &[&str])] = &[
    ("facility", &["site_code"]),
    ("facility", &["name", "code"]),
    ("facility", &["class", "code"]),
    ("building", &["facility_code"]),
    ("building", &["completed_year", "code"]),
    ("building", &["floor_area_dm2", "code"]),
    ("component", &["building_code"]),
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

    fn keyed(&self, table: &'static str, keys: &[&'static str]) -> TableCreateStatement {
        let mut create = Table::create();
        create.table(table).col(self.required("municipality_code"));
        let mut primary = Index::create();
        primary.col("municipality_code");
        for key in keys {
            create.col(self.required(key));
            primary.col(*key);
        }
        create.primary_key(&mut primary);
        create.take()
    }

    /// `(municipality_code, column)` of this table must be a key of the parent; nothing that is referred to is deleted.
    fn refers(&self, create: &mut TableCreateStatement, table: &'static str, column: &'static str, to: &'static str) {
        let mut key = ForeignKey::create();
        key.name(format!("{table}_{column}_fk")).from_tbl(table).from_col("municipality_code");
        if to == "municipality" {
            key.to_tbl(to).to_col("code");
        } else {
            key.from_col(column).to_tbl(to).to_col("municipality_code").to_col("code");
        }
        create.foreign_key(key.on_delete(ForeignKeyAction::Restrict).on_update(ForeignKeyAction::Restrict));
    }

    /// Where a record comes from, which of its values are invented, and its place on the map.
    fn provenance(&self, create: &mut TableCreateStatement, geometry: bool) {
        create.col(self.text("note"));
        create.col(self.text("source")).col(self.text("licence")).col(self.required("illustrative"));
        create.col(self.required("search_text"));
        if geometry {
            create.col(self.text("geometry"));
            for name in ["min_lon", "min_lat", "max_lon", "max_lat"] {
                create.col(ColumnDef::new(name).double());
            }
        }
    }

    /// The one table without a municipality: what was done to the database itself.
    fn installation(&self) -> TableCreateStatement {
        Table::create()
            .table("installation")
            .col(self.required("task").primary_key())
            .col(self.required("outcome"))
            .take()
    }

    fn municipality(&self) -> TableCreateStatement {
        Table::create()
            .table("municipality")
            .col(self.required("code").primary_key())
            .col(self.required("name"))
            .col(self.text("name_kana"))
            .col(self.required("prefecture"))
            .col(ColumnDef::new("plane_zone").integer().not_null())
            .col(self.text("source"))
            .col(self.text("licence"))
            .col(self.required("illustrative"))
            .take()
    }

    fn population(&self) -> TableCreateStatement {
        let mut create = self.keyed("population", &["observed_on", "kind"]);
        create.col(ColumnDef::new("total_persons").big_integer().not_null());
        create.col(self.text("source")).col(ColumnDef::new("illustrative").boolean().not_null());
        self.refers(&mut create, "population", "municipality_code", "municipality");
        create
    }

    fn site(&self) -> TableCreateStatement {
        let mut create = self.keyed("site", &["code"]);
        create.col(self.required("name")).col(self.text("name_kana")).col(self.text("address"));
        create.col(ColumnDef::new("area_dm2").big_integer()).col(self.text("zoning"));
        for name in ["floor_area_ratio_percent", "coverage_ratio_percent"] {
            create.col(ColumnDef::new(name).integer());
        }
        create.col(self.text("property_class")).col(self.text("use_status"));
        self.provenance(&mut create, true);
        self.refers(&mut create, "site", "municipality_code", "municipality");
        create
    }

    fn facility(&self) -> TableCreateStatement {
        let mut create = self.keyed("facility", &["code"]);
        create.col(self.required("name")).col(self.required("class")).col(self.required("status"));
        for name in ["name_kana", "nickname", "subclass", "site_code", "department", "address", "postal_code"] {
            create.col(self.text(name));
        }
        for name in ["phone", "url", "operation", "opened_on"] {
            create.col(self.text(name));
        }
        create.col(self.required("disaster_roles")).col(self.required("attributes"));
        self.provenance(&mut create, true);
        self.refers(&mut create, "facility", "municipality_code", "municipality");
        self.refers(&mut create, "facility", "site_code", "site");
        create
    }

    fn building(&self) -> TableCreateStatement {
        let mut create = self.keyed("building", &["code"]);
        create.col(self.required("facility_code")).col(self.required("name")).col(self.required("status"));
        for name in ["structure", "completed_on", "seismic_standard", "seismic_retrofit", "useful_life_class"] {
            create.col(self.text(name));
        }
        for name in ["storeys_above", "storeys_below", "completed_year", "useful_life_years"] {
            create.col(ColumnDef::new(name).integer());
        }
        create.col(ColumnDef::new("floor_area_dm2").big_integer());
        self.provenance(&mut create, true);
        self.refers(&mut create, "building", "facility_code", "facility");
        create
    }

    fn component(&self) -> TableCreateStatement {
        let mut create = self.keyed("component", &["code"]);
        create.col(self.required("building_code")).col(self.required("name")).col(self.required("kind"));
        create.col(ColumnDef::new("installed_year").integer()).col(ColumnDef::new("cycle_years").integer());
        create.col(ColumnDef::new("quantity").double()).col(self.text("unit"));
        create.col(ColumnDef::new("unit_cost_yen").big_integer());
        self.provenance(&mut create, false);
        self.refers(&mut create, "component", "building_code", "building");
        create
    }

    /// National defaults stand under the municipality `000000`, which no municipality has; hence no foreign key.
    fn parameter(&self) -> TableCreateStatement {
        let mut create = self.keyed("parameter", &["parameter_set", "name", "effective_from"]);
        create.col(self.text("effective_to")).col(self.required("value")).col(self.required("unit"));
        create.col(self.required("source")).col(self.required("confidence")).col(self.text("note"));
        create
    }

    fn idempotency_key(&self) -> TableCreateStatement {
        let mut create = self.keyed("idempotency_key", &["idempotency_key"]);
        create.col(self.required("fingerprint")).col(ColumnDef::new("status").integer().not_null());
        create.col(self.text("etag")).col(self.text("location")).col(self.required("body"));
        create.col(ColumnDef::new("created_at").big_integer().not_null());
        create
    }
}

/// The engine's own R-tree over the boxes of a table's geometries.
///
/// SQLite keeps a virtual table in step by triggers. The record's key is an auxiliary column, since the row ids of a
/// table with a text key may change when the file is vacuumed; a row is found again through its box, which the tree
/// stores rounded outwards and which therefore still contains the exact one.
fn box_index(backend: DbBackend, table: &str) -> Vec<String> {
    if backend != DbBackend::Sqlite {
        return vec![format!(
            "CREATE INDEX {table}_by_box ON {table} USING gist (box(point(min_lon, min_lat), point(max_lon, max_lat)))"
        )];
    }
    let insert = format!(
        "INSERT INTO {table}_box (min_lon, max_lon, min_lat, max_lat, municipality_code, code) \
         SELECT new.min_lon, new.max_lon, new.min_lat, new.max_lat, new.municipality_code, new.code \
         WHERE new.min_lon IS NOT NULL;"
    );
    let delete = format!(
        "DELETE FROM {table}_box WHERE min_lon <= old.min_lon AND max_lon >= old.max_lon AND min_lat <= old.min_lat \
         AND max_lat >= old.max_lat AND municipality_code = old.municipality_code AND code = old.code;"
    );
    vec![
        format!(
            "CREATE VIRTUAL TABLE {table}_box USING \
             rtree(id, min_lon, max_lon, min_lat, max_lat, +municipality_code TEXT, +code TEXT)"
        ),
        format!("CREATE TRIGGER {table}_box_insert AFTER INSERT ON {table} BEGIN {insert} END"),
        format!("CREATE TRIGGER {table}_box_delete AFTER DELETE ON {table} BEGIN {delete} END"),
        format!(
            "CREATE TRIGGER {table}_box_update AFTER UPDATE OF municipality_code, code, min_lon, min_lat, max_lon, \
             max_lat ON {table} BEGIN {delete} {insert} END"
        ),
    ]
}
