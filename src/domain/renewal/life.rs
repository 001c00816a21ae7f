//! What a life of a building consists of: the works before its rebuild, the rebuild, and what keeps them apart.
//!
//! A model of renewal is a life, so one schedule serves them all: `mic-2011` has one renovation before the rebuild,
//! `mext-conventional` one every 20 years, `mext-long-life` renovations and one long-life renovation in the middle.
//!
//! # Shapes
//! [`Life`] a list of [`Stage`]s and the rebuild; [`Model`] the life of a sound building, that of an unfit one, and what
//! its ratings ask for; [`Models`] a model for each [`Class`].
//! # Units
//! Ages and spreads in whole fiscal years.
//! # Errors
//! None: a life is made from rules that are checked already.
//! # Source
//! 公共施設等更新費用試算ソフト (2011) and the MEXT handbook (学校施設の長寿命化計画策定に係る解説書, 2017). That both are
//! told as one list of stages is ours.

use super::WorkKind;
use super::condition::PartRepairs;
use super::rules::{Rules, SpreadAnchor};
use crate::domain::facility::Class;

/// How many kinds of work are scheduled by age and priced by the square metre.
pub(super) const SCHEDULED: usize = 3;

/// A work before the rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    pub kind: WorkKind,
    /// The age at which it falls due.
    pub age: i32,
    /// The oldest age in the base year at which it is made up for when it was missed.
    pub made_up_to_age: i32,
}

/// The works of a building from its completion to its rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Life {
    /// In the order of their ages, all before the rebuild.
    pub stages: Vec<Stage>,
    pub rebuild_age: i32,
    /// Over how many years each kind is paid when due.
    pub spread: [i32; SCHEDULED],
    /// Over how many years each kind is paid when made up for.
    pub made_up_over: [i32; SCHEDULED],
    /// Renovations that come this near to a long-life renovation or a rebuild are left out.
    pub keep_apart: Option<i32>,
    pub anchor: SpreadAnchor,
}

impl Life {
    /// The renovation and rebuild of the rules of 2011.
    pub fn of_rules(rules: &Rules) -> Life {
        let renovation =
            Stage { kind: WorkKind::Renovation, age: rules.renovation_age, made_up_to_age: rules.backlog_up_to_age };
        Life {
            stages: vec![renovation],
            rebuild_age: rules.rebuild_age,
            spread: [rules.renovation_spread, rules.rebuild_spread, 1],
            made_up_over: [rules.backlog, rules.overdue, 1],
            keep_apart: None,
            anchor: rules.anchor,
        }
    }

    /// The earliest age at which anything is paid.
    pub fn first_age(&self) -> i32 {
        let lead = |kind: WorkKind| self.anchor.lead(self.spread[kind as usize]);
        let stages = self.stages.iter().map(|stage| stage.age - lead(stage.kind));
        stages.chain([self.rebuild_age - lead(WorkKind::Rebuild)]).min().unwrap_or_default()
    }

    /// The stage that renews as much of the building as nothing else but a rebuild.
    pub fn long_life(&self) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.kind == WorkKind::LongLife)
    }
}

/// How the buildings of a class are renewed (更新モデル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub(super) life: Life,
    /// The life of a building whose structure needs a survey (要調査), when it differs.
    pub(super) unfit: Option<Life>,
    /// What ratings of parts ask for, when the model heeds them.
    pub(super) repairs: Option<PartRepairs>,
}

impl Model {
    /// The model of 2011, which knows neither structures nor ratings.
    pub fn mic(rules: &Rules) -> Model {
        Model { life: Life::of_rules(rules), unfit: None, repairs: None }
    }

    /// The life of a building whose structure is known to need a survey, or of any other.
    pub(super) fn life(&self, needs_survey: bool) -> &Life {
        self.unfit.as_ref().filter(|_| needs_survey).unwrap_or(&self.life)
    }
}

/// A model for each class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Models {
    distinct: Vec<Model>,
    of_class: [usize; Class::COUNT],
}

impl Models {
    /// One row a class, in the order of [`Class`].
    pub fn new(by_class: [Model; Class::COUNT]) -> Models {
        let mut distinct: Vec<Model> = Vec::new();
        let of_class = by_class.map(|model| match distinct.iter().position(|known| *known == model) {
            Some(place) => place,
            None => {
                distinct.push(model);
                distinct.len() - 1
            }
        });
        Models { distinct, of_class }
    }

    /// The same model for every class.
    pub fn alike(model: Model) -> Models {
        Models { distinct: vec![model], of_class: [0; Class::COUNT] }
    }

    pub(super) fn of(&self, class: usize) -> &Model {
        &self.distinct[self.of_class[class]]
    }

    /// Each model with the classes it holds for.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Model, impl Iterator<Item = usize>)> {
        self.distinct.iter().enumerate().map(move |(place, model)| {
            let classes = (0..Class::COUNT).filter(move |&class| self.of_class[class] == place);
            (model, classes)
        })
    }

    /// Whether any class is renovated for a long life.
    pub(super) fn have_long_life(&self) -> bool {
        self.distinct.iter().any(|model| model.life.long_life().is_some())
    }
}
