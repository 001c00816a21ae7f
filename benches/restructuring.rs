//! How near the best is a plan for a whole stock proven to be, and how long does it take?
//! `cargo bench --bench restructuring [seconds]`.
//!
//! Drawn cities (`illustrative`): facilities of several functions, candidate sites with room for some of them, people who
//! become fewer, ceilings a year, a fifth less floor area, 40 years in four periods. A line for each: choices, value, gap,
//! seconds of all threads together, most memory.

use enoki::domain::restructuring::{Choice, Draft, Effort, Facility, Function, Question, Reach, plan};
use std::time::{Duration, Instant};

fn main() {
    let given = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let longest = Duration::from_secs(given.unwrap_or(60));
    println!("facilities functions sites points choices   value (M yen)    gap %  branches    CPU s  MiB  status");
    for (facilities, functions, sites, points) in
        [(20, 4, 4, 60), (40, 5, 8, 150), (80, 8, 12, 300), (150, 8, 20, 500), (300, 10, 30, 1_000)]
    {
        let question = Question::new(city(facilities, functions, sites, points)).expect("a sound question");
        let (before, started) = (cpu_seconds(), Instant::now());
        let outcome = plan(&question, &Effort::default(), &|| started.elapsed() > longest);
        let choices: usize = question.draft().facilities.iter().map(|facility| facility.choices.len()).sum();
        println!(
            "{facilities:>10} {functions:>9} {sites:>5} {points:>6} {choices:>7} {:>15.1} {:>8.4} {:>9} {:>8.2} {:>4}  {:?}",
            outcome.totals.value as f64 / 1e9,
            outcome.gap().map_or(f64::NAN, |gap| gap * 100.0),
            outcome.branches,
            cpu_seconds() - before,
            most_memory_mib(),
            outcome.status
        );
    }
}

const PERIODS: usize = 4;
const YEARS: usize = 40;

fn city(count: usize, functions: usize, sites: usize, points: usize) -> Draft {
    let mut below = draws();
    let mut spots =
        |count: usize| -> Vec<(f64, f64)> { (0..count).map(|_| (below(8_000) as f64, below(5_000) as f64)).collect() };
    let (own, new, homes) = (spots(count), spots(sites), spots(points));
    let people: Vec<i64> = (0..points).map(|_| 50 + below(600) as i64).collect();
    let areas: Vec<i64> = (0..count).map(|_| 300 + below(2_700) as i64).collect();
    let due: Vec<usize> = (0..count).map(|_| below(YEARS as u64) as usize).collect();
    let metres = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1).round() as u32;
    let functions: Vec<Function> = (0..functions)
        .map(|number| {
            let places: Vec<(f64, f64)> =
                (0..count).filter(|f| f % functions == number).map(|f| own[f]).chain(new.clone()).collect();
            let reach = |home: &(f64, f64)| {
                let mut reach: Vec<Reach> = places
                    .iter()
                    .enumerate()
                    .map(|(place, at)| Reach { place: place as u32, metres: metres(*home, *at) })
                    .collect();
                reach.sort_by_key(|reach| (reach.metres, reach.place));
                reach
            };
            // 300 yen a person, km and year, ten years a period, and every period a tenth fewer people.
            let weights = people
                .iter()
                .map(|people| (0..PERIODS).map(|period| people * 3_000 * (100 - 10 * period as i64) / 100).collect());
            Function { places: places.len(), reach: homes.iter().map(reach).collect(), weights: weights.collect() }
        })
        .collect();
    let stock: i64 = areas.iter().sum();
    let facilities = (0..count)
        .map(|at| {
            let function = at % functions.len();
            let place = (0..at).filter(|other| other % functions.len() == function).count();
            let own = functions[function].places - sites;
            Facility { id: format!("F{at:03}"), function, place, choices: choices(areas[at], due[at], own, sites) }
        })
        .collect();
    Draft {
        facilities,
        functions,
        periods: PERIODS,
        sites: vec![stock * 100 / 3 / sites as i64; sites],
        ceilings: vec![Some(stock * 400_000 * 2 / YEARS as i64 + 1_000_000_000); YEARS],
        floor_area_limit: Some(stock * 80),
    }
}

/// Rebuilding when it is due or five years before, closing or moving at the beginning of a period until then.
fn choices(area: i64, due: usize, own: usize, sites: usize) -> Vec<Choice> {
    let running = |from: usize, to: usize, m2: i64| 8_000 * m2 * (to - from) as i64;
    let discounted = |yen: i64, year: usize| yen * (1_000 - 12 * year as i64) / 1_000;
    let mut choices = Vec::new();
    for year in [due, due.saturating_sub(5)] {
        choices.push(Choice {
            cost_yen: running(0, YEARS, area) + discounted(400_000 * area, year),
            spending: vec![(year, 400_000 * area)],
            stays: PERIODS,
            then: None,
            room: None,
            floor_area: area * 100,
        });
    }
    for period in (0..PERIODS).filter(|period| period * 10 <= due) {
        let year = period * 10;
        let left = 40_000 * area;
        choices.push(Choice {
            cost_yen: running(0, year, area) + discounted(left - 100_000 * area, year),
            spending: vec![(year, left)],
            stays: period,
            then: None,
            room: None,
            floor_area: 0,
        });
        for site in 0..sites {
            let smaller = area * 8 / 10;
            choices.push(Choice {
                cost_yen: running(0, year, area)
                    + running(year, YEARS, smaller)
                    + discounted(left + 420_000 * smaller - 100_000 * area, year),
                spending: vec![(year, left + 420_000 * smaller)],
                stays: period,
                then: Some(own + site),
                room: Some((site, smaller * 100)),
                floor_area: smaller * 100,
            });
        }
    }
    choices
}

/// Draws numbers below a limit, always the same ones.
fn draws() -> impl FnMut(u64) -> u64 {
    let mut state = 7_u64;
    move |limit| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// Seconds of all threads of this process, in hundredths (Linux).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The most memory this process has held (Linux).
fn most_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1_024
}
