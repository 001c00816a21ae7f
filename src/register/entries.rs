//! Recording: an act becomes one entry with its movements and versions, or is refused as a whole. Nothing that stands in
//! the register is changed by it.

use super::facts::Facts;
use super::rules::last_day;
use super::store::{self, ALL_ENTRIES};
use crate::domain::asset::{Account, AssetKey, Reason};
use crate::domain::calendar::fiscal_year_of;
use crate::domain::ledger::{Amounts, check_balance};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use crate::entity::{movement, register_entry};
use crate::error::{Error, Fault, Result};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// A movement that is to be recorded.
#[derive(Clone, Debug)]
pub struct Posting {
    /// 番号・枝番
    pub key: AssetKey,
    /// 増減異動日付
    pub occurred_on: NaiveDate,
    /// 増減異動事由
    pub reason: Reason,
    /// 勘定科目
    pub account: Account,
    /// 会計区分
    pub accounting_entity: String,
    /// The signed changes.
    pub change: Amounts,
    /// 売却収入
    pub proceeds: Option<Yen>,
}

/// An act that is to be recorded.
#[derive(Debug)]
pub struct Act {
    /// What it is, kebab-case.
    pub kind: &'static str,
    /// 摘要
    pub note: Option<String>,
    /// The entry that it takes back.
    pub reverses: Option<i64>,
    /// What is known of assets from a day on; entry numbers are filled in.
    pub versions: Vec<Facts>,
    /// Its movements.
    pub postings: Vec<Posting>,
    /// Where the list of its assets stands in the body, when it has one.
    pub list: Option<&'static str>,
}

impl Act {
    /// An act of which nothing is said yet.
    pub fn new(kind: &'static str, note: Option<String>) -> Act {
        Act { kind, note, reverses: None, versions: Vec::new(), postings: Vec::new(), list: None }
    }
}

/// Records an act within a transaction of the caller's that holds the municipality's lock; answers with its movements.
pub async fn record(
    db: &impl ConnectionTrait,
    municipality: &str,
    act: Act,
) -> Result<(register_entry::Model, Vec<movement::Model>)> {
    let closed = store::closed_through(db, municipality, ALL_ENTRIES).await?;
    for posting in &act.postings {
        demand_open(closed, posting.occurred_on)?;
    }
    if let Some(closed) = closed {
        let day = last_day(closed);
        if act.versions.iter().any(|facts| facts.effective_on <= day) {
            return Err(Error::Conflict(closed_text(closed)));
        }
    }
    demand_references(db, municipality, &act).await?;
    demand_order(db, municipality, &act).await?;
    demand_charged(db, municipality, &act.postings).await?;
    demand_sound_balances(db, municipality, closed, &act).await?;
    let entry = store::begin_entry(db, municipality, act.kind, act.note, None, act.reverses).await?;
    let versions = act.versions.into_iter().map(|facts| Facts { entry_no: entry.entry_no, ..facts });
    store::insert_versions(db, municipality, entry.entry_no, versions.collect()).await?;
    let rows = numbered(db, municipality, act.postings, entry.entry_no).await?;
    store::insert_movements(db, municipality, entry.entry_no, rows.clone()).await?;
    Ok((entry, rows))
}

