//! Do these rows make a rating scheme, and if not, what is wrong with them?
//!
//! # Shapes
//! A [`SchemeRow`] is element, name, value. `grade` (rows best to worst; name `a`, value points), `part` (name `roof`, value
//! weight), `part-label` (its Japanese name), `divisor`, `better`, `elapsed` (name `interior/b`, value the first year with
//! that grade), `component` (name a component kind, value a part), `remaining-share-percent` and `act-within-years` (name
//! a grade). Required: every grade's share, every part's label, the divisor and the direction.
//! # Units
//! Points, weights and the divisor are decimals with at most two places; years and percents whole numbers.
//! # Errors
//! Every fault at once as [`Invalid`], whose field is the element.
//! # Source
//! Ours; the limits keep slips of the keyboard out.

use super::decimal::{hundredths, written};
use super::scheme::{Better, ElapsedStep, Grade, Part, Scheme, folded};
use crate::domain::facility::{ComponentKind, word};
use crate::domain::{Invalid, Text};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// One row of a rating scheme as it stands in a table, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeRow {
    /// What it is about: `grade`, `part`, `part-label`, `divisor`, `better`, `elapsed`, `component`,
    /// `remaining-share-percent` or `act-within-years`.
    pub element: String,
    /// Which grade, part or kind; empty for the divisor and the direction.
    pub name: String,
    /// The value as text.
    pub value: String,
}

const GRADE: &str = "grade";
const PART: &str = "part";
const PART_LABEL: &str = "part-label";
const DIVISOR: &str = "divisor";
const BETTER: &str = "better";
const ELAPSED: &str = "elapsed";
const COMPONENT: &str = "component";
const SHARE: &str = "remaining-share-percent";
const ACT: &str = "act-within-years";
const ELEMENTS: [&str; 9] = [GRADE, PART, PART_LABEL, DIVISOR, BETTER, ELAPSED, COMPONENT, SHARE, ACT];

/// More rows than the fullest scheme has.
const MOST_ROWS: usize = 5_000;
const LONGEST_NAME: usize = 60;
/// The largest points or weight, hundredths.
const MOST_POINTS: i64 = 1_000_000;
/// The largest divisor, hundredths: every part with the largest weight.
const MOST_DIVISOR: i64 = 100_000_000;
const MOST_YEARS: i64 = 200;

impl Scheme {
    /// Reads and checks the rows of one scheme; the order of its grades is that of their rows.
    pub fn from_rows(code: &str, rows: impl IntoIterator<Item = SchemeRow>) -> Result<Scheme, Vec<Invalid>> {
        let mut reading = Reading::new(rows)?;
        let mut grades = reading.grades();
        let mut parts = reading.parts();
        reading.labels(&mut parts);
        reading.shares(&mut grades);
        reading.deadlines(&mut grades);
        let (divisor, better) = (reading.divisor(), reading.better());
        reading.elapsed(&grades, &mut parts);
        let components = reading.components(&parts);
        if let Some(better) = better {
            reading.order(&grades, better);
        }
        match (divisor, better, reading.faults.is_empty()) {
            (Some(divisor_hundredths), Some(better), true) => {
                let code = code.to_owned();
                Ok(Scheme { code, grades, parts, divisor_hundredths, better, components })
            }
            _ => Err(reading.faults),
        }
    }
}

struct Row {
    element: &'static str,
    name: String,
    value: String,
}

/// The rows while they are read, and what was wrong with them so far.
struct Reading {
    rows: Vec<Row>,
    faults: Vec<Invalid>,
}

