//! The operations on register files: taken in, compared, given out.

use super::intake::{self, Order};
use super::layout::Options;
use super::outgoing::{Form, Outgoing};
use super::reconciliation::{self, What};
use super::wire::{Reconciliation, ReconciliationDifference, RegisterFileQuery, RegisterImport, RegisterQuery};
use crate::app::App;
use crate::db;
use crate::domain::facility::word;
use crate::domain::units::FiscalYear;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Problems, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store::demand_municipality;
use crate::http::{Address, MunicipalityPath, Params, Reply, refuse_announced, spool};
use crate::idempotency::Once;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::fs::File;
use std::io::Read;

/// A fiscal year that must be named.
pub fn fiscal_year<Q>(params: &Params<Q>) -> Result<i32> {
    let year = params.integer("fiscal_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into())?;
    year.map(|year| year as i32).ok_or_else(|| {
        Error::parameter(Invalid::new(
            "fiscal_year",
            "required",
            "",
            Text::new(
                "`fiscal_year` is missing; say which, such as 2024",
                "`fiscal_year`（年度）を指定してください（例: 2024）",
            ),
        ))
    })
}

fn order(params: &Params<RegisterFileQuery>) -> Result<Order> {
    let thousand_yen = params.read("unit", |name, text| match text {
        "yen" | "円" => Ok(false),
        "thousand" | "千円" => Ok(true),
        _ => Err(Invalid::new(
            name,
            "unknown-value",
            text,
            Text::new(
                format!("`unit` is `{text}`; it must be yen or thousand"),
                format!("`unit` の値 `{text}` は使えません。yen（円）か thousand（千円）にしてください"),
            ),
        )),
    })?;
    Ok(Order {
        fiscal_year: fiscal_year(params)?,
        dry_run: params.flag("dry_run")?,
        kind: None,
        options: Options {
            thousand_yen,
            keep_unknown: params.flag("keep_unknown")?,
            accounting_entity: params.get("accounting_entity").map(str::to_owned),
        },
        source: params.get("file_name").map(|name| name.chars().take(200).collect()),
    })
}

/// Import a register file (固定資産台帳の取込)
///
/// The body is the file: CSV or XLSX with the 50 basic items of the official layout, in UTF-8 or Shift_JIS, amounts in yen
/// or thousands. Assets that are not here come in with their opening balances, and the movements of the year are
/// recorded; all of it or nothing, with every fault by row and column.
#[utoipa::path(post, path = "/v1/{municipality}/register-imports", tag = "register", params(MunicipalityPath, RegisterFileQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), description = "The file"), responses(
    (status = 200, description = "What was found and done", body = RegisterImport), Problems))]
pub async fn import_register(
    State(app): State<App>,
    address: Address,
    params: Params<RegisterFileQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply> {
    let order = order(&params)?;
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    refuse_announced(&headers, app.config.register_limit_bytes)?;
    let (file, digest) = spool(body, app.config.register_limit_bytes, &app.config).await?;
    let once = Once::of(&headers, municipality, &[b"register", format!("{order:?}").as_bytes(), digest.as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let done = intake::take_in(&tx, municipality, &order, file, &|_| {}).await?;
    let reply = Reply::json(&RegisterImport {
        fiscal_year: order.fiscal_year,
        dry_run: order.dry_run,
        notices: done.told(Language::of(&headers)),
        encoding: done.encoding.to_owned(),
        lines: done.lines,
        created: done.created,
        changed: done.changed,
        unchanged: done.unchanged,
        movements: done.movements,
        entry_no: (!order.dry_run).then_some(done.entry_no),
    })?;
    if order.dry_run {
        tx.rollback().await?;
    } else {
        once.remember(&tx, &reply).await?;
        tx.commit().await?;
    }
    Ok(reply)
}

/// Reconcile a file with the register (照合)
///
/// What differs, row by row and column by column, for the columns that the file has; nothing is written.
#[utoipa::path(post, path = "/v1/{municipality}/register-reconciliations", tag = "register", params(MunicipalityPath, RegisterFileQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), description = "The file"), responses(
    (status = 200, description = "The differences", body = Reconciliation), Problems))]
