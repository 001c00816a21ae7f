//! In what state are the buildings, the facilities and the classes, and how long will the components last?

use super::wire::{
    BuildingCondition, Condition, GroupCondition, PartRating, PartScore, RemainingLife, Score, Screening,
};
use crate::conservation::Rating;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::condition::{self, Scheme, Screened, ScreeningRules};
use crate::domain::facility::{ComponentKind, Status, Word};
use crate::domain::plan::Cycles;
use crate::domain::units::{Area, FiscalYear};
use crate::error::{Error, Result};
use crate::facility::store::{ComponentRow, StockRow};
use crate::parameters::{Parameter, store as parameters};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// The ratings of buildings, by building and part, oldest first.
pub type Rated<'a> = HashMap<&'a str, BTreeMap<&'a str, Vec<&'a Rating>>>;

/// Ratings in the order of the store, gathered by building and part.
pub fn gathered(ratings: &[Rating]) -> Rated<'_> {
    let mut rated: Rated = HashMap::new();
    for rating in ratings {
        rated.entry(&rating.building_code).or_default().entry(&rating.part).or_default().push(rating);
    }
    rated
}

/// The score of a building by the last rating of each part; a part that was never rated is left out.
pub fn score_of(scheme: &Scheme, parts: Option<&BTreeMap<&str, Vec<&Rating>>>) -> Option<condition::Score> {
    let parts = parts?;
    let last = |part: &condition::Part| Some(parts.get(part.code.as_str())?.last()?.grade.clone());
    let grades = scheme.parts().iter().map(|part| (part.code.clone(), last(part))).collect();
    condition::score(scheme, &grades).ok()
}

fn hundredths(number: i64) -> f64 {
    number as f64 / 100.0
}

/// A score as the API shows it.
pub fn shown(scheme: &Scheme, score: condition::Score) -> Score {
    let part = |part: condition::PartScore| PartScore {
        part: part.part,
        label_ja: part.label_ja,
        grade: part.grade,
        points: hundredths(part.points_hundredths),
        weight: hundredths(part.weight_hundredths),
        contribution: hundredths(part.contribution_hundredths),
    };
    Score {
        scheme: scheme.code().to_owned(),
        score: score.score,
        exact_score: hundredths(score.exact_hundredths),
        better: scheme.better(),
        divisor: hundredths(score.divisor_hundredths),
        parts: score.parts.into_iter().map(part).collect(),
        left_out: score.left_out,
    }
}

/// The limits of the screening in force.
pub async fn screening_rules(db: &impl ConnectionTrait, municipality: &str) -> Result<ScreeningRules> {
    let rows = parameters::in_force(db, municipality, Some("condition"), None).await?;
    let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    ScreeningRules::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))
}

/// A screening as the API shows it.
pub fn screened(building: Screened, rules: &ScreeningRules) -> Screening {
    let found = condition::screening(building, rules);
    Screening {
        result: found.result,
        label_ja: found.result.label_ja().to_owned(),
        reason_en: found.reason.en,
        reason_ja: found.reason.ja,
    }
}

/// What is known of a building's structure in a fiscal year.
pub fn structure_of(row: &StockRow, year: i32) -> Screened {
    Screened {
        structure: row.structure,
        seismic_standard: row.seismic_standard,
        age_years: row.completed_year.map(|completed| year - completed),
        ..Screened::default()
    }
}

