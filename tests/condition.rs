//! Condition over HTTP: schemes, scores, ratings with their history, screening, remaining lives and learning.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

async fn score(app: &TestApp, grades: Value) -> crate::support::Answer {
    app.post(&format!("/v1/{TOWN}/condition-scores"), &json!({"scheme": "mext-2017", "grades": grades})).await
}

async fn rate(app: &TestApp, building: &str, part: &str, grade: &str, day: &str) {
    let rating = json!({"building_code": building, "part": part, "grade": grade, "rated_on": day});
    app.post(&format!("/v1/{TOWN}/condition-ratings"), &rating).await.expect(201);
}

/// A scale of another city, on which more is worse: 現況劣化度 A 10, B 40, C 70, D 100, with weights of its own.
fn inverse() -> Value {
    let grade = |grade: &str, points: i32, share: i32| json!({"grade": grade, "points": points, "remaining_share_percent": share});
    let part = |part: &str, label: &str, weight: f64| json!({"part": part, "label_ja": label, "weight": weight, "component_kinds": [part]});
    json!({"better": "lower", "divisor": 6, "source": "架空の市の基準",
        "grades": [grade("a", 10, 80), grade("b", 40, 50), grade("c", 70, 20), grade("d", 100, 0)],
        "parts": [part("roof", "屋根", 3.0), part("exterior-wall", "外壁", 2.0), part("interior", "内装", 1.0)]})
}

#[tokio::test]
async fn grades_make_the_score_that_was_reckoned_by_hand() {
    let app = TestApp::town().await;
    let grades = json!({"roof": "c", "exterior-wall": "d", "interior": "b", "electrical": "a", "mechanical": "c"});
    let told = score(&app, grades).await.expect(200).json();
    // (40 × 5.1 + 10 × 17.2 + 75 × 22.4 + 100 × 8.0 + 40 × 7.3) / 60 = 3148 / 60 = 52.47
    assert_eq!((&told["score"], &told["exact_score"], &told["divisor"]), (&json!(52), &json!(52.47), &json!(60.0)));
    assert_eq!(
        told["parts"][1],
        json!({"part": "exterior-wall", "label_ja": "外壁", "grade": "d", "points": 10.0, "weight": 17.2, "contribution": 2.87})
    );
    for (grade, all) in [("a", 100), ("c", 40), ("d", 10)] {
        let grades =
            json!({"roof": grade, "exterior-wall": grade, "interior": grade, "electrical": grade, "mechanical": grade});
        assert_eq!(score(&app, grades).await.expect(200).json()["score"], all);
    }
    // Without mechanical services: (204 + 172 + 1680 + 800) / 52.7 = 54.19
    let without = json!({"roof": "c", "exterior-wall": "d", "interior": "b", "electrical": "a", "mechanical": null});
    let told = score(&app, without).await.expect(200).json();
    assert_eq!((&told["score"], &told["left_out"]), (&json!(54), &json!(["mechanical"])));
}

#[tokio::test]
async fn grades_that_the_scheme_does_not_have_are_refused_by_their_place() {
    let app = TestApp::town().await;
    let bad = json!({"roof": "e", "exterior-wall": "d", "interior": 3, "electrical": "a", "chimney": "a"});
    score(&app, bad).await.fault(422, "/grades/interior", "malformed");
    let bad = json!({"roof": "e", "exterior-wall": "d", "interior": "b", "electrical": "a", "chimney": "a"});
    let mut faults = score(&app, bad).await.faults(422);
    faults.sort();
    let expected =
        [("/grades/chimney", "unknown-value"), ("/grades/mechanical", "required"), ("/grades/roof", "unknown-value")];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let unknown = json!({"scheme": "jis-1", "grades": {}});
    app.post(&format!("/v1/{TOWN}/condition-scores"), &unknown).await.fault(422, "/scheme", "unknown-value");
    app.post(&format!("/v1/{TOWN}/condition-scores"), &json!({})).await.fault(422, "/grades", "malformed");
}

