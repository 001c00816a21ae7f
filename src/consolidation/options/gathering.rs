//! What is known of what a question names: the facilities with their buildings, the sites, where people live, the rules and
//! the means of payment. Codes become places in lists; a code that is not here is a fault with its place.

use super::question::{Asked, AskedOption};
use crate::consolidation::access::gathering as access;
use crate::consolidation::demand::store as demand;
use crate::domain::catchment::Detour;
use crate::domain::consolidation::{
    self, Freed, HeldBuilding, Holding, Land, LandUse, Leaving, Proposal, Rules, SET, Temporary,
};
use crate::domain::facility::Status;
use crate::domain::finance::Rate;
use crate::domain::renewal::{self, MIC_2011, UnitCosts};
use crate::domain::units::Area;
use crate::domain::{Invalid, Text, land};
use crate::error::{Error, Fault, Result};
use crate::facility::store::{self as facilities, Held, Plot, Point, SiteLand, StockRow};
use crate::finance::store::{self as finance, Means};
use crate::lifecycle::store as lifecycle;
use crate::parameters::{Parameter, store as parameters};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};

/// The most facilities that one analysis looks at.
const MOST_FACILITIES: usize = 300;

/// How far people have it.
pub struct People {
    /// Town blocks and the like.
    pub points: Vec<access::Point>,
    /// Who lives there, in hundredths of a person.
    pub people: Vec<u64>,
    /// Radii in thousandths of a metre.
    pub radii: Vec<u64>,
    /// How much longer the way is than the straight line.
    pub detour: Detour,
    /// The share of the percentile.
    pub share_percent: u32,
}

/// Everything that an analysis is reckoned with.
pub struct Gathered {
    /// Who asks.
    pub municipality: String,
    /// What is asked.
    pub asked: Asked,
    /// What is held, by code.
    pub stock: Vec<Holding>,
    /// The same as the register has it.
    pub held: Vec<Held>,
    /// Sites that the question names, by code.
    pub lands: Vec<Land>,
    /// The same on the map, with those on which something is held.
    pub plots: Vec<Plot>,
    /// What building law asks of the sites on which something is built.
    pub site_lands: BTreeMap<String, SiteLand>,
    /// What stands on those sites, whoever uses it: facility and floor area.
    pub standing: BTreeMap<String, Vec<(String, i64)>>,
    /// The options, in their order.
    pub proposals: Vec<Proposal>,
    /// Every facility with a place.
    pub points: Vec<Point>,
    /// Where people live; none when that is not stored.
    pub people: Option<People>,
    /// The outline of the municipality as GeoJSON text.
    pub outline: Option<String>,
    /// What it is reckoned with.
    pub rules: Rules,
    /// 割引率
    pub discount: Rate,
    /// How building law is reckoned.
    pub figures: land::Figures,
    /// What works may be paid from.
    pub means: Means,
    /// Parameters in force.
    pub parameters: Vec<Parameter>,
    /// How the renewal model reckons, a sentence each.
    pub renewal_method: Vec<Text>,
    /// Buildings that do not count, with the reason.
    pub skipped: Vec<lifecycle::Skipped>,
    /// Invented values by name, and how many.
    pub invented: BTreeMap<String, u64>,
}

impl Gathered {
    /// What a facility, a site or a building of an option is called.
    pub fn name(&self, option: Option<usize>, code: &str) -> Option<&str> {
        let builds = option.and_then(|option| self.asked.options.get(option)).map(|option| option.builds.as_slice());
        let built = builds.unwrap_or_default().iter().find(|asked| asked.build.id == code);
        let held = self.held.iter().find(|held| held.code == code).map(|held| held.name.as_str());
        let plot = || self.plots.iter().find(|plot| plot.code == code).map(|plot| plot.name.as_str());
        built.map(|asked| asked.build.name.as_str()).or(held).or_else(plot)
    }
}

