//! The placements of a levelled plan are laid over the lines of a copy: what levelling found becomes a draft.

use super::store::{StoredLine, StoredPlan};
use super::wire::Assumptions;
use crate::domain::facility::Word;
use crate::domain::plan::Reason;
use crate::domain::units::out_of_range;
use crate::domain::work::Window;
use crate::domain::{Invalid, Text};
use crate::error::{Error, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin};
use std::collections::HashMap;

/// The most placements that are taken at once.
const MOST_PLACEMENTS: usize = 100_000;

/// The year in which a line is to begin.
pub struct Placed {
    line_key: String,
    start_year: i32,
}

/// The placements of a body, as a levelled plan answers them: what it tells beyond key and year does not count.
pub fn placements(fields: &mut Fields) -> Option<Vec<Placed>> {
    fields.records("placements", MOST_PLACEMENTS, |fields| {
        fields.derived(&["end_year", "moved_years", "title"]);
        Placed { line_key: fields.required_text("id", 200), start_year: fields.required_fiscal_year("start_year") }
    })
}

/// Moves lines to their placements, each within its window and the years of the plan. How many were moved.
pub fn place(plan: &StoredPlan, lines: &mut [StoredLine], placements: &[Placed]) -> Result<usize> {
    let mut open: HashMap<String, &mut StoredLine> =
        lines.iter_mut().map(|line| (line.line_key.clone(), line)).collect();
    let mut faults = Vec::new();
    let mut moved = 0;
    for (nth, placed) in placements.iter().enumerate() {
        // Each line is taken out as it is placed, so that none is placed twice.
        let outcome = open.remove(&placed.line_key).ok_or_else(|| unknown(placed));
        match outcome.and_then(|line| begin(plan, line, placed.start_year)) {
            Ok(changed) => moved += usize::from(changed),
            Err(invalid) if faults.len() < MOST_FAULTS => {
                let origin = Origin::Body(format!("/placements/{nth}"));
                faults.push(origin.fault(invalid.field, invalid.code, Some(invalid.value), invalid.text));
            }
            Err(_) => {}
        }
    }
    if faults.is_empty() { Ok(moved) } else { Err(Error::Refused(faults)) }
}

fn begin(plan: &StoredPlan, line: &mut StoredLine, year: i32) -> std::result::Result<bool, Invalid> {
    if year == line.planned_year {
        return Ok(false);
    }
    let low = line.earliest_year.max(plan.first_year);
    let high = line.latest_year.min(plan.last_year);
    if !(low..=high).contains(&year) {
        return Err(out_of_range("start_year", year, low.into(), high.into()));
    }
    Window::new(Some(line.earliest_year), Some(line.latest_year), Some(year), line.duration_years)?;
    line.planned_year = year;
    line.changed = true;
    line.reasons = with_reason(&line.reasons, Reason::Levelled);
    Ok(true)
}

/// The reasons of a line as they are stored, and one more.
pub fn with_reason(reasons: &str, reason: Reason) -> String {
    let mut reasons: Vec<String> = serde_json::from_str(reasons).unwrap_or_default();
    if !reasons.iter().any(|known| known == reason.code()) {
        reasons.push(reason.code().to_owned());
    }
    serde_json::json!(reasons).to_string()
}

fn unknown(placed: &Placed) -> Invalid {
    let key = &placed.line_key;
    let text = Text::new(
        format!(
            "`id` is `{key}`, which is no line of the copied version, or is placed twice; give each `line_key` once"
        ),
        format!(
            "`id` の値 `{key}` に当たる行が写し元の計画にないか、重複しています。`line_key` を1回ずつ指定してください"
        ),
    );
    Invalid::new("id", "unknown-reference", key, text)
}

/// Notes among the assumptions of a draft whence its years come.
pub fn note(assumptions: &mut Assumptions, from: &StoredPlan, moved: usize) {
    let version = from.version_no;
    assumptions.notes_en.push(format!(
        "{moved} lines of version {version} were moved so that the yearly burden is level; they bear the reason `levelled`"
    ));
    assumptions.notes_ja.push(format!(
        "財政負担の平準化のため、第{version}版の {moved} 行の実施年度を移しています（理由「財政負担の平準化」の行）"
    ));
}
