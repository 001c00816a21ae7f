//! Which starts of the works of a block are cheapest at given prices of the years? Exact, in integers.
//!
//! ```text
//! reduced cost of an option = own cost + Σ part · price(row) + Σ max(0, part − threshold(year)) · extra price(year)
//! ```
//! A block is searched in depth: the options of a work in the order of their reduced cost, cut off by the sum of the
//! least reduced costs of the rest. Only the first work of a bundle in a year pays what a further one saves: years are
//! places to be opened, works are customers. The charge of a year is shared out among the works that could begin in it by
//! dual ascent; the first that does pays what is left of it and the shares of those that begin elsewhere, so that the sum
//! is exact at the end and never too high before. Where the nodes are used up, what is left
//! unseen enters the bound with its own bound.
//!
//! Buildings of a block that hang together by single pairs of works are solved one after the other: a cluster for each
//! start of its work of the pair, and what that costs is charged on the starts of the other work that go with it.
//!
//! # Shapes
//! [`Prices`] and a block in; a bound, and the best starts found in [`Oracle::best`].
//! # Units
//! Prices are multiples of 2^−shift yen a yen, values multiples of 2^−shift yen.
//! # Source
//! Sharing of charges: D. Erlenkotter, A dual-based procedure for uncapacitated facility location, Operations Research 26
//! (1978). One cluster after the other: nonserial dynamic programming, U. Bertelè and F. Brioschi (1972). The rest ours.

use super::mixture::value;
use super::model::{Block, Cluster, Model, NO_BUNDLE, NONE};

/// No starts of a block are allowed.
pub(super) const IMPOSSIBLE: i64 = i64::MAX / 4;

/// The reduced cost of an option with which what hangs on its work cannot begin.
const BARRED: i64 = 2 * IMPOSSIBLE;

/// Prices of the rows in integers.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    pub shift: u32,
    pub row: Vec<i64>,
    pub extra: Vec<i64>,
    /// For each resource the sums of its rows up to each year: `resource · (years + 1) + year`.
    pub sums: Vec<i64>,
    /// From what amount on a part of a work counts at the extra price of a year, and which works have such parts.
    pub threshold: Vec<i64>,
    pub large: Vec<bool>,
}

impl Prices {
    pub(super) fn new(model: &Model, shift: u32) -> Prices {
        let resources = model.rows / model.years;
        Prices {
            shift,
            row: vec![0; model.rows],
            extra: vec![0; model.years],
            sums: vec![0; resources * (model.years + 1)],
            threshold: vec![i64::MAX; model.years],
            large: vec![false; model.duration.len()],
        }
    }

    /// Writes the sums anew.
    #[inline]
    pub(super) fn sum_up(&mut self, years: usize) {
        for (rows, sums) in self.row.chunks_exact(years).zip(self.sums.chunks_exact_mut(years + 1)) {
            let mut sum = 0;
            for (price, place) in rows.iter().zip(&mut sums[1..]) {
                sum += price;
                *place = sum;
            }
        }
    }

    /// The reduced cost of an option, without what its bundle saves.
    #[inline]
    pub(super) fn reduced(&self, model: &Model, work: usize, option: usize) -> i64 {
        let mut cost = model.own[option] << self.shift;
        if model.start[option] == NONE {
            return cost;
        }
        let (start, duration) = (model.start[option] as usize, model.duration[work] as usize);
        for part in &model.parts[model.part_of[work] as usize..model.part_of[work + 1] as usize] {
            let resource = part.resource as usize;
            let sums = &self.sums[resource * (model.years + 1)..];
            cost += part.share * (sums[start + duration] - sums[start]);
            cost += (part.last - part.share) * self.row[resource * model.years + start + duration - 1];
        }
        if self.large[work] {
            model.each_large(work, start, &self.threshold, |year, yen| cost += yen * self.extra[year]);
        }
        cost
    }

    /// What a further work of a bundle saves that begins at this place.
    #[inline]
    pub(super) fn saves(&self, model: &Model, bundle: u32, start: u8) -> i64 {
        model.saving[bundle as usize] * ((model.saving_counts << self.shift) + self.row[start as usize])
    }
}

/// The search through a block, with room that is used again.
#[derive(Clone, Debug, Default)]
pub(super) struct Oracle {
    /// The starts found, by place in the block; empty where none is cheaper than was asked for.
    pub best: Vec<u8>,
    /// What they cost.
    pub value: i64,
    /// Options by place in the block: reduced cost with the share of the bundle's charge, start, that share.
    options: Vec<Vec<(i64, u8, i64)>>,
    rest: Vec<i64>,
    /// By bundle and year: what the shares leave of the charge.
    charges: Vec<i64>,
    /// By bundle and year: how many began there, and the shares of those that could have and began elsewhere.
    counts: Vec<(u16, i64)>,
    bundle_at: Vec<u8>,
    now: Vec<u8>,
    nodes: u32,
    unseen: i64,
    /// By place the least reduced cost before other clusters were charged on it.
    plain: Vec<i64>,
    /// What clusters that were taken off cost.
    ends: Vec<End>,
    /// The place and the option to which a search is held.
    forced: Option<(usize, usize)>,
    /// Whether nodes were used up, so that `best` may cost more than was reckoned.
    cut_short: bool,
}

