//! Do lists as departments keep them become the records that they mean?

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use super::*;
use encoding_rs::SHIFT_JIS;
use std::io::Cursor;

fn incoming(kind: ImportKind, bytes: impl Into<Vec<u8>>) -> Incoming {
    read(Cursor::new(bytes.into()), kind).map_err(|faults| format!("{faults:#?}")).unwrap()
}

fn refused(kind: ImportKind, text: &str) -> Vec<(&'static str, Option<u64>, String)> {
    let faults = read(Cursor::new(text.as_bytes().to_vec()), kind).map(|incoming| incoming.rows.len()).unwrap_err();
    faults.into_iter().map(|fault| (fault.code, fault.row, fault.column.unwrap_or_default())).collect()
}

fn json(row: &Row) -> Value {
    Value::Object(row.cells.clone())
}

fn place(origin: &Origin, field: &str) -> (Option<u64>, Option<String>) {
    let fault = origin.fault(field, "malformed", None, Text::new("", ""));
    (fault.row, fault.column)
}

const WORKS: &str = "令和8年度 工事一覧,,,,,,,,\n\n\
    番号,施設番号,施設名,工種,件名,概算工事費（千円）,計画年度,竣工日,強靱化,好きな色\n\
    W1,F1,本庁舎,大規模改修,屋上防水,\"12,345.6\",令和8年度,R9.3.20,○,青\n\
    ,,,,,,,,,\n\
    W2,-,第一小,改築,校舎,－,2026(令和8)年度,2024/4/1,,\n\
    合計,,,,,12345.6,,,,\n";

#[test]
fn a_list_of_works_is_read_under_its_own_headings() {
    for bytes in [WORKS.as_bytes().to_vec(), SHIFT_JIS.encode(WORKS).0.into_owned()] {
        let incoming = incoming(ImportKind::Works, bytes);
        assert_eq!(
            json(&incoming.rows[0]),
            serde_json::json!({
                "external_no": "W1", "facility_code": "F1", "facility_name": "本庁舎", "kind": "renovation",
                "title": "屋上防水", "cost_yen": "12345600", "planned_year": "令和8年度", "done_on": "2027-03-20",
                "tags": "resilience"
            })
        );
        let second = &incoming.rows[1];
        assert_eq!(second.cells["kind"], "rebuild");
        assert_eq!(second.cells["planned_year"], "2026年度");
        assert_eq!(second.cells["done_on"], "2024-04-01");
        assert!(!second.cells.contains_key("facility_code") && !second.cells.contains_key("cost_yen"));
        assert_eq!(place(&second.origin, "cost_yen"), (Some(6), Some("概算工事費（千円）".to_owned())));
        assert_eq!(incoming.rows.len(), 2);
        let notices: Vec<&str> = incoming.notices.iter().map(|notice| notice.ja.as_str()).collect();
        assert_eq!(notices, ["次の列は取り込みませんでした: 好きな色", "合計の行は読み飛ばしました（1 件）"]);
    }
}

#[test]
fn years_and_amounts_reach_their_fields_as_they_are_meant() {
    let text = "施設番号,工種,件名,工事費(百万円),実施年度,最遅年度,工期（年）\nF1,修繕,a,1.5,R8,H30年度,２年\nF1,修繕,b,\"1,23\",8,,\n";
    let rows = incoming(ImportKind::Works, text).rows;
    let mut fields = crate::fields::Fields::new(rows[0].cells.clone(), rows[0].origin.clone());
    assert_eq!(fields.integer("cost_yen", 0, i64::MAX), Some(1_500_000));
    assert_eq!(fields.fiscal_year("planned_year"), Some(2026));
    assert_eq!(fields.fiscal_year("latest_year"), Some(2018));
    assert_eq!(fields.integer("duration_years", 1, 9), Some(2));
    // An amount that cannot be read is refused by its field and not taken for yen.
    let mut fields = crate::fields::Fields::new(rows[1].cells.clone(), rows[1].origin.clone());
    assert_eq!(fields.integer("cost_yen", 0, i64::MAX), None);
}

#[test]
fn a_title_states_the_unit_of_columns_that_state_none() {
    let text = "（単位：千円）,,,,\n施設番号,工種,件名,工事費,決算額（円）\nF1,修繕,a,12,34\n";
    let incoming = incoming(ImportKind::Works, text);
    assert_eq!(incoming.rows[0].cells["cost_yen"], "12000");
    assert_eq!(incoming.rows[0].cells["actual_cost_yen"], "34");
    assert!(incoming.notices[0].ja.contains("千円"));
}

