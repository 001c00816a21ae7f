//! The arithmetic of the register, one idea each: examples at the edges, then what holds for any amounts.

use super::*;
use crate::domain::Invalid;
use crate::domain::asset::{Account, Reason};
use crate::domain::facility::Word;
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn amounts(cost: i64, accumulated: i64) -> Amounts {
    Amounts { cost: Yen(cost), accumulated: Yen(accumulated) }
}

fn field(result: Result<(), Invalid>) -> Option<&'static str> {
    result.err().map(|invalid| invalid.field)
}

fn is_possible(balance: Amounts) -> bool {
    (Yen(0)..=balance.cost).contains(&balance.accumulated)
}

#[test]
fn a_part_takes_its_depreciation_along() {
    let balance = amounts(1000, 333);
    let part = Portion::cost("part_cost_yen", 250, balance).unwrap();
    assert_eq!(leaving(balance, &part), amounts(-250, -83));
    assert_eq!(gain(leaving(balance, &part), Yen(0)), Yen(-167));
    assert_eq!(leaving(balance, &Portion::All), amounts(-1000, -333));
    let half = Portion::quantity("quantity", 1, 2).unwrap();
    assert_eq!(leaving(amounts(1, 1), &half), amounts(0, 0));
    assert_eq!(leaving(amounts(0, 0), &half), amounts(0, 0));
    // What no constructor makes is bounded rather than believed.
    assert_eq!(leaving(balance, &Portion::Cost(Yen(2000))), amounts(-1000, -333));
    assert_eq!(leaving(balance, &Portion::Share { part: 3, whole: 2 }), amounts(-1000, -333));
    assert_eq!(leaving(balance, &Portion::Share { part: 3, whole: 0 }), amounts(0, 0));
}

#[test]
fn a_portion_is_neither_nothing_nor_more_than_there_is() {
    let balance = amounts(1000, 0);
    for yen in [i64::MIN, -1, 0, 1001] {
        assert_eq!(Portion::cost("part_cost_yen", yen, balance).unwrap_err().code, "out-of-range", "{yen}");
    }
    assert_eq!(Portion::cost("part_cost_yen", 1, amounts(0, 0)).unwrap_err().code, "contradiction");
    for (part, whole) in [(0, 100), (-1, 100), (101, 100), (1, 0), (1, -1)] {
        assert!(Portion::quantity("quantity", part, whole).is_err(), "{part} of {whole}");
    }
    let refused = Portion::quantity("quantity", 12_345, 10_005).unwrap_err();
    assert!(refused.text.en.contains("`123.45`") && refused.text.ja.contains("100.05"), "{:?}", refused.text);
}

#[test]
fn weights_are_counted_and_above_zero() {
    let field = "areas_m2";
    for bad in [&[][..], &[1], &[1, 0], &[u64::MAX, 1], &[1; 1001]] {
        assert!(Weights::new(field, bad).is_err(), "{} weights", bad.len());
    }
    assert!(Weights::new(field, &[1; 1000]).is_ok());
    assert!(Weights::for_settlement(field, &[1]).is_ok());
    assert!(Weights::for_settlement(field, &[]).is_err());
}

#[test]
fn the_remainder_goes_to_the_largest_that_has_room() {
    let divided = |balance, weights: &[u64]| divide(balance, &Weights::new("areas_m2", weights).unwrap());
    assert_eq!(divided(amounts(10, 0), &[1, 1, 1]), [amounts(4, 0), amounts(3, 0), amounts(3, 0)]);
    assert_eq!(divided(amounts(6, 5), &[1, 1, 1]), [amounts(2, 2), amounts(2, 2), amounts(2, 1)]);
    assert_eq!(divided(amounts(1, 1), &[1, 5]), [amounts(0, 0), amounts(1, 1)]);
    // A balance that no asset can have keeps its sums.
    assert_eq!(joined(&divided(amounts(3, 8), &[1, 2])), amounts(3, 8));
    assert_eq!(joined(&divided(amounts(i64::MIN, -7), &[1, 2, 3])), amounts(i64::MIN, -7));
}