impl Reading {
    /// Sorts out rows that no scheme can have: unknown elements, duplicates, names too long.
    fn new(rows: impl IntoIterator<Item = SchemeRow>) -> Result<Reading, Vec<Invalid>> {
        let mut reading = Reading { rows: Vec::new(), faults: Vec::new() };
        let mut seen = BTreeSet::new();
        for (count, row) in rows.into_iter().enumerate() {
            if count == MOST_ROWS {
                let en =
                    format!("a rating scheme has more than {MOST_ROWS} rows; leave out those that belong elsewhere");
                let ja = format!("評価基準の行が {MOST_ROWS} を超えています。他の行を除いてください");
                return Err(vec![Invalid::new("element", "out-of-range", count + 1, Text::new(en, ja))]);
            }
            let Some(element) = ELEMENTS.into_iter().find(|known| *known == folded(&row.element)) else {
                let (given, known) = (row.element.trim(), ELEMENTS.join(", "));
                let en = format!("`element` does not know `{given}`; use one of {known}");
                let ja = format!("`element` に `{given}` は使えません。次のいずれかにしてください: {known}");
                reading.faults.push(Invalid::new("element", "unknown-value", given, Text::new(en, ja)));
                continue;
            };
            let single = element == DIVISOR || element == BETTER;
            let name = if single { String::new() } else { folded(&row.name) };
            if !single && !(1..=LONGEST_NAME).contains(&name.chars().count()) {
                let en = format!("the name `{name}` of a `{element}` must have 1 to {LONGEST_NAME} characters");
                let ja = format!("`{element}` の名前 `{name}` は 1 から {LONGEST_NAME} 文字にしてください");
                reading.fault(element, "malformed", &name, en, ja);
            } else if seen.insert((element, name.clone())) {
                let value = row.value.nfkc().collect::<String>().trim().to_owned();
                reading.rows.push(Row { element, name, value });
            } else {
                let en = format!("`{element}` `{name}` stands there twice; remove one of the rows");
                let ja = format!("`{element}` の `{name}` が重複しています。一方の行を削除してください");
                reading.fault(element, "contradiction", &name, en, ja);
            }
        }
        Ok(reading)
    }

    fn fault(&mut self, field: &'static str, code: &'static str, value: &str, en: String, ja: String) {
        self.faults.push(Invalid::new(field, code, value, Text::new(en, ja)));
    }

    /// Name and value of every row of an element, in the order of the rows.
    fn of(&self, element: &str) -> Vec<(String, String)> {
        let of = self.rows.iter().filter(|row| row.element == element);
        of.map(|row| (row.name.clone(), row.value.clone())).collect()
    }

    /// A decimal within limits that are given in hundredths.
    fn decimal(&mut self, field: &'static str, name: &str, value: &str, low: i64, high: i64) -> Option<i64> {
        let read = hundredths(value).filter(|number| (low..=high).contains(number));
        if read.is_none() {
            let (low, high) = (written(low), written(high));
            let en =
                format!("`{field}` `{name}` is `{value}`; it must be from {low} to {high} with at most two decimals");
            let ja =
                format!("`{field}` `{name}` の値 `{value}` は {low} から {high} まで、小数第2位までにしてください");
            let code = if hundredths(value).is_some() { "out-of-range" } else { "malformed" };
            self.fault(field, code, value, en, ja);
        }
        read
    }

    /// A whole number from 0 up to the limit.
    fn whole(&mut self, field: &'static str, name: &str, value: &str, high: i64) -> Option<i64> {
        let number = value.parse::<i64>();
        let read = number.clone().ok().filter(|number| (0..=high).contains(number));
        if read.is_none() {
            let en = format!("`{field}` `{name}` is `{value}`; it must be a whole number from 0 to {high}");
            let ja = format!("`{field}` `{name}` の値 `{value}` は 0 から {high} までの整数にしてください");
            self.fault(field, if number.is_ok() { "out-of-range" } else { "malformed" }, value, en, ja);
        }
        read
    }

    /// Refuses an element of which there must be one at least, or of which there are too many.
    fn count(&mut self, field: &'static str, count: usize, most: usize) {
        if count == 0 {
            let en = format!("the rating scheme has no `{field}`; add at least one row");
            let ja = format!("評価基準に `{field}` がありません。1 行以上加えてください");
            self.fault(field, "required", "", en, ja);
        } else if count > most {
            let en = format!("the rating scheme has `{count}` rows of `{field}`; at most {most} are possible");
            let ja = format!("評価基準の `{field}` が `{count}` 行あります。{most} 行までにしてください");
            self.fault(field, "out-of-range", &count.to_string(), en, ja);
        }
    }

