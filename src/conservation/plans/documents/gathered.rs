//! The individual facility plan: what is recorded of the facilities, gathered with the lines of a plan into its six items.

use super::wire::{
    BuildingState, DefectCount, FacilityCondition, FacilityConditions, FacilityCost, FacilityPlan, InspectionCycle,
    LastInspection, PlanBlockCost, PlanCosts, PlanMeasure, PlanPeriod, PlanPremises, PlanYearCost, PriorityRule,
    PriorityTerm, RatedPart, TargetBuilding, TargetFacility,
};
use super::{assumptions, cost_columns, horizon, picked, say};
use crate::conservation::Rating;
use crate::conservation::condition::{store as condition, summary};
use crate::conservation::plans::store::{self, StoredLine, StoredPlan};
use crate::conservation::plans::wire::{Assumptions, CategoryCost};
use crate::domain::condition::{Scheme, ScreeningRules};
use crate::domain::defect::{DefectState, Severity};
use crate::domain::facility::{Class, Status, Word};
use crate::domain::inspection::{self, FindingResult};
use crate::domain::plan::{self, CostColumns, PricedWork, PriorityPart, Totals};
use crate::domain::renewal::Horizon;
use crate::domain::units::{Area, Yen};
use crate::domain::{Invalid, Text};
use crate::entity::{defect, facility, inspection as inspections, inspection_kind};
use crate::error::{Error, Language, Result};
use crate::facility::store::{self as facilities, StockRow};
use crate::parameters::store::NATIONAL;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap, HashSet};
use strum::IntoEnumIterator;

/// What a facility is.
struct Known {
    name: String,
    class: Class,
    department: Option<String>,
    illustrative: Vec<String>,
}

/// What is recorded of the facilities that a plan is about.
struct Recorded {
    facilities: BTreeMap<String, Known>,
    buildings: HashMap<String, Vec<StockRow>>,
    lines: HashMap<String, Vec<StoredLine>>,
    inspections: HashMap<String, Vec<LastInspection>>,
    defects: HashMap<(String, Option<String>), DefectCount>,
    ratings: Vec<Rating>,
}

/// By what conditions are told.
struct Measure {
    scheme: Scheme,
    rules: ScreeningRules,
    year: i32,
}

/// The plan of all facilities or of one.
///
/// # Errors
/// A facility that is not here, as a fault of the parameter `facility_code`.
pub async fn facility_plan(
    db: &impl ConnectionTrait,
    plan: &StoredPlan,
    facility: Option<&str>,
    language: Language,
) -> Result<FacilityPlan> {
    let municipality = plan.municipality_code.as_str();
    let of = facilities::demand_municipality(db, municipality).await?;
    let drawn = assumptions(plan)?;
    let mut notices = Vec::new();
    let scheme = match condition::scheme(db, municipality, &drawn.scheme).await? {
        Some(scheme) => scheme,
        None => {
            notices.push(Text::new(
                format!(
                    "the rating scheme `{}` of the plan is not there any more; the usual one is used",
                    drawn.scheme
                ),
                format!("計画の評価基準 `{}` がなくなったため、通常の評価基準を用いています", drawn.scheme),
            ));
            condition::demand_scheme(db, municipality, None).await?
        }
    };
    let rules = summary::screening_rules(db, municipality).await?;
    let kinds = inspection_kinds(db, municipality, plan.base_year).await?;
    let until = format!("{}-03-31", plan.base_year + 1);
    let recorded = Recorded {
        ratings: condition::ratings(db, municipality, scheme.code(), &until, None).await?,
        inspections: last_inspections(db, municipality, facility, &kinds).await?,
        defects: open_defects(db, municipality, facility).await?,
        ..Recorded::read(db, plan, facility).await?
    };
    let columns = cost_columns(&drawn)?;
    notices.extend(recorded.notices());
    let measure = Measure { scheme, rules, year: plan.base_year };
    Ok(FacilityPlan {
        municipality_code: municipality.to_owned(),
        municipality_name: of.name,
        plan_id: plan.id.clone(),
        title: plan.title.clone(),
        facility_code: facility.map(str::to_owned),
        facilities: recorded.targets(),
        period: period(plan, kinds, language),
        priority: priority(&drawn, language),
        conditions: recorded.conditions(&measure, until),
        measures: recorded.measures(&columns, (plan.first_year, plan.last_year)),
        costs: recorded.costs(&columns, horizon(plan)?),
        premises: premises(drawn, language),
        notices: picked(language, &notices),
    })
}

