//! Report links over HTTP: what staff do with them, and what a stranger who has one can and cannot do.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

async fn issue(app: &TestApp, facility: &str) -> String {
    let link = app.post(&format!("/v1/{TOWN}/facilities/{facility}/report-links"), &json!({})).await.expect(201).json();
    link["token"].as_str().unwrap().to_owned()
}

async fn tell(app: &TestApp, token: &str, report: Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/report-links/{token}/defects"), &report).await
}

async fn fill_in(app: &TestApp, token: &str, form: &str) -> Answer {
    app.send(Method::POST, &format!("/v1/{TOWN}/report-links/{token}/defects"), &FORM, form.to_owned()).await
}

async fn defects(app: &TestApp) -> Vec<Value> {
    let list = app.get(&format!("/v1/{TOWN}/defects")).await.expect(200).json();
    list["defects"].as_array().unwrap().clone()
}

async fn set(app: &TestApp, name: &str, value: &str) {
    let path = format!("/v1/{TOWN}/parameters/defect/{name}");
    let tag = app.get(&path).await.expect(200).etag();
    app.put(&path, Some(&tag), &json!({"value": value, "source": "施設管理規程"})).await.expect(200);
}

#[tokio::test]
async fn a_link_is_issued_listed_and_revoked() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities/F1/report-links");
    let link = app.post(&path, &json!({})).await.expect(201).json();
    let token = link["token"].as_str().unwrap();
    assert_eq!(token.len(), 22);
    assert_eq!(link["url"], format!("http://enoki.test/v1/{TOWN}/report-links/{token}/form"));
    let other = issue(&app, "F1").await;
    assert_ne!(other, token);
    for _ in 0..2 {
        app.delete(&format!("/v1/{TOWN}/report-links/{token}"), None).await.expect(204);
    }
    let links = app.get(&path).await.expect(200).json();
    let of = |name: &str| links["report_links"].as_array().unwrap().iter().map(|l| l[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("token"), [json!(token), json!(other)]);
    assert!(of("revoked_at")[0].is_string() && of("revoked_at")[1].is_null());
    app.delete(&format!("/v1/{TOWN}/report-links/nothing"), None).await.problem(404);
    app.delete(&format!("/v1/{NEIGHBOUR}/report-links/{other}"), None).await.problem(404);
    app.post(&format!("/v1/{TOWN}/facilities/F99/report-links"), &json!({})).await.problem(404);
    app.get(&format!("/v1/{TOWN}/facilities/F99/report-links")).await.problem(404);
}

