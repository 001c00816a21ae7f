//! What stays of roles in a disaster and of capacity?
//!
//! A role ends when its facility leaves, unless the building is converted, and begins with what is built.
//!
//! # Shapes
//! [`Effects`]: one [`RoleChange`] for each role that is there before or afterwards.
//! # Units
//! Numbers of places; capacity in persons, as far as it is known.
//! # Source
//! Roles: 災害対策基本法 §49-4, §49-7 for 指定緊急避難場所 and 指定避難所. Counting them is ours.

use super::case::Case;
use super::proposal::Fate;
use crate::domain::facility::DisasterRole;
use strum::IntoEnumIterator;

/// How many places have a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleChange {
    /// 防災上の役割
    pub role: DisasterRole,
    /// Places now.
    pub before: usize,
    /// Places at the end of the horizon.
    pub after: usize,
}

/// What becomes of roles and capacity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// By role.
    pub roles: Vec<RoleChange>,
    /// 定員・収容人数 now, of those of which it is known
    pub capacity_before: i64,
    /// 定員・収容人数 at the end
    pub capacity_after: i64,
    /// Facilities and buildings of which it is not known.
    pub capacity_unknown: usize,
}

/// Compares the end of the horizon with its beginning.
pub fn effects(case: &Case<'_>) -> Effects {
    let stays = |index: usize| case.proposal.leaving(index).is_none_or(|leaving| leaving.fate == Fate::Convert);
    let kept = || case.stock.iter().enumerate().filter(|(index, _)| stays(*index)).map(|(_, holding)| holding);
    let built = || case.proposal.builds.iter();
    let capacity = |all: &mut dyn Iterator<Item = Option<i64>>| all.flatten().fold(0_i64, i64::saturating_add);
    let roles = DisasterRole::iter().map(|role| RoleChange {
        role,
        before: case.stock.iter().filter(|holding| holding.disaster_roles.contains(&role)).count(),
        after: kept().filter(|holding| holding.disaster_roles.contains(&role)).count()
            + built().filter(|build| build.disaster_roles.contains(&role)).count(),
    });
    Effects {
        roles: roles.filter(|change| change.before + change.after > 0).collect(),
        capacity_before: capacity(&mut case.stock.iter().map(|holding| holding.capacity)),
        capacity_after: capacity(
            &mut kept().map(|holding| holding.capacity).chain(built().map(|build| build.capacity)),
        ),
        capacity_unknown: case.stock.iter().filter(|holding| holding.capacity.is_none()).count()
            + built().filter(|build| build.capacity.is_none()).count(),
    }
}
