//! What the API answers about consolidation options. Figures of money are yen of the price basis of the unit costs.

use crate::domain::consolidation::{Item, StepKind};
use crate::domain::facility::{Class, DisasterRole, Subclass};
use crate::domain::finance::{ConditionKind, Outcome};
use crate::domain::land::Rule;
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use crate::parameters::Parameter;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Options of consolidation beside keeping everything (再編案の比較)
#[derive(Serialize, ToSchema)]
pub struct ConsolidationAnalysis {
    /// 番号 of a stored analysis; null when it is not stored
    #[schema(example = "enoki-1-chome")]
    pub id: Option<String>,
    /// 名称, in the language asked for
    #[schema(example = "榎一丁目市有地への庁舎等の集約")]
    pub title: String,
    /// 地方公共団体名
    #[schema(example = "武蔵村山市")]
    pub municipality_name: String,
    /// 最初の年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2065)]
    pub to_year: i32,
    /// 割引率(%)
    #[schema(example = "4")]
    pub discount_rate_percent: String,
    /// 対象施設: what is looked at in every option, by code
    pub facilities: Vec<ScopeFacility>,
    /// 現状維持: everything is kept and renewed
    pub baseline: ConsolidationOption,
    /// 再編案, in the order of the question
    pub options: Vec<ConsolidationOption>,
    /// Which is least; ties go to the earlier, the baseline first
    pub least: LeastOf,
    /// 前提
    pub assumptions: ConsolidationAssumptions,
}

/// The option that is least, by criterion; `baseline` when keeping everything is
#[derive(Serialize, ToSchema)]
pub struct LeastOf {
    /// 総額
    #[schema(example = "hub")]
    pub total: String,
    /// 現在価値
    #[schema(example = "baseline")]
    pub present_value: String,
    /// 一般財源負担 within the years
    #[schema(example = "hub")]
    pub burden: String,
    /// 延床面積 at the end
    #[schema(example = "hub")]
    pub floor_area: String,
    /// 影響を受ける住民; null when it is not known where people live
    #[schema(example = "baseline")]
    pub residents_affected: Option<String>,
}

/// A facility that is looked at (対象施設)
#[derive(Serialize, ToSchema)]
pub struct ScopeFacility {
    /// 施設番号
    #[schema(example = "P05-19")]
    pub code: String,
    /// 施設名
    #[schema(example = "武蔵村山市役所")]
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 延床面積(㎡) of the buildings that count
    #[schema(example = 10070.9)]
    pub floor_area_m2: f64,
    /// 棟数
    #[schema(example = 3)]
    pub buildings: usize,
    /// 最も古い棟の建築年度
    #[schema(example = 1977)]
    pub oldest_completed_year: Option<i16>,
    /// 敷地番号
    #[schema(example = "SITE-CITY-HALL")]
    pub site_code: Option<String>,
    /// 例示: fields of the facility that are invented
    #[schema(example = json!(["running_cost_yen"]))]
    pub illustrative: Vec<String>,
}

