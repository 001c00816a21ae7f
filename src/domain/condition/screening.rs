//! Can a long life be planned for a building, or must its structure be surveyed first?
//!
//! 1. Steel or wood: corroded (腐食・腐朽) and at least the age limit old → survey. Not corroded, or younger → long life.
//! 2. Concrete (RC, SRC): new seismic standard, or core strength above the limit → long life. Old standard with a strength up
//!    to and including the limit → survey.
//! 3. Masonry and other: new seismic standard → long life.
//!
//! Whatever a decision needs and is not given makes the result "not known", never "long life".
//!
//! # Shapes
//! One building, all of whose facts may be missing.
//! # Units
//! Core strength in tenths of N/mm² (13.5 N/mm² is 135); age in whole years. Nothing is rounded.
//! # Errors
//! [`ScreeningRules::from_named`] returns [`Invalid`], which names the parameter.
//! # Source
//! MEXT handbook (2017): 圧縮強度 13.5 N/mm² 以下 → 要調査; a sample list there has 13.1 → 要調査. Ours: SRC is judged as RC, the
//! question of corrosion comes before that of the seismic standard, and what the handbook does not treat is not known.

use super::decimal::{hundredths, written};
use crate::domain::facility::{SeismicStandard, Structure, Word, labels};
use crate::domain::{Invalid, Text};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What the structure allows (試算上の区分).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ScreeningResult {
    /// 長寿命
    LongLife,
    /// 要調査: a rebuild is assumed until the survey is made
    NeedsSurvey,
    /// 判定できない: a fact is missing
    NotKnown,
}

labels!(ScreeningResult { LongLife => "長寿命", NeedsSurvey => "要調査", NotKnown => "判定できない" });

/// The limits of the screening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreeningRules {
    core_strength_tenths: i64,
    steel_wood_age_years: i32,
}

impl ScreeningRules {
    /// From the parameters `screening_core_strength_n_mm2` (0.1 to 100, one decimal) and `screening_steel_wood_age_years` (0
    /// to 200).
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<ScreeningRules, Invalid> {
        let read = |field: &'static str, step: i64, low: i64, high: i64| {
            let text = value(field).unwrap_or_default();
            let text = text.trim();
            let number = hundredths(text).filter(|number| number % step == 0 && (low..=high).contains(number));
            number.ok_or_else(|| {
                let (low, high, step) = (written(low), written(high), written(step));
                let en =
                    format!("the parameter `{field}` is `{text}`; it must be from {low} to {high} in steps of {step}");
                let ja =
                    format!("前提条件 `{field}` の値 `{text}` は {low} から {high} まで、{step} 刻みにしてください");
                let code = if hundredths(text).is_some() { "out-of-range" } else { "malformed" };
                Invalid::new(field, code, text, Text::new(en, ja))
            })
        };
        Ok(ScreeningRules {
            core_strength_tenths: read("screening_core_strength_n_mm2", 10, 10, 10_000)? / 10,
            steel_wood_age_years: (read("screening_steel_wood_age_years", 100, 0, 20_000)? / 100) as i32,
        })
    }
}

/// What is known of the building that is screened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screened {
    /// Main structure.
    pub structure: Option<Structure>,
    /// Seismic standard it was designed to.
    pub seismic_standard: Option<SeismicStandard>,
    /// Strength of its concrete cores (コンクリート圧縮強度), tenths of N/mm².
    pub core_strength_tenths: Option<i64>,
    /// Whole years since completion.
    pub age_years: Option<i32>,
    /// Whether its frame is markedly corroded or rotten (腐食・腐朽).
    pub corroded: Option<bool>,
}

/// The result and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screening {
    /// What the structure allows.
    pub result: ScreeningResult,
    /// The fact that decided, or the one that is missing.
    pub reason: Text,
}

impl Screening {
    fn new(result: ScreeningResult, en: impl Into<String>, ja: impl Into<String>) -> Screening {
        Screening { result, reason: Text::new(en, ja) }
    }
}

