//! One fiscal year of the register, asset by asset in the order of their keys: what each stood at, what was recorded, what
//! it is. Closing, trial, statements of an open year, the register as a file and the check all read it here.
//!
//! Hundreds of thousands of rows pass through. They are read in stretches of keys, and what a closing needs of an asset
//! comes as one text from the database, since the engine hands a value over far more slowly than it joins two.

use super::facts::Facts;
use super::rules::{Assumptions, Basis, last_day};
use super::store;
use crate::db;
use crate::domain::Text;
use crate::domain::asset::{Account, AssetKey, DepreciationMethod, LeaseClass, Purpose, Reason, StartPolicy};
use crate::domain::closing::{Change, Member, Outcome, Place, close};
use crate::domain::depreciation::{Rules, Terms};
use crate::domain::ledger::Amounts;
use crate::domain::units::{FiscalYear, Yen};
use crate::entity::movement;
use crate::error::{Error, Result};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Versions of assets that are read at a time.
const STRETCH: u64 = 2_500;

/// An asset's year before it is closed.
#[derive(Clone, Debug)]
pub struct AssetYear {
    /// 番号・枝番
    pub key: AssetKey,
    /// 勘定科目 at the end of the year
    pub account: Account,
    /// 会計区分
    pub accounting_entity: Arc<str>,
    /// 目的別資産区分
    pub purpose: Option<Purpose>,
    /// 施設番号
    pub facility_code: Option<Arc<str>>,
    /// How it is depreciated.
    pub terms: Option<Terms>,
    /// Digest of the version in force at the end of the year.
    pub digest: String,
    /// What it stood at when the year began, by the years before.
    pub opening: Amounts,
    /// What was recorded in the year.
    pub changes: Vec<Change>,
    /// The rows behind `changes`.
    pub movements: Vec<movement::Model>,
    /// What the year was closed with, when it is closed.
    pub line: Option<Closed>,
    /// Everything known of it, when that was asked for.
    pub facts: Option<Facts>,
}

impl AssetYear {
    /// What the year comes to: by its closing when it is closed, else by the rules.
    pub fn outcome(&self, year: FiscalYear, rules: &Rules, closed: bool) -> Outcome {
        let mut outcome = close(year, &self.member(), rules);
        if closed {
            let none = Closed { charge: Yen(0), closing: Amounts::default() };
            let Closed { charge, closing } = self.line.unwrap_or(none);
            (outcome.charge, outcome.closing) = (charge, closing);
        }
        outcome
    }

    /// The depreciation of the year that was recorded and not left to the closing.
    pub fn recorded(&self) -> Yen {
        let charges = self.changes.iter().filter(|change| change.reason == Reason::Depreciation);
        charges.map(|change| change.amounts.accumulated).sum()
    }

    /// The account and the accounting entity under which an amount of the year stands: a movement's own; of the balance
    /// with which the year began those that the asset first left.
    pub fn posted(&self, place: Place) -> (Account, Arc<str>) {
        let moved = |row: &&movement::Model| matches!(row.reason, Reason::ReclassifiedOut | Reason::ReclassifiedIn);
        let row = match place {
            Place::Change(n) => self.movements.get(n),
            Place::Opening => self.movements.iter().find(moved).filter(|row| row.reason == Reason::ReclassifiedOut),
            Place::Closing => None,
        };
        match row {
            Some(row) if *row.accounting_entity == *self.accounting_entity => {
                (row.account, self.accounting_entity.clone())
            }
            Some(row) => (row.account, row.accounting_entity.as_str().into()),
            None => (self.account, self.accounting_entity.clone()),
        }
    }

    /// As the core sees it.
    pub fn member(&self) -> Member<'_> {
        Member { terms: self.terms, opening: self.opening, changes: &self.changes }
    }
}

/// A fiscal year while it is read.
pub struct Year {
    municipality: String,
    /// The fiscal year.
    pub year: i32,
    /// The last year closed before it, whose lines are its opening balances.
    pub before: Option<i32>,
    /// Whether the year itself is closed.
    pub closed: bool,
    years: Vec<i32>,
    rules: Rules,
    infrastructure: DepreciationMethod,
    all_facts: bool,
    after: Option<AssetKey>,
    words: Words,
    done: bool,
}

