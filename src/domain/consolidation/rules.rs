//! What a consolidation is reckoned with.
//!
//! # Shapes
//! [`Rules`] scalars and a row of [`Rates`] a class.
//! # Units
//! Yen a m², yen a m² a year, thousandths, years.
//! # Errors
//! [`Rules::from_named`] returns the [`Invalid`] of a parameter that is missing, no whole number or out of range.
//! # Source
//! Rows of the parameter set `consolidation`; renewal by the model of the forecast.

use super::stock::Rates;
use crate::domain::facility::{Class, Word};
use crate::domain::renewal::{self, UnitCosts};
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};
use strum::IntoEnumIterator;

/// The parameter set.
pub const SET: &str = "consolidation";

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
    /// No renewal is begun that would be finished within so many years before a facility leaves.
    pub calm_years: i32,
}

impl Rules {
    /// From values by name, as rows of parameters hold them: `demolition_yen_per_m2`, `moving_yen_per_m2`,
    /// `lease_per_mille`, `calm_years`, and `running.CLASS` and `staff.CLASS` for each [`Class`].
    pub fn from_named(
        renewal: renewal::Rules,
        unit_costs: UnitCosts,
        value: impl Fn(&str) -> Option<String>,
    ) -> Result<Rules, Invalid> {
        let number = |field: &'static str, name: &str, most: i64| whole(field, name, value(name), most);
        let price = |field, name: &str| number(field, name, UnitCosts::MOST_YEN_PER_M2).map(Yen);
        let rates = Class::iter().map(|class| {
            Ok(Rates {
                running_yen_per_m2: price("running_yen_per_m2", &format!("running.{}", class.code()))?,
                staff_yen_per_m2: price("staff_yen_per_m2", &format!("staff.{}", class.code()))?,
            })
        });
        Ok(Rules {
            renewal,
            unit_costs,
            rates: rates.collect::<Result<_, Invalid>>()?,
            demolition_yen_per_m2: price("demolition_yen_per_m2", "demolition_yen_per_m2")?,
            moving_yen_per_m2: price("moving_yen_per_m2", "moving_yen_per_m2")?,
            lease_per_mille: number("lease_per_mille", "lease_per_mille", 1_000)?,
            calm_years: number("calm_years", "calm_years", 30)? as i32,
        })
    }

    /// What a class costs a year.
    pub fn rates(&self, class: Class) -> Rates {
        self.rates.get(class as usize).copied().unwrap_or_default()
    }
}

fn whole(field: &'static str, name: &str, value: Option<String>, most: i64) -> Result<i64, Invalid> {
    let text = value.unwrap_or_default();
    match text.trim().parse::<i64>() {
        Ok(number) if (0..=most).contains(&number) => Ok(number),
        Ok(number) => Err(out_of_range(field, number, 0, most)),
        Err(_) => {
            let en = format!("the parameter `{name}` is `{text}`; it must be a whole number from 0 to {most}");
            let ja = format!("前提条件 `{name}` の値 `{text}` は 0 から {most} までの整数にしてください");
            Err(Invalid::new(field, "malformed", text, Text::new(en, ja)))
        }
    }
}