/// What is known of an asset is written in the order of its days, and nothing moves before the asset is known.
async fn demand_order(db: &impl ConnectionTrait, municipality: &str, act: &Act) -> Result<()> {
    let new: HashMap<AssetKey, &str> =
        act.versions.iter().map(|facts| (key_of(facts), facts.effective_on.as_str())).collect();
    let moved = act.postings.iter().map(|posting| (posting.key.clone(), posting.occurred_on.to_string()));
    let known = act.versions.iter().map(|facts| (key_of(facts), facts.effective_on.clone()));
    let mut days: BTreeMap<AssetKey, String> = BTreeMap::new();
    for (key, day) in moved.chain(known) {
        let first = days.entry(key).or_insert_with(|| day.clone());
        *first = day.min(first.clone());
    }
    for (key, day) in days {
        let (count, first, last) = store::extent(db, municipality, &key).await?;
        let (no, branch) = (&key.asset_no, &key.branch_no);
        if count >= MOST_VERSIONS && new.contains_key(&key) {
            return Err(Error::Conflict(Text::new(
                format!(
                    "asset {no}-{branch} has {MOST_VERSIONS} versions already; register what comes now under a new branch number"
                ),
                format!(
                    "資産 {no}-{branch} の変更履歴は上限の{MOST_VERSIONS}件に達しています。新しい枝番で登録してください"
                ),
            )));
        }
        if let Some(last) = last.as_ref().filter(|last| new.get(&key).is_some_and(|day| *day < last.as_str())) {
            return Err(Error::Conflict(Text::new(
                format!(
                    "something is recorded of asset {no}-{branch} from {last} on; a change must hold from that day or later"
                ),
                format!("資産 {no}-{branch} には {last} からの記録があります。変更はその日以降の日付にしてください"),
            )));
        }
        if last.as_ref().is_some_and(|last| day < *last) {
            demand_same_account(db, municipality, &key, &act.postings).await?;
        }
        if let Some(first) = first.filter(|first| day < *first) {
            let text = Text::new(
                format!("asset {no}-{branch} is in the register from {first} on; nothing can move before that"),
                format!("資産 {no}-{branch} は {first} から台帳にあります。それより前の日付の異動は記録できません"),
            );
            return Err(Error::value(Invalid::new("occurred_on", "out-of-range", day, text)));
        }
    }
    Ok(())
}

/// Amounts of a day before an asset has moved to another account would not have moved with it.
async fn demand_same_account(
    db: &impl ConnectionTrait,
    municipality: &str,
    key: &AssetKey,
    postings: &[Posting],
) -> Result<()> {
    let Some(now) = store::facts_of(db, municipality, key, store::ANY_DAY, ALL_ENTRIES).await? else { return Ok(()) };
    let elsewhere = |posting: &&Posting| {
        posting.key == *key
            && posting.occurred_on.to_string() < now.effective_on
            && (posting.account != now.account || posting.accounting_entity != now.accounting_entity)
    };
    if !postings.iter().any(|posting| elsewhere(&posting)) {
        return Ok(());
    }
    let (no, branch, day) = (&key.asset_no, &key.branch_no, &now.effective_on);
    Err(Error::Conflict(Text::new(
        format!(
            "asset {no}-{branch} has since moved to another account; date the movement {day} or later, or take the reclassification back first (POST /reversals)"
        ),
        format!(
            "資産 {no}-{branch} はその後に別の勘定科目か会計へ振り替えられています。{day} 以降の日付にするか、先に振替を取り消してください（POST /reversals）"
        ),
    )))
}

/// What has been written off goes with what leaves an asset, so the years before must have been charged by then.
async fn demand_charged(db: &impl ConnectionTrait, municipality: &str, postings: &[Posting]) -> Result<()> {
    let Some(next) = store::next_year(db, municipality).await? else { return Ok(()) };
    let first_closing = store::closed_through(db, municipality, ALL_ENTRIES).await?.is_none();
    if !first_closing && postings.iter().any(|posting| posting.reason == Reason::OpeningBalance) {
        return Err(Error::Conflict(Text::new(
            "a year is closed, so the register has its opening balances; what is found later comes in as `found-by-survey`",
            "締めた年度があるため、開始残高は登録できません。後から判明した資産は「調査判明」として登録してください",
        )));
    }
    for posting in postings {
        let year = fiscal_year_of(posting.occurred_on);
        let leaves = posting.change.cost < Yen(0) && posting.account.is_depreciable();
        if leaves && year > next {
            return Err(Error::Conflict(Text::new(
                format!(
                    "the depreciation of {next} is not charged yet, so what leaves in {year} is not known; close {next} first (POST /fiscal-closings)"
                ),
                format!(
                    "{next}年度の減価償却がまだ計上されていないため、{year}年度の減少額を計算できません。先に{next}年度を締めてください（POST /fiscal-closings）"
                ),
            )));
        }
        // Who types an old year must not have to close all the years since one by one.
        if first_closing && year < next && posting.reason != Reason::OpeningBalance {
            let text = Text::new(
                format!(
                    "the register begins with fiscal year {next}; what was acquired before comes in as `opening-balance` dated {}",
                    last_day(next - 1)
                ),
                format!(
                    "台帳は{next}年度から始まります。それより前に取得した資産は「開始残高」（{}）として登録してください",
                    last_day(next - 1)
                ),
            );
            return Err(Error::value(Invalid::new("occurred_on", "out-of-range", posting.occurred_on, text)));
        }
    }
    Ok(())
}

