//! The PIN (V17): after a pause or a covered screen six digits resume the session, within two hours
//! and five tries. They are a gate before the server half, and no key.

use super::sessions::{End, Footing, Fresh, Session, footing, place};
use super::store::{self, PIN};
use crate::app::{Actor, App, Cx, Fail, Own, Stands, Verb};
use crate::db::{Tx, Value};
use crate::registry;
use besa_domain::{Act, MemberId, MemberState, Moment, Standing};
use besa_vault::{
    Cookie, MemberAt, MemberRoot, Opened, OsChance, ShredSecret, open_pin, open_session, pin_check,
    seal_pin,
};

/// After so many wrong tries the session ends.
pub(super) const TRIES: i64 = 5;
/// How many digits.
pub(super) const LENGTH: usize = 6;

/// How a try ended.
pub(super) enum Resumed {
    /// Resumed: the new cookie's text.
    In(String),
    /// Wrong; so many tries are left.
    Wrong(i64),
    /// The session is over: only a full sign-in helps.
    Over,
}

/// The digits that a member chose, opened with the member's own root.
pub(super) async fn digits(
    app: &App,
    member: MemberId,
    root: &MemberRoot,
) -> Result<Option<Opened>, Fail> {
    let mut reading = app.glance().await?;
    let key = [Value::from(member.to_string())];
    let row = PIN.one(&mut reading.tx(), &key).await?;
    let Some([_, Value::Bytes(Some(bytes)), _]) = row.as_deref() else {
        return Ok(None);
    };
    let at = at(app, member);
    Ok(Some(open_pin(&root.pin(at), at, bytes)?))
}

fn at(app: &App, member: MemberId) -> MemberAt {
    MemberAt {
        deployment: app.facts().deployment,
        member: member.bytes(),
    }
}

/// Tries to resume the session of this cookie.
pub(super) async fn resume(app: &App, cookie: &str, typed: &str) -> Result<Resumed, Fail> {
    let Ok(cookie) = Cookie::parse(cookie) else {
        return Ok(Resumed::Over);
    };
    let id = data_encoding::HEXLOWER.encode(&cookie.row());
    // Counted and committed before anything is compared: guesses at once on two nodes are five.
    let Some((row, left)) = app.own(CountTry(id.clone())).await? else {
        app.own(End(id)).await?;
        return Ok(Resumed::Over);
    };
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let digest = pin_check(&app.keys().pin, &cookie.row(), typed.as_bytes());
    if row.gate.as_ref().is_none_or(|gate| gate.digest != digest) {
        if left > 0 {
            return Ok(Resumed::Wrong(left));
        }
        app.own(End(id)).await?;
        return Ok(Resumed::Over);
    }
    let mut reading = app.glance().await?;
    let half = store::server_half(&mut reading.tx(), &id).await?;
    let member = registry::member(&mut reading.tx(), row.member).await?;
    drop(reading);
    let opened = half.and_then(|half| {
        let half = ShredSecret::from_bytes(half);
        let place = place(app, &cookie, &row);
        open_session(
            &cookie.secret,
            &half,
            &app.keys().session,
            &place,
            &row.bytes,
        )
        .ok()
    });
    let member = member.filter(|member| member.state == MemberState::Confirmed);
    let (Some(bundle), Some(member)) = (opened, member) else {
        app.own(End(id)).await?;
        return Ok(Resumed::Over);
    };
    let fresh = Cookie::draw(&mut OsChance);
    let text = fresh.text().to_string();
    let verb = Resume {
        old: id,
        fresh: Fresh {
            member: member.id,
            cookie: fresh,
            bundle,
            // Six digits are no factor: a grave act asks for one as before.
            proved: Moment(row.proved),
            ends: Moment(row.ends),
            limited: false,
            device: row.device,
            pin: Some(Opened::new(typed.into_bytes())),
        },
    };
    let actor = Actor::Entering(member.id, member.institution);
    match app.act(&actor, None, verb).await {
        Ok(()) => Ok(Resumed::In(text)),
        Err(Fail::Conflict(_)) => Ok(Resumed::Over),
        Err(fail) => Err(fail),
    }
}

struct CountTry(String);

impl Own for CountTry {
    type Out = Option<(store::SessionRow, i64)>;
    const TABLES: &'static [&'static str] = &["sess.pin"];

    /// The session as it stood before the try, and the tries left after it.
    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<Self::Out, Fail> {
        let Some(row) = store::session(tx, &self.0).await? else {
            return Ok(None);
        };
        let waits = !matches!(footing(&row, app.now().0), Footing::Over);
        if !waits || !store::count_try(tx, &self.0, TRIES).await? {
            return Ok(None);
        }
        let tries = row.gate.as_ref().map_or(TRIES, |gate| gate.tries);
        let left = TRIES.saturating_sub(tries).saturating_sub(1);
        Ok(Some((row, left)))
    }
}

/// Resumes: a new S and a new R, the same absolute end.
struct Resume {
    old: String,
    fresh: Fresh,
}

impl Verb for Resume {
    const ACT: Act = Act::Resume;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        // Two right tries at once resume once.
        if store::session(&mut cx.tx, &self.old).await?.is_none() {
            return Err(Fail::Conflict("conflict-changed"));
        }
        store::delete_session(&mut cx.tx, &self.old).await?;
        self.fresh.write(cx).await
    }
}

/// A member chooses the digits; this session gets its gate at once.
pub(super) struct SetPin {
    pub(super) digits: String,
}

impl Verb for SetPin {
    const ACT: Act = Act::SetPin;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let session = cx.session()?;
        let member = session.who.member;
        let at = at(cx.app, member);
        let key = session.bundle.root.pin(at);
        let bytes = seal_pin(&key, at, &self.digits, &mut OsChance);
        let id = Value::from(member.to_string());
        let old = PIN.one(&mut cx.tx, std::slice::from_ref(&id)).await?;
        match old.and_then(|old| old.last().cloned()) {
            Some(version) => {
                cx.change(&PIN, vec![id, Value::from(bytes), version])
                    .await?
            }
            None => {
                cx.put(&PIN, &[id, Value::from(bytes), Value::from(1)])
                    .await?
            }
        }
        match session_row(&session) {
            Some((id, row)) => {
                let digest = pin_check(&cx.app.keys().pin, &row, self.digits.as_bytes());
                store::put_gate(&mut cx.tx, &id, &digest).await
            }
            None => Ok(()),
        }
    }
}

/// The key of a session's row, as text and as bytes.
fn session_row(session: &Session) -> Option<(String, [u8; 32])> {
    let id = session.row.clone()?;
    let row = data_encoding::HEXLOWER.decode(id.as_bytes()).ok()?;
    Some((id, row.try_into().ok()?))
}
