//! How are the documents laid out for people? Sheets of columns and rows, from which CSV and workbooks are written.
//!
//! Headings are Japanese, for these are forms of Japanese municipalities; they are English for a reader who asks for English.
//! Invented data are marked in a column of their own (例示).

use super::cost_wire::CostTableAnswer;
use super::wire::{
    BuildingState, DefectCount, FacilityCondition, FacilityPlan, PlanMeasure, TargetBuilding, TargetFacility,
};
use super::{named, say};
use crate::conservation::plans::wire::AssumedParameter;
use crate::domain::facility::Word;
use crate::domain::plan::{TableColumn, TableRow};
use crate::domain::statement::Unit;
use crate::error::Language;
use std::collections::HashMap;

/// What one cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A year, a number of things, points: written without separators.
    Number(i64),
    /// Whole yen.
    Yen(i64),
    /// Square metres.
    Area(f64),
    /// An amount of the form of costs, negative with ▲; whether all of it is recorded.
    Amount(i64, bool),
    /// Nothing.
    Empty,
}

impl From<&str> for Cell {
    fn from(words: &str) -> Cell {
        if words.is_empty() { Cell::Empty } else { Cell::Text(words.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Cell {
        Cell::from(words.as_str())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(perhaps: Option<T>) -> Cell {
        perhaps.map_or(Cell::Empty, Into::into)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Cell {
        Cell::Number(number.into())
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Cell {
        Cell::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// A column: its heading and its width in half-width characters.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What stands above it.
    pub heading: String,
    /// Its width.
    pub width: u8,
}

/// One table with what stands above and below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The name of the sheet in a workbook.
    pub name: String,
    /// The line above all others.
    pub title: String,
    /// Lines below the title.
    pub subtitle: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as wide as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// Sentences below the table.
    pub notes: Vec<String>,
}

/// Headings in both languages with the width of their columns.
type Headings = [(&'static str, &'static str, u8)];

fn columns(language: Language, headings: &Headings) -> Vec<Column> {
    headings.iter().map(|(en, ja, width)| Column { heading: say(language, en, ja), width: *width }).collect()
}

fn mark(language: Language, invented: bool) -> Cell {
    if invented { Cell::Text(say(language, "invented", "例示")) } else { Cell::Empty }
}

/// The seven sheets of a facility plan: its six items and what it rests on.
pub fn facility_plan(plan: &FacilityPlan, language: Language) -> Vec<Sheet> {
    vec![
        targets(plan, language),
        period(plan, language),
        priority(plan, language),
        conditions(plan, language),
        measures(plan, language),
        costs(plan, language),
        premises(plan, language),
    ]
}

fn sheet(
    plan: &FacilityPlan,
    language: Language,
    (en, ja): (&str, &str),
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
) -> Sheet {
    let title = say(language, "Individual facility plan", "個別施設計画");
    Sheet {
        name: say(language, en, ja),
        title: format!("{title}　{}", say(language, en, ja)),
        subtitle: vec![format!("{}　{}", plan.municipality_name, plan.title)],
        columns,
        rows,
        notes: plan.notices.clone(),
    }
}

fn targets(plan: &FacilityPlan, language: Language) -> Sheet {
    let headings = [
        ("Facility", "施設番号", 12),
        ("Name of facility", "施設名", 30),
        ("Class", "大分類", 24),
        ("Department", "所管課", 16),
        ("Building", "建物番号", 14),
        ("Name of building", "建物名", 20),
        ("Status", "状態", 10),
        ("Floor area (m2)", "延床面積(㎡)", 14),
        ("Completed (fiscal year)", "建築年度", 10),
        ("Structure", "構造", 20),
        ("Invented", "例示", 8),
    ];
    let row = |of: &TargetFacility, building: Option<&TargetBuilding>| {
        let invented =
            !of.illustrative.is_empty() || building.is_some_and(|building| !building.illustrative.is_empty());
        vec![
            of.facility_code.as_str().into(),
            of.name.as_str().into(),
            named(language, of.class).into(),
            of.department.as_deref().into(),
            building.map(|building| building.building_code.as_str()).into(),
            building.map(|building| building.name.as_str()).into(),
            building.map(|building| named(language, building.status)).into(),
            building.and_then(|building| building.floor_area_m2).map_or(Cell::Empty, Cell::Area),
            building.and_then(|building| building.completed_year).into(),
            building.and_then(|building| building.structure).map(|structure| named(language, structure)).into(),
            mark(language, invented),
        ]
    };
    let mut rows = Vec::new();
    for of in &plan.facilities {
        if of.buildings.is_empty() {
            rows.push(row(of, None));
        }
        rows.extend(of.buildings.iter().map(|building| row(of, Some(building))));
    }
    sheet(plan, language, ("1 Facilities", "1 対象施設"), columns(language, &headings), rows)
}

fn period(plan: &FacilityPlan, language: Language) -> Sheet {
    let of = &plan.period;
    let headings = [("Item", "項目", 28), ("Content", "内容", 80), ("Legal basis", "根拠法令", 40)];
    let fact = |en: &str, ja: &str, cell: Cell| vec![Cell::Text(say(language, en, ja)), cell, Cell::Empty];
    let mut rows = vec![
        fact("Title", "計画名", plan.title.as_str().into()),
        fact("Version", "版", of.version_no.into()),
        fact("State", "計画の状態", named(language, of.state).into()),
        fact("Base year", "基準年度", of.base_year.into()),
        fact("First fiscal year", "計画期間の最初の年度", of.first_year.into()),
        fact("Last fiscal year", "計画期間の最後の年度", of.last_year.into()),
        fact("Years", "計画期間（年）", of.years.into()),
        fact("Drawn up at", "作成日時", of.drawn_at.as_str().into()),
        fact("Adopted on", "決定日", of.adopted_on.as_deref().into()),
        fact("Superseded on", "改定日", of.superseded_on.as_deref().into()),
        fact("How it is revised", "改定の考え方", of.revision.as_str().into()),
    ];
    rows.extend(of.inspection_cycles.iter().map(|cycle| {
        let every = say(language, "every {} months", "{}か月ごと").replace("{}", &cycle.interval_months);
        vec![
            Cell::Text(say(language, "Inspection cycle", "点検の周期")),
            Cell::Text(format!("{}: {every}", cycle.name_ja)),
            cycle.law_ja.as_str().into(),
        ]
    }));
    sheet(plan, language, ("2 Period", "2 計画期間"), columns(language, &headings), rows)
}

fn priority(plan: &FacilityPlan, language: Language) -> Sheet {
    let of = &plan.priority;
    let headings = [
        ("Kind", "区分", 14),
        ("Name", "名称", 40),
        ("Value", "値", 10),
        ("Meaning or source", "意味・出典", 80),
        ("Confidence", "確度", 16),
    ];
    let formula = say(language, &of.formula_en, &of.formula_ja);
    let mut rows = vec![vec![
        Cell::Text(say(language, "Formula", "計算式")),
        Cell::Text(say(language, "Priority", "優先度")),
        Cell::Empty,
        formula.into(),
        Cell::Empty,
    ]];
    rows.extend(of.terms.iter().map(|term| {
        vec![
            Cell::Text(say(language, "Weight", "重み")),
            named(language, term.part).into(),
            Cell::Number(term.weight),
            term.meaning.as_str().into(),
            Cell::Empty,
        ]
    }));
    rows.extend(of.parameters.iter().map(|row| {
        vec![
            Cell::Text(say(language, "Parameter", "前提条件")),
            row.name.as_str().into(),
            row.value.as_str().into(),
            row.source.as_str().into(),
            row.confidence.as_str().into(),
        ]
    }));
    sheet(plan, language, ("3 Priorities", "3 優先順位の考え方"), columns(language, &headings), rows)
}

fn conditions(plan: &FacilityPlan, language: Language) -> Sheet {
    let of = &plan.conditions;
    let before = [
        ("Facility", "施設番号", 12),
        ("Name of facility", "施設名", 30),
        ("Building", "建物番号", 14),
        ("Name of building", "建物名", 20),
        ("Completed (fiscal year)", "建築年度", 10),
        ("Age", "築年数", 8),
        ("Score", "健全度", 8),
    ];
    let after = [
        ("Structure screening", "構造躯体の一次判定", 16),
        ("Why", "判定の理由", 40),
        ("Defects: danger", "不具合 危険", 8),
        ("Defects: urgent", "不具合 早急", 8),
        ("Defects: ordinary", "不具合 通常", 8),
        ("Defects: minor", "不具合 軽微", 8),
        ("Last inspections", "直近の点検", 50),
        ("Invented", "例示", 8),
    ];
    let mut all = columns(language, &before);
    all.extend(of.parts.iter().map(|part| Column { heading: say(language, &part.part, &part.label_ja), width: 12 }));
    all.extend(columns(language, &after));
    let mut rows = Vec::new();
    for facility in &of.facilities {
        if facility.buildings.is_empty() || facility.open_defects.any() {
            rows.push(facility_row(plan, facility, None, language));
        }
        let buildings = facility.buildings.iter();
        rows.extend(buildings.map(|building| facility_row(plan, facility, Some(building), language)));
    }
    sheet(plan, language, ("4 Condition", "4 個別施設の状態等"), all, rows)
}

impl DefectCount {
    fn any(self) -> bool {
        self.danger + self.urgent + self.ordinary + self.minor > 0
    }
}

/// A building with its state; without one, what is known of the facility as a whole.
fn facility_row(
    plan: &FacilityPlan,
    facility: &FacilityCondition,
    building: Option<&BuildingState>,
    language: Language,
) -> Vec<Cell> {
    let state = building.map(|building| &building.condition);
    let grade =
        |part: &str| state?.ratings.iter().find(|rating| rating.part == part).map(|rating| rating.grade.as_str());
    let defects = building.map_or(facility.open_defects, |building| building.open_defects);
    let inspected = facility
        .inspections
        .iter()
        .map(|last| format!("{} {} {}", last.name_ja, last.performed_on, named(language, last.result)));
    let inspected: Vec<String> = inspected.collect();
    let invented = state.is_some_and(|state| state.illustrative) || facility.inspections.iter().any(|i| i.illustrative);
    let mut row = vec![
        facility.facility_code.as_str().into(),
        facility.name.as_str().into(),
        state.map(|state| state.building_code.as_str()).into(),
        state.map(|state| state.name.as_str()).into(),
        state.and_then(|state| state.completed_year).into(),
        state.and_then(|state| state.age_years).into(),
        state.and_then(|state| state.score.as_ref()).map_or(Cell::Empty, |score| Cell::Number(score.score)),
    ];
    row.extend(plan.conditions.parts.iter().map(|part| Cell::from(grade(&part.part))));
    row.push(state.map(|state| named(language, state.screening.result)).into());
    row.push(state.map(|state| say(language, &state.screening.reason_en, &state.screening.reason_ja)).into());
    row.extend([defects.danger, defects.urgent, defects.ordinary, defects.minor].map(Cell::from));
    row.push(inspected.join("; ").into());
    row.push(mark(language, invented));
    row
}

/// Item 5, joined with its facility, its building and the state of that: one row a line; a facility without works has one row
/// that says so.
pub fn measures(plan: &FacilityPlan, language: Language) -> Sheet {
    let headings = [
        ("Facility", "施設番号", 12),
        ("Name of facility", "施設名", 28),
        ("Class", "大分類", 22),
        ("Building", "建物番号", 13),
        ("Name of building", "建物名", 18),
        ("Structure", "構造", 16),
        ("Completed (fiscal year)", "建築年度", 9),
        ("Floor area (m2)", "延床面積(㎡)", 12),
        ("Score", "健全度", 8),
        ("Structure screening", "構造躯体の一次判定", 14),
        ("Line", "行番号", 8),
        ("Component", "部位番号", 14),
        ("Kind of works", "工事種別", 16),
        ("Works", "対策内容", 40),
        ("Planned (fiscal year)", "実施年度", 9),
        ("Earliest (fiscal year)", "最早年度", 9),
        ("Latest (fiscal year)", "最遅年度", 9),
        ("Years", "工期(年)", 8),
        ("Cost (yen)", "概算額(円)", 16),
        ("Cost in the period (yen)", "計画期間内の費用(円)", 16),
        ("Category of costs", "経費の区分", 14),
        ("Priority", "優先度", 8),
        ("Condition", "劣化状況", 8),
        ("Role", "施設の役割", 8),
        ("Risk", "危険・支障", 8),
        ("Reasons", "理由", 36),
        ("Invented", "例示", 8),
        ("Note", "備考", 24),
    ];
    let places = Places::of(plan);
    let mut lines: HashMap<&str, Vec<&PlanMeasure>> = HashMap::new();
    for measure in &plan.measures {
        lines.entry(&measure.line.facility_code).or_default().push(measure);
    }
    let mut rows = Vec::new();
    for facility in &plan.facilities {
        match lines.get(facility.facility_code.as_str()) {
            Some(lines) => rows.extend(lines.iter().map(|measure| measure_row(facility, &places, measure, language))),
            None => rows.push(nothing(facility, headings.len(), language)),
        }
    }
    sheet(plan, language, ("5 Works", "5 対策内容と実施時期"), columns(language, &headings), rows)
}

/// The buildings and their states by code.
struct Places<'p> {
    buildings: HashMap<&'p str, &'p TargetBuilding>,
    states: HashMap<&'p str, &'p BuildingState>,
}

impl<'p> Places<'p> {
    fn of(plan: &'p FacilityPlan) -> Places<'p> {
        let buildings = plan.facilities.iter().flat_map(|facility| &facility.buildings);
        let states = plan.conditions.facilities.iter().flat_map(|facility| &facility.buildings);
        Places {
            buildings: buildings.map(|building| (building.building_code.as_str(), building)).collect(),
            states: states.map(|state| (state.condition.building_code.as_str(), state)).collect(),
        }
    }
}

fn measure_row(facility: &TargetFacility, places: &Places, of: &PlanMeasure, language: Language) -> Vec<Cell> {
    let line = &of.line;
    let code = line.building_code.as_deref();
    let building = code.and_then(|code| places.buildings.get(code));
    let state = code.and_then(|code| places.states.get(code)).map(|state| &state.condition);
    let reasons: Vec<String> =
        line.reasons.iter().map(|reason| say(language, &reason.text_en, &reason.text_ja)).collect();
    vec![
        line.facility_code.as_str().into(),
        facility.name.as_str().into(),
        named(language, facility.class).into(),
        code.into(),
        of.building_name.as_deref().into(),
        building.and_then(|building| building.structure).map(|structure| named(language, structure)).into(),
        building.and_then(|building| building.completed_year).into(),
        building.and_then(|building| building.floor_area_m2).map_or(Cell::Empty, Cell::Area),
        state.and_then(|state| state.score.as_ref()).map_or(Cell::Empty, |score| Cell::Number(score.score)),
        state.map(|state| named(language, state.screening.result)).into(),
        line.line_no.into(),
        line.component_code.as_deref().into(),
        named(language, line.kind).into(),
        line.title.as_str().into(),
        line.planned_year.into(),
        line.earliest_year.into(),
        line.latest_year.into(),
        line.duration_years.into(),
        Cell::Yen(line.cost_yen.0),
        Cell::Yen(of.cost_in_period_yen),
        named(language, of.category).into(),
        line.priority.into(),
        line.priority_parts.condition.into(),
        line.priority_parts.role.into(),
        line.priority_parts.risk.into(),
        reasons.join(&say(language, "; ", "、")).into(),
        mark(language, line.illustrative),
        line.note.as_deref().into(),
    ]
}

/// The row of a facility without works.
fn nothing(facility: &TargetFacility, width: usize, language: Language) -> Vec<Cell> {
    let mut row = vec![Cell::Empty; width];
    row[0] = facility.facility_code.as_str().into();
    row[1] = facility.name.as_str().into();
    row[2] = named(language, facility.class).into();
    row[13] = Cell::Text(say(language, "no works", "対策なし"));
    row
}

fn costs(plan: &FacilityPlan, language: Language) -> Sheet {
    let of = &plan.costs;
    let headings = [
        ("Kind", "区分", 18),
        ("Code", "番号", 14),
        ("Item", "項目", 36),
        ("Cost (yen)", "費用(円)", 20),
        ("Invented", "例示", 8),
    ];
    let invented = of.by_facility.iter().any(|facility| facility.illustrative);
    let row = |kind: (&str, &str), code: &str, item: String, yen: i64, invented: bool| {
        vec![
            Cell::Text(say(language, kind.0, kind.1)),
            code.into(),
            item.into(),
            Cell::Yen(yen),
            mark(language, invented),
        ]
    };
    let years = |first: i32, last: i32| match (language, first == last) {
        (Language::Ja, true) => format!("{first}年度"),
        (Language::Ja, false) => format!("{first}～{last}年度"),
        (Language::En, true) => first.to_string(),
        (Language::En, false) => format!("{first}-{last}"),
    };
    let whole = years(plan.period.first_year, plan.period.last_year);
    let mut rows = vec![
        row(("Total", "合計"), "", whole.clone(), of.total_yen, invented),
        row(("Mean a year", "年平均"), "", whole, of.annual_mean_yen, invented),
        row(("After the period", "計画期間後"), "", String::new(), of.after_period_yen, invented),
    ];
    let by_year = of.by_year.iter();
    rows.extend(by_year.map(|year| {
        row(("By year", "年度別"), "", years(year.fiscal_year, year.fiscal_year), year.cost_yen, invented)
    }));
    rows.extend(of.by_ten_years.iter().map(|block| {
        row(("By ten years", "10年ごと"), "", years(block.first_year, block.last_year), block.cost_yen, invented)
    }));
    rows.extend(of.by_category.iter().map(|of| {
        row(("By category", "経費の区分別"), of.category.code(), named(language, of.category), of.cost_yen, invented)
    }));
    rows.extend(
        of.by_facility
            .iter()
            .map(|of| row(("By facility", "施設別"), &of.facility_code, of.name.clone(), of.cost_yen, of.illustrative)),
    );
    sheet(plan, language, ("6 Costs", "6 対策費用"), columns(language, &headings), rows)
}

fn premises(plan: &FacilityPlan, language: Language) -> Sheet {
    let headings = [
        ("Set", "前提条件の組", 20),
        ("Name", "名称", 40),
        ("Value", "値", 12),
        ("Unit", "単位", 16),
        ("Source", "出典", 70),
        ("Confidence", "確度", 16),
    ];
    let of = &plan.premises;
    let own = |name: (&str, &str), value: &str| {
        let mut row = vec![Cell::Empty; headings.len()];
        row[0] = Cell::Text(say(language, "plan", "計画"));
        row[1] = Cell::Text(say(language, name.0, name.1));
        row[2] = value.into();
        row
    };
    let mut rows = vec![
        own(("Rating scheme", "評価基準"), &plan.conditions.scheme),
        own(("Basis of lives", "残存年数の根拠"), &of.life_basis),
        own(("Overhauls", "長寿命化改修・改築を含むか"), &yes_or_no(language, of.overhauls)),
        own(("Digest of the input", "入力ダイジェスト"), &of.input_digest),
    ];
    rows.extend(of.parameters.iter().map(|row: &AssumedParameter| {
        [&row.parameter_set, &row.name, &row.value, &row.unit, &row.source, &row.confidence]
            .map(|text| Cell::from(text.as_str()))
            .to_vec()
    }));
    let mut sheet = sheet(plan, language, ("Assumptions", "前提"), columns(language, &headings), rows);
    sheet.notes.extend(of.notes.iter().cloned());
    sheet
}

fn yes_or_no(language: Language, yes: bool) -> String {
    if yes { say(language, "yes", "含む") } else { say(language, "no", "含まない") }
}

/// The form of expected costs. With `told` a last column names the columns of a row of which a part is not recorded, where
/// a mark at the number cannot.
pub fn cost_table(answer: &CostTableAnswer, unit: Unit, told: bool, language: Language) -> Sheet {
    let in_unit = if told { format!("({})", say(language, unit.label_en(), unit.label_ja())) } else { String::new() };
    let mut columns = vec![Column { heading: say(language, "Item", "区分"), width: 30 }];
    for column in answer.rows.first().into_iter().flat_map(|row| &row.cells) {
        columns.push(Column { heading: format!("{}{in_unit}", column_named(column.column, language)), width: 20 });
    }
    if told {
        columns
            .push(Column { heading: say(language, "Incomplete columns", "未記録の区分がある列"), width: 30 });
    }
    let rows = answer.rows.iter().map(|row| {
        let mut cells = vec![Cell::Text(row_named(row.row, language))];
        cells.extend(row.cells.iter().map(|c| c.shown.map_or(Cell::Empty, |shown| Cell::Amount(shown, c.complete))));
        if told {
            let incomplete = row.cells.iter().filter(|cell| cell.shown.is_some() && !cell.complete);
            let incomplete: Vec<String> = incomplete.map(|cell| column_named(cell.column, language)).collect();
            cells.push(incomplete.join(&say(language, "; ", "、")).into());
        }
        cells
    });
    let years = match language {
        Language::Ja => format!("{}年度から{}年度まで（{}年間）", answer.first_year, answer.last_year, answer.years),
        Language::En => format!("Fiscal years {} to {} ({} years)", answer.first_year, answer.last_year, answer.years),
    };
    Sheet {
        name: say(language, "Expected costs", "経費の見込み"),
        title: say(
            language,
            "Expected costs of maintenance and renewal",
            "中長期的な維持管理・更新等に係る経費の見込み",
        ),
        subtitle: vec![
            format!("{}　{}", answer.municipality_name, answer.title),
            years,
            match language {
                Language::Ja => format!("（単位：{}）", unit.label_ja()),
                Language::En => format!("(in {})", unit.label_en()),
            },
        ],
        rows: rows.collect(),
        columns,
        notes: answer.notices.clone(),
    }
}

fn row_named(row: TableRow, language: Language) -> String {
    let en = match row {
        TableRow::GeneralBuildings => "Ordinary account: buildings (a)",
        TableRow::GeneralInfrastructure => "Ordinary account: infrastructure (b)",
        TableRow::General => "Ordinary account (a+b)",
        TableRow::EnterpriseBuildings => "Public enterprises: buildings (c)",
        TableRow::EnterpriseInfrastructure => "Public enterprises: infrastructure (d)",
        TableRow::Enterprise => "Public enterprises (c+d)",
        TableRow::Buildings => "Buildings (a+c)",
        TableRow::Infrastructure => "Infrastructure (b+d)",
        TableRow::Total => "Total (a+b+c+d)",
    };
    say(language, en, row.label_ja())
}

fn column_named(column: TableColumn, language: Language) -> String {
    let en = match column {
        TableColumn::Maintenance => "Maintenance and repair (1)",
        TableColumn::Improvement => "Improvement (2)",
        TableColumn::Renewal => "Renewal (3)",
        TableColumn::Sum => "Sum (4)=(1)+(2)+(3)",
        TableColumn::SimpleRenewal => "Simple renewal (5)",
        TableColumn::Effect => "Effect (4)-(5)",
        TableColumn::Current => "Present costs, mean of past years (6)",
    };
    say(language, en, column.label_ja())
}
