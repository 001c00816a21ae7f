//! The sheets of the facilities (施設カルテ) over HTTP: whole for every facility, true to what is recorded, and closed to strangers.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use axum::body::Body;
use axum::http::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const JA: (&str, &str) = ("accept-language", "ja");

async fn sheet(app: &TestApp, code: &str) -> Value {
    app.get_with(&format!("/v1/{TOWN}/facilities/{code}/sheet"), &[JA]).await.expect(200).json()
}

async fn page(app: &TestApp, code: &str) -> String {
    let answer = app.get_with(&format!("/v1/{TOWN}/facilities/{code}/sheet?f=html"), &[JA]).await.expect(200);
    assert!(answer.header("content-type").starts_with("text/html"));
    answer.text()
}

async fn rate(app: &TestApp, part: &str, grade: &str, rated_on: &str) {
    let rating = json!({"building_code": "B1", "part": part, "grade": grade, "rated_on": rated_on});
    app.post(&format!("/v1/{TOWN}/condition-ratings"), &rating).await.expect(201);
}

/// Text as it stands in a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[tokio::test]
async fn every_facility_of_the_demonstration_has_a_sheet_that_marks_what_is_invented() {
    let app = TestApp::demonstration().await;
    let list = app.get(&format!("/v1/{TOWN}/facility-sheets")).await.expect(200).json();
    let sheets = list["sheets"].as_array().unwrap();
    assert!(sheets.len() > 60, "{}", sheets.len());
    for listed in sheets {
        let (code, name) = (listed["facility_code"].as_str().unwrap(), listed["facility_name"].as_str().unwrap());
        assert_eq!(listed["href"], format!("/v1/{TOWN}/facilities/{code}/sheet"));
        let told = sheet(&app, code).await;
        assert_eq!(told["facility"]["name"], *name);
        assert!(!told["input_digest"].as_str().unwrap().is_empty() && !told["drawn_at"].as_str().unwrap().is_empty());
        let page = page(&app, code).await;
        assert!(page.contains(&escaped(name)) && page.contains("class=\"ex\""), "{code}");
        assert!(page.contains("国土数値情報（行政区域データ）"), "{code}: the outline is credited");
        assert!(page.contains("aria-label=\"") && page.contains("fill=\"#f1f4f7\""), "{code}: the outline is drawn");
    }
}

#[tokio::test]
async fn a_facility_shows_what_is_recorded_of_it() {
    let app = TestApp::town().await;
    for (grade, day) in [("a", "2015-06-01"), ("c", "2024-06-01")] {
        rate(&app, "roof", grade, day).await;
    }
    let work = json!({"building_code": "B1", "component_code": "C1", "kind": "renewal", "title": "屋上防水改修", "cost_yen": 26000000,
        "planned_year": 2027, "earliest_year": 2026, "latest_year": 2028});
    app.post(&format!("/v1/{TOWN}/works"), &work).await.expect(201);
    let asset = json!({"asset_no": "A-1", "name": "本庁舎", "account": "business-buildings", "useful_life_years": 50,
        "acquired_on": "1977-12-01", "in_service_on": "1977-12-01", "building_code": "B1",
        "movement": {"reason": "opening-balance", "occurred_on": "2025-04-01", "cost_yen": 1000000000, "accumulated_yen": 900000000}});
    app.post(&format!("/v1/{TOWN}/assets"), &asset).await.expect(201);
    // The rooms of defects and of attachments are entered by their tables here.
    for row in [
        "INSERT INTO defect (municipality_code, id, facility_code, building_code, place, description, state, via, reported_on, \
         illustrative, recorded_at) VALUES ('132233', 'd1', 'F1', 'B1', '3階廊下', '天井から雨漏り', 'reported', 'staff', '2026-11-02', \
         '[]', '2026-11-02T00:00:00Z'), ('132233', 'd2', 'F1', NULL, NULL, '直った照明', 'closed', 'staff', '2026-11-01', '[]', \
         '2026-11-01T00:00:00Z'), ('132021', 'd3', 'F1', NULL, NULL, '隣の市の不具合', 'reported', 'staff', '2026-11-01', '[]', \
         '2026-11-01T00:00:00Z')",
        "INSERT INTO attachment (municipality_code, id, subject, subject_id, file_name, media_type, byte_length, sha256, caption, \
         storage_key, recorded_at) VALUES ('132233', 'p1', 'facility', 'F1', 'a.jpg', 'image/jpeg', 1, '', '南側外観', 'k', \
         '2026-11-02T00:00:00Z'), ('132233', 'p2', 'building', 'B1', 'a.pdf', 'application/pdf', 1, '', '図面', 'l', \
         '2026-11-02T00:00:00Z')",
    ] {
        app.app.db.execute_unprepared(row).await.unwrap();
    }
    let (told, page) = (sheet(&app, "F1").await, page(&app, "F1").await);
    let rating = &told["condition"][0];
    assert_eq!((&rating["part"], &rating["grade"]), (&json!("roof"), &json!("c")));
    assert_eq!(rating["earlier"], json!([{"grade": "a", "rated_on": "2015-06-01"}]));
    assert_eq!(told["planned_works"][0]["title"], "屋上防水改修");
    assert_eq!(told["planned_works"][0]["cost_yen"], 26000000);
    assert_eq!(told["defects"].as_array().unwrap().len(), 1);
    assert_eq!(told["defects"][0]["place"], "本庁舎 3階廊下");
    assert_eq!(told["photos"].as_array().unwrap().len(), 1);
    assert_eq!(told["costs"]["book"]["acquisition_cost_yen"], 1000000000);
    assert_eq!(told["costs"]["book"]["book_value_yen"], 100000000);
    assert_eq!(told["costs"]["book"]["closed_year"], Value::Null);
    let component = told["components"].as_array().unwrap().iter().find(|one| one["code"] == "C1").unwrap();
    // Rated c in fiscal year 2024: a quarter or so of twenty years is left, and the rating is what it rests on.
    assert_eq!((&component["cycle_years"], &component["grade"]), (&json!(20), &json!("c")));
    for words in [
        "屋上防水改修",
        "天井から雨漏り",
        "南側外観",
        "/attachments/p1/content",
        "A(2015)→C",
        "26,000,000",
        "100,000,000",
    ] {
        assert!(page.contains(words), "{words}");
    }
    for stranger in ["直った照明", "隣の市の不具合", "図面"] {
        assert!(!page.contains(stranger), "{stranger}");
    }
}

