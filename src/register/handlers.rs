//! The operations on assets and entries, as the API document shows them.

use super::acts::{self, Standing, day};
use super::entries::{self, Act};
use super::facts::Facts;
use super::rules::{Assumptions, Basis};
use super::store::{self, ALL_ENTRIES, ANY_DAY};
use super::wire::{
    Asset, AssetFacts, AssetPath, AssetQuery, Assets, Entries, Entry, EntryPath, EntryQuery, History, Movement,
    NewAsset, NewMerge, NewMovement, NewReclassification, NewReversal, NewSettlement, NewSplit, Schedule,
    ScheduleQuestion, ScheduledCharge, StateQuery, Version, Versions, said,
};
use super::year::Year;
use super::{divisions, filters};
use crate::app::App;
use crate::db;
use crate::domain::Text;
use crate::domain::asset::{AssetKey, Reason};
use crate::domain::calendar::fiscal_year_of;
use crate::domain::depreciation::{self, Kind, Service, Terms, UsefulLife};
use crate::domain::ledger::Amounts;
use crate::domain::units::{Code, FiscalYear, Yen};
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{self, Address, Base, Json, Link, MunicipalityPath, PageToken, Params, Reply};
use crate::idempotency::Once;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

fn key(address: &Address) -> Result<AssetKey> {
    let code = |name| Code::parse(name, address.part(name)).map_err(Error::parameter);
    Ok(AssetKey { asset_no: code("asset_no")?.into_string(), branch_no: code("branch_no")?.into_string() })
}

/// The two times of a question: the day, and the last entry that counts.
async fn times<Q>(app: &App, municipality: &str, params: &Params<Q>) -> Result<(String, i64)> {
    let as_of = params.read("as_of", |name, text| day(name, text).map(|date| date.to_string()))?;
    let recorded = params.read("recorded_as_of", filters::instant)?;
    let bound = store::bound_of(&app.db, municipality, recorded.as_deref()).await?;
    Ok((as_of.unwrap_or_else(|| ANY_DAY.to_owned()), bound))
}

/// List assets (資産一覧)
///
/// By number and branch. `as_of` and `recorded_as_of` ask for a past state: what was true on a day, as far as it was
/// recorded by an instant. Pages follow the link `next`.
#[utoipa::path(get, path = "/v1/{municipality}/assets", tag = "register", params(MunicipalityPath, AssetQuery), responses(
    (status = 200, description = "A page of assets with their balances", body = Assets), Problems))]
pub async fn list_assets(
    State(app): State<App>,
    address: Address,
    params: Params<AssetQuery>,
    base: Base,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1_000);
    let (as_of, bound) = times(&app, municipality, &params).await?;
    let condition = filters::condition(&params)?;
    let fingerprint = params.fingerprint(municipality);
    let after = params
        .read("page", |name, text| PageToken::read(name, text, &fingerprint))?
        .map(|token| AssetKey { branch_no: token.value.as_str().unwrap_or_default().to_owned(), asset_no: token.code });
    demand_municipality(&app.db, municipality).await?;
    let found =
        store::facts_page(&app.db, municipality, condition, after.as_ref(), limit as u64 + 1, &as_of, bound).await?;
    let more = found.len() > limit as usize;
    let found = &found[..found.len().min(limit as usize)];
    let keys: Vec<AssetKey> = found.iter().map(entries::key_of).collect();
    let balances = store::balances(&app.db, municipality, &keys, &as_of, bound).await?;
    let balance = |facts: &Facts| balances.get(&entries::key_of(facts)).copied().unwrap_or_default();
    let assets = found.iter().map(|facts| Asset::of(facts, balance(facts))).collect::<Result<Vec<Asset>>>()?;
    let mut links = Vec::new();
    if let Some(last) = found.last().filter(|_| more) {
        let token = PageToken { of: fingerprint, value: last.branch_no.clone().into(), code: last.asset_no.clone() };
        links.push(Link {
            rel: "next".to_owned(),
            r#type: "application/json".to_owned(),
            href: format!("{}/v1/{municipality}/assets?{}", base.0, params.with("page", &token.write()?)),
        });
    }
    Reply::json(&Assets { assets, links })
}

