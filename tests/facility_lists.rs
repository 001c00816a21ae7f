//! Lists of records: what they can be asked for, in what order, page by page, and in which form.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn each_filter_finds_what_it_names() {
    let app = TestApp::town().await;
    let cases: &[(&str, &[&str])] = &[
        ("sites?property_class=ordinary", &["S2"]),
        ("sites?use_status=in-use", &["S1"]),
        ("sites?zoning=quasi-industrial", &["S2"]),
        ("sites?area_min=5000.5", &["S1", "S2"]),
        ("sites?area_min=5000.51", &["S2"]),
        ("sites?area_max=5000.5", &["S1"]),
        ("facilities?class=school", &["F2"]),
        ("facilities?class=学校教育系施設", &["F2"]),
        ("facilities?subclass=resort", &["F3"]),
        ("facilities?department=総務課", &["F1"]),
        ("facilities?status=suspended", &["F3"]),
        ("facilities?status=in-use", &["F1", "F2", "F4"]),
        ("facilities?site_code=S1", &["F1"]),
        ("facilities?completed_from=1980", &["F2"]),
        ("facilities?completed_to=1977", &["F1", "F2"]),
        // The demolished building of 1950 does not count.
        ("facilities?completed_to=1960", &[]),
        // One building must meet both ends.
        ("facilities?completed_from=1970&completed_to=1980", &["F1"]),
        ("facilities?floor_area_min=6412.1", &["F1", "F2"]),
        ("facilities?floor_area_min=6412.11", &["F1"]),
        ("facilities?floor_area_max=6412.1", &["F2"]),
        ("facilities?class=school&status=suspended", &[]),
        ("buildings?facility_code=F2", &["B2", "B3"]),
        ("buildings?class=school", &["B2", "B3"]),
        ("buildings?department=総務課", &["B1"]),
        ("buildings?status=demolished", &["B5"]),
        ("buildings?structure=rc", &["B1", "B2"]),
        ("buildings?seismic_standard=old", &["B1", "B2"]),
        ("buildings?completed_from=1977", &["B1", "B3"]),
        ("buildings?completed_to=1969", &["B2", "B5"]),
        ("buildings?floor_area_min=980&floor_area_max=5432.1", &["B2", "B3"]),
        ("components?building_code=B1", &["C1", "C2"]),
        ("components?kind=elevator", &["C3"]),
        ("components?installed_from=2010", &["C2"]),
        ("components?installed_to=2010", &["C1"]),
    ];
    for (query, expected) in cases {
        assert_eq!(app.codes(&format!("/v1/{TOWN}/{query}")).await, *expected, "{query}");
    }
}

