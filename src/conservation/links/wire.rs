//! What the API says of report links and of reports that come through them.

use crate::conservation::labels::Layout;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// A report link (不具合報告用リンク): whoever has it can report a defect of the facility
#[derive(Serialize, ToSchema)]
pub struct ReportLink {
    /// トークン: cannot be guessed
    #[schema(example = "Zk3x9QpLw2TtB8vR5nYc1A")]
    pub token: String,
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 報告フォームのアドレス: what the QR code leads to
    #[schema(example = "https://facilities.example.lg.jp/v1/132233/report-links/Zk3x9QpLw2TtB8vR5nYc1A/form")]
    pub url: String,
    /// 発行日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub issued_at: String,
    /// 失効日時 (RFC 3339); absent while it is in force
    #[schema(example = "2026-12-01T01:00:00.000000Z")]
    pub revoked_at: Option<String>,
}

/// The report links of a facility
#[derive(Serialize, ToSchema)]
pub struct ReportLinks {
    /// Oldest first, revoked ones as well
    pub report_links: Vec<ReportLink>,
}

/// Path of a report link
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct ReportLinkPath {
    /// 全国地方公共団体コード
    #[param(example = "132233")]
    municipality: String,
    /// トークン
    #[param(example = "Zk3x9QpLw2TtB8vR5nYc1A")]
    token: String,
}

/// In what language the form is shown
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ReportFormQuery {
    /// `ja` (やさしい日本語) or `en`; by `Accept-Language` when not given, Japanese without it
    #[param(example = "ja")]
    lang: Option<String>,
}

/// Which labels are asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ReportLabelQuery {
    /// 施設番号, several separated by commas; all facilities when not given
    #[param(example = "P05-01,P05-02")]
    facility_code: Option<String>,
    /// 用紙の割付け: `2x4`, `3x8` or `1x1` labels on a sheet of A4
    layout: Option<Layout>,
}

/// For which facilities labels are issued
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct NewReportLabels {
    /// 施設番号; all facilities when left out
    #[schema(example = json!(["P05-01", "P05-02"]))]
    facility_codes: Option<Vec<String>>,
    /// 用紙の割付け; `2x4` when left out
    layout: Option<Layout>,
}

/// What a stranger reports (不具合の報告)
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct NewReport {
    /// 不具合の内容: up to 2000 characters
    #[schema(example = "天井から水が落ちてくる")]
    description: String,
    /// 場所: up to 200 characters
    #[schema(example = "2階 男子トイレ")]
    place: Option<String>,
    /// 連絡先: up to 200 characters; used to ask back about this report and for nothing else
    #[schema(example = "042-000-0000")]
    contact: Option<String>,
    /// To be left empty: a field that people do not see in the form
    website: Option<String>,
    /// `ja` or `en`: the language of the page that answers a form
    #[schema(example = "ja")]
    lang: Option<String>,
}

/// What whoever reported is told
#[derive(Serialize, ToSchema)]
pub struct ReportReceipt {
    /// 受付番号: what to name when asking about it; the 整理番号 of the defect
    #[schema(example = "Q-261123-7K3FM")]
    pub number: String,
    /// The same in a sentence
    #[schema(example = "受け付けました。受付番号は Q-261123-7K3FM です。")]
    pub message: String,
}
