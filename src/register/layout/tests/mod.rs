//! What does a whole file say when it is read, and does it come back as it went out?

mod hostile;

use super::*;
use crate::domain::asset::{Account, DepreciationMethod, LeaseClass, Purpose, StartPolicy};
use crate::domain::facility::PropertyClass;
use crate::facility::formats::TextEncoding;
use crate::spreadsheet::cells;
use encoding_rs::SHIFT_JIS;
use std::io::Cursor;

pub(super) const HEADINGS: &str = "番号,枝番,件名,勘定科目,耐用年数,取得年月日,取得価額等,減価償却累計額,会計区分";

pub(super) fn open(bytes: impl Into<Vec<u8>>, options: &Options) -> Result<Reader, Vec<Fault>> {
    Reader::open(Cursor::new(bytes.into()), None, options)
}

pub(super) fn all(bytes: impl Into<Vec<u8>>, options: &Options) -> (Vec<Line>, Vec<Fault>, Vec<Text>) {
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    let mut reader = match open(bytes, options) {
        Ok(reader) => reader,
        Err(faults) => return (lines, faults, Vec::new()),
    };
    while let Some(read) = reader.next() {
        match read {
            Ok(line) => lines.push(line),
            Err(more) => faults.extend(more),
        }
    }
    (lines, faults, reader.notices())
}

fn lines(text: &str) -> Vec<Line> {
    let (lines, faults, _) = all(text, &Options::default());
    assert_eq!(faults, []);
    lines
}

fn faults(text: &str) -> Vec<Fault> {
    all(text, &Options::default()).1
}

/// The faults of one row of cells under one row of headings.
pub(super) fn codes(headings: &str, row: &str) -> Vec<(&'static str, String)> {
    let found = faults(&format!("{headings}\n{row}\n"));
    found.into_iter().map(|f| (f.code, f.column.unwrap_or_default())).collect()
}

pub(super) fn sample(n: i64) -> Line {
    let facts = Facts {
        municipality_code: String::new(),
        asset_no: format!("B-{n:05}"),
        branch_no: "1".into(),
        effective_on: String::new(),
        entry_no: 0,
        name: "市民会館「さくら」, 別館".into(),
        account: Account::BusinessBuildings,
        account_detail: Some("建物本体".into()),
        accounting_entity: "一般会計".into(),
        location: Some("本町一丁目1番地の1".into()),
        department: Some("市民課".into()),
        lease_class: LeaseClass::Owned,
        life_class: Some("鉄筋コンクリート造".into()),
        useful_life_years: Some(50),
        acquired_on: Some("1977-12".into()),
        in_service_on: Some("1978-04-01".into()),
        ownership_ratio: Some(0.5),
        depreciation_method: DepreciationMethod::StraightLine,
        start_policy: Some(StartPolicy::NextFiscalYear),
        budget_item: Some("10-1-3".into()),
        usage: Some("集会所".into()),
        programme: Some("\"文化\"事業\n第2行".into()),
        opening_estimated: true,
        attributes: Some("エレベーター 1 基".into()),
        saleable: true,
        market_value_yen: Some(12_000_000),
        quantity: Some(1234.56),
        unit: Some("㎡".into()),
        floors: Some("3".into()),
        land_category: None,
        purpose: Some(Purpose::Education),
        property_class: Some(PropertyClass::Administrative),
        property_ledger_no: Some("0012".into()),
        statutory_ledger_no: Some("=1+1".into()),
        site_code: Some("S1".into()),
        facility_code: Some("本-2".into()),
        building_code: Some("001".into()),
        component_code: Some("K9".into()),
        optional_items: r#"{"利用者数(件数)":"1,200","好きな色":"青","重さ":12}"#.into(),
        note: Some("備考".into()),
        source: Some("固定資産台帳".into()),
        illustrative: r#"["cost_yen","useful_life_years"]"#.into(),
    };
    Line {
        row: 2,
        asset_no: facts.asset_no.clone(),
        branch_no: facts.branch_no.clone(),
        facts,
        cost_yen: 100_000_000 + n,
        accumulated_yen: 40_000_000 + n,
        change_on: NaiveDate::from_ymd_opt(2024, 3, 31),
        reason: Some(Reason::CapitalImprovement),
        before_yen: Some(59_000_000),
        increase: [3_000_000, 0, 0, 0, 0, 0],
        decrease: [0, 0, 0, 0, 0, 2_000_000, 0],
        given_depreciation: true,
        after_yen: Some(60_000_000),
        years_used: Some(46),
        fully_retired: false,
        moved: Some((3_000_000, -1)),
        proceeds_yen: Some(5),
    }
}

