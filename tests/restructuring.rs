//! Restructuring over HTTP: what becomes of facilities, proofs and alternatives, limits that cannot be kept, and what is refused.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

/// Two assembly halls 900 m apart with 100 people beside each, and a site between them.
fn two_halls() -> Value {
    json!({
        "from_year": 2027, "to_year": 2046,
        "facilities": [
            {"id": "A", "name": "東集会所", "function": "assembly", "lon": 139.380, "lat": 35.75, "floor_area_m2": 500,
                "renewal_year": 2030, "land_value_yen": 50_000_000},
            {"id": "B", "function": "assembly", "lon": 139.390, "lat": 35.75, "floor_area_m2": 500, "renewal_year": 2031}
        ],
        "demand": [
            {"id": "east", "lon": 139.390, "lat": 35.75, "population": 100},
            {"id": "west", "lon": 139.380, "lat": 35.75, "population": 100}
        ],
        "parameters": {"discount_rate_percent": 0, "yen_per_person_km": 0, "building_yen_per_m2": 400_000, "running_yen_per_m2": 8_000,
            "demolition_yen_per_m2": 40_000, "advance_years": 0, "defer_years": 0},
        "alternatives": 2
    })
}

fn with(mut question: Value, more: Value) -> Value {
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

async fn planned(app: &TestApp, question: &Value) -> Value {
    app.post(&format!("/v1/{TOWN}/restructuring-plans"), question).await.expect(200).json()
}

fn action<'a>(plan: &'a Value, facility: &str) -> &'a Value {
    plan["decisions"].as_array().unwrap().iter().find(|decision| decision["facility"] == facility).unwrap()
}

#[tokio::test]
async fn one_of_two_halls_is_enough_when_ways_weigh_nothing() {
    let app = TestApp::town().await;
    let plan = planned(&app, &two_halls()).await;
    assert_eq!((&plan["status"], &plan["optimal"], &plan["gap"]), (&json!("optimal"), &json!(true), &json!(0.0)));
    // A, whose land is worth something, is closed at once: 500 m² × 40,000 yen − 50 million; B is rebuilt and run for 20 years.
    let (a, b) = (action(&plan, "A"), action(&plan, "B"));
    assert_eq!(
        (&a["action"], &a["action_ja"], &a["fiscal_year"]),
        (&json!("close"), &json!("廃止・統合"), &json!(2027))
    );
    assert_eq!(a["present_value_yen"], 20_000_000 - 50_000_000);
    assert_eq!((&b["action"], &b["fiscal_year"]), (&json!("renew"), &json!(2031)));
    assert_eq!(b["present_value_yen"], 20 * 4_000_000 + 200_000_000);
    let totals = &plan["totals"];
    assert_eq!((&totals["floor_area_m2"], &totals["floor_area_change_percent"]), (&json!(500.0), &json!(-50.0)));
    // Kept as it is: twice 80 + 200 million.
    assert_eq!(plan["baseline"]["present_value_yen"], 560_000_000);
    let year = plan["years"].as_array().unwrap().iter().find(|year| year["fiscal_year"] == 2031).unwrap();
    assert_eq!((&year["yen"], &year["baseline_yen"]), (&json!(200_000_000), &json!(200_000_000)));
}

#[tokio::test]
async fn ways_keep_both_and_their_mean_is_told() {
    let app = TestApp::town().await;
    let mut question = two_halls();
    question["parameters"]["yen_per_person_km"] = json!(1_000_000);
    let plan = planned(&app, &question).await;
    assert_eq!((&action(&plan, "A")["action"], &action(&plan, "B")["action"]), (&json!("renew"), &json!("renew")));
    assert_eq!(plan["totals"]["mean_distance_m"], json!([0.0, 0.0]));
    // 0.01° of longitude at 35.75° N are 902.4 m. With one hall the half of the people go them: 451 m in the mean.
    let mut distant = two_halls();
    distant["parameters"]["yen_per_person_km"] = json!(1);
    let plan = planned(&app, &distant).await;
    assert_eq!(plan["totals"]["mean_distance_m"], json!([451.0, 451.0]));
    let limited = planned(&app, &with(distant, json!({"max_distance_m": 500}))).await;
    assert_eq!(limited["totals"]["mean_distance_m"], json!([0.0, 0.0]), "nobody may fall out of reach");
}

