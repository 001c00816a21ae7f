//! What holds of every resource: states and preconditions, repeated requests, bodies that cannot be read, languages.

use crate::support::{NEIGHBOUR, TOWN, TestApp, newcomers};
use axum::body::Body;
use axum::http::Method;
use http_body_util::StreamBody;
use serde_json::{Value, json};
use std::convert::Infallible;

const EACH: [(&str, &str); 4] = [("sites", "S2"), ("facilities", "F4"), ("buildings", "B4"), ("components", "C3")];

/// A body that does not say how long it is.
fn without_length(bytes: Vec<u8>) -> Body {
    let pieces: Vec<_> = bytes
        .chunks(1_000)
        .map(|c| Ok::<_, Infallible>(hyper::body::Frame::data(bytes::Bytes::copy_from_slice(c))))
        .collect();
    Body::new(StreamBody::new(futures_util::stream::iter(pieces)))
}

#[tokio::test]
async fn a_change_must_say_which_state_it_changes() {
    let app = TestApp::town().await;
    for (list, code) in EACH {
        let path = format!("/v1/{TOWN}/{list}/{code}");
        let record = app.get(&path).await.expect(200).json();
        app.put(&path, None, &record).await.problem(428);
        app.patch(&path, None, &json!({"name": "改称"})).await.problem(428);
        app.delete(&path, None).await.problem(428);
        assert_eq!(app.get(&path).await.json(), record);
    }
}

#[tokio::test]
async fn a_change_of_a_state_that_is_no_more_is_refused() {
    let app = TestApp::town().await;
    for (list, code) in EACH {
        let path = format!("/v1/{TOWN}/{list}/{code}");
        let stale = app.get(&path).await.expect(200).etag();
        app.patch(&path, Some(&stale), &json!({"name": "先の変更"})).await.expect(200);
        let record = app.get(&path).await.json();
        app.put(&path, Some(&stale), &record).await.problem(412);
        app.patch(&path, Some(&stale), &json!({"name": "後の変更"})).await.problem(412);
        app.delete(&path, Some(&stale)).await.problem(412);
        assert_eq!(app.get(&path).await.json()["name"], "先の変更");
    }
}

#[tokio::test]
async fn a_replacement_of_a_state_that_never_was_creates_nothing() {
    let app = TestApp::town().await;
    for (list, record) in newcomers() {
        let path = format!("/v1/{TOWN}/{list}/{}", record["code"].as_str().unwrap());
        app.put(&path, Some("\"abcdefghijklmnopqrstuv\""), &record).await.problem(412);
        app.get(&path).await.problem(404);
    }
}

#[tokio::test]
async fn the_tag_changes_when_the_record_does_and_only_then() {
    let app = TestApp::town().await;
    for (list, code) in EACH {
        let path = format!("/v1/{TOWN}/{list}/{code}");
        let first = app.get(&path).await.etag();
        assert_eq!(app.patch(&path, Some(&first), &json!({})).await.expect(200).etag(), first);
        let second = app.patch(&path, Some(&first), &json!({"note": "点検済"})).await.expect(200).etag();
        assert_ne!(second, first);
        assert_eq!(app.get(&path).await.etag(), second);
        assert_eq!(app.patch(&path, Some(&second), &json!({"note": null})).await.expect(200).etag(), first);
    }
}

#[tokio::test]
async fn the_tag_of_a_facility_changes_with_the_area_of_its_buildings() {
    let app = TestApp::town().await;
    let (school, hall) = (format!("/v1/{TOWN}/facilities/F2"), format!("/v1/{TOWN}/facilities/F1"));
    let before = (app.get(&school).await.etag(), app.get(&hall).await.etag());
    app.patch(&format!("/v1/{TOWN}/buildings/B2"), Some("*"), &json!({"floor_area_m2": 6000})).await.expect(200);
    assert_ne!(app.get(&school).await.etag(), before.0);
    assert_eq!(app.get(&hall).await.etag(), before.1);
    app.patch(&school, Some(&before.0), &json!({"note": "x"})).await.problem(412);
}

#[tokio::test]
async fn a_reader_that_has_the_state_is_told_so_without_a_body() {
    let app = TestApp::town().await;
    for (list, code) in EACH {
        let path = format!("/v1/{TOWN}/{list}/{code}");
        let tag = app.get(&path).await.etag();
        let known = app.get_with(&path, &[("if-none-match", &tag)]).await.expect(304);
        assert!(known.bytes.is_empty());
        assert_eq!(known.etag(), tag);
        app.patch(&path, Some(&tag), &json!({"name": "改称"})).await.expect(200);
        app.get_with(&path, &[("if-none-match", &tag)]).await.expect(200);
    }
}

