//! What a handler is given: the application, who is signed in, the words, and the frame of its page.

use super::pages;
use super::sent::Sent;
use super::shell::{Cookies, Failed, Plain};
use super::ui::{Faults, Frame, Place, Seat, Switch};
use crate::accounts::Session;
use crate::app::{Actor, App, Fail};
use crate::lang::Words;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{self, HeaderValue};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use besa_domain::{Act, CircleKind, Decision, FieldError, Lang, Role, Standing, decide};
use besa_vault::{OsChance, draw_id};
use std::sync::{Arc, OnceLock};

/// What a handler answers.
pub(crate) type Answer = Result<Response, Fail>;

/// What the shell found out about a request.
#[derive(Clone)]
pub(crate) struct Context {
    pub(super) app: App,
    pub(super) l: Words,
    pub(super) session: Option<Arc<Session>>,
    pub(super) path: String,
    /// Whether a session waits for its six digits.
    pub(super) covered: bool,
    /// What the form of this request typed and no draft holds: a fault gives it back.
    pub(super) kept: Arc<OnceLock<Vec<String>>>,
}

impl Context {
    pub(super) fn new(app: App, lang: Lang, session: Option<Arc<Session>>, uri: &Uri) -> Context {
        // A change of language keeps the conditions of a list where the way back can carry them.
        let whole = uri
            .path_and_query()
            .map(PathAndQuery::as_str)
            .filter(|path| pages::is_own(path));
        let path = whole.unwrap_or_else(|| uri.path()).replace('&', "%26");
        Context {
            app,
            l: Words::of(lang),
            session,
            path,
            covered: false,
            kept: Arc::default(),
        }
    }

    /// The frame of a page: what may be opened from here, and how the language is changed.
    pub(super) fn frame(&self, nav: Option<Nav>, form: bool) -> Frame {
        let l = &self.l;
        let session = self.session.as_deref();
        let other = match l.lang() {
            Lang::Sq => Lang::En,
            Lang::En => Lang::Sq,
        };
        Frame {
            lang: l.code(),
            institution: session.map_or_else(
                || l.t("ui-public-line"),
                |it| it.who.institution_name.clone(),
            ),
            seat: session.map(|it| Seat {
                name: it.who.name.clone(),
                href: "/me",
            }),
            places: session.map_or_else(Vec::new, |it| places(it, l, nav)),
            demo: self.app.is_demo(),
            csrf: session.map(|it| it.csrf.clone()).unwrap_or_default(),
            hide_action: "/hide",
            switch: if form {
                Switch::Form
            } else {
                Switch::Link(format!("/language?to={}&back={}", other.code(), self.path))
            },
            faulty: false,
        }
    }
}

/// The places of the main navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nav {
    Tasks,
    Inbox,
    Cases,
    Institutions,
}

/// Only what this member may open; nothing is greyed out.
fn places(session: &Session, l: &Words, now: Option<Nav>) -> Vec<Place> {
    let who = &session.who;
    let may = |act| decide(who.role, who.state, act, Standing::SameInstitution) == Decision::Allow;
    let cases = session.holds(CircleKind::Cases);
    let desk = session.holds(CircleKind::FrontDesk) || cases;
    let notified = who.role == Role::ResponsibleAuthority;
    [
        (Nav::Tasks, "/tasks", "ui-nav-tasks", true),
        (
            Nav::Inbox,
            "/inbox",
            "ui-nav-inbox",
            (desk || notified) && may(Act::ReadInbox),
        ),
        (
            Nav::Cases,
            "/cases",
            "ui-nav-cases",
            cases && may(Act::ReadCases),
        ),
        (
            Nav::Institutions,
            "/institutions",
            "ui-nav-institutions",
            true,
        ),
    ]
    .into_iter()
    .filter(|(_, _, _, allowed)| *allowed && !session.limited)
    .map(|(nav, href, key, _)| Place {
        href,
        label: l.t(key),
        current: now == Some(nav),
    })
    .collect()
}

/// A handler's desk: somebody is signed in.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) session: Arc<Session>,
    pub(crate) l: Words,
    context: Context,
}

impl Desk {
    /// The desk of a request, where somebody is signed in.
    pub(super) fn of(context: Context) -> Option<Desk> {
        let session = context.session.clone()?;
        Some(Desk {
            app: context.app.clone(),
            session,
            l: context.l,
            context,
        })
    }

