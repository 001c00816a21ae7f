//! Can these inspections have taken place, and do their findings belong to them? Everything that is wrong is told at once,
//! each fault at its place.

use super::kind::{Kinds, Known};
use super::record::not_standing;
use super::store;
use crate::domain::facility::{Status, Word};
use crate::domain::inspection::{FindingResult, InspectionScope, overall};
use crate::domain::{Invalid, Text};
use crate::entity::inspection::Model;
use crate::entity::inspection_finding::Model as Finding;
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin};
use crate::recorded::places::{Place, Places};
use crate::recorded::{Recorded, Stamp, placed};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// More findings than one report has.
pub const MOST_FINDINGS: usize = 1_000;

/// An inspection with its findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// The inspection.
    pub inspection: Model,
    /// What was found, in the order of the numbers.
    pub findings: Vec<Finding>,
}

/// An inspection on its way in: the cells of itself and of its findings, and where they stand.
pub struct Incoming {
    cells: Map<String, Value>,
    origin: Origin,
    findings: Vec<(Map<String, Value>, Origin)>,
    faults: Vec<Fault>,
    was: Option<Whole>,
}

impl Incoming {
    /// From the members of a body; `was` is the inspection that it takes the place of.
    pub fn body(mut cells: Map<String, Value>, was: Option<Whole>) -> Incoming {
        let origin = Origin::Body(String::new());
        let (mut findings, mut faults) = (Vec::new(), Vec::new());
        match cells.remove("findings") {
            None | Some(Value::Null) => {}
            Some(Value::Array(items)) if items.len() <= MOST_FINDINGS => {
                for (n, item) in items.into_iter().enumerate() {
                    let place = format!("/findings/{n}");
                    match item {
                        Value::Object(cells) => findings.push((cells, Origin::Body(place))),
                        _ => faults.push(Fault::at(place, no_findings("findings"))),
                    }
                }
            }
            Some(_) => faults.push(placed(&origin, no_findings("findings"))),
        }
        Incoming { cells, origin, findings, faults, was }
    }

    /// From rows of files; `was` is the inspection that it takes the place of.
    pub fn rows(
        cells: Map<String, Value>,
        origin: Origin,
        findings: Vec<(Map<String, Value>, Origin)>,
        was: Option<Whole>,
    ) -> Incoming {
        let too_many = findings.len() > MOST_FINDINGS;
        let faults = too_many.then(|| placed(&origin, no_findings("findings"))).into_iter().collect();
        Incoming { cells, origin, findings, faults, was }
    }
}

fn no_findings(field: &'static str) -> Invalid {
    let text = Text::new(
        format!(
            "`{field}` must be an array of at most {MOST_FINDINGS} objects, each with `item` and `result` at least"
        ),
        format!("`{field}` は `item` と `result` を持つオブジェクトの配列（{MOST_FINDINGS}件以内）にしてください"),
    );
    Invalid::new(field, "malformed", "", text)
}

/// An inspection while it is judged.
struct Draft {
    record: Model,
    origin: Origin,
    findings: Vec<(Finding, Origin)>,
    faults: Vec<Fault>,
    /// Fields that have a fault of their own already.
    refused: Vec<&'static str>,
    result_given: bool,
    /// Whether it was recorded of this place and kind already: what has become of them since does not speak against it.
    stayed: bool,
}

/// Inspections from their cells, or everything that is wrong with them.
pub async fn judged(db: &impl ConnectionTrait, stamp: &Stamp, incoming: Vec<Incoming>) -> Result<Vec<Whole>> {
    let kinds = Kinds::of(db, &stamp.municipality).await?;
    let mut drafts: Vec<Draft> = incoming.into_iter().map(|incoming| Draft::read(incoming, stamp)).collect();
    let places = Places::of(db, &stamp.municipality, drafts.iter_mut().flat_map(Draft::places)).await?;
    let mut facilities: Vec<String> = drafts.iter().map(|draft| draft.record.facility_code.clone()).collect();
    facilities.retain(|code| !code.is_empty());
    facilities.sort_unstable();
    facilities.dedup();
    let statuses = store::facility_statuses(db, &stamp.municipality, &facilities).await?;
    let (mut judged, mut faults) = (Vec::with_capacity(drafts.len()), Vec::new());
    for mut draft in drafts {
        draft.settle(&places, stamp);
        draft.fits(&kinds, &places, &statuses);
        draft.settle_findings(&places);
        draft.conclude();
        faults.append(&mut draft.faults);
        judged.push(Whole {
            inspection: draft.record,
            findings: draft.findings.into_iter().map(|(finding, _)| finding).collect(),
        });
    }
    if faults.is_empty() { Ok(judged) } else { Err(Error::Refused(faults)) }
}

