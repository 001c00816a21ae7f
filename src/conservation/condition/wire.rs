//! What the API says of ratings and scores.

use crate::domain::condition::{Better, RatingBasis, RemainingBasis, ScreeningResult};
use crate::domain::facility::{Class, ComponentKind, SeismicStandard, Status, Structure};
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A rating of a part of a building (劣化状況評価)
#[derive(Debug, Serialize, ToSchema)]
pub struct Rating {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: String,
    /// 部位: a part of the scheme
    #[schema(example = "roof")]
    pub part: String,
    /// 部位番号: the component that was looked at
    pub component_code: Option<String>,
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// 評価
    #[schema(example = "c")]
    pub grade: String,
    /// 調査日
    #[schema(example = "2023-11-15")]
    pub rated_on: String,
    /// 評価の方法
    pub basis: RatingBasis,
    /// 調査者
    #[schema(example = "施設課")]
    pub rated_by: Option<String>,
    /// 点検の記録番号: the inspection in which it was rated
    pub inspection_id: Option<String>,
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

/// A page of ratings
#[derive(Serialize, ToSchema)]
pub struct Ratings {
    /// Ratings on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// Ratings that match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub condition_ratings: Vec<Rating>,
}

/// What list of ratings is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct RatingQuery {
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 部位
    part: Option<String>,
    /// 部位番号
    component_code: Option<String>,
    /// 評価基準
    scheme: Option<String>,
    /// 評価
    grade: Option<String>,
    /// 評価の方法
    basis: Option<RatingBasis>,
    /// `rated_on`, `building_code`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Records a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Grades to be scored (健全度の計算)
#[derive(Serialize, ToSchema)]
pub struct ScoreQuestion {
    /// 評価基準; the usual one when left out
    #[schema(example = "mext-2017")]
    pub scheme: Option<String>,
    /// 評価 by part: every part of the scheme, null where the building has no such part
    #[schema(value_type = BTreeMap<String, Option<String>>, example = json!({"roof": "c", "exterior-wall": "d", "interior": "b", "electrical": "a", "mechanical": "c"}))]
    pub grades: BTreeMap<String, Option<String>>,
}

/// A score (健全度) and how it came about
#[derive(Serialize, ToSchema)]
pub struct Score {
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// 健全度: whole points, half up
    #[schema(example = 52)]
    pub score: i64,
    /// 健全度 to two decimals, rounded from the exact value
    #[schema(example = 52.47)]
    pub exact_score: f64,
    /// Which way is better
    pub better: Better,
    /// 除数: what was divided by; less where parts are left out
    #[schema(example = 60.0)]
    pub divisor: f64,
    /// In the order of the scheme
    pub parts: Vec<PartScore>,
    /// Parts that the building does not have, or that are not rated
    #[schema(example = json!([]))]
    pub left_out: Vec<String>,
}

/// What one part brought into a score
#[derive(Serialize, ToSchema)]
pub struct PartScore {
    /// 部位
    #[schema(example = "roof")]
    pub part: String,
    /// 部位の名称
    #[schema(example = "屋根・屋上")]
    pub label_ja: String,
    /// 評価
    #[schema(example = "c")]
    pub grade: String,
    /// 評点
    #[schema(example = 40.0)]
    pub points: f64,
    /// コスト配分
    #[schema(example = 5.1)]
    pub weight: f64,
    /// 評点×コスト配分÷除数
    #[schema(example = 3.4)]
    pub contribution: f64,
}

/// A structure to be screened (構造躯体の健全性の一次判定)
#[derive(Serialize, ToSchema)]
pub struct ScreeningQuestion {
    /// 構造
    pub structure: Option<Structure>,
    /// 耐震基準
    pub seismic_standard: Option<SeismicStandard>,
    /// コンクリート圧縮強度（N/mm²）, one decimal
    #[schema(example = 13.1)]
    pub core_strength_n_mm2: Option<f64>,
    /// 築年数
    #[schema(example = 48)]
    pub age_years: Option<i32>,
    /// 腐食・腐朽が著しいか
    #[schema(example = false)]
    pub corroded: Option<bool>,
}

/// What the structure allows
#[derive(Serialize, ToSchema)]
pub struct Screening {
    /// 試算上の区分
    pub result: ScreeningResult,
    /// 試算上の区分（名称）
    #[schema(example = "要調査")]
    pub label_ja: String,
    /// Why
    #[schema(example = "the core strength is 13.1 N/mm², not above 13.5")]
    pub reason_en: String,
    /// 理由
    #[schema(example = "圧縮強度が 13.1 N/mm² で、13.5 を超えません")]
    pub reason_ja: String,
}

/// Whose condition is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ConditionQuery {
    /// 評価基準; the usual one when left out
    scheme: Option<String>,
    /// The day up to which ratings count; all when not given
    as_of: Option<String>,
    /// 施設番号
    facility_code: Option<String>,
    /// 大分類
    class: Option<Class>,
}

