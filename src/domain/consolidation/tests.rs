//! Consolidation by hand: every expected number is derived in the comment beside it.

use super::*;
use crate::domain::facility::{Class, DisasterRole};
use crate::domain::finance::{BondTerms, Conditions, Method, Programme, ProgrammeKind, Rate, Share, SplitRules, Term};
use crate::domain::renewal::{self, Horizon, Parameters, SpreadAnchor, Stock, UnitCost, UnitCosts, simulate};
use crate::domain::units::{Area, FiscalYear, Yen};
use proptest::prelude::*;

fn horizon(years: i64) -> Horizon {
    Horizon::new(FiscalYear::new("from", 2026).unwrap(), years).unwrap()
}

/// Renovation at 30, rebuild at 60; 100,000 and 200,000 yen/m²; running 1,000 and staff 500 yen/m² a year.
fn rules() -> Rules {
    let price = UnitCost {
        renovation_yen_per_m2: Yen(100_000),
        rebuild_yen_per_m2: Yen(200_000),
        long_life_yen_per_m2: Yen(0),
    };
    let parameters = Parameters {
        renovation_age_years: 30,
        renovation_spread_years: 2,
        renovation_backlog_up_to_age_years: 50,
        backlog_years: 10,
        rebuild_age_years: 60,
        rebuild_spread_years: 3,
        overdue_years: 10,
        spread_anchor: SpreadAnchor::Start,
    };
    Rules {
        renewal: renewal::Rules::new(parameters).unwrap(),
        unit_costs: UnitCosts::new([price; Class::COUNT]).unwrap(),
        rates: vec![Rates { running_yen_per_m2: Yen(1_000), staff_yen_per_m2: Yen(500) }; Class::COUNT],
        demolition_yen_per_m2: Yen(20_000),
        moving_yen_per_m2: Yen(5_000),
        lease_per_mille: 30,
        calm_years: 5,
    }
}

fn holding(code: &str, area_m2: i64, completed_year: i16) -> Holding {
    let floor_area = Area::from_dm2(area_m2 * 100);
    Holding {
        code: code.to_owned(),
        name: code.to_owned(),
        class: Class::CivicCulture,
        site: Some(format!("site-{code}")),
        buildings: vec![HeldBuilding { class: Class::CivicCulture, completed_year, floor_area }],
        running: None,
        staff: None,
        grants: Vec::new(),
        disaster_roles: Vec::new(),
        capacity: None,
    }
}

/// A: 500 m² of 1980, built with 10,000,000 yen of a grant of 2010 that binds until 2039. B: 300 m² of 1990.
fn halls() -> (Vec<Holding>, Vec<Land>) {
    let (mut a, b) = (holding("A", 500, 1980), holding("B", 300, 1990));
    a.grants.push(Grant { amount: Yen(10_000_000), granted_year: 2010, restricted_until: 2039 });
    a.disaster_roles.push(DisasterRole::Shelter);
    let land = |code: &str, m2: i64, price| Land {
        code: code.to_owned(),
        area_dm2: m2 * 100,
        price_yen_per_m2: Some(Yen(price)),
    };
    (vec![a, b], vec![land("site-A", 1_000, 100_000), land("site-B", 500, 80_000)])
}

fn leaving(holding: usize, year: i32, fate: Fate, into: Option<usize>) -> Leaving {
    Leaving { holding, year, fate, into, into_holding: None, becomes: None, demolish: into.is_some() }
}

