//! Schemes, scores, screening and remaining lives: the rows of `tests/cases/condition.csv`, and what is refused.

use super::*;
use crate::domain::facility::{ComponentKind, Word, word};
use crate::domain::units::FiscalYear;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator;

/// The published scheme, from the table that is shipped.
fn mext_rows() -> Vec<SchemeRow> {
    let table = include_str!("../../../data/reference/rating_scheme.csv");
    let rows = csv::Reader::from_reader(table.as_bytes()).into_deserialize::<BTreeMap<String, String>>();
    let rows = rows.map(|row| row.unwrap()).filter(|row| row["scheme"] == "mext-2017");
    rows.map(|row| of(&row["element"], &row["name"], &row["value"])).collect()
}

fn of(element: &str, name: &str, value: &str) -> SchemeRow {
    SchemeRow { element: element.to_owned(), name: name.to_owned(), value: value.to_owned() }
}

fn mext() -> Scheme {
    Scheme::from_rows("mext-2017", mext_rows()).unwrap()
}

/// The direction of 国立市 with coefficients of our own; none being published, the divisor is the sum of the weights.
fn inverse_rows() -> Vec<SchemeRow> {
    let rows = "better,,lower divisor,,6 grade,a,10 grade,b,40 grade,c,70 grade,d,100 part,roof,3 part,exterior-wall,2 \
                part,interior,1 part-label,roof,屋根 part-label,exterior-wall,外壁 part-label,interior,内部 \
                remaining-share-percent,a,100 remaining-share-percent,b,60 remaining-share-percent,c,30 \
                remaining-share-percent,d,0";
    let row = |text: &str| {
        let cells: Vec<&str> = text.split(',').collect();
        of(cells[0], cells[1], cells[2])
    };
    rows.split_whitespace().map(row).collect()
}

fn inverse() -> Scheme {
    Scheme::from_rows("inverse", inverse_rows()).unwrap()
}

struct Case {
    name: String,
    kind: String,
    scheme: Scheme,
    given: BTreeMap<String, String>,
    expected: String,
    second: String,
}

impl Case {
    fn number(&self, name: &str) -> Option<i64> {
        self.given.get(name).map(|text| text.parse().unwrap())
    }

    fn year(&self, name: &str) -> Option<FiscalYear> {
        self.number(name).map(|year| FiscalYear::new("year", year).unwrap())
    }

    /// The two expected cells as this program answers them.
    fn answer(&self) -> (String, String) {
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        match self.kind.as_str() {
            "score" => {
                let grade = |text: &String| Some(text.clone()).filter(|text| text != "-");
                let grades = self.given.iter().map(|(part, text)| (part.clone(), grade(text))).collect();
                let score = score(&self.scheme, &grades).unwrap();
                (score.score.to_string(), score.exact_hundredths.to_string())
            }
            "elapsed" => {
                let years = self.number("years").unwrap() as i32;
                let grade = self.scheme.elapsed_grade(&self.given["part"], years);
                (or_dash(grade.map(str::to_owned)), String::new())
            }
            "screening" => {
                let building = Screened {
                    structure: self.given.get("structure").map(|code| word("structure", code).unwrap()),
                    seismic_standard: self.given.get("standard").map(|code| word("standard", code).unwrap()),
                    core_strength_tenths: self.number("strength"),
                    age_years: self.number("age").map(|age| age as i32),
                    corroded: self.given.get("corroded").map(|text| text == "true"),
                };
                (screening(building, &rules()).result.code().to_owned(), String::new())
            }
            "remaining" => {
                let rating = self.given.get("grade").map(|grade| Rating {
                    grade: self.scheme.grade(grade).unwrap().clone(),
                    rated_year: self.year("rated").unwrap(),
                });
                let (year, installed, cycle) =
                    (self.year("year").unwrap(), self.year("installed"), self.number("cycle"));
                let of = RemainingLife::new(year, installed, cycle.unwrap(), rating).unwrap();
                let left = remaining_life(&of);
                let act = left.as_ref().and_then(|left| left.act_by_year).map(|year| year.to_string());
                (or_dash(left.map(|left| left.years.to_string())), act.unwrap_or_default())
            }
            other => panic!("{other}"),
        }
    }
}

