//! What is shared with neighbours over HTTP: exactly the agreed columns, use across borders, shares of joint bodies.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

/// 昭島市, which is no partner of anything here.
const STRANGER: &str = "132071";

fn path(list: &str) -> String {
    format!("/v1/{TOWN}/{list}")
}

fn with(mut body: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// The town shares three columns of its schools and its city hall with the neighbour.
fn agreement() -> Value {
    json!({"external_no": "AG-1", "title": "再編の共同検討", "kind": "joint-study", "partners": [NEIGHBOUR],
        "starts_on": "2025-04-01", "ends_on": "2027-03-31", "classes": ["school", "administration"],
        "shared_columns": ["name", "class", "floor-area-m2"]})
}

async fn seen(app: &TestApp, reader: &str, query: &str) -> Vec<Value> {
    let answer = app.get(&format!("/v1/{reader}/shared-facilities?{query}")).await.expect(200).json();
    answer["shares"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_partner_sees_exactly_the_columns_that_were_agreed() {
    let app = TestApp::town().await;
    app.post(&path("agreements"), &agreement()).await.expect(201);
    let shares = seen(&app, NEIGHBOUR, "as_of=2026-06-01").await;
    assert_eq!(shares.len(), 1);
    assert_eq!((&shares[0]["of"], &shares[0]["of_name"]), (&json!(TOWN), &json!("武蔵村山市")));
    assert_eq!(shares[0]["columns"], json!(["name", "class", "floor-area-m2"]));
    let facilities = shares[0]["facilities"].as_array().unwrap();
    // 校舎 5,432.1 m² and 体育館 980 m², of which the latter is invented.
    assert_eq!(
        facilities,
        &[
            json!({"values": {"name": "市役所", "class": "administration", "floor-area-m2": 8000.5}, "illustrative": []}),
            json!({"values": {"name": "第一小学校", "class": "school", "floor-area-m2": 6412.1},
                "illustrative": ["floor-area-m2"]})
        ]
    );
    assert!(!shares[0].to_string().contains("総務課"), "nothing else is told");
}

#[tokio::test]
async fn what_is_not_in_force_or_not_agreed_is_not_seen() {
    let app = TestApp::town().await;
    let stranger = json!({"code": STRANGER, "name": "昭島市", "prefecture": "東京都", "plane_zone": 9});
    app.post("/v1/municipalities", &stranger).await.expect(201);
    let made = app.post(&path("agreements"), &agreement()).await.expect(201);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    for (reader, query, count) in [
        (NEIGHBOUR, "as_of=2025-03-31", 0),
        (NEIGHBOUR, "as_of=2025-04-01", 1),
        (NEIGHBOUR, "as_of=2027-03-31", 1),
        (NEIGHBOUR, "as_of=2027-04-01", 0),
        (NEIGHBOUR, "as_of=2026-06-01&kind=mutual-use", 0),
        (NEIGHBOUR, "as_of=2026-06-01&of=132021", 0),
        (STRANGER, "as_of=2026-06-01", 0),
        (TOWN, "as_of=2026-06-01", 0),
    ] {
        assert_eq!(seen(&app, reader, query).await.len(), count, "{reader} {query}");
    }
    app.get(&format!("/v1/{NEIGHBOUR}/agreements/{id}")).await.expect(404);
    app.get(&format!("/v1/{NEIGHBOUR}/agreements/{id}/shared-facilities")).await.expect(404);
    let agreement = path(&format!("agreements/{id}"));
    let preview = app.get(&format!("{agreement}/shared-facilities")).await.expect(200).json();
    assert_eq!(preview["facilities"].as_array().unwrap().len(), 2);
    let fewer = json!({"shared_columns": ["name"], "classes": []});
    let changed = app.patch(&agreement, Some(&made.etag()), &fewer).await.expect(200);
    let shares = seen(&app, NEIGHBOUR, "as_of=2026-06-01").await;
    let facilities = shares[0]["facilities"].as_array().unwrap();
    assert_eq!((facilities.len(), &facilities[3]), (4, &json!({"values": {"name": "書庫"}, "illustrative": ["name"]})));
    app.patch(&agreement, Some(&changed.etag()), &json!({"shared_columns": []})).await.expect(200);
    assert!(seen(&app, NEIGHBOUR, "as_of=2026-06-01").await.is_empty());
    let events = app.get(&format!("{agreement}/events")).await.expect(200).json();
    assert_eq!(events["events"].as_array().unwrap().len(), 2);
    app.get("/v1/999997/shared-facilities").await.expect(404);
    app.get(&format!("/v1/{NEIGHBOUR}/shared-facilities?of=132022")).await.fault(400, "of", "check-digit");
}

#[tokio::test]
async fn every_column_can_be_shared_and_comes_with_what_is_known() {
    let app = TestApp::town().await;
    let all = json!([
        "code",
        "name",
        "class",
        "subclass",
        "status",
        "operation",
        "department",
        "address",
        "opened-on",
        "disaster-roles",
        "floor-area-m2",
        "completed-year",
        "geometry"
    ]);
    app.post(&path("agreements"), &with(agreement(), json!({"shared_columns": all}))).await.expect(201);
    let shares = seen(&app, NEIGHBOUR, "as_of=2026-06-01").await;
    let hall = &shares[0]["facilities"][0]["values"];
    assert_eq!(hall.as_object().unwrap().len(), 13);
    for (column, value) in [
        ("code", json!("F1")),
        ("subclass", json!("government-office")),
        ("disaster-roles", json!(["headquarters"])),
        ("opened-on", json!("1977-12")),
        ("completed-year", json!(1977)),
        ("geometry", json!({"type": "Point", "coordinates": [139.3875, 35.7549]})),
    ] {
        assert_eq!(hall[column], value, "{column}");
    }
    let school = &shares[0]["facilities"][1]["values"];
    assert_eq!(
        (&school["completed-year"], &school["address"]),
        (&json!(1969), &Value::Null),
        "20 March 1970 is in 1969"
    );
}

#[tokio::test]
async fn candidates_across_the_border_are_found_by_agreed_columns_only() {
    let app = TestApp::town().await;
    // 0.01° of latitude north of the town's 市役所, 1,112 m; one of another class beside it.
    for (code, name, class, lat) in [("N1", "出張所", "administration", 35.7649), ("N2", "公園", "park", 35.7549)]
    {
        let facility = json!({"code": code, "name": name, "class": class, "phone": "042-000-0000",
            "geometry": {"type": "Point", "coordinates": [139.3875, lat]}});
        app.post(&format!("/v1/{NEIGHBOUR}/facilities"), &facility).await.expect(201);
    }
    let agreed = json!({"partners": [TOWN], "classes": [], "shared_columns": ["class", "geometry"]});
    let agreed = app.post(&format!("/v1/{NEIGHBOUR}/agreements"), &with(agreement(), agreed)).await.expect(201);
    let candidates = path("cross-border-candidates?as_of=2026-06-01");
    let found = app.get(&format!("{candidates}&within_m=1200")).await.expect(200).json();
    let pairs = found["candidates"].as_array().unwrap();
    // The neighbour's own 市役所 of the same code stands where the town's does.
    let distances: Vec<&Value> = pairs.iter().map(|pair| &pair["distance_m"]).collect();
    assert_eq!(distances, [0, 1_112]);
    assert_eq!((&pairs[1]["own"]["facility_code"], &pairs[1]["of"]), (&json!("F1"), &json!(NEIGHBOUR)));
    let point = json!({"type": "Point", "coordinates": [139.3875, 35.7649]});
    assert_eq!(pairs[1]["neighbour"]["values"], json!({"class": "administration", "geometry": point}));
    assert_eq!((&found["number_matched"], &found["not_compared"]), (&json!(2), &json!([])));
    assert_eq!(app.get(&format!("{candidates}&within_m=1100")).await.expect(200).json()["number_matched"], 1);
    assert_eq!(
        app.get(&format!("{candidates}&limit=1")).await.expect(200).json()["candidates"].as_array().unwrap().len(),
        1
    );
    let agreement = format!("/v1/{NEIGHBOUR}/agreements/{}", agreed.json()["id"].as_str().unwrap());
    app.patch(&agreement, Some(&agreed.etag()), &json!({"shared_columns": ["name", "class"]})).await.expect(200);
    let found = app.get(&candidates).await.expect(200).json();
    assert_eq!((&found["candidates"], &found["not_compared"][0]["missing"]), (&json!([]), &json!(["geometry"])));
    app.get(&format!("{candidates}&within_m=0")).await.fault(400, "within_m", "out-of-range");
    app.get(&format!("{candidates}&within_m=1e9")).await.problem(400);
}

#[tokio::test]
async fn agreements_that_cannot_be_are_refused() {
    let app = TestApp::town().await;
    for (fields, place, code) in [
        (json!({"partners": []}), "/partners", "required"),
        (json!({"partners": [TOWN]}), "/partners", "contradiction"),
        (json!({"partners": ["132022"]}), "/partners", "check-digit"),
        (json!({"partners": ["%"]}), "/partners", "malformed"),
        (json!({"partners": 7}), "/partners", "malformed"),
        (json!({"ends_on": "2025-03-31"}), "/ends_on", "contradiction"),
        (json!({"shared_columns": ["note"]}), "/shared_columns", "unknown-value"),
        (json!({"classes": ["castle"]}), "/classes", "unknown-value"),
        (json!({"kind": "war"}), "/kind", "unknown-value"),
        (json!({"title": null}), "/title", "required"),
        (json!({"secret": 1}), "/secret", "unknown-field"),
    ] {
        let answer = app.post(&path("agreements"), &with(agreement(), fields.clone())).await;
        assert!(answer.faults(422).contains(&(place.to_owned(), code.to_owned())), "{fields} {}", answer.text());
    }
    app.post(&path("agreements"), &agreement()).await.expect(201);
    app.post(&path("agreements"), &agreement()).await.problem(409);
    let listed = app.get(&path(&format!("agreements?partner={NEIGHBOUR}&in_force_on=2026-01-01"))).await.expect(200);
    assert_eq!(listed.json()["number_returned"], 1);
    let listed = app.get(&path(&format!("agreements?partner={STRANGER}"))).await.expect(200).json();
    assert_eq!(listed["number_returned"], 0);
}

#[tokio::test]
async fn the_demonstration_shows_table_6_1_of_the_plan() {
    let app = TestApp::demonstration().await;
    let summary = app.get(&path("resident-use-summary?service=library")).await.expect(200).json();
    let tables = summary["tables"].as_array().unwrap();
    let totals = |table: &Value| {
        let figures = ["fiscal_year", "outgoing", "incoming", "balance"].map(|name| table[name].as_i64().unwrap());
        (table["measure"].as_str().unwrap().to_owned(), figures)
    };
    // The totals that the plan prints.
    assert_eq!(
        tables.iter().map(totals).collect::<Vec<_>>(),
        [
            ("registered-users".to_owned(), [2020, 2_797, 118, 2_679]),
            ("loans".to_owned(), [2018, 34_756, 17_225, 17_531])
        ]
    );
    assert_eq!(
        tables[1]["partners"][2],
        json!({"partner_code": "132209", "partner_name": "東大和市", "outgoing": 19_231, "incoming": 9_067})
    );
    assert_eq!(tables[1]["illustrative"], false);
    assert!(tables[1]["sources"][0].as_str().unwrap().contains("表6-1"));
    let agreements = app.get(&path("agreements")).await.expect(200).json();
    let agreement = agreements["agreements"][0]["id"].as_str().unwrap();
    let shared = app.get(&path(&format!("agreements/{agreement}/shared-facilities"))).await.expect(200).json();
    assert!(!shared["facilities"].as_array().unwrap().is_empty());
    let bodies = app.get(&path("joint-bodies")).await.expect(200).json();
    let body = bodies["joint_bodies"][0]["id"].as_str().unwrap();
    let split = app.post(&path(&format!("joint-bodies/{body}/cost-splits")), &json!({"cost_yen": 1_000_000_007})).await;
    let split = split.expect(200).json();
    let sum: i64 = split["members"].as_array().unwrap().iter().map(|m| m["total_yen"].as_i64().unwrap()).sum();
    assert_eq!(sum, 1_000_000_007);
    assert!(split["illustrative"].as_array().unwrap().contains(&json!("parts")), "{split}");
}

#[tokio::test]
async fn use_across_borders_is_recorded_once_and_refused_when_it_cannot_be() {
    let app = TestApp::town().await;
    let usage = json!({"service": "library", "direction": "outgoing", "partner_code": NEIGHBOUR, "measure": "registered-users",
        "observed_on": "2020-04-01", "count": 930});
    let made = app.post(&path("resident-uses"), &usage).await.expect(201);
    assert_eq!(made.json()["fiscal_year"], 2020);
    app.post(&path("resident-uses"), &usage).await.problem(409);
    for (fields, place, code) in [
        (json!({"fiscal_year": 2019}), "/fiscal_year", "contradiction"),
        (json!({"fiscal_year": 2299, "observed_on": null}), "/fiscal_year", "contradiction"),
        (json!({"observed_on": null}), "/fiscal_year", "required"),
        (json!({"partner_code": TOWN}), "/partner_code", "contradiction"),
        (json!({"partner_code": "123"}), "/partner_code", "malformed"),
        (json!({"count": -1}), "/count", "out-of-range"),
        (json!({"count": 1e30}), "/count", "out-of-range"),
        (json!({"count": null}), "/count", "required"),
        (json!({"direction": "up"}), "/direction", "unknown-value"),
    ] {
        let answer = app.post(&path("resident-uses"), &with(usage.clone(), fields.clone())).await;
        assert!(answer.faults(422).contains(&(place.to_owned(), code.to_owned())), "{fields} {}", answer.text());
    }
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let corrected = app.patch(&path(&format!("resident-uses/{id}")), Some(&made.etag()), &json!({"count": 931})).await;
    assert_eq!(corrected.expect(200).json()["count"], 931);
    let neighbours = app.get(&format!("/v1/{NEIGHBOUR}/resident-use-summary")).await.expect(200).json();
    assert_eq!(neighbours["tables"], json!([]));
}

fn body() -> Value {
    json!({"external_no": "JB-1", "name": "衛生組合", "kind": "partial-affairs-association",
        "parts": [{"basis": "equal", "percent": 20}, {"basis": "population", "percent": 50}, {"basis": "use", "percent": 30}],
        "members": [{"code": "132110", "population": 196_000, "usage": 40}, {"code": "132209", "population": 85_000, "usage": 15},
            {"code": TOWN, "name": "武蔵村山市", "population": 72_000, "usage": 15}]})
}

#[tokio::test]
async fn a_cost_is_shared_to_the_yen_as_computed_by_hand() {
    let app = TestApp::town().await;
    let made = app.post(&path("joint-bodies"), &body()).await.expect(201);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let splits = path(&format!("joint-bodies/{id}/cost-splits"));
    let split = app.post(&splits, &json!({"cost_yen": 1_000_001})).await.expect(200).json();
    let amounts: Vec<&Value> = split["parts"].as_array().unwrap().iter().map(|part| &part["amount_yen"]).collect();
    assert_eq!(amounts, [200_000, 500_001, 300_000]);
    let totals: Vec<&Value> = split["members"].as_array().unwrap().iter().map(|member| &member["total_yen"]).collect();
    // 66,667 + 277,621 + 171,428, 66,667 + 120,397 + 64,286, 66,666 + 101,983 + 64,286.
    assert_eq!(totals, [515_716, 251_350, 232_935]);
    assert_eq!(
        (&split["own_yen"], &split["members"][2]["by_part_yen"]),
        (&json!(232_935), &json!([66_666, 101_983, 64_286]))
    );
    for (cost, code) in [
        (json!({}), "required"),
        (json!({"cost_yen": -1}), "out-of-range"),
        (json!({"cost_yen": 10_i64.pow(15)}), "out-of-range"),
        (json!({"cost_yen": "x"}), "malformed"),
    ] {
        app.post(&splits, &cost).await.fault(422, "/cost_yen", code);
    }
    app.post(&format!("/v1/{NEIGHBOUR}/joint-bodies/{id}/cost-splits"), &json!({"cost_yen": 1})).await.expect(404);
    let renamed = app.patch(&path(&format!("joint-bodies/{id}")), Some(&made.etag()), &json!({"name": "新組合"})).await;
    assert_eq!(renamed.expect(200).json()["members"], made.json()["members"]);
}

#[tokio::test]
async fn joint_bodies_that_cannot_be_are_refused() {
    let app = TestApp::town().await;
    let town = json!({"code": TOWN, "population": 1});
    for (fields, place, code) in [
        (json!({"parts": [{"basis": "equal", "percent": 99}]}), "/parts", "contradiction"),
        (json!({"parts": []}), "/parts", "contradiction"),
        (
            json!({"parts": [{"basis": "equal", "percent": 50}, {"basis": "equal", "percent": 50}]}),
            "/parts",
            "duplicate",
        ),
        (json!({"parts": [{"basis": "equal", "percent": "NaN"}]}), "/parts/0/percent", "out-of-range"),
        (json!({"parts": [{"basis": "luck", "percent": 100}]}), "/parts/0/basis", "unknown-value"),
        (json!({"parts": [{"percent": 100}]}), "/parts/0/basis", "required"),
        (json!({"parts": {"equal": 100}}), "/parts", "malformed"),
        (json!({"members": []}), "/members", "out-of-range"),
        (json!({"members": [town, town]}), "/members", "duplicate"),
        (json!({"members": [town]}), "/members", "contradiction"),
        (json!({"members": [{"code": "132110", "population": 1, "usage": 1}]}), "/members", "contradiction"),
        (json!({"members": [{"code": "132111"}]}), "/members/0/code", "check-digit"),
        (json!({"members": [{"code": TOWN, "population": -1}]}), "/members/0/population", "out-of-range"),
        (json!({"members": [7]}), "/members/0", "malformed"),
        (json!({"kind": "club"}), "/kind", "unknown-value"),
    ] {
        let answer = app.post(&path("joint-bodies"), &with(body(), fields.clone())).await;
        assert!(answer.faults(422).contains(&(place.to_owned(), code.to_owned())), "{fields} {}", answer.text());
    }
    app.post(&path("joint-bodies"), &body()).await.expect(201);
    let gone = app.get(&format!("/v1/{TOWN}")).await.expect(200);
    assert!(app.delete(&format!("/v1/{TOWN}"), Some(&gone.etag())).await.status == 409, "its records stay");
}
