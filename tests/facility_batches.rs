//! Many records in one request: all of them or none.

use crate::support::{TOWN, TestApp, newcomers};
use serde_json::{Value, json};

fn counts(created: u64, updated: u64, unchanged: u64) -> Value {
    json!({"created": created, "updated": updated, "unchanged": unchanged})
}

#[tokio::test]
async fn a_batch_says_what_was_created_changed_and_left() {
    let app = TestApp::town().await;
    for (list, newcomer) in newcomers() {
        let path = format!("/v1/{TOWN}/{list}");
        let mut records = app.get(&path).await.expect(200).json()[list].as_array().unwrap().clone();
        let unchanged = records.len() as u64 - 1;
        records[0]["name"] = json!("改称");
        records.push(newcomer);
        let batch = json!({list: records});
        assert_eq!(app.post(&format!("{path}:batch"), &batch).await.expect(200).json(), counts(1, 1, unchanged));
        assert_eq!(app.post(&format!("{path}:batch"), &batch).await.expect(200).json(), counts(0, 0, unchanged + 2));
        assert_eq!(app.get(&path).await.json()[list][0]["name"], "改称");
    }
}

#[tokio::test]
async fn a_record_of_a_batch_is_replaced_and_not_patched() {
    let app = TestApp::town().await;
    let batch = json!({"facilities": [{"code": "F1", "name": "市役所", "class": "administration"}]});
    app.post(&format!("/v1/{TOWN}/facilities:batch"), &batch).await.expect(200);
    assert!(app.get(&format!("/v1/{TOWN}/facilities/F1")).await.json()["department"].is_null());
}

#[tokio::test]
async fn every_fault_of_a_batch_is_told_with_its_place_and_nothing_is_written() {
    let app = TestApp::town().await;
    let batch = json!({"buildings": [
        {"code": "X1", "facility_code": "F1", "name": "よい棟"},
        {"code": "X2", "facility_code": "F404", "name": "x", "floor_area_m2": -1},
        {"code": "X3", "facility_code": "F1", "name": "x", "structure": "straw", "colour": "red"},
        {"code": "X1", "facility_code": "F1", "name": "同じ番号"}
    ]});
    let mut faults = app.post(&format!("/v1/{TOWN}/buildings:batch"), &batch).await.faults(422);
    faults.sort();
    let expected = [
        ("/buildings/1/facility_code", "unknown-reference"),
        ("/buildings/1/floor_area_m2", "out-of-range"),
        ("/buildings/2/colour", "unknown-field"),
        ("/buildings/2/structure", "unknown-value"),
        ("/buildings/3/code", "duplicate"),
    ];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    app.get(&format!("/v1/{TOWN}/buildings/X1")).await.problem(404);
}

#[tokio::test]
async fn a_fault_far_down_undoes_what_came_before_it() {
    let app = TestApp::town().await;
    let mut sites: Vec<Value> = (0..2_500).map(|n| json!({"code": format!("X{n}"), "name": "敷地"})).collect();
    sites[2_400]["area_m2"] = json!(-1);
    let answer = app.post(&format!("/v1/{TOWN}/sites:batch"), &json!({"sites": sites})).await;
    answer.fault(422, "/sites/2400/area_m2", "out-of-range");
    assert_eq!(app.codes(&format!("/v1/{TOWN}/sites")).await, ["S1", "S2"]);
}

#[tokio::test]
async fn more_than_a_thousand_faults_are_not_all_listed() {
    let app = TestApp::town().await;
    let sites: Vec<Value> =
        (0..3_000).map(|n| json!({"code": format!("X{n}"), "name": "敷地", "area_m2": -1})).collect();
    let faults = app.post(&format!("/v1/{TOWN}/sites:batch"), &json!({"sites": sites})).await.faults(422);
    assert_eq!(faults.len(), 1_000);
}

#[tokio::test]
async fn a_batch_larger_than_a_statement_is_written_whole() {
    let app = TestApp::town().await;
    let facilities: Vec<Value> =
        (0..2_345).map(|n| json!({"code": format!("X{n:04}"), "name": "施設", "class": "other"})).collect();
    let answer =
        app.post(&format!("/v1/{TOWN}/facilities:batch"), &json!({"facilities": facilities})).await.expect(200);
    assert_eq!(answer.json(), counts(2_345, 0, 0));
    let counted = app.get(&format!("/v1/{TOWN}/facilities?counted=true&limit=1")).await.json();
    assert_eq!(counted["number_matched"], 2_345 + 4);
}

#[tokio::test]
async fn a_feature_collection_is_a_batch() {
    let app = TestApp::town().await;
    let mut map = app.get(&format!("/v1/{TOWN}/facilities?f=geojson")).await.expect(200).json();
    assert_eq!(app.post(&format!("/v1/{TOWN}/facilities:batch"), &map).await.expect(200).json(), counts(0, 0, 4));
    map["features"][2]["properties"]["department"] = json!("観光課");
    assert_eq!(app.post(&format!("/v1/{TOWN}/facilities:batch"), &map).await.expect(200).json(), counts(0, 1, 3));
}

#[tokio::test]
async fn what_is_no_list_of_records_is_refused() {
    let app = TestApp::town().await;
    for body in [json!({}), json!([]), json!({"sites": []}), json!({"facilities": {"code": "X"}})] {
        app.post(&format!("/v1/{TOWN}/facilities:batch"), &body).await.fault(422, "", "required");
    }
    app.post(&format!("/v1/{TOWN}/facilities:batch"), &json!({"facilities": ["X"]})).await.fault(
        422,
        "/facilities/0",
        "malformed",
    );
    assert_eq!(
        app.post(&format!("/v1/{TOWN}/facilities:batch"), &json!({"facilities": []})).await.expect(200).json(),
        counts(0, 0, 0)
    );
}
