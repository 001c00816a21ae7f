//! The words for what a municipality owns and in what form: classes, structures, states.
//!
//! Every word has one code (kebab-case, as on the wire and in the database) and one Japanese official term; both are
//! accepted wherever a person writes it. [`Word`] is what they have in common.
//!
//! # Shapes
//! Closed lists. [`Subclass`] belongs to exactly one [`Class`].
//! # Units
//! None.
//! # Errors
//! [`word`] returns [`Invalid`] with the whole list of what is allowed.
//! # Source
//! Classes: the facility classification of the renewal-cost estimation software (公共施設等更新費用試算ソフト) that the
//! first general management plans used. Property classes: Local Autonomy Act (地方自治法) §238. Zoning: City Planning Act
//! (都市計画法) §8. Structures: Ministry of Finance Ordinance on useful lives (耐用年数省令) appended table 1.

use super::{Invalid, Text};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// A closed list of codes, each with its Japanese official term.
pub trait Word: Copy + Eq + IntoEnumIterator + std::str::FromStr + Into<&'static str> {
    /// The official term, as in ledgers and column cells.
    fn label_ja(self) -> &'static str;

    /// The code, as on the wire.
    fn code(self) -> &'static str {
        self.into()
    }
}

/// Reads a code or a Japanese term; spaces around it do not count.
pub fn word<W: Word>(field: &'static str, text: &str) -> Result<W, Invalid> {
    let text = text.trim();
    if let Ok(found) = text.parse::<W>() {
        return Ok(found);
    }
    if let Some(found) = W::iter().find(|w| w.label_ja() == text) {
        return Ok(found);
    }
    let codes: Vec<&str> = W::iter().map(Word::code).collect();
    let labels: Vec<String> = W::iter().map(|w| format!("{}({})", w.code(), w.label_ja())).collect();
    Err(Invalid::new(
        field,
        "unknown-value",
        text,
        Text::new(
            format!("`{field}` does not know `{text}`; use one of {}", codes.join(", ")),
            format!("`{field}` に `{text}` は使えません。次のいずれかにしてください: {}", labels.join("、")),
        ),
    ))
}

macro_rules! labels {
    ($word:ident { $($variant:ident => $label:literal),+ $(,)? }) => {
        impl Word for $word {
            fn label_ja(self) -> &'static str {
                match self { $($word::$variant => $label),+ }
            }
        }
    };
}

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

/// Operation form (運営形態): who runs the facility from day to day.
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
pub enum Operation {
    /// 直営
    Direct,
    /// 指定管理
    DesignatedManager,
    /// 委託
    Outsourced,
}

labels!(Operation { Direct => "直営", DesignatedManager => "指定管理", Outsourced => "委託" });

/// Role in a disaster (防災上の役割).
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
pub enum DisasterRole {
    /// 災害対策本部
    Headquarters,
    /// 防災拠点
    Hub,
    /// 指定緊急避難場所
    EvacuationSite,
    /// 指定避難所
    Shelter,
    /// 福祉避難所
    WelfareShelter,
    /// 防災備蓄倉庫
    Stockpile,
}

labels!(DisasterRole {
    Headquarters => "災害対策本部",
    Hub => "防災拠点",
    EvacuationSite => "指定緊急避難場所",
    Shelter => "指定避難所",
    WelfareShelter => "福祉避難所",
    Stockpile => "防災備蓄倉庫",
});

/// State of a facility or a building (状態). Only what is demolished or not yet built costs nothing to keep.
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
pub enum Status {
    /// 計画中
    Planned,
    /// 供用中
    InUse,
    /// 休止中
    Suspended,
    /// 廃止
    Closed,
    /// 除却済
    Demolished,
}

labels!(Status {
    Planned => "計画中",
    InUse => "供用中",
    Suspended => "休止中",
    Closed => "廃止",
    Demolished => "除却済",
});

impl Status {
    /// Whether a building in this state stands, so that its renewal is counted.
    pub fn stands(self) -> bool {
        !matches!(self, Status::Planned | Status::Demolished)
    }
}