impl Recorded {
    /// Facilities, buildings and lines; the rest is read where it is known what of it is wanted.
    async fn read(db: &impl ConnectionTrait, plan: &StoredPlan, facility: Option<&str>) -> Result<Recorded> {
        let municipality = plan.municipality_code.as_str();
        let mine =
            Condition::all().add_option(facility.map(|code| crate::entity::plan_line::Column::FacilityCode.eq(code)));
        let mut lines: HashMap<String, Vec<StoredLine>> = HashMap::new();
        for line in store::lines(db, municipality, &plan.id, mine).await? {
            lines.entry(line.facility_code.clone()).or_default().push(line);
        }
        let mut buildings: HashMap<String, Vec<StockRow>> = HashMap::new();
        for row in facilities::stock(db, municipality).await? {
            if row.status.stands() && facility.is_none_or(|code| row.facility_code == code) {
                buildings.entry(row.facility_code.clone()).or_default().push(row);
            }
        }
        let facilities = known(db, municipality, facility, &lines).await?;
        Ok(Recorded {
            facilities,
            buildings,
            lines,
            inspections: HashMap::new(),
            defects: HashMap::new(),
            ratings: Vec::new(),
        })
    }

    /// Each facility with its buildings and its lines, by code.
    fn each(&self) -> impl Iterator<Item = (&String, &Known, &[StockRow], &[StoredLine])> {
        self.facilities.iter().map(|(code, known)| {
            let buildings = self.buildings.get(code).map_or(&[][..], Vec::as_slice);
            (code, known, buildings, self.lines.get(code).map_or(&[][..], Vec::as_slice))
        })
    }

    fn notices(&self) -> Vec<Text> {
        let mut notices = vec![Text::new(
            "Defects and inspections are told as they are recorded now, ratings up to the end of the base year.",
            "不具合と点検は現在の記録、劣化状況評価は基準年度末までの記録によります。",
        )];
        let without = self.each().filter(|(.., lines)| lines.is_empty()).count();
        if without > 0 {
            notices.push(Text::new(
                format!("{without} facilities have no works in this plan."),
                format!("計画に工事のない施設が{without}件あります。"),
            ));
        }
        let invented = self.lines.values().flatten().filter(|line| line.invented).count();
        if invented > 0 {
            notices.push(Text::new(
                format!("{invented} works rest on invented values and are marked `illustrative`."),
                format!("例示の値に基づく工事が{invented}件あり、「例示」と表示しています。"),
            ));
        }
        notices
    }

    /// Item 1.
    fn targets(&self) -> Vec<TargetFacility> {
        let building = |row: &StockRow| TargetBuilding {
            building_code: row.code.clone(),
            name: row.name.clone(),
            status: row.status,
            floor_area_m2: row.floor_area_dm2.map(|dm2| Area::from_dm2(dm2).m2()),
            completed_year: row.completed_year,
            structure: row.structure,
            illustrative: fields(&row.illustrative),
        };
        let one = |(code, known, buildings, lines): (&String, &Known, &[StockRow], &[StoredLine])| TargetFacility {
            facility_code: code.clone(),
            name: known.name.clone(),
            class: known.class,
            class_label_ja: known.class.label_ja().to_owned(),
            department: known.department.clone(),
            floor_area_m2: buildings.iter().filter_map(|row| row.floor_area_dm2).sum::<i64>() as f64 / 100.0,
            measures: lines.len() as u64,
            buildings: buildings.iter().map(building).collect(),
            illustrative: known.illustrative.clone(),
        };
        self.each().map(one).collect()
    }

    /// Item 4.
    fn conditions(&self, by: &Measure, rated_until: String) -> FacilityConditions {
        let rated = summary::gathered(&self.ratings);
        let defects = |facility: &String, building: Option<&String>| {
            self.defects.get(&(facility.clone(), building.cloned())).copied().unwrap_or_default()
        };
        let building = |row: &StockRow| BuildingState {
            condition: summary::building(row, &by.scheme, &by.rules, rated.get(row.code.as_str()), by.year),
            open_defects: defects(&row.facility_code, Some(&row.code)),
        };
        let one = |(code, known, buildings, _): (&String, &Known, &[StockRow], &[StoredLine])| FacilityCondition {
            facility_code: code.clone(),
            name: known.name.clone(),
            inspections: self.inspections.get(code).into_iter().flatten().map(again).collect(),
            open_defects: defects(code, None),
            buildings: buildings.iter().map(building).collect(),
        };
        let part = |part: &crate::domain::condition::Part| RatedPart {
            part: part.code.clone(),
            label_ja: part.label_ja.clone(),
        };
        FacilityConditions {
            scheme: by.scheme.code().to_owned(),
            rated_until,
            parts: by.scheme.parts().iter().map(part).collect(),
            facilities: self.each().map(one).collect(),
        }
    }

