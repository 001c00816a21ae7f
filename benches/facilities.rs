//! How fast are 100,000 facilities taken in, and how fast are they found again? Everything goes through the service's own
//! router, without a socket. Run: `cargo bench --bench facilities`; with `DATABASE_URL=postgres://…` on PostgreSQL (an
//! empty database).

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use enoki::app::{self, App};
use enoki::config::Config;
use http_body_util::BodyExt;
use std::fmt::Write;
use std::time::{Duration, Instant};
use tower::ServiceExt;

const FACILITIES: usize = 100_000;
const ROUNDS: usize = 300;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Numbers that look scattered and are the same in every run.
struct Scatter(u64);

impl Scatter {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// A table of facilities spread over a third of a degree each way, as large towns together have them.
fn table() -> String {
    const CLASSES: [&str; 6] =
        ["school", "civic-culture", "administration", "public-housing", "childcare", "health-welfare"];
    let mut scatter = Scatter(1);
    let mut text = String::from("施設番号,名称,名称_カナ,大分類,所管課,所在地,状態,経度,緯度,出典\n");
    for n in 0..FACILITIES {
        let class = CLASSES[scatter.next(6) as usize];
        let (lon, lat) = (139.2 + scatter.next(333_333) as f64 / 1e6, 35.6 + scatter.next(333_333) as f64 / 1e6);
        let department = scatter.next(20);
        let _ = writeln!(
            text,
            "F{n:06},第{n}地区会館,ダイ{n}チククカイカン,{class},第{department}課,見本市中央{},供用中,{lon:.6},{lat:.6},bench",
            n % 400
        );
    }
    text
}

async fn ask(router: &axum::Router, method: Method, uri: &str, kind: &str, body: Body) -> Result<Vec<u8>, Failure> {
    let request = Request::builder().method(method).uri(uri).header("content-type", kind).body(body)?;
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let bytes = response.into_body().collect().await?.to_bytes().to_vec();
    if status != StatusCode::OK && status != StatusCode::CREATED {
        return Err(format!("{uri}: {status} {}", String::from_utf8_lossy(&bytes)).into());
    }
    Ok(bytes)
}

/// Resident memory of this process in MiB, now and at its highest (Linux).
fn memory_mib() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
    };
    (field("VmRSS:"), field("VmHWM:"))
}

async fn time(router: &axum::Router, name: &str, uri: impl Fn(usize) -> String) -> Result<(), Failure> {
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    let mut size = 0;
    for round in 0..ROUNDS + 10 {
        let start = Instant::now();
        size = ask(router, Method::GET, &uri(round), "application/json", Body::empty()).await?.len();
        if round >= 10 {
            times.push(start.elapsed());
        }
    }
    times.sort();
    let micros = |at: usize| times[at.min(times.len() - 1)].as_secs_f64() * 1e6;
    println!(
        "{name:<58} {:>9.0} µs median {:>9.0} µs p99 {:>8} bytes",
        micros(ROUNDS / 2),
        micros(ROUNDS * 99 / 100),
        size
    );
    Ok(())
}

async fn run() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite:{}", folder.path().join("bench.db").display());
    let database_url = std::env::var("DATABASE_URL").unwrap_or(file);
    println!("database: {}", database_url.split(':').next().unwrap_or_default());
    let config = Config { database_url, import_limit_bytes: 256 << 20, ..Config::default() };
    let app = App::open(config, true).await.map_err(|cause| format!("{cause:?}"))?;
    let router = app::router(app);
    let town = r#"{"code":"132233","name":"武蔵村山市","prefecture":"東京都","plane_zone":9}"#;
    ask(&router, Method::POST, "/v1/municipalities", "application/json", Body::from(town)).await?;
    let table = table();
    let (before, _) = memory_mib();
    println!("file: {FACILITIES} facilities, {:.1} MB; memory {before} MiB", table.len() as f64 / 1e6);
    for what in ["import into an empty register", "import of the same file again"] {
        let start = Instant::now();
        ask(&router, Method::POST, "/v1/132233/imports?kind=facilities", "text/csv", Body::from(table.clone())).await?;
        let seconds = start.elapsed().as_secs_f64();
        println!("{what:<58} {seconds:>9.2} s {:>12.0} rows/s", FACILITIES as f64 / seconds);
    }
    drop(table);
    let list = "/v1/132233/facilities";
    time(&router, "by id", |n| format!("{list}/F{:06}", n * 331 % FACILITIES)).await?;
    time(&router, "list, 100 records", |_| format!("{list}?limit=100")).await?;
    time(&router, "list, 1,000 records as GeoJSON", |_| format!("{list}?limit=1000&f=geojson")).await?;
    time(&router, "list, 100 records sorted by name", |_| format!("{list}?limit=100&sort=-name")).await?;
    time(&router, "box of 500 m (about 20 records)", |n| {
        let (lon, lat) = (139.2 + (n % 60) as f64 * 0.005, 35.6 + (n / 60) as f64 * 0.005);
        format!("{list}?bbox={lon},{lat},{},{}&limit=1000", lon + 0.0055, lat + 0.0045)
    })
    .await?;
    time(&router, "box of everything, first 1,000 as GeoJSON", |_| {
        format!("{list}?bbox=139,35,141,37&limit=1000&f=geojson")
    })
    .await?;
    time(&router, "near a place, 800 m", |n| format!("{list}?near={},35.75&radius_m=800", 139.25 + n as f64 * 0.0008))
        .await?;
    time(&router, "text search (scans all)", |n| format!("{list}?q=チククカイカン{n}&limit=10")).await?;
    let (now, most) = memory_mib();
    println!("memory: {now} MiB resident at the end, {most} MiB at most (during the import)");
    Ok(())
}

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run())
}
