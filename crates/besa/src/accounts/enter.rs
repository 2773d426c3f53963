//! Signing in: the lock opens or it does not; every wrong way looks and takes the same.

use super::locks::with_turn;
use super::reset;
use super::resume;
use super::sessions::{self, ABSOLUTE};
use super::store::{self, FACTOR, LOCK};
use super::throttle::{self, Subjects};
use crate::app::{Actor, App, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use crate::{record, registry};
use besa_domain::{Act, MemberId, MemberState, Moment, Standing};
use besa_vault::{
    Bundle, BundleKey, Cookie, LockAt, MemberAt, MemberRoot, Opened, OsChance, RecoveryCode,
    SessionAt, ShredSecret, TotpSecret, open_code_lock, open_lock, open_member, open_small,
    pin_check, seal_session, spend_lock,
};

/// What somebody typed to enter.
pub(crate) enum Entry {
    /// Passphrase and the code of the second factor.
    Passphrase {
        login: String,
        passphrase: String,
        code: String,
    },
    /// The recovery code on paper; it opens a session that may only set new locks.
    Recovery { login: String, code: String },
    /// Passphrase and a steward's one-time code in the place of a lost second factor; likewise.
    Reset {
        login: String,
        passphrase: String,
        code: String,
    },
}

/// How a try ended.
pub(crate) enum Tried {
    /// Entered: the cookie's text.
    In(String),
    /// Refused, without saying why.
    Refused,
    /// To be tried again after so many seconds.
    Wait(i64),
}

/// Tries to enter.
pub(crate) async fn sign_in(app: &App, source: Option<&str>, entry: Entry) -> Result<Tried, Fail> {
    let login = match &entry {
        Entry::Passphrase { login, .. }
        | Entry::Recovery { login, .. }
        | Entry::Reset { login, .. } => login.trim().to_lowercase(),
    };
    let seconds = throttle::wait(app, &Subjects::of(&login, source)).await?;
    if seconds > 0 {
        return Ok(Tried::Wait(seconds));
    }
    match opened(app, &login, entry).await {
        Err(fail) => {
            if fail.is_integrity() {
                throttle::failed(app, Subjects::of(&login, source)).await?;
            }
            Err(fail)
        }
        Ok(Some(ready)) => {
            let (actor, limited) = (ready.actor(), ready.limited());
            let text = ready.cookie.text().to_string();
            match app.act(&actor, None, ready).await {
                Ok(()) => {
                    if !limited {
                        throttle::entered(app, Subjects::of(&login, source)).await?;
                    }
                    Ok(Tried::In(text))
                }
                // A code that another tab used in the same half minute.
                Err(Fail::Conflict(_)) => {
                    throttle::failed(app, Subjects::of(&login, source)).await?;
                    Ok(Tried::Refused)
                }
                Err(fail) => Err(fail),
            }
        }
        Ok(None) => {
            throttle::failed(app, Subjects::of(&login, source)).await?;
            Ok(Tried::Refused)
        }
    }
}

/// Whether this is a member's passphrase. A wrong one counts like a wrong sign-in, and while tries
/// have to wait none is right.
pub(super) async fn knows(app: &App, member: MemberId, passphrase: &str) -> Result<bool, Fail> {
    let mut reading = app.glance().await?;
    let login = registry::member(&mut reading.tx(), member).await?;
    let login = login.ok_or(Fail::Unseen)?.login;
    let lock = store::lock(&mut reading.tx(), member, "passphrase").await?;
    drop(reading);
    let subjects = || Subjects::of(&login, None);
    let Some((lock, bytes)) = lock else {
        return Ok(false);
    };
    if throttle::wait(app, &subjects()).await? > 0 {
        return Ok(false);
    }
    let lock = data_encoding::HEXLOWER.decode(lock.as_bytes()).ok();
    let place = LockAt {
        member: MemberAt {
            deployment: app.facts().deployment,
            member: member.bytes(),
        },
        lock: lock
            .and_then(|lock| lock.try_into().ok())
            .ok_or_else(|| Fail::broken("integrity", "lock.id"))?,
    };
    let typed = passphrase.to_owned();
    let opened = with_turn(app, move |app| {
        open_lock(&place, &bytes, &typed, &app.keys().pepper).is_ok()
    })
    .await?;
    if !opened {
        throttle::failed(app, subjects()).await?;
    }
    Ok(opened)
}

/// Opens lock, bundle and seats; `None` for every wrong way.
async fn opened(app: &App, login: &str, entry: Entry) -> Result<Option<SignIn>, Fail> {
    let mut reading = app.glance().await?;
    let member = registry::member_by_login(&mut reading.tx(), login)
        .await?
        .filter(|member| member.state == MemberState::Confirmed);
    let kind = match &entry {
        Entry::Passphrase { .. } | Entry::Reset { .. } => "passphrase",
        Entry::Recovery { .. } => "recovery",
    };
    let lock = match &member {
        Some(member) => store::lock(&mut reading.tx(), member.id, kind).await?,
        None => None,
    };
    drop(reading);
    let (Some(member), Some((lock_word, bytes))) = (member, lock) else {
        // Somebody unknown costs as much as somebody known.
        if let Entry::Passphrase { passphrase, .. } | Entry::Reset { passphrase, .. } = entry {
            with_turn(app, move |app| {
                spend_lock(app.settings().params, &passphrase)
            })
            .await?;
        }
        return Ok(None);
    };
    match unlocked(app, &member, (lock_word, bytes), entry).await {
        Err(fail) if fail.is_integrity() => {
            let actor = Actor::Entering(member.id, member.institution);
            app.act(&actor, None, Damaged(fail)).await.map(|()| None)
        }
        tried => tried,
    }
}

/// Something of a member's own did not open as its place demands: the door leaves the line of it.
struct Damaged(Fail);

impl Verb for Damaged {
    const ACT: Act = Act::SignIn;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, _cx: &mut Cx<'_>) -> Result<(), Fail> {
        Err(self.0)
    }
}