/// Both halls merge into one of 400 + 400 m² less a quarter, built in 2028 and 2029 and opened in 2030.
fn merged() -> Proposal {
    let need = |function: &str| Need { function: function.to_owned(), floor_area: Area::from_dm2(40_000) };
    Proposal {
        id: "merged".to_owned(),
        in_plan: Some(true),
        builds: vec![Build {
            id: "N".to_owned(),
            name: "N".to_owned(),
            site: Some("site-N".to_owned()),
            class: Class::CivicCulture,
            opened_year: 2030,
            construction_years: 2,
            needs: vec![need("hall"), need("rooms")],
            shared_per_mille: 250,
            unit_yen_per_m2: None,
            running: None,
            staff: None,
            disaster_roles: vec![DisasterRole::Shelter, DisasterRole::Hub],
            capacity: Some(200),
        }],
        leavings: vec![leaving(0, 2030, Fate::Merge, Some(0)), leaving(1, 2030, Fate::Merge, Some(0))],
        freed: vec![
            Freed { land: 0, year: 2031, land_use: LandUse::Sell },
            Freed { land: 1, year: 2031, land_use: LandUse::Lease },
        ],
        ..Proposal::nothing()
    }
}

fn reckoned(stock: &[Holding], lands: &[Land], proposal: &Proposal) -> Ledger {
    reckon(&Case::new(stock, lands, horizon(10), proposal).unwrap(), &rules())
}

#[test]
fn keeping_both_halls_costs_their_renovation_and_their_service() {
    let (stock, lands) = halls();
    let ledger = reckoned(&stock, &lands, &Proposal::nothing());
    // A is 46 years old and B 36: both renovations were missed and are paid over the ten years 2026 to 2035,
    // 500 × 100,000 ÷ 10 = 5,000,000 and 300 × 100,000 ÷ 10 = 3,000,000 a year. Rebuilds (2040, 2050) lie beyond.
    assert_eq!(ledger.of(Item::Renovation), Yen(80_000_000));
    assert_eq!(ledger.of(Item::Rebuild), Yen(0));
    // 800 m² × 1,000 and × 500 yen, ten times.
    assert_eq!((ledger.of(Item::Running), ledger.of(Item::Staff)), (Yen(8_000_000), Yen(4_000_000)));
    assert_eq!((ledger.total(), ledger.annual_mean()), (Yen(92_000_000), Yen(9_200_000)));
    assert_eq!(ledger.peak(), Some((2026, Yen(9_200_000))));
    assert_eq!(ledger.final_floor_area_dm2(), 80_000);
}

