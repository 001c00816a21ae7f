//! What a question is reckoned with: the points of demand with their people, the sites, and which of them each option
//! leaves open. What the question does not bring along comes from what is stored.

use super::question::{Change, DemandPoint, Question, Site, Supply};
use crate::consolidation::demand::figures::{self, Figures, People};
use crate::consolidation::demand::store as demand;
use crate::domain::catchment::{AgeGroup, Bands, Detour, Growth, in_use};
use crate::domain::facility::Status;
use crate::domain::geometry::Place;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::facility::store::{self as facilities};
use crate::parameters::{Parameter, store as parameters};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};

/// The parameter set of access.
const SET: &str = "access";
/// The most distances of one question.
const MOST_DISTANCES: usize = 5_000_000;

/// A point of demand on the map.
pub struct Point {
    /// 番号
    pub code: String,
    /// 名称
    pub name: Option<String>,
    /// Where it is.
    pub place: Option<Place>,
}

/// Which sites an option leaves open.
pub struct Choice {
    /// What the question calls it.
    pub name: String,
    /// Closed, added, moved: their codes.
    pub told: [Vec<String>; 3],
    /// Open sites by their place in the list.
    pub open: Vec<usize>,
}

/// Everything that is reckoned with.
pub struct Scene {
    /// Points of demand.
    pub points: Vec<Point>,
    /// Age groups that count.
    pub groups: Vec<AgeGroup>,
    /// For each age group the people of each point, in hundredths.
    pub people: Vec<Vec<u64>>,
    /// Sites: the facilities as they are, then what options add and move, in their order.
    pub sites: Vec<Site>,
    /// What each site supplies.
    pub supply: Vec<f64>,
    /// What a unit of supply is.
    pub unit: Supply,
    /// How many of the sites are the facilities as they are.
    pub present: usize,
    /// What each option leaves open.
    pub choices: Vec<Choice>,
    /// Stations that can be used in a year.
    pub stations: Vec<(i32, Vec<Place>)>,
    /// A given matrix.
    pub costs: Option<Vec<Vec<Option<f64>>>>,
    /// Radii in thousandths.
    pub radii: Vec<u64>,
    /// How much longer the way is than the straight line.
    pub detour: Detour,
    /// The same in percent, for the answer.
    pub detour_percent: u32,
    /// How much a distance counts.
    pub bands: Option<Bands>,
    /// The share of the percentile.
    pub share_percent: u32,
    /// Where things come from and what was assumed.
    pub origin: Origin,
}

/// Where a scene comes from.
#[derive(Default)]
pub struct Origin {
    /// Whether the demand is the stored one.
    pub stored_demand: bool,
    /// Whether the facilities are the register's.
    pub register: bool,
    /// The year of the demand.
    pub year: Option<i32>,
    /// How figures of that year were found, and how many.
    pub growth: BTreeMap<Growth, u64>,
    /// Invented values by name, and how many.
    pub invented: BTreeMap<&'static str, u64>,
    /// Parameters in force.
    pub parameters: Vec<Parameter>,
}

