//! What is a facility for? Classes (大分類) and subclasses (中分類).
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`super::word`].
//! # Source
//! The facility classification of the renewal-cost estimation software (公共施設等更新費用試算ソフト) that the first
//! general management plans used.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Facility class (大分類): what the facility is for, the key of the unit-cost tables.
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
#[repr(u8)]
pub enum Class {
    /// 市民文化系施設
    CivicCulture,
    /// 社会教育系施設
    SocialEducation,
    /// スポーツ・レクリエーション系施設
    SportsRecreation,
    /// 産業系施設
    Industry,
    /// 学校教育系施設
    School,
    /// 子育て支援施設
    Childcare,
    /// 保健・福祉施設
    HealthWelfare,
    /// 医療施設
    Medical,
    /// 行政系施設
    Administration,
    /// 公営住宅
    PublicHousing,
    /// 公園
    Park,
    /// 供給処理施設
    SupplyTreatment,
    /// その他
    Other,
}

impl Class {
    /// How many classes there are: the width of every table by class.
    pub const COUNT: usize = 13;
}

labels!(Class {
    CivicCulture => "市民文化系施設",
    SocialEducation => "社会教育系施設",
    SportsRecreation => "スポーツ・レクリエーション系施設",
    Industry => "産業系施設",
    School => "学校教育系施設",
    Childcare => "子育て支援施設",
    HealthWelfare => "保健・福祉施設",
    Medical => "医療施設",
    Administration => "行政系施設",
    PublicHousing => "公営住宅",
    Park => "公園",
    SupplyTreatment => "供給処理施設",
    Other => "その他",
});

/// Facility subclass (中分類), within a [`Class`].
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
pub enum Subclass {
    /// 集会施設
    Assembly,
    /// 文化施設
    Culture,
    /// 図書館
    Library,
    /// 博物館等
    Museum,
    /// スポーツ施設
    Sports,
    /// レクリエーション施設・観光施設
    RecreationTourism,
    /// 保養施設
    Resort,
    /// 産業系施設
    Industry,
    /// 学校
    School,
    /// その他教育施設
    OtherEducation,
    /// 幼稚園・保育園・こども園
    Nursery,
    /// 幼児・児童施設
    ChildrensHall,
    /// 高齢福祉施設
    ElderlyWelfare,
    /// 障害福祉施設
    DisabilityWelfare,
    /// 児童福祉施設
    ChildWelfare,
    /// 保健施設
    Health,
    /// その他福祉施設
    OtherWelfare,
    /// 医療施設
    Medical,
    /// 庁舎等
    GovernmentOffice,
    /// 消防施設
    FireService,
    /// その他行政系施設
    OtherAdministration,
    /// 公営住宅
    PublicHousing,
    /// 公園
    Park,
    /// 供給処理施設
    SupplyTreatment,
    /// その他
    Other,
}

labels!(Subclass {
    Assembly => "集会施設",
    Culture => "文化施設",
    Library => "図書館",
    Museum => "博物館等",
    Sports => "スポーツ施設",
    RecreationTourism => "レクリエーション施設・観光施設",
    Resort => "保養施設",
    Industry => "産業系施設",
    School => "学校",
    OtherEducation => "その他教育施設",
    Nursery => "幼稚園・保育園・こども園",
    ChildrensHall => "幼児・児童施設",
    ElderlyWelfare => "高齢福祉施設",
    DisabilityWelfare => "障害福祉施設",
    ChildWelfare => "児童福祉施設",
    Health => "保健施設",
    OtherWelfare => "その他福祉施設",
    Medical => "医療施設",
    GovernmentOffice => "庁舎等",
    FireService => "消防施設",
    OtherAdministration => "その他行政系施設",
    PublicHousing => "公営住宅",
    Park => "公園",
    SupplyTreatment => "供給処理施設",
    Other => "その他",
});

impl Subclass {
    /// The class (大分類) that this subclass (中分類) is part of.
    pub fn class(self) -> Class {
        match self {
            Subclass::Assembly | Subclass::Culture => Class::CivicCulture,
            Subclass::Library | Subclass::Museum => Class::SocialEducation,
            Subclass::Sports | Subclass::RecreationTourism | Subclass::Resort => Class::SportsRecreation,
            Subclass::Industry => Class::Industry,
            Subclass::School | Subclass::OtherEducation => Class::School,
            Subclass::Nursery | Subclass::ChildrensHall => Class::Childcare,
            Subclass::ElderlyWelfare
            | Subclass::DisabilityWelfare
            | Subclass::ChildWelfare
            | Subclass::Health
            | Subclass::OtherWelfare => Class::HealthWelfare,
            Subclass::Medical => Class::Medical,
            Subclass::GovernmentOffice | Subclass::FireService | Subclass::OtherAdministration => Class::Administration,
            Subclass::PublicHousing => Class::PublicHousing,
            Subclass::Park => Class::Park,
            Subclass::SupplyTreatment => Class::SupplyTreatment,
            Subclass::Other => Class::Other,
        }
    }
}
