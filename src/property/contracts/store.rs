//! Reading and writing the rent that came in. Receipts are added and never changed: what was wrong is entered with the
//! opposite sign.

use crate::entity::property_receipt::{Column, Entity, Model};
use crate::error::Result;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// The receipts of one contract, in the order in which they were entered.
pub async fn receipts(db: &impl ConnectionTrait, municipality: &str, contract: &str) -> Result<Vec<Model>> {
    let mine = Entity::find()
        .filter(Column::MunicipalityCode.eq(municipality))
        .filter(Column::ContractId.eq(contract))
        .order_by_asc(Column::ReceiptNo);
    Ok(mine.all(db).await?)
}

/// The receipts of every contract, by contract.
pub async fn all_receipts(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Model>> {
    let all = Entity::find()
        .filter(Column::MunicipalityCode.eq(municipality))
        .order_by_asc(Column::ContractId)
        .order_by_asc(Column::ReceiptNo);
    Ok(all.all(db).await?)
}

/// Adds a receipt.
pub async fn add(db: &impl ConnectionTrait, receipt: Model) -> Result<()> {
    Entity::insert(receipt.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
