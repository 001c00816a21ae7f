//! Closes one asset's fiscal year: what is charged, what it stands at in the end, what it adds to the sums.
//!
//! closing cost = opening cost + changes of cost; closing accumulated depreciation = opening + changes + charge.
//!
//! # Shapes
//! One asset and its movements of the year in, one [`Outcome`] out.
//! # Units
//! Whole yen. The charge is rounded as [`super::depreciation`] says; nothing else is.
//! # Errors
//! None. Movements that no asset could have are refused when they are recorded.
//! # Source
//! 資産評価及び固定資産台帳整備の手引き: the charge of a year is the cost at the start of the fiscal year times the rate.
//! Ours: a part that left in the year is not charged, for it left at its book value at the start of the year; what an
//! asset took over from another by a split or a reclassification is charged where it is at the end of the year; an asset
//! whose depreciation of the year is recorded already, and not taken back, is not charged again.

use super::asset::{Reason, StartPolicy};
use super::depreciation::{self, Rules, Standing, Terms};
use super::ledger::Amounts;
use super::statement::Sums;
use super::units::{FiscalYear, Yen};

/// One movement of the year as the sums see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Why.
    pub reason: Reason,
    /// The signed changes.
    pub amounts: Amounts,
}

/// An asset in a fiscal year.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// How it loses value; none when it does not.
    pub terms: Option<Terms>,
    /// What it stood at when the year began.
    pub opening: Amounts,
    /// What was recorded in the year, in order.
    pub changes: &'a [Change],
}

/// What a year comes to for one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it stood at when the year began, balances with which it came into this register included.
    pub opening: Amounts,
    /// The depreciation that the closing charges.
    pub charge: Yen,
    /// What it stands at in the end.
    pub closing: Amounts,
}

/// Closes the year of one asset.
pub fn close(year: FiscalYear, member: &Member<'_>, rules: &Rules) -> Outcome {
    let brought = |change: &&Change| change.reason == Reason::OpeningBalance;
    let opening = member.opening + member.changes.iter().filter(brought).map(|c| c.amounts).sum();
    let before = member.opening + member.changes.iter().map(|c| c.amounts).sum();
    let charge = match &member.terms {
        Some(terms) if !is_charged(member.changes) => {
            let basis = basis(year, member, terms, opening);
            let standing = Standing { basis, cost: before.cost, accumulated: before.accumulated };
            depreciation::charge(year, terms, &standing, rules)
        }
        _ => Yen(0),
    };
    Outcome { opening, charge, closing: before + Amounts { cost: Yen(0), accumulated: charge } }
}

/// Whether the depreciation of the year is recorded already and has not been taken back; a recorded 0 says that there is
/// to be none.
fn is_charged(changes: &[Change]) -> bool {
    let mut recorded = changes.iter().filter(|change| change.reason == Reason::Depreciation).peekable();
    let none = recorded.peek().is_some_and(|first| first.amounts == Amounts::default());
    none || recorded.map(|change| change.amounts.accumulated).sum::<Yen>() != Yen(0)
}

/// The cost on which the year's charge is reckoned.
fn basis(year: FiscalYear, member: &Member<'_>, terms: &Terms, opening: Amounts) -> Yen {
    let cost_of = |wanted: fn(Reason) -> bool| -> Yen {
        member.changes.iter().filter(|change| wanted(change.reason)).map(|change| change.amounts.cost).sum()
    };
    // With charges by the month an asset is charged in the year of its service, when there is no opening cost yet.
    if terms.start_policy != StartPolicy::NextFiscalYear && terms.in_service.fiscal_year >= year {
        return opening.cost + cost_of(|reason| reason != Reason::OpeningBalance);
    }
    // What came over from another asset was in service before; what left, less what of that was taken back, is not charged.
    let carried = cost_of(is_carried);
    let left = cost_of(|reason| !is_carried(reason) && !reason.is_increase());
    let came = cost_of(|reason| !is_carried(reason) && reason.is_increase() && reason != Reason::OpeningBalance);
    opening.cost + carried + left + came.min(Yen(0))
}

fn is_carried(reason: Reason) -> bool {
    matches!(reason, Reason::ReclassifiedIn | Reason::ReclassifiedOut | Reason::Split)
}

/// To which part of an asset's year an amount belongs; the caller knows under what it is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The balance with which the year began
    Opening,
    /// The movement at this place of the list
    Change(usize),
    /// The charge and the balance at the end
    Closing,
}

/// What one asset's year adds to the sums, place by place, so that opening, increase, decrease and closing tie for each
/// account although an asset has moved from one to another.
///
/// Increases and decreases go by the column of the register that a reason feeds; a reversed purchase is a negative
/// increase. Recorded depreciation counts as charge.
pub fn shares(member: &Member<'_>, outcome: &Outcome, mut add: impl FnMut(Place, Sums)) {
    if outcome.opening != Amounts::default() {
        let Amounts { cost, accumulated } = outcome.opening;
        add(Place::Opening, Sums { opening_cost: cost, opening_accumulated: accumulated, ..Sums::default() });
    }
    for (n, Change { reason, amounts: Amounts { cost, accumulated }, .. }) in member.changes.iter().enumerate() {
        let share = match reason {
            Reason::OpeningBalance => continue,
            Reason::Depreciation => Sums { charge: *accumulated, ..Sums::default() },
            reason if reason.is_increase() => {
                Sums { increase_cost: *cost, increase_accumulated: *accumulated, ..Sums::default() }
            }
            _ => Sums { decrease_cost: Yen(0) - *cost, decrease_accumulated: Yen(0) - *accumulated, ..Sums::default() },
        };
        add(Place::Change(n), share);
    }
    let Amounts { cost, accumulated } = outcome.closing;
    let depreciates = member.terms.is_some();
    add(
        Place::Closing,
        Sums {
            assets: i64::from(outcome.closing != Amounts::default()),
            charge: outcome.charge,
            cost,
            accumulated,
            depreciable_cost: if depreciates { cost } else { Yen(0) },
            depreciable_accumulated: if depreciates { accumulated } else { Yen(0) },
            ..Sums::default()
        },
    );
}
