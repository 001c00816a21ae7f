//! What is asked: candidates, demands, what service costs, and the rules.
//!
//! # Shapes
//! A [`Draft`] checked to a [`Question`], whose candidates and demands stand in the order of their ids, so that the order
//! in which they are given changes nothing.
//! # Units
//! One unit of cost throughout, chosen by the caller (yen, metres times persons); whole numbers.
//! # Errors
//! [`Question::new`] refuses what is no question: no candidates, ids given twice, negative or too large numbers.
//! # Source
//! Ours.

use super::capacity::{self, Load};
use super::model::Model;
use super::openings::{Openings, State};
use super::reach::Reach;
use super::word::SitingObjective;
use crate::domain::{Invalid, Text};

/// The most pairs of a demand and a candidate.
pub const MOST_PAIRS: usize = 4_000_000;
/// Sums of costs stay below this, so that they are exact.
const MOST_SUM: i128 = 1 << 59;
/// A unit of cost is divided into at most so many fine units.
const MOST_SCALE: i64 = 1 << 20;

/// What is wished of a candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wish {
    /// Open or not, as is best.
    #[default]
    Any,
    /// It is to be open.
    Keep,
    /// It is to be closed.
    Close,
}

/// A place where a facility may stand (候補地).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// 候補地の番号
    pub id: String,
    /// What it costs to have it open.
    pub fixed_cost: i64,
    /// How much weight it can serve.
    pub capacity: i64,
    /// Whether a facility stands there today.
    pub existing: bool,
    /// What is wished of it.
    pub wish: Wish,
}

/// People to be served (需要).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// 需要の番号
    pub id: String,
    /// How much of it there is.
    pub weight: i64,
}

/// A question as it is given.
#[derive(Clone, Debug)]
pub struct Draft {
    /// 目的
    pub objective: SitingObjective,
    /// 候補地
    pub sites: Vec<Site>,
    /// 需要
    pub demands: Vec<Demand>,
    /// A row a demand: what it costs to serve all of it from each candidate; none where that may not be.
    pub costs: Vec<Option<i64>>,
    /// The least number of open candidates.
    pub least: usize,
    /// The most.
    pub most: usize,
    /// The most candidates that may be other than today.
    pub most_changes: Option<usize>,
}

/// A question that makes sense.
#[derive(Clone, Debug)]
pub struct Question {
    pub(super) draft: Draft,
    pub(super) scale: i64,
    /// What it costs, in units, to leave a demand unserved that may not be served from everywhere: more than any plan; with
    /// capacities, for each unit of its weight.
    pub(super) penalty: i64,
    /// Whether the penalty is more than any plan costs.
    pub(super) decisive: bool,
}

