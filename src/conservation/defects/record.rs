//! Defects: from their cells and shown again.

use super::targets::Targets;
use super::wire::{Defect, DefectQuery};
use crate::conservation::raw;
use crate::domain::calendar::PartialDate;
use crate::domain::defect::{self, DefectState, ReportedVia, Severity};
use crate::domain::facility::{ComponentKind, Word, word};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use crate::entity::{
    component,
    defect::{ActiveModel, Entity, Model},
};
use crate::error::{Fault, Result};
use crate::facility::store as facilities;
use crate::fields::{Fields, Origin};
use crate::http::Params;
use crate::recorded::places::{Place, Places};
use crate::recorded::{Recorded, Sorted, Stamp, at_place, is_text, is_word, today};
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait};

const LINE: usize = 200;
const NOTE: usize = 10_000;

fn column(name: &'static str) -> SimpleExpr {
    Expr::col(Alias::new(name))
}

/// A stored day; the store only holds what was read as one.
fn day(text: &Option<String>) -> Option<NaiveDate> {
    text.as_deref().and_then(|text| text.parse().ok())
}

/// Not ended yet: neither accepted as repaired nor rejected.
pub fn is_open() -> SimpleExpr {
    column("state").is_not_in([DefectState::Closed, DefectState::Rejected].map(Word::code))
}

/// Late: still to be fixed, though the day by which it was to be has passed.
pub fn is_overdue(today: NaiveDate) -> SimpleExpr {
    let waits = [DefectState::Reported, DefectState::Triaged, DefectState::Assigned].map(Word::code);
    column("state").is_in(waits).and(column("due_on").is_not_null()).and(column("due_on").lt(today.to_string()))
}

/// A whole day that a list is asked from or up to.
pub fn day_asked<Q>(params: &Params<Q>, name: &'static str) -> Result<Option<String>> {
    params.read(name, |name, text| {
        let whole = PartialDate::parse(name, text)?.to_string();
        if whole.len() == 10 {
            return Ok(whole);
        }
        let said = Text::new(
            format!("`{name}` is `{text}`; write the whole date, as in 2026-04-01"),
            format!("`{name}` の値 `{text}` は年月日まで指定してください（例: 2026-04-01）"),
        );
        Err(Invalid::new(name, "malformed", text, said))
    })
}

/// Those reported in the time asked for.
pub fn in_time<Q>(params: &Params<Q>) -> Result<Condition> {
    let reported = || column("reported_on");
    Ok(Condition::all()
        .add_option(day_asked(params, "reported_from")?.map(|day| reported().gte(day)))
        .add_option(day_asked(params, "reported_to")?.map(|day| reported().lte(day))))
}