    fn unknown(&mut self, field: &'static str, what: &str, what_ja: &str, given: &str, known: &[&str]) {
        let known = known.join(", ");
        let en = format!("`{field}` names the {what} `{given}`, which the scheme does not have; use one of {known}");
        let ja = format!("`{field}` の{what_ja} `{given}` は評価基準にありません。次のいずれかにしてください: {known}");
        self.fault(field, "unknown-value", given, en, ja);
    }

    fn missing(&mut self, field: &'static str, name: &str) {
        let en = format!("`{field}` of `{name}` is missing; add a row");
        let ja = format!("`{name}` の `{field}` がありません。行を加えてください");
        self.fault(field, "required", name, en, ja);
    }

    fn grades(&mut self) -> Vec<Grade> {
        let rows = self.of(GRADE);
        self.count(GRADE, rows.len(), Scheme::MOST_GRADES);
        let mut grades = Vec::new();
        for (code, value) in rows {
            // What cannot be read is a fault already; a stand-in keeps the grade known to the rows that name it.
            let points_hundredths = self.decimal(GRADE, &code, &value, 0, MOST_POINTS).unwrap_or_default();
            grades.push(Grade { code, points_hundredths, remaining_share_percent: 0, act_within_years: None });
        }
        grades
    }

    fn parts(&mut self) -> Vec<Part> {
        let rows = self.of(PART);
        self.count(PART, rows.len(), Scheme::MOST_PARTS);
        let mut parts = Vec::new();
        for (code, value) in rows {
            let weight_hundredths = self.decimal(PART, &code, &value, 1, MOST_POINTS).unwrap_or_default();
            parts.push(Part { code, label_ja: String::new(), weight_hundredths, elapsed: Vec::new() });
        }
        parts
    }

    fn labels(&mut self, parts: &mut [Part]) {
        for (name, value) in self.of(PART_LABEL) {
            match parts.iter_mut().find(|part| part.code == name) {
                Some(part) => part.label_ja = value,
                None => self.unknown(PART_LABEL, "part", "部位", &name, &codes(parts, |part| &part.code)),
            }
        }
        for part in parts.iter().filter(|part| part.label_ja.is_empty()) {
            self.missing(PART_LABEL, &part.code);
        }
    }

    fn shares(&mut self, grades: &mut [Grade]) {
        let mut named = BTreeSet::new();
        for (name, value) in self.of(SHARE) {
            let share = self.whole(SHARE, &name, &value, 100);
            match grades.iter_mut().find(|grade| grade.code == name) {
                Some(grade) => grade.remaining_share_percent = share.unwrap_or_default(),
                None => self.unknown(SHARE, "grade", "評価", &name, &codes(grades, |grade| &grade.code)),
            }
            named.insert(name);
        }
        let missing: Vec<&Grade> = grades.iter().filter(|grade| !named.contains(&grade.code)).collect();
        missing.iter().for_each(|grade| self.missing(SHARE, &grade.code));
    }

    fn deadlines(&mut self, grades: &mut [Grade]) {
        for (name, value) in self.of(ACT) {
            let years = self.whole(ACT, &name, &value, MOST_YEARS);
            match grades.iter_mut().find(|grade| grade.code == name) {
                Some(grade) => grade.act_within_years = years.map(|years| years as i32),
                None => self.unknown(ACT, "grade", "評価", &name, &codes(grades, |grade| &grade.code)),
            }
        }
    }

    fn divisor(&mut self) -> Option<i64> {
        let Some((_, value)) = self.of(DIVISOR).into_iter().next() else {
            self.count(DIVISOR, 0, 1);
            return None;
        };
        self.decimal(DIVISOR, "", &value, 1, MOST_DIVISOR)
    }

    fn better(&mut self) -> Option<Better> {
        let Some((_, value)) = self.of(BETTER).into_iter().next() else {
            self.count(BETTER, 0, 1);
            return None;
        };
        word(BETTER, &value).map_err(|fault| self.faults.push(fault)).ok()
    }

