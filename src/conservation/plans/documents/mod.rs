//! The documents of a plan: the individual facility plan (個別施設計画) with its six items, and the table of expected costs that
//! the general management plan needs (中長期的な維持管理・更新等に係る経費の見込み).
//!
//! `gathered` and `cost_table` reckon the figures once; `wire` and `cost_wire` say them as JSON, `tables` lays them out for
//! people, `csv` and `xlsx` write what is laid out. No form reckons anything of its own, so that all of them agree.

mod accounts;
pub mod cost_table;
pub mod cost_wire;
pub mod csv;
pub mod gathered;
pub mod tables;
pub mod wire;
pub mod xlsx;

use crate::domain::Text;
use crate::domain::facility::Word;
use crate::domain::plan::CostColumns;
use crate::domain::renewal::Horizon;
use crate::domain::units::FiscalYear;
use crate::error::{Error, Language, Result};
use strum::{EnumIter, EnumString, IntoStaticStr};

use super::store::StoredPlan;
use super::wire::Assumptions;

/// In what form a document leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Form {
    /// JSON
    Json,
    /// CSV
    Csv,
    /// Excel
    Xlsx,
}

impl Word for Form {
    fn label_ja(self) -> &'static str {
        match self {
            Form::Json => "JSON",
            Form::Csv => "CSV",
            Form::Xlsx => "Excel",
        }
    }
}

/// The sentence in a language, of two that are known where they stand.
fn say(language: Language, en: &str, ja: &str) -> String {
    match language {
        Language::En => en.to_owned(),
        Language::Ja => ja.to_owned(),
    }
}

/// A word in a language: its official term, or its code for those who read English.
fn named(language: Language, word: impl Word) -> String {
    say(language, word.code(), word.label_ja())
}

fn picked(language: Language, texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| language.pick(text)).collect()
}

/// What a plan rests on, as it was when it was drawn up.
fn assumptions(plan: &StoredPlan) -> Result<Assumptions> {
    serde_json::from_str(&plan.assumptions).map_err(Error::internal)
}

/// The fiscal years of a plan.
fn horizon(plan: &StoredPlan) -> Result<Horizon> {
    let first = FiscalYear::new("base_year", plan.first_year.into()).map_err(Error::value)?;
    Horizon::new(first, i64::from(plan.last_year - plan.first_year + 1)).map_err(Error::value)
}

/// In which column of costs each kind of works stands, by the parameters that the plan was drawn up with: a document says
/// the same as long as its plan is the same.
fn cost_columns(assumptions: &Assumptions) -> Result<CostColumns> {
    let value = |name: &str| {
        let mut rows = assumptions.parameters.iter();
        let row = rows.find(|row| row.parameter_set == crate::domain::plan::COST_COLUMN && row.name == name)?;
        Some(row.value.clone())
    };
    CostColumns::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))
}
