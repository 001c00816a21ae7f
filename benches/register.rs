//! How fast is a register of 1,000,000 assets taken in, closed and asked, beside the plain statements of the same engine?
//! Everything goes through the service's own router, without a socket. Run: `cargo bench --bench register`; with
//! `DATABASE_URL=postgres://…` on PostgreSQL (an empty database); `ASSETS=100000` for fewer.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use enoki::app::{self, App};
use enoki::config::Config;
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, DbBackend};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tower::ServiceExt;

const TOWN: &str = "132233";
const ROUNDS: usize = 200;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Numbers that look scattered and are the same in every run.
struct Scatter(u64);

impl Scatter {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// The columns of the file; the other items of the layout are as empty as in many registers.
const HEADINGS: &str = "番号,枝番,所在地,所属(部局等),勘定科目(種目・種別),件名(施設名),リース区分,耐用年数分類(構造),耐用年数,\
    取得年月日,供用開始年月日,取得価額等,所有割合,増減異動日付,増減異動前簿価,増減異動事由,今回増加額,有償取得額,\
    無償所管換増分,その他無償取得分,調査判明増分,振替増額,評価等増額,今回減少額,除売却額,無償所管換減分,その他無償譲渡分,\
    誤記載減少分,振替・分割減額,減価償却額,評価等減額,増減異動後簿価(期末簿価),会計区分,予算執行科目,用途,事業分類,\
    開始時見積資産,各種属性情報,売却可能区分,時価等,完全除却済記号,数量((延べ床)面積),階数(建物),地目(土地),稼働年数,\
    目的別資産区分,減価償却累計額,財産区分(行政財産・普通財産),公有財産台帳番号,法定台帳番号,償却方法,数量単位";

/// A register of the fiscal year 2024, its depreciation charged by the rules.
fn write_register(path: &Path, assets: u64) -> Result<u64, Failure> {
    const ACCOUNTS: [&str; 7] = [
        "事業用資産 建物",
        "事業用資産 工作物",
        "インフラ資産 工作物",
        "インフラ資産 土地",
        "事業用資産 土地",
        "物品",
        "ソフトウェア",
    ];
    const PURPOSES: [&str; 7] = ["生活インフラ・国土保全", "教育", "福祉", "環境衛生", "産業振興", "消防", "総務"];
    const LIVES: [i64; 10] = [5, 10, 15, 20, 24, 30, 38, 47, 50, 60];
    let mut out = BufWriter::new(File::create(path)?);
    let mut scatter = Scatter(7);
    writeln!(out, "{HEADINGS}")?;
    for n in 0..assets {
        let account = ACCOUNTS[scatter.next(7) as usize];
        let land = account.ends_with("土地");
        let life = LIVES[scatter.next(10) as usize];
        let year = 1975 + scatter.next(49) as i64;
        let cost = 500_000 + scatter.next(899_500_000) as i64;
        let annual = if land { 0 } else { cost * ((1_000 + life - 1) / life) / 1_000 };
        let memo = i64::from(account != "ソフトウェア");
        let before = (annual * (2023 - year)).min(cost - memo).max(0);
        let charge = annual.min(cost - memo - before);
        let (opening, after) = (cost - before, cost - before - charge);
        let (life_class, life_years, method) = if land {
            ("", String::new(), "非償却")
        } else {
            ("舗装 アスファルト", life.to_string(), "定額法")
        };
        let (on, why) = if charge > 0 { ("2025-03-31", "減価償却") } else { ("", "") };
        let (chome, banchi) = (1 + scatter.next(5), 1 + scatter.next(99));
        let purpose = PURPOSES[scatter.next(7) as usize];
        writeln!(
            out,
            "A{n:08},0,武蔵村山市本町{chome}丁目{banchi}番地,都市整備部道路公園課,{account},市道第{n}号線 舗装,所有,{life_class},\
             {life_years},{year}-06-15,{year}-06-20,{cost},1,{on},{opening},{why},0,,,,,,,{charge},,,,,,{charge},,{after},\
             一般会計,土木費 道路橋りょう費,道路,道路整備,,,,,,{}.{:02},,,{},{purpose},{},行政財産,道-{n:07},,{method},㎡",
            1 + scatter.next(1_000),
            1 + scatter.next(99),
            2024 - year,
            before + charge,
        )?;
    }
    out.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

/// A file as a body that is read while it is sent.
fn body_of(path: &Path) -> Result<Body, Failure> {
    let pieces = futures_util::stream::unfold(File::open(path)?, |mut file| async move {
        let mut piece = vec![0; 256 << 10];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(piece), file))
            }
            Err(cause) => Some((Err(cause), file)),
        }
    });
    Ok(Body::from_stream(pieces))
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

/// Highest resident memory of this process in MiB (Linux).
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

