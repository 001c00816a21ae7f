//! What is asked of consolidation: facts, sites and options, read from JSON with every fault.

use crate::domain::Text;
use crate::domain::consolidation::{Build, Fate, Grant, LandUse, MOST_CONSTRUCTION_YEARS, MOST_SHARED_PER_MILLE, Need};
use crate::domain::facility::{Class, DisasterRole, Subclass};
use crate::domain::finance::Rate;
use crate::domain::land::{BuildingUse, MOST_FLOOR_AREA_RATIO_PERCENT};
use crate::domain::renewal::Horizon;
use crate::domain::units::{Area, FiscalYear, Yen};
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin, object};
use serde_json::Value;

const MOST_OPTIONS: usize = 10;
const MOST_BUILDS: usize = 20;
const MOST_FACILITIES: usize = 200;
const MOST_NEEDS: usize = 50;
const MOST_ASSUMPTIONS: usize = 100;
/// Horizons beyond this tell nothing that one could plan with.
const MOST_YEARS: i64 = 60;
const USUAL_YEARS: i64 = 40;
const MOST_PERSONS: i64 = 1_000_000;

/// A question that is sound apart from what it names.
pub struct Asked {
    /// 名称
    pub title: Text,
    /// The years.
    pub horizon: Horizon,
    /// 割引率, before the one in force
    pub discount: Option<Rate>,
    /// What is known of single facilities.
    pub facilities: Vec<FacilityFacts>,
    /// What is known of single sites.
    pub sites: Vec<SiteFacts>,
    /// The ways to go.
    pub options: Vec<AskedOption>,
    /// What its author assumed.
    pub assumptions: Vec<Stated>,
}

/// What is known of a facility besides the register.
pub struct FacilityFacts {
    /// 施設番号
    pub code: String,
    /// 維持管理費 a year
    pub running: Option<Yen>,
    /// 人件費 a year
    pub staff: Option<Yen>,
    /// 定員・収容人数
    pub capacity: Option<i64>,
    /// 処分制限のある補助金
    pub grants: Vec<Grant>,
    /// Names of invented fields.
    pub illustrative: Vec<String>,
}

/// What is known of a site besides the register.
pub struct SiteFacts {
    /// 敷地番号
    pub code: String,
    /// 土地単価
    pub price: Option<Yen>,
    /// 前面道路幅員
    pub road_width_cm: Option<u32>,
    /// 防災空地等 to be kept, percent of the site
    pub open_space_percent: u32,
    /// 地区計画の容積率の最高限度
    pub plan_floor_area_ratio_percent: Option<u32>,
    /// 地区計画の建蔽率の最高限度
    pub plan_coverage_ratio_percent: Option<u32>,
    /// Names of invented fields.
    pub illustrative: Vec<String>,
}

/// A way to go.
pub struct AskedOption {
    /// Its key.
    pub id: String,
    /// 名称
    pub title: Text,
    /// 個別施設計画への位置付け
    pub in_plan: Option<bool>,
    /// 確認済みの事項
    pub confirmed: Vec<String>,
    /// 整備する施設
    pub builds: Vec<AskedBuild>,
    /// 再編する施設
    pub leavings: Vec<AskedLeaving>,
    /// 仮施設
    pub temporary: Vec<AskedTemporary>,
    /// 跡地
    pub land: Vec<AskedLand>,
}

/// A building that is to be built.
pub struct AskedBuild {
    /// As the core has it.
    pub build: Build,
    /// Where, in degrees: longitude, latitude; else the middle of the site.
    pub place: Option<(f64, f64)>,
    /// 中分類 of the services it offers, besides those that move in
    pub services: Vec<Subclass>,
    /// 階数
    pub storeys: Option<u32>,
    /// 建物用途 in building law
    pub building_use: Option<BuildingUse>,
    /// Names of invented fields.
    pub illustrative: Vec<String>,
}

/// A facility that leaves.
pub struct AskedLeaving {
    /// 施設番号
    pub facility: String,
    /// 再編年度
    pub year: i32,
    /// 再編の手法
    pub fate: Fate,
    /// The key of a building of the option.
    pub into: Option<String>,
    /// 施設番号 of a facility that stays
    pub into_facility: Option<String>,
    /// 転用後の大分類
    pub becomes: Option<Class>,
    /// 除却
    pub demolish: bool,
}

