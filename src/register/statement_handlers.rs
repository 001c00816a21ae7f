//! The statements over HTTP: drawn for a fiscal year, explained cell by cell, as JSON, CSV or a workbook.

use super::drawn::Drawn;
use super::explained::{self, CellOf, Column};
use super::file_handlers::fiscal_year;
use super::journal;
use super::journal_wire::JournalEntries;
use super::property;
use super::statement_queries::{
    CellPath, CellQuery, Form, JournalForm, JournalQuery, PropertyQuery, RatioQuery, StatementQuery,
};
use super::statement_wire::{
    BalanceSheet, DepreciationRatios, ExplainedCell, PropertyStatement, PurposeStatement, RatioBy, TangibleStatement,
    UNCLASSIFIED, row_named,
};
use super::statements::{self, Head, Table};
use super::store;
use crate::app::App;
use crate::db;
use crate::domain::asset::{AssetKey, Purpose};
use crate::domain::facility::{Word, word};
use crate::domain::statement::{self, Unit};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Problems, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store::demand_municipality;
use crate::http::{Address, Base, Link, MunicipalityPath, PageToken, Params, Reply};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is asked of any statement; the unit is yen where none can be asked for.
struct Order {
    year: i32,
    unit: Unit,
    form: Form,
    encoding: TextEncoding,
}

impl Order {
    fn of<Q>(params: &Params<Q>) -> Result<Order> {
        Ok(Order {
            year: fiscal_year(params)?,
            unit: params.read("unit", word::<Unit>)?.unwrap_or_default(),
            form: params.read("format", word::<Form>)?.unwrap_or(Form::Json),
            encoding: params.read("encoding", word::<TextEncoding>)?.unwrap_or_default(),
        })
    }

    /// The statement in the form asked for; `name` is that of the file.
    fn answer<J: Serialize>(
        &self,
        table: &Table,
        municipality: &str,
        name: &str,
        json: impl FnOnce() -> Result<J>,
    ) -> Result<Response> {
        let (bytes, media_type) = match self.form {
            Form::Json => return Ok(Reply::json(&json()?)?.into_response()),
            Form::Csv => {
                let refused = |unfit: Vec<_>| Error::Refused(unfit.into_iter().map(Fault::from).collect());
                (statements::csv(table, self.encoding).map_err(refused)?, self.encoding.media_type())
            }
            Form::Xlsx => (statements::xlsx(std::slice::from_ref(table)).map_err(Error::internal)?, WORKBOOK),
        };
        let file = format!("{name}-{municipality}-{}.{}", self.year, self.form.code());
        Ok(download(bytes.into(), media_type, &file))
    }
}

fn download(body: Body, media_type: &'static str, file: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    (headers, body).into_response()
}

/// Where a cell is explained.
fn cell_url(base: &Base, municipality: &str, year: i32, entity: Option<&str>, row: &str, column: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("fiscal_year", &year.to_string());
    if let Some(entity) = entity {
        query.append_pair("accounting_entity", entity);
    }
    format!("{}/v1/{municipality}/statements/tangible-assets/cells/{row}/{column}?{}", base.0, query.finish())
}

