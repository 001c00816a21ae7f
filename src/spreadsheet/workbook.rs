//! How is a workbook (XLSX) turned into records? A sheet is read in a thread of its own and handed over in batches, so
//! that neither the sheet nor the file is ever in memory as a whole.

use super::naming::key;
use super::records::{Record, Span, Stored, too_many_columns, without_space};
use super::{Fault, HEADING_ROWS, Sought, cells, fault, heading_row, unreadable, xml};
use crate::domain::Text;
use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// The largest file that is taken in.
const LARGEST_FILE: u64 = 512 << 20;
/// Rows that are handed over at a time.
const BATCH: usize = 256;
/// Rows of a sheet at most, by the format.
const ROWS_OF_A_SHEET: u64 = 1_048_576;
/// Whole numbers up to here are exact in a cell.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Some rows in one piece of text.
#[derive(Default)]
struct Batch {
    text: String,
    spans: Vec<Span>,
    /// The number of a row and where its spans end.
    rows: Vec<(u64, usize)>,
}

enum Message {
    Rows(Batch),
    Notice(Text),
    Failed(Fault),
}

/// The rows of the table in a workbook one after the other; blank ones are passed over.
pub(super) struct SheetRecords {
    messages: Option<Receiver<Message>>,
    thread: Option<JoinHandle<()>>,
    batch: Batch,
    /// The next row of the batch and where its spans begin.
    at: (usize, usize),
    notices: Vec<Text>,
}

impl SheetRecords {
    pub fn open(mut source: impl Read, sought: Sought) -> Result<SheetRecords, Fault> {
        let mut file = tempfile::tempfile().map_err(|error| unreadable(&error))?;
        let size = std::io::copy(&mut source.by_ref().take(LARGEST_FILE + 1), &mut file);
        if size.map_err(|error| unreadable(&error))? > LARGEST_FILE {
            return Err(fault(
                "too-large",
                "the workbook is larger than 512 MiB; split it or send it as CSV",
                "ブックが上限(512 MiB)を超えています。分割するか CSV で送ってください",
            ));
        }
        file.rewind().map_err(|error| unreadable(&error))?;
        let (sender, messages) = sync_channel(4);
        let thread = std::thread::spawn(move || {
            if let Err(Stop::Failed(fault)) = read(file, sought, &sender) {
                // Who has stopped listening need not be told.
                let _ = sender.send(Message::Failed(*fault));
            }
        });
        let (batch, notices) = (Batch::default(), Vec::new());
        Ok(SheetRecords { messages: Some(messages), thread: Some(thread), batch, at: (0, 0), notices })
    }

    /// The next row.
    pub fn next(&mut self) -> Option<Result<Record<'_>, Fault>> {
        while self.at.0 >= self.batch.rows.len() {
            match self.messages.as_ref()?.recv() {
                Ok(Message::Rows(batch)) => (self.batch, self.at) = (batch, (0, 0)),
                Ok(Message::Notice(notice)) => self.notices.push(notice),
                Ok(Message::Failed(fault)) => {
                    self.messages = None;
                    return Some(Err(fault));
                }
                Err(_) => {
                    self.messages = None;
                    let broken = self.thread.take().is_some_and(|thread| thread.join().is_err());
                    return broken.then(|| Err(damaged("it does not keep to its format")));
                }
            }
        }
        let (n, from) = self.at;
        let (row, to) = self.batch.rows[n];
        self.at = (n + 1, to);
        Some(Ok(Record { row, text: &self.batch.text, resolved: "", spans: &self.batch.spans[from..to] }))
    }

    pub fn notices(&self) -> Vec<Text> {
        self.notices.clone()
    }
}

/// Why the thread stops before the end.
enum Stop {
    Failed(Box<Fault>),
    NobodyListens,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Failed(Box::new(fault))
    }
}

fn damaged(why: impl std::fmt::Display) -> Fault {
    fault(
        "damaged",
        format!("the workbook cannot be read ({why}); open it in a spreadsheet and save it again as XLSX"),
        format!("ブックを読めません({why})。表計算ソフトで開き、XLSX で保存し直してください"),
    )
}

