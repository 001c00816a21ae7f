//! Which programmes should the works take so that all of them together burden the municipality least, when no year may issue more
//! bonds than its ceiling?
//!
//! ```text
//! minimise  Σ burden(work, offer)     one offer a work,  Σ bonds(offer, year) ≤ ceiling(year) for every year
//! ```
//!
//! A multiple-choice knapsack with a row a year. A price λ ≥ 0 a yen of bond and year gives the lower bound
//! `Σ min(burden + λ·bonds) − Σ λ·ceiling`; subgradient steps raise it, each step's choice is mended and improved into a plan that
//! keeps the ceilings, offers that cannot beat the best plan are dropped, and a depth-first search closes what is left.
//!
//! # Shapes
//! Works, each with its [`Offer`]s, at least one of them without bonds; ceilings by year. An [`Allotment`] names an offer a work.
//! # Units
//! Yen. Prices in millionths of a yen a yen, so that the bound is exact whatever the prices are; they alone are sought in binary
//! fractions. Effort is counted in nodes, so that the same question has the same answer on every machine.
//! # Source
//! Lagrangian relaxation and reduced-cost fixing: M. L. Fisher, Management Science 27 (1981). Programme choice as such a problem: ours.

use crate::domain::units::Yen;
use std::collections::{BTreeMap, BTreeSet};

/// One way of paying for a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What the municipality bears of the work in the end.
    pub burden: Yen,
    /// 地方債 by fiscal year
    pub bonds: Vec<(i32, Yen)>,
}

/// An offer for each work, and how good it is known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allotment {
    /// The place of the chosen offer of each work.
    pub chosen: Vec<usize>,
    /// What all works burden together.
    pub burden: Yen,
    /// No choice within the ceilings burdens less than this.
    pub at_least: Yen,
}

impl Allotment {
    /// Whether nothing less is possible.
    pub fn is_least(&self) -> bool {
        self.burden <= self.at_least
    }
}

/// A price of one yen a yen of bond.
const ONE: i128 = 1_000_000;
/// Steps of the subgradient; later ones hardly move.
const STEPS: u32 = 300;
/// Mending costs more than a step.
const MEND_EVERY: u32 = 5;

/// The offers with the least burden within the ceilings. `known` is a choice to start from, taken when it keeps them; the
/// search ends after so many nodes at the latest.
pub fn allot(works: &[Vec<Offer>], ceilings: &BTreeMap<i32, Yen>, known: Option<&[usize]>, nodes: u64) -> Allotment {
    let task = Task::new(works, ceilings);
    let mut best = Plan { chosen: task.improved(task.mended(task.cheapest(&vec![0; task.ceilings.len()]))), burden: 0 };
    best.burden = task.burden(&best.chosen);
    if let Some(known) = known.filter(|known| known.len() == works.len() && task.keeps(known)) {
        task.offer(&mut best, task.improved(known.to_vec()));
    }
    let prices = task.priced(&mut best);
    let bound = task.bound(&prices).max(task.searched(&prices, &mut best, nodes));
    Allotment { chosen: best.chosen, burden: Yen(best.burden as i64), at_least: Yen(bound.min(best.burden) as i64) }
}

struct Plan {
    chosen: Vec<usize>,
    burden: i128,
}

/// What an offer burdens, and its bonds by the place of the year.
type Way = (i128, Vec<(usize, i128)>);

/// The task with years as places.
struct Task {
    /// The offers of each work.
    works: Vec<Vec<Way>>,
    /// The works that can issue bonds in each year.
    issuing: Vec<Vec<usize>>,
    ceilings: Vec<i128>,
}

impl Task {
    fn new(works: &[Vec<Offer>], ceilings: &BTreeMap<i32, Yen>) -> Task {
        let places: BTreeMap<i32, usize> = ceilings.keys().enumerate().map(|(place, year)| (*year, place)).collect();
        let bonds = |offer: &Offer| {
            let mut by_place: BTreeMap<usize, i128> = BTreeMap::new();
            for (year, yen) in offer.bonds.iter().filter(|(_, yen)| yen.0 > 0) {
                if let Some(place) = places.get(year) {
                    *by_place.entry(*place).or_default() += i128::from(yen.0);
                }
            }
            by_place.into_iter().collect()
        };
        let offers = |offers: &Vec<Offer>| offers.iter().map(|o| (i128::from(o.burden.0), bonds(o))).collect();
        let works: Vec<Vec<Way>> = works.iter().map(offers).collect();
        let mut issuing = vec![Vec::new(); ceilings.len()];
        for (work, offers) in works.iter().enumerate() {
            let years: BTreeSet<usize> = offers.iter().flat_map(|offer| &offer.1).map(|(year, _)| *year).collect();
            years.into_iter().for_each(|year| issuing[year].push(work));
        }
        Task { works, issuing, ceilings: ceilings.values().map(|yen| i128::from(yen.0.max(0))).collect() }
    }

    /// Burden and the price of the bonds, in millionths of a yen.
    fn reduced(&self, (burden, bonds): &Way, prices: &[i128]) -> i128 {
        burden * ONE + bonds.iter().map(|(year, yen)| prices[*year] * yen).sum::<i128>()
    }

