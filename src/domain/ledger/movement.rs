//! Which amounts may a movement carry, and where may the balance of an asset stand?
//!
//! | reason | cost | accumulated |
//! |---|---|---|
//! | 有償取得, 資本的支出 | more than 0 | 0 |
//! | 開始残高, 受入, 寄附, 調査判明, 振替増, 建設仮勘定から振替 | more than 0 | 0 to the cost |
//! | 除却, 売却, 払出, 譲渡, 誤記載, 振替減, 分割・合併 | less than 0 | from the cost to 0 |
//! | 建設仮勘定精算 | less than 0 | 0 |
//! | 減価償却 | 0 | more than 0 |
//! | 評価増, 評価減 | any, so that the book value rises or falls | any |
//!
//! Where nothing is depreciated, accumulated is 0 in every row.
//!
//! # Shapes
//! One movement or one balance at a time.
//! # Units
//! Signed whole yen. Nothing is rounded.
//! # Errors
//! [`Invalid`] with the field `reason`, `cost_yen` or `accumulated_yen`.
//! # Source
//! 資産評価及び固定資産台帳整備の手引き (Ministry of Internal Affairs and Communications): the columns of increase and decrease
//! and `book_after = cost − accumulated`. Land, standing timber and 建設仮勘定 are not depreciated: the same. That a
//! revaluation may touch both amounts is ours.

use super::Amounts;
use crate::domain::asset::{Account, Reason};
use crate::domain::facility::Word;
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};

const COST: &str = "cost_yen";
const ACCUMULATED: &str = "accumulated_yen";

/// What is wrong, in both languages and without its subject.
type Fault = (&'static str, &'static str);

/// Whether a movement with this reason may have these signed amounts on this account. A reversing entry is checked by
/// checking the movement that it reverses; whether the balance bears it is [`check_balance`].
pub fn check_movement(reason: Reason, account: Account, change: Amounts) -> Result<(), Invalid> {
    check_reason(reason, account)?;
    let Amounts { cost, accumulated } = change;
    if accumulated != Yen(0) && !account.is_depreciable() {
        return Err(not_depreciated(account, accumulated));
    }
    let refuse = |field, value: Yen, fault: Fault| Err(refused(reason, field, value, fault));
    match reason {
        Reason::Depreciation if cost != Yen(0) => refuse(COST, cost, MUST_BE_0),
        Reason::Depreciation if accumulated <= Yen(0) => refuse(ACCUMULATED, accumulated, MUST_RISE),
        Reason::RevaluationUp if change.book() <= Yen(0) => refuse(COST, cost, BOOK_MUST_RISE),
        Reason::RevaluationDown if change.book() >= Yen(0) => refuse(COST, cost, BOOK_MUST_FALL),
        Reason::Depreciation | Reason::RevaluationUp | Reason::RevaluationDown => Ok(()),
        _ if reason.is_increase() && cost <= Yen(0) => refuse(COST, cost, MUST_RISE),
        _ if !reason.is_increase() && cost >= Yen(0) => refuse(COST, cost, MUST_FALL),
        Reason::Purchase | Reason::CapitalImprovement | Reason::ConstructionSettled if accumulated != Yen(0) => {
            refuse(ACCUMULATED, accumulated, MUST_BE_0)
        }
        // Both have the sign of the movement, and depreciation does not outweigh the cost.
        _ if !(Yen(0).min(cost)..=Yen(0).max(cost)).contains(&accumulated) => {
            refuse(ACCUMULATED, accumulated, MUST_BE_WITHIN_COST)
        }
        _ => Ok(()),
    }
}

const MUST_BE_0: Fault = ("it must be 0", "0 にしてください");
const MUST_RISE: Fault = ("it must be more than 0", "0 より大きくしてください");
const MUST_FALL: Fault =
    ("it takes cost away, so it must be less than 0", "取得価額を減らす異動なので、0 より小さくしてください");
