//! The numbers that calculations rest on: read, overridden by a municipality, and taken back.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use serde_json::json;

const REBUILD: &str = "/parameters/mic-2011/unit_cost.school.rebuild";

/// What a school of 1000 m² from 1990 costs from 2025 on; 500,000,000 yen with the national unit costs.
async fn total_yen(app: &TestApp, municipality: &str) -> i64 {
    let school = json!({"class": "school", "floor_area_m2": 1000, "completed_year": 1990});
    let question = json!({"from_year": 2025, "years": 40, "buildings": [school]});
    let answer = app.post(&format!("/v1/{municipality}/renewal-forecasts"), &question).await.expect(200);
    answer.json()["total_yen"].as_i64().unwrap()
}

#[tokio::test]
async fn every_parameter_has_a_source_and_says_how_sure_it_is() {
    let app = TestApp::town().await;
    let list = app.get(&format!("/v1/{TOWN}/parameters?set=mic-2011")).await.expect(200).json();
    let parameters = list["parameters"].as_array().unwrap();
    assert_eq!(parameters.len(), 9 + 2 * 13);
    for parameter in parameters {
        assert!(!parameter["source"].as_str().unwrap().is_empty(), "{parameter}");
        assert!(
            ["published", "well-known", "unverified"].contains(&parameter["confidence"].as_str().unwrap()),
            "{parameter}"
        );
        assert_eq!(parameter["overridden"], false);
    }
}

#[tokio::test]
async fn a_parameter_reads_as_it_was_published() {
    let app = TestApp::town().await;
    let rebuild = app.get(&format!("/v1/{TOWN}{REBUILD}")).await.expect(200).json();
    assert_eq!((&rebuild["value"], &rebuild["unit"]), (&json!("330000"), &json!("yen/m2")));
    app.get(&format!("/v1/{TOWN}/parameters/mic-2011/unit_cost.castle.rebuild")).await.problem(404);
    app.get(&format!("/v1/{TOWN}/parameters/mic-1868/rebuild_age_years")).await.problem(404);
    app.get("/v1/131016/parameters").await.problem(404);
}

#[tokio::test]
async fn before_its_first_day_a_parameter_is_not_in_force() {
    let app = TestApp::town().await;
    let in_force = async |year: i32| {
        let list = app.get(&format!("/v1/{TOWN}/parameters?fiscal_year={year}")).await.expect(200).json();
        let sets = list["parameters"].as_array().unwrap().iter().map(|parameter| &parameter["parameter_set"]);
        sets.filter(|set| *set == "mic-2011").count()
    };
    assert_eq!(in_force(2010).await, 0);
    assert_eq!(in_force(2011).await, 35);
    app.get(&format!("/v1/{TOWN}/parameters?fiscal_year=11")).await.fault(400, "fiscal_year", "out-of-range");
}

#[tokio::test]
async fn a_value_of_the_municipality_changes_its_forecast_and_nobody_elses() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}{REBUILD}");
    let tag = app.get(&path).await.expect(200).etag();
    let own = json!({"value": "400000", "source": "令和8年度 改訂版 p.42"});
    let now = app.put(&path, Some(&tag), &own).await.expect(200);
    assert_eq!(
        (&now.json()["value"], &now.json()["overridden"], &now.json()["confidence"]),
        (&json!("400000"), &json!(true), &json!("municipal"))
    );
    assert_eq!(app.get(&path).await.etag(), now.etag());
    // 170,000,000 for the renovation and 1000 m² × 400,000.
    assert_eq!(total_yen(&app, TOWN).await, 570_000_000);
    assert_eq!(total_yen(&app, NEIGHBOUR).await, 500_000_000);
}

#[tokio::test]
async fn a_value_taken_back_leaves_the_national_one() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}{REBUILD}");
    let national = app.get(&path).await.expect(200);
    let own = app.put(&path, Some(&national.etag()), &json!({"value": "400000", "source": "計画"})).await.expect(200);
    app.delete(&path, None).await.problem(428);
    app.delete(&path, Some(&national.etag())).await.problem(412);
    app.delete(&path, Some(&own.etag())).await.expect(204);
    assert_eq!(app.get(&path).await.expect(200).text(), national.text());
    assert_eq!(total_yen(&app, TOWN).await, 500_000_000);
    // The national value itself cannot be deleted.
    app.delete(&path, Some(&national.etag())).await.problem(404);
}

