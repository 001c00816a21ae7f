//! A site and the wishes for it, read from JSON with every fault.

use crate::domain::facility::Word;
use crate::domain::land::{
    BuildingUse, DistrictPlan, Exemption, MOST_FLOOR_AREA_RATIO_PERCENT, MOST_ZONES, Site, Situation, Wishes, Zone,
    zoning,
};
use crate::domain::units::{Area, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::facility::store::SiteLand;
use crate::fields::{Fields, Origin, object};
use serde_json::Value;
use strum::IntoEnumIterator;

/// The most exclusions a question can name.
const MOST_EXCLUSIONS: usize = 100;

/// A question that is sound apart from the site it may name.
pub struct Question {
    /// 敷地番号: the stored site, in place of zones
    pub site_code: Option<String>,
    /// Zones given by the family of their district, with the place of the zone from 1
    pub families: Vec<usize>,
    zones: Vec<Zone>,
    excluded_dm2: u64,
    situation: Situation,
    plan: Option<DistrictPlan>,
    wishes: Wishes,
}

impl Question {
    /// Reads the body.
    pub fn read(body: Value) -> Result<Question> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let given = fields.records("zones", MOST_ZONES, zone);
        let site_code = fields.code("site_code");
        if given.as_ref().is_none_or(Vec::is_empty) == site_code.is_none() {
            one_of_both(&mut fields);
        }
        let (mut zones, mut families) = (Vec::new(), Vec::new());
        for (index, (zone, family)) in given.unwrap_or_default().into_iter().enumerate() {
            zones.extend(zone);
            families.extend(family.then_some(index + 1));
        }
        let excluded_dm2 = exclusions(&mut fields, &mut zones);
        let situation = Situation {
            road_width_cm: centimetres(&mut fields, "road_width_m", 100),
            corner_lot: fields.flag("corner_lot"),
            fire_zone: fields.word("fire_zone"),
            fireproof_building: fields.flag("fireproof_building"),
        };
        let plan = fields.record("district_plan", district_plan);
        let wishes = wishes(&mut fields);
        let faults = fields.faults();
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        Ok(Question { site_code, families, zones, excluded_dm2, situation, plan, wishes })
    }

    /// The use that is asked about.
    pub fn building_use(&self) -> Option<BuildingUse> {
        self.wishes.building_use
    }

    /// Whether the width of the road is known.
    pub fn road_is_known(&self) -> bool {
        self.situation.road_width_cm.is_some()
    }

    /// The site to reckon with: of the question, or the stored one.
    pub fn site(self, stored: Option<&SiteLand>) -> Result<Site> {
        let zones = match stored {
            Some(land) => vec![whole_site(land)?],
            None => self.zones,
        };
        Site::new(zones, self.excluded_dm2, self.situation, self.plan, self.wishes).map_err(|invalid| {
            let within = if invalid.field == "boundary_length_m" { "/district_plan" } else { "" };
            Error::Refused(vec![Fault::at(format!("{within}/{}", invalid.field), invalid)])
        })
    }
}

fn one_of_both(fields: &mut Fields) {
    if fields.refused("zones") || fields.refused("site_code") {
        return;
    }
    let text = Text::new(
        "either `zones` with at least one zone or `site_code` is wanted, not both",
        "`zones`（1区域以上）か `site_code` のどちらか一方を指定してください",
    );
    fields.refuse(Invalid::new("zones", "required", "", text));
}

/// A zone, and whether its district is given by a family; none when it has a fault.
fn zone(fields: &mut Fields) -> (Option<Zone>, bool) {
    fields.text("name", 100);
    let area = fields.required_area("area_m2");
    let floor_area_ratio_percent =
        fields.required_integer("floor_area_ratio_percent", 1, MOST_FLOOR_AREA_RATIO_PERCENT.into()) as u32;
    let coverage_ratio_percent = fields.required_integer("coverage_ratio_percent", 1, 100) as u32;
    let excluded = square_metres(fields, "excluded_area_m2") as i64;
    let word = fields.required_text("zoning", 100);
    if fields.refused("zoning") || fields.refused("area_m2") {
        return (None, false);
    }
    let (zoning, family) = match zoning("zoning", &word) {
        Ok(found) => found,
        Err(invalid) => {
            fields.refuse(invalid);
            return (None, false);
        }
    };
    if excluded > area {
        let text = Text::new(
            format!("`excluded_area_m2` is `{}`, more than the zone's area; give less", excluded as f64 / 100.0),
            format!(
                "`excluded_area_m2` の値 `{}` は区域の面積を超えています。小さくしてください",
                excluded as f64 / 100.0
            ),
        );
        fields.refuse(Invalid::new("excluded_area_m2", "contradiction", excluded as f64 / 100.0, text));
        return (None, false);
    }
    let zone = Zone {
        area: Area::from_dm2(area),
        zoning,
        floor_area_ratio_percent,
        coverage_ratio_percent,
        excluded_dm2: excluded as u64,
    };
    (Some(zone), family)
}

