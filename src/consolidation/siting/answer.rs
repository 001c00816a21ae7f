//! A plan of sites as it is told: ids instead of places, units of the question instead of whole numbers, reasons in words.

use super::question::{Asked, Costs, Posed};
use super::wire::{SitingAssignment, SitingAssumptions, SitingPlan, SitingReason};
use crate::domain::Text;
use crate::domain::siting::{Lacking, Outcome, Part, SitingObjective, Status};

/// The most demands that a reason names.
const MOST_NAMED: usize = 100;

/// Everything that is told of a plan of sites.
pub struct Told<'a> {
    /// What was asked.
    pub asked: &'a Asked,
    /// The question that was solved.
    pub posed: &'a Posed,
    /// Whether nobody waited any more.
    pub cancelled: bool,
}

impl Told<'_> {
    /// The answer.
    pub fn plan(self, outcome: &Outcome) -> SitingPlan {
        let question = &self.posed.question;
        let covers = question.objective() == SitingObjective::MaxCoverage;
        let unit = if covers { self.posed.weight_units } else { self.posed.cost_units };
        let told = |value: Option<f64>| value.map(|value| value / unit);
        let sites = question.sites();
        let chosen = |site: &usize| outcome.open.contains(site);
        let names = |list: Vec<usize>| list.into_iter().map(|site| sites[site].id.clone()).collect();
        let (mut opened, mut closed) = (Vec::new(), Vec::new());
        if outcome.value.is_some() {
            opened = outcome.open.iter().copied().filter(|site| !sites[*site].existing).collect();
            closed = (0..sites.len()).filter(|site| sites[*site].existing && !chosen(site)).collect();
        }
        SitingPlan {
            status: self.status(outcome.status),
            optimal: outcome.status == Status::Optimal,
            chosen: names(outcome.open.clone()),
            assignment: outcome.parts.iter().map(|part| self.assignment(part, covers)).collect(),
            objective: told(outcome.value),
            lower_bound: told(if covers { outcome.value } else { outcome.bound }),
            upper_bound: told(outcome.bound.filter(|_| covers)),
            gap: outcome.gap(),
            opened: names(opened),
            closed: names(closed),
            infeasible: outcome.lacking.as_ref().map(|lacking| self.reason(lacking)),
            assumptions: SitingAssumptions {
                costs_from: match self.asked.costs {
                    Costs::Crow => "crow-flies",
                    Costs::Edges(_) => "edges",
                    Costs::Matrix { .. } => "costs",
                },
                yen_per_weight_km: self.asked.yen_per_weight_km(),
                demands_may_be_divided: question.objective() == SitingObjective::Capacitated,
                accuracy: question.accuracy() / unit,
                branches: outcome.branches,
                seed: self.asked.seed,
            },
        }
    }

    fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Optimal => "optimal",
            Status::GapReached => "gap-reached",
            Status::Budget => "budget",
            Status::Stopped if self.cancelled => "cancelled",
            Status::Stopped => "time",
            Status::Infeasible => "infeasible",
            Status::Undecided => "undecided",
        }
    }

    fn assignment(&self, part: &Part, covers: bool) -> SitingAssignment {
        let question = &self.posed.question;
        let demand = &question.demands()[part.demand];
        let whole = part.site.filter(|_| !covers).and_then(|site| question.cost(part.demand, site));
        // A demand without weight has one part, which is all of it.
        let share = if demand.weight == 0 { 1.0 } else { part.amount as f64 / demand.weight as f64 };
        SitingAssignment {
            demand: demand.id.clone(),
            candidate: part.site.map(|site| question.sites()[site].id.clone()),
            amount: part.amount as f64 / self.posed.weight_units,
            cost: whole.map(|cost| cost as f64 * share / self.posed.cost_units),
        }
    }

    fn reason(&self, lacking: &Lacking) -> SitingReason {
        let question = &self.posed.question;
        let weight = |weight: i64| weight as f64 / self.posed.weight_units;
        let none: &[usize] = &[];
        let (reason, demands, text) = match lacking {
            Lacking::Count { kept, possible, least, most } => (
                "count",
                none,
                Text::new(
                    format!(
                        "{kept} candidates are to be kept and {possible} may be open, while `p` wants {least} to {most} open and `max_changes` limits what may change; relax one of them"
                    ),
                    format!(
                        "残す候補地は {kept} 件、開設できる候補地は {possible} 件ですが、`p` では {least} 件から {most} 件の開設が必要で、`max_changes` が変更を限っています。いずれかの条件を緩めてください"
                    ),
                ),
            ),
            Lacking::OutOfReach(demands) => (
                "out-of-reach",
                demands.as_slice(),
                Text::new(
                    format!(
                        "{} demands can be served from no candidate; raise `max_distance_m` or add candidates near them",
                        demands.len()
                    ),
                    format!(
                        "{} 件の需要はどの候補地からも利用できません。`max_distance_m` を大きくするか、近くに候補地を加えてください",
                        demands.len()
                    ),
                ),
            ),
            Lacking::Capacity { needed, available } => (
                "capacity",
                none,
                Text::new(
                    format!(
                        "the demands weigh {} and the candidates that may be open together hold {}; add capacity or candidates, or raise `p`",
                        weight(*needed),
                        weight(*available)
                    ),
                    format!(
                        "需要の合計 {} に対し、同時に開設できる候補地の容量は {} です。容量か候補地を増やすか、`p` を大きくしてください",
                        weight(*needed),
                        weight(*available)
                    ),
                ),
            ),
            Lacking::NotTogether(demands) => (
                "not-together",
                demands.as_slice(),
                Text::new(
                    format!(
                        "no set of candidates that keeps the rules serves everybody; the one that comes nearest leaves {} demands: raise `p`, `max_distance_m` or `max_changes`",
                        demands.len()
                    ),
                    format!(
                        "条件を満たす候補地の組では、すべての需要に応えられません。最も近い案でも {} 件の需要が残ります。`p`、`max_distance_m`、`max_changes` のいずれかを大きくしてください",
                        demands.len()
                    ),
                ),
            ),
        };
        SitingReason {
            reason,
            demands: demands.iter().take(MOST_NAMED).map(|demand| question.demands()[*demand].id.clone()).collect(),
            text_en: text.en,
            text_ja: text.ja,
        }
    }
}
