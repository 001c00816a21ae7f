//! Enoki: a municipality's public facilities, what state they are in, what they will cost, what could be merged.
//!
//! Where things are:
//! - [`domain`] the core: the rules of the trade as plain functions over plain values
//! - `entity` the tables
//! - `facility` what stands where: records and files in and out
//! - `register` the fixed-asset register: what it is worth, year by year
//! - `conservation` in what state it is: ratings, inspections, defects, works and the plan of them
//! - `parameters` the numbers that calculations rest on, with their sources
//! - `lifecycle` what it will cost: forecasts by several models, infrastructure, components, scenarios and their uncertainty
//! - `finance` who pays; `reckoning` how long reckonings are limited and abandoned
//! - `consolidation` what could be fewer: access, land, sites, options, restructuring
//! - `property` land and rooms that are not in use
//! - `regional` what is shared with neighbours
//! - `report` the annual renewal-cost report in every form
//! - [`app`] what a handler may reach, the routes, the layers; `server` the socket below them
//! - [`command`] the command line
//! - [`config`], [`db`], [`openapi`] settings, database, the API document; `storage` where the bytes of attachments lie
//! - `error`, `http`, `fields`, `idempotency`, `digest` how requests are read and answered; `page` what every page has in common,
//!   `shapes` how geometries become strokes on it
//! - `recorded` what all records have in common that are entered, listed and changed, and whose history is kept
//! - `spreadsheet` rows of cells out of CSV and XLSX, whatever they mean
//!
//! To find the code of a URL, search for the URL; to find a rule, look in `domain` under its name.

/// Rows are made on one thread and freed on another by the million, which this allocator does faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod app;
pub mod command;
pub mod config;
mod conservation;
mod consolidation;
pub mod db;
mod digest;
pub mod domain;
mod entity;
mod error;
mod facility;
mod fields;
mod finance;
mod http;
mod idempotency;
mod lifecycle;
pub mod openapi;
mod page;
mod parameters;
mod property;
mod reckoning;
mod recorded;
mod regional;
mod register;
mod report;
mod server;
mod shapes;
mod spreadsheet;
mod storage;
