//! The annual renewal-cost report: the same figures in every form, and what must stand in each.

use crate::support::{TOWN, TestApp};
use calamine::{Data, Range, Reader, Xlsx};
use serde_json::{Value, json};
use std::io::Cursor;

/// The report of the demonstration from 2026 to 2065, and what its forecast comes to (see the test of the forecast).
const TOTAL_YEN: i64 = 73_142_259_900;
const REPORT: &str = "/v1/132233/reports/renewal?from=2026&years=40";

async fn report(app: &TestApp) -> Value {
    app.get(REPORT).await.expect(200).json()
}

fn yen(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

fn sum(rows: &Value, name: &str) -> i64 {
    rows.as_array().unwrap().iter().map(|row| yen(&row[name])).sum()
}

/// A table of the report as CSV: its headings and rows.
async fn table(app: &TestApp, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = app.get(&format!("{REPORT}&format=csv&encoding=utf-8&table={name}")).await.expect(200).text();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let words = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let headings = words(reader.headers().unwrap());
    (headings, reader.records().map(|row| words(&row.unwrap())).collect())
}

/// The column under a heading, as numbers.
#[track_caller]
fn column(table: &(Vec<String>, Vec<Vec<String>>), heading: &str) -> Vec<i64> {
    let place =
        table.0.iter().position(|h| h == heading).unwrap_or_else(|| panic!("no column {heading} in {:?}", table.0));
    table.1.iter().map(|row| row[place].parse().unwrap()).collect()
}

async fn workbook(app: &TestApp) -> (Xlsx<Cursor<Vec<u8>>>, Vec<u8>) {
    let file = app.get(&format!("{REPORT}&format=xlsx")).await.expect(200);
    assert_eq!(file.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert!(file.header("content-disposition").contains("renewal-132233-2026.xlsx"));
    (Xlsx::new(Cursor::new(file.bytes.clone())).unwrap(), file.bytes)
}

/// The first cell that begins with these words: its row and column.
#[track_caller]
fn cell(sheet: &Range<Data>, words: &str) -> (usize, usize) {
    let found = sheet.used_cells().find(|(_, _, data)| data.to_string().starts_with(words));
    found.map(|(row, column, _)| (row, column)).unwrap_or_else(|| panic!("no cell {words}"))
}

#[tokio::test]
async fn the_report_counts_what_the_forecast_counts() {
    let app = TestApp::demonstration().await;
    let report = report(&app).await;
    let forecast =
        app.post("/v1/132233/renewal-forecasts", &json!({"from_year": 2026, "years": 40})).await.expect(200).json();
    assert_eq!(report["total_yen"], TOTAL_YEN);
    for name in ["total_yen", "annual_mean_yen"] {
        assert_eq!(report[name], forecast[name]);
    }
    for (year, forecast) in report["years"].as_array().unwrap().iter().zip(forecast["years"].as_array().unwrap()) {
        for name in ["fiscal_year", "renovation_yen", "rebuild_yen", "total_yen"] {
            assert_eq!(year[name], forecast[name]);
        }
    }
}

#[tokio::test]
async fn years_classes_and_blocks_add_up_to_the_same_total() {
    let app = TestApp::demonstration().await;
    let report = report(&app).await;
    for (list, rows) in [("years", 40), ("by_class", 7), ("blocks", 4)] {
        assert_eq!(
            (report[list].as_array().unwrap().len(), sum(&report[list], "total_yen")),
            (rows, TOTAL_YEN),
            "{list}"
        );
    }
    for year in report["years"].as_array().unwrap() {
        assert_eq!(sum(&year["by_class"], "total_yen"), yen(&year["total_yen"]));
    }
    for block in report["blocks"].as_array().unwrap() {
        let of_block = |year: &&Value| {
            yen(&block["from_year"]) <= yen(&year["fiscal_year"]) && yen(&year["fiscal_year"]) <= yen(&block["to_year"])
        };
        let total: i64 =
            report["years"].as_array().unwrap().iter().filter(of_block).map(|year| yen(&year["total_yen"])).sum();
        assert_eq!(yen(&block["total_yen"]), total);
    }
}

#[tokio::test]
async fn the_last_block_is_as_long_as_the_years_that_are_left() {
    let app = TestApp::demonstration().await;
    let report = app.get("/v1/132233/reports/renewal?from=2026&years=25").await.expect(200).json();
    let blocks: Vec<_> =
        report["blocks"].as_array().unwrap().iter().map(|b| (yen(&b["from_year"]), yen(&b["to_year"]))).collect();
    assert_eq!(blocks, [(2026, 2035), (2036, 2045), (2046, 2050)]);
    let last = &report["blocks"][2];
    // The mean of five years, rounded half up.
    assert_eq!(yen(&last["annual_mean_yen"]), (2 * yen(&last["total_yen"]) + 5) / 10);
}

#[tokio::test]
async fn the_works_of_the_next_ten_years_are_listed_with_all_that_is_paid_in_them() {
    let app = TestApp::demonstration().await;
    let report = report(&app).await;
    let first_block = yen(&report["blocks"][0]["total_yen"]);
    assert_eq!(sum(&report["works"], "cost_in_ten_years_yen"), first_block);
    let mut before = 0;
    for work in report["works"].as_array().unwrap() {
        assert!(yen(&work["from_year"]) < 2036 && yen(&work["from_year"]) >= before, "{work}");
        before = yen(&work["from_year"]);
    }
}

#[tokio::test]
async fn the_report_names_its_sources_and_what_is_invented() {
    let app = TestApp::demonstration().await;
    let report = report(&app).await;
    assert!(!report["sources"].as_array().unwrap().is_empty() && !report["method"].as_array().unwrap().is_empty());
    assert_eq!(report["assumptions"].as_array().unwrap().len(), 35);
    let invented: Vec<&str> =
        report["illustrative"].as_array().unwrap().iter().map(|i| i["field"].as_str().unwrap()).collect();
    assert_eq!(invented, ["completed_year", "floor_area_m2"]);
}

#[tokio::test]
async fn the_same_input_has_the_same_digest_and_another_has_another() {
    let app = TestApp::demonstration().await;
    let before = report(&app).await["input_digest"].clone();
    assert_eq!(report(&app).await["input_digest"], before);
    app.patch("/v1/132233/buildings/P05-19-B1", Some("*"), &json!({"floor_area_m2": 9000})).await.expect(200);
    let changed = report(&app).await["input_digest"].clone();
    assert_ne!(changed, before);
}

#[tokio::test]
async fn each_table_has_japanese_headings_and_the_same_yen() {
    let app = TestApp::demonstration().await;
    let years = table(&app, "years").await;
    assert_eq!((years.0[0].as_str(), years.1.len()), ("年度", 40));
    assert_eq!(column(&years, "年度"), (2026..2066).collect::<Vec<i64>>());
    assert_eq!(column(&years, "合計(円)").iter().sum::<i64>(), TOTAL_YEN);
    assert_eq!(column(&years, "合計(円)")[0], 1_887_235_000);
    assert_eq!(column(&years, "学校教育系施設(円)").iter().sum::<i64>(), 41_390_239_900);
    let parts =
        column(&years, "大規模改修(円)").iter().sum::<i64>() + column(&years, "更新（建替え）(円)").iter().sum::<i64>();
    assert_eq!(parts, TOTAL_YEN);
    let classes = table(&app, "classes").await;
    assert_eq!((classes.1.len(), column(&classes, "合計(円)").iter().sum::<i64>()), (7, TOTAL_YEN));
    assert_eq!(column(&classes, "棟数").iter().sum::<i64>(), 107);
    let blocks = table(&app, "blocks").await;
    assert_eq!((blocks.1.len(), column(&blocks, "合計(円)").iter().sum::<i64>()), (4, TOTAL_YEN));
    let works = table(&app, "works").await;
    assert_eq!(column(&works, "うち今後10年間(円)").iter().sum::<i64>(), column(&blocks, "合計(円)")[0]);
    assert_eq!(table(&app, "assumptions").await.1.len(), 35);
}

#[tokio::test]
async fn the_whole_report_as_csv_has_every_table_and_says_what_is_invented() {
    let app = TestApp::demonstration().await;
    let file = app.get(&format!("{REPORT}&format=csv")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let text = file.text();
    assert!(text.starts_with('\u{feff}'));
    for words in
        ["武蔵村山市", "年度別", "大分類別", "10年ごと", "今後10年の工事", "前提条件", "出典", "例示", "73142259900"]
    {
        assert!(text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_report_can_be_had_for_old_spreadsheets() {
    let app = TestApp::demonstration().await;
    let file = app.get(&format!("{REPORT}&format=csv&table=years&encoding=cp932")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=Shift_JIS");
    let (text, _, damaged) = encoding_rs::SHIFT_JIS.decode(&file.bytes);
    assert!(!damaged && text.starts_with("年度"), "{text}");
}

#[tokio::test]
async fn the_workbook_has_a_sheet_for_each_table_with_a_row_a_year_and_a_total() {
    let app = TestApp::demonstration().await;
    let (mut book, _) = workbook(&app).await;
    for name in ["年度別", "大分類別", "今後10年の工事", "前提条件"] {
        assert!(book.sheet_names().iter().any(|sheet| sheet == name), "{name} in {:?}", book.sheet_names());
    }
    let sheet = book.worksheet_range("年度別").unwrap();
    let (headings, first) = cell(&sheet, "年度");
    // The title of the sheet begins with the same word; the headings are the row that has the total as well.
    let total =
        sheet.used_cells().find(|(_, _, data)| **data == "合計(円)").map(|(row, column, _)| (row, column)).unwrap();
    assert!(headings <= total.0 && first == 0);
    let at = |row: usize, column: usize| sheet.get((row, column)).cloned().unwrap_or(Data::Empty);
    let amounts: Vec<i64> = (1..=40).map(|n| at(total.0 + n, total.1).to_string().parse().unwrap()).collect();
    for (n, year) in (2026..2066).enumerate() {
        assert!(at(total.0 + 1 + n, 0).to_string().contains(&year.to_string()), "{year}");
    }
    assert_eq!(amounts.iter().sum::<i64>(), TOTAL_YEN);
    assert_eq!(at(total.0 + 41, 0).to_string(), "合計");
    assert_eq!(at(total.0 + 41, total.1).to_string(), TOTAL_YEN.to_string());
}

#[tokio::test]
async fn the_workbook_has_a_chart_of_its_own() {
    let app = TestApp::demonstration().await;
    let (_, bytes) = workbook(&app).await;
    // The names of the parts of the file stand in it uncompressed.
    let holds = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    assert!(holds("xl/charts/chart1.xml"));
}

#[tokio::test]
async fn the_page_has_the_chart_as_svg_and_every_figure() {
    let app = TestApp::demonstration().await;
    let page = app.get(&format!("{REPORT}&format=html")).await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let text = page.text();
    for words in ["<html lang=\"ja\"", "<svg", "武蔵村山市", "2026", "2065", "例示", "前提条件", "出典", "@media print"]
    {
        assert!(text.contains(words), "{words}");
    }
    // Nothing is fetched from elsewhere, and nothing runs.
    for words in ["<script", "<link", "src=\"http", "@import", "url(http"] {
        assert!(!text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_name_that_looks_like_markup_does_not_become_markup_on_the_page() {
    let app = TestApp::town().await;
    app.patch(&format!("/v1/{TOWN}/buildings/B1"), Some("*"), &json!({"name": "<script>alert(1)</script>"}))
        .await
        .expect(200);
    let page = app.get(&format!("/v1/{TOWN}/reports/renewal?from=2025&format=html")).await.expect(200).text();
    assert!(!page.contains("<script>") && page.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn a_town_without_buildings_has_a_report_in_every_form() {
    let app = TestApp::new().await;
    let city = json!({"code": TOWN, "name": "武蔵村山市", "prefecture": "東京都", "plane_zone": 9});
    app.post("/v1/municipalities", &city).await.expect(201);
    for format in ["json", "csv", "xlsx", "html"] {
        let answer = app.get(&format!("/v1/{TOWN}/reports/renewal?from=2026&format={format}")).await.expect(200);
        assert!(!answer.bytes.is_empty(), "{format}");
    }
}

#[tokio::test]
async fn a_wrong_question_to_the_report_is_refused_by_its_name() {
    let app = TestApp::town().await;
    let wrong = [
        ("from=1700", "from"),
        ("from=soon", "from"),
        ("years=0", "years"),
        ("years=101", "years"),
        ("model=crystal-ball", "model"),
        ("format=papyrus", "format"),
        ("format=csv&table=castles", "table"),
        ("colour=red", "colour"),
    ];
    for (query, name) in wrong {
        assert_eq!(app.get(&format!("/v1/{TOWN}/reports/renewal?{query}")).await.faults(400)[0].0, name, "{query}");
    }
    app.get("/v1/131016/reports/renewal").await.problem(404);
}
