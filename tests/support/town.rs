//! A small municipality that most tests speak of, and a neighbour of which they must see nothing.

use super::TestApp;
use serde_json::{Value, json};

/// 武蔵村山市.
pub const TOWN: &str = "132233";
/// 立川市.
pub const NEIGHBOUR: &str = "132021";

/// Two sites, four facilities, five buildings, three components; in the neighbour one of each, with the same codes.
pub async fn settle(app: &TestApp) {
    for (code, name) in [(TOWN, "武蔵村山市"), (NEIGHBOUR, "立川市")] {
        let municipality = json!({"code": code, "name": name, "prefecture": "東京都", "plane_zone": 9});
        app.post("/v1/municipalities", &municipality).await.expect(201);
    }
    for (list, records) in
        [("sites", sites()), ("facilities", facilities()), ("buildings", buildings()), ("components", components())]
    {
        let neighbours = records[0].clone();
        app.post(&format!("/v1/{TOWN}/{list}:batch"), &json!({list: records})).await.expect(200);
        app.post(&format!("/v1/{NEIGHBOUR}/{list}"), &neighbours).await.expect(201);
    }
}

fn sites() -> Value {
    json!([
        {"code": "S1", "name": "本町敷地", "address": "本町一丁目", "area_m2": 5000.5, "zoning": "neighbourhood-commercial",
         "property_class": "administrative", "use_status": "in-use", "floor_area_ratio_percent": 300, "coverage_ratio_percent": 80,
         "geometry": square(139.386, 35.754)},
        {"code": "S2", "name": "榎市有地", "area_m2": 24240, "zoning": "quasi-industrial", "property_class": "ordinary", "use_status": "idle"}
    ])
}

fn facilities() -> Value {
    json!([
        {"code": "F1", "name": "市役所", "name_kana": "シヤクショ", "class": "administration", "subclass": "government-office",
         "site_code": "S1", "department": "総務課", "address": "本町1-1-1", "operation": "direct", "disaster_roles": ["headquarters"],
         "opened_on": "1977-12", "geometry": {"type": "Point", "coordinates": [139.3875, 35.7549]}},
        // The box of this triangle has a corner that the triangle does not reach.
        {"code": "F2", "name": "第一小学校", "class": "school", "subclass": "school", "department": "教育総務課",
         "geometry": {"type": "Polygon", "coordinates": [[[139.40, 35.74], [139.41, 35.74], [139.40, 35.75], [139.40, 35.74]]]}},
        {"code": "F3", "name": "カタクリの湯", "name_kana": "カタクリノユ", "nickname": "ｻｸﾗﾎｰﾙ", "class": "sports-recreation",
         "subclass": "resort", "department": "産業観光課", "status": "suspended", "geometry": {"type": "Point", "coordinates": [139.36, 35.77]}},
        {"code": "F4", "name": "書庫", "class": "other", "illustrative": ["name"]}
    ])
}

fn buildings() -> Value {
    json!([
        {"code": "B1", "facility_code": "F1", "name": "本庁舎", "structure": "rc", "storeys_above": 4, "storeys_below": 1,
         "floor_area_m2": 8000.5, "completed_year": 1977, "seismic_standard": "old", "seismic_retrofit": "done",
         "geometry": {"type": "Point", "coordinates": [139.3876, 35.755]}},
        {"code": "B2", "facility_code": "F2", "name": "校舎", "structure": "rc", "floor_area_m2": 5432.1, "completed_on": "1970-03-20",
         "seismic_standard": "old"},
        {"code": "B3", "facility_code": "F2", "name": "体育館", "structure": "steel", "floor_area_m2": 980, "completed_year": 1985,
         "seismic_standard": "new", "illustrative": ["floor_area_m2"]},
        {"code": "B4", "facility_code": "F3", "name": "浴場", "structure": "wood", "status": "suspended"},
        {"code": "B5", "facility_code": "F3", "name": "旧館", "floor_area_m2": 300, "completed_year": 1950, "status": "demolished"}
    ])
}

fn components() -> Value {
    json!([
        {"code": "C1", "building_code": "B1", "name": "屋上防水", "kind": "roof", "installed_year": 2008, "cycle_years": 20,
         "quantity": 2160.5, "unit": "㎡", "unit_cost_yen": 12000},
        {"code": "C2", "building_code": "B1", "name": "空調", "kind": "air-conditioning", "installed_year": 2015},
        {"code": "C3", "building_code": "B2", "name": "昇降機", "kind": "elevator"}
    ])
}

/// One record of each kind that the town does not have yet, with the name of its list.
pub fn newcomers() -> [(&'static str, Value); 4] {
    [
        (
            "sites",
            json!({"code": "S9", "name": "新敷地", "area_m2": 120.25, "zoning": "commercial", "geometry": square(139.37, 35.75)}),
        ),
        (
            "facilities",
            json!({"code": "F9", "name": "新図書館", "class": "social-education", "subclass": "library", "site_code": "S2",
            "disaster_roles": ["shelter", "stockpile"], "attributes": {"POIコード": "1302", "席数": 40},
            "geometry": {"type": "Point", "coordinates": [139.38, 35.75]}}),
        ),
        (
            "buildings",
            json!({"code": "B9", "facility_code": "F4", "name": "新棟", "structure": "src", "floor_area_m2": 1234.56,
            "completed_on": "2001-02", "geometry": {"type": "Point", "coordinates": [139.38, 35.75]}}),
        ),
        (
            "components",
            json!({"code": "C9", "building_code": "B3", "name": "照明", "kind": "lighting", "installed_year": 2020,
            "quantity": 12.5, "unit_cost_yen": 30000}),
        ),
    ]
}

/// A square of a thousandth of a degree, from its south-west corner.
fn square(west: f64, south: f64) -> Value {
    let (east, north) = (west + 0.001, south + 0.001);
    json!({"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]})
}
