//! Do the statements tie, row by row and with each other?

use super::*;
use crate::domain::asset::{Account, AccountGroup, Purpose};
use proptest::prelude::*;
use std::collections::BTreeMap;
use strum::IntoEnumIterator;

/// Sums that balance, of an account that depreciates only if its assets do.
fn sums(account: Account, amounts: [i64; 7]) -> Sums {
    let depreciable = if account.is_depreciable() { 1 } else { 0 };
    let [opening, opening_acc, increase, increase_acc, decrease, decrease_acc, charge] = amounts;
    let (opening_acc, increase_acc) = (opening_acc * depreciable, increase_acc * depreciable);
    let (decrease_acc, charge) = (decrease_acc * depreciable, charge * depreciable);
    let cost = opening + increase - decrease;
    Sums {
        assets: 1,
        opening_cost: Yen(opening),
        opening_accumulated: Yen(opening_acc),
        increase_cost: Yen(increase),
        increase_accumulated: Yen(increase_acc),
        decrease_cost: Yen(decrease),
        decrease_accumulated: Yen(decrease_acc),
        charge: Yen(charge),
        cost: Yen(cost),
        accumulated: Yen(opening_acc + increase_acc - decrease_acc + charge),
        depreciable_cost: Yen(cost * depreciable),
        depreciable_accumulated: Yen((opening_acc + increase_acc - decrease_acc + charge) * depreciable),
    }
}

/// A small town: a hall that was enlarged, land under it and under the roads, a bridge, a car that was sold.
fn town() -> BTreeMap<Account, Sums> {
    let of = |account, amounts| (account, sums(account, amounts));
    BTreeMap::from([
        of(Account::BusinessLand, [500_000_000, 0, 0, 0, 0, 0, 0]),
        of(Account::BusinessBuildings, [800_000_000, 320_000_000, 50_000_000, 0, 0, 0, 16_000_000]),
        of(Account::InfrastructureLand, [200_000_001, 0, 0, 0, 0, 0, 0]),
        of(Account::InfrastructureStructures, [300_000_000, 100_000_000, 0, 0, 20_000_000, 19_999_999, 5_100_000]),
        of(Account::Movables, [3_000_000, 2_400_000, 0, 0, 3_000_000, 2_999_999, 599_999]),
        of(Account::Software, [10_000_000, 6_000_000, 0, 0, 0, 0, 2_000_000]),
    ])
}

fn line(lines: &[Line], row: Row) -> Line {
    *lines.iter().find(|line| line.row == row).unwrap()
}

#[test]
fn the_rows_stand_in_their_official_order() {
    let lines = tangible_assets(&BTreeMap::new());
    let labels: Vec<&str> = lines.iter().map(|line| line.row.label_ja()).collect();
    assert_eq!(
        labels.join(" "),
        "事業用資産 土地 立木竹 建物 工作物 船舶 浮標等 航空機 その他 建設仮勘定 \
         インフラ資産 土地 建物 工作物 その他 建設仮勘定 物品 合計"
    );
    assert_eq!(lines.iter().map(|line| line.row.level()).sum::<u8>(), 14);
    assert!(lines.iter().all(|line| line.closing_cost == Yen(0) && !line.row.label_en().is_empty()));
    assert!(by_purpose(&BTreeMap::new()).iter().map(|l| l.row).eq(lines.iter().map(|l| l.row)));
}

#[test]
fn a_small_town_is_added_up_as_by_hand() {
    let lines = tangible_assets(&town());
    let total = line(&lines, Row::Total);
    assert_eq!(total.opening_cost, Yen(1_803_000_001));
    assert_eq!((total.increase, total.decrease), (Yen(50_000_000), Yen(23_000_000)));
    assert_eq!(total.closing_cost, Yen(1_830_000_001));
    assert_eq!((total.accumulated, total.charge), (Yen(421_100_001), Yen(21_699_999)));
    assert_eq!(total.book, Yen(1_408_900_000));
    assert_eq!(line(&lines, Row::Group(AccountGroup::Business)).book, Yen(1_014_000_000));
    assert_eq!(line(&lines, Row::Group(AccountGroup::Infrastructure)).book, Yen(394_900_000));
    assert_eq!(line(&lines, Row::Account(Account::Movables)).book, Yen(0));
}

