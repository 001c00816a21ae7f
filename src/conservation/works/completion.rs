//! What completed works change elsewhere: their component counts its age anew, its part is rated best, and the register is
//! offered the movement.

use super::wire::{Effect, RegisterOffer};
use crate::conservation::condition::store as condition;
use crate::conservation::plans::store;
use crate::conservation::{Rating, Work};
use crate::db;
use crate::domain::defect::DefectState;
use crate::domain::facility::{Status, Word};
use crate::domain::work::{self, Renews, WorkKind};
use crate::error::{Error, Fault, Result};
use crate::facility::store as facilities;
use crate::fields::object;
use crate::recorded::{self, Change, Stamp};
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
    let place = (done.building_code.as_deref(), done.component_code.as_deref());
    let renews = effect.renews.reach(done.component_code.is_some());
    if renews != Renews::Nothing {
        let renewed = facilities::renew_components(tx, &stamp.municipality, place, effect.done_year).await?;
        effects.extend(renewed.into_iter().map(|(code, was)| Effect {
            what: "component".to_owned(),
            code,
            from: was.map(|year| year.to_string()),
            to: effect.done_year.to_string(),
        }));
    }
    if effect.best_grade && renews != Renews::Nothing {
        effects.extend(rated_best(tx, stamp, done).await?);
    }
    if let (WorkKind::Demolition, (Some(building), None)) = (done.kind, place) {
        let was = facilities::demolish(tx, &stamp.municipality, building).await?;
        effects.extend(was.map(|was| Effect {
            what: "building".to_owned(),
            code: building.to_owned(),
            from: Some(was.code().to_owned()),
            to: Status::Demolished.code().to_owned(),
        }));
    }
    effects.extend(mended(tx, stamp, done).await?);
    Ok((effects, offer(tx, stamp, done).await?))
}

/// The defects that the works were to mend are fixed on the day they were completed.
async fn mended(tx: &db::Transaction, stamp: &Stamp, done: &Work) -> Result<Vec<Effect>> {
    let mut effects = Vec::new();
    for defect in store::defects_of_work(tx, &stamp.municipality, &done.id).await? {
        let from = Some(defect.state.code().to_owned());
        let mut now = defect.clone();
        if now.state == DefectState::Triaged {
            let assigned =
                object(json!({"state": "assigned", "assigned_to": now.assigned_to.as_deref().unwrap_or(&done.title)}))?;
            now = recorded::changed(tx, stamp, &now, assigned, Change::State).await.map_err(of_the_day)?;
        }
        let fixed = object(json!({"state": "fixed", "fixed_on": done.done_on}))?;
        now = recorded::changed(tx, stamp, &now, fixed, Change::State).await.map_err(of_the_day)?;
        effects.push(Effect { what: "defect".to_owned(), code: now.id, from, to: now.state.code().to_owned() });
    }
    Ok(effects)
}

/// Rates the parts that the works have made as new: every part that the building was rated by, or that of the component when
/// nothing else in the building belongs to it. A lamp that is replaced says nothing of the wiring.
async fn rated_best(tx: &db::Transaction, stamp: &Stamp, done: &Work) -> Result<Vec<Effect>> {
    let Some(building) = done.building_code.as_deref() else { return Ok(Vec::new()) };
    let municipality = &stamp.municipality;
    let scheme = condition::demand_scheme(tx, municipality, None).await?;
    let Some(best) = scheme.grades().first() else { return Ok(Vec::new()) };
    let until = stamp.today.to_string();
    let ratings = condition::ratings(tx, municipality, scheme.code(), &until, Some(building)).await?;
    let last = |part: &str| ratings.iter().rev().find(|rating| rating.part == part).map(|rating| rating.grade.clone());
    let parts: Vec<String> = match done.component_code.as_deref() {
        Some(code) => {
            let all = facilities::component_stock(tx, municipality, Some(building)).await?;
            let part = all.iter().find(|row| row.code == code).and_then(|row| scheme.part_of(row.kind));
            let alone = |code: &str| {
                all.iter().filter(|row| scheme.part_of(row.kind).is_some_and(|of| of.code == code)).count() == 1
            };
            part.map(|part| part.code.clone()).filter(|part| alone(part)).into_iter().collect()
        }
        None => scheme.parts().iter().map(|part| part.code.clone()).filter(|part| last(part).is_some()).collect(),
    };
    let mut effects = Vec::new();
    for part in parts {
        let rating = json!({
            "building_code": building, "part": part, "grade": best.code, "rated_on": done.done_on, "scheme": scheme.code(),
            "component_code": done.component_code, "rated_by": done.title, "note": format!("工事の完了による（{}）", done.id),
        });
        recorded::created::<Rating>(tx, stamp, object(rating)?).await.map_err(of_the_day)?;
        effects.push(Effect {
            what: "rating".to_owned(),
            code: format!("{building}/{part}"),
            from: last(&part),
            to: best.code.clone(),
        });
    }
    Ok(effects)
}

/// What is wrong with a rating that follows from completed works is wrong with the day or the place of the works.
fn of_the_day(error: Error) -> Error {
    let Error::Refused(faults) = error else { return error };
    let placed = |fault: Fault| Fault { pointer: Some("/done_on".to_owned()), ..fault };
    Error::Refused(faults.into_iter().map(placed).collect())
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
