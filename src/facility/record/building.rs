//! A building (棟): from its cells and shown again.

use super::*;
use crate::entity::building;

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
