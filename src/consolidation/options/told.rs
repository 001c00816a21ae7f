//! A reckoned way as the API tells it: figures in m², persons and yen, names beside codes, sentences in one language.

use super::access::{Accessed, ServiceAccess};
use super::analysis::Way;
use super::gathering::{Gathered, People};
use super::wire::{
    BlockChange, BlockService, CapacityChange, ConsolidationAccessChange, EligibilityCondition, FundedUndertaking,
    ItemSum, OptionLine, OptionYear, Phase, ProgrammeEligibility, RolePlaces, ServiceChange, WithinRadius,
};
use crate::domain::Text;
use crate::domain::catchment::NEVER;
use crate::domain::consolidation::{Effects, Funded, Item, Ledger, Step};
use crate::domain::facility::Word;
use crate::domain::finance::{ConditionKind, Outcome, Split, add_split, check, outcome};
use crate::domain::units::Yen;
use crate::error::Language;
use strum::IntoEnumIterator;

/// The most town blocks that an answer names.
const MOST_BLOCKS: usize = 500;

/// Hundredths of a square metre in square metres.
pub fn m2(dm2: i64) -> f64 {
    dm2 as f64 / 100.0
}

/// A part of a whole in percent, to 0.01, half away from zero; 0 of nothing.
pub fn percent(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 * 10_000.0 / whole as f64).round() / 100.0 }
}

fn sum(item: Item, total_yen: Yen) -> ItemSum {
    ItemSum { item, label_ja: item.label_ja(), total_yen }
}

/// Items that are not 0.
pub fn items(ledger: &Ledger) -> Vec<ItemSum> {
    Item::iter().map(|item| sum(item, ledger.of(item))).filter(|sum| sum.total_yen != Yen(0)).collect()
}

/// Each year with who pays.
pub fn years(way: &Way<'_>) -> Vec<OptionYear> {
    let year = |(year, paid): (&crate::domain::consolidation::YearSum, &crate::domain::consolidation::FundedYear)| {
        let items = Item::iter().map(|item| sum(item, year.of(item)));
        OptionYear {
            fiscal_year: year.year,
            net_yen: year.net(),
            items: items.filter(|sum| sum.total_yen != Yen(0)).collect(),
            subsidy_yen: paid.subsidy,
            bond_yen: paid.bond,
            debt_service_yen: paid.service.payment(),
            tax_support_yen: paid.supported,
            burden_yen: paid.burden,
            outstanding_yen: paid.outstanding,
            floor_area_m2: m2(year.floor_area_dm2),
        }
    };
    way.ledger.years.iter().zip(&way.funding.years).map(year).collect()
}

/// Each amount; years that follow one another and are alike stand together.
pub fn lines(way: &Way<'_>, language: Language) -> Vec<OptionLine> {
    let mut found: Vec<OptionLine> = Vec::new();
    let mut lines: Vec<_> = way.ledger.lines.iter().collect();
    lines.sort_by(|a, b| {
        (a.item, &a.subject, &a.reckoning.en, a.year).cmp(&(b.item, &b.subject, &b.reckoning.en, b.year))
    });
    for line in lines {
        let reckoning = language.pick(&line.reckoning);
        match found.last_mut() {
            Some(last)
                if (last.item, &last.subject, last.yen_per_year, last.to_year + 1, &last.reckoning)
                    == (line.item, &line.subject, line.amount, line.year, &reckoning) =>
            {
                last.to_year = line.year;
                last.total_yen += line.amount;
            }
            _ => found.push(OptionLine {
                item: line.item,
                subject: line.subject.clone(),
                name: name(way, &line.subject),
                from_year: line.year,
                to_year: line.year,
                yen_per_year: line.amount,
                total_yen: line.amount,
                reckoning,
            }),
        }
    }
    found
}

fn name(way: &Way<'_>, code: &str) -> String {
    way.gathered.name(way.option, code).unwrap_or(code).to_owned()
}

/// The steps with names.
pub fn phases(way: &Way<'_>, steps: Vec<Step>) -> Vec<Phase> {
    let phase = |step: Step| Phase {
        fiscal_year: step.year,
        step: step.kind,
        label_ja: step.kind.label_ja(),
        name: name(way, &step.subject),
        into_name: step.into.as_ref().map(|into| name(way, into)),
        subject: step.subject,
        into: step.into,
    };
    steps.into_iter().map(phase).collect()
}

