//! The demonstration's ratings, inspections, defects and works. All of it is invented and marked so.

use super::{Defect, Rating, Work, inspections, plans};
use crate::error::Result;
use crate::recorded::demonstration::{self, rows, take_in};
use sea_orm::DatabaseConnection;

const RATINGS: &str = include_str!("../../data/musashimurayama/ratings.csv");
const DEFECTS: &str = include_str!("../../data/musashimurayama/defects.csv");
const WORKS: &str = include_str!("../../data/musashimurayama/works.csv");

/// Fills a database that holds the demonstration and nothing of this room yet.
pub async fn once(db: &DatabaseConnection, municipality: &str) -> Result<()> {
    demonstration::once(db, municipality, "demonstration conservation", async |tx, stamp| {
        take_in::<Rating>(tx, stamp, rows(RATINGS, &[])?).await?;
        take_in::<Work>(tx, stamp, rows(WORKS, &[("work_no", "external_no")])?).await?;
        inspections::seed::seed(tx, stamp).await?;
        take_in::<Defect>(tx, stamp, rows(DEFECTS, &[("defect_no", "external_no")])?).await?;
        plans::seed(tx, municipality).await
    })
    .await
}