    /// Item 5.
    fn measures(&self, columns: &CostColumns, years: (i32, i32)) -> Vec<PlanMeasure> {
        let mut found = Vec::new();
        for (_, known, buildings, lines) in self.each() {
            let names: HashMap<&str, &str> =
                buildings.iter().map(|row| (row.code.as_str(), row.name.as_str())).collect();
            found.extend(lines.iter().map(|line| PlanMeasure {
                facility_name: known.name.clone(),
                building_name:
                    line.building_code.as_deref().and_then(|code| names.get(code)).map(|name| (*name).to_owned()),
                class: known.class,
                category: columns.of(line.kind),
                cost_in_period_yen: paid_within(line, years).0,
                line: store::shown_line(line),
            }));
        }
        found
    }

    /// Item 6.
    fn costs(&self, columns: &CostColumns, horizon: Horizon) -> PlanCosts {
        let all = || self.each().flat_map(|(_, known, _, lines)| lines.iter().map(|line| priced(line, known.class)));
        let totals = Totals::new(horizon, columns, all());
        let years = (horizon.from_year().year(), horizon.to_year().year());
        let by_facility =
            self.each().filter(|(.., lines)| !lines.is_empty()).map(|(code, known, _, lines)| FacilityCost {
                facility_code: code.clone(),
                name: known.name.clone(),
                cost_yen: lines.iter().map(|line| paid_within(line, years)).sum::<Yen>().0,
                illustrative: lines.iter().any(|line| line.invented),
            });
        let ordered: Yen = self.lines.values().flatten().map(|line| Yen(line.cost_yen)).sum();
        PlanCosts {
            total_yen: totals.total().0,
            annual_mean_yen: totals.total().mean_over(horizon.years()).0,
            after_period_yen: (ordered - totals.total()).0,
            cost_unknown: self.lines.values().flatten().filter(|line| line.cost_yen == 0).count() as u64,
            by_year: totals
                .by_year()
                .map(|(year, cost)| PlanYearCost { fiscal_year: year.year(), cost_yen: cost.0 })
                .collect(),
            by_ten_years: totals
                .by_block(10)
                .map(|(first, last, cost)| PlanBlockCost {
                    first_year: first.year(),
                    last_year: last.year(),
                    cost_yen: cost.0,
                })
                .collect(),
            by_category: totals
                .by_category()
                .map(|(category, cost)| CategoryCost { category, cost_yen: cost.0 })
                .collect(),
            by_facility: by_facility.collect(),
        }
    }
}

fn again(last: &LastInspection) -> LastInspection {
    LastInspection {
        kind: last.kind.clone(),
        name_ja: last.name_ja.clone(),
        performed_on: last.performed_on.clone(),
        result: last.result,
        illustrative: last.illustrative,
    }
}

/// A line as the core counts it.
pub fn priced(line: &StoredLine, class: Class) -> PricedWork {
    PricedWork {
        class,
        kind: line.kind,
        first_year: line.planned_year,
        duration_years: line.duration_years.clamp(1, 30) as u8,
        cost: Yen(line.cost_yen),
    }
}

/// What is paid of a line within the years of a plan; works that are under way began before.
pub fn paid_within(line: &StoredLine, (first_year, last_year): (i32, i32)) -> Yen {
    let work = priced(line, Class::Other);
    let years = plan::instalments(work.first_year, work.duration_years, work.cost);
    years.filter(|(year, _)| (first_year..=last_year).contains(year)).map(|(_, yen)| yen).sum()
}

