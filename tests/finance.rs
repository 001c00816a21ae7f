//! Who pays, over HTTP: bonds, programmes, the split of costs.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

/// 500 million yen at 1.1 % over twenty years, three of them grace, half-yearly.
fn bond(changes: Value) -> Value {
    let mut bond = json!({"principal_yen": 500_000_000, "annual_rate_percent": 1.1, "term_years": 20, "grace_years": 3,
        "payments_per_year": 2, "method": "level-payment"});
    for (name, value) in changes.as_object().unwrap() {
        bond[name] = value.clone();
    }
    bond
}

async fn schedule(app: &TestApp, changes: Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/debt-schedules"), &bond(changes)).await
}

#[tokio::test]
async fn a_bond_is_paid_back_half_yearly_with_dates_and_fiscal_years() {
    let app = TestApp::town().await;
    let answer = schedule(&app, json!({"borrowed_on": "2026-03-25"})).await.expect(200).json();
    let instalments = answer["instalments"].as_array().unwrap();
    assert_eq!(instalments.len(), 40);
    assert_eq!(
        instalments[6],
        json!({"number": 7, "due_on": "2029-09-25", "fiscal_year": 2029, "principal_yen": 13_413_998,
            "interest_yen": 2_750_000, "payment_yen": 16_163_998, "balance_yen": 486_586_002})
    );
    assert_eq!(instalments[39]["balance_yen"], 0);
    assert_eq!(
        answer["totals"],
        json!({"principal_yen": 500_000_000, "interest_yen": 66_075_933, "payment_yen": 566_075_933})
    );
    assert_eq!(answer["level_payment_yen"], 16_163_998);
    let years = answer["by_fiscal_year"].as_array().unwrap();
    assert_eq!(
        (years.len(), &years[0]["fiscal_year"], &years[0]["interest_yen"]),
        (20, &json!(2026), &json!(5_500_000))
    );
    assert_eq!(years.iter().map(|year| year["payment_yen"].as_i64().unwrap()).sum::<i64>(), 566_075_933);
    assert_eq!(answer["loan"]["annual_rate_percent"], "1.1");
}

#[tokio::test]
async fn what_has_no_date_has_no_fiscal_year_and_words_follow_the_reader() {
    let app = TestApp::town().await;
    let body = bond(json!({"method": "level-principal", "remainder_on": "first", "annual_rate_percent": "０"}));
    let path = format!("/v1/{TOWN}/debt-schedules");
    let answer = app.post_with(&path, &[("accept-language", "ja")], &body).await.expect(200).json();
    assert!(answer.get("by_fiscal_year").is_none() && answer["instalments"][0].get("due_on").is_none());
    // 500,000,000 = 34 × 14,705,882 + 12, and the first repaying instalment takes the twelve.
    assert_eq!(
        (&answer["instalments"][6]["principal_yen"], &answer["instalments"][7]["principal_yen"]),
        (&json!(14_705_894), &json!(14_705_882))
    );
    assert_eq!(answer["totals"]["interest_yen"], 0);
    assert!(answer["assumptions"].to_string().contains("円未満を切り捨て"));
}