#[tokio::test]
async fn a_value_needs_the_state_it_replaces() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}{REBUILD}");
    let own = json!({"value": "400000", "source": "計画"});
    app.put(&path, None, &own).await.problem(428);
    let tag = app.get(&path).await.etag();
    app.put(&path, Some(&tag), &own).await.expect(200);
    app.put(&path, Some(&tag), &own).await.problem(412);
}

#[tokio::test]
async fn a_value_without_a_source_or_of_another_kind_is_refused() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}{REBUILD}");
    for (body, pointer) in [
        (json!({"value": "400000", "source": " "}), "/source"),
        (json!({"value": "cheap", "source": "計画"}), "/value"),
        (json!({"value": "-1", "source": "計画"}), "/value"),
        (json!({"value": "1.5", "source": "計画"}), "/value"),
    ] {
        assert_eq!(app.put(&path, Some("*"), &body).await.faults(422)[0].0, pointer, "{body}");
    }
    app.put(&path, Some("*"), &json!({"value": "400000"})).await.problem(422);
    app.put(&path, Some("*"), &json!({"value": "400000", "source": "x", "colour": "red"})).await.problem(422);
    let anchor = format!("/v1/{TOWN}/parameters/mic-2011/spread_anchor");
    assert_eq!(
        app.put(&anchor, Some("*"), &json!({"value": "middle", "source": "計画"})).await.faults(422)[0].0,
        "/value"
    );
    app.put(&anchor, Some("*"), &json!({"value": "end", "source": "計画"})).await.expect(200);
}

#[tokio::test]
async fn ages_that_contradict_each_other_are_never_reckoned_with() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/parameters/mic-2011/rebuild_age_years");
    for (value, name) in [("20", "rebuild_age_years"), ("0", "rebuild_age_years"), ("1000", "rebuild_age_years")] {
        let answer = app.put(&path, Some("*"), &json!({"value": value, "source": "計画"})).await;
        assert!(answer.problem(422)["detail"].as_str().unwrap().contains(name), "{value}");
    }
    assert_eq!(total_yen(&app, TOWN).await, 500_000_000);
}

#[tokio::test]
async fn what_a_municipality_put_in_place_goes_with_it() {
    let app = TestApp::new().await;
    let city = json!({"code": TOWN, "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9});
    let made = app.post("/v1/municipalities", &city).await.expect(201);
    app.put(&format!("/v1/{TOWN}{REBUILD}"), Some("*"), &json!({"value": "660000", "source": "計画"}))
        .await
        .expect(200);
    assert_eq!(total_yen(&app, TOWN).await, 830_000_000);
    app.delete(&format!("/v1/{TOWN}"), Some(&made.etag())).await.expect(204);
    app.post("/v1/municipalities", &city).await.expect(201);
    assert_eq!(total_yen(&app, TOWN).await, 500_000_000);
}

#[tokio::test]
async fn a_value_that_no_calculation_could_use_is_refused() {
    let app = TestApp::town().await;
    let asked = async |set: &str, name: &str, value: &str| {
        let path = format!("/v1/{TOWN}/parameters/{set}/{name}");
        let tag = app.get(&path).await.expect(200).etag();
        app.put(&path, Some(&tag), &json!({"value": value, "source": "試行"})).await
    };
    for (set, name, value) in [
        ("scenario", "discount_rate_percent", "400.0"),
        ("scenario", "discount_basis", "unreal"),
        ("scenario", "lives_shape", "0.1"),
        ("restructuring", "moved_area_percent", "0"),
        ("levelling", "time_limit_ms", "100000000"),
        ("access", "detour_factor_percent", "99"),
        ("consolidation", "discount_rate_percent", "99"),
    ] {
        let faults = asked(set, name, value).await.faults(422);
        assert_eq!(faults[0].0, "/value", "{set}/{name}: {faults:?}");
    }
    asked("scenario", "discount_rate_percent", "3.5").await.expect(200);
    asked("scenario", "payment_timing", "mid").await.expect(200);
    asked("restructuring", "discount_rate_percent", "2").await.expect(200);
}