/// Property class (財産区分), Local Autonomy Act §238.
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
pub enum PropertyClass {
    /// 行政財産
    Administrative,
    /// 普通財産
    Ordinary,
}

labels!(PropertyClass { Administrative => "行政財産", Ordinary => "普通財産" });

/// Use of a site (利用状況).
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
pub enum UseStatus {
    /// 利用中
    InUse,
    /// 暫定利用
    Provisional,
    /// 未利用
    Idle,
    /// 貸付中
    Leased,
}

labels!(UseStatus { InUse => "利用中", Provisional => "暫定利用", Idle => "未利用", Leased => "貸付中" });

/// Use district (用途地域), City Planning Act §8.
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
pub enum Zoning {
    /// 第一種低層住居専用地域
    #[serde(rename = "low-rise-residential-1")]
    #[strum(serialize = "low-rise-residential-1")]
    LowRiseResidential1,
    /// 第二種低層住居専用地域
    #[serde(rename = "low-rise-residential-2")]
    #[strum(serialize = "low-rise-residential-2")]
    LowRiseResidential2,
    /// 田園住居地域
    RuralResidential,
    /// 第一種中高層住居専用地域
    #[serde(rename = "mid-high-rise-residential-1")]
    #[strum(serialize = "mid-high-rise-residential-1")]
    MidHighRiseResidential1,
    /// 第二種中高層住居専用地域
    #[serde(rename = "mid-high-rise-residential-2")]
    #[strum(serialize = "mid-high-rise-residential-2")]
    MidHighRiseResidential2,
    /// 第一種住居地域
    #[serde(rename = "residential-1")]
    #[strum(serialize = "residential-1")]
    Residential1,
    /// 第二種住居地域
    #[serde(rename = "residential-2")]
    #[strum(serialize = "residential-2")]
    Residential2,
    /// 準住居地域
    QuasiResidential,
    /// 近隣商業地域
    NeighbourhoodCommercial,
    /// 商業地域
    Commercial,
    /// 準工業地域
    QuasiIndustrial,
    /// 工業地域
    Industrial,
    /// 工業専用地域
    ExclusivelyIndustrial,
    /// 指定なし
    Unzoned,
}

labels!(Zoning {
    LowRiseResidential1 => "第一種低層住居専用地域",
    LowRiseResidential2 => "第二種低層住居専用地域",
    RuralResidential => "田園住居地域",
    MidHighRiseResidential1 => "第一種中高層住居専用地域",
    MidHighRiseResidential2 => "第二種中高層住居専用地域",
    Residential1 => "第一種住居地域",
    Residential2 => "第二種住居地域",
    QuasiResidential => "準住居地域",
    NeighbourhoodCommercial => "近隣商業地域",
    Commercial => "商業地域",
    QuasiIndustrial => "準工業地域",
    Industrial => "工業地域",
    ExclusivelyIndustrial => "工業専用地域",
    Unzoned => "指定なし",
});

/// Main structure of a building (構造), in the steps that the useful-life table distinguishes.
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
pub enum Structure {
    /// 鉄骨鉄筋コンクリート造
    Src,
    /// 鉄筋コンクリート造
    Rc,
    /// 鉄骨造
    Steel,
    /// 軽量鉄骨造
    LightSteel,
    /// れんが・石・ブロック造
    Masonry,
    /// 木造
    Wood,
    /// 木骨モルタル造
    WoodMortar,
    /// その他
    Other,
}

labels!(Structure {
    Src => "鉄骨鉄筋コンクリート造",
    Rc => "鉄筋コンクリート造",
    Steel => "鉄骨造",
    LightSteel => "軽量鉄骨造",
    Masonry => "れんが・石・ブロック造",
    Wood => "木造",
    WoodMortar => "木骨モルタル造",
    Other => "その他",
});

