//! Inspections over HTTP: what has to be inspected and when, what was found, and what becomes of it.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

async fn perform(app: &TestApp, inspection: Value) -> Value {
    app.post(&format!("/v1/{TOWN}/inspections"), &inspection).await.expect(201).json()
}

async fn refused(app: &TestApp, inspection: Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/inspections"), &inspection).await
}

async fn due(app: &TestApp, query: &str) -> Value {
    app.get(&format!("/v1/{TOWN}/inspections-due?{query}")).await.expect(200).json()
}

fn subject(line: &Value) -> String {
    let code = ["component_code", "building_code", "facility_code"].into_iter().find_map(|name| line[name].as_str());
    format!("{} {}", line["kind"].as_str().unwrap(), code.unwrap())
}

fn subjects(list: &Value) -> Vec<String> {
    list["due"].as_array().unwrap().iter().map(subject).collect()
}

fn id(inspection: &Value) -> &str {
    inspection["id"].as_str().unwrap()
}

/// An inspection of the lift with a worn rope and a door to be watched.
fn lift() -> Value {
    json!({"kind": "bsa-12-3-elevator", "component_code": "C3", "performed_on": "2026-05-11", "inspector": "昇降機保守",
        "findings": [
            {"item": "主索の摩耗の状況", "result": "failed", "severity": "urgent", "description": "素線切れがある。"},
            {"item": "戸の開閉の状況", "result": "watch"},
            {"item": "制御盤の状況", "result": "passed"}]})
}

fn own_kind() -> Value {
    json!({"name_ja": "昇降機 毎月点検", "name_en": "Monthly check of lifts", "law_ja": "市の保全方針による", "scope": "component",
        "interval_months": 1, "component_kinds": ["elevator"], "department": "施設課", "source": "保全方針 p.3"})
}

#[tokio::test]
async fn the_rules_say_what_has_to_be_inspected() {
    let app = TestApp::town().await;
    let list = due(&app, "as_of=2026-11-23&sort=kind").await;
    let expected = [
        "bsa-12-1-school B2",
        "bsa-12-3-elevator C3",
        "bsa-12-3-fire-doors B1",
        "bsa-12-3-fire-doors B2",
        "bsa-12-3-services B1",
        "bsa-12-3-services B2",
        "fluorocarbon-periodic C2",
        "fluorocarbon-simple C2",
        "own-building B2",
        "own-building B3",
        "own-building B4",
        "own-building B1",
        "school-safety F2",
    ];
    assert_eq!(subjects(&list), expected);
    assert_eq!(list["counts"], json!({"overdue": 0, "never_done": 13, "due_soon": 0, "later": 0}));
    let departments: Vec<(&str, i64)> = list["departments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["department"].as_str().unwrap(), d["counts"]["never_done"].as_i64().unwrap()))
        .collect();
    assert_eq!(departments.len(), 6);
    assert!(departments.contains(&("設備の主管課", 7)) && departments.contains(&("教育総務課", 2)));
}

#[tokio::test]
async fn the_reason_is_told_in_the_language_of_the_reader() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/inspections-due?kind=bsa-12-1-school");
    let line = app.get_with(&path, &[("accept-language", "ja")]).await.expect(200).json()["due"][0].clone();
    let because = line["because"].as_str().unwrap();
    assert!(because.contains("5432.1㎡") && because.contains("建築基準法第12条第1項"), "{because}");
    assert_eq!((&line["facility_name"], &line["building_name"]), (&json!("第一小学校"), &json!("校舎")));
    let english = due(&app, "kind=bsa-12-1-school").await;
    assert!(english["due"][0]["because"].as_str().unwrap().contains("floor area"));
}