/// One way to go (再編案)
#[derive(Serialize, ToSchema)]
pub struct ConsolidationOption {
    /// 番号; `baseline` for keeping everything
    #[schema(example = "hub")]
    pub id: String,
    /// 名称, in the language asked for
    #[schema(example = "庁舎・福祉・文化の複合拠点")]
    pub title: String,
    /// 延床面積(㎡) at the end
    #[schema(example = 15000.0)]
    pub floor_area_m2: f64,
    /// 延床面積の増減(㎡) against keeping everything
    #[schema(example = -4000.0)]
    pub floor_area_change_m2: f64,
    /// 延床面積の増減(%), to 0.01
    #[schema(example = -21.05)]
    pub floor_area_change_percent: f64,
    /// 総額(円): costs less revenue over all years, before who pays
    #[schema(value_type = i64, example = 21000000000_i64)]
    pub total_yen: Yen,
    /// 現在価値(円) at the beginning of the first year
    #[schema(value_type = i64, example = 12000000000_i64)]
    pub present_value_yen: Yen,
    /// 年平均(円)
    #[schema(value_type = i64, example = 525000000)]
    pub annual_mean_yen: Yen,
    /// 最大の年度
    #[schema(example = 2030)]
    pub peak_year: Option<i32>,
    /// 最大の年度の額(円)
    #[schema(value_type = i64, example = 3000000000_i64)]
    pub peak_yen: Yen,
    /// 一般財源負担(円) over all years, after subsidies, bonds and their service
    #[schema(value_type = i64, example = 15000000000_i64)]
    pub burden_yen: Yen,
    /// 一般財源負担の現在価値(円)
    #[schema(value_type = i64, example = 9000000000_i64)]
    pub burden_present_value_yen: Yen,
    /// 一般財源負担が最大の年度
    #[schema(example = 2036)]
    pub burden_peak_year: Option<i32>,
    /// その額(円)
    #[schema(value_type = i64, example = 800000000)]
    pub burden_peak_yen: Yen,
    /// 地方債残高(円) at the end, served after the last year
    #[schema(value_type = i64, example = 900000000)]
    pub outstanding_yen: Yen,
    /// 現状維持との差
    pub difference: OptionDifference,
    /// 費目別
    pub items: Vec<ItemSum>,
    /// 年度別
    pub years: Vec<OptionYear>,
    /// 積算: each amount with its reckoning; years that are alike stand together
    pub lines: Vec<OptionLine>,
    /// 段階計画: which step in which year
    pub phases: Vec<Phase>,
    /// 財源: each building, conversion and demolition, and all renewals together
    pub funding: Vec<FundedUndertaking>,
    /// 敷地の容量: whether what is built has room
    pub sites: Vec<SiteRoom>,
    /// 防災上の役割
    pub disaster_roles: Vec<RolePlaces>,
    /// 定員・収容人数
    pub capacity: CapacityChange,
    /// 影響を受ける住民: those for whom at least one service is farther; null when it is not known where people live
    #[schema(example = 12000.0)]
    pub residents_affected: Option<f64>,
    /// 利便性 by service; null when it is not known where people live
    pub access: Option<ConsolidationAccessChange>,
}

/// Against keeping everything (現状維持との差); negative is less
#[derive(Serialize, ToSchema)]
pub struct OptionDifference {
    /// 総額(円)
    #[schema(value_type = i64, example = -1000000000)]
    pub total_yen: Yen,
    /// 現在価値(円)
    #[schema(value_type = i64, example = 500000000)]
    pub present_value_yen: Yen,
    /// 一般財源負担(円)
    #[schema(value_type = i64, example = -800000000)]
    pub burden_yen: Yen,
    /// 回収年度: the first year from which on the sum of all years so far stays no more than that of keeping everything
    #[schema(example = 2058)]
    pub paid_back_year: Option<i32>,
}

/// An item over all years (費目別)
#[derive(Serialize, ToSchema)]
pub struct ItemSum {
    /// 費目
    pub item: Item,
    /// 費目 in Japanese
    #[schema(example = "整備費")]
    pub label_ja: &'static str,
    /// 金額(円); revenue negative
    #[schema(value_type = i64, example = 6000000000_i64)]
    pub total_yen: Yen,
}

/// A year (年度別)
#[derive(Serialize, ToSchema)]
pub struct OptionYear {
    /// 年度
    #[schema(example = 2030)]
    pub fiscal_year: i32,
    /// 費用－収入(円)
    #[schema(value_type = i64, example = 3000000000_i64)]
    pub net_yen: Yen,
    /// By item, those that are not 0
    pub items: Vec<ItemSum>,
    /// 補助金・交付金(円)
    #[schema(value_type = i64, example = 0)]
    pub subsidy_yen: Yen,
    /// 地方債(円)
    #[schema(value_type = i64, example = 2700000000_i64)]
    pub bond_yen: Yen,
    /// 公債費(円)
    #[schema(value_type = i64, example = 100000000)]
    pub debt_service_yen: Yen,
    /// 交付税措置額(円)
    #[schema(value_type = i64, example = 50000000)]
    pub tax_support_yen: Yen,
    /// 一般財源負担(円)
    #[schema(value_type = i64, example = 350000000)]
    pub burden_yen: Yen,
    /// 地方債残高(円) at the end
    #[schema(value_type = i64, example = 5000000000_i64)]
    pub outstanding_yen: Yen,
    /// 延床面積(㎡) at the end
    #[schema(example = 15000.0)]
    pub floor_area_m2: f64,
}