/// Each building, conversion and demolition, and all renewals together.
pub fn funding(way: &Way<'_>, language: Language) -> Vec<FundedUndertaking> {
    let mut renewals = Split::default();
    let mut found = Vec::new();
    for funded in &way.funding.works {
        let Some(work) = way.ledger.works.get(funded.work) else { continue };
        if matches!(work.item, Item::Renovation | Item::Rebuild) {
            add_split(&mut renewals, &funded.split);
            continue;
        }
        let areas = work.floor_area_dm2;
        found.push(FundedUndertaking {
            name: name(way, &work.subject),
            kind: Some(work.kind),
            floor_area_before_m2: areas.map(|(before, _)| m2(before)),
            floor_area_after_m2: areas.map(|(_, after)| m2(after)),
            subsidy: funded.subsidy.map(|programme| programme.code.clone()),
            bond: funded.bond.map(|programme| programme.code.clone()),
            eligibility: eligibility(way.gathered, funded, language),
            ..undertaking(&work.subject, &funded.split)
        });
    }
    if renewals.cost != Yen(0) {
        let text = Text::new("All renovations and rebuilds", "大規模改修・更新の合計");
        found.push(FundedUndertaking { name: language.pick(&text), ..undertaking("renewals", &renewals) });
    }
    found
}

fn undertaking(subject: &str, split: &Split) -> FundedUndertaking {
    FundedUndertaking {
        subject: subject.to_owned(),
        name: String::new(),
        kind: None,
        cost_yen: split.cost,
        floor_area_before_m2: None,
        floor_area_after_m2: None,
        subsidy: None,
        bond: None,
        subsidy_yen: split.subsidy,
        bond_yen: split.bond,
        general_yen: split.general,
        tax_support_yen: split.supported,
        eligibility: Vec::new(),
    }
}

/// How the programmes stand to a work that are for works of its kind and class.
fn eligibility(gathered: &Gathered, funded: &Funded<'_>, language: Language) -> Vec<ProgrammeEligibility> {
    let subsidised = Some(funded.subsidy.is_some());
    let mut found = Vec::new();
    for programme in &gathered.means.programmes {
        let checked = check(programme, &funded.facts, subsidised);
        let beside_the_point = |kind| matches!(kind, ConditionKind::WorkKind | ConditionKind::Class);
        if checked.iter().any(|one| beside_the_point(one.kind) && one.outcome == Outcome::NotMet) {
            continue;
        }
        let called = gathered.means.names.get(&programme.code);
        found.push(ProgrammeEligibility {
            programme: programme.code.clone(),
            name: called.map(|name| language.pick(name)).unwrap_or_default(),
            outcome: outcome(&checked),
            conditions: checked
                .into_iter()
                .map(|one| EligibilityCondition {
                    condition: one.kind,
                    outcome: one.outcome,
                    text: language.pick(&one.text),
                })
                .collect(),
        });
    }
    found
}

/// Places by role.
pub fn roles(effects: &Effects) -> Vec<RolePlaces> {
    let role = |change: &crate::domain::consolidation::RoleChange| RolePlaces {
        role: change.role,
        label_ja: change.role.label_ja(),
        before: change.before,
        after: change.after,
    };
    effects.roles.iter().map(role).collect()
}

/// Capacity.
pub fn capacity(effects: &Effects) -> CapacityChange {
    CapacityChange { before: effects.capacity_before, after: effects.capacity_after, unknown: effects.capacity_unknown }
}

fn persons(hundredths: u64) -> f64 {
    hundredths as f64 / 100.0
}

fn metres(thousandths: u64) -> Option<f64> {
    (thousandths != NEVER).then(|| (thousandths as f64 / 100.0).round() / 10.0)
}

fn mean_metres(thousandths: Option<f64>) -> Option<f64> {
    thousandths.map(|mean| (mean / 100.0).round() / 10.0)
}

/// Ways by service and by block; none where it is not known where people live, nor of keeping everything.
pub fn access(gathered: &Gathered, accessed: &Accessed) -> Option<ConsolidationAccessChange> {
    let people = gathered.people.as_ref()?;
    Some(ConsolidationAccessChange {
        services: accessed.services.iter().map(|service| service_change(people, service)).collect(),
        blocks: blocks(people, accessed),
        unplaced: accessed.unplaced.clone(),
    })
}

fn service_change(people: &People, found: &ServiceAccess) -> ServiceChange {
    let within = |(at, radius): (usize, &u64)| WithinRadius {
        radius_m: *radius as f64 / 1_000.0,
        before: persons(found.reach.0.within.get(at).copied().unwrap_or(0)),
        after: persons(found.reach.1.within.get(at).copied().unwrap_or(0)),
    };
    ServiceChange {
        service: found.service,
        label_ja: found.service.label_ja(),
        places_before: found.places.0,
        places_after: found.places.1,
        mean_before_m: mean_metres(found.reach.0.mean),
        mean_after_m: mean_metres(found.reach.1.mean),
        within: people.radii.iter().enumerate().map(within).collect(),
        farther: persons(found.change.farther),
        nearer: persons(found.change.nearer),
        mean_farther_m: mean_metres(found.change.mean_farther),
        most_farther_m: found.change.most_farther.and_then(metres),
    }
}

