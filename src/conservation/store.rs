//! What other rooms may ask of conservation: all that it knows of one facility, as plain values.
//!
//! Nothing of other facilities is read: ratings, components, works, defects and inspections are asked for by the facility or
//! its buildings, a version of the plan by the lines of the facility.

use super::condition::store as condition;
use super::condition::summary::{self, CycleTable, Rated};
use super::inspections::of_facility;
use super::plans::store as plans;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::condition::{Better, RatingBasis, Scheme, ScreeningResult, screening};
use crate::domain::defect::{DefectState, Severity};
use crate::domain::facility::ComponentKind;
use crate::domain::plan::PlanState;
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::work::{WorkKind, WorkOrigin, WorkState};
use crate::entity::{attachment, defect, plan_line, work};
use crate::error::{Error, Result};
use crate::facility::store::{ComponentRow, StockRow};
use crate::parameters::{Parameter, store as parameters};
use crate::recorded;
use chrono::NaiveDate;
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use strum::IntoEnumIterator;

pub use super::inspections::of_facility::{DueStanding, Needed};
pub use recorded::today;

/// How many photographs stand with a facility.
const MOST_PHOTOS: u64 = 6;

/// Which facility is asked for, and as of when.
pub struct Question<'a> {
    /// 施設番号
    pub facility: &'a str,
    /// Its buildings.
    pub stock: &'a [StockRow],
    /// Their components, by building and code.
    pub components: &'a [ComponentRow],
    /// 基準日: ratings and inspections after it do not count.
    pub as_of: NaiveDate,
    /// The version of the plan that is asked for by its id; otherwise the one in force on the day, or else the newest draft.
    pub plan: Option<&'a str>,
}

/// What conservation knows of a facility.
pub struct Known {
    /// 評価基準
    pub scheme: RatingScheme,
    /// The last rating of each part of each building, in the order of the scheme.
    pub ratings: Vec<RatedPart>,
    /// What follows for each building, by its code.
    pub buildings: HashMap<String, BuildingState>,
    /// What follows for each component, by its code.
    pub lives: HashMap<String, Life>,
    /// The parameters that buildings and components were judged by.
    pub parameters: Vec<Parameter>,
    /// 保全計画
    pub plan: Option<PlanOf>,
    /// 工事 of the facility, dropped ones left out
    pub works: Vec<WorkOf>,
    /// 未完了の不具合, the gravest first
    pub defects: Vec<DefectOf>,
    /// 点検, the most pressing first
    pub inspections: Vec<Needed>,
    /// 写真, the newest first
    pub photos: Vec<Photo>,
}

/// A rating scheme as far as readers need it.
pub struct RatingScheme {
    /// Its code.
    pub code: String,
    /// 出典
    pub source: String,
    /// Whether more points are better.
    pub better: Better,
    /// The grades, best first: code, points, and what is said of it in the table of the scheme (Japanese).
    pub grades: Vec<(String, f64, Option<String>)>,
}

/// The last rating of a part of a building.
pub struct RatedPart {
    /// 建物番号
    pub building_code: String,
    /// 部位
    pub part: String,
    /// 部位名
    pub label_ja: String,
    /// 評価
    pub grade: String,
    /// 調査日
    pub rated_on: String,
    /// 評価の方法
    pub basis: RatingBasis,
    /// Earlier ratings, oldest first: grade and day.
    pub earlier: Vec<(String, String)>,
    /// Whether it is invented.
    pub invented: bool,
}

/// What follows from ratings and age for a building.
pub struct BuildingState {
    /// 健全度
    pub score: Option<i64>,
    /// Parts that are not rated and do not count: code and Japanese name.
    pub left_out: Vec<(String, String)>,
    /// Whether a rating behind the score is invented.
    pub score_invented: bool,
    /// 長寿命化の判定
    pub screening: ScreeningResult,
    /// Years until the building reaches the age at which a rebuild is assumed; negative when it is older.
    pub remaining_years: Option<i32>,
}

/// How long a component will last.
pub struct Life {
    /// 更新周期
    pub cycle_years: i32,
    /// Whether the cycle is the component's own.
    pub own_cycle: bool,
    /// 更新期
    pub due_year: Option<i32>,
    /// 評価, where the life rests on a rating
    pub grade: Option<String>,
    /// Whether that rating is invented.
    pub grade_invented: bool,
}