#[test]
fn every_fault_of_the_table_is_told_at_once() {
    let text = "工事費,概算額,施設番号,工種\n1,2,F1,修繕\n";
    assert_eq!(
        refused(ImportKind::Works, text),
        [("duplicate-column", Some(1), "概算額".to_owned()), ("missing-column", Some(1), "工事名".to_owned())]
    );
    let faults = read(Cursor::new(text.as_bytes().to_vec()), ImportKind::Works).map(|_| ()).unwrap_err();
    assert!(faults[1].text.ja.contains("施設番号、工種"), "{}", faults[1].text.ja);
    assert_eq!(refused(ImportKind::Works, "a,b\n1,2\n")[0].0, "missing-heading");
    assert_eq!(refused(ImportKind::Works, "")[0].0, "empty");
    let marks = "施設番号,工種,件名,強靭化\nF1,修繕,#REF!,たぶん\n";
    let codes: Vec<_> = refused(ImportKind::Works, marks).into_iter().map(|fault| fault.2).collect();
    assert_eq!(codes, ["件名", "強靭化"]);
}

#[test]
fn a_running_number_yields_to_the_number_of_the_works() {
    let text = "No.,工事番号,施設番号,工種,件名\n1,W7,F1,修繕,a\n";
    let incoming = incoming(ImportKind::Works, text);
    assert_eq!(incoming.rows[0].cells["external_no"], "W7");
    assert!(incoming.notices[0].ja.contains("No."));
}

#[test]
fn limits_are_kept() {
    let row = "F1,修繕,a\n";
    let text = |rows| format!("施設番号,工種,件名\n{}", row.repeat(rows));
    assert_eq!(incoming(ImportKind::Works, text(MOST_ROWS)).rows.len(), MOST_ROWS);
    assert_eq!(refused(ImportKind::Works, &text(MOST_ROWS + 1))[0].0, "too-large");
    let wide = format!("施設番号,工種,件名{}\n{row}", ",x".repeat(198));
    assert_eq!(refused(ImportKind::Works, &wide)[0].0, "too-large");
}

#[test]
fn rows_of_one_inspection_are_its_findings() {
    let text = "点検番号,点検種別,施設名,点検実施日,判定,点検項目,指摘結果,指摘内容,部位番号\n\
        I1,建築物定期点検,本庁舎,令和6年10月1日,要是正,外壁,要是正,ひび割れ,C1\n\
        I1,,,,,屋上,異常なし,,C2\n\
        ,,,,,避雷針,要重点点検,さび,\n\
        I2,建築物定期点検,第一小,令和6年10月2日,指摘なし,,,,\n";
    let rows = incoming(ImportKind::Inspections, text).rows;
    assert_eq!(
        json(&rows[0]),
        serde_json::json!({
            "external_no": "I1", "kind": "建築物定期点検", "facility_name": "本庁舎", "performed_on": "2024-10-01",
            "result": "failed", "component_code": "C1",
            "findings": [
                {"item": "外壁", "result": "failed", "description": "ひび割れ"},
                {"item": "屋上", "result": "passed", "component_code": "C2"},
                {"item": "避雷針", "result": "watch", "description": "さび"}
            ]
        })
    );
    assert_eq!(place(&rows[0].origin, "result"), (Some(2), Some("判定".to_owned())));
    assert_eq!(place(&rows[0].findings[2], "result"), (Some(4), Some("指摘結果".to_owned())));
    assert_eq!((rows.len(), rows[1].findings.len()), (2, 0));
}

#[test]
fn inspections_without_numbers_are_told_apart_by_kind_subject_and_day() {
    let text = "種別,施設番号,点検日,点検項目,判定\nA,F1,2024-01-01,x,要是正\nA,F1,2024/1/1,y,異常なし\nA,F2,2024-01-01,x,要是正\n";
    let rows = incoming(ImportKind::Inspections, text).rows;
    assert_eq!((rows.len(), rows[0].findings.len(), rows[1].findings.len()), (2, 2, 1));
    // 判定 beside items judges the item.
    assert!(!rows[0].cells.contains_key("result"));
    assert_eq!(rows[0].cells["findings"][1]["result"], "passed");
    assert_eq!(place(&rows[0].findings[1], "result"), (Some(3), Some("判定".to_owned())));
}

#[test]
fn rows_of_one_inspection_may_not_contradict_each_other() {
    let text = "点検番号,種別,施設番号,点検日,点検者,備考\nI1,A,F1,2024-01-01,甲,a\nI1,A,F1,2024-01-01,乙,b\n";
    assert_eq!(refused(ImportKind::Inspections, text), [("contradiction", Some(3), "点検者".to_owned())]);
}

const MEXT: &str = "建物情報一覧表,,,,,,,,,\n\
    施設名,建物名,構造,調査年度,劣化状況評価,,,,,健全度\n\
    ,,,,屋根・屋上,外壁,内部仕上,電気設備,機械設備,（100点満点）\n\
    第一小,校舎,RC,令和元年度,Ａ,b,C,Ｄ,－,62\n\
    第一小,体育館,S,2019,,,,,,\n";