impl Year {
    /// A year of the register from its first asset on. `all_facts` also reads what only files tell.
    ///
    /// # Errors
    /// 409 when a year before it that has more than opening balances is still open: its depreciation would be missing.
    pub async fn begin(
        db: &impl ConnectionTrait,
        municipality: &str,
        year: i32,
        assumptions: &Assumptions,
        all_facts: bool,
    ) -> Result<Year> {
        let closings = store::closings(db, municipality).await?;
        let before = closings.iter().map(|c| c.fiscal_year).filter(|closed| *closed < year).max();
        let closed = closings.iter().any(|c| c.fiscal_year == year);
        let first = closings.first().map(|c| c.fiscal_year);
        let mut years = store::movement_years(db, municipality, before).await?;
        years.retain(|of| *of <= year);
        for open in years.iter().filter(|of| **of < year && !closed) {
            demand_only_opening(db, municipality, *open, year).await?;
        }
        if first.is_some_and(|first| year < first) {
            let text = Text::new(
                format!(
                    "fiscal year {year} lies before the first closed year {first:?}; the register begins with that",
                    first = first.unwrap_or(0)
                ),
                format!("{year}年度は最初に締めた{}年度より前です。台帳はその年度から始まります", first.unwrap_or(0)),
            );
            return Err(Error::Conflict(text));
        }
        Ok(Year {
            municipality: municipality.to_owned(),
            year,
            before,
            closed,
            years,
            rules: assumptions.rules()?,
            infrastructure: assumptions.infrastructure_method(),
            all_facts,
            after: None,
            words: Words::default(),
            done: false,
        })
    }

    /// The rules by which it is reckoned.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The next assets, in the order of their keys; none when all have come.
    pub async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Option<Vec<AssetYear>>> {
        if self.done {
            return Ok(None);
        }
        let assets = if self.all_facts { self.in_full(db).await? } else { self.in_brief(db).await? };
        match assets.last() {
            Some(last) => self.after = Some(last.key.clone()),
            None => self.done = true,
        }
        Ok(Some(assets).filter(|assets| !assets.is_empty()))
    }

    /// These assets, by key; those that are not in the register are left out.
    pub async fn of_keys(&self, db: &impl ConnectionTrait, keys: &[AssetKey]) -> Result<Vec<AssetYear>> {
        let mut found = Vec::with_capacity(keys.len());
        let mut keys: Vec<&AssetKey> = keys.iter().collect();
        keys.sort_unstable();
        for some in keys.chunks(500) {
            let few = Few::of(some);
            let among = |name: &'static str, texts: &[&str]| Expr::col(("v", name)).is_in(texts.iter().copied());
            let condition =
                Condition::all().add(among("asset_no", &few.numbers)).add(among("branch_no", &few.branches));
            let day = last_day(self.year);
            let page =
                store::facts_page(db, &self.municipality, condition, None, u32::MAX.into(), &day, store::ALL_ENTRIES);
            let mut assets: Vec<AssetYear> = page.await?.into_iter().map(|facts| self.in_year(facts)).collect();
            self.told(db, &Scope::Few(&few)).await?.add_to(self, &mut assets)?;
            found.extend(assets);
        }
        Ok(found)
    }

    /// What is told of some assets elsewhere: opening balances, movements, lines.
    async fn told(&self, db: &impl ConnectionTrait, scope: &Scope<'_>) -> Result<Told> {
        let (condition, values) = self.place(scope);
        let rows = async |table: &str, fields: &[&str], year: i32, order: &str| {
            let rest = format!("FROM {table} WHERE {condition} AND fiscal_year = ? ORDER BY {order}");
            let values = values.iter().cloned().chain([Value::from(year)]).collect();
            db::packed(db, fields, &rest, values).await
        };
        let mut told = Told::default();
        if let Some(before) = self.before {
            told.openings.push(rows("closing_line", &AMOUNTS, before, "asset_no, branch_no").await?);
        }
        for year in self.years.iter().filter(|year| **year < self.year) {
            told.openings.push(rows("movement", &AMOUNTS, *year, "asset_no, branch_no, movement_no").await?);
        }
        if self.closed {
            told.lines = rows("closing_line", &LINE, self.year, "asset_no, branch_no").await?;
        }
        if self.years.contains(&self.year) {
            told.movements = rows("movement", &MOVEMENT, self.year, "asset_no, branch_no, movement_no").await?;
        }
        Ok(told)
    }

    /// The condition that finds the rows of some assets, with its values.
    fn place(&self, scope: &Scope<'_>) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = vec![self.municipality.as_str().into()];
        let condition = match scope {
            Scope::Between(first, last) => {
                for key in [first, last] {
                    values.push(key.asset_no.as_str().into());
                    values.push(key.branch_no.as_str().into());
                }
                "municipality_code = ? AND (asset_no, branch_no) >= (?, ?) AND (asset_no, branch_no) <= (?, ?)"
                    .to_owned()
            }
            Scope::Few(Few { numbers, branches }) => {
                values.extend(numbers.iter().chain(branches).map(|text| Value::from(*text)));
                let marks = |texts: &[&str]| vec!["?"; texts.len()].join(", ");
                let (numbers, branches) = (marks(numbers), marks(branches));
                format!("municipality_code = ? AND asset_no IN ({numbers}) AND branch_no IN ({branches})")
            }
        };
        (condition, values)
    }