    /// Each part's grades by years: from year 0 on, worse with every step.
    fn elapsed(&mut self, grades: &[Grade], parts: &mut [Part]) {
        for (name, value) in self.of(ELAPSED) {
            let years = self.whole(ELAPSED, &name, &value, MOST_YEARS);
            let (part, grade) = name.split_once('/').unwrap_or((&name, ""));
            let place = grades.iter().position(|known| known.code == grade);
            if place.is_none() {
                self.unknown(ELAPSED, "grade", "評価", grade, &codes(grades, |grade| &grade.code));
            }
            match (parts.iter_mut().find(|known| known.code == part), place, years) {
                (None, ..) => self.unknown(ELAPSED, "part", "部位", part, &codes(parts, |part| &part.code)),
                (Some(part), Some(grade), Some(years)) => {
                    part.elapsed.push(ElapsedStep { grade, from_years: years as i32 })
                }
                _ => {}
            }
        }
        for part in parts {
            part.elapsed.sort_by_key(|step| step.grade);
            let Some(first) = part.elapsed.first() else { continue };
            let rising = part.elapsed.windows(2).all(|pair| pair[0].from_years < pair[1].from_years);
            if first.from_years != 0 || !rising {
                let code = &part.code;
                let en = format!(
                    "the `elapsed` years of the part `{code}` must begin with 0 and grow from each grade to the next worse; \
                     correct its rows"
                );
                let ja =
                    format!("部位 `{code}` の `elapsed` の年数は 0 から始め、評価が下がるごとに大きくしてください");
                self.fault(ELAPSED, "contradiction", code, en, ja);
            }
        }
    }

    fn components(&mut self, parts: &[Part]) -> BTreeMap<ComponentKind, usize> {
        let mut components = BTreeMap::new();
        for (name, value) in self.of(COMPONENT) {
            let part = parts.iter().position(|part| part.code == folded(&value));
            if part.is_none() {
                self.unknown(COMPONENT, "part", "部位", &value, &codes(parts, |part| &part.code));
            }
            match (word::<ComponentKind>(COMPONENT, &name), part) {
                (Err(fault), _) => self.faults.push(fault),
                (Ok(kind), Some(part)) => {
                    components.insert(kind, part);
                }
                _ => {}
            }
        }
        components
    }

    /// A worse grade is worth less (or, where low is good, more), leaves no more of the cycle and no more time to act.
    fn order(&mut self, grades: &[Grade], better: Better) {
        for pair in grades.windows(2) {
            let (good, bad) = (&pair[0], &pair[1]);
            let falls = match better {
                Better::Higher => good.points_hundredths > bad.points_hundredths,
                Better::Lower => good.points_hundredths < bad.points_hundredths,
            };
            let shrinks = good.remaining_share_percent >= bad.remaining_share_percent;
            let (a, b) = (&good.code, &bad.code);
            if !falls {
                let (en, ja) = match better {
                    Better::Higher => ("less", "小さく"),
                    Better::Lower => ("more", "大きく"),
                };
                let en = format!(
                    "the worse grade `{b}` must be worth {en} points than `{a}`; change its points or `better`"
                );
                let ja = format!("評価 `{b}` の評点は `{a}` より{ja}してください。評点か `better` を直してください");
                self.fault(GRADE, "contradiction", b, en, ja);
            }
            if !shrinks {
                let en = format!("the worse grade `{b}` must not leave a larger share than `{a}`; lower its share");
                let ja = format!("評価 `{b}` の残存割合は `{a}` を超えないようにしてください");
                self.fault(SHARE, "contradiction", b, en, ja);
            }
        }
        let dated: Vec<(&Grade, i32)> =
            grades.iter().filter_map(|grade| Some((grade, grade.act_within_years?))).collect();
        for pair in dated.windows(2).filter(|pair| pair[1].1 > pair[0].1) {
            let (a, b) = (&pair[0].0.code, &pair[1].0.code);
            let en = format!("the worse grade `{b}` must not have longer to act than `{a}`; lower its years");
            let ja = format!("評価 `{b}` の対応年限は `{a}` より長くしないでください");
            self.fault(ACT, "contradiction", b, en, ja);
        }
    }
}

fn codes<T>(of: &[T], code: impl Fn(&T) -> &String) -> Vec<&str> {
    of.iter().map(|one| code(one).as_str()).collect()
}
