//! The operations on plans, as the API document shows them.

use super::drawing::{self, Asked, Drawn};
use super::store::{self, StoredLine, StoredPlan};
use super::wire::{
    AdoptedPlan, AssumedParameter, Assumptions, Comparison, ComparisonQuery, CostChanged, LeftOut, LineChange,
    LinePath, LineQuery, Moved, NewPlan, Plan, PlanLine, PlanLines, PlanStateChange, Plans, Summary, YearComparison,
};
use super::{adoption, lines};
use crate::app::App;
use crate::conservation::recorded::{Stamp, today};
use crate::conservation::wire::RecordedPath;
use crate::db;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::Word;
use crate::domain::plan::{self, ComparableLine, PlanState, Rules, Span};
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::work::Window;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Problems, Result};
use crate::facility::store::{self as facilities, demand_municipality};
use crate::fields::{Fields, Origin, object};
use crate::http::{self, Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::idempotency::Once;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// List the versions of the plan (施設保全計画の版)
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans", tag = "conservation", params(MunicipalityPath), responses(
    (status = 200, description = "Every version, newest first", body = Plans), Problems))]
pub async fn list_plans(State(app): State<App>, address: Address) -> Result<Reply> {
    demand_municipality(&app.db, address.municipality.as_str()).await?;
    let found = store::plans(&app.db, address.municipality.as_str()).await?;
    Reply::json(&Plans { conservation_plans: found.iter().map(store::shown).collect::<Result<_>>()? })
}

/// What a new plan is asked for, from a body.
struct Question {
    title: String,
    copy_of: Option<String>,
    note: Option<String>,
    asked: Asked,
}

impl Question {
    fn read(body: Value) -> Result<Question> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let title = fields.required_text("title", 200);
        let base = fields.fiscal_year("base_year").unwrap_or_else(|| fiscal_year_of(today()) + 1);
        let years = fields.small("years", 1, 60).unwrap_or(40);
        let basis = fields.text("life_basis", 20);
        if let Some(other) = basis.as_deref().filter(|basis| !["rating", "learned"].contains(basis)) {
            let text = Text::new(
                format!("`life_basis` is `{other}`; it must be rating or learned"),
                format!("`life_basis` の値 `{other}` は使えません。rating か learned にしてください"),
            );
            fields.refuse(Invalid::new("life_basis", "unknown-value", other, text));
        }
        let overhauls = fields.perhaps("overhauls").unwrap_or(true);
        let copy_of = fields.text("copy_of", 64);
        let note = fields.text("note", 10_000);
        let learned = basis.as_deref() == Some("learned");
        let base_year = FiscalYear::new("base_year", base.into()).map_err(|invalid| fields.refuse(invalid));
        match (fields.faults(), base_year) {
            (faults, Ok(base_year)) if faults.is_empty() => {
                Ok(Question { title, copy_of, note, asked: Asked { base_year, years, learned, overhauls } })
            }
            (faults, _) => Err(Error::Refused(faults)),
        }
    }
}

/// Draw up a plan (施設保全計画案の作成)
///
/// From components, ratings, cycles, open defects and the works there are, as a new draft; or as a copy of another version to
/// be changed line by line. What is decided on stays as it is. Every figure's assumptions stand in the answer.
#[utoipa::path(post, path = "/v1/{municipality}/conservation-plans", tag = "conservation", params(MunicipalityPath),
    request_body(content = NewPlan, description = "Title, first year, how many years, and on what lives rest"), responses(
    (status = 201, description = "The draft", body = Plan), Problems))]
