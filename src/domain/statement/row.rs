//! Which rows do the schedules of tangible fixed assets have, and what are they called?
//!
//! # Shapes
//! [`Row`]: one account, one group with its subtotal, or the total.
//! # Units
//! None.
//! # Errors
//! None.
//! # Source
//! 統一的な基準による地方公会計マニュアル, 附属明細書: the rows of 有形固定資産の明細, each subtotal above its accounts. The English
//! names are ours.

use crate::domain::asset::{Account, AccountGroup};
use crate::domain::facility::Word;
use strum::IntoEnumIterator;

/// A row of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// One account. 物品 is an account that needs no subtotal and stands beside the groups.
    Account(Account),
    /// The subtotal of a group, above its accounts.
    Group(AccountGroup),
    /// 合計
    Total,
}

impl Row {
    /// The rows of the schedules of tangible fixed assets, in their official order.
    pub fn tangible() -> impl Iterator<Item = Row> {
        let below = |group| Account::iter().filter(move |account| account.group() == group).map(Row::Account);
        let with_subtotal = move |group| std::iter::once(Row::Group(group)).chain(below(group));
        with_subtotal(AccountGroup::Business)
            .chain(with_subtotal(AccountGroup::Infrastructure))
            .chain(below(AccountGroup::Movables))
            .chain(std::iter::once(Row::Total))
    }

    /// Whether the sums of a tangible account are counted in this row.
    pub fn counts(self, account: Account) -> bool {
        match self {
            Row::Account(own) => account == own,
            Row::Group(group) => account.group() == group,
            Row::Total => account.is_tangible(),
        }
    }

    /// How far the row is indented: 1 for the accounts of a group, 0 for the rest.
    pub fn level(self) -> u8 {
        match self {
            Row::Account(account) if account.group() != AccountGroup::Movables => 1,
            _ => 0,
        }
    }

    /// The official term: `土地` below `事業用資産`.
    pub fn label_ja(self) -> &'static str {
        match self {
            Row::Account(account) => account.label_in_group_ja(),
            Row::Group(group) => group.label_ja(),
            Row::Total => "合計",
        }
    }

    /// The row in English.
    pub fn label_en(self) -> &'static str {
        match self {
            Row::Account(account) => account_en(account),
            Row::Group(AccountGroup::Business) => "Business assets",
            Row::Group(AccountGroup::Infrastructure) => "Infrastructure assets",
            Row::Group(AccountGroup::Movables) => "Movables",
            Row::Group(AccountGroup::Intangible) => "Intangible fixed assets",
            Row::Total => "Total",
        }
    }
}

/// An account in English, below the name of its group.
fn account_en(account: Account) -> &'static str {
    use Account::*;
    match account {
        BusinessLand | InfrastructureLand => "Land",
        BusinessStandingTimber => "Standing timber",
        BusinessBuildings | InfrastructureBuildings => "Buildings",
        BusinessStructures | InfrastructureStructures => "Structures",
        BusinessShips => "Ships",
        BusinessBuoys => "Buoys and floating structures",
        BusinessAircraft => "Aircraft",
        BusinessOther | InfrastructureOther | OtherIntangible => "Other",
        BusinessConstructionInProgress | InfrastructureConstructionInProgress => "Construction in progress",
        Movables => "Movables",
        Software => "Software",
    }
}