fn rules() -> ScreeningRules {
    let table = include_str!("../../../data/reference/condition.csv");
    let rows = csv::Reader::from_reader(table.as_bytes()).into_deserialize::<BTreeMap<String, String>>();
    let values: BTreeMap<String, String> =
        rows.map(|row| row.unwrap()).map(|row| (row["name"].clone(), row["value"].clone())).collect();
    ScreeningRules::from_named(|name| values.get(name).cloned()).unwrap()
}

#[test]
fn every_case_reckoned_by_hand_comes_out_the_same() {
    let table = include_str!("../../../tests/cases/condition.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let mut kinds = BTreeMap::new();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let given = row["given"].split_whitespace().map(|pair| pair.split_once('=').unwrap());
        let case = Case {
            name: row["case"].clone(),
            kind: row["kind"].clone(),
            scheme: if row["scheme"] == "inverse" { inverse() } else { mext() },
            given: given.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            expected: row["expected"].clone(),
            second: row["expected_second"].clone(),
        };
        assert_eq!(case.answer(), (case.expected.clone(), case.second.clone()), "{}", case.name);
        *kinds.entry(case.kind).or_insert(0) += 1;
    }
    assert!(kinds["score"] >= 15 && kinds["screening"] >= 15 && kinds["remaining"] >= 12 && kinds["elapsed"] >= 6);
}

#[test]
fn the_shipped_scheme_rates_every_component_but_the_grounds_and_the_rest() {
    let scheme = mext();
    let part = |kind: ComponentKind| scheme.part_of(kind).map(|part| part.code.as_str());
    assert_eq!(part(ComponentKind::Openings), Some("exterior-wall"));
    assert_eq!(part(ComponentKind::FireAlarm), Some("electrical"));
    assert_eq!(part(ComponentKind::Elevator), Some("mechanical"));
    let unrated: Vec<ComponentKind> = ComponentKind::iter().filter(|kind| part(*kind).is_none()).collect();
    assert_eq!(unrated, [ComponentKind::Exterior, ComponentKind::Other]);
    let dated: Vec<Option<i32>> = scheme.grades().iter().map(|grade| grade.act_within_years).collect();
    assert_eq!(dated, [None, None, Some(10), Some(5)]);
    assert_eq!(scheme.parts()[2].label_ja, "内部仕上げ");
    assert_eq!((scheme.divisor_hundredths(), scheme.better(), scheme.code()), (6000, Better::Higher, "mext-2017"));
}

#[test]
fn a_score_says_how_it_came_about() {
    let grades = [("roof", Some("c")), ("exterior-wall", None), ("interior", Some("B"))];
    let grades = grades.map(|(part, grade)| (part.to_owned(), grade.map(str::to_owned))).into();
    let score = score(&inverse(), &grades).unwrap();
    // (70 × 3 + 40 × 1) / (3 + 1) = 250 / 4
    assert_eq!((score.score, score.exact_hundredths, score.divisor_hundredths), (63, 6250, 400));
    assert_eq!(score.left_out, ["exterior-wall"]);
    let roof = &score.parts[0];
    assert_eq!((roof.part.as_str(), roof.grade.as_str(), roof.label_ja.as_str()), ("roof", "c", "屋根"));
    assert_eq!((roof.points_hundredths, roof.weight_hundredths, roof.contribution_hundredths), (7000, 300, 5250));
    assert_eq!(score.parts[1].contribution_hundredths, 1000);
}

#[test]
fn a_divisor_other_than_the_sum_of_the_weights_shrinks_in_proportion() {
    let mut rows = inverse_rows();
    rows[1].value = "12".to_owned();
    let scheme = Scheme::from_rows("double", rows).unwrap();
    let grades = [("roof", Some("d")), ("exterior-wall", Some("d")), ("interior", None)];
    let grades = grades.map(|(part, grade)| (part.to_owned(), grade.map(str::to_owned))).into();
    // 500 / (12 × 5 / 6) = 50, as with every part: 600 / 12
    let score = score(&scheme, &grades).unwrap();
    assert_eq!((score.score, score.divisor_hundredths), (50, 1000));
}

