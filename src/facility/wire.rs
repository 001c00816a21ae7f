//! What the API says of municipalities, sites, facilities, buildings and components. Field descriptions begin with the
//! official Japanese term; the same names head the columns of our CSV.

use crate::domain::facility::{
    Class, ComponentKind, DisasterRole, Operation, PopulationKind, PropertyClass, SeismicRetrofit, SeismicStandard,
    Status, Structure, Subclass, UseStatus, Zoning,
};
use crate::domain::units::Yen;
use crate::facility::formats::{Format, Kind};
use crate::http::Link;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// A municipality (地方公共団体)
#[derive(Debug, Serialize, ToSchema)]
pub struct Municipality {
    /// 全国地方公共団体コード: six digits, the last a check digit
    #[schema(example = "132233")]
    pub code: String,
    /// 名称
    #[schema(example = "武蔵村山市")]
    pub name: String,
    /// 名称_カナ
    #[schema(example = "ムサシムラヤマシ")]
    pub name_kana: Option<String>,
    /// 都道府県
    #[schema(example = "東京都")]
    pub prefecture: String,
    /// 平面直角座標系: zone 1 to 19 of the Japan plane rectangular coordinate system
    #[schema(example = 9)]
    pub plane_zone: i32,
    /// 人口 by date, oldest first
    pub populations: Vec<Population>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
    /// 出典
    #[schema(example = "ja.wikipedia.org 武蔵村山市")]
    pub source: Option<String>,
    /// ライセンス
    #[schema(example = "CC BY-SA 4.0")]
    pub licence: Option<String>,
}

/// The outline of a municipality (行政区域), in which maps are drawn
#[derive(Debug, Serialize, ToSchema)]
pub struct MunicipalityOutline {
    /// 全国地方公共団体コード
    #[schema(example = "132233")]
    pub municipality_code: String,
    /// 図形: RFC 7946 geometry, a Polygon or a MultiPolygon of at most 10,000 positions, longitude before latitude
    #[schema(value_type = Object, example = json!({"type": "Polygon", "coordinates": [[[139.35, 35.73], [139.42, 35.73], [139.42, 35.78], [139.35, 35.73]]]}))]
    pub geometry: Box<RawValue>,
    /// 出典: who is to be credited for it on maps
    #[schema(example = "国土数値情報（行政区域データ）（国土交通省）を加工して作成")]
    pub source: Option<String>,
    /// ライセンス
    #[schema(example = "国土数値情報ダウンロードサイトコンテンツ利用規約")]
    pub licence: Option<String>,
}

/// Population of a municipality on a day (人口)
#[derive(Debug, Serialize, ToSchema)]
pub struct Population {
    /// 基準日: year, month or day
    #[schema(example = "2024-10-01")]
    pub on: String,
    /// 総人口
    #[schema(example = 69585)]
    pub total_persons: i64,
    /// 種別
    pub kind: PopulationKind,
    /// 出典
    #[schema(example = "推計人口")]
    pub source: Option<String>,
    /// 例示: whether the figure is invented
    pub illustrative: bool,
}

/// All municipalities here
#[derive(Debug, Serialize, ToSchema)]
pub struct Municipalities {
    /// By code
    pub municipalities: Vec<Municipality>,
}

/// A site (敷地): a piece of land that the municipality holds
#[derive(Debug, Serialize, ToSchema)]
pub struct Site {
    /// 敷地番号: the municipality's own number
    #[schema(example = "SITE-ENOKI-1")]
    pub code: String,
    /// 名称
    #[schema(example = "榎一丁目市有地")]
    pub name: String,
    /// 名称_カナ
    pub name_kana: Option<String>,
    /// 所在地
    #[schema(example = "武蔵村山市榎一丁目")]
    pub address: Option<String>,
    /// 敷地面積(㎡), to 0.01
    #[schema(example = 24240.0)]
    pub area_m2: Option<f64>,
    /// 用途地域
    pub zoning: Option<Zoning>,
    /// 容積率(%)
    #[schema(example = 200)]
    pub floor_area_ratio_percent: Option<i32>,
    /// 建蔽率(%)
    #[schema(example = 60)]
    pub coverage_ratio_percent: Option<i32>,
    /// 財産区分
    pub property_class: Option<PropertyClass>,
    /// 利用状況
    pub use_status: Option<UseStatus>,
    /// 備考
    pub note: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!(["area_m2"]))]
    pub illustrative: Box<RawValue>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    pub licence: Option<String>,
    /// Metres from `near`; only in lists that ask for it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// 図形: RFC 7946 geometry, longitude before latitude; absent when unknown
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, example = json!({"type": "Point", "coordinates": [139.38802, 35.74089]}))]
    pub geometry: Option<Box<RawValue>>,
}

