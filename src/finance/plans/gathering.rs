//! The works that a funding plan is for, from the question or from a version of the conservation plan, and its years.

use super::question::{Question, Source};
use super::wire::LeftOutWork;
use crate::conservation::store as conservation;
use crate::domain::finance::{Bill, Facts};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::finance::works::{self, Work};
use sea_orm::ConnectionTrait;

/// Works with the years they are looked at in.
pub struct Gathered {
    /// 工事
    pub works: Vec<Work>,
    /// 初年度
    pub from_year: i32,
    /// 年数
    pub years: i64,
    /// Works that do not count.
    pub left_out: Vec<LeftOutWork>,
    /// How many works rest on an invented value.
    pub illustrative: usize,
}

/// The works of the question, with what the register knows of them, and the years.
pub async fn gathered(db: &impl ConnectionTrait, municipality: &str, question: &Question) -> Result<Gathered> {
    let (mut works, span, illustrative) = match &question.source {
        Source::Given(works) => (works.clone(), None, 0),
        Source::Plan(id) => {
            let (span, lines) = conservation::plan_works(db, municipality, id).await?;
            let invented = lines.iter().filter(|line| line.invented).count();
            (lines_as_works(db, municipality, lines, question.remaining_use_years).await?, Some(span), invented)
        }
    };
    let faults = match span {
        // A plan is a copy of what was decided: a building of it may be gone.
        Some(_) => works::fill_from_register(db, municipality, &mut works).await.map(|_| Vec::new())?,
        None => works::fill_from_register(db, municipality, &mut works).await?,
    };
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let begins = |work: &Work| work.facts.fiscal_year.unwrap_or_default();
    let first = works.iter().map(begins).min();
    let last = works.iter().map(|work| begins(work) + work.duration_years - 1).max();
    let Some(from_year) = question.from_year.or(span.map(|span| span.0)).or(first) else {
        let text = Text::new("the plan has no lines and no years", "計画に行も年度もありません");
        return Err(Error::value(Invalid::new("plan_id", "contradiction", "", text)));
    };
    let until = span.map(|span| span.1).or(last).unwrap_or(from_year).max(from_year);
    let years = question.years.unwrap_or_else(|| i64::from(until - from_year + 1).min(60));
    let mut left_out = Vec::new();
    works.retain(|work| {
        let within = (from_year..from_year + years as i32).contains(&begins(work));
        let reason = if work.bill.cost.0 < 1 { "no-cost" } else { "outside-the-years" };
        if !within || work.bill.cost.0 < 1 {
            left_out.push(LeftOutWork { key: work.key.clone(), reason });
            return false;
        }
        true
    });
    Ok(Gathered { works, from_year, years, left_out, illustrative })
}

/// The lines of a plan as works: they stand in the plan, and name no programmes.
async fn lines_as_works(
    db: &impl ConnectionTrait,
    municipality: &str,
    lines: Vec<conservation::PlanWork>,
    remaining_use_years: Option<i32>,
) -> Result<Vec<Work>> {
    let uses = facilities::uses(db, municipality).await?;
    let work = |line: conservation::PlanWork| Work {
        key: Some(line.line_no.to_string()),
        title: Some(line.title),
        building_code: line.building_code,
        facts: Facts {
            kind: Some(line.kind),
            class: uses.get(&line.facility_code).map(|facility| facility.class),
            fiscal_year: Some(line.first_year),
            cost: line.cost,
            remaining_use_years,
            in_plan: Some(true),
            ..Facts::default()
        },
        bill: Bill { cost: line.cost, ..Bill::default() },
        duration_years: line.duration_years.clamp(1, 30),
        given: None,
        place: "/plan_id".to_owned(),
    };
    Ok(lines.into_iter().map(work).collect())
}
