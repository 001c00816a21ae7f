//! By which rules is a plan drawn up: how long a work may wait, what makes another unnecessary, and what counts how
//! much?
//!
//! # Shapes
//! [`Rules`] the numbers of the parameter set `conservation`.
//! # Units
//! Spans in whole fiscal years; points from 0 to 100; weights from 0 to 1000, of which only the proportions count.
//! # Errors
//! [`Rules::from_named`] returns [`Invalid`], which names the parameter.
//! # Source
//! Overdue works within 10 years, none within 10 years of a rebuild or a renovation: MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017). Order by condition and by role, function and
//! importance: インフラ長寿命化基本計画 (2013), 個別施設計画. Windows, weights and points: ours; the municipality sets its own.

use super::priority::Weights;
use super::reason::LeftOutReason;
use crate::domain::defect::Severity;
use crate::domain::facility::{Class, DisasterRole, Word};
use crate::domain::work::{Renews, WorkKind};
use crate::domain::{Invalid, Text};
use strum::IntoEnumIterator;

/// The longest span, years.
const LONGEST_SPAN: i32 = 50;
/// The most points that anything has.
const MOST_POINTS: i32 = 100;
/// The largest weight.
const LARGEST_WEIGHT: i32 = 1000;
const ROLES: usize = 6;

/// How a conservation plan is drawn up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    pub(super) overdue_within: i32,
    pub(super) window_before: i32,
    pub(super) window_after: i32,
    pub(super) skip_before_closing: i32,
    pub(super) absorb: i32,
    pub(super) bundle: i32,
    pub(super) weights: Weights,
    pub(super) condition_of_cycle: u8,
    pub(super) risk_of_overdue: u8,
    pub(super) risk_of_survey: u8,
    pub(super) risk_of_defects: [u8; 4],
    skip_before_rebuild: i32,
    skip_before_renovation: i32,
    points_of_class: [u8; Class::COUNT],
    points_of_role: [u8; ROLES],
}

impl Rules {
    /// The rules from values by name, as rows of the parameter set `conservation` hold them.
    ///
    /// # Errors
    /// Names the parameter that is missing, is not a whole number or lies outside its range; or `priority_weight` when
    /// all weights are 0.
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<Rules, Invalid> {
        let number = |field: &'static str, low, high| named(&value, field, field, low, high);
        let span = |field| number(field, 0, LONGEST_SPAN);
        let weight = |field| number(field, 0, LARGEST_WEIGHT);
        let points = |field| number(field, 0, MOST_POINTS).map(|points| points as u8);
        let weights = Weights {
            condition: weight("priority_weight_condition")?,
            role: weight("priority_weight_role")?,
            risk: weight("priority_weight_risk")?,
        };
        if weights.sum() == 0 {
            return Err(weightless());
        }
        let mut points_of_class = [0; Class::COUNT];
        for class in Class::iter() {
            let name = format!("role_points_class_{}", class.code());
            points_of_class[class as usize] = named(&value, "role_points_class", &name, 0, MOST_POINTS)? as u8;
        }
        let mut points_of_role = [0; ROLES];
        for role in DisasterRole::iter() {
            let name = format!("role_points_{}", role.code());
            points_of_role[role as usize] = named(&value, "role_points", &name, 0, MOST_POINTS)? as u8;
        }
        Ok(Rules {
            overdue_within: number("overdue_within_years", 1, LONGEST_SPAN)?,
            window_before: span("window_before_years")?,
            window_after: span("window_after_years")?,
            skip_before_rebuild: span("skip_before_rebuild_years")?,
            skip_before_renovation: span("skip_before_renovation_years")?,
            skip_before_closing: span("skip_before_closing_years")?,
            absorb: span("absorb_years")?,
            bundle: span("bundle_years")?,
            weights,
            condition_of_cycle: points("condition_points_cycle_reached")?,
            risk_of_overdue: points("risk_points_overdue")?,
            risk_of_survey: points("risk_points_needs_survey")?,
            risk_of_defects: [
                points("risk_points_danger")?,
                points("risk_points_urgent")?,
                points("risk_points_ordinary")?,
                points("risk_points_minor")?,
            ],
            points_of_class,
            points_of_role,
        })
    }

    /// How much condition, role and risk count in the priority.
    pub fn weights(&self) -> Weights {
        self.weights
    }

    /// How much a building matters: the most points among its class and its disaster roles, 0 to 100.
    pub fn role_points(&self, class: Class, roles: impl IntoIterator<Item = DisasterRole>) -> u8 {
        let of_roles = roles.into_iter().map(|role| self.points_of_role[role as usize]);
        of_roles.fold(self.points_of_class[class as usize], u8::max)
    }

    /// Years up to a work in which a component is not renewed any more, and what the record says; nothing for works
    /// that do not renew a whole building.
    pub(super) fn skip_before(&self, kind: WorkKind) -> Option<(i32, LeftOutReason)> {
        match Renews::of(kind) {
            Renews::Building if kind == WorkKind::Rebuild => {
                Some((self.skip_before_rebuild, LeftOutReason::RebuildNear))
            }
            Renews::Building => Some((self.skip_before_renovation, LeftOutReason::RenovationNear)),
            Renews::Component | Renews::Nothing => None,
        }
    }

    /// Points of the open defects of a building, counted in the order of [`Severity`]; at most 100.
    pub(super) fn risk_of(&self, open_defects: &[u16; 4]) -> u32 {
        let each = Severity::iter().map(|severity| {
            u32::from(self.risk_of_defects[severity as usize]) * u32::from(open_defects[severity as usize])
        });
        each.sum::<u32>().min(MOST_POINTS.unsigned_abs())
    }
}

