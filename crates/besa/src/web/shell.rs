//! The shell around every request: language, session, same-origin check, faults as pages, headers.

use super::desk::{Context, Desk};
use super::sent::Sent;
use super::{LARGEST_FORM, pages};
use crate::accounts::{self, Loaded, Session};
use crate::app::{App, Fail};
use crate::drafts;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use besa_domain::Lang;
use std::sync::Arc;

/// The session cookie. The prefix makes browsers keep it to this host, path and HTTPS or loopback.
pub(crate) const SESSION: &str = "__Host-besa";
/// The language cookie.
const LANGUAGE: &str = "besa-lang";

/// Cookies as the request carried them.
pub(crate) struct Cookies<'h>(&'h HeaderMap);

impl<'h> Cookies<'h> {
    /// The cookies of these headers.
    pub(crate) fn of(headers: &'h HeaderMap) -> Cookies<'h> {
        Cookies(headers)
    }

    /// What enters a session.
    pub(crate) fn session(&self) -> Option<&'h str> {
        self.get(SESSION)
    }

    fn get(&self, name: &str) -> Option<&'h str> {
        self.0
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The cookie that enters a session.
    pub(crate) fn enter(text: &str) -> String {
        format!("{SESSION}={text}; Path=/; Secure; HttpOnly; SameSite=Strict")
    }

    /// The cookie that forgets a session.
    pub(crate) fn leave() -> String {
        format!("{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
    }

    /// The cookie that keeps a language for a year.
    pub(crate) fn language(lang: Lang) -> String {
        format!(
            "{LANGUAGE}={}; Path=/; SameSite=Strict; HttpOnly; Max-Age=31536000",
            lang.code()
        )
    }
}

/// What every request passes on its way in and out.
pub(super) async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let cookie = Cookies::of(request.headers()).session().map(str::to_owned);
    let (mut gone, mut covered) = (false, false);
    let session: Option<Arc<Session>> = match &cookie {
        None => None,
        Some(text) => match accounts::load(&app, text).await {
            Ok(Loaded::Open(session)) => Some(session),
            Ok(Loaded::Covered) => {
                covered = true;
                None
            }
            Ok(Loaded::Gone) => {
                gone = true;
                None
            }
            Err(fail) => {
                let context = Context::new(app, lang, None, request.uri());
                return dress(pages::fault(&context, fail), false);
            }
        },
    };
    let context = Context {
        covered,
        ..Context::new(app, lang, session, request.uri())
    };
    if request.method() == Method::POST && !same_origin(request.headers()) {
        return dress(
            pages::fault_of(&context, StatusCode::FORBIDDEN, "web-other-site"),
            false,
        );
    }
    if request.method() == Method::POST
        && (gone || covered)
        && let Some(cookie) = &cookie
    {
        match kept(&context, cookie, request).await {
            Ok(same) => request = same,
            Err(status) => {
                return dress(pages::fault_of(&context, status, "web-too-large"), false);
            }
        }
    }
    let mut waiting = None;
    if request.method() == Method::POST
        && let Some(session) = &context.session
        && !session.stepped_up(context.app.now())
    {
        match buffered(request).await {
            Ok((same, bytes)) => (request, waiting) = (same, Some(bytes)),
            Err(status) => {
                return dress(pages::fault_of(&context, status, "web-too-large"), false);
            }
        }
    }
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(context.clone());
    let mut response = next.run(request).await;
    if let Some(Failed(fail)) = response.extensions_mut().remove::<Failed>() {
        let fail = Arc::try_unwrap(fail).unwrap_or_else(|_| Fail::Broken("shared".to_owned()));
        response = if matches!(fail, Fail::StepUp) {
            step_up(&context, &path, waiting).await
        } else {
            pages::fault(&context, fail)
        };
    } else if let Some(Plain(status, key)) = response.extensions().get::<Plain>().copied() {
        response = pages::fault_of(&context, status, key);
    } else if response.status() == StatusCode::BAD_REQUEST {
        // A path or query that the framework could not read is a page that is not there.
        response = pages::fault(&context, Fail::Unseen);
    }
    dress(response, gone)
}

/// Keeps what a form of a session that has ended still brings, and hands the request on as it was.
/// Here the browser must say that the form is of this site: silence is not enough.
async fn kept(context: &Context, cookie: &str, request: Request) -> Result<Request, StatusCode> {
    let (request, bytes) = buffered(request).await?;
    let site = request.headers().get("sec-fetch-site");
    if site.map(HeaderValue::as_bytes) == Some(b"same-origin") {
        let path = request.uri().path();
        if let Err(fail) = drafts::rescue(&context.app, cookie, path, &bytes).await {
            tracing::warn!(cause = %fail, "a text that came after its session was not kept");
        }
    }
    Ok(request)
}

/// A request with its form, and the same form once more.
async fn buffered(request: Request) -> Result<(Request, Bytes), StatusCode> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, LARGEST_FORM)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    Ok((Request::from_parts(parts, Body::from(bytes.clone())), bytes))
}

/// The page that asks for a factor; the form that was sent waits in it.
async fn step_up(context: &Context, path: &str, waiting: Option<Bytes>) -> Response {
    let sent = waiting.and_then(|bytes| Sent::read(&bytes));
    let asked = match (Desk::of(context.clone()), sent) {
        (Some(desk), Some(sent)) => accounts::ask_step_up(&desk, path, Some(&sent)).await,
        (Some(desk), None) => accounts::ask_step_up(&desk, &context.path, None).await,
        (None, _) => Err(Fail::Unseen),
    };
    asked.unwrap_or_else(|fail| pages::fault(context, fail))
}

/// A fault on its way to the page that says it.
#[derive(Clone)]
pub(super) struct Failed(pub(super) Arc<Fail>);

/// A fault of the request itself: a status and a sentence.
#[derive(Clone, Copy)]
pub(super) struct Plain(pub(super) StatusCode, pub(super) &'static str);

/// The language of the cookie, else of the browser, else Albanian.
fn language(headers: &HeaderMap) -> Lang {
    if let Some(lang) = Cookies::of(headers).get(LANGUAGE).and_then(Lang::from_code) {
        return lang;
    }
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let first = asked
        .unwrap_or_default()
        .split([',', ';', '-'])
        .next()
        .unwrap_or_default();
    if first.trim().eq_ignore_ascii_case("en") {
        Lang::En
    } else {
        Lang::Sq
    }
}

/// Whether a form comes from a page of ours. Browsers say it; those that do not say from which site
/// may name where the page came from; a client that says nothing is judged by the form's own token.
fn same_origin(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None => !from_elsewhere(headers),
        Some(site) => site == b"same-origin" || site == b"none",
    }
}

/// Whether a page of another host is named. Our own pages are sent without a referrer, for which
/// browsers write `null`.
fn from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(HeaderValue::as_bytes);
    let Some(origin) = text(header::ORIGIN).filter(|origin| *origin != b"null") else {
        return false;
    };
    let host = origin
        .strip_prefix(b"https://")
        .or_else(|| origin.strip_prefix(b"http://"));
    host.is_none() || host != text(header::HOST)
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
     base-uri 'none'; require-trusted-types-for 'script'; trusted-types besa";

/// The headers of every answer.
fn dress(mut response: Response, gone: bool) -> Response {
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 9] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (HeaderName::from_static("x-frame-options"), "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if gone && let Ok(value) = HeaderValue::from_str(&Cookies::leave()) {
        headers.append(header::SET_COOKIE, value);
    }
    response
}
