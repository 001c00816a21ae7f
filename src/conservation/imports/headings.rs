//! Under which headings do works, inspections, ratings and defects stand in a table, and what else are they called?
//!
//! The order is that of exports; what goes out under the official headings comes in again as it was.

use super::ImportKind;
use crate::spreadsheet::naming::{Measure, key, look_up, split_measure};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What the cells of a column are, as far as they are put in order before a record is read from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    /// Words of a closed list; the way in which people write them is for `words`.
    Word,
    /// Several words in one cell.
    Words,
    /// An amount, in the unit of its heading.
    Yen,
    /// A whole number, perhaps with 年 behind it.
    Whole,
    Date,
    /// A fiscal year, which stands for a date: the 31 March in which it ends.
    DateOfYear,
    Year,
    /// A grade: one letter, in any width.
    Grade,
    /// ○ where this word applies; a tag of works.
    Mark(&'static str),
    /// Numbers of the Sustainable Development Goals.
    Goals,
    /// Grades of this part, a column a part.
    Part(&'static str),
}

/// A column: field, heading, what it holds, and what else people call it.
pub(super) struct Heading {
    pub field: &'static str,
    pub heading: &'static str,
    pub holds: Holds,
    variants: &'static [&'static str],
    /// Names that mean this when nothing better is there.
    loose: &'static [&'static str],
    /// Whether exports have it.
    exported: bool,
}

const fn col(
    field: &'static str,
    heading: &'static str,
    holds: Holds,
    variants: &'static [&'static str],
    loose: &'static [&'static str],
) -> Heading {
    Heading { field, heading, holds, variants, loose, exported: true }
}

/// A column that is read and that exports express in another way.
const fn only_read(
    field: &'static str,
    heading: &'static str,
    holds: Holds,
    variants: &'static [&'static str],
) -> Heading {
    Heading { field, heading, holds, variants, loose: &[], exported: false }
}

use Holds::*;

// Not `ID`, which at the head of a CSV makes Excel take it for another format.
const ID: Heading = col("id", "記録番号", Text, &["識別子", "管理ID"], &[]);
const FACILITY_CODE: Heading = col("facility_code", "施設番号", Text, &["施設コード", "施設ID", "施設No"], &[]);
const FACILITY_NAME: Heading = col("facility_name", "施設名", Text, &["施設名称", "学校名", "対象施設"], &["名称"]);
const BUILDING_CODE: Heading = col("building_code", "建物番号", Text, &["棟番号", "建物コード", "建物ID", "棟No"], &[]);
const BUILDING_NAME: Heading = col("building_name", "建物名", Text, &["棟名", "建物名称", "棟名称"], &["建物", "棟"]);
const COMPONENT_CODE: Heading =
    col("component_code", "部位番号", Text, &["部位コード", "設備番号", "設備コード", "部位ID"], &[]);
const NOTE: Heading = col("note", "備考", Text, &["摘要", "メモ", "備考欄"], &["特記事項"]);
const SOURCE: Heading = col("source", "出典", Text, &["データ出典", "情報源"], &[]);
const LICENCE: Heading = col("licence", "ライセンス", Text, &["license", "利用条件"], &[]);
const ILLUSTRATIVE: Heading = col("illustrative", "例示項目", Text, &["例示"], &[]);

