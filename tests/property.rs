//! Property that is not in use over HTTP: its value and conditions, contracts and rent, the sale list, and what is refused.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

fn path(list: &str) -> String {
    format!("/v1/{TOWN}/{list}")
}

/// A plot that may be sold: 123.45 m², a thousandth of a degree west of the survey point.
fn plot() -> Value {
    json!({"external_no": "IP-1", "name": "旧資材置場", "kind": "land", "since_on": "2025-04-01", "property_class": "ordinary",
        "measure": "sale", "area_m2": 123.45, "adjustment_percent": 85, "asking_price_yen": 14_000_000, "department": "財政課",
        "note": "内部の覚え", "geometry": {"type": "Point", "coordinates": [139.390, 35.74]}})
}

fn with(mut body: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn id(app: &TestApp, list: &str, body: &Value) -> String {
    app.post(&path(list), body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn prices(app: &TestApp) {
    for (number, year, yen, lon) in
        [("A", 2022, 132_000, 139.391), ("A", 2021, 131_000, 139.391), ("B", 2022, 154_000, 139.398)]
    {
        let price = json!({"survey": "prefectural", "point_no": number, "calendar_year": year, "yen_per_m2": yen,
            "change_percent": -0.8, "geometry": {"type": "Point", "coordinates": [lon, 35.74]}});
        app.post(&path("land-prices"), &price).await.expect(201);
    }
}

#[tokio::test]
async fn the_value_is_that_of_the_nearest_point_reckoned_by_hand() {
    let app = TestApp::town().await;
    let plot = id(&app, "idle-properties", &plot()).await;
    let assessment = path(&format!("idle-properties/{plot}/assessment"));
    let before = app.get(&assessment).await.expect(200).json();
    assert_eq!(before["indicated_value_yen"], Value::Null);
    assert!(before["not_told"].as_str().unwrap().contains("land-prices"), "{before}");
    prices(&app).await;
    let told = app.get(&assessment).await.expect(200).json();
    // 123.45 m² × 132,000 yen × 0.85 = 13,851,090 yen; 123.45 × 154,000 × 0.85 = 16,159,605.
    assert_eq!(told["indicated_value_yen"], 13_851_090);
    let points = told["points"].as_array().unwrap();
    assert_eq!(
        (&points[0]["point_no"], &points[0]["calendar_year"], &points[0]["distance_m"]),
        (&json!("A"), &json!(2022), &json!(90))
    );
    assert_eq!((points.len(), &points[1]["value_yen"]), (2, &json!(16_159_605)));
    let past = app.get(&format!("{assessment}?as_of=2021-12-31")).await.expect(200).json();
    assert_eq!(past["indicated_value_yen"], 13_746_157, "123.45 × 131,000 × 0.85 = 13,746,157.5, rounded down");
    assert_eq!(told["parameters"].as_array().unwrap().len(), 2);
    app.get(&format!("{assessment}?as_of=2021-13-01")).await.fault(400, "as_of", "malformed");
}

#[tokio::test]
async fn administrative_property_is_neither_offered_nor_disposed_of_before_its_use_is_abolished() {
    let app = TestApp::town().await;
    let hall = with(plot(), json!({"property_class": "administrative", "published": true}));
    app.post(&path("idle-properties"), &hall).await.fault(422, "/published", "contradiction");
    let made = app.post(&path("idle-properties"), &with(hall, json!({"published": false}))).await.expect(201);
    let hall = path(&format!("idle-properties/{}", made.json()["id"].as_str().unwrap()));
    let assessed = app.get_with(&format!("{hall}/assessment"), &[("accept-language", "ja")]).await.expect(200).json();
    let sale = assessed["measures"].as_array().unwrap().iter().find(|m| m["measure"] == "sale").unwrap();
    assert_eq!(sale["eligible"], false);
    assert_eq!(sale["conditions"][0]["condition"], "use-abolished");
    assert!(sale["conditions"][0]["reason"].as_str().unwrap().contains("用途廃止"), "{sale}");
    let sold = json!({"state": "disposed", "since_on": "2026-10-01", "disposed_price_yen": 15_000_000});
    app.post(&format!("{hall}/state-changes"), &sold).await.fault(422, "/state", "contradiction");
    let abolished = json!({"use_abolished_on": "2026-04-01", "property_class": "ordinary"});
    app.patch(&hall, None, &abolished).await.expect(428);
    app.patch(&hall, Some(&made.etag()), &abolished).await.expect(200);
    let now = app.post(&format!("{hall}/state-changes"), &sold).await.expect(200).json();
    assert_eq!((&now["state"], &now["since_on"]), (&json!("disposed"), &json!("2026-10-01")));
    app.post(&format!("{hall}/state-changes"), &json!({"state": "idle", "since_on": "2026-11-01"})).await.fault(
        422,
        "/state",
        "contradiction",
    );
    let events = app.get(&format!("{hall}/events")).await.expect(200).json();
    let what: Vec<&str> = events["events"].as_array().unwrap().iter().map(|e| e["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["created", "changed", "moved"]);
}

#[tokio::test]
async fn candidates_come_dearest_first_with_what_bars_them() {
    let app = TestApp::town().await;
    prices(&app).await;
    id(&app, "idle-properties", &plot()).await;
    let restricted = json!({"external_no": "IP-2", "name": "広場", "area_m2": 1000, "restricted_until": "2299-03-31"});
    id(&app, "idle-properties", &with(plot(), restricted)).await;
    let room =
        json!({"external_no": "IP-3", "kind": "room", "building_code": "B1", "measure": "use", "state": "provisional"});
    id(&app, "idle-properties", &with(plot(), room)).await;
    id(&app, "idle-properties", &with(plot(), json!({"external_no": "IP-4", "state": "in-use"}))).await;
    let all = app.get(&path("property-candidates")).await.expect(200).json();
    let candidates = all["candidates"].as_array().unwrap();
    let numbers: Vec<&Value> = candidates.iter().map(|c| &c["external_no"]).collect();
    assert_eq!(numbers, ["IP-2", "IP-1", "IP-3"]);
    // 1,000 m² × 132,000 × 0.85 = 112,200,000.
    assert_eq!(all["indicated_value_yen"], 112_200_000 + 13_851_090);
    assert_eq!((&all["area_m2"], &all["without_value"]), (&json!(1246.9), &json!(1)));
    assert_eq!(candidates[0]["eligible_measures"], json!([]));
    assert!(candidates[0]["barred_by"][0].as_str().unwrap().contains("2299-03-31"));
    assert_eq!(candidates[1]["barred_by"], json!([]));
    let used = app.get(&path("property-candidates?measure=use")).await.expect(200).json();
    assert_eq!(used["candidates"].as_array().unwrap().len(), 1);
    app.get(&path("property-candidates?measure=gift")).await.fault(400, "measure", "unknown-value");
}

#[tokio::test]
async fn rent_is_due_by_fiscal_year_and_what_has_not_come_in_is_in_arrears() {
    let app = TestApp::town().await;
    let property = id(&app, "idle-properties", &plot()).await;
    let contract = json!({"external_no": "PC-1", "property_id": property, "title": "一時貸付", "kind": "lease",
        "counterparty_kind": "individual", "counterparty": "武蔵 太郎", "starts_on": "2024-10-15", "ends_on": "2026-09-30",
        "annual_rent_yen": 1_200_000});
    let contract = id(&app, "property-contracts", &contract).await;
    let receipts = path(&format!("property-contracts/{contract}/receipts"));
    for (year, on, yen) in
        [(2024, "2024-10-31", 552_328), (2025, "2025-05-10", 1_000_000), (2025, "2025-05-20", -100_000)]
    {
        let receipt = json!({"fiscal_year": year, "received_on": on, "amount_yen": yen});
        app.post(&receipts, &receipt).await.expect(201);
    }
    let account = path(&format!("property-contracts/{contract}/rent-account?as_of=2026-06-01"));
    let account = app.get(&account).await.expect(200).json();
    // 15 October to 31 March are 168 of 365 days: 552,328 yen; April to September 2026 183 days: 601,643 yen.
    let figures = |year: &Value| {
        ["fiscal_year", "rent_yen", "due_yen", "received_yen", "arrears_yen"].map(|name| year[name].as_i64().unwrap())
    };
    let years: Vec<_> = account["years"].as_array().unwrap().iter().map(figures).collect();
    assert_eq!(
        years,
        [
            [2024, 552_328, 552_328, 552_328, 0],
            [2025, 1_200_000, 1_200_000, 900_000, 300_000],
            [2026, 601_643, 601_643, 0, 601_643]
        ]
    );
    assert_eq!(account["arrears_yen"], 901_643);
    let all = app.get(&path("rent-accounts?as_of=2026-06-01")).await.expect(200).json();
    assert_eq!((&all["arrears_yen"], &all["in_arrears"][0]["oldest_due_on"]), (&json!(901_643), &json!("2025-04-30")));
    assert_eq!(all["years"].as_array().unwrap().len(), 3);
    let listed = app.get(&path("property-contracts?in_force_on=2025-01-01")).await.expect(200);
    assert!(!listed.text().contains("太郎"), "a person is not shown in lists");
    assert_eq!(listed.json()["number_returned"], 1);
    let none = app.get(&path("property-contracts?in_force_on=2027-01-01")).await.expect(200).json();
    assert_eq!(none["number_returned"], 0);
}

#[tokio::test]
async fn receipts_that_cannot_be_are_refused_and_entered_once() {
    let app = TestApp::town().await;
    let property = id(&app, "idle-properties", &plot()).await;
    let contract = json!({"property_id": property, "title": "貸付", "kind": "lease", "counterparty_kind": "company",
        "starts_on": "2025-04-01", "ends_on": "2026-03-31", "annual_rent_yen": 100_000});
    let contract = id(&app, "property-contracts", &contract).await;
    let receipts = path(&format!("property-contracts/{contract}/receipts"));
    let receipt = json!({"fiscal_year": 2025, "received_on": "2025-04-30", "amount_yen": 60_000});
    for _ in 0..2 {
        let made = app.post_with(&receipts, &[("idempotency-key", "one")], &receipt).await.expect(201);
        assert_eq!(made.json()["receipt_no"], 1);
    }
    for (fields, place, code) in [
        (json!({"amount_yen": -60_001}), "/amount_yen", "contradiction"),
        (json!({"amount_yen": 0}), "/amount_yen", "required"),
        (json!({"amount_yen": 10_i64.pow(15)}), "/amount_yen", "out-of-range"),
        (json!({"amount_yen": 1.5}), "/amount_yen", "malformed"),
        (json!({"fiscal_year": 2026}), "/fiscal_year", "contradiction"),
        (json!({"received_on": "2299-04-30"}), "/received_on", "contradiction"),
        (json!({"received_on": "2025-04"}), "/received_on", "malformed"),
        (json!({"payer": "x"}), "/payer", "unknown-field"),
    ] {
        let answer = app.post(&receipts, &with(receipt.clone(), fields)).await;
        answer.fault(422, place, code);
    }
    app.post(&receipts, &json!([])).await.problem(422);
    app.post(&path("property-contracts/none/receipts"), &receipt).await.expect(404);
}

#[tokio::test]
async fn contracts_that_the_law_does_not_know_are_refused() {
    let app = TestApp::town().await;
    let ordinary = id(&app, "idle-properties", &plot()).await;
    let room = json!({"external_no": "IP-2", "kind": "room", "building_code": "B1", "property_class": "administrative", "measure": null});
    let room = id(&app, "idle-properties", &with(plot(), room)).await;
    let contract = json!({"property_id": ordinary, "title": "貸付", "kind": "lease", "counterparty_kind": "company",
        "starts_on": "2025-04-01", "ends_on": "2026-03-31", "annual_rent_yen": 100_000});
    for (fields, place, code) in [
        (json!({"kind": "permission"}), "/kind", "contradiction"),
        (json!({"property_id": room}), "/kind", "contradiction"),
        (json!({"property_id": "01937c5e-0000-7000-8000-000000000009"}), "/property_id", "unknown-reference"),
        (json!({"ends_on": "2025-03-31"}), "/ends_on", "contradiction"),
        (json!({"ends_on": "2126-04-01"}), "/ends_on", "out-of-range"),
        (json!({"annual_rent_yen": 0}), "/reduction_reason", "required"),
        (json!({"annual_rent_yen": null}), "/annual_rent_yen", "required"),
        (json!({"annual_rent_yen": -1}), "/annual_rent_yen", "out-of-range"),
        (json!({"due_month": 13}), "/due_month", "out-of-range"),
        (json!({"kind": 5}), "/kind", "unknown-value"),
    ] {
        app.post(&path("property-contracts"), &with(contract.clone(), fields)).await.fault(422, place, code);
    }
    let permission = json!({"property_id": room, "kind": "permission"});
    app.post(&path("property-contracts"), &with(contract, permission)).await.expect(201);
}

#[tokio::test]
async fn the_sale_list_shows_what_is_offered_on_the_day_and_nothing_internal() {
    let app = TestApp::town().await;
    let offered = json!({"published": true, "offered_from": "2026-10-01", "offered_until": "2027-03-31"});
    id(&app, "idle-properties", &with(plot(), offered)).await;
    id(&app, "idle-properties", &with(plot(), json!({"external_no": "IP-2"}))).await;
    let list = app.get(&path("sale-list?as_of=2026-12-01")).await.expect(200);
    assert!(!list.text().contains("内部の覚え"), "notes stay inside");
    let offers = list.json()["offers"].as_array().unwrap().clone();
    assert_eq!(offers.len(), 1);
    assert_eq!((&offers[0]["external_no"], &offers[0]["asking_price_yen"]), (&json!("IP-1"), &json!(14_000_000)));
    for (query, count) in [("as_of=2026-09-30", 0), ("as_of=2027-04-01", 0), ("as_of=2027-03-31&measure=lease", 0)] {
        let list = app.get(&path(&format!("sale-list?{query}"))).await.expect(200).json();
        assert_eq!(list["offers"].as_array().unwrap().len(), count, "{query}");
    }
    let csv = app.get(&path("sale-list?as_of=2026-12-01&f=csv&encoding=utf-8")).await.expect(200);
    let lines: Vec<String> = csv.text().lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("整理番号,名称,区分,募集の内容,所在,面積（㎡）"), "{}", lines[0]);
    assert_eq!(
        lines[1],
        "IP-1,旧資材置場,土地,売払い,,123.45,,14000000,2026-10-01,2027-03-31,財政課,139.390000,35.740000,,,"
    );
    let map =
        app.get_with(&path("sale-list?as_of=2026-12-01"), &[("accept", "application/geo+json")]).await.expect(200);
    assert_eq!(map.header("content-type"), "application/geo+json");
    let map = map.json();
    assert_eq!(map["features"][0]["geometry"]["type"], "Point");
    assert_eq!(map["features"][0]["properties"]["name"], "旧資材置場");
    app.get(&path("sale-list?f=pdf")).await.fault(400, "f", "unknown-value");
}

#[tokio::test]
async fn hostile_property_is_refused_with_the_name_of_the_field() {
    let app = TestApp::town().await;
    for (fields, place, code) in [
        (json!({"adjustment_percent": 0}), "/adjustment_percent", "out-of-range"),
        (json!({"adjustment_percent": "NaN"}), "/adjustment_percent", "out-of-range"),
        (json!({"area_m2": 1e300}), "/area_m2", "out-of-range"),
        (json!({"area_m2": -1}), "/area_m2", "out-of-range"),
        (json!({"asking_price_yen": 10_i64.pow(15)}), "/asking_price_yen", "out-of-range"),
        (json!({"asking_price_yen": {"a": 1}}), "/asking_price_yen", "malformed"),
        (json!({"since_on": "2299-01-01"}), "/since_on", "contradiction"),
        (json!({"since_on": null}), "/since_on", "required"),
        (json!({"kind": "castle"}), "/kind", "unknown-value"),
        (json!({"site_code": "NONE"}), "/site_code", "unknown-reference"),
        (json!({"building_code": "B1", "facility_code": "F2"}), "/facility_code", "contradiction"),
        (json!({"offered_from": "2026-10-02", "offered_until": "2026-10-01"}), "/offered_until", "contradiction"),
        (json!({"published": true, "measure": "use"}), "/measure", "required"),
        (json!({"published": true, "state": "in-use"}), "/published", "contradiction"),
        (json!({"geometry": {"type": "Point", "coordinates": [400, 35]}}), "/geometry", "malformed"),
        (json!({"colour": "red"}), "/colour", "unknown-field"),
    ] {
        let answer = app.post(&path("idle-properties"), &with(plot(), fields.clone())).await;
        assert!(answer.faults(422).contains(&(place.to_owned(), code.to_owned())), "{fields} {:?}", answer.text());
    }
    let price = json!({"survey": "official", "point_no": "A", "calendar_year": 2025, "yen_per_m2": 100_000,
        "geometry": {"type": "Point", "coordinates": [139.39, 35.74]}});
    for (fields, place, code) in [
        (json!({"yen_per_m2": 0}), "/yen_per_m2", "out-of-range"),
        (json!({"calendar_year": 2299}), "/calendar_year", "out-of-range"),
        (json!({"change_percent": "inf"}), "/change_percent", "out-of-range"),
        (json!({"geometry": null}), "/geometry", "required"),
    ] {
        app.post(&path("land-prices"), &with(price.clone(), fields)).await.fault(422, place, code);
    }
    app.post(&path("land-prices"), &price).await.expect(201);
    app.post(&path("land-prices"), &price).await.problem(409);
}

#[tokio::test]
async fn a_list_is_filtered_paged_and_shown_on_the_map_and_a_neighbour_sees_nothing() {
    let app = TestApp::town().await;
    let first = id(&app, "idle-properties", &plot()).await;
    let second =
        json!({"external_no": "IP-2", "name": "あ", "since_on": "2024-04-01", "geometry": null, "published": true});
    id(&app, "idle-properties", &with(plot(), second)).await;
    app.post(&path("idle-properties"), &plot()).await.problem(409);
    let page = app.get(&path("idle-properties?sort=since_on&limit=1&counted=true")).await.expect(200).json();
    assert_eq!((&page["idle_properties"][0]["external_no"], &page["number_matched"]), (&json!("IP-2"), &json!(2)));
    let next = page["links"][0]["href"].as_str().unwrap();
    let next = app.get(&next[next.find("/v1/").unwrap()..]).await.expect(200).json();
    assert_eq!(next["idle_properties"][0]["id"], json!(first));
    let published = app.get(&path("idle-properties?published=false&state=idle")).await.expect(200).json();
    assert_eq!(published["idle_properties"][0]["external_no"], "IP-1");
    let map = app.get(&path("idle-properties?f=geojson&sort=-since_on")).await.expect(200);
    assert_eq!(map.header("content-type"), "application/geo+json");
    let map = map.json();
    assert_eq!((&map["features"][0]["id"], &map["features"][0]["geometry"]["type"]), (&json!(first), &json!("Point")));
    assert_eq!(map["features"][1]["geometry"], Value::Null);
    let strange = app.get(&format!("/v1/{NEIGHBOUR}/idle-properties")).await.expect(200).json();
    assert_eq!(strange["number_returned"], 0);
    app.get(&format!("/v1/{NEIGHBOUR}/idle-properties/{first}")).await.expect(404);
    app.get(&format!("/v1/{NEIGHBOUR}/idle-properties/{first}/assessment")).await.expect(404);
    app.get("/v1/999997/sale-list").await.expect(404);
}

#[tokio::test]
async fn the_demonstration_shows_a_plot_for_sale_its_value_and_rent_in_arrears() {
    let app = TestApp::demonstration().await;
    let list = app.get(&path("sale-list?as_of=2026-12-01")).await.expect(200).json();
    assert_eq!(list["offers"][0]["external_no"], "IP-002");
    assert!(list["offers"][0]["illustrative"].as_array().unwrap().contains(&json!("area_m2")));
    let all = app.get(&path("property-candidates?as_of=2026-12-01")).await.expect(200).json();
    assert_eq!(all["illustrative_properties"], 5);
    let plot = all["candidates"].as_array().unwrap().iter().find(|c| c["external_no"] == "IP-002").unwrap();
    // 123.45 m² × 141,000 yen (大南一丁目９７番２) × 0.85 = 14,795,482.5 yen.
    assert_eq!(plot["indicated_value_yen"], 14_795_482);
    let rent = app.get(&path("rent-accounts?as_of=2026-12-01")).await.expect(200).json();
    assert_eq!((&rent["arrears_yen"], &rent["illustrative_contracts"]), (&json!(300_000), &json!(3)));
    let prices = app.get(&path("land-prices")).await.expect(200).json();
    assert_eq!(prices["number_returned"], 11);
    let hall = all["candidates"].as_array().unwrap().iter().find(|c| c["external_no"] == "IP-005").unwrap();
    assert_eq!(hall["barred_by"].as_array().unwrap().len(), 2, "use not abolished, and a subsidy");
}
