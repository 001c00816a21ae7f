//! What is asked and answered about roads, bridges and pipes.

use super::question::Question;
use crate::domain::Text;
use crate::domain::facility::Word;
use crate::domain::infrastructure::{BridgeStructure, Kind, Outlook, Rules, SewerType};
use crate::domain::renewal::PriceChange;
use crate::domain::units::Yen;
use crate::error::Language;
use crate::parameters::Parameter;
use serde::Serialize;
use std::collections::BTreeMap;
use strum::{EnumCount, IntoEnumIterator};
use utoipa::ToSchema;

/// A question about infrastructure (インフラの更新費用推計の条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct NewInfrastructureForecast {
    /// 基準年度: the first fiscal year
    #[schema(example = 2025)]
    pub from_year: i32,
    /// How many fiscal years, 1 to 100
    #[schema(default = 40, example = 40)]
    pub years: Option<u32>,
    /// 道路・橋りょう・管, at most 100,000
    pub assets: Vec<InfrastructureAsset>,
    /// Other lives than those in force, by the parameter's name
    #[schema(example = json!({"bridge_life_years": 80}))]
    pub rules: Option<BTreeMap<String, i64>>,
    /// 価格年度: unit prices in force are brought to this year by the index of construction costs
    #[schema(example = 2023)]
    pub price_year: Option<i32>,
    /// Other indices of construction costs than those in force, by year (建設工事費の指数)
    #[schema(example = json!({"2011": 94.0, "2023": 122.3}))]
    pub price_index: Option<BTreeMap<String, f64>>,
}

/// Roads, bridges or pipes of one kind and age (インフラ資産)
#[derive(Debug, Serialize, ToSchema)]
pub struct InfrastructureAsset {
    /// Any name
    #[schema(example = "配水管 φ150 昭和60年布設")]
    pub id: Option<String>,
    /// 種別
    pub kind: Kind,
    /// 面積(m²), of roads, paths and bridges
    #[schema(example = 15000.0)]
    pub area_m2: Option<f64>,
    /// 延長(m), of pipes; of a path instead of its area
    #[schema(example = 400.0)]
    pub length_m: Option<f64>,
    /// 構造, of bridges; the price of bridges in general when not given
    pub structure: Option<BridgeStructure>,
    /// 管種, of sewers; `ordinary` when neither this nor the diameter is given
    pub sewer_type: Option<SewerType>,
    /// 口径(mm), of pipes; a sewer with a `sewer_type` is priced by that
    #[schema(example = 150)]
    pub diameter_mm: Option<i64>,
    /// 架設・布設年度; when unknown an equal part of the whole is renewed every year
    #[schema(example = 1985)]
    pub built_year: Option<i32>,
    /// 更新単価(円/m²・円/m) instead of that in force; stays as it is in the prices of any year
    #[schema(example = 97000)]
    pub unit_cost_yen: Option<i64>,
}

/// What renewing them will cost (インフラの更新費用推計)
#[derive(Debug, Serialize, ToSchema)]
pub struct InfrastructureForecast {
    /// 年度別の費用
    pub years: Vec<InfrastructureYear>,
    /// 種別ごとの費用, of the kinds that are asked about
    pub by_kind: Vec<InfrastructureKindCost>,
    /// 合計(円)
    #[schema(value_type = i64, example = 188000000)]
    pub total_yen: Yen,
    /// 年平均(円), rounded half up
    #[schema(value_type = i64, example = 4700000)]
    pub annual_mean_yen: Yen,
    /// 前提条件
    pub assumptions: InfrastructureAssumptions,
}

/// The cost of one year (年度別の費用)
#[derive(Debug, Serialize, ToSchema)]
pub struct InfrastructureYear {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 合計(円)
    #[schema(value_type = i64, example = 4700000)]
    pub total_yen: Yen,
    /// 種別ごと(円); kinds that cost nothing are left out
    #[schema(value_type = BTreeMap<String, i64>, example = json!({"general-road": 4700000}))]
    pub by_kind_yen: BTreeMap<&'static str, Yen>,
}

/// The cost of one kind (種別ごとの費用)
#[derive(Debug, Serialize, ToSchema)]
pub struct InfrastructureKindCost {
    /// 種別
    pub kind: Kind,
    /// 種別名
    #[schema(example = "一般道路")]
    pub label_ja: &'static str,
    /// How many entries of the question
    #[schema(example = 1)]
    pub assets: u64,
    /// 面積(m²) of those given by area
    #[schema(example = 15000.0)]
    pub area_m2: f64,
    /// 延長(m) of those given by length
    #[schema(example = 0.0)]
    pub length_m: f64,
    /// 合計(円)
    #[schema(value_type = i64, example = 188000000)]
    pub total_yen: Yen,
}