/// An amount and how it was reckoned (積算)
#[derive(Serialize, ToSchema)]
pub struct OptionLine {
    /// 費目
    pub item: Item,
    /// 番号 of the facility, building, site or rooms
    #[schema(example = "N")]
    pub subject: String,
    /// Its name
    #[schema(example = "新庁舎")]
    pub name: String,
    /// 最初の年度
    #[schema(example = 2028)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2029)]
    pub to_year: i32,
    /// 年額(円)
    #[schema(value_type = i64, example = 2000000000)]
    pub yen_per_year: Yen,
    /// 合計(円)
    #[schema(value_type = i64, example = 4000000000_i64)]
    pub total_yen: Yen,
    /// How it was reckoned, in the language asked for
    #[schema(example = "10000.00 m² × 400000 yen/m² = 4000000000 yen over 2 years")]
    pub reckoning: String,
}

/// A step (段階)
#[derive(Serialize, ToSchema)]
pub struct Phase {
    /// 年度
    #[schema(example = 2030)]
    pub fiscal_year: i32,
    /// What happens
    pub step: StepKind,
    /// The same in Japanese
    #[schema(example = "供用開始")]
    pub label_ja: &'static str,
    /// 番号 of what it concerns
    #[schema(example = "N")]
    pub subject: String,
    /// Its name
    #[schema(example = "新庁舎")]
    pub name: String,
    /// 移転先の番号
    #[schema(example = "N")]
    pub into: Option<String>,
    /// 移転先の名称
    #[schema(example = "新庁舎")]
    pub into_name: Option<String>,
}

/// A work and who pays for it (財源)
#[derive(Serialize, ToSchema)]
pub struct FundedUndertaking {
    /// 番号 of the facility or building; `renewals` for all renovations and rebuilds together
    #[schema(example = "N")]
    pub subject: String,
    /// Its name
    #[schema(example = "新庁舎")]
    pub name: String,
    /// 工事種別; null for renewals together
    pub kind: Option<WorkKind>,
    /// 事業費(円)
    #[schema(value_type = i64, example = 4000000000_i64)]
    pub cost_yen: Yen,
    /// 延床面積の合計(㎡) before, of all facilities that it brings together
    #[schema(example = 14000.0)]
    pub floor_area_before_m2: Option<f64>,
    /// 延床面積の合計(㎡) afterwards, with those that still stand
    #[schema(example = 10000.0)]
    pub floor_area_after_m2: Option<f64>,
    /// 補助金・交付金: its code, when one is open to the work
    #[schema(example = "school-rebuild")]
    pub subsidy: Option<String>,
    /// 地方債: its code, when one is worth while
    #[schema(example = "consolidation-bond")]
    pub bond: Option<String>,
    /// 補助金・交付金(円)
    #[schema(value_type = i64, example = 0)]
    pub subsidy_yen: Yen,
    /// 地方債(円)
    #[schema(value_type = i64, example = 3600000000_i64)]
    pub bond_yen: Yen,
    /// 一般財源(円) in the years of the work
    #[schema(value_type = i64, example = 400000000)]
    pub general_yen: Yen,
    /// 交付税措置額(円) of the bond's principal
    #[schema(value_type = i64, example = 1800000000)]
    pub tax_support_yen: Yen,
    /// 要件の充足 of each programme that is for works of this kind
    pub eligibility: Vec<ProgrammeEligibility>,
}

/// How a programme stands to a work (要件の充足)
#[derive(Serialize, ToSchema)]
pub struct ProgrammeEligibility {
    /// 制度番号
    #[schema(example = "consolidation-bond")]
    pub programme: String,
    /// 名称, in the language asked for
    #[schema(example = "公共施設等適正管理推進事業債（集約化・複合化事業）")]
    pub name: String,
    /// 充足: met, unknown or not met
    pub outcome: Outcome,
    /// 要件
    pub conditions: Vec<EligibilityCondition>,
}

