//! The register as a file: taken in, given out, compared. What goes out comes back the same, and what cannot be is told
//! with row, column and value.

use crate::register::{amounts, asset, building, close, land, movement, post, register};
use crate::register_closing::check;
use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

const DEMONSTRATION: &str = include_str!("../data/musashimurayama/assets.csv");
const CP932: &[u8] = include_bytes!("files/register-cp932.csv");

async fn send(app: &TestApp, path: &str, file: impl Into<Body>) -> Answer {
    app.send(Method::POST, path, &[("content-type", "text/csv")], file).await
}

/// Takes a file in for a fiscal year; more parameters may follow the year.
async fn import(app: &TestApp, of: &str, year: &str, file: impl Into<Body>) -> Answer {
    send(app, &format!("/v1/{of}/register-imports?fiscal_year={year}"), file).await
}

async fn reconcile(app: &TestApp, year: i32, file: impl Into<Body>) -> Value {
    send(app, &format!("/v1/{TOWN}/register-reconciliations?fiscal_year={year}"), file).await.expect(200).json()
}

async fn export(app: &TestApp, of: &str, query: &str) -> Vec<u8> {
    app.get(&format!("/v1/{of}/register?{query}")).await.expect(200).bytes
}

/// Assets that were created, changed and as the file says; movements written.
#[track_caller]
fn counts(answer: Answer) -> [u64; 4] {
    let told = answer.expect(200).json();
    ["created", "changed", "unchanged", "movements"].map(|name| told[name].as_u64().unwrap())
}

async fn nothing_was_written(app: &TestApp) {
    assert_eq!(app.get(&format!("/v1/{TOWN}/entries")).await.json()["entries"], json!([]));
    assert_eq!(app.get(&format!("/v1/{TOWN}/assets")).await.json()["assets"], json!([]));
}

