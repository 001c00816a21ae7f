//! Closing fiscal years: in their order, once, the same for the same register, and what shows when a row is changed
//! afterwards. Amounts are reckoned by hand.

use crate::register::{amounts, asset, building, close, history, land, movement, post, register};
use crate::support::{TOWN, TestApp};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::collections::BTreeMap;
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
fn check(app: &TestApp) -> (bool, String) {
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
    assert!(told["detail"].as_str().unwrap().contains("close 2023 first"), "{told}");
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
        increase_cost_yen, increase_accumulated_yen, decrease_cost_yen, decrease_accumulated_yen, charge_yen, cost_yen, accumulated_yen, depreciable_cost_yen";
    assert!(
        smuggled(
            &app,
            "closing_total",
            total,
            "2024, 'software', 'x', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0",
            "account = 'software'"
        )
        .await
    );
    assert!(check(&app).0);
}

#[tokio::test]
#[ignore = "the check walks through known assets and never meets rows of assets that have no version"]
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
#[ignore = "a movement before the first closed year that is recorded after that closing passes the check"]
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

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        &of[self.roll(of.len() as u64) as usize]
    }
}

/// An act as good as any other, as its list and its body.
fn act(dice: &mut Dice, year: i32, n: usize, known: &[String], entries: i64) -> (String, Value) {
    let month = [4, 6, 8, 10, 12][dice.roll(5) as usize];
    let day = format!("{year}-{month:02}-{:02}", 1 + dice.roll(28));
    let cost = 1 + dice.roll(5_000_000) as i64;
    let no = dice.one(known).to_owned();
    let fresh = |what: &str| format!("N{n:03}{what}");
    let of = |kind: &str, extra: Value| {
        let mut body = json!({"reason": kind, "occurred_on": day});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        (format!("assets/{no}/0/movements"), body)
    };
    match dice.roll(14) {
        0 | 1 => ("assets".to_owned(), land(&fresh(""), &day, cost)),
        2 => {
            let mut said = building(&fresh(""), cost, 0);
            said["in_service_on"] = json!(day);
            said["movement"] =
                json!({"reason": "donation-in", "occurred_on": day, "cost_yen": cost, "accumulated_yen": cost / 3});
            ("assets".to_owned(), said)
        }
        3 => {
            let said = json!({"asset_no": fresh(""), "name": "工事", "account": "business-construction-in-progress",
                "movement": {"reason": "purchase", "occurred_on": day, "cost_yen": cost}});
            ("assets".to_owned(), said)
        }
        4 => of("capital-improvement", json!({"cost_yen": cost})),
        5 => of("retirement", json!({"cost_yen": 1 + cost / 4})),
        6 => of("sale", json!({"quantity": 1 + dice.roll(200), "proceeds_yen": cost})),
        7 => of("retirement", json!({})),
        8 => of("revaluation-down", json!({"cost_yen": 1 + cost / 10})),
        9 => {
            let into = json!([{"asset_no": no, "weight": 1 + dice.roll(9)}, {"asset_no": fresh("a"), "weight": 1 + dice.roll(9)}]);
            ("asset-splits".to_owned(), json!({"asset_no": no, "occurred_on": day, "into": into}))
        }
        10 => {
            let assets = json!([{"asset_no": no}, {"asset_no": dice.one(known)}]);
            ("asset-merges".to_owned(), json!({"assets": assets, "occurred_on": day, "into": {"asset_no": no}}))
        }
        11 => {
            let account = ["infrastructure-land", "business-land", "infrastructure-buildings"][dice.roll(3) as usize];
            ("reclassifications".to_owned(), json!({"asset_no": no, "occurred_on": day, "account": account}))
        }
        12 => {
            let built = json!([{"asset_no": fresh("b"), "name": "新築", "account": "business-buildings", "useful_life_years": 22,
                "in_service_on": day, "weight": 2}, {"asset_no": fresh("c"), "name": "敷地", "account": "business-land", "weight": 1}]);
            ("construction-settlements".to_owned(), json!({"asset_no": no, "occurred_on": day, "into": built}))
        }
        _ => ("reversals".to_owned(), json!({"entry_no": 1 + dice.roll(entries as u64), "occurred_on": day})),
    }
}

/// The sums of a closed year by account: opening, increase, decrease, charge, closing; cost and accumulated depreciation.
async fn totals(app: &TestApp, year: i32) -> BTreeMap<String, [i64; 9]> {
    let names = "opening_cost_yen, opening_accumulated_yen, increase_cost_yen, increase_accumulated_yen, decrease_cost_yen, \
        decrease_accumulated_yen, charge_yen, cost_yen, accumulated_yen";
    let sql = format!(
        "SELECT account, {names} FROM closing_total WHERE municipality_code = '{TOWN}' AND fiscal_year = {year}"
    );
    let db = &app.app.db;
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let mut sums: BTreeMap<String, [i64; 9]> = BTreeMap::new();
    for row in rows {
        let account: String = row.try_get_by(0).unwrap();
        let sum = sums.entry(account).or_default();
        for (n, sum) in sum.iter_mut().enumerate() {
            *sum += row.try_get_by::<i64, _>(n + 1).unwrap();
        }
    }
    sums
}

