//! The operations on contracts and rent, as the API document shows them.

use super::wire::{
    ContractQuery, NewRentReceipt, PropertyContract, PropertyContracts, RentAccount, RentAccounts, RentReceipt,
};
use super::{account, receipt, store};
use crate::app::App;
use crate::db;
use crate::error::{Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Origin, object};
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::idempotency::Once;
use crate::property::PropertyContract as Record;
use crate::property::as_of;
use crate::property::idle::wire::AsOfQuery;
use crate::recorded::{self, Event, Events, RecordedPath, Stamp};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// List contracts on property (貸付契約・使用許可の一覧)
///
/// Filters combine. Pages follow the link `next`. The counterparty is left out here.
#[utoipa::path(get, path = "/v1/{municipality}/property-contracts", tag = "property", params(MunicipalityPath, ContractQuery), responses(
    (status = 200, description = "A page of contracts", body = PropertyContracts), Problems))]
pub async fn list_property_contracts(
    State(app): State<App>,
    address: Address,
    params: Params<ContractQuery>,
    base: Base,
) -> Result<Reply> {
    recorded::list::<Record>(&app, &address, &params, &base).await
}

/// Record a contract on property (貸付契約・使用許可の登録)
///
/// Ordinary property is let (`lease`); administrative property is used by permission or let in the cases of the law. Free use
/// needs its reason.
#[utoipa::path(post, path = "/v1/{municipality}/property-contracts", tag = "property", params(MunicipalityPath),
    request_body(content = PropertyContract, description = "The contract; `property_id`, `title`, `kind`, `counterparty_kind`, its term and `annual_rent_yen` at least"), responses(
    (status = 201, description = "The contract as it is recorded", body = PropertyContract), Problems))]
pub async fn create_property_contract(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read a contract on property (貸付契約・使用許可)
#[utoipa::path(get, path = "/v1/{municipality}/property-contracts/{id}", tag = "property", params(RecordedPath), responses(
    (status = 200, description = "The contract", body = PropertyContract),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_property_contract(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change a contract on property (貸付契約・使用許可の変更)
///
/// `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/property-contracts/{id}", tag = "property", params(RecordedPath),
    request_body(content = PropertyContract, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The contract as it is now", body = PropertyContract), Problems))]
pub async fn change_property_contract(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}

/// Read the history of a contract (貸付契約の経過)
#[utoipa::path(get, path = "/v1/{municipality}/property-contracts/{id}/events", tag = "property", params(RecordedPath), responses(
    (status = 200, description = "What was changed of the contract, oldest first", body = Events), Problems))]
pub async fn list_property_contract_events(State(app): State<App>, address: Address) -> Result<Reply> {
    let found = recorded::events::<Record>(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&Events { events: found.into_iter().map(Event::of).collect::<Result<_>>()? })
}

/// Enter rent that came in (賃料の収納)
///
/// Receipts are added and never changed: what was entered wrongly or paid back is entered with the opposite sign. `Location`
/// is the account.
#[utoipa::path(post, path = "/v1/{municipality}/property-contracts/{id}/receipts", tag = "property", params(RecordedPath),
    request_body(content = NewRentReceipt, description = "Whose year, when and how much"), responses(
    (status = 201, description = "The receipt as it is entered", body = RentReceipt), Problems))]
pub async fn enter_rent_receipt(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let once = Once::of(&headers, municipality, &[b"rent receipt", id.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let contract: Record = recorded::demand(&tx, municipality, id).await?;
    let stamp = Stamp::now(municipality);
    let entered = receipt::take_in(&tx, &stamp, &contract, object(body)?, Origin::Body(String::new())).await?;
    let mut reply = Reply::json(&account::receipt(entered))?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/property-contracts/{id}/rent-account"));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read the rent of a contract (賃料台帳)
///
/// What is due, came in and is in arrears by fiscal year as of a day, and every receipt.
#[utoipa::path(get, path = "/v1/{municipality}/property-contracts/{id}/rent-account", tag = "property", params(RecordedPath, AsOfQuery), responses(
    (status = 200, description = "The account as of the day", body = RentAccount), Problems))]
pub async fn read_rent_account(State(app): State<App>, address: Address, params: Params<AsOfQuery>) -> Result<Reply> {
    let (municipality, as_of) = (address.municipality.as_str(), as_of(&params)?);
    let tx = db::snapshot(&app.db).await?;
    let contract: Record = recorded::demand(&tx, municipality, address.part("id")).await?;
    let receipts = store::receipts(&tx, municipality, &contract.id).await?;
    Reply::json(&account::account(&contract, receipts, as_of)?)
}

/// Read the rent of all contracts (賃料の総括)
///
/// By fiscal year as of a day, and the contracts in arrears. What one contract overpays does not cover what another owes.
#[utoipa::path(get, path = "/v1/{municipality}/rent-accounts", tag = "property", params(MunicipalityPath, AsOfQuery), responses(
    (status = 200, description = "The accounts together as of the day", body = RentAccounts), Problems))]
pub async fn read_rent_accounts(State(app): State<App>, address: Address, params: Params<AsOfQuery>) -> Result<Reply> {
    let (municipality, as_of) = (address.municipality.as_str(), as_of(&params)?);
    let tx = db::snapshot(&app.db).await?;
    demand_municipality(&tx, municipality).await?;
    let contracts = recorded::all::<Record>(&tx, municipality).await?;
    let receipts = store::all_receipts(&tx, municipality).await?;
    Reply::json(&account::accounts(&contracts, receipts, as_of)?)
}