/// Those of which something holds, or does not, where it is asked for.
fn holds(params: &Params<DefectQuery>, name: &'static str, what: SimpleExpr) -> Result<Option<SimpleExpr>> {
    let asked = params.get(name).is_some();
    let wanted = params.flag(name)?;
    Ok(asked.then(|| if wanted { what } else { what.not() }))
}

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = Defect;
    type Query = DefectQuery;

    const PLURAL: &'static str = "defects";
    const SUBJECT: &'static str = "defect";
    const JA: &'static str = "不具合";
    const SORTS: &'static [(&'static str, Sorted)] = &[
        ("reported_on", Sorted::Text),
        ("due_on", Sorted::Text),
        ("cost_yen", Sorted::Number),
        ("facility_code", Sorted::Text),
        ("recorded_at", Sorted::Text),
    ];
    const PERSONAL: &'static [&'static str] = &["contact"];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "inspection_id", "finding_no", "work_id", "recorded_at"]);
        let today = || was.map_or_else(|| stamp.today.to_string(), |was| was.reported_on.clone());
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            external_no: fields.text("external_no", 64),
            facility_code: fields.code("facility_code").unwrap_or_default(),
            building_code: fields.code("building_code"),
            component_code: fields.code("component_code"),
            component_kind: fields.word::<ComponentKind>("component_kind"),
            place: fields.text("place", LINE),
            description: fields.required_text("description", NOTE),
            severity: fields.word("severity"),
            state: fields.word("state").unwrap_or(DefectState::Reported),
            via: fields.word("via").or(was.map(|was| was.via)).unwrap_or(ReportedVia::Staff),
            reported_by: fields.text("reported_by", LINE),
            contact: fields.text("contact", LINE),
            reported_on: fields.day("reported_on").unwrap_or_else(today),
            link_token: was.and_then(|was| was.link_token.clone()),
            inspection_id: was.and_then(|was| was.inspection_id.clone()),
            finding_no: was.and_then(|was| was.finding_no),
            department: fields.text("department", LINE),
            assigned_to: fields.text("assigned_to", LINE),
            due_on: fields.day("due_on"),
            fixed_on: fields.day("fixed_on"),
            closed_on: fields.day("closed_on"),
            cost_yen: fields.yen("cost_yen"),
            work_id: was.and_then(|was| was.work_id.clone()),
            reason: fields.text("reason", LINE),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, today: NaiveDate) -> Vec<Invalid> {
        let reported_on = self.reported_on.parse().unwrap_or(today);
        let facts = defect::Facts {
            state: self.state,
            severity: self.severity,
            assigned_to: self.assigned_to.clone(),
            reported_on,
            fixed_on: day(&self.fixed_on),
            closed_on: day(&self.closed_on),
            reason: self.reason.clone(),
            cost_yen: self.cost_yen.map(Yen),
        };
        let mut faults = defect::check(&facts, today);
        faults.extend(day(&self.due_on).filter(|due| *due < reported_on).map(|due| {
            let said = Text::new(
                format!("`due_on` is `{due}`, before `reported_on`, {reported_on}; correct one of the two"),
                format!(
                    "`due_on` の値 `{due}` は `reported_on` の {reported_on} より前です。どちらかを訂正してください"
                ),
            );
            Invalid::new("due_on", "contradiction", due, said)
        }));
        faults
    }

    fn wire(&self) -> Result<Defect> {
        let row = self.clone();
        Ok(Defect {
            illustrative: raw(&row.illustrative)?,
            cost_yen: row.cost_yen.map(Yen),
            id: row.id,
            external_no: row.external_no,
            facility_code: row.facility_code,
            building_code: row.building_code,
            component_code: row.component_code,
            component_kind: row.component_kind,
            place: row.place,
            description: row.description,
            severity: row.severity,
            state: row.state,
            via: row.via,
            reported_by: row.reported_by,
            contact: row.contact,
            reported_on: row.reported_on,
            inspection_id: row.inspection_id,
            finding_no: row.finding_no,
            department: row.department,
            assigned_to: row.assigned_to,
            due_on: row.due_on,
            fixed_on: row.fixed_on,
            closed_on: row.closed_on,
            work_id: row.work_id,
            reason: row.reason,
            note: row.note,
            source: row.source,
            licence: row.licence,
            recorded_at: row.recorded_at,
        })
    }

    fn imported(&mut self) {
        self.via = ReportedVia::Import;
    }

    fn external_no(&self) -> Option<&str> {
        self.external_no.as_deref()
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn place(&mut self) -> Place<'_> {
        Place {
            facility: Some((&mut self.facility_code).into()),
            building: Some((&mut self.building_code).into()),
            component: Some((&mut self.component_code).into()),
        }
    }

    fn state(&self) -> Option<&'static str> {
        Some(self.state.code())
    }

    fn check_move(&self, to: &str) -> Result<(), Invalid> {
        word("state", to).map_or(Ok(()), |to| defect::check_move(self.state, to))
    }

    fn forgotten(&self, to: &str) -> &'static [&'static str] {
        use DefectState::{Assigned, Closed, Fixed, Rejected, Triaged};
        // What is opened again has neither been mended nor closed, and its time begins anew.
        match (self.state, word("state", to)) {
            (Closed | Rejected, Ok(Triaged)) => &["fixed_on", "closed_on", "due_on", "reason"],
            (Fixed, Ok(Assigned)) => &["fixed_on"],
            _ => &[],
        }
    }

    fn check_place(&self, places: &Places, _today: NaiveDate) -> Vec<Invalid> {
        let ended = matches!(self.state, DefectState::Closed | DefectState::Rejected);
        places.stands(self.building_code.as_deref()).filter(|_| !ended).into_iter().collect()
    }

    /// The kind follows from the component, and the day by which it is to be fixed from the severity.
    async fn check_against(
        db: &impl ConnectionTrait,
        municipality: &str,
        records: &mut [(Model, Origin)],
    ) -> Result<Vec<Fault>> {
        let targets = Targets::of(db, municipality).await?;
        let mut named: Vec<String> = records.iter().filter_map(|(record, _)| record.component_code.clone()).collect();
        named.sort_unstable();
        named.dedup();
        let components = facilities::existing::<component::Model>(db, municipality, &named).await?;
        for (record, _) in records {
            let component = record.component_code.as_ref().and_then(|code| components.get(code));
            record.component_kind = component.map(|component| component.kind).or(record.component_kind);
            targets.set(record);
        }
        Ok(Vec::new())
    }

    fn condition(params: &Params<DefectQuery>, _municipality: &str) -> Result<Condition> {
        Ok(at_place(params)
            .add_option(is_word::<DefectState, _>(params, "state")?)
            .add_option(is_word::<Severity, _>(params, "severity")?)
            .add_option(is_word::<ComponentKind, _>(params, "component_kind")?)
            .add_option(is_word::<ReportedVia, _>(params, "via")?)
            .add_option(is_text(params, "department"))
            .add_option(is_text(params, "external_no"))
            .add_option(is_text(params, "inspection_id"))
            .add_option(is_text(params, "work_id"))
            .add_option(holds(params, "open", is_open())?)
            .add_option(holds(params, "overdue", is_overdue(today()))?)
            .add(in_time(params)?))
    }
}