/// Draw the schedule of tangible fixed assets (有形固定資産の明細)
///
/// A closed year as it was closed; an open one provisionally, as closing it now would give. Each figure in a larger unit
/// is rounded by itself.
#[utoipa::path(get, path = "/v1/{municipality}/statements/tangible-assets", tag = "register", params(MunicipalityPath, StatementQuery), responses(
    (status = 200, description = "The statement in the form asked for", content(
        (TangibleStatement = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_tangible_assets(
    State(app): State<App>,
    address: Address,
    params: Params<StatementQuery>,
    base: Base,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let order = Order::of(&params)?;
    let entity = params.get("accounting_entity");
    let tx = db::snapshot(&app.db).await?;
    let drawn = Drawn::read(&tx, municipality, order.year, entity).await?;
    let lines = statement::tangible_assets(&drawn.by_account());
    let table = statements::tangible_assets(&lines, &drawn.head(order.unit));
    order.answer(&table, municipality, "tangible-assets", || {
        let explain = cell_url(&base, municipality, order.year, entity, "{row}", "{column}");
        TangibleStatement::of(&drawn, &lines, &table, explain)
    })
}

/// Draw the schedule of tangible fixed assets by purpose (有形固定資産の行政目的別明細)
///
/// Book values at the end of the year; the total of a row is (G) of the same row of 有形固定資産の明細.
#[utoipa::path(get, path = "/v1/{municipality}/statements/by-purpose", tag = "register", params(MunicipalityPath, StatementQuery), responses(
    (status = 200, description = "The statement in the form asked for", content(
        (PurposeStatement = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_by_purpose(
    State(app): State<App>,
    address: Address,
    params: Params<StatementQuery>,
    base: Base,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let order = Order::of(&params)?;
    let entity = params.get("accounting_entity");
    let tx = db::snapshot(&app.db).await?;
    let drawn = Drawn::read(&tx, municipality, order.year, entity).await?;
    let lines = statement::by_purpose(&drawn.by_account_and_purpose());
    let table = statements::by_purpose(&lines, &drawn.head(order.unit));
    order.answer(&table, municipality, "by-purpose", || {
        let explain = cell_url(&base, municipality, order.year, entity, "{row}", Column::Book.code());
        PurposeStatement::of(&drawn, &lines, &table, format!("{explain}&purpose={{purpose}}"))
    })
}

/// Draw the fixed assets of the balance sheet (貸借対照表)
///
/// What depreciates at cost, with its accumulated depreciation on a line of its own; all else at book value.
#[utoipa::path(get, path = "/v1/{municipality}/statements/balance-sheet", tag = "register", params(MunicipalityPath, StatementQuery), responses(
    (status = 200, description = "The statement in the form asked for", content(
        (BalanceSheet = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_balance_sheet(
    State(app): State<App>,
    address: Address,
    params: Params<StatementQuery>,
    base: Base,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let order = Order::of(&params)?;
    let entity = params.get("accounting_entity");
    let tx = db::snapshot(&app.db).await?;
    let drawn = Drawn::read(&tx, municipality, order.year, entity).await?;
    let lines = statement::balance_sheet(&drawn.by_account());
    let table = statements::balance_sheet(&lines, &drawn.head(order.unit));
    order.answer(&table, municipality, "balance-sheet", || {
        let explain = |row: &str, column: &str| cell_url(&base, municipality, order.year, entity, row, column);
        BalanceSheet::of(&drawn, &lines, &table, explain)
    })
}

/// Draw the statement of property (財産に関する調書)
///
/// Square metres of land and buildings by class of property: at the end of the year before, the change, at the end of the
/// year. Assets whose 財産区分 is not known stand in a row of their own, so that the totals tie.
#[utoipa::path(get, path = "/v1/{municipality}/statements/property", tag = "register", params(MunicipalityPath, PropertyQuery), responses(
    (status = 200, description = "The statement in the form asked for", content(
        (PropertyStatement = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_property(
    State(app): State<App>,
    address: Address,
    params: Params<PropertyQuery>,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let order = Order::of(&params)?;
    let entity = params.get("accounting_entity");
    let of = demand_municipality(&app.db, municipality).await?;
    let tx = db::snapshot(&app.db).await?;
    let drawn = property::draw(&tx, municipality, order.year, entity).await?;
    let subtitle = entity.map_or(of.name.clone(), |entity| format!("{}　{entity}", of.name));
    let head = Head {
        fiscal_year: drawn.year,
        unit: order.unit,
        subtitle: vec![Text::new(subtitle.as_str(), subtitle.as_str())],
        notes: drawn.notes.clone(),
    };
    let rows: Vec<_> = drawn.rows.iter().map(|(_, row)| row.clone()).collect();
    let table = statements::property(&rows, &head);
    order.answer(&table, municipality, "property", || Ok(PropertyStatement::of(&drawn, &table)))
}

/// Explain a cell of a statement (内訳)
///
/// The assets behind it and their movements of the year; `yen` of all pages together is the cell to the yen. Rows are
/// accounts, groups of accounts (`business`, `infrastructure`, `intangible`) and `total`.
#[utoipa::path(get, path = "/v1/{municipality}/statements/tangible-assets/cells/{row}/{column}", tag = "register", params(CellPath, CellQuery), responses(
    (status = 200, description = "A page of the assets behind the cell", body = ExplainedCell), Problems))]
pub async fn explain_cell(
    State(app): State<App>,
    address: Address,
    params: Params<CellQuery>,
    base: Base,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let (row, column) = (address.part("row"), address.part("column"));
    let year = fiscal_year(&params)?;
    let limit = params.integer("limit", 1, 1_000)?.unwrap_or(100) as usize;
    let fingerprint = params.fingerprint(&format!("{municipality} {row} {column}"));
    let after = params
        .read("page", |name, text| PageToken::read(name, text, &fingerprint))?
        .map(|token| AssetKey { branch_no: token.value.as_str().unwrap_or_default().to_owned(), asset_no: token.code });
    let purpose = params.read("purpose", purpose_named)?;
    let no_such = |en: &str, ja: &str, given: &str| Error::no_such(Text::new(en, ja), given);
    let cell = CellOf {
        year,
        row: row_named(row).ok_or_else(|| no_such("row of this statement", "行", row))?,
        column: column.parse().map_err(|_| no_such("column of this statement", "列", column))?,
        purpose,
        accounting_entity: params.get("accounting_entity").map(str::to_owned),
    };
    if purpose.is_some() && cell.column != Column::Book {
        return Err(Error::parameter(Invalid::new(
            "purpose",
            "contradiction",
            params.get("purpose").unwrap_or_default(),
            Text::new(
                "`purpose` goes with the column `book` only, which is what the schedule by purpose shows",
                "`purpose` は `book`（差引本年度末残高）の列だけで使えます",
            ),
        )));
    }
    let tx = db::snapshot(&app.db).await?;
    let total = explained::total(&tx, municipality, &cell).await?;
    let mut parts = explained::parts(&tx, municipality, &cell, after, limit + 1).await?;
    let more = parts.len() > limit;
    parts.truncate(limit);
    let mut links = Vec::new();
    if let Some(last) = parts.last().filter(|_| more) {
        let (value, code) = (last.key.branch_no.clone().into(), last.key.asset_no.clone());
        let token = PageToken { of: fingerprint, value, code };
        let path = format!("{}/v1/{municipality}/statements/tangible-assets/cells/{row}/{column}", base.0);
        links.push(next(format!("{path}?{}", params.with("page", &token.write()?))));
    }
    let entries: Vec<i64> = parts.iter().flat_map(|part| &part.movements).map(|row| row.entry_no).collect();
    let recorded = store::entries_by_no(&app.db, municipality, entries).await?;
    let href = |no: &str, branch: &str| format!("{}/v1/{municipality}/assets/{no}/{branch}", base.0);
    let mut page = ExplainedCell::of(&cell, total, parts, links, href);
    for movement in page.assets.iter_mut().flat_map(|asset| &mut asset.movements) {
        movement.recorded_at = recorded.get(&movement.entry_no).map(|entry| entry.recorded_at.clone());
    }
    Reply::json(&page)
}

fn next(href: String) -> Link {
    Link { rel: "next".to_owned(), r#type: "application/json".to_owned(), href }
}

fn purpose_named(name: &'static str, text: &str) -> Result<Option<Purpose>, Invalid> {
    if [UNCLASSIFIED, "未分類"].contains(&text) { Ok(None) } else { word::<Purpose>(name, text).map(Some) }
}

/// Reckon the depreciation ratio (有形固定資産減価償却率)
///
/// Accumulated depreciation over the cost of what depreciates, of tangible fixed assets; land, standing timber and
/// construction in progress are left out. Both with and without 物品; `include_movables` decides on the rows.
#[utoipa::path(get, path = "/v1/{municipality}/indicators/depreciation-ratio", tag = "register", params(MunicipalityPath, RatioQuery), responses(
    (status = 200, description = "The ratios in the form asked for", content(
        (DepreciationRatios = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_depreciation_ratio(
    State(app): State<App>,
    address: Address,
    params: Params<RatioQuery>,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let order = Order::of(&params)?;
    let by = params.read("by", word::<RatioBy>)?.unwrap_or(RatioBy::Municipality);
    let movables = params.get("include_movables").is_none() || params.flag("include_movables")?;
    let tx = db::snapshot(&app.db).await?;
    let drawn = Drawn::read(&tx, municipality, order.year, params.get("accounting_entity")).await?;
    let rows = drawn.ratios(&tx, municipality, by, movables).await?;
    let laid_out: Vec<_> = rows.iter().map(|(_, row)| row.clone()).collect();
    let table = statements::depreciation_ratios(&laid_out, &drawn.head(order.unit));
    order.answer(&table, municipality, "depreciation-ratio", || {
        DepreciationRatios::of(&drawn, by, movables, &rows, &table)
    })
}

/// List the journal of a fiscal year (仕訳)
///
/// For the accounting system: every movement of the year, then its depreciation, one entry for each account and accounting
/// entity, dated the last day. Opening balances are left out. JSON goes page by page, CSV holds everything.
#[utoipa::path(get, path = "/v1/{municipality}/journal-entries", tag = "register", params(MunicipalityPath, JournalQuery), responses(
    (status = 200, description = "The journal in the form asked for", content(
        (JournalEntries = "application/json"), (String = "text/csv"))), Problems))]
pub async fn list_journal_entries(
    State(app): State<App>,
    address: Address,
    params: Params<JournalQuery>,
    base: Base,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let year = fiscal_year(&params)?;
    let form = params.read("format", word::<JournalForm>)?.unwrap_or(JournalForm::Json);
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1_000) as u64;
    let fingerprint = params.fingerprint(municipality);
    let after = params.read("page", |name, text| {
        let token = PageToken::read(name, text, &fingerprint)?;
        let (branch_no, number): (String, i32) =
            serde_json::from_value(token.value).map_err(|_| PageToken::stranger(name, text))?;
        Ok((AssetKey { asset_no: token.code, branch_no }, number))
    })?;
    if form == JournalForm::Csv {
        let drawn = Drawn::read(&app.db, municipality, year, None).await?;
        let body = journal::csv(&app.db, municipality, &drawn, encoding).await?;
        return Ok(download(body, encoding.media_type(), &format!("journal-{municipality}-{year}.csv")));
    }
    demand_municipality(&app.db, municipality).await?;
    let (mut entries, more) = journal::page(&app.db, municipality, year, after.as_ref(), limit).await?;
    let (mut links, closed) = (Vec::new(), store::closing(&app.db, municipality, year).await?.is_some());
    match more {
        Some((key, number)) => {
            let value = serde_json::json!([key.branch_no, number]);
            let token = PageToken { of: fingerprint, value, code: key.asset_no };
            let query = params.with("page", &token.write()?);
            links.push(next(format!("{}/v1/{municipality}/journal-entries?{query}", base.0)));
        }
        None => {
            let drawn = Drawn::read(&app.db, municipality, year, None).await?;
            entries.extend(journal::depreciation(&drawn));
        }
    }
    Ok(Reply::json(&JournalEntries::of(year, closed, entries, links))?.into_response())
}
