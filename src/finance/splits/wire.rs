//! What is asked and answered about who pays for works.

use crate::domain::facility::Class;
use crate::domain::finance::{ConditionKind, Outcome, ProgrammeKind, Split, basis_points};
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use crate::finance::rules::FundingAssumptions;
use serde::Serialize;
use utoipa::ToSchema;

/// Works whose costs are to be divided
#[derive(Debug, Serialize, ToSchema)]
pub struct NewFundingSplit {
    /// 工事, 1 to 200
    pub works: Vec<NewFundedWork>,
    /// 不交付団体: whether the allocation tax pays nothing; the parameter in force when not given
    #[schema(example = false)]
    pub non_recipient: Option<bool>,
    /// 起債単位(円) other than the one in force
    #[schema(example = 100000)]
    pub bond_unit_yen: Option<i64>,
    /// 補助金の単位(円) other than the one in force
    #[schema(example = 1000)]
    pub subsidy_unit_yen: Option<i64>,
}

/// A work to be paid for (工事). A fact that is left out is not known, and conditions that need it stay open
#[derive(Debug, Serialize, ToSchema)]
pub struct NewFundedWork {
    /// Any name by which the answer refers to the work
    #[schema(example = "A")]
    pub key: Option<String>,
    /// 件名
    #[schema(example = "第一小学校 校舎長寿命化改良")]
    pub title: Option<String>,
    /// 工事種別
    pub kind: Option<WorkKind>,
    /// 大分類; that of the building when it is named
    pub class: Option<Class>,
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: Option<i32>,
    /// 事業費(円)
    #[schema(example = 300000000)]
    pub cost_yen: i64,
    /// 補助対象事業費(円); the whole cost when not given
    #[schema(example = 300000000)]
    pub counted_cost_yen: Option<i64>,
    /// その他特定財源(円): prefectural grants, insurance, donations
    #[schema(example = 0)]
    pub other_yen: Option<i64>,
    /// 基金繰入金(円): at most what the bond leaves
    #[schema(example = 0)]
    pub fund_yen: Option<i64>,
    /// 建物番号: class, age and floor area come from the register where the work does not say them
    #[schema(example = "A-1")]
    pub building_code: Option<String>,
    /// 築年数
    #[schema(example = 45)]
    pub building_age_years: Option<i32>,
    /// 工事後の使用年数
    #[schema(example = 35)]
    pub remaining_use_years: Option<i32>,
    /// 工事前の延床面積の合計(㎡), of all facilities concerned
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
    /// 確認済みの事項, in the words of the programmes' `confirmations`
    #[schema(example = json!(["立地適正化計画に基づく事業"]))]
    pub confirmed: Option<Vec<String>>,
    /// 財源制度 of the plan: at most a subsidy and a bond; the choice is open when not given, and an empty list is none
    #[schema(example = json!(["school-long-life", "school-long-life-bond"]))]
    pub programmes: Option<Vec<String>>,
}

/// Who pays (財源内訳)
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingSplits {
    /// Each work, in the order of the question
    pub works: Vec<FundedWork>,
    /// 合計 with the plan's own programmes where it names them, and the least burden elsewhere
    pub totals: Amounts,
    /// 合計 with the least burden everywhere
    pub least_burden_totals: Amounts,
    /// 前提条件
    pub assumptions: FundingAssumptions,
}

/// A work and who pays for it
#[derive(Debug, Serialize, ToSchema)]
pub struct FundedWork {
    /// Its name in the question
    #[schema(example = "A")]
    pub key: Option<String>,
    /// 件名
    #[schema(example = "第一小学校 校舎長寿命化改良")]
    pub title: Option<String>,
    /// 計画の財源: with the programmes that the question names
    pub given: Option<Funding>,
    /// 実質負担が最小の財源: among the programmes whose conditions are all met
    pub least_burden: Funding,
    /// 差額(円): how much less the least burden is than the plan's; negative when the plan's programmes are not all open to it
    #[schema(value_type = Option<i64>, example = 0)]
    pub saving_yen: Option<Yen>,
    /// 要件の充足 of every programme
    pub eligibility: Vec<ProgrammeCheck>,
}

/// Programmes and what follows from them
#[derive(Debug, Serialize, ToSchema)]
pub struct Funding {
    /// 補助金・交付金
    #[schema(example = "school-long-life")]
    pub subsidy: Option<String>,
    /// 地方債
    #[schema(example = "school-long-life-bond")]
    pub bond: Option<String>,
    /// 要件の充足 of both together
    pub conditions: Outcome,
    /// 財源内訳
    pub amounts: Amounts,
}

/// Amounts by who pays (財源内訳); subsidy, other, bond, fund and general revenue sum to the cost
#[derive(Debug, Serialize, ToSchema)]
pub struct Amounts {
    /// 事業費(円)
    #[schema(value_type = i64, example = 300000000)]
    pub cost_yen: Yen,
    /// 補助金・交付金(円)
    #[schema(value_type = i64, example = 100000000)]
    pub subsidy_yen: Yen,
    /// その他特定財源(円)
    #[schema(value_type = i64, example = 0)]
    pub other_yen: Yen,
    /// 地方債(円)
    #[schema(value_type = i64, example = 180000000)]
    pub bond_yen: Yen,
    /// 基金繰入金(円)
    #[schema(value_type = i64, example = 0)]
    pub fund_yen: Yen,
    /// 一般財源(円)
    #[schema(value_type = i64, example = 20000000)]
    pub general_yen: Yen,
    /// 交付税措置額(円): the part of the bond's principal that the allocation tax pays
    #[schema(value_type = i64, example = 120000000)]
    pub tax_support_yen: Yen,
    /// 実質負担額(円)
    #[schema(value_type = i64, example = 80000000)]
    pub real_burden_yen: Yen,
    /// 実質負担率(%), to 0.01, half up
    #[schema(example = 26.67)]
    pub real_burden_percent: f64,
}

impl From<Split> for Amounts {
    fn from(split: Split) -> Amounts {
        Amounts {
            cost_yen: split.cost,
            subsidy_yen: split.subsidy,
            other_yen: split.other,
            bond_yen: split.bond,
            fund_yen: split.fund,
            general_yen: split.general,
            tax_support_yen: split.supported,
            real_burden_yen: split.burden,
            real_burden_percent: basis_points(split.burden, split.cost) as f64 / 100.0,
        }
    }
}

/// How a programme stands to a work
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgrammeCheck {
    /// 制度番号
    #[schema(example = "school-long-life")]
    pub programme: String,
    /// 制度区分
    pub kind: ProgrammeKind,
    /// 名称
    #[schema(example = "学校施設環境改善交付金（長寿命化改良）")]
    pub name_ja: String,
    /// 充足: met when all conditions are, not met when one is not
    pub outcome: Outcome,
    /// 要件
    pub conditions: Vec<ConditionCheck>,
}

/// How a work stands to a condition
#[derive(Debug, Serialize, ToSchema)]
pub struct ConditionCheck {
    /// 要件の種類
    pub condition: ConditionKind,
    /// 充足
    pub outcome: Outcome,
    /// What is asked, what the work has, and what to give when it is not known; in the language asked for
    #[schema(example = "the building's age must be at least 40; it is 45")]
    pub text: String,
}
