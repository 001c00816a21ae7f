//! Acts on one asset: it is registered, what is known of it changes, its amount moves, an entry is taken back. A body is
//! read with all its faults and becomes an [`Act`].

use super::entries::{Act, Posting, demand_open, key_of};
use super::facts::{self, Facts, MOST_YEN};
use super::rules::{Assumptions, Basis, last_date};
use super::store::{self, ALL_ENTRIES, ANY_DAY};
use crate::domain::asset::{AssetKey, Reason};
use crate::domain::calendar::{PartialDate, fiscal_year_of};
use crate::domain::depreciation::elapsed_accumulated;
use crate::domain::facility::Word;
use crate::domain::ledger::{Amounts, Portion, check_movement, leaving, reversed};
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin, object};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};

/// An asset as it stands now: what is known of it and its balance.
pub struct Standing {
    /// What is known.
    pub facts: Facts,
    /// Cost and accumulated depreciation.
    pub balance: Amounts,
}

/// An asset as it stands with everything that was recorded; 404 when there is none.
pub async fn standing(db: &impl ConnectionTrait, municipality: &str, key: &AssetKey) -> Result<Standing> {
    standing_on(db, municipality, key, ANY_DAY).await
}

/// An asset as it stands on a day; before the first day on which it is known, as it was then.
pub async fn standing_on(db: &impl ConnectionTrait, municipality: &str, key: &AssetKey, day: &str) -> Result<Standing> {
    let mut found = store::facts_of(db, municipality, key, day, ALL_ENTRIES).await?;
    if found.is_none() {
        found = store::versions(db, municipality, key).await?.into_iter().next();
    }
    let facts = found.ok_or_else(|| store::no_such_asset(key))?;
    let mut balances = store::balances(db, municipality, std::slice::from_ref(key), day, ALL_ENTRIES).await?;
    Ok(Standing { facts, balance: balances.remove(key).unwrap_or_default() })
}

/// A whole date that must be there.
pub fn whole_date(fields: &mut Fields, name: &'static str) -> Option<NaiveDate> {
    let text = fields.required_date(name);
    if text.is_empty() {
        return None;
    }
    match day(name, &text) {
        Ok(date) => Some(date),
        Err(invalid) => {
            fields.refuse(invalid);
            None
        }
    }
}

/// A day to the day.
pub fn day(name: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    let written = PartialDate::parse(name, text)?.to_string();
    NaiveDate::parse_from_str(&written, "%Y-%m-%d").map_err(|_| {
        Invalid::new(
            name,
            "malformed",
            text,
            Text::new(
                format!("`{name}` is `{text}`; the whole date is wanted, such as 2025-03-31"),
                format!("`{name}` の値 `{text}` は年月日すべてが必要です。2025-03-31 のように書いてください"),
            ),
        )
    })
}

/// Ends reading: what was read, or all that is wrong.
pub fn judged<T>(fields: Fields, read: Option<T>) -> Result<T> {
    let faults = fields.faults();
    match read {
        Some(read) if faults.is_empty() => Ok(read),
        _ if faults.is_empty() => Err(Error::internal("a body was refused without a fault")),
        _ => Err(Error::Refused(faults)),
    }
}

/// Reasons with which an asset may come into the register or grow by itself.
const INCREASES: [Reason; 7] = [
    Reason::OpeningBalance,
    Reason::Purchase,
    Reason::CapitalImprovement,
    Reason::TransferIn,
    Reason::DonationIn,
    Reason::FoundBySurvey,
    Reason::RevaluationUp,
];
/// Reasons with which an asset or a part of it leaves.
const DISPOSALS: [Reason; 5] =
    [Reason::Retirement, Reason::Sale, Reason::TransferOut, Reason::DonationOut, Reason::RecordingError];

