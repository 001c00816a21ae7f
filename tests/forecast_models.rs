//! Renewal forecasts by the models of the MEXT handbook over HTTP: alone, mixed by class, in prices of another year, and
//! with what is known of single buildings.

use crate::support::{TOWN, TestApp};
use serde_json::{Value, json};

async fn asked(app: &TestApp, question: Value) -> Value {
    app.post(&format!("/v1/{TOWN}/renewal-forecasts"), &question).await.expect(200).json()
}

fn school(code: &str, completed_year: i32) -> Value {
    json!({"code": code, "class": "school", "floor_area_m2": 1000, "completed_year": completed_year})
}

/// `(year, what, yen)` of the years in which anything is paid.
fn paid(forecast: &Value) -> Vec<(i64, &'static str, i64)> {
    let mut paid = Vec::new();
    for year in forecast["years"].as_array().unwrap() {
        for kind in ["renovation_yen", "rebuild_yen", "long_life_yen", "part_repair_yen"] {
            let yen = year[kind].as_i64().unwrap_or(0);
            if yen > 0 {
                paid.push((year["fiscal_year"].as_i64().unwrap(), kind, yen));
            }
        }
    }
    paid
}

#[tokio::test]
async fn a_school_is_rebuilt_early_or_renovated_for_a_long_life() {
    let app = TestApp::town().await;
    let question =
        |model: &str| json!({"model": model, "from_year": 2025, "years": 40, "buildings": [school("A", 2010)]});
    // 1000 m² at 330,000 yen. Conventional: 25 % in 2030, the rebuild in 2050 and 2051.
    let early = asked(&app, question("mext-conventional")).await;
    let by_hand =
        [(2030, "renovation_yen", 82_500_000), (2050, "rebuild_yen", 165_000_000), (2051, "rebuild_yen", 165_000_000)];
    assert_eq!(paid(&early), by_hand);
    assert_eq!((&early["total_yen"], &early["annual_mean_yen"]), (&json!(412_500_000), &json!(10_312_500)));
    // Long life: 60 % in 2050 and 2051; the rebuild of 2090 lies beyond.
    let late = asked(&app, question("mext-long-life")).await;
    let by_hand = [
        (2030, "renovation_yen", 82_500_000),
        (2050, "long_life_yen", 99_000_000),
        (2051, "long_life_yen", 99_000_000),
    ];
    assert_eq!(paid(&late), by_hand);
    let assumed = &late["assumptions"];
    assert_eq!((&assumed["model"], &assumed["rules"]["long_life_age_years"]), (&json!("mext-long-life"), &json!(40)));
    assert_eq!(assumed["unit_costs"]["school"]["long_life_yen_per_m2"], 198_000);
    let rows = assumed["parameters"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["parameter_set"] == "mext-long-life" && row["confidence"] == "unverified"));
}

#[tokio::test]
async fn models_are_mixed_by_class_and_the_classes_add_up() {
    let app = TestApp::town().await;
    let hall = json!({"code": "H", "class": "civic-culture", "floor_area_m2": 100, "completed_year": 1985});
    let question = json!({
        "from_year": 2025, "years": 40, "events": true, "buildings": [school("A", 1985), hall],
        "model_by_class": {"school": "mext-conventional"},
        "rules": {"rebuild_age_years": 65, "mext-conventional": {"renovation_cost_percent": 22}}
    });
    let mixed = asked(&app, question).await;
    // School, 40 in 2025: rebuilt in 2025, renovated for 22 % = 72,600,000 in 2045. Hall: missed renovation 25,000,000
    // over ten years, rebuild 40,000,000 in 2050 over three.
    let of = |class: usize| &mixed["by_class"][class];
    assert_eq!((&of(0)["class"], &of(0)["total_yen"]), (&json!("civic-culture"), &json!(65_000_000)));
    assert_eq!((&of(1)["rebuild_yen"], &of(1)["renovation_yen"]), (&json!(330_000_000), &json!(72_600_000)));
    assert_eq!(mixed["total_yen"], 467_600_000);
    let works: i64 = mixed["events"].as_array().unwrap().iter().map(|work| work["cost_yen"].as_i64().unwrap()).sum();
    assert_eq!(works, 467_600_000);
    let assumed = &mixed["assumptions"];
    assert_eq!(assumed["model_by_class"], json!({"school": "mext-conventional"}));
    assert_eq!(assumed["rules_by_model"]["mext-conventional"]["renovation_cost_percent"], 22);
    assert_eq!(assumed["rules"]["rebuild_age_years"], 65);
    assert_eq!(assumed["changed"], json!(["rebuild_age_years", "mext-conventional.renovation_cost_percent"]));
}