#[tokio::test]
async fn the_page_and_the_json_tell_the_same_score() {
    let app = TestApp::town().await;
    for part in ["roof", "exterior-wall", "interior", "electrical", "mechanical"] {
        rate(&app, part, if part == "roof" { "d" } else { "b" }, "2024-06-01").await;
    }
    // (10 × 5.1 + 75 × (17.2 + 22.4 + 8.0 + 7.3)) / 60 = 69.475.
    let told = sheet(&app, "F1").await;
    assert_eq!(told["buildings"][0]["health_score"], 69);
    let condition = app.get(&format!("/v1/{TOWN}/condition?facility_code=F1")).await.expect(200).json();
    assert_eq!(condition["buildings"][0]["score"]["score"], 69);
    let page = page(&app, "F1").await;
    let row = page.split("B1</small>").nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(row.contains("<td class=\"n\">69</td>"), "{row}");
}

#[tokio::test]
async fn a_part_that_is_not_rated_is_told() {
    let app = TestApp::town().await;
    rate(&app, "roof", "b", "2024-06-01").await;
    let told = sheet(&app, "F1").await;
    assert_eq!(told["buildings"][0]["health_score"], 75);
    let notice = told["notices"].as_array().unwrap().iter().find(|n| n.as_str().unwrap().contains("本庁舎")).unwrap();
    assert!(notice.as_str().unwrap().contains("外壁") && !notice.as_str().unwrap().contains("屋根"), "{notice}");
}

#[tokio::test]
async fn costs_are_those_of_the_plan_in_force_or_of_the_one_asked_for() {
    let app = TestApp::town().await;
    assert_eq!(sheet(&app, "F1").await["costs"]["plan"], Value::Null);
    let draw = |title: &str, base: i32| json!({"title": title, "base_year": base, "years": 20});
    let plans = format!("/v1/{TOWN}/conservation-plans");
    let first = app.post(&plans, &draw("第一案", 2027)).await.expect(201).json();
    app.post(&plans, &draw("第二案", 2028)).await.expect(201);
    let told = sheet(&app, "F1").await;
    assert!(told["costs"]["plan"].as_str().unwrap().contains("第二案"));
    assert!(told["notices"][0].as_str().unwrap().contains("決定した保全計画によるものではありません"));
    let id = first["id"].as_str().unwrap();
    let told = app.get(&format!("/v1/{TOWN}/facilities/F1/sheet?plan={id}")).await.expect(200).json();
    let costs = &told["costs"];
    assert!(costs["plan"].as_str().unwrap().contains("第一案"));
    let years = costs["forecast"].as_array().unwrap();
    assert_eq!((years.len(), &years[0]["fiscal_year"]), (20, &json!(2027)));
    let lines = app.get(&format!("{plans}/{id}/lines?facility_code=F1")).await.expect(200).json();
    let sum: i64 = lines["lines"].as_array().unwrap().iter().map(|line| line["cost_yen"].as_i64().unwrap()).sum();
    assert!(sum > 0);
    assert_eq!(costs["forecast_total_yen"], sum);
    assert_eq!(years.iter().map(|year| year["cost_yen"].as_i64().unwrap()).sum::<i64>(), sum);
    app.get(&format!("/v1/{TOWN}/facilities/F1/sheet?plan=none")).await.problem(404);
}

