//! Which assets are at a place?

use super::store::{ALL_ENTRIES, ANY_DAY, facts_page};
use crate::domain::asset::AssetKey;
use crate::error::Result;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait};

/// The assets as they stand that are at a place: those of the component, then those of the building as a whole.
pub async fn assets_at(
    db: &impl ConnectionTrait,
    municipality: &str,
    (building, component): (Option<&str>, Option<&str>),
) -> Result<Vec<AssetKey>> {
    let column = |name| Expr::col((Alias::new("v"), Alias::new(name)));
    let mut found: Vec<AssetKey> = Vec::new();
    for (name, code) in [("component_code", component), ("building_code", building)] {
        let Some(code) = code else { continue };
        let at = Condition::all().add(column(name).eq(code));
        let facts = facts_page(db, municipality, at, None, 100, ANY_DAY, ALL_ENTRIES).await?;
        let keys = facts
            .into_iter()
            .filter(|facts| name == "component_code" || facts.component_code.is_none())
            .map(|facts| AssetKey { asset_no: facts.asset_no, branch_no: facts.branch_no });
        found.extend(keys);
    }
    Ok(found)
}
