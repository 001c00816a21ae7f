//! What is asked and answered about access.

use super::question::Supply;
use crate::domain::facility::{Class, Subclass};
use crate::parameters::Parameter;
use serde::Serialize;
use utoipa::ToSchema;

/// Who is to reach what, and what is to change (アクセス分析の条件)
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "year": 2035, "facility_filter": {"subclass": "library"}, "radii_m": [500, 800], "detour_factor": 1.3,
    "options": [{"name": "中久保図書館を榎一丁目へ", "move": [{"code": "X-05", "lon": 139.388, "lat": 35.741}]}],
    "station_years": [2025, 2035]
}))]
pub struct NewAccessAnalysis {
    /// 需要点; the stored ones when not given
    pub demand: Option<Vec<AccessDemand>>,
    /// 年 for which stored demand is meant; the earliest stored when not given. Between stored years a straight line is drawn
    #[schema(example = 2035)]
    pub year: Option<i32>,
    /// 年齢階級 that count; all when not given
    #[schema(example = json!(["0-14", "65+"]))]
    pub age_groups: Option<Vec<String>>,
    /// 施設; those of the register that are in use when not given
    pub facilities: Option<Vec<AccessSite>>,
    /// Which facilities of the register
    pub facility_filter: Option<AccessFilter>,
    /// 案: what is closed, added, moved; each is compared with the facilities as they are
    pub options: Option<Vec<AccessChange>>,
    /// 半径(m), or in the unit of `costs`; those in force when not given
    #[schema(example = json!([500, 800]))]
    pub radii_m: Option<Vec<f64>>,
    /// 迂回率: how many times longer the way is than the straight line, 1 to 5; the one in force when not given
    #[schema(example = 1.3, minimum = 1, maximum = 5)]
    pub detour_factor: Option<f64>,
    /// A matrix in place of straight lines: a row for each point of `demand`, a number for each of `facilities` and then for
    /// each added and moved site in the order of the options (added before moved); null where there is no way
    #[schema(example = json!([[300, 900], [400, null]]))]
    pub costs: Option<Vec<Vec<Option<f64>>>>,
    /// 供給量: what facilities supply; `capacity` when a given facility has one, else `count`
    pub supply: Option<Supply>,
    /// How much a distance counts for the supply (E2SFCA); in full within the largest radius when not given
    pub bands: Option<Vec<AccessBand>>,
    /// Years for which the distance to the stored stations is answered too
    #[schema(example = json!([2025, 2035]))]
    pub station_years: Option<Vec<i32>>,
    /// Answer each point of demand too
    #[schema(default = false)]
    pub points: Option<bool>,
}

/// A point of demand (需要点)
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessDemand {
    /// 番号
    #[schema(example = "TB-35")]
    pub code: String,
    /// 名称
    #[schema(example = "榎一丁目")]
    pub name: Option<String>,
    /// 経度; not needed with `costs`
    #[schema(example = 139.38802)]
    pub lon: Option<f64>,
    /// 緯度; not needed with `costs`
    #[schema(example = 35.74089)]
    pub lat: Option<f64>,
    /// 人口(人), to 0.01; in place of `populations`
    #[schema(example = 1200)]
    pub population: Option<f64>,
    /// 人口 by age group, which must not overlap
    pub populations: Option<Vec<AccessPopulation>>,
}

/// People of an age group
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessPopulation {
    /// 年齢階級
    #[schema(example = "65+")]
    pub age_group: String,
    /// 人口(人)
    #[schema(example = 340)]
    pub population: f64,
}

/// A facility (施設)
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessSite {
    /// 施設番号; for a move that of the facility that moves
    #[schema(example = "A")]
    pub code: String,
    /// 名称
    #[schema(example = "市民図書館")]
    pub name: Option<String>,
    /// 経度; not needed with `costs`
    #[schema(example = 139.388)]
    pub lon: Option<f64>,
    /// 緯度; not needed with `costs`
    #[schema(example = 35.741)]
    pub lat: Option<f64>,
    /// 定員等: what it supplies, in any unit; what moves keeps its own when not given
    #[schema(example = 120)]
    pub capacity: Option<f64>,
}

/// Which facilities of the register; each part narrows further
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessFilter {
    /// 大分類
    pub class: Option<Class>,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 機能: a part of the name
    #[schema(example = "図書館")]
    pub name: Option<String>,
    /// 施設番号
    #[schema(example = json!(["P05-19"]))]
    pub codes: Option<Vec<String>>,
}