#[tokio::test]
async fn the_next_is_due_an_interval_after_the_last_at_the_end_of_a_shorter_month() {
    let app = TestApp::town().await;
    perform(&app, json!({"kind": "fluorocarbon-simple", "component_code": "C2", "performed_on": "2025-08-29"})).await;
    let last =
        perform(&app, json!({"kind": "fluorocarbon-simple", "component_code": "C2", "performed_on": "2025-11-30"}))
            .await;
    for (as_of, standing, days) in [
        ("2026-01-28", "later", 31),
        ("2026-01-29", "due-soon", 30),
        ("2026-02-28", "due-soon", 0),
        ("2026-03-01", "overdue", -1),
    ] {
        let line = due(&app, &format!("kind=fluorocarbon-simple&as_of={as_of}")).await["due"][0].clone();
        assert_eq!(
            (&line["due_on"], &line["standing"], &line["days"]),
            (&json!("2026-02-28"), &json!(standing), &json!(days))
        );
        assert_eq!((&line["last_performed_on"], &line["last_inspection_id"]), (&json!("2025-11-30"), &last["id"]));
    }
}

#[tokio::test]
async fn what_was_performed_later_does_not_count_yet() {
    let app = TestApp::town().await;
    perform(&app, json!({"kind": "school-safety", "facility_code": "F2", "performed_on": "2026-04-10"})).await;
    assert_eq!(due(&app, "kind=school-safety&as_of=2026-04-09").await["due"][0]["standing"], "never-done");
    assert_eq!(due(&app, "kind=school-safety&as_of=2026-04-10").await["due"][0]["due_on"], "2026-08-10");
}

#[tokio::test]
async fn the_overdue_come_first_then_what_was_never_done_then_the_rest_by_day() {
    let app = TestApp::town().await;
    for (code, day) in [("B1", "2026-03-01"), ("B2", "2024-03-01"), ("B4", "2025-12-01")] {
        perform(&app, json!({"kind": "own-building", "building_code": code, "performed_on": day})).await;
    }
    let list = due(&app, "kind=own-building&as_of=2026-06-01").await;
    assert_eq!(subjects(&list), ["own-building B2", "own-building B3", "own-building B4", "own-building B1"]);
    let soon = due(&app, "kind=own-building&as_of=2026-06-01&soon_days=183&standing=due-soon").await;
    assert_eq!(subjects(&soon), ["own-building B4"]);
    assert_eq!(soon["counts"], json!({"overdue": 1, "never_done": 1, "due_soon": 1, "later": 1}));
    let until = due(&app, "kind=own-building&as_of=2026-06-01&until=2026-12-01").await;
    assert_eq!(subjects(&until), ["own-building B2", "own-building B3", "own-building B4"]);
    let of_one = due(&app, "kind=own-building&department=教育総務課").await;
    assert_eq!(of_one["number_matched"], 2);
    assert_eq!(due(&app, "facility_code=F3").await["number_matched"], 1);
}

#[tokio::test]
async fn the_list_is_read_on_page_by_page_in_either_direction() {
    let app = TestApp::town().await;
    for sort in ["due_on", "-due_on", "department", "-facility_code", "kind"] {
        let whole = subjects(&due(&app, &format!("sort={sort}")).await);
        let mut read = Vec::new();
        let mut next = Some(format!("/v1/{TOWN}/inspections-due?sort={sort}&limit=5"));
        while let Some(path) = next {
            let page = app.get(&path).await.expect(200).json();
            read.extend(subjects(&page));
            let link = page["links"].as_array().unwrap().first().map(|link| link["href"].as_str().unwrap().to_owned());
            next = link.map(|href| href.trim_start_matches("http://enoki.test").to_owned());
        }
        assert_eq!(read, whole, "{sort}");
    }
    app.get(&format!("/v1/{TOWN}/inspections-due?sort=name")).await.fault(400, "sort", "unknown-value");
}

