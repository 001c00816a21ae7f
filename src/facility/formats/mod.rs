//! Which files can facility records come in and go out as, and what stands in them? Bytes to named cells, and back.
//!
//! Reading ends at cells: each has the English field name of the record, the name its column has in the file, and its
//! value. Turning cells into typed records is done elsewhere, the same for every format. Nothing is lost on the way:
//! what has no field of its own is kept as `attributes.<column>`. What was repaired is told in [`File::notices`].
//!
//! `table`: our own CSV; `open_data`: 公共施設一覧; `geojson`: our own GeoJSON; `ksj`: 国土数値情報.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may fail where it stands"))]
#![allow(clippy::result_large_err, reason = "a file is refused once; its one fault need not be small")]

mod columns;
mod geojson;
mod ksj;
mod open_data;
mod table;
mod text;

use crate::domain::Text;
use crate::domain::facility::Word;
use crate::domain::units::MunicipalityCode;
use crate::spreadsheet::shortened;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use strum::{EnumIter, EnumString, IntoStaticStr};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

pub use crate::spreadsheet::Fault;
pub use columns::{Headings, columns};
pub use open_data::{open_data_header, open_data_row};
pub use table::{csv_header, csv_row};
#[cfg(test)]
pub use text::encode_csv;
pub use text::{CsvEncoder, TextEncoding};

/// The most faults that one file is answered with; one more says how many are left out.
const MOST_FAULTS: usize = 1_000;

/// One record of a file (行): a row of a table, a feature of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line of the file where the record begins, from 1; in GeoJSON the number of the feature, from 1.
    pub line: u64,
    /// What it says; an empty cell is not in the list.
    pub cells: Vec<Cell>,
}

/// One value of a record (セル), with what it means and what the file calls it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// English name of the record's field; `attributes.<column>` for a column that is kept as it came.
    pub field: Cow<'static, str>,
    /// Heading of the column (列名), or name of the GeoJSON property.
    pub column: String,
    /// A string from a table, any JSON value from GeoJSON; under `geometry` always a JSON object.
    pub value: Value,
}

impl Fault {
    fn new(code: &'static str, en: impl Into<String>, ja: impl Into<String>) -> Fault {
        Fault { row: None, column: None, code, value: None, text: Text::new(en, ja) }
    }

    fn at(self, row: u64) -> Fault {
        Fault { row: Some(row), ..self }
    }

    fn within(self, column: &str) -> Fault {
        Fault { column: Some(column.to_owned()), ..self }
    }

    fn on(self, value: &str) -> Fault {
        Fault { value: Some(shortened(value)), ..self }
    }
}

/// The kinds of record that the facility room holds (台帳の種別).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[schema(as = RecordKind)]
pub enum Kind {
    /// 敷地
    Sites,
    /// 施設
    Facilities,
    /// 建物
    Buildings,
    /// 部位・設備
    Components,
}

impl Word for Kind {
    fn label_ja(self) -> &'static str {
        match self {
            Kind::Sites => "敷地",
            Kind::Facilities => "施設",
            Kind::Buildings => "建物",
            Kind::Components => "部位・設備",
        }
    }
}

/// The layouts that are understood (ファイル形式).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Format {
    /// Enoki形式 CSV
    EnokiCsv,
    /// Enoki形式 GeoJSON
    EnokiGeojson,
    /// 公共施設一覧（自治体標準オープンデータセット、38列）
    #[serde(rename = "open-data-38")]
    #[strum(serialize = "open-data-38")]
    OpenData38,
    /// 公共施設一覧（旧・推奨データセット、24列）
    #[serde(rename = "open-data-24")]
    #[strum(serialize = "open-data-24")]
    OpenData24,
    /// 国土数値情報 市町村役場等及び公的集会施設（P05）
    KsjP05,
    /// 国土数値情報 学校（P29、2013年度）
    #[serde(rename = "ksj-p29-2013")]
    #[strum(serialize = "ksj-p29-2013")]
    KsjP29Edition2013,
    /// 国土数値情報 学校（P29、2021年度）
    #[serde(rename = "ksj-p29-2021")]
    #[strum(serialize = "ksj-p29-2021")]
    KsjP29Edition2021,
    /// 国土数値情報 学校（P29、2023年度）
    #[serde(rename = "ksj-p29-2023")]
    #[strum(serialize = "ksj-p29-2023")]
    KsjP29Edition2023,
    /// 国土数値情報 文化施設（P27）
    KsjP27,
}

