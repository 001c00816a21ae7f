//! Published and hand-computed numbers, run through the core. The numbers and their source stand in `tests/cases/`.

use enoki::domain::facility::{Class, word};
use enoki::domain::renewal::{
    Cost, Horizon, Parameters, Rules, SpreadAnchor, Stock, UnitCost, UnitCosts, events, simulate,
};
use enoki::domain::units::{Area, FiscalYear, Yen};
use std::collections::BTreeMap;

/// The published rules of 2011.
fn rules() -> Rules {
    Rules::new(Parameters {
        renovation_age_years: 30,
        renovation_spread_years: 2,
        renovation_backlog_up_to_age_years: 50,
        backlog_years: 10,
        rebuild_age_years: 60,
        rebuild_spread_years: 3,
        overdue_years: 10,
        spread_anchor: SpreadAnchor::Start,
    })
    .unwrap()
}

/// Renovation and rebuild in ten thousand yen/m², as published.
fn unit_costs() -> UnitCosts {
    let mut costs = [UnitCost::default(); Class::COUNT];
    for (class, renovation, rebuild) in [
        (Class::CivicCulture, 25, 40),
        (Class::SocialEducation, 25, 40),
        (Class::SportsRecreation, 20, 36),
        (Class::Industry, 25, 40),
        (Class::School, 17, 33),
        (Class::Childcare, 17, 33),
        (Class::HealthWelfare, 20, 36),
        (Class::Medical, 25, 40),
        (Class::Administration, 25, 40),
        (Class::PublicHousing, 17, 28),
        (Class::Park, 17, 33),
        (Class::SupplyTreatment, 20, 36),
        (Class::Other, 20, 36),
    ] {
        let yen = |ten_thousand: i64| Yen(ten_thousand * 10_000);
        costs[class as usize] = UnitCost {
            renovation_yen_per_m2: yen(renovation),
            rebuild_yen_per_m2: yen(rebuild),
            ..UnitCost::default()
        };
    }
    UnitCosts::new(costs).unwrap()
}

#[derive(Default)]
struct Case {
    from_year: i64,
    years: i64,
    class: String,
    floor_area_m2: f64,
    completed_year: i16,
    costs: BTreeMap<i32, Cost>,
}

fn cases() -> BTreeMap<String, Case> {
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    let table = include_str!("cases/renewal_mic_2011.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let case = cases.entry(row["case"].clone()).or_default();
        case.from_year = row["from_year"].parse().unwrap();
        case.years = row["years"].parse().unwrap();
        case.class = row["class"].clone();
        case.floor_area_m2 = row["floor_area_m2"].parse().unwrap();
        case.completed_year = row["completed_year"].parse().unwrap();
        let yen = |name: &str| Yen(row[name].parse().unwrap());
        case.costs.insert(
            row["fiscal_year"].parse().unwrap(),
            Cost { renovation: yen("renovation_yen"), rebuild: yen("rebuild_yen"), ..Cost::default() },
        );
    }
    cases
}

#[test]
fn each_building_costs_in_each_year_what_was_reckoned_by_hand() {
    let cases = cases();
    assert!(cases.len() >= 14);
    for (name, case) in cases {
        let class = [word::<Class>("class", &case.class).unwrap()];
        let area = [Area::from_m2("floor_area_m2", case.floor_area_m2).unwrap().dm2()];
        let completed = [case.completed_year];
        let stock = Stock::new(&class, &completed, &area).unwrap();
        let horizon = Horizon::new(FiscalYear::new("from_year", case.from_year).unwrap(), case.years).unwrap();
        let forecast = simulate(&stock, &rules(), &unit_costs(), horizon);
        let mut of_works: BTreeMap<i32, Yen> = BTreeMap::new();
        for work in events(&stock, &rules(), &unit_costs(), horizon) {
            work.charges(horizon).for_each(|(year, yen)| *of_works.entry(year.year()).or_default() += yen);
        }
        for (year, cost) in forecast.by_year() {
            let by_hand = case.costs.get(&year.year()).copied().unwrap_or_default();
            assert_eq!(cost, by_hand, "{name}, {}", year.year());
            assert_eq!(
                of_works.get(&year.year()).copied().unwrap_or_default(),
                by_hand.total(),
                "{name}, {}",
                year.year()
            );
        }
    }
}