/// A facility (施設): a place at which the municipality serves its citizens
#[derive(Debug, Serialize, ToSchema)]
pub struct Facility {
    /// 施設番号: the municipality's own number
    #[schema(example = "P05-19")]
    pub code: String,
    /// 名称
    #[schema(example = "武蔵村山市役所")]
    pub name: String,
    /// 名称_カナ
    #[schema(example = "ムサシムラヤマシヤクショ")]
    pub name_kana: Option<String>,
    /// 名称_通称
    pub nickname: Option<String>,
    /// 大分類
    pub class: Class,
    /// 中分類, part of `class`
    pub subclass: Option<Subclass>,
    /// 敷地番号 of the site it stands on
    #[schema(example = "SITE-P05-19")]
    pub site_code: Option<String>,
    /// 所管課
    #[schema(example = "企画政策課")]
    pub department: Option<String>,
    /// 所在地
    #[schema(example = "武蔵村山市本町1-1-1")]
    pub address: Option<String>,
    /// 郵便番号
    #[schema(example = "208-0004")]
    pub postal_code: Option<String>,
    /// 電話番号
    pub phone: Option<String>,
    /// URL
    pub url: Option<String>,
    /// 運営形態
    pub operation: Option<Operation>,
    /// 防災上の役割
    #[schema(value_type = Vec<DisasterRole>, example = json!(["headquarters"]))]
    pub disaster_roles: Box<RawValue>,
    /// 開設年月日: year, month or day
    #[schema(example = "1977-12")]
    pub opened_on: Option<String>,
    /// 状態; in use when not given
    pub status: Status,
    /// 延床面積(㎡) of the buildings that stand; derived, not to be sent
    #[schema(example = 9100.5)]
    pub floor_area_m2: Option<f64>,
    /// 棟数 of the buildings that stand; derived
    #[schema(example = 2)]
    pub building_count: i64,
    /// 建築年度 of the oldest building that stands; derived
    #[schema(example = 1977)]
    pub completed_year_from: Option<i32>,
    /// 建築年度 of the newest building that stands; derived
    #[schema(example = 1995)]
    pub completed_year_to: Option<i32>,
    /// 備考
    pub note: Option<String>,
    /// 属性: columns of an imported file that have no field of their own, kept as they came
    #[schema(value_type = Object, example = json!({"POIコード": "1302"}))]
    pub attributes: Box<RawValue>,
    /// 例示項目: names of the fields whose values are invented; of derived fields when that holds for a building
    #[schema(value_type = Vec<String>, example = json!(["department"]))]
    pub illustrative: Box<RawValue>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    #[schema(example = "CC BY 4.0")]
    pub licence: Option<String>,
    /// Metres from `near`; only in lists that ask for it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// 図形: RFC 7946 geometry, longitude before latitude; absent when unknown
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, example = json!({"type": "Point", "coordinates": [139.387425, 35.754906]}))]
    pub geometry: Option<Box<RawValue>>,
}

/// A building (棟)
#[derive(Debug, Serialize, ToSchema)]
pub struct Building {
    /// 建物番号: the municipality's own number
    #[schema(example = "P05-19-B1")]
    pub code: String,
    /// 施設番号 of the facility it is part of
    #[schema(example = "P05-19")]
    pub facility_code: String,
    /// 名称
    #[schema(example = "本庁舎")]
    pub name: String,
    /// 構造
    pub structure: Option<Structure>,
    /// 地上階数
    #[schema(example = 4)]
    pub storeys_above: Option<i32>,
    /// 地下階数
    #[schema(example = 1)]
    pub storeys_below: Option<i32>,
    /// 延床面積(㎡), to 0.01
    #[schema(example = 8650.5)]
    pub floor_area_m2: Option<f64>,
    /// 建築年月日: year, month or day
    #[schema(example = "1977-12")]
    pub completed_on: Option<String>,
    /// 建築年度: fiscal year; taken from `completed_on` when that has a month
    #[schema(example = 1977)]
    pub completed_year: Option<i32>,
    /// 耐震基準
    pub seismic_standard: Option<SeismicStandard>,
    /// 耐震改修
    pub seismic_retrofit: Option<SeismicRetrofit>,
    /// 耐用年数分類
    #[schema(example = "庁舎")]
    pub useful_life_class: Option<String>,
    /// 耐用年数
    #[schema(example = 50)]
    pub useful_life_years: Option<i32>,
    /// 状態; in use when not given
    pub status: Status,
    /// 備考
    pub note: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!(["floor_area_m2"]))]
    pub illustrative: Box<RawValue>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    pub licence: Option<String>,
    /// Metres from `near`; only in lists that ask for it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// 図形: RFC 7946 geometry, longitude before latitude; absent when unknown
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, example = json!({"type": "Point", "coordinates": [139.387425, 35.754906]}))]
    pub geometry: Option<Box<RawValue>>,
}

