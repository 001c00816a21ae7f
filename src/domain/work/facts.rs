//! What must be known of works in each state?
//!
//! | state | needs |
//! |---|---|
//! | 提案 | nothing |
//! | 計画 | `planned_year` |
//! | 予算化 | `planned_year`, `budget_year`, `budget_request_yen`, `cost_yen`, funding that adds up to it |
//! | 施工中 | as 予算化, and `started_on` |
//! | 完了 | `done_on`; funding adds up to `cost_yen` where both are known |
//! | 取下げ | `dropped_reason` |
//!
//! What is given is checked in every state: `plan_year ≤ planned_year`, `planned_year − 3 ≤ budget_year ≤ planned_year`,
//! `started_on ≤ done_on ≤ today`, no amount below 0, no source of funding twice, and never more funding than cost. Only
//! works that are done have a day of completion. Completed works of former years, of which neither budget nor start are
//! on record, can therefore be entered.
//!
//! # Shapes
//! The facts of one work in, every fault out; none means that the facts hold together.
//! # Units
//! Fiscal years, calendar days and whole yen. Nothing is rounded.
//! # Errors
//! [`Invalid`] with the field of [`Facts`].
//! # Source
//! Ours. The budget may come up to three years before the works, as 継続費, 債務負担行為 and 繰越 allow (地方自治法 §212–214).

use super::fault::{in_future, is_blank, missing, negative, too_early};
use super::word::{FundingSource, WorkState};
use crate::domain::facility::Word;
use crate::domain::units::{FiscalYear, Yen, out_of_range};
use crate::domain::{Invalid, Text};
use chrono::NaiveDate;

/// How many fiscal years before the planned one the budget may be: the years over which it can be carried out.
pub const LONGEST_BUDGET_LEAD_YEARS: i32 = 3;

/// What is recorded of works; `None` is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How far the works have come.
    pub state: WorkState,
    /// Fiscal year of the implementation plan (実施計画) in which the works stand.
    pub plan_year: Option<i32>,
    /// Fiscal year in which the works are planned to begin.
    pub planned_year: Option<i32>,
    /// Fiscal year of the budget that pays for them.
    pub budget_year: Option<i32>,
    /// What that budget was asked for, whole yen.
    pub budget_request_yen: Option<Yen>,
    /// What the works cost as estimated or contracted, whole yen.
    pub cost_yen: Option<Yen>,
    /// What they did cost, whole yen.
    pub actual_cost_yen: Option<Yen>,
    /// The day on which they began.
    pub started_on: Option<NaiveDate>,
    /// The day on which they were completed.
    pub done_on: Option<NaiveDate>,
    /// Why they were dropped.
    pub dropped_reason: Option<String>,
    /// Who pays which part of `cost_yen`, whole yen.
    pub funding: Vec<(FundingSource, Yen)>,
}

/// Every fault in the facts, in the order years, amounts, funding, days, reason.
pub fn check(facts: &Facts, today: NaiveDate) -> Vec<Invalid> {
    let mut faults = Vec::new();
    check_years(facts, &mut faults);
    check_amounts(facts, &mut faults);
    check_funding(facts, &mut faults);
    check_days(facts, today, &mut faults);
    if facts.state == WorkState::Dropped && is_blank(facts.dropped_reason.as_deref()) {
        faults.push(missing("dropped_reason", "取下げの理由", facts.state));
    }
    faults
}

/// Whether the money for works in this state has been granted and not yet settled.
fn has_budget(state: WorkState) -> bool {
    matches!(state, WorkState::Budgeted | WorkState::UnderWay)
}

fn check_years(facts: &Facts, faults: &mut Vec<Invalid>) {
    let Facts { state, plan_year, planned_year, budget_year, .. } = *facts;
    if planned_year.is_none() && (state == WorkState::Planned || has_budget(state)) {
        faults.push(missing("planned_year", "予定年度", state));
    }
    if budget_year.is_none() && has_budget(state) {
        faults.push(missing("budget_year", "予算年度", state));
    }
    let mut read = |field, year: Option<i32>| {
        let checked = year.map(|year| FiscalYear::new(field, year.into())).transpose();
        checked.map_err(|fault| faults.push(fault)).ok().flatten().map(FiscalYear::year)
    };
    let plan = read("plan_year", plan_year);
    let planned = read("planned_year", planned_year);
    let budget = read("budget_year", budget_year);
    let Some(planned) = planned else { return };
    if let Some(plan) = plan.filter(|&plan| plan > planned) {
        faults.push(plan_after_works(plan, planned));
    }
    let first = planned - LONGEST_BUDGET_LEAD_YEARS;
    if let Some(budget) = budget.filter(|budget| !(first..=planned).contains(budget)) {
        faults.push(out_of_range("budget_year", budget, first.into(), planned.into()));
    }
}

