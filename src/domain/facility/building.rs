//! What is a building made of, does it withstand an earthquake, and which of its parts wear?
//!
//! # Shapes
//! Closed lists of codes, each with its Japanese official term.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`super::word`].
//! # Source
//! Structures: Ministry of Finance Ordinance on useful lives (耐用年数省令) appended table 1. Seismic standard: Building
//! Standards Act enforcement order (建築基準法施行令) as of 1981-06-01. Components: parts of the MEXT handbook
//! (学校施設の長寿命化計画策定に係る解説書, 2017) and common building services.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

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
