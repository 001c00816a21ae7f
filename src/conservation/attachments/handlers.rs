//! The operations on attachments, as the API document shows them.

use super::media::{self, Examined};
use super::store::{self, Row};
use super::wire::{Attachment, AttachmentPath, AttachmentQuery, Attachments, NewAttachmentQuery};
use crate::app::App;
use crate::domain::attachment::{AttachmentSubject, FileName, is_picture};
use crate::domain::calendar::PartialDate;
use crate::domain::facility::{Word, word};
use crate::domain::units::Code;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{
    self, Address, Base, Link, MunicipalityPath, PageToken, Params, Reply, demand_match, refuse_announced, spool,
};
use crate::idempotency::Once;
use crate::{db, storage};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{SecondsFormat, Utc};
use serde_json::Value;
use uuid::Uuid;

/// The characters of a caption at most.
const MOST_CAPTION: usize = 1_000;

/// What is to be attached to what.
struct New {
    subject: AttachmentSubject,
    subject_id: String,
    file_name: FileName,
    caption: Option<String>,
    taken_on: Option<String>,
}

impl New {
    /// Reads the parameters, with all their faults.
    fn read(params: &Params<NewAttachmentQuery>) -> Result<New> {
        let mut faults = Vec::new();
        let subject = required(params, &mut faults, "subject", word::<AttachmentSubject>);
        let subject_id = required(params, &mut faults, "subject_id", Code::parse);
        let file_name = required(params, &mut faults, "file_name", FileName::parse);
        let caption = read(params, &mut faults, "caption", caption);
        let taken_on = read(params, &mut faults, "taken_on", PartialDate::parse).map(|date| date.to_string());
        match (subject, subject_id, file_name) {
            (Some(subject), Some(id), Some(file_name)) if faults.is_empty() => {
                Ok(New { subject, subject_id: id.into_string(), file_name, caption, taken_on })
            }
            _ => Err(Error::BadRequest(faults)),
        }
    }

    /// The row of a file as it was found.
    fn row(self, municipality: &str, found: &Examined) -> Result<Row> {
        let id = Uuid::now_v7().to_string();
        let side = |pixels: u32| i32::try_from(pixels).map_err(Error::internal);
        Ok(Row {
            municipality_code: municipality.to_owned(),
            subject: self.subject.code().to_owned(),
            subject_id: self.subject_id,
            file_name: self.file_name.as_str().to_owned(),
            media_type: found.media.media_type().to_owned(),
            byte_length: i64::try_from(found.byte_length).map_err(Error::internal)?,
            sha256: found.sha256.clone(),
            width_px: found.picture.map(|picture| side(picture.width_px())).transpose()?,
            height_px: found.picture.map(|picture| side(picture.height_px())).transpose()?,
            caption: self.caption,
            taken_on: self.taken_on.or_else(|| found.taken_on.clone()),
            storage_key: storage::key(municipality, &id, &found.sha256),
            recorded_at: Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true),
            id,
        })
    }
}

type Reading<V> = fn(&'static str, &str) -> Result<V, Invalid>;

fn read<V, Q>(params: &Params<Q>, faults: &mut Vec<Fault>, name: &'static str, reading: Reading<V>) -> Option<V> {
    let found = reading(name, params.get(name)?);
    found.map_err(|invalid| faults.push(Fault::at(name, invalid))).ok()
}

fn required<V, Q>(params: &Params<Q>, faults: &mut Vec<Fault>, name: &'static str, reading: Reading<V>) -> Option<V> {
    if params.get(name).is_none() {
        let text = Text::new(
            format!("the parameter `{name}` is missing; a file cannot be attached without it"),
            format!("パラメーター `{name}` がありません。必ず指定してください"),
        );
        faults.push(Fault::at(name, Invalid::new(name, "required", "", text)));
    }
    read(params, faults, name, reading)
}

fn caption(name: &'static str, text: &str) -> Result<String, Invalid> {
    if text.chars().count() <= MOST_CAPTION {
        return Ok(text.to_owned());
    }
    let told = Text::new(
        format!("`{name}` must have at most {MOST_CAPTION} characters; shorten it"),
        format!("`{name}` は{MOST_CAPTION}文字以内にしてください"),
    );
    Err(Invalid::new(name, "malformed", text, told))
}

fn no_such(id: &str) -> Error {
    Error::no_such(Text::new("attachment", "添付ファイル"), id)
}

/// An attachment that is here, or 404.
async fn found(app: &App, address: &Address) -> Result<Row> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    match store::find(&app.db, municipality, id).await? {
        Some(row) => Ok(row),
        None => {
            demand_municipality(&app.db, municipality).await?;
            Err(no_such(id))
        }
    }
}

