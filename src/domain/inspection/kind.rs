//! Which inspections is a building, one of its components or a facility subject to?
//!
//! A kind applies if the subject is what the kind looks at (`scope`), stands, and
//!
//! ```text
//! (no classes named, or its class is one of them) and
//! (no component kinds named, or its own is one of them) and
//! (no least size named, or floor area ≥ least area, or storeys above ground ≥ least storeys)
//! ```
//!
//! Either size is enough, as in the lists of the authorities (「F≧3 又は A＞2,000㎡」); a size that is not known is not reached.
//!
//! # Shapes
//! One kind and one subject in, a reason or nothing out; a kind is read from one row of text cells.
//! # Units
//! Intervals in calendar months, areas in dm² (written in m²), storeys above ground. Nothing is rounded.
//! # Errors
//! [`Kind::from_row`] returns every fault of the row as [`Invalid`] with the name of its column.
//! # Source
//! The form of the rule is ours, after 建築基準法 §12: buildings are designated by use, storeys and floor area. The rules
//! themselves are rows of data, each with its law; what the authority (特定行政庁) has designated goes before them.

use super::due::Interval;
use super::word::InspectionScope;
use crate::domain::facility::{Class, ComponentKind, Status, Word, word};
use crate::domain::units::{Area, Code, out_of_range};
use crate::domain::{Invalid, Text};
use chrono::NaiveDate;

/// A kind of inspection as text cells, empty where nothing is said; lists are separated by `;`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindRow {
    /// コード
    pub code: String,
    /// 名称
    pub name_ja: String,
    /// Name in English.
    pub name_en: String,
    /// 根拠法令
    pub law_ja: String,
    /// 対象, a code of [`InspectionScope`].
    pub scope: String,
    /// 周期, months.
    pub interval_months: String,
    /// 報告の周期, months; empty if nothing is reported.
    pub report_interval_months: String,
    /// 大分類, codes of [`Class`]; empty is every class.
    pub classes: String,
    /// 部位・設備, codes of [`ComponentKind`]; only where the scope is `component`.
    pub component_kinds: String,
    /// 最小延床面積, m².
    pub least_floor_area_m2: String,
    /// 最小階数, storeys above ground.
    pub least_storeys: String,
    /// First day on which the rule is in force (2024-04-01); empty is always.
    pub effective_from: String,
    /// Last day on which the rule is in force; empty is without end.
    pub effective_to: String,
}

/// A kind of inspection that recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// コード
    pub code: String,
    /// 名称
    pub name: Text,
    /// 根拠法令
    pub law_ja: String,
    /// 対象
    pub scope: InspectionScope,
    /// 周期
    pub interval: Interval,
    /// 報告の周期; `None` if nothing is reported.
    pub report_interval: Option<Interval>,
    /// The classes it applies to; empty is every class.
    pub classes: Vec<Class>,
    /// The component kinds it applies to; empty unless the scope is a component.
    pub component_kinds: Vec<ComponentKind>,
    /// The floor area from which it applies, dm².
    pub least_floor_area_dm2: Option<i64>,
    /// The storeys above ground from which it applies.
    pub least_storeys: Option<i32>,
    /// First day on which the rule is in force.
    pub effective_from: Option<NaiveDate>,
    /// Last day on which the rule is in force.
    pub effective_to: Option<NaiveDate>,
}

impl Kind {
    /// Reads a row; every fault of it is reported, in the order of the columns and then of what contradicts itself.
    pub fn from_row(row: &KindRow) -> Result<Kind, Vec<Invalid>> {
        let mut faults = Vec::new();
        let code = read(&mut faults, Code::parse("code", row.code.trim()).map(Code::into_string));
        let name_ja = read(&mut faults, filled("name_ja", &row.name_ja));
        let name_en = read(&mut faults, filled("name_en", &row.name_en));
        let law_ja = read(&mut faults, filled("law_ja", &row.law_ja));
        let scope = read(&mut faults, word("scope", &row.scope));
        let interval =
            filled("interval_months", &row.interval_months).and_then(|text| months("interval_months", &text));
        let interval = read(&mut faults, interval);
        let report = given(&row.report_interval_months).map(|text| months("report_interval_months", text));
        let report_interval = read(&mut faults, report.transpose()).flatten();
        let classes = list("classes", &row.classes, &mut faults);
        let component_kinds = list("component_kinds", &row.component_kinds, &mut faults);
        let least_floor_area_dm2 =
            read(&mut faults, given(&row.least_floor_area_m2).map(area_dm2).transpose()).flatten();
        let least_storeys = read(&mut faults, given(&row.least_storeys).map(storeys).transpose()).flatten();
        let mut on = |field, text| read(&mut faults, given(text).map(|text| day(field, text)).transpose()).flatten();
        let effective_from = on("effective_from", &row.effective_from);
        let effective_to = on("effective_to", &row.effective_to);
        let (Some(code), Some(ja), Some(en), Some(law_ja), Some(scope), Some(interval)) =
            (code, name_ja, name_en, law_ja, scope, interval)
        else {
            return Err(faults);
        };
        let name = Text { en, ja };
        let kind = Kind {
            code,
            name,
            law_ja,
            scope,
            interval,
            report_interval,
            classes,
            component_kinds,
            least_floor_area_dm2,
            least_storeys,
            effective_from,
            effective_to,
        };
        faults.extend(kind.contradictions());
        if faults.is_empty() { Ok(kind) } else { Err(faults) }
    }

