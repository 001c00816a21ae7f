//! Closing fiscal years: in their order, once, the same for the same register, and what shows when a row is changed
//! afterwards. Amounts are reckoned by hand.

use crate::register::{amounts, asset, building, close, land, movement, post, register};
use crate::support::{TOWN, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::process::Command;

/// What a closing would do.
async fn trial(app: &TestApp, year: i32) -> Value {
    post(app, "fiscal-closings?dry_run=true", json!({"fiscal_year": year})).await.expect(200).json()
}

/// Something that is depreciated in full from the year after 2023 on.
fn movable(no: &str, account: &str, life: i32, cost: i64) -> Value {
    json!({"asset_no": no, "name": "備品", "account": account, "useful_life_years": life, "in_service_on": "2023-06-01",
        "movement": {"reason": "opening-balance", "occurred_on": "2024-03-31", "cost_yen": cost}})
}

/// A small register: land, a building, a car bought in 2024.
async fn small(app: &TestApp) {
    register(app, land("L-1", "2024-06-01", 5_000_000)).await;
    register(app, building("B-1", 10_000_000, 4_000_000)).await;
    register(app, movable("M-1", "movables", 6, 3600)).await;
    movement(app, "B-1/0", json!({"reason": "retirement", "occurred_on": "2024-10-01", "cost_yen": 2_500_000}))
        .await
        .expect(201);
}

/// What the program says of the closed years of the register, and whether it found them sound.
pub fn check(app: &TestApp) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enoki"));
    let url = &app.app.config.database_url;
    command.args(["check", "--municipality", TOWN, "--database-url", url]).env_remove("LANG");
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[tokio::test]
async fn years_are_closed_one_after_the_other() {
    let app = TestApp::town().await;
    small(&app).await;
    close(&app, 2024).await;
    let told = post(&app, "fiscal-closings", json!({"fiscal_year": 2026})).await.problem(409);
    assert!(told["detail"].as_str().unwrap().contains("before 2025"), "{told}");
    let told = post(&app, "fiscal-closings", json!({"fiscal_year": 2023})).await.problem(409);
    assert!(told["detail"].as_str().unwrap().contains("/reversals"), "{told}");
    close(&app, 2025).await;
    let list = app.get(&format!("/v1/{TOWN}/fiscal-closings")).await.expect(200).json();
    let years: Vec<&Value> =
        list["closings"].as_array().unwrap().iter().map(|closing| &closing["fiscal_year"]).collect();
    assert_eq!(years, [2024, 2025]);
    assert_eq!(list["closings"][1]["previous_hash"], list["closings"][0]["hash"]);
}

#[tokio::test]
async fn a_year_is_closed_once() {
    let app = TestApp::town().await;
    small(&app).await;
    let closed = close(&app, 2024).await;
    post(&app, "fiscal-closings", json!({"fiscal_year": 2024})).await.problem(409);
    post(&app, "fiscal-closings?dry_run=true", json!({"fiscal_year": 2024})).await.problem(409);
    let read = app.get(&format!("/v1/{TOWN}/fiscal-closings/2024")).await.expect(200).json();
    assert_eq!((&read["hash"], &read["entry_no"]), (&closed["hash"], &json!(5)));
}

#[tokio::test]
async fn a_year_with_movements_before_it_waits_for_that_one() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2023-06-01", 5_000_000)).await;
    let told = post(&app, "fiscal-closings", json!({"fiscal_year": 2024})).await.problem(409);
    assert!(told["detail"].as_str().unwrap().contains("cannot be closed before 2023"), "{told}");
    close(&app, 2023).await;
    close(&app, 2024).await;
}

#[tokio::test]
async fn a_year_that_is_none_is_refused() {
    let app = TestApp::town().await;
    for (year, code) in [(json!(0), "out-of-range"), (json!("今年"), "malformed"), (Value::Null, "required")] {
        post(&app, "fiscal-closings", json!({"fiscal_year": year})).await.fault(422, "/fiscal_year", code);
    }
    app.get(&format!("/v1/{TOWN}/fiscal-closings/2024")).await.problem(404);
    app.get(&format!("/v1/{TOWN}/fiscal-closings/next")).await.problem(404);
}