/// Gathers it all.
pub async fn gather(db: &impl ConnectionTrait, municipality: &str, asked: Asked) -> Result<Gathered> {
    let town = facilities::demand_municipality(db, municipality).await?;
    let register = facilities::held(db, municipality).await?;
    let stock_rows = facilities::stock(db, municipality).await?;
    let named = Named::of(&asked, &register);
    let mut faults = Vec::new();
    named.unknown_facilities(&register, &mut faults);
    let mut plots = facilities::plots(db, municipality, &named.sites.keys().cloned().collect::<Vec<_>>()).await?;
    named.unknown_sites(&plots, &mut faults);
    if named.facilities.len() > MOST_FACILITIES {
        let en = format!("more than {MOST_FACILITIES} facilities are looked at; ask about fewer");
        let ja = format!("対象の施設が{MOST_FACILITIES}を超えています。減らしてください");
        faults.push(Fault::whole("too-large", Text::new(en, ja)));
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let mut invented = BTreeMap::new();
    let mut skipped = Vec::new();
    let held: Vec<Held> = register.iter().filter(|held| named.facilities.contains_key(&held.code)).cloned().collect();
    let stock: Vec<Holding> =
        held.iter().map(|held| holding(held, &stock_rows, &asked, &mut skipped, &mut invented)).collect();
    let lands = lands(&asked, &plots, &mut invented);
    let index = Index { stock: &stock, lands: &lands };
    let proposals = asked.options.iter().map(|option| index.proposal(option)).collect();
    let built_on: BTreeSet<&String> =
        asked.options.iter().flat_map(|option| &option.builds).filter_map(|build| build.build.site.as_ref()).collect();
    let mut site_lands = BTreeMap::new();
    for code in &built_on {
        site_lands.extend(facilities::site_land(db, municipality, code).await?.map(|land| ((*code).clone(), land)));
    }
    count_questions_own(&asked, &mut invented);
    let more: Vec<String> = held.iter().filter_map(|held| held.site_code.clone()).collect();
    plots.extend(facilities::plots(db, municipality, &more).await?);
    plots.sort_by(|a, b| a.code.cmp(&b.code));
    plots.dedup_by(|a, b| a.code == b.code);
    let reckoned_with = reckoned_with(db, municipality, &asked).await?;
    Ok(Gathered {
        municipality: town.name,
        standing: standing(&built_on, &register, &stock_rows),
        stock,
        held,
        lands,
        plots,
        site_lands,
        proposals,
        points: facilities::points(db, municipality).await?.into_iter().filter(|p| p.status == Status::InUse).collect(),
        people: people(db, municipality, &asked, &mut invented).await?,
        outline: facilities::outline(db, municipality).await?.map(|outline| outline.geometry),
        rules: reckoned_with.rules,
        discount: reckoned_with.discount,
        figures: reckoned_with.figures,
        means: finance::means(db, municipality).await?,
        parameters: reckoned_with.parameters,
        renewal_method: reckoned_with.method,
        skipped,
        invented,
        asked,
    })
}

/// What a question names, with the first place where it does.
#[derive(Default)]
struct Named {
    facilities: BTreeMap<String, String>,
    sites: BTreeMap<String, String>,
}

impl Named {
    fn of(asked: &Asked, register: &[Held]) -> Named {
        let mut named = Named::default();
        for (at, facts) in asked.facilities.iter().enumerate() {
            named.facility(Some(&facts.code), format!("/facilities/{at}/code"));
        }
        for (at, facts) in asked.sites.iter().enumerate() {
            named.site(Some(&facts.code), format!("/sites/{at}/code"));
        }
        for (n, option) in asked.options.iter().enumerate() {
            for (at, leaving) in option.leavings.iter().enumerate() {
                let place = format!("/options/{n}/leavings/{at}");
                named.facility(Some(&leaving.facility), format!("{place}/facility"));
                named.facility(leaving.into_facility.as_ref(), format!("{place}/into_facility"));
            }
            for (at, rooms) in option.temporary.iter().enumerate() {
                named.facility(rooms.facility.as_ref(), format!("/options/{n}/temporary/{at}/facility"));
            }
            for (at, build) in option.builds.iter().enumerate() {
                named.site(build.build.site.as_ref(), format!("/options/{n}/builds/{at}/site_code"));
            }
            for (at, land) in option.land.iter().enumerate() {
                named.site(Some(&land.site), format!("/options/{n}/land/{at}/site"));
                if land.land_use == LandUse::Keep {
                    continue;
                }
                // Land can only be given up when nothing stands there any more: who stands there is looked at too.
                for held in register.iter().filter(|held| held.site_code.as_ref() == Some(&land.site)) {
                    named.facility(Some(&held.code), String::new());
                }
            }
        }
        named
    }

    fn facility(&mut self, code: Option<&String>, place: String) {
        if let Some(code) = code {
            self.facilities.entry(code.clone()).or_insert(place);
        }
    }

    fn site(&mut self, code: Option<&String>, place: String) {
        if let Some(code) = code {
            self.sites.entry(code.clone()).or_insert(place);
        }
    }

    fn unknown_facilities(&self, register: &[Held], faults: &mut Vec<Fault>) {
        let known: BTreeSet<&str> = register.iter().map(|held| held.code.as_str()).collect();
        for (code, place) in self.facilities.iter().filter(|(code, _)| !known.contains(code.as_str())) {
            let text = Text::new(
                format!("`{code}` is no facility here; check the code, `facilities` lists them"),
                format!("`{code}` は登録されていない施設です。施設一覧で番号を確かめてください"),
            );
            faults.push(Fault::at(place.clone(), Invalid::new("facility", "unknown-reference", code, text)));
        }
    }

    fn unknown_sites(&self, plots: &[Plot], faults: &mut Vec<Fault>) {
        for (code, place) in self.sites.iter().filter(|(code, _)| !plots.iter().any(|plot| plot.code == **code)) {
            let text = Text::new(
                format!("`{code}` is no site here; check the code, `sites` lists them"),
                format!("`{code}` は登録されていない敷地です。敷地一覧で番号を確かめてください"),
            );
            faults.push(Fault::at(place.clone(), Invalid::new("site", "unknown-reference", code, text)));
        }
    }
}

fn count(invented: &mut BTreeMap<String, u64>, name: &str) {
    *invented.entry(name.to_owned()).or_default() += 1;
}

/// A facility with the buildings that count and what the question knows of it.
fn holding(
    held: &Held,
    rows: &[StockRow],
    asked: &Asked,
    skipped: &mut Vec<lifecycle::Skipped>,
    invented: &mut BTreeMap<String, u64>,
) -> Holding {
    let mut buildings = Vec::new();
    for row in rows.iter().filter(|row| row.facility_code == held.code) {
        let reason = match (row.status, row.floor_area_dm2, row.completed_year) {
            (Status::Planned, ..) => "planned",
            (Status::Demolished, ..) => "demolished",
            (_, None, _) => "no-floor-area",
            (_, _, None) => "no-completed-year",
            (_, Some(area), Some(year)) => {
                for field in lifecycle::invented(row) {
                    count(invented, &format!("buildings.{field}"));
                }
                buildings.push(HeldBuilding {
                    class: row.class,
                    completed_year: year as i16,
                    floor_area: Area::from_dm2(area),
                });
                continue;
            }
        };
        skipped.push(lifecycle::Skipped { building_code: row.code.clone(), reason });
    }
    let facts = asked.facilities.iter().find(|facts| facts.code == held.code);
    Holding {
        code: held.code.clone(),
        name: held.name.clone(),
        class: held.class,
        site: held.site_code.clone(),
        buildings,
        running: facts.and_then(|facts| facts.running),
        staff: facts.and_then(|facts| facts.staff),
        grants: facts.map(|facts| facts.grants.clone()).unwrap_or_default(),
        disaster_roles: serde_json::from_str(&held.disaster_roles).unwrap_or_default(),
        capacity: facts.and_then(|facts| facts.capacity),
    }
}

fn lands(asked: &Asked, plots: &[Plot], invented: &mut BTreeMap<String, u64>) -> Vec<Land> {
    let land = |plot: &Plot| {
        if plot.illustrative.contains("\"area_m2\"") {
            count(invented, "sites.area_m2");
        }
        Land {
            code: plot.code.clone(),
            area_dm2: plot.area_dm2.unwrap_or(0),
            price_yen_per_m2: asked.sites.iter().find(|facts| facts.code == plot.code).and_then(|facts| facts.price),
        }
    };
    plots.iter().map(land).collect()
}

/// What the question itself says is invented.
fn count_questions_own(asked: &Asked, invented: &mut BTreeMap<String, u64>) {
    let facilities =
        asked.facilities.iter().flat_map(|facts| &facts.illustrative).map(|name| format!("question.facilities.{name}"));
    let sites = asked.sites.iter().flat_map(|facts| &facts.illustrative).map(|name| format!("question.sites.{name}"));
    let builds = asked.options.iter().flat_map(|option| &option.builds);
    let builds = builds.flat_map(|build| &build.illustrative).map(|name| format!("question.builds.{name}"));
    facilities.chain(sites).chain(builds).for_each(|name| count(invented, &name));
}

/// Places in the lists instead of codes. Every code is known by now.
struct Index<'a> {
    stock: &'a [Holding],
    lands: &'a [Land],
}

