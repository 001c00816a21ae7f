//! What it costs to keep buildings when every component is renewed by its own cycle, and what they cost over their life.
//!
//! A component that was last renewed in the year `n` and has the cycle `c` is renewed in `n + c` and every `c` years after
//! that; one that is overdue is renewed in the base year and counts from there. A building that is rebuilt begins with new
//! components.
//!
//! ```text
//! maintain      = Σ cost of the components renewed in the year
//! operate       = running cost a m² and year · area
//! build         = rebuild cost a m² · area, in the year in which the building reaches its life, or the base year
//! end of life   = demolition a m² · area, in the same year
//! ```
//!
//! # Shapes
//! [`Components`] three columns with a row a component, [`Inventory`] those of all buildings; [`renewals`] a cell a year.
//! [`Building`] with its components gives each [`Renewal`], and a [`LifeCycleCost`] a year.
//! # Units
//! Whole yen at the prices of the base year, neither discounted nor escalated; areas in dm²; products of area and price
//! rounded down for each building.
//! # Errors
//! [`Components::new`] returns [`Invalid`] for columns of unequal length, a cycle of 0, a cost below 0, and for costs that
//! together exceed [`i64::MAX`]. A year holds each component at most once, so no sum of a year exceeds that either.
//! # Source
//! ISO 15686-5 (2017): life-cycle cost as construction, operation, maintenance and end of life. Cycles: 建築物のライフサイクルコスト
//! (建築保全センター), as the register holds them.

use super::renewal::Horizon;
use super::units::Yen;
use super::{Invalid, Text};
use rayon::prelude::*;
use std::ops::Range;

/// How many components a thread takes at once.
const AT_ONCE: usize = 1 << 16;
/// A cycle is a `u8`.
const CYCLES: usize = 256;

/// Components in columns.
#[derive(Clone, Copy, Debug)]
pub struct Components<'a> {
    renewed_year: &'a [i16],
    cycle_years: &'a [u8],
    cost_yen: &'a [i64],
}

impl<'a> Components<'a> {
    /// The year of the last renewal, the cycle and the cost of each.
    pub fn new(renewed_year: &'a [i16], cycle_years: &'a [u8], cost_yen: &'a [i64]) -> Result<Components<'a>, Invalid> {
        let refused = |field: &'static str, code, value: String, en: &str, ja: &str| {
            Invalid::new(field, code, value, Text::new(en, ja))
        };
        let rows = renewed_year.len();
        if cycle_years.len() != rows || cost_yen.len() != rows {
            let value = format!("{rows}, {}, {}", cycle_years.len(), cost_yen.len());
            let en = "the columns of the components must have as many rows as each other";
            return Err(refused("components", "malformed", value, en, "部位の列の行数をそろえてください"));
        }
        if cycle_years.contains(&0) {
            let en = "a cycle must be at least 1 year";
            return Err(refused("cycle_years", "out-of-range", "0".to_owned(), en, "更新周期は1年以上にしてください"));
        }
        if let Some(cost) = cost_yen.iter().find(|cost| **cost < 0) {
            let en = "a component cannot cost less than nothing";
            return Err(refused("cost_yen", "out-of-range", cost.to_string(), en, "部位の費用は0以上にしてください"));
        }
        let sum: i128 = cost_yen.iter().map(|cost| i128::from(*cost)).sum();
        if i64::try_from(sum).is_err() {
            let en = "the components together cost more than can be counted";
            return Err(refused("cost_yen", "out-of-range", sum.to_string(), en, "部位の費用の合計が大きすぎます"));
        }
        Ok(Components { renewed_year, cycle_years, cost_yen })
    }

    /// What each costs.
    pub fn cost_yen(&self) -> &'a [i64] {
        self.cost_yen
    }

    /// The year of the last renewal, the cycle and the cost of each.
    pub fn rows(&self) -> impl Iterator<Item = (i16, u8, i64)> {
        let columns = self.renewed_year.iter().zip(self.cycle_years).zip(self.cost_yen);
        columns.map(|((renewed, cycle), cost)| (*renewed, *cycle, *cost))
    }
}

/// The components of the buildings of a stock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    of_building: Vec<Range<usize>>,
    renewed_year: Vec<i16>,
    cycle_years: Vec<u8>,
    cost_yen: Vec<i64>,
}

