//! Lost second factor: a steward, of the house or of its partner, hands over a one-time code. With
//! the passphrase it opens a session that may only set new locks.

use super::enter::{self, Entry, Tried};
use super::pages::{entered, read, with_language};
use super::{Whence, store};
use crate::app::{Actor, App, Cx, Fail, Stands, Verb};
use crate::db::{Class, Table, Tx, Value};
use crate::lang::Words;
use crate::record::{self, Whose, last_bind};
use crate::registry;
use crate::web::ui::{Faults, Frame};
use crate::web::{Answer, Guest};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use besa_domain::{Act, InstitutionId, MemberId, MemberState, Moment};
use besa_vault::{
    BundleKey, LockAt, MemberAt, OsChance, RecoveryCode, draw_id, open_code_lock, seal_code_lock,
};
use serde::{Deserialize, Serialize};

/// How long such a code holds: 24 hours in microseconds.
const LIFE: i64 = 24 * 3_600 * 1_000_000;

pub(super) static FACTOR_RESET: Table = Table {
    name: "factor_reset",
    keys: 1,
    columns: &[
        ("id", Class::Internal),
        ("member", Class::Internal),
        ("institution", Class::Internal),
        ("lock", Class::Internal),
        ("bytes", Class::Sealed),
        ("until", Class::Internal),
        ("used_at", Class::Internal),
        ("version", Class::Internal),
    ],
};

/// A steward lets somebody who lost the second factor set new locks. Nobody does it for themselves.
pub(crate) struct ResetFactor {
    pub(crate) member: MemberId,
}

/// What such an act answers.
#[derive(Serialize, Deserialize)]
pub(crate) struct Reset {
    /// Until when the code holds, in microseconds.
    pub(crate) until: i64,
    /// Shown once and never written.
    #[serde(skip)]
    pub(crate) code: String,
}

impl Verb for ResetFactor {
    const ACT: Act = Act::ResetFactor;
    type Out = Reset;

    async fn standing(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Stands, Fail> {
        Ok(registry::near(tx, actor, self.member).await?.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<Reset, Fail> {
        let member = registry::member(&mut cx.tx, self.member)
            .await?
            .filter(|member| member.state == MemberState::Confirmed)
            .ok_or(Fail::Conflict("error-not-confirmed"))?;
        let by = cx.session()?.who.institution;
        if by != member.institution {
            let facts = cx.app.facts();
            registry::partner_of(&mut cx.tx, facts, member.institution)
                .await?
                .filter(|it| it.partner == by)
                .ok_or(Fail::Forbidden)?;
        }
        let now = cx.now();
        for mut older in store::resets(&mut cx.tx, self.member, now).await? {
            if let Some(until) = older.get_mut(5) {
                *until = Value::from(now.0);
            }
            cx.change(&FACTOR_RESET, older).await?;
        }
        let lock = draw_id(&mut OsChance);
        let at = place(cx.app, self.member, lock);
        let code = RecoveryCode::draw(&mut OsChance);
        let key = BundleKey::draw(&mut OsChance);
        let bytes = seal_code_lock(&at, &code, &key, &mut OsChance);
        let until = now.0.saturating_add(LIFE);
        cx.object("member", self.member.bytes());
        let row = [
            Value::from(data_encoding::HEXLOWER.encode(&draw_id(&mut OsChance))),
            Value::from(self.member.to_string()),
            Value::from(by.to_string()),
            Value::from(data_encoding::HEXLOWER.encode(&lock)),
            Value::from(bytes),
            Value::from(until),
            Value::from(None::<i64>),
            Value::from(1),
        ];
        cx.put(&FACTOR_RESET, &row).await?;
        Ok(Reset {
            until,
            code: code.print().to_string(),
        })
    }
}

fn place(app: &App, member: MemberId, lock: [u8; 16]) -> LockAt {
    LockAt {
        member: MemberAt {
            deployment: app.facts().deployment,
            member: member.bytes(),
        },
        lock,
    }
}

/// The row that this code opens now, as the record knows it: written by a steward's act, spent by
/// none of the member's own (V18).
pub(super) async fn fits(
    app: &App,
    member: MemberId,
    code: &str,
) -> Result<Option<Vec<Value>>, Fail> {
    let Ok(code) = RecoveryCode::parse(code) else {
        return Ok(None);
    };
    let mut reading = app.glance().await?;
    let mut tx = reading.tx();
    for row in store::resets(&mut tx, member, app.now()).await? {
        let [
            Value::Text(Some(id)),
            _,
            Value::Text(Some(house)),
            Value::Text(Some(lock)),
            Value::Bytes(Some(bytes)),
            ..,
        ] = row.as_slice()
        else {
            continue;
        };
        let wrong = || Fail::broken("integrity", "factor_reset");
        let lock = data_encoding::HEXLOWER.decode(lock.as_bytes()).ok();
        let lock = lock
            .and_then(|lock| lock.try_into().ok())
            .ok_or_else(wrong)?;
        if open_code_lock(&place(app, member, lock), bytes, &code).is_err() {
            continue;
        }
        let house: InstitutionId = house.parse().map_err(|_| wrong())?;
        let given = record::binds_of(&mut tx, house, [Act::ResetFactor; 6]).await?;
        let given = given
            .iter()
            .rfind(|bind| bind.table == FACTOR_RESET.name && bind.key == *id);
        let own = Whose::Member(member);
        let spent = last_bind(&mut tx, own, [Act::SignIn; 5], (&FACTOR_RESET, id));
        let spent = spent.await?.is_some();
        if spent || given.and_then(|bind| bind.hash) != Some(FACTOR_RESET.hash(&row)) {
            return Err(wrong());
        }
        return Ok(Some(row));
    }
    Ok(None)
}

/// Spends the code, in the act of the sign-in.
pub(super) async fn spend(cx: &mut Cx<'_>, mut row: Vec<Value>) -> Result<(), Fail> {
    let now = cx.now();
    if let Some(used) = row.get_mut(6) {
        *used = Value::from(now.0);
    }
    cx.note("by", "reset");
    cx.change(&FACTOR_RESET, row).await
}

/// Whose codes are open now, and until when.
pub(crate) async fn open_resets(
    tx: &mut Tx<'_>,
    now: Moment,
) -> Result<Vec<(MemberId, Moment)>, Fail> {
    store::open_resets(tx, now).await
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    l: Words,
    frame: Frame,
    faults: Faults,
    login: String,
}

pub(super) async fn reset_page(guest: Guest) -> Answer {
    let faults = Faults::new();
    let page = ResetPage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
        login: String::new(),
    };
    guest.page(&page, StatusCode::OK)
}

pub(super) async fn reset(guest: Guest, request: Request) -> Answer {
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
        let entry = Entry::Reset {
            login: sent.text("login").to_owned(),
            passphrase: sent.text("passphrase").to_owned(),
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
    let page = ResetPage {
        l: guest.l,
        frame: guest.form_frame(&faults),
        faults,
        login: sent.trimmed("login").to_owned(),
    };
    let response = guest.page(&page, status)?;
    Ok(with_language(response, &guest.l, &sent))
}
