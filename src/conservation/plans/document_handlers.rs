//! The documents of a plan over HTTP: as JSON, CSV or a workbook, and what stands behind the figures.

use super::documents::cost_table::Basis;
use super::documents::cost_wire::{
    CostCellPath, CostCellQuery, CostTableAnswer, CostTableCell, CostTableQuery, CostTableRow, CostTerm, ExplainedCost,
};
use super::documents::tables::{self, Sheet};
use super::documents::wire::{FacilityPlan, FacilityPlanQuery};
use super::documents::{Form, csv, gathered, xlsx};
use super::store;
use crate::app::App;
use crate::db;
use crate::domain::facility::{Word, word};
use crate::domain::plan::{TableColumn, TableRow};
use crate::domain::statement::Unit;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Language, Problems, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store::demand_municipality;
use crate::http::{Address, Base, Link, PageToken, Params, Reply};
use crate::recorded::RecordedPath;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use strum::IntoEnumIterator;

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The language of a file: Japanese, unless the reader asks for English and not for Japanese.
fn language_of_file(headers: &HeaderMap) -> Language {
    match headers.contains_key(header::ACCEPT_LANGUAGE) {
        true if asks_for_english(headers) => Language::of(headers),
        _ => Language::Ja,
    }
}

fn asks_for_english(headers: &HeaderMap) -> bool {
    let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(',').any(|part| part.trim().to_ascii_lowercase().starts_with("en"))
}

fn download(bytes: Vec<u8>, media_type: &'static str, file: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    (headers, bytes).into_response()
}

/// One table as a CSV file.
fn as_csv(sheet: &Sheet, encoding: TextEncoding, name: &str) -> Result<Response> {
    let refused = |unfit: Vec<_>| Error::Refused(unfit.into_iter().map(Fault::from).collect());
    let media_type = match encoding {
        TextEncoding::Cp932 => "text/csv; charset=Shift_JIS",
        TextEncoding::Utf8 | TextEncoding::Utf8Bom => "text/csv; charset=utf-8",
    };
    Ok(download(csv::csv(sheet, encoding).map_err(refused)?, media_type, &format!("{name}.csv")))
}

/// Sheets as a workbook; many rows take a while to write and to pack, in which others are served.
async fn as_workbook(sheets: Vec<Sheet>, year: i32, name: &str) -> Result<Response> {
    let written = tokio::task::spawn_blocking(move || xlsx::xlsx(&sheets, year)).await.map_err(Error::internal)?;
    Ok(download(written.map_err(Error::internal)?, WORKBOOK, &format!("{name}.xlsx")))
}