#[test]
fn the_wide_form_is_a_record_for_each_part() {
    let incoming = incoming(ImportKind::Ratings, MEXT);
    let said: Vec<(&str, &str)> = incoming
        .rows
        .iter()
        .map(|row| (row.cells["part"].as_str().unwrap(), row.cells["grade"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("roof", "A"), ("exterior-wall", "B"), ("interior", "C"), ("electrical", "D")]);
    for row in &incoming.rows {
        assert_eq!(row.cells["building_name"], "校舎");
        assert_eq!(row.cells["stated_score"], "62");
        assert_eq!(row.cells["rated_on"], "2020-03-31");
    }
    assert_eq!(place(&incoming.rows[2].origin, "grade"), (Some(4), Some("内部仕上".to_owned())));
    assert!(incoming.notices.iter().any(|notice| notice.ja == "評価が一つもない行は読み飛ばしました（1 件）"));
}

#[test]
fn the_long_form_is_a_record_for_each_row() {
    let text = "棟番号,部位,評価,調査日\n1,屋上,ａ,R6.5\n1,外壁,C,2024-06-01\n";
    let rows = incoming(ImportKind::Ratings, text).rows;
    assert_eq!(
        json(&rows[0]),
        serde_json::json!({"building_code": "1", "part": "roof", "grade": "A", "rated_on": "2024-05"})
    );
    assert_eq!(rows[1].cells["part"], "exterior-wall");
    let both = "棟番号,部位,評価,外壁\n1,屋上,A,B\n";
    assert_eq!(refused(ImportKind::Ratings, both), [("duplicate-column", Some(1), "外壁".to_owned())]);
    let grade = "棟番号,部位\n1,屋上\n";
    assert_eq!(refused(ImportKind::Ratings, grade), [("missing-column", Some(1), "評価".to_owned())]);
}

#[test]
fn a_list_of_defects_is_read_from_a_workbook() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let cover = book.add_worksheet();
    cover.set_name("表紙").unwrap();
    cover.write(0, 0, "不具合の記録").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("不具合一覧").unwrap();
    sheet.write(0, 0, "令和6年度分").unwrap();
    for (column, heading) in
        ["受付番号", "施設番号", "不具合\nの内容", "発生日", "修繕費（千円）", "緊急度", "部位"].iter().enumerate()
    {
        sheet.write(2, column as u16, *heading).unwrap();
    }
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 4, 1).unwrap();
    sheet.write(4, 0, 7).unwrap();
    sheet.write(4, 1, "001").unwrap();
    sheet.write(4, 2, "雨漏り").unwrap();
    sheet.write_with_format(4, 3, &day, &rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write(4, 4, 12.5).unwrap();
    sheet.write(4, 5, "至急").unwrap();
    sheet.write(4, 6, "屋根・屋上").unwrap();
    let incoming = incoming(ImportKind::Defects, book.save_to_buffer().unwrap());
    assert_eq!(
        json(&incoming.rows[0]),
        serde_json::json!({
            "external_no": "7", "facility_code": "001", "description": "雨漏り", "reported_on": "2024-04-01",
            "cost_yen": "12500", "severity": "urgent", "component_kind": "roof"
        })
    );
    assert_eq!(place(&incoming.rows[0].origin, "severity"), (Some(5), Some("緊急度".to_owned())));
    assert!(incoming.notices.iter().any(|notice| notice.ja.contains("表紙")), "{:?}", incoming.notices);
}

#[test]
fn what_goes_out_under_the_official_headings_comes_in_again() {
    let cell = |field: &str| match field {
        "kind" => "解体".to_owned(),
        "state" => "施工中".to_owned(),
        "funding" => "地方債;一般財源".to_owned(),
        "tags" => "SDGs 11;集約化・複合化".to_owned(),
        f if f.ends_with("_on") => "2024-03-31".to_owned(),
        f if f.ends_with("_yen") => "1234567".to_owned(),
        f if f.ends_with("_year") => "2026".to_owned(),
        "duration_years" => "2".to_owned(),
        other => format!("値 {other}"),
    };
    let official = headings::official(ImportKind::Works);
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let text =
        line(official.iter().map(|o| o.1.to_owned()).collect()) + &line(official.iter().map(|o| cell(o.0)).collect());
    let incoming = incoming(ImportKind::Works, text);
    assert_eq!(incoming.notices, []);
    for (field, _) in official {
        let expected = match *field {
            "kind" => "demolition".to_owned(),
            "state" => "under-way".to_owned(),
            "funding" => "bond;general-fund".to_owned(),
            "tags" => "sdg-11;consolidation".to_owned(),
            other => cell(other),
        };
        assert_eq!(incoming.rows[0].cells[*field], expected, "{field}");
    }
}

#[test]
fn goals_are_tags_by_their_numbers() {
    let text = "施設番号,工種,件名,SDGs\nF1,修繕,a,\"11、目標13\"\n";
    let mut row = incoming(ImportKind::Works, text).rows.remove(0);
    let mut fields = crate::fields::Fields::new(std::mem::take(&mut row.cells), row.origin);
    assert_eq!(fields.words::<crate::domain::work::PolicyTag>("tags"), r#"["sdg-11","sdg-13"]"#);
}
