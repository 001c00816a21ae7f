//! Which inspections are due when? Every kind in force is laid on everything it looks at, in memory: the subjects and what
//! was last performed come from a few queries, whatever their number.

use super::kind::{Kinds, Known};
use super::stock::{BuildingRow, ComponentRow, FacilityRow, Performed, Stock};
use super::store;
use super::wire::{DepartmentDue, DueCounts, DueStanding, InspectionDue};
use crate::domain::Text;
use crate::domain::facility::{Class, ComponentKind, Status};
use crate::domain::inspection::{InspectionScope, Interval, Standing, Subject, applies, next_due, standing};
use crate::entity::inspection_duty;
use crate::error::{Language, Result};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// By what a list of due inspections is sorted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Overdue, then never performed, then by day.
    DueOn,
    /// 担当課
    Department,
    /// 点検の種別
    Kind,
    /// 施設番号
    FacilityCode,
}

/// Which due inspections are asked for.
#[derive(Clone)]
pub struct Question {
    /// 基準日
    pub as_of: NaiveDate,
    /// Up to so many days ahead a due day counts as near.
    pub soon_days: u32,
    /// Due on this day at the latest.
    pub until: Option<NaiveDate>,
    /// 担当課
    pub department: Option<String>,
    /// 点検の種別
    pub kind: Option<String>,
    /// 施設番号
    pub facility_code: Option<String>,
    /// 期限の状況
    pub standing: Option<DueStanding>,
    /// By what they are sorted.
    pub order: Order,
    /// The other way round.
    pub descending: bool,
}

/// What the rules are laid on: kinds, what is said of single subjects, and the subjects.
pub struct Basis {
    kinds: Kinds,
    duties: HashMap<(String, InspectionScope), HashMap<String, inspection_duty::Model>>,
    stock: Stock,
}

impl Basis {
    /// Reads it.
    pub async fn of(db: &impl ConnectionTrait, municipality: &str, as_of: NaiveDate) -> Result<Basis> {
        Basis::read(db, municipality, as_of, None).await
    }

    /// Reads it, of one facility when one is named.
    pub async fn read(
        db: &impl ConnectionTrait,
        municipality: &str,
        as_of: NaiveDate,
        facility: Option<&str>,
    ) -> Result<Basis> {
        let kinds = Kinds::of(db, municipality).await?;
        let in_force = kinds.all().filter(|known| known.kind.is_in_force(as_of));
        let looked_at = in_force.flat_map(|known| known.kind.component_kinds.iter().copied()).collect();
        let mut duties: HashMap<_, HashMap<_, _>> = HashMap::new();
        for row in store::duties(db, municipality).await? {
            duties.entry((row.kind.clone(), row.scope)).or_default().insert(row.subject_code.clone(), row);
        }
        Ok(Basis { stock: Stock::of(db, municipality, &looked_at, as_of, facility).await?, kinds, duties })
    }
}

/// An inspection that has to be performed.
pub struct Line<'a> {
    /// Its kind.
    pub known: &'a Known,
    /// 施設
    pub facility: &'a FacilityRow,
    /// 建物
    pub building: Option<&'a BuildingRow>,
    /// 部位・設備
    pub component: Option<&'a ComponentRow>,
    /// 担当課
    pub department: Option<&'a str>,
    last: Option<&'a Performed>,
    interval: Interval,
    due: Option<NaiveDate>,
    due_on: String,
    standing: Standing,
    because: Arc<Text>,
    duty: Option<&'a inspection_duty::Model>,
}

/// What there is to inspect, of one scope.
#[derive(Clone, Copy)]
struct Place<'a> {
    facility: &'a FacilityRow,
    building: Option<&'a BuildingRow>,
    component: Option<&'a ComponentRow>,
    floor_area_dm2: Option<i64>,
}

impl<'a> Place<'a> {
    fn code(&self) -> &'a str {
        match (self.component, self.building) {
            (Some(component), _) => &component.code,
            (None, Some(building)) => &building.code,
            (None, None) => &self.facility.code,
        }
    }

    fn status(&self) -> Status {
        self.building.map_or(self.facility.status, |building| building.status)
    }

    /// Whether it is kept: nothing is inspected for its own sake where nobody goes any more.
    fn is_kept(&self) -> bool {
        let kept = |status: Status| status.stands() && status != Status::Closed;
        kept(self.facility.status) && kept(self.status())
    }

    fn subject(&self, scope: InspectionScope) -> Subject {
        Subject {
            scope,
            class: self.facility.class,
            floor_area_dm2: self.floor_area_dm2,
            storeys_above: self.building.and_then(|building| building.storeys_above),
            component_kind: self.component.map(|component| component.kind),
            status: self.status(),
        }
    }
}

/// Everything that is kept, by what an inspection looks at.
struct Places<'a> {
    facilities: Vec<Place<'a>>,
    buildings: Vec<Place<'a>>,
    components: HashMap<ComponentKind, Vec<Place<'a>>>,
}

