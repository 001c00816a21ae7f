//! Consolidation options over HTTP: the stored demonstration and its report, figures that add up, and what is refused.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

const ENOKI: &str = "/v1/132233/consolidation-analyses/enoki-1-chome";

fn merge() -> Value {
    json!({
        "title": "庁舎の縮小", "title_en": "A smaller city hall", "from_year": 2026, "years": 20, "discount_rate_percent": 0,
        "facilities": [{"code": "F1", "running_cost_yen": 50_000_000, "staff_cost_yen": 0}],
        "options": [{
            "id": "small", "title": "小さな庁舎", "in_plan": true,
            "builds": [{"id": "N", "name": "新庁舎", "class": "administration", "opened_year": 2030, "construction_years": 2,
                "needs": [{"function": "執務", "floor_area_m2": 4_000}, {"function": "会議", "floor_area_m2": 1_000}],
                "shared_percent": 10, "unit_cost_yen_per_m2": 500_000, "running_cost_yen": 20_000_000, "staff_cost_yen": 0}],
            "leavings": [{"facility": "F1", "year": 2030, "fate": "combine", "into": "N", "demolish": true}]
        }]
    })
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut question = merge();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = question.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(list) => list[name.parse::<usize>().unwrap()] = value,
        _ => parent[name] = value,
    }
    question
}

fn sum(list: &Value, name: &str) -> i64 {
    list.as_array().unwrap().iter().map(|item| item[name].as_i64().unwrap()).sum()
}

fn item(option: &Value, name: &str) -> i64 {
    let items = option["items"].as_array().unwrap();
    items.iter().find(|item| item["item"] == name).map_or(0, |item| item["total_yen"].as_i64().unwrap())
}

#[tokio::test]
async fn a_merge_costs_what_it_costs_by_hand() {
    let app = TestApp::town().await;
    let answer = app.post(&format!("/v1/{TOWN}/consolidation-analyses"), &merge()).await.expect(200).json();
    let (baseline, small) = (&answer["baseline"], &answer["options"][0]);
    // 5,000 m² of needs less a tenth that shared rooms save; 4,500 m² × 500,000 yen.
    assert_eq!((&small["floor_area_m2"], item(small, "construction")), (&json!(4_500.0), 2_250_000_000));
    // 50 million yen a year for all 20 years; or for four of them and then 20 million for sixteen.
    assert_eq!((item(baseline, "running"), item(small, "running")), (1_000_000_000, 4 * 50_000_000 + 16 * 20_000_000));
    let steps: Vec<(&str, i64)> = small["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phase| (phase["step"].as_str().unwrap(), phase["fiscal_year"].as_i64().unwrap()))
        .collect();
    assert!(steps.contains(&("begin", 2028)) && steps.contains(&("open", 2030)), "{steps:?}");
    assert_eq!(small["present_value_yen"], small["total_yen"], "nothing is discounted");
    assert_eq!(baseline["floor_area_change_m2"], 0.0);
}

#[tokio::test]
async fn years_items_and_lines_of_the_demonstration_give_the_same_total() {
    let app = TestApp::demonstration().await;
    let answer = app.get(ENOKI).await.expect(200).json();
    let options = answer["options"].as_array().unwrap();
    assert_eq!(options.len(), 3);
    for option in options.iter().chain([&answer["baseline"]]) {
        let total = option["total_yen"].as_i64().unwrap();
        assert_eq!(sum(&option["years"], "net_yen"), total, "{}", option["id"]);
        assert_eq!(sum(&option["items"], "total_yen"), total, "{}", option["id"]);
        assert_eq!(sum(&option["lines"], "total_yen"), total, "{}", option["id"]);
        assert_eq!(sum(&option["years"], "burden_yen"), option["burden_yen"].as_i64().unwrap(), "{}", option["id"]);
        assert_eq!(option["years"].as_array().unwrap().len(), 40);
    }
    for option in options {
        let difference = option["total_yen"].as_i64().unwrap() - answer["baseline"]["total_yen"].as_i64().unwrap();
        assert_eq!(option["difference"]["total_yen"], difference);
        let site = option["sites"].as_array().unwrap().iter().find(|site| site["site"] == "SITE-ENOKI-1").unwrap();
        assert_eq!(site["fits"], true);
        assert!(site["open_space_m2"].as_f64() > Some(0.0), "open space is kept");
        let bond = option["funding"].as_array().unwrap().iter().any(|work| work["bond"].is_string());
        assert!(bond && option["access"]["services"].as_array().unwrap().len() > 1);
    }
    let stated = answer["assumptions"]["stated"].as_array().unwrap();
    assert!(stated.iter().all(|assumption| assumption["illustrative"].is_boolean()) && stated.len() > 3);
}

#[tokio::test]
async fn the_report_stands_alone_with_its_maps_and_marks() {
    let app = TestApp::demonstration().await;
    let page = app.get(&format!("{ENOKI}/report?lang=ja")).await.expect(200).text();
    assert_eq!(page.matches("存続する対象施設").count(), 3, "a map with its legend for each option");
    for words in ["案の比較", "位置図", "段階計画", "前提", "例示", "榎一丁目"] {
        assert!(page.contains(words), "{words}");
    }
    for fetched in ["src=\"http", "href=\"http", "url(http", "@import", "<script"] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    let english = app.get(&format!("{ENOKI}/report?lang=en")).await.expect(200).text();
    assert!(english.contains("illustrative"));
    app.get(&format!("{ENOKI}/report?lang=fr")).await.fault(400, "lang", "unknown-value");
}

#[tokio::test]
async fn an_analysis_is_stored_under_its_id_and_reckoned_anew() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/consolidation-analyses/small-hall");
    app.get(&path).await.problem(404);
    let tag = app.put(&path, None, &merge()).await.expect(201).etag();
    app.put(&path, None, &merge()).await.problem(428);
    let dearer = changed("/options/0/builds/0/unit_cost_yen_per_m2", json!(600_000));
    let stored = app.put(&path, Some(&tag), &dearer).await.expect(200);
    assert_eq!(item(&stored.json()["options"][0], "construction"), 2_700_000_000);
    app.put(&path, Some(&tag), &merge()).await.problem(412);
    let read = app.get(&path).await.expect(200);
    assert_eq!((&read.json()["id"], read.etag()), (&json!("small-hall"), stored.etag()));
    let list = app.get(&format!("/v1/{TOWN}/consolidation-analyses")).await.expect(200).json();
    assert_eq!(list["analyses"][0]["title"], "A smaller city hall");
    app.delete(&path, Some(&read.etag())).await.expect(204);
    app.get(&path).await.problem(404);
}

