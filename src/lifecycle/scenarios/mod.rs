//! Sets of choices over the register, with names and versions: what each costs, what beside another, and how sure that is.
//!
//! `GET, POST /v1/{municipality}/scenarios` · `GET, PUT, DELETE …/scenarios/{id}` · `POST …/{id}/submission` ·
//! `GET …/{id}/inputs` · `GET …/{id}/verification` · `POST /v1/{municipality}/scenario-comparisons`,
//! `…/scenario-sensitivities` (`domain::scenario`) and `…/uncertainty-forecasts` (`domain::uncertainty`)

mod choices;
mod comparison;
mod figures;
mod gathering;
mod ground;
mod handlers;
mod inputs;
mod sensitivity;
mod store;
mod submission;
mod uncertainty;
mod uncertainty_wire;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this part of the room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_scenarios, handlers::create_scenario))
        .routes(routes!(handlers::read_scenario, handlers::replace_scenario, handlers::delete_scenario))
        .routes(routes!(submission::submit_scenario))
        .routes(routes!(submission::read_scenario_inputs))
        .routes(routes!(submission::verify_scenario))
        .routes(routes!(comparison::create_scenario_comparison))
        .routes(routes!(sensitivity::create_scenario_sensitivity))
        .routes(routes!(uncertainty::create_uncertainty_forecast))
}
