//! What is asked and answered about the capacity of land.

use crate::domain::facility::Word;
use crate::domain::land::{BuildingUse, Capacity, FireZone, Quantity, Rule, Step, Verdict};
use crate::error::Language;
use crate::parameters::Parameter;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A site and what is to stand on it (敷地と計画の条件)
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "zones": [{"area_m2": 24240, "floor_area_ratio_percent": 200, "coverage_ratio_percent": 60, "zoning": "quasi-industrial"}],
    "road_width_m": 9, "open_space_m2": 10000, "building_use": "city-hall", "storeys": 5
}))]
pub struct NewLandCapacity {
    /// 区域: the parts of the site by use district; 1 to 100
    pub zones: Option<Vec<LandZone>>,
    /// 敷地番号: the stored site in place of `zones`, with its area, district and ratios
    #[schema(example = "SITE-ENOKI-1")]
    pub site_code: Option<String>,
    /// 除外: land that is not site, such as what becomes road or channel
    pub exclusions: Option<Vec<LandExclusion>>,
    /// 前面道路幅員(m): of the widest road; without it its limit is not reckoned
    #[schema(example = 9, minimum = 0, maximum = 100)]
    pub road_width_m: Option<f64>,
    /// 角地 as the prefecture designates it
    #[schema(default = false)]
    pub corner_lot: Option<bool>,
    /// 防火地域等
    pub fire_zone: Option<FireZone>,
    /// 耐火建築物等 is to be built (in a quasi fire zone also 準耐火)
    #[schema(default = false)]
    pub fireproof_building: Option<bool>,
    /// 地区計画
    pub district_plan: Option<LandDistrictPlan>,
    /// 建物用途: whether the district allows it, and how much of it
    pub building_use: Option<BuildingUse>,
    /// 階数 above ground
    #[schema(example = 5, minimum = 1, maximum = 100)]
    pub storeys: Option<i32>,
    /// 確保する空地(㎡), such as 防災空地
    #[schema(example = 10000)]
    pub open_space_m2: Option<f64>,
    /// The same as a share of the site in percent; the larger of the two counts
    #[schema(example = 30, minimum = 0, maximum = 100)]
    pub open_space_percent: Option<i64>,
    /// 容積率に算入しない床(㎡) by kind: `garage`, `disaster-storage`, `battery`, `generator`, `water-tank`, `parcel-lockers`
    #[schema(example = json!({"garage": 1500, "disaster-storage": 300}))]
    pub exempt_floor_area_m2: Option<BTreeMap<String, f64>>,
    /// 昇降路(㎡), which does not count at all
    #[schema(example = 120)]
    pub elevator_area_m2: Option<f64>,
}

/// A part of the site in one use district (区域)
#[derive(Debug, Serialize, ToSchema)]
pub struct LandZone {
    /// 名称
    #[schema(example = "北側")]
    pub name: Option<String>,
    /// 面積(㎡), to 0.01
    #[schema(example = 24240)]
    pub area_m2: f64,
    /// 指定容積率(％)
    #[schema(example = 200, minimum = 1, maximum = 1300)]
    pub floor_area_ratio_percent: i64,
    /// 指定建蔽率(％)
    #[schema(example = 60, minimum = 1, maximum = 100)]
    pub coverage_ratio_percent: i64,
    /// 用途地域: its code, its Japanese name, or a family: `residential`, `commercial`, `industrial`, `none`
    #[schema(example = "quasi-industrial")]
    pub zoning: String,
    /// Of the area, what is not site(㎡)
    #[schema(example = 0)]
    pub excluded_area_m2: Option<f64>,
}

/// Land that is not site (敷地から除く土地)
#[derive(Debug, Serialize, ToSchema)]
pub struct LandExclusion {
    /// 理由
    #[schema(example = "道路後退")]
    pub reason: Option<String>,
    /// 面積(㎡)
    #[schema(example = 120.5)]
    pub area_m2: f64,
    /// The zone it lies in, from 1; in all zones in proportion when not given
    #[schema(example = 1)]
    pub zone: Option<i64>,
}

/// What the district plan adds (地区計画)
#[derive(Debug, Serialize, ToSchema)]
pub struct LandDistrictPlan {
    /// 名称
    #[schema(example = "村山工場跡地地区地区計画")]
    pub name: Option<String>,
    /// 容積率の最高限度(％)
    #[schema(example = 150)]
    pub max_floor_area_ratio_percent: Option<i64>,
    /// 建蔽率の最高限度(％)
    #[schema(example = 50)]
    pub max_coverage_ratio_percent: Option<i64>,
    /// 敷地面積の最低限度(㎡)
    #[schema(example = 1000)]
    pub min_site_area_m2: Option<f64>,
    /// 建築面積の最高限度(㎡)
    #[schema(example = 5000)]
    pub max_footprint_m2: Option<f64>,
    /// 壁面の位置の制限(m): how far walls stay from the boundary
    #[schema(example = 5)]
    pub wall_setback_m: Option<f64>,
    /// Length of the boundary along which they do(m); wanted with a setback
    #[schema(example = 480)]
    pub boundary_length_m: Option<f64>,
    /// 空地の割合(％)
    #[schema(example = 30)]
    pub open_space_percent: Option<i64>,
    /// Uses that it allows; all when not given
    pub allowed_uses: Option<Vec<BuildingUse>>,
    /// Uses that it forbids
    pub prohibited_uses: Option<Vec<BuildingUse>>,
}