/// Gathers the scene of a question.
pub async fn gather(db: &impl ConnectionTrait, municipality: &str, question: Question) -> Result<Scene> {
    let mut origin =
        Origin { parameters: parameters::in_force(db, municipality, Some(SET), None).await?, ..Origin::default() };
    let (points, people) = match question.demand {
        Some(given) => given_demand(given),
        None => stored_demand(db, municipality, question.year, &mut origin).await?,
    };
    let people = counted(people, &question.age_groups)?;
    let (present, unit) = match question.facilities {
        Some(given) => {
            let capacities = given.iter().any(|site| site.capacity.is_some());
            let unit = question.supply.unwrap_or(if capacities { Supply::Capacity } else { Supply::Count });
            (given, unit)
        }
        None => {
            let unit = question.supply.unwrap_or(Supply::Count);
            (registered(db, municipality, &question.filter, unit, &mut origin).await?, unit)
        }
    };
    let mut faults = Vec::new();
    let (sites, choices) = chosen(present.clone(), question.options, &mut faults);
    let supply = supplies(&sites, unit, present.len(), &choices, &mut faults);
    let stations = stations(db, municipality, &question.station_years, &mut origin).await?;
    let columns = sites.len() + stations.iter().map(|(_, places)| places.len()).sum::<usize>();
    if points.len() * columns > MOST_DISTANCES {
        faults.push(too_many(points.len(), columns));
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let (radii, detour, detour_percent, share_percent) = measures(&origin.parameters, question.radii, question.detour)?;
    Ok(Scene {
        points,
        groups: people.keys().copied().collect(),
        people: people.into_values().collect(),
        sites,
        supply,
        unit,
        present: present.len(),
        choices,
        stations,
        costs: question.costs,
        radii,
        detour,
        detour_percent,
        bands: question.bands,
        share_percent,
        origin,
    })
}

fn given_demand(given: Vec<DemandPoint>) -> (Vec<Point>, People) {
    let (count, mut people) = (given.len(), People::new());
    for (at, point) in given.iter().enumerate() {
        for (group, hundredths) in &point.populations {
            people.entry(*group).or_insert_with(|| vec![0; count])[at] += hundredths;
        }
    }
    let point = |point: DemandPoint| Point { code: point.code, name: point.name, place: point.place };
    (given.into_iter().map(point).collect(), people)
}

async fn stored_demand(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: Option<i32>,
    origin: &mut Origin,
) -> Result<(Vec<Point>, People)> {
    let figures = Figures::read(db, municipality).await?;
    let Some(year) = year.filter(|_| figures.first_year.is_some()).or(figures.first_year) else {
        let text = Text::new(
            "`demand` is missing and no demand points are stored; give it, or store them with PUT /v1/{municipality}/demand-points",
            "`demand` がなく、需要点も登録されていません。`demand` を指定するか、需要点を登録してください",
        );
        return Err(Error::value(Invalid::new("demand", "required", "", text)));
    };
    let (people, growth) = figures.people(year);
    if figures.invented > 0 {
        origin.invented.insert("demand_points.population", figures.invented);
    }
    (origin.growth, origin.stored_demand, origin.year) = (growth, true, Some(year));
    let point = |point: figures::Point| Point { code: point.code, name: Some(point.name), place: Some(point.place) };
    Ok((figures.points.into_iter().map(point).collect(), people))
}

/// The age groups that count.
fn counted(people: People, wanted: &[AgeGroup]) -> Result<People> {
    if let Some(stranger) = wanted.iter().find(|group| !people.contains_key(group)) {
        let known: Vec<String> = people.keys().map(AgeGroup::to_string).collect();
        let known = known.join(", ");
        let text = Text::new(
            format!("`age_groups` names `{stranger}`, for which there are no figures; there are {known}"),
            format!("`age_groups` の `{stranger}` の人口はありません。使えるのは {known} です"),
        );
        return Err(Error::value(Invalid::new("age_groups", "unknown-value", stranger, text)));
    }
    Ok(people.into_iter().filter(|(group, _)| wanted.is_empty() || wanted.contains(group)).collect())
}

/// The facilities of the register that are in use and have a place.
async fn registered(
    db: &impl ConnectionTrait,
    municipality: &str,
    filter: &super::question::Filter,
    unit: Supply,
    origin: &mut Origin,
) -> Result<Vec<Site>> {
    let found = facilities::points(db, municipality).await?;
    if let Some(stranger) = filter.codes.iter().find(|code| !found.iter().any(|point| point.code == **code)) {
        let text = Text::new(
            format!("`codes` names `{stranger}`, which is no facility with a place here; check the code"),
            format!("`codes` の `{stranger}` は位置のある施設として登録されていません。番号を確かめてください"),
        );
        let invalid = Invalid::new("codes", "unknown-reference", stranger, text);
        return Err(Error::Refused(vec![Fault::at("/facility_filter/codes", invalid)]));
    }
    let meant = |point: &facilities::Point| {
        point.status == Status::InUse
            && filter.class.is_none_or(|class| point.class == class)
            && filter.subclass.is_none_or(|subclass| point.subclass == Some(subclass))
            && filter.name.as_ref().is_none_or(|part| point.name.contains(part.as_str()))
            && (filter.codes.is_empty() || filter.codes.contains(&point.code))
    };
    let found: Vec<facilities::Point> = found.into_iter().filter(meant).collect();
    let areas = match unit {
        Supply::FloorArea => {
            let codes: Vec<String> = found.iter().map(|point| point.code.clone()).collect();
            facilities::summaries(db, municipality, &codes).await?
        }
        _ => Default::default(),
    };
    origin.register = true;
    let site = |point: facilities::Point| {
        if point.illustrative.contains("\"geometry\"") {
            *origin.invented.entry("facilities.geometry").or_default() += 1;
        }
        let summary = areas.get(&point.code);
        if summary.is_some_and(|summary| summary.invented_areas > 0) {
            *origin.invented.entry("buildings.floor_area_m2").or_default() += 1;
        }
        let area = summary.and_then(|summary| summary.floor_area_dm2).unwrap_or(0) as f64 / 100.0;
        Site {
            place: Some(Place { lon: point.lon(), lat: point.lat() }),
            code: point.code,
            name: Some(point.name),
            capacity: (unit == Supply::FloorArea).then_some(area),
        }
    };
    Ok(found.into_iter().map(site).collect())
}

/// All sites, and which of them each option leaves open.
fn chosen(mut sites: Vec<Site>, options: Vec<Change>, faults: &mut Vec<Fault>) -> (Vec<Site>, Vec<Choice>) {
    let present: BTreeMap<String, usize> = sites.iter().enumerate().map(|(at, site)| (site.code.clone(), at)).collect();
    let mut choices = Vec::new();
    for (number, option) in options.into_iter().enumerate() {
        let mut fault = |at: String, field: &'static str, code: &'static str, value: &str, text: Text| {
            faults.push(Fault::at(format!("/options/{number}/{at}"), Invalid::new(field, code, value, text)));
        };
        let mut gone: BTreeSet<usize> = BTreeSet::new();
        let codes = |list: &[Site]| list.iter().map(|site| site.code.clone()).collect::<Vec<_>>();
        let told = [option.close.clone(), codes(&option.add), codes(&option.relocate)];
        let closing = option.close.iter().map(|code| ("close", code));
        for (field, code) in closing.chain(option.relocate.iter().map(|site| ("move", &site.code))) {
            match present.get(code) {
                Some(at) if gone.insert(*at) => {}
                Some(_) => fault(field.into(), field, "contradiction", code, twice(code)),
                None => fault(field.into(), field, "unknown-reference", code, no_such(code)),
            }
        }
        let mut new: BTreeSet<String> = BTreeSet::new();
        for (at, site) in option.add.iter().enumerate() {
            if present.contains_key(&site.code) || !new.insert(site.code.clone()) {
                fault(format!("add/{at}/code"), "code", "duplicate", &site.code, taken(&site.code));
            }
        }
        let mut open: Vec<usize> = present.values().copied().filter(|at| !gone.contains(at)).collect();
        open.sort_unstable();
        for site in option.add.into_iter().chain(option.relocate) {
            let was = present.get(&site.code).map(|at| &sites[*at]);
            // What moves keeps its name and its supply unless the question says otherwise.
            let name = site.name.or_else(|| was.and_then(|was| was.name.clone()));
            let capacity = site.capacity.or_else(|| was.and_then(|was| was.capacity));
            open.push(sites.len());
            sites.push(Site { name, capacity, ..site });
        }
        choices.push(Choice { name: option.name, told, open });
    }
    (sites, choices)
}

fn twice(code: &str) -> Text {
    Text::new(
        format!("`{code}` is closed or moved twice in one option; name it once"),
        format!("`{code}` が1つの案で2回廃止・移転されています。1回だけにしてください"),
    )
}

fn no_such(code: &str) -> Text {
    Text::new(
        format!("`{code}` is not among the facilities of this question; check the code or the filter"),
        format!("`{code}` は対象の施設にありません。番号か絞り込み条件を確かめてください"),
    )
}

fn taken(code: &str) -> Text {
    Text::new(
        format!("`{code}` is the code of another facility of this option; choose another, or use `move`"),
        format!("`{code}` は他の施設の番号です。別の番号にするか `move` を使ってください"),
    )
}

/// What each site supplies.
fn supplies(sites: &[Site], unit: Supply, present: usize, choices: &[Choice], faults: &mut Vec<Fault>) -> Vec<f64> {
    if unit == Supply::Count {
        return vec![1.0; sites.len()];
    }
    for (at, site) in sites.iter().enumerate().filter(|(_, site)| site.capacity.is_none()) {
        let of = choices.iter().position(|choice| choice.open.contains(&at));
        let place = match of.filter(|_| at >= present) {
            Some(option) => format!("/options/{option}"),
            None => "/facilities".to_owned(),
        };
        let code = &site.code;
        let text = Text::new(
            format!("`{code}` has no `capacity`; give it to every facility, or set `supply` to `count`"),
            format!(
                "`{code}` に `capacity` がありません。すべての施設に指定するか、`supply` を `count` にしてください"
            ),
        );
        faults.push(Fault::at(place, Invalid::new("capacity", "required", code, text)));
    }
    sites.iter().map(|site| site.capacity.unwrap_or(0.0)).collect()
}

async fn stations(
    db: &impl ConnectionTrait,
    municipality: &str,
    years: &[i32],
    origin: &mut Origin,
) -> Result<Vec<(i32, Vec<Place>)>> {
    if years.is_empty() {
        return Ok(Vec::new());
    }
    let stored = demand::stations(db, municipality).await?;
    if stored.is_empty() {
        let text = Text::new(
            "`station_years` asks for stations, but none are stored; store them with PUT /v1/{municipality}/stations",
            "`station_years` がありますが、駅が登録されていません。先に駅を登録してください",
        );
        return Err(Error::value(Invalid::new("station_years", "incomplete", "", text)));
    }
    let invented = stored.iter().filter(|station| station.illustrative != "[]").count() as u64;
    if invented > 0 {
        origin.invented.insert("stations", invented);
    }
    let open = |year: i32| {
        let of_year = stored.iter().filter(move |station| in_use(station.status, station.opening_year, year));
        of_year.map(|station| Place { lon: station.longitude, lat: station.latitude }).collect()
    };
    Ok(years.iter().map(|year| (*year, open(*year))).collect())
}

/// Radii, detour and percentile: of the question, or those in force.
fn measures(
    rows: &[Parameter],
    radii: Vec<u64>,
    detour: Option<(u32, Detour)>,
) -> Result<(Vec<u64>, Detour, u32, u32)> {
    let text = |name: &str| {
        let row = rows.iter().find(|row| row.name == name);
        row.map(|row| row.value.as_str())
            .ok_or_else(|| Error::internal(format!("there is no parameter `{SET}/{name}`")))
    };
    let wrong = |name: &str| Error::internal(format!("the parameter `{SET}/{name}` cannot be used"));
    let radii = match radii.is_empty() {
        true => {
            let each = text("radii_m")?.split(';').map(|radius| super::question::read_metres("radii_m", radius));
            let mut radii = each.collect::<Result<Vec<_>, _>>().map_err(|_| wrong("radii_m"))?;
            radii.sort_unstable();
            radii.dedup();
            radii
        }
        false => radii,
    };
    let (percent, detour) = match detour {
        Some(given) => given,
        None => {
            let percent = text("detour_factor_percent")?.parse().map_err(|_| wrong("detour_factor_percent"))?;
            (percent, Detour::new(percent).map_err(|_| wrong("detour_factor_percent"))?)
        }
    };
    let share = text("percentile_percent")?.parse().ok().filter(|share| (1..=100).contains(share));
    Ok((radii, detour, percent, share.ok_or_else(|| wrong("percentile_percent"))?))
}

fn too_many(points: usize, columns: usize) -> Fault {
    let en = format!(
        "{points} points of demand times {columns} sites and stations are more than {MOST_DISTANCES} distances; ask about fewer"
    );
    let ja =
        format!("需要点{points}×施設・駅{columns}の組合せが上限（{MOST_DISTANCES}）を超えています。減らしてください");
    Fault::whole("too-large", Text::new(en, ja))
}
