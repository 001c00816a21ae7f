//! What the API says of assets, movements, entries and closed years. Field descriptions begin with the official Japanese
//! term of the register's column.

use super::closing::{Difference, Reckoned};
use super::facts::Facts;
use crate::domain::asset::{Account, DepreciationMethod, LeaseClass, Purpose, Reason, StartPolicy};
use crate::domain::facility::{PropertyClass, Word};
use crate::domain::ledger::Amounts;
use crate::domain::units::Yen;
use crate::entity::{closing_line, fiscal_closing, movement, register_entry};
use crate::error::{Error, Result};
use crate::http::Link;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// What is known of an asset (固定資産台帳の記載事項)
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetFacts {
    /// 番号: the municipality's own number
    #[schema(example = "B-0001")]
    pub asset_no: String,
    /// 枝番: `0` when the asset is not divided
    #[schema(example = "0")]
    pub branch_no: String,
    /// 件名(施設名)
    #[schema(example = "市役所本庁舎")]
    pub name: String,
    /// 勘定科目
    pub account: Account,
    /// 種目・種別 within the account
    #[schema(example = "庁舎")]
    pub account_detail: Option<String>,
    /// 会計区分
    #[schema(example = "一般会計")]
    pub accounting_entity: String,
    /// 所在地
    #[schema(example = "武蔵村山市本町一丁目1番地の1")]
    pub location: Option<String>,
    /// 所属(部局等)
    #[schema(example = "総務部総務契約課")]
    pub department: Option<String>,
    /// リース区分
    pub lease_class: LeaseClass,
    /// 耐用年数分類(構造)
    #[schema(example = "庁舎 鉄筋コンクリート")]
    pub life_class: Option<String>,
    /// 耐用年数
    #[schema(example = 50)]
    pub useful_life_years: Option<i32>,
    /// 取得年月日: day, month or year
    #[schema(example = "1977-12-01")]
    pub acquired_on: Option<String>,
    /// 供用開始年月日: day, month or year
    #[schema(example = "1977-12-01")]
    pub in_service_on: Option<String>,
    /// 所有割合, 0 to 1
    #[schema(example = 1.0)]
    pub ownership_ratio: Option<f64>,
    /// 償却方法
    pub depreciation_method: DepreciationMethod,
    /// 償却開始の方法, when not the municipality's
    pub start_policy: Option<StartPolicy>,
    /// 予算執行科目
    pub budget_item: Option<String>,
    /// 用途
    #[schema(example = "庁舎")]
    pub usage: Option<String>,
    /// 事業分類
    pub programme: Option<String>,
    /// 開始時見積資産: the opening value was estimated
    pub opening_estimated: bool,
    /// 各種属性情報
    pub attributes: Option<String>,
    /// 売却可能区分
    pub saleable: bool,
    /// 時価等, of a saleable asset
    pub market_value_yen: Option<i64>,
    /// 数量((延べ床)面積)
    #[schema(example = 8103.25)]
    pub quantity: Option<f64>,
    /// Unit of the quantity (数量単位)
    #[schema(example = "㎡")]
    pub unit: Option<String>,
    /// 階数(建物)
    pub floors: Option<String>,
    /// 地目(土地)
    pub land_category: Option<String>,
    /// 目的別資産区分
    pub purpose: Option<Purpose>,
    /// 財産区分
    pub property_class: Option<PropertyClass>,
    /// 公有財産台帳番号
    pub property_ledger_no: Option<String>,
    /// 法定台帳番号
    pub statutory_ledger_no: Option<String>,
    /// 敷地番号 of the site it stands on
    #[schema(example = "SITE-CITY-HALL")]
    pub site_code: Option<String>,
    /// 施設番号 of the facility it belongs to
    #[schema(example = "P05-19")]
    pub facility_code: Option<String>,
    /// 建物番号 of the building it is
    pub building_code: Option<String>,
    /// 部位番号 of the component it is
    pub component_code: Option<String>,
    /// 追加項目: optional items by their name
    #[schema(value_type = std::collections::BTreeMap<String, String>, example = json!({"運営方法": "直営"}))]
    pub optional_items: Box<RawValue>,
    /// 備考
    pub note: Option<String>,
    /// 出典
    pub source: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
}

