//! Pages for entering, leaving, and setting up one's own locks.

use super::locks::{self, Handed};
use super::recovery::Replaced;
use super::{
    Entry, LONGEST, SHORTEST, Shown, Tried, Whence, devices, enter, factor_pages, pin, recovery,
    reset, sessions, step_up,
};
use crate::app::{Actor, Fail};
use crate::drafts;
use crate::lang::Words;
use crate::registry;
use crate::registry::people::Enrol;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Cookies, Desk, Guest, Routes, Sent};
use askama::Template;
use axum::extract::{ConnectInfo, Query, Request};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use besa_domain::{Act, Decision, MemberState, Standing, decide};
use besa_vault::{MemberAt, MemberRoot, OsChance, RecoveryCode};
use serde::Deserialize;
use std::net::SocketAddr;

/// The routes of entering and leaving.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .open_get("/sign-in", sign_in_page)
        .open_post("/sign-in", sign_in)
        .open_get("/recover", recovery::recover_page)
        .open_post("/recover", recovery::recover)
        .open_get("/recover/factor", reset::reset_page)
        .open_post("/recover/factor", reset::reset)
        .open_get("/enrol", enrol_page)
        .open_post("/enrol", enrol)
        .get(
            "/recover/new",
            Act::ChangePassphrase,
            recovery::new_locks_page,
        )
        .post("/recover/new", Act::ChangePassphrase, recovery::new_locks)
        .post("/sign-out", Act::SignOut, sign_out)
        .open_post("/hide", hide)
        .get("/me", Act::ReadHome, me)
        .join(pin::routes())
        .join(step_up::routes())
        .join(factor_pages::routes())
        .join(devices::routes())
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    login: String,
    lost: bool,
    replaced: Option<Replaced>,
}

#[derive(Deserialize)]
struct Lost {
    lost: Option<String>,
}

async fn sign_in_page(guest: Guest, Query(lost): Query<Lost>) -> Answer {
    let page = SignInPage {
        l: guest.l,
        frame: guest.form_frame(&Faults::new()),
        faults: Faults::new(),
        login: String::new(),
        lost: lost.lost.is_some(),
        replaced: Replaced::of(&guest),
    };
    guest.page(&page, StatusCode::OK)
}

/// Where a request comes from, for the throttle: the peer's address.
pub(super) fn source(request: &Request) -> Option<String> {
    request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(address)| address.ip().to_string())
}

async fn sign_in(guest: Guest, request: Request) -> Answer {
    let whence = Whence::of(&request);
    let sent = match read(request, &guest).await {
        Ok(sent) => sent,
        Err(response) => return Ok(response),
    };
    if let Some(lang) = sent.switch {
        return sign_in_again(guest.speaking(lang), &sent, None, StatusCode::OK);
    }
    let entry = Entry::Passphrase {
        login: sent.text("login").to_owned(),
        passphrase: sent.text("passphrase").to_owned(),
        shown: Shown::of(&sent, "code"),
    };
    match enter::sign_in(&guest.app, &whence, entry).await? {
        Tried::In(cookie) => entered(&guest, &cookie, None).await,
        Tried::Refused => {
            let sentence = guest.l.t("accounts-refused");
            sign_in_again(
                guest,
                &sent,
                Some(sentence),
                StatusCode::UNPROCESSABLE_ENTITY,
            )
        }
        Tried::Wait(seconds) => {
            let sentence = guest.l.t1("accounts-wait", "seconds", seconds);
            sign_in_again(guest, &sent, Some(sentence), StatusCode::TOO_MANY_REQUESTS)
        }
    }
}

pub(super) async fn read(request: Request, guest: &Guest) -> Result<Sent, Response> {
    <Sent as axum::extract::FromRequest<_>>::from_request(request, &guest.app).await
}

fn sign_in_again(guest: Guest, sent: &Sent, fault: Option<String>, status: StatusCode) -> Answer {
    let mut faults = Faults::new();
    if let Some(sentence) = fault {
        faults.push("login", sentence);
    }
    let page = SignInPage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
        login: sent.trimmed("login").to_owned(),
        lost: false,
        replaced: Replaced::of(&guest),
    };
    let response = guest.page(&page, status)?;
    Ok(with_language(response, &guest.l, sent))
}

