//! What completed works change elsewhere: their component counts its age anew, its part is rated best, and the register is
//! offered the movement.

use super::wire::{Effect, RegisterOffer};
use crate::conservation::Work;
use crate::conservation::recorded::Stamp;
use crate::db;
use crate::domain::work;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::register::store as register;
use serde_json::json;

/// Carries out what follows from works that are done.
pub async fn complete(
    tx: &db::Transaction,
    stamp: &Stamp,
    done: &Work,
) -> Result<(Vec<Effect>, Option<RegisterOffer>)> {
    let Some(done_on) = super::record::day(&done.done_on) else { return Ok((Vec::new(), None)) };
    let effect = work::effect(done.kind, done_on);
    let mut effects = Vec::new();
    if effect.renews_component {
        let place = (done.building_code.as_deref(), done.component_code.as_deref());
        let renewed = facilities::renew_components(tx, &stamp.municipality, place, effect.done_year).await?;
        effects.extend(renewed.into_iter().map(|(code, was)| Effect {
            what: "component".to_owned(),
            code,
            from: was.map(|year| year.to_string()),
            to: effect.done_year.to_string(),
        }));
    }
    Ok((effects, offer(tx, stamp, done).await?))
}

/// The movement that the register should get, when the works add to the value of an asset.
async fn offer(tx: &db::Transaction, stamp: &Stamp, done: &Work) -> Result<Option<RegisterOffer>> {
    let Some(cost) = done.actual_cost_yen.or(done.cost_yen).filter(|_| done.capital_improvement) else {
        return Ok(None);
    };
    let place = (done.building_code.as_deref(), done.component_code.as_deref());
    let assets = register::assets_at(tx, &stamp.municipality, place).await?;
    let movement = json!({
        "reason": "capital-improvement", "occurred_on": done.done_on, "cost_yen": cost, "note": done.title,
    });
    let href = |key: &crate::domain::asset::AssetKey| {
        format!("/v1/{}/assets/{}/{}/movements", stamp.municipality, key.asset_no, key.branch_no)
    };
    Ok(Some(RegisterOffer {
        href: assets.first().map(href),
        assets: assets.iter().map(|key| format!("{}/{}", key.asset_no, key.branch_no)).collect(),
        movement: serde_json::value::to_raw_value(&movement).map_err(Error::internal)?,
    }))
}
