//! Everything that may have to be inspected, and what was last performed on it: a few queries for all of it.

use crate::domain::facility::{Class, ComponentKind, Status, Word};
use crate::domain::inspection::InspectionScope;
use crate::entity::{building, component, facility, inspection};
use crate::error::Result;
use crate::facility::store::is_in_facility;
use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// A facility as far as its inspections are concerned.
#[derive(FromQueryResult)]
pub struct FacilityRow {
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

/// A building as far as its inspections are concerned.
#[derive(FromQueryResult)]
pub struct BuildingRow {
    /// 建物番号
    pub code: String,
    /// 施設番号
    pub facility_code: String,
    /// 名称
    pub name: String,
    /// 状態
    pub status: Status,
    /// 延床面積, dm²
    pub floor_area_dm2: Option<i64>,
    /// 地上階数
    pub storeys_above: Option<i32>,
}

/// A component as far as its inspections are concerned.
#[derive(FromQueryResult)]
pub struct ComponentRow {
    /// 部位番号
    pub code: String,
    /// 建物番号
    pub building_code: String,
    /// 名称
    pub name: String,
    /// 部位区分
    pub kind: ComponentKind,
}

/// The last inspection of one kind at one place.
#[derive(FromQueryResult)]
struct LastRow {
    kind: String,
    facility_code: String,
    building_code: Option<String>,
    component_code: Option<String>,
    last: String,
}

/// An inspection that was performed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// 実施日
    pub on: NaiveDate,
    /// 記録番号
    pub id: String,
}

/// The last inspection by kind, scope and subject.
#[derive(Default)]
pub struct Latest(HashMap<(String, InspectionScope), HashMap<String, Performed>>);

impl Latest {
    /// Of one kind on one subject.
    pub fn of_kind(&self, kind: &str, scope: InspectionScope) -> Option<&HashMap<String, Performed>> {
        self.0.get(&(kind.to_owned(), scope))
    }
}

/// What may have to be inspected in a municipality.
pub struct Stock {
    /// By code.
    pub facilities: HashMap<String, FacilityRow>,
    /// By code.
    pub buildings: HashMap<String, BuildingRow>,
    /// Those of the kinds that some inspection looks at, by code.
    pub components: Vec<ComponentRow>,
    /// What was last performed.
    pub latest: Latest,
}

impl Stock {
    /// Reads it, of one facility when one is named. Components of other kinds than these are left out; what was performed
    /// after the day does not count.
    pub async fn of(
        db: &impl ConnectionTrait,
        municipality: &str,
        kinds: &HashSet<ComponentKind>,
        as_of: NaiveDate,
        facility: Option<&str>,
    ) -> Result<Stock> {
        use building::Column as B;
        use component::Column as C;
        use facility::Column as F;
        let facilities = facility::Entity::find()
            .select_only()
            .columns([F::Code, F::Name, F::Class, F::Status, F::Department])
            .filter(F::MunicipalityCode.eq(municipality))
            .filter(Condition::all().add_option(facility.map(|code| F::Code.eq(code))))
            .into_model::<FacilityRow>();
        let buildings = building::Entity::find()
            .select_only()
            .columns([B::Code, B::FacilityCode, B::Name, B::Status, B::FloorAreaDm2, B::StoreysAbove])
            .filter(B::MunicipalityCode.eq(municipality))
            .filter(Condition::all().add_option(facility.map(|code| B::FacilityCode.eq(code))))
            .into_model::<BuildingRow>();
        let wanted: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
        let components = component::Entity::find()
            .select_only()
            .columns([C::Code, C::BuildingCode, C::Name, C::Kind])
            .filter(C::MunicipalityCode.eq(municipality))
            .filter(C::Kind.is_in(wanted))
            .filter(Condition::all().add_option(facility.map(|code| is_in_facility(municipality, code))))
            .order_by_asc(C::Code)
            .into_model::<ComponentRow>();
        Ok(Stock {
            facilities: facilities.all(db).await?.into_iter().map(|row| (row.code.clone(), row)).collect(),
            buildings: buildings.all(db).await?.into_iter().map(|row| (row.code.clone(), row)).collect(),
            components: components.all(db).await?,
            latest: latest(db, municipality, as_of, facility).await?,
        })
    }
}

async fn latest(
    db: &impl ConnectionTrait,
    municipality: &str,
    as_of: NaiveDate,
    facility: Option<&str>,
) -> Result<Latest> {
    use inspection::Column as I;
    // A day has ten characters and record numbers grow with time, so the greatest of both together is the last.
    let rows = inspection::Entity::find()
        .select_only()
        .columns([I::Kind, I::FacilityCode, I::BuildingCode, I::ComponentCode])
        .column_as(Expr::cust("max(performed_on || ' ' || id)"), "last")
        .filter(I::MunicipalityCode.eq(municipality))
        .filter(I::PerformedOn.lte(as_of.to_string()))
        .filter(Condition::all().add_option(facility.map(|code| I::FacilityCode.eq(code))))
        .group_by(I::Kind)
        .group_by(I::FacilityCode)
        .group_by(I::BuildingCode)
        .group_by(I::ComponentCode)
        .into_model::<LastRow>()
        .all(db)
        .await?;
    let mut latest = Latest::default();
    for row in rows {
        let Some((Ok(on), id)) = row.last.split_once(' ').map(|(on, id)| (on.parse(), id.to_owned())) else { continue };
        let (scope, subject) = match (row.component_code, row.building_code) {
            (Some(component), _) => (InspectionScope::Component, component),
            (None, Some(building)) => (InspectionScope::Building, building),
            (None, None) => (InspectionScope::Facility, row.facility_code),
        };
        latest.0.entry((row.kind, scope)).or_default().insert(subject, Performed { on, id });
    }
    Ok(latest)
}
