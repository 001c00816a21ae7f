//! What does each member of a joint body pay?
//!
//! The cost is divided into parts (均等割, 人口割, 利用割) by their rates, and each part among the members by its weights: the same
//! for all, population, use. Both divisions go by the largest remainder: everyone gets the whole yen of the exact share, and
//! the yen that are left go one by one to the largest remainders, to the earlier of two that are alike.
//!
//! # Shapes
//! Members and parts in the order in which they are given; a column for each part and their sum for each member.
//! # Units
//! Whole yen. Rates in thousandths that sum to 1000. Weights are whole numbers from 0.
//! # Errors
//! [`Shares::new`] refuses rates that do not sum to 1000, a basis twice, members without any weight, and more than 100 members.
//! # Source
//! Usual rules of associations for the shares of their members (分担金・負担金). Largest remainder: Hamilton's method.

use super::word::ShareBasis;
use crate::domain::facility::Word;
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use std::cmp::Reverse;

/// Members of a body at most.
pub const MOST_MEMBERS: usize = 100;

/// A part of the cost and by what it is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// By what.
    pub basis: ShareBasis,
    /// Thousandths of the cost.
    pub permille: i64,
}

/// A member with its weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// 団体コード
    pub code: String,
    /// 人口
    pub population: i64,
    /// 利用量
    pub usage: i64,
}

impl Member {
    fn weight(&self, basis: ShareBasis) -> i64 {
        match basis {
            ShareBasis::Equal => 1,
            ShareBasis::Population => self.population,
            ShareBasis::Use => self.usage,
        }
    }
}

/// Members and parts by which a cost can be shared.
#[derive(Clone, Debug)]
pub struct Shares {
    parts: Vec<Part>,
    members: Vec<Member>,
}

/// What a member pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberShare {
    /// 団体コード
    pub code: String,
    /// By part, in the order of the parts.
    pub by_part: Vec<Yen>,
    /// Together.
    pub total: Yen,
}

/// A cost as it is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The parts with their amounts.
    pub parts: Vec<(Part, Yen)>,
    /// The members in the order in which they are given.
    pub members: Vec<MemberShare>,
}

impl Shares {
    /// Shares that can be reckoned with.
    pub fn new(parts: Vec<Part>, members: Vec<Member>) -> Result<Shares, Invalid> {
        let sum = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(part.permille));
        if sum != 1_000 || parts.iter().any(|part| part.permille < 0) {
            let percent = sum as f64 / 10.0;
            let text = Text::new(
                format!("`parts` sum to {percent} percent; they must sum to 100"),
                format!("`parts` の割合の合計が {percent} % です。100 % にしてください"),
            );
            return Err(Invalid::new("parts", "contradiction", percent, text));
        }
        let twice =
            parts.iter().enumerate().find(|(n, part)| parts[..*n].iter().any(|other| other.basis == part.basis));
        if let Some((_, part)) = twice {
            let (code, label) = (part.basis.code(), part.basis.label_ja());
            let text = Text::new(
                format!("`parts` names `{code}` twice; put the two together"),
                format!("`parts` に{label}が2回あります。1つにまとめてください"),
            );
            return Err(Invalid::new("parts", "duplicate", code, text));
        }
        if members.is_empty() || members.len() > MOST_MEMBERS {
            let text = Text::new(
                format!("`members` has {}; a joint body has from 1 to {MOST_MEMBERS}", members.len()),
                format!("`members` は1団体から{MOST_MEMBERS}団体までにしてください（{}団体）", members.len()),
            );
            return Err(Invalid::new("members", "out-of-range", members.len(), text));
        }
        let twice =
            members.iter().enumerate().find(|(n, member)| members[..*n].iter().any(|other| other.code == member.code));
        if let Some((_, member)) = twice {
            let code = &member.code;
            let text = Text::new(
                format!("`members` names `{code}` twice; name each municipality once"),
                format!("`members` に `{code}` が2回あります。1回だけにしてください"),
            );
            return Err(Invalid::new("members", "duplicate", code, text));
        }
        let weightless = parts
            .iter()
            .filter(|part| part.permille > 0)
            .find(|part| members.iter().all(|member| member.weight(part.basis) <= 0));
        if let Some(part) = weightless {
            let (code, label) = (part.basis.code(), part.basis.label_ja());
            let text = Text::new(
                format!("`members` give no weight for `{code}`, by which a part of the cost is shared; enter it"),
                format!("`members` に{label}の基準となる数値がありません。登録してください"),
            );
            return Err(Invalid::new("members", "contradiction", code, text));
        }
        Ok(Shares { parts, members })
    }

    /// Shares a cost; what is not positive is shared as nothing.
    pub fn split(&self, cost: Yen) -> Split {
        let rates: Vec<i64> = self.parts.iter().map(|part| part.permille).collect();
        let amounts = apportion(cost.0.max(0), &rates);
        let columns: Vec<Vec<i64>> = self
            .parts
            .iter()
            .zip(&amounts)
            .map(|(part, amount)| {
                let weights: Vec<i64> = self.members.iter().map(|member| member.weight(part.basis)).collect();
                apportion(*amount, &weights)
            })
            .collect();
        let share = |(n, member): (usize, &Member)| {
            let by_part: Vec<Yen> = columns.iter().map(|column| Yen(column[n])).collect();
            MemberShare { code: member.code.clone(), total: by_part.iter().copied().sum(), by_part }
        };
        Split {
            members: self.members.iter().enumerate().map(share).collect(),
            parts: self.parts.iter().copied().zip(amounts.into_iter().map(Yen)).collect(),
        }
    }
}

/// Divides a whole number by weights so that the parts sum to it. Without any weight everything is 0.
pub fn apportion(total: i64, weights: &[i64]) -> Vec<i64> {
    let whole: i128 = weights.iter().map(|weight| i128::from((*weight).max(0))).sum();
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let product = |weight: &i64| i128::from(total.max(0)) * i128::from((*weight).max(0));
    let mut parts: Vec<i64> = weights.iter().map(|weight| (product(weight) / whole) as i64).collect();
    let left = total.max(0) - parts.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|n| Reverse(product(&weights[*n]) % whole));
    for n in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[n] += 1;
    }
    parts
}