#[test]
fn a_settlement_uses_up_the_construction_to_the_yen() {
    let weights = |weights| Weights::for_settlement("weights", weights).unwrap();
    assert_eq!(settle(Yen(100), &[Yen(60), Yen(30)], None), Ok(vec![Yen(67), Yen(33)]));
    assert_eq!(settle(Yen(100), &[Yen(60), Yen(30)], Some(&weights(&[1, 1]))), Ok(vec![Yen(65), Yen(35)]));
    assert_eq!(settle(Yen(100), &[Yen(0), Yen(0)], Some(&weights(&[1, 2]))), Ok(vec![Yen(33), Yen(67)]));
    assert_eq!(settle(Yen(100), &[Yen(0)], None), Ok(vec![Yen(100)]));
    let refused = |total, direct: &[Yen], weights: Option<&Weights>| {
        settle(Yen(total), direct, weights).map_err(|invalid| (invalid.field, invalid.code)).unwrap_err()
    };
    assert_eq!(refused(100, &[], None), ("direct_costs_yen", "out-of-range"));
    assert_eq!(refused(100, &[Yen(-1)], None), ("direct_costs_yen", "out-of-range"));
    assert_eq!(refused(100, &[Yen(60), Yen(41)], None), ("direct_costs_yen", "contradiction"));
    assert_eq!(refused(0, &[Yen(0)], None), ("direct_costs_yen", "contradiction"));
    assert_eq!(refused(i64::MAX, &[Yen(i64::MAX); 2], None), ("direct_costs_yen", "contradiction"));
    assert_eq!(refused(100, &[Yen(0), Yen(0)], None), ("weights", "contradiction"));
    assert_eq!(refused(100, &[Yen(1)], Some(&weights(&[1, 1]))), ("weights", "contradiction"));
    assert_eq!(refused(100, &[Yen(50), Yen(0)], None), ("direct_costs_yen", "out-of-range"));
}

#[test]
fn a_reason_allows_some_signs_and_some_accounts() {
    use Account::*;
    let check = |reason, account, cost, accumulated| field(check_movement(reason, account, amounts(cost, accumulated)));
    let cases = [
        (Reason::Purchase, BusinessBuildings, 1, 0, None),
        (Reason::Purchase, BusinessBuildings, 0, 0, Some("cost_yen")),
        (Reason::Purchase, BusinessBuildings, 10, 1, Some("accumulated_yen")),
        (Reason::OpeningBalance, BusinessBuildings, 10, 10, None),
        (Reason::OpeningBalance, BusinessBuildings, 10, 11, Some("accumulated_yen")),
        (Reason::OpeningBalance, BusinessBuildings, 10, -1, Some("accumulated_yen")),
        (Reason::OpeningBalance, BusinessLand, 10, 1, Some("accumulated_yen")),
        (Reason::Retirement, BusinessBuildings, -10, -10, None),
        (Reason::Retirement, BusinessBuildings, -10, 1, Some("accumulated_yen")),
        (Reason::Retirement, BusinessBuildings, -10, -11, Some("accumulated_yen")),
        (Reason::Retirement, BusinessBuildings, 10, 0, Some("cost_yen")),
        (Reason::Depreciation, Movables, 0, 5, None),
        (Reason::Depreciation, Movables, 1, 5, Some("cost_yen")),
        (Reason::Depreciation, Movables, 0, 0, Some("accumulated_yen")),
        (Reason::Depreciation, BusinessLand, 0, 5, Some("reason")),
        (Reason::RevaluationDown, BusinessLand, -5, 0, None),
        (Reason::RevaluationDown, Software, 0, 5, None),
        (Reason::RevaluationDown, Software, 5, 0, Some("cost_yen")),
        (Reason::RevaluationUp, Software, 5, 0, None),
        (Reason::RevaluationUp, Software, 5, 5, Some("cost_yen")),
        (Reason::ConstructionSettled, InfrastructureConstructionInProgress, -5, 0, None),
        (Reason::ConstructionSettled, InfrastructureConstructionInProgress, -5, -1, Some("accumulated_yen")),
        (Reason::ConstructionSettled, InfrastructureStructures, -5, 0, Some("reason")),
        (Reason::FromConstructionInProgress, InfrastructureStructures, 5, 2, None),
        (Reason::FromConstructionInProgress, InfrastructureConstructionInProgress, 5, 0, Some("reason")),
    ];
    for (reason, account, cost, accumulated, expected) in cases {
        assert_eq!(check(reason, account, cost, accumulated), expected, "{reason:?} {cost} {accumulated}");
    }
}

