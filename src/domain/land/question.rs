//! What is the site, and what is to stand on it?
//!
//! # Shapes
//! [`Site`]: one to 100 zones, each a part of the site in one use district; [`DistrictPlan`] and [`Wishes`] lie over the
//! whole of it.
//! # Units
//! Areas in hundredths of a square metre (dm²), ratios in whole percent, widths and lengths in centimetres.
//! # Errors
//! [`Site::new`]: no zones or too many, ratios out of range, more excluded or kept open than there is, a wall setback
//! without the length of the boundary.
//! # Source
//! Building Standards Act (建築基準法) §52, §53, §68-2; City Planning Act (都市計画法) §12-5.

use super::word::{BuildingUse, Exemption, FireZone};
use crate::domain::facility::Zoning;
use crate::domain::units::{Area, out_of_range};
use crate::domain::{Invalid, Text};

/// The most zones a site may have.
pub const MOST_ZONES: usize = 100;
/// The largest designated floor area ratio of the law.
pub const MOST_FLOOR_AREA_RATIO_PERCENT: u32 = 1_300;

/// A part of a site that lies in one use district.
#[derive(Clone, Copy, Debug)]
pub struct Zone {
    /// 面積, before exclusions
    pub area: Area,
    /// 用途地域
    pub zoning: Zoning,
    /// 指定容積率(％)
    pub floor_area_ratio_percent: u32,
    /// 指定建蔽率(％)
    pub coverage_ratio_percent: u32,
    /// Of the area, what is not site: land that becomes road, a setback strip
    pub excluded_dm2: u64,
}

/// What a district plan (地区計画) adds.
#[derive(Clone, Debug, Default)]
pub struct DistrictPlan {
    /// 容積率の最高限度(％)
    pub floor_area_ratio_percent: Option<u32>,
    /// 建蔽率の最高限度(％)
    pub coverage_ratio_percent: Option<u32>,
    /// 敷地面積の最低限度
    pub minimum_site: Option<Area>,
    /// 建築面積の最高限度
    pub maximum_footprint: Option<Area>,
    /// 壁面の位置の制限: how far walls stay from the boundary, cm
    pub wall_setback_cm: u32,
    /// Length of the boundary along which they do, cm
    pub boundary_length_cm: Option<u32>,
    /// Share of the site to be kept open, percent
    pub open_space_percent: u32,
    /// Uses that it allows; all when empty
    pub allowed_uses: Vec<BuildingUse>,
    /// Uses that it forbids
    pub prohibited_uses: Vec<BuildingUse>,
}

/// What the building is wished to be.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// 建物用途
    pub building_use: Option<BuildingUse>,
    /// 階数
    pub storeys: Option<u32>,
    /// 防災空地等: area to be kept open, dm²
    pub open_space_dm2: u64,
    /// The same as a share of the site, percent; the larger of the two counts
    pub open_space_percent: u32,
    /// Floors that do not count up to a share, dm², in the order of [`Exemption`]
    pub exempt_dm2: [u64; Exemption::COUNT],
    /// 昇降機の昇降路: does not count at all, dm²
    pub elevator_dm2: u64,
}

/// How the site lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Situation {
    /// 前面道路幅員, cm; none when not known
    pub road_width_cm: Option<u32>,
    /// 角地
    pub corner_lot: bool,
    /// 防火地域等
    pub fire_zone: Option<FireZone>,
    /// 耐火建築物等 is to be built
    pub fireproof_building: bool,
}

/// A site and what is to stand on it, sound enough to reckon with.
#[derive(Clone, Debug)]
pub struct Site {
    pub(super) zones: Vec<Zone>,
    /// What is not site, wherever it lies, dm²
    pub(super) excluded_dm2: u64,
    pub(super) situation: Situation,
    pub(super) plan: Option<DistrictPlan>,
    pub(super) wishes: Wishes,
}

impl Site {
    /// Checks the parts against each other. `excluded_dm2` is land that is not site and of which the zone is not known; it
    /// is taken from all zones in proportion.
    pub fn new(
        zones: Vec<Zone>,
        excluded_dm2: u64,
        situation: Situation,
        plan: Option<DistrictPlan>,
        wishes: Wishes,
    ) -> Result<Site, Invalid> {
        if zones.is_empty() || zones.len() > MOST_ZONES {
            return Err(out_of_range("zones", zones.len(), 1, MOST_ZONES as i64));
        }
        for zone in &zones {
            ratio("floor_area_ratio_percent", zone.floor_area_ratio_percent, MOST_FLOOR_AREA_RATIO_PERCENT)?;
            ratio("coverage_ratio_percent", zone.coverage_ratio_percent, 100)?;
            if zone.excluded_dm2 > u64::from(zone.area.dm2()) {
                return Err(more_than_there_is("exclusions", zone.excluded_dm2, zone.area.dm2().into()));
            }
        }
        let left: u64 = zones.iter().map(Zone::left_dm2).sum();
        if excluded_dm2 >= left.max(1) {
            return Err(more_than_there_is("exclusions", excluded_dm2, left));
        }
        if wishes.open_space_dm2 > left - excluded_dm2 {
            return Err(more_than_there_is("open_space_m2", wishes.open_space_dm2, left - excluded_dm2));
        }
        if wishes.open_space_percent > 100 {
            return Err(out_of_range("open_space_percent", wishes.open_space_percent, 0, 100));
        }
        if let Some(plan) = &plan {
            plan.check()?;
        }
        Ok(Site { zones, excluded_dm2, situation, plan, wishes })
    }
}

impl Zone {
    /// What of it is site, dm².
    pub fn left_dm2(&self) -> u64 {
        u64::from(self.area.dm2()) - self.excluded_dm2
    }
}

impl DistrictPlan {
    fn check(&self) -> Result<(), Invalid> {
        if let Some(percent) = self.floor_area_ratio_percent {
            ratio("max_floor_area_ratio_percent", percent, MOST_FLOOR_AREA_RATIO_PERCENT)?;
        }
        if let Some(percent) = self.coverage_ratio_percent {
            ratio("max_coverage_ratio_percent", percent, 100)?;
        }
        if self.open_space_percent > 100 {
            return Err(out_of_range("open_space_percent", self.open_space_percent, 0, 100));
        }
        if self.wall_setback_cm > 0 && self.boundary_length_cm.is_none() {
            return Err(Invalid::new(
                "boundary_length_m",
                "required",
                "",
                Text::new(
                    "`boundary_length_m` is missing; a wall setback takes a strip whose length must be known",
                    "`boundary_length_m` がありません。壁面後退の面積を求めるため、境界の延長を指定してください",
                ),
            ));
        }
        Ok(())
    }
}

fn ratio(field: &'static str, percent: u32, most: u32) -> Result<(), Invalid> {
    if (1..=most).contains(&percent) { Ok(()) } else { Err(out_of_range(field, percent, 1, most.into())) }
}

fn more_than_there_is(field: &'static str, dm2: u64, left_dm2: u64) -> Invalid {
    let m2 = |dm2: u64| dm2 as f64 / 100.0;
    Invalid::new(
        field,
        "contradiction",
        m2(dm2),
        Text::new(
            format!("`{field}` takes {} m² of a site that has {} m²; give less", m2(dm2), m2(left_dm2)),
            format!("`{field}` の {} ㎡は敷地の {} ㎡を超えています。小さくしてください", m2(dm2), m2(left_dm2)),
        ),
    )
}
