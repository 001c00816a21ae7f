//! What the API says of lists taken in and given out.

use super::ImportKind;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// How a file is taken in
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ImportQuery {
    /// 取込みの種別
    kind: ImportKind,
    /// 確認のみ: everything is read and checked, nothing is written
    dry_run: Option<bool>,
    /// 調査日 of ratings whose rows name none
    #[param(example = "2023-11-15")]
    rated_on: Option<String>,
}

/// What became of a file (取込み結果)
#[derive(Serialize, ToSchema)]
pub struct Imported {
    /// 取込みの種別
    pub kind: ImportKind,
    /// 確認のみ
    pub dry_run: bool,
    /// 件数
    #[schema(example = 57)]
    pub records: u64,
    /// 新規
    #[schema(example = 50)]
    pub created: u64,
    /// 変更
    #[schema(example = 5)]
    pub changed: u64,
    /// 変更なし
    #[schema(example = 2)]
    pub unchanged: u64,
    /// 注意事項: what was left out or assumed
    #[schema(example = json!(["「単位：千円」と読み、円に直しました"]))]
    pub notices: Vec<String>,
}

/// How a list is given out
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ExportQuery {
    /// 種別
    kind: ImportKind,
    /// 形式: `csv` or `xlsx`
    #[param(default = "csv")]
    f: Option<String>,
    /// 文字コード of CSV: `utf-8-bom`, `utf-8` or `cp932`
    #[param(default = "utf-8-bom")]
    encoding: Option<String>,
}
