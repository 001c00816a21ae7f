//! What will renewing roads, bridges and pipes cost?
//!
//! Pavement: of the whole, `1 / road_cycle_years` is renewed every year. Bridges and pipes: each is renewed when it reaches
//! its life, and again a life later; what has passed its life before the base year is renewed in equal parts over the first
//! `overdue_years`, each part again a life after it was paid. Of a bridge or pipe of unknown age `1 / life` is renewed every
//! year. `cost = quantity × unit cost`.
//!
//! By hand: 15,000 m² of general road at 4,700 yen cost 70,500,000 yen in 15 years, 4,700,000 yen a year. A bridge of 100 m²
//! at 448,000 yen built in 1960 fell due in 2020; from 2025 on it costs 44,800,000 / 5 = 8,960,000 yen in each of the first
//! five years, and the same again from 2085 on.
//!
//! # Shapes
//! [`Holding`]s in, [`Outlook`] out: a cell for each year of the horizon and [`Kind`].
//! # Units
//! Quantities in hundredths of a metre or square metre; whole yen. A cost is rounded half up to the yen; its equal parts are
//! the differences of the rounded-down running sums, so that they add up to it. Sums are kept in 128 bits and stop at
//! [`i64::MAX`].
//! # Errors
//! [`Rules::from_named`] and [`Holding::new`] return [`Invalid`].
//! # Source
//! 公共施設等更新費用試算ソフト (総務省・地域総合整備財団, 2011). Every number is a row of the parameter set [`INFRASTRUCTURE`].

mod rules;
mod word;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use rules::{Prices, Rules};
pub use word::{BridgeStructure, Kind, SewerType};

use super::Invalid;
use super::renewal::Horizon;
use super::units::{FiscalYear, Yen, out_of_range};
use strum::EnumCount;

/// The parameter set of [`Rules`] and [`Prices`].
pub const INFRASTRUCTURE: &str = "infrastructure";

/// Roads, bridges or pipes of one kind, age and price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    kind: Kind,
    cost: Yen,
    built: Option<FiscalYear>,
}

impl Holding {
    /// The most there may be of anything, m or m².
    pub const MOST_QUANTITY: i64 = 100_000_000;
    /// The dearest unit, yen.
    pub const MOST_UNIT_COST: i64 = 100_000_000;

    /// So many hundredths of a metre or square metre at a price each, built in a year if that is known.
    pub fn new(kind: Kind, hundredths: i64, unit_cost: Yen, built: Option<FiscalYear>) -> Result<Holding, Invalid> {
        if !(1..=Self::MOST_QUANTITY * 100).contains(&hundredths) {
            let field = if kind.is_pipe() { "length_m" } else { "area_m2" };
            return Err(out_of_range(field, hundredths as f64 / 100.0, 0, Self::MOST_QUANTITY));
        }
        if !(0..=Self::MOST_UNIT_COST).contains(&unit_cost.0) {
            return Err(out_of_range("unit_cost_yen", unit_cost.0, 0, Self::MOST_UNIT_COST));
        }
        let cost = (i128::from(hundredths) * i128::from(unit_cost.0) + 50) / 100;
        Ok(Holding { kind, cost: Yen(i64::try_from(cost).unwrap_or(i64::MAX)), built })
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What renewing all of it costs.
    pub fn cost(&self) -> Yen {
        self.cost
    }

    /// What is paid in which year.
    fn payments(&self, rules: &Rules, horizon: Horizon, mut pay: impl FnMut(usize, i128)) {
        let life = rules.life_years(self.kind);
        let (from, years) = (horizon.from_year().year(), horizon.years() as i32);
        let mut repeat = |first: i32, yen: i128| {
            (first..from + years).step_by(life as usize).for_each(|year| pay((year - from) as usize, yen));
        };
        let parts = match self.built.filter(|_| !self.kind.is_pavement()) {
            None => life,
            Some(built) if built.year() + life < from => rules.overdue_years(),
            Some(built) => return repeat(built.year() + life, self.cost.0.into()),
        };
        (0..parts.min(years)).for_each(|part| repeat(from + part, equal_part(self.cost, part, parts)));
    }
}

/// One of several equal parts, which add up to the whole.
fn equal_part(whole: Yen, part: i32, parts: i32) -> i128 {
    let until = |part: i32| i128::from(whole.0) * i128::from(part) / i128::from(parts);
    until(part + 1) - until(part)
}

/// What is paid in each year for each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    horizon: Horizon,
    by_year: Vec<[i128; Kind::COUNT]>,
}

impl Outlook {
    /// Reckons every holding.
    pub fn of(holdings: &[Holding], rules: &Rules, horizon: Horizon) -> Outlook {
        let mut by_year = vec![[0; Kind::COUNT]; horizon.years() as usize];
        for holding in holdings {
            holding.payments(rules, horizon, |year, yen| by_year[year][holding.kind as usize] += yen);
        }
        Outlook { horizon, by_year }
    }

    /// What each kind costs in each year, in order.
    pub fn by_year(&self) -> impl Iterator<Item = (FiscalYear, [Yen; Kind::COUNT])> {
        self.horizon.each_year().zip(&self.by_year).map(|(year, kinds)| (year, kinds.map(yen)))
    }

    /// What a kind costs in all years.
    pub fn of_kind(&self, kind: Kind) -> Yen {
        yen(self.by_year.iter().map(|kinds| kinds[kind as usize]).sum())
    }

    /// What everything costs in all years.
    pub fn total(&self) -> Yen {
        yen(self.by_year.iter().flatten().sum())
    }

    /// The mean a year, rounded half up.
    pub fn annual_mean(&self) -> Yen {
        self.total().mean_over(self.horizon.years())
    }
}

fn yen(sum: i128) -> Yen {
    Yen(i64::try_from(sum).unwrap_or(i64::MAX))
}
