//! What do the statements of the register look like? `tables` says what stands in each, `csv` and `xlsx` draw it.

mod csv;
mod tables;
mod xlsx;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests;

pub use self::csv::csv;
pub use self::tables::{
    AreaBalance, Head, Kind, PropertyRow, RatioRow, Table, TableRow, balance_sheet, by_purpose, depreciation_ratios,
    property, tangible_assets,
};
pub use self::xlsx::xlsx;
