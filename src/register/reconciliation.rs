//! Reconciliation (照合): what differs between a file and the register, row by row and column by column.
//!
//! Both are written out as lines of the official layout and compared cell by cell, for the columns that the file has.

use super::intake::Order;
use super::layout::{COLUMNS, Column, Export, Header, Item, Line, Reader};
use super::lines::exported;
use super::rules::Assumptions;
use super::year::{AssetYear, Year};
use crate::domain::asset::AssetKey;
use crate::domain::units::FiscalYear;
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use tokio::sync::mpsc;

/// The most differences that one answer lists.
pub const MOST_DIFFERENCES: usize = 10_000;
const BATCH: usize = 1_000;

/// What follows from the rest of a line; a file that leaves it empty says nothing else.
const FOLLOWS: [Item; 3] = [Item::YearsUsed, Item::ChangeOn, Item::Reason];

/// One thing in which file and register differ.
#[derive(Debug)]
pub struct Difference {
    /// Row of the file; none of an asset that it does not have.
    pub row: Option<u64>,
    /// The asset.
    pub key: AssetKey,
    /// What differs.
    pub what: What,
}

/// What differs.
#[derive(Debug)]
pub enum What {
    /// The register has no such asset.
    NotInRegister,
    /// The file has no such asset.
    NotInFile,
    /// File and register have another number of lines for it, that is of movements.
    Lines(usize, usize),
    /// A cell.
    Cell {
        /// The column.
        column: &'static Column,
        /// What the file says.
        file: String,
        /// What the register says.
        register: String,
    },
}

/// The outcome of a reconciliation.
#[derive(Debug, Default)]
pub struct Reconciled {
    /// Lines of the file.
    pub lines: u64,
    /// Assets that agree in every column of the file.
    pub agreeing: u64,
    /// Assets that do not.
    pub differing: u64,
    /// The differences: the first ones.
    pub differences: Vec<Difference>,
}

type Batch = std::result::Result<(Vec<Line>, Vec<Item>), Vec<super::layout::Fault>>;

/// Reads a file on a thread of its own.
fn reading(source: impl Read + Send + 'static, order: &Order) -> mpsc::Receiver<Batch> {
    let (send, receive) = mpsc::channel::<Batch>(2);
    let (kind, options) = (order.kind, order.options.clone());
    tokio::task::spawn_blocking(move || {
        let mut reader = match Reader::open(source, kind, &options) {
            Ok(reader) => reader,
            Err(faults) => {
                let _ = send.blocking_send(Err(faults));
                return;
            }
        };
        let items: Vec<Item> = COLUMNS.iter().map(|column| column.item).filter(|item| reader.has(*item)).collect();
        let (mut lines, mut faults, mut last) = (Vec::new(), Vec::new(), String::new());
        while let Some(read) = reader.next() {
            match read {
                Ok(line) if lines.len() >= BATCH && line.asset_no != last => {
                    last.clone_from(&line.asset_no);
                    let full = std::mem::replace(&mut lines, vec![line]);
                    if send.blocking_send(Ok((full, items.clone()))).is_err() {
                        return;
                    }
                }
                Ok(line) => {
                    last.clone_from(&line.asset_no);
                    lines.push(line);
                }
                Err(more) => faults.extend(more),
            }
            if faults.len() > MOST_FAULTS {
                break;
            }
        }
        let _ = send.blocking_send(if faults.is_empty() { Ok((lines, items)) } else { Err(faults) });
    });
    receive
}