/// What the figures rest on (前提条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct InfrastructureAssumptions {
    /// 基準年度
    #[schema(example = 2025)]
    pub from_year: i32,
    /// How many fiscal years
    #[schema(example = 40)]
    pub years: u32,
    /// 更新周期(年) by kind, as they were used
    #[schema(value_type = BTreeMap<String, i32>, example = json!({"general-road": 15, "bridge": 60}))]
    pub life_years: BTreeMap<&'static str, i32>,
    /// Years over which what is overdue is renewed
    #[schema(example = 5)]
    pub overdue_years: i32,
    /// What the question changed
    #[schema(value_type = Vec<String>, example = json!(["bridge_life_years"]))]
    pub changed: Vec<&'static str>,
    /// 価格年度
    #[schema(example = 2011)]
    pub price_year: i32,
    /// What unit prices in force were multiplied with, in thousandths
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1301)]
    pub price_change_per_mille: Option<i64>,
    /// How it was reckoned, in the language asked for
    #[schema(example = json!(["An equal part of the pavement is renewed every year."]))]
    pub method: Vec<String>,
    /// The parameters in force, with their sources
    pub parameters: Vec<Parameter>,
}

impl InfrastructureForecast {
    /// Tells what was reckoned and what from.
    pub fn told(
        question: &Question,
        rules: &Rules,
        outlook: &Outlook,
        (price_year, change): (i32, Option<PriceChange>),
        parameters: Vec<Parameter>,
        language: Language,
    ) -> InfrastructureForecast {
        let year =
            |(year, kinds): (crate::domain::units::FiscalYear, [Yen; <Kind as EnumCount>::COUNT])| InfrastructureYear {
                fiscal_year: year.year(),
                total_yen: kinds.into_iter().sum(),
                by_kind_yen: Kind::iter()
                    .map(|kind| (kind.code(), kinds[kind as usize]))
                    .filter(|(_, yen)| yen.0 > 0)
                    .collect(),
            };
        InfrastructureForecast {
            years: outlook.by_year().map(year).collect(),
            by_kind: Kind::iter().filter_map(|kind| kind_cost(question, outlook, kind)).collect(),
            total_yen: outlook.total(),
            annual_mean_yen: outlook.annual_mean(),
            assumptions: InfrastructureAssumptions {
                from_year: question.horizon.from_year().year(),
                years: question.horizon.years(),
                life_years: Kind::iter().map(|kind| (kind.code(), rules.life_years(kind))).collect(),
                overdue_years: rules.overdue_years(),
                changed: question.changed.keys().copied().collect(),
                price_year,
                price_change_per_mille: change.map(PriceChange::per_mille),
                method: method(rules).iter().map(|text| language.pick(text)).collect(),
                parameters,
            },
        }
    }
}

fn kind_cost(question: &Question, outlook: &Outlook, kind: Kind) -> Option<InfrastructureKindCost> {
    let of_kind = || question.assets.iter().filter(|asset| asset.kind == kind);
    let sum = |by_length: bool| {
        let hundredths = of_kind().filter(|asset| asset.by_length() == by_length).map(|asset| asset.hundredths);
        hundredths.map(i128::from).sum::<i128>() as f64 / 100.0
    };
    let assets = of_kind().count() as u64;
    (assets > 0).then(|| InfrastructureKindCost {
        kind,
        label_ja: kind.label_ja(),
        assets,
        area_m2: sum(false),
        length_m: sum(true),
        total_yen: outlook.of_kind(kind),
    })
}

fn method(rules: &Rules) -> [Text; 3] {
    let (road, overdue) = (rules.life_years(Kind::GeneralRoad), rules.overdue_years());
    let (bridge, water, sewer) =
        (rules.life_years(Kind::Bridge), rules.life_years(Kind::WaterDistribution), rules.life_years(Kind::Sewer));
    [
        Text::new(
            format!("Of roads and paths 1/{road} of the pavement is renewed every year."),
            format!("道路は舗装面積の{road}分の1を毎年打ち換える。"),
        ),
        Text::new(
            format!(
                "Bridges are renewed {bridge} years after they were built, water pipes after {water}, sewers after {sewer}; where the year is unknown, an equal part of the whole every year."
            ),
            format!(
                "橋りょうは架設から{bridge}年、上水道管は布設から{water}年、下水道管は{sewer}年で更新する。年度が不明のものは全体を更新周期で割り毎年均等に更新する。"
            ),
        ),
        Text::new(
            format!("What has passed its life before the first year is renewed in equal parts over {overdue} years."),
            format!("基準年度に更新時期を過ぎているものは最初の{overdue}年間で均等に更新する。"),
        ),
    ]
}
