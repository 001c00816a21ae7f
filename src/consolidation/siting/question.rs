//! What is asked of siting: a body read with every fault, and put together to a question of whole numbers.

use crate::domain::siting::{
    Demand, Draft, MOST_PAIRS, Question, Site, SitingObjective, Wish, costs_on_network, crow_flies_m,
};
use crate::domain::units::out_of_range;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin, object};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The most candidates.
const MOST_CANDIDATES: usize = 2_000;
/// The most demands.
const MOST_DEMANDS: usize = 20_000;
/// The most edges, and the most steps along them for all candidates together.
const MOST_EDGES: usize = 100_000;
const MOST_STEPS: usize = 50_000_000;
/// The largest cost, fixed cost, weight and capacity.
const MOST: i64 = 1_000_000_000_000;
/// Decimals that count.
const COST_DECIMALS: u32 = 6;
const WEIGHT_DECIMALS: u32 = 3;
/// The longest that may be reckoned, and how long it is without a limit, ms.
const LONGEST_MS: i64 = 120_000;
const USUAL_MS: u64 = 10_000;
/// Without one given a yen a metre, so that the unit of weight decides what a way is worth beside fixed costs.
const USUAL_YEN_PER_WEIGHT_KM: i64 = 1_000;

/// A place of the question.
#[derive(Default)]
struct Place {
    id: String,
    position: Option<(f64, f64)>,
    fixed_cost: f64,
    capacity: Option<f64>,
    existing: bool,
    weight: f64,
}

/// Where costs come from.
pub enum Costs {
    /// As the crow flies.
    Crow,
    /// A row a demand, each number per unit of weight or for all of it.
    Matrix { rows: Vec<Vec<Option<f64>>>, total: bool },
    /// Along edges between ids.
    Edges(Vec<(String, String, f64)>),
}

/// A question that has been read.
pub struct Asked {
    objective: SitingObjective,
    p: Option<u32>,
    candidates: Vec<Place>,
    demands: Vec<Place>,
    /// Where costs come from.
    pub costs: Costs,
    yen_per_weight_km: Option<i64>,
    keep: Vec<String>,
    close: Vec<String>,
    max_distance: Option<f64>,
    max_changes: Option<u32>,
    /// 乱数の種
    pub seed: u64,
    /// 計算時間の上限
    pub limit_ms: u64,
}

/// A question put together, with the unit of its numbers.
pub struct Posed {
    /// The question.
    pub question: Question,
    /// How many units of its costs make one unit of the objective.
    pub cost_units: f64,
    /// How many units of its weights make one of weight.
    pub weight_units: f64,
}

