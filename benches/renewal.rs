//! How fast a renewal-cost forecast is: `cargo bench --bench renewal`.
//!
//! The rates are buildings a second; each includes the checks of `Stock::new`. `columns_read_once` adds up the same
//! three columns and nothing else: what the memory allows. `building_by_building` folds the same events one by one.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use enoki::domain::facility::Class;
use enoki::domain::renewal::{
    Horizon, Mext, Model, Models, Parameters, Rules, SpreadAnchor, Stock, UnitCost, UnitCosts, events, forecast,
    simulate,
};
use enoki::domain::units::{FiscalYear, Yen};
use std::sync::LazyLock;
use strum::IntoEnumIterator;

const BUILDINGS: usize = 4_000_000;
/// One thread, then all of them.
const THREADS: [usize; 2] = [1, 0];

fn main() {
    divan::main();
}

/// Class, completion year and floor area of each building.
struct Columns {
    class: Vec<Class>,
    completed_year: Vec<i16>,
    floor_area_dm2: Vec<u32>,
}

/// In no order: completed from 1945 to 2024, 20 to 8020 m².
static MIXED: LazyLock<Columns> = LazyLock::new(|| {
    let classes: Vec<Class> = Class::iter().collect();
    let mut state = 0x853c_49e6_748f_ea9b_u64;
    // Knuth's linear congruential generator; the high bits are the good ones.
    let mut below = move |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) * limit) >> 31
    };
    let mut columns = Columns { class: Vec::new(), completed_year: Vec::new(), floor_area_dm2: Vec::new() };
    for _ in 0..BUILDINGS {
        columns.class.push(classes[below(13) as usize]);
        columns.completed_year.push(1945 + below(80) as i16);
        columns.floor_area_dm2.push(2_000 + below(800_000) as u32);
    }
    columns
});

/// The same buildings in the order of a ledger: by class, then by year.
static SORTED: LazyLock<Columns> = LazyLock::new(|| {
    let mut order: Vec<usize> = (0..BUILDINGS).collect();
    order.sort_by_key(|&i| (MIXED.class[i], MIXED.completed_year[i]));
    Columns {
        class: order.iter().map(|&i| MIXED.class[i]).collect(),
        completed_year: order.iter().map(|&i| MIXED.completed_year[i]).collect(),
        floor_area_dm2: order.iter().map(|&i| MIXED.floor_area_dm2[i]).collect(),
    }
});

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
    .expect("the published rules")
}

/// The published table, in yen/m², times `per_mille` / 1000, rounded down to the yen.
fn unit_costs(per_mille: i64) -> UnitCosts {
    let published = [
        [25, 40],
        [25, 40],
        [20, 36],
        [25, 40],
        [17, 33],
        [17, 33],
        [20, 36], // civic culture to health and welfare
        [25, 40],
        [25, 40],
        [17, 28],
        [17, 33],
        [20, 36],
        [20, 36], // medical to other
    ];
    UnitCosts::new(published.map(|[renovation, rebuild]| UnitCost {
        renovation_yen_per_m2: Yen(renovation * 10 * per_mille),
        rebuild_yen_per_m2: Yen(rebuild * 10 * per_mille),
        ..UnitCost::default()
    }))
    .expect("the published unit costs")
}

fn odd_unit_costs() -> UnitCosts {
    UnitCosts::new(std::array::from_fn(|class| UnitCost {
        renovation_yen_per_m2: Yen(222_221 + class as i64),
        rebuild_yen_per_m2: Yen(333_331 + class as i64),
        ..UnitCost::default()
    }))
    .expect("unit costs below the limit")
}

fn horizon(years: i64) -> Horizon {
    let from = FiscalYear::new("from_year", 2025).expect("a year");
    Horizon::new(from, years).expect("up to a hundred years")
}

fn measure(bencher: Bencher, threads: usize, columns: &Columns, unit_costs: &UnitCosts, years: i64) {
    let (rules, horizon) = (rules(), horizon(years));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let run = || {
        let columns = black_box(columns);
        let stock = Stock::new(&columns.class, &columns.completed_year, &columns.floor_area_dm2).expect("columns");
        simulate(&stock, &rules, unit_costs, horizon)
    };
    bencher.counter(ItemsCount::new(BUILDINGS)).bench_local(|| pool.install(run));
}

#[divan::bench(args = THREADS, consts = [40, 60])]
fn published_unit_costs<const YEARS: i64>(bencher: Bencher, threads: usize) {
    measure(bencher, threads, &MIXED, &unit_costs(1000), YEARS);
}

