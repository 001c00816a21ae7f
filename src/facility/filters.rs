//! What lists may be asked for, as conditions on their tables.

use super::record::{DERIVED, Record};
use super::{store, wire};
use crate::domain::facility::{
    Class, ComponentKind, PropertyClass, SeismicStandard, Status, Structure, Subclass, UseStatus, Word, Zoning, word,
};
use crate::domain::geometry::{BoundingBox, Place};
use crate::domain::units::{Area, FiscalYear, out_of_range};
use crate::domain::{Invalid, Text, search};
use crate::entity::{building, component, facility, site};
use crate::error::{Error, Result};
use crate::http::Params;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait};
use std::future::Future;
use utoipa::{IntoParams, ToSchema};

/// A record of which lists are asked.
pub trait Listed: Record<Wire: super::record::Shown + ToSchema> + 'static {
    /// The parameters of its list.
    type Query: IntoParams + Send + Sync;

    /// The filters of its own.
    fn filters(params: &Params<Self::Query>, municipality: &str) -> Result<Condition>;

    /// Fills in what other tables know of these records.
    fn complete(
        _db: &impl ConnectionTrait,
        _municipality: &str,
        _wires: &mut [Self::Wire],
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

fn is_word<W: Word, T>(params: &Params<T>, name: &'static str) -> Result<Option<SimpleExpr>> {
    Ok(params.read(name, word::<W>)?.map(|w| Expr::col(name).eq(w.code())))
}

fn is_text<T>(params: &Params<T>, name: &'static str) -> Option<SimpleExpr> {
    params.get(name).map(|text| Expr::col(name).eq(text))
}

fn year<T>(params: &Params<T>, name: &'static str) -> Result<Option<i64>> {
    params.integer(name, FiscalYear::FIRST.into(), FiscalYear::LAST.into())
}

fn area<T>(params: &Params<T>, name: &'static str) -> Result<Option<Area>> {
    params.read(name, |name, text| Area::from_m2(name, text.parse().unwrap_or(f64::NAN)))
}

fn dm2(area: Area) -> i64 {
    area.dm2().into()
}

fn between(column: &'static str, least: Option<i64>, most: Option<i64>) -> Condition {
    Condition::all()
        .add_option(least.map(|n| Expr::col(column).gte(n)))
        .add_option(most.map(|n| Expr::col(column).lte(n)))
}

/// The folded words of a search. Each becomes a condition, so there must not be any number of them.
fn searched(name: &'static str, text: &str) -> Result<Vec<String>, Invalid> {
    let words: Vec<String> = text.split_whitespace().map(search::fold).filter(|word| !word.is_empty()).collect();
    if words.len() <= 10 && words.iter().map(String::len).sum::<usize>() <= 1_000 {
        return Ok(words);
    }
    Err(Invalid::new(
        name,
        "out-of-range",
        text,
        Text::new(
            format!("`{name}` is too long; search for at most 10 words and about 300 characters"),
            format!("`{name}` が長すぎます。10語・300文字程度までにしてください"),
        ),
    ))
}

/// The filters that every list has.
pub fn selection<R: Listed>(params: &Params<R::Query>, municipality: &str) -> Result<store::Selection> {
    let mut condition = R::filters(params, municipality)?;
    for part in params.read("q", searched)?.unwrap_or_default() {
        let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        condition = condition.add(Expr::col("search_text").like(LikeExpr::new(format!("%{escaped}%")).escape('\\')));
    }
    let sort = params.read("sort", |name, text| {
        let plain = text.trim_start_matches('-');
        let column = R::SORTS.iter().find(|(field, _)| *field == plain).map(|(_, column)| *column);
        let names = R::SORTS.iter().map(|(field, _)| *field).collect::<Vec<_>>().join(", ");
        column.map(|column| (column, text.starts_with('-'))).ok_or_else(|| {
            Invalid::new(
                name,
                "unknown-value",
                text,
                Text::new(
                    format!("`sort` is `{text}`; this list can be sorted by {names}, descending with a leading -"),
                    format!("`sort` の値 `{text}` は使えません。並べ替えできるのは {names} です（降順は先頭に -）"),
                ),
            )
        })
    })?;
    let (sort, descending) = sort.unwrap_or(("code", false));
    Ok(store::Selection {
        condition,
        bounds: params.read("bbox", BoundingBox::parse)?,
        near: near(params)?,
        sort,
        descending,
        after: None,
    })
}

fn near<T>(params: &Params<T>) -> Result<Option<(Place, f64)>> {
    let place = params.read("near", Place::parse)?;
    let radius = params.read("radius_m", |name, text| {
        text.parse::<f64>()
            .ok()
            .filter(|m| (0.0..=100_000.0).contains(m))
            .ok_or_else(|| out_of_range(name, text, 0, 100_000))
    })?;
    match (place, radius) {
        (Some(place), Some(radius)) => Ok(Some((place, radius))),
        (None, None) => Ok(None),
        (place, _) => {
            let missing = if place.is_some() { "radius_m" } else { "near" };
            Err(Error::parameter(Invalid::new(
                missing,
                "required",
                "",
                Text::new(
                    "`near` and `radius_m` go together: near=139.388,35.741&radius_m=800",
                    "`near` と `radius_m` は一緒に指定してください（例: near=139.388,35.741&radius_m=800）",
                ),
            )))
        }
    }
}

impl Listed for site::Model {
    type Query = wire::SiteQuery;

    fn filters(params: &Params<wire::SiteQuery>, _: &str) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(is_word::<PropertyClass, _>(params, "property_class")?)
            .add_option(is_word::<UseStatus, _>(params, "use_status")?)
            .add_option(is_word::<Zoning, _>(params, "zoning")?)
            .add(between("area_dm2", area(params, "area_min")?.map(dm2), area(params, "area_max")?.map(dm2))))
    }
}

