//! The operations on condition, as the API document shows them.

use super::learning::{self, Seen, Terms};
use super::scheme_wire::{RatingScheme, RatingSchemes, rows};
use super::store;
use super::summary::{self, CycleTable};
use super::wire::{
    Condition, ConditionQuery, Deterioration, LearningQuestion, LifeQuery, Rating, RatingQuery, Ratings,
    RemainingLives, Score, ScoreQuestion, Screening, ScreeningQuestion,
};
use crate::app::App;
use crate::conservation::Rating as Record;
use crate::db;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::condition::{self, GradeFault, Screened};
use crate::domain::facility::{Class, word};
use crate::domain::units::FiscalYear;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Problems, Result};
use crate::facility::store::{self as facilities, demand_municipality};
use crate::fields::{Fields, Origin, object, pointer};
use crate::http::{self, Address, Base, Json, MunicipalityPath, Params, RecordPath, Reply};
use crate::recorded::RecordedPath;
use crate::recorded::{self, today};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::BTreeMap;

/// List rating schemes (評価基準)
///
/// The national ones, and the municipality's own in their places.
#[utoipa::path(get, path = "/v1/{municipality}/rating-schemes", tag = "conservation", params(MunicipalityPath), responses(
    (status = 200, description = "The schemes in force", body = RatingSchemes), Problems))]
pub async fn list_rating_schemes(State(app): State<App>, address: Address) -> Result<Reply> {
    demand_municipality(&app.db, address.municipality.as_str()).await?;
    Reply::json(&RatingSchemes { rating_schemes: store::shown(&app.db, address.municipality.as_str(), None).await? })
}

async fn scheme_reply(db: &impl db::Connection, municipality: &str, code: &str) -> Result<Option<Reply>> {
    let Some(scheme) = store::shown(db, municipality, Some(code)).await?.pop() else { return Ok(None) };
    let mut reply = Reply::json(&scheme)?;
    reply.etag = Some(http::etag(reply.body.as_bytes()));
    Ok(Some(reply))
}

fn no_such_scheme(code: &str) -> Error {
    Error::no_such(Text::new("rating scheme", "評価基準"), code)
}

/// Read a rating scheme (評価基準)
#[utoipa::path(get, path = "/v1/{municipality}/rating-schemes/{code}", tag = "conservation", params(RecordPath), responses(
    (status = 200, description = "The scheme", body = RatingScheme), Problems))]
pub async fn read_rating_scheme(State(app): State<App>, address: Address) -> Result<Reply> {
    let code = address.code()?.as_str();
    demand_municipality(&app.db, address.municipality.as_str()).await?;
    scheme_reply(&app.db, address.municipality.as_str(), code).await?.ok_or_else(|| no_such_scheme(code))
}

/// Put a rating scheme of one's own (評価基準の登録)
///
/// In place of the national one of this code, or as a new one. `If-Match` must hold the `ETag` of the one in force.
#[utoipa::path(put, path = "/v1/{municipality}/rating-schemes/{code}", tag = "conservation", params(RecordPath),
    request_body(content = RatingScheme, description = "Grades best first, parts with weights, divisor, which way is better"), responses(
    (status = 200, description = "The scheme in force", body = RatingScheme),
    (status = 201, description = "The scheme, which was not there before", body = RatingScheme), Problems))]
pub async fn replace_rating_scheme(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let body = object(body)?;
    let said =
        |name: &str| body.get(name).and_then(Value::as_str).map(|text| text.chars().take(2_000).collect::<String>());
    let confidence = said("confidence").unwrap_or_else(|| "own".to_owned());
    let provenance = (said("source").unwrap_or_default(), confidence, said("note"));
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let was = scheme_reply(&tx, municipality, code).await?;
    if let Some(was) = &was {
        http::demand_match(&headers, was.etag.as_deref().unwrap_or_default())?;
    } else if headers.contains_key(header::IF_MATCH) {
        return Err(Error::PreconditionFailed);
    }
    store::replace(&tx, municipality, code, rows(&body)?, provenance, &today().to_string()).await?;
    let reply = scheme_reply(&tx, municipality, code).await?.ok_or_else(|| no_such_scheme(code))?;
    tx.commit().await?;
    Ok(if was.is_some() { reply } else { reply.status(StatusCode::CREATED) })
}

