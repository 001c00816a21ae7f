//! How is a balance taken apart: a part that leaves, an asset divided by area, construction settled onto assets?
//!
//! The part of an asset that is retired or sold takes with it the accumulated depreciation pro rata of its cost, so the
//! loss is the book value of that part:
//!
//! > `accumulated_part = ⌊accumulated × cost_part / cost⌋`
//!
//! The children of a divided asset receive `⌊cost × weight / Σ weight⌋` and `⌊accumulated × weight / Σ weight⌋`, and
//! the largest child the yen that are left over. Of accumulated depreciation it takes no more than its own cost leaves
//! room for; the rest goes to the next largest child with room, so that no child stands below zero.
//!
//! Construction in progress (建設仮勘定) settled onto several assets gives each its direct cost and a share of the common
//! cost, which is what the balance exceeds the direct costs by.
//!
//! # Shapes
//! Weights: 2 to 1,000 for a division, 1 to 1,000 for a settlement. Results have one element a weight, in that order.
//! # Units
//! Whole yen; weights in any one unit (hundredths of a square metre, yen). Shares are rounded down, remainders go to
//! the largest weight, of equal ones to the first. Products are reckoned in 128 bits, so nothing overflows.
//! # Errors
//! [`Portion`] and [`Weights`] are checked when they are made; [`settle`] refuses costs that do not fit the balance and
//! names `direct_costs_yen` or `weights`.
//! # Source
//! 資産評価及び固定資産台帳整備の手引き (Ministry of Internal Affairs and Communications): partial disposal pro rata, division
//! with both sums preserved, common cost of a construction allocated by ratio. The rule for remainders is ours.

use super::Amounts;
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};
use std::cmp::Reverse;

/// How much of an asset leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Portion {
    /// The whole asset, to the yen.
    All,
    /// The part that cost so much.
    Cost(Yen),
    /// A part of the quantity (area, length, count), both in the same unit.
    Share {
        /// How much leaves.
        part: u64,
        /// How much there is.
        whole: u64,
    },
}

impl Portion {
    /// The part that cost so many yen, from 1 to the cost of the asset.
    pub fn cost(field: &'static str, yen: i64, of: Amounts) -> Result<Portion, Invalid> {
        let cost = of.cost.0;
        if cost < 1 {
            return Err(Invalid::new(
                field,
                "contradiction",
                yen,
                Text::new(
                    format!("`{field}` is `{yen}`, but the asset has no cost left of which a part could leave"),
                    format!("`{field}` の値 `{yen}` は使えません。この資産には減らせる取得価額が残っていません"),
                ),
            ));
        }
        match (1..=cost).contains(&yen) {
            true => Ok(Portion::Cost(Yen(yen))),
            false => Err(out_of_range(field, yen, 1, cost)),
        }
    }

    /// A part of the quantity, both in hundredths of its unit: more than 0 and at most the whole.
    pub fn quantity(field: &'static str, part_hundredths: i64, whole_hundredths: i64) -> Result<Portion, Invalid> {
        match (u64::try_from(part_hundredths), u64::try_from(whole_hundredths)) {
            (Ok(part), Ok(whole)) if 0 < part && part <= whole => Ok(Portion::Share { part, whole }),
            _ => {
                let (part, whole) = (decimal(part_hundredths), decimal(whole_hundredths));
                Err(Invalid::new(
                    field,
                    "out-of-range",
                    &part,
                    Text::new(
                        format!(
                            "`{field}` is `{part}`; it must be more than 0 and at most the asset's quantity {whole}"
                        ),
                        format!(
                            "`{field}` の値 `{part}` は範囲外です。0 より大きく、資産の数量 {whole} 以下にしてください"
                        ),
                    ),
                ))
            }
        }
    }
}

/// Hundredths as they are written: with two decimals.
fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let digits = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", digits / 100, digits % 100)
}

/// What leaves with a part of an asset, as negative amounts: added to the balance, they leave the rest.
///
/// Accumulated depreciation leaves pro rata of the cost that leaves, rounded down; the loss of a retirement is
/// therefore the book value of the retired part, and both that part and the rest stay at or above zero. A portion
/// larger than the asset is the whole asset.
pub fn leaving(balance: Amounts, portion: &Portion) -> Amounts {
    let cost = balance.cost.0;
    let cost_part = match *portion {
        Portion::All => return -balance,
        Portion::Cost(yen) => yen.0.clamp(0, cost.max(0)),
        Portion::Share { part, whole } => pro_rata(cost, part.min(whole), whole),
    };
    if cost_part <= 0 {
        return Amounts::default();
    }
    let accumulated = pro_rata(balance.accumulated.0, cost_part.unsigned_abs(), cost.unsigned_abs());
    -Amounts { cost: Yen(cost_part), accumulated: Yen(accumulated) }
}

