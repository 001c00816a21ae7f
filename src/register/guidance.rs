//! What a register is measured by without being refused: the useful lives of the ordinance and the amounts from which
//! things are assets at all. Both are parameters that a municipality can replace.

use super::facts::Facts;
use super::rules::last_day;
use crate::domain::Text;
use crate::domain::asset::{Account, DepreciationMethod};
use crate::error::Result;
use crate::parameters::store as parameters;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// The parameters, and how many assets were found beside them.
#[derive(Default)]
pub struct Guidance {
    lives: HashMap<String, i32>,
    movables_yen: i64,
    software_yen: i64,
    other_lives: u64,
    small: u64,
}

impl Guidance {
    /// The parameters in force at the end of a fiscal year.
    pub async fn in_force(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<Guidance> {
        let day = last_day(year);
        let lives = parameters::nearest(db, municipality, "useful-life", &day).await?;
        let amounts = parameters::nearest(db, municipality, "recognition", &day).await?;
        let amount = |name: &str| {
            amounts.iter().find(|row| row.name == name).and_then(|row| row.value.parse().ok()).unwrap_or(0)
        };
        Ok(Guidance {
            movables_yen: amount("movables_yen"),
            software_yen: amount("software_yen"),
            lives: lives.into_iter().filter_map(|row| Some((row.name, row.value.parse().ok()?))).collect(),
            ..Guidance::default()
        })
    }

    /// Looks at one asset and its gross cost.
    pub fn look(&mut self, facts: &Facts, cost_yen: i64) {
        let charged = facts.depreciation_method == DepreciationMethod::StraightLine;
        if let (true, Some(class)) = (charged, &facts.life_class)
            && let Some(life) = self.lives.get(class)
            && facts.useful_life_years.is_some_and(|years| years != *life)
        {
            self.other_lives += 1;
        }
        let least = match facts.account {
            Account::Movables => self.movables_yen,
            Account::Software => self.software_yen,
            _ => 0,
        };
        if cost_yen > 0 && cost_yen < least {
            self.small += 1;
        }
    }

    /// What was found.
    pub fn notices(&self) -> Vec<Text> {
        let mut notices = Vec::new();
        if self.other_lives > 0 {
            let n = self.other_lives;
            notices.push(Text::new(
                format!("{n} assets have another useful life than the table (parameters `useful-life`) gives for their class; it stays as it is"),
                format!("{n}件の資産の耐用年数が、分類の表（パラメーター useful-life）と異なります。値はそのまま登録します"),
            ));
        }
        if self.small > 0 {
            let (n, movables, software) = (self.small, self.movables_yen, self.software_yen);
            notices.push(Text::new(
                format!("{n} assets cost less than the amount from which they are recognised (movables {movables} yen, software {software} yen; parameters `recognition`)"),
                format!("{n}件の資産が計上基準（物品 {movables} 円、ソフトウェア {software} 円、パラメーター recognition）を下回っています"),
            ));
        }
        notices
    }
}
