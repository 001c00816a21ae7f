//! Land prices: from their cells and shown again.

use super::wire::{LandPrice, LandPriceQuery};
use crate::domain::property::Survey;
use crate::domain::units::Area;
use crate::domain::{Invalid, Text};
use crate::entity::land_price::{ActiveModel, Entity, Model};
use crate::error::Result;
use crate::fields::Fields;
use crate::http::Params;
use crate::property::raw;
use crate::recorded::places::Place;
use crate::recorded::{Recorded, Sorted, Stamp, is_text, is_word};
use chrono::{Datelike, NaiveDate};
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};

const LINE: usize = 200;
const NOTE: usize = 10_000;
/// The highest price of a square metre that is taken for one: several times the dearest of the country.
const MOST_YEN_PER_M2: i64 = 1_000_000_000;
/// The survey begins in 1970.
const FIRST_YEAR: i64 = 1970;

/// A rate of change in thousandths, from percent with a decimal.
fn permille(name: &'static str, text: &str) -> Result<i32, Invalid> {
    let percent = text.parse::<f64>().ok().filter(|percent| (-100.0..=1_000.0).contains(percent));
    percent.map(|percent| (percent * 10.0).round() as i32).ok_or_else(|| {
        let said = Text::new(
            format!("`{name}` is `{text}`; it must be a percentage from -100 to 1000, such as 0.8"),
            format!("`{name}` の値 `{text}` は使えません。-100 から 1000 までの % で指定してください（例: 0.8）"),
        );
        Invalid::new(name, "out-of-range", text, said)
    })
}

/// The place of a survey point, which must be there; empty after a fault.
fn place(fields: &mut Fields) -> String {
    if !fields.has("geometry") {
        let text = Text::new(
            "`geometry` is missing; a price is told by its place, write a Point",
            "`geometry` がありません。地点の位置を Point で指定してください",
        );
        fields.refuse(Invalid::new("geometry", "required", "", text));
    }
    fields.geometry("geometry").map(|geometry| geometry.text).unwrap_or_default()
}

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = LandPrice;
    type Query = LandPriceQuery;

    const PLURAL: &'static str = "land-prices";
    const SUBJECT: &'static str = "land-price";
    const JA: &'static str = "地価";
    const SORTS: &'static [(&'static str, Sorted)] = &[
        ("calendar_year", Sorted::Number),
        ("yen_per_m2", Sorted::Number),
        ("point_no", Sorted::Text),
        ("recorded_at", Sorted::Text),
    ];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "recorded_at"]);
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            survey: fields.required_word("survey", Survey::Official),
            point_no: fields.required_text("point_no", 64),
            calendar_year: fields.required_integer("calendar_year", FIRST_YEAR, stamp.today.year().into()) as i32,
            yen_per_m2: fields.required_integer("yen_per_m2", 1, MOST_YEN_PER_M2),
            change_permille: fields.digits("change_percent", permille),
            address: fields.text("address", LINE),
            land_use: fields.text("land_use", LINE),
            zoning: fields.text("zoning", 40),
            area_dm2: fields.area("area_m2"),
            station: fields.text("station", LINE),
            station_distance_m: fields.small("station_distance_m", 0, 100_000),
            geometry: place(fields),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, _today: NaiveDate) -> Vec<Invalid> {
        Vec::new()
    }

    fn wire(&self) -> Result<LandPrice> {
        let row = self.clone();
        Ok(LandPrice {
            change_percent: row.change_permille.map(|permille| f64::from(permille) / 10.0),
            area_m2: row.area_dm2.map(|dm2| Area::from_dm2(dm2).m2()),
            geometry: raw(&row.geometry)?,
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            survey: row.survey,
            point_no: row.point_no,
            calendar_year: row.calendar_year,
            yen_per_m2: row.yen_per_m2,
            address: row.address,
            land_use: row.land_use,
            zoning: row.zoning,
            station: row.station,
            station_distance_m: row.station_distance_m,
            note: row.note,
            source: row.source,
            licence: row.licence,
            recorded_at: row.recorded_at,
        })
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn place(&mut self) -> Place<'_> {
        Place { facility: None, building: None, component: None }
    }

    fn condition(params: &Params<LandPriceQuery>, _municipality: &str) -> Result<Condition> {
        let year = params.integer("calendar_year", FIRST_YEAR, 2_300)?;
        Ok(Condition::all()
            .add_option(is_word::<Survey, _>(params, "survey")?)
            .add_option(is_text(params, "point_no"))
            .add_option(year.map(|year| Expr::col(Alias::new("calendar_year")).eq(year))))
    }
}