/// The demonstration without what leads to sites and facilities that a small town does not have.
fn demonstration() -> String {
    let mut reader = csv::Reader::from_reader(DEMONSTRATION.as_bytes());
    let places = ["敷地番号", "施設番号", "建物番号", "部位番号"];
    let headings = reader.headers().unwrap().clone();
    let kept: Vec<usize> = (0..headings.len()).filter(|n| !places.contains(&&headings[*n])).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(headings).chain(reader.records().map(Result::unwrap)) {
        writer.write_record(kept.iter().map(|n| &row[*n])).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Land, land and a building at the end of 2024.
const YEAR_2024: &str = "番号,勘定科目,件名,耐用年数,供用開始年月日,取得価額等,増減異動前簿価,減価償却額,増減異動後簿価,減価償却累計額\n\
    L-1,事業用資産 土地,市有地,,,1000,1000,,1000,0\n\
    L-2,事業用資産 土地,榎市有地,,,2000,2000,,2000,0\n\
    B-1,事業用資産 建物,庁舎,50,2004-06-01,10000000,6000000,200000,5800000,4200000\n";

#[tokio::test]
async fn a_register_that_is_taken_in_again_changes_nothing() {
    let app = TestApp::town().await;
    let file = demonstration();
    let [created, changed, unchanged, _] = counts(import(&app, TOWN, "2024", file.clone()).await);
    assert_eq!([created, changed, unchanged], [897, 0, 0]);
    assert_eq!(counts(import(&app, TOWN, "2024", file).await), [0, 0, 897, 0]);
}

#[tokio::test]
async fn the_demonstration_agrees_with_its_own_file() {
    let app = TestApp::demonstration().await;
    let told = reconcile(&app, 2024, DEMONSTRATION).await;
    assert_eq!((&told["agreeing"], &told["differing"], &told["differences"]), (&json!(897), &json!(0), &json!([])));
}

#[tokio::test]
async fn the_amounts_of_the_demonstration_come_out_as_they_went_in() {
    let app = TestApp::demonstration().await;
    let out = String::from_utf8(export(&app, TOWN, "fiscal_year=2024&encoding=utf-8").await).unwrap();
    let numbers = |text: &str| -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let at = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
        let columns = [
            "番号",
            "枝番",
            "取得価額等",
            "増減異動前簿価",
            "減価償却額",
            "増減異動後簿価(期末簿価)",
            "減価償却累計額",
        ]
        .map(at);
        let cell = |text: &str| if text.is_empty() { "0".to_owned() } else { text.to_owned() };
        reader.records().map(Result::unwrap).map(|row| columns.iter().map(|n| cell(&row[*n])).collect()).collect()
    };
    let mut before = numbers(DEMONSTRATION);
    before.sort();
    assert_eq!(numbers(&out), before);
    let refused = import(&app, TOWN, "2024", DEMONSTRATION).await.problem(409);
    assert!(refused["detail"].as_str().unwrap().contains("2025-04-01 or later"), "{refused}");
}

/// A town with four neighbours that have nothing yet.
async fn neighbours(app: &TestApp) -> [&'static str; 3] {
    for (code, name) in [("132039", "武蔵野市"), ("132047", "三鷹市")] {
        let municipality = json!({"code": code, "name": name, "prefecture": "東京都", "plane_zone": 9});
        app.post("/v1/municipalities", &municipality).await.expect(201);
    }
    [NEIGHBOUR, "132039", "132047"]
}

/// Takes what one municipality gives out into others, in every form, and demands that they give out the same.
async fn demand_that_it_comes_back(app: &TestApp, year: i32) {
    let [a, b, c] = neighbours(app).await;
    let plain = format!("fiscal_year={year}&encoding=utf-8");
    let first = export(app, TOWN, &plain).await;
    for (of, form) in [(a, "encoding=utf-8-bom"), (b, "encoding=cp932"), (c, "format=xlsx")] {
        let file = export(app, TOWN, &format!("fiscal_year={year}&{form}")).await;
        import(app, of, &year.to_string(), file.clone()).await.expect(200);
        let again = export(app, of, &plain).await;
        assert!(again == first, "{form}:\n{}", first_difference(&first, &again));
        if form != "format=xlsx" {
            assert!(export(app, of, &format!("fiscal_year={year}&{form}")).await == file, "{form}");
        }
    }
}

fn first_difference(one: &[u8], other: &[u8]) -> String {
    let (one, other) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    let differing = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    differing.map_or("one is longer".to_owned(), |(one, other)| format!("{one}\n{other}"))
}

#[tokio::test]
async fn what_goes_out_comes_back_in_every_form() {
    let app = TestApp::town().await;
    // CP932 has no sign for cubic metres.
    import(&app, TOWN, "2024", demonstration().replace('㎥', "m3")).await.expect(200);
    demand_that_it_comes_back(&app, 2024).await;
}

#[tokio::test]
async fn a_year_full_of_acts_comes_back_as_well() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 10_000_000, 4_000_001)).await;
    register(&app, building("B-2", 9_000_000, 9_000_000 - 1)).await;
    register(&app, building("B-3", 1_000_000, 300_000)).await;
    let mut old = land("L-1", "2024-03-31", 900);
    old["movement"]["reason"] = json!("opening-balance");
    old["optional_items"] = json!({"運営方法": "直営", "独自の項目": "あり"});
    old["note"] = json!("二行の\n備考, \"引用\"");
    register(&app, old).await;
    register(&app, land("L-2", "2024-05-01", 700)).await;
    register(
        &app,
        json!({"asset_no": "C-1", "name": "工事", "account": "business-construction-in-progress",
        "movement": {"reason": "purchase", "occurred_on": "2024-05-01", "cost_yen": 110_000}}),
    )
    .await;
    for (no, said) in [
        ("B-1/0", json!({"reason": "capital-improvement", "occurred_on": "2024-05-01", "cost_yen": 500_000})),
        (
            "B-1/0",
            json!({"reason": "sale", "occurred_on": "2024-06-01", "cost_yen": 1_000_000, "proceeds_yen": 450_000}),
        ),
        ("B-1/0", json!({"reason": "revaluation-down", "occurred_on": "2024-07-01", "accumulated_yen": 1000})),
        ("B-2/0", json!({"reason": "retirement", "occurred_on": "2024-08-01"})),
        ("L-2/0", json!({"reason": "transfer-out", "occurred_on": "2024-09-01", "quantity": 100})),
    ] {
        movement(&app, no, said).await.expect(201);
    }
    let into = json!([{"asset_no": "L-1", "quantity": 100}, {"asset_no": "L-3", "quantity": 200}]);
    post(&app, "asset-splits", json!({"asset_no": "L-1", "occurred_on": "2024-10-01", "into": into})).await.expect(201);
    let built = json!([{"asset_no": "S-1", "name": "外構", "account": "business-structures", "useful_life_years": 15,
        "in_service_on": "2024-12-01"}]);
    post(&app, "construction-settlements", json!({"asset_no": "C-1", "occurred_on": "2024-12-01", "into": built}))
        .await
        .expect(201);
    post(
        &app,
        "reclassifications",
        json!({"asset_no": "B-3", "occurred_on": "2024-11-01", "account": "infrastructure-buildings"}),
    )
    .await
    .expect(201);
    demand_that_it_comes_back(&app, 2024).await;
    let (here, there) =
        (close(&app, 2024).await, app.post("/v1/132047/fiscal-closings", &json!({"fiscal_year": 2024})).await);
    let there = there.expect(201).json();
    for name in ["assets", "cost_yen", "accumulated_yen"] {
        assert_eq!(here[name], there[name], "{name}");
    }
}

