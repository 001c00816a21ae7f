//! What a forecast says: yen by year, class and kind of work, and their sums.
//!
//! # Shapes
//! [`Forecast`] a cell for each year of the [`Horizon`] and [`Class`]; a cell is a [`Cost`].
//! # Units
//! Whole yen, kept in 128 bits and given as [`i64`], at most [`i64::MAX`]. The mean a year is rounded half up.
//! # Errors
//! None.
//! # Source
//! Ours: plain sums.

use super::WorkKind;
use super::rules::Horizon;
use crate::domain::facility::Class;
use crate::domain::units::{FiscalYear, Yen};
use strum::IntoEnumIterator;

/// What is paid for each kind of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Major renovation (大規模改修).
    pub renovation: Yen,
    /// Rebuild (更新).
    pub rebuild: Yen,
    /// Long-life renovation (長寿命化改修).
    pub long_life: Yen,
    /// Repair of parts (部位修繕).
    pub part_repair: Yen,
    /// Renewal of components by their cycles (部位更新).
    pub component_renewal: Yen,
}

impl Cost {
    /// All together.
    pub fn total(self) -> Yen {
        [self.renovation, self.rebuild, self.long_life, self.part_repair, self.component_renewal].into_iter().sum()
    }
}

/// What the stock will cost in each year, class and kind of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    horizon: Horizon,
    pub(super) by_year: Vec<[Wide; Class::COUNT]>,
}

impl Forecast {
    pub(super) fn new(horizon: Horizon, by_year: Vec<[Wide; Class::COUNT]>) -> Forecast {
        Forecast { horizon, by_year }
    }

    /// The years that were looked at.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    /// What one class costs in one year; nothing outside the horizon.
    pub fn at(&self, year: FiscalYear, class: Class) -> Cost {
        let row = self.horizon.index(year.year()).and_then(|index| self.by_year.get(index));
        row.map_or(Cost::default(), |classes| classes[class as usize].cost())
    }

    /// Each year of the horizon, all classes together.
    pub fn by_year(&self) -> impl ExactSizeIterator<Item = (FiscalYear, Cost)> {
        self.horizon.each_year().zip(&self.by_year).map(|(year, classes)| (year, Wide::sum(classes).cost()))
    }

    /// Each class in the order of [`Class`], all years together.
    pub fn by_class(&self) -> impl Iterator<Item = (Class, Cost)> {
        Class::iter().map(|class| (class, Wide::sum(self.by_year.iter().map(|year| &year[class as usize])).cost()))
    }

    /// All years and classes.
    pub fn total(&self) -> Cost {
        Wide::sum(self.by_year.iter().flatten()).cost()
    }

    /// All kinds of work a year on average, rounded half up.
    pub fn annual_mean(&self) -> Yen {
        self.total().total().mean_over(self.horizon.years())
    }
}

/// A [`Cost`] that no stock can overflow, in the order of [`WorkKind`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wide([i128; 5]);

impl Wide {
    pub(super) fn add(&mut self, kind: WorkKind, yen: i128) {
        self.0[kind as usize] += yen;
    }

    fn sum<'w>(parts: impl IntoIterator<Item = &'w Wide>) -> Wide {
        parts.into_iter().fold(Wide::default(), |mut sum, part| {
            sum.0.iter_mut().zip(part.0).for_each(|(sum, yen)| *sum += yen);
            sum
        })
    }

    fn cost(self) -> Cost {
        let of = |kind: WorkKind| in_yen(self.0[kind as usize]);
        Cost {
            renovation: of(WorkKind::Renovation),
            rebuild: of(WorkKind::Rebuild),
            long_life: of(WorkKind::LongLife),
            part_repair: of(WorkKind::PartRepair),
            component_renewal: of(WorkKind::ComponentRenewal),
        }
    }
}

/// Amounts are never negative, so there is only one limit to stop at.
pub(super) fn in_yen(amount: i128) -> Yen {
    Yen(i64::try_from(amount).unwrap_or(i64::MAX))
}
