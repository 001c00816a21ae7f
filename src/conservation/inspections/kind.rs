//! Kinds of inspections (点検の種別) as they are in force here: the municipality's own before the national ones.

use super::store;
use super::wire::InspectionKind;
use crate::domain::inspection::{InspectionScope, Kind, KindRow};
use crate::domain::units::Area;
use crate::domain::{Invalid, Text};
use crate::entity::inspection_kind::Model;
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin};
use crate::parameters::store::NATIONAL;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What the department of a kind says when each facility's own department sees to it.
pub const OWN_DEPARTMENT: &str = "施設の所管課";

/// A kind with what is said of it beside its rule.
#[derive(Clone, Debug)]
pub struct Known {
    /// The rule.
    pub kind: Kind,
    /// Its row.
    row: Model,
}

/// Every kind in force in a municipality, by code.
pub struct Kinds(BTreeMap<String, Known>);

impl Known {
    /// From its row.
    pub fn of(row: Model) -> Result<Known> {
        let kind = Kind::from_row(&cells(&row)).map_err(|faults| {
            let said: Vec<&str> = faults.iter().map(|fault| fault.text.en.as_str()).collect();
            Error::internal(format!("the kind of inspection `{}` cannot be read: {}", row.code, said.join("; ")))
        })?;
        Ok(Known { kind, row })
    }

    /// Whether it is the municipality's own.
    pub fn own(&self) -> bool {
        self.row.municipality_code != NATIONAL
    }

    /// Who sees to it; none where each facility's own department does.
    pub fn department(&self) -> Option<&str> {
        Some(self.row.department.as_str()).filter(|name| !name.is_empty() && *name != OWN_DEPARTMENT)
    }

    /// As the API shows it.
    pub fn wire(&self) -> InspectionKind {
        let (kind, row) = (&self.kind, self.row.clone());
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
        InspectionKind {
            code: row.code,
            name_ja: row.name_ja,
            name_en: row.name_en,
            law_ja: row.law_ja,
            scope: kind.scope,
            interval_months: kind.interval.months(),
            report_interval_months: kind.report_interval.map(|interval| interval.months()),
            classes: kind.classes.clone(),
            component_kinds: kind.component_kinds.clone(),
            least_floor_area_m2: kind.least_floor_area_dm2.map(|area| Area::from_dm2(area).m2()),
            least_storeys: kind.least_storeys,
            department: Some(row.department).filter(|name| !name.is_empty()),
            effective_from: day(kind.effective_from),
            effective_to: day(kind.effective_to),
            source: row.source,
            confidence: row.confidence,
            note: row.note,
            own: self.row.municipality_code != NATIONAL,
        }
    }

    /// The fault of naming something else than the kind looks at.
    pub fn contradicts(&self, scope: InspectionScope) -> Option<Invalid> {
        (self.kind.scope != scope).then(|| {
            let (code, wanted) = (scope_code(scope), scope_code(self.kind.scope));
            Invalid::new(
                "scope",
                "contradiction",
                code,
                Text::new(
                    format!("`scope` is `{code}`, but `{}` looks at a {wanted}; use `{wanted}`", self.kind.code),
                    format!("`scope` の `{code}` は使えません。`{}` の対象は `{wanted}` です", self.kind.code),
                ),
            )
        })
    }
}

fn scope_code(scope: InspectionScope) -> &'static str {
    use crate::domain::facility::Word;
    scope.code()
}

impl Kinds {
    /// Those of a municipality.
    pub async fn of(db: &impl ConnectionTrait, municipality: &str) -> Result<Kinds> {
        let rows = store::kind_rows(db, municipality).await?;
        let known = rows.into_iter().map(|(code, row)| Ok((code, Known::of(row)?)));
        Ok(Kinds(known.collect::<Result<_>>()?))
    }

    /// One of them.
    pub fn get(&self, code: &str) -> Option<&Known> {
        self.0.get(code)
    }

    /// One of them, or 404.
    pub fn demand(&self, code: &str) -> Result<&Known> {
        self.get(code).ok_or_else(|| Error::no_such(Text::new("kind of inspection", "点検の種別"), code))
    }

