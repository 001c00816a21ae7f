//! How prices may come out other than planned.
//!
//! ```text
//! drift       factor(t) = exp(σ · W(t) − σ² t / 2)       W: a normal step each year; the mean is 1
//! triangular  factor     the same in all years of a draw, between low and high, most likely mode
//! ```
//!
//! # Shapes
//! [`PriceRisk`] what may happen; [`PriceRisk::factors`] one draw of it.
//! # Units
//! Factors without a unit. The base year of a drift is known: its factor is 1.
//! # Errors
//! The constructors return [`Invalid`] for a volatility outside 0 to 50 % a year, and for limits outside 10 to 1000 % or
//! out of order.
//! # Source
//! Drift: geometric Brownian motion, the usual model of price indices. Triangular: HM Treasury, The Green Book; 三角分布 by
//! estimates of the least, most likely and most.

use super::random::{Stream, luck};
use crate::domain::{Invalid, Text};

/// What may become of prices (物価の不確実性).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PriceRisk {
    /// Nothing: they are as planned.
    AsPlanned,
    /// They drift away, year by year (対数正規).
    Drift {
        /// Standard deviation of a year's change.
        volatility: f64,
    },
    /// They are at another level altogether (三角分布).
    Triangular {
        /// The lowest level.
        low: f64,
        /// The most likely.
        mode: f64,
        /// The highest.
        high: f64,
    },
}

/// The luck of prices is none of the things'.
const PRICES: u64 = 0x7072_6963_6573;

impl PriceRisk {
    /// A drift by percent a year.
    pub fn drift(field: &'static str, percent: f64) -> Result<PriceRisk, Invalid> {
        if !(0.0..=50.0).contains(&percent) {
            let text = Text::new(
                format!("`{field}` is `{percent}`; the volatility must be from 0 to 50 percent a year"),
                format!("`{field}` の値 `{percent}` は使えません。変動率（年・%）は 0 から 50 までにしてください"),
            );
            return Err(Invalid::new(field, "out-of-range", percent, text));
        }
        Ok(PriceRisk::Drift { volatility: percent / 100.0 })
    }

    /// A level by percent of the planned one.
    pub fn triangular(field: &'static str, low: f64, mode: f64, high: f64) -> Result<PriceRisk, Invalid> {
        if !(10.0..=1000.0).contains(&low) || !(low..=high).contains(&mode) || !(10.0..=1000.0).contains(&high) {
            let text = Text::new(
                format!("`{field}` is `{low}, {mode}, {high}`; it must be from 10 to 1000 percent, low ≤ mode ≤ high"),
                format!(
                    "`{field}` の値 `{low}, {mode}, {high}` は使えません。10～1000（%）で 最低 ≤ 最頻 ≤ 最高 にしてください"
                ),
            );
            return Err(Invalid::new(field, "out-of-range", format!("{low}, {mode}, {high}"), text));
        }
        Ok(PriceRisk::Triangular { low: low / 100.0, mode: mode / 100.0, high: high / 100.0 })
    }

    /// The factor of each year in one draw.
    pub fn factors(&self, seed: u64, draw: u32, years: usize) -> Vec<f64> {
        let mut stream = Stream::new(luck(seed, PRICES), draw);
        match *self {
            PriceRisk::AsPlanned => vec![1.0; years],
            PriceRisk::Drift { volatility } => {
                let (mut level, mut factors) = (0.0_f64, Vec::with_capacity(years));
                for _ in 0..years {
                    factors.push(level.exp());
                    level += volatility * normal(&mut stream) - volatility * volatility / 2.0;
                }
                factors
            }
            PriceRisk::Triangular { low, mode, high } => vec![triangular(stream.unit(), low, mode, high); years],
        }
    }
}

/// A standard normal number, by the method of Box and Muller.
fn normal(stream: &mut Stream) -> f64 {
    let (radius, angle) = (stream.unit(), stream.unit());
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

/// The quantile `u` of a triangular distribution.
fn triangular(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return mode;
    }
    if u < (mode - low) / width {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    }
}
