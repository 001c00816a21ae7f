//! Draws as a whole: the distribution against its formula, luck that stays with its thing, and bands that are in order.

use super::*;
use crate::domain::renewal::Horizon;
use crate::domain::units::{FiscalYear, Yen};
use proptest::prelude::*;

fn horizon(years: i64) -> Horizon {
    Horizon::new(FiscalYear::new("year", 2025).expect("a year"), years).expect("a horizon")
}

fn components(count: u64) -> Courses {
    let mut courses = Courses::default();
    for key in 0..count {
        courses.component(key, 2000 + (key % 25) as i32, 15 + (key % 16) as i32, 1_000_000 + key as i64, None);
    }
    courses
}

fn drawn(courses: &Courses, shape: f64, draws: u32, seed: u64) -> Draws {
    let lives = Lives::weibull("shape", shape).expect("a shape");
    let prices = PriceRisk::drift("volatility", 3.0).expect("a volatility");
    let present_value_factors = &[1.0; 40];
    draw(&Question { courses, lives: &lives, prices, horizon: horizon(40), present_value_factors, draws, seed })
}

#[test]
fn the_table_follows_the_formula_of_the_weibull_distribution() {
    // (−ln(1 − u))^(1/k) / Γ(1 + 1/k) at the middle of a quantile: Γ(1.5) = 0.8862269, Γ(2) = 1.
    for (shape, gamma) in [(2.0, 0.886_226_9), (1.0, 1.0)] {
        let lives = Lives::weibull("shape", shape).expect("a shape");
        for quantile in [0, 100, 512, 900, 1000] {
            let u = (quantile as f64 + 0.5) / 1024.0;
            let exact = (-(1.0 - u).ln()).powf(1.0 / shape) / gamma * 4096.0;
            let found = f64::from(lives.multiplier(quantile));
            // The mean of the table stands for that of the distribution.
            assert!((found - exact).abs() <= 1.0 + exact * 0.001, "{shape} {quantile}: {found} {exact}");
        }
    }
}

#[test]
fn a_shape_that_is_no_number_is_refused() {
    assert!([f64::NAN, 0.4, 101.0].into_iter().all(|shape| Lives::weibull("shape", shape).is_err()));
}

#[test]
fn the_same_seed_draws_the_same_and_another_seed_another() {
    let courses = components(50);
    assert_eq!(drawn(&courses, 3.5, 100, 7), drawn(&courses, 3.5, 100, 7));
    assert_ne!(drawn(&courses, 3.5, 100, 7), drawn(&courses, 3.5, 100, 8));
}

#[test]
fn any_number_of_threads_draws_the_same() {
    let courses = components(200);
    let by = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| drawn(&courses, 3.5, 333, 7))
    };
    assert_eq!(by(1), by(3));
}

#[test]
fn a_thing_keeps_its_luck_whatever_stands_beside_it() {
    let alone = |key| {
        let mut courses = Courses::default();
        courses.component(key, 2010, 20, 1_000_000, None);
        let lives = Lives::weibull("shape", 3.5).expect("a shape");
        let prices = PriceRisk::AsPlanned;
        let question = Question {
            courses: &courses,
            lives: &lives,
            prices,
            horizon: horizon(40),
            present_value_factors: &[1.0; 40],
            draws: 64,
            seed: 7,
        };
        draw(&question)
    };
    let mut both = Courses::default();
    both.component(2, 2010, 20, 1_000_000, None);
    both.component(1, 2010, 20, 1_000_000, None);
    let lives = Lives::weibull("shape", 3.5).expect("a shape");
    let question = Question {
        courses: &both,
        lives: &lives,
        prices: PriceRisk::AsPlanned,
        horizon: horizon(40),
        present_value_factors: &[1.0; 40],
        draws: 64,
        seed: 7,
    };
    let sum: Vec<i64> = alone(1).paid.iter().zip(&alone(2).paid).map(|(a, b)| a + b).collect();
    assert_eq!(draw(&question).paid, sum);
}

#[test]
fn what_stands_has_lived_until_now() {
    let mut courses = Courses::default();
    // Forty years old with a planned life of 20: whatever the luck, nothing can have been due before the base year.
    courses.component(1, 1985, 20, 100, None);
    let draws = drawn(&courses, 3.5, 200, 1);
    assert!(draws.by_year()[0].p95 > Yen(0));
}

