//! What the sale list tells: the columns that may be released.

use crate::domain::facility::Zoning;
use crate::domain::property::{Measure, PropertyKind};
use crate::domain::units::{Area, Yen};
use crate::error::Result;
use crate::property::IdleProperty;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// Property that is offered (募集中の財産)
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    /// 整理番号
    #[schema(example = "IP-002")]
    pub external_no: Option<String>,
    /// 名称
    #[schema(example = "旧資材置場跡地（例示）")]
    pub name: String,
    /// 区分
    pub kind: PropertyKind,
    /// 募集の内容
    pub measure: Option<Measure>,
    /// 所在
    #[schema(example = "武蔵村山市大南一丁目")]
    pub address: Option<String>,
    /// 面積（㎡）
    #[schema(example = 123.45)]
    pub area_m2: Option<f64>,
    /// 用途地域
    pub zoning: Option<Zoning>,
    /// 予定価格（円）
    #[schema(example = 16000000)]
    pub asking_price_yen: Option<Yen>,
    /// 募集開始日
    #[schema(example = "2026-10-01")]
    pub offered_from: Option<String>,
    /// 募集終了日
    #[schema(example = "2027-03-31")]
    pub offered_until: Option<String>,
    /// 問合せ先: the department in charge
    #[schema(example = "企画政策課")]
    pub department: Option<String>,
    /// 図形
    #[schema(value_type = Option<Object>, example = json!({"type": "Point", "coordinates": [139.395, 35.74]}))]
    pub geometry: Option<Box<RawValue>>,
    /// 出典
    #[schema(example = "例示（架空の値）")]
    pub source: Option<String>,
    /// ライセンス
    #[schema(example = "CC0-1.0")]
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(example = json!(["name", "area_m2"]))]
    pub illustrative: Vec<String>,
}

/// Fields that the list tells.
const RELEASED: [&str; 13] = [
    "external_no",
    "name",
    "kind",
    "measure",
    "address",
    "area_m2",
    "zoning",
    "asking_price_yen",
    "offered_from",
    "offered_until",
    "department",
    "geometry",
    "source",
];

impl Offer {
    /// What may be told of property.
    pub fn of(property: &IdleProperty, raw: impl Fn(&str) -> Result<Box<RawValue>>) -> Result<Offer> {
        let row = property.clone();
        let marks: Value = serde_json::from_str(&row.illustrative).unwrap_or_default();
        let marks = marks.as_array().cloned().unwrap_or_default();
        let released = marks.iter().filter_map(Value::as_str).filter(|mark| RELEASED.contains(mark));
        Ok(Offer {
            illustrative: released.map(str::to_owned).collect(),
            external_no: row.external_no,
            name: row.name,
            kind: row.kind,
            measure: row.measure,
            address: row.address,
            area_m2: row.area_dm2.map(|dm2| Area::from_dm2(dm2).m2()),
            zoning: row.zoning,
            asking_price_yen: row.asking_price_yen.map(Yen),
            offered_from: row.offered_from,
            offered_until: row.offered_until,
            department: row.department,
            geometry: row.geometry.as_deref().map(raw).transpose()?,
            source: row.source,
            licence: row.licence,
        })
    }
}

/// What is offered on a day (財産募集一覧)
#[derive(Debug, Serialize, ToSchema)]
pub struct SaleList {
    /// 基準日
    #[schema(example = "2026-11-26")]
    pub as_of: String,
    /// By municipal number
    pub offers: Vec<Offer>,
}

/// Property that is offered, on the map
#[derive(Serialize, ToSchema)]
pub struct OfferFeature {
    /// Always `Feature`
    #[schema(example = "Feature")]
    pub r#type: String,
    /// 図形; null where the property has no place
    #[schema(value_type = Option<Object>, example = json!({"type": "Point", "coordinates": [139.395, 35.74]}))]
    pub geometry: Option<Box<RawValue>>,
    /// The other columns
    #[schema(value_type = Object, example = json!({"external_no": "IP-002", "asking_price_yen": 16000000}))]
    pub properties: Value,
}

/// What is offered, as GeoJSON (RFC 7946)
#[derive(Serialize, ToSchema)]
pub struct OfferFeatures {
    /// Always `FeatureCollection`
    #[schema(example = "FeatureCollection")]
    pub r#type: String,
    /// By municipal number
    pub features: Vec<OfferFeature>,
}

/// Which offers, and in what form
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct SaleListQuery {
    /// 基準日; today when not given
    #[param(example = "2026-11-26")]
    as_of: Option<String>,
    /// 募集の内容: only those
    measure: Option<Measure>,
    /// `json`, `geojson` or `csv`; goes before `Accept`
    f: Option<String>,
    /// 文字コード of the CSV: `utf-8-bom`, `utf-8` or `cp932`
    encoding: Option<String>,
}
