//! Scenarios over HTTP: compared side by side, kept in versions, frozen and verified, tried at other values, drawn.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use axum::http::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn at(path: &str) -> String {
    format!("/v1/{TOWN}/{path}")
}

/// One school of 1000 m² of 2010, from 2025 on.
fn choices(model: &str, years: i32, rate: &str) -> Value {
    json!({"model": model, "from_year": 2025, "years": years, "discount": {"rate_percent": rate},
        "buildings": [{"code": "A", "class": "school", "floor_area_m2": 1000, "completed_year": 2010}]})
}

fn with(mut choices: Value, name: &str, value: Value) -> Value {
    choices[name] = value;
    choices
}

#[tokio::test]
async fn simple_renewal_and_long_life_stand_side_by_side() {
    let app = TestApp::town().await;
    let scenarios = json!({"scenarios": [
        {"name": "従来型", "choices": choices("mext-conventional", 40, "0")},
        {"name": "長寿命化", "choices": choices("mext-long-life", 40, "0")},
    ]});
    let told = app.post(&at("scenario-comparisons"), &scenarios).await.expect(200).json();
    // 1000 m² at 330,000 yen: 25 % in 2030 for both; then a rebuild in 2050 and 2051, or 60 % of one.
    let blocks: Vec<&Value> = told["blocks"].as_array().unwrap().iter().map(|block| &block["total_yen"]).collect();
    let by_hand = [[82_500_000, 82_500_000], [0, 0], [330_000_000, 198_000_000], [0, 0]];
    assert_eq!(json!(blocks), json!(by_hand));
    assert_eq!(told["years"][5], json!({"fiscal_year": 2030, "total_yen": [82_500_000, 82_500_000]}));
    assert_eq!(told["by_class"][0]["total_yen"], json!([412_500_000, 280_500_000]));
    let second = &told["scenarios"][1];
    assert_eq!((&second["effect_yen"], &second["effect_per_mille"]), (&json!(-132_000_000), &json!(-320)));
    assert_eq!(second["effect_present_value_yen"], -132_000_000);
    // Without discount the annual equivalent is the mean.
    assert_eq!(told["scenarios"][0]["figures"]["annual_equivalent_yen"], 10_312_500);
    assert_eq!(told["scenarios"][0]["effect_yen"], 0);
    let rows = told["parameters"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["parameter_set"] == "scenario" && row["name"] == "quiet_years"));
}

#[tokio::test]
async fn later_years_count_for_less_by_the_discount_rate() {
    let app = TestApp::town().await;
    let nominal = json!({"rate_percent": "6.08", "basis": "nominal", "inflation_percent": 2});
    let scenarios = json!({"scenarios": [
        {"name": "実質", "choices": choices("mext-conventional", 6, "4")},
        {"name": "名目", "choices": with(choices("mext-conventional", 6, "4"), "discount", nominal)},
    ]});
    let told = app.post(&at("scenario-comparisons"), &scenarios).await.expect(200).json();
    // 82,500,000 / 1.04^5 = 82,500,000 / 1.2166529024; with 2 % inflation and 1.04 · 1.02 − 1 the same.
    for scenario in told["scenarios"].as_array().unwrap() {
        assert_eq!(scenario["figures"]["present_value_yen"], 67_808_986);
    }
    // 82,500,000 · 1.02^5 = 82,500,000 · 1.1040808032
    let paid = |nth: usize| told["scenarios"][nth]["figures"]["years"][5]["paid_yen"].clone();
    assert_eq!((paid(0), paid(1)), (json!(82_500_000), json!(91_086_666)));
}

