//! The tables of the facility sheet, and how a value stands in one: never blank, and marked when it is invented.

use super::super::html::grouped;
use super::wire::{
    FacilitySheet, SheetBuilding, SheetCondition, SheetGradeMeaning, SheetInspection, SheetStanding, SheetWork,
};
use crate::domain::facility::Word;
use crate::error::Language;
use crate::page::{escape, say, term};

/// A value ready to be set: its markup and the property it comes from, by which it is known to be invented.
pub struct Value {
    markup: Option<String>,
    field: &'static str,
    numeric: bool,
}

/// Text; nothing when blank.
pub fn text(field: &'static str, value: Option<&str>) -> Value {
    let markup = value.map(str::trim).filter(|text| !text.is_empty()).map(escape);
    Value { markup, field, numeric: false }
}

/// A word of the trade.
pub fn word<W: Word>(field: &'static str, value: Option<W>, language: Language) -> Value {
    Value { markup: value.map(|word| escape(&term(language, word))), field, numeric: false }
}

/// What is markup already.
pub fn markup(field: &'static str, value: Option<String>) -> Value {
    Value { markup: value, field, numeric: false }
}

/// A number as it is written, such as a year.
pub fn plain(field: &'static str, value: Option<i32>) -> Value {
    Value { markup: value.map(|number| number.to_string()), field, numeric: true }
}

/// Square metres with two decimals.
pub fn area(field: &'static str, value: Option<f64>) -> Value {
    Value { markup: value.filter(|m2| m2.is_finite()).map(square_metres), field, numeric: true }
}

/// Square metres with two decimals and commas between thousands.
pub fn square_metres(m2: f64) -> String {
    let hundredths = (m2 * 100.0).round() as i128;
    format!("{}.{:02}", grouped(hundredths / 100), hundredths.abs() % 100)
}

/// What stands where nothing is recorded.
pub fn none(language: Language) -> String {
    format!("<span class=\"none\">{}</span>", say(language, "記録なし", "not recorded"))
}

/// The mark of an invented value.
pub fn mark(language: Language) -> &'static str {
    say(
        language,
        "<span class=\"ex\" title=\"例示（架空の値）\">例示</span>",
        "<span class=\"ex\" title=\"Illustrative: an invented value\">illustr.</span>",
    )
}

impl Value {
    /// The markup, with its mark when the property is among the invented ones.
    pub fn set(&self, illustrative: &[String], language: Language) -> String {
        match &self.markup {
            None => none(language),
            Some(markup) if self.is_invented(illustrative) => format!("{markup} {}", mark(language)),
            Some(markup) => markup.clone(),
        }
    }

    fn is_invented(&self, illustrative: &[String]) -> bool {
        self.markup.is_some() && illustrative.iter().any(|field| field == self.field)
    }
}

/// A table under construction.
pub struct Table {
    language: Language,
    headings: Vec<&'static str>,
    rows: String,
}

impl Table {
    /// A table with these headings, Japanese and English.
    pub fn new(language: Language, headings: &[(&'static str, &'static str)]) -> Table {
        let headings = headings.iter().map(|(ja, en)| say(language, ja, en)).collect();
        Table { language, headings, rows: String::new() }
    }

    /// Adds a row, its first value as its heading. When all its known values but the first and those that only say whose they
    /// are (of no property) are invented, the row is marked once, at its heading, instead of in every cell.
    pub fn row(&mut self, illustrative: &[String], values: &[Value]) {
        let known = values.iter().skip(1).filter(|value| value.markup.is_some() && !value.field.is_empty());
        let (invented, told): (Vec<&Value>, Vec<&Value>) = known.partition(|value| value.is_invented(illustrative));
        let wholly = told.is_empty() && invented.len() > 1;
        self.rows.push_str("<tr>");
        for (n, value) in values.iter().enumerate() {
            let marked = if wholly { &[][..] } else { illustrative };
            let inside = value.set(marked, self.language);
            let class = if value.numeric { " class=\"n\"" } else { "" };
            match (n, wholly) {
                (0, true) => {
                    self.rows.push_str(&format!("<th scope=\"row\">{}</th>", marked_head(&inside, self.language)))
                }
                (0, false) => self.rows.push_str(&format!("<th scope=\"row\">{inside}</th>")),
                _ => self.rows.push_str(&format!("<td{class}>{inside}</td>")),
            }
        }
        self.rows.push_str("</tr>\n");
    }

