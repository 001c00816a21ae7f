//! The facility sheet (施設カルテ) as the API answers it in JSON; the page is drawn from the same struct.
//!
//! Texts that are not words of the trade (names of parts, standings of laws, screening) come in the reader's language.

use crate::domain::condition::RatingBasis;
use crate::domain::defect::{DefectState, Severity};
use crate::domain::facility::{
    Class, ComponentKind, DisasterRole, Operation, PropertyClass, SeismicRetrofit, SeismicStandard, Status, Structure,
    Subclass, UseStatus, Zoning,
};
use crate::domain::inspection::FindingResult;
use crate::domain::units::Yen;
use crate::domain::work::{WorkKind, WorkState};
use serde::Serialize;
use utoipa::ToSchema;

/// Everything known of one facility on one to three pages (施設カルテ)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FacilitySheet {
    /// 全国地方公共団体コード
    #[schema(example = "132233")]
    pub municipality_code: String,
    /// 地方公共団体名
    #[schema(example = "武蔵村山市")]
    pub municipality_name: String,
    /// 作成日時: when the sheet was drawn
    #[schema(example = "2026-11-23T10:30:00+09:00")]
    pub drawn_at: String,
    /// Digest of all that the sheet was drawn from: the same digest, the same sheet
    #[schema(example = "mJ3s0m1kqkI7hO2bJH0n9w")]
    pub input_digest: String,
    /// 基準年度: ages and forecasts count from it
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 施設
    pub facility: SheetFacility,
    /// 敷地 it stands on; absent when not recorded
    pub site: Option<SheetSite>,
    /// 建物, by code
    pub buildings: Vec<SheetBuilding>,
    /// 評価の区分: the grades of the rating scheme, best first
    pub grades: Vec<SheetGradeMeaning>,
    /// 劣化状況: the latest rating of each part of each building
    pub condition: Vec<SheetCondition>,
    /// 部位・設備, by building and code
    pub components: Vec<SheetComponent>,
    /// コスト
    pub costs: SheetCosts,
    /// 点検, one a kind and subject
    pub inspections: Vec<SheetInspection>,
    /// 未完了の不具合, the gravest first
    pub defects: Vec<SheetDefect>,
    /// 工事履歴: works done, the latest first
    pub past_works: Vec<SheetWork>,
    /// 今後の工事, by year
    pub planned_works: Vec<SheetWork>,
    /// 写真
    pub photos: Vec<SheetPhoto>,
    /// 前提条件 that the figures rest on
    pub assumptions: Vec<SheetAssumption>,
    /// 注記: what a reader must know, a sentence each, in the reader's language
    #[schema(example = json!(["建物の構造と建築年度は例示の値です。"]))]
    pub notices: Vec<String>,
    /// What the maps are drawn from. Not part of the JSON: the features of the API serve the same shapes.
    #[serde(skip)]
    #[schema(ignore)]
    pub map: SheetMap,
}

/// The facility itself (施設)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetFacility {
    /// 施設番号
    #[schema(example = "P05-19")]
    pub code: String,
    /// 名称
    #[schema(example = "武蔵村山市役所")]
    pub name: String,
    /// 名称_カナ
    #[schema(example = "ムサシムラヤマシヤクショ")]
    pub name_kana: Option<String>,
    /// 大分類
    pub class: Class,
    /// 大分類 in Japanese
    #[schema(example = "行政系施設")]
    pub class_label_ja: String,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 所管課
    #[schema(example = "総務課")]
    pub department: Option<String>,
    /// 所在地
    #[schema(example = "武蔵村山市本町1-1-1")]
    pub address: Option<String>,
    /// 電話番号
    #[schema(example = "042-565-1111")]
    pub phone: Option<String>,
    /// URL
    #[schema(example = "https://www.city.musashimurayama.lg.jp/")]
    pub website: Option<String>,
    /// 運営形態
    pub operation: Option<Operation>,
    /// 防災上の役割
    pub disaster_roles: Vec<DisasterRole>,
    /// 開設年月日: year, month or day
    #[schema(example = "1977-12")]
    pub opened_on: Option<String>,
    /// 状態
    pub status: Option<Status>,
    /// 備考
    #[schema(example = "同じ建物の中に中部地区会館がある。")]
    pub note: Option<String>,
    /// 例示項目: names of the properties here whose values are invented
    #[schema(example = json!(["operation"]))]
    pub illustrative: Vec<String>,
}