#[tokio::test]
async fn both_move_to_a_site_that_has_room_for_them() {
    let app = TestApp::town().await;
    let site = json!([{"id": "enoki", "lon": 139.385, "lat": 35.75, "capacity_m2": 800}]);
    let question = with(two_halls(), json!({"sites": site, "leave": ["A", "B"], "max_distance_m": 1_000}));
    let plan = planned(&app, &question).await;
    let moved: Vec<&Value> = plan["decisions"].as_array().unwrap().iter().filter(|d| d["action"] == "move").collect();
    assert_eq!(moved.len(), 1, "one moves, the other closes: {plan}");
    assert_eq!((&moved[0]["site"], &moved[0]["floor_area_after_m2"]), (&json!("enoki"), &json!(400.0)));
    assert_eq!(plan["sites"], json!([{"id": "enoki", "used_m2": 400.0, "capacity_m2": 800.0}]));
}

#[tokio::test]
async fn limits_that_cannot_be_kept_are_an_answer() {
    let app = TestApp::town().await;
    let question = with(two_halls(), json!({"keep": ["A", "B"], "yearly_ceiling_yen": 150_000_000}));
    let plan = planned(&app, &question).await;
    assert_eq!(
        (&plan["status"], &plan["gap"], &plan["lower_bound_yen"]),
        (&json!("infeasible"), &Value::Null, &Value::Null)
    );
    let shortfalls = plan["shortfalls"].as_array().unwrap();
    assert_eq!((&shortfalls[0]["limit"], &shortfalls[0]["of"]), (&json!("ceiling"), &json!("2030")));
    assert_eq!(shortfalls[0]["by"], 50_000_000.0);
}

#[tokio::test]
async fn other_plans_and_other_populations_stand_beside_it() {
    let app = TestApp::town().await;
    let mut question = with(
        two_halls(),
        json!({
            "populations": [{"name": "低位", "change_percent_per_year": -10}, {"name": "高位", "change_percent_per_year": 10}]
        }),
    );
    question["parameters"]["yen_per_person_km"] = json!(200_000);
    let plan = planned(&app, &question).await;
    for other in plan["alternatives"].as_array().unwrap() {
        assert!(other["differs_in"].as_u64().unwrap() > 0);
        let better = |name: &str| other["totals"][name].as_f64() < plan["totals"][name].as_f64();
        assert!(better("present_value_yen") || better("ways_yen") || better("floor_area_m2"), "{other}");
    }
    let regrets = plan["regrets"].as_array().unwrap();
    for course in ["低位", "高位"] {
        let least = regrets.iter().filter_map(|row| row["regret_yen"][course].as_f64()).fold(f64::INFINITY, f64::min);
        assert_eq!(least, 0.0, "some plan is the best known of each population");
    }
    assert_eq!(regrets.iter().filter(|row| row["robust"] == true).count(), 1);
}

