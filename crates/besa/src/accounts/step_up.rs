//! Step-up: before a grave act somebody shows again who they are. What they were sending waits in the
//! page meanwhile, and goes on when they say so.

use super::enter;
use super::factors::{self, Factor, Shown};
use super::keys::Purpose;
use super::resume;
use super::sessions::{Fresh, Loaded, load};
use super::{store, throttle};
use crate::app::{Actor, Cx, Fail, Stands, Verb};
use crate::db::Tx;
use crate::lang::Words;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Cookies, Desk, Routes, Sent, is_own};
use askama::Template;
use axum::extract::Query;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Redirect};
use besa_domain::{Act, Moment, Standing};
use besa_vault::{Cookie, Opened, OsChance};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/step-up", Act::StepUp, ask_page)
        .post("/step-up", Act::StepUp, step_up)
}

/// The fields of this page itself; whatever else it holds belongs to the form that waits.
const PROOF: &str = "_proof";
const TO: &str = "_to";
const WAITS: &str = "_waits";

#[derive(Template)]
#[template(path = "accounts/step_up.html")]
struct StepUpPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    to: String,
    /// The form that waits: its key and its fields, where one does.
    key: String,
    waits: bool,
    held: Vec<(String, String)>,
    /// On the way to a case only the volume brake asks.
    many: bool,
    /// Whether a security key can be asked.
    key_known: bool,
}

/// Where cases are opened.
const CASES: [&str; 3] = ["/cases", "/referrals", "/inbox"];

impl StepUpPage {
    async fn new(
        desk: &Desk,
        to: &str,
        sent: Option<&Sent>,
        faults: Faults,
    ) -> Result<StepUpPage, Fail> {
        let mut reading = desk.app.glance().await?;
        let keys = store::keys(&mut reading.tx(), desk.session.who.member).await?;
        let once = sent.and_then(|sent| sent.once.as_ref());
        Ok(StepUpPage {
            l: desk.l,
            frame: desk.form_frame(None, &faults),
            faults,
            to: to.to_owned(),
            key: once.map(|once| once.key.clone()).unwrap_or_default(),
            waits: sent.is_some(),
            held: sent.map(held).unwrap_or_default(),
            many: CASES.iter().any(|place| to.starts_with(place)),
            key_known: !keys.is_empty(),
        })
    }
}

/// What a form holds that may stand in a page: nothing secret, and nothing of our own.
fn held(sent: &Sent) -> Vec<(String, String)> {
    let fields = sent
        .open_fields()
        .filter(|(name, _)| !name.starts_with('_'));
    fields
        .flat_map(|(name, values)| values.iter().map(|value| (name.clone(), value.clone())))
        .collect()
}

/// The answer to whoever must show a factor first: the page that asks for it. A form that was sent
/// waits in it.
pub(crate) async fn ask(desk: &Desk, path: &str, sent: Option<&Sent>) -> Answer {
    match sent {
        Some(sent) => {
            let page = StepUpPage::new(desk, path, Some(sent), Faults::new()).await?;
            desk.forbidden(&page)
        }
        None => desk.to(&format!("/step-up?to={path}")),
    }
}

#[derive(Deserialize)]
struct To {
    to: Option<String>,
}

fn own(path: Option<&str>) -> String {
    let path = path.filter(|path| is_own(path));
    path.unwrap_or("/me").to_owned()
}

async fn ask_page(desk: Desk, Query(to): Query<To>) -> Answer {
    desk.app
        .read(&desk.session, Act::StepUp, Standing::Oneself)
        .await?;
    let to = own(to.to.as_deref());
    desk.page(&StepUpPage::new(&desk, &to, None, Faults::new()).await?)
}

/// Shown, and the form that waited goes on by one more press.
#[derive(Template)]
#[template(path = "accounts/stepped_up.html")]
struct SteppedUpPage {
    l: Words,
    frame: Frame,
    to: String,
    key: String,
    held: Vec<(String, String)>,
}

