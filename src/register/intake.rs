//! Taking a register in from a file: the balances with which assets come into this register, and the movements of a year
//! onto a register that is there. All of it or nothing, and every fault with row and column.
//!
//! A file may have a million lines. It is read on a thread of its own while the lines before are written; what is kept
//! in memory is a few thousand lines and 16 bytes for each asset.

use super::entries::{self, Posting, row};
use super::facts::{self, Facts};
use super::guidance::Guidance;
use super::layout::{FileKind, Line, Options, Reader};
use super::lines::{Taken, taken};
use super::rules::{Assumptions, Basis, last_date, last_day};
use super::store::{self, ALL_ENTRIES};
use super::year::{AssetYear, Year};
use crate::db::{self, Bulk};
use crate::domain::asset::{Account, AssetKey, DepreciationMethod, Reason};
use crate::domain::closing::{Change, Member, Place, close};
use crate::domain::depreciation::Rules;
use crate::domain::ledger::Amounts;
use crate::domain::units::{Code, FiscalYear, Yen};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Language, MOST_FAULTS, Result};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, Statement};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::io::Read;
use tokio::sync::mpsc;

/// From so many lines on the database counts its tables anew.
const MANY: u64 = 10_000;
/// Lines that are handed over at a time.
const BATCH: usize = 1_000;

/// The most lines of one asset in a year.
const MOST_LINES: usize = 1_000;

fn too_many_lines(line: &Line) -> Fault {
    let (no, branch) = (&line.asset_no, &line.branch_no);
    let text = Text::new(
        format!(
            "asset {no}-{branch} has more than {MOST_LINES} lines; does the file number its assets, each by itself?"
        ),
        format!(
            "資産 {no}-{branch} の行が{MOST_LINES}行を超えています。資産ごとに番号（枝番）が付いているか確かめてください"
        ),
    );
    fault_at(line.row, Invalid::new("asset_no", "too-large", no, text))
}

/// What is to be done with a file.
#[derive(Clone, Debug)]
pub struct Order {
    /// The fiscal year whose register it is.
    pub fiscal_year: i32,
    /// Check everything and write nothing.
    pub dry_run: bool,
    /// CSV or XLSX; recognised when not given.
    pub kind: Option<FileKind>,
    /// How its cells are to be understood.
    pub options: Options,
    /// Its name.
    pub source: Option<String>,
}

/// What a file came to.
#[derive(Debug, Default)]
pub struct Done {
    /// Lines read.
    pub lines: u64,
    /// Assets that were new.
    pub created: u64,
    /// Assets that were here and changed or moved.
    pub changed: u64,
    /// Assets that were as the file says.
    pub unchanged: u64,
    /// Movements written, opening balances among them.
    pub movements: u64,
    /// The entry.
    pub entry_no: i64,
    /// Encoding of the file.
    pub encoding: &'static str,
    /// What was assumed.
    pub notices: Vec<Text>,
}

/// The lines of one asset as they were understood.
struct Stated {
    /// The first and the last row.
    rows: (u64, u64),
    facts: Facts,
    /// The account and the accounting entity under which the year began.
    first: (Account, String),
    cost_yen: i64,
    taken: Taken,
}

