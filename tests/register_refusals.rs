//! What the fixed-asset register refuses, and how it says so: closed years, stale changes, amounts that cannot be,
//! strangers, requests that come twice.

use crate::register::{amounts, asset, building, close, land, movement, post, register};
use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn a_closed_year_refuses_every_act_and_says_what_to_do_instead() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    register(&app, land("L-2", "2024-06-01", 1000)).await;
    close(&app, 2024).await;
    let day = "2025-03-31";
    let into = json!([{"asset_no": "L-1", "quantity": 100}, {"asset_no": "L-8", "quantity": 200}]);
    for (list, body) in [
        ("assets", land("L-9", day, 1)),
        ("assets/L-1/0/movements", json!({"reason": "retirement", "occurred_on": day})),
        ("asset-splits", json!({"asset_no": "L-1", "occurred_on": day, "into": into})),
        (
            "asset-merges",
            json!({"assets": [{"asset_no": "L-1"}, {"asset_no": "L-2"}], "occurred_on": day, "into": {"asset_no": "L-1"}}),
        ),
        ("reclassifications", json!({"asset_no": "L-1", "occurred_on": day, "account": "infrastructure-land"})),
        ("reversals", json!({"entry_no": 1, "occurred_on": day})),
    ] {
        let path = format!("/v1/{TOWN}/{list}");
        let told = |answer: Answer| answer.problem(409)["detail"].as_str().unwrap().to_owned();
        let english = told(app.post(&path, &body).await);
        assert!(english.contains("closed") && english.contains("2025-04-01 or later"), "{list}: {english}");
        let japanese = told(app.post_with(&path, &[("accept-language", "ja")], &body).await);
        assert!(japanese.contains("締め済み") && japanese.contains("2025-04-01 以降"), "{list}: {japanese}");
    }
    let path = format!("/v1/{TOWN}/assets/L-1/0");
    app.patch(&path, Some("*"), &json!({"name": "広場", "effective_on": day})).await.problem(409);
    let entries = app.get(&format!("/v1/{TOWN}/entries")).await.expect(200).json();
    assert_eq!(entries["entries"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn what_a_closed_year_got_wrong_is_corrected_in_the_next() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    close(&app, 2024).await;
    post(&app, "reversals", json!({"entry_no": 1, "occurred_on": "2025-04-01"})).await.expect(201);
    assert_eq!(amounts(&asset(&app, "L-1/0?as_of=2025-03-31").await).0, 1000);
    assert_eq!(amounts(&asset(&app, "L-1/0").await).0, 0);
    let closed = close(&app, 2025).await;
    assert_eq!((&closed["assets"], &closed["cost_yen"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn a_change_must_name_the_state_that_it_changes() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let path = format!("/v1/{TOWN}/assets/L-1/0");
    let body = json!({"name": "広場", "effective_on": "2024-08-01"});
    app.patch(&path, None, &body).await.problem(428);
    let tag = app.get(&path).await.etag();
    let now = app.patch(&path, Some(&tag), &body).await.expect(200);
    assert_eq!(now.json()["name"], "広場");
    app.patch(&path, Some(&tag), &body).await.problem(412);
    assert_eq!(app.get(&path).await.etag(), now.etag());
    let headers = [("if-none-match", now.etag())];
    assert_eq!(app.get_with(&path, &[("if-none-match", &headers[0].1)]).await.status, 304);
}

#[tokio::test]
async fn key_account_and_amounts_are_not_changed_in_place() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let path = format!("/v1/{TOWN}/assets/L-1/0");
    for (field, value) in [
        ("account", json!("infrastructure-land")),
        ("accounting_entity", json!("下水道事業会計")),
        ("asset_no", json!("L-2")),
        ("branch_no", json!("1")),
    ] {
        let body = json!({field: value, "effective_on": "2024-08-01"});
        app.patch(&path, Some("*"), &body).await.fault(422, &format!("/{field}"), "contradiction");
    }
    app.patch(&path, Some("*"), &json!({"name": "広場"})).await.fault(422, "/effective_on", "required");
    app.patch(&path, Some("*"), &json!({"colour": "red", "effective_on": "2024-08-01"})).await.fault(
        422,
        "/colour",
        "unknown-field",
    );
    assert_eq!(amounts(&asset(&app, "L-1/0").await).0, 1000);
}

#[tokio::test]
async fn no_more_leaves_than_is_there_on_any_day() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let leaves = |day: &str, cost: i64| json!({"reason": "retirement", "occurred_on": day, "cost_yen": cost});
    movement(&app, "L-1/0", leaves("2024-10-01", 1001)).await.fault(422, "/cost_yen", "out-of-range");
    // On that day it was not there yet.
    movement(&app, "L-1/0", leaves("2024-05-01", 100)).await.fault(422, "/reason", "contradiction");
    movement(&app, "L-1/0", leaves("2024-10-01", 600)).await.expect(201);
    movement(&app, "L-1/0", leaves("2024-07-01", 401)).await.fault(422, "/cost_yen", "out-of-range");
    // What is left of it was bought with the entry that would be taken back.
    post(&app, "reversals", json!({"entry_no": 1, "occurred_on": "2024-11-01"})).await.fault(
        422,
        "/cost_yen",
        "out-of-range",
    );
    let part = json!({"reason": "retirement", "occurred_on": "2024-10-01", "quantity": 300.01});
    movement(&app, "L-1/0", part).await.fault(422, "/quantity", "out-of-range");
    assert_eq!(amounts(&asset(&app, "L-1/0").await).0, 400);
}

#[tokio::test]
async fn absurd_amounts_are_refused_by_their_place() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 1000, 500)).await;
    for (cost, code) in [
        (json!(-1), "out-of-range"),
        (json!(1_000_000_000_000_001_i64), "out-of-range"),
        (json!(i64::MIN), "out-of-range"),
        (json!(1e30), "out-of-range"),
        (json!(0.5), "malformed"),
        (json!("NaN"), "malformed"),
        (json!("九百"), "malformed"),
        (json!([1]), "malformed"),
    ] {
        let said = json!({"reason": "capital-improvement", "occurred_on": "2024-10-01", "cost_yen": cost});
        let faults = movement(&app, "B-1/0", said).await.faults(422);
        assert!(faults.contains(&("/cost_yen".into(), code.into())), "{cost}: {faults:?}");
        let mut new = building("B-2", 1, 0);
        new["movement"]["cost_yen"] = cost.clone();
        new["market_value_yen"] = cost.clone();
        let faults = post(&app, "assets", new).await.faults(422);
        assert!(faults.contains(&("/movement/cost_yen".into(), code.into())), "{cost}: {faults:?}");
        assert!(faults.contains(&("/market_value_yen".into(), code.into())), "{cost}: {faults:?}");
    }
    let path = format!("/v1/{TOWN}/assets/B-1/0/movements");
    let headers = [("content-type", "application/json")];
    for number in ["NaN", "1e999", "Infinity"] {
        let body = format!("{{\"reason\": \"retirement\", \"occurred_on\": \"2024-10-01\", \"cost_yen\": {number}}}");
        app.send(axum::http::Method::POST, &path, &headers, body).await.problem(400);
    }
    assert_eq!(amounts(&asset(&app, "B-1/0").await), (1000, 500, 500));
}

