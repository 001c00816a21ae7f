//! How many sites may be open, and which set of them is the cheapest when each has its price?
//!
//! The count of open sites lies between two limits, and closing existing sites and opening new ones may be limited in
//! number. Of the free sites `k` existing and `q` new ones are taken, always the cheapest of their kind, so the best set is
//!
//! ```text
//! min over k, q of  A(k) + B(q)     least ≤ open + k + q ≤ most,   changes so far + (|A| − k) + q ≤ most changes
//! ```
//!
//! with `A` and `B` the running sums of the sorted prices.
//!
//! # Shapes
//! [`Openings`] the rule, [`Ballot`] the rule with some sites settled.
//! # Units
//! Prices in fine units.
//! # Errors
//! None; a rule that no set meets gives no [`Ballot`].
//! # Source
//! Ours.

/// What is settled of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Free,
    Open,
    Closed,
}

/// How many sites may be open and how much may change.
#[derive(Clone, Debug)]
pub(super) struct Openings {
    pub(super) existing: Vec<bool>,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) most_changes: Option<usize>,
}

/// The free sites under the rule; chosen ones stand first in their list.
#[derive(Clone, Debug)]
pub(super) struct Ballot {
    /// Free existing sites, when changes are counted.
    kept: Vec<u32>,
    /// All other free sites.
    fresh: Vec<u32>,
    kept_taken: usize,
    fresh_taken: usize,
    least: i64,
    most: i64,
    changes: Option<i64>,
}

const NEVER: i64 = i64::MAX / 4;

impl Openings {
    /// Whether a set of open sites meets the rule.
    pub(super) fn allows(&self, open: &[bool]) -> bool {
        let count = open.iter().filter(|open| **open).count();
        (self.least..=self.most).contains(&count) && self.most_changes.is_none_or(|most| self.changes(open) <= most)
    }

    /// How many sites are other than today.
    pub(super) fn changes(&self, open: &[bool]) -> usize {
        open.iter().zip(&self.existing).filter(|(open, existing)| open != existing).count()
    }

    /// The rule for the sites still free; none when no set meets it.
    pub(super) fn ballot(&self, state: &[State]) -> Option<Ballot> {
        let counted = self.most_changes.is_some();
        let (mut kept, mut fresh) = (Vec::new(), Vec::new());
        let (mut open, mut changes) = (0_i64, 0_i64);
        for (site, state) in state.iter().enumerate() {
            match state {
                State::Free if counted && self.existing[site] => kept.push(site as u32),
                State::Free => fresh.push(site as u32),
                State::Open => {
                    open += 1;
                    changes += i64::from(!self.existing[site]);
                }
                State::Closed => changes += i64::from(self.existing[site]),
            }
        }
        let ballot = Ballot {
            least: self.least as i64 - open,
            most: self.most as i64 - open,
            changes: self.most_changes.map(|most| most as i64 - changes),
            kept,
            fresh,
            kept_taken: 0,
            fresh_taken: 0,
        };
        (0..=ballot.kept.len()).any(|kept| ballot.fresh_range(kept).is_some()).then_some(ballot)
    }
}

impl Ballot {
    /// How many new sites may be taken beside so many existing ones.
    fn fresh_range(&self, kept: usize) -> Option<(usize, usize)> {
        let low = (self.least - kept as i64).max(0);
        let mut high = (self.most - kept as i64).min(self.fresh.len() as i64);
        if let Some(changes) = self.changes {
            high = high.min(changes - (self.kept.len() - kept) as i64);
        }
        (low <= high).then_some((low as usize, high as usize))
    }

    /// How many existing sites may be taken beside so many new ones.
    fn kept_range(&self, fresh: usize) -> Option<(usize, usize)> {
        let mut low = (self.least - fresh as i64).max(0);
        let high = (self.most - fresh as i64).min(self.kept.len() as i64);
        if let Some(changes) = self.changes {
            low = low.max(self.kept.len() as i64 + fresh as i64 - changes);
        }
        (low <= high).then_some((low as usize, high as usize))
    }

    /// The free sites, chosen or not.
    pub(super) fn free(&self) -> impl Iterator<Item = u32> {
        self.kept.iter().chain(&self.fresh).copied()
    }

    /// The sites of the last choice.
    pub(super) fn chosen(&self) -> impl Iterator<Item = u32> {
        self.kept[..self.kept_taken].iter().chain(&self.fresh[..self.fresh_taken]).copied()
    }

    /// Whether the rule leaves nothing to choose: then all free sites are to be open, or all closed.
    pub(super) fn forced(&self) -> Option<State> {
        let all = (self.kept.len() + self.fresh.len()) as i64;
        if self.most <= 0 || all == 0 {
            return Some(State::Closed);
        }
        (self.least >= all).then_some(State::Open)
    }