#[test]
fn merging_the_halls_costs_what_a_pencil_says() {
    let (stock, lands) = halls();
    let ledger = reckoned(&stock, &lands, &merged());
    // (400 + 400) × 75 % = 600 m², × 200,000 = 120,000,000, half in 2028 and half in 2029.
    assert_eq!(ledger.of(Item::Construction), Yen(120_000_000));
    // Both renovations would be finished in 2035, after the halls are left: none is begun. N is renovated in 2060.
    assert_eq!(ledger.of(Item::Renovation), Yen(0));
    // 800 m² × 5,000 and × 20,000.
    assert_eq!((ledger.of(Item::Moving), ledger.of(Item::Demolition)), (Yen(4_000_000), Yen(16_000_000)));
    // 2030 to 2039 are 10 of the 30 years from 2010 to 2039: ⌊10,000,000 × 10 ÷ 30⌋.
    assert_eq!(ledger.of(Item::GrantRepayment), Yen(3_333_333));
    // 800 m² for the four years 2026 to 2029, 600 m² for the six from 2030: 3,200,000 + 3,600,000 and half of it.
    assert_eq!((ledger.of(Item::Running), ledger.of(Item::Staff)), (Yen(6_800_000), Yen(3_400_000)));
    // 1,000 m² × 100,000 once; 500 m² × 80,000 × 30 ‰ = 1,200,000 in each of the five years 2031 to 2035.
    assert_eq!((ledger.of(Item::LandSale), ledger.of(Item::LandLease)), (Yen(-100_000_000), Yen(-6_000_000)));
    // 120,000,000 + 4,000,000 + 16,000,000 + 3,333,333 + 6,800,000 + 3,400,000 − 100,000,000 − 6,000,000
    assert_eq!(ledger.total(), Yen(47_533_333));
    // 2028 and 2029: 60,000,000 + 1,200,000 each; the first is told.
    assert_eq!(ledger.peak(), Some((2028, Yen(61_200_000))));
    let areas: Vec<i64> = ledger.years.iter().map(|year| year.floor_area_dm2).collect();
    assert_eq!(areas, [80_000, 80_000, 80_000, 80_000, 60_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
}

#[test]
fn each_amount_tells_how_it_was_reckoned() {
    let (stock, lands) = halls();
    let ledger = reckoned(&stock, &lands, &merged());
    let told = |item: Item| ledger.lines.iter().find(|line| line.item == item).map(|line| line.reckoning.en.clone());
    assert_eq!(told(Item::Construction).unwrap(), "600.00 m² × 200000 yen/m² = 120000000 yen over 2 years");
    assert_eq!(told(Item::GrantRepayment).unwrap(), "10000000 yen × 10 years left of 30 (restricted 2010–2039)");
}

#[test]
fn a_present_value_discounts_each_year_from_its_end() {
    let rate = |percent: &str| Rate::parse("rate", percent).unwrap();
    let value = |amounts: &[i64], percent| present_value(amounts.iter().map(|yen| Yen(*yen)), rate(percent));
    // 110 ÷ 1.1 + 121 ÷ 1.21 = 100 + 100
    assert_eq!(value(&[110, 121], "10"), Yen(200));
    assert_eq!(value(&[-110], "10"), Yen(-100));
    // 1,000,000 ÷ 1.04 = 961,538.46…
    assert_eq!(value(&[1_000_000], "4"), Yen(961_538));
    assert_eq!(value(&[5, 6, 7], "0"), Yen(18));
}

/// 90 % of a work that merges at least two facilities, makes the floor area fall and stands in the plan; half of the
/// service comes back. Borrowed free of interest for ten years.
fn merging_bond() -> (Vec<Programme>, SplitRules, BondTerms) {
    let conditions =
        Conditions { floor_area_falls: true, least_facilities: Some(2), in_plan: true, ..Conditions::default() };
    let bond = Programme {
        code: "merging".to_owned(),
        kind: ProgrammeKind::Bond,
        rate: Share::parse("rate", "90%").unwrap(),
        tax_support: Share::parse("rate", "50%").unwrap(),
        most_counted_cost: None,
        conditions,
    };
    let rules = SplitRules { bond_unit: Yen(100_000), subsidy_unit: Yen(1_000), recipient: true };
    let terms = BondTerms::new(Rate::parse("rate", "0").unwrap(), Term::new(10, 0).unwrap(), 1, Method::LevelPayment);
    (vec![bond], rules, terms.unwrap())
}

#[test]
fn a_bond_for_merging_spreads_the_burden() {
    let (stock, lands) = halls();
    let proposal = merged();
    let ledger = reckoned(&stock, &lands, &proposal);
    let (programmes, rules, terms) = merging_bond();
    let funding = fund(&ledger, &proposal, &Backing { programmes: &programmes, rules, terms });
    let bonds: Vec<_> = funding.works.iter().filter_map(|work| work.bond.map(|bond| (work.work, &bond.code))).collect();
    let built = ledger.works.iter().position(|work| work.item == Item::Construction).unwrap();
    assert_eq!(bonds, [(built, &"merging".to_owned())]);
    // 2028: 61,200,000 less the bond of 54,000,000. 2029: as much, and 5,400,000 of service, half of which comes back.
    let burdens: Vec<i64> = funding.years.iter().map(|year| year.burden.0).collect();
    assert_eq!(burdens[..4], [1_200_000, 1_200_000, 7_200_000, 9_900_000]);
    assert_eq!(funding.years[3].outstanding, Yen(54_000_000 + 48_600_000));
    // At the end of 2035 the bond of 2028 has been served 7 times and that of 2029 6 times.
    assert_eq!(funding.outstanding(), Yen(3 * 5_400_000 + 4 * 5_400_000));
}

#[test]
fn buildings_that_stay_after_merging_shut_the_bond_out() {
    let (stock, lands) = halls();
    let mut proposal = merged();
    proposal.leavings.iter_mut().for_each(|leaving| leaving.demolish = false);
    proposal.freed.clear();
    let ledger = reckoned(&stock, &lands, &proposal);
    // 800 m² before; 600 m² new and 800 m² that still stand afterwards.
    assert_eq!(ledger.final_floor_area_dm2(), 140_000);
    let (programmes, rules, terms) = merging_bond();
    let funding = fund(&ledger, &proposal, &Backing { programmes: &programmes, rules, terms });
    assert!(funding.works.iter().all(|work| work.bond.is_none()));
    assert_eq!(funding.burden(), ledger.total());
}

#[test]
fn roles_end_with_the_facility_and_begin_with_the_building() {
    let (stock, lands) = halls();
    let proposal = merged();
    let effects = effects(&Case::new(&stock, &lands, horizon(10), &proposal).unwrap());
    let change = |role, before, after| RoleChange { role, before, after };
    assert_eq!(effects.roles, [change(DisasterRole::Hub, 0, 1), change(DisasterRole::Shelter, 1, 1)]);
    assert_eq!((effects.capacity_before, effects.capacity_after, effects.capacity_unknown), (0, 200, 2));
}

#[test]
fn steps_are_told_by_year() {
    let (stock, lands) = halls();
    let proposal = merged();
    let steps = steps(&Case::new(&stock, &lands, horizon(10), &proposal).unwrap());
    let told: Vec<(i32, StepKind, &str)> =
        steps.iter().map(|step| (step.year, step.kind, step.subject.as_str())).collect();
    assert_eq!(
        told,
        [
            (2028, StepKind::Begin, "N"),
            (2030, StepKind::Open, "N"),
            (2030, StepKind::Merge, "A"),
            (2030, StepKind::Merge, "B"),
            (2030, StepKind::Demolish, "A"),
            (2030, StepKind::Demolish, "B"),
            (2031, StepKind::Sell, "site-A"),
            (2031, StepKind::Lease, "site-B"),
        ]
    );
}

fn places(proposal: &Proposal) -> Vec<String> {
    let (stock, lands) = halls();
    match Case::new(&stock, &lands, horizon(10), proposal) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|fault| format!("{} {}", fault.place, fault.invalid.code)).collect(),
    }
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    let changed = |change: &dyn Fn(&mut Proposal)| {
        let mut proposal = merged();
        change(&mut proposal);
        places(&proposal)
    };
    assert!(changed(&|_| ()).is_empty());
    assert_eq!(
        changed(&|p| p.builds[0].opened_year = 2036),
        ["builds/0/opened_year out-of-range", "leavings/0/year contradiction", "leavings/1/year contradiction"]
    );
    assert_eq!(
        changed(&|p| p.builds[0].construction_years = 16),
        ["builds/0/construction_years out-of-range", "builds/0/opened_year out-of-range"]
    );
    assert_eq!(changed(&|p| p.leavings[0].year = 2029), ["leavings/0/year contradiction"]);
    assert_eq!(changed(&|p| p.leavings[1].holding = 0), ["leavings/1/facility duplicate", "land/1/site contradiction"]);
    assert_eq!(changed(&|p| p.freed[0].year = 2029), ["land/0/site contradiction"]);
    assert_eq!(changed(&|p| p.builds.push(p.builds[0].clone())), ["builds/1/id duplicate"]);
    assert_eq!(changed(&|p| p.leavings[0].fate = Fate::Close), ["leavings/0/into contradiction"]);
}