fn reply(row: &Row) -> Result<Reply> {
    let reply = Reply::json(&Attachment::of(row)?)?;
    Ok(Reply { etag: Some(http::etag(reply.body.as_bytes())), ..reply })
}

/// List attachments (添付ファイルの一覧)
///
/// In the order in which they were recorded, all or those of one record. Pages follow the link `next`.
#[utoipa::path(get, path = "/v1/{municipality}/attachments", tag = "conservation", params(MunicipalityPath, AttachmentQuery), responses(
    (status = 200, description = "A page of attachments", body = Attachments), Problems))]
pub async fn list_attachments(
    State(app): State<App>,
    address: Address,
    params: Params<AttachmentQuery>,
    base: Base,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let limit = params.integer("limit", 1, 1_000)?.unwrap_or(100) as usize;
    let subject = params.read("subject", word::<AttachmentSubject>)?;
    let subject_id = params.read("subject_id", Code::parse)?;
    if subject_id.is_some() && subject.is_none() {
        let text = Text::new(
            "`subject_id` needs `subject`: say of what kind of record it is the id",
            "`subject_id` には `subject` も必要です。添付先の種別を指定してください",
        );
        return Err(Error::parameter(Invalid::new("subject", "required", "", text)));
    }
    let fingerprint = params.fingerprint(&format!("{municipality}/attachments"));
    let after = params.read("page", |name, text| PageToken::read(name, text, &fingerprint))?.map(|token| token.code);
    demand_municipality(&app.db, municipality).await?;
    let id = subject_id.as_ref().map(Code::as_str);
    let rows = store::page(&app.db, municipality, subject, id, after.as_deref(), limit as u64 + 1).await?;
    let given = &rows[..rows.len().min(limit)];
    let mut links = Vec::new();
    if let Some(last) = given.last().filter(|_| rows.len() > limit) {
        let token = PageToken { of: fingerprint, value: Value::Null, code: last.id.clone() };
        links.push(Link {
            rel: "next".to_owned(),
            r#type: "application/json".to_owned(),
            href: format!("{}/v1/{municipality}/attachments?{}", base.0, params.with("page", &token.write()?)),
        });
    }
    let attachments = given.iter().map(Attachment::of).collect::<Result<Vec<Attachment>>>()?;
    Reply::json(&Attachments { attachments, links })
}

/// Attach a photo or a document (写真・書類の添付)
///
/// The body is the file as it is: JPEG, PNG, WebP, PDF or XLSX, by its bytes and not by its name. Of pictures only what
/// shows them is kept: position, device and owner that cameras write into them are left out, so length and digest may
/// differ from what was sent; the day goes to `taken_on` when that is not given. With `Idempotency-Key` a repeated request is
/// answered and not done again.
#[utoipa::path(post, path = "/v1/{municipality}/attachments", tag = "conservation", params(MunicipalityPath, NewAttachmentQuery),
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), description = "The file"), responses(
    (status = 201, description = "The attachment as it is stored now", body = Attachment), Problems))]
pub async fn create_attachment(
    State(app): State<App>,
    address: Address,
    params: Params<NewAttachmentQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let new = New::read(&params)?;
    demand_municipality(&app.db, municipality).await?;
    let limit = app.config.attachment_limit_bytes;
    refuse_announced(&headers, limit)?;
    store::demand_subject(&app.db, municipality, new.subject, &new.subject_id).await?;
    let (file, digest) = spool(body, limit, &app.config).await?;
    let asked = params.fingerprint("attachment");
    let once = Once::of(&headers, municipality, &[b"attachment", asked.as_bytes(), digest.as_bytes()])?;
    // What is answered already need not be looked at and stored again.
    if let Some(reply) = once.before(&app.db).await? {
        return Ok(reply);
    }
    let declared = headers.get(header::CONTENT_TYPE).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
    let name = new.file_name.clone();
    let examined =
        tokio::task::spawn_blocking(move || media::examine(file, &name, declared.as_deref().unwrap_or_default()));
    let examined = examined.await.map_err(Error::internal)??;
    let row = new.row(municipality, &examined)?;
    app.storage.put(&row.storage_key, examined.file, examined.byte_length).await?;
    recorded(&app, &once, row).await
}

