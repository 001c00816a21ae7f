//! What the API says of use across borders.

use crate::domain::regional::{UseDirection, UseMeasure, UseService};
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// How much residents use facilities across a border (相互利用の実績)
#[derive(Debug, Serialize, ToSchema)]
pub struct ResidentUse {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 対象サービス
    pub service: UseService,
    /// 利用の方向
    pub direction: UseDirection,
    /// 相手団体コード
    #[schema(example = "132021")]
    pub partner_code: String,
    /// 相手団体名
    #[schema(example = "立川市")]
    pub partner_name: Option<String>,
    /// 利用の指標
    pub measure: UseMeasure,
    /// 年度; follows from the day
    #[schema(example = 2018)]
    pub fiscal_year: i32,
    /// 調査日, for what is counted on a day
    #[schema(example = "2020-04-01")]
    pub observed_on: Option<String>,
    /// 数量
    #[schema(example = 9857)]
    pub count: i64,
    /// 備考
    #[schema(example = "平成30年4月1日から平成31年3月31日まで")]
    pub note: Option<String>,
    /// 出典
    #[schema(example = "図書館資料")]
    pub source: Option<String>,
    /// ライセンス
    #[schema(example = "CC BY 4.0")]
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// A page of use across borders
#[derive(Serialize, ToSchema)]
pub struct ResidentUses {
    /// How many are on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// How many match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub resident_uses: Vec<ResidentUse>,
}

/// What list of use across borders is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ResidentUseQuery {
    /// 対象サービス
    service: Option<UseService>,
    /// 利用の方向
    direction: Option<UseDirection>,
    /// 利用の指標
    measure: Option<UseMeasure>,
    /// 相手団体コード
    partner_code: Option<String>,
    /// 年度
    fiscal_year: Option<i32>,
    /// `fiscal_year`, `count`, `partner_code`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Records a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Which tables
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct UseSummaryQuery {
    /// 対象サービス
    service: Option<UseService>,
    /// 年度
    fiscal_year: Option<i32>,
}

/// Use across borders, both ways (相互利用の状況)
#[derive(Serialize, ToSchema)]
pub struct ResidentUseSummary {
    /// A table for each service, measure and fiscal year
    pub tables: Vec<UseTable>,
}

/// A service by one measure in one year
#[derive(Serialize, ToSchema)]
pub struct UseTable {
    /// 対象サービス
    pub service: UseService,
    /// 利用の指標
    pub measure: UseMeasure,
    /// 年度
    #[schema(example = 2018)]
    pub fiscal_year: i32,
    /// A line a partner, by code
    pub partners: Vec<UseLine>,
    /// 合計 of our residents at partners
    #[schema(example = 34756)]
    pub outgoing: i64,
    /// 市外在住者合計 at our facilities
    #[schema(example = 17225)]
    pub incoming: i64,
    /// 差引: what our residents use beyond what partners' residents use here
    #[schema(example = 17531)]
    pub balance: i64,
    /// 出典, each once
    #[schema(example = json!(["図書館資料"]))]
    pub sources: Vec<String>,
    /// Whether any figure is invented
    #[schema(example = false)]
    pub illustrative: bool,
}

/// A partner in a table
#[derive(Serialize, ToSchema)]
pub struct UseLine {
    /// 相手団体コード
    #[schema(example = "132021")]
    pub partner_code: String,
    /// 相手団体名
    #[schema(example = "立川市")]
    pub partner_name: Option<String>,
    /// 市民の利用: our residents there; null when not recorded
    #[schema(example = 9857)]
    pub outgoing: Option<i64>,
    /// 相手団体住民の利用: its residents here; null when not recorded
    #[schema(example = 5415)]
    pub incoming: Option<i64>,
}