#[test]
fn temporary_rooms_bridge_the_years_until_the_new_place_opens() {
    let mut proposal = merged();
    proposal.leavings[0].year = 2028;
    let rooms = Temporary {
        name: "rooms".to_owned(),
        holding: Some(0),
        from_year: 2028,
        to_year: 2029,
        yen_per_year: Yen(2_000_000),
    };
    assert_eq!(places(&proposal), ["leavings/0/year contradiction"]);
    proposal.temporaries.push(rooms);
    let (stock, lands) = halls();
    assert_eq!(reckoned(&stock, &lands, &proposal).of(Item::Temporary), Yen(4_000_000));
}

#[test]
fn a_facility_merges_neither_into_itself_nor_in_a_circle() {
    let into = |from: usize, to: usize| Leaving {
        into: None,
        into_holding: Some(to),
        demolish: false,
        ..leaving(from, 2030, Fate::Merge, None)
    };
    let itself = Proposal { leavings: vec![into(0, 0)], ..Proposal::nothing() };
    assert_eq!(places(&itself), ["leavings/0/into contradiction"]);
    let circle = Proposal { leavings: vec![into(0, 1), into(1, 0)], ..Proposal::nothing() };
    assert_eq!(places(&circle), ["leavings/0/into contradiction", "leavings/1/into contradiction"]);
    let sound = Proposal { leavings: vec![into(0, 1)], ..Proposal::nothing() };
    assert!(places(&sound).is_empty());
}

