//! From what is recorded to the lines of a plan: buildings, components with their remaining lives, open defects and the works
//! there are become the stock of `domain::plan`, and what it draws up becomes lines.

mod notes;
mod parts;
mod wholes;
mod written;

use super::store;
use crate::conservation::condition::{learning, store as condition, summary};
use crate::conservation::{Rating, Work};
use crate::digest::Digesting;
use crate::domain::Text;
use crate::domain::condition::{Better, Scheme, ScreeningRules};
use crate::domain::plan::{
    self, Building, Component, Existing, LeftOutReason, Overhaul, OverhaulRules, PartCosts, Rules, Stock,
};
use crate::domain::renewal::{Horizon, MIC_2011};
use crate::domain::units::FiscalYear;
use crate::entity::plan_line;
use crate::error::{Error, Result};
use crate::facility::store::{self as facilities, ComponentRow, StockRow};
use crate::lifecycle::store as lifecycle;
use crate::parameters::{Parameter, store as parameters};
use notes::Counts;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// What a plan is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// First fiscal year.
    pub base_year: FiscalYear,
    /// How many fiscal years.
    pub years: i32,
    /// Whether lives rest on deterioration learned from the municipality's own ratings.
    pub learned: bool,
    /// Whether long-life renovation and rebuild of whole buildings are drawn up.
    pub overhauls: bool,
}

impl Asked {
    fn first(self) -> i32 {
        self.base_year.year()
    }

    fn last(self) -> i32 {
        self.first() + self.years - 1
    }
}

/// What came of it.
pub struct Drawn {
    /// The lines, without the plan they will belong to.
    pub lines: Vec<plan_line::Model>,
    /// How many works fell due and were left out, and why.
    pub left_out: BTreeMap<LeftOutReason, usize>,
    /// The parameters it rests on.
    pub parameters: Vec<Parameter>,
    /// What must be known of it.
    pub notes: Vec<Text>,
    /// The rating scheme.
    pub scheme: String,
    /// A digest of everything that went in.
    pub digest: String,
}

/// Everything that a plan is drawn up from.
struct Inputs {
    asked: Asked,
    buildings: Vec<StockRow>,
    components: Vec<ComponentRow>,
    works: Vec<Work>,
    ratings: Vec<Rating>,
    defects: HashMap<String, [u16; 4]>,
    scheme: Scheme,
    parameters: Vec<Parameter>,
    rules: Rules,
    part_costs: PartCosts,
    overhaul_rules: OverhaulRules,
    screening: ScreeningRules,
    strength_years: i64,
    cycles: summary::CycleTable,
    model: lifecycle::Model,
}

const CONDITION: &str = "condition";
const SETS: [&str; 7] = [
    plan::CONSERVATION,
    plan::COMPONENT_CYCLE,
    plan::PART_COST,
    plan::COST_COLUMN,
    plan::OVERHAUL,
    CONDITION,
    MIC_2011,
];

impl Inputs {
    async fn read(db: &impl ConnectionTrait, municipality: &str, asked: Asked) -> Result<Inputs> {
        let scheme = condition::demand_scheme(db, municipality, None).await?;
        let until = format!("{}-03-31", asked.first() + 1);
        let mut parameters = parameters::in_force(db, municipality, None, None).await?;
        parameters.retain(|row| SETS.contains(&row.parameter_set.as_str()));
        let of = |set: &'static str| {
            let rows = &parameters;
            move |name: &str| {
                let row = rows.iter().find(|row| row.parameter_set == set && row.name == name)?;
                Some(row.value.clone())
            }
        };
        let mut buildings = facilities::stock(db, municipality).await?;
        buildings.sort_unstable_by(|a, b| (&a.facility_code, &a.code).cmp(&(&b.facility_code, &b.code)));
        let ratings = condition::ratings(db, municipality, scheme.code(), &until, None).await?;
        let mut components = facilities::component_stock(db, municipality, None).await?;
        parts::add_rated_parts(&mut components, &ratings, &scheme);
        Ok(Inputs {
            asked,
            buildings,
            components,
            works: store::works_of(db, municipality).await?,
            ratings,
            defects: store::open_defects(db, municipality).await?,
            scheme,
            rules: Rules::from_named(of(plan::CONSERVATION)).map_err(ours)?,
            part_costs: PartCosts::from_named(of(plan::PART_COST)).map_err(ours)?,
            overhaul_rules: OverhaulRules::from_named(of(plan::OVERHAUL)).map_err(ours)?,
            screening: ScreeningRules::from_named(of(CONDITION)).map_err(ours)?,
            strength_years: learning::strength_from(of(CONDITION)).map_err(ours)?,
            cycles: summary::CycleTable::in_force(db, municipality).await?,
            model: lifecycle::model(db, municipality, asked.base_year).await?,
            parameters,
        })
    }

    /// The place of each building in the list.
    fn places(&self) -> HashMap<&str, u32> {
        self.buildings.iter().zip(0..).map(|(building, at)| (building.code.as_str(), at)).collect()
    }
}

/// The stock of the core, and what was counted on the way to it.
struct Given<'a> {
    buildings: Vec<Building>,
    components: Vec<Component>,
    overhauls: Vec<Overhaul>,
    existing: Vec<Existing>,
    open: Vec<&'a Work>,
    counts: Counts,
}

