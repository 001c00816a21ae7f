//! Chains small enough to reckon by hand, chains drawn from known probabilities, and what must hold of every chain.

use super::chain::{between, distribution};
use super::*;
use proptest::prelude::*;

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-9
}

/// Pairs of ratings: from, years between, to, and how many parts.
fn history(grades: usize, cycle: i64, strength: i64, pairs: &[(usize, i64, usize, usize)]) -> History {
    let mut history = History::new(Prior::new(grades, cycle, strength).unwrap());
    let mut part = 0;
    for &(from, years, to, count) in pairs {
        for _ in 0..count {
            history.add(&format!("part-{part:05}"), from, years, to).unwrap();
            part += 1;
        }
    }
    history
}

#[test]
fn yearly_ratings_of_two_grades_are_counted_together_with_the_prior() {
    // The prior says 1 fall in 20 years and counts like 20: (3 + 1) / (10 + 20).
    let learned = history(2, 20, 20, &[(0, 1, 1, 3), (0, 1, 0, 7)]).learn();
    assert!(near(learned.fall_probabilities[0], 4.0 / 30.0), "{learned:?}");
    assert!(near(learned.data_weights[0], 10.0 / 30.0));
    assert!(near(learned.years_observed[0], 10.0));
    assert!(near(learned.expected_years_to(0, 1), 7.5));
    assert_eq!((learned.observations, learned.improved, learned.hastened, learned.settled), (10, 0, 0, true));
}

#[test]
fn a_fall_somewhere_within_two_years_is_shared_among_them() {
    // p = (1 + 2 · 0.5) / (years + 2) with years = (p + 2 p (1 − p)) / (p + p (1 − p)): 4 p² − 9 p + 4 = 0, p = (9 − √17) / 8.
    let learned = history(2, 2, 2, &[(0, 2, 1, 1)]).learn();
    assert!((learned.fall_probabilities[0] - 0.609_611_796_8).abs() < 1e-8, "{learned:?}");
}

#[test]
fn the_years_between_two_ratings_are_spread_over_the_grades_by_their_paths() {
    // 0 → 1 in two years with even chances: half the time 0-1-1 (a year in each grade), half the time 0-0-1 (two years in 0).
    let steps = between(&[0.5, 0.5], 0, 1, 2);
    assert!(near(steps.years[0], 1.5) && near(steps.years[1], 0.5), "{steps:?}");
    assert!(near(steps.falls[0], 1.0) && near(steps.falls[1], 0.0), "{steps:?}");
    // With a swift second grade 0-1-1 has the weight 0.5 · 0.1 against 0.5 · 0.5 of 0-0-1: a sixth.
    let steps = between(&[0.5, 0.9], 0, 1, 2);
    assert!(near(steps.years[0], 11.0 / 6.0) && near(steps.years[1], 1.0 / 6.0), "{steps:?}");
    // 0 → 2 in two years leaves only one path.
    let steps = between(&[0.3, 0.2], 0, 2, 2);
    assert!(near(steps.years[0], 1.0) && near(steps.years[1], 1.0), "{steps:?}");
    assert!(near(steps.falls[0], 1.0) && near(steps.falls[1], 1.0), "{steps:?}");
    // In the worst grade nothing is observed.
    assert_eq!(between(&[0.3, 0.2], 2, 2, 9).years, [0.0, 0.0]);
}

#[test]
fn what_has_no_path_leaves_nothing() {
    for (from, to, years) in [(1, 0, 5), (0, 2, 1), (0, 3, 5)] {
        let steps = between(&[0.3, 0.2], from, to, years);
        assert_eq!((steps.years, steps.falls), (vec![0.0; 2], vec![0.0; 2]), "{from} {to} {years}");
    }
}

#[test]
fn a_century_of_unlikely_years_does_not_vanish() {
    let steps = between(&[0.999_999_999, 1e-9], 0, 1, 100);
    assert!(near(steps.falls[0], 1.0) && near(steps.years[0] + steps.years[1], 100.0), "{steps:?}");
}