/// The most versions of one asset; a closing reads them all together.
const MOST_VERSIONS: u64 = 1_000;

/// The key of a version.
pub fn key_of(facts: &Facts) -> AssetKey {
    AssetKey { asset_no: facts.asset_no.clone(), branch_no: facts.branch_no.clone() }
}

/// A closed year refuses changes.
pub fn demand_open(closed: Option<i32>, occurred_on: NaiveDate) -> Result<()> {
    match closed {
        Some(closed) if fiscal_year_of(occurred_on) <= closed => Err(Error::Conflict(closed_text(closed))),
        _ => Ok(()),
    }
}

fn closed_text(closed: i32) -> Text {
    Text::new(
        format!(
            "fiscal years up to {closed} are closed; record the correction as a reversing entry dated {}-04-01 or later",
            closed + 1
        ),
        format!("{closed}年度までは締め済みです。訂正は {}-04-01 以降の日付の反対仕訳で記録してください", closed + 1),
    )
}

/// Gives movements their numbers within asset and year, in the order in which they were posted.
async fn numbered(
    db: &impl ConnectionTrait,
    municipality: &str,
    postings: Vec<Posting>,
    entry_no: i64,
) -> Result<Vec<movement::Model>> {
    let mut by_year: BTreeMap<i32, Vec<Posting>> = BTreeMap::new();
    for posting in postings {
        by_year.entry(fiscal_year_of(posting.occurred_on)).or_default().push(posting);
    }
    let mut rows = Vec::new();
    for (year, postings) in by_year {
        let keys: Vec<AssetKey> = postings.iter().map(|p| p.key.clone()).collect();
        let mut next = store::next_numbers(db, municipality, year, &keys).await?;
        for posting in postings {
            let number = next.entry(posting.key.clone()).or_insert(1);
            rows.push(row(municipality, year, *number, posting, entry_no));
            *number += 1;
        }
    }
    Ok(rows)
}

/// A posting as a row.
pub fn row(municipality: &str, year: i32, number: i32, posting: Posting, entry_no: i64) -> movement::Model {
    movement::Model {
        municipality_code: municipality.to_owned(),
        fiscal_year: year,
        asset_no: posting.key.asset_no,
        branch_no: posting.key.branch_no,
        movement_no: number,
        occurred_on: posting.occurred_on.to_string(),
        reason: posting.reason,
        account: posting.account,
        accounting_entity: posting.accounting_entity,
        cost_yen: posting.change.cost.0,
        accumulated_yen: posting.change.accumulated.0,
        proceeds_yen: posting.proceeds.map(|yen| yen.0),
        entry_no,
    }
}

/// What stands in the way of an act: a balance that no asset can have, on the day or later.
async fn demand_sound_balances(
    db: &impl ConnectionTrait,
    municipality: &str,
    closed: Option<i32>,
    act: &Act,
) -> Result<()> {
    let mut by_key: BTreeMap<&AssetKey, Vec<&Posting>> = BTreeMap::new();
    for posting in &act.postings {
        by_key.entry(&posting.key).or_default().push(posting);
    }
    let mut years = store::movement_years(db, municipality, closed).await?;
    years.sort_unstable();
    for (key, postings) in by_key {
        let mut balance = match closed {
            Some(year) => {
                let lines = store::lines_of(db, municipality, key, &[year]).await?;
                lines.first().map_or(Amounts::default(), |l| Amounts {
                    cost: Yen(l.cost_yen),
                    accumulated: Yen(l.accumulated_yen),
                })
            }
            None => Amounts::default(),
        };
        let recorded = store::movements_of(db, municipality, key, &years, ALL_ENTRIES).await?;
        let recorded = recorded.iter().map(|row| {
            (
                row.occurred_on.clone(),
                row.account,
                Amounts { cost: Yen(row.cost_yen), accumulated: Yen(row.accumulated_yen) },
            )
        });
        let new = postings.iter().map(|p| (p.occurred_on.to_string(), p.account, p.change));
        let mut all: Vec<(String, Account, Amounts)> = recorded.chain(new).collect();
        // What was posted on the same day holds in the order of posting.
        all.sort_by(|a, b| a.0.cmp(&b.0));
        for (n, (day, account, change)) in all.iter().enumerate() {
            balance += *change;
            let last_of_day = all.get(n + 1).is_none_or(|(next, ..)| next != day);
            if last_of_day && let Err(invalid) = check_balance(*account, balance) {
                return Err(unbearable(key, day, act.reverses.is_some(), invalid));
            }
        }
    }
    Ok(())
}