#[tokio::test]
async fn a_repeated_request_is_answered_again_and_not_done_again() {
    let app = TestApp::town().await;
    for (list, record) in newcomers() {
        let path = format!("/v1/{TOWN}/{list}");
        let key = [("idempotency-key", list)];
        let first = app.post_with(&path, &key, &record).await.expect(201);
        let count = app.codes(&path).await.len();
        let again = app.post_with(&path, &key, &record).await.expect(201);
        assert_eq!(
            (again.text(), again.etag(), again.header("location")),
            (first.text(), first.etag(), first.header("location"))
        );
        assert_eq!(app.codes(&path).await.len(), count);
    }
}

#[tokio::test]
async fn a_repeated_batch_is_answered_again_and_not_done_again() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities:batch");
    let batch = json!({"facilities": [newcomers()[1].1]});
    let first = app.post_with(&path, &[("idempotency-key", "k")], &batch).await.expect(200).json();
    assert_eq!(first["created"], 1);
    assert_eq!(app.post_with(&path, &[("idempotency-key", "k")], &batch).await.expect(200).json(), first);
    assert_eq!(app.post(&path, &batch).await.expect(200).json()["unchanged"], 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/sites");
    let site = |code: &str| json!({"code": code, "name": "敷地"});
    app.post_with(&path, &[("idempotency-key", "k")], &site("X1")).await.expect(201);
    app.post_with(&path, &[("idempotency-key", "k")], &site("X2")).await.problem(409);
    app.get(&format!("{path}/X2")).await.problem(404);
    // Of another municipality the same key is another key.
    app.post_with(&format!("/v1/{NEIGHBOUR}/sites"), &[("idempotency-key", "k")], &site("X2")).await.expect(201);
}

