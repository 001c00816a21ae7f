//! The question of a funding plan, read from JSON with every fault.

use crate::domain::facility::word;
use crate::domain::finance::{
    BondTerms, DebtService, ExistingDebt, Fund, Method, Rate, Share, Term, YearGiven, payments_per_year,
};
use crate::domain::units::{FiscalYear, Yen, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin, object};
use crate::finance::rules::{Changes, Rules};
use crate::finance::works::{self, Work};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Works that one question can bring along.
const MOST_WORKS: usize = 2_000;
/// Years that are looked at.
const MOST_YEARS: i64 = 60;
/// Debts from before.
const MOST_DEBTS: usize = 200;

/// Where the works come from.
pub enum Source {
    /// The question brings them.
    Given(Vec<Work>),
    /// They are the lines of a version of the conservation plan.
    Plan(String),
}

/// A question that can be answered.
pub struct Question {
    /// 工事
    pub source: Source,
    /// 初年度
    pub from_year: Option<i32>,
    /// 年数
    pub years: Option<i64>,
    /// What is changed of the rules.
    pub changes: Changes,
    /// 基金
    pub fund: Fund,
    /// 既発債
    pub debts: Vec<ExistingDebt>,
    /// 工事後の使用年数 that is assumed of the lines of a plan
    pub remaining_use_years: Option<i32>,
    terms: GivenTerms,
    every_year: Overrides,
    by_year: BTreeMap<i32, Overrides>,
}

/// 借入条件 as far as they are given.
#[derive(Default)]
pub struct GivenTerms {
    rate: Option<Rate>,
    years: Option<i64>,
    grace_years: Option<i64>,
    payments: Option<i64>,
    method: Option<Method>,
}

/// What is said of a year.
#[derive(Clone, Copy, Default)]
struct Overrides {
    running: Option<i64>,
    fees: Option<i64>,
    deposit: Option<i64>,
    ceiling: Option<i64>,
}

impl Overrides {
    fn read(fields: &mut Fields, deposit: bool) -> Overrides {
        Overrides {
            running: fields.yen("running_cost_yen"),
            fees: fields.yen("fee_revenue_yen"),
            deposit: deposit.then(|| fields.yen("deposit_yen")).flatten(),
            ceiling: fields.yen("bond_ceiling_yen"),
        }
    }
}

impl Question {
    /// Reads the body.
    pub fn read(body: Value) -> Result<Question> {
        let mut cells = object(body)?;
        let mut faults = Vec::new();
        let given = cells.shift_remove("works").filter(|works| !works.is_null());
        let (bond_terms, fund) = (cells.shift_remove("bond_terms"), cells.shift_remove("fund"));
        let (debts, by_year) = (cells.shift_remove("existing_debts"), cells.shift_remove("by_year"));
        let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&[
            "works",
            "bond_terms",
            "fund",
            "existing_debts",
            "by_year",
        ]);
        let plan = fields.code("plan_id");
        let from_year = fields.fiscal_year("from_year");
        let years = fields.integer("years", 1, MOST_YEARS);
        let remaining_use_years = fields.small("assumed_remaining_use_years", 0, 200);
        let mut every_year = Overrides::read(&mut fields, false);
        let changes = Changes::read(&mut fields);
        if plan.is_some() == given.is_some() && !fields.refused("plan_id") {
            let text = Text::new(
                "give either `works` or the `plan_id` of a conservation plan, not both",
                "`works` か施設保全計画の `plan_id` のどちらか一方を指定してください",
            );
            fields.refuse(Invalid::new("plan_id", "contradiction", plan.as_deref().unwrap_or_default(), text));
        }
        if let Err(invalid) = ends(from_year, years) {
            fields.refuse(invalid);
        }
        faults.extend(fields.faults());
        let source = match (given, plan) {
            (None, Some(plan)) => Source::Plan(plan),
            (given, _) if faults.is_empty() => Source::Given(works::read(given, true, MOST_WORKS, &mut faults)),
            _ => Source::Given(Vec::new()),
        };
        let terms = GivenTerms::read(bond_terms, &mut faults);
        let (fund, deposit) = read_fund(fund, &mut faults);
        every_year.deposit = deposit;
        let question = Question {
            source,
            from_year,
            years,
            changes,
            fund,
            debts: read_debts(debts, &mut faults),
            remaining_use_years,
            terms,
            every_year,
            by_year: read_years(by_year, &mut faults),
        };
        if faults.is_empty() { Ok(question) } else { Err(Error::Refused(faults)) }
    }

    /// 借入条件: what is given before the parameters in force.
    pub fn terms(&self, rules: &Rules) -> Result<BondTerms> {
        self.terms.over(rules)
    }

    /// What each year brings besides works, and the ceilings on its bonds.
    pub fn given_years(&self, from_year: i32, years: i64) -> Result<(Vec<YearGiven>, BTreeMap<i32, Yen>)> {
        let last = from_year + years as i32 - 1;
        let strangers = self.by_year.keys().filter(|year| !(from_year..=last).contains(*year));
        let faults: Vec<Fault> = strangers
            .map(|year| Fault::at("/by_year", out_of_range("fiscal_year", year, from_year.into(), last.into())))
            .collect();
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        let mut ceilings = BTreeMap::new();
        let mut given = Vec::new();
        for year in from_year..=last {
            let own = self.by_year.get(&year).copied().unwrap_or_default();
            let pick = |own: Option<i64>, every: Option<i64>| Yen(own.or(every).unwrap_or(0));
            given.push(YearGiven {
                running: pick(own.running, self.every_year.running),
                fees: pick(own.fees, self.every_year.fees),
                deposit: pick(own.deposit, self.every_year.deposit),
            });
            ceilings.extend(own.ceiling.or(self.every_year.ceiling).map(|yen| (year, Yen(yen))));
        }
        Ok((given, ceilings))
    }
}

