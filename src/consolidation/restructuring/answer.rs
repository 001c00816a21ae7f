//! A restructuring plan as it is told: years, sites and facilities by their names, limits that are not kept in words.

use super::gathering::Scene;
use super::wire::{
    RestructuringAlternative, RestructuringAssumptions, RestructuringDecision, RestructuringLine, RestructuringPlan,
    RestructuringRegret, RestructuringShortfall, RestructuringTotals, RestructuringUse, RestructuringYear,
};
use crate::domain::Text;
use crate::domain::facility::Word;
use crate::domain::restructuring::{Excess, Outcome, Regrets, Status, Totals};
use crate::error::Language;
use std::collections::BTreeMap;

/// What the core found.
pub struct Planned {
    /// The plan.
    pub plan: Outcome,
    /// The plan, other plans, and the best ones of other populations.
    pub plans: Vec<Vec<usize>>,
    /// How many of them are alternatives.
    pub alternatives: usize,
    /// What each loses.
    pub regrets: Regrets,
    /// Whether nobody waited any more.
    pub cancelled: bool,
}

/// The answer.
pub fn told(scene: &Scene, found: &Planned, language: Language) -> RestructuringPlan {
    let plan = &found.plan;
    let facilities = plan.taken.len();
    let baseline = scene.question.totals(&vec![0; facilities]);
    let value = |value: i128| value as f64 / 1_000.0;
    let year = |(at, (yen, baseline_yen)): (usize, (&i64, &i64))| RestructuringYear {
        fiscal_year: scene.year(at),
        yen: *yen,
        baseline_yen: *baseline_yen,
    };
    let sites = scene.asked.sites.iter().zip(&plan.totals.sites);
    RestructuringPlan {
        status: match plan.status {
            Status::Optimal => "optimal",
            Status::GapReached => "gap-reached",
            Status::Budget => "budget",
            Status::Stopped if found.cancelled => "cancelled",
            Status::Stopped => "time",
            Status::Infeasible => "infeasible",
            Status::Undecided => "undecided",
        },
        optimal: plan.status == Status::Optimal,
        decisions: (0..facilities).map(|at| scene.decision(at, plan.taken[at])).collect(),
        totals: scene.totals(&plan.totals),
        lower_bound_yen: plan.bound.map(value),
        gap: plan.gap(),
        years: plan.totals.years.iter().zip(&baseline.years).enumerate().map(year).collect(),
        baseline: scene.totals(&baseline),
        sites: sites
            .map(|(site, used)| RestructuringUse {
                id: site.id.clone(),
                used_m2: m2(*used),
                capacity_m2: m2(site.capacity),
            })
            .collect(),
        shortfalls: plan.totals.excess.iter().map(|excess| scene.shortfall(excess, language)).collect(),
        alternatives: found.plans[1..=found.alternatives]
            .iter()
            .map(|other| RestructuringAlternative {
                differs_in: other.iter().zip(&plan.taken).filter(|(a, b)| a != b).count(),
                totals: scene.totals(&scene.question.totals(other)),
                actions: scene.actions(other),
                decisions: scene.differing(other, &plan.taken),
            })
            .collect(),
        regrets: scene.regrets(found),
        assumptions: scene.assumptions(plan.branches, language),
        illustrative: scene.invented.clone(),
    }
}

