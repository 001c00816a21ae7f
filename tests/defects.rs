//! Defects over HTTP: from the report to the accepted repair, what is refused on the way, and how they are counted.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

fn leak() -> Value {
    json!({"building_code": "B1", "component_code": "C1", "place": "4階 会議室", "description": "天井から雨漏りしている",
        "reported_on": "2025-06-01"})
}

fn with(changes: Value) -> Value {
    let mut defect = leak();
    defect.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    defect
}

async fn report(app: &TestApp, defect: Value) -> Value {
    app.post(&format!("/v1/{TOWN}/defects"), &defect).await.expect(201).json()
}

async fn to(app: &TestApp, id: &str, change: Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/defects/{id}/state-changes"), &change).await
}

fn id(defect: &Value) -> &str {
    defect["id"].as_str().unwrap()
}

async fn set(app: &TestApp, name: &str, value: &str) {
    let path = format!("/v1/{TOWN}/parameters/defect/{name}");
    let tag = app.get(&path).await.expect(200).etag();
    app.put(&path, Some(&tag), &json!({"value": value, "source": "施設管理規程"})).await.expect(200);
}

#[tokio::test]
async fn a_defect_goes_from_its_report_to_its_accepted_repair() {
    let app = TestApp::town().await;
    let defect =
        report(&app, json!({"component_code": "C1", "description": "雨漏り", "reported_on": "2025-06-01"})).await;
    assert_eq!(
        (&defect["facility_code"], &defect["building_code"], &defect["component_kind"]),
        (&json!("F1"), &json!("B1"), &json!("roof"))
    );
    assert_eq!(
        (&defect["state"], &defect["via"], &defect["due_on"]),
        (&json!("reported"), &json!("staff"), &Value::Null)
    );
    let id = id(&defect);
    let judged =
        to(&app, id, json!({"state": "triaged", "severity": "urgent", "remark": "現地を確認"})).await.expect(200);
    assert_eq!((&judged.json()["state"], &judged.json()["due_on"]), (&json!("triaged"), &json!("2025-06-08")));
    to(&app, id, json!({"state": "assigned", "assigned_to": "保全係"})).await.expect(200);
    to(&app, id, json!({"state": "fixed", "fixed_on": "2025-06-05", "cost_yen": 48000})).await.expect(200);
    let closed = to(&app, id, json!({"state": "closed", "closed_on": "2025-06-06"})).await.expect(200);
    let read = app.get(&format!("/v1/{TOWN}/defects/{id}")).await.expect(200);
    assert_eq!((read.json(), read.etag()), (closed.json(), closed.etag()));
    let events = app.get(&format!("/v1/{TOWN}/defects/{id}/events")).await.expect(200).json();
    let path: Vec<&str> =
        events["events"].as_array().unwrap().iter().map(|event| event["to_state"].as_str().unwrap()).collect();
    assert_eq!(path, ["reported", "triaged", "assigned", "fixed", "closed"]);
    assert_eq!(events["events"][1]["note"], "現地を確認");
    assert_eq!(events["events"][1]["changes"]["due_on"], json!({"from": null, "to": "2025-06-08"}));
}

#[tokio::test]
async fn the_day_to_be_fixed_by_follows_from_the_severity() {
    let app = TestApp::town().await;
    // June has 30 days: the 60th day after the 1st is 31 July, the 180th 28 November.
    let days =
        [("danger", "2025-06-02"), ("urgent", "2025-06-08"), ("ordinary", "2025-07-31"), ("minor", "2025-11-28")];
    for (severity, due) in days {
        let defect = report(&app, leak()).await;
        let judged = to(&app, id(&defect), json!({"state": "triaged", "severity": severity})).await.expect(200).json();
        assert_eq!(judged["due_on"], due, "{severity}");
    }
    let said = report(&app, with(json!({"state": "triaged", "severity": "minor", "due_on": "2025-06-20"}))).await;
    assert_eq!(said["due_on"], "2025-06-20");
    let former = with(json!({"state": "fixed", "severity": "minor", "fixed_on": "2025-06-02"}));
    assert_eq!(report(&app, former).await["due_on"], Value::Null);
    let invented = with(json!({"state": "triaged", "severity": "minor", "illustrative": ["reported_on"]}));
    assert_eq!(report(&app, invented).await["illustrative"], json!(["due_on", "reported_on"]));
}

