//! What other rooms read of this one: the programmes in force, how amounts are cut, and on what terms bonds are borrowed.

use super::plans::GivenTerms;
use super::programmes::store as programmes;
use super::rules::{Changes, Rules};
use crate::domain::Text;
use crate::domain::finance::{BondTerms, Programme, SplitRules};
use crate::error::Result;
use crate::parameters::Parameter;
use crate::parameters::store as parameters;
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// What works of a municipality may be paid from.
pub struct Means {
    /// 財源制度, by code
    pub programmes: Vec<Programme>,
    /// What they are called.
    pub names: BTreeMap<String, Text>,
    /// How amounts are cut, and whether the allocation tax pays.
    pub rules: SplitRules,
    /// 借入条件 of new bonds
    pub terms: BondTerms,
    /// The parameters that the last two come from.
    pub parameters: Vec<Parameter>,
}

/// What is in force.
pub async fn means(db: &impl ConnectionTrait, municipality: &str) -> Result<Means> {
    let rules = Rules::in_force(db, municipality, &Changes::default()).await?;
    let (mut found, mut names) = (Vec::new(), BTreeMap::new());
    for (code, known) in programmes::in_force(db, municipality).await? {
        names.insert(code, Text::new(known.wire.name_en, known.wire.name_ja));
        found.push(known.programme);
    }
    Ok(Means {
        programmes: found,
        names,
        terms: GivenTerms::default().over(&rules)?,
        rules: rules.split,
        parameters: parameters::in_force(db, municipality, Some("finance"), None).await?,
    })
}
