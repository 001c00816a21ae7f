//! stub
use super::wire::RenewalReport;
pub fn page(_: &RenewalReport) -> String {String::new()}
