//! What score do the grades of a building's parts make, and what do many buildings score together?
//!
//! ```text
//! score = Σ(points × weight) / (divisor × weight of the parts there are / weight of all parts)
//! mean  = Σ(score × floor area) / Σ floor area
//! ```
//!
//! With every part there the first is the published `Σ(points × weight) / divisor`. A part that the building does not have (a
//! gymnasium without air conditioning) takes its weight out of the divisor, so that it neither helps nor hurts.
//!
//! # Shapes
//! Grades are a map part → grade; [`Score::parts`] has one row a part there is, in the order of the scheme.
//! # Units
//! Hundredths of a point. Whole and hundredths are each rounded half up (四捨五入) from the exact fraction, never one from the
//! other: 52.4967 is 52 and 5250 hundredths.
//! # Errors
//! [`score`] returns a [`GradeFault`] for every part at fault.
//! # Source
//! MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017): 健全度 = Σ(評点 × コスト配分) / 60. Leaving parts out is ours.

use super::decimal::half_up;
use super::scheme::{Part, Scheme};
use crate::domain::{Invalid, Text};
use std::collections::BTreeMap;

/// What is wrong with the grade of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeFault {
    /// The part as it was given, for a pointer into the input; none when the fault is of all grades together.
    pub part: Option<String>,
    /// The fault; its field is `grades`.
    pub invalid: Invalid,
}

/// What one part brought into a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartScore {
    /// Code of the part.
    pub part: String,
    /// Its Japanese name.
    pub label_ja: String,
    /// Code of its grade.
    pub grade: String,
    /// What the grade is worth, hundredths of a point.
    pub points_hundredths: i64,
    /// What the part counts, hundredths.
    pub weight_hundredths: i64,
    /// What it brought into the score, hundredths of a point, half up; the parts may differ from the score by their roundings.
    pub contribution_hundredths: i64,
}

/// The score of a building (健全度).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// In whole points, half up, as it is published.
    pub score: i64,
    /// In hundredths of a point, half up from the exact fraction.
    pub exact_hundredths: i64,
    /// How it came about.
    pub parts: Vec<PartScore>,
    /// What was divided by, hundredths, half up; the score itself uses the exact fraction.
    pub divisor_hundredths: i64,
    /// Codes of the parts that the building does not have.
    pub left_out: Vec<String>,
}

/// The score of several buildings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeanScore {
    /// In whole points, half up from the exact mean.
    pub score: i64,
    /// In hundredths of a point, half up.
    pub exact_hundredths: i64,
}

/// The score of a building from the grade of each part. Every part of the scheme must be named: with its grade, or with none
/// where the building has no such part. Case and width of a grade do not count.
pub fn score(scheme: &Scheme, grades: &BTreeMap<String, Option<String>>) -> Result<Score, Vec<GradeFault>> {
    let mut faults: Vec<GradeFault> =
        grades.keys().filter(|part| scheme.part(part).is_none()).map(|part| unknown_part(scheme, part)).collect();
    let (mut rated, mut left_out) = (Vec::new(), Vec::new());
    for part in scheme.parts() {
        match grades.get(&part.code) {
            None => faults.push(not_rated(part)),
            Some(None) => left_out.push(part.code.clone()),
            Some(Some(grade)) => match scheme.grade(grade) {
                Some(grade) => rated.push((part, grade)),
                None => faults.push(unknown_grade(scheme, part, grade)),
            },
        }
    }
    if faults.is_empty() && rated.is_empty() {
        faults.push(nothing_rated());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let weight = |part: &Part| i128::from(part.weight_hundredths);
    let all: i128 = scheme.parts().iter().map(weight).sum();
    let there: i128 = rated.iter().map(|(part, _)| weight(part)).sum();
    // sum / (divisor · there / all), in hundredths: both weights and divisor are hundredths, which cancel.
    let share = |sum: i128| (sum * all, i128::from(scheme.divisor_hundredths) * there);
    let product = |part: &Part, points: i64| i128::from(points) * weight(part);
    let (dividend, divisor) = share(rated.iter().map(|(part, grade)| product(part, grade.points_hundredths)).sum());
    let parts = rated.iter().map(|(part, grade)| {
        let (dividend, divisor) = share(product(part, grade.points_hundredths));
        PartScore {
            part: part.code.clone(),
            label_ja: part.label_ja.clone(),
            grade: grade.code.clone(),
            points_hundredths: grade.points_hundredths,
            weight_hundredths: part.weight_hundredths,
            contribution_hundredths: half_up(dividend, divisor),
        }
    });
    Ok(Score {
        score: half_up(dividend, divisor * 100),
        exact_hundredths: half_up(dividend, divisor),
        parts: parts.collect(),
        divisor_hundredths: half_up(i128::from(scheme.divisor_hundredths) * there, all),
        left_out,
    })
}

/// The mean of scores, weighted by floor area: pairs of hundredths of a point and dm². None when there is no area.
pub fn mean_score(items: impl IntoIterator<Item = (i64, u32)>) -> Option<MeanScore> {
    let (sum, area) = items.into_iter().fold((0i128, 0i128), |(sum, area), (score, dm2)| {
        (sum + i128::from(score) * i128::from(dm2), area + i128::from(dm2))
    });
    (area > 0).then(|| MeanScore { score: half_up(sum, area * 100), exact_hundredths: half_up(sum, area) })
}

fn fault(part: Option<&str>, code: &'static str, value: &str, en: String, ja: String) -> GradeFault {
    GradeFault { part: part.map(str::to_owned), invalid: Invalid::new("grades", code, value, Text::new(en, ja)) }
}

fn unknown_part(scheme: &Scheme, part: &str) -> GradeFault {
    let known: Vec<&str> = scheme.parts().iter().map(|part| part.code.as_str()).collect();
    let labels: Vec<String> = scheme.parts().iter().map(|part| format!("{}({})", part.code, part.label_ja)).collect();
    let en = format!("`grades` names the part `{part}`, which is not rated; use only {}", known.join(", "));
    let ja = format!("`grades` の部位 `{part}` は評価の対象ではありません。使えるのは {} です", labels.join("、"));
    fault(Some(part), "unknown-value", part, en, ja)
}

fn unknown_grade(scheme: &Scheme, part: &Part, grade: &str) -> GradeFault {
    let (code, label) = (&part.code, &part.label_ja);
    let known: Vec<&str> = scheme.grades().iter().map(|grade| grade.code.as_str()).collect();
    let en = format!("the grade of `{code}` is `{grade}`; use one of {}", known.join(", "));
    let ja =
        format!("{label}(`{code}`)の評価 `{grade}` は使えません。次のいずれかにしてください: {}", known.join("、"));
    fault(Some(code), "unknown-value", grade, en, ja)
}

fn not_rated(part: &Part) -> GradeFault {
    let (code, label) = (&part.code, &part.label_ja);
    let en = format!("the part `{code}` has no grade; give one, or null where the building has no such part");
    let ja =
        format!("{label}(`{code}`)の評価がありません。評価を入力するか、該当する部位がなければ null にしてください");
    fault(Some(code), "required", "", en, ja)
}

fn nothing_rated() -> GradeFault {
    let en = "`grades` rates no part, so there is no score; give at least one grade".to_owned();
    let ja = "`grades` に評価された部位がありません。1 つ以上の評価を入力してください".to_owned();
    fault(None, "required", "", en, ja)
}