const WORKS: &[Heading] = &[
    col("external_no", "工事番号", Text, &["整理番号", "工事No", "管理番号"], &["番号", "No"]),
    FACILITY_CODE,
    FACILITY_NAME,
    BUILDING_CODE,
    BUILDING_NAME,
    COMPONENT_CODE,
    col("kind", "工事種別", Word, &["工種", "工事区分", "工事の種類"], &["区分", "種別"]),
    col("title", "工事名", Text, &["件名", "工事件名", "工事名称", "事業名"], &[]),
    col("scope", "工事内容", Text, &["工事概要", "整備内容"], &["内容", "概要"]),
    col("state", "状態", Word, &["進捗", "進捗状況", "工事状況"], &["状況"]),
    // A list that says 計画年度 means the year for which it plans; the plan itself is 実施計画.
    col("planned_year", "実施年度", Year, &["予定年度", "計画年度", "実施予定年度", "工事年度"], &["年度"]),
    col("earliest_year", "最早年度", Year, &["最早実施年度"], &[]),
    col("latest_year", "最遅年度", Year, &["期限年度", "最遅実施年度"], &[]),
    col("duration_years", "工期（年）", Whole, &["工事年数"], &[]),
    col("cost_yen", "概算工事費（円）", Yen, &["工事費", "概算額", "概算費用", "工事金額"], &["金額", "事業費"]),
    col("funding", "財源", Words, &["財源区分"], &[]),
    col("plan_year", "実施計画年度", Year, &["計画計上年度", "実施計画計上年度"], &[]),
    col("budget_year", "予算年度", Year, &["予算計上年度"], &[]),
    col("budget_request_yen", "予算要求額（円）", Yen, &["要求額"], &[]),
    col("started_on", "着工日", Date, &["着手日", "工事着手日", "着工年月日"], &[]),
    col("done_on", "完了日", Date, &["竣工日", "しゅん工日", "完成日", "竣工年月日", "完了年月日", "完成年月日"], &[]),
    col("actual_cost_yen", "決算額（円）", Yen, &["実績額", "決算額"], &["契約額", "契約金額", "請負金額"]),
    col("dropped_reason", "取下げ理由", Text, &["取り下げ理由", "中止理由"], &[]),
    col("tags", "施策区分", Words, &["施策の区分", "政策区分"], &[]),
    only_read("tags.resilience", "強靭化", Mark("resilience"), &["強靱化", "国土強靱化", "国土強靭化"]),
    only_read("tags.decarbonisation", "脱炭素化", Mark("decarbonisation"), &["脱炭素"]),
    only_read("tags.universal-design", "ユニバーサルデザイン化", Mark("universal-design"), &["ユニバーサルデザイン"]),
    only_read("tags.consolidation", "集約化・複合化", Mark("consolidation"), &["複合化", "集約化"]),
    only_read("tags.goals", "SDGs", Goals, &["SDGsの目標", "SDGs目標"]),
    NOTE,
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
    ID,
];

const INSPECTIONS: &[Heading] = &[
    col("external_no", "点検番号", Text, &["点検No", "整理番号", "管理番号"], &["番号", "No"]),
    col("kind", "点検種別", Word, &["法定点検", "点検名", "点検の種類", "点検区分"], &["種別"]),
    FACILITY_CODE,
    FACILITY_NAME,
    BUILDING_CODE,
    BUILDING_NAME,
    COMPONENT_CODE,
    col("performed_on", "点検実施日", Date, &["実施日", "点検日", "点検年月日", "実施年月日"], &[]),
    col("inspector", "点検者", Text, &["委託業者", "実施者", "点検業者", "点検実施者"], &[]),
    col("report_no", "報告書番号", Text, &["報告番号"], &[]),
    col("cost_yen", "点検費用（円）", Yen, &["委託料", "点検費"], &["金額"]),
    col("result", "判定", Word, &["総合判定", "点検結果"], &["結果"]),
    col("finding_no", "指摘番号", Whole, &["指摘No"], &[]),
    col("finding_part", "部位", Text, &["指摘部位", "点検部位"], &[]),
    col("finding_item", "点検項目", Text, &["点検箇所", "指摘箇所"], &["箇所", "項目"]),
    col("finding_result", "指摘結果", Word, &["項目判定", "指摘判定"], &[]),
    col("finding_severity", "緊急度", Word, &["優先度"], &[]),
    col("finding_description", "指摘内容", Text, &["所見", "指摘事項"], &["内容"]),
    NOTE,
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
    ID,
];