#[tokio::test]
async fn a_closure_and_a_fixed_work_change_what_is_paid() {
    let app = TestApp::town().await;
    let base = choices("mext-conventional", 40, "0");
    let closed = with(base.clone(), "closures", json!([{"building_code": "A", "year": 2032}]));
    let closed = with(closed, "demolition_yen_per_m2", json!(20_000));
    let fixed = json!([{"building_code": "A", "kind": "renovation", "year": 2033, "cost_yen": 50_000_000}]);
    let fixed = with(base.clone(), "fixed_works", fixed);
    let question = json!({"scenarios": [
        {"name": "現状", "choices": base}, {"name": "廃止", "choices": closed}, {"name": "固定", "choices": fixed},
    ]});
    let told = app.post(&at("scenario-comparisons"), &question).await.expect(200).json();
    // Closed in 2032 the renovation of 2030 is not worth it any more: 1000 m² · 20,000 yen are left.
    assert_eq!(told["scenarios"][1]["figures"]["total_yen"], 20_000_000);
    assert_eq!(told["scenarios"][1]["figures"]["years"][7]["demolition_yen"], 20_000_000);
    // The renovation moves from 2030 to 2033 at its own price; the rebuild stays.
    assert_eq!(told["years"][5]["total_yen"], json!([82_500_000, 0, 0]));
    assert_eq!(told["years"][8]["total_yen"], json!([0, 0, 50_000_000]));
    assert_eq!(told["scenarios"][2]["figures"]["total_yen"], 380_000_000);
}

#[tokio::test]
async fn a_scenario_is_kept_in_versions_and_changed_by_who_has_read_it() {
    let app = TestApp::town().await;
    let body = json!({"name": "案1", "choices": choices("mic-2011", 40, "4")});
    let made = app.post(&at("scenarios"), &body).await.expect(201);
    let (path, tag) = (made.header("location"), made.etag());
    assert_eq!((&made.json()["version_no"], &made.json()["name"]), (&json!(1), &json!("案1")));
    let changed = json!({"name": "案2", "note": "単価を改めた", "choices": choices("mext-long-life", 40, "4")});
    app.put(&path, None, &changed).await.problem(428);
    app.put(&path, Some("\"aaaaaaaaaaaaaaaaaaaaaa\""), &changed).await.problem(412);
    let now = app.put(&path, Some(&tag), &changed).await.expect(200);
    assert_eq!((&now.json()["version_no"], &now.json()["name"]), (&json!(2), &json!("案2")));
    assert_eq!(app.get(&path).await.expect(200).json(), now.json());
    assert_eq!(app.get(&format!("{path}?version_no=1")).await.expect(200).json()["name"], "案1");
    app.get(&format!("{path}?version_no=3")).await.problem(404);
    let list = app.get(&at("scenarios")).await.expect(200).json();
    assert_eq!(list["scenarios"].as_array().unwrap().len(), 1);
    // Of a stored scenario a comparison takes the version that is named.
    let id = now.json()["id"].clone();
    let question = json!({"scenarios": [{"id": id, "version_no": 1}, {"id": id}]});
    let told = app.post(&at("scenario-comparisons"), &question).await.expect(200).json();
    assert_eq!((&told["scenarios"][0]["name"], &told["scenarios"][1]["version_no"]), (&json!("案1"), &json!(2)));
    app.get(&path.replace(TOWN, NEIGHBOUR)).await.problem(404);
    app.delete(&path, Some(&now.etag())).await.expect(204);
    app.get(&path).await.problem(404);
}