#[tokio::test]
async fn what_the_municipality_says_of_a_subject_goes_before_the_rule() {
    let app = TestApp::town().await;
    let path = |code: &str| format!("/v1/{TOWN}/inspection-duties/bsa-12-3-services/building/{code}");
    app.put(&path("B1"), None, &json!({"required": false, "note": "別棟の設備による"})).await.expect(201);
    let said = json!({"required": true, "interval_months": 36, "first_due_on": "2026-03-31", "department": "施設課"});
    app.put(&path("B3"), None, &said).await.expect(201);
    let list = due(&app, "kind=bsa-12-3-services&as_of=2026-04-01").await;
    assert_eq!(subjects(&list), ["bsa-12-3-services B3", "bsa-12-3-services B2"]);
    let line = &list["due"][0];
    assert_eq!(
        (&line["standing"], &line["days"], &line["interval_months"]),
        (&json!("overdue"), &json!(-1), &json!(36))
    );
    assert_eq!((&line["department"], &line["individual"]), (&json!("施設課"), &json!(true)));
    assert!(line["because"].as_str().unwrap().starts_with("the municipality demands it"));
    let all = app.get(&format!("/v1/{TOWN}/inspection-duties")).await.expect(200).json();
    assert_eq!(all["duties"].as_array().unwrap().len(), 2);
    app.put(&path("B1"), None, &json!({"required": true})).await.problem(428);
    app.delete(&path("B1"), Some("\"other\"")).await.problem(412);
    let tag = app.get(&path("B1")).await.expect(200).etag();
    app.delete(&path("B1"), Some(&tag)).await.expect(204);
    app.get(&path("B1")).await.problem(404);
    assert_eq!(due(&app, "kind=bsa-12-3-services").await["number_matched"], 3);
}

#[tokio::test]
async fn an_exception_needs_a_kind_and_a_subject_that_belong_together() {
    let app = TestApp::town().await;
    let put =
        async |path: &str, body: Value| app.put(&format!("/v1/{TOWN}/inspection-duties/{path}"), None, &body).await;
    put("no-such/building/B1", json!({"required": true})).await.problem(404);
    put("own-building/building/B99", json!({"required": true})).await.problem(404);
    put("own-building/facility/F1", json!({"required": true})).await.fault(400, "scope", "contradiction");
    put("own-building/site/S1", json!({"required": true})).await.fault(400, "scope", "unknown-value");
    put("bsa-12-3-elevator/component/C1", json!({"required": true})).await.fault(400, "code", "contradiction");
    let faults =
        put("own-building/building/B1", json!({"interval_months": 0, "first_due_on": "2026"})).await.faults(422);
    let places: Vec<&str> = faults.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["/required", "/interval_months", "/first_due_on"]);
}

#[tokio::test]
async fn a_closed_building_has_to_be_inspected_no_more() {
    let app = TestApp::town().await;
    let tag = app.get(&format!("/v1/{TOWN}/buildings/B1")).await.expect(200).etag();
    app.patch(&format!("/v1/{TOWN}/buildings/B1"), Some(&tag), &json!({"status": "closed"})).await.expect(200);
    let left = subjects(&due(&app, "").await);
    assert_eq!(left.len(), 8);
    assert!(!left.iter().any(|subject| subject.ends_with("B1") || subject.ends_with("C2")), "{left:?}");
}

