//! A site (敷地): from its cells and shown again.

use super::*;
use crate::entity::site;

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
