//! What the API says of subsidies and bonds.

use crate::domain::facility::Class;
use crate::domain::finance::{ProgrammeKind, Subsidised};
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use serde::Serialize;
use utoipa::ToSchema;

/// A subsidy or a bond (財源制度) with its conditions; what is left out is no condition
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FundingProgramme {
    /// 制度番号
    #[schema(example = "school-long-life")]
    pub code: String,
    /// 制度区分
    pub kind: ProgrammeKind,
    /// 名称
    #[schema(example = "学校施設環境改善交付金（長寿命化改良）")]
    pub name_ja: String,
    /// Name in English
    #[schema(example = "Grant for school environments: life extension")]
    pub name_en: String,
    /// 根拠法令等
    #[schema(example = "義務教育諸学校等の施設費の国庫負担等に関する法律 第12条")]
    pub law_ja: String,
    /// 補助率 of a subsidy, 充当率 of a bond: a share written as `1/3`, `66.7%` or `0.9`
    #[schema(example = "1/3")]
    pub rate: String,
    /// 交付税措置率 of the service of a bond
    #[schema(example = "2/3")]
    pub tax_support_rate: Option<String>,
    /// 工事種別; none is every kind
    pub work_kinds: Vec<WorkKind>,
    /// 大分類; none is every class
    pub classes: Vec<Class>,
    /// 最初の年度
    #[schema(example = 2017)]
    pub first_year: Option<i32>,
    /// 最後の年度
    #[schema(example = 2026)]
    pub last_year: Option<i32>,
    /// 事業費の下限(円)
    #[schema(value_type = Option<i64>, example = 70000000)]
    pub least_cost_yen: Option<Yen>,
    /// 補助対象事業費の上限(円): more than this does not count
    #[schema(value_type = Option<i64>, example = 200000000)]
    pub most_counted_cost_yen: Option<Yen>,
    /// 築年数の下限(年)
    #[schema(example = 40)]
    pub least_building_age_years: Option<i32>,
    /// 工事後の使用年数の下限(年)
    #[schema(example = 30)]
    pub least_remaining_use_years: Option<i32>,
    /// 延床面積の減少: whether the floor area of all facilities concerned must be less afterwards
    #[schema(example = false)]
    pub floor_area_must_fall: bool,
    /// 統合する施設数の下限
    #[schema(example = 2)]
    pub least_facilities_merged: Option<i32>,
    /// 個別施設計画への位置付け: whether the work must stand in the plan
    #[schema(example = false)]
    pub in_plan: bool,
    /// 確認事項: what must be confirmed of a work, in words
    #[schema(example = json!(["立地適正化計画に基づく事業"]))]
    pub confirmations: Vec<String>,
    /// 補助・単独の別, of a bond
    pub subsidised: Subsidised,
    /// 出典
    #[schema(example = "AGC（旭硝子）の学校施設補助の解説")]
    pub source: String,
    /// 確度: `published`, `well-known`, `unverified`, `municipal`
    #[schema(example = "published")]
    pub confidence: String,
    /// 備考
    #[schema(example = "実質負担26.7%。")]
    pub note: Option<String>,
    /// Whether it is the municipality's own
    #[schema(example = false)]
    pub own: bool,
}

/// The programmes in force (財源制度)
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingProgrammes {
    /// By code
    pub funding_programmes: Vec<FundingProgramme>,
}