impl Word for Format {
    fn label_ja(self) -> &'static str {
        match self {
            Format::EnokiCsv => "Enoki形式 CSV",
            Format::EnokiGeojson => "Enoki形式 GeoJSON",
            Format::OpenData38 => "公共施設一覧（自治体標準オープンデータセット、38列）",
            Format::OpenData24 => "公共施設一覧（旧・推奨データセット、24列）",
            Format::KsjP05 => "国土数値情報 市町村役場等及び公的集会施設（P05）",
            Format::KsjP29Edition2013 => "国土数値情報 学校（P29、2013年度）",
            Format::KsjP29Edition2021 => "国土数値情報 学校（P29、2021年度）",
            Format::KsjP29Edition2023 => "国土数値情報 学校（P29、2023年度）",
            Format::KsjP27 => "国土数値情報 文化施設（P27）",
        }
    }
}

impl Format {
    /// Whether it is a table (CSV) and not a map (GeoJSON).
    pub fn tabular(self) -> bool {
        matches!(self, Format::EnokiCsv | Format::OpenData38 | Format::OpenData24)
    }
}

/// A file as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Which layout it has (ファイル形式).
    pub format: Format,
    /// Which character encoding it had (文字コード).
    pub encoding: &'static str,
    /// Its records, in its order.
    pub rows: Vec<Row>,
    /// In our own layouts the fields that the file has a place for, with what it calls them: one that a record leaves
    /// out there is empty.
    pub columns: Vec<(&'static str, String)>,
    /// What was repaired or assumed (補正・仮定した点).
    pub notices: Vec<Text>,
    /// Everything that is wrong; a file with faults must not be stored.
    pub faults: Vec<Fault>,
}

/// What a reader gathers while it goes through a file.
#[derive(Default)]
struct Reading {
    rows: Vec<Row>,
    columns: Vec<(&'static str, String)>,
    notices: Vec<Text>,
    faults: Vec<Fault>,
    faults_left_out: u64,
    swapped: u64,
}

impl Reading {
    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        } else {
            self.faults_left_out += 1;
        }
    }

    fn has_column(&mut self, field: &'static str, called: &str) {
        let field = if matches!(field, "longitude" | "latitude") { "geometry" } else { field };
        if !self.columns.iter().any(|(known, _)| *known == field) {
            self.columns.push((field, called.to_owned()));
        }
    }

    fn notice(&mut self, en: String, ja: String) {
        self.notices.push(Text::new(en, ja));
    }

    fn finish(mut self, format: Format, encoding: &'static str) -> File {
        if self.swapped > 0 {
            let n = self.swapped;
            self.notice(
                format!("latitude and longitude stood in each other's column and were exchanged (rows: {n})"),
                format!("{n} 行で緯度と経度が入れ替わっていたため、正しい列に直しました"),
            );
        }
        if self.faults_left_out > 0 {
            self.faults.push(too_many_faults(self.faults_left_out));
        }
        File { format, encoding, rows: self.rows, columns: self.columns, notices: self.notices, faults: self.faults }
    }
}

fn too_many_faults(left_out: u64) -> Fault {
    Fault::new(
        "too-many-faults",
        format!("{left_out} more faults are not listed; mend the first {MOST_FAULTS} and read the file again"),
        format!("ほかに {left_out} 件の誤りがあります。先の {MOST_FAULTS} 件を直してから読み込み直してください"),
    )
}

