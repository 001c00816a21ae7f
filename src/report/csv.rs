//! What does the report look like as CSV? Plain rows under Japanese headings, amounts in whole yen, one table or all.
//!
//! No row of totals stands below a table, so that whoever sums a column gets the total once; the totals stand at the
//! head of the whole report.

use super::html::{period, wareki};
use super::tables::{self, Cell, Sheet};
use super::wire::RenewalReport;
use crate::domain::facility::Word;
use crate::facility::formats::{CsvEncoder, Fault, TextEncoding};

pub use super::tables::Table;

/// The rows of one table under its headings; of the whole report, with what belongs to it, when none is named.
pub fn rows(report: &RenewalReport, table: Option<Table>) -> Vec<Vec<String>> {
    if let Some(table) = table {
        return table_rows(&tables::sheet(report, table));
    }
    let mut rows = heading(report);
    for table in Table::all() {
        section(&mut rows, table.label_ja(), table_rows(&tables::sheet(report, table)));
    }
    if !report.illustrative.is_empty() {
        section(&mut rows, "例示の値", table_rows(&tables::illustrative(report)));
    }
    if !report.stock.skipped.is_empty() {
        section(&mut rows, "対象外の建物", table_rows(&tables::skipped(report)));
    }
    section(&mut rows, "推計の考え方", report.method.iter().map(|line| vec![line.clone()]).collect());
    section(&mut rows, "出典", report.sources.iter().map(|line| vec![line.clone()]).collect());
    rows
}

