//! The operations on plans, as the API document shows them.

use super::comparison::compared;
use super::drafting::{Question, add_up, changed_line, copied_plan, drawn_plan};
use super::store::{self, StoredLine, StoredPlan};
use super::wire::{
    AdoptedPlan, Comparison, ComparisonQuery, LineChange, LinePath, LineQuery, NewPlan, Plan, PlanLine, PlanLines,
    PlanStateChange, Plans,
};
use super::{adoption, drawing, lines};
use crate::app::App;
use crate::db;
use crate::domain::facility::Word;
use crate::domain::plan::PlanState;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{self, Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::idempotency::Once;
use crate::recorded::RecordedPath;
use crate::recorded::Stamp;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use serde_json::Value;

/// List the versions of the plan (施設保全計画の版)
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans", tag = "conservation", params(MunicipalityPath), responses(
    (status = 200, description = "Every version, newest first", body = Plans), Problems))]
pub async fn list_plans(State(app): State<App>, address: Address) -> Result<Reply> {
    demand_municipality(&app.db, address.municipality.as_str()).await?;
    let found = store::plans(&app.db, address.municipality.as_str()).await?;
    Reply::json(&Plans { conservation_plans: found.iter().map(store::shown).collect::<Result<_>>()? })
}

/// Draw up a plan (施設保全計画案の作成)
///
/// From components, ratings, cycles, open defects and the works there are, as a new draft; or as a copy of another version to
/// be changed line by line, or with its works moved at once to the `placements` of a levelled plan. What is decided on stays as
/// it is. Every figure's assumptions stand in the answer.
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
    let stored = match (question.copy_of.clone(), drawn) {
        (Some(copied), _) => copied_plan(&tx, municipality, question, &copied).await?,
        (None, Some(drawn)) => drawn_plan(&tx, municipality, question, drawn).await?,
        (None, None) => return Err(Error::internal("a plan was to be drawn up and was not")),
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