/// What is to change (案)
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessChange {
    /// 案の名称
    #[schema(example = "A館を廃止")]
    pub name: String,
    /// 廃止: codes of facilities
    #[schema(example = json!(["A"]))]
    pub close: Option<Vec<String>>,
    /// 新設
    pub add: Option<Vec<AccessSite>>,
    /// 移転
    pub r#move: Option<Vec<AccessSite>>,
}

/// A band of distances (距離帯)
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct AccessBand {
    /// Up to this distance(m)
    #[schema(example = 800)]
    pub to_m: f64,
    /// Its weight, 1 down to 0.001
    #[schema(example = 0.5)]
    pub weight: f64,
}

/// How far facilities are for whom (アクセス分析)
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessAnalysis {
    /// 現況: the facilities as they are
    pub baseline: Access,
    /// 各案, with what changes
    pub options: Vec<AccessOption>,
    /// 駅までの距離 by year
    pub stations: Vec<StationAccess>,
    /// 需要点の概要
    pub demand: AccessDemandSummary,
    /// 需要点ごとの結果; only when asked for
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Vec<PointAccess>>,
    /// 前提条件
    pub assumptions: AccessAssumptions,
    /// 例示: how many invented values the figures rest on; empty when there are none
    pub illustrative: Vec<InventedValues>,
}

/// The measures of one set of open facilities
#[derive(Debug, Serialize, ToSchema)]
pub struct Access {
    /// 全人口
    pub total: GroupAccess,
    /// 年齢階級別
    pub by_age_group: Vec<GroupAccess>,
    /// 施設, in use under this option
    pub facilities: Vec<OpenFacility>,
}

/// The measures of one population
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupAccess {
    /// 年齢階級; `all` for everyone counted
    #[schema(example = "65+")]
    pub age_group: String,
    /// 人口(人)
    #[schema(example = 18788.0)]
    pub population: f64,
    /// 半径内人口
    pub coverage: Vec<Coverage>,
    /// 平均距離(m) to the nearest facility
    #[schema(example = 612.35)]
    pub mean_distance_m: Option<f64>,
    /// The distance(m) within which the share of the percentile lives, 90 % unless the parameter says otherwise
    #[schema(example = 1104.2)]
    pub percentile_distance_m: Option<f64>,
    /// 最も遠い1割の平均距離(m)
    #[schema(example = 1320.0)]
    pub worst_off_tenth_distance_m: Option<f64>,
    /// 最遠(m)
    #[schema(example = 1500.0)]
    pub farthest_distance_m: Option<f64>,
    /// 到達できない人口(人); in no mean
    #[schema(example = 0.0)]
    pub unreached_population: f64,
    /// 二段階需給圏（2SFCA）; absent for stations
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supply_per_person: Option<SupplyPerPerson>,
}

/// People within a radius (半径内人口)
#[derive(Debug, Serialize, ToSchema)]
pub struct Coverage {
    /// 半径(m)
    #[schema(example = 800.0)]
    pub radius_m: f64,
    /// 人口(人)
    #[schema(example = 12010.0)]
    pub population: f64,
    /// 割合(％), rounded to 0.01; null without any population
    #[schema(example = 63.92)]
    pub share_percent: Option<f64>,
}

/// Two-step floating catchment area: what a person has of the supply within reach
#[derive(Debug, Serialize, ToSchema)]
pub struct SupplyPerPerson {
    /// 平均
    #[schema(example = 0.0123)]
    pub mean: Option<f64>,
    /// Mean of the tenth that has least
    #[schema(example = 0.0)]
    pub worst_off_tenth: Option<f64>,
    /// Those without any supply within reach(人)
    #[schema(example = 430.0)]
    pub population_without: f64,
}

/// A facility that is open
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenFacility {
    /// 施設番号
    #[schema(example = "A")]
    pub code: String,
    /// 名称
    #[schema(example = "市民図書館")]
    pub name: Option<String>,
    /// 供給量
    #[schema(example = 120.0)]
    pub supply: f64,
    /// Supply over the people who reach it; null when nobody does
    #[schema(example = 0.0123)]
    pub supply_per_person: Option<f64>,
    /// People whose nearest facility it is(人)
    #[schema(example = 5300.0)]
    pub nearest_for_population: f64,
}

/// An option and what it changes (案の結果)
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessOption {
    /// 案の名称
    #[schema(example = "A館を廃止")]
    pub name: String,
    /// 廃止
    #[schema(example = json!(["A"]))]
    pub closed: Vec<String>,
    /// 新設
    #[schema(example = json!(["N1"]))]
    pub added: Vec<String>,
    /// 移転
    #[schema(example = json!(["B"]))]
    pub moved: Vec<String>,
    /// 実施後
    pub access: Access,
    /// 変化: everyone
    pub change: AccessDifference,
    /// 年齢階級別の変化
    pub change_by_age_group: Vec<AccessDifference>,
}

