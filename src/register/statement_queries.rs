//! What may be asked of statements and of the journal: the parameters of their addresses and the forms in which they leave.

use crate::domain::facility::Word;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::IntoParams;

/// In what form a statement leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Form {
    /// JSON
    Json,
    /// CSV
    Csv,
    /// Excel
    Xlsx,
}

impl Word for Form {
    fn label_ja(self) -> &'static str {
        match self {
            Form::Json => "JSON",
            Form::Csv => "CSV",
            Form::Xlsx => "Excel",
        }
    }
}

/// In what form a journal leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum JournalForm {
    /// JSON
    Json,
    /// CSV
    Csv,
}

impl Word for JournalForm {
    fn label_ja(self) -> &'static str {
        match self {
            JournalForm::Json => "JSON",
            JournalForm::Csv => "CSV",
        }
    }
}

/// What statement is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct StatementQuery {
    /// 年度
    #[param(example = 2025)]
    fiscal_year: i32,
    /// 表示単位: yen (default), thousand, million
    #[param(example = "thousand")]
    unit: Option<String>,
    /// json (default), csv or xlsx
    #[param(example = "json")]
    format: Option<String>,
    /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
    #[param(example = "utf-8-bom")]
    encoding: Option<String>,
    /// 会計区分; all together when not given
    #[param(example = "一般会計")]
    accounting_entity: Option<String>,
}

/// What statement of property is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct PropertyQuery {
    /// 年度
    #[param(example = 2025)]
    fiscal_year: i32,
    /// json (default), csv or xlsx
    #[param(example = "json")]
    format: Option<String>,
    /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
    #[param(example = "utf-8-bom")]
    encoding: Option<String>,
    /// 会計区分; all together when not given
    #[param(example = "一般会計")]
    accounting_entity: Option<String>,
}

/// Which cell is to be explained, page by page
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct CellQuery {
    /// 年度
    #[param(example = 2025)]
    fiscal_year: i32,
    /// 目的別資産区分 (`unclassified` for none): a cell of the schedule by purpose; only with the column `book`
    #[param(example = "education")]
    purpose: Option<String>,
    /// 会計区分; all together when not given
    #[param(example = "一般会計")]
    accounting_entity: Option<String>,
    /// Assets a page, up to 1000
    #[param(default = 100)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Path of a cell, for the API document.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct CellPath {
    /// Municipality code with check digit (全国地方公共団体コード)
    #[param(example = "132233")]
    municipality: String,
    /// Code of the row: an account, a group of accounts or `total`
    #[param(example = "business-buildings")]
    row: String,
    /// Code of the column: opening, increase, decrease, closing, accumulated, charge or book
    #[param(example = "increase")]
    column: String,
}

/// What depreciation ratio is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct RatioQuery {
    /// 年度
    #[param(example = 2025)]
    fiscal_year: i32,
    /// By what it is told apart: municipality (default), account, purpose, class (施設の大分類) or facility
    #[param(example = "class")]
    by: Option<String>,
    /// 物品を含む: whether movables count in the rows
    #[param(default = true)]
    include_movables: Option<bool>,
    /// json (default), csv or xlsx
    #[param(example = "json")]
    format: Option<String>,
    /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
    #[param(example = "utf-8-bom")]
    encoding: Option<String>,
    /// 会計区分; all together when not given
    #[param(example = "一般会計")]
    accounting_entity: Option<String>,
}

/// What journal is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct JournalQuery {
    /// 年度
    #[param(example = 2025)]
    fiscal_year: i32,
    /// json (default, page by page) or csv (everything)
    #[param(example = "csv")]
    format: Option<String>,
    /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
    #[param(example = "utf-8-bom")]
    encoding: Option<String>,
    /// Movements a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}
