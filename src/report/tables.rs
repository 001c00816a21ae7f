//! Which tables does the report consist of? Each described once: its columns and its cells, with the unit they are in.
//!
//! The CSV, the workbook and the page are drawn from here; how a cell is written is theirs.
//! Amounts stay whole yen until they are shown. Whoever shows a larger unit rounds each figure by itself, half up
//! (四捨五入), and never adds rounded figures up; a printed column may therefore differ from its printed total.

use super::html::grouped;
use super::wire::RenewalReport;
use crate::domain::facility::{Class, Word, word};
use crate::domain::renewal::WorkKind;
use crate::domain::units::Yen;
use crate::parameters::Parameter;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// Title of the report.
pub const TITLE: &str = "公共施設等の更新費用の将来推計（年次報告）";

/// The tables that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Table {
    /// 年度別
    Years,
    /// 大分類別
    Classes,
    /// 10年ごと
    Blocks,
    /// 今後10年の工事
    Works,
    /// 前提条件
    Assumptions,
}

impl Word for Table {
    fn label_ja(self) -> &'static str {
        match self {
            Table::Years => "年度別",
            Table::Classes => "大分類別",
            Table::Blocks => "10年ごと",
            Table::Works => "今後10年の工事",
            Table::Assumptions => "前提条件",
        }
    }
}

impl Table {
    /// All of them, in the order of the report.
    pub fn all() -> impl Iterator<Item = Table> {
        Table::iter()
    }
}

/// What one cell holds; the formats write it each in their own way.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A fiscal year that names its row.
    Year(i32),
    /// A fiscal year among other facts.
    PlainYear(i32),
    /// An amount.
    Yen(Yen),
    /// An amount in a row of totals that is a mean of its own, not the sum of the cells above.
    Mean(Yen),
    /// How many.
    Count(u64),
    /// Square metres.
    Area(f64),
    /// A parameter's value: a number as it stands in the source, or a word.
    Value(String),
}

/// A column's heading and how much room it wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Official term, without the unit of amounts.
    pub heading: String,
    /// Whether it holds amounts, so that the unit belongs to the heading.
    pub amounts: bool,
    /// Width in half-width characters.
    pub width: u8,
}

impl Column {
    /// The heading where amounts are whole yen.
    pub fn heading_in_yen(&self) -> String {
        format!("{}{}", self.heading, if self.amounts { "(円)" } else { "" })
    }
}

/// A table: columns, rows, and a row of totals if it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as wide as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// 合計; as wide as the columns, empty words where nothing is summed.
    pub total: Option<Vec<Cell>>,
}

