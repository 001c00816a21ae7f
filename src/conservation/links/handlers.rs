//! The operations on report links, for staff: issue, list, revoke, print.

use super::store::{self, Link};
use super::wire::{NewReportLabels, ReportLabelQuery, ReportLink, ReportLinkPath, ReportLinks};
use crate::app::App;
use crate::conservation::labels::{self, Label, Layout};
use crate::domain::facility::word;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Problems, Result};
use crate::facility::store::{self as facilities, demand_municipality};
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Base, Json, MunicipalityPath, Params, RecordPath, Reply};
use crate::idempotency::Once;
use crate::recorded::instant;
use crate::{db, page};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Html;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Labels on one page at most.
const MOST_LABELS: usize = 2_000;

fn url(link: &Link, base: &Base) -> String {
    format!("{}/v1/{}/report-links/{}/form", base.0, link.municipality_code, link.token)
}

fn shown(link: Link, base: &Base) -> ReportLink {
    ReportLink {
        url: url(&link, base),
        token: link.token,
        facility_code: link.facility_code,
        issued_at: link.issued_at,
        revoked_at: link.revoked_at,
    }
}

/// The language of a page: the one it is asked for in, Japanese when none is named.
pub fn language_of(headers: &HeaderMap) -> Language {
    if headers.contains_key(header::ACCEPT_LANGUAGE) { Language::of(headers) } else { Language::Ja }
}

/// List the report links of a facility (不具合報告用リンク)
#[utoipa::path(get, path = "/v1/{municipality}/facilities/{code}/report-links", tag = "conservation", params(RecordPath), responses(
    (status = 200, description = "Oldest first, revoked ones as well", body = ReportLinks), Problems))]
pub async fn list_report_links(State(app): State<App>, address: Address, base: Base) -> Result<Reply> {
    let (municipality, facility) = (address.municipality.as_str(), address.code()?.as_str());
    store::demand_facility(&app.db, municipality, facility).await?;
    let links = store::of_facility(&app.db, municipality, facility).await?;
    Reply::json(&ReportLinks { report_links: links.into_iter().map(|link| shown(link, &base)).collect() })
}

/// Issue a report link for a facility (不具合報告用リンクの発行)
///
/// Others that the facility has stay in force until they are revoked.
#[utoipa::path(post, path = "/v1/{municipality}/facilities/{code}/report-links", tag = "conservation", params(RecordPath), responses(
    (status = 201, description = "The link", body = ReportLink), Problems))]
pub async fn issue_report_link(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    base: Base,
) -> Result<Reply> {
    let (municipality, facility) = (address.municipality.as_str(), address.code()?.as_str());
    let once = Once::of(&headers, municipality, &[b"report link", facility.as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    store::demand_facility(&tx, municipality, facility).await?;
    let issued = store::issue(&tx, municipality, &[facility.to_owned()], &instant()).await?;
    let link = issued.into_iter().next().ok_or_else(|| Error::internal("no link was issued"))?;
    let reply = Reply::json(&shown(link, &base))?.status(StatusCode::CREATED);
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Revoke a report link (不具合報告用リンクの失効)
///
/// At once and for good; what was reported through it stays. A link that is revoked already is left as it is.
#[utoipa::path(delete, path = "/v1/{municipality}/report-links/{token}", tag = "conservation", params(ReportLinkPath), responses(
    (status = 204, description = "It is not in force any more"), Problems))]
pub async fn revoke_report_link(State(app): State<App>, address: Address) -> Result<StatusCode> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    store::revoke(&tx, municipality, address.part("token"), &instant()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show labels with the QR codes of report links (QRコードラベル)
///
/// A page of A4 sheets to print, a label for each facility that has a link in force (the newest); which have none is said above
/// them.
#[utoipa::path(get, path = "/v1/{municipality}/report-labels", tag = "conservation", params(MunicipalityPath, ReportLabelQuery), responses(
    (status = 200, description = "The page", body = String, content_type = "text/html"), Problems))]
pub async fn read_report_labels(
    State(app): State<App>,
    address: Address,
    params: Params<ReportLabelQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Html<String>> {
    let municipality = address.municipality.as_str();
    let layout = params.read("layout", word::<Layout>)?.unwrap_or_default();
    let codes = params.get("facility_code").map(|text| text.split(',').map(|code| code.trim().to_owned()).collect());
    demand_municipality(&app.db, municipality).await?;
    let names = chosen(names_of(facilities::uses(&app.db, municipality).await?), codes)
        .map_err(|invalid| Error::parameter(Invalid { field: "facility_code", ..invalid }))?;
    let links = store::newest(&app.db, municipality).await?;
    drawn(&app, Sheet { names, links, layout, base, language: language_of(&headers) }).await
}

/// Issue the report links that are missing, and show the labels of all (QRコードラベルの発行)
///
/// A facility that has a link in force keeps it, so that the same request again issues nothing.
#[utoipa::path(post, path = "/v1/{municipality}/report-labels", tag = "conservation", params(MunicipalityPath),
    request_body(content = NewReportLabels, description = "For which facilities, and how they stand on the paper; `{}` for all"), responses(
    (status = 200, description = "The page", body = String, content_type = "text/html"), Problems))]
