//! Signing in: the lock opens or it does not; every wrong way looks and takes the same.

use super::devices::Whence;
use super::factors::{self, Factor, Shown};
use super::keys::{self, Purpose, Stored};
use super::locks::with_turn;
use super::reset;
use super::resume;
use super::sessions::{ABSOLUTE, Fresh};
use super::store::{self, LOCK};
use super::throttle::{self, Subjects};
use crate::app::{Actor, App, Cx, Fail, Stands, Verb};
use crate::db::{Tx, Value};
use crate::registry;
use besa_domain::{Act, MemberId, MemberState, Moment, Standing};
use besa_vault::{
    Bundle, BundleKey, Cookie, LockAt, MemberAt, MemberRoot, Opened, OsChance, RecoveryCode,
    open_code_lock, open_lock, open_member, spend_lock,
};

/// What somebody typed to enter.
pub(crate) enum Entry {
    /// Passphrase and second factor.
    Passphrase {
        login: String,
        passphrase: String,
        shown: Shown,
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
pub(crate) async fn sign_in(app: &App, whence: &Whence, entry: Entry) -> Result<Tried, Fail> {
    let source = whence.source.as_deref();
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
        Ok(Some(mut ready)) => {
            ready.device.clone_from(&whence.device);
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

/// Whether this is a member's passphrase.
pub(super) async fn knows(app: &App, member: MemberId, passphrase: &str) -> Result<bool, Fail> {
    let mut reading = app.glance().await?;
    let lock = store::lock(&mut reading.tx(), member, "passphrase").await?;
    drop(reading);
    let Some((lock, bytes)) = lock else {
        return Ok(false);
    };
    let place = lock_at(app, member, &lock)?;
    let typed = passphrase.to_owned();
    let tried = async {
        let opens = move |app: &App| open_lock(&place, &bytes, &typed, &app.keys().pepper).ok();
        Ok(with_turn(app, opens).await?.map(drop))
    };
    Ok(throttle::counted(app, member, tried).await?.is_some())
}

fn lock_at(app: &App, member: MemberId, lock: &str) -> Result<LockAt, Fail> {
    let lock = data_encoding::HEXLOWER.decode(lock.as_bytes()).ok();
    Ok(LockAt {
        member: MemberAt {
            deployment: app.facts().deployment,
            member: member.bytes(),
        },
        lock: lock
            .and_then(|lock| lock.try_into().ok())
            .ok_or_else(|| Fail::broken("integrity", "lock.id"))?,
    })
}

/// Whether a key may be asked.
pub(super) enum Knock {
    /// The passphrase is this member's, who has these keys.
    Asks(MemberId, Vec<Stored>),
    /// Refused, without saying why.
    Refused,
    /// To be tried again after so many seconds.
    Wait(i64),
}

/// Tries the passphrase alone, before a security key is asked: every wrong way looks and takes the
/// same, and counts like a wrong sign-in.
pub(super) async fn knock(
    app: &App,
    source: Option<&str>,
    login: &str,
    passphrase: &str,
) -> Result<Knock, Fail> {
    let login = login.trim().to_lowercase();
    let subjects = || Subjects::of(&login, source);
    let seconds = throttle::wait(app, &subjects()).await?;
    if seconds > 0 {
        return Ok(Knock::Wait(seconds));
    }
    let mut reading = app.glance().await?;
    let member = registry::member_by_login(&mut reading.tx(), &login).await?;
    let member = member.filter(|member| member.state == MemberState::Confirmed);
    let lock = match &member {
        Some(member) => store::lock(&mut reading.tx(), member.id, "passphrase").await?,
        None => None,
    };
    drop(reading);
    let place = match (&member, &lock) {
        (Some(member), Some((lock, _))) => Some(lock_at(app, member.id, lock)?),
        (_, _) => None,
    };
    let (bytes, typed) = (lock.map(|(_, bytes)| bytes), passphrase.to_owned());
    let opens = with_turn(app, move |app| match (place, bytes) {
        (Some(place), Some(bytes)) => open_lock(&place, &bytes, &typed, &app.keys().pepper).is_ok(),
        (_, _) => {
            spend_lock(app.settings().params, &typed);
            false
        }
    })
    .await?;
    if let Some(member) = member.filter(|_| opens) {
        match keys::of(app, member.id).await {
            Ok(keys) if keys.is_empty() => {}
            Ok(keys) => return Ok(Knock::Asks(member.id, keys)),
            Err(fail) => damaged(app, &member, fail).await?,
        }
    }
    throttle::failed(app, subjects()).await?;
    Ok(Knock::Refused)
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
        Err(fail) if fail.is_integrity() => damaged(app, &member, fail).await.map(|()| None),
        tried => tried,
    }
}

/// Passes a fault on by an act of the member who tried to enter, so that it stands in the record.
async fn damaged(app: &App, member: &registry::Member, fail: Fail) -> Result<(), Fail> {
    let actor = Actor::Entering(member.id, member.institution);
    app.act(&actor, None, Damaged(fail)).await
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
    let place = lock_at(app, member.id, &lock_word)?;
    let (key, proof) = match entry {
        Entry::Passphrase {
            passphrase, shown, ..
        } => {
            let key = with_turn(app, move |app| {
                open_lock(&place, &bytes, &passphrase, &app.keys().pepper)
            })
            .await?;
            let whose = (member.id, member.institution);
            let factor = factors::fitting(app, whose, Purpose::Entering, &shown).await?;
            match (key, factor) {
                (Ok(key), Some(factor)) => (key, Proof::Factor(factor)),
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
        Proof::Factor(_) => resume::digits(app, member.id, &bundle.root).await?,
        Proof::Recovery(_) | Proof::Reset(_) => None,
    };
    Ok(Some(SignIn {
        pin,
        member: member.id,
        institution: member.institution,
        bundle,
        cookie: Cookie::draw(&mut OsChance),
        proof,
        device: String::new(),
    }))
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
    device: String,
}

/// What was spent to enter: neither opens a second time.
enum Proof {
    /// The second factor.
    Factor(Factor),
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
        let limited = self.limited();
        match self.proof {
            Proof::Factor(factor) => factor.spend(cx, self.member).await?,
            Proof::Recovery(lock) => {
                cx.end(&LOCK, &[Value::from(lock.as_str())]).await?;
                cx.note("by", "recovery");
            }
            Proof::Reset(row) => reset::spend(cx, row.clone()).await?,
        }
        let fresh = Fresh {
            member: self.member,
            cookie: self.cookie,
            bundle: self.bundle,
            proved: now,
            ends: Moment(now.0.saturating_add(ABSOLUTE)),
            limited,
            device: self.device,
            pin: self.pin,
        };
        fresh.write(cx).await
    }
}
