//! When is the next inspection due, and how near is that?
//!
//! `due = last + interval`; before the first inspection the day that was set for it. A day that its month does not have
//! is the last of that month: a month after 31 January is 28 or 29 February.
//!
//! # Shapes
//! Days in, one day or one standing out.
//! # Units
//! Calendar months and calendar days. On the due day itself nothing is overdue.
//! # Errors
//! [`Interval::new`] returns [`Invalid`].
//! # Source
//! Ours. Inspections under 建築基準法施行規則 §5, §6 and 消防法施行規則 §31-6 are due at intervals of months and years.

use crate::domain::Invalid;
use crate::domain::units::out_of_range;
use chrono::{Months, NaiveDate};

/// The time between two inspections, in months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval(u32);

impl Interval {
    /// The most months between two inspections: fifty years, more than any law grants.
    pub const LONGEST_MONTHS: u32 = 600;

    /// 1 to 600 months.
    pub fn new(field: &'static str, months: i64) -> Result<Interval, Invalid> {
        match u32::try_from(months) {
            Ok(whole) if (1..=Self::LONGEST_MONTHS).contains(&whole) => Ok(Interval(whole)),
            _ => Err(out_of_range(field, months, 1, Self::LONGEST_MONTHS.into())),
        }
    }

    /// Months.
    pub fn months(self) -> u32 {
        self.0
    }
}

/// The day by which the next inspection is due: an interval after the last one, or else the day set for the first. `None`
/// if neither is known, or beyond the end of the calendar.
pub fn next_due(last: Option<NaiveDate>, first_due: Option<NaiveDate>, interval: Interval) -> Option<NaiveDate> {
    match last {
        Some(last) => last.checked_add_months(Months::new(interval.0)),
        None => first_due,
    }
}

/// How near an inspection is (期限の状況).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 期限超過: the due day has passed
    Overdue {
        /// Days since the due day, at least 1.
        days: i64,
    },
    /// 期限間近: due today or soon
    DueSoon {
        /// Days until the due day; 0 is today.
        days: i64,
    },
    /// 期限内: not yet near
    Later,
    /// 未実施: never done, and no day set for it
    NeverDone,
}

impl Standing {
    /// The code, as on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Overdue { .. } => "overdue",
            Standing::DueSoon { .. } => "due-soon",
            Standing::Later => "later",
            Standing::NeverDone => "never-done",
        }
    }

    /// The Japanese term, as in lists.
    pub fn label_ja(self) -> &'static str {
        match self {
            Standing::Overdue { .. } => "期限超過",
            Standing::DueSoon { .. } => "期限間近",
            Standing::Later => "期限内",
            Standing::NeverDone => "未実施",
        }
    }
}

/// How near a due day is; "soon" is up to and including so many days ahead.
pub fn standing(due: Option<NaiveDate>, today: NaiveDate, soon_days: u32) -> Standing {
    let Some(due) = due else { return Standing::NeverDone };
    let days = (due - today).num_days();
    match days {
        ..0 => Standing::Overdue { days: -days },
        _ if days <= i64::from(soon_days) => Standing::DueSoon { days },
        _ => Standing::Later,
    }
}
