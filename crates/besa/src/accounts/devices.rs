//! The sessions of one's own: on which device, since when, last seen; one or all others end at once.

use super::pages::source;
use super::sessions::{ABSOLUTE, End, GATED, IDLE};
use super::store::{self, OwnSession};
use crate::app::{App, Fail, Own};
use crate::db::Tx;
use crate::lang::Words;
use crate::web::ui::Frame;
use crate::web::{Answer, Desk, Routes, Sent};
use askama::Template;
use axum::extract::Request;
use axum::http::header::{self, HeaderMap};
use besa_domain::{Act, MemberId, Moment, Standing};
use besa_vault::sha256;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/me/sessions", Act::ReadHome, sessions_page)
        .post("/me/sessions", Act::SignOut, end_some)
}

/// Where a try to enter comes from.
#[derive(Default)]
pub(crate) struct Whence {
    /// The peer's address, for the throttle.
    pub(super) source: Option<String>,
    /// What the browser calls itself.
    pub(super) device: String,
}

impl Whence {
    /// As a request tells it.
    pub(super) fn of(request: &Request) -> Whence {
        Whence {
            source: source(request),
            device: device(request.headers()),
        }
    }
}

/// What a browser calls itself, in two words: which browser, on which system. No version: this tells
/// devices apart and is no fingerprint.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let first = |of: &[(&str, &'static str)]| {
        let found = of.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let words: Vec<&str> = [browser, system].into_iter().flatten().collect();
    words.join(", ")
}

/// How a form names a session: a digest that enters nothing.
fn handle(id: &str) -> String {
    data_encoding::HEXLOWER.encode(&sha256(&[b"besa/v1/own-session", id.as_bytes()]))
}

/// Whether it could still go on or be resumed.
fn lives(it: &OwnSession, now: Moment) -> bool {
    let idle = if it.gated { GATED } else { IDLE };
    it.ends > now && it.seen.0.saturating_add(idle) > now.0
}

struct Row {
    form: String,
    handle: String,
    device: String,
    begun: String,
    seen: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
struct SessionsPage {
    l: Words,
    frame: Frame,
    rows: Vec<Row>,
    others: bool,
}

async fn sessions_page(desk: Desk) -> Answer {
    let mut reading = desk
        .app
        .read(&desk.session, Act::ReadHome, Standing::Oneself)
        .await?;
    let (l, now) = (desk.l, desk.app.now());
    let mut all = store::sessions_of(&mut reading.tx(), desk.session.who.member).await?;
    drop(reading);
    all.retain(|it| lives(it, now));
    let rows: Vec<Row> = all
        .into_iter()
        .enumerate()
        .map(|(n, it)| Row {
            form: format!("session-{n}"),
            handle: handle(&it.id),
            begun: l.when(Moment(it.ends.0.saturating_sub(ABSOLUTE))),
            seen: l.when(it.seen),
            here: desk.session.row.as_ref() == Some(&it.id),
            device: match it.device.as_str() {
                "" => l.t("accounts-device-unknown"),
                device => device.to_owned(),
            },
        })
        .collect();
    let page = SessionsPage {
        others: rows.iter().any(|row| !row.here),
        rows,
        frame: desk.frame(None),
        l,
    };
    desk.page(&page)
}

async fn end_some(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (app, session) = (&desk.app, &desk.session);
    app.read(session, Act::SignOut, Standing::Oneself).await?;
    let (member, here) = (session.who.member, session.row.clone());
    match sent.text("session") {
        "others" => app.own(EndOthers { member, here }).await?,
        one => {
            if let Some(id) = named(app, member, one).await? {
                app.own(End(id)).await?;
            }
        }
    }
    desk.to("/me/sessions")
}

/// The session of this member that a form named.
async fn named(app: &App, member: MemberId, one: &str) -> Result<Option<String>, Fail> {
    let mut reading = app.glance().await?;
    let all = store::sessions_of(&mut reading.tx(), member).await?;
    let ids = all.into_iter().map(|it| it.id);
    Ok(ids.into_iter().find(|id| handle(id) == one))
}

/// Ends every session of a member but the one that asks.
struct EndOthers {
    member: MemberId,
    here: Option<String>,
}

impl Own for EndOthers {
    type Out = ();
    const TABLES: &'static [&'static str] = &["sess.session", "sess.server_half", "sess.pin"];

    async fn run(self, _app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        for it in store::sessions_of(tx, self.member).await? {
            if Some(&it.id) != self.here.as_ref() {
                store::delete_session(tx, &it.id).await?;
            }
        }
        Ok(())
    }
}
