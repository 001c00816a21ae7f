//! In which encoding is a table written? Text out of a stream of bytes, piece by piece, nothing replaced silently.
//!
//! A file is taken for UTF-8 as long as it is plain ASCII; the first other byte decides, by looking at what follows it:
//! UTF-8 when that is valid, else CP932, both strict.

use super::{Fault, fault};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, EUC_JP, Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};
use std::io::Read;

/// How much is read at a time.
const CHUNK: usize = 256 << 10;
/// How much text decides between the encodings.
const DECIDING: usize = 1 << 20;
const UTF_8: &str = "UTF-8";
const CP932: &str = "Shift_JIS (CP932)";

enum State {
    Start,
    Ascii,
    Utf8,
    Other(Box<encoding_rs::Decoder>),
}

/// Turns bytes into text (文字コードの変換).
pub(super) struct Decoder {
    source: Box<dyn Read + Send>,
    state: State,
    name: &'static str,
    /// Read and not yet decoded.
    held: Vec<u8>,
    /// Where in the file `held` begins.
    offset: u64,
    /// The line that is being decoded.
    line: u64,
    ended: bool,
    failed: Option<Fault>,
}

impl Decoder {
    pub fn new(source: Box<dyn Read + Send>) -> Decoder {
        let (held, state) = (Vec::new(), State::Start);
        Decoder { source, state, name: UTF_8, held, offset: 0, line: 1, ended: false, failed: None }
    }

