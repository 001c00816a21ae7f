//! Joint bodies: from their cells and shown again.

use super::split::shares;
use super::wire::{BodyMember, JointBody, JointBodyQuery, SharePart};
use crate::domain::regional::{JointBodyKind, ShareBasis};
use crate::domain::units::MunicipalityCode;
use crate::domain::{Invalid, Text};
use crate::entity::joint_body::{ActiveModel, Entity, Model};
use crate::error::{Error, Result};
use crate::fields::Fields;
use crate::http::Params;
use crate::recorded::places::Place;
use crate::recorded::{Recorded, Sorted, Stamp, is_text, is_word};
use crate::regional::raw;
use chrono::NaiveDate;
use sea_orm::Condition;
use serde::de::DeserializeOwned;
use serde_json::json;

const LINE: usize = 200;
const NOTE: usize = 10_000;
/// Members that are read at all; how many a body may have is said where shares are reckoned.
const MOST_READ: usize = 1_000;
/// The largest population or use that is taken for one.
const MOST_WEIGHT: i64 = 10_000_000_000;

fn parts(fields: &mut Fields) -> String {
    let parts = fields.records("parts", MOST_READ, |fields| SharePart {
        basis: fields.required_word("basis", ShareBasis::Equal),
        percent: percent(fields),
    });
    json!(parts.unwrap_or_default()).to_string()
}

/// A percentage that must be there, to a tenth.
fn percent(fields: &mut Fields) -> f64 {
    if !fields.has("percent") {
        let text = Text::new(
            "`percent` is missing; write which part of the cost is shared by this basis",
            "`percent` がありません。この基準で按分する割合を指定してください",
        );
        fields.refuse(Invalid::new("percent", "required", "", text));
    }
    fields.number("percent", 100).map_or(0.0, |percent| (percent * 10.0).round() / 10.0)
}

fn members(fields: &mut Fields) -> String {
    let members = fields.records("members", MOST_READ, |fields| {
        let code = fields.required_text("code", 20);
        if let Err(invalid) = MunicipalityCode::parse("code", &code)
            && !code.is_empty()
        {
            fields.refuse(invalid);
        }
        BodyMember {
            code,
            name: fields.text("name", LINE),
            population: fields.integer("population", 0, MOST_WEIGHT).unwrap_or(0),
            usage: fields.integer("usage", 0, MOST_WEIGHT).unwrap_or(0),
        }
    });
    json!(members.unwrap_or_default()).to_string()
}

/// A list as it is stored.
pub fn stored<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    serde_json::from_str(text).map_err(Error::internal)
}

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = JointBody;
    type Query = JointBodyQuery;

    const PLURAL: &'static str = "joint-bodies";
    const SUBJECT: &'static str = "joint-body";
    const JA: &'static str = "共同処理の団体";
    const SORTS: &'static [(&'static str, Sorted)] = &[("name", Sorted::Text), ("recorded_at", Sorted::Text)];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "recorded_at"]);
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            external_no: fields.text("external_no", 64),
            name: fields.required_text("name", LINE),
            kind: fields.required_word("kind", JointBodyKind::PartialAffairsAssociation),
            purpose: fields.text("purpose", LINE),
            established_on: fields.date("established_on").map(|date| date.to_string()),
            parts: parts(fields),
            members: members(fields),
            use_unit: fields.text("use_unit", 40),
            department: fields.text("department", LINE),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, _today: NaiveDate) -> Vec<Invalid> {
        // Both were written by this file a moment ago; what cannot be read back is none.
        let (parts, members) = (stored(&self.parts).unwrap_or_default(), stored(&self.members).unwrap_or_default());
        let own = members.iter().any(|member: &BodyMember| member.code == self.municipality_code);
        let stranger = (!own && !members.is_empty()).then(|| {
            let code = &self.municipality_code;
            let text = Text::new(
                format!("`members` does not name `{code}`, this municipality itself; add it"),
                format!("`members` に自団体 `{code}` がありません。追加してください"),
            );
            Invalid::new("members", "contradiction", code, text)
        });
        shares(&parts, &members).err().into_iter().chain(stranger).collect()
    }

    fn wire(&self) -> Result<JointBody> {
        let row = self.clone();
        Ok(JointBody {
            parts: stored(&row.parts)?,
            members: stored(&row.members)?,
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            external_no: row.external_no,
            name: row.name,
            kind: row.kind,
            purpose: row.purpose,
            established_on: row.established_on,
            use_unit: row.use_unit,
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

    fn condition(params: &Params<JointBodyQuery>, _municipality: &str) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(is_word::<JointBodyKind, _>(params, "kind")?)
            .add_option(is_text(params, "external_no")))
    }
}
