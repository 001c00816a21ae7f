//! Which files can facility records come in and go out as, and what stands in them? Bytes to named cells, and back.
//!
//! Reading ends at cells: each has the English field name of the record, the name its column has in the file, and its
//! value. Turning cells into typed records is done elsewhere, the same for every format. Nothing is lost on the way:
//! what has no field of its own is kept as `attributes.<column>`. What was repaired is told in [`File::notices`].
//!
//! `table`: our own CSV; `open_data`: 公共施設一覧; `geojson`: our own GeoJSON; `ksj`: 国土数値情報.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may fail where it stands"))]
#![allow(clippy::result_large_err, reason = "a file is refused once; its one fault need not be small")]

mod geojson;
mod ksj;
mod open_data;
mod table;

use crate::domain::Text;
use crate::domain::facility::Word;
use crate::domain::units::MunicipalityCode;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, EUC_JP, Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use strum::{EnumIter, EnumString, IntoStaticStr};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

pub use open_data::{open_data_header, open_data_row};
pub use table::{csv_header, csv_row};

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

/// What is wrong with a file, and where (誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line or the number of the feature; `None` when it concerns the whole file.
    pub row: Option<u64>,
    /// The column as the file calls it.
    pub column: Option<String>,
    /// What kind of fault it is, kebab-case.
    pub code: &'static str,
    /// The value as it was given, shortened when long.
    pub value: Option<String>,
    /// What is wrong, what is allowed and what to do about it.
    pub text: Text,
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
    /// In our own layouts the fields that the file has a place for: one that a record leaves out there is empty.
    pub columns: Vec<&'static str>,
    /// What was repaired or assumed (補正・仮定した点).
    pub notices: Vec<Text>,
    /// Everything that is wrong; a file with faults must not be stored.
    pub faults: Vec<Fault>,
}

/// What a reader gathers while it goes through a file.
#[derive(Default)]
struct Reading {
    rows: Vec<Row>,
    columns: Vec<&'static str>,
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

    fn has_column(&mut self, field: &'static str) {
        let field = if matches!(field, "longitude" | "latitude") { "geometry" } else { field };
        if !self.columns.contains(&field) {
            self.columns.push(field);
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
    let (text, encoding) = decode(bytes)?;
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

/// A value as faults quote it: 80 characters at most.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// What two spellings of the same heading share: half width, no spaces, small letters.
fn heading_key(heading: &str) -> String {
    heading.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{feff}').flat_map(char::to_lowercase).collect()
}

/// The text in the bytes and the name of their encoding (文字コード): UTF-8 when it is valid, else CP932, both strict.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), Fault> {
    refuse_binary(bytes)?;
    let (text, encoding) = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        (strict(UTF_16LE, rest).map_err(|bad| malformed("UTF-16", bad, 2))?, "UTF-16LE")
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        (strict(UTF_16BE, rest).map_err(|bad| malformed("UTF-16", bad, 2))?, "UTF-16BE")
    } else if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        (utf8(rest).map_err(|bad| malformed("UTF-8", bad, 3))?, "UTF-8 (BOM)")
    } else {
        match utf8(bytes) {
            Ok(text) => (text, "UTF-8"),
            Err(not_utf8) => (cp932(bytes, not_utf8)?, "Shift_JIS (CP932)"),
        }
    };
    if text.contains('\0') {
        return Err(Fault::new(
            "not-text",
            "the file holds NUL bytes and is not plain text; save it as CSV (UTF-8 or Shift_JIS) or GeoJSON",
            "ファイルに NUL 文字があり、テキストではありません。CSV(UTF-8 か Shift_JIS)か GeoJSON で保存してください",
        ));
    }
    if text.contains("\u{1b}$") {
        return Err(other_encoding("ISO-2022-JP (JIS)"));
    }
    if text.trim().is_empty() {
        return Err(Fault::new(
            "empty",
            "the file is empty; it needs a row of headings and the records",
            "ファイルが空です。見出し行とデータを入れてください",
        ));
    }
    Ok((text, encoding))
}

