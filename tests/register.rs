//! The fixed-asset register: assets, acts on them, their history, and what was known when. Amounts are reckoned by hand.

use crate::support::{Answer, TOWN, TestApp};
use serde_json::{Value, json};

/// Cost, accumulated depreciation and book value.
pub fn amounts(of: &Value) -> (i64, i64, i64) {
    let yen = |name: &str| of[name].as_i64().unwrap_or_else(|| panic!("no {name} in {of}"));
    (yen("cost_yen"), yen("accumulated_yen"), yen("book_yen"))
}

pub async fn post(app: &TestApp, list: &str, body: Value) -> Answer {
    app.post(&format!("/v1/{TOWN}/{list}"), &body).await
}

/// Registers an asset; what it says goes over what is usual.
pub async fn register(app: &TestApp, said: Value) -> Value {
    post(app, "assets", said).await.expect(201).json()
}

/// A piece of land that was bought.
pub fn land(no: &str, day: &str, cost: i64) -> Value {
    json!({"asset_no": no, "name": "市有地", "account": "business-land", "quantity": 300, "unit": "㎡",
        "movement": {"reason": "purchase", "occurred_on": day, "cost_yen": cost}})
}

/// A building that came into the register with what it stood at on 31 March 2024; 50 years, so 2 % a year.
pub fn building(no: &str, cost: i64, accumulated: i64) -> Value {
    json!({"asset_no": no, "name": "庁舎", "account": "business-buildings", "useful_life_years": 50,
        "in_service_on": "2004-06-01", "quantity": 300, "unit": "㎡",
        "movement": {"reason": "opening-balance", "occurred_on": "2024-03-31", "cost_yen": cost, "accumulated_yen": accumulated}})
}

pub async fn asset(app: &TestApp, no: &str) -> Value {
    app.get(&format!("/v1/{TOWN}/assets/{no}")).await.expect(200).json()
}

pub async fn movement(app: &TestApp, no: &str, said: Value) -> Answer {
    post(app, &format!("assets/{no}/movements"), said).await
}

pub async fn close(app: &TestApp, year: i32) -> Value {
    post(app, "fiscal-closings", json!({"fiscal_year": year})).await.expect(201).json()
}

pub async fn history(app: &TestApp, no: &str) -> Value {
    app.get(&format!("/v1/{TOWN}/assets/{no}/movements")).await.expect(200).json()
}

