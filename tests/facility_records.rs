//! Sites, facilities, buildings and components, one at a time: what can be done to them and what is refused.

use crate::support::{NEIGHBOUR, TOWN, TestApp, newcomers};
use serde_json::{Value, json};

/// Whether a record says all that was asked of it.
#[track_caller]
fn says(record: &Value, asked: &Value) {
    for (name, value) in asked.as_object().unwrap() {
        assert_eq!(&record[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_new_record_is_answered_as_it_stands_and_reads_the_same_afterwards() {
    let app = TestApp::town().await;
    for (list, record) in newcomers() {
        let created = app.post(&format!("/v1/{TOWN}/{list}"), &record).await.expect(201);
        says(&created.json(), &record);
        let read = app.get(&created.header("location")).await.expect(200);
        assert_eq!((read.json(), read.etag()), (created.json(), created.etag()));
    }
}

#[tokio::test]
async fn a_facility_has_the_shape_that_the_document_describes() {
    let app = TestApp::town().await;
    let expected = json!({
        "code": "F1", "name": "市役所", "name_kana": "シヤクショ", "nickname": null, "class": "administration",
        "subclass": "government-office", "site_code": "S1", "department": "総務課", "address": "本町1-1-1", "postal_code": null,
        "phone": null, "url": null, "operation": "direct", "disaster_roles": ["headquarters"], "opened_on": "1977-12",
        "status": "in-use", "floor_area_m2": 8000.5, "building_count": 1, "completed_year_from": 1977, "completed_year_to": 1977,
        "note": null, "attributes": {}, "illustrative": [], "source": null, "licence": null,
        "geometry": {"type": "Point", "coordinates": [139.3875, 35.7549]}
    });
    assert_eq!(app.get(&format!("/v1/{TOWN}/facilities/F1")).await.expect(200).json(), expected);
}

#[tokio::test]
async fn a_replaced_record_keeps_nothing_that_was_not_sent() {
    let app = TestApp::town().await;
    let least = [
        ("sites/S1", json!({"name": "新名称"}), "area_m2"),
        ("facilities/F1", json!({"name": "新名称", "class": "other"}), "department"),
        ("buildings/B1", json!({"name": "新名称", "facility_code": "F2"}), "floor_area_m2"),
        ("components/C1", json!({"name": "新名称", "building_code": "B2", "kind": "other"}), "quantity"),
    ];
    for (record, body, emptied) in least {
        let path = format!("/v1/{TOWN}/{record}");
        let was = app.get(&path).await.expect(200);
        assert!(!was.json()[emptied].is_null());
        app.put(&path, Some(&was.etag()), &body).await.expect(200);
        let now = app.get(&path).await.expect(200).json();
        says(&now, &body);
        assert!(now[emptied].is_null(), "{emptied} of {record}");
    }
}

#[tokio::test]
async fn a_record_that_is_put_where_there_was_none_is_created() {
    let app = TestApp::town().await;
    for (list, record) in newcomers() {
        let path = format!("/v1/{TOWN}/{list}/{}", record["code"].as_str().unwrap());
        says(&app.put(&path, None, &record).await.expect(201).json(), &record);
        app.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn a_patch_changes_what_it_names_empties_what_it_makes_null_and_leaves_the_rest() {
    let app = TestApp::town().await;
    let patches = [
        ("sites/S1", json!({"name": "改称", "zoning": null})),
        ("facilities/F1", json!({"name": "改称", "department": null})),
        ("buildings/B1", json!({"name": "改称", "storeys_below": null})),
        ("components/C1", json!({"name": "改称", "unit": null})),
    ];
    for (record, patch) in patches {
        let path = format!("/v1/{TOWN}/{record}");
        let was = app.get(&path).await.expect(200);
        let now = app.patch(&path, Some(&was.etag()), &patch).await.expect(200).json();
        let mut expected = was.json();
        expected.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        assert_eq!(now, expected);
        assert_eq!(app.get(&path).await.json(), expected);
    }
}

#[tokio::test]
async fn attributes_are_patched_one_by_one() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities/F9");
    let tag = app.put(&path, None, &newcomers()[1].1).await.expect(201).etag();
    let patch = json!({"attributes": {"席数": null, "開始時間": "09:00"}});
    let now = app.patch(&path, Some(&tag), &patch).await.expect(200).json();
    assert_eq!(now["attributes"], json!({"POIコード": "1302", "開始時間": "09:00"}));
}

#[tokio::test]
async fn a_deleted_record_is_gone() {
    let app = TestApp::town().await;
    for (list, record) in newcomers() {
        let created = app.post(&format!("/v1/{TOWN}/{list}"), &record).await.expect(201);
        let path = created.header("location");
        app.delete(&path, Some(&created.etag())).await.expect(204);
        app.get(&path).await.problem(404);
        app.delete(&path, Some(&created.etag())).await.problem(404);
    }
}

#[tokio::test]
async fn a_record_is_not_deleted_while_others_hang_on_it() {
    let app = TestApp::town().await;
    for (record, hanging) in
        [("sites/S1", "facilities"), ("facilities/F1", "buildings"), ("buildings/B1", "components")]
    {
        let path = format!("/v1/{TOWN}/{record}");
        let tag = app.get(&path).await.expect(200).etag();
        let problem = app.delete(&path, Some(&tag)).await.problem(409);
        assert!(problem["detail"].as_str().unwrap().contains(hanging), "{problem}");
        app.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn a_code_is_given_once() {
    let app = TestApp::town().await;
    for (list, record) in newcomers() {
        app.post(&format!("/v1/{TOWN}/{list}"), &record).await.expect(201);
        app.post(&format!("/v1/{TOWN}/{list}"), &record).await.problem(409);
    }
}

#[tokio::test]
async fn an_unknown_record_and_an_unknown_municipality_are_not_found() {
    let app = TestApp::town().await;
    for (list, record) in newcomers() {
        app.get(&format!("/v1/{TOWN}/{list}/nobody")).await.problem(404);
        app.patch(&format!("/v1/{TOWN}/{list}/nobody"), Some("*"), &json!({})).await.problem(404);
        app.delete(&format!("/v1/{TOWN}/{list}/nobody"), Some("*")).await.problem(404);
        // 千代田区 is a municipality, but not here.
        for path in [format!("/v1/131016/{list}"), format!("/v1/131016/{list}/F1")] {
            assert!(app.get(&path).await.problem(404)["detail"].as_str().unwrap().contains("131016"));
        }
        app.post(&format!("/v1/131016/{list}"), &record).await.problem(404);
        app.put(&format!("/v1/131016/{list}/{}", record["code"].as_str().unwrap()), None, &record).await.problem(404);
    }
}

#[tokio::test]
async fn a_municipality_code_with_a_wrong_check_digit_is_named() {
    let app = TestApp::town().await;
    for list in ["sites", "facilities", "buildings", "components"] {
        app.get(&format!("/v1/132234/{list}")).await.fault(400, "municipality", "check-digit");
        app.post(&format!("/v1/132234/{list}"), &json!({})).await.fault(400, "municipality", "check-digit");
    }
    app.get("/v1/13223/facilities").await.fault(400, "municipality", "malformed");
}

#[tokio::test]
async fn a_record_must_hang_on_one_that_is_here() {
    let app = TestApp::town().await;
    let orphans = [
        ("facilities", json!({"code": "X", "name": "x", "class": "other", "site_code": "S404"}), "/site_code"),
        ("buildings", json!({"code": "X", "name": "x", "facility_code": "F404"}), "/facility_code"),
        ("components", json!({"code": "X", "name": "x", "kind": "roof", "building_code": "B404"}), "/building_code"),
    ];
    for (list, record, pointer) in orphans {
        app.post(&format!("/v1/{TOWN}/{list}"), &record).await.fault(422, pointer, "unknown-reference");
        app.put(&format!("/v1/{TOWN}/{list}/X"), None, &record).await.fault(422, pointer, "unknown-reference");
        app.get(&format!("/v1/{TOWN}/{list}/X")).await.problem(404);
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_is_refused_by_its_name() {
    let app = TestApp::town().await;
    let facility = |name: &str, value: Value| json!({"code": "X", "name": "x", "class": "school", name: value});
    let building = |name: &str, value: Value| json!({"code": "X", "name": "x", "facility_code": "F1", name: value});
    let cases = [
        ("facilities", facility("class", json!("castle")), "/class", "unknown-value"),
        ("facilities", facility("subclass", json!("library")), "/subclass", "contradiction"),
        ("facilities", facility("status", json!(7)), "/status", "unknown-value"),
        ("facilities", facility("colour", json!("red")), "/colour", "unknown-field"),
        ("facilities", facility("code", json!("a b")), "/code", "malformed"),
        ("facilities", facility("opened_on", json!("1977-13")), "/opened_on", "malformed"),
        ("facilities", facility("illustrative", json!(["colour"])), "/illustrative", "unknown-value"),
        ("facilities", facility("attributes", json!({"a": {"b": 1}})), "/attributes", "malformed"),
        ("facilities", facility("disaster_roles", json!(["fortress"])), "/disaster_roles", "unknown-value"),
        ("facilities", json!({"code": "X", "class": "school"}), "/name", "required"),
        ("facilities", json!({"code": "X", "name": " ", "class": "school"}), "/name", "required"),
        ("facilities", json!({"name": "x", "class": "school"}), "/code", "required"),
        ("facilities", json!({"code": "X", "name": "x"}), "/class", "required"),
        ("buildings", building("floor_area_m2", json!(-1)), "/floor_area_m2", "out-of-range"),
        ("buildings", building("floor_area_m2", json!(12.345)), "/floor_area_m2", "malformed"),
        ("buildings", building("completed_year", json!(1700)), "/completed_year", "out-of-range"),
        ("buildings", building("storeys_above", json!(2.5)), "/storeys_above", "malformed"),
        ("buildings", building("structure", json!("straw")), "/structure", "unknown-value"),
        ("sites", json!({"code": "X", "name": "x", "area_m2": 0}), "/area_m2", "out-of-range"),
        (
            "sites",
            json!({"code": "X", "name": "x", "coverage_ratio_percent": 101}),
            "/coverage_ratio_percent",
            "out-of-range",
        ),
        (
            "components",
            json!({"code": "X", "name": "x", "building_code": "B1", "kind": "moat"}),
            "/kind",
            "unknown-value",
        ),
        (
            "components",
            json!({"code": "X", "name": "x", "building_code": "B1", "kind": "roof", "unit_cost_yen": -5}),
            "/unit_cost_yen",
            "out-of-range",
        ),
    ];
    for (list, record, pointer, code) in cases {
        app.post(&format!("/v1/{TOWN}/{list}"), &record).await.fault(422, pointer, code);
        app.get(&format!("/v1/{TOWN}/{list}/X")).await.problem(404);
    }
}

#[tokio::test]
async fn an_unknown_class_is_answered_with_the_classes_there_are() {
    let app = TestApp::town().await;
    let castle = json!({"code": "X", "name": "x", "class": "castle"});
    let problem = app.post(&format!("/v1/{TOWN}/facilities"), &castle).await.problem(422);
    let fault = &problem["errors"][0];
    assert_eq!(fault["value"], "castle");
    let message = fault["message"].as_str().unwrap();
    assert!(
        ["`castle`", "civic-culture", "public-housing", "other"].iter().all(|word| message.contains(word)),
        "{message}"
    );
}

#[tokio::test]
async fn a_completion_year_must_not_contradict_the_date() {
    let app = TestApp::town().await;
    let building = |year| json!({"code": "X", "facility_code": "F1", "name": "x", "completed_on": "1970-03-20", "completed_year": year});
    app.post(&format!("/v1/{TOWN}/buildings"), &building(1970)).await.fault(422, "/completed_year", "contradiction");
    app.post(&format!("/v1/{TOWN}/buildings"), &building(1969)).await.expect(201);
}

#[tokio::test]
async fn a_completion_date_gives_the_fiscal_year() {
    let app = TestApp::town().await;
    // 20 March 1970 still belongs to fiscal year 1969.
    assert_eq!(app.get(&format!("/v1/{TOWN}/buildings/B2")).await.json()["completed_year"], 1969);
}

#[tokio::test]
async fn japanese_terms_dates_and_full_width_digits_are_understood() {
    let app = TestApp::town().await;
    let building = json!({"code": "X", "facility_code": "F1", "name": "棟", "structure": "鉄骨造", "floor_area_m2": "１，２３４．５",
        "completed_on": "昭和52年12月", "status": "休止中"});
    let stored = app.post(&format!("/v1/{TOWN}/buildings"), &building).await.expect(201).json();
    says(
        &stored,
        &json!({"structure": "steel", "floor_area_m2": 1234.5, "completed_on": "1977-12", "completed_year": 1977, "status": "suspended"}),
    );
}

#[tokio::test]
async fn a_facility_sums_up_the_buildings_that_stand() {
    let app = TestApp::town().await;
    let school = app.get(&format!("/v1/{TOWN}/facilities/F2")).await.json();
    // 5432.1 + 980 m²; the floor area of the gymnasium is invented.
    says(
        &school,
        &json!({"floor_area_m2": 6412.1, "building_count": 2, "completed_year_from": 1969, "completed_year_to": 1985,
        "illustrative": ["floor_area_m2"]}),
    );
    let bath = app.get(&format!("/v1/{TOWN}/facilities/F3")).await.json();
    says(&bath, &json!({"floor_area_m2": null, "building_count": 1, "completed_year_from": null, "illustrative": []}));
}

#[tokio::test]
async fn what_was_read_can_be_sent_back_as_it_came() {
    let app = TestApp::town().await;
    for record in ["sites/S1", "facilities/F2", "buildings/B3", "components/C1"] {
        let path = format!("/v1/{TOWN}/{record}");
        let was = app.get(&path).await.expect(200);
        let now = app.put(&path, Some(&was.etag()), &was.json()).await.expect(200);
        assert_eq!((now.json(), now.etag()), (was.json(), was.etag()));
    }
}

#[tokio::test]
async fn a_feature_can_be_edited_and_sent_back() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities/F1");
    let was = app.get(&format!("{path}?f=geojson")).await.expect(200);
    let mut feature = was.json();
    feature["properties"]["name"] = json!("新庁舎");
    feature["geometry"]["coordinates"] = json!([139.39, 35.76]);
    let now = app.put(&path, Some(&was.etag()), &feature).await.expect(200).json();
    says(
        &now,
        &json!({"name": "新庁舎", "department": "総務課", "geometry": {"type": "Point", "coordinates": [139.39, 35.76]}}),
    );
}

#[tokio::test]
async fn a_code_cannot_be_changed() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities/F4");
    app.patch(&path, Some("*"), &json!({"code": "F5"})).await.fault(422, "/code", "contradiction");
    app.put(&path, Some("*"), &json!({"code": "F5", "name": "x", "class": "other"})).await.fault(
        422,
        "/code",
        "contradiction",
    );
}

#[tokio::test]
async fn a_code_in_japanese_makes_an_address_that_works() {
    let app = TestApp::town().await;
    let created = app
        .post(&format!("/v1/{TOWN}/facilities"), &json!({"code": "市民-第1", "name": "x", "class": "other"}))
        .await
        .expect(201);
    let location = created.header("location");
    assert!(location.is_ascii(), "{location}");
    assert_eq!(app.get(&location).await.expect(200).json()["code"], "市民-第1");
    assert_eq!(app.get(&format!("/v1/{TOWN}/facilities/市民-第1")).await.expect(200).json()["code"], "市民-第1");
}

#[tokio::test]
async fn a_neighbour_neither_sees_nor_changes_what_is_not_its_own() {
    let app = TestApp::town().await;
    for (list, record, of_town) in
        [("sites", "S1", "S2"), ("facilities", "F1", "F2"), ("buildings", "B1", "B2"), ("components", "C1", "C2")]
    {
        assert_eq!(app.codes(&format!("/v1/{NEIGHBOUR}/{list}")).await, [record]);
        app.get(&format!("/v1/{NEIGHBOUR}/{list}/{of_town}")).await.problem(404);
        app.delete(&format!("/v1/{NEIGHBOUR}/{list}/{of_town}"), Some("*")).await.problem(404);
        let before = app.get(&format!("/v1/{TOWN}/{list}/{record}")).await.text();
        app.patch(&format!("/v1/{NEIGHBOUR}/{list}/{record}"), Some("*"), &json!({"name": "隣のもの"}))
            .await
            .expect(200);
        assert_eq!(app.get(&format!("/v1/{TOWN}/{list}/{record}")).await.text(), before);
    }
}

#[tokio::test]
async fn a_record_cannot_hang_on_one_of_the_neighbours() {
    let app = TestApp::town().await;
    let building = json!({"code": "X", "facility_code": "F2", "name": "x"});
    app.post(&format!("/v1/{NEIGHBOUR}/buildings"), &building).await.fault(422, "/facility_code", "unknown-reference");
}

#[tokio::test]
async fn deleting_a_record_of_the_neighbour_leaves_ours_with_the_same_code() {
    let app = TestApp::town().await;
    app.delete(&format!("/v1/{NEIGHBOUR}/components/C1"), Some("*")).await.expect(204);
    app.get(&format!("/v1/{TOWN}/components/C1")).await.expect(200);
}

#[tokio::test]
async fn a_corrected_completion_date_takes_its_year_along() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/buildings/NEW");
    let building =
        json!({"code": "NEW", "facility_code": "F1", "name": "校舎", "completed_on": "1977-12", "floor_area_m2": 10});
    let stored = app.put(&path, None, &building).await.expect(201);
    assert_eq!(stored.json()["completed_year"], 1977);
    let changed = app.patch(&path, Some(&stored.etag()), &json!({"completed_on": "昭和61年2月"})).await.expect(200);
    assert_eq!((&changed.json()["completed_on"], &changed.json()["completed_year"]), (&json!("1986-02"), &json!(1985)));
    let year = json!({"completed_year": "1977-02-01", "completed_on": null});
    let changed = app.patch(&path, Some(&changed.etag()), &year).await.expect(200);
    assert_eq!(changed.json()["completed_year"], 1976);
}

#[tokio::test]
async fn a_feature_without_a_geometry_leaves_the_place_as_it_is() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/sites/S1");
    let was = app.get(&path).await.expect(200);
    let feature = json!({"type": "Feature", "properties": {"note": "x"}});
    let now = app.patch(&path, Some(&was.etag()), &feature).await.expect(200).json();
    assert_eq!((&now["note"], &now["geometry"]), (&json!("x"), &was.json()["geometry"]));
}

#[tokio::test]
async fn an_address_that_a_page_could_not_link_safely_is_refused() {
    let app = TestApp::town().await;
    let facility = json!({"code": "X", "name": "x", "class": "park", "url": "javascript:alert(1)"});
    app.post(&format!("/v1/{TOWN}/facilities"), &facility).await.fault(422, "/url", "malformed");
}
