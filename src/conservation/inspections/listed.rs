//! Inspections out of a list: each new, or laid over the one that it is. What the list does not tell stays as it is recorded,
//! findings as well; and what has become of a finding stays with it.

use super::acts;
use super::judging::{Incoming, MOST_FINDINGS, Whole, judged};
use super::{Record, record, store};
use crate::db;
use crate::domain::Text;
use crate::entity::inspection_finding::Model as Finding;
use crate::error::{Error, Fault, Result};
use crate::fields::{Origin, object};
use crate::recorded::Stamp;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The cells of a finding and where they stand.
type Item = (Map<String, Value>, Origin);

/// An inspection as a list tells it.
pub struct Listed {
    /// Its cells; its findings under `findings`, an array of objects.
    pub cells: Map<String, Value>,
    /// Where it begins in the list.
    pub origin: Origin,
    /// Where each of its findings stands.
    pub findings: Vec<Origin>,
    /// The inspection that it is, if that is here.
    pub was: Option<Record>,
}

/// What became of the inspections of a list.
#[derive(Default)]
pub struct Taken {
    /// New ones.
    pub created: u64,
    /// Those that were here and differ.
    pub changed: u64,
    /// Those that were here and do not differ.
    pub unchanged: u64,
}

/// Judges and writes the inspections of a list.
pub async fn take_in_listed(tx: &db::Transaction, stamp: &Stamp, listed: Vec<Listed>) -> Result<Taken> {
    let ids: Vec<String> = listed.iter().filter_map(|one| one.was.as_ref()).map(|was| was.id.clone()).collect();
    let mut found = store::findings(tx, &stamp.municipality, &ids).await?;
    let (mut incoming, mut before, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for Listed { mut cells, origin, findings, was } in listed {
        let items = items(cells.remove("findings"), findings);
        let was =
            was.map(|record| Whole { findings: found.remove(&record.id).unwrap_or_default(), inspection: record });
        let (cells, items) = match &was {
            Some(was) => laid_over(was, cells, items, &origin, &mut faults)?,
            None => (cells, items),
        };
        before.push(was.clone());
        incoming.push(Incoming::rows(cells, origin, items, was));
    }
    let wholes = match judged(tx, stamp, incoming).await {
        Ok(wholes) if faults.is_empty() => wholes,
        Ok(_) => return Err(Error::Refused(faults)),
        Err(Error::Refused(more)) => return Err(Error::Refused(faults.into_iter().chain(more).collect())),
        Err(other) => return Err(other),
    };
    let (mut taken, mut fresh) = (Taken::default(), Vec::new());
    for (now, was) in wholes.into_iter().zip(before) {
        match was {
            None => fresh.push(now),
            Some(was) if was == now => taken.unchanged += 1,
            Some(was) => {
                acts::rewrite(tx, stamp, &was, &now).await?;
                taken.changed += 1;
            }
        }
    }
    taken.created = fresh.len() as u64;
    acts::write(tx, stamp, &fresh).await?;
    Ok(taken)
}

fn items(findings: Option<Value>, origins: Vec<Origin>) -> Vec<Item> {
    let Some(Value::Array(items)) = findings else { return Vec::new() };
    let object = |item| if let Value::Object(cells) = item { cells } else { Map::new() };
    items.into_iter().map(object).zip(origins).collect()
}

/// The cells of an inspection and of all its findings, with what the list tells laid over them.
fn laid_over(
    was: &Whole,
    cells: Map<String, Value>,
    items: Vec<Item>,
    origin: &Origin,
    faults: &mut Vec<Fault>,
) -> Result<(Map<String, Value>, Vec<Item>)> {
    let mut laid = object(serde_json::to_value(record::whole(&was.inspection, &[])?).map_err(Error::internal)?)?;
    laid.shift_remove("findings");
    // What was found as a whole follows from the findings, unless it is said anew.
    if !items.is_empty() {
        laid.shift_remove("result");
    }
    laid.extend(cells);
    let findings = if items.len() > MOST_FINDINGS { items } else { merged(was, items, origin, faults)? };
    Ok((laid, findings))
}

fn text<'a>(cells: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    cells.get(name).and_then(Value::as_str)
}

