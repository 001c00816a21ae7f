//! The conservation plan over HTTP: drawn up, changed, adopted, superseded and compared.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

async fn draw(app: &TestApp, question: Value) -> Value {
    app.post(&format!("/v1/{TOWN}/conservation-plans"), &question).await.expect(201).json()
}

async fn lines(app: &TestApp, plan: &Value, query: &str) -> Vec<Value> {
    let path = format!("/v1/{TOWN}/conservation-plans/{}/lines?{query}", plan["id"].as_str().unwrap());
    app.get(&path).await.expect(200).json()["lines"].as_array().unwrap().clone()
}

async fn adopt(app: &TestApp, plan: &Value, until: i32) -> Value {
    let path = format!("/v1/{TOWN}/conservation-plans/{}/state-changes", plan["id"].as_str().unwrap());
    app.post(&path, &json!({"state": "adopted", "works_until_year": until})).await.expect(200).json()
}

async fn tag(app: &TestApp, path: &str) -> String {
    app.get(path).await.expect(200).etag()
}

fn simple(title: &str) -> Value {
    json!({"title": title, "base_year": 2026, "years": 30, "overhauls": false})
}

#[tokio::test]
async fn a_component_is_renewed_when_its_life_ends_and_again_after_a_cycle() {
    let app = TestApp::town().await;
    let plan = draw(&app, simple("案")).await;
    assert_eq!((&plan["state"], &plan["version_no"], &plan["last_year"]), (&json!("draft"), &json!(1), &json!(2055)));
    let found = lines(&app, &plan, "building_code=B1").await;
    // The roof of 2008 with its cycle of 20 years: 2028 and 2048, each 2,160.5 × 12,000 yen.
    let roof: Vec<&Value> = found.iter().filter(|line| line["component_code"] == "C1").collect();
    let told: Vec<(&Value, &Value)> = roof.iter().map(|line| (&line["planned_year"], &line["cost_yen"])).collect();
    assert_eq!(told, [(&json!(2028), &json!(25_926_000)), (&json!(2048), &json!(25_926_000))]);
    assert_eq!((&roof[0]["earliest_year"], &roof[0]["latest_year"]), (&json!(2026), &json!(2031)));
    assert_eq!(roof[0]["reasons"][0]["reason"], "cycle-reached");
    let total: i64 = lines(&app, &plan, "").await.iter().map(|line| line["cost_yen"].as_i64().unwrap()).sum();
    assert_eq!(plan["summary"]["total_yen"], total);
    let years: i64 =
        plan["summary"]["by_year"].as_array().unwrap().iter().map(|year| year["cost_yen"].as_i64().unwrap()).sum();
    assert_eq!(years, total);
    assert!(plan["assumptions"]["parameters"].as_array().unwrap().len() > 50);
    assert!(plan["assumptions"]["priority_ja"].as_str().unwrap().contains("50×劣化状況"));
}

#[tokio::test]
async fn a_bad_rating_and_a_danger_bring_works_forward_and_up() {
    let app = TestApp::town().await;
    let before = draw(&app, simple("案1")).await;
    let roof = |found: Vec<Value>| found.into_iter().find(|line| line["component_code"] == "C1").unwrap();
    let calm = roof(lines(&app, &before, "building_code=B1").await);
    let rating = json!({"building_code": "B1", "part": "roof", "grade": "d", "rated_on": "2025-06-01"});
    app.post(&format!("/v1/{TOWN}/condition-ratings"), &rating).await.expect(201);
    let after = draw(&app, simple("案2")).await;
    let urgent = roof(lines(&app, &after, "building_code=B1").await);
    assert_eq!((&calm["planned_year"], &urgent["planned_year"]), (&json!(2028), &json!(2026)));
    assert!(urgent["latest_year"].as_i64() <= Some(2030), "D within five years of 2025: {urgent}");
    assert!(urgent["priority"].as_i64() > calm["priority"].as_i64());
    assert!(urgent["reasons"].as_array().unwrap().iter().any(|reason| reason["reason"] == "rated-serious"));
    assert_ne!(before["assumptions"]["input_digest"], after["assumptions"]["input_digest"]);
}

