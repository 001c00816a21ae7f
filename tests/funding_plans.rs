//! Who pays over the years, over HTTP: works or a conservation plan, debts, the fund, ceilings on bonds.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

async fn asked(app: &TestApp, question: &Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/funding-plans"), question).await
}

fn school(year: i32, changes: Value) -> Value {
    let mut work = json!({"kind": "long-life", "class": "school", "fiscal_year": year, "cost_yen": 300_000_000,
        "building_age_years": 45, "remaining_use_years": 35});
    for (name, value) in changes.as_object().unwrap() {
        work[name] = value.clone();
    }
    work
}

fn yen(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// Demands that the yen of an outlook are all accounted for.
#[track_caller]
fn adds_up(outlook: &Value, opening: i64) {
    let years = outlook["years"].as_array().unwrap();
    let mut balance = opening;
    for year in years {
        let of = |name: &str| yen(&year[name]);
        let paid = ["subsidy_yen", "other_yen", "bond_issued_yen", "fund_withdrawal_yen", "cash_yen"].map(of);
        assert_eq!(paid.iter().sum::<i64>(), of("works_cost_yen"), "{year}");
        let service = of("debt_principal_yen") + of("debt_interest_yen") - of("tax_support_yen");
        let burden = of("cash_yen") + service + of("fund_deposit_yen") + of("running_cost_yen") - of("fee_revenue_yen");
        assert_eq!(burden, of("general_burden_yen"), "{year}");
        balance += of("fund_deposit_yen") + of("fund_interest_yen") - of("fund_withdrawal_yen");
        assert_eq!(balance, of("fund_balance_yen"), "{year}");
        assert!(balance >= 0);
    }
    for name in ["works_cost_yen", "bond_issued_yen", "debt_interest_yen", "general_burden_yen"] {
        assert_eq!(years.iter().map(|year| yen(&year[name])).sum::<i64>(), yen(&outlook["totals"][name]), "{name}");
    }
}

#[tokio::test]
async fn a_school_is_paid_for_and_its_bond_paid_back() {
    let app = TestApp::town().await;
    let question = json!({"works": [school(2026, json!({"key": "A"}))], "years": 25,
        "bond_terms": {"annual_rate_percent": 1.1, "term_years": 20, "grace_years": 3, "payments_per_year": 2},
        "fund": {"opening_balance_yen": 5_000_000, "deposit_yen": 1_000_000, "withdrawal": "works"},
        "running_cost_yen": 40_000_000, "fee_revenue_yen": 3_000_000});
    let plan = asked(&app, &question).await.expect(200).json();
    let least = &plan["least_burden"];
    adds_up(least, 5_000_000);
    let first = &least["years"][0];
    assert_eq!(
        (&first["subsidy_yen"], &first["bond_issued_yen"], &first["fund_withdrawal_yen"], &first["cash_yen"]),
        (&json!(100_000_000), &json!(180_000_000), &json!(5_000_000), &json!(15_000_000))
    );
    assert_eq!((&first["debt_interest_yen"], &first["debt_outstanding_yen"]), (&json!(0), &json!(180_000_000)));
    // Interest only: 180,000,000 × 0.55 % twice, two thirds of it out of the allocation tax.
    let second = &least["years"][1];
    assert_eq!((&second["debt_interest_yen"], &second["tax_support_yen"]), (&json!(1_980_000), &json!(1_320_000)));
    assert_eq!(
        (&least["totals"]["debt_principal_yen"], &least["totals"]["debt_outstanding_yen"]),
        (&json!(180_000_000), &json!(0))
    );
    assert_eq!(least["totals"]["user_share_percent"], 7.5);
    assert_eq!(
        plan["works"][0]["least_burden"],
        json!({"subsidy": "school-long-life", "bond": "school-long-life-bond"})
    );
    assert_eq!(
        (&plan["own"], &plan["saving_yen"], &plan["search"]["proven_least"]),
        (&Value::Null, &Value::Null, &json!(true))
    );
    // The burden over life: 20,000,000 of its own, and a third of the bond with its interest.
    let third = (180_000_000 + yen(&least["totals"]["debt_interest_yen"])) / 3;
    assert!((yen(&least["lifetime_burden_yen"]) - 20_000_000 - third).abs() <= 20);
}

#[tokio::test]
async fn ceilings_on_bonds_are_kept_and_what_they_cost_is_told() {
    let app = TestApp::town().await;
    let works = json!([school(2026, json!({})), school(2026, json!({"duration_years": 2})), school(2027, json!({}))]);
    let free = asked(&app, &json!({"works": works, "years": 30})).await.expect(200).json();
    let bound = json!({"works": works, "years": 30, "bond_ceiling_yen": 200_000_000,
        "by_year": [{"fiscal_year": 2027, "bond_ceiling_yen": 100_000_000}]});
    let plan = asked(&app, &bound).await.expect(200).json();
    for (at, most) in [(0, 200_000_000), (1, 100_000_000)] {
        assert!(yen(&plan["least_burden"]["years"][at]["bond_issued_yen"]) <= most);
    }
    assert_eq!((&plan["search"]["proven_least"], &plan["search"]["gap_yen"]), (&json!(true), &json!(0)));
    let more = yen(&plan["least_burden"]["lifetime_burden_yen"]) - yen(&free["least_burden"]["lifetime_burden_yen"]);
    assert!(more > 0);
    assert_eq!((yen(&plan["search"]["cost_of_ceilings_yen"]), yen(&free["search"]["cost_of_ceilings_yen"])), (more, 0));
    adds_up(&plan["least_burden"], 0);
}

#[tokio::test]
async fn the_plans_own_programmes_stand_beside_those_that_burden_least() {
    let app = TestApp::town().await;
    let works = json!([
        school(2026, json!({"programmes": ["general-bond"]})),
        school(2027, json!({"programmes": ["school-long-life", "school-long-life-bond"], "building_age_years": 30}))
    ]);
    let plan =
        asked(&app, &json!({"works": works, "years": 30, "bond_ceiling_yen": 210_000_000})).await.expect(200).json();
    adds_up(&plan["own"], 0);
    assert_eq!(plan["own"]["works_with_open_conditions"], 1);
    assert_eq!(plan["own"]["years_over_ceiling"], json!([2026]));
    assert_eq!(plan["least_burden"]["years_over_ceiling"], json!([]));
    let own = yen(&plan["own"]["lifetime_burden_yen"]);
    assert_eq!(yen(&plan["saving_yen"]), own - yen(&plan["least_burden"]["lifetime_burden_yen"]));
    let non = json!({"works": works, "years": 30, "non_recipient": true});
    let non = asked(&app, &non).await.expect(200).json();
    assert!(yen(&non["own"]["lifetime_burden_yen"]) >= own);
    assert_eq!(non["least_burden"]["totals"]["tax_support_yen"], 0);
}

#[tokio::test]
async fn debts_from_before_are_served_beside_the_new_ones() {
    let app = TestApp::town().await;
    let question = json!({"works": [school(2026, json!({"programmes": []}))], "years": 3, "existing_debts": [{"name": "旧債",
        "tax_support_rate": "50%", "service": [
            {"fiscal_year": 2026, "principal_yen": 3_000_000, "interest_yen": 101},
            {"fiscal_year": 2027, "principal_yen": 3_000_000, "interest_yen": 50}]}]});
    let plan = asked(&app, &question).await.expect(200).json();
    let year = &plan["own"]["years"][0];
    assert_eq!((&year["tax_support_yen"], &year["debt_outstanding_yen"]), (&json!(1_500_050), &json!(3_000_000)));
    assert_eq!(year["general_burden_yen"], 300_000_000 + 3_000_101 - 1_500_050);
}

#[tokio::test]
async fn the_lines_of_a_conservation_plan_are_paid_for() {
    let app = TestApp::town().await;
    let question = json!({"title": "案", "base_year": 2026, "years": 30, "overhauls": true});
    let drawn = app.post(&format!("/v1/{TOWN}/conservation-plans"), &question).await.expect(201).json();
    let question = json!({"plan_id": drawn["id"], "assumed_remaining_use_years": 30, "bond_ceiling_yen": 50_000_000});
    let plan = asked(&app, &question).await.expect(200).json();
    adds_up(&plan["least_burden"], 0);
    assert_eq!(plan["least_burden"]["totals"]["works_cost_yen"], drawn["summary"]["total_yen"]);
    assert_eq!(plan["least_burden"]["years"].as_array().unwrap().len(), 30);
    assert!(plan["works"].as_array().unwrap().len() > 1);
    let again = asked(&app, &question).await.expect(200).json();
    assert_eq!(plan, again);
    let stranger = json!({"plan_id": "0198f6a4-8c00-7000-8000-000000000001"});
    asked(&app, &stranger).await.problem(404);
    app.post(&format!("/v1/{NEIGHBOUR}/funding-plans"), &question).await.problem(404);
}

#[tokio::test]
async fn each_fault_of_a_funding_plan_is_named_with_its_place() {
    let app = TestApp::town().await;
    for (changes, place, code) in [
        (json!({"works": null}), "/plan_id", "contradiction"),
        (json!({"plan_id": "x"}), "/plan_id", "contradiction"),
        (json!({"works": []}), "/works", "malformed"),
        (json!({"works": [school(2026, json!({"fiscal_year": null}))]}), "/works/0/fiscal_year", "required"),
        (json!({"works": [school(2026, json!({"fund_yen": 1}))]}), "/works/0/fund_yen", "unknown-field"),
        (json!({"works": [school(2026, json!({"duration_years": 31}))]}), "/works/0/duration_years", "out-of-range"),
        (json!({"works": [school(2026, json!({"programmes": ["x"]}))]}), "/works/0/programmes/0", "unknown-reference"),
        (
            json!({"works": [school(2026, json!({"building_code": "x"}))]}),
            "/works/0/building_code",
            "unknown-reference",
        ),
        (json!({"years": 61}), "/years", "out-of-range"),
        (json!({"from_year": 2290, "years": 60}), "/years", "out-of-range"),
        (json!({"bond_terms": 7}), "/bond_terms", "malformed"),
        (json!({"bond_terms": {"annual_rate_percent": 400}}), "/bond_terms/annual_rate_percent", "out-of-range"),
        (json!({"bond_terms": {"payments_per_year": 3}}), "/bond_terms/payments_per_year", "unknown-value"),
        (json!({"bond_terms": {"term_years": 3, "grace_years": 3}}), "/bond_terms/grace_years", "contradiction"),
        (json!({"fund": {"opening_balance_yen": -1}}), "/fund/opening_balance_yen", "out-of-range"),
        (json!({"fund": {"withdrawal": "always"}}), "/fund/withdrawal", "unknown-value"),
        (json!({"existing_debts": [{"tax_support_rate": "2"}]}), "/existing_debts/0/tax_support_rate", "malformed"),
        (json!({"existing_debts": [{"service": [{}]}]}), "/existing_debts/0/service/0/fiscal_year", "required"),
        (json!({"existing_debts": {}}), "/existing_debts", "malformed"),
        (json!({"by_year": [{"fiscal_year": 2026}, {"fiscal_year": 2026}]}), "/by_year/1/fiscal_year", "duplicate"),
        (json!({"by_year": [{"fiscal_year": 1999}]}), "/by_year", "out-of-range"),
        (json!({"running_cost_yen": 1_000_000_000_000_000_i64}), "/running_cost_yen", "out-of-range"),
        (json!({"bond_ceiling_yen": "NaN"}), "/bond_ceiling_yen", "malformed"),
        (json!({"colour": "red"}), "/colour", "unknown-field"),
    ] {
        let mut question = json!({"works": [school(2026, json!({}))], "years": 10});
        for (name, value) in changes.as_object().unwrap() {
            question[name] = value.clone();
        }
        asked(&app, &question).await.fault(422, place, code);
    }
    asked(&app, &json!([])).await.problem(422);
    app.post("/v1/271004/funding-plans", &json!({"works": [school(2026, json!({}))]})).await.problem(404);
}
