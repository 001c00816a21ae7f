//! The program as it is run: its words, its settings, how it starts, ends and survives being killed.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::{TempDir, tempdir};

/// Longer than anything here takes; what waits for it has failed.
const AT_LAST: Duration = Duration::from_secs(60);

fn enoki(directory: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enoki"));
    // The settings of whoever runs the tests are not to count.
    command.args(words).current_dir(directory).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null());
    command
}

fn run(directory: &Path, words: &[&str]) -> Output {
    enoki(directory, words).output().unwrap()
}

#[track_caller]
fn done(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(output: Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// A running service, with what it has said when it began.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    address: SocketAddr,
    said: String,
}

impl Running {
    fn start(directory: &Path, words: &[&str]) -> Running {
        let words = [&["serve", "--listen", "127.0.0.1:0"], words].concat();
        let mut child = enoki(directory, &words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        out.read_line(&mut said).unwrap();
        let url = said.split("http://").nth(1).unwrap_or_else(|| panic!("no address in `{said}`"));
        let address = url.split('/').next().unwrap().parse().unwrap();
        Running { child, out, address, said }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(AT_LAST)).unwrap();
        stream
    }

    /// Status and body of a request.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = self.connect();
        let length = body.len();
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}").unwrap();
        answer(stream)
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, "", "");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for the end; gives what was said since the first line.
    fn ended(mut self) -> (ExitStatus, String) {
        let status = ended(&mut self.child);
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (status, rest)
    }

    fn stop(self) -> (ExitStatus, String) {
        self.terminate();
        self.ended()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(mut stream: TcpStream) -> (u16, String) {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    (status, if chunked { unchunked(body) } else { body.to_owned() })
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        whole.push_str(&rest[..length]);
        body = rest[length..].strip_prefix("\r\n").unwrap();
    }
    whole
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < AT_LAST, "{what} never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn ended(child: &mut Child) -> ExitStatus {
    let mut status = None;
    wait_until("the end", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap()
}

#[test]
fn the_first_start_says_where_it_is_what_it_holds_and_what_is_invented() {
    let directory = tempdir().unwrap();
    let running = Running::start(directory.path(), &[]);
    assert!(
        running.said.contains("Enoki 榎 is at http://127.0.0.1:") && running.said.contains("/docs"),
        "{}",
        running.said
    );
    assert_eq!(running.get("/v1/132233/facilities?counted=true&limit=1")["number_matched"], 72);
    let (status, rest) = running.stop();
    assert_eq!(status.code(), Some(0));
    assert!(rest.contains("132233 武蔵村山市: 72 facilities (施設), 107 buildings (棟)"), "{rest}");
    assert!(rest.contains("Illustrative (例示・仮の値)"), "{rest}");
}

#[test]
fn a_later_start_keeps_what_was_changed_and_fills_nothing_in() {
    let directory = tempdir().unwrap();
    let path = "/v1/132233/facilities/P05-19";
    let first = Running::start(directory.path(), &[]);
    let headers = "content-type: application/json\r\nif-match: *\r\n";
    assert_eq!(first.ask("PATCH", path, headers, r#"{"name": "新庁舎"}"#).0, 200);
    assert_eq!(first.ask("DELETE", "/v1/132233/components/P05-13-B1-C2", "if-match: *\r\n", "").0, 204);
    first.stop();
    let second = Running::start(directory.path(), &[]);
    assert_eq!(second.get(path)["name"], "新庁舎");
    assert_eq!(second.ask("GET", "/v1/132233/components/P05-13-B1-C2", "", "").0, 404);
}

#[test]
fn an_empty_start_has_no_demonstration_then_or_later() {
    let directory = tempdir().unwrap();
    let first = Running::start(directory.path(), &["--empty"]);
    assert_eq!(first.get("/v1/municipalities")["municipalities"], serde_json::json!([]));
    first.stop();
    let second = Running::start(directory.path(), &[]);
    assert_eq!(second.get("/v1/municipalities")["municipalities"], serde_json::json!([]));
}

#[test]
fn an_address_that_strangers_reach_is_refused_unless_allowed() {
    let directory = tempdir().unwrap();
    let told = refused(run(directory.path(), &["serve", "--listen", "0.0.0.0:0"]));
    assert!(told.contains("`listen`") && told.contains("--allow-remote"), "{told}");
    assert!(!directory.path().join("enoki.db").exists());
    let shown = done(run(directory.path(), &["serve", "--listen", "0.0.0.0:0", "--allow-remote", "--show-config"]));
    assert!(shown.contains("allow_remote = true"), "{shown}");
}

#[test]
fn a_misspelt_setting_is_refused_by_its_name() {
    let directory = tempdir().unwrap();
    let told = refused(enoki(directory.path(), &["serve"]).env("ENOKI_LISTN", "127.0.0.1:1").output().unwrap());
    assert!(told.to_lowercase().contains("listn"), "{told}");
    std::fs::write(directory.path().join("enoki.toml"), "concurency = 5\n").unwrap();
    let told = refused(run(directory.path(), &["serve"]));
    assert!(told.contains("concurency"), "{told}");
}

#[test]
fn a_setting_that_cannot_be_is_refused_by_its_name() {
    let directory = tempdir().unwrap();
    for (name, value) in [
        ("CONCURRENCY", "0"),
        ("CONCURRENCY", "many"),
        ("DATABASE_URL", "mysql://x"),
        ("LOG_FORMAT", "xml"),
        ("LISTEN", "here"),
    ] {
        let told = refused(enoki(directory.path(), &["serve"]).env(format!("ENOKI_{name}"), value).output().unwrap());
        assert!(told.to_lowercase().contains(&name.to_lowercase()), "{name}={value}: {told}");
    }
    assert!(refused(run(directory.path(), &["serve", "--config", "nowhere.toml"])).contains("nowhere.toml"));
    assert!(refused(run(directory.path(), &["serve", "--colour"])).contains("--colour"));
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let directory = tempdir().unwrap();
    std::fs::write(directory.path().join("enoki.toml"), "concurrency = 7\nlog_format = \"text\"\n").unwrap();
    let mut command = enoki(directory.path(), &["serve", "--show-config", "--listen", "127.0.0.1:8099"]);
    let output = command
        .env("ENOKI_LOG_FORMAT", "json")
        .env("DATABASE_URL", "postgres://enoki:geheim@db/enoki")
        .output()
        .unwrap();
    let shown = done(output);
    for line in [
        "listen = \"127.0.0.1:8099\"  # flag",
        "concurrency = 7  # file",
        "log_format = \"json\"  # environment",
        "drain_seconds = 30  # default",
        "database_url = \"postgres://enoki@db/enoki\"  # environment",
    ] {
        assert!(shown.contains(line), "{line} in\n{shown}");
    }
    assert!(!shown.contains("geheim"));
}

#[test]
fn told_to_end_it_lets_open_requests_finish() {
    let directory = tempdir().unwrap();
    let running = Running::start(directory.path(), &[]);
    let file = "施設番号,名称,大分類\nX1,遅れて届く施設,その他\n";
    let (first, rest) = file.split_at(20);
    let mut open = running.connect();
    let length = file.len();
    write!(
        open,
        "POST /v1/132233/imports HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{first}"
    )
    .unwrap();
    // An answer on a later connection shows that the earlier one is being served.
    running.get("/v1/municipalities");
    running.terminate();
    wait_until("the refusal of new connections", || TcpStream::connect(running.address).is_err());
    open.write_all(rest.as_bytes()).unwrap();
    let (status, body) = answer(open);
    assert_eq!(status, 200, "{body}");
    assert_eq!(running.ended().0.code(), Some(0));
    assert!(done(run(directory.path(), &["export", "facilities"])).contains("遅れて届く施設"));
}

#[test]
fn help_names_every_command() {
    let directory = tempdir().unwrap();
    let help = done(run(directory.path(), &["--help"]));
    assert!(["serve", "import", "export", "report", "openapi"].iter().all(|command| help.contains(command)), "{help}");
}

#[test]
fn the_document_can_be_printed() {
    let directory = tempdir().unwrap();
    assert_eq!(done(run(directory.path(), &["openapi"])), enoki::openapi::text());
    assert!(!directory.path().join("enoki.db").exists());
}

#[test]
fn a_file_is_taken_in_and_written_out_again() {
    let directory = tempdir().unwrap();
    std::fs::write(directory.path().join("in.csv"), "施設番号,名称,大分類\nX1,新しい施設,公園\n").unwrap();
    let told = done(run(directory.path(), &["import", "facilities", "in.csv"]));
    assert!(told.contains("1 rows") && told.contains("1 were created"), "{told}");
    for (format, name) in [("csv", "out.csv"), ("geojson", "out.geojson"), ("open-data", "out38.csv")] {
        done(run(directory.path(), &["export", "facilities", "--format", format, "-o", name]));
        let text = std::fs::read_to_string(directory.path().join(name)).unwrap();
        assert!(text.contains("新しい施設"), "{name}");
    }
    for name in ["out.csv", "out.geojson"] {
        let told = done(run(directory.path(), &["import", "facilities", name]));
        assert!(told.contains("0 were created, 0 changed, 73 unchanged"), "{name}: {told}");
    }
    let map: Value = serde_json::from_slice(&std::fs::read(directory.path().join("out.geojson")).unwrap()).unwrap();
    assert_eq!(map["features"].as_array().unwrap().len(), 73);
}

#[test]
fn a_faulty_file_is_refused_with_its_rows_and_nothing_is_taken_in() {
    let directory = tempdir().unwrap();
    std::fs::write(directory.path().join("in.csv"), "施設番号,名称,大分類\nX1,よい施設,公園\nX2,城,天守閣\n").unwrap();
    let told = refused(run(directory.path(), &["import", "facilities", "in.csv"]));
    assert!(told.contains("row 3 column 大分類") && told.contains("天守閣"), "{told}");
    assert!(!done(run(directory.path(), &["export", "facilities"])).contains("よい施設"));
    assert!(refused(run(directory.path(), &["import", "facilities", "nowhere.csv"])).contains("nowhere.csv"));
    assert!(refused(run(directory.path(), &["import", "castles", "in.csv"])).contains("castles"));
}

#[test]
fn a_dry_run_says_what_would_be_and_writes_nothing() {
    let directory = tempdir().unwrap();
    std::fs::write(directory.path().join("in.csv"), "施設番号,名称,大分類\nX1,新しい施設,公園\n").unwrap();
    let told = done(run(directory.path(), &["import", "facilities", "in.csv", "--dry-run"]));
    assert!(told.contains("1 would be created"), "{told}");
    assert!(!done(run(directory.path(), &["export", "facilities"])).contains("新しい施設"));
}

#[test]
fn the_report_is_written_in_the_form_asked_for() {
    let directory = tempdir().unwrap();
    let report =
        done(run(directory.path(), &["report", "renewal", "--from", "2026", "--years", "40", "--format", "json"]));
    let report: Value = serde_json::from_str(&report).unwrap();
    // The same number as in the test of the forecast, where it is told how it was reckoned.
    assert_eq!(report["total_yen"], 73_142_259_900_i64);
    for format in ["csv", "xlsx", "html"] {
        let name = format!("report.{format}");
        done(run(directory.path(), &["report", "renewal", "--from", "2026", "--format", format, "-o", &name]));
        assert!(std::fs::metadata(directory.path().join(&name)).unwrap().len() > 1_000, "{name}");
    }
    assert!(refused(run(directory.path(), &["report", "renewal", "--format", "papyrus"])).contains("papyrus"));
    assert!(refused(run(directory.path(), &["report", "renewal", "--years", "0"])).contains("years"));
}

/// A directory with the demonstration and a large file to be taken in.
fn before_a_large_import(rows: usize) -> TempDir {
    let directory = tempdir().unwrap();
    done(run(directory.path(), &["export", "facilities", "-o", "before.csv"]));
    let lines: String = (0..rows)
        .map(|n| {
            format!(
                "X{n:06},大量取込の施設その{n},その他,東京都武蔵村山市本町{n},139.{:06},35.{:06}\n",
                300_000 + n,
                700_000 + n
            )
        })
        .collect();
    std::fs::write(directory.path().join("large.csv"), format!("施設番号,名称,大分類,所在地,経度,緯度\n{lines}"))
        .unwrap();
    directory
}

fn facilities_in(directory: &Path) -> usize {
    let table = done(run(directory, &["export", "facilities", "--encoding", "utf-8"]));
    csv::Reader::from_reader(table.as_bytes()).records().count()
}

#[test]
fn an_import_that_is_killed_has_taken_in_all_or_nothing() {
    const ROWS: usize = 20_000;
    let import = ["import", "facilities", "large.csv"];
    let undisturbed = before_a_large_import(ROWS);
    let begun = Instant::now();
    done(run(undisturbed.path(), &import));
    let whole = begun.elapsed();
    assert_eq!(facilities_in(undisturbed.path()), 72 + ROWS);
    let mut outcomes = Vec::new();
    for percent in [25, 60, 90, 105] {
        let directory = before_a_large_import(ROWS);
        let mut child = enoki(directory.path(), &import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (begun, until) = (Instant::now(), whole * percent / 100);
        // Killed at a moment that is as good as any other: nothing there is to wait for.
        while begun.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = facilities_in(directory.path()) - 72;
        assert!(found == 0 || found == ROWS, "{found} of {ROWS} after {percent} % of the time");
        outcomes.push(found);
        // What was left behind does not stand in the way of the next attempt.
        if found == 0 && percent == 60 {
            done(run(directory.path(), &import));
            assert_eq!(facilities_in(directory.path()), 72 + ROWS);
        }
    }
    assert!(outcomes.contains(&0), "the import was never killed before its end");
}

#[test]
fn a_mistyped_database_yields_no_report_of_the_demonstration() {
    let directory = tempdir().unwrap();
    let told = refused(run(directory.path(), &["report", "renewal", "--database-url", "sqlite:enokki.db"]));
    assert!(told.contains("enokki.db") && told.contains("database_url"), "{told}");
    assert!(!directory.path().join("enokki.db").exists());
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let directory = tempdir().unwrap();
    std::fs::write(directory.path().join("text.db"), "this is no database, whatever its name may say".repeat(50))
        .unwrap();
    let told = refused(run(directory.path(), &["export", "facilities", "--database-url", "sqlite:text.db"]));
    assert!(told.contains("text.db") && told.contains("database_url"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_report_follows_a_link_and_keeps_a_device() {
    use std::os::unix::fs::FileTypeExt;
    let directory = tempdir().unwrap();
    let target = directory.path().join("target.json");
    std::fs::write(&target, "").unwrap();
    std::os::unix::fs::symlink(&target, directory.path().join("link.json")).unwrap();
    done(run(directory.path(), &["report", "renewal", "--from", "2026", "--format", "json", "-o", "link.json"]));
    assert!(std::fs::read_to_string(&target).unwrap().contains("total_yen"));
    assert!(std::fs::symlink_metadata(directory.path().join("link.json")).unwrap().is_symlink());
    let pipe = directory.path().join("pipe");
    if std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|made| made.success()) {
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::read(pipe).unwrap().len()
        });
        done(run(directory.path(), &["report", "renewal", "--from", "2026", "--format", "json", "-o", "pipe"]));
        assert!(reader.join().unwrap() > 1_000);
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }
}

/// A register file of so many buildings at the beginning of a year.
fn register_of(assets: usize) -> String {
    let row = |n: usize| {
        format!(
            "B-{n:06},事業用資産 建物,庁舎その{n},50,2004-06-01,{},{},,{},400000\n",
            1_000_000 + n,
            600_000 + n,
            600_000 + n
        )
    };
    let rows: String = (0..assets).map(row).collect();
    format!(
        "番号,勘定科目,件名,耐用年数,供用開始年月日,取得価額等,増減異動前簿価,減価償却額,増減異動後簿価,減価償却累計額\n{rows}"
    )
}

/// A database with one municipality and nothing else.
fn town_alone() -> TempDir {
    let directory = tempdir().unwrap();
    let running = Running::start(directory.path(), &["--empty"]);
    let town = r#"{"code": "132233", "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9}"#;
    assert_eq!(running.ask("POST", "/v1/municipalities", "content-type: application/json\r\n", town).0, 201);
    running.stop();
    directory
}

/// How many rows a table of a database file has.
fn rows_of(directory: &Path, table: &str) -> i64 {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let url = format!("sqlite:{}", directory.join("enoki.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Database::connect(url).await.unwrap();
        let count = Statement::from_string(db.get_database_backend(), format!("SELECT count(*) FROM {table}"));
        let count = db.query_one_raw(count).await.unwrap().unwrap().try_get_by(0).unwrap();
        db.close().await.unwrap();
        count
    })
}

#[test]
fn a_register_is_taken_in_closed_checked_and_written_out() {
    let directory = town_alone();
    std::fs::write(directory.path().join("in.csv"), register_of(3)).unwrap();
    let import = ["import", "assets", "in.csv", "--fiscal-year", "2024"];
    let told = done(run(directory.path(), &[&import[..], &["--dry-run"]].concat()));
    assert!(told.contains("3 assets would be created") && rows_of(directory.path(), "movement") == 0, "{told}");
    let told = done(run(directory.path(), &import));
    assert!(told.contains("3 lines of FY2024") && told.contains("3 assets were created"), "{told}");
    assert!(refused(run(directory.path(), &["import", "assets", "in.csv"])).contains("--fiscal-year"));
    // 1,000,000, 1,000,001 and 1,000,002 yen at 2 %.
    let tried = done(run(directory.path(), &["close-year", "2024", "--dry-run"]));
    assert!(tried.contains("would be closed: 3 assets") && tried.contains(" 60000 yen"), "{tried}");
    let closed = done(run(directory.path(), &["close-year", "2024"]));
    assert!(closed.contains("FY2024 is closed"), "{closed}");
    assert_eq!(
        closed.lines().find(|line| line.starts_with("hash")),
        tried.lines().find(|line| line.starts_with("hash"))
    );
    assert!(refused(run(directory.path(), &["close-year", "2024"])).contains("closed already"));
    assert!(refused(run(directory.path(), &import)).contains("2025-04-01 or later"));
    let told = done(run(directory.path(), &["check"]));
    assert!(told.contains("1 closed years agree with their rows: FY2024"), "{told}");
    for (format, encoding) in [("csv", "utf-8"), ("csv", "cp932"), ("open-data", "utf-8-bom"), ("xlsx", "utf-8")] {
        let words =
            ["export", "assets", "--fiscal-year", "2024", "--format", format, "--encoding", encoding, "-o", "out"];
        done(run(directory.path(), &words));
        let file = std::fs::read(directory.path().join("out")).unwrap();
        assert!(file.len() > 500, "{format} {encoding}");
        if (format, encoding) == ("csv", "utf-8") {
            let text = String::from_utf8(file).unwrap();
            assert!(text.contains("B-000002") && text.contains("420000"), "{text}");
        }
    }
    assert!(
        refused(run(directory.path(), &["export", "assets", "--fiscal-year", "2024", "--format", "geojson"]))
            .contains("geojson")
    );
}

#[test]
fn a_faulty_register_is_refused_with_its_rows() {
    let directory = town_alone();
    std::fs::write(directory.path().join("in.csv"), register_of(3).replace("1000001", "一万")).unwrap();
    let told = refused(run(directory.path(), &["import", "assets", "in.csv", "--fiscal-year", "2024"]));
    assert!(told.contains("row 3 column 取得価額等") && told.contains("一万"), "{told}");
    assert_eq!(rows_of(directory.path(), "asset_version") + rows_of(directory.path(), "register_entry"), 0);
}

#[test]
fn what_was_changed_in_a_closed_year_is_told_by_the_check() {
    use sea_orm::{ConnectionTrait, Database};
    let directory = town_alone();
    std::fs::write(directory.path().join("in.csv"), register_of(3)).unwrap();
    done(run(directory.path(), &["import", "assets", "in.csv", "--fiscal-year", "2024"]));
    done(run(directory.path(), &["close-year", "2024"]));
    let url = format!("sqlite:{}", directory.path().join("enoki.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Database::connect(url).await.unwrap();
        db.execute_unprepared("UPDATE closing_line SET charge_yen = 20001 WHERE asset_no = 'B-000001'").await.unwrap();
        db.close().await.unwrap();
    });
    let output = run(directory.path(), &["check"]);
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(told.contains("the hash differs") && told.contains("B-000001"), "{told}");
    assert!(refused(output).contains("disagreements"));
}

#[test]
fn a_closing_that_is_killed_has_closed_the_year_or_left_it_untouched() {
    const ASSETS: usize = 10_000;
    let prepared = town_alone();
    std::fs::write(prepared.path().join("in.csv"), register_of(ASSETS)).unwrap();
    done(run(prepared.path(), &["import", "assets", "in.csv", "--fiscal-year", "2024"]));
    let copied = || {
        let directory = tempdir().unwrap();
        for name in ["enoki.db", "enoki.db-wal"] {
            if prepared.path().join(name).exists() {
                std::fs::copy(prepared.path().join(name), directory.path().join(name)).unwrap();
            }
        }
        directory
    };
    let close = ["close-year", "2024"];
    let undisturbed = copied();
    let begun = Instant::now();
    let hash = done(run(undisturbed.path(), &close));
    let whole = begun.elapsed();
    let mut outcomes = [0, 0];
    for attempt in 0..50 {
        let directory = copied();
        let mut child = enoki(directory.path(), &close).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Killed at fifty moments from the beginning to a little after the usual end: nothing there is to wait for.
        let (begun, until) = (Instant::now(), whole * (attempt * 22) / 1_000);
        while begun.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let state =
            ["closing_line", "fiscal_closing", "closing_total", "register_entry"].map(|t| rows_of(directory.path(), t));
        let closed = state != [0, 0, 0, 1];
        assert!(!closed || state == [ASSETS as i64, 1, 1, 2], "{state:?} in attempt {attempt}");
        outcomes[usize::from(closed)] += 1;
        // Looking into everything takes longer than closing: a few of each will do.
        if outcomes[usize::from(closed)] % 8 == 1 {
            let told = done(run(directory.path(), &["check"]));
            assert!(told.contains(if closed { "1 closed years" } else { "0 closed years" }), "{told}");
            // What was left behind does not stand in the way of the next attempt, and it comes to the same.
            assert!(closed || done(run(directory.path(), &close)) == hash);
        }
    }
    assert!(outcomes[0] > 0, "the closing was never killed before its end");
}
