//! The directory of institutions: a public line for everybody, the person on duty for those who
//! receive referrals; each entry is kept up to date by the institution itself.

mod edit;
mod entry;
mod pages;

use crate::web::Routes;
use besa_domain::Act;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/institutions", Act::ReadInstitutions, pages::directory)
        .get(
            "/institutions/{id}",
            Act::ReadInstitutions,
            pages::institution,
        )
        .get("/institutions/{id}/edit", Act::EditInstitution, edit::ask)
        .post("/institutions/{id}/edit", Act::EditInstitution, edit::keep)
}