#[test]
fn without_observations_the_prior_stands_and_lasts_the_cycle() {
    let learned = history(4, 30, 20, &[]).learn();
    assert_eq!(learned.fall_probabilities, [0.1, 0.1, 0.1]);
    assert_eq!(learned.fall_probabilities, learned.prior);
    assert_eq!(learned.data_weights, [0.0; 3]);
    assert!(near(learned.expected_years_to(0, 3), 30.0));
    assert!(learned.settled);
}

#[test]
fn many_observations_outweigh_the_prior() {
    // 20,000 years with 5,000 falls against 20 years of a prior of 0.05.
    let learned = history(2, 20, 20, &[(0, 1, 1, 5_000), (0, 1, 0, 15_000)]).learn();
    assert!((learned.fall_probabilities[0] - 0.25).abs() < 0.001);
    assert!(learned.data_weights[0] > 0.998);
}

#[test]
fn what_was_not_observed_stays_with_the_prior() {
    let learned = history(3, 20, 10, &[(0, 1, 1, 8), (0, 1, 0, 2)]).learn();
    // (8 + 10 × 0.1) / (10 + 10)
    assert!(near(learned.fall_probabilities[0], 0.45));
    assert!(near(learned.fall_probabilities[1], 0.1));
    assert!(near(learned.data_weights[0], 0.5) && near(learned.data_weights[1], 0.0));
}

#[test]
fn an_improvement_is_left_out_and_counted() {
    let learned = history(3, 20, 10, &[(2, 5, 0, 3), (1, 1, 0, 1)]).learn();
    assert_eq!((learned.observations, learned.improved), (0, 4));
    assert_eq!(learned.fall_probabilities, learned.prior);
}

#[test]
fn a_fall_by_more_grades_than_years_counts_as_one_a_year_and_is_told() {
    let learned = history(3, 20, 10, &[(0, 1, 2, 10)]).learn();
    assert_eq!((learned.observations, learned.hastened), (10, 10));
    // (10 + 10 × 0.1) / (10 + 10) from either grade
    assert!(near(learned.fall_probabilities[0], 0.55) && near(learned.fall_probabilities[1], 0.55));
    assert_eq!(history(3, 20, 10, &[(0, 2, 2, 1)]).learn().hastened, 0);
}

/// Numbers from 0 to 1 that are the same in every run.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Ratings five years apart of parts that fall with these probabilities.
fn drawn(falls: &[f64], parts: usize, cycle: i64) -> History {
    let mut history = History::new(Prior::new(falls.len() + 1, cycle, 10).unwrap());
    let mut draw = Draw(2026);
    for part in 0..parts {
        let from = part % falls.len();
        let mut to = from;
        for _ in 0..5 {
            to += usize::from(to < falls.len() && draw.next() < falls[to]);
        }
        history.add(&format!("{part:06}"), from, 5, to).unwrap();
    }
    history
}

#[test]
fn the_probabilities_behind_ratings_years_apart_are_found_again() {
    let falls = [0.12, 0.06, 0.2];
    let learned = drawn(&falls, 9_000, 60).learn();
    assert!(learned.settled);
    for (found, drawn) in learned.fall_probabilities.iter().zip(falls) {
        assert!((found - drawn).abs() < 0.06 * drawn, "{:?}", learned.fall_probabilities);
    }
}

#[test]
fn the_expected_years_are_the_sum_of_those_in_each_grade() {
    let learned = Learned { fall_probabilities: vec![0.1, 0.25, 0.5], ..history(4, 30, 20, &[]).learn() };
    assert!(near(learned.expected_years_to(0, 3), 16.0));
    assert!(near(learned.expected_years_to(1, 3), 6.0) && near(learned.expected_years_to(0, 1), 10.0));
    assert!(near(learned.expected_years_to(1, 9), 6.0));
    assert_eq!(
        [learned.expected_years_to(2, 2), learned.expected_years_to(3, 0), learned.expected_years_to(9, 9)],
        [0.0; 3]
    );
}