/// Take a rating scheme of one's own away (評価基準の削除)
///
/// The national one of this code, if there is one, is in force again. Ratings by the scheme stay.
#[utoipa::path(delete, path = "/v1/{municipality}/rating-schemes/{code}", tag = "conservation", params(RecordPath), responses(
    (status = 204, description = "It is gone"), Problems))]
pub async fn delete_rating_scheme(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let was = scheme_reply(&tx, municipality, code).await?.ok_or_else(|| no_such_scheme(code))?;
    http::demand_match(&headers, was.etag.as_deref().unwrap_or_default())?;
    if !store::delete(&tx, municipality, code).await? {
        return Err(no_such_scheme(code));
    }
    let usual = store::default_scheme(&tx, municipality).await?;
    if usual == code && store::scheme(&tx, municipality, code).await?.is_none() {
        return Err(Error::Conflict(Text::new(
            format!("`{code}` is the usual scheme; set the parameter `condition/default_scheme` to another one first"),
            format!(
                "`{code}` は既定の評価基準です。先に前提条件 `condition/default_scheme` を別の評価基準に変えてください"
            ),
        )));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Score the condition of a building (健全度の計算)
///
/// Nothing is stored. Score = Σ(points × weight) ÷ divisor, half up. A part that the building does not have is given as null
/// and takes its weight out of the divisor.
#[utoipa::path(post, path = "/v1/{municipality}/condition-scores", tag = "conservation", params(MunicipalityPath),
    request_body(content = ScoreQuestion, description = "The scheme and the grade of each of its parts"), responses(
    (status = 200, description = "The score and what each part brought into it", body = Score), Problems))]
pub async fn score_condition(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let mut body = object(body)?;
    let grades = body.remove("grades");
    let mut fields = Fields::new(body, Origin::Body(String::new()));
    let scheme = fields.code("scheme");
    let mut faults = fields.faults();
    let grades = grades_of(grades).map_err(|fault| faults.push(*fault)).unwrap_or_default();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_municipality(&app.db, municipality).await?;
    let scheme = store::demand_scheme(&app.db, municipality, scheme.as_deref()).await?;
    let score = condition::score(&scheme, &grades).map_err(|faults| {
        let place =
            |fault: &GradeFault| fault.part.as_deref().map_or("/grades".to_owned(), |part| pointer("/grades", part));
        Error::Refused(faults.into_iter().map(|fault| Fault::at(place(&fault), fault.invalid)).collect())
    })?;
    Reply::json(&summary::shown(&scheme, score))
}

/// Grades by part; null is a part that the building does not have.
fn grades_of(grades: Option<Value>) -> Result<BTreeMap<String, Option<String>>, Box<Fault>> {
    let refused = |place: String, value: &Value| {
        let text = Text::new(
            "`grades` must be an object of part and grade, as in {\"roof\": \"c\"}; null where there is no such part",
            "`grades` は {\"roof\": \"c\"} のように部位と評価の組で指定してください。部位がない場合は null です",
        );
        Box::new(Fault::at(place, Invalid::new("grades", "malformed", value, text)))
    };
    match grades {
        Some(Value::Object(grades)) => grades
            .into_iter()
            .map(|(part, grade)| match grade {
                Value::Null => Ok((part, None)),
                Value::String(grade) => Ok((part, Some(grade))),
                other => Err(refused(pointer("/grades", &part), &other)),
            })
            .collect(),
        other => Err(refused("/grades".to_owned(), &other.unwrap_or(Value::Null))),
    }
}

/// Screen a structure (構造躯体の健全性の一次判定)
///
/// Nothing is stored. Concrete of the old seismic standard with a core strength not above the limit, and steel or wood of the
/// limiting age that is corroded, want a survey; others can be planned for a long life.
#[utoipa::path(post, path = "/v1/{municipality}/structural-screenings", tag = "conservation", params(MunicipalityPath),
    request_body(content = ScreeningQuestion, description = "What is known of the structure"), responses(
    (status = 200, description = "The result and why", body = Screening), Problems))]
pub async fn screen_structure(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let strength = fields.number("core_strength_n_mm2", 200);
    if let Some(finer) = strength.filter(|strength| ((strength * 10.0).round() - strength * 10.0).abs() > 1e-6) {
        let text = Text::new(
            format!("`core_strength_n_mm2` is `{finer}`; give one decimal, for rounding could decide the result"),
            format!("`core_strength_n_mm2` の値 `{finer}` は小数第1位までにしてください（丸めで判定が変わるため）"),
        );
        fields.refuse(Invalid::new("core_strength_n_mm2", "malformed", finer, text));
    }
    let building = Screened {
        structure: fields.word("structure"),
        seismic_standard: fields.word("seismic_standard"),
        core_strength_tenths: strength.map(|strength| (strength * 10.0).round() as i64),
        age_years: fields.small("age_years", 0, 500),
        corroded: fields.perhaps("corroded"),
    };
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_municipality(&app.db, address.municipality.as_str()).await?;
    let rules = summary::screening_rules(&app.db, address.municipality.as_str()).await?;
    Reply::json(&summary::screened(building, &rules))
}

