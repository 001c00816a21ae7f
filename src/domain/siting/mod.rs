//! Which places serve the people best?
//!
//! # Shapes
//! None yet.
//! # Units
//! None yet.
//! # Errors
//! None.
//! # Source
//! None yet.

mod interchange;
mod model;
mod network;
mod openings;
mod prices;
mod reach;
mod search;

pub use model::Effort;
