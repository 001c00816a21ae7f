//! The documents of a plan over HTTP: the six items of the individual facility plan and the table of expected costs, in every
//! form, with every figure reckoned by hand or explained to the yen.
//!
//! The town's plan from 2026 to 2065, by the national parameters. Rebuilding costs area × unit cost (mic-2011); a long-life
//! renovation 60 % of that at 40 years, here overdue and so in the first year; a rebuild follows at 80 years; each takes two
//! years. A part is not renewed within ten years before either and begins anew with it.
//!
//! * B1, 8,000.50 ㎡ of 1977 at 400,000 yen: rebuild 3,200,200,000 in 2057, long life 1,920,120,000 in 2026. Its roof C1 costs
//!   2,160.5 ㎡ × 12,000 = 25,926,000 and, new in 2026, is due after 20 years in 2046. The air conditioning C2 has a cycle of
//!   15 years: 2041, then 2056 falls into the ten years before the rebuild. Nobody has entered what it costs.
//! * B2, 5,432.10 ㎡ of fiscal year 1969 at 330,000: rebuild 1,792,593,000 in 2049, long life 1,075,555,800 in 2026. Its lift C3
//!   (25 years) would be due in 2051, two years after the rebuild.
//! * B3, 980 ㎡ of 1985 at 330,000: rebuild 323,400,000 in 2065, of which half is paid in 2066; long life 194,040,000 in 2026.
//! * B4 has no area and no parts, B5 is demolished, F4 has no building.

#![allow(clippy::cmp_owned, reason = "a cell of a workbook has no text to lend")]

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use calamine::{Data, Range, Reader, Xlsx};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;

/// What is paid of everything from 2026 to 2065: 8,531,834,800 of which 161,700,000 in 2066.
const TOTAL: i64 = 8_370_134_800;
/// Long life of B1, B2 and B3.
const LONG_LIFE: i64 = 3_189_715_800;

/// Draws up a plan of the town with structures that are known to bear a long life.
async fn draw_up(app: &TestApp, base_year: i32) -> String {
    for (building, known) in [
        ("B1", json!({"seismic_standard": "new"})),
        ("B2", json!({"seismic_standard": "new"})),
        ("B3", json!({"structure": "rc"})),
    ] {
        let path = format!("/v1/{TOWN}/buildings/{building}");
        // The demonstration has none of these.
        if app.get(&path).await.status == 200 {
            app.patch(&path, Some("*"), &known).await.expect(200);
        }
    }
    let question = json!({"title": "案", "base_year": base_year, "years": 40});
    let plan = app.post(&format!("/v1/{TOWN}/conservation-plans"), &question).await.expect(201).json();
    format!("/v1/{TOWN}/conservation-plans/{}", plan["id"].as_str().unwrap())
}

async fn facility_plan(app: &TestApp, plan: &str, query: &str) -> Value {
    app.get(&format!("{plan}/facility-plan?{query}")).await.expect(200).json()
}

async fn cost_table(app: &TestApp, plan: &str, query: &str) -> Value {
    app.get(&format!("{plan}/cost-table?{query}")).await.expect(200).json()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap()
}

#[track_caller]
fn found<'v>(rows: &'v Value, name: &str, code: &str) -> &'v Value {
    let rows = rows.as_array().unwrap();
    rows.iter().find(|row| row[name] == code).unwrap_or_else(|| panic!("no {code} in {rows:#?}"))
}

fn sum(rows: &Value, name: &str) -> i64 {
    rows.as_array().unwrap().iter().map(|row| row[name].as_i64().unwrap()).sum()
}

/// The cells of a row of the table of costs by the code of their column.
#[track_caller]
fn cells(table: &Value, row: &str, what: &str) -> BTreeMap<String, Value> {
    let cells = list(found(&table["rows"], "row", row), "cells");
    cells.iter().map(|cell| (cell["column"].as_str().unwrap().to_owned(), cell[what].clone())).collect()
}

#[track_caller]
fn yen(table: &Value, row: &str) -> [Option<i64>; 7] {
    let columns = ["maintenance", "improvement", "renewal", "sum", "simple-renewal", "effect", "current"];
    let cells = cells(table, row, "yen");
    columns.map(|column| cells[column].as_i64())
}

/// A CSV as its headings and rows.
fn table(text: &str) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| headings.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    let rows = reader.records().map(|record| row(record.unwrap())).collect();
    (headings, rows)
}

