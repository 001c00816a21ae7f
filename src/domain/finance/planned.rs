//! What does a work cost whom in each of its years, and what does it burden the municipality with in the end?
//!
//! A work of several years is cut into equal parts; each year's part is split by the same programmes. Its burden over life is
//! what the municipality pays itself, and the whole service of its bonds less the part that the allocation tax pays:
//!
//! ```text
//! burden = Σ (general revenue + fund) + Σ (payment − ⌊tax support × payment⌋)   over the years of service
//! ```
//!
//! # Shapes
//! [`PlannedWork`] one work; [`Paid`] one year of it; [`Way`] one choice of programmes with both, as an [`Offer`] for the search.
//! # Units
//! Yen of the year, not discounted. Parts are floored, the last year takes the rest; the cost that counts for a subsidy is divided
//! in the same proportion. A bond is issued at the end of its year and first served in the next.
//! # Source
//! 一般財源負担: cash, debt service less allocation tax. Bonds of a year are usually received by May of the next (出納整理期間).

use super::ceiling::Offer;
use super::eligibility::Facts;
use super::loan::{Loan, Method, Term};
use super::programme::Programme;
use super::rate::Rate;
use super::schedule::{DebtService, Schedule};
use super::share::Share;
use super::split::{Bill, Choice, Split, SplitRules, choices, split};
use crate::domain::Invalid;
use crate::domain::units::Yen;

/// On what terms the bonds of a plan are borrowed (借入条件).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BondTerms {
    /// 年利率
    pub rate: Rate,
    /// 償還期間
    pub term: Term,
    /// 年間償還回数
    pub payments_per_year: i64,
    /// 償還方法
    pub method: Method,
}

impl BondTerms {
    /// Terms under which any bond can be borrowed.
    pub fn new(rate: Rate, term: Term, payments_per_year: i64, method: Method) -> Result<BondTerms, Invalid> {
        super::loan::payments_per_year("payments_per_year", payments_per_year)?;
        Ok(BondTerms { rate, term, payments_per_year, method })
    }

    /// What a bond costs in each year after its issue, the first one first; and what is owed at the end of it.
    pub fn service(&self, principal: Yen) -> Vec<(DebtService, Yen)> {
        let Ok(loan) = Loan::new(principal.0, self.rate, self.term, self.payments_per_year, self.method) else {
            return Vec::new();
        };
        let schedule = Schedule::of(&loan);
        let years = schedule.instalments.chunks(loan.payments_per_year() as usize);
        let sum = |year: &[super::Instalment]| {
            let service = DebtService {
                principal: year.iter().map(|i| i.principal).sum(),
                interest: year.iter().map(|i| i.interest).sum(),
            };
            (service, year.last().map_or(Yen(0), |last| last.balance))
        };
        years.map(sum).collect()
    }

    /// What the municipality itself pays of a bond until it is paid back.
    pub fn borne(&self, principal: Yen, support: Share) -> Yen {
        self.service(principal)
            .iter()
            .map(|(service, _)| service.payment() - support.of_amount(service.payment()))
            .sum()
    }
}

/// A work and when it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedWork {
    /// What is known of it.
    pub facts: Facts,
    /// What is to be paid in all.
    pub bill: Bill,
    /// 着手年度
    pub first_year: i32,
    /// 工期(年)
    pub years: u32,
}

/// What is paid in a year (年割).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// 年度
    pub year: i32,
    /// 財源内訳
    pub split: Split,
    /// 交付税措置率 of the bond
    pub support: Share,
}

/// A choice of programmes for a work.
#[derive(Clone, Debug)]
pub struct Way<'a> {
    /// 補助金・交付金
    pub subsidy: Option<&'a Programme>,
    /// 地方債
    pub bond: Option<&'a Programme>,
    /// What it comes to for the search.
    pub offer: Offer,
}

impl PlannedWork {
    /// Who pays in each year, by given programmes.
    pub fn paid(&self, subsidy: Option<&Programme>, bond: Option<&Programme>, rules: &SplitRules) -> Vec<Paid> {
        let years = i64::from(self.years.max(1));
        let part = |amount: Yen, at: i64| {
            let share = amount.0 / years;
            Yen(if at + 1 == years { amount.0 - share * (years - 1) } else { share })
        };
        let ceiling = subsidy.and_then(|programme| programme.most_counted_cost);
        let counted = self.bill.counted_cost.unwrap_or(self.bill.cost);
        let counted = ceiling.map_or(counted, |most| counted.min(most));
        let support = bond.filter(|_| rules.recipient).map_or(Share::NONE, |programme| programme.tax_support);
        let year = |at: i64| {
            let bill = Bill {
                cost: part(self.bill.cost, at),
                counted_cost: Some(part(counted, at)),
                other: part(self.bill.other, at),
                fund: part(self.bill.fund, at),
            };
            Paid { year: self.first_year + at as i32, split: split(&bill, subsidy, bond, rules), support }
        };
        (0..years).map(year).collect()
    }

    /// What the municipality bears of it until the last bond is paid back.
    pub fn borne(paid: &[Paid], terms: &BondTerms) -> Yen {
        paid.iter().map(|one| one.split.general + one.split.fund + terms.borne(one.split.bond, one.support)).sum()
    }

    /// Every choice of programmes that is open to it; those that issue as much for a larger burden are left out.
    pub fn ways<'a>(&self, programmes: &'a [Programme], rules: &SplitRules, terms: &BondTerms) -> Vec<Way<'a>> {
        let mut ways: Vec<Way<'a>> = Vec::new();
        for Choice { subsidy, bond, .. } in choices(&self.facts, &self.bill, programmes, rules) {
            let way = self.way(subsidy, bond, rules, terms);
            if !ways.iter().any(|other| is_as_good(&other.offer, &way.offer)) {
                ways.retain(|other| !is_as_good(&way.offer, &other.offer));
                ways.push(way);
            }
        }
        ways
    }

    /// A choice of programmes, whether or not it is open.
    pub fn way<'a>(
        &self,
        subsidy: Option<&'a Programme>,
        bond: Option<&'a Programme>,
        rules: &SplitRules,
        terms: &BondTerms,
    ) -> Way<'a> {
        let paid = self.paid(subsidy, bond, rules);
        let bonds = paid.iter().map(|one| (one.year, one.split.bond)).collect();
        Way { subsidy, bond, offer: Offer { burden: Self::borne(&paid, terms), bonds } }
    }
}

/// Whether the first is in no year and in no yen worse than the second. Both are of the same work, and so of the same years.
fn is_as_good(first: &Offer, second: &Offer) -> bool {
    first.burden <= second.burden && first.bonds.iter().zip(&second.bonds).all(|(one, other)| one.1 <= other.1)
}
