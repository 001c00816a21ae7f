//! The report over HTTP.

use super::renewal::{self, Form, Order, table_named};
use super::wire::{RenewalReport, RenewalReportQuery};
use crate::app::App;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::word;
use crate::domain::renewal::Horizon;
use crate::domain::units::FiscalYear;
use crate::error::{Error, Problems, Result};
use crate::facility::formats::TextEncoding;
use crate::http::{Address, MunicipalityPath, Params};
use crate::lifecycle::store::known_model;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Read the annual renewal-cost report (更新費用年次報告)
///
/// Yearly totals by class, ten-year blocks, the works of the next ten years, assumptions, sources, and what is invented.
#[utoipa::path(get, path = "/v1/{municipality}/reports/renewal", tag = "report", params(MunicipalityPath, RenewalReportQuery), responses(
    (status = 200, description = "The report in the form asked for", content(
        (RenewalReport = "application/json"), (String = "text/csv"), (String = "text/html"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn read_renewal_report(
    State(app): State<App>,
    address: Address,
    params: Params<RenewalReportQuery>,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    params.read("model", known_model)?;
    let from = params.integer("from", FiscalYear::FIRST.into(), FiscalYear::LAST.into())?;
    let from = from.unwrap_or_else(|| fiscal_year_of(chrono::Local::now().date_naive()).into());
    let years = params.integer("years", 1, 100)?.unwrap_or(40);
    let order = Order {
        horizon: Horizon::new(FiscalYear::new("from", from).map_err(Error::parameter)?, years)
            .map_err(Error::parameter)?,
        form: params.read("format", word::<Form>)?.unwrap_or(Form::Json),
        table: params.read("table", table_named)?,
        encoding: params.read("encoding", word::<TextEncoding>)?.unwrap_or_default(),
    };
    let bytes = renewal::file(&app.db, municipality, order).await?;
    let name: &str = order.form.into();
    let mut response = ([(header::CONTENT_TYPE, order.form.media_type(order.encoding))], bytes).into_response();
    if matches!(order.form, Form::Csv | Form::Xlsx) {
        let disposition = format!("attachment; filename=\"renewal-{municipality}-{from}.{name}\"");
        if let Ok(value) = header::HeaderValue::from_str(&disposition) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
    }
    Ok(response)
}
