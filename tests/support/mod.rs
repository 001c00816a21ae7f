//! What every test over HTTP begins with: a service of its own on a fresh database, and someone who speaks HTTP to it.
//!
//! SQLite in a temporary directory; with `TEST_DATABASE_URL=postgres://…` a PostgreSQL schema that lives as long as the
//! test. Everything a test needs is written through the API.

mod town;

pub use town::{NEIGHBOUR, TOWN, newcomers};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use enoki::app::{App, router};
use enoki::config::Config;
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tower::ServiceExt;

/// Where the database of a test lies; it goes when this goes.
enum Place {
    Directory,
    Schema { server: String, name: String },
}

/// A service with nothing but what the test has put into it.
pub struct TestApp {
    pub app: App,
    _place: Place,
    /// Its files: the database when it is SQLite, and the attachments below `attachments`.
    pub directory: TempDir,
}

impl TestApp {
    /// Without the demonstration, without any municipality.
    pub async fn new() -> TestApp {
        TestApp::with(|_| {}, true).await
    }

    /// With the demonstration data.
    pub async fn demonstration() -> TestApp {
        TestApp::with(|_| {}, false).await
    }

    /// With the sample town and its neighbour.
    pub async fn town() -> TestApp {
        let app = TestApp::new().await;
        town::settle(&app).await;
        app
    }

    /// With the sample town and other settings than the usual ones.
    pub async fn town_configured(change: impl FnOnce(&mut Config)) -> TestApp {
        let app = TestApp::with(change, true).await;
        town::settle(&app).await;
        app
    }

    /// With other settings than the usual ones.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> TestApp {
        TestApp::with(change, true).await
    }

    async fn with(change: impl FnOnce(&mut Config), empty: bool) -> TestApp {
        let directory = tempfile::tempdir().unwrap();
        let (place, database_url) = place(directory.path()).await;
        let attachment_store = format!("file:{}", directory.path().join("attachments").display());
        let mut config = Config { database_url, database_connections: 4, attachment_store, ..Config::default() };
        change(&mut config);
        TestApp { app: App::open(config, empty).await.unwrap(), _place: place, directory }
    }

    /// The same database under a service that has just been started.
    pub async fn restarted(&self) -> App {
        App::open((*self.app.config).clone(), false).await.unwrap()
    }

    /// Sends a request as it is; letters beyond ASCII in the address are encoded.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(encoded(path)).header("host", "enoki.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = router(self.app.clone()).oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, headers, Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &[], body).await
    }

    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.send(Method::POST, path, &json_and(headers), body.to_string()).await
    }

    /// Sends a file to be taken in.
    pub async fn import(&self, query: &str, file: impl Into<Body>) -> Answer {
        self.send(Method::POST, &format!("/v1/{TOWN}/imports?{query}"), &[("content-type", "text/csv")], file).await
    }

    pub async fn put(&self, path: &str, if_match: Option<&str>, body: &Value) -> Answer {
        self.change(Method::PUT, path, if_match, body).await
    }

    pub async fn patch(&self, path: &str, if_match: Option<&str>, body: &Value) -> Answer {
        self.change(Method::PATCH, path, if_match, body).await
    }

    async fn change(&self, method: Method, path: &str, if_match: Option<&str>, body: &Value) -> Answer {
        let tag: Vec<(&str, &str)> = if_match.map(|tag| ("if-match", tag)).into_iter().collect();
        self.send(method, path, &json_and(&tag), body.to_string()).await
    }

    pub async fn delete(&self, path: &str, if_match: Option<&str>) -> Answer {
        let tag: Vec<(&str, &str)> = if_match.map(|tag| ("if-match", tag)).into_iter().collect();
        self.send(Method::DELETE, path, &tag, Body::empty()).await
    }

    /// The codes of a list in its order, all on one page.
    pub async fn codes(&self, path: &str) -> Vec<String> {
        let list = path.split('?').next().unwrap().rsplit('/').next().unwrap();
        let answer = self.get(path).await.expect(200).json();
        answer[list].as_array().unwrap().iter().map(|record| record["code"].as_str().unwrap().to_owned()).collect()
    }
}

fn json_and<'a>(headers: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [("content-type", "application/json")].into_iter().chain(headers.iter().copied()).collect()
}

fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'<' && byte != b'>';
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Demands a status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    #[track_caller]
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).unwrap_or_else(|| panic!("no header {name}")).to_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag")
    }

    /// Demands a problem answer (RFC 9457) of this status and gives its faults, each as its place and its code.
    #[track_caller]
    pub fn faults(&self, status: u16) -> Vec<(String, String)> {
        let problem = self.problem(status);
        let place = |fault: &Value| match (&fault["pointer"], &fault["row"], &fault["column"]) {
            (Value::String(pointer), ..) => pointer.clone(),
            (_, Value::Number(row), Value::String(column)) => format!("{row}:{column}"),
            (_, Value::Number(row), _) => row.to_string(),
            _ => String::new(),
        };
        let faults = problem["errors"].as_array().cloned().unwrap_or_default();
        faults.iter().map(|fault| (place(fault), fault["code"].as_str().unwrap().to_owned())).collect()
    }

    /// Demands that the problem has exactly this one fault.
    #[track_caller]
    pub fn fault(&self, status: u16, place: &str, code: &str) {
        assert_eq!(self.faults(status), [(place.to_owned(), code.to_owned())], "{}", self.text());
    }

    /// Demands a problem answer (RFC 9457) of this status.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        for part in ["type", "title", "detail", "instance"] {
            assert!(problem[part].as_str().is_some_and(|text| !text.is_empty()), "{part} of {problem}");
        }
        problem
    }
}

async fn place(directory: &Path) -> (Place, String) {
    static SAID: Once = Once::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    match std::env::var("TEST_DATABASE_URL") {
        Ok(server) => {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let name = format!("enoki_test_{}_{number}", std::process::id());
            let sql = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
            Database::connect(&server).await.unwrap().execute_unprepared(&sql).await.unwrap();
            let joint = if server.contains('?') { '&' } else { '?' };
            let url = format!("{server}{joint}options=-c%20search_path%3D{name}&application_name={name}");
            (Place::Schema { server, name }, url)
        }
        Err(_) => {
            SAID.call_once(|| eprintln!("TEST_DATABASE_URL is not set: tested on SQLite, PostgreSQL was not tested"));
            (Place::Directory, format!("sqlite:{}", directory.join("enoki.db").display()))
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Place::Schema { server, name } = self else { return };
        // A refused request leaves its transaction to be undone when its connection is used again, which now it is not.
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'; \
             SET lock_timeout = '5s'; DROP SCHEMA {name} CASCADE"
        );
        let server = server.clone();
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { Database::connect(&server).await?.execute_unprepared(&sql).await })
        });
        if let Ok(Err(cause)) = dropped.join() {
            eprintln!("schema {name} was not dropped: {cause}");
        }
    }
}
