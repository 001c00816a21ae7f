//! How urgent is a work, and from what does that follow?
//!
//! ```text
//! points = (wc · condition + wr · role + wk · risk) / (wc + wr + wk), rounded half up
//! ```
//!
//! Worked by hand with the weights 50, 30 and 20: a wall rated D (need 90) of a school that is a shelter (role 80) with
//! one ordinary defect (risk 20) has (50 × 90 + 30 × 80 + 20 × 20) / 100 = 7300 / 100 = 73 points.
//!
//! *Condition* is the need of the part as it is rated, else that of the building as it is scored, else that of a part
//! at the end of its cycle. *Risk* is the sum of open defects, of the life having ended before the plan begins and of
//! a survey being needed, at most 100. What is known of today says nothing of a part that will have been renewed
//! before: its next renewal has the condition of a part at the end of its cycle and no risk.
//!
//! # Shapes
//! [`Priority`] four numbers; [`Term`] one summand of the formula, to be shown.
//! # Units
//! Points from 0 to 100, 100 the most urgent; rounded half up once, at the end.
//! # Errors
//! None.
//! # Source
//! Condition, role, function, use and importance as what orders works: 個別施設計画 of インフラ長寿命化基本計画 (2013) and the
//! individual plan guideline of MEXT. The weighted mean is ours.

use super::reason::PriorityPart;
use super::rules::Rules;
use super::stock::Building;

/// How much each part of the priority counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// 劣化状況
    pub condition: i32,
    /// 施設の役割
    pub role: i32,
    /// 危険・支障
    pub risk: i32,
}

impl Weights {
    /// All three together.
    pub fn sum(self) -> i32 {
        self.condition + self.role + self.risk
    }
}

/// How urgent a work is (優先度), with what it is made of; each from 0 to 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority {
    /// The weighted mean, 100 the most urgent.
    pub points: u8,
    /// 劣化状況
    pub condition: u8,
    /// 施設の役割
    pub role: u8,
    /// 危険・支障
    pub risk: u8,
}

/// One summand of the priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// What is counted.
    pub part: PriorityPart,
    /// How much it counts.
    pub weight: i32,
    /// Its points, 0 to 100.
    pub points: u8,
}

impl Priority {
    /// The weighted mean of three numbers of points; above 100 they count as 100.
    pub fn new(rules: &Rules, condition: u8, role: u8, risk: u8) -> Priority {
        let [condition, role, risk] = [condition, role, risk].map(|points| points.min(100));
        let weights = rules.weights;
        let sum = weights.sum().max(1);
        let weighted =
            weights.condition * i32::from(condition) + weights.role * i32::from(role) + weights.risk * i32::from(risk);
        Priority { points: ((2 * weighted + sum) / (2 * sum)) as u8, condition, role, risk }
    }

    /// The summands of the formula in its order.
    pub fn explain(self, rules: &Rules) -> [Term; 3] {
        let Weights { condition, role, risk } = rules.weights;
        [
            Term { part: PriorityPart::Condition, weight: condition, points: self.condition },
            Term { part: PriorityPart::Role, weight: role, points: self.role },
            Term { part: PriorityPart::Risk, weight: risk, points: self.risk },
        ]
    }
}

/// What the works of one building share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    role: u8,
    condition: u8,
    risk: u32,
    /// Of a part that will have been renewed before.
    pub(super) later: Priority,
}

impl Standing {
    pub(super) fn new(rules: &Rules, building: &Building) -> Standing {
        let survey = if building.needs_survey { rules.risk_of_survey.into() } else { 0 };
        Standing {
            role: building.role_points,
            condition: building.score_need.unwrap_or(rules.condition_of_cycle),
            risk: rules.risk_of(&building.open_defects) + survey,
            later: Priority::new(rules, rules.condition_of_cycle, building.role_points, 0),
        }
    }

    /// Of something that is as old and worn as it is known to be.
    pub(super) fn now(&self, rules: &Rules, need: Option<u8>, overdue: bool) -> Priority {
        let risk = self.risk + if overdue { rules.risk_of_overdue.into() } else { 0 };
        Priority::new(rules, need.unwrap_or(self.condition), self.role, risk.min(100) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::with;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_header_has_73_points() {
        let priority = Priority::new(&with(&[]).expect("rules"), 90, 80, 20);
        assert_eq!(priority, Priority { points: 73, condition: 90, role: 80, risk: 20 });
    }

    #[test]
    fn half_a_point_is_rounded_up() {
        let rules = with(&[]).expect("rules");
        // 50 × 75 + 30 × 60 + 20 × 25 = 6050; 50 × 75 + 30 × 60 + 20 × 22 = 5990; 50 × 0 + 30 × 1 + 20 × 0 = 30.
        assert_eq!(Priority::new(&rules, 75, 60, 25).points, 61);
        assert_eq!(Priority::new(&rules, 75, 60, 22).points, 60);
        assert_eq!(Priority::new(&rules, 0, 1, 0).points, 0);
        assert_eq!(Priority::new(&rules, 255, 255, 255).points, 100);
    }

    #[test]
    fn a_priority_is_explained_by_its_weights_and_points() {
        let rules = with(&[]).expect("rules");
        let terms = Priority::new(&rules, 90, 80, 20).explain(&rules).map(|term| (term.weight, term.points));
        assert_eq!(terms, [(50, 90), (30, 80), (20, 20)]);
    }

    proptest! {
        #[test]
        fn more_need_is_never_less_urgent(a in 0..=100u8, b in 0..=100u8, role in 0..=100u8, risk in 0..=100u8) {
            let rules = with(&[]).expect("rules");
            let points = |condition| Priority::new(&rules, condition, role, risk).points;
            prop_assert!(points(a.min(b)) <= points(a.max(b)) && points(a) <= 100);
        }
    }
}
