//! The command line of the fixed-asset register: files in and out, closing a year, checking what was closed.

use super::{ExportArgs, ImportArgs, Output, Settings, open};
use crate::db;
use crate::domain::facility::word;
use crate::domain::units::{FiscalYear, MunicipalityCode};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store::{demand_municipality, municipality_codes};
use crate::register::closing;
use crate::register::intake::{self, Order};
use crate::register::layout::Options;
use crate::register::outgoing::{Form, Outgoing};
use crate::register::store;
use clap::Args;
use indicatif::ProgressBar;
use std::io::Write;
use std::time::Duration;

/// The kind of records that is kept in the register.
pub const ASSETS: &str = "assets";

/// How a register file is to be taken in.
#[derive(Args)]
pub struct FileArgs {
    /// Fiscal year whose register the file is (assets only)
    #[arg(long, value_name = "YEAR")]
    fiscal_year: Option<i64>,
    /// Unit of the amounts: yen or thousand; as the file says when not given (assets only)
    #[arg(long)]
    unit: Option<String>,
    /// Keep columns that are not known among the optional items (assets only)
    #[arg(long)]
    keep_unknown: bool,
}

/// Which year is to be closed.
#[derive(Args)]
pub struct CloseYearArgs {
    #[command(flatten)]
    settings: Settings,
    /// Fiscal year
    #[arg(value_name = "YEAR")]
    fiscal_year: i64,
    /// Municipality code
    #[arg(long, default_value = crate::facility::seed::DEMONSTRATION)]
    municipality: String,
    /// Show what closing would do and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Whose register is to be checked.
#[derive(Args)]
pub struct CheckArgs {
    #[command(flatten)]
    settings: Settings,
    /// Municipality code; all when not given
    #[arg(long)]
    municipality: Option<String>,
}

fn year(given: Option<i64>) -> Result<i32> {
    let Some(given) = given else {
        let text = Text::new(
            "`--fiscal-year` is missing; a register is that of a year, such as --fiscal-year 2024",
            "`--fiscal-year`（年度）を指定してください（例: --fiscal-year 2024）",
        );
        return Err(Error::parameter(Invalid::new("fiscal_year", "required", "", text)));
    };
    FiscalYear::new("fiscal_year", given).map(FiscalYear::year).map_err(Error::parameter)
}

fn municipality(code: &str) -> Result<MunicipalityCode> {
    MunicipalityCode::parse("municipality", code).map_err(Error::parameter)
}

/// `enoki import assets`
pub(super) async fn import(args: ImportArgs, language: Language) -> Result<()> {
    let thousand_yen = match args.register.unit.as_deref() {
        None => None,
        Some("yen") => Some(false),
        Some("thousand") => Some(true),
        Some(other) => return Err(Error::internal(format!("`--unit` is `{other}`; it must be yen or thousand"))),
    };
    let order = Order {
        fiscal_year: year(args.register.fiscal_year)?,
        dry_run: args.dry_run,
        kind: None,
        options: Options { thousand_yen, keep_unknown: args.register.keep_unknown, accounting_entity: None },
        source: args.file.file_name().map(|name| name.to_string_lossy().into_owned()),
    };
    let file = std::fs::File::open(&args.file)
        .map_err(|cause| Error::internal(format!("{}: {cause}", args.file.display())))?;
    let app = open(&args.settings).await?;
    let code = municipality(&args.municipality)?;
    demand_municipality(&app.db, code.as_str()).await?;
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    let tx = db::begin(&app.db, code.as_str()).await?;
    let progress = |done: u64| bar.set_message(format!("{done} rows"));
    let outcome = intake::take_in(&tx, code.as_str(), &order, file, &progress).await;
    bar.finish_and_clear();
    let done = outcome?;
    if order.dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    for notice in done.told(language) {
        eprintln!("note: {notice}");
    }
    let verb = if order.dry_run { "would be" } else { "were" };
    println!(
        "{} lines of FY{} ({}): {} assets {verb} created, {} changed, {} unchanged; {} movements",
        done.lines, order.fiscal_year, done.encoding, done.created, done.changed, done.unchanged, done.movements
    );
    Ok(())
}

/// `enoki export assets`
pub(super) async fn export(args: ExportArgs) -> Result<()> {
    let year = year(args.fiscal_year)?;
    let encoding = word::<TextEncoding>("encoding", &args.encoding).map_err(Error::parameter)?;
    let (form, open_data) = match args.format.as_str() {
        "csv" => (Form::Csv(encoding), false),
        "open-data" => (Form::Csv(encoding), true),
        "xlsx" => (Form::Xlsx, false),
        other => {
            return Err(Error::internal(format!(
                "`--format` is `{other}`; of assets it must be csv, xlsx or open-data"
            )));
        }
    };
    let app = open(&args.settings).await?;
    let code = municipality(&args.municipality)?;
    demand_municipality(&app.db, code.as_str()).await?;
    let tx = db::snapshot(&app.db).await?;
    let mut outgoing = Outgoing::begin(&tx, code.as_str(), year, form, open_data).await?;
    let mut output = Output::open(args.output.as_deref())?;
    if form == Form::Xlsx {
        let mut file = outgoing.workbook(&tx).await?;
        std::io::copy(&mut file, &mut output.file).map_err(Error::internal)?;
        return output.done();
    }
    while let Some(piece) = outgoing.next(&tx).await? {
        output.file.write_all(&piece).map_err(Error::internal)?;
    }
    output.done()
}

/// `enoki close-year`
pub(super) async fn close_year(args: CloseYearArgs) -> Result<()> {
    let year = year(Some(args.fiscal_year))?;
    let app = open(&args.settings).await?;
    let code = municipality(&args.municipality)?;
    demand_municipality(&app.db, code.as_str()).await?;
    let reckoned = if args.dry_run {
        closing::trial(&db::snapshot(&app.db).await?, code.as_str(), year).await?
    } else {
        let tx = db::begin(&app.db, code.as_str()).await?;
        let (_, reckoned) = closing::close(&tx, code.as_str(), year).await?;
        tx.commit().await?;
        reckoned
    };
    println!(
        "FY{year} {}: {} assets, {} movements; depreciation (減価償却額) {} yen, cost {} yen, accumulated {} yen, book {} yen",
        if args.dry_run { "would be closed" } else { "is closed" },
        reckoned.assets,
        reckoned.movements,
        reckoned.charge.0,
        reckoned.cost.0,
        reckoned.accumulated.0,
        reckoned.cost.0 - reckoned.accumulated.0
    );
    println!("hash {}", reckoned.hash);
    for difference in &reckoned.differences {
        println!(
            "note: asset {}-{}: recorded depreciation {} yen, by the rules {} yen; it stays as recorded",
            difference.asset_no, difference.branch_no, difference.recorded.0, difference.by_rule.0
        );
    }
    if reckoned.differing > reckoned.differences.len() as u64 {
        println!("note: {} such assets in all", reckoned.differing);
    }
    Ok(())
}

/// `enoki check`
pub(super) async fn check(args: CheckArgs, language: Language) -> Result<()> {
    let app = open(&args.settings).await?;
    let codes = match &args.municipality {
        Some(code) => vec![municipality(code)?.as_str().to_owned()],
        None => municipality_codes(&app.db).await?,
    };
    let mut wrong = 0;
    for code in codes {
        demand_municipality(&app.db, &code).await?;
        let tx = db::snapshot(&app.db).await?;
        let found = closing::check(&tx, &code).await?;
        let closings = store::closings(&tx, &code).await?;
        for text in &found {
            println!("{code}: {}", language.pick(text));
        }
        wrong += found.len();
        if found.is_empty() {
            let years: Vec<String> = closings.iter().map(|closing| format!("FY{}", closing.fiscal_year)).collect();
            println!("{code}: {} closed years agree with their rows: {}", closings.len(), years.join(", "));
        }
    }
    if wrong > 0 { Err(Error::internal(format!("{wrong} disagreements; see above"))) } else { Ok(()) }
}
