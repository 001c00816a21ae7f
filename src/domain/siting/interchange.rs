//! Can a plan be made cheaper by opening one site, closing one, or both?
//!
//! # Shapes
//! A set of open sites, improved in place until no single move improves it.
//! # Units
//! Fine units.
//! # Errors
//! None.
//! # Source
//! The interchange of R. A. Whitaker, INFOR 21 (1983), with the gains, losses and corrections of M. G. C. Resende and
//! R. F. Werneck, Annals of Operations Research 150 (2007). Ours: limits on changes, fixed costs, demands left unserved.

use super::model::Model;
use super::openings::State;

/// Improves the open sites until no move helps and returns what they cost.
pub(super) fn improve(model: &Model, state: &[State], open: &mut [bool], stop: &dyn Fn() -> bool) -> i64 {
    let sites = model.fixed.len();
    let mut tables = Tables::new(sites);
    loop {
        tables.fill(model, open);
        match tables.best_move(model, state, open) {
            Some((opened, closed)) if !stop() => {
                if let Some(site) = opened {
                    open[site] = true;
                }
                if let Some(site) = closed {
                    open[site] = false;
                }
            }
            _ => return model.value(open),
        }
    }
}

struct Tables {
    sites: usize,
    gain: Vec<i64>,
    loss: Vec<i64>,
    /// Row of each open site in `extra`.
    row: Vec<u32>,
    opened: Vec<u32>,
    extra: Vec<i64>,
}

impl Tables {
    fn new(sites: usize) -> Tables {
        Tables {
            sites,
            gain: vec![0; sites],
            loss: vec![0; sites],
            row: vec![0; sites],
            opened: Vec::new(),
            extra: Vec::new(),
        }
    }

    fn fill(&mut self, model: &Model, open: &[bool]) {
        self.gain.fill(0);
        self.loss.fill(0);
        self.opened.clear();
        for site in (0..self.sites).filter(|site| open[*site]) {
            self.row[site] = self.opened.len() as u32;
            self.opened.push(site as u32);
        }
        self.extra.clear();
        self.extra.resize(self.opened.len() * self.sites, 0);
        for demand in 0..model.reach.demands() {
            let (sites, costs) = model.reach.of(demand);
            let unserved = model.reach.unserved[demand];
            let Some(first) = sites.iter().position(|site| open[*site as usize]) else {
                for (site, cost) in sites.iter().zip(costs) {
                    self.gain[*site as usize] += unserved - cost;
                }
                continue;
            };
            let nearest = costs[first];
            let owner = sites[first] as usize;
            let row = &mut self.extra[self.row[owner] as usize * self.sites..][..self.sites];
            let second = sites[first + 1..].iter().position(|site| open[*site as usize]).map(|at| first + 1 + at);
            let next = second.map_or(unserved, |at| costs[at]);
            self.loss[owner] += next - nearest;
            for (site, cost) in sites[..first].iter().zip(costs) {
                self.gain[*site as usize] += nearest - cost;
                row[*site as usize] += next - nearest;
            }
            let until = second.unwrap_or(sites.len());
            for (site, cost) in sites[first + 1..until].iter().zip(&costs[first + 1..until]) {
                row[*site as usize] += next - cost;
            }
        }
    }

    /// The move with the greatest gain, by site among equals: which site opens and which closes.
    fn best_move(&self, model: &Model, state: &[State], open: &[bool]) -> Option<(Option<usize>, Option<usize>)> {
        let rule = &model.openings;
        let count = self.opened.len();
        let changes = rule.changes(open) as i64;
        let most = rule.most_changes.map_or(i64::MAX, |most| most as i64);
        let costs_change = |site: usize, opens: bool| if rule.existing[site] == opens { -1 } else { 1 };
        let mut best = (0_i64, None, None);
        let mut offer = |profit: i64, opened: Option<usize>, closed: Option<usize>, by: i64| {
            if profit > best.0 && changes + by <= most {
                best = (profit, opened, closed);
            }
        };
        let closes = |site: usize| state[site] == State::Free;
        let opens: Vec<usize> = (0..self.sites).filter(|site| !open[*site] && state[*site] == State::Free).collect();
        if count < rule.most {
            for &site in &opens {
                offer(self.gain[site] - model.fixed[site], Some(site), None, costs_change(site, true));
            }
        }
        for &site in &self.opened {
            let closed = site as usize;
            if !closes(closed) {
                continue;
            }
            let saved = model.fixed[closed] - self.loss[closed];
            if count > rule.least {
                offer(saved, None, Some(closed), costs_change(closed, false));
            }
            let row = &self.extra[self.row[closed] as usize * self.sites..][..self.sites];
            for &site in &opens {
                let profit = self.gain[site] - model.fixed[site] + saved + row[site];
                if profit > 0 {
                    offer(profit, Some(site), Some(closed), costs_change(site, true) + costs_change(closed, false));
                }
            }
        }
        (best.0 > 0).then_some((best.1, best.2))
    }
}
