//! Use across borders: from its cells and shown again.

use super::wire::{ResidentUse, ResidentUseQuery};
use crate::domain::calendar::fiscal_year_of;
use crate::domain::regional::{UseDirection, UseMeasure, UseService};
use crate::domain::{Invalid, Text};
use crate::entity::resident_use::{ActiveModel, Entity, Model};
use crate::error::Result;
use crate::fields::Fields;
use crate::http::Params;
use crate::recorded::places::Place;
use crate::recorded::{Recorded, Sorted, Stamp, is_text, is_word};
use crate::regional::{partner, raw};
use chrono::NaiveDate;
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};

const LINE: usize = 200;
const NOTE: usize = 10_000;
/// The largest count that is taken for one.
const MOST: i64 = 10_000_000_000;

/// The fiscal year of a stored day.
fn year_of(day: Option<&str>) -> Option<i32> {
    day.and_then(|day| day.parse().ok()).map(fiscal_year_of)
}

/// The fiscal year, which a day tells as well; 0 after a fault.
fn fiscal_year(fields: &mut Fields, observed_on: Option<&str>) -> i32 {
    let told = fields.fiscal_year("fiscal_year").or(year_of(observed_on));
    if told.is_none() && !fields.refused("fiscal_year") && !fields.refused("observed_on") {
        let text = Text::new(
            "`fiscal_year` is missing; write the year, or the day in `observed_on`",
            "`fiscal_year` がありません。年度か調査日（`observed_on`）を指定してください",
        );
        fields.refuse(Invalid::new("fiscal_year", "required", "", text));
    }
    told.unwrap_or(0)
}

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = ResidentUse;
    type Query = ResidentUseQuery;

    const PLURAL: &'static str = "resident-uses";
    const SUBJECT: &'static str = "resident-use";
    const JA: &'static str = "相互利用の実績";
    const SORTS: &'static [(&'static str, Sorted)] = &[
        ("fiscal_year", Sorted::Number),
        ("count", Sorted::Number),
        ("partner_code", Sorted::Text),
        ("recorded_at", Sorted::Text),
    ];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "recorded_at"]);
        let observed_on = fields.day("observed_on");
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            service: fields.required_word("service", UseService::Other),
            direction: fields.required_word("direction", UseDirection::Outgoing),
            partner_code: fields.required_text("partner_code", 20),
            partner_name: fields.text("partner_name", LINE),
            measure: fields.required_word("measure", UseMeasure::Visits),
            fiscal_year: fiscal_year(fields, observed_on.as_deref()),
            observed_on,
            count: fields.required_integer("count", 0, MOST),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, today: NaiveDate) -> Vec<Invalid> {
        let mut faults: Vec<Invalid> =
            partner("partner_code", &self.municipality_code, &self.partner_code).into_iter().collect();
        if self.fiscal_year > fiscal_year_of(today) {
            let year = self.fiscal_year;
            let text = Text::new(
                format!("`fiscal_year` is `{year}`, which is yet to come; enter what has been counted"),
                format!("`fiscal_year` の値 `{year}` は将来の年度です。実績を登録してください"),
            );
            faults.push(Invalid::new("fiscal_year", "contradiction", year, text));
        }
        if let Some((told, day)) = year_of(self.observed_on.as_deref()).zip(self.observed_on.as_ref())
            && told != self.fiscal_year
        {
            let year = self.fiscal_year;
            let text = Text::new(
                format!("`fiscal_year` is `{year}`, but `{day}` is in {told}; leave one of them out"),
                format!("`fiscal_year` は `{year}` ですが、`{day}` は{told}年度です。どちらかを省いてください"),
            );
            faults.push(Invalid::new("fiscal_year", "contradiction", year, text));
        }
        faults
    }

    fn wire(&self) -> Result<ResidentUse> {
        let row = self.clone();
        Ok(ResidentUse {
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            service: row.service,
            direction: row.direction,
            partner_code: row.partner_code,
            partner_name: row.partner_name,
            measure: row.measure,
            fiscal_year: row.fiscal_year,
            observed_on: row.observed_on,
            count: row.count,
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
        Place { facility: None, building: None, component: None }
    }

    fn condition(params: &Params<ResidentUseQuery>, _municipality: &str) -> Result<Condition> {
        let year = params.integer("fiscal_year", 1868, 2300)?;
        Ok(Condition::all()
            .add_option(is_word::<UseService, _>(params, "service")?)
            .add_option(is_word::<UseDirection, _>(params, "direction")?)
            .add_option(is_word::<UseMeasure, _>(params, "measure")?)
            .add_option(is_text(params, "partner_code"))
            .add_option(year.map(|year| Expr::col(Alias::new("fiscal_year")).eq(year))))
    }
}
