//! A rating of a part: from its cells and shown again. A rating is never changed; a later one takes its place.

use super::store;
use super::wire::{Rating, RatingQuery};
use crate::conservation::raw;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::condition::{RatingBasis, Scheme};
use crate::domain::facility::{ComponentKind, Word};
use crate::domain::{Invalid, Text};
use crate::entity::condition_rating::{ActiveModel, Entity, Model};
use crate::error::{Fault, Result};
use crate::fields::{Fields, Origin};
use crate::http::Params;
use crate::recorded::places::{Place, Places};
use crate::recorded::{Recorded, Sorted, Stamp, is_text, is_word};
use chrono::NaiveDate;
use sea_orm::{Condition, ConnectionTrait};
use std::collections::BTreeMap;

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = Rating;
    type Query = RatingQuery;

    const PLURAL: &'static str = "condition-ratings";
    const SUBJECT: &'static str = "rating";
    const JA: &'static str = "劣化状況評価";
    const SORTS: &'static [(&'static str, Sorted)] =
        &[("rated_on", Sorted::Text), ("building_code", Sorted::Text), ("recorded_at", Sorted::Text)];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "inspection_id", "recorded_at"]);
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            building_code: fields.required_code("building_code"),
            part: fields.required_text("part", 64),
            component_code: fields.code("component_code"),
            scheme: fields.code("scheme").unwrap_or_default(),
            grade: fields.required_text("grade", 20),
            rated_on: fields.required_day("rated_on"),
            basis: fields.word("basis").unwrap_or(RatingBasis::Visual),
            rated_by: fields.text("rated_by", 200),
            inspection_id: was.and_then(|was| was.inspection_id.clone()),
            note: fields.text("note", 10_000),
            source: fields.text("source", 10_000),
            licence: fields.text("licence", 500),
            illustrative: fields.illustrative(),
            recorded_at: stamp.recorded_at.clone(),
        }
    }

    fn check(&self, today: NaiveDate) -> Vec<Invalid> {
        let late = self.rated_on.parse::<NaiveDate>().is_ok_and(|day| day > today);
        let text = || {
            Text::new(
                format!("`rated_on` is `{}`, later than today; write the day on which it was looked at", self.rated_on),
                format!("`rated_on` の値 `{}` は今日より後です。調査した日にしてください", self.rated_on),
            )
        };
        late.then(|| Invalid::new("rated_on", "out-of-range", &self.rated_on, text())).into_iter().collect()
    }

    fn wire(&self) -> Result<Rating> {
        let row = self.clone();
        Ok(Rating {
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            building_code: row.building_code,
            part: row.part,
            component_code: row.component_code,
            scheme: row.scheme,
            grade: row.grade,
            rated_on: row.rated_on,
            basis: row.basis,
            rated_by: row.rated_by,
            inspection_id: row.inspection_id,
            note: row.note,
            source: row.source,
            licence: row.licence,
            recorded_at: row.recorded_at,
        })
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn place(&mut self) -> Place<'_> {
        Place {
            facility: None,
            building: Some((&mut self.building_code).into()),
            component: Some((&mut self.component_code).into()),
        }
    }

    fn check_place(&self, places: &Places, _today: NaiveDate) -> Vec<Invalid> {
        let rated = self.rated_on.parse::<NaiveDate>().map(fiscal_year_of);
        let completed = places.building(&self.building_code).and_then(|known| known.completed_year);
        let early = rated.ok().zip(completed).filter(|(rated, completed)| rated < completed);
        let before = early.map(|(_, completed)| {
            let text = Text::new(
                format!("`rated_on` is `{}`, but the building was completed in fiscal year {completed}; correct one of them", self.rated_on),
                format!("`rated_on` の値 `{}` は建物の竣工（{completed}年度）より前です。どちらかを直してください", self.rated_on),
            );
            Invalid::new("rated_on", "contradiction", &self.rated_on, text)
        });
        before.into_iter().chain(places.stands(Some(&self.building_code))).collect()
    }

    async fn check_against(
        db: &impl ConnectionTrait,
        municipality: &str,
        records: &mut [(Self, Origin)],
    ) -> Result<Vec<Fault>> {
        let usual = store::default_scheme(db, municipality).await?;
        let mut known: BTreeMap<String, Option<Scheme>> = BTreeMap::new();
        let mut faults = Vec::new();
        let mut named: Vec<String> = records.iter().filter_map(|(record, _)| record.component_code.clone()).collect();
        named.sort_unstable();
        named.dedup();
        let components =
            crate::facility::store::existing::<crate::facility::store::Component>(db, municipality, &named).await?;
        for (record, origin) in records {
            if record.scheme.is_empty() {
                record.scheme.clone_from(&usual);
            }
            if !known.contains_key(&record.scheme) {
                known.insert(record.scheme.clone(), store::scheme(db, municipality, &record.scheme).await?);
            }
            let invalid = match known.get(&record.scheme).and_then(Option::as_ref) {
                Some(scheme) => {
                    let mut faults = within(record, scheme);
                    let kind = record.component_code.as_ref().and_then(|code| components.get(code)).map(|row| row.kind);
                    faults.extend(kind.and_then(|kind| of_another_part(record, scheme, kind)));
                    faults
                }
                None => vec![store::unknown_scheme(&record.scheme)],
            };
            let fault = |invalid: Invalid| origin.fault(invalid.field, invalid.code, Some(invalid.value), invalid.text);
            faults.extend(invalid.into_iter().map(fault));
        }
        Ok(faults)
    }

    fn condition(params: &Params<RatingQuery>, municipality: &str) -> Result<Condition> {
        let mut condition = Condition::all().add_option(is_word::<RatingBasis, _>(params, "basis")?);
        for name in ["building_code", "part", "component_code", "scheme", "grade"] {
            condition = condition.add_option(is_text(params, name));
        }
        if let Some(facility) = params.get("facility_code") {
            condition = condition.add(crate::facility::store::is_in_facility(municipality, facility));
        }
        Ok(condition)
    }
}

