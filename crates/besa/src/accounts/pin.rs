//! The pages of the six digits: choosing them, and resuming with them.

use super::pages::{entered, forget, read, with_language};
use super::resume::{LENGTH, Resumed, SetPin, resume};
use super::{enter, sessions};
use crate::app::Fail;
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Cookies, Desk, Guest, Routes, Sent};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use besa_domain::{Act, Standing};
use std::collections::BTreeSet;

pub(super) fn routes() -> Routes {
    Routes::new()
        .open_get("/resume", resume_page)
        .open_post("/resume", resume_now)
        .get("/me/pin", Act::SetPin, pin_page)
        .post("/me/pin", Act::SetPin, set_pin)
}

#[derive(Template)]
#[template(path = "accounts/resume.html")]
struct ResumePage {
    l: Words,
    frame: Frame,
    faults: Faults,
}

async fn resume_page(guest: Guest) -> Answer {
    if !guest.covered {
        return guest.to("/sign-in");
    }
    let faults = Faults::new();
    let page = ResumePage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
    };
    guest.page(&page, StatusCode::OK)
}

async fn resume_now(guest: Guest, request: Request) -> Answer {
    let cookie = Cookies::of(request.headers()).session().map(str::to_owned);
    let sent = match read(request, &guest).await {
        Ok(sent) => sent,
        Err(response) => return Ok(response),
    };
    let Some(cookie) = cookie.filter(|_| guest.covered) else {
        return guest.to("/sign-in");
    };
    let guest = match sent.switch {
        Some(lang) => guest.speaking(lang),
        None => guest,
    };
    let mut faults = Faults::new();
    let mut status = StatusCode::OK;
    if sent.switch.is_none() {
        match resume(&guest.app, &cookie, sent.text("pin")).await? {
            Resumed::In(fresh) => return entered(&guest, &fresh, None).await,
            Resumed::Wrong(left) => {
                faults.push("pin", guest.l.t1("accounts-pin-wrong", "left", left));
                status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            Resumed::Over => {
                let mut response = Redirect::to("/sign-in?lost=1").into_response();
                forget(&mut response);
                return Ok(response);
            }
        }
    }
    let page = ResumePage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
    };
    let response = guest.page(&page, status)?;
    Ok(with_language(response, &guest.l, &sent))
}

#[derive(Template)]
#[template(path = "accounts/pin.html")]
struct PinPage {
    l: Words,
    frame: Frame,
    faults: Faults,
}

impl PinPage {
    fn of(desk: &Desk, faults: Faults) -> PinPage {
        PinPage {
            l: desk.l,
            frame: desk.form_frame(None, &faults),
            faults,
        }
    }
}

async fn pin_page(desk: Desk) -> Answer {
    desk.app
        .read(&desk.session, Act::SetPin, Standing::Oneself)
        .await?;
    desk.page(&PinPage::of(&desk, Faults::new()))
}

/// Six digits that are not one digit six times, nor a row like 123456.
fn fit(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let steps: BTreeSet<i16> = bytes
        .windows(2)
        .filter_map(|pair| match pair {
            [one, two] => Some(i16::from(*two).saturating_sub(i16::from(*one))),
            _ => None,
        })
        .collect();
    bytes.len() == LENGTH && bytes.iter().all(u8::is_ascii_digit) && steps.len() > 1
}

async fn set_pin(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    desk.app
        .read(&desk.session, Act::SetPin, Standing::Oneself)
        .await?;
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&PinPage::of(&desk, Faults::new()));
    }
    let digits = sent.trimmed("pin").to_owned();
    let mut faults = Faults::new();
    if !fit(&digits) {
        faults.push("pin", desk.l.t("accounts-pin-unfit"));
    }
    if digits != sent.trimmed("again") {
        faults.push("again", desk.l.t("accounts-pin-not-the-same"));
    }
    // A session left open must not be enough to keep it open.
    if faults.is_empty() && !knows(&desk, &sent).await? {
        faults.push("passphrase", desk.l.t("accounts-pin-passphrase-wrong"));
    }
    if !faults.is_empty() {
        return desk.unfit(&PinPage::of(&desk, faults));
    }
    desk.app.act(&desk.actor(), None, SetPin { digits }).await?;
    desk.to("/me")
}

async fn knows(desk: &Desk, sent: &Sent) -> Result<bool, Fail> {
    let session: &sessions::Session = &desk.session;
    enter::knows(&desk.app, session.who.member, sent.text("passphrase")).await
}