/// Read the individual facility plan (個別施設計画)
///
/// Its six required items: facilities, period, how works are ordered, condition, works with their time, costs; of all
/// facilities or of one. CSV is one table of the works joined with facility, building and condition, in which a facility
/// without works has one row (対策なし); the workbook has a sheet for each item and one of assumptions. Files have Japanese
/// headings, English ones with `Accept-Language: en`.
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans/{id}/facility-plan", tag = "conservation",
    params(RecordedPath, FacilityPlanQuery), responses(
    (status = 200, description = "The plan in the form asked for", content(
        (FacilityPlan = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_facility_plan(
    State(app): State<App>,
    address: Address,
    params: Params<FacilityPlanQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let form = params.read("f", word::<Form>)?.unwrap_or(Form::Json);
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    let language = if form == Form::Json { Language::of(&headers) } else { language_of_file(&headers) };
    let db = db::snapshot(&app.db).await?;
    let plan = store::demand(&db, municipality, address.part("id")).await?;
    let document = gathered::facility_plan(&db, &plan, params.get("facility_code"), language).await?;
    // The connection is free again before a file is written.
    db.commit().await?;
    let name = format!("facility-plan-{municipality}-{}-v{}", plan.first_year, plan.version_no);
    match form {
        Form::Json => Ok(Reply::json(&document)?.into_response()),
        Form::Csv => as_csv(&tables::measures(&document, language), encoding, &name),
        Form::Xlsx => as_workbook(tables::facility_plan(&document, language), plan.first_year, &name).await,
    }
}

/// Over how many years a table is: ten when nothing is said, none for all.
fn years<Q>(params: &Params<Q>) -> Result<Option<i32>> {
    let asked = params.read("years", |name, text| match text.parse::<i32>() {
        _ if text == "all" => Ok(None),
        Ok(years) if (1..=100).contains(&years) => Ok(Some(years)),
        _ => {
            let said = Text::new(
                format!("`years` is `{text}`; it must be a whole number from 1 to 100, or all"),
                format!("`years` の値 `{text}` は使えません。1 から 100 までの整数か all にしてください"),
            );
            Err(Invalid::new(name, "out-of-range", text, said))
        }
    })?;
    Ok(asked.unwrap_or(Some(10)))
}

const UNITS: [(&str, Unit); 3] = [("million-yen", Unit::Million), ("thousand-yen", Unit::Thousand), ("yen", Unit::Yen)];

fn unit_named(name: &'static str, text: &str) -> Result<(&'static str, Unit), Invalid> {
    UNITS.into_iter().find(|(code, unit)| *code == text || unit.label_ja() == text).ok_or_else(|| {
        let codes = UNITS.map(|(code, _)| code);
        let said = Text::new(
            format!("`{name}` is `{text}`; it must be {}", codes.join(", ")),
            format!("`{name}` の値 `{text}` は使えません。{} のいずれかにしてください", codes.join("、")),
        );
        Invalid::new(name, "unknown-value", text, said)
    })
}

/// The address of what stands behind the cells of a table.
struct Cells {
    table: String,
    years: i32,
}

impl Cells {
    fn of(base: &Base, address: &Address, basis: &Basis) -> Cells {
        let (municipality, id) = (address.municipality.as_str(), address.part("id"));
        Cells {
            table: format!("{}/v1/{municipality}/conservation-plans/{id}/cost-table/cells", base.0),
            years: basis.years,
        }
    }

    fn href(&self, row: TableRow, column: TableColumn) -> String {
        format!("{}/{}/{}?years={}", self.table, row.code(), column.code(), self.years)
    }
}

/// Draw the table of expected costs (中長期的な維持管理・更新等に係る経費の見込み)
///
/// The form of the general management plan: maintenance, improvement and renewal as the plan has them, what simple renewal
/// would cost instead, what long life saves (negative), what is spent now. Infrastructure is not recorded as buildings, its
/// cells are empty. Each cell is rounded by itself and leads to what stands behind it.
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans/{id}/cost-table", tag = "conservation",
    params(RecordedPath, CostTableQuery), responses(
    (status = 200, description = "The table in the form asked for", content(
        (CostTableAnswer = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_cost_table(
    State(app): State<App>,
    address: Address,
    params: Params<CostTableQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let form = params.read("f", word::<Form>)?.unwrap_or(Form::Json);
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    let (code, unit) = params.read("unit", unit_named)?.unwrap_or(UNITS[0]);
    let years = years(&params)?;
    let language = if form == Form::Json { Language::of(&headers) } else { language_of_file(&headers) };
    let db = db::snapshot(&app.db).await?;
    let plan = store::demand(&db, municipality, address.part("id")).await?;
    let municipality_name = demand_municipality(&db, municipality).await?.name;
    let basis = Basis::read(&db, &plan, years).await?;
    db.commit().await?;
    let answer = CostTableAnswer {
        plan_id: plan.id.clone(),
        title: plan.title.clone(),
        municipality_name,
        first_year: plan.first_year,
        last_year: basis.last_year(),
        years: basis.years,
        unit: code.to_owned(),
        rows: rows(&basis, unit, &Cells::of(&base, &address, &basis)),
        notices: basis.notices().iter().map(|text| language.pick(text)).collect(),
    };
    let name = format!("cost-table-{municipality}-{}-v{}-{}years", plan.first_year, plan.version_no, basis.years);
    match form {
        Form::Json => Ok(Reply::json(&answer)?.into_response()),
        Form::Csv => as_csv(&tables::cost_table(&answer, unit, true, language), encoding, &name),
        Form::Xlsx => {
            as_workbook(vec![tables::cost_table(&answer, unit, false, language)], plan.first_year, &name).await
        }
    }
}

fn rows(basis: &Basis, unit: Unit, cells: &Cells) -> Vec<CostTableRow> {
    let table = basis.table();
    let cell = |row: TableRow, column: TableColumn| {
        let cell = table.cell(row, column);
        CostTableCell {
            column,
            label_ja: column.label_ja().to_owned(),
            yen: cell.amount.map(|amount| amount.0),
            shown: cell.amount.map(|amount| unit.shown(amount)),
            complete: cell.complete,
            href: cells.href(row, column),
        }
    };
    let row = |row: TableRow| CostTableRow {
        row,
        label_ja: row.label_ja().to_owned(),
        cells: TableColumn::iter().map(|column| cell(row, column)).collect(),
    };
    TableRow::iter().map(row).collect()
}

/// Explain a cell of the table of expected costs (内訳)
///
/// ① to ④: the lines of the plan and what of each is paid in the years asked for; ⑤: the years of the forecast; the effect:
/// the two columns it is the difference of, with the lines and years behind them; ⑥: the completed works. What is listed, on
/// all pages together, is the cell to the yen.
#[utoipa::path(get, path = "/v1/{municipality}/conservation-plans/{id}/cost-table/cells/{row}/{column}", tag = "conservation",
    params(CostCellPath, CostCellQuery), responses(
    (status = 200, description = "What stands behind the cell", body = ExplainedCost), Problems))]
pub async fn explain_cost(
    State(app): State<App>,
    address: Address,
    params: Params<CostCellQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let no_such = |en: &str, ja: &str, part| Error::no_such(Text::new(en, ja), address.part(part));
    let row: TableRow = address.part("row").parse().map_err(|_| no_such("row of this table", "行", "row"))?;
    let column: TableColumn =
        address.part("column").parse().map_err(|_| no_such("column of this table", "列", "column"))?;
    let years = years(&params)?;
    let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1_000) as usize;
    let fingerprint = params.fingerprint(&format!("{municipality} {} {row:?} {column:?}", address.part("id")));
    let token = params.read("page", |name, text| PageToken::read(name, text, &fingerprint))?;
    let after = token.map_or(i64::MIN, |token| token.value.as_i64().unwrap_or(i64::MIN));
    let db = db::snapshot(&app.db).await?;
    let plan = store::demand(&db, municipality, address.part("id")).await?;
    let basis = Basis::read(&db, &plan, years).await?;
    let language = Language::of(&headers);
    let cells = Cells::of(&base, &address, &basis);
    let mut told = explained(&basis, row, column, &cells, language);
    told.lines.retain(|line| i64::from(line.line_no) > after);
    if told.lines.len() > limit {
        told.lines.truncate(limit);
        let last = told.lines.last().map_or(0, |line| line.line_no);
        let token = PageToken { of: fingerprint, value: last.into(), code: last.to_string() };
        let path = format!("{}/{}/{}", cells.table, row.code(), column.code());
        let href = format!("{path}?{}", params.with("page", &token.write()?));
        told.links.push(Link { rel: "next".to_owned(), r#type: "application/json".to_owned(), href });
    }
    Reply::json(&told)
}

fn explained(basis: &Basis, row: TableRow, column: TableColumn, cells: &Cells, language: Language) -> ExplainedCost {
    use TableColumn::{Current, Effect, Improvement, Maintenance, Renewal, SimpleRenewal, Sum};
    let table = basis.table();
    let cell = table.cell(row, column);
    let planned = matches!(column, Maintenance | Improvement | Renewal | Sum);
    let terms = if column == Effect { vec![Sum, SimpleRenewal] } else { Vec::new() };
    let (first_year, last_year) = match column {
        Current => basis.past_years(),
        _ => (basis.horizon.from_year().year(), basis.last_year()),
    };
    ExplainedCost {
        row,
        column,
        first_year,
        last_year,
        yen: cell.amount.map(|amount| amount.0),
        complete: cell.complete,
        how: language.pick(&how(column)),
        lines: if planned { basis.lines_of(row, column).collect() } else { Vec::new() },
        years: if column == SimpleRenewal { basis.forecast_of(row) } else { Vec::new() },
        works: if column == Current { basis.works_of(row) } else { Vec::new() },
        terms: terms
            .into_iter()
            .map(|term| CostTerm {
                column: term,
                yen: table.cell(row, term).amount.map(|amount| amount.0),
                href: cells.href(row, term),
            })
            .collect(),
        links: Vec::new(),
    }
}

fn how(column: TableColumn) -> Text {
    use TableColumn::{Current, Effect, Improvement, Maintenance, Renewal, SimpleRenewal, Sum};
    match column {
        Maintenance | Improvement | Renewal | Sum => Text::new(
            "the sum of what is paid in these years of the works of the plan; works over several years are paid in equal parts, \
             rounded down, the last year takes what is left",
            "計画の工事のうち、この期間に支払う額の合計（複数年の工事は年割りとし、端数は最後の年に含める）",
        ),
        SimpleRenewal => Text::new(
            "the sum of the years of the renewal forecast of the model mic-2011",
            "試算ソフト方式（mic-2011）による更新費用の推計の年度別の額の合計",
        ),
        Effect => Text::new(
            "④ − ⑤; in rows that add others up, of those of which both are recorded",
            "④−⑤（合計の行では、両方が記録されている区分の差額の合計）",
        ),
        Current => Text::new(
            "the recorded cost of the works completed in these years together, divided by five, half up",
            "この期間に完了した工事の実績額の合計を5で割り、四捨五入した額",
        ),
    }
}