const RATINGS: &[Heading] = &[
    FACILITY_CODE,
    FACILITY_NAME,
    BUILDING_CODE,
    BUILDING_NAME,
    COMPONENT_CODE,
    col("part", "部位", Word, &["評価部位", "部位名"], &[]),
    col("scheme", "評価基準", Text, &["評価方式"], &[]),
    col("grade", "評価", Grade, &["劣化度", "劣化状況", "評価結果"], &["判定"]),
    col("rated_on", "評価日", Date, &["調査日", "調査年月日", "評価年月日"], &[]),
    only_read("rated_on", "調査年度", DateOfYear, &["評価年度"]),
    col("basis", "評価方法", Word, &["評価の方法"], &[]),
    col("rated_by", "評価者", Text, &["調査者"], &[]),
    only_read("roof", "屋根・屋上", Part("roof"), &["屋根", "屋上"]),
    only_read("exterior-wall", "外壁", Part("exterior-wall"), &[]),
    only_read("interior", "内部仕上げ", Part("interior"), &["内部仕上", "内部"]),
    only_read("electrical", "電気設備", Part("electrical"), &["電気"]),
    only_read("mechanical", "機械設備", Part("mechanical"), &["機械"]),
    only_read("stated_score", "健全度", Text, &["健全度(100点満点)", "健全度(点)"]),
    NOTE,
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
    ID,
];

const DEFECTS: &[Heading] = &[
    col("external_no", "受付番号", Text, &["不具合番号", "整理番号", "管理番号"], &["番号", "No"]),
    FACILITY_CODE,
    FACILITY_NAME,
    BUILDING_CODE,
    BUILDING_NAME,
    COMPONENT_CODE,
    col("component_kind", "部位区分", Word, &["部位・設備", "設備区分"], &["部位"]),
    col("place", "場所", Text, &["発生場所", "不具合箇所"], &["箇所"]),
    col("description", "不具合の内容", Text, &["不具合内容", "症状"], &["内容"]),
    col("severity", "緊急度", Word, &["優先度"], &[]),
    col("state", "状態", Word, &["対応状況", "進捗"], &["状況"]),
    col("reported_on", "受付日", Date, &["発生日", "受付年月日", "報告日", "発見日"], &[]),
    col("reported_by", "報告者", Text, &["受付者", "連絡者"], &[]),
    col("department", "担当課", Text, &["所管課", "担当部署", "所管"], &[]),
    col("assigned_to", "対応者", Text, &["対応業者", "修繕業者"], &["担当者"]),
    col("due_on", "期限", Date, &["対応期限", "期日"], &[]),
    col("fixed_on", "補修日", Date, &["対応日", "修繕日"], &[]),
    col("closed_on", "完了日", Date, &["完結日", "完了年月日"], &[]),
    col("cost_yen", "費用（円）", Yen, &["修繕費", "補修費", "修繕費用"], &["金額"]),
    col("reason", "理由", Text, &["対応不要の理由"], &[]),
    NOTE,
    SOURCE,
    LICENCE,
    ILLUSTRATIVE,
    ID,
];

/// Every column that a kind of file may have.
pub(super) fn table(kind: ImportKind) -> &'static [Heading] {
    match kind {
        ImportKind::Works => WORKS,
        ImportKind::Inspections => INSPECTIONS,
        ImportKind::Ratings => RATINGS,
        ImportKind::Defects => DEFECTS,
    }
}

/// Fields and headings of a kind in the order of exports (様式の列). Amounts go out in yen, days as `2024-03-31`, fiscal
/// years as `2024`, words as their official terms, several words with `;` between them, findings a row each.
pub fn official(kind: ImportKind) -> &'static [(&'static str, &'static str)] {
    static ALL: LazyLock<[Vec<(&'static str, &'static str)>; 4]> = LazyLock::new(|| {
        let of = |kind| {
            let exported = table(kind).iter().filter(|heading| heading.exported);
            exported.map(|heading| (heading.field, heading.heading)).collect()
        };
        [of(ImportKind::Works), of(ImportKind::Inspections), of(ImportKind::Ratings), of(ImportKind::Defects)]
    });
    &ALL[kind as usize]
}

