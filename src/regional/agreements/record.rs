//! Agreements: from their cells and shown again.

use super::wire::{Agreement, AgreementQuery};
use crate::domain::facility::Class;
use crate::domain::regional::{AgreementKind, SharedColumn};
use crate::domain::units::MunicipalityCode;
use crate::domain::{Invalid, Text};
use crate::entity::agreement::{ActiveModel, Entity, Model};
use crate::error::Result;
use crate::fields::Fields;
use crate::http::Params;
use crate::recorded::places::Place;
use crate::recorded::{Recorded, Sorted, Stamp, is_text, is_word, whole_day};
use crate::regional::{partner, raw};
use chrono::NaiveDate;
use sea_orm::Condition;
use sea_orm::sea_query::SimpleExpr;

const LINE: usize = 200;
const NOTE: usize = 10_000;
/// Partners of an agreement at most.
const MOST_PARTNERS: usize = 100;

/// Partners as stored.
fn partners(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = Agreement;
    type Query = AgreementQuery;

    const PLURAL: &'static str = "agreements";
    const SUBJECT: &'static str = "agreement";
    const JA: &'static str = "協定";
    const SORTS: &'static [(&'static str, Sorted)] =
        &[("starts_on", Sorted::Text), ("title", Sorted::Text), ("recorded_at", Sorted::Text)];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "recorded_at"]);
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            external_no: fields.text("external_no", 64),
            title: fields.required_text("title", LINE),
            kind: fields.required_word("kind", AgreementKind::MutualUse),
            partners: fields.texts("partners", MOST_PARTNERS, 20),
            starts_on: fields.required_day("starts_on"),
            ends_on: fields.day("ends_on"),
            classes: fields.words::<Class>("classes"),
            shared_columns: fields.words::<SharedColumn>("shared_columns"),
            terms: fields.text("terms", NOTE),
            department: fields.text("department", LINE),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, _today: NaiveDate) -> Vec<Invalid> {
        let named = partners(&self.partners);
        let mut faults: Vec<Invalid> =
            named.iter().filter_map(|code| partner("partners", &self.municipality_code, code)).collect();
        if named.is_empty() {
            let text = Text::new(
                "`partners` names nobody; list the codes of the municipalities that the agreement is made with",
                "`partners` がありません。協定の相手の団体コードを指定してください",
            );
            faults.push(Invalid::new("partners", "required", "", text));
        }
        if let Some(ends_on) = self.ends_on.as_ref().filter(|ends_on| **ends_on < self.starts_on) {
            let starts_on = &self.starts_on;
            let text = Text::new(
                format!("`ends_on` is `{ends_on}`, before `starts_on` `{starts_on}`; correct one of them"),
                format!(
                    "`ends_on` の `{ends_on}` が `starts_on` の `{starts_on}` より前です。どちらかを直してください"
                ),
            );
            faults.push(Invalid::new("ends_on", "contradiction", ends_on, text));
        }
        faults
    }

    fn wire(&self) -> Result<Agreement> {
        let row = self.clone();
        Ok(Agreement {
            partners: raw(&row.partners)?,
            classes: raw(&row.classes)?,
            shared_columns: raw(&row.shared_columns)?,
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            external_no: row.external_no,
            title: row.title,
            kind: row.kind,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            terms: row.terms,
            department: row.department,
            note: row.note,
            source: row.source,
            licence: row.licence,
            recorded_at: row.recorded_at,
        })
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn external_no(&self) -> Option<&str> {
        self.external_no.as_deref()
    }

    fn place(&mut self) -> Place<'_> {
        Place { facility: None, building: None, component: None }
    }

    fn condition(params: &Params<AgreementQuery>, _municipality: &str) -> Result<Condition> {
        let with: Option<SimpleExpr> =
            params.read("partner", MunicipalityCode::parse)?.map(|code| super::store::is_partner(code.as_str()));
        let in_force = params.read("in_force_on", whole_day)?.map(super::store::in_force);
        Ok(Condition::all()
            .add_option(is_word::<AgreementKind, _>(params, "kind")?)
            .add_option(is_text(params, "external_no"))
            .add_option(with)
            .add_option(in_force))
    }
}