/// Register an asset (資産の登録)
///
/// With the movement by which it comes into the register: bought, received, found, or with its opening balance.
#[utoipa::path(post, path = "/v1/{municipality}/assets", tag = "register", params(MunicipalityPath),
    request_body(content = NewAsset, description = "The asset and its first movement"), responses(
    (status = 201, description = "The asset as it stands now", body = Asset), Problems))]
pub async fn create_asset(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(&headers, municipality, &[b"asset", body.to_string().as_bytes()])?;
    demand_municipality(&app.db, municipality).await?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let (key, act) = acts::registration(&tx, municipality, body).await?;
    entries::record(&tx, municipality, act).await?;
    let Standing { facts, balance } = acts::standing(&tx, municipality, &key).await?;
    let mut reply = Reply::json(&Asset::of(&facts, balance)?)?.status(StatusCode::CREATED);
    reply.etag = Some(http::etag(reply.body.as_bytes()));
    reply.location = Some(format!("/v1/{municipality}/assets/{}/{}", key.asset_no, key.branch_no));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read an asset (資産)
///
/// As it stands, or as it was true on a day (`as_of`) as far as it was recorded by an instant (`recorded_as_of`).
#[utoipa::path(get, path = "/v1/{municipality}/assets/{asset_no}/{branch_no}", tag = "register", params(AssetPath, StateQuery), responses(
    (status = 200, description = "The asset", body = Asset),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_asset(
    State(app): State<App>,
    address: Address,
    params: Params<StateQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let key = key(&address)?;
    let (as_of, bound) = times(&app, municipality, &params).await?;
    let Some(facts) = store::facts_of(&app.db, municipality, &key, &as_of, bound).await? else {
        demand_municipality(&app.db, municipality).await?;
        return Err(store::no_such_asset(&key));
    };
    let balances = store::balances(&app.db, municipality, std::slice::from_ref(&key), &as_of, bound).await?;
    let mut reply = Reply::json(&Asset::of(&facts, balances.get(&key).copied().unwrap_or_default())?)?;
    let tag = http::etag(reply.body.as_bytes());
    if http::is_known(&headers, &tag) {
        reply = Reply { status: StatusCode::NOT_MODIFIED, body: String::new(), ..reply };
    }
    reply.etag = Some(tag);
    Ok(reply.into_response())
}

/// Change what is known of an asset (登録内容の変更)
///
/// From the day `effective_on` on; what was known before stays. `If-Match` must hold the `ETag`. A changed useful life
/// holds for the charges from that day on. Amounts, account and accounting entity change by movements only.
#[utoipa::path(patch, path = "/v1/{municipality}/assets/{asset_no}/{branch_no}", tag = "register", params(AssetPath),
    request_body(content = AssetFacts, content_type = "application/merge-patch+json",
        description = "The fields to change, the day `effective_on` from which they hold, and a `change_note`"), responses(
    (status = 200, description = "The asset as it stands now", body = Asset), Problems))]
pub async fn change_asset(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let key = key(&address)?;
    let tx = db::begin(&app.db, municipality).await?;
    let Standing { facts, balance } = acts::standing(&tx, municipality, &key).await?;
    let current = Asset::of(&facts, balance)?;
    let text = serde_json::to_string(&current).map_err(Error::internal)?;
    http::demand_match(&headers, &http::etag(text.as_bytes()))?;
    let act = acts::change(&facts, &fields_of(&current)?, body)?;
    entries::record(&tx, municipality, act).await?;
    let Standing { facts, balance } = acts::standing(&tx, municipality, &key).await?;
    let mut reply = Reply::json(&Asset::of(&facts, balance)?)?;
    reply.etag = Some(http::etag(reply.body.as_bytes()));
    tx.commit().await?;
    Ok(reply)
}

