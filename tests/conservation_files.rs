//! Lists of works, inspections, ratings and defects out of spreadsheets and back into them.

use crate::support::{Answer, NEIGHBOUR, TOWN, TestApp};
use axum::body::Body;
use axum::http::Method;
use encoding_rs::SHIFT_JIS;
use serde_json::{Value, json};

async fn import(app: &TestApp, query: &str, file: impl Into<Body>) -> Answer {
    let path = format!("/v1/{TOWN}/conservation-imports?{query}");
    app.send(Method::POST, &path, &[("content-type", "text/csv")], file).await
}

async fn export(app: &TestApp, query: &str) -> Vec<u8> {
    app.get(&format!("/v1/{TOWN}/conservation-exports?{query}")).await.expect(200).bytes
}

fn counts(answer: Answer) -> [u64; 3] {
    let told = answer.expect(200).json();
    ["created", "changed", "unchanged"].map(|name| told[name].as_u64().unwrap())
}

const WORKS: &str = "保全計画工事一覧\n単位：千円\n工事番号,施設名,棟名,工種,件名,概算工事費,予定年度,最遅年度,強靭化,備考\n\
    W-1,市役所,本庁舎,大規模改修,本庁舎外壁改修,84000,令和10年度,R12,○,\n\
    W-2,第一小学校,体育館,修繕,体育館床修繕,1250.5,2027,,,急ぐ\n";

#[tokio::test]
async fn a_list_of_works_from_excel_comes_in_with_its_units_and_names() {
    let app = TestApp::town().await;
    let (cp932, _, _) = SHIFT_JIS.encode(WORKS);
    assert_eq!(counts(import(&app, "kind=works", cp932.into_owned()).await), [2, 0, 0]);
    let works = app.get(&format!("/v1/{TOWN}/works?sort=planned_year")).await.json()["works"].clone();
    assert_eq!(
        (&works[0]["title"], &works[0]["cost_yen"], &works[0]["building_code"]),
        (&json!("体育館床修繕"), &json!(1_250_500), &json!("B3"))
    );
    assert_eq!(
        (&works[1]["planned_year"], &works[1]["latest_year"], &works[1]["tags"]),
        (&json!(2028), &json!(2030), &json!(["resilience"]))
    );
    assert_eq!(
        (&works[1]["facility_code"], &works[1]["kind"], &works[1]["origin"]),
        (&json!("F1"), &json!("renovation"), &json!("import"))
    );
    // The same file again changes nothing, another cost one of them.
    assert_eq!(counts(import(&app, "kind=works", WORKS).await), [0, 0, 2]);
    assert_eq!(counts(import(&app, "kind=works", WORKS.replace("84000", "90000")).await), [0, 1, 1]);
}