/// Assets on their way from the reading thread.
#[derive(Default)]
struct Batch {
    lines: u64,
    assets: Vec<Stated>,
    faults: Vec<Fault>,
    end: Option<(Vec<Text>, &'static str)>,
}

impl Batch {
    /// Understands the lines of one asset.
    fn add(&mut self, group: &mut Vec<Line>, municipality: &str, year: i32) {
        let Some(first) = group.first() else { return };
        let (first_row, first) = (first.row, (first.facts.account, first.facts.accounting_entity.clone()));
        let found = taken(group, year);
        let last = group.pop();
        group.clear();
        match (found, last) {
            (Ok(taken), Some(last)) => {
                let mut facts = last.facts;
                facts.municipality_code = municipality.to_owned();
                facts.asset_no = last.asset_no;
                facts.branch_no = last.branch_no;
                let stated = Stated { rows: (first_row, last.row), facts, first, cost_yen: last.cost_yen, taken };
                match checked(&stated) {
                    Ok(()) => self.assets.push(stated),
                    Err(invalid) => self.faults.push(fault_at(last.row, invalid)),
                }
            }
            (Err((row, invalid)), _) => self.faults.push(fault_at(row, invalid)),
            _ => {}
        }
    }
}

fn checked(stated: &Stated) -> Result<(), Invalid> {
    Code::parse("asset_no", &stated.facts.asset_no)?;
    Code::parse("branch_no", &stated.facts.branch_no)?;
    facts::sound(&stated.facts)
}

/// Reads a file on a thread of its own; batches wait until they are asked for.
fn reading(source: impl Read + Send + 'static, order: &Order, municipality: &str) -> mpsc::Receiver<Batch> {
    let (send, receive) = mpsc::channel(2);
    let (kind, options, year, municipality) =
        (order.kind, order.options.clone(), order.fiscal_year, municipality.to_owned());
    tokio::task::spawn_blocking(move || {
        let mut reader = match Reader::open(source, kind, &options) {
            Ok(reader) => reader,
            Err(faults) => {
                let faults = faults.into_iter().map(Fault::from).collect();
                let _ = send.blocking_send(Batch { faults, end: Some((Vec::new(), "")), ..Batch::default() });
                return;
            }
        };
        let mut batch = Batch::default();
        let mut group: Vec<Line> = Vec::new();
        while let Some(read) = reader.next() {
            batch.lines += 1;
            match read {
                Ok(line) => {
                    let other =
                        group.last().is_some_and(|l| l.asset_no != line.asset_no || l.branch_no != line.branch_no);
                    if group.len() >= MOST_LINES && !other {
                        batch.faults.push(too_many_lines(&line));
                        break;
                    }
                    if other {
                        batch.add(&mut group, &municipality, year);
                        if batch.faults.len() > MOST_FAULTS {
                            break;
                        }
                        if batch.assets.len() >= BATCH && send.blocking_send(std::mem::take(&mut batch)).is_err() {
                            return;
                        }
                    }
                    group.push(line);
                }
                Err(faults) => {
                    // What is known of the asset's other lines cannot be judged without this one.
                    batch.add(&mut group, &municipality, year);
                    batch.faults.extend(faults.into_iter().map(Fault::from));
                    if batch.faults.len() > MOST_FAULTS {
                        break;
                    }
                }
            }
        }
        batch.add(&mut group, &municipality, year);
        batch.end = Some((reader.notices(), reader.encoding()));
        let _ = send.blocking_send(batch);
    });
    receive
}

/// Takes a file in within a transaction of the caller's that holds the municipality's lock; after an error nothing of it
/// may be committed. `progress` gets lines done.
pub async fn take_in(
    db: &impl ConnectionTrait,
    municipality: &str,
    order: &Order,
    source: impl Read + Send + 'static,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Done> {
    let closed = store::closed_through(db, municipality, ALL_ENTRIES).await?;
    entries::demand_open(closed, last_date(order.fiscal_year))?;
    let empty = !store::any_asset(db, municipality).await?;
    let entry = store::begin_entry(db, municipality, "import", None, order.source.clone(), None).await?;
    let assumptions = Assumptions::in_force(db, municipality, order.fiscal_year).await?;
    let mut intake = Intake {
        municipality,
        year: order.fiscal_year,
        closed,
        entry_no: entry.entry_no,
        seen: HashSet::new(),
        known: HashSet::new(),
        rules: assumptions.rules()?,
        infrastructure: assumptions.infrastructure_method(),
        walk: if empty {
            None
        } else {
            Some(Year::begin(db, municipality, order.fiscal_year, &assumptions, true).await?)
        },
        faults: Vec::new(),
        assumed: 0,
        guidance: Guidance::in_force(db, municipality, order.fiscal_year).await?,
        done: Done { entry_no: entry.entry_no, ..Done::default() },
        versions: store::versions_of_one(db, municipality, entry.entry_no),
        movements: store::movements_of_one(db, municipality, entry.entry_no),
    };
    let mut batches = reading(source, order, municipality);
    let mut statements: Vec<Statement> = Vec::new();
    let mut open = true;
    while open {
        // What the batch before came to is written while the next one is worked on.
        let work = async {
            let Some(batch) = batches.recv().await else { return Ok(false) };
            intake.take(db, batch).await.map(|()| true)
        };
        let (written, more) = tokio::join!(executed(db, std::mem::take(&mut statements)), work);
        written?;
        open = more? && intake.faults.len() <= MOST_FAULTS;
        statements = intake.statements(false);
        progress(intake.done.lines);
    }
    intake.finish(db).await
}

async fn executed(db: &impl ConnectionTrait, statements: Vec<Statement>) -> Result<()> {
    for statement in statements {
        db.execute_raw(statement).await?;
    }
    Ok(())
}

struct Intake<'a> {
    municipality: &'a str,
    year: i32,
    closed: Option<i32>,
    entry_no: i64,
    seen: HashSet<u128>,
    known: HashSet<(&'static str, String)>,
    rules: Rules,
    infrastructure: DepreciationMethod,
    walk: Option<Year>,
    faults: Vec<Fault>,
    assumed: u64,
    guidance: Guidance,
    done: Done,
    versions: Bulk,
    movements: Bulk,
}

/// A fault of a row, with the official heading of its column.
fn fault_at(row: u64, invalid: Invalid) -> Fault {
    let column = super::layout::COLUMNS.iter().find(|column| column.field == invalid.field);
    Fault {
        pointer: None,
        row: Some(row),
        column: Some(column.map_or(invalid.field, |column| column.heading).to_owned()),
        code: invalid.code,
        value: Some(invalid.value),
        text: invalid.text,
    }
}

impl Intake<'_> {
    async fn take(&mut self, db: &impl ConnectionTrait, batch: Batch) -> Result<()> {
        self.done.lines += batch.lines;
        self.faults.extend(batch.faults);
        if let Some((notices, encoding)) = batch.end {
            self.done.notices = notices;
            self.done.encoding = encoding;
        }
        self.references(db, &batch.assets).await?;
        let mut assets = batch.assets;
        assets.retain(|stated| self.is_new(stated));
        let mut present = HashMap::new();
        if let Some(walk) = &self.walk {
            let keys: Vec<AssetKey> = assets.iter().map(|stated| entries::key_of(&stated.facts)).collect();
            present.extend(walk.of_keys(db, &keys).await?.into_iter().map(|asset| (asset.key.clone(), asset)));
        }
        let mut later = HashSet::new();
        if self.walk.is_some() {
            let keys = assets.iter().map(|stated| entries::key_of(&stated.facts));
            let strange: Vec<AssetKey> = keys.filter(|key| !present.contains_key(key)).collect();
            later = store::known(db, self.municipality, &strange).await?;
        }
        for stated in assets {
            self.asset(stated, &mut present, &later);
        }
        Ok(())
    }

