//! The buildings that a forecast counts, and their floor areas summed by completion year and class.
//!
//! Buildings of one class and one completion year share one schedule, so their works can be priced together, if what
//! the rounding cuts off each building is kept. With the unit cost `u`, the area `a` and a divisor `d`,
//!
//! ```text
//! Σ floor(u·a / d) = (u·Σa − Σ(u·a mod d)) / d
//! ```
//!
//! and `u·a mod d` depends on `a` only through `a mod M` with `M = d / gcd(u, d)`. Over all prices of a table `M` is
//! mostly small (3 in the published one, 1 in many). Then one addition a building suffices, of its area into the bin of
//! its completion year, class and `a mod M`; the bins are priced afterwards, exactly. With odd unit costs `M` grows;
//! when the bins would no longer fit the cache, each building is priced by itself.
//!
//! # Shapes
//! [`Stock`] borrows three columns of equal length, a row a building. Sums: a row a completion year from the oldest,
//! times [`Class::COUNT`].
//! # Units
//! Areas in dm² (hundredths of a square metre), unit costs in yen/m², hence divisors of `100 × spread years`. All
//! integer, rounded down for each building.
//! # Errors
//! [`Stock::new`] returns [`Invalid`] for columns of different length, years outside [`FiscalYear::FIRST`] to
//! [`FiscalYear::LAST`], and more than 2³² rows. Up to there every area sum fits `u64`; yen are summed in `i128`.
//! # Source
//! Ours: the identity is elementary; summing before pricing makes the time independent of the horizon.

use crate::domain::facility::Class;
use crate::domain::units::{FiscalYear, out_of_range};
use crate::domain::{Invalid, Text};
use rayon::prelude::*;

/// A bin of areas holds their sum below and their number from this bit on, so that a building costs one addition.
const COUNT_BIT: u32 = 48;
/// As many rows as the 16 bits of the number can count; then the bins are emptied. Their areas stay below 2⁴⁸.
const ROWS_BETWEEN_EMPTYINGS: usize = (1 << 16) - 1;
/// The most bins, so that 16 bits number them and they fit a second-level cache. With more, building by building is
/// faster.
const MOST_BINS: usize = 1 << 16;
/// Rows whose bins are numbered before any is filled: two simple loops, the first of which the processor does in
/// parallel.
const ROWS_AT_ONCE: usize = 128;

/// The buildings to forecast, column by column: row `i` of each column is building `i`.
#[derive(Clone, Copy, Debug)]
pub struct Stock<'a> {
    class: &'a [Class],
    completed_year: &'a [i16],
    floor_area_dm2: &'a [u32],
    oldest: i16,
    newest: i16,
}

impl<'a> Stock<'a> {
    /// Three columns of equal length, up to 2³² rows, completion years (完成年度) from 1868 to 2300. Whoever calls leaves
    /// out what does not stand and what has no known completion year.
    pub fn new(class: &'a [Class], completed_year: &'a [i16], floor_area_dm2: &'a [u32]) -> Result<Stock<'a>, Invalid> {
        let rows = class.len();
        for (field, length) in [("completed_year", completed_year.len()), ("floor_area_dm2", floor_area_dm2.len())] {
            if length != rows {
                return Err(Invalid::new(
                    field,
                    "contradiction",
                    length,
                    Text::new(
                        format!("`{field}` has {length} rows, but `class` has {rows}; give each building a row in all"),
                        format!(
                            "`{field}` は {length} 行ですが `class` は {rows} 行です。行数を建物数に揃えてください"
                        ),
                    ),
                ));
            }
        }
        if rows as u64 > 1 << 32 {
            return Err(out_of_range("class", rows, 0, 1 << 32));
        }
        let (oldest, newest) = match completed_year.first() {
            Some(&first) => completed_year.iter().fold((first, first), |(low, high), &y| (low.min(y), high.max(y))),
            None => (0, -1),
        };
        if rows > 0 {
            FiscalYear::new("completed_year", oldest.into())?;
            FiscalYear::new("completed_year", newest.into())?;
        }
        Ok(Stock { class, completed_year, floor_area_dm2, oldest, newest })
    }

    /// How many buildings.
    pub fn rows(&self) -> usize {
        self.class.len()
    }

    /// Class, completion year and floor area in dm² of each building.
    pub(super) fn buildings(&self) -> impl Iterator<Item = (Class, i32, u32)> + use<'a> {
        let columns = self.class.iter().zip(self.completed_year).zip(self.floor_area_dm2);
        columns.map(|((&class, &year), &area)| (class, year.into(), area))
    }

