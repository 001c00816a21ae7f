//! The facility sheet (施設カルテ): everything known of one facility on one to three A4 pages.
//!
//! `wire` says what stands on it, `html` draws the page with `tables`, `chart` and `map`; `shapes` reads geometries.

mod chart;
mod html;
pub mod map;
#[cfg(test)]
mod sample;
mod shapes;
mod tables;
pub mod wire;

pub use html::html;
