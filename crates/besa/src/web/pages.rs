//! Pages of the shell itself: faults, language, the neutral calendar, health, the way home.

use super::assets;
use super::desk::{Answer, Context, Guest, render};
use super::routes::Routes;
use super::shell::{Cookies, Plain};
use super::ui::Frame;
use crate::accounts::FULL;
use crate::app::{App, BEHIND, Fail};
use crate::lang::Words;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use besa_domain::Lang;
use besa_vault::{OsChance, draw_id};
use serde::Deserialize;

/// After how many seconds somebody who met a busy system may try again.
const RETRY_AFTER: &str = "10";

pub(super) fn routes() -> Routes {
    Routes::new()
        .open_get("/", home)
        .open_get("/health", health)
        .open_get("/language", language)
        .open_get("/calendar", calendar)
        .open_get("/help", help)
        .open_get("/assets/{name}", assets::serve)
}

async fn home(guest: Guest) -> Answer {
    guest.to(if guest.session.is_some() {
        "/tasks"
    } else {
        "/help"
    })
}

/// Whether this node can answer: one look at the database, nothing about it.
async fn health(State(app): State<App>) -> Response {
    if app.db().answers().await {
        (StatusCode::OK, "ok\n").into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response()
    }
}

#[derive(Deserialize)]
struct Tongue {
    to: Option<String>,
    back: Option<String>,
}