/// When an entry was recorded.
async fn recorded_at(app: &TestApp, entry: i64) -> String {
    let entry = app.get(&format!("/v1/{TOWN}/entries/{entry}")).await.expect(200).json();
    entry["recorded_at"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_said_of_an_asset_comes_back() {
    let app = TestApp::town().await;
    let said = json!({"asset_no": "B-1", "branch_no": "2", "name": "第一小学校 校舎", "account": "business-buildings",
        "account_detail": "校舎", "accounting_entity": "一般会計", "location": "本町一丁目", "department": "教育総務課",
        "lease_class": "owned", "life_class": "校舎 RC", "useful_life_years": 47, "acquired_on": "1970-03",
        "in_service_on": "1970-04-01", "ownership_ratio": 0.75, "depreciation_method": "straight-line",
        "start_policy": "month-of-service", "budget_item": "教育費", "usage": "校舎", "programme": "学校教育",
        "opening_estimated": true, "attributes": "普通教室 12", "saleable": true, "market_value_yen": 5,
        "quantity": 5432.1, "unit": "㎡", "floors": "4", "land_category": "学校用地", "purpose": "education",
        "property_class": "administrative", "property_ledger_no": "建-1", "statutory_ledger_no": "校-1",
        "site_code": "S1", "facility_code": "F2", "building_code": "B2", "component_code": "C3",
        "optional_items": {"運営方法": "直営"}, "note": "体育館は別", "source": "例", "illustrative": ["quantity"]});
    let mut body = said.clone();
    body["movement"] =
        json!({"reason": "opening-balance", "occurred_on": "2024-03-31", "cost_yen": 900, "accumulated_yen": 899});
    let made = post(&app, "assets", body).await.expect(201);
    assert_eq!(made.header("location"), format!("/v1/{TOWN}/assets/B-1/2"));
    let read = app.get(&format!("/v1/{TOWN}/assets/B-1/2")).await.expect(200);
    assert_eq!(made.etag(), read.etag());
    for (name, value) in said.as_object().unwrap() {
        assert_eq!(&read.json()[name], value, "{name}");
    }
    assert_eq!(amounts(&read.json()), (900, 899, 1));
}

#[tokio::test]
async fn the_charge_begins_in_the_year_after_service_and_goes_by_the_rate() {
    let app = TestApp::town().await;
    register(&app, json!({"asset_no": "M-1", "name": "自動車", "account": "movables", "useful_life_years": 6,
        "in_service_on": "2024-06-01", "movement": {"reason": "purchase", "occurred_on": "2024-06-01", "cost_yen": 3600}}))
    .await;
    assert_eq!(close(&app, 2024).await["charge_yen"], 0);
    assert_eq!(amounts(&asset(&app, "M-1/0").await), (3600, 0, 3600));
    // 3,600 × 0.167 = 601.2
    assert_eq!(close(&app, 2025).await["charge_yen"], 601);
    assert_eq!(amounts(&asset(&app, "M-1/0").await), (3600, 601, 2999));
    let history = history(&app, "M-1/0").await;
    let charge = &history["movements"][1];
    assert_eq!((&charge["reason"], &charge["occurred_on"]), (&json!("depreciation"), &json!("2026-03-31")));
    assert_eq!((&charge["accumulated_yen"], &charge["book_yen"]), (&json!(601), &json!(-601)));
    assert_eq!(amounts(&history["balance"]), (3600, 601, 2999));
    let schedule = app.get(&format!("/v1/{TOWN}/assets/M-1/0/schedule")).await.expect(200).json();
    let told: Vec<(i64, i64, bool)> = schedule["charges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["fiscal_year"].as_i64().unwrap(), c["charge_yen"].as_i64().unwrap(), c["charged"] == true))
        .filter(|(_, charge, _)| *charge != 0)
        .collect();
    // 601 × 5 = 3,005; the sixth leaves the memo value of 1 yen.
    let foreseen = [(2026, 601, false), (2027, 601, false), (2028, 601, false), (2029, 601, false), (2030, 594, false)];
    assert_eq!(told, [&[(2025, 601, true)][..], &foreseen].concat());
}

#[tokio::test]
async fn a_part_that_is_retired_by_quantity_takes_its_share_of_both_amounts() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 10_000_000, 4_000_001)).await;
    let said = json!({"reason": "retirement", "occurred_on": "2024-10-01", "quantity": 100, "note": "北側の取壊し"});
    let entry = movement(&app, "B-1/0", said).await.expect(201).json();
    // A third of the cost, and of 4,000,001 the 3,333,333 ten-millionths.
    assert_eq!(amounts(&entry["movements"][0]), (-3_333_333, -1_333_333, -2_000_000));
    let left = asset(&app, "B-1/0").await;
    assert_eq!((amounts(&left), &left["quantity"]), ((6_666_667, 2_666_668, 3_999_999), &json!(200.0)));
    // 6,666,667 × 0.020 = 133,333.34: what left is not charged any more.
    assert_eq!(close(&app, 2024).await["charge_yen"], 133_333);
}

#[tokio::test]
async fn a_part_that_is_retired_by_cost_takes_its_share_of_the_depreciation() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 10_000_000, 4_000_001)).await;
    movement(&app, "B-1/0", json!({"reason": "retirement", "occurred_on": "2024-10-01", "cost_yen": 2_500_000}))
        .await
        .expect(201);
    // A quarter of 4,000,001 is 1,000,000.25.
    assert_eq!(amounts(&asset(&app, "B-1/0").await), (7_500_000, 3_000_001, 4_499_999));
}

#[tokio::test]
async fn an_asset_that_is_retired_whole_leaves_nothing_behind() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 10_000_000, 4_000_001)).await;
    movement(&app, "B-1/0", json!({"reason": "retirement", "occurred_on": "2024-10-01"})).await.expect(201);
    let gone = asset(&app, "B-1/0").await;
    assert_eq!((amounts(&gone), &gone["fully_retired"]), ((0, 0, 0), &json!(true)));
    let again = movement(&app, "B-1/0", json!({"reason": "retirement", "occurred_on": "2024-11-01"})).await;
    again.fault(422, "/reason", "contradiction");
}

