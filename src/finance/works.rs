//! The works that are to be paid for, as a question brings them: facts and bills, with every fault.

use super::programmes::record::{Known, unknown};
use crate::domain::finance::{Bill, Facts, Programme, ProgrammeKind};
use crate::domain::units::{Area, Yen};
use crate::domain::{Invalid, Text};
use crate::error::{Fault, Result};
use crate::facility::store::{self as facilities, StockRow};
use crate::fields::{Fields, Origin};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A work to be paid for.
#[derive(Debug, Clone)]
pub struct Work {
    /// What the question calls it.
    pub key: Option<String>,
    /// 件名
    pub title: Option<String>,
    /// 建物番号
    pub building_code: Option<String>,
    /// What is known of it.
    pub facts: Facts,
    /// What is to be paid.
    pub bill: Bill,
    /// 工期(年), of works of a plan
    pub duration_years: i32,
    /// 財源制度 that the question has chosen; none when it leaves the choice open
    pub given: Option<Vec<String>>,
    /// Where it stands in the question.
    pub place: String,
}

/// A municipality's programmes with the codes by which works name them.
pub type Programmes = BTreeMap<String, Known>;

/// The works of a question, an array of at most `most`. Those of a plan have a year and a duration, and leave the fund to it.
pub fn read(given: Option<Value>, planned: bool, most: usize, faults: &mut Vec<Fault>) -> Vec<Work> {
    let place = "/works";
    let list = match given {
        Some(Value::Array(list)) if (1..=most).contains(&list.len()) => list,
        _ => {
            let text = Text::new(
                format!("`works` must be an array of 1 to {most} works; split a longer list"),
                format!("`works` は1～{most}件の配列にしてください。多い場合は分けてください"),
            );
            faults.push(Fault::at(place, Invalid::new("works", "malformed", "", text)));
            return Vec::new();
        }
    };
    let each = list.into_iter().enumerate().map(|(at, item)| {
        let place = format!("{place}/{at}");
        let Value::Object(cells) = item else {
            let text = Text::new("a work must be a JSON object", "工事は JSON オブジェクトにしてください");
            faults.push(Fault::at(&place, Invalid::new("works", "malformed", "", text)));
            return None;
        };
        Some(one(cells, planned, place, faults))
    });
    each.collect::<Vec<_>>().into_iter().flatten().collect()
}

fn one(cells: Map<String, Value>, planned: bool, place: String, faults: &mut Vec<Fault>) -> Work {
    let mut fields = Fields::new(cells, Origin::Body(place.clone()));
    let area = |area: Option<i64>| area.map(Area::from_dm2);
    let cost = fields.required_integer("cost_yen", 1, MOST_YEN);
    let facts = Facts {
        kind: fields.word("kind"),
        class: fields.word("class"),
        fiscal_year: match planned {
            true => Some(fields.required_fiscal_year("fiscal_year")),
            false => fields.fiscal_year("fiscal_year"),
        },
        cost: Yen(cost),
        age_years: fields.small("building_age_years", 0, 500),
        remaining_use_years: fields.small("remaining_use_years", 0, 500),
        floor_area_before: area(fields.area("floor_area_before_m2")),
        floor_area_after: area(fields.area("floor_area_after_m2")),
        facilities: fields.small("facilities_merged", 1, 100),
        in_plan: fields.perhaps("in_plan"),
        confirmed: serde_json::from_str(&fields.texts("confirmed", 20, 100)).unwrap_or_default(),
    };
    let bill = Bill {
        cost: Yen(cost),
        counted_cost: fields.yen("counted_cost_yen").map(Yen),
        other: Yen(within(&mut fields, "other_yen", cost)),
        fund: Yen(if planned { 0 } else { within(&mut fields, "fund_yen", cost) }),
    };
    let given = fields.has("programmes").then(|| fields.texts("programmes", 2, 64));
    let work = Work {
        key: fields.text("key", 100),
        title: fields.text("title", 200),
        building_code: fields.code("building_code"),
        duration_years: if planned { fields.small("duration_years", 1, 30).unwrap_or(1) } else { 1 },
        facts,
        bill,
        given: given.map(|json| serde_json::from_str(&json).unwrap_or_default()),
        place,
    };
    faults.extend(fields.faults());
    work
}

/// The largest cost of a work: a trillion yen.
const MOST_YEN: i64 = 1_000_000_000_000;

/// An amount that cannot be more than the cost.
fn within(fields: &mut Fields, name: &'static str, cost: i64) -> i64 {
    let amount = fields.yen(name).unwrap_or(0);
    if amount > cost && !fields.refused("cost_yen") {
        let text = Text::new(
            format!("`{name}` is `{amount}`, more than `cost_yen` `{cost}`; it can pay no more than the work costs"),
            format!("`{name}` の値 `{amount}` は `cost_yen` の `{cost}` を超えています。事業費以下にしてください"),
        );
        fields.refuse(Invalid::new(name, "contradiction", amount, text));
    }
    amount
}

/// Fills what a work does not say from the building it names: class, age in the year of the work, floor area.
pub async fn fill_from_register(
    db: &impl ConnectionTrait,
    municipality: &str,
    works: &mut [Work],
) -> Result<Vec<Fault>> {
    if works.iter().all(|work| work.building_code.is_none()) {
        return Ok(Vec::new());
    }
    let stock: BTreeMap<String, StockRow> =
        facilities::stock(db, municipality).await?.into_iter().map(|row| (row.code.clone(), row)).collect();
    let mut faults = Vec::new();
    for work in works {
        let Some(code) = &work.building_code else { continue };
        let Some(row) = stock.get(code) else {
            let text = Text::new(
                format!("`building_code` is `{code}`, which is no building here; check the number or leave it out"),
                format!("`building_code` の `{code}` は登録されていません。番号を確かめるか、指定を外してください"),
            );
            let invalid = Invalid::new("building_code", "unknown-reference", code, text);
            faults.push(Fault::at(format!("{}/building_code", work.place), invalid));
            continue;
        };
        let facts = &mut work.facts;
        facts.class = facts.class.or(Some(row.class));
        let age = facts.fiscal_year.zip(row.completed_year).map(|(year, completed)| year - completed);
        facts.age_years = facts.age_years.or(age.filter(|age| *age >= 0));
        facts.floor_area_before = facts.floor_area_before.or(row.floor_area_dm2.map(Area::from_dm2));
    }
    Ok(faults)
}

/// The programmes that a work names: at most one subsidy and one bond.
pub fn named<'a>(
    work: &Work,
    programmes: &'a Programmes,
    faults: &mut Vec<Fault>,
) -> (Option<&'a Programme>, Option<&'a Programme>) {
    let (mut subsidy, mut bond) = (None, None);
    for (at, code) in work.given.iter().flatten().enumerate() {
        let place = format!("{}/programmes/{at}", work.place);
        let Some(known) = programmes.get(code) else {
            faults.push(Fault::at(place, unknown("programmes", code)));
            continue;
        };
        let slot = match known.programme.kind {
            ProgrammeKind::Subsidy => &mut subsidy,
            ProgrammeKind::Bond => &mut bond,
        };
        if slot.replace(&known.programme).is_some() {
            let text = Text::new(
                "a work takes at most one subsidy and one bond here; split the work when it takes more",
                "1件の工事に使える補助金と地方債はそれぞれ1つです。複数の場合は工事を分けてください",
            );
            faults.push(Fault::at(place, Invalid::new("programmes", "contradiction", code, text)));
        }
    }
    (subsidy, bond)
}
