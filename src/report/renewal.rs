//! The figures of the annual renewal-cost report, and the report as a file in the form asked for.

use super::wire::{Block, ClassTotal, ClassYear, Illustrative, RenewalReport, ReportYear, Skipped, Stock, Work};
use super::{csv, html, xlsx};
use crate::digest::digest;
use crate::domain::facility::{Class, Word};
use crate::domain::renewal::{self, Cost, Event, Forecast, Horizon, MIC_2011, Rules, UnitCosts};
use crate::domain::units::{Area, FiscalYear, Yen};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store as facilities;
use crate::lifecycle::store::{self, Model, RegisterStock};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// How many years ahead works are listed one by one.
const LISTED_YEARS: i32 = 10;

/// In what form a report leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Form {
    /// JSON
    Json,
    /// CSV
    Csv,
    /// Excel
    Xlsx,
    /// HTML that prints well
    Html,
}

impl Word for Form {
    fn label_ja(self) -> &'static str {
        match self {
            Form::Json => "JSON",
            Form::Csv => "CSV",
            Form::Xlsx => "Excel",
            Form::Html => "HTML",
        }
    }
}

impl Form {
    /// The media type of the file.
    pub fn media_type(self, encoding: TextEncoding) -> &'static str {
        match self {
            Form::Json => "application/json",
            Form::Csv => encoding.media_type(),
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Form::Html => "text/html; charset=utf-8",
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Order {
    /// The years.
    pub horizon: Horizon,
    /// The form.
    pub form: Form,
    /// Of CSV, only this table.
    pub table: Option<csv::Table>,
    /// Character encoding of CSV.
    pub encoding: TextEncoding,
}

/// Reads the name of a table of the CSV form.
pub fn table_named(name: &'static str, text: &str) -> Result<csv::Table, Invalid> {
    text.parse().map_err(|_| {
        Invalid::new(
            name,
            "unknown-value",
            text,
            Text::new(
                format!("`{name}` is `{text}`; it must be years, classes, blocks, works or assumptions"),
                format!(
                    "`{name}` の値 `{text}` は使えません。years、classes、blocks、works、assumptions から選んでください"
                ),
            ),
        )
    })
}

/// The report as a file.
pub async fn file(db: &impl ConnectionTrait, municipality: &str, order: Order) -> Result<Vec<u8>> {
    let report = gather(db, municipality, order.horizon).await?;
    match order.form {
        Form::Json => serde_json::to_vec_pretty(&report).map_err(Error::internal),
        Form::Csv => csv::bytes(&report, order.table, order.encoding)
            .map_err(|unfit| Error::Refused(unfit.into_iter().map(Fault::from).collect())),
        Form::Xlsx => xlsx::bytes(&report).map_err(Error::internal),
        Form::Html => Ok(html::page(&report).into_bytes()),
    }
}

/// The figures.
async fn gather(db: &impl ConnectionTrait, municipality: &str, horizon: Horizon) -> Result<RenewalReport> {
    let of = facilities::demand_municipality(db, municipality).await?;
    let model = store::model(db, municipality, horizon.from_year()).await?;
    let register = store::register_stock(db, municipality).await?;
    let refused = |invalid: Invalid| Error::Refused(vec![Fault::at(format!("/parameters/{}", invalid.field), invalid)]);
    let rules = Rules::new(model.parameters).map_err(refused)?;
    let unit_costs = UnitCosts::new(model.unit_costs).map_err(refused)?;
    let stock = register.columns.stock()?;
    let forecast = renewal::simulate(&stock, &rules, &unit_costs, horizon);
    let works = works(renewal::events(&stock, &rules, &unit_costs, horizon), &register, horizon);
    let by_class = by_class(&forecast, &register);
    Ok(RenewalReport {
        municipality_code: municipality.to_owned(),
        municipality_name: of.name,
        model: MIC_2011.to_owned(),
        from_year: horizon.from_year().year(),
        to_year: horizon.to_year().year(),
        input_digest: input_digest(&register, &model, horizon)?,
        stock: counted(&register),
        years: years(&forecast, &by_class),
        blocks: blocks(&forecast),
        total_yen: forecast.total().total(),
        annual_mean_yen: forecast.annual_mean(),
        works,
        method: store::method(&model.parameters).into_iter().map(|text| text.ja).collect(),
        sources: sources(&register, &model),
        assumptions: model.rows,
        illustrative: illustrative(&register),
        by_class,
    })
}

fn input_digest(register: &RegisterStock, model: &Model, horizon: Horizon) -> Result<String> {
    let rows: Vec<_> = register
        .rows
        .iter()
        .map(|row| {
            (&row.code, &row.facility_code, row.class, row.completed_year, row.floor_area_dm2, &row.illustrative)
        })
        .collect();
    let json = |value: serde_json::Result<Vec<u8>>| value.map_err(Error::internal);
    let (rows, rules) = (json(serde_json::to_vec(&rows))?, json(serde_json::to_vec(&model.rows))?);
    Ok(digest(&[&rows, &rules, format!("{}+{}", horizon.from_year().year(), horizon.years()).as_bytes()]))
}

fn counted(register: &RegisterStock) -> Stock {
    let facilities: BTreeSet<&str> = register.rows.iter().map(|row| row.facility_code.as_str()).collect();
    let dm2: u64 = register.columns.floor_area_dm2.iter().map(|dm2| u64::from(*dm2)).sum();
    let skipped = |s: &store::Skipped| Skipped { building_code: s.building_code.clone(), reason: s.reason.to_owned() };
    Stock {
        facilities: facilities.len() as u64,
        buildings: register.rows.len() as u64,
        floor_area_m2: dm2 as f64 / 100.0,
        skipped: register.skipped.iter().map(skipped).collect(),
    }
}

fn by_class(forecast: &Forecast, register: &RegisterStock) -> Vec<ClassTotal> {
    let total = |(class, cost): (Class, Cost)| {
        let of_class = register.rows.iter().filter(|row| row.class == class);
        let (buildings, dm2) =
            of_class.fold((0, 0_i64), |(n, sum), row| (n + 1, sum + row.floor_area_dm2.unwrap_or(0)));
        (buildings > 0).then(|| ClassTotal {
            class,
            label_ja: class.label_ja().to_owned(),
            buildings,
            floor_area_m2: dm2 as f64 / 100.0,
            renovation_yen: cost.renovation,
            rebuild_yen: cost.rebuild,
            total_yen: cost.total(),
        })
    };
    forecast.by_class().filter_map(total).collect()
}

fn years(forecast: &Forecast, classes: &[ClassTotal]) -> Vec<ReportYear> {
    let class_year = |year: FiscalYear, class: Class| {
        let cost = forecast.at(year, class);
        ClassYear { class, renovation_yen: cost.renovation, rebuild_yen: cost.rebuild, total_yen: cost.total() }
    };
    let year = |(year, cost): (FiscalYear, Cost)| ReportYear {
        fiscal_year: year.year(),
        renovation_yen: cost.renovation,
        rebuild_yen: cost.rebuild,
        total_yen: cost.total(),
        by_class: classes.iter().map(|total| class_year(year, total.class)).collect(),
    };
    forecast.by_year().map(year).collect()
}

fn blocks(forecast: &Forecast) -> Vec<Block> {
    let years: Vec<(FiscalYear, Cost)> = forecast.by_year().collect();
    let block = |some: &[(FiscalYear, Cost)]| {
        let renovation_yen: Yen = some.iter().map(|(_, cost)| cost.renovation).sum();
        let rebuild_yen: Yen = some.iter().map(|(_, cost)| cost.rebuild).sum();
        let total_yen = renovation_yen + rebuild_yen;
        Block {
            from_year: some[0].0.year(),
            to_year: some[some.len() - 1].0.year(),
            renovation_yen,
            rebuild_yen,
            total_yen,
            annual_mean_yen: total_yen.mean_over(some.len() as u32),
        }
    };
    years.chunks(10).map(block).collect()
}

fn works(events: impl Iterator<Item = Event>, register: &RegisterStock, horizon: Horizon) -> Vec<Work> {
    let end = horizon.from_year().year() + LISTED_YEARS;
    let soon = events.filter(|event| event.first_year.year() < end);
    let mut works: Vec<Work> = soon.map(|event| work(&event, register, horizon, end)).collect();
    works.sort_by(|a, b| (a.from_year, &a.building_code, a.kind).cmp(&(b.from_year, &b.building_code, b.kind)));
    works
}

fn work(event: &Event, register: &RegisterStock, horizon: Horizon, end: i32) -> Work {
    let row = &register.rows[event.building];
    let soon = event.charges(horizon).filter(|(year, _)| year.year() < end).map(|(_, yen)| yen);
    Work {
        facility_code: row.facility_code.clone(),
        facility_name: row.facility_name.clone(),
        building_code: row.code.clone(),
        building_name: row.name.clone(),
        class: row.class,
        completed_year: row.completed_year.unwrap_or_default(),
        floor_area_m2: Area::from_dm2(row.floor_area_dm2.unwrap_or(0)).m2(),
        kind: event.kind,
        reason: event.reason,
        from_year: event.first_year.year(),
        to_year: event.first_year.year() + event.years as i32 - 1,
        cost_yen: event.cost,
        cost_in_ten_years_yen: soon.sum(),
        illustrative: store::invented(row),
    }
}

/// Where the records and the parameters come from, each once.
fn sources(register: &RegisterStock, model: &Model) -> Vec<String> {
    let records = register.rows.iter().filter_map(|row| row.source.clone());
    let parameters = model.rows.iter().map(|row| row.source.clone());
    let mut named: BTreeMap<String, u64> = BTreeMap::new();
    for source in records {
        *named.entry(source).or_insert(0) += 1;
    }
    let records = named.into_iter().map(|(source, count)| format!("建物{count}棟: {source}"));
    let parameters: BTreeSet<String> = parameters.collect();
    records.chain(parameters.into_iter().map(|source| format!("前提条件: {source}"))).collect()
}

fn illustrative(register: &RegisterStock) -> Vec<Illustrative> {
    let label = |field: &str| if field == "floor_area_m2" { "延床面積(㎡)" } else { "建築年度" };
    let told =
        |(field, buildings): (String, u64)| Illustrative { label_ja: label(&field).to_owned(), field, buildings };
    store::illustrative(register).into_iter().map(told).collect()
}
