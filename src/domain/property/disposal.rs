//! May it be sold, exchanged or let, and if not, why?
//!
//! Each condition that the law puts before a measure is told with whether it is met: what is not met bars the measure
//! (`eligible` is false); what still has to be done on the way, such as a vote of the council, is told and does not.
//!
//! # Shapes
//! One property and one measure; conditions in the order of the law.
//! # Units
//! Whole yen, hundredths of a square metre, calendar days.
//! # Errors
//! None: what bars is a result with its reason.
//! # Source
//! Local Autonomy Act (地方自治法) §238-4 (1), (2), (7): administrative property is not sold, exchanged or let but for the cases
//! named there; §238-5: ordinary property is. §96 (1) 6 and §237 (2): not below a fair price but by ordinance or vote; §96 (1) 8
//! with the Enforcement Order (施行令) §121-2 and appended table 4: large disposals by vote. Act on Regulation of Execution of
//! Budget Pertaining to Subsidies (補助金適正化法) §22: nothing acquired with subsidies is turned to other ends without approval.

use super::word::Measure;
use crate::domain::Text;
use crate::domain::facility::PropertyClass;
use crate::domain::units::Yen;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What is known of the property.
#[derive(Clone, Debug)]
pub struct Facts {
    /// 財産区分
    pub class: PropertyClass,
    /// 用途廃止日
    pub use_abolished_on: Option<NaiveDate>,
    /// 面積, hundredths of a square metre
    pub area_dm2: Option<i64>,
    /// Whether land is part of it.
    pub with_land: bool,
    /// 処分制限期間の満了日 of a subsidy
    pub restricted_until: Option<NaiveDate>,
    /// 財産処分の承認日
    pub restriction_lifted_on: Option<NaiveDate>,
    /// 予定価格
    pub asking_price: Option<Yen>,
    /// 価格の目安
    pub indicated: Option<Yen>,
    /// 議会の議決日
    pub voted_on: Option<NaiveDate>,
}

/// From where on a disposal takes a vote of the council (議決を要する財産の処分), unless an ordinance says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Price from which.
    pub price: Yen,
    /// Area of land from which, hundredths of a square metre.
    pub land_dm2: i64,
}

/// Which condition it is.
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
pub enum ConditionCode {
    /// 用途廃止: administrative property becomes ordinary first
    UseAbolished,
    /// 行政財産の貸付け・使用許可の範囲
    LimitedLetting,
    /// 補助金の処分制限
    SubsidyRestriction,
    /// 適正な対価
    FairPrice,
    /// 議会の議決
    CouncilVote,
}

/// How a condition stands.
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
pub enum Standing {
    /// 充足
    Met,
    /// 未充足: bars the measure
    NotMet,
    /// 要手続: to be done before the contract; does not bar
    ToDo,
}

/// One condition, how it stands and what the law says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which.
    pub code: ConditionCode,
    /// How it stands.
    pub standing: Standing,
    /// Why.
    pub reason: Text,
    /// 根拠法令
    pub law: &'static str,
}

/// Whether nothing bars the measure.
pub fn is_eligible(conditions: &[Condition]) -> bool {
    conditions.iter().all(|condition| condition.standing != Standing::NotMet)
}

/// The conditions of a measure on a day.
pub fn conditions(facts: &Facts, measure: Measure, limits: Limits, today: NaiveDate) -> Vec<Condition> {
    let disposal = matches!(measure, Measure::Sale | Measure::Exchange);
    let mut found = Vec::new();
    if disposal || measure == Measure::Lease {
        found.extend(class(facts, measure, today));
    }
    found.extend(subsidy(facts, today));
    if disposal {
        found.extend(fair_price(facts));
        found.extend(vote(facts, limits, today));
    }
    found
}