/// An asset (資産): what is known of it and what it stands at
#[derive(Debug, Serialize, ToSchema)]
pub struct Asset {
    /// What is known of it
    #[serde(flatten)]
    pub facts: AssetFacts,
    /// 取得価額等: gross cost
    #[schema(example = 2480000000_i64)]
    pub cost_yen: i64,
    /// 減価償却累計額
    #[schema(example = 2380800000_i64)]
    pub accumulated_yen: i64,
    /// 簿価: cost less accumulated depreciation
    #[schema(example = 99200000)]
    pub book_yen: i64,
    /// 完全除却済: nothing is left of it
    pub fully_retired: bool,
    /// The day from which this is known to hold
    #[schema(example = "2024-03-31")]
    pub effective_on: String,
    /// The entry that recorded it
    #[schema(example = 1)]
    pub entry_no: i64,
}

/// A page of assets
#[derive(Debug, Serialize, ToSchema)]
pub struct Assets {
    /// By number and branch
    pub assets: Vec<Asset>,
    /// `next` when there are more
    pub links: Vec<Link>,
}

/// What a client says to register an asset
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"asset_no": "B-9001", "name": "消防団第一分団詰所", "account": "business-buildings",
    "useful_life_years": 24, "in_service_on": "2025-06-01", "acquired_on": "2025-05-20", "purpose": "fire-service",
    "movement": {"reason": "purchase", "occurred_on": "2025-05-20", "cost_yen": 24500000}}))]
pub struct NewAsset {
    /// 番号
    pub asset_no: String,
    /// 枝番; `0` when not given
    pub branch_no: Option<String>,
    /// 件名(施設名)
    pub name: String,
    /// 勘定科目
    pub account: Account,
    /// 耐用年数, of what is depreciated
    pub useful_life_years: Option<i32>,
    /// 供用開始年月日
    pub in_service_on: Option<String>,
    /// The movement with which it comes into the register. Every other field of an asset may be given beside these.
    pub movement: NewMovement,
}

/// What a client says to record a movement of one asset
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"reason": "retirement", "occurred_on": "2025-10-01", "quantity": 120.5, "note": "北側車庫の取壊し"}))]
pub struct NewMovement {
    /// 増減異動事由
    pub reason: Reason,
    /// 増減異動日付
    pub occurred_on: String,
    /// Gross cost that comes in or leaves, as a positive amount; a disposal without it takes `quantity` or everything
    pub cost_yen: Option<i64>,
    /// Accumulated depreciation that comes in or leaves; pro rata of the cost when a disposal does not say it
    pub accumulated_yen: Option<i64>,
    /// Quantity (area) that leaves; cost and accumulated depreciation go pro rata
    pub quantity: Option<f64>,
    /// 売却収入, of a sale
    pub proceeds_yen: Option<i64>,
    /// 摘要
    pub note: Option<String>,
}

/// A movement of an asset (増減異動)
#[derive(Debug, Serialize, ToSchema)]
pub struct Movement {
    /// 番号
    #[schema(example = "B-0001")]
    pub asset_no: String,
    /// 枝番
    #[schema(example = "0")]
    pub branch_no: String,
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// Number within asset and year; the charge of a closing has none
    #[schema(example = 1)]
    pub movement_no: Option<i32>,
    /// 増減異動日付
    #[schema(example = "2025-10-01")]
    pub occurred_on: String,
    /// 増減異動事由
    pub reason: Reason,
    /// 増減異動事由 in words
    #[schema(example = "除却")]
    pub reason_label: &'static str,
    /// 勘定科目 it is posted to
    pub account: Option<Account>,
    /// 会計区分
    pub accounting_entity: Option<String>,
    /// Change of gross cost, negative when it falls
    #[schema(example = -12500000)]
    pub cost_yen: i64,
    /// Change of accumulated depreciation
    #[schema(example = -12000000)]
    pub accumulated_yen: i64,
    /// Change of book value: the register's column
    #[schema(example = -500000)]
    pub book_yen: i64,
    /// 売却収入
    pub proceeds_yen: Option<i64>,
    /// Gain or loss of a sale: proceeds less the book value that left
    pub gain_yen: Option<i64>,
    /// The entry that recorded it
    #[schema(example = 12)]
    pub entry_no: i64,
    /// When it was recorded
    #[schema(example = "2025-10-03T02:15:00.123456Z")]
    pub recorded_at: Option<String>,
}