/// A version of the plan as far as one facility is concerned.
pub struct PlanOf {
    /// 計画番号
    pub id: String,
    /// 計画名
    pub title: String,
    /// 版
    pub version_no: i32,
    /// 状態
    pub state: PlanState,
    /// 決定日
    pub adopted_on: Option<String>,
    /// 作成日時
    pub drawn_at: String,
    /// What lives rest on.
    pub life_basis: String,
    /// Digest of what the plan was drawn up from.
    pub input_digest: String,
    /// Costs of the facility by fiscal year, every year of the plan.
    pub by_year: Vec<(i32, Yen)>,
    /// Their sum.
    pub total: Yen,
    /// Whether a line rests on an invented value.
    pub invented: bool,
    /// Lines that are not works yet, by year.
    pub lines: Vec<WorkOf>,
}

/// Works of a facility, or a line of the plan that is not works yet.
#[derive(Debug)]
pub struct WorkOf {
    /// The year in which they were done or will be.
    pub fiscal_year: Option<i32>,
    /// 建物番号
    pub building_code: Option<String>,
    /// 工事種別
    pub kind: WorkKind,
    /// 件名
    pub title: String,
    /// 状態
    pub state: WorkState,
    /// Actual cost, or else what it is thought to be.
    pub cost: Option<Yen>,
    /// Whether the cost is only thought to be.
    pub estimated: bool,
    /// Names of the properties of the sheet that are invented.
    pub invented: Vec<&'static str>,
}

/// A defect that is not settled.
pub struct DefectOf {
    /// 受付番号
    pub number: String,
    /// 受付日
    pub reported_on: String,
    /// 建物番号
    pub building_code: Option<String>,
    /// 場所
    pub place: Option<String>,
    /// 内容
    pub description: String,
    /// 緊急度
    pub severity: Option<Severity>,
    /// 状態
    pub state: DefectState,
    /// 対応期限
    pub due_on: Option<String>,
    /// Whether something of it is invented.
    pub invented: bool,
}

/// A photograph.
pub struct Photo {
    /// Id of the attachment.
    pub id: String,
    /// 説明
    pub caption: Option<String>,
    /// 撮影日
    pub taken_on: Option<String>,
}

/// All that conservation knows of a facility; 404 when the version of the plan that is asked for is not there.
pub async fn sheet_of(db: &impl ConnectionTrait, municipality: &str, asked: &Question<'_>) -> Result<Known> {
    let scheme = condition::demand_scheme(db, municipality, None).await?;
    let codes: Vec<&str> = asked.stock.iter().map(|row| row.code.as_str()).collect();
    let until = asked.as_of.to_string();
    let ratings = condition::ratings_of(db, municipality, scheme.code(), &until, &codes).await?;
    let rated = summary::gathered(&ratings);
    let mut used = Vec::new();
    let buildings = building_states(db, municipality, asked, &scheme, &rated, &mut used).await?;
    let lives = lives(db, municipality, asked, &scheme, &ratings, &mut used).await?;
    let plan = plan_of(db, municipality, asked).await?;
    Ok(Known {
        ratings: rated_parts(&scheme, &rated, &codes),
        buildings,
        lives,
        parameters: used,
        works: works_of(db, municipality, asked.facility, plan.as_ref().map(|plan| plan.id.as_str())).await?,
        plan,
        defects: defects_of(db, municipality, asked.facility).await?,
        inspections: of_facility::needed(db, municipality, asked.facility, asked.as_of).await?,
        photos: photos_of(db, municipality, asked.facility, &codes).await?,
        scheme: shown(db, municipality, &scheme).await?,
    })
}

async fn shown(db: &impl ConnectionTrait, municipality: &str, scheme: &Scheme) -> Result<RatingScheme> {
    let (source, mut remarks) = condition::remarks(db, municipality, scheme.code()).await?;
    let grades = scheme.grades().iter();
    Ok(RatingScheme {
        code: scheme.code().to_owned(),
        source,
        better: scheme.better(),
        grades: grades
            .map(|grade| (grade.code.clone(), grade.points_hundredths as f64 / 100.0, remarks.remove(&grade.code)))
            .collect(),
    })
}

fn rated_parts(scheme: &Scheme, rated: &Rated<'_>, buildings: &[&str]) -> Vec<RatedPart> {
    let mut found = Vec::new();
    for building in buildings {
        let Some(parts) = rated.get(building) else { continue };
        for part in scheme.parts() {
            let Some((last, earlier)) = parts.get(part.code.as_str()).and_then(|ratings| ratings.split_last()) else {
                continue;
            };
            found.push(RatedPart {
                building_code: (*building).to_owned(),
                part: part.code.clone(),
                label_ja: part.label_ja.clone(),
                grade: last.grade.clone(),
                rated_on: last.rated_on.clone(),
                basis: last.basis,
                earlier: earlier.iter().map(|rating| (rating.grade.clone(), rating.rated_on.clone())).collect(),
                invented: last.illustrative != "[]",
            });
        }
    }
    found
}

