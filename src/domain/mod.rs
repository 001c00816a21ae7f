//! The core: plain values in, plain values out. What the words of the trade mean, and what follows from them.
//!
//! Nothing here waits, reads a clock, draws a random number, opens a file or knows of HTTP or a database.
//! Preconditions live in constructors, which return [`Invalid`]; the calculations behind them cannot fail.

pub mod asset;
pub mod attachment;
pub mod calendar;
pub mod catchment;
pub mod closing;
pub mod component_cycle;
pub mod condition;
pub mod consolidation;
pub mod defect;
pub mod depreciation;
pub mod deterioration;
pub mod facility;
pub mod finance;
pub mod geometry;
pub mod infrastructure;
pub mod inspection;
pub mod land;
pub mod ledger;
pub mod levelling;
pub mod plan;
pub mod property;
pub mod regional;
pub mod renewal;
pub mod restructuring;
pub mod scenario;
pub mod search;
pub mod siting;
pub mod statement;
pub mod uncertainty;
pub mod units;
pub mod work;

/// One sentence in the two languages of the people who read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: String,
    /// Japanese (日本語).
    pub ja: String,
}

impl Text {
    /// Pairs the English sentence with the Japanese one.
    pub fn new(en: impl Into<String>, ja: impl Into<String>) -> Text {
        Text { en: en.into(), ja: ja.into() }
    }
}

/// A value outside what its type allows; only constructors return it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field's English name, as in the API.
    pub field: &'static str,
    /// What kind of fault it is, kebab-case: `required`, `malformed`, `unknown-value`, `out-of-range`, `contradiction`.
    pub code: &'static str,
    /// The value as it was given, shortened when long.
    pub value: String,
    /// What is wrong, what is allowed and what to do about it.
    pub text: Text,
}

impl Invalid {
    /// Names the field and the value, and says in both languages what would be right.
    pub fn new(field: &'static str, code: &'static str, value: impl ToString, text: Text) -> Invalid {
        let mut value = value.to_string();
        if let Some((end, _)) = value.char_indices().nth(80) {
            value.truncate(end);
            value.push('…');
        }
        Invalid { field, code, value, text }
    }
}
