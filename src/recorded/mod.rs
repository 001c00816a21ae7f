//! What all records have in common that the municipality enters (ratings, inspections, defects, works, idle property): each is
//! recorded once, read, listed and changed, and what happened to it is kept beside it, field by field.

pub mod demonstration;
mod listing;
pub mod places;
mod wire;

pub use listing::{as_features, at_place, is_text, is_word, list};
pub use wire::{Event, Events, RecordFeatures, RecordedPath};

use places::{Place, Places};

use crate::app::App;
use crate::db;
use crate::domain::calendar::PartialDate;
use crate::domain::{Invalid, Text};
use crate::entity::record_event;
use crate::error::{Error, Fault, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{self, Address, Params, Reply};
use crate::idempotency::Once;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{FixedOffset, NaiveDate, SecondsFormat, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait,
    PaginatorTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use utoipa::IntoParams;

/// Who, when and on what day a record is made.
#[derive(Clone)]
pub struct Stamp {
    /// The municipality's code.
    pub municipality: String,
    /// The record's own key.
    pub id: String,
    /// The instant of the recording (RFC 3339, UTC).
    pub recorded_at: String,
    /// The day in Japan; nothing that has happened happened after it.
    pub today: NaiveDate,
}

impl Stamp {
    /// For a record that is made now.
    pub fn now(municipality: &str) -> Stamp {
        Stamp {
            municipality: municipality.to_owned(),
            id: uuid::Uuid::now_v7().to_string(),
            recorded_at: instant(),
            today: today(),
        }
    }

    /// The same moment for another record.
    pub fn next(&self) -> Stamp {
        Stamp { id: uuid::Uuid::now_v7().to_string(), ..self.clone() }
    }
}

/// The instant it is (RFC 3339, UTC).
pub fn instant() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The day it is in Japan.
pub fn today() -> NaiveDate {
    let japan = FixedOffset::east_opt(9 * 60 * 60);
    japan.map_or_else(|| Utc::now().date_naive(), |japan| Utc::now().with_timezone(&japan).date_naive())
}

/// A whole day from a parameter.
pub fn whole_day(name: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    let read = PartialDate::parse(name, text)?.to_string();
    read.parse().map_err(|_| {
        let said = Text::new(
            format!("`{name}` is `{text}`; write the whole date, as in 2026-04-01"),
            format!("`{name}` の値 `{text}` は年月日まで指定してください（例: 2026-04-01）"),
        );
        Invalid::new(name, "malformed", text, said)
    })
}

/// What a column by which a list can be sorted holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Text; nothing sorts as the empty text.
    Text,
    /// Whole numbers; nothing sorts as 0.
    Number,
}

/// A kind of thing that is recorded under the municipality and a key of its own.
pub trait Recorded:
    ModelTrait<Entity = Self::Table> + IntoActiveModel<Self::Active> + Clone + PartialEq + Send + Sync + 'static
{
    /// The table.
    type Table: EntityTrait<Model = Self, ActiveModel = Self::Active>;
    /// A row to be written.
    type Active: ActiveModelTrait<Entity = Self::Table> + Send;
    /// What the API shows.
    type Wire: Serialize + Send;
    /// The parameters of its list.
    type Query: IntoParams + Send + Sync;

    /// Name of the list in JSON and in URLs.
    const PLURAL: &'static str;
    /// What one is called where its history is kept.
    const SUBJECT: &'static str;
    /// What one is called in Japanese.
    const JA: &'static str;
    /// Columns by which a list can be sorted.
    const SORTS: &'static [(&'static str, Sorted)];

    /// Fields that lead to a person: shown with the record itself only, and of which the history keeps that they changed
    /// and not what they were.
    const PERSONAL: &'static [&'static str] = &[];

    /// Reads a record from its cells; faults stay with the cells. `was` is the record that it takes the place of.
    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Self>) -> Self;
    /// What contradicts itself in it.
    fn check(&self, today: NaiveDate) -> Vec<Invalid>;
    /// As the API shows it.
    fn wire(&self) -> Result<Self::Wire>;
    /// Its key.
    fn id(&self) -> &str;
    /// Lets it say that it came in with a file.
    fn imported(&mut self) {}
    /// Where it is.
    fn place(&mut self) -> Place<'_>;
    /// The municipality's own number of it.
    fn external_no(&self) -> Option<&str> {
        None
    }
    /// What it has become, for those that go through states.
    fn state(&self) -> Option<&'static str> {
        None
    }
    /// Whether it may take this state next; what is no state at all is refused where the record is read.
    fn check_move(&self, _to: &str) -> Result<(), Invalid> {
        Ok(())
    }
    /// Fields that do not hold any more when it takes this state next.
    fn forgotten(&self, _to: &str) -> &'static [&'static str] {
        &[]
    }
    /// Fields that are not changed any more in its state.
    fn frozen(&self) -> &'static [&'static str] {
        &[]
    }
    /// What its place says against it.
    fn check_place(&self, _places: &Places, _today: NaiveDate) -> Vec<Invalid> {
        Vec::new()
    }
    /// What other tables say against these records; what they say in other words is put into those that are stored.
    fn check_against(
        _db: &impl ConnectionTrait,
        _municipality: &str,
        _records: &mut [(Self, Origin)],
    ) -> impl Future<Output = Result<Vec<Fault>>> + Send {
        async { Ok(Vec::new()) }
    }
    /// The condition of its list.
    fn condition(params: &Params<Self::Query>, municipality: &str) -> Result<Condition>;
}

