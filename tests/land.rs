//! How much may be built on a site, over HTTP.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

fn zone() -> Value {
    json!({"area_m2": 24240, "floor_area_ratio_percent": 200, "coverage_ratio_percent": 60, "zoning": "quasi-industrial"})
}

async fn ask(app: &TestApp, body: &Value) -> crate::support::Answer {
    app.post(&format!("/v1/{TOWN}/land-capacity"), body).await
}

#[tokio::test]
async fn the_rule_that_binds_is_named_and_each_step_told() {
    let app = TestApp::town().await;
    let question = json!({"zones": [zone()], "road_width_m": 9, "open_space_m2": 10000, "building_use": "city-hall"});
    let answer = ask(&app, &question).await.expect(200).json();
    assert_eq!(answer["max_floor_area_m2"], 48480.0);
    assert_eq!(answer["max_footprint_m2"], 14240.0);
    assert_eq!(answer["binding"], json!(["open-space", "floor-area-ratio"]));
    assert_eq!(answer["use_test"]["allowed"], true);
    let steps = answer["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["rule"] == "open-space" && step["binds"] == true));
    assert!(steps.iter().all(|step| !step["section"].as_str().unwrap().is_empty()));
    let parameters = answer["assumptions"]["parameters"].as_array().unwrap();
    assert!(parameters.iter().any(|row| row["name"] == "use.city-hall" && row["confidence"] == "unverified"));
    assert!(parameters.iter().all(|row| row["name"] != "use.school"));
}

#[tokio::test]
async fn a_family_of_districts_is_enough_for_a_first_answer() {
    let app = TestApp::town().await;
    let zone = json!({"area_m2": 1000, "floor_area_ratio_percent": 200, "coverage_ratio_percent": 60, "zoning": "residential"});
    let answer = ask(&app, &json!({"zones": [zone], "road_width_m": 4})).await.expect(200).json();
    assert_eq!((&answer["max_floor_area_m2"], &answer["max_footprint_m2"]), (&json!(1600.0), &json!(600.0)));
    assert_eq!(answer["binding"], json!(["coverage-ratio", "road-width"]));
    let method = answer["assumptions"]["method"].to_string();
    assert!(method.contains("family"), "{method}");
}

#[tokio::test]
async fn the_district_plan_and_what_does_not_count_are_heard() {
    let app = TestApp::town().await;
    let question = json!({
        "zones": [zone()], "exclusions": [{"reason": "道路後退", "area_m2": 240, "zone": 1}], "corner_lot": true,
        "fire_zone": "準防火地域", "fireproof_building": true, "storeys": 6,
        "district_plan": {"max_floor_area_ratio_percent": 150, "max_coverage_ratio_percent": 50, "wall_setback_m": 5,
            "boundary_length_m": 620, "open_space_percent": 30, "prohibited_uses": ["public-bath"]},
        "exempt_floor_area_m2": {"garage": 2000, "disaster-storage": 500}
    });
    let answer = ask(&app, &question).await.expect(200).json();
    // 24,000 m² × 1.5, and the garage and the storage in full: a fifth is 7,700 m², a fiftieth 770 m².
    assert_eq!(answer["max_floor_area_m2"], 38500.0);
    assert_eq!(answer["exempt_floor_area_m2"], 2500.0);
    assert_eq!(answer["max_footprint_m2"], 12000.0);
    assert_eq!(answer["coverage_ratio_percent"], 80.0);
    assert_eq!(answer["binding"], json!(["district-coverage-ratio", "district-floor-area-ratio"]));
}

#[tokio::test]
async fn a_stored_site_brings_its_own_figures_and_marks() {
    let app = TestApp::demonstration().await;
    let answer = ask(&app, &json!({"site_code": "SITE-ENOKI-1", "storeys": 2})).await.expect(200).json();
    assert_eq!(answer["max_floor_area_m2"], 29088.0);
    assert_eq!(answer["binding"], json!(["coverage-ratio", "storeys"]));
    assert!(answer["illustrative"].as_array().unwrap().contains(&json!("area_m2")));
    ask(&app, &json!({"site_code": "NOWHERE"})).await.fault(422, "/site_code", "unknown-reference");
}

#[tokio::test]
async fn a_stored_site_without_its_ratios_is_not_guessed() {
    let app = TestApp::town().await;
    ask(&app, &json!({"site_code": "S2"})).await.fault(422, "/site_code", "incomplete");
}

#[tokio::test]
async fn every_fault_is_named_with_its_place() {
    let app = TestApp::town().await;
    let question = json!({
        "zones": [{"area_m2": -5, "floor_area_ratio_percent": 0, "zoning": "castle", "colour": "red"}, 7],
        "road_width_m": "wide", "storeys": 1e300, "open_space_percent": 101, "corner_lot": "perhaps",
        "district_plan": {"max_coverage_ratio_percent": 1000, "allowed_uses": ["palace"]},
        "exempt_floor_area_m2": {"garage": -1, "cellar": 3}
    });
    let mut places: Vec<String> = ask(&app, &question).await.faults(422).into_iter().map(|(place, _)| place).collect();
    places.sort();
    assert_eq!(
        places,
        [
            "/corner_lot",
            "/district_plan/allowed_uses",
            "/district_plan/max_coverage_ratio_percent",
            "/exempt_floor_area_m2/cellar",
            "/exempt_floor_area_m2/garage",
            "/open_space_percent",
            "/road_width_m",
            "/storeys",
            "/zones/0/area_m2",
            "/zones/0/colour",
            "/zones/0/coverage_ratio_percent",
            "/zones/0/floor_area_ratio_percent",
            "/zones/1",
        ]
    );
}

#[tokio::test]
async fn hostile_questions_get_a_clean_answer() {
    let app = TestApp::town().await;
    for (body, place) in [
        (json!({}), "/zones"),
        (json!({"zones": []}), "/zones"),
        (json!({"zones": "all"}), "/zones"),
        (json!({"zones": vec![zone(); 101]}), "/zones"),
        (json!({"zones": [zone()], "site_code": "S1"}), "/zones"),
        (json!({"zones": [zone()], "exclusions": [{"area_m2": 24240}]}), "/exclusions"),
        (json!({"zones": [zone()], "exclusions": [{"area_m2": 1, "zone": 2}]}), "/exclusions/0/zone"),
        (json!({"zones": [zone()], "open_space_m2": 24241}), "/open_space_m2"),
        (json!({"zones": [zone()], "open_space_m2": 1e18}), "/open_space_m2"),
        (json!({"zones": [zone()], "district_plan": {"wall_setback_m": 2}}), "/district_plan/boundary_length_m"),
        (json!({"zones": [zone()], "district_plan": []}), "/district_plan"),
        (json!({"zones": [zone()], "road_width_m": null, "building_use": "castle"}), "/building_use"),
    ] {
        let faults = ask(&app, &body).await.faults(422);
        assert!(faults.iter().any(|(at, _)| at == place), "{body}: {faults:?}");
    }
    ask(&app, &json!([])).await.problem(422);
    app.post("/v1/131016/land-capacity", &json!({"zones": [zone()]})).await.problem(404);
    app.post(&format!("/v1/{NEIGHBOUR}/land-capacity"), &json!({"zones": [zone()]})).await.expect(200);
}

#[tokio::test]
async fn the_largest_site_that_can_be_asked_about_is_reckoned_without_overflow() {
    let app = TestApp::town().await;
    let zone = json!({"area_m2": 40000000, "floor_area_ratio_percent": 1300, "coverage_ratio_percent": 100, "zoning": "commercial"});
    let exempt = json!({"garage": 40000000, "battery": 40000000});
    let question =
        json!({"zones": vec![zone; 100], "storeys": 100, "exempt_floor_area_m2": exempt, "elevator_area_m2": 40000000});
    let answer = ask(&app, &question).await.expect(200).json();
    assert!(answer["max_floor_area_m2"].as_f64().unwrap() > 5.2e10);
}

#[tokio::test]
async fn the_answer_speaks_japanese_when_asked() {
    let app = TestApp::town().await;
    let headers = [("accept-language", "ja")];
    let answer = app.post_with(&format!("/v1/{TOWN}/land-capacity"), &headers, &json!({"zones": [zone()]})).await;
    let answer = answer.expect(200).json();
    assert_eq!(answer["binding_ja"], json!(["建蔽率", "指定容積率"]));
    assert!(answer["assumptions"]["method"].to_string().contains("前面道路"));
}
