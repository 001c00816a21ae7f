//! Do the statements come out as they are published, in every form?

use super::csv::rows;
use super::*;
use crate::domain::Text;
use crate::domain::asset::{Account, Purpose};
use crate::domain::statement::{self, Sums, Unit};
use crate::domain::units::{FiscalYear, Yen};
use crate::facility::formats::TextEncoding;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use std::collections::BTreeMap;
use std::io::Cursor;

fn head(unit: Unit) -> Head {
    Head {
        fiscal_year: FiscalYear::new("fiscal_year", 2024).unwrap(),
        unit,
        subtitle: vec![Text::new("Sample City, general account", "見本市 一般会計等")],
        notes: Vec::new(),
    }
}

/// What has been written off is 5,046 thousand of 11,308 thousand when rounded; the difference is 6,261.
fn town() -> BTreeMap<(Account, Option<Purpose>), Sums> {
    let of = |cost: i64, accumulated: i64, depreciable: i64| Sums {
        assets: 1,
        opening_cost: Yen(cost),
        opening_accumulated: Yen(accumulated),
        cost: Yen(cost),
        accumulated: Yen(accumulated),
        depreciable_cost: Yen(depreciable),
        depreciable_accumulated: Yen(accumulated),
        ..Sums::default()
    };
    BTreeMap::from([
        ((Account::BusinessLand, Some(Purpose::Education)), of(1_500, 0, 0)),
        ((Account::InfrastructureLand, Some(Purpose::Infrastructure)), of(2_500, 0, 0)),
        ((Account::Movables, None), of(11_307_600, 5_046_400, 11_307_600)),
    ])
}

fn by_account() -> BTreeMap<Account, Sums> {
    town().into_iter().map(|((account, _), sums)| (account, sums)).collect()
}

fn property_row() -> PropertyRow {
    let area =
        |previous_m2: f64, change_m2: f64| AreaBalance { previous_m2, change_m2, closing_m2: previous_m2 + change_m2 };
    PropertyRow {
        label: Text::new("Main office", "本庁舎"),
        level: 2,
        kind: Kind::Detail,
        land: area(12_000.5, -0.5),
        wooden: area(0.0, 0.0),
        non_wooden: area(8_000.25, 100.0),
        buildings: area(8_000.25, 100.0),
    }
}

fn ratio_row(account: Account) -> RatioRow {
    let row = statement::Row::Account(account);
    RatioRow {
        label: Text::new(row.label_en(), row.label_ja()),
        level: 0,
        kind: Kind::Detail,
        sums: by_account()[&account],
    }
}

fn all(unit: Unit) -> [Table; 5] {
    [
        tangible_assets(&statement::tangible_assets(&by_account()), &head(unit)),
        by_purpose(&statement::by_purpose(&town()), &head(unit)),
        balance_sheet(&statement::balance_sheet(&by_account()), &head(unit)),
        property(&[property_row()], &head(Unit::Yen)),
        depreciation_ratios(&[ratio_row(Account::Movables), ratio_row(Account::BusinessLand)], &head(unit)),
    ]
}

#[test]
fn every_row_is_as_wide_as_its_headings() {
    for table in all(Unit::Thousand) {
        assert!(table.rows.iter().all(|row| row.cells.len() + 1 == table.headings.len()), "{}", table.title_en);
        let width = table.headings.len() + 2;
        assert!(rows(&table).iter().all(|row| row.len() == width), "{}", table.title_en);
        assert_eq!(table.subtitle.len(), 2);
    }
}

#[test]
fn the_columns_are_the_published_ones() {
    let [tangible, purposes, ..] = all(Unit::Yen);
    let written = |table: &Table| table.headings.iter().map(|h| h.ja.clone()).collect::<Vec<_>>().join("|");
    assert_eq!(
        written(&tangible),
        "区分|前年度末残高 (A)|本年度増加額 (B)|本年度減少額 (C)|本年度末残高 (A)+(B)-(C) (D)|\
         本年度末減価償却累計額 (E)|本年度償却額 (F)|差引本年度末残高 (D)-(E) (G)"
    );
    assert_eq!(written(&purposes), "区分|生活インフラ・国土保全|教育|福祉|環境衛生|産業振興|消防|総務|未分類|合計");
    let mut classified = town();
    classified.remove(&(Account::Movables, None));
    let purposes = by_purpose(&statement::by_purpose(&classified), &head(Unit::Yen));
    assert_eq!(written(&purposes), "区分|生活インフラ・国土保全|教育|福祉|環境衛生|産業振興|消防|総務|合計");
}

#[test]
fn each_figure_is_rounded_by_itself() {
    let rows = rows(&all(Unit::Thousand)[0]);
    assert_eq!(rows[0][..4], ["上位区分", "区分", "行の種別", "前年度末残高 (A)(千円)"]);
    assert_eq!(rows[2], ["事業用資産", "土地", "明細", "2", "0", "0", "2", "0", "0", "2"]);
    assert_eq!(rows[12], ["インフラ資産", "土地", "明細", "3", "0", "0", "3", "0", "0", "3"]);
    assert_eq!(rows[17], ["", "物品", "明細", "11308", "0", "0", "11308", "5046", "0", "6261"]);
    assert_eq!(rows[18], ["", "合計", "合計", "11312", "0", "0", "11312", "5046", "0", "6265"]);
}