#[tokio::test]
async fn a_sale_tells_its_gain_or_its_loss() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 50_000_000)).await;
    let sale =
        json!({"reason": "sale", "occurred_on": "2024-12-01", "cost_yen": 20_000_000, "proceeds_yen": 23_000_000});
    let gain = movement(&app, "L-1/0", sale).await.expect(201).json();
    assert_eq!(gain["movements"][0]["gain_yen"], 3_000_000);
    register(&app, building("B-1", 10_000_000, 4_000_000)).await;
    let sale = json!({"reason": "sale", "occurred_on": "2024-12-01", "proceeds_yen": 1_000_000});
    let loss = movement(&app, "B-1/0", sale).await.expect(201).json();
    assert_eq!(loss["movements"][0]["gain_yen"], -5_000_000);
    let retired = json!({"reason": "retirement", "occurred_on": "2024-12-02", "proceeds_yen": 1});
    movement(&app, "L-1/0", retired).await.fault(422, "/proceeds_yen", "contradiction");
}

#[tokio::test]
async fn a_split_by_area_gives_the_odd_yen_to_the_largest_part() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 1_000_000)).await;
    let said = json!({"asset_no": "L-1", "occurred_on": "2024-07-01", "into": [
        {"asset_no": "L-2", "quantity": 99.99}, {"asset_no": "L-3", "quantity": 100},
        {"asset_no": "L-4", "quantity": 100.01, "name": "売却予定地"}]});
    post(&app, "asset-splits", said).await.expect(201);
    assert_eq!(amounts(&asset(&app, "L-1/0").await), (0, 0, 0));
    // 99.99/300 of a million is 333,300; 100/300 is 333,333.3; 100.01/300 is 333,366.6; one yen is left over.
    assert_eq!(amounts(&asset(&app, "L-2/0").await).0, 333_300);
    assert_eq!(amounts(&asset(&app, "L-3/0").await).0, 333_333);
    let largest = asset(&app, "L-4/0").await;
    assert_eq!(
        (amounts(&largest).0, &largest["name"], &largest["quantity"]),
        (333_367, &json!("売却予定地"), &json!(100.01))
    );
}

#[tokio::test]
async fn a_split_by_weight_divides_the_depreciation_as_well() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 1000, 500)).await;
    let part = |branch: &str| json!({"asset_no": "B-1", "branch_no": branch, "weight": 1});
    let said = json!({"asset_no": "B-1", "occurred_on": "2024-07-01", "into": [part("1"), part("2"), part("3")]});
    post(&app, "asset-splits", said).await.expect(201);
    assert_eq!(amounts(&asset(&app, "B-1/1").await), (334, 168, 166));
    assert_eq!(amounts(&asset(&app, "B-1/2").await), (333, 166, 167));
    assert_eq!(amounts(&asset(&app, "B-1/3").await), (333, 166, 167));
}

#[tokio::test]
async fn a_split_may_leave_a_part_under_the_key_of_the_whole() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 900)).await;
    let said = json!({"asset_no": "L-1", "occurred_on": "2024-07-01", "into": [
        {"asset_no": "L-1", "quantity": 200}, {"asset_no": "L-1", "branch_no": "1", "quantity": 100}]});
    post(&app, "asset-splits", said).await.expect(201);
    let (stays, leaves) = (asset(&app, "L-1/0").await, asset(&app, "L-1/1").await);
    assert_eq!((amounts(&stays).0, &stays["quantity"]), (600, &json!(200.0)));
    assert_eq!((amounts(&leaves).0, &leaves["quantity"]), (300, &json!(100.0)));
    assert_eq!(close(&app, 2024).await["cost_yen"], 900);
}

