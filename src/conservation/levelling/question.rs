//! What is asked of levelling: a body read with every fault, and put together to a problem.

use crate::domain::levelling::{
    Aim, Ceilings, DeferralRates, Draft, Fault as Unsound, FundShare, LONGEST_WORK_YEARS, MOST_COST_YEN, Objective,
    Place, Problem, Relation, WhenOver, Work,
};
use crate::domain::units::{FiscalYear, Yen, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin, object, pointer};
use crate::parameters::Parameter;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// The parameter set of weights and rates.
pub const LEVELLING: &str = "levelling";
/// The largest ceiling that is taken for one, yen.
const MOST_CEILING_YEN: i64 = 1_000_000_000_000_000;
/// The longest that may be reckoned, ms.
const LONGEST_MS: i64 = 120_000;

/// Works as they were given, with the names of what they refer to.
#[derive(Default)]
pub struct Works {
    /// 工事の番号
    pub ids: Vec<String>,
    /// The works themselves; bundles and funds by place in the lists below.
    pub works: Vec<Work>,
    /// What holds between them.
    pub relations: Vec<Relation>,
    /// 一体で行う単位
    pub bundles: Vec<String>,
    /// 財源
    pub funds: Vec<String>,
    /// Where in the body each relation stands.
    places: Vec<String>,
}

/// An amount for every year, or one for each.
#[derive(Clone, Default)]
enum Ceiling {
    #[default]
    None,
    Same(i64),
    ByYear(BTreeMap<i32, i64>),
}

/// What a further work of a bundle saves: the same everywhere, or by bundle.
#[derive(Default)]
struct Savings {
    same: i64,
    by_bundle: HashMap<String, i64>,
}

/// A question that has been read.
pub struct Asked {
    /// 計画期間の最初の年度
    pub from_year: i32,
    /// 計画期間の最後の年度
    pub to_year: i32,
    /// The works; those of a stored plan when there are none.
    pub works: Option<Works>,
    /// 計画番号 of the stored plan
    pub plan_id: Option<String>,
    /// 目的
    pub aim: Aim,
    /// 上限額を超えるときの扱い
    pub when_over: WhenOver,
    /// 乱数の種
    pub seed: u64,
    /// 計算時間の上限
    pub limit_ms: Option<u64>,
    /// The work and the year of a promise.
    pub promise: Option<(String, i32)>,
    ceiling: Ceiling,
    fund_ceilings: Vec<(String, Ceiling)>,
    rates: Option<(u16, u16, bool)>,
    savings: Savings,
    weights: [Option<u16>; 3],
}

