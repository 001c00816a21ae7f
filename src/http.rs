//! How requests are read and answers are written, the same for every room: bodies, paths, query parameters, the three
//! representations (JSON, GeoJSON, CSV), `ETag` and `If-Match`, page tokens, absolute links.

use crate::app::App;
use crate::config::Config;
use crate::digest::digest;
use crate::domain::units::{Code, MunicipalityCode};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::marker::PhantomData;
use std::time::Duration;
use utoipa::IntoParams;

/// The media type of GeoJSON.
pub const GEO_JSON: &str = "application/geo+json";

/// A body of any kind, whole, up to the configured limit.
///
/// A client that pauses for long, or takes ten minutes altogether, is cut off: it would keep others from being served.
pub async fn collect(body: Body, limit: usize, config: &Config) -> Result<Bytes> {
    let pause = Duration::from_secs(config.body_pause_seconds);
    let mut body = Limited::new(body, limit);
    let mut pieces = Vec::new();
    let whole = async {
        while let Some(frame) = tokio::time::timeout(pause, body.frame()).await.map_err(|_| Error::Slow)? {
            let frame = frame.map_err(|cause| broken_off(cause, limit))?;
            pieces.extend(frame.into_data().ok());
        }
        Ok::<(), Error>(())
    };
    tokio::time::timeout(Duration::from_secs(600), whole).await.map_err(|_| Error::Slow)??;
    let length = pieces.iter().map(Bytes::len).sum();
    let mut bytes = Vec::with_capacity(length);
    pieces.iter().for_each(|piece| bytes.extend_from_slice(piece));
    Ok(bytes.into())
}

/// A body on its way into a temporary file, up to a limit; with a digest of its bytes. What is larger than memory should
/// bear comes in this way.
pub async fn spool(body: Body, limit: usize, config: &Config) -> Result<(std::fs::File, String)> {
    let pause = Duration::from_secs(config.body_pause_seconds);
    let mut body = Limited::new(body, limit);
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    let mut hash = Sha256::new();
    let whole = async {
        while let Some(frame) = tokio::time::timeout(pause, body.frame()).await.map_err(|_| Error::Slow)? {
            let frame = frame.map_err(|cause| broken_off(cause, limit))?;
            if let Ok(data) = frame.into_data() {
                hash.update(&data);
                file.write_all(&data).map_err(Error::internal)?;
            }
        }
        Ok::<(), Error>(())
    };
    tokio::time::timeout(Duration::from_secs(3_600), whole).await.map_err(|_| Error::Slow)??;
    file.rewind().map_err(Error::internal)?;
    Ok((file, URL_SAFE_NO_PAD.encode(hash.finalize())))
}

fn broken_off(cause: Box<dyn std::error::Error + Send + Sync>, limit: usize) -> Error {
    if cause.downcast_ref::<LengthLimitError>().is_some() {
        return Error::TooLarge(limit);
    }
    let en = format!("the body broke off: {cause}; send it again");
    Error::BadRequest(vec![Fault::whole("malformed", Text::new(en, "本文が途中で切れています。送り直してください"))])
}

/// Refuses what announces itself as too large, compressed or as a form before a byte of it is read.
pub fn refuse_announced(headers: &HeaderMap, limit: usize) -> Result<()> {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let coding = text(header::CONTENT_ENCODING);
    if !coding.is_empty() && coding != "identity" {
        return Err(Error::UnsupportedMediaType(coding.chars().take(80).collect()));
    }
    let kind = text(header::CONTENT_TYPE);
    if kind.starts_with("multipart/") {
        return Err(Error::UnsupportedMediaType(kind.chars().take(80).collect()));
    }
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(Error::TooLarge(limit));
    }
    Ok(())
}

/// A JSON body, read as a value; the rooms read their fields from it.
pub struct Json(pub Value);

impl FromRequest<App> for Json {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Json> {
        let given = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json")) {
            return Err(Error::UnsupportedMediaType(given.chars().take(80).collect()));
        }
        refuse_announced(request.headers(), app.config.body_limit_bytes)?;
        let bytes = collect(request.into_body(), app.config.body_limit_bytes, &app.config).await?;
        parse_json(&bytes).map(Json)
    }
}

