//! The options beside keeping everything: each is checked, reckoned and paid for, and then told.

use super::access::{Accessed, accessed};
use super::gathering::Gathered;
use super::room::rooms;
use super::told;
use super::wire::{
    ConsolidationAnalysis, ConsolidationAssumptions, ConsolidationOption, LeastOf, OptionDifference, ScopeFacility,
    SkippedBuilding, StatedAssumption,
};
use crate::domain::Text;
use crate::domain::consolidation::{
    Backing, Case, Funding, Ledger, Proposal, effects, fund, present_value, reckon, steps,
};
use crate::domain::units::Yen;
use crate::error::{Error, Fault, Language, Result};

/// A way to go that has been reckoned; `option` is its place in the question, none for keeping everything.
pub struct Way<'a> {
    /// Everything known.
    pub gathered: &'a Gathered,
    /// Its place in the question.
    pub option: Option<usize>,
    /// The case.
    pub case: Case<'a>,
    /// What it costs.
    pub ledger: Ledger,
    /// Who pays.
    pub funding: Funding<'a>,
    /// Who has it farther.
    pub accessed: Option<Accessed>,
}

/// Reckons what was asked and tells it in the reader's language.
pub fn analyse(gathered: &Gathered, id: Option<&str>, language: Language) -> Result<ConsolidationAnalysis> {
    let nothing = Proposal::nothing();
    let ways = ways(gathered, &nothing)?;
    let Some(baseline) = ways.first() else { return Err(Error::internal("there is no baseline")) };
    let told: Vec<ConsolidationOption> = ways.iter().map(|way| option(way, baseline, language)).collect();
    let least = least(&told);
    let mut told = told.into_iter();
    let Some(first) = told.next() else { return Err(Error::internal("there is no baseline")) };
    let horizon = gathered.asked.horizon;
    Ok(ConsolidationAnalysis {
        id: id.map(str::to_owned),
        title: language.pick(&gathered.asked.title),
        municipality_name: gathered.municipality.clone(),
        from_year: horizon.from_year().year(),
        to_year: horizon.to_year().year(),
        discount_rate_percent: gathered.discount.to_string(),
        facilities: scope(gathered),
        baseline: first,
        options: told.collect(),
        least,
        assumptions: assumptions(gathered, language),
    })
}

