//! What are the words of a capacity question: fire zones, building uses, the rules that limit, what they limit?
//!
//! # Shapes
//! Closed lists. [`zoning`] also reads the short words that plans in an early state use.
//! # Units
//! None.
//! # Errors
//! As [`word`].
//! # Source
//! Fire zones (防火地域・準防火地域): City Planning Act (都市計画法) §8. Building uses: Building Standards Act (建築基準法)
//! appended table 2 (別表第二), gathered to what municipalities build.

use crate::domain::Invalid;
use crate::domain::facility::{Zoning, labels, word};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Fire zone (防火地域等).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FireZone {
    /// 防火地域
    Fire,
    /// 準防火地域
    QuasiFire,
    /// 指定なし
    None,
}

labels!(FireZone { Fire => "防火地域", QuasiFire => "準防火地域", None => "指定なし" });

/// What a building is to be used for (建物用途), as appended table 2 tells uses apart.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum BuildingUse {
    /// 庁舎
    CityHall,
    /// 支所・出張所
    BranchOffice,
    /// 学校
    School,
    /// 図書館
    Library,
    /// 博物館・資料館
    Museum,
    /// 集会場・ホール
    AssemblyHall,
    /// 公民館・集会所
    CommunityHall,
    /// 体育館
    Gymnasium,
    /// 病院
    Hospital,
    /// 診療所
    Clinic,
    /// 保育所
    Nursery,
    /// 老人ホーム・福祉ホーム
    ElderlyHome,
    /// 老人福祉センター・児童館
    WelfareCentre,
    /// 公衆浴場
    PublicBath,
    /// 消防署
    FireStation,
    /// 公営住宅
    PublicHousing,
}

labels!(BuildingUse {
    CityHall => "庁舎",
    BranchOffice => "支所・出張所",
    School => "学校",
    Library => "図書館",
    Museum => "博物館・資料館",
    AssemblyHall => "集会場・ホール",
    CommunityHall => "公民館・集会所",
    Gymnasium => "体育館",
    Hospital => "病院",
    Clinic => "診療所",
    Nursery => "保育所",
    ElderlyHome => "老人ホーム・福祉ホーム",
    WelfareCentre => "老人福祉センター・児童館",
    PublicBath => "公衆浴場",
    FireStation => "消防署",
    PublicHousing => "公営住宅",
});

/// A rule that limits what may be built (制限).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Rule {
    /// 敷地面積
    SiteArea,
    /// 指定容積率
    FloorAreaRatio,
    /// 前面道路幅員による容積率
    RoadWidth,
    /// 建蔽率
    CoverageRatio,
    /// 空地
    OpenSpace,
    /// 地区計画の容積率
    DistrictFloorAreaRatio,
    /// 地区計画の建蔽率
    DistrictCoverageRatio,
    /// 地区計画の最低敷地面積
    DistrictMinimumSite,
    /// 地区計画の建築面積
    DistrictMaximumFootprint,
    /// 地区計画の壁面の位置
    DistrictWallSetback,
    /// 地区計画の空地
    DistrictOpenSpace,
    /// 地区計画の用途
    DistrictUse,
    /// 用途地域の用途
    Use,
    /// 容積率に算入しない床面積
    FloorExemption,
    /// 階数
    Storeys,
}

labels!(Rule {
    SiteArea => "敷地面積",
    FloorAreaRatio => "指定容積率",
    RoadWidth => "前面道路幅員による容積率",
    CoverageRatio => "建蔽率",
    OpenSpace => "空地",
    DistrictFloorAreaRatio => "地区計画の容積率",
    DistrictCoverageRatio => "地区計画の建蔽率",
    DistrictMinimumSite => "地区計画の最低敷地面積",
    DistrictMaximumFootprint => "地区計画の建築面積",
    DistrictWallSetback => "地区計画の壁面の位置",
    DistrictOpenSpace => "地区計画の空地",
    DistrictUse => "地区計画の用途",
    Use => "用途地域の用途",
    FloorExemption => "容積率に算入しない床面積",
    Storeys => "階数",
});

/// What a step of the derivation is a figure of (対象).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Quantity {
    /// 敷地面積
    SiteArea,
    /// 建築面積
    Footprint,
    /// 容積率算定の延べ面積
    CountedFloorArea,
    /// 延べ面積
    FloorArea,
}

labels!(Quantity {
    SiteArea => "敷地面積",
    Footprint => "建築面積",
    CountedFloorArea => "容積率算定の延べ面積",
    FloorArea => "延べ面積",
});

/// A floor that does not count up to a share of the whole (容積率不算入の用途).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Exemption {
    /// 自動車車庫・駐輪場
    Garage,
    /// 備蓄倉庫
    DisasterStorage,
    /// 蓄電池
    Battery,
    /// 自家発電設備
    Generator,
    /// 貯水槽
    WaterTank,
    /// 宅配ボックス
    ParcelLockers,
}

impl Exemption {
    /// How many there are.
    pub const COUNT: usize = 6;
}

labels!(Exemption {
    Garage => "自動車車庫・駐輪場",
    DisasterStorage => "備蓄倉庫",
    Battery => "蓄電池",
    Generator => "自家発電設備",
    WaterTank => "貯水槽",
    ParcelLockers => "宅配ボックス",
});

/// Reads a use district by its code or its term, or by a short word that names a family of them. The second value says
/// that a family was named: its mildest usual member stands for it, which is right for the ratios and only a guess for
/// the uses.
pub fn zoning(field: &'static str, text: &str) -> Result<(Zoning, bool), Invalid> {
    match text.trim() {
        "residential" | "住居系" => Ok((Zoning::Residential1, true)),
        "low-rise-residential" => Ok((Zoning::LowRiseResidential1, true)),
        "mid-high-rise-residential" => Ok((Zoning::MidHighRiseResidential1, true)),
        "商業系" => Ok((Zoning::Commercial, true)),
        "工業系" => Ok((Zoning::QuasiIndustrial, true)),
        "none" | "other" => Ok((Zoning::Unzoned, true)),
        exact => word::<Zoning>(field, exact).map(|zoning| (zoning, false)),
    }
}

/// Whether the district is one of the residential family (住居系), for which a narrow road limits more.
pub fn residential(zoning: Zoning) -> bool {
    use Zoning::*;
    matches!(
        zoning,
        LowRiseResidential1
            | LowRiseResidential2
            | RuralResidential
            | MidHighRiseResidential1
            | MidHighRiseResidential2
            | Residential1
            | Residential2
            | QuasiResidential
    )
}