impl Asked {
    /// Reads a body; all faults are told together.
    pub fn read(body: Value) -> Result<Asked> {
        let mut cells = object(body)?;
        let mut faults = Vec::new();
        let lists = ["keep", "close"].map(|name| ids(cells.remove(name), name, &mut faults));
        let [keep, close] = lists;
        let candidates = places(cells.remove("candidates"), "candidates", MOST_CANDIDATES, &mut faults);
        let demands = places(cells.remove("demand"), "demand", MOST_DEMANDS, &mut faults);
        let costs = read_costs(&mut cells, &mut faults);
        let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&[
            "keep",
            "close",
            "candidates",
            "demand",
            "costs",
            "edges",
            "costs_are",
        ]);
        fields.has("objective");
        let objective = fields.required_word("objective", SitingObjective::PMedian);
        let p = fields.integer("p", 1, MOST_CANDIDATES as i64).map(|p| p as u32);
        let asked = Asked {
            objective,
            p,
            candidates,
            demands,
            costs,
            yen_per_weight_km: fields.integer("yen_per_weight_km", 0, 1_000_000_000),
            keep,
            close,
            max_distance: fields.number("max_distance_m", MOST),
            max_changes: fields.integer("max_changes", 0, MOST_CANDIDATES as i64).map(|most| most as u32),
            seed: fields.integer("seed", 0, i64::MAX).unwrap_or(1) as u64,
            limit_ms: fields.integer("time_limit_ms", 1, LONGEST_MS).map_or(USUAL_MS, |ms| ms as u64),
        };
        asked.check(&mut fields);
        faults.extend(fields.faults());
        if faults.is_empty() {
            asked.check_lists(&mut faults);
        }
        if faults.is_empty() { Ok(asked) } else { Err(Error::Refused(faults)) }
    }

    /// What an objective cannot do without, and what has no sense beside something else.
    fn check(&self, fields: &mut Fields) {
        let needs_p = matches!(self.objective, SitingObjective::PMedian | SitingObjective::MaxCoverage);
        let mut lacks = |name: &'static str, en: &str, ja: &str| {
            if !fields.refused(name) {
                fields.refuse(Invalid::new(name, "required", "", Text::new(en, ja)));
            }
        };
        if needs_p && self.p.is_none() {
            lacks(
                "p",
                "`p` is missing; `p-median` and `max-coverage` need the number of open candidates",
                "`p` がありません。`p-median` と `max-coverage` では開設する数を指定してください",
            );
        }
        let total = matches!(self.costs, Costs::Matrix { total: true, .. });
        if self.objective == SitingObjective::MaxCoverage && self.max_distance.is_none() {
            lacks(
                "max_distance_m",
                "`max_distance_m` is missing; `max-coverage` covers what is within it",
                "`max_distance_m` がありません。`max-coverage` では利用圏の距離を指定してください",
            );
        }
        if self.max_distance.is_some() && total {
            let text = Text::new(
                "`max_distance_m` has no place beside `costs` that are totals; leave pairs out with null",
                "`costs_are` が `total` のときは `max_distance_m` を指定できません。利用できない組は null にしてください",
            );
            fields.refuse(Invalid::new("max_distance_m", "contradiction", "", text));
        }
        if self.yen_per_weight_km.is_some() && self.yen_per_weight_km().is_none() {
            let text = Text::new(
                "`yen_per_weight_km` counts only for `fixed-charge` and `capacitated` with distances as the crow flies; leave it out",
                "`yen_per_weight_km` は、直線距離による `fixed-charge` と `capacitated` でだけ使います。取り除いてください",
            );
            fields.refuse(Invalid::new("yen_per_weight_km", "contradiction", "", text));
        }
    }

    fn check_lists(&self, faults: &mut Vec<Fault>) {
        let (sites, demands) = (self.candidates.len(), self.demands.len());
        let known: HashMap<&str, ()> = self.candidates.iter().map(|place| (place.id.as_str(), ())).collect();
        for (name, list) in [("keep", &self.keep), ("close", &self.close)] {
            for (nth, id) in list.iter().enumerate().filter(|(_, id)| !known.contains_key(id.as_str())) {
                let en = format!("`{name}` names `{id}`, which is no candidate; check the id");
                let ja = format!("`{name}` の `{id}` に当たる候補地がありません。番号を確かめてください");
                faults.push(fault(format!("/{name}/{nth}"), "unknown-value", id, &en, &ja));
            }
        }
        for (nth, id) in self.close.iter().enumerate().filter(|(_, id)| self.keep.contains(id)) {
            let en = format!("`close` names `{id}`, which `keep` names too; decide for one of them");
            let ja = format!("`{id}` が `keep` と `close` の両方にあります。どちらか一方にしてください");
            faults.push(fault(format!("/close/{nth}"), "contradiction", id, &en, &ja));
        }
        if sites * demands > MOST_PAIRS {
            let en =
                format!("{demands} demands times {sites} candidates are more than {MOST_PAIRS}; put demands together");
            let ja =
                format!("需要 {demands} 件と候補地 {sites} 件の組が {MOST_PAIRS} を超えます。需要をまとめてください");
            faults.push(fault("/demand".to_owned(), "out-of-range", demands, &en, &ja));
        }
        match &self.costs {
            Costs::Crow => self.check_positions(faults),
            Costs::Matrix { rows, .. } => {
                let odd = rows.iter().position(|row| row.len() != sites);
                if let Some(at) = odd.or((rows.len() != demands).then_some(rows.len().min(demands))) {
                    let en = format!(
                        "`costs` must have {demands} rows, one a demand, of {sites} numbers each, one a candidate"
                    );
                    let ja =
                        format!("`costs` は需要ごとに {demands} 行、各行に候補地ごとの {sites} 個の数値が必要です");
                    faults.push(fault(format!("/costs/{at}"), "malformed", "", &en, &ja));
                }
            }
            Costs::Edges(edges) if edges.len() * sites > MOST_STEPS => {
                let en = format!(
                    "{} edges times {sites} candidates are more than {MOST_STEPS}; give `costs` instead",
                    edges.len()
                );
                let ja = format!(
                    "経路 {} 本と候補地 {sites} 件の組が {MOST_STEPS} を超えます。`costs` を指定してください",
                    edges.len()
                );
                faults.push(fault("/edges".to_owned(), "out-of-range", edges.len(), &en, &ja));
            }
            Costs::Edges(_) => {}
        }
        if self.objective == SitingObjective::Capacitated {
            for nth in (0..sites).filter(|nth| self.candidates[*nth].capacity.is_none()).take(MOST_FAULTS) {
                let en = "`capacity` is missing; `capacitated` needs one for each candidate";
                let ja = "`capacity` がありません。`capacitated` ではすべての候補地に指定してください";
                faults.push(fault(format!("/candidates/{nth}/capacity"), "required", "", en, ja));
            }
        }
    }

    fn check_positions(&self, faults: &mut Vec<Fault>) {
        for (name, places) in [("candidates", &self.candidates), ("demand", &self.demands)] {
            for nth in (0..places.len()).filter(|nth| places[*nth].position.is_none()).take(MOST_FAULTS) {
                let en = "`lon` and `lat` are missing; give them, or `costs` or `edges`";
                let ja = "`lon` と `lat` がありません。指定するか、`costs` または `edges` を指定してください";
                faults.push(fault(format!("/{name}/{nth}"), "required", "", en, ja));
            }
        }
    }

    fn fixed_counts(&self) -> bool {
        matches!(self.objective, SitingObjective::FixedCharge | SitingObjective::Capacitated)
    }

    /// Puts the question together: decimals become whole numbers of a smaller unit.
    pub fn posed(&self) -> Result<Posed> {
        let (per_unit, cost_decimals, total) = self.unit_costs();
        let weights = self.demands.iter().map(|place| place.weight);
        let capacities = self.candidates.iter().filter_map(|place| place.capacity);
        let weight_decimals = decimals(weights.chain(capacities), WEIGHT_DECIMALS);
        let fixed_decimals = match self.fixed_counts() {
            true => decimals(self.candidates.iter().map(|place| place.fixed_cost), COST_DECIMALS),
            false => 0,
        };
        let cost_decimals = cost_decimals.max(fixed_decimals);
        let weight_unit = power(weight_decimals);
        // Costs for a whole demand already hold its weight.
        let objective_unit = power(cost_decimals) * if total { 1.0 } else { weight_unit };
        let site = |place: &Place| Site {
            id: place.id.clone(),
            fixed_cost: if self.fixed_counts() { whole(place.fixed_cost * objective_unit) } else { 0 },
            capacity: whole(place.capacity.unwrap_or(0.0) * weight_unit),
            existing: place.existing,
            wish: match (self.keep.contains(&place.id), self.close.contains(&place.id)) {
                (true, _) => Wish::Keep,
                (_, true) => Wish::Close,
                _ => Wish::Any,
            },
        };
        let demands: Vec<Demand> = self
            .demands
            .iter()
            .map(|place| Demand { id: place.id.clone(), weight: whole(place.weight * weight_unit) })
            .collect();
        let sites = self.candidates.len();
        let mut costs = Vec::with_capacity(per_unit.len());
        for (demand, row) in demands.iter().zip(per_unit.chunks(sites.max(1))) {
            let times = if total { 1 } else { i128::from(demand.weight) };
            let cost = |cost: &Option<f64>| {
                let cost = (*cost)?;
                let within = self.max_distance.is_none_or(|most| self.distance(cost) <= most);
                let product = i128::from(whole(cost * power(cost_decimals))) * times;
                within.then(|| i64::try_from(product).unwrap_or(i64::MAX))
            };
            costs.extend(row.iter().map(cost));
        }
        let most = self.p.map_or(sites, |p| p as usize);
        let exact = self.objective == SitingObjective::PMedian;
        let draft = Draft {
            objective: self.objective,
            sites: self.candidates.iter().map(site).collect(),
            demands,
            costs,
            least: if exact { most } else { 0 },
            most,
            most_changes: self.max_changes.map(|most| most as usize),
        };
        // More are asked for than there are: the core would take all of them, and that is not what was asked.
        if exact && most > sites {
            return Err(Error::value(out_of_range("p", most, 1, sites as i64)));
        }
        let question = Question::new(draft).map_err(Error::value)?;
        Ok(Posed { question, cost_units: objective_unit, weight_units: weight_unit })
    }

    /// What a unit of weight costs for each km, where fixed costs are added to distances as the crow flies.
    pub fn yen_per_weight_km(&self) -> Option<i64> {
        let counts = matches!(self.costs, Costs::Crow) && self.fixed_counts();
        counts.then_some(self.yen_per_weight_km.unwrap_or(USUAL_YEN_PER_WEIGHT_KM))
    }

    /// What a cost per unit of weight is as a distance.
    fn distance(&self, cost: f64) -> f64 {
        match (&self.costs, self.yen_per_weight_km()) {
            (Costs::Crow, Some(yen)) if yen > 0 => cost * 1_000.0 / yen as f64,
            _ => cost,
        }
    }

    /// Costs, how many decimals of them count, and whether they are for all of a demand.
    fn unit_costs(&self) -> (Vec<Option<f64>>, u32, bool) {
        match &self.costs {
            Costs::Crow => {
                let at = |place: &Place| place.position.unwrap_or_default();
                let yen = self.yen_per_weight_km().map(|yen| yen as f64 / 1_000.0);
                let pairs = self.demands.iter().flat_map(|demand| {
                    self.candidates.iter().map(move |site| {
                        let metres = crow_flies_m(at(demand), at(site)) as f64;
                        // With nothing to pay for a way the limit of distance is kept here.
                        let far = yen == Some(0.0) && self.max_distance.is_some_and(|most| metres > most);
                        (!far).then(|| yen.map_or(metres, |yen| metres * yen))
                    })
                });
                (pairs.collect(), if yen.is_some() { 3 } else { 0 }, false)
            }
            Costs::Matrix { rows, total } => {
                let all: Vec<Option<f64>> = rows.iter().flatten().copied().collect();
                let count = decimals(all.iter().flatten().copied(), COST_DECIMALS);
                (all, count, *total)
            }
            Costs::Edges(edges) => self.edge_costs(edges),
        }
    }

    fn edge_costs(&self, edges: &[(String, String, f64)]) -> (Vec<Option<f64>>, u32, bool) {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let places = self.candidates.iter().chain(&self.demands).map(|place| place.id.as_str());
        for id in places.chain(edges.iter().flat_map(|(a, b, _)| [a.as_str(), b.as_str()])) {
            let next = numbers.len() as u32;
            numbers.entry(id).or_insert(next);
        }
        let count = decimals(edges.iter().map(|(_, _, cost)| *cost), COST_DECIMALS);
        let number = |id: &String| numbers.get(id.as_str()).copied().unwrap_or_default();
        let whole_edges: Vec<(u32, u32, i64)> =
            edges.iter().map(|(a, b, cost)| (number(a), number(b), whole(cost * power(count)))).collect();
        let from: Vec<u32> = self.candidates.iter().map(|place| number(&place.id)).collect();
        let found = costs_on_network(numbers.len(), &whole_edges, &from);
        let cost = |demand: &Place, row: &Vec<Option<i64>>| {
            row[number(&demand.id) as usize].map(|cost| cost as f64 / power(count))
        };
        let costs = self.demands.iter().flat_map(|demand| found.iter().map(move |row| cost(demand, row)));
        (costs.collect(), count, false)
    }
}