/// Records an attachment whose bytes are stored; they are removed when it is not recorded.
async fn recorded(app: &App, once: &Once, row: Row) -> Result<Reply> {
    let (municipality, id, key) = (row.municipality_code.clone(), row.id.clone(), row.storage_key.clone());
    let tx = db::begin(&app.db, &municipality).await;
    let outcome = match tx {
        Ok(tx) => written(&tx, once, row).await.map(|written| (tx, written)),
        Err(cause) => Err(cause.into()),
    };
    let (tx, (reply, is_new)) = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            discard(app, &key).await;
            return Err(error);
        }
    };
    if !is_new {
        drop(tx);
        discard(app, &key).await;
        return Ok(reply);
    }
    if let Err(cause) = tx.commit().await {
        // A commit whose answer is lost may have been done: only bytes that no row refers to go.
        if matches!(store::find(&app.db, &municipality, &id).await, Ok(None)) {
            discard(app, &key).await;
        }
        return Err(cause.into());
    }
    Ok(reply)
}

/// Writes the row and remembers the answer; or the answer that was given meanwhile, which is not new.
async fn written(tx: &db::Transaction, once: &Once, row: Row) -> Result<(Reply, bool)> {
    if let Some(reply) = once.before(tx).await? {
        return Ok((reply, false));
    }
    let subject = word("subject", &row.subject).map_err(|invalid| Error::internal(invalid.text.en))?;
    store::demand_subject(tx, &row.municipality_code, subject, &row.subject_id).await?;
    let mut reply = reply(&row)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{}/attachments/{}", row.municipality_code, row.id));
    store::create(tx, row).await?;
    once.remember(tx, &reply).await?;
    Ok((reply, true))
}

/// Removes bytes that nothing refers to; when that fails they are left over, which the storage has logged.
async fn discard(app: &App, key: &str) {
    let _ = app.storage.remove(key).await;
}

/// Read what is known of an attachment (添付ファイルの情報)
#[utoipa::path(get, path = "/v1/{municipality}/attachments/{id}", tag = "conservation", params(AttachmentPath), responses(
    (status = 200, description = "The attachment, without its bytes", body = Attachment),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_attachment(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Reply> {
    let reply = reply(&found(&app, &address).await?)?;
    if http::is_known(&headers, reply.etag.as_deref().unwrap_or_default()) {
        return Ok(Reply { body: String::new(), ..reply.status(StatusCode::NOT_MODIFIED) });
    }
    Ok(reply)
}

/// Read the bytes of an attachment (添付ファイルの内容)
///
/// Pictures are shown in place, documents are offered to be saved under their name. No page that holds them can be
/// reached by what stands in them.
#[utoipa::path(get, path = "/v1/{municipality}/attachments/{id}/content", tag = "conservation", params(AttachmentPath), responses(
    (status = 200, description = "The file", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
        (Vec<u8> = "application/pdf"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_attachment_content(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    let row = found(&app, &address).await?;
    let tag = format!("\"{}\"", row.sha256);
    // It is asked for anew each time: a reader may have lost the right to it, and it may have been deleted.
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if http::is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let Some(pieces) = app.storage.get(&row.storage_key).await? else {
        // It may have been deleted between the two.
        found(&app, &address).await?;
        return Err(Error::internal(format!("the bytes of attachment `{}` are not in the store", row.id)));
    };
    let told = [
        (header::CONTENT_TYPE, row.media_type.clone()),
        (header::CONTENT_LENGTH, row.byte_length.to_string()),
        (header::CONTENT_DISPOSITION, disposition(&row)),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    Ok((kept, told, Body::from_stream(pieces)).into_response())
}

/// How a browser takes a file: pictures are shown, all else is saved; its name in UTF-8 (RFC 6266, RFC 8187), and in
/// ASCII for who cannot read that.
fn disposition(row: &Row) -> String {
    let manner = if is_picture(&row.media_type) { "inline" } else { "attachment" };
    let plain: String = row.file_name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let encoded = row.file_name.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(byte.into()),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
        text
    });
    // No name holds a quotation mark or a backslash; see `FileName`. A % is decoded by some readers, so it goes.
    format!("{manner}; filename=\"{}\"; filename*=UTF-8''{encoded}", plain.replace('%', "_"))
}

/// Delete an attachment (添付ファイルの削除)
///
/// `If-Match` must hold the `ETag` of the record. Its bytes are removed from the store.
#[utoipa::path(delete, path = "/v1/{municipality}/attachments/{id}", tag = "conservation", params(AttachmentPath), responses(
    (status = 204, description = "Deleted"), Problems))]
pub async fn delete_attachment(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let tx = db::begin(&app.db, municipality).await?;
    let Some(row) = store::find(&tx, municipality, id).await? else {
        demand_municipality(&tx, municipality).await?;
        return Err(no_such(id));
    };
    demand_match(&headers, reply(&row)?.etag.as_deref().unwrap_or_default())?;
    store::delete(&tx, municipality, id).await?;
    tx.commit().await?;
    discard(&app, &row.storage_key).await;
    Ok(StatusCode::NO_CONTENT)
}
