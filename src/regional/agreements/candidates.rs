//! Which facilities could be one with a neighbour's? Ours against what neighbours share, by the agreed columns and no others.

use super::wire::{CrossBorderCandidate, CrossBorderCandidates, NotCompared, OwnFacility, Share, SharedFacility};
use crate::domain::facility::{Class, Subclass, Word};
use crate::domain::geometry::middle;
use crate::domain::regional::{Pair, SharedColumn, Spot, pairs};
use crate::domain::units::Area;
use crate::facility::store::{Described, Summary};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// Columns without which facilities cannot be compared.
const NEEDED: [SharedColumn; 2] = [SharedColumn::Class, SharedColumn::Geometry];

/// What is asked.
#[derive(Clone, Copy)]
pub struct Question {
    /// As of which day.
    pub as_of: NaiveDate,
    /// How close.
    pub within_m: i64,
    /// How many at most.
    pub limit: usize,
}

/// The pairs within the distance, closest first.
pub fn candidates(
    own: &(Vec<Described>, HashMap<String, Summary>),
    shares: Vec<Share>,
    question: Question,
) -> CrossBorderCandidates {
    let (facilities, summaries) = own;
    let (ours, our_spots): (Vec<&Described>, Vec<Spot>) =
        facilities.iter().filter_map(|facility| Some((facility, our_spot(facility)?))).unzip();
    let (comparable, rest): (Vec<Share>, Vec<Share>) = shares.into_iter().partition(|share| missing(share).is_empty());
    let theirs = comparable.iter().flat_map(|share| share.facilities.iter().map(move |facility| (share, facility)));
    let (theirs, their_spots): (Vec<(&Share, &SharedFacility)>, Vec<Spot>) =
        theirs.filter_map(|(share, facility)| Some(((share, facility), their_spot(facility)?))).unzip();
    let found = pairs(&our_spots, &their_spots, question.within_m as f64);
    let candidate = |pair: &Pair| {
        let (share, facility) = theirs[pair.other];
        CrossBorderCandidate {
            own: own_facility(ours[pair.own], summaries.get(&ours[pair.own].code)),
            of: share.of.clone(),
            of_name: share.of_name.clone(),
            agreement_id: share.agreement_id.clone(),
            neighbour: facility.clone(),
            distance_m: pair.distance_m.round() as i64,
        }
    };
    CrossBorderCandidates {
        as_of: question.as_of.to_string(),
        within_m: question.within_m,
        number_matched: found.len() as u64,
        candidates: found.iter().take(question.limit).map(candidate).collect(),
        not_compared: rest.into_iter().map(not_compared).collect(),
    }
}

fn missing(share: &Share) -> Vec<SharedColumn> {
    NEEDED.into_iter().filter(|column| !share.columns.contains(column)).collect()
}

fn not_compared(share: Share) -> NotCompared {
    NotCompared { missing: missing(&share), of: share.of, agreement_id: share.agreement_id, title: share.title }
}

fn our_spot(facility: &Described) -> Option<Spot> {
    let place = middle(facility.geometry.as_deref()?)?;
    facility.status.stands().then_some(Spot { place, class: facility.class, subclass: facility.subclass })
}

fn told<T: DeserializeOwned>(facility: &SharedFacility, column: SharedColumn) -> Option<T> {
    facility.values.get(column.code()).cloned().and_then(|value| serde_json::from_value(value).ok())
}

fn their_spot(facility: &SharedFacility) -> Option<Spot> {
    let geometry: Value = told(facility, SharedColumn::Geometry)?;
    let place = middle(&geometry.to_string())?;
    let class: Class = told(facility, SharedColumn::Class)?;
    Some(Spot { place, class, subclass: told::<Subclass>(facility, SharedColumn::Subclass) })
}

fn own_facility(facility: &Described, summary: Option<&Summary>) -> OwnFacility {
    OwnFacility {
        facility_code: facility.code.clone(),
        name: facility.name.clone(),
        class: facility.class,
        subclass: facility.subclass,
        floor_area_m2: summary.and_then(|summary| summary.floor_area_dm2).map(|dm2| Area::from_dm2(dm2).m2()),
        completed_year: summary.and_then(|summary| summary.completed_from),
    }
}