#[tokio::test]
async fn what_was_submitted_stays_and_says_what_has_changed_since() {
    let app = TestApp::town().await;
    let body = json!({"name": "計画案", "choices": {"model": "mext-long-life", "from_year": 2025}});
    let made = app.post(&at("scenarios"), &body).await.expect(201);
    let path = made.header("location");
    app.get(&format!("{path}/verification")).await.problem(409);
    let tag = made.etag();
    let submit = async |tag: &str| {
        let headers = [("if-match", tag)];
        app.send(Method::POST, &format!("{path}/submission"), &headers, String::new()).await
    };
    app.get(&format!("{path}/inputs")).await.problem(409);
    submit("\"aaaaaaaaaaaaaaaaaaaaaa\"").await.problem(412);
    let frozen = submit(&tag).await.expect(200);
    assert_eq!(frozen.json()["inputs_sha256"].as_str().unwrap().len(), 64);
    submit(&frozen.etag()).await.problem(409);
    app.delete(&path, Some(&frozen.etag())).await.problem(409);
    let verified = app.get(&format!("{path}/verification")).await.expect(200).json();
    assert_eq!((&verified["agrees"], &verified["changes"]), (&json!(true), &json!([])));
    assert_eq!(verified["submitted_sha256"], verified["current_sha256"]);
    assert_eq!(verified["reproduced"], json!(true));

    let building = at("buildings/B3");
    let tag = app.get(&building).await.expect(200).etag();
    app.patch(&building, Some(&tag), &json!({"floor_area_m2": 990})).await.expect(200);
    let parameter = at("parameters/mext-long-life/rebuild_age_years");
    let tag = app.get(&parameter).await.expect(200).etag();
    let own = json!({"value": "85", "source": "長寿命化計画 改訂版"});
    app.put(&parameter, Some(&tag), &own).await;
    let verified = app.get(&format!("{path}/verification")).await.expect(200).json();
    assert_eq!((&verified["agrees"], &verified["changed"]), (&json!(false), &json!(2)));
    let first = &verified["changes"][0];
    assert_eq!((&first["of"], &first["name"]), (&json!("buildings"), &json!("B3")));
    assert_eq!(first["submitted"]["floor_area_dm2"], 98_000);
    assert_eq!(first["current"]["floor_area_dm2"], 99_000);
    assert_eq!(verified["changes"][1]["name"], "mext-long-life/rebuild_age_years");

    // A change makes another version; the frozen one keeps its figures.
    let changed = json!({"name": "計画案", "choices": {"model": "mic-2011", "from_year": 2025}});
    let draft = app.put(&path, Some(&frozen.etag()), &changed).await.expect(200).json();
    assert_eq!((&draft["version_no"], &draft["submitted_at"]), (&json!(2), &Value::Null));
    let kept = app.get(&format!("{path}?version_no=1")).await.expect(200).json();
    assert_eq!(kept["figures"], frozen.json()["figures"]);
}