/// A component (部位・設備): a part of a building that wears and is renewed by itself
#[derive(Debug, Serialize, ToSchema)]
pub struct Component {
    /// 部位番号: the municipality's own number
    #[schema(example = "P05-19-B1-roof")]
    pub code: String,
    /// 建物番号 of the building it is part of
    #[schema(example = "P05-19-B1")]
    pub building_code: String,
    /// 名称
    #[schema(example = "屋上防水")]
    pub name: String,
    /// 部位・設備区分
    pub kind: ComponentKind,
    /// 設置年度: fiscal year
    #[schema(example = 2008)]
    pub installed_year: Option<i32>,
    /// 更新周期(年)
    #[schema(example = 20)]
    pub cycle_years: Option<i32>,
    /// 数量
    #[schema(example = 2160.0)]
    pub quantity: Option<f64>,
    /// 単位
    #[schema(example = "㎡")]
    pub unit: Option<String>,
    /// 単価(円) per unit
    #[schema(value_type = Option<Yen>, example = 12000)]
    pub unit_cost_yen: Option<Yen>,
    /// 備考
    pub note: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!(["installed_year"]))]
    pub illustrative: Box<RawValue>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    pub licence: Option<String>,
}

macro_rules! list_of {
    ($($(#[$doc:meta])* $list:ident, $field:ident: $item:ty;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        pub struct $list {
            /// The records of this page, in the order asked for
            pub $field: Vec<$item>,
            /// How many records this page has
            pub number_returned: usize,
            /// How many records match; only with `counted=true`
            #[serde(skip_serializing_if = "Option::is_none")]
            pub number_matched: Option<u64>,
            /// `self`, and `next` while there is more
            pub links: Vec<Link>,
        }
    )+};
}

list_of! {
    /// A page of sites
    Sites, sites: Site;
    /// A page of facilities
    Facilities, facilities: Facility;
    /// A page of buildings
    Buildings, buildings: Building;
    /// A page of components
    Components, components: Component;
}

/// One record as a GeoJSON feature (RFC 7946)
#[derive(Debug, Serialize, ToSchema)]
pub struct Feature {
    /// Always `Feature`
    #[schema(example = "Feature")]
    pub r#type: String,
    /// The record's code
    #[schema(example = "P05-19")]
    pub id: String,
    /// RFC 7946 geometry, or null when unknown
    #[schema(value_type = Option<Object>)]
    pub geometry: Option<Box<RawValue>>,
    /// The record without its geometry
    #[schema(value_type = Object)]
    pub properties: Box<RawValue>,
}

/// Records as GeoJSON (RFC 7946)
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FeatureCollection {
    /// Always `FeatureCollection`
    #[schema(example = "FeatureCollection")]
    pub r#type: String,
    /// How many records this page has
    pub number_returned: usize,
    /// How many records match; only with `counted=true`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_matched: Option<u64>,
    /// `self`, and `next` while there is more
    pub links: Vec<Link>,
    /// The records of this page
    pub features: Vec<Feature>,
}

/// What a batch or an import did
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize, ToSchema, PartialEq, Eq)]
pub struct Counts {
    /// Records that were not here before
    #[schema(example = 3)]
    pub created: u64,
    /// Records that were here and have changed
    #[schema(example = 1)]
    pub updated: u64,
    /// Records that were here just so
    #[schema(example = 0)]
    pub unchanged: u64,
}

/// What an import found and did (取込結果)
#[derive(Debug, Serialize, ToSchema)]
pub struct Import {
    /// Kind of the records
    pub kind: Kind,
    /// Layout of the file, as asked for or as recognised
    pub format: Format,
    /// Character encoding of the file, as recognised
    #[schema(example = "Shift_JIS (CP932)")]
    pub encoding: String,
    /// Records in the file
    #[schema(example = 72)]
    pub rows: u64,
    /// Whether nothing was written because that was asked for
    pub dry_run: bool,
    /// What was, or would be, created, changed and left
    pub counts: Counts,
    /// What was repaired, assumed or left out, in the reader's language
    pub notices: Vec<String>,
}

/// Query of an import
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ImportQuery {
    /// Kind of the records: sites, facilities (default), buildings, components
    kind: Option<Kind>,
    /// Layout of the file; recognised when not given
    format: Option<Format>,
    /// Check everything and write nothing
    dry_run: Option<bool>,
}

