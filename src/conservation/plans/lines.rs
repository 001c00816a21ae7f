//! A page of the lines of a plan.

use super::store::{self, StoredLine, StoredPlan};
use super::wire::{LineQuery, PlanLines};
use crate::domain::facility::{Word, word};
use crate::domain::work::WorkKind;
use crate::domain::{Invalid, Text};
use crate::entity::plan_line::{Column, Entity};
use crate::error::Result;
use crate::http::{Base, Link, PageToken, Params, Reply};
use sea_orm::sea_query::{ExprTrait, Order};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The columns that a list can be sorted by.
const SORTS: [(&str, Column); 4] = [
    ("line_no", Column::LineNo),
    ("planned_year", Column::PlannedYear),
    ("priority", Column::Priority),
    ("cost_yen", Column::CostYen),
];

fn sort(params: &Params<LineQuery>) -> Result<(Column, bool)> {
    let asked = params.read("sort", |name, text| {
        let plain = text.trim_start_matches('-');
        let found = SORTS.iter().find(|(known, _)| *known == plain);
        found.map(|(_, column)| (*column, text.starts_with('-'))).ok_or_else(|| {
            let known = SORTS.map(|(known, _)| known).join(", ");
            let said = Text::new(
                format!("`sort` is `{text}`; use {known}, with - before it to turn the order"),
                format!("`sort` の値 `{text}` は使えません。{known} のいずれか（逆順は - を付けて）にしてください"),
            );
            Invalid::new(name, "unknown-value", text, said)
        })
    })?;
    Ok(asked.unwrap_or((Column::LineNo, false)))
}

/// The filters of a list of lines.
pub fn condition(params: &Params<LineQuery>) -> Result<Condition> {
    let kind = params.read("kind", word::<WorkKind>)?;
    let year = |name: &'static str| params.integer(name, 1868, 2300);
    Ok(Condition::all()
        .add_option(params.get("facility_code").map(|code| Column::FacilityCode.eq(code)))
        .add_option(params.get("building_code").map(|code| Column::BuildingCode.eq(code)))
        .add_option(kind.map(|kind| Column::Kind.eq(kind.code())))
        .add_option(year("from_year")?.map(|year| Column::PlannedYear.gte(year)))
        .add_option(year("to_year")?.map(|year| Column::PlannedYear.lte(year))))
}

fn value(line: &StoredLine, column: Column) -> i64 {
    match column {
        Column::PlannedYear => line.planned_year.into(),
        Column::Priority => line.priority.into(),
        Column::CostYen => line.cost_yen,
        _ => line.line_no.into(),
    }
}

/// A page of the lines that are asked for.
pub async fn page(
    db: &impl ConnectionTrait,
    plan: &StoredPlan,
    params: &Params<LineQuery>,
    base: &Base,
) -> Result<Reply> {
    let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1_000) as u64;
    let (column, descending) = sort(params)?;
    let fingerprint = params.fingerprint(&format!("{}/{}", plan.municipality_code, plan.id));
    let token = params.read("page", |name, text| PageToken::read(name, text, &fingerprint))?;
    let mut query = Entity::find()
        .filter(Column::MunicipalityCode.eq(&plan.municipality_code))
        .filter(Column::PlanId.eq(&plan.id))
        .filter(condition(params)?);
    if let Some(token) = token {
        let (after, number) = (token.value.as_i64().unwrap_or(0), token.code.parse::<i32>().unwrap_or(0));
        let further = if descending { column.lt(after) } else { column.gt(after) };
        query = query.filter(further.or(column.eq(after).and(Column::LineNo.gt(number))));
    }
    let direction = if descending { Order::Desc } else { Order::Asc };
    let ordered = query.order_by(column, direction).order_by(Column::LineNo, Order::Asc);
    let mut found = ordered.limit(limit + 1).all(db).await?;
    let more = found.len() as u64 > limit;
    found.truncate(limit as usize);
    let mut links = Vec::new();
    if let Some(last) = found.last().filter(|_| more) {
        let token = PageToken { of: fingerprint, value: value(last, column).into(), code: last.line_no.to_string() };
        let path = format!("/v1/{}/conservation-plans/{}/lines", plan.municipality_code, plan.id);
        links.push(Link {
            rel: "next".to_owned(),
            r#type: "application/json".to_owned(),
            href: format!("{}{path}?{}", base.0, params.with("page", &token.write()?)),
        });
    }
    let lines: Vec<_> = found.iter().map(store::shown_line).collect();
    Reply::json(&PlanLines { number_returned: lines.len() as u64, links, lines })
}
