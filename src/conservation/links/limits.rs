//! Is there room for another report? Counted in the database under the lock of the municipality, so that all replicas count
//! alike and reports that come at once do not overshoot.
//!
//! A window slides: with a limit of n, a report is let in when the n-th newest before it is older than the window.

use crate::db;
use crate::domain::Text;
use crate::entity::defect::{Column as C, Entity};
use crate::error::{Error, Result};
use crate::parameters::store as parameters;
use crate::recorded::Stamp;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

const HOUR_SECONDS: i64 = 3_600;
const DAY_SECONDS: i64 = 86_400;

/// The instant so many seconds before another, written as instants are stored.
fn before(at: DateTime<Utc>, seconds: i64) -> String {
    (at - TimeDelta::seconds(seconds)).to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn moment(text: &str) -> Result<DateTime<Utc>> {
    text.parse().map_err(Error::internal)
}

/// Reports that came through any link of the municipality in the last seconds.
fn recent(stamp: &Stamp, seconds: i64) -> Result<Select<Entity>> {
    let since = before(moment(&stamp.recorded_at)?, seconds);
    let mine = Entity::find().filter(C::MunicipalityCode.eq(&stamp.municipality)).filter(C::LinkToken.is_not_null());
    Ok(mine.filter(C::RecordedAt.gt(since)))
}

/// The same report within the last hour, under the number it was given: a button that was pressed twice, or a page that was
/// loaded again.
pub async fn told_before(
    tx: &db::Transaction,
    stamp: &Stamp,
    token: &str,
    (description, place, contact): (&str, Option<&str>, Option<&str>),
) -> Result<Option<String>> {
    let or_nothing = |column: C, text: Option<&str>| text.map_or_else(|| column.is_null(), |text| column.eq(text));
    let same = recent(stamp, HOUR_SECONDS)?
        .filter(C::LinkToken.eq(token))
        .filter(C::Description.eq(description))
        .filter(or_nothing(C::Place, place))
        .filter(or_nothing(C::Contact, contact));
    Ok(same.one(tx).await?.and_then(|defect| defect.external_no))
}

/// Refuses a report for which there is no room, and says when there will be.
pub async fn demand_room(tx: &db::Transaction, stamp: &Stamp, token: &str) -> Result<()> {
    let rows = parameters::in_force(tx, &stamp.municipality, Some("defect"), None).await?;
    let number = |name: &str| {
        let row = rows.iter().find(|row| row.name == name);
        row.and_then(|row| row.value.parse::<u64>().ok()).ok_or_else(|| Error::internal(format!("no number {name}")))
    };
    let hourly = number("link_reports_per_hour")?;
    let through = recent(stamp, HOUR_SECONDS)?.filter(C::LinkToken.eq(token));
    if let Some(seconds) = until_room(tx, stamp, through, hourly, HOUR_SECONDS).await? {
        let said = Text::new(
            format!(
                "{hourly} reports have come through this link within an hour; send it again later, or tell the staff"
            ),
            format!(
                "このリンクからの報告が1時間の上限（{hourly}件）に達しました。時間をおいて送り直すか、職員に伝えてください"
            ),
        );
        return Err(Error::TooMany(said, seconds));
    }
    let daily = number("link_reports_per_day_municipality")?;
    if let Some(seconds) = until_room(tx, stamp, recent(stamp, DAY_SECONDS)?, daily, DAY_SECONDS).await? {
        let said = Text::new(
            format!("{daily} reports have come in within a day; send it again later, or tell the staff"),
            format!("報告が1日の上限（{daily}件）に達しました。時間をおいて送り直すか、職員に伝えてください"),
        );
        return Err(Error::TooMany(said, seconds));
    }
    Ok(())
}

/// Seconds until there is room; none when there is.
async fn until_room(
    tx: &db::Transaction,
    stamp: &Stamp,
    reports: Select<Entity>,
    limit: u64,
    window_seconds: i64,
) -> Result<Option<u64>> {
    let Some(others) = limit.checked_sub(1) else { return Ok(Some(window_seconds as u64)) };
    let in_the_way = reports.order_by_desc(C::RecordedAt).order_by_desc(C::Id).offset(others).limit(1);
    let Some(report) = in_the_way.one(tx).await? else { return Ok(None) };
    let gone = moment(&report.recorded_at)? + TimeDelta::seconds(window_seconds);
    let left = (gone - moment(&stamp.recorded_at)?).num_seconds() + 1;
    Ok(Some(left.clamp(1, window_seconds) as u64))
}