/// Whether the cells may tell of this finding: what they say of item and place is what is recorded.
fn may_tell_of(cells: &Map<String, Value>, finding: &Finding) -> bool {
    let Finding { building_code, component_code, part, .. } = finding;
    let same = |name: &str, known: &Option<String>| text(cells, name).is_none_or(|said| known.as_deref() == Some(said));
    text(cells, "item") == Some(finding.item.trim())
        && same("building_code", building_code)
        && same("component_code", component_code)
        && same("part", part)
}

fn is_followed(finding: &Finding) -> bool {
    finding.defect_id.is_some() || finding.work_id.is_some()
}

/// Every finding of the inspection with what the list tells of it laid over it, and those that only the list knows.
fn merged(was: &Whole, items: Vec<Item>, origin: &Origin, faults: &mut Vec<Fault>) -> Result<Vec<Item>> {
    let number = |item: &Item| text(&item.0, "finding_no").map(|number| number.trim().parse::<i32>().unwrap_or(0));
    let named: Vec<i32> = items.iter().filter_map(number).collect();
    let (mut told, mut untold): (HashMap<i32, &Finding>, Vec<&Finding>) = Default::default();
    for finding in &was.findings {
        match named.contains(&finding.finding_no) {
            true => drop(told.insert(finding.finding_no, finding)),
            false => untold.push(finding),
        }
    }
    let unnamed = items.iter().filter(|item| number(item).is_none());
    let mut claims: HashMap<i32, usize> = HashMap::new();
    for finding in unnamed.flat_map(|(cells, _)| untold.iter().filter(|finding| may_tell_of(cells, finding))) {
        *claims.entry(finding.finding_no).or_default() += 1;
    }
    let mut merged = Vec::with_capacity(items.len() + untold.len());
    let everything = untold.clone();
    for item in items {
        let known = match number(&item) {
            Some(number) => told.remove(&number),
            None => {
                let alike: Vec<&&Finding> = everything.iter().filter(|known| may_tell_of(&item.0, known)).collect();
                let one = alike.len() == 1 && claims.get(&alike[0].finding_no) == Some(&1);
                if !one && alike.iter().any(|known| is_followed(known)) {
                    faults.push(ambiguous(&item, alike.len()));
                }
                // Of findings that are alike and of which nothing has become, each row tells of the next.
                let next = untold.iter().position(|known| may_tell_of(&item.0, known));
                next.map(|next| untold.remove(next))
            }
        };
        merged.push(match known {
            Some(known) => {
                let mut whole = cells_of(known)?;
                whole.extend(item.0);
                (whole, item.1)
            }
            None => item,
        });
    }
    for kept in untold {
        merged.push((cells_of(kept)?, origin.clone()));
    }
    Ok(merged)
}

fn cells_of(finding: &Finding) -> Result<Map<String, Value>> {
    object(serde_json::to_value(record::finding(finding)?).map_err(Error::internal)?)
}

