//! (plan: to come)

mod word;

pub use word::*;
