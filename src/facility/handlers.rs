//! The operations on records, as the API document shows them. Each is a line: the work stands in `records`.

use super::wire::{
    Building, BuildingQuery, Buildings, Component, ComponentQuery, Components, Counts, Facilities, Facility,
    FacilityQuery, Feature, FeatureCollection, RecordQuery, Site, SiteQuery, Sites,
};
use super::{
    Buildings as BuildingTable, Components as ComponentTable, Facilities as FacilityTable, Sites as SiteTable, records,
};
use crate::app::App;
use crate::error::{Problems, Result};
use crate::http::{Address, Base, Json, MunicipalityPath, Params, RecordPath, Reply};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// List sites (敷地)
///
/// Filters combine. Pages follow the link `next`. GeoJSON without `limit` and CSV hold all that match.
#[utoipa::path(get, path = "/v1/{municipality}/sites", tag = "facility", params(MunicipalityPath, SiteQuery), responses(
    (status = 200, description = "A page of sites; as CSV all that match", content((Sites = "application/json"), (FeatureCollection = "application/geo+json"), (String = "text/csv"))), Problems))]
pub async fn list_sites(
    State(app): State<App>,
    address: Address,
    params: Params<SiteQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    records::list::<SiteTable>(&app, &address, &params, &headers, &base).await
}

/// Create a site (敷地)
///
/// Refused with 409 when the code is taken. With `Idempotency-Key` a repeated request is answered and not done again.
#[utoipa::path(post, path = "/v1/{municipality}/sites", tag = "facility", params(MunicipalityPath),
    request_body(content = Site, description = "The site; `code` and `name` at least"), responses(
    (status = 201, description = "The site as it is stored now", body = Site), Problems))]
pub async fn create_site(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::create::<SiteTable>(&app, &address, &headers, body).await
}

/// Read a site (敷地)
#[utoipa::path(get, path = "/v1/{municipality}/sites/{code}", tag = "facility", params(RecordPath, RecordQuery), responses(
    (status = 200, description = "The site", content((Site = "application/json"), (Feature = "application/geo+json"))),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_site(
    State(app): State<App>,
    address: Address,
    params: Params<RecordQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    records::read::<SiteTable, _>(&app, &address, &params, &headers).await
}

/// Replace a site (敷地)
///
/// Created when it is not there; when it is, `If-Match` must hold its `ETag`. Fields that are not sent become empty.
#[utoipa::path(put, path = "/v1/{municipality}/sites/{code}", tag = "facility", params(RecordPath),
    request_body(content = Site, description = "The whole site"), responses(
    (status = 200, description = "The site as it is stored now", body = Site),
    (status = 201, description = "The site was not there and has been created", body = Site), Problems))]
pub async fn replace_site(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::replace::<SiteTable>(&app, &address, &headers, body).await
}

/// Change fields of a site (敷地)
///
/// JSON merge patch (RFC 7396): null empties a field, what is not sent stays. `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/sites/{code}", tag = "facility", params(RecordPath),
    request_body(content = Site, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The site as it is stored now", body = Site), Problems))]
pub async fn change_site(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::patch::<SiteTable>(&app, &address, &headers, body).await
}

/// Delete a site (敷地)
///
/// Refused with 409 while other records refer to it. `If-Match` must hold the `ETag`.
#[utoipa::path(delete, path = "/v1/{municipality}/sites/{code}", tag = "facility", params(RecordPath), responses(
    (status = 204, description = "Deleted"), Problems))]
pub async fn delete_site(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    records::delete::<SiteTable>(&app, &address, &headers).await
}

/// Create or replace many sites at once (敷地)
///
/// All or nothing: every fault of every record is told, and then nothing is written. A GeoJSON feature collection is
/// read as well.
#[utoipa::path(post, path = "/v1/{municipality}/sites:batch", tag = "facility", params(MunicipalityPath),
    request_body(content = Sites, description = "`{\"sites\": […]}`"), responses(
    (status = 200, description = "What was created, changed and left as it was", body = Counts), Problems))]
pub async fn batch_sites(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::batch::<SiteTable>(&app, &address, &headers, body).await
}

/// List facilities (施設)
///
/// Filters combine. Pages follow the link `next`. GeoJSON without `limit` and CSV hold all that match.
#[utoipa::path(get, path = "/v1/{municipality}/facilities", tag = "facility", params(MunicipalityPath, FacilityQuery), responses(
    (status = 200, description = "A page of facilities; as CSV all that match", content((Facilities = "application/json"), (FeatureCollection = "application/geo+json"), (String = "text/csv"))), Problems))]
pub async fn list_facilities(
    State(app): State<App>,
    address: Address,
    params: Params<FacilityQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    records::list::<FacilityTable>(&app, &address, &params, &headers, &base).await
}

