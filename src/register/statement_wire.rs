//! What the API says of statements, of what stands behind them and of the depreciation ratio.

use super::drawn::Drawn;
use super::explained::{CellOf, Column, Part};
use super::property::Property;
use super::statements::{self, AreaBalance, RatioRow, Table};
use super::wire::{Movement, raw};
use crate::domain::Text;
use crate::domain::asset::{Account, AccountGroup, Purpose};
use crate::domain::facility::Word;
use crate::domain::statement::{
    self, BalanceLine, Item, Line, PurposeLine, Ratio, Row, Sums, Unit, depreciation_ratio,
};
use crate::domain::units::Yen;
use crate::error::Result;
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use utoipa::ToSchema;

/// By what a depreciation ratio is told apart
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum RatioBy {
    /// 全体
    Municipality,
    /// 勘定科目
    Account,
    /// 目的別資産区分
    Purpose,
    /// 施設の大分類
    Class,
    /// 施設
    Facility,
}

impl Word for RatioBy {
    fn label_ja(self) -> &'static str {
        match self {
            RatioBy::Municipality => "全体",
            RatioBy::Account => "勘定科目",
            RatioBy::Purpose => "目的別資産区分",
            RatioBy::Class => "施設の大分類",
            RatioBy::Facility => "施設",
        }
    }
}

/// What a row is among its neighbours (行の種別)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// 小計: adds up the indented rows below it
    Subtotal,
    /// 明細
    Detail,
    /// 合計
    Total,
}

impl From<statements::Kind> for RowKind {
    fn from(kind: statements::Kind) -> RowKind {
        match kind {
            statements::Kind::Subtotal => RowKind::Subtotal,
            statements::Kind::Detail => RowKind::Detail,
            statements::Kind::Total => RowKind::Total,
        }
    }
}

/// The code of a row of a schedule: an account, a group of accounts or `total`.
pub fn row_code(row: Row) -> &'static str {
    match row {
        Row::Account(account) => account.code(),
        Row::Group(group) => group.code(),
        Row::Total => "total",
    }
}

/// The row that a code names.
pub fn row_named(code: &str) -> Option<Row> {
    let accounts = Account::iter().map(Row::Account);
    let groups = AccountGroup::iter().map(Row::Group);
    accounts.chain(groups).chain([Row::Total]).find(|row| row_code(*row) == code)
}

/// A sentence that belongs to a statement (注記)
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementNote {
    /// The sentence in English
    #[schema(
        example = "Provisional: fiscal year 2025 is not closed; the figures are those that closing it now would give."
    )]
    pub text: String,
    /// 注記: the sentence in Japanese
    #[schema(example = "暫定値: 2025年度は締めていません。現時点で締めた場合の金額です。")]
    pub text_ja: String,
}

impl From<&Text> for StatementNote {
    fn from(text: &Text) -> StatementNote {
        StatementNote { text: text.en.clone(), text_ja: text.ja.clone() }
    }
}

fn notes(table: &Table) -> Vec<StatementNote> {
    table.notes.iter().map(StatementNote::from).collect()
}

/// Which row of a statement it is (区分)
#[derive(Debug, Serialize, ToSchema)]
pub struct RowHead {
    /// Code of the row: an account, a group of accounts, `total`
    #[schema(example = "business-buildings")]
    pub row: String,
    /// The row in English
    #[schema(example = "Buildings")]
    pub label: String,
    /// 区分: the official term
    #[schema(example = "建物")]
    pub label_ja: String,
    /// How far it is indented
    #[schema(example = 1)]
    pub level: u8,
    /// What it is among its neighbours
    pub kind: RowKind,
}

impl RowHead {
    fn of(row: impl Into<String>, laid_out: &statements::TableRow) -> RowHead {
        RowHead {
            row: row.into(),
            label: laid_out.label_en.clone(),
            label_ja: laid_out.label_ja.clone(),
            level: laid_out.level,
            kind: laid_out.kind.into(),
        }
    }
}

