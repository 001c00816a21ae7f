//! What stands in the books for one facility?

use super::facts::Facts;
use super::store::{ALL_ENTRIES, balances, closings, facts_page};
use crate::domain::asset::AssetKey;
use crate::domain::ledger::Amounts;
use crate::error::Result;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait};

/// How many assets are read at once.
const STRETCH: u64 = 1_000;

/// What the assets of a facility amount to on a day.
pub struct Book {
    /// The last fiscal year that was closed by then; amounts since rest on entries that are not closed yet.
    pub closed_year: Option<i32>,
    /// How many assets have a balance.
    pub assets: u64,
    /// Their balances together.
    pub amounts: Amounts,
    /// Whether something of one of them is invented.
    pub invented: bool,
}

/// What the assets amount to that name the facility, one of its buildings or one of its components; none where there is
/// none.
pub async fn book_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    (facility, buildings, components): (&str, &[&str], &[&str]),
    as_of: &str,
) -> Result<Option<Book>> {
    let column = |name| Expr::col((Alias::new("v"), Alias::new(name)));
    let at = Condition::any()
        .add(column("facility_code").eq(facility))
        .add(column("building_code").is_in(buildings.iter().copied()))
        .add(column("component_code").is_in(components.iter().copied()));
    let key = |facts: &Facts| AssetKey { asset_no: facts.asset_no.clone(), branch_no: facts.branch_no.clone() };
    let mut book = Book { closed_year: None, assets: 0, amounts: Amounts::default(), invented: false };
    let mut after: Option<AssetKey> = None;
    loop {
        let page = facts_page(db, municipality, at.clone(), after.as_ref(), STRETCH, as_of, ALL_ENTRIES).await?;
        let keys: Vec<AssetKey> = page.iter().map(key).collect();
        let found = balances(db, municipality, &keys, as_of, ALL_ENTRIES).await?;
        for (facts, key) in page.iter().zip(&keys) {
            let Some(amounts) = found.get(key).filter(|amounts| **amounts != Amounts::default()) else { continue };
            book.assets += 1;
            book.amounts += *amounts;
            book.invented |= facts.illustrative != "[]";
        }
        if page.len() < STRETCH as usize {
            break;
        }
        after = keys.into_iter().next_back();
    }
    if book.assets == 0 {
        return Ok(None);
    }
    let closed = closings(db, municipality).await?;
    let before = |year: &i32| format!("{}-03-31", year + 1).as_str() <= as_of;
    Ok(Some(Book { closed_year: closed.iter().map(|closing| closing.fiscal_year).filter(before).max(), ..book }))
}
