//! The service put together: what a handler may reach, a line a room, and the layers around them all.

use crate::config::Config;
use crate::error::{Error, Problems, localise};
use crate::openapi::Document;
use crate::storage::Storage;
use crate::{
    conservation, consolidation, db, facility, finance, lifecycle, parameters, property, regional, register, report,
};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use std::any::Any;
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What a handler may reach.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: DatabaseConnection,
    /// The settings in force.
    pub config: Arc<Config>,
    /// Where the bytes of attachments lie.
    pub storage: Storage,
}

impl App {
    /// Opens the database, brings it up to date and, when it is new, fills it; `empty` leaves the demonstration out.
    pub async fn open(config: Config, empty: bool) -> Result<App, Error> {
        let unusable = |cause: DbErr| {
            let shown = config.database_shown();
            Error::internal(format!(
                "setting `database_url`: `{shown}` cannot be used, check the name and the rights: {cause}"
            ))
        };
        let storage = Storage::open(&config)?;
        let db = db::open(&config.database_url, config.database_connections).await.map_err(unusable)?;
        let guard = db::alone(&db).await?;
        db::migrate(&db).await.map_err(unusable)?;
        parameters::store::once(&db).await?;
        conservation::once(&db).await?;
        finance::once(&db).await?;
        facility::seed::once(&db, empty).await?;
        register::seed::once(&db, facility::seed::DEMONSTRATION).await?;
        conservation::seed::once(&db, facility::seed::DEMONSTRATION).await?;
        consolidation::once(&db, facility::seed::DEMONSTRATION).await?;
        drop(guard);
        Ok(App { db, config: Arc::new(config), storage })
    }
}

/// Every documented operation, a line a room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(facility::routes())
        .merge(register::routes())
        .merge(conservation::routes())
        .merge(parameters::routes())
        .merge(lifecycle::routes())
        .merge(finance::routes())
        .merge(consolidation::routes())
        .merge(property::routes())
        .merge(regional::routes())
        .merge(report::routes())
        .routes(routes!(is_alive))
        .routes(routes!(is_ready))
}

/// The service as it is served, in the program as in the tests.
pub fn router(app: App) -> axum::Router {
    let (router, _) = routes().split_for_parts();
    let at_once = Arc::new(Semaphore::new(app.config.concurrency));
    router
        .route("/", get(front_page))
        .route("/openapi.json", get(document))
        .route("/docs", get(async || Redirect::temporary("/docs/")))
        .merge(axum::Router::new().route("/docs/", get(docs_page)).route("/docs/{file}", get(docs_file)))
        .fallback(async || nothing_here())
        .layer(from_fn_with_state(at_once, bounded))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(localise))
        .layer(CompressionLayer::new())
        .layer(from_fn(guard_headers))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_response(DefaultOnResponse::new().level(Level::INFO))
                .on_failure(()),
        )
        .layer(SetRequestIdLayer::x_request_id(Ids))
        .with_state(app)
}

/// Whether the service runs
#[utoipa::path(get, path = "/healthz", tag = "service", responses((status = 200, description = "It runs", body = String, example = "ok")))]
async fn is_alive() -> &'static str {
    "ok"
}

/// Whether the service can answer: its database does
#[utoipa::path(get, path = "/readyz", tag = "service", responses(
    (status = 200, description = "It can", body = String, example = "ok"), Problems))]
async fn is_ready(State(app): State<App>) -> Result<&'static str, Error> {
    app.db.execute_unprepared("SELECT 1").await.map_err(|cause| {
        tracing::error!(%cause, "the database does not answer");
        Error::Busy
    })?;
    Ok("ok")
}

static DOCUMENT: LazyLock<String> = LazyLock::new(crate::openapi::text);

async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1")], DOCUMENT.as_str()).into_response()
}

async fn front_page(State(app): State<App>) -> Result<Html<String>, Error> {
    crate::report::front_page(&app.db).await.map(Html)
}

static DOCS: LazyLock<Arc<utoipa_swagger_ui::Config<'static>>> = LazyLock::new(|| {
    Arc::new(utoipa_swagger_ui::Config::from("/openapi.json").try_it_out_enabled(false).validator_url("none"))
});

async fn docs_page() -> Response {
    docs_answer("index.html")
}

async fn docs_file(axum::extract::Path(file): axum::extract::Path<String>) -> Response {
    docs_answer(&file)
}

/// The vendored page that shows the document; nothing of it is fetched from elsewhere.
fn docs_answer(file: &str) -> Response {
    match utoipa_swagger_ui::serve(file, DOCS.clone()) {
        Ok(Some(found)) => ([(header::CONTENT_TYPE, found.content_type)], found.bytes.into_owned()).into_response(),
        _ => nothing_here(),
    }
}

fn nothing_here() -> Response {
    let text = crate::domain::Text::new(
        "there is nothing at this address; `/docs` shows what there is",
        "このアドレスには何もありません。`/docs` で一覧を確かめてください",
    );
    Error::NotFound(text).into_response()
}

/// As many requests at once as configured; the next is told to come again rather than kept waiting.
async fn bounded(State(at_once): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    // Whether the service is alive must be answered most of all when it is busy.
    if request.uri().path() == "/healthz" {
        return next.run(request).await;
    }
    match at_once.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => Error::Busy.into_response(),
    }
}

/// What browsers are told of every answer: take it for what it says it is, load nothing from elsewhere.
async fn guard_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("content-security-policy", policy)]
    {
        // An answer that is stricter with itself, such as a file that somebody has sent in, stays so.
        response.headers_mut().entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn panicked(cause: Box<dyn Any + Send + 'static>) -> axum::http::Response<Body> {
    let cause = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown")
        .to_owned();
    Error::internal(format!("a handler panicked: {cause}")).into_response()
}

#[derive(Clone, Copy)]
struct Ids;

impl MakeRequestId for Ids {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&uuid::Uuid::now_v7().to_string()).ok().map(RequestId::new)
    }
}

fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or_default();
    // A stranger's id is logged as long as ours at most.
    let id: String = id.chars().take(64).collect();
    tracing::info_span!("request", method = %request.method(), path = unsecret(request.uri().path()), request_id = id)
}

/// A path as it is logged: a report link is as good as a key and stays out.
fn unsecret(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    if let Some(at) = parts.iter().position(|part| *part == "report-links")
        && let Some(token) = parts.get_mut(at + 1)
    {
        *token = "…";
    }
    parts.join("/")
}
