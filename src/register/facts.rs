//! What is known of an asset besides its amounts: read from JSON, written to its table, decoded from it, and named by a
//! digest, so that a later change of the table shows.

use crate::db::Holds;
use crate::digest::digest;
use crate::domain::asset::{Account, DepreciationMethod};
use crate::domain::facility::Word;
use crate::domain::{Invalid, Text};
use crate::fields::Fields;
use sea_orm::{DbErr, QueryResult, Value};
use std::fmt::Write;

pub use crate::entity::asset_version::Model as Facts;

/// The accounting entity (会計区分) of assets that do not name one.
pub const GENERAL_ACCOUNT: &str = "一般会計";

macro_rules! columns {
    ($($name:ident: $holds:ident),+ $(,)?) => {
        /// The columns of the table in the order in which rows are written and decoded.
        pub const COLUMNS: &[(&str, Holds)] = &[$((stringify!($name), Holds::$holds)),+, ("digest", Holds::Text)];

        /// The values of a version after municipality and entry, its digest last.
        pub fn values(facts: Facts) -> impl Iterator<Item = Value> {
            let digest = fingerprint(&facts);
            let row = [$(Value::from(facts.$name)),+, Value::from(digest)];
            row.into_iter().skip(2)
        }

        /// A row of the table.
        pub fn decode(row: &QueryResult) -> Result<Facts, DbErr> {
            let mut at = 0;
            let mut next = || { at += 1; at - 1 };
            Ok(Facts { $($name: row.try_get_by(next())?),+ })
        }
    };
}

columns! {
    municipality_code: Text,
    entry_no: BigInteger,
    asset_no: Text,
    branch_no: Text,
    effective_on: Text,
    name: Text,
    account: Text,
    account_detail: Text,
    accounting_entity: Text,
    location: Text,
    department: Text,
    lease_class: Text,
    life_class: Text,
    useful_life_years: Integer,
    acquired_on: Text,
    in_service_on: Text,
    ownership_ratio: Double,
    depreciation_method: Text,
    start_policy: Text,
    budget_item: Text,
    usage: Text,
    programme: Text,
    opening_estimated: Boolean,
    attributes: Text,
    saleable: Boolean,
    market_value_yen: BigInteger,
    quantity: Double,
    unit: Text,
    floors: Text,
    land_category: Text,
    purpose: Text,
    property_class: Text,
    property_ledger_no: Text,
    statutory_ledger_no: Text,
    site_code: Text,
    facility_code: Text,
    building_code: Text,
    component_code: Text,
    optional_items: Text,
    note: Text,
    source: Text,
    illustrative: Text,
}

/// The names of what a caller may say of an asset: the columns without the key and the two times.
pub fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().skip(5).map(|(name, _)| *name).filter(|name| *name != "digest")
}

/// A digest of all that a version says, its key and its two times included.
pub fn fingerprint(facts: &Facts) -> String {
    let mut text = String::with_capacity(512);
    let f = facts;
    let plain = [&f.municipality_code, &f.asset_no, &f.branch_no, &f.effective_on, &f.name, &f.accounting_entity];
    for part in plain.into_iter().chain([&f.optional_items, &f.illustrative]) {
        text.push_str(part);
        text.push('\u{1f}');
    }
    let optional = [
        &f.account_detail,
        &f.location,
        &f.department,
        &f.life_class,
        &f.acquired_on,
        &f.in_service_on,
        &f.budget_item,
        &f.usage,
        &f.programme,
        &f.attributes,
        &f.unit,
        &f.floors,
        &f.land_category,
        &f.property_ledger_no,
        &f.statutory_ledger_no,
        &f.site_code,
        &f.facility_code,
        &f.building_code,
        &f.component_code,
        &f.note,
        &f.source,
    ];
    for part in optional {
        text.push_str(part.as_deref().unwrap_or("\u{1e}"));
        text.push('\u{1f}');
    }
    let words = [
        Some(f.account.code()),
        Some(f.lease_class.code()),
        Some(f.depreciation_method.code()),
        f.start_policy.map(Word::code),
        f.purpose.map(Word::code),
        f.property_class.map(Word::code),
    ];
    for word in words {
        text.push_str(word.unwrap_or("\u{1e}"));
        text.push('\u{1f}');
    }
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{} {:?} {:?} {} {} {:?} {:?}",
        f.entry_no,
        f.useful_life_years,
        f.ownership_ratio,
        f.opening_estimated,
        f.saleable,
        f.market_value_yen,
        f.quantity
    );
    digest(&[text.as_bytes()])
}

/// An asset of which nothing is known but its key.
pub fn blank(municipality: &str, asset_no: String, branch_no: String) -> Facts {
    Facts {
        municipality_code: municipality.to_owned(),
        asset_no,
        branch_no,
        effective_on: String::new(),
        entry_no: 0,
        name: String::new(),
        account: Account::BusinessOther,
        account_detail: None,
        accounting_entity: GENERAL_ACCOUNT.to_owned(),
        location: None,
        department: None,
        lease_class: crate::domain::asset::LeaseClass::Owned,
        life_class: None,
        useful_life_years: None,
        acquired_on: None,
        in_service_on: None,
        ownership_ratio: None,
        depreciation_method: DepreciationMethod::StraightLine,
        start_policy: None,
        budget_item: None,
        usage: None,
        programme: None,
        opening_estimated: false,
        attributes: None,
        saleable: false,
        market_value_yen: None,
        quantity: None,
        unit: None,
        floors: None,
        land_category: None,
        purpose: None,
        property_class: None,
        property_ledger_no: None,
        statutory_ledger_no: None,
        site_code: None,
        facility_code: None,
        building_code: None,
        component_code: None,
        optional_items: "{}".to_owned(),
        note: None,
        source: None,
        illustrative: "[]".to_owned(),
    }
}

