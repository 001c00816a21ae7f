//! What can go wrong at the door, and how it is told: one enum, turned into `application/problem+json` (RFC 9457) here.
//!
//! Which variant: `NotFound` when the address names nothing; `BadRequest` when the request cannot be read at all or a
//! query parameter is wrong; `Refused` when it was read and its values are not acceptable; `Conflict` when it clashes
//! with what is stored; `TooMany` when a stranger sends more than is taken in; `Internal` for everything the client
//! cannot mend. The cause of `Internal` is logged, never sent.
//!
//! The answer is written in the reader's language by [`localise`], which every response passes on its way out.

use crate::domain::{Invalid, Text};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder, ResponsesBuilder};
use utoipa::{IntoResponses, ToSchema};

/// What every fallible function of the shell returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The most faults one answer lists; who collects them need not look further.
pub const MOST_FAULTS: usize = 1_000;

/// One thing that is wrong with an input, and where.
#[derive(Clone, Debug)]
pub struct Fault {
    /// JSON pointer into the body, or the name of a query parameter.
    pub pointer: Option<String>,
    /// Row of an imported file, as a spreadsheet numbers it.
    pub row: Option<u64>,
    /// Column heading of an imported file.
    pub column: Option<String>,
    /// What kind of fault it is, kebab-case.
    pub code: &'static str,
    /// The value as it was given.
    pub value: Option<String>,
    /// What is wrong, what is allowed, what to do.
    pub text: Text,
}

impl Fault {
    /// A fault at a place in a JSON body or a query.
    pub fn at(pointer: impl Into<String>, invalid: Invalid) -> Fault {
        Fault {
            pointer: Some(pointer.into()),
            row: None,
            column: None,
            code: invalid.code,
            value: Some(invalid.value),
            text: invalid.text,
        }
    }

    /// A fault of the input as a whole.
    pub fn whole(code: &'static str, text: Text) -> Fault {
        Fault { pointer: None, row: None, column: None, code, value: None, text }
    }
}