fn fields_of(asset: &Asset) -> Result<Map<String, Value>> {
    object(serde_json::to_value(asset).map_err(Error::internal)?)
}

/// Read the history of an asset (増減異動の履歴)
///
/// Every movement with its entry, the charges of closed years among them; their sum is the balance.
#[utoipa::path(get, path = "/v1/{municipality}/assets/{asset_no}/{branch_no}/movements", tag = "register", params(AssetPath), responses(
    (status = 200, description = "The movements, oldest first", body = History), Problems))]
pub async fn list_movements(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let key = key(&address)?;
    let closings = store::closings(&app.db, municipality).await?;
    let years = store::movement_years(&app.db, municipality, None).await?;
    let mut movements: Vec<Movement> = store::movements_of(&app.db, municipality, &key, &years, ALL_ENTRIES)
        .await?
        .into_iter()
        .map(Movement::of)
        .collect();
    let closed: Vec<i32> = closings.iter().map(|closing| closing.fiscal_year).collect();
    for line in store::lines_of(&app.db, municipality, &key, &closed).await? {
        let entry = closings.iter().find(|closing| closing.fiscal_year == line.fiscal_year);
        if line.charge_yen != 0 {
            movements.push(Movement::charge(line, entry.map_or(0, |closing| closing.entry_no)));
        }
    }
    if movements.is_empty() {
        acts::standing(&app.db, municipality, &key).await?;
    }
    // A charge has no number and comes last in its year.
    movements.sort_by_key(|m| (m.fiscal_year, m.movement_no.is_none(), m.occurred_on.clone(), m.movement_no));
    let entries = store::entries_by_no(&app.db, municipality, movements.iter().map(|m| m.entry_no)).await?;
    let mut balance = Amounts::default();
    for movement in &mut movements {
        balance += Amounts { cost: Yen(movement.cost_yen), accumulated: Yen(movement.accumulated_yen) };
        movement.recorded_at = entries.get(&movement.entry_no).map(|entry| entry.recorded_at.clone());
    }
    Reply::json(&History { movements, balance: balance.into() })
}

/// Record a movement of an asset (増減異動の記録)
///
/// Improvements, disposals of the whole or of a part, sales with their proceeds, revaluations. A partial disposal takes
/// cost and accumulated depreciation pro rata.
#[utoipa::path(post, path = "/v1/{municipality}/assets/{asset_no}/{branch_no}/movements", tag = "register", params(AssetPath),
    request_body(content = NewMovement, description = "The movement"), responses(
    (status = 201, description = "The entry with its movements", body = Entry), Problems))]
pub async fn create_movement(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let key = key(&address)?;
    let name = format!("movement {}-{}", key.asset_no, key.branch_no);
    recorded(&app, &address, &headers, &name, body, async |tx, of, body| acts::movement(tx, of, &key, body).await).await
}

/// Reads an act from a body, records it and answers with its entry; once, however often the request comes.
async fn recorded(
    app: &App,
    address: &Address,
    headers: &HeaderMap,
    name: &str,
    body: Value,
    read: impl AsyncFnOnce(&db::Transaction, &str, Value) -> Result<Act>,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(headers, municipality, &[name.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let act = read(&tx, municipality, body).await?;
    let (entry, rows) = entries::record(&tx, municipality, act).await?;
    let number = entry.entry_no;
    let mut shown = Entry::from(entry);
    shown.movements = Some(rows.into_iter().map(Movement::of).collect());
    let mut reply = Reply::json(&shown)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/entries/{number}"));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read what was ever known of an asset (変更履歴)
#[utoipa::path(get, path = "/v1/{municipality}/assets/{asset_no}/{branch_no}/versions", tag = "register", params(AssetPath), responses(
    (status = 200, description = "Every version with its two times", body = Versions), Problems))]
