//! The form in which a problem is solved: options of works, groups of works that hang together, rows of years.
//!
//! ```text
//! least  w_P · P + w_O · Σ over + Σ own cost of the chosen options − savings
//! load(row) ≤ offset(row) + P        for rows that count for the peak, P ≥ floor
//! load(row) ≤ ceiling(row) + over    for rows with a ceiling; over = 0 where ceilings are hard
//! ```
//!
//! # Shapes
//! A row is a year of the total or of a fund: `resource · years + year`. An option of a work is a start year or
//! [`NONE`]; the options of work `i` are `option_of[i]..option_of[i + 1]`, the years rising and `NONE` last.
//! # Units
//! Whole yen.
//! # Source
//! Ours.

use super::problem::Problem;
use super::work::Objective;

/// The option of being left out.
pub(super) const NONE: u8 = u8::MAX;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The objective of the problem; for the lowest peak its first stage.
    Own,
    /// The least deferral less savings where the total is nowhere above this.
    Deferral(i64),
    /// The least excess over the ceilings.
    Excess,
    /// The least raise of all ceilings.
    Raise,
}

/// What a work puts on a resource in each year, and in its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub resource: u32,
    pub share: i64,
    pub last: i64,
}

/// The most works of a block; groups that are larger are cut, and what holds across a cut is left to the plans.
const LARGEST_BLOCK: usize = 24;

/// Works that hang together, by place in [`Model::works`], with what holds between them by place within the block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub first: u32,
    pub len: u32,
    /// For each of its relations the later place, the earlier place, and the years between the beginnings; no years
    /// where the two must only not overlap. In the order of the later place.
    pub relations: Vec<(u8, u8, Option<i32>)>,
    /// For each saving bundle its number, and whether its first work in a year is charged for in this block.
    pub bundles: Vec<(u32, bool)>,
    /// Its works cut into clusters: each but the last hangs by one pair of works on a later one.
    pub clusters: Vec<Cluster>,
}

/// Neighbouring places of a block: the works of a bundle with those that cannot be told apart from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cluster {
    pub first: u8,
    pub len: u8,
    /// Which relations of the block lie within it.
    pub relations: std::ops::Range<u32>,
    /// Its one place, and the place of a later cluster, between which relations hold.
    pub link: Option<(u8, u8)>,
}

/// What holds between a work and another, seen from the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bond {
    /// Begins no earlier than so many years after the beginning of the other.
    NotBefore(u32, i32),
    /// The other begins no earlier than so many years after its own beginning.
    Precedes(u32, i32),
    /// The two do not overlap.
    Apart(u32),
}

impl Bond {
    /// The other work.
    pub(super) fn other(&self) -> u32 {
        match *self {
            Bond::NotBefore(other, _) | Bond::Precedes(other, _) | Bond::Apart(other) => other,
        }
    }
}

/// See the head of the file.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub years: usize,
    pub rows: usize,
    pub duration: Vec<u8>,
    pub part_of: Vec<u32>,
    pub parts: Vec<Part>,
    pub option_of: Vec<u32>,
    pub start: Vec<u8>,
    pub own: Vec<i64>,
    /// Works block by block, within a block every work after those before it.
    pub works: Vec<u32>,
    pub blocks: Vec<Block>,
    /// The block of each work.
    pub block_of: Vec<u32>,
    /// The bonds of work `i` are `bonds[bond_of[i]..bond_of[i + 1]]`.
    pub bond_of: Vec<u32>,
    pub bonds: Vec<Bond>,
    /// Whether relations were cut, so that the blocks alone do not make a plan.
    pub cut: bool,
    /// The saving bundle of each work, and what a further work of it saves.
    pub bundle_of: Vec<u32>,
    pub saving: Vec<i64>,
    /// Whether what is saved counts in the value, besides in the loads.
    pub saving_counts: i64,
    pub peak_weight: i64,
    pub peak_floor: i64,
    pub offset: Vec<Option<i64>>,
    pub excess_weight: i64,
    pub hard: bool,
    pub ceiling: Vec<Option<i64>>,
    /// A work that has no option at all.
    pub stuck: Option<u32>,
}

/// No bundle.
pub(super) const NO_BUNDLE: u32 = u32::MAX;

