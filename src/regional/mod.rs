//! What is shared with neighbours (広域連携): agreements and the facilities they let be seen, use by residents across borders,
//! joint bodies and the shares of their members.
//!
//! `/v1/{municipality}/agreements[/{id}[/events|/shared-facilities]]` · `…/shared-facilities` · `…/cross-border-candidates` · `…/resident-uses[/{id}]` ·
//! `…/resident-use-summary` · `…/joint-bodies[/{id}[/events|/cost-splits]]`
//!
//! Each municipality says for itself what it shares: an agreement is recorded by the one whose facilities are seen, and the
//! partners that it names see exactly the columns that it names.

mod agreements;
mod joint_bodies;
mod resident_use;
pub mod seed;

use crate::app::App;
use crate::domain::units::MunicipalityCode;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use serde_json::value::RawValue;
use utoipa_axum::router::OpenApiRouter;

pub use crate::entity::agreement::Model as Agreement;
pub use crate::entity::joint_body::Model as JointBody;
pub use crate::entity::resident_use::Model as ResidentUse;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(agreements::routes()).merge(resident_use::routes()).merge(joint_bodies::routes())
}

/// JSON that the store holds ready to be sent.
fn raw(text: &str) -> Result<Box<RawValue>> {
    RawValue::from_string(text.to_owned()).map_err(Error::internal)
}

/// What is wrong with the code of a partner.
fn partner(field: &'static str, own: &str, code: &str) -> Option<Invalid> {
    if code != own {
        return MunicipalityCode::parse(field, code).err();
    }
    let text = Text::new(
        format!("`{field}` names `{code}`, which is this municipality itself; name the other"),
        format!("`{field}` の `{code}` は自団体です。相手の団体コードを指定してください"),
    );
    Some(Invalid::new(field, "contradiction", code, text))
}
