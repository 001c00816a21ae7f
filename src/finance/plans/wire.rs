//! What is asked and answered about funding plans.

use crate::domain::facility::Class;
use crate::domain::finance::{AccountYear, Method, Totals, Withdrawal};
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use crate::finance::rules::FundingAssumptions;
use serde::Serialize;
use utoipa::ToSchema;

/// The question of a funding plan (財源計画). Either `works` or `plan_id` is given
#[derive(Debug, Serialize, ToSchema)]
pub struct NewFundingPlan {
    /// 工事 by year, at most 2,000
    pub works: Option<Vec<NewPlannedWork>>,
    /// 計画番号: a version of the conservation plan whose lines are the works; all of them stand in the plan
    #[schema(example = "0198f6a4-8c00-7000-8000-000000000001")]
    pub plan_id: Option<String>,
    /// 初年度; the first of the works or of the plan when not given
    #[schema(example = 2026)]
    pub from_year: Option<i32>,
    /// 年数, 1 to 60; until the last work or the end of the plan when not given
    #[schema(example = 30)]
    pub years: Option<i64>,
    /// 借入条件 of new bonds
    pub bond_terms: Option<BondTermsGiven>,
    /// 既発債, at most 200
    pub existing_debts: Option<Vec<ExistingDebtGiven>>,
    /// 公共施設整備基金
    pub fund: Option<FundGiven>,
    /// 維持管理費(円) of every year
    #[schema(example = 800000000)]
    pub running_cost_yen: Option<i64>,
    /// 使用料等(円) of every year
    #[schema(example = 60000000)]
    pub fee_revenue_yen: Option<i64>,
    /// 起債上限(円) of every year; none when not given
    #[schema(example = 500000000)]
    pub bond_ceiling_yen: Option<i64>,
    /// Years for which something else holds
    pub by_year: Option<Vec<YearGivenBody>>,
    /// 工事後の使用年数 that is assumed of the lines of a plan; not known when not given
    #[schema(example = 30)]
    pub assumed_remaining_use_years: Option<i32>,
    /// 不交付団体
    #[schema(example = false)]
    pub non_recipient: Option<bool>,
    /// 起債単位(円) other than the one in force
    #[schema(example = 100000)]
    pub bond_unit_yen: Option<i64>,
    /// 補助金の単位(円) other than the one in force
    #[schema(example = 1000)]
    pub subsidy_unit_yen: Option<i64>,
}

/// A work of a funding plan (工事). What is left out is not known
#[derive(Debug, Serialize, ToSchema)]
pub struct NewPlannedWork {
    /// Any name by which the answer refers to the work
    #[schema(example = "A")]
    pub key: Option<String>,
    /// 件名
    #[schema(example = "第一小学校 校舎長寿命化改良")]
    pub title: Option<String>,
    /// 着手年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// 工期(年), 1 to 30; the cost is divided evenly
    #[schema(example = 2, default = 1)]
    pub duration_years: Option<i32>,
    /// 事業費(円)
    #[schema(example = 300000000)]
    pub cost_yen: i64,
    /// 補助対象事業費(円); the whole cost when not given
    #[schema(example = 300000000)]
    pub counted_cost_yen: Option<i64>,
    /// その他特定財源(円)
    #[schema(example = 0)]
    pub other_yen: Option<i64>,
    /// 工事種別
    pub kind: Option<WorkKind>,
    /// 大分類
    pub class: Option<Class>,
    /// 建物番号: class, age and floor area come from the register where the work does not say them
    #[schema(example = "A-1")]
    pub building_code: Option<String>,
    /// 築年数
    #[schema(example = 45)]
    pub building_age_years: Option<i32>,
    /// 工事後の使用年数
    #[schema(example = 35)]
    pub remaining_use_years: Option<i32>,
    /// 工事前の延床面積の合計(㎡)
    #[schema(example = 5000)]
    pub floor_area_before_m2: Option<f64>,
    /// 工事後の延床面積の合計(㎡)
    #[schema(example = 4000)]
    pub floor_area_after_m2: Option<f64>,
    /// 統合する施設数
    #[schema(example = 2)]
    pub facilities_merged: Option<i32>,
    /// 個別施設計画への位置付け
    #[schema(example = true)]
    pub in_plan: Option<bool>,
    /// 確認済みの事項
    #[schema(example = json!(["立地適正化計画に基づく事業"]))]
    pub confirmed: Option<Vec<String>>,
    /// 財源制度 of the plan: at most a subsidy and a bond
    #[schema(example = json!(["school-long-life", "school-long-life-bond"]))]
    pub programmes: Option<Vec<String>>,
}

