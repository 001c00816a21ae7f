//! The demonstration's agreement, use across borders and joint body. The use of libraries is table 6-1 of the plan; members and
//! purpose of the body are facts; what is invented is marked so.

use super::{Agreement, JointBody, ResidentUse};
use crate::error::Result;
use crate::recorded::Incoming;
use crate::recorded::demonstration::{self, rows, take_in};
use sea_orm::DatabaseConnection;
use serde_json::Value;

const AGREEMENTS: &str = include_str!("../../data/musashimurayama/agreements.csv");
const USES: &str = include_str!("../../data/musashimurayama/resident_uses.csv");
const BODIES: &str = include_str!("../../data/musashimurayama/joint_bodies.csv");

/// Fills a database that holds the demonstration and nothing of this room yet.
pub async fn once(db: &DatabaseConnection, municipality: &str) -> Result<()> {
    demonstration::once(db, municipality, "demonstration regional", async |tx, stamp| {
        take_in::<Agreement>(tx, stamp, rows(AGREEMENTS, &[("agreement_no", "external_no")])?).await?;
        take_in::<ResidentUse>(tx, stamp, rows(USES, &[])?).await?;
        let bodies = rows(BODIES, &[("body_no", "external_no")])?.into_iter().map(with_lists);
        take_in::<JointBody>(tx, stamp, bodies.collect()).await
    })
    .await
}

/// Lists stand in a cell as JSON.
fn with_lists(mut row: Incoming) -> Incoming {
    for name in ["parts", "members"] {
        let list = row.cells.get(name).and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok());
        row.cells.insert(name.to_owned(), list.unwrap_or(Value::Null));
    }
    row
}
