//! What the municipality says of one subject's inspection, before the rule of the kind.

use super::judging::wrong_component;
use super::kind::{Kinds, Known};
use super::store;
use super::wire::InspectionDuty;
use crate::domain::facility::word;
use crate::domain::inspection::InspectionScope;
use crate::domain::{Invalid, Text};
use crate::entity::inspection_duty::Model;
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin};
use crate::recorded::places::{Place, Places};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};

/// Which subject, of which kind.
pub struct Key<'a> {
    /// 点検の種別
    pub kind: &'a str,
    /// 対象
    pub scope: InspectionScope,
    /// 施設番号, 建物番号 or 部位番号
    pub code: &'a str,
}

impl<'a> Key<'a> {
    /// From the parts of an address.
    pub fn of(kind: &'a str, scope: &str, code: &'a str) -> Result<Key<'a>> {
        Ok(Key { kind, scope: word("scope", scope).map_err(Error::parameter)?, code })
    }

    /// What is said of it, if anything is.
    pub async fn find(&self, db: &impl ConnectionTrait, municipality: &str) -> Result<Option<Model>> {
        store::duty(db, municipality, (self.kind, self.scope, self.code)).await
    }

    /// What is said of it, or 404.
    pub async fn demand(&self, db: &impl ConnectionTrait, municipality: &str) -> Result<Model> {
        let found = self.find(db, municipality).await?;
        found.ok_or_else(|| Error::no_such(Text::new("exception for the subject", "個別の点検義務"), self.code))
    }
}

/// What is said of a subject from a body: the kind must look at such a subject, and it must be here.
pub async fn read(
    db: &impl ConnectionTrait,
    municipality: &str,
    key: &Key<'_>,
    recorded_at: String,
    body: Map<String, Value>,
) -> Result<Model> {
    let kinds = Kinds::of(db, municipality).await?;
    let known = kinds.demand(key.kind)?;
    if let Some(invalid) = known.contradicts(key.scope) {
        return Err(Error::parameter(invalid));
    }
    demand_subject(db, municipality, known, key).await?;
    let mut fields = Fields::new(body, Origin::Body(String::new()));
    fields.derived(&["kind", "scope", "code", "recorded_at"]);
    if !fields.has("required") {
        let text = Text::new(
            "`required` is missing; say true if the subject must be inspected, false if it need not be",
            "`required` がありません。点検が必要なら true、不要なら false を指定してください",
        );
        fields.refuse(Invalid::new("required", "required", "", text));
    }
    let row = Model {
        municipality_code: municipality.to_owned(),
        kind: key.kind.to_owned(),
        scope: key.scope,
        subject_code: key.code.to_owned(),
        required: fields.flag("required"),
        interval_months: fields.small("interval_months", 1, 600),
        first_due_on: fields.day("first_due_on"),
        department: fields.text("department", 100),
        note: fields.text("note", 10_000),
        recorded_at,
    };
    let faults = fields.faults();
    if faults.is_empty() { Ok(row) } else { Err(Error::Refused(faults)) }
}

async fn demand_subject(db: &impl ConnectionTrait, municipality: &str, known: &Known, key: &Key<'_>) -> Result<()> {
    let code = Some(key.code.to_owned());
    let (mut facility, mut building, mut component) = (String::new(), None, None);
    match key.scope {
        InspectionScope::Facility => key.code.clone_into(&mut facility),
        InspectionScope::Building => building = code,
        InspectionScope::Component => component = code,
    }
    let place = Place {
        facility: Some((&mut facility).into()),
        building: Some((&mut building).into()),
        component: Some((&mut component).into()),
    };
    let places = Places::of(db, municipality, std::iter::once(place)).await?;
    let mut place = Place {
        facility: Some((&mut facility).into()),
        building: Some((&mut building).into()),
        component: Some((&mut component).into()),
    };
    if places.settle(&mut place).into_iter().any(|fault| fault.code == "unknown-reference") {
        let what = match key.scope {
            InspectionScope::Facility => Text::new("facility", "施設"),
            InspectionScope::Building => Text::new("building", "建物"),
            InspectionScope::Component => Text::new("component", "部位・設備"),
        };
        return Err(Error::no_such(what, key.code));
    }
    match wrong_component(known, key.code, &places) {
        Some(invalid) => Err(Error::parameter(Invalid { field: "code", ..invalid })),
        None => Ok(()),
    }
}

/// As the API shows it.
pub fn wire(row: Model) -> InspectionDuty {
    InspectionDuty {
        kind: row.kind,
        scope: row.scope,
        code: row.subject_code,
        required: row.required,
        interval_months: row.interval_months.and_then(|months| u32::try_from(months).ok()),
        first_due_on: row.first_due_on,
        department: row.department,
        note: row.note,
        recorded_at: row.recorded_at,
    }
}
