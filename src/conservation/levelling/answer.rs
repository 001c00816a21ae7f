//! A levelled plan as it is told: names instead of places, reasons in words.

use super::question::{Asked, Names, Settings};
use super::wire::{
    Bundled, Conflict, LevelledPlan, LevelledYear, LevellingAssumptions, ObjectiveValue, Placement, PromisePrice,
    PromiseYear, ShortYear, Shortfall, Unplaced,
};
use crate::domain::Text;
use crate::domain::levelling::{self as core, LeftOut, Objective, Outcome, Problem, Status};
use crate::domain::units::Yen;
use crate::parameters::Parameter;
use std::collections::{BTreeMap, HashSet};

/// Where the works came from, and what is to be said of them.
pub struct Origin {
    /// `question`, or the id of a plan.
    pub from: String,
    /// 工事名, by place; empty for works of the question.
    pub titles: Vec<String>,
    /// Works, by place, that reach beyond the years and stay where they are.
    pub held: HashSet<usize>,
    /// Works that rest on invented values.
    pub illustrative: u64,
    /// What must be known.
    pub notes: Vec<Text>,
}

fn yen(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// How the search ended, as a word.
fn status(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::GapReached => "gap-reached",
        Status::Budget => "budget",
        Status::Stopped => "time",
        Status::Infeasible => "infeasible",
        Status::Undecided => "undecided",
    }
}

/// Everything that is told of a levelled plan.
pub struct Told<'a> {
    /// What was asked.
    pub asked: &'a Asked,
    /// What the numbers stand for.
    pub names: &'a Names,
    /// The problem that was solved.
    pub problem: &'a Problem,
    /// With what.
    pub settings: &'a Settings,
    /// Where the works came from.
    pub origin: Origin,
    /// The parameters in force.
    pub parameters: Vec<Parameter>,
}