/// Changes the language and returns to the page; only to a path of our own.
async fn language(Query(tongue): Query<Tongue>) -> Answer {
    let lang = tongue.to.as_deref().and_then(Lang::from_code);
    let lang = lang.ok_or(Fail::Unseen)?;
    let back = tongue
        .back
        .filter(|path| is_own(path))
        .unwrap_or_else(|| "/".to_owned());
    let mut response = Redirect::to(&back).into_response();
    if let Ok(value) = HeaderValue::from_str(&Cookies::language(lang)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// A path of this host: no scheme, no other host, nothing that could be read as one.
pub(crate) fn is_own(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/-_.?=&".contains(c))
}

/// A plain month calendar: where Mbuloni ekranin leads. It says nothing of what was open before.
#[derive(Template)]
#[template(path = "web/calendar.html")]
struct Calendar {
    l: Words,
    title: String,
    /// Each in short and in full.
    weekdays: Vec<(String, String)>,
    weeks: Vec<Vec<String>>,
    today: String,
}

/// A weekday in three letters, so that seven stand beside each other on a telephone.
fn brief(name: String) -> (String, String) {
    let word = name.split(' ').next_back().unwrap_or_default();
    (word.chars().take(3).collect(), name)
}

async fn calendar(guest: Guest) -> Answer {
    let l = guest.l;
    let today = guest.app.now().date();
    let first = today.first_of_month();
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or_default();
    let mut days: Vec<String> = vec![String::new(); before];
    days.extend((1..=today.days_in_month()).map(|day| day.to_string()));
    days.resize(days.len().next_multiple_of(7), String::new());
    let page = Calendar {
        title: format!(
            "{} {}",
            l.t(&format!("month-{}", today.month())),
            today.year()
        ),
        weekdays: (1..=7)
            .map(|n| brief(l.t(&format!("weekday-{n}"))))
            .collect(),
        today: today.day().to_string(),
        weeks: days.chunks(7).map(<[String]>::to_vec).collect(),
        l,
    };
    guest.page(&page, StatusCode::OK)
}

/// Help for anybody: numbers to call, before any word about the system.
#[derive(Template)]
#[template(path = "web/help.html")]
struct Help {
    l: Words,
    frame: Frame,
}

async fn help(guest: Guest) -> Answer {
    let page = Help {
        l: guest.l,
        frame: guest.frame(),
    };
    guest.page(&page, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "web/fault.html")]
struct Fault {
    l: Words,
    frame: Frame,
    title: String,
    /// Who was first and when, where that may be told.
    said: String,
    what: String,
    reference: String,
    /// What was typed, so that it is not lost.
    typed: Vec<String>,
    way: String,
    on: String,
}

/// The page for a path that is no page; the same as for one that somebody may not know of.
pub(super) async fn nothing_here(_: Uri) -> Response {
    Fail::Unseen.into_response()
}

/// The page of a fault. Only our own faults are logged, once, under the reference shown.
pub(super) fn fault(context: &Context, fail: Fail) -> Response {
    let full = fail.is_full();
    match fail {
        Fail::Unseen => fault_of(context, StatusCode::NOT_FOUND, "web-unseen"),
        // The shell asks for the factor; only what it cannot ask is told like this.
        Fail::StepUp | Fail::Forbidden => fault_of(context, StatusCode::FORBIDDEN, "web-forbidden"),
        Fail::Invalid(errors) => {
            let key = errors.first().map_or("web-bad-form", |error| error.key);
            fault_of(context, StatusCode::UNPROCESSABLE_ENTITY, key)
        }
        Fail::Conflict(key) => fault_of(context, StatusCode::CONFLICT, key),
        Fail::Broken(cause) => {
            let reference = reference();
            tracing::error!(%reference, %cause, "a request failed");
            let busy =
                cause.starts_with("database") || cause.starts_with("the writer") || cause == FULL;
            let busy = busy || cause == BEHIND;
            let (status, key) = if full {
                (StatusCode::SERVICE_UNAVAILABLE, "web-full")
            } else if cause == BEHIND {
                (StatusCode::SERVICE_UNAVAILABLE, "web-clock")
            } else if busy {
                (StatusCode::SERVICE_UNAVAILABLE, "web-busy")
            } else {
                (StatusCode::INTERNAL_SERVER_ERROR, "web-broken")
            };
            let mut page = Fault::of(context, status, key);
            page.reference = reference;
            let mut response = page.answer(status);
            if busy {
                let value = HeaderValue::from_static(RETRY_AFTER);
                response.headers_mut().insert(header::RETRY_AFTER, value);
            }
            response
        }
    }
}

/// The page of a fault that has a sentence and no reference.
pub(super) fn fault_of(context: &Context, status: StatusCode, key: &'static str) -> Response {
    Fault::of(context, status, key).answer(status)
}

/// The page of a conflict that may tell who was first; its button shows how it stands now.
pub(super) fn overtaken(
    context: &Context,
    key: &'static str,
    said: String,
    see: String,
) -> Response {
    let mut page = Fault::of(context, StatusCode::CONFLICT, key);
    (page.said, page.way, page.on) = (said, see, context.l.t("web-see-now"));
    page.answer(StatusCode::CONFLICT)
}

impl Fault {
    fn of(context: &Context, status: StatusCode, key: &'static str) -> Fault {
        let own = format!("{key}-what");
        let what = if context.l.has(&own) {
            own
        } else {
            "conflict-changed-what".to_owned()
        };
        // A page that may not be known of is the same whatever was sent to it.
        let tells = !matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
        let typed = context.kept.get().filter(|_| tells).cloned();
        Fault {
            l: context.l,
            frame: context.frame(None, false),
            title: context.l.t(key),
            said: String::new(),
            what: context.l.t(&what),
            reference: String::new(),
            typed: typed.unwrap_or_default(),
            way: match context.session {
                Some(_) => "/tasks".to_owned(),
                None => "/help".to_owned(),
            },
            on: context.l.t("web-home"),
        }
    }

    fn answer(&self, status: StatusCode) -> Response {
        render(self, status).unwrap_or_else(|_| (status, "Besa\n").into_response())
    }
}

/// A fault met before anything is known of the request; the shell makes the page.
pub(super) fn plain_fault(status: StatusCode, key: &'static str) -> Response {
    Plain(status, key).into_response()
}

/// Six characters that can be read over the telephone.
fn reference() -> String {
    let id = draw_id(&mut OsChance);
    let text = data_encoding::BASE32_NOPAD.encode(&id);
    let (one, two) = text.get(..6).unwrap_or("------").split_at(2);
    format!("{one}-{two}")
}
