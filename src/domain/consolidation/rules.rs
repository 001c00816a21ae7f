//! What a consolidation is reckoned with.
//!
//! # Shapes
//! [`Rules`] scalars and a row of [`Rates`] a class.
//! # Units
//! Yen a m², yen a m² a year, thousandths, years.
//! # Source
//! Rows of the parameter set `consolidation`; renewal by the model of the forecast.

use super::stock::Rates;
use crate::domain::facility::Class;
use crate::domain::renewal::{self, UnitCosts};
use crate::domain::units::Yen;

/// See the head of the file.
#[derive(Clone, Debug)]
pub struct Rules {
    /// When buildings are renovated and rebuilt.
    pub renewal: renewal::Rules,
    /// What renovating and building costs.
    pub unit_costs: UnitCosts,
    /// What holding costs a year, by class.
    pub rates: Vec<Rates>,
    /// 除却単価 a m²
    pub demolition_yen_per_m2: Yen,
    /// 移転単価 a m² of the rooms that move
    pub moving_yen_per_m2: Yen,
    /// 貸付料率: a year's rent in thousandths of the land's value
    pub lease_per_mille: i64,
    /// No renewal is begun in so many years before a facility leaves.
    pub calm_years: i32,
}

impl Rules {
    /// What a class costs a year.
    pub fn rates(&self, class: Class) -> Rates {
        self.rates.get(class as usize).copied().unwrap_or_default()
    }
}