impl Question {
    /// Checks a draft and puts it in the order of its ids.
    pub fn new(draft: Draft) -> Result<Question, Invalid> {
        let (sites, demands) = (draft.sites.len(), draft.demands.len());
        check_sizes(&draft, sites, demands)?;
        let order = |ids: Vec<&str>| {
            let mut order: Vec<usize> = (0..ids.len()).collect();
            order.sort_by(|a, b| ids[*a].cmp(ids[*b]));
            let twice = order.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]);
            twice.map_or(Ok(order.clone()), |pair| Err(ids[pair[0]].to_owned()))
        };
        let site_order =
            order(draft.sites.iter().map(|site| site.id.as_str()).collect()).map_err(|id| twice("candidates", &id))?;
        let demand_order = order(draft.demands.iter().map(|demand| demand.id.as_str()).collect())
            .map_err(|id| twice("demand", &id))?;
        let cell = |row: usize| site_order.iter().map(move |site| (row * sites) + site);
        let costs = demand_order.iter().flat_map(|row| cell(*row)).map(|at| draft.costs[at]).collect();
        let draft = Draft {
            sites: site_order.iter().map(|site| draft.sites[*site].clone()).collect(),
            demands: demand_order.iter().map(|demand| draft.demands[*demand].clone()).collect(),
            costs,
            most: draft.most.min(sites),
            ..draft
        };
        Question::scaled(draft)
    }

    /// Finds units so fine that prices between two whole costs can be told apart, and yet no sum is too large.
    fn scaled(draft: Draft) -> Result<Question, Invalid> {
        let sites = draft.sites.len();
        let fixed: i128 = draft.sites.iter().map(|site| i128::from(site.fixed_cost)).sum();
        let dearest = |row: &[Option<i64>]| i128::from(row.iter().flatten().max().copied().unwrap_or(0));
        let served: i128 = draft.costs.chunks(sites.max(1)).map(dearest).sum();
        let weight: i128 = draft.demands.iter().map(|demand| i128::from(demand.weight)).sum();
        let wanted = 1 + fixed + served;
        let times = match draft.objective {
            SitingObjective::Capacitated => weight.max(1),
            SitingObjective::MaxCoverage => 0,
            _ if draft.costs.iter().any(Option::is_none) => draft.demands.len() as i128,
            _ => 0,
        };
        let (mut penalty, mut decisive) = (wanted, true);
        // A smaller penalty does as well as long as the plan that is found leaves nobody unserved.
        if times > 0 && wanted * times * 16 > MOST_SUM && draft.objective == SitingObjective::Capacitated {
            (penalty, decisive) = (MOST_SUM / times / 16, false);
        }
        let all = fixed + served + weight + penalty * times;
        let dear =
            draft.costs.chunks(sites.max(1)).zip(&draft.demands).any(|(row, demand)| {
                times > 0 && !decisive && dearest(row) >= penalty * i128::from(demand.weight.max(1))
            });
        if all > MOST_SUM || dear {
            let text = Text::new(
                "`costs` add up to more than can be reckoned exactly; give them in a larger unit, such as thousand yen",
                "`costs` の合計が正確に計算できる範囲を超えています。千円などの大きな単位で指定してください",
            );
            return Err(Invalid::new("costs", "out-of-range", "", text));
        }
        let mut scale = MOST_SCALE;
        while scale > 1 && all * i128::from(scale) > MOST_SUM {
            scale /= 2;
        }
        Ok(Question { draft, scale, penalty: penalty as i64, decisive })
    }

    /// The candidates, in the order of their ids.
    pub fn sites(&self) -> &[Site] {
        &self.draft.sites
    }

    /// The demands, in the order of their ids.
    pub fn demands(&self) -> &[Demand] {
        &self.draft.demands
    }

    /// What it costs to serve all of a demand from a candidate; none where that may not be.
    pub fn cost(&self, demand: usize, site: usize) -> Option<i64> {
        self.draft.costs[demand * self.draft.sites.len() + site]
    }

    /// 目的
    pub fn objective(&self) -> SitingObjective {
        self.draft.objective
    }

    /// Up to how much a value may be off because parts of divided demands are rounded.
    pub fn accuracy(&self) -> f64 {
        match self.draft.objective {
            SitingObjective::Capacitated => {
                capacity::rounding(self.draft.demands.len(), self.draft.sites.len()) as f64 / self.scale as f64
            }
            _ => 0.0,
        }
    }

    pub(super) fn openings(&self) -> Openings {
        // Without an open site nobody is served.
        let served = self.draft.objective != SitingObjective::MaxCoverage && !self.draft.demands.is_empty();
        Openings {
            existing: self.draft.sites.iter().map(|site| site.existing).collect(),
            least: self.draft.least.max(usize::from(served)),
            most: self.draft.most,
            most_changes: self.draft.most_changes,
        }
    }

    pub(super) fn settled(&self) -> Vec<State> {
        let state = |site: &Site| match site.wish {
            Wish::Any => State::Free,
            Wish::Keep => State::Open,
            Wish::Close => State::Closed,
        };
        self.draft.sites.iter().map(state).collect()
    }

    fn fixed(&self) -> Vec<i64> {
        let counts = matches!(self.draft.objective, SitingObjective::FixedCharge | SitingObjective::Capacitated);
        self.draft.sites.iter().map(|site| if counts { site.fixed_cost * self.scale } else { 0 }).collect()
    }

    fn row(&self, demand: usize) -> &[Option<i64>] {
        let sites = self.draft.sites.len();
        &self.draft.costs[demand * sites..][..sites]
    }

    /// The question for the search without capacities.
    pub(super) fn model(&self) -> Model {
        let mut reach = Reach::with_room(self.draft.demands.len(), self.draft.costs.len());
        let covers = self.draft.objective == SitingObjective::MaxCoverage;
        for (nth, demand) in self.draft.demands.iter().enumerate() {
            let row = self.row(nth);
            let costs = row.iter().enumerate().filter_map(|(site, cost)| Some(((*cost)?, site as u32)));
            let mut arcs: Vec<(i64, u32)> = match covers {
                true => costs.map(|(_, site)| (0, site)).collect(),
                false => costs.map(|(cost, site)| (cost * self.scale, site)).collect(),
            };
            let everywhere = row.iter().flatten().max().filter(|_| row.iter().all(Option::is_some));
            let unserved = match (covers, everywhere) {
                (true, _) => demand.weight,
                (false, Some(dearest)) => *dearest,
                (false, None) => self.penalty,
            };
            reach.add(&mut arcs, unserved * self.scale);
        }
        let (fixed, openings, settled) = (self.fixed(), self.openings(), self.settled());
        Model { reach, fixed, openings, settled, scale: self.scale }
    }

    /// The question for the search with capacities.
    pub(super) fn load(&self) -> Load {
        let (sites, demands) = (self.draft.sites.len(), self.draft.demands.len());
        let cost = |site: usize, demand: usize| self.cost(demand, site).map_or(capacity::NOT, |cost| cost * self.scale);
        let weight = |demand: &Demand| demand.weight;
        Load {
            weights: self.draft.demands.iter().map(weight).collect(),
            capacities: self.draft.sites.iter().map(|site| site.capacity).collect(),
            fixed: self.fixed(),
            costs: (0..sites).flat_map(|site| (0..demands).map(move |demand| cost(site, demand))).collect(),
            unserved: self.draft.demands.iter().map(|demand| self.penalty * demand.weight * self.scale).collect(),
            openings: self.openings(),
            settled: self.settled(),
        }
    }
}

