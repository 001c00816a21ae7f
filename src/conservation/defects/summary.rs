//! How do defects fare, group by group? Counted by the database in one query, whatever their number.
//!
//! The mean of the days to fix is over those that have been fixed, in tenths of a day, rounded half up.

use super::record::{in_time, is_open, is_overdue};
use super::wire::{DefectGroup, DefectSummary, DefectSummaryQuery, SummaryBy};
use crate::db;
use crate::domain::defect::{DefectState, Severity, age_days};
use crate::domain::facility::{ComponentKind, Word};
use crate::domain::units::Yen;
use crate::entity::defect;
use crate::error::Result;
use crate::facility::store as facilities;
use crate::http::Params;
use crate::recorded::{at_place, is_word};
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// What the database counts of a group.
#[derive(Clone, Default, FromQueryResult)]
struct Row {
    key: Option<String>,
    reported: i64,
    open: i64,
    closed: i64,
    rejected: i64,
    overdue: i64,
    fixed: i64,
    days_to_fix: Option<i64>,
    cost_yen: Option<i64>,
    oldest_open_on: Option<String>,
    first_due_on: Option<String>,
}

fn column(name: &'static str) -> SimpleExpr {
    Expr::col(Alias::new(name))
}

fn grouped_by(by: SummaryBy) -> SimpleExpr {
    column(match by {
        SummaryBy::Facility => "facility_code",
        SummaryBy::ComponentKind => "component_kind",
        SummaryBy::Department => "department",
        SummaryBy::Severity => "severity",
    })
}

/// The condition that the parameters ask for.
pub fn condition(params: &Params<DefectSummaryQuery>) -> Result<Condition> {
    let kind = is_word::<ComponentKind, _>(params, "component_kind")?;
    Ok(at_place(params).add_option(kind).add(in_time(params)?))
}

/// The rows of the groups, and all together.
pub async fn summary(
    db: &impl ConnectionTrait,
    municipality: &str,
    by: SummaryBy,
    condition: Condition,
    today: NaiveDate,
) -> Result<DefectSummary> {
    let mut rows = rows(db, municipality, by, condition, today).await?;
    rows.sort_by_key(|row| (row.key.is_none(), rank(by, row.key.as_deref()), row.key.clone()));
    let total = rows.iter().fold(Row::default(), together);
    let names = match by {
        SummaryBy::Facility => {
            facilities::uses(db, municipality).await?.into_iter().map(|(k, of)| (k, of.name)).collect()
        }
        _ => HashMap::new(),
    };
    let named = |row: &Row| name(by, row.key.as_deref(), &names);
    let groups = rows.iter().map(|row| group(row, named(row), today)).collect();
    Ok(DefectSummary { by, as_of: today.to_string(), groups, total: group(&total, None, today) })
}

async fn rows(
    db: &impl ConnectionTrait,
    municipality: &str,
    by: SummaryBy,
    condition: Condition,
    today: NaiveDate,
) -> Result<Vec<Row>> {
    let state = |state: DefectState| column("state").eq(state.code());
    let fixed = || column("state").is_in([DefectState::Fixed, DefectState::Closed].map(Word::code));
    let count = |of: SimpleExpr| SimpleExpr::from(Func::count(CaseStatement::new().case(of, 1)));
    let first = |of: SimpleExpr, day| SimpleExpr::from(Func::min(CaseStatement::new().case(of, column(day))));
    let days = CaseStatement::new().case(fixed(), db::days_between(db, "reported_on", "fixed_on"));
    let query = defect::Entity::find()
        .select_only()
        .column_as(grouped_by(by), "key")
        .column_as(column("id").count(), "reported")
        .column_as(count(is_open()), "open")
        .column_as(count(state(DefectState::Closed)), "closed")
        .column_as(count(state(DefectState::Rejected)), "rejected")
        .column_as(count(is_overdue(today)), "overdue")
        .column_as(count(fixed()), "fixed")
        .column_as(Func::sum(days).cast_as("bigint"), "days_to_fix")
        .column_as(column("cost_yen").sum().cast_as("bigint"), "cost_yen")
        .column_as(first(is_open(), "reported_on"), "oldest_open_on")
        .column_as(first(is_overdue(today), "due_on"), "first_due_on")
        .filter(defect::Column::MunicipalityCode.eq(municipality))
        .filter(condition)
        .group_by(grouped_by(by));
    Ok(query.into_model::<Row>().all(db).await?)
}

/// The gravest first; other groups by their key.
fn rank(by: SummaryBy, key: Option<&str>) -> Option<Severity> {
    key.filter(|_| by == SummaryBy::Severity)?.parse().ok()
}

fn name(by: SummaryBy, key: Option<&str>, facilities: &HashMap<String, String>) -> Option<String> {
    let key = key?;
    match by {
        SummaryBy::Facility => facilities.get(key).cloned(),
        SummaryBy::ComponentKind => key.parse::<ComponentKind>().ok().map(|kind| kind.label_ja().to_owned()),
        SummaryBy::Severity => key.parse::<Severity>().ok().map(|severity| severity.label_ja().to_owned()),
        SummaryBy::Department => Some(key.to_owned()),
    }
}

/// Days are compared as text, which they sort by.
fn earlier(one: &Option<String>, other: &Option<String>) -> Option<String> {
    [one, other].into_iter().flatten().min().cloned()
}

fn together(all: Row, row: &Row) -> Row {
    let sum = |one: Option<i64>, other: Option<i64>| Some(one.unwrap_or(0) + other.unwrap_or(0));
    Row {
        key: None,
        reported: all.reported + row.reported,
        open: all.open + row.open,
        closed: all.closed + row.closed,
        rejected: all.rejected + row.rejected,
        overdue: all.overdue + row.overdue,
        fixed: all.fixed + row.fixed,
        days_to_fix: sum(all.days_to_fix, row.days_to_fix),
        cost_yen: sum(all.cost_yen, row.cost_yen),
        oldest_open_on: earlier(&all.oldest_open_on, &row.oldest_open_on),
        first_due_on: earlier(&all.first_due_on, &row.first_due_on),
    }
}

fn group(row: &Row, name: Option<String>, today: NaiveDate) -> DefectGroup {
    let since = |day: &Option<String>| day.as_deref()?.parse().ok().map(|day| age_days(day, today));
    let tenths = |days: i64| (20 * days + row.fixed).div_euclid(2 * row.fixed);
    DefectGroup {
        key: row.key.clone(),
        name,
        reported: row.reported,
        open: row.open,
        closed: row.closed,
        rejected: row.rejected,
        overdue: row.overdue,
        fixed: row.fixed,
        mean_days_to_fix: row.days_to_fix.filter(|_| row.fixed > 0).map(|days| tenths(days) as f64 / 10.0),
        oldest_open_days: since(&row.oldest_open_on),
        most_days_overdue: since(&row.first_due_on),
        cost_yen: Yen(row.cost_yen.unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_rounded_half_up_to_tenths_and_needs_a_repair() {
        let today = NaiveDate::default();
        let mean =
            |fixed, days_to_fix| group(&Row { fixed, days_to_fix, ..Row::default() }, None, today).mean_days_to_fix;
        // 1/4 = 0.25, 1/3 = 0.33…, 2/3 = 0.66…
        assert_eq!((mean(4, Some(1)), mean(3, Some(1)), mean(3, Some(2))), (Some(0.3), Some(0.3), Some(0.7)));
        assert_eq!((mean(0, None), mean(0, Some(0)), mean(2, Some(0))), (None, None, Some(0.0)));
    }
}
