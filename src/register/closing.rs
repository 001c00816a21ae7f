//! Closing a fiscal year (年度の締め): the charge of every asset, the lines and sums that statements rest on, and the hash
//! that shows when a row of the year is changed afterwards. The trial run reckons the same and writes nothing.
//!
//! The hash is SHA-256 over the municipality, the year, the rules, the hash of the year before, and for every asset in
//! the order of the keys: the digest of what was known of it, its opening balance, each movement, the charge and the
//! closing balance.

use super::facts;
use super::rules::Assumptions;
use super::store;
use super::year::{AssetYear, Year};
use crate::db::{Bulk, Holds};
use crate::domain::Text;
use crate::domain::asset::{Account, AssetKey, Purpose, Reason};
use crate::domain::closing::{Member, Outcome, shares};
use crate::domain::facility::Word;
use crate::domain::ledger::{Amounts, check_balance};
use crate::domain::statement::Sums;
use crate::domain::units::{FiscalYear, Yen};
use crate::entity::{closing_total, fiscal_closing};
use crate::error::{Error, Result};
use sea_orm::{ConnectionTrait, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

/// The columns of a line in the order in which they are written.
const LINE: &[(&str, Holds)] = &[
    ("municipality_code", Holds::Text),
    ("fiscal_year", Holds::Integer),
    ("asset_no", Holds::Text),
    ("branch_no", Holds::Text),
    ("charge_yen", Holds::BigInteger),
    ("cost_yen", Holds::BigInteger),
    ("accumulated_yen", Holds::BigInteger),
];

/// What statements ask sums by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Group {
    account: Account,
    accounting_entity: Arc<str>,
    purpose: Option<Purpose>,
    facility_code: Option<Arc<str>>,
}

/// An asset whose depreciation was recorded and is not what the rules say.
#[derive(Clone, Debug)]
pub struct Difference {
    /// 番号・枝番
    pub asset_no: String,
    /// 枝番
    pub branch_no: String,
    /// What was recorded.
    pub recorded: Yen,
    /// What the rules say.
    pub by_rule: Yen,
}

/// A year as it was reckoned.
pub struct Reckoned {
    /// The fiscal year.
    pub year: i32,
    /// The rules.
    pub assumptions: Assumptions,
    /// Assets with a balance at the end.
    pub assets: i64,
    /// Movements of the year.
    pub movements: i64,
    /// Lines of a closed year that belong to an asset.
    pub lines: i64,
    /// What the closing charges.
    pub charge: Yen,
    /// Gross cost at the end.
    pub cost: Yen,
    /// Accumulated depreciation at the end.
    pub accumulated: Yen,
    /// The hash of the year before.
    pub previous_hash: Option<String>,
    /// The hash of this year.
    pub hash: String,
    /// The sums.
    pub totals: Vec<closing_total::Model>,
    /// Recorded depreciation that is not what the rules say: the first ones.
    pub differences: Vec<Difference>,
    /// How many of those there are.
    pub differing: u64,
}

/// The most differences that are listed.
const MOST_DIFFERENCES: usize = 100;

/// Whether lines are written while a year is reckoned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// They are.
    Written,
    /// Nothing is.
    Left,
}

/// Reckons a fiscal year over all assets.
pub async fn reckon(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
    assumptions: Assumptions,
    lines: Lines,
) -> Result<Reckoned> {
    let mut walk = Year::begin(db, municipality, year, &assumptions, false).await?;
    let previous_hash = match walk.before {
        Some(before) => store::closing(db, municipality, before).await?.map(|closing| closing.hash),
        None => None,
    };
    let mut work = Work::new(municipality, year, &assumptions, previous_hash.as_deref())?;
    let mut bulk = Bulk::new(db, "closing_line", LINE, vec![municipality.into(), year.into()]);
    let (year_of, rules, closed) = (work.year, walk.rules().clone(), walk.closed);
    let mut stretch = walk.next(db).await?;
    let mut impossible = None;
    while let Some(assets) = stretch {
        let statements = bulk.take(false);
        // The engine writes the stretch before and reads the next one while this one is reckoned.
        let engine = async {
            for statement in statements {
                db.execute_raw(statement).await?;
            }
            walk.next(db).await
        };
        let (next, ()) = tokio::join!(engine, async {
            for asset in assets {
                let outcome = asset.outcome(year_of, &rules, closed);
                work.take(&asset, &outcome, &rules);
                if impossible.is_none() && check_balance(asset.account, outcome.closing).is_err() {
                    impossible = Some((asset.key.clone(), outcome.closing));
                }
                if lines == Lines::Written {
                    line(asset.key, &outcome).into_iter().for_each(|row| bulk.push(row));
                }
            }
        });
        stretch = next?;
    }
    bulk.write(db, true).await?;
    if let (Some((key, Amounts { cost, accumulated })), false) = (impossible, closed) {
        let (no, branch, cost, accumulated) = (key.asset_no, key.branch_no, cost.0, accumulated.0);
        return Err(Error::Conflict(Text::new(
            format!(
                "asset {no}-{branch} would end {year} with cost {cost} and accumulated depreciation {accumulated}, which no asset can have; correct its movements"
            ),
            format!(
                "資産 {no}-{branch} の{year}年度末が取得価額 {cost}、累計額 {accumulated} となり、あり得ない残高です。異動を訂正してください"
            ),
        )));
    }
    Ok(work.done(municipality, assumptions, previous_hash))
}

