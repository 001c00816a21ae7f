//! The API document: its title, tags and shared schemas; the operations come from the handlers themselves.

use crate::error::{Problem, ProblemFault};
use utoipa::OpenApi;

/// The document without the operations, which `app::routes` adds.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Enoki",
        description = "Public facilities of a Japanese municipality (公共施設): records and maps of what stands where, and what keeping \
                       it will cost. Amounts are whole yen, years are fiscal years (April to March), areas are square metres, \
                       coordinates are longitude and latitude (JGD2011 / WGS 84). Values named under `illustrative` are invented \
                       and stand for facts that the municipality has still to enter. Faults are answered as problem details (RFC \
                       9457), in Japanese with `Accept-Language: ja`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "facility", description = "What stands where: municipalities, sites, facilities, buildings, components (施設)"),
        (name = "register", description = "What it is worth: assets, movements, closed years, statements (固定資産台帳)"),
        (name = "conservation", description = "In what state it is and what is done about it: ratings, inspections, defects, works, photos (保全)"),
        (name = "parameters", description = "The numbers that calculations rest on, with their sources (前提条件)"),
        (name = "lifecycle", description = "What it will cost (更新費用の将来推計)"),
        (name = "finance", description = "Who pays: subsidies, bonds, funds, fees (財源)"),
        (name = "consolidation", description = "What could be fewer: access, land, siting, options (再編)"),
        (name = "property", description = "Land and rooms that are not in use: lease, sale, provisional use (公有財産の活用)"),
        (name = "regional", description = "What is shared with neighbours: agreements, mutual use, joint bodies (広域連携)"),
        (name = "report", description = "The annual renewal-cost report (更新費用年次報告) and the sheets of the facilities (施設カルテ)"),
        (name = "service", description = "Whether the service is alive and ready")
    ),
    components(schemas(Problem, ProblemFault))
)]
pub struct Document;

/// The whole document, as served and as checked in.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = crate::app::routes().split_for_parts();
    // Addresses of a document that is read elsewhere are relative to it.
    document.servers = Some(vec![utoipa::openapi::Server::new("/")]);
    document
}

/// The document as text, the same to the byte each time.
pub fn text() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
