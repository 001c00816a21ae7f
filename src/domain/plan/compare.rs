//! What has changed from one plan to another?
//!
//! # Shapes
//! Two lists of [`ComparableLine`] in any order, matched by a key that a work keeps from plan to plan; a
//! [`Comparison`] in the order of the keys. Lines of one list with the same key are matched in the order of their years
//! and costs.
//! # Units
//! Whole yen and fiscal years. Yearly totals are paid as everywhere in the plan: equal parts rounded down, the last
//! year takes what is left.
//! # Errors
//! None.
//! # Source
//! Ours: a plan that is revised (改定) has to say what was moved, and that it was.

use super::totals::instalments;
use crate::domain::units::Yen;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A line of a plan, known by a key that does not change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComparableLine {
    /// Building, component, kind of works and occurrence, as the caller writes them.
    pub key: String,
    /// When it is done.
    pub span: Span,
    /// What it costs.
    pub cost: Yen,
}

/// The years of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The fiscal year in which it begins.
    pub first_year: i32,
    /// Years that it takes.
    pub duration_years: u8,
}

/// A work that is in both plans in different years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub key: String,
    /// Its years in the first plan.
    pub from: Span,
    /// Its years in the second.
    pub to: Span,
}

/// A work that is in both plans at different costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostChange {
    /// Which.
    pub key: String,
    /// Its cost in the first plan.
    pub from: Yen,
    /// Its cost in the second.
    pub to: Yen,
}

/// What both plans cost in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearTotal {
    /// The fiscal year.
    pub year: i32,
    /// In the first plan.
    pub first: Yen,
    /// In the second.
    pub second: Yen,
}

/// Two plans side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Only in the second.
    pub added: Vec<ComparableLine>,
    /// Only in the first.
    pub dropped: Vec<ComparableLine>,
    /// In other years; a line whose cost has changed too stands in both lists.
    pub moved: Vec<Move>,
    /// At another cost.
    pub cost_changed: Vec<CostChange>,
    /// How many lines are the same in both.
    pub unchanged: usize,
    /// Every year in which either costs anything, in order.
    pub totals: Vec<YearTotal>,
}

/// What has changed from the first plan to the second.
pub fn compare(first: &[ComparableLine], second: &[ComparableLine]) -> Comparison {
    let (mut comparison, mut totals) = (Comparison::default(), BTreeMap::new());
    for (lines, is_second) in [(first, false), (second, true)] {
        for line in lines {
            add(&mut totals, line, is_second);
        }
    }
    let zero = |total: &YearTotal| (total.first, total.second) == (Yen(0), Yen(0));
    comparison.totals = totals.into_values().filter(|total| !zero(total)).collect();
    let in_order = |lines: &[ComparableLine]| -> Vec<ComparableLine> {
        let mut lines = lines.to_vec();
        lines.sort_unstable();
        lines
    };
    let mut first = in_order(first).into_iter().peekable();
    let mut second = in_order(second).into_iter().peekable();
    loop {
        let order = match (first.peek(), second.peek()) {
            (Some(a), Some(b)) => a.key.cmp(&b.key),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return comparison,
        };
        match order {
            Ordering::Less => comparison.dropped.extend(first.next()),
            Ordering::Greater => comparison.added.extend(second.next()),
            Ordering::Equal => first.next().zip(second.next()).into_iter().for_each(|(a, b)| comparison.pair(a, b)),
        }
    }
}

impl Comparison {
    fn pair(&mut self, first: ComparableLine, second: ComparableLine) {
        if (first.span, first.cost) == (second.span, second.cost) {
            self.unchanged += 1;
            return;
        }
        if first.cost != second.cost {
            self.cost_changed.push(CostChange { key: first.key.clone(), from: first.cost, to: second.cost });
        }
        if first.span != second.span {
            self.moved.push(Move { key: first.key, from: first.span, to: second.span });
        }
    }
}

