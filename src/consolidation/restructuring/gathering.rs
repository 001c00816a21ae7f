//! What a plan is reckoned with: facilities, sites and people of the question or of what is stored, put together to the
//! core's question.

use super::question::{Asked, AskedFacility};
use crate::consolidation::demand::figures::Figures;
use crate::domain::catchment::{Detour, Distances};
use crate::domain::facility::{Class, Status, Word};
use crate::domain::finance::Rate;
use crate::domain::geometry::Place;
use crate::domain::restructuring::{
    Cast, Decision, Draft, Facility, Function, Ground, Holding, Question, Reach, Terms, Window,
};
use crate::domain::scenario::{self, Basis, Discounting, Timing, times};
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::facility::store as facilities;
use crate::lifecycle::store as lifecycle;
use crate::parameters::{Parameter, store as parameters};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};

/// The parameter set of restructuring.
const SET: &str = "restructuring";

/// Everything that is planned with.
pub struct Scene {
    /// What was asked.
    pub asked: Asked,
    /// The question.
    pub question: Question,
    /// The same under other courses of the population.
    pub populations: Vec<Question>,
    /// The choices of each facility in words, in the order of their ids.
    pub decisions: Vec<Vec<Decision>>,
    /// 延床面積 of each facility today, hundredths of m².
    pub areas: Vec<i64>,
    /// 名称 by facility.
    pub names: BTreeMap<String, String>,
    /// The functions.
    pub functions: Vec<String>,
    /// In which year each period begins, from 0 on.
    pub starts: Vec<usize>,
    /// Parameters in force.
    pub parameters: Vec<Parameter>,
    /// The values that were used, by their names.
    pub values: BTreeMap<&'static str, i64>,
    /// 割引率
    pub rate: Rate,
    /// 迂回率 in percent.
    pub detour_percent: u32,
    /// Where facilities and people come from.
    pub from: [&'static str; 2],
    /// Facilities of the register that could not be counted.
    pub skipped: Vec<String>,
    /// Invented values by name, and how many.
    pub invented: BTreeMap<&'static str, u64>,
}

/// People by place, and period by period.
struct People {
    places: Vec<Place>,
    /// Hundredths of a person, `[period][point]`.
    periods: Vec<Vec<i64>>,
}

/// Gathers what a question needs.
pub async fn gather(db: &impl ConnectionTrait, municipality: &str, asked: Asked) -> Result<Scene> {
    let on = format!("{:04}-04-01", asked.from_year);
    let mut rows = parameters::nearest(db, municipality, SET, &on).await?;
    let access = parameters::nearest(db, municipality, "access", &on).await?;
    let values = values(&rows, &asked)?;
    let rate = match asked.discount_rate {
        Some(rate) => rate,
        None => Rate::parse("discount_rate_percent", text(&rows, "discount_rate_percent")?)
            .map_err(|invalid| Error::internal(invalid.text.en))?,
    };
    let detour_percent = text(&access, "detour_factor_percent")?.trim().parse::<u32>().ok();
    let detour = detour_percent.and_then(|percent| Detour::new(percent).ok());
    let (Some(detour), Some(detour_percent)) = (detour, detour_percent) else {
        return Err(Error::internal("the parameter `access/detour_factor_percent` cannot be used"));
    };
    rows.extend(access.into_iter().filter(|row| row.name == "detour_factor_percent"));
    let mut invented = BTreeMap::new();
    let mut skipped = Vec::new();
    let base = FiscalYear::new("from_year", asked.from_year.into()).map_err(Error::value)?;
    let mut asked = asked;
    let (given, from_facilities) = match asked.facilities.take() {
        Some(given) => (given, "question"),
        None => {
            let model = lifecycle::model(db, municipality, base).await?;
            let given = registered(db, municipality, &asked, &model, &mut skipped, &mut invented).await?;
            let used = ["rebuild_age_years", ".rebuild"];
            rows.extend(model.rows.into_iter().filter(|row| used.iter().any(|name| row.name.ends_with(name))));
            (given, "register")
        }
    };
    let starts: Vec<usize> = (0..asked.years).step_by(asked.period_years).collect();
    let (people, from_people) = people(db, municipality, &asked, &starts, &mut invented).await?;
    let discounting = Discounting::new(
        scenario::Terms {
            rate,
            basis: Basis::Real,
            inflation: Default::default(),
            escalation: Default::default(),
            timing: Timing::Start,
        },
        asked.years as u32,
    );
    known(&asked, &given)?;
    let put = Put { asked: &asked, given: &given, values: &values, starts: &starts, discounting: &discounting };
    let (question, decisions, functions) = put.together(&people, detour)?;
    let populations = asked.populations.iter().map(|other| put.with_people(&question, other.change)).collect();
    let mut areas: Vec<(&str, i64)> =
        given.iter().map(|facility| (facility.id.as_str(), facility.floor_area)).collect();
    areas.sort_unstable();
    let areas = areas.into_iter().map(|(_, area)| area).collect();
    let names = given.iter().filter_map(|facility| Some((facility.id.clone(), facility.name.clone()?))).collect();
    Ok(Scene {
        question,
        populations,
        decisions,
        areas,
        names,
        functions,
        starts,
        parameters: rows,
        values,
        rate,
        detour_percent,
        from: [from_facilities, from_people],
        skipped,
        invented,
        asked,
    })
}

fn text<'a>(rows: &'a [Parameter], name: &str) -> Result<&'a str> {
    let row = rows.iter().find(|row| row.name == name);
    row.map(|row| row.value.as_str()).ok_or_else(|| Error::internal(format!("there is no parameter `{SET}/{name}`")))
}

