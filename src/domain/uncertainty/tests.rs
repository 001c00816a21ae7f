//! Bands counted by hand, quantiles beside the closed form, and what must not depend on order, threads or company.

use super::*;
use crate::domain::renewal::Horizon;
use crate::domain::units::{FiscalYear, Yen};
use proptest::prelude::*;

fn horizon(years: i64) -> Horizon {
    Horizon::new(FiscalYear::new("year", 2025).unwrap(), years).unwrap()
}

fn question<'a>(courses: &'a Courses, lives: &'a Lives) -> Question<'a> {
    Question {
        courses,
        lives,
        prices: PriceRisk::AsPlanned,
        horizon: horizon(40),
        present_value_factors: &[1.0; 40],
        draws: 200,
        seed: 7,
    }
}

fn components(keys: std::ops::Range<u64>) -> Courses {
    let mut courses = Courses::with_capacity(keys.clone().count());
    keys.for_each(|key| courses.component(key, 2000 + (key % 25) as i32, 15 + (key % 20) as i32, 1_000 + key as i64));
    courses
}

#[test]
fn percentiles_are_the_nearest_rank() {
    let mut amounts: Vec<i64> = (1..=20).rev().collect();
    let bands = Bands::of(&mut amounts);
    assert_eq!([bands.p5, bands.p25, bands.p50, bands.p75, bands.p95], [Yen(1), Yen(5), Yen(10), Yen(15), Yen(19)]);
    assert_eq!(bands.mean, Yen(11), "10.5 is rounded away from zero");
}

#[test]
fn a_chance_never_claims_certainty() {
    let never = Chance::of(0, 100);
    assert_eq!((never.chance, never.low), (0.0, 0.0));
    // z² / n / (1 + z² / n) = 0.038416 / 1.038416
    assert!((never.high - 0.036995).abs() < 1e-6, "{}", never.high);
    let half = Chance::of(50, 100);
    assert!((half.low - 0.40383).abs() < 1e-5 && (half.high - 0.59617).abs() < 1e-5, "{half:?}");
}

#[test]
fn the_table_holds_the_quantiles_of_the_distribution() {
    // Shape 2: median √ln 2 over the mean Γ(1.5) = 0.886227, 0.832555 / 0.886227 = 0.939438 of 4,096.
    let lives = Lives::weibull("shape", 2.0).unwrap();
    let median = f64::from(lives.multiplier(Lives::COUNT / 2));
    assert!((median / 4096.0 - 0.9394).abs() < 0.002, "{median}");
    assert!((1..Lives::COUNT).all(|place| lives.multiplier(place - 1) <= lives.multiplier(place)));
    assert!(Lives::weibull("shape", 0.1).is_err() && Lives::weibull("shape", f64::NAN).is_err());
}

#[test]
fn what_lives_as_planned_is_replaced_as_planned() {
    let (mut courses, lives) = (Courses::default(), Lives::as_planned());
    courses.component(1, 2020, 10, 5);
    courses.certain(2026, 3);
    let draws = draw(&question(&courses, &lives));
    let paid: Vec<(usize, i64)> =
        draws.by_year().iter().map(|bands| bands.p50.0).enumerate().filter(|(_, yen)| *yen > 0).collect();
    assert_eq!(paid, [(1, 3), (5, 5), (15, 5), (25, 5), (35, 5)]);
    assert_eq!((draws.total().p5, draws.total().p95), (Yen(23), Yen(23)));
}

#[test]
fn the_mean_of_many_lives_is_near_the_plan() {
    // One component in ten is due each year, once and again: 10,000 of them, each for 100 yen every ten years.
    let (mut courses, lives) = (Courses::default(), Lives::weibull("shape", 3.5).unwrap());
    (0..10_000_u64).for_each(|key| courses.component(key, 2015 + (key % 10) as i32, 10, 100));
    let draws = draw(&Question { draws: 20, ..question(&courses, &lives) });
    let late = &draws.by_year()[30..];
    let mean = late.iter().map(|bands| bands.mean.0 as f64).sum::<f64>() / late.len() as f64;
    assert!((mean / 100_000.0 - 1.0).abs() < 0.02, "{mean}");
}

#[test]
fn things_keep_their_luck_in_any_company() {
    let lives = Lives::weibull("shape", 2.0).unwrap();
    let drawn = |courses: &Courses| draw(&question(courses, &lives)).paid;
    let (first, second, both) = (components(0..50), components(50..90), components(0..90));
    let sums: Vec<i64> = drawn(&first).iter().zip(drawn(&second)).map(|(a, b)| a + b).collect();
    assert_eq!(sums, drawn(&both));
}

#[test]
fn threads_do_not_matter() {
    let (courses, lives) = (components(0..300), Lives::weibull("shape", 2.0).unwrap());
    let prices = PriceRisk::drift("volatility_percent", 5.0).unwrap();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| draw(&Question { prices, ..question(&courses, &lives) }))
    };
    assert_eq!(with(1), with(3));
    assert_ne!(with(1), draw(&Question { prices, seed: 8, ..question(&courses, &lives) }));
}

#[test]
fn prices_stay_within_what_is_thought_possible() {
    let level = PriceRisk::triangular("price_level_percent", 90.0, 100.0, 130.0).unwrap();
    let factors: Vec<f64> = (0..2_000).map(|draw| level.factors(1, draw, 1)[0]).collect();
    assert!(factors.iter().all(|factor| (0.9..=1.3).contains(factor)));
    // The mean of a triangle is that of its corners: 1.0667.
    let mean = factors.iter().sum::<f64>() / factors.len() as f64;
    assert!((mean - 3.2 / 3.0).abs() < 0.01, "{mean}");
    assert!(PriceRisk::triangular("x", 100.0, 90.0, 130.0).is_err() && PriceRisk::drift("x", 400.0).is_err());
}

proptest! {
    #[test]
    fn a_higher_ceiling_holds_at_least_as_often(ceiling in 0_i64..20_000, more in 0_i64..20_000) {
        let (courses, lives) = (components(0..60), Lives::weibull("shape", 2.0).unwrap());
        let draws = draw(&question(&courses, &lives));
        let chance = |yen: i64| draws.within(&[Some(Yen(yen)); 40]).1.chance;
        prop_assert!(chance(ceiling) <= chance(ceiling + more));
    }

    #[test]
    fn percentiles_are_in_order(mut amounts in proptest::collection::vec(-1_000_i64..1_000, 1..50)) {
        let bands = Bands::of(&mut amounts);
        prop_assert!(bands.p5 <= bands.p25 && bands.p25 <= bands.p50 && bands.p50 <= bands.p75 && bands.p75 <= bands.p95);
        prop_assert!(amounts[0] <= bands.mean.0 && bands.mean.0 <= amounts[amounts.len() - 1]);
    }
}