/// The history of an asset: every movement and what it left (増減異動の履歴)
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// Oldest first; the charge of a closed year stands at its end
    pub movements: Vec<Movement>,
    /// The sum of all of them
    pub balance: Balance,
}

/// What an asset stands at
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Balance {
    /// 取得価額等
    #[schema(example = 2480000000_i64)]
    pub cost_yen: i64,
    /// 減価償却累計額
    #[schema(example = 2380800000_i64)]
    pub accumulated_yen: i64,
    /// 簿価
    #[schema(example = 99200000)]
    pub book_yen: i64,
}

impl From<Amounts> for Balance {
    fn from(amounts: Amounts) -> Balance {
        Balance { cost_yen: amounts.cost.0, accumulated_yen: amounts.accumulated.0, book_yen: amounts.book().0 }
    }
}

/// One state of what was known of an asset
#[derive(Debug, Serialize, ToSchema)]
pub struct Version {
    /// The day from which it holds
    #[schema(example = "2024-03-31")]
    pub effective_on: String,
    /// The entry that recorded it
    #[schema(example = 1)]
    pub entry_no: i64,
    /// When it was recorded
    #[schema(example = "2025-10-03T02:15:00.123456Z")]
    pub recorded_at: Option<String>,
    /// What it said
    pub facts: AssetFacts,
}

/// Everything that was ever known of an asset (変更履歴)
#[derive(Debug, Serialize, ToSchema)]
pub struct Versions {
    /// By the day from which each holds, then by entry
    pub versions: Vec<Version>,
}

/// An entry (記帳): one act that was recorded
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry {
    /// Number, without gaps in the order of recording
    #[schema(example = 12)]
    pub entry_no: i64,
    /// When it was recorded
    #[schema(example = "2025-10-03T02:15:00.123456Z")]
    pub recorded_at: String,
    /// What it was: `registration`, `change`, `movement`, `split`, `merge`, `reclassification`,
    /// `construction-settlement`, `reversal`, `import`, `closing`
    #[schema(example = "movement")]
    pub kind: String,
    /// 摘要
    pub note: Option<String>,
    /// Name of the imported file
    pub source: Option<String>,
    /// The entry that it takes back
    pub reverses_entry_no: Option<i64>,
    /// Its movements, when one entry is asked for: the first 1,000
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movements: Option<Vec<Movement>>,
}

/// A page of entries
#[derive(Debug, Serialize, ToSchema)]
pub struct Entries {
    /// Newest first
    pub entries: Vec<Entry>,
    /// `next` when there are more
    pub links: Vec<Link>,
}

impl From<register_entry::Model> for Entry {
    fn from(row: register_entry::Model) -> Entry {
        Entry {
            entry_no: row.entry_no,
            recorded_at: row.recorded_at,
            kind: row.kind,
            note: row.note,
            source: row.source,
            reverses_entry_no: row.reverses_entry_no,
            movements: None,
        }
    }
}

/// What a client says to split an asset
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"asset_no": "L-0001", "occurred_on": "2025-07-01", "into": [
    {"asset_no": "L-0001", "quantity": 8000.0}, {"asset_no": "L-0101", "name": "市有地（売却予定）", "quantity": 4450.32}]}))]
pub struct NewSplit {
    /// 番号 of the asset that is split
    pub asset_no: String,
    /// 枝番; `0` when not given
    pub branch_no: Option<String>,
    /// 増減異動日付
    pub occurred_on: String,
    /// The parts: a key, `quantity` or `weight` by which the amounts are divided, and what differs from the whole
    #[schema(value_type = Vec<Object>)]
    pub into: Vec<serde_json::Value>,
    /// 摘要
    pub note: Option<String>,
}

/// What a client says to merge assets
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"assets": [{"asset_no": "L-0002"}, {"asset_no": "L-0003"}], "occurred_on": "2025-07-01",
    "into": {"asset_no": "L-0002", "quantity": 5210.5}}))]
pub struct NewMerge {
    /// The assets that are merged
    #[schema(value_type = Vec<Object>)]
    pub assets: Vec<serde_json::Value>,
    /// The asset that they become: a key, and what differs from the first of them
    #[schema(value_type = Object)]
    pub into: serde_json::Value,
    /// 増減異動日付
    pub occurred_on: String,
    /// 摘要
    pub note: Option<String>,
}