pub async fn list_versions(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let key = key(&address)?;
    let found = store::versions(&app.db, municipality, &key).await?;
    if found.is_empty() {
        demand_municipality(&app.db, municipality).await?;
        return Err(store::no_such_asset(&key));
    }
    let entries = store::entries_by_no(&app.db, municipality, found.iter().map(|facts| facts.entry_no)).await?;
    let versions = found.iter().map(|facts| {
        Ok(Version {
            effective_on: facts.effective_on.clone(),
            entry_no: facts.entry_no,
            recorded_at: entries.get(&facts.entry_no).map(|entry| entry.recorded_at.clone()),
            facts: said(facts)?,
        })
    });
    Reply::json(&Versions { versions: versions.collect::<Result<_>>()? })
}

/// Read the depreciation schedule of an asset (償却予定)
///
/// The charges of closed years as they were charged, those to come by the rules in force.
#[utoipa::path(get, path = "/v1/{municipality}/assets/{asset_no}/{branch_no}/schedule", tag = "register", params(AssetPath), responses(
    (status = 200, description = "Past and future charges", body = Schedule), Problems))]
pub async fn read_schedule(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let key = key(&address)?;
    let Standing { facts, balance } = acts::standing(&app.db, municipality, &key).await?;
    let tx = db::snapshot(&app.db).await?;
    let mut charges = charged(&tx, municipality, &key).await?;
    let now = fiscal_year_of(chrono::Local::now().date_naive());
    let next = store::next_year(&tx, municipality).await?.unwrap_or(now);
    let assumptions = Assumptions::in_force(&tx, municipality, next).await?;
    let rules = assumptions.rules()?;
    let terms = Basis::of(&facts).terms(&rules, assumptions.infrastructure_method());
    // The open year as a closing would leave it; what follows from there.
    let year = Year::begin(&tx, municipality, next, &assumptions, true).await?;
    let open = FiscalYear::new("fiscal_year", next.into()).map_err(Error::parameter)?;
    let mut from = Amounts::default();
    for asset in year.of_keys(&tx, std::slice::from_ref(&key)).await? {
        let outcome = asset.outcome(open, &rules, false);
        from = outcome.closing;
        let recorded = asset.recorded();
        let charge_yen = (recorded + outcome.charge).0;
        if charge_yen != 0 {
            charges.push(ScheduledCharge {
                fiscal_year: next,
                charge_yen,
                accumulated_yen: from.accumulated.0,
                book_value_yen: from.book().0,
                charged: Some(recorded != Yen(0)),
            });
        }
    }
    if let Some(terms) = &terms {
        let after = FiscalYear::new("fiscal_year", i64::from(next) + 1).map_err(Error::parameter)?;
        for charge in depreciation::schedule(from.cost, from.accumulated, after, terms, &rules) {
            charges.push(foreseen(&charge, Some(false)));
        }
    }
    let rate = terms.map(|terms| rules.rates.per_mille(terms.life));
    let annual = terms.map_or(Yen(0), |terms| depreciation::annual_charge(balance.cost, terms.life, &rules));
    Reply::json(&Schedule { rate_per_mille: rate, annual_charge_yen: annual.0, charges })
}

/// What closed years have charged: what was recorded in them and what their closing added.
async fn charged(tx: &db::Transaction, municipality: &str, key: &AssetKey) -> Result<Vec<ScheduledCharge>> {
    let closed: Vec<i32> = store::closings(tx, municipality).await?.iter().map(|c| c.fiscal_year).collect();
    let mut recorded: BTreeMap<i32, i64> = BTreeMap::new();
    for row in store::movements_of(tx, municipality, key, &closed, ALL_ENTRIES).await? {
        if row.reason == Reason::Depreciation {
            *recorded.entry(row.fiscal_year).or_default() += row.accumulated_yen;
        }
    }
    let lines = store::lines_of(tx, municipality, key, &closed).await?;
    let lines = lines.into_iter().map(|line| ScheduledCharge {
        fiscal_year: line.fiscal_year,
        charge_yen: line.charge_yen + recorded.get(&line.fiscal_year).copied().unwrap_or(0),
        accumulated_yen: line.accumulated_yen,
        book_value_yen: line.cost_yen - line.accumulated_yen,
        charged: Some(true),
    });
    Ok(lines.filter(|charge| charge.charge_yen != 0).collect())
}

