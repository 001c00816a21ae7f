//! How near to the best does levelling come, and how long does it take? `cargo bench --bench levelling [works …]`.
//!
//! A line for each stock: works, objective, value, bound, what the value can be above the best, and seconds of all threads
//! together. The stocks are invented (`illustrative`): eight classes of buildings with log-normal floor areas; rebuilding
//! in three years, refurbishment in two, components in one; windows of 7 to 18 years; order and exclusion among them; what
//! begins together in a building saves. Each yearly ceiling is 1.1 mean years. In small stocks one building costs more than
//! a year.

use enoki::domain::levelling::{Ceilings, DeferralRates, Draft, Effort, Objective, Problem, Relation, Work, level};
use enoki::domain::units::Yen;

const YEARS: i32 = 40;
const FIRST_YEAR: i32 = 2025;
const EXCEED: Objective = Objective::Exceed { peak_weight: 4, excess_weight: 1 };
const CEILING: Objective = Objective::Ceiling { peak_weight: 1, left_out_weight: 10 };

fn main() {
    let wanted: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    println!("{:>7} {:8} {:>18} {:>18} {:>9} {:>8}  status", "works", "wants", "value", "bound", "gap %", "CPU s");
    for works in [100, 300, 1_000, 3_000, 10_000, 100_000] {
        if !wanted.is_empty() && !wanted.contains(&works) {
            continue;
        }
        measure("peak", smooth(works));
        measure("exceed", lumpy(works, EXCEED));
        measure("ceiling", lumpy(works, CEILING));
    }
}

fn measure(wants: &str, draft: Draft) {
    let works = draft.works.len();
    let problem = Problem::new(draft).expect("a sound draft");
    let before = cpu_seconds();
    let outcome = level(&problem, Effort::default(), 7, &|| false);
    let seconds = cpu_seconds() - before;
    let gap = outcome.gap().map_or(f64::NAN, |gap| gap * 100.0);
    let (value, bound, status) = (outcome.objective, outcome.objective_lower_bound, outcome.status);
    println!("{works:>7} {wants:8} {value:>18} {bound:>18} {gap:>9.4} {seconds:>8.2}  {status:?}");
}

/// Seconds of all threads of this process, in hundredths (Linux).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: i64) -> i64 {
        (((self.next() >> 32) * limit as u64) >> 32) as i64
    }

    /// About the standard normal: twelve equal ones less six.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| (self.next() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0
    }
}

/// A work that falls due in a year of the horizon and has a window of so many years, a third of it before.
fn work(dice: &mut Dice, duration_years: u8, cost: i64, width: i32, bundle: Option<u32>) -> Work {
    let due = dice.below(i64::from(YEARS) - 3) as i32;
    let earliest = (due - width / 3).max(0);
    let latest = (earliest + width - 1).min(YEARS - i32::from(duration_years));
    let mut work = Work {
        earliest_year: FIRST_YEAR + earliest.min(latest),
        latest_year: FIRST_YEAR + latest,
        due_year: FIRST_YEAR + due,
        duration_years,
        cost: Yen(cost / 1_000 * 1_000),
        priority: dice.below(101) as u8,
        bundle,
        fund_shares: Vec::new(),
        deferral: Vec::new(),
    };
    work.deferral = DeferralRates { late_per_mille: 15, early_per_mille: 8, by_priority: true }.table(&work);
    work
}

/// Windows of three years either way, no giant, the lowest peak.
fn smooth(works: usize) -> Draft {
    let mut dice = Dice(1);
    let of = |_| {
        let (duration, cost) = (1 + dice.below(2) as u8, (15.5 + 0.8 * dice.normal()).exp() as i64 * 10);
        work(&mut dice, duration, cost, 7, None)
    };
    Draft {
        first_year: FIRST_YEAR,
        years: YEARS as u32,
        works: (0..works).map(of).collect(),
        relations: Vec::new(),
        ceilings: Ceilings::default(),
        bundle_savings: Vec::new(),
        objective: Objective::MinPeak,
    }
}

/// Building by building, see the head of the file.
fn lumpy(count: usize, objective: Objective) -> Draft {
    let unit_costs = [450_000, 400_000, 380_000, 330_000, 330_000, 360_000, 280_000, 400_000];
    let mut dice = Dice(1);
    let (mut works, mut relations, mut bundle_savings) = (Vec::new(), Vec::new(), Vec::new());
    let mut last_large: [Option<u32>; 8] = [None; 8];
    while works.len() < count {
        let class = dice.below(8) as usize;
        let area = (7.2 + 1.1 * dice.normal()).exp().clamp(60.0, 30_000.0) as i64;
        let rebuild = area * unit_costs[class];
        let bundle = Some(bundle_savings.len() as u32);
        bundle_savings.push(Yen(rebuild / 200_000 * 1_000));
        let first = works.len() as u32;
        let (kind, width) = (dice.below(4), |dice: &mut Dice| 7 + dice.below(12) as i32);
        if kind < 3 {
            let (years, cost) = if kind == 0 { (3, rebuild) } else { (2, rebuild * 55 / 100) };
            let width = width(&mut dice);
            works.push(work(&mut dice, years, cost, width, bundle));
        }
        for _ in 0..1 + dice.below(5) {
            let (cost, width) = (rebuild * (20 + dice.below(60)) / 1_000, width(&mut dice));
            works.push(work(&mut dice, 1, cost, width, bundle));
        }
        if kind < 3 {
            relations.extend(order(&mut dice, &works, first));
            let other = last_large[class].replace(first).filter(|_| dice.below(4) == 0);
            relations.extend(other.and_then(|other| apart(&works, other, first)));
        }
    }
    works.truncate(count);
    let kept = |work: u32| (work as usize) < count;
    relations.retain(|relation| match *relation {
        Relation::After { first, then, .. } => kept(first) && kept(then),
        Relation::NotSameYear { first, second } => kept(first) && kept(second),
    });
    let total: i64 = works.iter().map(|work| work.cost.0).sum();
    let ceiling = total / i64::from(YEARS) / 1_000_000 * 1_100_000;
    let ceilings = Ceilings { total: vec![Some(Yen(ceiling)); YEARS as usize], funds: Vec::new() };
    Draft { first_year: FIRST_YEAR, years: YEARS as u32, works, relations, ceilings, bundle_savings, objective }
}

/// In every third building a component comes after the large work, or before it, as the windows allow.
fn order(dice: &mut Dice, works: &[Work], large: u32) -> Option<Relation> {
    if dice.below(3) > 0 {
        return None;
    }
    let other = large + 1 + dice.below(works.len() as i64 - i64::from(large) - 1) as u32;
    let (a, b) = (&works[large as usize], &works[other as usize]);
    if a.earliest_year + i32::from(a.duration_years) <= b.latest_year {
        return Some(Relation::After { first: large, then: other, lag_years: 0 });
    }
    (b.earliest_year < a.latest_year).then_some(Relation::After { first: other, then: large, lag_years: 0 })
}

/// Two large works of a class exclude each other where their windows leave room.
fn apart(works: &[Work], first: u32, second: u32) -> Option<Relation> {
    let (a, b) = (&works[first as usize], &works[second as usize]);
    let room = |a: &Work, b: &Work| a.earliest_year + i32::from(a.duration_years) <= b.latest_year;
    (room(a, b) || room(b, a)).then_some(Relation::NotSameYear { first, second })
}