    /// Takes the cheapest set and returns the sum of its prices.
    pub(super) fn choose(&mut self, prices: &[i64]) -> i64 {
        if self.kept.is_empty() {
            return self.choose_fresh(prices);
        }
        let key = |site: &u32| (prices[*site as usize], *site);
        self.kept.sort_unstable_by_key(key);
        self.fresh.sort_unstable_by_key(key);
        let (kept, fresh) = (sums(&self.kept, prices), sums(&self.fresh, prices));
        let below = self.fresh.iter().take_while(|site| prices[**site as usize] < 0).count();
        let mut best = (NEVER, 0, 0);
        for (k, kept) in kept.iter().enumerate() {
            if let Some((low, high)) = self.fresh_range(k) {
                let q = below.clamp(low, high);
                best = best.min((kept + fresh[q], k, q));
            }
        }
        (self.kept_taken, self.fresh_taken) = (best.1, best.2);
        best.0
    }

    fn choose_fresh(&mut self, prices: &[i64]) -> i64 {
        let Some((low, high)) = self.fresh_range(0) else { return NEVER };
        let take = match low == high {
            true => low,
            false => self.fresh.iter().filter(|site| prices[**site as usize] < 0).count().clamp(low, high),
        };
        if take > 0 && take < self.fresh.len() {
            self.fresh.select_nth_unstable_by_key(take, |site| (prices[*site as usize], *site));
        }
        self.fresh_taken = take;
        self.fresh[..take].iter().map(|site| prices[*site as usize]).sum()
    }

    /// For each free site the least sum when it must be open, and when it must be closed.
    pub(super) fn flips(&mut self, prices: &[i64], mut each: impl FnMut(u32, i64, i64)) {
        let key = |site: &u32| (prices[*site as usize], *site);
        self.kept.sort_unstable_by_key(key);
        self.fresh.sort_unstable_by_key(key);
        let (kept, fresh) = (sums(&self.kept, prices), sums(&self.fresh, prices));
        let least = |sums: &[i64], range: Option<(usize, usize)>| {
            // The sums of sorted prices fall and then rise, so the least of a range is found where they turn.
            range.map_or(NEVER, |(low, high)| {
                let turn = sums.partition_point_of_turn();
                sums[turn.clamp(low, high)]
            })
        };
        let beside_kept: Vec<i64> = (0..kept.len()).map(|k| least(&fresh, self.fresh_range(k))).collect();
        let beside_fresh: Vec<i64> = (0..fresh.len()).map(|q| least(&kept, self.kept_range(q))).collect();
        flips_of(&self.kept, prices, &kept, &beside_kept, &mut each);
        flips_of(&self.fresh, prices, &fresh, &beside_fresh, &mut each);
    }
}

/// Running sums that fall first and rise afterwards.
trait Turning {
    fn partition_point_of_turn(&self) -> usize;
}

impl Turning for [i64] {
    fn partition_point_of_turn(&self) -> usize {
        let (mut low, mut high) = (0, self.len() - 1);
        while low < high {
            let middle = (low + high) / 2;
            match self[middle + 1] < self[middle] {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }
}

fn sums(sites: &[u32], prices: &[i64]) -> Vec<i64> {
    let mut sum = 0;
    let rest = sites.iter().map(|site| {
        sum += prices[*site as usize];
        sum
    });
    let mut sums = vec![0];
    sums.extend(rest);
    sums
}

/// `sums[k] + beside[k]` is the least sum with exactly `k` sites of this kind; a site is put in or taken out.
fn flips_of(sites: &[u32], prices: &[i64], sums: &[i64], beside: &[i64], each: &mut impl FnMut(u32, i64, i64)) {
    let count = sites.len();
    let with = |k: usize| sums[k].saturating_add(beside[k]);
    // Least over k ≤ r of the sums with k, and of those with k − 1 to which the site itself is added.
    let mut without_before = vec![NEVER; count + 1];
    let mut added_before = vec![NEVER; count + 1];
    for r in 0..=count {
        let before = if r > 0 { (without_before[r - 1], added_before[r - 1]) } else { (NEVER, NEVER) };
        without_before[r] = before.0.min(with(r));
        added_before[r] = if r > 0 { before.1.min(sums[r - 1].saturating_add(beside[r])) } else { NEVER };
    }
    // Least over k > r of the sums with k, and of those with k + 1 from which the site itself is taken.
    let mut with_after = vec![NEVER; count + 2];
    let mut taken_after = vec![NEVER; count + 2];
    for r in (0..count).rev() {
        let k = r + 1;
        with_after[r] = with_after[r + 1].min(with(k));
        let taken = if k < count { sums[k + 1].saturating_add(beside[k]) } else { NEVER };
        taken_after[r] = taken_after[r + 1].min(taken);
    }
    for (r, site) in sites.iter().enumerate() {
        let price = prices[*site as usize];
        let opened = added_before[r].saturating_add(price).min(with_after[r]);
        let closed = without_before[r].min(taken_after[r].saturating_sub(price));
        each(*site, opened, closed);
    }
}
