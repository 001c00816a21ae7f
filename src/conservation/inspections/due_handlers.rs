//! The list of inspections that have to be performed.

use super::due::{self, Basis, Line, Order, Question};
use super::due_file;
use super::wire::{DueQuery, DueStanding, InspectionsDue};
use crate::app::App;
use crate::db;
use crate::domain::facility::word;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Problems, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store::demand_municipality;
use crate::http::{Address, Base, Link, MunicipalityPath, PageToken, Params, Reply};
use crate::recorded::{today, whole_day};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// In what form the list is answered.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Csv(TextEncoding),
    Xlsx,
}

fn form(params: &Params<DueQuery>) -> Result<Form> {
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    let form = params.read("format", |name, text| match text {
        "json" => Ok(Form::Json),
        "csv" => Ok(Form::Csv(encoding)),
        "xlsx" => Ok(Form::Xlsx),
        _ => Err(unknown(name, text, "json, csv or xlsx", "json、csv、xlsx")),
    })?;
    Ok(form.unwrap_or(Form::Json))
}

fn unknown(name: &'static str, text: &str, en: &str, ja: &str) -> Invalid {
    let said = Text::new(
        format!("`{name}` is `{text}`; it must be {en}"),
        format!("`{name}` の値 `{text}` は使えません。{ja} のいずれかにしてください"),
    );
    Invalid::new(name, "unknown-value", text, said)
}

fn order(name: &'static str, text: &str) -> Result<(Order, bool), Invalid> {
    let order = match text.trim_start_matches('-') {
        "due_on" => Order::DueOn,
        "department" => Order::Department,
        "kind" => Order::Kind,
        "facility_code" => Order::FacilityCode,
        _ => {
            let en = "due_on, department, kind or facility_code, with - before it to turn the order";
            return Err(unknown(name, text, en, "due_on、department、kind、facility_code（逆順は - を付けて）"));
        }
    };
    Ok((order, text.starts_with('-')))
}

/// Where a list goes on: what it was sorted by at its last line, and the day it is reckoned as of.
struct Page {
    token: Option<PageToken>,
    fingerprint: String,
    limit: usize,
}

impl Page {
    fn of(params: &Params<DueQuery>, municipality: &str) -> Result<Page> {
        let fingerprint = params.fingerprint(&format!("{municipality}/inspections-due"));
        let token = params.read("page", |name, text| PageToken::read(name, text, &fingerprint))?;
        let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1_000) as usize;
        Ok(Page { token, fingerprint, limit })
    }

    /// A list that is read on is reckoned as of the day on which its reading began.
    fn as_of(&self) -> Option<chrono::NaiveDate> {
        self.token.as_ref().and_then(|token| token.code.parse().ok())
    }

    /// How many lines have been given already.
    fn given(&self, lines: &[&Line<'_>], question: &Question) -> usize {
        let Some(last) = self.token.as_ref().and_then(|token| token.value.as_array()) else { return 0 };
        let last: Vec<&str> = last.iter().filter_map(Value::as_str).collect();
        lines.partition_point(|line| {
            let key = line.key(question.order);
            if question.descending { key.as_slice() >= last.as_slice() } else { key.as_slice() <= last.as_slice() }
        })
    }

    /// The token of what comes after a line.
    fn after(self, line: &Line<'_>, question: &Question) -> Result<String> {
        let value = json!(line.key(question.order));
        PageToken { of: self.fingerprint, value, code: question.as_of.to_string() }.write()
    }
}

/// List the inspections that have to be performed (点検予定一覧)
///
/// Everything that a kind in force applies to, by its rule or by what the municipality says of it, with the day by which it
/// is due and why. Filters combine. JSON comes in pages that follow the link `next`; a file holds all that match.
#[utoipa::path(get, path = "/v1/{municipality}/inspections-due", tag = "conservation", params(MunicipalityPath, DueQuery), responses(
    (status = 200, description = "What is due, in the form asked for", content((InspectionsDue = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn list_inspections_due(
    State(app): State<App>,
    address: Address,
    params: Params<DueQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    let municipality = address.municipality.as_str().to_owned();
    let page = Page::of(&params, &municipality)?;
    let form = form(&params)?;
    let (order, descending) = params.read("sort", order)?.unwrap_or((Order::DueOn, false));
    let question = Question {
        as_of: params.read("as_of", whole_day)?.or(page.as_of()).unwrap_or_else(today),
        soon_days: params.integer("soon_days", 0, 3_650)?.unwrap_or(30) as u32,
        until: params.read("until", whole_day)?,
        department: params.get("department").map(str::to_owned),
        kind: params.get("kind").map(str::to_owned),
        facility_code: params.get("facility_code").map(str::to_owned),
        standing: params.read("standing", word::<DueStanding>)?,
        order,
        descending,
    };
    let tx = db::snapshot(&app.db).await?;
    demand_municipality(&tx, &municipality).await?;
    let basis = Basis::of(&tx, &municipality, question.as_of).await?;
    drop(tx);
    let language = Language::of(&headers);
    // A hundred thousand components take a while, in which others want to be answered.
    let answer = move || match form {
        Form::Json => json_page(&basis, &question, page, language, |token| {
            format!("{}/v1/{municipality}/inspections-due?{}", base.0, params.with("page", token))
        }),
        Form::Csv(_) | Form::Xlsx => file(&basis, &question, &municipality, form),
    };
    tokio::task::spawn_blocking(answer).await.map_err(Error::internal)?
}

fn chosen<'l, 'a>(lines: &'l [Line<'a>], question: &Question) -> Vec<&'l Line<'a>> {
    lines.iter().filter(|line| question.standing.is_none_or(|standing| standing == line.standing())).collect()
}

fn json_page(
    basis: &Basis,
    question: &Question,
    page: Page,
    language: Language,
    href: impl Fn(&str) -> String,
) -> Result<Response> {
    let all = due::lines(basis, question);
    let (counts, departments) = due::counts(&all);
    let lines = chosen(&all, question);
    let given = page.given(&lines, question);
    let shown: Vec<&Line<'_>> = lines.iter().skip(given).take(page.limit).copied().collect();
    let mut links = Vec::new();
    if let Some(last) = shown.last().filter(|_| given + shown.len() < lines.len()) {
        let href = href(&page.after(last, question)?);
        links.push(Link { rel: "next".to_owned(), r#type: "application/json".to_owned(), href });
    }
    let body = InspectionsDue {
        as_of: question.as_of.to_string(),
        soon_days: question.soon_days,
        number_returned: shown.len() as u64,
        number_matched: lines.len() as u64,
        links,
        counts,
        departments,
        due: shown.iter().map(|line| line.wire(question.as_of, language)).collect(),
    };
    Ok(Reply::json(&body)?.into_response())
}

fn file(basis: &Basis, question: &Question, municipality: &str, form: Form) -> Result<Response> {
    let all = due::lines(basis, question);
    let lines = chosen(&all, question);
    let (media, extension, bytes) = match form {
        Form::Csv(encoding) => (encoding.media_type(), "csv", due_file::csv(&lines, question.as_of, encoding)?),
        Form::Json | Form::Xlsx => {
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (media, "xlsx", due_file::xlsx(&lines, question.as_of)?)
        }
    };
    let name = format!("inspections-due-{municipality}-{}.{extension}", question.as_of);
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}
