//! The web: routes as data, the shell around every request, and what handlers are given.

pub(crate) mod assets;
mod desk;
mod pages;
mod patience;
mod routes;
mod sent;
mod shell;
pub(crate) mod ui;

pub(crate) use desk::{Answer, Desk, Guest, Nav};
pub(crate) use patience::patient;
#[cfg(test)]
pub(crate) use patience::{Limits, Patient};
#[cfg(test)]
pub(crate) use routes::Route;
pub(crate) use routes::Routes;
pub(crate) use sent::Sent;
pub(crate) use shell::Cookies;
#[cfg(test)]
pub(crate) use {pages::is_own, sent::read as read_form};

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower_http::compression::CompressionLayer;

/// The largest form that is read: 128 KiB. The longest text field holds 4,000 characters.
const LARGEST_FORM: usize = 128 * 1024;

/// Every route of the product, slice by slice.
pub(crate) fn all_routes() -> Routes {
    Routes::new()
        .join(pages::routes())
        .join(crate::accounts::pages::routes())
        .join(crate::registry::routes())
        .join(crate::tasks::routes())
        .join(crate::drafts::pages::routes())
        .join(crate::cases::routes())
}

/// The list of routes: method, path, and the act that policy is asked about.
#[cfg(test)]
pub(crate) fn route_list() -> Vec<Route> {
    all_routes().list
}

/// The service that answers everything.
pub(crate) fn router(app: App) -> Router {
    let Routes { router, .. } = all_routes();
    router
        .fallback(pages::nothing_here)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(app.clone(), shell::around))
        .layer(CompressionLayer::new())
        .with_state(app)
}