pub async fn issue_report_labels(
    State(app): State<App>,
    address: Address,
    base: Base,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Html<String>> {
    let municipality = address.municipality.as_str();
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let named = fields.has("facility_codes");
    let codes = fields.texts("facility_codes", MOST_LABELS, 100);
    let layout = fields.word::<Layout>("layout").unwrap_or_default();
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let codes = named.then(|| serde_json::from_str(&codes)).transpose().map_err(Error::internal)?;
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let names = chosen(names_of(facilities::uses(&tx, municipality).await?), codes).map_err(Error::value)?;
    let mut links = store::newest(&tx, municipality).await?;
    let missing: Vec<String> = names.keys().filter(|code| !links.contains_key(*code)).cloned().collect();
    let issued = store::issue(&tx, municipality, &missing, &instant()).await?;
    tx.commit().await?;
    links.extend(issued.into_iter().map(|link| (link.facility_code.clone(), link)));
    drawn(&app, Sheet { names, links, layout, base, language: language_of(&headers) }).await
}

/// The names of facilities by their codes.
type Names = BTreeMap<String, String>;

fn names_of(uses: HashMap<String, facilities::Use>) -> Names {
    uses.into_iter().map(|(code, facility)| (code, facility.name)).collect()
}

/// The facilities that are asked for, all when none is named; no more than fit on one page.
fn chosen(mut all: Names, codes: Option<BTreeSet<String>>) -> Result<Names, Invalid> {
    const FIELD: &str = "facility_codes";
    if let Some(codes) = codes {
        if let Some(stranger) = codes.iter().find(|code| !all.contains_key(*code)) {
            let said = Text::new(
                format!("there is no facility `{stranger}` here; check the code"),
                format!("施設 `{stranger}` は登録されていません。一覧で番号を確かめてください"),
            );
            return Err(Invalid::new(FIELD, "unknown-reference", stranger, said));
        }
        all.retain(|code, _| codes.contains(code));
    }
    if all.len() > MOST_LABELS {
        let said = Text::new(
            format!("these are {} facilities; name at most {MOST_LABELS} at once", all.len()),
            format!("{}施設あります。一度に指定できるのは{MOST_LABELS}施設までです", all.len()),
        );
        return Err(Invalid::new(FIELD, "out-of-range", all.len(), said));
    }
    Ok(all)
}

/// What a sheet of labels is drawn from.
struct Sheet {
    names: Names,
    links: BTreeMap<String, Link>,
    layout: Layout,
    base: Base,
    language: Language,
}

/// What stands above the labels: whether the address will do, and who has no link.
fn hints(sheet: &Sheet, address_is_set: bool) -> Vec<String> {
    let mut hints = Vec::new();
    if !address_is_set {
        hints.push(sheet.language.pick(&Text::new(
            format!("The setting `public_url` is not given, so the address is taken from this request: {}. Others may not reach it: set `public_url` before you print.", sheet.base.0),
            format!("設定 `public_url` がないため、アドレスは今回の要求のもの（{}）です。他の端末から届かないことがあります。印刷の前に `public_url` を設定してください。", sheet.base.0),
        )));
    }
    let without: Vec<String> = sheet
        .names
        .iter()
        .filter(|(code, _)| !sheet.links.contains_key(*code))
        .map(|(code, name)| format!("{name}（{code}）"))
        .collect();
    if !without.is_empty() {
        hints.push(sheet.language.pick(&Text::new(
            format!(
                "{} facilities have no link in force: {}. Issue them with POST.",
                without.len(),
                without.join(", ")
            ),
            format!(
                "有効なリンクのない施設が{}件あります: {}。POST で発行してください。",
                without.len(),
                without.join("、")
            ),
        )));
    }
    hints
}

async fn drawn(app: &App, sheet: Sheet) -> Result<Html<String>> {
    let hints = hints(&sheet, app.config.public_url.is_some());
    let caption = page::say(
        sheet.language,
        "こわれている ところを 見つけたら、読み取って 知らせてください。",
        "Found something broken? Scan this and tell us.",
    );
    let label = |(code, name): (&String, &String)| {
        let link = sheet.links.get(code)?;
        Some(Label {
            facility_name: name.clone(),
            facility_code: code.clone(),
            url: url(link, &sheet.base),
            caption: caption.to_owned(),
        })
    };
    let drawn: Vec<Label> = sheet.names.iter().filter_map(label).collect();
    // Thousands of codes take a while to draw, during which others want to be served.
    let draw = move || labels::sheet(&drawn, sheet.layout, &hints, sheet.language);
    tokio::task::spawn_blocking(draw).await.map(Html).map_err(Error::internal)
}
