//! How is CSV split into records? From a stream, a record at a time, without copying what can be pointed at.
//!
//! The splitting is done here and not by the `csv` crate because two things must be told to the user that it keeps to
//! itself: the line where a record truly begins, and that a quotation mark was never closed.

use super::guard::bare;
use super::text::Decoder;
use super::{Fault, HEADING_ROWS, LONGEST_RECORD, fault};
use std::io::Read;

/// More cells than this in a row, even empty ones, are no table that a spreadsheet can hold.
const MOST_CELLS: usize = 16_384;
/// Marks a span that points into the text with resolved quotation marks.
const RESOLVED: u32 = 1 << 31;

/// Where a cell begins and ends.
#[derive(Clone, Copy)]
pub struct Span {
    /// First byte.
    pub from: u32,
    /// Behind the last byte.
    pub to: u32,
}

/// One record of a table, cells without the spaces around them.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Line or row where it begins, from 1.
    pub row: u64,
    pub(super) text: &'a str,
    pub(super) resolved: &'a str,
    pub(super) spans: &'a [Span],
}

impl<'a> Record<'a> {
    /// How many cells the row has.
    pub fn width(&self) -> usize {
        self.spans.len()
    }

    /// Its cells from the left.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let record = *self;
        (0..record.spans.len()).map(move |column| record.cell(column))
    }

    /// The cell of a column; empty when the row is shorter.
    pub fn cell(&self, column: usize) -> &'a str {
        match self.spans.get(column) {
            Some(span) if span.from & RESOLVED == 0 => &self.text[span.from as usize..span.to as usize],
            Some(span) => &self.resolved[(span.from & !RESOLVED) as usize..span.to as usize],
            None => "",
        }
    }
}

/// A record that stands for itself.
pub struct Stored {
    /// Line or row where it begins, from 1.
    pub row: u64,
    text: String,
    spans: Vec<Span>,
}

impl Stored {
    /// A copy of a record.
    pub fn of(record: &Record<'_>) -> Stored {
        let mut stored = Stored { row: record.row, text: String::new(), spans: Vec::new() };
        for column in 0..record.spans.len() {
            let from = stored.text.len() as u32;
            stored.text.push_str(record.cell(column));
            stored.spans.push(Span { from, to: stored.text.len() as u32 });
        }
        stored
    }

    /// It as a record.
    pub fn record(&self) -> Record<'_> {
        Record { row: self.row, text: &self.text, resolved: "", spans: &self.spans }
    }
}

/// The records of a CSV one after the other; blank ones are passed over, the first that cannot be split ends it.
pub(super) struct CsvRecords {
    decoder: Decoder,
    text: String,
    at: usize,
    line: u64,
    delimiter: u8,
    most_columns: usize,
    ended: bool,
    failed: Option<Fault>,
    spans: Vec<Span>,
    resolved: String,
}

/// How the splitting of one record went.
enum Split {
    Done {
        next: usize,
        lines: u64,
    },
    /// The record goes on beyond the text; whether inside a quotation and since which line.
    More {
        quoted_since: Option<u64>,
    },
    TooManyColumns,
}

impl CsvRecords {
    pub fn open(source: impl Read + Send + 'static, most_columns: usize) -> CsvRecords {
        let mut records = CsvRecords {
            decoder: Decoder::new(Box::new(source)),
            text: String::new(),
            at: 0,
            line: 1,
            delimiter: b',',
            most_columns,
            ended: false,
            failed: None,
            spans: Vec::new(),
            resolved: String::new(),
        };
        records.fill();
        let tabbed = |line: &str| line.matches('\t').count() > line.matches(',').count().max(2);
        if records.text.lines().take(HEADING_ROWS).any(tabbed) {
            records.delimiter = b'\t';
        }
        records
    }

