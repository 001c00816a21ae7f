//! Property that is not in use: from its cells and shown again.

use super::facts;
use super::wire::{IdleProperty, IdleQuery};
use crate::domain::facility::{PropertyClass, Word, word};
use crate::domain::property::{Adjustment, IdleState, Limits, Measure, PropertyKind, Standing, check_move, conditions};
use crate::domain::units::{Area, Yen};
use crate::domain::{Invalid, Text};
use crate::entity::idle_property::{ActiveModel, Entity, Model};
use crate::error::{Fault, Result};
use crate::facility::formats::Kind;
use crate::facility::store as facilities;
use crate::fields::{Fields, Origin};
use crate::http::Params;
use crate::property::raw;
use crate::recorded::places::Place;
use crate::recorded::{Recorded, Sorted, Stamp, is_text, is_word};
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait};

const LINE: usize = 200;
const NOTE: usize = 10_000;

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = IdleProperty;
    type Query = IdleQuery;

    const PLURAL: &'static str = "idle-properties";
    const SUBJECT: &'static str = "idle-property";
    const JA: &'static str = "未利用財産";
    const SORTS: &'static [(&'static str, Sorted)] = &[
        ("since_on", Sorted::Text),
        ("name", Sorted::Text),
        ("asking_price_yen", Sorted::Number),
        ("recorded_at", Sorted::Text),
    ];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "recorded_at"]);
        let percent = fields.number("adjustment_percent", 300);
        let adjustment = percent.map(|percent| Adjustment::from_percent("adjustment_percent", percent));
        let adjustment = match adjustment.transpose() {
            Ok(adjustment) => adjustment.unwrap_or(Adjustment::NONE),
            Err(invalid) => {
                fields.refuse(invalid);
                Adjustment::NONE
            }
        };
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            external_no: fields.text("external_no", 64),
            name: fields.required_text("name", LINE),
            kind: fields.required_word("kind", PropertyKind::Land),
            state: fields.word("state").unwrap_or(IdleState::Idle),
            since_on: fields.required_day("since_on"),
            facility_code: fields.code("facility_code"),
            building_code: fields.code("building_code"),
            site_code: fields.code("site_code"),
            address: fields.text("address", LINE),
            area_dm2: fields.area("area_m2"),
            zoning: fields.word("zoning"),
            property_class: fields.required_word("property_class", PropertyClass::Administrative),
            use_abolished_on: fields.day("use_abolished_on"),
            measure: fields.word("measure"),
            adjustment_permille: adjustment.permille() as i32,
            asking_price_yen: fields.yen("asking_price_yen"),
            subsidy_name: fields.text("subsidy_name", LINE),
            restricted_until: fields.day("restricted_until"),
            restriction_lifted_on: fields.day("restriction_lifted_on"),
            voted_on: fields.day("voted_on"),
            published: fields.flag("published"),
            offered_from: fields.day("offered_from"),
            offered_until: fields.day("offered_until"),
            disposed_price_yen: fields.yen("disposed_price_yen"),
            department: fields.text("department", LINE),
            geometry: fields.geometry("geometry").map(|geometry| geometry.text),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, today: NaiveDate) -> Vec<Invalid> {
        let mut faults = Vec::new();
        let past = [("since_on", Some(&self.since_on)), ("use_abolished_on", self.use_abolished_on.as_ref())];
        for (name, text) in past {
            faults.extend(text.filter(|text| **text > today.to_string()).map(|text| to_come(name, text, today)));
        }
        if let (Some(from), Some(until)) = (&self.offered_from, &self.offered_until)
            && until < from
        {
            let text = Text::new(
                format!("`offered_until` is `{until}`, before `offered_from` `{from}`; correct one of them"),
                format!(
                    "`offered_until` の `{until}` が `offered_from` の `{from}` より前です。どちらかを直してください"
                ),
            );
            faults.push(Invalid::new("offered_until", "contradiction", until, text));
        }
        let disposed = self.state == IdleState::Disposed;
        if disposed {
            let measure = self.measure.filter(|measure| *measure == Measure::Exchange).unwrap_or(Measure::Sale);
            faults.extend(
                barred(self, measure, today).map(|text| Invalid::new("state", "contradiction", "disposed", text)),
            );
        }
        match self.measure.filter(|measure| *measure != Measure::Use) {
            Some(measure) if self.published => {
                let bar = barred(self, measure, today);
                faults.extend(bar.map(|text| Invalid::new("published", "contradiction", true, text)));
            }
            None if self.published => {
                let text = Text::new(
                    "`published` is true, but `measure` does not say what is offered; it must be lease, sale or exchange",
                    "`published` が true ですが、募集する内容がありません。`measure` を lease、sale、exchange のいずれかにしてください",
                );
                faults.push(Invalid::new("measure", "required", "", text));
            }
            _ => {}
        }
        if self.published && matches!(self.state, IdleState::InUse | IdleState::Disposed) {
            let text = Text::new(
                format!(
                    "`published` is true, but property that is `{}` is not offered; make it false",
                    self.state.code()
                ),
                format!(
                    "`published` が true ですが、{}の財産は募集できません。false にしてください",
                    self.state.label_ja()
                ),
            );
            faults.push(Invalid::new("published", "contradiction", true, text));
        }
        faults
    }

    fn wire(&self) -> Result<IdleProperty> {
        let row = self.clone();
        Ok(IdleProperty {
            area_m2: row.area_dm2.map(|dm2| Area::from_dm2(dm2).m2()),
            adjustment_percent: f64::from(row.adjustment_permille) / 10.0,
            asking_price_yen: row.asking_price_yen.map(Yen),
            disposed_price_yen: row.disposed_price_yen.map(Yen),
            geometry: row.geometry.as_deref().map(raw).transpose()?,
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            external_no: row.external_no,
            name: row.name,
            kind: row.kind,
            state: row.state,
            since_on: row.since_on,
            facility_code: row.facility_code,
            building_code: row.building_code,
            site_code: row.site_code,
            address: row.address,
            zoning: row.zoning,
            property_class: row.property_class,
            use_abolished_on: row.use_abolished_on,
            measure: row.measure,
            subsidy_name: row.subsidy_name,
            restricted_until: row.restricted_until,
            restriction_lifted_on: row.restriction_lifted_on,
            voted_on: row.voted_on,
            published: row.published,
            offered_from: row.offered_from,
            offered_until: row.offered_until,
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
        Place {
            facility: Some((&mut self.facility_code).into()),
            building: Some((&mut self.building_code).into()),
            component: None,
        }
    }

    fn state(&self) -> Option<&'static str> {
        Some(self.state.code())
    }

    fn check_move(&self, to: &str) -> Result<(), Invalid> {
        word("state", to).map_or(Ok(()), |to| check_move(self.state, to))
    }

    fn forgotten(&self, _to: &str) -> &'static [&'static str] {
        // The new state has a beginning of its own, and what has changed hands is no longer offered.
        &["since_on", "published"]
    }

    fn frozen(&self) -> &'static [&'static str] {
        match self.state {
            IdleState::Disposed => &["property_class", "use_abolished_on", "area_m2", "since_on"],
            _ => &[],
        }
    }

    async fn check_against(
        db: &impl ConnectionTrait,
        municipality: &str,
        records: &mut [(Model, Origin)],
    ) -> Result<Vec<Fault>> {
        let mut codes: Vec<String> = records.iter().filter_map(|(record, _)| record.site_code.clone()).collect();
        codes.sort_unstable();
        codes.dedup();
        let missing = facilities::missing(db, municipality, Kind::Sites, &codes).await?;
        let stranger = |(record, origin): &(Model, Origin)| {
            let code = record.site_code.as_ref().filter(|code| missing.contains(*code))?;
            let text = Text::new(
                format!("`site_code` is `{code}`, but there is none among the sites with this code; register it first"),
                format!("`site_code` の `{code}` は敷地に登録されていません。先に登録してください"),
            );
            Some(origin.fault("site_code", "unknown-reference", Some(code.clone()), text))
        };
        Ok(records.iter().filter_map(stranger).collect())
    }

    fn condition(params: &Params<IdleQuery>, _municipality: &str) -> Result<Condition> {
        let published = params.get("published").map(|_| params.flag("published")).transpose()?;
        Ok(["facility_code", "building_code", "site_code", "external_no"]
            .into_iter()
            .fold(Condition::all(), |all, name| all.add_option(is_text(params, name)))
            .add_option(is_word::<PropertyKind, _>(params, "kind")?)
            .add_option(is_word::<IdleState, _>(params, "state")?)
            .add_option(is_word::<Measure, _>(params, "measure")?)
            .add_option(is_word::<PropertyClass, _>(params, "property_class")?)
            .add_option(published.map(|published| Expr::col(Alias::new("published")).eq(published))))
    }
}

fn to_come(name: &'static str, text: &str, today: NaiveDate) -> Invalid {
    let said = Text::new(
        format!("`{name}` is `{text}`, which is yet to come; it is {today}, record what has happened"),
        format!("`{name}` の値 `{text}` は未来の日付です（本日 {today}）。既に生じた事実を登録してください"),
    );
    Invalid::new(name, "contradiction", text, said)
}

/// What of the law bars a measure, if anything does. How large a disposal takes a vote does not matter for that.
fn barred(property: &Model, measure: Measure, today: NaiveDate) -> Option<Text> {
    let limits = Limits { price: Yen(i64::MAX), land_dm2: i64::MAX };
    let found = conditions(&facts(property, None), measure, limits, today);
    let bar = found.into_iter().find(|condition| condition.standing == Standing::NotMet)?;
    Some(Text::new(
        format!("`{}` cannot be offered or disposed of: {} ({})", property.name, bar.reason.en, bar.law),
        format!("「{}」は公募・処分できません。{}（{}）", property.name, bar.reason.ja, bar.law),
    ))
}