    /// Who acts at this desk.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Member(self.session.clone())
    }

    /// The frame of a page without a form in its middle.
    pub(crate) fn frame(&self, nav: Option<Nav>) -> Frame {
        self.context.frame(nav, false)
    }

    /// The frame of a page with a form, whose text a change of language must keep.
    pub(crate) fn form_frame(&self, nav: Option<Nav>, faults: &Faults) -> Frame {
        Frame {
            faulty: !faults.is_empty(),
            ..self.context.frame(nav, true)
        }
    }

    /// The same desk speaking the language that a form asked for.
    pub(crate) fn speaking(mut self, lang: Lang) -> Desk {
        self.l = Words::of(lang);
        self.context.l = self.l;
        self
    }

    /// A random key for a form that is about to be rendered.
    pub(crate) fn key(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&draw_id(&mut OsChance))
    }

    /// The sentences of what is wrong with a form.
    pub(crate) fn faults(&self, errors: &[FieldError]) -> Faults {
        faults(&self.l, errors)
    }

    /// A page.
    pub(crate) fn page(&self, page: &impl Template) -> Answer {
        render(page, StatusCode::OK)
    }

    /// A form that came back with what is wrong with it.
    pub(crate) fn unfit(&self, page: &impl Template) -> Answer {
        render(page, StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// A page that stands before what was asked for: 403.
    pub(crate) fn forbidden(&self, page: &impl Template) -> Answer {
        render(page, StatusCode::FORBIDDEN)
    }

    /// The same desk in the session that took the place of this one.
    pub(crate) fn in_session(mut self, session: Arc<Session>) -> Desk {
        self.context.session = Some(session.clone());
        self.session = session;
        self
    }

    /// A form in the language that was just asked for; the choice is kept.
    pub(crate) fn switched(&self, page: &impl Template) -> Answer {
        let mut response = render(page, StatusCode::OK)?;
        if let Ok(value) = HeaderValue::from_str(&Cookies::language(self.l.lang())) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        Ok(response)
    }

    /// On to another page.
    pub(crate) fn to(&self, path: &str) -> Answer {
        Ok(Redirect::to(path).into_response())
    }

    /// Refuses a form that does not come from a page of this session.
    pub(crate) fn check(&self, sent: &Sent) -> Result<(), Fail> {
        if sent.is_of_page(&self.session.csrf) {
            Ok(())
        } else {
            Err(Fail::Conflict("web-stale-form"))
        }
    }

    /// The same for a form without a draft: the page of any later conflict gives these texts back.
    pub(crate) fn check_keeping(&self, sent: &Sent, texts: &[&str]) -> Result<(), Fail> {
        self.context.kept.get_or_init(|| {
            let typed = texts.iter().map(|name| sent.trimmed(name));
            typed
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect()
        });
        self.check(sent)
    }

    /// 409 where it may be told who was first, and where one can see how it stands now.
    pub(crate) fn overtaken(&self, key: &'static str, said: String, see: String) -> Answer {
        Ok(pages::overtaken(&self.context, key, said, see))
    }
}

impl FromRequestParts<App> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Desk, Response> {
        let Some(context) = parts.extensions.get::<Context>().cloned() else {
            return Err(pages::plain_fault(
                StatusCode::INTERNAL_SERVER_ERROR,
                "web-broken",
            ));
        };
        let covered = context.covered;
        Desk::of(context).ok_or_else(|| enter(&parts.method, covered))
    }
}

/// Somebody who is not signed in is shown the way in, whatever they asked for.
fn enter(method: &Method, covered: bool) -> Response {
    let path = if covered {
        "/resume"
    } else if *method == Method::POST {
        "/sign-in?lost=1"
    } else {
        "/sign-in"
    };
    Redirect::to(path).into_response()
}

/// A desk for everybody: nobody needs to be signed in.
pub(crate) struct Guest {
    pub(crate) app: App,
    pub(crate) session: Option<Arc<Session>>,
    /// Whether a session waits for its six digits.
    pub(crate) covered: bool,
    pub(crate) l: Words,
    context: Context,
}

impl Guest {
    /// The frame of a page without a form in its middle.
    pub(crate) fn frame(&self) -> Frame {
        self.context.frame(None, false)
    }

    /// The frame of a page with a form.
    pub(crate) fn form_frame(&self, faults: &Faults) -> Frame {
        Frame {
            faulty: !faults.is_empty(),
            ..self.context.frame(None, true)
        }
    }

    /// The same desk speaking the language that a form asked for.
    pub(crate) fn speaking(mut self, lang: Lang) -> Guest {
        self.l = Words::of(lang);
        self.context.l = self.l;
        self
    }

    /// A page with this status.
    pub(crate) fn page(&self, page: &impl Template, status: StatusCode) -> Answer {
        render(page, status)
    }

    /// On to another page.
    pub(crate) fn to(&self, path: &str) -> Answer {
        Ok(Redirect::to(path).into_response())
    }
}

impl FromRequestParts<App> for Guest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Guest, Response> {
        match parts.extensions.get::<Context>().cloned() {
            Some(context) => Ok(Guest {
                app: context.app.clone(),
                session: context.session.clone(),
                covered: context.covered,
                l: context.l,
                context,
            }),
            None => Err(pages::plain_fault(
                StatusCode::INTERNAL_SERVER_ERROR,
                "web-broken",
            )),
        }
    }
}

/// The sentences of what is wrong with a form.
pub(super) fn faults(l: &Words, errors: &[FieldError]) -> Faults {
    let mut faults = Faults::new();
    for error in errors {
        faults.push(error.field.as_str(), l.t(error.key));
    }
    faults
}

pub(super) fn render(page: &impl Template, status: StatusCode) -> Answer {
    match page.render() {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => Err(Fail::broken("template", error)),
    }
}

impl IntoResponse for Fail {
    /// The shell turns it into a page in the reader's language.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

impl IntoResponse for Plain {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
