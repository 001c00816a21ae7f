//! Works over HTTP: from the first proposal to their end, and what is refused on the way.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

fn proposal() -> Value {
    json!({"building_code": "B1", "component_code": "C1", "kind": "renewal", "title": "屋上防水改修", "cost_yen": 26000000,
        "planned_year": 2027, "earliest_year": 2026, "latest_year": 2028})
}

async fn propose(app: &TestApp, work: Value) -> Value {
    app.post(&format!("/v1/{TOWN}/works"), &work).await.expect(201).json()
}

async fn to(app: &TestApp, id: &str, change: Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/works/{id}/state-changes"), &change).await
}

fn id(work: &Value) -> &str {
    work["id"].as_str().unwrap()
}

#[tokio::test]
async fn works_know_their_facility_from_their_component() {
    let app = TestApp::town().await;
    let work = propose(&app, json!({"component_code": "C1", "kind": "repair", "title": "屋上点検口の修繕"})).await;
    assert_eq!((&work["facility_code"], &work["building_code"]), (&json!("F1"), &json!("B1")));
    assert_eq!(
        (&work["state"], &work["origin"], &work["duration_years"]),
        (&json!("proposed"), &json!("manual"), &json!(1))
    );
    let answer = app.get(&format!("/v1/{TOWN}/works/{}", id(&work))).await.expect(200);
    assert_eq!(answer.json(), work);
}

#[tokio::test]
async fn works_go_their_way_and_renew_what_they_were_done_on() {
    let app = TestApp::town().await;
    let work = propose(&app, proposal()).await;
    let id = id(&work);
    to(&app, id, json!({"state": "planned", "plan_year": 2026, "remark": "実施計画に掲載"})).await.expect(200);
    let budget = json!({"state": "budgeted", "budget_year": 2026, "budget_request_yen": 26000000,
        "funding": {"bond": 19500000, "general-fund": 6500000}});
    to(&app, id, budget).await.expect(200);
    to(&app, id, json!({"state": "under-way", "started_on": "2026-05-11"})).await.expect(200);
    let done = json!({"state": "done", "done_on": "2026-10-30", "actual_cost_yen": 25300000});
    let told = to(&app, id, done).await.expect(200).json();
    assert_eq!(told["work"]["state"], "done");
    let renewed = told["effects"].as_array().unwrap().iter().find(|effect| effect["what"] == "component").unwrap();
    assert_eq!((&renewed["code"], &renewed["from"], &renewed["to"]), (&json!("C1"), &json!("2008"), &json!("2026")));
    let component = app.get(&format!("/v1/{TOWN}/components/C1")).await.expect(200).json();
    assert_eq!(component["installed_year"], 2026);
    let offer = &told["register_offer"];
    assert_eq!((&offer["assets"], &offer["movement"]["cost_yen"]), (&json!([]), &json!(25300000)));
    let events = app.get(&format!("/v1/{TOWN}/works/{id}/events")).await.expect(200).json();
    let path: Vec<&str> = events["events"].as_array().unwrap().iter().filter_map(|e| e["to_state"].as_str()).collect();
    assert_eq!(path, ["proposed", "planned", "budgeted", "under-way", "done"]);
    assert_eq!(events["events"][1]["note"], "実施計画に掲載");
    assert_eq!(events["events"][2]["changes"]["budget_year"], json!({"from": null, "to": 2026}));
}

#[tokio::test]
async fn completed_works_offer_the_movement_of_the_asset_they_improved() {
    let app = TestApp::town().await;
    let asset = json!({"asset_no": "A-1", "name": "本庁舎", "account": "business-buildings", "useful_life_years": 50,
        "acquired_on": "1977-12-01", "in_service_on": "1977-12-01", "building_code": "B1",
        "movement": {"reason": "opening-balance", "occurred_on": "2025-04-01", "cost_yen": 1000000000}});
    app.post(&format!("/v1/{TOWN}/assets"), &asset).await.expect(201);
    let work = propose(
        &app,
        json!({"building_code": "B1", "kind": "accessibility", "title": "多目的トイレ設置", "state": "under-way",
        "planned_year": 2026, "budget_year": 2026, "budget_request_yen": 8000000, "cost_yen": 8000000,
        "funding": {"general-fund": 8000000}, "started_on": "2026-06-01"}),
    )
    .await;
    let told = to(&app, id(&work), json!({"state": "done", "done_on": "2026-09-30", "actual_cost_yen": 7900000}))
        .await
        .expect(200)
        .json();
    let offer = &told["register_offer"];
    assert_eq!(offer["assets"], json!(["A-1/0"]));
    let movement = app.post(offer["href"].as_str().unwrap(), &offer["movement"]).await.expect(201).json();
    assert_eq!(movement["movements"][0]["cost_yen"], 7900000);
}

