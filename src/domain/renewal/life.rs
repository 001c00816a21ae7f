//! What a life of a building consists of: the works before its rebuild, the rebuild, and what keeps them apart.
//!
//! Most models of renewal are a life, so one schedule serves them: `mic-2011` has one renovation before the rebuild,
//! `mext-conventional` one every 20 years, `mext-long-life` renovations and one long-life renovation in the middle. In
//! `component-cycle` every component has its own.
//!
//! # Shapes
//! [`Life`] a list of [`Stage`]s and the rebuild; [`Model`] the life of a sound building, that of an unfit one, and what
//! its ratings ask for, or the components of the buildings; [`Models`] a model for each [`Class`].
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
use crate::domain::component_cycle::Inventory;
use crate::domain::facility::Class;
use std::sync::Arc;

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
pub struct Model(pub(super) Way);

/// By the age of the building or component by component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    ByAge(ByAge),
    ByComponent(ByComponent),
}

/// Works that come with the age of the building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ByAge {
    pub(super) life: Life,
    /// The life of a building whose structure needs a survey (要調査), when it differs.
    pub(super) unfit: Option<Life>,
    /// What ratings of parts ask for, when the model heeds them.
    pub(super) repairs: Option<PartRepairs>,
}

/// Components that are each renewed by their own cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ByComponent {
    pub inventory: Arc<Inventory>,
    /// The age at which the building is rebuilt, if it is.
    pub life_years: Option<u32>,
}

impl Model {
    /// The model of 2011, which knows neither structures nor ratings.
    pub fn mic(rules: &Rules) -> Model {
        Model(Way::ByAge(ByAge { life: Life::of_rules(rules), unfit: None, repairs: None }))
    }

    /// Each component of the stock by its own cycle; buildings are rebuilt at an age, or never.
    pub fn by_component(inventory: Arc<Inventory>, life_years: Option<u32>) -> Model {
        Model(Way::ByComponent(ByComponent { inventory, life_years }))
    }

    pub(super) fn by_age(&self) -> Option<&ByAge> {
        match &self.0 {
            Way::ByAge(by_age) => Some(by_age),
            Way::ByComponent(_) => None,
        }
    }
}

impl ByAge {
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
        self.distinct.iter().filter_map(Model::by_age).any(|by_age| by_age.life.long_life().is_some())
    }

    /// Whether any class is renewed component by component.
    pub(super) fn have_components(&self) -> bool {
        self.distinct.iter().any(|model| model.by_age().is_none())
    }

    /// The components of the stock, where those of this class are renewed one by one.
    pub fn components_of(&self, class: Class) -> Option<&Inventory> {
        match &self.of(class as usize).0 {
            Way::ByAge(_) => None,
            Way::ByComponent(by_component) => Some(&by_component.inventory),
        }
    }

    /// The same where buildings whose components are renewed one by one are never rebuilt.
    pub fn without_rebuild_by_component(mut self) -> Models {
        for model in &mut self.distinct {
            if let Way::ByComponent(by_component) = &mut model.0 {
                by_component.life_years = None;
            }
        }
        self
    }

    /// The same with what components cost times so many percent.
    pub fn with_component_costs(mut self, percent: i64) -> Models {
        if percent == 100 {
            return self;
        }
        for model in &mut self.distinct {
            if let Way::ByComponent(by_component) = &mut model.0 {
                by_component.inventory = Arc::new(by_component.inventory.times_percent(percent));
            }
        }
        self
    }
}
