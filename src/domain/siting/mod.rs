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
