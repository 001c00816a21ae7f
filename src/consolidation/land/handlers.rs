//! The operation on the capacity of land: the question is read, the figures in force are fetched, the core reckons.

use super::question::Question;
use super::wire::{CapacityAssumptions, LandCapacity, NewLandCapacity, told};
use crate::app::App;
use crate::domain::facility::{Word, Zoning};
use crate::domain::land::{self, BuildingUse, Figures};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Problems, Result};
use crate::facility::store as facilities;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::parameters::{Parameter, store as parameters};
use axum::extract::State;
use axum::http::HeaderMap;

/// Reckon how much may be built on a site (建築可能な規模の試算)
///
/// Coverage ratio, floor-area ratio, road width, fire zones, district plan, open space, use and storeys; the answer says which
/// rule binds and shows each step with its law. The site is given zone by zone, or by the number under which it is stored.
/// Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/land-capacity", tag = "consolidation", params(MunicipalityPath),
    request_body(content = NewLandCapacity, description = "The site and what is to stand on it"), responses(
    (status = 200, description = "The largest building, and the rules that limit it", body = LandCapacity), Problems))]
pub async fn create_land_capacity(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, language) = (address.municipality.as_str(), Language::of(&headers));
    let question = Question::read(body)?;
    facilities::demand_municipality(&app.db, municipality).await?;
    let stored = match &question.site_code {
        Some(code) => Some(facilities::site_land(&app.db, municipality, code).await?.ok_or_else(|| no_site(code))?),
        None => None,
    };
    let rows = parameters::in_force(&app.db, municipality, Some(land::SET), None).await?;
    let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    let figures = Figures::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))?;
    let assumptions = assumptions(&question, rows, language);
    let illustrative = stored.as_ref().map_or_else(Vec::new, |land| land.illustrative.clone());
    let site = question.site(stored.as_ref())?;
    Reply::json(&told(&land::capacity(&site, &figures), assumptions, illustrative, language))
}

fn no_site(code: &str) -> Error {
    let text = Text::new(
        format!("`site_code` is `{code}`, which is no site here; check the number or give `zones`"),
        format!("`site_code` の `{code}` は登録されていません。番号を確かめるか、`zones` で指定してください"),
    );
    Error::value(Invalid::new("site_code", "unknown-reference", code, text))
}

/// What the figures rest on, and what was left out of them.
fn assumptions(question: &Question, rows: Vec<Parameter>, language: Language) -> CapacityAssumptions {
    let mut method = vec![Text::new(
        "Where a site lies in several zones, both ratios are weighted by area (§52⑦, §53②) and its use follows the greater part (§91). \
         Maxima are rounded down, open space up, to 0.01 m².",
        "敷地が複数の用途地域にわたる場合、容積率と建蔽率は面積按分（法第52条第7項・第53条第2項）、用途は敷地の過半（法第91条）による。\
         上限は 0.01 ㎡未満を切り捨て、空地は切り上げる。",
    )];
    if !question.road_is_known() {
        method.push(Text::new(
            "The width of the road is not given: a narrow road may allow less than this.",
            "前面道路の幅員が示されていないため、幅員による容積率の制限は計算していない。",
        ));
    }
    for zone in &question.families {
        method.push(Text::new(
            format!(
                "Zone {zone} is given by the family of its district: the usual member of the family stands for it, which for the use is a guess."
            ),
            format!("区域{zone}は用途地域の系統で示されたため、代表的な用途地域とみなした。用途の可否は目安である。"),
        ));
    }
    method.push(Text::new(
        format!(
            "Not reckoned: slant lines, shadows, height districts, the relief near wide roads (§52⑨), special permits. A district that \
             is `{}` is reckoned like those that are not residential.",
            Zoning::Unzoned.code()
        ),
        "斜線制限、日影規制、高度地区、特定道路による緩和（法第52条第9項）、許可による特例は考慮していない。用途地域の指定のない\
         区域は住居系以外として計算する。",
    ));
    let asked = question.building_use().map(|building_use: BuildingUse| format!("use.{}", building_use.code()));
    CapacityAssumptions {
        method: method.iter().map(|text| language.pick(text)).collect(),
        // The tables of uses that nobody asked about would only be in the way.
        parameters: rows
            .into_iter()
            .filter(|row| !row.name.starts_with("use.") || Some(&row.name) == asked.as_ref())
            .collect(),
    }
}
