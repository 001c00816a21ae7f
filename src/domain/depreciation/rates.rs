//! What the charge is reckoned with: the useful life, the statutory rate of each life, rounding, start and memo value.
//!
//! ```text
//! rate(n) = ceil(1000 / n) per mille, n = 2 … 100
//! ```
//!
//! holds for every published rate, yet the rates are arguments, for the table is law and the formula is not.
//!
//! # Shapes
//! [`RateTable`] one rate for each life; [`Rules`] what one municipality has decided on.
//! # Units
//! Lives in whole years; rates per mille, as the three decimals of the table; memo values in whole yen. Nothing is
//! rounded here: [`Rounding`] only says how a charge is.
//! # Errors
//! The constructors return [`Invalid`], which names the field it was asked for, or `depreciation-rate`.
//! # Source
//! 減価償却資産の耐用年数等に関する省令 別表第八 (straight-line, assets acquired from April 2007 on); the register takes it for all
//! assets. Memo values: 財務書類作成要領 56.

use crate::domain::asset::StartPolicy;
use crate::domain::facility::{Word, word};
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// The shortest useful life that has a rate, years.
const SHORTEST_LIFE: u32 = 2;
/// The longest useful life that has a rate, years.
pub const LONGEST_LIFE: u32 = 100;

/// The name of the table in refusals.
const RATE: &str = "depreciation-rate";

/// How the fraction of a yen in the annual charge is treated (端数処理).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Rounding {
    /// 切捨て
    #[default]
    Floor,
    /// 四捨五入
    HalfUp,
    /// 切上げ
    Ceiling,
}

impl Word for Rounding {
    fn label_ja(self) -> &'static str {
        match self {
            Rounding::Floor => "切捨て",
            Rounding::HalfUp => "四捨五入",
            Rounding::Ceiling => "切上げ",
        }
    }
}

/// Whether an asset can be touched, on which its memo value depends.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[schema(as = DepreciationKind)]
pub enum Kind {
    /// 有形固定資産
    Tangible,
    /// 無形固定資産
    Intangible,
}

impl Word for Kind {
    fn label_ja(self) -> &'static str {
        match self {
            Kind::Tangible => "有形固定資産",
            Kind::Intangible => "無形固定資産",
        }
    }
}

/// Useful life (耐用年数), 2 to 100 years: those that have a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsefulLife(u8);

impl UsefulLife {
    /// From 2 to 100 years.
    pub fn new(field: &'static str, years: i64) -> Result<UsefulLife, Invalid> {
        match u8::try_from(years) {
            Ok(life) if (SHORTEST_LIFE..=LONGEST_LIFE).contains(&life.into()) => Ok(UsefulLife(life)),
            _ => Err(out_of_range(field, years, SHORTEST_LIFE.into(), LONGEST_LIFE.into())),
        }
    }

    /// Years.
    pub fn years(self) -> u32 {
        self.0.into()
    }
}

/// The straight-line rate of every useful life (定額法償却率).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateTable([u16; LONGEST_LIFE as usize + 1]);

impl RateTable {
    /// From pairs of a life in years and its rate per mille, in any order: every life from 2 to 100 exactly once, a
    /// rate from 1 to 1000, and no rate higher than that of a shorter life.
    pub fn new(rates: impl IntoIterator<Item = (u32, u32)>) -> Result<RateTable, Invalid> {
        // No life has the rate 0, so 0 marks what has not been given.
        let mut table = [0; LONGEST_LIFE as usize + 1];
        for (life, rate) in rates {
            let (Some(place), true) = (table.get_mut(life as usize), life >= SHORTEST_LIFE) else {
                return Err(out_of_range(RATE, life, SHORTEST_LIFE.into(), LONGEST_LIFE.into()));
            };
            if *place != 0 {
                return Err(given_twice(life));
            }
            *place = match u16::try_from(rate) {
                Ok(rate) if (1..=1000).contains(&rate) => rate,
                _ => return Err(out_of_range(RATE, rate, 1, 1000)),
            };
        }
        let mut shorter = u16::MAX;
        for (life, &rate) in (0..).zip(&table).skip(SHORTEST_LIFE as usize) {
            if rate == 0 {
                return Err(missing(life));
            }
            if rate > shorter {
                return Err(rising(life, rate, shorter));
            }
            shorter = rate;
        }
        Ok(RateTable(table))
    }