    fn movement(&self, line: &str) -> Result<movement::Model> {
        let mut parts = line.split(db::UNIT);
        let mut next = || parts.next().ok_or_else(|| damaged(line));
        Ok(movement::Model {
            municipality_code: self.municipality.clone(),
            fiscal_year: self.year,
            asset_no: next()?.to_owned(),
            branch_no: next()?.to_owned(),
            cost_yen: yen(next()?, line)?.0,
            accumulated_yen: yen(next()?, line)?.0,
            movement_no: next()?.parse().map_err(|_| damaged(line))?,
            occurred_on: next()?.to_owned(),
            reason: next()?.parse().map_err(|_| damaged(line))?,
            account: next()?.parse().map_err(|_| damaged(line))?,
            accounting_entity: next()?.to_owned(),
            proceeds_yen: Some(next()?)
                .filter(|text| !text.is_empty())
                .map(|text| yen(text, line).map(|y| y.0))
                .transpose()?,
            entry_no: yen(next()?, line)?.0,
        })
    }

    /// The assets of the next stretch with all that is known of them.
    async fn in_full(&self, db: &impl ConnectionTrait) -> Result<Vec<AssetYear>> {
        let (condition, day) = (Condition::all(), last_day(self.year));
        let after = self.after.as_ref();
        let page =
            store::facts_page(db, &self.municipality, condition, after, STRETCH, &day, store::ALL_ENTRIES).await?;
        let mut assets: Vec<AssetYear> = page.into_iter().map(|facts| self.in_year(facts)).collect();
        if let Some((first, last)) = assets.first().zip(assets.last()) {
            let told = self.told(db, &Scope::Between(&first.key, &last.key)).await?;
            told.add_to(self, &mut assets)?;
        }
        Ok(assets)
    }

    fn in_year(&self, facts: Facts) -> AssetYear {
        AssetYear {
            key: AssetKey { asset_no: facts.asset_no.clone(), branch_no: facts.branch_no.clone() },
            account: facts.account,
            accounting_entity: facts.accounting_entity.as_str().into(),
            purpose: facts.purpose,
            facility_code: facts.facility_code.as_deref().map(Arc::from),
            terms: Basis::of(&facts).terms(&self.rules, self.infrastructure),
            digest: String::new(),
            opening: Amounts::default(),
            changes: Vec::new(),
            movements: Vec::new(),
            line: None,
            facts: Some(facts),
        }
    }

    /// The assets of the next stretch with what a closing needs of them.
    async fn in_brief(&mut self, db: &impl ConnectionTrait) -> Result<Vec<AssetYear>> {
        let after = self.after.clone().unwrap_or(AssetKey { asset_no: String::new(), branch_no: String::new() });
        let text = brief(db, &self.municipality, &after, &last_day(self.year)).await?;
        let Some((first, last)) = text.lines().next().zip(text.lines().next_back()) else { return Ok(Vec::new()) };
        let (first, last) = (key_of(first)?, key_of(last)?);
        // The engine looks for the rest of what is told while the versions are read here.
        let mut words = std::mem::take(&mut self.words);
        let scope = Scope::Between(&first, &last);
        let (told, assets) = tokio::join!(self.told(db, &scope), async { self.versions(&text, &mut words) });
        self.words = words;
        let mut assets = assets?;
        told?.add_to(self, &mut assets)?;
        Ok(assets)
    }

    /// The assets that versions in the order of their keys tell of.
    fn versions(&self, text: &str, words: &mut Words) -> Result<Vec<AssetYear>> {
        let mut assets: Vec<AssetYear> = Vec::with_capacity(STRETCH as usize);
        let mut rows = 0;
        for row in text.lines() {
            rows += 1;
            let asset = words.asset(row, &self.rules, self.infrastructure)?;
            match assets.last_mut() {
                Some(last) if last.key > asset.key => {
                    return Err(Error::internal(
                        "the database handed assets over in another order than that of their keys",
                    ));
                }
                // The rows of an asset come oldest first: the last one holds at the end of the year.
                Some(last) if last.key == asset.key => *last = asset,
                _ => assets.push(asset),
            }
        }
        // The last asset of a full stretch may have more versions behind it; the next stretch begins with it.
        if rows == STRETCH && assets.len() > 1 {
            assets.pop();
        }
        Ok(assets)
    }
}