impl Inventory {
    /// Adds the next building of the stock with the last renewal, the cycle and the cost of each of its components.
    ///
    /// # Errors
    /// Those of [`Components::new`]; nothing is added then.
    pub fn push(&mut self, renewed_year: &[i16], cycle_years: &[u8], cost_yen: &[i64]) -> Result<(), Invalid> {
        Components::new(renewed_year, cycle_years, cost_yen)?;
        let from = self.cost_yen.len();
        self.renewed_year.extend(renewed_year);
        self.cycle_years.extend(cycle_years);
        self.cost_yen.extend(cost_yen);
        self.of_building.push(from..self.cost_yen.len());
        Ok(())
    }

    /// How many components there are.
    pub fn len(&self) -> usize {
        self.cost_yen.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cost_yen.is_empty()
    }

    /// The place of the first component of a building among all.
    pub fn first_of(&self, building: usize) -> usize {
        self.of_building.get(building).map_or(self.cost_yen.len(), |range| range.start)
    }

    /// The components of a building; none of one that is not there.
    pub fn of(&self, building: usize) -> Components<'_> {
        let range = self.of_building.get(building).cloned().unwrap_or(0..0);
        Components {
            renewed_year: &self.renewed_year[range.clone()],
            cycle_years: &self.cycle_years[range.clone()],
            cost_yen: &self.cost_yen[range],
        }
    }

    /// The same with all costs times so many percent, rounded half up, at most [`i64::MAX`] each.
    pub fn times_percent(&self, percent: i64) -> Inventory {
        let scaled = |cost: &i64| (i128::from(*cost) * i128::from(percent.max(0)) + 50) / 100;
        let cost_yen = self.cost_yen.iter().map(|cost| i64::try_from(scaled(cost)).unwrap_or(i64::MAX)).collect();
        Inventory { cost_yen, ..self.clone() }
    }
}

/// Adds a component to each year from one place on in which it is renewed.
#[inline]
fn walk(sums: &mut [i64], mut place: usize, cycle: usize, cost: i64) {
    while let Some(sum) = sums.get_mut(place) {
        *sum += cost;
        place += cycle;
    }
}

/// In how many years from the base year a component is first renewed.
#[inline]
fn first(base: i32, renewed: i16, cycle: u8) -> usize {
    (i32::from(renewed) + i32::from(cycle) - base).max(0) as usize
}

/// What renewing the components costs in each year: components that fall due in the same year and have the same cycle are
/// summed before they are followed through the years. The same for any number of threads.
pub fn renewals(components: &Components<'_>, horizon: Horizon) -> Vec<Yen> {
    let (base, years) = (horizon.from_year().year(), horizon.years() as usize);
    let renewed = components.renewed_year.par_chunks(AT_ONCE);
    let chunks = renewed.zip(components.cycle_years.par_chunks(AT_ONCE)).zip(components.cost_yen.par_chunks(AT_ONCE));
    // What is first due after the horizon is kept in a last row, which is not read.
    let nothing = || vec![0_i64; (years + 1) * CYCLES];
    let summed = chunks.fold(nothing, |mut table, ((renewed, cycle), cost)| {
        for ((renewed, cycle), cost) in renewed.iter().zip(cycle).zip(cost) {
            let place = first(base, *renewed, *cycle).min(years);
            table[place * CYCLES + usize::from(*cycle)] += cost;
        }
        table
    });
    let table = summed.reduce(nothing, |mut one, other| {
        one.iter_mut().zip(other).for_each(|(sum, other)| *sum += other);
        one
    });
    let mut sums = vec![0_i64; years];
    for (place, row) in table.chunks_exact(CYCLES).take(years).enumerate() {
        for (cycle, cost) in row.iter().enumerate().skip(1).filter(|(_, cost)| **cost != 0) {
            walk(&mut sums, place, cycle, *cost);
        }
    }
    sums.into_iter().map(Yen).collect()
}