pub async fn draw_up_plan(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(&headers, municipality, &[b"plan", body.to_string().as_bytes()])?;
    let question = Question::read(body)?;
    demand_municipality(&app.db, municipality).await?;
    // Drawing takes its time, in which others may write; what it saw belongs together all the same.
    let drawn = match &question.copy_of {
        Some(_) => None,
        None => Some(drawing::draw_up(&db::snapshot(&app.db).await?, municipality, question.asked).await?),
    };
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let stored = match question.copy_of.clone() {
        Some(copied) => copied_plan(&tx, municipality, question, &copied).await?,
        None => drawn_plan(&tx, municipality, question, drawn).await?,
    };
    let mut reply = reply(&stored)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/conservation-plans/{}", stored.id));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

fn reply(plan: &StoredPlan) -> Result<Reply> {
    let mut reply = Reply::json(&store::shown(plan)?)?;
    reply.etag = Some(http::etag(reply.body.as_bytes()));
    Ok(reply)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

async fn draft(tx: &db::Transaction, municipality: &str, question: &Question) -> Result<StoredPlan> {
    let stamp = Stamp::now(municipality);
    let newest = store::plans(tx, municipality).await?.first().map_or(0, |plan| plan.version_no);
    let base = question.asked.base_year.year();
    Ok(StoredPlan {
        municipality_code: municipality.to_owned(),
        id: stamp.id,
        version_no: newest + 1,
        title: question.title.clone(),
        state: PlanState::Draft,
        base_year: base,
        first_year: base,
        last_year: base + question.asked.years - 1,
        based_on_id: None,
        drawn_at: stamp.recorded_at,
        adopted_on: None,
        superseded_on: None,
        settings: "{}".to_owned(),
        assumptions: "{}".to_owned(),
        summary: "{}".to_owned(),
        note: question.note.clone(),
    })
}

async fn drawn_plan(
    tx: &db::Transaction,
    municipality: &str,
    question: Question,
    drawn: Option<Drawn>,
) -> Result<StoredPlan> {
    let drawn = drawn.ok_or_else(|| Error::internal("a plan was to be drawn up and was not"))?;
    let mut plan = draft(tx, municipality, &question).await?;
    let mut summary = summary(tx, &plan, &drawn.lines).await?;
    summary.left_out = left_out(&drawn);
    plan.summary = json(&summary)?;
    plan.assumptions = json(&assumptions(&drawn, question.asked)?)?;
    let own =
        |line: StoredLine| StoredLine { municipality_code: municipality.to_owned(), plan_id: plan.id.clone(), ..line };
    let lines = drawn.lines.into_iter().map(own).collect();
    store::insert(tx, plan.clone(), lines).await?;
    Ok(plan)
}

async fn copied_plan(tx: &db::Transaction, municipality: &str, question: Question, copied: &str) -> Result<StoredPlan> {
    let from = store::demand(tx, municipality, copied).await.map_err(|error| match error {
        Error::NotFound(text) => Error::value(Invalid::new("copy_of", "unknown-reference", copied, text)),
        other => other,
    })?;
    let fresh = draft(tx, municipality, &question).await?;
    let lines = store::all_lines(tx, municipality, &from.id).await?;
    let plan = StoredPlan {
        based_on_id: Some(from.id.clone()),
        base_year: from.base_year,
        first_year: from.first_year,
        last_year: from.last_year,
        settings: from.settings,
        assumptions: from.assumptions,
        summary: from.summary,
        ..fresh
    };
    let own = |line: StoredLine| StoredLine { plan_id: plan.id.clone(), ..line };
    let lines = lines.into_iter().map(own).collect();
    store::insert(tx, plan.clone(), lines).await?;
    Ok(plan)
}

async fn summary(tx: &db::Transaction, plan: &StoredPlan, lines: &[StoredLine]) -> Result<Summary> {
    let classes = facilities::uses(tx, &plan.municipality_code).await?;
    let columns = store::cost_columns(tx, &plan.municipality_code).await?;
    store::summarised(lines, &classes, &columns, (plan.first_year, plan.last_year))
}

fn left_out(drawn: &Drawn) -> Vec<LeftOut> {
    let told = |(reason, count): (&plan::LeftOutReason, &usize)| {
        let text = reason.text();
        LeftOut { reason: reason.code().to_owned(), text_en: text.en, text_ja: text.ja, count: *count as u64 }
    };
    drawn.left_out.iter().map(told).collect()
}

fn assumptions(drawn: &Drawn, asked: Asked) -> Result<Assumptions> {
    let value = |name: &str| {
        let rows = &drawn.parameters;
        rows.iter().find(|row| row.parameter_set == plan::CONSERVATION && row.name == name).map(|row| row.value.clone())
    };
    let rules = Rules::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))?;
    let weights = rules.weights();
    let (condition, role, risk, sum) = (weights.condition, weights.role, weights.risk, weights.sum());
    Ok(Assumptions {
        scheme: drawn.scheme.clone(),
        life_basis: if asked.learned { "learned" } else { "rating" }.to_owned(),
        overhauls: asked.overhauls,
        priority_en: format!("priority = ({condition} × condition + {role} × role + {risk} × risk) / {sum}, half up"),
        priority_ja: format!("優先度 =（{condition}×劣化状況 + {role}×役割 + {risk}×危険度）÷{sum}、四捨五入"),
        parameters: drawn
            .parameters
            .iter()
            .map(|row| AssumedParameter {
                parameter_set: row.parameter_set.clone(),
                name: row.name.clone(),
                value: row.value.clone(),
                unit: row.unit.clone(),
                source: row.source.clone(),
                confidence: row.confidence.clone(),
            })
            .collect(),
        notes_en: drawn.notes.iter().map(|text| text.en.clone()).collect(),
        notes_ja: drawn.notes.iter().map(|text| text.ja.clone()).collect(),
        input_digest: drawn.digest.clone(),
    })
}

