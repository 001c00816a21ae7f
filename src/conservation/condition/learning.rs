//! How do the parts of this municipality's buildings wear? Learned from consecutive ratings of the same part, with the
//! national cycle as what is believed before anything is seen.

use super::summary::{CycleTable, gathered};
use super::wire::{BackTest, Deterioration, GradeDeterioration, RemainingLife};
use crate::conservation::{Rating, Work};
use crate::domain::Invalid;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::condition::Scheme;
use crate::domain::deterioration::{History, Learned, Prior};
use crate::domain::facility::ComponentKind;
use crate::domain::units::{FiscalYear, out_of_range};
use crate::domain::work::{Renews, WorkState};
use crate::error::{Error, Result};
use crate::facility::store::ComponentRow;
use crate::parameters::store as parameters;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap, HashSet};
use strum::IntoEnumIterator;

/// The parameter of the set `condition` that says how many years of observation in each grade the national table outweighs.
const STRENGTH: &str = "learning_strength_years";
/// What it is where the reference data lack it.
const USUAL_STRENGTH: i64 = 30;
/// The longest time between two ratings that says anything of how a part wears, years.
const LONGEST_GAP: i32 = 100;

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

/// What is learned from: everything of a municipality.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// Its components.
    pub components: &'a [ComponentRow],
    /// Its ratings by one scheme, in the order of the store.
    pub ratings: &'a [Rating],
    /// Its works, of which those that are done tell of renewals.
    pub works: &'a [Work],
}

/// What was learned of a part, and the cycle that was believed before.
pub struct Chain {
    learned: Learned,
    cycle_years: i64,
}

/// Years of observation in each grade that the national table outweighs, by the rows of the set `condition`.
///
/// # Errors
/// A value that is no whole number from 1 to 1,000.
pub fn strength_from(value: impl Fn(&str) -> Option<String>) -> std::result::Result<i64, Invalid> {
    let Some(text) = value(STRENGTH) else { return Ok(USUAL_STRENGTH) };
    let years = text.trim().parse().ok().filter(|years| (1..=1_000).contains(years));
    years.ok_or_else(|| out_of_range(STRENGTH, text, 1, 1_000))
}

/// The same by the rows in force.
pub async fn strength(db: &impl ConnectionTrait, municipality: &str) -> Result<i64> {
    let rows = parameters::in_force(db, municipality, Some("condition"), None).await?;
    let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    strength_from(value).map_err(|invalid| Error::internal(invalid.text.en))
}

/// When components of a part were renewed, by building: the component, or nothing where it was all of the building.
type Renewals<'a> = HashMap<&'a str, Vec<(Option<&'a str>, i32)>>;

fn renewals<'a>(scheme: &Scheme, part: &str, seen: Seen<'a>) -> Renewals<'a> {
    let (mut found, mut of_part): (Renewals, HashSet<&str>) = Default::default();
    for component in seen.components {
        if scheme.part_of(component.kind).is_none_or(|of| of.code != part) {
            continue;
        }
        let code = component.code.as_str();
        of_part.insert(code);
        let known = found.entry(&component.building_code).or_default();
        known.extend(component.installed_year.map(|year| (Some(code), year)));
    }
    for work in seen.works.iter().filter(|work| work.state == WorkState::Done) {
        let done = work.done_on.as_deref().and_then(year_of);
        let (Some(building), Some(year)) = (work.building_code.as_deref(), done) else { continue };
        let component = work.component_code.as_deref();
        let renews = match Renews::of(work.kind).reach(component.is_some()) {
            Renews::Nothing => false,
            Renews::Component => component.is_some_and(|code| of_part.contains(code)),
            Renews::Building => true,
        };
        if renews {
            found.entry(building).or_default().push((component, year));
        }
    }
    found
}

fn year_of(day: &str) -> Option<i32> {
    day.parse::<NaiveDate>().ok().map(fiscal_year_of)
}

/// The consecutive ratings of a part, or of one of its components where they name it; those with a renewal between them are
/// left out.
pub fn history(scheme: &Scheme, part: &str, seen: Seen<'_>, terms: Terms) -> Result<History> {
    let prior = Prior::new(scheme.grades().len(), terms.cycle_years, terms.strength_years).map_err(Error::value)?;
    let mut history = History::new(prior);
    let renewed = renewals(scheme, part, seen);
    let mut by_building: Vec<_> = gathered(seen.ratings).into_iter().collect();
    by_building.sort_unstable_by_key(|(building, _)| *building);
    for (building, parts) in by_building {
        let mut rated: BTreeMap<Option<&str>, Vec<&Rating>> = BTreeMap::new();
        for &rating in parts.get(part).into_iter().flatten() {
            rated.entry(rating.component_code.as_deref()).or_default().push(rating);
        }
        let renewed = renewed.get(building).map(Vec::as_slice).unwrap_or_default();
        for (component, ratings) in rated {
            // What is rated as a whole may be any of its components.
            let speaks = |of: Option<&str>| of.is_none() || component.is_none() || of == component;
            let renewed: Vec<i32> = renewed.iter().filter(|(of, _)| speaks(*of)).map(|(_, year)| *year).collect();
            for pair in ratings.windows(2) {
                let Some((worn, years, more_worn)) = observed(scheme, pair[0], pair[1], &renewed, terms) else {
                    continue;
                };
                history.add(building, worn, years.into(), more_worn).map_err(Error::value)?;
            }
        }
    }
    Ok(history)
}

