//! Sessions: the bundle opens only with the cookie and a server half that no backup holds.

use super::resume::TRIES;
use super::store;
use crate::app::{App, Cx, Fail, Own};
use crate::db::Tx;
use crate::registry::{self, Institution, Member};
use besa_domain::{
    CircleKind, FRESH, InstitutionId, InstitutionKind, MemberId, MemberState, Moment, Profession,
    Role,
};
use besa_vault::{
    Bundle, Cookie, Deployment, DraftKey, HeldCircle, MemberAt, Opened, OsChance, SessionAt,
    ShredSecret, SigKey, open_session, pin_check, rescue_check, seal_session, sha256,
};
use std::sync::Arc;

/// Idle limit: 15 minutes, in microseconds.
pub(super) const IDLE: i64 = 15 * 60 * 1_000_000;
/// How long six digits resume a session after it was last used: 2 hours, in microseconds.
pub(super) const GATED: i64 = 2 * 3_600 * 1_000_000;
/// Absolute limit: 12 hours, in microseconds.
pub(super) const ABSOLUTE: i64 = 12 * 3_600 * 1_000_000;
/// How often a session that is used is marked as seen: every 30 seconds, in microseconds.
const TOUCH: i64 = 30 * 1_000_000;

/// Who is signed in, as pages and policy ask for it.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) member: MemberId,
    pub(crate) name: String,
    pub(crate) post: String,
    pub(crate) role: Role,
    pub(crate) profession: Profession,
    pub(crate) state: MemberState,
    pub(crate) institution: InstitutionId,
    pub(crate) institution_name: String,
    pub(crate) kind: Option<InstitutionKind>,
    pub(crate) county: String,
    pub(crate) seat: String,
}

impl Who {
    /// A member with the institution they work for.
    pub(crate) fn of(member: &Member, institution: Option<&Institution>) -> Who {
        Who {
            member: member.id,
            name: member.name.clone(),
            post: member.post.clone(),
            role: member.role,
            profession: member.profession,
            state: member.state,
            institution: member.institution,
            institution_name: institution.map(|it| it.name.clone()).unwrap_or_default(),
            kind: institution.map(|it| it.kind),
            county: institution.map(|it| it.county.clone()).unwrap_or_default(),
            seat: institution.map(|it| it.seat.clone()).unwrap_or_default(),
        }
    }
}

/// An opened session. It lives for one request; its secrets are wiped when it is dropped.
pub(crate) struct Session {
    pub(crate) who: Who,
    pub(crate) bundle: Bundle,
    /// Opened by a recovery code: it may only set new locks.
    pub(crate) limited: bool,
    /// Goes into every form; known only to who has the cookie.
    pub(crate) csrf: String,
    /// When a factor was shown last: at sign-in or at a step-up, not by six digits.
    pub(crate) proved: Moment,
    pub(super) ends: Moment,
    pub(super) device: String,
    pub(super) row: Option<String>,
}

impl Session {
    /// Keys that no session row stands for: the founder's, at enrolment.
    pub(crate) fn unstored(who: Who, bundle: Bundle) -> Session {
        Session {
            who,
            bundle,
            limited: false,
            csrf: String::new(),
            proved: Moment(0),
            ends: Moment(0),
            device: String::new(),
            row: None,
        }
    }

    /// Whether a factor was shown lately enough for a grave act. Keys without a session row were
    /// made in this very act, and a session by recovery code may do no other.
    pub(crate) fn stepped_up(&self, now: Moment) -> bool {
        self.row.is_none() || self.limited || now.0.saturating_sub(self.proved.0) <= FRESH
    }

    /// The same session with the circles that its member holds by now.
    pub(crate) fn holding(&self, circles: Vec<HeldCircle>) -> Session {
        Session {
            who: self.who.clone(),
            bundle: Bundle {
                circles,
                ..self.bundle.clone()
            },
            limited: self.limited,
            csrf: self.csrf.clone(),
            proved: self.proved,
            ends: self.ends,
            device: self.device.clone(),
            row: self.row.clone(),
        }
    }