/// The fault of naming a component that belongs to another part.
fn of_another_part(record: &Model, scheme: &Scheme, kind: ComponentKind) -> Option<Invalid> {
    let code = record.component_code.as_deref()?;
    if scheme.part(&record.part).is_none() || scheme.part_of(kind).is_some_and(|of| of.code == record.part) {
        return None;
    }
    let (part, belongs) = (&record.part, kind.label_ja());
    let text = Text::new(
        format!(
            "`component_code` is `{code}`, a component of the kind `{}`, which is no `{part}`; name one of that part or none",
            kind.code()
        ),
        format!(
            "`component_code` の `{code}` は{belongs}で、部位 `{part}` のものではありません。その部位のものを指定するか、省いてください"
        ),
    );
    Some(Invalid::new("component_code", "contradiction", code, text))
}

/// Puts part and grade into the scheme's own words, or says what it has instead.
fn within(record: &mut Model, scheme: &Scheme) -> Vec<Invalid> {
    let mut faults = Vec::new();
    let named = |part: &&crate::domain::condition::Part| part.code == record.part || part.label_ja == record.part;
    match scheme.parts().iter().find(named) {
        Some(part) => record.part.clone_from(&part.code),
        None if record.part.is_empty() => {}
        None => {
            let known: Vec<String> =
                scheme.parts().iter().map(|part| format!("{} ({})", part.code, part.label_ja)).collect();
            let (part, code) = (&record.part, scheme.code());
            let text = Text::new(
                format!("`part` is `{part}`, which `{code}` does not have; use one of {}", known.join(", ")),
                format!("`part` の `{part}` は評価基準 `{code}` にありません。{} から選んでください", known.join("、")),
            );
            faults.push(Invalid::new("part", "unknown-value", part, text));
        }
    }
    match scheme.grade(&record.grade) {
        Some(grade) => record.grade.clone_from(&grade.code),
        None if record.grade.is_empty() => {}
        None => {
            let known: Vec<&str> = scheme.grades().iter().map(|grade| grade.code.as_str()).collect();
            let (grade, code) = (&record.grade, scheme.code());
            let text = Text::new(
                format!("`grade` is `{grade}`, which `{code}` does not have; use one of {}", known.join(", ")),
                format!(
                    "`grade` の `{grade}` は評価基準 `{code}` にありません。{} から選んでください",
                    known.join("、")
                ),
            );
            faults.push(Invalid::new("grade", "unknown-value", grade, text));
        }
    }
    faults
}