    /// Whether the rule is in force on that day; both ends belong to it.
    pub fn is_in_force(&self, on: NaiveDate) -> bool {
        self.effective_from.is_none_or(|from| from <= on) && self.effective_to.is_none_or(|to| on <= to)
    }

    /// What no single column shows.
    fn contradictions(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        let of_component = self.scope == InspectionScope::Component;
        let interval = self.interval.months();
        if of_component && self.component_kinds.is_empty() {
            faults.push(contradiction("component_kinds", "", COMPONENTS_MISSING));
        }
        if let Some(first) = self.component_kinds.first().filter(|_| !of_component) {
            faults.push(contradiction("component_kinds", first.code(), COMPONENTS_NOT_LOOKED_AT));
        }
        if let Some(storeys) = self.least_storeys.filter(|_| self.scope == InspectionScope::Facility) {
            faults.push(contradiction("least_storeys", storeys, FACILITY_HAS_NO_STOREYS));
        }
        if let Some(report) = self.report_interval.filter(|report| report.months() < interval) {
            faults.push(contradiction("report_interval_months", report.months(), REPORTED_TOO_OFTEN));
        }
        if let Some((_, to)) = self.effective_from.zip(self.effective_to).filter(|(from, to)| to < from) {
            faults.push(contradiction("effective_to", to, ENDS_BEFORE_IT_BEGINS));
        }
        faults
    }
}

/// More storeys than any building here has.
const MOST_STOREYS: i32 = 100;

/// What is wrong, in both languages and without its subject.
type Fault = (&'static str, &'static str);

const COMPONENTS_MISSING: Fault = (
    "an inspection of components must name their kinds, separated by ;",
    "部位・設備の点検では、対象の種類を ; 区切りで指定してください",
);
const COMPONENTS_NOT_LOOKED_AT: Fault = (
    "only an inspection whose `scope` is `component` names them; leave it empty or change the scope",
    "`scope` が `component` の点検だけで指定できます。空にするか対象を改めてください",
);
const FACILITY_HAS_NO_STOREYS: Fault = (
    "a facility has no storeys; leave it empty or make the `scope` `building`",
    "施設には階数がありません。空にするか、`scope` を `building` にしてください",
);
const REPORTED_TOO_OFTEN: Fault = (
    "it must not be less than `interval_months`, for there is nothing new to report",
    "`interval_months` より短くできません。報告は点検の後に行います",
);
const ENDS_BEFORE_IT_BEGINS: Fault = (
    "it lies before `effective_from`; correct one of the two",
    "`effective_from` より前です。どちらかを訂正してください",
);

fn contradiction(field: &'static str, value: impl ToString, (en, ja): Fault) -> Invalid {
    let value = value.to_string();
    let text =
        Text::new(format!("`{field}` is `{value}`; {en}"), format!("`{field}` の値 `{value}` は使えません。{ja}"));
    Invalid::new(field, "contradiction", value, text)
}