#[tokio::test]
async fn ratings_that_a_question_brings_ask_for_repairs() {
    let app = TestApp::town().await;
    let mut rated = school("A", 2003);
    rated["grades"] = json!({"roof": "d", "exterior-wall": "c", "interior": "b"});
    let mut unfit = school("B", 1990);
    unfit["needs_survey"] = json!(true);
    let question = json!({
        "model": "mext-long-life", "from_year": 2025, "years": 10, "events": true, "buildings": [rated, unfit]
    });
    let forecast = asked(&app, question).await;
    let works: Vec<_> = forecast["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| {
            (
                w["building_code"].as_str().unwrap(),
                w["part"].as_str(),
                w["to_year"].as_i64().unwrap(),
                w["cost_yen"].as_i64().unwrap(),
            )
        })
        .collect();
    // Roof 3.5 % and wall 5.1 % of 330,000,000; the unfit school is renovated at 40.
    assert_eq!(
        works,
        [
            ("A", Some("roof"), 2029, 11_550_000),
            ("A", Some("exterior-wall"), 2034, 16_830_000),
            ("B", None, 2030, 82_500_000)
        ]
    );
    assert_eq!(forecast["years"][0]["part_repair_yen"], 2_310_000 + 1_683_000);
    assert_eq!(forecast["assumptions"]["buildings_with_condition"], 2);
}

#[tokio::test]
async fn stored_ratings_count_unless_they_are_left_out() {
    let app = TestApp::town().await;
    // The gymnasium is 980 m² of 1985: 40 in 2025, so its long-life renovation comes at once and pays no repair, but its
    // good walls (5.1 % of 323,400,000 = 16,493,400) are taken off 980 × 198,000 = 194,040,000.
    let rating = json!({"building_code": "B3", "part": "exterior-wall", "grade": "a", "rated_on": "2024-05-01", "basis": "visual"});
    app.post(&format!("/v1/{TOWN}/condition-ratings"), &rating).await.expect(201);
    let question = |ratings: bool| json!({"model": "mext-long-life", "from_year": 2025, "years": 2, "events": true, "ratings": ratings});
    let cost = |forecast: &Value| {
        let works = forecast["events"].as_array().unwrap().clone();
        works.iter().find(|work| work["building_code"] == "B3").unwrap()["cost_yen"].as_i64().unwrap()
    };
    assert_eq!(cost(&asked(&app, question(true)).await), 177_546_600);
    assert_eq!(cost(&asked(&app, question(false)).await), 194_040_000);
}

#[tokio::test]
async fn prices_of_another_year_go_through_the_index_in_force_or_that_of_the_question() {
    let app = TestApp::town().await;
    let base =
        json!({"from_year": 2025, "years": 1, "buildings": [school("A", 1965)], "rules": {"rebuild_spread_years": 1}});
    let with = |name: &str, value: Value, more: Value| {
        let mut question = base.clone();
        question[name] = value;
        question["price_index"] = more;
        question
    };
    let plain = asked(&app, base.clone()).await;
    assert_eq!((&plain["total_yen"], &plain["assumptions"]["price_year"]), (&json!(330_000_000), &json!(2011)));
    let doubled = asked(&app, with("price_year", json!(2026), json!({"2011": 100, "2026": 200.5}))).await;
    assert_eq!(doubled["total_yen"], 661_650_000);
    assert_eq!(doubled["assumptions"]["price_change_per_mille"], 2_005);
    let path = format!("/v1/{TOWN}/renewal-forecasts");
    let refused = |question: Value| {
        let (app, path) = (&app, path.clone());
        async move { app.post(&path, &question).await.faults(422) }
    };
    let fault = |place: &str, code: &str| vec![(place.to_owned(), code.to_owned())];
    assert_eq!(refused(with("price_year", json!(2299), json!({}))).await, fault("/price_year", "unknown-reference"));
    assert_eq!(
        refused(with("price_year", json!(2026), json!({"2026": 0}))).await,
        fault("/price_index", "out-of-range")
    );
    assert_eq!(
        refused(with("price_year", json!(2026), json!({"2026": "x"}))).await,
        fault("/price_index", "malformed")
    );
    assert_eq!(refused(with("price_year", json!(1e15), json!({}))).await, fault("/price_year", "out-of-range"));
}