#[test]
fn percentiles_are_the_nearest_ranks() {
    // Of 1 to 100 the 5th, 25th, 50th, 75th and 95th; the mean is 50.5.
    let bands = Bands::of(&mut (1..=100).rev().collect::<Vec<_>>());
    assert_eq!((bands.p5, bands.p25, bands.p50), (Yen(5), Yen(25), Yen(50)));
    assert_eq!((bands.p75, bands.p95, bands.mean), (Yen(75), Yen(95), Yen(51)));
}

#[test]
fn eight_of_ten_are_told_with_their_interval() {
    let chance = Chance::of(8, 10);
    // Wilson, by hand: centre (0.8 + 0.19208) / 1.38416 = 0.71674, half 1.96 · √(0.016 + 0.009604) / 1.38416 = 0.22658.
    assert!((chance.low - 0.490_2).abs() < 1e-3 && (chance.high - 0.943_3).abs() < 1e-3, "{chance:?}");
    assert_eq!((Chance::of(0, 10).low, Chance::of(10, 10).high), (0.0, 1.0));
    // √(0.8 · 0.2 / 10)
    assert!((chance.standard_error - 0.126_49).abs() < 1e-5);
}

#[test]
fn prices_are_as_planned_on_average_and_known_in_the_base_year() {
    let drift = PriceRisk::drift("volatility", 5.0).expect("a volatility");
    let of = |draw| drift.factors(3, draw, 30);
    let mean = (0..20_000).map(|draw| of(draw)[29]).sum::<f64>() / 20_000.0;
    assert!((mean - 1.0).abs() < 0.01, "{mean}");
    assert!((of(5)[0] - 1.0).abs() < 1e-15);
    let level = PriceRisk::triangular("level", 80.0, 100.0, 150.0).expect("levels");
    let levels: Vec<f64> = (0..20_000).map(|draw| level.factors(3, draw, 1)[0]).collect();
    assert!(levels.iter().all(|level| (0.8..=1.5).contains(level)));
    // (80 + 100 + 150) / 3 = 110 %
    assert!((levels.iter().sum::<f64>() / 20_000.0 - 1.1).abs() < 0.005);
}

#[test]
fn what_is_the_same_in_two_scenarios_takes_no_part_in_their_difference() {
    let (mut with, mut without) = (components(30), components(30));
    with.certain(2030, 1_000);
    without.certain(2030, 0);
    let lives = Lives::weibull("shape", 3.5).expect("a shape");
    let of = |courses: &Courses| {
        let (prices, present_value_factors) = (PriceRisk::AsPlanned, &[1.0; 40][..]);
        draw(&Question {
            courses,
            lives: &lives,
            prices,
            horizon: horizon(40),
            present_value_factors,
            draws: 50,
            seed: 1,
        })
    };
    let (bands, cheaper) = of(&with).total_beside(&of(&without));
    assert_eq!((bands.p5, bands.p95, bands.mean), (Yen(1_000), Yen(1_000), Yen(1_000)));
    assert!(cheaper.chance == 0.0);
}

proptest! {
    #[test]
    fn bands_are_in_order(mut amounts in prop::collection::vec(any::<i64>(), 1..200)) {
        let bands = Bands::of(&mut amounts);
        let order = [bands.p5, bands.p25, bands.p50, bands.p75, bands.p95];
        prop_assert!(order.is_sorted(), "{:?}", order);
        prop_assert!(amounts.contains(&bands.p50.0));
    }

    #[test]
    fn a_higher_ceiling_is_never_less_likely_to_hold(low in 0_i64..5_000_000, more in 0_i64..5_000_000, seed: u64) {
        let draws = drawn(&components(20), 3.0, 100, seed);
        let (years, all) = draws.within(&[Some(Yen(low)); 40]);
        let (higher_years, higher_all) = draws.within(&[Some(Yen(low + more)); 40]);
        prop_assert!(all.chance <= higher_all.chance);
        prop_assert!(years.iter().zip(&higher_years).all(|(low, high)| low.chance <= high.chance));
        prop_assert!(years.iter().all(|year| all.chance <= year.chance));
    }
}