#[test]
fn the_balance_sheet_shows_depreciation_on_lines_of_its_own() {
    let lines = balance_sheet(&town());
    let written: Vec<String> =
        lines.iter().map(|l| format!("{}{}", "-".repeat(l.level.into()), l.item.label_ja())).collect();
    assert_eq!(
        written.join(" "),
        "有形固定資産 -事業用資産 --土地 --立木竹 --建物 --建物減価償却累計額 --工作物 --工作物減価償却累計額 \
         --船舶 --船舶減価償却累計額 --浮標等 --浮標等減価償却累計額 --航空機 --航空機減価償却累計額 \
         --その他 --その他減価償却累計額 --建設仮勘定 -インフラ資産 --土地 --建物 --建物減価償却累計額 \
         --工作物 --工作物減価償却累計額 --その他 --その他減価償却累計額 --建設仮勘定 -物品 -物品減価償却累計額 \
         無形固定資産 -ソフトウェア -その他"
    );
    let amount = |item| lines.iter().find(|line| line.item == item).unwrap().amount;
    assert_eq!(amount(Item::Tangible), Yen(1_408_900_000));
    assert_eq!(amount(Item::Cost(Account::BusinessBuildings)), Yen(850_000_000));
    assert_eq!(amount(Item::Accumulated(Account::BusinessBuildings)), Yen(-336_000_000));
    assert_eq!((amount(Item::Intangible), amount(Item::Net(Account::Software))), (Yen(2_000_000), Yen(2_000_000)));
    assert_eq!(Item::Accumulated(Account::BusinessBuildings).label_en(), "Buildings, accumulated depreciation");
}

#[test]
fn sums_that_contradict_each_other_are_noticed() {
    let mut hall = town()[&Account::BusinessBuildings];
    assert!(hall.balanced());
    hall.cost += Yen(1);
    assert!(!hall.balanced());
    hall.cost += Yen(-1);
    hall.charge = Yen(0);
    assert!(!hall.balanced());
}

#[test]
fn there_is_no_ratio_where_nothing_depreciates() {
    assert_eq!(depreciation_ratio(&Sums::default()), None);
    assert_eq!(depreciation_ratio(&town()[&Account::BusinessLand]), None);
    let ratio = depreciation_ratio(&town().values().sum::<Sums>()).unwrap();
    assert_eq!(ratio.denominator(), Yen(1_140_000_000));
    assert_eq!(ratio.numerator(), Yen(429_100_001));
    // 37.640…
    assert_eq!(ratio.percent_hundredths(), 3764);
}

#[test]
fn the_largest_amounts_do_not_turn_over() {
    let most = Sums {
        depreciable_accumulated: Yen(i64::MAX),
        depreciable_cost: Yen(1),
        cost: Yen(i64::MAX),
        ..Sums::default()
    };
    assert_eq!(depreciation_ratio(&most).unwrap().percent_hundredths(), i64::MAX);
    assert_eq!((most + most).cost, Yen(i64::MAX));
    let least = Sums { depreciable_accumulated: Yen(i64::MIN), depreciable_cost: Yen(i64::MAX), ..Sums::default() };
    assert_eq!(depreciation_ratio(&least).unwrap().percent_hundredths(), -10_000);
    assert_eq!(Unit::Million.shown(Yen(i64::MIN)), -9_223_372_036_855);
}

prop_compose! {
    fn any_sums(account: Account)(amounts in proptest::array::uniform7(0i64..1_000_000_000_000)) -> Sums {
        sums(account, amounts)
    }
}

