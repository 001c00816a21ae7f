//! How fast a conservation plan is drawn up: `cargo bench --bench conservation`.
//!
//! 100,000 buildings with ten components each over 40 years: components of mixed cycles and ages, a work on every whole
//! building, and works that are decided already on every other one. The rates are components a second.
//! `costs_read_once` adds up the components' costs and nothing else: what the memory allows.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use enoki::domain::facility::{Class, ComponentKind};
use enoki::domain::plan::{
    self, Building, Component, CostBasis, CostColumns, Existing, Overhaul, Rules, Stock, Totals, draw_up,
};
use enoki::domain::renewal::Horizon;
use enoki::domain::units::{FiscalYear, Yen};
use enoki::domain::work::WorkKind;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::HashMap;
use std::sync::LazyLock;
use strum::IntoEnumIterator;

const BUILDINGS: u32 = 100_000;
const COMPONENTS_EACH: u32 = 10;
const COMPONENTS: u32 = BUILDINGS * COMPONENTS_EACH;
const YEARS: i64 = 40;
/// One thread, then all of them.
const THREADS: [usize; 2] = [1, 0];

fn main() {
    divan::main();
}

struct Inputs {
    buildings: Vec<Building>,
    components: Vec<Component>,
    overhauls: Vec<Overhaul>,
    existing: Vec<Existing>,
    rules: Rules,
    columns: CostColumns,
}

impl Inputs {
    fn stock(&self) -> Stock<'_> {
        match Stock::new(&self.buildings, &self.components, &self.overhauls, &self.existing) {
            Ok(stock) => stock,
            Err(invalid) => panic!("{}", invalid.text.en),
        }
    }
}

fn parameters() -> HashMap<(String, String), String> {
    let mut reader = csv::Reader::from_reader(include_str!("../data/reference/conservation.csv").as_bytes());
    let rows = reader.records().flatten();
    rows.map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].to_owned())).collect()
}

static MIXED: LazyLock<Inputs> = LazyLock::new(|| {
    let rows = parameters();
    let of = |set: &'static str| {
        let rows = &rows;
        move |name: &str| rows.get(&(set.to_owned(), name.to_owned())).cloned()
    };
    let mut state = 0x853c_49e6_748f_ea9b_u64;
    // Knuth's linear congruential generator; the high bits are the good ones.
    let mut below = move |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) * limit) >> 31
    };
    let classes: Vec<Class> = Class::iter().collect();
    let kinds: Vec<ComponentKind> = ComponentKind::iter().collect();
    let buildings = (0..BUILDINGS).map(|_| Building {
        class: classes[below(13) as usize],
        role_points: below(101) as u8,
        score_need: Some(below(101) as u8),
        needs_survey: below(20) == 0,
        open_defects: [0, below(2) as u16, below(3) as u16, 0],
        stays: true,
        closes_in: None,
    });
    let buildings = buildings.collect();
    let components = (0..COMPONENTS).map(|key| Component {
        building: key / COMPONENTS_EACH,
        key,
        kind: kinds[below(20) as usize],
        cycle_years: 15 + below(26) as u16,
        next_due: 2015 + below(45) as i32,
        act_by: None,
        need: (below(2) == 0).then(|| below(101) as u8),
        cost: Yen(500_000 + below(20_000_000) as i64),
        cost_basis: CostBasis::Given,
        duration_years: 1,
    });
    let components = components.collect();
    let overhauls = (0..BUILDINGS).map(|building| Overhaul {
        building,
        kind: if building % 2 == 0 { WorkKind::Rebuild } else { WorkKind::LongLife },
        due_year: 2020 + below(70) as i32,
        cost: Yen(300_000_000),
        cost_basis: CostBasis::Estimated,
        duration_years: 2,
    });
    let overhauls = overhauls.collect();
    let existing = (0..BUILDINGS / 2).map(|n| Existing {
        building: n * 2,
        component: Some(n * 2 * COMPONENTS_EACH),
        kind: WorkKind::Renewal,
        year: 2027,
    });
    let existing = existing.collect();
    let rules = Rules::from_named(of(plan::CONSERVATION)).unwrap_or_else(|invalid| panic!("{}", invalid.text.en));
    let columns =
        CostColumns::from_named(of(plan::COST_COLUMN)).unwrap_or_else(|invalid| panic!("{}", invalid.text.en));
    Inputs { buildings, components, overhauls, existing, rules, columns }
});

fn horizon() -> Horizon {
    let first = FiscalYear::new("base_year", 2026).unwrap_or_else(|invalid| panic!("{}", invalid.text.en));
    Horizon::new(first, YEARS).unwrap_or_else(|invalid| panic!("{}", invalid.text.en))
}

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap_or_else(|cause| panic!("{cause}"))
}

#[divan::bench(args = THREADS)]
fn plan_drawn_up(bencher: Bencher, threads: usize) {
    let (inputs, pool) = (&*MIXED, pool(threads));
    let drawn = || pool.install(|| draw_up(&black_box(inputs).stock(), &inputs.rules, horizon()));
    bencher.counter(ItemsCount::new(COMPONENTS as usize)).bench_local(drawn);
}

#[divan::bench(args = THREADS)]
fn plan_drawn_up_and_added_up(bencher: Bencher, threads: usize) {
    let (inputs, pool) = (&*MIXED, pool(threads));
    let added_up = || {
        let stock = black_box(inputs).stock();
        let plan = draw_up(&stock, &inputs.rules, horizon());
        Totals::new(horizon(), &inputs.columns, plan.priced(&stock)).total()
    };
    bencher.counter(ItemsCount::new(COMPONENTS as usize)).bench_local(|| pool.install(added_up));
}

#[divan::bench]
fn costs_read_once(bencher: Bencher) {
    let components = &MIXED.components;
    bencher
        .counter(ItemsCount::new(COMPONENTS as usize))
        .bench(|| black_box(components).iter().map(|component| component.cost).sum::<Yen>());
}