/// The numbers of the parameters, with what the question changes.
fn values(rows: &[Parameter], asked: &Asked) -> Result<BTreeMap<&'static str, i64>> {
    let value = |name: &'static str| {
        let own = asked.changed.iter().find(|(changed, _)| *changed == name).map(|(_, value)| *value);
        let value = match own {
            Some(own) => own,
            None => text(rows, name)?
                .trim()
                .parse()
                .map_err(|_| Error::internal(format!("the parameter `{SET}/{name}` cannot be used")))?,
        };
        Ok((name, value))
    };
    super::question::NUMBERS.iter().map(|(name, ..)| value(name)).collect()
}

/// The facilities of the register that are in use, have a place and a building that counts.
async fn registered(
    db: &impl ConnectionTrait,
    municipality: &str,
    asked: &Asked,
    model: &lifecycle::Model,
    skipped: &mut Vec<String>,
    invented: &mut BTreeMap<&'static str, u64>,
) -> Result<Vec<AskedFacility>> {
    let points = facilities::points(db, municipality).await?;
    let filter = &asked.filter;
    let codes: BTreeSet<&str> = points.iter().map(|point| point.code.as_str()).collect();
    strangers("/facility_filter/codes", &filter.codes, &codes)?;
    let stock = lifecycle::register_stock(db, municipality).await?;
    let mut found = Vec::new();
    for point in points {
        let meant = point.status == Status::InUse
            && filter.class.is_none_or(|class| point.class == class)
            && filter.subclass.is_none_or(|subclass| point.subclass == Some(subclass))
            && (filter.codes.is_empty() || filter.codes.contains(&point.code));
        if !meant {
            continue;
        }
        let buildings = || stock.rows.iter().filter(|row| row.facility_code == point.code);
        // The largest building decides when the facility has to be rebuilt.
        let largest = buildings().max_by_key(|row| (row.floor_area_dm2, std::cmp::Reverse(row.completed_year)));
        let Some(completed) = largest.and_then(|row| row.completed_year) else {
            skipped.push(point.code);
            continue;
        };
        if buildings().any(|row| !lifecycle::invented(row).is_empty()) {
            *invented.entry("buildings").or_default() += 1;
        }
        if point.illustrative.contains("\"geometry\"") {
            *invented.entry("facilities.geometry").or_default() += 1;
        }
        found.push(AskedFacility {
            function: point.subclass.map_or_else(|| point.class.code(), |subclass| subclass.code()).to_owned(),
            place: Place { lon: point.lon(), lat: point.lat() },
            floor_area: buildings().filter_map(|row| row.floor_area_dm2).sum(),
            renewal_year: Some(completed + model.parameters.rebuild_age_years as i32),
            building_yen_per_m2: Some(rebuilding(model, point.class)),
            running_yen: None,
            land_yen: 0,
            name: Some(point.name),
            id: point.code,
        });
    }
    if found.is_empty() {
        let text = Text::new(
            "no facility of the register that is in use, has a place and a building is meant; give `facilities` or another `facility_filter`",
            "対象となる施設（供用中で、位置と建物が登録されているもの）がありません。`facilities` か `facility_filter` を見直してください",
        );
        return Err(Error::value(Invalid::new("facility_filter", "required", "", text)));
    }
    Ok(found)
}

fn rebuilding(model: &lifecycle::Model, class: Class) -> i64 {
    model.unit_costs[class as usize].rebuild_yen_per_m2.0
}

