//! What the API says of land prices.

use crate::domain::property::Survey;
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// The price of land at a survey point in one year (地価公示・都道府県地価調査)
#[derive(Debug, Serialize, ToSchema)]
pub struct LandPrice {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 調査
    pub survey: Survey,
    /// 地点番号: the same over the years
    #[schema(example = "L02-13223-07")]
    pub point_no: String,
    /// 調査年
    #[schema(example = 2022)]
    pub calendar_year: i32,
    /// 価格（円/㎡）
    #[schema(example = 132000)]
    pub yen_per_m2: i64,
    /// 対前年変動率（%）
    #[schema(example = 0.8)]
    pub change_percent: Option<f64>,
    /// 所在
    #[schema(example = "東京都武蔵村山市榎二丁目１８番２")]
    pub address: Option<String>,
    /// 利用現況
    #[schema(example = "住宅")]
    pub land_use: Option<String>,
    /// 用途地域, as the survey abbreviates it
    #[schema(example = "1低専")]
    pub zoning: Option<String>,
    /// 地積（㎡）
    #[schema(example = 139.0)]
    pub area_m2: Option<f64>,
    /// 最寄駅
    #[schema(example = "武蔵砂川")]
    pub station: Option<String>,
    /// 駅からの距離（m）
    #[schema(example = 2300)]
    pub station_distance_m: Option<i32>,
    /// 位置: a Point, longitude before latitude
    #[schema(value_type = Object, example = json!({"type": "Point", "coordinates": [139.390975, 35.744627]}))]
    pub geometry: Box<RawValue>,
    /// 備考
    pub note: Option<String>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// A page of land prices
#[derive(Serialize, ToSchema)]
pub struct LandPrices {
    /// How many are on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// How many match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub land_prices: Vec<LandPrice>,
}

/// What list of land prices is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct LandPriceQuery {
    /// 調査
    survey: Option<Survey>,
    /// 調査年
    calendar_year: Option<i32>,
    /// 地点番号
    point_no: Option<String>,
    /// `calendar_year`, `yen_per_m2`, `point_no`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Records a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
    /// `json` or `geojson`; goes before `Accept`
    f: Option<String>,
}