async fn step_up(desk: Desk, sent: Sent) -> Answer {
    desk.check(&sent)?;
    desk.app
        .read(&desk.session, Act::StepUp, Standing::Oneself)
        .await?;
    let to = own(Some(sent.text(TO)));
    let waits = (sent.text(WAITS) == "1").then_some(&sent);
    if let Some(lang) = sent.switch {
        let desk = desk.speaking(lang);
        return desk.switched(&StepUpPage::new(&desk, &to, waits, Faults::new()).await?);
    }
    let Some(cookie) = shown(&desk, &sent).await? else {
        let mut faults = Faults::new();
        faults.push(PROOF, desk.l.t("accounts-step-up-wrong"));
        return desk.unfit(&StepUpPage::new(&desk, &to, waits, faults).await?);
    };
    let mut response = match waits {
        None => Redirect::to(&to).into_response(),
        Some(sent) => {
            let Loaded::Open(session) = load(&desk.app, &cookie).await? else {
                return Err(Fail::Unseen);
            };
            let desk = desk.in_session(session);
            let once = sent.once.as_ref();
            desk.page(&SteppedUpPage {
                l: desk.l,
                frame: desk.frame(None),
                to,
                key: once.map(|once| once.key.clone()).unwrap_or_default(),
                held: held(sent),
            })?
        }
    };
    let value = HeaderValue::from_str(&Cookies::enter(&cookie))
        .map_err(|_| Fail::broken("cookie", "not a header"))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

/// Tries what was shown, as a factor or as the passphrase; the new session's cookie where it fits.
async fn shown(desk: &Desk, sent: &Sent) -> Result<Option<String>, Fail> {
    let (app, session) = (&desk.app, &desk.session);
    let member = session.who.member;
    let shown = Shown::of(sent, PROOF);
    let is_factor = match &shown {
        Shown::Code(typed) => factors::is_code(typed),
        Shown::Key(_) => true,
    };
    let factor = if is_factor {
        let whose = (member, session.who.institution);
        let fitting = factors::fitting(app, whose, Purpose::SteppingUp, &shown);
        match throttle::counted(app, member, fitting).await? {
            Some(factor) => Some(factor),
            None => return Ok(None),
        }
    } else if enter::knows(app, member, sent.text(PROOF)).await? {
        None
    } else {
        return Ok(None);
    };
    let root = &session.bundle.root;
    let cookie = Cookie::draw(&mut OsChance);
    let text = cookie.text().to_string();
    let verb = StepUp {
        old: session.row.clone().ok_or(Fail::Unseen)?,
        factor,
        pin: resume::digits(app, member, root).await?,
        cookie,
        ends: session.ends,
    };
    match app.act(&desk.actor(), None, verb).await {
        Ok(()) => Ok(Some(text)),
        Err(Fail::Conflict("error-code-spent")) => Ok(None),
        Err(fail) => Err(fail),
    }
}

/// Shows a factor: a new S and a new R, the same absolute end (V16).
struct StepUp {
    old: String,
    /// The factor that is spent; none where it was the passphrase.
    factor: Option<Factor>,
    /// The digits that resume it, where the member chose some.
    pin: Option<Opened>,
    cookie: Cookie,
    ends: Moment,
}

impl Verb for StepUp {
    const ACT: Act = Act::StepUp;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let session = cx.session()?;
        let member = session.who.member;
        // The session may have been ended from elsewhere meanwhile.
        if store::session(&mut cx.tx, &self.old).await?.is_none() {
            return Err(Fail::Conflict("conflict-changed"));
        }
        match self.factor {
            Some(factor) => factor.spend(cx, member).await?,
            None => cx.note("by", "passphrase"),
        }
        store::delete_session(&mut cx.tx, &self.old).await?;
        let fresh = Fresh {
            member,
            cookie: self.cookie,
            bundle: session.bundle.clone(),
            proved: cx.now(),
            ends: self.ends,
            limited: false,
            device: session.device.clone(),
            pin: self.pin,
        };
        fresh.write(cx).await
    }
}