fn key<R: Recorded>(municipality: &str) -> SimpleExpr {
    Expr::col(Alias::new("municipality_code")).eq(municipality)
}

/// One record.
pub async fn find<R: Recorded>(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<Option<R>> {
    let query = R::Table::find().filter(key::<R>(municipality)).filter(Expr::col(Alias::new("id")).eq(id));
    Ok(query.one(db).await?)
}

/// Those of the municipality's own numbers that are here, with their records.
pub async fn by_external_no<R: Recorded>(
    db: &impl ConnectionTrait,
    municipality: &str,
    numbers: &[String],
) -> Result<HashMap<String, R>> {
    let mut found = HashMap::new();
    for some in numbers.chunks(1_000) {
        let named = Expr::col(Alias::new("external_no")).is_in(some.iter().map(String::as_str));
        for record in R::Table::find().filter(key::<R>(municipality)).filter(named).all(db).await? {
            found.extend(record.external_no().map(str::to_owned).map(|number| (number, record)));
        }
    }
    Ok(found)
}

/// Every record, in the order in which they were recorded.
pub async fn all<R: Recorded>(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<R>> {
    let query = R::Table::find().filter(key::<R>(municipality)).order_by(Expr::col(Alias::new("id")), Order::Asc);
    Ok(query.all(db).await?)
}

/// One record, or 404.
pub async fn demand<R: Recorded>(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<R> {
    if let Some(found) = find::<R>(db, municipality, id).await? {
        return Ok(found);
    }
    demand_municipality(db, municipality).await?;
    Err(Error::no_such(Text::new(R::SUBJECT, R::JA), id))
}

/// A record on its way in: its cells and where they stand.
pub struct Incoming {
    /// The cells by field.
    pub cells: Map<String, Value>,
    /// Where they stand.
    pub origin: Origin,
}

impl Incoming {
    /// From the members of a body.
    pub fn body(cells: Map<String, Value>) -> Incoming {
        Incoming { cells, origin: Origin::Body(String::new()) }
    }
}

/// A fault of the core at its place.
pub fn placed(origin: &Origin, invalid: Invalid) -> Fault {
    origin.fault(invalid.field, invalid.code, Some(invalid.value), invalid.text)
}

/// Records from their cells, or everything that is wrong with them. Where a record takes the place of another, that one
/// stands beside it.
pub async fn judged<R: Recorded>(
    db: &impl ConnectionTrait,
    stamp: &Stamp,
    incoming: Vec<(Incoming, Option<R>)>,
) -> Result<Vec<R>> {
    let mut faults = Vec::new();
    let mut records = Vec::with_capacity(incoming.len());
    for (Incoming { cells, origin }, was) in incoming {
        let mut fields = Fields::new(cells, origin.clone());
        let own = match &was {
            Some(was) => Stamp { id: was.id().to_owned(), ..stamp.clone() },
            None => stamp.next(),
        };
        let record = R::read(&mut fields, &own, was.as_ref());
        let own_faults = fields.faults();
        if own_faults.is_empty() {
            faults.extend(record.check(stamp.today).into_iter().map(|invalid| placed(&origin, invalid)));
        }
        faults.extend(own_faults);
        records.push((record, origin));
    }
    let places = Places::of(db, &stamp.municipality, records.iter_mut().map(|(record, _)| record.place())).await?;
    for (record, origin) in &mut records {
        let strangers = places.settle(&mut record.place());
        if strangers.is_empty() {
            let against = record.check_place(&places, stamp.today);
            faults.extend(against.into_iter().map(|invalid| placed(origin, invalid)));
        }
        // A field that could not be read has been told; that it is empty need not be.
        let told = |invalid: &Invalid| {
            let here = placed(origin, invalid.clone());
            let same =
                |fault: &Fault| (&fault.pointer, fault.row, &fault.column) == (&here.pointer, here.row, &here.column);
            faults.iter().any(same)
        };
        let strangers: Vec<Invalid> = strangers.into_iter().filter(|invalid| !told(invalid)).collect();
        faults.extend(strangers.into_iter().map(|invalid| placed(origin, invalid)));
    }
    faults.extend(R::check_against(db, &stamp.municipality, &mut records).await?);
    if faults.is_empty() {
        Ok(records.into_iter().map(|(record, _)| record).collect())
    } else {
        Err(Error::Refused(faults))
    }
}

/// Writes records that are not there yet.
pub async fn insert<R: Recorded>(db: &impl ConnectionTrait, records: Vec<R>) -> Result<()> {
    use sea_orm::Iterable;
    let width = <R::Table as EntityTrait>::Column::iter().count();
    let mut rows = records.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<R::Active> = rows.by_ref().take(db::rows_a_statement(width)).collect();
        R::Table::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Writes a record in place of the one with its key.
pub async fn rewrite<R: Recorded>(db: &impl ConnectionTrait, municipality: &str, record: R) -> Result<()> {
    R::Table::delete_many()
        .filter(key::<R>(municipality))
        .filter(Expr::col(Alias::new("id")).eq(record.id()))
        .exec(db)
        .await?;
    insert(db, vec![record]).await
}

/// A record as it is answered, with its tag.
pub fn reply<R: Recorded>(record: &R) -> Result<Reply> {
    let mut reply = Reply::json(&record.wire()?)?;
    reply.etag = Some(http::etag(reply.body.as_bytes()));
    Ok(reply)
}

/// `POST` of one record.
pub async fn create<R: Recorded>(app: &App, address: &Address, headers: &HeaderMap, body: Value) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(headers, municipality, &[R::PLURAL.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    demand_municipality(&tx, municipality).await?;
    let stamp = Stamp::now(municipality);
    let record: R = created(&tx, &stamp, object(body)?).await?;
    let mut reply = reply(&record)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/{}/{}", R::PLURAL, record.id()));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Judges and writes one record with the beginning of its history.
pub async fn created<R: Recorded>(tx: &db::Transaction, stamp: &Stamp, cells: Map<String, Value>) -> Result<R> {
    created_as(tx, stamp, cells, |_| {}).await
}

/// The same where something is known of the record that nobody can say of it from outside.
pub async fn created_as<R: Recorded>(
    tx: &db::Transaction,
    stamp: &Stamp,
    cells: Map<String, Value>,
    known: impl FnOnce(&mut R),
) -> Result<R> {
    let mut records: Vec<R> = judged(tx, stamp, vec![(Incoming::body(cells), None)]).await?;
    let mut record = records.pop().ok_or_else(|| Error::internal("a record was judged away"))?;
    known(&mut record);
    insert(tx, vec![record.clone()]).await?;
    history(tx, stamp, std::slice::from_ref(&record)).await?;
    Ok(record)
}

/// Begins the history of records.
pub async fn history<R: Recorded>(tx: &db::Transaction, stamp: &Stamp, records: &[R]) -> Result<()> {
    let events = records.iter().filter(|record| record.state().is_some()).map(|record| record_event::Model {
        municipality_code: stamp.municipality.clone(),
        subject: R::SUBJECT.to_owned(),
        id: record.id().to_owned(),
        event_no: 1,
        at: stamp.recorded_at.clone(),
        what: "created".to_owned(),
        from_state: None,
        to_state: record.state().map(str::to_owned),
        note: None,
        changes: "{}".to_owned(),
    });
    let events: Vec<record_event::ActiveModel> = events.map(IntoActiveModel::into_active_model).collect();
    for some in events.chunks(db::rows_a_statement(10)) {
        record_event::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// `GET` of one record.
pub async fn read<R: Recorded>(app: &App, address: &Address, headers: &HeaderMap) -> Result<Response> {
    let record: R = demand(&app.db, address.municipality.as_str(), address.part("id")).await?;
    let mut reply = reply(&record)?;
    if reply.etag.as_deref().is_some_and(|tag| http::is_known(headers, tag)) {
        reply = Reply { status: StatusCode::NOT_MODIFIED, body: String::new(), ..reply };
    }
    Ok(reply.into_response())
}

/// What a change does to a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Its facts; its state stays.
    Facts,
    /// Its state, with the facts that the new state needs.
    State,
}

/// Changes a record by cells laid over it, within the caller's transaction: `(as it was, as it is)`.
pub async fn changed<R: Recorded>(
    tx: &db::Transaction,
    stamp: &Stamp,
    was: &R,
    mut cells: Map<String, Value>,
    change: Change,
) -> Result<R> {
    let mut forgotten: &[&str] = &[];
    let note = if change == Change::State { cells.remove("remark") } else { None };
    let note = note.as_ref().and_then(Value::as_str).map(|text| text.chars().take(2_000).collect::<String>());
    if change == Change::State {
        let Some(to) = cells.get("state").filter(|state| !state.is_null()) else {
            let text = Text::new(
                "`state` is missing; name the state it becomes",
                "`state` がありません。変更後の状態を指定してください",
            );
            return Err(Error::value(Invalid::new("state", "required", "", text)));
        };
        let to = to.as_str().unwrap_or_default();
        was.check_move(to).map_err(Error::value)?;
        forgotten = was.forgotten(to);
    }
    let before = object(serde_json::to_value(was.wire()?).map_err(Error::internal)?)?;
    let mut whole = before.clone();
    whole.retain(|name, _| !forgotten.contains(&name.as_str()));
    follow_place(&mut whole, &cells);
    for (name, value) in cells {
        // RFC 7396: null takes a member away.
        match value {
            Value::Null => drop(whole.remove(&name)),
            Value::Object(new) if whole.get(&name).is_some_and(Value::is_object) => {
                let Some(Value::Object(members)) = whole.get_mut(&name) else { continue };
                for (name, value) in new {
                    members.insert(name, value);
                }
                members.retain(|_, value| *value != Value::Null);
            }
            value => drop(whole.insert(name, value)),
        }
    }
    let mut records = judged(tx, stamp, vec![(Incoming::body(whole), Some(was.clone()))]).await?;
    let record: R = records.pop().ok_or_else(|| Error::internal("a record was judged away"))?;
    let after = object(serde_json::to_value(record.wire()?).map_err(Error::internal)?)?;
    let touched = was.frozen().iter().filter(|name| before.get(**name) != after.get(**name));
    let faults: Vec<Fault> = touched.map(|name| Fault::at(format!("/{name}"), frozen_field(name, was))).collect();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    if change == Change::Facts && record.state() != was.state() {
        let (from, to) = (was.state().unwrap_or_default(), record.state().unwrap_or_default());
        let text = Text::new(
            format!("`state` is `{to}`, but it is `{from}` now; post the new state to `state-changes` instead"),
            format!("`state` は現在 `{from}` です。`{to}` への変更は `state-changes` に送ってください"),
        );
        return Err(Error::value(Invalid::new("state", "contradiction", to, text)));
    }
    rewrite(tx, &stamp.municipality, record.clone()).await?;
    remember(tx, stamp, was, &record, note).await?;
    Ok(record)
}

/// What follows from a part that a record names is found anew, for a building may have moved to another facility; unless
/// the change names it.
fn follow_place(whole: &mut Map<String, Value>, cells: &Map<String, Value>) {
    let named = |whole: &Map<String, Value>, name| {
        cells.get(name).or(whole.get(name)).is_some_and(|value| *value != Value::Null)
    };
    for (part, above) in [("component_code", "building_code"), ("building_code", "facility_code")] {
        let by_component = part == "building_code" && named(whole, "component_code");
        if (by_component || named(whole, part)) && !cells.contains_key(above) {
            whole.remove(above);
        }
    }
}

fn frozen_field<R: Recorded>(name: &'static str, was: &R) -> Invalid {
    let state = was.state().unwrap_or_default();
    let text = Text::new(
        format!(
            "`{name}` does not change any more in the state `{state}`, for other records rest on it; record anew what was wrong"
        ),
        format!(
            "状態が `{state}` のため `{name}` は変更できません（他の記録に反映済みです）。誤りは新しい記録で訂正してください"
        ),
    );
    Invalid::new(name, "contradiction", state, text)
}

/// Writes what a record has become because of something else, with its history; says whether anything changed.
pub async fn followed<R: Recorded>(tx: &db::Transaction, stamp: &Stamp, was: &R, now: &R) -> Result<bool> {
    if was == now {
        return Ok(false);
    }
    rewrite(tx, &stamp.municipality, now.clone()).await?;
    remember(tx, stamp, was, now, None).await?;
    Ok(true)
}

/// What each member of a record was and is, where that differs.
pub fn differences(before: &Value, after: &Value) -> Map<String, Value> {
    let mut changes = Map::new();
    if let (Value::Object(before), Value::Object(after)) = (before, after) {
        for name in before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))) {
            let (old, new) = (before.get(name), after.get(name));
            if old != new {
                changes.insert(name.clone(), json!({"from": old, "to": new}));
            }
        }
    }
    changes
}

/// How many events a record's history has.
pub async fn events_so_far(db: &impl ConnectionTrait, municipality: &str, subject: &str, id: &str) -> Result<u64> {
    use record_event::Column as C;
    let mine = record_event::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::Subject.eq(subject))
        .filter(C::Id.eq(id));
    Ok(mine.count(db).await?)
}

/// Adds to the history of a record what it has done to others.
pub async fn told<R: Recorded>(
    tx: &db::Transaction,
    stamp: &Stamp,
    record: &R,
    what: &str,
    changes: Value,
) -> Result<()> {
    let so_far = events_so_far(tx, &stamp.municipality, R::SUBJECT, record.id()).await?;
    let event = record_event::Model {
        municipality_code: stamp.municipality.clone(),
        subject: R::SUBJECT.to_owned(),
        id: record.id().to_owned(),
        event_no: so_far as i32 + 1,
        at: stamp.recorded_at.clone(),
        what: what.to_owned(),
        from_state: None,
        to_state: None,
        note: None,
        changes: changes.to_string(),
    };
    record_event::Entity::insert(event.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Adds to the history of a record what a change did to it.
pub async fn remember<R: Recorded>(
    tx: &db::Transaction,
    stamp: &Stamp,
    was: &R,
    record: &R,
    note: Option<String>,
) -> Result<()> {
    let before = serde_json::to_value(was.wire()?).map_err(Error::internal)?;
    let after = serde_json::to_value(record.wire()?).map_err(Error::internal)?;
    let mut changes = differences(&before, &after);
    for (name, told) in &mut changes {
        if R::PERSONAL.contains(&name.as_str()) {
            *told = json!({});
        }
    }
    let so_far = events_so_far(tx, &stamp.municipality, R::SUBJECT, record.id()).await?;
    let moved = was.state() != record.state();
    let event = record_event::Model {
        municipality_code: stamp.municipality.clone(),
        subject: R::SUBJECT.to_owned(),
        id: record.id().to_owned(),
        event_no: so_far as i32 + 1,
        at: stamp.recorded_at.clone(),
        what: if moved { "moved" } else { "changed" }.to_owned(),
        from_state: was.state().filter(|_| moved).map(str::to_owned),
        to_state: record.state().filter(|_| moved).map(str::to_owned),
        note,
        changes: Value::Object(changes).to_string(),
    };
    record_event::Entity::insert(event.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// `PATCH` of one record (RFC 7396).
pub async fn patch<R: Recorded>(app: &App, address: &Address, headers: &HeaderMap, body: Value) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let was: R = demand(&tx, municipality, address.part("id")).await?;
    http::demand_match(headers, reply(&was)?.etag.as_deref().unwrap_or_default())?;
    let record = changed(&tx, &Stamp::now(municipality), &was, object(body)?, Change::Facts).await?;
    tx.commit().await?;
    reply(&record)
}

/// Refuses a change of another state than the one that `If-Match` names, where it names one.
pub fn match_if_given<R: Recorded>(headers: &HeaderMap, was: &R) -> Result<()> {
    if !headers.contains_key(axum::http::header::IF_MATCH) {
        return Ok(());
    }
    http::demand_match(headers, reply(was)?.etag.as_deref().unwrap_or_default())
}

/// What happened to a record.
pub async fn events<R: Recorded>(
    db: &impl ConnectionTrait,
    municipality: &str,
    id: &str,
) -> Result<Vec<record_event::Model>> {
    demand::<R>(db, municipality, id).await?;
    use record_event::Column as C;
    let mine = record_event::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::Subject.eq(R::SUBJECT))
        .filter(C::Id.eq(id));
    Ok(mine.order_by_asc(C::EventNo).all(db).await?)
}
