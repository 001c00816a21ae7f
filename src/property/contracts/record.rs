//! Contracts on property: from their cells and shown again.

use super::wire::{ContractQuery, PropertyContract};
use crate::domain::facility::{PropertyClass, Word};
use crate::domain::property::rent::Terms;
use crate::domain::property::{ContractKind, CounterpartyKind, Proration};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use crate::entity::property_contract::{ActiveModel, Entity, Model};
use crate::error::{Fault, Result};
use crate::fields::{Fields, Origin};
use crate::http::Params;
use crate::property::{IdleProperty, day, raw};
use crate::recorded::places::Place;
use crate::recorded::{self, Recorded, Sorted, Stamp, is_text, is_word, placed, whole_day};
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{Condition, ConnectionTrait};
use std::collections::HashMap;

const LINE: usize = 200;
const NOTE: usize = 10_000;

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = PropertyContract;
    type Query = ContractQuery;

    const PLURAL: &'static str = "property-contracts";
    const SUBJECT: &'static str = "property-contract";
    const JA: &'static str = "財産の貸付契約";
    const SORTS: &'static [(&'static str, Sorted)] = &[
        ("starts_on", Sorted::Text),
        ("ends_on", Sorted::Text),
        ("annual_rent_yen", Sorted::Number),
        ("recorded_at", Sorted::Text),
    ];
    const PERSONAL: &'static [&'static str] = &["counterparty"];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "recorded_at"]);
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            external_no: fields.text("external_no", 64),
            property_id: fields.required_text("property_id", 64),
            title: fields.required_text("title", LINE),
            kind: fields.required_word("kind", ContractKind::Lease),
            counterparty_kind: fields.required_word("counterparty_kind", CounterpartyKind::Company),
            counterparty: fields.text("counterparty", LINE),
            purpose: fields.text("purpose", LINE),
            starts_on: fields.required_day("starts_on"),
            ends_on: fields.required_day("ends_on"),
            annual_rent_yen: annual_rent(fields),
            proration: fields.word("proration").unwrap_or(Proration::Days),
            due_month: fields.small("due_month", 1, 12).unwrap_or(4),
            reduction_reason: fields.text("reduction_reason", LINE),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, _today: NaiveDate) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if let (Some(starts_on), Some(ends_on)) = (day(Some(&self.starts_on)), day(Some(&self.ends_on))) {
            let rent = Yen(self.annual_rent_yen);
            let terms = Terms::new(starts_on, ends_on, rent, self.proration, self.due_month.into());
            faults.extend(terms.err());
        }
        if self.annual_rent_yen == 0 && self.reduction_reason.is_none() {
            let text = Text::new(
                "`annual_rent_yen` is 0; property is lent for nothing by ordinance or vote only (Local Autonomy Act §237 (2)), say why in `reduction_reason`",
                "`annual_rent_yen` が 0 です。無償貸付には条例又は議決が必要です（地方自治法第237条第2項）。`reduction_reason` に理由を記入してください",
            );
            faults.push(Invalid::new("reduction_reason", "required", "", text));
        }
        faults
    }

    fn wire(&self) -> Result<PropertyContract> {
        let row = self.clone();
        Ok(PropertyContract {
            annual_rent_yen: Yen(row.annual_rent_yen),
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            external_no: row.external_no,
            property_id: row.property_id,
            title: row.title,
            kind: row.kind,
            counterparty_kind: row.counterparty_kind,
            counterparty: row.counterparty,
            purpose: row.purpose,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            proration: row.proration,
            due_month: row.due_month,
            reduction_reason: row.reduction_reason,
            note: row.note,
            source: row.source,
            licence: row.licence,
            recorded_at: row.recorded_at,
        })
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn external_no(&self) -> Option<&str> {
        self.external_no.as_deref()
    }

    fn place(&mut self) -> Place<'_> {
        Place { facility: None, building: None, component: None }
    }

    async fn check_against(
        db: &impl ConnectionTrait,
        municipality: &str,
        records: &mut [(Model, Origin)],
    ) -> Result<Vec<Fault>> {
        let mut properties: HashMap<String, Option<IdleProperty>> = HashMap::new();
        let mut faults = Vec::new();
        for (contract, origin) in records.iter().filter(|(contract, _)| !contract.property_id.is_empty()) {
            if !properties.contains_key(&contract.property_id) {
                let found = recorded::find::<IdleProperty>(db, municipality, &contract.property_id).await?;
                properties.insert(contract.property_id.clone(), found);
            }
            let fault = match properties.get(&contract.property_id) {
                Some(Some(property)) => wrong_right(contract, property),
                _ => Some(no_property(&contract.property_id)),
            };
            faults.extend(fault.map(|invalid| placed(origin, invalid)));
        }
        Ok(faults)
    }

    fn condition(params: &Params<ContractQuery>, _municipality: &str) -> Result<Condition> {
        let in_force = params.read("in_force_on", whole_day)?.map(|day| day.to_string());
        let began = in_force.clone().map(|day| Expr::col(Alias::new("starts_on")).lte(day));
        let runs = in_force.map(|day| Expr::col(Alias::new("ends_on")).gte(day));
        Ok(Condition::all()
            .add_option(is_text(params, "property_id"))
            .add_option(is_text(params, "external_no"))
            .add_option(is_word::<ContractKind, _>(params, "kind")?)
            .add_option(is_word::<CounterpartyKind, _>(params, "counterparty_kind")?)
            .add_option(began)
            .add_option(runs))
    }
}

/// The rent, which must be said even when there is none.
fn annual_rent(fields: &mut Fields) -> i64 {
    if !fields.has("annual_rent_yen") {
        let text = Text::new(
            "`annual_rent_yen` is missing; write the rent of a year, 0 when it is free",
            "`annual_rent_yen` がありません。年額賃料を指定してください（無償の場合は 0）",
        );
        fields.refuse(Invalid::new("annual_rent_yen", "required", "", text));
    }
    fields.yen("annual_rent_yen").unwrap_or(0)
}

fn no_property(id: &str) -> Invalid {
    let text = Text::new(
        format!("`property_id` is `{id}`, but no idle property has this id; record the property first"),
        format!("`property_id` の `{id}` は未利用財産に登録されていません。先に登録してください"),
    );
    Invalid::new("property_id", "unknown-reference", id, text)
}

/// Ordinary property is let; administrative property is used by permission or let in the cases of the law.
fn wrong_right(contract: &Model, property: &IdleProperty) -> Option<Invalid> {
    let abolished = property.use_abolished_on.as_ref().is_some_and(|day| *day <= contract.starts_on);
    let ordinary = property.property_class == PropertyClass::Ordinary || abolished;
    let right = (contract.kind == ContractKind::Lease) == ordinary;
    let (class, remedy, class_ja, remedy_ja) = match ordinary {
        true => ("ordinary property", "choose lease", "普通財産", "lease にしてください"),
        false => (
            "administrative property",
            "choose permission or administrative-lease, or record when its use was abolished",
            "行政財産",
            "permission か administrative-lease にするか、用途廃止日を登録してください",
        ),
    };
    let text = Text::new(
        format!(
            "`kind` is `{}`, but `{}` is {class} when the contract begins; {remedy}",
            contract.kind.code(),
            property.name
        ),
        format!(
            "`kind` の値は{}ですが、「{}」は始期において{class_ja}です。{remedy_ja}",
            contract.kind.label_ja(),
            property.name
        ),
    );
    (!right).then(|| Invalid::new("kind", "contradiction", contract.kind.code(), text))
}
