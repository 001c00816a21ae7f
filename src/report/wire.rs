//! The annual renewal-cost report as the API answers it in JSON; the other forms are drawn from the same struct.

use crate::domain::facility::{Class, Status};
use crate::domain::renewal::{Reason, WorkKind};
use crate::domain::units::Yen;
use crate::parameters::Parameter;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// Annual renewal-cost report (更新費用年次報告)
#[derive(Debug, Serialize, ToSchema)]
pub struct RenewalReport {
    /// 全国地方公共団体コード
    #[schema(example = "132233")]
    pub municipality_code: String,
    /// 地方公共団体名
    #[schema(example = "武蔵村山市")]
    pub municipality_name: String,
    /// 推計モデル
    #[schema(example = "mic-2011")]
    pub model: String,
    /// 最初の年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2065)]
    pub to_year: i32,
    /// Digest of all that the figures were computed from: the same digest, the same figures
    #[schema(example = "mJ3s0m1kqkI7hO2bJH0n9w")]
    pub input_digest: String,
    /// 対象とした施設: what was counted
    pub stock: Stock,
    /// 年度別 by class
    pub years: Vec<ReportYear>,
    /// 大分類別 over the whole period, in the official order; classes without buildings are left out
    pub by_class: Vec<ClassTotal>,
    /// 10年ごと
    pub blocks: Vec<Block>,
    /// 合計(円)
    #[schema(value_type = i64, example = 68740000000_i64)]
    pub total_yen: Yen,
    /// 年平均(円), rounded half up
    #[schema(value_type = i64, example = 1718500000)]
    pub annual_mean_yen: Yen,
    /// 今後10年間に実施時期が来る工事, by first year and building
    pub works: Vec<Work>,
    /// 前提条件: every parameter in force, with its source
    pub assumptions: Vec<Parameter>,
    /// 推計の考え方, a sentence each, in Japanese
    pub method: Vec<String>,
    /// 出典 of the records and the parameters
    pub sources: Vec<String>,
    /// 例示: which invented values the figures rest on
    pub illustrative: Vec<Illustrative>,
}

/// What was counted
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportStock)]
pub struct Stock {
    /// 施設数
    #[schema(example = 60)]
    pub facilities: u64,
    /// 棟数
    #[schema(example = 107)]
    pub buildings: u64,
    /// 延床面積(㎡)
    #[schema(example = 143263.27)]
    pub floor_area_m2: f64,
    /// Buildings that were not counted, and why
    pub skipped: Vec<Skipped>,
}

/// A building that was not counted
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportSkipped)]
pub struct Skipped {
    /// 建物番号
    #[schema(example = "P05-19-B2")]
    pub building_code: String,
    /// Why: `no-floor-area`, `no-completed-year`, `planned`, `demolished`
    #[schema(example = "no-floor-area")]
    pub reason: String,
}

/// One fiscal year
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportYear {
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 大規模改修(円)
    #[schema(value_type = i64)]
    pub renovation_yen: Yen,
    /// 更新(円)
    #[schema(value_type = i64)]
    pub rebuild_yen: Yen,
    /// 合計(円)
    #[schema(value_type = i64)]
    pub total_yen: Yen,
    /// The same by class, in the order of `by_class`
    pub by_class: Vec<ClassYear>,
}

/// One class in one fiscal year
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClassYear {
    /// 大分類
    pub class: Class,
    /// 大規模改修(円)
    #[schema(value_type = i64)]
    pub renovation_yen: Yen,
    /// 更新(円)
    #[schema(value_type = i64)]
    pub rebuild_yen: Yen,
    /// 合計(円)
    #[schema(value_type = i64)]
    pub total_yen: Yen,
}

/// One class over the whole period
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClassTotal {
    /// 大分類
    pub class: Class,
    /// 大分類 in Japanese
    #[schema(example = "学校教育系施設")]
    pub label_ja: String,
    /// 棟数
    #[schema(example = 41)]
    pub buildings: u64,
    /// 延床面積(㎡)
    #[schema(example = 92012.57)]
    pub floor_area_m2: f64,
    /// 大規模改修(円)
    #[schema(value_type = i64)]
    pub renovation_yen: Yen,
    /// 更新(円)
    #[schema(value_type = i64)]
    pub rebuild_yen: Yen,
    /// 合計(円)
    #[schema(value_type = i64)]
    pub total_yen: Yen,
}

