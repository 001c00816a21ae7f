//! What the API asks of consolidation options, for the document; `question` reads it.

use crate::domain::consolidation::{Fate, LandUse};
use crate::domain::facility::{Class, DisasterRole, Subclass};
use crate::domain::land::BuildingUse;
use serde::Serialize;
use utoipa::ToSchema;

/// What is to be compared with keeping everything (再編案の条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "title": "庁舎と地区会館の集約", "from_year": 2026, "years": 40,
    "options": [{
        "id": "merge", "title": "一つの建物に集約", "in_plan": true,
        "builds": [{"id": "N", "name": "新庁舎", "class": "administration", "site_code": "SITE-ENOKI-1", "opened_year": 2032,
            "construction_years": 3, "needs": [{"function": "窓口・執務", "floor_area_m2": 9000}], "shared_percent": 10}],
        "leavings": [{"facility": "P05-19", "year": 2032, "fate": "combine", "into": "N", "demolish": true}]
    }]
}))]
pub struct NewConsolidationAnalysis {
    /// 名称, in Japanese
    #[schema(example = "庁舎と地区会館の集約")]
    pub title: String,
    /// The same in English
    #[schema(example = "City hall and district hall under one roof")]
    pub title_en: Option<String>,
    /// 最初の年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// 年数, 1 to 60
    #[schema(default = 40)]
    pub years: Option<i64>,
    /// 割引率(%); the parameter in force when not given
    #[schema(example = 4)]
    pub discount_rate_percent: Option<f64>,
    /// 施設: what is known besides the register; facilities that options name are looked at in any case
    pub facilities: Option<Vec<NewFacilityFacts>>,
    /// 敷地: what is known besides the register
    pub sites: Option<Vec<NewSiteFacts>>,
    /// 再編案, up to 10; keeping everything is always beside them
    pub options: Vec<NewConsolidationOption>,
    /// 個別の仮定, in words
    pub assumptions: Option<Vec<NewStatedAssumption>>,
}

/// What is known of a facility (施設の情報)
#[derive(Serialize, ToSchema)]
pub struct NewFacilityFacts {
    /// 施設番号
    #[schema(example = "P05-19")]
    pub code: String,
    /// 維持管理費(円) a year; by floor area when not given
    #[schema(example = 80000000)]
    pub running_cost_yen: Option<i64>,
    /// 人件費(円) a year; by floor area when not given
    #[schema(example = 30000000)]
    pub staff_cost_yen: Option<i64>,
    /// 定員・収容人数
    #[schema(example = 400)]
    pub capacity: Option<i64>,
    /// 処分制限のある補助金; leave out those of which nothing would be paid back
    pub grants: Option<Vec<NewGrant>>,
    /// 例示: names of these fields whose values are invented
    #[schema(example = json!(["running_cost_yen"]))]
    pub illustrative: Option<Vec<String>>,
}

/// A grant that restricts disposal (処分制限のある補助金)
#[derive(Serialize, ToSchema)]
pub struct NewGrant {
    /// 名称
    #[schema(example = "地域づくり交付金")]
    pub name: Option<String>,
    /// 補助金額(円)
    #[schema(example = 50000000)]
    pub amount_yen: i64,
    /// 交付年度
    #[schema(example = 2005)]
    pub granted_year: i32,
    /// 処分制限期間の最後の年度
    #[schema(example = 2051)]
    pub restricted_until: i32,
}

/// What is known of a site (敷地の情報)
#[derive(Serialize, ToSchema)]
pub struct NewSiteFacts {
    /// 敷地番号
    #[schema(example = "SITE-ENOKI-1")]
    pub code: String,
    /// 土地単価(円/㎡); needed for land that is sold
    #[schema(example = 150000)]
    pub price_yen_per_m2: Option<i64>,
    /// 前面道路幅員(m); without it the road does not limit the floor area
    #[schema(example = 9)]
    pub road_width_m: Option<f64>,
    /// 防災空地等として残す割合(%)
    #[schema(example = 50)]
    pub open_space_percent: Option<i64>,
    /// 地区計画の容積率の最高限度(%)
    #[schema(example = 150)]
    pub district_floor_area_ratio_percent: Option<i64>,
    /// 地区計画の建蔽率の最高限度(%)
    #[schema(example = 50)]
    pub district_coverage_ratio_percent: Option<i64>,
    /// 例示: names of these fields whose values are invented
    #[schema(example = json!(["price_yen_per_m2"]))]
    pub illustrative: Option<Vec<String>>,
}

/// A way to go (再編案)
#[derive(Serialize, ToSchema)]
pub struct NewConsolidationOption {
    /// 番号
    #[schema(example = "merge")]
    pub id: String,
    /// 名称, in Japanese
    #[schema(example = "一つの建物に集約")]
    pub title: String,
    /// The same in English
    #[schema(example = "One building for all")]
    pub title_en: Option<String>,
    /// 個別施設計画への位置付け
    #[schema(example = true)]
    pub in_plan: Option<bool>,
    /// 確認済みの事項, in the words of the programmes' `confirmations`
    #[schema(example = json!(["立地適正化計画に基づく事業"]))]
    pub confirmed: Option<Vec<String>>,
    /// 整備する施設, up to 20
    pub builds: Option<Vec<NewBuild>>,
    /// 再編する施設, up to 200
    pub leavings: Option<Vec<NewLeaving>>,
    /// 仮施設
    pub temporary: Option<Vec<NewTemporaryRooms>>,
    /// 跡地
    pub land: Option<Vec<NewFreedLand>>,
}