    /// The name of the encoding as far as it is known.
    pub fn encoding(&self) -> &'static str {
        self.name
    }

    /// Appends the next piece of text; false when there is no more.
    pub fn more(&mut self, out: &mut String) -> Result<bool, Fault> {
        let from = out.len();
        while out.len() == from {
            if let Some(failed) = self.failed.take() {
                self.ended = true;
                self.held.clear();
                return Err(failed);
            }
            if self.ended && self.held.is_empty() && !matches!(self.state, State::Start) {
                return Ok(false);
            }
            self.step(out)?;
        }
        let text = &out.as_bytes()[from..];
        if text.contains(&0) {
            self.failed = Some(not_text(
                "holds NUL bytes and is not plain text; save it as CSV (UTF-8 or Shift_JIS) or XLSX",
                "に NUL 文字があり、テキストではありません。CSV(UTF-8 か Shift_JIS)か XLSX で保存してください",
            ));
        } else if self.line == 1 && out[from..].contains("\u{1b}$") {
            self.failed = Some(other_encoding("ISO-2022-JP (JIS)"));
        }
        self.line += out.as_bytes()[from..].iter().filter(|b| **b == b'\n').count() as u64;
        if self.failed.as_ref().is_some_and(|f| f.code != "encoding" || f.row.is_none()) {
            // What is no text at all is not worth reading up to the place.
            out.truncate(from);
            return self.more(out);
        }
        Ok(true)
    }

    fn step(&mut self, out: &mut String) -> Result<(), Fault> {
        match &self.state {
            State::Start => {
                self.read_up_to(CHUNK)?;
                self.start();
            }
            State::Ascii => {
                self.read_up_to(CHUNK)?;
                match self.held.iter().position(|b| !b.is_ascii()) {
                    None => self.utf8(out),
                    Some(first) => {
                        self.read_up_to(first + DECIDING)?;
                        self.decide();
                    }
                }
            }
            State::Utf8 => {
                self.read_up_to(CHUNK)?;
                self.utf8(out);
            }
            State::Other(_) => {
                self.read_up_to(CHUNK)?;
                self.other(out);
            }
        }
        Ok(())
    }

    /// Reads until so much is held or the file has ended.
    fn read_up_to(&mut self, wanted: usize) -> Result<(), Fault> {
        while !self.ended && self.held.len() < wanted {
            let missing = wanted - self.held.len();
            match Read::take(&mut *self.source, missing as u64).read_to_end(&mut self.held) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => {
                    self.ended = true;
                    return Err(super::unreadable(&error));
                }
            }
        }
        Ok(())
    }

    fn start(&mut self) {
        let marks: [(&[u8], Option<&'static Encoding>, &'static str); 3] = [
            (b"\xff\xfe", Some(UTF_16LE), "UTF-16LE"),
            (b"\xfe\xff", Some(UTF_16BE), "UTF-16BE"),
            (b"\xef\xbb\xbf", None, "UTF-8 (BOM)"),
        ];
        self.state = State::Ascii;
        self.failed = refuse_binary(&self.held);
        for (mark, encoding, name) in marks {
            if self.held.starts_with(mark) {
                self.name = name;
                self.consume(mark.len());
                self.state = match encoding {
                    Some(encoding) => State::Other(Box::new(encoding.new_decoder_without_bom_handling())),
                    None => State::Utf8,
                };
                return;
            }
        }
    }

    fn decide(&mut self) {
        let not_utf8 = match std::str::from_utf8(&self.held) {
            Ok(_) => None,
            Err(error) if error.error_len().is_none() && !self.ended => None,
            Err(error) => Some(error.valid_up_to()),
        };
        let Some(utf8_until) = not_utf8 else {
            self.state = State::Utf8;
            return;
        };
        // CP932 may turn EUC-JP into half-width katakana without complaint.
        if good_until(EUC_JP, &self.held, self.ended).is_none() {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&self.held, true);
            if detector.guess(Some(b"jp"), Utf8Detection::Deny) == EUC_JP {
                self.failed = Some(other_encoding("EUC-JP"));
                return;
            }
        }
        // Of the two encodings the file was meant to be the one that goes well for longer.
        match good_until(SHIFT_JIS, &self.held, self.ended) {
            Some(cp932_until) if cp932_until < utf8_until => self.state = State::Utf8,
            _ => {
                self.name = CP932;
                self.state = State::Other(Box::new(SHIFT_JIS.new_decoder_without_bom_handling()));
            }
        }
    }

    fn utf8(&mut self, out: &mut String) {
        let (text, rest_is_bad) = match std::str::from_utf8(&self.held) {
            Ok(text) => (text, false),
            Err(error) => {
                let good = std::str::from_utf8(&self.held[..error.valid_up_to()]).unwrap_or_default();
                (good, error.error_len().is_some() || self.ended)
            }
        };
        out.push_str(text);
        let length = text.len();
        if rest_is_bad {
            let line = self.line + text.matches('\n').count() as u64;
            self.failed = Some(malformed(UTF_8, line, self.offset + length as u64));
        }
        self.consume(length);
    }

    fn other(&mut self, out: &mut String) {
        let State::Other(decoder) = &mut self.state else { return };
        let from = out.len();
        out.reserve(decoder.max_utf8_buffer_length_without_replacement(self.held.len()).unwrap_or(CHUNK * 3));
        let (result, read) = decoder.decode_to_string_without_replacement(&self.held, out, self.ended);
        if let DecoderResult::Malformed(bad, after) = result {
            let line = self.line + out[from..].matches('\n').count() as u64;
            let offset = (self.offset + read as u64).saturating_sub(u64::from(bad) + u64::from(after));
            self.failed = Some(malformed(self.name, line, offset));
        }
        self.consume(read);
    }

    fn consume(&mut self, bytes: usize) {
        self.held.drain(..bytes);
        self.offset += bytes as u64;
    }
}

/// Up to where the bytes are good; `None` when all of them are.
fn good_until(encoding: &'static Encoding, bytes: &[u8], last: bool) -> Option<usize> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text =
        String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len()));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, last) {
        (DecoderResult::Malformed(bad, after), read) => {
            Some(read.saturating_sub(usize::from(bad) + usize::from(after)))
        }
        _ => None,
    }
}

fn refuse_binary(bytes: &[u8]) -> Option<Fault> {
    let signatures: [(&[u8], &str, &str); 4] = [
        (b"PK\x03\x04", "an Excel workbook or a ZIP archive", "Excel ブックか ZIP ファイル"),
        (b"\xd0\xcf\x11\xe0", "an old or a protected Excel workbook", "旧形式かパスワード付きの Excel ブック"),
        (b"%PDF", "a PDF document", "PDF 文書"),
        (b"\x1f\x8b", "a gzip archive", "gzip 圧縮ファイル"),
    ];
    let (_, en, ja) = signatures.iter().find(|(signature, ..)| bytes.starts_with(signature))?;
    Some(not_text(
        &format!("is {en}; open it and save it as XLSX or CSV (UTF-8 or Shift_JIS)"),
        &format!("は{ja}です。開いて XLSX か CSV(UTF-8 か Shift_JIS)で保存し直してください"),
    ))
}