    /// The table as markup; without rows, that nothing is recorded.
    pub fn close(self) -> String {
        if self.rows.is_empty() {
            return format!("<p>{}</p>\n", none(self.language));
        }
        let headings: String = self.headings.iter().map(|words| format!("<th scope=\"col\">{words}</th>")).collect();
        format!(
            "<div class=\"scroll\"><table>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
            self.rows
        )
    }
}

/// The heading of a row with the mark behind its name, before the small print below it.
fn marked_head(inside: &str, language: Language) -> String {
    let at = inside.find("<small>").unwrap_or(inside.len());
    let (name, rest) = inside.split_at(at);
    format!("{name} {}{rest}", mark(language))
}

/// Buildings, a row each.
pub fn buildings(sheet: &FacilitySheet, language: Language) -> String {
    let mut table = Table::new(
        language,
        &[
            ("建物", "Building"),
            ("構造・階数", "Structure, storeys"),
            ("延床面積(㎡)", "Floor area (m²)"),
            ("建築年度", "Built"),
            ("築年数", "Age"),
            ("耐震基準・耐震改修", "Seismic standard, retrofit"),
            ("健全度", "Health (0–100)"),
            ("長寿命化の判定", "Screening"),
            ("残り年数", "Years left"),
        ],
    );
    for one in &sheet.buildings {
        let (construction, seismic) = (construction(one, language), seismic(one, language));
        let gone = one.status.filter(|status| !status.stands());
        let gone = gone.map_or(String::new(), |status| format!("<small>{}</small>", escape(&term(language, status))));
        let name = format!("{}<small>{}</small>{gone}", escape(&one.name), escape(&one.code));
        table.row(
            &one.illustrative,
            &[
                markup("code", Some(name)),
                markup("structure", construction),
                area("floor_area_m2", one.floor_area_m2),
                plain("completed_year", one.completed_year),
                plain("age_years", one.age_years),
                markup("seismic_standard", seismic),
                plain("health_score", one.health_score),
                text("screening", one.screening.as_deref()),
                plain("remaining_life_years", one.remaining_life_years),
            ],
        );
    }
    table.close()
}

/// Structure and number of storeys, a line each.
fn construction(one: &SheetBuilding, language: Language) -> Option<String> {
    let storeys = match (one.storeys_above, one.storeys_below.filter(|below| *below > 0), language) {
        (None, ..) => None,
        (Some(above), None, Language::Ja) => Some(format!("{above}階建")),
        (Some(above), Some(below), Language::Ja) => Some(format!("地上{above}階 地下{below}階")),
        (Some(1), None, Language::En) => Some("1 storey".to_owned()),
        (Some(above), None, Language::En) => Some(format!("{above} storeys")),
        (Some(above), Some(below), Language::En) => Some(format!("{above} storeys + {below} below")),
    };
    let structure = one.structure.map(|word| escape(&term(language, word)));
    lines([structure, storeys])
}

/// Seismic standard and retrofit, a line each.
fn seismic(one: &SheetBuilding, language: Language) -> Option<String> {
    lines([
        one.seismic_standard.map(|word| format!("{}{}", escape(&term(language, word)), say(language, "", " standard"))),
        one.seismic_retrofit
            .map(|word| format!("{}{}", say(language, "改修: ", "retrofit: "), escape(&term(language, word)))),
    ])
}

fn lines(parts: [Option<String>; 2]) -> Option<String> {
    let known: Vec<String> = parts.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join("<br>"))
}

/// A grade as a letter on a shade: the worse, the darker. A grade the scheme does not know has no shade.
pub fn grade(grade: &str, scheme: &[SheetGradeMeaning]) -> String {
    let steps = scheme.len().saturating_sub(1).max(1);
    let known = scheme.iter().position(|one| one.grade == grade);
    let shade = known.map_or(String::new(), |at| format!(" g{}", at * 3 / steps));
    let meaning = known.and_then(|at| scheme.get(at)).map_or("", |one| &one.meaning);
    format!("<span class=\"g{shade}\" title=\"{}\">{}</span>", escape(meaning), letter(grade))
}