#[tokio::test]
async fn a_trial_writes_nothing_and_tells_what_the_closing_will_be() {
    let app = TestApp::town().await;
    small(&app).await;
    let before = app.get(&format!("/v1/{TOWN}/entries")).await.text();
    let tried = trial(&app, 2024).await;
    assert_eq!((&tried["dry_run"], &tried["entry_no"]), (&json!(true), &Value::Null));
    // 7,500,000 × 0.020 and 3,600 × 0.167.
    assert_eq!((&tried["charge_yen"], &tried["assets"], &tried["movements"]), (&json!(150_601), &json!(3), &json!(2)));
    assert_eq!(app.get(&format!("/v1/{TOWN}/entries")).await.text(), before);
    assert_eq!(app.get(&format!("/v1/{TOWN}/fiscal-closings")).await.json()["closings"], json!([]));
    assert_eq!(amounts(&asset(&app, "M-1/0").await).1, 0);
    let closed = close(&app, 2024).await;
    for name in ["hash", "charge_yen", "cost_yen", "accumulated_yen", "assets", "movements", "rules"] {
        assert_eq!(closed[name], tried[name], "{name}");
    }
}

#[tokio::test]
async fn the_same_register_has_the_same_hash_wherever_it_is_kept() {
    let mut hashes = Vec::new();
    for _ in 0..2 {
        let app = TestApp::town().await;
        small(&app).await;
        hashes.push((close(&app, 2024).await["hash"].clone(), close(&app, 2025).await["hash"].clone()));
    }
    assert_eq!(hashes[0], hashes[1]);
    let app = TestApp::town().await;
    small(&app).await;
    register(&app, land("L-2", "2025-03-31", 1)).await;
    assert_ne!(close(&app, 2024).await["hash"], hashes[0].0);
}

#[tokio::test]
async fn what_is_changed_behind_the_service_is_found() {
    let app = TestApp::town().await;
    small(&app).await;
    close(&app, 2024).await;
    close(&app, 2025).await;
    let (sound, told) = check(&app);
    assert!(sound && told.contains("2 closed years"), "{told}");
    let changes = [
        ("movement", "cost_yen = cost_yen + 1", "cost_yen = cost_yen - 1", "asset_no = 'L-1'"),
        ("movement", "occurred_on = '2024-06-02'", "occurred_on = '2024-06-01'", "asset_no = 'L-1'"),
        (
            "movement",
            "accumulated_yen = 4000001",
            "accumulated_yen = 4000000",
            "asset_no = 'B-1' AND fiscal_year = 2023",
        ),
        ("movement", "proceeds_yen = 1", "proceeds_yen = NULL", "asset_no = 'B-1' AND fiscal_year = 2024"),
        (
            "closing_line",
            "charge_yen = charge_yen + 1",
            "charge_yen = charge_yen - 1",
            "asset_no = 'M-1' AND fiscal_year = 2024",
        ),
        (
            "closing_line",
            "cost_yen = cost_yen + 1",
            "cost_yen = cost_yen - 1",
            "asset_no = 'L-1' AND fiscal_year = 2025",
        ),
        ("closing_line", "accumulated_yen = 0", "accumulated_yen = 601", "asset_no = 'M-1' AND fiscal_year = 2024"),
        ("closing_line", "asset_no = 'L-0'", "asset_no = 'L-1'", "asset_no IN ('L-0', 'L-1') AND fiscal_year = 2025"),
        ("asset_version", "name = '別の名'", "name = '市有地'", "asset_no = 'L-1'"),
        ("asset_version", "useful_life_years = 51", "useful_life_years = 50", "asset_no = 'B-1'"),
        ("asset_version", "saleable = true", "saleable = false", "asset_no = 'L-1'"),
        (
            "closing_total",
            "cost_yen = cost_yen + 1",
            "cost_yen = cost_yen - 1",
            "account = 'movables' AND fiscal_year = 2024",
        ),
        (
            "closing_total",
            "account = 'software'",
            "account = 'movables'",
            "account IN ('software', 'movables') AND fiscal_year = 2025",
        ),
        ("fiscal_closing", "charge_yen = charge_yen + 1", "charge_yen = charge_yen - 1", "fiscal_year = 2025"),
        ("fiscal_closing", "hash = 'x' || hash", "hash = substr(hash, 2)", "fiscal_year = 2024"),
        (
            "fiscal_closing",
            "rules = replace(rules, 'floor', 'half-up')",
            "rules = replace(rules, 'half-up', 'floor')",
            "fiscal_year = 2024",
        ),
    ];
    for (table, done, undone, which) in changes {
        let sql = |set: &str| format!("UPDATE {table} SET {set} WHERE municipality_code = '{TOWN}' AND {which}");
        let changed = app.app.db.execute_unprepared(&sql(done)).await.unwrap();
        assert_ne!(changed.rows_affected(), 0, "{table}: {done}");
        assert!(!check(&app).0, "{table}: {done} was not found");
        app.app.db.execute_unprepared(&sql(undone)).await.unwrap();
    }
    let (sound, told) = check(&app);
    assert!(sound, "{told}");
}