/// The piece of land (敷地)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetSite {
    /// 敷地番号
    #[schema(example = "SITE-CITY-HALL")]
    pub code: String,
    /// 名称
    #[schema(example = "市役所敷地")]
    pub name: String,
    /// 敷地面積(㎡)
    #[schema(example = 12450.32)]
    pub area_m2: Option<f64>,
    /// 用途地域
    pub zoning: Option<Zoning>,
    /// 容積率(%)
    #[schema(example = 300)]
    pub floor_area_ratio_percent: Option<i32>,
    /// 建蔽率(%)
    #[schema(example = 80)]
    pub coverage_ratio_percent: Option<i32>,
    /// 財産区分
    pub property_class: Option<PropertyClass>,
    /// 利用状況
    pub use_status: Option<UseStatus>,
    /// 例示項目: names of the properties here whose values are invented
    #[schema(example = json!(["area_m2"]))]
    pub illustrative: Vec<String>,
}

/// One building (建物)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetBuilding {
    /// 建物番号
    #[schema(example = "P05-19-B1")]
    pub code: String,
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
    /// 延床面積(㎡)
    #[schema(example = 8650.4)]
    pub floor_area_m2: Option<f64>,
    /// 建築年度
    #[schema(example = 1977)]
    pub completed_year: Option<i32>,
    /// 築年数, from `completed_year` to the sheet's fiscal year
    #[schema(example = 49)]
    pub age_years: Option<i32>,
    /// 耐震基準
    pub seismic_standard: Option<SeismicStandard>,
    /// 耐震改修
    pub seismic_retrofit: Option<SeismicRetrofit>,
    /// 健全度, 0 to 100 points by the parts that are rated; absent when none is
    #[schema(example = 62)]
    pub health_score: Option<i32>,
    /// 長寿命化の判定, in the reader's language
    #[schema(example = "長寿命化")]
    pub screening: Option<String>,
    /// 目標使用年数までの残り(年); negative when it is over
    #[schema(example = 31)]
    pub remaining_life_years: Option<i32>,
    /// 状態
    pub status: Option<Status>,
    /// 例示項目: names of the properties here whose values are invented or rest on invented ones
    #[schema(example = json!(["structure", "floor_area_m2", "completed_year", "age_years"]))]
    pub illustrative: Vec<String>,
}

/// One grade of the rating scheme and what it means (評価の区分)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetGradeMeaning {
    /// 評価
    #[schema(example = "C")]
    pub grade: String,
    /// What it means, in the reader's language
    #[schema(example = "広範囲に劣化")]
    pub meaning: String,
}

/// The latest rating of a part of a building (劣化状況評価)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetCondition {
    /// 建物番号
    #[schema(example = "P05-19-B1")]
    pub building_code: String,
    /// 部位 as in the rating scheme
    #[schema(example = "roof")]
    pub part: String,
    /// 部位 in the reader's language
    #[schema(example = "屋根・屋上")]
    pub part_label: String,
    /// 評価
    #[schema(example = "B")]
    pub grade: String,
    /// 評価日
    #[schema(example = "2025-06-12")]
    pub rated_on: String,
    /// 評価の方法
    pub basis: RatingBasis,
    /// 推移: earlier ratings of the part, oldest first
    pub earlier: Vec<SheetGrade>,
    /// 例示: whether the rating is invented
    #[schema(example = true)]
    pub illustrative: bool,
}

