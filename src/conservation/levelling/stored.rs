//! The works of a stored plan, as levelling takes them.

use super::answer::Origin;
use super::question::{Asked, Works};
use crate::conservation::plans::store::{self, StoredLine};
use crate::domain::Text;
use crate::domain::levelling::{LONGEST_WORK_YEARS, MOST_COST_YEN, Work};
use crate::domain::units::Yen;
use crate::error::{Error, Result};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};

/// Of the plan that is named, of the adopted one, or of the newest: every line that can begin and end within the years, and
/// of lines that reach beyond them what they cost within, held to the years for which they are planned.
pub async fn works(db: &impl ConnectionTrait, municipality: &str, asked: &Asked) -> Result<(Works, Origin)> {
    let plan = match &asked.plan_id {
        Some(id) => store::demand(db, municipality, id).await?,
        None => match store::adopted(db, municipality).await? {
            Some(plan) => plan,
            None => store::plans(db, municipality).await?.into_iter().next().ok_or_else(no_plan)?,
        },
    };
    let mut works = Works::default();
    let (mut titles, mut held, mut illustrative, mut outside) = (Vec::new(), HashSet::new(), 0, 0_u64);
    let mut bundles: HashMap<String, u32> = HashMap::new();
    for line in store::all_lines(db, municipality, &plan.id).await? {
        let duration = line.duration_years.clamp(1, LONGEST_WORK_YEARS.into());
        let ends_too_late = line.earliest_year + duration - 1 > asked.to_year;
        if line.latest_year < asked.from_year || ends_too_late || line.latest_year < line.earliest_year {
            let Some(part) = part_within(&line, duration, asked.from_year, asked.to_year) else {
                outside += 1;
                continue;
            };
            held.insert(works.works.len());
            works.ids.push(line.line_key);
            works.works.push(part);
            titles.push(line.title);
            illustrative += u64::from(line.invented);
            continue;
        }
        let bundle = line.building_code.map(|building| {
            *bundles.entry(building).or_insert_with_key(|building| {
                works.bundles.push(building.clone());
                works.bundles.len() as u32 - 1
            })
        });
        works.ids.push(line.line_key);
        works.works.push(Work {
            earliest_year: line.earliest_year,
            latest_year: line.latest_year,
            due_year: line.planned_year,
            duration_years: duration as u8,
            cost: Yen(line.cost_yen.clamp(0, MOST_COST_YEN)),
            priority: line.priority.clamp(0, 100) as u8,
            bundle,
            fund_shares: Vec::new(),
            deferral: Vec::new(),
        });
        titles.push(line.title);
        illustrative += u64::from(line.invented);
    }
    let mut notes = vec![Text::new(
        format!(
            "the works are the lines of version {} of the conservation plan; `id` is `line_key`, the due year is the planned year",
            plan.version_no
        ),
        format!(
            "工事は施設保全計画 第{}版の各行です。`id` は `line_key`、本来の実施年度は計画の実施年度です",
            plan.version_no
        ),
    )];
    if !held.is_empty() {
        let lines = held.len();
        notes.push(Text::new(
            format!(
                "{lines} lines of the plan reach beyond the years: what they cost within counts in the years for which they are planned, and they are not moved"
            ),
            format!("計画期間の外にまたがる {lines} 行は、期間内の費用を計画の実施年度のまま計上し、移動の対象としません"),
        ));
    }
    if outside > 0 {
        notes.push(Text::new(
            format!("{outside} lines of the plan lie outside the years and are left aside"),
            format!("計画期間の外にある {outside} 行は対象から除いています"),
        ));
    }
    if illustrative > 0 {
        notes.push(Text::new(
            format!("{illustrative} of the works rest on invented values (illustrative)"),
            format!("{illustrative} 件の工事は例示（架空の値）に基づきます"),
        ));
    }
    Ok((works, Origin { from: plan.id, titles, held, illustrative, notes }))
}

/// What a line costs within the years, as works that stay where they are; nothing where it costs nothing in them.
fn part_within(line: &StoredLine, duration: i32, from_year: i32, to_year: i32) -> Option<Work> {
    let end = line.planned_year + duration - 1;
    let (first, last) = (line.planned_year.max(from_year), end.min(to_year));
    let years = last - first + 1;
    if years < 1 {
        return None;
    }
    // Paid in equal parts, the last year takes the remainder.
    let cost = line.cost_yen.clamp(0, MOST_COST_YEN);
    let (part, rest) = (cost / i64::from(duration), cost % i64::from(duration));
    let rest = if last == end { rest } else { 0 };
    Some(Work {
        earliest_year: first,
        latest_year: first,
        due_year: first,
        duration_years: years as u8,
        cost: Yen(part * i64::from(years) + rest),
        priority: line.priority.clamp(0, 100) as u8,
        bundle: None,
        fund_shares: Vec::new(),
        deferral: Vec::new(),
    })
}

fn no_plan() -> Error {
    Error::NotFound(Text::new(
        "there is no conservation plan here; draw one up by `POST …/conservation-plans`, or give `works`",
        "施設保全計画がありません。`POST …/conservation-plans` で作成するか、`works` を指定してください",
    ))
}
