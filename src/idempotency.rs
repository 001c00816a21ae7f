//! A POST that is sent again with the same `Idempotency-Key` is answered again and not done again.
//!
//! The answer is remembered in the transaction of the work itself, so the two are there together or not at all. Kept for
//! 24 hours.

use crate::digest::digest;
use crate::domain::{Invalid, Text};
use crate::entity::idempotency_key::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Fault, Result};
use crate::http::Reply;
use axum::http::{HeaderMap, StatusCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::time::{SystemTime, UNIX_EPOCH};

const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// A request that can be recognised when it comes again.
pub struct Once {
    municipality: String,
    key: Option<String>,
    fingerprint: String,
    now: i64,
}

impl Once {
    /// Reads the header; `parts` are what makes the request what it is.
    pub fn of(headers: &HeaderMap, municipality: &str, parts: &[&[u8]]) -> Result<Once> {
        let key = match headers.get("idempotency-key") {
            None => None,
            Some(value) => match value.to_str().map(str::trim) {
                Ok(key) if (1..=200).contains(&key.len()) => Some(key.to_owned()),
                _ => {
                    let invalid = Invalid::new(
                        "Idempotency-Key",
                        "malformed",
                        "",
                        Text::new(
                            "`Idempotency-Key` must have 1 to 200 ASCII characters; a UUID will do",
                            "`Idempotency-Key` は1～200文字の ASCII 文字列にしてください（UUID など）",
                        ),
                    );
                    return Err(Error::BadRequest(vec![Fault::at("Idempotency-Key", invalid)]));
                }
            },
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|d| d.as_secs() as i64).unwrap_or(0);
        Ok(Once { municipality: municipality.to_owned(), key, fingerprint: digest(parts), now })
    }

    /// The answer that was given before, if this request has been done.
    pub async fn before(&self, db: &impl ConnectionTrait) -> Result<Option<Reply>> {
        let Some(key) = &self.key else { return Ok(None) };
        let found = Entity::find_by_id((self.municipality.clone(), key.clone())).one(db).await?;
        let Some(row) = found.filter(|row| row.created_at > self.now - KEPT_SECONDS) else { return Ok(None) };
        if row.fingerprint != self.fingerprint {
            return Err(Error::Conflict(Text::new(
                format!("`Idempotency-Key` `{key}` was used for another request; use a new key for a new request"),
                format!(
                    "`Idempotency-Key` `{key}` は別の要求で使われています。新しい要求には新しいキーを使ってください"
                ),
            )));
        }
        Ok(Some(Reply {
            status: StatusCode::from_u16(row.status as u16).unwrap_or(StatusCode::OK),
            content_type: "application/json",
            etag: row.etag,
            location: row.location,
            body: row.body,
        }))
    }

    /// Remembers the answer, in the transaction of the work.
    pub async fn remember(&self, db: &impl ConnectionTrait, reply: &Reply) -> Result<()> {
        let Some(key) = &self.key else { return Ok(()) };
        Entity::delete_many()
            .filter(Column::MunicipalityCode.eq(&self.municipality))
            .filter(Column::CreatedAt.lte(self.now - KEPT_SECONDS))
            .exec(db)
            .await?;
        let row: ActiveModel = Model {
            municipality_code: self.municipality.clone(),
            idempotency_key: key.clone(),
            fingerprint: self.fingerprint.clone(),
            status: reply.status.as_u16().into(),
            etag: reply.etag.clone(),
            location: reply.location.clone(),
            body: reply.body.clone(),
            created_at: self.now,
        }
        .into_active_model();
        Entity::insert(row).exec_without_returning(db).await?;
        Ok(())
    }
}