/// What changes for a population (変化)
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessDifference {
    /// 年齢階級; `all` for everyone counted
    #[schema(example = "65+")]
    pub age_group: String,
    /// 遠くなる人口(人)
    #[schema(example = 820.0)]
    pub farther_population: f64,
    /// 近くなる人口(人)
    #[schema(example = 0.0)]
    pub nearer_population: f64,
    /// By how much it is farther in the mean for those for whom it is(m)
    #[schema(example = 410.0)]
    pub mean_farther_m: Option<f64>,
    /// The largest increase(m)
    #[schema(example = 900.0)]
    pub most_farther_m: Option<f64>,
    /// Mean distance after less mean distance before(m)
    #[schema(example = 35.2)]
    pub mean_distance_change_m: Option<f64>,
    /// 半径内人口の変化
    pub coverage: Vec<CoverageDifference>,
}

/// Who comes within a radius and who falls out of it
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageDifference {
    /// 半径(m)
    #[schema(example = 800.0)]
    pub radius_m: f64,
    /// 新たに圏内となる人口(人)
    #[schema(example = 0.0)]
    pub gained_population: f64,
    /// 圏外となる人口(人)
    #[schema(example = 310.0)]
    pub lost_population: f64,
}

/// Distance to the nearest station in a year (駅までの距離)
#[derive(Debug, Serialize, ToSchema)]
pub struct StationAccess {
    /// 年度
    #[schema(example = 2035)]
    pub year: i32,
    /// Stations in use
    #[schema(example = 18)]
    pub stations: usize,
    /// 全人口
    pub total: GroupAccess,
    /// 年齢階級別
    pub by_age_group: Vec<GroupAccess>,
}

/// The demand that was counted
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessDemandSummary {
    /// `question` or `stored`
    #[schema(example = "stored")]
    pub from: &'static str,
    /// 年 of stored demand
    #[schema(example = 2035)]
    pub year: Option<i32>,
    /// 需要点の数
    #[schema(example = 65)]
    pub points: usize,
    /// 人口(人)
    #[schema(example = 64806.0)]
    pub population: f64,
    /// 年齢階級
    #[schema(example = json!(["0-14", "15-64", "65+"]))]
    pub age_groups: Vec<String>,
}

/// One point of demand (需要点ごとの結果)
#[derive(Debug, Serialize, ToSchema)]
pub struct PointAccess {
    /// 番号
    #[schema(example = "TB-35")]
    pub code: String,
    /// 名称
    #[schema(example = "榎一丁目")]
    pub name: Option<String>,
    /// 経度
    #[schema(example = 139.38802)]
    pub lon: Option<f64>,
    /// 緯度
    #[schema(example = 35.74089)]
    pub lat: Option<f64>,
    /// 人口(人)
    #[schema(example = 30.0)]
    pub population: f64,
    /// 現況
    pub baseline: NearestFacility,
    /// Under each option, in their order
    pub options: Vec<NearestFacility>,
}

/// The nearest facility of a point
#[derive(Debug, Serialize, ToSchema)]
pub struct NearestFacility {
    /// 施設番号; null when none can be reached
    #[schema(example = "A")]
    pub facility_code: Option<String>,
    /// 距離(m)
    #[schema(example = 402.1)]
    pub distance_m: Option<f64>,
    /// 2SFCA: supply a person
    #[schema(example = 0.0123)]
    pub supply_per_person: f64,
}

/// What the figures rest on (前提条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessAssumptions {
    /// How it was reckoned, in the language asked for
    #[schema(example = json!(["Distances are great circles on a sphere of 6,371,008.8 m, times 1.3"]))]
    pub method: Vec<String>,
    /// 迂回率 in percent; null with a given matrix
    #[schema(example = 130)]
    pub detour_factor_percent: Option<u32>,
    /// 半径(m)
    #[schema(example = json!([500.0, 800.0]))]
    pub radii_m: Vec<f64>,
    /// 距離帯 of the two-step floating catchment area
    pub bands: Vec<AccessBand>,
    /// 供給量
    pub supply: Supply,
    /// 使用したパラメーター
    pub parameters: Vec<Parameter>,
}

/// Invented values (例示の値)
#[derive(Debug, Serialize, ToSchema)]
pub struct InventedValues {
    /// Of what
    #[schema(example = "demand_points.population")]
    pub field: &'static str,
    /// How many
    #[schema(example = 780)]
    pub values: u64,
}
