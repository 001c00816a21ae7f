//! Lists of records: which, in what order, page by page.

use super::wire::{RecordFeature, RecordFeatures};
use super::{Recorded, Sorted, key};
use crate::app::App;
use crate::domain;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::facility::store::demand_municipality;
use crate::fields::object;
use crate::http::{Address, Base, GEO_JSON, Link, PageToken, Params, Reply};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Order, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value, json};

/// Records a page when nothing else is asked for.
const DEFAULT_LIMIT: i64 = 1_000;
/// Records a page at most.
const MOST: i64 = 10_000;

/// In what order a list comes.
struct Ordered {
    column: Option<(&'static str, Sorted)>,
    descending: bool,
}

impl Ordered {
    fn asked<R: Recorded>(params: &Params<R::Query>) -> Result<Ordered> {
        let asked = params.read("sort", |name, text| {
            let plain = text.trim_start_matches('-');
            let found = R::SORTS.iter().find(|(column, _)| *column == plain).copied();
            let known: Vec<&str> = R::SORTS.iter().map(|(column, _)| *column).collect();
            found.map(|found| (found, text.starts_with('-'))).ok_or_else(|| {
                let said = Text::new(
                    format!("`sort` is `{text}`; use {}, with - before it to turn the order", known.join(", ")),
                    format!(
                        "`sort` の値 `{text}` は使えません。{} のいずれか（逆順は - を付けて）にしてください",
                        known.join("、")
                    ),
                );
                Invalid::new(name, "unknown-value", text, said)
            })
        })?;
        let descending = asked.is_some_and(|(_, descending)| descending);
        Ok(Ordered { column: asked.map(|(column, _)| column), descending })
    }

    /// The column with something where there is nothing, so that every row has a place.
    fn filled(&self) -> Option<SimpleExpr> {
        let (name, sorted) = self.column?;
        let column = Expr::col(Alias::new(name));
        let nothing: SimpleExpr = if sorted == Sorted::Text { Expr::val("") } else { Expr::val(0) };
        Some(Func::coalesce([column, nothing]).into())
    }

    fn after(&self, token: &PageToken) -> SimpleExpr {
        let id = Expr::col(Alias::new("id"));
        let (beyond, value): (_, Option<SimpleExpr>) = match (&token.value, self.filled()) {
            (Value::String(text), Some(filled)) => (filled, Some(Expr::val(text.clone()))),
            (Value::Number(number), Some(filled)) => (filled, Some(Expr::val(number.as_i64().unwrap_or(0)))),
            _ => return if self.descending { id.lt(token.code.clone()) } else { id.gt(token.code.clone()) },
        };
        let value = value.unwrap_or_else(|| Expr::val(""));
        let (further, next) = match self.descending {
            true => (beyond.clone().lt(value.clone()), id.lt(token.code.clone())),
            false => (beyond.clone().gt(value.clone()), id.gt(token.code.clone())),
        };
        further.or(beyond.eq(value).and(next))
    }