#[tokio::test]
async fn each_fault_of_a_bond_is_named_with_its_place() {
    let app = TestApp::town().await;
    for (changes, place, code) in [
        (json!({"principal_yen": 0}), "/principal_yen", "out-of-range"),
        (json!({"principal_yen": 1_000_000_000_000_000_i64}), "/principal_yen", "out-of-range"),
        (json!({"principal_yen": "much"}), "/principal_yen", "malformed"),
        (json!({"annual_rate_percent": 400}), "/annual_rate_percent", "out-of-range"),
        (json!({"annual_rate_percent": -0.1}), "/annual_rate_percent", "out-of-range"),
        (json!({"annual_rate_percent": 1.1234567}), "/annual_rate_percent", "malformed"),
        (json!({"annual_rate_percent": "NaN"}), "/annual_rate_percent", "malformed"),
        (json!({"annual_rate_percent": null}), "/annual_rate_percent", "required"),
        (json!({"annual_rate_percent": [1.1]}), "/annual_rate_percent", "malformed"),
        (json!({"term_years": 61}), "/term_years", "out-of-range"),
        (json!({"term_years": 0}), "/term_years", "out-of-range"),
        (json!({"term_years": 1.5}), "/term_years", "malformed"),
        (json!({"grace_years": 20}), "/grace_years", "contradiction"),
        (json!({"grace_years": -1}), "/grace_years", "out-of-range"),
        (json!({"payments_per_year": 3}), "/payments_per_year", "unknown-value"),
        (json!({"payments_per_year": null}), "/payments_per_year", "required"),
        (json!({"method": "balloon"}), "/method", "unknown-value"),
        (json!({"remainder_on": "first"}), "/remainder_on", "contradiction"),
        (json!({"rounding": "down"}), "/rounding", "unknown-value"),
        (json!({"borrowed_on": "2026-02-30"}), "/borrowed_on", "malformed"),
        (json!({"borrowed_on": "2026-03", "first_payment_on": null}), "/borrowed_on", "malformed"),
        (json!({"borrowed_on": "2026-03-25", "first_payment_on": "2026-03-01"}), "/first_payment_on", "contradiction"),
        (json!({"first_payment_on": "2290-03-01"}), "/first_payment_on", "out-of-range"),
        (json!({"colour": "red"}), "/colour", "unknown-field"),
    ] {
        schedule(&app, changes).await.fault(422, place, code);
    }
    let faults =
        schedule(&app, json!({"principal_yen": -1, "annual_rate_percent": 400, "term_years": 99})).await.faults(422);
    assert_eq!(faults.len(), 3, "{faults:?}");
    let detail = schedule(&app, json!({"annual_rate_percent": 400})).await.problem(422)["detail"].clone();
    assert!(detail.as_str().unwrap().contains("from 0 to 20"), "{detail}");
}

#[tokio::test]
async fn a_body_that_is_no_bond_or_a_stranger_gets_a_clean_answer() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/debt-schedules");
    app.post(&path, &json!([1])).await.problem(422);
    app.post(&path, &json!({})).await.problem(422);
    app.post("/v1/271004/debt-schedules", &bond(json!({}))).await.problem(404);
    app.post("/v1/999999/debt-schedules", &bond(json!({}))).await.problem(400);
}

/// A school of 45 years, to be used for 35 more.
fn school(changes: Value) -> Value {
    let mut work = json!({"key": "A", "kind": "long-life", "class": "school", "fiscal_year": 2026, "cost_yen": 300_000_000,
        "building_age_years": 45, "remaining_use_years": 35});
    for (name, value) in changes.as_object().unwrap() {
        work[name] = value.clone();
    }
    work
}

async fn splits(app: &TestApp, question: Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/funding-splits"), &question).await
}

#[tokio::test]
async fn the_published_shares_of_real_burden_come_out() {
    let app = TestApp::town().await;
    let answer = splits(
        &app,
        json!({"works": [
            school(json!({})),
            school(json!({"kind": "renovation", "cost_yen": 180_000_000})),
            {"kind": "rebuild", "class": "civic-culture", "fiscal_year": 2026, "cost_yen": 1_000_000_000, "in_plan": true,
                "floor_area_before_m2": 5000, "floor_area_after_m2": 4000, "facilities_merged": 2},
            {"kind": "demolition", "fiscal_year": 2026, "cost_yen": 50_000_000, "in_plan": true},
        ]}),
    )
    .await
    .expect(200)
    .json();
    let works = answer["works"].as_array().unwrap();
    let percent = works.iter().map(|work| work["least_burden"]["amounts"]["real_burden_percent"].as_f64().unwrap());
    assert_eq!(percent.collect::<Vec<_>>(), [26.67, 51.67, 55.0, 100.0]);
    assert_eq!(
        (&works[0]["least_burden"]["subsidy"], &works[0]["least_burden"]["bond"]),
        (&json!("school-long-life"), &json!("school-long-life-bond"))
    );
    let amounts = &answer["least_burden_totals"];
    assert_eq!((&amounts["cost_yen"], &answer["totals"]), (&json!(1_530_000_000), amounts));
    assert!(answer["assumptions"]["parameters"].as_array().unwrap().len() >= 3);
}

