//! Roads, bridges and pipes over HTTP: what renewing them costs, on which rules, and what is refused.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

async fn asked(app: &TestApp, question: Value) -> Value {
    app.post(&format!("/v1/{TOWN}/infrastructure-forecasts"), &question).await.expect(200).json()
}

fn question(assets: Value) -> Value {
    json!({"from_year": 2025, "years": 40, "assets": assets})
}

fn costs(forecast: &Value) -> Vec<i64> {
    forecast["years"].as_array().unwrap().iter().map(|year| year["total_yen"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_fifteenth_of_a_road_is_paved_every_year() {
    let app = TestApp::town().await;
    let forecast = asked(&app, question(json!([{"id": "市道", "kind": "general-road", "area_m2": 15_000}]))).await;
    assert_eq!(costs(&forecast), [4_700_000; 40], "15,000 m² / 15 years × 4,700 yen");
    assert_eq!((&forecast["total_yen"], &forecast["annual_mean_yen"]), (&json!(188_000_000), &json!(4_700_000)));
    assert_eq!(forecast["by_kind"][0]["label_ja"], "一般道路");
    assert_eq!(forecast["assumptions"]["life_years"]["general-road"], 15);
    let rows = forecast["assumptions"]["parameters"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["name"] == "road_cycle_years" && row["confidence"] == "published"));
}

#[tokio::test]
async fn bridges_and_pipes_are_renewed_when_they_have_reached_their_life() {
    let app = TestApp::town().await;
    let assets = json!([
        {"kind": "bridge", "structure": "steel", "area_m2": 100, "built_year": 1970},
        {"kind": "water-distribution", "diameter_mm": 150, "length_m": 400, "built_year": 1990},
        {"kind": "sewer", "length_m": 10, "unit_cost_yen": 124_000, "built_year": 1960},
    ]);
    let forecast = asked(&app, question(assets)).await;
    let by_year = costs(&forecast);
    assert_eq!(by_year[5], 100 * 500_000 + 400 * 97_000, "1970 + 60 and 1990 + 40 are both 2030");
    assert_eq!(by_year[..5], [248_000; 5], "1960 + 50 has passed: a fifth of 1,240,000 yen in each of five years");
    let years = forecast["years"].as_array().unwrap();
    assert_eq!(years[5]["by_kind_yen"], json!({"bridge": 50_000_000, "water-distribution": 38_800_000}));
    let sum: i64 = by_year.iter().sum();
    assert_eq!(forecast["total_yen"].as_i64(), Some(sum));
}

#[tokio::test]
async fn a_life_and_a_price_year_may_be_tried_out() {
    let app = TestApp::town().await;
    let bridge = json!([{"kind": "bridge", "area_m2": 10, "built_year": 1970}]);
    let mut longer = question(bridge.clone());
    longer["rules"] = json!({"bridge_life_years": 80});
    let forecast = asked(&app, longer).await;
    assert_eq!(costs(&forecast).iter().position(|&yen| yen > 0), Some(25));
    assert_eq!(forecast["assumptions"]["changed"], json!(["bridge_life_years"]));
    let mut dearer = question(bridge);
    dearer["price_year"] = json!(2023);
    dearer["price_index"] = json!({"2011": 80.0, "2023": 100.0});
    let forecast = asked(&app, dearer).await;
    assert_eq!(forecast["total_yen"], 10 * 448_000 * 5 / 4);
    assert_eq!(forecast["assumptions"]["price_change_per_mille"], 1250);
}

#[tokio::test]
async fn the_method_is_told_in_japanese_too() {
    let app = TestApp::town().await;
    let asked = question(json!([{"kind": "cycle-path", "length_m": 1_000}]));
    let path = format!("/v1/{TOWN}/infrastructure-forecasts");
    let forecast = app.post_with(&path, &[("accept-language", "ja")], &asked).await.expect(200).json();
    assert_eq!(forecast["assumptions"]["method"][0], "道路は舗装面積の15分の1を毎年打ち換える。");
    assert_eq!(forecast["years"][0]["total_yen"], 270_000, "1,000 m × 1.5 m / 15 × 2,700 yen");
}

#[tokio::test]
async fn what_is_wrong_with_infrastructure_is_named() {
    let app = TestApp::town().await;
    let one = |asset: Value| question(json!([asset]));
    let with = |name: &str, value: Value| {
        let mut question = one(json!({"kind": "general-road", "area_m2": 1}));
        question[name] = value;
        question
    };
    let cases = [
        (with("from_year", Value::Null), "/from_year", "required"),
        (with("from_year", json!(10_000_000_000_000_000_i64)), "/from_year", "out-of-range"),
        (with("years", json!(0)), "/years", "out-of-range"),
        (with("assets", json!([])), "/assets", "malformed"),
        (with("assets", json!({"kind": "bridge"})), "/assets", "malformed"),
        (with("assets", json!(["road"])), "/assets/0", "malformed"),
        (with("rules", json!({"bridge_life_years": 0})), "/rules/bridge_life_years", "out-of-range"),
        (with("rules", json!({"castle_life_years": 60})), "/rules/castle_life_years", "unknown-field"),
        (with("discount", json!(4)), "/discount", "unknown-field"),
        (one(json!({"area_m2": 1})), "/assets/0/kind", "required"),
        (one(json!({"kind": "canal", "area_m2": 1})), "/assets/0/kind", "unknown-value"),
        (one(json!({"kind": "bridge"})), "/assets/0/area_m2", "required"),
        (one(json!({"kind": "bridge", "area_m2": -3})), "/assets/0/area_m2", "out-of-range"),
        (one(json!({"kind": "bridge", "area_m2": 1e15})), "/assets/0/area_m2", "out-of-range"),
        (one(json!({"kind": "bridge", "area_m2": 1, "length_m": 1})), "/assets/0/length_m", "contradiction"),
        (one(json!({"kind": "bridge", "area_m2": 1, "diameter_mm": 150})), "/assets/0/diameter_mm", "contradiction"),
        (one(json!({"kind": "water-distribution", "length_m": 1})), "/assets/0/diameter_mm", "required"),
        (
            one(json!({"kind": "bridge", "area_m2": 1, "unit_cost_yen": 1_000_000_000_000_000_i64})),
            "/assets/0/unit_cost_yen",
            "out-of-range",
        ),
        (one(json!({"kind": "bridge", "area_m2": 1, "built_year": "昭和"})), "/assets/0/built_year", "out-of-range"),
    ];
    for (question, pointer, code) in cases {
        let faults = app.post(&format!("/v1/{TOWN}/infrastructure-forecasts"), &question).await.faults(422);
        assert!(faults.contains(&(pointer.to_owned(), code.to_owned())), "{question}: {faults:?}");
    }
    app.post("/v1/131016/infrastructure-forecasts", &with("years", json!(1))).await.problem(404);
}