fn not_by_itself(reason: Reason) -> Invalid {
    Invalid::new(
        "reason",
        "unknown-value",
        reason.code(),
        Text::new(
            format!(
                "`{}` is not recorded on one asset by itself: use /asset-splits, /asset-merges, /reclassifications or \
                 /construction-settlements; depreciation is charged by /fiscal-closings",
                reason.code()
            ),
            format!(
                "「{}」は単独では記録できません。/asset-splits、/asset-merges、/reclassifications、/construction-settlements を使ってください。減価償却は /fiscal-closings で計上します",
                reason.label_ja()
            ),
        ),
    )
}

/// The body of `POST /assets`: what is known, and the movement with which the asset comes in.
pub async fn registration(db: &impl ConnectionTrait, municipality: &str, body: Value) -> Result<(AssetKey, Act)> {
    let mut map = object(body)?;
    let movement = map.remove("movement").filter(|value| !value.is_null());
    let mut fields = Fields::new(map, Origin::Body(String::new()));
    let mut facts = facts::read(municipality, &mut fields);
    fields.derived(&["movement"]);
    let mut faults = fields.faults();
    let movement = match movement {
        Some(Value::Object(map)) => map,
        Some(_) | None => {
            let text = Text::new(
                "`movement` is missing: the reason, day and cost with which the asset comes into the register",
                "`movement` がありません。登録の事由、日付、取得価額を指定してください",
            );
            faults.push(Origin::Body(String::new()).fault("movement", "required", None, text));
            Map::new()
        }
    };
    let mut first = Fields::new(movement, Origin::Body("/movement".to_owned()));
    let posting = initial(&mut first, &facts);
    let counted = !first.has("accumulated_yen");
    faults.extend(first.faults());
    let Some(mut posting) = posting.filter(|_| faults.is_empty()) else { return Err(Error::Refused(faults)) };
    if counted && posting.reason == Reason::OpeningBalance {
        posting.change.accumulated = until(db, municipality, &facts, &posting).await?;
    }
    let key = posting.key.clone();
    if !store::known(db, municipality, std::slice::from_ref(&key)).await?.is_empty() {
        return Err(Error::Conflict(Text::new(
            format!(
                "asset {}-{} is registered already; record a movement of it, or take another branch number",
                key.asset_no, key.branch_no
            ),
            format!(
                "資産 {}-{} は既に登録されています。異動を記録するか、別の枝番を使ってください",
                key.asset_no, key.branch_no
            ),
        )));
    }
    facts.effective_on = posting.occurred_on.to_string();
    let act = Act { versions: vec![facts], postings: vec![posting], ..Act::new("registration", None) };
    Ok((key, act))
}

/// The accumulated depreciation with which an asset that was in service before comes in: what the charges of the years up
/// to then come to (開始時の減価償却累計額).
async fn until(db: &impl ConnectionTrait, municipality: &str, facts: &Facts, posting: &Posting) -> Result<Yen> {
    let year = fiscal_year_of(posting.occurred_on);
    // On the last day of a year its own charge is among them.
    let through = if posting.occurred_on == last_date(year) { year } else { year - 1 };
    let assumptions = Assumptions::in_force(db, municipality, through).await?;
    let rules = assumptions.rules()?;
    let Some(terms) = Basis::of(facts).terms(&rules, assumptions.infrastructure_method()) else { return Ok(Yen(0)) };
    let through = FiscalYear::new("occurred_on", through.into()).map_err(Error::value)?;
    Ok(elapsed_accumulated(posting.change.cost, terms.in_service, through, &terms, &rules))
}

fn initial(fields: &mut Fields, facts: &Facts) -> Option<Posting> {
    let reason = fields.required_word("reason", Reason::Purchase);
    let occurred_on = whole_date(fields, "occurred_on");
    let cost = fields.required_integer("cost_yen", 1, MOST_YEN);
    let accumulated = fields.integer("accumulated_yen", 0, MOST_YEN).unwrap_or(0);
    if !INCREASES.contains(&reason) {
        fields.refuse(not_by_itself(reason));
        return None;
    }
    let change = Amounts { cost: Yen(cost), accumulated: Yen(accumulated) };
    posted(fields, facts, occurred_on?, reason, change, None)
}

