//! Shapes on the map: what is repaired, what is refused and with which place.

use crate::support::{Answer, TOWN, TestApp};
use serde_json::{Value, json};

async fn placed(app: &TestApp, geometry: Value) -> Answer {
    app.put(&format!("/v1/{TOWN}/sites/X"), None, &json!({"name": "敷地", "geometry": geometry})).await
}

#[tokio::test]
async fn an_outline_that_runs_clockwise_is_turned() {
    let app = TestApp::town().await;
    let clockwise = json!({"type": "Polygon", "coordinates": [[[139.0, 35.0], [139.0, 35.1], [139.1, 35.1], [139.1, 35.0], [139.0, 35.0]]]});
    let turned = json!({"type": "Polygon", "coordinates": [[[139.0, 35.0], [139.1, 35.0], [139.1, 35.1], [139.0, 35.1], [139.0, 35.0]]]});
    assert_eq!(placed(&app, clockwise).await.expect(201).json()["geometry"], turned);
}

#[tokio::test]
async fn a_hole_runs_the_other_way_round() {
    let app = TestApp::town().await;
    let ring = json!([[139.0, 35.0], [139.4, 35.0], [139.4, 35.4], [139.0, 35.4], [139.0, 35.0]]);
    let same_way = json!([[139.1, 35.1], [139.2, 35.1], [139.2, 35.2], [139.1, 35.2], [139.1, 35.1]]);
    let stored = placed(&app, json!({"type": "Polygon", "coordinates": [ring, same_way]})).await.expect(201).json();
    assert_eq!(stored["geometry"]["coordinates"][0], ring);
    let other_way = json!([[139.1, 35.1], [139.1, 35.2], [139.2, 35.2], [139.2, 35.1], [139.1, 35.1]]);
    assert_eq!(stored["geometry"]["coordinates"][1], other_way);
}

#[tokio::test]
async fn an_outline_that_crosses_itself_is_refused_with_the_place() {
    let app = TestApp::town().await;
    let bow_tie = json!({"type": "Polygon", "coordinates": [[[139.0, 35.0], [141.0, 37.0], [141.0, 35.0], [139.0, 37.0], [139.0, 35.0]]]});
    let answer = placed(&app, bow_tie).await;
    answer.fault(422, "/geometry", "malformed");
    let message = answer.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("longitude 140, latitude 36"), "{message}");
}

#[tokio::test]
async fn latitude_and_longitude_in_the_wrong_order_are_refused() {
    let app = TestApp::town().await;
    placed(&app, json!({"type": "Point", "coordinates": [35.75, 139.39]})).await.fault(422, "/geometry", "malformed");
}

#[tokio::test]
async fn a_ring_that_is_not_closed_is_refused() {
    let app = TestApp::town().await;
    let open =
        json!({"type": "Polygon", "coordinates": [[[139.0, 35.0], [139.1, 35.0], [139.1, 35.1], [139.0, 35.1]]]});
    placed(&app, open).await.fault(422, "/geometry", "malformed");
}

#[tokio::test]
async fn a_hole_outside_its_outline_is_refused() {
    let app = TestApp::town().await;
    let outside = json!({"type": "Polygon", "coordinates": [
        [[139.0, 35.0], [139.1, 35.0], [139.1, 35.1], [139.0, 35.0]], [[140.0, 36.0], [140.1, 36.1], [140.1, 36.0], [140.0, 36.0]]]});
    placed(&app, outside).await.fault(422, "/geometry", "malformed");
}

#[tokio::test]
async fn what_is_no_geometry_is_refused() {
    let app = TestApp::town().await;
    for geometry in [
        json!("POINT (139 35)"),
        json!([139, 35]),
        json!({"type": "Circle", "coordinates": [139, 35]}),
        json!({"type": "Point"}),
    ] {
        placed(&app, geometry).await.fault(422, "/geometry", "malformed");
    }
}

#[tokio::test]
async fn every_kind_of_geometry_is_kept_as_it_was_written() {
    let app = TestApp::town().await;
    let triangle = json!([[[139.0, 35.0], [139.1, 35.0], [139.1, 35.1], [139.0, 35.0]]]);
    let geometries = [
        json!({"type": "Point", "coordinates": [139.123456789012, 35.7, 101.5]}),
        json!({"type": "MultiPoint", "coordinates": [[139.0, 35.0], [139.1, 35.1]]}),
        json!({"type": "LineString", "coordinates": [[139.0, 35.0], [139.1, 35.1]]}),
        json!({"type": "MultiLineString", "coordinates": [[[139.0, 35.0], [139.1, 35.1]]]}),
        json!({"type": "Polygon", "coordinates": triangle}),
        json!({"type": "MultiPolygon", "coordinates": [triangle]}),
        json!({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [139.0, 35.0]}]}),
    ];
    for (number, geometry) in geometries.into_iter().enumerate() {
        let path = format!("/v1/{TOWN}/facilities/X{number}");
        app.put(&path, None, &json!({"name": "x", "class": "park", "geometry": geometry})).await.expect(201);
        assert_eq!(app.get(&path).await.json()["geometry"], geometry);
    }
}

#[tokio::test]
async fn a_patched_geometry_is_replaced_as_a_whole() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities/F2");
    let point = json!({"type": "Point", "coordinates": [139.4, 35.74]});
    let now = app.patch(&path, Some("*"), &json!({"geometry": point})).await.expect(200).json();
    assert_eq!(now["geometry"], point);
    let gone = app.patch(&path, Some("*"), &json!({"geometry": null})).await.expect(200).json();
    assert!(gone.get("geometry").is_none());
}

#[tokio::test]
async fn a_shape_that_has_moved_is_found_in_its_new_place_only() {
    let app = TestApp::town().await;
    let moved = json!({"geometry": {"type": "Point", "coordinates": [140.5, 36.5]}});
    app.patch(&format!("/v1/{TOWN}/facilities/F1"), Some("*"), &moved).await.expect(200);
    assert_eq!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=140.4,36.4,140.6,36.6")).await, ["F1"]);
    assert!(app.codes(&format!("/v1/{TOWN}/facilities?bbox=139.387,35.754,139.388,35.755")).await.is_empty());
}

#[tokio::test]
async fn an_outline_of_ten_thousand_corners_is_judged_at_once() {
    let app = TestApp::town().await;
    let corner = |n: i32| {
        let angle = f64::from(n % 9_999) / 9_999.0 * std::f64::consts::TAU;
        json!([139.4 + 0.01 * angle.cos(), 35.7 + 0.01 * angle.sin()])
    };
    let ring: Vec<Value> = (0..10_000).map(corner).collect();
    let site = json!({"code": "ROUND", "name": "敷地", "geometry": {"type": "Polygon", "coordinates": [ring]}});
    app.post(&format!("/v1/{TOWN}/sites"), &site).await.expect(201);
    let mut more = site;
    more["code"] = json!("MORE");
    more["geometry"]["coordinates"][0].as_array_mut().unwrap().insert(0, json!([139.41, 35.7]));
    app.post(&format!("/v1/{TOWN}/sites"), &more).await.fault(422, "/geometry", "malformed");
}