    /// What writes the assets that were taken; nothing once there is a fault.
    fn statements(&mut self, last: bool) -> Vec<Statement> {
        if !self.faults.is_empty() {
            return Vec::new();
        }
        let mut statements = self.versions.take(last);
        statements.extend(self.movements.take(last));
        statements
    }

    /// Whether these are the first lines of their asset in the file.
    fn is_new(&mut self, stated: &Stated) -> bool {
        let (no, branch) = (&stated.facts.asset_no, &stated.facts.branch_no);
        let mut hash = Sha256::new();
        hash.update(no.as_bytes());
        hash.update([0]);
        hash.update(branch.as_bytes());
        let digest = hash.finalize();
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        if self.seen.insert(u128::from_le_bytes(short)) {
            return true;
        }
        let text = Text::new(
            format!("asset {no}-{branch} has lines further up; the lines of one asset must stand together"),
            format!("資産 {no}-{branch} の行が離れた場所にもあります。同じ資産の行は続けて並べてください"),
        );
        self.faults.push(fault_at(stated.rows.0, Invalid::new("asset_no", "duplicate", no, text)));
        false
    }

    /// Codes of sites, facilities, buildings and components must be registered.
    async fn references(&mut self, db: &impl ConnectionTrait, assets: &[Stated]) -> Result<()> {
        let unknown = |stated: &&Stated| {
            let mut codes = entries::references(&stated.facts).into_iter();
            codes.any(|(field, code)| code.is_some_and(|code| !self.known.contains(&(field, code.to_owned()))))
        };
        let asked: Vec<&Stated> = assets.iter().filter(unknown).collect();
        if asked.is_empty() {
            return Ok(());
        }
        let strangers = entries::strangers(db, self.municipality, asked.iter().map(|stated| &stated.facts)).await?;
        for (n, field, code) in &strangers {
            self.faults.push(fault_at(asked[*n].rows.1, entries::stranger(field, code)));
        }
        let bad: HashSet<(&str, &str)> = strangers.iter().map(|(_, field, code)| (*field, code.as_str())).collect();
        for (field, code) in asked.iter().flat_map(|stated| entries::references(&stated.facts)) {
            if let Some(code) = code.filter(|code| !bad.contains(&(field, *code))) {
                self.known.insert((field, code.to_owned()));
            }
        }
        Ok(())
    }