/// A posting on an asset, when reason and amounts go together.
fn posted(
    fields: &mut Fields,
    facts: &Facts,
    occurred_on: NaiveDate,
    reason: Reason,
    change: Amounts,
    proceeds: Option<Yen>,
) -> Option<Posting> {
    if let Err(invalid) = check_movement(reason, facts.account, change) {
        fields.refuse(invalid);
        return None;
    }
    Some(Posting {
        key: key_of(facts),
        occurred_on,
        reason,
        account: facts.account,
        accounting_entity: facts.accounting_entity.clone(),
        change,
        proceeds,
    })
}

/// The body of `POST …/movements`.
pub async fn movement(db: &impl ConnectionTrait, municipality: &str, key: &AssetKey, body: Value) -> Result<Act> {
    let Standing { mut facts, mut balance } = standing(db, municipality, key).await?;
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let reason = fields.required_word("reason", Reason::CapitalImprovement);
    let occurred_on = whole_date(&mut fields, "occurred_on");
    let cost = fields.integer("cost_yen", 0, MOST_YEN);
    let accumulated = fields.integer("accumulated_yen", 0, MOST_YEN);
    let quantity = fields.number("quantity", 1_000_000_000_000);
    let proceeds = fields.integer("proceeds_yen", 0, MOST_YEN).map(Yen);
    let mut act = Act::new("movement", fields.text("note", 2_000));
    if let Some(day) = occurred_on {
        Standing { facts, balance } = standing_on(db, municipality, key, &day.to_string()).await?;
    }
    let change = change_by(&mut fields, &facts, balance, reason, Amount { cost, accumulated, quantity });
    if let (Some(_), false) = (proceeds, reason == Reason::Sale) {
        fields.refuse(Invalid::new(
            "proceeds_yen",
            "contradiction",
            reason.code(),
            Text::new("only a sale has `proceeds_yen`", "`proceeds_yen` は売却のときだけ指定できます"),
        ));
    }
    if reason == Reason::Sale && proceeds.is_none() && !fields.refused("proceeds_yen") {
        fields.refuse(Invalid::new(
            "proceeds_yen",
            "required",
            "",
            Text::new(
                "`proceeds_yen` is missing; a sale has proceeds, be they 0",
                "売却収入 `proceeds_yen` がありません（0円でも指定してください）",
            ),
        ));
    }
    let posting = occurred_on
        .zip(change)
        .and_then(|(occurred_on, change)| posted(&mut fields, &facts, occurred_on, reason, change, proceeds));
    let posting = judged(fields, posting)?;
    if let (Some(part), Some(whole)) = (quantity, facts.quantity) {
        let left = ((whole - part) * 1e6).round() / 1e6;
        let effective_on = posting.occurred_on.to_string();
        act.versions.push(Facts { quantity: Some(left), effective_on, ..facts.clone() });
    }
    act.postings.push(posting);
    Ok(act)
}

/// How much a movement is said to move.
struct Amount {
    cost: Option<i64>,
    accumulated: Option<i64>,
    quantity: Option<f64>,
}

