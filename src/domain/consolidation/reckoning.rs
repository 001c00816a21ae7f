//! What does each way to go cost in each year, and what for?
//!
//! # Shapes
//! [`Case`] and [`Rules`] in, [`Ledger`] out.
//! # Units
//! Yen, rounded down for each line; areas in hundredths of m².
//! # Source
//! Renewal from `renewal`; the rest is the product that each line tells.

use super::case::Case;
use super::ledger::{Item, Ledger, Line, YearSum};
use super::proposal::{Build, Fate, LandUse, Leaving};
use super::rules::Rules;
use super::stock::Holding;
use crate::domain::facility::Class;
use crate::domain::renewal::{Stock, WorkKind, events};
use crate::domain::units::Yen;
use strum::EnumCount;

/// Reckons a case.
pub fn reckon(case: &Case<'_>, rules: &Rules) -> Ledger {
    let mut pen = Pen { case, rules, lines: Vec::new() };
    for (index, holding) in case.stock.iter().enumerate() {
        pen.holding(holding, case.proposal.leaving(index));
    }
    for build in &case.proposal.builds {
        pen.build(build);
    }
    for rooms in &case.proposal.temporaries {
        for year in rooms.from_year..=rooms.to_year {
            pen.add(year, Item::Temporary, &rooms.name, rooms.yen_per_year, "as given".to_owned());
        }
    }
    pen.land();
    pen.lines.sort();
    let years = case.horizon.each_year().map(|year| sum(case, &pen.lines, year.year())).collect();
    Ledger { lines: pen.lines, years }
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
        !case.proposal.leaving(*index).is_some_and(|leaving| {
            leaving.year <= year && (leaving.demolish || matches!(leaving.fate, Fate::Transfer))
        })
    });
    let built = case.proposal.builds.iter().filter(|build| build.opened_year <= year);
    held.map(|(_, holding)| holding.floor_area_dm2()).sum::<i64>() + built.map(Build::floor_area_dm2).sum::<i64>()
}

struct Pen<'a> {
    case: &'a Case<'a>,
    rules: &'a Rules,
    lines: Vec<Line>,
}

