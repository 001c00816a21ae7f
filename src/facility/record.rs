//! What sites, facilities, buildings and components have in common, and how each is read from cells and shown again.
//! Everything else in this room is written once, for a [`Record`].

use super::formats::Kind;
use super::wire;
use crate::domain::facility::{Class, ComponentKind, DisasterRole, Status, Subclass, Word};
use crate::domain::geometry::Geometry;
use crate::domain::units::{Area, Yen};
use crate::domain::{Invalid, Text, search};
use crate::entity::{building, component, facility, site};
use crate::error::{Error, Result};
use crate::fields::Fields;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait, QueryResult};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A table of this room whose rows the municipality numbers itself.
pub trait Record:
    ModelTrait<Entity = Self::Table> + IntoActiveModel<Self::Active> + Clone + PartialEq + Send + Sync
{
    /// The table.
    type Table: EntityTrait<Model = Self, ActiveModel = Self::Active>;
    /// A row to be written.
    type Active: ActiveModelTrait<Entity = Self::Table> + Send;
    /// What the API shows.
    type Wire: Serialize + Send;

    /// Which of the four it is.
    const KIND: Kind;
    /// Name of the table.
    const TABLE: &'static str;
    /// Name of the list in JSON and in URLs.
    const PLURAL: &'static str;
    /// What it is called in messages.
    const EN: &'static str;
    /// Fields a list can be sorted by, with their columns.
    const SORTS: &'static [(&'static str, &'static str)];
    /// The kind of record it hangs on, with the field that names it.
    const PARENT: Option<(Kind, &'static str)>;

    /// Reads a record from its cells; faults stay with the cells.
    fn read(municipality: &str, fields: &mut Fields) -> Self;
    /// A row of `SELECT` with the columns in the table's order. By place and not by name: a page has thousands of cells,
    /// and finding each by its name takes as long as all the rest.
    fn decode(row: &QueryResult) -> Result<Self, DbErr>;
    /// Makes cells of a foreign layout fit a record that is here already, or one that is new.
    fn from_elsewhere(_cells: &mut Map<String, Value>, _known: bool) {}
    /// As the API shows it.
    fn wire(self) -> Result<Self::Wire>;
    /// Its number.
    fn code(&self) -> &str;
    /// The number of the record it hangs on.
    fn parent(&self) -> Option<&str>;
    /// Its geometry as stored.
    fn geometry(&self) -> Option<&str>;
}

/// What the representations need of a wire struct.
pub trait Shown {
    /// Takes the geometry out, so that what is left are the properties of a feature.
    fn take_geometry(&mut self) -> Option<Box<RawValue>>;
    /// Says how far it is from the place that was asked for.
    fn set_distance(&mut self, metres: f64);
    /// The record's number.
    fn code(&self) -> &str;
}

macro_rules! shown_on_the_map {
    ($($wire:ty),+) => {$(
        impl Shown for $wire {
            fn take_geometry(&mut self) -> Option<Box<RawValue>> {
                self.geometry.take()
            }
            fn set_distance(&mut self, metres: f64) {
                self.distance_m = Some((metres * 10.0).round() / 10.0);
            }
            fn code(&self) -> &str {
                &self.code
            }
        }
    )+};
}

shown_on_the_map!(wire::Site, wire::Facility, wire::Building);

impl Shown for wire::Component {
    fn take_geometry(&mut self) -> Option<Box<RawValue>> {
        None
    }
    fn set_distance(&mut self, _: f64) {}
    fn code(&self) -> &str {
        &self.code
    }
}

/// Reads the cells of a row one after the other into the fields of a model.
macro_rules! decoded_in_order {
    ($($field:ident),+ $(,)?) => {
        fn decode(row: &QueryResult) -> Result<Self, DbErr> {
            let mut places = 0..;
            let mut next = || places.next().unwrap_or_default();
            Ok(Self { $($field: row.try_get_by_index(next())?),+ })
        }
    };
}

/// JSON that the store holds ready to be sent.
pub fn raw(text: &str) -> Result<Box<RawValue>> {
    RawValue::from_string(text.to_owned()).map_err(Error::internal)
}

/// What is folded together is found together.
fn searchable(parts: &[Option<&str>]) -> String {
    parts.iter().flatten().map(|part| search::fold(part)).collect::<Vec<_>>().join(" ")
}

const NAME: usize = 200;
const LINE: usize = 500;
const NOTE: usize = 10_000;

struct Provenance {
    note: Option<String>,
    source: Option<String>,
    licence: Option<String>,
    illustrative: String,
}

/// The tail that every record has; to be read last.
fn provenance(fields: &mut Fields) -> Provenance {
    Provenance {
        note: fields.text("note", NOTE),
        source: fields.text("source", NOTE),
        licence: fields.text("licence", LINE),
        illustrative: fields.illustrative(),
    }
}

struct Mapped {
    geometry: Option<String>,
    bounds: [Option<f64>; 4],
}

fn mapped(fields: &mut Fields) -> Mapped {
    fields.derived(&["distance_m"]);
    let (text, bounds) = fields.geometry("geometry").map(|g: Geometry| (g.text, g.bounds)).unzip();
    let side = |pick: fn(&crate::domain::geometry::BoundingBox) -> f64| bounds.as_ref().map(pick);
    Mapped {
        geometry: text,
        bounds: [side(|b| b.min_lon), side(|b| b.min_lat), side(|b| b.max_lon), side(|b| b.max_lat)],
    }
}

impl Record for site::Model {
    type Table = site::Entity;
    type Active = site::ActiveModel;
    type Wire = wire::Site;

    const KIND: Kind = Kind::Sites;
    const TABLE: &'static str = "site";
    const PLURAL: &'static str = "sites";
    const EN: &'static str = "site";
    const SORTS: &'static [(&'static str, &'static str)] =
        &[("code", "code"), ("name", "name"), ("area_m2", "area_dm2")];
    const PARENT: Option<(Kind, &'static str)> = None;

    fn read(municipality: &str, fields: &mut Fields) -> Self {
        let code = fields.required_code("code");
        let name = fields.required_text("name", NAME);
        let name_kana = fields.text("name_kana", NAME);
        let address = fields.text("address", LINE);
        let area_dm2 = fields.area("area_m2");
        let zoning = fields.word("zoning");
        let floor_area_ratio_percent = fields.small("floor_area_ratio_percent", 1, 1300);
        let coverage_ratio_percent = fields.small("coverage_ratio_percent", 1, 100);
        let property_class = fields.word("property_class");
        let use_status = fields.word("use_status");
        let Mapped { geometry, bounds: [min_lon, min_lat, max_lon, max_lat] } = mapped(fields);
        let Provenance { note, source, licence, illustrative } = provenance(fields);
        let search_text = searchable(&[Some(&code), Some(&name), name_kana.as_deref(), address.as_deref()]);
        site::Model {
            municipality_code: municipality.to_owned(),
            code,
            name,
            name_kana,
            address,
            area_dm2,
            zoning,
            floor_area_ratio_percent,
            coverage_ratio_percent,
            property_class,
            use_status,
            note,
            source,
            licence,
            illustrative,
            search_text,
            geometry,
            min_lon,
            min_lat,
            max_lon,
            max_lat,
        }
    }

    decoded_in_order!(
        municipality_code,
        code,
        name,
        name_kana,
        address,
        area_dm2,
        zoning,
        floor_area_ratio_percent,
        coverage_ratio_percent,
        property_class,
        use_status,
        note,
        source,
        licence,
        illustrative,
        search_text,
        geometry,
        min_lon,
        min_lat,
        max_lon,
        max_lat,
    );

    fn wire(self) -> Result<wire::Site> {
        let row = self;
        Ok(wire::Site {
            area_m2: row.area_dm2.map(|dm2| Area::from_dm2(dm2).m2()),
            illustrative: raw(&row.illustrative)?,
            geometry: row.geometry.as_deref().map(raw).transpose()?,
            distance_m: None,
            code: row.code,
            name: row.name,
            name_kana: row.name_kana,
            address: row.address,
            zoning: row.zoning,
            floor_area_ratio_percent: row.floor_area_ratio_percent,
            coverage_ratio_percent: row.coverage_ratio_percent,
            property_class: row.property_class,
            use_status: row.use_status,
            note: row.note,
            source: row.source,
            licence: row.licence,
        })
    }

    fn code(&self) -> &str {
        &self.code
    }
    fn parent(&self) -> Option<&str> {
        None
    }
    fn geometry(&self) -> Option<&str> {
        self.geometry.as_deref()
    }
}

/// Fields of a facility that are worked out from its buildings.
pub const DERIVED: [&str; 4] = ["floor_area_m2", "building_count", "completed_year_from", "completed_year_to"];

impl Record for facility::Model {
    type Table = facility::Entity;
    type Active = facility::ActiveModel;
    type Wire = wire::Facility;

    const KIND: Kind = Kind::Facilities;
    const TABLE: &'static str = "facility";
    const PLURAL: &'static str = "facilities";
    const EN: &'static str = "facility";
    const SORTS: &'static [(&'static str, &'static str)] =
        &[("code", "code"), ("name", "name"), ("class", "class"), ("department", "department")];
    const PARENT: Option<(Kind, &'static str)> = Some((Kind::Sites, "site_code"));

    fn read(municipality: &str, fields: &mut Fields) -> Self {
        fields.derived(&DERIVED);
        let code = fields.required_code("code");
        let name = fields.required_text("name", NAME);
        let name_kana = fields.text("name_kana", NAME);
        let nickname = fields.text("nickname", NAME);
        let class = fields.required_word("class", Class::Other);
        let subclass = fields.word::<Subclass>("subclass");
        if let Some(part) = subclass.filter(|part| part.class() != class) {
            let whole = part.class();
            fields.refuse(Invalid::new(
                "subclass",
                "contradiction",
                part.code(),
                Text::new(
                    format!(
                        "`subclass` `{}` is part of class `{}`, not of `{}`",
                        part.code(),
                        whole.code(),
                        class.code()
                    ),
                    format!(
                        "中分類 `{}` は大分類 `{}` のもので、`{}` ではありません",
                        part.label_ja(),
                        whole.label_ja(),
                        class.label_ja()
                    ),
                ),
            ));
        }
        let site_code = fields.code("site_code");
        let department = fields.text("department", NAME);
        let address = fields.text("address", LINE);
        let postal_code = fields.text("postal_code", 20);
        let phone = fields.text("phone", 50);
        let url = fields.web_address("url");
        let operation = fields.word("operation");
        let opened_on = fields.date("opened_on").map(|date| date.to_string());
        let status = fields.word("status").unwrap_or(Status::InUse);
        let disaster_roles = fields.words::<DisasterRole>("disaster_roles");
        let attributes = fields.attributes("attributes");
        let Mapped { geometry, bounds: [min_lon, min_lat, max_lon, max_lat] } = mapped(fields);
        let Provenance { note, source, licence, illustrative } = provenance(fields);
        let search_text = searchable(&[
            Some(&code),
            Some(&name),
            name_kana.as_deref(),
            nickname.as_deref(),
            address.as_deref(),
            department.as_deref(),
        ]);
        facility::Model {
            municipality_code: municipality.to_owned(),
            code,
            name,
            class,
            status,
            name_kana,
            nickname,
            subclass,
            site_code,
            department,
            address,
            postal_code,
            phone,
            url,
            operation,
            opened_on,
            disaster_roles,
            attributes,
            note,
            source,
            licence,
            illustrative: without_derived(&illustrative),
            search_text,
            geometry,
            min_lon,
            min_lat,
            max_lon,
            max_lat,
        }
    }

    decoded_in_order!(
        municipality_code,
        code,
        name,
        class,
        status,
        name_kana,
        nickname,
        subclass,
        site_code,
        department,
        address,
        postal_code,
        phone,
        url,
        operation,
        opened_on,
        disaster_roles,
        attributes,
        note,
        source,
        licence,
        illustrative,
        search_text,
        geometry,
        min_lon,
        min_lat,
        max_lon,
        max_lat,
    );

    /// Foreign layouts only hint at the class: a known facility keeps its own, a new one without a hint is `other`.
    fn from_elsewhere(cells: &mut Map<String, Value>, known: bool) {
        if known {
            cells.remove("class");
            cells.remove("subclass");
        } else {
            cells.entry("class").or_insert(Value::from(Class::Other.code()));
        }
    }

    fn wire(self) -> Result<wire::Facility> {
        let row = self;
        Ok(wire::Facility {
            floor_area_m2: None,
            building_count: 0,
            completed_year_from: None,
            completed_year_to: None,
            disaster_roles: raw(&row.disaster_roles)?,
            attributes: raw(&row.attributes)?,
            illustrative: raw(&row.illustrative)?,
            geometry: row.geometry.as_deref().map(raw).transpose()?,
            distance_m: None,
            code: row.code,
            name: row.name,
            name_kana: row.name_kana,
            nickname: row.nickname,
            class: row.class,
            subclass: row.subclass,
            site_code: row.site_code,
            department: row.department,
            address: row.address,
            postal_code: row.postal_code,
            phone: row.phone,
            url: row.url,
            operation: row.operation,
            opened_on: row.opened_on,
            status: row.status,
            note: row.note,
            source: row.source,
            licence: row.licence,
        })
    }

    fn code(&self) -> &str {
        &self.code
    }
    fn parent(&self) -> Option<&str> {
        self.site_code.as_deref()
    }
    fn geometry(&self) -> Option<&str> {
        self.geometry.as_deref()
    }
}

/// The marks of derived fields come from the buildings each time; sent back, they are not kept.
fn without_derived(illustrative: &str) -> String {
    let names: Vec<String> = serde_json::from_str(illustrative).unwrap_or_default();
    let kept: Vec<String> = names.into_iter().filter(|name| !DERIVED.contains(&name.as_str())).collect();
    serde_json::Value::from(kept).to_string()
}

impl Record for building::Model {
    type Table = building::Entity;
    type Active = building::ActiveModel;
    type Wire = wire::Building;

    const KIND: Kind = Kind::Buildings;
    const TABLE: &'static str = "building";
    const PLURAL: &'static str = "buildings";
    const EN: &'static str = "building";
    const SORTS: &'static [(&'static str, &'static str)] = &[
        ("code", "code"),
        ("name", "name"),
        ("facility_code", "facility_code"),
        ("completed_year", "completed_year"),
        ("floor_area_m2", "floor_area_dm2"),
    ];
    const PARENT: Option<(Kind, &'static str)> = Some((Kind::Facilities, "facility_code"));

    fn read(municipality: &str, fields: &mut Fields) -> Self {
        let code = fields.required_code("code");
        let facility_code = fields.required_code("facility_code");
        let name = fields.required_text("name", NAME);
        let structure = fields.word("structure");
        let storeys_above = fields.small("storeys_above", 0, 200);
        let storeys_below = fields.small("storeys_below", 0, 20);
        let floor_area_dm2 = fields.area("floor_area_m2");
        let (completed_on, completed_year) = completion(fields);
        let seismic_standard = fields.word("seismic_standard");
        let seismic_retrofit = fields.word("seismic_retrofit");
        let useful_life_class = fields.text("useful_life_class", NAME);
        let useful_life_years = fields.small("useful_life_years", 1, 100);
        let status = fields.word("status").unwrap_or(Status::InUse);
        let Mapped { geometry, bounds: [min_lon, min_lat, max_lon, max_lat] } = mapped(fields);
        let Provenance { note, source, licence, illustrative } = provenance(fields);
        let search_text = searchable(&[Some(&code), Some(&name), Some(&facility_code)]);
        building::Model {
            municipality_code: municipality.to_owned(),
            code,
            facility_code,
            name,
            status,
            structure,
            storeys_above,
            storeys_below,
            floor_area_dm2,
            completed_on,
            completed_year,
            seismic_standard,
            seismic_retrofit,
            useful_life_class,
            useful_life_years,
            note,
            source,
            licence,
            illustrative,
            search_text,
            geometry,
            min_lon,
            min_lat,
            max_lon,
            max_lat,
        }
    }

    decoded_in_order!(
        municipality_code,
        code,
        facility_code,
        name,
        status,
        structure,
        storeys_above,
        storeys_below,
        floor_area_dm2,
        completed_on,
        completed_year,
        seismic_standard,
        seismic_retrofit,
        useful_life_class,
        useful_life_years,
        note,
        source,
        licence,
        illustrative,
        search_text,
        geometry,
        min_lon,
        min_lat,
        max_lon,
        max_lat,
    );

    fn wire(self) -> Result<wire::Building> {
        let row = self;
        Ok(wire::Building {
            floor_area_m2: row.floor_area_dm2.map(|dm2| Area::from_dm2(dm2).m2()),
            illustrative: raw(&row.illustrative)?,
            geometry: row.geometry.as_deref().map(raw).transpose()?,
            distance_m: None,
            code: row.code,
            facility_code: row.facility_code,
            name: row.name,
            structure: row.structure,
            storeys_above: row.storeys_above,
            storeys_below: row.storeys_below,
            completed_on: row.completed_on,
            completed_year: row.completed_year,
            seismic_standard: row.seismic_standard,
            seismic_retrofit: row.seismic_retrofit,
            useful_life_class: row.useful_life_class,
            useful_life_years: row.useful_life_years,
            status: row.status,
            note: row.note,
            source: row.source,
            licence: row.licence,
        })
    }

    fn code(&self) -> &str {
        &self.code
    }
    fn parent(&self) -> Option<&str> {
        Some(&self.facility_code)
    }
    fn geometry(&self) -> Option<&str> {
        self.geometry.as_deref()
    }
}

/// Date and fiscal year of completion: the year follows from a date with a month, and must not contradict it.
fn completion(fields: &mut Fields) -> (Option<String>, Option<i32>) {
    let date = fields.date("completed_on");
    let year = fields.fiscal_year("completed_year");
    if let (Some(date), Some(year)) = (date, year)
        && !date.may_be_in(year)
    {
        fields.refuse(Invalid::new(
            "completed_year",
            "contradiction",
            year,
            Text::new(
                format!("`completed_year` is `{year}`, but `{date}` is not in fiscal year {year} (April to March)"),
                format!("建築年度 `{year}` と建築年月日 `{date}` が矛盾しています（年度は4月から翌年3月まで）"),
            ),
        ));
    }
    (date.map(|d| d.to_string()), year.or_else(|| date.and_then(|d| d.fiscal_year())))
}

impl Record for component::Model {
    type Table = component::Entity;
    type Active = component::ActiveModel;
    type Wire = wire::Component;

    const KIND: Kind = Kind::Components;
    const TABLE: &'static str = "component";
    const PLURAL: &'static str = "components";
    const EN: &'static str = "component";
    const SORTS: &'static [(&'static str, &'static str)] =
        &[("code", "code"), ("building_code", "building_code"), ("installed_year", "installed_year")];
    const PARENT: Option<(Kind, &'static str)> = Some((Kind::Buildings, "building_code"));

    fn read(municipality: &str, fields: &mut Fields) -> Self {
        let code = fields.required_code("code");
        let building_code = fields.required_code("building_code");
        let name = fields.required_text("name", NAME);
        let kind = fields.required_word("kind", ComponentKind::Other);
        let installed_year = fields.fiscal_year("installed_year");
        let cycle_years = fields.small("cycle_years", 1, 200);
        let quantity = fields.number("quantity", 1_000_000_000);
        let unit = fields.text("unit", 20);
        let unit_cost_yen = fields.integer("unit_cost_yen", 0, 1_000_000_000_000);
        let Provenance { note, source, licence, illustrative } = provenance(fields);
        let search_text = searchable(&[Some(&code), Some(&name), Some(&building_code)]);
        component::Model {
            municipality_code: municipality.to_owned(),
            code,
            building_code,
            name,
            kind,
            installed_year,
            cycle_years,
            quantity,
            unit,
            unit_cost_yen,
            note,
            source,
            licence,
            illustrative,
            search_text,
        }
    }

    decoded_in_order!(
        municipality_code,
        code,
        building_code,
        name,
        kind,
        installed_year,
        cycle_years,
        quantity,
        unit,
        unit_cost_yen,
        note,
        source,
        licence,
        illustrative,
        search_text,
    );

    fn wire(self) -> Result<wire::Component> {
        let row = self;
        Ok(wire::Component {
            unit_cost_yen: row.unit_cost_yen.map(Yen),
            illustrative: raw(&row.illustrative)?,
            code: row.code,
            building_code: row.building_code,
            name: row.name,
            kind: row.kind,
            installed_year: row.installed_year,
            cycle_years: row.cycle_years,
            quantity: row.quantity,
            unit: row.unit,
            note: row.note,
            source: row.source,
            licence: row.licence,
        })
    }

    fn code(&self) -> &str {
        &self.code
    }
    fn parent(&self) -> Option<&str> {
        Some(&self.building_code)
    }
    fn geometry(&self) -> Option<&str> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{IdenStatic, Iterable};

    #[test]
    fn rows_are_decoded_in_the_order_of_the_columns() {
        assert_eq!(
            site::Column::iter().map(|c| c.as_str()).collect::<Vec<_>>(),
            [
                "municipality_code",
                "code",
                "name",
                "name_kana",
                "address",
                "area_dm2",
                "zoning",
                "floor_area_ratio_percent",
                "coverage_ratio_percent",
                "property_class",
                "use_status",
                "note",
                "source",
                "licence",
                "illustrative",
                "search_text",
                "geometry",
                "min_lon",
                "min_lat",
                "max_lon",
                "max_lat"
            ]
        );
        assert_eq!(
            facility::Column::iter().map(|c| c.as_str()).collect::<Vec<_>>(),
            [
                "municipality_code",
                "code",
                "name",
                "class",
                "status",
                "name_kana",
                "nickname",
                "subclass",
                "site_code",
                "department",
                "address",
                "postal_code",
                "phone",
                "url",
                "operation",
                "opened_on",
                "disaster_roles",
                "attributes",
                "note",
                "source",
                "licence",
                "illustrative",
                "search_text",
                "geometry",
                "min_lon",
                "min_lat",
                "max_lon",
                "max_lat"
            ]
        );
        assert_eq!(
            building::Column::iter().map(|c| c.as_str()).collect::<Vec<_>>(),
            [
                "municipality_code",
                "code",
                "facility_code",
                "name",
                "status",
                "structure",
                "storeys_above",
                "storeys_below",
                "floor_area_dm2",
                "completed_on",
                "completed_year",
                "seismic_standard",
                "seismic_retrofit",
                "useful_life_class",
                "useful_life_years",
                "note",
                "source",
                "licence",
                "illustrative",
                "search_text",
                "geometry",
                "min_lon",
                "min_lat",
                "max_lon",
                "max_lat"
            ]
        );
        assert_eq!(
            component::Column::iter().map(|c| c.as_str()).collect::<Vec<_>>(),
            [
                "municipality_code",
                "code",
                "building_code",
                "name",
                "kind",
                "installed_year",
                "cycle_years",
                "quantity",
                "unit",
                "unit_cost_yen",
                "note",
                "source",
                "licence",
                "illustrative",
                "search_text"
            ]
        );
    }
}