/// `⌊amount × part / whole⌋`; nothing of nothing.
fn pro_rata(amount: i64, part: u64, whole: u64) -> i64 {
    if whole == 0 {
        return 0;
    }
    // A product of 63 and 64 bits fits into 127, and the part is at most the whole, so the quotient fits back.
    (i128::from(amount) * i128::from(part)).div_euclid(i128::from(whole)) as i64
}

/// By what a balance is divided: areas, lengths or values, one a child.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weights(Vec<u64>);

impl Weights {
    /// No division of one record into more parts than this is anything but a slip.
    const MOST: usize = 1000;

    /// The weights of a division: 2 to 1,000, each more than 0, together less than 2⁶⁴.
    pub fn new(field: &'static str, weights: &[u64]) -> Result<Weights, Invalid> {
        Weights::of_at_least(2, field, weights)
    }

    /// The weights of a settlement, which may also be onto a single asset: 1 to 1,000.
    pub fn for_settlement(field: &'static str, weights: &[u64]) -> Result<Weights, Invalid> {
        Weights::of_at_least(1, field, weights)
    }

    fn of_at_least(fewest: usize, field: &'static str, weights: &[u64]) -> Result<Weights, Invalid> {
        let (count, most) = (weights.len(), Weights::MOST);
        if !(fewest..=most).contains(&count) {
            return Err(Invalid::new(
                field,
                "out-of-range",
                count,
                Text::new(
                    format!("`{field}` has {count} entries; give from {fewest} to {most}, one for each part"),
                    format!(
                        "`{field}` は {count} 件あります。部分ごとに1件、{fewest} 件から {most} 件までにしてください"
                    ),
                ),
            ));
        }
        if let Some(at) = weights.iter().position(|weight| *weight == 0) {
            let nth = at + 1;
            return Err(Invalid::new(
                field,
                "out-of-range",
                0,
                Text::new(
                    format!("entry {nth} of `{field}` is 0; every part needs more than 0, or leave the part out"),
                    format!("`{field}` の {nth} 件目が 0 です。0 より大きい値にするか、その部分を除いてください"),
                ),
            ));
        }
        if weights.iter().try_fold(0u64, |sum, weight| sum.checked_add(*weight)).is_none() {
            return Err(Invalid::new(
                field,
                "out-of-range",
                u64::MAX,
                Text::new(
                    format!("the entries of `{field}` add up to more than {}; write them in a larger unit", u64::MAX),
                    format!("`{field}` の合計が {} を超えます。もっと大きな単位で書いてください", u64::MAX),
                ),
            ));
        }
        Ok(Weights(weights.to_vec()))
    }
}

/// Divides a balance by weights. The costs add up to its cost and the accumulated depreciation to its accumulated
/// depreciation, and each part has `0 ≤ accumulated ≤ cost` if the balance has.
pub fn divide(balance: Amounts, weights: &Weights) -> Vec<Amounts> {
    let weights = &weights.0;
    let by_size = largest_first(weights);
    let costs = shares(balance.cost.0, weights);
    let mut accumulated = floors(balance.accumulated.0, weights);
    let mut left_over = left_over(balance.accumulated.0, &accumulated);
    // Rounded down, no part holds more than its cost; together they have room for all that is left over, because the
    // whole has.
    for at in by_size.iter().copied() {
        let taken = left_over.clamp(0, costs[at].saturating_sub(accumulated[at]).max(0));
        accumulated[at] += taken;
        left_over -= taken;
    }
    // Only a balance that was out of bounds before still has something over; its sum is kept all the same.
    if let Some(largest) = by_size.first() {
        accumulated[*largest] += left_over;
    }
    let parts = costs.into_iter().zip(accumulated);
    parts.map(|(cost, accumulated)| Amounts { cost: Yen(cost), accumulated: Yen(accumulated) }).collect()
}

/// `⌊amount × weight / Σ weight⌋` of each.
fn floors(amount: i64, weights: &[u64]) -> Vec<i64> {
    let whole = weights.iter().sum();
    weights.iter().map(|weight| pro_rata(amount, *weight, whole)).collect()
}