/// The names of fields, from JSON text.
fn fields(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The facilities that a plan is about: those that are there or were, not those that are still planned or gone; but
/// whichever is asked for, and each that has works in the plan.
async fn known(
    db: &impl ConnectionTrait,
    municipality: &str,
    asked: Option<&str>,
    lines: &HashMap<String, Vec<StoredLine>>,
) -> Result<BTreeMap<String, Known>> {
    use facility::Column as C;
    let mut query = facility::Entity::find()
        .select_only()
        .columns([C::Code, C::Name, C::Class, C::Status, C::Department, C::Illustrative])
        .filter(C::MunicipalityCode.eq(municipality));
    if let Some(code) = asked {
        query = query.filter(C::Code.eq(code));
    }
    type Row = (String, String, Class, Status, Option<String>, String);
    let rows: Vec<Row> = query.into_tuple().all(db).await?;
    let mut found = BTreeMap::new();
    for (code, name, class, status, department, illustrative) in rows {
        if status.stands() || asked.is_some() || lines.contains_key(&code) {
            found.insert(code, Known { name, class, department, illustrative: fields(&illustrative) });
        }
    }
    // A facility may have been taken out of the records since the plan was adopted; its works stay in the plan.
    for code in lines.keys() {
        let gone = || Known { name: code.clone(), class: Class::Other, department: None, illustrative: Vec::new() };
        found.entry(code.clone()).or_insert_with(gone);
    }
    match asked.filter(|code| !found.contains_key(*code)) {
        Some(code) => Err(Error::parameter(unknown(code))),
        None => Ok(found),
    }
}

fn unknown(code: &str) -> Invalid {
    let text = Text::new(
        format!("`facility_code` is `{code}`, but there is no facility with this code; the list `facilities` has them"),
        format!("`facility_code` の `{code}` という施設はありません。施設の一覧で番号を確かめてください"),
    );
    Invalid::new("facility_code", "unknown-reference", code, text)
}

/// The kinds of inspections in force, the municipality's own in place of the national ones.
async fn inspection_kinds(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
) -> Result<BTreeMap<String, inspection_kind::Model>> {
    use inspection_kind::Column as C;
    let rows = inspection_kind::Entity::find()
        .filter(C::MunicipalityCode.is_in([NATIONAL, municipality]))
        .order_by_asc(C::MunicipalityCode);
    let begin = format!("{year}-04-01");
    let mut kinds = BTreeMap::new();
    for row in rows.all(db).await? {
        // 000000 comes before every municipality, so that the own row is put in last.
        if row.effective_to.as_ref().is_none_or(|end| *end >= begin) {
            kinds.insert(row.code.clone(), row);
        }
    }
    Ok(kinds)
}

/// The last inspection of each kind in each facility; of several on one day the gravest result.
async fn last_inspections(
    db: &impl ConnectionTrait,
    municipality: &str,
    facility: Option<&str>,
    kinds: &BTreeMap<String, inspection_kind::Model>,
) -> Result<HashMap<String, Vec<LastInspection>>> {
    use inspections::Column as C;
    let mut query = inspections::Entity::find()
        .select_only()
        .columns([C::FacilityCode, C::Kind, C::PerformedOn, C::Result, C::Illustrative])
        .filter(C::MunicipalityCode.eq(municipality))
        .order_by_asc(C::FacilityCode)
        .order_by_asc(C::Kind)
        .order_by_desc(C::PerformedOn);
    if let Some(code) = facility {
        query = query.filter(C::FacilityCode.eq(code));
    }
    type Row = (String, String, String, FindingResult, String);
    let rows: Vec<Row> = query.into_tuple().all(db).await?;
    let mut found: HashMap<String, Vec<LastInspection>> = HashMap::new();
    for (facility, kind, performed_on, result, illustrative) in rows {
        let list = found.entry(facility).or_default();
        match list.last_mut().filter(|last| last.kind == kind) {
            Some(last) if last.performed_on == performed_on => {
                last.result = inspection::overall(&[last.result, result]);
                last.illustrative |= illustrative != "[]";
            }
            Some(_) => {}
            None => list.push(LastInspection {
                name_ja: kinds.get(&kind).map_or_else(|| kind.clone(), |known| known.name_ja.clone()),
                kind,
                performed_on,
                result,
                illustrative: illustrative != "[]",
            }),
        }
    }
    Ok(found)
}

/// How many defects are open at each place; what is not triaged yet counts as ordinary.
async fn open_defects(
    db: &impl ConnectionTrait,
    municipality: &str,
    facility: Option<&str>,
) -> Result<HashMap<(String, Option<String>), DefectCount>> {
    use defect::Column as C;
    let closed = [DefectState::Fixed, DefectState::Closed, DefectState::Rejected];
    let mut query = defect::Entity::find()
        .select_only()
        .columns([C::FacilityCode, C::BuildingCode, C::Severity])
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::State.is_not_in(closed));
    if let Some(code) = facility {
        query = query.filter(C::FacilityCode.eq(code));
    }
    let rows: Vec<(String, Option<String>, Option<Severity>)> = query.into_tuple().all(db).await?;
    let mut found: HashMap<(String, Option<String>), DefectCount> = HashMap::new();
    for (facility, building, severity) in rows {
        let count = found.entry((facility, building)).or_default();
        match severity.unwrap_or(Severity::Ordinary) {
            Severity::Danger => count.danger += 1,
            Severity::Urgent => count.urgent += 1,
            Severity::Ordinary => count.ordinary += 1,
            Severity::Minor => count.minor += 1,
        }
    }
    Ok(found)
}