#[tokio::test]
async fn the_file_of_the_next_year_moves_what_is_there() {
    let app = TestApp::town().await;
    // Three balances at the start of the year, and one charge.
    assert_eq!(counts(import(&app, TOWN, "2024", YEAR_2024).await), [3, 0, 0, 4]);
    let next = "番号,勘定科目,件名,耐用年数,供用開始年月日,取得価額等,増減異動日付,増減異動前簿価,増減異動事由,有償取得額,除売却額,減価償却額,増減異動後簿価,減価償却累計額,完全除却済記号,売却収入\n\
        L-1,事業用資産 土地,市有地,,,1000,,1000,,,,,1000,0,,\n\
        L-2,事業用資産 土地,榎市有地,,,0,2025-09-01,2000,売却,,2000,,0,0,○,2500\n\
        B-1,事業用資産 建物,庁舎,50,2004-06-01,10500000,2025-08-01,5800000,資本的支出,500000,,200000,6100000,4400000,,\n\
        M-1,物品,自動車,6,2025-06-01,3600,2025-06-01,0,有償取得,3600,,,3600,0,,\n";
    let waits = import(&app, TOWN, "2025", next).await.problem(409);
    assert!(waits["detail"].as_str().unwrap().contains("close 2024 first"), "{waits}");
    close(&app, 2024).await;
    // What the rules charge as well is left for the closing to charge.
    assert_eq!(counts(import(&app, TOWN, "2025", next).await), [1, 2, 1, 3]);
    assert_eq!(amounts(&asset(&app, "L-2/0").await).0, 0);
    let sale = app.get(&format!("/v1/{TOWN}/assets/L-2/0/movements")).await.json()["movements"][1].clone();
    assert_eq!((&sale["reason"], &sale["gain_yen"]), (&json!("sale"), &json!(500)));
    assert_eq!(amounts(&asset(&app, "B-1/0").await), (10_500_000, 4_200_000, 6_300_000));
    assert_eq!(amounts(&asset(&app, "M-1/0").await), (3600, 0, 3600));
    assert_eq!(counts(import(&app, TOWN, "2025", next).await), [0, 0, 4, 0]);
    let told = reconcile(&app, 2025, next).await;
    assert_eq!((&told["agreeing"], &told["differing"]), (&json!(4), &json!(0)), "{told}");
    assert_eq!(close(&app, 2025).await["charge_yen"], 200_000);
    assert_eq!(amounts(&asset(&app, "B-1/0").await), (10_500_000, 4_400_000, 6_100_000));
    assert!(check(&app).0);
}

