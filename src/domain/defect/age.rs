//! How long has a defect waited, and is it late?
//!
//! `age = today − reported_on`, `due = reported_on + target`, `over = max(0, (fixed_on or today) − due)`.
//!
//! # Shapes
//! Days in, days out.
//! # Units
//! Calendar days; a defect reported today is 0 days old, and one that is fixed on its due day is in time. Nothing is rounded.
//! # Errors
//! None. The target is an argument: how soon each severity is to be fixed is set by the municipality.
//! # Source
//! Ours.

use chrono::{Days, NaiveDate};

/// Days since the report; 0 if it lies after today, which [`super::check`] refuses.
pub fn age_days(reported_on: NaiveDate, today: NaiveDate) -> i64 {
    (today - reported_on).num_days().max(0)
}

/// The day by which a defect is to be fixed; beyond the end of the calendar its last day.
pub fn fix_due_on(reported_on: NaiveDate, target_days: u32) -> NaiveDate {
    reported_on.checked_add_days(Days::new(target_days.into())).unwrap_or(NaiveDate::MAX)
}

/// Days by which the target was missed: until it was fixed, or until today if it is not. 0 is in time.
pub fn days_over(reported_on: NaiveDate, fixed_on: Option<NaiveDate>, today: NaiveDate, target_days: u32) -> i64 {
    age_days(fix_due_on(reported_on, target_days), fixed_on.unwrap_or(today))
}