impl Told<'_> {
    /// The answer.
    pub fn plan(self, outcome: Outcome, shortfall: Option<core::Shortfall>) -> LevelledPlan {
        let ids = &self.names.ids;
        let of = |works: &[u32]| works.iter().filter_map(|work| ids.get(*work as usize).cloned()).collect();
        let conflicts = outcome.conflicts.iter().map(|conflict| Conflict {
            works: of(&conflict.chain),
            could_begin: conflict.could_begin,
            must_begin: conflict.must_begin,
        });
        let bundled = outcome.bundled.iter().map(|bundled| Bundled {
            bundle: self.names.bundles.get(bundled.bundle as usize).cloned().unwrap_or_default(),
            fiscal_year: bundled.year,
            works: bundled.works,
            saving_yen: bundled.saving.0,
        });
        LevelledPlan {
            status: status(outcome.status),
            placements: self.placements(&outcome),
            years: self.years(&outcome),
            peak_yen: outcome.peak.0,
            lower_bound_yen: outcome.peak_lower_bound.0,
            gap: outcome.has_plan().then(|| outcome.gap()).flatten(),
            binding_years: outcome.binding_years.clone(),
            unplaced: self.unplaced(&outcome),
            objective: self.objective(&outcome),
            bundled: bundled.collect(),
            conflicts: conflicts.collect(),
            shortfall: shortfall.map(told_shortfall),
            assumptions: self.assumptions(outcome.iterations),
        }
    }

    fn placements(&self, outcome: &Outcome) -> Vec<Placement> {
        let works = self.problem.draft().works.iter().zip(&self.names.ids).enumerate();
        let movable = works.zip(&outcome.placements).filter(|((nth, _), _)| !self.origin.held.contains(nth));
        let placed = movable.filter_map(|((nth, (work, id)), placement)| {
            let start_year = placement.year()?;
            Some(Placement {
                id: id.clone(),
                start_year,
                end_year: start_year + i32::from(work.duration_years) - 1,
                moved_years: start_year - work.due_year,
                title: self.origin.titles.get(nth).cloned(),
            })
        });
        placed.collect()
    }

    fn years(&self, outcome: &Outcome) -> Vec<LevelledYear> {
        let ceilings = &self.problem.draft().ceilings.total;
        let year = |(nth, year): (usize, &core::Year)| LevelledYear {
            fiscal_year: year.year,
            cost_yen: year.total.0,
            ceiling_yen: ceilings.get(nth).copied().flatten().map(|Yen(yen)| yen),
            excess_yen: year.excess.0,
            funds_yen: self
                .names
                .funds
                .iter()
                .cloned()
                .zip(year.funds.iter().map(|Yen(yen)| *yen))
                .collect::<BTreeMap<_, _>>(),
        };
        outcome.years.iter().enumerate().map(year).collect()
    }

    fn unplaced(&self, outcome: &Outcome) -> Vec<Unplaced> {
        let left_out = self.names.ids.iter().zip(&outcome.placements).filter_map(|(id, placement)| match placement {
            core::Placement::Starts(_) => None,
            core::Placement::LeftOut(reason) => Some((id, reason)),
        });
        let told = |(id, reason): (&String, &LeftOut)| {
            let (word, text) = self.why(*reason);
            Unplaced { id: id.clone(), reason: word, text_en: text.en, text_ja: text.ja }
        };
        left_out.map(told).collect()
    }

    fn why(&self, reason: LeftOut) -> (&'static str, Text) {
        match reason {
            LeftOut::NoStartYear => (
                "no-start-year",
                Text::new(
                    "its window and the works before it leave no year in which it could begin; see `conflicts`, and widen its window",
                    "期間と先に終える工事の条件により、着手できる年度がありません。`conflicts` を確かめ、期間を広げてください",
                ),
            ),
            LeftOut::LargerThanCeilings { by: Yen(by) } => (
                "larger-than-ceilings",
                Text::new(
                    format!(
                        "by itself it is larger than a ceiling in every year of its window, by at least `{by}` yen; raise the ceiling or spread it over more years"
                    ),
                    format!(
                        "単独でも、期間のどの年度でも上限額を少なくとも {by} 円超えます。上限額を上げるか、工期を延ばして分割してください"
                    ),
                ),
            ),
            LeftOut::NoRoom => (
                "no-room",
                Text::new(
                    "there is no room left under the ceilings; `shortfall` tells what is lacking",
                    "上限額の範囲に空きがありません。不足額は `shortfall` を見てください",
                ),
            ),
            LeftOut::PredecessorLeftOut { work } => {
                let before = self.names.ids.get(work as usize).map(String::as_str).unwrap_or_default();
                (
                    "predecessor-left-out",
                    Text::new(
                        format!("the work `{before}`, which must come before it, is left out"),
                        format!("先に終えるべき工事 `{before}` が計画から外れています"),
                    ),
                )
            }
            LeftOut::NoPlan => (
                "no-plan",
                Text::new(
                    "there is no plan in which every work is placed; `conflicts` and `shortfall` tell why",
                    "すべての工事を置ける計画がありません。理由は `conflicts` と `shortfall` を見てください",
                ),
            ),
        }
    }

    fn objective(&self, outcome: &Outcome) -> ObjectiveValue {
        let formula = match self.problem.draft().objective {
            Objective::MinPeak => "peak_yen; then deferral_yen − savings_yen".to_owned(),
            Objective::Ceiling { peak_weight, left_out_weight } => format!(
                "{peak_weight} × peak_yen + deferral_yen − savings_yen + {left_out_weight} × (1 + priority / 100) × cost of what is left out"
            ),
            Objective::Exceed { peak_weight, excess_weight } => {
                format!("{peak_weight} × peak_yen + {excess_weight} × excess_yen + deferral_yen − savings_yen")
            }
        };
        let lowest = matches!(self.problem.draft().objective, Objective::MinPeak);
        ObjectiveValue {
            name: self.asked.aim,
            formula,
            value_yen: yen(outcome.objective),
            lower_bound_yen: yen(outcome.objective_lower_bound),
            deferral_yen: yen(outcome.deferral),
            deferral_lower_bound_yen: lowest.then(|| yen(outcome.deferral_lower_bound)),
            savings_yen: yen(outcome.savings),
            excess_yen: yen(outcome.excess),
            left_out_yen: yen(outcome.left_out_cost),
        }
    }

    fn assumptions(self, iterations: u64) -> LevellingAssumptions {
        let mut notes = vec![Text::new(
            "a work is begun and finished within the years; its window is cut to that. Its cost is paid in equal parts, rounded down to the yen, the last year takes the rest",
            "工事は計画期間内に着手し完了するものとし、期間をそれに合わせて縮めます。工事費は各年度に均等に配分し、円未満の端数は最後の年度に含めます",
        )];
        notes.extend(self.origin.notes);
        let (notes_en, notes_ja) = notes.into_iter().map(|note| (note.en, note.ja)).unzip();
        LevellingAssumptions {
            from: self.origin.from,
            works: self.names.ids.len() as u64,
            late_per_mille: self.settings.late_per_mille,
            early_per_mille: self.settings.early_per_mille,
            by_priority: self.settings.by_priority,
            seed: self.asked.seed,
            iterations,
            time_limit_ms: self.settings.limit_ms,
            notes_en,
            notes_ja,
            illustrative: self.origin.illustrative,
            parameters: self.parameters,
        }
    }
}