/// What is said with every statement (財務書類の共通事項)
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementHead {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 締め済み: the year is closed; else the figures are provisional, those that closing it now would give
    pub closed: bool,
    /// 会計区分, when only one was asked for
    #[schema(example = "一般会計")]
    pub accounting_entity: Option<String>,
    /// 表示単位 of `shown`
    pub unit: Unit,
    /// 例示: an asset of the municipality has invented values
    pub illustrative: bool,
    /// 注記
    pub notes: Vec<StatementNote>,
    /// The rules of depreciation that held, with the rates per mille by useful life
    #[schema(value_type = Object, example = json!({"rates": {"50": 20}, "settings": {"start_policy": "next-fiscal-year", "rounding": "floor"}}))]
    pub assumptions: Box<RawValue>,
}

impl StatementHead {
    fn of(drawn: &Drawn, table: &Table) -> Result<StatementHead> {
        Ok(StatementHead {
            fiscal_year: drawn.year.year(),
            closed: drawn.closed,
            accounting_entity: drawn.accounting_entity.clone(),
            unit: table.unit,
            illustrative: drawn.illustrative,
            notes: notes(table),
            assumptions: raw(drawn.rules.text()?)?,
        })
    }
}

/// Schedule of tangible fixed assets (有形固定資産の明細)
#[derive(Debug, Serialize, ToSchema)]
pub struct TangibleStatement {
    /// What is said with it
    #[serde(flatten)]
    pub head: StatementHead,
    /// The rows in their official order; a subtotal stands above what it adds up
    pub rows: Vec<TangibleRow>,
    /// Where the assets behind a cell are told, with `{row}` and `{column}` (`opening`, `increase`, `decrease`, `closing`,
    /// `accumulated`, `charge`, `book`) to be put in
    #[schema(
        example = "http://127.0.0.1:8080/v1/132233/statements/tangible-assets/cells/{row}/{column}?fiscal_year=2025"
    )]
    pub explain: String,
}

/// A row of the schedule of tangible fixed assets (有形固定資産の明細の行)
#[derive(Debug, Serialize, ToSchema)]
pub struct TangibleRow {
    /// Which row it is
    #[serde(flatten)]
    pub head: RowHead,
    /// (A) 前年度末残高, gross cost
    #[schema(example = 2480000000_i64)]
    pub opening_yen: i64,
    /// (B) 本年度増加額
    #[schema(example = 24500000)]
    pub increase_yen: i64,
    /// (C) 本年度減少額, gross cost
    #[schema(example = 12500000)]
    pub decrease_yen: i64,
    /// (D) 本年度末残高 = A + B - C
    #[schema(example = 2492000000_i64)]
    pub closing_yen: i64,
    /// (E) 本年度末減価償却累計額
    #[schema(example = 2380800000_i64)]
    pub accumulated_yen: i64,
    /// (F) 本年度償却額
    #[schema(example = 49600000)]
    pub charge_yen: i64,
    /// (G) 差引本年度末残高 = D - E
    #[schema(example = 111200000)]
    pub book_yen: i64,
    /// The figures in the unit asked for, each rounded by itself; not there in yen
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<TangibleFigures>,
}

/// The figures of a row in the unit of the statement, each rounded half up by itself (四捨五入)
#[derive(Debug, Serialize, ToSchema)]
pub struct TangibleFigures {
    /// (A) 前年度末残高
    #[schema(example = 2480000)]
    pub opening: i64,
    /// (B) 本年度増加額
    #[schema(example = 24500)]
    pub increase: i64,
    /// (C) 本年度減少額
    #[schema(example = 12500)]
    pub decrease: i64,
    /// (D) 本年度末残高
    #[schema(example = 2492000)]
    pub closing: i64,
    /// (E) 本年度末減価償却累計額
    #[schema(example = 2380800)]
    pub accumulated: i64,
    /// (F) 本年度償却額
    #[schema(example = 49600)]
    pub charge: i64,
    /// (G) 差引本年度末残高
    #[schema(example = 111200)]
    pub book: i64,
}

/// An amount in the unit of a statement.
fn in_unit(unit: Unit) -> Option<impl Fn(Yen) -> i64 + Copy> {
    (unit != Unit::Yen).then_some(move |yen| unit.shown(yen))
}

