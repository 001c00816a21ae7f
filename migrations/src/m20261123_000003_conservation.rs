//! The conservation plan: rating schemes and ratings, inspections with their findings, defects, works, the versions of the plan
//! with their lines, attachments, the links through which anyone reports a defect, and the outline of the municipality that
//! maps are drawn in.
//!
//! What refers to a place does so by a foreign key, so that nothing with a history is deleted under it. The lines of a plan
//! are a copy of what was decided and stay as they are when places go.

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
        name: "rating_scheme_row",
        keys: &[("scheme", Text), ("element", Text), ("name", Text)],
        columns: &[
            ("position", Whole),
            ("value", Text),
            ("effective_from", Text),
            ("effective_to", TextOrNothing),
            ("source", Text),
            ("confidence", Text),
            ("note", TextOrNothing),
        ],
        refers: &[],
    },
    Plan {
        name: "condition_rating",
        keys: &[("id", Text)],
        columns: &[
            ("building_code", Text),
            ("part", Text),
            ("component_code", TextOrNothing),
            ("scheme", Text),
            ("grade", Text),
            ("rated_on", Text),
            ("basis", Text),
            ("rated_by", TextOrNothing),
            ("inspection_id", TextOrNothing),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("building_code", "building"), ("component_code", "component")],
    },
    Plan {
        name: "inspection_kind",
        keys: &[("code", Text)],
        columns: &[
            ("name_ja", Text),
            ("name_en", Text),
            ("law_ja", Text),
            ("scope", Text),
            ("interval_months", Text),
            ("report_interval_months", Text),
            ("classes", Text),
            ("component_kinds", Text),
            ("least_floor_area_m2", Text),
            ("least_storeys", Text),
            ("department", Text),
            ("effective_from", Text),
            ("effective_to", TextOrNothing),
            ("source", Text),
            ("confidence", Text),
            ("note", TextOrNothing),
        ],
        refers: &[],
    },
    Plan {
        name: "inspection_duty",
        keys: &[("kind", Text), ("scope", Text), ("subject_code", Text)],
        columns: &[
            ("required", Flag),
            ("interval_months", WholeOrNothing),
            ("first_due_on", TextOrNothing),
            ("department", TextOrNothing),
            ("note", TextOrNothing),
            ("recorded_at", Text),
        ],
        refers: &[],
    },
    Plan {
        name: "inspection",
        keys: &[("id", Text)],
        columns: &[
            ("external_no", TextOrNothing),
            ("kind", Text),
            ("facility_code", Text),
            ("building_code", TextOrNothing),
            ("component_code", TextOrNothing),
            ("performed_on", Text),
            ("inspector", TextOrNothing),
            ("report_no", TextOrNothing),
            ("cost_yen", BigOrNothing),
            ("result", Text),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("facility_code", "facility"), ("building_code", "building"), ("component_code", "component")],
    },
    Plan {
        name: "inspection_finding",
        keys: &[("inspection_id", Text), ("finding_no", Whole)],
        columns: &[
            ("building_code", TextOrNothing),
            ("component_code", TextOrNothing),
            ("part", TextOrNothing),
            ("item", Text),
            ("result", Text),
            ("severity", TextOrNothing),
            ("description", TextOrNothing),
            ("defect_id", TextOrNothing),
            ("work_id", TextOrNothing),
            ("illustrative", Text),
        ],
        refers: &[("building_code", "building"), ("component_code", "component"), ("inspection_id", "inspection")],
    },
    Plan {
        name: "defect",
        keys: &[("id", Text)],
        columns: &[
            ("external_no", TextOrNothing),
            ("facility_code", Text),
            ("building_code", TextOrNothing),
            ("component_code", TextOrNothing),
            ("component_kind", TextOrNothing),
            ("place", TextOrNothing),
            ("description", Text),
            ("severity", TextOrNothing),
            ("state", Text),
            ("via", Text),
            ("reported_by", TextOrNothing),
            ("contact", TextOrNothing),
            ("reported_on", Text),
            ("link_token", TextOrNothing),
            ("inspection_id", TextOrNothing),
            ("finding_no", WholeOrNothing),
            ("department", TextOrNothing),
            ("assigned_to", TextOrNothing),
            ("due_on", TextOrNothing),
            ("fixed_on", TextOrNothing),
            ("closed_on", TextOrNothing),
            ("cost_yen", BigOrNothing),
            ("work_id", TextOrNothing),
            ("reason", TextOrNothing),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("facility_code", "facility"), ("building_code", "building"), ("component_code", "component")],
    },
    Plan {
        name: "work",
        keys: &[("id", Text)],
        columns: &[
            ("external_no", TextOrNothing),
            ("facility_code", Text),
            ("building_code", TextOrNothing),
            ("component_code", TextOrNothing),
            ("kind", Text),
            ("title", Text),
            ("scope", TextOrNothing),
            ("state", Text),
            ("origin", Text),
            ("origin_id", TextOrNothing),
            ("planned_year", WholeOrNothing),
            ("earliest_year", WholeOrNothing),
            ("latest_year", WholeOrNothing),
            ("duration_years", Whole),
            ("cost_yen", BigOrNothing),
            ("funding", Text),
            ("priority", WholeOrNothing),
            ("priority_reasons", Text),
            ("plan_year", WholeOrNothing),
            ("budget_year", WholeOrNothing),
            ("budget_request_yen", BigOrNothing),
            ("started_on", TextOrNothing),
            ("done_on", TextOrNothing),
            ("actual_cost_yen", BigOrNothing),
            ("dropped_reason", TextOrNothing),
            ("tags", Text),
            ("capital_improvement", Flag),
            ("plan_id", TextOrNothing),
            ("plan_key", TextOrNothing),
            ("note", TextOrNothing),
            ("source", TextOrNothing),
            ("licence", TextOrNothing),
            ("illustrative", Text),
            ("recorded_at", Text),
        ],
        refers: &[("facility_code", "facility"), ("building_code", "building"), ("component_code", "component")],
    },
    Plan {
        name: "conservation_event",
        keys: &[("subject", Text), ("id", Text), ("event_no", Whole)],
        columns: &[
            ("at", Text),
            ("what", Text),
            ("from_state", TextOrNothing),
            ("to_state", TextOrNothing),
            ("note", TextOrNothing),
            ("changes", Text),
        ],
        refers: &[],
    },
    Plan {
        name: "attachment",
        keys: &[("id", Text)],
        columns: &[
            ("subject", Text),
            ("subject_id", Text),
            ("file_name", Text),
            ("media_type", Text),
            ("byte_length", Big),
            ("sha256", Text),
            ("width_px", WholeOrNothing),
            ("height_px", WholeOrNothing),
            ("caption", TextOrNothing),
            ("taken_on", TextOrNothing),
            ("storage_key", Text),
            ("recorded_at", Text),
        ],
        refers: &[],
    },
    Plan {
        name: "report_link",
        keys: &[("token", Text)],
        columns: &[("facility_code", Text), ("issued_at", Text), ("revoked_at", TextOrNothing)],
        refers: &[("facility_code", "facility")],
    },
    Plan {
        name: "conservation_plan",
        keys: &[("id", Text)],
        columns: &[
            ("version_no", Whole),
            ("title", Text),
            ("state", Text),
            ("base_year", Whole),
            ("first_year", Whole),
            ("last_year", Whole),
            ("based_on_id", TextOrNothing),
            ("drawn_at", Text),
            ("adopted_on", TextOrNothing),
            ("superseded_on", TextOrNothing),
            ("settings", Text),
            ("assumptions", Text),
            ("summary", Text),
            ("note", TextOrNothing),
        ],
        refers: &[],
    },
    Plan {
        name: "plan_line",
        keys: &[("plan_id", Text), ("line_no", Whole)],
        columns: &[
            ("line_key", Text),
            ("work_id", TextOrNothing),
            ("facility_code", Text),
            ("building_code", TextOrNothing),
            ("component_code", TextOrNothing),
            ("kind", Text),
            ("title", Text),
            ("planned_year", Whole),
            ("earliest_year", Whole),
            ("latest_year", Whole),
            ("duration_years", Whole),
            ("cost_yen", Big),
            ("cost_estimated", Flag),
            ("priority", Whole),
            ("priority_condition", Whole),
            ("priority_role", Whole),
            ("priority_risk", Whole),
            ("reasons", Text),
            ("invented", Flag),
            ("changed", Flag),
            ("note", TextOrNothing),
        ],
        refers: &[("plan_id", "conservation_plan")],
    },
    Plan {
        name: "municipality_outline",
        keys: &[],
        columns: &[("geometry", Text), ("source", TextOrNothing), ("licence", TextOrNothing)],
        refers: &[],
    },
];