pub async fn reconcile_register(
    State(app): State<App>,
    address: Address,
    params: Params<RegisterFileQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply> {
    let order = order(&params)?;
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    refuse_announced(&headers, app.config.register_limit_bytes)?;
    let (file, _) = spool(body, app.config.register_limit_bytes, &app.config).await?;
    let tx = db::snapshot(&app.db).await?;
    let done = reconciliation::reconcile(&tx, municipality, &order, file).await?;
    let differences = done.differences.into_iter().map(|difference| {
        let (kind, column, file, register) = match difference.what {
            What::NotInRegister => ("not-in-register", None, None, None),
            What::NotInFile => ("not-in-file", None, None, None),
            What::Lines(file, register) => {
                ("number-of-lines", None, Some(file.to_string()), Some(register.to_string()))
            }
            What::Cell { column, file, register } => ("cell", Some(column), Some(file), Some(register)),
        };
        ReconciliationDifference {
            row: difference.row,
            asset_no: difference.key.asset_no,
            branch_no: difference.key.branch_no,
            kind,
            column: column.map(|column| column.heading),
            field: column.map(|column| column.field),
            file,
            register,
        }
    });
    Reply::json(&Reconciliation {
        fiscal_year: order.fiscal_year,
        lines: done.lines,
        agreeing: done.agreeing,
        differing: done.differing,
        differences: differences.collect(),
    })
}

/// Read the register of a fiscal year as a file (固定資産台帳)
///
/// In the official layout: the 50 basic items, one line a movement, our own columns behind them; import takes it back as it
/// is. Of an open year it shows what closing it now would leave.
#[utoipa::path(get, path = "/v1/{municipality}/register", tag = "register", params(MunicipalityPath, RegisterQuery), responses(
    (status = 200, description = "The register", content((String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_register(
    State(app): State<App>,
    address: Address,
    params: Params<RegisterQuery>,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let year = fiscal_year(&params)?;
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    let form = params.read("format", |name, text| match text {
        "csv" => Ok(Form::Csv(encoding)),
        "xlsx" => Ok(Form::Xlsx),
        _ => Err(Invalid::new(
            name,
            "unknown-value",
            text,
            Text::new(
                format!("`format` is `{text}`; it must be csv or xlsx"),
                format!("`format` の値 `{text}` は使えません。csv か xlsx にしてください"),
            ),
        )),
    })?;
    let form = form.unwrap_or(Form::Csv(encoding));
    demand_municipality(&app.db, municipality).await?;
    let tx = db::snapshot(&app.db).await?;
    let outgoing = Outgoing::begin(&tx, municipality, year, form, params.flag("open_data")?).await?;
    let (media, extension) = match form {
        Form::Csv(encoding) => (encoding.media_type(), "csv"),
        Form::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let body = match form {
        Form::Xlsx => sent(outgoing.workbook(&tx).await?),
        // What CP932 cannot hold must be told before the first byte is out, so the file is made as a whole.
        Form::Csv(TextEncoding::Cp932) => whole(&tx, outgoing).await?,
        Form::Csv(_) => streamed(tx, outgoing),
    };
    let disposition = format!("attachment; filename=\"register-{municipality}-{year}.{extension}\"");
    Ok(([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body).into_response())
}

async fn whole(tx: &db::Transaction, mut outgoing: Outgoing) -> Result<Body> {
    use std::io::{Seek, Write};
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    while let Some(piece) = outgoing.next(tx).await? {
        file.write_all(&piece).map_err(Error::internal)?;
    }
    file.rewind().map_err(Error::internal)?;
    Ok(sent(file))
}

fn streamed(tx: db::Transaction, outgoing: Outgoing) -> Body {
    let pieces = futures_util::stream::unfold(Some((outgoing, tx)), |state| async move {
        let (mut outgoing, tx) = state?;
        match outgoing.next(&tx).await {
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some((outgoing, tx)))),
            Ok(None) => None,
            Err(cause) => {
                tracing::error!(%cause, "a register broke off");
                // The connection is cut, so that half a file is not taken for a whole one.
                Some((Err(std::io::Error::other("the register broke off")), None))
            }
        }
    });
    Body::from_stream(pieces.fuse())
}

/// A temporary file as a body.
fn sent(file: File) -> Body {
    let pieces = futures_util::stream::unfold(Some(file), |state| async move {
        let mut file = state?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; 64 << 10];
            let length = file.read(&mut piece)?;
            piece.truncate(length);
            Ok::<_, std::io::Error>((piece, file))
        });
        match read.await.map_err(std::io::Error::other).and_then(|read| read) {
            Ok((piece, _)) if piece.is_empty() => None,
            Ok((piece, file)) => Some((Ok(Bytes::from(piece)), Some(file))),
            Err(cause) => Some((Err(cause), None)),
        }
    });
    Body::from_stream(pieces.fuse())
}