#[tokio::test]
async fn a_state_is_not_skipped_and_needs_its_facts() {
    let app = TestApp::town().await;
    let work = propose(&app, proposal()).await;
    let id = id(&work);
    to(&app, id, json!({"state": "done", "done_on": "2026-10-01"})).await.fault(422, "/state", "contradiction");
    // The words of the trade are understood in Japanese too, and are no way round.
    to(&app, id, json!({"state": " 完了 ", "done_on": "2026-10-01"})).await.fault(422, "/state", "contradiction");
    to(&app, id, json!({"remark": "?"})).await.fault(422, "/state", "required");
    to(&app, id, json!({"state": "finished"})).await.fault(422, "/state", "unknown-value");
    to(&app, id, json!({"state": "dropped"})).await.fault(422, "/dropped_reason", "required");
    to(&app, id, json!({"state": "planned"})).await.expect(200);
    let faults = to(&app, id, json!({"state": "budgeted"})).await.faults(422);
    for field in ["/budget_year", "/budget_request_yen", "/funding"] {
        assert!(faults.iter().any(|(place, _)| place == field), "{field} of {faults:?}");
    }
    assert_eq!(app.get(&format!("/v1/{TOWN}/works/{id}")).await.json()["state"], "planned");
}

#[tokio::test]
async fn what_contradicts_itself_is_refused_by_its_place() {
    let app = TestApp::town().await;
    let with = |changes: Value| {
        let mut work = proposal();
        work.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        work
    };
    for (changes, place, code) in [
        (json!({"latest_year": 2025}), "/latest_year", "contradiction"),
        (json!({"planned_year": 2031}), "/planned_year", "contradiction"),
        (json!({"duration_years": 0}), "/duration_years", "out-of-range"),
        (json!({"cost_yen": -1}), "/cost_yen", "out-of-range"),
        (json!({"cost_yen": 1e15}), "/cost_yen", "out-of-range"),
        (json!({"state": "done"}), "/done_on", "required"),
        (json!({"state": "done", "done_on": "2199-01-01"}), "/done_on", "out-of-range"),
        (json!({"state": "done", "done_on": "2025"}), "/done_on", "malformed"),
        (json!({"kind": "magic"}), "/kind", "unknown-value"),
        (json!({"title": " "}), "/title", "required"),
        (json!({"component_code": "C3"}), "/building_code", "contradiction"),
        (json!({"component_code": "C99"}), "/component_code", "unknown-reference"),
        (json!({"facility_code": "F2"}), "/facility_code", "contradiction"),
        (json!({"building_code": "B5", "component_code": null}), "/building_code", "contradiction"),
        (json!({"funding": {"bond": 1, "lottery": 2}}), "/funding", "unknown-value"),
        (json!({"funding": {"bond": 27000000}}), "/funding", "contradiction"),
        (json!({"tags": ["sdg-18"]}), "/tags", "unknown-value"),
        (json!({"illustrative": ["colour"]}), "/illustrative", "unknown-value"),
        (json!({"colour": "red"}), "/colour", "unknown-field"),
    ] {
        let answer = app.post(&format!("/v1/{TOWN}/works"), &with(changes.clone())).await;
        assert_eq!(answer.faults(422), [(place.to_owned(), code.to_owned())], "{changes}: {}", answer.text());
    }
    let nowhere = json!({"kind": "repair", "title": "どこかの修繕"});
    app.post(&format!("/v1/{TOWN}/works"), &nowhere).await.fault(422, "/facility_code", "required");
    assert_eq!(app.get(&format!("/v1/{TOWN}/works")).await.json()["works"], json!([]));
}