pub(super) fn no_workbook() -> Fault {
    fault(
        "format-mismatch",
        "the file is no XLSX workbook; choose CSV, or save it as XLSX (not as XLS and without a password)",
        "XLSX のブックではありません。CSV を選ぶか、XLSX(XLS は不可、パスワードなし)で保存し直してください",
    )
}

/// Hands rows over in batches.
struct Pipe<'a> {
    sender: &'a SyncSender<Message>,
    batch: Batch,
}

impl Pipe<'_> {
    fn row(&mut self, record: &Record<'_>) -> Result<(), Stop> {
        for column in 0..record.spans.len() {
            let from = self.batch.text.len() as u32;
            self.batch.text.push_str(record.cell(column));
            self.batch.spans.push(Span { from, to: self.batch.text.len() as u32 });
        }
        self.batch.rows.push((record.row, self.batch.spans.len()));
        if self.batch.rows.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Stop> {
        let batch = std::mem::take(&mut self.batch);
        self.sender.send(Message::Rows(batch)).map_err(|_| Stop::NobodyListens)
    }
}

type Book = Xlsx<BufReader<File>>;

fn read(mut file: File, sought: Sought, sender: &SyncSender<Message>) -> Result<(), Stop> {
    xml::inspect(&mut file)?;
    file.rewind().map_err(|error| unreadable(&error))?;
    let mut book = Xlsx::new(BufReader::new(file)).map_err(damaged)?;
    let sheets = book.sheets_metadata().iter();
    let shown = sheets.filter(|s| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet);
    let names: Vec<String> = shown.map(|s| s.name.clone()).collect();
    let mut order: Vec<&String> = names.iter().filter(|name| *name == sought.sheet).collect();
    order.extend(names.iter().filter(|name| *name != sought.sheet));
    let mut pipe = Pipe { sender, batch: Batch::default() };
    let mut tried = Vec::new();
    for name in &order {
        let first = sheet(&mut book, name, sought, &mut pipe)?;
        if let Ok(heading) = first {
            let read = further_sheets(&mut book, &names, name, sought, &heading, &mut pipe)?;
            pipe.flush()?;
            let unread: Vec<&str> = names.iter().filter(|n| !read.contains(n)).map(String::as_str).collect();
            if !unread.is_empty() {
                let list = unread.join("、");
                let notice = Text::new(
                    format!("only the sheet `{name}` was read; left out: {list}"),
                    format!("シート「{name}」を読み込みました。読み込まなかったシート: {list}"),
                );
                return sender.send(Message::Notice(notice)).map_err(|_| Stop::NobodyListens);
            }
            return Ok(());
        }
        tried.push(first);
    }
    // None has headings: the first one is shown, so that the fault says what it lacks.
    if let Some(Err(rows)) = tried.into_iter().find(|t| t.as_ref().is_err_and(|rows| !rows.is_empty())) {
        rows.iter().try_for_each(|row| pipe.row(&row.record()))?;
        pipe.flush()?;
    }
    Ok(())
}

/// Hands over a sheet if it has the headings that are sought: the row of headings; else its first rows.
fn sheet(
    book: &mut Book,
    name: &str,
    sought: Sought,
    pipe: &mut Pipe<'_>,
) -> Result<Result<Vec<String>, Vec<Stored>>, Stop> {
    let mut first: Vec<Stored> = Vec::new();
    let mut heading: Option<Vec<String>> = None;
    each_row(book, name, sought.most_columns, 0, |record| {
        if heading.is_some() {
            return pipe.row(record).map(|()| true);
        }
        first.push(Stored::of(record));
        if first.len() == HEADING_ROWS {
            heading = heading_of(&first, sought);
            if heading.is_none() {
                return Ok(false);
            }
            return first.drain(..).try_for_each(|row| pipe.row(&row.record())).map(|()| true);
        }
        Ok(true)
    })?;
    if heading.is_none() {
        heading = heading_of(&first, sought);
        if heading.is_some() {
            first.drain(..).try_for_each(|row| pipe.row(&row.record()))?;
        }
    }
    Ok(heading.ok_or(first))
}