/// Ten years, or what is left of them at the end
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Block {
    /// 最初の年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2035)]
    pub to_year: i32,
    /// 大規模改修(円)
    #[schema(value_type = i64)]
    pub renovation_yen: Yen,
    /// 更新(円)
    #[schema(value_type = i64)]
    pub rebuild_yen: Yen,
    /// 合計(円)
    #[schema(value_type = i64)]
    pub total_yen: Yen,
    /// 年平均(円), rounded half up
    #[schema(value_type = i64)]
    pub annual_mean_yen: Yen,
}

/// A work whose years begin in the next ten (工事)
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ForecastWork)]
pub struct Work {
    /// 施設番号
    #[schema(example = "P05-19")]
    pub facility_code: String,
    /// 施設名
    #[schema(example = "武蔵村山市役所")]
    pub facility_name: String,
    /// 建物番号
    #[schema(example = "P05-19-B1")]
    pub building_code: String,
    /// 建物名
    #[schema(example = "本庁舎")]
    pub building_name: String,
    /// 大分類
    pub class: Class,
    /// 建築年度
    #[schema(example = 1977)]
    pub completed_year: i32,
    /// 延床面積(㎡)
    #[schema(example = 8650.5)]
    pub floor_area_m2: f64,
    /// 工事の種類
    pub kind: WorkKind,
    /// 理由
    pub reason: Reason,
    /// 最初の年度
    #[schema(example = 2037)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2039)]
    pub to_year: i32,
    /// 工事費(円), all years together
    #[schema(value_type = i64)]
    pub cost_yen: Yen,
    /// うち今後10年間の額(円)
    #[schema(value_type = i64)]
    pub cost_in_ten_years_yen: Yen,
    /// 例示: names of the building's invented fields that the figures rest on
    pub illustrative: Vec<String>,
}

/// Invented values that figures rest on
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Illustrative {
    /// Name of the field of a building
    #[schema(example = "floor_area_m2")]
    pub field: String,
    /// 項目名
    #[schema(example = "延床面積(㎡)")]
    pub label_ja: String,
    /// How many of the buildings counted have an invented value there
    #[schema(example = 105)]
    pub buildings: u64,
}

/// What the report is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct RenewalReportQuery {
    /// First fiscal year; the one in which it is asked for when not given
    #[param(example = 2026)]
    from: Option<i32>,
    /// How many fiscal years
    #[param(minimum = 1, maximum = 100, default = 40)]
    years: Option<u32>,
    /// Model of the forecast
    #[param(default = "mic-2011")]
    model: Option<String>,
    /// json (default), csv, xlsx or html
    #[param(example = "html")]
    format: Option<String>,
    /// Of CSV, only this table: years, classes, blocks, works, assumptions; all of them below each other when not given
    #[param(example = "years")]
    table: Option<String>,
    /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
    #[param(example = "cp932")]
    encoding: Option<String>,
}

/// How a facility sheet is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct FacilitySheetQuery {
    /// html or json; without it html for a browser (`Accept: text/html`), json otherwise
    #[param(example = "html")]
    f: Option<String>,
    /// 計画番号: the version of the plan whose costs are shown; the one in force when left out, or else the newest draft
    #[param(example = "01937c5e-0000-7000-8000-00000000000a")]
    plan: Option<String>,
    /// 基準日: ratings, inspections and amounts up to this day; today when left out
    #[param(example = "2026-11-23")]
    as_of: Option<String>,
}

/// How the list of facility sheets is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct FacilitySheetsQuery {
    /// html or json; without it html for a browser (`Accept: text/html`), json otherwise
    #[param(example = "html")]
    f: Option<String>,
}

/// The sheets of the facilities (施設カルテ一覧)
#[derive(Debug, Serialize, ToSchema)]
pub struct FacilitySheets {
    /// 全国地方公共団体コード
    #[schema(example = "132233")]
    pub municipality_code: String,
    /// 地方公共団体名
    #[schema(example = "武蔵村山市")]
    pub municipality_name: String,
    /// By class and code
    pub sheets: Vec<ListedSheet>,
}

/// Where the sheet of a facility is
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedSheet {
    /// 施設番号
    #[schema(example = "P05-19")]
    pub facility_code: String,
    /// 施設名
    #[schema(example = "武蔵村山市役所")]
    pub facility_name: String,
    /// 大分類
    pub class: Class,
    /// 大分類 in Japanese
    #[schema(example = "行政系施設")]
    pub class_label_ja: String,
    /// 状態
    pub status: Status,
    /// 所管課
    #[schema(example = "総務課")]
    pub department: Option<String>,
    /// Address of the sheet
    #[schema(example = "/v1/132233/facilities/P05-19/sheet")]
    pub href: String,
}