/// Every option of the question after the baseline, or all that does not fit.
fn ways<'a>(gathered: &'a Gathered, nothing: &'a Proposal) -> Result<Vec<Way<'a>>> {
    let (mut ways, mut faults) = (Vec::new(), Vec::new());
    let all = std::iter::once((None, nothing));
    let all = all.chain(gathered.proposals.iter().enumerate().map(|(at, proposal)| (Some(at), proposal)));
    let mut ids: Vec<&str> = vec!["baseline"];
    for (option, proposal) in all {
        if let Some(at) = option {
            if ids.contains(&proposal.id.as_str()) {
                faults.push(twice(at, &proposal.id));
            }
            ids.push(&proposal.id);
        }
        match Case::new(&gathered.stock, &gathered.lands, gathered.asked.horizon, proposal) {
            Ok(case) => ways.push((option, case)),
            Err(misfits) => faults.extend(misfits.into_iter().map(|misfit| {
                let place = format!("/options/{}/{}", option.unwrap_or_default(), misfit.place);
                Fault::at(place, misfit.invalid)
            })),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let means = &gathered.means;
    let backing = Backing { programmes: &means.programmes, rules: means.rules, terms: means.terms };
    let way = |(option, case): (Option<usize>, Case<'a>)| {
        let ledger = reckon(&case, &gathered.rules);
        let funding = fund(&ledger, case.proposal, &backing);
        let accessed = match option {
            Some(at) => accessed(gathered, at),
            None => gathered.people.as_ref().map(|_| Accessed::default()),
        };
        Way { gathered, option, case, ledger, funding, accessed }
    };
    Ok(ways.into_iter().map(way).collect())
}

fn twice(at: usize, id: &str) -> Fault {
    let text = Text::new(
        format!("`id` is `{id}`, which another option has; give each its own, and none `baseline`"),
        format!("`id` の `{id}` は重複しています。案ごとに別の番号にし、`baseline` は使わないでください"),
    );
    Fault::at(format!("/options/{at}/id"), crate::domain::Invalid::new("id", "duplicate", id, text))
}

fn option(way: &Way<'_>, baseline: &Way<'_>, language: Language) -> ConsolidationOption {
    let gathered = way.gathered;
    let discount = gathered.discount;
    let asked = way.option.and_then(|at| gathered.asked.options.get(at));
    let (before, after) = (baseline.ledger.final_floor_area_dm2(), way.ledger.final_floor_area_dm2());
    let (present, was) = (way.ledger.present_value(discount), baseline.ledger.present_value(discount));
    let worth = |funding: &Funding<'_>| present_value(funding.years.iter().map(|year| year.burden), discount);
    let (peak, burden_peak) = (way.ledger.peak(), way.funding.peak());
    let effects = effects(&way.case);
    ConsolidationOption {
        id: asked.map_or("baseline", |asked| &asked.id).to_owned(),
        title: asked.map_or_else(|| language.pick(&keeping()), |asked| language.pick(&asked.title)),
        floor_area_m2: told::m2(after),
        floor_area_change_m2: told::m2(after - before),
        floor_area_change_percent: told::percent(after - before, before),
        total_yen: way.ledger.total(),
        present_value_yen: present,
        annual_mean_yen: way.ledger.annual_mean(),
        peak_year: peak.map(|(year, _)| year),
        peak_yen: peak.map_or(Yen(0), |(_, yen)| yen),
        burden_yen: way.funding.burden(),
        burden_present_value_yen: worth(&way.funding),
        burden_peak_year: burden_peak.map(|(year, _)| year),
        burden_peak_yen: burden_peak.map_or(Yen(0), |(_, yen)| yen),
        outstanding_yen: way.funding.outstanding(),
        difference: OptionDifference {
            total_yen: way.ledger.total() - baseline.ledger.total(),
            present_value_yen: present - was,
            burden_yen: way.funding.burden() - baseline.funding.burden(),
            paid_back_year: way.option.and_then(|_| paid_back(&way.ledger, &baseline.ledger)),
        },
        items: told::items(&way.ledger),
        years: told::years(way),
        lines: told::lines(way, language),
        phases: told::phases(way, steps(&way.case)),
        funding: told::funding(way, language),
        sites: way.option.map(|at| rooms(gathered, at, language)).unwrap_or_default(),
        disaster_roles: told::roles(&effects),
        capacity: told::capacity(&effects),
        residents_affected: way.accessed.as_ref().map(|accessed| accessed.affected as f64 / 100.0),
        access: way.accessed.as_ref().and_then(|accessed| told::access(gathered, accessed)),
    }
}

fn keeping() -> Text {
    Text::new("Keeping everything", "現状維持（全施設を保有し更新）")
}

/// The first year from which on the sum of all years so far stays no more than that of the baseline.
fn paid_back(ledger: &Ledger, baseline: &Ledger) -> Option<i32> {
    let mut ahead = 0_i128;
    let mut since = None;
    for (year, kept) in ledger.years.iter().zip(&baseline.years) {
        ahead += i128::from(year.net().0) - i128::from(kept.net().0);
        since = if ahead <= 0 { since.or(Some(year.year)) } else { None };
    }
    since
}

/// Which is least; of equal ones the first.
fn least(all: &[ConsolidationOption]) -> LeastOf {
    let of = |value: &dyn Fn(&ConsolidationOption) -> i64| {
        all.iter().min_by_key(|option| value(option)).map(|option| option.id.clone()).unwrap_or_default()
    };
    let known = all.iter().all(|option| option.residents_affected.is_some());
    LeastOf {
        total: of(&|option| option.total_yen.0),
        present_value: of(&|option| option.present_value_yen.0),
        burden: of(&|option| option.burden_yen.0),
        floor_area: of(&|option| (option.floor_area_m2 * 100.0).round() as i64),
        residents_affected: known.then(|| {
            of(&|option| option.residents_affected.map_or(i64::MAX, |people| (people * 100.0).round() as i64))
        }),
    }
}

fn scope(gathered: &Gathered) -> Vec<ScopeFacility> {
    let facility = |(holding, held): (&crate::domain::consolidation::Holding, &crate::facility::store::Held)| {
        let facts = gathered.asked.facilities.iter().find(|facts| facts.code == holding.code);
        let mut illustrative: Vec<String> = serde_json::from_str(&held.illustrative).unwrap_or_default();
        illustrative.extend(facts.map(|facts| facts.illustrative.clone()).unwrap_or_default());
        ScopeFacility {
            code: holding.code.clone(),
            name: holding.name.clone(),
            class: holding.class,
            floor_area_m2: told::m2(holding.floor_area_dm2()),
            buildings: holding.buildings.len(),
            oldest_completed_year: holding.buildings.iter().map(|building| building.completed_year).min(),
            site_code: holding.site.clone(),
            illustrative,
        }
    };
    gathered.stock.iter().zip(&gathered.held).map(facility).collect()
}

fn assumptions(gathered: &Gathered, language: Language) -> ConsolidationAssumptions {
    let stated = gathered.asked.assumptions.iter().map(|stated| StatedAssumption {
        text: language.pick(&stated.text),
        source: stated.source.clone(),
        illustrative: stated.illustrative,
    });
    let skipped = gathered
        .skipped
        .iter()
        .map(|skipped| SkippedBuilding { building_code: skipped.building_code.clone(), reason: skipped.reason });
    let method = told::method(gathered);
    ConsolidationAssumptions {
        method: method.iter().chain(&gathered.renewal_method).map(|text| language.pick(text)).collect(),
        stated: stated.collect(),
        parameters: gathered.parameters.iter().chain(&gathered.means.parameters).cloned().collect(),
        illustrative: gathered.invented.clone(),
        skipped: skipped.collect(),
    }
}
