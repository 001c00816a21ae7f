//! What do works cost by year, by ten years, by column of the cost table and by facility class?
//!
//! ```text
//! paid a year = floor(cost / years)     in the last year: cost − (years − 1) · floor(cost / years)
//! ```
//!
//! # Shapes
//! [`Totals`] a cell for each year of the horizon, [`Class`] and [`CostCategory`].
//! # Units
//! Whole yen; each yearly part is rounded down and the last year takes what is left, so that all sums agree. What is
//! paid outside the horizon is not counted.
//! # Errors
//! None.
//! # Source
//! Ours; parts as in the renewal forecast.

use super::tables::CostColumns;
use super::word::CostCategory;
use crate::domain::facility::Class;
use crate::domain::renewal::Horizon;
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::work::WorkKind;
use strum::IntoEnumIterator;

const CATEGORIES: usize = 3;

/// A work with its cost: a line of a plan, or one that exists already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricedWork {
    /// What its building is for.
    pub class: Class,
    /// What is done.
    pub kind: WorkKind,
    /// The fiscal year in which it begins.
    pub first_year: i32,
    /// Over how many years it is paid; 0 counts as 1.
    pub duration_years: u8,
    /// The whole cost.
    pub cost: Yen,
}

/// What works cost in each year, class and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    horizon: Horizon,
    by_year: Vec<[[i128; CATEGORIES]; Class::COUNT]>,
}

impl Totals {
    /// Adds works up; their order does not matter.
    pub fn new(horizon: Horizon, columns: &CostColumns, works: impl IntoIterator<Item = PricedWork>) -> Totals {
        let mut by_year = vec![[[0; CATEGORIES]; Class::COUNT]; horizon.years() as usize];
        for work in works {
            let column = columns.of(work.kind) as usize;
            for (year, yen) in instalments(work.first_year, work.duration_years, work.cost) {
                if let Some(cell) = place(horizon, year).and_then(|place| by_year.get_mut(place)) {
                    cell[work.class as usize][column] += i128::from(yen.0);
                }
            }
        }
        Totals { horizon, by_year }
    }

    /// Each year of the horizon.
    pub fn by_year(&self) -> impl ExactSizeIterator<Item = (FiscalYear, Yen)> {
        self.horizon.each_year().zip(&self.by_year).map(|(year, cells)| (year, in_yen(cells.iter().flatten().sum())))
    }

    /// Each block of so many years, by its first and last year; the last block may be shorter. Ten years in a plan.
    pub fn by_block(&self, years: u32) -> impl Iterator<Item = (FiscalYear, FiscalYear, Yen)> {
        let length = years.max(1) as usize;
        self.by_year.chunks(length).enumerate().map(move |(block, cells)| {
            let first = self.horizon.from_year().plus((block * length) as i32);
            let sum = cells.iter().flatten().flatten().sum();
            (first, first.plus(cells.len() as i32 - 1), in_yen(sum))
        })
    }

    /// Each column, all years and classes together.
    pub fn by_category(&self) -> impl Iterator<Item = (CostCategory, Yen)> {
        let sum = |category| self.by_year.iter().flatten().map(|cell| cell[category as usize]).sum();
        CostCategory::iter().map(move |category| (category, in_yen(sum(category))))
    }

    /// Each year of one column, all classes together.
    pub fn by_year_of(&self, category: CostCategory) -> impl Iterator<Item = Yen> {
        self.by_year.iter().map(move |cells| in_yen(cells.iter().map(|cell| cell[category as usize]).sum()))
    }

    /// Each class in the order of [`Class`], all years and columns together.
    pub fn by_class(&self) -> impl Iterator<Item = (Class, Yen)> {
        let sum = |class| self.by_year.iter().flat_map(|cells| cells[class as usize]).sum();
        Class::iter().map(move |class| (class, in_yen(sum(class))))
    }

    /// Everything.
    pub fn total(&self) -> Yen {
        in_yen(self.by_year.iter().flatten().flatten().sum())
    }
}

/// What is paid in each year of a work: equal parts rounded down, in the last year what is left.
pub fn instalments(first_year: i32, years: u8, cost: Yen) -> impl Iterator<Item = (i32, Yen)> {
    let years = i64::from(years.max(1));
    let share = cost.0 / years;
    (0..years).zip(first_year..).map(move |(nth, year)| {
        let paid = if nth < years - 1 { share } else { cost.0 - share * (years - 1) };
        (year, Yen(paid))
    })
}

fn place(horizon: Horizon, year: i32) -> Option<usize> {
    usize::try_from(year - horizon.from_year().year()).ok()
}

