//! Levelling over HTTP: plans with their proof, ceilings that cannot be met, promises, and what is refused.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

fn work(id: &str, cost: i64, window: (i32, i32)) -> Value {
    json!({"id": id, "cost_yen": cost, "due_year": window.0, "earliest_year": window.0, "latest_year": window.1})
}

fn question(works: Value) -> Value {
    json!({"from_year": 2027, "to_year": 2030, "objective": "min-peak", "works": works, "seed": 7})
}

fn with(mut question: Value, more: Value) -> Value {
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

async fn levelled(app: &TestApp, question: &Value) -> Value {
    app.post(&format!("/v1/{TOWN}/levelled-plans"), question).await.expect(200).json()
}

fn start(plan: &Value, id: &str) -> i64 {
    let placements = plan["placements"].as_array().unwrap();
    placements.iter().find(|placement| placement["id"] == id).unwrap()["start_year"].as_i64().unwrap()
}

#[tokio::test]
async fn works_that_may_move_are_spread_evenly() {
    let app = TestApp::town().await;
    let works = json!([work("a", 100, (2027, 2029)), work("b", 100, (2027, 2029)), work("c", 100, (2027, 2029))]);
    let plan = levelled(&app, &question(works)).await;
    assert_eq!((plan["status"].as_str(), plan["peak_yen"].as_i64()), (Some("optimal"), Some(100)));
    assert_eq!((plan["lower_bound_yen"].as_i64(), plan["gap"].as_f64()), (Some(100), Some(0.0)));
    let mut years: Vec<i64> = ["a", "b", "c"].iter().map(|id| start(&plan, id)).collect();
    years.sort_unstable();
    assert_eq!(years, [2027, 2028, 2029]);
    let costs: Vec<i64> = plan["years"].as_array().unwrap().iter().map(|y| y["cost_yen"].as_i64().unwrap()).collect();
    assert_eq!(costs, [100, 100, 100, 0]);
    assert_eq!(plan["assumptions"]["from"], "question");
}

#[tokio::test]
async fn the_last_year_of_a_work_takes_what_the_equal_parts_leave() {
    let app = TestApp::town().await;
    let long = with(work("long", 1_000, (2027, 2027)), json!({"duration_years": 3}));
    let plan = levelled(&app, &question(json!([long]))).await;
    let costs: Vec<i64> = plan["years"].as_array().unwrap().iter().map(|y| y["cost_yen"].as_i64().unwrap()).collect();
    assert_eq!(costs, [333, 333, 334, 0]);
    assert_eq!(plan["placements"][0]["end_year"], 2029);
}

#[tokio::test]
async fn order_exclusion_and_bundles_are_kept() {
    let app = TestApp::town().await;
    let works = json!([
        with(work("roof", 100, (2027, 2030)), json!({"after": ["frame"], "bundle": "B1"})),
        with(work("frame", 100, (2027, 2029)), json!({"duration_years": 2})),
        with(work("wall", 60, (2027, 2030)), json!({"bundle": "B1"})),
        with(work("lift", 40, (2027, 2030)), json!({"not_same_year": ["roof"]})),
    ]);
    let plan = levelled(&app, &with(question(works), json!({"bundle_saving_yen": 30}))).await;
    assert_eq!(plan["status"], "optimal");
    assert!(start(&plan, "roof") >= start(&plan, "frame") + 2, "{plan}");
    assert_ne!(start(&plan, "roof"), start(&plan, "lift"));
    let sum: i64 = plan["years"].as_array().unwrap().iter().map(|y| y["cost_yen"].as_i64().unwrap()).sum();
    assert_eq!(sum + plan["objective"]["savings_yen"].as_i64().unwrap(), 300);
}

#[tokio::test]
async fn ceilings_that_cannot_be_met_are_an_answer() {
    let app = TestApp::town().await;
    let works = json!([work("a", 100, (2027, 2027)), work("b", 100, (2027, 2027)), work("c", 200, (2028, 2029))]);
    let asked = with(question(works), json!({"objective": "ceiling", "yearly_ceiling_yen": 150}));
    let plan = levelled(&app, &asked).await;
    for year in plan["years"].as_array().unwrap() {
        assert!(year["cost_yen"].as_i64() <= year["ceiling_yen"].as_i64(), "{plan}");
    }
    let reasons: Vec<&str> =
        plan["unplaced"].as_array().unwrap().iter().map(|u| u["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["no-room", "larger-than-ceilings"]);
    // By hand: 200 in 2027 and 200 in 2028 or 2029, each 50 above 150.
    let shortfall = &plan["shortfall"];
    assert_eq!((shortfall["proven"].as_bool(), shortfall["excess_yen"].as_i64()), (Some(true), Some(100)));
    assert_eq!((shortfall["raise_yen"].as_i64(), shortfall["raise_lower_bound_yen"].as_i64()), (Some(50), Some(50)));
    assert_eq!(shortfall["years"][0], json!({"fiscal_year": 2027, "excess_yen": 50}));
    let asked = with(asked, json!({"when_over": "exceed"}));
    let plan = levelled(&app, &asked).await;
    assert!(plan["unplaced"].as_array().unwrap().is_empty());
    assert_eq!(plan["objective"]["excess_yen"], 100);
}

#[tokio::test]
async fn ceilings_may_differ_by_year_and_by_fund() {
    let app = TestApp::town().await;
    let works = json!([
        with(work("a", 100, (2027, 2030)), json!({"fund": "school-fund"})),
        with(work("b", 100, (2027, 2030)), json!({"funds": {"school-fund": 60}})),
    ]);
    let more = json!({"objective": "ceiling", "yearly_ceiling_yen": {"2027": 0, "2028": 500},
        "fund_ceilings_yen": {"school-fund": {"2028": 100, "2029": 60, "2030": 0}}});
    let plan = levelled(&app, &with(question(works), more)).await;
    assert_eq!((start(&plan, "a"), start(&plan, "b")), (2028, 2029), "{plan}");
    assert_eq!(plan["years"][2]["funds_yen"]["school-fund"], 60);
}

#[tokio::test]
async fn an_order_that_leaves_no_year_is_named() {
    let app = TestApp::town().await;
    let works = json!([
        with(work("first", 10, (2029, 2029)), json!({"duration_years": 2})),
        with(work("then", 10, (2027, 2030)), json!({"after": [{"id": "first", "lag_years": 1}]})),
    ]);
    let plan = levelled(&app, &question(works)).await;
    assert_eq!(plan["status"], "infeasible");
    assert_eq!(plan["conflicts"][0]["works"], json!(["first", "then"]));
    assert_eq!(plan["conflicts"][0]["could_begin"], 2032);
    assert_eq!(plan["unplaced"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_promise_has_its_price() {
    let app = TestApp::town().await;
    // By hand: 100 + 100 in two years is 100 a year; both in 2027 is 200.
    let works = json!([work("a", 100, (2027, 2028)), work("b", 100, (2027, 2027))]);
    let mut asked = with(question(works), json!({"promised_work": "a", "promised_year": 2027}));
    let price = app.post(&format!("/v1/{TOWN}/promise-prices"), &asked).await.expect(200).json();
    assert_eq!((price["price_yen"].as_i64(), price["price_lower_bound_yen"].as_i64()), (Some(100), Some(100)));
    assert_eq!(price["years"][1]["value_yen"], 100);
    asked["promised_year"] = json!(2030);
    app.post(&format!("/v1/{TOWN}/promise-prices"), &asked).await.fault(422, "/promised_year", "out-of-range");
    asked["promised_work"] = json!("z");
    app.post(&format!("/v1/{TOWN}/promise-prices"), &asked).await.fault(422, "/promised_work", "unknown-value");
}

#[tokio::test]
async fn what_cannot_be_levelled_is_refused_with_its_place() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/levelled-plans");
    let refused = async |asked: Value, place: &str, code: &str| app.post(&path, &asked).await.fault(422, place, code);
    let one = |work: Value| question(json!([work]));
    refused(one(work("a", 1_000_000_000_000_000, (2027, 2028))), "/works/0/cost_yen", "out-of-range").await;
    refused(one(work("a", 1, (2029, 2027))), "/works/0/latest_year", "contradiction").await;
    refused(
        one(with(work("a", 1, (2027, 2027)), json!({"duration_years": 9}))),
        "/works/0/duration_years",
        "out-of-range",
    )
    .await;
    refused(one(work("a", 1, (2040, 2041))), "/works/0/earliest_year", "out-of-range").await;
    refused(one(with(work("a", 1, (2027, 2027)), json!({"colour": "red"}))), "/works/0/colour", "unknown-field").await;
    refused(one(with(work("a", 1, (2027, 2027)), json!({"after": ["z"]}))), "/works/0/after/0", "unknown-value").await;
    refused(one(with(work("a", 1, (2027, 2027)), json!({"after": "a"}))), "/works/0/after", "contradiction").await;
    refused(question(json!([work("a", 1, (2027, 2027)), work("a", 1, (2027, 2027))])), "/works/1/id", "duplicate")
        .await;
    refused(with(question(json!([])), json!({"to_year": 2026})), "/to_year", "contradiction").await;
    refused(with(question(json!([])), json!({"deferral_cost": 400})), "/deferral_cost", "out-of-range").await;
    refused(with(question(json!([])), json!({"objective": "ceiling"})), "/yearly_ceiling_yen", "required").await;
    refused(
        with(question(json!([])), json!({"yearly_ceiling_yen": {"2050": 1}})),
        "/yearly_ceiling_yen/2050",
        "out-of-range",
    )
    .await;
    let circle = json!([
        with(work("a", 1, (2027, 2030)), json!({"after": ["b"]})),
        with(work("b", 1, (2027, 2030)), json!({"after": ["a"]}))
    ]);
    let faults = app.post(&path, &question(circle)).await.faults(422);
    assert_eq!(faults[0].1, "contradiction", "{faults:?}");
    app.post("/v1/131016/levelled-plans", &question(json!([]))).await.problem(404);
    app.post(&path, &json!({"from_year": 2027, "to_year": 2030})).await.problem(404);
}

#[tokio::test]
async fn the_stored_plan_is_levelled() {
    let app = TestApp::demonstration().await;
    let asked = json!({"from_year": 2027, "to_year": 2066, "time_limit_ms": 3000});
    let plan = levelled(&app, &asked).await;
    let stored = app.get(&format!("/v1/{TOWN}/conservation-plans")).await.expect(200).json();
    assert_eq!(plan["assumptions"]["from"], stored["conservation_plans"][0]["id"]);
    let placed: i64 = plan["years"].as_array().unwrap().iter().map(|y| y["cost_yen"].as_i64().unwrap()).sum();
    assert!(placed > 0 && plan["peak_yen"].as_i64() >= plan["lower_bound_yen"].as_i64());
    let before = stored["conservation_plans"][0]["summary"]["by_year"].as_array().unwrap();
    let peak = before.iter().map(|year| year["cost_yen"].as_i64().unwrap()).max().unwrap();
    assert!(plan["peak_yen"].as_i64().unwrap() < peak, "{} {peak}", plan["peak_yen"]);
    assert!(plan["assumptions"]["illustrative"].as_u64() > Some(0));
    assert!(plan["placements"][0]["title"].is_string());
}
