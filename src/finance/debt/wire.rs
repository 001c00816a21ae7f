//! What is asked and answered about bonds.

use super::question::Question;
use crate::domain::Text;
use crate::domain::finance::{DebtService, Loan, Method, PaymentRounding, Remainder, Schedule};
use crate::domain::units::Yen;
use crate::error::Language;
use serde::Serialize;
use utoipa::ToSchema;

/// The terms of a bond (借入条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct NewDebtSchedule {
    /// 借入額(円), 1 to a trillion
    #[schema(example = 500000000, minimum = 1, maximum = 1000000000000_i64)]
    pub principal_yen: i64,
    /// 年利率(%), 0 to 20 with at most six decimals; read as the decimal number it is written as
    #[schema(example = 1.1, minimum = 0, maximum = 20)]
    pub annual_rate_percent: f64,
    /// 償還期間(年), the grace period among them, 1 to 60
    #[schema(example = 20, minimum = 1, maximum = 60)]
    pub term_years: i64,
    /// 据置期間(年): only interest is paid; shorter than the term
    #[schema(example = 3, default = 0, minimum = 0, maximum = 59)]
    pub grace_years: Option<i64>,
    /// 年間償還回数: 1 yearly, 2 half-yearly (半年賦), 4 quarterly, 12 monthly
    #[schema(example = 2)]
    pub payments_per_year: i64,
    /// 償還方法
    pub method: Method,
    /// 端数処理 of the level payment, `floor` when not given; only with `level-payment`
    pub rounding: Option<PaymentRounding>,
    /// 端数の扱い: the instalment that takes the yen left over, `last` when not given; only with `level-principal`
    pub remainder_on: Option<Remainder>,
    /// 借入日; the first instalment is due a period after it unless `first_payment_on` says otherwise
    #[schema(example = "2026-03-25")]
    pub borrowed_on: Option<String>,
    /// 初回償還日, within a year after the borrowing
    #[schema(example = "2026-09-25")]
    pub first_payment_on: Option<String>,
}

/// The plan of repayment (償還表)
#[derive(Debug, Serialize, ToSchema)]
pub struct DebtSchedule {
    /// 各回の償還額, those of the grace period first
    pub instalments: Vec<DebtInstalment>,
    /// 合計
    pub totals: DebtTotals,
    /// 元利均等額(円): the payment that repeats; absent for level principal
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>, example = 16163998)]
    pub level_payment_yen: Option<Yen>,
    /// 年度別償還額; only when a date is given
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_fiscal_year: Option<Vec<DebtYear>>,
    /// The terms as they were understood
    pub loan: DebtTerms,
    /// 前提条件: how it was reckoned, in the language asked for
    #[schema(example = json!(["Interest of each instalment is the balance before it times the annual rate ÷ 2, floored to the yen"]))]
    pub assumptions: Vec<String>,
}

/// One instalment (償還回)
#[derive(Debug, Serialize, ToSchema)]
pub struct DebtInstalment {
    /// 回次, from 1
    #[schema(example = 7)]
    pub number: u32,
    /// 償還期日; only when a date is given
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2029-09-25")]
    pub due_on: Option<String>,
    /// 償還年度; only when a date is given
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 2029)]
    pub fiscal_year: Option<i32>,
    /// 元金(円)
    #[schema(value_type = i64, example = 13413998)]
    pub principal_yen: Yen,
    /// 利子(円)
    #[schema(value_type = i64, example = 2750000)]
    pub interest_yen: Yen,
    /// 元利償還金(円)
    #[schema(value_type = i64, example = 16163998)]
    pub payment_yen: Yen,
    /// 償還後残高(円)
    #[schema(value_type = i64, example = 486586002)]
    pub balance_yen: Yen,
}

/// What the bond comes to (合計)
#[derive(Debug, Serialize, ToSchema)]
pub struct DebtTotals {
    /// 元金(円)
    #[schema(value_type = i64, example = 500000000)]
    pub principal_yen: Yen,
    /// 利子(円)
    #[schema(value_type = i64, example = 66075933)]
    pub interest_yen: Yen,
    /// 元利償還金(円)
    #[schema(value_type = i64, example = 566075933)]
    pub payment_yen: Yen,
}

impl From<DebtService> for DebtTotals {
    fn from(service: DebtService) -> DebtTotals {
        DebtTotals { principal_yen: service.principal, interest_yen: service.interest, payment_yen: service.payment() }
    }
}

/// What is paid in a fiscal year (年度別償還額)
#[derive(Debug, Serialize, ToSchema)]
pub struct DebtYear {
    /// 年度
    #[schema(example = 2029)]
    pub fiscal_year: i32,
    /// 元金(円)
    #[schema(value_type = i64, example = 26901773)]
    pub principal_yen: Yen,
    /// 利子(円)
    #[schema(value_type = i64, example = 5426223)]
    pub interest_yen: Yen,
    /// 元利償還金(円)
    #[schema(value_type = i64, example = 32327996)]
    pub payment_yen: Yen,
    /// 年度末残高(円)
    #[schema(value_type = i64, example = 473098227)]
    pub balance_yen: Yen,
}

