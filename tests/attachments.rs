//! Photos and documents: taken in by what they are, kept without what they tell of people, served so that they harm nobody.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use enoki::config::Secret;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The address under which a file of this name is attached to the town hall.
fn hall(name: &str) -> String {
    format!("/v1/{TOWN}/attachments?subject=facility&subject_id=F1&file_name={name}")
}

async fn attach(app: &TestApp, path: &str, kind: &str, bytes: impl Into<Body>) -> Answer {
    app.send(Method::POST, path, &[("content-type", kind)], bytes).await
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32).to_be_bytes()[..], name, body, b"crc!"].concat()
}

/// A PNG that says it is so large; its points are none.
fn png(width: u32, height: u32) -> Vec<u8> {
    let sides = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(b"IHDR", &sides), chunk(b"IDAT", b"points"), chunk(b"IEND", b"")].concat()
}

fn pdf(length: usize) -> Vec<u8> {
    [b"%PDF-1.7\n".to_vec(), (0..length).map(|n| (n * n) as u8).collect()].concat()
}

/// A JPEG of 20 × 10 that lies on its side; its camera noted the day and the place.
fn jpeg() -> Vec<u8> {
    let part = |marker: u8, body: &[u8]| [&[0xFF, marker], &(body.len() as u16 + 2).to_be_bytes()[..], body].concat();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let notes = [
        b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec(),
        entry(0x0112, 3, 1, 6),
        entry(0x8769, 4, 1, 38),
        vec![0; 4],
        vec![1, 0],
        entry(0x9003, 2, 20, 56),
        vec![0; 4],
        b"2024:05:17 10:20:30\0GPS 35.7549 139.3875".to_vec(),
    ];
    let parts = [
        vec![0xFF, 0xD8],
        part(0xE1, &notes.concat()),
        part(0xFE, b"GPS of the owner"),
        part(0xC0, &[8, 0, 10, 0, 20, 1, 1, 0x11, 0]),
        part(0xDA, &[1, 1, 0, 0, 63, 0]),
        vec![1, 2, 3, 0xFF, 0xD9],
    ];
    parts.concat()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn stored(app: &TestApp) -> Vec<PathBuf> {
    files(&app.directory.path().join("attachments"))
}

async fn listed(app: &TestApp, query: &str) -> Vec<Value> {
    let answer = app.get(&format!("/v1/{TOWN}/attachments{query}")).await.expect(200).json();
    answer["attachments"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_was_attached_comes_back_to_the_byte() {
    let app = TestApp::town().await;
    for (name, kind, bytes, sides) in [
        ("a.png", "image/png", png(640, 480), (json!(640), json!(480))),
        ("a.pdf", "application/pdf", pdf(200_000), (Value::Null, Value::Null)),
    ] {
        let path = format!("{}&caption=北側&taken_on=令和6年5月", hall(name));
        let answer = attach(&app, &path, kind, bytes.clone()).await.expect(201);
        let (record, location) = (answer.json(), answer.header("location"));
        assert_eq!(
            (&record["subject"], &record["subject_id"], &record["file_name"], &record["media_type"]),
            (&json!("facility"), &json!("F1"), &json!(name), &json!(kind))
        );
        assert_eq!((&record["caption"], &record["taken_on"]), (&json!("北側"), &json!("2024-05")));
        assert_eq!(record["byte_length"], bytes.len());
        assert_eq!((record["width_px"].clone(), record["height_px"].clone()), sides);
        let read = app.get(&location).await.expect(200);
        assert_eq!((read.json(), read.etag()), (record.clone(), answer.etag()));
        let content = app.get(record["content"].as_str().unwrap()).await.expect(200);
        assert!(content.bytes == bytes, "{name}");
        assert_eq!(content.header("content-type"), kind);
        assert_eq!(content.header("content-length"), bytes.len().to_string());
    }
    assert_eq!(stored(&app).len(), 2);
}

#[tokio::test]
async fn a_photo_is_kept_without_the_place_where_it_was_taken() {
    let app = TestApp::town().await;
    let record = attach(&app, &hall("a.jpg"), "image/jpeg", jpeg()).await.expect(201).json();
    assert_eq!((&record["width_px"], &record["height_px"]), (&json!(20), &json!(10)));
    assert_eq!(record["taken_on"], "2024-05-17");
    let content = app.get(record["content"].as_str().unwrap()).await.expect(200).bytes;
    assert!(!content.windows(3).any(|bytes| bytes == b"GPS"));
    assert!(content.starts_with(&[0xFF, 0xD8]) && content.ends_with(&[1, 2, 3, 0xFF, 0xD9]));
    // The direction: tag 0112, a short, once, 6.
    assert!(content.windows(10).any(|bytes| bytes == [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]));
    assert_eq!(record["byte_length"], content.len());
    let own = attach(&app, &format!("{}&taken_on=2023", hall("b.jpg")), "image/jpeg", jpeg()).await.expect(201).json();
    assert_eq!(own["taken_on"], "2023");
}

#[tokio::test]
async fn a_file_is_served_so_that_it_harms_nobody() {
    let app = TestApp::town().await;
    let photo = attach(&app, &hall("屋上 防水%25.png"), "image/png", png(2, 2)).await.expect(201).json();
    let answer = app.get(photo["content"].as_str().unwrap()).await.expect(200);
    assert_eq!(
        answer.header("content-disposition"),
        "inline; filename=\"__ ___.png\"; filename*=UTF-8''%E5%B1%8B%E4%B8%8A%20%E9%98%B2%E6%B0%B4%25.png"
    );
    assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let paper = attach(&app, &hall("案.pdf"), "application/pdf", pdf(9)).await.expect(201).json();
    let answer = app.get(paper["content"].as_str().unwrap()).await.expect(200);
    assert!(answer.header("content-disposition").starts_with("attachment; "));
    // Pages of our own keep their own rule.
    assert!(app.get("/").await.header("content-security-policy").starts_with("default-src 'self'"));
}

#[tokio::test]
async fn a_reader_that_has_the_bytes_is_told_so_without_a_body() {
    let app = TestApp::town().await;
    let answer = attach(&app, &hall("a.png"), "image/png", png(2, 2)).await.expect(201);
    let (record, tag) = (answer.json(), answer.etag());
    let content = record["content"].as_str().unwrap();
    let bytes_tag = app.get(content).await.etag();
    assert_eq!(bytes_tag, format!("\"{}\"", record["sha256"].as_str().unwrap()));
    for (path, tag) in [(content, &bytes_tag), (answer.header("location").as_str(), &tag)] {
        let known = app.get_with(path, &[("if-none-match", tag)]).await.expect(304);
        assert!(known.bytes.is_empty() && known.etag() == *tag, "{path}");
    }
}

#[tokio::test]
async fn a_picture_that_would_fill_the_memory_is_refused_by_its_header() {
    let app = TestApp::town().await;
    for (width, height) in [(30_000, 30_000), (10_000, 5_001), (20_001, 1), (0, 5)] {
        let answer = attach(&app, &hall("a.png"), "image/png", png(width, height)).await;
        answer.fault(422, "", "out-of-range");
        assert!(answer.text().contains("make it smaller"));
    }
    assert!(stored(&app).is_empty() && listed(&app, "").await.is_empty());
}

#[tokio::test]
async fn a_file_is_judged_by_its_bytes_and_not_by_its_name() {
    let app = TestApp::town().await;
    for (name, kind, bytes, place, code) in [
        ("x.png", "image/png", b"just a text".to_vec(), "", "unknown-kind"),
        ("x.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "", "unknown-kind"),
        ("x.html", "text/html", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "", "unknown-kind"),
        ("x.png", "image/png", Vec::new(), "", "unknown-kind"),
        ("x.jpg", "image/jpeg", png(2, 2), "file_name", "contradiction"),
        ("x.html", "image/png", png(2, 2), "file_name", "contradiction"),
        ("x.png", "text/html", png(2, 2), "Content-Type", "contradiction"),
        ("x.png", "image/png", png(2, 2)[..40].to_vec(), "", "malformed"),
        ("x.jpg", "image/jpeg", b"\xFF\xD8\xFF and no more".to_vec(), "", "malformed"),
        ("x.xlsx", "application/octet-stream", b"PK\x03\x04 and no more".to_vec(), "", "malformed"),
    ] {
        attach(&app, &hall(name), kind, bytes).await.fault(422, place, code);
    }
    attach(&app, &hall("x.png"), "multipart/form-data; boundary=x", png(2, 2)).await.problem(415);
    assert!(stored(&app).is_empty() && listed(&app, "").await.is_empty());
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_is_refused() {
    let app = TestApp::town().await;
    let names = [
        "../x.png",
        "a/x.png",
        "a%5Cx.png",
        "C:x.png",
        "..png",
        ".x.png",
        "x.png.",
        "x%00.png",
        "x%0A.png",
        "x%E2%80%AEgpj.png",
        "nul.png",
        "COM1.png",
        "a%3F.png",
        "a%22b.png",
        "x%FF.png",
        "",
    ];
    for name in names.iter().map(|name| (*name).to_owned()).chain([format!("{}.png", "a".repeat(117))]) {
        let answer = attach(&app, &hall(&name), "image/png", png(2, 2)).await;
        let faults = answer.faults(400);
        assert!(faults.len() == 1 && faults[0].0 == "file_name", "{name}: {faults:?}");
    }
    assert!(stored(&app).is_empty() && listed(&app, "").await.is_empty());
    attach(&app, &hall(&format!("{}.png", "a".repeat(116))), "image/png", png(2, 2)).await.expect(201);
}

#[tokio::test]
async fn every_wrong_parameter_is_told_at_once() {
    let app = TestApp::town().await;
    let path =
        format!("/v1/{TOWN}/attachments?subject=castle&file_name=a/b.png&taken_on=soon&caption={}", "a".repeat(1_001));
    let faults = attach(&app, &path, "image/png", png(2, 2)).await.faults(400);
    let places: Vec<(&str, &str)> = faults.iter().map(|(place, code)| (place.as_str(), code.as_str())).collect();
    assert_eq!(
        places,
        [
            ("subject", "unknown-value"),
            ("subject_id", "required"),
            ("file_name", "malformed"),
            ("caption", "malformed"),
            ("taken_on", "malformed")
        ]
    );
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_whether_it_announces_itself_or_not() {
    let app = TestApp::town_configured(|config| config.attachment_limit_bytes = 1_000).await;
    let (fits, large) = (pdf(991), pdf(992));
    let announced = [("content-type", "application/pdf"), ("content-length", "1001")];
    app.send(Method::POST, &hall("a.pdf"), &announced, large.clone()).await.problem(413);
    let pieces = large.chunks(100).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)));
    let unannounced = Body::from_stream(futures_util::stream::iter(pieces.collect::<Vec<_>>()));
    attach(&app, &hall("a.pdf"), "application/pdf", unannounced).await.problem(413);
    assert!(stored(&app).is_empty() && listed(&app, "").await.is_empty());
    attach(&app, &hall("a.pdf"), "application/pdf", fits).await.expect(201);
}

#[tokio::test]
async fn what_it_is_attached_to_must_be_here() {
    let app = TestApp::town().await;
    let path =
        |subject: &str, id: &str| format!("/v1/{TOWN}/attachments?subject={subject}&subject_id={id}&file_name=a.png");
    for subject in ["facility", "building", "component", "inspection", "defect", "work", "不具合"] {
        attach(&app, &path(subject, "X"), "image/png", png(2, 2)).await.fault(422, "subject_id", "unknown-reference");
    }
    for sql in [
        "INSERT INTO inspection (municipality_code, id, kind, facility_code, performed_on, result, illustrative, recorded_at) \
         VALUES ('132233', 'i1', 'k', 'F1', '2024-05-17', 'x', '[]', 't')",
        "INSERT INTO defect (municipality_code, id, facility_code, description, state, via, reported_on, illustrative, recorded_at) \
         VALUES ('132233', 'd1', 'F1', 'x', 'reported', 'staff', '2024-05-17', '[]', 't')",
        "INSERT INTO work (municipality_code, id, facility_code, kind, title, state, origin, duration_years, funding, \
         priority_reasons, tags, capital_improvement, illustrative, recorded_at) \
         VALUES ('132233', 'w1', 'F1', 'repair', 'x', 'proposed', 'staff', 1, '[]', '[]', '[]', FALSE, '[]', 't')",
    ] {
        app.app.db.execute_unprepared(sql).await.unwrap();
    }
    for (subject, id) in [
        ("facility", "F1"),
        ("building", "B1"),
        ("component", "C1"),
        ("inspection", "i1"),
        ("defect", "d1"),
        ("work", "w1"),
    ] {
        attach(&app, &path(subject, id), "image/png", png(2, 2)).await.expect(201);
        let query = format!("?subject={subject}&subject_id={id}");
        assert_eq!(listed(&app, &query).await.len(), 1, "{subject}");
    }
    assert_eq!(listed(&app, "?subject=building").await.len(), 1);
    app.get(&format!("/v1/{TOWN}/attachments?subject_id=F1")).await.fault(400, "subject", "required");
}

#[tokio::test]
async fn a_list_goes_on_where_it_ended() {
    let app = TestApp::town().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let answer = attach(&app, &hall(&format!("{n}.png")), "image/png", png(2, 2)).await.expect(201);
        ids.push(answer.json()["id"].clone());
    }
    let (mut seen, mut next) = (Vec::new(), Some(format!("/v1/{TOWN}/attachments?subject=facility&limit=2")));
    while let Some(path) = next {
        let page = app.get(&path).await.expect(200).json();
        let some = page["attachments"].as_array().unwrap();
        assert!((1..=2).contains(&some.len()));
        seen.extend(some.iter().map(|record| record["id"].clone()));
        next = page["links"][0]["href"].as_str().map(|link| link.trim_start_matches("http://enoki.test").to_owned());
    }
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn a_strangers_municipality_sees_nothing() {
    let app = TestApp::town().await;
    let record = attach(&app, &hall("a.png"), "image/png", png(2, 2)).await.expect(201);
    let (theirs, tag) = (record.header("location").replace(TOWN, NEIGHBOUR), record.etag());
    app.get(&theirs).await.problem(404);
    app.get(&format!("{theirs}/content")).await.problem(404);
    app.delete(&theirs, Some(&tag)).await.problem(404);
    let list = app.get(&format!("/v1/{NEIGHBOUR}/attachments")).await.expect(200).json();
    assert_eq!(list["attachments"], json!([]));
    let nobody = "/v1/131016/attachments";
    app.get(nobody).await.problem(404);
    attach(&app, &hall("a.png").replace(TOWN, "131016"), "image/png", png(2, 2)).await.problem(404);
    assert_eq!(stored(&app).len(), 1);
}

#[tokio::test]
async fn what_is_deleted_is_gone_from_the_disk() {
    let app = TestApp::town().await;
    let answer = attach(&app, &hall("a.png"), "image/png", png(2, 2)).await.expect(201);
    let (path, tag) = (answer.header("location"), answer.etag());
    assert_eq!(stored(&app).len(), 1);
    app.delete(&path, None).await.problem(428);
    app.delete(&path, Some("\"abcdefghijklmnopqrstuv\"")).await.problem(412);
    assert_eq!(stored(&app).len(), 1);
    app.delete(&path, Some(&tag)).await.expect(204);
    assert!(stored(&app).is_empty());
    app.get(&path).await.problem(404);
    app.get(&format!("{path}/content")).await.problem(404);
    app.delete(&path, Some(&tag)).await.problem(404);
}

#[tokio::test]
async fn a_repeated_request_is_answered_again_and_stores_nothing_more() {
    let app = TestApp::town().await;
    let key = [("content-type", "image/png"), ("idempotency-key", "k")];
    let first = app.send(Method::POST, &hall("a.png"), &key, png(2, 2)).await.expect(201);
    let again = app.send(Method::POST, &hall("a.png"), &key, png(2, 2)).await.expect(201);
    assert_eq!(
        (again.text(), again.etag(), again.header("location")),
        (first.text(), first.etag(), first.header("location"))
    );
    assert_eq!((stored(&app).len(), listed(&app, "").await.len()), (1, 1));
    app.send(Method::POST, &hall("a.png"), &key, png(2, 3)).await.problem(409);
    app.send(Method::POST, &hall("b.png"), &key, png(2, 2)).await.problem(409);
    assert_eq!(stored(&app).len(), 1);
}

#[tokio::test]
async fn of_equal_requests_that_come_at_once_one_is_done() {
    let app = TestApp::town().await;
    let key = [("content-type", "image/png"), ("idempotency-key", "k")];
    let path = hall("a.png");
    let sent = (0..4).map(|_| app.send(Method::POST, &path, &key, png(2, 2)));
    let answers = futures_util::future::join_all(sent).await;
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.bytes == answers[0].bytes));
    assert_eq!((stored(&app).len(), listed(&app, "").await.len()), (1, 1));
}

#[tokio::test]
async fn a_file_lies_under_a_name_of_ours_and_whole() {
    let app = TestApp::town().await;
    let record = attach(&app, &hall("秘密.pdf"), "application/pdf", pdf(70_000)).await.expect(201).json();
    let (id, sha256) = (record["id"].as_str().unwrap(), record["sha256"].as_str().unwrap());
    let place = app.directory.path().join("attachments").join(TOWN).join(&sha256[..2]).join(id);
    assert_eq!(stored(&app), std::slice::from_ref(&place));
    assert_eq!(std::fs::read(place).unwrap(), pdf(70_000));
}

#[tokio::test]
async fn a_folder_that_takes_nothing_leaves_no_row_and_names_no_folder() {
    let app = TestApp::town().await;
    // A file stands where the folder should be.
    std::fs::write(app.directory.path().join("attachments"), "x").unwrap();
    let answer = attach(&app, &hall("a.png"), "image/png", png(2, 2)).await;
    assert!(!answer.problem(503)["detail"].as_str().unwrap().contains("attachments/"));
    assert!(!answer.text().contains(app.directory.path().to_str().unwrap()));
    assert_eq!(answer.header("retry-after"), "60");
    assert!(listed(&app, "").await.is_empty());
}

#[tokio::test]
async fn bytes_that_have_been_lost_are_no_empty_file() {
    let app = TestApp::town().await;
    let record = attach(&app, &hall("a.png"), "image/png", png(2, 2)).await.expect(201).json();
    stored(&app).iter().for_each(|path| std::fs::remove_file(path).unwrap());
    app.get(record["content"].as_str().unwrap()).await.problem(500);
}

/// A service that speaks as much S3 as we need: objects by their address, uploads in parts by their number.
#[derive(Clone, Default)]
struct Bucket {
    objects: Arc<Mutex<HashMap<String, Bytes>>>,
    parts: Arc<Mutex<HashMap<usize, Bytes>>>,
    asked: Arc<Mutex<Vec<String>>>,
    broken: Arc<Mutex<bool>>,
}

impl Bucket {
    /// Serves at an address of its own as long as the test runs.
    async fn served(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = axum::Router::new()
            .fallback(answered)
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        format!("http://{address}")
    }

    async fn app(&self) -> TestApp {
        let endpoint = self.served().await;
        TestApp::town_configured(|config| {
            config.attachment_store = "s3:photos".to_owned();
            config.s3_endpoint = Some(endpoint);
            config.s3_region = Some("test-1".to_owned());
            config.s3_access_key_id = Some("someone".to_owned());
            config.s3_secret_access_key = Some(Secret::new("very-secret"));
        })
        .await
    }

    fn keys(&self) -> Vec<String> {
        self.objects.lock().unwrap().keys().cloned().collect()
    }

    fn fail(&self, broken: bool) {
        *self.broken.lock().unwrap() = broken;
    }
}

async fn answered(
    State(bucket): State<Bucket>,
    method: Method,
    uri: Uri,
    headers: header::HeaderMap,
    body: Bytes,
) -> Response {
    let signed = headers.get("authorization").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    bucket.asked.lock().unwrap().push(signed);
    if *bucket.broken.lock().unwrap() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default());
    let value =
        |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned);
    let tagged = || [(header::ETAG, "\"tag\"")].into_response();
    let mut objects = bucket.objects.lock().unwrap();
    match (method.as_str(), value("partNumber"), value("uploadId")) {
        ("PUT", Some(number), _) => {
            bucket.parts.lock().unwrap().insert(number.parse().unwrap(), body);
            tagged()
        }
        ("PUT", ..) => {
            objects.insert(path, body);
            tagged()
        }
        ("POST", _, None) if query.starts_with("uploads") => {
            "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>".into_response()
        }
        ("POST", _, Some(_)) => {
            let mut parts: Vec<(usize, Bytes)> = bucket.parts.lock().unwrap().drain().collect();
            parts.sort_by_key(|(number, _)| *number);
            let whole: Vec<u8> = parts.iter().flat_map(|(_, part)| part.to_vec()).collect();
            objects.insert(path, whole.into());
            "<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>".into_response()
        }
        ("GET", ..) => match objects.get(&path) {
            Some(object) => {
                let told = [(header::ETAG, "\"tag\""), (header::LAST_MODIFIED, "Fri, 17 May 2024 10:20:30 GMT")];
                (told, object.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ("DELETE", ..) => {
            objects.remove(&path);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

#[tokio::test]
async fn a_bucket_holds_what_was_attached_and_loses_what_was_deleted() {
    let bucket = Bucket::default();
    let app = bucket.app().await;
    // The second is larger than what goes over in one piece.
    for bytes in [pdf(5_000), pdf((5 << 20) + 9)] {
        let answer = attach(&app, &hall("a.pdf"), "application/pdf", bytes.clone()).await.expect(201);
        let record = answer.json();
        let (id, sha256) = (record["id"].as_str().unwrap(), record["sha256"].as_str().unwrap());
        assert_eq!(bucket.keys(), [format!("/photos/{TOWN}/{}/{id}", &sha256[..2])]);
        assert!(app.get(record["content"].as_str().unwrap()).await.expect(200).bytes == bytes);
        app.delete(&answer.header("location"), Some(&answer.etag())).await.expect(204);
        assert!(bucket.keys().is_empty());
    }
    assert!(stored(&app).is_empty());
    let asked = bucket.asked.lock().unwrap().clone();
    assert!(asked.iter().all(|signed| signed.contains("Credential=someone/") && !signed.contains("very-secret")));
}

#[tokio::test]
async fn a_bucket_that_fails_leaves_no_row_and_tells_nothing_of_itself() {
    let bucket = Bucket::default();
    let app = bucket.app().await;
    let kept = attach(&app, &hall("a.png"), "image/png", png(2, 2)).await.expect(201);
    bucket.fail(true);
    let refused = attach(&app, &hall("b.png"), "image/png", png(2, 2)).await;
    let unread = app.get(kept.json()["content"].as_str().unwrap()).await;
    for answer in [&refused, &unread] {
        answer.problem(503);
        for secret in ["very-secret", "someone", "127.0.0.1", "photos"] {
            assert!(!answer.text().contains(secret), "{secret}");
        }
    }
    assert_eq!(listed(&app, "").await.len(), 1);
    // What is deleted is deleted, even when its bytes are left over.
    app.delete(&kept.header("location"), Some(&kept.etag())).await.expect(204);
    assert!(listed(&app, "").await.is_empty());
    bucket.fail(false);
    attach(&app, &hall("b.png"), "image/png", png(2, 2)).await.expect(201);
    assert_eq!(bucket.keys().len(), 2);
}

#[tokio::test]
async fn a_row_that_cannot_be_written_leaves_no_bytes() {
    let app = TestApp::town().await;
    app.app.db.execute_unprepared("ALTER TABLE attachment RENAME TO elsewhere").await.unwrap();
    attach(&app, &hall("a.png"), "image/png", png(2, 2)).await.problem(500);
    assert!(stored(&app).is_empty());
}

#[tokio::test]
async fn a_service_that_has_been_started_anew_has_the_files() {
    let mut app = TestApp::town().await;
    let record = attach(&app, &hall("a.pdf"), "application/pdf", pdf(100)).await.expect(201).json();
    app.app = app.restarted().await;
    assert!(app.get(record["content"].as_str().unwrap()).await.expect(200).bytes == pdf(100));
}
