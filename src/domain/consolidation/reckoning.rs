//! What does each way to go cost in each year, and what for?
//!
//! # Shapes
//! [`Case`] and [`Rules`] in, [`Ledger`] out.
//! # Units
//! Yen, rounded down for each line; areas in hundredths of m².
//! # Source
//! Renewal from `renewal`; the rest is the product that each line tells.

use super::case::Case;
use super::ledger::{Item, Ledger, Line, Undertaking, YearSum};
use super::proposal::{Build, Fate, LandUse, Leaving};
use super::rules::Rules;
use super::stock::{HeldBuilding, Holding};
use crate::domain::Text;
use crate::domain::facility::Class;
use crate::domain::renewal::{self, Event, Stock, WorkKind as RenewalKind, events};
use crate::domain::units::{Area, Yen};
use crate::domain::work::WorkKind;
use strum::EnumCount;

/// Reckons a case.
pub fn reckon(case: &Case<'_>, rules: &Rules) -> Ledger {
    let mut pen = Pen { case, rules, lines: Vec::new(), works: Vec::new() };
    for (index, holding) in case.stock.iter().enumerate() {
        pen.holding(holding, case.proposal.leaving(index));
    }
    for (index, build) in case.proposal.builds.iter().enumerate() {
        pen.build(index, build);
    }
    for rooms in &case.proposal.temporaries {
        for year in rooms.from_year..=rooms.to_year {
            pen.add(year, Item::Temporary, &rooms.name, rooms.yen_per_year, given());
        }
    }
    pen.land();
    let Pen { mut lines, works, .. } = pen;
    lines.sort_by(|a, b| (a.year, a.item, &a.subject).cmp(&(b.year, b.item, &b.subject)));
    let years = case.horizon.each_year().map(|year| sum(case, &lines, year.year())).collect();
    Ledger { lines, years, works }
}

/// The lines of a year, which stand together, and the floor area at its end.
fn sum(case: &Case<'_>, lines: &[Line], year: i32) -> YearSum {
    let first = lines.partition_point(|line| line.year < year);
    let mut items = [0; Item::COUNT];
    for line in lines[first..].iter().take_while(|line| line.year == year) {
        items[line.item as usize] += i128::from(line.amount.0);
    }
    YearSum { year, items, floor_area_dm2: floor_area_dm2(case, year) }
}

/// What is held at the end of a year: buildings that left but stand count, until they are taken down or another's.
pub fn floor_area_dm2(case: &Case<'_>, year: i32) -> i64 {
    let held = case.stock.iter().enumerate().filter(|(index, _)| {
        !case.proposal.leaving(*index).is_some_and(|leaving| leaving.year <= year && !leaving.stands())
    });
    let built = case.proposal.builds.iter().filter(|build| build.opened_year <= year);
    held.map(|(_, holding)| holding.floor_area_dm2()).sum::<i64>() + built.map(Build::floor_area_dm2).sum::<i64>()
}

struct Pen<'a> {
    case: &'a Case<'a>,
    rules: &'a Rules,
    lines: Vec<Line>,
    works: Vec<Undertaking>,
}

