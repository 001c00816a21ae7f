//! Shares of joint bodies, by hand and for any numbers.

use super::*;
use crate::domain::facility::{Class, Subclass};
use crate::domain::geometry::Place;
use crate::domain::units::Yen;
use proptest::prelude::*;

fn member(code: &str, population: i64, usage: i64) -> Member {
    Member { code: code.to_owned(), population, usage }
}

fn part(basis: ShareBasis, permille: i64) -> Part {
    Part { basis, permille }
}

#[test]
fn the_yen_that_are_left_go_to_the_largest_remainders() {
    // 100 by 1 : 1 : 1 is 33 each and one left; all remainders are alike, the first gets it.
    assert_eq!(apportion(100, &[1, 1, 1]), [34, 33, 33]);
    // 10 by 6 : 3 : 2 is 5.45, 2.73, 1.82: two are left, for .82 and .73.
    assert_eq!(apportion(10, &[6, 3, 2]), [5, 3, 2]);
    assert_eq!(apportion(7, &[0, 0]), [0, 0]);
    assert_eq!(apportion(7, &[0, 5]), [0, 7]);
    assert_eq!(apportion(-7, &[1, 5]), [0, 0]);
}

#[test]
fn a_cost_is_shared_by_parts_and_sums_to_the_yen() {
    let parts = vec![part(ShareBasis::Equal, 200), part(ShareBasis::Population, 500), part(ShareBasis::Use, 300)];
    let members = vec![member("132110", 196_000, 40), member("132209", 85_000, 15), member("132233", 72_000, 15)];
    let split = Shares::new(parts, members).unwrap().split(Yen(1_000_001));
    // By hand. Parts: 200,000.2, 500,000.5, 300,000.3: the yen left goes to .5.
    assert_eq!(split.parts.iter().map(|(_, amount)| amount.0).collect::<Vec<_>>(), [200_000, 500_001, 300_000]);
    // 200,000 / 3 = 66,666.67 each: two left. 500,001 × 196 / 353 = 277,620.95, × 85 / 353 = 120,396.84, × 72 / 353 =
    // 101,983.21: two left for .95 and .84. 300,000 × 40 / 70 = 171,428.57, × 15 / 70 = 64,285.71 twice: two left for those.
    let shares: Vec<Vec<i64>> = split.members.iter().map(|m| m.by_part.iter().map(|yen| yen.0).collect()).collect();
    assert_eq!(shares, [[66_667, 277_621, 171_428], [66_667, 120_397, 64_286], [66_666, 101_983, 64_286]]);
    assert_eq!(split.members.iter().map(|m| m.total).sum::<Yen>(), Yen(1_000_001));
}

#[test]
fn shares_that_cannot_be_are_refused_by_their_field() {
    let two = || vec![member("132233", 10, 0), member("132209", 10, 0)];
    let refused = |parts: Vec<Part>, members: Vec<Member>| {
        Shares::new(parts, members).err().map(|invalid| (invalid.field, invalid.code))
    };
    let equal = || vec![part(ShareBasis::Equal, 1_000)];
    assert_eq!(refused(equal(), two()), None);
    assert_eq!(refused(vec![part(ShareBasis::Equal, 999)], two()), Some(("parts", "contradiction")));
    assert_eq!(refused(vec![part(ShareBasis::Equal, 500); 2], two()), Some(("parts", "duplicate")));
    assert_eq!(refused(vec![], two()), Some(("parts", "contradiction")));
    assert_eq!(refused(equal(), vec![]), Some(("members", "out-of-range")));
    assert_eq!(refused(equal(), vec![member("132233", 1, 1); 2]), Some(("members", "duplicate")));
    assert_eq!(refused(vec![part(ShareBasis::Use, 1_000)], two()), Some(("members", "contradiction")));
    let wild = vec![part(ShareBasis::Equal, 2_000), part(ShareBasis::Use, -1_000)];
    assert_eq!(refused(wild, two()), Some(("parts", "contradiction")));
}

fn spot(lat: f64, class: Class, subclass: Option<Subclass>) -> Spot {
    Spot { place: Place { lon: 139.4, lat }, class, subclass }
}

#[test]
fn facilities_that_do_the_same_are_found_closest_first() {
    let library = |lat| spot(lat, Class::SocialEducation, Some(Subclass::Library));
    let own = [library(35.75), spot(35.76, Class::School, Some(Subclass::School))];
    let others = [
        library(35.77),
        spot(35.751, Class::SocialEducation, None),
        library(35.755),
        spot(35.75, Class::School, None),
        spot(35.752, Class::SocialEducation, Some(Subclass::Museum)),
    ];
    let found = pairs(&own, &others, 1_200.0);
    // A thousandth of a degree of latitude on a sphere of 6,371,008.8 m is 111.195 m.
    let rounded: Vec<(usize, usize, i64)> =
        found.iter().map(|pair| (pair.own, pair.other, (pair.distance_m * 1_000.0).round() as i64)).collect();
    assert_eq!(rounded, [(0, 1, 111_195), (0, 2, 555_975), (1, 3, 1_111_951)]);
    assert_eq!(pairs(&own, &others, 1_111.0).len(), 2);
    assert_eq!(pairs(&own, &[], 1_000.0), []);
}

proptest! {
    #[test]
    fn no_pair_is_missed_and_sides_can_be_changed(
        own in proptest::collection::vec((35.7f64..35.8, 139.3f64..139.5), 0..15),
        others in proptest::collection::vec((35.7f64..35.8, 139.3f64..139.5), 0..15), within in 0f64..10_000.0
    ) {
        let spots = |places: &[(f64, f64)]| -> Vec<Spot> {
            let spot = |(lat, lon): &(f64, f64)| Spot { place: Place { lon: *lon, lat: *lat }, class: Class::Park, subclass: None };
            places.iter().map(spot).collect()
        };
        let (own, others) = (spots(&own), spots(&others));
        let found = pairs(&own, &others, within);
        let all = pairs(&own, &others, 1e9);
        prop_assert_eq!(all.len(), own.len() * others.len());
        prop_assert_eq!(found.len(), all.iter().filter(|pair| pair.distance_m <= within).count());
        prop_assert_eq!(pairs(&others, &own, within).len(), found.len());
    }

    #[test]
    fn apportioned_parts_sum_to_the_whole_and_are_within_a_yen_of_the_exact_share(
        total in 0i64..=1_000_000_000_000_000, weights in proptest::collection::vec(0i64..10_000_000, 1..20)
    ) {
        let parts = apportion(total, &weights);
        let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        prop_assert_eq!(parts.iter().sum::<i64>(), if whole == 0 { 0 } else { total });
        for (part, weight) in parts.iter().zip(&weights) {
            let off = i128::from(*part) * whole - i128::from(total) * i128::from(*weight);
            prop_assert!(off.abs() <= whole);
        }
    }

    #[test]
    fn a_split_sums_to_the_cost_by_members_and_by_parts(cost in 0i64..=1_000_000_000_000, equal in 0i64..=1_000, n in 1i64..30) {
        let parts = vec![part(ShareBasis::Equal, equal), part(ShareBasis::Population, 1_000 - equal)];
        let members = (1..=n).map(|k| member(&k.to_string(), 7 * k * k, k)).collect();
        let split = Shares::new(parts, members).unwrap().split(Yen(cost));
        prop_assert_eq!(split.members.iter().map(|m| m.total).sum::<Yen>(), Yen(cost));
        for (n, (_, amount)) in split.parts.iter().enumerate() {
            prop_assert_eq!(split.members.iter().map(|m| m.by_part[n]).sum::<Yen>(), *amount);
        }
    }
}
