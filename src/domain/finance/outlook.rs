//! What does the general account carry year by year, and what is owed and saved at the end of each?
//!
//! ```text
//! burden(t) = cash for works(t) + debt service(t) − tax support(t) + deposit(t) + running cost(t) − fees(t)
//! fund(t)   = fund(t−1) + interest(t) + deposit(t) − withdrawal(t) ≥ 0
//! ```
//!
//! # Shapes
//! One [`AccountYear`] a fiscal year, from the first to the last without gaps; [`Totals`] sums them.
//! # Units
//! Yen of the year, not discounted. Interest of the fund is that of the balance at the beginning of the year, floored. A fund gives
//! what it has at the beginning and its interest, never the deposit of the same year, and only for works.
//! # Source
//! 一般財源負担の見通し as in municipal finance plans: principal and interest less allocation tax (交付税措置), deposits to the
//! fund for public facilities (公共施設整備基金, 地方自治法 §241), running cost less fees.

use super::planned::{BondTerms, Paid};
use super::rate::Rate;
use super::schedule::DebtService;
use super::share::{Share, basis_points};
use super::split::Split;
use crate::domain::facility::labels;
use crate::domain::units::Yen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// When the fund pays (取崩しの方針).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Withdrawal {
    /// 取り崩さない
    #[default]
    None,
    /// 工事の一般財源に充てる: general revenue for works, as far as the fund lasts
    Works,
    /// 上限を超える分に充てる: only what the burden of a year has above a limit
    AboveLimit,
}

labels!(Withdrawal {
    None => "取り崩さない",
    Works => "工事の一般財源に充てる",
    AboveLimit => "上限を超える分に充てる",
});

/// The fund at the beginning, and how it is used (公共施設整備基金).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// 期首残高
    pub opening: Yen,
    /// 運用利率
    pub rate: Rate,
    /// 取崩しの方針
    pub withdrawal: Withdrawal,
    /// 年間取崩しの上限
    pub most_withdrawal: Option<Yen>,
    /// 一般財源負担の上限, for [`Withdrawal::AboveLimit`]
    pub limit: Yen,
}

/// What a year brings besides the works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YearGiven {
    /// 維持管理費
    pub running: Yen,
    /// 使用料等
    pub fees: Yen,
    /// 基金積立
    pub deposit: Yen,
}

/// A debt from before the plan (既発債).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExistingDebt {
    /// 交付税措置率
    pub support: Share,
    /// 年度別償還額
    pub service: BTreeMap<i32, DebtService>,
}

/// A year of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountYear {
    /// 年度
    pub year: i32,
    /// 財源内訳 of the works of the year; the fund's part is the withdrawal
    pub works: Split,
    /// 公債費
    pub service: DebtService,
    /// 交付税措置額 of the debt service
    pub supported: Yen,
    /// 基金積立
    pub deposit: Yen,
    /// 基金運用益
    pub fund_interest: Yen,
    /// 基金残高 at the end
    pub fund_balance: Yen,
    /// 維持管理費
    pub running: Yen,
    /// 使用料等
    pub fees: Yen,
    /// 一般財源負担; below 0 when fees exceed all costs
    pub burden: Yen,
    /// 地方債残高 at the end
    pub outstanding: Yen,
}

/// What all years come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sums of the years; balances are those of the last.
    pub sum: AccountYear,
    /// The largest burden of a year.
    pub peak: Yen,
}

impl Totals {
    /// 受益者負担率: fees as a part of running costs, in hundredths of a percent.
    pub fn user_share(&self) -> i64 {
        basis_points(self.sum.fees, self.sum.running)
    }

    /// Fees as a part of running costs and works, in hundredths of a percent.
    pub fn user_share_of_all(&self) -> i64 {
        basis_points(self.sum.fees, self.sum.running + self.sum.works.cost)
    }
}

/// Everything that the years rest on.
#[derive(Clone, Debug)]
pub struct Account {
    /// The first year.
    pub first_year: i32,
    /// What each year brings, the first one first.
    pub years: Vec<YearGiven>,
    /// 既発債
    pub debts: Vec<ExistingDebt>,
    /// 基金
    pub fund: Fund,
    /// 借入条件 of new bonds
    pub terms: BondTerms,
    /// 交付団体
    pub recipient: bool,
}