#[tokio::test]
async fn everything_wrong_with_a_file_is_told_by_row_and_column_and_nothing_is_written() {
    let app = TestApp::town().await;
    let bad = "工事番号,施設名,工種,件名,概算工事費（円）,最早年度,最遅年度\nW-1,市役所,魔法,外壁改修,100,2026,2027\n\
        W-2,城,修繕,石垣修繕,100,2026,2027\nW-3,市役所,修繕,窓口修繕,たくさん,2028,2027\nW-3,市役所,修繕,床,1,,\n";
    let unknown = import(&app, "kind=works", bad).await.faults(422);
    assert_eq!(unknown, [("3:施設名".to_owned(), "unknown-reference".to_owned())]);
    let mut faults = import(&app, "kind=works", bad.replace("城", "市役所")).await.faults(422);
    faults.sort();
    let expected = [("2:工種", "unknown-value"), ("4:概算工事費（円）", "malformed"), ("5:工事番号", "duplicate")];
    assert_eq!(faults, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let window = bad
        .replace("城", "市役所")
        .replace("魔法", "修繕")
        .replace("たくさん", "1")
        .replace("W-3,市役所,修繕,床", "W-4,市役所,修繕,床");
    import(&app, "kind=works", window).await.fault(422, "4:最遅年度", "contradiction");
    import(&app, "kind=works", "a,b\n1,2\n").await.problem(422);
    import(&app, "kind=castles", WORKS).await.fault(400, "kind", "unknown-value");
    import(&app, "", WORKS).await.fault(400, "kind", "required");
    assert_eq!(counts(import(&app, "kind=works&dry_run=true", WORKS).await), [2, 0, 0]);
    assert_eq!(app.get(&format!("/v1/{TOWN}/works")).await.json()["works"], json!([]));
    assert_eq!(app.get(&format!("/v1/{NEIGHBOUR}/works")).await.json()["works"], json!([]));
}

#[tokio::test]
async fn the_building_list_of_the_handbook_becomes_ratings() {
    let app = TestApp::town().await;
    let list = "施設名,建物名,屋根・屋上,外壁,内部仕上,電気設備,機械設備,健全度,調査年度\n市役所,本庁舎,C,D,B,A,C,52,2023\n第一小学校,校舎,A,A,A,A,A,90,2023\n";
    let told = import(&app, "kind=ratings", list).await.expect(200).json();
    assert_eq!(told["created"], 10);
    // The second row states 90 where its grades make 100.
    assert!(told["notices"].as_array().unwrap().iter().any(|notice| notice.as_str().unwrap().contains("B2")), "{told}");
    assert!(
        !told["notices"].as_array().unwrap().iter().any(|notice| notice.as_str().unwrap().contains("B1")),
        "{told}"
    );
    let condition = app.get(&format!("/v1/{TOWN}/condition")).await.expect(200).json();
    let scores: Vec<&Value> =
        condition["buildings"].as_array().unwrap().iter().map(|b| &b["score"]["score"]).take(2).collect();
    assert_eq!(scores, [&json!(52), &json!(100)]);
    assert_eq!(counts(import(&app, "kind=ratings", list).await), [0, 0, 10]);
}

#[tokio::test]
async fn what_goes_out_comes_back_unchanged_in_every_form() {
    let app = TestApp::demonstration().await;
    for kind in ["works", "inspections", "ratings", "defects"] {
        for form in ["f=csv", "f=csv&encoding=cp932", "f=xlsx"] {
            let file = export(&app, &format!("kind={kind}&{form}")).await;
            let told = import(&app, &format!("kind={kind}"), file.clone()).await.expect(200).json();
            assert_eq!((&told["created"], &told["changed"]), (&json!(0), &json!(0)), "{kind} {form}: {told}");
            assert!(told["unchanged"].as_u64() > Some(50), "{kind} {form}: {told}");
            assert!(file == export(&app, &format!("kind={kind}&{form}")).await || form == "f=xlsx", "{kind} {form}");
        }
    }
}

#[tokio::test]
async fn works_without_a_number_of_their_own_come_back_as_themselves() {
    let app = TestApp::town().await;
    let question = json!({"title": "案", "base_year": 2026, "years": 30});
    let plan = app.post(&format!("/v1/{TOWN}/conservation-plans"), &question).await.expect(201).json();
    let path = format!("/v1/{TOWN}/conservation-plans/{}/state-changes", plan["id"].as_str().unwrap());
    app.post(&path, &json!({"state": "adopted", "works_until_year": 2035})).await.expect(200);
    for form in ["csv", "xlsx"] {
        let file = export(&app, &format!("kind=works&f={form}")).await;
        let [created, changed, unchanged] = counts(import(&app, "kind=works", file).await);
        assert!(created == 0 && changed == 0 && unchanged > 1, "{form}: {created} {changed} {unchanged}");
    }
}

#[tokio::test]
async fn a_row_is_the_record_whose_number_of_the_service_it_names() {
    let app = TestApp::town().await;
    let defect =
        json!({"facility_code": "F1", "description": "雨漏り", "reported_on": "2026-05-01", "external_no": "K-1"});
    let made = app.post(&format!("/v1/{TOWN}/defects"), &defect).await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    let file = |rows: &str| format!("記録番号,受付番号,施設番号,不具合の内容,受付日\n{rows}");
    let renumbered = file(&format!("{id},K-2,F1,雨漏り（2階）,2026-05-01\n"));
    assert_eq!(counts(import(&app, "kind=defects", renumbered).await), [0, 1, 0]);
    let now = app.get(&format!("/v1/{TOWN}/defects/{id}")).await.expect(200).json();
    assert_eq!((&now["external_no"], &now["description"]), (&json!("K-2"), &json!("雨漏り（2階）")));
    let answer = import(&app, "kind=defects", file("01937c5e-0000-7000-8000-000000000001,,F1,a,2026-05-01\n")).await;
    answer.fault(422, "2:記録番号", "unknown-reference");
    let twice = file(&format!("{id},,F1,a,2026-05-01\n,K-2,F1,b,2026-05-01\n"));
    import(&app, "kind=defects", twice).await.fault(422, "3:記録番号", "duplicate");
    let other = file("\u{3000},K-3,F1,a,2026-05-01\n");
    assert_eq!(counts(import(&app, "kind=defects", other).await), [1, 0, 0]);
    let another = file(&format!("{id},K-3,F1,a,2026-05-01\n"));
    import(&app, "kind=defects", another).await.fault(422, "2:受付番号", "contradiction");
    // A neighbour's record is none of ours.
    let path = format!("/v1/{NEIGHBOUR}/conservation-imports?kind=defects");
    let file = file(&format!("{id},,F1,a,2026-05-01\n"));
    app.send(Method::POST, &path, &[("content-type", "text/csv")], file).await.fault(
        422,
        "2:記録番号",
        "unknown-reference",
    );
}

#[tokio::test]
async fn a_list_moves_works_on_but_does_not_complete_them() {
    let app = TestApp::town().await;
    let list = |state: &str| format!("工事番号,施設番号,工種,件名,状態\nW-1,F1,修繕,床,{state}\n");
    assert_eq!(counts(import(&app, "kind=works", list("提案")).await), [1, 0, 0]);
    for state in ["完了", " 完 了 ", "施工中"] {
        let faults = import(&app, "kind=works", list(state)).await.faults(422);
        assert!(faults.contains(&("2:状態".to_owned(), "contradiction".to_owned())), "{state}: {faults:?}");
    }
    import(&app, "kind=works", list("たぶん")).await.fault(422, "2:状態", "unknown-value");
    let old =
        "工事番号,施設番号,工種,件名,状態,着工日,完了日,決算額（円）\nW-0,F1,修繕,窓,完了,2025-04-01,2025-09-30,1\n";
    assert_eq!(counts(import(&app, "kind=works", old).await), [1, 0, 0]);
    assert_eq!(counts(import(&app, "kind=works", old).await), [0, 0, 1]);
    import(&app, "kind=works", old.replace("09-30", "09-29")).await.fault(422, "2:完了日", "contradiction");
}

#[tokio::test]
async fn a_list_without_numbers_of_findings_leaves_what_became_of_them_where_it_was() {
    let app = TestApp::town().await;
    let lift = json!({"kind": "bsa-12-3-elevator", "component_code": "C3", "performed_on": "2026-05-11", "external_no": "I-1",
        "findings": [{"item": "戸", "result": "watch"}, {"item": "主索", "result": "failed"}]});
    let made = app.post(&format!("/v1/{TOWN}/inspections"), &lift).await.expect(201).json();
    let path = format!("/v1/{TOWN}/inspections/{}", made["id"].as_str().unwrap());
    app.post(&format!("{path}/findings/2/works"), &json!({})).await.expect(201);
    let head = "点検番号,点検種別,部位番号,点検実施日,点検項目,指摘結果,指摘内容\n";
    let list = format!("{head}I-1,bsa-12-3-elevator,C3,2026-05-11,主索,要是正,素線切れ\n");
    assert_eq!(counts(import(&app, "kind=inspections", list.clone()).await), [0, 1, 0]);
    let now = app.get(&path).await.expect(200).json();
    let told: Vec<(&Value, bool)> =
        now["findings"].as_array().unwrap().iter().map(|f| (&f["item"], f["work_id"].is_string())).collect();
    assert_eq!(told, [(&json!("戸"), false), (&json!("主索"), true)]);
    assert_eq!(now["findings"][1]["description"], "素線切れ");
    assert_eq!(counts(import(&app, "kind=inspections", list.clone()).await), [0, 0, 1]);
    let twins = format!("{list}I-1,,,,主索,要是正,別の一本\n");
    assert_eq!(
        import(&app, "kind=inspections", twins).await.faults(422),
        [2, 3].map(|row| (format!("{row}:点検項目"), "ambiguous".to_owned()))
    );
    let wrong = format!("{list}I-1,,,,巻上機,壊滅,\n");
    import(&app, "kind=inspections", wrong).await.fault(422, "3:指摘結果", "unknown-value");
    assert_eq!(app.get(&path).await.expect(200).json(), now);
}

#[tokio::test]
async fn a_rating_is_told_by_its_component_too_and_a_twin_in_the_file_counts_once() {
    let app = TestApp::town().await;
    let list = "建物番号,部位番号,部位,評価,評価日\nB1,,屋根・屋上,B,2024-05-01\nB1,C1,屋根・屋上,B,2024-05-01\n\
        B1,,屋根・屋上,B,2024-05-01\n";
    assert_eq!(counts(import(&app, "kind=ratings", list).await), [2, 0, 1]);
    assert_eq!(counts(import(&app, "kind=ratings", list).await), [0, 0, 3]);
}

#[tokio::test]
async fn a_stated_score_is_compared_with_the_survey_that_states_it() {
    let app = TestApp::town().await;
    let list = |year: u16, grade: &str, score: u16| {
        let grades = [grade; 5].join(",");
        format!(
            "施設名,建物名,屋根・屋上,外壁,内部仕上,電気設備,機械設備,健全度,調査年度\n市役所,本庁舎,{grades},{score},{year}\n"
        )
    };
    let noticed = async |list: String| {
        let told = import(&app, "kind=ratings", list).await.expect(200).json();
        told["notices"].as_array().unwrap().iter().any(|notice| notice.as_str().unwrap().contains("B1"))
    };
    assert!(!noticed(list(2023, "D", 10)).await);
    // A list of long ago says nothing of today's grades.
    assert!(!noticed(list(2010, "A", 100)).await);
    assert!(noticed(list(2009, "A", 90)).await);
}

#[tokio::test]
async fn what_a_stranger_writes_does_not_become_a_formula() {
    let app = TestApp::town().await;
    let formula = "=HYPERLINK(\"http://example.org\",\"x\")";
    let defect = json!({"facility_code": "F1", "description": formula, "reported_by": "+81-42-565-1111", "reported_on": "2026-05-01"});
    app.post(&format!("/v1/{TOWN}/defects"), &defect).await.expect(201);
    let file = export(&app, "kind=defects").await;
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(text.contains(",\"'=HYPERLINK(\"\"http") && text.contains(",'+81-42-565-1111,"), "{text}");
    assert_eq!(counts(import(&app, "kind=defects", file).await), [0, 0, 1]);
}

#[tokio::test]
async fn the_demonstration_holds_all_that_is_checked_in() {
    let app = TestApp::demonstration().await;
    for (list, member, count) in [
        ("works", "works", 57),
        ("defects", "defects", 62),
        ("inspections", "inspections", 807),
        ("condition-ratings", "condition_ratings", 1532),
    ] {
        let page = app.get(&format!("/v1/{TOWN}/{list}?limit=10000")).await.expect(200).json();
        let records = page[member].as_array().unwrap();
        assert_eq!(records.len(), count, "{list}");
        assert!(
            records.iter().all(|record| record["illustrative"].as_array().is_some_and(|marks| !marks.is_empty())),
            "{list}"
        );
    }
}