/// What the lock of somebody known opens.
async fn unlocked(
    app: &App,
    member: &registry::Member,
    (lock_word, bytes): (String, Vec<u8>),
    entry: Entry,
) -> Result<Option<SignIn>, Fail> {
    let deployment = app.facts().deployment;
    let at = MemberAt {
        deployment,
        member: member.id.bytes(),
    };
    let Some(lock_id) = data_encoding::HEXLOWER
        .decode(lock_word.as_bytes())
        .ok()
        .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok())
    else {
        return Err(Fail::broken("integrity", "lock.id"));
    };
    let place = LockAt {
        member: at,
        lock: lock_id,
    };
    let (key, proof) = match entry {
        Entry::Passphrase {
            passphrase, code, ..
        } => {
            let key = with_turn(app, move |app| {
                open_lock(&place, &bytes, &passphrase, &app.keys().pepper)
            })
            .await?;
            let step = second_factor(app, member, &code).await?;
            match (key, step) {
                (Ok(key), Some(step)) => (key, Proof::Step(step)),
                (Ok(_) | Err(_), Some(_) | None) => return Ok(None),
            }
        }
        Entry::Reset {
            passphrase, code, ..
        } => {
            let key = with_turn(app, move |app| {
                open_lock(&place, &bytes, &passphrase, &app.keys().pepper)
            })
            .await?;
            match (key, reset::fits(app, member.id, &code).await?) {
                (Ok(key), Some(row)) => (key, Proof::Reset(row)),
                (Ok(_) | Err(_), Some(_) | None) => return Ok(None),
            }
        }
        Entry::Recovery { code, .. } => {
            let Ok(code) = RecoveryCode::parse(&code) else {
                return Ok(None);
            };
            match open_code_lock(&place, &bytes, &code) {
                Ok(key) => (key, Proof::Recovery(lock_word)),
                Err(_) => return Ok(None),
            }
        }
    };
    let bundle = bundle(app, member, &key).await?;
    // A session by recovery code has no gate: it may only set new locks.
    let pin = match &proof {
        Proof::Step(_) => resume::digits(app, member.id, &bundle.root).await?,
        Proof::Recovery(_) | Proof::Reset(_) => None,
    };
    Ok(Some(SignIn {
        pin,
        member: member.id,
        institution: member.institution,
        bundle,
        cookie: Cookie::draw(&mut OsChance),
        proof,
    }))
}

/// The row of the second factor, as the line that wrote it last bound it: a row put back would let
/// a spent code enter again (V18).
async fn factor_row(app: &App, member: MemberId) -> Result<Option<Vec<Value>>, Fail> {
    let key = member.to_string();
    // A sign-in in another tab may fall between the two readings; a row put back stays as it is.
    for _ in 0..3 {
        let mut reading = app.glance().await?;
        let row = FACTOR
            .one(&mut reading.tx(), &[Value::from(key.as_str())])
            .await?;
        let said = record::last_own_bind(
            &mut reading.tx(),
            member,
            [Act::SignIn, Act::Enrol, Act::ChangePassphrase],
            (&FACTOR, &key),
        )
        .await?;
        if said == row.as_ref().map(|row| FACTOR.hash(row)) {
            return Ok(row);
        }
    }
    Err(Fail::broken("integrity", "factor"))
}

/// The step of a code that fits and was not used yet.
async fn second_factor(
    app: &App,
    member: &registry::Member,
    typed: &str,
) -> Result<Option<i64>, Fail> {
    let row = factor_row(app, member.id).await?;
    let Some([_, _, Value::Bytes(Some(bytes)), Value::Int(Some(last)), _]) = row.as_deref() else {
        // A missing second factor refuses: it is never taken as "none needed" (V18).
        return Ok(None);
    };
    let deployment = app.facts().deployment;
    let holder = member.id.bytes();
    let secret = match open_small(&app.keys().ops, deployment, "totp", &holder, bytes) {
        Ok(secret) => secret,
        // A seed from before the key file in force is dead: only the code on paper enters (P30).
        Err(_) if app.facts().replaced.is_some() => return Ok(None),
        Err(refused) => return Err(refused.into()),
    };
    let secret: [u8; 20] = secret
        .as_slice()
        .try_into()
        .map_err(|_| Fail::broken("integrity", "totp"))?;
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let step = TotpSecret::from_bytes(secret)
        .verify(&typed, app.now().seconds())
        .ok();
    Ok(step
        .and_then(|step| i64::try_from(step).ok())
        .filter(|step| step > last))
}

