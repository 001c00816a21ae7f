//! What the API says of the table of expected costs, and of what stands behind each of its cells.

use super::accounts::PlanAccount;
use crate::domain::plan::{CostCategory, TableColumn, TableRow};
use crate::domain::work::WorkKind;
use crate::http::Link;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// What table of costs is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct CostTableQuery {
    /// 期間: the first so many years of the plan (10 when not given), or `all`
    #[param(example = "10")]
    years: Option<String>,
    /// 表示単位: million-yen (default), thousand-yen or yen
    #[param(example = "million-yen")]
    unit: Option<String>,
    /// json (default), csv or xlsx
    #[param(example = "json")]
    f: Option<String>,
    /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
    #[param(example = "utf-8-bom")]
    encoding: Option<String>,
}

/// Which years of a cell are to be explained, page by page
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct CostCellQuery {
    /// 期間: the first so many years of the plan (10 when not given), or `all`
    #[param(example = "10")]
    years: Option<String>,
    /// Lines a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Path of a cell of the table
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct CostCellPath {
    /// 全国地方公共団体コード
    #[param(example = "132233")]
    municipality: String,
    /// 計画番号
    #[param(example = "01937c5e-0000-7000-8000-00000000000a")]
    id: String,
    /// Code of the row
    #[param(example = "general-buildings")]
    row: String,
    /// Code of the column
    #[param(example = "renewal")]
    column: String,
}

/// Expected costs in the form of the general management plan (中長期的な維持管理・更新等に係る経費の見込み)
#[derive(Serialize, ToSchema)]
pub struct CostTableAnswer {
    /// 計画番号
    #[schema(example = "01937c5e-0000-7000-8000-00000000000a")]
    pub plan_id: String,
    /// 計画名
    #[schema(example = "施設保全計画（令和9年度改定案）")]
    pub title: String,
    /// 団体名
    #[schema(example = "武蔵村山市")]
    pub municipality_name: String,
    /// 期間の最初の年度
    #[schema(example = 2027)]
    pub first_year: i32,
    /// 期間の最後の年度
    #[schema(example = 2036)]
    pub last_year: i32,
    /// 期間（年）
    #[schema(example = 10)]
    pub years: i32,
    /// 表示単位 of `shown`: million-yen, thousand-yen or yen
    #[schema(example = "million-yen")]
    pub unit: String,
    /// In the order of the form
    pub rows: Vec<CostTableRow>,
    /// 注記, in the reader's language
    #[schema(example = json!(["インフラ施設は建物として登録していないため、空欄です。"]))]
    pub notices: Vec<String>,
}

/// A row of the table
#[derive(Serialize, ToSchema)]
pub struct CostTableRow {
    /// Which row
    pub row: TableRow,
    /// 行の名称
    #[schema(example = "普通会計 建築物(a)")]
    pub label_ja: String,
    /// In the order of the form
    pub cells: Vec<CostTableCell>,
}

/// A cell of the table
#[derive(Serialize, ToSchema)]
pub struct CostTableCell {
    /// Which column
    pub column: TableColumn,
    /// 列の名称
    #[schema(example = "更新等③")]
    pub label_ja: String,
    /// 金額（円）; nothing where nothing is recorded, negative where long life saves
    #[schema(example = 3189715800i64)]
    pub yen: Option<i64>,
    /// 金額 in the unit asked for, each cell rounded half up by itself
    #[schema(example = 3190)]
    pub shown: Option<i64>,
    /// Whether every part of it is recorded; a sum of which a part is not holds the rest
    #[schema(example = true)]
    pub complete: bool,
    /// 内訳: address of what stands behind it
    #[schema(
        example = "http://127.0.0.1:8080/v1/132233/conservation-plans/01937c5e-0000-7000-8000-00000000000a/cost-table/cells/general-buildings/renewal?years=10"
    )]
    pub href: String,
}