    /// The offer of each work that is cheapest at given prices.
    fn cheapest(&self, prices: &[i128]) -> Vec<usize> {
        let of = |offers: &Vec<Way>| (0..offers.len()).min_by_key(|at| self.reduced(&offers[*at], prices)).unwrap_or(0);
        self.works.iter().map(of).collect()
    }

    fn burden(&self, chosen: &[usize]) -> i128 {
        self.works.iter().zip(chosen).map(|(offers, at)| offers.get(*at).map_or(0, |offer| offer.0)).sum()
    }

    /// What is left of each ceiling; below 0 where it is broken.
    fn left(&self, chosen: &[usize]) -> Vec<i128> {
        let mut left = self.ceilings.clone();
        for (offers, at) in self.works.iter().zip(chosen) {
            offers.get(*at).into_iter().flat_map(|offer| &offer.1).for_each(|(year, yen)| left[*year] -= yen);
        }
        left
    }

    fn keeps(&self, chosen: &[usize]) -> bool {
        let known = self.works.iter().zip(chosen).all(|(offers, at)| *at < offers.len());
        known && self.left(chosen).iter().all(|left| *left >= 0)
    }

    fn offer(&self, best: &mut Plan, chosen: Vec<usize>) {
        let burden = self.burden(&chosen);
        if burden < best.burden && self.keeps(&chosen) {
            *best = Plan { chosen, burden };
        }
    }

    /// Takes bonds away where a ceiling is broken: each time the exchange that costs least a yen of excess.
    fn mended(&self, mut chosen: Vec<usize>) -> Vec<usize> {
        let mut left = self.left(&chosen);
        while let Some(broken) = left.iter().position(|left| *left < 0) {
            let mut cheapest: Option<(i128, i128, usize, usize)> = None;
            for work in self.issuing[broken].iter().copied() {
                let offers = &self.works[work];
                let Some(now) = offers.get(chosen[work]).filter(|now| in_year(now, broken) > 0) else { continue };
                for (at, other) in offers.iter().enumerate() {
                    // Only exchanges that issue no more in any year, so that mending comes to an end.
                    if !issues_less(other, now) || in_year(other, broken) >= in_year(now, broken) {
                        continue;
                    }
                    let relief = (in_year(now, broken) - in_year(other, broken)).min(-left[broken]);
                    let more = other.0 - now.0;
                    let less_dear = |(cost, freed, ..): (i128, i128, usize, usize)| more * freed < cost * relief;
                    if cheapest.is_none_or(less_dear) {
                        cheapest = Some((more, relief, work, at));
                    }
                }
            }
            let Some((.., work, at)) = cheapest else { break };
            self.works[work][chosen[work]].1.iter().for_each(|(year, yen)| left[*year] += yen);
            self.works[work][at].1.iter().for_each(|(year, yen)| left[*year] -= yen);
            chosen[work] = at;
        }
        chosen
    }

    /// Exchanges single offers for less burdensome ones as long as the ceilings allow it.
    fn improved(&self, mut chosen: Vec<usize>) -> Vec<usize> {
        let mut left = self.left(&chosen);
        loop {
            let mut changed = false;
            for (work, offers) in self.works.iter().enumerate() {
                let now = chosen[work];
                let Some(current) = offers.get(now) else { continue };
                current.1.iter().for_each(|(year, yen)| left[*year] += yen);
                let fits = |at: &usize| offers[*at].1.iter().all(|(year, yen)| *yen <= left[*year]);
                let best = (0..offers.len()).filter(fits).min_by_key(|at| (offers[*at].0, *at != now));
                let taken = best.filter(|at| offers[*at].0 < current.0).unwrap_or(now);
                chosen[work] = taken;
                changed |= taken != now;
                offers[taken].1.iter().for_each(|(year, yen)| left[*year] -= yen);
            }
            if !changed {
                return chosen;
            }
        }
    }

    /// The lower bound at given prices, in millionths of a yen.
    fn relaxed(&self, prices: &[i128]) -> i128 {
        let works = self.works.iter().map(|offers| offers.iter().map(|o| self.reduced(o, prices)).min().unwrap_or(0));
        works.sum::<i128>() - prices.iter().zip(&self.ceilings).map(|(price, yen)| price * yen).sum::<i128>()
    }

    /// The same in whole yen, which every plan costs at least.
    fn bound(&self, prices: &[i128]) -> i128 {
        -(-self.relaxed(prices)).div_euclid(ONE)
    }