/// On what terms new bonds are borrowed (借入条件); the parameters in force where nothing is said
#[derive(Debug, Serialize, ToSchema)]
pub struct BondTermsGiven {
    /// 年利率(%)
    #[schema(example = 2.0)]
    pub annual_rate_percent: Option<f64>,
    /// 償還期間(年)
    #[schema(example = 20)]
    pub term_years: Option<i64>,
    /// 据置期間(年)
    #[schema(example = 3)]
    pub grace_years: Option<i64>,
    /// 年間償還回数: 1, 2, 4 or 12
    #[schema(example = 2)]
    pub payments_per_year: Option<i64>,
    /// 償還方法
    pub method: Option<Method>,
}

/// A debt from before (既発債)
#[derive(Debug, Serialize, ToSchema)]
pub struct ExistingDebtGiven {
    /// 名称
    #[schema(example = "平成27年度 学校教育施設等整備事業債")]
    pub name: Option<String>,
    /// 交付税措置率
    #[schema(example = "30%")]
    pub tax_support_rate: Option<String>,
    /// 年度別償還額 until it is paid back, at most 100 years
    pub service: Vec<DebtServiceGiven>,
}

/// What is paid on a debt in a year (年度別償還額)
#[derive(Debug, Serialize, ToSchema)]
pub struct DebtServiceGiven {
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 元金(円)
    #[schema(example = 20000000)]
    pub principal_yen: Option<i64>,
    /// 利子(円)
    #[schema(example = 1000000)]
    pub interest_yen: Option<i64>,
}

/// The fund (公共施設整備基金)
#[derive(Debug, Serialize, ToSchema)]
pub struct FundGiven {
    /// 期首残高(円)
    #[schema(example = 1500000000)]
    pub opening_balance_yen: Option<i64>,
    /// 運用利率(%)
    #[schema(example = 0.1)]
    pub annual_rate_percent: Option<f64>,
    /// 基金積立(円) of every year, out of general revenue
    #[schema(example = 100000000)]
    pub deposit_yen: Option<i64>,
    /// 取崩しの方針
    pub withdrawal: Option<Withdrawal>,
    /// 年間取崩しの上限(円)
    #[schema(example = 300000000)]
    pub most_withdrawal_yen: Option<i64>,
    /// 一般財源負担の上限(円), for `above-limit`
    #[schema(example = 1000000000)]
    pub limit_yen: Option<i64>,
}

/// A year for which something else holds
#[derive(Debug, Serialize, ToSchema)]
pub struct YearGivenBody {
    /// 年度
    #[schema(example = 2030)]
    pub fiscal_year: i32,
    /// 維持管理費(円)
    #[schema(example = 750000000)]
    pub running_cost_yen: Option<i64>,
    /// 使用料等(円)
    #[schema(example = 65000000)]
    pub fee_revenue_yen: Option<i64>,
    /// 基金積立(円)
    #[schema(example = 0)]
    pub deposit_yen: Option<i64>,
    /// 起債上限(円)
    #[schema(example = 800000000)]
    pub bond_ceiling_yen: Option<i64>,
}