/// The member's root and the roots of the circles they sit in, each held against its card.
async fn bundle(app: &App, member: &registry::Member, key: &BundleKey) -> Result<Bundle, Fail> {
    let facts = app.facts();
    let at = MemberAt {
        deployment: facts.deployment,
        member: member.id.bytes(),
    };
    let mut reading = app.glance().await?;
    let mut tx = reading.tx();
    let bytes = store::bundle(&mut tx, member.id)
        .await?
        .ok_or_else(|| Fail::broken("integrity", "bundle"))?;
    let own = open_member(key, at, &bytes)?;
    let card = registry::member_card(&mut tx, facts, member.id).await?;
    let institution = registry::institution_card(&mut tx, facts, member.institution).await?;
    if own.deployment_root != facts.root.fingerprint()
        || card.sig != own.root.sig(at).public()
        || card.kem != own.root.kem(at).public()
    {
        return Err(Fail::broken("integrity", "own card"));
    }
    let circles = registry::held_circles(&mut tx, facts, member.id, &own.root, &card).await?;
    Ok(Bundle {
        institution: member.institution.bytes(),
        root: MemberRoot::from_bytes(*own.root.expose()),
        deployment_root: own.deployment_root,
        institution_card: institution.hash(),
        member_card: card.hash(),
        circles,
    })
}

/// Enters: spends the code and writes the session. The line carries the step that was spent.
struct SignIn {
    member: MemberId,
    institution: besa_domain::InstitutionId,
    bundle: Bundle,
    cookie: Cookie,
    proof: Proof,
    /// The digits that resume the session, where the member chose some.
    pin: Option<Opened>,
}

/// What was spent to enter: neither opens a second time.
enum Proof {
    /// The step of the second factor's code.
    Step(i64),
    /// The lock of the recovery code: it opens a session that may only set new locks.
    Recovery(String),
    /// The row of the steward's code: likewise.
    Reset(Vec<Value>),
}

impl SignIn {
    fn limited(&self) -> bool {
        matches!(self.proof, Proof::Recovery(_) | Proof::Reset(_))
    }

    fn actor(&self) -> Actor {
        Actor::Entering(self.member, self.institution)
    }
}

impl Verb for SignIn {
    const ACT: Act = Act::SignIn;
    type Out = ();

    async fn standing(&self, _tx: &mut Tx<'_>, _actor: &Actor) -> Result<Stands, Fail> {
        Ok(Standing::Oneself.into())
    }

    async fn run(self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let now = cx.now();
        let key = [Value::from(self.member.to_string())];
        match &self.proof {
            Proof::Step(step) => {
                let spent = || Fail::Conflict("error-code-spent");
                let mut factor = FACTOR.one(&mut cx.tx, &key).await?.ok_or_else(spent)?;
                match factor.get_mut(3) {
                    Some(Value::Int(Some(last))) if *last < *step => *last = *step,
                    Some(_) | None => return Err(spent()),
                }
                cx.change(&FACTOR, factor).await?;
                cx.note("step", step.to_string());
            }
            Proof::Recovery(lock) => {
                cx.end(&LOCK, &[Value::from(lock.as_str())]).await?;
                cx.note("by", "recovery");
            }
            Proof::Reset(row) => reset::spend(cx, row.clone()).await?,
        }
        let ends = Moment(now.0.saturating_add(ABSOLUTE));
        let place = SessionAt {
            member: MemberAt {
                deployment: cx.app.facts().deployment,
                member: self.member.bytes(),
            },
            row: self.cookie.row(),
            created: now.seconds(),
            ends: ends.seconds(),
        };
        let half = ShredSecret::draw(&mut OsChance);
        let bytes = seal_session(
            &self.cookie.secret,
            &half,
            &cx.app.keys().session,
            &place,
            &self.bundle,
            &mut OsChance,
        )?;
        let id = data_encoding::HEXLOWER.encode(&self.cookie.row());
        store::insert_session(
            &mut cx.tx,
            &id,
            self.member,
            now,
            ends,
            self.limited(),
            &bytes,
        )
        .await?;
        store::insert_server_half(&mut cx.tx, &id, half.expose()).await?;
        sessions::keep_check(&mut cx.tx, &self.cookie, self.member, ends).await?;
        match &self.pin {
            Some(digits) => {
                let digest = pin_check(&cx.app.keys().pin, &self.cookie.row(), digits);
                store::put_gate(&mut cx.tx, &id, &digest).await
            }
            None => Ok(()),
        }
    }
}