#[tokio::test]
async fn the_same_input_draws_the_same_plan() {
    let app = TestApp::town().await;
    let (first, second) = (draw(&app, simple("案")).await, draw(&app, simple("案")).await);
    assert_eq!(first["assumptions"]["input_digest"], second["assumptions"]["input_digest"]);
    assert_eq!(lines(&app, &first, "").await, lines(&app, &second, "").await);
    let path = format!(
        "/v1/{TOWN}/conservation-plans/{}/comparison?with={}",
        second["id"].as_str().unwrap(),
        first["id"].as_str().unwrap()
    );
    let told = app.get(&path).await.expect(200).json();
    for list in ["added", "dropped", "moved", "cost_changed"] {
        assert_eq!(told[list], json!([]), "{list}");
    }
    assert_eq!(told["unchanged"], first["summary"]["lines"]);
}

#[tokio::test]
async fn works_that_are_decided_stay_and_their_component_waits_for_its_next_cycle() {
    let app = TestApp::town().await;
    let work = json!({"component_code": "C1", "kind": "renewal", "title": "屋上防水改修", "state": "budgeted", "planned_year": 2027,
        "budget_year": 2026, "budget_request_yen": 26000000, "cost_yen": 26000000, "funding": {"general-fund": 26000000}});
    let work = app.post(&format!("/v1/{TOWN}/works"), &work).await.expect(201).json();
    let plan = draw(&app, simple("案")).await;
    let found = lines(&app, &plan, "building_code=B1&sort=planned_year").await;
    let roof: Vec<&Value> = found.iter().filter(|line| line["component_code"] == "C1").collect();
    let told: Vec<(&Value, &Value)> = roof.iter().map(|line| (&line["planned_year"], &line["work_id"])).collect();
    assert_eq!(told, [(&json!(2027), &work["id"]), (&json!(2047), &Value::Null)]);
    assert!(plan["summary"]["left_out"].as_array().unwrap().iter().any(|left| left["reason"] == "existing-work"));
}

async fn enter(app: &TestApp, work: Value) -> Value {
    app.post(&format!("/v1/{TOWN}/works"), &work).await.expect(201).json()
}

fn notes(plan: &Value) -> Vec<&str> {
    plan["assumptions"]["notes_en"].as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect()
}

#[tokio::test]
async fn works_under_way_keep_their_year_and_works_that_lapsed_move_to_the_first() {
    let app = TestApp::town().await;
    let begun = json!({"building_code": "B1", "kind": "seismic-retrofit", "title": "耐震改修", "state": "under-way", "planned_year": 2023,
        "earliest_year": 2022, "latest_year": 2025, "duration_years": 4, "budget_year": 2023, "budget_request_yen": 40000000,
        "cost_yen": 40000000, "funding": {"general-fund": 40000000}, "started_on": "2023-05-11"});
    let begun = enter(&app, begun).await;
    let lapsed = json!({"building_code": "B2", "kind": "accessibility", "title": "段差解消", "planned_year": 2024,
        "earliest_year": 2023, "cost_yen": 5000000});
    let lapsed = enter(&app, lapsed).await;
    let plan = draw(&app, simple("案")).await;
    let found = lines(&app, &plan, "").await;
    let window = |work: &Value| {
        let line = found.iter().find(|line| line["work_id"] == work["id"]).unwrap();
        ["earliest_year", "planned_year", "latest_year"].map(|year| line[year].as_i64().unwrap())
    };
    assert_eq!(window(&begun), [2023, 2023, 2023]);
    assert_eq!(window(&lapsed), [2026, 2026, 2026]);
    // A quarter of 40,000,000, for three have been paid before, and 5,000,000.
    assert_eq!(plan["summary"]["by_year"][0], json!({"fiscal_year": 2026, "cost_yen": 15_000_000}));
    let told = notes(&plan);
    assert!(told.iter().any(|note| note.starts_with("1 works were planned for years before")), "{told:?}");
}