fn power(decimals: u32) -> f64 {
    10_f64.powi(decimals as i32)
}

/// The nearest whole number; too large ones are refused by the core.
fn whole(number: f64) -> i64 {
    number.round() as i64
}

/// How many decimals these numbers have, up to so many.
fn decimals(numbers: impl Iterator<Item = f64>, most: u32) -> u32 {
    let mut count = 0;
    for number in numbers {
        while count < most {
            let shifted = number * power(count);
            if (shifted - shifted.round()).abs() <= shifted.abs() * 4e-16 + 1e-9 {
                break;
            }
            count += 1;
        }
    }
    count
}

fn fault(at: String, code: &'static str, value: impl ToString, en: &str, ja: &str) -> Fault {
    Fault::at(at, Invalid::new("", code, value, Text::new(en, ja)))
}

fn no_list(name: &str, faults: &mut Vec<Fault>) {
    let en = format!("`{name}` must be an array");
    faults.push(fault(format!("/{name}"), "malformed", "", &en, &format!("`{name}` は配列にしてください")));
}

/// Ids in a list; none when it is absent.
fn ids(value: Option<Value>, name: &str, faults: &mut Vec<Fault>) -> Vec<String> {
    let list = match value {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) if list.len() <= MOST_CANDIDATES => list,
        Some(_) => {
            no_list(name, faults);
            return Vec::new();
        }
    };
    let mut read = Vec::with_capacity(list.len());
    for (nth, value) in list.into_iter().enumerate() {
        match value {
            Value::String(id) => read.push(id),
            other => {
                let (en, ja) = (format!("`{name}` must list ids"), format!("`{name}` には番号を並べてください"));
                faults.push(fault(format!("/{name}/{nth}"), "malformed", other, &en, &ja));
            }
        }
    }
    read
}