/// Everything the service answers instead of what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 404: the address names nothing that is here.
    #[error("not found: {}", .0.en)]
    NotFound(Text),
    /// 400: the request cannot be read, or a parameter of its address is wrong.
    #[error("bad request: {} faults", .0.len())]
    BadRequest(Vec<Fault>),
    /// 422: the request was read and its values are not acceptable.
    #[error("refused: {} faults", .0.len())]
    Refused(Vec<Fault>),
    /// 409: it clashes with what is stored.
    #[error("conflict: {}", .0.en)]
    Conflict(Text),
    /// 428: a change must say which state it changes.
    #[error("precondition required")]
    PreconditionRequired,
    /// 412: the state has changed since it was read.
    #[error("precondition failed")]
    PreconditionFailed,
    /// 413: more bytes than the limit.
    #[error("more than {0} bytes")]
    TooLarge(usize),
    /// 408: the body came too slowly.
    #[error("the body came too slowly")]
    Slow,
    /// 415: a body of a kind that is not read here.
    #[error("unsupported media type {0}")]
    UnsupportedMediaType(String),
    /// 405: the address exists, the method does not.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// 429: more than is taken in within a time; after so many seconds there is room again.
    #[error("too many: {}", .0.en)]
    TooMany(Text, u64),
    /// 503: as many requests as are served at once are being served.
    #[error("busy")]
    Busy,
    /// 503: the store of files does not answer or has no room; the cause is logged where it arises.
    #[error("the store of files cannot be used")]
    StoreUnavailable,
    /// 500: ours to mend.
    #[error(transparent)]
    Internal(#[from] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Anything unexpected, to be logged with its chain of causes.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Internal(cause.into())
    }

    /// A single wrong query parameter.
    pub fn parameter(invalid: Invalid) -> Error {
        Error::BadRequest(vec![Fault::at(invalid.field, invalid)])
    }

    /// A single wrong value of a JSON body.
    pub fn value(invalid: Invalid) -> Error {
        Error::Refused(vec![Fault::at(format!("/{}", invalid.field), invalid)])
    }

    /// Nothing of this kind under this code.
    pub fn no_such(kind: Text, code: &str) -> Error {
        Error::NotFound(Text::new(
            format!("there is no {} `{code}` here; check the code", kind.en),
            format!("{} `{code}` は登録されていません。一覧で番号を確かめてください", kind.ja),
        ))
    }

    fn status(&self) -> StatusCode {
        match self {
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::BadRequest(_) => StatusCode::BAD_REQUEST,
            Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Error::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Error::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Slow => StatusCode::REQUEST_TIMEOUT,
            Error::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Error::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Error::TooMany(..) => StatusCode::TOO_MANY_REQUESTS,
            Error::Busy | Error::StoreUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The kind of problem: the end of its `type` URI, and its title.
    fn kind(&self) -> (&'static str, Text) {
        match self {
            Error::NotFound(_) => ("not-found", Text::new("Not found", "見つかりません")),
            Error::BadRequest(_) => ("bad-request", Text::new("The request cannot be read", "要求を読み取れません")),
            Error::Refused(_) => ("refused", Text::new("Values are not acceptable", "値に誤りがあります")),
            Error::Conflict(_) => ("conflict", Text::new("Conflict with what is stored", "登録内容と矛盾します")),
            Error::PreconditionRequired => {
                ("precondition-required", Text::new("If-Match is required", "If-Match が必要です"))
            }
            Error::PreconditionFailed => {
                ("precondition-failed", Text::new("Changed in the meantime", "他の人が先に変更しました"))
            }
            Error::Slow => ("slow", Text::new("Too slow", "時間切れです")),
            Error::TooLarge(_) => ("too-large", Text::new("Too large", "大きすぎます")),
            Error::UnsupportedMediaType(_) => {
                ("unsupported-media-type", Text::new("This kind of body is not read", "この形式は読み取れません"))
            }
            Error::MethodNotAllowed => ("method-not-allowed", Text::new("Method not allowed", "使えないメソッドです")),
            Error::TooMany(..) => ("too-many", Text::new("Too many for now", "受付の上限に達しました")),
            Error::Busy => ("busy", Text::new("Busy", "混み合っています")),
            Error::StoreUnavailable => (
                "store-unavailable",
                Text::new("The store of files cannot be used", "ファイルの保存先を利用できません"),
            ),
            Error::Internal(_) => ("internal", Text::new("Internal error", "内部エラー")),
        }
    }

    fn detail(&self) -> Text {
        match self {
            Error::NotFound(text) | Error::Conflict(text) | Error::TooMany(text, _) => text.clone(),
            Error::BadRequest(faults) | Error::Refused(faults) => match faults.as_slice() {
                [only] => only.text.clone(),
                many if many.len() > MOST_FAULTS => Text::new(
                    format!(
                        "more than {MOST_FAULTS} faults, nothing was written; the first are listed, mend them first"
                    ),
                    format!("{MOST_FAULTS}件を超える誤りがあり、何も登録していません。先頭の{MOST_FAULTS}件を示します"),
                ),
                many => Text::new(
                    format!("{} faults, each with its place; nothing was written", many.len()),
                    format!("{}件の誤りがあります。何も登録していません", many.len()),
                ),
            },
            Error::PreconditionRequired => Text::new(
                "a change needs the header `If-Match` with the `ETag` of the record as you read it; read it first",
                "変更には `If-Match` ヘッダーが必要です。先に読み込み、その `ETag` の値を指定してください",
            ),
            Error::PreconditionFailed => Text::new(
                "`If-Match` does not match: the record has changed since you read it; read it again and repeat the change",
                "`If-Match` が一致しません。読み込んだ後に変更されています。読み直してからやり直してください",
            ),
            Error::TooLarge(limit) => Text::new(
                format!(
                    "the body is larger than {limit} bytes; make it smaller or split it; a file of records can be taken in with \
                     `enoki import`"
                ),
                format!(
                    "本文が {limit} バイトを超えています。小さくするか分割してください。台帳ファイルは `enoki import` でも取り込めます"
                ),
            ),
            Error::Slow => Text::new(
                "the body came too slowly or not at all; send it again without pauses",
                "本文が届くのに時間がかかりすぎました。もう一度送ってください",
            ),
            Error::UnsupportedMediaType(given) => Text::new(
                format!(
                    "a body of the kind `{given}` is not read here; send JSON as `application/json`, a file as it is, neither compressed nor as a form"
                ),
                format!(
                    "`{given}` の本文は扱えません。JSON は `application/json` で、ファイルは圧縮やフォームにせずそのまま送ってください"
                ),
            ),
            Error::MethodNotAllowed => Text::new(
                "this address does not know the method; `Allow` lists those it knows",
                "このアドレスでは使えないメソッドです。`Allow` ヘッダーを確かめてください",
            ),
            Error::Busy => Text::new(
                "the service or its database is busy; repeat the request after a second",
                "混み合っているか、データベースが使用中です。1秒ほど待ってからもう一度お試しください",
            ),
            Error::StoreUnavailable => Text::new(
                "files can neither be stored nor fetched at the moment, nothing was changed; repeat the request after a minute, and \
                 tell those who run the service when it lasts",
                "ファイルの保存先を現在利用できません。何も変更していません。1分ほど待ってからもう一度お試しください。続く場合は運用担当者に連絡してください",
            ),
            Error::Internal(_) => Text::new(
                "something went wrong here; it has been logged under the request id of this answer",
                "サーバー内部で問題が起きました。この応答の要求番号で記録しています",
            ),
        }
    }
}

impl From<DbErr> for Error {
    fn from(cause: DbErr) -> Error {
        match cause.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict(Text::new(
                "a record with this code exists; read it, or change it with PUT or PATCH",
                "同じ番号が既に登録されています。PUT または PATCH で変更してください",
            )),
            _ if is_reference(&cause) => Error::Refused(vec![Fault::whole(
                "unknown-reference",
                Text::new(
                    "it refers to a record that is not here, or others still refer to it",
                    "参照先が登録されていないか、他の記録から参照されています",
                ),
            )]),
            _ if is_busy(&cause) => Error::Busy,
            _ => Error::internal(cause),
        }
    }
}

