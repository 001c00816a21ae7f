//! Has what is to be built room on its site? The law's largest building, less what still stands there.
//!
//! Too little room is an answer with its reason, not a fault: a planner wants to see by how much.

use super::gathering::Gathered;
use super::wire::SiteRoom;
use crate::consolidation::land::question::whole_site;
use crate::domain::Text;
use crate::domain::land::{Capacity, DistrictPlan, Site, Situation, Wishes, capacity};
use crate::error::{Error, Language};
use std::collections::BTreeMap;

/// The room on each site on which the option builds.
pub fn rooms(gathered: &Gathered, option: usize, language: Language) -> Vec<SiteRoom> {
    let Some(asked) = gathered.asked.options.get(option) else { return Vec::new() };
    let mut sites: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (at, build) in asked.builds.iter().enumerate() {
        if let Some(site) = &build.build.site {
            sites.entry(site).or_default().push(at);
        }
    }
    sites.into_iter().map(|(site, builds)| room(gathered, option, site, &builds, language)).collect()
}

fn room(gathered: &Gathered, option: usize, site: &str, builds: &[usize], language: Language) -> SiteRoom {
    let asked = &gathered.asked.options[option];
    let built = || builds.iter().map(|at| &asked.builds[*at]);
    let needed: i64 = built().map(|build| build.build.floor_area_dm2()).sum();
    let opened = built().map(|build| build.build.opened_year).max().unwrap_or_default();
    let standing = standing(gathered, option, site, opened);
    let found = largest(gathered, option, site, builds);
    let m2 = |dm2: u64| dm2 as f64 / 100.0;
    let (capacity_m2, binding, text) = match &found {
        Ok(found) => (Some(found.floor_area_dm2), found.binding(), verdict(needed, standing, found)),
        Err(text) => (None, Vec::new(), text.clone()),
    };
    let land = gathered.site_lands.get(site);
    SiteRoom {
        site: site.to_owned(),
        name: gathered.name(None, site).unwrap_or(site).to_owned(),
        needed_m2: needed as f64 / 100.0,
        standing_m2: standing as f64 / 100.0,
        capacity_m2: capacity_m2.map(m2),
        footprint_m2: found.as_ref().ok().map(|found| m2(found.footprint_dm2)),
        open_space_m2: found.as_ref().ok().map(|found| m2(found.open_space_dm2)),
        fits: capacity_m2.map(|most| needed + standing <= i64::try_from(most).unwrap_or(i64::MAX)),
        binding,
        reason: language.pick(&text),
        illustrative: land.map(|land| land.illustrative.clone()).unwrap_or_default(),
    }
}

fn verdict(needed: i64, standing: i64, found: &Capacity) -> Text {
    let m2 = |dm2: i64| format!("{}.{:02}", dm2 / 100, dm2 % 100);
    let most = i64::try_from(found.floor_area_dm2).unwrap_or(i64::MAX);
    let (needs, stands, may) = (m2(needed), m2(standing), m2(most));
    match (most - standing - needed, standing > 0) {
        (0.., false) => Text::new(
            format!("{needs} m² are needed and {may} m² may be built"),
            format!("必要 {needs} ㎡に対し {may} ㎡まで建築できます"),
        ),
        (0.., true) => Text::new(
            format!("{needs} m² are needed beside {stands} m² that stand, and {may} m² may stand"),
            format!("必要 {needs} ㎡と既存 {stands} ㎡に対し {may} ㎡まで建築できます"),
        ),
        (short, _) => {
            let short = m2(-short);
            Text::new(
                format!(
                    "{needs} m² are needed beside {stands} m² that stand, but only {may} m² may stand: {short} m² too much"
                ),
                format!("必要 {needs} ㎡と既存 {stands} ㎡に対し {may} ㎡までしか建築できず、{short} ㎡不足します"),
            )
        }
    }
}

/// What still stands on a site when what is built there opens.
fn standing(gathered: &Gathered, option: usize, site: &str, opened: i32) -> i64 {
    let asked = &gathered.asked.options[option];
    let gone = |code: &str| {
        asked.leavings.iter().any(|leaving| leaving.facility == code && leaving.year <= opened && leaving.demolish)
    };
    let there = gathered.standing.get(site).map(Vec::as_slice).unwrap_or_default();
    there.iter().filter(|(code, _)| !gone(code)).map(|(_, area)| area).sum()
}

/// The largest building of the law, or why it cannot be reckoned.
fn largest(gathered: &Gathered, option: usize, code: &str, builds: &[usize]) -> Result<Capacity, Text> {
    let unknown = || Text::new("nothing is known of the site", "敷地の情報がありません");
    let land = gathered.site_lands.get(code).ok_or_else(unknown)?;
    let zone = whole_site(land).map_err(|error| match error {
        Error::Refused(faults) => faults.into_iter().next().map_or_else(unknown, |fault| fault.text),
        _ => unknown(),
    })?;
    let facts = gathered.asked.sites.iter().find(|facts| facts.code == code);
    let plan = facts.map(|facts| DistrictPlan {
        floor_area_ratio_percent: facts.plan_floor_area_ratio_percent,
        coverage_ratio_percent: facts.plan_coverage_ratio_percent,
        ..DistrictPlan::default()
    });
    let asked = || builds.iter().map(|at| &gathered.asked.options[option].builds[*at]);
    let wishes = Wishes {
        building_use: asked().find_map(|build| build.building_use),
        // The lowest counts: what holds for it holds for the others too.
        storeys: asked().filter_map(|build| build.storeys).min(),
        open_space_percent: facts.map_or(0, |facts| facts.open_space_percent),
        ..Wishes::default()
    };
    let situation = Situation { road_width_cm: facts.and_then(|facts| facts.road_width_cm), ..Situation::default() };
    let site = Site::new(vec![zone], 0, situation, plan, wishes).map_err(|invalid| invalid.text)?;
    Ok(capacity(&site, &gathered.figures))
}