fn heading_of(first: &[Stored], sought: Sought) -> Option<Vec<String>> {
    heading_row(first, sought.knows).map(|at| names_of(&first[at].record()))
}

fn names_of(record: &Record<'_>) -> Vec<String> {
    let mut names: Vec<String> = record.cells().map(key).collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    names
}

/// Hands over the sheets on which the table goes on under the same headings; the names of all that were read.
fn further_sheets(
    book: &mut Book,
    names: &[String],
    name: &str,
    sought: Sought,
    heading: &[String],
    pipe: &mut Pipe<'_>,
) -> Result<Vec<String>, Stop> {
    let mut read = vec![name.to_owned()];
    for number in 2.. {
        let next = format!("{} ({number})", sought.sheet);
        if name != sought.sheet || !names.contains(&next) {
            break;
        }
        let (mut begun, mut same) = (false, true);
        each_row(book, &next, sought.most_columns, (number - 1) * ROWS_OF_A_SHEET, |record| {
            if begun {
                return pipe.row(record).map(|()| true);
            }
            begun = true;
            same = names_of(record) == heading;
            Ok(same)
        })?;
        if !same {
            break;
        }
        read.push(next);
    }
    Ok(read)
}

/// Goes through the rows of a sheet until `take` has enough.
fn each_row(
    book: &mut Book,
    name: &str,
    most_columns: usize,
    before: u64,
    mut take: impl FnMut(&Record<'_>) -> Result<bool, Stop>,
) -> Result<(), Stop> {
    let from_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    let (mut text, mut spans, mut current): (String, Vec<Span>, u32) = (String::new(), Vec::new(), 0);
    loop {
        let cell = cells.next_cell().map_err(damaged)?;
        let position = cell.as_ref().map(calamine::Cell::get_position);
        if position.is_none_or(|(row, _)| row != current) {
            if spans.iter().any(|span| span.from != span.to) {
                let record = Record { row: before + u64::from(current) + 1, text: &text, resolved: "", spans: &spans };
                if !take(&record)? {
                    return Ok(());
                }
            }
            text.clear();
            spans.clear();
        }
        let (Some(cell), Some((row, column))) = (cell, position) else { return Ok(()) };
        current = row;
        let from = text.len();
        push(&mut text, cell.get_value(), from_1904);
        if text.len() == from {
            continue;
        }
        if column as usize >= most_columns {
            return Err(too_many_columns(before + u64::from(row) + 1, most_columns).into());
        }
        while spans.len() <= column as usize {
            spans.push(Span { from: 0, to: 0 });
        }
        spans[column as usize] = without_space(&text, from, text.len());
    }
}

/// A cell as text, as it would stand in a CSV.
fn push(text: &mut String, value: &DataRef<'_>, from_1904: bool) {
    // Writing into a string does not fail.
    let _ = match value {
        DataRef::Empty => Ok(()),
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => text.write_str(value),
        DataRef::SharedString(value) => text.write_str(value),
        DataRef::Int(value) => write!(text, "{value}"),
        DataRef::Float(value) => number(text, *value),
        DataRef::Bool(value) => write!(text, "{value}"),
        DataRef::Error(error) => write!(text, "{error}"),
        DataRef::DateTime(day) => {
            let date = if day.is_datetime() { cells::from_serial(day.as_f64(), from_1904) } else { None };
            match date {
                Some(date) => text.write_str(&cells::iso(date)),
                None => number(text, day.as_f64()),
            }
        }
    };
}

fn number(text: &mut String, value: f64) -> std::fmt::Result {
    if value.abs() >= EXACT {
        // Its last digits are lost; this is read as no amount.
        write!(text, "{value:e}")
    } else if value.fract() == 0.0 {
        write!(text, "{}", value as i64)
    } else {
        write!(text, "{value}")
    }
}
