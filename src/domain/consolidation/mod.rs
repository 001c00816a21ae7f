//! What could be fewer, and what follows?
//!
//! # Shapes
//! None yet.
//! # Units
//! None yet.
//! # Errors
//! None.
//! # Source
//! None yet.