/// What stands behind a cell of the table (内訳)
#[derive(Serialize, ToSchema)]
pub struct ExplainedCost {
    /// Which row
    pub row: TableRow,
    /// Which column
    pub column: TableColumn,
    /// 期間の最初の年度; of ⑥ that of the past years
    #[schema(example = 2027)]
    pub first_year: i32,
    /// 期間の最後の年度; of ⑥ that of the past years
    #[schema(example = 2036)]
    pub last_year: i32,
    /// 金額（円） of the cell
    #[schema(example = 3189715800i64)]
    pub yen: Option<i64>,
    /// Whether every part of it is recorded
    #[schema(example = true)]
    pub complete: bool,
    /// How the figure follows from what is listed, in the reader's language
    #[schema(example = "計画の工事のうち、この期間に支払う額の合計")]
    pub how: String,
    /// 計画の工事 on this page, behind ① to ④: their `in_period_yen` on all pages together are the cell
    pub lines: Vec<CostLine>,
    /// 更新費用の推計の年度別, behind ⑤: their `total_yen` together are the cell
    pub years: Vec<ForecastYear>,
    /// 完了した工事, behind ⑥: a fifth of their `actual_cost_yen` together, half up, is the cell
    pub works: Vec<PastWork>,
    /// 計算に用いる列: of the effect, ④ and ⑤
    pub terms: Vec<CostTerm>,
    /// Link to the next page
    pub links: Vec<Link>,
}

/// A line of the plan in a cell
#[derive(Serialize, ToSchema)]
pub struct CostLine {
    /// 行番号
    #[schema(example = 12)]
    pub line_no: i32,
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: Option<String>,
    /// 工事種別
    pub kind: WorkKind,
    /// 工事名
    #[schema(example = "本庁舎 長寿命化改修")]
    pub title: String,
    /// 経費の区分
    pub category: CostCategory,
    /// 会計の区分
    pub account: PlanAccount,
    /// 実施年度
    #[schema(example = 2028)]
    pub planned_year: i32,
    /// 工期（年）
    #[schema(example = 2)]
    pub duration_years: i32,
    /// 概算額（円）
    #[schema(example = 26000000)]
    pub cost_yen: i64,
    /// そのうち期間内の額（円）
    #[schema(example = 26000000)]
    pub in_period_yen: i64,
    /// 例示: whether it rests on an invented value
    #[schema(example = true)]
    pub illustrative: bool,
}

/// A year of the forecast of simple renewal (単純更新)
#[derive(Serialize, ToSchema)]
pub struct ForecastYear {
    /// 年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// 大規模改修（円）
    #[schema(example = 170000000)]
    pub renovation_yen: i64,
    /// 更新（円）
    #[schema(example = 330000000)]
    pub rebuild_yen: i64,
    /// 合計（円）
    #[schema(example = 500000000)]
    pub total_yen: i64,
}

/// Works of the past years (完了した工事)
#[derive(Serialize, ToSchema)]
pub struct PastWork {
    /// 工事の記録番号
    #[schema(example = "01937c5e-0000-7000-8000-000000000004")]
    pub work_id: String,
    /// 工事名
    #[schema(example = "屋上防水改修")]
    pub title: String,
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: Option<String>,
    /// 完了日
    #[schema(example = "2025-10-30")]
    pub done_on: String,
    /// 実績額（円）; nothing where it is not recorded, which counts as 0
    #[schema(example = 25300000)]
    pub actual_cost_yen: Option<i64>,
}

/// A column that another is reckoned from
#[derive(Serialize, ToSchema)]
pub struct CostTerm {
    /// Which column
    pub column: TableColumn,
    /// 金額（円）
    #[schema(example = 3189715800i64)]
    pub yen: Option<i64>,
    /// 内訳: address of what stands behind it
    #[schema(
        example = "http://127.0.0.1:8080/v1/132233/conservation-plans/01937c5e-0000-7000-8000-00000000000a/cost-table/cells/general-buildings/sum?years=10"
    )]
    pub href: String,
}
