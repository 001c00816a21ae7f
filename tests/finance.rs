//! Who pays, over HTTP: bonds.

use crate::support::{Answer, TOWN, TestApp};
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