/// Item 2.
fn period(plan: &StoredPlan, kinds: BTreeMap<String, inspection_kind::Model>, language: Language) -> PlanPeriod {
    let (first, last) = (plan.first_year, plan.last_year);
    let years = last - first + 1;
    let cycle = |kind: inspection_kind::Model| InspectionCycle {
        kind: kind.code,
        name_ja: kind.name_ja,
        law_ja: kind.law_ja,
        interval_months: kind.interval_months,
    };
    let mut seen = HashSet::new();
    PlanPeriod {
        version_no: plan.version_no,
        state: plan.state,
        base_year: plan.base_year,
        first_year: first,
        last_year: last,
        years,
        drawn_at: plan.drawn_at.clone(),
        adopted_on: plan.adopted_on.clone(),
        superseded_on: plan.superseded_on.clone(),
        revision: say(
            language,
            &format!(
                "The plan covers {years} years, from fiscal year {first} to {last}. It is revised when inspections, each kind by its \
                 own cycle, or condition ratings show that works are needed at another time, and when facilities change: a new \
                 version is drawn up from what is recorded then, compared with this one, and takes its place when it is adopted."
            ),
            &format!(
                "計画期間は{first}年度から{last}年度までの{years}年間とする。点検（種別ごとの周期による）と劣化状況評価の結果により対策の時期を\
                 見直す必要が生じたとき、及び施設の状況が変わったときに改定する。改定では、その時点の記録から新しい版を作成して\
                 この版と比較し、決定によりこの版に代える。"
            ),
        ),
        inspection_cycles: kinds.into_values().filter(|kind| seen.insert(kind.code.clone())).map(cycle).collect(),
    }
}

/// Item 3: the formula with the weights that the plan was drawn up with.
fn priority(drawn: &Assumptions, language: Language) -> PriorityRule {
    let behind = ["priority_weight_", "condition_points_", "risk_points_", "role_points_"];
    let parameters: Vec<_> = drawn
        .parameters
        .iter()
        .filter(|row| row.parameter_set == plan::CONSERVATION && behind.iter().any(|name| row.name.starts_with(name)))
        .cloned()
        .collect();
    let term = |part: PriorityPart| PriorityTerm {
        part,
        label_ja: part.label_ja().to_owned(),
        weight: parameters
            .iter()
            .find(|row| row.name.strip_prefix("priority_weight_") == Some(part.code()))
            .and_then(|row| row.value.trim().parse().ok())
            .unwrap_or(0),
        meaning: meaning(part, language),
    };
    PriorityRule {
        formula_en: drawn.priority_en.clone(),
        formula_ja: drawn.priority_ja.clone(),
        terms: PriorityPart::iter().map(term).collect(),
        parameters,
    }
}

fn meaning(part: PriorityPart, language: Language) -> String {
    let (en, ja) = match part {
        PriorityPart::Condition => (
            "how much the part needs works, 0 to 100 points: by its last rating, else by the score of its building, else as a part \
             at the end of its cycle",
            "対策の必要度（0～100点）。部位の直近の評価、なければ建物の健全度、それもなければ更新周期末の状態による",
        ),
        PriorityPart::Role => (
            "how much the facility matters, 0 to 100 points: the most among the points of its class and of its roles in disasters",
            "施設の役割・機能・重要性（0～100点）。施設の大分類と防災上の役割の点数のうち最も高いもの",
        ),
        PriorityPart::Risk => (
            "danger and hindrance, at most 100 points: open defects by severity, a life that ended before the plan begins, and a \
             structure that needs a survey",
            "危険・支障（合計100点まで）。未解決の不具合（緊急度別）、更新時期の超過、構造の調査の必要による",
        ),
    };
    say(language, en, ja)
}

fn premises(drawn: Assumptions, language: Language) -> PlanPremises {
    PlanPremises {
        life_basis: drawn.life_basis,
        overhauls: drawn.overhauls,
        parameters: drawn.parameters,
        notes: if language == Language::Ja { drawn.notes_ja } else { drawn.notes_en },
        input_digest: drawn.input_digest,
    }
}