    /// The rate of a life, per mille.
    #[inline]
    pub fn per_mille(&self, life: UsefulLife) -> u32 {
        self.0[usize::from(life.0)].into()
    }
}

fn given_twice(life: u32) -> Invalid {
    let en = format!("`{RATE}` has more than one rate for a useful life of {life} years; keep one of them");
    let ja = format!("`{RATE}` に耐用年数{life}年の償却率が2つ以上あります。1つだけにしてください");
    Invalid::new(RATE, "contradiction", life, Text::new(en, ja))
}

fn missing(life: u32) -> Invalid {
    let en = format!("`{RATE}` has no rate for a useful life of {life} years; give one for every life from 2 to 100");
    let ja = format!("`{RATE}` に耐用年数{life}年の償却率がありません。2年から100年まですべて入れてください");
    Invalid::new(RATE, "required", life, Text::new(en, ja))
}

fn rising(life: u32, rate: u16, shorter: u16) -> Invalid {
    let en = format!(
        "`{RATE}` is {rate} per mille for a useful life of {life} years but {shorter} for a year less; a longer life \
         cannot have a higher rate"
    );
    let ja = format!(
        "`{RATE}` は耐用年数{life}年で千分の{rate}ですが、1年短い耐用年数では千分の{shorter}です。耐用年数が長いほうの率を高くすることは\
         できません"
    );
    Invalid::new(RATE, "contradiction", rate, Text::new(en, ja))
}

/// What a municipality reckons depreciation with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// 定額法償却率
    pub rates: RateTable,
    /// 端数処理 of the annual charge
    pub rounding: Rounding,
    /// 償却開始の方法, unless an asset has its own
    pub start_policy: StartPolicy,
    /// 備忘価額 of tangible assets
    pub memo_tangible: Yen,
    /// 備忘価額 of intangible assets
    pub memo_intangible: Yen,
}

impl Rules {
    /// The memo value (備忘価額) of a kind of asset.
    pub fn memo(&self, kind: Kind) -> Yen {
        match kind {
            Kind::Tangible => self.memo_tangible,
            Kind::Intangible => self.memo_intangible,
        }
    }
}