#[tokio::test]
async fn a_municipality_sets_its_own_days_and_a_day_is_counted_anew_when_taken_away() {
    let app = TestApp::town().await;
    let answer =
        app.post(&format!("/v1/{TOWN}/defects"), &with(json!({"state": "triaged", "severity": "urgent"}))).await;
    assert_eq!(answer.json()["due_on"], "2025-06-08");
    set(&app, "target_days_urgent", "3").await;
    let path = format!("/v1/{TOWN}/defects/{}", id(&answer.json()));
    let kept = app.patch(&path, Some(&answer.etag()), &json!({"department": "施設課"})).await.expect(200);
    assert_eq!(kept.json()["due_on"], "2025-06-08");
    let anew = app.patch(&path, Some(&kept.etag()), &json!({"due_on": null})).await.expect(200);
    assert_eq!(anew.json()["due_on"], "2025-06-04");
    set(&app, "target_days_urgent", "100000000").await;
    let never = app.patch(&path, Some(&anew.etag()), &json!({"due_on": null})).await.expect(200);
    // A hundred years of 365 days at most; there are 24 leap days in between.
    assert_eq!(never.json()["due_on"], "2125-05-08");
}

#[tokio::test]
async fn a_state_is_not_skipped_and_needs_its_facts() {
    let app = TestApp::town().await;
    let defect = report(&app, leak()).await;
    let id = id(&defect);
    to(&app, id, json!({"state": "fixed", "fixed_on": "2025-06-02"})).await.fault(422, "/state", "contradiction");
    to(&app, id, json!({"remark": "?"})).await.fault(422, "/state", "required");
    to(&app, id, json!({"state": "mended"})).await.fault(422, "/state", "unknown-value");
    to(&app, id, json!({"state": "triaged"})).await.fault(422, "/severity", "required");
    to(&app, id, json!({"state": "rejected"})).await.fault(422, "/reason", "required");
    let path = format!("/v1/{TOWN}/defects/{id}");
    let tag = app.get(&path).await.etag();
    app.patch(&path, Some(&tag), &json!({"state": "triaged"})).await.problem(422);
    app.patch(&path, None, &json!({"department": "施設課"})).await.problem(428);
    let stale = [("if-match", "\"abcdefghijklmnopqrstuv\"")];
    let change = json!({"state": "triaged", "severity": "minor"});
    app.post_with(&format!("{path}/state-changes"), &stale, &change).await.problem(412);
    app.post_with(&format!("{path}/state-changes"), &[("if-match", &tag)], &change).await.expect(200);
}

#[tokio::test]
async fn what_contradicts_itself_is_refused_by_its_place() {
    let app = TestApp::town().await;
    for (changes, place, code) in [
        (json!({"description": " "}), "/description", "required"),
        (json!({"state": "triaged"}), "/severity", "required"),
        (json!({"state": "assigned", "severity": "minor"}), "/assigned_to", "required"),
        (json!({"state": "rejected"}), "/reason", "required"),
        (json!({"reported_on": "2199-01-01"}), "/reported_on", "out-of-range"),
        (json!({"reported_on": "2025"}), "/reported_on", "malformed"),
        (json!({"fixed_on": "2025-05-31"}), "/fixed_on", "contradiction"),
        (json!({"due_on": "2025-05-31"}), "/due_on", "contradiction"),
        (json!({"cost_yen": -1}), "/cost_yen", "out-of-range"),
        (json!({"severity": "awful"}), "/severity", "unknown-value"),
        (json!({"via": "pigeon"}), "/via", "unknown-value"),
        (json!({"component_code": "C3"}), "/building_code", "contradiction"),
        (json!({"component_code": "C99"}), "/component_code", "unknown-reference"),
        (json!({"facility_code": "F2"}), "/facility_code", "contradiction"),
        (json!({"building_code": "B5", "component_code": null}), "/building_code", "contradiction"),
        (json!({"illustrative": ["colour"]}), "/illustrative", "unknown-value"),
        (json!({"link_token": "x"}), "/link_token", "unknown-field"),
    ] {
        let answer = app.post(&format!("/v1/{TOWN}/defects"), &with(changes.clone())).await;
        assert_eq!(answer.faults(422), [(place.to_owned(), code.to_owned())], "{changes}: {}", answer.text());
    }
    let nowhere = json!({"description": "どこかが壊れている"});
    app.post(&format!("/v1/{TOWN}/defects"), &nowhere).await.fault(422, "/facility_code", "required");
    assert_eq!(app.get(&format!("/v1/{TOWN}/defects")).await.json()["defects"], json!([]));
}