fn strangers(at: &str, named: &[String], known: &BTreeSet<&str>) -> Result<()> {
    let fault = |(nth, code): (usize, &String)| {
        let text = Text::new(
            format!("`{code}` is no facility of this question; check the code"),
            format!("`{code}` は対象の施設にありません。番号を確かめてください"),
        );
        Fault::at(format!("{at}/{nth}"), Invalid::new("codes", "unknown-reference", code, text))
    };
    let unknown = named.iter().enumerate().filter(|(_, code)| !known.contains(code.as_str()));
    let faults: Vec<Fault> = unknown.map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Refused(faults)) }
}

/// Refuses names in lists that no facility and no function has.
fn known(asked: &Asked, given: &[AskedFacility]) -> Result<()> {
    let ids: BTreeSet<&str> = given.iter().map(|facility| facility.id.as_str()).collect();
    strangers("/keep", &asked.keep, &ids)?;
    strangers("/leave", &asked.leave, &ids)?;
    let functions: BTreeSet<&str> = given.iter().map(|facility| facility.function.as_str()).collect();
    for (at, site) in asked.sites.iter().enumerate() {
        if let Some((nth, function)) = site.functions.iter().enumerate().find(|(_, f)| !functions.contains(f.as_str()))
        {
            let there: Vec<&str> = functions.iter().copied().collect();
            let text = Text::new(
                format!("`{function}` is no function of a facility; there are {}", there.join(", ")),
                format!("`{function}` の機能を持つ施設がありません。使えるのは {} です", there.join(", ")),
            );
            let invalid = Invalid::new("functions", "unknown-reference", function, text);
            return Err(Error::Refused(vec![Fault::at(format!("/sites/{at}/functions/{nth}"), invalid)]));
        }
    }
    Ok(())
}

/// Who lives where in the middle of each period.
async fn people(
    db: &impl ConnectionTrait,
    municipality: &str,
    asked: &Asked,
    starts: &[usize],
    invented: &mut BTreeMap<&'static str, u64>,
) -> Result<(People, &'static str)> {
    if let Some(given) = &asked.demand {
        let populations: Vec<i64> = given.iter().map(|point| point.population).collect();
        let places = given.iter().map(|point| point.place).collect();
        return Ok((People { places, periods: vec![populations; starts.len()] }, "question"));
    }
    let figures = Figures::read(db, municipality).await?;
    if figures.first_year.is_none() {
        let text = Text::new(
            "`demand` is missing and no demand points are stored; give it, or store them with PUT /v1/{municipality}/demand-points",
            "`demand` がなく、需要点も登録されていません。`demand` を指定するか、需要点を登録してください",
        );
        return Err(Error::value(Invalid::new("demand", "required", "", text)));
    }
    if figures.invented > 0 {
        invented.insert("demand_points.population", figures.invented);
    }
    let of_period = |start: &usize| {
        let (people, _) = figures.people(asked.from_year + middle(*start, asked) as i32);
        let mut sums = vec![0_i64; figures.points.len()];
        for group in people.values() {
            sums.iter_mut().zip(group).for_each(|(sum, people)| *sum += *people as i64);
        }
        sums
    };
    let periods = starts.iter().map(of_period).collect();
    Ok((People { places: figures.points.iter().map(|point| point.place).collect(), periods }, "stored"))
}

/// The middle of the period that begins then.
fn middle(start: usize, asked: &Asked) -> usize {
    start + (asked.period_years.min(asked.years - start)) / 2
}

/// Puts a question together.
struct Put<'a> {
    asked: &'a Asked,
    given: &'a [AskedFacility],
    values: &'a BTreeMap<&'static str, i64>,
    starts: &'a [usize],
    discounting: &'a Discounting,
}