    pub fn encoding(&self) -> &'static str {
        self.decoder.encoding()
    }

    fn fill(&mut self) {
        self.text.drain(..self.at);
        self.at = 0;
        match self.decoder.more(&mut self.text) {
            Ok(more) => self.ended = !more,
            Err(failed) => {
                self.ended = true;
                self.failed = Some(failed);
            }
        }
    }

    /// The next record.
    pub fn next(&mut self) -> Option<Result<Record<'_>, Fault>> {
        let row = loop {
            if self.at >= self.text.len() {
                if self.ended {
                    return self.failed.take().map(Err);
                }
                self.fill();
                continue;
            }
            match self.split() {
                Split::Done { next, lines } => {
                    let row = self.line;
                    self.at = next;
                    self.line += lines;
                    if self.spans.iter().any(|span| span.from & !RESOLVED != span.to) {
                        break row;
                    }
                }
                Split::TooManyColumns => return self.give_up(too_many_columns(self.line, self.most_columns)),
                Split::More { quoted_since } if self.ended => {
                    // What the decoder refused is why the record does not end.
                    let failed = self.failed.take();
                    return self.give_up(failed.unwrap_or_else(|| unclosed(quoted_since.unwrap_or(self.line))));
                }
                Split::More { quoted_since } if self.text.len() - self.at > LONGEST_RECORD => {
                    let line = self.line;
                    return self.give_up(quoted_since.map_or_else(|| too_long(line), unclosed));
                }
                Split::More { .. } => self.fill(),
            }
        };
        Some(Ok(Record { row, text: &self.text, resolved: &self.resolved, spans: &self.spans }))
    }

    fn give_up<T>(&mut self, fault: Fault) -> Option<Result<T, Fault>> {
        (self.ended, self.failed) = (true, None);
        self.at = self.text.len();
        Some(Err(fault))
    }

    fn split(&mut self) -> Split {
        let (text, delimiter, complete) = (self.text.as_str(), self.delimiter, self.ended);
        let bytes = text.as_bytes();
        self.spans.clear();
        self.resolved.clear();
        let (mut at, mut lines) = (self.at, 0);
        loop {
            let span = if bytes.get(at) == Some(&b'"') {
                match quoted(text, at, delimiter, complete, &mut self.resolved) {
                    Some((span, next, inside)) => {
                        at = next;
                        lines += inside;
                        span
                    }
                    None => return Split::More { quoted_since: Some(self.line + lines) },
                }
            } else {
                let from = at;
                at += bytes[at..]
                    .iter()
                    .position(|b| *b == delimiter || *b == b'\n' || *b == b'\r')
                    .unwrap_or(bytes.len() - at);
                trimmed(text, from, at)
            };
            if self.spans.len() < self.most_columns {
                self.spans.push(span);
            } else if span.from & !RESOLVED != span.to || at - self.at > MOST_CELLS {
                return Split::TooManyColumns;
            }
            match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b), _) if *b == delimiter => at += 1,
                (Some(b'\r'), Some(b'\n')) => return Split::Done { next: at + 2, lines: lines + 1 },
                (Some(b'\r'), None) if !complete => return Split::More { quoted_since: None },
                (Some(_), _) => return Split::Done { next: at + 1, lines: lines + 1 },
                (None, _) if !complete || self.failed.is_some() => return Split::More { quoted_since: None },
                (None, _) => return Split::Done { next: at, lines },
            }
        }
    }
}

/// A cell in quotation marks, where it ends, and how many lines end in it; `None` when the text ends before it does.
fn quoted(
    text: &str,
    opened: usize,
    delimiter: u8,
    complete: bool,
    resolved: &mut String,
) -> Option<(Span, usize, u64)> {
    let bytes = text.as_bytes();
    let (mut from, mut at, mut start) = (opened + 1, opened + 1, None);
    loop {
        at += bytes[at..].iter().position(|b| *b == b'"')?;
        match bytes.get(at + 1) {
            Some(b'"') => {
                // The text up to here and one of the two marks.
                start.get_or_insert(resolved.len());
                resolved.push_str(&text[from..=at]);
                at += 2;
                from = at;
            }
            None if !complete => return None,
            _ => break,
        }
    }
    let closed = at;
    let ends = |b: &u8| *b == delimiter || *b == b'\n' || *b == b'\r';
    // What stands behind a closing quotation mark is kept, as spreadsheets do.
    let next = closed + 1 + bytes[closed + 1..].iter().position(ends).unwrap_or(bytes.len() - closed - 1);
    let inside = newlines(&bytes[opened..closed]);
    if start.is_none() && next == closed + 1 {
        return Some((trimmed(text, from, closed), next, inside));
    }
    let start = start.unwrap_or(resolved.len());
    resolved.push_str(&text[from..closed]);
    resolved.push_str(&text[closed + 1..next]);
    let span = trimmed(resolved, start, resolved.len());
    Some((Span { from: span.from | RESOLVED, to: span.to }, next, inside))
}

