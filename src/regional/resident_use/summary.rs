//! How much do residents use across borders, both ways? A table for each service, measure and year, a line a partner.

use super::wire::{ResidentUseSummary, UseLine, UseTable};
use crate::domain::regional::{UseDirection, UseMeasure, UseService};
use crate::regional::ResidentUse;
use std::collections::BTreeMap;

/// The tables of these records.
pub fn summary(records: &[ResidentUse]) -> ResidentUseSummary {
    let mut tables: BTreeMap<(UseService, UseMeasure, i32), Vec<&ResidentUse>> = BTreeMap::new();
    for record in records {
        tables.entry((record.service, record.measure, record.fiscal_year)).or_default().push(record);
    }
    ResidentUseSummary { tables: tables.into_values().filter_map(|records| table(&records)).collect() }
}

fn table(records: &[&ResidentUse]) -> Option<UseTable> {
    let first = records.first()?;
    let mut partners: BTreeMap<&str, UseLine> = BTreeMap::new();
    for record in records {
        let line = partners.entry(&record.partner_code).or_insert_with(|| UseLine {
            partner_code: record.partner_code.clone(),
            partner_name: None,
            outgoing: None,
            incoming: None,
        });
        line.partner_name = line.partner_name.take().or_else(|| record.partner_name.clone());
        // One record a direction: the table's key holds no second.
        match record.direction {
            UseDirection::Outgoing => line.outgoing = Some(record.count),
            UseDirection::Incoming => line.incoming = Some(record.count),
        }
    }
    let partners: Vec<UseLine> = partners.into_values().collect();
    let outgoing = partners.iter().filter_map(|line| line.outgoing).sum::<i64>();
    let incoming = partners.iter().filter_map(|line| line.incoming).sum::<i64>();
    let mut sources: Vec<String> = records.iter().filter_map(|record| record.source.clone()).collect();
    sources.sort_unstable();
    sources.dedup();
    Some(UseTable {
        service: first.service,
        measure: first.measure,
        fiscal_year: first.fiscal_year,
        partners,
        outgoing,
        incoming,
        balance: outgoing - incoming,
        sources,
        illustrative: records.iter().any(|record| record.illustrative != "[]"),
    })
}