impl Pen<'_> {
    fn add(&mut self, year: i32, item: Item, subject: &str, amount: Yen, reckoning: Text) {
        if amount != Yen(0) && self.case.horizon.index(year).is_some() {
            self.lines.push(Line { year, item, subject: subject.to_owned(), amount, reckoning });
        }
    }

    fn by_area(&mut self, year: i32, item: Item, subject: &str, area_dm2: i64, unit: Yen) {
        let (area, unit_yen) = (in_m2(area_dm2), unit.0);
        let told = Text::new(format!("{area} m² × {unit_yen} yen/m²"), format!("{area} ㎡ × {unit_yen} 円/㎡"));
        self.add(year, item, subject, area_cost(area_dm2, unit), told);
    }

    fn holding(&mut self, holding: &Holding, leaving: Option<&Leaving>) {
        let area = holding.floor_area_dm2();
        let converted = leaving.filter(|leaving| leaving.fate == Fate::Convert);
        for year in self.case.horizon.each_year().map(|year| year.year()) {
            if leaving.is_some_and(|leaving| leaving.year <= year && converted.is_none()) {
                break;
            }
            let becomes = converted.filter(|leaving| leaving.year <= year).and_then(|leaving| leaving.becomes);
            self.service(year, &holding.code, becomes.unwrap_or(holding.class), area, (holding.running, holding.staff));
        }
        for building in &holding.buildings {
            self.renewal(&holding.code, *building, leaving);
        }
        let Some(leaving) = leaving else { return };
        self.leaves(holding, leaving, area);
    }

    /// What it costs that a facility leaves.
    fn leaves(&mut self, holding: &Holding, leaving: &Leaving, area: i64) {
        let year = leaving.year;
        if let Some(becomes) = leaving.becomes {
            let unit = self.rules.unit_costs.of(becomes).renovation_yen_per_m2;
            self.by_area(year, Item::Conversion, &holding.code, area, unit);
            self.work(WorkKind::Conversion, Item::Conversion, holding, year, (becomes, area_cost(area, unit)));
        }
        if leaving.moves() {
            self.by_area(year, Item::Moving, &holding.code, area, self.rules.moving_yen_per_m2);
        }
        if leaving.demolish {
            let unit = self.rules.demolition_yen_per_m2;
            self.by_area(year, Item::Demolition, &holding.code, area, unit);
            self.work(WorkKind::Demolition, Item::Demolition, holding, year, (holding.class, area_cost(area, unit)));
        }
        for grant in &holding.grants {
            let (amount, from, until) = (grant.amount.0, grant.granted_year, grant.restricted_until);
            let left = (until - year + 1).max(0);
            let all = until - from + 1;
            let told = Text::new(
                format!("{amount} yen × {left} years left of {all} (restricted {from}–{until})"),
                format!("{amount} 円 × 残り {left} 年 ÷ {all} 年（処分制限 {from}～{until} 年度）"),
            );
            self.add(year, Item::GrantRepayment, &holding.code, grant.repayment(year), told);
        }
    }

    fn work(&mut self, kind: WorkKind, item: Item, holding: &Holding, year: i32, (class, cost): (Class, Yen)) {
        let oldest = holding.buildings.iter().map(|building| i32::from(building.completed_year)).min();
        if cost != Yen(0) {
            self.works.push(Undertaking {
                kind,
                item,
                subject: holding.code.clone(),
                class,
                first_year: year,
                years: 1,
                cost,
                age_years: oldest.map(|oldest| year - oldest),
                floor_area_dm2: None,
                facilities: None,
            });
        }
    }

    /// What a year of service costs.
    fn service(&mut self, year: i32, subject: &str, class: Class, area: i64, known: (Option<Yen>, Option<Yen>)) {
        let rates = self.rules.rates(class);
        let all = [(Item::Running, known.0, rates.running_yen_per_m2), (Item::Staff, known.1, rates.staff_yen_per_m2)];
        for (item, known, rate) in all {
            match known {
                Some(amount) => self.add(year, item, subject, amount, given()),
                None => self.by_area(year, item, subject, area, rate),
            }
        }
    }

    /// Renovations and rebuilds; none that would be finished shortly before the building is left, or later.
    fn renewal(&mut self, subject: &str, building: HeldBuilding, leaving: Option<&Leaving>) {
        let horizon = self.case.horizon;
        for event in renewals(building, self.rules, horizon) {
            let ends = event.first_year.year() + event.years as i32 - 1;
            let calm = self.rules.calm_years;
            let done = leaving.is_none_or(|leaving| match leaving.fate {
                Fate::Convert => (ends - leaving.year).abs() >= calm.max(1),
                _ => ends < leaving.year - calm,
            });
            if !done {
                continue;
            }
            let (item, kind) = match event.kind {
                RenewalKind::Rebuild => (Item::Rebuild, WorkKind::Rebuild),
                RenewalKind::LongLife => (Item::Renovation, WorkKind::LongLife),
                RenewalKind::Renovation | RenewalKind::PartRepair | RenewalKind::ComponentRenewal => {
                    (Item::Renovation, WorkKind::Renovation)
                }
            };
            let (area, built) = (in_m2(building.floor_area.dm2().into()), building.completed_year);
            let (due, years, cost) = (event.due_year.year(), event.years, event.cost.0);
            for (year, amount) in event.charges(horizon) {
                let told = Text::new(
                    format!("{area} m² built {built}, due {due}: {cost} yen over {years} years"),
                    format!("{area} ㎡（{built} 年度建築）、{due} 年度到来、{cost} 円を {years} 年に配分"),
                );
                self.add(year.year(), item, subject, amount, told);
            }
            self.works.push(Undertaking {
                kind,
                item,
                subject: subject.to_owned(),
                class: building.class,
                first_year: event.first_year.year(),
                years: event.years,
                cost: event.cost,
                age_years: Some(event.first_year.year() - i32::from(built)),
                floor_area_dm2: None,
                facilities: None,
            });
        }
    }

    fn build(&mut self, index: usize, build: &Build) {
        let area = build.floor_area_dm2();
        let unit = build.unit_yen_per_m2.unwrap_or(self.rules.unit_costs.of(build.class).rebuild_yen_per_m2);
        let cost = area_cost(area, unit);
        let (begun, years) = (build.opened_year - build.construction_years, build.construction_years);
        for (year, part) in parts(cost, begun, years) {
            let (area, unit, cost) = (in_m2(area), unit.0, cost.0);
            let told = Text::new(
                format!("{area} m² × {unit} yen/m² = {cost} yen over {years} years"),
                format!("{area} ㎡ × {unit} 円/㎡ = {cost} 円を {years} 年に配分"),
            );
            self.add(year, Item::Construction, &build.id, part, told);
        }
        for year in build.opened_year..=self.case.horizon.to_year().year() {
            self.service(year, &build.id, build.class, area, (build.running, build.staff));
        }
        let joined = self.case.proposal.leavings.iter().filter(|leaving| leaving.into == Some(index));
        let joined: Vec<(&Leaving, i64)> = joined
            .filter_map(|leaving| Some((leaving, self.case.stock.get(leaving.holding)?.floor_area_dm2())))
            .collect();
        // What was left but stands still counts: only a demolition or a transfer makes the area fall.
        let standing: i64 = joined.iter().filter(|(leaving, _)| leaving.stands()).map(|(_, area)| area).sum();
        self.works.push(Undertaking {
            kind: WorkKind::Rebuild,
            item: Item::Construction,
            subject: build.id.clone(),
            class: build.class,
            first_year: begun,
            years: years.unsigned_abs(),
            cost,
            age_years: None,
            floor_area_dm2: Some((joined.iter().map(|(_, area)| area).sum(), area + standing)),
            facilities: Some(joined.len() as i32),
        });
        let new = HeldBuilding {
            class: build.class,
            completed_year: build.opened_year as i16,
            floor_area: Area::from_dm2(area),
        };
        self.renewal(&build.id, new, None);
    }

    fn land(&mut self) {
        let case = self.case;
        for freed in &case.proposal.freed {
            let Some((land, value)) = case.lands.get(freed.land).and_then(|land| Some((land, land.value()?))) else {
                continue;
            };
            let (area, price) = (in_m2(land.area_dm2), land.price_yen_per_m2.unwrap_or_default().0);
            match freed.land_use {
                LandUse::Keep => {}
                LandUse::Sell => {
                    let told = Text::new(format!("{area} m² × {price} yen/m²"), format!("{area} ㎡ × {price} 円/㎡"));
                    self.add(freed.year, Item::LandSale, &land.code, Yen(-value.0), told);
                }
                LandUse::Lease => {
                    let per_mille = self.rules.lease_per_mille;
                    let rent = Yen((i128::from(value.0) * i128::from(per_mille) / 1_000) as i64);
                    for year in freed.year..=case.horizon.to_year().year() {
                        let told = Text::new(
                            format!("{area} m² × {price} yen/m² × {per_mille} ‰ a year"),
                            format!("{area} ㎡ × {price} 円/㎡ × 年 {per_mille} ‰"),
                        );
                        self.add(year, Item::LandLease, &land.code, Yen(-rent.0), told);
                    }
                }
            }
        }
    }
}