async fn workbook(app: &TestApp, path: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let file = app.get(path).await.expect(200);
    assert_eq!(file.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    Xlsx::new(Cursor::new(file.bytes)).unwrap()
}

/// The row and the column of the cell with these words.
#[track_caller]
fn place(sheet: &Range<Data>, words: &str) -> (usize, usize) {
    let found = sheet.used_cells().find(|(_, _, data)| data.to_string() == words);
    found.map(|(row, column, _)| (row, column)).unwrap_or_else(|| panic!("no cell {words}"))
}

/// The cells of a column below its heading, as long as the first column has something.
#[track_caller]
fn below(sheet: &Range<Data>, heading: &str) -> Vec<Data> {
    let (top, column) = place(sheet, heading);
    let rows = sheet.rows().skip(top + 1);
    let rows = rows.take_while(|row| !matches!(&row[0], Data::Empty) && !row[0].to_string().starts_with('※'));
    rows.map(|row| row[column].clone()).collect()
}

fn numbers(cells: &[Data]) -> Vec<i64> {
    cells.iter().filter_map(|cell| if let Data::Float(number) = cell { Some(*number as i64) } else { None }).collect()
}

#[tokio::test]
async fn the_six_items_are_there_with_the_figures_of_the_town() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let document = facility_plan(&app, &plan, "").await;
    // 1
    let codes: Vec<&str> =
        list(&document, "facilities").iter().map(|of| of["facility_code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["F1", "F2", "F3", "F4"]);
    let hall = &document["facilities"][0];
    assert_eq!((&hall["class"], &hall["measures"]), (&json!("administration"), &json!(4)));
    let building = &hall["buildings"][0];
    assert_eq!(
        (&building["floor_area_m2"], &building["completed_year"], &building["structure"]),
        (&json!(8000.5), &json!(1977), &json!("rc"))
    );
    // The demolished B5 is not among the buildings.
    assert_eq!(list(&document["facilities"][2], "buildings").len(), 1);
    // 2
    let period = &document["period"];
    let years = ["base_year", "first_year", "last_year", "years", "version_no"].map(|name| period[name].as_i64());
    assert_eq!(years, [Some(2026), Some(2026), Some(2065), Some(40), Some(1)]);
    assert_eq!((&period["state"], &period["adopted_on"]), (&json!("draft"), &Value::Null));
    assert!(period["revision"].as_str().unwrap().contains("2026"));
    // 3
    let weights: Vec<i64> =
        list(&document["priority"], "terms").iter().map(|term| term["weight"].as_i64().unwrap()).collect();
    assert_eq!(weights, [50, 30, 20]);
    assert!(document["priority"]["formula_en"].as_str().unwrap().contains("50 × condition"));
    let points = found(&document["priority"]["parameters"], "name", "role_points_headquarters");
    assert_eq!(points["value"], "100");
    // 4
    assert_eq!(document["conditions"]["scheme"], "mext-2017");
    let state = &document["conditions"]["facilities"][0]["buildings"][0];
    assert_eq!((&state["condition"]["score"], &state["condition"]["age_years"]), (&Value::Null, &json!(49)));
    assert_eq!(state["condition"]["screening"]["result"], "long-life");
    // 5
    let lines = list(&document, "measures");
    assert_eq!(lines.len(), 8);
    let of = |kind: &str, building: &str| {
        let line = lines.iter().find(|m| m["line"]["kind"] == kind && m["line"]["building_code"] == building).unwrap();
        (line["line"]["planned_year"].as_i64().unwrap(), line["line"]["cost_yen"].as_i64().unwrap())
    };
    assert_eq!(of("long-life", "B1"), (2026, 1_920_120_000));
    assert_eq!(of("rebuild", "B1"), (2057, 3_200_200_000));
    assert_eq!((of("long-life", "B2"), of("rebuild", "B2")), ((2026, 1_075_555_800), (2049, 1_792_593_000)));
    assert_eq!((of("long-life", "B3"), of("rebuild", "B3")), ((2026, 194_040_000), (2065, 323_400_000)));
    let part = |code: &str| &lines.iter().find(|m| m["line"]["component_code"] == code).unwrap()["line"];
    assert_eq!((&part("C1")["planned_year"], &part("C1")["cost_yen"]), (&json!(2046), &json!(25_926_000)));
    assert_eq!((&part("C2")["planned_year"], &part("C2")["cost_yen"]), (&json!(2041), &json!(0)));
    // Long life of B1: as a part at the end of its cycle 60, headquarters 100, overdue 40: (50×60 + 30×100 + 20×40) / 100.
    let first = lines.iter().find(|m| m["line"]["kind"] == "long-life" && m["line"]["building_code"] == "B1").unwrap();
    assert_eq!(first["line"]["priority"], 68);
    assert_eq!(first["line"]["priority_parts"], json!({"condition": 60, "role": 100, "risk": 40}));
    assert_eq!((&first["facility_name"], &first["category"]), (&json!("市役所"), &json!("improvement")));
    let reasons: Vec<&str> =
        list(&first["line"], "reasons").iter().map(|reason| reason["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["overdue", "long-life-due"]);
}

#[tokio::test]
async fn costs_are_what_was_reckoned_by_hand_and_add_up_every_way() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let costs = &facility_plan(&app, &plan, "").await["costs"];
    assert_eq!((&costs["total_yen"], &costs["after_period_yen"]), (&json!(TOTAL), &json!(161_700_000)));
    // 8,370,134,800 / 40
    assert_eq!((&costs["annual_mean_yen"], &costs["cost_unknown"]), (&json!(209_253_370), &json!(1)));
    let year = |year: usize| costs["by_year"][year - 2026]["cost_yen"].as_i64().unwrap();
    // 960,060,000 + 537,777,900 + 97,020,000 in either year of the long-life renovations.
    assert_eq!([year(2026), year(2027), year(2028), year(2046)], [1_594_857_900, 1_594_857_900, 0, 25_926_000]);
    assert_eq!([year(2049), year(2057), year(2065)], [896_296_500, 1_600_100_000, 161_700_000]);
    let blocks: Vec<i64> =
        list(costs, "by_ten_years").iter().map(|block| block["cost_yen"].as_i64().unwrap()).collect();
    assert_eq!(blocks, [LONG_LIFE, 0, 1_818_519_000, 3_361_900_000]);
    let category = |code| found(&costs["by_category"], "category", code)["cost_yen"].as_i64().unwrap();
    assert_eq!(
        [category("maintenance"), category("improvement"), category("renewal")],
        [0, LONG_LIFE, TOTAL - LONG_LIFE]
    );
    let facility = |code| &found(&costs["by_facility"], "facility_code", code)["cost_yen"];
    assert_eq!((facility("F1"), facility("F2")), (&json!(5_146_246_000i64), &json!(3_223_888_800i64)));
    for name in ["by_year", "by_ten_years", "by_category", "by_facility"] {
        assert_eq!(sum(&costs[name], "cost_yen"), TOTAL, "{name}");
    }
}

#[tokio::test]
async fn one_facility_has_a_plan_of_its_own() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let document = facility_plan(&app, &plan, "facility_code=F1").await;
    assert_eq!(document["facility_code"], "F1");
    let counts = (list(&document, "facilities").len(), list(&document["conditions"], "facilities").len());
    assert_eq!((counts, list(&document, "measures").len()), ((1, 1), 4));
    assert_eq!(document["costs"]["total_yen"], 5_146_246_000i64);
    app.get(&format!("{plan}/facility-plan?facility_code=F99")).await.fault(400, "facility_code", "unknown-reference");
}

#[tokio::test]
async fn the_state_of_a_building_is_what_was_recorded_of_it() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    // (5.1 × 40 + 17.2 × 10 + 22.4 × 75 + 8.0 × 100 + 7.3 × 40) / 60 = 3,148 / 60 = 52.466…
    let grades = [("roof", "c"), ("exterior-wall", "d"), ("interior", "b"), ("electrical", "a"), ("mechanical", "c")];
    for (part, grade) in grades {
        let rating = json!({"building_code": "B1", "part": part, "grade": grade, "rated_on": "2023-11-15"});
        app.post(&format!("/v1/{TOWN}/condition-ratings"), &rating).await.expect(201);
    }
    for (id, building, severity, state) in [
        ("d1", "'B1'", "'urgent'", "triaged"),
        ("d2", "'B1'", "NULL", "reported"),
        ("d3", "'B1'", "'danger'", "fixed"),
        ("d4", "NULL", "'minor'", "triaged"),
    ] {
        let sql = format!(
            "INSERT INTO defect (municipality_code, id, facility_code, building_code, description, severity, state, via, \
             reported_on, illustrative, recorded_at) VALUES ('{TOWN}', '{id}', 'F1', {building}, '雨漏り', {severity}, \
             '{state}', 'staff', '2026-05-01', '[]', '2026-05-01T00:00:00Z')"
        );
        app.app.db.execute_unprepared(&sql).await.unwrap();
    }
    for (id, kind, day, result) in [
        ("i1", "own-round", "2024-06-01", "failed"),
        ("i2", "own-round", "2025-06-01", "passed"),
        ("i3", "own-round", "2025-06-01", "watch"),
        ("i4", "bsa-12-2", "2023-06-01", "passed"),
    ] {
        let sql = format!(
            "INSERT INTO inspection (municipality_code, id, kind, facility_code, performed_on, result, illustrative, recorded_at) \
             VALUES ('{TOWN}', '{id}', '{kind}', 'F1', '{day}', '{result}', '[]', '2026-05-01T00:00:00Z')"
        );
        app.app.db.execute_unprepared(&sql).await.unwrap();
    }
    let document = facility_plan(&app, &plan, "facility_code=F1").await;
    let hall = &document["conditions"]["facilities"][0];
    let state = &hall["buildings"][0];
    assert_eq!(
        (&state["condition"]["score"]["score"], &state["condition"]["score"]["exact_score"]),
        (&json!(52), &json!(52.47))
    );
    assert_eq!(found(&state["condition"]["ratings"], "part", "exterior-wall")["grade"], "d");
    // What is not triaged counts as ordinary; what is fixed does not count.
    assert_eq!(state["open_defects"], json!({"danger": 0, "urgent": 1, "ordinary": 1, "minor": 0}));
    assert_eq!(hall["open_defects"], json!({"danger": 0, "urgent": 0, "ordinary": 0, "minor": 1}));
    let inspections = list(hall, "inspections");
    assert_eq!(inspections.len(), 2);
    let round = found(&hall["inspections"], "kind", "own-round");
    assert_eq!((&round["performed_on"], &round["result"]), (&json!("2025-06-01"), &json!("watch")));
    let (_, rows) = table(&app.get(&format!("{plan}/facility-plan?f=csv&encoding=utf-8")).await.expect(200).text());
    assert_eq!((rows[0]["建物番号"].as_str(), rows[0]["健全度"].as_str()), ("B1", "52"));
    let mut book = workbook(&app, &format!("{plan}/facility-plan?f=xlsx&facility_code=F1")).await;
    let sheet = book.worksheet_range("4 個別施設の状態等").unwrap();
    assert_eq!(numbers(&below(&sheet, "健全度")), [52]);
    let grades: Vec<String> = below(&sheet, "外壁").iter().map(ToString::to_string).collect();
    assert_eq!(grades, ["", "d"]);
}

#[tokio::test]
async fn the_csv_has_a_row_a_line_and_one_for_each_facility_without_works() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let document = facility_plan(&app, &plan, "").await;
    let file = app.get(&format!("{plan}/facility-plan?f=csv&encoding=utf-8")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("facility-plan-132233-2026-v1.csv"));
    let (headings, rows) = table(&file.text());
    assert_eq!(headings[..3], ["施設番号", "施設名", "大分類"]);
    assert_eq!(rows.len(), 10);
    for (row, measure) in rows.iter().zip(list(&document, "measures")) {
        let line = &measure["line"];
        let told = |name: &str| line[name].as_str().unwrap_or_default();
        assert_eq!(
            (row["施設番号"].as_str(), row["建物番号"].as_str()),
            (told("facility_code"), told("building_code"))
        );
        assert_eq!((row["対策内容"].as_str(), row["部位番号"].as_str()), (told("title"), told("component_code")));
        for (heading, value) in [
            ("実施年度", &line["planned_year"]),
            ("最早年度", &line["earliest_year"]),
            ("最遅年度", &line["latest_year"]),
            ("概算額(円)", &line["cost_yen"]),
            ("計画期間内の費用(円)", &measure["cost_in_period_yen"]),
            ("優先度", &line["priority"]),
            ("危険・支障", &line["priority_parts"]["risk"]),
        ] {
            assert_eq!(row[heading], value.to_string(), "{heading}");
        }
    }
    let within: i64 = rows.iter().filter_map(|row| row["計画期間内の費用(円)"].parse::<i64>().ok()).sum();
    assert_eq!(within, TOTAL);
    // Only the gymnasium B3 has an invented area.
    let invented: Vec<&str> =
        rows.iter().filter(|row| row["例示"] == "例示").map(|row| row["建物番号"].as_str()).collect();
    assert_eq!(invented, ["B3", "B3"]);
    let without: Vec<(&str, &str)> =
        rows[8..].iter().map(|row| (row["施設番号"].as_str(), row["対策内容"].as_str())).collect();
    assert_eq!(without, [("F3", "対策なし"), ("F4", "対策なし")]);
    assert_eq!((rows[0]["構造"].as_str(), rows[0]["延床面積(㎡)"].as_str()), ("鉄筋コンクリート造", "8000.50"));
}