/// The grades of two ratings and the years between them, if the pair counts.
fn observed(scheme: &Scheme, from: &Rating, to: &Rating, renewed: &[i32], terms: Terms) -> Option<(usize, i32, usize)> {
    let (first, last) = (year_of(&from.rated_on)?, year_of(&to.rated_on)?);
    let asked = terms.from_year..=terms.to_year;
    let counts = asked.contains(&first) && asked.contains(&last) && (1..=LONGEST_GAP).contains(&(last - first));
    if !counts || renewed.iter().any(|year| (first..=last).contains(year)) {
        return None;
    }
    Some((scheme.grade_index(&from.grade)?, last - first, scheme.grade_index(&to.grade)?))
}

/// The cycle of a part by the national table: that of the kind of component with its name, or of the first that belongs to
/// it; long enough for every grade to last a year.
pub fn usual_cycle(scheme: &Scheme, cycles: &CycleTable, part: &str) -> i64 {
    let belongs = |kind: &ComponentKind| scheme.part_of(*kind).is_some_and(|of| of.code == part);
    let kind = part.parse().ok().or_else(|| ComponentKind::iter().find(belongs)).unwrap_or(ComponentKind::Other);
    i64::from(cycles.of_kind(kind)).max(scheme.grades().len() as i64)
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
    seen: Seen<'_>,
    strength_years: i64,
) -> Result<BTreeMap<String, Chain>> {
    let mut found = BTreeMap::new();
    for part in scheme.parts() {
        let cycle_years = usual_cycle(scheme, cycles, &part.code);
        let terms = Terms { cycle_years, strength_years, from_year: i32::MIN, to_year: i32::MAX };
        let learned = history(scheme, &part.code, seen, terms)?.learn();
        found.insert(part.code.clone(), Chain { learned, cycle_years });
    }
    Ok(found)
}

/// Puts what was learned in place of the lives that rest on a rating. A chain is that of a part of the usual cycle; a
/// component of another cycle lasts longer or shorter in proportion.
pub fn relearned(lives: &mut [RemainingLife], scheme: &Scheme, chains: &BTreeMap<String, Chain>, year: i32) {
    for life in lives {
        let chain = scheme.part_of(life.kind).and_then(|part| chains.get(&part.code));
        let grade = life.grade.as_deref().and_then(|grade| scheme.grade_index(grade));
        let (Some(chain), Some(grade), Some(rated)) = (chain, grade, life.rated_year) else { continue };
        let due = rated.saturating_add(years_left(chain, grade, life.cycle_years));
        let due = due.clamp(FiscalYear::FIRST, FiscalYear::LAST);
        life.remaining_years = Some(due - year);
        life.due_year = Some(due);
        life.learned = true;
    }
}

/// How long a component of a cycle is expected to last from the year in which it had a grade, half up.
fn years_left(chain: &Chain, grade: usize, cycle_years: i32) -> i32 {
    let expected = chain.learned.expected_years_to(grade, usize::MAX);
    // Rounded finely first, so that a half that a sum of fractions just misses is still a half.
    let years = rounded(expected * f64::from(cycle_years) / chain.cycle_years as f64);
    // A cast to whole numbers stops at the largest one.
    (years + 0.5).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(cycle_years: i64) -> Chain {
        let prior = Prior::new(4, cycle_years, 30).expect("a prior");
        Chain { learned: History::new(prior).learn(), cycle_years }
    }

    #[test]
    fn without_ratings_a_component_lasts_its_own_cycle() {
        for (usual, own) in [(20, 20), (20, 15), (4, 1), (15, 200)] {
            assert_eq!(years_left(&chain(usual), 0, own), own, "{usual} {own}");
        }
        // Two of three falls are left of 15 years, one of 20: 10 and 6.67; the worst grade leaves nothing.
        assert_eq!([years_left(&chain(20), 1, 15), years_left(&chain(15), 2, 20)], [10, 7]);
        assert_eq!(years_left(&chain(20), 3, 15), 0);
    }

    #[test]
    fn years_are_rounded_half_up_at_the_end() {
        let of = |grades, grade, own| {
            let learned = History::new(Prior::new(grades, 30, 30).expect("a prior")).learn();
            years_left(&Chain { learned, cycle_years: 30 }, grade, own)
        };
        // One of two falls is left of 15 years: 7.5; of 13: 6.5. One of three is left of 7: 2.33; two: 4.67.
        assert_eq!([of(3, 1, 15), of(3, 1, 13), of(4, 2, 7), of(4, 1, 7)], [8, 7, 2, 5]);
    }

    #[test]
    fn the_strength_is_that_of_the_rows_and_the_usual_one_without_any() {
        let of = |value: Option<&str>| strength_from(|_| value.map(str::to_owned)).map_err(|invalid| invalid.field);
        assert_eq!((of(None), of(Some("1")), of(Some("1000"))), (Ok(30), Ok(1), Ok(1_000)));
        for value in ["0", "1001", "many"] {
            assert_eq!(of(Some(value)), Err("learning_strength_years"));
        }
    }
}
