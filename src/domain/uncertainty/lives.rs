//! How much longer or shorter than planned things live: a table of quantiles of a Weibull distribution with the mean 1.
//!
//! ```text
//! multiplier(u) = c · (−ln(1 − u))^(1/k)      c such that the mean over the table is 1
//! ```
//!
//! One table serves all planned lives: a thing that is renewed at the age `a` is so at `round(a · multiplier)`.
//!
//! # Shapes
//! [`Lives`] 1024 quantiles at the middles of equal shares, in ascending order.
//! # Units
//! Multipliers in 4096ths; ages in whole years, rounded half up. The shape `k` has no unit: 1 is failure by chance alone,
//! the higher the narrower; 3.5 is near to a normal distribution with a spread of a third.
//! # Errors
//! [`Lives::weibull`] returns [`Invalid`] for a shape outside 0.5 to 100.
//! # Source
//! Weibull (1951); its use for service lives of components: ISO 15686-8 and EN 15459. Tabulating is ours: drawing costs a
//! look-up instead of a logarithm and a power.

use crate::domain::{Invalid, Text};

/// How many quantiles.
const QUANTILES: usize = 1024;
/// A multiplier of 1.
const ONE: u32 = 4096;

/// Quantiles of the multipliers of a life.
#[derive(Clone, Debug)]
pub struct Lives(Box<[u16; QUANTILES]>);

impl Lives {
    /// Every thing lives as long as planned.
    pub fn as_planned() -> Lives {
        Lives(Box::new([ONE as u16; QUANTILES]))
    }

    /// Of a Weibull distribution with this shape.
    pub fn weibull(field: &'static str, shape: f64) -> Result<Lives, Invalid> {
        // `contains` is false for NaN.
        if !(0.5..=100.0).contains(&shape) {
            let text = Text::new(
                format!("`{field}` is `{shape}`; the shape of the lives must be from 0.5 to 100"),
                format!("`{field}` の値 `{shape}` は使えません。寿命分布の形状は 0.5 から 100 までにしてください"),
            );
            return Err(Invalid::new(field, "out-of-range", shape, text));
        }
        let middle = |place: usize| (place as f64 + 0.5) / QUANTILES as f64;
        let quantiles: [f64; QUANTILES] = std::array::from_fn(|place| (-(-middle(place)).ln_1p()).powf(1.0 / shape));
        let mean = quantiles.iter().sum::<f64>() / QUANTILES as f64;
        // The longest, at shape 0.5, is below 16 times the mean.
        let table = quantiles.map(|quantile| (quantile / mean * f64::from(ONE)).round() as u16);
        Ok(Lives(Box::new(table)))
    }

    /// The age at which what is planned for an age comes, in the given quantile.
    #[inline]
    pub fn age(&self, planned: i32, quantile: usize) -> i32 {
        at(planned, self.multiplier(quantile))
    }

    /// How many 4096ths of its planned life a thing lives, in the given quantile.
    #[inline]
    pub fn multiplier(&self, quantile: usize) -> u32 {
        self.0[quantile % QUANTILES].into()
    }

    /// The first quantile in which what is planned for an age comes no earlier than at another age.
    pub fn from_age(&self, planned: i32, at_least: i32) -> usize {
        (0..QUANTILES).position(|quantile| self.age(planned, quantile) >= at_least).unwrap_or(QUANTILES)
    }

    /// A quantile from `floor` on, by a random number of 16 bits.
    #[inline]
    pub fn quantile(floor: u32, number: u32) -> usize {
        (floor + ((number * (QUANTILES as u32 - floor)) >> 16)) as usize
    }

    /// How many quantiles there are.
    pub const COUNT: usize = QUANTILES;
}

/// An age times a multiplier, rounded half up.
#[inline]
pub fn at(planned: i32, multiplier: u32) -> i32 {
    (planned * multiplier as i32 + (ONE / 2) as i32) >> 12
}
