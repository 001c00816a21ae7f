//! What was found, in the words of the API: metres, persons, percent, and how it was reckoned.

use super::gathering::Scene;
use super::reckoning::{Followed, Measure, Measured, Outcome, bands, populations};
use super::wire::{
    Access, AccessAnalysis, AccessAssumptions, AccessBand, AccessDemandSummary, AccessDifference, AccessOption,
    Coverage, CoverageDifference, GroupAccess, InventedValues, NearestFacility, OpenFacility, PointAccess,
    StationAccess, SupplyPerPerson,
};
use crate::domain::Text;
use crate::domain::catchment::{AgeGroup, Change, Growth, NEVER, Reach, Spread};
use crate::domain::facility::Word;
use crate::error::Language;

/// Hundredths of a person as persons.
fn persons(hundredths: u64) -> f64 {
    hundredths as f64 / 100.0
}

/// Thousandths as metres.
fn metres(thousandths: u64) -> f64 {
    thousandths as f64 / 1_000.0
}

/// A mean of thousandths as metres, to the thousandth.
fn mean_metres(thousandths: f64) -> f64 {
    thousandths.round() / 1_000.0
}

/// The answer to a question, in the reader's language.
pub fn told(scene: &Scene, found: &Outcome, points: bool, language: Language) -> AccessAnalysis {
    let everyone = populations(scene).swap_remove(0);
    let stations = found.stations.iter().map(|(year, count, reaches)| {
        let mut groups = groups(scene).zip(reaches).map(|(group, reach)| group_told(group, reach, None, scene));
        StationAccess {
            year: *year,
            stations: *count,
            total: groups.next().unwrap_or_else(|| nobody(scene)),
            by_age_group: groups.collect(),
        }
    });
    AccessAnalysis {
        baseline: access(scene, &found.baseline, &everyone),
        options: found
            .options
            .iter()
            .enumerate()
            .map(|(at, option)| option_told(scene, found, at, option, &everyone))
            .collect(),
        stations: stations.collect(),
        demand: AccessDemandSummary {
            from: if scene.origin.stored_demand { "stored" } else { "question" },
            year: scene.origin.year,
            points: scene.points.len(),
            population: persons(everyone.iter().sum()),
            age_groups: scene.groups.iter().map(AgeGroup::to_string).collect(),
        },
        points: points.then(|| points_told(scene, found, &everyone)),
        assumptions: assumptions(scene, language),
        illustrative: scene
            .origin
            .invented
            .iter()
            .map(|(field, values)| InventedValues { field, values: *values })
            .collect(),
    }
}

/// Everyone, then each age group.
fn groups(scene: &Scene) -> impl Iterator<Item = AgeGroup> {
    std::iter::once(AgeGroup::ALL).chain(scene.groups.iter().copied())
}

fn nobody(scene: &Scene) -> GroupAccess {
    let reach = Reach {
        population: 0,
        within: vec![0; scene.radii.len()],
        unreached: 0,
        mean: None,
        percentile: None,
        worst_tenth: None,
        farthest: None,
    };
    group_told(AgeGroup::ALL, &reach, None, scene)
}

fn group_told(group: AgeGroup, reach: &Reach, spread: Option<&Spread>, scene: &Scene) -> GroupAccess {
    let coverage = scene.radii.iter().zip(&reach.within).map(|(radius, within)| Coverage {
        radius_m: metres(*radius),
        population: persons(*within),
        share_percent: (reach.population > 0)
            .then(|| (*within as f64 * 10_000.0 / reach.population as f64).round() / 100.0),
    });
    GroupAccess {
        age_group: group.to_string(),
        population: persons(reach.population),
        coverage: coverage.collect(),
        mean_distance_m: reach.mean.map(mean_metres),
        percentile_distance_m: reach.percentile.map(metres),
        worst_off_tenth_distance_m: reach.worst_tenth.map(mean_metres),
        farthest_distance_m: reach.farthest.map(metres),
        unreached_population: persons(reach.unreached),
        supply_per_person: spread.map(|spread| SupplyPerPerson {
            mean: spread.mean,
            worst_off_tenth: spread.worst_tenth,
            population_without: persons(spread.without),
        }),
    }
}

fn access(scene: &Scene, measured: &Measured, everyone: &[u64]) -> Access {
    let told = |(group, measure): (AgeGroup, &Measure)| group_told(group, &measure.reach, Some(&measure.spread), scene);
    let mut all = groups(scene).zip(&measured.measures).map(told);
    let mut nearest_for = vec![0_u64; scene.sites.len()];
    for (point, people) in measured.nearest.iter().zip(everyone) {
        if let Some(site) = point.site {
            nearest_for[site] += people;
        }
    }
    let facility = |(site, ratio): (&usize, &Option<f64>)| OpenFacility {
        code: scene.sites[*site].code.clone(),
        name: scene.sites[*site].name.clone(),
        supply: scene.supply[*site],
        supply_per_person: *ratio,
        nearest_for_population: persons(nearest_for[*site]),
    };
    Access {
        total: all.next().unwrap_or_else(|| nobody(scene)),
        by_age_group: all.collect(),
        facilities: measured.open.iter().zip(&measured.floating.ratios).map(facility).collect(),
    }
}

fn option_told(scene: &Scene, found: &Outcome, at: usize, option: &Followed, everyone: &[u64]) -> AccessOption {
    let choice = &scene.choices[at];
    let [closed, added, moved] = choice.told.clone();
    let mean = |measured: &Measured, group: usize| measured.measures[group].reach.mean;
    let differences = groups(scene).zip(&option.changes).enumerate().map(|(number, (group, change))| {
        let means = mean(&option.measured, number).zip(mean(&found.baseline, number));
        difference(group, change, means.map(|(after, before)| mean_metres(after - before)), scene)
    });
    let mut differences: Vec<AccessDifference> = differences.collect();
    AccessOption {
        name: choice.name.clone(),
        closed,
        added,
        moved,
        access: access(scene, &option.measured, everyone),
        change: differences.remove(0),
        change_by_age_group: differences,
    }
}

