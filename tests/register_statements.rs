//! The statements of the register over HTTP, against figures reckoned by hand: the same in every form, closed or not, and
//! every cell the sum of the assets behind it.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use calamine::{Data, DataType, Reader, Xlsx, open_workbook_from_rs};
use serde_json::{Value, json};
use std::io::Cursor;

const SPECIAL: &str = "介護保険事業特別会計";
const COLUMNS: [&str; 7] = ["opening", "increase", "decrease", "closing", "accumulated", "charge", "book"];

/// An asset that came into the register with a balance at the end of fiscal year 2024.
fn opened(no: &str, account: &str, cost: i64, accumulated: i64, more: Value) -> Value {
    let mut asset = json!({"asset_no": no, "name": format!("資産 {no}"), "account": account, "movement": {
        "reason": "opening-balance", "occurred_on": "2025-03-31", "cost_yen": cost, "accumulated_yen": accumulated}});
    asset.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    asset
}

fn assets() -> Vec<Value> {
    vec![
        opened(
            "L-1",
            "business-land",
            10_000_450,
            0,
            json!({"quantity": 1000.5, "unit": "㎡", "facility_code": "F1",
            "property_class": "administrative", "purpose": "general-affairs"}),
        ),
        opened(
            "L-2",
            "business-land",
            1,
            0,
            json!({"quantity": 300, "unit": "㎡", "land_category": "宅地", "property_class": "ordinary"}),
        ),
        opened("L-3", "business-land", 2_000_000, 0, json!({"quantity": 500, "unit": "m2", "purpose": "education"})),
        // 50 years: 20 per mille, 2,000,006 a year.
        opened(
            "B-1",
            "business-buildings",
            100_000_300,
            60_000_000,
            json!({"quantity": 8000.5, "unit": "㎡", "facility_code": "F1",
            "building_code": "B1", "useful_life_years": 50, "in_service_on": "1995-03-31", "property_class": "administrative",
            "purpose": "general-affairs"}),
        ),
        // 22 years: 46 per mille; three quarters of it are left.
        opened(
            "B-2",
            "business-buildings",
            10_000_000,
            4_600_000,
            json!({"quantity": 200, "unit": "㎡", "facility_code": "F2",
            "life_class": "校舎 木造", "useful_life_years": 22, "in_service_on": "2014-04-01", "property_class": "administrative",
            "purpose": "education"}),
        ),
        opened(
            "B-3",
            "business-buildings",
            500_500,
            0,
            json!({"quantity": 1, "unit": "式", "useful_life_years": 10,
            "in_service_on": "2025-03-01", "accounting_entity": SPECIAL}),
        ),
        // 60 years: 17 per mille.
        opened(
            "S-1",
            "infrastructure-structures",
            50_000_000,
            8_500_000,
            json!({"useful_life_years": 60,
            "in_service_on": "2015-04-01", "purpose": "infrastructure"}),
        ),
        // 5 years: 200 per mille.
        opened("W-1", "software", 3_000_000, 1_200_000, json!({"useful_life_years": 5, "in_service_on": "2022-04-01"})),
        json!({"asset_no": "V-1", "name": "消防ポンプ車", "account": "movables", "useful_life_years": 5, "in_service_on": "2025-06-01",
            "purpose": "fire-service", "movement": {"reason": "purchase", "occurred_on": "2025-05-20", "cost_yen": 1_234_567}}),
    ]
}

/// The town with its register and the movements of fiscal year 2025.
async fn register() -> TestApp {
    let app = TestApp::town().await;
    for asset in assets() {
        app.post(&format!("/v1/{TOWN}/assets"), &asset).await.expect(201);
    }
    let moved = |no: &str| format!("/v1/{TOWN}/assets/{no}/0/movements");
    let retired = json!({"reason": "retirement", "occurred_on": "2025-10-01", "quantity": 50, "note": "北側の取壊し"});
    app.post(&moved("B-2"), &retired).await.expect(201);
    let sold = json!({"reason": "sale", "occurred_on": "2025-12-01", "proceeds_yen": 600_000});
    app.post(&moved("B-3"), &sold).await.expect(201);
    let reclassified = json!({"asset_no": "L-3", "occurred_on": "2025-07-01", "account": "infrastructure-land"});
    app.post(&format!("/v1/{TOWN}/reclassifications"), &reclassified).await.expect(201);
    app
}