/// An earlier rating
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetGrade {
    /// 評価
    #[schema(example = "C")]
    pub grade: String,
    /// 評価日
    #[schema(example = "2016-07-01")]
    pub rated_on: String,
}

/// A component (部位・設備)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetComponent {
    /// 部位番号
    #[schema(example = "P05-19-B1-C6")]
    pub code: String,
    /// 建物名称
    #[schema(example = "本庁舎")]
    pub building_name: String,
    /// 名称
    #[schema(example = "エレベーター")]
    pub name: String,
    /// 種別
    pub kind: ComponentKind,
    /// 設置年度
    #[schema(example = 2005)]
    pub installed_year: Option<i32>,
    /// 更新周期(年)
    #[schema(example = 25)]
    pub cycle_years: Option<i32>,
    /// 次回更新年度
    #[schema(example = 2030)]
    pub next_due_year: Option<i32>,
    /// 評価
    #[schema(example = "C")]
    pub grade: Option<String>,
    /// 例示項目: names of the properties here whose values are invented or rest on invented ones
    #[schema(example = json!(["installed_year", "cycle_years", "next_due_year"]))]
    pub illustrative: Vec<String>,
}

/// What it will cost, and what it is worth in the books (コスト)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetCosts {
    /// 保全計画 that the forecast is taken from; absent when there is none
    #[schema(example = "保全計画 第3版（2026-10-01 決定）")]
    pub plan: Option<String>,
    /// 年度別の見込額, every year of the plan in order, also those without costs
    pub forecast: Vec<SheetCostYear>,
    /// 期間の合計(円)
    #[schema(value_type = i64, example = 1284000000)]
    pub forecast_total_yen: Yen,
    /// 例示: whether an amount of the forecast is invented or rests on invented values
    #[schema(example = true)]
    pub forecast_illustrative: bool,
    /// 固定資産台帳 on the day of the sheet; absent when it has no asset of the facility
    pub book: Option<SheetBook>,
}

/// The costs of one fiscal year
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetCostYear {
    /// 年度
    #[schema(example = 2030)]
    pub fiscal_year: i32,
    /// 見込額(円)
    #[schema(value_type = i64, example = 24100000)]
    pub cost_yen: Yen,
}

/// Book value of what stands in the fixed-asset register for the facility (固定資産台帳)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetBook {
    /// 基準日 of the amounts
    #[schema(example = "2026-11-23")]
    pub as_of: String,
    /// 締めた年度: the last fiscal year that was closed by then; absent when none was
    #[schema(example = 2024)]
    pub closed_year: Option<i32>,
    /// 資産件数
    #[schema(example = 16)]
    pub assets: u64,
    /// 取得価額等(円)
    #[schema(value_type = i64, example = 2902110425_i64)]
    pub acquisition_cost_yen: Yen,
    /// 減価償却累計額(円)
    #[schema(value_type = i64, example = 1945110425)]
    pub accumulated_depreciation_yen: Yen,
    /// 帳簿価額(円)
    #[schema(value_type = i64, example = 957000000)]
    pub book_value_yen: Yen,
    /// 例示: whether a value behind the sums is invented
    #[schema(example = true)]
    pub illustrative: bool,
}

/// How an inspection stands (点検の状況)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SheetStanding {
    /// 期限内
    InTime,
    /// まもなく期限
    DueSoon,
    /// 期限超過
    Overdue,
    /// 未実施: never done as far as is recorded
    NeverDone,
}

/// An inspection that the law or the municipality wants (点検)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetInspection {
    /// 点検種別
    #[schema(example = "building-act-12-building")]
    pub kind: String,
    /// 点検種別 in the reader's language
    #[schema(example = "建築物定期点検")]
    pub kind_label: String,
    /// 根拠法令
    #[schema(example = "建築基準法第12条第2項")]
    pub law: Option<String>,
    /// 対象: name of the facility, building or component
    #[schema(example = "本庁舎")]
    pub subject: String,
    /// 前回実施日
    #[schema(example = "2023-10-20")]
    pub last_on: Option<String>,
    /// 前回の結果
    pub last_result: Option<FindingResult>,
    /// 次回期限
    #[schema(example = "2026-10-20")]
    pub next_due_on: Option<String>,
    /// 状況
    pub standing: SheetStanding,
    /// 例示項目: names of the properties here whose values are invented or rest on invented ones
    #[schema(example = json!(["last_on", "next_due_on"]))]
    pub illustrative: Vec<String>,
}

