//! Who pays for the works of a way to go, and what is left for the municipality in each year?
//!
//! ```text
//! burden(t) = net(t) − subsidies(t) − bonds(t) + debt service(t) − tax support(t)
//! ```
//!
//! Each work borrows where a bond is open to it, so that those bear it whom it serves. Among the subsidies and bonds whose
//! conditions are all met it takes those that leave the municipality the least until the last bond is paid back; of equal
//! ones the smaller debt. The baseline's renovations and rebuilds are paid for in the same way, so that the comparison is
//! fair.
//!
//! # Shapes
//! [`Funding`] a [`Funded`] for each work and a [`FundedYear`] for each year of the horizon.
//! # Units
//! Yen of the price basis, interest at the nominal rate of the terms. A bond is issued at the end of its year.
//! # Source
//! Borrowing for works: 地方財政法 §5. Terms and splits: `finance`; that floor area must fall is a condition of 公共施設等適正管理推進事業債（集約化・複合化）.

use super::ledger::{Ledger, Undertaking, in_yen};
use super::proposal::Proposal;
use crate::domain::finance::{
    Bill, BondTerms, DebtService, Facts, Paid, PlannedWork, Programme, Split, SplitRules, Way, add_split, choices,
};
use crate::domain::units::{Area, Yen};

/// What works may be paid from.
#[derive(Clone, Copy, Debug)]
pub struct Backing<'a> {
    /// 財源制度
    pub programmes: &'a [Programme],
    /// How amounts are cut, and whether the allocation tax pays.
    pub rules: SplitRules,
    /// On what terms bonds are borrowed.
    pub terms: BondTerms,
}

/// A work and who pays for it.
#[derive(Clone, Debug)]
pub struct Funded<'a> {
    /// Its place among the works of the ledger.
    pub work: usize,
    /// What is known of it.
    pub facts: Facts,
    /// 補助金・交付金
    pub subsidy: Option<&'a Programme>,
    /// 地方債
    pub bond: Option<&'a Programme>,
    /// Sums of all its years.
    pub split: Split,
}

/// A year of the municipality's own burden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FundedYear {
    /// 年度
    pub year: i32,
    /// 補助金・交付金
    pub subsidy: Yen,
    /// 地方債
    pub bond: Yen,
    /// 公債費 of the bonds of these works
    pub service: DebtService,
    /// 交付税措置額 of it
    pub supported: Yen,
    /// 一般財源負担
    pub burden: Yen,
    /// 地方債残高 at the end
    pub outstanding: Yen,
}

/// Who pays.
#[derive(Clone, Debug)]
pub struct Funding<'a> {
    /// Each work.
    pub works: Vec<Funded<'a>>,
    /// Each year.
    pub years: Vec<FundedYear>,
}

impl Funding<'_> {
    /// What the municipality bears over all years.
    pub fn burden(&self) -> Yen {
        in_yen(self.years.iter().map(|year| i128::from(year.burden.0)).sum())
    }

    /// The heaviest year and what it bears; the first of several.
    pub fn peak(&self) -> Option<(i32, Yen)> {
        let heaviest = self.years.iter().max_by(|a, b| (a.burden, b.year).cmp(&(b.burden, a.year)));
        heaviest.map(|year| (year.year, year.burden))
    }

    /// What is still owed at the end of the horizon.
    pub fn outstanding(&self) -> Yen {
        self.years.last().map_or(Yen(0), |year| year.outstanding)
    }
}

/// Finds who pays for the works of a ledger.
pub fn fund<'a>(ledger: &Ledger, proposal: &Proposal, backing: &Backing<'a>) -> Funding<'a> {
    let mut years: Vec<FundedYear> =
        ledger.years.iter().map(|year| FundedYear { year: year.year, ..FundedYear::default() }).collect();
    let works = ledger.works.iter().enumerate().map(|(at, work)| {
        let planned = planned(work, proposal);
        let Way { subsidy, bond, .. } = least(&planned, backing);
        let paid = planned.paid(subsidy, bond, &backing.rules);
        let mut sum = Split::default();
        for one in &paid {
            add_split(&mut sum, &one.split);
            enter(&mut years, one, &backing.terms);
        }
        Funded { work: at, facts: planned.facts, subsidy, bond, split: sum }
    });
    let works = works.collect();
    for (year, sum) in years.iter_mut().zip(&ledger.years) {
        year.burden = sum.net() - year.subsidy - year.bond + year.service.payment() - year.supported;
    }
    Funding { works, years }
}

fn planned(work: &Undertaking, proposal: &Proposal) -> PlannedWork {
    let areas = work.floor_area_dm2.map(|(before, after)| (Area::from_dm2(before), Area::from_dm2(after)));
    let facts = Facts {
        kind: Some(work.kind),
        class: Some(work.class),
        fiscal_year: Some(work.first_year),
        cost: work.cost,
        age_years: work.age_years,
        remaining_use_years: None,
        floor_area_before: areas.map(|(before, _)| before),
        floor_area_after: areas.map(|(_, after)| after),
        facilities: work.facilities,
        in_plan: proposal.in_plan,
        confirmed: proposal.confirmed.clone(),
    };
    let bill = Bill { cost: work.cost, ..Bill::default() };
    PlannedWork { facts, bill, first_year: work.first_year, years: work.years }
}

/// The way that leaves the municipality the least among those with a bond, if a bond is open to the work; there is always a
/// way, for paying all oneself is one.
fn least<'a>(planned: &PlannedWork, backing: &Backing<'a>) -> Way<'a> {
    let open = choices(&planned.facts, &planned.bill, backing.programmes, &backing.rules);
    let ways = open.into_iter().map(|open| planned.way(open.subsidy, open.bond, &backing.rules, &backing.terms));
    let debt = |way: &Way<'_>| way.offer.bonds.iter().map(|(_, bond)| i128::from(bond.0)).sum::<i128>();
    let best = ways.min_by_key(|way| (way.bond.is_none(), way.offer.burden, debt(way)));
    best.unwrap_or_else(|| planned.way(None, None, &backing.rules, &backing.terms))
}

/// Enters a year of a work, and the service of its bond in the years after it.
fn enter(years: &mut [FundedYear], paid: &Paid, terms: &BondTerms) {
    let place = |year: i32, first: i32| usize::try_from(year - first).ok();
    let Some(first) = years.first().map(|year| year.year) else { return };
    if let Some(year) = place(paid.year, first).and_then(|at| years.get_mut(at)) {
        year.subsidy += paid.split.subsidy;
        year.bond += paid.split.bond;
        year.outstanding += paid.split.bond;
    }
    // A year before the horizon is not reckoned, nor is what was borrowed in it.
    if paid.year < first {
        return;
    }
    for (after, (service, balance)) in (1..).zip(terms.service(paid.split.bond)) {
        let Some(year) = place(paid.year + after, first).and_then(|at| years.get_mut(at)) else { return };
        year.service.principal += service.principal;
        year.service.interest += service.interest;
        year.supported += paid.support.of_amount(service.payment());
        year.outstanding += balance;
    }
}