impl TangibleStatement {
    /// The statement from the core's lines and their table.
    pub fn of(drawn: &Drawn, lines: &[Line], table: &Table, explain: String) -> Result<TangibleStatement> {
        let row = |(line, laid_out): (&Line, &statements::TableRow)| TangibleRow {
            head: RowHead::of(row_code(line.row), laid_out),
            opening_yen: line.opening_cost.0,
            increase_yen: line.increase.0,
            decrease_yen: line.decrease.0,
            closing_yen: line.closing_cost.0,
            accumulated_yen: line.accumulated.0,
            charge_yen: line.charge.0,
            book_yen: line.book.0,
            shown: in_unit(table.unit).map(|shown| TangibleFigures {
                opening: shown(line.opening_cost),
                increase: shown(line.increase),
                decrease: shown(line.decrease),
                closing: shown(line.closing_cost),
                accumulated: shown(line.accumulated),
                charge: shown(line.charge),
                book: shown(line.book),
            }),
        };
        Ok(TangibleStatement {
            head: StatementHead::of(drawn, table)?,
            rows: lines.iter().zip(&table.rows).map(row).collect(),
            explain,
        })
    }
}

/// Tangible fixed assets by purpose (有形固定資産の行政目的別明細)
#[derive(Debug, Serialize, ToSchema)]
pub struct PurposeStatement {
    /// What is said with it
    #[serde(flatten)]
    pub head: StatementHead,
    /// The rows in their official order; a subtotal stands above what it adds up
    pub rows: Vec<PurposeRow>,
    /// Where the assets behind a cell are told, with `{row}` and `{purpose}` (`unclassified` for those without one) to be
    /// put in
    #[schema(
        example = "http://127.0.0.1:8080/v1/132233/statements/tangible-assets/cells/{row}/book?fiscal_year=2025&purpose={purpose}"
    )]
    pub explain: String,
}

/// A row of the schedule by purpose: book values at the end of the year (有形固定資産の行政目的別明細の行)
#[derive(Debug, Serialize, ToSchema)]
pub struct PurposeRow {
    /// Which row it is
    #[serde(flatten)]
    pub head: RowHead,
    /// 生活インフラ・国土保全
    #[schema(example = 5120000000_i64)]
    pub infrastructure_yen: i64,
    /// 教育
    #[schema(example = 8450000000_i64)]
    pub education_yen: i64,
    /// 福祉
    #[schema(example = 1210000000)]
    pub welfare_yen: i64,
    /// 環境衛生
    #[schema(example = 0)]
    pub sanitation_yen: i64,
    /// 産業振興
    #[schema(example = 86000000)]
    pub industry_yen: i64,
    /// 消防
    #[schema(example = 24500000)]
    pub fire_service_yen: i64,
    /// 総務
    #[schema(example = 99200000)]
    pub general_affairs_yen: i64,
    /// 未分類: of assets without a purpose
    #[schema(example = 0)]
    pub unclassified_yen: i64,
    /// 合計: (G) of the same row of 有形固定資産の明細
    #[schema(example = 14989700000_i64)]
    pub total_yen: i64,
    /// The figures in the unit asked for, each rounded by itself; not there in yen
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<PurposeFigures>,
}

/// The figures of a row by purpose in the unit of the statement, each rounded half up by itself (四捨五入)
#[derive(Debug, Serialize, ToSchema)]
pub struct PurposeFigures {
    /// 生活インフラ・国土保全
    #[schema(example = 5120000)]
    pub infrastructure: i64,
    /// 教育
    #[schema(example = 8450000)]
    pub education: i64,
    /// 福祉
    #[schema(example = 1210000)]
    pub welfare: i64,
    /// 環境衛生
    #[schema(example = 0)]
    pub sanitation: i64,
    /// 産業振興
    #[schema(example = 86000)]
    pub industry: i64,
    /// 消防
    #[schema(example = 24500)]
    pub fire_service: i64,
    /// 総務
    #[schema(example = 99200)]
    pub general_affairs: i64,
    /// 未分類
    #[schema(example = 0)]
    pub unclassified: i64,
    /// 合計
    #[schema(example = 14989700)]
    pub total: i64,
}