/// A defect that is not settled (不具合). Who reported it is not told here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetDefect {
    /// 受付番号
    #[schema(example = "F-2026-0031")]
    pub number: String,
    /// 受付日
    #[schema(example = "2026-11-02")]
    pub reported_on: String,
    /// 場所
    #[schema(example = "本庁舎 3階 廊下")]
    pub place: Option<String>,
    /// 内容
    #[schema(example = "天井から雨漏りしている")]
    pub description: String,
    /// 緊急度; absent until it is judged
    pub severity: Option<Severity>,
    /// 状態
    pub state: DefectState,
    /// 対応期限
    #[schema(example = "2026-12-10")]
    pub due_on: Option<String>,
    /// 例示: whether the defect is invented
    #[schema(example = true)]
    pub illustrative: bool,
}

/// Works done or to come (工事)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetWork {
    /// 年度 in which it was done or will be
    #[schema(example = 2030)]
    pub fiscal_year: Option<i32>,
    /// 建物名称; absent when it is for the whole facility
    #[schema(example = "本庁舎")]
    pub building_name: Option<String>,
    /// 工事種別
    pub kind: WorkKind,
    /// 件名
    #[schema(example = "エレベーター更新")]
    pub title: String,
    /// 状態
    pub state: WorkState,
    /// 工事費(円): what it cost, or what it is thought to
    #[schema(value_type = Option<i64>, example = 24100000)]
    pub cost_yen: Option<Yen>,
    /// 概算: whether the amount is an estimate by unit cost
    #[schema(example = true)]
    pub cost_estimated: bool,
    /// 例示項目: names of the properties here whose values are invented or rest on invented ones
    #[schema(example = json!(["cost_yen"]))]
    pub illustrative: Vec<String>,
}

/// A photograph (写真)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetPhoto {
    /// Id of the attachment
    #[schema(example = "0193a7c4-5f0e-7a41-9a37-2f5b8c1d0e11")]
    pub attachment_id: String,
    /// 説明
    #[schema(example = "南側外観")]
    pub caption: Option<String>,
    /// 撮影日
    #[schema(example = "2025-06-12")]
    pub taken_on: Option<String>,
}

/// A number or a rule that figures on the sheet rest on (前提条件)
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetAssumption {
    /// 名称, in the reader's language
    #[schema(example = "目標使用年数（鉄筋コンクリート造）")]
    pub name: String,
    /// 値 with its unit
    #[schema(example = "80年")]
    pub value: String,
    /// 出典
    #[schema(example = "学校施設の長寿命化計画策定に係る解説書（文部科学省、2017）")]
    pub source: Option<String>,
}

/// What the maps are drawn from. Geometries are RFC 7946 texts as they are kept.
#[derive(Debug, Clone, Default)]
pub struct SheetMap {
    /// 施設番号 of the facility, by which its own dot is known.
    pub code: String,
    /// Outline of the municipality.
    pub outline: Option<String>,
    /// The facility.
    pub facility: Option<String>,
    /// The site it stands on.
    pub site: Option<String>,
    /// Its buildings that have a place: name and geometry.
    pub buildings: Vec<(String, String)>,
    /// All facilities of the municipality that have a place; the facility itself may be among them.
    pub facilities: Vec<MapPlace>,
    /// Who is to be credited for outline and places.
    pub attribution: String,
}

/// A facility as a dot on the map.
#[derive(Debug, Clone)]
pub struct MapPlace {
    /// 施設番号.
    pub code: String,
    /// 名称.
    pub name: String,
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
}
