//! What is paid back at each date, and what is still owed after it?
//!
//! Interest of an instalment is the balance before it times `i`; the level payment is `A = P·i·(1+i)^n ÷ ((1+i)^n − 1)` with
//! `i` = annual rate ÷ payments a year and `n` = payments a year × (term − grace). It is found as the quotient of two exact whole
//! numbers: with `i = r/d` in lowest terms `A = P·r·(d+r)^n ÷ (d·((d+r)^n − d^n))`.
//!
//! # Shapes
//! One [`Instalment`] a payment date, numbered from 1, those of the grace period first.
//! # Units
//! Whole yen. Interest is floored at each instalment; the level payment is rounded once, as the loan says; the last instalment
//! clears the balance. Level principal is floored, and the first or the last instalment takes the yen left over.
//! # Source
//! 元利均等償還・元金均等償還: the annuity formula of any textbook. Flooring of interest is the usual practice of public lenders; a
//! lender may agree otherwise, so the contract's table decides.

use super::loan::{Dates, Loan, Method, PaymentRounding, Remainder};
use super::natural::Natural;
use super::rate::Rate;
use super::share::common_divisor;
use crate::domain::units::Yen;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One payment (償還回).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// 回次, from 1
    pub number: u32,
    /// 元金
    pub principal: Yen,
    /// 利子
    pub interest: Yen,
    /// 償還後残高
    pub balance: Yen,
}

/// What a debt costs in a while (公債費).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DebtService {
    /// 元金
    pub principal: Yen,
    /// 利子
    pub interest: Yen,
}

impl DebtService {
    /// 元利償還金
    pub fn payment(self) -> Yen {
        self.principal + self.interest
    }

    fn add(&mut self, instalment: &Instalment) {
        self.principal += instalment.principal;
        self.interest += instalment.interest;
    }
}

/// The plan of repayment (償還表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Every instalment, in order.
    pub instalments: Vec<Instalment>,
    /// The payment that level payments repeat; none for level principal.
    pub level_payment: Option<Yen>,
}

impl Schedule {
    /// The schedule of a loan.
    pub fn of(loan: &Loan) -> Schedule {
        let level_payment = (loan.method == Method::LevelPayment).then(|| level_payment(loan));
        let (all, grace) = (loan.instalments(), loan.grace_instalments());
        let share = i128::from(loan.principal().0) / i128::from(all - grace);
        let left_over = i128::from(loan.principal().0) - share * i128::from(all - grace);
        let mut balance = i128::from(loan.principal().0);
        let mut instalments = Vec::with_capacity(all as usize);
        for number in 1..=all {
            let interest = interest(balance, loan);
            let wanted = match level_payment {
                _ if number <= grace => 0,
                _ if number == all => balance,
                Some(Yen(payment)) => i128::from(payment) - interest,
                None if number == grace + 1 && loan.remainder == Remainder::First => share + left_over,
                None => share,
            };
            // A payment rounded up can clear a small debt before its last date.
            let principal = wanted.clamp(0, balance);
            balance -= principal;
            instalments.push(Instalment {
                number,
                principal: Yen(principal as i64),
                interest: Yen(interest as i64),
                balance: Yen(balance as i64),
            });
        }
        Schedule { instalments, level_payment }
    }

    /// What all instalments come to.
    pub fn total(&self) -> DebtService {
        let mut total = DebtService::default();
        self.instalments.iter().for_each(|instalment| total.add(instalment));
        total
    }

    /// What is paid in each fiscal year, and what is owed at its end.
    pub fn by_fiscal_year(&self, dates: &Dates) -> BTreeMap<i32, (DebtService, Yen)> {
        let mut years: BTreeMap<i32, (DebtService, Yen)> = BTreeMap::new();
        for instalment in &self.instalments {
            let (service, balance) = years.entry(dates.fiscal_year(instalment.number)).or_default();
            service.add(instalment);
            *balance = instalment.balance;
        }
        years
    }
}

/// Interest of one period, floored.
fn interest(balance: i128, loan: &Loan) -> i128 {
    balance * i128::from(loan.rate().millionths()) / (i128::from(Rate::WHOLE) * i128::from(loan.payments_per_year()))
}

/// The payment that is the same each time after the grace period.
fn level_payment(loan: &Loan) -> Yen {
    let payments = loan.instalments() - loan.grace_instalments();
    let principal = loan.principal().0.unsigned_abs();
    let (owed, by) = match loan.rate().millionths() {
        0 => (Natural::new(principal), Natural::new(payments.into())),
        millionths => {
            let whole = Rate::WHOLE * u64::from(loan.payments_per_year());
            let common = common_divisor(millionths, whole);
            let (r, d) = (millionths / common, whole / common);
            let grown = Natural::power(d + r, payments);
            let by = grown.clone().without(&Natural::power(d, payments)).times(d);
            (grown.times(principal).times(r), by)
        }
    };
    // One payment is the debt and a period's interest, at most a fifth of it; more payments are less each.
    let floor = owed.quotient(&by, 2 * principal);
    let up = match loan.rounding {
        PaymentRounding::Floor => false,
        PaymentRounding::HalfUp => owed.times(2).cmp(&by.times(2 * floor + 1)) != Ordering::Less,
        PaymentRounding::Ceil => owed.cmp(&by.times(floor)) == Ordering::Greater,
    };
    Yen((floor + u64::from(up)) as i64)
}