    /// The key that signs what this member writes.
    pub(crate) fn signing(&self, deployment: Deployment) -> SigKey {
        self.bundle.root.sig(MemberAt {
            deployment,
            member: self.who.member.bytes(),
        })
    }

    /// The key of this member's drafts.
    pub(crate) fn draft_key(&self, deployment: Deployment) -> DraftKey {
        self.bundle.root.draft(MemberAt {
            deployment,
            member: self.who.member.bytes(),
        })
    }

    /// Whether this session holds a circle of this kind.
    pub(crate) fn holds(&self, kind: CircleKind) -> bool {
        self.bundle
            .circles
            .iter()
            .any(|circle| circle.kind == kind.code())
    }
}

/// What a cookie opened.
pub(crate) enum Loaded {
    /// A session that may go on.
    Open(Arc<Session>),
    /// One that was covered or lay idle: six digits resume it.
    Covered,
    /// One that has run out, or was never there.
    Gone,
}

/// Opens the session of a cookie, marks it as seen, or deletes it when its time is over.
pub(crate) async fn load(app: &App, cookie: &str) -> Result<Loaded, Fail> {
    let Ok(cookie) = Cookie::parse(cookie) else {
        return Ok(Loaded::Gone);
    };
    let id = data_encoding::HEXLOWER.encode(&cookie.row());
    let now = app.now().0;
    let mut reading = app.glance().await?;
    let Some(row) = store::session(&mut reading.tx(), &id).await? else {
        return Ok(Loaded::Gone);
    };
    match footing(&row, now) {
        Footing::Open => {}
        Footing::Covered => return Ok(Loaded::Covered),
        Footing::Over => {
            drop(reading);
            end(app, &id).await?;
            return Ok(Loaded::Gone);
        }
    }
    let Some(half) = store::server_half(&mut reading.tx(), &id).await? else {
        drop(reading);
        end(app, &id).await?;
        return Ok(Loaded::Gone);
    };
    let place = place(app, &cookie, &row);
    let half = ShredSecret::from_bytes(half);
    let Ok(bundle) = open_session(
        &cookie.secret,
        &half,
        &app.keys().session,
        &place,
        &row.bytes,
    ) else {
        return Ok(Loaded::Gone);
    };
    let Some(member) = registry::member(&mut reading.tx(), row.member).await? else {
        return Ok(Loaded::Gone);
    };
    let institution = registry::institution(&mut reading.tx(), member.institution).await?;
    drop(reading);
    // The root that the member pinned at enrolment outlives whatever the database says (P28).
    if member.state != MemberState::Confirmed
        || bundle.institution != member.institution.bytes()
        || bundle.deployment_root != app.facts().root.fingerprint()
    {
        end(app, &id).await?;
        return Ok(Loaded::Gone);
    }
    if row.seen.saturating_add(TOUCH) <= now {
        app.own(Touch(id.clone())).await?;
    }
    let session = Arc::new(Session {
        who: Who::of(&member, institution.as_ref()),
        bundle,
        limited: row.limited,
        csrf: token(&cookie),
        proved: Moment(row.proved),
        ends: Moment(row.ends),
        device: row.device,
        row: Some(id.clone()),
    });
    let now_held = present(app, &session).await?;
    if !Arc::ptr_eq(&now_held, &session) {
        let keys = &app.keys().session;
        let bundle = &now_held.bundle;
        let bytes = seal_session(&cookie.secret, &half, keys, &place, bundle, &mut OsChance)?;
        app.own(Renew { id, bytes }).await?;
    }
    Ok(Loaded::Open(now_held))
}

/// A session about to be written: with a new S and a new R.
pub(super) struct Fresh {
    pub(super) member: MemberId,
    pub(super) cookie: Cookie,
    pub(super) bundle: Bundle,
    /// When a factor was shown. It is sealed with the bundle, so nobody makes an old one young.
    pub(super) proved: Moment,
    pub(super) ends: Moment,
    pub(super) limited: bool,
    /// What the browser calls itself.
    pub(super) device: String,
    /// The digits that resume it, where the member chose some.
    pub(super) pin: Option<Opened>,
}

