//! Which assets and movements stand behind one cell of a statement? Each with what it adds, so that all of them together
//! are the cell to the yen.
//!
//! The assets that can have a part in it are found by account and by the movements of the year; what each adds is what it
//! added to the sums of the year.

use super::drawn::{Drawn, demand_reckonable};
use super::rules::{Assumptions, last_day};
use super::store::{self, ALL_ENTRIES};
use super::year::{AssetYear, Year};
use crate::domain::asset::{Account, AssetKey, Purpose, Reason};
use crate::domain::closing::shares;
use crate::domain::facility::Word;
use crate::domain::statement::{Row, Sums};
use crate::domain::units::{FiscalYear, Yen};
use crate::entity::movement;
use crate::error::{Error, Result};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// The most assets that are looked at together.
const STRETCH: u64 = 1_000;

/// A column of 有形固定資産の明細.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Column {
    /// (A) 前年度末残高
    Opening,
    /// (B) 本年度増加額
    Increase,
    /// (C) 本年度減少額
    Decrease,
    /// (D) 本年度末残高
    Closing,
    /// (E) 本年度末減価償却累計額
    Accumulated,
    /// (F) 本年度償却額
    Charge,
    /// (G) 差引本年度末残高
    Book,
}

impl Word for Column {
    fn label_ja(self) -> &'static str {
        match self {
            Column::Opening => "前年度末残高",
            Column::Increase => "本年度増加額",
            Column::Decrease => "本年度減少額",
            Column::Closing => "本年度末残高",
            Column::Accumulated => "本年度末減価償却累計額",
            Column::Charge => "本年度償却額",
            Column::Book => "差引本年度末残高",
        }
    }
}

impl Column {
    /// What the column shows of some sums.
    pub fn of(self, sums: &Sums) -> Yen {
        match self {
            Column::Opening => sums.opening_cost,
            Column::Increase => sums.increase_cost,
            Column::Decrease => sums.decrease_cost,
            Column::Closing => sums.cost,
            Column::Accumulated => sums.accumulated,
            Column::Charge => sums.charge,
            Column::Book => sums.book(),
        }
    }

    /// Whether a movement of the year has a part in the column.
    fn tells(self, reason: Reason) -> bool {
        let opening = reason == Reason::OpeningBalance;
        match self {
            Column::Opening => opening,
            Column::Increase => reason.is_increase() && !opening,
            Column::Decrease => !reason.is_increase() && reason != Reason::Depreciation,
            Column::Charge => reason == Reason::Depreciation,
            Column::Closing | Column::Accumulated | Column::Book => true,
        }
    }

    /// Whether the charge of the closing has a part in it.
    fn charged(self) -> bool {
        matches!(self, Column::Accumulated | Column::Charge | Column::Book)
    }
}

/// A cell of a statement.
#[derive(Clone, Debug)]
pub struct CellOf {
    /// 年度
    pub year: i32,
    /// The row.
    pub row: Row,
    /// The column.
    pub column: Column,
    /// 目的別資産区分, of a cell of the schedule by purpose; `Some(None)` is what has none.
    pub purpose: Option<Option<Purpose>>,
    /// 会計区分
    pub accounting_entity: Option<String>,
}

/// What one asset adds to a cell.
pub struct Part {
    /// 番号・枝番
    pub key: AssetKey,
    /// 件名
    pub name: String,
    /// 勘定科目 at the end of the year
    pub account: Account,
    /// What it adds.
    pub yen: Yen,
    /// The charge of the closing, where that has a part in the column.
    pub charge: Option<Yen>,
    /// The movements of the year that have a part in it.
    pub movements: Vec<movement::Model>,
}

/// The total of a cell.
pub async fn total(db: &impl ConnectionTrait, municipality: &str, cell: &CellOf) -> Result<(Yen, bool)> {
    let drawn = Drawn::read(db, municipality, cell.year, cell.accounting_entity.as_deref()).await?;
    Ok((cell.column.of(&drawn.of_row(cell.row, cell.purpose)), drawn.closed))
}