/// Reads a file of records; `asked` is the layout that the sender names, without it the layout is recognised.
///
/// # Errors
/// The one [`Fault`] because of which the file cannot be read at all: not text, damaged text, another layout than asked.
pub fn read(bytes: &[u8], asked: Option<Format>, municipality: &MunicipalityCode, kind: Kind) -> Result<File, Fault> {
    let (text, encoding) = text::decode(bytes)?;
    let reading = |format: Format, reading: Reading| reading.finish(format, encoding);
    if text.trim_start().starts_with(['{', '[']) {
        let features = geojson::features(&text)?;
        let format = settle(asked, ksj::recognise(&features), Format::EnokiGeojson, kind)?;
        return Ok(match format {
            Format::EnokiGeojson => reading(format, geojson::read(features, kind)),
            _ => reading(format, ksj::read(features, format, municipality)),
        });
    }
    let table = table::open(&text)?;
    let format = settle(asked, open_data::recognise(&table.headers), Format::EnokiCsv, kind)?;
    Ok(match format {
        Format::EnokiCsv => reading(format, table::read(table, kind)),
        _ => reading(format, open_data::read(table, format, municipality)),
    })
}

/// Decides between what was asked for, what the file looks like and what it is otherwise taken for.
fn settle(asked: Option<Format>, found: Option<Format>, otherwise: Format, kind: Kind) -> Result<Format, Fault> {
    use Format::{KsjP29Edition2021, KsjP29Edition2023};
    let format = match (asked, found) {
        // The two editions differ by columns that may be absent, not in what a column means.
        (Some(KsjP29Edition2021), Some(KsjP29Edition2023)) | (Some(KsjP29Edition2023), Some(KsjP29Edition2021)) => {
            found.unwrap_or(otherwise)
        }
        (Some(asked), found) if found.is_some_and(|f| f != asked) || asked.tabular() != otherwise.tabular() => {
            let seen = found.unwrap_or(otherwise);
            return Err(Fault::new(
                "format-mismatch",
                format!("the file looks like `{}`, not like `{}`; ask for that or for none", seen.code(), asked.code()),
                format!(
                    "ファイルは「{}」のようで、指定の「{}」ではありません。形式の指定を直すか外してください",
                    seen.label_ja(),
                    asked.label_ja()
                ),
            )
            .on(asked.code()));
        }
        (Some(asked), _) => asked,
        (None, found) => found.unwrap_or(otherwise),
    };
    let ours = matches!(format, Format::EnokiCsv | Format::EnokiGeojson);
    if !ours && kind != Kind::Facilities {
        return Err(Fault::new(
            "format-mismatch",
            format!("`{}` is a list of facilities; it cannot be read as {}", format.code(), kind.code()),
            format!("「{}」は施設の一覧です。{}としては読み込めません", format.label_ja(), kind.label_ja()),
        )
        .on(format.code()));
    }
    Ok(format)
}

