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
//! whose depreciation of the year is recorded already is not charged again.

use super::asset::{Account, Reason, StartPolicy};
use super::depreciation::{self, Rules, Standing, Terms};
use super::ledger::Amounts;
use super::statement::Sums;
use super::units::{FiscalYear, Yen};

/// One movement of the year as the sums see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Why.
    pub reason: Reason,
    /// The account it is posted to.
    pub account: Account,
    /// The signed changes.
    pub amounts: Amounts,
}

/// An asset in a fiscal year.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Its account at the end of the year.
    pub account: Account,
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
        Some(terms) if !member.changes.iter().any(|c| c.reason == Reason::Depreciation) => {
            let standing = Standing {
                basis: basis(year, member, terms, opening),
                cost: before.cost,
                accumulated: before.accumulated,
            };
            depreciation::charge(year, terms, &standing, rules)
        }
        _ => Yen(0),
    };
    Outcome { opening, charge, closing: before + Amounts { cost: Yen(0), accumulated: charge } }
}

/// The cost on which the year's charge is reckoned.
fn basis(year: FiscalYear, member: &Member<'_>, terms: &Terms, opening: Amounts) -> Yen {
    // With charges by the month an asset is charged in the year of its service, when there is no opening cost yet.
    if terms.start_policy != StartPolicy::NextFiscalYear && terms.in_service.fiscal_year >= year {
        return opening.cost
            + member.changes.iter().filter(|c| c.reason != Reason::OpeningBalance).map(|c| c.amounts.cost).sum();
    }
    let carried = |change: &Change| match change.reason {
        Reason::OpeningBalance => Yen(0),
        Reason::ReclassifiedIn | Reason::ReclassifiedOut | Reason::Split => change.amounts.cost,
        _ => Yen(change.amounts.cost.0.min(0)),
    };
    opening.cost + member.changes.iter().map(carried).sum()
}

/// What one asset's year adds to the sums, account by account: opening, increase, decrease and closing tie for each
/// account although an asset has moved from one to another.
///
/// Increases and decreases go by the column of the register that a reason feeds; a reversed purchase is a negative
/// increase. Recorded depreciation counts as charge.
pub fn shares(member: &Member<'_>, outcome: &Outcome, mut add: impl FnMut(Account, Sums)) {
    let left = member.changes.iter().find(|c| c.reason == Reason::ReclassifiedOut && c.account != member.account);
    let before = left.map_or(member.account, |change| change.account);
    if outcome.opening != Amounts::default() {
        let Amounts { cost, accumulated } = outcome.opening;
        add(before, Sums { opening_cost: cost, opening_accumulated: accumulated, ..Sums::default() });
    }
    for Change { reason, account, amounts: Amounts { cost, accumulated } } in member.changes {
        let share = match reason {
            Reason::OpeningBalance => continue,
            Reason::Depreciation => Sums { charge: *accumulated, ..Sums::default() },
            reason if reason.is_increase() => {
                Sums { increase_cost: *cost, increase_accumulated: *accumulated, ..Sums::default() }
            }
            _ => Sums { decrease_cost: Yen(0) - *cost, decrease_accumulated: Yen(0) - *accumulated, ..Sums::default() },
        };
        add(*account, share);
    }
    let Amounts { cost, accumulated } = outcome.closing;
    add(
        member.account,
        Sums {
            assets: i64::from(outcome.closing != Amounts::default()),
            charge: outcome.charge,
            cost,
            accumulated,
            depreciable_cost: if member.terms.is_some() { cost } else { Yen(0) },
            ..Sums::default()
        },
    );
}
