//! The operation on funding plans, as the API document shows it.

use super::gathering::{Gathered, gathered};
use super::question::Question;
use super::reckoning::{Grounds, Outcome, Planned, Reckoned, reckon};
use super::wire::{
    BondTermsUsed, FundingOutlook, FundingPlan, FundingYear, NewFundingPlan, PlannedFunding, ProgrammePair,
    SearchReport,
};
use crate::app::App;
use crate::domain::Text;
use crate::domain::finance::{Account, BondTerms, PlannedWork, Programme};
use crate::domain::units::Yen;
use crate::error::{Error, Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::finance::programmes::store as programmes;
use crate::finance::rules::Rules;
use crate::finance::works::{self, Programmes, Work};
use crate::http::{Address, Json, MunicipalityPath, Reply};
use axum::extract::State;
use axum::http::HeaderMap;
use tokio::task::spawn_blocking;

/// Everything that is reckoned with, gathered.
struct Grounded {
    gathered: Gathered,
    known: Programmes,
    rules: Rules,
    terms: BondTerms,
    question: Question,
    language: Language,
}

/// Reckon who pays for many works over the years (財源計画)
///
/// Costs, subsidies, bonds, the fund, debt service with its allocation tax, running costs and fees, year by year: with the
/// programmes that the works name, and with those that burden the municipality least within the yearly ceilings on bonds.
/// Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/funding-plans", tag = "finance", params(MunicipalityPath),
    request_body(content = NewFundingPlan, description = "Works or a version of the conservation plan, debts, the fund, yearly costs"), responses(
    (status = 200, description = "The account year by year, and the programmes of each work", body = FundingPlan), Problems))]
pub async fn create_funding_plan(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let question = Question::read(body)?;
    demand_municipality(&app.db, municipality).await?;
    let gathered = gathered(&app.db, municipality, &question).await?;
    let known = programmes::in_force(&app.db, municipality).await?;
    let mut faults = Vec::new();
    for work in &gathered.works {
        works::named(work, &known, &mut faults);
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let rules = Rules::in_force(&app.db, municipality, &question.changes).await?;
    let terms = question.terms(&rules)?;
    let grounded = Grounded { gathered, known, rules, terms, question, language: Language::of(&headers) };
    let answer = spawn_blocking(move || answered(grounded)).await.map_err(Error::internal)??;
    Reply::json(&answer)
}

fn answered(grounded: Grounded) -> Result<FundingPlan> {
    let Grounded { gathered, known, rules, terms, question, language } = grounded;
    let (years, ceilings) = question.given_years(gathered.from_year, gathered.years)?;
    let all: Vec<Programme> = known.values().map(|known| known.programme.clone()).collect();
    let planned: Vec<Planned<'_>> = gathered.works.iter().map(|work| planned(work, &known)).collect();
    let grounds = Grounds {
        programmes: &all,
        rules: rules.split,
        account: Account {
            first_year: gathered.from_year,
            years,
            debts: question.debts,
            fund: question.fund,
            terms,
            recipient: rules.split.recipient,
        },
        ceilings,
        nodes: rules.number("search_nodes")?.clamp(0, 5_000_000) as u64,
    };
    let reckoned = reckon(&planned, &grounds);
    let own = reckoned.own.as_ref().map(|own| own.borne);
    Ok(FundingPlan {
        saving_yen: own.map(|own| own - reckoned.least.borne),
        search: SearchReport {
            proven_least: reckoned.allotment.is_least(),
            gap_yen: reckoned.allotment.burden - reckoned.allotment.at_least,
            cost_of_ceilings_yen: reckoned.allotment.burden - reckoned.without_ceilings,
        },
        works: gathered.works.iter().enumerate().map(|(at, work)| funding(work, at, &reckoned)).collect(),
        own: reckoned.own.as_ref().map(told),
        least_burden: told(&reckoned.least),
        left_out: gathered.left_out,
        assumptions: rules.told(language, &method()),
        bond_terms: BondTermsUsed {
            annual_rate_percent: terms.rate.to_string(),
            term_years: terms.term.years(),
            grace_years: terms.term.grace_years(),
            payments_per_year: terms.payments_per_year,
            method: terms.method,
        },
        illustrative_works: gathered.illustrative,
    })
}

fn planned<'a>(work: &Work, known: &'a Programmes) -> Planned<'a> {
    let (subsidy, bond) = works::named(work, known, &mut Vec::new());
    Planned {
        work: PlannedWork {
            facts: work.facts.clone(),
            bill: work.bill,
            first_year: work.facts.fiscal_year.unwrap_or_default(),
            years: work.duration_years.unsigned_abs(),
        },
        named: work.given.is_some(),
        subsidy,
        bond,
    }
}

fn told(outcome: &Outcome<'_>) -> FundingOutlook {
    let years = outcome.years.iter().map(|year| FundingYear { fiscal_year: year.year, amounts: year.into() });
    FundingOutlook {
        years: years.collect(),
        totals: (&outcome.totals).into(),
        lifetime_burden_yen: outcome.borne,
        years_over_ceiling: outcome.over.clone(),
        works_with_open_conditions: outcome.open_conditions,
    }
}

fn funding(work: &Work, at: usize, reckoned: &Reckoned<'_>) -> PlannedFunding {
    let pair = |outcome: &Outcome<'_>| {
        let (subsidy, bond) = outcome.chosen[at];
        let code = |programme: Option<&Programme>| programme.map(|programme| programme.code.clone());
        ProgrammePair { subsidy: code(subsidy), bond: code(bond) }
    };
    PlannedFunding {
        key: work.key.clone(),
        title: work.title.clone(),
        fiscal_year: work.facts.fiscal_year.unwrap_or_default(),
        duration_years: work.duration_years.unsigned_abs(),
        cost_yen: Yen(work.bill.cost.0),
        own: reckoned.own.as_ref().map(pair),
        least_burden: pair(&reckoned.least),
    }
}

fn method() -> [Text; 5] {
    [
        Text::new(
            "The burden over life is what the municipality pays itself: cash, fund, and the bonds' principal and interest less their \
             tax support; amounts of the year, not discounted",
            "償還完了までの実質負担額は、一般財源・基金取崩・地方債の元利償還金（交付税措置額を除く）の合計。割引はしない",
        ),
        Text::new(
            "A bond is issued at the end of the year of the works and first served in the next; terms are the same for all bonds",
            "地方債は事業年度末に発行し、償還は翌年度から始まる。借入条件は全ての地方債で同じとする",
        ),
        Text::new(
            "Works of several years are paid in equal parts, the last year takes the rest; the same programmes pay each year",
            "複数年の工事は均等に年割りし、端数は最終年度に加える。財源制度は各年度同じとする",
        ),
        Text::new(
            "The fund bears interest on its balance at the beginning of the year and gives no more than that and the interest; \
             deposits come out of general revenue",
            "基金の運用益は年度当初残高に対して計算し、取崩しは当初残高と運用益の範囲内とする。積立ては一般財源による",
        ),
        Text::new(
            "Programmes are chosen for the least burden over life among those whose conditions are all known to be met",
            "財源制度は、要件を全て満たすと確認できるものの中から、償還完了までの実質負担額が最小となるように選ぶ",
        ),
    ]
}
