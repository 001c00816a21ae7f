//! May a programme pay for a work, and if not, what is in the way?
//!
//! Each condition that the programme sets is compared with what is known of the work: it is met, not met, or not known. One
//! condition not met keeps the programme away; one not known leaves it open, and the answer says which fact is missing.
//!
//! # Shapes
//! [`Facts`] of one work and one programme in; one [`Checked`] a condition out, in a fixed order.
//! # Units
//! Yen, years, floor areas in dm². Comparisons include the limit (at least, not before, not after); floor area must be strictly
//! less afterwards.
//! # Source
//! 集約化・複合化: total floor area must decrease (総務省, notices on 公共施設等適正管理推進事業債). 長寿命化改良: 40 years of age and 30
//! of further use (文部科学省, 学校施設環境改善交付金). The conditions themselves are rows of data.

use super::programme::{Programme, ProgrammeKind, Subsidised};
use crate::domain::Text;
use crate::domain::facility::{Class, Word};
use crate::domain::units::{Area, Yen};
use crate::domain::work::WorkKind;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What is known of a work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// 工事種別
    pub kind: Option<WorkKind>,
    /// 大分類
    pub class: Option<Class>,
    /// 年度
    pub fiscal_year: Option<i32>,
    /// 事業費
    pub cost: Yen,
    /// 築年数
    pub age_years: Option<i32>,
    /// 工事後の使用年数
    pub remaining_use_years: Option<i32>,
    /// 延床面積 before
    pub floor_area_before: Option<Area>,
    /// 延床面積 afterwards
    pub floor_area_after: Option<Area>,
    /// 統合する施設数
    pub facilities: Option<i32>,
    /// 個別施設計画への位置付け
    pub in_plan: Option<bool>,
    /// 確認済みの事項, in the words of the programmes
    pub confirmed: Vec<String>,
}

/// What a condition is about (要件の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ConditionKind {
    /// 対象年度
    Period,
    /// 工事種別
    WorkKind,
    /// 大分類
    Class,
    /// 事業費の下限
    LeastCost,
    /// 築年数
    Age,
    /// 工事後の使用年数
    RemainingUse,
    /// 延床面積の減少
    FloorAreaFalls,
    /// 統合する施設数
    Facilities,
    /// 個別施設計画への位置付け
    InPlan,
    /// 確認事項
    Confirmation,
    /// 補助・単独の別
    Subsidised,
}

/// Whether a condition is met (充足).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// 充足
    Met,
    /// 不明: the work does not say
    Unknown,
    /// 不足
    NotMet,
}

/// A condition and how the work stands to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// 要件の種類
    pub kind: ConditionKind,
    /// 充足
    pub outcome: Outcome,
    /// What is asked, what the work has, and which fact is missing.
    pub text: Text,
}

/// How all conditions of a programme stand: the worst of them, met when there are none.
pub fn outcome(checked: &[Checked]) -> Outcome {
    checked.iter().map(|one| one.outcome).max().unwrap_or(Outcome::Met)
}