/// What a client says to move an asset to another account
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"asset_no": "L-0003", "occurred_on": "2025-04-01", "account": "infrastructure-land"}))]
pub struct NewReclassification {
    /// 番号
    pub asset_no: String,
    /// 枝番; `0` when not given
    pub branch_no: Option<String>,
    /// 増減異動日付
    pub occurred_on: String,
    /// 勘定科目 it moves to. Every other field of an asset may be given beside it.
    pub account: Option<Account>,
    /// 会計区分 it moves to
    pub accounting_entity: Option<String>,
}

/// What a client says to settle construction in progress
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"asset_no": "C-0001", "occurred_on": "2026-03-31", "into": [
    {"asset_no": "B-9002", "name": "新庁舎", "account": "business-buildings", "useful_life_years": 50,
     "in_service_on": "2026-03-31", "direct_cost_yen": 90000000},
    {"asset_no": "S-9002", "name": "外構", "account": "business-structures", "useful_life_years": 15,
     "in_service_on": "2026-03-31", "direct_cost_yen": 10000000}]}))]
pub struct NewSettlement {
    /// 番号 of the construction in progress
    pub asset_no: String,
    /// 枝番; `0` when not given
    pub branch_no: Option<String>,
    /// 増減異動日付
    pub occurred_on: String,
    /// How much of it is settled; everything when not given
    pub amount_yen: Option<i64>,
    /// What was built: assets, each with `direct_cost_yen`; common costs follow these, or `weight` where given
    #[schema(value_type = Vec<Object>)]
    pub into: Vec<serde_json::Value>,
    /// 摘要
    pub note: Option<String>,
}

/// What a client says to take an entry back
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"entry_no": 12, "occurred_on": "2025-11-01", "note": "金額誤り"}))]
pub struct NewReversal {
    /// The entry that is taken back
    pub entry_no: i64,
    /// The day of the reversing entry, in an open year
    pub occurred_on: String,
    /// 摘要
    pub note: Option<String>,
}

/// What a client says to close a fiscal year
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"fiscal_year": 2025}))]
pub struct NewClosing {
    /// 年度
    pub fiscal_year: i32,
}

/// A closed fiscal year, or what closing it would give (年度の締め)
#[derive(Debug, Serialize, ToSchema)]
pub struct Closing {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// Whether nothing was written: this is a trial
    pub dry_run: bool,
    /// The entry that recorded it
    #[schema(example = 14)]
    pub entry_no: Option<i64>,
    /// When it was closed
    #[schema(example = "2026-06-30T01:00:00.000000Z")]
    pub closed_at: Option<String>,
    /// Assets with a balance at the end of the year
    #[schema(example = 897)]
    pub assets: i64,
    /// Movements of the year
    #[schema(example = 35)]
    pub movements: i64,
    /// 減価償却額 that the closing charges
    #[schema(example = 1261022487_i64)]
    pub charge_yen: i64,
    /// 取得価額等 at the end
    #[schema(example = 119021957104_i64)]
    pub cost_yen: i64,
    /// 減価償却累計額 at the end
    #[schema(example = 38111137696_i64)]
    pub accumulated_yen: i64,
    /// Hash over the rows of the year and the hash of the year before (SHA-256)
    #[schema(example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub hash: String,
    /// Hash of the year before
    pub previous_hash: Option<String>,
    /// The rules of depreciation that held, with the rates per mille by useful life
    #[schema(value_type = Object, example = json!({"rates": {"50": 20}, "settings": {"start_policy": "next-fiscal-year", "rounding": "floor"}}))]
    pub rules: Box<RawValue>,
    /// Recorded depreciation that is not what the rules say: the first 100. It stays as it was recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<ChargeDifference>,
    /// How many of those there are
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differing: Option<u64>,
}

/// An asset whose recorded depreciation is not what the rules say
#[derive(Debug, Serialize, ToSchema)]
pub struct ChargeDifference {
    /// 番号
    #[schema(example = "B-0001")]
    pub asset_no: String,
    /// 枝番
    #[schema(example = "0")]
    pub branch_no: String,
    /// What was recorded
    #[schema(example = 600)]
    pub recorded_yen: i64,
    /// What the rules say
    #[schema(example = 601)]
    pub by_rule_yen: i64,
}