/// What a JSON object says of an asset; its faults stay with `fields`.
pub fn read(municipality: &str, fields: &mut Fields) -> Facts {
    let asset_no = fields.required_code("asset_no");
    let branch_no = fields.code("branch_no").unwrap_or_else(|| "0".to_owned());
    let account = fields.required_word("account", Account::BusinessOther);
    let usual = if account.is_depreciable() { DepreciationMethod::StraightLine } else { DepreciationMethod::None };
    let mut facts = blank(municipality, asset_no, branch_no);
    facts.account = account;
    facts.name = fields.required_text("name", 300);
    facts.account_detail = fields.text("account_detail", 300);
    facts.accounting_entity = fields.text("accounting_entity", 300).unwrap_or(facts.accounting_entity);
    facts.location = fields.text("location", 2_000);
    facts.department = fields.text("department", 300);
    facts.lease_class = fields.word("lease_class").unwrap_or(facts.lease_class);
    facts.life_class = fields.text("life_class", 300);
    facts.useful_life_years = fields.small("useful_life_years", 2, crate::domain::depreciation::LONGEST_LIFE.into());
    facts.acquired_on = fields.date("acquired_on").map(|date| date.to_string());
    facts.in_service_on = fields.date("in_service_on").map(|date| date.to_string());
    facts.ownership_ratio = fields.number("ownership_ratio", 1);
    facts.depreciation_method = fields.word("depreciation_method").unwrap_or(usual);
    facts.start_policy = fields.word("start_policy");
    facts.budget_item = fields.text("budget_item", 2_000);
    facts.usage = fields.text("usage", 2_000);
    facts.programme = fields.text("programme", 2_000);
    facts.opening_estimated = fields.flag("opening_estimated");
    facts.attributes = fields.text("attributes", 2_000);
    facts.saleable = fields.flag("saleable");
    facts.market_value_yen = fields.integer("market_value_yen", 0, MOST_YEN);
    facts.quantity = fields.number("quantity", 1_000_000_000_000);
    facts.unit = fields.text("unit", 300);
    facts.floors = fields.text("floors", 300);
    facts.land_category = fields.text("land_category", 300);
    facts.purpose = fields.word("purpose");
    facts.property_class = fields.word("property_class");
    facts.property_ledger_no = fields.text("property_ledger_no", 300);
    facts.statutory_ledger_no = fields.text("statutory_ledger_no", 300);
    facts.site_code = fields.code("site_code");
    facts.facility_code = fields.code("facility_code");
    facts.building_code = fields.code("building_code");
    facts.component_code = fields.code("component_code");
    facts.optional_items = fields.attributes("optional_items");
    facts.note = fields.text("note", 2_000);
    facts.source = fields.text("source", 2_000);
    // What is answered with an asset and follows from its movements.
    fields.derived(&DERIVED);
    // A mark may name any column of the register, also those that follow from movements.
    let columns: Vec<&str> = super::layout::COLUMNS.iter().map(|column| column.field).collect();
    facts.illustrative = fields.illustrative_among(&columns);
    if let Err(invalid) = sound(&facts) {
        fields.refuse(invalid);
    }
    facts
}

/// Answered with an asset and not asked for.
pub const DERIVED: [&str; 9] = [
    "cost_yen",
    "accumulated_yen",
    "book_yen",
    "years_used",
    "fully_retired",
    "effective_on",
    "entry_no",
    "recorded_at",
    "links",
];

/// One amount at most: a quadrillion yen, beyond which a number is a slip and sums could overflow.
pub const MOST_YEN: i64 = 1_000_000_000_000_000;

/// Whether the facts agree with each other.
pub fn sound(facts: &Facts) -> Result<(), Invalid> {
    // It stands in every line of the sums.
    if facts.accounting_entity.contains(char::is_control) {
        return Err(Invalid::new(
            "accounting_entity",
            "malformed",
            facts.accounting_entity.replace(char::is_control, " "),
            Text::new(
                "`accounting_entity` must be one line without control characters",
                "会計区分は改行や制御文字を含まない1行にしてください",
            ),
        ));
    }
    let charged = facts.depreciation_method == DepreciationMethod::StraightLine;
    if charged && !facts.account.is_depreciable() {
        return Err(Invalid::new(
            "depreciation_method",
            "contradiction",
            facts.depreciation_method.code(),
            Text::new(
                "land, standing timber and construction in progress are not depreciated; use `none`",
                "土地、立木竹、建設仮勘定は減価償却しません。`none`（非償却）にしてください",
            ),
        ));
    }
    if charged && facts.useful_life_years.is_none() {
        return Err(Invalid::new(
            "useful_life_years",
            "required",
            "",
            Text::new(
                "`useful_life_years` is missing; an asset that is depreciated needs one, else its `depreciation_method` is `none`",
                "耐用年数がありません。償却する資産には必要です。償却しない資産は `depreciation_method` を `none`（非償却）にしてください",
            ),
        ));
    }
    if charged && facts.in_service_on.is_none() && facts.acquired_on.is_none() {
        return Err(Invalid::new(
            "in_service_on",
            "required",
            "",
            Text::new(
                "`in_service_on` is missing; an asset that is depreciated needs the date on which it came into service",
                "供用開始年月日がありません。償却する資産には必要です",
            ),
        ));
    }
    Ok(())
}
