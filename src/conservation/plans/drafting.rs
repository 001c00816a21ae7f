//! A draft is written: what was drawn up, or a copy of another version; its lines are changed by hand and added up again.

use super::drawing::{Asked, Drawn};
use super::placing::{self, Placed};
use super::store::{self, StoredLine, StoredPlan};
use super::wire::{AssumedParameter, Assumptions, LeftOut, Summary};
use crate::db;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::Word;
use crate::domain::plan::{self, PlanState, Reason, Rules};
use crate::domain::units::FiscalYear;
use crate::domain::work::Window;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::fields::{Fields, Origin, object};
use crate::recorded::{Stamp, today};
use serde_json::Value;

/// What a new plan is asked for, from a body.
pub struct Question {
    /// 計画名
    pub title: String,
    /// The version whose lines are copied
    pub copy_of: Option<String>,
    /// The years that lines of the copy are moved to
    pub placements: Vec<Placed>,
    /// 備考
    pub note: Option<String>,
    /// What the plan is drawn up with
    pub asked: Asked,
}

impl Question {
    /// From a body.
    pub fn read(body: Value) -> Result<Question> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let title = fields.required_text("title", 200);
        let base = fields.fiscal_year("base_year").unwrap_or_else(|| fiscal_year_of(today()) + 1);
        let years = fields.small("years", 1, 60).unwrap_or(40);
        let basis = fields.text("life_basis", 20);
        if let Some(other) = basis.as_deref().filter(|basis| !["rating", "learned"].contains(basis)) {
            let text = Text::new(
                format!("`life_basis` is `{other}`; it must be rating or learned"),
                format!("`life_basis` の値 `{other}` は使えません。rating か learned にしてください"),
            );
            fields.refuse(Invalid::new("life_basis", "unknown-value", other, text));
        }
        let overhauls = fields.perhaps("overhauls").unwrap_or(true);
        let copy_of = fields.text("copy_of", 64);
        for name in ["base_year", "years", "life_basis", "overhauls"] {
            if copy_of.is_some() && fields.has(name) {
                let text = Text::new(
                    format!(
                        "`{name}` has no place beside `copy_of`: a copy has the years and rules of its original; leave it out"
                    ),
                    format!("`copy_of` を指定したときは `{name}` を指定できません（写し元の期間と前提を引き継ぎます）"),
                );
                fields.refuse(Invalid::new(name, "contradiction", "", text));
            }
        }
        let placements = placing::placements(&mut fields).unwrap_or_default();
        if copy_of.is_none() && !placements.is_empty() {
            let text = Text::new(
                "`placements` move lines of a version there is; name it in `copy_of`",
                "`placements` は既にある版の行を移すものです。写し元を `copy_of` に指定してください",
            );
            fields.refuse(Invalid::new("placements", "contradiction", "", text));
        }
        let note = fields.text("note", 10_000);
        let learned = basis.as_deref() == Some("learned");
        let base_year = FiscalYear::new("base_year", base.into()).map_err(|invalid| fields.refuse(invalid));
        match (fields.faults(), base_year) {
            (faults, Ok(base_year)) if faults.is_empty() => {
                Ok(Question { title, copy_of, placements, note, asked: Asked { base_year, years, learned, overhauls } })
            }
            (faults, _) => Err(Error::Refused(faults)),
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

async fn draft(tx: &db::Transaction, municipality: &str, question: &Question) -> Result<StoredPlan> {
    let stamp = Stamp::now(municipality);
    let newest = store::plans(tx, municipality).await?.first().map_or(0, |plan| plan.version_no);
    let base = question.asked.base_year.year();
    Ok(StoredPlan {
        municipality_code: municipality.to_owned(),
        id: stamp.id,
        version_no: newest + 1,
        title: question.title.clone(),
        state: PlanState::Draft,
        base_year: base,
        first_year: base,
        last_year: base + question.asked.years - 1,
        based_on_id: None,
        drawn_at: stamp.recorded_at,
        adopted_on: None,
        superseded_on: None,
        settings: "{}".to_owned(),
        assumptions: "{}".to_owned(),
        summary: "{}".to_owned(),
        note: question.note.clone(),
    })
}

/// Writes what was drawn up as a new draft.
pub async fn drawn_plan(
    tx: &db::Transaction,
    municipality: &str,
    question: Question,
    drawn: Drawn,
) -> Result<StoredPlan> {
    let mut plan = draft(tx, municipality, &question).await?;
    let mut summary = summary(tx, &plan, &drawn.lines).await?;
    summary.left_out = left_out(&drawn);
    plan.summary = json(&summary)?;
    plan.assumptions = json(&assumptions(&drawn, question.asked)?)?;
    let own =
        |line: StoredLine| StoredLine { municipality_code: municipality.to_owned(), plan_id: plan.id.clone(), ..line };
    let lines = drawn.lines.into_iter().map(own).collect();
    store::insert(tx, plan.clone(), lines).await?;
    Ok(plan)
}

/// Writes a copy of another version as a new draft, its lines moved to where they are placed.
pub async fn copied_plan(
    tx: &db::Transaction,
    municipality: &str,
    question: Question,
    copied: &str,
) -> Result<StoredPlan> {
    let from = store::demand(tx, municipality, copied).await.map_err(|error| match error {
        Error::NotFound(text) => Error::value(Invalid::new("copy_of", "unknown-reference", copied, text)),
        other => other,
    })?;
    let fresh = draft(tx, municipality, &question).await?;
    let mut lines = store::all_lines(tx, municipality, &from.id).await?;
    let mut plan = StoredPlan {
        based_on_id: Some(from.id.clone()),
        base_year: from.base_year,
        first_year: from.first_year,
        last_year: from.last_year,
        settings: from.settings.clone(),
        assumptions: from.assumptions.clone(),
        summary: from.summary.clone(),
        ..fresh
    };
    if !question.placements.is_empty() {
        let moved = placing::place(&plan, &mut lines, &question.placements)?;
        let before = store::shown(&from)?;
        let mut assumptions = before.assumptions;
        placing::note(&mut assumptions, &from, moved);
        plan.assumptions = json(&assumptions)?;
        let left_out = before.summary.left_out;
        plan.summary = json(&Summary { left_out, ..summary(tx, &plan, &lines).await? })?;
    }
    let own = |line: StoredLine| StoredLine { plan_id: plan.id.clone(), ..line };
    let lines = lines.into_iter().map(own).collect();
    store::insert(tx, plan.clone(), lines).await?;
    Ok(plan)
}

async fn summary(tx: &db::Transaction, plan: &StoredPlan, lines: &[StoredLine]) -> Result<Summary> {
    let classes = facilities::uses(tx, &plan.municipality_code).await?;
    let columns = store::cost_columns(tx, &plan.municipality_code).await?;
    store::summarised(lines, &classes, &columns, (plan.first_year, plan.last_year))
}

fn left_out(drawn: &Drawn) -> Vec<LeftOut> {
    let told = |(reason, count): (&plan::LeftOutReason, &usize)| {
        let text = reason.text();
        LeftOut { reason: reason.code().to_owned(), text_en: text.en, text_ja: text.ja, count: *count as u64 }
    };
    drawn.left_out.iter().map(told).collect()
}

fn assumptions(drawn: &Drawn, asked: Asked) -> Result<Assumptions> {
    let value = |name: &str| {
        let rows = &drawn.parameters;
        rows.iter().find(|row| row.parameter_set == plan::CONSERVATION && row.name == name).map(|row| row.value.clone())
    };
    let rules = Rules::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))?;
    let weights = rules.weights();
    let (condition, role, risk, sum) = (weights.condition, weights.role, weights.risk, weights.sum());
    Ok(Assumptions {
        scheme: drawn.scheme.clone(),
        life_basis: if asked.learned { "learned" } else { "rating" }.to_owned(),
        overhauls: asked.overhauls,
        priority_en: format!("priority = ({condition} × condition + {role} × role + {risk} × risk) / {sum}, half up"),
        priority_ja: format!("優先度 =（{condition}×劣化状況 + {role}×役割 + {risk}×危険度）÷{sum}、四捨五入"),
        parameters: drawn
            .parameters
            .iter()
            .map(|row| AssumedParameter {
                parameter_set: row.parameter_set.clone(),
                name: row.name.clone(),
                value: row.value.clone(),
                unit: row.unit.clone(),
                source: row.source.clone(),
                confidence: row.confidence.clone(),
            })
            .collect(),
        notes_en: drawn.notes.iter().map(|text| text.en.clone()).collect(),
        notes_ja: drawn.notes.iter().map(|text| text.ja.clone()).collect(),
        input_digest: drawn.digest.clone(),
    })
}