/// The signed change of a movement. A disposal takes the part that is named, else all; its accumulated depreciation goes
/// pro rata unless it is said.
fn change_by(fields: &mut Fields, facts: &Facts, balance: Amounts, reason: Reason, said: Amount) -> Option<Amounts> {
    let Amount { cost, accumulated, quantity } = said;
    let hundredths = |m: f64| (m * 100.0).round() as i64;
    if let Some(part) = quantity {
        let whole = hundredths(facts.quantity.unwrap_or(0.0));
        let sound = if DISPOSALS.contains(&reason) {
            Portion::quantity("quantity", hundredths(part), whole).map(drop)
        } else {
            Err(Invalid::new(
                "quantity",
                "contradiction",
                part,
                Text::new(
                    "`quantity` is what leaves; where the asset grows, change its `quantity` from that day on (PATCH)",
                    "`quantity` は減少する数量です。増加したときは、資産の数量をその日付で変更してください（PATCH）",
                ),
            ))
        };
        if let Err(invalid) = sound {
            fields.refuse(invalid);
            return None;
        }
    }
    let given =
        |sign: i64| Amounts { cost: Yen(sign * cost.unwrap_or(0)), accumulated: Yen(sign * accumulated.unwrap_or(0)) };
    match reason {
        // A write-down lowers the cost or raises what is written off.
        Reason::RevaluationDown => {
            return Some(Amounts { cost: Yen(-cost.unwrap_or(0)), accumulated: Yen(accumulated.unwrap_or(0)) });
        }
        Reason::RevaluationUp => {
            return Some(Amounts { cost: Yen(cost.unwrap_or(0)), accumulated: Yen(-accumulated.unwrap_or(0)) });
        }
        reason if INCREASES.contains(&reason) && reason != Reason::OpeningBalance => return Some(given(1)),
        reason if !DISPOSALS.contains(&reason) => {
            fields.refuse(not_by_itself(reason));
            return None;
        }
        _ => {}
    }
    if balance.cost <= Yen(0) {
        fields.refuse(Invalid::new(
            "reason",
            "contradiction",
            reason.code(),
            Text::new(
                "the asset has no balance any more; there is nothing that could leave",
                "この資産の残高は既にありません。減少は記録できません",
            ),
        ));
        return None;
    }
    if cost.is_some() && accumulated.is_some() {
        return Some(given(-1));
    }
    let portion = match (cost, quantity) {
        (Some(cost), _) => Portion::cost("cost_yen", cost, balance),
        (None, Some(part)) => {
            Portion::quantity("quantity", hundredths(part), hundredths(facts.quantity.unwrap_or(0.0)))
        }
        (None, None) => Ok(Portion::All),
    };
    match portion {
        Ok(portion) => Some(leaving(balance, &portion)),
        Err(invalid) => {
            fields.refuse(invalid);
            None
        }
    }
}

/// The body of `PATCH /assets/…`: the fields that change, and from which day on.
pub fn change(facts: &Facts, current: &Map<String, Value>, body: Value) -> Result<Act> {
    let patch = object(body)?;
    let mut merged: Map<String, Value> = current
        .iter()
        .filter(|(name, _)| facts::names().any(|known| known == name.as_str()))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect();
    merged.insert("asset_no".to_owned(), facts.asset_no.clone().into());
    merged.insert("branch_no".to_owned(), facts.branch_no.clone().into());
    let mut effective = Map::new();
    for (name, value) in patch {
        if name == "effective_on" || name == "change_note" {
            effective.insert(name, value);
        } else {
            merged.insert(name, value);
        }
    }
    let other = |name: &&&str| merged.get(**name).is_some_and(|said| Some(said) != current.get(**name));
    let amounts = ["cost_yen", "accumulated_yen", "book_yen"];
    let moved: Vec<Invalid> = amounts.iter().filter(other).map(|name| moved_by_movements(name)).collect();
    let mut fields = Fields::new(merged, Origin::Body(String::new()));
    let mut changed = facts::read(&facts.municipality_code, &mut fields);
    moved.into_iter().for_each(|invalid| fields.refuse(invalid));
    for (field, before, after) in [
        ("asset_no", &facts.asset_no, &changed.asset_no),
        ("branch_no", &facts.branch_no, &changed.branch_no),
        ("accounting_entity", &facts.accounting_entity, &changed.accounting_entity),
    ] {
        if before != after {
            fields.refuse(moved_elsewhere(field, after));
        }
    }
    if facts.account != changed.account {
        fields.refuse(moved_elsewhere("account", changed.account.code()));
    }
    let mut faults = fields.faults();
    let mut when = Fields::new(effective, Origin::Body(String::new()));
    let effective_on = whole_date(&mut when, "effective_on");
    let note = when.text("change_note", 2_000);
    faults.extend(when.faults());
    let Some(effective_on) = effective_on.filter(|_| faults.is_empty()) else { return Err(Error::Refused(faults)) };
    changed.effective_on = effective_on.to_string();
    Ok(Act { versions: vec![changed], ..Act::new("change", note) })
}