impl Put<'_> {
    fn value(&self, name: &str) -> i64 {
        self.values.get(name).copied().unwrap_or_default()
    }

    fn together(&self, people: &People, detour: Detour) -> Result<(Question, Vec<Vec<Decision>>, Vec<String>)> {
        let (asked, sites) = (self.asked, &self.asked.sites);
        let names: BTreeSet<&str> = self.given.iter().map(|facility| facility.function.as_str()).collect();
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut grounds: Vec<Ground> =
            sites.iter().map(|site| Ground { places: Vec::new(), from: self.place_of_year(site.from_year) }).collect();
        let (mut functions, mut holdings) = (Vec::new(), Vec::new());
        for (function, name) in names.iter().enumerate() {
            let mut places: Vec<Place> = Vec::new();
            for facility in self.given.iter().filter(|facility| facility.function == *name) {
                holdings.push(self.holding(facility, function, places.len()));
                places.push(facility.place);
            }
            let own = places.len();
            for (site, ground) in sites.iter().zip(&mut grounds) {
                let may = site.functions.is_empty() || site.functions.contains(name);
                ground.places.push(may.then_some(places.len()));
                if may {
                    places.push(site.place);
                }
            }
            functions.push(self.function(&places, own, people, detour));
        }
        let stock: i64 = holdings.iter().map(|holding| holding.floor_area).sum();
        let terms = Terms {
            demolition_yen_per_m2: self.value("demolition_yen_per_m2"),
            moving_yen_per_m2: self.value("moving_yen_per_m2"),
            moved_area_percent: self.value("moved_area_percent"),
        };
        let cast = Cast { terms, grounds: &grounds, starts: self.starts, discounting: self.discounting };
        holdings.sort_by(|a, b| a.id.cmp(&b.id));
        let (facilities, decisions): (Vec<Facility>, Vec<Vec<Decision>>) =
            holdings.iter().map(|holding| cast.of(holding)).unzip();
        let draft = Draft {
            facilities,
            functions,
            periods: self.starts.len(),
            sites: sites.iter().map(|site| site.capacity).collect(),
            ceilings: vec![asked.ceiling_yen; asked.years],
            floor_area_limit: asked.floor_area_reduction_percent.map(|percent| stock / 100 * (100 - percent)),
        };
        Ok((Question::new(draft).map_err(Error::value)?, decisions, names))
    }

    fn place_of_year(&self, year: Option<i32>) -> usize {
        year.map_or(0, |year| (year - self.asked.from_year).max(0) as usize)
    }

    fn holding(&self, facility: &AskedFacility, function: usize, place: usize) -> Holding {
        let (asked, years) = (self.asked, self.asked.years as i64);
        let due = facility.renewal_year.map(|year| i64::from(year) - i64::from(asked.from_year));
        let window = |due: i64| {
            let due_now = due.max(0);
            let last = (due_now + self.value("defer_years")).min(years - 1);
            let first = (due - self.value("advance_years")).clamp(0, due_now);
            Window { first: first as usize, due: due_now as usize, last: last as usize }
        };
        let per_m2 = |yen: i64| ((i128::from(yen) * i128::from(facility.floor_area) + 50) / 100) as i64;
        Holding {
            id: facility.id.clone(),
            function,
            place,
            floor_area: facility.floor_area,
            running_yen: facility.running_yen.unwrap_or_else(|| per_m2(self.value("running_yen_per_m2"))),
            building_yen_per_m2: facility.building_yen_per_m2.unwrap_or_else(|| self.value("building_yen_per_m2")),
            renewal: due.filter(|due| *due < years).map(window),
            land_yen: facility.land_yen,
            may: (!asked.leave.contains(&facility.id), !asked.keep.contains(&facility.id)),
        }
    }

    fn function(&self, places: &[Place], own: usize, people: &People, detour: Detour) -> Function {
        let distances = Distances::straight(&people.places, places, detour);
        let most = self.asked.max_distance_m.map(|most| most.round() as u64);
        let (mut reach, mut weights) = (Vec::new(), Vec::new());
        for point in 0..people.places.len() {
            let metres: Vec<u64> = distances.row(point).iter().map(|far| (far + 500) / 1_000).collect();
            // Nobody who is within the limit today may fall out of it; the others are far already.
            let near = metres[..own].iter().min().zip(most).is_some_and(|(near, most)| *near <= most);
            let limit = most.filter(|_| near).unwrap_or(u64::MAX);
            let within = metres.iter().enumerate().filter(|(_, metres)| **metres <= limit);
            let mut all: Vec<Reach> = within
                .map(|(place, metres)| Reach { place: place as u32, metres: (*metres).min(u32::MAX.into()) as u32 })
                .collect();
            all.sort_by_key(|reach| (reach.metres, reach.place));
            reach.push(all);
            weights.push(
                (0..self.starts.len()).map(|period| self.weight(people.periods[period][point], period)).collect(),
            );
        }
        Function { places: places.len(), reach, weights }
    }

    /// What a metre costs the people of a point in a period, thousandths of a yen.
    fn weight(&self, hundredths: i64, period: usize) -> i64 {
        let end = self.starts.get(period + 1).copied().unwrap_or(self.asked.years);
        let factor: f64 = self.discounting.factors()[self.starts[period]..end].iter().sum();
        let a_year = hundredths.saturating_mul(self.value("yen_per_person_km"));
        times(Yen(a_year), factor / 100.0).0
    }

    /// The same question with other people: so many hundredths of a percent more or fewer a year.
    fn with_people(&self, question: &Question, change: i64) -> Question {
        let yearly = (10_000 + change) as f64 / 10_000.0;
        let factors: Vec<f64> = self
            .starts
            .iter()
            .map(|start| (0..middle(*start, self.asked)).fold(1.0, |factor, _| factor * yearly))
            .collect();
        question.with_weights(|period, weight| times(Yen(weight), factors[period]).0)
    }
}