/// The condition of a building.
pub fn building(
    row: &StockRow,
    scheme: &Scheme,
    rules: &ScreeningRules,
    parts: Option<&BTreeMap<&str, Vec<&Rating>>>,
    year: i32,
) -> BuildingCondition {
    let last = |(part, ratings): (&&str, &Vec<&Rating>)| {
        let (last, earlier) = ratings.split_last()?;
        Some(PartRating {
            part: (*part).to_owned(),
            grade: last.grade.clone(),
            rated_on: last.rated_on.clone(),
            basis: last.basis,
            rating_id: last.id.clone(),
            earlier: earlier.iter().rev().map(|rating| rating.grade.clone()).collect(),
        })
    };
    let invented = |rating: &&Rating| rating.illustrative != "[]";
    BuildingCondition {
        building_code: row.code.clone(),
        name: row.name.clone(),
        facility_code: row.facility_code.clone(),
        class: row.class,
        status: row.status,
        completed_year: row.completed_year,
        age_years: row.completed_year.map(|completed| year - completed),
        score: score_of(scheme, parts).map(|score| shown(scheme, score)),
        ratings: parts.into_iter().flatten().filter_map(last).collect(),
        screening: screened(structure_of(row, year), rules),
        illustrative: parts.into_iter().flatten().filter_map(|(_, ratings)| ratings.last()).any(invented),
    }
}

/// The mean of buildings, weighted by floor area.
fn group(code: &str, name: &str, members: &[(&BuildingCondition, Option<i64>)]) -> GroupCondition {
    let counted = members.iter().filter_map(|(building, area)| {
        let exact = (building.score.as_ref()?.exact_score * 100.0).round() as i64;
        Some((exact, Area::from_dm2((*area)?).dm2()))
    });
    let counted: Vec<(i64, u32)> = counted.collect();
    let mean = condition::mean_score(counted.iter().copied());
    GroupCondition {
        code: code.to_owned(),
        name: name.to_owned(),
        score: mean.map(|mean| mean.score),
        exact_score: mean.map(|mean| hundredths(mean.exact_hundredths)),
        buildings: members.len() as u64,
        rated: counted.len() as u64,
    }
}

/// The condition of buildings with that of their facilities and classes. Planned and demolished buildings are left out.
pub fn condition(
    scheme: &Scheme,
    rules: &ScreeningRules,
    stock: &[StockRow],
    ratings: &[Rating],
    day: NaiveDate,
) -> Condition {
    let rated = gathered(ratings);
    let year = fiscal_year_of(day);
    let there = |row: &&StockRow| !matches!(row.status, Status::Planned | Status::Demolished);
    let rows: Vec<&StockRow> = stock.iter().filter(there).collect();
    let buildings: Vec<BuildingCondition> =
        rows.iter().map(|row| building(row, scheme, rules, rated.get(row.code.as_str()), year)).collect();
    let mut facilities: BTreeMap<&str, Vec<(&BuildingCondition, Option<i64>)>> = BTreeMap::new();
    let mut classes: BTreeMap<&str, Vec<(&BuildingCondition, Option<i64>)>> = BTreeMap::new();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (row, building) in rows.iter().zip(&buildings) {
        facilities.entry(&row.facility_code).or_default().push((building, row.floor_area_dm2));
        classes.entry(row.class.code()).or_default().push((building, row.floor_area_dm2));
        names.insert(&row.facility_code, &row.facility_name);
        names.insert(row.class.code(), row.class.label_ja());
    }
    let groups = |of: BTreeMap<&str, Vec<(&BuildingCondition, Option<i64>)>>| {
        of.iter().map(|(code, members)| group(code, names.get(code).copied().unwrap_or_default(), members)).collect()
    };
    Condition {
        scheme: scheme.code().to_owned(),
        as_of: day.to_string(),
        classes: groups(classes),
        facilities: groups(facilities),
        buildings,
        notices: Vec::new(),
    }
}

/// The renewal cycles in force, by the name of a component and by its kind.
pub struct CycleTable {
    rows: Vec<Parameter>,
    kinds: Cycles,
}