impl Asked {
    /// Reads a body; all faults are told together. A promise is read where it is asked for.
    pub fn read(body: Value, promised: bool) -> Result<Asked> {
        let mut cells = object(body)?;
        let mut faults = Vec::new();
        let works = match cells.remove("works") {
            None | Some(Value::Null) => None,
            Some(Value::Array(list)) => Some(Works::read(list, &mut faults)),
            Some(_) => {
                faults.push(wrong("/works", "malformed", "`works` must be an array", "`works` は配列にしてください"));
                None
            }
        };
        let ceiling = Ceiling::read(cells.remove("yearly_ceiling_yen"), "/yearly_ceiling_yen", &mut faults);
        let fund_ceilings = fund_ceilings(cells.remove("fund_ceilings_yen"), &mut faults);
        let rates = rates(cells.remove("deferral_cost"), &mut faults);
        let savings = Savings::read(cells.remove("bundle_saving_yen"), &mut faults);
        let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&[
            "works",
            "yearly_ceiling_yen",
            "fund_ceilings_yen",
            "deferral_cost",
            "bundle_saving_yen",
        ]);
        let (first, last) = (FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        let from_year = fields.required_integer("from_year", first, last) as i32;
        let to_year = fields.required_integer("to_year", first, last) as i32;
        let aim = fields.word("objective").unwrap_or(Aim::MinPeak);
        let when_over = fields.word("when_over").unwrap_or(WhenOver::LeaveOut);
        let weight = |fields: &mut Fields, name, low| fields.integer(name, low, 1_000).map(|weight| weight as u16);
        let weights = [
            weight(&mut fields, "peak_weight", 0),
            weight(&mut fields, "left_out_weight", 1),
            weight(&mut fields, "excess_weight", 1),
        ];
        let plan_id = fields.text("plan_id", 64);
        let seed = fields.integer("seed", 0, i64::MAX).unwrap_or(0) as u64;
        let limit_ms = fields.integer("time_limit_ms", 1, LONGEST_MS).map(|ms| ms as u64);
        let promise = promised.then(|| {
            let work = fields.required_text("promised_work", 100);
            (work, fields.required_integer("promised_year", first, last) as i32)
        });
        if from_year > to_year && !fields.refused("from_year") && !fields.refused("to_year") {
            let text = Text::new(
                format!(
                    "`to_year` is `{to_year}`, before `from_year` `{from_year}`: there is no year to plan; exchange them"
                ),
                format!(
                    "`to_year` の値 `{to_year}` が `from_year` の `{from_year}` より前のため、計画する年度がありません。年度を入れ替えてください"
                ),
            );
            fields.refuse(Invalid::new("to_year", "contradiction", to_year, text));
        }
        if works.is_some() && plan_id.is_some() {
            let text = Text::new(
                "`plan_id` has no place beside `works`; give one of them",
                "`works` を指定したときは `plan_id` を指定できません。どちらか一方にしてください",
            );
            fields.refuse(Invalid::new("plan_id", "contradiction", "", text));
        }
        let limited = !matches!(ceiling, Ceiling::None) || !fund_ceilings.is_empty();
        if aim == Aim::Ceiling && !limited {
            let text = Text::new(
                "`yearly_ceiling_yen` is missing; the objective `ceiling` needs it, or `fund_ceilings_yen`",
                "`yearly_ceiling_yen` がありません。目的 `ceiling` には年間の上限額（または `fund_ceilings_yen`）が必要です",
            );
            fields.refuse(Invalid::new("yearly_ceiling_yen", "required", "", text));
        }
        faults.extend(fields.faults());
        let years = from_year..=to_year;
        ceiling.check_years(&years, "/yearly_ceiling_yen", &mut faults);
        for (fund, ceiling) in &fund_ceilings {
            ceiling.check_years(&years, &pointer("/fund_ceilings_yen", fund), &mut faults);
        }
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        Ok(Asked {
            from_year,
            to_year,
            works,
            plan_id,
            aim,
            when_over,
            seed,
            limit_ms,
            promise,
            ceiling,
            fund_ceilings,
            rates,
            savings,
            weights,
        })
    }

    /// Whether anything limits what may be spent.
    pub fn is_limited(&self) -> bool {
        !matches!(self.ceiling, Ceiling::None) || !self.fund_ceilings.is_empty()
    }

    /// The problem of these works, with the parameters in force where the question names none.
    pub fn problem(&self, mut works: Works, settings: &Settings) -> Result<(Problem, Names)> {
        let rates = DeferralRates {
            late_per_mille: settings.late_per_mille,
            early_per_mille: settings.early_per_mille,
            by_priority: settings.by_priority,
        };
        for work in &mut works.works {
            // A window that does not hold has a fault of its own.
            if work.earliest_year <= work.latest_year {
                work.deferral = rates.table(work);
            }
        }
        for (fund, _) in &self.fund_ceilings {
            if !works.funds.contains(fund) {
                works.funds.push(fund.clone());
            }
        }
        let years = self.from_year..=self.to_year;
        let of_fund = |fund: &String| {
            let found = self.fund_ceilings.iter().find(|(name, _)| name == fund);
            found.map_or_else(Vec::new, |(_, ceiling)| ceiling.list(&years))
        };
        let saving = |bundle: &String| Yen(self.savings.by_bundle.get(bundle).copied().unwrap_or(self.savings.same));
        let draft = Draft {
            first_year: self.from_year,
            years: (self.to_year - self.from_year + 1).unsigned_abs(),
            ceilings: Ceilings { total: self.ceiling.list(&years), funds: works.funds.iter().map(of_fund).collect() },
            bundle_savings: works.bundles.iter().map(saving).collect(),
            works: works.works,
            relations: works.relations,
            objective: settings.objective,
        };
        let strangers = self.savings.by_bundle.keys().filter(|bundle| !works.bundles.contains(bundle));
        let mut faults: Vec<Fault> = strangers.map(|bundle| unknown_bundle(bundle)).collect();
        faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        match Problem::new(draft) {
            Ok(problem) => Ok((problem, Names { ids: works.ids, bundles: works.bundles, funds: works.funds })),
            Err(unsound) => {
                let place = |fault: Unsound| self.placed(fault, &works.places);
                Err(Error::Refused(unsound.into_iter().map(place).collect()))
            }
        }
    }