/// Rooms rented meanwhile.
pub struct AskedTemporary {
    /// 名称
    pub name: String,
    /// 施設番号 that it stands in for
    pub facility: Option<String>,
    /// 最初の年度
    pub from_year: i32,
    /// 最後の年度
    pub to_year: i32,
    /// 年額
    pub yen_per_year: Yen,
}

/// What becomes of a site.
pub struct AskedLand {
    /// 敷地番号
    pub site: String,
    /// Of the sale, or the first of the lease.
    pub year: i32,
    /// 跡地の扱い
    pub land_use: LandUse,
}

/// An assumption in the author's words.
pub struct Stated {
    /// What is assumed.
    pub text: Text,
    /// 出典
    pub source: Option<String>,
    /// 例示: whether it is invented
    pub illustrative: bool,
}

impl Asked {
    /// Reads a body; all faults are told together.
    pub fn read(body: Value) -> Result<Asked> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let title = both(&mut fields, ("title", "title_en"), 200);
        let from_year = fields.required_fiscal_year("from_year");
        let years = fields.integer("years", 1, MOST_YEARS).unwrap_or(USUAL_YEARS);
        let discount = fields.digits("discount_rate_percent", Rate::parse);
        let facilities = fields.records("facilities", MOST_FACILITIES, facility).unwrap_or_default();
        let sites = fields.records("sites", MOST_FACILITIES, site).unwrap_or_default();
        let options = fields.records("options", MOST_OPTIONS, option).unwrap_or_default();
        let assumptions = fields.records("assumptions", MOST_ASSUMPTIONS, stated).unwrap_or_default();
        let last = i64::from(from_year) + years - 1;
        if last > FiscalYear::LAST.into() {
            fields.refuse(crate::domain::units::out_of_range(
                "years",
                years,
                1,
                i64::from(FiscalYear::LAST - from_year) + 1,
            ));
        }
        let faults = fields.faults();
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        let from_year = FiscalYear::new("from_year", from_year.into()).map_err(Error::value)?;
        let horizon = Horizon::new(from_year, years).map_err(Error::value)?;
        Ok(Asked { title, horizon, discount, facilities, sites, options, assumptions })
    }

    /// Whether the question says of something in it that it is invented.
    pub fn is_illustrative(&self) -> bool {
        let builds = self.options.iter().flat_map(|option| &option.builds);
        let mut marks = (self.facilities.iter().map(|facts| &facts.illustrative))
            .chain(self.sites.iter().map(|facts| &facts.illustrative))
            .chain(builds.map(|build| &build.illustrative));
        marks.any(|names| !names.is_empty()) || self.assumptions.iter().any(|stated| stated.illustrative)
    }
}

/// A text in Japanese, and in English where it is given.
fn both(fields: &mut Fields, (name, english): (&'static str, &'static str), most: usize) -> Text {
    let ja = fields.required_text(name, most);
    let en = fields.text(english, most).unwrap_or_else(|| ja.clone());
    Text::new(en, ja)
}

fn listed<T: serde::de::DeserializeOwned>(json: &str) -> Vec<T> {
    serde_json::from_str(json).unwrap_or_default()
}

fn yen(fields: &mut Fields, name: &'static str) -> Option<Yen> {
    fields.yen(name).map(Yen)
}

fn facility(fields: &mut Fields) -> FacilityFacts {
    FacilityFacts {
        code: fields.required_code("code"),
        running: yen(fields, "running_cost_yen"),
        staff: yen(fields, "staff_cost_yen"),
        capacity: fields.integer("capacity", 0, MOST_PERSONS),
        grants: fields.records("grants", 20, grant).unwrap_or_default(),
        illustrative: listed(&fields.illustrative()),
    }
}

fn grant(fields: &mut Fields) -> Grant {
    fields.text("name", 200);
    Grant {
        amount: Yen(fields.required_integer("amount_yen", 0, 1_000_000_000_000)),
        granted_year: fields.required_fiscal_year("granted_year"),
        restricted_until: fields.required_fiscal_year("restricted_until"),
    }
}

