//! What is recorded of a facility, read from all rooms: a few queries that ask for this facility alone, and one light query
//! for the dots on the map.

use super::wire::FacilitySheet;
use crate::conservation::store::{self as conservation, Known, Question};
use crate::digest::digest;
use crate::error::{Error, Language, Result};
use crate::facility::store::{self as facilities, Point, Whole};
use crate::register::store::{self as register, Book};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

/// Which sheet is asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// 施設番号
    pub facility: &'a str,
    /// 計画番号 of the version whose costs are shown
    pub plan: Option<&'a str>,
    /// 基準日
    pub as_of: NaiveDate,
    /// The day it is.
    pub today: NaiveDate,
}

/// Everything a sheet is drawn from.
pub struct Gathered {
    pub(super) municipality_code: String,
    pub(super) municipality_name: String,
    pub(super) as_of: NaiveDate,
    pub(super) today: NaiveDate,
    pub(super) whole: Whole,
    pub(super) known: Known,
    pub(super) book: Option<Book>,
    pub(super) points: Vec<Point>,
    /// Geometry and source of the outline.
    pub(super) outline: Option<(String, Option<String>)>,
}

/// Reads it; 404 when the municipality, the facility or the version of the plan is not there.
pub async fn gathered(db: &impl ConnectionTrait, municipality: &str, asked: Asked<'_>) -> Result<Gathered> {
    let of = facilities::demand_municipality(db, municipality).await?;
    let whole = facilities::whole(db, municipality, asked.facility).await?;
    let question = Question {
        facility: asked.facility,
        stock: &whole.stock,
        components: &whole.components,
        as_of: asked.as_of,
        plan: asked.plan,
    };
    let known = conservation::sheet_of(db, municipality, &question).await?;
    let buildings: Vec<&str> = whole.buildings.iter().map(|row| row.code.as_str()).collect();
    let components: Vec<&str> = whole.components.iter().map(|row| row.code.as_str()).collect();
    let places = (asked.facility, buildings.as_slice(), components.as_slice());
    let book = register::book_of(db, municipality, places, &asked.as_of.to_string()).await?;
    let outline = facilities::outline(db, municipality).await?;
    Ok(Gathered {
        municipality_code: of.code,
        municipality_name: of.name,
        as_of: asked.as_of,
        today: asked.today,
        known,
        book,
        points: facilities::points(db, municipality).await?,
        outline: outline.map(|row| (row.geometry, row.source)),
        whole,
    })
}

impl Gathered {
    /// The sheet in a language, drawn at an instant.
    pub fn sheet(&self, drawn_at: String, language: Language) -> Result<FacilitySheet> {
        // What is recorded has one digest, in whatever language it is told.
        let told = self.assembled(Language::Ja);
        let facts = serde_json::to_vec(&told).map_err(Error::internal)?;
        let input_digest = digest(&[&facts, format!("{:?}", told.map).as_bytes()]);
        Ok(FacilitySheet { drawn_at, input_digest, ..self.assembled(language) })
    }
}