    /// Prices with a high bound; every step's choice is mended and may become the best plan.
    fn priced(&self, best: &mut Plan) -> Vec<i128> {
        let mut prices = vec![0_i128; self.ceilings.len()];
        let (mut kept, mut highest) = (prices.clone(), self.relaxed(&prices));
        let (mut pace, mut idle) = (1.0_f64, 0);
        for step in 0..STEPS {
            let chosen = self.cheapest(&prices);
            let excess: Vec<i128> = self.left(&chosen).iter().map(|left| -left).collect();
            if step % MEND_EVERY == 0 {
                self.offer(best, self.improved(self.mended(chosen)));
            }
            let gap = best.burden * ONE - highest;
            let norm: f64 =
                excess.iter().zip(&prices).filter(|(e, p)| **e > 0 || **p > 0).map(|(e, _)| (*e as f64).powi(2)).sum();
            if gap < ONE || norm == 0.0 {
                break;
            }
            let length = pace * gap as f64 / norm;
            for (price, excess) in prices.iter_mut().zip(&excess) {
                // No yen of bond can be worth more than a few yen of burden.
                *price = (*price + (length * *excess as f64) as i128).clamp(0, 100 * ONE);
            }
            let now = self.relaxed(&prices);
            if now > highest {
                (kept, highest, idle) = (prices.clone(), now, 0);
            } else {
                idle += 1;
            }
            if idle == 10 {
                (pace, idle) = (pace / 2.0, 0);
                prices.clone_from(&kept);
            }
        }
        kept
    }

    /// Searches what could still beat the best plan; says what every plan costs at least when the search comes to its end.
    fn searched(&self, prices: &[i128], best: &mut Plan, nodes: u64) -> i128 {
        let root = self.relaxed(prices);
        let slack = (best.burden * ONE - root).max(0);
        // An offer whose reduced cost lies above its work's least by more than the gap is in no better plan.
        let mut open: Vec<Branch> = Vec::with_capacity(self.works.len());
        for (work, offers) in self.works.iter().enumerate() {
            let cost: Vec<i128> = offers.iter().map(|offer| self.reduced(offer, prices)).collect();
            let least = cost.iter().copied().min().unwrap_or(0);
            let mut ways: Vec<(i128, usize)> =
                cost.iter().enumerate().map(|(at, c)| (c - least, at)).filter(|way| way.0 <= slack).collect();
            ways.sort_unstable();
            open.push(Branch { work, ways });
        }
        // Works that are settled first; among the others the ones whose second way costs most.
        open.sort_by_key(|branch| (branch.ways.len() > 1, -branch.ways.get(1).map_or(0, |way| way.0), branch.work));
        let mut search = Search {
            task: self,
            open: &open,
            left: self.ceilings.clone(),
            chosen: best.chosen.clone(),
            spent: 0,
            nodes,
        };
        if search.deepen(root, best) { best.burden } else { i128::MIN }
    }
}

fn in_year((_, bonds): &Way, place: usize) -> i128 {
    bonds.iter().filter(|(year, _)| *year == place).map(|(_, yen)| yen).sum()
}

fn issues_less(other: &Way, now: &Way) -> bool {
    other.1.iter().all(|(year, _)| in_year(other, *year) <= in_year(now, *year))
}

struct Branch {
    work: usize,
    /// What each way costs above the least of the work, cheapest first.
    ways: Vec<(i128, usize)>,
}

struct Search<'a> {
    task: &'a Task,
    open: &'a [Branch],
    left: Vec<i128>,
    chosen: Vec<usize>,
    spent: u64,
    nodes: u64,
}

impl Search<'_> {
    /// Goes through the works in order, with a stack of its own: a plan can have thousands. Whether it came to its end.
    fn deepen(&mut self, root: i128, best: &mut Plan) -> bool {
        let mut bound = root;
        // The next way to try at each depth.
        let mut next = vec![0_usize];
        while let Some(depth) = next.len().checked_sub(1) {
            if depth == self.open.len() {
                let burden = self.task.burden(&self.chosen);
                if burden < best.burden {
                    *best = Plan { chosen: self.chosen.clone(), burden };
                }
                next.pop();
                bound = self.undo(next.last().copied(), next.len(), bound);
                continue;
            }
            let branch = &self.open[depth];
            let way = branch.ways.get(next[depth]).copied();
            // A way counts only if a plan with it can still be a whole yen better.
            let Some((more, at)) = way.filter(|(more, _)| bound + more <= (best.burden - 1) * ONE) else {
                next.pop();
                bound = self.undo(next.last().copied(), next.len(), bound);
                continue;
            };
            next[depth] += 1;
            self.spent += 1;
            if self.spent > self.nodes {
                return false;
            }
            let bonds = &self.task.works[branch.work][at].1;
            if bonds.iter().all(|(year, yen)| *yen <= self.left[*year]) {
                bonds.iter().for_each(|(year, yen)| self.left[*year] -= yen);
                self.chosen[branch.work] = at;
                bound += more;
                next.push(0);
            }
        }
        true
    }

    /// Takes the way back that was tried last at the depth the search returns to.
    fn undo(&mut self, tried: Option<usize>, depths: usize, bound: i128) -> i128 {
        let Some((tried, depth)) = tried.zip(depths.checked_sub(1)) else { return bound };
        let branch = &self.open[depth];
        let (more, at) = branch.ways[tried - 1];
        self.task.works[branch.work][at].1.iter().for_each(|(year, yen)| self.left[*year] += yen);
        bound - more
    }
}
