//! The demonstration's land prices, idle property and contracts. Prices are of the prefectural survey; all else but the lease
//! of the one known plot is invented and marked so.

use super::contracts::take_in_receipt;
use super::{IdleProperty, LandPrice, PropertyContract};
use crate::error::{Error, Result};
use crate::recorded::by_external_no;
use crate::recorded::demonstration::{self, rows, take_in};
use sea_orm::DatabaseConnection;
use serde_json::Value;

const PRICES: &str = include_str!("../../data/musashimurayama/land_prices.csv");
const PROPERTIES: &str = include_str!("../../data/musashimurayama/idle_properties.csv");
const CONTRACTS: &str = include_str!("../../data/musashimurayama/property_contracts.csv");
const RECEIPTS: &str = include_str!("../../data/musashimurayama/property_receipts.csv");

/// Fills a database that holds the demonstration and nothing of this room yet.
pub async fn once(db: &DatabaseConnection, municipality: &str) -> Result<()> {
    demonstration::once(db, municipality, "demonstration property", async |tx, stamp| {
        take_in::<LandPrice>(tx, stamp, rows(PRICES, &[])?).await?;
        take_in::<IdleProperty>(tx, stamp, rows(PROPERTIES, &[("property_no", "external_no")])?).await?;
        let mut contracts = rows(CONTRACTS, &[("contract_no", "external_no")])?;
        let number = |cells: &serde_json::Map<String, Value>, column: &str| {
            cells.get(column).and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
        };
        // The files join by the municipality's own numbers, the tables by ours.
        let numbers: Vec<String> = contracts.iter().map(|row| number(&row.cells, "property_no")).collect();
        let properties = by_external_no::<IdleProperty>(tx, municipality, &numbers).await?;
        for (row, number) in contracts.iter_mut().zip(numbers) {
            row.cells.shift_remove("property_no");
            let id = properties.get(&number).map(|property| property.id.clone());
            row.cells.insert("property_id".to_owned(), id.into());
        }
        take_in::<PropertyContract>(tx, stamp, contracts).await?;
        let receipts = rows(RECEIPTS, &[])?;
        let numbers: Vec<String> = receipts.iter().map(|row| number(&row.cells, "contract_no")).collect();
        let contracts = by_external_no::<PropertyContract>(tx, municipality, &numbers).await?;
        for (mut row, number) in receipts.into_iter().zip(numbers) {
            row.cells.shift_remove("contract_no");
            let contract = contracts.get(&number);
            let contract = contract.ok_or_else(|| Error::internal(format!("no contract has the number `{number}`")))?;
            take_in_receipt(tx, stamp, contract, row.cells, row.origin).await?;
        }
        Ok(())
    })
    .await
}