#[tokio::test]
async fn a_long_life_is_planned_only_where_the_structure_allows_it() {
    let app = TestApp::town().await;
    let kinds = async || {
        let plan = draw(&app, json!({"title": "案", "base_year": 2026, "years": 40})).await;
        let found = lines(&app, &plan, "building_code=B1").await;
        let whole = found.iter().filter(|line| line["component_code"].is_null());
        let told: Vec<(String, i64)> = whole
            .map(|line| (line["kind"].as_str().unwrap().to_owned(), line["planned_year"].as_i64().unwrap()))
            .collect();
        (told, notes(&plan).iter().find(|note| note.contains("no long-life")).map(|note| note[..2].to_owned()))
    };
    // B1 and B2 are of the old standard, B3 is of steel and more than 40 years old: nobody knows.
    assert_eq!(kinds().await, (vec![("rebuild".to_owned(), 2057)], Some("3 ".to_owned())));
    let path = format!("/v1/{TOWN}/buildings/B1");
    let tag = app.get(&path).await.expect(200).etag();
    app.patch(&path, Some(&tag), &json!({"seismic_standard": "new"})).await.expect(200);
    let both = vec![("long-life".to_owned(), 2026), ("rebuild".to_owned(), 2057)];
    assert_eq!(kinds().await, (both, Some("2 ".to_owned())));
}