impl From<Difference> for ChargeDifference {
    fn from(difference: Difference) -> ChargeDifference {
        let Difference { asset_no, branch_no, recorded, by_rule } = difference;
        ChargeDifference { asset_no, branch_no, recorded_yen: recorded.0, by_rule_yen: by_rule.0 }
    }
}

/// The closed fiscal years
#[derive(Debug, Serialize, ToSchema)]
pub struct Closings {
    /// Oldest first
    pub closings: Vec<Closing>,
}

impl Closing {
    /// A year that is closed.
    pub fn of(row: fiscal_closing::Model) -> Result<Closing> {
        Ok(Closing {
            fiscal_year: row.fiscal_year,
            dry_run: false,
            entry_no: Some(row.entry_no),
            closed_at: Some(row.closed_at),
            assets: row.assets,
            movements: row.movements,
            charge_yen: row.charge_yen,
            cost_yen: row.cost_yen,
            accumulated_yen: row.accumulated_yen,
            hash: row.hash,
            previous_hash: row.previous_hash,
            rules: raw(row.rules)?,
            differences: Vec::new(),
            differing: None,
        })
    }

    /// A year as it was reckoned; with its record when that was written.
    pub fn reckoned(reckoned: Reckoned, row: Option<&fiscal_closing::Model>) -> Result<Closing> {
        Ok(Closing {
            fiscal_year: reckoned.year,
            dry_run: row.is_none(),
            entry_no: row.map(|row| row.entry_no),
            closed_at: row.map(|row| row.closed_at.clone()),
            assets: reckoned.assets,
            movements: reckoned.movements,
            charge_yen: reckoned.charge.0,
            cost_yen: reckoned.cost.0,
            accumulated_yen: reckoned.accumulated.0,
            hash: reckoned.hash,
            previous_hash: reckoned.previous_hash,
            rules: raw(reckoned.assumptions.text()?)?,
            differing: Some(reckoned.differing),
            differences: reckoned.differences.into_iter().map(ChargeDifference::from).collect(),
        })
    }
}

/// JSON text as it is.
pub fn raw(text: String) -> Result<Box<RawValue>> {
    RawValue::from_string(text).map_err(Error::internal)
}

/// What a version says.
pub fn said(facts: &Facts) -> Result<AssetFacts> {
    let f = facts.clone();
    Ok(AssetFacts {
        asset_no: f.asset_no,
        branch_no: f.branch_no,
        name: f.name,
        account: f.account,
        account_detail: f.account_detail,
        accounting_entity: f.accounting_entity,
        location: f.location,
        department: f.department,
        lease_class: f.lease_class,
        life_class: f.life_class,
        useful_life_years: f.useful_life_years,
        acquired_on: f.acquired_on,
        in_service_on: f.in_service_on,
        ownership_ratio: f.ownership_ratio,
        depreciation_method: f.depreciation_method,
        start_policy: f.start_policy,
        budget_item: f.budget_item,
        usage: f.usage,
        programme: f.programme,
        opening_estimated: f.opening_estimated,
        attributes: f.attributes,
        saleable: f.saleable,
        market_value_yen: f.market_value_yen,
        quantity: f.quantity,
        unit: f.unit,
        floors: f.floors,
        land_category: f.land_category,
        purpose: f.purpose,
        property_class: f.property_class,
        property_ledger_no: f.property_ledger_no,
        statutory_ledger_no: f.statutory_ledger_no,
        site_code: f.site_code,
        facility_code: f.facility_code,
        building_code: f.building_code,
        component_code: f.component_code,
        optional_items: raw(f.optional_items)?,
        note: f.note,
        source: f.source,
        illustrative: raw(f.illustrative)?,
    })
}

impl Asset {
    /// An asset with what it stands at.
    pub fn of(facts: &Facts, balance: Amounts) -> Result<Asset> {
        Ok(Asset {
            facts: said(facts)?,
            cost_yen: balance.cost.0,
            accumulated_yen: balance.accumulated.0,
            book_yen: balance.book().0,
            fully_retired: balance == Amounts::default(),
            effective_on: facts.effective_on.clone(),
            entry_no: facts.entry_no,
        })
    }
}