/// The terms as they were understood (借入条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct DebtTerms {
    /// 借入額(円)
    #[schema(value_type = i64, example = 500000000)]
    pub principal_yen: Yen,
    /// 年利率(%) as a decimal number in text, exactly as it was reckoned with
    #[schema(example = "1.1")]
    pub annual_rate_percent: String,
    /// 償還期間(年)
    #[schema(example = 20)]
    pub term_years: u32,
    /// 据置期間(年)
    #[schema(example = 3)]
    pub grace_years: u32,
    /// 年間償還回数
    #[schema(example = 2)]
    pub payments_per_year: u32,
    /// 償還方法
    pub method: Method,
    /// 端数処理; absent for level principal
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<PaymentRounding>,
    /// 端数の扱い; absent for level payments
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remainder_on: Option<Remainder>,
    /// 借入日
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-03-25")]
    pub borrowed_on: Option<String>,
}

impl DebtSchedule {
    /// The schedule of a question in words and numbers.
    pub fn told(question: &Question, schedule: &Schedule, language: Language) -> DebtSchedule {
        let dates = question.dates.as_ref();
        let instalment = |i: &crate::domain::finance::Instalment| DebtInstalment {
            number: i.number,
            due_on: dates.map(|dates| dates.due_on(i.number).to_string()),
            fiscal_year: dates.map(|dates| dates.fiscal_year(i.number)),
            principal_yen: i.principal,
            interest_yen: i.interest,
            payment_yen: i.principal + i.interest,
            balance_yen: i.balance,
        };
        let year = |(fiscal_year, (service, balance_yen)): (i32, (DebtService, Yen))| DebtYear {
            fiscal_year,
            principal_yen: service.principal,
            interest_yen: service.interest,
            payment_yen: service.payment(),
            balance_yen,
        };
        DebtSchedule {
            instalments: schedule.instalments.iter().map(instalment).collect(),
            totals: schedule.total().into(),
            level_payment_yen: schedule.level_payment,
            by_fiscal_year: dates.map(|dates| schedule.by_fiscal_year(dates).into_iter().map(year).collect()),
            loan: DebtTerms::told(question),
            assumptions: assumptions(question).iter().map(|text| language.pick(text)).collect(),
        }
    }
}

impl DebtTerms {
    fn told(question: &Question) -> DebtTerms {
        let loan = &question.loan;
        let level = loan.method == Method::LevelPayment;
        DebtTerms {
            principal_yen: loan.principal(),
            annual_rate_percent: loan.rate().to_string(),
            term_years: loan.term().years(),
            grace_years: loan.term().grace_years(),
            payments_per_year: loan.payments_per_year(),
            method: loan.method,
            rounding: level.then_some(loan.rounding),
            remainder_on: (!level).then_some(loan.remainder),
            borrowed_on: question.borrowed_on.map(|day| day.to_string()),
        }
    }
}

/// How the schedule was reckoned.
fn assumptions(question: &Question) -> Vec<Text> {
    let loan = &question.loan;
    let payments = loan.payments_per_year();
    let mut texts = vec![Text::new(
        format!(
            "Interest of each instalment is the balance before it times the annual rate ÷ {payments}, floored to the yen"
        ),
        format!("各回の利子は、償還前残高×年利率÷{payments} とし、円未満を切り捨てる"),
    )];
    texts.push(repaid(loan));
    let grace = loan.grace_instalments();
    if grace > 0 {
        texts.push(Text::new(
            format!("The first {grace} instalments, the grace period, are interest only; it is part of the term"),
            format!("据置期間（最初の{grace}回）は利子だけを支払う。据置期間は償還期間に含む"),
        ));
    }
    if question.dates.is_some() {
        texts.push(Text::new(
            "Dates only place the instalments: each bears the interest of a whole period, the first too; an instalment belongs to \
             the fiscal year (April to March) of its date, and a date is not moved for a holiday",
            "期日は各回の日付を示すだけで、初回も含め1期間分の利子とする。年度は期日の属する年度（4月～3月）とし、休日による繰延べはしない",
        ));
    }
    texts.push(Text::new(
        "The rate is the same for the whole term, without a review; the lender's own table decides",
        "利率は全期間固定とし、利率の見直しは見込まない。実際の額は貸付者の償還表による",
    ));
    texts
}

fn repaid(loan: &Loan) -> Text {
    let payments = loan.instalments() - loan.grace_instalments();
    match loan.method {
        Method::LevelPayment => {
            let (en, ja) = match loan.rounding {
                PaymentRounding::Floor => ("floored to the yen", "円未満を切り捨て"),
                PaymentRounding::HalfUp => ("rounded half up to the yen", "円未満を四捨五入し"),
                PaymentRounding::Ceil => ("rounded up to the yen", "円未満を切り上げ"),
            };
            Text::new(
                format!(
                    "The level payment is P·i ÷ (1 − (1+i)^−n) with n = {payments}, {en}; the last instalment clears the balance"
                ),
                format!("元利均等額は P·i ÷ (1 − (1+i)^−n)、n = {payments} とし、{ja}、最終回で残高を償還する"),
            )
        }
        Method::LevelPrincipal => {
            let (en, ja) = match loan.remainder {
                Remainder::Last => ("last", "最終回"),
                Remainder::First => ("first repaying", "据置後の初回"),
            };
            Text::new(
                format!(
                    "The principal is divided by {payments} and floored to the yen; the {en} instalment takes what is left over"
                ),
                format!("元金は借入額÷{payments} とし、円未満を切り捨て、端数は{ja}に加える"),
            )
        }
    }
}