fn site(fields: &mut Fields) -> SiteFacts {
    let percent = |fields: &mut Fields, name, most: u32| fields.integer(name, 1, most.into()).map(|p| p as u32);
    SiteFacts {
        code: fields.required_code("code"),
        price: yen(fields, "price_yen_per_m2"),
        road_width_cm: fields.number("road_width_m", 100).map(|m| (m * 100.0).round() as u32),
        open_space_percent: fields.integer("open_space_percent", 0, 100).unwrap_or(0) as u32,
        plan_floor_area_ratio_percent: percent(
            fields,
            "district_floor_area_ratio_percent",
            MOST_FLOOR_AREA_RATIO_PERCENT,
        ),
        plan_coverage_ratio_percent: percent(fields, "district_coverage_ratio_percent", 100),
        illustrative: listed(&fields.illustrative()),
    }
}

fn option(fields: &mut Fields) -> AskedOption {
    AskedOption {
        id: fields.required_code("id"),
        title: both(fields, ("title", "title_en"), 200),
        in_plan: fields.perhaps("in_plan"),
        confirmed: listed(&fields.texts("confirmed", 20, 100)),
        builds: fields.records("builds", MOST_BUILDS, build).unwrap_or_default(),
        leavings: fields.records("leavings", MOST_FACILITIES, leaving).unwrap_or_default(),
        temporary: fields.records("temporary", MOST_FACILITIES, temporary).unwrap_or_default(),
        land: fields.records("land", MOST_FACILITIES, land).unwrap_or_default(),
    }
}

fn build(fields: &mut Fields) -> AskedBuild {
    let roles = fields.words::<DisasterRole>("disaster_roles");
    let build = Build {
        id: fields.required_code("id"),
        name: fields.required_text("name", 200),
        site: fields.code("site_code"),
        class: fields.required_word("class", Class::Other),
        opened_year: fields.required_fiscal_year("opened_year"),
        construction_years: fields.small("construction_years", 1, MOST_CONSTRUCTION_YEARS.into()).unwrap_or(2),
        needs: fields.records("needs", MOST_NEEDS, need).unwrap_or_default(),
        shared_per_mille: fields.integer("shared_percent", 0, MOST_SHARED_PER_MILLE / 10).unwrap_or(0) * 10,
        unit_yen_per_m2: fields.integer("unit_cost_yen_per_m2", 0, 100_000_000).map(Yen),
        running: yen(fields, "running_cost_yen"),
        staff: yen(fields, "staff_cost_yen"),
        disaster_roles: listed(&roles),
        capacity: fields.integer("capacity", 0, MOST_PERSONS),
    };
    let (longitude, latitude) = (coordinate(fields, "longitude", 180.0), coordinate(fields, "latitude", 90.0));
    AskedBuild {
        build,
        place: longitude.zip(latitude),
        services: listed(&fields.words::<Subclass>("services")),
        storeys: fields.small("storeys", 1, 100).map(|storeys| storeys as u32),
        building_use: fields.word("building_use"),
        illustrative: listed(&fields.illustrative()),
    }
}

/// Degrees north and east of zero, as everywhere in Japan.
fn coordinate(fields: &mut Fields, name: &'static str, most: f64) -> Option<f64> {
    fields.number(name, most as i64)
}

fn need(fields: &mut Fields) -> Need {
    Need {
        function: fields.required_text("function", 200),
        floor_area: Area::from_dm2(fields.required_area("floor_area_m2")),
    }
}

fn leaving(fields: &mut Fields) -> AskedLeaving {
    AskedLeaving {
        facility: fields.required_code("facility"),
        year: fields.required_fiscal_year("year"),
        fate: fields.required_word("fate", Fate::Close),
        into: fields.code("into"),
        into_facility: fields.code("into_facility"),
        becomes: fields.word("becomes"),
        demolish: fields.flag("demolish"),
    }
}

fn temporary(fields: &mut Fields) -> AskedTemporary {
    AskedTemporary {
        name: fields.required_text("name", 200),
        facility: fields.code("facility"),
        from_year: fields.required_fiscal_year("from_year"),
        to_year: fields.required_fiscal_year("to_year"),
        yen_per_year: Yen(fields.required_integer("yen_per_year", 0, 1_000_000_000_000)),
    }
}

fn land(fields: &mut Fields) -> AskedLand {
    AskedLand {
        site: fields.required_code("site"),
        year: fields.required_fiscal_year("year"),
        land_use: fields.required_word("use", LandUse::Keep),
    }
}

fn stated(fields: &mut Fields) -> Stated {
    Stated {
        text: both(fields, ("text", "text_en"), 1_000),
        source: fields.text("source", 500),
        illustrative: fields.flag("illustrative"),
    }
}