    fn asset(&mut self, stated: Stated, present: &mut HashMap<AssetKey, AssetYear>, later: &HashSet<AssetKey>) {
        let Stated { rows, mut facts, first, cost_yen, taken } = stated;
        let Taken { opening, mut postings, given, assumed } = taken;
        self.assumed += assumed;
        facts.entry_no = self.entry_no;
        self.guidance.look(&facts, cost_yen);
        let key = entries::key_of(&facts);
        let by_rule = if given { self.by_rule(&facts, opening, &postings) } else { Yen(0) };
        let is_charge = |posting: &Posting| posting.reason == Reason::Depreciation;
        let stated: Yen = postings.iter().filter(|p| is_charge(p)).map(|p| p.change.accumulated).sum();
        let recorded = |asset: &AssetYear| asset.changes.iter().any(|change| change.reason == Reason::Depreciation);
        if stated == by_rule && present.get(&key).is_some_and(|asset| !recorded(asset)) {
            // What the closing would charge as well is left for it to charge.
            postings.retain(|posting| !is_charge(posting));
        } else if given && stated == Yen(0) && by_rule != Yen(0) {
            postings.push(self.uncharged(&facts));
        }
        let mut refuse =
            |field, text| self.faults.push(fault_at(rows.1, Invalid::new(field, "contradiction", "", text)));
        match self.walk.is_some().then(|| present.remove(&key)).flatten() {
            Some(asset) => self.known_asset(facts, asset, opening, postings, rows.1, first),
            None if later.contains(&key) => refuse(
                "asset_no",
                Text::new(
                    "the asset is registered from a day after this year; take that entry back first",
                    "この資産はこの年度より後の日付で登録されています。先にその記帳を取り消してください",
                ),
            ),
            None if opening != Amounts::default() && self.closed.is_some_and(|closed| self.year - 1 <= closed) => {
                refuse(
                    "before_yen",
                    Text::new(
                        "a new asset cannot begin with a balance, for the year before is closed; enter it as found by survey (調査判明増分)",
                        "前年度は締め済みのため、新しい資産に期首簿価は持てません。調査判明増分として記載してください",
                    ),
                )
            }
            None => self.new_asset(facts, opening, postings, first),
        }
    }

    /// What the rules charge in the year, whatever the file gives.
    fn by_rule(&self, facts: &Facts, opening: Amounts, postings: &[Posting]) -> Yen {
        let Ok(year) = FiscalYear::new("fiscal_year", self.year.into()) else { return Yen(0) };
        let others = postings.iter().filter(|posting| posting.reason != Reason::Depreciation);
        let changes: Vec<Change> = others.map(|p| Change { reason: p.reason, amounts: p.change }).collect();
        let terms = Basis::of(facts).terms(&self.rules, self.infrastructure);
        close(year, &Member { terms, opening, changes: &changes }, &self.rules).charge
    }

    /// A file that gives a depreciation of 0 where the rules would charge something says that nothing is to be charged.
    fn uncharged(&self, facts: &Facts) -> Posting {
        Posting {
            key: entries::key_of(facts),
            occurred_on: last_date(self.year),
            reason: Reason::Depreciation,
            account: facts.account,
            accounting_entity: facts.accounting_entity.clone(),
            change: Amounts::default(),
            proceeds: None,
        }
    }

    fn new_asset(&mut self, mut facts: Facts, opening: Amounts, postings: Vec<Posting>, first: (Account, String)) {
        let before = self.year - 1;
        let start = NaiveDate::from_ymd_opt(self.year, 4, 1).unwrap_or_default();
        self.done.created += 1;
        if !self.faults.is_empty() {
            return;
        }
        facts.effective_on = if opening == Amounts::default() {
            postings.iter().map(|posting| posting.occurred_on).min().unwrap_or(start).to_string()
        } else {
            last_day(before)
        };
        if opening != Amounts::default() {
            let posting = Posting {
                key: entries::key_of(&facts),
                occurred_on: last_date(before),
                reason: Reason::OpeningBalance,
                account: first.0,
                accounting_entity: first.1,
                change: opening,
                proceeds: None,
            };
            self.movements.push(store::movement_values(row(self.municipality, before, 1, posting, self.entry_no)));
            self.done.movements += 1;
        }
        self.post(postings, 1);
        self.versions.push(facts::values(facts));
    }

    fn post(&mut self, postings: Vec<Posting>, from: i32) {
        for (number, posting) in (from..).zip(postings) {
            self.movements.push(store::movement_values(row(
                self.municipality,
                self.year,
                number,
                posting,
                self.entry_no,
            )));
            self.done.movements += 1;
        }
    }