impl Index<'_> {
    fn holding(&self, code: &str) -> Option<usize> {
        self.stock.iter().position(|holding| holding.code == code)
    }

    fn proposal(&self, option: &AskedOption) -> Proposal {
        let leavings = option.leavings.iter().filter_map(|leaving| {
            let into = leaving.into.as_ref().map(|id| option.builds.iter().position(|build| build.build.id == *id));
            Some(Leaving {
                holding: self.holding(&leaving.facility)?,
                year: leaving.year,
                fate: leaving.fate,
                // A key that no building has leads nowhere, which the case refuses.
                into: into.map(|place| place.unwrap_or(usize::MAX)),
                into_holding: leaving.into_facility.as_deref().and_then(|code| self.holding(code)),
                becomes: leaving.becomes,
                demolish: leaving.demolish,
            })
        });
        let temporaries = option.temporary.iter().map(|rooms| Temporary {
            name: rooms.name.clone(),
            holding: rooms.facility.as_deref().and_then(|code| self.holding(code)),
            from_year: rooms.from_year,
            to_year: rooms.to_year,
            yen_per_year: rooms.yen_per_year,
        });
        let freed = option.land.iter().filter_map(|land| {
            let place = self.lands.iter().position(|known| known.code == land.site)?;
            Some(Freed { land: place, year: land.year, land_use: land.land_use })
        });
        Proposal {
            id: option.id.clone(),
            title: option.title.ja.clone(),
            in_plan: option.in_plan,
            confirmed: option.confirmed.clone(),
            builds: option.builds.iter().map(|asked| asked.build.clone()).collect(),
            leavings: leavings.collect(),
            temporaries: temporaries.collect(),
            freed: freed.collect(),
        }
    }
}