/// Who pays over the years (財源計画)
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingPlan {
    /// 計画の財源: with the programmes that the works name; works that name none are paid without any. Absent when no work names one
    pub own: Option<FundingOutlook>,
    /// 実質負担が最小の財源: with the programmes whose conditions are all met, within the ceilings
    pub least_burden: FundingOutlook,
    /// 差額(円): how much less the works burden over the life of the bonds than with the plan's own programmes
    #[schema(value_type = Option<i64>, example = 120000000)]
    pub saving_yen: Option<Yen>,
    /// How good the choice is known to be
    pub search: SearchReport,
    /// 工事ごとの財源, in the order of the question
    pub works: Vec<PlannedFunding>,
    /// 計画外: works and lines that do not count, and why
    pub left_out: Vec<LeftOutWork>,
    /// 前提条件
    pub assumptions: FundingAssumptions,
    /// 借入条件 of new bonds, as they were reckoned with
    pub bond_terms: BondTermsUsed,
    /// How many works rest on an invented value (例示)
    #[schema(example = 0)]
    pub illustrative_works: usize,
}

/// How good the choice is known to be (最適性)
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchReport {
    /// Whether no other choice within the ceilings burdens less
    #[schema(example = true)]
    pub proven_least: bool,
    /// 最小値との差の上界(円): how much less another choice could burden at most
    #[schema(value_type = i64, example = 0)]
    pub gap_yen: Yen,
    /// 起債上限の影響(円): how much more the works burden because of the ceilings
    #[schema(value_type = i64, example = 0)]
    pub cost_of_ceilings_yen: Yen,
}

/// The account over the years
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingOutlook {
    /// 年度別
    pub years: Vec<FundingYear>,
    /// 合計; balances at the end of the last year
    pub totals: FundingTotals,
    /// 償還完了までの実質負担額(円) of the works: what the municipality pays itself until the last bond is paid back
    #[schema(value_type = i64, example = 80000000)]
    pub lifetime_burden_yen: Yen,
    /// 起債上限を超える年度
    #[schema(example = json!([]))]
    pub years_over_ceiling: Vec<i32>,
    /// Works whose programmes have conditions that are not met or not known
    #[schema(example = 0)]
    pub works_with_open_conditions: usize,
}

/// A fiscal year of the account
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingYear {
    /// 年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// Amounts of the year
    #[serde(flatten)]
    pub amounts: FundingAmounts,
}

/// Amounts of a year or of all years. Subsidy, other, bond, fund and cash sum to the cost of the works
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingAmounts {
    /// 事業費(円)
    #[schema(value_type = i64, example = 300000000)]
    pub works_cost_yen: Yen,
    /// 補助金・交付金(円)
    #[schema(value_type = i64, example = 100000000)]
    pub subsidy_yen: Yen,
    /// その他特定財源(円)
    #[schema(value_type = i64, example = 0)]
    pub other_yen: Yen,
    /// 地方債発行額(円)
    #[schema(value_type = i64, example = 180000000)]
    pub bond_issued_yen: Yen,
    /// 基金取崩(円)
    #[schema(value_type = i64, example = 0)]
    pub fund_withdrawal_yen: Yen,
    /// 一般財源(円) for works, in cash
    #[schema(value_type = i64, example = 20000000)]
    pub cash_yen: Yen,
    /// 公債費 元金(円)
    #[schema(value_type = i64, example = 0)]
    pub debt_principal_yen: Yen,
    /// 公債費 利子(円)
    #[schema(value_type = i64, example = 3600000)]
    pub debt_interest_yen: Yen,
    /// 交付税措置額(円) of the debt service
    #[schema(value_type = i64, example = 2400000)]
    pub tax_support_yen: Yen,
    /// 基金積立(円)
    #[schema(value_type = i64, example = 100000000)]
    pub fund_deposit_yen: Yen,
    /// 基金運用益(円)
    #[schema(value_type = i64, example = 1500000)]
    pub fund_interest_yen: Yen,
    /// 基金残高(円)
    #[schema(value_type = i64, example = 1601500000)]
    pub fund_balance_yen: Yen,
    /// 維持管理費(円)
    #[schema(value_type = i64, example = 800000000)]
    pub running_cost_yen: Yen,
    /// 使用料等(円)
    #[schema(value_type = i64, example = 60000000)]
    pub fee_revenue_yen: Yen,
    /// 一般財源負担(円): cash + debt service − tax support + deposit + running cost − fees
    #[schema(value_type = i64, example = 861200000)]
    pub general_burden_yen: Yen,
    /// 地方債残高(円)
    #[schema(value_type = i64, example = 180000000)]
    pub debt_outstanding_yen: Yen,
}