impl Listed for facility::Model {
    type Query = wire::FacilityQuery;

    fn filters(params: &Params<wire::FacilityQuery>, municipality: &str) -> Result<Condition> {
        let mut condition = Condition::all()
            .add_option(is_word::<Class, _>(params, "class")?)
            .add_option(is_word::<Subclass, _>(params, "subclass")?)
            .add_option(is_word::<Status, _>(params, "status")?)
            .add_option(is_text(params, "department"))
            .add_option(is_text(params, "site_code"));
        let (from, to) = (year(params, "completed_from")?, year(params, "completed_to")?);
        if from.or(to).is_some() {
            condition = condition.add(store::has_building_completed(municipality, from, to));
        }
        let (least, most) = (area(params, "floor_area_min")?, area(params, "floor_area_max")?);
        if least.or(most).is_some() {
            condition = condition.add(store::has_floor_area(municipality, least, most));
        }
        Ok(condition)
    }

    /// Floor area and years of the buildings that stand, marked when a building's are invented.
    async fn complete(db: &impl ConnectionTrait, municipality: &str, wires: &mut [wire::Facility]) -> Result<()> {
        let codes: Vec<String> = wires.iter().map(|wire| wire.code.clone()).collect();
        let summaries = store::summaries(db, municipality, &codes).await?;
        for wire in wires {
            let Some(sum) = summaries.get(&wire.code) else { continue };
            wire.building_count = sum.buildings;
            wire.floor_area_m2 = sum.floor_area_dm2.map(|dm2| Area::from_dm2(dm2).m2());
            wire.completed_year_from = sum.completed_from;
            wire.completed_year_to = sum.completed_to;
            let [area, _, from, to] = DERIVED;
            let mut marks: Vec<&str> = Vec::new();
            if sum.invented_areas > 0 {
                marks.push(area);
            }
            if sum.invented_years > 0 {
                marks.extend([from, to]);
            }
            if !marks.is_empty() {
                let mut names: Vec<String> = serde_json::from_str(wire.illustrative.get()).unwrap_or_default();
                names.extend(marks.into_iter().map(str::to_owned));
                wire.illustrative = super::record::raw(&serde_json::Value::from(names).to_string())?;
            }
        }
        Ok(())
    }
}

impl Listed for building::Model {
    type Query = wire::BuildingQuery;

    fn filters(params: &Params<wire::BuildingQuery>, municipality: &str) -> Result<Condition> {
        let class = params.read("class", word::<Class>)?;
        Ok(Condition::all()
            .add_option(is_text(params, "facility_code"))
            .add_option(class.map(|class| store::facility_is(municipality, "class", class.code())))
            .add_option(params.get("department").map(|text| store::facility_is(municipality, "department", text)))
            .add_option(is_word::<Status, _>(params, "status")?)
            .add_option(is_word::<Structure, _>(params, "structure")?)
            .add_option(is_word::<SeismicStandard, _>(params, "seismic_standard")?)
            .add(between("completed_year", year(params, "completed_from")?, year(params, "completed_to")?))
            .add(between(
                "floor_area_dm2",
                area(params, "floor_area_min")?.map(dm2),
                area(params, "floor_area_max")?.map(dm2),
            )))
    }
}

impl Listed for component::Model {
    type Query = wire::ComponentQuery;

    fn filters(params: &Params<wire::ComponentQuery>, _: &str) -> Result<Condition> {
        Ok(Condition::all()
            .add_option(is_text(params, "building_code"))
            .add_option(is_word::<ComponentKind, _>(params, "kind")?)
            .add(between("installed_year", year(params, "installed_from")?, year(params, "installed_to")?)))
    }
}
