//! The facility sheet (施設カルテ): everything known of one facility on one to three A4 pages.
//!
//! `gathered` reads what is recorded and `assembled` puts it on a sheet with `assumed`, what it rests on. `wire` says what
//! stands on it, `html` draws the page with `tables`, `chart` and `map`.

mod assembled;
mod assumed;
mod chart;
mod gathered;
mod html;
pub mod map;
#[cfg(test)]
mod sample;
mod tables;
pub mod wire;

pub use gathered::{Asked, gathered};
pub use html::html;