/// Bytes as JSON, or where they are not.
pub fn parse_json(bytes: &[u8]) -> Result<Value> {
    let malformed = |text: Text| Error::BadRequest(vec![Fault::whole("malformed", text)]);
    if let Err(cause) = std::str::from_utf8(bytes) {
        let at = cause.valid_up_to();
        return Err(malformed(Text::new(
            format!("the body is not UTF-8: byte {at} does not fit; save it as UTF-8 and send it again"),
            format!("本文が UTF-8 ではありません（{at} バイト目）。UTF-8 で保存して送り直してください"),
        )));
    }
    serde_json::from_slice(bytes).map_err(|cause| {
        malformed(Text::new(
            format!("the body is not JSON: {cause}; mend it and send it again"),
            format!(
                "本文が JSON として読めません（{}行 {}桁目）。直して送り直してください",
                cause.line(),
                cause.column()
            ),
        ))
    })
}

/// `/v1/{municipality}` and what follows it.
pub struct Address {
    /// The municipality whose records are asked for.
    pub municipality: MunicipalityCode,
    /// The record's code, where the path has one.
    pub code: Option<Code>,
    /// The other parts of the path by name.
    parts: BTreeMap<String, String>,
}

impl Address {
    /// The record's code; only for routes whose path has `{code}`.
    pub fn code(&self) -> Result<&Code> {
        self.code.as_ref().ok_or_else(|| Error::internal("this route has no code"))
    }

    /// Another part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.parts.get(name).map(String::as_str).unwrap_or_default()
    }
}

impl FromRequestParts<App> for Address {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Address> {
        let raw = RawPathParams::from_request_parts(parts, app).await.map_err(|_| {
            Error::BadRequest(vec![Fault::whole(
                "malformed",
                Text::new(
                    "the address is not UTF-8 when its % signs are decoded",
                    "アドレスの文字コードが UTF-8 ではありません",
                ),
            )])
        })?;
        let parts: BTreeMap<String, String> = raw.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        if parts.values().any(|part| part.contains(char::is_control)) {
            return Err(Error::BadRequest(vec![Fault::whole(
                "malformed",
                Text::new("the address has a control character; leave it out", "アドレスに制御文字が含まれています"),
            )]));
        }
        let municipality = parts.get("municipality").map(String::as_str).unwrap_or_default();
        let municipality = MunicipalityCode::parse("municipality", municipality).map_err(Error::parameter)?;
        let code = parts.get("code").map(|code| Code::parse("code", code)).transpose().map_err(Error::parameter)?;
        Ok(Address { municipality, code, parts })
    }
}

/// Path of a municipality, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct MunicipalityPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    #[allow(dead_code)]
    municipality: String,
}

/// Path of one record, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RecordPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    #[allow(dead_code)]
    municipality: String,
    /// The municipality's own number of the record
    #[param(example = "P05-19")]
    #[allow(dead_code)]
    code: String,
}

/// The query parameters of a route, as text. `T` documents them; a name that it does not document is refused.
pub struct Params<T> {
    values: BTreeMap<String, String>,
    documented: PhantomData<T>,
}

impl<T> Params<T> {
    /// The value of a parameter; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|v| v.trim()).filter(|v| !v.is_empty())
    }

    /// The value read by `read`.
    pub fn read<V>(
        &self,
        name: &'static str,
        read: impl Fn(&'static str, &str) -> Result<V, Invalid>,
    ) -> Result<Option<V>> {
        self.get(name).map(|text| read(name, text)).transpose().map_err(Error::parameter)
    }

    /// A whole number in a range.
    pub fn integer(&self, name: &'static str, low: i64, high: i64) -> Result<Option<i64>> {
        self.read(name, |name, text| match text.parse::<i64>() {
            Ok(number) if (low..=high).contains(&number) => Ok(number),
            _ => Err(crate::domain::units::out_of_range(name, text, low, high)),
        })
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &'static str) -> Result<bool> {
        let read = |name, text: &str| match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Invalid::new(
                name,
                "unknown-value",
                text,
                Text::new(
                    format!("`{name}` is `{text}`; it must be true or false"),
                    format!("`{name}` の値 `{text}` は使えません。true か false にしてください"),
                ),
            )),
        };
        Ok(self.read(name, read)?.unwrap_or(false))
    }

    /// What the question is, apart from the page: a page token belongs to one question.
    pub fn fingerprint(&self, of: &str) -> String {
        let asked: Vec<(&String, &String)> =
            self.values.iter().filter(|(name, _)| !["page", "limit", "counted"].contains(&name.as_str())).collect();
        digest(&[of.as_bytes(), format!("{asked:?}").as_bytes()])
    }

    /// The same question with one parameter set, as a query string.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut values = self.values.clone();
        values.insert(name.to_owned(), value.to_owned());
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(values).finish()
    }
}