/// The largest building (建築可能な規模)
#[derive(Debug, Serialize, ToSchema)]
pub struct LandCapacity {
    /// 延べ面積の上限(㎡), with the floors that do not count
    #[schema(example = 48480.0)]
    pub max_floor_area_m2: f64,
    /// 建築面積の上限(㎡)
    #[schema(example = 14240.0)]
    pub max_footprint_m2: f64,
    /// 容積率算定の延べ面積(㎡) of that building
    #[schema(example = 48480.0)]
    pub counted_floor_area_m2: f64,
    /// 不算入の床面積(㎡) of that building
    #[schema(example = 0.0)]
    pub exempt_floor_area_m2: f64,
    /// 敷地面積(㎡) after exclusions
    #[schema(example = 24240.0)]
    pub site_area_m2: f64,
    /// 容積率の限度(％), weighted by area, rounded down to 0.01
    #[schema(example = 200.0)]
    pub floor_area_ratio_percent: f64,
    /// 建蔽率の限度(％), weighted by area, rounded down to 0.01
    #[schema(example = 60.0)]
    pub coverage_ratio_percent: f64,
    /// 空地(㎡) that stays open
    #[schema(example = 10000.0)]
    pub open_space_m2: f64,
    /// 決め手となる制限: the rules that decide, each once
    pub binding: Vec<Rule>,
    /// The same in Japanese
    #[schema(example = json!(["指定容積率", "空地"]))]
    pub binding_ja: Vec<&'static str>,
    /// 用途の可否; only when a use was asked about
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_test: Option<LandUseTest>,
    /// 計算過程: each step with its law
    pub steps: Vec<LandStep>,
    /// 前提条件
    pub assumptions: CapacityAssumptions,
    /// 例示: fields of the stored site whose values are invented
    #[schema(example = json!(["area_m2", "zoning"]))]
    pub illustrative: Vec<String>,
}

/// Whether a use is allowed (用途の可否)
#[derive(Debug, Serialize, ToSchema)]
pub struct LandUseTest {
    /// 建物用途
    pub building_use: BuildingUse,
    /// Whether it may be built at all
    #[schema(example = true)]
    pub allowed: bool,
    /// 床面積の上限(㎡) of the use in these districts; absent without one
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 3000.0)]
    pub limit_m2: Option<f64>,
    /// Whether the district plan allows it
    #[schema(example = true)]
    pub allowed_by_district_plan: bool,
    /// Part of the site in districts that forbid it(㎡)
    #[schema(example = 0.0)]
    pub refusing_area_m2: f64,
}

/// One step (計算の一段)
#[derive(Debug, Serialize, ToSchema)]
pub struct LandStep {
    /// 制限
    pub rule: Rule,
    /// 制限 in Japanese
    #[schema(example = "空地")]
    pub label_ja: &'static str,
    /// 対象: what the figure is one of
    pub quantity: Quantity,
    /// 根拠
    #[schema(example = "建築基準法第53条第2項")]
    pub section: &'static str,
    /// The zone from 1, where the step is about one
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    pub zone: Option<usize>,
    /// 面積(㎡)
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 14240.0)]
    pub area_m2: Option<f64>,
    /// 割合(％)
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 60.0)]
    pub ratio_percent: Option<f64>,
    /// Whether it limits the quantity
    #[schema(example = true)]
    pub limit: bool,
    /// Whether it is the limit that decides
    #[schema(example = true)]
    pub binds: bool,
    /// In words, in the language asked for
    #[schema(example = "10000 m² kept open: at most 14240 m² built upon")]
    pub text: String,
}

/// What the figures rest on (前提条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct CapacityAssumptions {
    /// How it was reckoned and what was left out, in the language asked for
    #[schema(example = json!(["Not reckoned: slant lines, shadows, height districts"]))]
    pub method: Vec<String>,
    /// 使用したパラメーター with source and confidence
    pub parameters: Vec<Parameter>,
}

fn hundredths(number: u64) -> f64 {
    number as f64 / 100.0
}

/// The answer in the reader's language.
pub fn told(
    found: &Capacity,
    assumptions: CapacityAssumptions,
    illustrative: Vec<String>,
    language: Language,
) -> LandCapacity {
    let binding = found.binding();
    let use_test = found.use_test.map(|test| LandUseTest {
        building_use: test.building_use,
        allowed: test.by_zoning != Verdict::Refused && test.by_district_plan,
        limit_m2: match test.by_zoning {
            Verdict::Limited(dm2) => Some(hundredths(dm2)),
            Verdict::Allowed | Verdict::Refused => None,
        },
        allowed_by_district_plan: test.by_district_plan,
        refusing_area_m2: hundredths(test.refusing_dm2),
    });
    LandCapacity {
        max_floor_area_m2: hundredths(found.floor_area_dm2),
        max_footprint_m2: hundredths(found.footprint_dm2),
        counted_floor_area_m2: hundredths(found.counted_floor_area_dm2),
        exempt_floor_area_m2: hundredths(found.exempt_dm2),
        site_area_m2: hundredths(found.site_dm2),
        floor_area_ratio_percent: hundredths(found.ratio_bp),
        coverage_ratio_percent: hundredths(found.coverage_bp),
        open_space_m2: hundredths(found.open_space_dm2),
        binding_ja: binding.iter().map(|rule| rule.label_ja()).collect(),
        binding,
        use_test,
        steps: found.steps.iter().map(|step| step_told(step, language)).collect(),
        assumptions,
        illustrative,
    }
}

fn step_told(step: &Step, language: Language) -> LandStep {
    LandStep {
        rule: step.rule,
        label_ja: step.rule.label_ja(),
        quantity: step.of,
        section: step.section,
        zone: step.zone,
        area_m2: step.area_dm2.map(hundredths),
        ratio_percent: step.ratio_bp.map(hundredths),
        limit: step.limit,
        binds: step.binds,
        text: language.pick(&step.text),
    }
}