#[tokio::test]
async fn an_inspection_knows_its_place_and_is_as_bad_as_its_worst_finding() {
    let app = TestApp::town().await;
    let made = perform(&app, lift()).await;
    assert_eq!((&made["facility_code"], &made["building_code"]), (&json!("F2"), &json!("B2")));
    assert_eq!(made["result"], "failed");
    let numbers: Vec<i64> =
        made["findings"].as_array().unwrap().iter().map(|f| f["finding_no"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(
        (&made["findings"][0]["component_code"], &made["findings"][0]["building_code"]),
        (&json!("C3"), &json!("B2"))
    );
    let answer = app.get(&format!("/v1/{TOWN}/inspections/{}", id(&made))).await.expect(200);
    assert_eq!(answer.json(), made);
    let known = [("if-none-match", answer.etag())];
    let known: Vec<(&str, &str)> = known.iter().map(|(name, tag)| (*name, tag.as_str())).collect();
    app.get_with(&format!("/v1/{TOWN}/inspections/{}", id(&made)), &known).await.expect(304);
}

#[tokio::test]
async fn a_result_may_be_worse_than_the_findings_but_not_better() {
    let app = TestApp::town().await;
    let mut better = lift();
    better["result"] = json!("watch");
    refused(&app, better).await.fault(422, "/result", "contradiction");
    let worse =
        json!({"kind": "own-building", "building_code": "B1", "performed_on": "2026-05-11", "result": "failed"});
    assert_eq!(perform(&app, worse).await["result"], "failed");
    let nothing = json!({"kind": "own-building", "building_code": "B1", "performed_on": "2026-05-12"});
    assert_eq!(perform(&app, nothing).await["result"], "passed");
}

#[tokio::test]
async fn an_inspection_that_cannot_have_taken_place_is_refused() {
    let app = TestApp::town().await;
    let of = |kind: &str, field: &str, code: &str| {
        let mut inspection = json!({"kind": kind, "performed_on": "2026-05-11"});
        inspection[field] = json!(code);
        inspection
    };
    let mut tomorrow = lift();
    tomorrow["performed_on"] = json!("2199-01-01");
    refused(&app, tomorrow).await.fault(422, "/performed_on", "out-of-range");
    let mut early = of("own-building", "building_code", "B1");
    early["performed_on"] = json!("1977-03-31");
    refused(&app, early).await.fault(422, "/performed_on", "contradiction");
    refused(&app, of("no-such", "building_code", "B1")).await.fault(422, "/kind", "unknown-reference");
    refused(&app, of("own-building", "building_code", "B5")).await.fault(422, "/building_code", "contradiction");
    refused(&app, of("own-building", "building_code", "B99")).await.fault(422, "/building_code", "unknown-reference");
    refused(&app, of("bsa-12-3-elevator", "building_code", "B2")).await.fault(422, "/component_code", "required");
    refused(&app, of("bsa-12-3-elevator", "component_code", "C2")).await.fault(422, "/component_code", "contradiction");
    refused(&app, of("own-building", "facility_code", "F1")).await.fault(422, "/building_code", "required");
    refused(&app, of("own-building", "component_code", "C1")).await.fault(422, "/component_code", "contradiction");
    refused(&app, of("school-safety", "building_code", "B2")).await.fault(422, "/building_code", "contradiction");
    refused(&app, json!({"kind": "bsa-12-3-elevator", "performed_on": "2026-05-11"})).await.fault(
        422,
        "/component_code",
        "required",
    );
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_by_its_place() {
    let app = TestApp::town().await;
    let wrong = json!({"kind": "own-building", "building_code": "B5", "performed_on": "2026-13-01", "colour": "red", "findings": [
        {"result": "failed", "building_code": "B1"},
        {"finding_no": 7, "item": "外壁", "result": "broken"},
        {"finding_no": 7, "item": "屋上", "result": "watch", "component_code": "C99"},
        "text"]});
    let mut faults = refused(&app, wrong).await.faults(422);
    faults.sort();
    let expected = [
        ("/building_code", "contradiction"),
        ("/colour", "unknown-field"),
        ("/findings/0/building_code", "contradiction"),
        ("/findings/0/item", "required"),
        ("/findings/1/result", "unknown-value"),
        ("/findings/2/component_code", "unknown-reference"),
        ("/findings/2/finding_no", "duplicate"),
        ("/findings/3", "malformed"),
        ("/performed_on", "malformed"),
    ];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let none: Value = app.get(&format!("/v1/{TOWN}/inspections")).await.expect(200).json();
    assert_eq!(none["number_returned"], 0);
    refused(
        &app,
        json!({"kind": "own-building", "building_code": "B1", "performed_on": "2026-05-11", "findings": "外壁"}),
    )
    .await
    .fault(422, "/findings", "malformed");
}

#[tokio::test]
async fn a_list_holds_the_findings_of_each() {
    let app = TestApp::town().await;
    perform(&app, lift()).await;
    perform(
        &app,
        json!({"kind": "own-building", "building_code": "B1", "performed_on": "2026-06-01", "external_no": "R8-1"}),
    )
    .await;
    let list = async |query: &str| app.get(&format!("/v1/{TOWN}/inspections?{query}")).await.expect(200).json();
    let all = list("sort=-performed_on&counted=true").await;
    assert_eq!((&all["number_matched"], &all["inspections"][0]["external_no"]), (&json!(2), &json!("R8-1")));
    assert_eq!(all["inspections"][0]["findings"], json!([]));
    assert_eq!(all["inspections"][1]["findings"].as_array().unwrap().len(), 3);
    for (query, number) in [
        ("result=failed", 1),
        ("kind=own-building", 1),
        ("component_code=C3", 1),
        ("from=2026-06-01", 1),
        ("until=2026-05-31", 1),
        ("external_no=R8-1", 1),
        ("facility_code=F4", 0),
    ] {
        assert_eq!(list(query).await["number_returned"], number, "{query}");
    }
    refused(
        &app,
        json!({"kind": "own-building", "building_code": "B1", "performed_on": "2026-06-01", "external_no": "R8-1"}),
    )
    .await
    .problem(409);
}

#[tokio::test]
async fn an_inspection_sent_twice_is_recorded_once() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/inspections");
    let first = app.post_with(&path, &[("idempotency-key", "k1")], &lift()).await.expect(201);
    let again = app.post_with(&path, &[("idempotency-key", "k1")], &lift()).await.expect(201);
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(app.get(&path).await.expect(200).json()["number_returned"], 1);
}

#[tokio::test]
async fn a_change_lies_over_what_was_recorded_and_is_remembered() {
    let app = TestApp::town().await;
    let made = perform(&app, lift()).await;
    let path = format!("/v1/{TOWN}/inspections/{}", id(&made));
    let tag = app.get(&path).await.expect(200).etag();
    app.patch(&path, None, &json!({"cost_yen": 84000})).await.problem(428);
    let changed = app.patch(&path, Some(&tag), &json!({"cost_yen": 84000, "inspector": null})).await.expect(200);
    let now = changed.json();
    assert_eq!((&now["cost_yen"], &now["inspector"], &now["result"]), (&json!(84000), &Value::Null, &json!("failed")));
    assert_eq!(now["findings"], made["findings"]);
    app.patch(&path, Some(&tag), &json!({"cost_yen": 1})).await.problem(412);
    let mended = json!({"findings": [{"item": "主索の摩耗の状況", "result": "watch"}]});
    let now = app.patch(&path, Some(&changed.etag()), &mended).await.expect(200).json();
    assert_eq!((now["findings"].as_array().unwrap().len(), &now["result"]), (1, &json!("watch")));
    let events = app.get(&format!("{path}/events")).await.expect(200).json();
    assert_eq!(events["events"][0]["changes"]["cost_yen"], json!({"from": null, "to": 84000}));
    assert_eq!(events["events"][1]["changes"]["result"], json!({"from": "failed", "to": "watch"}));
    app.delete(&path, Some("*")).await.problem(405);
}

#[tokio::test]
async fn what_was_inspected_before_it_was_pulled_down_can_still_be_corrected() {
    let app = TestApp::town().await;
    let made =
        perform(&app, json!({"kind": "own-building", "building_code": "B4", "performed_on": "2026-05-11"})).await;
    let building = format!("/v1/{TOWN}/buildings/B4");
    let tag = app.get(&building).await.expect(200).etag();
    app.patch(&building, Some(&tag), &json!({"status": "demolished"})).await.expect(200);
    let path = format!("/v1/{TOWN}/inspections/{}", id(&made));
    app.patch(&path, Some("*"), &json!({"report_no": "R8-1"})).await.expect(200);
    app.patch(&path, Some("*"), &json!({"building_code": "B5"})).await.fault(422, "/building_code", "contradiction");
    app.patch(&path, Some("*"), &json!({"performed_on": "2199-01-01"})).await.fault(
        422,
        "/performed_on",
        "out-of-range",
    );
}

#[tokio::test]
async fn a_finding_becomes_a_defect_once() {
    let app = TestApp::town().await;
    let made = perform(&app, lift()).await;
    let path = |number: &str| format!("/v1/{TOWN}/inspections/{}/findings/{number}/defects", id(&made));
    let answer = app.post(&path("1"), &json!({"place": "1号機"})).await.expect(201);
    let defect = answer.json()["defect_id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("/v1/{TOWN}/defects/{defect}"));
    let again = app.post(&path("1"), &json!({})).await.problem(409);
    assert!(again["detail"].as_str().unwrap().contains(&defect));
    app.post(&path("3"), &json!({})).await.fault(422, "", "contradiction");
    app.post(&path("4"), &json!({})).await.problem(404);
    app.post(&path("x"), &json!({})).await.fault(400, "finding_no", "malformed");
    app.post(&path("2"), &json!({"severity": "grave"})).await.fault(422, "/severity", "unknown-value");
    app.post(&path("2"), &json!({"reported_on": "2026-05-10"})).await.fault(422, "/reported_on", "contradiction");
    app.post(&path("2"), &json!({"reported_on": "2199-01-01"})).await.fault(422, "/reported_on", "out-of-range");
    app.post(&path("2"), &json!({"state": "closed"})).await.fault(422, "/state", "unknown-field");
    app.post(&path("2"), &json!({})).await.expect(201);
    let made_of_it = app.get(&format!("/v1/{TOWN}/defects/{defect}")).await.expect(200).json();
    assert_eq!(
        (&made_of_it["via"], &made_of_it["inspection_id"], &made_of_it["finding_no"], &made_of_it["state"]),
        (&json!("inspection"), &made["id"], &json!(1), &json!("reported"))
    );
    assert_eq!(
        (&made_of_it["component_code"], &made_of_it["component_kind"], &made_of_it["reported_by"]),
        (&json!("C3"), &json!("elevator"), &json!("昇降機保守"))
    );
    let events = app.get(&format!("/v1/{TOWN}/defects/{defect}/events")).await.expect(200).json();
    assert_eq!(
        (&events["events"][0]["what"], &events["events"][0]["to_state"]),
        (&json!("created"), &json!("reported"))
    );
    let now = app.get(&format!("/v1/{TOWN}/inspections/{}", id(&made))).await.expect(200).json();
    assert_eq!(now["findings"][0]["defect_id"], json!(defect));
    assert!(now["findings"][1]["defect_id"].is_string() && now["findings"][2]["defect_id"].is_null());
}

#[tokio::test]
async fn a_finding_becomes_proposed_works_once() {
    let app = TestApp::town().await;
    let made = perform(&app, lift()).await;
    let path = format!("/v1/{TOWN}/inspections/{}/findings/1/works", id(&made));
    app.post(&path, &json!({"planned_year": "soon"})).await.fault(422, "/planned_year", "out-of-range");
    app.post(&path, &json!({"state": "done"})).await.fault(422, "/state", "contradiction");
    app.post(&path, &json!({"state": "計画"})).await.fault(422, "/state", "contradiction");
    let answer = app.post(&path, &json!({"cost_yen": 1200000, "planned_year": 2027})).await.expect(201);
    let work = app.get(&answer.header("location")).await.expect(200).json();
    assert_eq!(
        (&work["origin"], &work["origin_id"], &work["state"]),
        (&json!("finding"), &made["id"], &json!("proposed"))
    );
    assert_eq!(
        (&work["component_code"], &work["kind"], &work["cost_yen"]),
        (&json!("C3"), &json!("repair"), &json!(1200000))
    );
    assert_eq!(work["title"], "主索の摩耗の状況の是正");
    assert_eq!(work["id"], answer.json()["work_id"]);
    let again = app.post(&path, &json!({})).await.problem(409);
    assert!(again["detail"].as_str().unwrap().contains(work["id"].as_str().unwrap()));
    let works = app.get(&format!("/v1/{TOWN}/works?origin=finding")).await.expect(200).json();
    assert_eq!(works["number_returned"], 1);
}

#[tokio::test]
async fn a_finding_that_became_something_stays() {
    let app = TestApp::town().await;
    let made = perform(&app, lift()).await;
    let path = format!("/v1/{TOWN}/inspections/{}", id(&made));
    let before = app.get(&path).await.expect(200).etag();
    app.post(&format!("{path}/findings/1/works"), &json!({})).await.expect(201);
    let tag = app.get(&path).await.expect(200).etag();
    assert_ne!(before, tag);
    app.patch(&path, Some(&tag), &json!({"findings": []})).await.fault(422, "/findings", "contradiction");
    let kept = json!({"findings": [{"finding_no": 1, "item": "主索", "result": "failed", "work_id": "another"}]});
    let now = app.patch(&path, Some(&tag), &kept).await.expect(200).json();
    assert!(now["findings"][0]["work_id"].as_str().is_some_and(|id| id.len() == 36));
}

#[tokio::test]
async fn a_municipality_puts_its_own_kind_in_the_place_of_a_national_one_and_takes_it_back() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/inspection-kinds/bsa-12-3-elevator");
    let national = app.get(&path).await.expect(200);
    assert_eq!((&national.json()["interval_months"], &national.json()["own"]), (&json!(12), &json!(false)));
    app.put(&path, None, &own_kind()).await.problem(428);
    app.delete(&path, Some(&national.etag())).await.problem(404);
    let own = app.put(&path, Some(&national.etag()), &own_kind()).await.expect(200);
    assert_eq!((&own.json()["own"], &own.json()["confidence"]), (&json!(true), &json!("municipal")));
    let line = due(&app, "kind=bsa-12-3-elevator").await["due"][0].clone();
    assert_eq!((&line["interval_months"], &line["department"]), (&json!(1), &json!("施設課")));
    let neighbours = app.get(&format!("/v1/{NEIGHBOUR}/inspection-kinds/bsa-12-3-elevator")).await.expect(200).json();
    assert_eq!(neighbours["own"], false);
    app.delete(&path, Some(&own.etag())).await.expect(204);
    assert_eq!(app.get(&path).await.expect(200).json(), national.json());
    let all = app.get(&format!("/v1/{TOWN}/inspection-kinds")).await.expect(200).json();
    assert_eq!(all["kinds"].as_array().unwrap().len(), 22);
}

#[tokio::test]
async fn a_municipality_has_kinds_of_its_own() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/inspection-kinds/lift-monthly");
    app.get(&path).await.problem(404);
    let made = app.put(&path, None, &own_kind()).await.expect(201);
    assert_eq!(due(&app, "kind=lift-monthly").await["number_matched"], 1);
    perform(&app, json!({"kind": "lift-monthly", "component_code": "C3", "performed_on": "2026-05-31"})).await;
    assert_eq!(due(&app, "kind=lift-monthly").await["due"][0]["due_on"], "2026-06-30");
    app.delete(&path, Some(&made.etag())).await.problem(409);
    app.get(&path).await.expect(200);
    let wrong = json!({"name_ja": "x", "name_en": "x", "law_ja": "x", "source": "x", "scope": "building", "interval_months": 12,
        "component_kinds": ["elevator"], "report_interval_months": 6});
    let faults = app.put(&format!("/v1/{TOWN}/inspection-kinds/other"), None, &wrong).await.faults(422);
    let places: Vec<&str> = faults.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["/component_kinds", "/report_interval_months"]);
    let missing =
        app.put(&format!("/v1/{TOWN}/inspection-kinds/other"), None, &json!({"scope": "site"})).await.faults(422);
    assert_eq!(missing.len(), 6);
}