/// A grade as it is written on paper: schemes have small letters as codes.
fn letter(grade: &str) -> String {
    escape(&grade.to_uppercase())
}

/// Ratings: a row a building, a column a part in the order in which parts first come.
pub fn condition(sheet: &FacilitySheet, language: Language) -> String {
    if sheet.condition.is_empty() {
        return format!("<p>{}</p>\n", none(language));
    }
    let mut parts: Vec<(&str, &str)> = Vec::new();
    let mut codes: Vec<&str> = Vec::new();
    for rating in &sheet.condition {
        if !parts.iter().any(|(part, _)| *part == rating.part) {
            parts.push((&rating.part, &rating.part_label));
        }
        if !codes.contains(&rating.building_code.as_str()) {
            codes.push(&rating.building_code);
        }
    }
    let headings: String = parts.iter().map(|(_, label)| format!("<th scope=\"col\">{}</th>", escape(label))).collect();
    let mut rows = String::new();
    for code in codes {
        let name = sheet.buildings.iter().find(|one| one.code == code).map_or(code, |one| &one.name);
        rows.push_str(&format!("<tr><th scope=\"row\">{}</th>", escape(name)));
        for (part, _) in &parts {
            let found = sheet.condition.iter().find(|one| one.building_code == code && one.part == *part);
            let inside = found.map_or_else(|| none(language), |one| rating(one, &sheet.grades, language));
            rows.push_str(&format!("<td>{inside}</td>"));
        }
        rows.push_str("</tr>\n");
    }
    format!(
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">{}</th>{headings}</tr></thead>\n<tbody>\n{rows}</tbody>\n\
         </table></div>\n{}",
        say(language, "建物", "Building"),
        scheme(&sheet.grades)
    )
}

fn scheme(grades: &[SheetGradeMeaning]) -> String {
    if grades.is_empty() {
        return String::new();
    }
    let one = |meaning: &SheetGradeMeaning| format!("{} {}", grade(&meaning.grade, grades), escape(&meaning.meaning));
    format!("<p class=\"soft\">{}</p>\n", grades.iter().map(one).collect::<Vec<_>>().join("　"))
}

fn rating(one: &SheetCondition, scheme: &[SheetGradeMeaning], language: Language) -> String {
    let basis = escape(&term(language, one.basis));
    let marked = if one.illustrative { format!(" {}", mark(language)) } else { String::new() };
    let earlier = trend(one, scheme, language);
    format!("{}{marked}<small>{} {basis}</small>{earlier}", grade(&one.grade, scheme), escape(&one.rated_on))
}

/// How the grade came about: `C(2016) → B`, and whether it got better since the rating before.
fn trend(one: &SheetCondition, scheme: &[SheetGradeMeaning], language: Language) -> String {
    let Some(before) = one.earlier.last() else { return String::new() };
    let rank = |grade: &str| scheme.iter().position(|known| known.grade == grade);
    let turn = match rank(&before.grade).zip(rank(&one.grade)) {
        Some((then, now)) if now > then => say(language, " ▼悪化", " ▼ worse"),
        Some((then, now)) if now < then => say(language, " ▲改善", " ▲ better"),
        Some(_) => say(language, " 変化なし", " unchanged"),
        None => "",
    };
    let told = |past: &super::wire::SheetGrade| {
        let year: String = past.rated_on.chars().take(4).collect();
        format!("{}({})", letter(&past.grade), escape(&year))
    };
    let steps: Vec<String> = one.earlier.iter().map(told).chain([letter(&one.grade)]).collect();
    format!("<small>{}{turn}</small>", steps.join("→"))
}