fn told_shortfall(shortfall: core::Shortfall) -> Shortfall {
    let years: Vec<ShortYear> =
        shortfall.years.iter().map(|(year, Yen(yen))| ShortYear { fiscal_year: *year, excess_yen: *yen }).collect();
    let listed = years.iter().map(|year| year.fiscal_year.to_string()).collect::<Vec<_>>();
    let (raise, excess) = (shortfall.raise.0, yen(shortfall.excess));
    let text = if shortfall.plan.has_plan() {
        Text::new(
            format!(
                "with every work placed the ceilings are exceeded by `{excess}` yen in {}; they are met when every ceiling is raised by `{raise}` yen, or when these years get what they lack",
                listed.join(", ")
            ),
            format!(
                "すべての工事を行うと {}年度に計 {excess} 円、上限額が不足します。全年度の上限額を {raise} 円引き上げるか、これらの年度に不足額を加えれば収まります",
                listed.join("、")
            ),
        )
    } else {
        Text::new(
            "the order and the windows of the works leave no plan whatever the ceilings are; see `conflicts`",
            "工事の順序と期間の条件により、上限額にかかわらず計画がありません。`conflicts` を見てください",
        )
    };
    Shortfall {
        proven: shortfall.proven,
        excess_yen: excess,
        excess_lower_bound_yen: yen(shortfall.excess_lower_bound),
        years,
        raise_yen: raise,
        raise_lower_bound_yen: shortfall.raise_lower_bound.0,
        text_en: text.en,
        text_ja: text.ja,
    }
}

/// What a promise costs, as it is told.
pub fn promise(asked: &Asked, work: String, year: i32, price: core::PromisePrice) -> PromisePrice {
    let kept = price.with.has_plan() && price.without.has_plan();
    let optimal = kept && price.with.status == Status::Optimal && price.without.status == Status::Optimal;
    let least = price.with.objective_lower_bound - price.without.objective;
    PromisePrice {
        work,
        fiscal_year: year,
        price_yen: kept.then(|| yen((price.with.objective - price.without.objective).max(0))),
        price_lower_bound_yen: if kept { yen(least.max(0)) } else { 0 },
        peak_without_yen: price.without.peak.0,
        peak_with_yen: price.with.has_plan().then_some(price.with.peak.0),
        years: price
            .years
            .iter()
            .map(|year| PromiseYear {
                fiscal_year: year.year,
                value_yen: year.objective.map(yen),
                lower_bound_yen: yen(year.objective_lower_bound),
            })
            .collect(),
        objective: asked.aim,
        status: if optimal { "optimal" } else { status(price.with.status) },
    }
}