#[tokio::test]
async fn the_citys_own_stock_is_planned_and_what_is_invented_is_told() {
    let app = TestApp::demonstration().await;
    let question = json!({
        "from_year": 2027, "to_year": 2046, "facility_filter": {"class": "civic-culture"}, "alternatives": 1, "time_limit_ms": 60_000,
        "sites": [{"id": "enoki", "lon": 139.388, "lat": 35.741, "capacity_m2": 6_000, "from_year": 2035}]
    });
    let plan = app.post("/v1/132233/restructuring-plans", &question).await.expect(200).json();
    assert_eq!(plan["shortfalls"], json!([]));
    assert!(plan["totals"]["objective_yen"].as_f64() <= plan["baseline"]["objective_yen"].as_f64());
    assert!(plan["lower_bound_yen"].as_f64() <= plan["totals"]["objective_yen"].as_f64());
    let sum: i64 = plan["decisions"].as_array().unwrap().iter().map(|d| d["present_value_yen"].as_i64().unwrap()).sum();
    assert_eq!(plan["totals"]["present_value_yen"], sum);
    assert!(plan["illustrative"]["buildings"].as_u64() > Some(0));
    let assumptions = &plan["assumptions"];
    assert_eq!((&assumptions["facilities_from"], &assumptions["demand_from"]), (&json!("register"), &json!("stored")));
    assert!(assumptions["parameters"].as_array().unwrap().iter().any(|row| row["name"] == "rebuild_age_years"));
    for early in plan["decisions"].as_array().unwrap().iter().filter(|decision| decision["action"] == "move") {
        assert!(early["fiscal_year"].as_i64() >= Some(2035), "the site is there from 2035 on: {early}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_restructuring_is_named() {
    let app = TestApp::town().await;
    let site =
        |more: Value| json!({"sites": [with(json!({"id": "s", "lon": 139.3, "lat": 35.7, "capacity_m2": 100}), more)]});
    let mut twice = two_halls();
    twice["facilities"][1]["id"] = json!("A");
    let mut huge = two_halls();
    huge["facilities"][0]["floor_area_m2"] = json!(1e15);
    let mut homeless = two_halls();
    homeless["facilities"][0].as_object_mut().unwrap().remove("lon");
    let cases = [
        (json!([]), "", "malformed"),
        (with(two_halls(), json!({"from_year": null})), "/from_year", "required"),
        (with(two_halls(), json!({"to_year": 2026})), "/to_year", "out-of-range"),
        (with(two_halls(), json!({"to_year": 2200})), "/to_year", "out-of-range"),
        (with(two_halls(), json!({"period_years": 0})), "/period_years", "out-of-range"),
        (with(two_halls(), json!({"facilities": {}})), "/facilities", "malformed"),
        (twice, "/facilities/1/id", "duplicate"),
        (huge, "/facilities/0/floor_area_m2", "out-of-range"),
        (homeless, "/facilities/0/lon", "required"),
        (with(two_halls(), json!({"keep": ["Z"]})), "/keep/0", "unknown-reference"),
        (with(two_halls(), json!({"keep": ["A"], "leave": ["A"]})), "/leave/0", "contradiction"),
        (with(two_halls(), site(json!({"functions": ["library"]}))), "/sites/0/functions/0", "unknown-reference"),
        (with(two_halls(), site(json!({"capacity_m2": -1}))), "/sites/0/capacity_m2", "out-of-range"),
        (
            with(two_halls(), json!({"parameters": {"discount_rate_percent": 400}})),
            "/parameters/discount_rate_percent",
            "out-of-range",
        ),
        (
            with(two_halls(), json!({"parameters": {"moved_area_percent": 0}})),
            "/parameters/moved_area_percent",
            "out-of-range",
        ),
        (with(two_halls(), json!({"parameters": {"love": 1}})), "/parameters/love", "unknown-field"),
        (
            with(two_halls(), json!({"populations": [{"name": "x", "change_percent_per_year": 99}]})),
            "/populations/0/change_percent_per_year",
            "out-of-range",
        ),
        (
            with(two_halls(), json!({"yearly_ceiling_yen": 1_000_000_000_000_000_i64})),
            "/yearly_ceiling_yen",
            "out-of-range",
        ),
        (
            with(two_halls(), json!({"floor_area_reduction_percent": 101})),
            "/floor_area_reduction_percent",
            "out-of-range",
        ),
        (with(two_halls(), json!({"demand": [{"lon": 139.3, "lat": 35.7}]})), "/demand/0/population", "required"),
        (with(two_halls(), json!({"demand": null})), "/demand", "required"),
        (
            with(two_halls(), json!({"facilities": null, "keep": [], "facility_filter": {"class": "medical"}})),
            "/facility_filter",
            "required",
        ),
        (with(two_halls(), json!({"objective": "love"})), "/objective", "unknown-field"),
    ];
    let mut missed = Vec::new();
    for (question, pointer, code) in cases {
        let faults = app.post(&format!("/v1/{TOWN}/restructuring-plans"), &question).await.faults(422);
        if !faults.contains(&(pointer.to_owned(), code.to_owned())) {
            missed.push((pointer, code, faults));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    app.post("/v1/131016/restructuring-plans", &two_halls()).await.problem(404);
}