impl PurposeStatement {
    /// The statement from the core's lines and their table.
    pub fn of(drawn: &Drawn, lines: &[PurposeLine], table: &Table, explain: String) -> Result<PurposeStatement> {
        let row = |(line, laid_out): (&PurposeLine, &statements::TableRow)| PurposeRow {
            head: RowHead::of(row_code(line.row), laid_out),
            infrastructure_yen: line.of(Purpose::Infrastructure).0,
            education_yen: line.of(Purpose::Education).0,
            welfare_yen: line.of(Purpose::Welfare).0,
            sanitation_yen: line.of(Purpose::Sanitation).0,
            industry_yen: line.of(Purpose::Industry).0,
            fire_service_yen: line.of(Purpose::FireService).0,
            general_affairs_yen: line.of(Purpose::GeneralAffairs).0,
            unclassified_yen: line.unclassified.0,
            total_yen: line.total.0,
            shown: in_unit(table.unit).map(|shown| PurposeFigures {
                infrastructure: shown(line.of(Purpose::Infrastructure)),
                education: shown(line.of(Purpose::Education)),
                welfare: shown(line.of(Purpose::Welfare)),
                sanitation: shown(line.of(Purpose::Sanitation)),
                industry: shown(line.of(Purpose::Industry)),
                fire_service: shown(line.of(Purpose::FireService)),
                general_affairs: shown(line.of(Purpose::GeneralAffairs)),
                unclassified: shown(line.unclassified),
                total: shown(line.total),
            }),
        };
        Ok(PurposeStatement {
            head: StatementHead::of(drawn, table)?,
            rows: lines.iter().zip(&table.rows).map(row).collect(),
            explain,
        })
    }
}

/// Fixed assets on the balance sheet (貸借対照表)
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceSheet {
    /// What is said with it
    #[serde(flatten)]
    pub head: StatementHead,
    /// The lines in their official order; what depreciates stands at cost with its depreciation on a line of its own
    pub rows: Vec<BalanceRow>,
}

/// A line of the balance sheet (貸借対照表の科目)
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceRow {
    /// Which line it is: `tangible`, `intangible`, a group, an account, or `…-accumulated-depreciation`
    #[serde(flatten)]
    pub head: RowHead,
    /// 金額: accumulated depreciation is negative
    #[schema(example = -2380800000_i64)]
    pub amount_yen: i64,
    /// 金額 in the unit asked for, rounded by itself; not there in yen
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = -2380800)]
    pub shown: Option<i64>,
    /// Where the assets behind the line are told; accumulated depreciation is positive there
    #[schema(
        example = "http://127.0.0.1:8080/v1/132233/statements/tangible-assets/cells/business-buildings/accumulated?fiscal_year=2025"
    )]
    pub explain: String,
}

impl BalanceSheet {
    /// The statement from the core's lines and their table; `explain` tells where a row and a column are explained.
    pub fn of(
        drawn: &Drawn,
        lines: &[BalanceLine],
        table: &Table,
        explain: impl Fn(&str, &str) -> String,
    ) -> Result<BalanceSheet> {
        let row = |(line, laid_out): (&BalanceLine, &statements::TableRow)| {
            let (code, behind, column) = match line.item {
                Item::Tangible => ("tangible".to_owned(), row_code(Row::Total), Column::Book),
                Item::Intangible => {
                    ("intangible".to_owned(), row_code(Row::Group(AccountGroup::Intangible)), Column::Book)
                }
                Item::Group(group) => (group.code().to_owned(), group.code(), Column::Book),
                Item::Cost(account) => (account.code().to_owned(), account.code(), Column::Closing),
                Item::Accumulated(account) => {
                    (format!("{}-accumulated-depreciation", account.code()), account.code(), Column::Accumulated)
                }
                Item::Net(account) => (account.code().to_owned(), account.code(), Column::Book),
            };
            BalanceRow {
                head: RowHead::of(code, laid_out),
                amount_yen: line.amount.0,
                shown: in_unit(table.unit).map(|shown| shown(line.amount)),
                explain: explain(behind, column.code()),
            }
        };
        let rows = lines.iter().zip(&table.rows).map(row).collect();
        Ok(BalanceSheet { head: StatementHead::of(drawn, table)?, rows })
    }
}