/// How a work stands to a condition
#[derive(Serialize, ToSchema)]
pub struct EligibilityCondition {
    /// 要件の種類
    pub condition: ConditionKind,
    /// 充足
    pub outcome: Outcome,
    /// In words, in the language asked for
    #[schema(
        example = "the floor area of all facilities together must be less afterwards: 14000 m² before, 10000 m² afterwards"
    )]
    pub text: String,
}

/// Whether what is built has room on a site (敷地の容量)
#[derive(Serialize, ToSchema)]
pub struct SiteRoom {
    /// 敷地番号
    #[schema(example = "SITE-ENOKI-1")]
    pub site: String,
    /// 敷地名
    #[schema(example = "榎一丁目市有地")]
    pub name: String,
    /// 必要な延床面積(㎡) of all that is built there
    #[schema(example = 10000.0)]
    pub needed_m2: f64,
    /// 既存の延床面積(㎡) that still stands when it opens
    #[schema(example = 0.0)]
    pub standing_m2: f64,
    /// 建築可能な延床面積(㎡); null when it cannot be reckoned
    #[schema(example = 48480.0)]
    pub capacity_m2: Option<f64>,
    /// 建築可能な建築面積(㎡)
    #[schema(example = 12120.0)]
    pub footprint_m2: Option<f64>,
    /// 空地(㎡) that stays open
    #[schema(example = 12120.0)]
    pub open_space_m2: Option<f64>,
    /// 収まるか: whether it has room; null when that cannot be said
    #[schema(example = true)]
    pub fits: Option<bool>,
    /// 決め手となる制限
    pub binding: Vec<Rule>,
    /// In words, in the language asked for: how it was found, or why not
    #[schema(example = "10000.00 m² are needed and 48480.00 m² may be built")]
    pub reason: String,
    /// 例示: fields of the site that are invented
    #[schema(example = json!(["area_m2", "zoning"]))]
    pub illustrative: Vec<String>,
}

/// Places with a role in a disaster (防災上の役割)
#[derive(Serialize, ToSchema)]
pub struct RolePlaces {
    /// 防災上の役割
    pub role: DisasterRole,
    /// 防災上の役割 in Japanese
    #[schema(example = "災害対策本部")]
    pub label_ja: &'static str,
    /// Places now
    #[schema(example = 1)]
    pub before: usize,
    /// Places at the end
    #[schema(example = 1)]
    pub after: usize,
}

/// Capacity now and at the end (定員・収容人数)
#[derive(Serialize, ToSchema)]
pub struct CapacityChange {
    /// Persons now, where it is known
    #[schema(example = 1200)]
    pub before: i64,
    /// Persons at the end, where it is known
    #[schema(example = 1000)]
    pub after: i64,
    /// Facilities and buildings of which it is not known
    #[schema(example = 3)]
    pub unknown: usize,
}

/// What becomes of ways (利便性の変化)
#[derive(Serialize, ToSchema)]
pub struct ConsolidationAccessChange {
    /// By service
    pub services: Vec<ServiceChange>,
    /// 町丁目: those for which the way changes, the greatest increase first, up to 500
    pub blocks: Vec<BlockChange>,
    /// 番号 of facilities and buildings without a place, which are in no figure
    #[schema(example = json!(["P05-13"]))]
    pub unplaced: Vec<String>,
}

/// Ways to a service (サービス別の利便性)
#[derive(Serialize, ToSchema)]
pub struct ServiceChange {
    /// サービス: 中分類
    pub service: Subclass,
    /// サービス in Japanese
    #[schema(example = "図書館")]
    pub label_ja: &'static str,
    /// 箇所数 before
    #[schema(example = 2)]
    pub places_before: usize,
    /// 箇所数 afterwards
    #[schema(example = 1)]
    pub places_after: usize,
    /// 平均距離(m) before; null without a place
    #[schema(example = 900.0)]
    pub mean_before_m: Option<f64>,
    /// 平均距離(m) afterwards
    #[schema(example = 1100.0)]
    pub mean_after_m: Option<f64>,
    /// 人口 within the radii, before and afterwards
    pub within: Vec<WithinRadius>,
    /// 遠くなる人口
    #[schema(example = 12000.0)]
    pub farther: f64,
    /// 近くなる人口
    #[schema(example = 8000.0)]
    pub nearer: f64,
    /// 遠くなる距離の平均(m), of those for whom it is farther
    #[schema(example = 600.0)]
    pub mean_farther_m: Option<f64>,
    /// 遠くなる距離の最大(m)
    #[schema(example = 1500.0)]
    pub most_farther_m: Option<f64>,
}