    /// A fault of the problem at its place in the body.
    fn placed(&self, fault: Unsound, relations: &[String]) -> Fault {
        let field = fault.invalid.field;
        let whole = match field {
            "first_year" => "/from_year",
            "years" => "/to_year",
            "relations" => "/works",
            other => return Fault::at(self.place_of(fault.place, other, relations), fault.invalid),
        };
        Fault::at(whole, fault.invalid)
    }

    fn place_of(&self, place: Place, field: &str, relations: &[String]) -> String {
        match place {
            Place::Whole => format!("/{field}"),
            Place::Work(work) => format!("/works/{work}/{}", if field == "deferral_yen" { "due_year" } else { field }),
            Place::Relation(nth) => relations.get(nth).cloned().unwrap_or_else(|| "/works".to_owned()),
            Place::Ceiling(nth) => match self.ceiling {
                Ceiling::ByYear(_) => format!("/yearly_ceiling_yen/{}", self.from_year + nth as i32),
                _ => "/yearly_ceiling_yen".to_owned(),
            },
            Place::Fund(_) => "/fund_ceilings_yen".to_owned(),
            Place::Bundle(_) => "/bundle_saving_yen".to_owned(),
        }
    }
}

/// What the numbers of a problem stand for.
pub struct Names {
    /// 工事の番号
    pub ids: Vec<String>,
    /// 一体で行う単位
    pub bundles: Vec<String>,
    /// 財源
    pub funds: Vec<String>,
}

/// The rates and weights that a plan is made with.
pub struct Settings {
    /// For each year after the due year, in thousandths of the cost.
    pub late_per_mille: u16,
    /// For each year before it.
    pub early_per_mille: u16,
    /// Whether lateness weighs by priority.
    pub by_priority: bool,
    /// What is wanted, with its weights.
    pub objective: Objective,
    /// How long may be reckoned.
    pub limit_ms: u64,
}

impl Settings {
    /// Those of the question, and for what it leaves open those of the parameters in force.
    pub fn new(asked: &Asked, rows: &[Parameter]) -> Result<Settings> {
        let named = |name: &'static str, high: u64| {
            let value = rows.iter().find(|row| row.name == name).and_then(|row| row.value.parse::<u64>().ok());
            let missing = || Error::internal(format!("parameter `{LEVELLING}/{name}` is missing or no number"));
            value.map(|value| value.min(high)).ok_or_else(missing)
        };
        let [peak, left_out, excess] = asked.weights;
        let weight = |given: Option<u16>, name| given.map_or_else(|| named(name, 1_000).map(|w| w as u16), Ok);
        let (late_per_mille, early_per_mille, by_priority) = match asked.rates {
            Some(rates) => rates,
            None => (named("late_per_mille", 1_000)? as u16, named("early_per_mille", 1_000)? as u16, true),
        };
        let objective = match (asked.aim, asked.when_over) {
            (Aim::MinPeak, _) => Objective::MinPeak,
            (Aim::Ceiling, WhenOver::LeaveOut) => Objective::Ceiling {
                peak_weight: weight(peak, "peak_weight")?,
                left_out_weight: weight(left_out, "left_out_weight")?.max(1),
            },
            (Aim::Ceiling, WhenOver::Exceed) => Objective::Exceed {
                peak_weight: weight(peak, "peak_weight")?,
                excess_weight: weight(excess, "excess_weight")?.max(1),
            },
        };
        let limit_ms = match asked.limit_ms {
            Some(ms) => ms,
            None => named("time_limit_ms", LONGEST_MS as u64)?,
        };
        Ok(Settings { late_per_mille, early_per_mille, by_priority, objective, limit_ms })
    }
}

