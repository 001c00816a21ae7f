//! Acts on several assets at once: one is split, several are merged, one moves to another account, construction in
//! progress is settled onto what was built. What leaves one asset comes in on the others, to the yen.

use super::acts::{Standing, judged, standing_on, whole_date};
use super::entries::{Act, Posting, key_of};
use super::facts::{self, Facts, MOST_YEN};
use super::store;
use crate::domain::asset::{AssetKey, Reason};
use crate::domain::ledger::{Amounts, Portion, Weights, check_movement, divide, joined, leaving, settle};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin, object, pointer};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The most assets that one act divides into or puts together.
const MOST_PARTS: usize = 1_000;

/// The members of a list of objects in a body.
fn list(map: &mut Map<String, Value>, name: &'static str) -> Result<Vec<Map<String, Value>>> {
    let wanted = |en: String, ja: String| {
        let fault = Origin::Body(String::new()).fault(name, "malformed", None, Text::new(en, ja));
        Err(Error::Refused(vec![fault]))
    };
    let Some(Value::Array(items)) = map.remove(name) else {
        return wanted(format!("`{name}` must be an array of assets"), format!("`{name}` は資産の配列にしてください"));
    };
    if items.is_empty() || items.len() > MOST_PARTS {
        return wanted(
            format!("`{name}` must have 1 to {MOST_PARTS} assets"),
            format!("`{name}` は1件から{MOST_PARTS}件までにしてください"),
        );
    }
    let mut maps = Vec::new();
    for (n, item) in items.into_iter().enumerate() {
        match item {
            Value::Object(map) => maps.push(map),
            _ => {
                let text = Text::new("it must be an object", "オブジェクトにしてください");
                return Err(Error::Refused(vec![Origin::Body(format!("/{name}")).fault(
                    &n.to_string(),
                    "malformed",
                    None,
                    text,
                )]));
            }
        }
    }
    Ok(maps)
}

fn key(fields: &mut Fields) -> AssetKey {
    let asset_no = fields.required_code("asset_no");
    let branch_no = fields.code("branch_no").unwrap_or_else(|| "0".to_owned());
    AssetKey { asset_no, branch_no }
}

/// What a version says, as the object a client would have sent.
fn as_object(facts: &Facts) -> Result<Map<String, Value>> {
    match serde_json::to_value(super::wire::said(facts)?).map_err(Error::internal)? {
        Value::Object(map) => Ok(map),
        _ => Err(Error::internal("an asset is no object")),
    }
}

