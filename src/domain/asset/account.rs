//! To which line of the balance sheet does an asset belong?
//!
//! # Shapes
//! A closed list of accounts, each in one group.
//! # Units
//! None.
//! # Errors
//! None here; reading a word is [`crate::domain::facility::word`].
//! # Source
//! Uniform standard for local public accounting (統一的な基準による地方公会計マニュアル): the tangible and intangible fixed
//! assets of the account tree. Investments and current assets are not kept in the fixed-asset register.

use super::labels;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Account (勘定科目), in the order of the statements.
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
pub enum Account {
    /// 事業用資産 土地
    BusinessLand,
    /// 事業用資産 立木竹
    BusinessStandingTimber,
    /// 事業用資産 建物
    BusinessBuildings,
    /// 事業用資産 工作物
    BusinessStructures,
    /// 事業用資産 船舶
    BusinessShips,
    /// 事業用資産 浮標等
    BusinessBuoys,
    /// 事業用資産 航空機
    BusinessAircraft,
    /// 事業用資産 その他
    BusinessOther,
    /// 事業用資産 建設仮勘定
    BusinessConstructionInProgress,
    /// インフラ資産 土地
    InfrastructureLand,
    /// インフラ資産 建物
    InfrastructureBuildings,
    /// インフラ資産 工作物
    InfrastructureStructures,
    /// インフラ資産 その他
    InfrastructureOther,
    /// インフラ資産 建設仮勘定
    InfrastructureConstructionInProgress,
    /// 物品
    Movables,
    /// 無形固定資産 ソフトウェア
    Software,
    /// 無形固定資産 その他
    OtherIntangible,
}

labels!(Account {
    BusinessLand => "事業用資産 土地",
    BusinessStandingTimber => "事業用資産 立木竹",
    BusinessBuildings => "事業用資産 建物",
    BusinessStructures => "事業用資産 工作物",
    BusinessShips => "事業用資産 船舶",
    BusinessBuoys => "事業用資産 浮標等",
    BusinessAircraft => "事業用資産 航空機",
    BusinessOther => "事業用資産 その他",
    BusinessConstructionInProgress => "事業用資産 建設仮勘定",
    InfrastructureLand => "インフラ資産 土地",
    InfrastructureBuildings => "インフラ資産 建物",
    InfrastructureStructures => "インフラ資産 工作物",
    InfrastructureOther => "インフラ資産 その他",
    InfrastructureConstructionInProgress => "インフラ資産 建設仮勘定",
    Movables => "物品",
    Software => "ソフトウェア",
    OtherIntangible => "無形固定資産 その他",
});

/// The groups under which the statements add accounts up.
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
pub enum AccountGroup {
    /// 事業用資産
    Business,
    /// インフラ資産
    Infrastructure,
    /// 物品
    Movables,
    /// 無形固定資産
    Intangible,
}

labels!(AccountGroup {
    Business => "事業用資産",
    Infrastructure => "インフラ資産",
    Movables => "物品",
    Intangible => "無形固定資産",
});

impl Account {
    /// The group under which the statements add it up.
    pub fn group(self) -> AccountGroup {
        use Account::*;
        match self {
            BusinessLand
            | BusinessStandingTimber
            | BusinessBuildings
            | BusinessStructures
            | BusinessShips
            | BusinessBuoys
            | BusinessAircraft
            | BusinessOther
            | BusinessConstructionInProgress => AccountGroup::Business,
            InfrastructureLand
            | InfrastructureBuildings
            | InfrastructureStructures
            | InfrastructureOther
            | InfrastructureConstructionInProgress => AccountGroup::Infrastructure,
            Movables => AccountGroup::Movables,
            Software | OtherIntangible => AccountGroup::Intangible,
        }
    }

    /// The term within its group, as the rows of the statements name it (`土地`, `建物`).
    pub fn label_in_group_ja(self) -> &'static str {
        let label = crate::domain::facility::Word::label_ja(self);
        label.split_once(' ').map_or(label, |(_, rest)| rest)
    }

    /// Whether it is a tangible fixed asset (有形固定資産).
    pub fn is_tangible(self) -> bool {
        self.group() != AccountGroup::Intangible
    }

    /// Land (土地).
    pub fn is_land(self) -> bool {
        matches!(self, Account::BusinessLand | Account::InfrastructureLand)
    }

    /// Construction in progress (建設仮勘定).
    pub fn is_construction_in_progress(self) -> bool {
        matches!(self, Account::BusinessConstructionInProgress | Account::InfrastructureConstructionInProgress)
    }

    /// Whether assets of this account lose value by depreciation; land, standing timber and construction in progress do
    /// not. A single asset (a work of art) may be excluded by its method.
    pub fn is_depreciable(self) -> bool {
        !(self.is_land() || self.is_construction_in_progress() || self == Account::BusinessStandingTimber)
    }
}