/// What stands on each site on which something is to be built.
fn standing(sites: &BTreeSet<&String>, register: &[Held], rows: &[StockRow]) -> BTreeMap<String, Vec<(String, i64)>> {
    let mut found: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
    for held in register {
        let Some(site) = held.site_code.as_ref().filter(|site| sites.contains(site)) else { continue };
        let stands = |row: &&StockRow| !matches!(row.status, Status::Planned | Status::Demolished);
        let mine = rows.iter().filter(|row| row.facility_code == held.code).filter(stands);
        let area: i64 = mine.filter_map(|row| row.floor_area_dm2).sum();
        found.entry(site.clone()).or_default().push((held.code.clone(), area));
    }
    found
}

async fn people(
    db: &impl ConnectionTrait,
    municipality: &str,
    asked: &Asked,
    invented: &mut BTreeMap<String, u64>,
) -> Result<Option<People>> {
    if demand::demand_points(db, municipality).await?.is_empty() {
        return Ok(None);
    }
    let mut origin = access::Origin::default();
    let year = asked.horizon.from_year().year();
    let (points, groups) = access::stored_demand(db, municipality, Some(year), &mut origin).await?;
    let mut people = vec![0; points.len()];
    for of_group in groups.values() {
        people.iter_mut().zip(of_group).for_each(|(sum, people)| *sum += people);
    }
    for (name, number) in origin.invented {
        invented.insert(name.to_owned(), number);
    }
    let rows = parameters::in_force(db, municipality, Some(access::SET), None).await?;
    let (radii, detour, _, share_percent) = access::measures(&rows, Vec::new(), None)?;
    Ok(Some(People { points, people, radii, detour, share_percent }))
}

struct ReckonedWith {
    rules: Rules,
    discount: Rate,
    figures: land::Figures,
    parameters: Vec<Parameter>,
    method: Vec<Text>,
}

/// The rules in force, and the rows they come from.
async fn reckoned_with(db: &impl ConnectionTrait, municipality: &str, asked: &Asked) -> Result<ReckonedWith> {
    let internal = |invalid: Invalid| Error::internal(invalid.text.en);
    let model = lifecycle::model(db, municipality, asked.horizon.from_year()).await?;
    let rows = parameters::in_force(db, municipality, Some(SET), None).await?;
    let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    let rules = consolidation::Rules::from_named(
        renewal::Rules::new(model.parameters).map_err(internal)?,
        UnitCosts::new(model.unit_costs).map_err(internal)?,
        value,
    )
    .map_err(internal)?;
    let discount = match asked.discount {
        Some(given) => given,
        None => Rate::parse("discount_rate_percent", &value("discount_rate_percent").unwrap_or_default())
            .map_err(internal)?,
    };
    let land_rows = parameters::in_force(db, municipality, Some(land::SET), None).await?;
    let land_value = |name: &str| land_rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    let figures = land::Figures::from_named(land_value).map_err(internal)?;
    let method = lifecycle::method(&model.parameters);
    let access_rows = parameters::in_force(db, municipality, Some(access::SET), None).await?;
    let model_rows = model.rows.into_iter().filter(|row| row.parameter_set == MIC_2011);
    let parameters = rows.iter().cloned().chain(model_rows).chain(access_rows).collect();
    Ok(ReckonedWith { rules, discount, figures, parameters, method })
}