impl<'a> Given<'a> {
    fn new(inputs: &'a Inputs) -> Result<Given<'a>> {
        let mut counts = Counts::default();
        let wholes = wholes::wholes(inputs, &mut counts);
        let buildings = wholes::buildings(inputs, &wholes);
        let components = parts::components(inputs, &wholes, &mut counts)?;
        let overhauls = match inputs.asked.overhauls {
            true => wholes::overhauls(inputs, &wholes, &mut counts),
            false => Vec::new(),
        };
        let open: Vec<&Work> = inputs.works.iter().filter(|work| written::is_fixed(work)).collect();
        counts.lapsed = open.iter().filter(|work| written::has_lapsed(work, inputs.asked.first())).count();
        let existing = written::existing(&open, inputs);
        Ok(Given { buildings, components, overhauls, existing, open, counts })
    }

    /// The name of all that the lines and their order follow from.
    fn digest(&self, inputs: &Inputs) -> String {
        let mut digest = Digesting::default();
        digest.add(&inputs.asked);
        digest.add(&inputs.scheme);
        for (row, building) in inputs.buildings.iter().zip(&self.buildings) {
            digest.add(&(&row.facility_code, &row.code, &row.name, &row.illustrative, building));
        }
        for component in &self.components {
            let row = &inputs.components[component.key as usize];
            digest.add(&(&row.code, &row.name, &row.illustrative, component));
        }
        self.overhauls.iter().for_each(|overhaul| digest.add(overhaul));
        for work in &self.open {
            digest.add(&(&work.id, &work.facility_code, &work.building_code, &work.component_code, &work.title));
            digest.add(&(work.kind, work.state, work.cost_yen, work.priority, work.duration_years));
            digest.add(&(work.planned_year, work.earliest_year, work.latest_year, &work.started_on));
            digest.add(&work.illustrative);
        }
        for row in &inputs.parameters {
            digest.add(&(&row.parameter_set, &row.name, &row.value));
        }
        digest.name()
    }
}

fn ours(invalid: crate::domain::Invalid) -> Error {
    Error::internal(invalid.text.en)
}

/// Draws up a plan from what is recorded now.
pub async fn draw_up(db: &impl ConnectionTrait, municipality: &str, asked: Asked) -> Result<Drawn> {
    let inputs = Inputs::read(db, municipality, asked).await?;
    let mut given = Given::new(&inputs)?;
    let stock = Stock::new(&given.buildings, &given.components, &given.overhauls, &given.existing).map_err(ours)?;
    let horizon = Horizon::new(asked.base_year, asked.years.into()).map_err(Error::value)?;
    let drawn = plan::draw_up(&stock, &inputs.rules, horizon);
    let lines = written::lines(&drawn.lines, &given.open, &inputs);
    given.counts.cost_unknown = lines.iter().filter(|line| line.cost_yen == 0).count();
    Ok(Drawn {
        lines,
        left_out: drawn.left_out_by_reason(),
        notes: given.counts.notes(),
        scheme: inputs.scheme.code().to_owned(),
        digest: given.digest(&inputs),
        parameters: inputs.parameters,
    })
}

/// How much works are needed by points of a scheme in hundredths: 0 for the best grade, 100 for the worst, in between in
/// proportion, half up. Points beyond either end count as that end.
fn need(scheme: &Scheme, points_hundredths: i64) -> u8 {
    let points = |grade: &crate::domain::condition::Grade| grade.points_hundredths;
    let (Some(best), Some(worst)) = (scheme.grades().first().map(points), scheme.grades().last().map(points)) else {
        return 0;
    };
    needed(scheme.better(), best, worst, points_hundredths)
}

fn needed(better: Better, best: i64, worst: i64, points: i64) -> u8 {
    let (lost, all) = match better {
        Better::Higher => (best - points, best - worst),
        Better::Lower => (points - best, worst - best),
    };
    let (lost, all) = (i128::from(lost.clamp(0, all.max(0))), i128::from(all.max(1)));
    ((200 * lost + all) / (2 * all)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn need_runs_from_the_best_grade_to_the_worst() {
        // 100 to 10: 60 of 90 is 66.67, 25 of 90 is 27.78.
        let points = [10_000, 7_500, 4_000, 1_000];
        assert_eq!(points.map(|points| needed(Better::Higher, 10_000, 1_000, points)), [0, 28, 67, 100]);
        // 10 to 100, more is worse: 30 of 90 is 33.33.
        let points = [1_000, 4_000, 7_000, 10_000];
        assert_eq!(points.map(|points| needed(Better::Lower, 1_000, 10_000, points)), [0, 33, 67, 100]);
    }

    #[test]
    fn need_is_rounded_half_up_and_ends_at_the_ends() {
        assert_eq!(needed(Better::Higher, 200, 0, 199), 1);
        assert_eq!(needed(Better::Higher, 1_000, 0, 996), 0);
        assert_eq!(needed(Better::Lower, 0, 200, 199), 100);
        assert_eq!(needed(Better::Higher, 1_000, 500, 2_000), 0);
        assert_eq!(needed(Better::Higher, 1_000, 500, 0), 100);
        assert_eq!(needed(Better::Lower, 500, 500, 500), 0);
    }
}