#[tokio::test]
async fn reasons_that_do_not_belong_there_are_refused() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    for reason in ["explosion", "split", "depreciation", "opening-balance", "reclassified-out", "construction-settled"]
    {
        let said = json!({"reason": reason, "occurred_on": "2024-10-01", "cost_yen": 1});
        let faults = movement(&app, "L-1/0", said).await.faults(422);
        assert_eq!(faults[0], ("/reason".into(), "unknown-value".into()), "{reason}: {faults:?}");
    }
    for reason in ["explosion", "retirement", "reclassified-in", "depreciation"] {
        let mut said = land("L-2", "2024-06-01", 1000);
        said["movement"]["reason"] = json!(reason);
        post(&app, "assets", said).await.fault(422, "/movement/reason", "unknown-value");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_by_its_place() {
    let app = TestApp::town().await;
    let said = json!({"asset_no": "B 1", "name": " ", "account": "business-buildings", "useful_life_years": 50,
        "in_service_on": "2024-02-30", "acquired_on": "2024-02-01", "purpose": "war", "ownership_ratio": 1.5, "colour": "red",
        "movement": {"occurred_on": "2024-02", "cost_yen": 0, "weight": 3}});
    let mut faults = post(&app, "assets", said).await.faults(422);
    faults.sort();
    faults.dedup();
    let mut expected: Vec<(String, String)> = [
        ("/asset_no", "malformed"),
        ("/name", "required"),
        ("/in_service_on", "malformed"),
        ("/purpose", "unknown-value"),
        ("/ownership_ratio", "out-of-range"),
        ("/colour", "unknown-field"),
        ("/movement/reason", "required"),
        ("/movement/occurred_on", "malformed"),
        ("/movement/cost_yen", "out-of-range"),
        ("/movement/weight", "unknown-field"),
    ]
    .map(|(place, code)| (place.to_owned(), code.to_owned()))
    .into();
    expected.sort();
    assert_eq!(faults, expected);
}

#[tokio::test]
async fn an_asset_without_what_its_account_needs_is_refused() {
    let app = TestApp::town().await;
    let mut said = building("B-1", 1000, 0);
    said.as_object_mut().unwrap().remove("useful_life_years");
    post(&app, "assets", said).await.fault(422, "/useful_life_years", "required");
    let mut said = land("L-1", "2024-06-01", 1000);
    said["depreciation_method"] = json!("straight-line");
    post(&app, "assets", said).await.fault(422, "/depreciation_method", "contradiction");
    let mut said = land("L-1", "2024-06-01", 1000);
    said["movement"]["reason"] = json!("opening-balance");
    said["movement"]["accumulated_yen"] = json!(1);
    post(&app, "assets", said).await.fault(422, "/movement/accumulated_yen", "contradiction");
    let mut said = land("L-1", "2024-06-01", 1000);
    said.as_object_mut().unwrap().remove("movement");
    assert_eq!(post(&app, "assets", said).await.faults(422)[0], ("/movement".into(), "required".into()));
}

#[tokio::test]
async fn what_an_asset_refers_to_must_be_registered_in_its_municipality() {
    let app = TestApp::town().await;
    let mut said = land("L-1", "2024-06-01", 1000);
    said["facility_code"] = json!("F2");
    app.post(&format!("/v1/{NEIGHBOUR}/assets"), &said).await.fault(422, "/facility_code", "unknown-reference");
    app.post(&format!("/v1/{TOWN}/assets"), &said).await.expect(201);
    let path = format!("/v1/{TOWN}/assets/L-1/0");
    let body = json!({"site_code": "S99", "effective_on": "2024-08-01"});
    app.patch(&path, Some("*"), &body).await.fault(422, "/site_code", "unknown-reference");
}

#[tokio::test]
async fn what_an_asset_refers_to_is_not_deleted() {
    let app = TestApp::town().await;
    let mut said = land("L-1", "2024-06-01", 1000);
    said["site_code"] = json!("S2");
    said["facility_code"] = json!("F4");
    said["component_code"] = json!("C2");
    register(&app, said).await;
    for place in ["sites/S2", "facilities/F4", "components/C2"] {
        app.delete(&format!("/v1/{TOWN}/{place}"), Some("*")).await.problem(409);
    }
}

#[tokio::test]
async fn parts_that_refer_to_strangers_are_told_part_by_part() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let into = json!([{"asset_no": "L-1", "weight": 1}, {"asset_no": "L-2", "weight": 1, "facility_code": "F99"}]);
    let answer =
        post(&app, "asset-splits", json!({"asset_no": "L-1", "occurred_on": "2024-10-02", "into": into})).await;
    answer.fault(422, "/into/1/facility_code", "unknown-reference");
}

