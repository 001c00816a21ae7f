//! What is different once works are done?
//!
//! | works | as new | rated best | entered as 資本的支出 |
//! |---|---|---|---|
//! | 修繕 | nothing | no | no |
//! | 部位更新 | its component | yes | yes |
//! | 大規模改修 | the building | yes | yes |
//! | 長寿命化改修 | the building | yes | yes |
//! | 建替え | the building | yes | no |
//! | 耐震改修, バリアフリー化, 省エネルギー・脱炭素化, 用途変更 | nothing | no | yes |
//! | 解体, その他 | nothing | no | no |
//!
//! "Its component" is the one that the works name: a 部位更新 that names none makes nothing as new. "The building" is every
//! component of it, or only the one that the works name if they name one. What is as new counts its age from the year of
//! completion, and only what is as new can be rated best. Plans reckon with the same table. Works of two kinds are two
//! works: new lamps under 省エネルギー are renewed by a 部位更新 beside it.
//!
//! # Shapes
//! One kind of works and one day in, one effect out.
//! # Units
//! Fiscal years. Nothing is rounded.
//! # Errors
//! None.
//! # Source
//! Ours. 大規模改修 restores what has worn (機能回復) and 長寿命化改修 brings the whole building to the standard of a new one
//! (MEXT handbook, 学校施設の長寿命化計画策定に係る解説書, 2017). 資本的支出 is what raises the value or lengthens the life, 修繕費 what
//! only keeps it (資産評価及び固定資産台帳整備の手引き); a rebuilt building enters the register as an asset of its own and the old one
//! leaves it, as on 解体. The column is a default that the accountant confirms.

use super::word::WorkKind;
use crate::domain::calendar::fiscal_year_of;
use chrono::NaiveDate;

/// What is as new once works are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renews {
    /// Nothing.
    Nothing,
    /// The one component that the works name.
    Component,
    /// Every component of the building.
    Building,
}

impl Renews {
    /// What works of a kind make as new, by the table at the head of this file, as far as the kind alone tells.
    pub fn of(kind: WorkKind) -> Renews {
        match kind {
            WorkKind::Renewal => Renews::Component,
            WorkKind::Renovation | WorkKind::LongLife | WorkKind::Rebuild => Renews::Building,
            WorkKind::Repair
            | WorkKind::SeismicRetrofit
            | WorkKind::Accessibility
            | WorkKind::Energy
            | WorkKind::Conversion
            | WorkKind::Demolition
            | WorkKind::Other => Renews::Nothing,
        }
    }

    /// The same of works that name a component or name none: never more than the component that is named, and no
    /// component that is not.
    pub fn reach(self, names_component: bool) -> Renews {
        match (self, names_component) {
            (Renews::Nothing, _) | (Renews::Component, false) => Renews::Nothing,
            (Renews::Component | Renews::Building, true) => Renews::Component,
            (Renews::Building, false) => Renews::Building,
        }
    }
}

/// What follows from works that are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The fiscal year of the completion, from which what is as new counts its age.
    pub done_year: i32,
    /// What is as new; [`Renews::reach`] tells it of works that name a component or not.
    pub renews: Renews,
    /// Whether the parts that are as new are rated best (A).
    pub best_grade: bool,
    /// Whether the cost is proposed to the register as 資本的支出.
    pub capital_improvement_default: bool,
}

/// The effect of works of a kind that were completed on that day.
pub fn effect(kind: WorkKind, done_on: NaiveDate) -> Effect {
    let renews = Renews::of(kind);
    let capital_improvement_default = match kind {
        WorkKind::Renewal
        | WorkKind::Renovation
        | WorkKind::LongLife
        | WorkKind::SeismicRetrofit
        | WorkKind::Accessibility
        | WorkKind::Energy
        | WorkKind::Conversion => true,
        WorkKind::Repair | WorkKind::Rebuild | WorkKind::Demolition | WorkKind::Other => false,
    };
    let best_grade = renews != Renews::Nothing;
    Effect { done_year: fiscal_year_of(done_on), renews, best_grade, capital_improvement_default }
}