fn moved_by_movements(field: &'static str) -> Invalid {
    let text = Text::new(
        format!("`{field}` is the sum of movements and is not changed in place; record a movement (POST …/movements)"),
        format!("`{field}` は異動の合計なので直接変更できません。異動を記録してください（POST …/movements）"),
    );
    Invalid::new(field, "contradiction", "", text)
}

fn moved_elsewhere(field: &'static str, value: &str) -> Invalid {
    Invalid::new(
        field,
        "contradiction",
        value,
        Text::new(
            format!(
                "`{field}` cannot be changed in place, for the amounts stand under it; record a reclassification (POST /reclassifications) or a new asset"
            ),
            format!(
                "`{field}` は直接変更できません。金額を移す振替（POST /reclassifications）か、新しい資産として登録してください"
            ),
        ),
    )
}

/// The most movements that are taken back at once.
const MOST_REVERSED: u64 = 10_000;

/// The body of `POST /reversals`: the movements of an entry with opposite signs (赤伝), dated in an open year.
pub async fn reversal(db: &impl ConnectionTrait, municipality: &str, body: Value) -> Result<Act> {
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let number = fields.required_integer("entry_no", 1, i64::MAX);
    let occurred_on = whole_date(&mut fields, "occurred_on");
    let note = fields.text("note", 2_000);
    let occurred_on = judged(fields, occurred_on)?;
    demand_open(store::closed_through(db, municipality, ALL_ENTRIES).await?, occurred_on)?;
    let refuse = |en: String, ja: String| {
        Err(Error::value(Invalid::new("entry_no", "contradiction", number, Text::new(en, ja))))
    };
    let Some(entry) = store::entry(db, municipality, number).await? else {
        return Err(Error::no_such(Text::new("entry", "記帳"), &number.to_string()));
    };
    if let Some(by) = store::reversal_of(db, municipality, number).await? {
        return Err(Error::Conflict(Text::new(
            format!("entry {number} was taken back already, by entry {by}"),
            format!("記帳 {number} は記帳 {by} で既に取り消されています"),
        )));
    }
    if entry.kind == "closing" {
        return refuse(
            format!(
                "entry {number} is the closing of a year, which is not taken back; correct single movements in the open year"
            ),
            format!("記帳 {number} は年度の締めのため取り消せません。個々の異動を、締めていない年度で訂正してください"),
        );
    }
    let rows = store::movements_of_entry(db, municipality, number, MOST_REVERSED + 1).await?;
    if rows.is_empty() {
        return refuse(
            format!("entry {number} has no movements; change the asset itself (PATCH) to correct what is known of it"),
            format!("記帳 {number} には異動がありません。登録内容の訂正は資産の変更（PATCH）で行ってください"),
        );
    }
    if rows.len() as u64 > MOST_REVERSED {
        return refuse(
            format!("entry {number} has more than {MOST_REVERSED} movements; correct them by importing a file"),
            format!("記帳 {number} の異動は{MOST_REVERSED}件を超えます。訂正はファイルの取込で行ってください"),
        );
    }
    demand_reversible(db, municipality, &entry, &rows, occurred_on).await?;
    let versions = restored(db, municipality, number, occurred_on, &rows).await?;
    let mut postings = Vec::with_capacity(rows.len());
    for row in rows {
        let key = AssetKey { asset_no: row.asset_no, branch_no: row.branch_no };
        let (mut account, mut entity) = (row.account, row.accounting_entity);
        // Where the asset has moved to another account by another entry, its amounts stand there now.
        if !matches!(entry.kind.as_str(), "reclassification" | "import")
            && let Some(now) = store::facts_of(db, municipality, &key, ANY_DAY, ALL_ENTRIES).await?
        {
            (account, entity) = (now.account, now.accounting_entity);
        }
        // An import is taken back as if it had never been; nothing of it is closed.
        let original = row.occurred_on.parse().ok().filter(|_| entry.kind == "import");
        postings.push(Posting {
            key,
            occurred_on: original.unwrap_or(occurred_on),
            reason: row.reason,
            account,
            accounting_entity: entity,
            change: reversed(Amounts { cost: Yen(row.cost_yen), accumulated: Yen(row.accumulated_yen) }),
            proceeds: row.proceeds_yen.map(|yen| Yen(-yen)),
        });
    }
    Ok(Act { reverses: Some(number), versions, postings, ..Act::new("reversal", note) })
}

