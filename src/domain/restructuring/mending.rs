//! From a plan to a better one: another choice for one facility, then for two at once, then chance.
//!
//! # Shapes
//! A [`Standing`] is changed in place; only choices that are allowed are tried.
//! # Units
//! As of the standing.
//! # Errors
//! None.
//! # Source
//! Iterated local search: H. R. Lourenço et al., Handbook of Metaheuristics (2003). Ours.

use super::standing::Standing;

/// Numbers that look random and are the same for the same seed.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        ((u128::from(z) * limit.max(1) as u128) >> 64) as usize
    }
}

/// What may be tried.
pub(super) struct Mending<'a> {
    /// Where the choices of a facility begin.
    pub(super) first: &'a [usize],
    /// Which choices may be taken.
    pub(super) allowed: &'a [bool],
    /// How many more choices may be tried.
    pub(super) tries: u64,
    /// Says that it is enough.
    pub(super) stop: &'a dyn Fn() -> bool,
}

impl Mending<'_> {
    fn choices(&self, facility: usize) -> Vec<usize> {
        let slots = self.first[facility]..self.first[facility + 1];
        slots.clone().filter(|slot| self.allowed[*slot]).map(|slot| slot - slots.start).collect()
    }

    fn over(&self) -> bool {
        self.tries == 0 || (self.tries.is_multiple_of(64) && (self.stop)())
    }

    /// Changes one facility after the other until no change of one is better.
    pub(super) fn improve(&mut self, standing: &mut Standing) {
        let facilities = standing.taken.len();
        let (mut quiet, mut at) = (0, 0);
        while quiet < facilities {
            quiet = if self.best_of_one(standing, at) { 0 } else { quiet + 1 };
            at = (at + 1) % facilities;
            if self.over() {
                return;
            }
        }
    }

    /// Takes the best choice of a facility.
    fn best_of_one(&mut self, standing: &mut Standing, facility: usize) -> bool {
        let (mut best, mut worth) = (standing.taken[facility], standing.worth());
        for choice in self.choices(facility) {
            if choice == standing.taken[facility] {
                continue;
            }
            if self.over() {
                break;
            }
            self.tries -= 1;
            let tried = standing.tried(facility, choice);
            if tried < worth {
                (best, worth) = (choice, tried);
            }
        }
        let better = best != standing.taken[facility];
        if better {
            standing.take(facility, best);
        }
        better
    }

    /// Takes a choice of one facility together with the best answer of another, wherever that is better. The other one
    /// serves the same function or competes for the same site or years.
    pub(super) fn improve_pairs(&mut self, standing: &mut Standing) -> bool {
        let mut any = false;
        for facility in 0..standing.taken.len() {
            for choice in self.choices(facility) {
                let was = standing.taken[facility];
                if choice == was {
                    continue;
                }
                let before = standing.worth();
                standing.take(facility, choice);
                match self.answer(standing, facility, before) {
                    Some((other, answer)) => {
                        standing.take(other, answer);
                        any = true;
                    }
                    None => standing.take(facility, was),
                }
                if self.over() {
                    return any;
                }
            }
        }
        any
    }

    /// The best change of another facility that makes the plan better than it was before.
    fn answer(
        &mut self,
        standing: &mut Standing,
        facility: usize,
        before: super::standing::Worth,
    ) -> Option<(usize, usize)> {
        let (mut best, mut worth) = (None, before);
        for other in (0..standing.taken.len()).filter(|other| *other != facility) {
            for choice in self.choices(other) {
                if choice == standing.taken[other] {
                    continue;
                }
                if self.over() {
                    return best;
                }
                self.tries -= 1;
                let tried = standing.tried(other, choice);
                if tried < worth {
                    (best, worth) = (Some((other, choice)), tried);
                }
            }
        }
        best
    }

    /// Lets a few facilities take any choice and improves again; keeps what is better.
    pub(super) fn shake(&mut self, standing: &mut Standing, dice: &mut Dice, kicks: u32) {
        for kick in 0..kicks {
            if self.over() {
                return;
            }
            let (taken, worth) = (standing.taken.clone(), standing.worth());
            for _ in 0..2 + (kick as usize % 3) {
                let facility = dice.below(taken.len());
                let choices = self.choices(facility);
                if let Some(choice) = choices.get(dice.below(choices.len())) {
                    standing.take(facility, *choice);
                }
            }
            self.improve(standing);
            if standing.worth() >= worth {
                for (facility, choice) in taken.into_iter().enumerate() {
                    if standing.taken[facility] != choice {
                        standing.take(facility, choice);
                    }
                }
            }
        }
    }
}
