//! The operations on fiscal years: close one, try it, read what was closed.

use super::closing;
use super::store;
use super::wire::{Closing, Closings, NewClosing, TrialQuery, YearPath};
use crate::app::App;
use crate::db;
use crate::domain::Text;
use crate::domain::units::FiscalYear;
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Json, MunicipalityPath, Params, Reply};
use crate::idempotency::Once;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// Close a fiscal year (年度の締め)
///
/// Charges the depreciation, checks that the sums tie, freezes the year and stamps it with a hash over its rows, chained
/// to the year before. Years are closed one after the other; a closed year refuses changes. `dry_run=true` shows what
/// closing would do and writes nothing.
#[utoipa::path(post, path = "/v1/{municipality}/fiscal-closings", tag = "register", params(MunicipalityPath, TrialQuery),
    request_body(content = NewClosing, description = "The fiscal year"), responses(
    (status = 200, description = "What closing would do", body = Closing),
    (status = 201, description = "The closed year", body = Closing), Problems))]
pub async fn close_fiscal_year(
    State(app): State<App>,
    address: Address,
    params: Params<TrialQuery>,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let mut fields = Fields::new(object(body.clone())?, Origin::Body(String::new()));
    let year = fields.required_integer("fiscal_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into()) as i32;
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_municipality(&app.db, municipality).await?;
    if params.flag("dry_run")? {
        let tx = db::snapshot(&app.db).await?;
        return Reply::json(&Closing::reckoned(closing::trial(&tx, municipality, year).await?, None)?);
    }
    let once = Once::of(&headers, municipality, &[b"closing", body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let (row, reckoned) = closing::close(&tx, municipality, year).await?;
    let mut reply = Reply::json(&Closing::reckoned(reckoned, Some(&row))?)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/fiscal-closings/{year}"));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// List closed fiscal years (締めた年度)
#[utoipa::path(get, path = "/v1/{municipality}/fiscal-closings", tag = "register", params(MunicipalityPath), responses(
    (status = 200, description = "The closed years, oldest first", body = Closings), Problems))]
pub async fn list_fiscal_closings(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let closings = store::closings(&app.db, municipality).await?;
    Reply::json(&Closings { closings: closings.into_iter().map(Closing::of).collect::<Result<_>>()? })
}

/// Read a closed fiscal year (締めた年度)
#[utoipa::path(get, path = "/v1/{municipality}/fiscal-closings/{fiscal_year}", tag = "register", params(YearPath), responses(
    (status = 200, description = "The closed year", body = Closing), Problems))]
pub async fn read_fiscal_closing(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let year = address.part("fiscal_year");
    let found = match year.parse::<i32>() {
        Ok(year) => store::closing(&app.db, municipality, year).await?,
        Err(_) => None,
    };
    match found {
        Some(row) => Reply::json(&Closing::of(row)?),
        None => {
            demand_municipality(&app.db, municipality).await?;
            Err(Error::no_such(Text::new("closed fiscal year", "締めた年度"), year))
        }
    }
}