#[tokio::test]
async fn a_split_onto_keys_that_are_taken_is_refused_part_by_part() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 900)).await;
    register(&app, land("L-2", "2024-04-01", 900)).await;
    let said = json!({"asset_no": "L-1", "occurred_on": "2024-07-01", "into": [
        {"asset_no": "L-1", "quantity": 200}, {"asset_no": "L-2", "quantity": 50}, {"asset_no": "L-1", "quantity": 50}]});
    let refused = post(&app, "asset-splits", said).await.faults(422);
    assert!(refused.contains(&("/into/1/asset_no".into(), "duplicate".into())), "{refused:?}");
    assert!(refused.contains(&("/into/2/asset_no".into(), "duplicate".into())), "{refused:?}");
    let one = json!({"asset_no": "L-1", "occurred_on": "2024-07-01", "into": [{"asset_no": "L-1", "quantity": 300}]});
    post(&app, "asset-splits", one).await.problem(422);
    assert_eq!(amounts(&asset(&app, "L-1/0").await).0, 900);
}

#[tokio::test]
async fn assets_that_are_alike_are_merged_into_one() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 900)).await;
    register(&app, land("L-2", "2024-04-01", 101)).await;
    let said = json!({"assets": [{"asset_no": "L-1"}, {"asset_no": "L-2"}], "occurred_on": "2024-07-01",
        "into": {"asset_no": "L-2", "quantity": 600}});
    post(&app, "asset-merges", said).await.expect(201);
    let merged = asset(&app, "L-2/0").await;
    assert_eq!((amounts(&merged).0, &merged["quantity"]), (1001, &json!(600.0)));
    assert_eq!(asset(&app, "L-1/0").await["fully_retired"], true);
}

#[tokio::test]
async fn assets_with_different_lives_are_not_merged() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 1000, 500)).await;
    let mut other = building("B-2", 1000, 500);
    other["useful_life_years"] = json!(38);
    register(&app, other).await;
    let said = json!({"assets": [{"asset_no": "B-1"}, {"asset_no": "B-2"}], "occurred_on": "2024-07-01", "into": {"asset_no": "B-3"}});
    post(&app, "asset-merges", said).await.fault(422, "/assets/1/asset_no", "contradiction");
    assert_eq!(amounts(&asset(&app, "B-1/0").await), (1000, 500, 500));
}

#[tokio::test]
async fn construction_is_settled_with_common_costs_after_direct_ones() {
    let app = TestApp::town().await;
    register(
        &app,
        json!({"asset_no": "C-1", "name": "新庁舎建設", "account": "business-construction-in-progress",
        "movement": {"reason": "purchase", "occurred_on": "2024-05-01", "cost_yen": 110_000_000}}),
    )
    .await;
    let said = json!({"asset_no": "C-1", "occurred_on": "2025-03-31", "into": [
        {"asset_no": "B-1", "name": "新庁舎", "account": "business-buildings", "useful_life_years": 50,
         "in_service_on": "2025-03-31", "direct_cost_yen": 80_000_000},
        {"asset_no": "S-1", "name": "外構", "account": "business-structures", "useful_life_years": 15,
         "in_service_on": "2025-03-31", "direct_cost_yen": 20_000_000}]});
    post(&app, "construction-settlements", said).await.expect(201);
    // 10,000,000 in common: eight and two tenths.
    assert_eq!(amounts(&asset(&app, "B-1/0").await), (88_000_000, 0, 88_000_000));
    assert_eq!(amounts(&asset(&app, "S-1/0").await), (22_000_000, 0, 22_000_000));
    assert_eq!(asset(&app, "C-1/0").await["fully_retired"], true);
    let land = land("L-1", "2024-04-01", 1);
    register(&app, land).await;
    let wrong = json!({"asset_no": "L-1", "occurred_on": "2025-03-31", "into": [
        {"asset_no": "B-2", "name": "庁舎", "account": "business-land", "direct_cost_yen": 1}]});
    post(&app, "construction-settlements", wrong).await.fault(422, "/asset_no", "contradiction");
}