#[tokio::test]
async fn a_condition_says_whether_it_is_met_and_what_is_missing() {
    let app = TestApp::town().await;
    let answer =
        splits(&app, json!({"works": [school(json!({"building_age_years": 39, "remaining_use_years": null}))]}))
            .await
            .expect(200)
            .json();
    let work = &answer["works"][0];
    let checked = work["eligibility"].as_array().unwrap();
    let grant = checked.iter().find(|one| one["programme"] == "school-long-life").unwrap();
    assert_eq!(grant["outcome"], "not-met");
    let outcome = |kind: &str| {
        let all = grant["conditions"].as_array().unwrap();
        all.iter().find(|one| one["condition"] == kind).unwrap()["outcome"].clone()
    };
    assert_eq!(
        (outcome("age"), outcome("remaining-use"), outcome("class")),
        (json!("not-met"), json!("unknown"), json!("met"))
    );
    assert!(grant.to_string().contains("at least 40; it is 39") && grant.to_string().contains("remaining_use_years"));
    assert_eq!(work["least_burden"]["subsidy"], Value::Null);
}

#[tokio::test]
async fn the_plan_is_compared_with_the_least_burden() {
    let app = TestApp::town().await;
    let works = json!([school(json!({"programmes": ["general-bond"]}))]);
    let answer = splits(&app, json!({"works": works, "bond_unit_yen": 1})).await.expect(200).json();
    let work = &answer["works"][0];
    assert_eq!(work["given"]["amounts"]["real_burden_yen"], 300_000_000);
    assert_eq!((&work["given"]["conditions"], &work["saving_yen"]), (&json!("met"), &json!(220_000_000)));
    assert_eq!(answer["assumptions"]["changed"], json!(["bond_unit_yen"]));
    let none = splits(&app, json!({"works": works, "non_recipient": true})).await.expect(200).json();
    let least = &none["works"][0]["least_burden"]["amounts"];
    assert_eq!((&least["real_burden_yen"], &least["tax_support_yen"]), (&json!(200_000_000), &json!(0)));
}

#[tokio::test]
async fn a_building_of_the_register_brings_its_facts() {
    let app = TestApp::town().await;
    let building = app.codes(&format!("/v1/{TOWN}/buildings")).await.remove(0);
    let work = json!({"building_code": building, "kind": "renovation", "fiscal_year": 2026, "cost_yen": 1_000_000});
    let answer = splits(&app, json!({"works": [work]})).await.expect(200).json();
    let checked = answer["works"][0]["eligibility"].as_array().unwrap();
    let conditions = checked.iter().flat_map(|one| one["conditions"].as_array().unwrap());
    let mut of_class = conditions.filter(|one| one["condition"] == "class");
    assert!(of_class.all(|one| one["outcome"] != "unknown"));
    let stranger = json!({"works": [{"building_code": "nowhere", "cost_yen": 1}]});
    splits(&app, stranger).await.fault(422, "/works/0/building_code", "unknown-reference");
}

#[tokio::test]
async fn each_fault_of_a_work_is_named_with_its_place() {
    let app = TestApp::town().await;
    for (changes, place, code) in [
        (json!({"cost_yen": null}), "/works/0/cost_yen", "required"),
        (json!({"cost_yen": 0}), "/works/0/cost_yen", "out-of-range"),
        (json!({"cost_yen": 1_000_000_000_000_000_i64}), "/works/0/cost_yen", "out-of-range"),
        (json!({"other_yen": 300_000_001}), "/works/0/other_yen", "contradiction"),
        (json!({"fund_yen": -1}), "/works/0/fund_yen", "out-of-range"),
        (json!({"kind": "castle"}), "/works/0/kind", "unknown-value"),
        (json!({"class": 1}), "/works/0/class", "unknown-value"),
        (json!({"floor_area_before_m2": "NaN"}), "/works/0/floor_area_before_m2", "out-of-range"),
        (json!({"building_age_years": 1e300}), "/works/0/building_age_years", "out-of-range"),
        (json!({"programmes": ["unheard-of"]}), "/works/0/programmes/0", "unknown-reference"),
        (json!({"programmes": ["school-long-life", "school-rebuild"]}), "/works/0/programmes/1", "contradiction"),
        (json!({"programmes": ["a", "b", "c"]}), "/works/0/programmes", "out-of-range"),
        (json!({"colour": "red"}), "/works/0/colour", "unknown-field"),
    ] {
        splits(&app, json!({"works": [school(changes)]})).await.fault(422, place, code);
    }
    splits(&app, json!({})).await.fault(422, "/works", "malformed");
    splits(&app, json!({"works": [7]})).await.fault(422, "/works/0", "malformed");
    splits(&app, json!({"works": vec![school(json!({})); 201]})).await.fault(422, "/works", "malformed");
    splits(&app, json!({"works": [school(json!({}))], "bond_unit_yen": 0})).await.fault(
        422,
        "/bond_unit_yen",
        "out-of-range",
    );
    app.post("/v1/271004/funding-splits", &json!({"works": [school(json!({}))]})).await.problem(404);
}