/// How well a heading names its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The official heading or the name of the field.
    Official,
    Variant,
    Loose,
}

/// What a heading was recognised as.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Its place in the table of the kind.
    pub at: usize,
    pub fit: Fit,
    /// How many yen one unit is, where the heading says so.
    pub yen: Option<i64>,
}

/// The column of a kind that a heading means.
pub(super) fn recognise(kind: ImportKind, heading: &str) -> Option<Known> {
    static BY_KEY: LazyLock<[HashMap<String, (usize, Fit)>; 4]> = LazyLock::new(|| {
        [
            by_key(ImportKind::Works),
            by_key(ImportKind::Inspections),
            by_key(ImportKind::Ratings),
            by_key(ImportKind::Defects),
        ]
    });
    let known = &BY_KEY[kind as usize];
    let ((at, fit), measure) = look_up(heading, |key| known.get(key).copied())?;
    let yen = if let Some(Measure::Yen(yen)) = measure { Some(yen) } else { None };
    Some(Known { at, fit, yen })
}

fn by_key(kind: ImportKind) -> HashMap<String, (usize, Fit)> {
    let mut known = HashMap::new();
    let names = |fit: Fit| {
        table(kind).iter().enumerate().flat_map(move |(at, heading)| {
            let official = [heading.field, heading.heading];
            let names: Vec<&'static str> = match fit {
                Fit::Official => official.to_vec(),
                Fit::Variant => heading.variants.to_vec(),
                Fit::Loose => heading.loose.to_vec(),
            };
            names.into_iter().map(move |name| (name, at, fit))
        })
    };
    for (name, at, fit) in names(Fit::Official).chain(names(Fit::Variant)).chain(names(Fit::Loose)) {
        known.entry(key(name)).or_insert((at, fit));
        known.entry(key(&split_measure(name).0)).or_insert((at, fit));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn no_name_means_two_columns_of_a_kind() {
        for kind in ImportKind::iter() {
            let mut seen: HashMap<String, &str> = HashMap::new();
            for heading in table(kind) {
                for name in [heading.heading].iter().chain(heading.variants).chain(heading.loose) {
                    let other = seen.insert(key(name), heading.heading);
                    assert!(other.is_none_or(|other| other == heading.heading), "{kind:?}: {name}");
                }
            }
        }
    }

    #[test]
    fn headings_are_recognised_however_they_are_written() {
        let field = |kind, heading| recognise(kind, heading).map(|known| (table(kind)[known.at].field, known.yen));
        for (heading, expected) in [
            ("工 事 名", ("title", None)),
            ("概算工事費\n（千円）", ("cost_yen", Some(1_000))),
            ("工事費（百万円）", ("cost_yen", Some(1_000_000))),
            ("概算工事費", ("cost_yen", None)),
            ("工期（年）", ("duration_years", None)),
            ("Ｎｏ．", ("external_no", None)),
            ("計画年度", ("planned_year", None)),
            ("実施計画年度", ("plan_year", None)),
            ("国土強靱化", ("tags.resilience", None)),
            ("cost_yen", ("cost_yen", None)),
        ] {
            assert_eq!(field(ImportKind::Works, heading), Some(expected), "{heading}");
        }
        assert_eq!(field(ImportKind::Ratings, "健全度\n（100点満点）"), Some(("stated_score", None)));
        assert_eq!(field(ImportKind::Works, "好きな色"), None);
    }

    #[test]
    fn every_official_heading_is_understood_as_its_own_field() {
        for kind in ImportKind::iter() {
            for (field, heading) in official(kind) {
                let known = recognise(kind, heading).map(|known| (table(kind)[known.at].field, known.fit));
                assert_eq!(known, Some((*field, Fit::Official)), "{kind:?}: {heading}");
            }
        }
        assert!(official(ImportKind::Ratings).iter().all(|(field, _)| *field != "roof"));
    }
}