/// What all years come to (合計)
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingTotals {
    /// Amounts
    #[serde(flatten)]
    pub amounts: FundingAmounts,
    /// 一般財源負担の最大(円) of a year
    #[schema(value_type = i64, example = 1100000000)]
    pub peak_general_burden_yen: Yen,
    /// 受益者負担率(%): fees as a part of running costs
    #[schema(example = 7.5)]
    pub user_share_percent: f64,
    /// Fees as a part of running costs and works (%)
    #[schema(example = 5.2)]
    pub user_share_of_all_costs_percent: f64,
}

impl From<&AccountYear> for FundingAmounts {
    fn from(year: &AccountYear) -> FundingAmounts {
        FundingAmounts {
            works_cost_yen: year.works.cost,
            subsidy_yen: year.works.subsidy,
            other_yen: year.works.other,
            bond_issued_yen: year.works.bond,
            fund_withdrawal_yen: year.works.fund,
            cash_yen: year.works.general,
            debt_principal_yen: year.service.principal,
            debt_interest_yen: year.service.interest,
            tax_support_yen: year.supported,
            fund_deposit_yen: year.deposit,
            fund_interest_yen: year.fund_interest,
            fund_balance_yen: year.fund_balance,
            running_cost_yen: year.running,
            fee_revenue_yen: year.fees,
            general_burden_yen: year.burden,
            debt_outstanding_yen: year.outstanding,
        }
    }
}

impl From<&Totals> for FundingTotals {
    fn from(totals: &Totals) -> FundingTotals {
        FundingTotals {
            amounts: (&totals.sum).into(),
            peak_general_burden_yen: totals.peak,
            user_share_percent: totals.user_share() as f64 / 100.0,
            user_share_of_all_costs_percent: totals.user_share_of_all() as f64 / 100.0,
        }
    }
}

/// The programmes of a work
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedFunding {
    /// Its name in the question, or the number of the line of the plan
    #[schema(example = "A")]
    pub key: Option<String>,
    /// 件名
    #[schema(example = "第一小学校 校舎長寿命化改良")]
    pub title: Option<String>,
    /// 着手年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// 工期(年)
    #[schema(example = 2)]
    pub duration_years: u32,
    /// 事業費(円)
    #[schema(value_type = i64, example = 300000000)]
    pub cost_yen: Yen,
    /// 計画の財源; absent when no work names programmes
    pub own: Option<ProgrammePair>,
    /// 実質負担が最小の財源
    pub least_burden: ProgrammePair,
}

/// A subsidy and a bond
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgrammePair {
    /// 補助金・交付金
    #[schema(example = "school-long-life")]
    pub subsidy: Option<String>,
    /// 地方債
    #[schema(example = "school-long-life-bond")]
    pub bond: Option<String>,
}

/// A work that does not count
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOutWork {
    /// Its name, or the number of the line of the plan
    #[schema(example = "12")]
    pub key: Option<String>,
    /// `no-cost` or `outside-the-years`
    #[schema(example = "no-cost")]
    pub reason: &'static str,
}

/// The terms of new bonds (借入条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct BondTermsUsed {
    /// 年利率(%) as a decimal number in text
    #[schema(example = "2")]
    pub annual_rate_percent: String,
    /// 償還期間(年)
    #[schema(example = 20)]
    pub term_years: u32,
    /// 据置期間(年)
    #[schema(example = 3)]
    pub grace_years: u32,
    /// 年間償還回数
    #[schema(example = 2)]
    pub payments_per_year: i64,
    /// 償還方法
    pub method: Method,
}