/// Whether the database refuses because another record refers to this one, or this one to none.
pub fn is_reference(cause: &DbErr) -> bool {
    // The constraint of a foreign key, and the trigger by which SQLite keeps what is referred to; PostgreSQL has one code.
    matches!(cause.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_)))
        || database_code(cause).is_some_and(|code| ["787", "1811", "23503", "23001"].contains(&code.as_str()))
}

/// The engine's own code of an error.
fn database_code(cause: &DbErr) -> Option<String> {
    match cause {
        DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner))
        | DbErr::Conn(RuntimeErr::SqlxError(inner)) => {
            inner.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
        }
        _ => None,
    }
}

/// Whether the database only asks for patience: another writer is at work, or all connections are in use.
fn is_busy(cause: &DbErr) -> bool {
    if matches!(cause, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) {
        return true;
    }
    // SQLITE_BUSY with its extended codes; lock_not_available, deadlock_detected and too_many_connections of PostgreSQL.
    const PATIENCE: [&str; 7] = ["5", "261", "517", "773", "55P03", "40P01", "53300"];
    database_code(cause).is_some_and(|code| PATIENCE.contains(&code.as_str()))
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let wait = match self {
            Error::Busy => Some(1),
            Error::StoreUnavailable => Some(60),
            Error::TooMany(_, seconds) => Some(seconds),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// A problem answer (RFC 9457).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:enoki:problem:refused",
    "title": "Values are not acceptable",
    "status": 422,
    "detail": "`floor_area_m2` is `-1`; it must be more than 0 and at most 40000000 square metres",
    "instance": "/v1/132233/buildings",
    "errors": [{
        "pointer": "/floor_area_m2", "code": "out-of-range", "value": "-1",
        "message": "`floor_area_m2` is `-1`; it must be more than 0 and at most 40000000 square metres"
    }]
}))]
pub struct Problem {
    /// URI of the kind of problem.
    pub r#type: String,
    /// The kind of problem in words.
    pub title: String,
    /// HTTP status code.
    pub status: u16,
    /// What is wrong this time, and the remedy.
    pub detail: String,
    /// The address that was asked.
    pub instance: String,
    /// The request id under which the log has more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Each fault with its place; absent when there is no more to say than `detail`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemFault>,
}

/// One fault of an input and its place.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProblemFault {
    /// JSON pointer into the body, or the name of the query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Row of the imported file, as a spreadsheet numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Column heading of the imported file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What kind of fault it is.
    pub code: String,
    /// The value as it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong, what is allowed, what to do.
    pub message: String,
}

/// The languages an answer is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Japanese.
    Ja,
}

impl Language {
    /// The better liked of the two by `Accept-Language`; English when neither is named.
    pub fn of(headers: &HeaderMap) -> Language {
        let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let liking = |wanted: &str| {
            text.split(',')
                .filter_map(|part| {
                    let mut pieces = part.trim().split(';');
                    let tag = pieces.next()?.trim().to_ascii_lowercase();
                    let quality = pieces.find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
                    (tag.split('-').next() == Some(wanted)).then_some(quality)
                })
                .fold(0.0, f32::max)
        };
        if liking("ja") > liking("en") { Language::Ja } else { Language::En }
    }

