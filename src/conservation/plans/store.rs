//! Versions of the plan and their lines as they are stored, and what plans are drawn up from.

use super::wire::{Assumptions, CategoryCost, ClassCost, LineReason, Plan, PlanLine, PriorityParts, Summary, YearCost};
use crate::conservation::{Defect, Work};
use crate::domain::defect::{DefectState, Severity};
use crate::domain::facility::Class;
use crate::domain::plan::{CostColumns, PlanState, PricedWork, Reason, Totals};
use crate::domain::renewal::Horizon;
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::{Text, facility};
use crate::entity::{conservation_plan, defect, plan_line, work};
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::{db, domain::plan};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// A version as it is stored.
pub use crate::entity::conservation_plan::Model as StoredPlan;
/// A line as it is stored.
pub use crate::entity::plan_line::Model as StoredLine;

/// All works of a municipality, by key.
pub async fn works_of(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Work>> {
    use work::Column as C;
    Ok(work::Entity::find().filter(C::MunicipalityCode.eq(municipality)).order_by_asc(C::Id).all(db).await?)
}

/// How many defects of each severity are open, by building; what was not yet triaged counts as ordinary.
pub async fn open_defects(db: &impl ConnectionTrait, municipality: &str) -> Result<HashMap<String, [u16; 4]>> {
    use defect::Column as C;
    let closed = [DefectState::Fixed, DefectState::Closed, DefectState::Rejected];
    let open: Vec<(String, Option<Severity>)> = defect::Entity::find()
        .select_only()
        .columns([C::BuildingCode, C::Severity])
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::BuildingCode.is_not_null())
        .filter(C::State.is_not_in(closed))
        .into_tuple()
        .all(db)
        .await?;
    let mut counts: HashMap<String, [u16; 4]> = HashMap::new();
    for (building, severity) in open {
        let count = &mut counts.entry(building).or_default()[severity.unwrap_or(Severity::Ordinary) as usize];
        *count = count.saturating_add(1);
    }
    Ok(counts)
}

/// The defects that works were to mend and that are not fixed yet.
pub async fn defects_of_work(db: &impl ConnectionTrait, municipality: &str, work: &str) -> Result<Vec<Defect>> {
    use defect::Column as C;
    let mine = defect::Entity::find().filter(C::MunicipalityCode.eq(municipality)).filter(C::WorkId.eq(work));
    let open = mine.filter(C::State.is_in([DefectState::Triaged, DefectState::Assigned]));
    Ok(open.order_by_asc(C::Id).all(db).await?)
}