/// What two spellings of the same heading share: half width, no spaces, small letters.
fn heading_key(heading: &str) -> String {
    heading.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{feff}').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{EUC_JP, SHIFT_JIS};
    use proptest::prelude::*;
    use serde_json::Map;

    pub(super) fn city() -> MunicipalityCode {
        MunicipalityCode::parse("municipality", "132233").unwrap()
    }

    pub(super) fn facilities(bytes: &[u8]) -> File {
        read(bytes, None, &city(), Kind::Facilities).unwrap()
    }

    /// What the rows say, without what the file calls it and without what it says is empty; in order of fields.
    pub(super) fn said(file: &File) -> Vec<Vec<(String, String)>> {
        let cells = |row: &Row| {
            let told = row.cells.iter().filter(|c| !c.value.is_null());
            let mut cells: Vec<_> = told.map(|c| (c.field.to_string(), geojson::plain(&c.value))).collect();
            cells.sort();
            cells
        };
        file.rows.iter().map(cells).collect()
    }

    /// A row as a record in the shape of the API.
    pub(super) fn record(row: &Row) -> Map<String, Value> {
        let (mut record, mut attributes) = (Map::new(), Map::new());
        for cell in &row.cells {
            match (cell.field.strip_prefix("attributes."), &cell.value) {
                (Some(name), value) => {
                    attributes.insert(name.to_owned(), value.clone());
                }
                (None, Value::String(list)) if matches!(&*cell.field, "disaster_roles" | "illustrative") => {
                    let list: Vec<&str> = list.split(';').collect();
                    record.insert(cell.field.to_string(), list.into());
                }
                (None, value) => {
                    record.insert(cell.field.to_string(), value.clone());
                }
            }
        }
        record.insert("attributes".to_owned(), attributes.into());
        record
    }

    pub(super) fn first_fault(text: &str, kind: Kind) -> Fault {
        read(text.as_bytes(), None, &city(), kind).map_or_else(|f| f, |file| file.faults[0].clone())
    }

    #[test]
    fn the_same_table_reads_the_same_in_every_encoding() {
        let plain = facilities(include_bytes!("../../../tests/files/enoki-facilities.csv"));
        let others: [(&[u8], &str); 3] = [
            (include_bytes!("../../../tests/files/enoki-facilities-bom.csv"), "UTF-8 (BOM)"),
            (include_bytes!("../../../tests/files/enoki-facilities-cp932.csv"), "Shift_JIS (CP932)"),
            (include_bytes!("../../../tests/files/enoki-facilities-utf16.txt"), "UTF-16LE"),
        ];
        assert_eq!((plain.rows.len(), plain.faults.len(), plain.encoding), (3, 0, "UTF-8"));
        for (bytes, encoding) in others {
            let other = facilities(bytes);
            assert_eq!((&other.rows, other.encoding), (&plain.rows, encoding));
        }
    }

    #[test]
    fn a_broken_byte_is_told_with_line_and_offset() {
        let fault = read(b"code,name\nA,\x82", None, &city(), Kind::Sites).unwrap_err();
        assert_eq!((fault.code, fault.row), ("encoding", Some(2)));
        assert!(fault.text.en.contains("line 2, byte 12"), "{}", fault.text.en);
        let fault = read(b"\xef\xbb\xbfcode,name\n\xff", None, &city(), Kind::Sites).unwrap_err();
        assert!(fault.text.en.contains("UTF-8: line 2, byte 13"), "{}", fault.text.en);
    }

    #[test]
    fn euc_jp_and_jis_are_refused_by_name_and_half_width_katakana_are_not() {
        let text = "施設番号,名称\nF1,見本第一小学校の体育館と校舎\n";
        let fault = read(&EUC_JP.encode(text).0, None, &city(), Kind::Facilities).unwrap_err();
        assert_eq!(fault.value.as_deref(), Some("EUC-JP"));
        let fault = read(b"\x1b$B;\\@_\x1b(B,x\n", None, &city(), Kind::Facilities).unwrap_err();
        assert_eq!(fault.code, "encoding");
        let kana = facilities(&SHIFT_JIS.encode("code,name\nF1,ﾐﾎﾝ ﾄｼｮｶﾝ\n").0);
        assert_eq!(kana.rows[0].cells[1].value, "ﾐﾎﾝ ﾄｼｮｶﾝ");
    }

    #[test]
    fn a_workbook_a_pdf_and_nul_bytes_are_refused_with_a_remedy() {
        for bytes in [&b"PK\x03\x04rest"[..], b"%PDF-1.7", b"code,name\n\0,x", b"\xd0\xcf\x11\xe0"] {
            let fault = read(bytes, None, &city(), Kind::Facilities).unwrap_err();
            assert_eq!(fault.code, "not-text");
            assert!(fault.text.en.contains("CSV (UTF-8 or Shift_JIS)") && fault.text.ja.contains("CSV"));
        }
    }

    #[test]
    fn another_layout_than_asked_is_refused_and_so_is_a_list_of_facilities_as_buildings() {
        let list = include_bytes!("../../../tests/files/open-data-24-cp932.csv");
        for (asked, kind) in [
            (Some(Format::EnokiCsv), Kind::Facilities),
            (Some(Format::KsjP05), Kind::Facilities),
            (None, Kind::Buildings),
        ] {
            assert_eq!(read(list, asked, &city(), kind).unwrap_err().code, "format-mismatch");
        }
        assert!(read(list, Some(Format::OpenData24), &city(), Kind::Facilities).is_ok());
    }

    #[test]
    fn beyond_a_thousand_faults_one_says_how_many_more() {
        let rows: String = (0..1_500).map(|n| format!("F{n},x,north\n")).collect();
        let file = facilities(format!("code,name,latitude\n{rows}").as_bytes());
        assert_eq!(file.faults.len(), MOST_FAULTS + 1);
        assert!(file.faults[MOST_FAULTS].text.en.starts_with("500 more"));
    }

    #[test]
    fn what_cp932_cannot_hold_is_a_fault_and_never_replaced() {
        let rows = || [["施設番号", "名称"], ["F1", "𠮷野会館"], ["F2", "9〜17時 ¥100"]];
        let rows = || rows().into_iter().map(|row| row.map(str::to_owned).to_vec());
        let faults = encode_csv(rows(), TextEncoding::Cp932).unwrap_err();
        let places: Vec<_> = faults.iter().map(|f| (f.row, f.column.as_deref(), f.value.as_deref())).collect();
        let name = Some("名称");
        assert_eq!(places, [(Some(2), name, Some("𠮷")), (Some(3), name, Some("〜")), (Some(3), name, Some("¥"))]);
        assert!(faults[1].text.en.contains("U+FF5E"));
        assert!(encode_csv(rows(), TextEncoding::Utf8Bom).unwrap().starts_with(b"\xef\xbb\xbf"));
    }

    #[test]
    fn every_character_that_cp932_takes_comes_back() {
        for c in ('\u{20}'..=char::MAX).filter(|c| text::fits_cp932(*c)) {
            let text = c.to_string();
            assert_eq!(SHIFT_JIS.decode_without_bom_handling(&SHIFT_JIS.encode(&text).0).0, text, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_any_bytes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes, None, &city(), Kind::Facilities);
        }

        #[test]
        fn reading_anything_under_known_headings_never_panics(body in "[,\"\r\n\tあ0-9.{}:\\[\\]a]{0,200}", n in 0..4_usize) {
            let kind = [Kind::Sites, Kind::Facilities, Kind::Buildings, Kind::Components][n];
            let _ = read(format!("{}\n{body}", csv_header(kind).join(",")).as_bytes(), None, &city(), kind);
            let _ = read(format!("{}\n{body}", open_data_header().join(",")).as_bytes(), None, &city(), kind);
        }

        #[test]
        fn a_table_is_read_as_it_was_written(cells in proptest::collection::vec("[^\\x00-\\x08\\x0b-\\x1f\\x7f]{1,12}", 1..20)) {
            let kept: Vec<String> = cells.iter().map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()).collect();
            let rows = kept.iter().map(|c| vec!["F1".to_owned(), c.clone()]);
            let bytes = encode_csv([vec!["code".to_owned(), "name".to_owned()]].into_iter().chain(rows), TextEncoding::Utf8Bom);
            let file = facilities(&bytes.unwrap());
            let names: Vec<_> = file.rows.iter().map(|r| geojson::plain(&r.cells[1].value)).collect();
            prop_assert_eq!(names, kept);
        }
    }
}