fn grant() -> Value {
    json!({"kind": "subsidy", "name_ja": "東京都の補助", "name_en": "Grant of the prefecture", "law_ja": "補助要綱", "rate": "2/3",
        "work_kinds": ["renovation"], "least_cost_yen": 1_000_000, "source": "補助要綱 第3条"})
}

#[tokio::test]
async fn a_municipality_has_programmes_of_its_own() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/funding-programmes/prefecture");
    let made = app.put(&path, None, &grant()).await.expect(201);
    let tag = made.etag();
    assert_eq!(
        (&made.json()["rate"], &made.json()["own"], &made.json()["confidence"]),
        (&json!("2/3"), &json!(true), &json!("municipal"))
    );
    app.put(&path, None, &grant()).await.problem(428);
    // What was read can be written back.
    app.put(&path, Some(&tag), &made.json()).await.expect(200);
    let work = json!({"works": [{"kind": "renovation", "cost_yen": 3_000_000}]});
    let answer = splits(&app, work.clone()).await.expect(200).json();
    assert_eq!(answer["works"][0]["least_burden"]["subsidy"], "prefecture");
    let next_door = app.post(&format!("/v1/{NEIGHBOUR}/funding-splits"), &work).await;
    assert!(next_door.status == 404 || next_door.json()["works"][0]["least_burden"]["subsidy"].is_null());
    app.delete(&path, Some(&tag)).await.expect(204);
    app.get(&path).await.problem(404);
}

#[tokio::test]
async fn an_own_programme_takes_the_place_of_the_national_one_until_it_goes() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/funding-programmes/long-life-bond");
    let national = app.get(&path).await.expect(200);
    assert_eq!(national.json()["tax_support_rate"], "30%");
    let mut own = national.json();
    own["tax_support_rate"] = json!("43.3%");
    app.put(&path, Some("\"stale\""), &own).await.problem(412);
    let made = app.put(&path, Some(&national.etag()), &own).await.expect(200);
    assert_eq!((&made.json()["tax_support_rate"], &made.json()["own"]), (&json!("43.3%"), &json!(true)));
    app.delete(&path, Some(&made.etag())).await.expect(204);
    assert_eq!(app.get(&path).await.expect(200).json(), national.json());
    app.delete(&path, Some(&national.etag())).await.problem(404);
    let all = app.get(&format!("/v1/{TOWN}/funding-programmes")).await.expect(200).json();
    assert_eq!(all["funding_programmes"].as_array().unwrap().len(), 24);
}

#[tokio::test]
async fn each_fault_of_a_programme_is_named_with_its_place() {
    let app = TestApp::town().await;
    for (changes, place, code) in [
        (json!({"rate": "3/2"}), "/rate", "malformed"),
        (json!({"rate": null}), "/rate", "required"),
        (json!({"rate": "0"}), "/rate", "contradiction"),
        (json!({"tax_support_rate": "1/2"}), "/tax_support_rate", "contradiction"),
        (json!({"subsidised": "only"}), "/subsidised", "contradiction"),
        (json!({"kind": "gift"}), "/kind", "unknown-value"),
        (json!({"work_kinds": ["castle"]}), "/work_kinds", "unknown-value"),
        (json!({"first_year": 2027, "last_year": 2026}), "/last_year", "contradiction"),
        (json!({"least_cost_yen": -1}), "/least_cost_yen", "out-of-range"),
        (json!({"source": ""}), "/source", "required"),
        (json!({"colour": "red"}), "/colour", "unknown-field"),
    ] {
        let mut own = grant();
        for (name, value) in changes.as_object().unwrap() {
            own[name] = value.clone();
        }
        app.put(&format!("/v1/{TOWN}/funding-programmes/x"), None, &own).await.fault(422, place, code);
    }
    app.get(&format!("/v1/{TOWN}/funding-programmes/x")).await.problem(404);
    app.get("/v1/271004/funding-programmes").await.problem(404);
}