#[tokio::test]
async fn files_are_written_in_shift_jis_and_in_english_too() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    for document in ["facility-plan?f=csv", "cost-table?f=csv"] {
        let japanese = app.get(&format!("{plan}/{document}&encoding=cp932")).await.expect(200);
        assert_eq!(japanese.header("content-type"), "text/csv; charset=Shift_JIS");
        let (text, _, damaged) = encoding_rs::SHIFT_JIS.decode(&japanese.bytes);
        let utf8 = app.get(&format!("{plan}/{document}&encoding=utf-8")).await.expect(200).text();
        assert!(!damaged && text == utf8, "{document}");
    }
    let english = [("accept-language", "en-US,en;q=0.9")];
    let text = app.get_with(&format!("{plan}/facility-plan?f=csv&encoding=utf-8"), &english).await.expect(200).text();
    assert!(text.starts_with("Facility,Name of facility,Class,") && text.contains("no works"));
    let browser = [("accept-language", "ja,en-US;q=0.9,en;q=0.8")];
    let text = app.get_with(&format!("{plan}/facility-plan?f=csv&encoding=utf-8"), &browser).await.expect(200).text();
    assert!(text.starts_with("施設番号,"));
    app.get(&format!("{plan}/facility-plan?f=pdf")).await.fault(400, "f", "unknown-value");
}

