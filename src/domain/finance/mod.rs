//! Who pays for a work, and when?
//!
//! # Shapes
//! None yet.
//! # Units
//! None yet.
//! # Errors
//! None.
//! # Source
//! None yet.
