//! Which inspections does one facility need, when were they last performed, and when are they due?

use super::due::{self, Basis, Line, Order, Question};
use crate::domain::Text;
use crate::domain::inspection::FindingResult;
use crate::entity::inspection;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

pub use super::wire::DueStanding;

/// Up to so many days ahead a due day counts as near, as in the list of due inspections.
const SOON_DAYS: u32 = 30;

/// An inspection that a facility, one of its buildings or components needs.
pub struct Needed {
    /// 点検の種別
    pub kind: String,
    /// Its name.
    pub name: Text,
    /// 根拠法令
    pub law_ja: String,
    /// Name of what is inspected.
    pub subject: String,
    /// 前回実施日
    pub last_on: Option<NaiveDate>,
    /// 前回の結果
    pub last_result: Option<FindingResult>,
    /// Whether something of the last inspection is invented.
    pub invented: bool,
    /// 次回期限
    pub due_on: Option<NaiveDate>,
    /// 期限の状況
    pub standing: DueStanding,
}

/// The inspections that a facility needs, the most pressing first. What other facilities have is not read.
pub async fn needed(
    db: &impl ConnectionTrait,
    municipality: &str,
    facility: &str,
    as_of: NaiveDate,
) -> Result<Vec<Needed>> {
    let basis = Basis::read(db, municipality, as_of, Some(facility)).await?;
    let question = Question {
        as_of,
        soon_days: SOON_DAYS,
        until: None,
        department: None,
        kind: None,
        facility_code: Some(facility.to_owned()),
        standing: None,
        order: Order::DueOn,
        descending: false,
    };
    let lines = due::lines(&basis, &question);
    let ids: Vec<&str> = lines.iter().filter_map(|line| line.last().map(|last| last.id.as_str())).collect();
    let mut performed: HashMap<String, inspection::Model> = HashMap::new();
    for some in ids.chunks(1_000) {
        let mine = inspection::Entity::find()
            .filter(inspection::Column::MunicipalityCode.eq(municipality))
            .filter(inspection::Column::Id.is_in(some.iter().copied()));
        performed.extend(mine.all(db).await?.into_iter().map(|row| (row.id.clone(), row)));
    }
    Ok(lines.iter().map(|line| told(line, &performed)).collect())
}

fn told(line: &Line<'_>, performed: &HashMap<String, inspection::Model>) -> Needed {
    let kind = &line.known.kind;
    let last = line.last().and_then(|last| performed.get(&last.id));
    let building = line.building.map_or(&line.facility.name, |building| &building.name);
    Needed {
        kind: kind.code.clone(),
        name: kind.name.clone(),
        law_ja: kind.law_ja.clone(),
        subject: line.component.map_or(building, |component| &component.name).clone(),
        last_on: line.last().map(|last| last.on),
        last_result: last.map(|row| row.result),
        invented: last.is_some_and(|row| row.illustrative != "[]"),
        due_on: line.due(),
        standing: line.standing(),
    }
}
