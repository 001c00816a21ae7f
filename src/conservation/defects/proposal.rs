//! What works does a defect become? A proposed repair where the defect is, which says what is broken; once only.

use crate::conservation::{Defect, Work};
use crate::db;
use crate::domain::Text;
use crate::domain::defect::DefectState;
use crate::domain::work::WorkOrigin;
use crate::error::{Error, Result};
use crate::recorded::{self, Incoming, Stamp};
use serde_json::{Map, Value, json};

/// Characters of the defect's description that its works are called by.
const TITLE_CHARACTERS: usize = 60;

/// Records works for a defect: what the caller says of them, and from the defect what is left out.
pub async fn propose(tx: &db::Transaction, stamp: &Stamp, was: &Defect, said: Map<String, Value>) -> Result<Work> {
    refuse_twice(was)?;
    let stated =
        said.contains_key("facility_code") || said.contains_key("building_code") || said.contains_key("component_code");
    let mut cells = Map::from_iter([
        ("kind".to_owned(), json!("repair")),
        ("title".to_owned(), json!(title(was))),
        ("scope".to_owned(), json!(was.description)),
    ]);
    if !stated {
        cells.insert("facility_code".to_owned(), json!(was.facility_code));
        cells.insert("building_code".to_owned(), json!(was.building_code));
        cells.insert("component_code".to_owned(), json!(was.component_code));
    }
    cells.extend(said);
    let mut judged: Vec<Work> = recorded::judged(tx, stamp, vec![(Incoming::body(cells), None)]).await?;
    let mut work = judged.pop().ok_or_else(|| Error::internal("works were judged away"))?;
    work.origin = WorkOrigin::Defect;
    work.origin_id = Some(was.id.clone());
    recorded::insert(tx, vec![work.clone()]).await?;
    recorded::history(tx, stamp, std::slice::from_ref(&work)).await?;
    let defect = Defect { work_id: Some(work.id.clone()), ..was.clone() };
    recorded::rewrite(tx, &stamp.municipality, defect.clone()).await?;
    recorded::remember(tx, stamp, was, &defect, None).await?;
    Ok(work)
}

fn refuse_twice(was: &Defect) -> Result<()> {
    if let Some(work) = &was.work_id {
        return Err(Error::Conflict(Text::new(
            format!("this defect has become the works `{work}` already; change those instead"),
            format!("この不具合は既に工事 `{work}` になっています。その工事を変更してください"),
        )));
    }
    if was.state == DefectState::Rejected {
        return Err(Error::Conflict(Text::new(
            "this defect was rejected, so nothing is done about it; open it again first",
            "この不具合は「対応不要」です。工事にするには、先に「判定済」に戻してください",
        )));
    }
    Ok(())
}

fn title(defect: &Defect) -> String {
    let first = defect.description.lines().next().unwrap_or_default();
    let short: String = first.chars().take(TITLE_CHARACTERS).collect();
    let more = if short.len() < first.len() { "…" } else { "" };
    format!("不具合の修繕: {short}{more}")
}