impl Model {
    pub(super) fn new(problem: &Problem, goal: Goal) -> Model {
        let draft = &problem.draft;
        let years = draft.years as usize;
        let rows = years * (1 + draft.ceilings.funds.len());
        let mut ceiling = vec![None; rows];
        let lists = std::iter::once(&draft.ceilings.total).chain(&draft.ceilings.funds);
        for (resource, list) in lists.enumerate() {
            for (year, limit) in list.iter().enumerate() {
                ceiling[resource * years + year] = limit.map(|yen| yen.0);
            }
        }
        let total = |year: usize| if year < years { Some(0) } else { None };
        let mut model = Model {
            years,
            rows,
            duration: draft.works.iter().map(|work| work.duration_years).collect(),
            part_of: vec![0],
            parts: Vec::new(),
            option_of: vec![0],
            start: Vec::new(),
            own: Vec::new(),
            works: Vec::new(),
            blocks: Vec::new(),
            block_of: vec![0; draft.works.len()],
            bond_of: vec![0],
            bonds: Vec::new(),
            cut: false,
            bundle_of: vec![NO_BUNDLE; draft.works.len()],
            saving: Vec::new(),
            saving_counts: 1,
            peak_weight: 0,
            peak_floor: 0,
            offset: (0..rows).map(total).collect(),
            excess_weight: 0,
            hard: true,
            ceiling,
            stuck: None,
        };
        model.aim(problem, goal);
        model.fill(problem, goal);
        model.gather(problem);
        model.raise_floor();
        model
    }

    /// By what a work begun at this place alone exceeds the thresholds.
    #[inline]
    pub(super) fn each_large(&self, work: usize, start: usize, threshold: &[i64], mut put: impl FnMut(usize, i64)) {
        let part = self.parts[self.part_of[work] as usize];
        let duration = self.duration[work] as usize;
        for nth in 0..duration {
            let above = if nth + 1 == duration { part.last } else { part.share } - threshold[start + nth];
            if above > 0 {
                put(start + nth, above);
            }
        }
    }

    fn aim(&mut self, problem: &Problem, goal: Goal) {
        match (goal, problem.draft.objective) {
            (Goal::Own, Objective::MinPeak) => {
                self.peak_weight = 1;
                self.saving_counts = 0;
            }
            (Goal::Own, Objective::Ceiling { peak_weight, .. }) => self.peak_weight = peak_weight.into(),
            (Goal::Own, Objective::Exceed { peak_weight, excess_weight }) => {
                self.peak_weight = peak_weight.into();
                self.excess_weight = excess_weight.into();
                self.hard = false;
            }
            (Goal::Deferral(peak), _) => {
                for ceiling in &mut self.ceiling[..self.years] {
                    *ceiling = Some(ceiling.map_or(peak, |ceiling| ceiling.min(peak)));
                }
            }
            (Goal::Excess, _) => {
                self.excess_weight = 1;
                self.hard = false;
                self.saving_counts = 0;
            }
            (Goal::Raise, _) => {
                self.peak_weight = 1;
                self.saving_counts = 0;
                self.offset = std::mem::replace(&mut self.ceiling, vec![None; self.rows]);
            }
        }
    }

    /// The options of each work: the starts at which it alone breaks no hard ceiling.
    fn fill(&mut self, problem: &Problem, goal: Goal) {
        let draft = &problem.draft;
        let counts =
            !matches!((goal, draft.objective), (Goal::Own, Objective::MinPeak) | (Goal::Excess | Goal::Raise, _));
        for (place, work) in draft.works.iter().enumerate() {
            let duration = i64::from(work.duration_years);
            let part = |resource: u32, cost: i64| {
                let share = cost / duration;
                Part { resource, share, last: cost - share * (duration - 1) }
            };
            self.parts.push(part(0, work.cost.0));
            for fund in work.fund_shares.iter().filter(|fund| fund.cost.0 > 0) {
                self.parts.push(part(1 + u32::from(fund.fund), fund.cost.0));
            }
            self.part_of.push(self.parts.len() as u32);
            let (first, last) = problem.starts[place];
            for start in first..=last {
                if self.hard && self.lack(place, start as usize) > 0 {
                    continue;
                }
                let nth = draft.first_year + start - work.earliest_year;
                let deferral = usize::try_from(nth).ok().and_then(|nth| work.deferral.get(nth)).map_or(0, |yen| yen.0);
                self.start.push(start as u8);
                self.own.push(if counts { deferral } else { 0 });
            }
            if let (Objective::Ceiling { peak_weight, left_out_weight }, Goal::Own) = (draft.objective, goal)
                && problem.promised != Some(place as u32)
            {
                let most = work.deferral.iter().map(|yen| yen.0).max().unwrap_or(0);
                let urgent = work.cost.0 * (100 + i64::from(work.priority)) / 100;
                let penalty =
                    i64::from(left_out_weight) * urgent + (1 + i64::from(peak_weight)) * work.cost.0 + most + 1;
                self.start.push(NONE);
                self.own.push(penalty);
            }
            self.option_of.push(self.start.len() as u32);
            if self.option_of[place] == self.option_of[place + 1] && self.stuck.is_none() {
                self.stuck = Some(place as u32);
            }
        }
    }