#[tokio::test]
async fn the_workbook_has_a_sheet_for_each_item_and_the_figures_of_the_json() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let document = facility_plan(&app, &plan, "").await;
    let mut book = workbook(&app, &format!("{plan}/facility-plan?f=xlsx")).await;
    assert_eq!(
        book.sheet_names(),
        [
            "1 対象施設",
            "2 計画期間",
            "3 優先順位の考え方",
            "4 個別施設の状態等",
            "5 対策内容と実施時期",
            "6 対策費用",
            "前提"
        ]
    );
    let mut sheet = |name: &str| book.worksheet_range(name).unwrap();
    let facilities = sheet("1 対象施設");
    // B1, B2, B3, B4 and the facility without a building.
    assert_eq!(
        (below(&facilities, "建物番号").len(), numbers(&below(&facilities, "建築年度"))),
        (5, vec![1977, 1969, 1985])
    );
    let marks: Vec<String> = below(&facilities, "例示").iter().map(ToString::to_string).collect();
    assert_eq!(marks, ["", "", "例示", "", "例示"]);
    let period = sheet("2 計画期間");
    let (row, column) = place(&period, "計画期間の最後の年度");
    assert_eq!(period.get((row, column + 1)), Some(&Data::Float(2065.0)));
    let works = sheet("5 対策内容と実施時期");
    let told: Vec<i64> =
        list(&document, "measures").iter().map(|measure| measure["line"]["cost_yen"].as_i64().unwrap()).collect();
    assert_eq!(numbers(&below(&works, "概算額(円)")), told);
    assert!(below(&works, "対策内容").iter().any(|cell| cell.to_string() == "対策なし"));
    let costs = sheet("6 対策費用");
    let kinds = below(&costs, "区分");
    let amounts = below(&costs, "費用(円)");
    let of = |kind: &str| {
        let mine = kinds.iter().zip(&amounts).filter(|(known, _)| known.to_string() == kind);
        mine.map(|(_, amount)| amount.clone()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&of("合計")), [TOTAL]);
    for (kind, name) in [
        ("年度別", "by_year"),
        ("10年ごと", "by_ten_years"),
        ("経費の区分別", "by_category"),
        ("施設別", "by_facility"),
    ] {
        let told: Vec<i64> =
            list(&document["costs"], name).iter().map(|row| row["cost_yen"].as_i64().unwrap()).collect();
        assert_eq!(numbers(&of(kind)), told, "{kind}");
    }
    // Scheme, lives, overhauls, digest, and every parameter of the plan.
    let premises = sheet("前提");
    assert_eq!(below(&premises, "名称").len(), 4 + list(&document["premises"], "parameters").len());
    let (row, _) = place(&premises, "rebuild_age_survey_years");
    assert!(!premises.get((row, 4)).unwrap().to_string().is_empty());
    assert_eq!(premises.get((row, 5)).unwrap().to_string(), "published");
    let first = app.get(&format!("{plan}/facility-plan?f=xlsx")).await.expect(200).bytes;
    assert_eq!(app.get(&format!("{plan}/facility-plan?f=xlsx")).await.expect(200).bytes, first);
}