/// Keeps what was read, or notes what is wrong with it.
fn read<T>(faults: &mut Vec<Invalid>, result: Result<T, Invalid>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn filled(field: &'static str, text: &str) -> Result<String, Invalid> {
    given(text).map(str::to_owned).ok_or_else(|| {
        let en = format!("`{field}` is empty; every kind of inspection needs it");
        Invalid::new(field, "required", "", Text::new(en, format!("`{field}` が空です。点検の種類には必要です")))
    })
}

fn malformed(field: &'static str, text: &str, (en, ja): Fault) -> Invalid {
    let en = format!("`{field}` is `{text}`; write {en}");
    Invalid::new(field, "malformed", text, Text::new(en, format!("`{field}` の値 `{text}` は読めません。{ja}")))
}

fn whole(field: &'static str, text: &str) -> Result<i64, Invalid> {
    text.parse().map_err(|_| malformed(field, text, ("a whole number, such as 12", "12 のような整数にしてください")))
}

fn months(field: &'static str, text: &str) -> Result<Interval, Invalid> {
    whole(field, text).and_then(|months| Interval::new(field, months))
}

fn area_dm2(text: &str) -> Result<i64, Invalid> {
    let field = "least_floor_area_m2";
    let m2: f64 = text
        .parse()
        .map_err(|_| malformed(field, text, ("square metres, such as 1000", "1000 のような㎡の数にしてください")))?;
    Area::from_m2(field, m2).map(|area| area.dm2().into())
}

fn storeys(text: &str) -> Result<i32, Invalid> {
    let field = "least_storeys";
    let storeys = whole(field, text)?;
    let known = i32::try_from(storeys).ok().filter(|storeys| (1..=MOST_STOREYS).contains(storeys));
    known.ok_or_else(|| out_of_range(field, storeys, 1, MOST_STOREYS.into()))
}

fn day(field: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    text.parse().map_err(|_| malformed(field, text, ("a day as 2024-04-01", "2024-04-01 のような日付にしてください")))
}

fn list<W: Word>(field: &'static str, text: &str, faults: &mut Vec<Invalid>) -> Vec<W> {
    text.split(';').filter_map(given).filter_map(|part| read(faults, word(field, part))).collect()
}

/// Something that may have to be inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is: a facility, a building or a component.
    pub scope: InspectionScope,
    /// The class of its facility.
    pub class: Class,
    /// The floor area of its building, of a facility all of them together, dm².
    pub floor_area_dm2: Option<i64>,
    /// The storeys above ground of its building.
    pub storeys_above: Option<i32>,
    /// What kind of component it is, if it is one.
    pub component_kind: Option<ComponentKind>,
    /// The status of its building or, of a facility, its own.
    pub status: Status,
}

/// Why a kind applies to a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The sentence.
    pub text: Text,
}

/// Why the kind applies to the subject, or `None` if it does not. What is planned or demolished is subject to none;
/// whether the rule is in force is [`Kind::is_in_force`].
pub fn applies(kind: &Kind, subject: &Subject) -> Option<Because> {
    if kind.scope != subject.scope || !subject.status.stands() {
        return None;
    }
    let mut reasons = Vec::new();
    if !kind.classes.is_empty() {
        let class = kind.classes.iter().find(|class| **class == subject.class)?;
        reasons.push((format!("its class is `{}`", class.code()), format!("大分類が「{}」", class.label_ja())));
    }
    if !kind.component_kinds.is_empty() {
        let part = kind.component_kinds.iter().find(|part| Some(**part) == subject.component_kind)?;
        reasons.push((format!("its kind is `{}`", part.code()), format!("種類が「{}」", part.label_ja())));
    }
    if kind.least_floor_area_dm2.is_some() || kind.least_storeys.is_some() {
        reasons.push(size_reached(kind, subject)?);
    }
    Some(Because { text: because(kind, &reasons) })
}

/// The size that the subject reaches; the floor area is named first.
fn size_reached(kind: &Kind, subject: &Subject) -> Option<(String, String)> {
    let area = kind.least_floor_area_dm2.zip(subject.floor_area_dm2).filter(|(least, has)| has >= least);
    if let Some((least, has)) = area {
        let (least, has) = (Area::from_dm2(least).m2(), Area::from_dm2(has).m2());
        let en = format!("its floor area of {has} m² reaches {least} m²");
        return Some((en, format!("延床面積 {has}㎡が {least}㎡以上")));
    }
    let (least, has) = kind.least_storeys.zip(subject.storeys_above).filter(|(least, has)| has >= least)?;
    Some((format!("its {has} storeys reach {least}"), format!("階数 {has} が {least} 以上")))
}

fn because(kind: &Kind, reasons: &[(String, String)]) -> Text {
    let (name, scope) = (&kind.name, kind.scope);
    let (ens, jas): (Vec<&str>, Vec<&str>) = reasons.iter().map(|(en, ja)| (en.as_str(), ja.as_str())).unzip();
    match reasons.is_empty() {
        true => Text::new(
            format!("{} ({}) applies to every {}", name.en, kind.law_ja, scope.code()),
            format!("{}（{}）はすべての{}が対象です", name.ja, kind.law_ja, scope.label_ja()),
        ),
        false => Text::new(
            format!("{} ({}) applies because {}", name.en, kind.law_ja, ens.join(" and ")),
            format!("{}で、{}（{}）の対象です", jas.join("、"), name.ja, kind.law_ja),
        ),
    }
}
