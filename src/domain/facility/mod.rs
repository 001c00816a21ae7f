//! The words for what a municipality owns and in what form: classes, structures, states.
//!
//! Every word has one code (kebab-case, as on the wire and in the database) and one Japanese official term; both are
//! accepted wherever a person writes it. [`Word`] is what they have in common.
//!
//! # Shapes
//! Closed lists. [`Subclass`] belongs to exactly one [`Class`].
//! # Units
//! None.
//! # Errors
//! [`word`] returns [`Invalid`] with the whole list of what is allowed.
//! # Source
//! Classes: the facility classification of the renewal-cost estimation software (公共施設等更新費用試算ソフト) that the
//! first general management plans used. Property classes: Local Autonomy Act (地方自治法) §238. Zoning: City Planning Act
//! (都市計画法) §8. Structures: Ministry of Finance Ordinance on useful lives (耐用年数省令) appended table 1.

macro_rules! labels {
    ($word:ident { $($variant:ident => $label:literal),+ $(,)? }) => {
        impl $crate::domain::facility::Word for $word {
            fn label_ja(self) -> &'static str {
                match self { $($word::$variant => $label),+ }
            }
        }
    };
}

pub(crate) use labels;

mod building;
mod class;
mod land;
mod operation;
mod people;

pub use building::{ComponentKind, SeismicRetrofit, SeismicStandard, Structure};
pub use class::{Class, Subclass};
pub use land::{PropertyClass, UseStatus, Zoning};
pub use operation::{DisasterRole, Operation, Status};
pub use people::PopulationKind;

use super::{Invalid, Text};
use strum::IntoEnumIterator;

/// A closed list of codes, each with its Japanese official term.
pub trait Word: Copy + Eq + IntoEnumIterator + std::str::FromStr + Into<&'static str> {
    /// The official term, as in ledgers and column cells.
    fn label_ja(self) -> &'static str;

    /// The code, as on the wire.
    fn code(self) -> &'static str {
        self.into()
    }
}

/// Reads a code or a Japanese term; spaces around it do not count.
pub fn word<W: Word>(field: &'static str, text: &str) -> Result<W, Invalid> {
    let text = text.trim();
    if let Ok(found) = text.parse::<W>() {
        return Ok(found);
    }
    if let Some(found) = W::iter().find(|w| w.label_ja() == text) {
        return Ok(found);
    }
    let codes: Vec<&str> = W::iter().map(Word::code).collect();
    let labels: Vec<String> = W::iter().map(|w| format!("{}({})", w.code(), w.label_ja())).collect();
    Err(Invalid::new(
        field,
        "unknown-value",
        text,
        Text::new(
            format!("`{field}` does not know `{text}`; use one of {}", codes.join(", ")),
            format!("`{field}` に `{text}` は使えません。次のいずれかにしてください: {}", labels.join("、")),
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[test]
    fn a_word_is_read_by_its_code_and_by_its_official_term() {
        assert_eq!(word::<Class>("class", "school"), Ok(Class::School));
        assert_eq!(word::<Class>("class", " 学校教育系施設 "), Ok(Class::School));
        assert_eq!(word::<Zoning>("zoning", "residential-1"), Ok(Zoning::Residential1));
        let refused = word::<Class>("class", "castle").map_err(|i| i.text.en);
        assert!(refused.is_err_and(|m| m.contains("`castle`") && m.contains("public-housing")));
    }

    #[test]
    fn every_word_is_written_the_same_by_serde_and_by_strum() {
        fn same<W: Word + Serialize>() {
            for word in W::iter() {
                assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
            }
        }
        same::<Class>();
        same::<Subclass>();
        same::<Operation>();
        same::<DisasterRole>();
        same::<Status>();
        same::<PropertyClass>();
        same::<UseStatus>();
        same::<Zoning>();
        same::<Structure>();
        same::<SeismicStandard>();
        same::<SeismicRetrofit>();
        same::<ComponentKind>();
        same::<PopulationKind>();
        assert_eq!(Class::iter().count(), Class::COUNT);
    }
}
