//! What is it worth, about?
//!
//! value = area × price per square metre of the nearest survey point × adjustment. Of every point only the newest survey up to
//! the year that is asked for counts; the nearest others stand beside the first, so that a reader sees how far the price
//! depends on the choice.
//!
//! # Shapes
//! A place, and points of land prices in any order; as many readings as are asked for, nearest first.
//! # Units
//! Distances in metres on the WGS 84 ellipsoid; areas in hundredths of a square metre; the adjustment in thousandths. The value
//! is rounded down to the yen.
//! # Errors
//! [`Adjustment::from_percent`] refuses what is not from 0.1 to 300 percent.
//! # Source
//! Prices: 地価公示 and 都道府県地価調査, which appraise a standard lot; shape, road, soil and demolition are left to the adjustment.
//! The rule of the nearest point is ours and no appraisal (不動産鑑定評価).

use super::word::Survey;
use crate::domain::geometry::Place;
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use geo::{Distance, Geodesic};
use std::collections::BTreeMap;

/// A survey point in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct PricePoint {
    /// Its number, the same over the years.
    pub number: String,
    /// 調査
    pub survey: Survey,
    /// The calendar year of the survey.
    pub calendar_year: i32,
    /// Yen per square metre.
    pub yen_per_m2: i64,
    /// Where it is.
    pub place: Place,
}

/// What the property differs from a standard lot by, in thousandths of the price (補正率).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment(i64);

impl Adjustment {
    /// The lot is like the point's.
    pub const NONE: Adjustment = Adjustment(1_000);

    /// From percent, kept to a tenth: from 0.1 to 300.
    pub fn from_percent(field: &'static str, percent: f64) -> Result<Adjustment, Invalid> {
        let permille = (percent * 10.0).round();
        if (1.0..=3_000.0).contains(&permille) {
            return Ok(Adjustment(permille as i64));
        }
        let text = Text::new(
            format!("`{field}` is `{percent}`; it must be from 0.1 to 300 percent of the price of the nearest point"),
            format!(
                "`{field}` の値 `{percent}` は使えません。近傍の地価に対する率を 0.1 から 300 までの % で指定してください"
            ),
        );
        Err(Invalid::new(field, "out-of-range", percent, text))
    }

    /// From stored thousandths; what does not fit is clamped, for the store only writes what it read here.
    pub fn from_permille(permille: i64) -> Adjustment {
        Adjustment(permille.clamp(1, 3_000))
    }

    /// Thousandths.
    pub fn permille(self) -> i64 {
        self.0
    }
}

/// What one point says of the property.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The point in its newest year.
    pub point: PricePoint,
    /// Metres to the property.
    pub distance_m: f64,
    /// Area × price × adjustment.
    pub value: Yen,
}

/// What it is worth about, or why that cannot be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Indication {
    /// The nearest point first; its reading is the indication.
    Told(Vec<Reading>),
    /// No indication, and why.
    NotTold(Text),
}

impl Indication {
    /// The value by the nearest point.
    pub fn value(&self) -> Option<Yen> {
        match self {
            Indication::Told(readings) => readings.first().map(|reading| reading.value),
            Indication::NotTold(_) => None,
        }
    }
}

/// Reads the value of an area at a place from the `most` nearest points.
pub fn indication(
    place: Option<Place>,
    area_dm2: Option<i64>,
    adjustment: Adjustment,
    points: &[PricePoint],
    year: i32,
    most: usize,
) -> Indication {
    let Some(place) = place else {
        return Indication::NotTold(Text::new(
            "it has no place on the map, so no survey point is near; enter longitude and latitude",
            "位置が登録されていないため、近くの地価の地点を探せません。経度と緯度を登録してください",
        ));
    };
    let Some(area_dm2) = area_dm2 else {
        return Indication::NotTold(Text::new(
            "its area is not known; enter `area_m2`",
            "面積が登録されていません。`area_m2` を登録してください",
        ));
    };
    let mut newest: BTreeMap<(Survey, &str), &PricePoint> = BTreeMap::new();
    for point in points.iter().filter(|point| point.calendar_year <= year) {
        let kept = newest.entry((point.survey, &point.number)).or_insert(point);
        if kept.calendar_year < point.calendar_year {
            *kept = point;
        }
    }
    let mut readings: Vec<Reading> = newest
        .into_values()
        .map(|point| Reading {
            distance_m: distance_m(place, point.place),
            value: value(area_dm2, point.yen_per_m2, adjustment),
            point: point.clone(),
        })
        .collect();
    if readings.is_empty() {
        return Indication::NotTold(Text::new(
            format!("no land price of {year} or before is recorded; post `land-prices` first"),
            format!("{year}年以前の地価が登録されていません。先に `land-prices` を登録してください"),
        ));
    }
    let key = |reading: &Reading| (reading.point.survey, reading.point.number.clone());
    readings.sort_by(|one, other| one.distance_m.total_cmp(&other.distance_m).then_with(|| key(one).cmp(&key(other))));
    readings.truncate(most.max(1));
    Indication::Told(readings)
}

fn value(area_dm2: i64, yen_per_m2: i64, adjustment: Adjustment) -> Yen {
    let product = i128::from(area_dm2) * i128::from(yen_per_m2) * i128::from(adjustment.permille());
    Yen(i64::try_from(product / 100_000).unwrap_or(i64::MAX))
}

/// Metres between two places.
fn distance_m(one: Place, other: Place) -> f64 {
    Geodesic.distance(geo::Point::new(one.lon, one.lat), geo::Point::new(other.lon, other.lat))
}