/// The line of an asset, unless there is nothing to tell of it.
fn line(key: AssetKey, outcome: &Outcome) -> Option<[Value; 5]> {
    let Outcome { charge, closing, .. } = outcome;
    (*closing != Amounts::default() || *charge != Yen(0)).then(|| {
        [
            key.asset_no.into(),
            key.branch_no.into(),
            charge.0.into(),
            closing.cost.0.into(),
            closing.accumulated.0.into(),
        ]
    })
}

/// What is gathered on the way through a year.
struct Work {
    year: FiscalYear,
    hash: Sha256,
    text: String,
    groups: HashMap<Group, Sums>,
    assets: i64,
    movements: i64,
    lines: i64,
    charge: Yen,
    cost: Yen,
    accumulated: Yen,
    differences: Vec<Difference>,
    differing: u64,
}

impl Work {
    fn new(municipality: &str, year: i32, assumptions: &Assumptions, previous: Option<&str>) -> Result<Work> {
        let mut hash = Sha256::new();
        let head = format!("{municipality}\n{year}\n{}\n{}\n", assumptions.text()?, previous.unwrap_or(""));
        hash.update(head.as_bytes());
        Ok(Work {
            year: FiscalYear::new("fiscal_year", year.into()).map_err(Error::parameter)?,
            hash,
            text: String::new(),
            groups: HashMap::new(),
            assets: 0,
            movements: 0,
            lines: 0,
            charge: Yen(0),
            cost: Yen(0),
            accumulated: Yen(0),
            differences: Vec::new(),
            differing: 0,
        })
    }

    fn take(&mut self, asset: &AssetYear, outcome: &Outcome, rules: &crate::domain::depreciation::Rules) {
        self.stamp(asset, outcome);
        self.movements += asset.changes.len() as i64;
        self.lines += i64::from(asset.line.is_some());
        self.assets += i64::from(outcome.closing != Amounts::default());
        self.charge += outcome.charge;
        self.cost += outcome.closing.cost;
        self.accumulated += outcome.closing.accumulated;
        self.compare(asset, rules);
        shares(&asset.member(), outcome, |place, sums| {
            let (account, accounting_entity) = asset.posted(place);
            let (purpose, facility_code) = (asset.purpose, asset.facility_code.clone());
            *self.groups.entry(Group { account, accounting_entity, purpose, facility_code }).or_default() += sums;
        });
    }

    /// Adds the asset's year to the hash.
    fn stamp(&mut self, asset: &AssetYear, outcome: &Outcome) {
        self.text.clear();
        let (key, opening, closing) = (&asset.key, asset.opening, outcome.closing);
        // Writing to a string cannot fail.
        let _ = write!(
            self.text,
            "{}\u{1f}{}\u{1f}{}\u{1f}{} {}",
            key.asset_no, key.branch_no, asset.digest, opening.cost.0, opening.accumulated.0
        );
        for row in &asset.movements {
            let _ = write!(
                self.text,
                "\u{1f}{} {} {} {} {} {} {} {:?} {}",
                row.movement_no,
                row.occurred_on,
                row.reason.code(),
                row.account.code(),
                row.accounting_entity,
                row.cost_yen,
                row.accumulated_yen,
                row.proceeds_yen,
                row.entry_no
            );
        }
        let _ = writeln!(self.text, "\u{1f}{} {} {}", outcome.charge.0, closing.cost.0, closing.accumulated.0);
        self.hash.update(self.text.as_bytes());
    }