impl<'a> Places<'a> {
    fn of(stock: &'a Stock, facility_code: Option<&str>) -> Places<'a> {
        let asked = |place: &Place<'_>| {
            place.is_kept() && facility_code.is_none_or(|code| code == place.facility.code.as_str())
        };
        let mut areas: HashMap<&str, i64> = HashMap::new();
        let mut buildings = Vec::with_capacity(stock.buildings.len());
        for building in stock.buildings.values() {
            let Some(facility) = stock.facilities.get(&building.facility_code) else { continue };
            let place =
                Place { facility, building: Some(building), component: None, floor_area_dm2: building.floor_area_dm2 };
            if building.status.stands() {
                *areas.entry(facility.code.as_str()).or_default() += building.floor_area_dm2.unwrap_or(0);
            }
            buildings.extend(Some(place).filter(asked));
        }
        let whole = |facility: &'a FacilityRow| {
            let floor_area_dm2 = areas.get(facility.code.as_str()).copied().filter(|area| *area > 0);
            Place { facility, building: None, component: None, floor_area_dm2 }
        };
        let facilities = stock.facilities.values().map(whole).filter(asked).collect();
        let mut components: HashMap<ComponentKind, Vec<Place<'a>>> = HashMap::new();
        for component in &stock.components {
            let Some(building) = stock.buildings.get(&component.building_code) else { continue };
            let Some(facility) = stock.facilities.get(&building.facility_code) else { continue };
            let place = Place {
                facility,
                building: Some(building),
                component: Some(component),
                floor_area_dm2: building.floor_area_dm2,
            };
            components.entry(component.kind).or_default().extend(Some(place).filter(asked));
        }
        Places { facilities, buildings, components }
    }

    fn looked_at<'p>(&'p self, known: &'p Known) -> Box<dyn Iterator<Item = &'p Place<'a>> + 'p> {
        match known.kind.scope {
            InspectionScope::Facility => Box::new(self.facilities.iter()),
            InspectionScope::Building => Box::new(self.buildings.iter()),
            InspectionScope::Component => {
                Box::new(known.kind.component_kinds.iter().filter_map(|kind| self.components.get(kind)).flatten())
            }
        }
    }
}

/// Why a kind applies, remembered where the size does not matter: a hundred thousand components share a few reasons.
#[derive(Default)]
struct Reasons(HashMap<(Class, Option<ComponentKind>), Option<Arc<Text>>>);

impl Reasons {
    fn of(&mut self, known: &Known, place: &Place<'_>) -> Option<Arc<Text>> {
        let kind = &known.kind;
        let subject = place.subject(kind.scope);
        let ask = || applies(kind, &subject).map(|because| Arc::new(because.text));
        if kind.least_floor_area_dm2.is_some() || kind.least_storeys.is_some() {
            return ask();
        }
        self.0.entry((subject.class, subject.component_kind)).or_insert_with(ask).clone()
    }
}

/// The due inspections that are asked for, in their order, whatever their standing.
pub fn lines<'a>(basis: &'a Basis, question: &Question) -> Vec<Line<'a>> {
    let places = Places::of(&basis.stock, question.facility_code.as_deref());
    let mut lines = Vec::new();
    let asked = |known: &&Known| {
        known.kind.is_in_force(question.as_of) && question.kind.as_deref().is_none_or(|code| code == known.kind.code)
    };
    for known in basis.kinds.all().filter(asked) {
        let scope = known.kind.scope;
        let said = basis.duties.get(&(known.kind.code.clone(), scope));
        let performed = basis.stock.latest.of_kind(&known.kind.code, scope);
        let mut reasons = Reasons::default();
        for place in places.looked_at(known) {
            let duty = said.and_then(|said| said.get(place.code()));
            let last = performed.and_then(|performed| performed.get(place.code()));
            let Some(because) = demanded(known, place, duty, &mut reasons) else { continue };
            let line = line(known, place, (duty, last), because, question);
            lines.extend(Some(line).filter(|line| line.matches(question)));
        }
    }
    let order = question.order;
    match question.descending {
        true => lines.sort_by(|one, other| other.key(order).cmp(&one.key(order))),
        false => lines.sort_by(|one, other| one.key(order).cmp(&other.key(order))),
    }
    lines
}

/// Why the inspection is demanded: by what the municipality says, else by the rule.
fn demanded(
    known: &Known,
    place: &Place<'_>,
    duty: Option<&inspection_duty::Model>,
    reasons: &mut Reasons,
) -> Option<Arc<Text>> {
    if duty.is_some_and(|duty| !duty.required) {
        return None;
    }
    let by_rule = reasons.of(known, place);
    let said = || {
        let name = &known.kind.name;
        Arc::new(Text::new(
            format!("the municipality demands it of this one: {} ({})", name.en, known.kind.law_ja),
            format!("個別の指定により、{}（{}）の対象です", name.ja, known.kind.law_ja),
        ))
    };
    by_rule.or_else(|| duty.map(|_| said()))
}

