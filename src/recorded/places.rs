//! Where is it? A component names its building, a building its facility; what a record leaves out follows from what it
//! names, and what contradicts itself is refused.

use crate::domain::facility::{ComponentKind, Status, Word};
use crate::domain::{Invalid, Text};
use crate::error::Result;
use crate::facility::formats::Kind;
use crate::facility::store;
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};

/// The place that a record names.
pub struct Place<'a> {
    /// 施設番号; for ratings none, for they stand with the building.
    pub facility: Option<Named<'a>>,
    /// 建物番号
    pub building: Option<Named<'a>>,
    /// 部位番号
    pub component: Option<Named<'a>>,
}

/// A facility, building or component as a record names it.
pub enum Named<'a> {
    /// It may be left out, or follow from what is in it.
    Perhaps(&'a mut Option<String>),
    /// It is always there; empty after a fault.
    Always(&'a mut String),
}

impl<'a> From<&'a mut Option<String>> for Named<'a> {
    fn from(named: &'a mut Option<String>) -> Named<'a> {
        Named::Perhaps(named)
    }
}

impl<'a> From<&'a mut String> for Named<'a> {
    fn from(named: &'a mut String) -> Named<'a> {
        Named::Always(named)
    }
}

impl Named<'_> {
    fn code(&self) -> Option<String> {
        match self {
            Named::Perhaps(code) => (**code).clone(),
            Named::Always(code) => Some((**code).clone()).filter(|code| !code.is_empty()),
        }
    }

    fn follows(&mut self, from: &str) {
        match self {
            Named::Perhaps(code) => **code = Some(from.to_owned()),
            Named::Always(code) => from.clone_into(code),
        }
    }

    /// Takes what a part of it says of where it belongs, or the fault that it was named otherwise.
    fn belongs(&mut self, field: &'static str, part: &str, there: &str) -> Option<Invalid> {
        match self.code() {
            None => {
                self.follows(there);
                None
            }
            Some(named) => (named != there).then(|| elsewhere(field, &named, part, there)),
        }
    }
}

/// A building that records name.
#[derive(Clone)]
pub struct KnownBuilding {
    /// Its facility.
    pub facility_code: String,
    /// Whether it stands.
    pub status: Status,
    /// When it was completed.
    pub completed_year: Option<i32>,
}

/// A component that records name.
#[derive(Clone)]
pub struct KnownComponent {
    /// Its building.
    pub building_code: String,
    /// What it is.
    pub kind: ComponentKind,
}

/// The places that records name, as far as they are here.
pub struct Places {
    unknown_facilities: HashSet<String>,
    buildings: HashMap<String, KnownBuilding>,
    components: HashMap<String, KnownComponent>,
}

fn code(named: &Option<Named<'_>>) -> Option<String> {
    named.as_ref().and_then(Named::code)
}

fn unique(mut codes: Vec<String>) -> Vec<String> {
    codes.retain(|code| !code.is_empty());
    codes.sort_unstable();
    codes.dedup();
    codes
}

impl Places {
    /// Looks up what these records name.
    pub async fn of<'a>(
        db: &impl ConnectionTrait,
        municipality: &str,
        named: impl Iterator<Item = Place<'a>>,
    ) -> Result<Places> {
        let (mut facilities, mut buildings, mut components) = (Vec::new(), Vec::new(), Vec::new());
        for place in named {
            facilities.extend(code(&place.facility));
            buildings.extend(code(&place.building));
            components.extend(code(&place.component));
        }
        let components: HashMap<String, KnownComponent> =
            store::existing::<store::Component>(db, municipality, &unique(components))
                .await?
                .into_iter()
                .map(|(code, row)| (code, KnownComponent { building_code: row.building_code, kind: row.kind }))
                .collect();
        buildings.extend(components.values().map(|component| component.building_code.clone()));
        let known = |row: store::Building| KnownBuilding {
            facility_code: row.facility_code,
            status: row.status,
            completed_year: row.completed_year,
        };
        let buildings = store::existing::<store::Building>(db, municipality, &unique(buildings)).await?;
        let buildings = buildings.into_iter().map(|(code, row)| (code, known(row))).collect();
        let unknown_facilities = store::missing(db, municipality, Kind::Facilities, &unique(facilities)).await?;
        Ok(Places { unknown_facilities, buildings, components })
    }

    /// A building that was named, or whose component was.
    pub fn building(&self, code: &str) -> Option<&KnownBuilding> {
        self.buildings.get(code)
    }

    /// A component that was named.
    pub fn component(&self, code: &str) -> Option<&KnownComponent> {
        self.components.get(code)
    }

    /// The fault of naming a building that is not there any more.
    pub fn stands(&self, code: Option<&str>) -> Option<Invalid> {
        let code = code?;
        let known = self.buildings.get(code).filter(|known| known.status == Status::Demolished)?;
        Some(Invalid::new(
            "building_code",
            "contradiction",
            code,
            Text::new(
                format!("`building_code` is `{code}`, which is {}; name a building that stands", known.status.code()),
                format!(
                    "`building_code` の `{code}` は{}です。現存する建物を指定してください",
                    known.status.label_ja()
                ),
            ),
        ))
    }

    /// Fills in what follows from what a record names; what is unknown or contradicts itself comes back.
    pub fn settle(&self, place: &mut Place<'_>) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if let Some(component) = code(&place.component) {
            match (self.components.get(&component), &mut place.building) {
                (None, _) => faults.push(unknown("component_code", &component, Kind::Components)),
                (Some(known), Some(building)) => {
                    faults.extend(building.belongs("building_code", &component, &known.building_code));
                }
                (Some(_), None) => {}
            }
        }
        if let Some(building) = code(&place.building) {
            match (self.buildings.get(&building), &mut place.facility) {
                (None, _) => faults.push(unknown("building_code", &building, Kind::Buildings)),
                (Some(known), Some(facility)) => {
                    faults.extend(facility.belongs("facility_code", &building, &known.facility_code));
                }
                (Some(_), None) => {}
            }
        }
        match (&place.facility, code(&place.facility)) {
            (Some(Named::Always(_)), None) if faults.is_empty() => {
                let text = Text::new(
                    "`facility_code` is missing; name the facility, the building or the component",
                    "`facility_code` がありません。施設、建物、部位のいずれかの番号を指定してください",
                );
                faults.push(Invalid::new("facility_code", "required", "", text));
            }
            (_, Some(facility)) if self.unknown_facilities.contains(&facility) => {
                faults.push(unknown("facility_code", &facility, Kind::Facilities));
            }
            _ => {}
        }
        faults
    }
}

fn unknown(field: &'static str, code: &str, kind: Kind) -> Invalid {
    Invalid::new(
        field,
        "unknown-reference",
        code,
        Text::new(
            format!(
                "`{field}` is `{code}`, but there is none among the {} with this code; register it first",
                kind.code()
            ),
            format!("`{field}` の `{code}` は{}に登録されていません。先に登録してください", kind.label_ja()),
        ),
    )
}

fn elsewhere(field: &'static str, named: &str, part: &str, there: &str) -> Invalid {
    Invalid::new(
        field,
        "contradiction",
        named,
        Text::new(
            format!("`{field}` is `{named}`, but `{part}` belongs to `{there}`; leave `{field}` out or correct it"),
            format!(
                "`{field}` は `{named}` ですが、`{part}` は `{there}` に属しています。`{field}` を省くか直してください"
            ),
        ),
    )
}