/// Parts with their Japanese names.
fn named(scheme: &Scheme, codes: Vec<String>) -> Vec<(String, String)> {
    let label = |code: &str| scheme.part(code).map(|part| part.label_ja.clone()).unwrap_or_default();
    codes.into_iter().map(|code| (code.clone(), label(&code))).collect()
}

async fn building_states(
    db: &impl ConnectionTrait,
    municipality: &str,
    asked: &Question<'_>,
    scheme: &Scheme,
    rated: &Rated<'_>,
    used: &mut Vec<Parameter>,
) -> Result<HashMap<String, BuildingState>> {
    let rules = summary::screening_rules(db, municipality).await?;
    let ages = parameters::in_force(db, municipality, Some("overhaul"), None).await?;
    let year = fiscal_year_of(asked.as_of);
    let mut found = HashMap::with_capacity(asked.stock.len());
    let mut taken = BTreeSet::new();
    for row in asked.stock {
        let told = summary::building(row, scheme, &rules, rated.get(row.code.as_str()), year);
        let screening = told.screening.result;
        let name = match screening {
            ScreeningResult::NeedsSurvey => "rebuild_age_survey_years",
            ScreeningResult::LongLife | ScreeningResult::NotKnown => "rebuild_age_years",
        };
        let end = ages.iter().find(|row| row.name == name).and_then(|row| row.value.parse::<i32>().ok());
        let remaining_years = end.zip(told.age_years).map(|(end, age)| end - age);
        if remaining_years.is_some() {
            taken.insert(name);
        }
        let state = BuildingState {
            score: told.score.as_ref().map(|score| score.score),
            left_out: told.score.map(|score| named(scheme, score.left_out)).unwrap_or_default(),
            score_invented: told.illustrative,
            screening,
            remaining_years,
        };
        found.insert(row.code.clone(), state);
    }
    used.extend(ages.into_iter().filter(|row| taken.contains(row.name.as_str())));
    let limits = parameters::in_force(db, municipality, Some("condition"), None).await?;
    used.extend(limits.into_iter().filter(|row| row.name.starts_with("screening_") && !asked.stock.is_empty()));
    Ok(found)
}

async fn lives(
    db: &impl ConnectionTrait,
    municipality: &str,
    asked: &Question<'_>,
    scheme: &Scheme,
    ratings: &[super::Rating],
    used: &mut Vec<Parameter>,
) -> Result<HashMap<String, Life>> {
    let cycles = CycleTable::in_force(db, municipality).await?;
    let year = FiscalYear::new("as_of", fiscal_year_of(asked.as_of).into()).map_err(Error::parameter)?;
    let mut from = BTreeSet::new();
    let mut found = HashMap::with_capacity(asked.components.len());
    for life in summary::lives(scheme, &cycles, asked.components, ratings, year)? {
        let own_cycle = life.cycle_from == "component";
        // The rating that a life rests on is known by its building, grade and year.
        let behind = |rating: &&super::Rating| {
            let of = rating.rated_on.parse().ok().map(fiscal_year_of);
            rating.building_code == life.building_code
                && Some(&rating.grade) == life.grade.as_ref()
                && of == life.rated_year
        };
        let grade_invented = ratings.iter().filter(behind).any(|rating| rating.illustrative != "[]");
        if !own_cycle {
            from.insert(life.cycle_from.clone());
        }
        let told = Life {
            cycle_years: life.cycle_years,
            own_cycle,
            due_year: life.due_year,
            grade: life.grade,
            grade_invented,
        };
        found.insert(life.component_code, told);
    }
    used.extend(from.iter().filter_map(|name| cycles.parameter(name).cloned()));
    Ok(found)
}

async fn plan_of(db: &impl ConnectionTrait, municipality: &str, asked: &Question<'_>) -> Result<Option<PlanOf>> {
    let found = match asked.plan {
        Some(id) => Some(plans::demand(db, municipality, id).await?),
        None => plans::valid_on(db, municipality, &asked.as_of.to_string()).await?,
    };
    let Some(plan) = found else { return Ok(None) };
    let mine = Condition::all().add(plan_line::Column::FacilityCode.eq(asked.facility));
    let lines = plans::lines(db, municipality, &plan.id, mine).await?;
    let columns = plans::cost_columns(db, municipality).await?;
    // The class of the facility does not matter where only years are asked for.
    let summary = plans::summarised(&lines, &HashMap::new(), &columns, (plan.first_year, plan.last_year))?;
    let wire = plans::shown(&plan)?;
    let invented = lines.iter().any(|line| line.invented);
    let mut open: Vec<WorkOf> = lines.into_iter().filter(|line| line.work_id.is_none()).map(of_line).collect();
    open.sort_by(|one, other| (one.fiscal_year, &one.title).cmp(&(other.fiscal_year, &other.title)));
    Ok(Some(PlanOf {
        title: plan.title,
        version_no: plan.version_no,
        state: plan.state,
        adopted_on: plan.adopted_on,
        drawn_at: plan.drawn_at,
        life_basis: wire.assumptions.life_basis,
        input_digest: wire.assumptions.input_digest,
        by_year: summary.by_year.into_iter().map(|year| (year.fiscal_year, Yen(year.cost_yen))).collect(),
        total: Yen(summary.total_yen),
        invented,
        lines: open,
        id: plan.id,
    }))
}