/// What a work names that is not known before all are read.
struct Loose {
    after: Vec<(String, String, u8)>,
    apart: Vec<(String, String)>,
}

impl Works {
    fn read(list: Vec<Value>, faults: &mut Vec<Fault>) -> Works {
        let mut works = Works::default();
        let (mut bundles, mut funds) = (HashMap::new(), HashMap::new());
        let mut loose = Vec::with_capacity(list.len());
        for (index, value) in list.into_iter().enumerate() {
            if faults.len() > MOST_FAULTS {
                return works;
            }
            let at = format!("/works/{index}");
            let Value::Object(mut cells) = value else {
                faults.push(wrong(
                    &at,
                    "malformed",
                    "a work must be a JSON object",
                    "工事は JSON オブジェクトにしてください",
                ));
                continue;
            };
            loose.push(Loose::read(&mut cells, &at, faults));
            let shares = fund_shares(&mut cells, &at, faults);
            let mut fields = Fields::new(cells, Origin::Body(at.clone())).beside(&["after", "not_same_year", "funds"]);
            let id = fields.required_text("id", 100);
            let mut work = read_work(&mut fields);
            work.bundle =
                fields.text("bundle", 100).map(|bundle| place(&mut bundles, &mut works.bundles, bundle) as u32);
            work.fund_shares = shared(&mut fields, shares, work.cost, |fund| place(&mut funds, &mut works.funds, fund));
            faults.extend(fields.faults());
            works.ids.push(id);
            works.works.push(work);
        }
        if faults.is_empty() {
            works.relate(loose, faults);
        }
        works
    }

    /// Names by which works refer to one another become places.
    fn relate(&mut self, loose: Vec<Loose>, faults: &mut Vec<Fault>) {
        let mut known: HashMap<&str, u32> = HashMap::with_capacity(self.ids.len());
        for (index, id) in self.ids.iter().enumerate() {
            if known.insert(id, index as u32).is_some() {
                let text = Text::new(
                    format!("`id` `{id}` stands here more than once; give each work its own"),
                    format!("`id` の値 `{id}` が重複しています。工事ごとに別の番号にしてください"),
                );
                faults.push(Fault::at(format!("/works/{index}/id"), Invalid::new("id", "duplicate", id, text)));
            }
        }
        let mut find = |at: &str, field: &'static str, name: &str| {
            let found = known.get(name).copied();
            if found.is_none() && faults.len() <= MOST_FAULTS {
                let text = Text::new(
                    format!("`{field}` names the work `{name}`, which is not among `works`; check the id"),
                    format!("`{field}` の工事 `{name}` は `works` にありません。番号を確かめてください"),
                );
                faults.push(Fault::at(at, Invalid::new(field, "unknown-value", name, text)));
            }
            found
        };
        for (index, loose) in loose.into_iter().enumerate() {
            let own = index as u32;
            for (at, name, lag_years) in loose.after {
                if let Some(first) = find(&at, "after", &name) {
                    self.relations.push(Relation::After { first, then: own, lag_years });
                    self.places.push(at);
                }
            }
            for (at, name) in loose.apart {
                if let Some(second) = find(&at, "not_same_year", &name) {
                    self.relations.push(Relation::NotSameYear { first: own, second });
                    self.places.push(at);
                }
            }
        }
    }
}

