//! What does every plan cost at least, at given prices?
//!
//! With prices for who serves whom, for years, sites and floor area no facility minds the others any more: each takes the
//! choice that is best for it alone. The sum is a bound of all plans, exact in whole numbers whatever the prices are; the
//! ascent only looks for prices at which it is high.
//!
//! # Shapes
//! [`Market`] holds prices and what they lead to; choices that are excluded are not taken.
//! # Units
//! Thousandths of a yen: for a point, function and period, for a yen spent in a year, for a hundredth of a m².
//! # Errors
//! None.
//! # Source
//! Step: B. T. Polyak, USSR Computational Mathematics 9 (1969), with smoothed directions; rows are scaled by the geometric
//! mean of what their prices and their excesses are like. Ours.

use super::question::{Draft, Question};

/// How much of the last direction is kept.
const INERTIA: f64 = 0.3;
/// How much what was taken lately counts beside what was taken before.
const RECENT: f64 = 0.1;
/// The highest price.
const MOST: f64 = 1e15;

/// What is limited beside service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Year(usize),
    Site(usize),
    Area,
}

/// Prices and what they lead to.
pub(super) struct Market<'a> {
    draft: &'a Draft,
    rows: Vec<Row>,
    limits: Vec<i64>,
    /// How a price that is searched becomes the price of a row.
    scales: Vec<f64>,
    /// Where the prices of a function begin: a price for each point and period.
    starts: Vec<usize>,
    demands: usize,
    /// Where the choices of a facility begin.
    pub(super) first: Vec<usize>,
    gains: Vec<Vec<Vec<i64>>>,
    counts: Vec<Vec<Vec<u16>>>,
    /// What each choice costs at the prices.
    pub(super) values: Vec<i128>,
    /// What each facility takes.
    pub(super) taken: Vec<usize>,
    /// How often each choice was taken lately.
    pub(super) often: Vec<f64>,
}

/// The end of an ascent.
pub(super) struct Ascent {
    /// The best bound.
    pub(super) bound: i128,
    /// Its prices.
    pub(super) at: Vec<f64>,
}

