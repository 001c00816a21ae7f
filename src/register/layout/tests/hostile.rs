//! What happens to files that are not what they claim to be?

use super::super::*;
use super::{HEADINGS, all, codes, csv, open, sample, workbook};
use crate::facility::formats::TextEncoding;
use crate::spreadsheet::cells;
use proptest::prelude::*;
use std::io::Cursor;

#[test]
fn hostile_cells_are_refused() {
    let long = "x".repeat(3_000);
    assert_eq!(codes(HEADINGS, &format!("1,,{long},物品,5,,10,0,e")), [("malformed", "件名".to_owned())]);
    assert_eq!(codes(HEADINGS, "1,,x\u{1}y,物品,5,,10,0,e")[0].0, "malformed");
    assert_eq!(codes(HEADINGS, "1,,x\u{85}y,物品,5,,10,0,e")[0].0, "malformed");
    assert_eq!(codes(HEADINGS, "1,,#REF!,物品,5,,10,0,e")[0].0, "malformed");
    assert_eq!(codes(HEADINGS, "1,,x\0y,物品,5,,10,0,e")[0].0, "not-text");
    assert_eq!(codes(HEADINGS, "1,,\"x,物品,5,,10,0,e")[0].0, "unclosed-quote");
    assert_eq!(codes(HEADINGS, &format!("1{}x", ",".repeat(16_383)))[0].0, "too-large");
}

#[test]
fn a_broken_or_hostile_workbook_is_refused() {
    let code = |bytes: Vec<u8>| open(bytes, &Options::default()).err().map(|f| f[0].code);
    let good = workbook(&[sample(1)], 1_000);
    assert_eq!(code(good[..good.len() / 2].to_vec()), Some("damaged"));
    assert_eq!(code(b"PK\x03\x04 nothing".to_vec()), Some("damaged"));
    assert_eq!(code(zipped("xl/sharedStrings.xml", b"<sst uniqueCount=\"99999999999999\">")), Some("damaged"));
    assert_eq!(code(zipped("xl/worksheets/sheet1.xml", &[b' '; 2 << 20])), Some("too-large"));
    assert_eq!(code(zipped("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]>")), Some("damaged"));
    let old = Reader::open(Cursor::new(b"\xd0\xcf\x11\xe0".to_vec()), Some(FileKind::Xlsx), &Options::default());
    assert_eq!(old.err().map(|f| f[0].code), Some("format-mismatch"));
}

fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_as_people_make_it_is_read() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "記載要領").unwrap();
    let sheet = book.add_worksheet().set_name("一般会計").unwrap();
    sheet.write_string(0, 1, "固定資産台帳（単位：千円）").unwrap();
    for (n, heading) in (1..).zip(["資産番号", "名称", "種目", "取得価額", "取得日", "持分", "耐用年数"])
    {
        sheet.write_string(2, n, heading).unwrap();
    }
    let (day, percent) = (Format::new().set_num_format("yyyy/m/d"), Format::new().set_num_format("0%"));
    for (row, date) in [(3, "2024-03-31"), (4, "1901-01-01")] {
        sheet.write_number(row, 1, 12.0).unwrap();
        sheet.write_string(row, 2, "　本庁舎 ").unwrap();
        sheet.write_string(row, 3, "事業用資産（建物）").unwrap();
        sheet.write_number(row, 4, 1_234.5).unwrap();
        sheet.write_with_format(row, 5, ExcelDateTime::parse_from_str(date).unwrap(), &day).unwrap();
        sheet.write_number_with_format(row, 6, 0.5, &percent).unwrap();
        sheet.write_number(row, 7, 38).unwrap();
    }
    let (lines, faults, notices) = all(book.save_to_buffer().unwrap(), &Options::default());
    assert_eq!((faults, lines.len()), (vec![], 2));
    let facts = &lines[0].facts;
    assert_eq!((facts.asset_no.as_str(), facts.name.as_str(), lines[0].cost_yen), ("12", "本庁舎", 1_234_500));
    assert_eq!((facts.acquired_on.as_deref(), facts.ownership_ratio, lines[0].row), (Some("2024-03-31"), Some(0.5), 4));
    assert_eq!(lines[1].facts.acquired_on.as_deref(), Some("1901-01-01"));
    assert!(notices.iter().any(|n| n.ja.ends_with(": Sheet1")), "{notices:?}");
}

#[test]
fn dropping_a_reader_midway_ends_its_thread() {
    let given: Vec<Line> = (0..1_200).map(sample).collect();
    let mut reader = open(workbook(&given, 10_000), &Options::default()).unwrap();
    assert!(reader.next().is_some_and(|line| line.is_ok()));
}

#[test]
fn a_reader_may_be_handed_to_another_thread() {
    fn sendable<T: Send>() {}
    sendable::<Reader>();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_bring_a_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        all(bytes.clone(), &Options::default());
        all([HEADINGS.as_bytes(), b"\n", &bytes].concat(), &Options::default());
    }

    #[test]
    fn no_damage_brings_a_reader_down(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        packed in any::<bool>(),
    ) {
        let mut bytes = if packed { workbook(&[sample(1)], 1_000) } else { csv(TextEncoding::Utf8) };
        let at = at.index(bytes.len());
        bytes[at] = byte;
        all(bytes, &Options { keep_unknown: true, ..Options::default() });
    }

    #[test]
    fn no_cell_brings_a_reader_down(cell in "[\\PC]{0,12}", column in 0_usize..50) {
        let header = Header::new(false);
        let mut cells = vec![String::new(); 50];
        cells[column] = format!("\"{}\"", cell.replace('"', "\"\""));
        all(format!("{}\n{}\n", header.csv_header()[..50].join(","), cells.join(",")), &Options::default());
    }

    #[test]
    fn every_amount_comes_back_as_it_was(yen in any::<i64>()) {
        prop_assert_eq!(cells::amount(&yen.to_string(), 1), Ok(Some(yen)));
        let grouped = if yen < 0 { format!("▲{}", yen.unsigned_abs()) } else { yen.to_string() };
        prop_assert_eq!(cells::amount(&grouped, 1), Ok(Some(yen)));
    }
}