#[divan::bench(args = THREADS)]
fn published_unit_costs_ledger_order(bencher: Bencher, threads: usize) {
    measure(bencher, threads, &SORTED, &unit_costs(1000), 40);
}

#[divan::bench(args = THREADS)]
fn unit_costs_up_by_137_per_mille(bencher: Bencher, threads: usize) {
    measure(bencher, threads, &MIXED, &unit_costs(1137), 40);
}

#[divan::bench(args = THREADS)]
fn odd_unit_costs_no_residue_bins(bencher: Bencher, threads: usize) {
    measure(bencher, threads, &MIXED, &odd_unit_costs(), 40);
}

/// A model of the MEXT handbook, from the rows of the reference data.
fn mext(set: &str) -> Mext {
    let rows = csv::Reader::from_reader(include_str!("../data/reference/mext.csv").as_bytes()).into_records();
    let rows: Vec<_> = rows.map(|row| row.expect("a row")).filter(|row| &row[0] == set).collect();
    let value = |name: &str| rows.iter().find(|row| &row[1] == name).map(|row| row[2].to_owned());
    Mext::new(set == "mext-long-life", value).expect("the published rules")
}

fn measure_models(bencher: Bencher, threads: usize, models: &Models, unit_costs: &UnitCosts) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let run = || {
        let columns = black_box(&*MIXED);
        let stock = Stock::new(&columns.class, &columns.completed_year, &columns.floor_area_dm2).expect("columns");
        forecast(&stock, models, unit_costs, horizon(60), &[])
    };
    bencher.counter(ItemsCount::new(BUILDINGS)).bench_local(|| pool.install(run));
}

#[divan::bench(args = [("mext-conventional", 1), ("mext-conventional", 0), ("mext-long-life", 1), ("mext-long-life", 0)])]
fn models_of_the_handbook(bencher: Bencher, (set, threads): (&str, usize)) {
    let mext = mext(set);
    let unit_costs = UnitCosts::new([mext.unit_cost(Yen(330_000)); Class::COUNT]).expect("unit costs");
    measure_models(bencher, threads, &Models::alike(mext.model(None)), &unit_costs);
}

/// The three models in turn, class by class.
#[divan::bench(args = THREADS)]
fn models_mixed_by_class(bencher: Bencher, threads: usize) {
    let (early, late) = (mext("mext-conventional"), mext("mext-long-life"));
    let published = unit_costs(1000);
    let classes: Vec<Class> = Class::iter().collect();
    let rebuild = |class: usize| published.of(classes[class]).rebuild_yen_per_m2;
    let models = Models::new(std::array::from_fn(|class| match class % 3 {
        0 => Model::mic(&rules()),
        1 => early.model(None),
        _ => late.model(None),
    }));
    let rows = std::array::from_fn(|class| match class % 3 {
        0 => published.of(classes[class]),
        1 => early.unit_cost(rebuild(class)),
        _ => late.unit_cost(rebuild(class)),
    });
    measure_models(bencher, threads, &models, &UnitCosts::new(rows).expect("unit costs"));
}

#[divan::bench(consts = [40, 60], sample_count = 10)]
fn building_by_building<const YEARS: i64>(bencher: Bencher) {
    let (rules, unit_costs, horizon) = (rules(), unit_costs(1000), horizon(YEARS));
    bencher.counter(ItemsCount::new(BUILDINGS)).bench_local(|| {
        let columns = black_box(&*MIXED);
        let stock = Stock::new(&columns.class, &columns.completed_year, &columns.floor_area_dm2).expect("columns");
        let mut by_year = vec![[0i64; Class::COUNT]; YEARS as usize];
        for event in events(&stock, &rules, &unit_costs, horizon) {
            let class = columns.class[event.building] as usize;
            for (year, yen) in event.charges(horizon) {
                by_year[(year.year() - 2025) as usize][class] += yen.0;
            }
        }
        by_year
    });
}

#[divan::bench]
fn columns_read_once(bencher: Bencher) {
    bencher.counter(ItemsCount::new(BUILDINGS)).bench_local(|| {
        let columns = black_box(&*MIXED);
        let class: u64 = columns.class.iter().map(|&class| class as u64).sum();
        let year: i64 = columns.completed_year.iter().map(|&year| i64::from(year)).sum();
        let area: u64 = columns.floor_area_dm2.iter().map(|&area| u64::from(area)).sum();
        (class, year, area)
    });
}
