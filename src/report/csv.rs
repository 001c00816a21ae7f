//! stub
use super::wire::RenewalReport; use crate::facility::formats::{self, TextEncoding};
#[derive(Clone, Copy, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Table {Years, Classes, Blocks, Works, Assumptions}
pub fn bytes(_: &RenewalReport, _: Option<Table>, _: TextEncoding) -> Result<Vec<u8>, Vec<formats::Fault>> { Ok(vec![]) }