    /// Notes recorded depreciation that the rules would not have charged.
    fn compare(&mut self, asset: &AssetYear, rules: &crate::domain::depreciation::Rules) {
        if !asset.changes.iter().any(|change| change.reason == Reason::Depreciation) {
            return;
        }
        let others = asset.changes.iter().filter(|change| change.reason != Reason::Depreciation).cloned();
        let member = Member { changes: &others.collect::<Vec<_>>(), ..asset.member() };
        let by_rule = crate::domain::closing::close(self.year, &member, rules).charge;
        let recorded = asset.recorded();
        if recorded != by_rule {
            self.differing += 1;
            if self.differences.len() < MOST_DIFFERENCES {
                let (asset_no, branch_no) = (asset.key.asset_no.clone(), asset.key.branch_no.clone());
                self.differences.push(Difference { asset_no, branch_no, recorded, by_rule });
            }
        }
    }

    fn done(self, municipality: &str, assumptions: Assumptions, previous_hash: Option<String>) -> Reckoned {
        let year = self.year.year();
        // In the order of their keys, whatever the order in which they were found.
        let groups: BTreeMap<Group, Sums> = self.groups.into_iter().collect();
        let totals = groups.into_iter().map(|(group, sums)| closing_total::Model {
            municipality_code: municipality.to_owned(),
            fiscal_year: year,
            account: group.account.code().to_owned(),
            accounting_entity: group.accounting_entity.to_string(),
            purpose: group.purpose.map_or("", Word::code).to_owned(),
            facility_code: group.facility_code.as_deref().unwrap_or_default().to_owned(),
            assets: sums.assets,
            opening_cost_yen: sums.opening_cost.0,
            opening_accumulated_yen: sums.opening_accumulated.0,
            increase_cost_yen: sums.increase_cost.0,
            increase_accumulated_yen: sums.increase_accumulated.0,
            decrease_cost_yen: sums.decrease_cost.0,
            decrease_accumulated_yen: sums.decrease_accumulated.0,
            charge_yen: sums.charge.0,
            cost_yen: sums.cost.0,
            accumulated_yen: sums.accumulated.0,
            depreciable_cost_yen: sums.depreciable_cost.0,
            depreciable_accumulated_yen: sums.depreciable_accumulated.0,
        });
        let hash = self.hash.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Reckoned {
            year,
            assumptions,
            assets: self.assets,
            movements: self.movements,
            lines: self.lines,
            charge: self.charge,
            cost: self.cost,
            accumulated: self.accumulated,
            previous_hash,
            hash,
            totals: totals.collect(),
            differences: self.differences,
            differing: self.differing,
        }
    }
}

/// What must hold of the sums before a year may be closed; each fault names its account.
fn tie(reckoned: &Reckoned) -> Result<()> {
    let by_account =
        store::grouped(&reckoned.totals, |total| Some((total.account.clone(), total.accounting_entity.clone())));
    let loose: Vec<&(String, String)> =
        by_account.iter().filter(|(_, sums)| !sums.balanced()).map(|(account, _)| account).collect();
    if loose.is_empty() {
        return Ok(());
    }
    let accounts = loose.iter().map(|(account, entity)| format!("{account} ({entity})")).collect::<Vec<_>>().join(", ");
    Err(Error::Conflict(Text::new(
        format!(
            "opening, increase and decrease do not come to the closing balance in {accounts}; an asset's account was changed \
             without a reclassification: record one (POST /reclassifications)"
        ),
        format!(
            "{accounts} で期首残高と増減が期末残高に一致しません。振替を記録せずに勘定科目が変わった資産があります（POST /reclassifications）"
        ),
    )))
}