impl Movement {
    /// A recorded movement.
    pub fn of(row: movement::Model) -> Movement {
        let change = Amounts { cost: Yen(row.cost_yen), accumulated: Yen(row.accumulated_yen) };
        let gain = (row.reason == Reason::Sale)
            .then(|| crate::domain::ledger::gain(change, Yen(row.proceeds_yen.unwrap_or(0))).0);
        Movement {
            asset_no: row.asset_no,
            branch_no: row.branch_no,
            fiscal_year: row.fiscal_year,
            movement_no: Some(row.movement_no),
            occurred_on: row.occurred_on,
            reason: row.reason,
            reason_label: row.reason.label_ja(),
            account: Some(row.account),
            accounting_entity: Some(row.accounting_entity),
            cost_yen: row.cost_yen,
            accumulated_yen: row.accumulated_yen,
            book_yen: change.book().0,
            proceeds_yen: row.proceeds_yen,
            gain_yen: gain,
            entry_no: row.entry_no,
            recorded_at: None,
        }
    }

    /// The charge of a closing.
    pub fn charge(line: closing_line::Model, entry_no: i64) -> Movement {
        Movement {
            asset_no: line.asset_no,
            branch_no: line.branch_no,
            fiscal_year: line.fiscal_year,
            movement_no: None,
            occurred_on: super::rules::last_day(line.fiscal_year),
            reason: Reason::Depreciation,
            reason_label: Reason::Depreciation.label_ja(),
            account: None,
            accounting_entity: None,
            cost_yen: 0,
            accumulated_yen: line.charge_yen,
            book_yen: -line.charge_yen,
            proceeds_yen: None,
            gain_yen: None,
            entry_no,
            recorded_at: None,
        }
    }
}

/// What list of assets is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct AssetQuery {
    /// 勘定科目
    account: Option<Account>,
    /// 目的別資産区分
    purpose: Option<Purpose>,
    /// 財産区分
    property_class: Option<PropertyClass>,
    /// 会計区分
    accounting_entity: Option<String>,
    /// 所属(部局等)
    department: Option<String>,
    /// 敷地番号
    site_code: Option<String>,
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 売却可能区分
    saleable: Option<bool>,
    /// Words in number, name or location, as written there
    q: Option<String>,
    /// The day on which it was true; the present state when not given
    as_of: Option<String>,
    /// The instant up to which recordings count (RFC 3339); all when not given
    recorded_as_of: Option<String>,
    /// Assets a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// At which two times an asset is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct StateQuery {
    /// The day on which it was true; the present state when not given
    as_of: Option<String>,
    /// The instant up to which recordings count (RFC 3339); all when not given
    recorded_as_of: Option<String>,
}

/// What list of entries is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct EntryQuery {
    /// Entries a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Whether something is only tried
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct TrialQuery {
    /// Reckon and check, and write nothing
    dry_run: Option<bool>,
}

/// Path of an asset, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct AssetPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    municipality: String,
    /// 番号
    #[param(example = "B-0001")]
    asset_no: String,
    /// 枝番
    #[param(example = "0")]
    branch_no: String,
}

/// Path of an entry, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct EntryPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    municipality: String,
    /// Number of the entry
    #[param(example = 12)]
    entry_no: i64,
}

/// Path of a fiscal year, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct YearPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    municipality: String,
    /// 年度
    #[param(example = 2025)]
    fiscal_year: i32,
}

/// The question of a depreciation schedule
#[derive(Debug, Deserialize, ToSchema)]
#[allow(dead_code)]
#[schema(example = json!({"cost_yen": 3600, "useful_life_years": 6, "in_service_on": "2024-04-01", "kind": "tangible", "policy": "next-fiscal-year"}))]
pub struct ScheduleQuestion {
    /// 取得価額等
    pub cost_yen: i64,
    /// 耐用年数, 2 to 100
    pub useful_life_years: i32,
    /// 供用開始年月日
    pub in_service_on: String,
    /// 有形 or 無形: tangible assets keep a memo value
    pub kind: crate::domain::depreciation::Kind,
    /// 償却開始の方法; the municipality's when not given
    pub policy: Option<StartPolicy>,
}

/// A depreciation schedule (償却予定)
#[derive(Debug, Serialize, ToSchema)]
pub struct Schedule {
    /// 償却率 per mille; absent when nothing is charged
    #[schema(example = 167)]
    pub rate_per_mille: Option<u32>,
    /// 年間償却額 of a whole year
    #[schema(example = 601)]
    pub annual_charge_yen: i64,
    /// By fiscal year
    pub charges: Vec<ScheduledCharge>,
}