async fn time(router: &axum::Router, name: &str, uri: impl Fn(usize) -> String) -> Result<(), Failure> {
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS + 10 {
        let start = Instant::now();
        ask(router, Method::GET, &uri(round), "application/json", Body::empty()).await?;
        if round >= 10 {
            times.push(start.elapsed());
        }
    }
    times.sort();
    let millis = |at: usize| times[at.min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{name}: median {:.2} ms, 95 % under {:.2} ms", millis(ROUNDS / 2), millis(ROUNDS * 95 / 100));
    Ok(())
}

/// The raw bulk load of the engine: the same file into one table of texts with the same key, nothing read or checked.
async fn raw_load(app: &App, path: &Path, assets: u64) -> Result<Option<f64>, Failure> {
    let columns: Vec<String> = (0..HEADINGS.split(',').count()).map(|n| format!("c{n} text")).collect();
    let table = format!("CREATE TABLE raw_register ({}, PRIMARY KEY (c0, c1))", columns.join(", "));
    if app.db.get_database_backend() == DbBackend::Postgres {
        app.db.execute_unprepared(&table).await?;
        let pool = app.db.get_postgres_connection_pool();
        let start = Instant::now();
        let mut connection = pool.acquire().await?;
        let mut copy = connection.copy_in_raw("COPY raw_register FROM STDIN (FORMAT csv, HEADER)").await?;
        let mut file = File::open(path)?;
        let mut piece = vec![0; 1 << 20];
        loop {
            let length = file.read(&mut piece)?;
            if length == 0 {
                break;
            }
            copy.send(&piece[..length]).await?;
        }
        copy.finish().await?;
        return Ok(Some(assets as f64 / start.elapsed().as_secs_f64()));
    }
    let database = path.with_extension("raw.db");
    let script =
        format!("PRAGMA journal_mode=WAL;\n{table};\n.mode csv\n.import --skip 1 {} raw_register\n", path.display());
    let start = Instant::now();
    let mut shell = match Command::new("sqlite3")
        .arg(&database)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
    {
        Ok(shell) => shell,
        Err(_) => return Ok(None),
    };
    if let Some(mut input) = shell.stdin.take() {
        input.write_all(script.as_bytes())?;
    }
    shell.wait()?;
    let rate = assets as f64 / start.elapsed().as_secs_f64();
    std::fs::remove_file(database)?;
    Ok(Some(rate))
}

async fn close(router: &axum::Router, year: i32) -> Result<f64, Failure> {
    let start = Instant::now();
    let body = Body::from(format!("{{\"fiscal_year\":{year}}}"));
    ask(router, Method::POST, &format!("/v1/{TOWN}/fiscal-closings"), "application/json", body).await?;
    Ok(start.elapsed().as_secs_f64())
}

async fn measure() -> Result<(), Failure> {
    let assets: u64 = std::env::var("ASSETS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let directory = tempfile::tempdir()?;
    let given = std::env::var("DATABASE_URL").ok();
    let database_url = given.unwrap_or_else(|| format!("sqlite:{}", directory.path().join("bench.db").display()));
    let config = Config { database_url, ..Config::default() };
    println!("database: {}", config.database_shown());
    let app = App::open(config, true).await?;
    let router = app::router(app.clone());
    let town = format!(r#"{{"code":"{TOWN}","name":"武蔵村山市","prefecture":"東京都","plane_zone":9}}"#);
    ask(&router, Method::POST, "/v1/municipalities", "application/json", Body::from(town)).await?;

    let path = directory.path().join("register.csv");
    let length = write_register(&path, assets)?;
    println!("file: {assets} assets, {:.0} MB", length as f64 / 1e6);
    let raw = raw_load(&app, &path, assets).await?;

    let start = Instant::now();
    let uri = format!("/v1/{TOWN}/register-imports?fiscal_year=2024");
    ask(&router, Method::POST, &uri, "text/csv", body_of(&path)?).await?;
    let rate = assets as f64 / start.elapsed().as_secs_f64();
    match raw {
        Some(raw) => println!("import: {rate:.0} rows/s; raw load {raw:.0} rows/s; {:.0} %", 100.0 * rate / raw),
        None => println!("import: {rate:.0} rows/s; no `sqlite3` here, the raw load was skipped"),
    }
    println!("memory: {} MiB at most", peak_mib());

    let first = close(&router, 2024).await?;
    let second = close(&router, 2025).await?;
    let update = "UPDATE closing_line SET accumulated_yen = accumulated_yen + 1 WHERE fiscal_year = 2025";
    let start = Instant::now();
    app.db.execute_unprepared(update).await?;
    let plain = start.elapsed().as_secs_f64();
    app.db.execute_unprepared(&update.replace('+', "-")).await?;
    println!(
        "closing: {first:.2} s with the depreciation in the file, {second:.2} s with the depreciation to be charged; \
         plain update of the lines {plain:.2} s; {:.1} times",
        second / plain
    );
    println!("memory: {} MiB at most", peak_mib());

    time(&router, "statement of a closed year", |_| format!("/v1/{TOWN}/statements/tangible-assets?fiscal_year=2025"))
        .await?;
    let mut scatter = Scatter(3);
    let picked: Vec<u64> = (0..ROUNDS + 10).map(|_| scatter.next(assets)).collect();
    time(&router, "history of one asset", |n| format!("/v1/{TOWN}/assets/A{:08}/0/movements", picked[n])).await?;
    time(&router, "one asset", |n| format!("/v1/{TOWN}/assets/A{:08}/0", picked[n])).await?;

    let start = Instant::now();
    let uri = format!("/v1/{TOWN}/register?fiscal_year=2025&encoding=utf-8");
    let request = Request::builder().uri(&uri).body(Body::empty())?;
    let mut body = router.clone().oneshot(request).await?.into_body();
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        bytes += frame?.data_ref().map_or(0, |data| data.len());
    }
    println!("export: {:.0} rows/s, {:.0} MB", assets as f64 / start.elapsed().as_secs_f64(), bytes as f64 / 1e6);
    println!("memory: {} MiB at most", peak_mib());
    Ok(())
}

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(measure())
}
