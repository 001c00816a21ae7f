//! In which fiscal years may works begin, and which years do they take up?
//!
//! `earliest_year ≤ planned_year ≤ latest_year`; works of `d` years that begin in year `p` take up `p` to `p + d − 1`. The
//! window is for the beginning: works may end after its last year.
//!
//! # Shapes
//! Three years, each of which may be open, and a duration.
//! # Units
//! Whole fiscal years. Nothing is rounded.
//! # Errors
//! [`Window::new`] returns [`Invalid`] with the field `earliest_year`, `latest_year`, `planned_year` or `duration_years`.
//! # Source
//! Ours. A beginning, an end and a duration are what levelling the yearly cost (平準化) needs to know of works.

use crate::domain::units::{FiscalYear, out_of_range};
use crate::domain::{Invalid, Text};

/// The fiscal years in which works may begin and the one in which they are planned to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    earliest: Option<FiscalYear>,
    latest: Option<FiscalYear>,
    planned: Option<FiscalYear>,
    duration_years: i32,
}

impl Window {
    /// The most years that works take; longer ones are several works.
    pub const LONGEST_YEARS: i32 = 20;

    /// Years from 1868 to 2300, in order, and a duration of 1 to 20 years. What is open is `None`.
    pub fn new(
        earliest_year: Option<i32>,
        latest_year: Option<i32>,
        planned_year: Option<i32>,
        duration_years: i32,
    ) -> Result<Window, Invalid> {
        let year = |field, year: Option<i32>| year.map(|year| FiscalYear::new(field, year.into())).transpose();
        let earliest = year("earliest_year", earliest_year)?;
        let latest = year("latest_year", latest_year)?;
        let planned = year("planned_year", planned_year)?;
        if !(1..=Self::LONGEST_YEARS).contains(&duration_years) {
            return Err(out_of_range("duration_years", duration_years, 1, Self::LONGEST_YEARS.into()));
        }
        let earlier = |year: Option<FiscalYear>, than: Option<FiscalYear>| year.zip(than).filter(|(y, t)| y < t);
        if let Some((latest, earliest)) = earlier(latest, earliest) {
            return Err(out_of_order("latest_year", latest, "before", "前", "earliest_year", earliest));
        }
        if let Some((planned, earliest)) = earlier(planned, earliest) {
            return Err(out_of_order("planned_year", planned, "before", "前", "earliest_year", earliest));
        }
        if let Some((latest, planned)) = earlier(latest, planned) {
            return Err(out_of_order("planned_year", planned, "after", "後", "latest_year", latest));
        }
        Ok(Window { earliest, latest, planned, duration_years })
    }

    /// The first year in which works may begin; `None` is open.
    pub fn earliest_year(self) -> Option<FiscalYear> {
        self.earliest
    }

    /// The last year in which works may begin; `None` is open.
    pub fn latest_year(self) -> Option<FiscalYear> {
        self.latest
    }

    /// The year in which works are planned to begin.
    pub fn planned_year(self) -> Option<FiscalYear> {
        self.planned
    }

    /// How many years works take, 1 to 20.
    pub fn duration_years(self) -> i32 {
        self.duration_years
    }

    /// Whether works may begin in that year.
    pub fn may_begin_in(self, year: FiscalYear) -> bool {
        self.earliest.is_none_or(|earliest| earliest <= year) && self.latest.is_none_or(|latest| year <= latest)
    }

    /// The year in which works are planned to end.
    pub fn last_year(self) -> Option<FiscalYear> {
        self.planned.map(|planned| planned.plus(self.duration_years - 1))
    }
}

fn out_of_order(
    field: &'static str,
    year: FiscalYear,
    side_en: &str,
    side_ja: &str,
    bound_field: &str,
    bound: FiscalYear,
) -> Invalid {
    let (value, bound) = (year.year(), bound.year());
    Invalid::new(
        field,
        "contradiction",
        value,
        Text::new(
            format!("`{field}` is `{value}`, {side_en} `{bound_field}`, which is {bound}; correct one of the two"),
            format!(
                "`{field}` の値 `{value}` は `{bound_field}` の {bound} より{side_ja}です。どちらかを訂正してください"
            ),
        ),
    )
}