#[tokio::test]
async fn land_moves_to_infrastructure_with_all_its_amounts() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 7_000_000)).await;
    close(&app, 2024).await;
    let said = json!({"asset_no": "L-1", "occurred_on": "2025-07-01", "account": "infrastructure-land"});
    let entry = post(&app, "reclassifications", said.clone()).await.expect(201).json();
    let told: Vec<(&Value, i64)> = entry["movements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|movement| (&movement["account"], movement["cost_yen"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [(&json!("business-land"), -7_000_000), (&json!("infrastructure-land"), 7_000_000)]);
    let moved = asset(&app, "L-1/0").await;
    assert_eq!((&moved["account"], amounts(&moved).0), (&json!("infrastructure-land"), 7_000_000));
    let before = asset(&app, "L-1/0?as_of=2025-06-30").await;
    assert_eq!((&before["account"], amounts(&before).0), (&json!("business-land"), 7_000_000));
    post(&app, "reclassifications", said).await.fault(422, "/account", "contradiction");
    close(&app, 2025).await;
}

#[tokio::test]
async fn another_useful_life_holds_for_the_charges_to_come() {
    let app = TestApp::town().await;
    register(&app, json!({"asset_no": "M-1", "name": "自動車", "account": "movables", "useful_life_years": 6,
        "in_service_on": "2023-06-01", "movement": {"reason": "opening-balance", "occurred_on": "2024-03-31", "cost_yen": 3600}}))
    .await;
    close(&app, 2024).await;
    let path = format!("/v1/{TOWN}/assets/M-1/0");
    let body = json!({"useful_life_years": 3, "effective_on": "2025-04-01", "change_note": "耐用年数の見直し"});
    app.patch(&path, Some("*"), &body).await.expect(200);
    // 3,600 × 0.334 = 1,202.4
    assert_eq!(close(&app, 2025).await["charge_yen"], 1202);
    let charges: Vec<i64> = history(&app, "M-1/0").await["movements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|movement| movement["reason"] == "depreciation")
        .map(|movement| movement["accumulated_yen"].as_i64().unwrap())
        .collect();
    assert_eq!(charges, [601, 1202]);
}

#[tokio::test]
async fn a_day_in_the_past_is_answered_as_it_was() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1_000_000)).await;
    let said = json!({"reason": "capital-improvement", "occurred_on": "2024-10-01", "cost_yen": 500_000});
    movement(&app, "L-1/0", said).await.expect(201);
    app.get(&format!("/v1/{TOWN}/assets/L-1/0?as_of=2024-05-31")).await.problem(404);
    assert_eq!(amounts(&asset(&app, "L-1/0?as_of=2024-09-30").await).0, 1_000_000);
    assert_eq!(amounts(&asset(&app, "L-1/0?as_of=2024-10-01").await).0, 1_500_000);
    let list = app.get(&format!("/v1/{TOWN}/assets?as_of=2024-05-31")).await.expect(200).json();
    assert_eq!(list["assets"], json!([]));
}

#[tokio::test]
async fn the_charge_of_a_closed_year_holds_from_its_last_day_on() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 1_000_000, 400_000)).await;
    let before = recorded_at(&app, 1).await;
    close(&app, 2024).await;
    assert_eq!(amounts(&asset(&app, "B-1/0?as_of=2025-03-30").await).1, 400_000);
    assert_eq!(amounts(&asset(&app, "B-1/0?as_of=2025-03-31").await).1, 420_000);
    assert_eq!(amounts(&asset(&app, &format!("B-1/0?as_of=2025-03-31&recorded_as_of={before}")).await).1, 400_000);
}

#[tokio::test]
async fn what_was_known_before_a_correction_can_still_be_asked_for() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1_000_000)).await;
    let said = json!({"reason": "capital-improvement", "occurred_on": "2024-10-01", "cost_yen": 500_000});
    movement(&app, "L-1/0", said).await.expect(201);
    let path = format!("/v1/{TOWN}/assets/L-1/0");
    app.patch(&path, Some("*"), &json!({"name": "旧庁舎跡地", "effective_on": "2024-06-01"})).await.expect(200);
    post(&app, "reversals", json!({"entry_no": 2, "occurred_on": "2024-10-01"})).await.expect(201);
    let mut told = Vec::new();
    for entry in 1..=4 {
        let then = recorded_at(&app, entry).await;
        let state = asset(&app, &format!("L-1/0?as_of=2024-10-01&recorded_as_of={then}")).await;
        told.push((amounts(&state).0, state["name"].as_str().unwrap().to_owned()));
        let list =
            app.get(&format!("/v1/{TOWN}/assets?as_of=2024-10-01&recorded_as_of={then}")).await.expect(200).json();
        assert_eq!(list["assets"], json!([state]));
    }
    let (old, new) = ("市有地".to_owned(), "旧庁舎跡地".to_owned());
    assert_eq!(told, [(1_000_000, old.clone()), (1_500_000, old), (1_500_000, new.clone()), (1_000_000, new)]);
    app.get(&format!("/v1/{TOWN}/assets/L-1/0?recorded_as_of=2020-01-01")).await.problem(404);
}

