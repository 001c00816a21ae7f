//! Everything that is recorded of one facility, and all facilities as far as a list or a map needs them.

use super::store::{self, ComponentRow, Selection, StockRow};
use crate::domain::Text;
use crate::domain::facility::{Class, Operation, Status, Subclass};
use crate::entity::{building, facility, site};
use crate::error::{Error, Result};
use sea_orm::sea_query::Order;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

/// More buildings than any facility has.
const MOST_BUILDINGS: usize = 10_000;

/// A facility with all that belongs to it.
pub struct Whole {
    /// 施設
    pub facility: facility::Model,
    /// 敷地 it stands on
    pub site: Option<site::Model>,
    /// 建物, by code
    pub buildings: Vec<building::Model>,
    /// The same buildings, as conservation asks for them.
    pub stock: Vec<StockRow>,
    /// 部位・設備, by building and code
    pub components: Vec<ComponentRow>,
}

/// A facility with all that belongs to it, or 404. What belongs to other facilities is not read.
pub async fn whole(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<Whole> {
    let Some(found) = store::find::<facility::Model>(db, municipality, code).await? else {
        store::demand_municipality(db, municipality).await?;
        return Err(Error::no_such(Text::new("facility", "施設"), code));
    };
    let site = match &found.site_code {
        Some(site) => store::find::<site::Model>(db, municipality, site).await?,
        None => None,
    };
    let mine = Condition::all().add(building::Column::FacilityCode.eq(code));
    let selection = Selection { condition: mine.clone(), ..Selection::all() };
    let buildings = store::page::<building::Model>(db, municipality, selection, MOST_BUILDINGS).await?;
    let stock = store::stock_query(municipality).filter(mine).into_model::<StockRow>().all(db).await?;
    let components = store::component_query(municipality).filter(store::is_in_facility(municipality, code));
    Ok(Whole {
        facility: found,
        site,
        buildings: buildings.into_iter().map(|found| found.record).collect(),
        stock,
        components: components.into_model::<ComponentRow>().all(db).await?,
    })
}

/// A facility as a place on the map: the middle of the box around its geometry.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Point {
    /// 施設番号
    pub code: String,
    /// 施設名
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 状態
    pub status: Status,
    /// 出典
    pub source: Option<String>,
    /// Names of invented fields, as JSON text.
    pub illustrative: String,
    min_lon: f64,
    min_lat: f64,
    max_lon: f64,
    max_lat: f64,
}

impl Point {
    /// Longitude in degrees.
    pub fn lon(&self) -> f64 {
        (self.min_lon + self.max_lon) / 2.0
    }

    /// Latitude in degrees.
    pub fn lat(&self) -> f64 {
        (self.min_lat + self.max_lat) / 2.0
    }
}

/// Every facility with a place, by code. No geometry is read.
pub async fn points(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Point>> {
    use facility::Column as F;
    Ok(facility::Entity::find()
        .select_only()
        .columns([F::Code, F::Name, F::Class, F::Subclass, F::Status, F::Source, F::Illustrative])
        .columns([F::MinLon, F::MinLat, F::MaxLon, F::MaxLat])
        .filter(F::MunicipalityCode.eq(municipality))
        .filter(F::MinLon.is_not_null())
        .order_by(F::Code, Order::Asc)
        .into_model::<Point>()
        .all(db)
        .await?)
}

/// A facility with what can be agreed to be shown of it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Described {
    /// 施設番号
    pub code: String,
    /// 施設名
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 状態
    pub status: Status,
    /// 運営方法
    pub operation: Option<Operation>,
    /// 所管課
    pub department: Option<String>,
    /// 所在地
    pub address: Option<String>,
    /// 開設日
    pub opened_on: Option<String>,
    /// 防災上の役割, as JSON text
    pub disaster_roles: String,
    /// 図形, as JSON text
    pub geometry: Option<String>,
    /// Names of invented fields, as JSON text.
    pub illustrative: String,
}

/// Every facility of these classes (all when none is named), by code.
pub async fn described(db: &impl ConnectionTrait, municipality: &str, classes: &[Class]) -> Result<Vec<Described>> {
    use facility::Column as F;
    let mut query = facility::Entity::find().filter(F::MunicipalityCode.eq(municipality));
    if !classes.is_empty() {
        query = query.filter(F::Class.is_in(classes.iter().copied()));
    }
    Ok(query.order_by(F::Code, Order::Asc).into_model::<Described>().all(db).await?)
}

/// A facility as a line of a list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Listed {
    /// 施設番号
    pub code: String,
    /// 施設名
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 状態
    pub status: Status,
    /// 所管課
    pub department: Option<String>,
}

/// Every facility, by code.
pub async fn listed(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Listed>> {
    use facility::Column as F;
    Ok(facility::Entity::find()
        .select_only()
        .columns([F::Code, F::Name, F::Class, F::Status, F::Department])
        .filter(F::MunicipalityCode.eq(municipality))
        .order_by(F::Code, Order::Asc)
        .into_model::<Listed>()
        .all(db)
        .await?)
}

/// A facility as those ask for it who would merge it with others.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Held {
    /// 施設番号
    pub code: String,
    /// 施設名
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 敷地番号
    pub site_code: Option<String>,
    /// 防災上の役割, as JSON text
    pub disaster_roles: String,
    /// Names of invented fields, as JSON text
    pub illustrative: String,
}

/// Every facility, by code.
pub async fn held(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Held>> {
    use facility::Column as F;
    Ok(facility::Entity::find()
        .select_only()
        .columns([F::Code, F::Name, F::Class, F::Subclass, F::SiteCode, F::DisasterRoles, F::Illustrative])
        .filter(F::MunicipalityCode.eq(municipality))
        .order_by(F::Code, Order::Asc)
        .into_model::<Held>()
        .all(db)
        .await?)
}

/// A site as a piece of land on the map.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Plot {
    /// 敷地番号
    pub code: String,
    /// 名称
    pub name: String,
    /// 敷地面積
    pub area_dm2: Option<i64>,
    /// GeoJSON geometry as text
    pub geometry: Option<String>,
    /// Names of invented fields, as JSON text
    pub illustrative: String,
    min_lon: Option<f64>,
    min_lat: Option<f64>,
    max_lon: Option<f64>,
    max_lat: Option<f64>,
}

impl Plot {
    /// The middle of the box around its geometry, in degrees: longitude, latitude.
    pub fn middle(&self) -> Option<(f64, f64)> {
        let middle = |low: Option<f64>, high: Option<f64>| low.zip(high).map(|(low, high)| (low + high) / 2.0);
        middle(self.min_lon, self.max_lon).zip(middle(self.min_lat, self.max_lat))
    }
}

/// Those of the sites that are here, by code.
pub async fn plots(db: &impl ConnectionTrait, municipality: &str, codes: &[String]) -> Result<Vec<Plot>> {
    use site::Column as S;
    Ok(site::Entity::find()
        .select_only()
        .columns([S::Code, S::Name, S::AreaDm2, S::Geometry, S::Illustrative])
        .columns([S::MinLon, S::MinLat, S::MaxLon, S::MaxLat])
        .filter(S::MunicipalityCode.eq(municipality))
        .filter(S::Code.is_in(codes))
        .order_by(S::Code, Order::Asc)
        .into_model::<Plot>()
        .all(db)
        .await?)
}