#[test]
fn all_buildings_together_cost_what_they_cost_one_by_one() {
    let cases = cases();
    let alike: Vec<&Case> = cases.values().filter(|case| (case.from_year, case.years) == (2025, 40)).collect();
    assert!(alike.len() >= 9);
    let class: Vec<Class> = alike.iter().map(|case| word::<Class>("class", &case.class).unwrap()).collect();
    let area: Vec<u32> =
        alike.iter().map(|case| Area::from_m2("floor_area_m2", case.floor_area_m2).unwrap().dm2()).collect();
    let completed: Vec<i16> = alike.iter().map(|case| case.completed_year).collect();
    let horizon = Horizon::new(FiscalYear::new("from_year", 2025).unwrap(), 40).unwrap();
    let forecast = simulate(&Stock::new(&class, &completed, &area).unwrap(), &rules(), &unit_costs(), horizon);
    for (year, cost) in forecast.by_year() {
        let of_year = || alike.iter().filter_map(|case| case.costs.get(&year.year()));
        let by_hand = Cost {
            renovation: of_year().map(|c| c.renovation).sum(),
            rebuild: of_year().map(|c| c.rebuild).sum(),
            ..Cost::default()
        };
        assert_eq!(cost, by_hand, "{}", year.year());
    }
}

#[test]
fn each_asset_is_charged_in_each_year_what_was_reckoned_by_hand() {
    use chrono::NaiveDate;
    use enoki::domain::depreciation::{
        Kind, RateTable, Rounding, Rules, Service, Standing, Terms, UsefulLife, charge, elapsed_accumulated, schedule,
    };
    let mut reference = csv::Reader::from_reader(include_str!("../data/reference/depreciation.csv").as_bytes());
    let rates = reference.records().map(Result::unwrap).filter(|row| &row[0] == "depreciation-rate");
    let mut rules = Rules {
        rates: RateTable::new(rates.map(|row| (row[1].parse().unwrap(), row[2].parse().unwrap()))).unwrap(),
        rounding: Rounding::Floor,
        start_policy: word("policy", "next-fiscal-year").unwrap(),
        memo_tangible: Yen(1),
        memo_intangible: Yen(0),
    };
    let table = include_str!("cases/depreciation.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert!(rows.len() >= 45);
    for row in rows {
        let at = format!("{}, {}", row["case"], row["fiscal_year"]);
        let number = |name: &str| row[name].parse::<i64>().unwrap();
        let yen = |name: &str| Yen(number(name));
        let (cost, year) = (yen("cost_yen"), FiscalYear::new("fiscal_year", number("fiscal_year")).unwrap());
        let by_hand = (yen("charge_yen"), yen("accumulated_yen"), yen("book_value_yen"));
        rules.start_policy = word("policy", &row["policy"]).unwrap();
        let terms = Terms {
            life: UsefulLife::new("useful_life_years", number("useful_life_years")).unwrap(),
            in_service: Service::of(row["in_service_on"].parse::<NaiveDate>().unwrap()),
            memo: rules.memo(word::<Kind>("kind", &row["kind"]).unwrap()),
            start_policy: rules.start_policy,
        };
        let charges = schedule(cost, Yen(0), terms.in_service.fiscal_year, &terms, &rules);
        let until: Vec<_> = charges.into_iter().filter(|charge| charge.fiscal_year <= year).collect();
        let of_year = until.last().filter(|last| last.fiscal_year == year);
        let (accumulated, book_value) = until.last().map_or((Yen(0), cost), |last| (last.accumulated, last.book_value));
        assert_eq!((of_year.map_or(Yen(0), |c| c.charge), accumulated, book_value), by_hand, "{at}");
        let standing = Standing { basis: cost, cost, accumulated: by_hand.1 - by_hand.0 };
        assert_eq!(charge(year, &terms, &standing, &rules), by_hand.0, "{at}");
        assert_eq!(elapsed_accumulated(cost, terms.in_service, year, &terms, &rules), by_hand.1, "{at}");
    }
}

/// Balances taken apart and joined, each row a part of the asset of its case.
#[test]
fn what_leaves_is_divided_or_settled_is_what_was_reckoned_by_hand() {
    use enoki::domain::ledger::{Amounts, Portion, Weights, divide, gain, joined, leaving, settle};

    let mut cases: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    let table = include_str!("cases/ledger.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        cases.entry(row["case"].clone()).or_default().push(row);
    }
    assert!(cases.len() >= 20);
    for (name, rows) in cases {
        let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<i64>().unwrap();
        let pair = |row: &BTreeMap<String, String>, cost: &str, accumulated: &str| Amounts {
            cost: Yen(number(row, cost)),
            accumulated: Yen(number(row, accumulated)),
        };
        let first = &rows[0];
        let balance = pair(first, "cost_yen", "accumulated_yen");
        let expected: Vec<Amounts> =
            rows.iter().map(|row| pair(row, "expected_cost_yen", "expected_accumulated_yen")).collect();
        let parts = || rows.iter().map(|row| number(row, "part") as u64).collect::<Vec<u64>>();
        match first["operation"].as_str() {
            "leave" => {
                let portion = match first["by"].as_str() {
                    "all" => Portion::All,
                    "cost" => Portion::cost("part", number(first, "part"), balance).unwrap(),
                    "quantity" => Portion::quantity("part", number(first, "part"), number(first, "whole")).unwrap(),
                    other => panic!("{name}: {other}"),
                };
                let left = leaving(balance, &portion);
                assert_eq!(left, expected[0], "{name}");
                let of_sale = gain(left, Yen(number(first, "proceeds_yen")));
                assert_eq!(of_sale, Yen(number(first, "expected_gain_yen")), "{name}");
            }
            "divide" => assert_eq!(divide(balance, &Weights::new("part", &parts()).unwrap()), expected, "{name}"),
            "join" => {
                let balances: Vec<Amounts> = rows.iter().map(|row| pair(row, "cost_yen", "accumulated_yen")).collect();
                assert_eq!(joined(&balances), expected[0], "{name}");
            }
            "settle" => {
                let settled = match first["by"].as_str() {
                    "direct" => {
                        let direct: Vec<Yen> = rows.iter().map(|row| Yen(number(row, "part"))).collect();
                        settle(balance.cost, &direct, None)
                    }
                    _ => {
                        let weights = Weights::for_settlement("part", &parts()).unwrap();
                        settle(balance.cost, &vec![Yen(0); rows.len()], Some(&weights))
                    }
                };
                let expected: Vec<Yen> = expected.iter().map(|part| part.cost).collect();
                assert_eq!(settled, Ok(expected), "{name}");
            }
            other => panic!("{name}: {other}"),
        }
    }
}

#[test]
fn statements_show_what_was_published_and_reckoned_by_hand() {
    use enoki::domain::asset::Account;
    use enoki::domain::statement::{Row, Sums, Unit, depreciation_ratio, tangible_assets};
    let table = include_str!("cases/statement.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let number = |name: &str| row[name].parse::<i64>().ok();
        let yen = |name: &str| Yen(number(name).unwrap());
        let unit = || word::<Unit>("unit", &row["unit"]).unwrap();
        let result = match row["kind"].as_str() {
            "shown" => Some(unit().shown(yen("first_yen"))),
            "book" => {
                let sums = Sums { cost: yen("first_yen"), accumulated: yen("second_yen"), ..Sums::default() };
                let lines = tangible_assets(&BTreeMap::from([(Account::Movables, sums)]));
                let line = lines.iter().find(|line| line.row == Row::Account(Account::Movables)).unwrap();
                assert_eq!(line.book, lines.last().unwrap().book);
                Some(unit().shown(line.book))
            }
            "ratio" => {
                let (depreciable_accumulated, depreciable_cost) = (yen("first_yen"), yen("second_yen"));
                depreciation_ratio(&Sums { depreciable_accumulated, depreciable_cost, ..Sums::default() })
                    .map(|ratio| ratio.percent_hundredths())
            }
            other => panic!("{other}"),
        };
        assert_eq!(result, number("expected"), "{}", row["case"]);
        *seen.entry(row["kind"].clone()).or_default() += 1;
    }
    assert!(seen.len() == 3 && seen.values().sum::<usize>() >= 40, "{seen:?}");
}
/// Plans of single buildings: what is given and what is expected of each stand under its name.
#[test]
fn each_building_is_planned_as_was_reckoned_by_hand() {
    use enoki::domain::facility::{ComponentKind, Word};
    use enoki::domain::plan::{
        ActBy, Building, Component, CostBasis, Existing, LeftOutReason, Overhaul, Rules, Stock, Urgency, draw_up,
    };
    use enoki::domain::work::WorkKind;

    let reference = include_str!("../data/reference/conservation.csv");
    let rules: BTreeMap<String, String> = csv::Reader::from_reader(reference.as_bytes())
        .records()
        .map(Result::unwrap)
        .filter(|row| &row[0] == "conservation")
        .map(|row| (row[1].to_owned(), row[2].to_owned()))
        .collect();
    let rules = Rules::from_named(|name| rules.get(name).cloned()).unwrap();
    let horizon = Horizon::new(FiscalYear::new("from_year", 2025).unwrap(), 40).unwrap();
    let table = include_str!("cases/plan.csv");
    let mut cases: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        cases.entry(row["case"].clone()).or_default().push(row);
    }
    assert!(cases.len() >= 5);
    for (name, rows) in cases {
        let of = |kind: &'static str| rows.iter().filter(move |row| row["row"] == kind);
        let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<i32>().ok();
        let year = |row: &BTreeMap<String, String>, column: &str| number(row, column).unwrap();
        let need = |row: &BTreeMap<String, String>| number(row, "need").map(|need| need as u8);
        let key = |row: &BTreeMap<String, String>| number(row, "key").map(|key| key as u32);
        let work = |row: &BTreeMap<String, String>| word::<WorkKind>("kind", &row["kind"]).unwrap();
        let building = of("building").next().unwrap();
        let building = Building {
            class: Class::School,
            role_points: year(building, "points") as u8,
            score_need: need(building),
            needs_survey: false,
            open_defects: [0, 0, year(building, "cycle_years") as u16, 0],
            stays: true,
            closes_in: number(building, "year"),
        };
        let component = |row: &BTreeMap<String, String>| Component {
            building: 0,
            key: key(row).unwrap(),
            kind: word::<ComponentKind>("kind", &row["kind"]).unwrap(),
            cycle_years: year(row, "cycle_years") as u16,
            next_due: year(row, "year"),
            act_by: number(row, "act_by")
                .map(|year| ActBy { year, urgency: word::<Urgency>("reasons", &row["reasons"]).unwrap() }),
            need: need(row),
            cost: Yen(1),
            cost_basis: CostBasis::Given,
            duration_years: 1,
        };
        let overhaul = |row: &BTreeMap<String, String>| Overhaul {
            building: 0,
            kind: work(row),
            due_year: year(row, "year"),
            cost: Yen(1),
            cost_basis: CostBasis::Given,
            duration_years: 1,
        };
        let existing = |row: &BTreeMap<String, String>| Existing {
            building: 0,
            component: key(row),
            kind: work(row),
            year: year(row, "year"),
        };
        let components: Vec<Component> = of("component").map(component).collect();
        let overhauls: Vec<Overhaul> = of("overhaul").map(overhaul).collect();
        let existing: Vec<Existing> = of("existing").map(existing).collect();
        let buildings = [building];
        let stock = Stock::new(&buildings, &components, &overhauls, &existing).unwrap();
        let plan = draw_up(&stock, &rules, horizon);
        let codes = |reasons: Vec<&'static str>| reasons.join(" ");
        let lines: Vec<_> = plan
            .lines
            .iter()
            .map(|line| {
                let reasons = codes(line.reasons.iter().map(Word::code).collect());
                let years = [line.planned_year, line.earliest_year, line.latest_year, line.priority.points.into()];
                (line.component, line.kind, years, reasons)
            })
            .collect();
        let by_hand: Vec<_> = of("line")
            .map(|row| {
                let years = ["year", "earliest_year", "latest_year", "points"].map(|column| year(row, column));
                (key(row), work(row), years, row["reasons"].clone())
            })
            .collect();
        assert_eq!(lines, by_hand, "{name}");
        let left_out: Vec<_> = plan.left_out.iter().map(|l| (l.component, l.kind, l.year, l.reason)).collect();
        let by_hand: Vec<_> = of("left-out")
            .map(|row| {
                let reason = word::<LeftOutReason>("reasons", &row["reasons"]).unwrap();
                (key(row), work(row), year(row, "year"), reason)
            })
            .collect();
        assert_eq!(left_out, by_hand, "{name}");
    }
}