/// Components, a row each; one whose renewal is due by the sheet's year is marked.
pub fn components(sheet: &FacilitySheet, language: Language) -> String {
    let mut table = Table::new(
        language,
        &[
            ("部位・設備", "Component"),
            ("建物", "Building"),
            ("種別", "Kind"),
            ("設置年度", "Installed"),
            ("更新周期(年)", "Cycle (years)"),
            ("次回更新年度", "Next due"),
            ("評価", "Grade"),
        ],
    );
    for one in &sheet.components {
        let past = one.next_due_year.is_some_and(|year| year <= sheet.fiscal_year);
        let due = one.next_due_year.map(|year| match past {
            true => format!("<strong class=\"over\">▲ {year}</strong>"),
            false => year.to_string(),
        });
        table.row(
            &one.illustrative,
            &[
                markup("name", Some(format!("{}<small>{}</small>", escape(&one.name), escape(&one.code)))),
                text("", Some(&one.building_name)),
                word("kind", Some(one.kind), language),
                plain("installed_year", one.installed_year),
                plain("cycle_years", one.cycle_years),
                Value { markup: due, field: "next_due_year", numeric: true },
                markup("grade", one.grade.as_deref().map(|letter| grade(letter, &sheet.grades))),
            ],
        );
    }
    table.close()
}

/// Inspections, a row each.
pub fn inspections(sheet: &FacilitySheet, language: Language) -> String {
    let mut table = Table::new(
        language,
        &[
            ("点検・根拠", "Inspection, law"),
            ("対象", "Subject"),
            ("前回", "Last"),
            ("結果", "Result"),
            ("次回期限", "Next due"),
            ("状況", "Standing"),
        ],
    );
    for one in &sheet.inspections {
        let law = one.law.as_deref().map_or(String::new(), |law| format!("<small>{}</small>", escape(law)));
        table.row(
            &one.illustrative,
            &[
                markup("kind", Some(format!("{}{law}", escape(&one.kind_label)))),
                text("", Some(&one.subject)),
                text("last_on", one.last_on.as_deref()),
                word("last_result", one.last_result, language),
                text("next_due_on", one.next_due_on.as_deref()),
                // Where an inspection stands follows from when it is due.
                markup("next_due_on", Some(standing(one, language))),
            ],
        );
    }
    table.close()
}

fn standing(one: &SheetInspection, language: Language) -> String {
    match one.standing {
        SheetStanding::InTime => say(language, "期限内", "in time").to_owned(),
        SheetStanding::DueSoon => {
            format!("<strong class=\"soon\">△ {}</strong>", say(language, "まもなく期限", "due soon"))
        }
        SheetStanding::Overdue => format!("<strong class=\"over\">▲ {}</strong>", say(language, "期限超過", "overdue")),
        SheetStanding::NeverDone => {
            format!("<strong class=\"soon\">△ {}</strong>", say(language, "実施の記録なし", "never recorded"))
        }
    }
}

/// Defects that are not settled, a row each.
pub fn defects(sheet: &FacilitySheet, language: Language) -> String {
    let mut table = Table::new(
        language,
        &[
            ("受付番号", "Number"),
            ("受付日", "Reported"),
            ("場所", "Place"),
            ("内容", "Description"),
            ("緊急度", "Severity"),
            ("状態", "State"),
            ("対応期限", "Due"),
        ],
    );
    let all = ["reported_on", "place", "description", "severity", "state", "due_on"].map(str::to_owned);
    for one in &sheet.defects {
        table.row(
            if one.illustrative { &all } else { &[] },
            &[
                text("number", Some(&one.number)),
                text("reported_on", Some(&one.reported_on)),
                text("place", one.place.as_deref()),
                text("description", Some(&one.description)),
                word("severity", one.severity, language),
                word("state", Some(one.state), language),
                text("due_on", one.due_on.as_deref()),
            ],
        );
    }
    table.close()
}