    fn known_asset(
        &mut self,
        mut facts: Facts,
        asset: AssetYear,
        opening: Amounts,
        postings: Vec<Posting>,
        line: u64,
        first: (Account, String),
    ) {
        let held = close_opening(&asset);
        let mut refuse = |field, value: String, en: String, ja: String| {
            self.faults.push(fault_at(line, Invalid::new(field, "contradiction", value, Text::new(en, ja))));
        };
        if held != opening {
            let (cost, accumulated) = (held.cost.0, held.accumulated.0);
            return refuse(
                "before_yen",
                opening.book().0.to_string(),
                format!(
                    "the register has cost {cost} and accumulated depreciation {accumulated} at the start of the year, the file gives {} and {}; reconcile them first",
                    opening.cost.0, opening.accumulated.0
                ),
                format!(
                    "期首の台帳は取得価額 {cost}、累計額 {accumulated} ですが、ファイルからは {}、{} になります。先に照合してください",
                    opening.cost.0, opening.accumulated.0
                ),
            );
        }
        let (account, entity) = asset.posted(Place::Opening);
        if first.0 != account || first.1 != *entity {
            use crate::domain::facility::Word;
            let field = if first.0 == account { "accounting_entity" } else { "account" };
            return refuse(
                field,
                if first.0 == account { first.1 } else { first.0.label_ja().to_owned() },
                format!(
                    "the register has `{}` of {entity}; an asset moves to another by a reclassification, as lines with 29 and 22",
                    account.code()
                ),
                format!(
                    "台帳では「{}」（{entity}）です。科目や会計の変更は振替（29欄と22欄の行）で記載してください",
                    account.label_ja()
                ),
            );
        }
        let own = |row: &&crate::entity::movement::Model| row.reason != Reason::OpeningBalance;
        let recorded: Vec<_> = asset
            .movements
            .iter()
            .filter(own)
            .map(|row| (row.reason, row.account, row.accounting_entity.clone(), row.cost_yen, row.accumulated_yen))
            .collect();
        let stated: Vec<_> = postings
            .iter()
            .map(|p| (p.reason, p.account, p.accounting_entity.clone(), p.change.cost.0, p.change.accumulated.0))
            .collect();
        let mut moved = false;
        if recorded.is_empty() {
            moved = !postings.is_empty();
        } else if recorded != stated {
            return refuse(
                "reason",
                String::new(),
                "the register has other movements of this asset in the year; reconcile them and record what is missing"
                    .to_owned(),
                "この年度の異動が台帳と異なります。照合して、足りない異動を記録してください".to_owned(),
            );
        }
        let changed_on = postings.first().map(|p| p.occurred_on);
        if moved && self.faults.is_empty() {
            let last = asset.movements.iter().map(|row| row.movement_no).max().unwrap_or(0);
            self.post(postings, last + 1);
        }
        let differs = asset.facts.as_ref().is_none_or(|held| {
            let same_times =
                Facts { effective_on: held.effective_on.clone(), entry_no: held.entry_no, ..facts.clone() };
            same_times != *held
        });
        if differs {
            let start = NaiveDate::from_ymd_opt(self.year, 4, 1).unwrap_or_default();
            // What was known last is what the file corrects.
            let held = asset.facts.map(|held| held.effective_on).unwrap_or_default();
            facts.effective_on = changed_on.unwrap_or(start).to_string().max(held);
            if self.faults.is_empty() {
                self.versions.push(facts::values(facts));
            }
        }
        if moved || differs {
            self.done.changed += 1;
        } else {
            self.done.unchanged += 1;
        }
    }

    async fn finish(mut self, db: &impl ConnectionTrait) -> Result<Done> {
        if self.faults.is_empty() && self.done.lines == 0 {
            let text = Text::new(
                "the file has headings and no assets; send the register itself",
                "見出し行だけで資産の行がありません。台帳のファイルを確かめてください",
            );
            self.faults.push(Fault::whole("empty", text));
        }
        if !self.faults.is_empty() {
            self.faults.sort_by_key(|fault| fault.row);
            return Err(Error::Refused(self.faults));
        }
        executed(db, self.statements(true)).await?;
        if self.done.lines > MANY {
            db::count_anew(db, &["asset_version", "movement"]).await?;
        }
        if self.assumed > 0 {
            self.done.notices.push(Text::new(
                format!("of {} decreases the file gives only the book value; their cost was worked out by the share of the book value", self.assumed),
                format!("{}件の減少は簿価だけが記載されているため、取得価額は簿価の割合で求めました", self.assumed),
            ));
        }
        self.done.notices.extend(self.guidance.notices());
        Ok(self.done)
    }
}

/// What an asset stood at when the year began, balances with which it came in included.
fn close_opening(asset: &AssetYear) -> Amounts {
    let brought = asset.changes.iter().filter(|c| c.reason == Reason::OpeningBalance);
    asset.opening + brought.map(|c| c.amounts).sum()
}

impl Done {
    /// The notices in one language.
    pub fn told(&self, language: Language) -> Vec<String> {
        self.notices.iter().map(|text| language.pick(text)).collect()
    }
}
