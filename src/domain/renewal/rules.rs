//! What a forecast is made with: when work falls due, over how many years it is paid, what a square metre costs, and
//! which years are looked at.
//!
//! # Shapes
//! [`Rules`] and [`Horizon`] are scalars; [`UnitCosts`] has one row a [`Class`], in the order of its list.
//! # Units
//! Ages, spreads and horizons in whole fiscal years; unit costs in whole yen a square metre of floor area. Nothing is
//! rounded. The price basis is that of the table the unit costs come from; nothing is discounted or escalated.
//! # Errors
//! The constructors return [`Invalid`], which names the field of [`Parameters`] or [`UnitCost`].
//! # Source
//! 公共施設等更新費用試算ソフト (総務省・地域総合整備財団), rules of 2011. Every number is an argument: the published ones are
//! rows under `data/reference/`. The anchor of the spread is not published; starting in the due year is our default.

use crate::domain::facility::{Class, Word, word};
use crate::domain::units::{FiscalYear, Yen, out_of_range};
use crate::domain::{Invalid, Text};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// Where the years over which a work is paid lie, seen from the year in which it falls due (費用の配分方法).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum SpreadAnchor {
    /// 到来年度から: the due year and those after it
    #[default]
    Start,
    /// 到来年度を中央に: the due year in the middle; of an even number the earlier of the two middle years
    Center,
    /// 到来年度まで: the due year and those before it
    End,
}

impl Word for SpreadAnchor {
    fn label_ja(self) -> &'static str {
        match self {
            SpreadAnchor::Start => "到来年度から",
            SpreadAnchor::Center => "到来年度を中央に",
            SpreadAnchor::End => "到来年度まで",
        }
    }
}

impl SpreadAnchor {
    /// How many years before the due year the first instalment is paid.
    pub(super) fn lead(self, spread_years: i32) -> i32 {
        match self {
            SpreadAnchor::Start => 0,
            SpreadAnchor::Center => (spread_years - 1) / 2,
            SpreadAnchor::End => spread_years - 1,
        }
    }
}

/// The numbers of a rule set as they stand in a row, not yet checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Age at which the major renovation (大規模改修) falls due, 1 to 200.
    pub renovation_age_years: i64,
    /// Years over which a renovation is paid, 1 to 30.
    pub renovation_spread_years: i64,
    /// Oldest age in the base year at which a missed renovation (積み残し) is still made up for; at least the renovation
    /// age (which means that none is) and less than the rebuild age.
    pub renovation_backlog_up_to_age_years: i64,
    /// Years, from the base year, over which missed renovations are paid, 1 to 30.
    pub backlog_years: i64,
    /// Age at which the building is rebuilt (更新・建替え), more than the renovation age and up to 200.
    pub rebuild_age_years: i64,
    /// Years over which a rebuild is paid, 1 to 30.
    pub rebuild_spread_years: i64,
    /// Years, from the base year, over which rebuilds are paid that were due before it, 1 to 30.
    pub overdue_years: i64,
    /// Which years the spread of a renovation or rebuild that is due occupies.
    pub spread_anchor: SpreadAnchor,
}

/// When a building's works fall due and over how many years each is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub(super) renovation_age: i32,
    pub(super) renovation_spread: i32,
    pub(super) backlog_up_to_age: i32,
    pub(super) backlog: i32,
    pub(super) rebuild_age: i32,
    pub(super) rebuild_spread: i32,
    pub(super) overdue: i32,
    pub(super) anchor: SpreadAnchor,
}

impl Rules {
    /// Checks each number by itself, then that renovation, backlog limit and rebuild follow one another.
    pub fn new(given: Parameters) -> Result<Rules, Invalid> {
        let age = |field, value| within(field, value, 200);
        let spread = |field, value| within(field, value, 30);
        let rules = Rules {
            renovation_age: age("renovation_age_years", given.renovation_age_years)?,
            renovation_spread: spread("renovation_spread_years", given.renovation_spread_years)?,
            backlog_up_to_age: age("renovation_backlog_up_to_age_years", given.renovation_backlog_up_to_age_years)?,
            backlog: spread("backlog_years", given.backlog_years)?,
            rebuild_age: age("rebuild_age_years", given.rebuild_age_years)?,
            rebuild_spread: spread("rebuild_spread_years", given.rebuild_spread_years)?,
            overdue: spread("overdue_years", given.overdue_years)?,
            anchor: given.spread_anchor,
        };
        let (renovation, limit, rebuild) = (rules.renovation_age, rules.backlog_up_to_age, rules.rebuild_age);
        if rebuild <= renovation {
            return Err(Invalid::new(
                "rebuild_age_years",
                "contradiction",
                rebuild,
                Text::new(
                    format!(
                        "`rebuild_age_years` is `{rebuild}`; it must be more than `renovation_age_years`, which is \
                         {renovation}"
                    ),
                    format!(
                        "`rebuild_age_years` の値 `{rebuild}` は `renovation_age_years` の {renovation} \
                         より大きくしてください"
                    ),
                ),
            ));
        }
        if !(renovation..rebuild).contains(&limit) {
            let most = rebuild - 1;
            return Err(Invalid::new(
                "renovation_backlog_up_to_age_years",
                "contradiction",
                limit,
                Text::new(
                    format!(
                        "`renovation_backlog_up_to_age_years` is `{limit}`; between renovation and rebuild it must be \
                         from {renovation} to {most}"
                    ),
                    format!(
                        "`renovation_backlog_up_to_age_years` の値 `{limit}` は大規模改修と更新の間の {renovation} から \
                         {most} までにしてください"
                    ),
                ),
            ));
        }
        Ok(rules)
    }
}

