//! What the API says of joint bodies and of the shares of their members.

use crate::domain::regional::{JointBodyKind, ShareBasis};
use crate::domain::units::Yen;
use crate::http::Link;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// A body in which municipalities act together (一部事務組合など)
#[derive(Debug, Serialize, ToSchema)]
pub struct JointBody {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 整理番号: the municipality's own number, once only
    #[schema(example = "JB-001")]
    pub external_no: Option<String>,
    /// 名称
    #[schema(example = "小平・村山・大和衛生組合")]
    pub name: String,
    /// 共同処理の方式
    pub kind: JointBodyKind,
    /// 共同処理する事務
    #[schema(example = "ごみの中間処理")]
    pub purpose: Option<String>,
    /// 設立日, or the year and month when no more is known
    #[schema(example = "1965-02")]
    pub established_on: Option<String>,
    /// 負担割合: by what the cost is shared, together 100 percent
    pub parts: Vec<SharePart>,
    /// 構成団体, this municipality among them
    pub members: Vec<BodyMember>,
    /// 利用量の単位
    #[schema(example = "トン")]
    pub use_unit: Option<String>,
    /// 所管課
    #[schema(example = "ごみ対策課")]
    pub department: Option<String>,
    /// 備考
    #[schema(example = "負担割合は規約による")]
    pub note: Option<String>,
    /// 出典
    #[schema(example = "組合規約")]
    pub source: Option<String>,
    /// ライセンス
    #[schema(example = "CC BY 4.0")]
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!(["parts"]))]
    pub illustrative: Box<RawValue>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// A part of the cost
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SharePart {
    /// 負担割合の基準
    pub basis: ShareBasis,
    /// 割合（%）, to a tenth
    #[schema(example = 40.0)]
    pub percent: f64,
}

/// A member of a joint body
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BodyMember {
    /// 団体コード
    #[schema(example = "132233")]
    pub code: String,
    /// 名称
    #[schema(example = "武蔵村山市")]
    pub name: Option<String>,
    /// 人口, for what is shared by population
    #[schema(example = 71000)]
    pub population: i64,
    /// 利用量, for what is shared by use
    #[schema(example = 15000)]
    pub usage: i64,
}

/// A page of joint bodies
#[derive(Serialize, ToSchema)]
pub struct JointBodies {
    /// How many are on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// How many match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub joint_bodies: Vec<JointBody>,
}

/// What list of joint bodies is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct JointBodyQuery {
    /// 共同処理の方式
    kind: Option<JointBodyKind>,
    /// 整理番号
    external_no: Option<String>,
    /// `name`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Records a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// A cost to be shared
#[derive(Serialize, ToSchema)]
pub struct JointCost {
    /// 費用（円）
    #[schema(example = 1000001)]
    pub cost_yen: Yen,
}

/// A cost as the members of a joint body share it (構成団体別の負担額)
#[derive(Serialize, ToSchema)]
pub struct CostSplit {
    /// 記録番号 of the joint body
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub joint_body_id: String,
    /// 名称 of the joint body
    #[schema(example = "小平・村山・大和衛生組合")]
    pub name: String,
    /// 費用（円）
    #[schema(example = 1000001)]
    pub cost_yen: Yen,
    /// The cost by part
    pub parts: Vec<PartAmount>,
    /// The cost by member; the totals sum to the cost
    pub members: Vec<MemberAmount>,
    /// 自団体の負担額（円）
    #[schema(example = 232935)]
    pub own_yen: Yen,
    /// How it is divided
    #[schema(example = "各基準の割合で按分し、端数は剰余の大きい順に1円ずつ配分（合計は費用に一致）")]
    pub rule: String,
    /// 例示項目: fields of the joint body that are invented and that this rests on
    #[schema(value_type = Vec<String>, example = json!(["parts"]))]
    pub illustrative: Box<RawValue>,
}

/// A part of a cost
#[derive(Serialize, ToSchema)]
pub struct PartAmount {
    /// 負担割合の基準
    pub basis: ShareBasis,
    /// 割合（%）
    #[schema(example = 20.0)]
    pub percent: f64,
    /// 額（円）
    #[schema(example = 200000)]
    pub amount_yen: Yen,
}

/// What a member pays
#[derive(Serialize, ToSchema)]
pub struct MemberAmount {
    /// 団体コード
    #[schema(example = "132233")]
    pub code: String,
    /// 名称
    #[schema(example = "武蔵村山市")]
    pub name: Option<String>,
    /// By part, in the order of the parts（円）
    #[schema(example = json!([66666, 101983, 64286]))]
    pub by_part_yen: Vec<Yen>,
    /// 負担額（円）
    #[schema(example = 232935)]
    pub total_yen: Yen,
}