#[tokio::test]
async fn a_number_is_given_once_only() {
    let app = TestApp::town().await;
    report(&app, with(json!({"external_no": "R7-1"}))).await;
    app.post(&format!("/v1/{TOWN}/defects"), &with(json!({"external_no": "R7-1"}))).await.problem(409);
}

#[tokio::test]
async fn what_leads_to_a_person_is_in_the_record_only() {
    let app = TestApp::town().await;
    let answer = app.post(&format!("/v1/{TOWN}/defects"), &with(json!({"contact": "042-000-0001"}))).await.expect(201);
    let path = format!("/v1/{TOWN}/defects/{}", id(&answer.json()));
    assert_eq!(app.get(&path).await.json()["contact"], "042-000-0001");
    let list = app.get(&format!("/v1/{TOWN}/defects")).await.expect(200);
    assert!(!list.text().contains("contact") && !list.text().contains("042-000"), "{}", list.text());
    app.patch(&path, Some(&answer.etag()), &json!({"contact": null, "place": "3階"})).await.expect(200);
    let events = app.get(&format!("{path}/events")).await.expect(200);
    assert!(!events.text().contains("042-000"), "{}", events.text());
    assert_eq!(
        events.json()["events"][1]["changes"],
        json!({"place": {"from": "4階 会議室", "to": "3階"}, "contact": {}})
    );
}