fn places(value: Option<Value>, name: &str, most: usize, faults: &mut Vec<Fault>) -> Vec<Place> {
    let list = match value {
        Some(Value::Array(list)) => list,
        None | Some(Value::Null) => Vec::new(),
        Some(_) => {
            no_list(name, faults);
            return Vec::new();
        }
    };
    if list.is_empty() || list.len() > most {
        let (en, ja) =
            (format!("`{name}` must list 1 to {most}"), format!("`{name}` は 1 件から {most} 件までにしてください"));
        faults.push(fault(format!("/{name}"), "out-of-range", list.len(), &en, &ja));
        return Vec::new();
    }
    let mut read = Vec::with_capacity(list.len());
    for (nth, value) in list.into_iter().enumerate() {
        if faults.len() > MOST_FAULTS {
            break;
        }
        let at = format!("/{name}/{nth}");
        let Value::Object(cells) = value else {
            let (en, ja) =
                (format!("`{name}` must list objects"), format!("`{name}` にはオブジェクトを並べてください"));
            faults.push(fault(at, "malformed", "", &en, &ja));
            continue;
        };
        let mut fields = Fields::new(cells, Origin::Body(at));
        read.push(place(&mut fields, name == "demand"));
        faults.extend(fields.faults());
    }
    read
}