#[test]
fn each_part_at_fault_is_named() {
    let grades = [("roof", Some("e")), ("cellar", Some("a")), ("interior", None)];
    let grades = grades.map(|(part, grade)| (part.to_owned(), grade.map(str::to_owned))).into();
    let faults = score(&inverse(), &grades).unwrap_err();
    let named: BTreeSet<_> = faults.iter().map(|fault| (fault.part.as_deref(), fault.invalid.code)).collect();
    let expected =
        [(Some("cellar"), "unknown-value"), (Some("exterior-wall"), "required"), (Some("roof"), "unknown-value")];
    assert_eq!(named, expected.into());
    assert!(faults.iter().all(|fault| fault.invalid.field == "grades"));
    let of_roof = faults.iter().find(|fault| fault.part.as_deref() == Some("roof")).unwrap();
    assert!(of_roof.invalid.text.en.contains("`e`") && of_roof.invalid.text.en.contains("a, b, c, d"));
}

#[test]
fn a_building_without_any_part_has_no_score() {
    let grades = ["roof", "exterior-wall", "interior"].map(|part| (part.to_owned(), None)).into();
    let faults = score(&inverse(), &grades).unwrap_err();
    assert_eq!((faults.len(), faults[0].part.as_deref(), faults[0].invalid.code), (1, None, "required"));
}

#[test]
fn a_mean_is_weighted_by_area_and_rounded_once() {
    // (50 × 100 + 80 × 300) / 400 = 72.5
    assert_eq!(mean_score([(5000, 10_000), (8000, 30_000)]), Some(MeanScore { score: 73, exact_hundredths: 7250 }));
    // (74.50 × 199 + 74.40 × 1) / 200 = 74.4995: in hundredths 74.50, whole 74
    assert_eq!(mean_score([(7450, 199), (7440, 1)]), Some(MeanScore { score: 74, exact_hundredths: 7450 }));
    assert_eq!(mean_score([(5000, 0)]), None);
    assert_eq!(mean_score([]), None);
}

/// The faults of the inverse scheme when one row is put in the place of those of its element and name, or added.
fn faults_with(element: &str, name: &str, value: &str) -> Vec<(&'static str, &'static str)> {
    let mut rows = inverse_rows();
    match rows.iter_mut().find(|row| row.element == element && row.name == name) {
        Some(row) => row.value = value.to_owned(),
        None => rows.push(of(element, name, value)),
    }
    let faults = Scheme::from_rows("faulty", rows).err().unwrap_or_default();
    faults.iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn what_is_inconsistent_is_refused_by_the_name_of_its_element() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("part", "roof", "0", "out-of-range"),
        ("part", "roof", "-1", "out-of-range"),
        ("part", "roof", "NaN", "malformed"),
        ("part", "roof", "1e999", "malformed"),
        ("part", "roof", "1.001", "malformed"),
        ("part", "roof", "10000.01", "out-of-range"),
        ("divisor", "", "0", "out-of-range"),
        ("divisor", "", "inf", "malformed"),
        ("better", "", "sideways", "unknown-value"),
        ("grade", "b", "10", "contradiction"),
        ("grade", "c", "-1", "out-of-range"),
        ("part-label", "cellar", "地下", "unknown-value"),
        ("part-label", "roof", "", "required"),
        ("elapsed", "cellar/a", "0", "unknown-value"),
        ("elapsed", "roof/x", "0", "unknown-value"),
        ("elapsed", "roof/a", "1", "contradiction"),
        ("elapsed", "roof/a", "many", "malformed"),
        ("component", "roof", "cellar", "unknown-value"),
        ("component", "chimney", "roof", "unknown-value"),
        ("remaining-share-percent", "b", "101", "out-of-range"),
        ("remaining-share-percent", "b", "-1", "out-of-range"),
        ("remaining-share-percent", "c", "61", "contradiction"),
        ("remaining-share-percent", "x", "5", "unknown-value"),
        ("act-within-years", "x", "5", "unknown-value"),
        ("act-within-years", "d", "201", "out-of-range"),
    ];
    for &(element, name, value, code) in cases {
        assert!(faults_with(element, name, value).contains(&(element, code)), "{element} {name} {value}");
    }
    assert_eq!(faults_with("colour", "a", "1"), [("element", "unknown-value")]);
    assert_eq!(faults_with("part", "", "1"), [("part", "malformed")]);
    assert_eq!(faults_with("remaining-share-percent", "c", "60"), []);
}