pub(super) fn with_language(mut response: Response, l: &Words, sent: &Sent) -> Response {
    if sent.switch.is_some()
        && let Ok(value) = HeaderValue::from_str(&Cookies::language(l.lang()))
    {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Hands over the cookie and goes on: to the draft that was being written, else to the tasks.
pub(super) async fn entered(guest: &Guest, cookie: &str, to: Option<&str>) -> Answer {
    let path = match to {
        Some(path) => path.to_owned(),
        None => match sessions::load(&guest.app, cookie).await? {
            sessions::Loaded::Open(session) => unfinished(guest, &session).await?,
            sessions::Loaded::Covered | sessions::Loaded::Gone => "/tasks".to_owned(),
        },
    };
    let mut response = Redirect::to(&path).into_response();
    let value = HeaderValue::from_str(&Cookies::enter(cookie))
        .map_err(|_| Fail::broken("cookie", "not a header"))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

/// A draft saved within the last session's length is where the work stopped.
async fn unfinished(guest: &Guest, session: &sessions::Session) -> Result<String, Fail> {
    // What came too late is shown first, so that it is not forgotten.
    if let Some((id, _)) = drafts::rescued(&guest.app, session).await?.first() {
        return Ok(format!("/rescued/{id}"));
    }
    let since = guest.app.now().0.saturating_sub(sessions::ABSOLUTE);
    let newest = drafts::mine(&guest.app, session).await?.into_iter().next();
    Ok(match newest.filter(|draft| draft.saved.0 >= since) {
        Some(draft) => format!("/drafts/{}", draft.id),
        None => "/tasks".to_owned(),
    })
}

/// Shown once: what a person must write down.
#[derive(Template)]
#[template(path = "accounts/handed.html")]
pub(super) struct HandedPage {
    pub(super) l: Words,
    pub(super) frame: Frame,
    pub(super) handed: Handed,
    pub(super) first: bool,
}

#[derive(Template)]
#[template(path = "accounts/enrol.html")]
struct EnrolPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    login: String,
    /// The deployment root's eight words, which also stand on the invitation (P28).
    root: String,
}

async fn enrol_page(guest: Guest) -> Answer {
    let faults = Faults::new();
    let page = EnrolPage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
        login: String::new(),
        root: guest.app.facts().root.fingerprint().words(),
    };
    guest.page(&page, StatusCode::OK)
}

/// The sentences of a passphrase that does not do.
pub(super) fn passphrase_faults(l: &Words, sent: &Sent) -> Faults {
    let mut faults = Faults::new();
    let passphrase = sent.text("passphrase");
    let length = passphrase.chars().count();
    if length < SHORTEST {
        faults.push("passphrase", l.t1("accounts-too-short", "least", SHORTEST));
    } else if length > LONGEST {
        faults.push("passphrase", l.t1("accounts-too-long", "most", LONGEST));
    } else if passphrase
        .split_whitespace()
        .collect::<std::collections::BTreeSet<_>>()
        .len()
        < 2
        && passphrase
            .chars()
            .collect::<std::collections::BTreeSet<_>>()
            .len()
            < 6
    {
        faults.push("passphrase", l.t("accounts-too-plain"));
    }
    if passphrase != sent.text("again") {
        faults.push("again", l.t("accounts-not-the-same"));
    }
    faults
}

async fn enrol(guest: Guest, sent: Sent) -> Answer {
    let guest = match sent.switch {
        Some(lang) => guest.speaking(lang),
        None => guest,
    };
    let mut faults = Faults::new();
    if sent.switch.is_none() {
        faults = passphrase_faults(&guest.l, &sent);
        if faults.is_empty() {
            match enrolled(&guest, &sent).await? {
                Some(handed) => {
                    let page = HandedPage {
                        l: guest.l,
                        frame: guest.frame(),
                        handed,
                        first: true,
                    };
                    return guest.page(&page, StatusCode::OK);
                }
                None => faults.push("code", guest.l.t("error-code-refused")),
            }
        }
    }
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = EnrolPage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
        login: sent.trimmed("login").to_owned(),
        root: guest.app.facts().root.fingerprint().words(),
    };
    let response = guest.page(&page, status)?;
    Ok(with_language(response, &guest.l, &sent))
}

