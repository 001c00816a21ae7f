//! What happens in an ordered yearly chain between two looks at it?
//!
//! Forwards `α_j(g)` is the chance of what was seen at the start and grade `g` after `j` years, backwards `β_j(g)` that of the end
//! seen from there. The step from year `j` to `j + 1` then stays in `g` with weight `α_j(g)·(1 − p_g)·β_{j+1}(g)` and falls with
//! weight `α_j(g)·p_g·β_{j+1}(g + 1)`; divided by their sum these are chances, and summed over the years expected numbers.
//! Every year is scaled by itself, so that rare paths do not vanish.
//!
//! # Shapes
//! `falls[i]` is the probability to fall from grade `i`; there is one grade more than that, the worst, which is never left.
//! # Units
//! Probabilities a year; expected falls and years.
//! # Errors
//! None. Grades beyond the worst count as the worst.
//! # Source
//! Forward-backward recursion (Baum 1970), exact for the paths of a finite chain.

/// Longest look ahead in years; further on nothing changes that a plan could use.
const MOST_YEARS: u32 = 1_000;

/// Years spent in each grade (except the worst) at the start of a year, and falls from it, as expected between two ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// Expected years at whose beginning the part had the grade.
    pub years: Vec<f64>,
    /// Expected falls from the grade.
    pub falls: Vec<f64>,
}

/// What is to be expected between a rating `from` and, `years` later, a rating `to` not better than it and at most `years`
/// grades worse; otherwise there is no path and everything is 0.
pub fn between(falls: &[f64], from: usize, to: usize, years: u32) -> Steps {
    let grades = falls.len() + 1;
    let mut steps = Steps { years: vec![0.0; falls.len()], falls: vec![0.0; falls.len()] };
    if from > to || to >= grades || to - from > years as usize {
        return steps;
    }
    // Every path lies between the two grades; what falls beyond the later one does not come back.
    let (within, passed) = (&falls[from..], to - from + 1);
    let mut forward = vec![starting(passed, 0)];
    let mut backward = vec![starting(passed, to - from)];
    for year in 0..years as usize {
        forward.push(scaled(after_a_year(within, &forward[year])));
        backward.push(scaled(before_a_year(within, &backward[year])));
    }
    for year in 0..years as usize {
        let (now, next) = (&forward[year], &backward[years as usize - year - 1]);
        let stays = |g: usize| now[g] * (1.0 - fall(within, g)) * next[g];
        let drops = |g: usize| now[g] * fall(within, g) * next.get(g + 1).copied().unwrap_or_default();
        let all: f64 = (0..passed).map(|g| stays(g) + drops(g)).sum();
        if all > 0.0 {
            for grade in (0..passed).filter(|grade| from + grade < falls.len()) {
                steps.years[from + grade] += (stays(grade) + drops(grade)) / all;
                steps.falls[from + grade] += drops(grade) / all;
            }
        }
    }
    steps
}

/// The chance of every grade so many years after one of grade `from` was seen; 1,000 years at most.
pub fn distribution(falls: &[f64], from: usize, years: u32) -> Vec<f64> {
    let start = starting(falls.len() + 1, from.min(falls.len()));
    (0..years.min(MOST_YEARS)).fold(start, |now, _| after_a_year(falls, &now))
}

fn starting(grades: usize, from: usize) -> Vec<f64> {
    (0..grades).map(|grade| if grade == from { 1.0 } else { 0.0 }).collect()
}

/// The worst grade is never left.
fn fall(falls: &[f64], grade: usize) -> f64 {
    falls.get(grade).copied().unwrap_or_default()
}

fn after_a_year(falls: &[f64], now: &[f64]) -> Vec<f64> {
    let stays = |g: usize| now[g] * (1.0 - fall(falls, g));
    let arrives = |g: usize| if g == 0 { 0.0 } else { now[g - 1] * fall(falls, g - 1) };
    (0..now.len()).map(|grade| stays(grade) + arrives(grade)).collect()
}

fn before_a_year(falls: &[f64], then: &[f64]) -> Vec<f64> {
    let below = |g: usize| then.get(g + 1).copied().unwrap_or_default();
    (0..then.len()).map(|g| then[g] * (1.0 - fall(falls, g)) + below(g) * fall(falls, g)).collect()
}

fn scaled(chances: Vec<f64>) -> Vec<f64> {
    let all: f64 = chances.iter().sum();
    if all > 0.0 { chances.into_iter().map(|chance| chance / all).collect() } else { chances }
}