impl Fresh {
    /// Writes the session, its server half, its gate, and what knows its cookie again.
    pub(super) async fn write(&self, cx: &mut Cx<'_>) -> Result<(), Fail> {
        let (row, keys) = (self.cookie.row(), cx.app.keys());
        let place = SessionAt {
            member: MemberAt {
                deployment: cx.app.facts().deployment,
                member: self.member.bytes(),
            },
            row,
            created: self.proved.seconds(),
            ends: self.ends.seconds(),
        };
        let half = ShredSecret::draw(&mut OsChance);
        let secret = &self.cookie.secret;
        let bytes = seal_session(
            secret,
            &half,
            &keys.session,
            &place,
            &self.bundle,
            &mut OsChance,
        )?;
        let id = data_encoding::HEXLOWER.encode(&row);
        store::insert_session(&mut cx.tx, &id, self, cx.permit.now(), &bytes).await?;
        store::insert_server_half(&mut cx.tx, &id, half.expose()).await?;
        keep_check(&mut cx.tx, &self.cookie, self.member, self.ends).await?;
        match &self.pin {
            Some(digits) => {
                store::put_gate(&mut cx.tx, &id, &pin_check(&keys.pin, &row, digits)).await
            }
            None => Ok(()),
        }
    }
}

/// Whether a session may go on.
pub(super) enum Footing {
    Open,
    Covered,
    Over,
}

/// Judges a stored session before its server half is read.
pub(super) fn footing(row: &store::SessionRow, now: i64) -> Footing {
    let idle = row.seen.saturating_add(IDLE) <= now;
    let over = row.ends <= now || row.seen.saturating_add(GATED) <= now;
    match &row.gate {
        _ if over => Footing::Over,
        None if idle => Footing::Over,
        None => Footing::Open,
        Some(gate) if gate.tries >= TRIES => Footing::Over,
        Some(gate) if idle || gate.covered => Footing::Covered,
        Some(_) => Footing::Open,
    }
}

/// Where a stored session belongs.
pub(super) fn place(app: &App, cookie: &Cookie, row: &store::SessionRow) -> SessionAt {
    SessionAt {
        member: MemberAt {
            deployment: app.facts().deployment,
            member: row.member.bytes(),
        },
        row: cookie.row(),
        created: row.proved.div_euclid(1_000_000),
        ends: row.ends.div_euclid(1_000_000),
    }
}

/// The session as its member stands now: a circle that somebody left gets its next key first,
/// and what others rotated meanwhile is opened (V13).
async fn present(app: &App, session: &Arc<Session>) -> Result<Arc<Session>, Fail> {
    let mut reading = app.glance().await?;
    let now = registry::footing(app, &mut reading.tx(), session).await?;
    drop(reading);
    if !now.rotation_due {
        return Ok(now.session);
    }
    app.rotate(&now.session).await
}

/// Keeps the circles that were opened since the session began.
struct Renew {
    id: String,
    bytes: Vec<u8>,
}

impl Own for Renew {
    type Out = ();
    const TABLES: &'static [&'static str] = &["sess.session"];

    async fn run(self, _app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        store::renew_session(tx, &self.id, &self.bytes).await
    }
}

struct Touch(String);

impl Own for Touch {
    type Out = ();
    const TABLES: &'static [&'static str] = &["sess.session"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        store::touch_session(tx, &self.0, app.now()).await
    }
}

pub(super) struct End(pub(super) String);

impl Own for End {
    type Out = ();
    const TABLES: &'static [&'static str] = &["sess.session", "sess.server_half", "sess.pin"];

    async fn run(self, _app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        store::delete_session(tx, &self.0).await
    }
}

async fn end(app: &App, id: &str) -> Result<(), Fail> {
    app.own(End(id.to_owned())).await
}