fn in_yen(amount: i128) -> Yen {
    Yen(i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::super::tables::tests::columns;
    use super::*;
    use proptest::prelude::*;

    fn horizon(years: i64) -> Horizon {
        Horizon::new(FiscalYear::new("from_year", 2025).expect("a year"), years).expect("a horizon")
    }

    fn work(kind: WorkKind, class: Class, first_year: i32, duration_years: u8, cost: i64) -> PricedWork {
        PricedWork { class, kind, first_year, duration_years, cost: Yen(cost) }
    }

    #[test]
    fn the_last_year_of_a_work_takes_the_remainder() {
        let parts = |years, cost| instalments(2025, years, Yen(cost)).map(|(_, yen)| yen.0).collect::<Vec<_>>();
        assert_eq!(parts(3, 1000), [333, 333, 334]);
        assert_eq!(parts(1, 1000), [1000]);
        assert_eq!(parts(0, 1000), [1000]);
        assert_eq!(parts(3, 2), [0, 0, 2]);
    }

    #[test]
    fn each_total_is_what_was_reckoned_by_hand() {
        use {
            Class::Park, Class::School, WorkKind::Rebuild, WorkKind::Renewal, WorkKind::Renovation, WorkKind::Repair,
        };
        let works = [
            work(Renewal, School, 2025, 1, 100),
            // 2034 and 2035: across the end of the first block.
            work(Renovation, School, 2034, 2, 31),
            // 2036 to 2038, of which 2036 is inside: 333.
            work(Rebuild, Park, 2036, 3, 1000),
            // Begun before: 2023 and 2024 have passed, 2025 takes what is left of 10.
            work(Repair, Park, 2023, 3, 10),
            // Before and after the horizon.
            work(Renewal, Park, 2024, 1, 7),
            work(Renewal, Park, 2037, 1, 7),
        ];
        let totals = Totals::new(horizon(12), &columns(), works);
        let years: Vec<(i32, i64)> =
            totals.by_year().map(|(year, yen)| (year.year(), yen.0)).filter(|(_, yen)| *yen > 0).collect();
        assert_eq!(years, [(2025, 104), (2034, 15), (2035, 16), (2036, 333)]);
        let blocks: Vec<_> = totals.by_block(10).map(|(a, b, yen)| (a.year(), b.year(), yen.0)).collect();
        assert_eq!(blocks, [(2025, 2034, 119), (2035, 2036, 349)]);
        let categories: Vec<i64> = totals.by_category().map(|(_, yen)| yen.0).collect();
        assert_eq!(categories, [4, 31, 433]);
        assert_eq!(totals.by_class().find(|(class, _)| *class == Park), Some((Park, Yen(337))));
        assert_eq!(totals.by_class().find(|(class, _)| *class == School), Some((School, Yen(131))));
        assert_eq!(totals.total(), Yen(468));
        let renewal: Vec<i64> = totals.by_year_of(CostCategory::Renewal).map(|yen| yen.0).collect();
        assert_eq!(renewal, [100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 333]);
    }

    #[test]
    fn a_sum_beyond_measure_stops_at_the_largest_amount() {
        let works = vec![work(WorkKind::Renewal, Class::School, 2025, 1, i64::MAX); 3];
        assert_eq!(Totals::new(horizon(1), &columns(), works).total(), Yen(i64::MAX));
    }

    fn any_work() -> impl Strategy<Value = PricedWork> {
        let class = prop::sample::select(Class::iter().collect::<Vec<_>>());
        let kind = prop::sample::select(WorkKind::iter().collect::<Vec<_>>());
        (class, kind, 2025..2055i32, 1..=10u8, 0..1_000_000_000i64)
            .prop_map(|(class, kind, year, duration, cost)| work(kind, class, year, duration, cost))
    }

    proptest! {
        #[test]
        fn every_way_to_add_up_gives_what_the_works_cost(works in prop::collection::vec(any_work(), 0..40)) {
            let all: i64 = works.iter().map(|work| work.cost.0).sum();
            let totals = Totals::new(horizon(40), &columns(), works.iter().copied());
            prop_assert_eq!(totals.total().0, all);
            prop_assert_eq!(totals.by_year().map(|(_, yen)| yen.0).sum::<i64>(), all);
            prop_assert_eq!(totals.by_block(10).map(|(_, _, yen)| yen.0).sum::<i64>(), all);
            prop_assert_eq!(totals.by_category().map(|(_, yen)| yen.0).sum::<i64>(), all);
            prop_assert_eq!(totals.by_class().map(|(_, yen)| yen.0).sum::<i64>(), all);
            let backwards = Totals::new(horizon(40), &columns(), works.into_iter().rev());
            prop_assert_eq!(totals, backwards);
        }
    }
}