fn read_work(fields: &mut Fields) -> Work {
    let (first, last) = (FiscalYear::FIRST.into(), FiscalYear::LAST.into());
    let cost = fields.required_integer("cost_yen", 0, MOST_COST_YEN);
    let due_year = fields.required_integer("due_year", first, last) as i32;
    let earliest_year = fields.required_integer("earliest_year", first, last) as i32;
    let latest_year = fields.required_integer("latest_year", first, last) as i32;
    // How long at most is told by the horizon, with a better message.
    let duration = fields.integer("duration_years", 1, 1_000).unwrap_or(1);
    if duration > i64::from(LONGEST_WORK_YEARS) {
        fields.refuse(out_of_range("duration_years", duration, 1, LONGEST_WORK_YEARS.into()));
    }
    let priority = fields.integer("priority", 0, 100).unwrap_or(50) as u8;
    Work {
        earliest_year,
        latest_year,
        due_year,
        duration_years: duration.min(LONGEST_WORK_YEARS.into()) as u8,
        cost: Yen(cost),
        priority,
        bundle: None,
        fund_shares: Vec::new(),
        deferral: Vec::new(),
    }
}

/// The place of a name in a list, at whose end it is put if it is new.
fn place(known: &mut HashMap<String, usize>, list: &mut Vec<String>, name: String) -> usize {
    *known.entry(name).or_insert_with_key(|name| {
        list.push(name.clone());
        list.len() - 1
    })
}

/// What funds bear: `funds` with an amount each, or `fund` for the whole.
fn fund_shares(cells: &mut Map<String, Value>, at: &str, faults: &mut Vec<Fault>) -> Vec<(String, i64)> {
    let at = format!("{at}/funds");
    let Some(given) = amounts(cells.remove("funds"), &at, MOST_COST_YEN, faults) else { return Vec::new() };
    given
}

fn shared(
    fields: &mut Fields,
    mut shares: Vec<(String, i64)>,
    cost: Yen,
    mut place: impl FnMut(String) -> usize,
) -> Vec<FundShare> {
    if let Some(fund) = fields.text("fund", 100) {
        if !shares.is_empty() {
            let text = Text::new(
                "`fund` has no place beside `funds`; give one of them",
                "`funds` を指定したときは `fund` を指定できません。どちらか一方にしてください",
            );
            fields.refuse(Invalid::new("fund", "contradiction", &fund, text));
        }
        shares.push((fund, cost.0));
    }
    shares
        .into_iter()
        .map(|(fund, yen)| FundShare { fund: u8::try_from(place(fund)).unwrap_or(u8::MAX), cost: Yen(yen) })
        .collect()
}

impl Loose {
    fn read(cells: &mut Map<String, Value>, at: &str, faults: &mut Vec<Fault>) -> Loose {
        let mut loose = Loose { after: Vec::new(), apart: Vec::new() };
        for (name, value, at) in named(cells.remove("after"), &format!("{at}/after"), faults) {
            let lag = value.map_or(Ok(0), |value| whole("lag_years", &value, 0, 200));
            match lag {
                Ok(lag) => loose.after.push((at, name, lag as u8)),
                Err(invalid) => faults.push(Fault::at(format!("{at}/lag_years"), invalid)),
            }
        }
        for (name, _, at) in named(cells.remove("not_same_year"), &format!("{at}/not_same_year"), faults) {
            loose.apart.push((at, name));
        }
        loose
    }
}