/// Another line in which whatever can be empty is.
fn bare() -> Line {
    let facts = Facts {
        asset_no: "L1".into(),
        branch_no: "0".into(),
        name: "土地".into(),
        account: Account::InfrastructureLand,
        accounting_entity: "水道事業会計".into(),
        depreciation_method: DepreciationMethod::None,
        lease_class: LeaseClass::FinanceLeaseNonTransfer,
        optional_items: "{}".into(),
        illustrative: "[]".into(),
        acquired_on: Some("1890-05-01".into()),
        ..nothing()
    };
    Line {
        asset_no: "L1".into(),
        branch_no: "0".into(),
        facts,
        row: 3,
        cost_yen: 9_007_199_254_740_993,
        accumulated_yen: 0,
        change_on: None,
        reason: None,
        before_yen: None,
        increase: [0; 6],
        decrease: [0; 7],
        given_depreciation: false,
        after_yen: None,
        years_used: None,
        fully_retired: false,
        moved: None,
        proceeds_yen: None,
    }
}

fn nothing() -> Facts {
    let line = lines(&format!("{HEADINGS}\n1,,x,物品,5,,10,0,\n")).remove(0);
    Facts { useful_life_years: None, ..line.facts }
}

pub(super) fn csv(encoding: TextEncoding) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = CsvWriter::new(false, encoding, &mut out).unwrap();
    for line in [sample(1), bare()] {
        writer.row(&line.into(), &mut out).unwrap();
    }
    out
}

#[test]
fn what_went_out_as_csv_comes_back_in_every_encoding() {
    for encoding in [TextEncoding::Utf8, TextEncoding::Utf8Bom, TextEncoding::Cp932] {
        let (lines, faults, _) = all(csv(encoding), &Options::default());
        assert_eq!(faults, [], "{encoding:?}");
        // The first line has a cell of two lines.
        let expected = [sample(1), Line { row: 4, ..bare() }];
        assert_eq!(lines, expected, "{encoding:?}");
    }
}

pub(super) fn workbook(lines: &[Line], most: u32) -> Vec<u8> {
    let mut writer = XlsxWriter::new(false).unwrap();
    writer.shorten_sheets(most);
    for line in lines {
        writer.row(&line.clone().into()).unwrap();
    }
    let mut out = Cursor::new(Vec::new());
    writer.finish(&mut out).unwrap();
    out.into_inner()
}

#[test]
fn what_went_out_as_xlsx_comes_back() {
    let (lines, faults, notices) = all(workbook(&[sample(1), bare()], 1_000), &Options::default());
    assert_eq!((faults, notices), (vec![], vec![]));
    assert_eq!(lines, [sample(1), bare()]);
}

#[test]
fn a_register_of_several_sheets_is_one_register() {
    let given: Vec<Line> = (0..700).map(sample).collect();
    let (lines, faults, notices) = all(workbook(&given, 300), &Options::default());
    assert_eq!((faults, notices, lines.len()), (vec![], vec![], 700));
    assert_eq!((lines[699].cost_yen, lines[299].row, lines[300].row), (100_000_699, 301, 1_048_578));
}

#[test]
fn open_data_leaves_out_three_columns() {
    assert_eq!(Header::new(false).columns().len() - Header::new(true).columns().len(), 3);
    assert_eq!(Header::new(false).csv_header()[49], "法定台帳番号");
}

#[test]
fn characters_that_shift_jis_lacks_are_told_with_their_place() {
    let mut out = Vec::new();
    let mut writer = CsvWriter::new(false, TextEncoding::Cp932, &mut out).unwrap();
    let mut line = sample(1);
    line.facts.name = "𠮷野家".into();
    let faults = writer.row(&line.into(), &mut out).unwrap_err();
    assert_eq!((faults[0].row, faults[0].column.as_deref()), (Some(2), Some("件名(施設名)")));
}