#[test]
fn each_bond_is_paid_back_as_it_was_reckoned_outside() {
    use enoki::domain::finance::{Loan, Rate, Schedule, Term};
    let table = include_str!("cases/debt_schedule.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert!(rows.len() >= 60);
    for row in rows {
        let at = format!("{}, {}", row["case"], row["number"]);
        let number = |name: &str| row[name].parse::<i64>().unwrap();
        let given = |name: &str| row[name].parse::<i64>().ok().map(Yen);
        let rate = Rate::parse("annual_rate_percent", &row["annual_rate_percent"]).unwrap();
        let term = Term::new(number("term_years"), number("grace_years")).unwrap();
        let method = word("method", &row["method"]).unwrap();
        let loan = Loan::new(number("principal_yen"), rate, term, number("payments_per_year"), method).unwrap();
        let (rounding, remainder) =
            (word("rounding", &row["rounding"]).unwrap(), word("remainder", &row["remainder"]).unwrap());
        let schedule = Schedule::of(&loan.with(rounding, remainder));
        let agree = |name: &str, found: Option<Yen>| {
            if let Some(expected) = given(name) {
                assert_eq!(found, Some(expected), "{at}: {name}");
            }
        };
        agree("payment_yen", schedule.level_payment);
        agree("total_interest_yen", Some(schedule.total().interest));
        if let Ok(number) = row["number"].parse::<usize>() {
            let instalment = schedule.instalments[number - 1];
            agree("instalment_principal_yen", Some(instalment.principal));
            agree("instalment_interest_yen", Some(instalment.interest));
            agree("balance_yen", Some(instalment.balance));
        }
    }
}

#[test]
fn each_work_is_paid_for_as_reckoned_by_hand() {
    use enoki::domain::finance::{Bill, Conditions, Programme, ProgrammeKind, Share, SplitRules, basis_points, split};
    let table = include_str!("cases/funding.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert!(rows.len() >= 10);
    for row in rows {
        let yen = |name: &str| Yen(row[name].parse().unwrap());
        let share = |name: &'static str| Share::parse(name, &row[name]).unwrap();
        let programme = |kind, rate, tax_support| Programme {
            code: String::new(),
            kind,
            rate,
            tax_support,
            most_counted_cost: row["most_counted_cost_yen"].parse().ok().map(Yen),
            conditions: Conditions::default(),
        };
        let subsidy = programme(ProgrammeKind::Subsidy, share("subsidy_rate"), Share::NONE);
        let bond = programme(ProgrammeKind::Bond, share("bond_rate"), share("tax_support_rate"));
        let bill = Bill { cost: yen("cost_yen"), counted_cost: None, other: yen("other_yen"), fund: yen("fund_yen") };
        let rules =
            SplitRules { bond_unit: Yen(100_000), subsidy_unit: Yen(1_000), recipient: row["recipient"] == "true" };
        let found = split(&bill, Some(&subsidy), Some(&bond), &rules);
        for (name, found) in [
            ("subsidy_yen", found.subsidy),
            ("bond_yen", found.bond),
            ("fund_used_yen", found.fund),
            ("general_yen", found.general),
            ("tax_support_yen", found.supported),
            ("real_burden_yen", found.burden),
        ] {
            assert_eq!(found, yen(name), "{}: {name}", row["case"]);
        }
        let percent: f64 = row["real_burden_percent"].parse().unwrap();
        assert_eq!(basis_points(found.burden, found.cost) as f64 / 100.0, percent, "{}", row["case"]);
    }
}

#[test]
fn each_site_holds_what_was_reckoned_by_hand() {
    use enoki::domain::land::{
        DistrictPlan, Exemption, Figures, Rule, SET, Site, Situation, Wishes, Zone, capacity, zoning,
    };
    let mut reference = csv::Reader::from_reader(include_str!("../data/reference/land.csv").as_bytes());
    let rows = reference.records().map(Result::unwrap).filter(|row| &row[0] == SET);
    let values: BTreeMap<String, String> = rows.map(|row| (row[1].to_owned(), row[2].to_owned())).collect();
    let figures = Figures::from_named(|name| values.get(name).cloned()).unwrap();
    let area = |text: &str| Area::from_m2("area_m2", text.parse().unwrap()).unwrap();
    let dm2 = |text: &str| if matches!(text, "" | "0") { 0 } else { u64::from(area(text).dm2()) };
    let pairs = |text: &str| -> BTreeMap<String, String> {
        let pair = |part: &str| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        text.split(';').filter_map(pair).collect()
    };
    let table = include_str!("cases/land_capacity.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert!(rows.len() >= 30);
    for row in rows {
        let at = &row["case"];
        let zone = |text: &str| {
            let parts: Vec<&str> = text.split(':').collect();
            Zone {
                area: area(parts[0]),
                floor_area_ratio_percent: parts[1].parse().unwrap(),
                coverage_ratio_percent: parts[2].parse().unwrap(),
                zoning: zoning("zoning", parts[3]).unwrap().0,
                excluded_dm2: parts.get(4).map_or(0, |text| dm2(text)),
            }
        };
        let situation = Situation {
            road_width_cm: row["road_width_m"].parse::<f64>().ok().map(|m| (m * 100.0).round() as u32),
            corner_lot: row["corner"] == "true",
            fire_zone: (!row["fire_zone"].is_empty()).then(|| word("fire_zone", &row["fire_zone"]).unwrap()),
            fireproof_building: row["fireproof"] == "true",
        };
        let terms = pairs(&row["district"]);
        let number = |name: &str| terms.get(name).map(|text| text.parse::<u32>().unwrap());
        let plan = DistrictPlan {
            floor_area_ratio_percent: number("far"),
            coverage_ratio_percent: number("bcr"),
            minimum_site: terms.get("minimum").map(|text| area(text)),
            maximum_footprint: terms.get("footprint").map(|text| area(text)),
            wall_setback_cm: number("setback").unwrap_or(0) * 100,
            boundary_length_cm: number("boundary").map(|m| m * 100),
            open_space_percent: number("open").unwrap_or(0),
            ..DistrictPlan::default()
        };
        let mut wishes = Wishes {
            building_use: (!row["use"].is_empty()).then(|| word("building_use", &row["use"]).unwrap()),
            storeys: row["storeys"].parse().ok(),
            open_space_dm2: dm2(&row["open_space_m2"]),
            open_space_percent: row["open_space_percent"].parse().unwrap_or(0),
            elevator_dm2: dm2(&row["elevator_m2"]),
            ..Wishes::default()
        };
        for (name, given) in pairs(&row["exempt"]) {
            wishes.exempt_dm2[word::<Exemption>("exempt", &name).unwrap() as usize] = dm2(&given);
        }
        let plan = (!terms.is_empty()).then_some(plan);
        let site =
            Site::new(row["zones"].split('|').map(zone).collect(), dm2(&row["excluded_m2"]), situation, plan, wishes);
        let found = capacity(&site.unwrap(), &figures);
        assert_eq!(found.floor_area_dm2, dm2(&row["max_floor_area_m2"]), "{at}: floor area");
        assert_eq!(found.footprint_dm2, dm2(&row["max_footprint_m2"]), "{at}: footprint");
        let mut binding = found.binding();
        let mut by_hand: Vec<Rule> =
            row["binding"].split(' ').map(|name| word::<Rule>("binding", name).unwrap()).collect();
        binding.sort();
        by_hand.sort();
        assert_eq!(binding, by_hand, "{at}: binding");
    }
}

#[test]
fn each_town_reaches_its_sites_as_reckoned_by_hand() {
    use enoki::domain::catchment::{Bands, Distances, nearest, reach, two_step};
    let table = include_str!("cases/access.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert!(rows.len() >= 7);
    for row in rows {
        let at = &row["case"];
        let numbers = |name: &str| -> Vec<f64> { row[name].split(';').filter_map(|text| text.parse().ok()).collect() };
        let people: Vec<u64> = numbers("population").iter().map(|persons| (persons * 100.0) as u64).collect();
        let cells = |text: &str| text.split(' ').map(|cell| cell.parse::<f64>().ok()).collect::<Vec<_>>();
        let matrix: Vec<Vec<Option<f64>>> = row["distances"].split('|').map(cells).collect();
        let supply = numbers("supply");
        let distances = Distances::given(people.len(), supply.len(), &matrix).unwrap();
        let open: Vec<usize> = (0..supply.len()).collect();
        let thousandths = |text: &str| (text.parse::<f64>().unwrap() * 1_000.0) as u64;
        let found = reach(&nearest(&distances, people.len(), &open), &people, &[thousandths(&row["radius_m"])], 90);
        let close = |name: &str, found: f64| {
            let expected: f64 = row[name].parse().unwrap();
            assert!((found - expected).abs() < 1e-6, "{at}: {name} is {found}");
        };
        close("covered", found.within[0] as f64 / 100.0);
        close("mean_m", found.mean.unwrap() / 1_000.0);
        close("percentile_90_m", found.percentile.unwrap() as f64 / 1_000.0);
        close("worst_tenth_m", found.worst_tenth.unwrap() / 1_000.0);
        close("unreached", found.unreached as f64 / 100.0);
        let band = |text: &str| {
            let (limit, weight) = text.split_once(':').unwrap();
            (thousandths(limit), thousandths(weight) as u32)
        };
        let bands = Bands::new(row["bands"].split(' ').map(band).collect()).unwrap();
        let floating = two_step(&distances, &people, &open, &supply, &bands);
        let same = |name: &str, found: Vec<Option<f64>>| {
            let expected: Vec<Option<f64>> = row[name].split(';').map(|text| text.parse().ok()).collect();
            assert_eq!(expected.len(), found.len(), "{at}: {name}");
            for (expected, found) in expected.iter().zip(&found) {
                assert_eq!(expected.is_some(), found.is_some(), "{at}: {name}");
                assert!((expected.unwrap_or(0.0) - found.unwrap_or(0.0)).abs() < 1e-8, "{at}: {name} is {found:?}");
            }
        };
        same("ratios", floating.ratios);
        same("access", floating.access.into_iter().map(Some).collect());
    }
}