fn not_text(en: &str, ja: &str) -> Fault {
    fault("not-text", format!("the file {en}"), format!("ファイル{ja}"))
}

fn malformed(encoding: &str, line: u64, offset: u64) -> Fault {
    let text = fault(
        "encoding",
        format!("the file is broken {encoding}: line {line}, byte {offset}; save it again as UTF-8 or Shift_JIS"),
        format!(
            "文字コード {encoding} として壊れています({line} 行目、{offset} バイト目)。UTF-8 か Shift_JIS で保存し直してください"
        ),
    );
    Fault { row: Some(line), ..text }
}

fn other_encoding(encoding: &str) -> Fault {
    let text = fault(
        "encoding",
        format!("the file is written in `{encoding}`; save it again as UTF-8 or Shift_JIS"),
        format!("文字コードが `{encoding}` です。UTF-8 か Shift_JIS で保存し直してください"),
    );
    Fault { value: Some(encoding.to_owned()), ..text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: Vec<u8>) -> (String, &'static str, Option<Fault>) {
        let mut decoder = Decoder::new(Box::new(std::io::Cursor::new(bytes)));
        let mut text = String::new();
        loop {
            match decoder.more(&mut text) {
                Ok(true) => {}
                Ok(false) => return (text, decoder.encoding(), None),
                Err(fault) => return (text, decoder.encoding(), Some(fault)),
            }
        }
    }

    #[test]
    fn the_first_byte_beyond_ascii_decides_however_late_it_comes() {
        let ascii = "1,2,3\n".repeat(100_000);
        let cp932 = [ascii.as_bytes(), &SHIFT_JIS.encode("本庁舎①\n").0].concat();
        let (text, encoding, fault) = decoded(cp932);
        assert_eq!((encoding, fault, text.ends_with("本庁舎①\n")), (CP932, None, true));
        let utf8 = format!("{ascii}本庁舎\n").into_bytes();
        assert_eq!(decoded(utf8), (format!("{ascii}本庁舎\n"), UTF_8, None));
    }

    #[test]
    fn what_is_longer_than_a_chunk_comes_whole_in_every_encoding() {
        let text = "髙橋,あいう,1\n".repeat(60_000);
        let text16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(text.clone().into_bytes()), (text.clone(), UTF_8, None));
        assert_eq!(decoded(format!("\u{feff}{text}").into_bytes()), (text.clone(), "UTF-8 (BOM)", None));
        assert_eq!(decoded(text16), (text.clone(), "UTF-16LE", None));
        assert_eq!(decoded(SHIFT_JIS.encode(&text).0.into_owned()), (text, CP932, None));
    }

    #[test]
    fn a_late_broken_byte_is_told_with_its_line_after_all_that_was_good() {
        let good = "本庁舎,1\n".repeat(200_000);
        let (text, _, fault) = decoded([good.as_bytes(), &SHIFT_JIS.encode("別館").0].concat());
        let fault = fault.unwrap();
        assert_eq!((text.len(), fault.code, fault.row), (good.len(), "encoding", Some(200_001)));
        assert!(fault.text.en.contains(&format!("byte {}", good.len())), "{}", fault.text.en);
    }

    #[test]
    fn what_is_no_text_or_another_encoding_is_refused() {
        let euc = EUC_JP.encode("固定資産台帳の取得価額と減価償却累計額を示す。").0.into_owned();
        for (bytes, code) in [
            (b"a\0b".to_vec(), "not-text"),
            (b"%PDF-1.7".to_vec(), "not-text"),
            (b"\x1b$B8GDj\x1b(B".to_vec(), "encoding"),
            (euc, "encoding"),
        ] {
            assert_eq!(decoded(bytes).2.map(|f| f.code), Some(code));
        }
    }
}