/// Writes a row that no act of the register has written, looks whether that is found, and takes it away again.
async fn smuggled(app: &TestApp, table: &str, columns: &str, values: &str, which: &str) -> bool {
    let sql = format!("INSERT INTO {table} (municipality_code, {columns}) VALUES ('{TOWN}', {values})");
    app.app.db.execute_unprepared(&sql).await.unwrap();
    let found = !check(app).0;
    app.app.db.execute_unprepared(&format!("DELETE FROM {table} WHERE {which}")).await.unwrap();
    found
}

#[tokio::test]
async fn a_row_that_is_smuggled_into_a_closed_year_is_found() {
    let app = TestApp::town().await;
    small(&app).await;
    close(&app, 2024).await;
    let columns = "fiscal_year, asset_no, branch_no, movement_no, occurred_on, reason, account, accounting_entity, cost_yen, accumulated_yen, entry_no";
    let row = |year: i32, no: &str| {
        format!("{year}, '{no}', '0', 9, '{year}-06-01', 'purchase', 'business-land', '一般会計', 1, 0, 1")
    };
    assert!(smuggled(&app, "movement", columns, &row(2024, "L-1"), "movement_no = 9").await);
    let total = "fiscal_year, account, accounting_entity, purpose, facility_code, assets, opening_cost_yen, opening_accumulated_yen, \
        increase_cost_yen, increase_accumulated_yen, decrease_cost_yen, decrease_accumulated_yen, charge_yen, cost_yen, accumulated_yen, depreciable_cost_yen, \
        depreciable_accumulated_yen";
    assert!(
        smuggled(
            &app,
            "closing_total",
            total,
            "2024, 'software', 'x', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0",
            "account = 'software'"
        )
        .await
    );
    assert!(check(&app).0);
}

#[tokio::test]
async fn a_row_of_an_asset_that_is_not_registered_is_found() {
    let app = TestApp::town().await;
    small(&app).await;
    close(&app, 2024).await;
    let columns = "fiscal_year, asset_no, branch_no, movement_no, occurred_on, reason, account, accounting_entity, cost_yen, accumulated_yen, entry_no";
    let row = "2024, 'X-1', '0', 1, '2024-06-01', 'purchase', 'business-land', '一般会計', 1, 0, 1";
    let lines = "fiscal_year, asset_no, branch_no, charge_yen, cost_yen, accumulated_yen";
    let found = [
        smuggled(&app, "movement", columns, row, "asset_no = 'X-1'").await,
        smuggled(&app, "closing_line", lines, "2024, 'X-1', '0', 0, 1, 0", "asset_no = 'X-1'").await,
    ];
    assert_eq!(found, [true, true]);
}

#[tokio::test]
async fn a_movement_before_the_first_closed_year_is_found() {
    let app = TestApp::town().await;
    small(&app).await;
    close(&app, 2024).await;
    let columns = "fiscal_year, asset_no, branch_no, movement_no, occurred_on, reason, account, accounting_entity, cost_yen, accumulated_yen, entry_no";
    let row = "2022, 'L-1', '0', 9, '2022-06-01', 'purchase', 'business-land', '一般会計', 1, 0, 1";
    assert!(smuggled(&app, "movement", columns, row, "movement_no = 9").await);
}

#[tokio::test]
async fn of_two_closings_at_once_one_is_done_and_one_refused() {
    let app = TestApp::town().await;
    small(&app).await;
    let path = format!("/v1/{TOWN}/fiscal-closings");
    let body = json!({"fiscal_year": 2024});
    let (one, other) = tokio::join!(app.post(&path, &body), app.post(&path, &body));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let kinds = app.get(&format!("/v1/{TOWN}/entries?limit=2")).await.json();
    assert_eq!((&kinds["entries"][0]["kind"], &kinds["entries"][1]["kind"]), (&json!("closing"), &json!("movement")));
    assert!(check(&app).0);
}