    fn value(&self, wire: &Value) -> Value {
        match self.column {
            None => Value::Null,
            Some((name, Sorted::Text)) => json!(wire[name].as_str().unwrap_or_default()),
            Some((name, Sorted::Number)) => json!(wire[name].as_i64().unwrap_or(0)),
        }
    }
}

/// A record as a list shows it.
fn listed<R: Recorded>(record: &R) -> Result<Value> {
    let mut wire = serde_json::to_value(record.wire()?).map_err(Error::internal)?;
    if let Value::Object(members) = &mut wire {
        members.retain(|name, _| !R::PERSONAL.contains(&name.as_str()));
    }
    Ok(wire)
}

/// How many records match.
async fn counted<E: EntityTrait>(db: &impl ConnectionTrait, matching: sea_orm::Select<E>) -> Result<i64> {
    let counting = matching.select_only().expr_as(Expr::col(Alias::new("id")).count(), "records");
    Ok(counting.into_tuple::<i64>().one(db).await?.unwrap_or(0))
}

/// `GET` of a list.
pub async fn list<R: Recorded>(app: &App, address: &Address, params: &Params<R::Query>, base: &Base) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let limit = params.integer("limit", 1, MOST)?.unwrap_or(DEFAULT_LIMIT) as u64;
    let order = Ordered::asked::<R>(params)?;
    let condition = R::condition(params, municipality)?;
    let fingerprint = params.fingerprint(&format!("{municipality}/{}", R::PLURAL));
    let token = params.read("page", |name, text| PageToken::read(name, text, &fingerprint))?;
    demand_municipality(&app.db, municipality).await?;
    let matching = R::Table::find().filter(key::<R>(municipality)).filter(condition);
    let matched = if params.flag("counted")? { Some(counted(&app.db, matching.clone()).await?) } else { None };
    let direction = if order.descending { Order::Desc } else { Order::Asc };
    let mut query = matching;
    if let Some(token) = &token {
        query = query.filter(order.after(token));
    }
    if let Some(filled) = order.filled() {
        query = query.order_by(filled, direction.clone());
    }
    let query = query.order_by(Expr::col(Alias::new("id")), direction).limit(limit + 1);
    let mut found: Vec<R> = query.all(&app.db).await?;
    let more = found.len() as u64 > limit;
    found.truncate(limit as usize);
    let wires: Vec<Value> = found.iter().map(listed).collect::<Result<_>>()?;
    let mut links = Vec::new();
    if let (true, Some(last), Some(wire)) = (more, found.last(), wires.last()) {
        let token = PageToken { of: fingerprint, value: order.value(wire), code: last.id().to_owned() };
        let question = params.with("page", &token.write()?);
        links.push(Link {
            rel: "next".to_owned(),
            r#type: "application/json".to_owned(),
            href: format!("{}/v1/{municipality}/{}?{question}", base.0, R::PLURAL),
        });
    }
    let mut body = Map::from_iter([("number_returned".to_owned(), json!(wires.len()))]);
    body.extend(matched.map(|matched| ("number_matched".to_owned(), json!(matched))));
    body.insert("links".to_owned(), json!(links));
    body.insert(R::PLURAL.replace('-', "_"), Value::Array(wires));
    Reply::json(&body)
}

/// A page of a list as GeoJSON.
pub fn as_features<R: Recorded>(page: Reply) -> Result<Reply> {
    let mut page = object(serde_json::from_str(&page.body).map_err(Error::internal)?)?;
    let records = page.remove(&R::PLURAL.replace('-', "_"));
    let Some(Value::Array(records)) = records else { return Err(Error::internal("a page without its list")) };
    let members = records.into_iter().map(object).collect::<Result<Vec<_>>>()?;
    let features: Vec<RecordFeature> = members.into_iter().map(RecordFeature::of).collect();
    let mut links: Vec<Link> =
        serde_json::from_value(page.remove("links").unwrap_or_default()).map_err(Error::internal)?;
    for link in &mut links {
        GEO_JSON.clone_into(&mut link.r#type);
    }
    let number_returned = features.len() as u64;
    let reply =
        Reply::json(&RecordFeatures { r#type: "FeatureCollection".to_owned(), number_returned, links, features })?;
    Ok(Reply { content_type: GEO_JSON, ..reply })
}

/// A filter by a word of a closed list.
pub fn is_word<W: domain::facility::Word, Q>(params: &Params<Q>, name: &'static str) -> Result<Option<SimpleExpr>> {
    Ok(params.read(name, domain::facility::word::<W>)?.map(|word| Expr::col(Alias::new(name)).eq(word.code())))
}

/// A filter by a text as it is.
pub fn is_text<Q>(params: &Params<Q>, name: &'static str) -> Option<SimpleExpr> {
    params.get(name).map(|text| Expr::col(Alias::new(name)).eq(text))
}

/// What is found by the place it is at.
pub fn at_place<Q>(params: &Params<Q>) -> Condition {
    ["facility_code", "building_code", "component_code"]
        .into_iter()
        .fold(Condition::all(), |all, name| all.add_option(is_text(params, name)))
}
