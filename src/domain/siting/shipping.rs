//! Who serves how much of whom, when the open sites are given and each can serve only so much?
//!
//! At first every demand goes to the site that is cheapest for it. What a site then has too much is moved on along the
//! cheapest chain of moves to a site with room, as much at a time as the chain allows; each state on the way is the
//! cheapest for the room used so far, so the last one is the cheapest of all. A site without limit that stands for
//! leaving a demand unserved always has room.
//!
//! # Shapes
//! Rows a demand, columns an open site and last the one that leaves unserved; parts by demand and column out.
//! # Units
//! Amounts in whole units of capacity; costs in fine units for the whole of a demand.
//! # Errors
//! None.
//! # Source
//! Successive shortest paths: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows (1993), §9.7.

/// A part of a demand: which demand, which column, and how much.
pub(super) type Part = (u32, u32, i64);

/// Differences smaller than this share of the cost are rounding.
const FINE: f64 = 1e-12;

/// The cheapest way to serve all demands.
pub(super) fn ship(weights: &[i64], unit_costs: &[f64], room: &[i64]) -> Vec<Part> {
    let columns = room.len();
    let mut flows = Flows {
        columns,
        unit_costs,
        amount: vec![0; weights.len() * columns],
        at: vec![Vec::new(); columns],
        spare: room.to_vec(),
        moves: vec![(f64::INFINITY, 0); columns * columns],
    };
    for (demand, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
        let row = &unit_costs[demand * columns..][..columns];
        let cheapest = (0..columns).fold(0, |best, column| if row[column] < row[best] { column } else { best });
        flows.amount[demand * columns + cheapest] = *weight;
        flows.at[cheapest].push(demand as u32);
        flows.spare[cheapest] -= weight;
    }
    for column in 0..columns {
        flows.find_moves(column);
    }
    while let Some(full) = (0..columns).find(|column| flows.spare[*column] < 0) {
        if !flows.relieve(full) {
            break;
        }
    }
    let parts = flows.amount.iter().enumerate().filter(|(_, amount)| **amount > 0);
    parts.map(|(at, amount)| ((at / columns) as u32, (at % columns) as u32, *amount)).collect()
}

struct Flows<'a> {
    columns: usize,
    unit_costs: &'a [f64],
    amount: Vec<i64>,
    /// Which demands each column serves.
    at: Vec<Vec<u32>>,
    spare: Vec<i64>,
    /// The cheapest move of a unit from one column to another, and whose unit it is.
    moves: Vec<(f64, u32)>,
}

impl Flows<'_> {
    fn find_moves(&mut self, from: usize) {
        let columns = self.columns;
        let moves = &mut self.moves[from * columns..][..columns];
        moves.fill((f64::INFINITY, 0));
        for &demand in &self.at[from] {
            let row = &self.unit_costs[demand as usize * columns..][..columns];
            for (to, best) in moves.iter_mut().enumerate() {
                let by = row[to] - row[from];
                if by < best.0 {
                    *best = (by, demand);
                }
            }
        }
    }

    /// Moves units from a column that has too much to the one with room that is cheapest to reach.
    fn relieve(&mut self, full: usize) -> bool {
        let columns = self.columns;
        let mut cost = vec![f64::INFINITY; columns];
        let mut before = vec![usize::MAX; columns];
        cost[full] = 0.0;
        // Moves may save, but never in a circle; so many rounds reach every column.
        for _ in 0..columns {
            let mut changed = false;
            for from in
                (0..columns).filter(|from| cost[*from].is_finite() && !self.at[*from].is_empty()).collect::<Vec<_>>()
            {
                for to in (0..columns).filter(|to| *to != full) {
                    let by = self.moves[from * columns + to].0;
                    if to != from && cost[from] + by < cost[to] - FINE * (1.0 + cost[to].min(1e300).abs()) {
                        cost[to] = cost[from] + by;
                        before[to] = from;
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let reached = (0..columns).filter(|column| self.spare[*column] > 0 && cost[*column].is_finite());
        let Some(end) = reached.min_by(|a, b| cost[*a].total_cmp(&cost[*b])) else { return false };
        let mut chain = vec![end];
        while chain[chain.len() - 1] != full {
            let from = before[chain[chain.len() - 1]];
            if from == usize::MAX || chain.len() > columns {
                return false;
            }
            chain.push(from);
        }
        chain.reverse();
        self.push(&chain);
        true
    }

    fn push(&mut self, chain: &[usize]) {
        let columns = self.columns;
        let steps = || chain.windows(2).map(|pair| (pair[0], pair[1]));
        let demand = |flows: &Self, from: usize, to: usize| flows.moves[from * columns + to].1;
        let (full, end) = (chain[0], chain[chain.len() - 1]);
        let mut by = self.spare[end].min(-self.spare[full]);
        for (from, to) in steps() {
            by = by.min(self.amount[demand(self, from, to) as usize * columns + from]);
        }
        for (from, to) in steps() {
            let moved = demand(self, from, to);
            let row = moved as usize * columns;
            self.amount[row + from] -= by;
            if self.amount[row + from] == 0 {
                self.at[from].retain(|at| *at != moved);
            }
            if self.amount[row + to] == 0 {
                self.at[to].push(moved);
            }
            self.amount[row + to] += by;
        }
        self.spare[full] += by;
        self.spare[end] -= by;
        for &column in chain {
            self.find_moves(column);
        }
    }
}