#[tokio::test]
async fn a_file_that_begins_elsewhere_than_the_register_is_refused() {
    let app = TestApp::town().await;
    import(&app, TOWN, "2024", YEAR_2024).await.expect(200);
    close(&app, 2024).await;
    let next = "番号,勘定科目,件名,取得価額等,増減異動前簿価,増減異動後簿価,減価償却累計額\n\
        L-1,事業用資産 土地,市有地,1001,1001,1001,0\n\
        L-2,インフラ資産 土地,榎市有地,2000,2000,2000,0\n";
    let faults = import(&app, TOWN, "2025", next).await.faults(422);
    let expected = [("2:増減異動前簿価", "contradiction"), ("3:勘定科目(種目・種別)", "contradiction")];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
}

#[tokio::test]
async fn an_asset_with_a_past_is_not_slipped_into_a_closed_year() {
    let app = TestApp::town().await;
    import(&app, TOWN, "2024", YEAR_2024).await.expect(200);
    close(&app, 2024).await;
    let next = "番号,勘定科目,件名,取得価額等,増減異動前簿価,増減異動後簿価,減価償却累計額\n\
        L-9,事業用資産 土地,前からの市有地,5000,5000,5000,0\n";
    let answer = import(&app, TOWN, "2025", next).await;
    assert!([409, 422].contains(&answer.status), "{}", answer.text());
    let (sound, told) = check(&app);
    assert!(sound, "{told}");
}