#[tokio::test]
async fn a_change_names_the_state_it_changes_and_leaves_the_rest() {
    let app = TestApp::town().await;
    let answer = app.post(&format!("/v1/{TOWN}/works"), &proposal()).await.expect(201);
    let (tag, work) = (answer.etag(), answer.json());
    let path = format!("/v1/{TOWN}/works/{}", id(&work));
    app.patch(&path, None, &json!({"priority": 5})).await.problem(428);
    let changed = app.patch(&path, Some(&tag), &json!({"priority": 80, "latest_year": null})).await.expect(200);
    assert_eq!((&changed.json()["priority"], &changed.json()["latest_year"]), (&json!(80), &Value::Null));
    assert_eq!(changed.json()["title"], "屋上防水改修");
    app.patch(&path, Some(&tag), &json!({"priority": 5})).await.problem(412);
    let fresh = changed.etag();
    app.patch(&path, Some(&fresh), &json!({"state": "planned"})).await.fault(422, "/state", "contradiction");
}

#[tokio::test]
async fn a_strangers_works_are_not_seen() {
    let app = TestApp::town().await;
    let work = propose(&app, proposal()).await;
    app.get(&format!("/v1/{NEIGHBOUR}/works/{}", id(&work))).await.problem(404);
    assert_eq!(app.get(&format!("/v1/{NEIGHBOUR}/works")).await.json()["works"], json!([]));
    let there = format!("/v1/{NEIGHBOUR}/works/{}/state-changes", id(&work));
    app.post(&there, &json!({"state": "planned"})).await.problem(404);
}

#[tokio::test]
async fn works_are_listed_in_the_order_asked_for_page_by_page() {
    let app = TestApp::town().await;
    for (n, year) in [(1, 2030), (2, 2026), (3, 2028), (4, 2026)] {
        let work = json!({"facility_code": "F1", "kind": "repair", "title": format!("工事{n}"), "planned_year": year, "tags": ["sdg-11"]});
        propose(&app, work).await;
    }
    propose(&app, json!({"facility_code": "F2", "kind": "repair", "title": "年度未定"})).await;
    let mut titles = Vec::new();
    let mut path = format!("/v1/{TOWN}/works?sort=-planned_year&limit=2&counted=true&facility_code=F1");
    loop {
        let page = app.get(&path).await.expect(200).json();
        assert_eq!(page["number_matched"], 4);
        titles.extend(page["works"].as_array().unwrap().iter().map(|w| w["title"].as_str().unwrap().to_owned()));
        let Some(next) = page["links"][0]["href"].as_str() else { break };
        path = next.trim_start_matches("http://enoki.test").to_owned();
    }
    assert_eq!(titles, ["工事1", "工事3", "工事4", "工事2"]);
    let tagged = app.get(&format!("/v1/{TOWN}/works?tag=sdg-1")).await.expect(200).json();
    assert_eq!(tagged["works"], json!([]));
    app.get(&format!("/v1/{TOWN}/works?sort=colour")).await.fault(400, "sort", "unknown-value");
}