/// Takes what is excluded from the zones that are named; what names no zone is given back.
fn exclusions(fields: &mut Fields, zones: &mut [Zone]) -> u64 {
    let count = zones.len().max(1) as i64;
    let given = fields.records("exclusions", MOST_EXCLUSIONS, |fields| {
        fields.text("reason", 200);
        (fields.required_area("area_m2") as u64, fields.integer("zone", 1, count))
    });
    let mut anywhere = 0;
    for (dm2, zone) in given.unwrap_or_default() {
        match zone.and_then(|zone| zones.get_mut(zone as usize - 1)) {
            Some(zone) => zone.excluded_dm2 += dm2,
            None => anywhere += dm2,
        }
    }
    anywhere
}

fn centimetres(fields: &mut Fields, name: &'static str, most_m: i64) -> Option<u32> {
    fields.number(name, most_m).map(|m| (m * 100.0).round() as u32)
}

/// An area that may be nothing, in dm²: unlike a site, what is kept open or left out of it may be said with a zero.
fn square_metres(fields: &mut Fields, name: &'static str) -> u64 {
    fields.number(name, 40_000_000).map_or(0, |m2| (m2 * 100.0).round() as u64)
}

fn percent(fields: &mut Fields, name: &'static str, least: i64, most: i64) -> Option<u32> {
    fields.integer(name, least, most).map(|percent| percent as u32)
}

fn district_plan(fields: &mut Fields) -> DistrictPlan {
    fields.text("name", 200);
    let uses = |json: String| serde_json::from_str::<Vec<BuildingUse>>(&json).unwrap_or_default();
    DistrictPlan {
        floor_area_ratio_percent: percent(
            fields,
            "max_floor_area_ratio_percent",
            1,
            MOST_FLOOR_AREA_RATIO_PERCENT.into(),
        ),
        coverage_ratio_percent: percent(fields, "max_coverage_ratio_percent", 1, 100),
        minimum_site: fields.area("min_site_area_m2").map(Area::from_dm2),
        maximum_footprint: fields.area("max_footprint_m2").map(Area::from_dm2),
        wall_setback_cm: centimetres(fields, "wall_setback_m", 100).unwrap_or(0),
        boundary_length_cm: centimetres(fields, "boundary_length_m", 100_000),
        open_space_percent: percent(fields, "open_space_percent", 0, 100).unwrap_or(0),
        allowed_uses: uses(fields.words::<BuildingUse>("allowed_uses")),
        prohibited_uses: uses(fields.words::<BuildingUse>("prohibited_uses")),
    }
}

fn wishes(fields: &mut Fields) -> Wishes {
    let exempt = fields.record("exempt_floor_area_m2", |fields| {
        let mut dm2 = [0; Exemption::COUNT];
        for exemption in Exemption::iter() {
            dm2[exemption as usize] = square_metres(fields, exemption.code());
        }
        dm2
    });
    Wishes {
        building_use: fields.word("building_use"),
        storeys: fields.small("storeys", 1, 100).map(|storeys| storeys as u32),
        open_space_dm2: square_metres(fields, "open_space_m2"),
        open_space_percent: percent(fields, "open_space_percent", 0, 100).unwrap_or(0),
        exempt_dm2: exempt.unwrap_or_default(),
        elevator_dm2: square_metres(fields, "elevator_area_m2"),
    }
}

/// The stored site as one zone.
fn whole_site(land: &SiteLand) -> Result<Zone> {
    let missing = |name: &str| {
        let text = Text::new(
            format!("the stored site has no `{name}`; enter it there, or give `zones` instead"),
            format!("登録されている敷地に `{name}` がありません。敷地に登録するか、`zones` で指定してください"),
        );
        Error::value(Invalid::new("site_code", "incomplete", name, text))
    };
    let ratio = |name: &'static str, value: Option<i32>, most: i64| {
        let value = value.ok_or_else(|| missing(name))?;
        let sound = (1..=most).contains(&i64::from(value));
        if sound { Ok(value as u32) } else { Err(Error::value(out_of_range("site_code", value, 1, most))) }
    };
    Ok(Zone {
        area: Area::from_dm2(land.area_dm2.ok_or_else(|| missing("area_m2"))?),
        zoning: land.zoning.ok_or_else(|| missing("zoning"))?,
        floor_area_ratio_percent: ratio(
            "floor_area_ratio_percent",
            land.floor_area_ratio_percent,
            MOST_FLOOR_AREA_RATIO_PERCENT.into(),
        )?,
        coverage_ratio_percent: ratio("coverage_ratio_percent", land.coverage_ratio_percent, 100)?,
        excluded_dm2: 0,
    })
}
