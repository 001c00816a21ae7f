//! From what is recorded to the sheet: every value in its place, with the names of those that are invented.

use super::assumed::{self, LISTED_YEARS};
use super::gathered::Gathered;
use super::wire::*;
use crate::conservation::store::{DefectOf, DueStanding, Needed, Photo, RatedPart, WorkOf};
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::Word;
use crate::domain::units::{Area, Yen};
use crate::domain::work::WorkState;
use crate::error::Language;
use crate::facility::store::{Building, ComponentRow};
use crate::page::term;
use std::collections::{BTreeMap, HashSet};

/// How many sources stand below the maps by name.
const MOST_CREDITS: usize = 5;

/// Names that are stored as JSON text.
fn names(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Those of the invented names that stand on the sheet, and what rests on invented values.
fn marked(own: &[String], shown: &[&str], follows: &[(&str, bool)]) -> Vec<String> {
    let mut marks: Vec<String> = own.iter().filter(|name| shown.contains(&name.as_str())).cloned().collect();
    marks.extend(follows.iter().filter(|(_, invented)| *invented).map(|(name, _)| (*name).to_owned()));
    marks
}

fn m2(dm2: Option<i64>) -> Option<f64> {
    dm2.map(|dm2| Area::from_dm2(dm2).m2())
}

impl Gathered {
    /// The sheet in a language; when it was drawn and its digest come later.
    pub(super) fn assembled(&self, language: Language) -> FacilitySheet {
        let year = fiscal_year_of(self.as_of);
        let (planned_works, later) = self.planned_works(year);
        FacilitySheet {
            municipality_code: self.municipality_code.clone(),
            municipality_name: self.municipality_name.clone(),
            drawn_at: String::new(),
            input_digest: String::new(),
            fiscal_year: year,
            facility: self.facility(),
            site: self.site(),
            buildings: self.buildings(year, language),
            grades: assumed::grades(self, language),
            condition: self.condition(language),
            components: self.components(),
            costs: self.costs(language),
            inspections: self.known.inspections.iter().map(|one| inspection(one, language)).collect(),
            defects: self.defects(),
            past_works: self.past_works(),
            planned_works,
            photos: self.photos(),
            assumptions: assumed::assumptions(self, language),
            notices: assumed::notices(self, later, language),
            map: self.map(),
        }
    }

    fn facility(&self) -> SheetFacility {
        let of = &self.whole.facility;
        let own: Vec<String> = names(&of.illustrative)
            .into_iter()
            .map(|name| if name == "url" { "website".to_owned() } else { name })
            .collect();
        const SHOWN: [&str; 13] = [
            "name",
            "name_kana",
            "class",
            "subclass",
            "department",
            "address",
            "phone",
            "website",
            "operation",
            "disaster_roles",
            "opened_on",
            "status",
            "note",
        ];
        let roles = names(&of.disaster_roles);
        SheetFacility {
            code: of.code.clone(),
            name: of.name.clone(),
            name_kana: of.name_kana.clone(),
            class: of.class,
            class_label_ja: of.class.label_ja().to_owned(),
            subclass: of.subclass,
            department: of.department.clone(),
            address: of.address.clone(),
            phone: of.phone.clone(),
            website: of.url.clone(),
            operation: of.operation,
            disaster_roles: roles.iter().filter_map(|role| role.parse().ok()).collect(),
            opened_on: of.opened_on.clone(),
            status: Some(of.status),
            note: of.note.clone(),
            illustrative: marked(&own, &SHOWN, &[]),
        }
    }

    fn site(&self) -> Option<SheetSite> {
        let of = self.whole.site.as_ref()?;
        const SHOWN: [&str; 7] = [
            "name",
            "area_m2",
            "zoning",
            "floor_area_ratio_percent",
            "coverage_ratio_percent",
            "property_class",
            "use_status",
        ];
        Some(SheetSite {
            code: of.code.clone(),
            name: of.name.clone(),
            area_m2: m2(of.area_dm2),
            zoning: of.zoning,
            floor_area_ratio_percent: of.floor_area_ratio_percent,
            coverage_ratio_percent: of.coverage_ratio_percent,
            property_class: of.property_class,
            use_status: of.use_status,
            illustrative: marked(&names(&of.illustrative), &SHOWN, &[]),
        })
    }

    fn buildings(&self, year: i32, language: Language) -> Vec<SheetBuilding> {
        const SHOWN: [&str; 9] = [
            "name",
            "structure",
            "storeys_above",
            "storeys_below",
            "floor_area_m2",
            "completed_year",
            "seismic_standard",
            "seismic_retrofit",
            "status",
        ];
        let one = |of: &Building| {
            let own = names(&of.illustrative);
            let is = |name: &str| own.iter().any(|known| known == name);
            let state = self.known.buildings.get(&of.code);
            let score = state.and_then(|state| state.score);
            let dated = is("completed_year") || is("completed_on");
            let judged = dated || is("structure") || is("seismic_standard");
            let follows = [
                ("age_years", dated),
                ("health_score", score.is_some() && state.is_some_and(|state| state.score_invented)),
                ("screening", judged),
                ("remaining_life_years", judged),
            ];
            SheetBuilding {
                code: of.code.clone(),
                name: of.name.clone(),
                structure: of.structure,
                storeys_above: of.storeys_above,
                storeys_below: of.storeys_below,
                floor_area_m2: m2(of.floor_area_dm2),
                completed_year: of.completed_year,
                age_years: of.completed_year.map(|completed| year - completed),
                seismic_standard: of.seismic_standard,
                seismic_retrofit: of.seismic_retrofit,
                health_score: score.and_then(|score| i32::try_from(score).ok()),
                screening: state.map(|state| term(language, state.screening)),
                remaining_life_years: state.and_then(|state| state.remaining_years),
                status: Some(of.status),
                illustrative: marked(&own, &SHOWN, &follows),
            }
        };
        self.whole.buildings.iter().map(one).collect()
    }

    /// The name of a building of this facility.
    fn building_name(&self, code: &str) -> Option<String> {
        self.whole.buildings.iter().find(|building| building.code == code).map(|building| building.name.clone())
    }

    fn condition(&self, language: Language) -> Vec<SheetCondition> {
        let one = |of: &RatedPart| SheetCondition {
            building_code: of.building_code.clone(),
            part: of.part.clone(),
            part_label: match language {
                Language::Ja => of.label_ja.clone(),
                Language::En => of.part.replace('-', " "),
            },
            grade: of.grade.clone(),
            rated_on: of.rated_on.clone(),
            basis: of.basis,
            earlier: of
                .earlier
                .iter()
                .map(|(grade, day)| SheetGrade { grade: grade.clone(), rated_on: day.clone() })
                .collect(),
            illustrative: of.invented,
        };
        self.known.ratings.iter().map(one).collect()
    }

    fn components(&self) -> Vec<SheetComponent> {
        let one = |of: &ComponentRow| {
            let own = names(&of.illustrative);
            let is = |name: &str| own.iter().any(|known| known == name);
            let life = self.known.lives.get(&of.code);
            let own_cycle = life.is_some_and(|life| life.own_cycle);
            let grade_invented = life.is_some_and(|life| life.grade_invented);
            let dated = is("installed_year") || (own_cycle && is("cycle_years")) || grade_invented;
            SheetComponent {
                code: of.code.clone(),
                building_name: self.building_name(&of.building_code).unwrap_or_else(|| of.building_code.clone()),
                name: of.name.clone(),
                kind: of.kind,
                installed_year: of.installed_year,
                cycle_years: life.map(|life| life.cycle_years).or(of.cycle_years),
                next_due_year: life.and_then(|life| life.due_year),
                grade: life.and_then(|life| life.grade.clone()),
                illustrative: marked(
                    &own,
                    &["name", "kind", "installed_year", "cycle_years"],
                    &[("next_due_year", dated), ("grade", grade_invented)],
                ),
            }
        };
        self.whole.components.iter().map(one).collect()
    }

    fn costs(&self, language: Language) -> SheetCosts {
        let plan = self.known.plan.as_ref();
        let years = plan.into_iter().flat_map(|plan| &plan.by_year);
        SheetCosts {
            plan: plan.map(|plan| assumed::plan(plan, language)),
            forecast: years.map(|(year, cost)| SheetCostYear { fiscal_year: *year, cost_yen: *cost }).collect(),
            forecast_total_yen: plan.map_or(Yen(0), |plan| plan.total),
            forecast_illustrative: plan.is_some_and(|plan| plan.invented),
            book: self.book.as_ref().map(|book| SheetBook {
                as_of: self.as_of.to_string(),
                closed_year: book.closed_year,
                assets: book.assets,
                acquisition_cost_yen: book.amounts.cost,
                accumulated_depreciation_yen: book.amounts.accumulated,
                book_value_yen: book.amounts.book(),
                illustrative: book.invented,
            }),
        }
    }

    fn defects(&self) -> Vec<SheetDefect> {
        let one = |of: &DefectOf| {
            let building = of.building_code.as_deref().and_then(|code| self.building_name(code));
            let place: Vec<String> = building.into_iter().chain(of.place.clone()).collect();
            SheetDefect {
                number: of.number.clone(),
                reported_on: of.reported_on.clone(),
                place: (!place.is_empty()).then(|| place.join(" ")),
                description: of.description.clone(),
                severity: of.severity,
                state: of.state,
                due_on: of.due_on.clone(),
                illustrative: of.invented,
            }
        };
        self.known.defects.iter().map(one).collect()
    }

    fn work(&self, of: &WorkOf) -> SheetWork {
        SheetWork {
            fiscal_year: of.fiscal_year,
            building_name: of.building_code.as_deref().and_then(|code| self.building_name(code)),
            kind: of.kind,
            title: of.title.clone(),
            state: of.state,
            cost_yen: of.cost,
            cost_estimated: of.estimated,
            illustrative: of.invented.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Works done, the latest first.
    fn past_works(&self) -> Vec<SheetWork> {
        let done = self.known.works.iter().rev().filter(|work| work.state == WorkState::Done);
        done.map(|work| self.work(work)).collect()
    }

    /// Works to come and lines of the plan, by year, those without a year last; and how many come later than is listed.
    fn planned_works(&self, year: i32) -> (Vec<SheetWork>, usize) {
        let works = self.known.works.iter().filter(|work| work.state != WorkState::Done);
        let lines = self.known.plan.iter().flat_map(|plan| &plan.lines);
        let all: Vec<&WorkOf> = works.chain(lines).collect();
        let soon = |work: &&WorkOf| work.fiscal_year.is_none_or(|of| of < year + LISTED_YEARS);
        let (mut listed, later): (Vec<&WorkOf>, Vec<&WorkOf>) = all.into_iter().partition(soon);
        listed.sort_by(|one, other| {
            let key = |work: &WorkOf| (work.fiscal_year.is_none(), work.fiscal_year);
            (key(one), &one.title).cmp(&(key(other), &other.title))
        });
        (listed.into_iter().map(|work| self.work(work)).collect(), later.len())
    }

    fn photos(&self) -> Vec<SheetPhoto> {
        let one = |of: &Photo| SheetPhoto {
            attachment_id: of.id.clone(),
            caption: of.caption.clone(),
            taken_on: of.taken_on.clone(),
        };
        self.known.photos.iter().map(one).collect()
    }

    fn map(&self) -> SheetMap {
        let of = &self.whole;
        let building = |row: &Building| Some((row.name.clone(), row.geometry.clone()?));
        SheetMap {
            code: of.facility.code.clone(),
            outline: self.outline.as_ref().map(|(geometry, _)| geometry.clone()),
            facility: of.facility.geometry.clone(),
            site: of.site.as_ref().and_then(|site| site.geometry.clone()),
            buildings: of.buildings.iter().filter(|row| row.status.stands()).filter_map(building).collect(),
            facilities: self
                .points
                .iter()
                .map(|at| MapPlace { code: at.code.clone(), name: at.name.clone(), lon: at.lon(), lat: at.lat() })
                .collect(),
            attribution: self.credits(),
        }
    }

    /// Who is to be credited: for the outline, for this facility and its site, then for most of the others.
    fn credits(&self) -> String {
        let pieces = |text: &str| -> Vec<String> { text.split("; ").map(|piece| piece.trim().to_owned()).collect() };
        let site = self.whole.site.as_ref().and_then(|site| site.source.as_deref());
        let own = [
            self.outline.as_ref().and_then(|(_, source)| source.as_deref()),
            self.whole.facility.source.as_deref(),
            site,
        ];
        let mut credits: Vec<String> = own.into_iter().flatten().flat_map(pieces).collect();
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for piece in self.points.iter().filter_map(|at| at.source.as_deref()).flat_map(pieces) {
            *counted.entry(piece).or_default() += 1;
        }
        let mut others: Vec<(String, usize)> = counted.into_iter().collect();
        others.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        credits.extend(others.into_iter().map(|(piece, _)| piece).take(MOST_CREDITS));
        let mut seen = HashSet::new();
        credits.retain(|piece| !piece.is_empty() && seen.insert(piece.clone()));
        credits.join("／")
    }
}

fn inspection(of: &Needed, language: Language) -> SheetInspection {
    let mut marks = Vec::new();
    if of.invented {
        marks.extend(["last_on", "last_result", "next_due_on"].map(str::to_owned));
    }
    SheetInspection {
        kind: of.kind.clone(),
        kind_label: language.pick(&of.name),
        law: Some(of.law_ja.clone()).filter(|law| !law.is_empty()),
        subject: of.subject.clone(),
        last_on: of.last_on.map(|day| day.to_string()),
        last_result: of.last_result,
        next_due_on: of.due_on.map(|day| day.to_string()),
        standing: match of.standing {
            DueStanding::Overdue => SheetStanding::Overdue,
            DueStanding::NeverDone => SheetStanding::NeverDone,
            DueStanding::DueSoon => SheetStanding::DueSoon,
            DueStanding::Later => SheetStanding::InTime,
        },
        illustrative: marks,
    }
}