#[tokio::test]
async fn the_table_of_costs_compares_the_plan_with_simple_renewal() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let ten = cost_table(&app, &plan, "").await;
    assert_eq!(
        (&ten["first_year"], &ten["last_year"], &ten["unit"]),
        (&json!(2026), &json!(2035), &json!("million-yen"))
    );
    // ⑤ from 2026 to 2035: B1 is 49 years old and has missed its renovation, 8,000.5 × 250,000 = 2,000,125,000 in ten parts;
    // B2 is 57, too old for that, and rebuilt from 2029 to 2031, 1,792,593,000; B3 is 41: 980 × 170,000 = 166,600,000.
    let simple = 2_000_125_000 + 1_792_593_000 + 166_600_000;
    let general = [Some(0), Some(LONG_LIFE), Some(0), Some(LONG_LIFE), Some(simple), Some(LONG_LIFE - simple), None];
    assert_eq!(yen(&ten, "general-buildings"), general);
    let shown = cells(&ten, "general-buildings", "shown");
    assert_eq!([&shown["sum"], &shown["simple-renewal"], &shown["effect"]], [&json!(3190), &json!(3959), &json!(-770)]);
    // Nobody has entered roads and pipes; no building belongs to an enterprise.
    for row in ["general-infrastructure", "enterprise-infrastructure", "infrastructure"] {
        assert_eq!(yen(&ten, row), [None; 7], "{row}");
    }
    assert_eq!(yen(&ten, "enterprise-buildings"), [Some(0); 7]);
    assert_eq!(cells(&ten, "total", "complete")["sum"], json!(false));
    assert_eq!(
        (cells(&ten, "buildings", "complete")["sum"].clone(), yen(&ten, "total")[3]),
        (json!(true), Some(LONG_LIFE))
    );
    // From 2026 to 2065 B1 is rebuilt once (3,200,200,000), B3 too (323,400,000), and B2, new in 2029, is renovated 30 years
    // later for 5,432.1 × 170,000 = 923,457,000.
    let all = cost_table(&app, &plan, "years=all&unit=yen").await;
    let simple = simple + 3_200_200_000 + 323_400_000 + 923_457_000;
    let general =
        [Some(0), Some(LONG_LIFE), Some(TOTAL - LONG_LIFE), Some(TOTAL), Some(simple), Some(TOTAL - simple), None];
    assert_eq!(yen(&all, "general"), general);
    assert_eq!(cells(&all, "general", "complete")["effect"], json!(false));
    assert_eq!(yen(&all, "buildings")[5], Some(TOTAL - simple));
    assert_eq!(cells(&all, "buildings", "shown")["sum"], json!(TOTAL));
    let notices = list(&ten, "notices");
    assert!(notices.iter().any(|notice| notice.as_str().unwrap().starts_with("4 buildings have no asset")));
    app.get(&format!("{plan}/cost-table?unit=dollar")).await.fault(400, "unit", "unknown-value");
    app.get(&format!("{plan}/cost-table?years=0")).await.fault(400, "years", "out-of-range");
}

