//! Whether sums tie: whatever is done to assets, in whatever order, every account and every accounting entity goes from
//! its opening balance to its closing balance, and the next year begins where the last one ended.

use crate::register::{amounts, asset, building, close, history, land, movement, post, register};
use crate::register_closing::check;
use crate::support::{TOWN, TestApp};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        &of[self.roll(of.len() as u64) as usize]
    }
}

/// An act as good as any other, as its list and its body.
fn act(dice: &mut Dice, year: i32, n: usize, known: &[String], entries: i64, moves: bool) -> (String, Value) {
    let month = [4, 6, 8, 10, 12][dice.roll(5) as usize];
    let day = format!("{year}-{month:02}-{:02}", 1 + dice.roll(28));
    let cost = 1 + dice.roll(5_000_000) as i64;
    let no = dice.one(known).to_owned();
    let fresh = |what: &str| format!("N{n:03}{what}");
    let of = |kind: &str, extra: Value| {
        let mut body = json!({"reason": kind, "occurred_on": day});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        (format!("assets/{no}/0/movements"), body)
    };
    match dice.roll(14) {
        0 | 1 => ("assets".to_owned(), land(&fresh(""), &day, cost)),
        2 => {
            let mut said = building(&fresh(""), cost, 0);
            said["in_service_on"] = json!(day);
            said["movement"] =
                json!({"reason": "donation-in", "occurred_on": day, "cost_yen": cost, "accumulated_yen": cost / 3});
            ("assets".to_owned(), said)
        }
        3 => {
            let said = json!({"asset_no": fresh(""), "name": "工事", "account": "business-construction-in-progress",
                "movement": {"reason": "purchase", "occurred_on": day, "cost_yen": cost}});
            ("assets".to_owned(), said)
        }
        4 => of("capital-improvement", json!({"cost_yen": cost})),
        5 => of("retirement", json!({"cost_yen": 1 + cost / 4})),
        6 => of("sale", json!({"quantity": 1 + dice.roll(200), "proceeds_yen": cost})),
        7 => of("retirement", json!({})),
        8 => of("revaluation-down", json!({"cost_yen": 1 + cost / 10})),
        9 => {
            let into = json!([{"asset_no": no, "weight": 1 + dice.roll(9)}, {"asset_no": fresh("a"), "weight": 1 + dice.roll(9)}]);
            ("asset-splits".to_owned(), json!({"asset_no": no, "occurred_on": day, "into": into}))
        }
        10 => {
            let assets = json!([{"asset_no": no}, {"asset_no": dice.one(known)}]);
            ("asset-merges".to_owned(), json!({"assets": assets, "occurred_on": day, "into": {"asset_no": no}}))
        }
        11 if moves => {
            let account = ["infrastructure-land", "business-land", "infrastructure-buildings"][dice.roll(3) as usize];
            ("reclassifications".to_owned(), json!({"asset_no": no, "occurred_on": day, "account": account}))
        }
        11 => of("revaluation-up", json!({"cost_yen": 1 + cost / 10})),
        12 => {
            let built = json!([{"asset_no": fresh("b"), "name": "新築", "account": "business-buildings", "useful_life_years": 22,
                "in_service_on": day, "weight": 2}, {"asset_no": fresh("c"), "name": "敷地", "account": "business-land", "weight": 1}]);
            ("construction-settlements".to_owned(), json!({"asset_no": no, "occurred_on": day, "into": built}))
        }
        _ => ("reversals".to_owned(), json!({"entry_no": 1 + dice.roll(entries as u64), "occurred_on": day})),
    }
}