#[tokio::test]
async fn every_state_of_what_was_known_is_kept_with_its_two_times() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let path = format!("/v1/{TOWN}/assets/L-1/0");
    app.patch(&path, Some("*"), &json!({"name": "広場", "effective_on": "2024-08-01"})).await.expect(200);
    let versions = app.get(&format!("{path}/versions")).await.expect(200).json();
    let told: Vec<(&Value, &Value, &Value)> = versions["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| (&version["effective_on"], &version["entry_no"], &version["facts"]["name"]))
        .collect();
    assert_eq!(
        told,
        [(&json!("2024-06-01"), &json!(1), &json!("市有地")), (&json!("2024-08-01"), &json!(2), &json!("広場"))]
    );
}

#[tokio::test]
async fn an_entry_is_taken_back_by_its_opposite() {
    let app = TestApp::town().await;
    register(&app, building("B-1", 10_000_000, 4_000_000)).await;
    let sale = json!({"reason": "sale", "occurred_on": "2024-12-01", "cost_yen": 5_000_000, "proceeds_yen": 4_000_000});
    movement(&app, "B-1/0", sale).await.expect(201);
    let back = post(&app, "reversals", json!({"entry_no": 2, "occurred_on": "2025-01-10", "note": "契約解除"})).await;
    let back = back.expect(201).json();
    assert_eq!((&back["reverses_entry_no"], &back["kind"]), (&json!(2), &json!("reversal")));
    let movement = &back["movements"][0];
    assert_eq!(amounts(movement), (5_000_000, 2_000_000, 3_000_000));
    assert_eq!((&movement["proceeds_yen"], &movement["gain_yen"]), (&json!(-4_000_000), &json!(-1_000_000)));
    assert_eq!(amounts(&asset(&app, "B-1/0").await), (10_000_000, 4_000_000, 6_000_000));
}

#[tokio::test]
async fn an_entry_is_taken_back_once() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let said = json!({"entry_no": 1, "occurred_on": "2024-06-01"});
    post(&app, "reversals", said.clone()).await.expect(201);
    assert!(post(&app, "reversals", said).await.problem(409)["detail"].as_str().unwrap().contains("entry 2"));
    assert_eq!(amounts(&asset(&app, "L-1/0").await), (0, 0, 0));
}

#[tokio::test]
async fn what_has_no_movements_or_closes_a_year_is_not_taken_back() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-06-01", 1000)).await;
    let path = format!("/v1/{TOWN}/assets/L-1/0");
    app.patch(&path, Some("*"), &json!({"name": "広場", "effective_on": "2024-08-01"})).await.expect(200);
    close(&app, 2024).await;
    for entry in [2, 3] {
        let said = json!({"entry_no": entry, "occurred_on": "2025-06-01"});
        post(&app, "reversals", said).await.fault(422, "/entry_no", "contradiction");
    }
    post(&app, "reversals", json!({"entry_no": 99, "occurred_on": "2025-06-01"})).await.problem(404);
}

#[tokio::test]
async fn a_quantity_that_was_retired_is_there_again_after_the_entry_was_taken_back() {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 900)).await;
    movement(&app, "L-1/0", json!({"reason": "retirement", "occurred_on": "2024-10-01", "quantity": 100}))
        .await
        .expect(201);
    post(&app, "reversals", json!({"entry_no": 2, "occurred_on": "2024-10-02"})).await.expect(201);
    let whole = asset(&app, "L-1/0").await;
    assert_eq!((amounts(&whole).0, &whole["quantity"]), (900, &json!(300.0)));
}