fn place(fields: &mut Fields, demand: bool) -> Place {
    let id = fields.required_text("id", 100);
    let coordinate = |fields: &mut Fields, name, most: f64| {
        fields.digits(name, |name, text| match text.parse::<f64>() {
            Ok(number) if number.abs() <= most => Ok(number),
            _ => Err(out_of_range(name, text, -(most as i64), most as i64)),
        })
    };
    let (lon, lat) = (coordinate(fields, "lon", 180.0), coordinate(fields, "lat", 90.0));
    let mut place = Place { id, position: lon.zip(lat), ..Place::default() };
    if demand {
        let weight = fields.number("weight", MOST);
        if weight.is_none() && !fields.refused("weight") {
            let text = Text::new(
                "`weight` is missing; say how many people it stands for",
                "`weight` がありません。人数などの重みを指定してください",
            );
            fields.refuse(Invalid::new("weight", "required", "", text));
        }
        place.weight = weight.unwrap_or_default();
    } else {
        place.fixed_cost = fields.number("fixed_cost_yen", MOST).unwrap_or_default();
        place.capacity = fields.number("capacity", MOST);
        place.existing = fields.flag("existing");
    }
    place
}

fn read_costs(cells: &mut Map<String, Value>, faults: &mut Vec<Fault>) -> Costs {
    let (matrix, edges, are) = (cells.remove("costs"), cells.remove("edges"), cells.remove("costs_are"));
    let given = |value: &Option<Value>| value.as_ref().is_some_and(|value| !value.is_null());
    if given(&matrix) && given(&edges) {
        let (en, ja) = (
            "`edges` has no place beside `costs`; give one of them",
            "`costs` と `edges` はどちらか一方にしてください",
        );
        faults.push(fault("/edges".to_owned(), "contradiction", "", en, ja));
    }
    let total = match are.filter(|value| !value.is_null()) {
        None => false,
        Some(Value::String(word)) if word == "total" || word == "per-unit" => word == "total",
        Some(other) => {
            let en = format!("`costs_are` is `{other}`; it must be `per-unit` or `total`");
            let ja = format!("`costs_are` の値 `{other}` は使えません。`per-unit` か `total` にしてください");
            faults.push(fault("/costs_are".to_owned(), "unknown-value", other, &en, &ja));
            false
        }
    };
    if total && !given(&matrix) {
        let (en, ja) = (
            "`costs_are` is `total`, and there are no `costs`; give them",
            "`costs_are` が `total` のときは `costs` を指定してください",
        );
        faults.push(fault("/costs_are".to_owned(), "contradiction", "total", en, ja));
    }
    match (matrix.filter(|value| !value.is_null()), edges.filter(|value| !value.is_null())) {
        (Some(Value::Array(rows)), _) => Costs::Matrix { rows: read_rows(rows, faults), total },
        (Some(_), _) => {
            no_list("costs", faults);
            Costs::Crow
        }
        (None, Some(Value::Array(list))) => Costs::Edges(read_edges(list, faults)),
        (None, Some(_)) => {
            no_list("edges", faults);
            Costs::Crow
        }
        (None, None) => Costs::Crow,
    }
}