#[test]
fn a_note_tells_of_rounding_where_something_is_rounded() {
    let noted = |table: &Table| table.notes.iter().any(|note| note.ja.contains("単位未満を四捨五入しているため"));
    assert!(all(Unit::Million).iter().all(|table| noted(table) == table.holds(tables::Measure::Money)));
    assert!(!all(Unit::Yen).iter().any(noted));
}

#[test]
fn negative_figures_areas_and_ratios_are_plain_numbers_in_csv() {
    let [_, _, balance, property, ratios] = all(Unit::Yen);
    let line = rows(&balance).into_iter().find(|row| row[1] == "物品減価償却累計額");
    assert_eq!(line.unwrap(), ["有形固定資産", "物品減価償却累計額", "明細", "-5046400"]);
    let property = rows(&property);
    assert_eq!(property[0][3], "土地（地積） 前年度末現在高(㎡)");
    assert_eq!(property[1][3..7], ["12000.50", "-0.50", "12000.00", "0.00"]);
    let ratios = rows(&ratios);
    assert_eq!(ratios[0][6], "有形固定資産減価償却率(%)");
    // 5,046,400 / 11,307,600 = 44.628… %
    assert_eq!((ratios[1][6].as_str(), ratios[2][6].as_str()), ("44.63", ""));
}

#[test]
fn csv_is_written_in_each_encoding() {
    for table in all(Unit::Thousand) {
        assert!(csv(&table, TextEncoding::Utf8Bom).unwrap().starts_with(b"\xef\xbb\xbf"));
        assert!(csv(&table, TextEncoding::Cp932).is_ok(), "{}", table.title_en);
    }
    let mut table = all(Unit::Yen)[4].clone();
    table.rows[0].label_ja = "𠮷野".to_owned();
    assert_eq!(csv(&table, TextEncoding::Cp932).unwrap_err()[0].column.as_deref(), Some("区分"));
}

fn reopened(tables: &[Table]) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(xlsx(tables).unwrap())).unwrap()
}

#[test]
fn the_workbook_holds_what_is_printed_as_numbers() {
    let tables = all(Unit::Thousand);
    let mut workbook = reopened(&tables);
    let names: Vec<&str> = tables.iter().map(|table| table.title_ja.as_str()).collect();
    assert_eq!(workbook.sheet_names(), names);
    let cells = workbook.worksheet_range("有形固定資産の明細").unwrap();
    let at = |row, column| cells.get_value((row, column)).cloned().unwrap();
    let text = |words: &str| Data::String(words.to_owned());
    assert_eq!(at(0, 0), text("有形固定資産の明細"));
    assert_eq!(at(2, 0), text("令和6年度（自 令和6年4月1日 至 令和7年3月31日）"));
    assert_eq!(at(3, 0), text("（単位：千円）"));
    assert_eq!(at(4, 7), text("差引本年度末残高 (D)-(E) (G)"));
    assert_eq!((at(21, 0), at(21, 4), at(21, 5)), (text("物品"), Data::Float(11_308.0), Data::Float(5_046.0)));
    assert_eq!((at(22, 0), at(22, 7)), (text("合計"), Data::Float(6_265.0)));
    assert_eq!(at(23, 0), text("※ 単位未満を四捨五入しているため、合計が一致しない場合があります。"));
    let ratios = workbook.worksheet_range("有形固定資産減価償却率").unwrap();
    assert_eq!(ratios.get_value((5, 4)), Some(&Data::Float(0.4463)));
}

#[test]
fn headings_that_belong_together_share_one_above_them() {
    let cells = reopened(&all(Unit::Yen)[3..4]).worksheet_range("財産に関する調書（土地及び建物）").unwrap();
    let at = |row, column| cells.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!(at(3, 0), "（単位：㎡）");
    assert_eq!(
        (at(4, 0), at(4, 1), at(4, 2), at(4, 4)),
        ("区分".into(), "土地（地積）".into(), "".into(), "建物 木造（延面積）".into())
    );
    assert_eq!((at(5, 1), at(5, 12), at(6, 2)), ("前年度末現在高".into(), "決算年度末現在高".into(), "-0.5".into()));
}

#[test]
fn the_same_statements_give_the_same_file_and_names_never_clash() {
    let twice: Vec<Table> = all(Unit::Million).into_iter().chain(all(Unit::Yen)).collect();
    assert_eq!(xlsx(&twice).unwrap(), xlsx(&twice).unwrap());
    assert_eq!(reopened(&twice).sheet_names()[5], "有形固定資産の明細 2");
    assert!(xlsx(&[]).is_ok());
}