#[tokio::test]
async fn movements_that_arrive_while_a_year_is_closed_are_in_it_or_refused() {
    let app = TestApp::town().await;
    small(&app).await;
    let body = json!({"reason": "capital-improvement", "occurred_on": "2025-03-31", "cost_yen": 7});
    let path = format!("/v1/{TOWN}/assets/L-1/0/movements");
    let closing = format!("/v1/{TOWN}/fiscal-closings");
    let year = json!({"fiscal_year": 2024});
    let (a, b, closed, c, d) = tokio::join!(
        app.post(&path, &body),
        app.post(&path, &body),
        app.post(&closing, &year),
        app.post(&path, &body),
        app.post(&path, &body)
    );
    let cost = closed.expect(201).json()["cost_yen"].as_i64().unwrap();
    let taken = [a, b, c, d].iter().filter(|answer| answer.status == 201).count() as i64;
    assert_eq!(cost, 5_000_000 + 7_500_000 + 3600 + 7 * taken);
    assert_eq!(amounts(&asset(&app, "L-1/0").await).0, 5_000_000 + 7 * taken);
    assert!(check(&app).0);
}

#[tokio::test]
async fn tangible_assets_end_at_one_yen_and_intangible_ones_at_none() {
    let app = TestApp::town().await;
    register(&app, movable("M-1", "movables", 2, 1000)).await;
    register(&app, movable("S-1", "software", 2, 1000)).await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let mut leased = movable("M-2", "movables", 2, 1000);
    leased["lease_class"] = json!("finance-lease-non-transfer");
    register(&app, leased).await;
    // 500 each in the first year; in the second 499 for what keeps a yen; nothing in the third. Land is not charged.
    let charges =
        [close(&app, 2024).await, close(&app, 2025).await, close(&app, 2026).await].map(|c| c["charge_yen"].clone());
    assert_eq!(charges, [1500, 1499, 0]);
    for (no, book) in [("M-1/0", 1), ("S-1/0", 0), ("M-2/0", 0), ("L-1/0", 1000)] {
        assert_eq!(amounts(&asset(&app, no).await).2, book, "{no}");
    }
    assert_eq!(asset(&app, "S-1/0").await["fully_retired"], false);
}

#[tokio::test]
async fn what_came_in_by_the_month_is_charged_by_the_month() {
    let app = TestApp::town().await;
    for (no, policy) in [("M-1", "month-of-service"), ("M-2", "month-after-service"), ("M-3", "next-fiscal-year")] {
        let mut said = movable(no, "movables", 6, 3600);
        said["in_service_on"] = json!("2024-10-15");
        said["start_policy"] = json!(policy);
        said["movement"]["reason"] = json!("purchase");
        said["movement"]["occurred_on"] = json!("2024-10-15");
        register(&app, said).await;
    }
    close(&app, 2024).await;
    // 601 × 6/12 = 300.5 and 601 × 5/12 = 250.4.
    let charged: Vec<i64> = [asset(&app, "M-1/0").await, asset(&app, "M-2/0").await, asset(&app, "M-3/0").await]
        .iter()
        .map(|of| amounts(of).1)
        .collect();
    assert_eq!(charged, [300, 250, 0]);
}

#[tokio::test]
async fn depreciation_that_a_file_has_recorded_is_kept_and_the_difference_is_told() {
    let app = TestApp::town().await;
    let file = "番号,勘定科目,件名,耐用年数,供用開始年月日,取得価額等,増減異動前簿価,減価償却額,増減異動後簿価,減価償却累計額\n\
        M-1,物品,自動車,6,2023-06-01,3600,3600,600,3000,600\n\
        M-2,物品,自動車,6,2023-06-01,3600,3600,601,2999,601\n\
        M-3,物品,自動車,6,2023-06-01,3600,3600,0,3600,0\n";
    let path = format!("/v1/{TOWN}/register-imports?fiscal_year=2024");
    app.send(axum::http::Method::POST, &path, &[("content-type", "text/csv")], file).await.expect(200);
    let tried = trial(&app, 2024).await;
    assert_eq!(tried["charge_yen"], 0);
    assert_eq!(tried["differing"], 2);
    let told = |no: &str, recorded: i64| json!({"asset_no": no, "branch_no": "0", "recorded_yen": recorded, "by_rule_yen": 601});
    assert_eq!(tried["differences"], json!([told("M-1", 600), told("M-3", 0)]));
    close(&app, 2024).await;
    assert_eq!(amounts(&asset(&app, "M-1/0").await), (3600, 600, 3000));
    assert_eq!(close(&app, 2025).await["charge_yen"], 3 * 601);
    assert!(check(&app).0);
}
