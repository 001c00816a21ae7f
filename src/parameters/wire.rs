//! What the API says of parameters.

use crate::entity::parameter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A number that a calculation rests on (前提条件)
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema, PartialEq, Eq)]
pub struct Parameter {
    /// The set it belongs to: the name of a model
    #[schema(example = "mic-2011")]
    pub parameter_set: String,
    /// Name within the set
    #[schema(example = "unit_cost.school.rebuild")]
    pub name: String,
    /// 値
    #[schema(example = "330000")]
    pub value: String,
    /// 単位
    #[schema(example = "yen/m2")]
    pub unit: String,
    /// 適用開始日
    #[schema(example = "2011-04-01")]
    pub effective_from: String,
    /// 適用終了日; open when absent
    pub effective_to: Option<String>,
    /// 出典
    #[schema(example = "公共施設等更新費用試算ソフト")]
    pub source: String,
    /// 確度: `published`, `well-known`, `unverified`, or `municipal` for the municipality's own
    #[schema(example = "published")]
    pub confidence: String,
    /// 備考
    pub note: Option<String>,
    /// Whether the municipality has put this value in place of the national one
    pub overridden: bool,
}

/// Parameters in force
#[derive(Debug, Serialize, ToSchema)]
pub struct Parameters {
    /// By set and name
    pub parameters: Vec<Parameter>,
}

/// A municipality's own value
#[derive(Debug, ToSchema)]
pub struct NewParameter {
    /// 値, of the same kind as the national one
    #[schema(example = "412000")]
    pub value: String,
    /// 出典: where the value comes from
    #[schema(example = "令和8年度 公共施設等総合管理計画 改訂版 p.42")]
    pub source: String,
    /// 備考
    pub note: Option<String>,
}

/// Filter of the list of parameters
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ParameterQuery {
    /// Only this set
    #[param(example = "mic-2011")]
    set: Option<String>,
    /// In force in this fiscal year; the newest when not given
    fiscal_year: Option<i32>,
}

/// Path of one parameter
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct ParameterPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    municipality: String,
    /// The set
    #[param(example = "mic-2011")]
    set: String,
    /// Name within the set
    #[param(example = "unit_cost.school.rebuild")]
    name: String,
}

impl Parameter {
    /// A row as the API shows it.
    pub fn of(row: parameter::Model, national: &str) -> Parameter {
        Parameter {
            overridden: row.municipality_code != national,
            parameter_set: row.parameter_set,
            name: row.name,
            value: row.value,
            unit: row.unit,
            effective_from: row.effective_from,
            effective_to: row.effective_to,
            source: row.source,
            confidence: row.confidence,
            note: row.note,
        }
    }
}