#[test]
fn the_years_since_the_rating_are_gone() {
    let learned = Learned { fall_probabilities: vec![0.1, 0.4, 0.5], ..history(4, 30, 20, &[]).learn() };
    // 10 + 2.5 + 2 = 14.5, a half upwards; 2.5 + 2 − 7 = −2.5
    assert_eq!(
        [learned.remaining_years(0, 0), learned.remaining_years(0, 3), learned.remaining_years(1, 7)],
        [15, 12, -2]
    );
    assert_eq!([learned.remaining_years(3, 0), learned.remaining_years(3, 4)], [0, -4]);
}

#[test]
fn the_chances_of_each_grade_follow_from_year_to_year() {
    // After two years: stayed twice 0.49; 0-0-1 and 0-1-1: 0.21 + 0.3 × 0.8; fell twice 0.3 × 0.2.
    let chances = distribution(&[0.3, 0.2], 0, 2);
    assert!(near(chances[0], 0.49) && near(chances[1], 0.45) && near(chances[2], 0.06), "{chances:?}");
    assert_eq!(distribution(&[0.3, 0.2], 1, 0), [0.0, 1.0, 0.0]);
    assert_eq!(distribution(&[0.3, 0.2], 7, 3), [0.0, 0.0, 1.0]);
}

#[test]
fn a_ranked_score_grows_with_the_distance_to_what_came() {
    // Cumulative 0.5 and 0.8 against 0 and 1: (0.25 + 0.04) / 2.
    assert!(near(ranked_probability_score(&[0.5, 0.3, 0.2], 1), 0.145));
    assert!(near(ranked_probability_score(&[0.5, 0.3, 0.2], 0), 0.145));
    // 0.5 and 0.8 against 0 and 0: (0.25 + 0.64) / 2.
    assert!(near(ranked_probability_score(&[0.5, 0.3, 0.2], 2), 0.445));
    assert!(near(ranked_probability_score(&[1.0, 0.0, 0.0], 2), 1.0));
    assert!(near(ranked_probability_score(&[0.0, 1.0, 0.0], 1), 0.0));
    assert_eq!(ranked_probability_score(&[1.0], 0), 0.0);
}

#[test]
fn each_part_is_foretold_without_itself() {
    // Two parts, a fold each: one fell, one stayed; prior 0.5 counting one year. From the one that fell: (1 + 0.5) / 2 = 0.75;
    // foretelling the other, which stayed: 0.75². From the one that stayed: 0.25; the one that fell: again 0.75².
    let test = history(2, 2, 1, &[(0, 1, 1, 1), (0, 1, 0, 1)]).back_test().unwrap();
    assert_eq!((test.observations, test.folds), (2, 2));
    assert!(near(test.learned, 0.5625) && near(test.prior, 0.25) && near(test.no_change, 0.5), "{test:?}");
}

#[test]
fn the_ratings_of_one_part_are_held_back_together() {
    let mut history = history(2, 2, 1, &[(0, 1, 0, 1)]);
    history.add("part-00000", 0, 1, 1).unwrap();
    assert_eq!(history.back_test(), None);
    history.add("another", 1, 3, 0).unwrap();
    assert_eq!(history.back_test(), None);
    history.add("a-third", 0, 1, 1).unwrap();
    let test = history.back_test().unwrap();
    // From the third: 0.75, against stayed and fell: 0.5625 and 0.0625. From the first: (1 + 0.5) / 3 = 0.5 against fell: 0.25.
    assert_eq!((test.observations, test.folds), (3, 2));
    assert!(near(test.learned, 0.875 / 3.0), "{test:?}");
}

#[test]
fn what_was_learned_foretells_better_than_a_prior_that_is_far_off() {
    let test = drawn(&[0.2, 0.3], 500, 100).back_test().unwrap();
    assert_eq!((test.observations, test.folds), (500, 5));
    assert!(test.learned < test.prior && test.prior < test.no_change, "{test:?}");
}

