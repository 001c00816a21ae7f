//! The scenarios of a question: stored ones and choices of its own, read and made ready together.

use super::choices::Asked;
use super::ground::{Ground, records};
use super::store;
use crate::domain::units::out_of_range;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin};
use crate::lifecycle::question::object;
use sea_orm::ConnectionTrait;
use serde_json::Value;

/// A scenario that can be reckoned.
pub struct Gathered {
    /// 記録番号 and 版, of a stored one.
    pub stored: Option<(String, i32)>,
    /// 名称
    pub name: String,
    /// The choices as they were given.
    pub choices: Value,
    /// What it is reckoned from.
    pub ground: Ground,
}

/// Names a scenario of a question.
struct Named {
    id: Option<String>,
    version_no: Option<i32>,
    name: Option<String>,
    choices: Option<Value>,
    place: String,
}

fn named(value: Value, place: String, faults: &mut Vec<Fault>) -> Named {
    let mut cells = object(Some(value), &place, faults);
    let choices = cells.remove("choices").filter(|choices| !choices.is_null());
    let mut fields = Fields::new(cells, Origin::Body(place.clone())).beside(&["choices"]);
    let id = fields.text("id", 64);
    let version_no = fields.small("version_no", 1, i32::MAX.into());
    let name = fields.text("name", 200);
    if id.is_some() == choices.is_some() && !fields.refused("id") {
        let text = Text::new(
            "a scenario is named by its `id` or brings its `choices`, one of the two",
            "`id`（保存済みのシナリオ）か `choices`（選択）のどちらか一方を指定してください",
        );
        fields.refuse(Invalid::new("id", "contradiction", id.as_deref().unwrap_or_default(), text));
    }
    faults.extend(fields.faults());
    Named { id, version_no, name, choices, place }
}

/// The members of `scenarios`, each with its place; so many there must be.
pub fn listed(given: Option<Value>, least: usize, most: usize) -> Result<Vec<(String, Value)>> {
    let Some(Value::Array(list)) = given else {
        let text = Text::new("`scenarios` must be an array", "`scenarios` は配列で指定してください");
        return Err(Error::value(Invalid::new("scenarios", "required", "", text)));
    };
    if !(least..=most).contains(&list.len()) {
        return Err(Error::value(out_of_range("scenarios", list.len(), least as i64, most as i64)));
    }
    Ok(list.into_iter().enumerate().map(|(index, value)| (format!("/scenarios/{index}"), value)).collect())
}

/// Makes the scenarios of a question ready.
pub async fn gathered(
    db: &impl ConnectionTrait,
    municipality: &str,
    list: Vec<(String, Value)>,
) -> Result<Vec<Gathered>> {
    let mut faults = Vec::new();
    let named: Vec<Named> = list.into_iter().map(|(place, value)| named(value, place, &mut faults)).collect();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let mut found = Vec::with_capacity(named.len());
    for named in named {
        found.push(one(db, municipality, named).await?);
    }
    let asked: Vec<&Asked> = found.iter().map(|(_, asked)| asked).collect();
    same_years(&asked)?;
    let records = records(db, municipality, &asked).await?;
    let mut gathered = Vec::with_capacity(found.len());
    for ((named, asked), records) in found.into_iter().zip(records) {
        let ground = Ground::of(asked, records, &named.place)?;
        gathered.push(Gathered {
            stored: named.id.zip(named.version_no),
            name: named.name.unwrap_or_default(),
            choices: named.choices.unwrap_or_default(),
            ground,
        });
    }
    Ok(gathered)
}

async fn one(db: &impl ConnectionTrait, municipality: &str, mut named: Named) -> Result<(Named, Asked)> {
    if let Some(id) = &named.id {
        let stored = store::demand(db, municipality, id, named.version_no).await?;
        named.version_no = Some(stored.version_no);
        named.name = named.name.or(Some(stored.name));
        named.choices = Some(serde_json::from_str(&stored.choices).map_err(Error::internal)?);
    } else {
        named.place.push_str("/choices");
    }
    let asked = Asked::read(named.choices.clone().unwrap_or_default(), &named.place)?;
    Ok((named, asked))
}

/// Years stand side by side, so all scenarios must have the same.
fn same_years(asked: &[&Asked]) -> Result<()> {
    let years = |asked: &Asked| (asked.question.horizon.from_year().year(), asked.question.horizon.years());
    let Some(first) = asked.first().map(|first| years(first)) else { return Ok(()) };
    match asked.iter().position(|other| years(other) != first) {
        None => Ok(()),
        Some(index) => {
            let text = Text::new(
                format!("all scenarios must have the years of the first: {} and {} years", first.0, first.1),
                format!(
                    "すべてのシナリオの期間を最初のものに合わせてください（{} 年度から {} 年間）",
                    first.0, first.1
                ),
            );
            let invalid = Invalid::new("years", "contradiction", years(asked[index]).1, text);
            Err(Error::Refused(vec![Fault::at(format!("/scenarios/{index}"), invalid)]))
        }
    }
}
