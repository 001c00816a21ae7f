//! Is a workbook what it claims to be? Its parts are unpacked once and measured before anything is built from them, for
//! a small file can unpack to more than any machine holds.

use super::{Fault, fault};
use std::fs::File;
use std::io::{BufReader, Read};
use zip::ZipArchive;

/// All parts together, unpacked.
const LARGEST_UNPACKED: u64 = 8 << 30;
/// The shared strings, which are held in memory, and every other part that is no sheet.
const LARGEST_HELD: u64 = 256 << 20;
const MOST_PARTS: usize = 10_000;
/// One tag or one text.
const LONGEST_TOKEN: usize = 1 << 20;
/// From one cell to the next.
const LARGEST_CELL: usize = 4 << 20;

/// Refuses a workbook that is too large or damaged.
pub(super) fn inspect(file: &mut File) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| refused(&error.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let (mut total, mut piece) = (0, vec![0; 64 << 10]);
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).map_err(|error| refused(&error.to_string()))?;
        let name = part.name().map_err(|error| refused(&error.to_string()))?.to_ascii_lowercase();
        // Pictures and the like are never opened.
        if !(name.ends_with(".xml") || name.ends_with(".rels") || name.starts_with("xl/worksheets/")) {
            continue;
        }
        let sheet = name.contains("worksheets/");
        let (mut size, mut tokens, mut start) = (0, Tokens::default(), Vec::new());
        loop {
            let read = part.read(&mut piece).map_err(|error| refused(&error.to_string()))?;
            if read == 0 {
                break;
            }
            size += read as u64;
            total += read as u64;
            if total > LARGEST_UNPACKED || (!sheet && size > LARGEST_HELD) {
                return Err(too_large());
            }
            tokens.feed(&piece[..read], sheet)?;
            if start.len() < 4_096 {
                start.extend_from_slice(&piece[..read.min(4_096)]);
            }
        }
        // Room is made for as many strings as the part announces; the shortest takes five bytes.
        if promised(&start).is_some_and(|strings| strings > size / 5) {
            return Err(refused("the number of its strings is wrong"));
        }
    }
    Ok(())
}

/// The number of strings that a part announces.
fn promised(start: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(start);
    let (_, rest) = text.split_once("uniqueCount")?;
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "='\"".contains(c));
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    Some(digits.parse().unwrap_or(u64::MAX))
}

#[derive(Default, Clone, Copy, PartialEq)]
enum At {
    #[default]
    Text,
    Opened,
    Tag,
    Quoted(u8),
    Instruction,
    Declaration,
    Comment,
    Data,
}

fn until(bytes: &[u8], stop: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|b| stop(*b)).unwrap_or(bytes.len())
}

/// Measures the tokens of a part as they go by.
#[derive(Default)]
struct Tokens {
    at: At,
    length: usize,
    /// Bytes since a cell or a row began.
    since_cell: usize,
    name: Vec<u8>,
    last: [u8; 2],
    done: bool,
}

impl Tokens {
    fn feed(&mut self, bytes: &[u8], sheet: bool) -> Result<(), Fault> {
        let mut rest = bytes;
        while let Some((b, behind)) = rest.split_first() {
            // What says nothing is passed over at once.
            let skipped = match self.at {
                At::Text => until(rest, |b| b == b'<'),
                At::Tag => until(rest, |b| matches!(b, b'>' | b'"' | b'\'')),
                At::Quoted(quote) => until(rest, |b| b == quote),
                _ => 0,
            };
            if skipped > 0 {
                if self.at == At::Tag {
                    let room = 24_usize.saturating_sub(self.name.len());
                    self.name.extend_from_slice(&rest[..skipped.min(room)]);
                }
                self.measure(skipped, sheet)?;
                rest = &rest[skipped..];
                continue;
            }
            self.measure(1, sheet)?;
            self.at = self.step(*b)?;
            self.last = [self.last[1], *b];
            rest = behind;
        }
        Ok(())
    }

    fn measure(&mut self, bytes: usize, sheet: bool) -> Result<(), Fault> {
        self.length += bytes;
        self.since_cell += bytes;
        let endless = sheet && !self.done && self.since_cell > LARGEST_CELL;
        if self.length > LONGEST_TOKEN || endless { Err(too_large()) } else { Ok(()) }
    }

    fn step(&mut self, b: u8) -> Result<At, Fault> {
        Ok(match (self.at, b) {
            (At::Text, b'<') => {
                self.length = 0;
                self.name.clear();
                At::Opened
            }
            (At::Opened, b'!') => At::Declaration,
            (At::Opened, b'?') => At::Instruction,
            (At::Opened | At::Tag, b'>') => self.close(),
            (At::Opened, b) => {
                self.name.push(b);
                At::Tag
            }
            (At::Tag, quote) => At::Quoted(quote),
            (At::Quoted(_), _) => At::Tag,
            (At::Instruction, b'>') if self.last[1] == b'?' => self.close(),
            (At::Declaration, b'-') => At::Comment,
            (At::Declaration, b'[') => At::Data,
            // Documents that define their own entities have no place in a workbook.
            (At::Declaration, _) => return Err(refused("it holds a document type")),
            (At::Comment, b'>') if self.last == *b"--" => self.close(),
            (At::Data, b'>') if self.last == *b"]]" => self.close(),
            (at, _) => at,
        })
    }

    fn close(&mut self) -> At {
        let end = self.name.iter().position(|b| b.is_ascii_whitespace()).unwrap_or(self.name.len());
        let name = &self.name[..end];
        let local = name.iter().position(|b| *b == b':').map_or(name, |at| &name[at + 1..]);
        match local {
            b"c" | b"row" | b"c/" | b"row/" => self.since_cell = 0,
            b"/sheetData" | b"sheetData/" => self.done = true,
            _ => {}
        }
        self.length = 0;
        At::Text
    }
}

fn too_large() -> Fault {
    fault(
        "too-large",
        "the workbook unpacks to more than a table can hold; save it again without pictures and formats, or as CSV",
        "ブックの展開後の大きさが上限を超えています。画像や書式を除いて保存し直すか、CSV で送ってください",
    )
}

fn refused(why: &str) -> Fault {
    fault(
        "damaged",
        format!("the workbook cannot be read ({why}); open it in a spreadsheet and save it again as XLSX"),
        format!("ブックを読めません({why})。表計算ソフトで開き、XLSX で保存し直してください"),
    )
}
