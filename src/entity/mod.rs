//! The tables, a file each, as SeaORM sees them. No rules: what a value means and what it may be stands in `domain`.

pub mod asset_version;
pub mod attachment;
pub mod building;
pub mod closing_line;
pub mod closing_total;
pub mod component;
pub mod condition_rating;
pub mod conservation_event;
pub mod conservation_plan;
pub mod defect;
pub mod demand_point;
pub mod facility;
pub mod fiscal_closing;
pub mod funding_programme;
pub mod idempotency_key;
pub mod inspection;
pub mod inspection_duty;
pub mod inspection_finding;
pub mod inspection_kind;
pub mod installation;
pub mod movement;
pub mod municipality;
pub mod municipality_outline;
pub mod parameter;
pub mod plan_line;
pub mod population;
pub mod rating_scheme_row;
pub mod register_entry;
pub mod report_link;
pub mod scenario;
pub mod site;
pub mod station;
pub mod work;

use crate::domain::asset::{Account, DepreciationMethod, LeaseClass, Purpose, Reason, StartPolicy};
use crate::domain::catchment::StationStatus;
use crate::domain::condition::RatingBasis;
use crate::domain::defect::{DefectState, ReportedVia, Severity};
use crate::domain::facility::{
    Class, ComponentKind, Operation, PopulationKind, PropertyClass, SeismicRetrofit, SeismicStandard, Status,
    Structure, Subclass, UseStatus, Word, Zoning,
};
use crate::domain::inspection::{FindingResult, InspectionScope};
use crate::domain::plan::PlanState;
use crate::domain::work::{WorkKind, WorkOrigin, WorkState};
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable, Value};

/// Lets words of the domain stand in tables as their codes.
macro_rules! stored_as_text {
    ($($word:ty),+) => {$(
        impl From<$word> for Value {
            fn from(word: $word) -> Value {
                Value::from(word.code())
            }
        }

        impl Nullable for $word {
            fn null() -> Value {
                Value::String(None)
            }
        }

        impl TryGetable for $word {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let code = String::try_get_by(row, index)?;
                code.parse().map_err(|_| TryGetError::DbErr(DbErr::Type(format!("`{code}` is no {}", stringify!($word)))))
            }
        }

        impl ValueType for $word {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                match value {
                    Value::String(Some(code)) => code.parse().map_err(|_| ValueTypeErr),
                    _ => Err(ValueTypeErr),
                }
            }

            fn type_name() -> String {
                stringify!($word).to_owned()
            }

            fn array_type() -> ArrayType {
                ArrayType::String
            }

            fn column_type() -> ColumnType {
                ColumnType::String(StringLen::None)
            }
        }

        // Asked of every part of a key; a word is never made from a row number.
        impl sea_orm::TryFromU64 for $word {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($word)))
            }
        }

        impl sea_orm::IntoActiveValue<$word> for $word {
            fn into_active_value(self) -> sea_orm::ActiveValue<$word> {
                sea_orm::ActiveValue::Set(self)
            }
        }
    )+};
}

stored_as_text!(
    Class,
    Subclass,
    Operation,
    Status,
    PropertyClass,
    UseStatus,
    Zoning,
    Structure,
    SeismicStandard,
    SeismicRetrofit,
    ComponentKind,
    PopulationKind,
    Account,
    DepreciationMethod,
    LeaseClass,
    Purpose,
    Reason,
    StartPolicy,
    RatingBasis,
    DefectState,
    ReportedVia,
    Severity,
    FindingResult,
    InspectionScope,
    PlanState,
    WorkKind,
    WorkOrigin,
    WorkState,
    StationStatus
);