/// Statement of property: land and buildings (財産に関する調書)
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertyStatement {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 締め済み: the year is closed; else it is provisional
    pub closed: bool,
    /// The classes of property; a subtotal stands above what it adds up
    pub rows: Vec<PropertyLine>,
    /// 面積未登録: land and buildings that have no area in m² and are not counted
    #[schema(example = 0)]
    pub without_area: u64,
    /// 注記
    pub notes: Vec<StatementNote>,
}

/// A row of the statement of property (財産に関する調書の行)
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertyLine {
    /// Which class it is
    #[serde(flatten)]
    pub head: RowHead,
    /// 土地（地積）
    pub land: AreaOverYear,
    /// 建物 木造（延面積）
    pub wooden: AreaOverYear,
    /// 建物 非木造（延面積）
    pub non_wooden: AreaOverYear,
    /// 建物 延面積計
    pub buildings: AreaOverYear,
}

/// Square metres over a fiscal year (現在高と増減高)
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaOverYear {
    /// 前年度末現在高
    #[schema(example = 12000.5)]
    pub previous_m2: f64,
    /// 決算年度中増減高
    #[schema(example = -0.5)]
    pub change_m2: f64,
    /// 決算年度末現在高
    #[schema(example = 12000.0)]
    pub closing_m2: f64,
}

impl From<AreaBalance> for AreaOverYear {
    fn from(area: AreaBalance) -> AreaOverYear {
        let AreaBalance { previous_m2, change_m2, closing_m2 } = area;
        AreaOverYear { previous_m2, change_m2, closing_m2 }
    }
}

impl PropertyStatement {
    /// The statement and its table.
    pub fn of(property: &Property, table: &Table) -> PropertyStatement {
        let rows = property.rows.iter().zip(&table.rows).map(|((code, row), laid_out)| PropertyLine {
            head: RowHead::of(*code, laid_out),
            land: row.land.into(),
            wooden: row.wooden.into(),
            non_wooden: row.non_wooden.into(),
            buildings: row.buildings.into(),
        });
        PropertyStatement {
            fiscal_year: property.year.year(),
            closed: property.closed,
            rows: rows.collect(),
            without_area: property.without_area,
            notes: notes(table),
        }
    }
}

/// The assets behind a cell of a statement (内訳)
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedCell {
    /// Code of the row
    #[schema(example = "business-buildings")]
    pub row: &'static str,
    /// Code of the column
    #[schema(example = "increase")]
    pub column: &'static str,
    /// 目的別資産区分, of a cell by purpose
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "education")]
    pub purpose: Option<&'static str>,
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 締め済み: the year is closed
    pub closed: bool,
    /// The cell: the sum of `yen` over the assets of all pages
    #[schema(example = 24500000)]
    pub total_yen: i64,
    /// The assets by number and branch
    pub assets: Vec<ExplainedAsset>,
    /// `next` when there are more
    pub links: Vec<Link>,
}

/// What one asset adds to a cell (資産別の内訳)
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedAsset {
    /// 番号
    #[schema(example = "B-0001")]
    pub asset_no: String,
    /// 枝番
    #[schema(example = "0")]
    pub branch_no: String,
    /// 件名(施設名)
    #[schema(example = "市役所本庁舎")]
    pub name: String,
    /// 勘定科目 at the end of the year
    pub account: Account,
    /// What it adds to the cell
    #[schema(example = 24500000)]
    pub yen: i64,
    /// 減価償却額 that the closing charges, where it has a part in the column; it is not among the movements
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 49600000)]
    pub charge_yen: Option<i64>,
    /// 増減異動 of the year that have a part in it; what stood there before the year is told by the history
    pub movements: Vec<Movement>,
    /// Address of the asset
    #[schema(example = "http://127.0.0.1:8080/v1/132233/assets/B-0001/0")]
    pub href: String,
}