fn line<'a>(
    known: &'a Known,
    place: &Place<'a>,
    (duty, last): (Option<&'a inspection_duty::Model>, Option<&'a Performed>),
    because: Arc<Text>,
    question: &Question,
) -> Line<'a> {
    let own = duty.and_then(|duty| Interval::new("interval_months", duty.interval_months?.into()).ok());
    let interval = own.unwrap_or(known.kind.interval);
    let first = duty.and_then(|duty| duty.first_due_on.as_deref()?.parse().ok());
    let due = next_due(last.map(|last| last.on), first, interval);
    let department = duty.and_then(|duty| duty.department.as_deref()).or_else(|| known.department());
    Line {
        known,
        facility: place.facility,
        building: place.building,
        component: place.component,
        department: department.or(place.facility.department.as_deref()),
        last,
        interval,
        due,
        due_on: due.map(|due| due.to_string()).unwrap_or_default(),
        standing: standing(due, question.as_of, question.soon_days),
        because,
        duty,
    }
}

/// Where a line stands in the order of a list.
pub type Key<'l> = [&'l str; 7];

impl Line<'_> {
    fn matches(&self, question: &Question) -> bool {
        question.until.is_none_or(|until| self.due.is_none_or(|due| due <= until))
            && question.department.as_deref().is_none_or(|name| self.department == Some(name))
    }

    /// The last inspection.
    pub fn last(&self) -> Option<&Performed> {
        self.last
    }

    /// The day by which the next one is due.
    pub fn due(&self) -> Option<NaiveDate> {
        self.due
    }

    /// How near it is.
    pub fn standing(&self) -> DueStanding {
        self.standing.into()
    }

    /// Days until the due day, negative when it has passed.
    pub fn days(&self, as_of: NaiveDate) -> Option<i64> {
        self.due.map(|due| (due - as_of).num_days())
    }

    /// What the list is sorted by; no two lines have the same.
    pub fn key(&self, order: Order) -> Key<'_> {
        let rank = match self.standing {
            Standing::Overdue { .. } => "0",
            Standing::NeverDone => "1",
            Standing::DueSoon { .. } | Standing::Later => "2",
        };
        let (due, department) = (self.due_on.as_str(), self.department.unwrap_or("\u{10ffff}"));
        let facility = self.facility.code.as_str();
        let building = self.building.map_or("", |building| &building.code);
        let component = self.component.map_or("", |component| &component.code);
        let kind = self.known.kind.code.as_str();
        match order {
            Order::DueOn => [rank, due, department, facility, building, component, kind],
            Order::Department => [department, rank, due, facility, building, component, kind],
            Order::Kind => [kind, rank, due, department, facility, building, component],
            Order::FacilityCode => [facility, rank, due, department, building, component, kind],
        }
    }

    /// As the API shows it.
    pub fn wire(&self, as_of: NaiveDate, language: Language) -> InspectionDue {
        let kind = &self.known.kind;
        InspectionDue {
            standing: self.standing(),
            due_on: self.due.map(|due| due.to_string()),
            days: self.days(as_of),
            kind: kind.code.clone(),
            kind_name: language.pick(&kind.name),
            law_ja: kind.law_ja.clone(),
            scope: kind.scope,
            facility_code: self.facility.code.clone(),
            facility_name: self.facility.name.clone(),
            building_code: self.building.map(|building| building.code.clone()),
            building_name: self.building.map(|building| building.name.clone()),
            component_code: self.component.map(|component| component.code.clone()),
            component_name: self.component.map(|component| component.name.clone()),
            department: self.department.map(str::to_owned),
            last_performed_on: self.last.map(|last| last.on.to_string()),
            last_inspection_id: self.last.map(|last| last.id.clone()),
            interval_months: self.interval.months(),
            because: language.pick(&self.because),
            individual: self.duty.is_some(),
            note: self.duty.and_then(|duty| duty.note.clone()),
        }
    }
}

/// How many stand how near, together and by department.
pub fn counts(lines: &[Line<'_>]) -> (DueCounts, Vec<DepartmentDue>) {
    let (mut all, mut by_department) = (DueCounts::default(), BTreeMap::new());
    for line in lines {
        let own: &mut DueCounts = by_department.entry((line.department.is_none(), line.department)).or_default();
        for counts in [&mut all, own] {
            *match line.standing() {
                DueStanding::Overdue => &mut counts.overdue,
                DueStanding::NeverDone => &mut counts.never_done,
                DueStanding::DueSoon => &mut counts.due_soon,
                DueStanding::Later => &mut counts.later,
            } += 1;
        }
    }
    let departments = by_department
        .into_iter()
        .map(|((_, department), counts)| DepartmentDue { department: department.map(str::to_owned), counts });
    (all, departments.collect())
}