fn any_town() -> impl Strategy<Value = BTreeMap<(Account, Option<Purpose>), Sums>> {
    let accounts: Vec<Account> = Account::iter().collect();
    let purposes: Vec<Option<Purpose>> = Purpose::iter().map(Some).chain([None]).collect();
    let key = (proptest::sample::select(accounts), proptest::sample::select(purposes));
    let entry = key.prop_flat_map(|(account, purpose)| any_sums(account).prop_map(move |s| ((account, purpose), s)));
    proptest::collection::vec(entry, 0..40).prop_map(|entries| entries.into_iter().collect())
}

fn accounts_of(town: &BTreeMap<(Account, Option<Purpose>), Sums>) -> BTreeMap<Account, Sums> {
    let mut by_account: BTreeMap<Account, Sums> = BTreeMap::new();
    for ((account, _), sums) in town {
        *by_account.entry(*account).or_default() += *sums;
    }
    by_account
}

proptest! {
    #[test]
    fn every_total_is_the_sum_of_its_accounts(town in any_town()) {
        let by_account = accounts_of(&town);
        prop_assert!(by_account.values().all(Sums::balanced));
        let lines = tangible_assets(&by_account);
        let columns: [fn(&Line) -> Yen; 7] = [
            |l| l.opening_cost, |l| l.increase, |l| l.decrease, |l| l.closing_cost, |l| l.accumulated, |l| l.charge, |l| l.book,
        ];
        for of in columns {
            let details = |group| lines.iter().filter(move |l| matches!(l.row, Row::Account(a) if a.group() == group)).map(of).sum::<Yen>();
            let (business, infrastructure) = (details(AccountGroup::Business), details(AccountGroup::Infrastructure));
            prop_assert_eq!(of(&line(&lines, Row::Group(AccountGroup::Business))), business);
            prop_assert_eq!(of(&line(&lines, Row::Group(AccountGroup::Infrastructure))), infrastructure);
            prop_assert_eq!(of(&line(&lines, Row::Total)), business + infrastructure + details(AccountGroup::Movables));
        }
        for l in &lines {
            prop_assert_eq!(l.opening_cost + l.increase - l.decrease, l.closing_cost);
            prop_assert_eq!(l.closing_cost - l.accumulated, l.book);
        }
    }

    #[test]
    fn the_purposes_of_a_row_add_up_to_its_book_value(town in any_town()) {
        let tangible = tangible_assets(&accounts_of(&town));
        for (line, purposes) in tangible.iter().zip(by_purpose(&town)) {
            prop_assert_eq!(line.row, purposes.row);
            prop_assert_eq!(line.book, purposes.total);
            let each: Yen = Purpose::iter().map(|purpose| purposes.of(purpose)).sum();
            prop_assert_eq!(each + purposes.unclassified, purposes.total);
        }
    }

    #[test]
    fn the_lines_of_the_balance_sheet_add_up_to_the_totals_above_them(town in any_town()) {
        let by_account = accounts_of(&town);
        let lines = balance_sheet(&by_account);
        for (n, total) in lines.iter().enumerate().filter(|(_, line)| line.item.is_total()) {
            let below = lines[n + 1..].iter().take_while(|line| line.level > total.level);
            let details = below.filter(|line| !line.item.is_total()).map(|line| line.amount);
            prop_assert_eq!(details.sum::<Yen>(), total.amount);
        }
        prop_assert_eq!(lines[0].amount, line(&tangible_assets(&by_account), Row::Total).book);
    }

    #[test]
    fn what_is_shown_is_at_most_half_a_unit_off(amount in any::<i64>(), unit in proptest::sample::select(Unit::iter().collect::<Vec<_>>())) {
        let shown = i128::from(unit.shown(Yen(amount))) * i128::from(unit.yen());
        let off = (shown - i128::from(amount)).abs();
        prop_assert!(2 * off <= i128::from(unit.yen()));
        if 2 * off == i128::from(unit.yen()) {
            prop_assert!(shown.abs() > i128::from(amount).abs());
        }
    }
}