fn foreseen(charge: &depreciation::Charge, charged: Option<bool>) -> ScheduledCharge {
    ScheduledCharge {
        fiscal_year: charge.fiscal_year.year(),
        charge_yen: charge.charge.0,
        accumulated_yen: charge.accumulated.0,
        book_value_yen: charge.book_value.0,
        charged,
    }
}

/// Reckon a depreciation schedule (償却計算)
///
/// Nothing is stored. Annual charge = cost × rate of the table for the useful life, down to the memo value: 1 yen for
/// tangible assets, 0 for intangible ones. A cost of 3,600 yen over 6 years is charged 601 yen a year.
#[utoipa::path(post, path = "/v1/{municipality}/depreciation-schedules", tag = "register", params(MunicipalityPath),
    request_body(content = ScheduleQuestion, description = "Cost, life, service date, kind and start policy"), responses(
    (status = 200, description = "The charges by fiscal year", body = Schedule), Problems))]
pub async fn create_depreciation_schedule(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
    let cost = fields.required_integer("cost_yen", 1, super::facts::MOST_YEN);
    let life = fields.required_integer("useful_life_years", 2, depreciation::LONGEST_LIFE.into());
    let in_service = acts::whole_date(&mut fields, "in_service_on");
    let kind = fields.required_word("kind", Kind::Tangible);
    let policy = fields.word("policy");
    let in_service = acts::judged(fields, in_service)?;
    demand_municipality(&app.db, municipality).await?;
    let assumptions = Assumptions::in_force(&app.db, municipality, fiscal_year_of(in_service)).await?;
    let rules = assumptions.rules()?;
    let terms = Terms {
        life: UsefulLife::new("useful_life_years", life).map_err(Error::value)?,
        in_service: Service::of(in_service),
        memo: rules.memo(kind),
        start_policy: policy.unwrap_or(rules.start_policy),
    };
    let charges = depreciation::schedule(Yen(cost), Yen(0), terms.in_service.fiscal_year, &terms, &rules);
    Reply::json(&Schedule {
        rate_per_mille: Some(rules.rates.per_mille(terms.life)),
        annual_charge_yen: depreciation::annual_charge(Yen(cost), terms.life, &rules).0,
        charges: charges.iter().map(|charge| foreseen(charge, None)).collect(),
    })
}

/// Split an asset (分割)
///
/// By area or by weight; both sums are preserved to the yen and the remainder goes to the largest part.
#[utoipa::path(post, path = "/v1/{municipality}/asset-splits", tag = "register", params(MunicipalityPath),
    request_body(content = NewSplit, description = "The asset and its parts"), responses(
    (status = 201, description = "The entry with its movements", body = Entry), Problems))]
pub async fn split_asset(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded(&app, &address, &headers, "split", body, async |tx, of, body| divisions::split(tx, of, body).await).await
}

/// Merge assets (合併)
///
/// Of one account, useful life and service date; others stay branches of their own.
#[utoipa::path(post, path = "/v1/{municipality}/asset-merges", tag = "register", params(MunicipalityPath),
    request_body(content = NewMerge, description = "The assets and what they become"), responses(
    (status = 201, description = "The entry with its movements", body = Entry), Problems))]
pub async fn merge_assets(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded(&app, &address, &headers, "merge", body, async |tx, of, body| divisions::merge(tx, of, body).await).await
}

