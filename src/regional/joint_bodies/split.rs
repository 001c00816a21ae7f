//! What does each member pay of a cost of its joint body?

use super::record::stored;
use super::wire::{BodyMember, CostSplit, MemberAmount, PartAmount, SharePart};
use crate::domain::regional::{Member, Part, Shares};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Result};
use crate::fields::{Fields, Origin};
use crate::regional::{JointBody, raw};
use serde_json::{Map, Value};

/// Shares that can be reckoned with.
pub fn shares(parts: &[SharePart], members: &[BodyMember]) -> Result<Shares, Invalid> {
    let parts = parts.iter().map(|part| Part { basis: part.basis, permille: (part.percent * 10.0).round() as i64 });
    let members = members.iter().map(|member| Member {
        code: member.code.clone(),
        population: member.population,
        usage: member.usage,
    });
    Shares::new(parts.collect(), members.collect())
}

/// The cost that is to be shared.
pub fn cost(cells: Map<String, Value>) -> Result<Yen> {
    let mut fields = Fields::new(cells, Origin::Body(String::new()));
    if !fields.has("cost_yen") {
        let text = Text::new(
            "`cost_yen` is missing; write the cost that the members share",
            "`cost_yen` がありません。按分する費用を指定してください",
        );
        fields.refuse(Invalid::new("cost_yen", "required", "", text));
    }
    let cost = fields.yen("cost_yen").unwrap_or(0);
    let faults = fields.faults();
    if faults.is_empty() { Ok(Yen(cost)) } else { Err(Error::Refused(faults)) }
}

/// A cost as the members share it.
pub fn split(body: &JointBody, cost: Yen, language: Language) -> Result<CostSplit> {
    let (parts, members): (Vec<SharePart>, Vec<BodyMember>) = (stored(&body.parts)?, stored(&body.members)?);
    let split = shares(&parts, &members).map_err(Error::value)?.split(cost);
    let own = split.members.iter().find(|member| member.code == body.municipality_code);
    let rule = Text::new(
        "divided by the rates, then by the weights; the yen left over go one by one to the largest remainders, so that all sums to the cost",
        "各基準の割合で按分し、端数は剰余の大きい順に1円ずつ配分（合計は費用に一致）",
    );
    let amounts = split.parts.iter().map(|(part, amount)| PartAmount {
        basis: part.basis,
        percent: part.permille as f64 / 10.0,
        amount_yen: *amount,
    });
    Ok(CostSplit {
        joint_body_id: body.id.clone(),
        name: body.name.clone(),
        cost_yen: cost,
        parts: amounts.collect(),
        own_yen: own.map_or(Yen(0), |member| member.total),
        rule: language.pick(&rule),
        illustrative: raw(&body.illustrative)?,
        members: split
            .members
            .into_iter()
            .zip(members)
            .map(|(share, member)| MemberAmount {
                code: share.code,
                name: member.name,
                by_part_yen: share.by_part,
                total_yen: share.total,
            })
            .collect(),
    })
}