/// The works of one building, as the forecast finds them.
fn renewals(building: HeldBuilding, rules: &Rules, horizon: renewal::Horizon) -> Vec<Event> {
    let (classes, years) = ([building.class], [building.completed_year]);
    let areas = [building.floor_area.dm2()];
    match Stock::new(&classes, &years, &areas) {
        Ok(stock) => events(&stock, &rules.renewal, &rules.unit_costs, horizon).collect(),
        // A year that no building of the register can have.
        Err(_) => Vec::new(),
    }
}

/// A cost in equal yearly parts, rounded down; the last year takes the rest.
pub fn parts(cost: Yen, first_year: i32, years: i32) -> impl Iterator<Item = (i32, Yen)> {
    let share = cost.0 / i64::from(years.max(1));
    (0..years).map(move |k| {
        let rest = cost.0 - share * i64::from(years - 1);
        (first_year + k, Yen(if k + 1 == years { rest } else { share }))
    })
}

/// Area times unit cost, rounded down.
pub fn area_cost(area_dm2: i64, unit: Yen) -> Yen {
    Yen(i64::try_from(i128::from(area_dm2) * i128::from(unit.0) / 100).unwrap_or(i64::MAX))
}

fn given() -> Text {
    Text::new("as given", "指定値")
}

fn in_m2(area_dm2: i64) -> String {
    format!("{}.{:02}", area_dm2 / 100, area_dm2 % 100)
}