async fn close(app: &TestApp) {
    app.post(&format!("/v1/{TOWN}/fiscal-closings"), &json!({"fiscal_year": 2025})).await.expect(201);
}

fn at(path: &str) -> String {
    format!("/v1/{TOWN}/{path}{}fiscal_year=2025", if path.contains('?') { '&' } else { '?' })
}

async fn read(app: &TestApp, path: &str) -> Value {
    app.get(&at(path)).await.expect(200).json()
}

/// The cells of a row in the order of the columns, in yen.
fn yen(statement: &Value, row: &str) -> Vec<i64> {
    let rows = statement["rows"].as_array().unwrap();
    let row = rows.iter().find(|found| found["row"] == row).unwrap();
    COLUMNS.iter().map(|column| row[format!("{column}_yen")].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn the_schedule_of_tangible_assets_is_what_was_reckoned_by_hand() {
    let app = register().await;
    let statement = read(&app, "statements/tangible-assets").await;
    assert_eq!(
        (statement["fiscal_year"].clone(), statement["closed"].clone(), statement["unit"].clone()),
        (json!(2025), json!(false), json!("yen"))
    );
    assert_eq!(statement["illustrative"], false);
    let expected: [(&str, [i64; 7]); 8] = [
        ("business", [122_501_251, 0, 5_000_500, 117_500_751, 65_795_006, 2_345_006, 51_705_745]),
        ("business-land", [12_000_451, 0, 2_000_000, 10_000_451, 0, 0, 10_000_451]),
        ("business-buildings", [110_500_800, 0, 3_000_500, 107_500_300, 65_795_006, 2_345_006, 41_705_294]),
        ("infrastructure", [50_000_000, 2_000_000, 0, 52_000_000, 9_350_000, 850_000, 42_650_000]),
        ("infrastructure-land", [0, 2_000_000, 0, 2_000_000, 0, 0, 2_000_000]),
        ("infrastructure-structures", [50_000_000, 0, 0, 50_000_000, 9_350_000, 850_000, 40_650_000]),
        ("movables", [0, 1_234_567, 0, 1_234_567, 0, 0, 1_234_567]),
        ("total", [172_501_251, 3_234_567, 5_000_500, 170_735_318, 75_145_006, 3_195_006, 95_590_312]),
    ];
    for (row, cells) in expected {
        assert_eq!(yen(&statement, row), cells, "{row}");
    }
    assert_eq!(statement["rows"].as_array().unwrap().len(), 18);
    assert!(statement["rows"][0].get("shown").is_none());
    assert_eq!(statement["rows"][1]["label_ja"], "土地");
    assert_eq!(statement["assumptions"]["rates"]["50"], 20);
    assert!(statement["notes"][0]["text_ja"].as_str().unwrap().starts_with("暫定値"));

    let special = read(&app, &format!("statements/tangible-assets?accounting_entity={SPECIAL}")).await;
    assert_eq!(yen(&special, "total"), [500_500, 0, 500_500, 0, 0, 0, 0]);
    assert_eq!(special["accounting_entity"], SPECIAL);
}

#[tokio::test]
async fn each_figure_is_rounded_by_itself() {
    let app = register().await;
    let statement = read(&app, "statements/tangible-assets?unit=thousand").await;
    let shown = |row: usize, column: &str| statement["rows"][row]["shown"][column].as_i64().unwrap();
    // 10,000,451 + 107,500,300 = 117,500,751
    assert_eq!((shown(0, "closing"), shown(1, "closing"), shown(3, "closing")), (117_501, 10_000, 107_500));
    assert_eq!((shown(17, "decrease"), shown(17, "increase")), (5_001, 3_235));
    assert_eq!(yen(&statement, "total")[6], 95_590_312);
    assert_eq!(shown(17, "book"), 95_590);
    let notes = statement["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["text_ja"].as_str().unwrap().contains("四捨五入")));
    let million = read(&app, "statements/balance-sheet?unit=million").await;
    assert_eq!(
        (million["rows"][0]["row"].clone(), million["rows"][0]["shown"].clone()),
        (json!("tangible"), json!(96))
    );
}

#[tokio::test]
async fn csv_and_workbook_hold_the_figures_of_the_json() {
    let app = register().await;
    for (name, path) in [
        ("tangible-assets", "statements/tangible-assets"),
        ("by-purpose", "statements/by-purpose"),
        ("balance-sheet", "statements/balance-sheet"),
    ] {
        let statement = read(&app, &format!("{path}?unit=thousand")).await;
        let figures = |row: &Value| match &row["shown"] {
            // What is not classified has a column only where it is not 0, as here.
            Value::Object(shown) => shown.values().map(|v| v.as_i64().unwrap()).collect::<Vec<i64>>(),
            shown => vec![shown.as_i64().unwrap()],
        };
        let expected: Vec<Vec<i64>> = statement["rows"].as_array().unwrap().iter().map(figures).collect();

        let answer = app.get(&at(&format!("{path}?unit=thousand&format=csv&encoding=utf-8"))).await.expect(200);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        let file = format!("attachment; filename=\"{name}-{TOWN}-2025.csv\"");
        assert_eq!(answer.header("content-disposition"), file);
        let text = answer.text();
        let rows: Vec<Vec<i64>> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').skip(3).map(|cell| cell.parse().unwrap()).collect())
            .collect();
        assert_eq!(rows, expected, "{name}");

        let answer = app.get(&at(&format!("{path}?unit=thousand&format=xlsx"))).await.expect(200);
        assert!(answer.header("content-type").contains("spreadsheetml"), "{name}");
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let number = |cell: &Data| match cell {
            Data::Float(number) => Some(*number as i64),
            Data::Int(number) => Some(*number),
            _ => None,
        };
        let rows: Vec<Vec<i64>> = sheet
            .rows()
            .map(|row| row.iter().filter_map(number).collect())
            .filter(|row: &Vec<i64>| !row.is_empty())
            .collect();
        assert_eq!(rows, expected, "{name}");
        let words: String = sheet.rows().flatten().filter_map(|cell| cell.get_string()).collect();
        assert!(words.contains("暫定値") && words.contains("武蔵村山市"), "{words}");
    }
    let japanese = app.get(&at("statements/tangible-assets?format=csv&encoding=cp932")).await.expect(200);
    assert_eq!(japanese.header("content-type"), "text/csv; charset=Shift_JIS");
    assert!(encoding_rs::SHIFT_JIS.decode(&japanese.bytes).0.contains("172501251"));
}

#[tokio::test]
async fn purposes_add_up_to_the_book_value_of_each_row() {
    let app = register().await;
    let (tangible, purposes) =
        (read(&app, "statements/tangible-assets").await, read(&app, "statements/by-purpose").await);
    let names = [
        "infrastructure",
        "education",
        "welfare",
        "sanitation",
        "industry",
        "fire_service",
        "general_affairs",
        "unclassified",
    ];
    let (tangible, purposes) = (tangible["rows"].as_array().unwrap(), purposes["rows"].as_array().unwrap());
    assert_eq!(tangible.len(), purposes.len());
    for (book, row) in tangible.iter().zip(purposes) {
        let cells: Vec<i64> = names.iter().map(|name| row[format!("{name}_yen")].as_i64().unwrap()).collect();
        assert_eq!(cells.iter().sum::<i64>(), book["book_yen"].as_i64().unwrap(), "{}", row["row"]);
        assert_eq!(row["total_yen"], book["book_yen"]);
        if row["row"] == "total" {
            assert_eq!(cells, [40_650_000, 5_705_000, 0, 0, 0, 1_234_567, 48_000_744, 1]);
        }
    }
}

#[tokio::test]
async fn the_balance_sheet_shows_depreciation_apart() {
    let app = register().await;
    let sheet = read(&app, "statements/balance-sheet").await;
    let amount = |row: &str| {
        let rows = sheet["rows"].as_array().unwrap();
        rows.iter().find(|found| found["row"] == row).unwrap()["amount_yen"].as_i64().unwrap()
    };
    assert_eq!(amount("business-buildings"), 107_500_300);
    assert_eq!(amount("business-buildings-accumulated-depreciation"), -65_795_006);
    assert_eq!(amount("tangible"), 95_590_312);
    // 3,000,000 - 1,200,000 - 600,000
    assert_eq!((amount("intangible"), amount("software")), (1_200_000, 1_200_000));
    for row in sheet["rows"].as_array().unwrap() {
        let address = row["explain"].as_str().unwrap().strip_prefix("http://enoki.test").unwrap();
        let cell = app.get(address).await.expect(200).json();
        assert_eq!(cell["total_yen"].as_i64().unwrap(), row["amount_yen"].as_i64().unwrap().abs(), "{row}");
    }
}

/// The sum of what the assets of a cell add to it, over all its pages, and their numbers.
async fn explained(app: &TestApp, address: &str) -> (i64, i64, Vec<String>) {
    let (mut sum, mut assets, mut next) = (0, Vec::new(), Some(address.to_owned()));
    let mut total = None;
    while let Some(address) = next {
        let page = app.get(&address).await.expect(200).json();
        for asset in page["assets"].as_array().unwrap() {
            sum += asset["yen"].as_i64().unwrap();
            assets.push(asset["asset_no"].as_str().unwrap().to_owned());
        }
        assert_eq!(*total.get_or_insert(page["total_yen"].clone()), page["total_yen"]);
        let link = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next");
        next = link.map(|link| link["href"].as_str().unwrap().strip_prefix("http://enoki.test").unwrap().to_owned());
    }
    (sum, total.unwrap().as_i64().unwrap(), assets)
}

#[tokio::test]
async fn every_cell_is_the_sum_of_the_assets_behind_it() {
    let app = register().await;
    for closed in [false, true] {
        if closed {
            close(&app).await;
        }
        let statement = read(&app, "statements/tangible-assets").await;
        assert_eq!(statement["closed"], closed);
        let template = statement["explain"].as_str().unwrap().strip_prefix("http://enoki.test").unwrap().to_owned();
        for row in statement["rows"].as_array().unwrap() {
            let code = row["row"].as_str().unwrap();
            for column in COLUMNS {
                let cell = row[format!("{column}_yen")].as_i64().unwrap();
                // Rows in which nothing stands are alike.
                if cell == 0 && !["business", "total", "business-ships"].contains(&code) {
                    continue;
                }
                let address = template.replace("{row}", code).replace("{column}", column);
                let (sum, total, assets) = explained(&app, &format!("{address}&limit=1")).await;
                assert_eq!((sum, total), (cell, cell), "{code} {column}: {assets:?}");
            }
        }
        let purposes = read(&app, "statements/by-purpose").await;
        let template = purposes["explain"].as_str().unwrap().strip_prefix("http://enoki.test").unwrap();
        for purpose in ["education", "general-affairs", "unclassified", "welfare"] {
            let row = &purposes["rows"][17];
            let cell = row[format!("{}_yen", purpose.replace('-', "_"))].as_i64().unwrap();
            let address = template.replace("{row}", "total").replace("{purpose}", purpose);
            let (sum, total, _) = explained(&app, &address).await;
            assert_eq!((sum, total), (cell, cell), "{purpose}");
        }
    }
}

#[tokio::test]
async fn a_cell_names_its_assets_and_their_movements() {
    let app = register().await;
    let cells = "statements/tangible-assets/cells";
    let cell = read(&app, &format!("{cells}/business-buildings/decrease")).await;
    let assets = cell["assets"].as_array().unwrap();
    assert_eq!(assets.len(), 2);
    assert_eq!((assets[0]["asset_no"].clone(), assets[0]["yen"].clone()), (json!("B-2"), json!(2_500_000)));
    assert_eq!(assets[0]["name"], "資産 B-2");
    let movement = &assets[0]["movements"][0];
    assert_eq!(
        (movement["reason"].clone(), movement["accumulated_yen"].clone()),
        (json!("retirement"), json!(-1_150_000))
    );
    assert!(movement["recorded_at"].is_string());
    let asset = assets[0]["href"].as_str().unwrap().strip_prefix("http://enoki.test").unwrap();
    assert_eq!(app.get(asset).await.expect(200).json()["asset_no"], "B-2");

    let charge = read(&app, &format!("{cells}/business-buildings/charge")).await;
    let assets = charge["assets"].as_array().unwrap();
    assert_eq!(assets.iter().map(|a| a["charge_yen"].as_i64().unwrap()).collect::<Vec<_>>(), [2_000_006, 345_000]);
    // What has moved away stands where it stood when the year began.
    let (sum, _, assets) = explained(&app, &at(&format!("{cells}/business-land/opening?limit=2"))).await;
    assert_eq!((sum, assets), (12_000_451, vec!["L-1".to_owned(), "L-2".to_owned(), "L-3".to_owned()]));
    let software = read(&app, &format!("{cells}/intangible/book")).await;
    assert_eq!(software["total_yen"], 1_200_000);
    let special = read(&app, &format!("{cells}/total/opening?accounting_entity={SPECIAL}")).await;
    assert_eq!((special["total_yen"].clone(), special["assets"][0]["yen"].clone()), (json!(500_500), json!(500_500)));

    app.get(&at(&format!("{cells}/business-castles/book"))).await.problem(404);
    app.get(&at(&format!("{cells}/total/price"))).await.problem(404);
    app.get(&at(&format!("{cells}/total/charge?purpose=education"))).await.fault(400, "purpose", "contradiction");
    app.get(&at(&format!("{cells}/total/book?purpose=sport"))).await.fault(400, "purpose", "unknown-value");
    app.get(&at(&format!("{cells}/total/book?page=x"))).await.fault(400, "page", "malformed");
}

#[tokio::test]
async fn closing_changes_no_figure_and_the_next_year_goes_on_from_it() {
    let app = register().await;
    let paths = [
        "statements/tangible-assets",
        "statements/by-purpose",
        "statements/balance-sheet",
        "statements/property",
        "indicators/depreciation-ratio?by=account",
        "indicators/depreciation-ratio?by=facility",
    ];
    let mut before = Vec::new();
    for path in paths {
        before.push(read(&app, path).await);
    }
    let journal = read(&app, "journal-entries").await;
    close(&app).await;
    for (path, before) in paths.iter().zip(before) {
        let after = read(&app, path).await;
        assert_eq!(after["rows"], before["rows"], "{path}");
        assert_eq!((before["closed"].clone(), after["closed"].clone()), (json!(false), json!(true)), "{path}");
    }
    assert_eq!(read(&app, "journal-entries").await["entries"], journal["entries"]);

    let next = app.get(&format!("/v1/{TOWN}/statements/tangible-assets?fiscal_year=2026")).await.expect(200).json();
    // The pump is charged from the year after its service on: 246,913 of 1,234,567.
    assert_eq!(yen(&next, "movables"), [1_234_567, 0, 0, 1_234_567, 246_913, 246_913, 987_654]);
    assert_eq!(yen(&next, "total")[0], 170_735_318);
    let address = format!("/v1/{TOWN}/statements/tangible-assets/cells/total/opening?fiscal_year=2026&limit=2");
    assert_eq!(explained(&app, &address).await.0, 170_735_318);
    // The charges of a year between would be missing, and there is nothing before the first.
    app.get(&format!("/v1/{TOWN}/statements/tangible-assets?fiscal_year=2027")).await.problem(409);
    app.get(&format!("/v1/{TOWN}/statements/property?fiscal_year=2027")).await.problem(409);
    app.get(&format!("/v1/{TOWN}/journal-entries?fiscal_year=2027")).await.problem(409);
    app.get(&format!("/v1/{TOWN}/statements/tangible-assets?fiscal_year=2023")).await.problem(409);
}

#[tokio::test]
async fn the_depreciation_ratio_is_told_apart() {
    let app = register().await;
    let ratios = |by: &'static str| {
        let app = &app;
        async move {
            let answer = read(app, &format!("indicators/depreciation-ratio?{by}")).await;
            let rows = answer["rows"].as_array().unwrap().iter();
            let rows = rows.map(|row| (row["row"].as_str().unwrap().to_owned(), row["ratio_percent"].as_f64()));
            (answer["ratio_percent"].as_f64(), rows.collect::<Vec<_>>())
        }
    };
    // 75,145,006 of 158,734,867, and of 157,500,300
    assert_eq!(ratios("by=municipality").await, (Some(47.34), vec![("total".to_owned(), Some(47.34))]));
    assert_eq!(ratios("include_movables=false").await, (Some(47.71), vec![("total".to_owned(), Some(47.71))]));
    let both = read(&app, "indicators/depreciation-ratio").await;
    assert_eq!(both["with_movables"]["depreciable_cost_yen"], 158_734_867);
    assert_eq!(both["without_movables"]["ratio_percent"], 47.71);
    let row = |name: &str, percent: Option<f64>| (name.to_owned(), percent);
    // 62,000,006 of 100,000,300; 3,795,000 of 7,500,000; 9,350,000 of 51,234,567
    let expected = [
        row("school", Some(50.6)),
        row("administration", Some(62.0)),
        row("unlinked", Some(18.25)),
        row("total", Some(47.34)),
    ];
    assert_eq!(ratios("by=class").await.1, expected);
    let expected =
        [row("F1", Some(62.0)), row("F2", Some(50.6)), row("unlinked", Some(18.7)), row("total", Some(47.71))];
    assert_eq!(ratios("by=facility&include_movables=false").await.1, expected);
    let by_account = ratios("by=account").await.1;
    assert!(by_account.contains(&row("infrastructure-structures", Some(18.7))), "{by_account:?}");
    assert!(by_account.iter().all(|(account, _)| account != "business-land"), "{by_account:?}");
    let by_purpose = ratios("by=purpose").await.1;
    assert!(
        by_purpose.contains(&row("fire-service", Some(0.0))) && by_purpose.contains(&row("welfare", None)),
        "{by_purpose:?}"
    );
    let csv = app.get(&at("indicators/depreciation-ratio?by=class&format=csv&encoding=utf-8")).await.expect(200).text();
    assert!(csv.contains("学校教育系施設,明細,1,7500000,3795000,50.60"), "{csv}");
}

#[tokio::test]
async fn the_journal_balances_page_by_page_and_in_the_file() {
    let app = register().await;
    let whole = read(&app, "journal-entries").await;
    let entries = whole["entries"].as_array().unwrap();
    let told: Vec<(Option<&str>, &str)> =
        entries.iter().map(|entry| (entry["asset_no"].as_str(), entry["reason"].as_str().unwrap())).collect();
    let (no, depreciation) = (None, "depreciation");
    assert_eq!(&told[..2], [(Some("B-2"), "retirement"), (Some("B-3"), "sale")]);
    assert_eq!(told[4..], [(Some("V-1"), "purchase"), (no, depreciation), (no, depreciation), (no, depreciation)]);
    let sale: Vec<(&str, &str, i64)> = entries[1]["postings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["side"].as_str().unwrap(), p["item"].as_str().unwrap(), p["amount_yen"].as_i64().unwrap()))
        .collect();
    assert_eq!(
        sale,
        [
            ("debit", "sale-proceeds", 600_000),
            ("credit", "business-buildings", 500_500),
            ("credit", "disposal-gain", 99_500)
        ]
    );
    assert_eq!((entries[0]["note"].clone(), entries[0]["name"].clone()), (json!("北側の取壊し"), json!("資産 B-2")));
    let charged: Vec<i64> =
        entries[5..].iter().map(|entry| entry["postings"][0]["amount_yen"].as_i64().unwrap()).collect();
    assert_eq!(charged, [2_345_006, 850_000, 600_000]);
    assert!(entries[5..].iter().all(|entry| entry["posted_on"] == "2026-03-31"));
    // 2,500,000 + 600,000 + twice 2,000,000 + 1,234,567 + the depreciation
    assert_eq!((whole["debit_yen"].clone(), whole["credit_yen"].clone()), (json!(12_129_573), json!(12_129_573)));

    let (mut paged, mut next) = (Vec::new(), Some(at("journal-entries?limit=2")));
    while let Some(address) = next {
        let page = app.get(&address).await.expect(200).json();
        assert_eq!(page["debit_yen"], page["credit_yen"]);
        paged.extend(page["entries"].as_array().unwrap().clone());
        next = page["links"][0]["href"].as_str().map(|href| href.strip_prefix("http://enoki.test").unwrap().to_owned());
    }
    assert_eq!(&paged, entries);

    let mut texts = Vec::new();
    for encoding in ["utf-8", "cp932"] {
        let answer = app.get(&at(&format!("journal-entries?format=csv&encoding={encoding}"))).await.expect(200);
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"journal-{TOWN}-2025.csv\""));
        let utf8 = encoding == "utf-8";
        texts.push(if utf8 { answer.text() } else { encoding_rs::SHIFT_JIS.decode(&answer.bytes).0.into_owned() });
    }
    assert_eq!(texts[0], texts[1]);
    let cells: Vec<Vec<&str>> = texts[0].lines().skip(1).map(|line| line.split(',').collect()).collect();
    let sum = |column: usize| cells.iter().filter_map(|row| row[column].parse::<i64>().ok()).sum::<i64>();
    assert_eq!((sum(11), sum(12)), (12_129_573, 12_129_573));
    app.get(&at("journal-entries?format=xlsx")).await.fault(400, "format", "unknown-value");
}

#[tokio::test]
async fn property_is_told_in_square_metres_by_class() {
    let app = register().await;
    let statement = read(&app, "statements/property").await;
    let areas = |statement: &Value, row: &str, what: &str| {
        let rows = statement["rows"].as_array().unwrap();
        let area = rows.iter().find(|found| found["row"] == row).unwrap()[what].clone();
        ["previous_m2", "change_m2", "closing_m2"].map(|name| area[name].as_f64().unwrap())
    };
    let same = |m2: f64| [m2, 0.0, m2];
    assert_eq!(areas(&statement, "main-office", "land"), same(1000.5));
    assert_eq!(areas(&statement, "main-office", "non_wooden"), same(8000.5));
    assert_eq!(areas(&statement, "school", "wooden"), [200.0, -50.0, 150.0]);
    assert_eq!(areas(&statement, "building-lots", "land"), same(300.0));
    assert_eq!(areas(&statement, "unclassified", "land"), same(500.0));
    assert_eq!(areas(&statement, "administrative", "buildings"), [8200.5, -50.0, 8150.5]);
    assert_eq!(areas(&statement, "total", "land"), same(1800.5));
    assert_eq!(statement["without_area"], 0);
    // What came in with a balance at the end of 2024 is not a year of this register.
    app.get(&format!("/v1/{TOWN}/statements/property?fiscal_year=2024")).await.problem(409);

    // Land that is no longer used by the city hall goes from one row to another.
    let land = app.get(&format!("/v1/{TOWN}/assets/L-1/0")).await.expect(200);
    let change = json!({"property_class": "ordinary", "land_category": "山林", "effective_on": "2025-09-01"});
    app.patch(&format!("/v1/{TOWN}/assets/L-1/0"), Some(&land.etag()), &change).await.expect(200);
    let statement = read(&app, "statements/property").await;
    assert_eq!(areas(&statement, "main-office", "land"), [1000.5, -1000.5, 0.0]);
    assert_eq!(areas(&statement, "forest", "land"), [0.0, 1000.5, 1000.5]);
    assert_eq!(areas(&statement, "total", "land"), same(1800.5));
    let csv = app.get(&at("statements/property?format=csv&encoding=utf-8")).await.expect(200).text();
    assert!(csv.contains("1000.50,-1000.50,0.00"), "{csv}");
}

#[tokio::test]
async fn invented_values_are_marked() {
    let app = register().await;
    let asset = opened(
        "X-1",
        "movables",
        0,
        0,
        json!({"useful_life_years": 5, "in_service_on": "2020-04-01", "illustrative": ["name"],
        "movement": {"reason": "opening-balance", "occurred_on": "2025-03-31", "cost_yen": 700_000, "accumulated_yen": 560_000}}),
    );
    app.post(&format!("/v1/{TOWN}/assets"), &asset).await.expect(201);
    for path in ["statements/tangible-assets", "indicators/depreciation-ratio", "statements/property"] {
        let statement = read(&app, path).await;
        let notes = statement["notes"].as_array().unwrap();
        assert!(notes.iter().any(|note| note["text_ja"].as_str().unwrap().contains("例示（架空の値）")), "{path}");
        assert!(path.ends_with("property") || statement["illustrative"] == true, "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_drawn_is_refused_in_the_language_of_the_reader() {
    let app = register().await;
    let paths = [
        "statements/tangible-assets",
        "statements/by-purpose",
        "statements/balance-sheet",
        "statements/property",
        "statements/tangible-assets/cells/total/book",
        "indicators/depreciation-ratio",
        "journal-entries",
    ];
    for path in paths {
        app.get(&format!("/v1/{TOWN}/{path}")).await.fault(400, "fiscal_year", "required");
        app.get(&format!("/v1/{TOWN}/{path}?fiscal_year=R7")).await.fault(400, "fiscal_year", "out-of-range");
        app.get(&format!("/v1/131016/{path}?fiscal_year=2025")).await.problem(404);
        app.get(&at(&format!("{path}?colour=red"))).await.fault(400, "colour", "unknown-parameter");
        let mine = app.get(&at(path)).await.expect(200).text();
        let neighbour = app.get(&format!("/v1/{NEIGHBOUR}/{path}?fiscal_year=2025")).await.expect(200).text();
        for foreign in ["95590312", "1234567", "B-2"] {
            assert!(!neighbour.contains(foreign), "{path}: {foreign}");
        }
        assert_ne!(mine, neighbour, "{path}");
    }
    app.get(&at("statements/tangible-assets?format=pdf")).await.fault(400, "format", "unknown-value");
    app.get(&at("statements/tangible-assets?unit=dollar")).await.fault(400, "unit", "unknown-value");
    app.get(&at("statements/tangible-assets?encoding=ebcdic")).await.fault(400, "encoding", "unknown-value");
    app.get(&at("indicators/depreciation-ratio?by=colour")).await.fault(400, "by", "unknown-value");
    app.get(&at("indicators/depreciation-ratio?include_movables=maybe")).await.fault(
        400,
        "include_movables",
        "unknown-value",
    );
    app.get(&at("statements/tangible-assets?accounting_entity=企業会計")).await.fault(
        400,
        "accounting_entity",
        "unknown-value",
    );
    let japanese = [("accept-language", "ja")];
    let detail =
        app.get_with(&format!("/v1/{TOWN}/statements/by-purpose"), &japanese).await.problem(400)["detail"].clone();
    assert!(detail.as_str().unwrap().contains("年度"), "{detail}");
    let detail =
        app.get_with(&at("statements/by-purpose?accounting_entity=企業会計"), &japanese).await.problem(400)["detail"]
            .clone();
    assert!(detail.as_str().unwrap().contains(SPECIAL), "{detail}");
}
