//! Creating, reading, changing, deleting and listing, written once for the four kinds of record.

use super::batch::{self, Absent, Incoming};
use super::export::{self, Export, Form};
use super::filters::{Listed, selection};
use super::formats::TextEncoding;
use super::record::Shown;
use super::store::{self, Found};
use super::wire::{Counts, Feature};
use crate::app::App;
use crate::domain::Text;
use crate::domain::facility::{Word, word};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin};
use crate::http::{self, Address, Base, GEO_JSON, Link, PageToken, Params, Reply, Representation};
use crate::idempotency::Once;
use crate::{db, domain::Invalid};

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// Records a page when nothing else is asked for; QGIS and GDAL take this from the API document.
const DEFAULT_LIMIT: i64 = 1_000;
/// Records a page at most.
const MOST: i64 = 10_000;

/// A record as JSON text, with what other tables know of it.
async fn shown<R: Listed>(db: &impl ConnectionTrait, municipality: &str, record: &R) -> Result<(R::Wire, String)> {
    let mut wires = [record.clone().wire()?];
    R::complete(db, municipality, &mut wires).await?;
    let [wire] = wires;
    let json = text(&wire)?;
    Ok((wire, json))
}

fn no_such<R: Listed>(code: &str) -> Error {
    Error::no_such(Text::new(R::EN, R::KIND.label_ja()), code)
}

fn feature(mut wire: impl Shown + serde::Serialize) -> Result<Feature> {
    let geometry = wire.take_geometry();
    Ok(Feature {
        r#type: "Feature".to_owned(),
        id: wire.code().to_owned(),
        geometry,
        properties: serde_json::value::to_raw_value(&wire).map_err(Error::internal)?,
    })
}

/// `GET` of one record.
pub async fn read<R: Listed, Q>(
    app: &App,
    address: &Address,
    params: &Params<Q>,
    headers: &HeaderMap,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let code = address.code()?.as_str();
    let representation = Representation::of(params, headers)?;
    if matches!(representation, Representation::Csv | Representation::OpenData) && params.get("f").is_some() {
        let text = Text::new(
            "`f` must be json or geojson for a single record; lists have csv",
            "1件の取得では `f` は json か geojson にしてください。csv は一覧で使えます",
        );
        return Err(Error::parameter(Invalid::new("f", "unknown-value", params.get("f").unwrap_or_default(), text)));
    }
    let Some(record) = store::find::<R>(&app.db, municipality, code).await? else {
        store::demand_municipality(&app.db, municipality).await?;
        return Err(no_such::<R>(code));
    };
    let (wire, json) = shown(&app.db, municipality, &record).await?;
    let tag = http::etag(json.as_bytes());
    let reply = if representation == Representation::GeoJson {
        let body = text(&feature(wire)?)?;
        let etag = Some(format!("{}-geo\"", tag.trim_end_matches('"')));
        Reply { status: StatusCode::OK, content_type: GEO_JSON, etag, location: None, body }
    } else {
        Reply {
            status: StatusCode::OK,
            content_type: "application/json",
            etag: Some(tag.clone()),
            location: None,
            body: json,
        }
    };
    let known = reply.etag.as_deref().is_some_and(|tag| http::is_known(headers, tag));
    let reply = if known { Reply { status: StatusCode::NOT_MODIFIED, body: String::new(), ..reply } } else { reply };
    let mut response = reply.into_response();
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(response)
}

/// A record from a JSON object, or all that is wrong with it.
async fn judged<R: Listed>(db: &impl ConnectionTrait, municipality: &str, cells: Map<String, Value>) -> Result<R> {
    let origin = Origin::Body(String::new());
    let mut fields = Fields::new(cells, origin.clone());
    let record = R::read(municipality, &mut fields);
    let mut faults = fields.faults();
    if let Some(parent) = record.parent() {
        faults.extend(batch::strangers::<R>(db, municipality, vec![(parent.to_owned(), origin)]).await?);
    }
    if faults.is_empty() { Ok(record) } else { Err(Error::Refused(faults)) }
}