#[tokio::test]
async fn what_is_wrong_with_a_model_is_named() {
    let app = TestApp::town().await;
    let with = |name: &str, value: Value| {
        let mut question = json!({"model": "mext-long-life", "from_year": 2025, "buildings": [school("A", 1990)]});
        question[name] = value;
        question
    };
    let mut graded = school("A", 1990);
    graded["grades"] = json!({"roof": "e", "chimney": "a"});
    let cases = [
        (with("model", json!("mext")), "/model", "unknown-value"),
        (with("model", json!(7)), "/model", "unknown-value"),
        (with("model_by_class", json!({"castle": "mic-2011"})), "/model_by_class/castle", "unknown-value"),
        (with("model_by_class", json!({"school": "mext"})), "/model_by_class/school", "unknown-value"),
        (with("model_by_class", json!([])), "/model_by_class", "malformed"),
        (with("rules", json!({"renovation_age_years": 30})), "/rules/renovation_age_years", "unknown-field"),
        (with("rules", json!({"mic-2011": {}})), "/rules/mic-2011", "unknown-field"),
        (with("rules", json!({"long_life_age_years": 80})), "/rules/long_life_age_years", "contradiction"),
        (with("rules", json!({"overdue_years": 0})), "/rules/overdue_years", "out-of-range"),
        (with("rules", json!({"overdue_years": 1e15})), "/rules/overdue_years", "out-of-range"),
        (
            with("unit_costs", json!({"school": {"rebuild_yen_per_m2": 1_000_000_000_000_000_i64}})),
            "/unit_costs/school/rebuild_yen_per_m2",
            "out-of-range",
        ),
        (
            with("unit_costs", json!({"school": {"long_life_yen_per_m2": -1}})),
            "/unit_costs/school/long_life_yen_per_m2",
            "out-of-range",
        ),
        (with("years", json!(0)), "/years", "out-of-range"),
        (with("buildings", json!([graded.clone()])), "/buildings/0/grades/roof", "unknown-value"),
        (with("buildings", json!([graded])), "/buildings/0/grades/chimney", "unknown-field"),
    ];
    for (question, pointer, code) in cases {
        let faults = app.post(&format!("/v1/{TOWN}/renewal-forecasts"), &question).await.faults(422);
        assert!(faults.contains(&(pointer.to_owned(), code.to_owned())), "{question}: {faults:?}");
    }
}

#[tokio::test]
async fn the_demonstration_costs_what_it_costs_when_reckoned_elsewhere() {
    let app = TestApp::demonstration().await;
    // Reckoned once with a Python script that walks each row of data/musashimurayama/buildings.csv through its lives (in
    // decimals, with the rules as published and without ratings) and shares no code with this program.
    for (model, by_hand) in [("mext-conventional", 62_806_366_375_i64), ("mext-long-life", 71_156_094_885_i64)] {
        let question = json!({"model": model, "from_year": 2026, "years": 40, "ratings": false});
        let forecast = asked(&app, question).await;
        assert_eq!(forecast["total_yen"], by_hand, "{model}");
        let sum: i64 = paid(&forecast).iter().map(|(.., yen)| yen).sum();
        assert_eq!(sum, by_hand, "{model}");
    }
    let rated = asked(&app, json!({"model": "mext-long-life", "from_year": 2026, "years": 40})).await;
    assert!(rated["assumptions"]["buildings_with_condition"].as_u64().unwrap() > 50);
    assert!(paid(&rated).iter().any(|(_, kind, _)| *kind == "part_repair_yen"));
}

#[tokio::test]
async fn a_value_that_would_contradict_a_model_is_not_put_in_place() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/parameters/mext-long-life/rebuild_age_years");
    let etag = app.get(&path).await.expect(200).etag();
    let new = |value: &str| json!({"value": value, "source": "計画"});
    app.put(&path, Some(&etag), &new("40")).await.fault(422, "/value", "contradiction");
    app.put(&path, Some(&etag), &new("70")).await.expect(200);
}

/// `(year, kind, yen)` of a forecast of all years, and the same of its classes together.
fn years_and_classes(forecast: &Value, kind: &str) -> (Vec<i64>, Vec<i64>) {
    let of = |years: &Value| years.as_array().unwrap().iter().map(|y| y[kind].as_i64().unwrap()).collect::<Vec<i64>>();
    let years = of(&forecast["years"]);
    let mut classes = vec![0; years.len()];
    for class in forecast["by_class"].as_array().unwrap() {
        classes.iter_mut().zip(of(&class["years"])).for_each(|(sum, yen)| *sum += yen);
    }
    (years, classes)
}