const INDICES: &[&str] = &[
    "CREATE INDEX condition_rating_building ON condition_rating (municipality_code, building_code, part, rated_on)",
    "CREATE INDEX inspection_kind_of ON inspection (municipality_code, kind, performed_on)",
    "CREATE UNIQUE INDEX inspection_external ON inspection (municipality_code, external_no)",
    "CREATE INDEX inspection_facility ON inspection (municipality_code, facility_code)",
    "CREATE UNIQUE INDEX defect_external ON defect (municipality_code, external_no)",
    "CREATE INDEX defect_facility ON defect (municipality_code, facility_code)",
    "CREATE INDEX defect_recorded ON defect (municipality_code, recorded_at)",
    "CREATE INDEX defect_link ON defect (municipality_code, link_token, recorded_at)",
    "CREATE UNIQUE INDEX work_external ON work (municipality_code, external_no)",
    "CREATE INDEX work_facility ON work (municipality_code, facility_code)",
    "CREATE INDEX attachment_subject ON attachment (municipality_code, subject, subject_id)",
    "CREATE INDEX report_link_facility ON report_link (municipality_code, facility_code)",
    "CREATE UNIQUE INDEX conservation_plan_version ON conservation_plan (municipality_code, version_no)",
    "CREATE UNIQUE INDEX plan_line_of ON plan_line (municipality_code, plan_id, line_key)",
    "CREATE INDEX plan_line_facility ON plan_line (municipality_code, plan_id, facility_code)",
];