fn add(totals: &mut BTreeMap<i32, YearTotal>, line: &ComparableLine, is_second: bool) {
    for (year, yen) in instalments(line.span.first_year, line.span.duration_years, line.cost) {
        let total = totals.entry(year).or_insert(YearTotal { year, first: Yen(0), second: Yen(0) });
        match is_second {
            true => total.second += yen,
            false => total.first += yen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(key: &str, first_year: i32, duration_years: u8, cost: i64) -> ComparableLine {
        ComparableLine { key: key.to_owned(), span: Span { first_year, duration_years }, cost: Yen(cost) }
    }

    #[test]
    fn each_kind_of_change_is_told_apart() {
        let span = |first_year, duration_years| Span { first_year, duration_years };
        let first = [
            line("e", 2030, 2, 9),
            line("d", 2030, 1, 5),
            line("c", 2030, 1, 5),
            line("b", 2030, 1, 5),
            line("a", 2030, 1, 5),
        ];
        let second = [
            line("b", 2030, 1, 5),
            line("c", 2031, 1, 5),
            line("d", 2031, 1, 6),
            line("e", 2030, 1, 9),
            line("f", 2033, 1, 1),
        ];
        let found = compare(&first, &second);
        assert_eq!(found.dropped, [line("a", 2030, 1, 5)]);
        assert_eq!(found.added, [line("f", 2033, 1, 1)]);
        assert_eq!(found.unchanged, 1);
        let moved: Vec<_> = found.moved.iter().map(|m| (m.key.as_str(), m.from, m.to)).collect();
        assert_eq!(
            moved,
            [
                ("c", span(2030, 1), span(2031, 1)),
                ("d", span(2030, 1), span(2031, 1)),
                ("e", span(2030, 2), span(2030, 1)),
            ]
        );
        assert_eq!(found.cost_changed, [CostChange { key: "d".to_owned(), from: Yen(5), to: Yen(6) }]);
        // First: 4 × 5 + 4 in 2030, 5 in 2031. Second: 5 + 9 in 2030, 5 + 6 in 2031, 1 in 2033.
        let totals: Vec<_> = found.totals.iter().map(|t| (t.year, t.first.0, t.second.0)).collect();
        assert_eq!(totals, [(2030, 24, 14), (2031, 5, 11), (2033, 0, 1)]);
    }

    fn any_lines() -> impl Strategy<Value = Vec<ComparableLine>> {
        let any = ("[a-e]", 2025..2029i32, 1..3u8, 0..4i64);
        prop::collection::vec(any.prop_map(|(key, year, duration, cost)| line(&key, year, duration, cost)), 0..8)
    }

    proptest! {
        #[test]
        fn a_plan_does_not_differ_from_itself(lines in any_lines()) {
            let found = compare(&lines, &lines.iter().rev().cloned().collect::<Vec<_>>());
            prop_assert_eq!(found.unchanged, lines.len());
            prop_assert!(found.added.is_empty() && found.dropped.is_empty());
            prop_assert!(found.moved.is_empty() && found.cost_changed.is_empty());
            prop_assert!(found.totals.iter().all(|total| total.first == total.second));
        }

        #[test]
        fn comparing_the_other_way_round_mirrors_every_change(first in any_lines(), second in any_lines()) {
            let (there, back) = (compare(&first, &second), compare(&second, &first));
            prop_assert_eq!((&there.added, &there.dropped), (&back.dropped, &back.added));
            prop_assert_eq!(there.unchanged, back.unchanged);
            let moved = |m: Move| Move { from: m.to, to: m.from, ..m };
            prop_assert_eq!(there.moved, back.moved.into_iter().map(moved).collect::<Vec<_>>());
            let changed = |c: CostChange| CostChange { from: c.to, to: c.from, ..c };
            prop_assert_eq!(there.cost_changed, back.cost_changed.into_iter().map(changed).collect::<Vec<_>>());
            let total = |t: &YearTotal| (t.year, t.second, t.first);
            let mirrored: Vec<_> = back.totals.iter().map(total).collect();
            prop_assert_eq!(there.totals.iter().map(|t| (t.year, t.first, t.second)).collect::<Vec<_>>(), mirrored);
        }

        #[test]
        fn the_yearly_totals_add_up_to_what_the_lines_cost(first in any_lines(), second in any_lines()) {
            let found = compare(&first, &second);
            let cost = |lines: &[ComparableLine]| lines.iter().map(|line| line.cost.0).sum::<i64>();
            prop_assert_eq!(found.totals.iter().map(|t| t.first.0).sum::<i64>(), cost(&first));
            prop_assert_eq!(found.totals.iter().map(|t| t.second.0).sum::<i64>(), cost(&second));
        }
    }
}
