//! A plan under work: the start of every work, the loads of the rows, and the exact value.
//!
//! # Shapes
//! [`Plan`] holds a start or [`NONE`] for each work, and what follows from them.
//! # Units
//! Whole yen; values in 128 bits.
//! # Source
//! Ours.

use super::model::{Model, NO_BUNDLE, NONE};

/// Starts with their loads.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub starts: Vec<u8>,
    pub loads: Vec<i64>,
    /// How many works of a saving bundle begin in a year: `bundle · years + year`.
    pub together: Vec<u16>,
    /// The own cost of the options less the savings that count.
    pub own: i128,
}

/// The value of a plan: what breaks hard ceilings first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Value {
    pub broken: i128,
    pub weighted: i128,
}

impl Plan {
    /// The plan of these starts.
    pub(super) fn new(model: &Model, starts: Vec<u8>) -> Plan {
        let together = vec![0; model.saving.len() * model.years];
        let mut plan = Plan { starts: vec![NONE; starts.len()], loads: vec![0; model.rows], together, own: 0 };
        for (work, &start) in starts.iter().enumerate() {
            plan.own += i128::from(own(model, work, NONE));
            plan.put(model, work, start);
        }
        plan
    }

    /// Moves a work to another start.
    pub(super) fn put(&mut self, model: &Model, work: usize, start: u8) {
        let old = self.starts[work];
        if old != start {
            self.own += i128::from(own(model, work, start)) - i128::from(own(model, work, old));
            self.lift(model, work);
            self.lay(model, work, start);
        }
    }

    /// Takes a work off the loads; its own cost stays, its start is left out.
    #[inline]
    pub(super) fn lift(&mut self, model: &Model, work: usize) {
        let old = std::mem::replace(&mut self.starts[work], NONE);
        if old == NONE {
            return;
        }
        let loads = &mut self.loads;
        model.each_load(work, old as usize, |row, yen| loads[row] -= yen);
        let bundle = model.bundle_of[work];
        if bundle != NO_BUNDLE {
            let count = &mut self.together[bundle as usize * model.years + old as usize];
            *count -= 1;
            if *count > 0 {
                let saving = model.saving[bundle as usize];
                self.loads[old as usize] += saving;
                self.own += i128::from(saving * model.saving_counts);
            }
        }
    }

    /// Lays a work that is lifted on the loads; its own cost is not touched.
    #[inline]
    pub(super) fn lay(&mut self, model: &Model, work: usize, start: u8) {
        self.starts[work] = start;
        if start == NONE {
            return;
        }
        let loads = &mut self.loads;
        model.each_load(work, start as usize, |row, yen| loads[row] += yen);
        let bundle = model.bundle_of[work];
        if bundle != NO_BUNDLE {
            let count = &mut self.together[bundle as usize * model.years + start as usize];
            *count += 1;
            if *count > 1 {
                let saving = model.saving[bundle as usize];
                self.loads[start as usize] -= saving;
                self.own -= i128::from(saving * model.saving_counts);
            }
        }
    }

    /// The highest row that counts for the peak, above its offset and no lower than the floor.
    pub(super) fn peak(&self, model: &Model) -> i64 {
        let above = self.loads.iter().zip(&model.offset).filter_map(|(load, offset)| Some(load - (*offset)?));
        above.max().unwrap_or(0).max(model.peak_floor)
    }

    /// What exceeds the ceilings.
    pub(super) fn excess(&self, model: &Model) -> i128 {
        let above = self.loads.iter().zip(&model.ceiling).filter_map(|(load, ceiling)| Some(load - (*ceiling)?));
        above.map(|above| i128::from(above.max(0))).sum()
    }

    /// The exact value.
    pub(super) fn value(&self, model: &Model) -> Value {
        let excess = self.excess(model);
        let peak =
            i128::from(model.peak_weight) * if model.peak_weight == 0 { 0 } else { i128::from(self.peak(model)) };
        let priced = peak + self.own + if model.hard { 0 } else { i128::from(model.excess_weight) * excess };
        Value { broken: if model.hard { excess } else { 0 }, weighted: priced }
    }
}

/// The own cost of an option; 0 where a work cannot be left out and is.
pub(super) fn own(model: &Model, work: usize, start: u8) -> i64 {
    let options = model.options(work);
    if start == NONE {
        return match options.clone().next_back() {
            Some(last) if model.start[last] == NONE => model.own[last],
            _ => 0,
        };
    }
    match model.start[options.clone()].binary_search(&start) {
        Ok(nth) => model.own[options.start + nth],
        Err(_) => 0,
    }
}
