//! The web: routes as data, the shell around every request, and what handlers are given.

pub(crate) mod assets;
mod desk;
pub(crate) mod door;
mod pages;
mod patience;
mod peer;
mod routes;
mod sent;
mod shell;
mod turn;
pub(crate) mod ui;

pub(crate) use desk::{Answer, Desk, Guest, Nav};
pub(crate) use pages::is_own;
#[cfg(test)]
pub(crate) use patience::Limits;
pub(crate) use patience::{Patient, patient};
pub(crate) use peer::Peer;
#[cfg(test)]
pub(crate) use routes::Route;
pub(crate) use routes::Routes;
pub(crate) use sent::Sent;
#[cfg(test)]
pub(crate) use sent::read as read_form;
pub(crate) use shell::Cookies;
pub(crate) use turn::Turn;

use crate::app::App;
use crate::config::Net;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use std::sync::Arc;
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

/// The same service behind a listener: it knows its clients, also through these proxies.
pub(crate) fn listening(app: App, proxies: Vec<Net>) -> Router {
    router(app).layer(from_fn_with_state(Arc::new(proxies), peer::recognised))
}