fn refuse_binary(bytes: &[u8]) -> Result<(), Fault> {
    let signatures: [(&[u8], &str, &str); 4] = [
        (b"PK\x03\x04", "an Excel workbook or a ZIP archive", "Excel ブックか ZIP ファイル"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "旧形式の Excel ブック"),
        (b"%PDF", "a PDF document", "PDF 文書"),
        (b"\x1f\x8b", "a gzip archive", "gzip 圧縮ファイル"),
    ];
    match signatures.iter().find(|(signature, ..)| bytes.starts_with(signature)) {
        None => Ok(()),
        Some((_, en, ja)) => Err(Fault::new(
            "not-text",
            format!("the file is {en}; open it and save it as CSV (UTF-8 or Shift_JIS)"),
            format!("ファイルは{ja}です。開いて CSV(UTF-8 か Shift_JIS)で保存し直してください"),
        )),
    }
}

/// Where the first byte stands that the encoding does not allow.
#[derive(Clone, Copy)]
struct BadByte {
    line: u64,
    offset: usize,
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, BadByte> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let offset = error.valid_up_to();
        BadByte { line: 1 + bytes[..offset].iter().filter(|b| **b == b'\n').count() as u64, offset }
    })
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Result<Cow<'static, str>, BadByte> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(bytes.len()));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    let behind = match result {
        DecoderResult::InputEmpty => return Ok(Cow::Owned(text)),
        DecoderResult::Malformed(bad, after) => usize::from(bad) + usize::from(after),
        DecoderResult::OutputFull => 0,
    };
    Err(BadByte { line: 1 + text.matches('\n').count() as u64, offset: read.saturating_sub(behind) })
}

/// CP932, unless the bytes are EUC-JP, which CP932 may turn into half-width katakana without complaint.
fn cp932(bytes: &[u8], not_utf8: BadByte) -> Result<Cow<'_, str>, Fault> {
    if strict(EUC_JP, bytes).is_ok() {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        if detector.guess(Some(b"jp"), Utf8Detection::Deny) == EUC_JP {
            return Err(other_encoding("EUC-JP"));
        }
    }
    // Of the two encodings the file was meant to be the one that goes well for longer.
    strict(SHIFT_JIS, bytes).map_err(|bad| {
        if bad.offset >= not_utf8.offset {
            malformed("Shift_JIS (CP932)", bad, 0)
        } else {
            malformed("UTF-8", not_utf8, 0)
        }
    })
}

fn malformed(encoding: &str, bad: BadByte, bom: usize) -> Fault {
    let (line, offset) = (bad.line, bad.offset + bom);
    Fault::new(
        "encoding",
        format!("the file is broken {encoding}: line {line}, byte {offset}; save it again as UTF-8 or Shift_JIS"),
        format!("文字コード {encoding} として壊れています({line} 行目、{offset} バイト目)。UTF-8 か Shift_JIS で保存し直してください"),
    )
    .at(line)
}

fn other_encoding(encoding: &str) -> Fault {
    Fault::new(
        "encoding",
        format!("the file is written in `{encoding}`; save it again as UTF-8 or Shift_JIS"),
        format!("文字コードが `{encoding}` です。UTF-8 か Shift_JIS で保存し直してください"),
    )
    .on(encoding)
}

/// The encoding of a CSV that goes out (文字コード).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
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
pub enum TextEncoding {
    /// UTF-8
    #[serde(rename = "utf-8")]
    #[strum(serialize = "utf-8")]
    Utf8,
    /// UTF-8（BOM付き）: what Excel opens without a question
    #[default]
    #[serde(rename = "utf-8-bom")]
    #[strum(serialize = "utf-8-bom")]
    Utf8Bom,
    /// Shift_JIS（CP932）
    Cp932,
}

impl Word for TextEncoding {
    fn label_ja(self) -> &'static str {
        match self {
            TextEncoding::Utf8 => "UTF-8",
            TextEncoding::Utf8Bom => "UTF-8（BOM付き）",
            TextEncoding::Cp932 => "Shift_JIS",
        }
    }
}

/// Writes CSV a row at a time: commas, CRLF, quotes where needed. The first row is the headings.
pub struct CsvEncoder {
    encoding: TextEncoding,
    headings: Vec<String>,
    row: u64,
}

impl CsvEncoder {
    /// Nothing written yet.
    pub fn new(encoding: TextEncoding) -> CsvEncoder {
        CsvEncoder { encoding, headings: Vec::new(), row: 0 }
    }

