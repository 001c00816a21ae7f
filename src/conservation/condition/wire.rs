//! What the API says of ratings and scores.

use crate::domain::condition::RatingBasis;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// A rating of a part of a building (劣化状況評価)
#[derive(Debug, Serialize, ToSchema)]
pub struct Rating {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: String,
    /// 部位: a part of the scheme
    #[schema(example = "roof")]
    pub part: String,
    /// 部位番号: the component that was looked at
    pub component_code: Option<String>,
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// 評価
    #[schema(example = "c")]
    pub grade: String,
    /// 調査日
    #[schema(example = "2023-11-15")]
    pub rated_on: String,
    /// 評価の方法
    pub basis: RatingBasis,
    /// 調査者
    #[schema(example = "施設課")]
    pub rated_by: Option<String>,
    /// 点検の記録番号: the inspection in which it was rated
    pub inspection_id: Option<String>,
    /// 備考
    pub note: Option<String>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}