/// List ratings (劣化状況評価の履歴)
#[utoipa::path(get, path = "/v1/{municipality}/condition-ratings", tag = "conservation", params(MunicipalityPath, RatingQuery), responses(
    (status = 200, description = "A page of ratings", body = Ratings), Problems))]
pub async fn list_ratings(
    State(app): State<App>,
    address: Address,
    params: Params<RatingQuery>,
    base: Base,
) -> Result<Reply> {
    recorded::list::<Record>(&app, &address, &params, &base).await
}

/// Record a rating (劣化状況評価の登録)
///
/// A rating is never changed: the last one of a part counts, by its day and then by the instant it was recorded.
#[utoipa::path(post, path = "/v1/{municipality}/condition-ratings", tag = "conservation", params(MunicipalityPath),
    request_body(content = Rating, description = "The rating; building, part, grade and day at least"), responses(
    (status = 201, description = "The rating as it is recorded", body = Rating), Problems))]
pub async fn create_rating(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read a rating (劣化状況評価)
#[utoipa::path(get, path = "/v1/{municipality}/condition-ratings/{id}", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "The rating", body = Rating),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_rating(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

fn day(name: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    text.parse().map_err(|_| {
        let said = Text::new(
            format!("`{name}` is `{text}`; write a day, as in 2026-03-31"),
            format!("`{name}` の値 `{text}` は日付として読めません（例: 2026-03-31）"),
        );
        Invalid::new(name, "malformed", text, said)
    })
}

/// Read the condition of buildings, facilities and classes (劣化状況・健全度)
///
/// By the last rating of each part up to a day. Means are weighted by floor area. Planned and demolished buildings are left out.
#[utoipa::path(get, path = "/v1/{municipality}/condition", tag = "conservation", params(MunicipalityPath, ConditionQuery), responses(
    (status = 200, description = "Scores by class, facility and building", body = Condition), Problems))]
pub async fn read_condition(State(app): State<App>, address: Address, params: Params<ConditionQuery>) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let as_of = params.read("as_of", day)?.unwrap_or_else(today);
    let class = params.read("class", word::<Class>)?;
    demand_municipality(&app.db, municipality).await?;
    let db = db::snapshot(&app.db).await?;
    let scheme = store::demand_scheme(&db, municipality, params.get("scheme")).await?;
    let rules = summary::screening_rules(&db, municipality).await?;
    let mut stock = facilities::stock(&db, municipality).await?;
    stock.retain(|row| class.is_none_or(|class| row.class == class));
    stock.retain(|row| params.get("facility_code").is_none_or(|code| row.facility_code == code));
    let ratings = store::ratings(&db, municipality, scheme.code(), &as_of.to_string(), None).await?;
    let mut told = summary::condition(&scheme, &rules, &stock, &ratings, as_of);
    if told.buildings.iter().any(|building| building.illustrative) {
        told.notices.push("Ratings of the demonstration are invented (例示)".to_owned());
    }
    Reply::json(&told)
}

/// Read how long components will last (部位・設備の残存年数)
///
/// From the year of installation and the cycle, or from the last rating that is newer than the installation: cycle × what
/// the grade leaves of it, less the years since. With `basis=learned` from the municipality's own deterioration.
#[utoipa::path(get, path = "/v1/{municipality}/remaining-lives", tag = "conservation", params(MunicipalityPath, LifeQuery), responses(
    (status = 200, description = "The remaining life of each component", body = RemainingLives), Problems))]
