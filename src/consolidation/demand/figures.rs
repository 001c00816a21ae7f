//! How many people live where in a year: the stored figures, and what lies between them.

use super::store;
use crate::domain::catchment::{AgeGroup, Growth, grown};
use crate::domain::geometry::Place;
use crate::error::{Error, Result};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// The people of each point by age group, in hundredths.
pub type People = BTreeMap<AgeGroup, Vec<u64>>;

/// A stored point.
pub struct Point {
    /// 番号
    pub code: String,
    /// 名称
    pub name: String,
    /// Where it is.
    pub place: Place,
}

/// All stored figures of a municipality.
#[derive(Default)]
pub struct Figures {
    /// The points, by code.
    pub points: Vec<Point>,
    /// The earliest year with a figure; none when nothing is stored.
    pub first_year: Option<i32>,
    /// How many figures are invented.
    pub invented: u64,
    by_group: BTreeMap<(AgeGroup, usize), Vec<(i32, u64)>>,
}

impl Figures {
    /// Reads them.
    pub async fn read(db: &impl ConnectionTrait, municipality: &str) -> Result<Figures> {
        let mut found = Figures::default();
        for row in store::demand_points(db, municipality).await? {
            if found.points.last().is_none_or(|last| last.code != row.code) {
                let place = Place { lon: row.longitude, lat: row.latitude };
                found.points.push(Point { code: row.code, name: row.name, place });
            }
            let group =
                AgeGroup::parse("age_group", &row.age_group).map_err(|invalid| Error::internal(invalid.text.en))?;
            let at = (group, found.points.len() - 1);
            found.by_group.entry(at).or_default().push((row.year, row.population_hundredths as u64));
            found.first_year = Some(found.first_year.map_or(row.year, |first| first.min(row.year)));
            found.invented += u64::from(row.illustrative != "[]");
        }
        Ok(found)
    }

    /// The people of a year, and how often their figures were found in which way.
    pub fn people(&self, year: i32) -> (People, BTreeMap<Growth, u64>) {
        let (mut people, mut ways) = (People::new(), BTreeMap::new());
        for ((group, at), figures) in &self.by_group {
            if let Some(found) = grown(figures, year) {
                people.entry(*group).or_insert_with(|| vec![0; self.points.len()])[*at] = found.population;
                *ways.entry(found.growth).or_default() += 1;
            }
        }
        (people, ways)
    }
}