#[tokio::test]
async fn what_is_not_recorded_is_said() {
    let app = TestApp::town().await;
    let page = page(&app, "F4").await;
    assert!(page.matches("記録なし").count() > 10);
    assert!(page.contains("この施設の位置は記録なし"));
    let told = sheet(&app, "F4").await;
    assert_eq!(told["facility"]["illustrative"], json!(["name"]));
    assert_eq!((&told["site"], &told["costs"]["book"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_day_decides_what_counts() {
    let app = TestApp::town().await;
    rate(&app, "roof", "a", "2015-06-01").await;
    rate(&app, "roof", "c", "2024-06-01").await;
    let told = app.get(&format!("/v1/{TOWN}/facilities/F1/sheet?as_of=2020-03-31")).await.expect(200).json();
    assert_eq!((&told["condition"][0]["grade"], &told["fiscal_year"]), (&json!("a"), &json!(2019)));
    assert_eq!(told["buildings"][0]["age_years"], 42);
    assert!(told["notices"][0].as_str().unwrap().contains("2020-03-31"));
    app.get(&format!("/v1/{TOWN}/facilities/F1/sheet?as_of=yesterday")).await.fault(400, "as_of", "malformed");
    app.get(&format!("/v1/{TOWN}/facilities/F1/sheet?as_of=1700-01-01")).await.fault(400, "as_of", "out-of-range");
}

#[tokio::test]
async fn the_digest_follows_the_records_and_not_the_hour_nor_the_language() {
    let app = TestApp::town().await;
    let digest = async |language: &str| {
        let path = format!("/v1/{TOWN}/facilities/F1/sheet");
        let told = app.get_with(&path, &[("accept-language", language)]).await.expect(200).json();
        told["input_digest"].as_str().unwrap().to_owned()
    };
    let before = digest("ja").await;
    assert_eq!(before, digest("en").await);
    rate(&app, "roof", "b", "2024-06-01").await;
    assert_ne!(before, digest("ja").await);
}

#[tokio::test]
async fn a_browser_gets_the_page_and_others_the_json() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/facilities/F1/sheet");
    let kind = async |path: &str, accept: &str| {
        app.get_with(path, &[("accept", accept)]).await.expect(200).header("content-type")
    };
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    assert!(kind(&path, browser).await.starts_with("text/html"));
    assert_eq!(kind(&format!("{path}?f=json"), browser).await, "application/json");
    assert_eq!(kind(&path, "*/*").await, "application/json");
    assert!(kind(&format!("/v1/{TOWN}/facility-sheets"), browser).await.starts_with("text/html"));
    app.get(&format!("{path}?f=pdf")).await.fault(400, "f", "unknown-value");
    let english = app.get_with(&format!("{path}?f=html"), &[("accept-language", "en")]).await.expect(200).text();
    assert!(english.contains("<html lang=\"en\">") && english.contains("Facility sheet"));
}

#[tokio::test]
async fn an_unknown_facility_and_an_unknown_municipality_are_not_there() {
    let app = TestApp::town().await;
    app.get(&format!("/v1/{TOWN}/facilities/F99/sheet")).await.problem(404);
    app.get("/v1/131016/facilities/F1/sheet").await.problem(404);
    app.get("/v1/131016/facility-sheets").await.problem(404);
}

#[tokio::test]
async fn nothing_of_the_neighbour_stands_on_the_sheet() {
    let app = TestApp::town().await;
    rate(&app, "roof", "b", "2024-06-01").await;
    let neighbours = app.get(&format!("/v1/{NEIGHBOUR}/facilities/F1/sheet")).await.expect(200).json();
    assert_eq!(neighbours["municipality_name"], "立川市");
    assert_eq!(neighbours["condition"], json!([]));
    app.get(&format!("/v1/{NEIGHBOUR}/facilities/F2/sheet")).await.problem(404);
    let page = app.get(&format!("/v1/{NEIGHBOUR}/facilities/F1/sheet?f=html")).await.expect(200).text();
    assert!(!page.contains("第一小学校"));
}

#[tokio::test]
async fn markup_in_names_stays_text() {
    let app = TestApp::town().await;
    let evil = "<script>alert(1)</script>'\"";
    let facility = json!({"code": "F8", "name": evil, "class": "other", "note": evil,
        "geometry": {"type": "Point", "coordinates": [139.3876, 35.755]}});
    app.post(&format!("/v1/{TOWN}/facilities"), &facility).await.expect(201);
    app.post(&format!("/v1/{TOWN}/buildings"), &json!({"code": "B8", "facility_code": "F8", "name": evil}))
        .await
        .expect(201);
    for markup in [
        page(&app, "F8").await,
        page(&app, "F1").await,
        app.get(&format!("/v1/{TOWN}/facility-sheets?f=html")).await.expect(200).text(),
    ] {
        assert!(markup.contains("&lt;script&gt;") && !markup.contains("<script"));
    }
}

#[tokio::test]
async fn every_sheet_of_the_list_answers_and_the_front_page_leads_to_the_list() {
    let app = TestApp::town().await;
    assert!(app.get("/").await.expect(200).text().contains(&format!("href=\"/v1/{TOWN}/facility-sheets?f=html\"")));
    let list = app.get_with(&format!("/v1/{TOWN}/facility-sheets?f=html"), &[JA]).await.expect(200).text();
    let links: Vec<&str> = list.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links.len(), 4);
    for link in links {
        app.get(link).await.expect(200);
    }
    assert!(list.find("学校教育系施設").unwrap() < list.find("行政系施設").unwrap());
}

#[tokio::test]
async fn an_outline_is_recorded_replaced_and_drawn() {
    let app = TestApp::town().await;
    let path = format!("/v1/municipalities/{TOWN}/outline");
    app.get(&path).await.problem(404);
    assert!(!page(&app, "F1").await.contains("fill=\"#f1f4f7\""));
    let square = |east: f64| json!({"type": "Polygon", "coordinates": [[[139.35, 35.73], [east, 35.73], [east, 35.78], [139.35, 35.78], [139.35, 35.73]]]});
    let feature = json!({"type": "Feature", "properties": {"source": "行政区域データ", "name": "武蔵村山市"}, "geometry": square(139.42)});
    let made = app.put(&path, None, &feature).await.expect(201);
    assert_eq!((&made.json()["source"], &made.json()["geometry"]), (&json!("行政区域データ"), &square(139.42)));
    let drawn = page(&app, "F1").await;
    assert!(drawn.contains("fill=\"#f1f4f7\"") && drawn.contains("行政区域データ"));
    let again = json!({"geometry": square(139.43)});
    app.put(&path, None, &again).await.problem(428);
    let tag = app.get(&path).await.expect(200).etag();
    app.put(&path, Some(&tag), &again).await.expect(200);
    app.put(&path, Some(&tag), &again).await.problem(412);
    assert_eq!(app.get(&path).await.expect(200).json()["geometry"], square(139.43));
    app.get(&format!("/v1/municipalities/{NEIGHBOUR}/outline")).await.problem(404);
}

#[tokio::test]
async fn an_outline_that_encloses_nothing_is_refused() {
    let app = TestApp::town().await;
    let path = format!("/v1/municipalities/{TOWN}/outline");
    let point = json!({"geometry": {"type": "Point", "coordinates": [139.4, 35.7]}});
    app.put(&path, None, &point).await.fault(422, "/geometry", "malformed");
    app.put(&path, None, &json!({"source": "x"})).await.fault(422, "/geometry", "required");
    let corners: Vec<Value> = (0..10_001).map(|n| json!([139.0 + f64::from(n) / 1e5, 35.0])).collect();
    let many = json!({"geometry": {"type": "Polygon", "coordinates": [corners]}});
    assert_eq!(app.put(&path, None, &many).await.status, 422);
    let answer = app.send(Method::PUT, &path, &[("content-type", "application/json")], Body::from("[]")).await;
    assert_eq!(answer.status, 422);
}
