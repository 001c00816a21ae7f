//! What was found as a whole, does anything follow from it, and can the inspection have taken place?
//!
//! The whole is as bad as its worst part: 要是正, then 既存不適格, then 要重点点検, then 指摘なし.
//!
//! # Shapes
//! Any number of results in, one out; one inspection in, its faults out.
//! # Units
//! Calendar days and fiscal years. Nothing is rounded.
//! # Errors
//! [`check_performed`] returns [`Invalid`] with the field `performed_on`.
//! # Source
//! Results: the forms of the periodic reports under the Building Standards Act (建築基準法) §12. Their order is ours: what was
//! right when it was built (既存不適格) falls short of the law of today, what is to be watched (要重点点検) does not.

use super::word::FindingResult;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::{Status, Word};
use crate::domain::work::fault::in_future;
use crate::domain::{Invalid, Text};
use chrono::NaiveDate;

/// The worst of the results; nothing found is 指摘なし.
pub fn overall(results: &[FindingResult]) -> FindingResult {
    results.iter().copied().max_by_key(|result| gravity(*result)).unwrap_or(FindingResult::Passed)
}

fn gravity(result: FindingResult) -> u8 {
    match result {
        FindingResult::Passed => 0,
        FindingResult::Watch => 1,
        FindingResult::NonConforming => 2,
        FindingResult::Failed => 3,
    }
}

/// Whether someone has to say what became of a result: correct it (要是正), put it right at the next works (既存不適格), or
/// look at it in daily upkeep (要重点点検). The whole needs it exactly when one of its parts does.
pub fn needs_follow_up(result: FindingResult) -> bool {
    result != FindingResult::Passed
}

/// Every reason why an inspection cannot have taken place: it lies in the future, the building does not stand, or was not
/// yet completed. An inspection in the fiscal year of the completion is accepted.
pub fn check_performed(
    performed_on: NaiveDate,
    today: NaiveDate,
    building_status: Status,
    completed_year: Option<i32>,
) -> Vec<Invalid> {
    let mut faults: Vec<Invalid> = in_future("performed_on", performed_on, today).into_iter().collect();
    if !building_status.stands() {
        faults.push(not_standing(performed_on, building_status));
    }
    if let Some(completed) = completed_year.filter(|&completed| fiscal_year_of(performed_on) < completed) {
        faults.push(before_completion(performed_on, completed));
    }
    faults
}

fn not_standing(performed_on: NaiveDate, status: Status) -> Invalid {
    let (code, label) = (status.code(), status.label_ja());
    Invalid::new(
        "performed_on",
        "contradiction",
        performed_on,
        Text::new(
            format!(
                "`performed_on` is `{performed_on}`, but the status of the building is `{code}`; choose another building or \
                 correct its status"
            ),
            format!(
                "`performed_on` の値 `{performed_on}` は登録できません。建物の状態が「{label}」です。別の建物を選ぶか、状態を\
                 訂正してください"
            ),
        ),
    )
}

fn before_completion(performed_on: NaiveDate, completed: i32) -> Invalid {
    Invalid::new(
        "performed_on",
        "contradiction",
        performed_on,
        Text::new(
            format!(
                "`performed_on` is `{performed_on}`, before the fiscal year of completion, {completed}; correct the day or \
                 the `completed_year` of the building"
            ),
            format!(
                "`performed_on` の値 `{performed_on}` は竣工年度の {completed} 年度より前です。実施日または建物の \
                 `completed_year` を訂正してください"
            ),
        ),
    )
}
