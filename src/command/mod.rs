//! The command line: serve, import, export, close-year, check, report, openapi, and the settings they share.

mod register;

use crate::app::{self, App};
use crate::config::{Config, Loaded, LogFormat};
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::word;
use crate::domain::renewal::Horizon;
use crate::domain::units::{FiscalYear, MunicipalityCode};
use crate::error::{Error, Language, Result, in_words};
use crate::facility::export::Form as FileForm;
use crate::facility::formats::{Format, Kind, TextEncoding};
use crate::facility::{exchange, seed, store};
use crate::report::renewal::{self, Form, Order, table_named};
use crate::{openapi, server};
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Public facilities of a Japanese municipality: what stands where, and what keeping it will cost (榎 公共施設マネジメント)
#[derive(Parser)]
#[command(name = "enoki", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the pages (the default)
    Serve(Serve),
    /// Take a file of records into the database: all of it, or nothing and every fault
    Import(ImportArgs),
    /// Write all records of a kind to a file, in a form that import takes back
    Export(ExportArgs),
    /// Close a fiscal year of the fixed-asset register: charge, check, freeze (年度の締め)
    CloseYear(register::CloseYearArgs),
    /// Recompute every closed year of the fixed-asset register and compare (検査)
    Check(register::CheckArgs),
    /// Write a report
    Report(ReportArgs),
    /// Print the API document
    Openapi,
}

#[derive(Args, Serialize)]
struct Settings {
    /// Settings file; enoki.toml in the working directory when there
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    config: Option<String>,
    /// Database: sqlite:FILE or postgres://… [env: ENOKI_DATABASE_URL, DATABASE_URL] [default: sqlite:enoki.db]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// What is logged, as in info or enoki=debug [env: ENOKI_LOG] [default: info,sea_orm_migration=warn]
    #[arg(long, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<String>,
    /// text or json [env: ENOKI_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    log_format: Option<String>,
}

#[derive(Args, Serialize)]
struct Serve {
    #[command(flatten)]
    #[serde(flatten)]
    settings: Settings,
    /// Address and port [env: ENOKI_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<SocketAddr>,
    /// Allow an address that other machines reach; there is no access control yet
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    allow_remote: bool,
    /// Address by which clients reach the service, for links [env: ENOKI_PUBLIC_URL]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<String>,
    /// Leave a new database without the demonstration data
    #[arg(long)]
    #[serde(skip)]
    empty: bool,
    /// Print every setting with its value and origin, and end
    #[arg(long)]
    #[serde(skip)]
    show_config: bool,
}

#[derive(Args)]
struct ImportArgs {
    #[command(flatten)]
    settings: Settings,
    /// Kind of the records: sites, facilities, buildings, components, assets
    #[arg(value_name = "KIND")]
    kind: String,
    /// The file: own CSV or GeoJSON, 公共施設一覧, 国土数値情報 P05, P29, P27; of assets CSV or XLSX of 固定資産台帳
    file: PathBuf,
    /// Municipality code
    #[arg(long, default_value = seed::DEMONSTRATION)]
    municipality: String,
    /// Layout of the file; recognised when not given
    #[arg(long)]
    format: Option<String>,
    /// Check everything and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    register: register::FileArgs,
}