/// A whole number from rows of parameters.
pub(super) fn named(
    value: impl Fn(&str) -> Option<String>,
    field: &'static str,
    name: &str,
    low: i32,
    high: i32,
) -> Result<i32, Invalid> {
    let text = value(name).unwrap_or_default();
    match text.trim().parse::<i32>() {
        Ok(number) if (low..=high).contains(&number) => Ok(number),
        parsed => {
            let code = if parsed.is_ok() { "out-of-range" } else { "malformed" };
            let en = format!("the parameter `{name}` is `{text}`; it must be a whole number from {low} to {high}");
            let ja = format!("前提条件 `{name}` の値 `{text}` は {low} から {high} までの整数にしてください");
            Err(Invalid::new(field, code, &text, Text::new(en, ja)))
        }
    }
}

fn weightless() -> Invalid {
    let en = "`priority_weight` is `0` for condition, role and risk; give at least one of the three a weight above 0";
    let ja = "`priority_weight` の値が劣化状況・施設の役割・危険のすべてで `0` です。少なくとも1つを 0 より大きくしてください";
    Invalid::new("priority_weight", "contradiction", 0, Text::new(en, ja))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::sync::LazyLock;

    /// The rows of the reference data by set and name.
    static REFERENCE: LazyLock<BTreeMap<(String, String), String>> = LazyLock::new(|| {
        let mut reader = csv::Reader::from_reader(include_str!("../../../data/reference/conservation.csv").as_bytes());
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].to_owned())).collect()
    });

    /// A value of the reference data.
    pub fn reference(set: &str, name: &str) -> Option<String> {
        REFERENCE.get(&(set.to_owned(), name.to_owned())).cloned()
    }

    /// The rules of the reference data with some values changed.
    pub fn with(changes: &[(&str, &str)]) -> Result<Rules, Invalid> {
        Rules::from_named(|name| match changes.iter().find(|change| change.0 == name) {
            Some(change) => Some(change.1.to_owned()),
            None => reference("conservation", name),
        })
    }

    fn refused(name: &str, value: &str) -> Option<(&'static str, &'static str)> {
        with(&[(name, value)]).err().map(|invalid| (invalid.field, invalid.code))
    }

    #[test]
    fn the_rows_of_the_reference_data_are_rules() {
        let rules = with(&[]).expect("rules");
        assert_eq!((rules.overdue_within, rules.window_before, rules.window_after), (10, 2, 3));
        assert_eq!((rules.skip_before_rebuild, rules.skip_before_renovation, rules.skip_before_closing), (10, 10, 10));
        assert_eq!((rules.absorb, rules.bundle, rules.risk_of_defects), (5, 0, [100, 60, 20, 5]));
        assert_eq!(rules.weights, Weights { condition: 50, role: 30, risk: 20 });
    }

    #[test]
    fn a_parameter_that_is_missing_or_out_of_range_is_named() {
        assert_eq!(refused("absorb_years", "5"), None);
        assert_eq!(refused("absorb_years", ""), Some(("absorb_years", "malformed")));
        assert_eq!(refused("absorb_years", "51"), Some(("absorb_years", "out-of-range")));
        assert_eq!(refused("window_before_years", "-1"), Some(("window_before_years", "out-of-range")));
        assert_eq!(refused("overdue_within_years", "0"), Some(("overdue_within_years", "out-of-range")));
        assert_eq!(refused("risk_points_danger", "101"), Some(("risk_points_danger", "out-of-range")));
        assert_eq!(refused("priority_weight_role", "1001"), Some(("priority_weight_role", "out-of-range")));
        assert_eq!(refused("role_points_shelter", "x"), Some(("role_points", "malformed")));
        let invalid = with(&[("role_points_class_park", "-5")]).expect_err("a refusal");
        assert_eq!((invalid.field, invalid.value.as_str()), ("role_points_class", "-5"));
        assert!(invalid.text.en.contains("`role_points_class_park`") && invalid.text.ja.contains("`-5`"));
    }

    #[test]
    fn one_weight_is_enough_and_none_is_refused() {
        let weights = |condition, role, risk| {
            let names = ["priority_weight_condition", "priority_weight_role", "priority_weight_risk"];
            with(&[(names[0], condition), (names[1], role), (names[2], risk)]).map_err(|invalid| invalid.field)
        };
        assert!(weights("0", "0", "1").is_ok());
        assert_eq!(weights("0", "0", "0"), Err("priority_weight"));
    }

    #[test]
    fn the_most_important_role_decides() {
        let rules = with(&[("role_points_class_school", "60"), ("role_points_stockpile", "30")]).expect("rules");
        assert_eq!(rules.role_points(Class::School, []), 60);
        assert_eq!(rules.role_points(Class::School, [DisasterRole::Stockpile]), 60);
        assert_eq!(rules.role_points(Class::School, [DisasterRole::Headquarters, DisasterRole::Stockpile]), 100);
    }

    #[test]
    fn defects_add_up_to_at_most_100_points() {
        let rules = with(&[]).expect("rules");
        assert_eq!(rules.risk_of(&[0, 0, 0, 0]), 0);
        assert_eq!(rules.risk_of(&[0, 1, 1, 2]), 90);
        assert_eq!(rules.risk_of(&[1, 0, 0, 1]), 100);
        assert_eq!(rules.risk_of(&[u16::MAX; 4]), 100);
    }
}