/// The file.
///
/// # Errors
/// One [`Fault`] for each character that the encoding cannot hold, with its row and column.
pub fn bytes(report: &RenewalReport, table: Option<Table>, encoding: TextEncoding) -> Result<Vec<u8>, Vec<Fault>> {
    let (mut encoder, mut out, mut faults) = (CsvEncoder::new(encoding), Vec::new(), Vec::new());
    for row in rows(report, table) {
        if let Err(more) = encoder.row(&row, &mut out) {
            faults.extend(more);
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

fn heading(report: &RenewalReport) -> Vec<Vec<String>> {
    let stock = &report.stock;
    let mut facts = vec![
        ("団体名", report.municipality_name.clone()),
        ("全国地方公共団体コード", report.municipality_code.clone()),
        ("期間", period(report)),
        ("推計モデル", report.model.clone()),
        ("入力ダイジェスト", report.input_digest.clone()),
        ("合計(円)", report.total_yen.0.to_string()),
        ("年平均(円)", report.annual_mean_yen.0.to_string()),
        ("施設数", stock.facilities.to_string()),
        ("棟数", stock.buildings.to_string()),
        ("延床面積(㎡)", area(stock.floor_area_m2)),
    ];
    facts.extend(tables::warning(report).map(|warning| ("例示についての注意", warning)));
    let mut rows = vec![vec![tables::TITLE.to_owned()]];
    rows.extend(facts.into_iter().map(|(name, value)| vec![name.to_owned(), value]));
    rows
}

fn section(rows: &mut Vec<Vec<String>>, title: &str, table: Vec<Vec<String>>) {
    rows.extend([vec![], vec![title.to_owned()]]);
    rows.extend(table);
}

fn table_rows(sheet: &Sheet) -> Vec<Vec<String>> {
    // A column of years is two: the number, and the year of the Japanese calendar.
    let named_by_year = |n: usize| sheet.rows.first().is_some_and(|row| matches!(row[n], Cell::Year(_)));
    let mut headings = Vec::new();
    for (n, column) in sheet.columns.iter().enumerate() {
        headings.push(column.heading_in_yen());
        if named_by_year(n) {
            headings.push(format!("{}(和暦)", column.heading));
        }
    }
    let mut rows = vec![headings];
    rows.extend(sheet.rows.iter().map(|row| row.iter().flat_map(written).collect()));
    rows
}

fn written(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::Text(text) | Cell::Value(text) => vec![text.clone()],
        Cell::Year(year) => vec![year.to_string(), wareki(*year)],
        Cell::PlainYear(year) => vec![year.to_string()],
        Cell::Yen(yen) | Cell::Mean(yen) => vec![yen.0.to_string()],
        Cell::Count(count) => vec![count.to_string()],
        Cell::Area(m2) => vec![area(*m2)],
    }
}

fn area(m2: f64) -> String {
    format!("{m2:.2}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
pub(super) mod tests {
    use super::super::wire::{Block, ClassTotal, ClassYear, Illustrative, ReportYear, Stock, Work};
    use super::*;
    use crate::domain::facility::Class;
    use crate::domain::renewal::{Reason, WorkKind};
    use crate::domain::units::Yen;
    use crate::parameters::Parameter;
    use strum::IntoEnumIterator;

    /// A report of that many years and classes, in which each figure differs from the next.
    pub fn sample(years: i32, classes: usize, scale: i64) -> RenewalReport {
        let from = 2026;
        let cost = |year: i32, class: usize| {
            let step = 1 + (i64::from(year) * 37 + class as i64 * 53) % 29;
            (Yen(scale * step), Yen(scale * (30 - step) * 2))
        };
        let years: Vec<ReportYear> = (from..from + years)
            .map(|year| {
                let of = |(n, class)| {
                    let (renovation_yen, rebuild_yen) = cost(year, n);
                    ClassYear { class, renovation_yen, rebuild_yen, total_yen: renovation_yen + rebuild_yen }
                };
                let by_class: Vec<ClassYear> = Class::iter().take(classes).enumerate().map(of).collect();
                let (renovation_yen, rebuild_yen) =
                    (by_class.iter().map(|c| c.renovation_yen).sum(), by_class.iter().map(|c| c.rebuild_yen).sum());
                let total_yen: Yen = renovation_yen + rebuild_yen;
                ReportYear { fiscal_year: year, renovation_yen, rebuild_yen, total_yen, by_class }
            })
            .collect();
        let total: Yen = years.iter().map(|y| y.total_yen).sum();
        RenewalReport {
            municipality_code: "132233".to_owned(),
            municipality_name: "見本市".to_owned(),
            model: "mic-2011".to_owned(),
            from_year: from,
            to_year: from + years.len() as i32 - 1,
            input_digest: "mJ3s0m1kqkI7hO2bJH0n9w".to_owned(),
            stock: Stock { facilities: 60, buildings: 107, floor_area_m2: 143_263.27, skipped: Vec::new() },
            by_class: class_totals(&years, classes),
            blocks: ten_years(&years),
            total_yen: total,
            annual_mean_yen: total.mean_over(years.len() as u32),
            works: (0..3).map(work).collect(),
            assumptions: vec![unit_cost()],
            method: vec!["建築後30年で大規模改修、60年で更新（建替え）を行うものとします。".to_owned()],
            sources: vec!["国土数値情報（国土交通省）".to_owned()],
            illustrative: vec![Illustrative {
                field: "floor_area_m2".to_owned(),
                label_ja: "延床面積(㎡)".to_owned(),
                buildings: 105,
            }],
            years,
        }
    }

    fn class_totals(years: &[ReportYear], classes: usize) -> Vec<ClassTotal> {
        let sum = |class, of: fn(&ClassYear) -> Yen| {
            years.iter().flat_map(|y| &y.by_class).filter(|c| c.class == class).map(of).sum()
        };
        let total = |class: Class| ClassTotal {
            class,
            label_ja: class.label_ja().to_owned(),
            buildings: 15,
            floor_area_m2: 20_466.18,
            renovation_yen: sum(class, |c| c.renovation_yen),
            rebuild_yen: sum(class, |c| c.rebuild_yen),
            total_yen: sum(class, |c| c.total_yen),
        };
        Class::iter().take(classes).map(total).collect()
    }

    fn ten_years(years: &[ReportYear]) -> Vec<Block> {
        let block = |years: &[ReportYear]| {
            let total: Yen = years.iter().map(|y| y.total_yen).sum();
            Block {
                from_year: years[0].fiscal_year,
                to_year: years[years.len() - 1].fiscal_year,
                renovation_yen: years.iter().map(|y| y.renovation_yen).sum(),
                rebuild_yen: years.iter().map(|y| y.rebuild_yen).sum(),
                total_yen: total,
                annual_mean_yen: total.mean_over(years.len() as u32),
            }
        };
        years.chunks(10).map(block).collect()
    }

    /// The n-th work of the sample.
    pub fn work(n: usize) -> Work {
        let from_year = 2026 + (n / 6) as i32;
        let renovation = n.is_multiple_of(3);
        Work {
            facility_code: format!("P29-{n:03}"),
            facility_name: format!("第{}<見本>小学校 & 放課後子ども教室", n + 1),
            building_code: format!("P29-{n:03}-B1"),
            building_name: "校舎・\"北棟\"".to_owned(),
            class: Class::School,
            completed_year: 1966 + n as i32 % 30,
            floor_area_m2: 3_210.5 + n as f64 * 12.25,
            kind: if renovation { WorkKind::Renovation } else { WorkKind::Rebuild },
            reason: [Reason::Due, Reason::Backlog, Reason::Overdue][n % 3],
            from_year,
            to_year: from_year + 2,
            cost_yen: Yen(545_785_000 + n as i64 * 1_234_567),
            cost_in_ten_years_yen: Yen(545_785_000 + n as i64 * 1_234_567),
            illustrative: vec!["floor_area_m2".to_owned()],
        }
    }

    fn unit_cost() -> Parameter {
        Parameter {
            parameter_set: "mic-2011".to_owned(),
            name: "unit_cost.school.rebuild".to_owned(),
            value: "330000".to_owned(),
            unit: "yen/m2".to_owned(),
            effective_from: "2011-04-01".to_owned(),
            effective_to: None,
            source: "公共施設等更新費用試算ソフト".to_owned(),
            confidence: "published".to_owned(),
            note: None,
            overridden: false,
        }
    }

    /// The same report without buildings and without a yen.
    pub fn nothing(years: i32) -> RenewalReport {
        let sample = sample(years, 0, 0);
        let stock = Stock { facilities: 0, buildings: 0, floor_area_m2: 0.0, skipped: Vec::new() };
        RenewalReport { stock, works: Vec::new(), illustrative: Vec::new(), ..sample }
    }

    #[test]
    fn a_table_has_a_row_a_year_and_its_columns_sum_to_the_total() {
        let report = sample(40, 7, 1_234_567);
        let rows = rows(&report, Some(Table::Years));
        assert_eq!(rows.len(), 41);
        assert_eq!(rows[0][..3], ["年度", "年度(和暦)", "市民文化系施設(円)"]);
        assert_eq!(rows[1][..2], ["2026", "令和8年度"]);
        let sum = |n: usize| rows[1..].iter().map(|row| row[n].parse::<i64>().unwrap()).sum::<i64>();
        assert_eq!(sum(rows[0].len() - 1), report.total_yen.0);
        assert_eq!((2..9).map(sum).sum::<i64>(), report.total_yen.0);
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    }

    #[test]
    fn the_whole_report_holds_every_table_under_its_title() {
        let report = sample(12, 2, 1_000);
        let all = rows(&report, None);
        for table in Table::all() {
            let at = all.iter().position(|row| *row == [table.label_ja()]).unwrap();
            assert!(all[at - 1].is_empty());
            let alone = rows(&report, Some(table));
            assert_eq!(all[at + 1..][..alone.len()], alone[..]);
        }
        assert!(
            all.iter().any(|row| row.first().is_some_and(|c| c == "例示についての注意") && row[1].contains("105棟"))
        );
        assert!(all.contains(&vec!["合計(円)".to_owned(), report.total_yen.0.to_string()]));
    }

    #[test]
    fn the_names_of_the_tables_are_those_of_the_api() {
        let names = ["years", "classes", "blocks", "works", "assumptions"].map(|name| name.parse::<Table>().unwrap());
        assert!(names.into_iter().eq(Table::all()));
        assert!("year".parse::<Table>().is_err());
    }

    #[test]
    fn a_report_of_nothing_is_written_too() {
        for years in [1, 3] {
            let rows = rows(&nothing(years), Some(Table::Years));
            assert_eq!(rows.len(), 1 + years as usize);
            assert_eq!(rows[1][2..], ["0", "0", "0"]);
        }
        assert!(!rows(&nothing(1), None).iter().flatten().any(|cell| cell.contains("例示についての注意")));
    }

    #[test]
    fn it_goes_out_in_every_encoding() {
        let report = sample(40, 13, 1_000_000);
        assert!(bytes(&report, None, TextEncoding::Utf8Bom).unwrap().starts_with(b"\xef\xbb\xbf"));
        assert!(bytes(&report, None, TextEncoding::Cp932).is_ok());
        let odd = RenewalReport { municipality_name: "𠮷野町".to_owned(), ..report };
        assert_eq!(bytes(&odd, None, TextEncoding::Cp932).unwrap_err().len(), 1);
    }
}
