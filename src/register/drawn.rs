//! Where do the figures of a statement come from? The sums of the fiscal year, those it was closed with or those that
//! closing it now would give, handed to the core and laid out as a table.
//!
//! Of a closed year only its sums are read, never an asset.

use super::closing;
use super::rules::Assumptions;
use super::statement_wire::RatioBy;
use super::statements::{Head, Kind, RatioRow};
use super::store;
use crate::domain::asset::{Account, AccountGroup, Purpose};
use crate::domain::facility::{Class, Word};
use crate::domain::statement::{Row, Sums, Unit};
use crate::domain::units::FiscalYear;
use crate::domain::{Invalid, Text};
use crate::entity::closing_total;
use crate::error::{Error, Result};
use crate::facility::store::{self as facilities, demand_municipality};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator;

/// The sums of a fiscal year and what must be said with them.
pub struct Drawn {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Whether it is closed; else the figures are provisional.
    pub closed: bool,
    /// The rules of depreciation that held.
    pub rules: Assumptions,
    /// Whether an asset of the municipality has invented values.
    pub illustrative: bool,
    /// 会計区分, when only one was asked for.
    pub accounting_entity: Option<String>,
    /// Name of the municipality.
    pub name: String,
    totals: Vec<closing_total::Model>,
}

impl Drawn {
    /// The sums of a year, of one accounting entity or of all together.
    ///
    /// # Errors
    /// 404 for a municipality that is not here, 409 for a year that cannot be reckoned yet, 400 for an accounting entity
    /// that has nothing in a year in which others have.
    pub async fn read(
        db: &impl ConnectionTrait,
        municipality: &str,
        year: i32,
        accounting_entity: Option<&str>,
    ) -> Result<Drawn> {
        let of = demand_municipality(db, municipality).await?;
        demand_reckonable(db, municipality, year).await?;
        let (mut totals, rules, closed) = closing::sums_of(db, municipality, year).await?;
        if let Some(damaged) = totals.iter().find(|total| total.account.parse::<Account>().is_err()) {
            return Err(Error::internal(format!("the sums of {year} name an unknown account {}", damaged.account)));
        }
        if let Some(wanted) = accounting_entity {
            demand_entity(&totals, wanted)?;
            totals.retain(|total| total.accounting_entity == wanted);
        }
        Ok(Drawn {
            year: FiscalYear::new("fiscal_year", year.into()).map_err(Error::parameter)?,
            closed,
            rules,
            illustrative: any_invented(db, municipality).await?,
            accounting_entity: accounting_entity.map(str::to_owned),
            name: of.name,
            totals,
        })
    }

    /// The sums by account.
    pub fn by_account(&self) -> BTreeMap<Account, Sums> {
        store::grouped(&self.totals, account)
    }

    /// The sums by account and purpose.
    pub fn by_account_and_purpose(&self) -> BTreeMap<(Account, Option<Purpose>), Sums> {
        store::grouped(&self.totals, |total| Some((account(total)?, total.purpose.parse().ok())))
    }

    /// The sums by account and accounting entity.
    pub fn by_account_and_entity(&self) -> BTreeMap<(Account, String), Sums> {
        store::grouped(&self.totals, |total| Some((account(total)?, total.accounting_entity.clone())))
    }

    /// The sums over the assets that a row counts, of one purpose when it is given.
    pub fn of_row(&self, row: Row, purpose: Option<Option<Purpose>>) -> Sums {
        let counted = self.by_account_and_purpose();
        let counted = counted
            .iter()
            .filter(|((account, of), _)| row.counts(*account) && purpose.is_none_or(|purpose| purpose == *of));
        counted.map(|(_, sums)| sums).sum()
    }

    /// What stands above and below each table.
    pub fn head(&self, unit: Unit) -> Head {
        let entity = match &self.accounting_entity {
            Some(entity) => Text::new(format!("{}, {entity}", self.name), format!("{}　{entity}", self.name)),
            None => Text::new(format!("{}, all accounting entities", self.name), format!("{}　全会計区分", self.name)),
        };
        Head { fiscal_year: self.year, unit, subtitle: vec![entity], notes: self.notes() }
    }

    fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        if !self.closed {
            notes.push(provisional(self.year));
        }
        if self.illustrative {
            notes.push(invented());
        }
        let accounts = self.by_account();
        for (account, _) in accounts.iter().filter(|(_, sums)| !sums.balanced()) {
            notes.push(Text::new(
                format!(
                    "{}: opening, increase and decrease do not come to the closing balance; an account was changed without a reclassification",
                    account.code()
                ),
                format!(
                    "{}: 期首残高と増減が期末残高に一致しません。振替を記録せずに勘定科目が変わった資産があります",
                    account.label_ja()
                ),
            ));
        }
        notes
    }

    /// The sums over tangible assets, with 物品 or without.
    pub fn tangible(&self, movables: bool) -> Sums {
        self.by_account().iter().filter(|(account, _)| worn(**account, movables)).map(|(_, sums)| sums).sum()
    }

    /// The rows of 有形固定資産減価償却率, the total last, each with its code.
    pub async fn ratios(
        &self,
        db: &impl ConnectionTrait,
        municipality: &str,
        by: RatioBy,
        movables: bool,
    ) -> Result<Vec<(String, RatioRow)>> {
        let mut rows = match by {
            RatioBy::Municipality => Vec::new(),
            RatioBy::Account => self.ratios_by_account(movables),
            RatioBy::Purpose => self.ratios_by_purpose(movables),
            RatioBy::Class => self.ratios_by_class(db, municipality, movables).await?,
            RatioBy::Facility => self.ratios_by_facility(db, municipality, movables).await?,
        };
        let label = match movables {
            true => Text::new("Total", "合計"),
            false => Text::new("Total without movables", "合計（物品を除く）"),
        };
        rows.push(("total".to_owned(), RatioRow { label, level: 0, kind: Kind::Total, sums: self.tangible(movables) }));
        Ok(rows)
    }

    fn counted<K: Ord>(
        &self,
        movables: bool,
        by: impl Fn(&closing_total::Model) -> Option<K>,
    ) -> BTreeMap<Option<K>, Sums> {
        store::grouped(&self.totals, |total| account(total).filter(|a| worn(*a, movables)).map(|_| by(total)))
    }

    fn ratios_by_account(&self, movables: bool) -> Vec<(String, RatioRow)> {
        let rows = Row::tangible().filter(|row| *row != Row::Total);
        let rows = rows.filter(|row| match row {
            Row::Account(account) => account.is_depreciable() && worn(*account, movables),
            _ => true,
        });
        let by_account = self.by_account();
        let row = |row: Row| {
            let kind = if matches!(row, Row::Group(_)) { Kind::Subtotal } else { Kind::Detail };
            let sums = by_account.iter().filter(|(account, _)| row.counts(**account)).map(|(_, sums)| sums).sum();
            let label = Text::new(row.label_en(), row.label_ja());
            (super::statement_wire::row_code(row).to_owned(), RatioRow { label, level: row.level(), kind, sums })
        };
        rows.map(row).collect()
    }

    fn ratios_by_purpose(&self, movables: bool) -> Vec<(String, RatioRow)> {
        let groups = self.counted(movables, |total| total.purpose.parse::<Purpose>().ok());
        let of = |purpose| groups.get(&purpose).copied();
        let mut rows: Vec<(String, RatioRow)> = Purpose::iter()
            .map(|purpose| {
                detail(purpose.code(), purpose.code(), purpose.label_ja(), of(Some(purpose)).unwrap_or_default())
            })
            .collect();
        rows.extend(of(None).map(|sums| detail("unclassified", "unclassified", "未分類", sums)));
        rows
    }

    async fn ratios_by_class(
        &self,
        db: &impl ConnectionTrait,
        municipality: &str,
        movables: bool,
    ) -> Result<Vec<(String, RatioRow)>> {
        let uses = facilities::uses(db, municipality).await?;
        let groups = self.counted(movables, |total| uses.get(&total.facility_code).map(|facility| facility.class));
        let classes = Class::iter().filter_map(|class| Some((class, *groups.get(&Some(class))?)));
        let mut rows: Vec<(String, RatioRow)> =
            classes.map(|(class, sums)| detail(class.code(), class.code(), class.label_ja(), sums)).collect();
        rows.extend(groups.get(&None).map(|sums| unlinked(*sums)));
        Ok(rows)
    }

    async fn ratios_by_facility(
        &self,
        db: &impl ConnectionTrait,
        municipality: &str,
        movables: bool,
    ) -> Result<Vec<(String, RatioRow)>> {
        let uses = facilities::uses(db, municipality).await?;
        let known = |code: &String| uses.contains_key(code).then(|| code.clone());
        let groups = self.counted(movables, |total| known(&total.facility_code));
        let mut rows = Vec::with_capacity(groups.len());
        for (code, sums) in &groups {
            if let Some((code, facility)) = code.as_ref().and_then(|code| Some((code, uses.get(code)?))) {
                rows.push(detail(code, &facility.name, &facility.name, *sums));
            }
        }
        rows.extend(groups.get(&None).map(|sums| unlinked(*sums)));
        Ok(rows)
    }
}

