//! Reading and writing the rows of attachments.

use crate::domain::attachment::AttachmentSubject;
use crate::domain::facility::Word;
use crate::domain::{Invalid, Text};
use crate::entity::{attachment, defect, inspection, work};
use crate::error::{Error, Fault, Result};
use crate::facility::formats::Kind;
use crate::facility::store as facilities;
use sea_orm::sea_query::Order;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// An attachment as it is kept.
pub type Row = attachment::Model;

/// Refuses a subject that is not here.
pub async fn demand_subject(
    db: &impl ConnectionTrait,
    municipality: &str,
    subject: AttachmentSubject,
    id: &str,
) -> Result<()> {
    let key = (municipality.to_owned(), id.to_owned());
    let here = match subject {
        AttachmentSubject::Facility => has(db, municipality, Kind::Facilities, id).await?,
        AttachmentSubject::Building => has(db, municipality, Kind::Buildings, id).await?,
        AttachmentSubject::Component => has(db, municipality, Kind::Components, id).await?,
        AttachmentSubject::Inspection => inspection::Entity::find_by_id(key).count(db).await? > 0,
        AttachmentSubject::Defect => defect::Entity::find_by_id(key).count(db).await? > 0,
        AttachmentSubject::Work => work::Entity::find_by_id(key).count(db).await? > 0,
    };
    if here {
        return Ok(());
    }
    let text = Text::new(
        format!(
            "`subject_id` is `{id}`, and there is no such {} here; record it first, or correct the id",
            subject.code()
        ),
        format!(
            "`subject_id` の値 `{id}` の{}は登録されていません。先に登録するか、番号を確かめてください",
            subject.label_ja()
        ),
    );
    Err(Error::Refused(vec![Fault::at("subject_id", Invalid::new("subject_id", "unknown-reference", id, text))]))
}

async fn has(db: &impl ConnectionTrait, municipality: &str, kind: Kind, code: &str) -> Result<bool> {
    Ok(facilities::missing(db, municipality, kind, &[code.to_owned()]).await?.is_empty())
}

/// One attachment.
pub async fn find(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<Option<Row>> {
    Ok(attachment::Entity::find_by_id((municipality.to_owned(), id.to_owned())).one(db).await?)
}

/// Attachments in the order in which they were recorded, after the one with the id `after`.
pub async fn page(
    db: &impl ConnectionTrait,
    municipality: &str,
    subject: Option<AttachmentSubject>,
    subject_id: Option<&str>,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Row>> {
    let mut query = attachment::Entity::find().filter(attachment::Column::MunicipalityCode.eq(municipality));
    if let Some(subject) = subject {
        query = query.filter(attachment::Column::Subject.eq(subject.code()));
    }
    if let Some(id) = subject_id {
        query = query.filter(attachment::Column::SubjectId.eq(id));
    }
    if let Some(after) = after {
        query = query.filter(attachment::Column::Id.gt(after));
    }
    Ok(query.order_by(attachment::Column::Id, Order::Asc).limit(limit).all(db).await?)
}

/// Writes a new attachment.
pub async fn create(db: &impl ConnectionTrait, row: Row) -> Result<()> {
    attachment::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes an attachment; its bytes are the storage's.
pub async fn delete(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<()> {
    attachment::Entity::delete_by_id((municipality.to_owned(), id.to_owned())).exec(db).await?;
    Ok(())
}