#[tokio::test]
async fn the_files_of_the_table_hold_its_figures() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let file = app.get(&format!("{plan}/cost-table?f=csv&encoding=utf-8&years=10")).await.expect(200);
    assert!(file.header("content-disposition").contains("cost-table-132233-2026-v1-10years.csv"));
    let (headings, rows) = table(&file.text());
    assert_eq!((rows.len(), headings[1].as_str()), (9, "維持管理・修繕①(百万円)"));
    assert_eq!(rows[0]["区分"], "普通会計 建築物(a)");
    assert_eq!((rows[0]["合計④（①+②+③）(百万円)"].as_str(), rows[0][&headings[6]].as_str()), ("3190", "▲770"));
    assert_eq!((rows[1][&headings[4]].as_str(), rows[1]["未記録の区分がある列"].as_str()), ("", ""));
    assert!(rows[8]["未記録の区分がある列"].contains("合計④"));
    let told = cost_table(&app, &plan, "years=10&unit=thousand-yen").await;
    let mut book = workbook(&app, &format!("{plan}/cost-table?f=xlsx&years=10&unit=thousand-yen")).await;
    let sheet = book.worksheet_range("経費の見込み").unwrap();
    let (row, _) = place(&sheet, "普通会計 建築物(a)");
    let figures: Vec<i64> = numbers(&sheet.rows().nth(row).unwrap()[1..]);
    let shown: Vec<i64> = list(&told["rows"][0], "cells").iter().filter_map(|cell| cell["shown"].as_i64()).collect();
    assert_eq!(figures, shown);
    assert_eq!(figures[3], 3_189_716);
    place(&sheet, "（単位：千円）");
}