/// Create a facility (施設)
///
/// Refused with 409 when the code is taken. With `Idempotency-Key` a repeated request is answered and not done again.
#[utoipa::path(post, path = "/v1/{municipality}/facilities", tag = "facility", params(MunicipalityPath),
    request_body(content = Facility, description = "The facility; `code` and `name` at least"), responses(
    (status = 201, description = "The facility as it is stored now", body = Facility), Problems))]
pub async fn create_facility(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::create::<FacilityTable>(&app, &address, &headers, body).await
}

/// Read a facility (施設)
#[utoipa::path(get, path = "/v1/{municipality}/facilities/{code}", tag = "facility", params(RecordPath, RecordQuery), responses(
    (status = 200, description = "The facility", content((Facility = "application/json"), (Feature = "application/geo+json"))),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_facility(
    State(app): State<App>,
    address: Address,
    params: Params<RecordQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    records::read::<FacilityTable, _>(&app, &address, &params, &headers).await
}

/// Replace a facility (施設)
///
/// Created when it is not there; when it is, `If-Match` must hold its `ETag`. Fields that are not sent become empty.
#[utoipa::path(put, path = "/v1/{municipality}/facilities/{code}", tag = "facility", params(RecordPath),
    request_body(content = Facility, description = "The whole facility"), responses(
    (status = 200, description = "The facility as it is stored now", body = Facility),
    (status = 201, description = "The facility was not there and has been created", body = Facility), Problems))]
pub async fn replace_facility(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::replace::<FacilityTable>(&app, &address, &headers, body).await
}

/// Change fields of a facility (施設)
///
/// JSON merge patch (RFC 7396): null empties a field, what is not sent stays. `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/facilities/{code}", tag = "facility", params(RecordPath),
    request_body(content = Facility, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The facility as it is stored now", body = Facility), Problems))]
pub async fn change_facility(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::patch::<FacilityTable>(&app, &address, &headers, body).await
}

/// Delete a facility (施設)
///
/// Refused with 409 while other records refer to it. `If-Match` must hold the `ETag`.
#[utoipa::path(delete, path = "/v1/{municipality}/facilities/{code}", tag = "facility", params(RecordPath), responses(
    (status = 204, description = "Deleted"), Problems))]
pub async fn delete_facility(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    records::delete::<FacilityTable>(&app, &address, &headers).await
}

/// Create or replace many facilities at once (施設)
///
/// All or nothing: every fault of every record is told, and then nothing is written. A GeoJSON feature collection is
/// read as well.
#[utoipa::path(post, path = "/v1/{municipality}/facilities:batch", tag = "facility", params(MunicipalityPath),
    request_body(content = Facilities, description = "`{\"facilities\": […]}`"), responses(
    (status = 200, description = "What was created, changed and left as it was", body = Counts), Problems))]
pub async fn batch_facilities(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::batch::<FacilityTable>(&app, &address, &headers, body).await
}

/// List buildings (建物)
///
/// Filters combine. Pages follow the link `next`. GeoJSON without `limit` and CSV hold all that match.
#[utoipa::path(get, path = "/v1/{municipality}/buildings", tag = "facility", params(MunicipalityPath, BuildingQuery), responses(
    (status = 200, description = "A page of buildings; as CSV all that match", content((Buildings = "application/json"), (FeatureCollection = "application/geo+json"), (String = "text/csv"))), Problems))]
pub async fn list_buildings(
    State(app): State<App>,
    address: Address,
    params: Params<BuildingQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    records::list::<BuildingTable>(&app, &address, &params, &headers, &base).await
}

/// Create a building (建物)
///
/// Refused with 409 when the code is taken. With `Idempotency-Key` a repeated request is answered and not done again.
#[utoipa::path(post, path = "/v1/{municipality}/buildings", tag = "facility", params(MunicipalityPath),
    request_body(content = Building, description = "The building; `code` and `name` at least"), responses(
    (status = 201, description = "The building as it is stored now", body = Building), Problems))]
pub async fn create_building(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::create::<BuildingTable>(&app, &address, &headers, body).await
}

/// Read a building (建物)
#[utoipa::path(get, path = "/v1/{municipality}/buildings/{code}", tag = "facility", params(RecordPath, RecordQuery), responses(
    (status = 200, description = "The building", content((Building = "application/json"), (Feature = "application/geo+json"))),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_building(
    State(app): State<App>,
    address: Address,
    params: Params<RecordQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    records::read::<BuildingTable, _>(&app, &address, &params, &headers).await
}

/// Replace a building (建物)
///
/// Created when it is not there; when it is, `If-Match` must hold its `ETag`. Fields that are not sent become empty.
#[utoipa::path(put, path = "/v1/{municipality}/buildings/{code}", tag = "facility", params(RecordPath),
    request_body(content = Building, description = "The whole building"), responses(
    (status = 200, description = "The building as it is stored now", body = Building),
    (status = 201, description = "The building was not there and has been created", body = Building), Problems))]
