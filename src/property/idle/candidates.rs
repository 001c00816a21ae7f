//! What could be made of all that is not in use, and what would it bring?

use super::Basis;
use super::wire::{PropertyCandidate, PropertyCandidates};
use crate::domain::property::{IdleState, Measure, Standing};
use crate::domain::units::{Area, Yen};
use crate::error::Language;
use crate::property::IdleProperty;
use chrono::NaiveDate;
use std::cmp::Reverse;

/// Which candidates are asked for.
#[derive(Clone, Copy)]
pub struct Question {
    /// As of which day.
    pub as_of: NaiveDate,
    /// Only those that are intended for this.
    pub measure: Option<Measure>,
    /// In whose words the reasons come.
    pub language: Language,
}

/// The candidates, dearest first, and their sums.
pub fn candidates(basis: &Basis, properties: &[IdleProperty], question: Question) -> PropertyCandidates {
    let open = |property: &&IdleProperty| !matches!(property.state, IdleState::Disposed | IdleState::InUse);
    let intended = |property: &&IdleProperty| question.measure.is_none_or(|wanted| property.measure == Some(wanted));
    let chosen: Vec<&IdleProperty> = properties.iter().filter(open).filter(intended).collect();
    let mut candidates: Vec<PropertyCandidate> =
        chosen.iter().map(|property| candidate(basis, property, question)).collect();
    candidates.sort_by_key(|candidate| (Reverse(candidate.indicated_value_yen), candidate.property_id.clone()));
    let area_dm2: i64 = chosen.iter().filter_map(|property| property.area_dm2).sum();
    PropertyCandidates {
        as_of: question.as_of.to_string(),
        area_m2: area_dm2 as f64 / 100.0,
        indicated_value_yen: candidates.iter().filter_map(|candidate| candidate.indicated_value_yen).sum::<Yen>(),
        without_value: candidates.iter().filter(|candidate| candidate.indicated_value_yen.is_none()).count() as u64,
        illustrative_properties: candidates.iter().filter(|candidate| candidate.illustrative).count() as u64,
        parameters: basis.parameters().to_vec(),
        candidates,
    }
}

fn candidate(basis: &Basis, property: &IdleProperty, question: Question) -> PropertyCandidate {
    let assessed = basis.assess(property, question.as_of, question.language);
    let intended = assessed.measures.iter().find(|judged| Some(judged.measure) == property.measure);
    let said = |standing: Standing| {
        let conditions = intended.iter().flat_map(|judged| &judged.conditions);
        conditions
            .filter(|condition| condition.standing == standing)
            .map(|condition| condition.reason.clone())
            .collect::<Vec<_>>()
    };
    PropertyCandidate {
        property_id: property.id.clone(),
        external_no: property.external_no.clone(),
        name: property.name.clone(),
        kind: property.kind,
        state: property.state,
        since_on: property.since_on.clone(),
        area_m2: property.area_dm2.map(|dm2| Area::from_dm2(dm2).m2()),
        measure: property.measure,
        barred_by: said(Standing::NotMet),
        to_do: said(Standing::ToDo),
        eligible_measures: assessed.measures.iter().filter(|judged| judged.eligible).map(|j| j.measure).collect(),
        indicated_value_yen: assessed.indicated_value_yen,
        not_told: assessed.not_told,
        asking_price_yen: property.asking_price_yen.map(Yen),
        illustrative: property.illustrative != "[]",
    }
}