#[tokio::test]
async fn components_cost_the_same_in_both_forecasts_and_mix_with_other_models() {
    let app = TestApp::demonstration().await;
    let both = |extra: Value| {
        let app = &app;
        async move {
            let question = json!({"from_year": 2026, "years": 40, "life_years": extra});
            let told = app.post(&format!("/v1/{TOWN}/component-forecasts"), &question).await.expect(200).json();
            let years = told["years"].as_array().unwrap().iter();
            let of = |kind: &str| years.clone().map(|year| year["cost"][kind].as_i64().unwrap()).collect::<Vec<i64>>();
            (of("maintain_yen"), of("build_yen"))
        }
    };
    let question = json!({"model": "component-cycle", "from_year": 2026, "years": 40});
    let forecast = asked(&app, question.clone()).await;
    let (maintained, built) = both(Value::Null).await;
    assert!(maintained.iter().sum::<i64>() > 0 && built.iter().all(|yen| *yen == 0));
    assert_eq!(years_and_classes(&forecast, "component_renewal_yen"), (maintained.clone(), maintained));
    assert!(forecast["components"]["components"].as_u64().unwrap() > 900);
    assert!(forecast["illustrative"].as_array().unwrap().iter().any(|field| field["field"] == "components"));

    let mut rebuilt = question.clone();
    rebuilt["rules"] = json!({"rebuild_age_years": 70});
    rebuilt["events"] = json!(true);
    let forecast = asked(&app, rebuilt).await;
    let (maintained, built) = both(json!(70)).await;
    assert!(built.iter().sum::<i64>() > 0);
    assert_eq!(years_and_classes(&forecast, "component_renewal_yen").0, maintained);
    assert_eq!(years_and_classes(&forecast, "rebuild_yen").0, built);
    let events = forecast["events"].as_array().unwrap();
    let sum: i64 = events.iter().map(|event| event["cost_yen"].as_i64().unwrap()).sum();
    assert_eq!(json!(sum), forecast["total_yen"]);
    assert!(events.iter().all(|event| event["component_code"].is_string() == (event["kind"] == "component-renewal")));

    // Mixed: each class is what it is by its own model.
    let mixed =
        asked(&app, json!({"from_year": 2026, "years": 40, "model_by_class": {"school": "component-cycle"}})).await;
    let (simple, components) =
        (asked(&app, json!({"from_year": 2026, "years": 40})).await, asked(&app, question).await);
    let total = |forecast: &Value, class: &str| {
        let classes = forecast["by_class"].as_array().unwrap();
        classes.iter().find(|of| of["class"] == class).unwrap()["total_yen"].clone()
    };
    assert_eq!(total(&mixed, "school"), total(&components, "school"));
    assert_eq!(total(&mixed, "civic-culture"), total(&simple, "civic-culture"));
    assert_ne!(total(&mixed, "school"), total(&simple, "school"));
}

#[tokio::test]
async fn a_component_without_a_cycle_has_that_of_its_kind_or_of_the_question() {
    let app = TestApp::town().await;
    let question = json!({"model": "component-cycle", "from_year": 2025, "years": 40, "events": true});
    let told = asked(&app, question.clone()).await;
    let roof: Vec<(i64, i64)> = told["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["building_code"] == "B1" && event["cost_yen"] == 25_926_000)
        .map(|event| (event["due_year"].as_i64().unwrap(), event["from_year"].as_i64().unwrap()))
        .collect();
    assert_eq!(roof, [(2028, 2028), (2048, 2048)]);
    let methods = told["assumptions"]["method"].as_array().unwrap();
    assert!(methods.iter().any(|text| text.as_str().unwrap().contains("never rebuilt")));
    let path = format!("/v1/{TOWN}/renewal-forecasts");
    for (rules, place) in [
        (json!({"rebuild_age_years": 0}), "/rules/rebuild_age_years"),
        (json!({"rebuild_age_years": 201}), "/rules/rebuild_age_years"),
        (json!({"castle": 20}), "/rules/castle"),
    ] {
        let mut refused = question.clone();
        refused["rules"] = rules;
        assert_eq!(app.post(&path, &refused).await.faults(422)[0].0, place);
    }
    let mut what_if = question;
    what_if["buildings"] = json!([school("A", 2010)]);
    app.post(&path, &what_if).await.fault(422, "/buildings", "contradiction");
}
