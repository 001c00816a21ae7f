//! How do the assets of the register stand on the balance sheet (貸借対照表)? What depreciates at cost, with the depreciation
//! so far on a line of its own below; everything else at book value.
//!
//! # Shapes
//! [`BalanceLine`] in the order of the balance sheet: 有形固定資産 with its groups, then 無形固定資産. A total stands above what
//! it adds up. 固定資産 as a whole is not among them, for investments are not kept in the register.
//! # Units
//! Whole yen, nothing rounded. Accumulated depreciation is negative, so that the lines below a total add up to it.
//! # Errors
//! None.
//! # Source
//! 統一的な基準による地方公会計マニュアル, 財務書類作成要領: 貸借対照表, tangible fixed assets gross with 減価償却累計額 shown apart
//! (間接法), intangible fixed assets net (直接法). The English names are ours.

use super::{Row, Sums};
use crate::domain::asset::{Account, AccountGroup};
use crate::domain::units::Yen;
use std::collections::BTreeMap;
use strum::IntoEnumIterator;

/// What a line of the balance sheet shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// 有形固定資産: the book value of all tangible assets
    Tangible,
    /// 無形固定資産: the book value of all intangible assets
    Intangible,
    /// 事業用資産, インフラ資産: the book value of a group
    Group(AccountGroup),
    /// An account at cost; its depreciation follows.
    Cost(Account),
    /// 建物減価償却累計額 and the like
    Accumulated(Account),
    /// An account at book value: what does not depreciate, and what is intangible.
    Net(Account),
}

impl Item {
    /// How far the line is indented.
    pub fn level(self) -> u8 {
        match self {
            Item::Tangible | Item::Intangible => 0,
            Item::Group(_) => 1,
            Item::Cost(account) | Item::Accumulated(account) | Item::Net(account) => match account.group() {
                AccountGroup::Business | AccountGroup::Infrastructure => 2,
                AccountGroup::Movables | AccountGroup::Intangible => 1,
            },
        }
    }

    /// Whether it adds up the lines below it.
    pub fn is_total(self) -> bool {
        matches!(self, Item::Tangible | Item::Intangible | Item::Group(_))
    }

    /// The official term.
    pub fn label_ja(self) -> String {
        match self {
            Item::Tangible => "有形固定資産".to_owned(),
            Item::Intangible => Row::Group(AccountGroup::Intangible).label_ja().to_owned(),
            Item::Group(group) => Row::Group(group).label_ja().to_owned(),
            Item::Cost(account) | Item::Net(account) => Row::Account(account).label_ja().to_owned(),
            Item::Accumulated(account) => format!("{}減価償却累計額", Row::Account(account).label_ja()),
        }
    }

    /// The line in English.
    pub fn label_en(self) -> String {
        match self {
            Item::Tangible => "Tangible fixed assets".to_owned(),
            Item::Intangible => Row::Group(AccountGroup::Intangible).label_en().to_owned(),
            Item::Group(group) => Row::Group(group).label_en().to_owned(),
            Item::Cost(account) | Item::Net(account) => Row::Account(account).label_en().to_owned(),
            Item::Accumulated(account) => format!("{}, accumulated depreciation", Row::Account(account).label_en()),
        }
    }

    /// What it shows of the sums of the accounts.
    fn amount(self, by_account: &BTreeMap<Account, Sums>) -> Yen {
        let book = |counted: &dyn Fn(Account) -> bool| {
            by_account.iter().filter(|(account, _)| counted(**account)).map(|(_, sums)| sums.book()).sum()
        };
        let of = |account: Account| by_account.get(&account).copied().unwrap_or_default();
        match self {
            Item::Tangible => book(&Account::is_tangible),
            Item::Intangible => book(&|account| !account.is_tangible()),
            Item::Group(group) => book(&|account| account.group() == group),
            Item::Cost(account) => of(account).cost,
            Item::Accumulated(account) => Yen(0) - of(account).accumulated,
            Item::Net(account) => of(account).book(),
        }
    }
}

/// A line of the balance sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceLine {
    /// What it shows.
    pub item: Item,
    /// Its amount; accumulated depreciation is negative.
    pub amount: Yen,
    /// How far it is indented.
    pub level: u8,
}

/// The lines of the fixed assets of the register, in the order of the balance sheet; all of them, also when 0.
pub fn balance_sheet(by_account: &BTreeMap<Account, Sums>) -> Vec<BalanceLine> {
    let mut items = vec![Item::Tangible];
    for group in AccountGroup::iter() {
        match group {
            AccountGroup::Business | AccountGroup::Infrastructure => items.push(Item::Group(group)),
            AccountGroup::Movables => {}
            AccountGroup::Intangible => items.push(Item::Intangible),
        }
        for account in Account::iter().filter(|account| account.group() == group) {
            if account.is_tangible() && account.is_depreciable() {
                items.extend([Item::Cost(account), Item::Accumulated(account)]);
            } else {
                items.push(Item::Net(account));
            }
        }
    }
    items.into_iter().map(|item| BalanceLine { item, amount: item.amount(by_account), level: item.level() }).collect()
}