pub async fn list_remaining_lives(
    State(app): State<App>,
    address: Address,
    params: Params<LifeQuery>,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let learned = params.read("basis", |name, text| match text {
        "rating" => Ok(false),
        "learned" => Ok(true),
        _ => {
            let said = Text::new(
                format!("`{name}` is `{text}`; it must be rating or learned"),
                format!("`{name}` の値 `{text}` は使えません。rating か learned にしてください"),
            );
            Err(Invalid::new(name, "unknown-value", text, said))
        }
    })?;
    let year = params.integer("year", FiscalYear::FIRST.into(), FiscalYear::LAST.into())?;
    let year = year.unwrap_or_else(|| fiscal_year_of(today()).into());
    let year = FiscalYear::new("year", year).map_err(Error::parameter)?;
    demand_municipality(&app.db, municipality).await?;
    let db = db::snapshot(&app.db).await?;
    let scheme = store::demand_scheme(&db, municipality, None).await?;
    let cycles = CycleTable::in_force(&db, municipality).await?;
    let mut components = facilities::component_stock(&db, municipality, params.get("building_code")).await?;
    if let Some(facility) = params.get("facility_code") {
        let stock = facilities::stock(&db, municipality).await?;
        let mine: Vec<&str> =
            stock.iter().filter(|row| row.facility_code == facility).map(|row| row.code.as_str()).collect();
        components.retain(|component| mine.contains(&component.building_code.as_str()));
    }
    let until = format!("{}-03-31", year.year() + 1);
    let ratings = store::ratings(&db, municipality, scheme.code(), &until, None).await?;
    let mut lives = summary::lives(&scheme, &cycles, &components, &ratings, year)?;
    if learned.unwrap_or(false) {
        let all = facilities::component_stock(&db, municipality, None).await?;
        let works = crate::conservation::plans::store::works_of(&db, municipality).await?;
        let seen = Seen { components: &all, ratings: &ratings, works: &works };
        let strength = learning::strength(&db, municipality).await?;
        let chains = learning::chains(&scheme, &cycles, seen, strength)?;
        learning::relearned(&mut lives, &scheme, &chains, year.year());
    }
    Reply::json(&RemainingLives { year: year.year(), scheme: scheme.code().to_owned(), components: lives })
}

/// Learn how a part wears (劣化予測モデル)
///
/// An ordered Markov chain in yearly steps, learned from consecutive ratings of the same part without a renewal between them.
/// The national cycle is the prior, which prevails where there are few ratings.
#[utoipa::path(post, path = "/v1/{municipality}/deterioration-models", tag = "conservation", params(MunicipalityPath),
    request_body(content = LearningQuestion, description = "The part, and what is believed before anything is seen"), responses(
    (status = 200, description = "The chain, what it rests on, and how well it foretells", body = Deterioration), Problems))]
pub async fn learn_deterioration(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let scheme = fields.code("scheme");
    let part = fields.required_text("part", 64);
    let cycle = fields.integer("cycle_years", 2, 200);
    let strength = fields.integer("strength_years", 1, 1_000);
    let from = fields.fiscal_year("from_year").unwrap_or(FiscalYear::FIRST);
    let to = fields.fiscal_year("to_year").unwrap_or(FiscalYear::LAST);
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_municipality(&app.db, municipality).await?;
    let db = db::snapshot(&app.db).await?;
    let scheme = store::demand_scheme(&db, municipality, scheme.as_deref()).await?;
    if scheme.part(&part).is_none() {
        let known: Vec<&str> = scheme.parts().iter().map(|part| part.code.as_str()).collect();
        let text = Text::new(
            format!("`part` is `{part}`, which the scheme does not have; use one of {}", known.join(", ")),
            format!("`part` の `{part}` は評価基準にありません。{} から選んでください", known.join("、")),
        );
        return Err(Error::value(Invalid::new("part", "unknown-value", part, text)));
    }
    let cycles = CycleTable::in_force(&db, municipality).await?;
    let cycle_years = cycle.unwrap_or_else(|| learning::usual_cycle(&scheme, &cycles, &part));
    let strength_years = match strength {
        Some(years) => years,
        None => learning::strength(&db, municipality).await?,
    };
    let terms = Terms { cycle_years, strength_years, from_year: from, to_year: to };
    let components = facilities::component_stock(&db, municipality, None).await?;
    let ratings = store::ratings(&db, municipality, scheme.code(), "9999-12-31", None).await?;
    let works = crate::conservation::plans::store::works_of(&db, municipality).await?;
    let seen = Seen { components: &components, ratings: &ratings, works: &works };
    let history = learning::history(&scheme, &part, seen, terms)?;
    let mut told = learning::shown(&scheme, &part, terms, &history);
    if ratings.iter().any(|rating| rating.illustrative != "[]") {
        told.notices.push("Ratings of the demonstration are invented (例示)".to_owned());
    }
    Reply::json(&told)
}
