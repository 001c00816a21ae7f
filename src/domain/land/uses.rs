//! May a building be used so on this site, and how much of it?
//!
//! Each zone allows so many square metres of a use, none or without limit. On a site across zones the law looks at the
//! greater part (過半): a floor area is allowed when the zones that allow it make up more than half of the site.
//!
//! # Shapes
//! [`UseTest`] for one use on one site.
//! # Units
//! Limits in dm².
//! # Errors
//! None.
//! # Source
//! Building Standards Act (建築基準法) §48 with appended table 2, §91 (敷地の過半). Two halves of exactly the same size have no
//! greater part; the stricter then holds here.

use super::figures::Figures;
use super::question::{DistrictPlan, Zone};
use super::word::BuildingUse;

/// Whether the use is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Without a limit of its own.
    Allowed,
    /// Up to so many dm².
    Limited(u64),
    /// Not at all.
    Refused,
}

/// The outcome for a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UseTest {
    /// 建物用途
    pub building_use: BuildingUse,
    /// By the zones (§48, §91).
    pub by_zoning: Verdict,
    /// Whether the district plan allows it.
    pub by_district_plan: bool,
    /// The part of the site in zones that forbid the use altogether, dm².
    pub refusing_dm2: u64,
}

/// Tests a use against zones and district plan.
pub fn test(building_use: BuildingUse, zones: &[Zone], plan: Option<&DistrictPlan>, figures: &Figures) -> UseTest {
    let limit =
        |zone: &Zone| figures.use_limit_m2(building_use, zone.zoning).map_or(u64::MAX, |m2| u64::from(m2) * 100);
    let mut limits: Vec<(u64, u64)> = zones.iter().map(|zone| (limit(zone), zone.left_dm2())).collect();
    // From the most generous on: the limit at which more than half of the site is reached holds.
    limits.sort_by(|a, b| b.cmp(a));
    let whole: u64 = limits.iter().map(|(_, area)| area).sum();
    let (mut reached, mut allowed) = (0, 0);
    for (limit, area) in &limits {
        reached += area;
        if 2 * reached > whole {
            allowed = *limit;
            break;
        }
    }
    let by_zoning = match allowed {
        0 => Verdict::Refused,
        u64::MAX => Verdict::Allowed,
        dm2 => Verdict::Limited(dm2),
    };
    let by_district_plan = plan.is_none_or(|plan| {
        (plan.allowed_uses.is_empty() || plan.allowed_uses.contains(&building_use))
            && !plan.prohibited_uses.contains(&building_use)
    });
    let refusing_dm2 = limits.iter().filter(|(limit, _)| *limit == 0).map(|(_, area)| area).sum();
    UseTest { building_use, by_zoning, by_district_plan, refusing_dm2 }
}
