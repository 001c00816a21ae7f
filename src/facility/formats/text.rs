//! In which encoding is a file written, and how is CSV written in the one asked for? Nothing is replaced silently in
//! either direction.

use super::{Fault, shortened};
use crate::domain::facility::Word;
use crate::spreadsheet::guard::guarded;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, EUC_JP, Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// The text in the bytes and the name of their encoding (文字コード): UTF-8 when it is valid, else CP932, both strict.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), Fault> {
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

impl TextEncoding {
    /// The media type of CSV in this encoding.
    pub fn media_type(self) -> &'static str {
        match self {
            TextEncoding::Cp932 => "text/csv; charset=Shift_JIS",
            TextEncoding::Utf8 | TextEncoding::Utf8Bom => "text/csv; charset=utf-8",
        }
    }
}

/// Writes CSV a row at a time: commas, CRLF, quotes where needed, and a mark in front of text that a spreadsheet would
/// take for a formula. The first row is the headings.
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
            let cell = guarded(cell);
            if cell.contains(['"', ',', '\r', '\n', '\t']) {
                line.extend(["\"", &cell.replace('"', "\"\""), "\""]);
            } else {
                line.push_str(&cell);
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

pub(super) fn fits_cp932(c: char) -> bool {
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
#[cfg(test)]
pub fn encode_csv(rows: impl Iterator<Item = Vec<String>>, encoding: TextEncoding) -> Result<Vec<u8>, Vec<Fault>> {
    let (mut encoder, mut out, mut reading) = (CsvEncoder::new(encoding), Vec::new(), super::Reading::default());
    for row in rows {
        if let Err(faults) = encoder.row(&row, &mut out) {
            faults.into_iter().for_each(|fault| reading.fault(fault));
        }
    }
    let faults = reading.finish(super::Format::EnokiCsv, "").faults;
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}
