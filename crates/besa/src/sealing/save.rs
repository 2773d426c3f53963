//! Saving: every save is a new immutable version with its own key, and a ring row for its circle.

use super::{RING, SEALED, at, half, held, store};
use crate::accounts::Session;
use crate::app::{Cx, Fail};
use crate::db::Value;
use crate::registry;
use besa_domain::{CaseId, CircleId, CircleKind, InstitutionId, SealedId, Section};
use besa_vault::{Ctx, HalfA, OsChance, RingAt, VersionAt, seal_ring, seal_version};

/// Saves the next version of a section of a case, owned by the author's institution.
pub(crate) async fn save<S: Section>(
    cx: &mut Cx<'_>,
    case: CaseId,
    section: &S,
) -> Result<SealedId, Fail> {
    let plain = section
        .encode()
        .map_err(|error| Fail::broken("section", error.key()))?;
    let session = cx.session()?;
    let held = held(&session, S::CIRCLE)?;
    let current = registry::current_circle(
        &mut cx.tx,
        cx.app.facts(),
        session.who.institution,
        S::CIRCLE,
    )
    .await?;
    // A form opened before a rotation must not seal to the epoch that was left.
    if current.epoch != held.epoch {
        return Err(Fail::Conflict("conflict-epoch"));
    }
    if current.hash() != held.card {
        return Err(Fail::broken("integrity", "circle card"));
    }
    seal(
        cx,
        &session,
        Some(case),
        S::CODE,
        S::VERSION,
        S::CIRCLE,
        &plain,
    )
    .await
}

/// Saves bytes that belong to the institution itself, in one of its circles. The session is named,
/// because a founder who enrols has keys before there is a session to ask for.
pub(crate) async fn save_kept(
    cx: &mut Cx<'_>,
    session: &Session,
    code: &'static str,
    circle: CircleKind,
    plain: &[u8],
) -> Result<SealedId, Fail> {
    seal(cx, session, None, code, 1, circle, plain).await
}

async fn seal(
    cx: &mut Cx<'_>,
    session: &Session,
    case: Option<CaseId>,
    code: &str,
    format: u16,
    kind: CircleKind,
    plain: &[u8],
) -> Result<SealedId, Fail> {
    let owner = session.who.institution;
    let circle = held(session, kind)?;
    let circle_id = CircleId::from_bytes(circle.circle);
    if store::current_epoch(&mut cx.tx, circle_id).await? != Some(circle.epoch) {
        return Err(Fail::Conflict("conflict-epoch"));
    }
    let deployment = cx.app.facts().deployment;
    let before = store::head(&mut cx.tx, case, code, owner).await?;
    let (version, prev) = match &before {
        None => (1, None),
        Some(head) => (head.version.saturating_add(1), Some(head.hash(deployment)?)),
    };
    let id = SealedId::from_bytes(cx.draw());
    let (half_id, b) = half::for_act(cx).await?;
    let a = HalfA::draw(&mut OsChance);
    let place = VersionAt {
        ctx: context(deployment, id, case, code, format, version, owner),
        half: half_id.bytes(),
        prev,
    };
    let author = session.signing(deployment);
    let sealed = seal_version(&author, &a, &b, &place, plain, &mut OsChance)?;
    cx.put(
        &SEALED,
        &[
            Value::from(id.to_string()),
            Value::from(case.map(|case| case.to_string())),
            Value::from(code),
            Value::from(i64::from(format)),
            Value::from(i64::from(version)),
            Value::from(prev.map(|hash| hash.to_vec())),
            Value::from(owner.to_string()),
            Value::from(session.who.member.to_string()),
            Value::from(half_id.to_string()),
            Value::from(sealed.commit),
            Value::from(sealed.bytes.clone()),
            Value::from(sealed.sig),
            Value::from(to_the_minute(cx.now())),
        ],
    )
    .await?;
    let ring_at = RingAt {
        circle: at(deployment, circle_id, circle.epoch),
        sealed: id.bytes(),
        letter: None,
    };
    let key = circle.root.ring(ring_at.circle);
    let bytes = seal_ring(&key, &ring_at, &a, &mut OsChance);
    cx.put(
        &RING,
        &[
            Value::from(circle_id.to_string()),
            Value::from(id.to_string()),
            Value::from(""),
            Value::from(i64::from(circle.epoch)),
            Value::from(bytes),
        ],
    )
    .await?;
    Ok(id)
}

/// The context of a version: where it may be opened, and nowhere else.
pub(super) fn context(
    deployment: besa_vault::Deployment,
    id: SealedId,
    case: Option<CaseId>,
    code: &str,
    format: u16,
    version: u32,
    owner: InstitutionId,
) -> Ctx<'_> {
    Ctx {
        row: Some(id.bytes()),
        case: case.map(|case| case.bytes()),
        section: Some(code),
        format: Some(format),
        version: Some(version),
        owner: Some(owner.bytes()),
        ..Ctx::new(deployment)
    }
}

/// Case tables keep minutes, not seconds (security.md 2.13).
pub(crate) fn to_the_minute(moment: besa_domain::Moment) -> i64 {
    const MINUTE: i64 = 60_000_000;
    moment.0.saturating_sub(moment.0.rem_euclid(MINUTE))
}
