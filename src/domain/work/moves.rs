//! Which state of works may follow which?
//!
//! | from | to |
//! |---|---|
//! | 提案 | 計画, 取下げ |
//! | 計画 | 提案, 予算化, 取下げ |
//! | 予算化 | 計画, 施工中, 取下げ |
//! | 施工中 | 完了, 取下げ |
//! | 完了 | nothing |
//! | 取下げ | 提案 |
//!
//! To stay in a state is not a move.
//!
//! # Shapes
//! Two states in, yes or no out.
//! # Units
//! None.
//! # Errors
//! [`Invalid`] with the field `state` and the code `contradiction`.
//! # Source
//! Ours, after the steps of a municipality: 提案, 実施計画, 予算, 施工, 完了.

use super::fault::move_refused;
use super::word::WorkState;
use crate::domain::Invalid;

/// The states that may follow, in the order of [`WorkState`].
pub fn moves(from: WorkState) -> &'static [WorkState] {
    use WorkState::{Budgeted, Done, Dropped, Planned, Proposed, UnderWay};
    match from {
        Proposed => &[Planned, Dropped],
        Planned => &[Proposed, Budgeted, Dropped],
        Budgeted => &[Planned, UnderWay, Dropped],
        UnderWay => &[Done, Dropped],
        Done => &[],
        Dropped => &[Proposed],
    }
}

/// Whether one state may follow the other.
pub fn may_become(from: WorkState, to: WorkState) -> bool {
    moves(from).contains(&to)
}

/// Refuses a state that may not follow, and says which may and why.
pub fn check_move(from: WorkState, to: WorkState) -> Result<(), Invalid> {
    match may_become(from, to) {
        true => Ok(()),
        false => Err(move_refused(from, to, moves(from), why(from))),
    }
}

/// Why no other state follows.
fn why(from: WorkState) -> (&'static str, &'static str) {
    match from {
        WorkState::Proposed => ("works enter the plan before they get a budget", "工事は予算化の前に計画に載せます"),
        WorkState::Planned => ("works get a budget before they begin", "工事は予算が付いてから始めます"),
        WorkState::Budgeted => ("works are done only after they have been under way", "工事は施工を経て完了します"),
        WorkState::UnderWay => (
            "works that have begun are completed or given up, for money has been spent",
            "支出が生じているため、始めた工事は完了するか取り下げます",
        ),
        WorkState::Done => (
            "the ages, the ratings and the register rest on completed works; propose new works instead",
            "完了した工事は経過年数、劣化度、固定資産台帳の根拠です。新しい工事を提案してください",
        ),
        WorkState::Dropped => ("dropped works begin again as a proposal", "取り下げた工事は提案からやり直します"),
    }
}