/// The condition of buildings, facilities and classes (劣化状況)
#[derive(Serialize, ToSchema)]
pub struct Condition {
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// The day up to which ratings count
    #[schema(example = "2026-11-23")]
    pub as_of: String,
    /// By class
    pub classes: Vec<GroupCondition>,
    /// By facility
    pub facilities: Vec<GroupCondition>,
    /// By building; those without any rating have no score
    pub buildings: Vec<BuildingCondition>,
    /// What must be known of these figures
    #[schema(example = json!(["The means are weighted by floor area."]))]
    pub notices: Vec<String>,
}

/// The condition of a facility or a class
#[derive(Serialize, ToSchema)]
pub struct GroupCondition {
    /// 施設番号, or the class
    #[schema(example = "P05-01")]
    pub code: String,
    /// 名称
    #[schema(example = "武蔵村山市役所")]
    pub name: String,
    /// 健全度: mean weighted by floor area, half up
    #[schema(example = 58)]
    pub score: Option<i64>,
    /// The same to two decimals
    #[schema(example = 58.31)]
    pub exact_score: Option<f64>,
    /// Buildings in it
    #[schema(example = 3)]
    pub buildings: u64,
    /// Buildings of these that have a score and a floor area
    #[schema(example = 3)]
    pub rated: u64,
}

/// The condition of a building
#[derive(Serialize, ToSchema)]
pub struct BuildingCondition {
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: String,
    /// 建物名
    #[schema(example = "本庁舎")]
    pub name: String,
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 大分類
    pub class: Class,
    /// 状態
    pub status: Status,
    /// 建築年度
    #[schema(example = 1977)]
    pub completed_year: Option<i32>,
    /// 築年数 in the fiscal year of `as_of`
    #[schema(example = 49)]
    pub age_years: Option<i32>,
    /// 健全度; none without a rating
    pub score: Option<Score>,
    /// The ratings it rests on, the last of each part
    pub ratings: Vec<PartRating>,
    /// 構造躯体の一次判定
    pub screening: Screening,
    /// 例示: whether a value it rests on is invented
    #[schema(example = true)]
    pub illustrative: bool,
}

/// The last rating of a part
#[derive(Serialize, ToSchema)]
pub struct PartRating {
    /// 部位
    #[schema(example = "roof")]
    pub part: String,
    /// 評価
    #[schema(example = "c")]
    pub grade: String,
    /// 調査日
    #[schema(example = "2023-11-15")]
    pub rated_on: String,
    /// 評価の方法
    pub basis: RatingBasis,
    /// 記録番号 of the rating
    #[schema(example = "01937c5e-0000-7000-8000-000000000003")]
    pub rating_id: String,
    /// Earlier grades of the part, newest first
    #[schema(example = json!(["b", "a"]))]
    pub earlier: Vec<String>,
}

/// Whose remaining life is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct LifeQuery {
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// The fiscal year from which is looked; the present one when not given
    year: Option<i32>,
    /// `rating` (age and last rating) or `learned` (as learned from the municipality's own ratings, where there is one)
    #[param(default = "rating")]
    basis: Option<String>,
}

/// How long components will last (残存年数)
#[derive(Serialize, ToSchema)]
pub struct RemainingLives {
    /// 年度 from which is looked
    #[schema(example = 2026)]
    pub year: i32,
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// By building and component
    pub components: Vec<RemainingLife>,
}

