//! The plan of a question: the works in their years, the programmes of each, and the account that follows.

use crate::domain::finance::{
    Account, AccountYear, Allotment, Offer, Paid, PlannedWork, Programme, SplitRules, Totals, Way, allot, is_open,
    totals,
};
use crate::domain::units::Yen;
use std::collections::BTreeMap;

/// A work with the programmes that the question names.
pub struct Planned<'a> {
    /// The work.
    pub work: PlannedWork,
    /// Whether the question names programmes, or says that there are none.
    pub named: bool,
    /// 補助金・交付金 that is named
    pub subsidy: Option<&'a Programme>,
    /// 地方債 that is named
    pub bond: Option<&'a Programme>,
}

/// What the reckoning rests on.
pub struct Grounds<'a> {
    /// 財源制度 in force
    pub programmes: &'a [Programme],
    /// How amounts are cut.
    pub rules: SplitRules,
    /// The account without works.
    pub account: Account,
    /// 起債上限 by year
    pub ceilings: BTreeMap<i32, Yen>,
    /// How long the search may last.
    pub nodes: u64,
}

/// One way of paying for all works.
pub struct Outcome<'a> {
    /// The programmes of each work: a subsidy and a bond.
    pub chosen: Vec<(Option<&'a Programme>, Option<&'a Programme>)>,
    /// The account year by year.
    pub years: Vec<AccountYear>,
    /// What the years come to.
    pub totals: Totals,
    /// What the works burden until the last bond is paid back.
    pub borne: Yen,
    /// Years whose bonds are above the ceiling.
    pub over: Vec<i32>,
    /// How many works have programmes whose conditions are not all known to be met.
    pub open_conditions: usize,
}

/// The plan's own programmes beside those that burden least.
pub struct Reckoned<'a> {
    /// 計画の財源; none when no work names programmes
    pub own: Option<Outcome<'a>>,
    /// 実質負担が最小の財源, within the ceilings
    pub least: Outcome<'a>,
    /// How good it is known to be.
    pub allotment: Allotment,
    /// What the works would burden without ceilings.
    pub without_ceilings: Yen,
}

/// Finds the programmes and reckons the account.
pub fn reckon<'a>(works: &[Planned<'a>], grounds: &Grounds<'a>) -> Reckoned<'a> {
    let terms = &grounds.account.terms;
    let mut ways: Vec<Vec<Way<'a>>> =
        works.iter().map(|planned| planned.work.ways(grounds.programmes, &grounds.rules, terms)).collect();
    // The plan's own programmes are among the offers where they are open, so that the search never ends above them.
    let mut known = Vec::with_capacity(works.len());
    for (planned, ways) in works.iter().zip(&mut ways) {
        if is_open(&planned.work.facts, planned.subsidy, planned.bond) {
            ways.push(planned.work.way(planned.subsidy, planned.bond, &grounds.rules, terms));
            known.push(ways.len() - 1);
        } else {
            known.push(usize::MAX);
        }
    }
    let offers: Vec<Vec<Offer>> = ways.iter().map(|ways| ways.iter().map(|way| way.offer.clone()).collect()).collect();
    let allotment = allot(&offers, &grounds.ceilings, Some(&known), grounds.nodes);
    let chosen = ways
        .iter()
        .zip(&allotment.chosen)
        .map(|(ways, at)| ways.get(*at).map_or((None, None), |w| (w.subsidy, w.bond)));
    let without = offers.iter().filter_map(|offers| offers.iter().map(|offer| offer.burden).min());
    let own = works.iter().any(|planned| planned.named);
    Reckoned {
        own: own
            .then(|| outcome(works, works.iter().map(|planned| (planned.subsidy, planned.bond)).collect(), grounds)),
        least: outcome(works, chosen.collect(), grounds),
        without_ceilings: without.sum(),
        allotment,
    }
}

fn outcome<'a>(
    works: &[Planned<'a>],
    chosen: Vec<(Option<&'a Programme>, Option<&'a Programme>)>,
    grounds: &Grounds<'a>,
) -> Outcome<'a> {
    let (mut paid, mut borne, mut open_conditions): (Vec<Paid>, Yen, usize) = (Vec::new(), Yen(0), 0);
    for (planned, (subsidy, bond)) in works.iter().zip(&chosen) {
        let of_work = planned.work.paid(*subsidy, *bond, &grounds.rules);
        borne += PlannedWork::borne(&of_work, &grounds.account.terms);
        open_conditions += usize::from(!is_open(&planned.work.facts, *subsidy, *bond));
        paid.extend(of_work);
    }
    let years = grounds.account.outlook(&paid);
    let is_over = |year: &&AccountYear| grounds.ceilings.get(&year.year).is_some_and(|most| year.works.bond > *most);
    Outcome {
        over: years.iter().filter(is_over).map(|year| year.year).collect(),
        totals: totals(&years),
        chosen,
        years,
        borne,
        open_conditions,
    }
}