/// Seismic standard a building was designed to (耐震基準); the new one binds confirmations from 1981-06-01.
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
pub enum SeismicStandard {
    /// 旧耐震基準
    Old,
    /// 新耐震基準
    New,
}

labels!(SeismicStandard { Old => "旧耐震基準", New => "新耐震基準" });

/// Seismic retrofit (耐震改修).
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
pub enum SeismicRetrofit {
    /// 不要
    NotNeeded,
    /// 実施済
    Done,
    /// 未実施
    NotDone,
    /// 不明
    Unknown,
}

labels!(SeismicRetrofit { NotNeeded => "不要", Done => "実施済", NotDone => "未実施", Unknown => "不明" });

/// Part or service of a building (部位・設備) that wears and is renewed by itself.
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
pub enum ComponentKind {
    /// 屋根・屋上
    Roof,
    /// 外壁
    ExteriorWall,
    /// 建具
    Openings,
    /// 内部仕上げ
    Interior,
    /// 電気設備
    Electrical,
    /// 受変電設備
    PowerReceiving,
    /// 照明設備
    Lighting,
    /// 自家発電設備
    EmergencyGenerator,
    /// 放送・通信設備
    Communications,
    /// 火災報知設備
    FireAlarm,
    /// 機械設備
    Mechanical,
    /// 空調設備
    AirConditioning,
    /// 換気設備
    Ventilation,
    /// ボイラー・給湯設備
    Boiler,
    /// 給水設備
    WaterSupply,
    /// 排水・衛生設備
    Sanitary,
    /// 消火設備
    FireFighting,
    /// 昇降機
    Elevator,
    /// 外構
    Exterior,
    /// その他
    Other,
}

labels!(ComponentKind {
    Roof => "屋根・屋上",
    ExteriorWall => "外壁",
    Openings => "建具",
    Interior => "内部仕上げ",
    Electrical => "電気設備",
    PowerReceiving => "受変電設備",
    Lighting => "照明設備",
    EmergencyGenerator => "自家発電設備",
    Communications => "放送・通信設備",
    FireAlarm => "火災報知設備",
    Mechanical => "機械設備",
    AirConditioning => "空調設備",
    Ventilation => "換気設備",
    Boiler => "ボイラー・給湯設備",
    WaterSupply => "給水設備",
    Sanitary => "排水・衛生設備",
    FireFighting => "消火設備",
    Elevator => "昇降機",
    Exterior => "外構",
    Other => "その他",
});

/// Where a population figure comes from (人口の種別).
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
pub enum PopulationKind {
    /// 国勢調査
    Census,
    /// 住民基本台帳
    ResidentRegister,
    /// 推計人口
    Estimate,
    /// 将来推計人口
    Projection,
}

labels!(PopulationKind {
    Census => "国勢調査",
    ResidentRegister => "住民基本台帳",
    Estimate => "推計人口",
    Projection => "将来推計人口",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_by_its_code_and_by_its_official_term() {
        assert_eq!(word::<Class>("class", "school"), Ok(Class::School));
        assert_eq!(word::<Class>("class", " 学校教育系施設 "), Ok(Class::School));
        assert_eq!(word::<Zoning>("zoning", "residential-1"), Ok(Zoning::Residential1));
        let refused = word::<Class>("class", "castle").map_err(|i| i.text.en);
        assert!(refused.is_err_and(|m| m.contains("`castle`") && m.contains("public-housing")));
    }

    #[test]
    fn every_word_is_written_the_same_by_serde_and_by_strum() {
        fn same<W: Word + Serialize>() {
            for word in W::iter() {
                assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
            }
        }
        same::<Class>();
        same::<Subclass>();
        same::<Operation>();
        same::<DisasterRole>();
        same::<Status>();
        same::<PropertyClass>();
        same::<UseStatus>();
        same::<Zoning>();
        same::<Structure>();
        same::<SeismicStandard>();
        same::<SeismicRetrofit>();
        same::<ComponentKind>();
        same::<PopulationKind>();
        assert_eq!(Class::iter().count(), Class::COUNT);
    }
}