#[tokio::test]
async fn a_building_is_as_old_as_its_last_rebuild() {
    let app = TestApp::town().await;
    let rebuilds = async || {
        let plan = draw(&app, json!({"title": "案", "base_year": 2026, "years": 60})).await;
        let found = lines(&app, &plan, "building_code=B2").await;
        let rebuilds = found.iter().filter(|line| line["kind"] == "rebuild");
        rebuilds.map(|line| line["planned_year"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    // Completed in March 1970, so in fiscal year 1969.
    assert_eq!(rebuilds().await, [2049]);
    enter(
        &app,
        json!({"building_code": "B2", "kind": "rebuild", "title": "改築", "state": "done", "done_on": "2005-03-20"}),
    )
    .await;
    assert_eq!(rebuilds().await, [2084]);
}

#[tokio::test]
async fn works_that_are_decided_change_the_name_of_what_a_plan_rests_on() {
    let app = TestApp::town().await;
    let digest = async || draw(&app, simple("案")).await["assumptions"]["input_digest"].clone();
    let work =
        enter(&app, json!({"building_code": "B1", "kind": "other", "title": "工事", "planned_year": 2030})).await;
    let mut seen = vec![digest().await];
    let path = format!("/v1/{TOWN}/works/{}", work["id"].as_str().unwrap());
    for change in [json!({"cost_yen": 1000}), json!({"title": "別の工事"})] {
        let tag = app.get(&path).await.expect(200).etag();
        app.patch(&path, Some(&tag), &change).await.expect(200);
        let now = digest().await;
        assert!(!seen.contains(&now), "{change}");
        seen.push(now);
    }
    assert_eq!(digest().await, seen[2]);
}

#[tokio::test]
async fn a_cost_beyond_measure_is_counted_as_the_most_and_noted() {
    let app = TestApp::town().await;
    let path = format!("/v1/{TOWN}/components/C1");
    let tag = app.get(&path).await.expect(200).etag();
    app.patch(&path, Some(&tag), &json!({"quantity": 1_000_000.0, "unit_cost_yen": 2_000_000})).await.expect(200);
    let plan = draw(&app, simple("案")).await;
    let found = lines(&app, &plan, "building_code=B1").await;
    let roof = found.iter().find(|line| line["component_code"] == "C1").unwrap();
    assert_eq!(roof["cost_yen"], 1_000_000_000_000_i64);
    assert!(notes(&plan).iter().any(|note| note.starts_with("1 costs of more than")), "{:?}", notes(&plan));
}

#[tokio::test]
async fn a_plan_is_adopted_changed_and_compared() {
    let app = TestApp::town().await;
    let first = draw(&app, simple("第1版")).await;
    let told = adopt(&app, &first, 2035).await;
    let near = lines(&app, &first, "to_year=2035").await;
    assert_eq!(told["works_created"], near.len());
    let works = app.get(&format!("/v1/{TOWN}/works?origin=plan&state=planned&counted=true")).await.expect(200).json();
    assert_eq!(works["number_matched"], near.len());
    // Adopted versions stay as they are.
    let line = format!("/v1/{TOWN}/conservation-plans/{}/lines/1", first["id"].as_str().unwrap());
    app.patch(&line, None, &json!({"cost_yen": 1})).await.problem(409);
    let copy = draw(&app, json!({"title": "第2版", "copy_of": first["id"]})).await;
    let lines_of_copy = lines(&app, &copy, "").await;
    let roof = lines_of_copy.iter().find(|line| line["component_code"] == "C1").unwrap();
    let path = |line: &Value| {
        format!("/v1/{TOWN}/conservation-plans/{}/lines/{}", copy["id"].as_str().unwrap(), line["line_no"])
    };
    let changed = app
        .patch(
            &path(roof),
            Some(&tag(&app, &path(roof)).await),
            &json!({"planned_year": 2029, "cost_yen": 30000000, "note": "他の工事と同時"}),
        )
        .await
        .expect(200)
        .json();
    assert_eq!((&changed["changed"], &changed["planned_year"]), (&json!(true), &json!(2029)));
    let gone = lines_of_copy.iter().find(|line| line["component_code"] == "C2").unwrap();
    app.delete(&path(gone), Some(&tag(&app, &path(gone)).await)).await.expect(204);
    let compared = format!(
        "/v1/{TOWN}/conservation-plans/{}/comparison?with={}",
        copy["id"].as_str().unwrap(),
        first["id"].as_str().unwrap()
    );
    let told = app.get(&compared).await.expect(200).json();
    assert_eq!((&told["moved"][0]["from_year"], &told["moved"][0]["to_year"]), (&json!(2028), &json!(2029)));
    assert_eq!(
        (&told["cost_changed"][0]["from_yen"], &told["cost_changed"][0]["to_yen"]),
        (&json!(25_926_000), &json!(30_000_000))
    );
    assert_eq!((told["dropped"].as_array().unwrap().len(), &told["dropped"][0]["line_key"]), (1, &gone["line_key"]));
    let of_2028 = told["by_year"].as_array().unwrap().iter().find(|year| year["fiscal_year"] == 2028).unwrap();
    assert_eq!(of_2028["first_yen"].as_i64().unwrap() - of_2028["second_yen"].as_i64().unwrap(), 25_926_000);
    // The works follow: one moved, one dropped with the reason.
    let told = adopt(&app, &copy, 2035).await;
    assert_eq!((&told["superseded_id"], &told["works_created"]), (&first["id"], &json!(0)));
    assert_eq!(told["works_dropped"], 1, "{told}");
    let roof_works = app.get(&format!("/v1/{TOWN}/works?component_code=C1&origin=plan")).await.json()["works"].clone();
    assert_eq!((&roof_works[0]["planned_year"], &roof_works[0]["plan_id"]), (&json!(2029), &copy["id"]));
    let dropped = app.get(&format!("/v1/{TOWN}/works?state=dropped")).await.json()["works"].clone();
    assert_eq!(dropped[0]["dropped_reason"], "計画の改定（第2版）");
    let states: Vec<Value> = app.get(&format!("/v1/{TOWN}/conservation-plans")).await.json()["conservation_plans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| plan["state"].clone())
        .collect();
    assert_eq!(states, ["adopted", "superseded"]);
}

#[tokio::test]
async fn a_levelled_plan_becomes_a_draft() {
    let app = TestApp::town().await;
    let first = draw(&app, simple("第1版")).await;
    // One work takes three years and reaches beyond the plan: two thirds of it count in its last two years.
    let line = format!("/v1/{TOWN}/conservation-plans/{}/lines/1", first["id"].as_str().unwrap());
    let long = json!({"planned_year": 2054, "earliest_year": 2054, "latest_year": 2055, "duration_years": 3, "cost_yen": 30_000_002});
    let long = app.patch(&line, Some(&tag(&app, &line).await), &long).await.expect(200).json();
    let question = json!({"from_year": 2026, "to_year": 2055, "plan_id": first["id"]});
    let levelled = app.post(&format!("/v1/{TOWN}/levelled-plans"), &question).await.expect(200).json();
    assert!(levelled["placements"].as_array().unwrap().iter().all(|placed| placed["id"] != long["line_key"]));
    let first = app.get(&format!("/v1/{TOWN}/conservation-plans/{}", first["id"].as_str().unwrap())).await.json();
    let placements = levelled["placements"].as_array().unwrap();
    let moved: Vec<&Value> = placements.iter().filter(|placed| placed["moved_years"] != 0).collect();
    assert!(!moved.is_empty(), "the town's works are not level by themselves");
    let copy = draw(&app, json!({"title": "平準化案", "copy_of": first["id"], "placements": placements})).await;
    // What levelling said of the years is what the draft adds up to.
    let yearly = |years: &Value, to: i64| -> Vec<(i64, i64)> {
        let told = |year: &Value| Some((year["fiscal_year"].as_i64()?, year["cost_yen"].as_i64()?));
        years.as_array().unwrap().iter().filter_map(told).filter(|(year, cost)| *year <= to && *cost > 0).collect()
    };
    assert_eq!(yearly(&copy["summary"]["by_year"], 2055), yearly(&levelled["years"], 2055));
    assert_eq!(copy["summary"]["total_yen"], first["summary"]["total_yen"]);
    let notes = copy["assumptions"]["notes_en"].as_array().unwrap();
    let note = format!("{} lines of version 1 were moved", moved.len());
    assert!(notes.iter().any(|told| told.as_str().unwrap().starts_with(&note)), "{notes:?}");
    let found = lines(&app, &copy, "limit=10000").await;
    for placed in placements {
        let line = found.iter().find(|line| line["line_key"] == placed["id"]).unwrap();
        assert_eq!(line["planned_year"], placed["start_year"]);
        let reasons = line["reasons"].as_array().unwrap();
        let levelled = reasons.iter().any(|reason| reason["reason"] == "levelled");
        assert_eq!(levelled, placed["moved_years"] != 0, "{line}");
    }
    assert_eq!(found.iter().find(|line| line["line_key"] == long["line_key"]).unwrap()["planned_year"], 2054);
    let id = |plan: &Value| plan["id"].as_str().unwrap().to_owned();
    let compared = format!("/v1/{TOWN}/conservation-plans/{}/comparison?with={}", id(&copy), id(&first));
    assert_eq!(app.get(&compared).await.expect(200).json()["moved"].as_array().unwrap().len(), moved.len());
}

#[tokio::test]
async fn placements_are_of_lines_there_are_and_within_their_windows() {
    let app = TestApp::town().await;
    let first = draw(&app, simple("第1版")).await;
    let key = lines(&app, &first, "building_code=B1&limit=1").await[0]["line_key"].clone();
    let of = |placements: Value| json!({"title": "案", "copy_of": first["id"], "placements": placements});
    let path = format!("/v1/{TOWN}/conservation-plans");
    for (question, place, code) in [
        (of(json!([{"id": "none", "start_year": 2030}])), "/placements/0/id", "unknown-reference"),
        (
            of(json!([{"id": key, "start_year": 2029}, {"id": key, "start_year": 2029}])),
            "/placements/1/id",
            "unknown-reference",
        ),
        (of(json!([{"id": key, "start_year": 2055}])), "/placements/0/start_year", "out-of-range"),
        (of(json!([{"id": key, "start_year": "soon"}])), "/placements/0/start_year", "out-of-range"),
        (of(json!([{"id": key}])), "/placements/0/start_year", "required"),
        (of(json!([{"id": key, "start_year": 2029, "colour": 1}])), "/placements/0/colour", "unknown-field"),
        (of(json!({"id": key})), "/placements", "malformed"),
        (json!({"title": "案", "placements": [{"id": key, "start_year": 2029}]}), "/placements", "contradiction"),
    ] {
        app.post(&path, &question).await.fault(422, place, code);
    }
    let versions = app.get(&path).await.expect(200).json()["conservation_plans"].as_array().unwrap().len();
    assert_eq!(versions, 1, "what was refused left nothing behind");
}

#[tokio::test]
async fn what_a_plan_cannot_be_is_refused() {
    let app = TestApp::town().await;
    for (question, place, code) in [
        (json!({"base_year": 2026}), "/title", "required"),
        (json!({"title": "案", "years": 0}), "/years", "out-of-range"),
        (json!({"title": "案", "years": 61}), "/years", "out-of-range"),
        (json!({"title": "案", "life_basis": "stars"}), "/life_basis", "unknown-value"),
        (json!({"title": "案", "copy_of": "none"}), "/copy_of", "unknown-reference"),
    ] {
        let answer = app.post(&format!("/v1/{TOWN}/conservation-plans"), &question).await;
        answer.fault(422, place, code);
    }
    let plan = draw(&app, simple("案")).await;
    let id = plan["id"].as_str().unwrap();
    let line = format!("/v1/{TOWN}/conservation-plans/{id}/lines/1");
    let own = tag(&app, &line).await;
    app.patch(&line, None, &json!({"planned_year": 2030})).await.problem(428);
    app.patch(&line, Some("\"other\""), &json!({"planned_year": 2030})).await.problem(412);
    app.patch(&line, Some(&own), &json!({"planned_year": 2099})).await.problem(422);
    app.patch(&line, Some(&own), &json!({"latest_year": 1999})).await.fault(422, "/latest_year", "contradiction");
    app.patch(&format!("/v1/{TOWN}/conservation-plans/{id}/lines/x"), None, &json!({})).await.problem(404);
    let state = format!("/v1/{TOWN}/conservation-plans/{id}/state-changes");
    app.post(&state, &json!({"state": "superseded"})).await.fault(422, "/state", "contradiction");
    app.get(&format!("/v1/{NEIGHBOUR}/conservation-plans/{id}")).await.problem(404);
    app.get(&format!("/v1/{TOWN}/conservation-plans/{id}/comparison")).await.fault(400, "with", "required");
    let tag = app.get(&format!("/v1/{TOWN}/conservation-plans/{id}")).await.expect(200).etag();
    app.delete(&format!("/v1/{TOWN}/conservation-plans/{id}"), Some(&tag)).await.expect(204);
    assert_eq!(app.get(&format!("/v1/{TOWN}/conservation-plans")).await.json()["conservation_plans"], json!([]));
}

#[tokio::test]
async fn the_demonstration_has_works_for_every_facility_with_buildings() {
    let app = TestApp::demonstration().await;
    let plan = draw(&app, json!({"title": "施設保全計画", "base_year": 2027, "years": 40})).await;
    assert_eq!(plan["summary"]["illustrative"], plan["summary"]["lines"]);
    let found = lines(&app, &plan, "limit=10000").await;
    let with_works: std::collections::BTreeSet<&str> =
        found.iter().map(|line| line["facility_code"].as_str().unwrap()).collect();
    let buildings =
        app.get(&format!("/v1/{TOWN}/buildings?limit=1000")).await.json()["buildings"].as_array().unwrap().clone();
    for building in &buildings {
        assert!(with_works.contains(building["facility_code"].as_str().unwrap()), "{building}");
    }
    let learned = draw(&app, json!({"title": "学習", "base_year": 2027, "years": 40, "life_basis": "learned"})).await;
    assert_ne!(learned["summary"]["by_year"], plan["summary"]["by_year"]);
}

#[tokio::test]
async fn works_that_are_decided_or_filled_in_by_people_stay_when_a_copy_is_adopted() {
    let app = TestApp::town().await;
    let first = draw(&app, simple("第1版")).await;
    adopt(&app, &first, 2035).await;
    let works = |query: &'static str| {
        let app = &app;
        async move {
            let found = app.get(&format!("/v1/{TOWN}/works?origin=plan&{query}")).await.expect(200).json();
            found["works"].as_array().unwrap().clone()
        }
    };
    let all = works("").await;
    let roof = all.iter().find(|work| work["component_code"] == "C1").unwrap();
    let cooling = all.iter().find(|work| work["component_code"] == "C2").unwrap();
    let cost = roof["cost_yen"].clone();
    let path = |work: &Value| format!("/v1/{TOWN}/works/{}", work["id"].as_str().unwrap());
    let budget = json!({"state": "budgeted", "budget_year": 2027, "budget_request_yen": cost, "funding": {"general-fund": cost}});
    app.post(&format!("{}/state-changes", path(roof)), &budget).await.expect(200);
    let own = json!({"tags": ["resilience"], "note": "担当者の記入"});
    app.patch(&path(cooling), Some(&tag(&app, &path(cooling)).await), &own).await.expect(200);
    let copy = draw(&app, json!({"title": "第2版", "copy_of": first["id"]})).await;
    // Fewer years than before: nothing that stands in the version is dropped for that.
    let told = adopt(&app, &copy, 2027).await;
    assert_eq!((&told["works_created"], &told["works_dropped"]), (&json!(0), &json!(0)), "{told}");
    let after = works("").await;
    assert_eq!(after.len(), all.len());
    let roof = app.get(&path(roof)).await.json();
    assert_eq!((&roof["state"], &roof["plan_id"]), (&json!("budgeted"), &first["id"]));
    let cooling = app.get(&path(cooling)).await.json();
    assert_eq!((&cooling["tags"], &cooling["note"]), (&json!(["resilience"]), &json!("担当者の記入")));
    assert_eq!(cooling["plan_id"], copy["id"]);
}
