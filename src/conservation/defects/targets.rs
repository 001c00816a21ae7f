//! How soon is a defect of each severity to be fixed? The municipality's own days, or the defaults of the set `defect`.

use crate::conservation::Defect;
use crate::domain::defect::{DefectState, Severity, fix_due_on};
use crate::domain::facility::Word;
use crate::error::{Error, Result};
use crate::parameters::store as parameters;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use strum::IntoEnumIterator;

/// The set of parameters of this room's defects.
pub const SET: &str = "defect";
/// A century is as good as never, and keeps every date in four-digit years.
const MOST_DAYS: u32 = 36_500;

/// Days from the report to the repair by severity.
pub struct Targets(Vec<(Severity, u32)>);

impl Targets {
    /// Those in force.
    pub async fn of(db: &impl ConnectionTrait, municipality: &str) -> Result<Targets> {
        let rows = parameters::in_force(db, municipality, Some(SET), None).await?;
        let days = |severity: Severity| {
            let name = format!("target_days_{}", severity.code());
            let row = rows.iter().find(|row| row.name == name);
            let days = row.and_then(|row| row.value.parse::<u32>().ok());
            days.map(|days| (severity, days.min(MOST_DAYS))).ok_or_else(|| Error::internal(format!("no number {name}")))
        };
        Ok(Targets(Severity::iter().map(days).collect::<Result<_>>()?))
    }

    /// Gives a defect that has been judged and waits for its repair the day by which it is to be fixed, where it has none.
    /// What is counted from an invented day is invented.
    pub fn set(&self, defect: &mut Defect) {
        let waits = matches!(defect.state, DefectState::Triaged | DefectState::Assigned);
        let target = self.0.iter().find(|(severity, _)| Some(*severity) == defect.severity);
        let reported_on = defect.reported_on.parse::<NaiveDate>();
        if let (true, None, Some((_, days)), Ok(reported_on)) = (waits, &defect.due_on, target, reported_on) {
            defect.due_on = Some(fix_due_on(reported_on, *days).to_string());
            if defect.illustrative.contains("\"reported_on\"") && !defect.illustrative.contains("\"due_on\"") {
                defect.illustrative = defect.illustrative.replacen('[', "[\"due_on\",", 1);
            }
        }
    }
}