/// Screens one building by the rule at the head of this file.
pub fn screening(building: Screened, rules: &ScreeningRules) -> Screening {
    use Structure::{LightSteel, Masonry, Other, Rc, Src, Steel, Wood, WoodMortar};
    match building.structure {
        Some(structure @ (Steel | LightSteel | Wood | WoodMortar)) => of_steel_or_wood(structure, building, rules),
        Some(Rc | Src) => of_concrete(building, rules),
        Some(structure @ (Masonry | Other)) => of_other(structure, building),
        None => Screening::new(
            ScreeningResult::NotKnown,
            "the structure is not known; enter it",
            "構造が分かりません。入力してください",
        ),
    }
}

fn of_steel_or_wood(structure: Structure, building: Screened, rules: &ScreeningRules) -> Screening {
    use ScreeningResult::{LongLife, NeedsSurvey, NotKnown};
    let (limit, label) = (rules.steel_wood_age_years, structure.label_ja());
    match (building.age_years, building.corroded) {
        (_, Some(false)) => Screening::new(
            LongLife,
            "steel or wood without marked corrosion",
            format!("{label}で、著しい腐食・腐朽はありません"),
        ),
        (Some(age), _) if age < limit => Screening::new(
            LongLife,
            format!("steel or wood, {age} years old: less than {limit}"),
            format!("{label}で築{age}年、{limit}年未満です"),
        ),
        (Some(age), Some(true)) => Screening::new(
            NeedsSurvey,
            format!("steel or wood, corroded and {age} years old: {limit} or more"),
            format!("{label}で築{age}年（{limit}年以上）、腐食・腐朽があります"),
        ),
        (Some(age), None) => Screening::new(
            NotKnown,
            format!("steel or wood, {age} years old: {limit} or more; say whether it is corroded"),
            format!("{label}で築{age}年（{limit}年以上）です。腐食・腐朽の有無を入力してください"),
        ),
        (None, _) => Screening::new(
            NotKnown,
            "steel or wood of unknown age; enter the year of completion",
            format!("{label}ですが、築年数が分かりません。建築年度を入力してください"),
        ),
    }
}

fn of_concrete(building: Screened, rules: &ScreeningRules) -> Screening {
    use ScreeningResult::{LongLife, NeedsSurvey, NotKnown};
    let n_mm2 = |tenths: i64| written(tenths.saturating_mul(10));
    let limit = n_mm2(rules.core_strength_tenths);
    match (building.seismic_standard, building.core_strength_tenths) {
        (Some(SeismicStandard::New), _) => of_new_standard(),
        (_, Some(tenths)) if tenths > rules.core_strength_tenths => Screening::new(
            LongLife,
            format!("core strength {} N/mm²: more than {limit}", n_mm2(tenths)),
            format!("圧縮強度 {} N/mm² は {limit} N/mm² を超えています", n_mm2(tenths)),
        ),
        (Some(SeismicStandard::Old), Some(tenths)) => Screening::new(
            NeedsSurvey,
            format!("old seismic standard and core strength {} N/mm²: not more than {limit}", n_mm2(tenths)),
            format!("旧耐震基準で、圧縮強度 {} N/mm² は {limit} N/mm² 以下です", n_mm2(tenths)),
        ),
        (Some(SeismicStandard::Old), None) => Screening::new(
            NotKnown,
            "concrete of the old seismic standard; enter the core strength",
            "旧耐震基準のコンクリート造です。圧縮強度を入力してください",
        ),
        (None, _) => Screening::new(
            NotKnown,
            "the seismic standard is not known; enter it",
            "耐震基準が分かりません。入力してください",
        ),
    }
}

fn of_other(structure: Structure, building: Screened) -> Screening {
    let label = structure.label_ja();
    match building.seismic_standard {
        Some(SeismicStandard::New) => of_new_standard(),
        _ => Screening::new(
            ScreeningResult::NotKnown,
            "there is no rule for this structure unless it was designed to the new seismic standard; have it surveyed",
            format!("構造が{label}で新耐震基準でないものには判定の定めがありません。調査してください"),
        ),
    }
}

fn of_new_standard() -> Screening {
    Screening::new(ScreeningResult::LongLife, "designed to the new seismic standard", "新耐震基準で設計されています")
}
