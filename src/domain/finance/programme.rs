//! Which subsidy or bond is there, for what, and how much of it does another pay?
//!
//! # Shapes
//! One [`Programme`] a row: a subsidy pays a share of the cost that counts, a bond covers a share (充当率) of what is left, and the
//! allocation tax pays a share (交付税措置率) of its service back. [`Conditions`] are values, so that a municipality can add a
//! programme without a change of the program.
//! # Units
//! Yen, fiscal years, years of age and use; shares are exact fractions. Nothing is rounded here.
//! # Errors
//! [`Programme::new`] returns the [`Invalid`] of what contradicts itself.
//! # Source
//! Local Finance Act (地方財政法) §5 and the notices on local bonds; subsidy acts by programme. The rows stand under
//! `data/reference/` with their source each; what is uncertain is marked there.

use super::share::Share;
use crate::domain::facility::{Class, labels};
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use crate::domain::{Invalid, Text};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// How a programme pays (制度区分).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ProgrammeKind {
    /// 補助金・交付金: paid and not paid back
    #[default]
    Subsidy,
    /// 地方債: paid back, in part out of the allocation tax
    Bond,
}

labels!(ProgrammeKind {
    Subsidy => "補助金・交付金",
    Bond => "地方債",
});

/// Whether a bond goes with a subsidy (補助・単独の別).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Subsidised {
    /// 補助・単独いずれも
    #[default]
    Either,
    /// 補助事業のみ
    Only,
    /// 単独事業のみ
    Never,
}

labels!(Subsidised {
    Either => "補助・単独いずれも",
    Only => "補助事業のみ",
    Never => "単独事業のみ",
});

/// What a work must be so that a programme pays for it (要件). Nothing said is no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// 工事種別; none is every kind
    pub kinds: Vec<WorkKind>,
    /// 大分類; none is every class
    pub classes: Vec<Class>,
    /// 最初の年度
    pub first_year: Option<i32>,
    /// 最後の年度
    pub last_year: Option<i32>,
    /// 事業費の下限
    pub least_cost: Option<Yen>,
    /// 築年数の下限
    pub least_age_years: Option<i32>,
    /// 工事後の使用年数の下限
    pub least_remaining_use_years: Option<i32>,
    /// 延床面積の減少: the floor area of all facilities concerned is less afterwards than before
    pub floor_area_falls: bool,
    /// 統合する施設数の下限
    pub least_facilities: Option<i32>,
    /// 個別施設計画への位置付け
    pub in_plan: bool,
    /// 確認事項: what must be confirmed of the work and cannot be seen from its numbers, in words
    pub confirmations: Vec<String>,
    /// 補助・単独の別; of a bond only
    pub subsidised: Subsidised,
}

/// A subsidy or a bond (財源制度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// 制度番号
    pub code: String,
    /// 制度区分
    pub kind: ProgrammeKind,
    /// 補助率 of a subsidy, 充当率 of a bond
    pub rate: Share,
    /// 交付税措置率 of a bond's service
    pub tax_support: Share,
    /// 補助対象事業費の上限: more than this does not count
    pub most_counted_cost: Option<Yen>,
    /// 要件
    pub conditions: Conditions,
}

impl Programme {
    /// A programme whose parts fit together.
    pub fn new(programme: Programme) -> Result<Programme, Invalid> {
        let subsidy = programme.kind == ProgrammeKind::Subsidy;
        let refused = |field: &'static str, en: &str, ja: &str| {
            let text = Text::new(format!("`{field}` {en}"), format!("`{field}` {ja}"));
            Err(Invalid::new(field, "contradiction", "", text))
        };
        if subsidy && !programme.tax_support.is_none() {
            return refused(
                "tax_support_rate",
                "belongs to bonds; leave it out",
                "は地方債だけの項目です。指定を外してください",
            );
        }
        if subsidy && programme.conditions.subsidised != Subsidised::Either {
            return refused(
                "subsidised",
                "belongs to bonds; leave it out",
                "は地方債だけの項目です。指定を外してください",
            );
        }
        if programme.rate.is_none() {
            return refused(
                "rate",
                "is 0, which pays nothing; write the share that is paid",
                "が 0 です。補助率・充当率を書いてください",
            );
        }
        let years = programme.conditions.first_year.zip(programme.conditions.last_year);
        if years.is_some_and(|(first, last)| last < first) {
            return refused(
                "last_year",
                "lies before `first_year`; correct one of the two",
                "が `first_year` より前です。どちらかを訂正してください",
            );
        }
        Ok(programme)
    }
}
