//! The second factors on one's own page: what there is, adding a security key and removing one; and
//! the questions that a browser puts to a key.

use super::card::{self, FEW};
use super::enter::{self, Knock};
use super::factors::Shown;
use super::keys::{self, Asked, Purpose, Spent, Stored};
use super::pages::{read, source};
use super::store::{self, KEY};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Desk, Guest, Routes, Sent};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap};
use axum::response::{IntoResponse, Response};
use besa_domain::{Act, Moment, Standing, clean_line};
use serde::Serialize;

pub(super) fn routes() -> Routes {
    Routes::new()
        .open_post("/sign-in/key", ask_at_sign_in)
        .post("/step-up/key", Act::StepUp, ask_at_step_up)
        .get("/me/factors", Act::ReadHome, factors_page)
        .get("/me/factors/key", Act::ChangeFactors, key_page)
        .post("/me/factors/key", Act::ChangeFactors, add_key)
        .post("/me/factors/key/ask", Act::ChangeFactors, ask_at_adding)
        .post("/me/factors/remove", Act::ChangeFactors, remove_key)
}

/// Why nothing is asked, as the page shall say it.
#[derive(Serialize)]
struct Refusal {
    fault: String,
}

fn refuse(status: StatusCode, fault: String) -> Answer {
    told(status, &Refusal { fault })
}

fn asked(asked: Asked) -> Answer {
    told(StatusCode::OK, &asked)
}