    /// By how much a work alone, begun at this place of the horizon, exceeds a hard ceiling.
    pub(super) fn lack(&self, work: usize, start: usize) -> i64 {
        let mut most = i64::MIN;
        self.each_load(work, start, |row, yen| {
            if let Some(ceiling) = self.ceiling[row] {
                most = most.max(yen - ceiling);
            }
        });
        most.max(0)
    }

    /// What a work puts on each row when begun at this place.
    #[inline]
    pub(super) fn each_load(&self, work: usize, start: usize, mut put: impl FnMut(usize, i64)) {
        let duration = self.duration[work] as usize;
        for part in &self.parts[self.part_of[work] as usize..self.part_of[work + 1] as usize] {
            let row = part.resource as usize * self.years + start;
            for nth in 0..duration - 1 {
                put(row + nth, part.share);
            }
            put(row + duration - 1, part.last);
        }
    }

    /// The options of a work.
    #[inline]
    pub(super) fn options(&self, work: usize) -> std::ops::Range<usize> {
        self.option_of[work] as usize..self.option_of[work + 1] as usize
    }

    fn gather(&mut self, problem: &Problem) {
        let count = problem.draft.works.len();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); problem.savings.len()];
        for (place, work) in problem.draft.works.iter().enumerate() {
            if let Some(list) = work.bundle.and_then(|bundle| members.get_mut(bundle as usize)) {
                list.push(place as u32);
            }
        }
        let mut union = Union((0..count as u32).collect());
        for (list, &saving) in members.iter().zip(&problem.savings) {
            if saving > 0 && list.len() > 1 {
                list.iter().for_each(|&work| union.join(list[0], work));
                list.iter().for_each(|&work| self.bundle_of[work as usize] = self.saving.len() as u32);
                self.saving.push(saving);
            }
        }
        problem.apart.iter().for_each(|&(a, b)| union.join(a, b));
        problem.before.iter().for_each(|before| union.join(before.i, before.j));
        let mut lists: Vec<Vec<u32>> = Vec::new();
        let mut list_at = vec![usize::MAX; count];
        let mut place_of = vec![0_u8; count];
        let mut related = vec![false; count];
        problem.apart.iter().for_each(|&(a, b)| [a, b].iter().for_each(|&work| related[work as usize] = true));
        problem.before.iter().for_each(|b| [b.i, b.j].iter().for_each(|&work| related[work as usize] = true));
        for &work in &problem.order {
            let root = union.root(work) as usize;
            if list_at[root] == usize::MAX || lists[list_at[root]].len() == LARGEST_BLOCK {
                self.cut |= list_at[root] != usize::MAX;
                list_at[root] = lists.len();
                lists.push(Vec::new());
            }
            self.block_of[work as usize] = list_at[root] as u32;
            lists[list_at[root]].push(work);
        }
        let mut pairs: Vec<Vec<(u32, u32)>> = vec![Vec::new(); lists.len()];
        let related_pairs =
            problem.before.iter().map(|before| (before.i, before.j)).chain(problem.apart.iter().copied());
        for (a, b) in related_pairs.filter(|(a, b)| self.block_of[*a as usize] == self.block_of[*b as usize]) {
            pairs[self.block_of[a as usize] as usize].push((a, b));
        }
        let mut charged = vec![false; self.saving.len()];
        for (mut list, pairs) in lists.into_iter().zip(&pairs) {
            // Once the related works are placed the bounds of the others are nearly exact.
            list.sort_by_key(|&work| !related[work as usize]);
            let (list, clusters) = clustered(&list, pairs, &self.bundle_of);
            list.iter().enumerate().for_each(|(place, &work)| place_of[work as usize] = place as u8);
            let (first, len) = (self.works.len() as u32, list.len() as u32);
            let mut block = Block { first, len, clusters, ..Block::default() };
            for &work in &list {
                let bundle = self.bundle_of[work as usize];
                if bundle != NO_BUNDLE && !block.bundles.iter().any(|(known, _)| *known == bundle) {
                    block.bundles.push((bundle, !std::mem::replace(&mut charged[bundle as usize], true)));
                }
            }
            self.works.extend(list);
            self.blocks.push(block);
        }
        self.bind(problem, &place_of);
    }

    /// Writes the relations down for the blocks, and as bonds for the works.
    fn bind(&mut self, problem: &Problem, place_of: &[u8]) {
        let mut bonds: Vec<(u32, Bond)> = Vec::new();
        for before in &problem.before {
            bonds.push((before.j, Bond::NotBefore(before.i, before.gap)));
            bonds.push((before.i, Bond::Precedes(before.j, before.gap)));
            self.relate(before.i, before.j, Some(before.gap), place_of);
        }
        for &(a, b) in &problem.apart {
            bonds.push((a, Bond::Apart(b)));
            bonds.push((b, Bond::Apart(a)));
            let (a, b) = if place_of[a as usize] < place_of[b as usize] { (a, b) } else { (b, a) };
            self.relate(a, b, None, place_of);
        }
        for Block { relations, clusters, .. } in &mut self.blocks {
            relations.sort_unstable();
            for cluster in clusters {
                let count = |place: u8| relations.iter().filter(|relation| relation.0 < place).count() as u32;
                cluster.relations = count(cluster.first)..count(cluster.first + cluster.len);
            }
        }
        bonds.sort_by_key(|(work, _)| *work);
        for work in 0..self.duration.len() as u32 {
            let from = self.bonds.len();
            self.bonds.extend(bonds[from..].iter().take_while(|(of, _)| *of == work).map(|(_, bond)| *bond));
            self.bond_of.push(self.bonds.len() as u32);
        }
    }

    fn relate(&mut self, earlier: u32, later: u32, gap: Option<i32>, place_of: &[u8]) {
        let block = self.block_of[later as usize];
        let cluster_of = |work: u32| {
            let place = place_of[work as usize];
            self.blocks[block as usize].clusters.iter().position(|cluster| place < cluster.first + cluster.len)
        };
        if block == self.block_of[earlier as usize] && cluster_of(earlier) == cluster_of(later) {
            let relation = (place_of[later as usize], place_of[earlier as usize], gap);
            self.blocks[block as usize].relations.push(relation);
        }
    }

    /// Whether a start of a work keeps its relations, where the others begin as told.
    #[inline]
    pub(super) fn fits(&self, work: usize, start: u8, starts: &[u8]) -> bool {
        self.bonds_of(work).iter().all(|bond| self.holds(*bond, work, start, starts[bond.other() as usize]))
    }

    /// The same without the relations to one other work.
    #[inline]
    pub(super) fn fits_beside(&self, work: usize, start: u8, starts: &[u8], beside: u32) -> bool {
        let holds =
            |bond: &Bond| bond.other() == beside || self.holds(*bond, work, start, starts[bond.other() as usize]);
        self.bonds_of(work).iter().all(holds)
    }

    /// Whether two works may begin so, as far as the relations between the two go.
    #[inline]
    pub(super) fn agree(&self, work: usize, start: u8, other: u32, begins: u8) -> bool {
        let between = self.bonds_of(work).iter().filter(|bond| bond.other() == other);
        between.into_iter().all(|bond| self.holds(*bond, work, start, begins))
    }

    /// How many relations of a work a start breaks, where the others begin as told.
    pub(super) fn breaks(&self, work: usize, start: u8, starts: &[u8]) -> usize {
        let broken = |bond: &&Bond| !self.holds(**bond, work, start, starts[bond.other() as usize]);
        self.bonds_of(work).iter().filter(broken).count()
    }

    #[inline]
    pub(super) fn bonds_of(&self, work: usize) -> &[Bond] {
        &self.bonds[self.bond_of[work] as usize..self.bond_of[work + 1] as usize]
    }

    #[inline]
    fn holds(&self, bond: Bond, work: usize, start: u8, begins: u8) -> bool {
        let (own, other) = (i32::from(start), i32::from(begins));
        let length = |work: usize| i32::from(self.duration[work]);
        match (bond, start, begins) {
            (Bond::NotBefore(..), NONE, _) | (Bond::Precedes(..), _, NONE) => true,
            (Bond::NotBefore(..), _, NONE) | (Bond::Precedes(..), NONE, _) => false,
            (Bond::NotBefore(_, gap), ..) => own >= other + gap,
            (Bond::Precedes(_, gap), ..) => other >= own + gap,
            (Bond::Apart(_), NONE, _) | (Bond::Apart(_), _, NONE) => true,
            (Bond::Apart(second), ..) => own + length(work) <= other || other + length(second as usize) <= own,
        }
    }

    /// The highest year is no lower than what one work that is placed for certain puts on its best years.
    fn raise_floor(&mut self) {
        let mut floor = if self.offset.iter().flatten().any(|&offset| offset > 0) { i64::MIN } else { 0 };
        for work in 0..self.duration.len() {
            let least = self.options(work).map(|option| match self.start[option] {
                NONE => i64::MIN,
                start => {
                    let mut most = i64::MIN;
                    self.each_load(work, start as usize, |row, yen| {
                        if let Some(offset) = self.offset[row] {
                            most = most.max(yen - offset);
                        }
                    });
                    most
                }
            });
            floor = floor.max(least.min().unwrap_or(i64::MIN));
        }
        // A raise below nothing is none.
        self.peak_floor = floor.max(0);
    }
}