#[tokio::test]
async fn a_request_that_comes_again_is_not_done_again() {
    let app = TestApp::town().await;
    let key = [("idempotency-key", "works-1")];
    let first = app.post_with(&format!("/v1/{TOWN}/works"), &key, &proposal()).await.expect(201).json();
    let again = app.post_with(&format!("/v1/{TOWN}/works"), &key, &proposal()).await.expect(201).json();
    assert_eq!(first, again);
    assert_eq!(app.get(&format!("/v1/{TOWN}/works")).await.json()["works"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn funding_is_patched_source_by_source_and_done_works_do_not_change_their_place() {
    let app = TestApp::town().await;
    let work = json!({"component_code": "C1", "kind": "renewal", "title": "屋上防水改修", "state": "under-way", "planned_year": 2026,
        "budget_year": 2026, "budget_request_yen": 100, "cost_yen": 100, "funding": {"bond": 60, "general-fund": 40}, "started_on": "2026-05-01"});
    let answer = app.post(&format!("/v1/{TOWN}/works"), &work).await.expect(201);
    let path = format!("/v1/{TOWN}/works/{}", id(&answer.json()));
    let changed =
        app.patch(&path, Some(&answer.etag()), &json!({"funding": {"bond": null, "other": 60}})).await.expect(200);
    assert_eq!(changed.json()["funding"], json!({"general-fund": 40, "other": 60}));
    to(&app, id(&answer.json()), json!({"state": "done", "done_on": "2026-10-01"})).await.expect(200);
    let tag = app.get(&path).await.etag();
    app.patch(&path, Some(&tag), &json!({"component_code": null})).await.fault(422, "/component_code", "contradiction");
    let events = app.get(&format!("{path}/events")).await.expect(200).json();
    let last = events["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["what"], &last["changes"]["effects"][0]["code"]), (&json!("completed"), &json!("C1")));
}

#[tokio::test]
async fn works_on_a_building_renew_all_of_it_only_when_they_are_such_works() {
    let app = TestApp::town().await;
    let done = |kind: &str| {
        json!({"building_code": "B1", "kind": kind, "title": kind, "state": "under-way", "planned_year": 2026, "budget_year": 2026,
            "budget_request_yen": 100, "cost_yen": 100, "funding": {"bond": 100}, "started_on": "2026-05-01"})
    };
    let years = async || {
        let found = app.get(&format!("/v1/{TOWN}/components?building_code=B1")).await.expect(200).json();
        found["components"].as_array().unwrap().iter().map(|c| c["installed_year"].clone()).collect::<Vec<_>>()
    };
    let renewal = propose(&app, done("renewal")).await;
    to(&app, id(&renewal), json!({"state": "done", "done_on": "2026-10-01"})).await.expect(200);
    assert_eq!(years().await, [json!(2008), json!(2015)]);
    let overhaul = propose(&app, done("long-life")).await;
    to(&app, id(&overhaul), json!({"state": "done", "done_on": "2026-10-01"})).await.expect(200);
    assert_eq!(years().await, [json!(2026), json!(2026)]);
}

#[tokio::test]
async fn completed_works_fix_the_defect_they_were_to_mend_and_a_demolished_building_is_gone() {
    let app = TestApp::town().await;
    let defect = json!({"component_code": "C1", "description": "雨漏り", "severity": "urgent", "state": "triaged", "reported_on": "2026-04-01"});
    let defect = app.post(&format!("/v1/{TOWN}/defects"), &defect).await.expect(201).json();
    let path = format!("/v1/{TOWN}/defects/{}", id(&defect));
    app.post(&format!("{path}/works"), &json!({"kind": "repair", "cost_yen": 100})).await.expect(201);
    let works = app.get(&format!("/v1/{TOWN}/works")).await.json()["works"][0].clone();
    for change in [
        json!({"state": "planned", "planned_year": 2026}),
        json!({"state": "budgeted", "budget_year": 2026, "budget_request_yen": 100, "funding": {"general-fund": 100}}),
        json!({"state": "under-way", "started_on": "2026-05-01"}),
        json!({"state": "done", "done_on": "2026-06-01"}),
    ] {
        to(&app, id(&works), change).await.expect(200);
    }
    let fixed = app.get(&path).await.expect(200).json();
    assert_eq!((&fixed["state"], &fixed["fixed_on"]), (&json!("fixed"), &json!("2026-06-01")));
    let gone = json!({"building_code": "B3", "kind": "demolition", "title": "体育館解体", "state": "under-way", "planned_year": 2026,
        "budget_year": 2026, "budget_request_yen": 1, "cost_yen": 1, "funding": {"general-fund": 1}, "started_on": "2026-05-01"});
    let gone = propose(&app, gone).await;
    let told = to(&app, id(&gone), json!({"state": "done", "done_on": "2026-06-30"})).await.expect(200).json();
    assert_eq!(told["effects"][0]["to"], "demolished");
    assert_eq!(app.get(&format!("/v1/{TOWN}/buildings/B3")).await.json()["status"], "demolished");
}

#[tokio::test]
async fn records_follow_their_building_to_another_facility() {
    let app = TestApp::town().await;
    let work = propose(&app, proposal()).await;
    let building = format!("/v1/{TOWN}/buildings/B1");
    let tag = app.get(&building).await.etag();
    app.patch(&building, Some(&tag), &json!({"facility_code": "F2"})).await.expect(200);
    let path = format!("/v1/{TOWN}/works/{}", id(&work));
    let tag = app.get(&path).await.etag();
    let changed = app.patch(&path, Some(&tag), &json!({"priority": 5})).await.expect(200).json();
    assert_eq!(changed["facility_code"], "F2");
}
