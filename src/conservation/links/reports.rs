//! What comes through a report link: read with its faults, kept from flooding, recorded as a defect. Text stays text.

use super::limits;
use super::store::{self, Link};
use crate::conservation::Defect;
use crate::conservation::report_form::{CONTACT_MOST, DESCRIPTION_MOST, PLACE_MOST, TRAP, Values};
use crate::db;
use crate::domain::Text;
use crate::domain::defect::ReportedVia;
use crate::domain::facility::Word;
use crate::entity::defect::{Column as C, Entity};
use crate::entity::facility;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::fields::{Fields, Origin, object};
use crate::recorded::{self, Incoming, Stamp};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Map, Value, json};

/// Digits and letters that are not mistaken for each other over the telephone.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A report that has no faults.
pub struct Report {
    place: Option<String>,
    description: String,
    contact: Option<String>,
}

/// What is answered when a link is not in force.
pub fn no_link() -> Error {
    Error::NotFound(Text::new(
        "this link is not, or no longer, in use; tell the staff of the facility or call the municipal office",
        "このリンクは使えません。施設の職員に伝えるか、市役所に電話してください",
    ))
}

/// The link in force and the name of its facility, or 404.
pub async fn opened(db: &impl ConnectionTrait, municipality: &str, token: &str) -> Result<(Link, String)> {
    let link = store::in_force(db, municipality, token).await?.ok_or_else(no_link)?;
    let facility = facilities::find::<facility::Model>(db, municipality, &link.facility_code).await?;
    let name = facility.ok_or_else(no_link)?.name;
    Ok((link, name))
}

/// The cells of a form; line ends as everywhere else.
pub fn cells_of_form(bytes: &[u8]) -> Map<String, Value> {
    let pairs = form_urlencoded::parse(bytes);
    pairs.map(|(name, value)| (name.into_owned(), json!(value.replace("\r\n", "\n")))).collect()
}

/// What was written, to be shown again.
pub fn values(cells: &Map<String, Value>) -> Values {
    let text = |name: &str| cells.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Values { place: text("place"), description: text("description"), contact: text("contact") }
}

/// Whether a field is filled in that people do not see.
pub fn is_trapped(cells: &Map<String, Value>) -> bool {
    match cells.get(TRAP) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    }
}

impl Report {
    /// Reads a report, or everything that is wrong with it.
    pub fn read(cells: Map<String, Value>) -> Result<Report> {
        let mut fields = Fields::new(cells, Origin::Body(String::new()));
        fields.derived(&[TRAP, "lang"]);
        let report = Report {
            description: fields.required_text("description", DESCRIPTION_MOST),
            place: fields.text("place", PLACE_MOST),
            contact: fields.text("contact", CONTACT_MOST),
        };
        let faults = fields.faults();
        if faults.is_empty() { Ok(report) } else { Err(Error::Refused(faults)) }
    }
}

/// A number to name over the telephone: the day, and five letters that tell nothing of how many came before.
pub fn number(today: NaiveDate) -> String {
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    // The first bytes of a random UUID are random throughout.
    let random: String = uuid::Uuid::new_v4().as_bytes()[..5].iter().map(letter).collect();
    format!("Q-{}-{random}", today.format("%y%m%d"))
}

/// A number that no defect has yet.
async fn free_number(tx: &db::Transaction, stamp: &Stamp) -> Result<String> {
    loop {
        let number = number(stamp.today);
        let mine = Entity::find().filter(C::MunicipalityCode.eq(&stamp.municipality));
        if mine.filter(C::ExternalNo.eq(&number)).one(tx).await?.is_none() {
            return Ok(number);
        }
    }
}

/// Records a report as a defect, and gives the number under which it is kept.
pub async fn take(db: &DatabaseConnection, municipality: &str, token: &str, report: Report) -> Result<String> {
    let tx = db::begin(db, municipality).await?;
    // The moment is taken when it is our turn, so that those before us are older.
    let stamp = Stamp::now(municipality);
    let link = store::in_force(&tx, municipality, token).await?.ok_or_else(no_link)?;
    let said = (report.description.as_str(), report.place.as_deref(), report.contact.as_deref());
    if let Some(number) = limits::told_before(&tx, &stamp, token, said).await? {
        return Ok(number);
    }
    limits::demand_room(&tx, &stamp, token).await?;
    let number = free_number(&tx, &stamp).await?;
    let cells = json!({
        "external_no": number,
        "facility_code": link.facility_code,
        "place": report.place,
        "description": report.description,
        "contact": report.contact,
        "via": ReportedVia::Link.code(),
    });
    let cells = object(cells)?;
    let mut records: Vec<Defect> = recorded::judged(&tx, &stamp, vec![(Incoming::body(cells), None)]).await?;
    for record in &mut records {
        record.link_token = Some(token.to_owned());
    }
    recorded::insert(&tx, records.clone()).await?;
    recorded::history(&tx, &stamp, &records).await?;
    tx.commit().await?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_read_out_and_is_another_each_time() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap_or_default();
        let numbers: std::collections::BTreeSet<String> = (0..200).map(|_| number(day)).collect();
        assert!(numbers.len() > 195);
        for number in numbers {
            let letters = number.strip_prefix("Q-261103-").unwrap_or_default();
            assert!(letters.len() == 5 && letters.bytes().all(|letter| LETTERS.contains(&letter)), "{number}");
        }
    }

    #[test]
    fn only_an_empty_trap_lets_go() {
        let trapped = |value: Value| is_trapped(&Map::from_iter([(TRAP.to_owned(), value)]));
        assert!(!is_trapped(&Map::new()) && !trapped(Value::Null) && !trapped(json!(" ")));
        assert!(trapped(json!("http://x")) && trapped(json!(1)) && trapped(json!(["x"])));
    }
}