/// The same one by one, in one thread: what each component adds.
pub fn renewals_one_by_one(components: &Components<'_>, horizon: Horizon) -> Vec<Yen> {
    let (base, years) = (horizon.from_year().year(), horizon.years() as usize);
    // The first few renewals are added without asking whether they lie within the horizon: how many do is not to be
    // foretold, and a wrong guess costs more than the sums behind the horizon, which are not read.
    let mut sums = vec![0_i64; years + 1 + UNASKED * CYCLES];
    for (renewed, cycle, cost) in components.rows() {
        let mut place = first(base, renewed, cycle).min(years);
        for _ in 0..UNASKED {
            sums[place] += cost;
            place += usize::from(cycle);
        }
        walk(&mut sums[..years], place, usize::from(cycle), cost);
    }
    sums.truncate(years);
    sums.into_iter().map(Yen).collect()
}

/// Renewals that are added unasked; with usual cycles and horizons hardly a component has more.
const UNASKED: usize = 3;

/// Something that is renewed in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The row of the component; none when the building is taken down and built anew.
    pub component: Option<usize>,
    /// The year in which it is due, which may lie before the base year.
    pub due_year: i32,
    /// The year in which it is done.
    pub year: i32,
}

/// Everything that is renewed of a building inside the horizon: life by life, and in each component by component. A
/// component is not older than its building.
pub fn each_renewal(
    building: &Building,
    components: &Components<'_>,
    horizon: Horizon,
    mut renewed: impl FnMut(Renewal),
) {
    let (base, years) = (horizon.from_year().year(), horizon.years() as i32);
    let life = building.life_years.map(|life| life.clamp(1, 1_000) as i32);
    let completed = building.completed_year;
    let mut new_in = completed;
    loop {
        let due = life.map(|life| new_in + life);
        let end = due.map_or(base + years, |due| due.max(base)).min(base + years);
        for (component, (last, cycle, _)) in components.rows().enumerate() {
            let mut due_year = i32::from(last).max(new_in) + i32::from(cycle);
            while due_year.max(base) < end {
                let year = due_year.max(base);
                renewed(Renewal { component: Some(component), due_year, year });
                due_year = year + i32::from(cycle);
            }
        }
        let Some(due_year) = due.filter(|_| end < base + years) else { return };
        renewed(Renewal { component: None, due_year, year: end });
        new_in = end;
    }
}

/// A year of a building's life, by the parts of ISO 15686-5 (ライフサイクルコストの内訳).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LifeCycleCost {
    /// 建設
    pub build: Yen,
    /// 運用
    pub operate: Yen,
    /// 保全
    pub maintain: Yen,
    /// 除却
    pub end_of_life: Yen,
}

impl LifeCycleCost {
    /// All together.
    pub fn total(self) -> Yen {
        self.build + self.operate + self.maintain + self.end_of_life
    }
}

/// A building, without its components.
#[derive(Clone, Copy, Debug)]
pub struct Building {
    /// 建築年度
    pub completed_year: i32,
    /// 延床面積 in hundredths of m²
    pub floor_area_dm2: u32,
    /// 目標使用年数, at least 1; it is never rebuilt when not given.
    pub life_years: Option<u32>,
}

/// What a square metre costs, 0 to 100,000,000 yen each.
#[derive(Clone, Copy, Debug)]
pub struct Prices {
    /// 建設単価
    pub build_yen_per_m2: Yen,
    /// 運用単価 a year
    pub operate_yen_per_m2: Yen,
    /// 除却単価
    pub end_of_life_yen_per_m2: Yen,
}

/// What a building costs in each year; its components begin anew when it is rebuilt, so none is renewed in that year.
pub fn life_cycle(
    building: &Building,
    components: &Components<'_>,
    prices: &Prices,
    horizon: Horizon,
) -> Vec<LifeCycleCost> {
    // Below 10⁸ × 2³², so it fits 64 bits.
    let of = |price: Yen| Yen(price.0 * i64::from(building.floor_area_dm2) / 100);
    let operated = LifeCycleCost { operate: of(prices.operate_yen_per_m2), ..LifeCycleCost::default() };
    let mut costs = vec![operated; horizon.years() as usize];
    each_renewal(building, components, horizon, |renewal| {
        let cost = &mut costs[(renewal.year - horizon.from_year().year()) as usize];
        match renewal.component {
            Some(component) => cost.maintain += Yen(components.cost_yen[component]),
            None => {
                cost.build = of(prices.build_yen_per_m2);
                cost.end_of_life = of(prices.end_of_life_yen_per_m2);
            }
        }
    });
    costs
}

#[cfg(test)]
mod tests;