/// The sums of a closed year by account or by another column: opening, increase, decrease, charge, closing; cost and accumulated depreciation.
async fn totals(app: &TestApp, by: &str, year: i32) -> BTreeMap<String, [i64; 9]> {
    let names = "opening_cost_yen, opening_accumulated_yen, increase_cost_yen, increase_accumulated_yen, decrease_cost_yen, \
        decrease_accumulated_yen, charge_yen, cost_yen, accumulated_yen";
    let sql =
        format!("SELECT {by}, {names} FROM closing_total WHERE municipality_code = '{TOWN}' AND fiscal_year = {year}");
    let db = &app.app.db;
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let mut sums: BTreeMap<String, [i64; 9]> = BTreeMap::new();
    for row in rows {
        let account: String = row.try_get_by(0).unwrap();
        let sum = sums.entry(account).or_default();
        for (n, sum) in sum.iter_mut().enumerate() {
            *sum += row.try_get_by::<i64, _>(n + 1).unwrap();
        }
    }
    sums
}

#[tokio::test]
async fn whatever_happens_to_assets_their_sums_tie_at_the_end_of_every_year() {
    whatever_happens(132_233, false).await;
}

#[tokio::test]
async fn whatever_happens_to_assets_and_their_accounts_the_sums_tie() {
    whatever_happens(132_233, true).await;
}

/// Two hundred acts over three years, each closed; `moves` when assets also change their accounts.
async fn whatever_happens(seed: u64, moves: bool) {
    let app = TestApp::town().await;
    let mut dice = Dice(seed);
    let (mut known, mut entries, mut refused) = (Vec::new(), 0_i64, 0);
    for n in 0..8 {
        register(&app, building(&format!("B{n}"), 9_000_001 + n, 4_000_003)).await;
        register(&app, land(&format!("L{n}"), "2024-04-01", 7_000_001 + n)).await;
        known.extend([format!("B{n}"), format!("L{n}")]);
        entries += 2;
    }
    // What was recorded, by what the answers have said.
    let mut recorded: BTreeMap<String, (i64, i64)> = known.iter().map(|no| (no.clone(), (0, 0))).collect();
    for no in &known {
        let (cost, accumulated, _) = amounts(&asset(&app, &format!("{no}/0")).await);
        recorded.insert(no.clone(), (cost, accumulated));
    }
    let mut before: BTreeMap<String, [i64; 9]> = BTreeMap::new();
    for year in 2024..2027 {
        for n in 0..67 {
            let (list, body) = act(&mut dice, year, (year as usize - 2024) * 67 + n, &known, entries, moves);
            let answer = post(&app, &list, body.clone()).await;
            if answer.status != 201 {
                assert!([404, 409, 422].contains(&answer.status), "{list} {body}: {}", answer.text());
                refused += 1;
                continue;
            }
            entries += 1;
            let entry = app.get(&format!("/v1/{TOWN}/entries/{entries}")).await.expect(200).json();
            for movement in entry["movements"].as_array().unwrap() {
                let no = movement["asset_no"].as_str().unwrap().to_owned();
                if !known.contains(&no) {
                    known.push(no.clone());
                }
                let (cost, accumulated, _) = amounts(movement);
                let sum = recorded.entry(no).or_default();
                *sum = (sum.0 + cost, sum.1 + accumulated);
            }
        }
        let closed = close(&app, year).await;
        entries += 1;
        let mut by_account: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut charged = 0;
        for no in &known {
            let told = history(&app, &format!("{no}/0")).await;
            let (mut cost, mut accumulated) = (0, 0);
            for movement in told["movements"].as_array().unwrap() {
                let (c, a, _) = amounts(movement);
                (cost, accumulated) = (cost + c, accumulated + a);
                if movement["movement_no"].is_null() && movement["fiscal_year"] == year {
                    charged += a;
                    recorded.get_mut(no).unwrap().1 += a;
                }
            }
            let stands = asset(&app, &format!("{no}/0")).await;
            let (c, a, book) = amounts(&stands);
            assert_eq!((c, a), (cost, accumulated), "{no} at the end of {year}");
            assert_eq!((c, a), recorded[no], "{no} at the end of {year}");
            assert!(a >= 0 && book >= 0, "{stands}");
            let sum = by_account.entry(stands["account"].as_str().unwrap().to_owned()).or_default();
            *sum = (sum.0 + c, sum.1 + a);
        }
        assert_eq!(closed["charge_yen"], charged);
        let sums = totals(&app, "account", year).await;
        for (account, [oc, oa, ic, ia, dc, da, charge, cc, ca]) in &sums {
            let last = before.get(account).map_or((0, 0), |sums| (sums[7], sums[8]));
            if year > 2024 {
                assert_eq!((*oc, *oa), last, "opening of {account} in {year}");
            }
            assert_eq!((oc + ic - dc, oa + ia - da + charge), (*cc, *ca), "{account} in {year}");
            assert_eq!((*cc, *ca), by_account.get(account).copied().unwrap_or_default(), "{account} in {year}");
        }
        assert_eq!(sums.values().map(|sum| sum[7]).sum::<i64>(), closed["cost_yen"].as_i64().unwrap());
        before = sums;
    }
    assert!(refused < 110, "{refused} of 201 acts were refused: too few are left to show anything");
    let (sound, told) = check(&app);
    assert!(sound, "{told}");
}

