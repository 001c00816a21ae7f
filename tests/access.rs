//! How far facilities are for whom, over HTTP: hand-computed measures, options, what is stored, and what is refused.

use crate::support::{TOWN, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

async fn asked(app: &TestApp, municipality: &str, question: &Value) -> Value {
    app.post(&format!("/v1/{municipality}/access-analyses"), question).await.expect(200).json()
}

/// 100 people 100 m from A and 600 m from B, 300 people 400 m from A and 450 m from B.
fn two_halls() -> Value {
    json!({
        "demand": [{"code": "1", "population": 100}, {"code": "2", "population": 300}],
        "facilities": [{"code": "A", "capacity": 20}, {"code": "B", "capacity": 40}],
        "costs": [[100, 600], [400, 450]], "radii_m": [500], "points": true,
        "options": [{"name": "close A", "close": ["A"]}]
    })
}

#[tokio::test]
async fn distances_and_supply_are_those_computed_by_hand() {
    let app = TestApp::town().await;
    let answer = asked(&app, TOWN, &two_halls()).await;
    let now = &answer["baseline"]["total"];
    assert_eq!(now["coverage"], json!([{"radius_m": 500.0, "population": 400.0, "share_percent": 100.0}]));
    assert_eq!(now["mean_distance_m"], 325.0, "(100 × 100 + 300 × 400) / 400");
    assert_eq!((&now["percentile_distance_m"], &now["worst_off_tenth_distance_m"]), (&json!(400.0), &json!(400.0)));
    // A is shared by 400 people, 20 / 400 each; B by 300, 40 / 300 each. Together 100 × 0.05 + 300 × 0.18333 = 60 = 20 + 40.
    let access: Vec<f64> = answer["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["baseline"]["supply_per_person"].as_f64().unwrap())
        .collect();
    assert!((access[0] - 0.05).abs() < 1e-9 && (access[1] - (0.05 + 40.0 / 300.0)).abs() < 1e-4, "{access:?}");
    assert!((100.0 * access[0] + 300.0 * access[1] - 60.0).abs() < 0.05);
}

#[tokio::test]
async fn an_option_tells_who_loses_what() {
    let app = TestApp::town().await;
    let answer = asked(&app, TOWN, &two_halls()).await;
    let option = &answer["options"][0];
    assert_eq!(option["closed"], json!(["A"]));
    assert_eq!(option["access"]["total"]["mean_distance_m"], 487.5, "(100 × 600 + 300 × 450) / 400");
    assert_eq!(option["access"]["total"]["worst_off_tenth_distance_m"], 600.0);
    let change = &option["change"];
    assert_eq!((&change["farther_population"], &change["most_farther_m"]), (&json!(400.0), &json!(500.0)));
    assert_eq!(change["mean_farther_m"], 162.5, "(100 × 500 + 300 × 50) / 400");
    assert_eq!(change["coverage"][0], json!({"radius_m": 500.0, "gained_population": 0.0, "lost_population": 100.0}));
}

#[tokio::test]
async fn a_facility_more_never_covers_fewer_people() {
    let app = TestApp::town().await;
    let mut question = two_halls();
    question.as_object_mut().unwrap().remove("costs");
    for (list, at, lon) in
        [("demand", 0, 139.38), ("demand", 1, 139.40), ("facilities", 0, 139.42), ("facilities", 1, 139.37)]
    {
        question[list][at]["lon"] = json!(lon);
        question[list][at]["lat"] = json!(35.75);
    }
    question["detour_factor"] = json!(1.3);
    question["options"] =
        json!([{"name": "more", "add": [{"code": "C", "lon": 139.40, "lat": 35.751, "capacity": 5}]}]);
    let answer = asked(&app, TOWN, &question).await;
    let within = |access: &Value| access["coverage"][0]["population"].as_f64().unwrap();
    assert_eq!((within(&answer["baseline"]["total"]), within(&answer["options"][0]["access"]["total"])), (0.0, 300.0));
    // 0.001° of latitude on a sphere of 6,371,008.8 m is 111.195 m; a way is 1.3 times as long.
    let nearest = &answer["points"][1]["options"][0];
    assert_eq!(nearest["facility_code"], "C");
    assert!((nearest["distance_m"].as_f64().unwrap() - 144.55).abs() < 0.01, "{nearest}");
}

#[tokio::test]
async fn the_demonstration_tells_how_far_its_community_halls_are_and_what_is_invented() {
    let app = TestApp::demonstration().await;
    let question = json!({"year": 2035, "facility_filter": {"name": "公民館"}, "age_groups": ["65+"], "station_years": [2025, 2040]});
    let answer = asked(&app, "132233", &question).await;
    assert_eq!(answer["baseline"]["total"], {
        let mut group = answer["baseline"]["by_age_group"][0].clone();
        group["age_group"] = json!("all");
        group
    });
    let halls = answer["baseline"]["facilities"].as_array().unwrap();
    assert!(halls.len() > 1 && halls.iter().all(|f| f["name"].as_str().unwrap().contains("公民館")));
    let share: f64 = halls.iter().map(|f| f["nearest_for_population"].as_f64().unwrap()).sum();
    assert!((share - answer["demand"]["population"].as_f64().unwrap()).abs() < 0.01);
    assert!(answer["illustrative"].to_string().contains("demand_points.population"), "{}", answer["illustrative"]);
    let stations = answer["stations"].as_array().unwrap();
    let mean = |at: usize| stations[at]["total"]["mean_distance_m"].as_f64().unwrap();
    assert!(mean(1) < mean(0), "the planned line brings stations nearer");
}

#[tokio::test]
async fn where_people_live_is_replaced_as_a_whole() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/demand-points");
    let table =
        "番号,名称,経度,緯度,年,年齢階級,人口\nP1,東,139.39,35.75,2025,0-64,60\nP1,東,139.39,35.75,2025,65+,40\n";
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(table);
    let csv = [("content-type", "text/csv")];
    let stored = app.send(Method::PUT, &path, &csv, cp932.into_owned()).await.expect(201);
    let tag = stored.etag();
    let read = app.get(&path).await.expect(200).json();
    assert_eq!(read["features"][0]["properties"]["populations"][1]["population"], 40.0);
    app.send(Method::PUT, &path, &csv, table).await.problem(428);
    let bad = table.replace(",40", ",many");
    let if_match = [("content-type", "text/csv"), ("if-match", tag.as_str())];
    app.send(Method::PUT, &path, &if_match, bad).await.problem(422);
    assert_eq!(app.get(&path).await.json(), read, "nothing is half-written");
    let map = [("content-type", "application/geo+json"), ("if-match", tag.as_str())];
    app.send(Method::PUT, &path, &map, read.to_string()).await.expect(200);
    assert_eq!(app.get(&path).await.json(), read, "what is read can be sent back");
    let answer = asked(&app, TOWN, &json!({"facilities": [{"code": "A", "lon": 139.39, "lat": 35.75}]})).await;
    assert_eq!((&answer["demand"]["from"], &answer["demand"]["population"]), (&json!("stored"), &json!(100.0)));
}

#[tokio::test]
async fn what_is_wrong_with_a_question_of_access_is_named() {
    let app = TestApp::town().await;
    let with = |name: &str, value: Value| {
        let mut question = two_halls();
        question[name] = value;
        question
    };
    let cases = [
        (json!([]), "", "malformed"),
        (with("year", json!(1e15)), "/year", "out-of-range"),
        (with("radius", json!(1)), "/radius", "unknown-field"),
        (with("radii_m", json!([-1])), "/radii_m", "out-of-range"),
        (with("radii_m", json!("far")), "/radii_m", "out-of-range"),
        (with("detour_factor", json!(0.5)), "/detour_factor", "out-of-range"),
        (with("costs", json!([[1, 2]])), "/costs", "contradiction"),
        (with("costs", json!([[1, 2], [3, -4]])), "/costs", "out-of-range"),
        (with("demand", json!([{"code": "1"}])), "/demand/0/population", "required"),
        (with("demand", json!([{"code": "1", "population": 1e15}])), "/demand/0/population", "out-of-range"),
        (with("age_groups", json!(["old"])), "/age_groups", "malformed"),
        (with("options", json!([{"name": "x", "close": ["Z"]}])), "/options/0/close", "unknown-reference"),
        (with("facility_filter", json!({"class": "castle"})), "/facility_filter/class", "unknown-value"),
        (with("supply", json!("love")), "/supply", "unknown-value"),
        (with("bands", json!([{"to_m": 100, "weight": 2}])), "/bands/0/weight", "out-of-range"),
    ];
    let mut missed = Vec::new();
    for (question, pointer, code) in cases {
        let faults = app.post(&format!("/v1/{TOWN}/access-analyses"), &question).await.faults(422);
        if !faults.contains(&(pointer.to_owned(), code.to_owned())) {
            missed.push((pointer, code, faults));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    app.post("/v1/131016/access-analyses", &two_halls()).await.problem(404);
}