/// A building that is to be built (整備する施設)
#[derive(Serialize, ToSchema)]
pub struct NewBuild {
    /// 番号 within the option
    #[schema(example = "N")]
    pub id: String,
    /// 名称
    #[schema(example = "新庁舎")]
    pub name: String,
    /// 敷地番号
    #[schema(example = "SITE-ENOKI-1")]
    pub site_code: Option<String>,
    /// 経度; the middle of the site when not given
    #[schema(example = 139.388)]
    pub longitude: Option<f64>,
    /// 緯度
    #[schema(example = 35.741)]
    pub latitude: Option<f64>,
    /// 大分類, which unit costs go by
    pub class: Class,
    /// 供用開始年度
    #[schema(example = 2032)]
    pub opened_year: i32,
    /// 整備期間(年), before it opens
    #[schema(default = 2)]
    pub construction_years: Option<i32>,
    /// 機能別の必要面積
    pub needs: Vec<NewNeed>,
    /// 共用化による面積の削減(%), 0 to 90, of the sum of the needs
    #[schema(default = 0)]
    pub shared_percent: Option<i64>,
    /// 建設単価(円/㎡); the rebuild cost of the class when not given
    #[schema(example = 600000)]
    pub unit_cost_yen_per_m2: Option<i64>,
    /// 維持管理費(円) a year; by floor area when not given
    #[schema(example = 70000000)]
    pub running_cost_yen: Option<i64>,
    /// 人件費(円) a year; by floor area when not given
    #[schema(example = 25000000)]
    pub staff_cost_yen: Option<i64>,
    /// 防災上の役割
    pub disaster_roles: Option<Vec<DisasterRole>>,
    /// 定員・収容人数
    #[schema(example = 600)]
    pub capacity: Option<i64>,
    /// サービス (中分類) that it offers besides those that move in
    pub services: Option<Vec<Subclass>>,
    /// 階数
    #[schema(example = 5)]
    pub storeys: Option<i32>,
    /// 建物用途 in building law
    pub building_use: Option<BuildingUse>,
    /// 例示: names of these fields whose values are invented
    #[schema(example = json!(["needs", "unit_cost_yen_per_m2"]))]
    pub illustrative: Option<Vec<String>>,
}

/// What a function needs (機能別の必要面積)
#[derive(Serialize, ToSchema)]
pub struct NewNeed {
    /// 機能
    #[schema(example = "窓口・執務")]
    pub function: String,
    /// 必要面積(㎡)
    #[schema(example = 9000)]
    pub floor_area_m2: f64,
}

/// A facility that leaves its place (再編する施設)
#[derive(Serialize, ToSchema)]
pub struct NewLeaving {
    /// 施設番号
    #[schema(example = "P05-19")]
    pub facility: String,
    /// 再編年度: the first year without it
    #[schema(example = 2032)]
    pub year: i32,
    /// 再編の手法
    pub fate: Fate,
    /// 移転先: the `id` of a building of this option, for `merge`, `combine` and `move`
    #[schema(example = "N")]
    pub into: Option<String>,
    /// 移転先の施設番号: a facility that stays, in place of `into`
    #[schema(example = "P05-22")]
    pub into_facility: Option<String>,
    /// 転用後の大分類, for `convert`
    pub becomes: Option<Class>,
    /// 除却: whether its buildings are taken down in that year
    #[schema(default = false)]
    pub demolish: Option<bool>,
}

/// Rooms rented meanwhile (仮施設)
#[derive(Serialize, ToSchema)]
pub struct NewTemporaryRooms {
    /// 名称
    #[schema(example = "仮設事務所")]
    pub name: String,
    /// 施設番号 that they stand in for; with it that facility may leave before its new place opens
    #[schema(example = "P05-16")]
    pub facility: Option<String>,
    /// 最初の年度
    #[schema(example = 2030)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2031)]
    pub to_year: i32,
    /// 年額(円)
    #[schema(example = 30000000)]
    pub yen_per_year: i64,
}

/// What becomes of a site (跡地)
#[derive(Serialize, ToSchema)]
pub struct NewFreedLand {
    /// 敷地番号
    #[schema(example = "SITE-CITY-HALL")]
    pub site: String,
    /// 年度 of the sale, or the first of the lease
    #[schema(example = 2033)]
    pub year: i32,
    /// 跡地の扱い
    #[serde(rename = "use")]
    #[schema(rename = "use")]
    pub land_use: LandUse,
}

/// An assumption in words (個別の仮定)
#[derive(Serialize, ToSchema)]
pub struct NewStatedAssumption {
    /// In Japanese
    #[schema(example = "新庁舎の必要面積は仮に置いた。")]
    pub text: String,
    /// In English
    #[schema(example = "The floor area needed is a guess.")]
    pub text_en: Option<String>,
    /// 出典
    #[schema(example = "例示（架空の値）")]
    pub source: Option<String>,
    /// 例示: whether it is invented
    #[schema(default = false)]
    pub illustrative: Option<bool>,
}