/// The blocks whose ways change, the greatest increase first.
fn blocks(people: &People, accessed: &Accessed) -> Vec<BlockChange> {
    let mut found: Vec<(i128, BlockChange)> = Vec::new();
    for (at, point) in people.points.iter().enumerate() {
        let ways = |service: &ServiceAccess| (service.nearest.0[at].distance, service.nearest.1[at].distance);
        let changed = accessed.services.iter().filter(|service| ways(service).0 != ways(service).1);
        let services: Vec<BlockService> = changed
            .map(|service| {
                let (before, after) = ways(service);
                BlockService { service: service.service, before_m: metres(before), after_m: metres(after) }
            })
            .collect();
        if services.is_empty() {
            continue;
        }
        let more = accessed.services.iter().map(|service| i128::from(ways(service).1) - i128::from(ways(service).0));
        let block = BlockChange {
            code: point.code.clone(),
            name: point.name.clone(),
            population: persons(people.people.get(at).copied().unwrap_or(0)),
            services,
        };
        found.push((more.max().unwrap_or(0), block));
    }
    found.sort_by(|a, b| (b.0, &a.1.code).cmp(&(a.0, &b.1.code)));
    found.into_iter().take(MOST_BLOCKS).map(|(_, block)| block).collect()
}

/// How it is reckoned, a sentence each.
pub fn method(gathered: &Gathered) -> Vec<Text> {
    let rules = &gathered.rules;
    let (calm, rate) = (rules.calm_years, gathered.discount);
    let mut method = vec![
        Text::new(
            "A facility that leaves in a year is in service until the end of the year before; a building is in service from the \
             year in which it opens. All amounts are at constant prices.",
            "再編年度の施設は前年度末まで、整備する施設は供用開始年度から運営する。金額は物価変動を考慮しない。",
        ),
        Text::new(
            format!(
                "No renovation or rebuild is begun that would be finished within {calm} years before a facility leaves, or later. \
                 What is built is itself renewed by the same rules."
            ),
            format!(
                "再編年度の前 {calm} 年以内又はそれより後に終わる改修・更新は着手しない。整備する施設も同じ規則で改修・更新する。"
            ),
        ),
        Text::new(
            "Floor area of what is built = sum of the needs less the part that shared rooms save, rounded up to 0.01 m². Buildings \
             that were left but stand count until they are taken down or go to another operator.",
            "整備面積＝機能別の必要面積の合計から共用化による削減分を除いた面積（0.01 ㎡未満切上げ）。閉じた建物は、除却又は移譲まで延床面積に含める。",
        ),
        Text::new(
            "Grants are paid back in proportion to the years of restriction that are left, counted from the year of closing; what a \
             ministry would waive is not known here. Land yields area × price once, or a rent a year.",
            "補助金返還＝補助金額×再編年度以後の処分制限残年数÷処分制限年数（円未満切捨て）。所管省庁の承認による返還免除は考慮しない。跡地は面積×単価で売却、又は年額で貸付ける。",
        ),
        Text::new(
            format!(
                "Present value: each year's amount at its end, discounted by {rate} % a year to the beginning of the first year."
            ),
            format!("現在価値は、各年度の額を年度末に生じるものとし、年 {rate} % で最初の年度の期首へ割り引く。"),
        ),
        Text::new(
            "Each work, also the renewals of the baseline, borrows where a bond is open to it, and takes the subsidy and the bond that \
             leave the municipality the least among those whose conditions are known to be met; the burden is net cost less subsidies and bonds, plus debt service less tax \
             support. Debt service after the last year is not in it, but told as what is outstanding.",
            "各工事（現状維持の改修・更新を含む）は、対象となる地方債があれば起債し、要件の充足が確認できる財源のうち負担が最小となるものを充てる。一般財源負担＝費用－収入－補助金－地方債＋公債費－交付税措置額。最終年度より後の公債費は含めず、地方債残高として示す。",
        ),
        Text::new(
            "Renewal of floor area assumes the same area; the price of renewal is that of the model, the price of what is built may \
             differ where the question gives one.",
            "更新は同じ延床面積で行う。更新単価は推計モデルの値、整備単価は指定があればその値による。",
        ),
    ];
    if gathered.people.is_some() {
        method.push(Text::new(
            "Ways are straight lines (times the detour factor in force) from where people live to the nearest place of the same \
             service; residents are affected when at least one service is farther than before.",
            "距離は人口の代表点から同じサービスの最寄り施設までの直線距離（迂回率を乗じる）。1つ以上のサービスが遠くなる住民を「影響を受ける住民」とする。",
        ));
    } else {
        method.push(Text::new(
            "Where people live is not stored, so ways and residents affected are not told.",
            "需要点（人口）が登録されていないため、利便性と影響を受ける住民は示していない。",
        ));
    }
    method
}