#[tokio::test]
async fn a_report_becomes_a_defect_and_tells_no_more_than_its_number() {
    let app = TestApp::town().await;
    let token = issue(&app, "F1").await;
    let said = json!({"description": "床がぬれている", "place": "1階 入口", "contact": "042-000-0002"});
    let answer = tell(&app, &token, said).await.expect(201);
    let receipt = answer.json();
    assert_eq!(receipt.as_object().unwrap().keys().collect::<Vec<_>>(), ["number", "message"]);
    let number = receipt["number"].as_str().unwrap();
    assert!(number.starts_with("Q-") && receipt["message"].as_str().unwrap().contains(number));
    assert!(answer.headers.get("location").is_none() && answer.headers.get("etag").is_none());
    let found = app.get(&format!("/v1/{TOWN}/defects?external_no={number}")).await.expect(200).json();
    let defect = &found["defects"][0];
    assert_eq!(
        [&defect["facility_code"], &defect["state"], &defect["via"], &defect["place"], &defect["description"]],
        [&json!("F1"), &json!("reported"), &json!("link"), &json!("1階 入口"), &json!("床がぬれている")]
    );
    let read = app.get(&format!("/v1/{TOWN}/defects/{}", defect["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(read.json()["contact"], "042-000-0002");
    assert!(!read.text().contains(&token));
}

#[tokio::test]
async fn the_form_shows_the_name_of_the_facility_and_is_sent_as_a_form() {
    let app = TestApp::town().await;
    let token = issue(&app, "F1").await;
    let page = app.get(&format!("/v1/{TOWN}/report-links/{token}/form?utm_source=x")).await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.text().contains("市役所") && page.text().contains("<html lang=\"ja\">"));
    for secret in ["F1", "総務課", "本町", TOWN] {
        assert!(!page.text().contains(secret), "{secret}");
    }
    let english = app.get(&format!("/v1/{TOWN}/report-links/{token}/form?lang=en")).await.expect(200).text();
    assert!(english.contains("<html lang=\"en\">") && english.contains("action=\"defects\""));
    let sent =
        fill_in(&app, &token, "lang=en&website=&place=&contact=&description=%E6%B0%B4%0D%0A%E6%BC%8F%E3%82%8C").await;
    let thanks = sent.expect(201).text();
    let stored = &defects(&app).await[0];
    assert_eq!(stored["description"], "水\n漏れ");
    assert!(thanks.contains(stored["external_no"].as_str().unwrap()) && thanks.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn what_is_written_stays_text_on_every_page() {
    let app = TestApp::town().await;
    let token = issue(&app, "F1").await;
    let evil = "%3Cscript%3Ealert(1)%3C/script%3E";
    let long = "x".repeat(201);
    let again =
        fill_in(&app, &token, &format!("description={evil}&place={long}&contact={evil}")).await.expect(422).text();
    assert!(!again.contains("<script") && again.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count() == 2);
    assert!(again.contains("id=\"place-wrong\"") && again.contains(&long));
    let thanks = fill_in(&app, &token, &format!("description={evil}")).await.expect(201).text();
    assert!(!thanks.contains("<script"));
    assert_eq!(defects(&app).await[0]["description"], "<script>alert(1)</script>");
    let facility = json!({"code": "F9", "name": "<script>alert(2)</script>", "class": "other"});
    app.post(&format!("/v1/{TOWN}/facilities"), &facility).await.expect(201);
    let other = issue(&app, "F9").await;
    let page = app.get(&format!("/v1/{TOWN}/report-links/{other}/form")).await.expect(200).text();
    let labels = app.get(&format!("/v1/{TOWN}/report-labels")).await.expect(200).text();
    assert!(!page.contains("<script") && !labels.contains("<script"));
}

#[tokio::test]
async fn a_report_that_cannot_be_taken_is_refused_by_its_place() {
    let app = TestApp::town().await;
    let token = issue(&app, "F1").await;
    tell(&app, &token, json!({"place": "x"})).await.fault(422, "/description", "required");
    tell(&app, &token, json!({"description": "x", "place": "長".repeat(201)})).await.fault(422, "/place", "malformed");
    tell(&app, &token, json!({"description": "x", "state": "closed"})).await.fault(422, "/state", "unknown-field");
    tell(&app, &token, json!(["x"])).await.problem(422);
    tell(&app, &token, json!({"description": "x".repeat(40_000)})).await.problem(413);
    let path = format!("/v1/{TOWN}/report-links/{token}/defects");
    app.send(Method::POST, &path, &[("content-type", "text/plain")], "x").await.problem(415);
    app.send(Method::POST, &path, &[("content-type", "application/json")], "{").await.problem(400);
    let empty = fill_in(&app, &token, "description=+&lang=ja").await.expect(422).text();
    assert!(empty.contains("id=\"description-wrong\""));
    assert!(defects(&app).await.is_empty());
    // As long as the form lets it be: 2000 letters of four bytes each.
    let longest = format!("description={}", "%F0%A0%AE%B7".repeat(2_000));
    fill_in(&app, &token, &longest).await.expect(201);
}

#[tokio::test]
async fn a_link_that_is_not_in_force_is_gone_in_both_languages() {
    let app = TestApp::town().await;
    let revoked = issue(&app, "F1").await;
    let good = issue(&app, "F1").await;
    app.delete(&format!("/v1/{TOWN}/report-links/{revoked}"), None).await.expect(204);
    for (municipality, token) in
        [(TOWN, revoked.as_str()), (TOWN, "AAAAAAAAAAAAAAAAAAAAAA"), (NEIGHBOUR, good.as_str())]
    {
        let path = format!("/v1/{municipality}/report-links/{token}");
        let shown = app.get(&format!("{path}/form")).await.expect(404).text();
        let sent = app.send(Method::POST, &format!("{path}/defects"), &FORM, "description=x").await.expect(404).text();
        for page in [shown, sent] {
            assert!(page.contains("使えません") && page.contains("no longer in use"), "{page}");
        }
        app.post(&format!("{path}/defects"), &json!({"description": "x"})).await.problem(404);
    }
    assert!(defects(&app).await.is_empty());
}

#[tokio::test]
async fn a_machine_that_fills_in_everything_is_thanked_and_forgotten() {
    let app = TestApp::town().await;
    let token = issue(&app, "F1").await;
    let receipt = tell(&app, &token, json!({"description": "x", "website": "http://x"})).await.expect(201).json();
    assert!(receipt["number"].as_str().unwrap().starts_with("Q-"));
    let page = fill_in(&app, &token, "description=x&website=http%3A%2F%2Fx").await.expect(201).text();
    assert!(page.contains("<p class=\"number\">Q-"));
    assert!(defects(&app).await.is_empty());
}

#[tokio::test]
async fn the_same_report_again_is_answered_and_not_recorded_again() {
    let app = TestApp::town().await;
    set(&app, "link_reports_per_hour", "2").await;
    let token = issue(&app, "F1").await;
    let first = tell(&app, &token, json!({"description": "電灯が切れた"})).await.expect(201).json();
    assert_eq!(tell(&app, &token, json!({"description": "電灯が切れた"})).await.expect(201).json(), first);
    let elsewhere = tell(&app, &token, json!({"description": "電灯が切れた", "place": "2階"})).await.expect(201).json();
    assert_ne!(elsewhere, first);
    assert_eq!(defects(&app).await.len(), 2);
}

#[tokio::test]
async fn no_more_is_taken_in_than_a_link_may_bring_in_an_hour() {
    let app = TestApp::town().await;
    set(&app, "link_reports_per_hour", "2").await;
    let (token, other) = (issue(&app, "F1").await, issue(&app, "F2").await);
    for n in 1..=2 {
        tell(&app, &token, json!({"description": format!("不具合{n}")})).await.expect(201);
    }
    let refused = tell(&app, &token, json!({"description": "不具合3"})).await;
    assert_eq!(refused.problem(429)["type"], "urn:enoki:problem:too-many");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((3_500..=3_600).contains(&seconds), "{seconds}");
    let page = fill_in(&app, &token, "description=%E5%A3%8A%E3%82%8C%E3%81%9F").await.expect(429);
    assert!(page.header("retry-after").parse::<u64>().is_ok() && page.text().contains("壊れた"));
    tell(&app, &other, json!({"description": "不具合4"})).await.expect(201);
    assert_eq!(defects(&app).await.len(), 3);
    set(&app, "link_reports_per_day_municipality", "3").await;
    let refused = tell(&app, &other, json!({"description": "不具合5"})).await;
    refused.problem(429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 86_000);
    set(&app, "link_reports_per_day_municipality", "0").await;
    tell(&app, &other, json!({"description": "不具合6"})).await.problem(429);
    // What staff record is not counted and not refused.
    app.post(&format!("/v1/{TOWN}/defects"), &json!({"facility_code": "F1", "description": "x"})).await.expect(201);
}

#[tokio::test]
async fn reports_that_come_at_once_do_not_overshoot() {
    let app = TestApp::town().await;
    set(&app, "link_reports_per_hour", "2").await;
    let token = issue(&app, "F1").await;
    let sent = (0..6).map(|n| tell(&app, &token, json!({"description": format!("不具合{n}")})));
    let answers = futures_util::future::join_all(sent).await;
    let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(201), with(429), defects(&app).await.len()), (2, 4, 2));
}

#[tokio::test]
async fn labels_show_a_code_for_every_facility_that_has_a_link() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/report-labels");
    let token = issue(&app, "F1").await;
    let some = app.get(&path).await.expect(200);
    assert!(some.header("content-type").starts_with("text/html"));
    assert_eq!(some.text().matches("<svg").count(), 1);
    assert!(some.text().contains("カタクリの湯（F3）") && !some.text().contains("市役所（F1）"));
    assert!(some.text().contains("public_url") && some.text().contains(&format!("/report-links/{token}/form")));
    for _ in 0..2 {
        let all = app.post(&path, &json!({})).await.expect(200).text();
        assert_eq!((all.matches("<svg").count(), all.matches(&token).count()), (4, 1));
    }
    let links = app.get(&format!("/v1/{TOWN}/facilities/F2/report-links")).await.expect(200).json();
    assert_eq!(links["report_links"].as_array().unwrap().len(), 1);
    let two = app.get(&format!("{path}?facility_code=F2,F1&layout=1x1")).await.expect(200).text();
    assert_eq!((two.matches("<svg").count(), two.matches("<div class=\"paper one\">").count()), (2, 2));
    let named = app.post(&path, &json!({"facility_codes": ["F4"], "layout": "3x8"})).await.expect(200).text();
    assert_eq!((named.matches("<svg").count(), named.matches("<div class=\"paper many\">").count()), (1, 1));
}

#[tokio::test]
async fn labels_of_what_is_not_here_are_refused() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/report-labels");
    app.get(&format!("{path}?facility_code=F1,F99")).await.fault(400, "facility_code", "unknown-reference");
    app.get(&format!("{path}?layout=9x9")).await.fault(400, "layout", "unknown-value");
    app.post(&path, &json!({"facility_codes": ["F99"]})).await.fault(422, "/facility_codes", "unknown-reference");
    app.post(&path, &json!({"layout": "9x9"})).await.fault(422, "/layout", "unknown-value");
    app.post(&path, &json!({"colour": "red"})).await.fault(422, "/colour", "unknown-field");
    app.get("/v1/131016/report-labels").await.problem(404);
}

#[tokio::test]
async fn with_an_address_of_its_own_the_service_prints_that_and_does_not_warn() {
    let app =
        TestApp::configured(|config| config.public_url = Some("https://facilities.example.lg.jp/".to_owned())).await;
    let city = json!({"code": TOWN, "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9});
    app.post("/v1/municipalities", &city).await.expect(201);
    let facility = json!({"code": "F1", "name": "市役所", "class": "administration"});
    app.post(&format!("/v1/{TOWN}/facilities"), &facility).await.expect(201);
    let page = app.post(&format!("/v1/{TOWN}/report-labels"), &json!({})).await.expect(200).text();
    assert!(page.contains(&format!("https://facilities.example.lg.jp/v1/{TOWN}/report-links/")));
    assert!(!page.contains("public_url") && !page.contains("enoki.test"));
}

#[tokio::test]
async fn a_facility_with_a_link_is_not_deleted() {
    let app = TestApp::town().await;
    issue(&app, "F4").await;
    let path = format!("/v1/{TOWN}/facilities/F4");
    let tag = app.get(&path).await.etag();
    app.delete(&path, Some(&tag)).await.problem(409);
}