/// Read a version of the plan (施設保全計画)
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans/{id}", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "The version with its sums and assumptions", body = Plan), Problems))]
pub async fn read_plan(State(app): State<App>, address: Address) -> Result<Reply> {
    reply(&store::demand(&app.db, address.municipality.as_str(), address.part("id")).await?)
}

/// Change title and note of a version (計画名・備考の変更)
///
/// `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/conservation-plans/{id}", tag = "conservation", params(RecordedPath),
    request_body(content = NewPlan, content_type = "application/merge-patch+json", description = "`title` and `note`"), responses(
    (status = 200, description = "The version as it is now", body = Plan), Problems))]
pub async fn change_plan(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let was = store::demand(&tx, municipality, address.part("id")).await?;
    http::demand_match(&headers, reply(&was)?.etag.as_deref().unwrap_or_default())?;
    let body = object(body)?;
    let forgets = body.get("note").is_some_and(Value::is_null);
    let mut fields = Fields::new(body, Origin::Body(String::new()));
    let title = fields.text("title", 200).unwrap_or_else(|| was.title.clone());
    let note = fields.text("note", 10_000).or_else(|| was.note.clone().filter(|_| !forgets));
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let now = StoredPlan { title, note, ..was };
    store::rewrite(&tx, now.clone()).await?;
    tx.commit().await?;
    reply(&now)
}

fn demand_draft(plan: &StoredPlan) -> Result<()> {
    if plan.state == PlanState::Draft {
        return Ok(());
    }
    let (en, ja) = (plan.state.code(), plan.state.label_ja());
    Err(Error::Conflict(Text::new(
        format!("this version is {en} and stays as it is; draw up a new one with `copy_of` and change that"),
        format!("この版は{ja}のため変更できません。`copy_of` で写しを作り、それを変更してください"),
    )))
}

/// Delete a draft (計画案の削除)
#[utoipa::path(delete, path = "/v1/{municipality}/conservation-plans/{id}", tag = "conservation", params(RecordedPath), responses(
    (status = 204, description = "It is gone"), Problems))]
pub async fn delete_plan(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let was = store::demand(&tx, municipality, address.part("id")).await?;
    http::demand_match(&headers, reply(&was)?.etag.as_deref().unwrap_or_default())?;
    demand_draft(&was)?;
    store::delete(&tx, municipality, &was.id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adopt a plan (計画の決定)
///
/// The version adopted before is superseded. The works of the first years become works of the municipality: those that the
/// former version had planned change, new ones come, what is not in this version is dropped with the reason.
#[utoipa::path(post, path = "/v1/{municipality}/conservation-plans/{id}/state-changes", tag = "conservation", params(RecordedPath),
    request_body(content = PlanStateChange, description = "`adopted`, the day, and up to which year works are recorded"), responses(
    (status = 200, description = "The version as it is now, and what that did to the works", body = AdoptedPlan), Problems))]