/// People within a distance (圏域人口)
#[derive(Serialize, ToSchema)]
pub struct WithinRadius {
    /// 距離(m)
    #[schema(example = 800.0)]
    pub radius_m: f64,
    /// 人口 before
    #[schema(example = 9000.0)]
    pub before: f64,
    /// 人口 afterwards
    #[schema(example = 7000.0)]
    pub after: f64,
}

/// A town block (町丁目)
#[derive(Serialize, ToSchema)]
pub struct BlockChange {
    /// 番号
    #[schema(example = "TB-01")]
    pub code: String,
    /// 名称
    #[schema(example = "中藤一丁目")]
    pub name: Option<String>,
    /// 人口
    #[schema(example = 1117.0)]
    pub population: f64,
    /// By service, those whose way changes
    pub services: Vec<BlockService>,
}

/// The way of a block to a service
#[derive(Serialize, ToSchema)]
pub struct BlockService {
    /// サービス: 中分類
    pub service: Subclass,
    /// 距離(m) before; null when there was no place
    #[schema(example = 700.0)]
    pub before_m: Option<f64>,
    /// 距離(m) afterwards; null when there is none
    #[schema(example = 1900.0)]
    pub after_m: Option<f64>,
}

/// What it all rests on (前提)
#[derive(Serialize, ToSchema)]
pub struct ConsolidationAssumptions {
    /// 計算方法, in the language asked for
    #[schema(example = json!(["A facility that leaves in a year is in service until the end of the year before."]))]
    pub method: Vec<String>,
    /// 個別の仮定 of the question's author
    pub stated: Vec<StatedAssumption>,
    /// 使用したパラメーター with source and confidence
    pub parameters: Vec<Parameter>,
    /// 例示: invented values by name, and how many there are
    #[schema(example = json!({"buildings.floor_area_m2": 12}))]
    pub illustrative: BTreeMap<String, u64>,
    /// 対象外の建物
    pub skipped: Vec<SkippedBuilding>,
}

/// An assumption in its author's words (個別の仮定)
#[derive(Serialize, ToSchema)]
pub struct StatedAssumption {
    /// In the language asked for, where it is given
    #[schema(example = "新庁舎の必要面積は職員数から仮に置いた。")]
    pub text: String,
    /// 出典
    #[schema(example = "例示（架空の値）")]
    pub source: Option<String>,
    /// 例示: whether it is invented
    #[schema(example = true)]
    pub illustrative: bool,
}

/// A building that does not count (対象外の建物)
#[derive(Serialize, ToSchema)]
pub struct SkippedBuilding {
    /// 建物番号
    #[schema(example = "A-3")]
    pub building_code: String,
    /// `no-floor-area`, `no-completed-year`, `planned`, `demolished`
    #[schema(example = "no-floor-area")]
    pub reason: &'static str,
}

/// Stored analyses (再編案の比較の一覧)
#[derive(Serialize, ToSchema)]
pub struct ConsolidationAnalyses {
    /// By id
    pub analyses: Vec<StoredAnalysis>,
}

/// A stored analysis (保存された比較)
#[derive(Serialize, ToSchema)]
pub struct StoredAnalysis {
    /// 番号
    #[schema(example = "enoki-1-chome")]
    pub id: String,
    /// 名称, in the language asked for
    #[schema(example = "榎一丁目市有地への庁舎等の集約")]
    pub title: String,
    /// 最初の年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2065)]
    pub to_year: i32,
    /// 再編案 by id
    #[schema(example = json!(["hall", "welfare", "hub"]))]
    pub options: Vec<String>,
    /// 例示: whether an assumption of it is invented
    #[schema(example = true)]
    pub illustrative: bool,
}
