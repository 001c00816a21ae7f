//! Files taken in over HTTP: every layout, every encoding, what is refused, and whether what goes out comes back.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("files/", $name)).as_slice()
    };
}

/// A town without records.
async fn empty_town() -> TestApp {
    let app = TestApp::new().await;
    let city = json!({"code": TOWN, "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9});
    app.post("/v1/municipalities", &city).await.expect(201);
    app
}

/// The same with the site that the sample facilities stand on.
async fn town_with_site() -> TestApp {
    let app = empty_town().await;
    app.post(&format!("/v1/{TOWN}/sites"), &json!({"code": "S001", "name": "敷地"})).await.expect(201);
    app
}

#[track_caller]
fn counts(answer: &Answer) -> (u64, u64, u64) {
    let counts = answer.json()["counts"].clone();
    let count = |name: &str| counts[name].as_u64().unwrap();
    (count("created"), count("updated"), count("unchanged"))
}

async fn facility(app: &TestApp, code: &str) -> Value {
    app.get(&format!("/v1/{TOWN}/facilities/{code}")).await.expect(200).json()
}

#[tokio::test]
async fn our_own_table_is_read_in_every_encoding_to_the_same_records() {
    let files = [
        (file!("enoki-facilities.csv"), "UTF-8"),
        (file!("enoki-facilities-bom.csv"), "UTF-8 (BOM)"),
        (file!("enoki-facilities-cp932.csv"), "Shift_JIS (CP932)"),
        (file!("enoki-facilities-utf16.txt"), "UTF-16LE"),
    ];
    let app = town_with_site().await;
    for (number, (file, encoding)) in files.into_iter().enumerate() {
        let done = app.import("", file).await.expect(200);
        assert_eq!(
            (&done.json()["encoding"], &done.json()["format"], &done.json()["rows"]),
            (&json!(encoding), &json!("enoki-csv"), &json!(3))
        );
        assert_eq!(counts(&done), if number == 0 { (3, 0, 0) } else { (0, 0, 3) }, "{encoding}");
    }
    let school = facility(&app, "F0001").await;
    assert_eq!(school["note"], "体育館は\"別棟\", 平屋");
    assert_eq!(school["disaster_roles"], json!(["shelter", "stockpile"]));
    assert_eq!(school["attributes"], json!({"POIコード": "1503", "開始時間": "08:30"}));
    assert_eq!(school["geometry"], json!({"type": "Point", "coordinates": [139.391, 35.741]}));
    // The cell has two lines, and its file ends lines as Windows does.
    assert_eq!(facility(&app, "F0002").await["note"], "一行目\r\n二行目");
    assert_eq!(facility(&app, "F0003").await["geometry"]["type"], "Polygon");
}

#[tokio::test]
async fn sites_facilities_buildings_and_components_are_taken_in_one_after_the_other() {
    let app = empty_town().await;
    for (kind, file, rows) in [
        ("sites", file!("enoki-sites.csv"), 2),
        ("facilities", file!("enoki-facilities.csv"), 3),
        ("buildings", file!("enoki-buildings.csv"), 2),
        ("components", file!("enoki-components.csv"), 2),
    ] {
        let done = app.import(&format!("kind={kind}"), file).await.expect(200);
        assert_eq!((counts(&done), &done.json()["kind"]), ((rows, 0, 0), &json!(kind)));
    }
    let building = app.get(&format!("/v1/{TOWN}/buildings/B0001")).await.expect(200).json();
    assert_eq!((&building["floor_area_m2"], &building["structure"]), (&json!(5432.1), &json!("rc")));
    assert_eq!(app.get(&format!("/v1/{TOWN}/components/C0002")).await.json()["unit_cost_yen"], 850_000);
    assert_eq!(app.get(&format!("/v1/{TOWN}/sites/S002")).await.json()["geometry"]["type"], "MultiPolygon");
}

#[tokio::test]
async fn buildings_without_their_facility_are_refused_with_row_and_column() {
    let app = empty_town().await;
    let faults = app.import("kind=buildings", file!("enoki-buildings.csv")).await.faults(422);
    assert_eq!(
        faults,
        [("2:施設番号".into(), "unknown-reference".into()), ("3:施設番号".into(), "unknown-reference".into())]
    );
}

#[tokio::test]
async fn our_own_map_is_taken_in_with_heights_and_derived_fields_left_alone() {
    let app = empty_town().await;
    let done = app.import("", file!("enoki-facilities.geojson")).await.expect(200);
    assert_eq!((counts(&done), &done.json()["format"]), ((2, 0, 0), &json!("enoki-geojson")));
    let school = facility(&app, "F0001").await;
    assert_eq!(school["geometry"]["coordinates"], json!([139.391, 35.741, 101.5]));
    assert_eq!((&school["floor_area_m2"], &school["building_count"]), (&Value::Null, &json!(0)));
}

#[tokio::test]
async fn the_open_data_list_is_taken_in_with_classes_from_its_codes() {
    let app = empty_town().await;
    let done = app.import("", file!("open-data-38-bom.csv")).await.expect(200);
    assert_eq!((counts(&done), &done.json()["format"]), ((3, 0, 0), &json!("open-data-38")));
    let library = facility(&app, "KS0002").await;
    assert_eq!((&library["class"], &library["subclass"]), (&json!("social-education"), &json!("library")));
    assert_eq!(facility(&app, "KS0001").await["nickname"], "みほんホール");
    assert_eq!(facility(&app, "KS0001").await["attributes"]["開始時間"], "09:00");
}

#[tokio::test]
async fn repairs_of_a_damaged_open_data_list_are_told() {
    let app = empty_town().await;
    let done = app.import("", file!("open-data-38-cp932.csv")).await.expect(200);
    assert_eq!(counts(&done), (2, 0, 0));
    // A code without its check digit, latitude and longitude exchanged.
    assert_eq!(done.json()["notices"].as_array().unwrap().len(), 2);
    assert_eq!(facility(&app, "KS0002").await["geometry"]["coordinates"], json!([139.3902, 35.7501]));
}

#[tokio::test]
async fn the_older_open_data_list_of_24_columns_is_taken_in() {
    let app = empty_town().await;
    let done = app.import("", file!("open-data-24-cp932.csv")).await.expect(200);
    assert_eq!((counts(&done), &done.json()["format"]), ((2, 0, 0), &json!("open-data-24")));
    assert_eq!(facility(&app, "1").await["attributes"]["方書"], "本庁舎");
}

#[tokio::test]
async fn national_land_information_is_recognised_by_data_set_and_edition() {
    let cases = [
        (file!("ksj-p05-2022.geojson"), "ksj-p05", 3),
        (file!("ksj-p27.geojson"), "ksj-p27", 1),
        (file!("ksj-p29-2013.geojson"), "ksj-p29-2013", 1),
        (file!("ksj-p29-2021.geojson"), "ksj-p29-2021", 1),
        (file!("ksj-p29-2023.geojson"), "ksj-p29-2023", 1),
    ];
    for (file, format, rows) in cases {
        let app = empty_town().await;
        let done = app.import("", file).await.expect(200);
        // Schools of the prefecture and places of other cities are left out, and that is told.
        assert_eq!((counts(&done), &done.json()["format"]), ((rows, 0, 0), &json!(format)));
        assert!(!done.json()["notices"].as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn notices_are_in_the_language_of_the_reader() {
    let app = empty_town().await;
    let headers = [("accept-language", "ja")];
    let done = app
        .send(Method::POST, &format!("/v1/{TOWN}/imports?dry_run=true"), &headers, file!("ksj-p27.geojson"))
        .await
        .expect(200);
    assert!(!done.json()["notices"][0].as_str().unwrap().is_ascii());
}

#[tokio::test]
async fn national_land_information_does_not_wipe_what_the_town_knows_better() {
    let app = empty_town().await;
    app.import("", file!("ksj-p29-2021.geojson")).await.expect(200);
    let path = format!("/v1/{TOWN}/facilities/P29-B113222300001");
    let own =
        json!({"department": "教育総務課", "phone": "042-000-0000", "attributes": {"席数": 40}, "operation": "direct"});
    app.patch(&path, Some("*"), &own).await.expect(200);
    let done = app.import("", file!("ksj-p29-2023.geojson")).await.expect(200);
    let (created, updated, unchanged) = counts(&done);
    assert_eq!((created, updated + unchanged), (0, 1));
    let school = app.get(&path).await.json();
    assert_eq!(
        (&school["department"], &school["phone"], &school["operation"]),
        (&json!("教育総務課"), &json!("042-000-0000"), &json!("direct"))
    );
    assert_eq!((&school["attributes"]["席数"], &school["attributes"]["P29_004"]), (&json!(40), &json!("見本小学校")));
}

#[tokio::test]
async fn a_column_of_our_own_table_that_is_left_empty_empties_the_field_and_one_that_is_missing_does_not() {
    let app = town_with_site().await;
    app.import("", file!("enoki-facilities.csv")).await.expect(200);
    app.import("", "施設番号,名称,所管課\nF0001,見本第一小学校,\n").await.expect(200);
    let school = facility(&app, "F0001").await;
    assert_eq!((&school["department"], &school["phone"]), (&Value::Null, &json!("042-000-0001")));
}

#[tokio::test]
async fn a_dry_run_counts_and_writes_nothing() {
    let app = town_with_site().await;
    let done = app.import("dry_run=true", file!("enoki-facilities.csv")).await.expect(200);
    assert_eq!((counts(&done), &done.json()["dry_run"]), ((3, 0, 0), &json!(true)));
    assert!(app.codes(&format!("/v1/{TOWN}/facilities")).await.is_empty());
}

#[tokio::test]
async fn every_fault_of_a_table_is_told_with_row_and_column_and_nothing_is_written() {
    let app = empty_town().await;
    let table = "施設番号,名称,大分類,敷地番号,開設年月日\n\
        F1,よい施設,公園,,\n\
        F2,,公園,,\n\
        F3,城,天守閣,S404,1977-13\n\
        F1,同じ番号,公園,,\n";
    let mut faults = app.import("", table).await.faults(422);
    faults.sort();
    let expected = [
        ("3:名称", "required"),
        ("4:大分類", "unknown-value"),
        ("4:敷地番号", "unknown-reference"),
        ("4:開設年月日", "malformed"),
        ("5:施設番号", "duplicate"),
    ];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    assert!(app.codes(&format!("/v1/{TOWN}/facilities")).await.is_empty());
}

#[tokio::test]
async fn a_fault_below_a_cell_of_two_lines_names_the_line_of_the_file() {
    let app = empty_town().await;
    let table = "施設番号,名称,大分類,備考\nF1,館,公園,\"一行目\n二行目\"\nF2,城,天守閣,\n";
    app.import("", table).await.fault(422, "4:大分類", "unknown-value");
}

#[tokio::test]
async fn a_column_nobody_knows_is_named() {
    let app = empty_town().await;
    let faults = app.import("", "施設番号,名称,大分類,色\nF1,館,公園,赤\n").await.faults(422);
    assert_eq!(faults, [("1:色".into(), "unknown-column".into())]);
}

#[tokio::test]
async fn what_is_no_text_is_refused_and_nothing_is_written() {
    let app = empty_town().await;
    let cases: [(&[u8], &str); 5] = [
        (b"PK\x03\x04\x14\x00\x06\x00rest of a workbook", "not-text"),
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"\xe6\x96\xbd\xe8\xa8\xad\xff\xfe\x81", "encoding"),
        ("施設番号,名称\n\"F1,館\n".as_bytes(), "unclosed-quote"),
    ];
    for (bytes, code) in cases {
        let faults = app.import("", bytes).await.faults(422);
        let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
        assert_eq!(codes, [code]);
    }
    assert!(app.codes(&format!("/v1/{TOWN}/facilities")).await.is_empty());
}

#[tokio::test]
async fn a_file_in_another_encoding_than_it_may_have_is_refused() {
    let app = empty_town().await;
    let (euc, ..) = encoding_rs::EUC_JP.encode("施設番号,名称,大分類\nF1,武蔵村山市立第一小学校,学校教育系施設\n");
    app.import("", euc.into_owned()).await.fault(422, "", "encoding");
    let (jis, ..) = encoding_rs::ISO_2022_JP.encode("施設番号,名称,大分類\nF1,武蔵村山市立第一小学校,学校教育系施設\n");
    app.import("", jis.into_owned()).await.fault(422, "", "encoding");
}

#[tokio::test]
async fn a_file_of_another_layout_than_asked_for_is_refused() {
    let app = empty_town().await;
    app.import("format=ksj-p05", file!("open-data-38-bom.csv")).await.fault(422, "", "format-mismatch");
    app.import("kind=buildings", file!("open-data-38-bom.csv")).await.fault(422, "", "format-mismatch");
    app.import("format=papyrus", file!("open-data-38-bom.csv")).await.fault(400, "format", "unknown-value");
    app.import("kind=castles", file!("open-data-38-bom.csv")).await.fault(400, "kind", "unknown-value");
}

#[tokio::test]
async fn the_list_of_another_municipality_is_refused() {
    let app = TestApp::town().await;
    let path = format!("/v1/{NEIGHBOUR}/imports");
    let answer = app.send(Method::POST, &path, &[], file!("open-data-38-bom.csv")).await;
    assert!(answer.faults(422).iter().all(|(_, code)| code == "other-municipality"));
    app.send(Method::POST, "/v1/131016/imports", &[], file!("open-data-38-bom.csv")).await.problem(404);
}

#[tokio::test]
async fn the_open_data_list_goes_out_as_it_came_in() {
    let app = empty_town().await;
    app.import("", file!("open-data-38-bom.csv")).await.expect(200);
    let exported = app.get(&format!("/v1/{TOWN}/facilities?f=open-data")).await.expect(200);
    assert_eq!(
        exported.text(),
        std::str::from_utf8(file!("open-data-38-bom.csv")).unwrap().replace("\r\n", "\n").replace('\n', "\r\n")
    );
}

#[tokio::test]
async fn every_table_of_ours_comes_back_without_a_change() {
    let app = TestApp::demonstration().await;
    for kind in ["sites", "facilities", "buildings", "components"] {
        for encoding in ["utf-8-bom", "utf-8"] {
            let table = app.get(&format!("/v1/{TOWN}/{kind}?f=csv&encoding={encoding}")).await.expect(200);
            let done = app.import(&format!("kind={kind}"), table.bytes).await.expect(200);
            let (created, updated, unchanged) = counts(&done);
            assert_eq!((created, updated), (0, 0), "{kind}");
            assert_eq!(unchanged, done.json()["rows"].as_u64().unwrap());
        }
    }
}

#[tokio::test]
async fn every_map_of_ours_comes_back_without_a_change() {
    let app = TestApp::demonstration().await;
    for kind in ["sites", "facilities", "buildings"] {
        let map = app.get(&format!("/v1/{TOWN}/{kind}?f=geojson")).await.expect(200);
        let (created, updated, unchanged) = counts(&app.import(&format!("kind={kind}"), map.bytes).await.expect(200));
        assert_eq!((created, updated), (0, 0), "{kind}");
        assert!(unchanged > 50);
    }
}

#[tokio::test]
async fn a_whole_town_moves_by_its_tables() {
    const KINDS: [&str; 4] = ["sites", "facilities", "buildings", "components"];
    let app = TestApp::town().await;
    let other = empty_town().await;
    for kind in KINDS {
        let table = app.get(&format!("/v1/{TOWN}/{kind}?f=csv")).await.expect(200);
        other.import(&format!("kind={kind}"), table.bytes).await.expect(200);
    }
    for kind in KINDS {
        let records = async |app: &TestApp| app.get(&format!("/v1/{TOWN}/{kind}")).await.json()[kind].clone();
        assert_eq!(records(&other).await, records(&app).await);
    }
}

#[tokio::test]
async fn the_open_data_list_that_goes_out_comes_back_and_changes_no_class() {
    let app = TestApp::demonstration().await;
    let before = app.get(&format!("/v1/{TOWN}/facilities?fields=class,subclass,department")).await.expect(200).json();
    let list = app.get(&format!("/v1/{TOWN}/facilities?f=open-data&encoding=cp932")).await.expect(200);
    let done = app.import("kind=facilities", list.bytes.clone()).await.expect(200);
    assert_eq!(counts(&done).0, 0);
    let after = app.get(&format!("/v1/{TOWN}/facilities?fields=class,subclass,department")).await.expect(200).json();
    assert_eq!(before["facilities"], after["facilities"]);
}

#[tokio::test]
async fn every_kind_of_record_comes_back_unchanged_from_map_and_table() {
    let app = TestApp::demonstration().await;
    for kind in ["sites", "facilities", "buildings", "components"] {
        for form in ["f=geojson", "f=csv", "f=csv&encoding=cp932"] {
            let file = app.get(&format!("/v1/{TOWN}/{kind}?{form}")).await.expect(200);
            let done = app.import(&format!("kind={kind}"), file.bytes.clone()).await.expect(200);
            let (created, updated, unchanged) = counts(&done);
            assert_eq!((created, updated), (0, 0), "{kind} {form}");
            assert!(unchanged > 50, "{kind} {form}");
        }
    }
}

#[tokio::test]
async fn an_import_sent_again_is_answered_and_not_done_again() {
    let app = town_with_site().await;
    let path = format!("/v1/{TOWN}/imports?kind=facilities");
    let key = [("content-type", "text/csv"), ("idempotency-key", "upload-1")];
    let file = "施設番号,名称,大分類\nX1,図書館,社会教育系施設\n";
    let first = app.send(Method::POST, &path, &key, file).await.expect(200);
    let etag = app.get(&format!("/v1/{TOWN}/facilities/X1")).await.etag();
    app.patch(&format!("/v1/{TOWN}/facilities/X1"), Some(&etag), &json!({"name": "中央図書館"})).await.expect(200);
    let again = app.send(Method::POST, &path, &key, file).await.expect(200);
    assert_eq!(first.text(), again.text());
    assert_eq!(facility(&app, "X1").await["name"], "中央図書館");
}
