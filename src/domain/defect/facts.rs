//! What must be known of a defect in each state?
//!
//! | state | needs |
//! |---|---|
//! | 受付 | nothing more than the day of the report |
//! | 判定済 | `severity` |
//! | 対応中 | `severity`, `assigned_to` |
//! | 補修済 | `severity`, `fixed_on` |
//! | 完了 | `severity`, `fixed_on`, `closed_on` |
//! | 対応不要 | `reason` |
//!
//! What is given is checked in every state: `reported_on ≤ fixed_on ≤ closed_on ≤ today`, and no cost below 0. A defect
//! that is opened again keeps the days of its first repair until the next.
//!
//! # Shapes
//! The facts of one defect in, every fault out; none means that the facts hold together.
//! # Units
//! Calendar days and whole yen. Nothing is rounded.
//! # Errors
//! [`Invalid`] with the field of [`Facts`].
//! # Source
//! Ours.

use super::word::{DefectState, Severity};
use crate::domain::Invalid;
use crate::domain::units::Yen;
use crate::domain::work::fault::{in_future, is_blank, missing, negative, too_early};
use chrono::NaiveDate;

/// What is recorded of a defect; `None` is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What has become of it.
    pub state: DefectState,
    /// How grave it is.
    pub severity: Option<Severity>,
    /// Who takes care of it.
    pub assigned_to: Option<String>,
    /// The day on which it was reported.
    pub reported_on: NaiveDate,
    /// The day on which it was fixed.
    pub fixed_on: Option<NaiveDate>,
    /// The day on which the repair was accepted.
    pub closed_on: Option<NaiveDate>,
    /// Why nothing is done.
    pub reason: Option<String>,
    /// What the repair cost, whole yen.
    pub cost_yen: Option<Yen>,
}

/// Every fault in the facts: what is missing, then days, then the cost.
pub fn check(facts: &Facts, today: NaiveDate) -> Vec<Invalid> {
    let mut faults = missing_facts(facts);
    check_days(facts, today, &mut faults);
    faults.extend(facts.cost_yen.and_then(|cost| negative("cost_yen", cost)));
    faults
}

fn missing_facts(facts: &Facts) -> Vec<Invalid> {
    use DefectState::{Assigned, Closed, Fixed, Rejected, Triaged};
    let state = facts.state;
    let judged = matches!(state, Triaged | Assigned | Fixed | Closed);
    let repaired = matches!(state, Fixed | Closed);
    [
        ("severity", "緊急度", judged && facts.severity.is_none()),
        ("assigned_to", "担当", state == Assigned && is_blank(facts.assigned_to.as_deref())),
        ("fixed_on", "補修日", repaired && facts.fixed_on.is_none()),
        ("closed_on", "完了日", state == Closed && facts.closed_on.is_none()),
        ("reason", "対応不要の理由", state == Rejected && is_blank(facts.reason.as_deref())),
    ]
    .into_iter()
    .filter(|(_, _, absent)| *absent)
    .map(|(field, name_ja, _)| missing(field, name_ja, state))
    .collect()
}

fn check_days(facts: &Facts, today: NaiveDate, faults: &mut Vec<Invalid>) {
    let mut before = ("reported_on", facts.reported_on);
    faults.extend(in_future("reported_on", facts.reported_on, today));
    for (field, day) in [("fixed_on", facts.fixed_on), ("closed_on", facts.closed_on)] {
        let Some(day) = day else { continue };
        faults.extend(too_early(field, day, before.0, before.1));
        faults.extend(in_future(field, day, today));
        before = (field, day);
    }
}