#[tokio::test]
async fn a_scheme_of_ones_own_may_run_the_other_way() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/rating-schemes/inverse");
    app.put(&path, None, &inverse()).await.expect(201);
    let question = json!({"scheme": "inverse", "grades": {"roof": "d", "exterior-wall": "b", "interior": "a"}});
    let told = app.post(&format!("/v1/{TOWN}/condition-scores"), &question).await.expect(200).json();
    // (100 × 3 + 40 × 2 + 10 × 1) / 6 = 65
    assert_eq!((&told["score"], &told["better"]), (&json!(65), &json!("lower")));
    app.post(&format!("/v1/{NEIGHBOUR}/condition-scores"), &question).await.fault(422, "/scheme", "unknown-value");
    let mut wrong = inverse();
    wrong["grades"][1]["points"] = json!(5);
    app.put(&path, None, &wrong).await.problem(428);
    let tag = app.get(&path).await.expect(200).etag();
    assert!(!app.put(&path, Some(&tag), &wrong).await.faults(422).is_empty());
    app.delete(&path, Some(&tag)).await.expect(204);
    app.get(&path).await.problem(404);
}

#[tokio::test]
async fn the_last_rating_of_each_part_counts_up_to_the_day() {
    let app = TestApp::town().await;
    for (part, grade, day) in
        [("屋根・屋上", "A", "2014-06-01"), ("roof", "c", "2024-06-01"), ("exterior-wall", "b", "2014-06-01")]
    {
        rate(&app, "B1", part, grade, day).await;
    }
    let building = |told: &Value| {
        told["buildings"].as_array().unwrap().iter().find(|b| b["building_code"] == "B1").unwrap().clone()
    };
    let now = app.get(&format!("/v1/{TOWN}/condition?as_of=2026-04-01")).await.expect(200).json();
    // (40 × 5.1 + 75 × 17.2) / 22.3 = 66.998
    assert_eq!(building(&now)["score"]["score"], 67);
    assert_eq!(building(&now)["ratings"][1]["earlier"], json!(["a"]));
    assert_eq!(building(&now)["age_years"], 49);
    let then = app.get(&format!("/v1/{TOWN}/condition?as_of=2020-04-01")).await.expect(200).json();
    // (100 × 5.1 + 75 × 17.2) / 22.3 = 80.72
    assert_eq!(building(&then)["score"]["score"], 81);
    let facility = now["facilities"].as_array().unwrap().iter().find(|f| f["code"] == "F1").unwrap();
    assert_eq!((&facility["score"], &facility["rated"]), (&json!(67), &json!(1)));
    assert!(now["buildings"].as_array().unwrap().iter().all(|b| b["building_code"] != "B5"), "a demolished building");
}

#[tokio::test]
async fn a_rating_must_fit_its_scheme_its_building_and_its_time() {
    let app = TestApp::town().await;
    for (changes, place, code) in [
        (json!({"grade": "e"}), "/grade", "unknown-value"),
        (json!({"part": "chimney"}), "/part", "unknown-value"),
        (json!({"scheme": "jis-1"}), "/scheme", "unknown-value"),
        (json!({"rated_on": "2199-01-01"}), "/rated_on", "out-of-range"),
        (json!({"rated_on": "1950-01-01"}), "/rated_on", "contradiction"),
        (json!({"rated_on": "2024"}), "/rated_on", "malformed"),
        (json!({"building_code": "B5"}), "/building_code", "contradiction"),
        (json!({"building_code": "B9"}), "/building_code", "unknown-reference"),
        (json!({"component_code": "C3", "part": "mechanical"}), "/building_code", "contradiction"),
        (json!({"component_code": "C2"}), "/component_code", "contradiction"),
    ] {
        let mut rating = json!({"building_code": "B1", "part": "roof", "grade": "b", "rated_on": "2024-06-01"});
        rating.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = app.post(&format!("/v1/{TOWN}/condition-ratings"), &rating).await;
        assert_eq!(answer.faults(422), [(place.to_owned(), code.to_owned())], "{changes}: {}", answer.text());
    }
    assert_eq!(app.get(&format!("/v1/{TOWN}/condition-ratings")).await.json()["condition_ratings"], json!([]));
}