/// What is listed behind a cell, on all pages together.
async fn behind(app: &TestApp, href: &str) -> (Value, i64) {
    let mut path = href.trim_start_matches("http://enoki.test").to_owned();
    let mut listed = 0;
    loop {
        let page = app.get(&path).await.expect(200).json();
        listed += sum(&page["lines"], "in_period_yen") + sum(&page["years"], "total_yen");
        match page["links"][0]["href"].as_str() {
            Some(next) => path = next.trim_start_matches("http://enoki.test").to_owned(),
            None => return (page, listed),
        }
    }
}

#[tokio::test]
async fn what_is_listed_behind_a_cell_is_the_cell_to_the_yen() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    for years in ["10", "24"] {
        let table = cost_table(&app, &plan, &format!("years={years}")).await;
        for row in list(&table, "rows") {
            for cell in list(row, "cells") {
                let href = format!("{}&limit=3", cell["href"].as_str().unwrap());
                let (told, listed) = behind(&app, &href).await;
                assert_eq!((&told["yen"], &told["complete"]), (&cell["yen"], &cell["complete"]), "{href}");
                match cell["column"].as_str().unwrap() {
                    "effect" | "current" => assert_eq!(listed, 0, "{href}"),
                    _ => assert_eq!(listed, cell["yen"].as_i64().unwrap_or(0), "{href}"),
                }
            }
        }
    }
    let cells = format!("{plan}/cost-table/cells");
    let effect = app.get(&format!("{cells}/buildings/effect?years=all")).await.expect(200).json();
    let terms: Vec<i64> = list(&effect, "terms").iter().map(|term| term["yen"].as_i64().unwrap()).collect();
    assert_eq!(effect["yen"].as_i64().unwrap(), terms[0] - terms[1]);
    let first = app.get(&format!("{cells}/general-buildings/improvement")).await.expect(200).json();
    assert_eq!((list(&first, "lines").len(), &first["lines"][0]["title"]), (3, &json!("本庁舎 長寿命化改修")));
    app.get(&format!("{cells}/roads/renewal")).await.problem(404);
    app.get(&format!("{cells}/general/gifts")).await.problem(404);
}

#[tokio::test]
async fn a_building_of_a_public_enterprise_stands_in_its_row() {
    let app = TestApp::town().await;
    for (number, building, entity) in [("A-1", "B1", "一般会計"), ("A-3", "B3", "下水道事業会計")] {
        let asset = json!({"asset_no": number, "name": "建物", "account": "business-buildings", "useful_life_years": 50,
            "acquired_on": "1985-12-01", "in_service_on": "1985-12-01", "building_code": building, "accounting_entity": entity,
            "movement": {"reason": "opening-balance", "occurred_on": "2025-04-01", "cost_yen": 1000000000}});
        app.post(&format!("/v1/{TOWN}/assets"), &asset).await.expect(201);
    }
    let plan = draw_up(&app, 2026).await;
    let table = cost_table(&app, &plan, "").await;
    let sports = [Some(0), Some(194_040_000), Some(0), Some(194_040_000), Some(166_600_000), Some(27_440_000), None];
    assert_eq!(yen(&table, "enterprise-buildings"), sports);
    assert_eq!(yen(&table, "general-buildings")[1], Some(LONG_LIFE - 194_040_000));
    assert_eq!(yen(&table, "buildings")[1], Some(LONG_LIFE));
    let said = |words: &str| list(&table, "notices").iter().any(|notice| notice.as_str().unwrap().contains(words));
    assert!(said("2 buildings have no asset") && said("下水道事業会計 (1)"));
}