/// A cluster that was taken off, with one start of the place by which it hangs.
#[derive(Clone, Debug)]
struct End {
    own: u8,
    other: u8,
    first: u8,
    start: u8,
    bound: i64,
    starts: Box<[u8]>,
}

/// The most nodes of one block.
const MOST_NODES: u32 = 4_000;
/// No bundle, by place in a block.
const ALONE: u8 = u8::MAX;

impl Oracle {
    /// A bound of what a block costs; starts that cost less than `upper` stand in `best` afterwards, if there are any.
    pub(super) fn solve(&mut self, model: &Model, prices: &Prices, allowed: &[bool], block: &Block, upper: i64) -> i64 {
        let works = &model.works[block.first as usize..(block.first + block.len) as usize];
        self.best.clear();
        self.value = upper;
        if let [work] = works {
            return self.single(model, prices, allowed, *work as usize);
        }
        self.prepare(model, prices, allowed, block, works);
        if self.options.iter().take(works.len()).any(Vec::is_empty) {
            return IMPOSSIBLE;
        }
        self.cut_short = false;
        self.ends.clear();
        let (leaves, core) = block.clusters.split_at(block.clusters.len() - 1);
        for cluster in leaves {
            if !self.take_off(model, block, works, cluster) {
                return IMPOSSIBLE;
            }
        }
        let bound = self.explore(model, block, works, &core[0], upper);
        self.hang_on(model, block, works);
        if self.cut_short && !self.best.is_empty() {
            self.value = value(model, prices, block, &self.best);
            if self.value >= upper {
                self.best.clear();
                self.value = upper;
            }
        }
        bound
    }

    /// A bound of what a cluster costs, with the best starts by place in the block.
    fn explore(&mut self, model: &Model, block: &Block, works: &[u32], cluster: &Cluster, upper: i64) -> i64 {
        let (first, end) = (cluster.first as usize, (cluster.first + cluster.len) as usize);
        self.rest[end] = 0;
        for place in (first..end).rev() {
            let nth = self.forced.filter(|(forced, _)| *forced == place).map_or(0, |(_, nth)| nth);
            self.rest[place] = self.rest[place + 1] + self.options[place].get(nth).map_or(0, |(least, _, _)| *least);
        }
        (self.value, self.unseen, self.nodes) = (upper, IMPOSSIBLE, 0);
        self.best.clear();
        let mut search = Search { oracle: self, model, block, works, end };
        search.descend(first, 0, cluster.relations.start as usize);
        self.cut_short |= self.unseen < self.value;
        self.value.min(self.unseen)
    }

    /// Solves a cluster for each start of the place by which it hangs, and charges the place on which it hangs with what it
    /// costs at each start of that; says no where none is left.
    fn take_off(&mut self, model: &Model, block: &Block, works: &[u32], cluster: &Cluster) -> bool {
        let Some((own, other)) = cluster.link.map(|(own, other)| (own as usize, other as usize)) else {
            return true;
        };
        let from = self.ends.len();
        for nth in 0..self.options[own].len() {
            let (reduced, start, _) = self.options[own][nth];
            if reduced >= IMPOSSIBLE {
                break;
            }
            self.forced = Some((own, nth));
            let bound = self.explore(model, block, works, cluster, IMPOSSIBLE);
            if bound < IMPOSSIBLE {
                let first = cluster.first as usize;
                let starts = self.best.get(first..first + cluster.len as usize).unwrap_or_default().into();
                self.ends.push(End { own: own as u8, other: other as u8, first: first as u8, start, bound, starts });
            }
        }
        self.forced = None;
        let Oracle { options, ends, .. } = self;
        for (reduced, start, _) in &mut options[other] {
            let fits = |end: &&End| model.agree(works[own] as usize, end.start, works[other], *start);
            *reduced = match ends[from..].iter().filter(fits).map(|end| end.bound).min() {
                Some(least) if *reduced < IMPOSSIBLE => *reduced + least,
                _ => BARRED,
            };
        }
        options[other].sort_unstable();
        options[other].first().is_some_and(|(reduced, _, _)| *reduced < IMPOSSIBLE)
    }

