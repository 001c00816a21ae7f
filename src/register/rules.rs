//! The rules of depreciation in force for a municipality, from its parameters, and as text that is kept with a closing.

use super::facts::Facts;
use super::store;
use crate::domain::asset::{Account, AccountGroup, DepreciationMethod, LeaseClass, StartPolicy};
use crate::domain::calendar::PartialDate;
use crate::domain::depreciation::{Rules, Service, Terms, UsefulLife, from_named};
use crate::domain::facility::word;
use crate::domain::units::FiscalYear;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::parameters::store as parameters;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules with everything that was assumed, as they are kept and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumptions {
    /// Rates per mille by useful life.
    pub rates: BTreeMap<u32, u32>,
    /// The other parameters of the set `depreciation` by name.
    pub settings: BTreeMap<String, String>,
}

impl Assumptions {
    /// The parameters in force at the end of a fiscal year.
    pub async fn in_force(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<Assumptions> {
        let day = format!("{}-03-31", year + 1);
        let mut rates = BTreeMap::new();
        for row in parameters::nearest(db, municipality, "depreciation-rate", &day).await? {
            let life = row.name.parse::<u32>().map_err(|_| unreadable("depreciation-rate", &row.name))?;
            let rate = row.value.parse::<u32>().map_err(|_| unreadable("depreciation-rate", &row.value))?;
            rates.insert(life, rate);
        }
        let rows = parameters::nearest(db, municipality, "depreciation", &day).await?;
        let settings = rows.into_iter().map(|row| (row.name, row.value)).collect();
        Ok(Assumptions { rates, settings })
    }

    /// The rules of a year: those it was closed with, else those in force at its end.
    pub async fn of(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<Assumptions> {
        match store::closing(db, municipality, year).await? {
            Some(closing) => Assumptions::read(&closing.rules),
            None => Assumptions::in_force(db, municipality, year).await,
        }
    }

    /// As text that is the same for the same rules.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }

    /// Reads the text back.
    pub fn read(text: &str) -> Result<Assumptions> {
        serde_json::from_str(text).map_err(Error::internal)
    }

    /// As the core wants them; a parameter that does not read is named.
    pub fn rules(&self) -> Result<Rules> {
        let rates = self.rates.iter().map(|(life, rate)| (*life, *rate));
        from_named(rates, |name| self.settings.get(name).cloned()).map_err(Error::value)
    }

    /// How infrastructure is charged unless an asset says otherwise.
    pub fn infrastructure_method(&self) -> DepreciationMethod {
        let said = self.settings.get("infrastructure_method").map(String::as_str).unwrap_or_default();
        word("infrastructure_method", said).unwrap_or(DepreciationMethod::StraightLine)
    }
}

fn unreadable(name: &'static str, value: &str) -> Error {
    Error::value(Invalid::new(
        name,
        "malformed",
        value,
        Text::new(
            format!(
                "the parameter `{name}` has the value `{value}`, which is not the number that is wanted; mend it under /parameters"
            ),
            format!("パラメーター `{name}` の値 `{value}` は数値として読めません。パラメーターを直してください"),
        ),
    ))
}

/// What of an asset decides its depreciation.
#[derive(Clone, Debug)]
pub struct Basis<'a> {
    /// 勘定科目
    pub account: Account,
    /// リース区分
    pub lease_class: LeaseClass,
    /// 償却方法
    pub method: DepreciationMethod,
    /// 償却開始の方法, when not the municipality's
    pub start_policy: Option<StartPolicy>,
    /// 耐用年数
    pub useful_life_years: Option<i32>,
    /// 供用開始年月日
    pub in_service_on: Option<&'a str>,
    /// 取得年月日
    pub acquired_on: Option<&'a str>,
}

impl<'a> Basis<'a> {
    /// Of what is known of an asset.
    pub fn of(facts: &'a Facts) -> Basis<'a> {
        Basis {
            account: facts.account,
            lease_class: facts.lease_class,
            method: facts.depreciation_method,
            start_policy: facts.start_policy,
            useful_life_years: facts.useful_life_years,
            in_service_on: facts.in_service_on.as_deref(),
            acquired_on: facts.acquired_on.as_deref(),
        }
    }

    /// The terms on which the asset is depreciated; none when it is not.
    pub fn terms(&self, rules: &Rules, infrastructure: DepreciationMethod) -> Option<Terms> {
        let method = match self.method {
            // The municipality's choice for its infrastructure holds for what is not excluded by itself.
            DepreciationMethod::StraightLine if self.account.group() == AccountGroup::Infrastructure => infrastructure,
            own => own,
        };
        if method != DepreciationMethod::StraightLine || !self.account.is_depreciable() {
            return None;
        }
        let life = UsefulLife::new("useful_life_years", self.useful_life_years?.into()).ok()?;
        let in_service = service(self.in_service_on.or(self.acquired_on)?)?;
        // What is given back when the lease ends keeps no memo value.
        let given_back = self.lease_class == LeaseClass::FinanceLeaseNonTransfer;
        let memo = if self.account.is_tangible() && !given_back { rules.memo_tangible } else { rules.memo_intangible };
        Some(Terms { life, in_service, memo, start_policy: self.start_policy.unwrap_or(rules.start_policy) })
    }
}

/// The fiscal year and month in which service began; where only the year is known, the last month of that fiscal year, as
/// municipalities do.
pub fn service(date: &str) -> Option<Service> {
    if let (Some(year), Some(month)) = (date.get(0..4), date.get(5..7)) {
        let (year, month): (i64, u32) = (year.parse().ok()?, month.parse().ok()?);
        let fiscal_year = FiscalYear::new("in_service_on", if month >= 4 { year } else { year - 1 }).ok()?;
        return Some(Service { fiscal_year, month });
    }
    let year = PartialDate::parse("in_service_on", date).ok()?.calendar_year();
    Some(Service { fiscal_year: FiscalYear::new("in_service_on", year.into()).ok()?, month: 3 })
}

/// The last day of a fiscal year.
pub fn last_day(year: i32) -> String {
    format!("{:04}-03-31", year + 1)
}

/// The last day of a fiscal year as a date.
pub fn last_date(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year + 1, 3, 31).unwrap_or_default()
}