fn within(field: &'static str, value: i64, most: i32) -> Result<i32, Invalid> {
    match i32::try_from(value) {
        Ok(years) if (1..=most).contains(&years) => Ok(years),
        _ => Err(out_of_range(field, value, 1, most.into())),
    }
}

/// What a square metre of floor area costs (単価).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitCost {
    /// Major renovation (大規模改修単価), yen/m².
    pub renovation_yen_per_m2: Yen,
    /// Rebuild (更新単価), yen/m².
    pub rebuild_yen_per_m2: Yen,
    /// Long-life renovation (長寿命化改修単価), yen/m²; 0 in models that have none.
    pub long_life_yen_per_m2: Yen,
}

/// The unit costs of every class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCosts([UnitCost; Class::COUNT]);

impl UnitCosts {
    /// The most a square metre can cost, yen. With it the cost of one work on the largest area is below 4.3 × 10¹⁵ yen.
    pub const MOST_YEN_PER_M2: i64 = 100_000_000;

    /// One row a class in the order of [`Class`]; each price from 0 to 100,000,000 yen/m².
    pub fn new(by_class: [UnitCost; Class::COUNT]) -> Result<UnitCosts, Invalid> {
        for row in &by_class {
            let UnitCost { renovation_yen_per_m2, rebuild_yen_per_m2, long_life_yen_per_m2 } = *row;
            for (field, price) in [
                ("renovation_yen_per_m2", renovation_yen_per_m2),
                ("rebuild_yen_per_m2", rebuild_yen_per_m2),
                ("long_life_yen_per_m2", long_life_yen_per_m2),
            ] {
                if !(0..=Self::MOST_YEN_PER_M2).contains(&price.0) {
                    return Err(out_of_range(field, price.0, 0, Self::MOST_YEN_PER_M2));
                }
            }
        }
        Ok(UnitCosts(by_class))
    }

    /// The row of a class.
    pub fn of(&self, class: Class) -> UnitCost {
        self.0[class as usize]
    }

    /// Every row, in the order of [`Class`].
    pub(super) fn rows(&self) -> &[UnitCost; Class::COUNT] {
        &self.0
    }
}

/// A whole number of a rule set, by the name of its row.
pub(super) fn named(
    value: impl Fn(&str) -> Option<String>,
    field: &'static str,
    name: &str,
    low: i32,
    high: i32,
) -> Result<i32, Invalid> {
    let text = value(name).unwrap_or_default();
    match text.trim().parse::<i64>() {
        Ok(number) => match i32::try_from(number) {
            Ok(number) if (low..=high).contains(&number) => Ok(number),
            _ => Err(out_of_range(field, number, low.into(), high.into())),
        },
        Err(_) => {
            let en = format!("the parameter `{name}` is `{text}`; it must be a whole number from {low} to {high}");
            let ja = format!("前提条件 `{name}` の値 `{text}` は {low} から {high} までの整数にしてください");
            Err(Invalid::new(field, "malformed", &text, Text::new(en, ja)))
        }
    }
}

/// A rule set and its unit costs from values by name, as rows of parameters hold them: the fields of [`Parameters`], and
/// `unit_cost.CLASS.renovation` and `unit_cost.CLASS.rebuild` for each [`Class`]. They are read, not yet checked against
/// each other.
pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<(Parameters, [UnitCost; Class::COUNT]), Invalid> {
    let number = |field: &'static str, name: &str| {
        let text = value(name).unwrap_or_default();
        let text = text.trim();
        text.parse::<i64>().map_err(|_| {
            let en = format!("the parameter `{name}` is `{text}`; it must be a whole number");
            let ja = format!("前提条件 `{name}` の値 `{text}` は整数にしてください");
            Invalid::new(field, "malformed", text, Text::new(en, ja))
        })
    };
    let rule = |field: &'static str| number(field, field);
    let parameters = Parameters {
        renovation_age_years: rule("renovation_age_years")?,
        renovation_spread_years: rule("renovation_spread_years")?,
        renovation_backlog_up_to_age_years: rule("renovation_backlog_up_to_age_years")?,
        backlog_years: rule("backlog_years")?,
        rebuild_age_years: rule("rebuild_age_years")?,
        rebuild_spread_years: rule("rebuild_spread_years")?,
        overdue_years: rule("overdue_years")?,
        spread_anchor: word("spread_anchor", &value("spread_anchor").unwrap_or_default())?,
    };
    let mut unit_costs = [UnitCost::default(); Class::COUNT];
    for class in Class::iter() {
        let price = |field, work: &str| number(field, &format!("unit_cost.{}.{work}", class.code())).map(Yen);
        unit_costs[class as usize] = UnitCost {
            renovation_yen_per_m2: price("renovation_yen_per_m2", "renovation")?,
            rebuild_yen_per_m2: price("rebuild_yen_per_m2", "rebuild")?,
            long_life_yen_per_m2: Yen(0),
        };
    }
    Ok((parameters, unit_costs))
}

