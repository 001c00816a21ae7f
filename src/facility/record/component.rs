//! A component (部位・設備): from its cells and shown again.

use super::*;
use crate::entity::component;

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