/// A cost that may be reckoned with.
fn amount(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| (0.0..=MOST as f64).contains(number))
}

fn no_amount(at: String, value: &Value) -> Fault {
    let en = format!("a cost is `{value}`; it must be a number from 0 to {MOST}");
    let ja = format!("費用の値 `{value}` は使えません。0 から {MOST} までの数値にしてください");
    fault(at, "out-of-range", value, &en, &ja)
}

fn read_rows(rows: Vec<Value>, faults: &mut Vec<Fault>) -> Vec<Vec<Option<f64>>> {
    let mut read = Vec::with_capacity(rows.len());
    for (nth, row) in rows.iter().enumerate() {
        let Value::Array(row) = row else {
            no_list(&format!("costs/{nth}"), faults);
            continue;
        };
        let mut numbers = Vec::with_capacity(row.len());
        for (place, value) in row.iter().enumerate() {
            if faults.len() > MOST_FAULTS {
                return read;
            }
            let number = amount(value);
            if number.is_none() && !value.is_null() {
                faults.push(no_amount(format!("/costs/{nth}/{place}"), value));
            }
            numbers.push(number);
        }
        read.push(numbers);
    }
    read
}

fn read_edges(list: Vec<Value>, faults: &mut Vec<Fault>) -> Vec<(String, String, f64)> {
    if list.len() > MOST_EDGES {
        let (en, ja) = (
            format!("`edges` must list at most {MOST_EDGES}"),
            format!("`edges` は {MOST_EDGES} 本以内にしてください"),
        );
        faults.push(fault("/edges".to_owned(), "out-of-range", list.len(), &en, &ja));
        return Vec::new();
    }
    let mut read = Vec::with_capacity(list.len());
    for (nth, edge) in list.iter().enumerate() {
        if faults.len() > MOST_FAULTS {
            break;
        }
        match edge.as_array().map(Vec::as_slice) {
            Some([Value::String(a), Value::String(b), cost]) => match amount(cost) {
                Some(cost) => read.push((a.clone(), b.clone(), cost)),
                None => faults.push(no_amount(format!("/edges/{nth}/2"), cost)),
            },
            _ => {
                let en = "an edge must be `[id, id, cost]`";
                faults.push(fault(
                    format!("/edges/{nth}"),
                    "malformed",
                    "",
                    en,
                    "経路は `[番号, 番号, 費用]` にしてください",
                ));
            }
        }
    }
    read
}
