//! (defect: to come)

mod word;

pub use word::*;
