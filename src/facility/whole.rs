//! Everything that is recorded of one facility, and all facilities as far as a list or a map needs them.

use super::store::{self, ComponentRow, Selection, StockRow};
use crate::domain::Text;
use crate::domain::facility::{Class, Status, Subclass};
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