fn class(facts: &Facts, measure: Measure, today: NaiveDate) -> Option<Condition> {
    if facts.class == PropertyClass::Ordinary {
        return None;
    }
    let abolished = facts.use_abolished_on.filter(|day| *day <= today);
    let (code, standing, reason, law) = match (abolished, measure) {
        (Some(day), _) => (
            ConditionCode::UseAbolished,
            Standing::Met,
            Text::new(
                format!("its use was abolished on {day}: it is ordinary property since; correct `property_class`"),
                format!("{day} に用途廃止済みです（普通財産）。`property_class` を改めてください"),
            ),
            "地方自治法第238条の4第1項、第238条の5第1項",
        ),
        (None, Measure::Lease) => (
            ConditionCode::LimitedLetting,
            Standing::ToDo,
            Text::new(
                "administrative property is let only in the cases of the law or used by permission; choose which, or abolish its use",
                "行政財産の貸付けは法定の場合に限られます。貸付け又は目的外使用許可の要件を確かめるか、用途廃止をしてください",
            ),
            "地方自治法第238条の4第2項、第7項",
        ),
        (None, _) => (
            ConditionCode::UseAbolished,
            Standing::NotMet,
            Text::new(
                "it is administrative property, which is neither sold nor exchanged; abolish its use first",
                "行政財産は売払い・交換ができません。先に用途廃止の手続をしてください",
            ),
            "地方自治法第238条の4第1項",
        ),
    };
    Some(Condition { code, standing, reason, law })
}

fn subsidy(facts: &Facts, today: NaiveDate) -> Option<Condition> {
    let until = facts.restricted_until?;
    let lifted = facts.restriction_lifted_on.filter(|day| *day <= today);
    let (standing, reason) = if let Some(day) = lifted {
        let en = format!("the ministry approved on {day}");
        (Standing::Met, Text::new(en, format!("{day} に財産処分の承認を得ています")))
    } else if until < today {
        let en = format!("the restriction ended on {until}");
        (Standing::Met, Text::new(en, format!("処分制限期間は {until} に満了しています")))
    } else {
        let en = format!("acquired with a subsidy, restricted until {until}; ask the ministry for approval first");
        let ja = format!("補助金の処分制限期間中です（{until} まで）。先に財産処分の承認を得てください");
        (Standing::NotMet, Text::new(en, ja))
    };
    Some(Condition { code: ConditionCode::SubsidyRestriction, standing, reason, law: "補助金適正化法第22条" })
}

fn fair_price(facts: &Facts) -> Option<Condition> {
    let (asking, indicated) = (facts.asking_price?, facts.indicated?);
    let below = asking < indicated;
    let reason = match below {
        true => Text::new(
            format!(
                "the price of {} yen is below the indication of {} yen; have it appraised, below a fair price it takes an ordinance or a vote",
                asking.0, indicated.0
            ),
            format!(
                "予定価格 {} 円は目安 {} 円を下回ります。鑑定等で適正な対価を確かめてください（下回る譲渡には条例又は議決が必要）",
                asking.0, indicated.0
            ),
        ),
        false => Text::new(
            format!("the price of {} yen is not below the indication of {} yen", asking.0, indicated.0),
            format!("予定価格 {} 円は目安 {} 円以上です", asking.0, indicated.0),
        ),
    };
    let standing = if below { Standing::ToDo } else { Standing::Met };
    Some(Condition {
        code: ConditionCode::FairPrice,
        standing,
        reason,
        law: "地方自治法第96条第1項第6号、第237条第2項",
    })
}

fn vote(facts: &Facts, limits: Limits, today: NaiveDate) -> Option<Condition> {
    let price = facts.asking_price.or(facts.indicated)?;
    // Land takes a vote only when it is large as well as dear; a building when it is dear.
    let large = !facts.with_land || facts.area_dm2? >= limits.land_dm2;
    if price < limits.price || !large {
        return None;
    }
    let voted = facts.voted_on.filter(|day| *day <= today);
    let (standing, reason) = match voted {
        Some(day) => {
            (Standing::Met, Text::new(format!("the council voted on {day}"), format!("{day} に議会の議決を得ています")))
        }
        None => (
            Standing::ToDo,
            Text::new(
                format!("a disposal of {} yen takes a vote of the council before the contract", price.0),
                format!("{} 円の処分は、契約前に議会の議決が必要です", price.0),
            ),
        ),
    };
    Some(Condition {
        code: ConditionCode::CouncilVote,
        standing,
        reason,
        law: "地方自治法第96条第1項第8号、同法施行令第121条の2・別表第4",
    })
}