fn unbearable(key: &AssetKey, day: &str, reversal: bool, invalid: Invalid) -> Error {
    let (no, branch) = (&key.asset_no, &key.branch_no);
    // What closed years have charged is not part of the entry that is taken back.
    let (en, ja) = if reversal {
        (
            "; what closed years have charged stays, so record the rest as `recording-error` instead",
            "。締めた年度の償却額は残るため、残りは「誤記載」として記録してください",
        )
    } else {
        ("", "")
    };
    let text = Text::new(
        format!("asset {no}-{branch} would on {day} stand at what no asset can: {}{en}", invalid.text.en),
        format!("資産 {no}-{branch} の {day} の残高があり得ない値になります。{}{ja}", invalid.text.ja),
    );
    Error::value(Invalid { text, ..invalid })
}

/// What assets refer to must be there; every stranger is told with its place.
async fn demand_references(db: &impl ConnectionTrait, municipality: &str, act: &Act) -> Result<()> {
    let faults: Vec<Fault> = strangers(db, municipality, act.versions.iter())
        .await?
        .into_iter()
        .map(|(n, field, code)| {
            let place = act.list.map_or_else(String::new, |list| format!("/{list}/{n}"));
            Fault::at(format!("{place}/{field}"), stranger(field, &code))
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Refused(faults)) }
}

/// What is said of a code that no record has.
pub fn stranger(field: &'static str, code: &str) -> Invalid {
    Invalid::new(
        field,
        "unknown-reference",
        code,
        Text::new(
            format!("`{field}` is `{code}`, which is not registered here; register it first or leave it out"),
            format!("`{field}` の `{code}` は登録されていません。先に登録するか、空にしてください"),
        ),
    )
}

/// What an asset refers to: field and code.
pub fn references(facts: &Facts) -> [(&'static str, Option<&str>); 4] {
    [
        ("site_code", facts.site_code.as_deref()),
        ("facility_code", facts.facility_code.as_deref()),
        ("building_code", facts.building_code.as_deref()),
        ("component_code", facts.component_code.as_deref()),
    ]
}

/// The references of these versions that lead nowhere: place in the list, field, code.
pub async fn strangers<'a>(
    db: &impl ConnectionTrait,
    municipality: &str,
    versions: impl Iterator<Item = &'a Facts>,
) -> Result<Vec<(usize, &'static str, String)>> {
    use crate::facility::formats::Kind;
    let mut wanted: HashMap<(&'static str, &str), Vec<usize>> = HashMap::new();
    let versions: Vec<&Facts> = versions.collect();
    for (n, facts) in versions.iter().enumerate() {
        for (field, code) in references(facts) {
            if let Some(code) = code {
                wanted.entry((field, code)).or_default().push(n);
            }
        }
    }
    let kinds = [
        ("site_code", Kind::Sites),
        ("facility_code", Kind::Facilities),
        ("building_code", Kind::Buildings),
        ("component_code", Kind::Components),
    ];
    let mut found = Vec::new();
    for (field, kind) in kinds {
        let codes: Vec<String> = wanted.keys().filter(|(of, _)| *of == field).map(|(_, c)| (*c).to_owned()).collect();
        if codes.is_empty() {
            continue;
        }
        for code in crate::facility::store::missing(db, municipality, kind, &codes).await? {
            let places = wanted.get(&(field, code.as_str())).cloned().unwrap_or_default();
            found.extend(places.into_iter().map(|n| (n, field, code.clone())));
        }
    }
    found.sort();
    Ok(found)
}