/// A new asset that takes over what is known of another, save for what is said of it.
fn heir(model: &Facts, said: Map<String, Value>, place: &str, own: &[&'static str]) -> Result<(Facts, Fields), Error> {
    let mut merged = as_object(model)?;
    merged.insert("branch_no".to_owned(), "0".into());
    merged.remove("asset_no");
    for (name, value) in said {
        merged.insert(name, value);
    }
    let mut fields = Fields::new(merged, Origin::Body(place.to_owned()));
    let facts = facts::read(&model.municipality_code, &mut fields);
    fields.derived(own);
    Ok((facts, fields))
}

fn posting(facts: &Facts, occurred_on: NaiveDate, reason: Reason, change: Amounts) -> Posting {
    Posting {
        key: key_of(facts),
        occurred_on,
        reason,
        account: facts.account,
        accounting_entity: facts.accounting_entity.clone(),
        change,
        proceeds: None,
    }
}

fn at(place: &str, invalid: Invalid) -> Fault {
    Fault::at(pointer(place, invalid.field), invalid)
}

fn taken(place: &str, key: &AssetKey) -> Fault {
    let text = Text::new(
        format!("asset {}-{} is registered already; give the part a key of its own", key.asset_no, key.branch_no),
        format!("資産 {}-{} は既に登録されています。別の番号にしてください", key.asset_no, key.branch_no),
    );
    at(place, Invalid::new("asset_no", "duplicate", &key.asset_no, text))
}

/// The body of `POST /asset-splits`.
pub async fn split(db: &impl ConnectionTrait, municipality: &str, body: Value) -> Result<Act> {
    let mut map = object(body)?;
    let into = list(&mut map, "into")?;
    let mut fields = Fields::new(map, Origin::Body(String::new()));
    let parent = key(&mut fields);
    let occurred_on = whole_date(&mut fields, "occurred_on");
    let note = fields.text("note", 2_000);
    fields.derived(&["into"]);
    let occurred_on = judged(fields, occurred_on)?;
    let Standing { facts, balance } = standing_on(db, municipality, &parent, &occurred_on.to_string()).await?;
    let (mut parts, mut weights, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (n, said) in into.into_iter().enumerate() {
        let place = format!("/into/{n}");
        let weight = said.get("weight").cloned().filter(|w| !w.is_null());
        let mut said = said;
        // A part has a quantity and a value of its own.
        for own in ["quantity", "market_value_yen"] {
            said.entry(own).or_insert(Value::Null);
        }
        let (mut part, mut fields) = heir(&facts, said, &place, &[])?;
        // By what is divided: a weight that is said, else the quantity (area).
        let share = match weight {
            Some(_) => fields.integer("weight", 1, MOST_YEN).map(|w| w as u64),
            None => {
                fields.derived(&["weight"]);
                part.quantity.map(|q| (q * 100.0).round() as u64).filter(|q| *q > 0)
            }
        };
        let missing = fields.faults();
        if missing.is_empty() && share.is_none() {
            let text = Text::new(
                "`quantity` or `weight` is missing: by it the amounts are divided",
                "`quantity`（面積など）か `weight` がありません。金額はこの比で分けます",
            );
            faults.push(at(&place, Invalid::new("quantity", "required", "", text)));
        }
        faults.extend(missing);
        if !seen.insert(key_of(&part)) {
            faults.push(taken(&place, &key_of(&part)));
        }
        if part.account != facts.account || part.accounting_entity != facts.accounting_entity {
            let text = Text::new(
                "a part stays in the account of the whole; reclassify it afterwards",
                "分割後の資産は元と同じ勘定科目になります。科目の変更は分割の後に振替で行ってください",
            );
            faults.push(at(&place, Invalid::new("account", "contradiction", "", text)));
        }
        part.effective_on = occurred_on.to_string();
        weights.push(share.unwrap_or(1));
        parts.push(part);
    }
    let others: Vec<AssetKey> = parts.iter().map(key_of).filter(|key| *key != parent).collect();
    for known in store::known(db, municipality, &others).await? {
        let n = parts.iter().position(|part| key_of(part) == known).unwrap_or(0);
        faults.push(taken(&format!("/into/{n}"), &known));
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_whole(&facts, &parts)?;
    demand_balance(&parent, balance)?;
    let weights = Weights::new("into", &weights).map_err(Error::value)?;
    let shares = divide(balance, &weights);
    let mut postings = vec![posting(&facts, occurred_on, Reason::Split, leaving(balance, &Portion::All))];
    for (part, share) in parts.iter().zip(&shares).filter(|(_, share)| **share != Amounts::default()) {
        postings.push(posting(part, occurred_on, Reason::ReclassifiedIn, *share));
    }
    Ok(Act { versions: parts, postings, list: Some("into"), ..Act::new("split", note) })
}

/// Where the whole and every part have a quantity, the parts come to the whole.
fn demand_whole(whole: &Facts, parts: &[Facts]) -> Result<()> {
    let hundredths = |quantity: f64| (quantity * 100.0).round() as i64;
    let of_parts: Option<i64> = parts.iter().map(|part| part.quantity.map(hundredths)).sum();
    match (whole.quantity.map(hundredths), of_parts) {
        (Some(whole), Some(sum)) if whole != sum => {
            let (sum, whole) = (sum as f64 / 100.0, whole as f64 / 100.0);
            let text = Text::new(
                format!("the quantities of the parts come to {sum}, the asset has {whole}; correct one of them"),
                format!("分割後の数量の合計は {sum} ですが、元の資産は {whole} です。どちらかを直してください"),
            );
            Err(Error::value(Invalid::new("into", "contradiction", sum, text)))
        }
        _ => Ok(()),
    }
}

fn demand_balance(key: &AssetKey, balance: Amounts) -> Result<()> {
    if balance.cost > Yen(0) {
        return Ok(());
    }
    let text = Text::new(
        format!("asset {}-{} has no balance any more", key.asset_no, key.branch_no),
        format!("資産 {}-{} の残高は既にありません", key.asset_no, key.branch_no),
    );
    Err(Error::value(Invalid::new("asset_no", "contradiction", &key.asset_no, text)))
}

/// The body of `POST /asset-merges`.
pub async fn merge(db: &impl ConnectionTrait, municipality: &str, body: Value) -> Result<Act> {
    let mut map = object(body)?;
    let assets = list(&mut map, "assets")?;
    let into = match map.remove("into") {
        Some(Value::Object(into)) => into,
        _ => {
            let text = Text::new(
                "`into` must be an object: the asset that the others become",
                "`into` に合併後の資産を指定してください",
            );
            return Err(Error::Refused(vec![Origin::Body(String::new()).fault("into", "required", None, text)]));
        }
    };
    let mut fields = Fields::new(map, Origin::Body(String::new()));
    let occurred_on = whole_date(&mut fields, "occurred_on");
    let note = fields.text("note", 2_000);
    fields.derived(&["assets", "into"]);
    let occurred_on = judged(fields, occurred_on)?;
    let (mut members, mut seen) = (Vec::new(), BTreeSet::new());
    for (n, said) in assets.into_iter().enumerate() {
        let mut fields = Fields::new(said, Origin::Body(format!("/assets/{n}")));
        let member = key(&mut fields);
        let member = judged(fields, Some(member))?;
        if !seen.insert(member.clone()) {
            return Err(Error::Refused(vec![taken(&format!("/assets/{n}"), &member)]));
        }
        let standing = standing_on(db, municipality, &member, &occurred_on.to_string()).await?;
        demand_balance(&member, standing.balance)?;
        members.push(standing);
    }
    if members.len() < 2 {
        let text = Text::new("`assets` must have at least 2 assets", "`assets` は2件以上にしてください");
        return Err(Error::value(Invalid::new("assets", "out-of-range", members.len(), text)));
    }
    let Some(first) = members.first().map(|standing| standing.facts.clone()) else {
        return Err(Error::internal("a merge of nothing"));
    };
    demand_alike(&members)?;
    let mut into = into;
    let same_unit = members.iter().all(|member| member.facts.unit == first.unit);
    let quantities: Option<f64> = members.iter().map(|member| member.facts.quantity).sum();
    let sum = quantities.filter(|_| same_unit).map(|sum| (sum * 1e6).round() / 1e6);
    into.entry("quantity").or_insert(sum.map_or(Value::Null, Value::from));
    let values: Option<i64> = members.iter().map(|member| member.facts.market_value_yen).sum();
    into.entry("market_value_yen").or_insert(values.map_or(Value::Null, Value::from));
    let (mut whole, fields) = heir(&first, into, "/into", &[])?;
    let mut faults = fields.faults();
    if whole.account != first.account || whole.accounting_entity != first.accounting_entity {
        let text =
            Text::new("the merged asset stays in the account of its parts", "合併後の資産は元と同じ勘定科目になります");
        faults.push(at("/into", Invalid::new("account", "contradiction", "", text)));
    }
    let key = key_of(&whole);
    if !seen.contains(&key) && !store::known(db, municipality, std::slice::from_ref(&key)).await?.is_empty() {
        faults.push(taken("/into", &key));
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    whole.effective_on = occurred_on.to_string();
    let mut postings: Vec<Posting> = members
        .iter()
        .map(|member| posting(&member.facts, occurred_on, Reason::Split, leaving(member.balance, &Portion::All)))
        .collect();
    let sum = joined(&members.iter().map(|member| member.balance).collect::<Vec<_>>());
    postings.push(posting(&whole, occurred_on, Reason::ReclassifiedIn, sum));
    Ok(Act { versions: vec![whole], postings, ..Act::new("merge", note) })
}

/// Assets that are depreciated differently stay branches of their own.
fn demand_alike(members: &[Standing]) -> Result<()> {
    let terms = |facts: &Facts| {
        let charged = facts.account.is_depreciable();
        let dates = charged
            .then(|| (facts.in_service_on.clone().or_else(|| facts.acquired_on.clone()), facts.useful_life_years));
        (facts.account, facts.accounting_entity.clone(), facts.depreciation_method, dates)
    };
    let first = members.first().map(|member| terms(&member.facts));
    match members.iter().position(|member| Some(terms(&member.facts)) != first) {
        None => Ok(()),
        Some(n) => {
            let text = Text::new(
                "it has another account, method, life or service date than the first; keep it as a branch of its own",
                "勘定科目、償却方法、耐用年数、供用開始日が先頭の資産と異なります。枝番を分けたままにしてください",
            );
            Err(Error::Refused(vec![at(
                &format!("/assets/{n}"),
                Invalid::new("asset_no", "contradiction", &members[n].facts.asset_no, text),
            )]))
        }
    }
}

/// What moves after the day of a reclassification would stay behind in the old account.
async fn demand_last(db: &impl ConnectionTrait, municipality: &str, key: &AssetKey, day: NaiveDate) -> Result<()> {
    let closed = store::closed_through(db, municipality, store::ALL_ENTRIES).await?;
    let years = store::movement_years(db, municipality, closed).await?;
    let rows = store::movements_of(db, municipality, key, &years, store::ALL_ENTRIES).await?;
    let Some(last) = rows.into_iter().map(|row| row.occurred_on).max().filter(|last| *last > day.to_string()) else {
        return Ok(());
    };
    let (no, branch) = (&key.asset_no, &key.branch_no);
    Err(Error::Conflict(Text::new(
        format!("asset {no}-{branch} has a movement of {last}; a reclassification is dated that day or later"),
        format!("資産 {no}-{branch} には {last} の異動があります。振替はその日以降の日付にしてください"),
    )))
}

/// The body of `POST /reclassifications`: an asset moves to another account or accounting entity with all its amounts.
pub async fn reclassification(db: &impl ConnectionTrait, municipality: &str, body: Value) -> Result<Act> {
    let mut map = object(body)?;
    let mut when = Map::new();
    for name in ["occurred_on", "note", "change_note"] {
        if let Some(value) = map.remove(name) {
            when.insert(name.to_owned(), value);
        }
    }
    let mut named = Fields::new(map.clone(), Origin::Body(String::new()));
    let of = key(&mut named);
    let mut fields = Fields::new(when, Origin::Body(String::new()));
    let occurred_on = whole_date(&mut fields, "occurred_on");
    let note = fields.text("change_note", 2_000).or(fields.text("note", 2_000));
    let occurred_on = judged(fields, occurred_on)?;
    let Standing { facts, balance } = standing_on(db, municipality, &of, &occurred_on.to_string()).await?;
    demand_balance(&of, balance)?;
    demand_last(db, municipality, &of, occurred_on).await?;
    map.entry("branch_no").or_insert_with(|| of.branch_no.clone().into());
    if !map.contains_key("depreciation_method") && map.contains_key("account") {
        // The method that is usual in the new account; land becomes no building's straight line.
        map.insert("depreciation_method".to_owned(), Value::Null);
    }
    let (mut after, fields) = heir(&facts, map, "", &[])?;
    let mut faults = fields.faults();
    if faults.is_empty() && after.account == facts.account && after.accounting_entity == facts.accounting_entity {
        let text = Text::new(
            "`account` and `accounting_entity` are as they were; a reclassification changes one of them",
            "勘定科目も会計区分も変わっていません。どちらかを変えてください",
        );
        faults.push(at("", Invalid::new("account", "contradiction", "", text)));
    }
    let change = leaving(balance, &Portion::All);
    let back = Amounts::default() - change;
    if let Err(invalid) = check_movement(Reason::ReclassifiedIn, after.account, back) {
        faults.push(at("", invalid));
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    after.effective_on = occurred_on.to_string();
    let postings = vec![
        posting(&facts, occurred_on, Reason::ReclassifiedOut, change),
        posting(&after, occurred_on, Reason::ReclassifiedIn, back),
    ];
    Ok(Act { versions: vec![after], postings, ..Act::new("reclassification", note) })
}

/// The body of `POST /construction-settlements`: construction in progress becomes the assets that were built.
pub async fn settlement(db: &impl ConnectionTrait, municipality: &str, body: Value) -> Result<Act> {
    let mut map = object(body)?;
    let into = list(&mut map, "into")?;
    let mut fields = Fields::new(map, Origin::Body(String::new()));
    let from = key(&mut fields);
    let occurred_on = whole_date(&mut fields, "occurred_on");
    let amount = fields.integer("amount_yen", 1, MOST_YEN);
    let note = fields.text("note", 2_000);
    fields.derived(&["into"]);
    let occurred_on = judged(fields, occurred_on)?;
    let Standing { facts: source, balance } = standing_on(db, municipality, &from, &occurred_on.to_string()).await?;
    demand_balance(&from, balance)?;
    if !source.account.is_construction_in_progress() {
        let text = Text::new(
            "it is no construction in progress; a settlement takes from 建設仮勘定 only",
            "建設仮勘定の資産ではありません。精算できるのは建設仮勘定だけです",
        );
        return Err(Error::value(Invalid::new("asset_no", "contradiction", &from.asset_no, text)));
    }
    let total = Yen(amount.unwrap_or(balance.cost.0));
    let (mut built, mut direct, mut weights, mut faults) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (n, mut said) in into.into_iter().enumerate() {
        let place = format!("/into/{n}");
        said.entry("branch_no").or_insert_with(|| "0".into());
        let mut fields = Fields::new(said, Origin::Body(place.clone()));
        let mut asset = facts::read(municipality, &mut fields);
        direct.push(Yen(fields.integer("direct_cost_yen", 0, MOST_YEN).unwrap_or(0)));
        weights.push(fields.integer("weight", 1, MOST_YEN).map(|w| w as u64));
        faults.extend(fields.faults());
        if !seen.insert(key_of(&asset)) {
            faults.push(taken(&place, &key_of(&asset)));
        }
        asset.effective_on = occurred_on.to_string();
        built.push(asset);
    }
    let keys: Vec<AssetKey> = built.iter().map(key_of).collect();
    for known in store::known(db, municipality, &keys).await? {
        let n = keys.iter().position(|key| *key == known).unwrap_or(0);
        faults.push(taken(&format!("/into/{n}"), &known));
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let weights: Option<Vec<u64>> = weights.into_iter().collect();
    let weights = weights.map(|w| Weights::for_settlement("weight", &w)).transpose().map_err(Error::value)?;
    let shares = settle(total, &direct, weights.as_ref()).map_err(Error::value)?;
    let out = Amounts { cost: Yen(0) - total, accumulated: Yen(0) };
    let mut postings = vec![posting(&source, occurred_on, Reason::ConstructionSettled, out)];
    for (asset, share) in built.iter().zip(shares) {
        let share = Amounts { cost: share, accumulated: Yen(0) };
        if let Err(invalid) = check_movement(Reason::FromConstructionInProgress, asset.account, share) {
            return Err(Error::value(invalid));
        }
        postings.push(posting(asset, occurred_on, Reason::FromConstructionInProgress, share));
    }
    Ok(Act { versions: built, postings, list: Some("into"), ..Act::new("construction-settlement", note) })
}
