//! What the API says of contracts on property and of their rent.

use crate::domain::property::{ContractKind, CounterpartyKind, Proration};
use crate::domain::units::Yen;
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// A contract or permission by which another has property of the municipality (財産貸付契約・使用許可)
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertyContract {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 契約番号: the municipality's own number, once only
    #[schema(example = "PC-001")]
    pub external_no: Option<String>,
    /// 記録番号 of the idle property
    #[schema(example = "01937c5e-0000-7000-8000-000000000002")]
    pub property_id: String,
    /// 件名
    #[schema(example = "資材置場用地 一時貸付")]
    pub title: String,
    /// 契約等の種類
    pub kind: ContractKind,
    /// 相手方の区分
    pub counterparty_kind: CounterpartyKind,
    /// 相手方; left out of lists, and of the history but for the fact that it changed
    #[schema(example = "株式会社例示建設")]
    pub counterparty: Option<String>,
    /// 使用目的
    #[schema(example = "公共工事の資材置場")]
    pub purpose: Option<String>,
    /// 始期
    #[schema(example = "2025-04-01")]
    pub starts_on: String,
    /// 終期
    #[schema(example = "2026-03-31")]
    pub ends_on: String,
    /// 年額賃料（円）; 0 when it is free
    #[schema(example = 1200000)]
    pub annual_rent_yen: Yen,
    /// 端数期間の計算
    pub proration: Proration,
    /// 納期限の月: the rent of a year is due at the end of this month
    #[schema(example = 4)]
    pub due_month: i32,
    /// 減免の理由, when the rent is reduced or free
    pub reduction_reason: Option<String>,
    /// 備考
    pub note: Option<String>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// A page of contracts
#[derive(Serialize, ToSchema)]
pub struct PropertyContracts {
    /// How many are on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// How many match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub property_contracts: Vec<PropertyContract>,
}

/// What list of contracts is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ContractQuery {
    /// 記録番号 of the idle property
    property_id: Option<String>,
    /// 契約等の種類
    kind: Option<ContractKind>,
    /// 相手方の区分
    counterparty_kind: Option<CounterpartyKind>,
    /// 現に有効な契約: those in force on this day
    in_force_on: Option<String>,
    /// 契約番号
    external_no: Option<String>,
    /// `starts_on`, `ends_on`, `annual_rent_yen`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Records a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Rent that came in (収納); negative what was paid back or entered wrongly
#[derive(Debug, Serialize, ToSchema)]
pub struct RentReceipt {
    /// 収納番号 within the contract: given by the service
    #[schema(example = 1)]
    pub receipt_no: i32,
    /// 年度 whose rent it is
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 収納日
    #[schema(example = "2026-04-28")]
    pub received_on: String,
    /// 収納額（円）
    #[schema(example = 1200000)]
    pub amount_yen: Yen,
    /// 備考
    pub note: Option<String>,
    /// 例示: whether it is invented
    #[schema(example = false)]
    pub illustrative: bool,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// Rent that came in, to be entered
#[derive(Serialize, ToSchema)]
pub struct NewRentReceipt {
    /// 年度 whose rent it is
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 収納日
    #[schema(example = "2026-04-28")]
    pub received_on: String,
    /// 収納額（円）; negative for what is paid back, never below what came in for the year
    #[schema(example = 1200000)]
    pub amount_yen: Yen,
    /// 備考
    pub note: Option<String>,
}

/// Rent of a fiscal year (年度別の調定と収納)
#[derive(Debug, Serialize, ToSchema)]
pub struct RentYear {
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 賃料（円）of the year
    #[schema(example = 1200000)]
    pub rent_yen: Yen,
    /// 納期限
    #[schema(example = "2026-04-30")]
    pub due_on: Option<String>,
    /// 調定額（円）: what is due by the day
    #[schema(example = 1200000)]
    pub due_yen: Yen,
    /// 収入済額（円）
    #[schema(example = 900000)]
    pub received_yen: Yen,
    /// 収入未済額（円）
    #[schema(example = 300000)]
    pub arrears_yen: Yen,
    /// 過納額（円）
    #[schema(example = 0)]
    pub overpaid_yen: Yen,
}

/// What is due of a contract and what came in (賃料台帳)
#[derive(Debug, Serialize, ToSchema)]
pub struct RentAccount {
    /// 記録番号 of the contract
    #[schema(example = "01937c5e-0000-7000-8000-000000000003")]
    pub contract_id: String,
    /// 件名
    #[schema(example = "資材置場用地 一時貸付")]
    pub title: String,
    /// 基準日
    #[schema(example = "2026-11-26")]
    pub as_of: String,
    /// 収入未済額の合計（円）
    #[schema(example = 300000)]
    pub arrears_yen: Yen,
    /// By fiscal year
    pub years: Vec<RentYear>,
    /// 収納, in the order in which they were entered
    pub receipts: Vec<RentReceipt>,
    /// Whether the contract or a receipt is invented
    #[schema(example = true)]
    pub illustrative: bool,
}

/// Rent of every contract (賃料の総括)
#[derive(Debug, Serialize, ToSchema)]
pub struct RentAccounts {
    /// 基準日
    #[schema(example = "2026-11-26")]
    pub as_of: String,
    /// All contracts together, by fiscal year; `due_on` is that of no single contract and absent
    pub years: Vec<RentYear>,
    /// 収入未済額の合計（円）
    #[schema(example = 300000)]
    pub arrears_yen: Yen,
    /// Contracts in arrears, the largest first
    pub in_arrears: Vec<ContractArrears>,
    /// How many contracts or receipts among them are invented
    #[schema(example = 2)]
    pub illustrative_contracts: u64,
}

/// A contract in arrears
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractArrears {
    /// 記録番号 of the contract
    #[schema(example = "01937c5e-0000-7000-8000-000000000003")]
    pub contract_id: String,
    /// 件名
    #[schema(example = "資材置場用地 一時貸付")]
    pub title: String,
    /// 収入未済額（円）
    #[schema(example = 300000)]
    pub arrears_yen: Yen,
    /// 最も古い納期限 that was missed
    #[schema(example = "2026-04-30")]
    pub oldest_due_on: Option<String>,
}
