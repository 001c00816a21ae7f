//! What is sent and shown of demand points and stations: GeoJSON (RFC 7946).

use crate::consolidation::collection::point;
use crate::domain::catchment::StationStatus;
use crate::entity::{demand_point, station};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Where people live (需要点), as GeoJSON
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandPointCollection {
    /// Always `FeatureCollection`
    #[schema(example = "FeatureCollection")]
    pub r#type: &'static str,
    /// By code
    pub features: Vec<DemandPointFeature>,
}

/// One demand point (需要点)
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandPointFeature {
    /// Always `Feature`
    #[schema(example = "Feature")]
    pub r#type: &'static str,
    /// 代表点: a GeoJSON Point
    #[schema(value_type = Object, example = json!({"type": "Point", "coordinates": [139.38802, 35.74089]}))]
    pub geometry: Value,
    /// What is known of it
    pub properties: DemandPointProperties,
}

/// What is known of a demand point
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandPointProperties {
    /// 番号
    #[schema(example = "TB-35")]
    pub code: String,
    /// 名称: a town block or a mesh
    #[schema(example = "榎一丁目")]
    pub name: String,
    /// 利用条件
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "CC BY 4.0")]
    pub licence: Option<String>,
    /// 人口 by year and age group; age groups of a point never overlap
    pub populations: Vec<DemandFigure>,
}

/// How many people of an age group live there in a year (人口)
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandFigure {
    /// 年
    #[schema(example = 2030)]
    pub year: i32,
    /// 年齢階級: `0-14`, `65+`, `all`; everyone when not given
    #[schema(example = "65+")]
    pub age_group: String,
    /// 人口(人), to 0.01
    #[schema(example = 312.0)]
    pub population: f64,
    /// 出典
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "国土数値情報 将来推計人口250mメッシュ")]
    pub source: Option<String>,
    /// 例示: `population` when the figure is invented
    #[schema(value_type = Vec<String>, example = json!(["population"]))]
    pub illustrative: Value,
}

/// Stations (鉄道駅), as GeoJSON
#[derive(Debug, Serialize, ToSchema)]
pub struct StationCollection {
    /// Always `FeatureCollection`
    #[schema(example = "FeatureCollection")]
    pub r#type: &'static str,
    /// By code
    pub features: Vec<StationFeature>,
}

/// One station (駅)
#[derive(Debug, Serialize, ToSchema)]
pub struct StationFeature {
    /// Always `Feature`
    #[schema(example = "Feature")]
    pub r#type: &'static str,
    /// A GeoJSON Point
    #[schema(value_type = Object, example = json!({"type": "Point", "coordinates": [139.415822, 35.745824]}))]
    pub geometry: Value,
    /// What is known of it
    pub properties: StationProperties,
}

/// What is known of a station
#[derive(Debug, Serialize, ToSchema)]
pub struct StationProperties {
    /// 番号
    #[schema(example = "ST-11")]
    pub code: String,
    /// 駅名
    #[schema(example = "上北台")]
    pub name: String,
    /// 路線
    #[schema(example = "多摩都市モノレール")]
    pub line: Option<String>,
    /// 既設 or 計画
    pub status: StationStatus,
    /// 開業年度; null when planned without a year, or not known
    #[schema(example = 2034)]
    pub opening_year: Option<i32>,
    /// 出典
    #[schema(example = "国土数値情報（鉄道データ N02）")]
    pub source: Option<String>,
    /// 利用条件
    #[schema(example = "CC BY 4.0")]
    pub licence: Option<String>,
    /// 例示: fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!(["longitude", "latitude"]))]
    pub illustrative: Value,
}

fn marks(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Figures in the order of their points as features.
pub fn demand_features(rows: Vec<demand_point::Model>) -> DemandPointCollection {
    let mut features: Vec<DemandPointFeature> = Vec::new();
    for row in rows {
        if features.last().is_none_or(|last| last.properties.code != row.code) {
            let properties =
                DemandPointProperties { code: row.code, name: row.name, licence: row.licence, populations: Vec::new() };
            let geometry = point(row.longitude, row.latitude);
            features.push(DemandPointFeature { r#type: "Feature", geometry, properties });
        }
        let figure = DemandFigure {
            year: row.year,
            age_group: row.age_group,
            population: row.population_hundredths as f64 / 100.0,
            source: row.source,
            illustrative: marks(&row.illustrative),
        };
        if let Some(last) = features.last_mut() {
            last.properties.populations.push(figure);
        }
    }
    DemandPointCollection { r#type: "FeatureCollection", features }
}

/// Stations as features.
pub fn station_features(rows: Vec<station::Model>) -> StationCollection {
    let feature = |row: station::Model| StationFeature {
        r#type: "Feature",
        geometry: point(row.longitude, row.latitude),
        properties: StationProperties {
            code: row.code,
            name: row.name,
            line: row.line,
            status: row.status,
            opening_year: row.opening_year,
            source: row.source,
            licence: row.licence,
            illustrative: marks(&row.illustrative),
        },
    };
    StationCollection { r#type: "FeatureCollection", features: rows.into_iter().map(feature).collect() }
}
