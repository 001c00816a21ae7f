//! What holds for every town, and the small cases that definitions hang on.

use super::*;
use crate::domain::geometry::Place;
use proptest::prelude::*;

fn matrix(rows: &[Vec<u32>]) -> Distances {
    let rows: Vec<Vec<Option<f64>>> =
        rows.iter().map(|row| row.iter().map(|d| Some(f64::from(*d))).collect()).collect();
    Distances::given(rows.len(), rows.first().map_or(0, Vec::len), &rows).unwrap()
}

#[test]
fn a_straight_line_is_as_long_as_the_great_circle() {
    // A minute of latitude on a sphere of 6,371,008.8 m is 1,853.251 m.
    let (here, there) = (Place { lon: 139.4, lat: 35.0 }, Place { lon: 139.4, lat: 35.0 + 1.0 / 60.0 });
    let straight = Distances::straight(&[here], &[there], Detour::new(100).unwrap());
    assert_eq!(straight.row(0)[0], 1_853_251);
    let walked = Distances::straight(&[here], &[there], Detour::new(130).unwrap());
    assert_eq!(walked.row(0)[0], 2_409_227);
}

#[test]
fn a_detour_is_never_shorter_than_the_straight_line() {
    assert_eq!(Detour::new(99).unwrap_err().code, "out-of-range");
    assert_eq!(Detour::new(501).unwrap_err().code, "out-of-range");
}

#[test]
fn a_matrix_must_fit_and_hold_distances() {
    assert_eq!(Distances::given(2, 1, &[vec![Some(1.0)]]).unwrap_err().code, "contradiction");
    for bad in [-1.0, f64::NAN, f64::INFINITY, 1e10] {
        assert_eq!(Distances::given(1, 1, &[vec![Some(bad)]]).unwrap_err().code, "out-of-range");
    }
    let never = Distances::given(1, 1, &[vec![None]]).unwrap();
    assert_eq!(nearest(&never, 1, &[0])[0], Nearest { distance: NEVER, site: None });
}

#[test]
fn nobody_reaches_anything_when_nothing_is_open() {
    let found = nearest(&matrix(&[vec![1], vec![2]]), 2, &[]);
    let reach = reach(&found, &[100, 200], &[1_000_000], 90);
    assert_eq!((reach.unreached, reach.within, reach.mean), (300, vec![0], None));
}

#[test]
fn who_has_it_farther_is_told_with_how_much() {
    let distances = matrix(&[vec![100, 900], vec![500, 200], vec![300, 300]]);
    let (before, after) = (nearest(&distances, 3, &[0, 1]), nearest(&distances, 3, &[1]));
    let found = change(&before, &after, &[1_000, 2_000, 3_000], &[400_000]);
    assert_eq!((found.farther, found.nearer), (1_000, 0));
    assert_eq!((found.mean_farther, found.most_farther), (Some(800_000.0), Some(800_000)));
    assert_eq!((found.gained, found.lost), (vec![0], vec![1_000]));
}

#[test]
fn population_grows_along_a_line_and_stops_at_the_last_figure() {
    let figures = [(2025, 10_000), (2030, 8_000), (2040, 7_001)];
    let at = |year| grown(&figures, year).unwrap();
    assert_eq!(at(2030), Grown { population: 8_000, growth: Growth::Stored });
    assert_eq!(at(2027), Grown { population: 9_200, growth: Growth::Between(2025, 2030) });
    assert_eq!(at(2035), Grown { population: 7_501, growth: Growth::Between(2030, 2040) });
    assert_eq!(at(2060), Grown { population: 7_001, growth: Growth::Nearest(2040) });
    assert_eq!(at(2000), Grown { population: 10_000, growth: Growth::Nearest(2025) });
    assert_eq!(grown(&[], 2030), None);
}

#[test]
fn age_groups_are_read_as_people_write_them() {
    for (text, plain) in [("0-14", "0-14"), ("0～14歳", "0-14"), ("65歳以上", "65+"), ("65+", "65+"), ("総数", "all")]
    {
        assert_eq!(AgeGroup::parse("age_group", text).unwrap().to_string(), plain);
    }
    for bad in ["", "14-0", "old", "0-200", "-", "+", "1-2-3"] {
        assert!(AgeGroup::parse("age_group", bad).is_err(), "{bad}");
    }
    let group = |text| AgeGroup::parse("age_group", text).unwrap();
    assert!(group("65+").overlaps(group("75+")) && group("all").overlaps(group("0-14")));
    assert!(!group("0-14").overlaps(group("15-64")) && !group("15-64").overlaps(group("65+")));
}

#[test]
fn a_planned_station_counts_from_the_year_in_which_it_opens() {
    use StationStatus::{Existing, Planned};
    assert!(in_use(Existing, None, 1950) && !in_use(Planned, None, 2100));
    assert!(in_use(Planned, Some(2034), 2034) && !in_use(Planned, Some(2034), 2033));
    assert!(!in_use(Existing, Some(1998), 1990));
}