/// The assets behind a cell by key, after one, at most so many.
pub async fn parts(
    db: &impl ConnectionTrait,
    municipality: &str,
    cell: &CellOf,
    after: Option<AssetKey>,
    limit: usize,
) -> Result<Vec<Part>> {
    demand_reckonable(db, municipality, cell.year).await?;
    let assumptions = Assumptions::of(db, municipality, cell.year).await?;
    let year = Year::begin(db, municipality, cell.year, &assumptions, true).await?;
    let stretch = (limit as u64).clamp(100, STRETCH);
    let (mut found, mut after) = (Vec::new(), after);
    while found.len() < limit {
        let condition = condition(municipality, cell);
        let day = last_day(cell.year);
        let page = store::facts_page(db, municipality, condition, after.as_ref(), stretch, &day, ALL_ENTRIES).await?;
        let keys: Vec<AssetKey> = page.iter().map(super::entries::key_of).collect();
        let Some(last) = keys.last().cloned() else { break };
        let mut assets = year.of_keys(db, &keys).await?;
        assets.sort_by(|a, b| a.key.cmp(&b.key));
        // Other branches of the same numbers come along.
        let wanted = assets.iter().filter(|asset| keys.binary_search(&asset.key).is_ok());
        for asset in wanted {
            found.extend(part(asset, cell, &year)?);
        }
        if (keys.len() as u64) < stretch {
            break;
        }
        after = Some(last);
    }
    found.truncate(limit);
    Ok(found)
}

/// The assets that can have a part in a cell.
fn condition(municipality: &str, cell: &CellOf) -> Condition {
    let of = |name: &'static str| -> SimpleExpr { Expr::col(("v", name)) };
    let moved = |name: &'static str| -> SimpleExpr { Expr::col(("m", name)) };
    let accounts: Vec<&str> =
        Account::iter().filter(|account| cell.row.counts(*account)).map(|account| account.code()).collect();
    let movement = Query::select()
        .expr(Expr::val(1))
        .from_as("movement", "m")
        .and_where(moved("municipality_code").eq(municipality))
        .and_where(moved("fiscal_year").eq(cell.year))
        .and_where(moved("asset_no").eq(of("asset_no")))
        .and_where(moved("branch_no").eq(of("branch_no")))
        .and_where(moved("account").is_in(accounts.iter().copied()))
        .take();
    let has_moved = Expr::exists(movement);
    let mut condition = Condition::all();
    match cell.purpose {
        Some(Some(purpose)) => condition = condition.add(of("purpose").eq(purpose.code())),
        Some(None) => condition = condition.add(of("purpose").is_null()),
        None => {}
    }
    match cell.column {
        Column::Increase | Column::Decrease => condition.add(has_moved),
        _ => condition.add(Condition::any().add(of("account").is_in(accounts)).add(has_moved)),
    }
}

/// What an asset adds to a cell; none when it has no part in it.
fn part(asset: &AssetYear, cell: &CellOf, year: &Year) -> Result<Option<Part>> {
    let fiscal_year = FiscalYear::new("fiscal_year", cell.year.into()).map_err(Error::parameter)?;
    let outcome = asset.outcome(fiscal_year, year.rules(), year.closed);
    let counts = |account: Account, entity: &str| {
        cell.row.counts(account) && cell.accounting_entity.as_deref().is_none_or(|wanted| wanted == entity)
    };
    let mut yen = Yen(0);
    shares(&asset.member(), &outcome, |place, sums| {
        let (account, entity) = asset.posted(place);
        if counts(account, &entity) {
            yen += cell.column.of(&sums);
        }
    });
    let told = |row: &&movement::Model| counts(row.account, &row.accounting_entity) && cell.column.tells(row.reason);
    let movements: Vec<movement::Model> = asset.movements.iter().filter(told).cloned().collect();
    if yen == Yen(0) && movements.is_empty() {
        return Ok(None);
    }
    let charged = cell.column.charged() && counts(asset.account, &asset.accounting_entity);
    Ok(Some(Part {
        key: asset.key.clone(),
        name: asset.facts.as_ref().map(|facts| facts.name.clone()).unwrap_or_default(),
        account: asset.account,
        yen,
        charge: charged.then_some(outcome.charge).filter(|charge| *charge != Yen(0)),
        movements,
    }))
}