impl<T: IntoParams> FromRequestParts<App> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Params<T>> {
        let known: Vec<String> = T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect();
        let mut values = BTreeMap::new();
        let mut faults = Vec::new();
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            let (name, value) = (name.into_owned(), value.into_owned());
            let (code, en, ja) = if !known.contains(&name) {
                let en = format!("there is no parameter `{name}` here; use {}", known.join(", "));
                let ja = format!("パラメーター `{name}` はありません。使えるのは {} です", known.join("、"));
                ("unknown-parameter", en, ja)
            } else if value.contains(char::REPLACEMENT_CHARACTER) {
                let en = format!("`{name}` is not UTF-8 when its % signs are decoded; encode it as UTF-8");
                ("malformed", en, format!("`{name}` の文字コードが UTF-8 ではありません。UTF-8 で指定してください"))
            } else if value.contains(char::is_control) {
                let en = format!("`{name}` has a control character; leave it out");
                ("malformed", en, format!("`{name}` に制御文字が含まれています。取り除いてください"))
            } else if values.insert(name.clone(), value.clone()).is_some() {
                let en = format!("`{name}` is given twice; give it once");
                ("duplicate", en, format!("`{name}` が2回指定されています。1回だけにしてください"))
            } else {
                continue;
            };
            let value = Some(value.chars().take(80).collect());
            let text = Text::new(en, ja);
            faults.push(Fault { pointer: Some(name), row: None, column: None, code, value, text });
        }
        if faults.is_empty() { Ok(Params { values, documented: PhantomData }) } else { Err(Error::BadRequest(faults)) }
    }
}

/// In what form a record or a list is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Representation {
    /// `application/json`
    Json,
    /// `application/geo+json`
    GeoJson,
    /// `text/csv`, our own columns
    Csv,
    /// `text/csv`, the columns of the municipal standard open data set (自治体標準オープンデータセット 公共施設一覧)
    OpenData,
}

impl Representation {
    /// `f=` decides; without it `Accept`; without that JSON.
    pub fn of<T>(params: &Params<T>, headers: &HeaderMap) -> Result<Representation> {
        let by_name = params.read("f", |name, text| match text {
            "json" => Ok(Representation::Json),
            "geojson" => Ok(Representation::GeoJson),
            "csv" => Ok(Representation::Csv),
            "open-data" => Ok(Representation::OpenData),
            _ => Err(Invalid::new(
                name,
                "unknown-value",
                text,
                Text::new(
                    format!("`f` is `{text}`; it must be json, geojson, csv or, for facilities, open-data"),
                    format!(
                        "`f` の値 `{text}` は使えません。json、geojson、csv、open-data（施設のみ）から選んでください"
                    ),
                ),
            )),
        })?;
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Ok(by_name.unwrap_or_else(|| {
            accept
                .split(',')
                .find_map(|part| match part.split(';').next().unwrap_or_default().trim() {
                    "application/geo+json" | "application/vnd.geo+json" => Some(Representation::GeoJson),
                    "text/csv" => Some(Representation::Csv),
                    "application/json" => Some(Representation::Json),
                    _ => None,
                })
                .unwrap_or(Representation::Json)
        }))
    }
}

/// The `ETag` of a record: a digest of its JSON, so that it changes exactly when the record does.
pub fn etag(json: &[u8]) -> String {
    format!("\"{}\"", digest(&[json]))
}

/// Demands `If-Match` with the tag of the record as it stands. `*` stands for any state.
pub fn demand_match(headers: &HeaderMap, current: &str) -> Result<()> {
    let Some(given) = headers.get(header::IF_MATCH) else { return Err(Error::PreconditionRequired) };
    if names_tag(given, current) { Ok(()) } else { Err(Error::PreconditionFailed) }
}

/// Whether `If-None-Match` says that the reader already has this representation.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    given.split(',').map(|known| known.trim().trim_start_matches("W/")).any(|known| known == "*" || known == tag)
}

fn names_tag(given: &HeaderValue, current: &str) -> bool {
    // One record has one state whatever the representation, so a tag read from GeoJSON or a compressed answer counts:
    // they add to the 22 characters of the digest.
    let plain =
        |tag: &str| -> String { tag.trim().trim_start_matches("W/").trim_matches('"').chars().take(22).collect() };
    let given = given.to_str().unwrap_or_default();
    given.split(',').any(|tag| tag.trim() == "*" || plain(tag) == plain(current))
}

/// A finished answer: what a handler returns and what a repeated request is answered with again.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status code.
    pub status: StatusCode,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The record's tag.
    pub etag: Option<String>,
    /// Where the new record is.
    pub location: Option<String>,
    /// The body as text.
    pub body: String,
}

impl Reply {
    /// 200 with a JSON body.
    pub fn json(body: &impl Serialize) -> Result<Reply> {
        let body = serde_json::to_string(body).map_err(Error::internal)?;
        Ok(Reply { status: StatusCode::OK, content_type: "application/json", etag: None, location: None, body })
    }