#[test]
fn what_a_scheme_cannot_do_without_is_required() {
    for element in ["grade", "part", "divisor", "better", "remaining-share-percent", "part-label"] {
        let rows = inverse_rows().into_iter().filter(|row| row.element != element);
        let faults = Scheme::from_rows("faulty", rows).unwrap_err();
        assert!(faults.iter().any(|fault| (fault.field, fault.code) == (element, "required")), "{element}");
    }
    assert!(Scheme::from_rows("empty", []).unwrap_err().len() >= 4);
}

#[test]
fn a_row_that_stands_there_twice_is_refused() {
    let twice = |row: SchemeRow| {
        let rows = inverse_rows().into_iter().chain([row]);
        Scheme::from_rows("faulty", rows).unwrap_err().iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    assert_eq!(twice(of("grade", "Ａ", "10")), ["contradiction"]);
    assert_eq!(twice(of("divisor", "again", "6")), ["contradiction"]);
}

#[test]
fn points_run_the_way_the_scheme_says() {
    let mut rows = inverse_rows();
    rows[0].value = "higher".to_owned();
    let faults = Scheme::from_rows("faulty", rows).unwrap_err();
    assert_eq!(faults.iter().map(|fault| fault.value.as_str()).collect::<Vec<_>>(), ["b", "c", "d"]);
    let mut level = mext_rows();
    level
        .iter_mut()
        .filter(|row| (row.element.as_str(), row.name.as_str()) == ("grade", "b"))
        .for_each(|row| row.value = "100".to_owned());
    let faults = Scheme::from_rows("faulty", level).unwrap_err();
    assert_eq!(
        faults.iter().map(|fault| (fault.code, fault.value.as_str())).collect::<Vec<_>>(),
        [("contradiction", "b")]
    );
}

#[test]
fn years_and_deadlines_must_follow_the_grades() {
    let with = |rows: &[(&str, &str, &str)]| {
        let more = rows.iter().map(|(element, name, value)| of(element, name, value));
        Scheme::from_rows("faulty", inverse_rows().into_iter().chain(more)).err().map(|faults| faults[0].field)
    };
    let elapsed = |b, c| with(&[("elapsed", "roof/a", "0"), ("elapsed", "roof/b", b), ("elapsed", "roof/c", c)]);
    assert_eq!(
        [elapsed("20", "40"), elapsed("20", "20"), elapsed("40", "20")],
        [None, Some("elapsed"), Some("elapsed")]
    );
    let act = |c, d| with(&[("act-within-years", "c", c), ("act-within-years", "d", d)]);
    assert_eq!([act("10", "5"), act("5", "5"), act("5", "10")], [None, None, Some("act-within-years")]);
}

#[test]
fn a_scheme_has_at_most_26_grades_and_100_parts() {
    let of_size = |grades: usize, parts: usize| {
        let mut rows = vec![of("better", "", "higher"), of("divisor", "", "1")];
        for n in 0..grades {
            rows.push(of("grade", &format!("g{n}"), &(100 - n).to_string()));
            rows.push(of("remaining-share-percent", &format!("g{n}"), "50"));
        }
        for n in 0..parts {
            rows.push(of("part", &format!("p{n}"), "1"));
            rows.push(of("part-label", &format!("p{n}"), "部位"));
        }
        Scheme::from_rows("sized", rows).err().map(|faults| (faults[0].field, faults[0].code))
    };
    assert_eq!(of_size(26, 100), None);
    assert_eq!(of_size(27, 100), Some(("grade", "out-of-range")));
    assert_eq!(of_size(26, 101), Some(("part", "out-of-range")));
    let endless = std::iter::repeat_with(|| of("grade", "a", "1")).take(1_000_000);
    assert_eq!(Scheme::from_rows("endless", endless).unwrap_err().len(), 1);
}

#[test]
fn a_limit_of_the_screening_that_cannot_be_read_is_refused_by_its_name() {
    let with = |strength: &str, age: &str| {
        let value = |name: &str| Some(if name.ends_with("n_mm2") { strength } else { age }.to_owned());
        ScreeningRules::from_named(value).err().map(|fault| (fault.field, fault.code))
    };
    assert_eq!(with("13.5", "40"), None);
    assert_eq!(with("13.55", "40"), Some(("screening_core_strength_n_mm2", "out-of-range")));
    assert_eq!(with("", "40"), Some(("screening_core_strength_n_mm2", "malformed")));
    assert_eq!(with("13.5", "40.5"), Some(("screening_steel_wood_age_years", "out-of-range")));
    assert_eq!(with("13.5", "NaN"), Some(("screening_steel_wood_age_years", "malformed")));
}

#[test]
fn a_screening_tells_the_numbers_that_decided() {
    let building = Screened {
        structure: Some(crate::domain::facility::Structure::Rc),
        seismic_standard: Some(crate::domain::facility::SeismicStandard::Old),
        core_strength_tenths: Some(131),
        ..Screened::default()
    };
    let reason = screening(building, &rules()).reason;
    assert!(reason.en.contains("13.1") && reason.en.contains("13.5"), "{}", reason.en);
    assert!(reason.ja.contains("13.1") && reason.ja.contains("13.5"), "{}", reason.ja);
}

#[test]
fn a_remaining_life_tells_the_numbers_behind_it() {
    let year = |year| FiscalYear::new("year", year).unwrap();
    let rating = Rating { grade: mext().grade("c").unwrap().clone(), rated_year: year(2024) };
    let of = RemainingLife::new(year(2026), Some(year(2000)), 30, Some(rating)).unwrap();
    let left = remaining_life(&of).unwrap();
    assert_eq!(left.basis, RemainingBasis::ByRating);
    let because = left.because;
    assert_eq!((because.cycle_years, because.installed_year, because.rated_year), (30, Some(2000), Some(2024)));
    assert_eq!((because.grade.as_deref(), because.remaining_share_percent), (Some("c"), Some(25)));
    assert_eq!(because.years_at_start, 8);
}

#[test]
fn a_cycle_of_no_years_or_of_centuries_is_refused() {
    let year = FiscalYear::new("year", 2026).unwrap();
    let refused = |cycle| RemainingLife::new(year, None, cycle, None).err().map(|fault| fault.field);
    assert_eq!([0, 1, 200, 201].map(refused), [Some("cycle_years"), None, None, Some("cycle_years")]);
}

#[test]
fn the_words_are_written_the_same_by_serde_and_by_strum() {
    assert_eq!(serde_json::json!([Better::Higher, Better::Lower]), serde_json::json!(["higher", "lower"]));
    for word in ScreeningResult::iter() {
        assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
    }
    for word in RemainingBasis::iter() {
        assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
    }
}

proptest! {
    #[test]
    fn a_worse_grade_of_any_part_never_raises_the_score(places in prop::array::uniform5(0usize..4), which in 0usize..5) {
        let scheme = mext();
        let of = |places: [usize; 5]| {
            let grade = |(part, place): (&Part, usize)| (part.code.clone(), Some(scheme.grades()[place].code.clone()));
            score(&scheme, &scheme.parts().iter().zip(places).map(grade).collect()).unwrap().exact_hundredths
        };
        let mut worse = places;
        worse[which] = (worse[which] + 1).min(3);
        prop_assert!(of(worse) <= of(places));
        prop_assert!((1000..=10_000).contains(&of(places)));
    }

    #[test]
    fn any_text_in_any_row_is_a_scheme_or_a_fault(at in 0usize..20, name in "\\PC{0,6}", value in "\\PC{0,8}") {
        let mut rows = inverse_rows();
        let at = at % rows.len();
        rows[at] = SchemeRow { name, value, ..rows[at].clone() };
        if let Err(faults) = Scheme::from_rows("any", rows) {
            prop_assert!(!faults.is_empty());
        }
    }
}
