//! The service from outside: over HTTP, through its program, and as a tree of sources. One binary for all of it.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test may fail where it stands, and its name is its documentation"
)]

mod access;
mod architecture;
mod attachments;
mod condition;
mod conservation_files;
mod conservation_plans;
mod defects;
mod facility_batches;
mod facility_lists;
mod facility_records;
mod facility_sheets;
mod finance;
mod forecast_models;
mod funding_plans;
mod geometry;
mod imports;
mod infrastructure_forecasts;
mod inspections;
mod land;
mod levelling;
mod lifecycle;
mod municipalities;
mod openapi;
mod pages;
mod parameters;
mod plan_documents;
mod program;
mod protocol;
mod register;
mod register_closing;
mod register_files;
mod register_refusals;
mod register_statements;
mod register_sums;
mod report;
mod report_links;
mod restructuring;
mod scenarios;
mod siting;
mod support;
mod worked_examples;
mod works;