fn difference(group: AgeGroup, change: &Change, mean_change: Option<f64>, scene: &Scene) -> AccessDifference {
    let coverage = scene.radii.iter().zip(change.gained.iter().zip(&change.lost)).map(|(radius, (gained, lost))| {
        CoverageDifference {
            radius_m: metres(*radius),
            gained_population: persons(*gained),
            lost_population: persons(*lost),
        }
    });
    AccessDifference {
        age_group: group.to_string(),
        farther_population: persons(change.farther),
        nearer_population: persons(change.nearer),
        mean_farther_m: change.mean_farther.map(mean_metres),
        most_farther_m: change.most_farther.map(metres),
        mean_distance_change_m: mean_change,
        coverage: coverage.collect(),
    }
}

fn points_told(scene: &Scene, found: &Outcome, everyone: &[u64]) -> Vec<PointAccess> {
    let nearest = |measured: &Measured, at: usize| {
        let point = measured.nearest[at];
        NearestFacility {
            facility_code: point.site.map(|site| scene.sites[site].code.clone()),
            distance_m: (point.distance != NEVER).then(|| metres(point.distance)),
            supply_per_person: measured.floating.access[at],
        }
    };
    let told = |(at, point): (usize, &super::gathering::Point)| PointAccess {
        code: point.code.clone(),
        name: point.name.clone(),
        lon: point.place.map(|place| place.lon),
        lat: point.place.map(|place| place.lat),
        population: persons(everyone[at]),
        baseline: nearest(&found.baseline, at),
        options: found.options.iter().map(|option| nearest(&option.measured, at)).collect(),
    };
    scene.points.iter().enumerate().map(told).collect()
}

fn assumptions(scene: &Scene, language: Language) -> AccessAssumptions {
    let bands = bands(scene);
    AccessAssumptions {
        method: method(scene).iter().map(|text| language.pick(text)).collect(),
        detour_factor_percent: scene.costs.is_none().then_some(scene.detour_percent),
        radii_m: scene.radii.iter().map(|radius| metres(*radius)).collect(),
        bands: bands
            .each()
            .map(|(limit, weight)| AccessBand { to_m: metres(limit), weight: f64::from(weight) / 1_000.0 })
            .collect(),
        supply: scene.unit,
        parameters: scene.origin.parameters.clone(),
    }
}

fn method(scene: &Scene) -> Vec<Text> {
    let percent = scene.detour_percent;
    let share = scene.share_percent;
    let mut method = vec![match scene.costs {
        Some(_) => Text::new(
            "Distances are those of the matrix given, in its own unit.",
            "距離は指定された距離表の値（単位は表のとおり）を用いる。",
        ),
        None => Text::new(
            format!(
                "Distances are great circles on a sphere of 6,371,008.8 m (within 0.3 % of the ellipsoid), times {percent} %."
            ),
            format!(
                "距離は半径6,371,008.8mの球面上の直線距離（楕円体との差は0.3％以内）に迂回率{percent}％を乗じたもの。"
            ),
        ),
    }];
    method.push(Text::new(
        format!(
            "Everyone is taken to live at the representative point and to go to the nearest facility. The percentile is the least \
             distance within which {share} % of those who reach one live; the worst-off tenth counts the point on its border in part."
        ),
        format!(
            "人口は需要点の代表点に集まり、最寄りの施設を利用するものとする。百分位は到達できる人口の{share}％が住む最小の距離、\
             最も遠い1割は境界の需要点を按分して平均する。"
        ),
    ));
    method.push(Text::new(
        format!(
            "2SFCA: each facility shares its supply ({}) among all counted people within reach, by the weight of their distance; a \
             person has the sum of the shares. Age groups share with each other.",
            scene.unit.code()
        ),
        format!(
            "2SFCA: 各施設の供給量（{}）を圏内の対象人口に距離の重みで配分し、1人当たりに合計する。年齢階級の間でも分け合う。",
            scene.unit.label_ja()
        ),
    ));
    if scene.origin.register {
        method.push(Text::new(
            "Of the register, facilities in use that have a place on the map are counted; combined facilities each by themselves.",
            "台帳の施設のうち、供用中で位置のあるものを対象とする。複合施設はそれぞれ数える。",
        ));
    }
    method.extend(
        scene.origin.growth.iter().map(|(growth, count)| grown(scene.origin.year.unwrap_or(0), *growth, *count)),
    );
    if !scene.stations.is_empty() {
        method.push(Text::new(
            "Existing stations without an opening year are open in every year, planned ones without a year in none.",
            "開業年度のない既設駅は全期間開業済み、開業年度のない計画駅は未開業とする。",
        ));
    }
    method
}

/// How figures of the year were found.
fn grown(year: i32, growth: Growth, count: u64) -> Text {
    match growth {
        Growth::Stored => Text::new(
            format!("{count} populations are stored for {year}."),
            format!("{year}年の人口 {count}件は登録値。"),
        ),
        Growth::Between(from, to) => Text::new(
            format!("{count} populations of {year} lie on the straight line between {from} and {to}."),
            format!("{year}年の人口 {count}件は{from}年と{to}年の間を直線で補間した。"),
        ),
        Growth::Nearest(of) => Text::new(
            format!(
                "{count} populations of {year} are those of {of}, the nearest year stored; nothing is continued beyond."
            ),
            format!("{year}年の人口 {count}件は最も近い{of}年の登録値（延長しない）。"),
        ),
    }
}
