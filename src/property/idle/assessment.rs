//! What is property worth about, and what may be done with it? The land prices and parameters that this rests on.

use super::wire::{DisposalCondition, MeasureAssessment, PointReading, PropertyAssessment};
use crate::domain::Text;
use crate::domain::geometry::middle;
use crate::domain::property::{
    Adjustment, Facts, Indication, Limits, Measure, PricePoint, PropertyKind, conditions, indication, is_eligible,
};
use crate::domain::units::{Area, Yen};
use crate::error::{Error, Language, Result};
use crate::parameters::{Parameter, store as parameters};
use crate::property::{IdleProperty, LandPrice, day};
use crate::recorded;
use chrono::{Datelike, NaiveDate};
use sea_orm::ConnectionTrait;
use strum::IntoEnumIterator;

/// How many survey points stand with an indication.
const POINTS: usize = 3;

/// The land prices and parameters of a municipality.
pub struct Basis {
    points: Vec<PricePoint>,
    parameters: Vec<Parameter>,
    limits: Limits,
}

impl Basis {
    /// What is in force on a day.
    pub async fn on(db: &impl ConnectionTrait, municipality: &str, as_of: NaiveDate) -> Result<Basis> {
        let prices = recorded::all::<LandPrice>(db, municipality).await?;
        let parameters = parameters::nearest(db, municipality, "property", &as_of.to_string()).await?;
        let number = |name: &str| {
            let found = parameters.iter().find(|row| row.name == name);
            let value = found.and_then(|row| row.value.parse::<i64>().ok()).filter(|value| *value >= 0);
            value.ok_or_else(|| Error::internal(format!("the parameter `{name}` of `property` is not a whole number")))
        };
        let limits = Limits {
            price: Yen(number("disposal_vote_price_yen")?),
            land_dm2: number("disposal_vote_land_m2")?.saturating_mul(100),
        };
        Ok(Basis { points: prices.into_iter().filter_map(point).collect(), parameters, limits })
    }

    /// The parameters that it rests on.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// What a property is worth about.
    fn indicated(&self, property: &IdleProperty, as_of: NaiveDate) -> Indication {
        // A land price says nothing of a building or a room.
        if property.kind != PropertyKind::Land {
            return Indication::NotTold(Text::new(
                "a land price says nothing of a building or a room; have it appraised",
                "建物・室の価格は地価からは分かりません。鑑定等によってください",
            ));
        }
        let place = property.geometry.as_deref().and_then(middle);
        let adjustment = Adjustment::from_permille(property.adjustment_permille.into());
        indication(place, property.area_dm2, adjustment, &self.points, as_of.year(), POINTS)
    }

    /// A property assessed as of a day, in the language of the reader.
    pub fn assess(&self, property: &IdleProperty, as_of: NaiveDate, language: Language) -> PropertyAssessment {
        let told = self.indicated(property, as_of);
        let facts = facts(property, told.value());
        let measures = Measure::iter().map(|measure| {
            let found = conditions(&facts, measure, self.limits, as_of);
            MeasureAssessment {
                measure,
                eligible: is_eligible(&found),
                conditions: found
                    .into_iter()
                    .map(|condition| DisposalCondition {
                        condition: condition.code,
                        standing: condition.standing,
                        reason: language.pick(&condition.reason),
                        law_ja: condition.law.to_owned(),
                    })
                    .collect(),
            }
        });
        let measures = measures.collect();
        let indicated_value_yen = told.value();
        let (points, not_told) = match told {
            Indication::Told(readings) => (readings, None),
            Indication::NotTold(why) => (Vec::new(), Some(language.pick(&why))),
        };
        let points = points.into_iter().map(|reading| PointReading {
            survey: reading.point.survey,
            point_no: reading.point.number,
            calendar_year: reading.point.calendar_year,
            yen_per_m2: reading.point.yen_per_m2,
            distance_m: reading.distance_m.round() as i64,
            value_yen: reading.value,
        });
        let caveat = Text::new(
            "an indication by the nearest survey point, and no appraisal; standard lots are smaller and have a road",
            "近傍の地価による目安であり、不動産鑑定評価ではありません（標準地は整形・接道のある小規模な画地です）",
        );
        PropertyAssessment {
            property_id: property.id.clone(),
            as_of: as_of.to_string(),
            indicated_value_yen,
            not_told,
            caveat: language.pick(&caveat),
            points: points.collect(),
            measures,
            parameters: self.parameters.clone(),
        }
    }
}

/// A stored land price; none where its place cannot be told.
fn point(row: LandPrice) -> Option<PricePoint> {
    Some(PricePoint {
        place: middle(&row.geometry)?,
        number: row.point_no,
        survey: row.survey,
        calendar_year: row.calendar_year,
        yen_per_m2: row.yen_per_m2,
    })
}

/// What the law looks at.
pub fn facts(property: &IdleProperty, indicated: Option<Yen>) -> Facts {
    Facts {
        class: property.property_class,
        use_abolished_on: day(property.use_abolished_on.as_deref()),
        area_dm2: property.area_dm2.map(|dm2| Area::from_dm2(dm2).dm2().into()),
        with_land: property.kind == PropertyKind::Land,
        restricted_until: day(property.restricted_until.as_deref()),
        restriction_lifted_on: day(property.restriction_lifted_on.as_deref()),
        asking_price: property.asking_price_yen.map(Yen),
        indicated,
        voted_on: day(property.voted_on.as_deref()),
    }
}