#[tokio::test]
async fn structures_are_screened_by_the_limits_in_force() {
    let app = TestApp::town().await;
    let screen = async |question: Value| {
        app.post(&format!("/v1/{TOWN}/structural-screenings"), &question).await.expect(200).json()["result"].clone()
    };
    let concrete =
        |strength: f64| json!({"structure": "rc", "seismic_standard": "old", "core_strength_n_mm2": strength});
    assert_eq!(screen(concrete(13.1)).await, "needs-survey");
    assert_eq!(screen(concrete(13.5)).await, "needs-survey");
    assert_eq!(screen(concrete(13.6)).await, "long-life");
    assert_eq!(screen(json!({"structure": "rc", "seismic_standard": "new"})).await, "long-life");
    assert_eq!(screen(json!({"structure": "rc", "seismic_standard": "old"})).await, "not-known");
    assert_eq!(screen(json!({"structure": "steel", "age_years": 40, "corroded": true})).await, "needs-survey");
    let path = format!("/v1/{TOWN}/parameters/condition/screening_core_strength_n_mm2");
    let tag = app.get(&path).await.expect(200).etag();
    app.put(&path, Some(&tag), &json!({"value": "18.0", "source": "市の基準"})).await.expect(200);
    assert_eq!(screen(concrete(17.9)).await, "needs-survey");
}

#[tokio::test]
async fn a_component_lives_by_its_age_until_it_is_rated() {
    let app = TestApp::town().await;
    let life = async |year: i32| {
        let told =
            app.get(&format!("/v1/{TOWN}/remaining-lives?building_code=B1&year={year}")).await.expect(200).json();
        told["components"][0].clone()
    };
    // Installed 2008, cycle 20 years.
    let before = life(2026).await;
    assert_eq!(
        (&before["basis"], &before["due_year"], &before["remaining_years"]),
        (&json!("by-age"), &json!(2028), &json!(2))
    );
    // Rated b in 2024: half of 20 years is left then.
    rate(&app, "B1", "roof", "b", "2024-06-01").await;
    let after = life(2026).await;
    assert_eq!(
        (&after["basis"], &after["due_year"], &after["remaining_years"]),
        (&json!("by-rating"), &json!(2034), &json!(8))
    );
    assert_eq!((&after["grade"], &after["act_by_year"]), (&json!("b"), &Value::Null));
    rate(&app, "B1", "roof", "d", "2025-06-01").await;
    let worn = life(2026).await;
    assert_eq!((&worn["due_year"], &worn["act_by_year"]), (&json!(2025), &json!(2030)));
}

#[tokio::test]
async fn without_ratings_the_national_table_is_learned_and_with_them_less_of_it() {
    let app = TestApp::town().await;
    let learn = async || {
        let question = json!({"part": "exterior-wall", "cycle_years": 30, "strength_years": 10});
        app.post(&format!("/v1/{TOWN}/deterioration-models"), &question).await.expect(200).json()
    };
    let nothing = learn().await;
    // Three falls in 30 years: 10 percent a year.
    assert_eq!((&nothing["grades"][0]["fall_percent"], &nothing["years_to_worst"]), (&json!(10.0), &json!(30.0)));
    assert_eq!((&nothing["observations"], &nothing["back_test"]), (&json!(0), &Value::Null));
    for (building, last) in [("B1", "a"), ("B2", "b")] {
        rate(&app, building, "exterior-wall", "a", "2020-06-01").await;
        rate(&app, building, "exterior-wall", last, "2021-06-01").await;
    }
    let something = learn().await;
    // One of two fell within its year: (1 + 10 × 0.1) / (2 + 10).
    assert_eq!(something["grades"][0]["fall_percent"], 16.666667);
    assert_eq!(something["grades"][0]["data_weight"], 0.166667);
    assert_eq!(something["observations"], 2);
}

async fn observed(app: &TestApp, part: &str) -> Value {
    let question = json!({"part": part, "cycle_years": 30});
    app.post(&format!("/v1/{TOWN}/deterioration-models"), &question).await.expect(200).json()["observations"].clone()
}