fn of_line(line: plans::StoredLine) -> WorkOf {
    let invented = if line.invented { vec!["kind", "title", "fiscal_year", "state", "cost_yen"] } else { Vec::new() };
    WorkOf {
        fiscal_year: Some(line.planned_year),
        building_code: line.building_code,
        kind: line.kind,
        title: line.title,
        state: WorkState::Proposed,
        cost: Some(Yen(line.cost_yen)).filter(|yen| *yen != Yen(0)),
        estimated: true,
        invented,
    }
}

/// Works of a facility by year. What another version of the plan has proposed gives way to the version that is shown.
async fn works_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    facility: &str,
    plan: Option<&str>,
) -> Result<Vec<WorkOf>> {
    use work::Column as C;
    let found = work::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::FacilityCode.eq(facility))
        .filter(C::State.ne(WorkState::Dropped))
        .order_by(C::Id, Order::Asc)
        .all(db)
        .await?;
    let gives_way = |row: &work::Model| {
        plan.is_some()
            && row.origin == WorkOrigin::Plan
            && matches!(row.state, WorkState::Proposed | WorkState::Planned)
            && row.plan_id.as_deref() != plan
    };
    let mut works: Vec<WorkOf> = found.into_iter().filter(|row| !gives_way(row)).map(of_work).collect();
    works.sort_by(|one, other| (one.fiscal_year, &one.title).cmp(&(other.fiscal_year, &other.title)));
    Ok(works)
}

fn of_work(row: work::Model) -> WorkOf {
    let names: Vec<String> = serde_json::from_str(&row.illustrative).unwrap_or_default();
    let is = |name: &str| names.iter().any(|known| known == name);
    let done = row.done_on.as_deref().and_then(|day| day.parse().ok()).map(fiscal_year_of);
    let year = if done.is_some() { "done_on" } else { "planned_year" };
    let cost = if row.actual_cost_yen.is_some() { "actual_cost_yen" } else { "cost_yen" };
    let invented = [
        ("kind", "kind"),
        ("title", "title"),
        ("state", "state"),
        ("fiscal_year", year),
        ("cost_yen", cost),
        ("building_name", "building_code"),
    ];
    WorkOf {
        fiscal_year: done.or(row.planned_year),
        building_code: row.building_code,
        kind: row.kind,
        title: row.title,
        state: row.state,
        cost: row.actual_cost_yen.or(row.cost_yen).map(Yen),
        estimated: row.actual_cost_yen.is_none() && row.cost_yen.is_some(),
        invented: invented.into_iter().filter(|(_, name)| is(name)).map(|(shown, _)| shown).collect(),
    }
}

async fn defects_of(db: &impl ConnectionTrait, municipality: &str, facility: &str) -> Result<Vec<DefectOf>> {
    use defect::Column as C;
    let settled = [DefectState::Fixed, DefectState::Closed, DefectState::Rejected];
    let found = defect::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::FacilityCode.eq(facility))
        .filter(C::State.is_not_in(settled))
        .order_by(C::ReportedOn, Order::Asc)
        .order_by(C::Id, Order::Asc)
        .all(db)
        .await?;
    let mut defects: Vec<DefectOf> = found
        .into_iter()
        .map(|row| DefectOf {
            number: row.external_no.unwrap_or(row.id),
            reported_on: row.reported_on,
            building_code: row.building_code,
            place: row.place,
            description: row.description,
            severity: row.severity,
            state: row.state,
            due_on: row.due_on,
            invented: row.illustrative != "[]",
        })
        .collect();
    // What nobody has judged yet may be grave: it comes before what was judged ordinary.
    defects.sort_by_key(|defect| match defect.severity {
        Some(Severity::Danger) => 0,
        Some(Severity::Urgent) => 1,
        None => 2,
        Some(Severity::Ordinary) => 3,
        Some(Severity::Minor) => 4,
    });
    Ok(defects)
}