/// How long after its end a session may still leave a text: 12 hours, in microseconds.
const RESCUED: i64 = 12 * 3_600 * 1_000_000;
/// How many texts.
const TEXTS: i64 = 3;

/// Keeps what knows this cookie again after the session ended.
async fn keep_check(
    tx: &mut Tx<'_>,
    cookie: &Cookie,
    member: MemberId,
    ends: Moment,
) -> Result<(), Fail> {
    let id = data_encoding::HEXLOWER.encode(&cookie.row());
    let until = Moment(ends.0.saturating_add(RESCUED));
    let check = rescue_check(&cookie.secret);
    store::put_rescue(tx, &id, member, &check, until, TEXTS).await
}

/// Whose session this cookie once opened, with the token of its forms: for a text that came too late.
pub(crate) struct Late {
    pub(crate) session: String,
    pub(crate) member: MemberId,
    pub(crate) csrf: String,
}

/// Knows a cookie again whose session has ended.
pub(crate) async fn late(app: &App, cookie: &str) -> Result<Option<Late>, Fail> {
    let Ok(cookie) = Cookie::parse(cookie) else {
        return Ok(None);
    };
    let session = data_encoding::HEXLOWER.encode(&cookie.row());
    let mut reading = app.glance().await?;
    let known = store::rescue(&mut reading.tx(), &session).await?;
    let Some((member, digest, until, remain)) = known else {
        return Ok(None);
    };
    let fits = digest == rescue_check(&cookie.secret) && until > app.now().0 && remain > 0;
    Ok(fits.then(|| Late {
        session,
        member,
        csrf: token(&cookie),
    }))
}

/// The token of a session's forms; known only to who has the cookie.
fn token(cookie: &Cookie) -> String {
    let csrf = sha256(&[b"besa/v1/form", &cookie.session, cookie.secret.expose()]);
    data_encoding::BASE64URL_NOPAD.encode(&csrf)
}

/// Covers a session: with six digits set, it waits for them; without, it ends. Whether it waits.
pub(crate) async fn cover(app: &App, session: &Session) -> Result<bool, Fail> {
    match &session.row {
        Some(id) => app.own(Cover(id.clone())).await,
        None => Ok(false),
    }
}

struct Cover(String);

impl Own for Cover {
    type Out = bool;
    const TABLES: &'static [&'static str] = &["sess.session", "sess.server_half", "sess.pin"];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<bool, Fail> {
        let waits = store::cover(tx, &self.0, app.now()).await?;
        if !waits {
            store::delete_session(tx, &self.0).await?;
        }
        Ok(waits)
    }
}

/// Ends a session at once: sign-out. The server half goes with it.
pub(crate) async fn leave(app: &App, session: &Session) -> Result<(), Fail> {
    match &session.row {
        Some(id) => end(app, id).await,
        None => Ok(()),
    }
}

/// Ends every session of a member, inside the act that makes it necessary.
pub(crate) async fn end_all(tx: &mut Tx<'_>, member: MemberId) -> Result<(), Fail> {
    store::delete_sessions_of(tx, member).await
}

/// Ends every session there is, inside the act that makes it necessary.
pub(crate) async fn end_everybody(tx: &mut Tx<'_>) -> Result<(), Fail> {
    store::delete_expired(tx, (i64::MAX, i64::MAX), i64::MAX, TRIES).await
}

struct Expire;

impl Own for Expire {
    type Out = ();
    const TABLES: &'static [&'static str] = &[
        "sess.session",
        "sess.server_half",
        "sess.pin",
        "sess.rescue",
        "sess.challenge",
    ];

    async fn run(self, app: &App, tx: &mut Tx<'_>) -> Result<(), Fail> {
        let now = app.now().0;
        let before = (now.saturating_sub(IDLE), now.saturating_sub(GATED));
        store::delete_expired(tx, before, now, TRIES).await
    }
}

/// Deletes the sessions whose time is over, also where no request comes any more.
pub(crate) async fn expire(app: &App) -> Result<(), Fail> {
    app.own(Expire).await
}