/// An answer to the script of the page.
fn told(status: StatusCode, said: &impl Serialize) -> Answer {
    let json = serde_json::to_string(said).map_err(|error| Fail::broken("json", error))?;
    Ok((status, [(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// Only whoever knows the passphrase is asked for a key: nobody learns which logins have one.
async fn ask_at_sign_in(guest: Guest, request: Request) -> Result<Response, Fail> {
    let source = source(&request);
    let sent = match read(request, &guest).await {
        Ok(sent) => sent,
        Err(response) => return Ok(response),
    };
    let (login, phrase) = (sent.text("login"), sent.text("passphrase"));
    match enter::knock(&guest.app, source.as_deref(), login, phrase).await? {
        Knock::Asks(member, keys) => {
            asked(Asked::new(&guest.app, member, Purpose::Entering, &keys)?)
        }
        Knock::Refused => {
            let fault = guest.l.t("accounts-key-refused");
            refuse(StatusCode::UNPROCESSABLE_ENTITY, fault)
        }
        Knock::Wait(seconds) => {
            let fault = guest.l.t1("accounts-wait", "seconds", seconds);
            refuse(StatusCode::TOO_MANY_REQUESTS, fault)
        }
    }
}

async fn ask_at_step_up(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (app, session) = (&desk.app, &desk.session);
    app.read(session, Act::StepUp, Standing::Oneself).await?;
    let member = session.who.member;
    let keys = keys::of(app, member).await?;
    if keys.is_empty() {
        let fault = desk.l.t("accounts-key-none");
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, fault);
    }
    asked(Asked::new(app, member, Purpose::SteppingUp, &keys)?)
}

async fn ask_at_adding(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let (app, session) = (&desk.app, &desk.session);
    app.read(session, Act::ChangeFactors, Standing::Oneself)
        .await?;
    let member = session.who.member;
    let keys = keys::of(app, member).await?;
    asked(Asked::new(app, member, Purpose::Registering, &keys)?)
}

/// A key in the list.
struct Row {
    form: String,
    id: String,
    name: String,
    since: String,
}

#[derive(Template)]
#[template(path = "accounts/factors.html")]
struct FactorsPage {
    l: Words,
    frame: Frame,
    /// How many codes the card has left, and that these are few.
    card: String,
    few: bool,
    keys: Vec<Row>,
}

async fn factors_page(desk: Desk) -> Answer {
    let (app, session, l) = (&desk.app, &desk.session, desk.l);
    app.read(session, Act::ReadHome, Standing::Oneself).await?;
    let who = &session.who;
    let card = card::of(app, (who.member, who.institution)).await?;
    let left = card.as_ref().map(card::Card::left);
    let row = |it: Stored| Row {
        form: format!("key-{}", it.id),
        id: it.id,
        name: it.key.name,
        since: l.date(Moment(it.key.since)),
    };
    let page = FactorsPage {
        card: match &card {
            Some(card) => {
                let left = l.t1("accounts-card-left", "left", card.left());
                let since = l.t1("accounts-card-since", "date", l.date(card.since));
                format!("{left} {since}")
            }
            None => l.t("accounts-card-none"),
        },
        few: left.is_some_and(|left| left <= FEW),
        keys: keys::of(app, who.member)
            .await?
            .into_iter()
            .map(row)
            .collect(),
        frame: desk.frame(None),
        l,
    };
    desk.page(&page)
}

#[derive(Template)]
#[template(path = "accounts/key.html")]
struct KeyPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    called: String,
}

impl KeyPage {
    fn new(desk: &Desk, name: &str, faults: Faults) -> KeyPage {
        KeyPage {
            l: desk.l,
            frame: desk.form_frame(None, &faults),
            faults,
            called: name.to_owned(),
        }
    }
}

async fn key_page(desk: Desk) -> Answer {
    desk.app
        .read(&desk.session, Act::ChangeFactors, Standing::Oneself)
        .await?;
    desk.page(&KeyPage::new(&desk, "", Faults::new()))
}

/// The host that the browser asked: a key is made for it and answers nowhere else.
fn host(headers: &HeaderMap) -> &str {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    host.unwrap_or_default()
}

async fn add_key(desk: Desk, headers: HeaderMap, sent: Sent) -> Answer {
    desk.check(&sent)?;
    desk.app
        .read(&desk.session, Act::ChangeFactors, Standing::Oneself)
        .await?;
    let name = clean_line(sent.text("name"));
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&KeyPage::new(&desk, &name, Faults::new()));
    }
    let mut faults = Faults::new();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        faults.push("name", desk.l.t("accounts-key-name-missing"));
        return desk.unfit(&KeyPage::new(&desk, &name, faults));
    }
    let member = desk.session.who.member;
    let typed = Shown::key_of(&sent).unwrap_or_default();
    let Some((row, spent)) = keys::registered(&desk.app, member, (&name, host(&headers)), typed)?
    else {
        faults.push("name", desk.l.t("accounts-key-not-made"));
        return desk.unfit(&KeyPage::new(&desk, &name, faults));
    };
    let verb = AddKey { row, spent };
    desk.app.act(&desk.actor(), None, verb).await?;
    desk.to("/me/factors")
}

/// The longest name of a key.
const LONGEST_NAME: usize = 60;

/// Registers a security key.
struct AddKey {
    row: Vec<Value>,
    spent: Spent,
}

impl Verb for AddKey {
    const ACT: Act = Act::ChangeFactors;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        if !store::spend_challenge(&mut cx.tx, &self.spent).await? {
            return Err(Fail::Conflict("error-code-spent"));
        }
        cx.note("key", "added");
        cx.put(&KEY, &self.row).await
    }
}

async fn remove_key(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    let id = sent.trimmed("which").to_owned();
    desk.app.act(&desk.actor(), None, RemoveKey { id }).await?;
    desk.to("/me/factors")
}

/// Removes one's own security key. The telephone's code stays, so no key is ever the last factor.
struct RemoveKey {
    id: String,
}

impl Verb for RemoveKey {
    const ACT: Act = Act::ChangeFactors;
    type Out = ();

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        let key = KEY.one(tx, &[Value::from(self.id.as_str())]).await?;
        let whose = key.as_ref().and_then(|row| row.get(1));
        Ok(match whose {
            Some(Value::Text(Some(member))) if *member == actor.code() => Standing::Oneself.into(),
            Some(_) | None => Standing::Stranger.into(),
        })
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        cx.note("key", "removed");
        cx.end(&KEY, &[Value::from(self.id)]).await
    }
}
