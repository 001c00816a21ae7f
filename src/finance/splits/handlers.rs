//! The operations on the split of costs, as the API document shows them.

use super::wire::{Amounts, ConditionCheck, FundedWork, Funding, FundingSplits, NewFundingSplit, ProgrammeCheck};
use crate::app::App;
use crate::domain::finance::{
    Choice, Facts, Outcome, Programme, Split, SplitRules, add_split, check, choose, outcome, split,
};
use crate::domain::units::Yen;
use crate::error::{Error, Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::finance::programmes::store as programmes;
use crate::finance::rules::{Changes, Rules};
use crate::finance::works::{self, Programmes, Work};
use crate::http::{Address, Json, MunicipalityPath, Reply};
use axum::extract::State;
use axum::http::HeaderMap;

/// Works that one question can bring.
const MOST_WORKS: usize = 200;

/// Divide the cost of works among those who pay (財源内訳の試算)
///
/// For each work: which subsidies and bonds are open to it and why others are not, the split with the programmes that the
/// question names, and the split with the least real burden. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/funding-splits", tag = "finance", params(MunicipalityPath),
    request_body(content = NewFundingSplit, description = "The works, with what is known of them"), responses(
    (status = 200, description = "Who pays, and the conditions of every programme", body = FundingSplits), Problems))]
pub async fn create_funding_split(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, language) = (address.municipality.as_str(), Language::of(&headers));
    let mut cells = object(body)?;
    let mut faults = Vec::new();
    let mut works = works::read(cells.shift_remove("works"), false, MOST_WORKS, &mut faults);
    let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&["works"]);
    let changes = Changes::read(&mut fields);
    faults.extend(fields.faults());
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_municipality(&app.db, municipality).await?;
    let rules = Rules::in_force(&app.db, municipality, &changes).await?;
    let known = programmes::in_force(&app.db, municipality).await?;
    faults.extend(works::fill_from_register(&app.db, municipality, &mut works).await?);
    for work in &works {
        works::named(work, &known, &mut faults);
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    Reply::json(&told(&works, &known, &rules, language))
}

fn told(works: &[Work], known: &Programmes, rules: &Rules, language: Language) -> FundingSplits {
    let all: Vec<Programme> = known.values().map(|known| known.programme.clone()).collect();
    let (mut planned, mut least) = (Split::default(), Split::default());
    let told = works.iter().map(|work| {
        let best = choose(&work.facts, &work.bill, &all, &rules.split);
        let given = work.given.is_some().then(|| given(work, known, &rules.split));
        add_split(&mut least, &best.split);
        add_split(&mut planned, &given.as_ref().unwrap_or(&best).split);
        let subsidised = given.as_ref().unwrap_or(&best).subsidy.is_some();
        FundedWork {
            key: work.key.clone(),
            title: work.title.clone(),
            saving_yen: given.as_ref().map(|given| Yen(given.split.burden.0 - best.split.burden.0)),
            given: given.map(|given| funding(&given, &work.facts)),
            least_burden: funding(&best, &work.facts),
            eligibility: known.values().map(|known| checked(known, &work.facts, subsidised, language)).collect(),
        }
    });
    FundingSplits {
        works: told.collect(),
        totals: planned.into(),
        least_burden_totals: least.into(),
        assumptions: rules.told(language, &[]),
    }
}

fn given<'a>(work: &Work, known: &'a Programmes, rules: &SplitRules) -> Choice<'a> {
    let (subsidy, bond) = works::named(work, known, &mut Vec::new());
    Choice { subsidy, bond, split: split(&work.bill, subsidy, bond, rules) }
}

fn funding(choice: &Choice<'_>, facts: &Facts) -> Funding {
    let subsidised = Some(choice.subsidy.is_some());
    let both = choice.subsidy.into_iter().chain(choice.bond);
    Funding {
        subsidy: choice.subsidy.map(|programme| programme.code.clone()),
        bond: choice.bond.map(|programme| programme.code.clone()),
        conditions: both.map(|programme| outcome(&check(programme, facts, subsidised))).max().unwrap_or(Outcome::Met),
        amounts: Amounts::from(choice.split),
    }
}

fn checked(
    known: &crate::finance::programmes::record::Known,
    facts: &Facts,
    subsidised: bool,
    language: Language,
) -> ProgrammeCheck {
    let checked = check(&known.programme, facts, Some(subsidised));
    ProgrammeCheck {
        programme: known.wire.code.clone(),
        kind: known.wire.kind,
        name_ja: known.wire.name_ja.clone(),
        outcome: outcome(&checked),
        conditions: checked
            .into_iter()
            .map(|one| ConditionCheck { condition: one.kind, outcome: one.outcome, text: language.pick(&one.text) })
            .collect(),
    }
}