pub async fn change_plan_state(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let once = Once::of(&headers, municipality, &[b"plan state", id.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let draft = store::demand(&tx, municipality, id).await?;
    let stamp = Stamp::now(municipality);
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let to = fields.required_word("state", PlanState::Adopted);
    let adopted_on = fields.day("adopted_on").unwrap_or_else(|| stamp.today.to_string());
    let day = adopted_on.parse::<NaiveDate>().ok();
    if day.is_some_and(|day| day > stamp.today) {
        let text = Text::new(
            format!("`adopted_on` is `{adopted_on}`, later than today; adopt the plan when it is decided"),
            format!("`adopted_on` の値 `{adopted_on}` は今日より後です。決定した日以降に登録してください"),
        );
        fields.refuse(Invalid::new("adopted_on", "out-of-range", &adopted_on, text));
    }
    let until = fields.small("works_until_year", draft.first_year.into(), draft.last_year.into());
    if to != PlanState::Adopted {
        let text = Text::new(
            format!("`state` is `{}`; a version can only become adopted, superseded it is by the next one", to.code()),
            format!("`state` の値 `{}` は使えません。変更できるのは adopted だけです", to.code()),
        );
        fields.refuse(Invalid::new("state", "contradiction", to.code(), text));
    }
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_draft(&draft)?;
    let until = until.unwrap_or_else(|| draft.last_year.min(draft.first_year + 9));
    let reply = Reply::json(&adoption::adopt(&tx, &stamp, draft, &adopted_on, until).await?)?;
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// List the works of a version (計画の工事一覧)
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans/{id}/lines", tag = "conservation", params(RecordedPath, LineQuery), responses(
    (status = 200, description = "A page of lines", body = PlanLines), Problems))]
pub async fn list_plan_lines(
    State(app): State<App>,
    address: Address,
    params: Params<LineQuery>,
    base: Base,
) -> Result<Reply> {
    let plan = store::demand(&app.db, address.municipality.as_str(), address.part("id")).await?;
    lines::page(&app.db, &plan, &params, &base).await
}

/// Read a line of a version (計画の行)
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans/{id}/lines/{line_no}", tag = "conservation", params(LinePath), responses(
    (status = 200, description = "The line", body = PlanLine), Problems))]
pub async fn read_plan_line(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let plan = store::demand(&app.db, municipality, address.part("id")).await?;
    line_reply(&store::demand_line(&app.db, municipality, &plan.id, line_no(&address)?).await?)
}

fn line_reply(line: &StoredLine) -> Result<Reply> {
    let mut reply = Reply::json(&store::shown_line(line))?;
    reply.etag = Some(http::etag(reply.body.as_bytes()));
    Ok(reply)
}

/// Change a line of a draft (計画案の行の変更)
///
/// Within its window; the window itself may be changed too. `If-Match` must hold the `ETag` of the line.
#[utoipa::path(patch, path = "/v1/{municipality}/conservation-plans/{id}/lines/{line_no}", tag = "conservation", params(LinePath),
    request_body(content = LineChange, content_type = "application/merge-patch+json", description = "What is changed, and why"), responses(
    (status = 200, description = "The line as it is now", body = PlanLine), Problems))]
pub async fn change_plan_line(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let plan = store::demand(&tx, municipality, address.part("id")).await?;
    demand_draft(&plan)?;
    let was = store::demand_line(&tx, municipality, &plan.id, line_no(&address)?).await?;
    http::demand_match(&headers, line_reply(&was)?.etag.as_deref().unwrap_or_default())?;
    let now = changed_line(&plan, was, body)?;
    store::rewrite_line(&tx, now.clone()).await?;
    add_up(&tx, plan).await?;
    tx.commit().await?;
    line_reply(&now)
}

fn line_no(address: &Address) -> Result<i32> {
    let text = address.part("line_no");
    text.parse().map_err(|_| Error::no_such(Text::new("line", "計画の行"), text))
}

fn changed_line(plan: &StoredPlan, was: StoredLine, body: Value) -> Result<StoredLine> {
    let forgets = body.get("note").is_some_and(Value::is_null);
    let before = was.clone();
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let now = StoredLine {
        planned_year: fields.fiscal_year("planned_year").unwrap_or(was.planned_year),
        earliest_year: fields.fiscal_year("earliest_year").unwrap_or(was.earliest_year),
        latest_year: fields.fiscal_year("latest_year").unwrap_or(was.latest_year),
        duration_years: fields.small("duration_years", 1, Window::LONGEST_YEARS.into()).unwrap_or(was.duration_years),
        cost_yen: fields.yen("cost_yen").unwrap_or(was.cost_yen),
        title: fields.text("title", 200).unwrap_or_else(|| was.title.clone()),
        note: fields.text("note", 10_000).or_else(|| was.note.clone().filter(|_| !forgets)),
        ..was
    };
    let now = by_hand(&before, now);
    let window = (Some(now.earliest_year), Some(now.latest_year), Some(now.planned_year));
    if let Err(invalid) = Window::new(window.0, window.1, window.2, now.duration_years) {
        fields.refuse(invalid);
    } else if !(plan.first_year..=plan.last_year).contains(&now.planned_year) {
        let (low, high) = (plan.first_year.into(), plan.last_year.into());
        fields.refuse(crate::domain::units::out_of_range("planned_year", now.planned_year, low, high));
    }
    let faults = fields.faults();
    if faults.is_empty() { Ok(now) } else { Err(Error::Refused(faults)) }
}