impl Sheet {
    fn new(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Sheet {
        Sheet { columns, rows, total: None }
    }
}

fn column(heading: &str, width: u8) -> Column {
    Column { heading: heading.to_owned(), amounts: false, width }
}

fn amounts(heading: &str) -> Column {
    Column { heading: heading.to_owned(), amounts: true, width: 16 }
}

fn text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

/// One of the tables of the report.
pub fn sheet(report: &RenewalReport, table: Table) -> Sheet {
    match table {
        Table::Years => years(report),
        Table::Classes => classes(report),
        Table::Blocks => blocks(report),
        Table::Works => works(report),
        Table::Assumptions => assumptions(report),
    }
}

fn years(report: &RenewalReport) -> Sheet {
    let mut columns = vec![column("年度", 18)];
    columns.extend(report.by_class.iter().map(|class| amounts(&class.label_ja)));
    columns.extend(["大規模改修", "更新（建替え）", "合計"].map(amounts));
    let rows = report.years.iter().map(|year| {
        let of = |class: Class| year.by_class.iter().find(|c| c.class == class).map_or(Yen(0), |c| c.total_yen);
        let mut row = vec![Cell::Year(year.fiscal_year)];
        row.extend(report.by_class.iter().map(|class| Cell::Yen(of(class.class))));
        row.extend([year.renovation_yen, year.rebuild_yen, year.total_yen].map(Cell::Yen));
        row
    });
    let mut total = vec![text("合計")];
    total.extend(report.by_class.iter().map(|class| Cell::Yen(class.total_yen)));
    total.extend([renovation(report), rebuild(report), report.total_yen].map(Cell::Yen));
    Sheet { rows: rows.collect(), columns, total: Some(total) }
}

/// 大規模改修 over the whole period.
pub fn renovation(report: &RenewalReport) -> Yen {
    sum(report.years.iter().map(|year| year.renovation_yen))
}

/// 更新 over the whole period.
pub fn rebuild(report: &RenewalReport) -> Yen {
    sum(report.years.iter().map(|year| year.rebuild_yen))
}

/// The forecast stops at the largest number there is instead of wrapping; so does a sum of its figures.
fn sum(amounts: impl Iterator<Item = Yen>) -> Yen {
    Yen(amounts.fold(0, |sum, amount| amount.0.saturating_add(sum)))
}

fn classes(report: &RenewalReport) -> Sheet {
    let mut columns = vec![column("大分類", 34), column("棟数", 9), column("延床面積(㎡)", 15)];
    columns.extend(["大規模改修", "更新（建替え）", "合計"].map(amounts));
    let rows = report.by_class.iter().map(|class| {
        vec![
            text(&class.label_ja),
            Cell::Count(class.buildings),
            Cell::Area(class.floor_area_m2),
            Cell::Yen(class.renovation_yen),
            Cell::Yen(class.rebuild_yen),
            Cell::Yen(class.total_yen),
        ]
    });
    let total = vec![
        text("合計"),
        Cell::Count(report.stock.buildings),
        Cell::Area(report.stock.floor_area_m2),
        Cell::Yen(renovation(report)),
        Cell::Yen(rebuild(report)),
        Cell::Yen(report.total_yen),
    ];
    Sheet { rows: rows.collect(), columns, total: Some(total) }
}

fn blocks(report: &RenewalReport) -> Sheet {
    let mut columns = vec![column("最初の年度", 18), column("最後の年度", 18)];
    columns.extend(["大規模改修", "更新（建替え）", "合計", "年平均"].map(amounts));
    let rows = report.blocks.iter().map(|block| {
        let mut row = vec![Cell::Year(block.from_year), Cell::Year(block.to_year)];
        row.extend([block.renovation_yen, block.rebuild_yen, block.total_yen, block.annual_mean_yen].map(Cell::Yen));
        row
    });
    let mut total = vec![text("全期間"), text("")];
    total.extend([renovation(report), rebuild(report), report.total_yen].map(Cell::Yen));
    total.push(Cell::Mean(report.annual_mean_yen));
    Sheet { rows: rows.collect(), columns, total: Some(total) }
}

fn works(report: &RenewalReport) -> Sheet {
    let columns = vec![
        column("施設番号", 12),
        column("施設名", 30),
        column("建物番号", 14),
        column("建物名", 16),
        column("大分類", 20),
        column("建築年度", 10),
        column("延床面積(㎡)", 12),
        column("工事区分", 16),
        column("実施理由", 15),
        column("開始年度", 10),
        column("終了年度", 10),
        amounts("工事費"),
        amounts("うち今後10年間"),
        column("例示の値", 18),
    ];
    let rows = report.works.iter().map(|work| {
        vec![
            text(&work.facility_code),
            text(&work.facility_name),
            text(&work.building_code),
            text(&work.building_name),
            text(work.class.label_ja()),
            Cell::PlainYear(work.completed_year),
            Cell::Area(work.floor_area_m2),
            text(work.kind.label_ja()),
            text(work.reason.label_ja()),
            Cell::PlainYear(work.from_year),
            Cell::PlainYear(work.to_year),
            Cell::Yen(work.cost_yen),
            Cell::Yen(work.cost_in_ten_years_yen),
            Cell::Text(invented(report, &work.illustrative)),
        ]
    });
    Sheet::new(columns, rows.collect())
}

/// 項目名 of the invented fields of a building, as the report's own list names them.
fn invented(report: &RenewalReport, fields: &[String]) -> String {
    let label = |field: &String| {
        let known = report.illustrative.iter().find(|i| i.field == *field);
        known.map_or_else(|| field.clone(), |i| i.label_ja.clone())
    };
    fields.iter().map(label).collect::<Vec<_>>().join("、")
}

fn assumptions(report: &RenewalReport) -> Sheet {
    let columns = vec![
        column("名称", 34),
        column("識別名", 30),
        column("値", 10),
        column("単位", 8),
        column("適用開始日", 12),
        column("適用終了日", 12),
        column("出典", 64),
        column("確度", 17),
        column("団体独自の値", 9),
        column("備考", 34),
    ];
    let rows = report.assumptions.iter().map(|parameter| {
        vec![
            Cell::Text(parameter_label(&parameter.name)),
            text(&parameter.name),
            Cell::Value(parameter_value(parameter)),
            text(unit_ja(&parameter.unit)),
            text(&parameter.effective_from),
            text(parameter.effective_to.as_deref().unwrap_or_default()),
            text(&parameter.source),
            text(confidence_ja(&parameter.confidence)),
            text(if parameter.overridden { "○" } else { "" }),
            text(parameter.note.as_deref().unwrap_or_default()),
        ]
    });
    Sheet::new(columns, rows.collect())
}

/// Which fields hold invented values, and in how many buildings.
pub fn illustrative(report: &RenewalReport) -> Sheet {
    let rows = report.illustrative.iter().map(|i| vec![text(&i.label_ja), Cell::Count(i.buildings)]);
    Sheet::new(vec![column("項目", 30), column("例示の値を含む棟数", 22)], rows.collect())
}

/// Which buildings were not counted, and why.
pub fn skipped(report: &RenewalReport) -> Sheet {
    let rows = report.stock.skipped.iter().map(|s| vec![text(&s.building_code), text(reason_ja(&s.reason))]);
    Sheet::new(vec![column("建物番号", 20), column("対象外とした理由", 30)], rows.collect())
}

/// The sentence that warns of invented values; none when there are none.
pub fn warning(report: &RenewalReport) -> Option<String> {
    if report.illustrative.is_empty() {
        return None;
    }
    let fields: Vec<String> = report
        .illustrative
        .iter()
        .map(|i| format!("{}（{}棟）", i.label_ja, grouped(i128::from(i.buildings))))
        .collect();
    Some(format!(
        "この推計は、実際の記録ではない例示の値に基づく部分を含みます。例示の値がある項目と棟数: {}。対象は{}棟です。\
         金額は計算方法を示すためのもので、実際の更新費用ではありません。",
        fields.join("、"),
        grouped(i128::from(report.stock.buildings))
    ))
}

/// Why a building was not counted; the code itself when it is not known here.
fn reason_ja(reason: &str) -> &str {
    match reason {
        "no-floor-area" => "延床面積が登録されていない",
        "no-completed-year" => "建築年度が登録されていない",
        "planned" => "計画中（まだ建っていない）",
        "demolished" => "除却済",
        other => other,
    }
}

/// 確度 of a parameter.
fn confidence_ja(confidence: &str) -> &str {
    match confidence {
        "published" => "公表資料で確認",
        "well-known" => "広く知られた値",
        "unverified" => "未確認",
        "municipal" => "団体独自",
        other => other,
    }
}

/// 単位 of a parameter.
fn unit_ja(unit: &str) -> &str {
    match unit {
        "yen/m2" => "円/㎡",
        "years" => "年",
        // A list of words to choose from is no unit.
        choice if choice.contains('|') => "",
        other => other,
    }
}

/// 値 of a parameter: a number as it stands in its source, a choice in words.
fn parameter_value(parameter: &Parameter) -> String {
    let word = match parameter.value.as_str() {
        _ if !parameter.unit.contains('|') => None,
        "start" => Some("開始年"),
        "center" => Some("中央の年"),
        "end" => Some("終了年"),
        _ => None,
    };
    word.unwrap_or(&parameter.value).to_owned()
}

/// What a parameter is called in Japanese; its own name when it is not known here.
fn parameter_label(name: &str) -> String {
    let label = match name {
        "renovation_age_years" => "大規模改修の実施時期（築年数）",
        "rebuild_age_years" => "更新（建替え）の実施時期（築年数）",
        "renovation_spread_years" => "大規模改修の工期",
        "rebuild_spread_years" => "更新（建替え）の工期",
        "renovation_backlog_up_to_age_years" => "積み残しの大規模改修を行う築年数の上限",
        "backlog_years" => "積み残しの大規模改修を行う期間",
        "overdue_years" => "更新時期を過ぎた建物の更新を行う期間",
        "spread_anchor" => "実施時期の年を工期のどこに置くか",
        _ => return unit_cost_label(name).unwrap_or_else(|| name.to_owned()),
    };
    label.to_owned()
}

/// `unit_cost.<class>.<kind>` in words.
fn unit_cost_label(name: &str) -> Option<String> {
    let (class, kind) = name.strip_prefix("unit_cost.")?.split_once('.')?;
    let class = word::<Class>("class", class).ok()?;
    let kind = word::<WorkKind>("kind", kind).ok()?;
    Some(format!("{} {}の単価", class.label_ja(), kind.label_ja()))
}

#[cfg(test)]
mod tests {
    use super::super::csv::tests::{nothing, sample};
    use super::*;

    #[test]
    fn every_row_is_as_wide_as_its_columns() {
        for report in [sample(40, 13, 1_000_000), sample(1, 1, 1), nothing(3)] {
            for table in Table::all() {
                let sheet = sheet(&report, table);
                assert!(sheet.rows.iter().chain(&sheet.total).all(|row| row.len() == sheet.columns.len()));
            }
        }
    }

    #[test]
    fn parameters_are_told_in_words() {
        assert_eq!(parameter_label("unit_cost.school.rebuild"), "学校教育系施設 更新（建替え）の単価");
        assert_eq!(parameter_label("unit_cost.castle.rebuild"), "unit_cost.castle.rebuild");
        assert_eq!(parameter_label("renovation_age_years"), "大規模改修の実施時期（築年数）");
        assert_eq!((unit_ja("yen/m2"), unit_ja("start|center|end"), unit_ja("km")), ("円/㎡", "", "km"));
    }
}
