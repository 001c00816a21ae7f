//! How long does it take to prove a plan of sites the best? `cargo bench --bench siting [folder]`.
//!
//! A line for each instance: sites, demands, value, what the value can be above the best, seconds of all threads together.
//! Without a folder the instances are drawn (`illustrative`): networks made like those of the OR-Library (n²/50 edges of 1 to
//! 100), people and candidates on a plane, and warehouses with fixed costs and capacities; each may take a minute. With a folder every `pmed*.txt` and `cap*.txt` of it is solved, which are files of the OR-Library
//! (J. E. Beasley, JORS 41, 1990), and their seconds are added up.

use enoki::domain::siting::{self, Demand, Draft, Effort, Question, Site, SitingObjective, Wish};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The longest that an instance may take.
const LONGEST: Duration = Duration::from_secs(60);

fn main() {
    println!("{:>16} {:>5} {:>6} {:>18} {:>9} {:>8}  status", "instance", "sites", "demand", "value", "gap %", "CPU s");
    match std::env::args().skip(1).find(|word| !word.starts_with('-')) {
        Some(folder) => published(Path::new(&folder)),
        None => drawn(),
    }
}

fn drawn() {
    for (places, open) in [(500, 5), (700, 5), (900, 5), (600, 60), (900, 90)] {
        measure(&format!("network p={open}"), drawn_network(places, open), 1.0);
    }
    measure("p-median", plane(SitingObjective::PMedian, 500, 100, 10), 1.0);
    measure("p-median", plane(SitingObjective::PMedian, 2_000, 300, 30), 1.0);
    measure("p-median", plane(SitingObjective::PMedian, 5_000, 500, 50), 1.0);
    measure("max-coverage", plane(SitingObjective::MaxCoverage, 5_000, 500, 50), 1.0);
    measure("fixed-charge", plane(SitingObjective::FixedCharge, 5_000, 500, 500), 1.0);
    measure("capacitated", plane(SitingObjective::Capacitated, 200, 50, 50), 1.0);
}

fn published(folder: &Path) {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    let number = |path: &PathBuf| name(path).trim_start_matches(char::is_alphabetic).parse::<u32>().unwrap_or(0);
    files.sort_by_key(|path| (number(path), path.clone()));
    let mut sum = 0.0;
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a text");
        let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        sum += match name(&path) {
            name if name.starts_with("pmed") => measure(&name, network(&numbers), 1.0),
            name if name.starts_with("cap") => measure(&name, warehouses(&numbers), 100_000.0),
            _ => 0.0,
        };
    }
    println!("{sum:.2} s together");
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn measure(name: &str, draft: Draft, scale: f64) -> f64 {
    let question = Question::new(draft).expect("a sound question");
    let (before, started) = (cpu_seconds(), Instant::now());
    let outcome = siting::plan(&question, &Effort::default(), &|| started.elapsed() > LONGEST);
    let seconds = cpu_seconds() - before;
    let (sites, demands) = (question.sites().len(), question.demands().len());
    let (value, gap) =
        (outcome.value.map_or(f64::NAN, |value| value / scale), outcome.gap().map_or(f64::NAN, |gap| gap * 100.0));
    println!("{name:>16} {sites:>5} {demands:>6} {value:>18.3} {gap:>9.4} {seconds:>8.2}  {:?}", outcome.status);
    seconds
}

/// Seconds of all threads of this process, in hundredths (Linux).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn site(place: usize, fixed_cost: i64, capacity: i64) -> Site {
    Site { id: format!("{place:05}"), fixed_cost, capacity, existing: false, wish: Wish::Any }
}

fn demand(place: usize, weight: i64) -> Demand {
    Demand { id: format!("{place:05}"), weight }
}

fn draft(objective: SitingObjective, sites: Vec<Site>, demands: Vec<Demand>, costs: Vec<Option<i64>>) -> Draft {
    let most = sites.len();
    Draft { objective, sites, demands, costs, least: 0, most, most_changes: None }
}