#[test]
fn a_table_as_excel_saves_it_is_read() {
    let text = "台帳番号,枝番号,施設名,科目,取得価格（円）,耐用年数（年）\r\n1,,庁舎①,事業用建物,\"1,234,000\",50\r\n";
    let (lines, faults, _) = all(SHIFT_JIS.encode(text).0.into_owned(), &Options::default());
    assert_eq!(faults, []);
    assert_eq!((lines[0].facts.name.as_str(), lines[0].cost_yen), ("庁舎①", 1_234_000));
    assert_eq!(lines[0].branch_no, "0");
}

#[test]
fn amounts_are_read_as_ledgers_write_them() {
    for (cell, yen) in [
        ("１，２３４", Some(1_234)),
        ("▲1,000", Some(-1_000)),
        ("△５", Some(-5)),
        ("(20)", Some(-20)),
        ("-3円", Some(-3)),
        ("1234.00", Some(1_234)),
        ("－", None),
        ("―", None),
        ("-", None),
    ] {
        assert_eq!(cells::amount(cell, 1), Ok(yen), "{cell}");
    }
    assert_eq!(cells::amount("12.345", 1_000), Ok(Some(12_345)));
}

#[test]
fn what_is_no_amount_is_refused_and_not_rounded() {
    let code = |cell: &str, yen| cells::amount(cell, yen).map_err(|refusal| refusal.code);
    for cell in ["NaN", "inf", "1e5", "0x10", "1.5", "1,23", "1,2,3", "12.34.5", "- 1 -", "千円", "(1", "1.2.", "--1"]
    {
        assert_eq!(code(cell, 1), Err("malformed"), "{cell}");
    }
    assert_eq!(code("12.3456", 1_000), Err("malformed"));
    for cell in ["9223372036854775808", "99999999999999999999999999999999999", "▲9223372036854775809"] {
        assert_eq!(code(cell, 1), Err("out-of-range"), "{cell}");
    }
    assert_eq!(cells::amount("▲9223372036854775808", 1), Ok(Some(i64::MIN)));
    assert_eq!(code("999999999999999999", 1_000), Err("out-of-range"));
}

#[test]
fn dates_are_read_in_both_calendars_and_from_workbooks() {
    let iso = |cell: &str, serial| match cells::date(cell, serial) {
        Ok(Some(cells::Date::Whole(date) | cells::Date::EndOfYear(date))) => date.to_string(),
        Ok(Some(cells::Date::Partial(date))) => date.to_string(),
        Ok(None) => "none".to_owned(),
        Err(refusal) => refusal.code.to_owned(),
    };
    for (cell, date) in [
        ("2024-03-31", "2024-03-31"),
        ("2024/3/31", "2024-03-31"),
        ("2024/3/31 0:00", "2024-03-31"),
        ("令和6年3月31日", "2024-03-31"),
        ("R6.3.31", "2024-03-31"),
        ("２０２４０３３１", "2024-03-31"),
        ("平成58年度", "2047-03-31"),
        ("昭和60年度", "1986-03-31"),
        ("1985年度", "1986-03-31"),
        ("1977-12", "1977-12"),
        ("1977", "1977"),
        ("－", "none"),
        ("2024-02-30", "malformed"),
        ("20241301", "malformed"),
        ("45382", "malformed"),
        ("2024年3月度", "malformed"),
    ] {
        assert_eq!(iso(cell, false), date, "{cell}");
    }
    assert_eq!(iso("45382", true), "2024-03-31");
    assert_eq!(cells::from_serial(45_382.5, false), NaiveDate::from_ymd_opt(2024, 3, 31));
    assert_eq!(cells::from_serial(f64::NAN, false), None);
}