#[test]
fn the_order_in_which_ratings_are_added_does_not_matter() {
    let pairs = [(0, 3, 1, 4), (1, 5, 2, 3), (0, 9, 2, 2), (2, 4, 3, 5)];
    let forwards = history(4, 40, 15, &pairs).learn();
    let mut turned = pairs;
    turned.reverse();
    assert_eq!(forwards, history(4, 40, 15, &turned).learn());
}

#[test]
fn what_lies_outside_its_range_is_refused_by_its_name() {
    let prior = |grades, cycle, strength| Prior::new(grades, cycle, strength).err().map(|fault| fault.field);
    assert_eq!([prior(1, 20, 5), prior(2, 20, 5), prior(27, 100, 5)], [Some("grades"), None, Some("grades")]);
    assert_eq!([prior(4, 3, 5), prior(4, 4, 5), prior(4, 201, 5)], [Some("cycle_years"), None, Some("cycle_years")]);
    assert_eq!([prior(4, 20, 0), prior(4, 20, 1_001)], [Some("strength_years"); 2]);
    let mut history = history(4, 20, 5, &[]);
    let mut add = |from, years, to| history.add("part", from, years, to).err().map(|fault| fault.field);
    assert_eq!([add(4, 1, 0), add(0, 1, 4)], [Some("grade_from"), Some("grade_to")]);
    assert_eq!([add(0, 0, 1), add(0, 101, 1), add(0, 100, 1)], [Some("years_between"), Some("years_between"), None]);
    assert_eq!((history.len(), history.is_empty()), (1, false));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_probability_lies_between_nought_and_one(
        pairs in prop::collection::vec((0usize..4, 1i64..=30, 0usize..4, 1usize..40), 0..12),
        cycle in 4i64..=200,
        strength in 1i64..=50,
    ) {
        let history = history(4, cycle, strength, &pairs);
        let learned = history.learn();
        for (p, weight) in learned.fall_probabilities.iter().zip(&learned.data_weights) {
            prop_assert!(*p > 0.0 && *p < 1.0 && (0.0..1.0).contains(weight));
        }
        prop_assert!(learned.expected_years_to(0, 3).is_finite());
        prop_assert_eq!(learned.observations + learned.improved, history.len());
        let sum: f64 = learned.grade_distribution(0, 37).iter().sum();
        prop_assert!((sum - 1.0).abs() < 1e-9);
        if let Some(test) = history.back_test() {
            prop_assert!([test.learned, test.prior, test.no_change].iter().all(|score| (0.0..=1.0).contains(score)));
        }
    }

    #[test]
    fn one_more_yearly_fall_never_lengthens_life(
        pairs in prop::collection::vec((0usize..3, 0usize..2, 1usize..20), 1..8),
    ) {
        let life = |falls: &[(usize, usize, usize)]| {
            let yearly: Vec<_> = falls.iter().map(|&(from, fallen, count)| (from, 1, from + fallen, count)).collect();
            history(4, 40, 10, &yearly).learn().expected_years_to(0, 3)
        };
        let (stays, falls) = ([(pairs[0].0, 0, 1)], [(pairs[0].0, 1, 1)]);
        prop_assert!(life(&[&pairs[..], &falls].concat()) < life(&[&pairs[..], &stays].concat()));
    }

    #[test]
    fn of_two_grades_a_fall_within_any_years_never_lengthens_life(
        pairs in prop::collection::vec((1i64..=40, 0usize..2, 1usize..20), 1..8),
        years in 1i64..=40,
    ) {
        let life = |to| {
            let more: Vec<_> = pairs.iter().map(|&(years, to, count)| (0, years, to, count)).chain([(0, years, to, 1)]).collect();
            history(2, 40, 10, &more).learn().expected_years_to(0, 1)
        };
        prop_assert!(life(1) < life(0));
    }
}