#[tokio::test]
async fn all_faults_of_a_file_are_told_at_once_with_row_column_and_value() {
    let app = TestApp::town().await;
    let file = "番号,枝番,勘定科目(種目・種別),件名(施設名),耐用年数,取得年月日,供用開始年月日,取得価額等,増減異動後簿価(期末簿価),減価償却累計額,施設番号\n\
        A-1,0,城,名,,,,100,100,0,\n\
        A-2,0,事業用資産 土地,名,,,,12x,100,0,\n\
        ,0,事業用資産 土地,名,,,,100,100,0,\n\
        A-4,0,事業用資産 土地,,,令和6年13月1日,,100,100,0,\n\
        A-5,0,事業用資産 土地,名,,,,100,99,0,\n\
        A-6,0,事業用資産 土地,名,,,,100,100,0,F99\n\
        A-7,0,事業用資産 土地,名,,,,100,100,0,F1\n\
        A-8,0,事業用資産 土地,名,,,,100,100,0,\n\
        A-7,0,事業用資産 土地,名,,,,100,100,0,\n\
        A-9,0,事業用資産 建物,名,50,,,100,100,0,\n\
        A-10,0,事業用資産 建物,名,50,,2004-06-01,100,-100,200,\n\
        A-11,0,事業用資産 土地,名,,,,100,90,10,\n";
    let answer = import(&app, TOWN, "2024", file).await;
    let expected = [
        ("2:勘定科目(種目・種別)", "unknown-value"),
        ("3:取得価額等", "malformed"),
        ("4:番号", "required"),
        ("5:件名(施設名)", "required"),
        ("5:取得年月日", "malformed"),
        ("6:増減異動後簿価(期末簿価)", "contradiction"),
        ("7:施設番号", "unknown-reference"),
        ("10:番号", "duplicate"),
        ("11:供用開始年月日", "required"),
        ("12:増減異動前簿価", "out-of-range"),
        ("13:減価償却累計額", "contradiction"),
    ];
    assert_eq!(answer.faults(422), expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let values: Vec<Value> =
        answer.json()["errors"].as_array().unwrap().iter().map(|fault| fault["value"].clone()).collect();
    assert_eq!(values[0], "城");
    assert_eq!(values[1], "12x");
    assert_eq!(values[4], "令和6年13月1日");
    assert_eq!(values[6], "F99");
    nothing_was_written(&app).await;
}

#[tokio::test]
async fn headings_that_are_missing_unknown_or_double_are_told() {
    let app = TestApp::town().await;
    let file = "番号,勘定科目,取得価額等,好きな色,取得価格\nA-1,事業用資産 土地,1,赤,2\n";
    let faults = import(&app, TOWN, "2024", file).await.faults(422);
    for expected in
        [("1:好きな色", "unknown-column"), ("1:取得価格", "duplicate-column"), ("1:件名(施設名)", "missing-column")]
    {
        assert!(faults.contains(&(expected.0.into(), expected.1.into())), "{expected:?} in {faults:?}");
    }
    for file in ["", "\n\n", "これは台帳ではありません\n"] {
        import(&app, TOWN, "2024", file).await.problem(422);
    }
    import(&app, TOWN, "2024", b"PK\x03\x04 no workbook".as_slice()).await.problem(422);
    nothing_was_written(&app).await;
}

#[tokio::test]
async fn one_bad_row_among_twenty_thousand_keeps_all_of_them_out() {
    let app = TestApp::town().await;
    let mut file = "番号,勘定科目,件名,取得価額等,増減異動後簿価,減価償却累計額\n".to_owned();
    for n in 2..=20_001 {
        let cost = if n == 19_000 { "千円".to_owned() } else { n.to_string() };
        file += &format!("A-{n},事業用資産 土地,市有地,{cost},,0\n");
    }
    import(&app, TOWN, "2024", file).await.fault(422, "19000:取得価額等", "malformed");
    nothing_was_written(&app).await;
}

#[tokio::test]
async fn a_dry_run_tells_everything_and_writes_nothing() {
    let app = TestApp::town().await;
    let told = import(&app, TOWN, "2024&dry_run=true", YEAR_2024).await.expect(200);
    assert_eq!(told.json()["dry_run"], true);
    assert_eq!(counts(told), [3, 0, 0, 4]);
    nothing_was_written(&app).await;
    assert_eq!(counts(import(&app, TOWN, "2024", YEAR_2024).await), [3, 0, 0, 4]);
}

#[tokio::test]
async fn a_file_that_is_sent_again_under_its_key_is_answered_again() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/register-imports?fiscal_year=2024");
    let headers = [("content-type", "text/csv"), ("idempotency-key", "register-2024")];
    let first = app.send(Method::POST, &path, &headers, YEAR_2024).await.expect(200);
    let again = app.send(Method::POST, &path, &headers, YEAR_2024).await.expect(200);
    assert_eq!(first.bytes, again.bytes);
    app.send(Method::POST, &path, &headers, YEAR_2024.replace("1000", "1001")).await.problem(409);
    assert_eq!(app.get(&format!("/v1/{TOWN}/entries")).await.json()["entries"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn how_a_file_is_to_be_read_may_be_said() {
    let app = TestApp::town().await;
    let file = "番号,勘定科目,件名,取得価額等,好きな色\nA-1,事業用資産 土地,市有地,12,赤\n";
    let query = "2024&unit=thousand&keep_unknown=true&accounting_entity=下水道事業会計&file_name=台帳.csv";
    import(&app, TOWN, query, file).await.expect(200);
    let made = asset(&app, "A-1/0").await;
    assert_eq!((amounts(&made).0, &made["accounting_entity"]), (12_000, &json!("下水道事業会計")));
    assert_eq!(made["optional_items"], json!({"好きな色": "赤"}));
    assert_eq!(app.get(&format!("/v1/{TOWN}/entries/1")).await.json()["source"], "台帳.csv");
    import(&app, TOWN, "2024&unit=dollar", file).await.fault(400, "unit", "unknown-value");
    import(&app, TOWN, "1", file).await.problem(400);
    send(&app, &format!("/v1/{TOWN}/register-imports"), file).await.fault(400, "fiscal_year", "required");
    import(&app, "131016", "2024", file).await.problem(404);
}

#[tokio::test]
async fn a_register_as_a_spreadsheet_saves_it_is_understood() {
    let app = TestApp::town().await;
    let done = import(&app, TOWN, "2024", CP932).await.expect(200);
    assert_eq!(done.json()["encoding"], "Shift_JIS (CP932)");
    let notices = done.json()["notices"].to_string();
    assert!(notices.contains("千円") && notices.contains("sums were passed over (1)"), "{notices}");
    assert_eq!(counts(done)[..3], [3, 0, 0]);
    let hall = asset(&app, "T-001/0").await;
    assert_eq!(amounts(&hall), (2_480_000_000, 2_331_200_000, 148_800_000));
    assert_eq!((&hall["in_service_on"], &hall["useful_life_years"]), (&json!("1977-12-01"), &json!(50)));
    assert_eq!((&hall["quantity"], &hall["opening_estimated"]), (&json!(8103.25), &json!(true)));
    // 12,000 thousand at the start of the year, 500 thousand less.
    let land = app.get(&format!("/v1/{TOWN}/assets/T-002/0/movements")).await.expect(200).json();
    assert_eq!(amounts(&land["movements"][0]).0, 12_000_000);
    assert_eq!(
        (amounts(&land["movements"][1]).0, &land["movements"][1]["occurred_on"]),
        (-500_000, &json!("2024-07-01"))
    );
    assert_eq!(asset(&app, "T-002/0").await["acquired_on"], "1989-03-31");
    let software = asset(&app, "T-003/1").await;
    assert_eq!((amounts(&software), &software["acquired_on"]), ((3_300_000, 0, 3_300_000), &json!("2024-10-01")));
    assert_eq!(software["accounting_entity"], "国民健康保険事業特別会計");
    // The building is charged 2,480,000,000 × 0.020 as the file says; software begins in the next year.
    assert_eq!(close(&app, 2024).await["differing"], 0);
    let told = reconcile(&app, 2024, CP932).await;
    assert_eq!((&told["agreeing"], &told["differing"]), (&json!(3), &json!(0)), "{told}");
}

#[tokio::test]
async fn a_cell_that_differs_is_told_with_row_and_column() {
    let app = TestApp::town().await;
    import(&app, TOWN, "2024", YEAR_2024).await.expect(200);
    close(&app, 2024).await;
    let told = reconcile(&app, 2024, YEAR_2024).await;
    assert_eq!((&told["agreeing"], &told["differing"], &told["differences"]), (&json!(3), &json!(0), &json!([])));
    let told = reconcile(&app, 2024, YEAR_2024.replace("榎市有地", "榎公園")).await;
    let difference = json!({"row": 3, "asset_no": "L-2", "branch_no": "0", "kind": "cell", "column": "件名(施設名)",
        "field": "name", "file": "榎公園", "register": "榎市有地"});
    assert_eq!((&told["agreeing"], &told["differing"]), (&json!(2), &json!(1)));
    assert_eq!(told["differences"], json!([difference]));
}

#[tokio::test]
async fn a_file_may_leave_day_and_reason_of_a_charge_empty() {
    let app = TestApp::town().await;
    let file = "番号,勘定科目,件名,耐用年数,供用開始年月日,取得価額等,増減異動日付,増減異動前簿価,増減異動事由,減価償却額,増減異動後簿価,減価償却累計額\n\
        B-1,事業用資産 建物,庁舎,50,2004-06-01,10000000,,6000000,,200000,5800000,4200000\n";
    import(&app, TOWN, "2024", file).await.expect(200);
    let told = reconcile(&app, 2024, file).await;
    assert_eq!((&told["agreeing"], &told["differences"]), (&json!(1), &json!([])));
}

#[tokio::test]
async fn assets_that_one_of_the_two_does_not_have_are_told() {
    let app = TestApp::town().await;
    import(&app, TOWN, "2024", YEAR_2024).await.expect(200);
    let told = reconcile(&app, 2024, YEAR_2024.replace("L-2,", "X-2,")).await;
    assert_eq!((&told["lines"], &told["agreeing"], &told["differing"]), (&json!(3), &json!(2), &json!(2)));
    let kinds: Vec<(&Value, &Value, &Value)> = told["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|difference| (&difference["kind"], &difference["asset_no"], &difference["row"]))
        .collect();
    let expected =
        [(&json!("not-in-register"), &json!("X-2"), &json!(3)), (&json!("not-in-file"), &json!("L-2"), &Value::Null)];
    assert_eq!(kinds, expected);
    assert_eq!(app.get(&format!("/v1/{TOWN}/entries")).await.json()["entries"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_movement_that_the_file_does_not_have_is_told() {
    let app = TestApp::town().await;
    import(&app, TOWN, "2024", YEAR_2024).await.expect(200);
    close(&app, 2024).await;
    for (day, cost) in [("2025-05-01", 10), ("2025-06-01", 20)] {
        let said = json!({"reason": "capital-improvement", "occurred_on": day, "cost_yen": cost});
        movement(&app, "L-1/0", said).await.expect(201);
    }
    let file = "番号,勘定科目,件名,取得価額等\nL-1,事業用資産 土地,市有地,1030\n";
    let told = reconcile(&app, 2025, file).await;
    let of_land = &told["differences"][0];
    assert_eq!(
        (&of_land["kind"], &of_land["file"], &of_land["register"]),
        (&json!("number-of-lines"), &json!("1"), &json!("2"))
    );
}

#[tokio::test]
async fn letters_that_an_encoding_does_not_have_are_told_and_never_replaced() {
    let app = TestApp::town().await;
    let mut said = land("L-1", "2024-06-01", 1000);
    said["name"] = json!("𠮷野公園");
    said["location"] = json!("髙木①");
    register(&app, said).await;
    let path = format!("/v1/{TOWN}/register?fiscal_year=2024&encoding=cp932");
    let refused = app.get(&path).await;
    let problem = refused.problem(422);
    let fault = &problem["errors"][0];
    assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{problem}");
    assert!(fault.to_string().contains('𠮷') && fault.to_string().contains("件名"), "{fault}");
    let whole = String::from_utf8(export(&app, TOWN, "fiscal_year=2024").await).unwrap();
    assert!(whole.contains("𠮷野公園") && whole.contains("髙木①"));
}

#[tokio::test]
async fn what_is_published_leaves_the_internal_columns_out() {
    let app = TestApp::town().await;
    let mut said = land("L-1", "2024-06-01", 1000);
    said["budget_item"] = json!("土木費");
    register(&app, said).await;
    let all = String::from_utf8(export(&app, TOWN, "fiscal_year=2024").await).unwrap();
    let open = String::from_utf8(export(&app, TOWN, "fiscal_year=2024&open_data=true").await).unwrap();
    for internal in ["予算執行科目", "公有財産台帳番号", "法定台帳番号", "土木費"] {
        assert!(internal == "土木費" || all.contains(internal));
        assert!(!open.contains(internal), "{internal}");
    }
    app.get(&format!("/v1/{TOWN}/register?fiscal_year=2024&format=pdf")).await.fault(400, "format", "unknown-value");
    app.get(&format!("/v1/{TOWN}/register")).await.fault(400, "fiscal_year", "required");
}

#[tokio::test]
async fn a_text_that_begins_like_a_formula_comes_back_as_it_was() {
    let app = TestApp::town().await;
    let [a, b, _] = neighbours(&app).await;
    let mut said = land("L-1", "2024-06-01", 1000);
    said["name"] = json!("=SUM(A1:A9)");
    said["note"] = json!("'+81-42-565-1111");
    register(&app, said).await;
    for (of, form) in [(a, "csv"), (b, "xlsx")] {
        let file = export(&app, TOWN, &format!("fiscal_year=2024&format={form}")).await;
        import(&app, of, "2024", file).await.expect(200);
        let copy = app.get(&format!("/v1/{of}/assets/L-1/0")).await.expect(200).json();
        assert_eq!((&copy["name"], &copy["note"]), (&json!("=SUM(A1:A9)"), &json!("'+81-42-565-1111")), "{form}");
    }
}