impl Draft {
    fn read(incoming: Incoming, stamp: &Stamp) -> Draft {
        let Incoming { cells, origin, findings, mut faults, was } = incoming;
        let result_given = cells.get("result").is_some_and(|value| !value.is_null());
        let mut fields = Fields::new(cells, origin.clone());
        let own = match &was {
            Some(was) => Stamp { id: was.inspection.id.clone(), ..stamp.clone() },
            None => stamp.next(),
        };
        let record = Model::read(&mut fields, &own, was.as_ref().map(|was| &was.inspection));
        let names = ["kind", "facility_code", "building_code", "component_code", "performed_on", "result"];
        let stayed = was.as_ref().is_some_and(|was| same_place(&was.inspection, &record));
        let own_faults = fields.faults();
        let refused: Vec<&'static str> =
            names.into_iter().filter(|name| own_faults.iter().any(|fault| is_at(fault, &origin, name))).collect();
        let check = record.check(stamp.today).into_iter().filter(|_| !refused.contains(&"performed_on"));
        faults.extend(own_faults);
        faults.extend(check.map(|invalid| placed(&origin, invalid)));
        let findings = read_findings(&record, findings, was.as_ref(), &origin, &mut faults);
        Draft { record, origin, findings, faults, refused, result_given, stayed }
    }

    fn places(&mut self) -> Vec<Place<'_>> {
        let mut places = vec![self.record.place()];
        places.extend(self.findings.iter_mut().map(|(finding, _)| Place {
            facility: None,
            building: Some((&mut finding.building_code).into()),
            component: Some((&mut finding.component_code).into()),
        }));
        places
    }

    fn fault(&mut self, invalid: Invalid) {
        // A field that could not be read has been told; that it is empty need not be.
        if !self.refused.contains(&invalid.field) {
            self.faults.push(placed(&self.origin, invalid));
        }
    }

    fn settle(&mut self, places: &Places, stamp: &Stamp) {
        let strangers = places.settle(&mut self.record.place());
        let mut against = if strangers.is_empty() { self.record.check_place(places, stamp.today) } else { Vec::new() };
        if self.stayed {
            against.retain(|invalid| invalid.field == "performed_on");
        }
        against.splice(0..0, strangers);
        against.into_iter().for_each(|invalid| self.fault(invalid));
    }

    /// Whether the inspection is of what its kind looks at, and that stands.
    fn fits(&mut self, kinds: &Kinds, places: &Places, statuses: &HashMap<String, Status>) {
        if self.stayed {
            return;
        }
        let code = self.record.facility_code.clone();
        if let Some(status) = statuses.get(&code).filter(|status| !status.stands()) {
            self.fault(not_standing("facility_code", &code, *status));
        }
        let Some(known) = kinds.get(&self.record.kind) else {
            let unknown = kinds.unknown(&self.record.kind);
            return self.fault(unknown);
        };
        for invalid in misplaced(known, &self.record, places) {
            // Whoever names the component need not name the facility.
            if invalid.code == "required" {
                let origin = &self.origin;
                self.faults.retain(|fault| fault.code != "required" || !is_at(fault, origin, "facility_code"));
            }
            self.fault(invalid);
        }
    }

    fn settle_findings(&mut self, places: &Places) {
        let (record, faults) = (&self.record, &mut self.faults);
        for (finding, origin) in &mut self.findings {
            if finding.building_code.is_none() && finding.component_code.is_none() {
                finding.building_code.clone_from(&record.building_code);
                finding.component_code.clone_from(&record.component_code);
                continue;
            }
            let mut place = Place {
                facility: None,
                building: Some((&mut finding.building_code).into()),
                component: Some((&mut finding.component_code).into()),
            };
            let mut against = places.settle(&mut place);
            if against.is_empty() {
                against.extend(outside(finding, record, places));
            }
            faults.extend(against.into_iter().map(|invalid| placed(origin, invalid)));
        }
    }

    /// What was found as a whole.
    fn conclude(&mut self) {
        let results: Vec<FindingResult> = self.findings.iter().map(|(finding, _)| finding.result).collect();
        let worst = overall(&results);
        let given = self.record.result;
        if !self.result_given {
            self.record.result = worst;
        } else if overall(&[given, worst]) != given {
            self.fault(too_mild(given, worst));
        }
    }
}

