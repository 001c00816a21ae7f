//! How do the parts of this municipality's buildings wear? Learned from consecutive ratings of the same part, with the
//! national cycle as what is believed before anything is seen.

use super::summary::{CycleTable, gathered};
use super::wire::{BackTest, Deterioration, GradeDeterioration, RemainingLife};
use crate::conservation::Rating;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::condition::Scheme;
use crate::domain::deterioration::{History, Learned, Prior};
use crate::domain::facility::ComponentKind;
use crate::error::{Error, Result};
use crate::facility::store::ComponentRow;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// Years of observation in each grade that the national table outweighs when nothing else is asked for.
pub const USUAL_STRENGTH: i64 = 30;

/// What is believed before anything is seen, and which ratings count.
#[derive(Clone, Copy)]
pub struct Terms {
    /// Years from the best grade to the worst.
    pub cycle_years: i64,
    /// Years of observation in each grade that this outweighs.
    pub strength_years: i64,
    /// First fiscal year of ratings that count.
    pub from_year: i32,
    /// Last one.
    pub to_year: i32,
}

/// The fiscal years in which components of a part were renewed, by building.
type Renewals<'a> = HashMap<&'a str, Vec<i32>>;

fn renewals<'a>(scheme: &Scheme, part: &str, components: &'a [ComponentRow]) -> Renewals<'a> {
    let mut found: Renewals = HashMap::new();
    let of_part = |kind: ComponentKind| scheme.part_of(kind).is_some_and(|of| of.code == part);
    for component in components.iter().filter(|component| of_part(component.kind)) {
        found.entry(&component.building_code).or_default().extend(component.installed_year);
    }
    found
}

fn year_of(rating: &Rating) -> Option<i32> {
    rating.rated_on.parse::<NaiveDate>().ok().map(fiscal_year_of)
}

/// The consecutive ratings of a part, those with a renewal between them left out.
pub fn history(
    scheme: &Scheme,
    part: &str,
    components: &[ComponentRow],
    ratings: &[Rating],
    terms: Terms,
) -> Result<History> {
    let prior = Prior::new(scheme.grades().len(), terms.cycle_years, terms.strength_years).map_err(Error::value)?;
    let mut history = History::new(prior);
    let renewed = renewals(scheme, part, components);
    let mut by_building: Vec<_> = gathered(ratings).into_iter().collect();
    by_building.sort_unstable_by_key(|(building, _)| *building);
    for (building, parts) in by_building {
        for pair in parts.get(part).map(Vec::as_slice).unwrap_or_default().windows(2) {
            let (Some(from), Some(to)) = (year_of(pair[0]), year_of(pair[1])) else { continue };
            let counts = (terms.from_year..=terms.to_year).contains(&from) && to <= terms.to_year && to > from;
            let between = |year: &i32| (from..=to).contains(year);
            if !counts || renewed.get(building).is_some_and(|years| years.iter().any(between)) {
                continue;
            }
            let grades = (scheme.grade_index(&pair[0].grade), scheme.grade_index(&pair[1].grade));
            let (Some(worn), Some(more_worn)) = grades else { continue };
            history.add(building, worn, (to - from).into(), more_worn).map_err(Error::value)?;
        }
    }
    Ok(history)
}

/// The cycle of a part by the national table: that of the kind of component with its name, or of the first that belongs to it.
pub fn usual_cycle(cycles: &CycleTable, part: &str) -> i64 {
    let kind: ComponentKind = part.parse().unwrap_or(ComponentKind::Other);
    cycles.of_kind(kind).into()
}

fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// What was learned, as the API shows it.
pub fn shown(scheme: &Scheme, part: &str, terms: Terms, history: &History) -> Deterioration {
    let learned = history.learn();
    let falls = learned.fall_probabilities.iter().enumerate().map(|(at, fall)| GradeDeterioration {
        grade: scheme.grades()[at].code.clone(),
        fall_percent: rounded(fall * 100.0),
        prior_percent: rounded(learned.prior[at] * 100.0),
        years_observed: rounded(learned.years_observed[at]),
        data_weight: rounded(learned.data_weights[at]),
        expected_years: rounded(learned.expected_years_to(at, at + 1)),
    });
    let back_test = history.back_test().map(|test| BackTest {
        observations: test.observations as u64,
        learned: rounded(test.learned),
        prior: rounded(test.prior),
        no_change: rounded(test.no_change),
    });
    Deterioration {
        scheme: scheme.code().to_owned(),
        part: part.to_owned(),
        cycle_years: terms.cycle_years,
        strength_years: terms.strength_years,
        observations: learned.observations as u64,
        improved: learned.improved as u64,
        hastened: learned.hastened as u64,
        grades: falls.collect(),
        years_to_worst: rounded(learned.expected_years_to(0, scheme.grades().len())),
        settled: learned.settled,
        back_test,
        notices: Vec::new(),
    }
}

/// A chain for every part of a scheme.
pub fn chains(
    scheme: &Scheme,
    cycles: &CycleTable,
    components: &[ComponentRow],
    ratings: &[Rating],
    strength_years: i64,
) -> Result<BTreeMap<String, Learned>> {
    let mut found = BTreeMap::new();
    for part in scheme.parts() {
        let cycle_years = usual_cycle(cycles, &part.code);
        let terms = Terms { cycle_years, strength_years, from_year: i32::MIN, to_year: i32::MAX };
        found.insert(part.code.clone(), history(scheme, &part.code, components, ratings, terms)?.learn());
    }
    Ok(found)
}

/// Puts what was learned in place of the lives that rest on a rating.
pub fn relearned(lives: &mut [RemainingLife], scheme: &Scheme, chains: &BTreeMap<String, Learned>, year: i32) {
    for life in lives {
        let chain = scheme.part_of(life.kind).and_then(|part| chains.get(&part.code));
        let grade = life.grade.as_deref().and_then(|grade| scheme.grade_index(grade));
        let (Some(chain), Some(grade), Some(rated)) = (chain, grade, life.rated_year) else { continue };
        let remaining = chain.remaining_years(grade, year - rated).clamp(-1_000, 1_000);
        life.remaining_years = Some(remaining);
        life.due_year = Some(year + remaining);
        life.learned = true;
    }
}