#[tokio::test]
async fn whatever_happens_to_assets_their_sums_tie_at_the_end_of_every_year() {
    let app = TestApp::town().await;
    let mut dice = Dice(132_233);
    let (mut known, mut entries, mut refused) = (Vec::new(), 0_i64, 0);
    for n in 0..8 {
        register(&app, building(&format!("B{n}"), 9_000_001 + n, 4_000_003)).await;
        register(&app, land(&format!("L{n}"), "2024-04-01", 7_000_001 + n)).await;
        known.extend([format!("B{n}"), format!("L{n}")]);
        entries += 2;
    }
    // What was recorded, by what the answers have said.
    let mut recorded: BTreeMap<String, (i64, i64)> = known.iter().map(|no| (no.clone(), (0, 0))).collect();
    for no in &known {
        let (cost, accumulated, _) = amounts(&asset(&app, &format!("{no}/0")).await);
        recorded.insert(no.clone(), (cost, accumulated));
    }
    let mut before: BTreeMap<String, [i64; 9]> = BTreeMap::new();
    for year in 2024..2027 {
        for n in 0..67 {
            let (list, body) = act(&mut dice, year, (year as usize - 2024) * 67 + n, &known, entries);
            let answer = post(&app, &list, body.clone()).await;
            if answer.status != 201 {
                assert!([404, 409, 422].contains(&answer.status), "{list} {body}: {}", answer.text());
                refused += 1;
                continue;
            }
            entries += 1;
            let entry = app.get(&format!("/v1/{TOWN}/entries/{entries}")).await.expect(200).json();
            for movement in entry["movements"].as_array().unwrap() {
                let no = movement["asset_no"].as_str().unwrap().to_owned();
                if !known.contains(&no) {
                    known.push(no.clone());
                }
                let (cost, accumulated, _) = amounts(movement);
                let sum = recorded.entry(no).or_default();
                *sum = (sum.0 + cost, sum.1 + accumulated);
            }
        }
        let closed = close(&app, year).await;
        entries += 1;
        let mut by_account: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut charged = 0;
        for no in &known {
            let told = history(&app, &format!("{no}/0")).await;
            let (mut cost, mut accumulated) = (0, 0);
            for movement in told["movements"].as_array().unwrap() {
                let (c, a, _) = amounts(movement);
                (cost, accumulated) = (cost + c, accumulated + a);
                if movement["movement_no"].is_null() && movement["fiscal_year"] == year {
                    charged += a;
                    recorded.get_mut(no).unwrap().1 += a;
                }
            }
            let stands = asset(&app, &format!("{no}/0")).await;
            let (c, a, book) = amounts(&stands);
            assert_eq!((c, a), (cost, accumulated), "{no} at the end of {year}");
            assert_eq!((c, a), recorded[no], "{no} at the end of {year}");
            assert!(a >= 0 && book >= 0, "{stands}");
            let sum = by_account.entry(stands["account"].as_str().unwrap().to_owned()).or_default();
            *sum = (sum.0 + c, sum.1 + a);
        }
        assert_eq!(closed["charge_yen"], charged);
        let sums = totals(&app, year).await;
        for (account, [oc, oa, ic, ia, dc, da, charge, cc, ca]) in &sums {
            let last = before.get(account).map_or((0, 0), |sums| (sums[7], sums[8]));
            if year > 2024 {
                assert_eq!((*oc, *oa), last, "opening of {account} in {year}");
            }
            assert_eq!((oc + ic - dc, oa + ia - da + charge), (*cc, *ca), "{account} in {year}");
            assert_eq!((*cc, *ca), by_account.get(account).copied().unwrap_or_default(), "{account} in {year}");
        }
        assert_eq!(sums.values().map(|sum| sum[7]).sum::<i64>(), closed["cost_yen"].as_i64().unwrap());
        before = sums;
    }
    assert!(refused < 110, "{refused} of 201 acts were refused: too few are left to show anything");
    let (sound, told) = check(&app);
    assert!(sound, "{told}");
}

#[tokio::test]
async fn the_order_in_which_movements_are_entered_does_not_matter() {
    let mut acts: Vec<(String, Value)> = Vec::new();
    for n in 0..12 {
        let said = |reason: &str, month: i64, cost: i64, accumulated: Option<i64>| json!({"reason": reason, "occurred_on": format!("2024-{month:02}-15"), "cost_yen": cost, "accumulated_yen": accumulated});
        let no = n % 4;
        acts.push((format!("assets/B{no}/0/movements"), said("capital-improvement", 4 + n % 9, 1000 + n, None)));
        acts.push((format!("assets/B{no}/0/movements"), said("retirement", 12 - n % 9, 500 + n, Some(200 + n))));
    }
    let mut outcomes = Vec::new();
    for step in [1, 7, 23] {
        let app = TestApp::town().await;
        for n in 0..4 {
            register(&app, building(&format!("B{n}"), 9_000_001 + n, 4_000_003)).await;
        }
        // 24 acts: a step that shares no factor with 24 comes to every one of them.
        for n in 0..acts.len() {
            let (list, body) = &acts[n * step % acts.len()];
            post(&app, list, body.clone()).await.expect(201);
        }
        let closed = close(&app, 2024).await;
        let mut assets = Vec::new();
        for n in 0..4 {
            assets.push(amounts(&asset(&app, &format!("B{n}/0")).await));
        }
        outcomes.push((assets, closed["charge_yen"].clone(), totals(&app, 2024).await));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}