fn same_place(one: &Model, other: &Model) -> bool {
    let place = |record: &Model| {
        let Model { kind, facility_code, building_code, component_code, .. } = record.clone();
        (kind, facility_code, building_code, component_code)
    };
    place(one) == place(other)
}

/// Whether a fault is of this field, in a body or in a row of a file.
fn is_at(fault: &Fault, origin: &Origin, field: &str) -> bool {
    let place = origin.fault(field, fault.code, None, Text::new("", ""));
    (&fault.pointer, fault.row, &fault.column) == (&place.pointer, place.row, &place.column)
}

/// The findings of one inspection, each with the number it was given or the next that is free.
fn read_findings(
    record: &Model,
    incoming: Vec<(Map<String, Value>, Origin)>,
    was: Option<&Whole>,
    origin: &Origin,
    faults: &mut Vec<Fault>,
) -> Vec<(Finding, Origin)> {
    let mut read = Vec::with_capacity(incoming.len());
    let mut used = HashSet::new();
    for (cells, origin) in incoming {
        let mut fields = Fields::new(cells, origin.clone());
        let finding = read_finding(&mut fields, record);
        if finding.finding_no > 0 && !used.insert(finding.finding_no) {
            fields.refuse(twice(finding.finding_no));
        }
        faults.extend(fields.faults());
        read.push((finding, origin));
    }
    let mut next = 1;
    for (finding, _) in &mut read {
        if finding.finding_no == 0 {
            while !used.insert(next) {
                next += 1;
            }
            finding.finding_no = next;
        }
        let before = was.and_then(|was| was.findings.iter().find(|old| old.finding_no == finding.finding_no));
        finding.defect_id = before.and_then(|before| before.defect_id.clone());
        finding.work_id = before.and_then(|before| before.work_id.clone());
    }
    let followed = was.into_iter().flat_map(|was| &was.findings);
    let followed = followed.filter(|old| old.defect_id.is_some() || old.work_id.is_some());
    for gone in followed.filter(|old| !used.contains(&old.finding_no)) {
        faults.push(placed(origin, still_followed(gone.finding_no)));
    }
    read.sort_by_key(|(finding, _)| finding.finding_no);
    read
}

fn read_finding(fields: &mut Fields, record: &Model) -> Finding {
    fields.derived(&["defect_id", "work_id"]);
    Finding {
        municipality_code: record.municipality_code.clone(),
        inspection_id: record.id.clone(),
        finding_no: fields.small("finding_no", 1, 9_999).unwrap_or(0),
        building_code: fields.code("building_code"),
        component_code: fields.code("component_code"),
        part: fields.text("part", 64),
        item: fields.required_text("item", 200),
        result: fields.required_word("result", FindingResult::Passed),
        severity: fields.word("severity"),
        description: fields.text("description", 10_000),
        defect_id: None,
        work_id: None,
        illustrative: fields.illustrative(),
    }
}

/// What the kind says against the place that the inspection names.
fn misplaced(known: &Known, record: &Model, places: &Places) -> Vec<Invalid> {
    let (building, component) = (record.building_code.as_deref(), record.component_code.as_deref());
    match (known.kind.scope, building, component) {
        (InspectionScope::Component, _, None) => vec![missing("component_code", known)],
        (InspectionScope::Component, _, Some(code)) => wrong_component(known, code, places).into_iter().collect(),
        (InspectionScope::Building, None, None) => vec![missing("building_code", known)],
        (InspectionScope::Building, _, Some(code)) => vec![too_narrow("component_code", code, known)],
        (InspectionScope::Facility, _, Some(code)) => vec![too_narrow("component_code", code, known)],
        (InspectionScope::Facility, Some(code), None) => vec![too_narrow("building_code", code, known)],
        _ => Vec::new(),
    }
}