#[test]
fn shares_and_marks_are_read_as_they_are_written() {
    for (cell, share) in [("0.5", 0.5), ("50%", 0.5), ("５０％", 0.5), ("1/2", 0.5), ("100", 1.0), ("1", 1.0)] {
        assert_eq!(cells::share(cell, false).map(|s| s.0), Ok(Some(share)), "{cell}");
    }
    for cell in ["150", "-1", "NaN", "1/0", "半分"] {
        assert!(cells::share(cell, false).is_err(), "{cell}");
    }
    for (cell, set) in
        [("○", true), ("●", true), ("有", true), ("済", true), ("TRUE", true), ("×", false), ("－", false)]
    {
        assert_eq!(cells::flag(cell, &[]), Ok(set), "{cell}");
    }
    assert!(cells::flag("たぶん", &[]).is_err());
}

#[test]
fn titles_state_the_unit_and_are_passed_over() {
    let text = format!(
        "固定資産台帳,,,\n（単位：千円）,,\n\n{HEADINGS}\n1,,橋,インフラ資産 工作物,60,昭和52年度,12.345,2,一般会計\n"
    );
    let (lines, faults, notices) = all(text.clone(), &Options::default());
    assert_eq!(faults, []);
    assert_eq!((lines[0].cost_yen, lines[0].accumulated_yen, lines[0].row), (12_345, 2_000, 5));
    assert_eq!(lines[0].facts.acquired_on.as_deref(), Some("1978-03-31"));
    assert!(notices[0].ja.contains("千円") && notices[1].ja.contains("1 件"), "{notices:?}");
    let yen = Options { thousand_yen: Some(false), ..Options::default() };
    assert_eq!(all(text, &yen).1[0].code, "malformed");
}

#[test]
fn a_unit_in_a_heading_counts_for_its_column() {
    let text = "番号,件名,勘定科目,取得価額等（千円）,時価等,数量（㎡）\n1,土地,事業用資産 土地,5,7,1.5\n";
    let line = lines(text).remove(0);
    assert_eq!((line.cost_yen, line.facts.market_value_yen), (5_000, Some(7)));
    assert_eq!((line.facts.quantity, line.facts.unit.as_deref()), (Some(1.5), Some("㎡")));
}

#[test]
fn a_bare_account_is_ambiguous_until_a_column_tells_its_group() {
    let fault = &faults(&format!("{HEADINGS}\n1,,x,建物,50,,10,0,一般会計\n"))[0];
    assert_eq!((fault.code, fault.value.as_deref()), ("ambiguous", Some("建物")));
    assert!(fault.text.ja.contains("事業用資産 建物") && fault.text.ja.contains("インフラ資産 建物"));
    let line = lines("番号,件名,資産区分,勘定科目,耐用年数,取得価額等\n1,x,インフラ資産,建物,50,10\n").remove(0);
    assert_eq!(line.facts.account, Account::InfrastructureBuildings);
}

#[test]
fn a_reason_for_both_directions_means_the_one_the_amounts_take() {
    let text = "番号,件名,勘定科目,取得価額等,増減異動事由,無償所管換増分\n1,x,事業用土地,10,無償所管換,10\n";
    assert_eq!(lines(text)[0].reason, Some(Reason::TransferIn));
}

#[test]
fn every_fault_of_every_row_is_told_at_once() {
    let text = format!(
        "{HEADINGS}\n,,x,城,50,2024-02-30,1.5,0,一般会計\n2,,y,物品,5,,10,0,一般会計\n3 4,,,物品,,,-5,7,\u{7}\n"
    );
    let (lines, faults, _) = all(text, &Options::default());
    assert_eq!((lines.len(), lines[0].row), (1, 3));
    let found: Vec<_> =
        faults.iter().map(|f| (f.row.unwrap_or(0), f.column.as_deref().unwrap_or(""), f.code)).collect();
    assert_eq!(
        found,
        [
            (2, "番号", "required"),
            (2, "勘定科目", "unknown-value"),
            (2, "取得年月日", "malformed"),
            (2, "取得価額等", "malformed"),
            (4, "番号", "malformed"),
            (4, "件名", "required"),
            (4, "取得価額等", "out-of-range"),
            (4, "会計区分", "malformed"),
        ]
    );
    assert!(faults.iter().all(|f| !f.text.en.is_empty() && !f.text.ja.is_empty()));
}

