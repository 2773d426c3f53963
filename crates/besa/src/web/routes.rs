//! A route is data: what it is called, how it is asked, which act it is.

use crate::app::App;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};
use besa_domain::Act;

/// One route as the committed matrix lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// GET or POST.
    pub(crate) method: &'static str,
    /// Path with `{names}`.
    pub(crate) path: &'static str,
    /// The act that policy is asked about; `None` where everybody may come.
    pub(crate) act: Option<Act>,
}

/// Routes being collected.
pub(crate) struct Routes {
    pub(crate) router: Router<App>,
    pub(crate) list: Vec<Route>,
}

impl Routes {
    /// No routes.
    pub(crate) fn new() -> Routes {
        Routes {
            router: Router::new(),
            list: Vec::new(),
        }
    }

    /// A page for members.
    pub(crate) fn get<H, T>(self, path: &'static str, act: Act, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", path, Some(act), get(handler))
    }

    /// A form for members.
    pub(crate) fn post<H, T>(self, path: &'static str, act: Act, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", path, Some(act), post(handler))
    }

    /// A page for everybody.
    pub(crate) fn open_get<H, T>(self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", path, None, get(handler))
    }

    /// A form for everybody.
    pub(crate) fn open_post<H, T>(self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", path, None, post(handler))
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        act: Option<Act>,
        handler: axum::routing::MethodRouter<App>,
    ) -> Routes {
        self.router = self.router.route(path, handler);
        self.list.push(Route { method, path, act });
        self
    }

    /// These and those.
    pub(crate) fn join(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }
}