#[tokio::test]
async fn the_order_in_which_movements_are_entered_does_not_matter() {
    let mut acts: Vec<(String, Value)> = Vec::new();
    for n in 0..12 {
        let said = |reason: &str, month: i64, cost: i64, accumulated: Option<i64>| json!({"reason": reason, "occurred_on": format!("2024-{month:02}-15"), "cost_yen": cost, "accumulated_yen": accumulated});
        let no = n % 4;
        acts.push((format!("assets/B{no}/0/movements"), said("capital-improvement", 4 + n % 9, 1000 + n, None)));
        acts.push((format!("assets/B{no}/0/movements"), said("retirement", 12 - n % 9, 500 + n, Some(200 + n))));
    }
    let mut outcomes = Vec::new();
    for step in [1, 7, 23] {
        let app = TestApp::town().await;
        for n in 0..4 {
            register(&app, building(&format!("B{n}"), 9_000_001 + n, 4_000_003)).await;
        }
        // 24 acts: a step that shares no factor with 24 comes to every one of them.
        for n in 0..acts.len() {
            let (list, body) = &acts[n * step % acts.len()];
            post(&app, list, body.clone()).await.expect(201);
        }
        let closed = close(&app, 2024).await;
        let mut assets = Vec::new();
        for n in 0..4 {
            assets.push(amounts(&asset(&app, &format!("B{n}/0")).await));
        }
        outcomes.push((assets, closed["charge_yen"].clone(), totals(&app, "account", 2024).await));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    assert_eq!(outcomes[0], outcomes[2]);
}

/// Demands that both years tie by account and by accounting entity, and that the second begins where the first ended.
async fn demand_ties(app: &TestApp, years: [i32; 2]) {
    for by in ["account", "accounting_entity"] {
        let (first, second) = (totals(app, by, years[0]).await, totals(app, by, years[1]).await);
        for sums in [&first, &second] {
            for (name, [oc, oa, ic, ia, dc, da, charge, cc, ca]) in sums {
                assert_eq!((oc + ic - dc, oa + ia - da + charge), (*cc, *ca), "{by} {name}");
            }
        }
        for name in first.keys().chain(second.keys()) {
            let closing = first.get(name).map_or((0, 0), |sums| (sums[7], sums[8]));
            let opening = second.get(name).map_or((0, 0), |sums| (sums[0], sums[1]));
            assert_eq!(closing, opening, "{by} {name}");
        }
    }
    let (sound, told) = check(app);
    assert!(sound, "{told}");
}

async fn reclassify(app: &TestApp, no: &str, day: &str, to: Value) {
    let mut body = json!({"asset_no": no, "occurred_on": day});
    body.as_object_mut().unwrap().extend(to.as_object().unwrap().clone());
    post(app, "reclassifications", body).await.expect(201);
}

/// Land that 2024 was closed with.
async fn land_of_2024() -> TestApp {
    let app = TestApp::town().await;
    register(&app, land("L-1", "2024-04-01", 900)).await;
    close(&app, 2024).await;
    app
}

#[tokio::test]
async fn an_asset_that_changes_its_account_leaves_one_and_enters_the_other() {
    let app = land_of_2024().await;
    reclassify(&app, "L-1", "2025-07-01", json!({"account": "infrastructure-land"})).await;
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn an_asset_may_change_its_account_there_and_back_in_one_year() {
    let app = land_of_2024().await;
    reclassify(&app, "L-1", "2025-07-01", json!({"account": "infrastructure-land"})).await;
    reclassify(&app, "L-1", "2025-08-01", json!({"account": "business-land"})).await;
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn a_change_of_account_may_be_taken_back() {
    let app = land_of_2024().await;
    reclassify(&app, "L-1", "2025-07-01", json!({"account": "infrastructure-land"})).await;
    post(&app, "reversals", json!({"entry_no": 3, "occurred_on": "2025-08-01"})).await.expect(201);
    assert_eq!(asset(&app, "L-1/0").await["account"], "business-land");
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn what_happened_before_a_change_of_account_is_not_entered_after_it() {
    let app = land_of_2024().await;
    reclassify(&app, "L-1", "2025-07-01", json!({"account": "infrastructure-land"})).await;
    let said = json!({"reason": "capital-improvement", "occurred_on": "2025-05-01", "cost_yen": 100});
    movement(&app, "L-1/0", said).await.problem(409);
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn changes_of_account_may_be_entered_against_the_order_of_their_days() {
    let app = land_of_2024().await;
    reclassify(&app, "L-1", "2025-08-01", json!({"account": "infrastructure-land"})).await;
    let body = json!({"asset_no": "L-1", "occurred_on": "2025-07-01", "account": "business-land"});
    let second = post(&app, "reclassifications", body).await;
    assert!([201, 409, 422].contains(&second.status), "{}", second.text());
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn an_asset_that_changes_its_accounting_entity_leaves_one_and_enters_the_other() {
    let app = land_of_2024().await;
    reclassify(&app, "L-1", "2025-07-01", json!({"accounting_entity": "下水道事業会計"})).await;
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn an_asset_that_changes_account_and_entity_leaves_both() {
    let app = land_of_2024().await;
    reclassify(
        &app,
        "L-1",
        "2025-07-01",
        json!({"account": "infrastructure-land", "accounting_entity": "下水道事業会計"}),
    )
    .await;
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn a_split_and_a_merge_in_one_year_tie() {
    let app = land_of_2024().await;
    let into = json!([{"asset_no": "L-1", "quantity": 100}, {"asset_no": "L-2", "quantity": 200}]);
    post(&app, "asset-splits", json!({"asset_no": "L-1", "occurred_on": "2025-05-01", "into": into})).await.expect(201);
    let assets = json!([{"asset_no": "L-1"}, {"asset_no": "L-2"}]);
    let body = json!({"assets": assets, "occurred_on": "2025-05-02", "into": {"asset_no": "L-1", "quantity": 300}});
    post(&app, "asset-merges", body).await.expect(201);
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}

#[tokio::test]
async fn a_split_may_be_taken_back() {
    let app = land_of_2024().await;
    let into = json!([{"asset_no": "L-1", "quantity": 100}, {"asset_no": "L-2", "quantity": 200}]);
    post(&app, "asset-splits", json!({"asset_no": "L-1", "occurred_on": "2025-05-01", "into": into})).await.expect(201);
    post(&app, "reversals", json!({"entry_no": 3, "occurred_on": "2025-05-02"})).await.expect(201);
    assert_eq!(amounts(&asset(&app, "L-1/0").await).0, 900);
    assert_eq!(amounts(&asset(&app, "L-2/0").await).0, 0);
    close(&app, 2025).await;
    demand_ties(&app, [2024, 2025]).await;
}
