//! The screening: what this worker must pass on, whether the person wants to talk, signs, a decision.

mod actions;
mod pages;
mod shown;
mod steps;

pub(crate) use actions::{SaveScreening, Screening, owe_report};

use crate::web::Routes;
use besa_domain::Act;

/// The routes of the screening.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/screening", Act::SaveScreening, pages::before)
        .post("/screening", Act::SaveScreening, pages::begin)
        .get("/screening/{draft}/{step}", Act::SaveScreening, pages::step)
        .post(
            "/screening/{draft}/{step}",
            Act::SaveScreening,
            pages::keep_step,
        )
}