/// A p-median file: vertices, edges and p; then the edges, of which the last counts where one is repeated.
fn network(numbers: &[f64]) -> Draft {
    let (places, open) = (numbers[0] as usize, numbers[2] as usize);
    let edges: Vec<(u32, u32, i64)> =
        numbers[3..].chunks_exact(3).map(|edge| (edge[0] as u32 - 1, edge[1] as u32 - 1, edge[2] as i64)).collect();
    let all: Vec<u32> = (0..places as u32).collect();
    let costs = siting::costs_on_network(places, &edges, &all).into_iter().flatten().collect();
    let (sites, demands) =
        ((0..places).map(|place| site(place, 0, 0)).collect(), (0..places).map(|place| demand(place, 1)).collect());
    Draft { least: open, most: open, ..draft(SitingObjective::PMedian, sites, demands, costs) }
}

/// A network with costs of 1 to 100 on n²/50 edges, of which those of a ring join all places.
fn drawn_network(places: usize, open: usize) -> Draft {
    let mut below = draws();
    let mut numbers = vec![places as f64, 0.0, open as f64];
    for place in 0..places {
        numbers.extend([place as f64 + 1.0, ((place + 1) % places) as f64 + 1.0, 1.0 + below(100) as f64]);
    }
    for _ in places..places * places / 50 {
        let ends = [below(places as u64) as f64 + 1.0, below(places as u64) as f64 + 1.0];
        numbers.extend([ends[0], ends[1], 1.0 + below(100) as f64]);
    }
    network(&numbers)
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

/// A file of warehouses with capacities and fixed costs, in hundred-thousandths.
fn warehouses(numbers: &[f64]) -> Draft {
    let whole = |number: f64| (number * 100_000.0).round() as i64;
    let (places, customers) = (numbers[0] as usize, numbers[1] as usize);
    let stores = numbers[2..].chunks_exact(2).take(places).enumerate();
    let sites = stores.map(|(place, store)| site(place, whole(store[1]), store[0] as i64)).collect();
    let rows = || numbers[2 + 2 * places..].chunks_exact(1 + places);
    let demands = rows().take(customers).enumerate().map(|(place, row)| demand(place, row[0] as i64)).collect();
    let costs = rows().take(customers).flat_map(|row| row[1..].iter().map(|cost| Some(whole(*cost)))).collect();
    draft(SitingObjective::Capacitated, sites, demands, costs)
}

/// People and candidates on a square of 10 km, a cost for each person and metre.
fn plane(objective: SitingObjective, people: usize, candidates: usize, open: usize) -> Draft {
    let mut below = draws();
    let mut points = |count: usize| -> Vec<(f64, f64)> {
        (0..count).map(|_| (below(10_000) as f64, below(10_000) as f64)).collect()
    };
    let (homes, places) = (points(people), points(candidates));
    let weights: Vec<i64> = (0..people).map(|_| 1 + below(200) as i64).collect();
    let capacity = 4 * weights.iter().sum::<i64>() / candidates as i64;
    let sites = (0..candidates).map(|place| site(place, 20_000_000 + below(20_000_000) as i64, capacity)).collect();
    let far = (objective == SitingObjective::MaxCoverage).then_some(900.0);
    let cost = |(home, weight): (&(f64, f64), &i64), place: &(f64, f64)| {
        let metres = (home.0 - place.0).hypot(home.1 - place.1);
        far.is_none_or(|far| metres <= far).then_some((metres * *weight as f64).round() as i64)
    };
    let served = homes.iter().zip(&weights);
    let costs = served.flat_map(|demand| places.iter().map(move |place| cost(demand, place))).collect();
    let demands = weights.iter().enumerate().map(|(place, weight)| demand(place, *weight)).collect();
    let least = if objective == SitingObjective::PMedian { open } else { 0 };
    Draft { least, most: open, ..draft(objective, sites, demands, costs) }
}
