//! How long does a part last, what does one cost that nobody has reckoned, and in which column do works stand?
//!
//! ```text
//! cost of a part = floor(share per mille · cost of a rebuild / 1000)
//! ```
//!
//! # Shapes
//! One row a [`ComponentKind`] or [`WorkKind`], in the order of its list.
//! # Units
//! Cycles in whole years; shares per mille of what rebuilding the whole building costs; yen, rounded down.
//! # Errors
//! The constructors return [`Invalid`], which names the parameter.
//! # Source
//! Cycles: 建築物のライフサイクルコスト (建築保全センター). Shares: MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017).
//! Columns: 公共施設等総合管理計画の策定等に関する指針 (総務省), notes to the table of expected costs.

use super::rules::named;
use super::word::CostCategory;
use crate::domain::Invalid;
use crate::domain::facility::{ComponentKind, Word, word};
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use strum::IntoEnumIterator;

/// How many kinds of component there are.
const KINDS: usize = 20;
/// How many kinds of works there are.
const WORKS: usize = 11;

/// Years from one renewal to the next, for each kind of component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycles([u16; KINDS]);

impl Cycles {
    /// From values by the code of the kind, as rows of the parameter set `component-cycle` hold them; 1 to 200 years.
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<Cycles, Invalid> {
        let mut cycles = [0; KINDS];
        for kind in ComponentKind::iter() {
            cycles[kind as usize] = named(&value, "cycle_years", kind.code(), 1, 200)? as u16;
        }
        Ok(Cycles(cycles))
    }

    /// Whether a row of the set may hold a value, be its name a kind or a part: 1 to 200 years.
    ///
    /// # Errors
    /// Names the row.
    pub fn check(name: &str, value: &str) -> Result<(), Invalid> {
        named(|_| Some(value.to_owned()), "cycle_years", name, 1, 200).map(drop)
    }

    /// Years.
    pub fn of(&self, kind: ComponentKind) -> u16 {
        self.0[kind as usize]
    }
}

/// What renewing a part costs, as a share of what rebuilding the building costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartCosts([Option<u16>; KINDS]);

impl PartCosts {
    /// From values by the code of the kind, as rows of the parameter set `part-cost` hold them: 0 to 1000 per mille.
    /// Kinds without a row have no share.
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<PartCosts, Invalid> {
        let mut shares = [None; KINDS];
        for kind in ComponentKind::iter().filter(|kind| value(kind.code()).is_some()) {
            shares[kind as usize] = Some(named(&value, "part_cost", kind.code(), 0, 1000)? as u16);
        }
        Ok(PartCosts(shares))
    }

    /// What a part costs of a building whose rebuild costs so much; nothing for a kind without a share.
    pub fn estimate(&self, kind: ComponentKind, rebuild_cost: Yen) -> Option<Yen> {
        let share = self.0[kind as usize]?;
        let yen = i128::from(share) * i128::from(rebuild_cost.0) / 1000;
        // A share of at most the whole, so it fits.
        Some(Yen(i64::try_from(yen).unwrap_or(i64::MAX)))
    }
}

/// In which column of the cost table each kind of works stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostColumns([CostCategory; WORKS]);

impl CostColumns {
    /// From values by the code of the kind of works, as rows of the parameter set `cost-column` hold them.
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<CostColumns, Invalid> {
        let mut columns = [CostCategory::Maintenance; WORKS];
        for kind in WorkKind::iter() {
            columns[kind as usize] = word("cost_column", &value(kind.code()).unwrap_or_default())?;
        }
        Ok(CostColumns(columns))
    }

    /// The column.
    pub fn of(&self, kind: WorkKind) -> CostCategory {
        self.0[kind as usize]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::rules::tests::reference;
    use super::*;

    /// The columns of the reference data.
    pub fn columns() -> CostColumns {
        CostColumns::from_named(|name| reference("cost-column", name)).expect("columns")
    }

    #[test]
    fn there_is_a_row_for_each_kind() {
        assert_eq!((ComponentKind::iter().count(), WorkKind::iter().count()), (KINDS, WORKS));
    }

    #[test]
    fn every_kind_of_component_has_a_cycle_in_the_reference_data() {
        let cycles = Cycles::from_named(|name| reference("component-cycle", name)).expect("cycles");
        assert_eq!((cycles.of(ComponentKind::Roof), cycles.of(ComponentKind::Elevator)), (20, 25));
        let refused = Cycles::from_named(|name| (name != "boiler").then(|| "15".to_owned()));
        assert!(refused.is_err_and(|invalid| invalid.text.en.contains("`boiler`")));
        let endless = Cycles::from_named(|_| Some("201".to_owned())).map_err(|invalid| invalid.code);
        assert_eq!(endless, Err("out-of-range"));
        assert!(Cycles::from_named(|_| Some("0".to_owned())).is_err());
    }

    #[test]
    fn a_cycle_by_the_name_of_a_part_is_held_to_the_same_range() {
        assert_eq!(Cycles::check("給湯器", "1"), Ok(()));
        assert_eq!(Cycles::check("給湯器", "200"), Ok(()));
        for (value, code) in [("0", "out-of-range"), ("201", "out-of-range"), ("", "malformed")] {
            let refused = Cycles::check("給湯器", value).expect_err("a refusal");
            assert_eq!((refused.field, refused.code), ("cycle_years", code));
            assert!(refused.text.ja.contains("`給湯器`"));
        }
    }

    #[test]
    fn a_part_costs_its_share_of_the_rebuild_rounded_down() {
        let shares = PartCosts::from_named(|name| reference("part-cost", name)).expect("shares");
        // 35 ‰ of 330,000,000; 51 ‰ of 99 is 5.049; 1000 ‰ of the largest amount is that amount.
        assert_eq!(shares.estimate(ComponentKind::Roof, Yen(330_000_000)), Some(Yen(11_550_000)));
        assert_eq!(shares.estimate(ComponentKind::ExteriorWall, Yen(99)), Some(Yen(5)));
        assert_eq!(shares.estimate(ComponentKind::Elevator, Yen(330_000_000)), None);
        let whole = PartCosts::from_named(|_| Some("1000".to_owned())).expect("shares");
        assert_eq!(whole.estimate(ComponentKind::Other, Yen(i64::MAX)), Some(Yen(i64::MAX)));
        assert!(PartCosts::from_named(|_| Some("1001".to_owned())).is_err());
    }

    #[test]
    fn works_stand_in_the_columns_of_the_form() {
        let columns = columns();
        let of = |category| {
            WorkKind::iter().filter(move |kind| columns.of(*kind) == category).map(Word::code).collect::<Vec<_>>()
        };
        let of_renewal = of.clone();
        assert_eq!(of_renewal(CostCategory::Renewal), ["renewal", "rebuild", "demolition"]);
        assert_eq!(of(CostCategory::Maintenance), ["repair", "other"]);
    }

    #[test]
    fn a_column_that_the_form_does_not_have_is_refused() {
        let refused = CostColumns::from_named(|_| Some("gifts".to_owned())).map_err(|i| (i.field, i.code));
        assert_eq!(refused, Err(("cost_column", "unknown-value")));
    }
}