async fn enrolled(guest: &Guest, sent: &Sent) -> Result<Option<Handed>, Fail> {
    let login = sent.trimmed("login").to_lowercase();
    let Ok(code) = RecoveryCode::parse(sent.text("code")) else {
        return Ok(None);
    };
    let mut reading = guest.app.glance().await?;
    let member = registry::member_by_login(&mut reading.tx(), &login)
        .await?
        .filter(|member| member.state == MemberState::Invited);
    drop(reading);
    let Some(member) = member else {
        return Ok(None);
    };
    let root = MemberRoot::draw(&mut OsChance);
    let passphrase = sent.text("passphrase").to_owned();
    let (locks, handed) =
        locks::make(&guest.app, member.id, &login, passphrase, &root, None).await?;
    let actor = Actor::Entering(member.id, member.institution);
    let verb = Enrol {
        member: member.id,
        code,
        root,
        locks,
    };
    match guest.app.act(&actor, None, verb).await {
        Ok(()) => Ok(Some(handed)),
        Err(Fail::Conflict(_)) => Ok(None),
        Err(fail) => Err(fail),
    }
}

async fn sign_out(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    sessions::leave(&desk.app, &desk.session).await?;
    let mut response = Redirect::to("/sign-in").into_response();
    forget(&mut response);
    Ok(response)
}

/// Mbuloni ekranin: the session is covered or ends at once and a plain calendar stands there. Also for
/// somebody whose session is over already, because the screen must be covered in any case.
async fn hide(guest: Guest, sent: Sent) -> Answer {
    if let Some(session) = &guest.session {
        if !sent.is_of_page(&session.csrf) {
            return Err(Fail::Conflict("web-stale-form"));
        }
        if sessions::cover(&guest.app, session).await? {
            // The cookie stays: with it six digits resume what was covered.
            let mut response = Redirect::to("/calendar").into_response();
            clear(&mut response);
            return Ok(response);
        }
    } else if guest.covered {
        return Ok(Redirect::to("/calendar").into_response());
    }
    let mut response = Redirect::to("/calendar").into_response();
    forget(&mut response);
    Ok(response)
}

pub(super) fn forget(response: &mut Response) {
    if let Ok(value) = HeaderValue::from_str(&Cookies::leave()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    clear(response);
}

fn clear(response: &mut Response) {
    response
        .headers_mut()
        .insert("clear-site-data", HeaderValue::from_static("\"cache\""));
}

#[derive(Template)]
#[template(path = "accounts/me.html")]
struct MePage {
    l: Words,
    frame: Frame,
    name: String,
    post: String,
    institution: String,
    circles: String,
    words: String,
    /// Whether policy shows this member the colleagues.
    colleagues: bool,
}

async fn me(desk: Desk) -> Answer {
    desk.app
        .read(&desk.session, Act::ReadHome, Standing::Oneself)
        .await?;
    let who = &desk.session.who;
    let mut circles: Vec<String> = desk
        .session
        .bundle
        .circles
        .iter()
        .map(|circle| {
            desk.l
                .t(&format!("circle-{}", circle.kind.replace('_', "-")))
        })
        .collect();
    circles.dedup();
    let circles = circles.join(", ");
    let page = MePage {
        l: desk.l,
        frame: desk.frame(None),
        name: who.name.clone(),
        post: who.post.clone(),
        institution: who.institution_name.clone(),
        words: locks::words(
            &desk.session.bundle.root,
            MemberAt {
                deployment: desk.app.facts().deployment,
                member: who.member.bytes(),
            },
        ),
        colleagues: decide(
            who.role,
            who.state,
            Act::ReadMembers,
            Standing::SameInstitution,
        ) == Decision::Allow,
        circles,
    };
    desk.page(&page)
}