async fn photos_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    facility: &str,
    buildings: &[&str],
) -> Result<Vec<Photo>> {
    use attachment::Column as C;
    let of = |subject: &str| Condition::all().add(C::Subject.eq(subject));
    let mine = Condition::any()
        .add(of("facility").add(C::SubjectId.eq(facility)))
        .add(of("building").add(C::SubjectId.is_in(buildings.iter().copied())));
    let found = attachment::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(mine)
        .filter(C::MediaType.starts_with("image/"))
        .order_by(C::Id, Order::Desc)
        .limit(MOST_PHOTOS)
        .all(db)
        .await?;
    Ok(found.into_iter().map(|row| Photo { id: row.id, caption: row.caption, taken_on: row.taken_on }).collect())
}

/// Whether a municipality has a rating scheme of this code, its own or the national one.
pub async fn has_scheme(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<bool> {
    Ok(super::condition::store::scheme(db, municipality, code).await?.is_some())
}

/// What ratings and structure say of a building, for whoever forecasts its works.
pub struct RatedBuilding {
    /// 長寿命化の判定
    pub screening: ScreeningResult,
    /// The last rating of each kind of component: the place of its grade, best first, and how many grades there are.
    pub grades: HashMap<ComponentKind, (usize, usize)>,
    /// Whether one of these ratings is invented.
    pub invented: bool,
}

/// The same for each building of the stock by its code, by the scheme in force, as of the end of a fiscal year.
pub async fn rated_stock(
    db: &impl ConnectionTrait,
    municipality: &str,
    stock: &[StockRow],
    year: FiscalYear,
) -> Result<HashMap<String, RatedBuilding>> {
    let scheme = condition::demand_scheme(db, municipality, None).await?;
    let until = format!("{:04}-03-31", year.year() + 1);
    let ratings = condition::ratings(db, municipality, scheme.code(), &until, None).await?;
    let (rated, rules) = (summary::gathered(&ratings), summary::screening_rules(db, municipality).await?);
    let mut found = HashMap::with_capacity(stock.len());
    for row in stock {
        let screening = screening(summary::structure_of(row, year.year()), &rules).result;
        let parts = rated.get(row.code.as_str());
        let last = |code: &str| parts?.get(code)?.last();
        let of_kind = |kind: ComponentKind| Some((kind, last(&scheme.part_of(kind)?.code)?));
        let ratings: Vec<_> = ComponentKind::iter().filter_map(of_kind).collect();
        let place = |(kind, rating): &(ComponentKind, &&super::Rating)| {
            Some((*kind, (scheme.grade_index(&rating.grade)?, scheme.grades().len())))
        };
        let told = RatedBuilding {
            screening,
            grades: ratings.iter().filter_map(place).collect(),
            invented: ratings.iter().any(|(_, rating)| rating.illustrative != "[]"),
        };
        found.insert(row.code.clone(), told);
    }
    Ok(found)
}

/// A line of a version of the plan, as far as it has to be paid for.
pub struct PlanWork {
    /// 行番号
    pub line_no: i32,
    /// 施設番号
    pub facility_code: String,
    /// 建物番号
    pub building_code: Option<String>,
    /// 工事種別
    pub kind: WorkKind,
    /// 件名
    pub title: String,
    /// 計画年度
    pub first_year: i32,
    /// 工期(年)
    pub duration_years: i32,
    /// 概算工事費
    pub cost: Yen,
    /// Whether it rests on an invented value.
    pub invented: bool,
}

/// The newest version of the plan: its id and its title.
pub async fn newest_plan(db: &impl ConnectionTrait, municipality: &str) -> Result<Option<(String, String)>> {
    Ok(plans::plans(db, municipality).await?.into_iter().next().map(|plan| (plan.id, plan.title)))
}

/// The works of a version of the plan and the years it is for; 404 when it is not there.
pub async fn plan_works(
    db: &impl ConnectionTrait,
    municipality: &str,
    id: &str,
) -> Result<((i32, i32), Vec<PlanWork>)> {
    let plan = plans::demand(db, municipality, id).await?;
    let lines = plans::lines(db, municipality, &plan.id, Condition::all()).await?;
    let works = lines.into_iter().map(|line| PlanWork {
        line_no: line.line_no,
        facility_code: line.facility_code,
        building_code: line.building_code,
        kind: line.kind,
        title: line.title,
        first_year: line.planned_year,
        duration_years: line.duration_years,
        cost: Yen(line.cost_yen),
        invented: line.invented,
    });
    Ok(((plan.first_year, plan.last_year), works.collect()))
}