/// How long a component will last
#[derive(Serialize, ToSchema)]
pub struct RemainingLife {
    /// 部位番号
    #[schema(example = "P05-01-B1-C1")]
    pub component_code: String,
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: String,
    /// 名称
    #[schema(example = "アスファルト露出防水")]
    pub name: String,
    /// 部位区分
    pub kind: ComponentKind,
    /// 更新周期
    #[schema(example = 20)]
    pub cycle_years: i32,
    /// Where the cycle comes from: `component`, or the name of the parameter of `component-cycle`
    #[schema(example = "roof")]
    pub cycle_from: String,
    /// 設置年度
    #[schema(example = 2008)]
    pub installed_year: Option<i32>,
    /// 評価, where the life rests on a rating
    #[schema(example = "c")]
    pub grade: Option<String>,
    /// 評価の年度
    #[schema(example = 2023)]
    pub rated_year: Option<i32>,
    /// Where the life comes from; none where neither the year of installation nor a rating is known
    pub basis: Option<RemainingBasis>,
    /// Whether it was learned from the municipality's own ratings
    #[schema(example = false)]
    pub learned: bool,
    /// 残存年数; negative when overdue
    #[schema(example = 2)]
    pub remaining_years: Option<i32>,
    /// 更新期: the fiscal year in which the life ends
    #[schema(example = 2028)]
    pub due_year: Option<i32>,
    /// 対応期限: the year by which the grade demands that something is done
    #[schema(example = 2033)]
    pub act_by_year: Option<i32>,
}

/// From which ratings to learn (劣化予測)
#[derive(Serialize, ToSchema)]
pub struct LearningQuestion {
    /// 評価基準; the usual one when left out
    #[schema(example = "mext-2017")]
    pub scheme: Option<String>,
    /// 部位
    #[schema(example = "exterior-wall")]
    pub part: String,
    /// 標準周期: years from the best grade to the worst by the national table; that of the part when left out
    #[schema(example = 40)]
    pub cycle_years: Option<i32>,
    /// How many years of observation in each grade the national table outweighs
    #[schema(example = 30)]
    pub strength_years: Option<i32>,
    /// First fiscal year of ratings that count
    #[schema(example = 2010)]
    pub from_year: Option<i32>,
    /// Last fiscal year of ratings that count
    #[schema(example = 2025)]
    pub to_year: Option<i32>,
}

/// Deterioration of a part as learned from the municipality's own ratings (劣化予測モデル)
#[derive(Serialize, ToSchema)]
pub struct Deterioration {
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// 部位
    #[schema(example = "exterior-wall")]
    pub part: String,
    /// 標準周期 of the prior
    #[schema(example = 40)]
    pub cycle_years: i64,
    /// Strength of the prior
    #[schema(example = 30)]
    pub strength_years: i64,
    /// Pairs of ratings learned from
    #[schema(example = 210)]
    pub observations: u64,
    /// Pairs left out because the later grade is better
    #[schema(example = 12)]
    pub improved: u64,
    /// Pairs that fell by more grades than years
    #[schema(example = 0)]
    pub hastened: u64,
    /// By grade, best first; the worst has no fall
    pub grades: Vec<GradeDeterioration>,
    /// Years from the best grade to the worst
    #[schema(example = 36.4)]
    pub years_to_worst: f64,
    /// Whether the learning came to rest
    #[schema(example = true)]
    pub settled: bool,
    /// Back-test in five folds by building, where there are ratings enough
    pub back_test: Option<BackTest>,
    /// What must be known of this model
    #[schema(example = json!(["Few observations: the national table prevails."]))]
    pub notices: Vec<String>,
}

/// How a part falls from one grade to the next
#[derive(Serialize, ToSchema)]
pub struct GradeDeterioration {
    /// 評価
    #[schema(example = "b")]
    pub grade: String,
    /// Chance to fall by a grade in a year, percent
    #[schema(example = 6.2)]
    pub fall_percent: f64,
    /// The same by the national table
    #[schema(example = 7.5)]
    pub prior_percent: f64,
    /// Years of observation in this grade
    #[schema(example = 812.0)]
    pub years_observed: f64,
    /// How much of the chance comes from observations, 0 to 1
    #[schema(example = 0.96)]
    pub data_weight: f64,
    /// Years until the next grade
    #[schema(example = 16.1)]
    pub expected_years: f64,
}

/// Mean ranked probability score of what was foretold and came: 0 is perfect, less is better
#[derive(Serialize, ToSchema)]
pub struct BackTest {
    /// Pairs foretold
    #[schema(example = 210)]
    pub observations: u64,
    /// Of the learned chain
    #[schema(example = 0.081)]
    pub learned: f64,
    /// Of the national table
    #[schema(example = 0.094)]
    pub prior: f64,
    /// Of foretelling that nothing changes
    #[schema(example = 0.142)]
    pub no_change: f64,
}