#[tokio::test]
async fn a_search_does_not_mind_width_case_and_kind_of_kana() {
    let app = TestApp::town().await;
    let found = [
        ("facilities?q=かたくりの湯", vec!["F3"]),
        ("facilities?q=カタクリ", vec!["F3"]),
        ("facilities?q=さくらホール", vec!["F3"]),
        ("facilities?q=ｆ２", vec!["F2"]),
        ("facilities?q=本町１", vec!["F1"]),
        ("facilities?q=総務", vec!["F1", "F2"]),
        // Both words must be there.
        ("facilities?q=小学校 教育", vec!["F2"]),
        ("facilities?q=小学校 観光", vec![]),
        // Signs of the search language of the database are plain letters.
        ("facilities?q=%25", vec![]),
        ("facilities?q=_", vec![]),
        ("sites?q=一丁目", vec!["S1"]),
        ("buildings?q=体育", vec!["B3"]),
        ("components?q=屋上", vec!["C1"]),
    ];
    for (query, expected) in found {
        assert_eq!(app.codes(&format!("/v1/{TOWN}/{query}")).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_box_has_four_numbers_or_six() {
    let app = TestApp::town().await;
    assert_eq!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.387,35.754,139.388,35.755")).await, ["F1"]);
    assert_eq!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.387,35.754,0,139.388,35.755,100")).await, ["F1"]);
    for bad in ["139.387,35.754,139.388", "139.388,35.754,139.387,35.755", "a,b,c,d", "139,35,140,NaN", "500,35,501,36"]
    {
        app.get(&format!("/v1/{TOWN}/facilities?bbox={bad}")).await.fault(400, "bbox", "malformed");
    }
}

#[tokio::test]
async fn a_box_finds_shapes_that_meet_it_and_not_their_corners() {
    let app = TestApp::town().await;
    // The triangle of the school lies below the line from (139.41, 35.74) to (139.40, 35.75).
    assert_eq!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.401,35.741,139.402,35.742")).await, ["F2"]);
    assert!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.408,35.748,139.4095,35.7495")).await.is_empty());
    assert_eq!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.35,35.73,139.45,35.78")).await, ["F1", "F2", "F3"]);
    assert_eq!(app.codes(&format!("/v1/{TOWN}/sites?bbox=139.3869,35.7549,139.5,35.8")).await, ["S1"]);
    assert_eq!(app.codes(&format!("/v1/{TOWN}/buildings?bbox=139.38,35.75,139.39,35.76")).await, ["B1"]);
}

#[tokio::test]
async fn a_point_on_the_edge_of_the_box_is_in_it() {
    let app = TestApp::town().await;
    assert_eq!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.3875,35.7549,139.388,35.755")).await, ["F1"]);
    assert_eq!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.387,35.754,139.3875,35.7549")).await, ["F1"]);
    assert!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.3875001,35.7549,139.388,35.755")).await.is_empty());
}

#[tokio::test]
async fn what_is_near_says_how_far_it_is() {
    let app = TestApp::town().await;
    // One thousandth of a degree of latitude is 110.95 m here on the WGS 84 ellipsoid (meridian radius 6,357 km at 35.76°).
    let near = app.get(&format!("/v1/{TOWN}/facilities?near=139.3875,35.7559&radius_m=111")).await.expect(200).json();
    assert_eq!(near["facilities"].as_array().unwrap().len(), 1);
    let metres = near["facilities"][0]["distance_m"].as_f64().unwrap();
    assert!((metres - 110.95).abs() < 0.1, "{metres}");
    assert!(app.codes(&format!("/v1/{TOWN}/facilities?near=139.3875,35.7559&radius_m=110")).await.is_empty());
    let inside = app.get(&format!("/v1/{TOWN}/facilities?near=139.402,35.742&radius_m=1")).await.json();
    assert_eq!((&inside["facilities"][0]["code"], &inside["facilities"][0]["distance_m"]), (&json!("F2"), &json!(0.0)));
}

#[tokio::test]
async fn a_place_and_a_radius_go_together() {
    let app = TestApp::town().await;
    app.get(&format!("/v1/{TOWN}/facilities?near=139.3875,35.7559")).await.fault(400, "radius_m", "required");
    app.get(&format!("/v1/{TOWN}/facilities?radius_m=10")).await.fault(400, "near", "required");
    app.get(&format!("/v1/{TOWN}/facilities?near=35.7559,139.3875&radius_m=10")).await.fault(400, "near", "malformed");
    app.get(&format!("/v1/{TOWN}/facilities?near=139.3875,35.7559&radius_m=-1")).await.fault(
        400,
        "radius_m",
        "out-of-range",
    );
}

#[tokio::test]
async fn what_has_no_value_to_sort_by_comes_last_in_both_directions() {
    let app = TestApp::town().await;
    let cases: &[(&str, &[&str])] = &[
        ("sites?sort=-area_m2", &["S2", "S1"]),
        ("facilities?sort=-code", &["F4", "F3", "F2", "F1"]),
        ("facilities?sort=class", &["F1", "F4", "F2", "F3"]),
        ("buildings?sort=completed_year", &["B5", "B2", "B1", "B3", "B4"]),
        ("buildings?sort=-completed_year", &["B3", "B1", "B2", "B5", "B4"]),
        ("buildings?sort=floor_area_m2", &["B5", "B3", "B2", "B1", "B4"]),
        ("buildings?sort=-floor_area_m2", &["B1", "B2", "B3", "B5", "B4"]),
        ("components?sort=installed_year", &["C1", "C2", "C3"]),
        ("components?sort=-installed_year", &["C2", "C1", "C3"]),
    ];
    for (query, expected) in cases {
        assert_eq!(app.codes(&format!("/v1/{TOWN}/{query}")).await, *expected, "{query}");
    }
    app.get(&format!("/v1/{TOWN}/facilities?sort=colour")).await.fault(400, "sort", "unknown-value");
}

/// Follows `next` to the end.
async fn pages(app: &TestApp, path: &str) -> Vec<String> {
    let list = path.split('?').next().unwrap().rsplit('/').next().unwrap();
    let (mut next, mut codes) = (Some(path.to_owned()), Vec::new());
    while let Some(path) = next {
        let page = app.get(&path).await.expect(200).json();
        codes.extend(page[list].as_array().unwrap().iter().map(|record| record["code"].as_str().unwrap().to_owned()));
        assert_eq!(page["number_returned"], page[list].as_array().unwrap().len());
        let link = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next");
        next = link.map(|link| link["href"].as_str().unwrap().strip_prefix("http://enoki.test").unwrap().to_owned());
    }
    codes
}

#[tokio::test]
async fn pages_give_every_record_once_in_the_order_of_the_whole_list() {
    let app = TestApp::demonstration().await;
    let sorts = [
        ("sites", vec!["code", "name", "area_m2"]),
        ("facilities", vec!["code", "name", "class", "department"]),
        ("buildings", vec!["code", "name", "facility_code", "completed_year", "floor_area_m2"]),
        ("components", vec!["code", "building_code", "installed_year"]),
    ];
    for (list, fields) in sorts {
        let mut all = app.codes(&format!("/v1/{TOWN}/{list}")).await;
        for sort in fields.iter().flat_map(|field| [(*field).to_owned(), format!("-{field}")]) {
            let whole = app.codes(&format!("/v1/{TOWN}/{list}?sort={sort}")).await;
            let paged = pages(&app, &format!("/v1/{TOWN}/{list}?sort={sort}&limit=17")).await;
            assert_eq!(paged, whole, "{list} by {sort}");
            let mut sorted = whole;
            sorted.sort();
            all.sort();
            assert_eq!(sorted, all, "{list} by {sort}");
        }
    }
}

#[tokio::test]
async fn pages_pass_over_records_without_a_value_too() {
    let app = TestApp::town().await;
    for sort in ["completed_year", "-completed_year", "floor_area_m2", "-floor_area_m2"] {
        let whole = app.codes(&format!("/v1/{TOWN}/buildings?sort={sort}")).await;
        assert_eq!(pages(&app, &format!("/v1/{TOWN}/buildings?sort={sort}&limit=1")).await, whole, "{sort}");
    }
}

#[tokio::test]
async fn pages_of_a_box_and_of_a_search_are_pages_too() {
    let app = TestApp::demonstration().await;
    for query in
        ["bbox=139.37,35.73,139.40,35.76", "near=139.387,35.754&radius_m=1500", "q=小学校", "class=park&sort=name"]
    {
        let whole = app.codes(&format!("/v1/{TOWN}/facilities?{query}")).await;
        assert!(whole.len() > 4, "{query}");
        assert_eq!(pages(&app, &format!("/v1/{TOWN}/facilities?{query}&limit=3")).await, whole, "{query}");
    }
}

#[tokio::test]
async fn a_page_token_from_elsewhere_is_refused() {
    let app = TestApp::town().await;
    let page = app.get(&format!("/v1/{TOWN}/facilities?limit=1")).await.json();
    let next = page["links"][1]["href"].as_str().unwrap().to_owned();
    let token = next.split("page=").nth(1).unwrap().split('&').next().unwrap();
    app.get(&format!("/v1/{TOWN}/facilities?page={token}")).await.expect(200);
    for elsewhere in ["buildings?", "facilities?sort=name&", "facilities?class=school&", "facilities?q=x&"] {
        app.get(&format!("/v1/{TOWN}/{elsewhere}page={token}")).await.fault(400, "page", "malformed");
    }
    app.get(&format!("/v1/{}/facilities?page={token}", crate::support::NEIGHBOUR)).await.fault(
        400,
        "page",
        "malformed",
    );
    for garbage in ["x", "e30.AAAAAAAA", "..", "%00", &token[1..]] {
        app.get(&format!("/v1/{TOWN}/facilities?page={garbage}")).await.fault(400, "page", "malformed");
    }
}

#[tokio::test]
async fn a_page_goes_on_behind_a_record_that_was_deleted_meanwhile() {
    let app = TestApp::town().await;
    let page = app.get(&format!("/v1/{TOWN}/components?limit=1")).await.json();
    let next = page["links"][1]["href"].as_str().unwrap().strip_prefix("http://enoki.test").unwrap().to_owned();
    app.delete(&format!("/v1/{TOWN}/components/C1"), Some("*")).await.expect(204);
    assert_eq!(app.get(&next).await.expect(200).json()["components"][0]["code"], "C2");
}

#[tokio::test]
async fn how_many_match_is_said_when_asked() {
    let app = TestApp::town().await;
    for (query, matched) in
        [("buildings?", 5), ("buildings?structure=rc&", 2), ("facilities?bbox=139.35,35.73,139.45,35.78&", 3)]
    {
        let page = app.get(&format!("/v1/{TOWN}/{query}counted=true&limit=1")).await.expect(200).json();
        assert_eq!((&page["number_matched"], &page["number_returned"]), (&json!(matched), &json!(1)), "{query}");
    }
    assert!(app.get(&format!("/v1/{TOWN}/buildings")).await.json().get("number_matched").is_none());
}

#[tokio::test]
async fn only_the_fields_asked_for_are_given_with_the_code_and_what_is_invented() {
    let app = TestApp::town().await;
    let list =
        app.get(&format!("/v1/{TOWN}/facilities?fields=name,floor_area_m2&class=school")).await.expect(200).json();
    let expected =
        json!([{"code": "F2", "name": "第一小学校", "floor_area_m2": 6412.1, "illustrative": ["floor_area_m2"]}]);
    assert_eq!(list["facilities"], expected);
    app.get(&format!("/v1/{TOWN}/facilities?fields=name,colour")).await.fault(400, "fields", "unknown-value");
}

#[tokio::test]
async fn a_parameter_that_is_not_known_or_given_twice_is_named() {
    let app = TestApp::town().await;
    for list in ["sites", "facilities", "buildings", "components"] {
        app.get(&format!("/v1/{TOWN}/{list}?colour=red")).await.fault(400, "colour", "unknown-parameter");
    }
    assert_eq!(app.get(&format!("/v1/{TOWN}/facilities?q=a&q=b")).await.faults(400)[0].0, "q");
    let wrong = [
        ("class=castle", "class"),
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("completed_from=x", "completed_from"),
        ("floor_area_min=-1", "floor_area_min"),
        ("counted=perhaps", "counted"),
        ("f=pdf", "f"),
        ("encoding=ebcdic", "encoding"),
    ];
    for (query, name) in wrong {
        assert_eq!(app.get(&format!("/v1/{TOWN}/facilities?{query}")).await.faults(400)[0].0, name);
    }
}

#[tokio::test]
async fn a_map_is_asked_for_by_parameter_or_by_header() {
    let app = TestApp::town().await;
    let by_name = app.get(&format!("/v1/{TOWN}/facilities?f=geojson&counted=true")).await.expect(200);
    let by_header =
        app.get_with(&format!("/v1/{TOWN}/facilities?counted=true"), &[("accept", "application/geo+json")]).await;
    for answer in [&by_name, &by_header] {
        assert_eq!(answer.header("content-type"), "application/geo+json");
    }
    let map = by_name.json();
    assert_eq!(map["features"], by_header.json()["features"]);
    assert_eq!(
        (&map["type"], &map["numberReturned"], &map["numberMatched"]),
        (&json!("FeatureCollection"), &json!(4), &json!(4))
    );
    let hall = &map["features"][0];
    assert_eq!(
        (&hall["type"], &hall["id"], &hall["geometry"]["type"]),
        (&json!("Feature"), &json!("F1"), &json!("Point"))
    );
    assert_eq!(hall["properties"]["name"], "市役所");
    assert!(hall["properties"].get("geometry").is_none());
    assert_eq!(map["features"][3]["geometry"], Value::Null);
}

#[tokio::test]
async fn one_record_is_a_feature_when_asked() {
    let app = TestApp::town().await;
    let feature =
        app.get_with(&format!("/v1/{TOWN}/sites/S1"), &[("accept", "application/geo+json")]).await.expect(200);
    assert_eq!(feature.header("content-type"), "application/geo+json");
    assert_eq!((&feature.json()["type"], &feature.json()["geometry"]["type"]), (&json!("Feature"), &json!("Polygon")));
}

#[tokio::test]
async fn a_table_has_japanese_headings_and_all_that_match() {
    let app = TestApp::town().await;
    let firsts = [
        ("sites", "敷地番号,名称,"),
        ("facilities", "施設番号,名称,"),
        ("buildings", "建物番号,施設番号,"),
        ("components", "部位番号,建物番号,"),
    ];
    for (list, headings) in firsts {
        let table = app.get(&format!("/v1/{TOWN}/{list}?f=csv")).await.expect(200);
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
        assert!(table.header("content-disposition").contains(&format!("{list}.csv")));
        let text = table.text();
        assert!(text.starts_with(&format!("\u{feff}{headings}")), "{text}");
        assert_eq!(text.trim_end().lines().count(), 1 + app.codes(&format!("/v1/{TOWN}/{list}")).await.len());
    }
    let schools =
        app.get(&format!("/v1/{TOWN}/buildings?f=csv&class=school&sort=-floor_area_m2&encoding=utf-8")).await.text();
    assert!(schools.starts_with("建物番号"));
    let codes: Vec<&str> = schools.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(codes, ["B2", "B3"]);
}

#[tokio::test]
async fn a_table_for_old_spreadsheets_is_in_their_encoding() {
    let app = TestApp::town().await;
    let table = app.get(&format!("/v1/{TOWN}/facilities?f=csv&encoding=cp932")).await.expect(200);
    assert_eq!(table.header("content-type"), "text/csv; charset=Shift_JIS");
    let (text, _, damaged) = encoding_rs::SHIFT_JIS.decode(&table.bytes);
    assert!(!damaged);
    assert!(text.starts_with("施設番号,名称,") && text.contains("カタクリの湯"), "{text}");
}

#[tokio::test]
async fn what_the_old_encoding_cannot_hold_is_named_and_not_mangled() {
    let app = TestApp::town().await;
    app.patch(&format!("/v1/{TOWN}/facilities/F4"), Some("*"), &json!({"name": "𠮷田会館"})).await.expect(200);
    let answer = app.get(&format!("/v1/{TOWN}/facilities?f=csv&encoding=cp932")).await;
    assert!(answer.problem(422)["errors"][0]["message"].as_str().unwrap().contains('𠮷'), "{}", answer.text());
}

#[tokio::test]
async fn the_open_data_table_has_the_38_columns_of_the_standard() {
    let app = TestApp::town().await;
    let text = app.get(&format!("/v1/{TOWN}/facilities?f=open-data&encoding=utf-8")).await.expect(200).text();
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let headings = table.headers().unwrap().clone();
    assert_eq!(headings.len(), 38);
    assert_eq!(
        (&headings[0], &headings[1], &headings[3], &headings[37]),
        ("全国地方公共団体コード", "ID", "名称", "備考")
    );
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!((&rows[0][0], &rows[0][1], &rows[0][2], &rows[0][3]), ("132233", "F1", "東京都武蔵村山市", "市役所"));
    app.get(&format!("/v1/{TOWN}/buildings?f=open-data")).await.fault(400, "f", "unknown-value");
}

#[tokio::test]
async fn links_name_the_address_that_clients_know() {
    let app = TestApp::configured(|config| config.public_url = Some("https://fm.example.jp/enoki/".into())).await;
    let city = json!({"code": TOWN, "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9});
    app.post("/v1/municipalities", &city).await.expect(201);
    let list = app.get(&format!("/v1/{TOWN}/facilities")).await.expect(200).json();
    assert!(list["links"][0]["href"].as_str().unwrap().starts_with("https://fm.example.jp/enoki/v1/132233/facilities"));
}

#[tokio::test]
async fn a_search_of_endless_words_is_refused() {
    let app = TestApp::town().await;
    for q in ["a+".repeat(1_300), "あ".repeat(400)] {
        app.get(&format!("/v1/{TOWN}/facilities?q={q}")).await.fault(400, "q", "out-of-range");
    }
    app.get(&format!("/v1/{TOWN}/facilities?q=%FF")).await.fault(400, "q", "malformed");
}

#[tokio::test]
async fn a_map_without_a_limit_holds_all_records() {
    let app = TestApp::town().await;
    let records: Vec<Value> = (0..1_500).map(|n| json!({"code": format!("Z{n:04}"), "name": "敷地"})).collect();
    app.post(&format!("/v1/{TOWN}/sites:batch"), &json!({"sites": records})).await.expect(200);
    let all = app.get(&format!("/v1/{TOWN}/sites?f=geojson")).await.expect(200).json();
    assert_eq!(all["features"].as_array().unwrap().len(), 1_502);
    assert_eq!(all["numberReturned"], 1_502);
    let page = app.get(&format!("/v1/{TOWN}/sites?f=geojson&limit=10")).await.expect(200).json();
    assert_eq!(page["features"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn a_table_is_whole_and_takes_no_page() {
    let app = TestApp::town().await;
    for asked in ["limit=1", "fields=name", "counted=true"] {
        app.get(&format!("/v1/{TOWN}/sites?f=csv&{asked}")).await.problem(400);
    }
    app.get(&format!("/v1/{TOWN}/sites/S1?f=csv")).await.fault(400, "f", "unknown-value");
}
