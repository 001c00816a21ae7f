//! What does the municipality hold, and what does holding it cost a year?
//!
//! # Shapes
//! [`Holding`] a facility with its buildings, its site, and grants that bind it; [`Land`] a site; [`Rates`] a row a class.
//! # Units
//! Areas in hundredths of m², money in yen or yen a year, years are fiscal years.
//! # Source
//! Grants: 補助金等に係る予算の執行の適正化に関する法律 §22; how much is paid back for the years that are left is agreed with the
//! ministry. Ours: in proportion to the years that are left.

use crate::domain::facility::{Class, DisasterRole};
use crate::domain::units::{Area, Yen};

/// A building of a holding (棟).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldBuilding {
    /// 大分類
    pub class: Class,
    /// 建築年度
    pub completed_year: i16,
    /// 延床面積
    pub floor_area: Area,
}

/// A grant whose conditions restrict disposal (処分制限のある補助金).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// 補助金額
    pub amount: Yen,
    /// 交付年度
    pub granted_year: i32,
    /// 処分制限期間の最後の年度
    pub restricted_until: i32,
}

impl Grant {
    /// What is paid back when the use ends in a year: the amount in proportion to the years that are left, rounded down.
    pub fn repayment(self, year: i32) -> Yen {
        let all = i128::from(self.restricted_until) - i128::from(self.granted_year) + 1;
        let left = (i128::from(self.restricted_until) - i128::from(year) + 1).clamp(0, all.max(0));
        if all <= 0 {
            return Yen(0);
        }
        Yen((i128::from(self.amount.0) * left / all) as i64)
    }
}

/// A facility as consolidation sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// 施設番号
    pub code: String,
    /// 施設名称
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 敷地番号
    pub site: Option<String>,
    /// 棟
    pub buildings: Vec<HeldBuilding>,
    /// 維持管理費 a year, when known; else by floor area
    pub running: Option<Yen>,
    /// 人件費 a year, when known; else by floor area
    pub staff: Option<Yen>,
    /// 処分制限のある補助金
    pub grants: Vec<Grant>,
    /// 防災上の役割
    pub disaster_roles: Vec<DisasterRole>,
    /// 定員・収容人数
    pub capacity: Option<i64>,
}

impl Holding {
    /// Floor area of all its buildings, in hundredths of m².
    pub fn floor_area_dm2(&self) -> i64 {
        self.buildings.iter().map(|building| i64::from(building.floor_area.dm2())).sum()
    }
}

/// A site and what its land is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Land {
    /// 敷地番号
    pub code: String,
    /// 敷地面積 in hundredths of m²
    pub area_dm2: i64,
    /// 土地単価 a m²; land whose price is not known yields nothing
    pub price_yen_per_m2: Option<Yen>,
}

impl Land {
    /// Area times price, rounded down to the yen.
    pub fn value(&self) -> Option<Yen> {
        let price = self.price_yen_per_m2?;
        Some(Yen(i64::try_from(i128::from(self.area_dm2) * i128::from(price.0) / 100).unwrap_or(i64::MAX)))
    }
}

/// What a square metre of a class costs a year, and what leaving it costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// 維持管理費
    pub running_yen_per_m2: Yen,
    /// 人件費
    pub staff_yen_per_m2: Yen,
}