const BOOK_MUST_RISE: Fault = (
    "cost less accumulated depreciation must rise; raise the cost or lower the depreciation, or use `revaluation-down`",
    "簿価が増えるように、取得価額を増やすか減価償却累計額を減らしてください。減らすときは「評価減」を使ってください",
);
const BOOK_MUST_FALL: Fault = (
    "cost less accumulated depreciation must fall; lower the cost or raise the depreciation, or use `revaluation-up`",
    "簿価が減るように、取得価額を減らすか減価償却累計額を増やしてください。増やすときは「評価増」を使ってください",
);
const MUST_BE_WITHIN_COST: Fault = (
    "it must have the sign of `cost_yen` and be no larger than that",
    "`cost_yen` と同じ符号で、その額を超えないようにしてください",
);

/// Whether the account knows this reason at all.
fn check_reason(reason: Reason, account: Account) -> Result<(), Invalid> {
    let under_construction = account.is_construction_in_progress();
    let fault: Option<Fault> = match reason {
        Reason::ConstructionSettled if !under_construction => Some((
            "only construction in progress is settled; use `retirement` or `reclassified-out`",
            "精算できるのは建設仮勘定だけです。「除却」または「科目振替減」を使ってください",
        )),
        Reason::FromConstructionInProgress if under_construction => Some((
            "it is itself construction in progress; use `reclassified-in` or `purchase`",
            "この科目自体が建設仮勘定です。「科目振替増」または「有償取得」を使ってください",
        )),
        Reason::Depreciation if !account.is_depreciable() => Some((
            "it is not depreciated; use `revaluation-down` if its value fell",
            "減価償却をしない科目です。価値が下がったときは「評価減」を使ってください",
        )),
        _ => None,
    };
    let Some((en, ja)) = fault else { return Ok(()) };
    let (code, name) = (reason.code(), reason.label_ja());
    Err(Invalid::new(
        "reason",
        "contradiction",
        code,
        Text::new(
            format!("`reason` is `{code}`, but the account is `{}`: {en}", account.code()),
            format!("`reason` の値「{name}」は勘定科目「{}」に使えません。{ja}", account.label_ja()),
        ),
    ))
}

fn refused(reason: Reason, field: &'static str, value: Yen, (en, ja): Fault) -> Invalid {
    let (value, code, name) = (value.0, reason.code(), reason.label_ja());
    Invalid::new(
        field,
        "out-of-range",
        value,
        Text::new(
            format!("`{field}` is `{value}` in a movement of `{code}`; {en}"),
            format!("「{name}」の `{field}` の値 `{value}` は使えません。{ja}"),
        ),
    )
}

fn not_depreciated(account: Account, accumulated: Yen) -> Invalid {
    let (value, code, name) = (accumulated.0, account.code(), account.label_ja());
    Invalid::new(
        ACCUMULATED,
        "contradiction",
        value,
        Text::new(
            format!("`{ACCUMULATED}` is `{value}`, but `{code}` is not depreciated; make it 0 or correct the account"),
            format!(
                "`{ACCUMULATED}` の値 `{value}` は使えません。「{name}」は減価償却をしない科目なので、0 にするか科目を\
                 改めてください"
            ),
        ),
    )
}

/// Whether a balance is one an asset can have: `0 ≤ accumulated ≤ cost`, and no accumulated depreciation where
/// nothing is depreciated.
pub fn check_balance(account: Account, balance: Amounts) -> Result<(), Invalid> {
    let Amounts { cost: Yen(cost), accumulated: Yen(accumulated) } = balance;
    if cost < 0 {
        return Err(Invalid::new(
            COST,
            "out-of-range",
            cost,
            Text::new(
                format!("the cost would stand at {cost} yen; take away no more than the asset costs"),
                format!("取得価額が {cost} 円になります。減らす額を資産の取得価額以下にしてください"),
            ),
        ));
    }
    if accumulated != 0 && !account.is_depreciable() {
        return Err(not_depreciated(account, balance.accumulated));
    }
    if (0..=cost).contains(&accumulated) {
        return Ok(());
    }
    Err(Invalid::new(
        ACCUMULATED,
        "out-of-range",
        accumulated,
        Text::new(
            format!(
                "accumulated depreciation would stand at {accumulated} yen with a cost of {cost}; keep it from 0 to \
                 the cost"
            ),
            format!(
                "取得価額 {cost} 円に対して減価償却累計額が {accumulated} 円になります。0 円から取得価額までにしてください"
            ),
        ),
    ))
}