#[tokio::test]
async fn what_does_not_fit_on_a_site_is_an_answer() {
    let app = TestApp::demonstration().await;
    let mut question = merge();
    question["facilities"] = json!([]);
    question["options"][0]["leavings"][0]["facility"] = json!("P05-19");
    question["options"][0]["builds"][0]["site_code"] = json!("SITE-ENOKI-1");
    question["options"][0]["builds"][0]["needs"] = json!([{"function": "執務", "floor_area_m2": 90_000}]);
    let answer = app.post("/v1/132233/consolidation-analyses", &question).await.expect(200).json();
    let site = &answer["options"][0]["sites"][0];
    assert_eq!((&site["fits"], &site["needed_m2"]), (&json!(false), &json!(81_000.0)));
    assert!(!site["reason"].as_str().unwrap().is_empty() && !site["binding"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_an_option_is_named() {
    let app = TestApp::town().await;
    let option = "/options/0";
    let cases = [
        (json!([]), ""),
        (changed("/title", Value::Null), "/title"),
        (changed("/from_year", json!(1e15)), "/from_year"),
        (changed("/years", json!(0)), "/years"),
        (changed("/discount_rate_percent", json!(400)), "/discount_rate_percent"),
        (changed("/love", json!(1)), "/love"),
        (changed("/facilities/0/code", json!("NOWHERE")), "/facilities/0/code"),
        (changed("/facilities/0/running_cost_yen", json!(1_000_000_000_000_000_i64)), "/facilities/0/running_cost_yen"),
        (changed(&format!("{option}/leavings/0/facility"), json!("NOWHERE")), "/options/0/leavings/0/facility"),
        (changed(&format!("{option}/leavings/0/into"), json!("Z")), "/options/0/leavings/0/into"),
        (changed(&format!("{option}/leavings/0/year"), json!(2099)), "/options/0/leavings/0/year"),
        (changed(&format!("{option}/leavings/0/fate"), json!("vanish")), "/options/0/leavings/0/fate"),
        (changed(&format!("{option}/builds/0/opened_year"), json!(2099)), "/options/0/builds/0/opened_year"),
        (changed(&format!("{option}/builds/0/shared_percent"), json!(100)), "/options/0/builds/0/shared_percent"),
        (
            changed(&format!("{option}/builds/0/needs"), json!([{"function": "x", "floor_area_m2": 1e15}])),
            "/options/0/builds/0/needs/0/floor_area_m2",
        ),
        (changed(&format!("{option}/builds/0/site_code"), json!("NOWHERE")), "/options/0/builds/0/site_code"),
    ];
    let mut missed = Vec::new();
    for (question, pointer) in cases {
        let faults = app.post(&format!("/v1/{TOWN}/consolidation-analyses"), &question).await.faults(422);
        if !faults.iter().any(|(place, _)| place == pointer) {
            missed.push((pointer, faults));
        }
    }
    let mut circle = merge();
    circle["options"][0]["leavings"] = json!([
        {"facility": "F1", "year": 2030, "fate": "merge", "into_facility": "F2"},
        {"facility": "F2", "year": 2030, "fate": "merge", "into_facility": "F1"}
    ]);
    assert!(!app.post(&format!("/v1/{TOWN}/consolidation-analyses"), &circle).await.faults(422).is_empty());
    assert!(missed.is_empty(), "{missed:#?}");
    app.post("/v1/131016/consolidation-analyses", &merge()).await.problem(404);
}