#[tokio::test]
async fn a_refused_request_may_be_mended_under_its_key() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/sites");
    let key = [("idempotency-key", "k")];
    app.post_with(&path, &key, &json!({"code": "X", "name": "敷地", "area_m2": -1})).await.problem(422);
    app.post_with(&path, &key, &json!({"code": "X", "name": "敷地", "area_m2": 1})).await.expect(201);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_told_where_it_breaks() {
    let app = TestApp::town().await;
    let json_type = [("content-type", "application/json")];
    let answer =
        app.send(Method::POST, &format!("/v1/{TOWN}/sites"), &json_type, "{\"code\": \"X\",\n \"name\": }").await;
    assert!(answer.problem(400)["detail"].as_str().unwrap().contains("line 2"));
    for body in ["", "[1, 2]", "\"text\"", "7", "null"] {
        let status = app.send(Method::POST, &format!("/v1/{TOWN}/sites"), &json_type, body).await.status;
        assert!(status == 400 || status == 422, "{body}: {status}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_utf8_is_refused_with_the_byte() {
    let app = TestApp::town().await;
    let body = b"{\"code\": \"X\", \"name\": \"\x8e\x73\"}".to_vec();
    let answer =
        app.send(Method::POST, &format!("/v1/{TOWN}/sites"), &[("content-type", "application/json")], body).await;
    assert!(answer.problem(400)["detail"].as_str().unwrap().contains("byte 23"), "{}", answer.text());
    app.get(&format!("/v1/{TOWN}/sites/X")).await.problem(404);
}

#[tokio::test]
async fn a_body_of_another_kind_is_not_read() {
    let app = TestApp::town().await;
    let answer = app.send(Method::POST, &format!("/v1/{TOWN}/sites"), &[("content-type", "text/plain")], "{}").await;
    assert!(answer.problem(415)["detail"].as_str().unwrap().contains("text/plain"));
    app.send(Method::POST, &format!("/v1/{TOWN}/sites"), &[], "{}").await.problem(415);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_whether_it_announces_itself_or_not() {
    let app = TestApp::configured(|config| config.body_limit_bytes = 2_000).await;
    let body = json!({"code": "132233", "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9, "source": "x".repeat(3_000)}).to_string();
    let length = body.len().to_string();
    let announced = [("content-type", "application/json"), ("content-length", length.as_str())];
    app.send(Method::POST, "/v1/municipalities", &announced, body.clone()).await.problem(413);
    app.send(Method::POST, "/v1/municipalities", &announced[..1], without_length(body.into_bytes())).await.problem(413);
    app.get("/v1/132233").await.problem(404);
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_whether_it_announces_itself_or_not() {
    let app = TestApp::configured(|config| config.import_limit_bytes = 1_000).await;
    let city = json!({"code": TOWN, "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9});
    app.post("/v1/municipalities", &city).await.expect(201);
    let rows: String = (0..100).map(|n| format!("F{n},施設{n},その他\n")).collect();
    let file = format!("施設番号,名称,大分類\n{rows}");
    let length = file.len().to_string();
    let path = format!("/v1/{TOWN}/imports");
    app.send(Method::POST, &path, &[("content-length", &length)], file.clone()).await.problem(413);
    app.send(Method::POST, &path, &[], without_length(file.into_bytes())).await.problem(413);
    assert!(app.codes(&format!("/v1/{TOWN}/facilities")).await.is_empty());
}

#[tokio::test]
async fn a_reader_of_japanese_is_answered_in_japanese() {
    let app = TestApp::town().await;
    let castle = json!({"code": "X", "name": "x", "class": "castle"});
    let told = async |language: &str| -> Value {
        app.post_with(&format!("/v1/{TOWN}/facilities"), &[("accept-language", language)], &castle).await.problem(422)
    };
    for language in ["ja", "ja-JP,ja;q=0.9,en;q=0.8", "en;q=0.5, ja"] {
        let problem = told(language).await;
        assert_eq!(problem["title"], "値に誤りがあります");
        assert!(problem["detail"].as_str().unwrap().contains("学校教育系施設"), "{problem}");
        assert!(problem["errors"][0]["message"].as_str().unwrap().contains("`castle` は使えません"), "{problem}");
    }
    for language in ["en", "fr", "en-US,en;q=0.9,ja;q=0.8"] {
        assert_eq!(told(language).await["title"], "Values are not acceptable");
    }
}

#[tokio::test]
async fn a_problem_names_the_address_and_the_request() {
    let app = TestApp::town().await;
    let answer = app.get_with(&format!("/v1/{TOWN}/sites/nobody"), &[("x-request-id", "abc-1")]).await;
    let problem = answer.problem(404);
    assert_eq!(
        (&problem["instance"], &problem["request_id"]),
        (&json!(format!("/v1/{TOWN}/sites/nobody")), &json!("abc-1"))
    );
    assert_eq!(answer.header("x-request-id"), "abc-1");
}

#[tokio::test]
async fn of_changes_to_one_state_that_come_at_once_only_one_is_made() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities/F4");
    for _ in 0..5 {
        let tag = app.get(&path).await.expect(200).etag();
        let names: Vec<Value> = (0..4).map(|n| json!({"name": format!("{n}人目 {tag}")})).collect();
        let answers = futures_util::future::join_all(names.iter().map(|name| app.patch(&path, Some(&tag), name))).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort();
        assert_eq!(statuses, [200, 412, 412, 412]);
    }
}

#[tokio::test]
async fn a_nul_in_an_address_is_no_failure_of_ours() {
    let app = TestApp::town().await;
    let addresses = [
        "facilities?q=%00",
        "facilities?department=%00",
        "facilities?site_code=a%00b",
        "buildings?facility_code=%00",
        "buildings?department=%00",
        "components?building_code=%00",
        "parameters?set=%00",
        "parameters/mic-2011/%00",
        "facilities/%00",
    ];
    let mut failed = Vec::new();
    for address in addresses {
        let status = app.get(&format!("/v1/{TOWN}/{address}")).await.status;
        if status >= 500 {
            failed.push(address);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test]
async fn what_is_sent_while_it_is_made_can_be_compressed() {
    let app = TestApp::town().await;
    for asked in ["facilities?f=geojson", "facilities?f=csv", "buildings?f=csv"] {
        let plain = app.get(&format!("/v1/{TOWN}/{asked}")).await.expect(200);
        let packed = app.get_with(&format!("/v1/{TOWN}/{asked}"), &[("accept-encoding", "gzip")]).await.expect(200);
        assert_eq!(packed.header("content-encoding"), "gzip", "{asked}");
        assert_eq!(&packed.bytes[..2], [0x1f, 0x8b], "{asked}");
        // The last four bytes of a gzip file are the length of what is in it (RFC 1952 §2.3.1).
        let length = packed.bytes[packed.bytes.len() - 4..].iter().rev().fold(0, |n, byte| n << 8 | usize::from(*byte));
        assert_eq!(length, plain.bytes.len(), "{asked}");
    }
}