/// One version, or 404.
pub async fn demand(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<StoredPlan> {
    let found = conservation_plan::Entity::find_by_id((municipality.to_owned(), id.to_owned())).one(db).await?;
    if let Some(found) = found {
        return Ok(found);
    }
    facilities::demand_municipality(db, municipality).await?;
    Err(Error::no_such(Text::new("conservation plan", "施設保全計画"), id))
}

/// Every version, newest first.
pub async fn plans(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<StoredPlan>> {
    use conservation_plan::Column as C;
    let mine = conservation_plan::Entity::find().filter(C::MunicipalityCode.eq(municipality));
    Ok(mine.order_by_desc(C::VersionNo).all(db).await?)
}

/// The version that is adopted now, if one is.
pub async fn adopted(db: &impl ConnectionTrait, municipality: &str) -> Result<Option<StoredPlan>> {
    use conservation_plan::Column as C;
    let mine = conservation_plan::Entity::find().filter(C::MunicipalityCode.eq(municipality));
    Ok(mine.filter(C::State.eq(PlanState::Adopted)).order_by_desc(C::VersionNo).one(db).await?)
}

/// The version that was in force on a day (`YYYY-MM-DD`), or else the newest draft.
pub async fn valid_on(db: &impl ConnectionTrait, municipality: &str, day: &str) -> Result<Option<StoredPlan>> {
    use conservation_plan::Column as C;
    let newest = || {
        let mine = conservation_plan::Entity::find().filter(C::MunicipalityCode.eq(municipality));
        mine.order_by_desc(C::VersionNo)
    };
    let superseded_later = Condition::any().add(C::SupersededOn.is_null()).add(C::SupersededOn.gt(day));
    let decided = newest()
        .filter(C::State.is_in([PlanState::Adopted, PlanState::Superseded]))
        .filter(C::AdoptedOn.lte(day))
        .filter(superseded_later);
    match decided.one(db).await? {
        Some(found) => Ok(Some(found)),
        None => Ok(newest().filter(C::State.eq(PlanState::Draft)).one(db).await?),
    }
}

/// Writes a version and its lines.
pub async fn insert(db: &impl ConnectionTrait, plan: StoredPlan, lines: Vec<StoredLine>) -> Result<()> {
    conservation_plan::Entity::insert(plan.into_active_model()).exec_without_returning(db).await?;
    let some = db::rows_a_statement(plan_line::Column::iter().count());
    let mut rows = lines.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<plan_line::ActiveModel> = rows.by_ref().take(some).collect();
        plan_line::Entity::insert_many(chunk).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Writes a version in place of what it was.
pub async fn rewrite(db: &impl ConnectionTrait, plan: StoredPlan) -> Result<()> {
    let changed = plan.into_active_model().reset_all();
    conservation_plan::Entity::update(changed).validate()?.exec(db).await?;
    Ok(())
}

/// Writes a line in place of what it was.
pub async fn rewrite_line(db: &impl ConnectionTrait, line: StoredLine) -> Result<()> {
    plan_line::Entity::update(line.into_active_model().reset_all()).validate()?.exec(db).await?;
    Ok(())
}

/// Removes a draft with its lines.
pub async fn delete(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<()> {
    use plan_line::Column as C;
    let lines = plan_line::Entity::delete_many().filter(C::MunicipalityCode.eq(municipality));
    lines.filter(C::PlanId.eq(id)).exec(db).await?;
    conservation_plan::Entity::delete_by_id((municipality.to_owned(), id.to_owned())).exec(db).await?;
    Ok(())
}

/// Removes a line.
pub async fn delete_line(db: &impl ConnectionTrait, line: &StoredLine) -> Result<()> {
    let key = (line.municipality_code.clone(), line.plan_id.clone(), line.line_no);
    plan_line::Entity::delete_by_id(key).exec(db).await?;
    Ok(())
}

/// One line, or 404.
pub async fn demand_line(db: &impl ConnectionTrait, municipality: &str, plan: &str, line: i32) -> Result<StoredLine> {
    let found = plan_line::Entity::find_by_id((municipality.to_owned(), plan.to_owned(), line)).one(db).await?;
    found.ok_or_else(|| Error::no_such(Text::new("line", "計画の行"), &line.to_string()))
}

/// The line of a version that works came from, by the key of the works.
pub async fn plan_keys(db: &impl ConnectionTrait, municipality: &str) -> Result<HashMap<String, String>> {
    use work::Column as C;
    let found: Vec<(String, String)> = work::Entity::find()
        .select_only()
        .columns([C::Id, C::PlanKey])
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::PlanKey.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Every line of a version, by number.
pub async fn all_lines(db: &impl ConnectionTrait, municipality: &str, plan: &str) -> Result<Vec<StoredLine>> {
    lines(db, municipality, plan, Condition::all()).await
}

/// Lines of a version that meet a condition, by number.
pub async fn lines(
    db: &impl ConnectionTrait,
    municipality: &str,
    plan: &str,
    condition: Condition,
) -> Result<Vec<StoredLine>> {
    use plan_line::Column as C;
    let mine = plan_line::Entity::find().filter(C::MunicipalityCode.eq(municipality)).filter(C::PlanId.eq(plan));
    Ok(mine.filter(condition).order_by_asc(C::LineNo).all(db).await?)
}

/// What lines add up to over the years of their plan; a line of a facility that is gone counts as of another class.
pub fn summarised(
    lines: &[StoredLine],
    classes: &HashMap<String, facilities::Use>,
    columns: &CostColumns,
    (first, last): (i32, i32),
) -> Result<Summary> {
    let class = |line: &StoredLine| classes.get(&line.facility_code).map_or(Class::Other, |of| of.class);
    let first_year = FiscalYear::new("base_year", first.into()).map_err(Error::value)?;
    let years = last - first + 1;
    let horizon = Horizon::new(first_year, years.into()).map_err(Error::value)?;
    let works = lines.iter().map(|line| PricedWork {
        class: class(line),
        kind: line.kind,
        first_year: line.planned_year,
        duration_years: line.duration_years.clamp(1, 30) as u8,
        cost: Yen(line.cost_yen),
    });
    let totals = Totals::new(horizon, columns, works);
    let total = totals.total();
    Ok(Summary {
        lines: lines.len() as u64,
        total_yen: total.0,
        after_period_yen: Yen(lines.iter().map(|line| Yen(line.cost_yen)).sum::<Yen>().0 - total.0).0.max(0),
        mean_yen: total.mean_over(years.unsigned_abs()).0,
        by_year: totals.by_year().map(|(year, cost)| YearCost { fiscal_year: year.year(), cost_yen: cost.0 }).collect(),
        by_class: totals
            .by_class()
            .filter(|(_, cost)| cost.0 != 0)
            .map(|(class, cost)| ClassCost { class, cost_yen: cost.0 })
            .collect(),
        by_category: totals.by_category().map(|(category, cost)| CategoryCost { category, cost_yen: cost.0 }).collect(),
        left_out: Vec::new(),
        cost_unknown: lines.iter().filter(|line| line.cost_yen == 0).count() as u64,
        illustrative: lines.iter().filter(|line| line.invented).count() as u64,
    })
}

/// The columns of the cost table in force.
pub async fn cost_columns(db: &impl ConnectionTrait, municipality: &str) -> Result<CostColumns> {
    let rows = crate::parameters::store::in_force(db, municipality, Some(plan::COST_COLUMN), None).await?;
    let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    CostColumns::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))
}

/// A version as the API shows it.
pub fn shown(plan: &StoredPlan) -> Result<Plan> {
    let assumptions: Assumptions = serde_json::from_str(&plan.assumptions).map_err(Error::internal)?;
    Ok(Plan {
        id: plan.id.clone(),
        version_no: plan.version_no,
        title: plan.title.clone(),
        state: plan.state,
        base_year: plan.base_year,
        first_year: plan.first_year,
        last_year: plan.last_year,
        based_on_id: plan.based_on_id.clone(),
        drawn_at: plan.drawn_at.clone(),
        adopted_on: plan.adopted_on.clone(),
        superseded_on: plan.superseded_on.clone(),
        summary: serde_json::from_str(&plan.summary).map_err(Error::internal)?,
        assumptions,
        note: plan.note.clone(),
    })
}

/// Why a line stands in a plan, in words.
pub fn reason(code: &str) -> LineReason {
    let text = match facility::word::<Reason>("reason", code) {
        Ok(reason) => reason.text(),
        Err(_) => Text::new("its cost is not known", "概算額が分からない"),
    };
    LineReason { reason: code.to_owned(), text_en: text.en, text_ja: text.ja }
}

/// A line as the API shows it.
pub fn shown_line(line: &StoredLine) -> PlanLine {
    let reasons: Vec<String> = serde_json::from_str(&line.reasons).unwrap_or_default();
    PlanLine {
        line_no: line.line_no,
        line_key: line.line_key.clone(),
        work_id: line.work_id.clone(),
        facility_code: line.facility_code.clone(),
        building_code: line.building_code.clone(),
        component_code: line.component_code.clone(),
        kind: line.kind,
        title: line.title.clone(),
        planned_year: line.planned_year,
        earliest_year: line.earliest_year,
        latest_year: line.latest_year,
        duration_years: line.duration_years,
        cost_yen: Yen(line.cost_yen),
        cost_estimated: line.cost_estimated,
        priority: line.priority,
        priority_parts: PriorityParts {
            condition: line.priority_condition,
            role: line.priority_role,
            risk: line.priority_risk,
        },
        reasons: reasons.iter().map(|code| reason(code)).collect(),
        illustrative: line.invented,
        changed: line.changed,
        note: line.note.clone(),
    }
}