impl Account {
    /// The years with these works; what is paid outside of them does not count.
    pub fn outlook(&self, paid: &[Paid]) -> Vec<AccountYear> {
        let empty = |at: usize| AccountYear { year: self.first_year + at as i32, ..AccountYear::default() };
        let mut years: Vec<AccountYear> = (0..self.years.len()).map(empty).collect();
        self.add_debts(&mut years);
        self.add_works(paid, &mut years);
        let mut balance = self.fund.opening;
        for (year, given) in years.iter_mut().zip(&self.years) {
            (year.running, year.fees, year.deposit) = (given.running, given.fees, given.deposit);
            year.fund_interest = yearly_interest(balance, self.fund.rate);
            let before = balance + year.fund_interest;
            let withdrawn = self.withdrawn(year, before);
            year.works.fund += withdrawn;
            year.works.general = year.works.general - withdrawn;
            balance = before + year.deposit - withdrawn;
            year.fund_balance = balance;
            year.burden = burden(year);
        }
        years
    }

    fn add_debts(&self, years: &mut [AccountYear]) {
        for debt in &self.debts {
            for year in years.iter_mut() {
                if let Some(service) = debt.service.get(&year.year) {
                    let support = if self.recipient { debt.support } else { Share::NONE };
                    add_service(year, *service, support);
                }
                year.outstanding += debt.service.range(year.year + 1..).map(|(_, service)| service.principal).sum();
            }
        }
    }

    fn add_works(&self, paid: &[Paid], years: &mut [AccountYear]) {
        for one in paid {
            let Some(at) = usize::try_from(one.year - self.first_year).ok().filter(|at| *at < years.len()) else {
                continue;
            };
            add_split(&mut years[at].works, &one.split);
            years[at].outstanding += one.split.bond;
            for (year, (service, balance)) in years[at + 1..].iter_mut().zip(self.terms.service(one.split.bond)) {
                add_service(year, service, one.support);
                year.outstanding += balance;
            }
        }
    }

    /// What the fund gives in a year: never more than it has.
    fn withdrawn(&self, year: &AccountYear, available: Yen) -> Yen {
        let wanted = match self.fund.withdrawal {
            Withdrawal::None => Yen(0),
            Withdrawal::Works => year.works.general,
            Withdrawal::AboveLimit => burden(year) - self.fund.limit,
        };
        let most = self.fund.most_withdrawal.unwrap_or(available).min(available).min(year.works.general);
        wanted.min(most).max(Yen(0))
    }
}

fn burden(year: &AccountYear) -> Yen {
    year.works.general + year.service.payment() - year.supported + year.deposit + year.running - year.fees
}

fn add_service(year: &mut AccountYear, service: DebtService, support: Share) {
    year.service.principal += service.principal;
    year.service.interest += service.interest;
    year.supported += support.of_amount(service.payment());
}

/// Adds the parts of a split to a sum.
pub fn add_split(sum: &mut Split, split: &Split) {
    sum.cost += split.cost;
    sum.subsidy += split.subsidy;
    sum.other += split.other;
    sum.bond += split.bond;
    sum.fund += split.fund;
    sum.general += split.general;
    sum.supported += split.supported;
    sum.burden += split.burden;
}

/// A year's interest on a balance, floored.
pub fn yearly_interest(balance: Yen, rate: Rate) -> Yen {
    Yen((i128::from(balance.0) * i128::from(rate.millionths()) / i128::from(Rate::WHOLE)) as i64)
}

/// What the years come to.
pub fn totals(years: &[AccountYear]) -> Totals {
    let mut totals =
        Totals { peak: years.iter().map(|year| year.burden).max().unwrap_or_default(), ..Totals::default() };
    for year in years {
        let sum = &mut totals.sum;
        add_split(&mut sum.works, &year.works);
        add_service(sum, year.service, Share::NONE);
        sum.supported += year.supported;
        sum.deposit += year.deposit;
        sum.fund_interest += year.fund_interest;
        sum.running += year.running;
        sum.fees += year.fees;
        sum.burden += year.burden;
        (sum.year, sum.fund_balance, sum.outstanding) = (year.year, year.fund_balance, year.outstanding);
    }
    totals
}