    /// Appends one row to `out`, before the first one the byte order mark if there is to be one.
    ///
    /// # Errors
    /// One [`Fault`] for each character of a cell that the encoding cannot hold; `out` is then unchanged.
    pub fn row(&mut self, cells: &[String], out: &mut Vec<u8>) -> Result<(), Vec<Fault>> {
        self.row += 1;
        if self.row == 1 {
            self.headings = cells.to_vec();
        }
        let mut line = String::new();
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                line.push(',');
            }
            if cell.contains(['"', ',', '\r', '\n', '\t']) {
                line.extend(["\"", &cell.replace('"', "\"\""), "\""]);
            } else {
                line.push_str(cell);
            }
        }
        line.push_str("\r\n");
        match self.encoding {
            TextEncoding::Cp932 => {
                let (bytes, _, unmappable) = SHIFT_JIS.encode(&line);
                if unmappable || line.contains(TURNED_INTO_ANOTHER) {
                    return Err(self.unencodable(cells));
                }
                out.extend_from_slice(&bytes);
            }
            TextEncoding::Utf8Bom if self.row == 1 => out.extend([b"\xef\xbb\xbf", line.as_bytes()].concat()),
            TextEncoding::Utf8 | TextEncoding::Utf8Bom => out.extend_from_slice(line.as_bytes()),
        }
        Ok(())
    }

    fn unencodable(&self, cells: &[String]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (n, cell) in cells.iter().enumerate() {
            let mut seen = Vec::new();
            for c in cell.chars().filter(|c| !fits_cp932(*c)) {
                if !seen.contains(&c) {
                    seen.push(c);
                    let heading = self.headings.get(n).map_or("", String::as_str);
                    faults.push(not_in_cp932(c, cell).at(self.row).within(heading));
                }
            }
        }
        faults
    }
}

/// Characters for which the encoder of the web standard silently writes another one: yen sign, overline, minus sign.
const TURNED_INTO_ANOTHER: [char; 3] = ['\u{a5}', '\u{203e}', '\u{2212}'];

fn fits_cp932(c: char) -> bool {
    !TURNED_INTO_ANOTHER.contains(&c) && !SHIFT_JIS.encode(c.encode_utf8(&mut [0; 4])).2
}

fn not_in_cp932(c: char, cell: &str) -> Fault {
    // The twins under which Windows keeps these signs.
    let twin = match c {
        '\u{301c}' => Some('\u{ff5e}'),
        '\u{2212}' => Some('\u{ff0d}'),
        '\u{2014}' => Some('\u{2015}'),
        '\u{2016}' => Some('\u{2225}'),
        '\u{a5}' => Some('\u{ffe5}'),
        _ => None,
    };
    let (point, cell) = (u32::from(c), shortened(cell));
    let en = twin.map_or(String::new(), |t| format!(", or write `{t}` (U+{:04X})", u32::from(t)));
    let ja = twin.map_or(String::new(), |t| format!("。または `{t}`(U+{:04X})に直してください", u32::from(t)));
    Fault::new(
        "not-in-encoding",
        format!("`{c}` (U+{point:04X}) in `{cell}` cannot be written in Shift_JIS (CP932); export as UTF-8{en}"),
        format!("`{cell}` の `{c}`(U+{point:04X})は Shift_JIS(CP932)にありません。UTF-8 で書き出してください{ja}"),
    )
    .on(&c.to_string())
}

/// A whole CSV file; the first row is the headings. For many rows use [`CsvEncoder`] a row at a time.
///
/// # Errors
/// Every character that the encoding cannot hold, with row and column, up to the usual number of faults.
pub fn encode_csv(rows: impl Iterator<Item = Vec<String>>, encoding: TextEncoding) -> Result<Vec<u8>, Vec<Fault>> {
    let (mut encoder, mut out, mut reading) = (CsvEncoder::new(encoding), Vec::new(), Reading::default());
    for row in rows {
        if let Err(faults) = encoder.row(&row, &mut out) {
            faults.into_iter().for_each(|fault| reading.fault(fault));
        }
    }
    let faults = reading.finish(Format::EnokiCsv, "").faults;
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Map;

    pub(super) fn city() -> MunicipalityCode {
        MunicipalityCode::parse("municipality", "132233").unwrap()
    }

    pub(super) fn facilities(bytes: &[u8]) -> File {
        read(bytes, None, &city(), Kind::Facilities).unwrap()
    }

    /// What the rows say, without what the file calls it; in order of fields.
    pub(super) fn said(file: &File) -> Vec<Vec<(String, String)>> {
        let cells = |row: &Row| {
            let mut cells: Vec<_> = row.cells.iter().map(|c| (c.field.to_string(), geojson::plain(&c.value))).collect();
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
        for c in ('\u{20}'..=char::MAX).filter(|c| fits_cp932(*c)) {
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