/// The fiscal years that a forecast looks at; the first is the base year (基準年度), in which ages are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    from_year: FiscalYear,
    years: i32,
}

impl Horizon {
    /// From the base year on, 1 to 100 years.
    pub fn new(from_year: FiscalYear, years: i64) -> Result<Horizon, Invalid> {
        Ok(Horizon { from_year, years: within("years", years, 100)? })
    }

    /// The base year.
    pub fn from_year(self) -> FiscalYear {
        self.from_year
    }

    /// The last year.
    pub fn to_year(self) -> FiscalYear {
        self.from_year.plus(self.years - 1)
    }

    /// How many years.
    pub fn years(self) -> u32 {
        self.years.unsigned_abs()
    }

    /// As long as it is, or so many years.
    pub(super) fn at_least(self, years: i32) -> Horizon {
        Horizon { years: self.years.max(years), ..self }
    }

    /// Every year in order.
    pub fn each_year(self) -> impl ExactSizeIterator<Item = FiscalYear> {
        (0..self.years).map(move |n| self.from_year.plus(n))
    }

    /// The place of a year in the horizon, if it lies in it.
    pub fn index(self, year: i32) -> Option<usize> {
        usize::try_from(year - self.from_year.year()).ok().filter(|&index| index < self.years.unsigned_abs() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIC: Parameters = Parameters {
        renovation_age_years: 30,
        renovation_spread_years: 2,
        renovation_backlog_up_to_age_years: 50,
        backlog_years: 10,
        rebuild_age_years: 60,
        rebuild_spread_years: 3,
        overdue_years: 10,
        spread_anchor: SpreadAnchor::Start,
    };

    fn refused(given: Parameters) -> Option<(&'static str, &'static str)> {
        Rules::new(given).err().map(|invalid| (invalid.field, invalid.code))
    }

    #[test]
    fn a_number_outside_its_range_is_refused_by_its_own_name() {
        assert_eq!(refused(MIC), None);
        let out_of_range = |field| Some((field, "out-of-range"));
        assert_eq!(refused(Parameters { renovation_age_years: 0, ..MIC }), out_of_range("renovation_age_years"));
        assert_eq!(refused(Parameters { rebuild_age_years: 201, ..MIC }), out_of_range("rebuild_age_years"));
        assert_eq!(refused(Parameters { backlog_years: i64::MAX, ..MIC }), out_of_range("backlog_years"));
        assert_eq!(refused(Parameters { overdue_years: 31, ..MIC }), out_of_range("overdue_years"));
    }

    #[test]
    fn renovation_backlog_limit_and_rebuild_must_follow_one_another() {
        let limit = Some(("renovation_backlog_up_to_age_years", "contradiction"));
        assert_eq!(refused(Parameters { rebuild_age_years: 30, ..MIC }), Some(("rebuild_age_years", "contradiction")));
        assert_eq!(refused(Parameters { renovation_backlog_up_to_age_years: 29, ..MIC }), limit);
        assert_eq!(refused(Parameters { renovation_backlog_up_to_age_years: 60, ..MIC }), limit);
        assert_eq!(refused(Parameters { renovation_backlog_up_to_age_years: 30, ..MIC }), None);
    }

    #[test]
    fn a_unit_cost_is_neither_negative_nor_absurd() {
        for (yen, fine) in [(0, true), (100_000_000, true), (-1, false), (100_000_001, false)] {
            let mut rows = [UnitCost::default(); Class::COUNT];
            rows[12].rebuild_yen_per_m2 = Yen(yen);
            assert_eq!(UnitCosts::new(rows).is_ok(), fine, "{yen}");
        }
    }

    #[test]
    fn a_horizon_has_one_to_a_hundred_years() {
        let from = FiscalYear::new("from_year", 2025).expect("a year");
        assert_eq!(Horizon::new(from, 0).map_err(|i| i.field), Err("years"));
        assert!(Horizon::new(from, 101).is_err());
        let horizon = Horizon::new(from, 40).expect("forty years");
        assert_eq!(horizon.to_year().year(), 2064);
        assert_eq!(horizon.each_year().last(), Some(horizon.to_year()));
        assert_eq!((horizon.index(2024), horizon.index(2064), horizon.index(2065)), (None, Some(39), None));
    }

    #[test]
    fn an_anchor_says_how_far_ahead_payment_begins() {
        use SpreadAnchor::{Center, End, Start};
        assert_eq!([Start, Center, End].map(|a| a.lead(1)), [0, 0, 0]);
        assert_eq!([Start, Center, End].map(|a| a.lead(2)), [0, 0, 1]);
        assert_eq!([Start, Center, End].map(|a| a.lead(3)), [0, 1, 2]);
    }
}
