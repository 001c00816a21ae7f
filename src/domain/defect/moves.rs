//! Which state of a defect may follow which?
//!
//! | from | to |
//! |---|---|
//! | 受付 | 判定済, 対応不要 |
//! | 判定済 | 対応中, 対応不要 |
//! | 対応中 | 判定済, 補修済, 対応不要 |
//! | 補修済 | 対応中, 完了 |
//! | 完了 | 判定済: opened again |
//! | 対応不要 | 判定済: opened again |
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
//! Ours.

use super::word::DefectState;
use crate::domain::Invalid;
use crate::domain::work::fault::move_refused;

/// The states that may follow, in the order of [`DefectState`].
pub fn moves(from: DefectState) -> &'static [DefectState] {
    use DefectState::{Assigned, Closed, Fixed, Rejected, Reported, Triaged};
    match from {
        Reported => &[Triaged, Rejected],
        Triaged => &[Assigned, Rejected],
        Assigned => &[Triaged, Fixed, Rejected],
        Fixed => &[Assigned, Closed],
        Closed | Rejected => &[Triaged],
    }
}

/// Whether one state may follow the other.
pub fn may_become(from: DefectState, to: DefectState) -> bool {
    moves(from).contains(&to)
}

/// Refuses a state that may not follow, and says which may and why.
pub fn check_move(from: DefectState, to: DefectState) -> Result<(), Invalid> {
    match may_become(from, to) {
        true => Ok(()),
        false => Err(move_refused(from, to, moves(from), why(from))),
    }
}

/// Why no other state follows.
fn why(from: DefectState) -> (&'static str, &'static str) {
    match from {
        DefectState::Reported => {
            ("someone judges how grave it is before anyone is sent", "担当を決める前に緊急度を判定します")
        }
        DefectState::Triaged => ("someone takes it on before it is fixed", "補修の前に担当を決めます"),
        DefectState::Assigned => ("it is closed only after the repair has been seen", "補修を確かめてから完了にします"),
        DefectState::Fixed => {
            ("a repair is accepted, or goes back to whoever made it", "補修は確認して完了にするか、担当に戻します")
        }
        DefectState::Closed | DefectState::Rejected => {
            ("a defect that is opened again is judged anew", "再び開いた不具合は判定からやり直します")
        }
    }
}
