//! What a scenario costs: yen by year and class, and its sums.
//!
//! # Shapes
//! [`Outlook`] a [`Spend`] for each year of the [`Horizon`] and each [`Class`]; [`Block`] ten years, the last block what is
//! left of them.
//! # Units
//! Whole yen at the prices of the base year, neither discounted nor escalated; means a year are rounded half up.
//! # Errors
//! None.
//! # Source
//! Ours: plain sums.

use crate::domain::facility::Class;
use crate::domain::renewal::{Cost, Forecast, Horizon, WorkKind};
use crate::domain::scenario::discount::Discounting;
use crate::domain::units::{FiscalYear, Yen};
use strum::IntoEnumIterator;

/// What is paid for works and for taking buildings down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spend {
    /// Works that keep buildings.
    pub works: Cost,
    /// Demolition (除却) of what is closed.
    pub demolition: Yen,
}

impl Spend {
    /// All together.
    pub fn total(self) -> Yen {
        self.works.total() + self.demolition
    }

    pub(super) fn add(&mut self, kind: WorkKind, yen: Yen) {
        match kind {
            WorkKind::Renovation => self.works.renovation += yen,
            WorkKind::Rebuild => self.works.rebuild += yen,
            WorkKind::LongLife => self.works.long_life += yen,
            WorkKind::PartRepair => self.works.part_repair += yen,
            WorkKind::ComponentRenewal => self.works.component_renewal += yen,
        }
    }

    fn plus(self, other: Spend) -> Spend {
        let (a, b) = (self.works, other.works);
        let works = Cost {
            renovation: a.renovation + b.renovation,
            rebuild: a.rebuild + b.rebuild,
            long_life: a.long_life + b.long_life,
            part_repair: a.part_repair + b.part_repair,
            component_renewal: a.component_renewal + b.component_renewal,
        };
        Spend { works, demolition: self.demolition + other.demolition }
    }
}

/// Up to ten years together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its first year.
    pub from_year: FiscalYear,
    /// Its last year.
    pub to_year: FiscalYear,
    /// What is spent in it.
    pub spend: Spend,
}

/// What a scenario costs in each year and class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    horizon: Horizon,
    by_year: Vec<[Spend; Class::COUNT]>,
}

impl Outlook {
    /// The years that were looked at.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    pub(super) fn of(forecast: &Forecast) -> Outlook {
        let horizon = forecast.horizon();
        let by_year = horizon.each_year().map(|year| {
            let mut cells = [Spend::default(); Class::COUNT];
            Class::iter().for_each(|class| cells[class as usize].works = forecast.at(year, class));
            cells
        });
        Outlook { horizon, by_year: by_year.collect() }
    }

    pub(super) fn cell(&mut self, year: FiscalYear, class: Class) -> Option<&mut Spend> {
        let index = usize::try_from(year.year() - self.horizon.from_year().year()).ok()?;
        self.by_year.get_mut(index).map(|classes| &mut classes[class as usize])
    }

    /// What one class costs in one year; nothing outside the horizon.
    pub fn at(&self, year: FiscalYear, class: Class) -> Spend {
        let index = usize::try_from(year.year() - self.horizon.from_year().year()).ok();
        index.and_then(|index| self.by_year.get(index)).map_or(Spend::default(), |classes| classes[class as usize])
    }

    /// Each year of the horizon, all classes together.
    pub fn by_year(&self) -> impl ExactSizeIterator<Item = (FiscalYear, Spend)> {
        self.horizon.each_year().zip(&self.by_year).map(|(year, classes)| (year, sum(classes)))
    }

    /// Each class in the order of [`Class`], all years together.
    pub fn by_class(&self) -> impl Iterator<Item = (Class, Spend)> {
        Class::iter().map(|class| (class, sum(self.by_year.iter().map(|year| &year[class as usize]))))
    }

    /// Ten years at a time, from the base year.
    pub fn blocks(&self) -> impl Iterator<Item = Block> {
        self.by_year.chunks(10).zip(0..).map(|(years, nth)| {
            let from_year = self.horizon.from_year().plus(nth * 10);
            Block { from_year, to_year: from_year.plus(years.len() as i32 - 1), spend: sum(years.iter().flatten()) }
        })
    }

    /// All years and classes.
    pub fn total(&self) -> Spend {
        sum(self.by_year.iter().flatten())
    }

    /// A year on average, rounded half up.
    pub fn annual_mean(&self) -> Yen {
        self.total().total().mean_over(self.horizon.years())
    }

    /// What is paid in each year, with the prices of the year if the discounting has them.
    pub fn amounts(&self, discounting: &Discounting) -> Vec<Yen> {
        self.valued(|t, cost| discounting.amount(t, cost))
    }

    /// What each year is worth at the beginning of the base year.
    pub fn present_values(&self, discounting: &Discounting) -> Vec<Yen> {
        self.valued(|t, cost| discounting.present_value(t, cost))
    }

    fn valued(&self, value: impl Fn(usize, Yen) -> Yen) -> Vec<Yen> {
        let years = self.by_year.iter().enumerate();
        years.map(|(t, classes)| classes.iter().map(|spend| value(t, spend.total())).sum()).collect()
    }

    /// What one class is worth at the beginning of the base year.
    pub fn present_value_of(&self, class: Class, discounting: &Discounting) -> Yen {
        let years = self.by_year.iter().enumerate();
        years.map(|(t, classes)| discounting.present_value(t, classes[class as usize].total())).sum()
    }

    /// What all of it is worth at the beginning of the base year.
    pub fn present_value(&self, discounting: &Discounting) -> Yen {
        self.present_values(discounting).into_iter().sum()
    }
}

fn sum<'s>(spends: impl IntoIterator<Item = &'s Spend>) -> Spend {
    spends.into_iter().fold(Spend::default(), |sum, spend| sum.plus(*spend))
}
