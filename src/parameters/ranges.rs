//! Between which numbers the value of a parameter must lie, where no rule of the core checks it together with others.

use super::Parameter;
use crate::domain::{Invalid, Text};

/// Set, name, least and most.
const RANGES: [(&str, &str, f64, f64); 26] = [
    ("access", "detour_factor_percent", 100.0, 500.0),
    ("access", "percentile_percent", 1.0, 100.0),
    ("consolidation", "discount_rate_percent", 0.0, 20.0),
    ("levelling", "late_per_mille", 0.0, 1_000.0),
    ("levelling", "early_per_mille", 0.0, 1_000.0),
    ("levelling", "peak_weight", 0.0, 1_000.0),
    ("levelling", "excess_weight", 1.0, 1_000.0),
    ("levelling", "left_out_weight", 1.0, 1_000.0),
    ("levelling", "time_limit_ms", 1.0, 120_000.0),
    ("restructuring", "discount_rate_percent", 0.0, 20.0),
    ("restructuring", "building_yen_per_m2", 0.0, 10_000_000.0),
    ("restructuring", "running_yen_per_m2", 0.0, 10_000_000.0),
    ("restructuring", "demolition_yen_per_m2", 0.0, 10_000_000.0),
    ("restructuring", "moving_yen_per_m2", 0.0, 10_000_000.0),
    ("restructuring", "moved_area_percent", 1.0, 200.0),
    ("restructuring", "yen_per_person_km", 0.0, 1_000_000.0),
    ("restructuring", "advance_years", 0.0, 20.0),
    ("restructuring", "defer_years", 0.0, 20.0),
    ("scenario", "discount_rate_percent", 0.0, 20.0),
    ("scenario", "inflation_percent", 0.0, 20.0),
    ("scenario", "escalation_percent", 0.0, 20.0),
    ("scenario", "demolition_yen_per_m2", 0.0, 100_000_000.0),
    ("scenario", "operating_yen_per_m2", 0.0, 100_000_000.0),
    ("scenario", "quiet_years", 0.0, 100.0),
    ("scenario", "lives_shape", 0.5, 100.0),
    ("scenario", "price_volatility_percent", 0.0, 50.0),
];

/// Refuses a value outside its range.
pub fn check(all: &[Parameter]) -> Result<(), Invalid> {
    for (set, name, least, most) in RANGES {
        let of = all.iter().find(|parameter| parameter.parameter_set == set && parameter.name == name);
        let Some(Parameter { value, .. }) = of else { continue };
        // `contains` is false for NaN.
        if !value.trim().parse::<f64>().is_ok_and(|number| (least..=most).contains(&number)) {
            let en = format!("the parameter `{name}` is `{value}`; it must be from {least} to {most}");
            let ja = format!("前提条件 `{name}` の値 `{value}` は {least} から {most} までにしてください");
            return Err(Invalid::new("value", "out-of-range", value, Text::new(en, ja)));
        }
    }
    Ok(())
}