#[tokio::test]
async fn a_kind_that_is_not_in_force_demands_nothing() {
    let app = TestApp::town().await;
    let mut kind = own_kind();
    kind["effective_from"] = json!("2027-04-01");
    app.put(&format!("/v1/{TOWN}/inspection-kinds/lift-monthly"), None, &kind).await.expect(201);
    assert_eq!(due(&app, "kind=lift-monthly&as_of=2027-03-31").await["number_matched"], 0);
    assert_eq!(due(&app, "kind=lift-monthly&as_of=2027-04-01").await["number_matched"], 1);
}

#[tokio::test]
async fn a_neighbour_sees_nothing_of_it() {
    let app = TestApp::town().await;
    let made = perform(&app, lift()).await;
    perform(&app, json!({"kind": "own-building", "building_code": "B1", "performed_on": "2026-05-11"})).await;
    app.put(&format!("/v1/{TOWN}/inspection-duties/own-building/building/B1"), None, &json!({"required": false}))
        .await
        .expect(201);
    app.get(&format!("/v1/{NEIGHBOUR}/inspections/{}", id(&made))).await.problem(404);
    app.post(&format!("/v1/{NEIGHBOUR}/inspections/{}/findings/1/defects", id(&made)), &json!({})).await.problem(404);
    let list = app.get(&format!("/v1/{NEIGHBOUR}/inspections-due")).await.expect(200).json();
    assert_eq!(subjects(&list), ["own-building B1", "bsa-12-3-fire-doors B1", "bsa-12-3-services B1"]);
    assert_eq!(list["counts"]["never_done"], 3);
    app.post(&format!("/v1/{NEIGHBOUR}/inspections"), &lift()).await.fault(422, "/component_code", "unknown-reference");
    for path in ["inspections", "inspections-due", "inspection-kinds", "inspection-duties"] {
        app.get(&format!("/v1/131016/{path}")).await.problem(404);
    }
}

