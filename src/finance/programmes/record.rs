//! A programme from loose values, whether they come from the built-in table, from a body or from the database.

use super::wire::FundingProgramme;
use crate::domain::finance::{Conditions, Programme, ProgrammeKind, Share, Subsidised};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin};
use crate::parameters::store::NATIONAL;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A programme in force and what is said of it.
#[derive(Debug, Clone)]
pub struct Known {
    /// The rule.
    pub programme: Programme,
    /// As the API shows it.
    pub wire: FundingProgramme,
}

impl Known {
    /// Reads a programme; every fault comes back with its place. National ones bring their own confidence.
    pub fn read(municipality: &str, code: &str, cells: Map<String, Value>, origin: Origin) -> Result<Known> {
        let own = municipality != NATIONAL;
        let confidence = cells.get("confidence").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut fields = Fields::new(cells, origin.clone());
        fields.derived(&["code", "confidence", "own"]);
        let (programme, subsidised) = terms(code, &mut fields);
        let wire = FundingProgramme {
            code: code.to_owned(),
            kind: programme.kind,
            name_ja: fields.required_text("name_ja", 100),
            name_en: fields.required_text("name_en", 200),
            law_ja: fields.required_text("law_ja", 200),
            rate: programme.rate.to_string(),
            tax_support_rate: (programme.kind == ProgrammeKind::Bond).then(|| programme.tax_support.to_string()),
            work_kinds: programme.conditions.kinds.clone(),
            classes: programme.conditions.classes.clone(),
            first_year: programme.conditions.first_year,
            last_year: programme.conditions.last_year,
            least_cost_yen: programme.conditions.least_cost,
            most_counted_cost_yen: programme.most_counted_cost,
            least_building_age_years: programme.conditions.least_age_years,
            least_remaining_use_years: programme.conditions.least_remaining_use_years,
            floor_area_must_fall: programme.conditions.floor_area_falls,
            least_facilities_merged: programme.conditions.least_facilities,
            in_plan: programme.conditions.in_plan,
            confirmations: programme.conditions.confirmations.clone(),
            subsidised,
            source: fields.required_text("source", 2_000),
            confidence: if own { "municipal".to_owned() } else { confidence },
            note: fields.text("note", 2_000),
            own,
        };
        let faults = fields.faults();
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        let programme = Programme::new(programme).map_err(|invalid| {
            Error::Refused(vec![origin.fault(invalid.field, invalid.code, Some(invalid.value), invalid.text)])
        })?;
        Ok(Known { programme, wire })
    }

    /// Reads a row of the database.
    pub fn stored(municipality: &str, code: &str, terms: &str) -> Result<Known> {
        let cells = serde_json::from_str(terms).map_err(Error::internal)?;
        Known::read(municipality, code, cells, Origin::Body(String::new())).map_err(|error| match error {
            Error::Refused(faults) => {
                let said: Vec<&str> = faults.iter().map(|fault| fault.text.en.as_str()).collect();
                Error::internal(format!("the programme `{code}` cannot be read: {}", said.join("; ")))
            }
            other => other,
        })
    }
}

/// What the rule rests on.
fn terms(code: &str, fields: &mut Fields) -> (Programme, Subsidised) {
    let yen = |yen: Option<i64>| yen.map(Yen);
    let subsidised = fields.word("subsidised").unwrap_or_default();
    let conditions = Conditions {
        kinds: listed(&fields.words::<crate::domain::work::WorkKind>("work_kinds")),
        classes: listed(&fields.words::<crate::domain::facility::Class>("classes")),
        first_year: fields.fiscal_year("first_year"),
        last_year: fields.fiscal_year("last_year"),
        least_cost: yen(fields.yen("least_cost_yen")),
        least_age_years: fields.small("least_building_age_years", 0, 200),
        least_remaining_use_years: fields.small("least_remaining_use_years", 0, 200),
        floor_area_falls: fields.flag("floor_area_must_fall"),
        least_facilities: fields.small("least_facilities_merged", 1, 100),
        in_plan: fields.flag("in_plan"),
        confirmations: listed(&fields.texts("confirmations", 10, 100)),
        subsidised,
    };
    let programme = Programme {
        code: code.to_owned(),
        kind: fields.required_word("kind", ProgrammeKind::Subsidy),
        rate: fields.required_digits("rate", Share::parse),
        tax_support: fields.digits("tax_support_rate", Share::parse).unwrap_or_default(),
        most_counted_cost: yen(fields.yen("most_counted_cost_yen")),
        conditions,
    };
    (programme, subsidised)
}

fn listed<T: DeserializeOwned>(json: &str) -> Vec<T> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The fault of naming a programme that there is not.
pub fn unknown(field: &'static str, code: &str) -> Invalid {
    Invalid::new(
        field,
        "unknown-reference",
        code,
        Text::new(
            format!("`{field}` names `{code}`, which is no programme here; `funding-programmes` lists them"),
            format!("`{field}` の `{code}` は財源制度にありません。`funding-programmes` の一覧で確かめてください"),
        ),
    )
}
