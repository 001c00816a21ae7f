//! Municipalities and their populations.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

fn city() -> Value {
    json!({
        "code": "132233", "name": "武蔵村山市", "name_kana": "ムサシムラヤマシ", "prefecture": "東京都", "plane_zone": 9,
        "populations": [
            {"on": "2020-10-01", "total_persons": 70829, "kind": "census", "source": "国勢調査"},
            {"on": "2015-10-01", "total_persons": 71229, "kind": "census"}
        ],
        "illustrative": ["name_kana"], "source": "見本"
    })
}

#[tokio::test]
async fn a_municipality_reads_as_it_was_created_with_its_populations_in_order() {
    let app = TestApp::new().await;
    let created = app.post("/v1/municipalities", &city()).await.expect(201);
    assert_eq!(created.header("location"), "/v1/132233");
    let read = app.get("/v1/132233").await.expect(200).json();
    assert_eq!(read, created.json());
    assert_eq!(
        read["populations"],
        json!([
            {"on": "2015-10-01", "total_persons": 71229, "kind": "census", "source": null, "illustrative": false},
            {"on": "2020-10-01", "total_persons": 70829, "kind": "census", "source": "国勢調査", "illustrative": false}
        ])
    );
}

#[tokio::test]
async fn all_municipalities_are_listed_by_code() {
    let app = TestApp::town().await;
    let list = app.get("/v1/municipalities").await.expect(200).json();
    let codes: Vec<&str> =
        list["municipalities"].as_array().unwrap().iter().map(|m| m["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["132021", "132233"]);
}

#[tokio::test]
async fn a_municipality_is_created_once() {
    let app = TestApp::town().await;
    app.post("/v1/municipalities", &city()).await.problem(409);
}

#[tokio::test]
async fn every_fault_of_a_municipality_is_named() {
    let app = TestApp::new().await;
    let wrong = json!({"code": "132234", "name": "", "plane_zone": 20, "populations": [{"on": "2020-10-01", "total_persons": -1, "kind": "guess"}]});
    let mut faults = app.post("/v1/municipalities", &wrong).await.faults(422);
    faults.sort();
    let named: Vec<&str> = faults.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        named,
        ["/code", "/name", "/plane_zone", "/populations/0/kind", "/populations/0/total_persons", "/prefecture"]
    );
}

#[tokio::test]
async fn a_replaced_municipality_has_the_new_populations_only() {
    let app = TestApp::new().await;
    let tag = app.post("/v1/municipalities", &city()).await.expect(201).etag();
    let mut next = city();
    next["populations"] = json!([{"on": "2024-10-01", "total_persons": 69585, "kind": "estimate"}]);
    app.put("/v1/132233", None, &next).await.problem(428);
    let now = app.put("/v1/132233", Some(&tag), &next).await.expect(200);
    assert_eq!(now.json()["populations"].as_array().unwrap().len(), 1);
    app.put("/v1/132233", Some(&tag), &next).await.problem(412);
}

#[tokio::test]
async fn a_municipality_with_records_is_not_deleted() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}");
    let tag = app.get(&path).await.expect(200).etag();
    app.delete(&path, Some(&tag)).await.problem(409);
    app.delete(&path, None).await.problem(428);
    app.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_municipality_without_records_is_deleted() {
    let app = TestApp::new().await;
    let tag = app.post("/v1/municipalities", &city()).await.expect(201).etag();
    app.delete("/v1/132233", Some(&tag)).await.expect(204);
    app.get("/v1/132233").await.problem(404);
}

#[tokio::test]
async fn the_same_population_twice_is_refused_and_not_a_failure() {
    let app = TestApp::new().await;
    let mut twice = city();
    let first = twice["populations"][0].clone();
    twice["populations"].as_array_mut().unwrap().push(first);
    let status = app.post("/v1/municipalities", &twice).await.status;
    assert!((400..500).contains(&status), "{status}");
}

#[tokio::test]
async fn the_demonstration_is_musashimurayama() {
    let app = TestApp::demonstration().await;
    let city = app.get("/v1/132233").await.expect(200).json();
    assert_eq!(
        (&city["name"], &city["prefecture"], &city["plane_zone"]),
        (&json!("武蔵村山市"), &json!("東京都"), &json!(9))
    );
    assert!(!city["populations"].as_array().unwrap().is_empty());
    for (list, count) in [("facilities", 72), ("buildings", 107), ("components", 933), ("sites", 58)] {
        let answer = app.get(&format!("/v1/132233/{list}?counted=true&limit=1")).await.expect(200).json();
        assert_eq!(answer["number_matched"], count, "{list}");
    }
}