/// Compares a file with the register of its fiscal year; nothing is written.
pub async fn reconcile(
    db: &impl ConnectionTrait,
    municipality: &str,
    order: &Order,
    source: impl Read + Send + 'static,
) -> Result<Reconciled> {
    let assumptions = Assumptions::of(db, municipality, order.fiscal_year).await?;
    let walk = Year::begin(db, municipality, order.fiscal_year, &assumptions, true).await?;
    let year = FiscalYear::new("fiscal_year", order.fiscal_year.into()).map_err(Error::parameter)?;
    let mut work = Work { year, done: Reconciled::default(), header: Header::new(false), seen: HashSet::new() };
    let mut batches = reading(source, order);
    while let Some(batch) = batches.recv().await {
        let (lines, items) = batch.map_err(|faults| Error::Refused(faults.into_iter().map(Fault::from).collect()))?;
        work.done.lines += lines.len() as u64;
        let mut keys: Vec<AssetKey> = lines.iter().map(key_of).collect();
        keys.dedup();
        let held: HashMap<AssetKey, AssetYear> =
            walk.of_keys(db, &keys).await?.into_iter().map(|asset| (asset.key.clone(), asset)).collect();
        work.compare(&walk, lines, &items, &held);
    }
    let mut rest = Year::begin(db, municipality, order.fiscal_year, &assumptions, true).await?;
    while let Some(assets) = rest.next(db).await? {
        for asset in assets {
            let outcome = asset.outcome(year, rest.rules(), rest.closed);
            if !work.seen.contains(&asset.key) && !exported(&asset, order.fiscal_year, &outcome).is_empty() {
                work.done.differing += 1;
                work.note(None, &asset.key, What::NotInFile);
            }
        }
    }
    Ok(work.done)
}

struct Work {
    year: FiscalYear,
    done: Reconciled,
    header: Header,
    seen: HashSet<AssetKey>,
}

impl Work {
    fn note(&mut self, row: Option<u64>, key: &AssetKey, what: What) {
        if self.done.differences.len() < MOST_DIFFERENCES {
            self.done.differences.push(Difference { row, key: key.clone(), what });
        }
    }

    fn compare(&mut self, walk: &Year, lines: Vec<Line>, items: &[Item], held: &HashMap<AssetKey, AssetYear>) {
        let mut lines = lines.into_iter().peekable();
        while let Some(first) = lines.next() {
            let key = key_of(&first);
            let mut group = vec![first];
            while let Some(line) = lines.next_if(|line| key_of(line) == key) {
                group.push(line);
            }
            self.seen.insert(key.clone());
            let row = group.first().map(|line| line.row);
            let before = self.done.differences.len();
            let differs = match held.get(&key) {
                None => {
                    self.note(row, &key, What::NotInRegister);
                    true
                }
                Some(asset) => self.asset(walk, asset, group, items),
            };
            if differs || self.done.differences.len() > before {
                self.done.differing += 1;
            } else {
                self.done.agreeing += 1;
            }
        }
    }

    fn asset(&mut self, walk: &Year, asset: &AssetYear, group: Vec<Line>, items: &[Item]) -> bool {
        let outcome = asset.outcome(self.year, walk.rules(), walk.closed);
        let register = exported(asset, self.year.year(), &outcome);
        if register.len() != group.len() {
            let row = group.first().map(|line| line.row);
            self.note(row, &asset.key, What::Lines(group.len(), register.len()));
            return true;
        }
        let (mut file, mut own) = (Vec::new(), Vec::new());
        let mut differs = false;
        let columns = self.header.columns().to_vec();
        for (line, held) in group.into_iter().zip(&register) {
            let row = line.row;
            self.header.csv_row(&Export::from(line), &mut file);
            self.header.csv_row(held, &mut own);
            for (n, column) in columns.iter().enumerate().filter(|(_, column)| items.contains(&column.item)) {
                let (said, kept) = (&file[n], &own[n]);
                // A file may leave a cell empty where there is nothing.
                let nothing = |text: &str| text.is_empty() || text == "0";
                let unsaid = said.is_empty() && FOLLOWS.contains(&column.item);
                if said != kept && !unsaid && !(nothing(said) && nothing(kept)) {
                    differs = true;
                    let what = What::Cell { column, file: said.clone(), register: kept.clone() };
                    self.note(Some(row), &asset.key, what);
                }
            }
        }
        differs
    }
}

fn key_of(line: &Line) -> AssetKey {
    AssetKey { asset_no: line.asset_no.clone(), branch_no: line.branch_no.clone() }
}