/// What is told of some assets outside their versions, packed, in the order of their keys.
#[derive(Default)]
struct Told {
    /// Amounts that make up the balances with which the year began.
    openings: Vec<String>,
    /// The lines with which the year was closed.
    lines: String,
    /// The movements of the year.
    movements: String,
}

impl Told {
    fn add_to(&self, year: &Year, assets: &mut [AssetYear]) -> Result<()> {
        for text in &self.openings {
            let mut at = Cursor::default();
            for line in text.lines() {
                let mut parts = line.split(db::UNIT);
                let mut next = || parts.next().unwrap_or_default();
                let (asset_no, branch_no, cost, accumulated) = (next(), next(), next(), next());
                if let Some(n) = at.find(assets, asset_no, branch_no) {
                    assets[n].opening += Amounts { cost: yen(cost, line)?, accumulated: yen(accumulated, line)? };
                }
            }
        }
        let mut at = Cursor::default();
        for line in self.lines.lines() {
            let mut parts = line.split(db::UNIT);
            let mut next = || parts.next().unwrap_or_default();
            if let Some(n) = at.find(assets, next(), next()) {
                let closing = Amounts { cost: yen(next(), line)?, accumulated: yen(next(), line)? };
                assets[n].line = Some(Closed { closing, charge: yen(next(), line)? });
            }
        }
        let mut at = Cursor::default();
        for line in self.movements.lines() {
            let row = year.movement(line)?;
            let Some(n) = at.find(assets, &row.asset_no, &row.branch_no) else { continue };
            let amounts = Amounts { cost: Yen(row.cost_yen), accumulated: Yen(row.accumulated_yen) };
            assets[n].changes.push(Change { reason: row.reason, amounts });
            assets[n].movements.push(row);
        }
        Ok(())
    }
}

/// What an asset's year was closed with.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    /// What the closing charged.
    pub charge: Yen,
    /// What it stands at.
    pub closing: Amounts,
}

fn key_of(row: &str) -> Result<AssetKey> {
    let mut parts = row.split(db::UNIT);
    let mut next = || parts.next().map(str::to_owned).ok_or_else(|| damaged(row));
    Ok(AssetKey { asset_no: next()?, branch_no: next()? })
}

/// Refuses to reckon a year while an earlier one waits to be closed.
async fn demand_only_opening(db: &impl ConnectionTrait, municipality: &str, open: i32, year: i32) -> Result<()> {
    if !store::more_than_openings(db, municipality, open).await? {
        return Ok(());
    }
    Err(Error::Conflict(Text::new(
        format!(
            "fiscal year {open} has movements and is not closed, so {year} cannot be reckoned; close {open} first (POST /fiscal-closings)"
        ),
        format!(
            "{open}年度に異動があり、まだ締めていないため、{year}年度は計算できません。先に{open}年度を締めてください（POST /fiscal-closings）"
        ),
    )))
}

/// Which assets a query is about.
enum Scope<'a> {
    /// Those from one key to another
    Between(&'a AssetKey, &'a AssetKey),
    /// Those of these numbers and branches
    Few(&'a Few<'a>),
}

/// The numbers and the branches of some assets; no number has many branches that none of them has.
struct Few<'a> {
    numbers: Vec<&'a str>,
    branches: Vec<&'a str>,
}