/// The last year must be one that can be named.
fn ends(from_year: Option<i32>, years: Option<i64>) -> Result<(), Invalid> {
    let last = from_year.map_or(0, i64::from) + years.unwrap_or(1) - 1;
    if last > FiscalYear::LAST.into() {
        return Err(out_of_range(
            "years",
            years.unwrap_or(1),
            1,
            i64::from(FiscalYear::LAST) - from_year.map_or(0, i64::from) + 1,
        ));
    }
    Ok(())
}

impl GivenTerms {
    /// What is given before the parameters in force.
    pub fn over(&self, rules: &Rules) -> Result<BondTerms> {
        let internal = |invalid: Invalid| Error::internal(invalid.text.en);
        let rate = self.rate.map_or_else(
            || Rate::parse("bond_annual_rate_percent", rules.text("bond_annual_rate_percent")?).map_err(internal),
            Ok,
        )?;
        let method =
            self.method.map_or_else(|| word("bond_method", rules.text("bond_method")?).map_err(internal), Ok)?;
        let number = |given: Option<i64>, name: &str| given.map_or_else(|| rules.number(name), Ok);
        let years = number(self.years, "bond_term_years")?;
        // The usual grace period gives way to a short term.
        let grace = number(self.grace_years, "bond_grace_years")?;
        let grace = if self.grace_years.is_none() { grace.min(years - 1) } else { grace };
        let below =
            |invalid: Invalid| Error::Refused(vec![Fault::at(format!("/bond_terms/{}", invalid.field), invalid)]);
        let term = Term::new(years, grace).map_err(below)?;
        BondTerms::new(rate, term, number(self.payments, "bond_payments_per_year")?, method).map_err(below)
    }

    fn read(given: Option<Value>, faults: &mut Vec<Fault>) -> GivenTerms {
        let Some(cells) = part(given, "/bond_terms", faults) else { return GivenTerms::default() };
        let mut fields = Fields::new(cells, Origin::Body("/bond_terms".to_owned()));
        let terms = GivenTerms {
            rate: fields.digits("annual_rate_percent", Rate::parse),
            years: fields.integer("term_years", 1, Term::MOST_YEARS),
            grace_years: fields.integer("grace_years", 0, Term::MOST_YEARS - 1),
            payments: fields.integer("payments_per_year", 1, 12),
            method: fields.word("method"),
        };
        if let Some(invalid) = terms.payments.and_then(|number| payments_per_year("payments_per_year", number).err()) {
            fields.refuse(invalid);
        }
        faults.extend(fields.faults());
        terms
    }
}