/// What stands in the way of taking an entry back: its day, a closed year, or what has happened to its assets since.
async fn demand_reversible(
    db: &impl ConnectionTrait,
    municipality: &str,
    entry: &crate::entity::register_entry::Model,
    rows: &[crate::entity::movement::Model],
    occurred_on: NaiveDate,
) -> Result<()> {
    let number = entry.entry_no;
    let last = rows.iter().map(|row| row.occurred_on.as_str()).max().unwrap_or_default();
    if occurred_on.to_string().as_str() < last && entry.kind != "import" {
        let text = Text::new(
            format!("entry {number} is of {last}; it cannot be taken back before that"),
            format!("記帳 {number} は {last} の異動です。それより前の日付では取り消せません"),
        );
        return Err(Error::value(Invalid::new("occurred_on", "out-of-range", occurred_on, text)));
    }
    let closed = store::closed_through(db, municipality, ALL_ENTRIES).await?;
    if entry.kind == "import" && rows.iter().any(|row| closed.is_some_and(|closed| row.fiscal_year <= closed)) {
        return Err(Error::Conflict(Text::new(
            format!(
                "entry {number} is an import of which a year is closed; correct its assets one by one in an open year"
            ),
            format!("記帳 {number} は取込で、その年度は締め済みです。個々の資産を、締めていない年度で訂正してください"),
        )));
    }
    if entry.kind != "reclassification" {
        return Ok(());
    }
    for row in rows.iter().filter(|row| row.reason == Reason::ReclassifiedIn) {
        let key = AssetKey { asset_no: row.asset_no.clone(), branch_no: row.branch_no.clone() };
        let Standing { facts, balance } = standing(db, municipality, &key).await?;
        let came = Amounts { cost: Yen(row.cost_yen), accumulated: Yen(row.accumulated_yen) };
        if facts.account != row.account || facts.accounting_entity != row.accounting_entity || balance != came {
            let (no, branch) = (&key.asset_no, &key.branch_no);
            return Err(Error::Conflict(Text::new(
                format!("asset {no}-{branch} has moved since entry {number}; record a new reclassification instead"),
                format!(
                    "資産 {no}-{branch} には記帳 {number} の後の異動があります。取消しではなく、新しい振替を記録してください"
                ),
            )));
        }
    }
    Ok(())
}

/// What the entry that is taken back had changed along with the amounts is as it was before: account, accounting entity,
/// how it is depreciated, quantity. What else is known of the assets stays.
async fn restored(
    db: &impl ConnectionTrait,
    municipality: &str,
    entry: i64,
    occurred_on: NaiveDate,
    rows: &[crate::entity::movement::Model],
) -> Result<Vec<Facts>> {
    let mut keys: Vec<AssetKey> =
        rows.iter().map(|row| AssetKey { asset_no: row.asset_no.clone(), branch_no: row.branch_no.clone() }).collect();
    keys.sort();
    keys.dedup();
    let mut versions = Vec::new();
    for changed in store::versions_of_entry(db, municipality, &keys, entry).await? {
        let key = key_of(&changed);
        let before = store::facts_of(db, municipality, &key, &changed.effective_on, entry - 1).await?;
        let now = store::facts_of(db, municipality, &key, ANY_DAY, ALL_ENTRIES).await?;
        let (Some(before), Some(now)) = (before, now) else { continue };
        versions.push(Facts {
            effective_on: occurred_on.to_string(),
            account: before.account,
            accounting_entity: before.accounting_entity,
            depreciation_method: before.depreciation_method,
            life_class: before.life_class,
            useful_life_years: before.useful_life_years,
            quantity: before.quantity,
            ..now
        });
    }
    Ok(versions)
}