fn stocks() -> impl Strategy<Value = Vec<Holding>> {
    let one = (1_i64..20_000, 1940_i16..2026);
    proptest::collection::vec(one, 0..12).prop_map(|all| {
        all.into_iter().enumerate().map(|(at, (area, year))| holding(&format!("H{at}"), area, year)).collect()
    })
}

proptest! {
    #[test]
    fn doing_nothing_renews_as_the_forecast_does(stock in stocks(), years in 1_i64..80) {
        let (rules, nothing) = (rules(), Proposal::nothing());
        let ledger = reckon(&Case::new(&stock, &[], horizon(years), &nothing).unwrap(), &rules);
        let built: Vec<HeldBuilding> = stock.iter().flat_map(|holding| holding.buildings.clone()).collect();
        let classes: Vec<Class> = built.iter().map(|building| building.class).collect();
        let completed: Vec<i16> = built.iter().map(|building| building.completed_year).collect();
        let areas: Vec<u32> = built.iter().map(|building| building.floor_area.dm2()).collect();
        let columns = Stock::new(&classes, &completed, &areas).unwrap();
        let forecast = simulate(&columns, &rules.renewal, &rules.unit_costs, horizon(years));
        prop_assert_eq!(ledger.of(Item::Renovation) + ledger.of(Item::Rebuild), forecast.total().total());
    }

    #[test]
    fn lines_years_and_total_are_the_same_money(stock in stocks(), closed in 0_usize..12, year in 2026_i32..2046) {
        let mut proposal = Proposal::nothing();
        if closed < stock.len() {
            proposal.leavings.push(Leaving { demolish: true, ..leaving(closed, year, Fate::Close, None) });
        }
        let ledger = reckon(&Case::new(&stock, &[], horizon(20), &proposal).unwrap(), &rules());
        let lines: Yen = ledger.lines.iter().map(|line| line.amount).sum();
        let years: Yen = ledger.years.iter().map(YearSum::net).sum();
        prop_assert_eq!((lines, years), (ledger.total(), ledger.total()));
        prop_assert_eq!(ledger.present_value(Rate::parse("rate", "0").unwrap()), ledger.total());
    }

    #[test]
    fn without_programmes_the_municipality_bears_all(stock in stocks()) {
        let nothing = Proposal::nothing();
        let ledger = reckon(&Case::new(&stock, &[], horizon(30), &nothing).unwrap(), &rules());
        let (_, rules, terms) = merging_bond();
        let funding = fund(&ledger, &nothing, &Backing { programmes: &[], rules, terms });
        prop_assert_eq!((funding.burden(), funding.outstanding()), (ledger.total(), Yen(0)));
    }
}
