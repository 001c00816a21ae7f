//! How much may be built on a site?
//!
//! For each zone the coverage ratio and the floor area ratio that hold there are found, and weighted by area; the district
//! plan, the open space to be kept and the number of storeys lie over the whole. The smallest limit binds:
//!
//! ```text
//! coverage_i = designated_i + corner + fireproof (no limit: 100 %)       §53
//! ratio_i    = min(designated_i, road width × factor_i)                  §52
//! footprint  = min(Σ a_i × coverage_i, a × district, a − open space, …)
//! counted    = min(Σ a_i × ratio_i, a × district)
//! floor area = the largest T with T − Σ min(given_k, share_k × T) − elevator ≤ counted, and T ≤ storeys × footprint
//! ```
//!
//! # Shapes
//! [`Site`] in, [`Capacity`] out: two maxima, the rules that bind them, and each step with its law and its figure.
//! # Units
//! dm² (0.01 m²) and hundredths of a percent; all of it whole numbers. Products are exact; maxima are rounded down to
//! 0.01 m² once, at the end.
//! # Errors
//! None here: what cannot be built is a capacity of zero with the rule that forbids it.
//! # Source
//! Building Standards Act (建築基準法) §48, §52, §53, §68-2, §91; its Order (施行令) §2; City Planning Act (都市計画法) §12-5.
//! Not reckoned: slant lines (斜線制限), shadows (日影規制), height districts (高度地区), special permits (許可), the relief near
//! wide roads (§52⑨).

mod figures;
mod question;
mod reckoning;
mod step;
mod uses;
mod word;

pub use figures::{Figures, SET};
pub use question::{DistrictPlan, MOST_FLOOR_AREA_RATIO_PERCENT, MOST_ZONES, Site, Situation, Wishes, Zone};
pub use reckoning::{Capacity, capacity};
pub use step::Step;
pub use uses::{UseTest, Verdict};
pub use word::{BuildingUse, Exemption, FireZone, Quantity, Rule, residential, zoning};

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;