/// Names of other works: one, several, or objects with `id` and `lag_years`; each with its place.
fn named(given: Option<Value>, at: &str, faults: &mut Vec<Fault>) -> Vec<(String, Option<Value>, String)> {
    let list = match given {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) => list.into_iter().enumerate().map(|(n, v)| (v, format!("{at}/{n}"))).collect(),
        Some(one) => vec![(one, at.to_owned())],
    };
    let mut found = Vec::with_capacity(list.len());
    for (value, at) in list {
        let name = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let read = match value {
            Value::Object(mut map) => {
                let id = map.remove("id").as_ref().and_then(name);
                let lag = map.remove("lag_years").filter(|lag| !lag.is_null());
                id.filter(|_| map.is_empty()).map(|id| (id, lag))
            }
            other => name(&other).map(|id| (id, None)),
        };
        match read {
            Some((id, lag)) => found.push((id, lag, at)),
            None => faults.push(wrong(
                &at,
                "malformed",
                "another work is named by its id, or as {\"id\": …, \"lag_years\": …}",
                "他の工事は番号、または {\"id\": …, \"lag_years\": …} で指定してください",
            )),
        }
    }
    found
}

impl Ceiling {
    fn read(given: Option<Value>, at: &str, faults: &mut Vec<Fault>) -> Ceiling {
        match given {
            None | Some(Value::Null) => Ceiling::None,
            Some(Value::Object(map)) => {
                let mut years = BTreeMap::new();
                for (key, value) in map.into_iter().filter(|(_, value)| !value.is_null()) {
                    let place = pointer(at, &key);
                    let (first, last) = (FiscalYear::FIRST, FiscalYear::LAST);
                    let year = key.parse::<i32>().ok().filter(|year| (first..=last).contains(year));
                    match (year, whole("yearly_ceiling_yen", &value, 0, MOST_CEILING_YEN)) {
                        (Some(year), Ok(yen)) => drop(years.insert(year, yen)),
                        (None, _) => {
                            faults.push(Fault::at(place, out_of_range("fiscal_year", key, first.into(), last.into())))
                        }
                        (_, Err(invalid)) => faults.push(Fault::at(place, invalid)),
                    }
                }
                Ceiling::ByYear(years)
            }
            Some(value) => match whole("yearly_ceiling_yen", &value, 0, MOST_CEILING_YEN) {
                Ok(yen) => Ceiling::Same(yen),
                Err(invalid) => {
                    faults.push(Fault::at(at, invalid));
                    Ceiling::None
                }
            },
        }
    }

    fn check_years(&self, years: &std::ops::RangeInclusive<i32>, at: &str, faults: &mut Vec<Fault>) {
        let Ceiling::ByYear(by_year) = self else { return };
        for year in by_year.keys().filter(|year| !years.contains(year)) {
            let (first, last) = (years.start(), years.end());
            let invalid = out_of_range("fiscal_year", year, i64::from(*first), i64::from(*last));
            faults.push(Fault::at(pointer(at, &year.to_string()), invalid));
        }
    }

    fn list(&self, years: &std::ops::RangeInclusive<i32>) -> Vec<Option<Yen>> {
        match self {
            Ceiling::None => Vec::new(),
            Ceiling::Same(yen) => years.clone().map(|_| Some(Yen(*yen))).collect(),
            Ceiling::ByYear(by_year) => years.clone().map(|year| by_year.get(&year).copied().map(Yen)).collect(),
        }
    }
}

fn fund_ceilings(given: Option<Value>, faults: &mut Vec<Fault>) -> Vec<(String, Ceiling)> {
    match given {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(map)) => map
            .into_iter()
            .map(|(fund, value)| {
                let at = pointer("/fund_ceilings_yen", &fund);
                let ceiling = Ceiling::read(Some(value), &at, faults);
                (fund, ceiling)
            })
            .collect(),
        Some(_) => {
            faults.push(wrong(
                "/fund_ceilings_yen",
                "malformed",
                "`fund_ceilings_yen` must be an object with a ceiling for each fund",
                "`fund_ceilings_yen` は財源ごとの上限額を持つオブジェクトにしてください",
            ));
            Vec::new()
        }
    }
}

