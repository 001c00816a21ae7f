//! With which figures does building law limit a site: additions, factors, shares, uses by district?
//!
//! # Shapes
//! [`Figures`] are read by name from the rows of the parameter set `land-capacity`.
//! # Units
//! Percentage points, percent of ratio a metre of road, metres, percent of the whole floor area; limits of a use in whole
//! square metres.
//! # Errors
//! A missing name, a value that is no number of its range, or shares that together leave nothing to count.
//! # Source
//! Building Standards Act (建築基準法) §52, §53, §48 with appended table 2; its Order (施行令) §2. The rows carry the
//! source of each figure and how sure it is.

use super::word::{BuildingUse, Exemption};
use crate::domain::facility::{Word, Zoning, word};
use crate::domain::units::out_of_range;
use crate::domain::{Invalid, Text};
use std::collections::BTreeMap;
use strum::IntoEnumIterator;

/// The parameter set of the figures.
pub const SET: &str = "land-capacity";

/// The figures in force.
#[derive(Clone, Debug)]
pub struct Figures {
    /// 角地の緩和: points added to the coverage ratio of a corner lot
    pub corner_points: u32,
    /// 耐火建築物の緩和: points added for a fireproof building in a fire zone
    pub fireproof_points: u32,
    /// The designated coverage from which a fireproof building in a 防火地域 has no limit
    pub unlimited_coverage_percent: u32,
    /// 前面道路幅員: from this width on, in cm, a road does not limit
    pub wide_road_cm: u32,
    /// Percent of floor area ratio a metre of road, residential districts
    pub road_residential_percent_per_m: u32,
    /// The same, other districts
    pub road_other_percent_per_m: u32,
    shares_percent: [u32; Exemption::COUNT],
    uses: BTreeMap<BuildingUse, BTreeMap<Zoning, u32>>,
}

impl Figures {
    /// Reads every figure by its name.
    pub fn from_named(value: impl Fn(&str) -> Option<String>) -> Result<Figures, Invalid> {
        let number = |name: &'static str, most: i64| -> Result<u32, Invalid> {
            let text = value(name).unwrap_or_default();
            let number = text.parse::<i64>().ok().filter(|n| (0..=most).contains(n));
            number.map(|n| n as u32).ok_or_else(|| out_of_range(name, text, 0, most))
        };
        let mut shares_percent = [0; Exemption::COUNT];
        for exemption in Exemption::iter() {
            shares_percent[exemption as usize] = number(share_name(exemption), 99)?;
        }
        if shares_percent.iter().sum::<u32>() > 99 {
            return Err(Invalid::new(
                "garage_share_percent",
                "contradiction",
                shares_percent.iter().sum::<u32>(),
                Text::new(
                    "the shares of floor area that do not count add up to 100 percent or more; correct the parameters",
                    "容積率に算入しない床面積の割合の合計が100％以上です。パラメーターを直してください",
                ),
            ));
        }
        let mut uses = BTreeMap::new();
        for building_use in BuildingUse::iter() {
            uses.insert(building_use, limits(&value(&format!("use.{}", building_use.code())).unwrap_or_default())?);
        }
        Ok(Figures {
            corner_points: number("corner_points", 100)?,
            fireproof_points: number("fireproof_points", 100)?,
            unlimited_coverage_percent: number("unlimited_coverage_percent", 100)?,
            wide_road_cm: number("wide_road_m", 100)? * 100,
            road_residential_percent_per_m: number("road_residential_percent_per_m", 1_000)?,
            road_other_percent_per_m: number("road_other_percent_per_m", 1_000)?,
            shares_percent,
            uses,
        })
    }

    /// Up to which share of the whole floor area, in percent, a floor does not count.
    pub fn share_percent(&self, exemption: Exemption) -> u32 {
        self.shares_percent[exemption as usize]
    }

    /// How many square metres of a use a district allows: none without a limit, 0 where it is not allowed.
    pub fn use_limit_m2(&self, building_use: BuildingUse, zoning: Zoning) -> Option<u32> {
        self.uses.get(&building_use).and_then(|limits| limits.get(&zoning)).copied()
    }
}

fn share_name(exemption: Exemption) -> &'static str {
    match exemption {
        Exemption::Garage => "garage_share_percent",
        Exemption::DisasterStorage => "disaster_storage_share_percent",
        Exemption::Battery => "battery_share_percent",
        Exemption::Generator => "generator_share_percent",
        Exemption::WaterTank => "water_tank_share_percent",
        Exemption::ParcelLockers => "parcel_lockers_share_percent",
    }
}

/// Districts with the most square metres they allow, as in `industrial=0;residential-1=3000`; `all` stands for no limit.
fn limits(text: &str) -> Result<BTreeMap<Zoning, u32>, Invalid> {
    let mut found = BTreeMap::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty() && *part != "all") {
        let (zoning, most) = part.split_once('=').unwrap_or((part, "0"));
        let most = most.trim().parse::<u32>().map_err(|_| out_of_range("use", part, 0, u32::MAX.into()))?;
        found.insert(word::<Zoning>("use", zoning)?, most);
    }
    Ok(found)
}
