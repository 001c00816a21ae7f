//! What the API says of property that is not in use.

use crate::domain::facility::{PropertyClass, Zoning};
use crate::domain::property::{ConditionCode, IdleState, Measure, PropertyKind, Standing, Survey};
use crate::domain::units::Yen;
use crate::http::Link;
use crate::parameters::Parameter;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// Land or rooms that are not in use, or only for the time being (未利用・暫定利用の公有財産)
#[derive(Debug, Serialize, ToSchema)]
pub struct IdleProperty {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 整理番号: the municipality's own number, once only
    #[schema(example = "IP-001")]
    pub external_no: Option<String>,
    /// 名称
    #[schema(example = "榎一丁目市有地")]
    pub name: String,
    /// 区分
    pub kind: PropertyKind,
    /// 状態; changed by `state-changes` only
    pub state: IdleState,
    /// 状態の開始日: since when it is in this state
    #[schema(example = "2020-04-01")]
    pub since_on: String,
    /// 施設番号; follows from the building
    #[schema(example = "P05-19")]
    pub facility_code: Option<String>,
    /// 建物番号
    #[schema(example = "P05-19-B1")]
    pub building_code: Option<String>,
    /// 敷地番号
    #[schema(example = "SITE-ENOKI-1")]
    pub site_code: Option<String>,
    /// 所在
    #[schema(example = "武蔵村山市榎一丁目")]
    pub address: Option<String>,
    /// 面積（㎡）
    #[schema(example = 24240.0)]
    pub area_m2: Option<f64>,
    /// 用途地域
    pub zoning: Option<Zoning>,
    /// 財産区分
    pub property_class: PropertyClass,
    /// 用途廃止日: when administrative property became ordinary
    #[schema(example = "2026-04-01")]
    pub use_abolished_on: Option<String>,
    /// 活用の方向: what is to be made of it
    pub measure: Option<Measure>,
    /// 補正率（%）: what its shape, road or demolition takes from the price of the nearest point
    #[schema(example = 85.0)]
    pub adjustment_percent: f64,
    /// 予定価格（円）
    #[schema(example = 42000000)]
    pub asking_price_yen: Option<Yen>,
    /// 補助金の名称 it was acquired with
    #[schema(example = "社会資本整備総合交付金")]
    pub subsidy_name: Option<String>,
    /// 処分制限期間の満了日
    #[schema(example = "2035-03-31")]
    pub restricted_until: Option<String>,
    /// 財産処分の承認日
    #[schema(example = "2026-09-01")]
    pub restriction_lifted_on: Option<String>,
    /// 議会の議決日
    #[schema(example = "2026-09-25")]
    pub voted_on: Option<String>,
    /// 公開: whether the sale list shows it
    #[schema(example = true)]
    pub published: bool,
    /// 募集開始日
    #[schema(example = "2026-12-01")]
    pub offered_from: Option<String>,
    /// 募集終了日
    #[schema(example = "2027-01-31")]
    pub offered_until: Option<String>,
    /// 処分価格（円）
    #[schema(example = 45000000)]
    pub disposed_price_yen: Option<Yen>,
    /// 所管課
    #[schema(example = "企画政策課")]
    pub department: Option<String>,
    /// 図形: RFC 7946 geometry, longitude before latitude
    #[schema(value_type = Option<Object>, example = json!({"type": "Point", "coordinates": [139.388, 35.741]}))]
    pub geometry: Option<Box<RawValue>>,
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

/// A page of properties that are not in use
#[derive(Serialize, ToSchema)]
pub struct IdleProperties {
    /// How many are on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// How many match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub idle_properties: Vec<IdleProperty>,
}

/// What list of properties that are not in use is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct IdleQuery {
    /// 区分
    kind: Option<PropertyKind>,
    /// 状態
    state: Option<IdleState>,
    /// 活用の方向
    measure: Option<Measure>,
    /// 財産区分
    property_class: Option<PropertyClass>,
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 敷地番号
    site_code: Option<String>,
    /// 公開
    published: Option<bool>,
    /// 整理番号
    external_no: Option<String>,
    /// `since_on`, `name`, `asking_price_yen`, `recorded_at`; with `-` before it the other way round
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

/// How the state of property changes (状態変更), with the facts that the new state needs
#[derive(Serialize, ToSchema)]
pub struct IdleStateChange {
    /// 変更後の状態
    pub state: IdleState,
    /// 状態の開始日
    #[schema(example = "2026-12-01")]
    pub since_on: String,
    /// 備考: kept in the history
    #[schema(example = "一時貸付の終了")]
    pub remark: Option<String>,
    /// 処分価格（円）, for `disposed`
    #[schema(example = 45000000)]
    pub disposed_price_yen: Option<Yen>,
}

/// What property is worth about and what may be done with it (評価の目安と処分の要件)
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertyAssessment {
    /// 記録番号
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub property_id: String,
    /// 基準日
    #[schema(example = "2026-11-26")]
    pub as_of: String,
    /// 価格の目安（円）: area × price of the nearest point × adjustment, rounded down
    #[schema(example = 13851090)]
    pub indicated_value_yen: Option<Yen>,
    /// Why no value can be told
    #[schema(example = "位置が登録されていないため、近くの地価の地点を探せません")]
    pub not_told: Option<String>,
    /// What the indication is, and is not
    #[schema(example = "近傍の地価による目安であり、不動産鑑定評価ではありません")]
    pub caveat: String,
    /// The nearest survey points, the first of which gives the indication
    pub points: Vec<PointReading>,
    /// What each measure takes
    pub measures: Vec<MeasureAssessment>,
    /// 前提条件: the parameters it rests on
    pub parameters: Vec<Parameter>,
}

/// What a survey point says of the property
#[derive(Debug, Serialize, ToSchema)]
pub struct PointReading {
    /// 調査
    pub survey: Survey,
    /// 地点番号
    #[schema(example = "L02-13223-07")]
    pub point_no: String,
    /// 調査年
    #[schema(example = 2022)]
    pub calendar_year: i32,
    /// 価格（円/㎡）
    #[schema(example = 132000)]
    pub yen_per_m2: i64,
    /// 距離（m）
    #[schema(example = 485)]
    pub distance_m: i64,
    /// 目安（円）by this point
    #[schema(example = 13851090)]
    pub value_yen: Yen,
}

/// What a measure takes
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureAssessment {
    /// 活用の方向
    pub measure: Measure,
    /// Whether nothing bars it
    #[schema(example = false)]
    pub eligible: bool,
    /// What the law asks, and how that stands
    pub conditions: Vec<DisposalCondition>,
}

/// A condition of the law
#[derive(Debug, Serialize, ToSchema)]
pub struct DisposalCondition {
    /// Which
    pub condition: ConditionCode,
    /// `met`, `not-met` (bars the measure) or `to-do` (to be done before the contract)
    pub standing: Standing,
    /// Why, in the language of the reader
    #[schema(example = "行政財産は売払い・交換ができません。先に用途廃止の手続をしてください")]
    pub reason: String,
    /// 根拠法令
    #[schema(example = "地方自治法第238条の4第1項")]
    pub law_ja: String,
}

/// As of which day
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct AsOfQuery {
    /// 基準日; today when not given
    #[param(example = "2026-11-26")]
    as_of: Option<String>,
}

/// Which candidates
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct CandidateQuery {
    /// 基準日; today when not given
    #[param(example = "2026-11-26")]
    as_of: Option<String>,
    /// 活用の方向: only those that are intended for this
    measure: Option<Measure>,
}

/// What could be made of all that is not in use (活用・処分の候補)
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertyCandidates {
    /// 基準日
    #[schema(example = "2026-11-26")]
    pub as_of: String,
    /// 面積の合計（㎡）
    #[schema(example = 24360.5)]
    pub area_m2: f64,
    /// 価格の目安の合計（円）of those whose value can be told
    #[schema(example = 13851090)]
    pub indicated_value_yen: Yen,
    /// How many have no value that can be told
    #[schema(example = 1)]
    pub without_value: u64,
    /// How many have invented fields
    #[schema(example = 3)]
    pub illustrative_properties: u64,
    /// Dearest first
    pub candidates: Vec<PropertyCandidate>,
    /// 前提条件: the parameters it rests on
    pub parameters: Vec<Parameter>,
}

/// A candidate
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertyCandidate {
    /// 記録番号
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub property_id: String,
    /// 整理番号
    #[schema(example = "IP-001")]
    pub external_no: Option<String>,
    /// 名称
    #[schema(example = "榎一丁目市有地")]
    pub name: String,
    /// 区分
    pub kind: PropertyKind,
    /// 状態
    pub state: IdleState,
    /// 状態の開始日
    #[schema(example = "2020-04-01")]
    pub since_on: String,
    /// 面積（㎡）
    #[schema(example = 120.5)]
    pub area_m2: Option<f64>,
    /// 活用の方向 that is intended
    pub measure: Option<Measure>,
    /// What bars the intended measure; empty when nothing does
    #[schema(example = json!(["行政財産は売払い・交換ができません。先に用途廃止の手続をしてください"]))]
    pub barred_by: Vec<String>,
    /// What has to be done before the contract
    #[schema(example = json!(["42000000 円の処分は、契約前に議会の議決が必要です"]))]
    pub to_do: Vec<String>,
    /// Measures that nothing bars
    pub eligible_measures: Vec<Measure>,
    /// 価格の目安（円）
    #[schema(example = 13851090)]
    pub indicated_value_yen: Option<Yen>,
    /// Why no value can be told
    #[schema(example = "面積が登録されていません。`area_m2` を登録してください")]
    pub not_told: Option<String>,
    /// 予定価格（円）
    #[schema(example = 42000000)]
    pub asking_price_yen: Option<Yen>,
    /// Whether any field is invented
    #[schema(example = true)]
    pub illustrative: bool,
}