fn m2(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

impl Scene {
    fn year(&self, at: usize) -> i32 {
        self.asked.from_year + at as i32
    }

    fn decision(&self, at: usize, choice: usize) -> RestructuringDecision {
        let facility = &self.question.draft().facilities[at];
        let (of, decision) = (&facility.choices[choice], &self.decisions[at][choice]);
        let line = |(item, year, yen): &(_, Option<usize>, i64)| RestructuringLine {
            item: *item,
            item_ja: Word::label_ja(*item),
            fiscal_year: year.map(|at| self.year(at)),
            yen: *yen,
        };
        RestructuringDecision {
            facility: facility.id.clone(),
            name: self.names.get(&facility.id).cloned(),
            function: self.functions[facility.function].clone(),
            action: decision.action,
            action_ja: decision.action.label_ja(),
            fiscal_year: decision.year.map(|at| self.year(at)),
            site: decision.site.map(|site| self.asked.sites[site].id.clone()),
            floor_area_m2: m2(self.areas[at]),
            floor_area_after_m2: m2(of.floor_area),
            present_value_yen: of.cost_yen,
            lines: decision.lines.iter().map(line).collect(),
        }
    }

    /// What two plans decide otherwise, as the first does.
    fn differing(&self, taken: &[usize], other: &[usize]) -> Vec<RestructuringDecision> {
        (0..taken.len()).filter(|at| taken[*at] != other[*at]).map(|at| self.decision(at, taken[at])).collect()
    }

    fn actions(&self, taken: &[usize]) -> BTreeMap<&'static str, u32> {
        let mut counts = BTreeMap::new();
        for (decisions, choice) in self.decisions.iter().zip(taken) {
            *counts.entry(decisions[*choice].action.code()).or_insert(0) += 1;
        }
        counts
    }

    fn totals(&self, totals: &Totals) -> RestructuringTotals {
        let draft = self.question.draft();
        let today: i64 = self.areas.iter().sum();
        let weight = |period: usize| -> i128 {
            let functions = draft.functions.iter();
            let served = functions.flat_map(|f| f.reach.iter().zip(&f.weights)).filter(|(reach, _)| !reach.is_empty());
            served.map(|(_, weights)| i128::from(weights[period])).sum()
        };
        let mean = |(period, ways): (usize, &i128)| match weight(period) {
            0 => None,
            weight => Some((*ways as f64 / weight as f64 * 10.0).round() / 10.0),
        };
        RestructuringTotals {
            present_value_yen: totals.cost_yen,
            ways_yen: totals.ways as f64 / 1_000.0,
            objective_yen: totals.value as f64 / 1_000.0,
            investment_yen: totals.years.iter().sum(),
            peak_yen: totals.years.iter().copied().max().unwrap_or(0),
            floor_area_m2: m2(totals.floor_area),
            floor_area_change_percent: match today {
                0 => 0.0,
                today => ((totals.floor_area - today) as f64 / today as f64 * 10_000.0).round() / 100.0,
            },
            mean_distance_m: totals.ways_by_period.iter().enumerate().map(mean).collect(),
        }
    }

    fn shortfall(&self, excess: &Excess, language: Language) -> RestructuringShortfall {
        let (limit, of, by, text) = match *excess {
            Excess::Year(at, yen) => {
                let year = self.year(at);
                let en = format!("{yen} yen above the ceiling of {year}: raise `yearly_ceiling_yen` by that much");
                let ja =
                    format!("{year} 年度の上限を {yen} 円超えます。`yearly_ceiling_yen` をその額だけ上げてください");
                ("ceiling", Some(year.to_string()), yen as f64, Text::new(en, ja))
            }
            Excess::Site(site, area) => {
                let (id, area) = (&self.asked.sites[site].id, m2(area));
                let en = format!(
                    "{area} m² more than `{id}` holds: raise its `capacity_m2`, or let fewer facilities `leave`"
                );
                let ja = format!(
                    "`{id}` の床面積の上限を {area} m² 超えます。`capacity_m2` を上げるか `leave` を減らしてください"
                );
                ("capacity", Some(id.clone()), area, Text::new(en, ja))
            }
            Excess::FloorArea(area) => {
                let area = m2(area);
                let en = format!(
                    "{area} m² above the limit of floor area: lower `floor_area_reduction_percent` or `keep` fewer"
                );
                let ja = format!(
                    "延床面積の目標を {area} m² 超えます。`floor_area_reduction_percent` を下げるか `keep` を減らしてください"
                );
                ("floor-area", None, area, Text::new(en, ja))
            }
            Excess::Unserved { function, period, points } => {
                let (name, year) = (&self.functions[function], self.year(self.starts[period]));
                let en = format!(
                    "{points} points of demand have no `{name}` within their distance from {year} on: raise `max_distance_m` or let fewer facilities `leave`"
                );
                let ja = format!(
                    "{year} 年度から {points} か所の需要点で `{name}` が距離内になくなります。`max_distance_m` を上げるか `leave` を減らしてください"
                );
                ("distance", Some(name.clone()), points as f64, Text::new(en, ja))
            }
        };
        RestructuringShortfall { limit, of, by, text: language.pick(&text) }
    }

    fn regrets(&self, found: &Planned) -> Vec<RestructuringRegret> {
        if self.populations.is_empty() {
            return Vec::new();
        }
        let named = |at: usize| match at {
            0 => "plan".to_owned(),
            at if at <= found.alternatives => format!("alternative {at}"),
            at => format!("other {}", at - found.alternatives),
        };
        let courses = || self.asked.populations.iter().map(|course| course.name.clone());
        let row = |(at, row): (usize, &Vec<Option<i128>>)| {
            let yen: Vec<Option<f64>> = row.iter().map(|regret| regret.map(|regret| regret as f64 / 1_000.0)).collect();
            let all: Option<Vec<f64>> = yen.iter().copied().collect();
            RestructuringRegret {
                plan: named(at),
                worst_yen: all.map(|all| all.into_iter().fold(0.0, f64::max)),
                regret_yen: courses().zip(yen).collect(),
                robust: found.regrets.robust == Some(at),
                decisions: self.differing(&found.plans[at], &found.plan.taken),
            }
        };
        found.regrets.regrets.iter().enumerate().map(row).collect()
    }

    fn assumptions(&self, branches: u64, language: Language) -> RestructuringAssumptions {
        let rate = self.rate;
        let method = [
            Text::new(
                format!(
                    "Costs are at the prices of {}, paid at the beginning of their year and discounted at {rate} % a year; land that is left is sold in that year. Bonds and subsidies are not counted.",
                    self.asked.from_year
                ),
                format!(
                    "費用は{}年度の価格とし、各年度の初めに支払うものとして年 {rate} ％で割り引く。跡地はその年度に売却する。起債・補助金は含まない。",
                    self.asked.from_year
                ),
            ),
            Text::new(
                format!(
                    "Residents go to the nearest facility of a function; ways are straight lines times {} %. The weight of a kilometre is a weight of policy, not money that is spent. How many a facility can take is not limited: `keep` and `max_distance_m` say what must not be lost.",
                    self.detour_percent
                ),
                format!(
                    "住民は機能ごとに最寄りの施設を利用する。距離は直線距離の {} ％。1 km の重みは政策上の重みであり支出ではない。施設の定員は考慮しないため、残すべき施設は `keep`、利用圏は `max_distance_m` で指定する。",
                    self.detour_percent
                ),
            ),
            Text::new(
                "A facility of which the largest building's life ends in these years is rebuilt within the window around that year, or leaves before the window is over. People of a period are those of its middle.",
                "最大の建物が期間内に更新時期を迎える施設は、その前後の許容年数の間に更新するか、それまでに移転・廃止する。人口は各期間の中央の年のもの。",
            ),
        ];
        RestructuringAssumptions {
            facilities_from: self.from[0],
            demand_from: self.from[1],
            functions: self.functions.clone(),
            periods: self.starts.iter().map(|start| self.year(*start)).collect(),
            skipped: self.skipped.clone(),
            method: method.iter().map(|text| language.pick(text)).collect(),
            values: self.values.clone(),
            changed: self
                .asked
                .changed
                .iter()
                .map(|(name, _)| *name)
                .chain(self.asked.discount_rate.map(|_| "discount_rate_percent"))
                .collect(),
            parameters: self.parameters.clone(),
            branches,
            seed: self.asked.seed,
        }
    }
}