    /// The sentence in this language.
    pub fn pick(self, text: &Text) -> String {
        match self {
            Language::En => text.en.clone(),
            Language::Ja => text.ja.clone(),
        }
    }
}

/// Writes the problem of a failed request in the language of the reader, and logs what the client must not see.
pub async fn localise(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let instance = request.uri().path().to_owned();
    let request_id = request.headers().get("x-request-id").and_then(|v| v.to_str().ok()).map(str::to_owned);
    let mut response = next.run(request).await;
    if response.status() == StatusCode::METHOD_NOT_ALLOWED && response.extensions().get::<Arc<Error>>().is_none() {
        response.extensions_mut().insert(Arc::new(Error::MethodNotAllowed));
    }
    let Some(error) = response.extensions_mut().remove::<Arc<Error>>() else { return response };
    if let Error::Internal(cause) = error.as_ref() {
        tracing::error!(cause = %chain(cause.as_ref()), "request failed");
    }
    let body = serde_json::to_vec(&problem(&error, language, instance, request_id)).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers.remove(header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(body);
    response
}

/// The faults in words, one a line, for the command line.
pub fn in_words(error: &Error, language: Language) -> String {
    if let Error::Internal(cause) = error {
        return chain(cause.as_ref());
    }
    let problem = problem(error, language, String::new(), None);
    let mut lines = vec![format!("{}: {}", problem.title, problem.detail)];
    for fault in problem.errors {
        let (row, column) = match language {
            Language::En => (fault.row.map(|n| format!("row {n}")), fault.column.map(|c| format!("column {c}"))),
            Language::Ja => (fault.row.map(|n| format!("{n}行目")), fault.column.map(|c| format!("列「{c}」"))),
        };
        let places: Vec<String> = [row, column].into_iter().flatten().collect();
        let place = if places.is_empty() { String::new() } else { format!("{}: ", places.join(" ")) };
        lines.push(format!("  {place}{}", fault.message));
    }
    lines.join("\n")
}

fn problem(error: &Error, language: Language, instance: String, request_id: Option<String>) -> Problem {
    let (kind, title) = error.kind();
    let faults: &[Fault] = match error {
        Error::BadRequest(faults) | Error::Refused(faults) => faults,
        _ => &[],
    };
    // A reader of files says at the end of its list how many it has left out.
    let most = MOST_FAULTS + usize::from(faults.get(MOST_FAULTS).is_some_and(|last| last.code == "too-many-faults"));
    Problem {
        r#type: format!("urn:enoki:problem:{kind}"),
        title: language.pick(&title),
        status: error.status().as_u16(),
        detail: language.pick(&error.detail()),
        instance,
        request_id,
        errors: faults.iter().take(most).map(|fault| problem_fault(fault, language)).collect(),
    }
}

fn problem_fault(fault: &Fault, language: Language) -> ProblemFault {
    ProblemFault {
        pointer: fault.pointer.clone(),
        row: fault.row,
        column: fault.column.clone(),
        code: fault.code.to_owned(),
        value: fault.value.clone(),
        message: language.pick(&fault.text),
    }
}

fn chain(cause: &(dyn std::error::Error + Send + Sync)) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

/// The problem answers that any operation can give, for the API document.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> std::collections::BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let answers = [
            ("400", "The request cannot be read, or a parameter is wrong"),
            ("404", "The address names nothing that is here"),
            ("408", "The body came too slowly"),
            ("409", "It clashes with what is stored"),
            ("412", "`If-Match` does not match: the record has changed since it was read"),
            ("413", "The body is larger than the limit"),
            ("415", "A body of this kind is not read"),
            ("422", "Values are not acceptable; each fault is listed"),
            ("428", "A change needs `If-Match`"),
            ("500", "Something went wrong inside; it has been logged"),
            ("503", "As many requests as are served at once are being served, or the store of files cannot be used"),
        ];
        let mut responses = ResponsesBuilder::new();
        for (status, description) in answers {
            let content = Content::new(Some(Ref::from_schema_name("Problem")));
            let answer = ResponseBuilder::new().description(description).content("application/problem+json", content);
            responses = responses.response(status, answer.build());
        }
        responses.build().into()
    }
}
