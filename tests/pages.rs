//! What stands beside the records: the front page, the document, whether the service is alive, and how it refuses.

use crate::support::{TOWN, TestApp};
use axum::body::Body;
use axum::http::Method;

#[tokio::test]
async fn the_front_page_leads_to_document_features_and_report() {
    let app = TestApp::town().await;
    let page = app.get("/").await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    for link in ["/docs", "/openapi.json", "/v1/132233/facilities", "/v1/132233/reports/renewal?format=html"] {
        assert!(page.text().contains(&format!("href=\"{link}")), "{link}");
    }
}

#[tokio::test]
async fn every_link_of_the_front_page_answers() {
    let app = TestApp::town().await;
    let page = app.get("/").await.text();
    let links: Vec<&str> = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(links.len() > 5);
    for link in links {
        let status = app.get(&link.replace("&amp;", "&")).await.status;
        assert!(status < 400, "{link}: {status}");
    }
}

#[tokio::test]
async fn the_front_page_leads_to_plans_analyses_and_idle_property() {
    let app = TestApp::demonstration().await;
    let page = app.get("/").await.text();
    let links: Vec<&str> = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for part in [
        "/condition",
        "/facility-plan?f=xlsx",
        "/cost-table?f=xlsx",
        "/enoki-1-chome/report?lang=ja",
        "/sale-list?f=csv",
    ] {
        let link = links.iter().find(|link| link.ends_with(part)).unwrap_or_else(|| panic!("{part}"));
        app.get(link).await.expect(200);
    }
}

#[tokio::test]
async fn a_name_that_looks_like_markup_does_not_become_markup() {
    let app = TestApp::new().await;
    let city =
        serde_json::json!({"code": TOWN, "name": "<script>alert(1)</script>", "prefecture": "東京都", "plane_zone": 9});
    app.post("/v1/municipalities", &city).await.expect(201);
    assert!(!app.get("/").await.expect(200).text().contains("<script>alert"));
}

#[tokio::test]
async fn the_front_page_of_an_empty_service_says_what_to_do() {
    let app = TestApp::new().await;
    assert!(app.get("/").await.expect(200).text().contains("POST /v1/municipalities"));
}

#[tokio::test]
async fn the_document_is_shown_without_reaching_outside() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/docs").await.expect(307).header("location"), "/docs/");
    let page = app.get("/docs/").await.expect(200).text();
    for part in page.split(['"', '\'']).filter(|part| part.ends_with(".js") || part.ends_with(".css")) {
        assert!(!part.contains("//"), "{part}");
        app.get(&format!("/docs/{}", part.trim_start_matches("./"))).await.expect(200);
    }
    app.get("/docs/nothing.js").await.problem(404);
}

#[tokio::test]
async fn the_document_is_served_as_it_is_checked_in() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/openapi.json").await.expect(200).text(), enoki::openapi::text());
}

#[tokio::test]
async fn the_service_is_alive_and_ready() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/healthz").await.expect(200).text(), "ok");
    assert_eq!(app.get("/readyz").await.expect(200).text(), "ok");
}

#[tokio::test]
async fn an_address_that_is_nothing_and_a_method_that_does_not_fit_are_problems() {
    let app = TestApp::town().await;
    app.get("/v2/castles").await.problem(404);
    app.send(Method::DELETE, &format!("/v1/{TOWN}/facilities"), &[], Body::empty()).await.problem(405);
    app.get(&format!("/v1/{TOWN}/facilities/%FF")).await.problem(400);
}

#[tokio::test]
async fn beyond_the_requests_it_serves_at_once_it_says_come_again_but_is_alive() {
    let app = TestApp::configured(|config| config.concurrency = 0).await;
    let busy = app.get("/readyz").await;
    busy.problem(503);
    assert_eq!(busy.header("retry-after"), "1");
    app.get("/healthz").await.expect(200);
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_can_read_it() {
    let app = TestApp::demonstration().await;
    let path = format!("/v1/{TOWN}/facilities");
    let packed = app.get_with(&path, &[("accept-encoding", "gzip")]).await.expect(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.len() * 3 < app.get(&path).await.expect(200).bytes.len());
}

#[tokio::test]
async fn browsers_are_told_to_load_nothing_from_elsewhere() {
    let app = TestApp::new().await;
    for path in ["/", "/docs/", "/v1/municipalities", "/nothing"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("default-src 'self'"));
    }
}

#[tokio::test]
async fn a_service_that_starts_again_keeps_what_was_changed_and_fills_nothing_in() {
    let app = TestApp::demonstration().await;
    let path = format!("/v1/{TOWN}/facilities/P05-19");
    app.patch(&path, Some("*"), &serde_json::json!({"name": "新庁舎"})).await.expect(200);
    app.delete(&format!("/v1/{TOWN}/components/P05-13-B1-C2"), Some("*")).await.expect(204);
    let again = TestAppAgain(app.restarted().await);
    assert_eq!(again.get(&path).await["name"], "新庁舎");
    assert_eq!(again.get(&format!("/v1/{TOWN}/components/P05-13-B1-C2")).await["status"], 404);
}

/// The second start of a service, over the database of the first.
struct TestAppAgain(enoki::app::App);

impl TestAppAgain {
    async fn get(&self, path: &str) -> serde_json::Value {
        use http_body_util::BodyExt;
        use tower::ServiceExt;
        let request = axum::http::Request::get(path).body(Body::empty()).unwrap();
        let response = enoki::app::router(self.0.clone()).oneshot(request).await.unwrap();
        serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
    }
}
