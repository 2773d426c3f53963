//! The directory of institutions: a public line for everybody, the person on duty for those who
//! receive referrals.

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
}