impl<'a> Market<'a> {
    pub(super) fn new(question: &'a Question) -> Market<'a> {
        let draft = &question.draft;
        let mut first = Vec::with_capacity(draft.facilities.len() + 1);
        let mut starts = Vec::with_capacity(draft.functions.len());
        let (mut choices, mut demands) = (0, 0);
        for facility in &draft.facilities {
            first.push(choices);
            choices += facility.choices.len();
        }
        first.push(choices);
        for function in &draft.functions {
            starts.push(demands);
            demands += function.reach.len() * draft.periods;
        }
        let mut market = Market {
            draft,
            rows: Vec::new(),
            limits: Vec::new(),
            scales: Vec::new(),
            starts,
            demands,
            first,
            gains: draft.functions.iter().map(|f| vec![vec![0; f.places]; draft.periods]).collect(),
            counts: draft.functions.iter().map(|f| vec![vec![0; f.places]; draft.periods]).collect(),
            values: vec![0; choices],
            taken: vec![0; draft.facilities.len()],
            often: vec![0.0; choices],
        };
        market.find_rows();
        market
    }

    /// Rows that can be exceeded at all, with their scales.
    fn find_rows(&mut self) {
        let draft = self.draft;
        let years = draft.ceilings.iter().enumerate().filter_map(|(at, limit)| Some((Row::Year(at), (*limit)?)));
        let sites = draft.sites.iter().enumerate().map(|(at, room)| (Row::Site(at), *room));
        let rows: Vec<(Row, i64)> = years.chain(sites).chain(draft.floor_area_limit.map(|l| (Row::Area, l))).collect();
        let spread = |facility: &super::Facility| {
            let costs = || facility.choices.iter().map(|choice| choice.cost_yen);
            (costs().max().unwrap_or(0) - costs().min().unwrap_or(0)) as f64 * 1_000.0
        };
        let dear = draft.facilities.iter().map(spread).sum::<f64>() / draft.facilities.len() as f64 + 1.0;
        let near = self.usual_price() + 1.0;
        for (row, limit) in rows {
            let uses = || draft.facilities.iter().map(|f| f.choices.iter().map(|c| used(c, row)).max().unwrap_or(0));
            if uses().map(i128::from).sum::<i128>() <= i128::from(limit) {
                continue;
            }
            let using = uses().filter(|used| *used > 0).count().max(1) as f64;
            let mean = uses().map(|used| used as f64).sum::<f64>() / using + 1.0;
            self.rows.push(row);
            self.limits.push(limit);
            // A price is like the cost of a facility for each unit that it uses.
            self.scales.push((dear / mean / (near * mean)).sqrt());
        }
    }

    /// What it usually costs a point to be served.
    fn usual_price(&self) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for function in &self.draft.functions {
            for (reach, weights) in function.reach.iter().zip(&function.weights) {
                let metres = reach.get(2).or(reach.last()).map_or(0.0, |reach| f64::from(reach.metres));
                for weight in weights {
                    sum += metres * *weight as f64;
                    count += 1.0;
                }
            }
        }
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// Prices to begin with: between the nearest and the second nearest place of a plan.
    pub(super) fn first_prices(&self, taken: &[usize]) -> Vec<f64> {
        let draft = self.draft;
        let mut prices = vec![0.0; self.demands + self.rows.len()];
        let mut open: Vec<Vec<Vec<bool>>> =
            draft.functions.iter().map(|f| vec![vec![false; f.places]; draft.periods]).collect();
        for (facility, taken) in draft.facilities.iter().zip(taken) {
            for (period, open) in open[facility.function].iter_mut().enumerate() {
                if let Some(place) = facility.serves(*taken, period) {
                    open[place] = true;
                }
            }
        }
        for (at, function) in draft.functions.iter().enumerate() {
            for (point, (reach, weights)) in function.reach.iter().zip(&function.weights).enumerate() {
                for (period, weight) in weights.iter().enumerate() {
                    let near = reach.iter().filter(|reach| open[at][period][reach.place as usize]);
                    let mut metres = near.map(|reach| f64::from(reach.metres));
                    let first = metres.next().or_else(|| reach.last().map(|r| f64::from(r.metres))).unwrap_or(0.0);
                    let second = metres.next().unwrap_or(first);
                    let place = self.starts[at] + point * draft.periods + period;
                    prices[place] = (first + second) / 2.0 * *weight as f64;
                }
            }
        }
        prices
    }

    /// The price of a row in whole numbers.
    fn row_price(&self, at: &[f64], row: usize) -> i64 {
        (at[self.demands + row] * self.scales[row]).clamp(0.0, MOST) as i64
    }

    /// The bound at prices, with what each choice costs and each facility takes. None when a facility has no choice left.
    fn bound(&mut self, at: &[f64], allowed: &[bool]) -> Option<i128> {
        let draft = self.draft;
        let mut sum = 0_i128;
        for (function, of) in draft.functions.iter().enumerate() {
            let gains = &mut self.gains[function];
            gains.iter_mut().flatten().for_each(|gain| *gain = 0);
            for (point, (reach, weights)) in of.reach.iter().zip(&of.weights).enumerate() {
                if reach.is_empty() {
                    continue;
                }
                let start = self.starts[function] + point * draft.periods;
                for (period, weight) in weights.iter().enumerate() {
                    let price = at[start + period].clamp(0.0, MOST) as i64;
                    sum += i128::from(price);
                    let gains = &mut gains[period];
                    for near in reach {
                        let cost = i64::from(near.metres) * weight;
                        if cost >= price {
                            break;
                        }
                        gains[near.place as usize] += cost - price;
                    }
                }
            }
        }
        let prices: Vec<i64> = (0..self.rows.len()).map(|row| self.row_price(at, row)).collect();
        sum -=
            prices.iter().zip(&self.limits).map(|(price, limit)| i128::from(*price) * i128::from(*limit)).sum::<i128>();
        for (at, facility) in draft.facilities.iter().enumerate() {
            let gains = &self.gains[facility.function];
            let mut best: Option<(i128, usize)> = None;
            for (nth, choice) in facility.choices.iter().enumerate() {
                let slot = self.first[at] + nth;
                if !allowed[slot] {
                    continue;
                }
                let served = (0..draft.periods).filter_map(|period| Some((period, facility.serves(nth, period)?)));
                let gained: i128 = served.map(|(period, place)| i128::from(gains[period][place])).sum();
                let priced = |(row, price): (&Row, &i64)| i128::from(used(choice, *row)) * i128::from(*price);
                let rows: i128 = self.rows.iter().zip(&prices).filter(|(_, price)| **price > 0).map(priced).sum();
                let value = i128::from(choice.cost_yen) * 1_000 + gained + rows;
                self.values[slot] = value;
                if best.is_none_or(|(least, _)| value < least) {
                    best = Some((value, nth));
                }
            }
            let (value, nth) = best?;
            sum += value;
            self.taken[at] = nth;
        }
        Some(sum)
    }

    /// By how much every row is exceeded by what is taken; searched prices go up with it.
    fn excess(&mut self, at: &[f64], excess: &mut [f64]) {
        let draft = self.draft;
        self.counts.iter_mut().flatten().flatten().for_each(|count| *count = 0);
        for (facility, taken) in draft.facilities.iter().zip(&self.taken) {
            for period in 0..draft.periods {
                if let Some(place) = facility.serves(*taken, period) {
                    self.counts[facility.function][period][place] += 1;
                }
            }
        }
        for (function, of) in draft.functions.iter().enumerate() {
            let counts = &self.counts[function];
            for (point, (reach, weights)) in of.reach.iter().zip(&of.weights).enumerate() {
                let start = self.starts[function] + point * draft.periods;
                for (period, weight) in weights.iter().enumerate() {
                    if reach.is_empty() {
                        excess[start + period] = 0.0;
                        continue;
                    }
                    let price = at[start + period].clamp(0.0, MOST) as i64;
                    let gaining = reach.iter().take_while(|near| i64::from(near.metres) * weight < price);
                    let served: u32 = gaining.map(|near| u32::from(counts[period][near.place as usize])).sum();
                    excess[start + period] = 1.0 - f64::from(served);
                }
            }
        }
        for (row, (of, limit)) in self.rows.iter().zip(&self.limits).enumerate() {
            let taken = draft.facilities.iter().zip(&self.taken);
            let sum: i128 = taken.map(|(facility, nth)| i128::from(used(&facility.choices[*nth], *of))).sum();
            let over = (sum - i128::from(*limit)) as f64 * self.scales[row];
            // A row that is free and not short of anything stays so.
            excess[self.demands + row] = if over < 0.0 && at[self.demands + row] <= 0.0 { 0.0 } else { over };
        }
    }

    /// Looks for prices with a high bound. After each better one choices that no better plan than `worth` can take are
    /// excluded. Ends early when the bound reaches `worth`, which none says when no choice is left for a facility.
    pub(super) fn ascend(
        &mut self,
        from: &[f64],
        allowed: &mut [bool],
        worth: Option<i128>,
        rounds: u32,
        stop: &dyn Fn() -> bool,
    ) -> Option<Ascent> {
        let mut at = from.to_vec();
        let mut best = Ascent { bound: i128::MIN, at: at.clone() };
        let (mut excess, mut direction) = (vec![0.0; at.len()], vec![0.0; at.len()]);
        let (mut stretch, mut stalled) = (1.0_f64, 0_u32);
        for round in 0..rounds.max(1) {
            let bound = self.bound(&at, allowed)?;
            self.remember();
            if bound > best.bound {
                stalled = 0;
                best = Ascent { bound, at: at.clone() };
                if let Some(worth) = worth {
                    if bound >= worth {
                        return Some(best);
                    }
                    self.exclude(bound, worth, allowed);
                }
            } else {
                stalled += 1;
                if stalled >= 12 {
                    (stretch, stalled) = (stretch * 0.7, 0);
                    at.copy_from_slice(&best.at);
                    direction.fill(0.0);
                    if stretch < 1e-4 {
                        break;
                    }
                    continue;
                }
            }
            if round % 8 == 7 && stop() {
                break;
            }
            self.excess(&at, &mut excess);
            let norm: f64 = excess.iter().map(|excess| excess * excess).sum();
            if norm == 0.0 {
                break;
            }
            // Without a plan the aim is a little above what is proven.
            let aim = worth.unwrap_or(best.bound + best.bound.abs() / 50 + 1_000);
            let step = stretch * ((aim - bound) as f64 * 1.02 + 1.0) / norm;
            for ((at, excess), direction) in at.iter_mut().zip(&excess).zip(&mut direction) {
                *direction = (1.0 - INERTIA) * excess + INERTIA * *direction;
                *at = (*at + step * *direction).clamp(0.0, MOST);
            }
        }
        Some(best)
    }

    fn remember(&mut self) {
        self.often.iter_mut().for_each(|often| *often *= 1.0 - RECENT);
        for (first, taken) in self.first.iter().zip(&self.taken) {
            self.often[first + taken] += RECENT;
        }
    }

    /// Excludes what cannot be part of a better plan.
    fn exclude(&self, bound: i128, worth: i128, allowed: &mut [bool]) {
        for (at, taken) in self.taken.iter().enumerate() {
            let slots = self.first[at]..self.first[at + 1];
            let least = self.values[slots.start + taken];
            for slot in slots {
                if allowed[slot] && bound + (self.values[slot] - least) >= worth {
                    allowed[slot] = false;
                }
            }
        }
    }
}

fn used(choice: &super::Choice, row: Row) -> i64 {
    match row {
        Row::Year(year) => choice.spending.iter().filter(|(at, _)| *at == year).map(|(_, yen)| *yen).sum(),
        Row::Site(site) => choice.room.filter(|(at, _)| *at == site).map_or(0, |(_, area)| area),
        Row::Area => choice.floor_area,
    }
}
