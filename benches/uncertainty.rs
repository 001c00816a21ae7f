//! How many lives of components are drawn a second, and how many components are followed by their cycles?
//! `cargo bench --bench uncertainty [buildings]`.
//!
//! A line for each measurement: what, how many, seconds of all threads together, millions a second and thread of them.
//! Ten invented components (`illustrative`) a building, with cycles of 10 to 40 years, over 40 years; 4,000,000 buildings
//! unless another number is given. One thread unless `RAYON_NUM_THREADS` says otherwise.

use enoki::domain::component_cycle::{Components, renewals, renewals_one_by_one};
use enoki::domain::renewal::Horizon;
use enoki::domain::uncertainty::{Courses, Lives, PriceRisk, Question, draw};
use enoki::domain::units::FiscalYear;
use std::hint::black_box;

const A_BUILDING: usize = 10;
const REPEATS: usize = 5;

fn main() {
    let buildings = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(4_000_000);
    let threads = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    println!("{:>28} {:>12} {:>8} {:>12}", "what", "how many", "CPU s", "million/s");
    pool.install(|| {
        for (components, draws) in [(1_000, 20_000), (10_000, 2_000), (100_000, 200)] {
            drawn(components, draws);
        }
        cycles(buildings);
    });
}

fn horizon() -> Horizon {
    Horizon::new(FiscalYear::new("year", 2025).expect("a year"), 40).expect("a horizon")
}

/// Splitmix64 of a place.
fn dice(place: usize) -> u64 {
    let mut z = (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Year of the last renewal, cycle and cost.
fn component(place: usize) -> (i16, u8, i64) {
    let luck = dice(place);
    let cycle = 10 + (luck % 31) as u8;
    (2024 - (luck >> 8) as i16 % 25, cycle, 100_000 + (luck >> 32) as i64 % 10_000_000)
}

fn drawn(components: usize, draws: u32) {
    let mut courses = Courses::with_capacity(components);
    for place in 0..components {
        let (renewed, cycle, cost) = component(place);
        courses.component(place as u64, (i32::from(renewed)).max(2000), cycle.into(), cost, None);
    }
    let lives = Lives::weibull("shape", 3.5).expect("a shape");
    let prices = PriceRisk::drift("volatility", 3.0).expect("a volatility");
    let present_value_factors = &[1.0; 40][..];
    let question = Question {
        courses: &courses,
        lives: &lives,
        prices,
        horizon: horizon(),
        present_value_factors,
        draws,
        seed: 7,
    };
    measure("component draws", components * draws as usize, 1, || drop(black_box(draw(&question))));
}

fn cycles(buildings: usize) {
    let rows = buildings * A_BUILDING;
    let (mut renewed, mut cycle, mut cost) =
        (Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows));
    for place in 0..rows {
        let row = component(place);
        renewed.push(row.0);
        cycle.push(row.1);
        cost.push(row.2);
    }
    let components = Components::new(&renewed, &cycle, &cost).expect("components");
    assert_eq!(renewals(&components, horizon()), renewals_one_by_one(&components, horizon()));
    measure("component cycles one by one", rows, REPEATS, || {
        drop(black_box(renewals_one_by_one(&components, horizon())));
    });
    measure("component cycles summed", rows, REPEATS, || drop(black_box(renewals(&components, horizon()))));
}

fn measure(what: &str, count: usize, repeats: usize, work: impl Fn()) {
    let before = cpu_seconds();
    (0..repeats).for_each(|_| work());
    let seconds = (cpu_seconds() - before) / repeats as f64;
    println!("{what:>28} {count:>12} {seconds:>8.3} {:>12.1}", count as f64 / seconds / 1e6);
}

/// Seconds of all threads of this process, in hundredths (Linux).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