#[test]
fn a_balance_stands_between_nothing_and_the_cost() {
    let check = |account, cost, accumulated| field(check_balance(account, amounts(cost, accumulated)));
    assert_eq!(check(Account::BusinessBuildings, 0, 0), None);
    assert_eq!(check(Account::BusinessBuildings, 5, 5), None);
    assert_eq!(check(Account::BusinessBuildings, 5, 6), Some("accumulated_yen"));
    assert_eq!(check(Account::BusinessBuildings, 5, -1), Some("accumulated_yen"));
    assert_eq!(check(Account::BusinessBuildings, -1, 0), Some("cost_yen"));
    assert_eq!(check(Account::BusinessLand, 5, 1), Some("accumulated_yen"));
}

fn lines(reason: Reason, account: Account, change: Amounts, proceeds: Option<i64>) -> Vec<(Side, String, i64)> {
    let lines = journal(reason, account, change, proceeds.map(Yen));
    lines.into_iter().map(|line| (line.side, line.item.code(), line.amount.0)).collect()
}

#[test]
fn a_sale_shows_its_proceeds_and_what_they_are_more_or_less_than_the_book_value() {
    let sold = |proceeds| lines(Reason::Sale, Account::BusinessBuildings, amounts(-100, -60), proceeds);
    let (debit, credit) = (Side::Debit, Side::Credit);
    let cost = (credit, "business-buildings".to_owned(), 100);
    let accumulated = (debit, "business-buildings-accumulated-depreciation".to_owned(), 60);
    let line = |side, item: &str, amount| (side, item.to_owned(), amount);
    let received = |yen| line(debit, "sale-proceeds", yen);
    assert_eq!(sold(Some(55)), [accumulated.clone(), received(55), cost.clone(), line(credit, "disposal-gain", 15)]);
    assert_eq!(sold(Some(30)), [accumulated.clone(), received(30), line(debit, "disposal-loss", 10), cost.clone()]);
    assert_eq!(sold(Some(40)), [accumulated.clone(), received(40), cost.clone()]);
    assert_eq!(sold(None), [accumulated, line(debit, "disposal-loss", 40), cost]);
    assert_eq!(sold(Some(-55)), sold(Some(55)));
}

#[test]
fn the_two_halves_of_a_settlement_clear_each_other() {
    let (from, onto) = (Account::BusinessConstructionInProgress, Account::BusinessBuildings);
    let settled = lines(Reason::ConstructionSettled, from, amounts(-90, 0), None);
    let taken_over = lines(Reason::FromConstructionInProgress, onto, amounts(90, 20), None);
    assert!(settled.contains(&(Side::Debit, "clearing".to_owned(), 90)), "{settled:?}");
    assert!(taken_over.contains(&(Side::Credit, "clearing".to_owned(), 90)), "{taken_over:?}");
    assert!(taken_over.contains(&(Side::Debit, "depreciation-expense".to_owned(), 20)), "{taken_over:?}");
}

#[test]
fn an_intangible_asset_is_written_down_directly() {
    let written_down = lines(Reason::Depreciation, Account::Software, amounts(0, 20), None);
    assert_eq!(
        written_down,
        [(Side::Debit, "depreciation-expense".to_owned(), 20), (Side::Credit, "software".to_owned(), 20)]
    );
    assert_eq!(LedgerItem::AccumulatedDepreciation(Account::Movables).label_ja(), "物品減価償却累計額");
}

#[test]
fn every_word_is_written_the_same_by_serde_and_by_strum() {
    for word in Counterpart::iter() {
        assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
    }
    for word in Side::iter() {
        assert_eq!(serde_json::json!(word), serde_json::json!(word.code()));
    }
}

const LARGEST: i64 = 10_000_000_000_000_000;

/// A balance that an asset can have, often one at an edge.
fn balance() -> impl Strategy<Value = Amounts> {
    let cost = prop_oneof![0..50i64, 0..=LARGEST, Just(LARGEST)];
    cost.prop_flat_map(|cost| {
        let edges = [0, 1.min(cost), (cost - 1).max(0), cost];
        prop_oneof![proptest::sample::select(edges.to_vec()), 0..=cost]
            .prop_map(move |accumulated| amounts(cost, accumulated))
    })
}

fn weights() -> impl Strategy<Value = Vec<u64>> {
    let weight = prop_oneof![1..4u64, 1..1_000_000u64, Just(u64::MAX / 1000)];
    prop_oneof![proptest::collection::vec(weight.clone(), 2..12), proptest::collection::vec(weight, 1000)]
}

fn word<W: Word + std::fmt::Debug + 'static>() -> impl Strategy<Value = W> {
    proptest::sample::select(W::iter().collect::<Vec<W>>())
}

