//! Which word of a closed list does a cell mean, where people write it in another way? Only spellings that leave no doubt
//! are here; every other cell stays as it is, and its field refuses it with the list of what is allowed.

use super::ImportKind;
use crate::domain::condition::RatingBasis;
use crate::domain::defect::{DefectState, Severity};
use crate::domain::facility::{ComponentKind, Word};
use crate::domain::inspection::FindingResult;
use crate::domain::work::{FundingSource, PolicyTag, WorkKind, WorkState};
use crate::spreadsheet::naming::key;

/// The code of the word that a cell means; the cell as it is when that is not known.
pub(super) fn word(kind: ImportKind, field: &str, cell: &str) -> String {
    let code = match (kind, field) {
        (ImportKind::Works, "kind") => code(cell, WORK_KINDS),
        (ImportKind::Works, "state") => code(cell, WORK_STATES),
        (ImportKind::Works, "funding") => code(cell, FUNDING),
        (ImportKind::Works, "tags") => code(cell, TAGS),
        (ImportKind::Defects, "state") => code(cell, DEFECT_STATES),
        (ImportKind::Inspections, "result" | "finding_result") => code(cell, RESULTS),
        (_, "severity" | "finding_severity") => code(cell, SEVERITIES),
        (_, "component_kind" | "part") => code(cell, PARTS),
        (_, "basis") => code(cell, BASES),
        _ => None,
    };
    code.map_or_else(|| cell.to_owned(), str::to_owned)
}

/// Several words in one cell, with `;` between them.
pub(super) fn words(kind: ImportKind, field: &str, cell: &str) -> Vec<String> {
    let parts = cell.split([';', '；', '、', ',', '，', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| word(kind, field, part)).collect()
}

fn code<W: Word + 'static>(cell: &str, also: &[(&str, W)]) -> Option<&'static str> {
    let wanted = key(cell);
    let known = W::iter().find(|word| key(word.label_ja()) == wanted || key(word.code()) == wanted);
    known.or_else(|| also.iter().find(|(spelling, _)| key(spelling) == wanted).map(|found| found.1)).map(Word::code)
}

const WORK_KINDS: &[(&str, WorkKind)] = &[
    ("修理", WorkKind::Repair),
    ("補修", WorkKind::Repair),
    ("設備更新", WorkKind::Renewal),
    ("大規模改造", WorkKind::Renovation),
    ("長寿命化", WorkKind::LongLife),
    ("建替", WorkKind::Rebuild),
    ("建て替え", WorkKind::Rebuild),
    ("改築", WorkKind::Rebuild),
    ("耐震補強", WorkKind::SeismicRetrofit),
    ("バリアフリー", WorkKind::Accessibility),
    ("省エネルギー", WorkKind::Energy),
    ("省エネ", WorkKind::Energy),
    ("脱炭素化", WorkKind::Energy),
    ("除却", WorkKind::Demolition),
    ("取壊し", WorkKind::Demolition),
];

const WORK_STATES: &[(&str, WorkState)] = &[
    ("予定", WorkState::Planned),
    ("計画中", WorkState::Planned),
    ("予算計上済", WorkState::Budgeted),
    ("工事中", WorkState::UnderWay),
    ("実施中", WorkState::UnderWay),
    ("実施済", WorkState::Done),
    ("実施済み", WorkState::Done),
    ("完成", WorkState::Done),
    ("竣工", WorkState::Done),
    ("しゅん工", WorkState::Done),
    ("取り下げ", WorkState::Dropped),
    ("中止", WorkState::Dropped),
];

const FUNDING: &[(&str, FundingSource)] = &[
    ("起債", FundingSource::Bond),
    ("市債", FundingSource::Bond),
    ("町債", FundingSource::Bond),
    ("村債", FundingSource::Bond),
    ("国庫補助金", FundingSource::NationalSubsidy),
    ("国庫補助", FundingSource::NationalSubsidy),
    ("都支出金", FundingSource::PrefecturalSubsidy),
    ("道支出金", FundingSource::PrefecturalSubsidy),
    ("府支出金", FundingSource::PrefecturalSubsidy),
    ("県支出金", FundingSource::PrefecturalSubsidy),
    ("都補助金", FundingSource::PrefecturalSubsidy),
    ("県補助金", FundingSource::PrefecturalSubsidy),
    ("基金", FundingSource::FacilityFund),
];

const TAGS: &[(&str, PolicyTag)] = &[
    ("強靱化", PolicyTag::Resilience),
    ("国土強靱化", PolicyTag::Resilience),
    ("国土強靭化", PolicyTag::Resilience),
    ("脱炭素", PolicyTag::Decarbonisation),
    ("ユニバーサルデザイン", PolicyTag::UniversalDesign),
];

const DEFECT_STATES: &[(&str, DefectState)] = &[
    ("受付済", DefectState::Reported),
    ("受付済み", DefectState::Reported),
    ("判定済み", DefectState::Triaged),
    ("補修済み", DefectState::Fixed),
    ("修繕済", DefectState::Fixed),
    ("修繕済み", DefectState::Fixed),
];

const RESULTS: &[(&str, FindingResult)] = &[
    ("異常なし", FindingResult::Passed),
    ("問題なし", FindingResult::Passed),
    ("指摘無し", FindingResult::Passed),
    ("適合", FindingResult::Passed),
    ("要重点", FindingResult::Watch),
    ("要是正(既存不適格)", FindingResult::NonConforming),
];

const SEVERITIES: &[(&str, Severity)] =
    &[("至急", Severity::Urgent), ("普通", Severity::Ordinary), ("軽度", Severity::Minor)];

const PARTS: &[(&str, ComponentKind)] = &[
    ("屋根", ComponentKind::Roof),
    ("屋上", ComponentKind::Roof),
    ("内部仕上", ComponentKind::Interior),
    ("内部", ComponentKind::Interior),
    ("電気", ComponentKind::Electrical),
    ("機械", ComponentKind::Mechanical),
    ("エレベーター", ComponentKind::Elevator),
];

const BASES: &[(&str, RatingBasis)] = &[("目視調査", RatingBasis::Visual), ("目視点検", RatingBasis::Visual)];