fn read_fund(given: Option<Value>, faults: &mut Vec<Fault>) -> (Fund, Option<i64>) {
    let Some(cells) = part(given, "/fund", faults) else { return (Fund::default(), None) };
    let mut fields = Fields::new(cells, Origin::Body("/fund".to_owned()));
    let fund = Fund {
        opening: Yen(fields.yen("opening_balance_yen").unwrap_or(0)),
        rate: fields.digits("annual_rate_percent", Rate::parse).unwrap_or_default(),
        withdrawal: fields.word("withdrawal").unwrap_or_default(),
        most_withdrawal: fields.yen("most_withdrawal_yen").map(Yen),
        limit: Yen(fields.yen("limit_yen").unwrap_or(0)),
    };
    let deposit = fields.yen("deposit_yen");
    faults.extend(fields.faults());
    (fund, deposit)
}

fn read_debts(given: Option<Value>, faults: &mut Vec<Fault>) -> Vec<ExistingDebt> {
    let each = parts(given, "/existing_debts", MOST_DEBTS, faults).into_iter().map(|(place, mut cells)| {
        let service = cells.shift_remove("service");
        let mut fields = Fields::new(cells, Origin::Body(place.clone()));
        fields.text("name", 100);
        let support = fields.digits("tax_support_rate", Share::parse).unwrap_or_default();
        faults.extend(fields.faults());
        let mut years: BTreeMap<i32, DebtService> = BTreeMap::new();
        for (place, cells) in parts(service, &format!("{place}/service"), 100, faults) {
            let mut fields = Fields::new(cells, Origin::Body(place));
            let year = years.entry(fields.required_fiscal_year("fiscal_year")).or_default();
            year.principal += Yen(fields.yen("principal_yen").unwrap_or(0));
            year.interest += Yen(fields.yen("interest_yen").unwrap_or(0));
            faults.extend(fields.faults());
        }
        ExistingDebt { support, service: years }
    });
    each.collect()
}

fn read_years(given: Option<Value>, faults: &mut Vec<Fault>) -> BTreeMap<i32, Overrides> {
    let mut years = BTreeMap::new();
    for (place, cells) in parts(given, "/by_year", MOST_YEARS as usize, faults) {
        let mut fields = Fields::new(cells, Origin::Body(place));
        let year = fields.required_fiscal_year("fiscal_year");
        let overrides = Overrides::read(&mut fields, true);
        if years.insert(year, overrides).is_some() && !fields.refused("fiscal_year") {
            let text = Text::new(
                format!("`fiscal_year` `{year}` is there twice; put what is said of it into one entry"),
                format!("`fiscal_year` の `{year}` が2回あります。1つにまとめてください"),
            );
            fields.refuse(Invalid::new("fiscal_year", "duplicate", year, text));
        }
        faults.extend(fields.faults());
    }
    years
}

/// A part of the question that is an object.
fn part(given: Option<Value>, place: &str, faults: &mut Vec<Fault>) -> Option<Map<String, Value>> {
    match given? {
        Value::Null => None,
        Value::Object(cells) => Some(cells),
        _ => {
            let text = Text::new("it must be a JSON object", "JSON オブジェクトにしてください");
            faults.push(Fault::at(place, Invalid::new("body", "malformed", "", text)));
            None
        }
    }
}

/// A part of the question that is a list of objects, each with its place.
fn parts(given: Option<Value>, place: &str, most: usize, faults: &mut Vec<Fault>) -> Vec<(String, Map<String, Value>)> {
    let list = match given {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) if list.len() <= most => list,
        Some(_) => {
            let text = Text::new(
                format!("it must be an array of at most {most} objects"),
                format!("{most}件以内のオブジェクトの配列にしてください"),
            );
            faults.push(Fault::at(place, Invalid::new("body", "malformed", "", text)));
            return Vec::new();
        }
    };
    let each = list.into_iter().enumerate().filter_map(|(at, item)| {
        let place = format!("{place}/{at}");
        part(Some(item), &place, faults).map(|cells| (place, cells))
    });
    each.collect()
}
