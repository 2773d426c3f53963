//! Who looked: the record of one case in plain sentences, for the institution that owns it.

mod pages;
mod sentence;

use crate::web::Routes;
use besa_domain::Act;

pub(super) fn routes() -> Routes {
    Routes::new().get("/cases/{code}/looked", Act::ReadWhoLooked, pages::looked)
}