    /// All of them, by code.
    pub fn all(&self) -> impl Iterator<Item = &Known> {
        self.0.values()
    }

    /// The fault of naming a kind that there is not.
    pub fn unknown(&self, code: &str) -> Invalid {
        let known: Vec<&str> = self.0.keys().map(String::as_str).collect();
        Invalid::new(
            "kind",
            "unknown-reference",
            code,
            Text::new(
                format!(
                    "`kind` is `{code}`, which is no kind of inspection here; use {}, or put it among `inspection-kinds`",
                    known.join(", ")
                ),
                format!(
                    "`kind` の `{code}` は点検の種別にありません。{} のいずれかにするか、`inspection-kinds` に登録してください",
                    known.join("、")
                ),
            ),
        )
    }
}

fn cells(row: &Model) -> KindRow {
    KindRow {
        code: row.code.clone(),
        name_ja: row.name_ja.clone(),
        name_en: row.name_en.clone(),
        law_ja: row.law_ja.clone(),
        scope: row.scope.clone(),
        interval_months: row.interval_months.clone(),
        report_interval_months: row.report_interval_months.clone(),
        classes: row.classes.clone(),
        component_kinds: row.component_kinds.clone(),
        least_floor_area_m2: row.least_floor_area_m2.clone(),
        least_storeys: row.least_storeys.clone(),
        effective_from: row.effective_from.clone(),
        effective_to: row.effective_to.clone().unwrap_or_default(),
    }
}

/// A list as a row keeps it, from a body or from text.
fn listed(json: &str) -> String {
    let words: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    words.join(";")
}

/// A municipality's own kind from a body; every fault comes back with its place.
pub fn read(municipality: &str, code: &str, body: Map<String, Value>) -> Result<Known> {
    use crate::domain::facility::{Class, ComponentKind, Word};
    let origin = Origin::Body(String::new());
    let mut fields = Fields::new(body, origin.clone());
    fields.derived(&["code", "confidence", "own"]);
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let row = Model {
        municipality_code: municipality.to_owned(),
        code: code.to_owned(),
        name_ja: fields.required_text("name_ja", 100),
        name_en: fields.required_text("name_en", 200),
        law_ja: fields.required_text("law_ja", 200),
        scope: fields.required_word("scope", InspectionScope::Building).code().to_owned(),
        interval_months: fields.required_integer("interval_months", 1, 600).to_string(),
        report_interval_months: number(fields.integer("report_interval_months", 1, 600)),
        classes: listed(&fields.words::<Class>("classes")),
        component_kinds: listed(&fields.words::<ComponentKind>("component_kinds")),
        least_floor_area_m2: fields
            .area("least_floor_area_m2")
            .map(|area| Area::from_dm2(area).m2().to_string())
            .unwrap_or_default(),
        least_storeys: number(fields.integer("least_storeys", 1, 100)),
        department: fields.text("department", 100).unwrap_or_default(),
        effective_from: fields.day("effective_from").unwrap_or_default(),
        effective_to: fields.day("effective_to"),
        source: fields.required_text("source", 10_000),
        confidence: "municipal".to_owned(),
        note: fields.text("note", 10_000),
    };
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let kind = Kind::from_row(&cells(&row)).map_err(|faults| {
        let placed = faults.into_iter().map(|fault| crate::recorded::placed(&origin, fault));
        Error::Refused(placed.collect())
    })?;
    Ok(Known { kind, row })
}

/// The row of a kind.
pub fn row(known: Known) -> Model {
    known.row
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;

    #[test]
    fn every_national_kind_can_be_read() {
        let rows = store::national().unwrap();
        assert_eq!(rows.len(), 22);
        for row in rows {
            let code = row.code.clone();
            let known = Known::of(row).unwrap();
            assert!(!known.own(), "{code}");
        }
    }

    #[test]
    fn the_department_of_the_facility_is_not_the_name_of_one() {
        let rows = store::national().unwrap();
        let department = |code: &str| {
            let row = rows.iter().find(|row| row.code == code).unwrap().clone();
            Known::of(row).unwrap().department().map(str::to_owned)
        };
        assert_eq!(department("own-building"), None);
        assert_eq!(department("school-safety").as_deref(), Some("教育委員会"));
    }
}
