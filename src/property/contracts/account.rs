//! What rent of contracts is due, came in and is in arrears, by fiscal year.

use super::wire::{ContractArrears, RentAccount, RentAccounts, RentReceipt, RentYear};
use crate::domain::property::rent::{self, Line, Receipt, Terms};
use crate::domain::units::Yen;
use crate::entity::property_receipt::Model;
use crate::error::{Error, Result};
use crate::property::{PropertyContract, day};
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// The terms of a stored contract.
fn terms(contract: &PropertyContract) -> Result<Terms> {
    let (Some(starts_on), Some(ends_on)) = (day(Some(&contract.starts_on)), day(Some(&contract.ends_on))) else {
        return Err(Error::internal(format!("the contract `{}` has no term", contract.id)));
    };
    let rent = Yen(contract.annual_rent_yen);
    Terms::new(starts_on, ends_on, rent, contract.proration, contract.due_month.into())
        .map_err(|invalid| Error::internal(format!("the contract `{}`: {}", contract.id, invalid.text.en)))
}

fn receipts(rows: &[Model]) -> Vec<Receipt> {
    let receipt = |row: &Model| {
        let received_on = day(Some(&row.received_on))?;
        Some(Receipt { fiscal_year: row.fiscal_year, received_on, amount: Yen(row.amount_yen) })
    };
    rows.iter().filter_map(receipt).collect()
}

fn invented(contract: &PropertyContract, rows: &[Model]) -> bool {
    contract.illustrative != "[]" || rows.iter().any(|row| row.illustrative)
}

fn year(line: &Line) -> RentYear {
    RentYear {
        fiscal_year: line.fiscal_year,
        rent_yen: line.rent,
        due_on: line.due_on.map(|day| day.to_string()),
        due_yen: line.due,
        received_yen: line.received,
        arrears_yen: line.arrears,
        overpaid_yen: line.overpaid,
    }
}

/// A receipt as the API shows it.
pub fn receipt(row: Model) -> RentReceipt {
    RentReceipt {
        receipt_no: row.receipt_no,
        fiscal_year: row.fiscal_year,
        received_on: row.received_on,
        amount_yen: Yen(row.amount_yen),
        note: row.note,
        illustrative: row.illustrative,
        recorded_at: row.recorded_at,
    }
}

/// One contract's account.
pub fn account(contract: &PropertyContract, rows: Vec<Model>, as_of: NaiveDate) -> Result<RentAccount> {
    let lines = rent::account(&terms(contract)?, &receipts(&rows), as_of);
    Ok(RentAccount {
        contract_id: contract.id.clone(),
        title: contract.title.clone(),
        as_of: as_of.to_string(),
        arrears_yen: lines.iter().map(|line| line.arrears).sum(),
        years: lines.iter().map(year).collect(),
        illustrative: invented(contract, &rows),
        receipts: rows.into_iter().map(receipt).collect(),
    })
}

/// Every contract's account together. What one contract overpays does not cover what another owes.
pub fn accounts(contracts: &[PropertyContract], rows: Vec<Model>, as_of: NaiveDate) -> Result<RentAccounts> {
    let mut by_contract: HashMap<String, Vec<Model>> = HashMap::new();
    for row in rows {
        by_contract.entry(row.contract_id.clone()).or_default().push(row);
    }
    let mut years: BTreeMap<i32, RentYear> = BTreeMap::new();
    let mut in_arrears = Vec::new();
    let mut illustrative_contracts = 0;
    for contract in contracts {
        let rows = by_contract.remove(&contract.id).unwrap_or_default();
        illustrative_contracts += u64::from(invented(contract, &rows));
        let lines = rent::account(&terms(contract)?, &receipts(&rows), as_of);
        for line in &lines {
            add(years.entry(line.fiscal_year).or_insert_with(|| nothing(line.fiscal_year)), line);
        }
        let arrears_yen: Yen = lines.iter().map(|line| line.arrears).sum();
        if arrears_yen > Yen(0) {
            let oldest = lines.iter().filter(|line| line.arrears > Yen(0)).filter_map(|line| line.due_on).min();
            in_arrears.push(ContractArrears {
                contract_id: contract.id.clone(),
                title: contract.title.clone(),
                arrears_yen,
                oldest_due_on: oldest.map(|day| day.to_string()),
            });
        }
    }
    in_arrears.sort_by_key(|contract| (Reverse(contract.arrears_yen), contract.contract_id.clone()));
    Ok(RentAccounts {
        as_of: as_of.to_string(),
        arrears_yen: in_arrears.iter().map(|contract| contract.arrears_yen).sum(),
        years: years.into_values().collect(),
        in_arrears,
        illustrative_contracts,
    })
}

fn nothing(fiscal_year: i32) -> RentYear {
    let none = Yen(0);
    RentYear {
        fiscal_year,
        rent_yen: none,
        due_on: None,
        due_yen: none,
        received_yen: none,
        arrears_yen: none,
        overpaid_yen: none,
    }
}

fn add(sum: &mut RentYear, line: &Line) {
    sum.rent_yen += line.rent;
    sum.due_yen += line.due;
    sum.received_yen += line.received;
    sum.arrears_yen += line.arrears;
    sum.overpaid_yen += line.overpaid;
}