fn object(value: Value) -> Result<Map<String, Value>> {
    match value {
        // A client may edit a feature and send it back as it came.
        Value::Object(map) if map.get("type").and_then(Value::as_str) == Some("Feature") => {
            let mut map = map;
            let Some(Value::Object(mut cells)) = map.remove("properties") else {
                return Err(not_an_object());
            };
            if let Some(id) = map.remove("id").filter(|_| !cells.contains_key("code")) {
                cells.insert("code".to_owned(), id);
            }
            cells.extend(map.remove("geometry").map(|geometry| ("geometry".to_owned(), geometry)));
            Ok(cells)
        }
        Value::Object(map) => Ok(map),
        _ => Err(not_an_object()),
    }
}

fn not_an_object() -> Error {
    Error::Refused(vec![Fault::whole(
        "malformed",
        Text::new(
            "the body must be one JSON object, or one GeoJSON feature",
            "本文は JSON オブジェクト（または GeoJSON の Feature）にしてください",
        ),
    )])
}

/// The code of a replaced or patched record stands in the address; a body that has it too must agree.
fn with_code(mut cells: Map<String, Value>, code: &str) -> Result<Map<String, Value>> {
    match cells.get("code") {
        None | Some(Value::Null) => {
            cells.insert("code".to_owned(), json!(code));
        }
        Some(Value::String(given)) if given == code => {}
        Some(given) => {
            return Err(Error::value(Invalid::new(
                "code",
                "contradiction",
                given,
                Text::new(
                    format!(
                        "`code` is {given}, but the address names `{code}`; a code cannot be changed, delete and create instead"
                    ),
                    format!(
                        "`code` の値 {given} がアドレスの `{code}` と違います。番号は変更できません。削除して登録し直してください"
                    ),
                ),
            )));
        }
    }
    Ok(cells)
}

async fn reply_with<R: Listed>(
    db: &impl ConnectionTrait,
    municipality: &str,
    record: &R,
    status: StatusCode,
) -> Result<Reply> {
    let (_, body) = shown(db, municipality, record).await?;
    let location = (status == StatusCode::CREATED)
        .then(|| format!("/v1/{municipality}/{}/{}", R::PLURAL, percent_encoded(record.code())));
    Ok(Reply { status, content_type: "application/json", etag: Some(http::etag(body.as_bytes())), location, body })
}

fn percent_encoded(code: &str) -> String {
    form_urlencoded::byte_serialize(code.as_bytes()).collect::<String>().replace('+', "%20")
}

