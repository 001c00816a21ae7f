//! stub
use super::wire::RenewalReport;
pub fn bytes(_: &RenewalReport) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {Ok(vec![])}