/// Refuses any year but the one that can be closed now.
pub(super) async fn demand_next(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<()> {
    let Some(next) = store::next_year(db, municipality).await? else {
        return Err(Error::Conflict(Text::new(
            "the register is empty; register assets or import a file first",
            "固定資産台帳が空です。先に資産を登録するか、ファイルを取り込んでください",
        )));
    };
    let closed = store::closed_through(db, municipality, store::ALL_ENTRIES).await?;
    let text = match year.cmp(&next) {
        std::cmp::Ordering::Equal => return Ok(()),
        std::cmp::Ordering::Less if closed.is_some_and(|closed| year <= closed) => Text::new(
            format!(
                "fiscal year {year} is closed already; a correction is a reversing entry in an open year (POST /reversals)"
            ),
            format!("{year}年度は締め済みです。訂正は、締めていない年度の反対仕訳で行ってください（POST /reversals）"),
        ),
        std::cmp::Ordering::Less => Text::new(
            format!("the register begins with fiscal year {next}; {year} lies before it"),
            format!("台帳は{next}年度から始まります。{year}年度はその前です"),
        ),
        std::cmp::Ordering::Greater => Text::new(
            format!("fiscal year {year} cannot be closed before {next}; years are closed one after the other"),
            format!("{year}年度は{next}年度より先に締められません。年度は順に締めてください"),
        ),
    };
    Err(Error::Conflict(text))
}

/// Closes a fiscal year within a transaction of the caller's that holds the municipality's lock.
pub async fn close(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
) -> Result<(fiscal_closing::Model, Reckoned)> {
    demand_next(db, municipality, year).await?;
    let assumptions = Assumptions::in_force(db, municipality, year).await?;
    let entry = store::begin_entry(db, municipality, "closing", None, None, None).await?;
    let reckoned = reckon(db, municipality, year, assumptions, Lines::Written).await?;
    tie(&reckoned)?;
    let row = fiscal_closing::Model {
        municipality_code: municipality.to_owned(),
        fiscal_year: year,
        entry_no: entry.entry_no,
        closed_at: entry.recorded_at,
        rules: reckoned.assumptions.text()?,
        assets: reckoned.assets,
        movements: reckoned.movements,
        charge_yen: reckoned.charge.0,
        cost_yen: reckoned.cost.0,
        accumulated_yen: reckoned.accumulated.0,
        previous_hash: reckoned.previous_hash.clone(),
        hash: reckoned.hash.clone(),
    };
    store::insert_closing(db, row.clone(), reckoned.totals.clone()).await?;
    Ok((row, reckoned))
}

/// What closing a year would do; nothing is written.
pub async fn trial(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<Reckoned> {
    demand_next(db, municipality, year).await?;
    let assumptions = Assumptions::in_force(db, municipality, year).await?;
    let reckoned = reckon(db, municipality, year, assumptions, Lines::Left).await?;
    tie(&reckoned)?;
    Ok(reckoned)
}

/// The sums of a year: those it was closed with, or for an open year those that a closing would give; and the rules.
pub async fn sums_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
) -> Result<(Vec<closing_total::Model>, Assumptions, bool)> {
    if let Some(closing) = store::closing(db, municipality, year).await? {
        return Ok((store::totals(db, municipality, year).await?, Assumptions::read(&closing.rules)?, true));
    }
    let assumptions = Assumptions::in_force(db, municipality, year).await?;
    let reckoned = reckon(db, municipality, year, assumptions, Lines::Left).await?;
    Ok((reckoned.totals, reckoned.assumptions, false))
}

/// Recomputes closed years and compares; every disagreement is a sentence.
pub async fn check(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Text>> {
    let mut found = Vec::new();
    let closings = store::closings(db, municipality).await?;
    let mut previous: Option<&fiscal_closing::Model> = None;
    for closing in &closings {
        let year = closing.fiscal_year;
        let mut say = |en: String, ja: String| {
            found.push(Text::new(format!("fiscal year {year}: {en}"), format!("{year}年度: {ja}")));
        };
        if closing.previous_hash != previous.map(|p| p.hash.clone()) {
            say("its hash is not chained to the year before".into(), "前年度のハッシュとつながっていません".into());
        }
        let assumptions = Assumptions::read(&closing.rules)?;
        let reckoned = reckon(db, municipality, year, assumptions, Lines::Left).await?;
        if reckoned.hash != closing.hash {
            say(
                "a row of it was changed after the closing: the hash differs".into(),
                "締めた後に行が変更されています（ハッシュ不一致）".into(),
            );
        }
        if reckoned.totals != sorted(store::totals(db, municipality, year).await?) {
            say("its sums are not those of its rows".into(), "集計が明細と一致しません".into());
        }
        let here = (
            store::rows(db, "movement", municipality, year).await?,
            store::rows(db, "closing_line", municipality, year).await?,
        );
        if here != (reckoned.movements, reckoned.lines) || closing.movements != reckoned.movements {
            say(
                "it has movements or lines of assets that are not in the register, or fewer than were closed".into(),
                "台帳にない資産の異動や期末行があるか、締めたときより少なくなっています".into(),
            );
        }
        let kept = (closing.assets, closing.charge_yen, closing.cost_yen, closing.accumulated_yen);
        if kept != (reckoned.assets, reckoned.charge.0, reckoned.cost.0, reckoned.accumulated.0) {
            say("its record is not the sum of its lines".into(), "締めの記録が明細の合計と一致しません".into());
        }
        previous = Some(closing);
    }
    found.extend(wrong_entries(db, municipality, &closings).await?);
    found.extend(wrong_lines(db, municipality, &closings).await?);
    found.extend(wrong_versions(db, municipality).await?);
    Ok(found)
}

fn sorted(mut totals: Vec<closing_total::Model>) -> Vec<closing_total::Model> {
    let group = |t: &closing_total::Model| {
        let account = t.account.parse::<Account>().ok();
        (account, t.accounting_entity.clone(), t.purpose.parse::<Purpose>().ok(), t.facility_code.clone())
    };
    totals.sort_by_key(group);
    totals
}

/// Entries that are missing or out of order, and movements that were slipped in before the first closed year.
async fn wrong_entries(
    db: &impl ConnectionTrait,
    municipality: &str,
    closings: &[fiscal_closing::Model],
) -> Result<Vec<Text>> {
    let mut found = Vec::new();
    let (mut before, mut last) = (None, String::new());
    for entry in store::all_entries(db, municipality).await? {
        if entry.entry_no != before.map_or(1, |no| no + 1) || entry.recorded_at < last {
            found.push(Text::new(
                format!("entry {}: an entry before it is missing, or it was recorded before that", entry.entry_no),
                format!("記帳 {}: 前の記帳が欠けているか、記録日時の順序が逆です", entry.entry_no),
            ));
        }
        (before, last) = (Some(entry.entry_no), entry.recorded_at);
    }
    if let Some(first) = closings.first() {
        let years = store::movement_years(db, municipality, None).await?;
        for year in years.into_iter().filter(|year| *year < first.fiscal_year) {
            if store::recorded_after(db, municipality, year, first.entry_no).await? {
                found.push(Text::new(
                    format!("fiscal year {year}: a movement was recorded after {} was closed", first.fiscal_year),
                    format!("{year}年度: {}年度を締めた後に異動が追加されています", first.fiscal_year),
                ));
            }
        }
    }
    Ok(found)
}

/// Closed lines that are not opening balance + movements + charge, or whose charge is not what the rules say.
async fn wrong_lines(
    db: &impl ConnectionTrait,
    municipality: &str,
    closings: &[fiscal_closing::Model],
) -> Result<Vec<Text>> {
    const MOST: usize = 100;
    let mut found = Vec::new();
    for closing in closings {
        let assumptions = Assumptions::read(&closing.rules)?;
        let mut walk = Year::begin(db, municipality, closing.fiscal_year, &assumptions, false).await?;
        let year = FiscalYear::new("fiscal_year", closing.fiscal_year.into()).map_err(Error::parameter)?;
        while let Some(assets) = walk.next(db).await? {
            for asset in &assets {
                let (kept, by_rule) =
                    (asset.outcome(year, walk.rules(), true), asset.outcome(year, walk.rules(), false));
                if kept != by_rule && found.len() < MOST {
                    let (no, branch) = (&asset.key.asset_no, &asset.key.branch_no);
                    found.push(Text::new(
                        format!(
                            "asset {no}-{branch}, fiscal year {}: the line says charge {}, cost {}, accumulated {}; its movements and the rules give {}, {}, {}",
                            closing.fiscal_year, kept.charge.0, kept.closing.cost.0, kept.closing.accumulated.0,
                            by_rule.charge.0, by_rule.closing.cost.0, by_rule.closing.accumulated.0
                        ),
                        format!(
                            "資産 {no}-{branch}（{}年度）: 期末行は償却額 {}、取得価額 {}、累計額 {} ですが、異動と規則からは {}、{}、{} になります",
                            closing.fiscal_year, kept.charge.0, kept.closing.cost.0, kept.closing.accumulated.0,
                            by_rule.charge.0, by_rule.closing.cost.0, by_rule.closing.accumulated.0
                        ),
                    ));
                }
            }
        }
    }
    Ok(found)
}

/// Versions of assets whose digest is not that of what they say.
async fn wrong_versions(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Text>> {
    let mut found = Vec::new();
    let mut after = None;
    while let Some(page) = store::digests(db, municipality, after.as_ref()).await? {
        for (facts, digest) in &page {
            if facts::fingerprint(facts) != *digest {
                let (no, branch, entry) = (&facts.asset_no, &facts.branch_no, facts.entry_no);
                found.push(Text::new(
                    format!("asset {no}-{branch}, entry {entry}: what is known of it was changed in place"),
                    format!("資産 {no}-{branch}（記帳 {entry}）: 登録内容が後から書き換えられています"),
                ));
            }
        }
        after = page.into_iter().last().map(|(facts, _)| facts);
    }
    Ok(found)
}