impl CycleTable {
    /// The set `component-cycle`.
    pub async fn in_force(db: &impl ConnectionTrait, municipality: &str) -> Result<CycleTable> {
        let rows = parameters::in_force(db, municipality, Some("component-cycle"), None).await?;
        let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
        let kinds = Cycles::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))?;
        Ok(CycleTable { rows, kinds })
    }

    /// The parameter that a cycle comes from, by its name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// The cycle of a kind of component.
    pub fn of_kind(&self, kind: ComponentKind) -> u16 {
        self.kinds.of(kind)
    }

    /// The cycle of a component and where it comes from: its own, that of its name, that of its kind.
    pub fn of(&self, component: &ComponentRow) -> (i32, String) {
        let own = component.cycle_years.map(|years| (years, "component".to_owned()));
        let named = || {
            let row = self.rows.iter().find(|row| row.name == component.name)?;
            Some((row.value.parse().ok()?, row.name.clone()))
        };
        own.or_else(named).unwrap_or_else(|| (self.kinds.of(component.kind).into(), component.kind.code().to_owned()))
    }
}

/// The last rating that speaks of a component: one that names it, or one of its part when it is the only component of
/// that part in its building.
fn rating_of<'a>(
    component: &ComponentRow,
    scheme: &Scheme,
    siblings: &[&ComponentRow],
    parts: Option<&BTreeMap<&str, Vec<&'a Rating>>>,
) -> Option<&'a Rating> {
    let of_part = |kind: ComponentKind| scheme.part_of(kind).map(|part| part.code.as_str());
    let part = of_part(component.kind)?;
    let alone = siblings.iter().filter(|sibling| of_part(sibling.kind) == Some(part)).count() == 1;
    let speaks = |rating: &&&Rating| match rating.component_code.as_deref() {
        Some(named) => named == component.code,
        None => alone,
    };
    parts?.get(part)?.iter().rev().find(speaks).copied()
}

/// How long each component will last, seen from a fiscal year.
pub fn lives(
    scheme: &Scheme,
    cycles: &CycleTable,
    components: &[ComponentRow],
    ratings: &[Rating],
    year: FiscalYear,
) -> Result<Vec<RemainingLife>> {
    let rated = gathered(ratings);
    let mut found = Vec::with_capacity(components.len());
    for siblings in components.chunk_by(|a, b| a.building_code == b.building_code) {
        let all: Vec<&ComponentRow> = siblings.iter().collect();
        for component in siblings {
            let parts = rated.get(component.building_code.as_str());
            found.push(life(scheme, cycles, component, rating_of(component, scheme, &all, parts), year)?);
        }
    }
    Ok(found)
}

fn life(
    scheme: &Scheme,
    cycles: &CycleTable,
    component: &ComponentRow,
    rating: Option<&Rating>,
    year: FiscalYear,
) -> Result<RemainingLife> {
    let (cycle, cycle_from) = cycles.of(component);
    let installed = component.installed_year.and_then(|year| FiscalYear::new("installed_year", year.into()).ok());
    let rating = rating.and_then(|rating| {
        let day: NaiveDate = rating.rated_on.parse().ok()?;
        let rated_year = FiscalYear::new("rated_on", fiscal_year_of(day).into()).ok()?;
        Some(condition::Rating { grade: scheme.grade(&rating.grade)?.clone(), rated_year })
    });
    let of = condition::RemainingLife::new(year, installed, cycle.into(), rating).map_err(Error::value)?;
    let remaining = condition::remaining_life(&of);
    let because = remaining.as_ref().map(|remaining| &remaining.because);
    Ok(RemainingLife {
        component_code: component.code.clone(),
        building_code: component.building_code.clone(),
        name: component.name.clone(),
        kind: component.kind,
        cycle_years: cycle,
        cycle_from,
        installed_year: component.installed_year,
        grade: because.and_then(|because| because.grade.clone()),
        rated_year: because.and_then(|because| because.rated_year),
        basis: remaining.as_ref().map(|remaining| remaining.basis),
        learned: false,
        remaining_years: remaining.as_ref().map(|remaining| remaining.years),
        due_year: remaining.as_ref().map(|remaining| year.year() + remaining.years),
        act_by_year: remaining.and_then(|remaining| remaining.act_by_year),
    })
}