fn account(total: &closing_total::Model) -> Option<Account> {
    total.account.parse().ok()
}

/// Whether an account counts for the ratio: tangible, and movables only when they are asked for.
fn worn(account: Account, movables: bool) -> bool {
    account.is_tangible() && (movables || account.group() != AccountGroup::Movables)
}

fn detail(code: &str, en: &str, ja: &str, sums: Sums) -> (String, RatioRow) {
    (code.to_owned(), RatioRow { label: Text::new(en, ja), level: 0, kind: Kind::Detail, sums })
}

fn unlinked(sums: Sums) -> (String, RatioRow) {
    detail("unlinked", "Assets without a facility", "施設に属さない資産", sums)
}

/// What is said of a year that is not closed.
pub fn provisional(year: FiscalYear) -> Text {
    let year = year.year();
    Text::new(
        format!("Provisional: fiscal year {year} is not closed; the figures are those that closing it now would give."),
        format!("暫定値: {year}年度は締めていません。現時点で締めた場合の金額です。"),
    )
}

/// What is said when values are invented.
pub fn invented() -> Text {
    Text::new("Contains illustrative (invented) values.", "例示（架空の値）を含みます。")
}

/// Refuses an open year other than the one that can be closed next: the charges of the years between would be missing.
pub async fn demand_reckonable(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<()> {
    let closed = store::closing(db, municipality, year).await?.is_some();
    if closed || store::next_year(db, municipality).await?.is_none() {
        return Ok(());
    }
    closing::demand_next(db, municipality, year).await
}

fn demand_entity(totals: &[closing_total::Model], wanted: &str) -> Result<()> {
    let known: BTreeSet<&str> = totals.iter().map(|total| total.accounting_entity.as_str()).collect();
    if known.is_empty() || known.contains(wanted) {
        return Ok(());
    }
    let known = known.into_iter().collect::<Vec<_>>();
    Err(Error::parameter(Invalid::new(
        "accounting_entity",
        "unknown-value",
        wanted,
        Text::new(
            format!("`accounting_entity` is `{wanted}`, which has no assets in this year; use {}", known.join(", ")),
            format!(
                "会計区分 `{wanted}` の資産はこの年度にありません。次のいずれかにしてください: {}",
                known.join("、")
            ),
        ),
    )))
}

/// Whether any asset of the municipality has, or once had, invented values.
pub async fn any_invented(db: &impl ConnectionTrait, municipality: &str) -> Result<bool> {
    let query = Query::select()
        .column("asset_no")
        .from("asset_version")
        .and_where(Expr::col("municipality_code").eq(municipality))
        // Written out and not bound, so that an index of the marked rows alone can serve it.
        .and_where(Expr::cust("illustrative <> '[]'"))
        .limit(1)
        .take();
    Ok(db.query_one(&query).await?.is_some())
}
