//! The way back in with the code on paper: it opens a session that may only set new locks.

use super::locks;
use super::pages::{HandedPage, entered, forget, passphrase_faults, read, with_language};
use super::{Entry, Tried, Whence, enter, sessions};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use crate::lang::Words;
use crate::registry;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Desk, Guest, Sent};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use besa_domain::{Act, Standing};

#[derive(Template)]
#[template(path = "accounts/recover.html")]
struct RecoverPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    login: String,
    replaced: Option<Replaced>,
}

/// That the key file is another one, with the root key that signed it: shown before a code on
/// paper is typed (P30). The facts were opened only after that signature was verified.
pub(super) struct Replaced {
    pub(super) when: String,
    pub(super) root: String,
}

impl Replaced {
    pub(super) fn of(guest: &Guest) -> Option<Replaced> {
        let facts = guest.app.facts();
        let date = guest.l.date(facts.replaced?);
        Some(Replaced {
            when: guest.l.t1("accounts-key-replaced", "date", date),
            root: facts.root.fingerprint().groups(),
        })
    }
}

pub(super) async fn recover_page(guest: Guest) -> Answer {
    let faults = Faults::new();
    let page = RecoverPage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
        login: String::new(),
        replaced: Replaced::of(&guest),
    };
    guest.page(&page, StatusCode::OK)
}

pub(super) async fn recover(guest: Guest, request: Request) -> Answer {
    let whence = Whence::of(&request);
    let sent = match read(request, &guest).await {
        Ok(sent) => sent,
        Err(response) => return Ok(response),
    };
    let guest = match sent.switch {
        Some(lang) => guest.speaking(lang),
        None => guest,
    };
    let mut faults = Faults::new();
    let mut status = StatusCode::OK;
    if sent.switch.is_none() {
        let entry = Entry::Recovery {
            login: sent.text("login").to_owned(),
            code: sent.text("code").to_owned(),
        };
        match enter::sign_in(&guest.app, &whence, entry).await? {
            Tried::In(cookie) => return entered(&guest, &cookie, Some("/recover/new")).await,
            Tried::Refused => {
                faults.push("login", guest.l.t("accounts-recovery-refused"));
                status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            Tried::Wait(seconds) => {
                faults.push("login", guest.l.t1("accounts-wait", "seconds", seconds));
                status = StatusCode::TOO_MANY_REQUESTS;
            }
        }
    }
    let page = RecoverPage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
        login: sent.trimmed("login").to_owned(),
        replaced: Replaced::of(&guest),
    };
    let response = guest.page(&page, status)?;
    Ok(with_language(response, &guest.l, &sent))
}

#[derive(Template)]
#[template(path = "accounts/new_locks.html")]
struct NewLocksPage {
    l: Words,
    frame: Frame,
    faults: Faults,
}

pub(super) async fn new_locks_page(desk: Desk) -> Answer {
    may_set(&desk).await?;
    let faults = Faults::new();
    let page = NewLocksPage {
        l: desk.l,
        frame: desk.form_frame(None, &faults),
        faults,
    };
    desk.page(&page)
}

/// Sets passphrase, second factor and recovery code anew; every session of the member ends.
struct NewLocks {
    locks: locks::Locks,
}

impl Verb for NewLocks {
    const ACT: Act = Act::ChangePassphrase;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let member = cx.session()?.who.member;
        self.locks.write(cx, member).await?;
        sessions::end_all(&mut cx.tx, member).await
    }
}

/// Locks are set anew from the code on paper, or by whoever has just shown a factor: an open session
/// left alone is not enough.
async fn may_set(desk: &Desk) -> Result<(), Fail> {
    let own = Standing::Oneself;
    let act = Act::ChangePassphrase;
    desk.app.read(&desk.session, act, own).await.map(drop)
}

pub(super) async fn new_locks(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    may_set(&desk).await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        let faults = Faults::new();
        let page = NewLocksPage {
            l: desk.l,
            frame: desk.form_frame(None, &faults),
            faults,
        };
        return desk.switched(&page);
    }
    let faults = passphrase_faults(&desk.l, &sent);
    if !faults.is_empty() {
        let page = NewLocksPage {
            l: desk.l,
            frame: desk.form_frame(None, &faults),
            faults,
        };
        return desk.unfit(&page);
    }
    let member = desk.session.who.member;
    let mut reading = desk.app.glance().await?;
    let login = registry::member(&mut reading.tx(), member)
        .await?
        .map(|member| member.login)
        .unwrap_or_default();
    drop(reading);
    let passphrase = sent.text("passphrase").to_owned();
    let root = &desk.session.bundle.root;
    let (locks, handed) = locks::make(&desk.app, member, &login, passphrase, root, None).await?;
    desk.app
        .act(&desk.actor(), None, NewLocks { locks })
        .await?;
    let frame = Frame {
        seat: None,
        places: Vec::new(),
        ..desk.frame(None)
    };
    let page = HandedPage {
        l: desk.l,
        frame,
        handed,
        first: false,
    };
    let mut response = desk.page(&page)?;
    forget(&mut response);
    Ok(response)
}