    /// The same of one building.
    pub(super) fn building(&self, row: usize) -> Option<(Class, i32, u32)> {
        let class = *self.class.get(row)?;
        Some((class, self.completed_year[row].into(), self.floor_area_dm2[row]))
    }

    /// The completion year of the first row of sums.
    pub(super) fn oldest(&self) -> i32 {
        self.oldest.into()
    }

    /// What the stock adds up to, by completion year from [`Stock::oldest`] and class, priced with `prices`.
    pub(super) fn sums<const N: usize>(&self, prices: &[Prices<N>; Class::COUNT]) -> Vec<Sums<N>> {
        if self.class.is_empty() {
            return Vec::new();
        }
        let cells = usize::from(self.newest.abs_diff(self.oldest) + 1) * Class::COUNT;
        let modulus = prices.iter().flatten().fold(1, |m, price| least_common_multiple(m, price.period()));
        match u32::try_from(modulus) {
            Ok(modulus) if cells.saturating_mul(modulus as usize) <= MOST_BINS => {
                let bins = cells * modulus as usize;
                // The residues of the published table and of round unit costs get loops of their own.
                let counted = match modulus {
                    1 => self.in_pieces(|piece| piece.areas::<1>(modulus, bins), Counted::join),
                    3 => self.in_pieces(|piece| piece.areas::<3>(modulus, bins), Counted::join),
                    _ => self.in_pieces(|piece| piece.areas::<0>(modulus, bins), Counted::join),
                };
                counted.chunks_exact(modulus as usize).zip(prices.iter().cycle()).map(Counted::priced).collect()
            }
            _ => self.by_building(prices, cells),
        }
    }

    /// Number and area of the buildings in each bin: one pass, one addition a building. `KNOWN` is the modulus when it
    /// is known to the compiler, else 0.
    fn areas<const KNOWN: u32>(&self, modulus: u32, bins: usize) -> Vec<Counted> {
        let mut totals = vec![Counted::default(); bins];
        // As long as a bin number of 16 bits reaches, which spares the check; what is not used is never touched.
        let mut packed = vec![0u64; MOST_BINS];
        let mut bin_of_row = [0u16; ROWS_AT_ONCE];
        let modulus = if KNOWN == 0 { modulus } else { KNOWN };
        let rest = Rest::of_division_by(modulus);
        let (of_class, of_year) = (modulus as u16, modulus as u16 * Class::COUNT as u16);
        for piece in self.split(ROWS_BETWEEN_EMPTYINGS) {
            // A length that the compiler knows.
            let packed = &mut packed[..MOST_BINS];
            for rows in piece.split(ROWS_AT_ONCE) {
                let columns = rows.class.iter().zip(rows.completed_year).zip(rows.floor_area_dm2);
                for (bin, ((&class, &year), &area)) in bin_of_row.iter_mut().zip(columns) {
                    let residue = if KNOWN == 0 { rest.of(area) } else { area % KNOWN };
                    // Below `bins`, so nothing wraps; saying so is faster than having it checked.
                    let cell = year.wrapping_sub(self.oldest).cast_unsigned().wrapping_mul(of_year);
                    *bin = cell.wrapping_add((class as u16).wrapping_mul(of_class)).wrapping_add(residue as u16);
                }
                for (&bin, &area) in bin_of_row.iter().zip(rows.floor_area_dm2) {
                    packed[usize::from(bin)] += 1 << COUNT_BIT | u64::from(area);
                }
            }
            for (total, packed) in totals.iter_mut().zip(packed) {
                total.rows += *packed >> COUNT_BIT;
                total.area_dm2 += *packed & ((1 << COUNT_BIT) - 1);
                *packed = 0;
            }
        }
        totals
    }