/// What rounding down left over: from 0 to less than there are shares.
fn left_over(amount: i64, floors: &[i64]) -> i64 {
    (i128::from(amount) - floors.iter().map(|share| i128::from(*share)).sum::<i128>()) as i64
}

/// Shares that add up to the amount: rounded down, the remainder to the largest.
fn shares(amount: i64, weights: &[u64]) -> Vec<i64> {
    let mut shares = floors(amount, weights);
    let left_over = left_over(amount, &shares);
    if let Some(largest) = largest_first(weights).first() {
        shares[*largest] += left_over;
    }
    shares
}

/// Places in the order of falling weights; of equal ones the first comes first.
fn largest_first(weights: &[u64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..weights.len()).collect();
    places.sort_by_key(|at| Reverse(weights[*at]));
    places
}

/// What each asset costs onto which construction in progress is settled: its direct cost and its share of the common
/// cost, which is the total less all direct costs. Together they are the total.
///
/// The common cost follows the weights if there are any, else the direct costs. Weights are needed when no asset has a
/// direct cost. An asset that would come out at 0 yen is refused, for nothing could be entered for it.
pub fn settle(total: Yen, direct: &[Yen], weights: Option<&Weights>) -> Result<Vec<Yen>, Invalid> {
    let common = common_cost(total, direct)?;
    let by_direct: Vec<u64>;
    let weights: &[u64] = match weights {
        Some(Weights(given)) if given.len() == direct.len() => given,
        None if common < total => {
            by_direct = direct.iter().map(|yen| yen.0.unsigned_abs()).collect();
            &by_direct
        }
        None if direct.len() == 1 => &[1],
        given => {
            let (weighed, count) = (given.map_or(0, |weights| weights.0.len()), direct.len());
            let en = format!("`weights` has {weighed} entries for {count} assets; give one for each asset");
            let ja = format!("`weights` は {weighed} 件ですが、資産は {count} 件です。資産ごとに1件を指定してください");
            return Err(Invalid::new("weights", "contradiction", weighed, Text::new(en, ja)));
        }
    };
    let shares = shares(common.0, weights);
    let settled: Vec<Yen> = direct.iter().zip(shares).map(|(direct, share)| *direct + Yen(share)).collect();
    let Some(at) = settled.iter().position(|yen| *yen < Yen(1)) else { return Ok(settled) };
    let nth = at + 1;
    let en = format!("asset {nth} would come out at 0 yen; give it a direct cost or a larger weight, or leave it out");
    let ja = format!(
        "{nth} 件目の資産が 0 円になります。直接費を指定するか、按分の重みを大きくするか、その資産を除いてください"
    );
    Err(Invalid::new(DIRECT_COSTS, "out-of-range", 0, Text::new(en, ja)))
}

const DIRECT_COSTS: &str = "direct_costs_yen";

/// What the total exceeds the direct costs by, if they fit into it.
fn common_cost(total: Yen, direct: &[Yen]) -> Result<Yen, Invalid> {
    let (count, most) = (direct.len(), Weights::MOST);
    if !(1..=most).contains(&count) {
        let en = format!("`{DIRECT_COSTS}` has {count} entries; give from 1 to {most}, one for each asset");
        let ja = format!("`{DIRECT_COSTS}` は {count} 件あります。資産ごとに1件、1 件から {most} 件までにしてください");
        return Err(Invalid::new(DIRECT_COSTS, "out-of-range", count, Text::new(en, ja)));
    }
    let total = total.0;
    if let Some(below) = direct.iter().find(|yen| yen.0 < 0) {
        return Err(out_of_range(DIRECT_COSTS, below.0, 0, total.max(0)));
    }
    let sum: i128 = direct.iter().map(|yen| i128::from(yen.0)).sum();
    let common = i128::from(total) - sum;
    if total >= 1 && common >= 0 {
        return Ok(Yen(common as i64));
    }
    let en = format!(
        "`{DIRECT_COSTS}` adds up to {sum} yen, but {total} yen are to be settled; it must be no more than that, and \
         something must be there to settle"
    );
    let ja = format!(
        "`{DIRECT_COSTS}` の合計は {sum} 円ですが、精算する額は {total} 円です。合計を精算額以下とし、精算額を1円以上に\
         してください"
    );
    Err(Invalid::new(DIRECT_COSTS, "contradiction", sum, Text::new(en, ja)))
}