/// Move an asset to another account (科目振替)
#[utoipa::path(post, path = "/v1/{municipality}/reclassifications", tag = "register", params(MunicipalityPath),
    request_body(content = NewReclassification, description = "The asset and its new account or accounting entity"), responses(
    (status = 201, description = "The entry with its movements", body = Entry), Problems))]
pub async fn reclassify_asset(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded(&app, &address, &headers, "reclassification", body, async |tx, of, body| {
        divisions::reclassification(tx, of, body).await
    })
    .await
}

/// Settle construction in progress (建設仮勘定の精算)
///
/// Onto the assets that were built: direct costs, and common costs in proportion to them or by weight.
#[utoipa::path(post, path = "/v1/{municipality}/construction-settlements", tag = "register", params(MunicipalityPath),
    request_body(content = NewSettlement, description = "The construction in progress and what was built"), responses(
    (status = 201, description = "The entry with its movements", body = Entry), Problems))]
pub async fn settle_construction(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded(&app, &address, &headers, "settlement", body, async |tx, of, body| {
        divisions::settlement(tx, of, body).await
    })
    .await
}

/// Take an entry back (反対仕訳)
///
/// By movements with opposite signs, dated in an open year; what was recorded stays.
#[utoipa::path(post, path = "/v1/{municipality}/reversals", tag = "register", params(MunicipalityPath),
    request_body(content = NewReversal, description = "The entry and the day"), responses(
    (status = 201, description = "The reversing entry with its movements", body = Entry), Problems))]
pub async fn reverse_entry(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded(&app, &address, &headers, "reversal", body, async |tx, of, body| acts::reversal(tx, of, body).await).await
}

/// List entries (記帳一覧)
///
/// Newest first: what was recorded when.
#[utoipa::path(get, path = "/v1/{municipality}/entries", tag = "register", params(MunicipalityPath, EntryQuery), responses(
    (status = 200, description = "A page of entries", body = Entries), Problems))]
pub async fn list_entries(
    State(app): State<App>,
    address: Address,
    params: Params<EntryQuery>,
    base: Base,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1_000) as usize;
    let fingerprint = params.fingerprint(municipality);
    let token = params.read("page", |name, text| PageToken::read(name, text, &fingerprint))?;
    demand_municipality(&app.db, municipality).await?;
    let before = token.and_then(|token| token.value.as_i64());
    let mut rows = store::entries(&app.db, municipality, before, limit as u64 + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut links = Vec::new();
    if let Some(last) = rows.last().filter(|_| more) {
        let token = PageToken { of: fingerprint, value: last.entry_no.into(), code: String::new() };
        links.push(Link {
            rel: "next".to_owned(),
            r#type: "application/json".to_owned(),
            href: format!("{}/v1/{municipality}/entries?{}", base.0, params.with("page", &token.write()?)),
        });
    }
    Reply::json(&Entries { entries: rows.into_iter().map(Entry::from).collect(), links })
}

/// Read an entry with its movements (記帳)
#[utoipa::path(get, path = "/v1/{municipality}/entries/{entry_no}", tag = "register", params(EntryPath), responses(
    (status = 200, description = "The entry", body = Entry), Problems))]
pub async fn read_entry(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let number = address.part("entry_no");
    let found = match number.parse::<i64>() {
        Ok(no) => store::entry(&app.db, municipality, no).await?,
        Err(_) => None,
    };
    let Some(entry) = found else {
        demand_municipality(&app.db, municipality).await?;
        return Err(Error::no_such(Text::new("entry", "記帳"), number));
    };
    let rows = store::movements_of_entry(&app.db, municipality, entry.entry_no, 1_000).await?;
    let mut shown = Entry::from(entry);
    shown.movements = Some(rows.into_iter().map(Movement::of).collect());
    Reply::json(&shown)
}
