//! Does a proposal fit the stock and the years?
//!
//! # Shapes
//! [`Case`] stock, lands, years and one proposal that fits them; [`Misfit`] one fault, with its place in the proposal.
//! # Units
//! Places are paths within the proposal, such as `leavings/0/year`.
//! # Source
//! Ours.

use super::proposal::{Fate, LandUse, Proposal};
use super::stock::{Holding, Land};
use crate::domain::renewal::Horizon;
use crate::domain::units::out_of_range;
use crate::domain::{Invalid, Text};
use std::collections::HashSet;

/// Years that building something may take.
pub const MOST_CONSTRUCTION_YEARS: i32 = 15;
/// Thousandths of the needed area that sharing rooms can save.
pub const MOST_SHARED_PER_MILLE: i64 = 900;

/// A fault of a proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// Where it is.
    pub place: String,
    /// What it is.
    pub invalid: Invalid,
}

/// A proposal that fits its stock.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What is held.
    pub stock: &'a [Holding],
    /// Where.
    pub lands: &'a [Land],
    /// The years.
    pub horizon: Horizon,
    /// What is proposed.
    pub proposal: &'a Proposal,
}

impl<'a> Case<'a> {
    /// Doing nothing fits always.
    pub fn new(
        stock: &'a [Holding],
        lands: &'a [Land],
        horizon: Horizon,
        proposal: &'a Proposal,
    ) -> Result<Case<'a>, Vec<Misfit>> {
        let case = Case { stock, lands, horizon, proposal };
        let mut faults = Vec::new();
        case.builds(&mut faults);
        case.leavings(&mut faults);
        case.freed(&mut faults);
        case.temporaries(&mut faults);
        if faults.is_empty() { Ok(case) } else { Err(faults) }
    }

    fn years(&self) -> (i32, i32) {
        (self.horizon.from_year().year(), self.horizon.to_year().year())
    }

    fn builds(&self, faults: &mut Vec<Misfit>) {
        let (first, last) = self.years();
        let mut seen = HashSet::new();
        for (at, build) in self.proposal.builds.iter().enumerate() {
            let mut refuse =
                |field: &'static str, code, value: String, text| push(faults, "builds", at, field, code, value, text);
            if !(1..=MOST_CONSTRUCTION_YEARS).contains(&build.construction_years) {
                let invalid =
                    out_of_range("construction_years", build.construction_years, 1, MOST_CONSTRUCTION_YEARS.into());
                refuse("construction_years", invalid.code, invalid.value, invalid.text);
            }
            if !(0..=MOST_SHARED_PER_MILLE).contains(&build.shared_per_mille) {
                let invalid =
                    out_of_range("shared_percent", build.shared_per_mille / 10, 0, MOST_SHARED_PER_MILLE / 10);
                refuse("shared_percent", invalid.code, invalid.value, invalid.text);
            }
            let begun = build.opened_year.saturating_sub(build.construction_years);
            if begun < first || build.opened_year > last {
                let text = Text::new(
                    format!(
                        "building begins in `{begun}` and is opened in `{}`; both must lie from {first} to {last}",
                        build.opened_year
                    ),
                    format!(
                        "整備の着手は `{begun}` 年度、供用開始は `{}` 年度です。いずれも {first} 年度から {last} 年度までにしてください",
                        build.opened_year
                    ),
                );
                refuse("opened_year", "out-of-range", build.opened_year.to_string(), text);
            }
            if build.needs.is_empty() {
                let text = Text::new(
                    "`needs` is empty; name at least one function with its floor area",
                    "`needs` が空です。機能と必要面積を1つ以上指定してください",
                );
                refuse("needs", "missing", String::new(), text);
            }
            if !seen.insert(&build.id) {
                let text = Text::new(
                    format!("the key `{}` stands here more than once; give each building its own", build.id),
                    format!("番号 `{}` が重複しています。整備する施設ごとに別の番号にしてください", build.id),
                );
                refuse("id", "duplicate", build.id.clone(), text);
            }
        }
    }

    fn leavings(&self, faults: &mut Vec<Misfit>) {
        let (first, last) = self.years();
        let mut seen = HashSet::new();
        for (at, leaving) in self.proposal.leavings.iter().enumerate() {
            let mut refuse =
                |field: &'static str, code, value: String, text| push(faults, "leavings", at, field, code, value, text);
            let Some(holding) = self.stock.get(leaving.holding) else { continue };
            if !(first..=last).contains(&leaving.year) {
                let text = Text::new(
                    format!("`{}` leaves in `{}`; it must be from {first} to {last}", holding.code, leaving.year),
                    format!(
                        "`{}` の再編年度 `{}` は {first} から {last} までにしてください",
                        holding.code, leaving.year
                    ),
                );
                refuse("year", "out-of-range", leaving.year.to_string(), text);
            }
            if !seen.insert(leaving.holding) {
                let text = Text::new(
                    format!("`{}` leaves more than once; keep one", holding.code),
                    format!("`{}` の再編が重複しています。1つだけにしてください", holding.code),
                );
                refuse("facility", "duplicate", holding.code.clone(), text);
            }
            if leaving.into.is_some_and(|into| into >= self.proposal.builds.len()) {
                let text = Text::new(
                    format!(
                        "`{}` goes on in a building that is not among `builds`; use the `id` of one of them",
                        holding.code
                    ),
                    format!(
                        "`{}` の移転先が `builds` にありません。整備する施設の `id` を指定してください",
                        holding.code
                    ),
                );
                refuse("into", "unknown-reference", String::new(), text);
            }
            let goes_on = usize::from(leaving.into.is_some()) + usize::from(leaving.into_holding.is_some());
            let wanted = leaving.moves();
            if goes_on != usize::from(wanted) {
                let text = match wanted {
                    true => Text::new(
                        format!("`{}` needs one place where its function goes on; give it in `into`", holding.code),
                        format!("`{}` の機能の移転先が必要です。`into` に1つ指定してください", holding.code),
                    ),
                    false => Text::new(
                        format!(
                            "`{}` does not go on elsewhere; leave `into` out or choose another `fate`",
                            holding.code
                        ),
                        format!("`{}` には移転先がありません。`into` を省くか `fate` を変更してください", holding.code),
                    ),
                };
                refuse("into", "contradiction", String::new(), text);
            }
            if (leaving.fate == Fate::Convert) != leaving.becomes.is_some() {
                let text = Text::new(
                    "`becomes` is the class after a conversion; give it with `fate` `convert` and only there",
                    "`becomes` は転用後の大分類です。`fate` が `convert` のときに限り指定してください",
                );
                refuse("becomes", "contradiction", String::new(), text);
            }
            if leaving.demolish && matches!(leaving.fate, Fate::Convert | Fate::Transfer) {
                let text = Text::new(
                    format!(
                        "`{}` is taken down, but its building is to be used on; set `demolish` to false",
                        holding.code
                    ),
                    format!(
                        "`{}` は建物を引き続き使うため除却できません。`demolish` を false にしてください",
                        holding.code
                    ),
                );
                refuse("demolish", "contradiction", "true".to_owned(), text);
            }
            let opened = leaving.into.and_then(|into| self.proposal.builds.get(into)).map(|build| build.opened_year);
            if let Some(opened) = opened.filter(|opened| leaving.year < *opened) {
                let bridged = self.proposal.temporaries.iter().any(|rooms| {
                    rooms.holding == Some(leaving.holding)
                        && rooms.from_year <= leaving.year
                        && rooms.to_year + 1 >= opened
                });
                if !bridged {
                    let text = Text::new(
                        format!(
                            "`{}` leaves in `{}`, before its new place opens in {opened}; leave later or rent temporary rooms from {} to {}",
                            holding.code,
                            leaving.year,
                            leaving.year,
                            opened - 1
                        ),
                        format!(
                            "`{}` は移転先の供用開始（{opened} 年度）より前の `{}` 年度に閉じます。再編年度を遅らせるか、{} 年度から {} 年度までの仮施設を指定してください",
                            holding.code,
                            leaving.year,
                            leaving.year,
                            opened - 1
                        ),
                    );
                    refuse("year", "contradiction", leaving.year.to_string(), text);
                }
            }
            let into = leaving.into_holding.and_then(|into| self.stock.get(into).map(|holding| (into, holding)));
            if let Some((_, into)) = into.filter(|(into, _)| self.proposal.leaving(*into).is_some()) {
                let text = Text::new(
                    format!(
                        "`{}` goes on in `{}`, which leaves too; choose a place that stays",
                        holding.code, into.code
                    ),
                    format!(
                        "`{}` の移転先 `{}` も再編の対象です。存続する施設を選んでください",
                        holding.code, into.code
                    ),
                );
                refuse("into", "contradiction", into.code.clone(), text);
            }
        }
    }

    fn freed(&self, faults: &mut Vec<Misfit>) {
        let (first, last) = self.years();
        let mut seen = HashSet::new();
        for (at, freed) in self.proposal.freed.iter().enumerate() {
            let mut refuse =
                |field: &'static str, code, value: String, text| push(faults, "land", at, field, code, value, text);
            let Some(land) = self.lands.get(freed.land) else { continue };
            if !(first..=last).contains(&freed.year) {
                let text = Text::new(
                    format!("the year of `{}` is `{}`; it must be from {first} to {last}", land.code, freed.year),
                    format!("`{}` の年度 `{}` は {first} から {last} までにしてください", land.code, freed.year),
                );
                refuse("year", "out-of-range", freed.year.to_string(), text);
            }
            if !seen.insert(freed.land) {
                let text = Text::new(
                    format!("the site `{}` stands here more than once; keep one", land.code),
                    format!("敷地 `{}` が重複しています。1つだけにしてください", land.code),
                );
                refuse("site", "duplicate", land.code.clone(), text);
            }
            if freed.land_use == LandUse::Keep {
                continue;
            }
            if let Some(stays) = self.stays_on(freed.land, freed.year) {
                let text = Text::new(
                    format!(
                        "`{stays}` still stands on the site `{}` in {}; let it leave before, or keep the land",
                        land.code, freed.year
                    ),
                    format!(
                        "敷地 `{}` には {} 年度に `{stays}` が残っています。先に再編するか、土地を保有してください",
                        land.code, freed.year
                    ),
                );
                refuse("site", "contradiction", land.code.clone(), text);
            }
            if freed.land_use == LandUse::Sell && land.price_yen_per_m2.is_none() {
                let text = Text::new(
                    format!("the price of the site `{}` is not known; give `price_yen_per_m2`", land.code),
                    format!("敷地 `{}` の土地単価が分かりません。`price_yen_per_m2` を指定してください", land.code),
                );
                refuse("price_yen_per_m2", "missing", String::new(), text);
            }
        }
    }

    /// What still stands on a land in a year.
    fn stays_on(&self, land: usize, year: i32) -> Option<&str> {
        let site = Some(&self.lands.get(land)?.code);
        let stays = self.stock.iter().enumerate().find(|(index, holding)| {
            let gone = |leaving: &super::Leaving| leaving.year <= year && leaving.fate != Fate::Convert;
            holding.site.as_ref() == site && !self.proposal.leaving(*index).is_some_and(gone)
        });
        let built = self.proposal.builds.iter().find(|build| build.site.as_ref() == site);
        stays.map(|(_, holding)| holding.code.as_str()).or(built.map(|build| build.id.as_str()))
    }

    fn temporaries(&self, faults: &mut Vec<Misfit>) {
        let (first, last) = self.years();
        for (at, rooms) in self.proposal.temporaries.iter().enumerate() {
            if rooms.from_year < first || rooms.to_year > last || rooms.from_year > rooms.to_year {
                let value = format!("{}–{}", rooms.from_year, rooms.to_year);
                let text = Text::new(
                    format!("temporary rooms stand `{value}`; the years must be in order and from {first} to {last}"),
                    format!("仮施設の期間 `{value}` は {first} 年度から {last} 年度までの間で、順に指定してください"),
                );
                push(faults, "temporary", at, "from_year", "out-of-range", value, text);
            }
        }
    }
}

fn push(
    faults: &mut Vec<Misfit>,
    list: &str,
    at: usize,
    field: &'static str,
    code: &'static str,
    value: String,
    text: Text,
) {
    faults.push(Misfit { place: format!("{list}/{at}/{field}"), invalid: Invalid::new(field, code, value, text) });
}