/// The rules from parameters: the rates by life, and the others by name.
///
/// # Errors
/// Names the parameter that is missing or does not read, or the rate that does not fit the others.
pub fn from_named(
    rates: impl IntoIterator<Item = (u32, u32)>,
    setting: impl Fn(&str) -> Option<String>,
) -> Result<Rules, Invalid> {
    let said = |name: &'static str| setting(name).unwrap_or_default();
    let yen = |name: &'static str| match said(name).parse::<i64>() {
        Ok(yen) if (0..=1_000).contains(&yen) => Ok(Yen(yen)),
        _ => Err(out_of_range(name, said(name), 0, 1_000)),
    };
    Ok(Rules {
        rates: RateTable::new(rates)?,
        rounding: word("rounding", &said("rounding"))?,
        start_policy: word("start_policy", &said("start_policy"))?,
        memo_tangible: yen("memo_tangible_yen")?,
        memo_intangible: yen("memo_intangible_yen")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    fn by_formula() -> Vec<(u32, u32)> {
        (2..=100).map(|life: u32| (life, 1000_u32.div_ceil(life))).collect()
    }

    fn refused(rates: Vec<(u32, u32)>) -> Option<(&'static str, &'static str, String)> {
        RateTable::new(rates).err().map(|invalid| (invalid.field, invalid.code, invalid.value))
    }

    fn changed(life: u32, rate: u32) -> Vec<(u32, u32)> {
        by_formula().into_iter().map(|row| if row.0 == life { (life, rate) } else { row }).collect()
    }

    #[test]
    fn the_table_of_the_reference_data_follows_the_formula() {
        let file = include_str!("../../../data/reference/depreciation.csv");
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        let number = |text: &str| text.parse::<u32>().expect("a number");
        let rates: Vec<(u32, u32)> =
            rows.iter().filter(|row| &row[0] == RATE).map(|row| (number(&row[1]), number(&row[2]))).collect();
        assert_eq!(rates, by_formula());
        let table = RateTable::new(rates).expect("the table");
        for (years, rate) in [(2, 500), (6, 167), (47, 22), (100, 10)] {
            let life = UsefulLife::new("useful_life_years", years).expect("a life");
            assert_eq!(table.per_mille(life), rate);
        }
        let value =
            |name: &str| rows.iter().find(|row| (&row[0], &row[1]) == ("depreciation", name)).map(|row| &row[2]);
        assert_eq!(value("start_policy"), Some(StartPolicy::NextFiscalYear.code()));
        assert_eq!(value("rounding"), Some(Rounding::Floor.code()));
        assert_eq!((value("memo_tangible_yen"), value("memo_intangible_yen")), (Some("1"), Some("0")));
        let method = crate::domain::asset::DepreciationMethod::StraightLine;
        assert_eq!(value("infrastructure_method"), Some(method.code()));
    }

    #[test]
    fn rates_may_come_in_any_order() {
        let mut backwards = by_formula();
        backwards.reverse();
        assert_eq!(RateTable::new(backwards), RateTable::new(by_formula()));
    }

    #[test]
    fn every_life_has_one_rate() {
        let mut rates = by_formula();
        rates.push((47, 22));
        assert_eq!(refused(rates), Some((RATE, "contradiction", "47".to_owned())));
        let without = by_formula().into_iter().filter(|row| row.0 != 100).collect();
        assert_eq!(refused(without), Some((RATE, "required", "100".to_owned())));
        assert_eq!(refused(Vec::new()), Some((RATE, "required", "2".to_owned())));
    }

    #[test]
    fn a_life_that_the_table_does_not_know_is_refused() {
        for life in [0, 1, 101, u32::MAX] {
            let mut rates = by_formula();
            rates.push((life, 10));
            assert_eq!(refused(rates), Some((RATE, "out-of-range", life.to_string())));
        }
    }

    #[test]
    fn a_rate_is_from_1_to_1000_per_mille() {
        for rate in [0, 1001, u32::MAX] {
            assert_eq!(refused(changed(2, rate)), Some((RATE, "out-of-range", rate.to_string())));
        }
        assert_eq!(refused(changed(2, 1000)), None);
        assert_eq!(refused(changed(100, 1)), None);
    }

    #[test]
    fn a_longer_life_has_no_higher_rate() {
        assert_eq!(refused(changed(3, 501)), Some((RATE, "contradiction", "501".to_owned())));
        assert_eq!(refused(changed(3, 500)), None);
    }

    #[test]
    fn a_useful_life_is_from_2_to_100_years() {
        for (years, fine) in [(2, true), (100, true), (1, false), (101, false), (-47, false), (258, false)] {
            let life = UsefulLife::new("useful_life_years", years);
            assert_eq!(life.as_ref().map(|life| i64::from(life.years())).ok(), fine.then_some(years));
            assert_eq!(life.err().map(|invalid| invalid.field), (!fine).then_some("useful_life_years"));
        }
    }

    #[test]
    fn every_word_is_written_the_same_by_serde_and_by_strum() {
        let rounding: Vec<&str> = Rounding::iter().map(Word::code).collect();
        assert_eq!(rounding, ["floor", "half-up", "ceiling"]);
        assert_eq!(serde_json::json!(rounding), serde_json::json!(Rounding::iter().collect::<Vec<_>>()));
        let kind: Vec<&str> = Kind::iter().map(Word::code).collect();
        assert_eq!(kind, ["tangible", "intangible"]);
        assert_eq!(serde_json::json!(kind), serde_json::json!(Kind::iter().collect::<Vec<_>>()));
    }
}