/// A line with the cells of a body laid over it, within its window and the years of its plan.
pub fn changed_line(plan: &StoredPlan, was: StoredLine, body: Value) -> Result<StoredLine> {
    let forgets = body.get("note").is_some_and(Value::is_null);
    let before = was.clone();
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let now = StoredLine {
        planned_year: fields.fiscal_year("planned_year").unwrap_or(was.planned_year),
        earliest_year: fields.fiscal_year("earliest_year").unwrap_or(was.earliest_year),
        latest_year: fields.fiscal_year("latest_year").unwrap_or(was.latest_year),
        duration_years: fields.small("duration_years", 1, Window::LONGEST_YEARS.into()).unwrap_or(was.duration_years),
        cost_yen: fields.yen("cost_yen").unwrap_or(was.cost_yen),
        title: fields.text("title", 200).unwrap_or_else(|| was.title.clone()),
        note: fields.text("note", 10_000).or_else(|| was.note.clone().filter(|_| !forgets)),
        ..was
    };
    let now = by_hand(&before, now);
    let window = (Some(now.earliest_year), Some(now.latest_year), Some(now.planned_year));
    if let Err(invalid) = Window::new(window.0, window.1, window.2, now.duration_years) {
        fields.refuse(invalid);
    } else if now.planned_year != before.planned_year && !(plan.first_year..=plan.last_year).contains(&now.planned_year)
    {
        let (low, high) = (plan.first_year.into(), plan.last_year.into());
        fields.refuse(crate::domain::units::out_of_range("planned_year", now.planned_year, low, high));
    }
    let faults = fields.faults();
    if faults.is_empty() { Ok(now) } else { Err(Error::Refused(faults)) }
}

/// A line that people have changed says so: a year they set is its reason, a cost they gave is no estimate.
fn by_hand(was: &StoredLine, now: StoredLine) -> StoredLine {
    let mut reasons: Vec<String> = serde_json::from_str(&now.reasons).unwrap_or_default();
    if now.cost_yen != was.cost_yen {
        reasons.retain(|reason| reason != "cost-unknown");
    }
    let kept = serde_json::json!(reasons).to_string();
    let moved = now.planned_year != was.planned_year;
    StoredLine {
        changed: was.changed || now != *was,
        cost_estimated: now.cost_estimated && now.cost_yen == was.cost_yen,
        reasons: if moved { placing::with_reason(&kept, Reason::Set) } else { kept },
        ..now
    }
}

/// Adds the lines of a draft up again.
pub async fn add_up(tx: &db::Transaction, plan: StoredPlan) -> Result<()> {
    let lines = store::all_lines(tx, &plan.municipality_code, &plan.id).await?;
    let before = store::shown(&plan)?.summary;
    let now = Summary { left_out: before.left_out, ..summary(tx, &plan, &lines).await? };
    store::rewrite(tx, StoredPlan { summary: json(&now)?, ..plan }).await
}