#[tokio::test]
async fn the_list_leaves_as_a_file() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/inspections-due?as_of=2026-11-23&kind=bsa-12-3-elevator&format=");
    let csv = app.get(&format!("{path}csv")).await.expect(200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "\u{feff}期限の状況,期限日,残日数,点検の種別,種別名,根拠法令,対象,施設番号,施設名,建物番号,建物名,部位番号,部位名,担当課,\
         前回実施日,周期（月）,個別指定,該当理由,備考"
    );
    assert!(lines[1].starts_with(
        "未実施,,,bsa-12-3-elevator,昇降機定期検査,建築基準法第12条第3項,部位・設備,F2,第一小学校,B2,校舎,C3,昇降機,"
    ));
    assert_eq!(lines.len(), 2);
    let cp932 = app.get(&format!("{path}csv&encoding=cp932")).await.expect(200);
    assert_eq!(&cp932.bytes[..4], b"\x8a\xfa\x8c\xc0");
    let workbook = app.get(&format!("{path}xlsx")).await.expect(200);
    assert_eq!(&workbook.bytes[..2], b"PK");
    assert!(workbook.header("content-disposition").contains("inspections-due-132233-2026-11-23.xlsx"));
    assert_eq!(app.get(&format!("{path}xlsx")).await.expect(200).bytes, workbook.bytes);
    app.get(&format!("{path}pdf")).await.fault(400, "format", "unknown-value");
}