/// A line that people have changed says so: a year they set is its reason, a cost they gave is no estimate.
fn by_hand(was: &StoredLine, now: StoredLine) -> StoredLine {
    let mut reasons: Vec<String> = serde_json::from_str(&now.reasons).unwrap_or_default();
    if now.cost_yen != was.cost_yen {
        reasons.retain(|reason| reason != "cost-unknown");
    }
    if now.planned_year != was.planned_year && !reasons.iter().any(|reason| reason == "set") {
        reasons.push("set".to_owned());
    }
    StoredLine {
        changed: was.changed || now != *was,
        cost_estimated: now.cost_estimated && now.cost_yen == was.cost_yen,
        reasons: serde_json::json!(reasons).to_string(),
        ..now
    }
}

/// Adds the lines of a draft up again.
async fn add_up(tx: &db::Transaction, plan: StoredPlan) -> Result<()> {
    let lines = store::all_lines(tx, &plan.municipality_code, &plan.id).await?;
    let before = store::shown(&plan)?.summary;
    let now = Summary { left_out: before.left_out, ..summary(tx, &plan, &lines).await? };
    store::rewrite(tx, StoredPlan { summary: json(&now)?, ..plan }).await
}

/// Take a line out of a draft (計画案の行の削除)
///
/// `If-Match` must hold the `ETag` of the line.
#[utoipa::path(delete, path = "/v1/{municipality}/conservation-plans/{id}/lines/{line_no}", tag = "conservation", params(LinePath), responses(
    (status = 204, description = "It is gone"), Problems))]
pub async fn delete_plan_line(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let plan = store::demand(&tx, municipality, address.part("id")).await?;
    demand_draft(&plan)?;
    let line = store::demand_line(&tx, municipality, &plan.id, line_no(&address)?).await?;
    http::demand_match(&headers, line_reply(&line)?.etag.as_deref().unwrap_or_default())?;
    store::delete_line(&tx, &line).await?;
    add_up(&tx, plan).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Compare a version with another (計画の比較)
///
/// The same works are known by their place, kind and occurrence: what was added, dropped, moved, and at what other cost.
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans/{id}/comparison", tag = "conservation", params(RecordedPath, ComparisonQuery), responses(
    (status = 200, description = "The differences, and both versions year by year", body = Comparison), Problems))]
pub async fn compare_plans(State(app): State<App>, address: Address, params: Params<ComparisonQuery>) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let Some(other) = params.get("with") else {
        let text = Text::new(
            "`with` is missing; name the version to compare with",
            "`with` がありません。比較する計画番号を指定してください",
        );
        return Err(Error::parameter(Invalid::new("with", "required", "", text)));
    };
    let db = db::snapshot(&app.db).await?;
    let second = store::demand(&db, municipality, address.part("id")).await?;
    let first = store::demand(&db, municipality, other).await?;
    let works = store::plan_keys(&db, municipality).await?;
    let keyed = |mut lines: Vec<StoredLine>| {
        for line in &mut lines {
            let key = line.line_key.strip_prefix("work/").and_then(|id| works.get(id));
            line.line_key = key.cloned().unwrap_or_else(|| line.line_key.clone());
        }
        lines
    };
    let first_lines = keyed(store::all_lines(&db, municipality, &first.id).await?);
    let second_lines = keyed(store::all_lines(&db, municipality, &second.id).await?);
    Reply::json(&compared(&first, &first_lines, &second, &second_lines))
}

fn comparable(lines: &[StoredLine]) -> Vec<ComparableLine> {
    let one = |line: &StoredLine| ComparableLine {
        key: line.line_key.clone(),
        span: Span { first_year: line.planned_year, duration_years: line.duration_years.clamp(1, 30) as u8 },
        cost: Yen(line.cost_yen),
    };
    lines.iter().map(one).collect()
}

fn compared(first: &StoredPlan, before: &[StoredLine], second: &StoredPlan, after: &[StoredLine]) -> Comparison {
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