fn newlines(bytes: &[u8]) -> u64 {
    let lone_returns = bytes.iter().enumerate().filter(|(i, b)| **b == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
    (bytes.iter().filter(|b| **b == b'\n').count() + lone_returns.count()) as u64
}

/// The span without the white space around it, and without the mark that keeps it from being a formula.
pub(super) fn trimmed(text: &str, from: usize, to: usize) -> Span {
    let span = without_space(text, from, to);
    let cell = &text[span.from as usize..span.to as usize];
    Span { from: span.to - bare(cell).len() as u32, to: span.to }
}

/// The span without the white space around it; a workbook knows text from formulas.
pub(super) fn without_space(text: &str, from: usize, to: usize) -> Span {
    let bytes = text.as_bytes();
    // Every kana and kanji; the wide space is E3 80 80.
    let wide = |first: u8, second: u8| first > 0xe3 || (first == 0xe3 && second > 0x80);
    let begins = |b: u8| b.is_ascii_graphic() || (from + 1 < to && wide(b, bytes[from + 1]));
    let ends = |b: u8| b.is_ascii_graphic() || (from + 2 < to && wide(bytes[to - 3], bytes[to - 2]) && b >= 0x80);
    if from >= to || (begins(bytes[from]) && ends(bytes[to - 1])) {
        return Span { from: from as u32, to: to as u32 };
    }
    let cell = &text[from..to];
    let start = cell.trim_start();
    let from = from + cell.len() - start.len();
    Span { from: from as u32, to: (from + start.trim_end().len()) as u32 }
}

fn unclosed(line: u64) -> Fault {
    let text = fault(
        "unclosed-quote",
        format!("a quotation mark opened in line {line} is never closed; close it, or write it twice to mean itself"),
        format!("{line} 行目で始まる引用符 \" が閉じていません。閉じるか、文字としての \" は \"\" と書いてください"),
    );
    Fault { row: Some(line), ..text }
}

fn too_long(line: u64) -> Fault {
    let text = fault(
        "too-large",
        format!("line {line} is longer than 1 MiB; look for a missing line break"),
        format!("{line} 行目が上限(1 MiB)を超えています。改行の抜けがないか確かめてください"),
    );
    Fault { row: Some(line), ..text }
}

pub(super) fn too_many_columns(row: u64, most: usize) -> Fault {
    let text = fault(
        "too-large",
        format!("row {row} has more than {most} columns; remove the columns that are not needed"),
        format!("{row} 行目の列が上限({most} 列)を超えています。要らない列を削除してください"),
    );
    Fault { row: Some(row), ..text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<Result<(u64, Vec<String>), &'static str>> {
        let mut records = CsvRecords::open(std::io::Cursor::new(text.to_owned().into_bytes()), 300);
        let mut all = Vec::new();
        while let Some(record) = records.next() {
            all.push(match record {
                Ok(r) => Ok((r.row, (0..r.spans.len()).map(|n| r.cell(n).to_owned()).collect())),
                Err(fault) => Err(fault.code),
            });
        }
        all
    }

    fn row(line: u64, cells: &[&str]) -> Result<(u64, Vec<String>), &'static str> {
        Ok((line, cells.iter().map(|c| (*c).to_owned()).collect()))
    }

    #[test]
    fn records_begin_where_they_begin_in_the_file() {
        let text = "a, b ,\"c\"\r\n\r\n\"x\ny\",\"say \"\"hi\"\"\",\"q\" z\n,,\n\u{3000}1\u{3000},2\r3";
        let expected =
            [row(1, &["a", "b", "c"]), row(3, &["x\ny", "say \"hi\"", "q z"]), row(6, &["1", "2"]), row(7, &["3"])];
        assert_eq!(split(text), expected);
    }

    #[test]
    fn an_unclosed_quotation_ends_the_file() {
        assert_eq!(split("a,b\n1,\"2\n3"), [row(1, &["a", "b"]), Err("unclosed-quote")]);
        let endless = format!("a\n\"{}", "x".repeat(5 << 20));
        assert_eq!(split(&endless), [row(1, &["a"]), Err("unclosed-quote")]);
        assert_eq!(split(&"x".repeat(5 << 20)), [Err("too-large")]);
    }

    #[test]
    fn surplus_columns_are_refused_unless_they_are_empty() {
        assert_eq!(split(&format!("a{}1", ",".repeat(16_383))), [Err("too-large")]);
        assert_eq!(split(&format!("a{}", ",".repeat(16_383)))[0].as_ref().map(|r| r.1.len()), Ok(300));
    }

    #[test]
    fn the_mark_in_front_of_what_would_be_a_formula_is_taken_away() {
        let text = "'=1+1,\"'+81,5\",\"'=\"\"x\"\"\",'-5,it's\n";
        assert_eq!(split(text), [row(1, &["=1+1", "+81,5", "=\"x\"", "-5", "it's"])]);
    }

    #[test]
    fn tabs_separate_when_the_headings_are_written_with_them() {
        assert_eq!(split("a\tb\tc\td\n1,0\t2\t3\t4"), [row(1, &["a", "b", "c", "d"]), row(2, &["1,0", "2", "3", "4"])]);
    }
}