/// The fault of a component of another kind than the inspection looks at.
pub fn wrong_component(known: &Known, code: &str, places: &Places) -> Option<Invalid> {
    let component = places.component(code)?;
    if known.kind.component_kinds.contains(&component.kind) {
        return None;
    }
    let kind = &known.kind.code;
    let codes: Vec<&str> = known.kind.component_kinds.iter().map(|kind| kind.code()).collect();
    let labels: Vec<&str> = known.kind.component_kinds.iter().map(|kind| kind.label_ja()).collect();
    let text = Text::new(
        format!(
            "`component_code` is `{code}`, a component of the kind {}, but `{kind}` looks at {}; name another component or kind",
            component.kind.code(),
            codes.join(", ")
        ),
        format!(
            "`component_code` の `{code}` は{}です。`{kind}` の対象は{}です。別の部位か種別を指定してください",
            component.kind.label_ja(),
            labels.join("、")
        ),
    );
    Some(Invalid::new("component_code", "contradiction", code, text))
}

fn missing(field: &'static str, known: &Known) -> Invalid {
    let (kind, scope) = (&known.kind.code, known.kind.scope);
    let text = Text::new(
        format!("`{field}` is missing; an inspection of the kind `{kind}` looks at a {}, name it", scope.code()),
        format!("`{field}` がありません。`{kind}` の対象は{}です。番号を指定してください", scope.label_ja()),
    );
    Invalid::new(field, "required", "", text)
}

fn too_narrow(field: &'static str, code: &str, known: &Known) -> Invalid {
    let (kind, scope) = (&known.kind.code, known.kind.scope);
    let text = Text::new(
        format!(
            "`{field}` is `{code}`, but an inspection of the kind `{kind}` looks at a whole {}; leave it out, or name it in \
             a finding",
            scope.code()
        ),
        format!(
            "`{field}` は `{code}` ですが、`{kind}` の対象は{}全体です。省くか、指摘（findings）で指定してください",
            scope.label_ja()
        ),
    );
    Invalid::new(field, "contradiction", code, text)
}

/// The fault of a finding outside of what was inspected.
fn outside(finding: &Finding, record: &Model, places: &Places) -> Option<Invalid> {
    let code = finding.building_code.as_deref()?;
    let known = places.building(code)?;
    let (what, there) = match record.building_code.as_deref() {
        Some(building) => ("building_code", building),
        None => ("facility_code", record.facility_code.as_str()),
    };
    let inside = if record.building_code.is_some() { there == code } else { there == known.facility_code };
    // Where nothing is known of the inspection's own place, that has been told.
    (!inside && !there.is_empty()).then(|| {
        Invalid::new(
            "building_code",
            "contradiction",
            code,
            Text::new(
                format!(
                    "the finding is in the building `{code}`, but the `{what}` of the inspection is `{there}`; correct one of \
                     them, or record an inspection of its own"
                ),
                format!(
                    "指摘の建物は `{code}` ですが、点検の `{what}` は `{there}` です。どちらかを訂正するか、別の点検として登録してください"
                ),
            ),
        )
    })
}

fn too_mild(given: FindingResult, worst: FindingResult) -> Invalid {
    let text = Text::new(
        format!(
            "`result` is `{}`, but one of the findings is `{}`; leave it out or correct one of them",
            given.code(),
            worst.code()
        ),
        format!(
            "`result` は「{}」ですが、指摘に「{}」があります。`result` を省くか、どちらかを訂正してください",
            given.label_ja(),
            worst.label_ja()
        ),
    );
    Invalid::new("result", "contradiction", given.code(), text)
}

fn twice(number: i32) -> Invalid {
    let text = Text::new(
        format!(
            "`finding_no` is `{number}` twice in this inspection; number the findings apart or leave the numbers out"
        ),
        format!("`finding_no` の `{number}` が重複しています。別の番号にするか、番号を省いてください"),
    );
    Invalid::new("finding_no", "duplicate", number, text)
}

fn still_followed(number: i32) -> Invalid {
    let text = Text::new(
        format!("`findings` leaves out finding `{number}`, from which a defect or works have come; keep it"),
        format!("`findings` に指摘 `{number}` がありません。不具合か工事に結び付いているため、残してください"),
    );
    Invalid::new("findings", "contradiction", number, text)
}
