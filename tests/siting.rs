//! Plans of sites over HTTP: small questions whose best answers can be seen by eye, reasons, and what is refused.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

async fn planned(app: &TestApp, question: &Value) -> Value {
    app.post(&format!("/v1/{TOWN}/siting-plans"), question).await.expect(200).json()
}

fn with(mut question: Value, more: Value) -> Value {
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

/// Five places in a line, an hour apart, each with its people: the middle of the weight is at `c`.
fn line() -> Value {
    let ids = ["a", "b", "c", "d", "e"];
    let candidates: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    let weights = [3, 1, 1, 1, 2];
    let demand: Vec<Value> = ids.iter().zip(weights).map(|(id, weight)| json!({"id": id, "weight": weight})).collect();
    let edges: Vec<Value> = ids.windows(2).map(|pair| json!([pair[0], pair[1], 1])).collect();
    json!({"objective": "p-median", "p": 1, "candidates": candidates, "demand": demand, "edges": edges})
}

fn served(plan: &Value, demand: &str) -> Vec<(String, f64)> {
    let parts = plan["assignment"].as_array().unwrap().iter().filter(|part| part["demand"] == demand);
    parts.map(|part| (part["candidate"].as_str().unwrap().to_owned(), part["amount"].as_f64().unwrap())).collect()
}

#[tokio::test]
async fn the_median_of_a_line_is_where_half_the_weight_lies_on_either_side() {
    let app = TestApp::town().await;
    let plan = planned(&app, &line()).await;
    // From b: 3·1 + 1·0 + 1·1 + 1·2 + 2·3 = 12; from c: 6 + 1 + 0 + 1 + 4 = 12; from a and d more. Ties go to the first id.
    assert_eq!(
        (&plan["status"], &plan["optimal"], &plan["objective"]),
        (&json!("optimal"), &json!(true), &json!(12.0))
    );
    assert_eq!((&plan["lower_bound"], &plan["gap"]), (&json!(12.0), &json!(0.0)));
    let two = planned(&app, &with(line(), json!({"p": 2}))).await;
    // a serves a and b (1), d or e serves the rest: e with c 2, d 1 = 3, d with c 1, e 2 = 3; together 4.
    assert_eq!(two["objective"], 4.0);
    assert_eq!(two["chosen"][0], "a");
    assert_eq!(served(&two, "b"), [("a".to_owned(), 1.0)]);
}

#[tokio::test]
async fn the_order_of_the_question_changes_nothing() {
    let app = TestApp::town().await;
    let mut turned = with(line(), json!({"p": 2}));
    for list in ["candidates", "demand", "edges"] {
        turned[list].as_array_mut().unwrap().reverse();
    }
    let (straight, turned) = (planned(&app, &with(line(), json!({"p": 2}))).await, planned(&app, &turned).await);
    assert_eq!((&straight["objective"], &straight["chosen"]), (&turned["objective"], &turned["chosen"]));
}

#[tokio::test]
async fn what_is_to_stay_stays_and_few_things_change() {
    let app = TestApp::town().await;
    let kept = planned(&app, &with(line(), json!({"keep": ["e"]}))).await;
    assert_eq!((&kept["chosen"], &kept["objective"]), (&json!(["e"]), &json!(12.0 + 3.0 + 2.0 + 1.0)));
    let mut today = with(line(), json!({"max_changes": 0}));
    today["candidates"][3]["existing"] = json!(true);
    let plan = planned(&app, &today).await;
    assert_eq!((&plan["chosen"], &plan["opened"], &plan["closed"]), (&json!(["d"]), &json!([]), &json!([])));
}

#[tokio::test]
async fn fixed_costs_decide_how_many_are_open() {
    let app = TestApp::town().await;
    let question = json!({
        "objective": "fixed-charge",
        "candidates": [{"id": "x", "fixed_cost_yen": 10}, {"id": "y", "fixed_cost_yen": 4}],
        "demand": [{"id": "1", "weight": 2}, {"id": "2", "weight": 1}],
        "costs": [[1, 3], [1, 9]]
    });
    // x alone: 10 + 2 + 1 = 13; y alone: 4 + 6 + 9 = 19; both: 14 + 3 = 17.
    let plan = planned(&app, &question).await;
    assert_eq!((&plan["chosen"], &plan["objective"]), (&json!(["x"]), &json!(13.0)));
    // As totals the weights do not count: x alone 10 + 1 + 1 = 12.
    let total = planned(&app, &with(question, json!({"costs_are": "total"}))).await;
    assert_eq!(total["objective"], 12.0);
}

#[tokio::test]
async fn a_demand_is_divided_where_a_site_is_full() {
    let app = TestApp::town().await;
    let question = json!({
        "objective": "capacitated",
        "candidates": [
            {"id": "x", "fixed_cost_yen": 0, "capacity": 6},
            {"id": "y", "fixed_cost_yen": 5, "capacity": 10}
        ],
        "demand": [{"id": "1", "weight": 4}, {"id": "2", "weight": 4}],
        "costs": [[1, 4], [2, 3]]
    });
    // x takes all of 1 and 2 of 2, y the rest: 0 + 5 + 4·1 + 2·2 + 2·3 = 19.
    let plan = planned(&app, &question).await;
    assert_eq!((&plan["optimal"], &plan["objective"]), (&json!(true), &json!(19.0)));
    assert_eq!(served(&plan, "2"), [("x".to_owned(), 2.0), ("y".to_owned(), 2.0)]);
    let mut small = question;
    small["candidates"][1]["capacity"] = json!(1);
    let lacking = planned(&app, &small).await;
    assert_eq!((&lacking["status"], &lacking["infeasible"]["reason"]), (&json!("infeasible"), &json!("capacity")));
}

#[tokio::test]
async fn coverage_counts_the_people_within_reach() {
    let app = TestApp::town().await;
    let question = with(line(), json!({"objective": "max-coverage", "max_distance_m": 1}));
    let plan = planned(&app, &question).await;
    assert_eq!((&plan["chosen"], &plan["objective"]), (&json!(["b"]), &json!(5.0)));
    assert_eq!(plan["upper_bound"], 5.0);
}

#[tokio::test]
async fn distances_are_as_the_crow_flies_without_costs() {
    let app = TestApp::town().await;
    let question = json!({
        "objective": "fixed-charge", "max_distance_m": 1_000,
        "candidates": [
            {"id": "hall", "lon": 139.387, "lat": 35.755, "fixed_cost_yen": 1_000},
            {"id": "annexe", "lon": 139.402, "lat": 35.755, "fixed_cost_yen": 1_000}
        ],
        "demand": [{"id": "people", "lon": 139.3881, "lat": 35.755, "weight": 10}]
    });
    let plan = planned(&app, &question).await;
    assert_eq!(plan["chosen"], json!(["hall"]));
    // 0.0011° of longitude at 35.755° N: 6,371,008.8 m × π/180 × 0.0011 × cos 35.755° = 99.3 m.
    assert_eq!(plan["objective"], 1_000.0 + 10.0 * 99.0);
    assert_eq!(plan["assumptions"]["yen_per_weight_km"], 1_000);
    let mut far = question;
    far["demand"][0]["lon"] = json!(139.5);
    let plan = planned(&app, &far).await;
    assert_eq!((&plan["objective"], &plan["infeasible"]["demands"]), (&Value::Null, &json!(["people"])));
}

#[tokio::test]
async fn what_is_wrong_with_a_question_of_sites_is_named() {
    let app = TestApp::town().await;
    let without = |name: &str| {
        let mut question = line();
        question.as_object_mut().unwrap().remove(name);
        question
    };
    let cases = [
        (json!([]), "", "malformed"),
        (without("objective"), "/objective", "required"),
        (without("p"), "/p", "required"),
        (without("candidates"), "/candidates", "out-of-range"),
        (without("edges"), "/candidates/0", "required"),
        (with(line(), json!({"objective": "p-centre"})), "/objective", "unknown-value"),
        (with(line(), json!({"p": 0})), "/p", "out-of-range"),
        (with(line(), json!({"p": 1e15})), "/p", "out-of-range"),
        (with(line(), json!({"p": 6})), "/p", "out-of-range"),
        (with(line(), json!({"keep": ["z"]})), "/keep/0", "unknown-value"),
        (with(line(), json!({"keep": ["a"], "close": ["a"]})), "/close/0", "contradiction"),
        (with(line(), json!({"time_limit_ms": 10_000_000})), "/time_limit_ms", "out-of-range"),
        (with(line(), json!({"max_distance_m": -1})), "/max_distance_m", "out-of-range"),
        (with(line(), json!({"demand": [{"id": "a", "weight": -1}]})), "/demand/0/weight", "out-of-range"),
        (with(line(), json!({"demand": [{"id": "a"}]})), "/demand/0/weight", "required"),
        (with(line(), json!({"edges": [["a", "b"]]})), "/edges/0", "malformed"),
        (with(line(), json!({"edges": [["a", "b", -1]]})), "/edges/0/2", "out-of-range"),
        (with(without("edges"), json!({"costs": [[1]]})), "/costs/0", "malformed"),
        (with(line(), json!({"objective": "capacitated"})), "/candidates/0/capacity", "required"),
        (with(line(), json!({"radius": 1})), "/radius", "unknown-field"),
    ];
    let mut missed = Vec::new();
    for (question, pointer, code) in cases {
        let faults = app.post(&format!("/v1/{TOWN}/siting-plans"), &question).await.faults(422);
        if !faults.contains(&(pointer.to_owned(), code.to_owned())) {
            missed.push((pointer, code, faults));
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
    app.post("/v1/131016/siting-plans", &line()).await.problem(404);
}
