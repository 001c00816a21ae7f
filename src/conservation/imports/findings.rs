//! Which rows are one inspection? Those with the same number, the service's or the municipality's; without numbers those of
//! the same kind, subject and day; and a row that names only a finding belongs to the inspection above it, as in tables with
//! merged cells.

use super::Row;
use super::places::Names;
use crate::domain::Text;
use crate::error::Fault;
use crate::fields::Origin;
use crate::spreadsheet::shortened;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// What tells inspections without a number apart.
const SUBJECT: [&str; 7] =
    ["kind", "facility_code", "facility_name", "building_code", "building_name", "component_code", "performed_on"];

/// The inspections so far.
pub(super) struct Grouped {
    names: Names,
    /// What the file calls the fields of a finding.
    of_findings: Names,
    /// Where the inspection with a key is among the rows.
    known: HashMap<Vec<String>, usize>,
    /// The inspection of the row above.
    last: Option<usize>,
}

impl Grouped {
    pub fn under(names: &Names) -> Grouped {
        let mut of_findings: std::collections::BTreeMap<String, String> = (**names).clone();
        of_findings.extend(names.iter().map(|(field, name)| (inner(field).to_owned(), name.clone())));
        // The result of the finding goes before that of the whole.
        if let Some(name) = names.get("finding_result") {
            of_findings.insert("result".to_owned(), name.clone());
        }
        let (names, of_findings) = (names.clone(), Arc::new(of_findings));
        Grouped { names, of_findings, known: HashMap::new(), last: None }
    }

    /// Takes a row in; what contradicts an earlier row of the same inspection.
    pub fn take(&mut self, row: u64, named: Map<String, Value>, rows: &mut Vec<Row>) -> Vec<Fault> {
        let (mut finding, mut whole) = (Map::new(), Map::new());
        for (field, value) in named {
            if field.starts_with("finding_") {
                finding.insert(inner(&field).to_owned(), value);
            } else {
                whole.insert(field, value);
            }
        }
        let text = |field: &str| whole.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let at = match (whole.is_empty(), self.last) {
            (true, Some(last)) => Some(last),
            _ => {
                let numbers = ["id", "external_no"].map(|field| vec![field.to_owned(), text(field)]);
                let mut keys: Vec<Vec<String>> = numbers.into_iter().filter(|key| !key[1].is_empty()).collect();
                if keys.is_empty() {
                    keys.push(SUBJECT.map(text).to_vec());
                }
                let at = keys.iter().find_map(|key| self.known.get(key)).copied();
                for key in keys {
                    self.known.entry(key).or_insert(at.unwrap_or(rows.len()));
                }
                at
            }
        };
        let mut faults = Vec::new();
        let at = match at {
            Some(at) => {
                faults = self.merge(row, whole, &mut finding, &mut rows[at].cells);
                at
            }
            None => {
                let origin = Origin::Row(row, self.names.clone());
                rows.push(Row { cells: whole, origin, findings: Vec::new() });
                rows.len() - 1
            }
        };
        self.last = Some(at);
        if !finding.is_empty() {
            let inspection = &mut rows[at];
            inspection.findings.push(Origin::Row(row, self.of_findings.clone()));
            let list = inspection.cells.entry("findings").or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.push(Value::Object(finding));
            }
        }
        faults
    }

    fn merge(
        &self,
        row: u64,
        whole: Map<String, Value>,
        finding: &mut Map<String, Value>,
        cells: &mut Map<String, Value>,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (field, value) in whole {
            let Some(before) = cells.get(&field).cloned() else {
                cells.insert(field, value);
                continue;
            };
            if before == value {
                continue;
            }
            let (old, new) = (before.as_str().unwrap_or_default(), value.as_str().unwrap_or_default());
            match field.as_str() {
                "note" => {
                    cells.insert(field, Value::String(format!("{old}\n{new}")));
                }
                // Where it was found, within what was inspected.
                "building_code" | "component_code" if !finding.is_empty() => {
                    finding.insert(field, value);
                }
                _ => {
                    let (old, new) = (shortened(old), shortened(new));
                    let text = Text::new(
                        format!(
                            "`{field}` is `{new}` here and `{old}` above in the same inspection; write one of them"
                        ),
                        format!(
                            "同じ点検の前の行では `{old}`、この行では `{new}` です（`{field}`）。どちらかにそろえてください"
                        ),
                    );
                    let origin = Origin::Row(row, self.names.clone());
                    faults.push(origin.fault(&field, "contradiction", Some(new), text));
                }
            }
        }
        faults
    }
}

/// What a field of a finding is called within it.
fn inner(field: &str) -> &str {
    match field {
        "finding_no" => field,
        _ => field.strip_prefix("finding_").unwrap_or(field),
    }
}