#[tokio::test]
async fn lists_are_filtered_and_sorted() {
    let app = TestApp::town().await;
    for (number, changes) in [
        ("1", json!({"state": "triaged", "severity": "danger", "department": "施設課"})),
        ("2", json!({"state": "triaged", "severity": "minor", "due_on": "2199-01-01", "reported_on": "2025-07-01"})),
        ("3", json!({"state": "closed", "severity": "minor", "fixed_on": "2025-06-02", "closed_on": "2025-06-03"})),
        ("4", json!({"state": "rejected", "reason": "重複", "reported_on": "2025-06-15"})),
        ("5", json!({"component_code": "C2", "reported_on": "2025-05-01"})),
    ] {
        report(
            &app,
            with(
                json!({"external_no": number})
                    .as_object()
                    .map(|own| {
                        let mut all = own.clone();
                        all.extend(changes.as_object().unwrap().clone());
                        Value::Object(all)
                    })
                    .unwrap(),
            ),
        )
        .await;
    }
    for (filter, numbers) in [
        ("open=true", "1 2 5"),
        ("open=false", "3 4"),
        ("overdue=true", "1"),
        ("overdue=false", "2 3 4 5"),
        ("state=triaged", "1 2"),
        ("severity=minor", "2 3"),
        ("component_kind=air-conditioning", "5"),
        ("component_code=C1", "1 2 3 4"),
        ("department=施設課", "1"),
        ("reported_from=2025-06-02", "2 4"),
        ("reported_to=2025-06-01", "1 3 5"),
        ("reported_from=2025-06-15&reported_to=2025-06-15", "4"),
        ("via=link", ""),
        ("facility_code=F2", ""),
    ] {
        let found = app.get(&format!("/v1/{TOWN}/defects?sort=recorded_at&{filter}")).await.expect(200).json();
        let mut found: Vec<&str> =
            found["defects"].as_array().unwrap().iter().map(|d| d["external_no"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found.join(" "), numbers, "{filter}");
    }
    let sorted =
        app.get(&format!("/v1/{TOWN}/defects?sort=-reported_on&limit=2&counted=true")).await.expect(200).json();
    assert_eq!(
        (&sorted["defects"][0]["external_no"], &sorted["defects"][1]["external_no"]),
        (&json!("2"), &json!("4"))
    );
    assert_eq!(sorted["number_matched"], 5);
    app.get(&format!("/v1/{TOWN}/defects?reported_from=2025")).await.fault(400, "reported_from", "malformed");
    app.get(&format!("/v1/{TOWN}/defects?open=perhaps")).await.fault(400, "open", "unknown-value");
}

async fn five_defects(app: &TestApp) {
    for defect in [
        with(
            json!({"state": "closed", "severity": "urgent", "fixed_on": "2025-06-05", "closed_on": "2025-06-06", "cost_yen": 10000}),
        ),
        with(json!({"state": "fixed", "severity": "minor", "fixed_on": "2025-06-12", "cost_yen": 5000})),
        json!({"facility_code": "F2", "description": "門扉が開かない", "reported_on": "2025-06-03"}),
        json!({"facility_code": "F2", "description": "塀が傾いている", "reported_on": "2025-06-01", "state": "triaged", "severity": "danger"}),
        json!({"facility_code": "F2", "description": "同上", "reported_on": "2025-06-01", "state": "rejected", "reason": "重複"}),
    ] {
        report(app, defect).await;
    }
}

/// The counts of a row: reported, open, closed, rejected, overdue, fixed.
fn counts(row: &Value) -> [i64; 6] {
    ["reported", "open", "closed", "rejected", "overdue", "fixed"].map(|name| row[name].as_i64().unwrap())
}

#[tokio::test]
async fn defects_are_counted_by_facility() {
    let app = TestApp::town().await;
    five_defects(&app).await;
    let summary = app.get(&format!("/v1/{TOWN}/defect-summary?by=facility")).await.expect(200).json();
    let groups = summary["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2);
    assert_eq!((&groups[0]["key"], &groups[0]["name"]), (&json!("F1"), &json!("市役所")));
    assert_eq!(counts(&groups[0]), [2, 1, 1, 0, 0, 2]);
    // 4 and 11 days.
    assert_eq!((&groups[0]["mean_days_to_fix"], &groups[0]["cost_yen"]), (&json!(7.5), &json!(15000)));
    assert_eq!((&groups[1]["key"], counts(&groups[1])), (&json!("F2"), [3, 2, 0, 1, 1, 0]));
    assert_eq!((&groups[1]["mean_days_to_fix"], &groups[1]["cost_yen"]), (&Value::Null, &json!(0)));
    assert_eq!(counts(&summary["total"]), [5, 3, 1, 1, 1, 2]);
    assert_eq!((&summary["total"]["mean_days_to_fix"], &summary["total"]["cost_yen"]), (&json!(7.5), &json!(15000)));
    let as_of: chrono::NaiveDate = summary["as_of"].as_str().unwrap().parse().unwrap();
    let since = |day: &str| (as_of - day.parse::<chrono::NaiveDate>().unwrap()).num_days();
    assert_eq!(groups[1]["oldest_open_days"], since("2025-06-01"));
    assert_eq!(groups[1]["most_days_overdue"], since("2025-06-02"));
}

#[tokio::test]
async fn defects_are_counted_by_kind_of_component_department_and_severity() {
    let app = TestApp::town().await;
    five_defects(&app).await;
    for (question, keys, reported) in [
        ("by=component-kind", json!(["roof", null]), vec![2, 3]),
        ("by=severity", json!(["danger", "urgent", "minor", null]), vec![1, 1, 1, 2]),
        ("by=department", json!([null]), vec![5]),
        ("by=severity&facility_code=F2", json!(["danger", null]), vec![1, 2]),
        ("reported_from=2025-06-02", json!(["F2"]), vec![1]),
    ] {
        let summary = app.get(&format!("/v1/{TOWN}/defect-summary?{question}")).await.expect(200).json();
        let groups = summary["groups"].as_array().unwrap();
        let of = |name: &str| Value::from(groups.iter().map(|group| group[name].clone()).collect::<Vec<_>>());
        assert_eq!((of("key"), of("reported")), (keys, json!(reported)), "{question}");
    }
    let empty = app.get(&format!("/v1/{NEIGHBOUR}/defect-summary")).await.expect(200).json();
    assert_eq!((&empty["groups"], counts(&empty["total"])), (&json!([]), [0; 6]));
    app.get(&format!("/v1/{TOWN}/defect-summary?by=colour")).await.fault(400, "by", "unknown-value");
    app.get("/v1/131016/defect-summary").await.problem(404);
}

#[tokio::test]
async fn a_defect_becomes_works_once() {
    let app = TestApp::town().await;
    let defect = report(&app, leak()).await;
    let path = format!("/v1/{TOWN}/defects/{}", id(&defect));
    let answer = app.post(&format!("{path}/works"), &json!({"planned_year": 2027})).await.expect(201);
    let work = answer.json();
    assert_eq!(
        [&work["kind"], &work["state"], &work["origin"], &work["origin_id"], &work["component_code"], &work["scope"]],
        [&json!("repair"), &json!("proposed"), &json!("defect"), &defect["id"], &json!("C1"), &defect["description"]]
    );
    assert_eq!((&work["title"], &work["planned_year"]), (&json!("不具合の修繕: 天井から雨漏りしている"), &json!(2027)));
    assert_eq!(app.get(&answer.header("location")).await.expect(200).json(), work);
    let now = app.get(&path).await.json();
    assert_eq!((&now["work_id"], &now["state"]), (&work["id"], &json!("reported")));
    let events = app.get(&format!("{path}/events")).await.json();
    assert_eq!(events["events"][1]["changes"], json!({"work_id": {"from": null, "to": work["id"]}}));
    app.post(&format!("{path}/works"), &json!({})).await.problem(409);
    assert_eq!(app.get(&format!("/v1/{TOWN}/works")).await.json()["works"].as_array().unwrap().len(), 1);
    let rejected = report(&app, with(json!({"state": "rejected", "reason": "重複"}))).await;
    app.post(&format!("/v1/{TOWN}/defects/{}/works", id(&rejected)), &json!({})).await.problem(409);
}

#[tokio::test]
async fn works_that_are_refused_leave_the_defect_as_it_was() {
    let app = TestApp::town().await;
    let defect = report(&app, leak()).await;
    let path = format!("/v1/{TOWN}/defects/{}", id(&defect));
    app.post(&format!("{path}/works"), &json!({"kind": "magic"})).await.fault(422, "/kind", "unknown-value");
    assert_eq!(app.get(&path).await.json(), defect);
    let elsewhere = app.post(&format!("{path}/works"), &json!({"building_code": "B1"})).await.expect(201).json();
    assert_eq!((&elsewhere["building_code"], &elsewhere["component_code"]), (&json!("B1"), &Value::Null));
}

#[tokio::test]
async fn what_has_defects_is_not_deleted() {
    let app = TestApp::town().await;
    report(&app, leak()).await;
    let path = format!("/v1/{TOWN}/components/C1");
    let tag = app.get(&path).await.etag();
    let problem = app.delete(&path, Some(&tag)).await.problem(409);
    assert!(problem["detail"].as_str().unwrap().contains("conservation"), "{problem}");
}

#[tokio::test]
async fn a_strangers_defects_are_not_seen() {
    let app = TestApp::town().await;
    let defect = report(&app, leak()).await;
    let there = format!("/v1/{NEIGHBOUR}/defects/{}", id(&defect));
    app.get(&there).await.problem(404);
    app.get(&format!("{there}/events")).await.problem(404);
    app.post(&format!("{there}/works"), &json!({})).await.problem(404);
    app.post(&format!("{there}/state-changes"), &json!({"state": "rejected", "reason": "?"})).await.problem(404);
    assert_eq!(app.get(&format!("/v1/{NEIGHBOUR}/defects")).await.json()["defects"], json!([]));
}

#[tokio::test]
async fn a_request_that_comes_again_is_not_done_again() {
    let app = TestApp::town().await;
    let key = [("idempotency-key", "defect-1")];
    let first = app.post_with(&format!("/v1/{TOWN}/defects"), &key, &leak()).await.expect(201).json();
    assert_eq!(app.post_with(&format!("/v1/{TOWN}/defects"), &key, &leak()).await.expect(201).json(), first);
    let change = format!("/v1/{TOWN}/defects/{}/state-changes", id(&first));
    let key = [("idempotency-key", "defect-2")];
    let judged = json!({"state": "triaged", "severity": "minor"});
    let once = app.post_with(&change, &key, &judged).await.expect(200).json();
    assert_eq!(app.post_with(&change, &key, &judged).await.expect(200).json(), once);
}
