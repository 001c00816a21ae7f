//! A facility (施設): from its cells and shown again; what follows from its buildings.

use super::*;
use crate::entity::facility;

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