impl Savings {
    fn read(given: Option<Value>, faults: &mut Vec<Fault>) -> Savings {
        let at = "/bundle_saving_yen";
        match given {
            None | Some(Value::Null) => Savings::default(),
            Some(given @ Value::Object(_)) => {
                let by_bundle = amounts(Some(given), at, MOST_COST_YEN, faults).unwrap_or_default();
                Savings { same: 0, by_bundle: by_bundle.into_iter().collect() }
            }
            Some(value) => match whole("bundle_saving_yen", &value, 0, MOST_COST_YEN) {
                Ok(same) => Savings { same, by_bundle: HashMap::new() },
                Err(invalid) => {
                    faults.push(Fault::at(at, invalid));
                    Savings::default()
                }
            },
        }
    }
}

fn unknown_bundle(bundle: &str) -> Fault {
    let text = Text::new(
        format!("`bundle_saving_yen` names the bundle `{bundle}`, to which no work belongs; check its name"),
        format!("`bundle_saving_yen` の `{bundle}` に属する工事がありません。名前を確かめてください"),
    );
    Fault::at(pointer("/bundle_saving_yen", bundle), Invalid::new("bundle_saving_yen", "unknown-value", bundle, text))
}

/// Amounts by name.
fn amounts(given: Option<Value>, at: &str, most: i64, faults: &mut Vec<Fault>) -> Option<Vec<(String, i64)>> {
    match given {
        None | Some(Value::Null) => None,
        Some(Value::Object(map)) => {
            let mut list = Vec::with_capacity(map.len());
            for (name, value) in map {
                match whole("amount_yen", &value, 0, most) {
                    Ok(yen) => list.push((name, yen)),
                    Err(invalid) => faults.push(Fault::at(pointer(at, &name), invalid)),
                }
            }
            Some(list)
        }
        Some(_) => {
            faults.push(wrong(
                at,
                "malformed",
                "an object with amounts in yen by name is wanted here",
                "名前ごとの金額（円）を持つオブジェクトにしてください",
            ));
            None
        }
    }
}

/// Late and early rates in thousandths of the cost, and whether lateness weighs by priority.
fn rates(given: Option<Value>, faults: &mut Vec<Fault>) -> Option<(u16, u16, bool)> {
    let (cells, whole) = match given {
        None | Some(Value::Null) => return None,
        Some(Value::Object(map)) => (map, false),
        Some(value) => (Map::from_iter([("late_percent_per_year".to_owned(), value)]), true),
    };
    let at = if whole { String::new() } else { "/deferral_cost".to_owned() };
    let mut fields = Fields::new(cells, Origin::Body(at));
    let mut rate = |name| fields.number(name, 100).map(|percent| (percent * 10.0).round() as u16);
    let (late, early) = (rate("late_percent_per_year"), rate("early_percent_per_year"));
    let by_priority = fields.perhaps("by_priority").unwrap_or(true);
    let own = |mut fault: Fault| {
        if whole {
            fault.pointer = Some("/deferral_cost".to_owned());
        }
        fault
    };
    faults.extend(fields.faults().into_iter().map(own));
    let late = late.unwrap_or(0);
    Some((late, early.unwrap_or(late / 2), by_priority))
}

/// A whole number in a range.
fn whole(field: &'static str, value: &Value, low: i64, high: i64) -> Result<i64, Invalid> {
    let cells = Map::from_iter([(field.to_owned(), value.clone())]);
    let mut fields = Fields::new(cells, Origin::Body(String::new()));
    match fields.integer(field, low, high) {
        Some(number) => Ok(number),
        None => {
            let told = fields.faults().into_iter().next();
            let (code, value, text) = told.map_or_else(
                || {
                    (
                        "required",
                        String::new(),
                        Text::new(format!("`{field}` is missing"), format!("`{field}` がありません")),
                    )
                },
                |fault| (fault.code, fault.value.unwrap_or_default(), fault.text),
            );
            Err(Invalid::new(field, code, value, text))
        }
    }
}

fn wrong(at: &str, code: &'static str, en: &str, ja: &str) -> Fault {
    Fault { pointer: Some(at.to_owned()), row: None, column: None, code, value: None, text: Text::new(en, ja) }
}