#[tokio::test]
async fn ratings_of_two_components_say_nothing_of_how_either_wears() {
    let app = TestApp::town().await;
    let canopy = json!({"code": "C9", "building_code": "B1", "name": "庇", "kind": "roof"});
    app.post(&format!("/v1/{TOWN}/components"), &canopy).await.expect(201);
    let rate = async |component: &str, grade: &str, day: &str| {
        let rating = json!({"building_code": "B1", "part": "roof", "grade": grade, "rated_on": day, "component_code": component});
        app.post(&format!("/v1/{TOWN}/condition-ratings"), &rating).await.expect(201);
    };
    rate("C1", "a", "2021-06-01").await;
    rate("C9", "d", "2022-06-01").await;
    assert_eq!(observed(&app, "roof").await, 0);
    rate("C9", "d", "2023-06-01").await;
    assert_eq!(observed(&app, "roof").await, 1);
}

#[tokio::test]
async fn nothing_is_learned_across_works_that_made_the_part_as_new() {
    let app = TestApp::town().await;
    rate(&app, "B2", "exterior-wall", "c", "2015-06-01").await;
    rate(&app, "B2", "exterior-wall", "c", "2020-06-01").await;
    assert_eq!(observed(&app, "exterior-wall").await, 1);
    let works = json!({"building_code": "B2", "kind": "renovation", "title": "大規模改修", "state": "done", "done_on": "2017-10-31"});
    app.post(&format!("/v1/{TOWN}/works"), &works).await.expect(201);
    assert_eq!(observed(&app, "exterior-wall").await, 0);
    // What another building was renewed by does not matter, nor what renews nothing.
    rate(&app, "B1", "exterior-wall", "a", "2015-06-01").await;
    rate(&app, "B1", "exterior-wall", "a", "2020-06-01").await;
    let works =
        json!({"building_code": "B1", "kind": "energy", "title": "断熱", "state": "done", "done_on": "2017-10-31"});
    app.post(&format!("/v1/{TOWN}/works"), &works).await.expect(201);
    assert_eq!(observed(&app, "exterior-wall").await, 1);
}

#[tokio::test]
async fn a_life_that_is_learned_to_be_endless_ends_with_the_years_that_there_are() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/parameters/condition/learning_strength_years");
    let tag = app.get(&path).await.expect(200).etag();
    app.put(&path, Some(&tag), &json!({"value": "1", "source": "市の基準"})).await.expect(200);
    // 45 years without a fall against one of the table, which says 3 falls in 20: 46 / 0.15 = 306.7 years, and 13.3 for the
    // other grades; a lift of 25 years instead of 20 lasts 400.
    rate(&app, "B2", "mechanical", "a", "1975-06-01").await;
    rate(&app, "B2", "mechanical", "a", "2020-06-01").await;
    let told = app.get(&format!("/v1/{TOWN}/remaining-lives?building_code=B2&year=2026&basis=learned")).await;
    let life = told.expect(200).json()["components"][0].clone();
    assert_eq!(
        (&life["learned"], &life["due_year"], &life["remaining_years"]),
        (&json!(true), &json!(2300), &json!(274))
    );
    let plan = json!({"title": "案", "base_year": 2026, "years": 30, "life_basis": "learned"});
    app.post(&format!("/v1/{TOWN}/conservation-plans"), &plan).await.expect(201);
}

#[tokio::test]
async fn every_building_of_the_demonstration_is_rated_and_the_marks_are_shown() {
    let app = TestApp::demonstration().await;
    let told = app.get(&format!("/v1/{TOWN}/condition")).await.expect(200).json();
    let buildings = told["buildings"].as_array().unwrap();
    assert_eq!(buildings.len(), 107);
    assert!(buildings.iter().all(|building| building["score"]["score"].is_i64() && building["illustrative"] == true));
    let lives = app.get(&format!("/v1/{TOWN}/remaining-lives?basis=learned")).await.expect(200).json();
    assert_eq!(lives["components"].as_array().unwrap().len(), 933);
    assert!(lives["components"].as_array().unwrap().iter().any(|life| life["learned"] == true));
}