    /// The same with another status.
    pub fn status(self, status: StatusCode) -> Reply {
        Reply { status, ..self }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        let mut insert = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|v| HeaderValue::from_str(&v).ok()) {
                headers.insert(name, value);
            }
        };
        insert(header::ETAG, self.etag);
        insert(header::LOCATION, self.location.map(|address| encoded(&address)));
        response
    }
}

/// An address as a header can hold it: letters beyond ASCII by their UTF-8 bytes.
fn encoded(address: &str) -> String {
    address.bytes().fold(String::with_capacity(address.len()), |mut text, byte| {
        match byte {
            b'!'..=b'~' => text.push(byte.into()),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
        text
    })
}

/// A link to another resource (RFC 8288).
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Link {
    /// How the target relates to this answer: `self`, `next`
    #[schema(example = "next")]
    pub rel: String,
    /// Media type of the target
    #[schema(example = "application/json")]
    pub r#type: String,
    /// Address of the target
    #[schema(example = "http://127.0.0.1:8080/v1/132233/facilities?limit=10&page=eyJoIjoi…")]
    pub href: String,
}

/// The address that clients know us by: the configured one, else the `Host` they asked for.
pub struct Base(pub String);

impl FromRequestParts<App> for Base {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Base> {
        if let Some(url) = &app.config.public_url {
            return Ok(Base(url.trim_end_matches('/').to_owned()));
        }
        let host = parts.headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let sound = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b));
        Ok(Base(if sound { format!("http://{host}") } else { String::new() }))
    }
}

/// Where a list goes on: the question it belongs to and the last record that was given.
#[derive(Serialize, Deserialize)]
pub struct PageToken {
    /// Fingerprint of the question.
    pub of: String,
    /// Value of the sort column of the last record.
    pub value: Value,
    /// Code of the last record.
    pub code: String,
}

impl PageToken {
    /// The token as text.
    pub fn write(&self) -> Result<String> {
        let json = serde_json::to_vec(self).map_err(Error::internal)?;
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&json), &digest(&[&json])[..8]))
    }

    /// Reads a token and refuses one that is damaged or belongs to another question.
    pub fn read(name: &'static str, text: &str, fingerprint: &str) -> Result<PageToken, Invalid> {
        let (body, check) = text.split_once('.').unwrap_or((text, ""));
        let token = URL_SAFE_NO_PAD
            .decode(body)
            .ok()
            .filter(|json| digest(&[json])[..8] == *check)
            .and_then(|json| serde_json::from_slice::<PageToken>(&json).ok())
            .filter(|token| token.of == fingerprint);
        token.ok_or_else(|| PageToken::stranger(name, text))
    }

    /// What a token of another list is answered with.
    pub fn stranger(name: &'static str, text: &str) -> Invalid {
        let en = format!("`{name}` is not a token of this list with these filters; start again without it");
        let ja = format!("`{name}` はこの一覧の続きを示すものではありません。指定せずに最初から取得してください");
        Invalid::new(name, "malformed", text, Text::new(en, ja))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_token_is_only_good_for_its_own_question() {
        let token = PageToken { of: "here".into(), value: Value::from("本町"), code: "P05-19".into() };
        let text = token.write().expect("written");
        assert!(PageToken::read("page", &text, "here").is_ok_and(|t| t.code == "P05-19"));
        assert!(PageToken::read("page", &text, "elsewhere").is_err());
        for bad in ["", "x", "e30.AAAAAAAA", &text[..text.len() - 1], &format!("A{text}")] {
            assert!(PageToken::read("page", bad, "here").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_tag_is_the_same_state_in_every_representation() {
        let mut headers = HeaderMap::new();
        assert!(matches!(demand_match(&headers, "\"abcdefghijklmnopqrstuv\""), Err(Error::PreconditionRequired)));
        for good in
            ["\"abcdefghijklmnopqrstuv\"", "W/\"abcdefghijklmnopqrstuv\"", "\"x\", \"abcdefghijklmnopqrstuv-geo\"", "*"]
        {
            headers.insert(header::IF_MATCH, HeaderValue::from_static(good));
            assert!(demand_match(&headers, "\"abcdefghijklmnopqrstuv\"").is_ok(), "{good}");
        }
        headers.insert(header::IF_MATCH, HeaderValue::from_static("\"abcdefghijklmnopqrstuV\""));
        assert!(matches!(demand_match(&headers, "\"abcdefghijklmnopqrstuv\""), Err(Error::PreconditionFailed)));
    }
}