/// Works, a row each.
pub fn works(works: &[SheetWork], language: Language) -> String {
    let mut table = Table::new(
        language,
        &[
            ("件名", "Works"),
            ("年度", "Fiscal year"),
            ("建物", "Building"),
            ("工事種別", "Kind"),
            ("状態", "State"),
            ("工事費(円)", "Cost (yen)"),
        ],
    );
    for one in works {
        let estimate =
            if one.cost_estimated { say(language, "<small>概算</small>", "<small>estimate</small>") } else { "" };
        let cost = one.cost_yen.map(|amount| format!("{}{estimate}", grouped(i128::from(amount.0))));
        let whole = say(language, "施設全体", "Whole facility");
        table.row(
            &one.illustrative,
            &[
                text("title", Some(&one.title)),
                plain("fiscal_year", one.fiscal_year),
                text("", Some(one.building_name.as_deref().unwrap_or(whole))),
                word("kind", Some(one.kind), language),
                word("state", Some(one.state), language),
                Value { markup: cost, field: "cost_yen", numeric: true },
            ],
        );
    }
    table.close()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn fields(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_is_not_recorded_is_said_and_never_blank() {
        assert!(text("a", Some("  ")).set(&[], Language::Ja).contains("記録なし"));
        assert!(plain("a", None).set(&fields(&["a"]), Language::En).contains("not recorded"));
        assert!(Table::new(Language::Ja, &[("a", "b")]).close().contains("記録なし"));
    }

    #[test]
    fn an_invented_value_is_marked_and_the_others_are_not() {
        let mut table = Table::new(Language::Ja, &[("名", "n"), ("甲", "a"), ("乙", "b")]);
        table.row(&fields(&["a"]), &[text("n", Some("x")), plain("a", Some(1)), plain("b", Some(2))]);
        let drawn = table.close();
        assert!(drawn.contains("<th scope=\"row\">x</th>") && drawn.contains("<td class=\"n\">2</td>"));
        assert_eq!(drawn.matches("class=\"ex\"").count(), 1);
        assert!(drawn.contains("1 <span class=\"ex\""));
    }

    #[test]
    fn a_row_of_invented_values_is_marked_once() {
        let mut table = Table::new(Language::En, &[("名", "n"), ("甲", "a"), ("乙", "b"), ("丙", "c")]);
        let values = [text("n", Some("x")), plain("a", Some(1)), plain("b", Some(2)), plain("c", None)];
        table.row(&fields(&["a", "b"]), &values);
        let drawn = table.close();
        assert_eq!(drawn.matches("class=\"ex\"").count(), 1);
        assert!(drawn.contains("x <span class=\"ex\""), "{drawn}");
    }

    #[test]
    fn a_worse_grade_is_darker_and_an_unknown_one_has_no_shade() {
        let scheme = sample::sheet().grades;
        let shades = ["A", "B", "C", "D", "?"].map(|letter| grade(letter, &scheme));
        for (shade, class) in shades.iter().zip(["g g0", "g g1", "g g2", "g g3", "g"]) {
            assert!(shade.starts_with(&format!("<span class=\"{class}\"")), "{shade}");
        }
        assert!(grade("A", &[]).starts_with("<span class=\"g\""));
        let three: Vec<_> = scheme.into_iter().take(3).collect();
        assert!(grade("C", &three).starts_with("<span class=\"g g3\""));
    }

    #[test]
    fn the_trend_tells_whether_it_got_better() {
        let sheet = sample::sheet();
        let mut one = sheet.condition[0].clone();
        for (now, words) in [("B", "C(2016)→B ▲改善"), ("C", "C(2016)→C 変化なし"), ("D", "C(2016)→D ▼悪化")]
        {
            one.grade = now.to_owned();
            assert!(trend(&one, &sheet.grades, Language::Ja).contains(words), "{words}");
        }
        one.earlier.clear();
        assert_eq!(trend(&one, &sheet.grades, Language::Ja), "");
    }

    #[test]
    fn what_is_overdue_is_marked_by_a_sign() {
        let sheet = sample::sheet();
        assert_eq!(inspections(&sheet, Language::Ja).matches("▲ 期限超過").count(), 1);
        assert!(inspections(&sheet, Language::En).contains("▲ overdue"));
        assert!(components(&sheet, Language::Ja).contains("▲ 2026"));
        assert!(!components(&sheet, Language::Ja).contains("▲ 2030"));
    }

    #[test]
    fn square_metres_have_two_decimals() {
        assert_eq!(square_metres(8650.4), "8,650.40");
        assert_eq!(square_metres(0.05), "0.05");
    }
}