/// Every condition of a programme; `subsidised` is whether a subsidy goes with the bond, where that is settled.
pub fn check(programme: &Programme, facts: &Facts, subsidised: Option<bool>) -> Vec<Checked> {
    let asked = &programme.conditions;
    let mut checked = Vec::new();
    let mut note = |kind, met: Option<bool>, text| {
        let outcome = met.map_or(Outcome::Unknown, |met| if met { Outcome::Met } else { Outcome::NotMet });
        checked.push(Checked { kind, outcome, text });
    };
    if asked.first_year.is_some() || asked.last_year.is_some() {
        let within = |year: i32| {
            asked.first_year.is_none_or(|first| first <= year) && asked.last_year.is_none_or(|last| year <= last)
        };
        note(
            ConditionKind::Period,
            facts.fiscal_year.map(within),
            period(asked.first_year, asked.last_year, facts.fiscal_year),
        );
    }
    if !asked.kinds.is_empty() {
        let text = among("the work kind", "工事種別", &asked.kinds, facts.kind, "kind");
        note(ConditionKind::WorkKind, facts.kind.map(|kind| asked.kinds.contains(&kind)), text);
    }
    if !asked.classes.is_empty() {
        let text = among("the class", "大分類", &asked.classes, facts.class, "class");
        note(ConditionKind::Class, facts.class.map(|class| asked.classes.contains(&class)), text);
    }
    if let Some(least) = asked.least_cost {
        let text = Text::new(
            format!("the cost must be at least {} yen; it is {}", least.0, facts.cost.0),
            format!("事業費は{}円以上（この工事は{}円）", least.0, facts.cost.0),
        );
        note(ConditionKind::LeastCost, Some(facts.cost >= least), text);
    }
    if let Some(least) = asked.least_age_years {
        let text = at_least(("the building's age", "築年数", "年"), least, facts.age_years, "building_age_years");
        note(ConditionKind::Age, facts.age_years.map(|age| age >= least), text);
    }
    if let Some(least) = asked.least_remaining_use_years {
        let text = at_least(
            ("the further use", "工事後の使用年数", "年"),
            least,
            facts.remaining_use_years,
            "remaining_use_years",
        );
        note(ConditionKind::RemainingUse, facts.remaining_use_years.map(|years| years >= least), text);
    }
    if asked.floor_area_falls {
        let areas = facts.floor_area_before.zip(facts.floor_area_after);
        note(ConditionKind::FloorAreaFalls, areas.map(|(before, after)| after < before), floor_area(areas));
    }
    if let Some(least) = asked.least_facilities {
        let text = at_least(
            ("the number of facilities merged", "統合する施設数", "施設"),
            least,
            facts.facilities,
            "facilities_merged",
        );
        note(ConditionKind::Facilities, facts.facilities.map(|number| number >= least), text);
    }
    if asked.in_plan {
        let text = Text::new(
            "the work must stand in the individual facility plan; say so by `in_plan`",
            "個別施設計画等に位置付けられていること（`in_plan` で指定）",
        );
        note(ConditionKind::InPlan, facts.in_plan, text);
    }
    for wanted in &asked.confirmations {
        let text = Text::new(
            format!("it must be confirmed that the work is `{wanted}`; if it is, name that among `confirmed`"),
            format!("「{wanted}」に当たること。当たる場合は `confirmed` に加えてください"),
        );
        note(ConditionKind::Confirmation, facts.confirmed.contains(wanted).then_some(true), text);
    }
    if programme.kind == ProgrammeKind::Bond && asked.subsidised != Subsidised::Either {
        let wanted = asked.subsidised == Subsidised::Only;
        let text = match wanted {
            true => Text::new("the bond goes with a subsidised work only", "補助事業だけが対象"),
            false => Text::new("the bond goes with a work without a subsidy only", "単独事業だけが対象"),
        };
        note(ConditionKind::Subsidised, subsidised.map(|subsidised| subsidised == wanted), text);
    }
    checked
}

fn period(first: Option<i32>, last: Option<i32>, year: Option<i32>) -> Text {
    let (from, to) = (first.map_or(String::new(), |y| y.to_string()), last.map_or(String::new(), |y| y.to_string()));
    match year {
        Some(year) => Text::new(
            format!("the programme runs in fiscal years {from}–{to}; the work is in {year}"),
            format!("制度の期間は{from}～{to}年度（この工事は{year}年度）"),
        ),
        None => Text::new(
            format!("the programme runs in fiscal years {from}–{to}; give `fiscal_year`"),
            format!("制度の期間は{from}～{to}年度。`fiscal_year` を指定してください"),
        ),
    }
}

fn among<W: Word>(en: &str, ja: &str, allowed: &[W], found: Option<W>, field: &str) -> Text {
    let codes = allowed.iter().map(|word| word.code()).collect::<Vec<_>>().join(", ");
    let labels = allowed.iter().map(|word| word.label_ja()).collect::<Vec<_>>().join("、");
    match found {
        Some(found) => Text::new(
            format!("{en} must be one of {codes}; it is {}", found.code()),
            format!("{ja}は {labels}（この工事は{}）", found.label_ja()),
        ),
        None => Text::new(
            format!("{en} must be one of {codes}; give `{field}`"),
            format!("{ja}は {labels}。`{field}` を指定してください"),
        ),
    }
}

fn at_least((en, ja, unit): (&str, &str, &str), least: i32, found: Option<i32>, field: &str) -> Text {
    match found {
        Some(found) => Text::new(
            format!("{en} must be at least {least}; it is {found}"),
            format!("{ja}は{least}{unit}以上（この工事は{found}{unit}）"),
        ),
        None => Text::new(
            format!("{en} must be at least {least}; give `{field}`"),
            format!("{ja}は{least}{unit}以上。`{field}` を指定してください"),
        ),
    }
}

fn floor_area(areas: Option<(Area, Area)>) -> Text {
    match areas {
        Some((before, after)) => Text::new(
            format!("the total floor area must decrease; it goes from {} to {} m²", before.m2(), after.m2()),
            format!("延床面積の合計が減少すること（{}㎡ → {}㎡）", before.m2(), after.m2()),
        ),
        None => Text::new(
            "the total floor area must decrease; give `floor_area_before_m2` and `floor_area_after_m2`",
            "延床面積の合計が減少すること。`floor_area_before_m2` と `floor_area_after_m2` を指定してください",
        ),
    }
}