#[tokio::test]
async fn what_is_spent_now_is_the_mean_of_the_five_years_before_the_plan() {
    let app = TestApp::town().await;
    for (day, cost) in [
        ("2019-03-31", json!(99_000_000)),
        ("2019-04-01", json!(5_000_002)),
        ("2023-10-30", json!(10_000_001)),
        ("2024-03-31", Value::Null),
        ("2024-04-01", json!(88_000_000)),
    ] {
        let work = json!({"building_code": "B1", "kind": "repair", "title": "修繕", "state": "done", "done_on": day,
            "actual_cost_yen": cost});
        app.post(&format!("/v1/{TOWN}/works"), &work).await.expect(201);
    }
    let plan = draw_up(&app, 2024).await;
    let table = cost_table(&app, &plan, "").await;
    // (5,000,002 + 10,000,001 + 0) / 5 = 3,000,000.6
    assert_eq!(yen(&table, "general-buildings")[6], Some(3_000_001));
    assert_eq!((yen(&table, "enterprise-buildings")[6], yen(&table, "general")[6]), (Some(0), Some(3_000_001)));
    let told = app.get(&format!("{plan}/cost-table/cells/general-buildings/current")).await.expect(200).json();
    assert_eq!((&told["first_year"], &told["last_year"]), (&json!(2019), &json!(2023)));
    let costs: Vec<Option<i64>> = list(&told, "works").iter().map(|work| work["actual_cost_yen"].as_i64()).collect();
    assert_eq!(costs, [Some(5_000_002), Some(10_000_001), None]);
}

#[tokio::test]
async fn a_strangers_plan_has_no_documents() {
    let app = TestApp::town().await;
    let plan = draw_up(&app, 2026).await;
    let stranger = plan.replace(TOWN, NEIGHBOUR);
    for document in ["facility-plan", "cost-table", "cost-table/cells/total/sum"] {
        app.get(&format!("{stranger}/{document}")).await.problem(404);
        app.get(&format!("{plan}-none/{document}")).await.problem(404);
        app.get(&format!("{plan}/{document}?colour=red")).await.fault(400, "colour", "unknown-parameter");
    }
}

#[tokio::test]
async fn the_documents_of_the_demonstration_say_what_its_plan_says() {
    let app = TestApp::demonstration().await;
    let plan = draw_up(&app, 2026).await;
    let told = app.get(&plan).await.expect(200).json();
    let document = facility_plan(&app, &plan, "").await;
    assert_eq!(document["costs"]["total_yen"], told["summary"]["total_yen"]);
    for name in ["by_year", "by_category"] {
        assert_eq!(document["costs"][name], told["summary"][name], "{name}");
    }
    assert_eq!(list(&document, "measures").len() as u64, told["summary"]["lines"].as_u64().unwrap());
    let table = cost_table(&app, &plan, "years=all").await;
    assert_eq!(yen(&table, "total")[3], told["summary"]["total_yen"].as_i64());
    // The same buildings and years as the forecast of simple renewal, in one account or the other.
    let question = json!({"from_year": 2026, "years": 40});
    let forecast = app.post(&format!("/v1/{TOWN}/renewal-forecasts"), &question).await.expect(200).json();
    assert_eq!(yen(&table, "total")[4], forecast["total_yen"].as_i64());
    let file = app.get(&format!("{plan}/facility-plan?f=csv&encoding=cp932")).await.expect(200);
    assert!(!encoding_rs::SHIFT_JIS.decode(&file.bytes).2);
    let mut book = workbook(&app, &format!("{plan}/facility-plan?f=xlsx")).await;
    let works = book.worksheet_range("5 対策内容と実施時期").unwrap();
    assert_eq!(
        numbers(&below(&works, "計画期間内の費用(円)")).iter().sum::<i64>(),
        document["costs"]["total_yen"].as_i64().unwrap()
    );
}
