//! Why is a work in the plan, why is it not, and what is its cost worth?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term; [`Reasons`] a set of them in two bytes.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Grades C (広範囲に劣化) and D (早急に対応): MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017). The rest is ours, so that
//! every line of a plan can be explained to the council and to the people of the facility.

use crate::domain::Text;
use crate::domain::facility::{Word, labels};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// What the cost of a work rests on (費用の根拠).
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
pub enum CostBasis {
    /// 積算: a quantity and its unit cost, or an estimate that somebody gave
    Given,
    /// 概算: a share of what rebuilding costs, or an area and a unit cost
    Estimated,
    /// 不明: nothing to reckon it from; its cost is 0 and the total lacks it
    Unknown,
}

labels!(CostBasis { Given => "積算", Estimated => "概算", Unknown => "不明" });

/// What a rating asks for when it asks for works (評価による対応).
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
pub enum Urgency {
    /// 早急に対応: grade D
    Serious,
    /// 広範囲に劣化: grade C
    Widespread,
}

labels!(Urgency { Serious => "早急に対応", Widespread => "広範囲に劣化" });

/// Why a work is planned for its year (計画の理由).
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
#[repr(u8)]
#[schema(as = PlanReason)]
pub enum Reason {
    /// 更新周期の到来: its life ends in the planned year or has ended
    CycleReached,
    /// 更新時期超過: its life ended before the first year of the plan
    Overdue,
    /// 評価による早急な対応: rated D
    RatedSerious,
    /// 評価による計画的な対応: rated C
    RatedWidespread,
    /// 大規模改修時期の到来
    RenovationDue,
    /// 長寿命化改修時期の到来
    LongLifeDue,
    /// 建替え時期の到来
    RebuildDue,
    /// 個別に設定: a year that somebody set
    Set,
    /// 同時期の工事に合わせて前倒し: moved forward to works on the same building
    Bundled,
    /// 財政負担の平準化: moved so that the yearly burden is level
    Levelled,
}

labels!(Reason {
    CycleReached => "更新周期の到来",
    Overdue => "更新時期超過",
    RatedSerious => "評価による早急な対応",
    RatedWidespread => "評価による計画的な対応",
    RenovationDue => "大規模改修時期の到来",
    LongLifeDue => "長寿命化改修時期の到来",
    RebuildDue => "建替え時期の到来",
    Set => "個別に設定",
    Bundled => "同時期の工事に合わせて前倒し",
    Levelled => "財政負担の平準化",
});

/// Why a work that falls due is not in the plan (計画しない理由).
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
pub enum LeftOutReason {
    /// 既存の工事に含む: works that are planned, budgeted or under way already renew it
    ExistingWork,
    /// 建替えが近い
    RebuildNear,
    /// 大規模改修・長寿命化改修が近い
    RenovationNear,
    /// 廃止が近い
    Closing,
    /// 建物が存続しない: not built yet, demolished or not to be kept
    NotKept,
}

labels!(LeftOutReason {
    ExistingWork => "既存の工事に含む",
    RebuildNear => "建替えが近い",
    RenovationNear => "大規模改修・長寿命化改修が近い",
    Closing => "廃止が近い",
    NotKept => "建物が存続しない",
});

/// A part of the priority (優先度の内訳).
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
pub enum PriorityPart {
    /// 劣化状況
    Condition,
    /// 施設の役割
    Role,
    /// 危険・支障
    Risk,
}

labels!(PriorityPart { Condition => "劣化状況", Role => "施設の役割", Risk => "危険・支障" });

impl Reason {
    /// The reason as a person reads it.
    pub fn text(self) -> Text {
        let en = match self {
            Reason::CycleReached => "its life has ended",
            Reason::Overdue => "its life ended before the plan begins",
            Reason::RatedSerious => "it was rated D and needs works early",
            Reason::RatedWidespread => "it was rated C and needs works",
            Reason::RenovationDue => "the renovation is due",
            Reason::LongLifeDue => "the long-life renovation is due",
            Reason::RebuildDue => "the rebuild is due",
            Reason::Set => "the year was set by hand",
            Reason::Bundled => "moved forward to works on the same building",
            Reason::Levelled => "moved so that the yearly burden is level",
        };
        Text::new(en, self.label_ja())
    }
}

impl LeftOutReason {
    /// The reason as a person reads it.
    pub fn text(self) -> Text {
        let en = match self {
            LeftOutReason::ExistingWork => "works that exist already renew it",
            LeftOutReason::RebuildNear => "a rebuild is near",
            LeftOutReason::RenovationNear => "a renovation is near",
            LeftOutReason::Closing => "the building will be closed",
            LeftOutReason::NotKept => "the building does not stand or is not to be kept",
        };
        Text::new(en, self.label_ja())
    }
}

/// The reasons of one work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reasons(u16);

impl Reasons {
    /// The same reasons and one more.
    pub fn and(self, reason: Reason) -> Reasons {
        Reasons(self.0 | 1 << reason as u8)
    }

    /// The same reasons, and one more if it holds.
    pub fn and_if(self, holds: bool, reason: Reason) -> Reasons {
        if holds { self.and(reason) } else { self }
    }

    /// Whether a reason is among them.
    pub fn contains(self, reason: Reason) -> bool {
        self.0 & 1 << reason as u8 != 0
    }

    /// Each of them, in the order of [`Reason`].
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::iter().filter(move |reason| self.contains(*reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_reasons_holds_what_was_put_in_and_nothing_else() {
        let reasons = Reasons::default().and(Reason::Bundled).and(Reason::Overdue).and_if(false, Reason::Set);
        assert_eq!(reasons.iter().collect::<Vec<_>>(), [Reason::Overdue, Reason::Bundled]);
        assert_eq!(Reasons::default().iter().count(), 0);
        assert!(Reason::iter().all(|reason| Reasons::default().and(reason).iter().eq([reason])));
    }

    #[test]
    fn a_reason_is_told_in_both_languages() {
        let text = Reason::RatedSerious.text();
        assert_eq!(
            (text.en.as_str(), text.ja.as_str()),
            ("it was rated D and needs works early", "評価による早急な対応")
        );
        let text = LeftOutReason::Closing.text();
        assert_eq!((text.en.as_str(), text.ja.as_str()), ("the building will be closed", "廃止が近い"));
        let english = Reason::iter().map(|r| r.text().en).chain(LeftOutReason::iter().map(|r| r.text().en));
        assert_eq!(english.collect::<std::collections::BTreeSet<_>>().len(), 15);
    }

    #[test]
    fn every_word_is_written_the_same_by_serde_and_by_strum() {
        fn same<W: Word + Serialize>() {
            for word in W::iter() {
                assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
            }
        }
        same::<CostBasis>();
        same::<Urgency>();
        same::<Reason>();
        same::<LeftOutReason>();
        same::<PriorityPart>();
    }
}
