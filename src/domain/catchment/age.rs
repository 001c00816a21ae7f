//! Which ages does a population figure count?
//!
//! # Shapes
//! [`AgeGroup`]: from an age to another, or open upwards. Written `0-14`, `65+`, `all`.
//! # Units
//! Completed years of age (満年齢), both ends included.
//! # Errors
//! Text that is no age group; ages reversed or beyond 120.
//! # Source
//! The three age groups (年齢3区分) of the census: 0–14, 15–64, 65 and over; others as a source has them.

use crate::domain::{Invalid, Text};
use std::fmt;

/// The highest age that is taken for one.
const OLDEST: u8 = 120;

/// An age group (年齢階級).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeGroup {
    from: u8,
    to: Option<u8>,
}

impl AgeGroup {
    /// Everyone.
    pub const ALL: AgeGroup = AgeGroup { from: 0, to: None };

    /// Reads `0-14`, `0～14歳`, `65+`, `65歳以上`, `all` or `総数`.
    pub fn parse(field: &'static str, text: &str) -> Result<AgeGroup, Invalid> {
        let plain = text.trim().replace('歳', "").replace(['～', '〜', '–'], "-");
        let age = |digits: &str| digits.trim().parse::<u8>().ok().filter(|age| *age <= OLDEST);
        let open = plain.strip_suffix('+').or_else(|| plain.strip_suffix("以上"));
        let group = match (plain.as_str(), open) {
            ("all" | "総数", _) => Some(AgeGroup::ALL),
            (_, Some(from)) => age(from).map(|from| AgeGroup { from, to: None }),
            (closed, None) => closed.split_once('-').and_then(|(from, to)| {
                let (from, to) = (age(from)?, age(to)?);
                (from <= to).then_some(AgeGroup { from, to: Some(to) })
            }),
        };
        group.ok_or_else(|| {
            Invalid::new(
                field,
                "malformed",
                text,
                Text::new(
                    format!("`{field}` is `{text}`; write an age group such as 0-14, 65+ or all, ages up to {OLDEST}"),
                    format!("`{field}` の値 `{text}` は使えません。0-14、65+、all のように年齢階級で指定してください"),
                ),
            )
        })
    }

    /// Whether someone can be in both.
    pub fn overlaps(self, other: AgeGroup) -> bool {
        self.from <= other.to.unwrap_or(u8::MAX) && other.from <= self.to.unwrap_or(u8::MAX)
    }

    /// As it is said in Japanese.
    pub fn label_ja(self) -> String {
        match (self.from, self.to) {
            (0, None) => "総数".to_owned(),
            (from, None) => format!("{from}歳以上"),
            (from, Some(to)) => format!("{from}～{to}歳"),
        }
    }
}

impl fmt::Display for AgeGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (0, None) => write!(f, "all"),
            (from, None) => write!(f, "{from}+"),
            (from, Some(to)) => write!(f, "{from}-{to}"),
        }
    }
}