/// Movements with amounts around those that each reason allows; the test keeps those that are allowed.
fn movement() -> impl Strategy<Value = (Reason, Account, Amounts)> {
    (word::<Reason>(), word::<Account>(), balance(), 0..4u8).prop_map(|(reason, account, amounts, shape)| {
        let accumulated = if account.is_depreciable() && shape > 0 { amounts.accumulated } else { Yen(0) };
        let change = Amounts { cost: if reason == Reason::Depreciation { Yen(0) } else { amounts.cost }, accumulated };
        let falls = !reason.is_increase() && reason != Reason::Depreciation;
        (reason, account, if falls { -change } else { change })
    })
}

proptest! {
    #[test]
    fn the_balance_is_the_sum_of_the_movements_in_any_order(
        movements in proptest::collection::vec(movement(), 0..40), turn in 0..40usize,
    ) {
        let valid: Vec<Amounts> = movements
            .into_iter()
            .filter(|(reason, account, change)| check_movement(*reason, *account, *change).is_ok())
            .map(|(_, _, change)| change)
            .collect();
        let whole = joined(&valid);
        prop_assert_eq!(whole.book(), whole.cost - whole.accumulated);
        prop_assert_eq!(whole.book(), valid.iter().map(|change| change.book()).sum());
        let mut turned = valid.clone();
        turned.rotate_left(turn.min(valid.len()));
        prop_assert_eq!(joined(&turned), whole);
        turned.reverse();
        prop_assert_eq!(joined(&turned), whole);
        let taken_back = valid.iter().map(|change| reversed(*change));
        prop_assert_eq!(whole + taken_back.sum(), Amounts::default());
    }

    #[test]
    fn what_leaves_and_what_stays_are_the_whole(
        balance in balance(), part in 1..=100i64, of in 0..=100i64, yen in 1..=LARGEST,
    ) {
        let share = Portion::quantity("quantity", part, part + of).unwrap();
        let mut portions = vec![Portion::All, share];
        portions.extend(Portion::cost("cost_yen", yen.min(balance.cost.0), balance));
        for portion in portions {
            let left = leaving(balance, &portion);
            let rest = balance + left;
            prop_assert!(is_possible(-left) && is_possible(rest), "{left:?} of {balance:?}");
            prop_assert_eq!(rest - left, balance);
            prop_assert_eq!(gain(left, Yen(0)), left.book());
            if left.cost < Yen(0) {
                prop_assert!(check_movement(Reason::Retirement, Account::BusinessBuildings, left).is_ok());
            }
        }
    }

    #[test]
    fn a_division_keeps_both_sums_and_no_part_below_zero(balance in balance(), weights in weights()) {
        let parts = divide(balance, &Weights::new("areas_m2", &weights).unwrap());
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(joined(&parts), balance);
        prop_assert!(parts.iter().copied().all(is_possible), "{parts:?}");
    }

    #[test]
    fn a_settlement_keeps_the_total(
        direct in proptest::collection::vec(1..LARGEST / 1000, 1..50), common in 0..LARGEST,
    ) {
        let direct: Vec<Yen> = direct.into_iter().map(Yen).collect();
        let total = direct.iter().copied().sum::<Yen>() + Yen(common);
        let settled = settle(total, &direct, None).unwrap();
        prop_assert_eq!(settled.iter().copied().sum::<Yen>(), total);
        prop_assert!(settled.iter().zip(&direct).all(|(settled, direct)| settled >= direct));
    }

    #[test]
    fn every_entry_balances_and_its_reversal_swaps_the_sides(
        (reason, account, change) in movement(), proceeds in proptest::option::of(0..=LARGEST),
    ) {
        let proceeds = proceeds.map(Yen);
        let lines = journal(reason, account, change, proceeds);
        let sum = |side| lines.iter().filter(|line| line.side == side).map(|line| line.amount).sum::<Yen>();
        prop_assert_eq!(sum(Side::Debit), sum(Side::Credit));
        prop_assert!(lines.iter().all(|line| line.amount > Yen(0)));
        let back = journal(reason, account, reversed(change), proceeds);
        prop_assert_eq!(back.len(), lines.len());
        if change.cost != Yen(0) || reason != Reason::Sale {
            for line in &lines {
                let side = if line.side == Side::Debit { Side::Credit } else { Side::Debit };
                prop_assert!(back.contains(&JournalLine { side, ..*line }), "{line:?} in {back:?}");
            }
        }
    }
}