    /// The same stock, at most so many rows at a time.
    fn split(self, rows: usize) -> impl Iterator<Item = Stock<'a>> {
        let columns = self.class.chunks(rows).zip(self.completed_year.chunks(rows));
        columns.zip(self.floor_area_dm2.chunks(rows)).map(move |((class, completed_year), floor_area_dm2)| Stock {
            class,
            completed_year,
            floor_area_dm2,
            ..self
        })
    }

    /// The same sums for any unit costs.
    fn by_building<const N: usize>(&self, prices: &[Prices<N>; Class::COUNT], cells: usize) -> Vec<Sums<N>> {
        let add = |piece: Stock<'_>| {
            let mut sums = vec![[0; N]; cells];
            for ((&class, &year), &area) in piece.class.iter().zip(piece.completed_year).zip(piece.floor_area_dm2) {
                let cell = usize::from(year.abs_diff(piece.oldest)) * Class::COUNT + class as usize;
                for (sum, price) in sums[cell].iter_mut().zip(&prices[class as usize]) {
                    *sum += i128::from(price.of(area));
                }
            }
            sums
        };
        self.in_pieces(add, |sums, others| sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other))
    }

    /// Cuts the rows into a few pieces a thread, sums each and joins the sums; whole numbers do not mind the order.
    fn in_pieces<T: Send>(&self, sum: impl Fn(Stock<'a>) -> Vec<T> + Sync, join: impl Fn(&mut T, &T) + Sync) -> Vec<T> {
        let rows = self.class.len().div_ceil(rayon::current_num_threads() * 4).max(ROWS_BETWEEN_EMPTYINGS);
        if rows >= self.class.len() {
            return sum(*self);
        }
        let class = self.class.par_chunks(rows);
        let columns = class.zip(self.completed_year.par_chunks(rows)).zip(self.floor_area_dm2.par_chunks(rows));
        let pieces = columns.map(|((class, completed_year), floor_area_dm2)| {
            sum(Stock { class, completed_year, floor_area_dm2, ..*self })
        });
        let joined = pieces.reduce_with(|mut sums, others| {
            sums.iter_mut().zip(&others).for_each(|(sum, other)| join(sum, other));
            sums
        });
        joined.unwrap_or_default()
    }
}

/// Number and area of the buildings of one completion year, class and residue.
#[derive(Clone, Copy, Default)]
struct Counted {
    rows: u64,
    area_dm2: u64,
}

impl Counted {
    fn join(&mut self, other: &Counted) {
        self.rows += other.rows;
        self.area_dm2 += other.area_dm2;
    }

    /// What the buildings of a completion year and class, given by residue, cost at each price.
    fn priced<const N: usize>((residues, prices): (&[Counted], &Prices<N>)) -> Sums<N> {
        prices.each_ref().map(|price| {
            let of_residue = |(residue, counted): (u64, &Counted)| {
                let exact = i128::from(price.unit) * i128::from(counted.area_dm2);
                (exact - i128::from(counted.rows) * i128::from(price.rest_of(residue))) / i128::from(price.divisor)
            };
            (0..).zip(residues).map(of_residue).sum()
        })
    }
}

/// The prices of a class: cost, share when due and share when made up for, of each kind of work.
pub(super) type Prices<const N: usize> = [Price; N];

/// What the buildings of one completion year and class cost at each of its prices, in yen.
pub(super) type Sums<const N: usize> = [i128; N];

/// Yen for a building: `floor(unit × area / divisor)`, the area in dm².
#[derive(Clone, Copy, Debug)]
pub(super) struct Price {
    unit: u64,
    divisor: u64,
    /// `unit / divisor` in units of 2⁻⁴⁴, rounded up.
    quotient: u64,
}

impl Price {
    /// The part of a cost that is paid in one of `years` years, up to 30; the whole cost when it is 1.
    pub(super) fn new(unit_yen_per_m2: u64, years: u32) -> Price {
        let divisor = 100 * u64::from(years.max(1));
        // At most 10⁸ / 100 × 2⁴⁴, which is just below 2⁶⁴.
        let quotient = (u128::from(unit_yen_per_m2) << 44).div_ceil(u128::from(divisor)) as u64;
        Price { unit: unit_yen_per_m2, divisor, quotient }
    }

    /// The floor is exact: rounding up adds less than 2³² / 2⁴⁴ to the result, and it lacks at least 1/3000 to the next
    /// yen.
    fn of(&self, area_dm2: u32) -> u64 {
        ((u128::from(self.quotient) * u128::from(area_dm2)) >> 44) as u64
    }

    /// The smallest step of area by which the rest of the division repeats.
    fn period(&self) -> u64 {
        self.divisor / greatest_common_divisor(self.divisor, self.unit)
    }

    /// The rest of the division, for an area or for a number that differs from it by whole periods.
    fn rest_of(&self, area_dm2: u64) -> u64 {
        (self.unit % self.divisor) * (area_dm2 % self.divisor) % self.divisor
    }
}