impl<'a> Few<'a> {
    fn of(keys: &[&'a AssetKey]) -> Few<'a> {
        let distinct = |of: fn(&AssetKey) -> &str| {
            let mut texts: Vec<&'a str> = keys.iter().map(|key| of(key)).collect();
            texts.sort_unstable();
            texts.dedup();
            texts
        };
        Few { numbers: distinct(|key| &key.asset_no), branches: distinct(|key| &key.branch_no) }
    }
}

/// Finds assets in a list that is in the order of keys, by keys that come in that order.
#[derive(Default)]
struct Cursor(usize);

impl Cursor {
    fn find(&mut self, assets: &[AssetYear], asset_no: &str, branch_no: &str) -> Option<usize> {
        while let Some(asset) = assets.get(self.0) {
            let key = &asset.key;
            match (key.asset_no.as_str(), key.branch_no.as_str()).cmp(&(asset_no, branch_no)) {
                std::cmp::Ordering::Less => self.0 += 1,
                std::cmp::Ordering::Equal => return Some(self.0),
                std::cmp::Ordering::Greater => return None,
            }
        }
        None
    }
}

/// Key and amounts of a line or a movement.
const AMOUNTS: [&str; 4] = ["asset_no", "branch_no", "CAST(cost_yen AS text)", "CAST(accumulated_yen AS text)"];

/// A line, key and amounts first.
const LINE: [&str; 5] =
    ["asset_no", "branch_no", "CAST(cost_yen AS text)", "CAST(accumulated_yen AS text)", "CAST(charge_yen AS text)"];

/// A movement, key and amounts first.
const MOVEMENT: [&str; 11] = [
    "asset_no",
    "branch_no",
    "CAST(cost_yen AS text)",
    "CAST(accumulated_yen AS text)",
    "CAST(movement_no AS text)",
    "occurred_on",
    "reason",
    "account",
    "accounting_entity",
    "coalesce(CAST(proceeds_yen AS text), '')",
    "CAST(entry_no AS text)",
];

/// What a closing needs of a version.
const BRIEF: [&str; 12] = [
    "asset_no",
    "branch_no",
    "account",
    "accounting_entity",
    "lease_class",
    "depreciation_method",
    "coalesce(start_policy, '')",
    "coalesce(CAST(useful_life_years AS text), '')",
    "coalesce(in_service_on, acquired_on, '')",
    "coalesce(purpose, '')",
    "coalesce(facility_code, '')",
    "digest",
];

/// The versions of the next assets up to a day.
async fn brief(db: &impl ConnectionTrait, municipality: &str, after: &AssetKey, day: &str) -> Result<String> {
    let rest = format!(
        "FROM asset_version WHERE municipality_code = ? AND (asset_no, branch_no) > (?, ?) AND effective_on <= ? \
         ORDER BY asset_no, branch_no, effective_on, entry_no LIMIT {STRETCH}"
    );
    let values = vec![municipality.into(), after.asset_no.as_str().into(), after.branch_no.as_str().into(), day.into()];
    Ok(db::packed(db, &BRIEF, &rest, values).await?)
}

fn yen(text: &str, line: &str) -> Result<Yen> {
    text.parse().map(Yen).map_err(|_| damaged(line))
}

/// Words that were read once: a register has a dozen accounts and a million assets.
#[derive(Default)]
struct Words {
    accounts: HashMap<String, Account>,
    texts: HashSet<Arc<str>>,
}

impl Words {
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.texts.insert(new.clone());
        new
    }

    fn asset(&mut self, row: &str, rules: &Rules, infrastructure: DepreciationMethod) -> Result<AssetYear> {
        let mut parts = row.split('\u{1f}');
        let mut next = || parts.next().ok_or_else(|| damaged(row));
        let key = AssetKey { asset_no: next()?.to_owned(), branch_no: next()?.to_owned() };
        let account = next()?;
        let account = match self.accounts.get(account) {
            Some(known) => *known,
            None => {
                let read: Account = account.parse().map_err(|_| damaged(row))?;
                self.accounts.insert(account.to_owned(), read);
                read
            }
        };
        let entity = next()?;
        let lease_class: LeaseClass = next()?.parse().map_err(|_| damaged(row))?;
        let method: DepreciationMethod = next()?.parse().map_err(|_| damaged(row))?;
        let start_policy = optional::<StartPolicy>(next()?).map_err(|()| damaged(row))?;
        let life = next()?;
        let useful_life_years = if life.is_empty() { None } else { Some(life.parse().map_err(|_| damaged(row))?) };
        let in_service = next()?;
        let basis = Basis {
            account,
            lease_class,
            method,
            start_policy,
            useful_life_years,
            in_service_on: Some(in_service).filter(|date| !date.is_empty()),
            acquired_on: None,
        };
        let terms = basis.terms(rules, infrastructure);
        let purpose = optional::<Purpose>(next()?).map_err(|()| damaged(row))?;
        let facility_code = Some(next()?).filter(|code| !code.is_empty());
        let digest = next()?.to_owned();
        let (accounting_entity, facility_code) = (self.text(entity), facility_code.map(|code| self.text(code)));
        Ok(AssetYear {
            key,
            account,
            accounting_entity,
            purpose,
            facility_code,
            terms,
            digest,
            opening: Amounts::default(),
            changes: Vec::new(),
            movements: Vec::new(),
            line: None,
            facts: None,
        })
    }
}

fn optional<W: std::str::FromStr>(text: &str) -> Result<Option<W>, ()> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ()) }
}

fn damaged(row: &str) -> Error {
    let shown: String = row.chars().take(80).collect();
    Error::internal(format!("a row of assets does not read: {shown}"))
}
