//! Who pays for one work: how much comes from subsidies, other sources, bonds, funds and general revenue?
//!
//! ```text
//! subsidy = ⌊rate × min(cost that counts, ceiling)⌋      rest = cost − subsidy − other
//! bond    = ⌊rate × rest⌋ to the unit                    general = rest − bond − fund
//! real burden = rest − ⌊tax support × bond⌋
//! ```
//!
//! [`choose`] takes, among the programmes whose conditions are all met, the subsidy and the bond with the least real burden.
//!
//! # Shapes
//! One [`Split`] a work; its parts sum to the cost. A choice is at most one subsidy and one bond, found by trying every pair.
//! # Units
//! Yen. Bonds are floored to the bond unit (起債単位), subsidies to theirs; tax support to the yen. Principal only: interest is
//! not part of the real burden here.
//! # Source
//! 交付税措置: inclusion in the standard financial need (地方交付税法 §11), which is money only for a municipality that receives
//! 普通交付税; for others support is 0. Choosing the least burden is ours; equal burdens are settled by the smaller debt.

use super::eligibility::{Facts, Outcome, check, outcome};
use super::programme::{Programme, ProgrammeKind};
use super::share::Share;
use crate::domain::units::Yen;

/// How amounts are cut, and whether the allocation tax pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitRules {
    /// 起債単位
    pub bond_unit: Yen,
    /// 補助金の単位
    pub subsidy_unit: Yen,
    /// 交付団体: whether the municipality receives 普通交付税
    pub recipient: bool,
}

/// What is to be paid, before programmes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// 事業費
    pub cost: Yen,
    /// 補助対象事業費; the whole cost when not known
    pub counted_cost: Option<Yen>,
    /// その他特定財源: other earmarked money, up to what the subsidy leaves
    pub other: Yen,
    /// 基金繰入金: what a fund gives, up to what the bond leaves
    pub fund: Yen,
}

/// Who pays (財源内訳). Subsidy, other, bond, fund and general revenue sum to the cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// 事業費
    pub cost: Yen,
    /// 補助金・交付金
    pub subsidy: Yen,
    /// その他特定財源
    pub other: Yen,
    /// 地方債
    pub bond: Yen,
    /// 基金繰入金
    pub fund: Yen,
    /// 一般財源
    pub general: Yen,
    /// 交付税措置額: the part of the bond that the allocation tax pays
    pub supported: Yen,
    /// 実質負担額
    pub burden: Yen,
}

/// The split of a bill by given programmes, whether or not their conditions are met.
pub fn split(bill: &Bill, subsidy: Option<&Programme>, bond: Option<&Programme>, rules: &SplitRules) -> Split {
    let cost = Yen(bill.cost.0.max(0));
    let counted = bill.counted_cost.unwrap_or(cost).min(cost).max(Yen(0));
    let subsidy = subsidy.map_or(Yen(0), |programme| {
        let counted = programme.most_counted_cost.map_or(counted, |most| counted.min(most));
        programme.rate.floored(counted, rules.subsidy_unit)
    });
    let other = bill.other.max(Yen(0)).min(cost - subsidy);
    let rest = cost - subsidy - other;
    let principal = bond.map_or(Yen(0), |programme| programme.rate.floored(rest, rules.bond_unit));
    let fund = bill.fund.max(Yen(0)).min(rest - principal);
    let support = bond.filter(|_| rules.recipient).map_or(Share::NONE, |programme| programme.tax_support);
    let supported = support.of_amount(principal);
    Split {
        cost,
        subsidy,
        other,
        bond: principal,
        fund,
        general: rest - principal - fund,
        supported,
        burden: rest - supported,
    }
}

/// The programmes of a work and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// 補助金・交付金
    pub subsidy: Option<&'a Programme>,
    /// 地方債
    pub bond: Option<&'a Programme>,
    /// 財源内訳
    pub split: Split,
}

/// Whether every condition of the two programmes is known to be met, also that they go together.
pub fn is_open(facts: &Facts, subsidy: Option<&Programme>, bond: Option<&Programme>) -> bool {
    let subsidised = Some(subsidy.is_some());
    let met = |programme: &Programme| outcome(&check(programme, facts, subsidised)) == Outcome::Met;
    subsidy.is_none_or(met) && bond.is_none_or(met)
}

/// The subsidy and the bond with the least real burden among those open to the work.
pub fn choose<'a>(facts: &Facts, bill: &Bill, programmes: &'a [Programme], rules: &SplitRules) -> Choice<'a> {
    let mut best = Choice { subsidy: None, bond: None, split: split(bill, None, None, rules) };
    for choice in choices(facts, bill, programmes, rules) {
        let key = |choice: &Choice| (choice.split.burden, choice.split.bond);
        if key(&choice) < key(&best) {
            best = choice;
        }
    }
    best
}

/// Every subsidy and bond that are open to a work together, none of either among them.
pub fn choices<'a>(facts: &Facts, bill: &Bill, programmes: &'a [Programme], rules: &SplitRules) -> Vec<Choice<'a>> {
    let of = |kind: ProgrammeKind| programmes.iter().filter(move |programme| programme.kind == kind);
    let subsidies = of(ProgrammeKind::Subsidy).filter(|subsidy| is_open(facts, Some(subsidy), None));
    // Whether a bond is open depends on whether there is a subsidy, not on which.
    let bonds = |subsidised: bool| {
        let met = move |bond: &&Programme| outcome(&check(bond, facts, Some(subsidised))) == Outcome::Met;
        std::iter::once(None).chain(of(ProgrammeKind::Bond).filter(met).map(Some)).collect::<Vec<_>>()
    };
    let (alone, with) = (bonds(false), bonds(true));
    let mut found = Vec::new();
    for subsidy in std::iter::once(None).chain(subsidies.map(Some)) {
        for bond in if subsidy.is_some() { &with } else { &alone } {
            found.push(Choice { subsidy, bond: *bond, split: split(bill, subsidy, *bond, rules) });
        }
    }
    found
}