/// The rest of a division by a number that stays the same, without dividing.
#[derive(Clone, Copy)]
struct Rest {
    divisor: u32,
    inverse: u32,
}

impl Rest {
    fn of_division_by(divisor: u32) -> Rest {
        // 2³² / divisor rounded down; for 1 the largest number there is.
        Rest { divisor, inverse: u32::try_from((1 << 32) / u64::from(divisor)).unwrap_or(u32::MAX) }
    }

    fn of(self, number: u32) -> u32 {
        // The estimate of the quotient is right or one too small, so the rest is right or one divisor too large; taking
        // the divisor from a rest that is right wraps round to a number that is larger.
        let quotient = ((u64::from(number) * u64::from(self.inverse)) >> 32) as u32;
        let rest = number - quotient * self.divisor;
        rest.min(rest.wrapping_sub(self.divisor))
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// At most the least common multiple of all divisors, 100 × lcm(1..=30), which is below 2⁴⁸.
fn least_common_multiple(a: u64, b: u64) -> u64 {
    a / greatest_common_divisor(a, b) * b
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As many prices as two kinds of work have.
    const PRICES: usize = 6;

    fn columns(rows: &[(Class, i16, u32)]) -> (Vec<Class>, Vec<i16>, Vec<u32>) {
        (rows.iter().map(|r| r.0).collect(), rows.iter().map(|r| r.1).collect(), rows.iter().map(|r| r.2).collect())
    }

    #[test]
    fn columns_of_different_length_are_refused() {
        let refused = Stock::new(&[Class::School; 2], &[1990, 1991], &[1]).map_err(|i| (i.field, i.code));
        assert_eq!(refused.err(), Some(("floor_area_dm2", "contradiction")));
    }

    #[test]
    fn a_year_before_1868_or_after_2300_is_refused() {
        for (year, fine) in [(1867, false), (1868, true), (2300, true), (2301, false), (i16::MIN, false)] {
            assert_eq!(Stock::new(&[Class::School; 2], &[2000, year], &[1, 1]).is_ok(), fine, "{year}");
        }
    }

    #[test]
    fn the_largest_stock_that_a_bin_counts_before_it_is_emptied_does_not_spill() {
        let rows = ROWS_BETWEEN_EMPTYINGS + 1;
        let (class, year, area) = columns(&vec![(Class::Other, 2000, u32::MAX); rows]);
        let stock = Stock::new(&class, &year, &area).expect("columns");
        let prices = [[Price::new(100, 1); PRICES]; Class::COUNT];
        assert_eq!(stock.sums(&prices)[Class::Other as usize][0], rows as i128 * i128::from(u32::MAX));
    }

    #[test]
    fn the_largest_price_of_the_largest_area_is_exact() {
        for years in 1..=30u32 {
            for unit in [100_000_000, 99_999_999, 1] {
                let exact = unit * u64::from(u32::MAX) / (100 * u64::from(years));
                assert_eq!(Price::new(unit, years).of(u32::MAX), exact, "{unit} over {years}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_price_is_the_floor_of_the_quotient(unit in 0..=100_000_000u64, years in 1..=30u32, area: u32) {
            let price = Price::new(unit, years);
            let product = unit * u64::from(area);
            prop_assert_eq!(price.of(area), product / (100 * u64::from(years)));
            prop_assert_eq!(price.rest_of(area.into()), product % (100 * u64::from(years)));
        }

        #[test]
        fn a_rest_is_the_rest(divisor in 1..=70_000u32, number: u32) {
            prop_assert_eq!(Rest::of_division_by(divisor).of(number), number % divisor);
            prop_assert_eq!(Rest::of_division_by(divisor).of(u32::MAX), u32::MAX % divisor);
        }

        #[test]
        fn residue_bins_and_single_buildings_give_the_same_sums(
            rows in prop::collection::vec((Just(Class::Other), 1990..2000i16, any::<u32>()), 1..300),
            unit in 0..=1_000_000u64,
            years in 1..=30u32,
        ) {
            let (class, year, area) = columns(&rows);
            let stock = Stock::new(&class, &year, &area).expect("columns");
            for unit in [unit, unit / 10 * 10, unit / 100 * 100, unit / 1000 * 1000] {
                let prices = [[Price::new(unit, years); PRICES]; Class::COUNT];
                prop_assert_eq!(stock.sums(&prices), stock.by_building(&prices, stock.sums(&prices).len()));
            }
        }
    }
}