/// `POST` of one record.
pub async fn create<R: Listed>(app: &App, address: &Address, headers: &HeaderMap, body: Value) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(headers, municipality, &[R::PLURAL.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    store::demand_municipality(&tx, municipality).await?;
    let record: R = judged(&tx, municipality, object(body)?).await?;
    store::create(&tx, record.clone()).await?;
    let reply = reply_with(&tx, municipality, &record, StatusCode::CREATED).await?;
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// `PUT` of one record: created when it is not there, replaced when it is and `If-Match` says so.
pub async fn replace<R: Listed>(app: &App, address: &Address, headers: &HeaderMap, body: Value) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let code = address.code()?.as_str();
    let cells = with_code(object(body)?, code)?;
    let tx = db::begin(&app.db, municipality).await?;
    store::demand_municipality(&tx, municipality).await?;
    let status = match store::find::<R>(&tx, municipality, code).await? {
        Some(was) => {
            let (_, json) = shown(&tx, municipality, &was).await?;
            http::demand_match(headers, &http::etag(json.as_bytes()))?;
            StatusCode::OK
        }
        None if headers.contains_key(header::IF_MATCH) => return Err(Error::PreconditionFailed),
        None => StatusCode::CREATED,
    };
    let record: R = judged(&tx, municipality, cells).await?;
    store::write(&tx, vec![record.clone()]).await?;
    let reply = reply_with(&tx, municipality, &record, status).await?;
    tx.commit().await?;
    Ok(reply)
}

/// `PATCH` of one record (RFC 7396).
pub async fn patch<R: Listed>(app: &App, address: &Address, headers: &HeaderMap, body: Value) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let code = address.code()?.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let Some(was) = store::find::<R>(&tx, municipality, code).await? else {
        store::demand_municipality(&tx, municipality).await?;
        return Err(no_such::<R>(code));
    };
    let (_, json) = shown(&tx, municipality, &was).await?;
    http::demand_match(headers, &http::etag(json.as_bytes()))?;
    let mut whole: Value = serde_json::from_str(&json).map_err(Error::internal)?;
    let patch = object(body)?;
    batch::forget_contradicted(&mut whole, &patch);
    merge(&mut whole, Value::Object(patch));
    let record: R = judged(&tx, municipality, with_code(object(whole)?, code)?).await?;
    store::write(&tx, vec![record.clone()]).await?;
    let reply = reply_with(&tx, municipality, &record, StatusCode::OK).await?;
    tx.commit().await?;
    Ok(reply)
}