    /// Adds the starts of the clusters that were taken off to the best of the last.
    fn hang_on(&mut self, model: &Model, block: &Block, works: &[u32]) {
        if self.best.is_empty() {
            return;
        }
        for cluster in block.clusters.iter().rev() {
            let Some((own, other)) = cluster.link else { continue };
            let start = self.best[other as usize];
            let fits = |end: &&End| {
                end.own == own
                    && end.other == other
                    && model.agree(works[own as usize] as usize, end.start, works[other as usize], start)
            };
            let Some(end) = self.ends.iter().filter(fits).min_by_key(|end| end.bound) else { continue };
            if end.starts.is_empty() {
                self.best.clear();
                return;
            }
            let first = end.first as usize;
            self.best[first..first + end.starts.len()].copy_from_slice(&end.starts);
        }
    }

    fn single(&mut self, model: &Model, prices: &Prices, allowed: &[bool], work: usize) -> i64 {
        let mut best = None;
        for option in model.options(work) {
            if allowed[option] {
                let reduced = prices.reduced(model, work, option);
                if reduced < self.value {
                    (self.value, best) = (reduced, Some(model.start[option]));
                }
            }
        }
        self.best.extend(best);
        self.value
    }

    /// After [`Oracle::solve`]: for every option a bound of what the block costs with it.
    pub(super) fn each_forced(
        &self,
        model: &Model,
        prices: &Prices,
        block: &Block,
        works: &[u32],
        mut tell: impl FnMut(usize, i64),
    ) {
        let core = block.clusters.last().map_or(0, |core| core.first as usize);
        let plain: i64 = if works.len() == 1 { 0 } else { self.plain.iter().sum() };
        for (place, &work) in works.iter().enumerate() {
            let charged =
                block.clusters.iter().any(|cluster| cluster.link.is_some_and(|(_, other)| other as usize == place));
            for option in model.options(work as usize) {
                if works.len() == 1 {
                    tell(option, prices.reduced(model, work as usize, option));
                    continue;
                }
                let list = &self.options[place];
                let own =
                    list.iter().find(|(_, start, _)| *start == model.start[option]).map(|(reduced, _, _)| *reduced);
                let least = list.first().map_or(0, |(least, _, _)| *least);
                match own {
                    None => tell(option, IMPOSSIBLE),
                    Some(reduced) if place >= core => tell(option, self.rest[core] - least + reduced),
                    Some(reduced) if !charged => tell(option, plain - self.plain[place] + reduced),
                    Some(_) => {}
                }
            }
        }
    }

    fn prepare(&mut self, model: &Model, prices: &Prices, allowed: &[bool], block: &Block, works: &[u32]) {
        let len = works.len();
        if self.options.len() < len {
            self.options.resize(len, Vec::new());
        }
        self.rest.clear();
        self.rest.resize(len + 1, 0);
        self.bundle_at.clear();
        self.counts.clear();
        self.counts.resize(block.bundles.len() * model.years, (0, 0));
        self.charges.clear();
        self.charges.resize(block.bundles.len() * model.years, 0);
        self.now.clear();
        self.now.resize(len, NONE);
        for (place, &work) in works.iter().enumerate() {
            let work = work as usize;
            let bundle = model.bundle_of[work];
            let at = block.bundles.iter().position(|(known, _)| *known == bundle && bundle != NO_BUNDLE);
            self.bundle_at.push(at.map_or(ALONE, |at| at as u8));
            let options = &mut self.options[place];
            options.clear();
            for option in model.options(work).filter(|option| allowed[*option]) {
                let (start, mut reduced) = (model.start[option], prices.reduced(model, work, option));
                if let (Some(at), true) = (at, start != NONE) {
                    let saves = prices.saves(model, bundle, start);
                    reduced -= saves;
                    if block.bundles[at].1 {
                        self.charges[at * model.years + start as usize] = saves;
                    }
                }
                options.push((reduced, start, 0));
            }
            options.sort_unstable();
        }
        if !block.bundles.is_empty() {
            self.share_out(model.years, len);
        }
        self.plain.clear();
        self.plain.extend(self.options[..len].iter().map(|list| list.first().map_or(0, |(least, _, _)| *least)));
    }

    /// Raises what each work pays at least, from one of its options to the next, as far as the charges of the years in
    /// question bear it.
    fn share_out(&mut self, years: usize, len: usize) {
        let Oracle { options, charges, bundle_at, .. } = self;
        let mut open: Vec<(usize, usize)> =
            (0..len).filter(|&place| bundle_at[place] != ALONE).map(|p| (p, 1)).collect();
        open.sort_by_key(|&(place, _)| (options[place].len(), place));
        while !open.is_empty() {
            open.retain_mut(|(place, level)| {
                let slot = |start: u8| bundle_at[*place] as usize * years + start as usize;
                let list = &mut options[*place];
                let Some(&(paid, _, _)) = list.first() else {
                    return false;
                };
                while *level < list.len() && list[*level].0 <= paid {
                    *level += 1;
                }
                let mut rise = list.get(*level).map_or(i64::MAX, |next| next.0 - paid);
                let mut blocked = false;
                for &(_, start, _) in &list[..*level] {
                    let left = if start == NONE { 0 } else { charges[slot(start)] };
                    if left <= rise {
                        (rise, blocked) = (left, true);
                    }
                }
                for (reduced, start, share) in &mut list[..*level] {
                    *reduced += rise;
                    *share += rise;
                    if *start != NONE {
                        charges[slot(*start)] -= rise;
                    }
                }
                !blocked
            });
        }
        for place in (0..len).filter(|&place| bundle_at[place] != ALONE) {
            options[place].sort_unstable();
        }
    }
}

