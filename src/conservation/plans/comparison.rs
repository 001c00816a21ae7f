//! Two versions of the plan side by side.

use super::store::{self, StoredLine, StoredPlan};
use super::wire::{Comparison, CostChanged, Moved, PlanLine, YearComparison};
use crate::domain::plan::{self, ComparableLine, Span};
use crate::domain::units::Yen;
use std::collections::{BTreeMap, HashMap};

fn comparable(lines: &[StoredLine]) -> Vec<ComparableLine> {
    let one = |line: &StoredLine| ComparableLine {
        key: line.line_key.clone(),
        span: Span { first_year: line.planned_year, duration_years: line.duration_years.clamp(1, 30) as u8 },
        cost: Yen(line.cost_yen),
    };
    lines.iter().map(one).collect()
}

/// The differences of two versions by the names of their works, and both year by year.
pub fn compared(first: &StoredPlan, before: &[StoredLine], second: &StoredPlan, after: &[StoredLine]) -> Comparison {
    let told = plan::compare(&comparable(before), &comparable(after));
    let by_key = |lines: &[StoredLine]| -> BTreeMap<String, usize> {
        lines.iter().enumerate().map(|(at, line)| (line.line_key.clone(), at)).collect()
    };
    let (was, is) = (by_key(before), by_key(after));
    let of = |keys: &BTreeMap<String, usize>, lines: &[StoredLine], named: Vec<ComparableLine>| -> Vec<PlanLine> {
        named.iter().filter_map(|line| Some(store::shown_line(&lines[*keys.get(&line.key)?]))).collect()
    };
    let titles: HashMap<&str, &str> = after.iter().map(|line| (line.line_key.as_str(), line.title.as_str())).collect();
    let title = |key: &str| titles.get(key).copied().unwrap_or_default().to_owned();
    Comparison {
        first_id: first.id.clone(),
        second_id: second.id.clone(),
        added: of(&is, after, told.added),
        dropped: of(&was, before, told.dropped),
        moved: told
            .moved
            .into_iter()
            .map(|line| Moved {
                title: title(&line.key),
                line_key: line.key,
                from_year: line.from.first_year,
                to_year: line.to.first_year,
                from_duration_years: line.from.duration_years.into(),
                to_duration_years: line.to.duration_years.into(),
            })
            .collect(),
        cost_changed: told
            .cost_changed
            .into_iter()
            .map(|line| CostChanged {
                title: title(&line.key),
                line_key: line.key,
                from_yen: line.from,
                to_yen: line.to,
            })
            .collect(),
        unchanged: told.unchanged as u64,
        by_year: told
            .totals
            .into_iter()
            .map(|year| YearComparison { fiscal_year: year.year, first_yen: year.first, second_yen: year.second })
            .collect(),
    }
}