#[test]
fn bands_go_outwards_and_count_ever_less() {
    assert!(Bands::new(vec![(400, 1_000), (800, 500)]).is_ok());
    for bad in
        [vec![], vec![(400, 0)], vec![(400, 1_001)], vec![(800, 1_000), (400, 500)], vec![(400, 500), (800, 900)]]
    {
        assert!(Bands::new(bad).is_err());
    }
}

/// Distances, populations and supplies of a small town.
fn town() -> impl Strategy<Value = (Vec<Vec<u32>>, Vec<u64>, Vec<u32>)> {
    (1_usize..8, 1_usize..6).prop_flat_map(|(demand, sites)| {
        (
            prop::collection::vec(prop::collection::vec(0_u32..3_000, sites), demand),
            prop::collection::vec(0_u64..100_000, demand),
            prop::collection::vec(0_u32..1_000, sites),
        )
    })
}

proptest! {
    #[test]
    fn one_more_site_is_never_worse((rows, people, _) in town(), radius in 0_u64..3_000_000) {
        let distances = matrix(&rows);
        let sites: Vec<usize> = (0..rows[0].len()).collect();
        let of = |open: &[usize]| reach(&nearest(&distances, rows.len(), open), &people, &[radius], 90);
        for count in 1..sites.len() {
            let (fewer, more) = (of(&sites[..count]), of(&sites[..=count]));
            prop_assert!(more.within[0] >= fewer.within[0]);
            prop_assert!(more.mean <= fewer.mean && more.percentile <= fewer.percentile);
            prop_assert!(more.farthest <= fewer.farthest);
            let (more, fewer) = (more.worst_tenth.unwrap_or(0.0), fewer.worst_tenth.unwrap_or(0.0));
            prop_assert!(more <= fewer + 1e-6 * fewer.abs());
        }
    }

    #[test]
    fn what_all_have_together_is_what_the_reached_sites_supply((rows, people, supply) in town(), limit in 1_u64..3_000_000, weight in 1_u32..=1_000) {
        let distances = matrix(&rows);
        let open: Vec<usize> = (0..rows[0].len()).collect();
        let supply: Vec<f64> = supply.into_iter().map(f64::from).collect();
        for bands in [Bands::within(limit), Bands::new(vec![(limit, 1_000), (limit * 2, weight)]).unwrap()] {
            let found = two_step(&distances, &people, &open, &supply, &bands);
            let had: f64 = found.access.iter().zip(&people).map(|(a, p)| a * *p as f64 / 100.0).sum();
            let given: f64 = found.ratios.iter().zip(&supply).filter(|(r, _)| r.is_some()).map(|(_, s)| s).sum();
            prop_assert!((had - given).abs() <= 1e-9 * given.max(1.0), "{} {}", had, given);
        }
    }

    #[test]
    fn the_order_of_points_and_sites_changes_nothing((rows, people, supply) in town(), radius in 0_u64..3_000_000) {
        let supply: Vec<f64> = supply.into_iter().map(f64::from).collect();
        let open: Vec<usize> = (0..rows[0].len()).collect();
        let measure = |rows: &[Vec<u32>], people: &[u64], supply: &[f64]| {
            let distances = matrix(rows);
            let floating = two_step(&distances, people, &open, supply, &Bands::within(radius));
            (reach(&nearest(&distances, rows.len(), &open), people, &[radius], 90), spread(&floating.access, people))
        };
        let there = measure(&rows, &people, &supply);
        let turned: Vec<Vec<u32>> = rows.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
        let people: Vec<u64> = people.into_iter().rev().collect();
        let supply: Vec<f64> = supply.into_iter().rev().collect();
        let back = measure(&turned, &people, &supply);
        prop_assert_eq!(&there.0.within, &back.0.within);
        prop_assert_eq!((there.0.mean, there.0.percentile), (back.0.mean, back.0.percentile));
        prop_assert_eq!(there.1.without, back.1.without);
        let close = |a: Option<f64>, b: Option<f64>| (a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() <= 1e-9;
        prop_assert!(close(there.0.worst_tenth, back.0.worst_tenth) || there.0.worst_tenth.is_some());
        prop_assert!(close(there.1.mean, back.1.mean) && close(there.1.worst_tenth, back.1.worst_tenth));
    }

    #[test]
    fn the_parts_of_a_population_make_up_the_whole((rows, people, _) in town(), radius in 0_u64..3_000_000) {
        let distances = matrix(&rows);
        let open: Vec<usize> = (0..rows[0].len()).collect();
        let found = nearest(&distances, rows.len(), &open);
        let young: Vec<u64> = people.iter().map(|p| p / 3).collect();
        let old: Vec<u64> = people.iter().zip(&young).map(|(p, y)| p - y).collect();
        let of = |people: &[u64]| reach(&found, people, &[radius], 90);
        prop_assert_eq!(of(&young).within[0] + of(&old).within[0], of(&people).within[0]);
        prop_assert_eq!(of(&young).population + of(&old).population, of(&people).population);
    }
}
