//! In which room do the prices lie, and how do they become integers?
//!
//! ```text
//! α, β, γ ≥ 0     Σ α ≤ w_P     β + γ ≤ w_O where ceilings are soft
//! ```
//!
//! # Shapes
//! A [`Point`] holds them; [`write()`] makes [`Prices`] of it.
//! # Units
//! Weighted yen for a yen; as integers in multiples of 2^−shift.
//! # Source
//! Ours.

use super::model::Model;
use super::oracle::Prices;

/// A point in the room of prices.
#[derive(Clone, Debug, Default)]
pub(super) struct Point {
    pub alpha: Vec<f64>,
    pub beta: Vec<f64>,
    pub gamma: Vec<f64>,
}

/// α and β of a row in integers, rounded down so that they stay within their room.
pub(super) fn parts(model: &Model, point: &Point, shift: u32, row: usize) -> (i64, i64) {
    let scale = (1_u64 << shift) as f64;
    let alpha =
        if model.offset[row].is_some() { (point.alpha[row] * (1.0 - 1e-12) * scale).max(0.0) as i64 } else { 0 };
    let beta = if model.ceiling[row].is_some() { (point.beta[row] * scale).max(0.0) as i64 } else { 0 };
    let most = if model.hard { i64::MAX } else { model.excess_weight << shift };
    (alpha, beta.min(most))
}

/// Writes a point as prices.
pub(super) fn write(model: &Model, point: &Point, prices: &mut Prices) {
    let scale = (1_u64 << prices.shift) as f64;
    for row in 0..model.rows {
        let (alpha, beta) = parts(model, point, prices.shift, row);
        prices.row[row] = alpha + beta;
        if row < model.years && !model.hard {
            let gamma = (point.gamma[row] * scale).max(0.0) as i64;
            prices.extra[row] = gamma.min((model.excess_weight << prices.shift) - beta);
        }
    }
    prices.sum_up(model.years);
}

/// Brings (β, γ) onto β, γ ≥ 0, β + γ ≤ most.
pub(super) fn triangle(beta: f64, gamma: f64, most: f64) -> (f64, f64) {
    let (b, g) = (beta.max(0.0), gamma.max(0.0));
    if b + g <= most {
        return (b, g);
    }
    let b = ((beta - gamma + most) / 2.0).clamp(0.0, most);
    (b, most - b)
}

/// No price of a hard ceiling goes above this.
pub(super) fn most_beta(model: &Model) -> f64 {
    let mut dearest = 0.0_f64;
    for work in 0..model.duration.len() {
        let cost = model.parts[model.part_of[work] as usize];
        let cost = (cost.share as f64 * f64::from(model.duration[work])).max(1e3);
        let most = model.options(work).map(|option| model.own[option]).max().unwrap_or(0);
        dearest = dearest.max(most as f64 / cost);
    }
    (4.0 * (dearest + model.peak_weight as f64 + 1.0)).min(1e5)
}

/// The finest prices with which no sum of a block leaves 62 bits.
pub(super) fn shift(model: &Model, most_beta: f64) -> u32 {
    let price = model.peak_weight as f64 + if model.hard { most_beta } else { 2.0 * model.excess_weight as f64 };
    let largest = model.blocks.iter().map(|block| {
        let works = &model.works[block.first as usize..(block.first + block.len) as usize];
        let cost = |work: &u32| {
            let work = *work as usize;
            let parts = &model.parts[model.part_of[work] as usize..model.part_of[work + 1] as usize];
            let loads: f64 =
                parts.iter().map(|p| p.share as f64 * f64::from(model.duration[work]) + p.last as f64).sum();
            let own = model.options(work).map(|option| model.own[option]).max().unwrap_or(0);
            (loads * (price + 1.0)) * 2.0 + own as f64
        };
        works.iter().map(cost).sum::<f64>()
    });
    let largest = largest.fold(1.0, f64::max);
    ((1.0e18 / largest).log2().floor().clamp(0.0, 30.0)) as u32
}
