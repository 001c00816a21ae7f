//! What money is cut by, and whether the allocation tax pays: the parameters in force, and what a question changes of them.

use crate::domain::Text;
use crate::domain::finance::SplitRules;
use crate::domain::units::Yen;
use crate::error::{Error, Language, Result};
use crate::fields::Fields;
use crate::parameters::{Parameter, store as parameters};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;

/// What a question changes of the rules.
#[derive(Debug, Default)]
pub struct Changes {
    bond_unit: Option<i64>,
    subsidy_unit: Option<i64>,
    non_recipient: Option<bool>,
}

impl Changes {
    /// Reads them among the fields of a question.
    pub fn read(fields: &mut Fields) -> Changes {
        Changes {
            bond_unit: fields.integer("bond_unit_yen", 1, 1_000_000_000),
            subsidy_unit: fields.integer("subsidy_unit_yen", 1, 1_000_000_000),
            non_recipient: fields.perhaps("non_recipient"),
        }
    }
}

/// The rules of a municipality and where they come from.
pub struct Rules {
    /// How amounts are cut.
    pub split: SplitRules,
    /// What the question changed.
    changed: Vec<&'static str>,
    /// The rows in force.
    rows: Vec<Parameter>,
}

/// A whole number among the parameters of this room.
fn number(rows: &[Parameter], name: &str) -> Result<i64> {
    let row = rows.iter().find(|row| row.name == name);
    row.and_then(|row| row.value.parse().ok())
        .ok_or_else(|| Error::internal(format!("the parameter `finance/{name}` is no whole number")))
}

impl Rules {
    /// Those in force with the changes laid over them.
    pub async fn in_force(db: &impl ConnectionTrait, municipality: &str, changes: &Changes) -> Result<Rules> {
        let rows = parameters::in_force(db, municipality, Some("finance"), None).await?;
        let mut changed = Vec::new();
        let mut pick = |name: &'static str, change: Option<i64>| {
            changed.extend(change.map(|_| name));
            change.map_or_else(|| number(&rows, name), Ok)
        };
        let split = SplitRules {
            bond_unit: Yen(pick("bond_unit_yen", changes.bond_unit)?),
            subsidy_unit: Yen(pick("subsidy_unit_yen", changes.subsidy_unit)?),
            recipient: pick("allocation_tax_recipient", changes.non_recipient.map(|non| i64::from(!non)))? != 0,
        };
        Ok(Rules { split, changed, rows })
    }

    /// A parameter of this room as text.
    pub fn text(&self, name: &str) -> Result<&str> {
        let row = self.rows.iter().find(|row| row.name == name);
        row.map(|row| row.value.as_str())
            .ok_or_else(|| Error::internal(format!("there is no parameter `finance/{name}`")))
    }

    /// A parameter of this room as a whole number.
    pub fn number(&self, name: &str) -> Result<i64> {
        number(&self.rows, name)
    }

    /// What was assumed, for the answer.
    pub fn told(&self, language: Language, more: &[Text]) -> FundingAssumptions {
        let recipient = match self.split.recipient {
            true => Text::new(
                "The municipality receives the ordinary allocation tax, which pays its share of the bonds' service",
                "普通交付税の交付団体とし、地方債の元利償還金に交付税措置があるものとする",
            ),
            false => Text::new(
                "The municipality does not receive the ordinary allocation tax: its support of bonds counts 0",
                "普通交付税の不交付団体とし、交付税措置は 0 とする",
            ),
        };
        let method = [
            Text::new(
                "Subsidy = rate × the cost that counts, cut to its unit; bond = rate × what is left, cut to its unit; funds and general \
                 revenue pay the rest",
                "補助金＝補助率×対象事業費（単位未満切捨て）、地方債＝充当率×残額（単位未満切捨て）、残りを基金繰入金と一般財源とする",
            ),
            Text::new(
                "Real burden = cost − subsidy − other sources − tax support × bond; principal only, without interest",
                "実質負担額＝事業費－補助金－その他特定財源－交付税措置率×地方債（元金のみ、利子を含まない）",
            ),
            recipient,
        ];
        FundingAssumptions {
            bond_unit_yen: self.split.bond_unit,
            subsidy_unit_yen: self.split.subsidy_unit,
            non_recipient: !self.split.recipient,
            changed: self.changed.iter().map(|name| (*name).to_owned()).collect(),
            method: method.iter().chain(more).map(|text| language.pick(text)).collect(),
            parameters: self.rows.clone(),
        }
    }
}

/// What was reckoned with (前提条件)
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingAssumptions {
    /// 起債単位(円)
    #[schema(value_type = i64, example = 100000)]
    pub bond_unit_yen: Yen,
    /// 補助金の単位(円)
    #[schema(value_type = i64, example = 1000)]
    pub subsidy_unit_yen: Yen,
    /// 不交付団体: whether the allocation tax pays nothing
    #[schema(example = false)]
    pub non_recipient: bool,
    /// Parameters that the question has changed
    #[schema(example = json!(["bond_unit_yen"]))]
    pub changed: Vec<String>,
    /// 計算方法, in the language asked for
    #[schema(example = json!(["Real burden = cost − subsidy − other sources − tax support × bond"]))]
    pub method: Vec<String>,
    /// The parameters in force
    pub parameters: Vec<Parameter>,
}
