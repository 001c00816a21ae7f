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
