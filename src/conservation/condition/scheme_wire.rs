//! What the API says of rating schemes, and how one is read from a body.

use crate::domain::condition::{Better, SchemeRow};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A rating scheme (評価基準) as data: what a grade is worth, what a part counts, which way is better
#[derive(Serialize, ToSchema)]
pub struct RatingScheme {
    /// 評価基準番号
    #[schema(example = "mext-2017")]
    pub code: String,
    /// Which way is better
    pub better: Better,
    /// 除数
    #[schema(example = 60.0)]
    pub divisor: f64,
    /// Grades, best first
    pub grades: Vec<SchemeGrade>,
    /// Parts
    pub parts: Vec<SchemePart>,
    /// Whether it is the municipality's own
    #[schema(example = false)]
    pub own: bool,
    /// 出典
    #[schema(example = "学校施設の長寿命化計画策定に係る解説書（文部科学省 2017-03）")]
    pub source: String,
    /// 確度: `published`, `well-known`, `common-practice`, `own`, `unverified`
    #[schema(example = "well-known")]
    pub confidence: String,
    /// 備考
    pub note: Option<String>,
}

/// A grade of a scheme
#[derive(Serialize, ToSchema)]
pub struct SchemeGrade {
    /// 評価
    #[schema(example = "c")]
    pub grade: String,
    /// 評点
    #[schema(example = 40.0)]
    pub points: f64,
    /// 残存率（%）: how much of the renewal cycle is left
    #[schema(example = 25)]
    pub remaining_share_percent: i64,
    /// 対応期限（年）: years within which something has to be done
    #[schema(example = 10)]
    pub act_within_years: Option<i32>,
}

/// A part of a scheme
#[derive(Serialize, ToSchema)]
pub struct SchemePart {
    /// 部位
    #[schema(example = "interior")]
    pub part: String,
    /// 部位の名称
    #[schema(example = "内部仕上げ")]
    pub label_ja: String,
    /// コスト配分
    #[schema(example = 22.4)]
    pub weight: f64,
    /// 経過年数による評価: the grade from so many years on; empty where it is rated by eye
    pub elapsed: Vec<ElapsedGrade>,
    /// 部位区分 that belong to it
    #[schema(example = json!(["interior"]))]
    pub component_kinds: Vec<String>,
}

/// A grade by years since the last full renewal
#[derive(Serialize, ToSchema)]
pub struct ElapsedGrade {
    /// 評価
    #[schema(example = "b")]
    pub grade: String,
    /// 経過年数: from so many years on
    #[schema(example = 20)]
    pub from_years: i32,
}

/// The rating schemes in force
#[derive(Serialize, ToSchema)]
pub struct RatingSchemes {
    /// By code
    pub rating_schemes: Vec<RatingScheme>,
}

/// The rows that a scheme in a body comes to. Its form is refused here, its content where a scheme is made of rows.
pub fn rows(body: &Map<String, Value>) -> Result<Vec<SchemeRow>> {
    let mut rows = Vec::new();
    only(body, "", &["code", "better", "divisor", "grades", "parts", "own", "source", "confidence", "note"])?;
    for element in ["better", "divisor"] {
        rows.extend(body.get(element).and_then(text).map(|value| row(element, "", value)));
    }
    for (at, grade) in members(body, "grades")?.into_iter().enumerate() {
        let place = format!("/grades/{at}");
        only(grade, &place, &["grade", "points", "remaining_share_percent", "act_within_years"])?;
        let name = grade.get("grade").and_then(text).unwrap_or_default();
        for (field, element) in [
            ("points", "grade"),
            ("remaining_share_percent", "remaining-share-percent"),
            ("act_within_years", "act-within-years"),
        ] {
            rows.extend(grade.get(field).and_then(text).map(|value| row(element, &name, value)));
        }
    }
    for (at, part) in members(body, "parts")?.into_iter().enumerate() {
        let place = format!("/parts/{at}");
        only(part, &place, &["part", "label_ja", "weight", "elapsed", "component_kinds"])?;
        let name = part.get("part").and_then(text).unwrap_or_default();
        for (field, element) in [("weight", "part"), ("label_ja", "part-label")] {
            rows.extend(part.get(field).and_then(text).map(|value| row(element, &name, value)));
        }
        for step in members(part, "elapsed")? {
            only(step, &format!("{place}/elapsed"), &["grade", "from_years"])?;
            let grade = step.get("grade").and_then(text).unwrap_or_default();
            let from = step.get("from_years").and_then(text).unwrap_or_default();
            rows.push(row("elapsed", &format!("{name}/{grade}"), from));
        }
        if let Some(Value::Array(kinds)) = part.get("component_kinds") {
            rows.extend(kinds.iter().filter_map(text).map(|kind| row("component", &kind, name.clone())));
        }
    }
    Ok(rows)
}

fn row(element: &str, name: &str, value: String) -> SchemeRow {
    SchemeRow { element: element.to_owned(), name: name.to_owned(), value }
}

/// What stands in a cell of a row: a number as it is written, a text as it is.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn malformed(place: &str, en: String, ja: String) -> Error {
    let invalid = Invalid::new("scheme", "malformed", "", Text::new(en, ja));
    Error::Refused(vec![crate::error::Fault::at(place, invalid)])
}

fn members<'a>(of: &'a Map<String, Value>, name: &'static str) -> Result<Vec<&'a Map<String, Value>>> {
    let refused = || {
        let en = format!("`{name}` must be an array of objects");
        malformed(&format!("/{name}"), en, format!("`{name}` はオブジェクトの配列にしてください"))
    };
    match of.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(items)) => items.iter().map(|item| item.as_object().ok_or_else(refused)).collect(),
        Some(_) => Err(refused()),
    }
}

fn only(of: &Map<String, Value>, place: &str, known: &[&str]) -> Result<()> {
    match of.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(stranger) => Err(malformed(
            &format!("{place}/{stranger}"),
            format!("there is no field `{stranger}` here; the fields are {}", known.join(", ")),
            format!("項目 `{stranger}` はありません。使える項目は {} です", known.join("、")),
        )),
    }
}