/// Representation of a single record
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct RecordQuery {
    /// json (default) or geojson; `Accept` does the same
    #[param(example = "geojson")]
    f: Option<String>,
}

macro_rules! list_queries {
    ($($(#[$doc:meta])* $query:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })+) => {$(
        $(#[$doc])*
        #[derive(IntoParams)]
        #[into_params(parameter_in = Query)]
        #[allow(dead_code)]
        pub struct $query {
            $($(#[$fdoc])* $field: Option<$type>,)*
            /// Text in the names, the address, the department or the code; width, case and kind of kana do not matter
            #[param(example = "ちくかいかん")]
            q: Option<String>,
            /// Sort by this field, descending with a leading `-`; code when not given
            #[param(example = "-code")]
            sort: Option<String>,
            /// Records a page, 1000 when not given; GeoJSON without it holds all that match
            #[param(minimum = 1, maximum = 10000, default = 1000)]
            limit: Option<u32>,
            /// Token of the next page, from the link `next`
            page: Option<String>,
            /// Only these fields, separated by commas; `code` always
            #[param(example = "name,class")]
            fields: Option<String>,
            /// Say also how many records match
            counted: Option<bool>,
            /// json (default), geojson, csv or, for facilities, open-data; `Accept` does the same. CSV holds all records, not a page
            #[param(example = "geojson")]
            f: Option<String>,
            /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
            #[param(example = "cp932")]
            encoding: Option<String>,
        }
    )+};
}

list_queries! {
    /// Filters of the list of sites
    SiteQuery {
        /// 財産区分
        property_class: PropertyClass,
        /// 利用状況
        use_status: UseStatus,
        /// 用途地域
        zoning: Zoning,
        /// 敷地面積(㎡), at least
        area_min: f64,
        /// 敷地面積(㎡), at most
        area_max: f64,
        /// Box west,south,east,north in degrees that the geometry must meet
        #[param(example = "139.38,35.73,139.40,35.75")]
        bbox: String,
        /// Place longitude,latitude in degrees; with radius_m
        #[param(example = "139.388,35.741")]
        near: String,
        /// Metres around `near`, up to 100000
        #[param(example = 800)]
        radius_m: f64,
    }
    /// Filters of the list of facilities
    FacilityQuery {
        /// 大分類
        class: Class,
        /// 中分類
        subclass: Subclass,
        /// 所管課, exactly
        #[param(example = "企画政策課")]
        department: String,
        /// 状態
        status: Status,
        /// 敷地番号
        site_code: String,
        /// 建築年度 of one of its buildings, at least
        completed_from: i32,
        /// 建築年度 of one of its buildings, at most; the same building as completed_from
        completed_to: i32,
        /// 延床面積(㎡) of its buildings together, at least
        floor_area_min: f64,
        /// 延床面積(㎡) of its buildings together, at most
        floor_area_max: f64,
        /// Box west,south,east,north in degrees that the geometry must meet
        #[param(example = "139.38,35.73,139.40,35.75")]
        bbox: String,
        /// Place longitude,latitude in degrees; with radius_m
        #[param(example = "139.388,35.741")]
        near: String,
        /// Metres around `near`, up to 100000
        #[param(example = 800)]
        radius_m: f64,
    }
    /// Filters of the list of buildings
    BuildingQuery {
        /// 施設番号
        facility_code: String,
        /// 大分類 of the facility
        class: Class,
        /// 所管課 of the facility, exactly
        department: String,
        /// 状態
        status: Status,
        /// 構造
        structure: Structure,
        /// 耐震基準
        seismic_standard: SeismicStandard,
        /// 建築年度, at least
        completed_from: i32,
        /// 建築年度, at most
        completed_to: i32,
        /// 延床面積(㎡), at least
        floor_area_min: f64,
        /// 延床面積(㎡), at most
        floor_area_max: f64,
        /// Box west,south,east,north in degrees that the geometry must meet
        #[param(example = "139.38,35.73,139.40,35.75")]
        bbox: String,
        /// Place longitude,latitude in degrees; with radius_m
        #[param(example = "139.388,35.741")]
        near: String,
        /// Metres around `near`, up to 100000
        #[param(example = 800)]
        radius_m: f64,
    }
    /// Filters of the list of components
    ComponentQuery {
        /// 建物番号
        building_code: String,
        /// 部位・設備区分
        kind: ComponentKind,
        /// 設置年度, at least
        installed_from: i32,
        /// 設置年度, at most
        installed_to: i32,
    }
}
