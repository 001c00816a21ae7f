//! Who has it farther? For each service that an option touches, the way to its nearest place before and afterwards.
//!
//! A service is a 中分類. It ends at a facility that leaves and begins at the building into which that moves; with another
//! operator it stays where it is, with a neighbour it is gone from here.

use super::gathering::{Gathered, People};
use crate::domain::catchment::{Change, Distances, Nearest, Reach, change, nearest, reach};
use crate::domain::consolidation::Fate;
use crate::domain::facility::Subclass;
use crate::domain::geometry::Place;
use std::collections::{BTreeMap, BTreeSet};

/// A service before and afterwards.
pub struct ServiceAccess {
    /// 中分類
    pub service: Subclass,
    /// Places before and afterwards.
    pub places: (usize, usize),
    /// How far it is before and afterwards.
    pub reach: (Reach, Reach),
    /// Who has it farther, who nearer.
    pub change: Change,
    /// The nearest place of each point before and afterwards.
    pub nearest: (Vec<Nearest>, Vec<Nearest>),
}

/// What an option does to ways.
#[derive(Default)]
pub struct Accessed {
    /// By service.
    pub services: Vec<ServiceAccess>,
    /// Those for whom at least one service is farther than before, in hundredths of a person.
    pub affected: u64,
    /// Facilities and buildings without a place, whose services could not be measured there.
    pub unplaced: Vec<String>,
}

/// The services of an option, if it is known where people live.
pub fn accessed(gathered: &Gathered, option: usize) -> Option<Accessed> {
    let people = gathered.people.as_ref()?;
    let mut found = Accessed::default();
    for service in services(gathered, option) {
        let (before, after) = places(gathered, option, service, &mut found.unplaced);
        found.services.push(measured(people, service, before, after));
    }
    found.unplaced.sort();
    found.unplaced.dedup();
    let farther = |at: usize| {
        found.services.iter().any(|service| service.nearest.1[at].distance > service.nearest.0[at].distance)
    };
    found.affected = people.people.iter().enumerate().filter(|(at, _)| farther(*at)).map(|(_, people)| people).sum();
    Some(found)
}

fn subclass(gathered: &Gathered, code: &str) -> Option<Subclass> {
    gathered.held.iter().find(|held| held.code == code).and_then(|held| held.subclass)
}

/// What the option touches.
fn services(gathered: &Gathered, option: usize) -> BTreeSet<Subclass> {
    let Some(asked) = gathered.asked.options.get(option) else { return BTreeSet::new() };
    let leave = asked.leavings.iter().filter_map(|leaving| subclass(gathered, &leaving.facility));
    leave.chain(asked.builds.iter().flat_map(|build| build.services.iter().copied())).collect()
}

/// Where a service is before and afterwards.
fn places(
    gathered: &Gathered,
    option: usize,
    service: Subclass,
    unplaced: &mut Vec<String>,
) -> (Vec<Place>, Vec<Place>) {
    let Some(asked) = gathered.asked.options.get(option) else { return (Vec::new(), Vec::new()) };
    let at = |(lon, lat): (f64, f64)| Place { lon, lat };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let leaves: BTreeMap<&str, Fate> =
        asked.leavings.iter().map(|leaving| (leaving.facility.as_str(), leaving.fate)).collect();
    for point in gathered.points.iter().filter(|point| point.subclass == Some(service)) {
        let place = at((point.lon(), point.lat()));
        before.push(place);
        if leaves.get(point.code.as_str()).is_none_or(|fate| *fate == Fate::Transfer) {
            after.push(place);
        }
    }
    for leaving in asked.leavings.iter().filter(|leaving| subclass(gathered, &leaving.facility) == Some(service)) {
        if !gathered.points.iter().any(|point| point.code == leaving.facility) {
            unplaced.push(leaving.facility.clone());
        }
        // A facility that takes another function in offers it from then on.
        let taken_in = leaving.into_facility.as_ref().filter(|into| subclass(gathered, into) != Some(service));
        let taken_in = taken_in.and_then(|into| gathered.points.iter().find(|point| point.code == *into));
        after.extend(taken_in.map(|point| at((point.lon(), point.lat()))));
    }
    for build in &asked.builds {
        let moves_in = asked.leavings.iter().any(|leaving| {
            leaving.into.as_ref() == Some(&build.build.id) && subclass(gathered, &leaving.facility) == Some(service)
        });
        if !moves_in && !build.services.contains(&service) {
            continue;
        }
        match place_of(gathered, option, &build.build.id) {
            Some(place) => after.push(at(place)),
            None => unplaced.push(build.build.id.clone()),
        }
    }
    (before, after)
}

/// Where a building of an option is: as it is given, or else the middle of its site.
pub fn place_of(gathered: &Gathered, option: usize, build: &str) -> Option<(f64, f64)> {
    let asked = gathered.asked.options.get(option)?.builds.iter().find(|asked| asked.build.id == build)?;
    let site = || gathered.plots.iter().find(|plot| Some(&plot.code) == asked.build.site.as_ref());
    asked.place.or_else(|| site().and_then(|plot| plot.middle()))
}

fn measured(people: &People, service: Subclass, before: Vec<Place>, after: Vec<Place>) -> ServiceAccess {
    let points: Vec<Place> = people.points.iter().filter_map(|point| point.place).collect();
    let found = |places: &[Place]| {
        let open: Vec<usize> = (0..places.len()).collect();
        nearest(&Distances::straight(&points, places, people.detour), points.len(), &open)
    };
    let (was, is) = (found(&before), found(&after));
    let reached = |nearest: &[Nearest]| reach(nearest, &people.people, &people.radii, people.share_percent);
    ServiceAccess {
        service,
        places: (before.len(), after.len()),
        reach: (reached(&was), reached(&is)),
        change: change(&was, &is, &people.people, &people.radii),
        nearest: (was, is),
    }
}