/// One descent through a block.
struct Search<'a> {
    oracle: &'a mut Oracle,
    model: &'a Model,
    block: &'a Block,
    works: &'a [u32],
    end: usize,
}

impl Search<'_> {
    /// Goes on at a place with what the places before cost and the first relation not yet seen.
    fn descend(&mut self, place: usize, cost: i64, relation: usize) {
        if place == self.end {
            if cost < self.oracle.value {
                self.oracle.value = cost;
                self.oracle.best.clone_from(&self.oracle.now);
            }
            return;
        }
        let relations = &self.block.relations[relation..];
        let own = relations.iter().take_while(|(later, _, _)| *later as usize == place).count();
        let at = self.oracle.bundle_at[place];
        let rest = self.oracle.rest[place + 1];
        let skipping = if at == ALONE { 0 } else { self.skip(place, at, true) };
        let only = self.oracle.forced.filter(|(forced, _)| *forced == place).map(|(_, nth)| nth);
        for nth in only.map_or(0..self.oracle.options[place].len(), |nth| nth..nth + 1) {
            let (reduced, start, share) = self.oracle.options[place][nth];
            if cost + reduced + rest >= self.oracle.value {
                break;
            }
            if !self.fits(place, start, &relations[..own]) {
                continue;
            }
            let paid = cost + reduced + if at == ALONE { 0 } else { self.charge(at, start, share, skipping) };
            if paid + rest >= self.oracle.value {
                continue;
            }
            self.oracle.nodes += 1;
            if self.oracle.nodes > MOST_NODES {
                self.oracle.unseen = self.oracle.unseen.min(paid + rest);
                // One plan of the block is wanted in any case.
                if self.oracle.value < IMPOSSIBLE || self.oracle.nodes > 20 * MOST_NODES {
                    continue;
                }
            }
            self.oracle.now[place] = start;
            if at != ALONE && start != NONE {
                let count = &mut self.oracle.counts[at as usize * self.model.years + start as usize];
                count.0 += 1;
                count.1 -= share;
            }
            self.descend(place + 1, paid, relation + own);
            if at != ALONE && start != NONE {
                let count = &mut self.oracle.counts[at as usize * self.model.years + start as usize];
                count.0 -= 1;
                count.1 += share;
            }
        }
        if at != ALONE {
            self.skip(place, at, false);
        }
        self.oracle.now[place] = NONE;
    }

    /// Counts a place as skipping all of its starts, or takes that back; the shares that this costs at years begun.
    fn skip(&mut self, place: usize, at: u8, forth: bool) -> i64 {
        let mut cost = 0;
        let Oracle { options, counts, .. } = &mut *self.oracle;
        for &(_, start, share) in options[place].iter().filter(|(_, start, share)| *start != NONE && *share > 0) {
            let count = &mut counts[at as usize * self.model.years + start as usize];
            count.1 += if forth { share } else { -share };
            if count.0 > 0 {
                cost += share;
            }
        }
        cost
    }

    /// What beginning here costs besides the share: at a year begun already the own share of skipping it is taken back,
    /// at a new one those who skipped it are paid for.
    fn charge(&self, at: u8, start: u8, share: i64, skipping: i64) -> i64 {
        if start == NONE {
            return skipping;
        }
        let slot = at as usize * self.model.years + start as usize;
        match self.oracle.counts[slot] {
            (0, skipped) => skipping + self.oracle.charges[slot] + skipped - share,
            _ => skipping - share,
        }
    }

    fn fits(&self, place: usize, start: u8, relations: &[(u8, u8, Option<i32>)]) -> bool {
        let length = |place: usize| i32::from(self.model.duration[self.works[place] as usize]);
        relations.iter().all(|&(_, earlier, gap)| match (start, self.oracle.now[earlier as usize], gap) {
            (NONE, _, _) | (_, NONE, None) => true,
            (_, NONE, Some(_)) => false,
            (own, other, Some(gap)) => i32::from(own) >= i32::from(other) + gap,
            (own, other, None) => {
                let (own, other) = (i32::from(own), i32::from(other));
                own + length(place) <= other || other + length(earlier as usize) <= own
            }
        })
    }
}