fn check_sizes(draft: &Draft, sites: usize, demands: usize) -> Result<(), Invalid> {
    if sites == 0 {
        let text = Text::new(
            "`candidates` is empty; name the places where a facility may stand",
            "`candidates` が空です。施設を置ける場所を指定してください",
        );
        return Err(Invalid::new("candidates", "required", "", text));
    }
    if sites * demands > MOST_PAIRS || draft.costs.len() != sites * demands {
        let text = Text::new(
            format!(
                "`costs` must have a row a demand and a number a candidate, at most {MOST_PAIRS} numbers; these are {demands} demands and {sites} candidates"
            ),
            format!(
                "`costs` は需要ごとの行に候補地ごとの数値を並べ、全体で {MOST_PAIRS} 個以内にしてください。需要は {demands} 件、候補地は {sites} 件です"
            ),
        );
        return Err(Invalid::new("costs", "out-of-range", draft.costs.len(), text));
    }
    let negative = |field: &'static str, value: i64| {
        let text = Text::new(
            format!("`{field}` has the value `{value}`; it must not be negative"),
            format!("`{field}` に負の値 `{value}` は使えません"),
        );
        Err(Invalid::new(field, "out-of-range", value, text))
    };
    for site in &draft.sites {
        if site.fixed_cost < 0 {
            return negative("fixed_cost_yen", site.fixed_cost);
        }
        if site.capacity < 0 {
            return negative("capacity", site.capacity);
        }
    }
    if let Some(demand) = draft.demands.iter().find(|demand| demand.weight < 0) {
        return negative("weight", demand.weight);
    }
    match draft.costs.iter().flatten().find(|cost| **cost < 0) {
        Some(cost) => negative("costs", *cost),
        None => Ok(()),
    }
}

fn twice(field: &'static str, id: &str) -> Invalid {
    let text = Text::new(
        format!("`{field}` names `{id}` twice; give each an id of its own"),
        format!("`{field}` に番号 `{id}` が2回あります。別々の番号を付けてください"),
    );
    Invalid::new(field, "duplicate", id, text)
}
