//! In which of the two accounts of the form does a building stand: the ordinary account (普通会計) or that of public enterprises
//! (公営事業会計)?
//!
//! The register says in which accounting entity (会計区分) the asset of a building is. 公営事業会計 are, as national statistics count
//! them, municipal enterprises, enterprises for revenue, and the accounts of insurance; everything else is 普通会計. The names
//! of accounting entities are free text, so that they are told apart by the words in them.

use crate::domain::facility::Word;
use crate::error::Result;
use crate::register::store as register;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// Which account a cost falls to (会計の区分)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PlanAccount {
    /// 普通会計
    General,
    /// 公営事業会計
    Enterprise,
}

impl Word for PlanAccount {
    fn label_ja(self) -> &'static str {
        match self {
            PlanAccount::General => "普通会計",
            PlanAccount::Enterprise => "公営事業会計",
        }
    }
}

/// Words by which an account of public enterprises is known.
const ENTERPRISES: [&str; 24] = [
    "公営",
    "企業",
    "水道",
    "病院",
    "交通",
    "軌道",
    "電気",
    "ガス",
    "港湾",
    "市場",
    "と畜",
    "観光施設",
    "宅地造成",
    "駐車場",
    "介護",
    "集落排水",
    "浄化槽",
    "国民健康保険",
    "後期高齢者医療",
    "競馬",
    "競輪",
    "競艇",
    "モーターボート",
    "大学附属",
];

/// The account that an accounting entity belongs to, by its name.
pub fn account_of(accounting_entity: &str) -> PlanAccount {
    let enterprise = ENTERPRISES.iter().any(|word| accounting_entity.contains(word));
    if enterprise { PlanAccount::Enterprise } else { PlanAccount::General }
}

/// The accounts of the buildings that have an asset in the register.
pub struct Accounts {
    by_building: HashMap<String, PlanAccount>,
    /// The accounting entities that count as public enterprises, with how many buildings each has.
    pub enterprises: BTreeMap<String, u64>,
}

impl Accounts {
    /// Reads the register: of the assets of a building its own before those of its components, the first by number.
    pub async fn read(db: &impl ConnectionTrait, municipality: &str) -> Result<Accounts> {
        const AT_ONCE: u64 = 1_000;
        let building: SimpleExpr = Expr::col((Alias::new("v"), Alias::new("building_code")));
        let (mut chosen, mut after) = (HashMap::<String, (bool, String)>::new(), None);
        loop {
            let of_buildings = Condition::all().add(building.clone().is_not_null());
            let (day, bound) = (register::ANY_DAY, register::ALL_ENTRIES);
            let page =
                register::facts_page(db, municipality, of_buildings, after.as_ref(), AT_ONCE, day, bound).await?;
            let full = page.len() as u64 == AT_ONCE;
            for facts in page {
                let whole = facts.component_code.is_none();
                after = Some(crate::domain::asset::AssetKey { asset_no: facts.asset_no, branch_no: facts.branch_no });
                let Some(code) = facts.building_code else { continue };
                let known = chosen.get(&code).is_some_and(|(of_whole, _)| *of_whole || !whole);
                if !known {
                    chosen.insert(code, (whole, facts.accounting_entity));
                }
            }
            if !full {
                break;
            }
        }
        let mut enterprises = BTreeMap::new();
        let mut by_building = HashMap::with_capacity(chosen.len());
        for (code, (_, entity)) in chosen {
            let account = account_of(&entity);
            if account == PlanAccount::Enterprise {
                *enterprises.entry(entity).or_insert(0) += 1;
            }
            by_building.insert(code, account);
        }
        Ok(Accounts { by_building, enterprises })
    }

    /// The account of a building; what has no asset, and what is no building, belongs to the ordinary account.
    pub fn of(&self, building: Option<&str>) -> PlanAccount {
        building.and_then(|code| self.by_building.get(code)).copied().unwrap_or(PlanAccount::General)
    }

    /// Whether a building has an asset.
    pub fn knows(&self, building: &str) -> bool {
        self.by_building.contains_key(building)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_its_name() {
        for name in ["一般会計", "都市核地区土地区画整理事業特別会計", "公園墓地事業特別会計", ""]
        {
            assert_eq!(account_of(name), PlanAccount::General, "{name}");
        }
        for name in ["下水道事業会計", "国民健康保険事業特別会計", "介護保険特別会計", "市立病院事業会計"]
        {
            assert_eq!(account_of(name), PlanAccount::Enterprise, "{name}");
        }
    }
}
