//! How long do roads, bridges and pipes last, and what does a metre of them cost?
//!
//! # Units
//! Years; whole yen a metre or square metre; diameters in whole mm.
//! # Source
//! 公共施設等更新費用試算ソフト (2011), as rows of the parameter set of this module.

use super::{BridgeStructure, Holding, Kind, SewerType};
use crate::domain::facility::Word;
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};

/// Lives and the years over which what is overdue is made up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    road_cycle_years: i32,
    bridge_life_years: i32,
    water_life_years: i32,
    sewer_life_years: i32,
    overdue_years: i32,
}

impl Rules {
    /// The names of the numbers.
    pub const NAMES: [&'static str; 5] =
        ["road_cycle_years", "bridge_life_years", "water_life_years", "sewer_life_years", "overdue_years"];
    /// The longest life, years.
    pub const MOST_YEARS: i64 = 200;

    /// From values by name.
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<Rules, Invalid> {
        let [road_cycle_years, bridge_life_years, water_life_years, sewer_life_years, overdue_years] =
            Self::NAMES.map(|name| whole(name, &value, 1, Self::MOST_YEARS));
        let years = |years: Result<i64, Invalid>| years.map(|years| years as i32);
        Ok(Rules {
            road_cycle_years: years(road_cycle_years)?,
            bridge_life_years: years(bridge_life_years)?,
            water_life_years: years(water_life_years)?,
            sewer_life_years: years(sewer_life_years)?,
            overdue_years: years(overdue_years)?,
        })
    }

    /// The years from one renewal to the next.
    pub fn life_years(&self, kind: Kind) -> i32 {
        match kind {
            Kind::GeneralRoad | Kind::CyclePath => self.road_cycle_years,
            Kind::Bridge => self.bridge_life_years,
            Kind::WaterTransmission | Kind::WaterDistribution => self.water_life_years,
            Kind::Sewer => self.sewer_life_years,
        }
    }

    /// The first years, over which what is overdue is renewed.
    pub fn overdue_years(&self) -> i32 {
        self.overdue_years
    }
}

fn whole(field: &'static str, value: impl Fn(&str) -> Option<String>, low: i64, high: i64) -> Result<i64, Invalid> {
    let text = value(field).ok_or_else(|| missing(field))?;
    let read = text.trim().parse::<i64>().ok().filter(|value| (low..=high).contains(value));
    read.ok_or_else(|| out_of_range(field, text, low, high))
}

fn missing(field: &'static str) -> Invalid {
    Invalid::new(
        field,
        "missing",
        "",
        Text::new(
            format!("the parameter `{field}` is missing; set it"),
            format!("前提条件 `{field}` がありません。設定してください"),
        ),
    )
}

/// What a metre or square metre costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    pavement: [Yen; 2],
    bridge: [Yen; 3],
    transmission: Diameters,
    distribution: Diameters,
    sewer: Diameters,
    sewer_type: [Yen; 2],
    path_width_cm: i64,
}

/// Prices up to each diameter, rising, and above the last.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Diameters {
    up_to_mm: Vec<(i64, Yen)>,
    above: Yen,
}

impl Diameters {
    fn from_rows<'r>(
        kind: Kind,
        above: &'static str,
        rows: impl Iterator<Item = (&'r str, &'r str)>,
        price: impl Fn(&'static str) -> Result<Yen, Invalid>,
    ) -> Result<Diameters, Invalid> {
        let prefix = format!("{}_up_to_", kind.code());
        let mut up_to_mm = Vec::new();
        for (name, value) in rows {
            let Some(mm) = name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix("_mm_yen_per_m")) else {
                continue;
            };
            let yen = value.trim().parse().ok().filter(|yen| (0..=Holding::MOST_UNIT_COST).contains(yen));
            match (mm.parse(), yen) {
                (Ok(mm), Some(yen)) => up_to_mm.push((mm, Yen(yen))),
                _ => return Err(out_of_range(above, value, 0, Holding::MOST_UNIT_COST)),
            }
        }
        up_to_mm.sort_unstable_by_key(|(mm, _)| *mm);
        Ok(Diameters { up_to_mm, above: price(above)? })
    }

    fn of(&self, diameter_mm: i64) -> Yen {
        self.up_to_mm.iter().find(|(mm, _)| diameter_mm <= *mm).map_or(self.above, |(_, price)| *price)
    }
}

impl Prices {
    /// From the rows of the parameter set, name and value.
    pub fn from_rows<'r>(rows: impl Iterator<Item = (&'r str, &'r str)> + Clone) -> Result<Prices, Invalid> {
        let value = |name: &str| rows.clone().find(|(of, _)| *of == name).map(|(_, value)| value.to_owned());
        let price = |name: &'static str| whole(name, value, 0, Holding::MOST_UNIT_COST).map(Yen);
        let pipes = |kind, above| Diameters::from_rows(kind, above, rows.clone(), price);
        Ok(Prices {
            pavement: [price("general-road_yen_per_m2")?, price("cycle-path_yen_per_m2")?],
            bridge: [
                price("bridge_yen_per_m2")?,
                price("bridge_steel_yen_per_m2")?,
                price("bridge_concrete_yen_per_m2")?,
            ],
            transmission: pipes(Kind::WaterTransmission, "water-transmission_above_yen_per_m")?,
            distribution: pipes(Kind::WaterDistribution, "water-distribution_above_yen_per_m")?,
            sewer: pipes(Kind::Sewer, "sewer_above_yen_per_m")?,
            sewer_type: [price("sewer_ordinary_yen_per_m")?, price("sewer_rehabilitated_yen_per_m")?],
            path_width_cm: whole("cycle-path_width_cm", value, 1, 10_000)?,
        })
    }

    /// The price of pavement, yen a square metre.
    pub fn of_pavement(&self, cycle_path: bool) -> Yen {
        self.pavement[usize::from(cycle_path)]
    }

    /// The price of a bridge, yen a square metre.
    pub fn of_bridge(&self, structure: Option<BridgeStructure>) -> Yen {
        self.bridge[structure.map_or(0, |structure| 1 + structure as usize)]
    }

    /// The price of a water pipe, or of a sewer by its diameter, yen a metre.
    pub fn of_pipe(&self, kind: Kind, diameter_mm: i64) -> Yen {
        match kind {
            Kind::WaterTransmission => self.transmission.of(diameter_mm),
            Kind::WaterDistribution => self.distribution.of(diameter_mm),
            _ => self.sewer.of(diameter_mm),
        }
    }

    /// The price of a sewer by how it was built, yen a metre.
    pub fn of_sewer(&self, built: SewerType) -> Yen {
        self.sewer_type[built as usize]
    }

    /// The width of a path of which only the length is known, cm.
    pub fn path_width_cm(&self) -> i64 {
        self.path_width_cm
    }
}
