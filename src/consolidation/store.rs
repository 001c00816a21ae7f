//! What other rooms read of this one: which analyses are stored.

use super::options;
use crate::domain::Text;
use crate::error::Result;
use sea_orm::ConnectionTrait;

/// The stored analyses of a municipality (再編案の比較), by code: code and title.
pub async fn analyses(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<(String, Text)>> {
    options::titles(db, municipality).await
}