impl ExplainedCell {
    /// A page of a cell; `href` tells where an asset is.
    pub fn of(
        cell: &CellOf,
        (total, closed): (Yen, bool),
        parts: Vec<Part>,
        links: Vec<Link>,
        href: impl Fn(&str, &str) -> String,
    ) -> ExplainedCell {
        let asset = |part: Part| ExplainedAsset {
            href: href(&part.key.asset_no, &part.key.branch_no),
            asset_no: part.key.asset_no,
            branch_no: part.key.branch_no,
            name: part.name,
            account: part.account,
            yen: part.yen.0,
            charge_yen: part.charge.map(|charge| charge.0),
            movements: part.movements.into_iter().map(Movement::of).collect(),
        };
        ExplainedCell {
            row: row_code(cell.row),
            column: cell.column.code(),
            purpose: cell.purpose.map(|purpose| purpose.map_or(UNCLASSIFIED, Word::code)),
            fiscal_year: cell.year,
            closed,
            total_yen: total.0,
            assets: parts.into_iter().map(asset).collect(),
            links,
        }
    }
}

/// What stands for no purpose.
pub const UNCLASSIFIED: &str = "unclassified";

/// Depreciation ratio of tangible fixed assets (有形固定資産減価償却率)
#[derive(Debug, Serialize, ToSchema)]
pub struct DepreciationRatios {
    /// What is said with it
    #[serde(flatten)]
    pub head: StatementHead,
    /// By what the rows are told apart
    pub by: RatioBy,
    /// 物品を含む: movables are counted in the rows and in `ratio_percent`
    pub include_movables: bool,
    /// 有形固定資産減価償却率 of all that is counted, to two decimals; absent when nothing depreciates
    #[schema(example = 57.57)]
    pub ratio_percent: Option<f64>,
    /// 物品を含む全体
    pub with_movables: DepreciationRatio,
    /// 物品を除く全体
    pub without_movables: DepreciationRatio,
    /// The rows, the total last
    pub rows: Vec<RatioLine>,
}

/// A depreciation ratio and what it is taken from (減価償却率)
#[derive(Debug, Serialize, ToSchema)]
pub struct DepreciationRatio {
    /// 資産数 at the end of the year
    #[schema(example = 897)]
    pub assets: i64,
    /// 償却資産の取得価額等: cost of what depreciates
    #[schema(example = 66213000000_i64)]
    pub depreciable_cost_yen: i64,
    /// 減価償却累計額
    #[schema(example = 38111137696_i64)]
    pub accumulated_yen: i64,
    /// 有形固定資産減価償却率, to two decimals; absent when nothing depreciates
    #[schema(example = 57.56)]
    pub ratio_percent: Option<f64>,
}

impl From<&Sums> for DepreciationRatio {
    fn from(sums: &Sums) -> DepreciationRatio {
        DepreciationRatio {
            assets: sums.assets,
            depreciable_cost_yen: sums.depreciable_cost.0,
            accumulated_yen: sums.accumulated.0,
            ratio_percent: depreciation_ratio(sums).map(percent),
        }
    }
}

fn percent(ratio: Ratio) -> f64 {
    ratio.percent_hundredths() as f64 / 100.0
}

/// A row of the depreciation ratio (減価償却率の行)
#[derive(Debug, Serialize, ToSchema)]
pub struct RatioLine {
    /// Which row it is: an account, a purpose, a class, 施設番号, `unlinked`, `total`
    #[serde(flatten)]
    pub head: RowHead,
    /// The ratio and what it is taken from
    #[serde(flatten)]
    pub ratio: DepreciationRatio,
}

impl DepreciationRatios {
    /// The ratios and their table.
    pub fn of(
        drawn: &Drawn,
        by: RatioBy,
        include_movables: bool,
        rows: &[(String, RatioRow)],
        table: &Table,
    ) -> Result<DepreciationRatios> {
        let lines = rows.iter().zip(&table.rows).map(|((code, row), laid_out)| RatioLine {
            head: RowHead::of(code.as_str(), laid_out),
            ratio: DepreciationRatio::from(&row.sums),
        });
        Ok(DepreciationRatios {
            head: StatementHead::of(drawn, table)?,
            by,
            include_movables,
            ratio_percent: statement::depreciation_ratio(&drawn.tangible(include_movables)).map(percent),
            with_movables: DepreciationRatio::from(&drawn.tangible(true)),
            without_movables: DepreciationRatio::from(&drawn.tangible(false)),
            rows: lines.collect(),
        })
    }
}