fn plan_after_works(plan: i32, planned: i32) -> Invalid {
    Invalid::new(
        "plan_year",
        "contradiction",
        plan,
        Text::new(
            format!(
                "`plan_year` is `{plan}`, after `planned_year`, which is {planned}; name the plan that has the works"
            ),
            format!(
                "`plan_year` の値 `{plan}` は `planned_year` の {planned} より後です。この工事を載せた計画の年度にしてください"
            ),
        ),
    )
}

fn check_amounts(facts: &Facts, faults: &mut Vec<Invalid>) {
    let amounts = [
        ("budget_request_yen", "予算要求額", facts.budget_request_yen, has_budget(facts.state)),
        ("cost_yen", "工事費", facts.cost_yen, has_budget(facts.state)),
        ("actual_cost_yen", "実績額", facts.actual_cost_yen, false),
    ];
    for (field, name_ja, amount, needed) in amounts {
        match amount {
            Some(amount) => faults.extend(negative(field, amount)),
            None if needed => faults.push(missing(field, name_ja, facts.state)),
            None => {}
        }
    }
}

fn check_funding(facts: &Facts, faults: &mut Vec<Invalid>) {
    for (at, &(source, amount)) in facts.funding.iter().enumerate() {
        faults.extend(negative("funding", amount));
        if facts.funding[..at].iter().any(|(earlier, _)| *earlier == source) {
            faults.push(source_twice(source));
        }
    }
    let total: i128 = facts.funding.iter().map(|(_, amount)| i128::from(amount.0)).sum();
    match facts.cost_yen {
        Some(cost) => {
            let covers = total == i128::from(cost.0);
            let recorded = facts.state == WorkState::Done && !facts.funding.is_empty();
            let whole = has_budget(facts.state) || recorded;
            if total > i128::from(cost.0) || (whole && !covers) {
                faults.push(funding_and_cost_differ(total, cost, whole));
            }
        }
        // Works with a budget have been told above that the cost is missing.
        None if total > 0 && !has_budget(facts.state) => faults.push(funding_without_cost(total)),
        None => {}
    }
}

fn source_twice(source: FundingSource) -> Invalid {
    let (code, label) = (source.code(), source.label_ja());
    Invalid::new(
        "funding",
        "contradiction",
        code,
        Text::new(
            format!("`funding` names `{code}` twice; add the two amounts up in one part"),
            format!("`funding` に `{code}`（{label}）が重なっています。金額を一つにまとめてください"),
        ),
    )
}

fn funding_and_cost_differ(total: i128, cost: Yen, whole: bool) -> Invalid {
    let cost = cost.0;
    let (en, ja) = match whole {
        true => ("once there is a budget, the two must be equal", "予算化の後は同じ額にしてください"),
        false => ("it must not be more than that", "工事費を超えないようにしてください"),
    };
    Invalid::new(
        "funding",
        "contradiction",
        total,
        Text::new(
            format!("`funding` adds up to `{total}` yen and `cost_yen` is {cost}; {en}"),
            format!("`funding` の合計 `{total}` 円に対し `cost_yen` は {cost} 円です。{ja}"),
        ),
    )
}

fn funding_without_cost(total: i128) -> Invalid {
    Invalid::new(
        "cost_yen",
        "required",
        "",
        Text::new(
            format!("`cost_yen` is missing, but `funding` adds up to `{total}` yen; enter the cost that it pays for"),
            format!(
                "`cost_yen` がありませんが、`funding` の合計は `{total}` 円です。その対象となる工事費を入力してください"
            ),
        ),
    )
}

fn check_days(facts: &Facts, today: NaiveDate, faults: &mut Vec<Invalid>) {
    let Facts { state, started_on, done_on, .. } = *facts;
    match started_on {
        Some(started) => faults.extend(in_future("started_on", started, today)),
        None if state == WorkState::UnderWay => faults.push(missing("started_on", "着工日", state)),
        None => {}
    }
    let Some(done) = done_on else {
        if state == WorkState::Done {
            faults.push(missing("done_on", "完了日", state));
        }
        return;
    };
    faults.extend(in_future("done_on", done, today));
    faults.extend(started_on.and_then(|started| too_early("done_on", done, "started_on", started)));
    if state != WorkState::Done {
        faults.push(not_done(done, state));
    }
}

fn not_done(done: NaiveDate, state: WorkState) -> Invalid {
    let (code, label) = (state.code(), state.label_ja());
    Invalid::new(
        "done_on",
        "contradiction",
        done,
        Text::new(
            format!("`done_on` is `{done}`, but the state is `{code}`; make the state `done` or leave the day out"),
            format!(
                "`done_on` の値 `{done}` は状態「{label}」と合いません。状態を「完了」にするか、完了日を空にしてください"
            ),
        ),
    )
}