/// The charge of one year (年度の償却額)
#[derive(Debug, Serialize, ToSchema)]
pub struct ScheduledCharge {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 減価償却額
    #[schema(example = 601)]
    pub charge_yen: i64,
    /// 減価償却累計額 at the end of the year
    #[schema(example = 601)]
    pub accumulated_yen: i64,
    /// 簿価 at the end of the year
    #[schema(example = 2999)]
    pub book_value_yen: i64,
    /// Whether the year is closed and this was charged; else it is foreseen
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charged: Option<bool>,
}

/// What an import of a register file came to (取込結果)
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisterImport {
    /// 年度 whose register the file is
    #[schema(example = 2024)]
    pub fiscal_year: i32,
    /// Whether nothing was written
    pub dry_run: bool,
    /// Encoding of the file, `XLSX` for a workbook
    #[schema(example = "Shift_JIS (CP932)")]
    pub encoding: String,
    /// Lines read
    #[schema(example = 897)]
    pub lines: u64,
    /// Assets that were new
    #[schema(example = 897)]
    pub created: u64,
    /// Assets that were here and changed or moved
    #[schema(example = 0)]
    pub changed: u64,
    /// Assets that were as the file says
    #[schema(example = 0)]
    pub unchanged: u64,
    /// Movements written, opening balances among them
    #[schema(example = 1650)]
    pub movements: u64,
    /// The entry that recorded it; none of a dry run
    #[schema(example = 1)]
    pub entry_no: Option<i64>,
    /// What was repaired or assumed
    #[schema(example = json!(["会計区分のない行は「一般会計」としました（12 件）"]))]
    pub notices: Vec<String>,
}

/// What differs between a file and the register (照合結果)
#[derive(Debug, Serialize, ToSchema)]
pub struct Reconciliation {
    /// 年度
    #[schema(example = 2024)]
    pub fiscal_year: i32,
    /// Lines of the file
    #[schema(example = 897)]
    pub lines: u64,
    /// Assets that agree in every column of the file
    #[schema(example = 895)]
    pub agreeing: u64,
    /// Assets that do not, or that one of the two does not have
    #[schema(example = 2)]
    pub differing: u64,
    /// The differences: the first 10,000
    pub differences: Vec<ReconciliationDifference>,
}

/// One difference between a file and the register
#[derive(Debug, Serialize, ToSchema)]
pub struct ReconciliationDifference {
    /// Row of the file
    #[schema(example = 12)]
    pub row: Option<u64>,
    /// 番号
    #[schema(example = "B-0001")]
    pub asset_no: String,
    /// 枝番
    #[schema(example = "0")]
    pub branch_no: String,
    /// `not-in-register`, `not-in-file`, `number-of-lines` or `cell`
    #[schema(example = "cell")]
    pub kind: &'static str,
    /// Heading of the column
    #[schema(example = "減価償却額")]
    pub column: Option<&'static str>,
    /// English name of the column
    #[schema(example = "depreciation_yen")]
    pub field: Option<&'static str>,
    /// What the file says
    #[schema(example = "600")]
    pub file: Option<String>,
    /// What the register says
    #[schema(example = "601")]
    pub register: Option<String>,
}

/// How a register file is to be taken in
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct RegisterFileQuery {
    /// 年度 whose register the file is
    #[param(example = 2024)]
    fiscal_year: i32,
    /// Check everything and write nothing
    dry_run: Option<bool>,
    /// `yen` or `thousand`: the unit of the amounts; as the file says when not given
    unit: Option<String>,
    /// Keep columns that are not known among the optional items instead of refusing them
    keep_unknown: Option<bool>,
    /// 会計区分 of rows that name none; 一般会計 when not given
    accounting_entity: Option<String>,
    /// Name of the file, for the entry
    file_name: Option<String>,
}

/// In what form the register of a year is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct RegisterQuery {
    /// 年度; of an open year the register as closing it now would leave it
    #[param(example = 2024)]
    fiscal_year: i32,
    /// `csv` or `xlsx`
    #[param(default = "csv")]
    format: Option<String>,
    /// Encoding of CSV: `utf-8-bom`, `utf-8` or `cp932`
    #[param(default = "utf-8-bom")]
    encoding: Option<String>,
    /// Leave out 予算執行科目, 公有財産台帳番号 and 法定台帳番号, for publication
    open_data: Option<bool>,
}