#[derive(Args)]
struct ExportArgs {
    #[command(flatten)]
    settings: Settings,
    /// Kind of the records: sites, facilities, buildings, components, assets
    #[arg(value_name = "KIND")]
    kind: String,
    /// Municipality code
    #[arg(long, default_value = seed::DEMONSTRATION)]
    municipality: String,
    /// Fiscal year of the register (assets only)
    #[arg(long, value_name = "YEAR")]
    fiscal_year: Option<i64>,
    /// csv, geojson, open-data (facilities and assets) or xlsx (assets)
    #[arg(long, default_value = "csv")]
    format: String,
    /// Character encoding of CSV: utf-8-bom, utf-8, cp932
    #[arg(long, default_value = "utf-8-bom")]
    encoding: String,
    /// File to write; standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Args)]
struct ReportArgs {
    #[command(subcommand)]
    report: Report,
}

#[derive(Subcommand)]
enum Report {
    /// The annual renewal-cost report (更新費用年次報告)
    Renewal(RenewalArgs),
}

#[derive(Args)]
struct RenewalArgs {
    #[command(flatten)]
    settings: Settings,
    /// Municipality code
    #[arg(long, default_value = seed::DEMONSTRATION)]
    municipality: String,
    /// First fiscal year; the present one when not given
    #[arg(long, value_name = "YEAR")]
    from: Option<i64>,
    /// How many fiscal years
    #[arg(long, default_value_t = 40)]
    years: i64,
    /// csv, json, xlsx or html
    #[arg(long, default_value = "html")]
    format: String,
    /// Of CSV, only this table: years, classes, blocks, works, assumptions
    #[arg(long)]
    table: Option<String>,
    /// Character encoding of CSV: utf-8-bom, utf-8, cp932
    #[arg(long, default_value = "utf-8-bom")]
    encoding: String,
    /// File to write; standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the program with these words and says how it ended.
pub fn run(words: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(cause) => {
            let _ = cause.print();
            return if cause.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let language =
        if std::env::var("LANG").is_ok_and(|lang| lang.starts_with("ja")) { Language::Ja } else { Language::En };
    let outcome = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Openapi => std::io::stdout().write_all(openapi::text().as_bytes()).map_err(Error::internal),
        Command::Serve(args) => serve(args),
        Command::Import(args) => with_runtime(import(args, language)),
        Command::Export(args) => with_runtime(export(args)),
        Command::CloseYear(args) => with_runtime(register::close_year(args)),
        Command::Check(args) => with_runtime(register::check(args, language)),
        Command::Report(ReportArgs { report: Report::Renewal(args) }) => with_runtime(report(args)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read what we print has had enough.
        Err(Error::Internal(cause)) if is_broken_pipe(cause.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("enoki: {}", in_words(&error, language));
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let io = cause.downcast_ref::<std::io::Error>();
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

fn with_runtime<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?.block_on(work)
}

fn settings(file: Option<&str>, flags: impl Serialize) -> Result<Loaded> {
    let loaded = Loaded::read(file, flags).map_err(Error::internal)?;
    let filter = tracing_subscriber::EnvFilter::try_new(&loaded.config.log)
        .map_err(|cause| Error::internal(format!("setting `log`: `{}` is no filter: {cause}", loaded.config.log)))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second subscriber in one process is refused; the first then stays.
    let _ = match loaded.config.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    Ok(loaded)
}

async fn open(settings_of: &Settings) -> Result<App> {
    let loaded = settings(settings_of.config.as_deref(), settings_of)?;
    // A mistyped name must not yield a plausible report of the demonstration; the default one is made as `serve` does.
    if let Some(file) = loaded.config.database_file()
        && !file.exists()
    {
        if loaded.is_default("database_url") {
            eprintln!("note: {} is new and filled with the demonstration of 武蔵村山市 (illustrative)", file.display());
            return App::open(loaded.config, false).await;
        }
        return Err(Error::internal(format!(
            "setting `database_url`: there is no database `{}`; correct the name, or start `enoki serve` once to make it",
            file.display()
        )));
    }
    App::open(loaded.config, false).await
}

fn serve(args: Serve) -> Result<()> {
    let loaded = settings(args.settings.config.as_deref(), &args)?;
    if args.show_config {
        print!("{}", loaded.shown());
        return Ok(());
    }
    with_runtime(serving(loaded.config, args.empty))
}

async fn serving(config: Config, empty: bool) -> Result<()> {
    // The address first: when it is taken, nothing else need be done.
    let listener = tokio::net::TcpListener::bind(config.listen).await.map_err(|cause| {
        Error::internal(format!("setting `listen`: `{}` cannot be served on: {cause}", config.listen))
    })?;
    let address = listener.local_addr().map_err(Error::internal)?;
    let app = App::open(config.clone(), empty).await?;
    greet(&app, address).await?;
    server::serve(listener, app::router(app), &config).await.map_err(Error::internal)
}

async fn greet(app: &App, address: SocketAddr) -> Result<()> {
    println!(
        "Enoki 榎 is at http://{address}/  (API document: http://{address}/docs, database: {})",
        app.config.database_shown()
    );
    for code in store::municipality_codes(&app.db).await? {
        let (of, _) = store::municipality(&app.db, &code).await?;
        let totals = store::totals(&app.db, &code).await?;
        let count = |list: &str| totals.get(list).copied().unwrap_or(0);
        println!(
            "  {code} {}: {} facilities (施設), {} buildings (棟)",
            of.name,
            count("facilities"),
            count("buildings")
        );
        let invented = store::invented_buildings(&app.db, &code).await?;
        if invented > 0 {
            println!(
                "  Illustrative (例示・仮の値): {invented} of {} buildings have invented values such as floor area or year; \
                 each record names them under `illustrative`.",
                count("buildings")
            );
        }
    }
    std::io::stdout().flush().map_err(Error::internal)
}

async fn import(args: ImportArgs, language: Language) -> Result<()> {
    if args.kind == register::ASSETS {
        return register::import(args, language).await;
    }
    let app = open(&args.settings).await?;
    let municipality = MunicipalityCode::parse("municipality", &args.municipality).map_err(Error::parameter)?;
    let order = exchange::Order {
        kind: word::<Kind>("kind", &args.kind).map_err(Error::parameter)?,
        format: args
            .format
            .as_deref()
            .map(|text| word::<Format>("format", text))
            .transpose()
            .map_err(Error::parameter)?,
        dry_run: args.dry_run,
    };
    let bytes =
        std::fs::read(&args.file).map_err(|cause| Error::internal(format!("{}: {cause}", args.file.display())))?;
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} rows  {per_sec}  {eta}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    let progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let outcome = exchange::import(&app.db, &municipality, order, bytes.into(), language, &progress).await;
    bar.finish_and_clear();
    let done = outcome?;
    for notice in &done.notices {
        eprintln!("note: {notice}");
    }
    let (format, c): (&str, _) = (done.format.into(), done.counts);
    let verb = if done.dry_run { "would be" } else { "were" };
    println!(
        "{} rows ({format}, {}): {} {verb} created, {} changed, {} unchanged",
        done.rows, done.encoding, c.created, c.updated, c.unchanged
    );
    Ok(())
}

async fn export(args: ExportArgs) -> Result<()> {
    if args.kind == register::ASSETS {
        return register::export(args).await;
    }
    let app = open(&args.settings).await?;
    let kind = word::<Kind>("kind", &args.kind).map_err(Error::parameter)?;
    let form = match args.format.as_str() {
        "csv" => FileForm::Csv,
        "open-data" => FileForm::OpenData,
        "geojson" => FileForm::GeoJson,
        other => return Err(Error::internal(format!("`--format` is `{other}`; it must be csv, geojson or open-data"))),
    };
    let encoding = word::<TextEncoding>("encoding", &args.encoding).map_err(Error::parameter)?;
    let mut output = Output::open(args.output.as_deref())?;
    let take = |piece: &[u8]| output.file.write_all(piece);
    exchange::export(&app.db, &args.municipality, kind, form, encoding, take).await?;
    output.done()
}

async fn report(args: RenewalArgs) -> Result<()> {
    let from = args.from.unwrap_or_else(|| fiscal_year_of(chrono::Local::now().date_naive()).into());
    let from = FiscalYear::new("from", from).map_err(Error::parameter)?;
    let order = Order {
        horizon: Horizon::new(from, args.years).map_err(Error::parameter)?,
        form: word::<Form>("format", &args.format).map_err(Error::parameter)?,
        table: args.table.as_deref().map(|text| table_named("table", text)).transpose().map_err(Error::parameter)?,
        encoding: word::<TextEncoding>("encoding", &args.encoding).map_err(Error::parameter)?,
    };
    let app = open(&args.settings).await?;
    let bytes = renewal::file(&app.db, &args.municipality, order).await?;
    let mut output = Output::open(args.output.as_deref())?;
    output.file.write_all(&bytes).map_err(Error::internal)?;
    output.done()
}

/// A file that is complete or as it was before: written beside its name and renamed at the end. What is no plain file,
/// such as a device or a pipe, is written straight into.
struct Output {
    file: Box<dyn Write + Send>,
    rename: Option<(PathBuf, PathBuf)>,
}

impl Output {
    fn open(path: Option<&Path>) -> Result<Output> {
        let Some(path) = path else { return Ok(Output { file: Box::new(std::io::stdout()), rename: None }) };
        let named = |cause: std::io::Error| Error::internal(format!("{}: {cause}", path.display()));
        // A link stays and what it points to is written.
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if target.exists() && !target.is_file() {
            let file = std::fs::OpenOptions::new().write(true).open(&target).map_err(named)?;
            return Ok(Output { file: Box::new(std::io::BufWriter::new(file)), rename: None });
        }
        let mut part = target.as_os_str().to_owned();
        part.push(".part");
        let file = std::fs::File::create(&part).map_err(named)?;
        Ok(Output { file: Box::new(std::io::BufWriter::new(file)), rename: Some((PathBuf::from(part), target)) })
    }

    fn done(mut self) -> Result<()> {
        self.file.flush().map_err(Error::internal)?;
        match self.rename.take() {
            Some((part, path)) => std::fs::rename(part, path).map_err(Error::internal),
            None => Ok(()),
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // What was begun and not finished is nobody's file.
        if let Some((part, _)) = &self.rename {
            let _ = std::fs::remove_file(part);
        }
    }
}