#[tokio::test]
async fn an_asset_is_registered_once() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    post(&app, "assets", land("L-1", "2024-06-01", 1000)).await.problem(409);
    let mut branch = land("L-1", "2024-06-01", 1000);
    branch["branch_no"] = json!("1");
    register(&app, branch).await;
}

#[tokio::test]
async fn unknown_assets_and_strangers_are_not_found() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let movement = json!({"reason": "retirement", "occurred_on": "2024-10-01"});
    for place in [format!("{NEIGHBOUR}/assets/L-1/0"), format!("{TOWN}/assets/L-9/0"), "131016/assets/L-1/0".to_owned()]
    {
        for part in ["", "/movements", "/versions", "/schedule"] {
            app.get(&format!("/v1/{place}{part}")).await.problem(404);
        }
        app.post(&format!("/v1/{place}/movements"), &movement).await.problem(404);
        app.patch(&format!("/v1/{place}"), Some("*"), &json!({"effective_on": "2024-08-01"})).await.problem(404);
    }
    let stranger = "/v1/131016";
    app.post(&format!("{stranger}/assets"), &land("L-1", "2024-06-01", 1)).await.problem(404);
    let into = json!([{"asset_no": "L-1", "quantity": 100}, {"asset_no": "L-8", "quantity": 200}]);
    let of = |extra: Value| {
        let mut body = json!({"asset_no": "L-1", "occurred_on": "2024-10-01"});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        body
    };
    for (list, body) in [
        ("asset-splits", of(json!({"into": into.clone()}))),
        (
            "asset-merges",
            json!({"assets": [{"asset_no": "L-1"}], "occurred_on": "2024-10-01", "into": {"asset_no": "L-1"}}),
        ),
        ("reclassifications", of(json!({"account": "infrastructure-land"}))),
        (
            "construction-settlements",
            of(json!({"into": [{"asset_no": "L-8", "name": "x", "account": "business-land"}]})),
        ),
        ("reversals", json!({"entry_no": 1, "occurred_on": "2024-10-01"})),
        ("fiscal-closings", json!({"fiscal_year": 2024})),
    ] {
        app.post(&format!("{stranger}/{list}"), &body).await.problem(404);
    }
    for list in
        ["assets", "entries", "entries/1", "fiscal-closings", "fiscal-closings/2024", "register?fiscal_year=2024"]
    {
        app.get(&format!("{stranger}/{list}")).await.problem(404);
    }
    assert_eq!(app.get(&format!("/v1/{NEIGHBOUR}/assets")).await.json()["assets"], json!([]));
}