fn ambiguous((cells, origin): &Item, alike: usize) -> Fault {
    let item = text(cells, "item").unwrap_or_default();
    let text = Text::new(
        format!(
            "`{item}` may be any of {alike} findings, or several rows may be one, and a defect or works have come from it; \
             add a column 指摘番号 with the number of the finding"
        ),
        format!(
            "`{item}` に当たる指摘が特定できません（候補{alike}件）。不具合か工事に結び付いた指摘があるため、「指摘番号」の列を加えてください"
        ),
    );
    origin.fault("item", "ambiguous", Some(item.to_owned()), text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;
    use crate::domain::inspection::FindingResult;
    use serde_json::json;

    fn finding(number: i32, item: &str, component: Option<&str>, work: Option<&str>) -> Finding {
        Finding {
            municipality_code: "999999".to_owned(),
            inspection_id: "i".to_owned(),
            finding_no: number,
            building_code: Some("B1".to_owned()),
            component_code: component.map(str::to_owned),
            part: None,
            item: item.to_owned(),
            result: FindingResult::Watch,
            severity: None,
            description: Some(format!("記録{number}")),
            defect_id: None,
            work_id: work.map(str::to_owned),
            illustrative: "[]".to_owned(),
        }
    }

    fn whole(findings: Vec<Finding>) -> Whole {
        let inspection = Record {
            municipality_code: "999999".to_owned(),
            id: "i".to_owned(),
            external_no: None,
            kind: "own-building".to_owned(),
            facility_code: "F1".to_owned(),
            building_code: Some("B1".to_owned()),
            component_code: None,
            performed_on: "2026-04-01".to_owned(),
            inspector: None,
            report_no: None,
            cost_yen: None,
            result: FindingResult::Watch,
            note: None,
            source: None,
            licence: None,
            illustrative: "[]".to_owned(),
            recorded_at: String::new(),
        };
        Whole { inspection, findings }
    }

    /// What each finding says afterwards, and the codes and rows of the faults.
    fn merge(was: Vec<Finding>, rows: Value) -> (Vec<String>, Vec<(&'static str, Option<u64>)>) {
        let Value::Array(rows) = rows else { panic!("an array") };
        let names = std::sync::Arc::default();
        let row = |(cells, row)| (object(cells).unwrap(), Origin::Row(row, std::sync::Arc::clone(&names)));
        let mut faults = Vec::new();
        let items = rows.into_iter().zip(2..).map(row).collect();
        let merged = merged(&whole(was), items, &Origin::Row(1, std::sync::Arc::clone(&names)), &mut faults).unwrap();
        let said = |(cells, origin): &Item| {
            let Origin::Row(row, _) = origin else { panic!("a row") };
            let number = cells.get("finding_no").map(|number| number.to_string().replace('"', "")).unwrap_or_default();
            format!("{row}:{number}:{}", text(cells, "description").unwrap_or_default())
        };
        (merged.iter().map(said).collect(), faults.iter().map(|fault| (fault.code, fault.row)).collect())
    }

    #[test]
    fn without_numbers_a_row_tells_of_the_finding_of_its_item_and_the_others_stay() {
        let was =
            vec![finding(1, "屋上", None, None), finding(2, "外壁", None, Some("w")), finding(3, "窓", None, None)];
        let rows = json!([{"item": "外壁", "description": "新"}, {"item": "床", "description": "別"}]);
        assert_eq!(
            merge(was, rows),
            (["2:2:新", "3::別", "1:1:記録1", "1:3:記録3"].map(str::to_owned).to_vec(), vec![])
        );
    }

    #[test]
    fn a_row_that_may_mean_two_findings_is_refused_where_something_has_become_of_one() {
        let was = || vec![finding(1, "扉", Some("C1"), None), finding(2, "扉", Some("C2"), Some("w"))];
        assert_eq!(merge(was(), json!([{"item": "扉"}])).1, [("ambiguous", Some(2))]);
        assert_eq!(merge(was(), json!([{"item": "扉", "component_code": "C2"}])).1, []);
        assert_eq!(merge(was(), json!([{"item": "扉", "finding_no": "2"}, {"item": "扉"}])).1, []);
        let twins = json!([{"item": "扉", "component_code": "C2"}, {"item": "扉", "component_code": "C2"}]);
        assert_eq!(merge(was(), twins).1, [("ambiguous", Some(2)), ("ambiguous", Some(3))]);
    }

    #[test]
    fn findings_alike_of_which_nothing_has_become_are_told_of_in_their_order() {
        let was = vec![finding(1, "扉", None, None), finding(2, "扉", None, None)];
        let rows = json!([{"item": "扉", "description": "甲"}, {"item": "扉", "description": "乙"}, {"item": "扉"}]);
        assert_eq!(merge(was, rows), (["2:1:甲", "3:2:乙", "4::"].map(str::to_owned).to_vec(), vec![]));
    }
}