#[tokio::test]
async fn what_was_submitted_comes_out_again_though_everything_has_changed() {
    let app = TestApp::town().await;
    // Every kind of input: ratings, components, two classes by other rules, other prices, a closure and a fixed work.
    let rated =
        |on, grade| json!({"building_code": "B3", "part": "roof", "grade": grade, "rated_on": on, "basis": "visual"});
    app.post(&at("condition-ratings"), &rated("2024-10-01", "c")).await.expect(201);
    let choices = json!({
        "model": "mext-long-life", "from_year": 2025, "years": 40, "price_year": 2023, "unit_cost_percent": 110,
        "model_by_class": {"administration": "component-cycle", "other": "mic-2011"},
        "closures": [{"building_code": "B1", "year": 2050}],
        "fixed_works": [{"building_code": "B2", "kind": "rebuild", "year": 2031, "cost_yen": 900_000_000, "years": 2}],
    });
    let made = app.post(&at("scenarios"), &json!({"name": "計画案", "choices": choices})).await.expect(201);
    let path = made.header("location");
    let (tag, submission) = (made.etag(), format!("{path}/submission"));
    let frozen = app.send(Method::POST, &submission, &[("if-match", &tag)], String::new()).await.expect(200).json();
    assert!(frozen["figures"]["total_yen"].as_i64().unwrap() > 900_000_000);

    // What was kept is the very text that the hash names, and says what it holds.
    let inputs = app.get(&format!("{path}/inputs")).await.expect(200);
    let sha256: String = Sha256::digest(inputs.text()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(json!(sha256), frozen["inputs_sha256"]);
    let kept = inputs.json();
    assert_eq!(kept["choices"], choices);
    assert_eq!(kept["buildings"]["B3"]["condition"]["grades"], json!(["c", null, null, null, null]));
    assert_eq!(kept["buildings"]["B1"]["components"][0]["unit_cost_yen"], 12_000);
    assert_eq!(kept["buildings"]["B2"]["components"], Value::Null);
    app.get(&format!("{}/inputs", path.replace(TOWN, NEIGHBOUR))).await.problem(404);

    let change = async |path: &str, body: Value| {
        let tag = app.get(&at(path)).await.expect(200).etag();
        app.patch(&at(path), Some(&tag), &body).await.expect(200);
    };
    change("buildings/B2", json!({"floor_area_m2": 4000, "completed_year": 1990, "completed_on": null})).await;
    change("facilities/F2", json!({"class": "childcare", "subclass": null})).await;
    change("components/C1", json!({"quantity": 3000, "cycle_years": 25})).await;
    app.post(&at("condition-ratings"), &rated("2025-10-01", "a")).await.expect(201);
    for (name, value) in [
        ("mic-2011/unit_cost.school.rebuild", "500000"),
        ("mext-long-life/rebuild_age_years", "85"),
        ("component-cycle/air-conditioning", "18"),
        ("scenario/discount_rate_percent", "1.5"),
        ("construction-cost-index/2023", "140"),
    ] {
        let path = at(&format!("parameters/{name}"));
        let tag = app.get(&path).await.expect(200).etag();
        app.put(&path, Some(&tag), &json!({"value": value, "source": "改訂版"})).await.expect(200);
    }
    let verification = format!("{path}/verification");
    let verified = app.get(&verification).await.expect(200).json();
    assert_eq!((&verified["agrees"], &verified["figures_agree"]), (&json!(false), &json!(false)));
    assert_eq!(verified["reproduced"], json!(true));
    let changed: Vec<&str> =
        verified["changes"].as_array().unwrap().iter().map(|change| change["name"].as_str().unwrap()).collect();
    assert_eq!(
        changed,
        [
            "B1",
            "B2",
            "B3",
            "component-cycle/air-conditioning",
            "construction-cost-index/2023",
            "mext-long-life/rebuild_age_years",
            "mic-2011/unit_cost.school.rebuild",
            "scenario/discount_rate_percent",
        ]
    );

    // A building that is to be closed is no longer counted, so that the choices do not fit the register of today.
    change("buildings/B1", json!({"status": "demolished"})).await;
    let verified = app.get(&verification).await.expect(200).json();
    assert_eq!((&verified["agrees"], &verified["reproduced"]), (&json!(false), &json!(true)));
    assert_eq!((&verified["current_sha256"], &verified["current_total_yen"]), (&Value::Null, &Value::Null));
    assert!(verified["current_faults"][0].as_str().unwrap().contains("`B1`"));

    // Somebody writes another area into what was kept.
    let forged = "UPDATE scenario SET inputs = REPLACE(inputs, '\"floor_area_dm2\":98000', '\"floor_area_dm2\":97000')";
    app.app.db.execute_unprepared(forged).await.unwrap();
    assert_eq!(app.get(&verification).await.expect(200).json()["reproduced"], json!(false));
    app.app.db.execute_unprepared("UPDATE scenario SET inputs = 'nothing'").await.unwrap();
    assert_eq!(app.get(&verification).await.expect(200).json()["reproduced"], json!(false));
}

#[tokio::test]
async fn what_moves_a_scenario_most_comes_first() {
    let app = TestApp::town().await;
    let question = json!({
        "scenario": {"name": "従来型", "choices": choices("mext-conventional", 40, "0")}, "measure": "total",
        "parameters": [
            {"pointer": "/discount/rate_percent", "low": 0, "high": 4},
            {"pointer": "/buildings/0/floor_area_m2", "low": 990, "high": 1010},
            {"pointer": "/unit_cost_percent", "low": 80, "high": 120},
        ],
    });
    let told = app.post(&at("scenario-sensitivities"), &question).await.expect(200).json();
    assert_eq!(told["base_yen"], 412_500_000);
    let swings: Vec<Value> =
        told["swings"].as_array().unwrap().iter().map(|swing| json!([swing["pointer"], swing["width_yen"]])).collect();
    // 40 % and 2 % of 412,500,000; the total is not discounted.
    let by_hand = json!([
        ["/unit_cost_percent", 165_000_000],
        ["/buildings/0/floor_area_m2", 8_250_000],
        ["/discount/rate_percent", 0],
    ]);
    assert_eq!(json!(swings), by_hand);
}

#[tokio::test]
async fn scenarios_are_drawn_under_the_same_luck() {
    let app = TestApp::town().await;
    let question = json!({
        "scenarios": [
            {"name": "従来型", "choices": choices("mext-conventional", 40, "4")},
            {"name": "同じもの", "choices": choices("mext-conventional", 40, "4")},
            {"name": "長寿命化", "choices": choices("mext-long-life", 40, "4")},
        ],
        "draws": 400, "seed": 7, "annual_ceiling_yen": 100_000_000, "total_ceiling_yen": 500_000_000,
    });
    let told = app.post(&at("uncertainty-forecasts"), &question).await.expect(200).json();
    assert_eq!(told, app.post(&at("uncertainty-forecasts"), &question).await.expect(200).json());
    let [first, same, other] = [0, 1, 2].map(|nth| told["scenarios"][nth].clone());
    assert_eq!(first["total"], same["total"]);
    assert_eq!((&same["beside_first"]["total"]["p95_yen"], &first["beside_first"]), (&json!(0), &Value::Null));
    assert!(other["beside_first"]["total_below"]["chance"].as_f64().unwrap() > 0.5);
    assert_eq!(first["planned_total_yen"], 412_500_000);
    let chance = &first["all_years_within"];
    let (p, error) = (chance["chance"].as_f64().unwrap(), chance["standard_error"].as_f64().unwrap());
    assert!((0.0..=1.0).contains(&p) && (error - (p * (1.0 - p) / 400.0).sqrt()).abs() < 1e-12);
    assert_eq!(first["years"].as_array().unwrap().len(), 40);
    let other_seed = with(question, "seed", json!(8));
    assert_ne!(told, app.post(&at("uncertainty-forecasts"), &other_seed).await.expect(200).json());
}

#[tokio::test]
async fn what_cannot_be_chosen_is_refused_at_its_place() {
    let app = TestApp::town().await;
    let base = || choices("mic-2011", 40, "4");
    let long = "9".repeat(400);
    for (name, value, place, code) in [
        ("discount", json!({"rate_percent": 400}), "/discount/rate_percent", "out-of-range"),
        ("discount", json!({"rate_percent": "NaN"}), "/discount/rate_percent", "malformed"),
        ("discount", json!({"rate_percent": long}), "/discount/rate_percent", "out-of-range"),
        ("discount", json!({"inflation_percent": "-21"}), "/discount/inflation_percent", "out-of-range"),
        ("discount", json!({"timing": "noon"}), "/discount/timing", "unknown-value"),
        ("discount", json!([4]), "/discount", "malformed"),
        ("years", json!(0), "/years", "out-of-range"),
        ("unit_cost_percent", json!(1e300), "/unit_cost_percent", "out-of-range"),
        ("closures", json!([{"building_code": "Z", "year": 2030}]), "/closures/0/building_code", "unknown-reference"),
        ("closures", json!({}), "/closures", "malformed"),
        (
            "fixed_works",
            json!([{"building_code": "A", "kind": "part-repair", "year": 2030}]),
            "/fixed_works/0/year",
            "contradiction",
        ),
        (
            "fixed_works",
            json!([{"building_code": "A", "kind": "rebuild", "year": 2030, "cost_yen": 10_i64.pow(15)}]),
            "/fixed_works/0/cost_yen",
            "out-of-range",
        ),
        ("castle", json!(1), "/castle", "unknown-field"),
        ("events", json!(true), "/events", "unknown-field"),
        ("model", json!("component-cycle"), "/buildings", "contradiction"),
    ] {
        let question = json!({"scenarios": [{"choices": base()}, {"choices": with(base(), name, value)}]});
        let place = format!("/scenarios/1/choices{place}");
        app.post(&at("scenario-comparisons"), &question).await.fault(422, &place, code);
    }
    for (question, place) in [
        (json!({"scenarios": [{"choices": base()}]}), "/scenarios"),
        (json!({"scenarios": "all"}), "/scenarios"),
        (json!({"scenarios": [{"choices": base()}, {}]}), "/scenarios/1/id"),
        (json!({"scenarios": [{"choices": base()}, {"choices": choices("mic-2011", 30, "4")}]}), "/scenarios/1"),
    ] {
        assert_eq!(app.post(&at("scenario-comparisons"), &question).await.faults(422)[0].0, place);
    }
    let unknown = json!({"scenarios": [{"choices": base()}, {"id": "01937c5e-0000-7000-8000-000000000001"}]});
    app.post(&at("scenario-comparisons"), &unknown).await.problem(404);
    app.post(&at("scenarios"), &json!({"choices": base()})).await.fault(422, "/name", "required");
    app.post("/v1/131016/scenarios", &json!({"name": "a", "choices": base()})).await.problem(404);

    let drawn = |name: &str, value: Value| with(json!({"scenarios": [{"choices": base()}]}), name, value);
    for (name, value, code) in [
        ("draws", json!(10_i64.pow(12)), "out-of-range"),
        ("draws", json!(0), "out-of-range"),
        ("seed", json!(-1), "out-of-range"),
        ("lives_shape", json!("NaN"), "out-of-range"),
        ("lives_shape", json!(0.1), "out-of-range"),
        ("price_volatility_percent", json!(51), "out-of-range"),
        ("price_level", json!({"low_percent": 120, "mode_percent": 100, "high_percent": 130}), "out-of-range"),
    ] {
        app.post(&at("uncertainty-forecasts"), &drawn(name, value)).await.fault(422, &format!("/{name}"), code);
    }
    let tried = |pointer: &str, low: Value| json!({"scenario": {"choices": base()}, "parameters": [{"pointer": pointer, "low": low, "high": 5}]});
    let path = at("scenario-sensitivities");
    app.post(&path, &tried("discount", json!(1))).await.fault(422, "/parameters/0/pointer", "malformed");
    app.post(&path, &tried("/buildings/7/floor_area_m2", json!(1))).await.fault(
        422,
        "/parameters/0/pointer",
        "malformed",
    );
    app.post(&path, &tried("/discount/rate_percent", json!(400))).await.fault(
        422,
        "/parameters/0/low/discount/rate_percent",
        "out-of-range",
    );
    app.post(&path, &tried("/discount/rate_percent", Value::Null)).await.fault(422, "/parameters/0/low", "required");
}

#[tokio::test]
async fn components_are_renewed_by_their_own_cycles() {
    let app = TestApp::town().await;
    let question = json!({"from_year": 2025, "years": 40, "operating_yen_per_m2": 0});
    let told = app.post(&at("component-forecasts"), &question).await.expect(200).json();
    // The roof of 2008 has a cycle of 20 years: 2160.5 m² at 12,000 yen in 2028 and 2048. The other components of the town
    // have no unit cost, and no share of the rebuild stands for them.
    let paid: Vec<(i64, i64)> = told["years"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|year| {
            let yen = year["cost"]["maintain_yen"].as_i64().unwrap();
            (yen > 0).then(|| (year["fiscal_year"].as_i64().unwrap(), yen))
        })
        .collect();
    assert!(paid.contains(&(2028, 25_926_000)) && paid.contains(&(2048, 25_926_000)), "{paid:?} {}", told["unpriced"]);
    assert_eq!(told["total"]["build_yen"], 0);

    // At 80 years B2 of 1969 is rebuilt in 2049: 5432.1 m² at 330,000 yen and 30,000 for taking it down.
    let question = json!({"from_year": 2025, "years": 40, "life_years": 80});
    let told = app.post(&at("component-forecasts"), &question).await.expect(200).json();
    let year = &told["years"][24];
    assert_eq!((&year["fiscal_year"], &year["cost"]["build_yen"]), (&json!(2049), &json!(1_792_593_000)));
    assert_eq!(year["cost"]["end_of_life_yen"], 162_963_000);
    // 5,000 yen a year and m² of B1, B2 and B3 together: 8000.5 + 5432.1 + 980 m².
    assert_eq!(year["cost"]["operate_yen"], 72_063_000);
    for (name, value) in
        [("from_year", json!("soon")), ("years", json!(101)), ("life_years", json!(0)), ("castle", json!(1))]
    {
        let refused =
            app.post(&at("component-forecasts"), &with(json!({"from_year": 2025}), name, value)).await.faults(422);
        assert_eq!(refused[0].0, format!("/{name}"));
    }
}

#[tokio::test]
async fn a_scenario_by_components_obeys_its_choices_and_its_luck() {
    let app = TestApp::town().await;
    let by_components =
        || json!({"model": "component-cycle", "from_year": 2025, "years": 40, "discount": {"rate_percent": 0}});
    // The roof of B1, of 2008 with a cycle of 20 years: 2160.5 m² at 12,000 yen in 2028 and 2048.
    let scenarios = json!({"scenarios": [
        {"name": "部位別", "choices": by_components()},
        {"name": "廃止", "choices": with(by_components(), "closures", json!([{"building_code": "B1", "year": 2050}]))},
        {"name": "倍", "choices": with(by_components(), "unit_cost_percent", json!(200))},
        {"name": "更新", "choices": with(by_components(), "fixed_works",
            json!([{"building_code": "B1", "kind": "rebuild", "year": 2040, "cost_yen": 7}]))},
    ]});
    let told = app.post(&at("scenario-comparisons"), &scenarios).await.expect(200).json();
    let renewed = |nth: usize, year: usize| {
        told["scenarios"][nth]["figures"]["years"][year - 2025]["component_renewal_yen"].as_i64().unwrap()
    };
    assert_eq!((renewed(0, 2028), renewed(0, 2048)), (25_926_000, 25_926_000));
    // Within ten years of the closure nothing large is done.
    assert_eq!((renewed(1, 2028), renewed(1, 2048)), (25_926_000, 0));
    assert_eq!((renewed(2, 2028), renewed(2, 2048)), (51_852_000, 51_852_000));
    // The roof of the new building of 2040 is due in 2060.
    assert_eq!((renewed(3, 2028), renewed(3, 2048), renewed(3, 2060)), (25_926_000, 0, 25_926_000));
    assert_eq!(told["scenarios"][3]["figures"]["years"][15]["rebuild_yen"], 7);

    let drawn = json!({"draws": 40, "scenarios": scenarios["scenarios"]});
    let drawn = app.post(&at("uncertainty-forecasts"), &drawn).await.expect(200).json();
    assert_eq!(drawn["scenarios"].as_array().unwrap().len(), 4);

    let made = app.post(&at("scenarios"), &json!({"name": "部位別", "choices": by_components()})).await.expect(201);
    let path = at(&format!("scenarios/{}", made.json()["id"].as_str().unwrap()));
    let tag = made.etag();
    let headers = [("if-match", tag.as_str())];
    app.send(Method::POST, &format!("{path}/submission"), &headers, String::new()).await.expect(200);
    assert_eq!(app.get(&format!("{path}/verification")).await.expect(200).json()["agrees"], true);
    let component = at("components/C1");
    let tag = app.get(&component).await.expect(200).etag();
    app.patch(&component, Some(&tag), &json!({"cycle_years": 25})).await.expect(200);
    let verified = app.get(&format!("{path}/verification")).await.expect(200).json();
    assert_eq!((&verified["agrees"], &verified["changes"][0]["name"]), (&json!(false), &json!("B1")));
}
