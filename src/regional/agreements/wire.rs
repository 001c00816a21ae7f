//! What the API says of agreements and of what they share.

use crate::domain::facility::{Class, Subclass};
use crate::domain::regional::{AgreementKind, SharedColumn};
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// An agreement by which this municipality shares with others (広域連携の協定)
#[derive(Debug, Serialize, ToSchema)]
pub struct Agreement {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 協定番号: the municipality's own number, once only
    #[schema(example = "AG-001")]
    pub external_no: Option<String>,
    /// 件名
    #[schema(example = "図書館の相互利用に関する協定")]
    pub title: String,
    /// 協定の種類
    pub kind: AgreementKind,
    /// 相手団体コード: who may see what is shared
    #[schema(value_type = Vec<String>, example = json!(["132021", "132209"]))]
    pub partners: Box<RawValue>,
    /// 始期
    #[schema(example = "2026-04-01")]
    pub starts_on: String,
    /// 終期; none while it runs on
    #[schema(example = "2031-03-31")]
    pub ends_on: Option<String>,
    /// 対象施設の大分類; all when none is named
    #[schema(value_type = Vec<Class>, example = json!(["social-education"]))]
    pub classes: Box<RawValue>,
    /// 共有項目: the columns of its facilities that partners see; nothing is seen when none is named
    #[schema(value_type = Vec<SharedColumn>, example = json!(["name", "class", "floor-area-m2", "geometry"]))]
    pub shared_columns: Box<RawValue>,
    /// 条件
    #[schema(example = "貸出は一人10冊まで")]
    pub terms: Option<String>,
    /// 所管課
    #[schema(example = "図書館")]
    pub department: Option<String>,
    /// 備考
    #[schema(example = "毎年度末に更新を協議する")]
    pub note: Option<String>,
    /// 出典
    #[schema(example = "長期総合計画 第6章第3節")]
    pub source: Option<String>,
    /// ライセンス
    #[schema(example = "CC BY 4.0")]
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// A page of agreements
#[derive(Serialize, ToSchema)]
pub struct Agreements {
    /// How many are on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// How many match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub agreements: Vec<Agreement>,
}

/// What list of agreements is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct AgreementQuery {
    /// 協定の種類
    kind: Option<AgreementKind>,
    /// 相手団体コード
    partner: Option<String>,
    /// 現に有効な協定: those in force on this day
    in_force_on: Option<String>,
    /// 協定番号
    external_no: Option<String>,
    /// `starts_on`, `title`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Records a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Whose facilities, as of which day
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct SharedQuery {
    /// 団体コード: only facilities of this municipality
    #[param(example = "132021")]
    of: Option<String>,
    /// 協定の種類: only by such agreements
    kind: Option<AgreementKind>,
    /// 基準日; today when not given
    #[param(example = "2026-11-26")]
    as_of: Option<String>,
}

/// What neighbours let this municipality see (共有された施設)
#[derive(Serialize, ToSchema)]
pub struct SharedFacilities {
    /// 基準日
    #[schema(example = "2026-11-26")]
    pub as_of: String,
    /// An entry for each agreement in force, by municipality and agreement
    pub shares: Vec<Share>,
}

/// What one agreement lets be seen
#[derive(Serialize, ToSchema)]
pub struct Share {
    /// 団体コード of the municipality whose facilities these are
    #[schema(example = "132021")]
    pub of: String,
    /// その名称
    #[schema(example = "立川市")]
    pub of_name: String,
    /// 記録番号 of the agreement, at that municipality
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub agreement_id: String,
    /// 件名 of the agreement
    #[schema(example = "図書館の相互利用に関する協定")]
    pub title: String,
    /// 協定の種類
    pub kind: AgreementKind,
    /// 共有項目, in the order of the list
    pub columns: Vec<SharedColumn>,
    /// The facilities, by their number
    pub facilities: Vec<SharedFacility>,
}

/// A facility of a neighbour
#[derive(Clone, Serialize, ToSchema)]
pub struct SharedFacility {
    /// Exactly the columns of the agreement, by name; null where the value is not known
    #[schema(value_type = Object, example = json!({"name": "中央図書館", "class": "social-education", "floor-area-m2": 5400.5}))]
    pub values: Map<String, Value>,
    /// Which of these columns are invented
    #[schema(example = json!(["floor-area-m2"]))]
    pub illustrative: Vec<SharedColumn>,
}

/// How close, as of which day
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct CandidateQuery {
    /// 距離（m）: how close facilities must be, from 1 to 20000
    #[param(default = 2000)]
    within_m: Option<u32>,
    /// 団体コード: only facilities of this municipality
    #[param(example = "132021")]
    of: Option<String>,
    /// 協定の種類: only by such agreements
    kind: Option<AgreementKind>,
    /// 基準日; today when not given
    #[param(example = "2026-11-26")]
    as_of: Option<String>,
    /// Candidates, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
}

/// Facilities that could be one with a neighbour's (広域的な再編の候補)
#[derive(Serialize, ToSchema)]
pub struct CrossBorderCandidates {
    /// 基準日
    #[schema(example = "2026-11-26")]
    pub as_of: String,
    /// 距離（m）
    #[schema(example = 2000)]
    pub within_m: i64,
    /// How many pairs there are within the distance
    #[schema(example = 12)]
    pub number_matched: u64,
    /// Closest first
    pub candidates: Vec<CrossBorderCandidate>,
    /// Agreements that do not share what a comparison needs
    pub not_compared: Vec<NotCompared>,
}

/// One of our facilities and one of a neighbour that does the same close by
#[derive(Serialize, ToSchema)]
pub struct CrossBorderCandidate {
    /// Ours
    pub own: OwnFacility,
    /// 団体コード of the neighbour
    #[schema(example = "132021")]
    pub of: String,
    /// その名称
    #[schema(example = "立川市")]
    pub of_name: String,
    /// 記録番号 of the agreement, at that municipality
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub agreement_id: String,
    /// The neighbour's, by the agreed columns
    pub neighbour: SharedFacility,
    /// 直線距離（m）
    #[schema(example = 740)]
    pub distance_m: i64,
}

/// A facility of our own
#[derive(Serialize, ToSchema)]
pub struct OwnFacility {
    /// 施設番号
    #[schema(example = "P05-19")]
    pub facility_code: String,
    /// 施設名
    #[schema(example = "大南地区図書館")]
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 延床面積（㎡）of the buildings that stand
    #[schema(example = 820.5)]
    pub floor_area_m2: Option<f64>,
    /// 建築年度 of the oldest building that stands
    #[schema(example = 1981)]
    pub completed_year: Option<i32>,
}

/// An agreement that does not share what a comparison needs
#[derive(Serialize, ToSchema)]
pub struct NotCompared {
    /// 団体コード
    #[schema(example = "132021")]
    pub of: String,
    /// 記録番号 of the agreement
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub agreement_id: String,
    /// 件名 of the agreement
    #[schema(example = "図書館の相互利用に関する協定")]
    pub title: String,
    /// The columns that it would have to share
    #[schema(example = json!(["geometry"]))]
    pub missing: Vec<SharedColumn>,
}
