//! What is different once works are done?
//!
//! | works | component as new | rated best | entered as 資本的支出 |
//! |---|---|---|---|
//! | 修繕 | no | no | no |
//! | 部位更新 | yes | yes | yes |
//! | 大規模改修 | no | yes | yes |
//! | 長寿命化改修 | yes | yes | yes |
//! | 建替え | yes | yes | no |
//! | 耐震改修, バリアフリー化, 省エネルギー・脱炭素化, 用途変更 | no | no | yes |
//! | 解体, その他 | no | no | no |
//!
//! "Component" and "rated" mean the components and parts that the works name, or every one of the building if they name
//! none. A component that is as new counts its age from the year of completion. Works of two kinds are two works: new
//! lamps under 省エネルギー are renewed by a 部位更新 beside it.
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

/// What follows from works that are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The fiscal year of the completion, from which a renewed component counts its age.
    pub done_year: i32,
    /// Whether the components are as new.
    pub renews_component: bool,
    /// Whether the parts are rated best (A).
    pub best_grade: bool,
    /// Whether the cost is proposed to the register as 資本的支出.
    pub capital_improvement_default: bool,
}

/// The effect of works of a kind that were completed on that day.
pub fn effect(kind: WorkKind, done_on: NaiveDate) -> Effect {
    let (renews_component, best_grade, capital_improvement_default) = match kind {
        WorkKind::Renewal | WorkKind::LongLife => (true, true, true),
        WorkKind::Renovation => (false, true, true),
        WorkKind::Rebuild => (true, true, false),
        WorkKind::SeismicRetrofit | WorkKind::Accessibility | WorkKind::Energy | WorkKind::Conversion => {
            (false, false, true)
        }
        WorkKind::Repair | WorkKind::Demolition | WorkKind::Other => (false, false, false),
    };
    Effect { done_year: fiscal_year_of(done_on), renews_component, best_grade, capital_improvement_default }
}