#[tokio::test]
async fn a_request_that_comes_again_is_answered_again_and_not_done_again() {
    let app = TestApp::town().await;
    let key = |key: &'static str| [("idempotency-key", key)];
    let twice = |list: &'static str, name: &'static str, body: Value| {
        let (app, path) = (&app, format!("/v1/{TOWN}/{list}"));
        async move {
            let first = app.post_with(&path, &key(name), &body).await.expect(201);
            let again = app.post_with(&path, &key(name), &body).await.expect(201);
            assert_eq!(
                (first.bytes, first.headers.get("location")),
                (again.bytes, again.headers.get("location")),
                "{list}"
            );
            let mut other = body.clone();
            other["note"] = json!("別の要求");
            app.post_with(&path, &key(name), &other).await.problem(409);
        }
    };
    twice("assets", "a", land("L-1", "2024-06-01", 1000)).await;
    twice("assets/L-1/0/movements", "b", json!({"reason": "retirement", "occurred_on": "2024-10-01", "cost_yen": 100}))
        .await;
    let into = json!([{"asset_no": "L-1", "weight": 2}, {"asset_no": "L-2", "weight": 1}]);
    twice("asset-splits", "c", json!({"asset_no": "L-1", "occurred_on": "2024-10-02", "into": into})).await;
    let into = json!({"assets": [{"asset_no": "L-1"}, {"asset_no": "L-2"}], "occurred_on": "2024-10-03", "into": {"asset_no": "L-1"}});
    twice("asset-merges", "d", into).await;
    twice(
        "reclassifications",
        "e",
        json!({"asset_no": "L-1", "occurred_on": "2024-10-04", "account": "infrastructure-land"}),
    )
    .await;
    twice("reversals", "f", json!({"entry_no": 5, "occurred_on": "2024-10-05"})).await;
    assert_eq!(amounts(&asset(&app, "L-1/0").await).0, 900);
    let entries = app.get(&format!("/v1/{TOWN}/entries")).await.expect(200).json();
    assert_eq!(entries["entries"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn lists_go_on_from_page_to_page_and_are_narrowed_down() {
    let app = TestApp::town().await;
    for n in 1..=5 {
        register(&app, land(&format!("L-{n}"), "2024-06-01", 1000)).await;
    }
    register(&app, building("B-1", 1000, 500)).await;
    let numbers = |answer: &Value| -> Vec<String> {
        answer["assets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|asset| asset["asset_no"].as_str().unwrap().to_owned())
            .collect()
    };
    let (mut path, mut all, mut pages) = (format!("/v1/{TOWN}/assets?limit=2"), Vec::new(), 0);
    loop {
        let page = app.get(&path).await.expect(200).json();
        all.extend(numbers(&page));
        pages += 1;
        let Some(next) = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next") else { break };
        path = next["href"].as_str().unwrap().split_once("enoki.test").unwrap().1.to_owned();
    }
    assert_eq!((all.join(" "), pages), ("B-1 L-1 L-2 L-3 L-4 L-5".to_owned(), 3));
    let narrowed = app.get(&format!("/v1/{TOWN}/assets?account=business-buildings&q=庁舎")).await.expect(200).json();
    assert_eq!(numbers(&narrowed), ["B-1"]);
    let entries = app.get(&format!("/v1/{TOWN}/entries?limit=2")).await.expect(200).json();
    assert_eq!((&entries["entries"][0]["entry_no"], entries["entries"].as_array().unwrap().len()), (&json!(6), 2));
}

#[tokio::test]
async fn opening_balances_come_in_before_the_first_closing_only() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    close(&app, 2024).await;
    let mut late = land("L-2", "2025-04-01", 1000);
    late["movement"]["reason"] = json!("opening-balance");
    let told = app.post(&format!("/v1/{TOWN}/assets"), &late).await.problem(409);
    assert!(told["detail"].as_str().unwrap().contains("found-by-survey"), "{told}");
}

#[tokio::test]
async fn an_entry_is_not_taken_back_before_its_own_day() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let early = json!({"entry_no": 1, "occurred_on": "2024-05-31"});
    post(&app, "reversals", early).await.fault(422, "/occurred_on", "out-of-range");
}

#[tokio::test]
async fn what_leaves_waits_until_the_year_before_is_charged() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 10_000_000, 4_000_000)).await;
    let retired = |day: &str| json!({"reason": "retirement", "occurred_on": day});
    let told = movement(&app, "B-1/0", retired("2025-06-01")).await.problem(409);
    assert!(told["detail"].as_str().unwrap().contains("close 2024 first"), "{told}");
    close(&app, 2024).await;
    movement(&app, "B-1/0", retired("2025-06-01")).await.expect(201);
}