/// RFC 7396, with one exception: a geometry is replaced as a whole, for half of one is none.
pub fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(&name);
        } else if name == "geometry" {
            target.insert(name, value);
        } else {
            merge(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

/// `DELETE` of one record; refused while others hang on it.
pub async fn delete<R: Listed>(app: &App, address: &Address, headers: &HeaderMap) -> Result<StatusCode> {
    let municipality = address.municipality.as_str();
    let code = address.code()?.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let Some(was) = store::find::<R>(&tx, municipality, code).await? else {
        store::demand_municipality(&tx, municipality).await?;
        return Err(no_such::<R>(code));
    };
    let (_, json) = shown(&tx, municipality, &was).await?;
    http::demand_match(headers, &http::etag(json.as_bytes()))?;
    let (hanging, list) = store::dependants::<R>(&tx, municipality, code).await?;
    if hanging > 0 {
        return Err(Error::Conflict(Text::new(
            format!("{hanging} {} refer to {} `{code}`; delete or move them first", list.code(), R::EN),
            format!(
                "{} `{code}` を参照している{}が{hanging}件あります。先に削除するか付け替えてください",
                R::KIND.label_ja(),
                list.label_ja()
            ),
        )));
    }
    store::delete::<R>(&tx, municipality, code).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST` of many records: `{"facilities": […]}`, or a GeoJSON feature collection. All or nothing.
pub async fn batch<R: Listed>(app: &App, address: &Address, headers: &HeaderMap, body: Value) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(headers, municipality, &[b"batch", R::PLURAL.as_bytes(), body.to_string().as_bytes()])?;
    let list =
        if body.get("type").and_then(Value::as_str) == Some("FeatureCollection") { "features" } else { R::PLURAL };
    let records = match body {
        Value::Object(mut map) => map.remove(list),
        _ => None,
    };
    let Some(Value::Array(records)) = records else {
        return Err(Error::Refused(vec![Fault::whole(
            "required",
            Text::new(
                format!("the body must be {{\"{}\": […]}} or a GeoJSON feature collection", R::PLURAL),
                format!("本文は {{\"{}\": […]}} または GeoJSON の FeatureCollection にしてください", R::PLURAL),
            ),
        )]));
    };
    let mut incoming = Vec::with_capacity(records.len());
    for (index, record) in records.into_iter().enumerate() {
        let pointer = format!("/{list}/{index}");
        let cells = object(record).map_err(|_| {
            let text = Text::new(
                format!("`{pointer}` must be a JSON object"),
                format!("`{pointer}` は JSON オブジェクトにしてください"),
            );
            Error::Refused(vec![Fault { pointer: Some(pointer.clone()), ..Fault::whole("malformed", text) }])
        })?;
        incoming.push(Incoming { cells, origin: Origin::Body(pointer) });
    }
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    store::demand_municipality(&tx, municipality).await?;
    let counts: Counts = batch::write::<R>(&tx, municipality, incoming.into_iter(), Absent::Emptied, &|_| {}).await?;
    let reply = Reply::json(&counts)?;
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// `GET` of a list, in any representation.
pub async fn list<R: Listed>(
    app: &App,
    address: &Address,
    params: &Params<R::Query>,
    headers: &HeaderMap,
    base: &Base,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let representation = Representation::of(params, headers)?;
    let mut selection = selection::<R>(params, municipality)?;
    let fields = wanted::<R>(params)?;
    let limit = params.integer("limit", 1, MOST)?.unwrap_or(DEFAULT_LIMIT) as usize;
    let fingerprint = params.fingerprint(&format!("{municipality}/{}", R::PLURAL));
    let token = params.read("page", |name, text| PageToken::read(name, text, &fingerprint))?;
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    store::demand_municipality(&app.db, municipality).await?;
    if matches!(representation, Representation::Csv | Representation::OpenData) {
        for name in ["fields", "limit", "page", "counted"] {
            if let Some(value) = params.get(name) {
                return Err(Error::parameter(Invalid::new(
                    name,
                    "contradiction",
                    value,
                    Text::new(
                        format!("`{name}` is for pages of JSON; CSV holds all records with all columns, leave it out"),
                        format!(
                            "`{name}` は JSON のページ用です。CSV は全件・全項目になりますので、指定しないでください"
                        ),
                    ),
                )));
            }
        }
        let form = if representation == Representation::Csv { Form::Csv } else { Form::OpenData };
        return export::download::<R>(&app.db, municipality, selection, form, encoding).await;
    }
    let here = format!("{}/v1/{municipality}/{}", base.0, R::PLURAL);
    let geo = representation == Representation::GeoJson;
    let content_type = if geo { GEO_JSON } else { "application/json" };
    let link = |rel: &str, query: String| Link {
        rel: rel.to_owned(),
        r#type: content_type.to_owned(),
        href: format!("{here}?{query}"),
    };
    if geo && params.get("limit").is_none() && token.is_none() {
        // GIS tools do not follow pages of plain GeoJSON; without a limit they get all there is.
        let export = Export::<R>::new(&app.db, municipality, selection, Form::GeoJson, encoding).await?;
        return export::respond(&app.db, export.with(fields, vec![link("self", params.with("f", "geojson"))])).await;
    }
    let matched =
        if params.flag("counted")? { Some(store::count::<R>(&app.db, municipality, &selection).await?) } else { None };
    if let Some(token) = &token {
        let numeric = selection.sort.ends_with("_dm2") || selection.sort.ends_with("_year");
        if (token.value.is_string() && numeric) || (token.value.is_number() && !numeric) {
            let given = params.get("page").unwrap_or_default();
            return Err(Error::parameter(PageToken::stranger("page", given)));
        }
    }
    selection.after = token.map(|token| (sea_value(token.value), token.code));
    let sort = selection.sort;
    let mut found: Vec<Found<R>> = store::page(&app.db, municipality, selection, limit + 1).await?;
    let next = if found.len() > limit {
        found.truncate(limit);
        let last = &found[limit - 1].record;
        let value = json_value(store::sort_value(last, sort)?);
        Some(PageToken { of: fingerprint, value, code: last.code().to_owned() }.write()?)
    } else {
        None
    };
    let mut links = vec![link("self", params.with("limit", &limit.to_string()))];
    links.extend(next.map(|token| link("next", params.with("page", &token))));
    let number = found.len();
    let items = items(&app.db, municipality, found, geo, fields.as_deref()).await?;
    let names = if geo {
        ["numberReturned", "numberMatched", "features"]
    } else {
        ["number_returned", "number_matched", R::PLURAL]
    };
    let mut body = String::with_capacity(items.iter().map(String::len).sum::<usize>() + items.len() + 500);
    body.push_str(if geo { "{\"type\":\"FeatureCollection\"," } else { "{" });
    body.push_str(&format!("\"{}\":{number},", names[0]));
    if let Some(matched) = matched {
        body.push_str(&format!("\"{}\":{matched},", names[1]));
    }
    body.push_str(&format!("\"links\":{},\"{}\":[", json!(links), names[2]));
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            body.push(',');
        }
        body.push_str(item);
    }
    body.push_str("]}");
    let mut response = Reply { status: StatusCode::OK, content_type, etag: None, location: None, body }.into_response();
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(response)
}

/// Each record as JSON text: an object of the list, or a feature.
pub async fn items<R: Listed>(
    db: &impl ConnectionTrait,
    municipality: &str,
    found: Vec<Found<R>>,
    geo: bool,
    fields: Option<&[String]>,
) -> Result<Vec<String>> {
    let distances: Vec<Option<f64>> = found.iter().map(|f| f.distance_m).collect();
    let mut wires = found.into_iter().map(|f| f.record.wire()).collect::<Result<Vec<_>>>()?;
    R::complete(db, municipality, &mut wires).await?;
    wires
        .into_iter()
        .zip(distances)
        .map(|(mut wire, distance)| {
            if let Some(metres) = distance {
                wire.set_distance(metres);
            }
            match (geo, fields) {
                (false, None) => text(&wire),
                (true, None) => text(&feature(wire)?),
                (false, Some(fields)) => text(&chosen(&wire, fields)?),
                (true, Some(fields)) => {
                    let geometry = wire.take_geometry();
                    let id = wire.code().to_owned();
                    let properties =
                        serde_json::value::to_raw_value(&chosen(&wire, fields)?).map_err(Error::internal)?;
                    text(&Feature { r#type: "Feature".to_owned(), id, geometry, properties })
                }
            }
        })
        .collect()
}

fn text(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

fn chosen(wire: &impl serde::Serialize, fields: &[String]) -> Result<Value> {
    let mut value = serde_json::to_value(wire).map_err(Error::internal)?;
    if let Some(map) = value.as_object_mut() {
        map.retain(|name, _| name == "code" || name == "illustrative" || fields.iter().any(|f| f == name));
    }
    Ok(value)
}

/// The fields that `fields` chooses. What is invented stays marked: `illustrative` comes along.
fn wanted<R: Listed>(params: &Params<R::Query>) -> Result<Option<Vec<String>>> {
    let known: Vec<String> = match <R::Wire as utoipa::PartialSchema>::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => Vec::new(),
    };
    params.read("fields", |name, text| {
        let fields: Vec<String> = text.split(',').map(|f| f.trim().to_owned()).filter(|f| !f.is_empty()).collect();
        match fields.iter().find(|f| !known.contains(f)) {
            None => Ok(fields),
            Some(stranger) => Err(Invalid::new(
                name,
                "unknown-value",
                stranger,
                Text::new(
                    format!("`fields` names `{stranger}`, which is no field here; the fields are {}", known.join(", ")),
                    format!("`fields` の `{stranger}` はありません。使える項目は {} です", known.join("、")),
                ),
            )),
        }
    })
}

fn json_value(value: sea_orm::Value) -> Value {
    match value {
        sea_orm::Value::String(Some(text)) => json!(text),
        sea_orm::Value::Int(Some(number)) => json!(number),
        sea_orm::Value::BigInt(Some(number)) => json!(number),
        _ => Value::Null,
    }
}

fn sea_value(value: Value) -> sea_orm::Value {
    match value {
        Value::String(text) => text.into(),
        Value::Number(number) => number.as_i64().into(),
        _ => sea_orm::Value::String(None),
    }
}
