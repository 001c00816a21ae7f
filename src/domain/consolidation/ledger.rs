//! What does a way to go cost, line by line and year by year?
//!
//! # Shapes
//! [`Ledger`] lines in the order of year, item and subject; [`YearSum`] one a year of the horizon; [`Undertaking`] one a
//! work, for those who pay.
//! # Units
//! Whole yen of the price basis of the unit costs; costs positive, revenue negative. Present values are rounded half away
//! from zero once, from the sums of the years.
//! # Source
//! Ours.

use crate::domain::Text;
use crate::domain::facility::{Class, labels};
use crate::domain::finance::Rate;
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// What is paid or received (費目).
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
    EnumCount,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[schema(as = ConsolidationItem)]
pub enum Item {
    /// 整備費
    Construction,
    /// 転用改修費
    Conversion,
    /// 大規模改修費
    Renovation,
    /// 更新費（建替え）
    Rebuild,
    /// 移転費
    Moving,
    /// 仮施設費
    Temporary,
    /// 除却費
    Demolition,
    /// 補助金返還
    GrantRepayment,
    /// 維持管理費
    Running,
    /// 人件費
    Staff,
    /// 土地売却収入
    LandSale,
    /// 土地貸付収入
    LandLease,
}

labels!(Item {
    Construction => "整備費",
    Conversion => "転用改修費",
    Renovation => "大規模改修費",
    Rebuild => "更新費（建替え）",
    Moving => "移転費",
    Temporary => "仮施設費",
    Demolition => "除却費",
    GrantRepayment => "補助金返還",
    Running => "維持管理費",
    Staff => "人件費",
    LandSale => "土地売却収入",
    LandLease => "土地貸付収入",
});

/// One amount and why it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// 年度
    pub year: i32,
    /// 費目
    pub item: Item,
    /// The facility, building or site it is for.
    pub subject: String,
    /// 金額: costs positive, revenue negative
    pub amount: Yen,
    /// How it was reckoned, in figures.
    pub reckoning: Text,
}

/// A year of a way to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearSum {
    /// 年度
    pub year: i32,
    /// By item, in the order of [`Item`].
    pub items: [i128; Item::COUNT],
    /// 延床面積 at the end of the year, in hundredths of m²
    pub floor_area_dm2: i64,
}

impl YearSum {
    /// Costs less revenue.
    pub fn net(&self) -> Yen {
        in_yen(self.items.iter().sum())
    }

    /// An item of the year.
    pub fn of(&self, item: Item) -> Yen {
        in_yen(self.items[item as usize])
    }
}

/// A work that is to be paid for, with what funding asks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undertaking {
    /// 工事種別
    pub kind: WorkKind,
    /// 費目
    pub item: Item,
    /// The facility or building it is for.
    pub subject: String,
    /// 大分類
    pub class: Class,
    /// 着手年度
    pub first_year: i32,
    /// 工期(年)
    pub years: u32,
    /// 事業費, with what is paid outside the horizon
    pub cost: Yen,
    /// 築年数 when it begins; none of what is new
    pub age_years: Option<i32>,
    /// 延床面積 of all facilities that it brings together, before and afterwards, in hundredths of m²
    pub floor_area_dm2: Option<(i64, i64)>,
    /// 統合する施設数
    pub facilities: Option<i32>,
}

/// A way to go, reckoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// Each amount.
    pub lines: Vec<Line>,
    /// Each year.
    pub years: Vec<YearSum>,
    /// Each work, in the order in which they were found.
    pub works: Vec<Undertaking>,
}

impl Ledger {
    /// Costs less revenue over all years.
    pub fn total(&self) -> Yen {
        in_yen(self.years.iter().flat_map(|year| year.items).sum())
    }

    /// An item over all years.
    pub fn of(&self, item: Item) -> Yen {
        in_yen(self.years.iter().map(|year| year.items[item as usize]).sum())
    }

    /// The dearest year and what it costs; the first of several.
    pub fn peak(&self) -> Option<(i32, Yen)> {
        let dearest = self.years.iter().max_by(|a, b| (a.net(), b.year).cmp(&(b.net(), a.year)));
        dearest.map(|year| (year.year, year.net()))
    }

    /// Costs less revenue a year on average, rounded half up.
    pub fn annual_mean(&self) -> Yen {
        self.total().mean_over(self.years.len().max(1) as u32)
    }

    /// What all years are worth at the beginning of the first: `Σ net / (1 + rate)^(k + 1)`, each year paid at its end.
    pub fn present_value(&self, rate: Rate) -> Yen {
        present_value(self.years.iter().map(YearSum::net), rate)
    }

    /// Floor area at the end of the last year, in hundredths of m².
    pub fn final_floor_area_dm2(&self) -> i64 {
        self.years.last().map_or(0, |year| year.floor_area_dm2)
    }
}

/// What amounts at the ends of years are worth at the beginning of the first, rounded half away from zero.
///
/// From the last year to the first, `v ← (v + amount) / (1 + rate)` in millionths of a yen: whole numbers, so that the yen
/// is the same on every machine.
pub fn present_value(amounts: impl DoubleEndedIterator<Item = Yen>, rate: Rate) -> Yen {
    const MILLIONTHS: i128 = 1_000_000;
    let (whole, more) = (i128::from(Rate::WHOLE), i128::from(rate.millionths()));
    let worth = amounts.rev().fold(0, |worth: i128, amount| {
        (worth + i128::from(amount.0) * MILLIONTHS).saturating_mul(whole) / (whole + more)
    });
    in_yen((worth.abs() + MILLIONTHS / 2) / MILLIONTHS * worth.signum())
}

pub(super) fn in_yen(amount: i128) -> Yen {
    Yen(amount.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
}