pub async fn replace_building(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::replace::<BuildingTable>(&app, &address, &headers, body).await
}

/// Change fields of a building (建物)
///
/// JSON merge patch (RFC 7396): null empties a field, what is not sent stays. `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/buildings/{code}", tag = "facility", params(RecordPath),
    request_body(content = Building, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The building as it is stored now", body = Building), Problems))]
pub async fn change_building(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::patch::<BuildingTable>(&app, &address, &headers, body).await
}

/// Delete a building (建物)
///
/// Refused with 409 while other records refer to it. `If-Match` must hold the `ETag`.
#[utoipa::path(delete, path = "/v1/{municipality}/buildings/{code}", tag = "facility", params(RecordPath), responses(
    (status = 204, description = "Deleted"), Problems))]
pub async fn delete_building(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    records::delete::<BuildingTable>(&app, &address, &headers).await
}

/// Create or replace many buildings at once (建物)
///
/// All or nothing: every fault of every record is told, and then nothing is written. A GeoJSON feature collection is
/// read as well.
#[utoipa::path(post, path = "/v1/{municipality}/buildings:batch", tag = "facility", params(MunicipalityPath),
    request_body(content = Buildings, description = "`{\"buildings\": […]}`"), responses(
    (status = 200, description = "What was created, changed and left as it was", body = Counts), Problems))]
pub async fn batch_buildings(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::batch::<BuildingTable>(&app, &address, &headers, body).await
}

/// List components (部位・設備)
///
/// Filters combine. Pages follow the link `next`. GeoJSON without `limit` and CSV hold all that match.
#[utoipa::path(get, path = "/v1/{municipality}/components", tag = "facility", params(MunicipalityPath, ComponentQuery), responses(
    (status = 200, description = "A page of components; as CSV all that match", content((Components = "application/json"), (String = "text/csv"))), Problems))]
pub async fn list_components(
    State(app): State<App>,
    address: Address,
    params: Params<ComponentQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Response> {
    records::list::<ComponentTable>(&app, &address, &params, &headers, &base).await
}

/// Create a component (部位・設備)
///
/// Refused with 409 when the code is taken. With `Idempotency-Key` a repeated request is answered and not done again.
#[utoipa::path(post, path = "/v1/{municipality}/components", tag = "facility", params(MunicipalityPath),
    request_body(content = Component, description = "The component; `code` and `name` at least"), responses(
    (status = 201, description = "The component as it is stored now", body = Component), Problems))]
pub async fn create_component(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::create::<ComponentTable>(&app, &address, &headers, body).await
}

/// Read a component (部位・設備)
#[utoipa::path(get, path = "/v1/{municipality}/components/{code}", tag = "facility", params(RecordPath, RecordQuery), responses(
    (status = 200, description = "The component", content((Component = "application/json"))),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_component(
    State(app): State<App>,
    address: Address,
    params: Params<RecordQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    records::read::<ComponentTable, _>(&app, &address, &params, &headers).await
}

/// Replace a component (部位・設備)
///
/// Created when it is not there; when it is, `If-Match` must hold its `ETag`. Fields that are not sent become empty.
#[utoipa::path(put, path = "/v1/{municipality}/components/{code}", tag = "facility", params(RecordPath),
    request_body(content = Component, description = "The whole component"), responses(
    (status = 200, description = "The component as it is stored now", body = Component),
    (status = 201, description = "The component was not there and has been created", body = Component), Problems))]
pub async fn replace_component(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::replace::<ComponentTable>(&app, &address, &headers, body).await
}

/// Change fields of a component (部位・設備)
///
/// JSON merge patch (RFC 7396): null empties a field, what is not sent stays. `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/components/{code}", tag = "facility", params(RecordPath),
    request_body(content = Component, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The component as it is stored now", body = Component), Problems))]
pub async fn change_component(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::patch::<ComponentTable>(&app, &address, &headers, body).await
}

/// Delete a component (部位・設備)
///
/// Refused with 409 while other records refer to it. `If-Match` must hold the `ETag`.
#[utoipa::path(delete, path = "/v1/{municipality}/components/{code}", tag = "facility", params(RecordPath), responses(
    (status = 204, description = "Deleted"), Problems))]
pub async fn delete_component(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    records::delete::<ComponentTable>(&app, &address, &headers).await
}

/// Create or replace many components at once (部位・設備)
///
/// All or nothing: every fault of every record is told, and then nothing is written. A GeoJSON feature collection is
/// read as well.
#[utoipa::path(post, path = "/v1/{municipality}/components:batch", tag = "facility", params(MunicipalityPath),
    request_body(content = Components, description = "`{\"components\": […]}`"), responses(
    (status = 200, description = "What was created, changed and left as it was", body = Counts), Problems))]
pub async fn batch_components(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    records::batch::<ComponentTable>(&app, &address, &headers, body).await
}