/// The works of a block cluster by cluster. One that is related to the rest by a single pair of works is taken off, then
/// the next; what cannot be taken off is the last.
fn clustered(list: &[u32], pairs: &[(u32, u32)], bundle_of: &[u32]) -> (Vec<u32>, Vec<Cluster>) {
    let group_of = |work: u32| match bundle_of[work as usize] {
        NO_BUNDLE => (work, NO_BUNDLE),
        bundle => (NO_BUNDLE, bundle),
    };
    let mut left: Vec<Vec<u32>> = Vec::new();
    for &work in list {
        match left.iter_mut().find(|group| group_of(group[0]) == group_of(work)) {
            Some(group) => group.push(work),
            None => left.push(vec![work]),
        }
    }
    let (mut order, mut clusters) = (Vec::new(), Vec::new());
    let mut links = Vec::new();
    while let Some((nth, link)) = (0..left.len()).find_map(|nth| Some((nth, only_link(nth, &left, pairs)?))) {
        let group = left.remove(nth);
        clusters.push(Cluster { first: order.len() as u8, len: group.len() as u8, ..Cluster::default() });
        links.push(link);
        order.extend(group);
    }
    let rest: Vec<u32> = list.iter().copied().filter(|work| left.iter().any(|group| group.contains(work))).collect();
    clusters.push(Cluster { first: order.len() as u8, len: rest.len() as u8, ..Cluster::default() });
    order.extend(rest);
    let place = |work: u32| order.iter().position(|known| *known == work).map_or(0, |place| place as u8);
    for (cluster, (own, other)) in clusters.iter_mut().zip(links) {
        cluster.link = Some((place(own), place(other)));
    }
    (order, clusters)
}

/// The one pair of works, its own first, by which a group is related to the other groups; nothing where there are more.
fn only_link(nth: usize, left: &[Vec<u32>], pairs: &[(u32, u32)]) -> Option<(u32, u32)> {
    let within = |work: u32| left[nth].contains(&work);
    let among_left = |work: u32| left.iter().any(|group| group.contains(&work));
    let crossing = pairs.iter().filter(|(a, b)| within(*a) != within(*b) && among_left(*a) && among_left(*b));
    let mut crossing = crossing.map(|&(a, b)| if within(a) { (a, b) } else { (b, a) });
    let first = crossing.next()?;
    crossing.all(|pair| pair == first).then_some(first)
}

/// Sets of works that are joined one by one.
struct Union(Vec<u32>);

impl Union {
    fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
