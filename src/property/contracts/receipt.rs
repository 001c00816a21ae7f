//! Rent that came in, read from its cells against its contract and what came in before.

use super::store;
use crate::db;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::{Invalid, Text};
use crate::entity::property_receipt::Model;
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin};
use crate::property::{PropertyContract, day};
use crate::recorded::{Stamp, placed};
use serde_json::{Map, Value};

/// The largest amount of one receipt: a trillion yen, as for other amounts.
const MOST_YEN: i64 = 1_000_000_000_000;
/// Receipts of a contract at most: one a day for the longest contract.
const MOST_RECEIPTS: usize = 36_600;
const NOTE: usize = 10_000;

/// Judges and writes a receipt of a contract.
pub async fn take_in(
    tx: &db::Transaction,
    stamp: &Stamp,
    contract: &PropertyContract,
    cells: Map<String, Value>,
    origin: Origin,
) -> Result<Model> {
    let before = store::receipts(tx, &stamp.municipality, &contract.id).await?;
    let receipt = judged(stamp, contract, &before, cells, origin)?;
    store::add(tx, receipt.clone()).await?;
    Ok(receipt)
}

fn judged(
    stamp: &Stamp,
    contract: &PropertyContract,
    before: &[Model],
    cells: Map<String, Value>,
    origin: Origin,
) -> Result<Model> {
    let mut fields = Fields::new(cells, origin.clone());
    fields.derived(&["receipt_no", "recorded_at"]);
    let receipt = Model {
        municipality_code: stamp.municipality.clone(),
        contract_id: contract.id.clone(),
        receipt_no: before.last().map_or(1, |last| last.receipt_no + 1),
        fiscal_year: fields.required_fiscal_year("fiscal_year"),
        received_on: fields.required_day("received_on"),
        amount_yen: amount(&mut fields),
        note: fields.text("note", NOTE),
        illustrative: fields.flag("illustrative"),
        recorded_at: stamp.recorded_at.clone(),
    };
    let mut faults = fields.faults();
    if faults.is_empty() {
        let against = [
            beyond_contract(contract, &receipt),
            (receipt.received_on > stamp.today.to_string()).then(|| yet_to_come(&receipt, stamp)),
            paid_back_too_much(before, &receipt),
        ];
        faults.extend(against.into_iter().flatten().map(|invalid| placed(&origin, invalid)));
    }
    if before.len() >= MOST_RECEIPTS {
        let text = Text::new(
            format!("the contract has {MOST_RECEIPTS} receipts already; enter sums of a month"),
            format!("この契約の収納は{MOST_RECEIPTS}件に達しています。月ごとにまとめて登録してください"),
        );
        faults.push(Fault::whole("too-many", text));
    }
    if faults.is_empty() { Ok(receipt) } else { Err(Error::Refused(faults)) }
}

fn amount(fields: &mut Fields) -> i64 {
    let amount = fields.integer("amount_yen", -MOST_YEN, MOST_YEN);
    if amount == Some(0) || !fields.has("amount_yen") {
        let text = Text::new(
            "`amount_yen` is missing or 0; write what came in, negative what was paid back",
            "`amount_yen` がないか 0 です。収納額を指定してください（還付は負の数）",
        );
        fields.refuse(Invalid::new("amount_yen", "required", "", text));
    }
    amount.unwrap_or(0)
}

fn beyond_contract(contract: &PropertyContract, receipt: &Model) -> Option<Invalid> {
    let (first, last) = (day(Some(&contract.starts_on))?, day(Some(&contract.ends_on))?);
    let (first, last) = (fiscal_year_of(first), fiscal_year_of(last));
    let text = Text::new(
        format!("`fiscal_year` is `{}`; the contract covers {first} to {last}", receipt.fiscal_year),
        format!(
            "`fiscal_year` の値 `{}` は契約期間外です。契約は{first}年度から{last}年度までです",
            receipt.fiscal_year
        ),
    );
    let beyond = !(first..=last).contains(&receipt.fiscal_year);
    beyond.then(|| Invalid::new("fiscal_year", "contradiction", receipt.fiscal_year, text))
}

fn yet_to_come(receipt: &Model, stamp: &Stamp) -> Invalid {
    let (text, today) = (&receipt.received_on, stamp.today);
    let said = Text::new(
        format!("`received_on` is `{text}`, which is yet to come; it is {today}, enter what has come in"),
        format!("`received_on` の値 `{text}` は未来の日付です（本日 {today}）。既に収納したものを登録してください"),
    );
    Invalid::new("received_on", "contradiction", text, said)
}

/// No more is paid back than came in for the year.
fn paid_back_too_much(before: &[Model], receipt: &Model) -> Option<Invalid> {
    let same_year = before.iter().filter(|earlier| earlier.fiscal_year == receipt.fiscal_year);
    let so_far: i128 = same_year.map(|earlier| i128::from(earlier.amount_yen)).sum();
    let text = Text::new(
        format!(
            "`amount_yen` is `{}`, but only {so_far} yen came in for {}; pay back that much at most",
            receipt.amount_yen, receipt.fiscal_year
        ),
        format!(
            "`amount_yen` の値 `{}` は使えません。{}年度の収納済額は {so_far} 円です。還付はその額までにしてください",
            receipt.amount_yen, receipt.fiscal_year
        ),
    );
    let below = so_far + i128::from(receipt.amount_yen) < 0;
    below.then(|| Invalid::new("amount_yen", "contradiction", receipt.amount_yen, text))
}
