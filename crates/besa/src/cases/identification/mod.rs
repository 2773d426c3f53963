//! The initial identification: only what first help needs, carried over from the screening.

mod actions;
pub(crate) mod fields;
mod pages;

pub(crate) use actions::SaveIdentification;

use crate::web::Routes;
use besa_domain::Act;

/// The routes of the initial identification.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .post(
            "/cases/{code}/identify",
            Act::SaveIdentification,
            pages::begin,
        )
        .get(
            "/identification/{draft}/{page}",
            Act::SaveIdentification,
            pages::page,
        )
        .post(
            "/identification/{draft}/{page}",
            Act::SaveIdentification,
            pages::keep_page,
        )
}
