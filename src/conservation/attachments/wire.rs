//! What the API says of attachments, and what it asks.

use crate::domain::attachment::AttachmentSubject;
use crate::domain::facility::word;
use crate::entity::attachment;
use crate::error::{Error, Result};
use crate::http::Link;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// A photo or a document (添付ファイル)
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachment {
    /// 添付番号
    #[schema(example = "0198c0de-7a3b-7c11-9d52-3f1f2a6b8c01")]
    pub id: String,
    /// 添付先の種別
    pub subject: AttachmentSubject,
    /// 添付先の番号: the code of a facility, building or component, the id of an inspection, defect or work
    #[schema(example = "P05-19")]
    pub subject_id: String,
    /// ファイル名
    #[schema(example = "屋上防水.jpg")]
    pub file_name: String,
    /// メディアタイプ: what the file is by its bytes
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// バイト数, as stored
    #[schema(example = 482113)]
    pub byte_length: i64,
    /// SHA-256 of the bytes as stored, hexadecimal; the `ETag` of the content (ハッシュ値)
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
    /// 画像の幅, in pixels; null for a document
    #[schema(example = 4032)]
    pub width_px: Option<i32>,
    /// 画像の高さ, in pixels; null for a document
    #[schema(example = 3024)]
    pub height_px: Option<i32>,
    /// 説明
    #[schema(example = "北側パラペットの膨れ")]
    pub caption: Option<String>,
    /// 撮影日・作成日; when it was not given, the day that the camera noted
    #[schema(example = "2024-05-17")]
    pub taken_on: Option<String>,
    /// 登録日時 (RFC 3339)
    #[schema(example = "2024-05-18T01:23:45.678901Z")]
    pub recorded_at: String,
    /// 内容の所在: the address of the bytes, relative to this service
    #[schema(example = "/v1/132233/attachments/0198c0de-7a3b-7c11-9d52-3f1f2a6b8c01/content")]
    pub content: String,
}

impl Attachment {
    /// The record of a row.
    pub fn of(row: &attachment::Model) -> Result<Attachment> {
        Ok(Attachment {
            id: row.id.clone(),
            subject: word("subject", &row.subject).map_err(|invalid| Error::internal(invalid.text.en))?,
            subject_id: row.subject_id.clone(),
            file_name: row.file_name.clone(),
            media_type: row.media_type.clone(),
            byte_length: row.byte_length,
            sha256: row.sha256.clone(),
            width_px: row.width_px,
            height_px: row.height_px,
            caption: row.caption.clone(),
            taken_on: row.taken_on.clone(),
            recorded_at: row.recorded_at.clone(),
            content: format!("/v1/{}/attachments/{}/content", row.municipality_code, row.id),
        })
    }
}

/// A page of attachments (添付ファイルの一覧)
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachments {
    /// 添付ファイル, in the order in which they were recorded
    pub attachments: Vec<Attachment>,
    /// Where the list goes on
    pub links: Vec<Link>,
}

/// What is attached to what
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it documents what is read by name")]
pub struct NewAttachmentQuery {
    /// To what kind of record it is attached (添付先の種別)
    #[param(example = "facility")]
    subject: AttachmentSubject,
    /// The code or the id of that record (添付先の番号)
    #[param(example = "P05-19")]
    subject_id: String,
    /// Name of the file, without folders, at most 120 characters, with the ending of its kind (ファイル名)
    #[param(example = "屋上防水.jpg")]
    file_name: String,
    /// What it shows, at most 1,000 characters (説明)
    #[param(example = "北側パラペットの膨れ")]
    caption: Option<String>,
    /// Day, month or year on which it was taken or made (撮影日・作成日)
    #[param(example = "2024-05-17")]
    taken_on: Option<String>,
}

/// Which attachments are listed
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it documents what is read by name")]
pub struct AttachmentQuery {
    /// Those of this kind of record (添付先の種別)
    #[param(example = "facility")]
    subject: Option<AttachmentSubject>,
    /// Those of this record; needs `subject` (添付先の番号)
    #[param(example = "P05-19")]
    subject_id: Option<String>,
    /// Records a page (件数)
    #[param(example = 100, minimum = 1, maximum = 1000)]
    limit: Option<i64>,
    /// Where the list goes on, from the link `next`
    #[param(example = "eyJvZiI6…")]
    page: Option<String>,
}

/// Path of an attachment
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code, reason = "it documents what is read by name")]
pub struct AttachmentPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    municipality: String,
    /// Id of the attachment (添付番号)
    #[param(example = "0198c0de-7a3b-7c11-9d52-3f1f2a6b8c01")]
    id: String,
}