#[test]
fn sums_that_do_not_agree_are_told_with_the_right_amount() {
    let headings = "番号,件名,勘定科目,取得価額等,期首簿価,今回増加額,有償取得額,今回減少額,除売却額,期末簿価";
    assert_eq!(codes(headings, "1,x,事業用土地,110,100,30,30,20,20,110"), []);
    let wrong = codes(headings, "1,x,事業用土地,111,100,31,30,21,20,112");
    let columns: Vec<&str> = wrong.iter().map(|(_, column)| column.as_str()).collect();
    assert_eq!(columns, ["今回増加額", "今回減少額", "期末簿価", "期末簿価"]);
    assert!(wrong.iter().all(|(code, _)| *code == "contradiction"));
}

#[test]
fn an_asset_that_is_depreciated_needs_a_useful_life() {
    for (row, expected) in [
        ("1,,x,物品,,,10,0,e", vec!["out-of-range"]),
        ("1,,x,物品,1,,10,0,e", vec!["out-of-range"]),
        ("1,,x,物品,101,,10,0,e", vec!["out-of-range"]),
        ("1,,x,物品,,,1,0,e", vec![]),
        ("1,,x,事業用土地,0,,10,0,e", vec![]),
        ("1,,x,事業用土地,0,,10,5,e", vec!["contradiction"]),
    ] {
        let found: Vec<_> = codes(HEADINGS, row).into_iter().map(|(code, _)| code).collect();
        assert_eq!(found, expected, "{row}");
    }
}

#[test]
fn what_follows_from_the_book_value_is_worked_out_and_told() {
    let text = "番号,件名,勘定科目,取得価額等,耐用年数,期末簿価,会計区分\n1,x,物品,100,5,40,e\n";
    let (lines, _, notices) = all(text, &Options::default());
    assert_eq!((lines[0].accumulated_yen, notices.len()), (60, 1));
}

#[test]
fn rows_of_sums_are_passed_over_and_told() {
    let text = format!("{HEADINGS}\n1,,x,物品,5,,10,0,e\n,,合計,,,,10,0,\n");
    let (lines, faults, notices) = all(text, &Options::default());
    assert_eq!((lines.len(), faults.len(), notices.len()), (1, 0, 1));
}

#[test]
fn headings_are_refused_with_a_remedy() {
    let of = |text: &str| -> Vec<&'static str> { faults(text).into_iter().map(|f| f.code).collect() };
    assert_eq!(of(&format!("{HEADINGS},好きな色\n")), ["unknown-column"]);
    assert_eq!(of(&format!("{HEADINGS},台帳番号\n")), ["duplicate-column"]);
    assert_eq!(of("番号,件名,勘定科目\n1,x,物品\n"), ["missing-column"]);
    assert_eq!(of("甲,乙\n1,2\n"), ["missing-heading"]);
    assert_eq!(of(" \n \n"), ["empty"]);
    assert_eq!(of(&format!("{HEADINGS}\n1,,x,物品,5,,10,0,e,surplus\n")), ["ragged-row"]);
    assert_eq!(of(&format!("{HEADINGS}\n1,,x,物品,5,,10,0,e,,,\n")), [""; 0]);
}

#[test]
fn unknown_columns_are_kept_when_asked() {
    let text = "番号,件名,勘定科目,取得価額等,好きな色,稼働率\n1,x,事業用土地,10,\"\"\"青\"\"\",50%\n";
    let options = Options { keep_unknown: true, ..Options::default() };
    let line = all(text, &options).0.remove(0);
    assert_eq!(line.facts.optional_items, r#"{"稼働率":"50%","好きな色":"\"青\""}"#);
    let twice = format!("{HEADINGS},好きな色,好きな色\n");
    assert_eq!(all(twice, &options).1[0].code, "duplicate-column");
}

#[test]
fn invented_values_are_named_by_heading_or_field() {
    let headings = "番号,件名,勘定科目,取得価額等,例示項目";
    let line = lines(&format!("{headings}\n1,x,事業用土地,10,取得価額等;name、所在地\n")).remove(0);
    assert_eq!(line.facts.illustrative, r#"["cost_yen","location","name"]"#);
    assert_eq!(codes(headings, "1,x,事業用土地,10,好きな色")[0].0, "unknown-value");
}