impl Pen<'_> {
    fn add(&mut self, year: i32, item: Item, subject: &str, amount: Yen, reckoning: String) {
        if amount != Yen(0) && self.case.horizon.index(year).is_some() {
            self.lines.push(Line { year, item, subject: subject.to_owned(), amount, reckoning });
        }
    }

    fn by_area(&mut self, year: i32, item: Item, subject: &str, area_dm2: i64, unit: Yen) {
        let reckoning = format!("{} m² × {} yen/m²", in_m2(area_dm2), unit.0);
        self.add(year, item, subject, area_cost(area_dm2, unit), reckoning);
    }

    fn holding(&mut self, holding: &Holding, leaving: Option<&Leaving>) {
        let (first, last) = (self.case.horizon.from_year().year(), self.case.horizon.to_year().year());
        let area = holding.floor_area_dm2();
        let converted = leaving.filter(|leaving| leaving.fate == Fate::Convert);
        for year in first..=last {
            if leaving.is_some_and(|leaving| leaving.year <= year && converted.is_none()) {
                break;
            }
            let becomes = converted.filter(|leaving| leaving.year <= year).and_then(|leaving| leaving.becomes);
            self.service(year, &holding.code, becomes.unwrap_or(holding.class), area, (holding.running, holding.staff));
        }
        for building in &holding.buildings {
            let built = (building.class, i32::from(building.completed_year), i64::from(building.floor_area.dm2()));
            self.renewal(&holding.code, built, leaving);
        }
        let Some(leaving) = leaving else { return };
        if let Some(becomes) = leaving.becomes {
            let unit = self.rules.unit_costs.of(becomes).renovation_yen_per_m2;
            self.by_area(leaving.year, Item::Conversion, &holding.code, area, unit);
        }
        if matches!(leaving.fate, Fate::Merge | Fate::Combine | Fate::Move) {
            self.by_area(leaving.year, Item::Moving, &holding.code, area, self.rules.moving_yen_per_m2);
        }
        if leaving.demolish && converted.is_none() {
            self.by_area(leaving.year, Item::Demolition, &holding.code, area, self.rules.demolition_yen_per_m2);
        }
        for grant in &holding.grants {
            let reckoning = format!(
                "{} yen × years left to {} ÷ years from {}",
                grant.amount.0, grant.restricted_until, grant.granted_year
            );
            let amount = grant.repayment(leaving.year);
            self.add(leaving.year, Item::GrantRepayment, &holding.code, amount, reckoning);
        }
    }

    /// What a year of service costs.
    fn service(&mut self, year: i32, subject: &str, class: Class, area: i64, given: (Option<Yen>, Option<Yen>)) {
        let rates = self.rules.rates(class);
        let all = [(Item::Running, given.0, rates.running_yen_per_m2), (Item::Staff, given.1, rates.staff_yen_per_m2)];
        for (item, given, rate) in all {
            match given {
                Some(amount) => self.add(year, item, subject, amount, "as recorded".to_owned()),
                None => self.by_area(year, item, subject, area, rate),
            }
        }
    }

    /// Renovations and rebuilds; none that would be finished shortly before the building is left, or later.
    fn renewal(&mut self, subject: &str, built: (Class, i32, i64), leaving: Option<&Leaving>) {
        let (class, completed_year, area) = built;
        let (classes, years, areas) = ([class], [completed_year as i16], [area as u32]);
        let Ok(stock) = Stock::new(&classes, &years, &areas) else { return };
        let horizon = self.case.horizon;
        let found: Vec<_> = events(&stock, &self.rules.renewal, &self.rules.unit_costs, horizon).collect();
        for event in found {
            let ends = event.first_year.year() + event.years as i32 - 1;
            let calm = self.rules.calm_years;
            let done = leaving.is_none_or(|leaving| match leaving.fate {
                Fate::Convert => (ends - leaving.year).abs() >= calm.max(1),
                _ => ends < leaving.year - calm,
            });
            if !done {
                continue;
            }
            let item = match event.kind {
                WorkKind::Renovation => Item::Renovation,
                WorkKind::Rebuild => Item::Rebuild,
            };
            let charges: Vec<_> = event.charges(horizon).collect();
            for (year, amount) in charges {
                let (due, years) = (event.due_year.year(), event.years);
                let reckoning = format!("{} m² built {completed_year}, due {due}, over {years} years", in_m2(area));
                self.add(year.year(), item, subject, amount, reckoning);
            }
        }
    }

    fn build(&mut self, build: &Build) {
        let area = build.floor_area_dm2();
        let unit = build.unit_yen_per_m2.unwrap_or(self.rules.unit_costs.of(build.class).rebuild_yen_per_m2);
        let cost = area_cost(area, unit);
        for (year, part) in parts(cost, build.opened_year - build.construction_years, build.construction_years) {
            let years = build.construction_years;
            let reckoning = format!("{} m² × {} yen/m², over {years} years", in_m2(area), unit.0);
            self.add(year, Item::Construction, &build.id, part, reckoning);
        }
        for year in build.opened_year..=self.case.horizon.to_year().year() {
            self.service(year, &build.id, build.class, area, (build.running, build.staff));
        }
        self.renewal(&build.id, (build.class, build.opened_year, area), None);
    }

    fn land(&mut self) {
        let case = self.case;
        for freed in &case.proposal.freed {
            let Some((land, value)) = case.lands.get(freed.land).and_then(|land| Some((land, land.value()?))) else {
                continue;
            };
            let price = land.price_yen_per_m2.unwrap_or_default().0;
            let told = format!("{} m² × {price} yen/m²", in_m2(land.area_dm2));
            match freed.land_use {
                LandUse::Keep => {}
                LandUse::Sell => self.add(freed.year, Item::LandSale, &land.code, Yen(-value.0), told),
                LandUse::Lease => {
                    let per_mille = self.rules.lease_per_mille;
                    let rent = Yen((i128::from(value.0) * i128::from(per_mille) / 1_000) as i64);
                    for year in freed.year..=case.horizon.to_year().year() {
                        let told = format!("{told} × {per_mille} ‰ a year");
                        self.add(year, Item::LandLease, &land.code, Yen(-rent.0), told);
                    }
                }
            }
        }
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

fn in_m2(area_dm2: i64) -> String {
    format!("{}.{:02}", area_dm2 / 100, area_dm2 % 100)
}
